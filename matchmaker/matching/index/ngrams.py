"""Cosines of character n-grams, worked out for the candidates only, with statistics that follow each change.

The numbers are those of TF-IDF over ``char_wb`` 3- to 5-grams with sublinear counts, smoothed idf and vectors
of length one. Instead of weights, the tokens of each document are kept, and how many documents have each
n-gram; so an offering is added or taken out by counting.
"""

from __future__ import annotations

from math import log, sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix

from matchmaker.matching.index.arrays import Growing
from matchmaker.matching.index.likeness import Lengths, Rarity, gram_counts, lengths_of
from matchmaker.matching.index.reading import Telling
from matchmaker.matching.index.texts import LONGEST_GRAM, SHORTEST_GRAM

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matchmaker.matching.index.likeness import Alike, Likeness
    from matchmaker.matching.index.reading import Reader
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
# After so many changes, the logarithms of all n-grams are worked out sooner than those of each change.
MANY_TOUCHED = 64


class Reading(NamedTuple):
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


class Ngrams:
    """How alike texts are, by the n-grams that they share."""

    def __init__(self, texts: Texts, likeness: Callable[[Texts, Lengths], Likeness], reader: Reader) -> None:
        """Count all rows that the texts have.

        Args:
            texts: The tokens of each row.
            likeness: Makes what multiplies vectors, for texts and what remembers their lengths.
            reader: Takes questions apart.
        """
        self._texts = texts
        self._lengths = Lengths()
        self._likeness = likeness(texts, self._lengths)
        self._reader = reader
        self._vocabulary = texts.vocabulary
        self._having = Growing(np.int32)
        self._documents = 0
        self._version = 0
        self._logs, self._rarest = Growing(np.float64), 0
        # The n-grams whose logarithms are to be worked out, change by change; None means all.
        self._touched: list[np.ndarray] | None = None
        # How much n-grams tell, as it was worked out after the last change.
        self._known = Telling(self._having.values, Rarity(0, 0.0, self._logs.values), 0.0)
        # The rows that are to be counted, or with -1 to be counted no more, once somebody asks for n-grams.
        self._changed: list[tuple[int, int]] = []
        self._count_rows(range(len(texts)), 1)

    def add(self, row: int) -> None:
        """Count a row that was added to the texts."""
        self._changed.append((row, 1))

    def remove(self, row: int) -> None:
        """Count a row no more."""
        self._changed.append((row, -1))

    def _catch_up(self) -> None:
        """Count what changed."""
        for step in (1, -1):
            rows = [row for row, added in self._changed if added == step]
            if len(rows) > FEW:
                self._count_rows(rows, step)
            else:
                for row in rows:
                    self._count(*self._of_row(row), step)
        self._changed.clear()

    def _count_rows(self, rows: Sequence[int], step: int) -> None:
        """Count many rows, or with -1 count them no more."""
        for first in range(0, len(rows), AT_ONCE):
            documents, _ = self._texts.documents(np.array(rows[first : first + AT_ONCE]))
            counts = gram_counts(documents, self._texts.token_lists, self._vocabulary)
            self._count(len(documents), counts.indices, step)

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

    def rarity(self) -> Rarity:
        """Return how much n-grams tell."""
        return self._telling().rarity

    def _telling(self) -> Telling:
        """Return how much n-grams tell, also those that no document has."""
        if self._changed:
            self._catch_up()
        if self._touched != [] or len(self._having) < self._vocabulary.gram_count:
            logs = self._logs_of_having()
            rarity = Rarity(self._version, log(1 + self._documents) + 1, logs)
            strangeness = LEAST_TELLING + (1 - LEAST_TELLING) * min(1.0, self._documents / TELLING)
            self._known = Telling(self._having.values, rarity, self._most_telling() * strangeness)
        return self._known

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
        telling = self._telling()
        if not self._documents:
            return Reading(np.zeros(0, dtype=np.int64), np.zeros(0), 0.0)
        weighed = self._reader.weighed(text, telling)
        length = sqrt(weighed.squares / max(1.0, weighed.words / USUAL_WORDS))
        weights = weighed.weights / length if length else weighed.weights
        return Reading(weighed.grams, weights, self._familiarity(weighed.told_known, weighed.told))

    def _familiarity(self, known: float, total: float) -> float:
        """Return the share of what a question tells that the catalogue knows.

        In a small catalogue an unknown word tells little, so there the share is taken as nearly whole.
        """
        share = known / total if total else 0.0
        return float(1.0 - (1.0 - share) * min(1.0, self._documents / TELLING))

    def similarities(self, reading: Reading, rows: np.ndarray) -> Alike:
        """Return how alike a question and rows are."""
        return self._likeness.similarities(reading.grams, reading.weights, rows, self.rarity())

    def vector(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """Return numbers and weights of the known n-grams of a text, as a vector of length one."""
        weighed = self._reader.weighed(text, self._telling())
        length = sqrt((weighed.weights**2).sum())
        return weighed.grams, weighed.weights / length if length else weighed.weights

    def vectors(self, documents: np.ndarray) -> csr_matrix:
        """Return the vectors of documents, one a row, of length one or empty; a column is an n-gram."""
        counts = (
            self._few_gram_counts(documents.tolist())
            if len(documents) <= FEW
            else gram_counts(documents, self._texts.token_lists, self._vocabulary)
        )
        counts.sort_indices()
        rarity = self.rarity()
        counts.data = (1 + np.log(counts.data)) * rarity.of(counts.indices)
        lengths = lengths_of(counts)
        self._lengths.remember(documents, lengths, rarity.version)
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
