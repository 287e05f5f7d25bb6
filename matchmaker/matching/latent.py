"""Which documents use words that go together: latent semantic analysis over their n-grams."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import eigh

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

DIMENSIONS = 64
# Beyond this many documents a sample of them spans the space: the cost grows with its cube.
LARGEST_BASIS = 1_500
LEAST_EIGENVALUE = 1e-9


class LatentSpace:
    """The main directions in which documents differ (Deerwester and others, 1990).

    A text is placed by how much it resembles each document of the basis, so that nothing of the size of the
    vocabulary is kept. Only angles between places are used; these do not depend on the sign or order of the
    directions, and no chance is involved.
    """

    def __init__(self, documents: csr_matrix) -> None:
        """Find the directions of documents, one a row, each of length 1 or empty."""
        number = documents.shape[0]
        self._rows = np.unique(np.linspace(0, number - 1, min(number, LARGEST_BASIS)).astype(np.intp))
        alike = (documents @ documents[self._rows].T).toarray()
        first = max(0, len(self._rows) - DIMENSIONS)
        values, vectors = eigh(alike[self._rows], subset_by_index=(first, len(self._rows) - 1))
        kept = values > LEAST_EIGENVALUE
        self._directions = vectors[:, kept] / np.sqrt(values[kept])
        self.places = unit(alike @ self._directions)

    def place(self, similarities: np.ndarray) -> np.ndarray:
        """Return the unit vector of a text, given its cosines to all documents, in their order."""
        return unit(similarities[self._rows] @ self._directions)


def unit(vectors: np.ndarray) -> np.ndarray:
    """Return vectors brought to length 1; an empty one stays empty."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    brought: np.ndarray = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return brought
