"""Where questions that were judged before were sent, and how far that tells where to send another one.

Some were sent nowhere, as nobody served them; what is most like one of those will hardly be served either. A
question that resembles one that was judged is sent where that one was: case-based reasoning (Aamodt and
Plaza, 1994). What resembles it is found by the stems that they share (TF-IDF with damped counts, vectors of
length one), the kinds of help that they ask for and the asker's trade.
"""

from __future__ import annotations

from collections import Counter
from math import log, sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from matchmaker.matching.index.arrays import Growing, Lists
from matchmaker.matching.memo import Memo
from matchmaker.matching.profiles import bits_of
from matchmaker.matching.weighing import TOLD_DECIMALS
from matchmaker.text import stem, words
from matchmaker.vocabulary import NeedKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from matchmaker.model import Need, Precedent

# What the same kinds of help, and a shared trade, count beside words that are all the same.
SAME_KINDS, SAME_TRADE = 0.15, 0.1
# What it is worth to have been of some use, good, or the best for a question: docs/decisions/0042.
WORTH = (0.0, 0.4, 0.8, 1.0)
# How much it moves the line if a question is more like what nobody serves than like what somebody does, and
# how far at most: docs/decisions/0042.
NOBODY_COUNTS, DOUBT = 0.7, 0.02
MOST_SURE_SOMEBODY, MOST_SURE_NOBODY = -0.15, 0.25


class Told(NamedTuple):
    """What questions that were judged before tell of another one.

    Attributes:
        credit: For each party, by its number, the most that any of them tells: how like the need it is, times
            what the party was worth to it, between 0 and 1.
        stands: What this adds to what an answer must reach: more where it is like what somebody serves, less
            where it is like what nobody does; nothing where it shares no word with any.
    """

    credit: np.ndarray
    stands: float


class Precedents:
    """Knows questions that were judged, and the parties that each was sent to."""

    def __init__(self, precedents: Iterable[Precedent], number_of: Callable[[str], int]) -> None:
        """Take in what was judged.

        Args:
            precedents: The questions; who is no party any more is passed over when candidates are weighed.
            number_of: Gives the number of a party, which stays the same.
        """
        # Those that somebody serves come first, so that each sort stands together.
        known = sorted(precedents, key=lambda one: (not one.referred, one.id))
        self._served = sum(bool(one.referred) for one in known)
        self._words = _Words([one.text for one in known])
        self._kinds = np.array([bits_of(NeedKind, one.need_kinds) for one in known], dtype=np.int64)
        self._of_trade = _by_trade(known)
        sent = sorted(
            (number_of(to.to), number, WORTH[to.grade])
            for number, one in enumerate(known)
            for to in one.referred
        )
        parties = np.array([party for party, _, _ in sent], dtype=np.int64)
        self._parties, self._starts = np.unique(parties, return_index=True)
        self._led = np.array([number for _, number, _ in sent], dtype=np.int64)
        self._worth = np.array([worth for _, _, worth in sent])
        self._overlaps: Memo[np.ndarray] = Memo(1 << len(NeedKind))

    def told(self, need: Need, parties: int) -> Told:
        """Return what the precedents tell of a question.

        Args:
            need: What is asked.
            parties: How many numbers parties have.
        """
        cosines, credit = self._words.cosines(need.text), np.zeros(parties)
        like = self._likeness(need, cosines)
        if len(self._led):
            told = like.take(self._led) * self._worth
            credit[self._parties] = np.maximum.reduceat(told, self._starts)
        # What shares no word with any is as little like the ones as like the others.
        return Told(credit, self._stands(like) if cosines.any() else 0.0)

    def _stands(self, like: np.ndarray) -> float:
        if not 0 < self._served < len(like):
            return 0.0
        somebody, nobody = like[: self._served].max(), like[self._served :].max()
        sure = min(max(float(nobody - somebody) + DOUBT, MOST_SURE_SOMEBODY), MOST_SURE_NOBODY)
        return -NOBODY_COUNTS * sure

    def _likeness(self, need: Need, cosines: np.ndarray) -> np.ndarray:
        """Return how like each precedent is to a need with these cosines to them, between 0 and 1."""
        asked = bits_of(NeedKind, need.kinds)
        like = cosines + self._overlaps.get(asked, lambda: SAME_KINDS * self._overlap(asked))
        trades = [self._of_trade[trade] for trade in need.sectors if trade in self._of_trade]
        if trades:
            like += SAME_TRADE * np.logical_or.reduce(trades)
        likeness: np.ndarray = like / (1 + SAME_KINDS + SAME_TRADE)
        return likeness

    def _overlap(self, asked: int) -> np.ndarray:
        """Return of each precedent the kinds of help that it shares with these, of those of either."""
        either = np.bitwise_count(self._kinds | asked)
        overlap: np.ndarray = np.bitwise_count(self._kinds & asked) / np.maximum(either, 1)
        return overlap


class _Words:
    """The stems of texts, with how rare each is and what it weighs in each text, as vectors of length one."""

    def __init__(self, texts: Sequence[str]) -> None:
        documents = [_counts(text) for text in texts]
        having = Counter(one for document in documents for one in document)
        self._many = len(documents)
        self._numbers = {one: number for number, one in enumerate(having)}
        self._rarity = {one: log((1 + self._many) / (1 + times)) + 1 for one, times in having.items()}
        self._strange = log(1 + self._many) + 1
        found: dict[str, list[tuple[int, float]]] = {one: [] for one in having}
        for number, document in enumerate(documents):
            for one, weight in self._weights(document).items():
                found[one].append((number, weight))
        self._texts, self._in_texts = Lists(), Growing(np.float64)
        for listed in found.values():
            self._texts.append([number for number, _ in listed])
            self._in_texts.extend(np.array([weight for _, weight in listed]))

    def _weights(self, counts: Mapping[str, float]) -> Mapping[str, float]:
        """Return what the stems of a text weigh; those that no text has count in its length too."""
        rarity, strange = self._rarity, self._strange
        weights = {one: count * rarity.get(one, strange) for one, count in counts.items()}
        length = sqrt(sum(weight * weight for weight in weights.values()))
        return {one: weight / length for one, weight in weights.items()}

    def cosines(self, text: str) -> np.ndarray:
        """Return how like each text is to another one."""
        numbers = self._numbers
        shared = {
            numbers[one]: weight for one, weight in self._weights(_counts(text)).items() if one in numbers
        }
        where, lengths = self._texts.where(np.array([*shared], dtype=np.int64))
        products = self._in_texts.values.take(where) * np.array([*shared.values()]).repeat(lengths)
        sums = np.bincount(self._texts.values.take(where), products, self._many)
        # The order of words must not decide between equals: docs/decisions/0016.
        cosines: np.ndarray = sums.round(TOLD_DECIMALS)
        return cosines


def _counts(text: str) -> Mapping[str, float]:
    """Return the different stems of a text, each with the damped number of times that it occurs."""
    return {one: 1 + log(times) for one, times in Counter(map(stem, words(text))).items()}


def _by_trade(precedents: Sequence[Precedent]) -> Mapping[str, np.ndarray]:
    """Return for each trade which precedents it is that of."""
    found: dict[str, np.ndarray] = {}
    for number, one in enumerate(precedents):
        for trade in one.sectors:
            found.setdefault(trade, np.zeros(len(precedents), dtype=np.bool_))[number] = True
    return found
