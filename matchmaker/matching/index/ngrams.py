"""Cosines of character n-grams, worked out for the candidates only, with statistics that follow each change.

The numbers are those of TF-IDF over ``char_wb`` 3- to 5-grams with sublinear counts, smoothed idf and vectors
of length one. Instead of weights, the tokens of each document are kept, and how many documents have each
n-gram; so an offering is added or taken out by counting.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix

from matchmaker.matching.index.arrays import Growing, counted, runs
from matchmaker.matching.index.texts import grams_of, tokens_of
from matchmaker.text import telling

if TYPE_CHECKING:
    from matchmaker.matching.index.texts import Texts

# An unknown n-gram tells that a question is about something else: half as much as a rare known one in an
# empty catalogue, fully from this number of texts on.
LEAST_TELLING, TELLING = 0.5, 500
# So many rows are counted in one go: enough to be quick, few enough to need little memory.
AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as its n-grams.

    Attributes:
        grams: Numbers of the n-grams that the catalogue knows.
        weights: Weight of each; the vector is shorter than one by what the catalogue does not know.
        familiarity: Share of the telling words that the catalogue knows, between 0 and 1.
    """

    grams: np.ndarray
    weights: np.ndarray
    familiarity: float


class Ngrams:
    """How alike texts are, by the n-grams that they share."""

    def __init__(self, texts: Texts) -> None:
        """Count all rows that the texts have."""
        self._texts = texts
        self._vocabulary = texts.vocabulary
        self._having = Growing(np.int32)
        self._documents = 0
        self._version = 0
        self._norms = Growing(np.float64)
        self._normed_at = Growing(np.int32)
        self._rarity_at = (-1, 0)
        self._rarities = np.zeros(0), 0.0
        for first in range(0, len(texts), AT_ONCE):
            self._count(np.arange(first, min(first + AT_ONCE, len(texts))), 1)

    def add(self, row: int) -> None:
        """Count a row that was added to the texts."""
        self._count(np.array([row]), 1)

    def remove(self, row: int) -> None:
        """Count a row no more."""
        self._count(np.array([row]), -1)

    def _count(self, rows: np.ndarray, step: int) -> None:
        documents, _ = self._texts.documents(rows)
        _, grams, _ = self._gram_counts(documents)
        self._having.grow_to(self._vocabulary.gram_count)
        having = self._having.values
        if len(rows) > 1:
            having += step * np.bincount(grams, minlength=len(having)).astype(np.int32)
        else:
            # With a number of the same type numpy takes its quick way.
            np.add.at(having, grams, np.int32(step))
        self._documents += step * len(documents)
        self._version += 1

    def _gram_counts(self, documents: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return which of these documents (by place) has which n-gram how often."""
        tokens, lengths = self._texts.tokens(documents)
        grams, gram_lengths = self._vocabulary.grams.gather(tokens)
        owners = np.repeat(np.repeat(np.arange(len(documents)), lengths), gram_lengths)
        return counted(owners, grams, max(1, self._vocabulary.gram_count))

    def _idf(self) -> np.ndarray:
        """Return how much each n-gram tells, by its number."""
        return self._rarity()[0]

    def _rarity(self) -> tuple[np.ndarray, float]:
        """Return how much each n-gram tells, and how much the rarest that some document has."""
        state = self._version, self._vocabulary.gram_count
        if self._rarity_at != state:
            self._having.grow_to(self._vocabulary.gram_count)
            having = self._having.values
            idf = np.log((1 + self._documents) / (1 + having)) + 1
            self._rarity_at = state
            self._rarities = idf, float(idf.max(initial=0.0, where=having > 0))
        return self._rarities

    def read(self, text: str) -> Reading:
        """Return a text as the catalogue sees it."""
        if not self._documents:
            return Reading(np.zeros(0, dtype=np.int64), np.zeros(0), 0.0)
        grams, known, foreign = self._weigh(text)
        length = float(np.sqrt((known**2).sum() + (foreign**2).sum()))
        return Reading(grams, known / length if length else known, self._familiarity(text))

    def _familiarity(self, text: str) -> float:
        """Return the share of a text, weighted by how much it tells, whose n-grams the catalogue knows.

        In a small catalogue an unknown word tells little, so there the share is taken as nearly whole.
        """
        _, known, foreign = self._weigh(telling(text))
        total = known.sum() + foreign.sum()
        share = known.sum() / total if total else 0.0
        return float(1.0 - (1.0 - share) * min(1.0, self._documents / TELLING))

    def _weigh(self, text: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return numbers and weights of the n-grams that some document has, and the weights of the rest."""
        having, number_of = self._having.values, self._vocabulary.gram
        idf, rarest = self._rarity()
        strangeness = LEAST_TELLING + (1 - LEAST_TELLING) * min(1.0, self._documents / TELLING)
        foreign_weight = rarest * strangeness
        grams, known, foreign = [], [], []
        counts = Counter(gram for token in tokens_of(text) for gram in grams_of(token))
        for gram, times in counts.items():
            number = number_of(gram)
            if number is None or not having[number]:
                foreign.append((1 + log(times)) * foreign_weight)
            else:
                grams.append(number)
                known.append((1 + log(times)) * idf[number])
        return np.array(grams, dtype=np.int64), np.array(known), np.array(foreign)

    def similarities(self, reading: Reading, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return for each row the cosine of a question to its first text, and the best to its other ones."""
        documents, lengths = self._texts.documents(rows)
        cosines = self.cosines(reading, documents)
        firsts = np.cumsum(lengths) - lengths
        nearest = np.zeros(len(rows))
        owners = np.repeat(np.arange(len(rows)), lengths)
        others = np.ones(len(documents), dtype=np.bool_)
        others[firsts] = False
        np.maximum.at(nearest, owners[others], cosines[others])
        return cosines[firsts], nearest

    def cosines(self, reading: Reading, documents: np.ndarray) -> np.ndarray:
        """Return the cosine of a question to each of these documents."""
        products = self._products(reading, documents)
        norms = self._norms_of(documents)
        cosines: np.ndarray = np.divide(products, norms, out=np.zeros(len(documents)), where=norms > 0)
        return cosines

    def vector(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """Return numbers and weights of the known n-grams of a text, as a vector of length one."""
        grams, known, _ = self._weigh(text)
        length = float(np.sqrt((known**2).sum()))
        return grams, known / length if length else known

    def vectors(self, documents: np.ndarray) -> csr_matrix:
        """Return the vectors of documents, one a row, of length one or empty; a column is an n-gram."""
        owners, grams, times = self._gram_counts(documents)
        weights = (1 + np.log(times)) * self._idf()[grams]
        lengths = np.sqrt(np.bincount(owners, weights=weights**2, minlength=len(documents)))
        starts = np.concatenate(([0], np.cumsum(np.bincount(owners, minlength=len(documents)))))
        shape = len(documents), self._vocabulary.gram_count
        return csr_matrix((weights / lengths[owners], grams, starts), shape=shape)

    def _products(self, reading: Reading, documents: np.ndarray) -> np.ndarray:
        """Return the product of the question's vector with that of each document, not yet of length one."""
        products = np.zeros(len(documents))
        asked = len(reading.grams)
        if not asked or not len(documents):
            return products
        tokens, lengths = self._texts.tokens(documents)
        different, places = self._different(tokens)
        begins, shared = self._shared(reading, different)
        # Which n-grams of the question each token of each document has.
        found = (begins[1:] - begins[:-1])[places]
        owners = np.repeat(np.repeat(np.arange(len(documents)), lengths), found)
        pairs = owners * asked + shared[runs(begins[:-1][places], found)]
        times = np.bincount(pairs, minlength=1)
        occurring = np.flatnonzero(times)
        weights = reading.weights * self._idf()[reading.grams]
        owner, gram = np.divmod(occurring, asked)
        np.add.at(products, owner, (1 + np.log(times[occurring])) * weights[gram])
        return products

    def _different(self, tokens: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the different tokens, and of each token its place among them."""
        order = np.arange(len(tokens), dtype=np.int32)
        place_of_token = np.empty(len(self._vocabulary), dtype=np.int32)
        place_of_token[tokens] = order
        different = tokens[place_of_token[tokens] == order]
        place_of_token[different] = order[: len(different)]
        return different, place_of_token[tokens]

    def _shared(self, reading: Reading, tokens: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the n-grams of the question (by place) that tokens have, and where those of each begin."""
        place_of_gram = np.full(self._vocabulary.gram_count, -1, dtype=np.int32)
        place_of_gram[reading.grams] = np.arange(len(reading.grams), dtype=np.int32)
        grams, lengths = self._vocabulary.grams.gather(tokens)
        asked = place_of_gram[grams]
        hits = np.flatnonzero(asked >= 0)
        ends = np.concatenate(([0], np.cumsum(lengths)))
        return np.searchsorted(hits, ends), asked[hits]

    def _norms_of(self, documents: np.ndarray) -> np.ndarray:
        """Return the length of each document's vector; it is worked out again after the counts changed."""
        self._norms.grow_to(self._texts.document_count())
        self._normed_at.grow_to(self._texts.document_count())
        norms, normed_at = self._norms.values, self._normed_at.values
        stale = documents[normed_at[documents] != self._version]
        if len(stale):
            owners, grams, times = self._gram_counts(stale)
            weights = (1 + np.log(times)) * self._idf()[grams]
            norms[stale] = np.sqrt(np.bincount(owners, weights=weights**2, minlength=len(stale)))
            normed_at[stale] = self._version
        found: np.ndarray = norms[documents]
        return found
