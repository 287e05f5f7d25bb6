"""Where questions that were judged before were sent, and how far that tells where to send another one.

Some were sent nowhere, as nobody served them; what is most like one of those will hardly be served either. A
question that resembles one that was judged is sent where that one was: case-based reasoning (Aamodt and
Plaza, 1994). What resembles it is found by the stems that they share (TF-IDF with damped counts, vectors of
length one), the kinds of help that they ask for and the asker's trade. All of them together tell of each stem
how far it speaks for a question that nobody serves, also where no precedent is much like the question: ridge
regression (Hoerl and Kennard, 1970).
"""

from __future__ import annotations

import itertools
from collections import Counter
from math import log, sqrt
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.linalg import lsqr

from matchmaker.matching.index.kernels import NumpyKernel
from matchmaker.matching.profiles import bits_of
from matchmaker.matching.weighing import TOLD_DECIMALS
from matchmaker.memo import Memo
from matchmaker.text import FRAME, rough_stems, stem
from matchmaker.vocabulary import NeedKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from matchmaker.matching.index.kernels import Kernel
    from matchmaker.model import Need, Precedent

# What the same kinds of help, and a shared trade, count beside words that are all the same.
SAME_KINDS, SAME_TRADE = 0.15, 0.1
ALL_THE_SAME = 1 + SAME_KINDS + SAME_TRADE
# What it is worth to have been of some use, good, or the best for a question: docs/decisions/0042.
WORTH = (0.0, 0.4, 0.8, 1.0)
# How much it moves the line if a question is more like what nobody serves than like what somebody does, and
# how far at most: docs/decisions/0047.
NOBODY_COUNTS, DOUBT = 0.85, 0.03
MOST_SURE_SOMEBODY, MOST_SURE_NOBODY = -0.15, 0.25
# How much it moves the line if its stems speak for nobody by so much more than usual, and from where to where
# that counts; how strongly what one stem speaks for is held back; with how many of the rarer sort it counts
# for half: docs/decisions/0052.
SPOKEN_COUNTS, SPOKEN_FOR_NOBODY = 0.85, 0.07
LEAST_SPOKEN, MOST_SPOKEN = -0.1, 0.5
RIDGE = 4.0
HALF_TRUSTED = 50
# For so many different sets of trades is kept what they add to words.
KEPT_TRADES = 256
_FRAME_STEMS = frozenset(map(stem, FRAME))


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


class Cases(NamedTuple):
    """What was judged, as numbers; those that somebody serves come first.

    Attributes:
        served: How many somebody serves.
        texts: The numbers of the cases that hold a stem so many times, one list after the other.
        starts: Where each list begins, and where the last one ends.
        lengths: Of each case the length of its text as a vector.
        sent: The numbers of the cases that were sent to a party with some grade, one such group after the
            other, and those of one party together.
        group_starts: Where each group begins, and where the last one ends.
        group_worths: What that grade is worth.
        group_parties: The number of the party.
    """

    served: int
    texts: np.ndarray
    starts: np.ndarray
    lengths: np.ndarray
    sent: np.ndarray
    group_starts: np.ndarray
    group_worths: np.ndarray
    group_parties: np.ndarray


class Compared(NamedTuple):
    """How like cases are to a question, between 0 and 1.

    Attributes:
        credit: For each party the most that it was worth to a case, times how like the question that one is.
        somebody: How like it is to the two nearest that somebody serves, on average: a single short one may
            share its few words with a question by chance.
        nobody: The same of what nobody serves.
        shares_words: Whether it shares a word with any.
    """

    credit: np.ndarray
    somebody: float
    nobody: float
    shares_words: bool


class Comparing(Protocol):
    """What holds a question against all cases at once."""

    def compared(
        self, lists: Sequence[int], worths: Sequence[float], beside: np.ndarray, parties: int
    ) -> Compared:
        """Return how like the cases are.

        Args:
            lists: Which lists of texts hold a stem of the question.
            worths: What a stem is worth in the question times what it weighs in the texts of that list.
            beside: For each case what is alike beside words.
            parties: How many numbers parties have.
        """
        ...


class PlainComparing:
    """Does so with numpy alone."""

    def __init__(self, cases: Cases) -> None:
        self._cases = cases
        # Numbers as wide as places in memory are added up sooner.
        self._holding = np.split(cases.texts.astype(np.intp), cases.starts[1:-1])
        self._many = np.diff(cases.starts)
        # Fewer and longer groups are sooner done: all of a party, whatever the grade.
        self._parties, firsts = np.unique(cases.group_parties, return_index=True)
        self._begins = cases.group_starts.take(firsts)
        self._worths = cases.group_worths.repeat(np.diff(cases.group_starts))

    def compared(
        self, lists: Sequence[int], worths: Sequence[float], beside: np.ndarray, parties: int
    ) -> Compared:
        """See ``Comparing``."""
        cases, holding = self._cases, self._holding
        cosines: np.ndarray = np.zeros(len(beside))
        credit = np.zeros(parties)
        if lists:
            texts = np.concatenate([holding[one] for one in lists])
            cosines = np.bincount(texts, np.array(worths).repeat(self._many.take(lists)), len(beside))
        cosines /= cases.lengths
        # The order of words must not decide between equals: docs/decisions/0016.
        cosines = cosines.round(TOLD_DECIMALS)
        like = (cosines + beside) / ALL_THE_SAME
        if len(cases.sent):
            told = like.take(cases.sent) * self._worths
            credit[self._parties] = np.maximum.reduceat(told, self._begins)
        return Compared(
            credit,
            _of_nearest_two(like[: cases.served]),
            _of_nearest_two(like[cases.served :]),
            bool(cosines.any()),
        )


def _of_nearest_two(like: np.ndarray) -> float:
    """Return the mean of the two highest, or the only one, or 0 if there is none."""
    if len(like) < 2:
        return float(like.max(initial=0.0))
    second, first = np.partition(like, -2)[-2:].tolist()
    mean: float = (first + second) / 2
    return mean


class Precedents:
    """Knows questions that were judged, and the parties that each was sent to."""

    def __init__(
        self, precedents: Iterable[Precedent], number_of: Callable[[str], int], kernel: Kernel
    ) -> None:
        """Take in what was judged.

        Args:
            precedents: The questions; who is no party any more is passed over when candidates are weighed.
            number_of: Gives the number of a party, which stays the same.
            kernel: What searches: they are held against a question in the same way, compiled or not.
        """
        # Those that somebody serves come first, so that each sort stands together.
        known = sorted(precedents, key=lambda one: (not one.referred, one.id))
        self._many, self._served = len(known), sum(bool(one.referred) for one in known)
        rarer = min(self._served, self._many - self._served)
        self._spoken_counts = SPOKEN_COUNTS * rarer / (rarer + HALF_TRUSTED)
        self._words = _Words([one.text for one in known], self._served)
        self._kinds = np.array([bits_of(NeedKind, one.need_kinds) for one in known], dtype=np.int64)
        self._of_trade = _by_trade(known)
        self._alike_in_kinds: Memo[np.ndarray] = Memo(1 << len(NeedKind))
        self._alike_in_trade: Memo[np.ndarray] = Memo(KEPT_TRADES)
        texts, starts = self._words.postings()
        self._comparing = _comparing_beside(
            kernel, Cases(self._served, texts, starts, self._words.lengths, *_groups(known, number_of))
        )

    def told(self, need: Need, parties: int) -> Told:
        """Return what the precedents tell of a question.

        Args:
            need: What is asked.
            parties: How many numbers parties have.
        """
        words = self._words.read(need.text)
        found = self._comparing.compared(words.lists, words.worths, self._beside_words(need), parties)
        # What shares no word with any is as little like the ones as like the others.
        return Told(found.credit, self._stands(found, words.nobody) if found.shares_words else 0.0)

    def _stands(self, found: Compared, spoken: float) -> float:
        if not 0 < self._served < self._many:
            return 0.0
        sure = min(max(found.nobody - found.somebody + DOUBT, MOST_SURE_SOMEBODY), MOST_SURE_NOBODY)
        beyond = min(max(spoken - SPOKEN_FOR_NOBODY, LEAST_SPOKEN), MOST_SPOKEN)
        return -NOBODY_COUNTS * sure - self._spoken_counts * beyond

    def _beside_words(self, need: Need) -> np.ndarray:
        """Return for each precedent what it has in common with a need beside words."""
        asked = bits_of(NeedKind, need.kinds)
        beside = self._alike_in_kinds.get(asked, lambda: SAME_KINDS * self._overlap(asked))
        trades = tuple([trade for trade in need.sectors if trade in self._of_trade])
        return beside + self._alike_in_trade.get(trades, lambda: self._in_any(trades)) if trades else beside

    def _overlap(self, asked: int) -> np.ndarray:
        """Return of each precedent the kinds of help that it shares with these, of those of either."""
        either = np.bitwise_count(self._kinds | asked)
        overlap: np.ndarray = np.bitwise_count(self._kinds & asked) / np.maximum(either, 1)
        return overlap

    def _in_any(self, trades: Sequence[str]) -> np.ndarray:
        """Return for each precedent what it counts to be of one of these trades."""
        counts: np.ndarray = SAME_TRADE * np.logical_or.reduce([self._of_trade[trade] for trade in trades])
        return counts


class _Stem(NamedTuple):
    """What is known of a stem.

    Attributes:
        rarity: How much it tells that a text holds it.
        lists: The lists of texts that do, each with what it weighs in these.
        nobody: How far it speaks for a question that nobody serves, below 0 for one that somebody does.
    """

    rarity: float
    lists: tuple[tuple[int, float], ...]
    nobody: float = 0.0


class _Read(NamedTuple):
    """A question as precedents are held against it.

    Attributes:
        lists: Which lists of texts hold a stem of it.
        worths: What that stem is worth in the question times what it weighs in the texts of that list.
        nobody: How far its stems speak for nobody: how much more likely than usual they make that, at most
            about 1, and below 0 where they speak for somebody.
    """

    lists: Sequence[int]
    worths: Sequence[float]
    nobody: float


class _Words:
    """The stems of texts, with how rare each is and which texts hold it, as vectors of length one.

    Attributes:
        lengths: Of each text the length of its vector before.
    """

    def __init__(self, texts: Sequence[str], served: int) -> None:
        """Take in some texts, of which so many, the first ones, are questions that somebody serves."""
        documents = [_counts(text) for text in texts]
        having = Counter(one for document in documents for one in document)
        # By stem and by how often it stands there.
        found: dict[str, dict[float, list[int]]] = {one: {} for one in having}
        for number, document in enumerate(documents):
            for one, count in document.items():
                found[one].setdefault(count, []).append(number)
        self._holding = [texts for by_count in found.values() for texts in by_count.values()]
        numbers = itertools.count()
        self._known: dict[str, _Stem] = {}
        for one, by_count in found.items():
            rarity = log((1 + len(texts)) / (1 + having[one])) + 1
            lists = tuple([(next(numbers), count * rarity) for count in by_count])
            self._known[one] = _Stem(rarity, lists)
        # One that no text holds counts in the length of another one.
        self._strange = _Stem(log(1 + len(texts)) + 1, ())
        self.lengths = np.array([self._length(document) for document in documents])
        if 0 < served < len(texts):
            self._learn(documents, np.arange(len(texts)) >= served)

    def _learn(self, documents: Sequence[Mapping[str, float]], nobody: np.ndarray) -> None:
        """Fit how far each stem speaks for nobody, so that stems tell best what is true of these texts."""
        known = self._known
        # How somebody asks tells who wrote it, and not whether it is served. Stems stand in the order of the
        # texts, so that every process fits the same to the last digit.
        numbers = {one: number for number, one in enumerate(one for one in known if one not in _FRAME_STEMS)}
        texts, stems, weights = [], [], []
        for text, document in enumerate(documents):
            for one, count in document.items():
                if one in numbers:
                    texts.append(text)
                    stems.append(numbers[one])
                    weights.append(count * known[one].rarity / self.lengths[text])
        vectors = csr_array((weights, (texts, stems)), shape=(len(documents), len(numbers)))
        # The penalty is its square: Paige and Saunders (1982).
        fitted = lsqr(vectors, nobody - nobody.mean(), damp=sqrt(RIDGE), atol=1e-9, btol=1e-9)[0]
        for one, number in numbers.items():
            known[one] = known[one]._replace(nobody=fitted.item(number))

    def _length(self, counts: Mapping[str, float]) -> float:
        known, strange = self._known, self._strange
        weights = [count * known.get(one, strange).rarity for one, count in counts.items()]
        return sqrt(sum([weight * weight for weight in weights])) or 1.0

    def postings(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the texts of all lists behind each other, and where each list begins and the last ends."""
        ends = np.cumsum([len(texts) for texts in self._holding], dtype=np.int32)
        texts = np.concatenate([[], *self._holding]).astype(np.int32)
        return texts, np.concatenate((np.zeros(1, dtype=np.int32), ends))

    def read(self, text: str) -> _Read:
        """Return what the stems of another text say."""
        get, strange = self._known.get, self._strange
        lists, worths, squares, nobody = [], [], 0.0, 0.0
        for one, count in _counts(text).items():
            known = get(one, strange)
            weight = count * known.rarity
            squares += weight * weight
            nobody += weight * known.nobody
            for number, weighs in known.lists:
                lists.append(number)
                worths.append(weight * weighs)
        length = sqrt(squares) or 1.0
        # The order of words must not decide whether a question is answered.
        spoken = round(nobody / length, TOLD_DECIMALS)
        return _Read(lists, [worth / length for worth in worths], spoken)


def _counts(text: str) -> Mapping[str, float]:
    """Return the different stems of a text, each with the damped number of times that it occurs."""
    times = Counter(rough_stems(text))
    return {one: 1 + log(many) if many > 1 else 1.0 for one, many in times.items()}


def _by_trade(precedents: Sequence[Precedent]) -> Mapping[str, np.ndarray]:
    """Return for each trade which precedents it is that of."""
    found: dict[str, np.ndarray] = {}
    for number, one in enumerate(precedents):
        for trade in one.sectors:
            found.setdefault(trade, np.zeros(len(precedents), dtype=np.bool_))[number] = True
    return found


def _groups(
    precedents: Sequence[Precedent], number_of: Callable[[str], int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return the last four attributes of ``Cases``."""
    sent = sorted(
        (number_of(to.to) * len(WORTH) + to.grade, number)
        for number, one in enumerate(precedents)
        for to in one.referred
    )
    groups, begins = np.unique(np.array([group for group, _ in sent], dtype=np.int64), return_index=True)
    parties, grades = np.divmod(groups, len(WORTH))
    cases = np.array([number for _, number in sent], dtype=np.int64)
    return cases, np.append(begins, len(sent)), np.array(WORTH).take(grades), parties


def _comparing_beside(kernel: Kernel, cases: Cases) -> Comparing:
    """Return what compares in the same way as a kernel searches: compiled or not."""
    if isinstance(kernel, NumpyKernel):
        return PlainComparing(cases)
    from matchmaker.matching.compiled_precedents import CompiledComparing  # noqa: PLC0415  # needs numba

    return CompiledComparing(cases)
