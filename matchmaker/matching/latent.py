"""Which offerings use words that go together with those of a question: latent semantic analysis."""

from __future__ import annotations

from itertools import accumulate
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import eigh
from scipy.sparse import csr_matrix, vstack
from scipy.sparse.linalg import LinearOperator, eigsh

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matchmaker.matching.index import OfferingIndex, Reading
    from matchmaker.matching.weighing import Crowd, Weighing

DIMENSIONS = 64
# Of fewer texts than these, any two words seem to go together.
FEWEST_TEXTS = 16
# Beyond this many documents a sample of them spans the space: the cost grows with its cube.
LARGEST_BASIS = 1_500
LEAST_EIGENVALUE = 1e-9
AT_ONCE = 256


class LatentSpace:
    """The main directions in which documents differ (Deerwester and others, 1990).

    Only angles between places are used; these do not depend on the sign or order of the directions, and no
    chance is involved.

    Attributes:
        directions: How far each n-gram that the documents have goes in each direction, one n-gram a row.
        place_of_gram: Of each n-gram its row there, or -1, as also stands at the end for all later ones.
    """

    def __init__(self, documents: csr_matrix) -> None:
        """Find the directions of documents, one a row, each of length 1 or empty."""
        width = documents.shape[1]
        values, vectors = _main_directions(documents)
        kept = values > LEAST_EIGENVALUE
        grams = np.unique(documents.indices)
        self.place_of_gram = np.full(width + 1, -1, dtype=np.int32)
        self.place_of_gram[grams] = np.arange(len(grams))
        self.directions = documents[:, grams].T @ (vectors[:, kept] / np.sqrt(values[kept]))

    @property
    def dimensions(self) -> int:
        """How many directions there are."""
        return int(self.directions.shape[1])

    def place(self, grams: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """Return the unit vector of a text, given its n-grams with their weights."""
        places = self._places(grams)
        known = (places >= 0).nonzero()[0]
        directions = self.directions.take(places.take(known), axis=0)
        found: np.ndarray = weights.take(known) @ directions
        length = sqrt(found @ found)
        return found / length if length > 0 else found

    def places(self, documents: csr_matrix) -> np.ndarray:
        """Return the unit vectors of documents, one a row."""
        columns = self._places(documents.indices)
        known = columns >= 0
        before = np.concatenate(([0], np.cumsum(known)))
        kept = csr_matrix(
            (documents.data[known], columns[known], before[documents.indptr]),
            shape=(documents.shape[0], len(self.directions)),
        )
        return unit(kept @ self.directions)

    def _places(self, grams: np.ndarray) -> np.ndarray:
        places: np.ndarray = self.place_of_gram.take(grams, mode="clip")
        return places


class Kinship:
    """Where each offering stands in the space that the offerings span together."""

    def __init__(self, basis: csr_matrix | None, weighing: Weighing) -> None:
        """Find the space of some documents, in which no offering stands yet; without any nothing is akin."""
        self._weighing = weighing
        self._space = None if basis is None else LatentSpace(basis)
        self._middles = np.zeros((0, 0 if self._space is None else self._space.dimensions), dtype=np.float32)

    @property
    def learned(self) -> bool:
        """Whether there were texts enough to learn from."""
        return self._space is not None

    def put(self, rows: Sequence[int], documents: csr_matrix, lengths: np.ndarray) -> None:
        """Give offerings their places, half by what they say of themselves, half by their other texts.

        Args:
            rows: Numbers of the offerings.
            documents: The vectors of their texts, one a row, those of one offering together.
            lengths: How many texts each offering has.
        """
        if self._space is None:
            return
        if max(rows, default=-1) >= len(self._middles):
            room = np.zeros((max(rows) * 5 // 4 + 1, self._space.dimensions), dtype=np.float32)
            room[: len(self._middles)] = self._middles
            self._middles = room
        places = self._space.places(documents)
        firsts = np.cumsum(lengths) - lengths
        abouts = places[firsts]
        questions = np.zeros_like(abouts)
        others = np.ones(len(places), dtype=np.bool_)
        others[firsts] = False
        np.add.at(questions, np.repeat(np.arange(len(lengths)), lengths)[others], places[others])
        self._middles[rows] = unit(abouts + unit(questions))

    def to(self, reading: Reading, rows: np.ndarray) -> np.ndarray:
        """Return how far the words of a question go together with those of these rows, as cosines."""
        if self._space is None:
            return np.zeros(len(rows))
        text = reading.grams, reading.weights
        return self._weighing.akin(self._space, text, self._middles, rows)

    def nearest(self, reading: Reading, crowd: Crowd) -> tuple[np.ndarray, np.ndarray] | None:
        """Return which of a crowd to look at closely, and how far words go together with those of these.

        Without texts enough to learn from none are nearer than others, and it returns None.
        """
        if self._space is None:
            return None
        return self._weighing.nearest(self._space, (reading.grams, reading.weights), self._middles, crowd)


def spanning(index: OfferingIndex, texts: Sequence[tuple[str, int]]) -> csr_matrix | None:
    """Return the vectors of some texts, or of a sample spread over them; None if there are too few.

    Where each of a few texts is a direction of its own, nothing is learned of which words go together.

    Args:
        index: Knows the n-grams of the texts.
        texts: Ids of offerings, and how many of its texts, the first ones, count of each.
    """
    ends = list(accumulate(length - 1 for _, length in texts))
    total = len(texts) + (ends[-1] if ends else 0)
    if total < FEWEST_TEXTS:
        return None
    chosen = np.unique(np.linspace(0, total - 1, min(total, LARGEST_BASIS)).astype(np.intp))
    abouts = chosen[chosen < len(texts)]
    asked = chosen[chosen >= len(texts)] - len(texts)
    owners = np.searchsorted(ends, asked, side="right")
    within = asked - np.array([0, *ends], dtype=np.intp)[owners] + 1
    found = []
    for rows, documents in ((abouts, np.zeros(len(abouts), dtype=np.intp)), (owners, within)):
        for first in range(0, len(rows), AT_ONCE):
            part = slice(first, first + AT_ONCE)
            # Several questions of one offering are looked up together.
            owners_once, places = np.unique(rows[part], return_inverse=True)
            vectors, lengths = index.vectors([texts[row][0] for row in owners_once.tolist()])
            found.append(vectors[(np.cumsum(lengths) - lengths)[places] + documents[part]])
    spread: csr_matrix = vstack(found, format="csr")
    return spread


def _main_directions(documents: csr_matrix) -> tuple[np.ndarray, np.ndarray]:
    """Return the largest eigenvalues of how much documents resemble each other, and their vectors.

    Of many documents they are found by Lanczos' method, which starts from the same vector each time.
    """
    number = documents.shape[0]
    if number <= 2 * DIMENSIONS:
        everything: tuple[np.ndarray, np.ndarray] = eigh((documents @ documents.T).toarray())
        return everything[0][-DIMENSIONS:], everything[1][:, -DIMENSIONS:]
    across = documents.T.tocsr()
    alike = LinearOperator(
        (number, number), matvec=lambda vector: documents @ (across @ vector), dtype=np.float64
    )
    found: tuple[np.ndarray, np.ndarray] = eigsh(alike, k=DIMENSIONS, v0=np.ones(number))
    return found


def unit(vectors: np.ndarray) -> np.ndarray:
    """Return vectors brought to length 1; an empty one stays empty."""
    lengths = np.sqrt(np.einsum("...i,...i->...", vectors, vectors))[..., None]
    brought: np.ndarray = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return brought
