"""The innermost loop compiled by numba; imported only where the extra ``fast`` is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numba
import numpy as np

from matchmaker.matching.index.arrays import WORD
from matchmaker.matching.index.compiled_likeness import NumbaLikeness
from matchmaker.matching.index.kernels import LAST_RANK, RANK_BITS, Arranged, Asked

if TYPE_CHECKING:
    from matchmaker.matching.index.arrays import Bits
    from matchmaker.matching.index.likeness import Likeness

_LAST_RANK = np.int64(LAST_RANK)


def _most_worth(  # noqa: PLR0913, PLR0917  # plain arrays are what numba compiles well
    bounds: np.ndarray,
    blocks: np.ndarray,
    begins: np.ndarray,
    places: np.ndarray,
    strengths: np.ndarray,
    first_rows: np.ndarray,
    kinds: np.ndarray,
    terms: np.ndarray,
    worths: np.ndarray,
    wanted: int,
    allowed: Bits,
    ranks: np.ndarray,
    limit: int,
    worth: np.ndarray,
    seen: np.ndarray,
) -> np.ndarray:
    """Add worths into ``worth``, note the rows in ``seen``, pick the best, and wipe what was touched."""
    count = 0
    for place in range(terms.shape[0]):
        weight = worths[place]
        for entry in range(bounds[terms[place]], bounds[terms[place] + 1]):
            block = blocks[entry]
            if not kinds[block] & wanted:
                continue
            first = first_rows[block]
            for posting in range(begins[entry], begins[entry + 1]):
                row = first + places[posting]
                if (allowed[row >> 6] >> np.uint64(row & 63)) & np.uint64(1):
                    if not worth[row]:
                        seen[count] = row
                        count += 1
                    worth[row] += weight * strengths[posting]
    keys = np.empty(count, dtype=np.int64)
    for place in range(count):
        row = seen[place]
        keys[place] = np.int64(worth[row]) << RANK_BITS | np.int64(ranks[row]) ^ _LAST_RANK
        worth[row] = 0
    if count > limit:
        keys = np.partition(keys, count - limit)[count - limit :]
    keys.sort()
    return keys[::-1]


_compiled = numba.njit(nogil=True)(_most_worth)


class NumbaKernel:
    """Keeps one worth for each row, and wipes what it touched."""

    def __init__(self) -> None:
        self.likeness: Likeness = NumbaLikeness()
        self._make_room(1)
        # Compiling takes a second: now, rather than while somebody waits for an answer.
        none = np.zeros(0, dtype=np.int32)
        bytes_, shorts = np.zeros(0, dtype=np.uint8), np.zeros(0, dtype=np.uint16)
        nothing = Arranged(none, none, none, shorts, bytes_, none, shorts)
        self.most_worth(nothing, Asked(none, none, 0, np.zeros(1, dtype=np.uint64)), none, 1)

    def _make_room(self, rows: int) -> None:
        self._worth = np.zeros(rows, dtype=np.int32)
        self._seen = np.zeros(rows, dtype=np.int32)

    def most_worth(self, arranged: Arranged, asked: Asked, ranks: np.ndarray, limit: int) -> np.ndarray:
        """See ``matchmaker.matching.index.kernels.Kernel``."""
        if len(asked.allowed) * WORD > len(self._worth):
            self._make_room(len(asked.allowed) * WORD)
        found: np.ndarray = _compiled(*arranged, *asked, ranks, limit, self._worth, self._seen)
        return found
