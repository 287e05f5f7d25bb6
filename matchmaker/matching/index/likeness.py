"""How much the n-grams of a question weigh in documents: what every question works out anew.

There are two with the same answers: on numpy alone, and compiled by numba where the extra ``fast``
is installed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
from scipy.sparse import csr_matrix

from matchmaker.matching.index.arrays import runs, widened
from matchmaker.matching.index.texts import LONGEST_GRAM, OPENING, SHORTEST_GRAM

if TYPE_CHECKING:
    from matchmaker.matching.index.arrays import Lists
    from matchmaker.matching.index.texts import Vocabulary


# Squares are added as whole numbers of this fineness, so that no numbering of n-grams changes a length.
FINENESS = 2.0**30


class Likeness(Protocol):
    """Multiplies the vector of a question with those of documents, and measures these."""

    def products(
        self,
        asked: np.ndarray,
        weights: np.ndarray,
        documents: np.ndarray,
        tokens: Lists,
        vocabulary: Vocabulary,
    ) -> np.ndarray:
        """Return for each document the sum over its n-grams of weight times damped count.

        An n-gram that occurs n times in a document counts 1 + log n times.

        Args:
            asked: Numbers of the n-grams of the question, each once.
            weights: What each of them weighs.
            documents: Which documents.
            tokens: The tokens of every document, narrowed.
            vocabulary: Knows the n-grams of every token.
        """
        ...

    def lengths(
        self, documents: np.ndarray, tokens: Lists, vocabulary: Vocabulary, most: float, logs: np.ndarray
    ) -> np.ndarray:
        """Return the length of the vector of each document.

        Args:
            documents: Which documents.
            tokens: The tokens of every document, narrowed.
            vocabulary: Knows the n-grams of every token.
            most: How much an n-gram would tell that no document has.
            logs: How much less each n-gram tells.
        """
        ...


class NumpyLikeness:
    """Counts in a table of documents by n-grams asked for; each token is looked up once for all documents."""

    def __init__(self) -> None:
        self._place_of_gram = np.zeros(0, dtype=np.int32)
        self._place_of_token = np.zeros(0, dtype=np.int32)
        self._opens = np.zeros(OPENING + 1, dtype=np.bool_)
        self._damped = np.zeros(0)

    def products(
        self,
        asked: np.ndarray,
        weights: np.ndarray,
        documents: np.ndarray,
        tokens: Lists,
        vocabulary: Vocabulary,
    ) -> np.ndarray:
        """See ``Likeness``."""
        found, lengths = widened(*tokens.gather(documents))
        if not len(asked) or not len(found):
            return np.zeros(len(documents))
        different, places = self._different(found, len(vocabulary))
        begins, shared = self._shared(asked, different, vocabulary)
        many = np.diff(begins).take(places)
        said = shared.take(runs(begins.take(places), many))
        rows = np.repeat(np.repeat(np.arange(len(documents)) * len(asked), lengths), many)
        times = np.bincount(rows + said, minlength=len(documents) * len(asked))
        # Unlike a product of matrices this adds up every document in the same way, wherever it stands.
        products: np.ndarray = np.einsum(
            "ij,j->i", self._damp(times).reshape(len(documents), len(asked)), weights
        )
        return products

    def lengths(
        self, documents: np.ndarray, tokens: Lists, vocabulary: Vocabulary, most: float, logs: np.ndarray
    ) -> np.ndarray:
        """See ``Likeness``."""
        counts = gram_counts(documents, tokens, vocabulary)
        counts.data = (1 + np.log(counts.data)) * (most - logs.take(counts.indices))
        return lengths_of(counts)

    def _different(self, tokens: np.ndarray, room: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the different tokens, and of each token its place among them."""
        if room > len(self._place_of_token):
            self._place_of_token = np.zeros(room * 5 // 4, dtype=np.int32)
        place_of_token = self._place_of_token
        # Of equal tokens the one that was noted last stands for all.
        order = np.arange(len(tokens), dtype=np.int32)
        place_of_token[tokens] = order
        different = tokens[place_of_token[tokens] == order]
        place_of_token[different] = order[: len(different)]
        return different, place_of_token[tokens]

    def _shared(
        self, asked: np.ndarray, tokens: np.ndarray, vocabulary: Vocabulary
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return where the n-grams of each token that are asked for begin, and which these are, by place."""
        where, many = vocabulary.longest_grams.where(tokens)
        self._opens[asked & OPENING] = True
        begun = np.flatnonzero(self._opens.take(vocabulary.openings.take(where)))
        self._opens[asked & OPENING] = False
        longest = vocabulary.longest_grams.values.take(where.take(begun))
        if vocabulary.gram_count > len(self._place_of_gram):
            self._place_of_gram = np.full(vocabulary.gram_count * 5 // 4, -1, dtype=np.int32)
        self._place_of_gram[asked] = np.arange(len(asked), dtype=np.int32)
        chains = [longest]
        for _ in range(SHORTEST_GRAM, LONGEST_GRAM):
            chains.append(vocabulary.shorter.take(chains[-1]))
        places = self._place_of_gram.take(np.stack(chains, axis=1)).ravel()
        self._place_of_gram[asked] = -1
        hits = np.flatnonzero(places >= 0)
        ends = np.searchsorted(begun, np.concatenate(([0], np.cumsum(many)))) * len(chains)
        return np.searchsorted(hits, ends), places[hits]

    def _damp(self, times: np.ndarray) -> np.ndarray:
        most = int(times.max(initial=0))
        if most >= len(self._damped):
            self._damped = damped(most + 1)
        found: np.ndarray = self._damped[times]
        return found


def damped(room: int) -> np.ndarray:
    """Return how much an n-gram counts that occurs 0, 1, 2 ... times."""
    counts = 1 + np.log(np.maximum(1, np.arange(max(room, 64))))
    counts[0] = 0.0
    return counts


def gram_counts(documents: np.ndarray, tokens: Lists, vocabulary: Vocabulary) -> csr_matrix:
    """Return how often each of these documents has each n-gram: one row a document, n-grams in no order."""
    said, lengths = widened(*tokens.gather(documents))
    longest, many = vocabulary.longest_grams.gather(said)
    width = vocabulary.gram_count
    # Multiplied, two tables of ones add up what belongs together, several times as fast as sorting does.
    counts = _ones(np.arange(len(said)), lengths, len(said)) @ _ones(longest, many, width)
    grams, many = vocabulary.with_shorter(counts.indices)
    once = csr_matrix((counts.data, np.arange(counts.nnz), counts.indptr), (len(documents), counts.nnz))
    every: csr_matrix = once @ _ones(grams, many, width)
    return every


def lengths_of(vectors: csr_matrix) -> np.ndarray:
    """Return the lengths of vectors, one a row."""
    rows = vectors.shape[0]
    owners = np.repeat(np.arange(rows), np.diff(vectors.indptr))
    squares = np.bincount(owners, np.rint(vectors.data**2 * FINENESS), minlength=rows)
    lengths: np.ndarray = np.sqrt(squares / FINENESS)
    return lengths


def _ones(columns: np.ndarray, lengths: np.ndarray, width: int) -> csr_matrix:
    """Return a table with a one for each of these columns, so many in each row."""
    starts = np.concatenate(([0], np.cumsum(lengths)))
    return csr_matrix((np.ones(len(columns), dtype=np.int32), columns, starts), shape=(len(lengths), width))
