"""The innermost loop compiled by numba; imported only where the extra ``fast`` is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matchmaker.matching.index.arrays import WORD
from matchmaker.matching.index.compiled_likeness import NumbaLikeness
from matchmaker.matching.index.compiling import compiled
from matchmaker.matching.index.kernels import (
    KINDS,
    LAST_RANK,
    RANK_BITS,
    STRENGTH_BITS,
    STRONGEST,
    Arranged,
    Asked,
    Known,
)

if TYPE_CHECKING:
    from matchmaker.matching.index.arrays import Bits
    from matchmaker.matching.index.likeness import Likeness

_LAST_RANK = np.int64(LAST_RANK)


@compiled
def _first_from(postings: np.ndarray, low: int, high: int, least: int) -> int:
    """Return the first place from ``low`` to ``high`` whose row is not below ``least``."""
    while low < high:
        middle = (low + high) >> 1
        if postings[middle] >> STRENGTH_BITS < least:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def _most_worth(  # noqa: PLR0913, PLR0917  # plain arrays in one loop are what numba compiles well
    bounds: np.ndarray,
    postings: np.ndarray,
    terms: np.ndarray,
    worths: np.ndarray,
    wanted: np.ndarray,
    allowed: Bits,
    edges: np.ndarray,
    ranks: np.ndarray,
    kinds: np.ndarray,
    limit: int,
    worth: np.ndarray,
    seen: np.ndarray,
) -> np.ndarray:
    """Add worths into ``worth``, note the rows in ``seen``, pick the best, and wipe what was touched."""
    count = 0
    for place in range(terms.shape[0]):
        counted = 0
        for kind in wanted:
            posting = bounds[terms[place] * KINDS + kind]
            last = bounds[terms[place] * KINDS + kind + 1]
            for edge in range(0, edges.shape[0], 2):
                posting = _first_from(postings, posting, last, edges[edge])
                while posting < last and postings[posting] >> STRENGTH_BITS < edges[edge + 1]:
                    row = np.int64(postings[posting] >> STRENGTH_BITS)
                    fits = (allowed[row >> 6] >> np.uint64(row & 63)) & np.uint64(1)
                    if fits and not (counted and kinds[row] & counted):
                        if not worth[row]:
                            seen[count] = row
                            count += 1
                        worth[row] += worths[place] * np.int32(postings[posting] & STRONGEST)
                    posting += 1
            counted |= 1 << kind
    keys = np.empty(count, dtype=np.int64)
    for place in range(count):
        row = seen[place]
        keys[place] = np.int64(worth[row]) << RANK_BITS | np.int64(ranks[row]) ^ _LAST_RANK
        worth[row] = 0
    if count > limit:
        keys = np.partition(keys, count - limit)[count - limit :]
    keys.sort()
    return keys[::-1]


class NumbaKernel:
    """Keeps one worth for each row, and wipes what it touched."""

    def __init__(self) -> None:
        self.likeness: Likeness = NumbaLikeness()
        self._make_room(1)
        # Compiling takes a second: now, rather than while somebody waits for an answer.
        none = np.zeros(0, dtype=np.int32)
        asked = Asked(none, none, none, np.zeros(1, dtype=np.uint64), none)
        known = Known(none, np.zeros(0, dtype=np.uint16))
        self.most_worth(Arranged(none, np.zeros(0, dtype=np.uint32)), asked, known, 1)

    def _make_room(self, rows: int) -> None:
        self._worth = np.zeros(rows, dtype=np.int32)
        self._seen = np.zeros(rows, dtype=np.int32)

    def most_worth(self, arranged: Arranged, asked: Asked, known: Known, limit: int) -> np.ndarray:
        """See ``matchmaker.matching.index.kernels.Kernel``."""
        if len(asked.allowed) * WORD > len(self._worth):
            self._make_room(len(asked.allowed) * WORD)
        found: np.ndarray = _most_worth(*arranged, *asked, *known, limit, self._worth, self._seen)
        return found
