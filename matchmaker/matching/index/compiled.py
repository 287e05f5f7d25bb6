"""The innermost loop compiled by numba; imported only where the extra ``fast`` is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numba
import numpy as np

from matchmaker.matching.index.arrays import WORD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matchmaker.matching.index.arrays import Bits


def _most_worth(  # noqa: PLR0913, PLR0917  # plain arrays are what numba compiles well
    found: np.ndarray,
    strengths: np.ndarray,
    stretches: np.ndarray,
    edges: np.ndarray,
    allowed: np.ndarray,
    kinds: np.ndarray,
    limit: int,
    worth: np.ndarray,
    seen: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Add worths into ``worth``, note the rows in ``seen``, pick the best, and wipe what was touched."""
    count = 0
    for place in range(stretches.shape[0]):
        weight = stretches[place, 0]
        counted = stretches[place, 1]
        posting = stretches[place, 2]
        end = stretches[place, 3]
        for edge in range(0, edges.shape[0], 2):
            low, high = posting, end
            while low < high:
                middle = (low + high) >> 1
                if found[middle] < edges[edge]:
                    low = middle + 1
                else:
                    high = middle
            posting = low
            while posting < end and found[posting] < edges[edge + 1]:
                row = found[posting]
                if (allowed[row >> 6] >> np.uint64(row & 63)) & np.uint64(1) and not kinds[row] & counted:
                    if not worth[row]:
                        seen[count] = row
                        count += 1
                    worth[row] += weight * strengths[posting]
                posting += 1
    rows = np.empty(count, dtype=np.int64)
    worths = np.empty(count, dtype=np.int64)
    for place in range(count):
        rows[place] = seen[place]
        worths[place] = worth[seen[place]]
        worth[seen[place]] = 0
    if count > limit:
        enough = worths >= np.partition(worths, count - limit)[count - limit]
        return rows[enough], worths[enough]
    return rows, worths


_compiled = numba.njit(nogil=True)(_most_worth)


class NumbaKernel:
    """Keeps one worth for each row, and wipes what it touched."""

    def __init__(self) -> None:
        self._make_room(1)
        # Compiling takes a second: now, rather than while somebody waits for an answer.
        nothing = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.uint8)
        edges = np.zeros(2, dtype=np.int32)
        kinds = np.zeros(0, dtype=np.uint16)
        self.most_worth(nothing, [(0, 0, 0, 0)], edges, np.zeros(1, dtype=np.uint64), kinds, 1)

    def _make_room(self, rows: int) -> None:
        self._worth = np.zeros(rows, dtype=np.int32)
        self._seen = np.zeros(rows, dtype=np.int32)

    def most_worth(
        self,
        postings: tuple[np.ndarray, np.ndarray],
        stretches: Sequence[tuple[int, int, int, int]],
        edges: np.ndarray,
        allowed: Bits,
        kinds: np.ndarray,
        limit: int,
    ) -> tuple[np.ndarray, np.ndarray]:
        """See ``matchmaker.matching.index.kernels.Kernel``."""
        if len(allowed) * WORD > len(self._worth):
            self._make_room(len(allowed) * WORD)
        found: tuple[np.ndarray, np.ndarray] = _compiled(
            *postings,
            np.array(stretches, dtype=np.int64),
            edges,
            allowed,
            kinds,
            limit,
            self._worth,
            self._seen,
        )
        return found
