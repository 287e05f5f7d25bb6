"""The innermost loop: add up what the words of a question are worth for each row that is allowed.

There are two with the same answers: on numpy alone, and compiled by numba where the extra ``fast`` is
installed. All sums are of whole numbers, so that no order of adding changes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from matchmaker.matching.index.arrays import WORD, runs, unpacked
from matchmaker.matching.index.likeness import NumpyLikeness

if TYPE_CHECKING:
    from matchmaker.matching.index.arrays import Bits
    from matchmaker.matching.index.likeness import Likeness

# A key is a worth with a rank turned over below it, so that of equal worths the first rank is the higher key.
RANK_BITS = 31
LAST_RANK = (1 << RANK_BITS) - 1


class Arranged(NamedTuple):
    """Postings by term, and of each term by block; a block is some rows in a row of the same need kinds.

    Attributes:
        bounds: Where the entries of each term begin, and at the end where the last ones end.
        blocks: The block of each entry.
        begins: Where the postings of each entry begin, and at the end where the last ones end.
        places: For each posting the place of its row within the block.
        strengths: For each posting how strongly the row has the term, from 1 to 255.
        first_rows: The first row of each block.
        kinds: The need kinds of each block, as bits.
    """

    bounds: np.ndarray
    blocks: np.ndarray
    begins: np.ndarray
    places: np.ndarray
    strengths: np.ndarray
    first_rows: np.ndarray
    kinds: np.ndarray


class Asked(NamedTuple):
    """What is looked for among postings, and where.

    Attributes:
        terms: Which terms.
        worths: What each of them is worth, at least 1.
        kinds: The need kinds wanted, as bits.
        allowed: A bit for each row.
    """

    terms: np.ndarray
    worths: np.ndarray
    kinds: int
    allowed: Bits


class Kernel(Protocol):
    """Adds up worths over postings; one question at a time.

    Attributes:
        likeness: What works out how alike texts are, in the same way.
    """

    likeness: Likeness

    def most_worth(self, arranged: Arranged, asked: Asked, ranks: np.ndarray, limit: int) -> np.ndarray:
        """Return keys of the allowed rows with the most worth, highest first; ``taken_apart`` reads them.

        Args:
            arranged: The postings.
            asked: The terms, and where to look.
            ranks: The rank of each row; of rows of the same worth the lowest rank goes first.
            limit: How many keys at most.
        """
        ...


def taken_apart(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the ranks and the worths that keys stand for."""
    return (keys & LAST_RANK) ^ LAST_RANK, keys >> RANK_BITS


class NumpyKernel:
    """Looks up the rows that are allowed, and adds their worths in an array that is wiped after."""

    def __init__(self) -> None:
        self.likeness: Likeness = NumpyLikeness()
        self._worth = np.zeros(0, dtype=np.int32)
        self._last = np.zeros(0, dtype=np.int32)

    def most_worth(self, arranged: Arranged, asked: Asked, ranks: np.ndarray, limit: int) -> np.ndarray:
        """See ``Kernel``."""
        if len(asked.allowed) * WORD > len(self._worth):
            self._worth = np.zeros(len(asked.allowed) * WORD, dtype=np.int32)
            self._last = np.zeros(len(asked.allowed) * WORD, dtype=np.int32)
        row, gained = _allowed_postings(arranged, asked)
        np.add.at(self._worth, row, gained)
        # Of each row only the posting that was noted last is kept.
        order = np.arange(len(row), dtype=np.int32)
        self._last[row] = order
        rows = row[self._last[row] == order]
        keys = self._worth[rows].astype(np.int64) << RANK_BITS | ranks[rows] ^ LAST_RANK
        self._worth[rows] = 0
        surplus = len(keys) - limit
        if surplus > 0:
            keys = np.partition(keys, surplus)[surplus:]
        descending: np.ndarray = -np.sort(-keys)
        return descending


def _allowed_postings(arranged: Arranged, asked: Asked) -> tuple[np.ndarray, np.ndarray]:
    """Return row and worth of the postings of allowed rows."""
    begins = arranged.bounds[asked.terms]
    counts = arranged.bounds[asked.terms + 1] - begins
    entries = runs(begins, counts)
    blocks = arranged.blocks[entries]
    fitting = np.flatnonzero(arranged.kinds[blocks] & asked.kinds)
    entries = entries[fitting]
    firsts = arranged.begins[entries]
    lengths = arranged.begins[entries + 1] - firsts
    postings = runs(firsts, lengths)
    rows = np.repeat(arranged.first_rows[blocks[fitting]], lengths) + arranged.places[postings]
    kept = np.flatnonzero(unpacked(asked.allowed, len(asked.allowed) * WORD).take(rows))
    worths = np.repeat(np.repeat(asked.worths, counts)[fitting], lengths)[kept]
    return rows[kept], worths * arranged.strengths[postings[kept]]


def numba_kernel() -> Kernel | None:
    """Return the compiled kernel, or None where numba is not installed."""
    try:
        from matchmaker.matching.index.compiled import NumbaKernel  # noqa: PLC0415  # an optional extra
    except ModuleNotFoundError:
        return None
    return NumbaKernel()
