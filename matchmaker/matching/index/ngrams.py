"""Cosines of character n-grams, worked out for the candidates only, with statistics that follow each change.

The numbers are those of TF-IDF over ``char_wb`` 3- to 5-grams with sublinear counts, smoothed idf and vectors
of length one. Instead of weights, the tokens of each document are kept, and how many documents have each
n-gram; so an offering is added or taken out by counting.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log, sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix

from matchmaker.matching.index.arrays import Growing
from matchmaker.matching.index.likeness import Lengths, Rarity, Said, gram_counts, lengths_of
from matchmaker.matching.index.texts import LONGEST_GRAM, SHORTEST_GRAM, grams_of, tokens_of
from matchmaker.text import telling

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matchmaker.matching.index.likeness import Likeness, Weighed
    from matchmaker.matching.index.texts import Texts

# An unknown n-gram tells that a question is about something else: half as much as a rare known one in an
# empty catalogue, fully from this number of texts on.
LEAST_TELLING, TELLING = 0.5, 500
# From this number of telling words on, more words no longer make a question less like everything.
USUAL_WORDS = 10
# So many rows are counted in one go: enough to be quick, few enough to need little memory.
AT_ONCE = 512
# So few documents are counted one by one.
FEW = 16
# So many stretches of questions are remembered with their n-grams, and so many n-grams with their numbers.
KEPT_PIECES, KEPT_GRAMS = 20_000, 200_000
# After so many changes, the logarithms of all n-grams are worked out sooner than those of each change.
MANY_TOUCHED = 64
_NO_GRAMS, _NO_FLAGS = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as its n-grams.

    Attributes:
        grams: Numbers of the n-grams that the catalogue knows.
        weights: Weight of each. As a vector they have length one, less by what the catalogue does not know,
            and more for a question of many words.
        familiarity: Share of the telling words that the catalogue knows, between 0 and 1.
    """

    grams: np.ndarray
    weights: np.ndarray
    familiarity: float


class _Piece(NamedTuple):
    """A stretch of a question without white space.

    Attributes:
        grams: The numbers of its n-grams; those that no text has ever had are below 0.
        tells: Of each, whether it is one of the words of the stretch that tell something.
        besides: The n-grams of these words where they are not those of the stretch: "hout?" holds "hout".
        words: How many words tell something.
    """

    grams: np.ndarray
    tells: np.ndarray
    besides: np.ndarray
    words: int


class Ngrams:
    """How alike texts are, by the n-grams that they share."""

    def __init__(self, texts: Texts, likeness: Likeness) -> None:
        """Count all rows that the texts have.

        Args:
            texts: The tokens of each row.
            likeness: Multiplies vectors.
        """
        self._texts = texts
        self._likeness = likeness
        self._known: dict[str, _Piece] = {}
        self._gram_numbers: dict[str, int] = {}
        self._strangers = 0
        self._known_at = -1
        self._vocabulary = texts.vocabulary
        self._having = Growing(np.int32)
        self._documents = 0
        self._version = 0
        self._lengths = Lengths()
        self._logs, self._rarest = Growing(np.float64), 0
        # The n-grams whose logarithms are to be worked out, change by change; None means all.
        self._touched: list[np.ndarray] | None = None
        for first in range(0, len(texts), AT_ONCE):
            documents, _ = texts.documents(np.arange(first, min(first + AT_ONCE, len(texts))))
            counts = gram_counts(documents, texts.token_lists, texts.vocabulary)
            self._count(len(documents), counts.indices, 1)

    def add(self, row: int) -> None:
        """Count a row that was added to the texts."""
        self._count(*self._of_row(row), 1)

    def remove(self, row: int) -> None:
        """Count a row no more."""
        self._count(*self._of_row(row), -1)

    def _of_row(self, row: int) -> tuple[int, np.ndarray]:
        """Return how many documents a row has, and the different n-grams of each, all behind each other."""
        said = self._texts.said(row)
        keys = self._in_order(said)
        different = keys[1:][keys[1:] != keys[:-1]] % self._vocabulary.gram_count
        return len(said), different[different > 0]  # 0 is none

    def _in_order(self, said: Sequence[list[int]]) -> np.ndarray:
        """Return owner times the number of n-grams plus n-gram for each n-gram of documents, after a -1.

        For so few, setting up the tables of ``gram_counts`` would take longer than to sort.
        """
        tokens = np.array([token for document in said for token in document], dtype=np.int64)
        owners = np.arange(len(said)).repeat([len(document) for document in said])
        owners *= self._vocabulary.gram_count
        longest, many = self._vocabulary.longest_grams.gather(tokens)
        owners = owners.repeat(many)
        shorter, keys = self._vocabulary.shorter, [longest + owners]
        for _ in range(SHORTEST_GRAM, LONGEST_GRAM):
            longest = shorter.take(longest)
            keys.append(longest + owners)
        in_order = np.concatenate(([-1], *keys))
        in_order.sort()
        return in_order

    def _count(self, documents: int, grams: np.ndarray, step: int) -> None:
        self._having.grow_to(self._vocabulary.gram_count)
        # With a number of the same type numpy takes its quick way.
        np.add.at(self._having.values, grams, np.int32(step))
        self._documents += step * documents
        self._version += 1
        if self._touched is not None:
            self._touched.append(grams)
            if len(self._touched) > MANY_TOUCHED:
                self._touched = None

    def _rarity(self) -> Rarity:
        """Return how much n-grams tell."""
        return Rarity(self._version, log(1 + self._documents) + 1, self._logs_of_having())

    def _idf(self, grams: np.ndarray) -> np.ndarray:
        """Return how much each of these n-grams tells."""
        return self._rarity().of(grams)

    def _logs_of_having(self) -> np.ndarray:
        """Return the logarithm of one more than the number of documents with each n-gram.

        After a change only those of n-grams that it touched are worked out anew.
        """
        self._having.grow_to(self._vocabulary.gram_count)
        having = self._having.values
        if self._touched is None:
            self._logs = Growing(np.float64, np.log(1 + having))
        else:
            self._logs.grow_to(len(having))
            for grams in self._touched:
                self._logs.values[grams] = np.log(1 + having[grams])
        self._touched = []
        return self._logs.values

    def _most_telling(self) -> float:
        """Return how much the n-gram tells that the fewest documents have, of those that some have."""
        having = self._having.values
        if having[self._rarest] != 1:
            self._rarest = int(np.where(having > 0, having, np.iinfo(np.int32).max).argmin())
            if not having[self._rarest]:
                return 0.0
        return log(1 + self._documents) + 1 - float(self._logs.values[self._rarest])

    def read(self, text: str) -> Reading:
        """Return a text as the catalogue sees it.

        Whoever tells a lot asks for no less, yet a cosine falls with every word that is beside the point. So
        the length that a question is divided by is pivoted (Singhal, Buckley and Mitra, 1996): it hardly
        grows beyond that of a question of usual length.
        """
        if not self._documents:
            return Reading(np.zeros(0, dtype=np.int64), np.zeros(0), 0.0)
        self._forget_what_changed()
        said, words = self._taken_apart(text)
        weighed = self._weighed(said)
        length = sqrt(np.add.reduce(weighed.weights * weighed.weights) / max(1.0, words / USUAL_WORDS))
        known, told = float(np.add.reduce(weighed.told_known)), float(np.add.reduce(weighed.told))
        own = weighed.own / length if length else weighed.own
        return Reading(weighed.known, own, self._familiarity(known, told))

    def _weighed(self, said: Said) -> Weighed:
        """Return what the n-grams of a question weigh; sums in their order do not depend on their numbers."""
        rarity = self._rarity()
        strangeness = LEAST_TELLING + (1 - LEAST_TELLING) * min(1.0, self._documents / TELLING)
        strange = self._most_telling() * strangeness
        return self._likeness.weighed(said, self._having.values, rarity, strange)

    def _taken_apart(self, text: str) -> tuple[Said, int]:
        """Return the n-grams of a text, and how many of its words tell something."""
        pieces = [self._of_piece(piece) for piece in text.split()]
        besides = [piece.besides for piece in pieces if len(piece.besides)]
        asked = [piece.grams for piece in pieces]
        tells = [piece.tells for piece in pieces]
        tells += [np.ones(len(grams), dtype=np.bool_) for grams in besides]
        said = Said(
            np.concatenate([_NO_GRAMS, *asked, *besides]),
            np.concatenate([_NO_FLAGS, *tells]),
            sum(map(len, asked)),
            self._strangers,
        )
        return said, sum([piece.words for piece in pieces])

    def _familiarity(self, known: float, total: float) -> float:
        """Return the share of what a question tells that the catalogue knows.

        In a small catalogue an unknown word tells little, so there the share is taken as nearly whole.
        """
        share = known / total if total else 0.0
        return float(1.0 - (1.0 - share) * min(1.0, self._documents / TELLING))

    def _forget_what_changed(self) -> None:
        """Stretches are looked up anew once the vocabulary has grown, and after very many."""
        if (
            self._known_at != self._vocabulary.gram_count
            or len(self._known) > KEPT_PIECES
            or len(self._gram_numbers) > KEPT_GRAMS
        ):
            self._known_at = self._vocabulary.gram_count
            self._known.clear()
            self._gram_numbers.clear()
            self._strangers = 0

    def _of_piece(self, text: str) -> _Piece:
        """Return what is known of a stretch of a question; the same words are used again and again."""
        found = self._known.get(text)
        if found is None:
            every, told = tokens_of(text), tokens_of(telling(text))
            numbers = self._numbers(every)
            alike = told == every
            found = self._known[text] = _Piece(
                grams=numbers,
                tells=np.full(len(numbers), alike),
                besides=_NO_GRAMS if alike else self._numbers(told),
                words=len(told),
            )
        return found

    def _numbers(self, tokens: Iterable[str]) -> np.ndarray:
        known, number_of = self._gram_numbers, self._number
        # New words are mostly made of n-grams that came before.
        numbers = [
            known[gram] if gram in known else number_of(gram) for token in tokens for gram in grams_of(token)
        ]
        return np.array(numbers, dtype=np.int64)

    def _number(self, gram: str) -> int:
        number = self._vocabulary.gram(gram)
        if number is None:
            self._strangers += 1
            number = -self._strangers
        self._gram_numbers[gram] = number
        return number

    def similarities(self, reading: Reading, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return for each row the cosine of a question to its first text, and the best to its other ones."""
        rarity = self._rarity()
        weights = reading.weights * rarity.of(reading.grams)
        return self._likeness.similarities(reading.grams, weights, rows, self._texts, self._lengths, rarity)

    def vector(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """Return numbers and weights of the known n-grams of a text, as a vector of length one."""
        self._forget_what_changed()
        grams = self._numbers(tokens_of(text))
        weighed = self._weighed(
            Said(grams, np.zeros(len(grams), dtype=np.bool_), len(grams), self._strangers)
        )
        length = sqrt((weighed.own**2).sum())
        return weighed.known, weighed.own / length if length else weighed.own

    def vectors(self, documents: np.ndarray) -> csr_matrix:
        """Return the vectors of documents, one a row, of length one or empty; a column is an n-gram."""
        counts = (
            self._few_gram_counts(documents.tolist())
            if len(documents) <= FEW
            else gram_counts(documents, self._texts.token_lists, self._vocabulary)
        )
        counts.sort_indices()
        counts.data = (1 + np.log(counts.data)) * self._idf(counts.indices)
        lengths = lengths_of(counts)
        self._lengths.remember(documents, lengths, self._version)
        counts.data /= np.repeat(lengths, np.diff(counts.indptr))
        return counts

    def _few_gram_counts(self, documents: Sequence[int]) -> csr_matrix:
        """Return what ``gram_counts`` does."""
        keys, width = self._in_order(self._texts.told(documents)), self._vocabulary.gram_count
        firsts = np.flatnonzero(keys[1:] != keys[:-1]) + 1
        times = np.diff(firsts, append=len(keys))
        owners, grams = np.divmod(keys[firsts], width)
        some = np.flatnonzero(grams)  # 0 is none
        starts = np.searchsorted(owners[some], np.arange(len(documents) + 1))
        return csr_matrix((times[some], grams[some], starts), (len(documents), width))
