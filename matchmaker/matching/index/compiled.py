"""The innermost loop compiled by numba; imported only where the extra ``fast`` is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numba
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matchmaker.matching.index.arrays import Bits

_NOBODY = np.int16(-1)


def _scan(  # plain arrays are what numba compiles well
    found: np.ndarray,
    strengths: np.ndarray,
    stretches: np.ndarray,
    allowed: np.ndarray,
    worth: np.ndarray,
    last_word: np.ndarray,
    seen: np.ndarray,
) -> int:
    """Add worths into ``worth`` and note the rows in ``seen``; return how many rows were seen."""
    count = 0
    for place in range(stretches.shape[0]):
        word = stretches[place, 0]
        weight = stretches[place, 1]
        for posting in range(stretches[place, 2], stretches[place, 3]):
            row = found[posting]
            if (allowed[row >> 6] >> np.uint64(row & 63)) & np.uint64(1):
                if last_word[row] == -1:
                    seen[count] = row
                    count += 1
                elif last_word[row] == word:
                    continue
                last_word[row] = word
                worth[row] += weight * strengths[posting]
    return count


def _collect(
    worth: np.ndarray, last_word: np.ndarray, seen: np.ndarray, count: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows seen with their worths, and wipe the scratch arrays for the next question."""
    rows = np.empty(count, dtype=np.int64)
    worths = np.empty(count, dtype=np.int64)
    for place in range(count):
        row = seen[place]
        rows[place] = row
        worths[place] = worth[row]
        worth[row] = 0
        last_word[row] = -1
    return rows, worths


_compiled_scan = numba.njit(cache=False, nogil=True)(_scan)
_compiled_collect = numba.njit(cache=False, nogil=True)(_collect)


class NumbaKernel:
    """Keeps one worth for each row, and wipes what it touched."""

    def __init__(self) -> None:
        self._worth = np.zeros(0, dtype=np.int32)
        self._last_word = np.zeros(0, dtype=np.int16)
        self._seen = np.zeros(0, dtype=np.int32)
        # Compiling takes most of a second: now, rather than while somebody waits for an answer.
        nothing = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.uint8)
        self.add_up(nothing, [(0, 0, 0, 0)], np.zeros(1, dtype=np.uint64), 1)

    def add_up(
        self,
        postings: tuple[np.ndarray, np.ndarray],
        stretches: Sequence[tuple[int, int, int, int]],
        allowed: Bits,
        rows: int,
    ) -> tuple[np.ndarray, np.ndarray]:
        """See ``matchmaker.matching.index.kernels.Kernel``."""
        if rows > len(self._worth):
            room = rows + rows // 8
            self._worth = np.zeros(room, dtype=np.int32)
            self._last_word = np.full(room, _NOBODY)
            self._seen = np.zeros(room, dtype=np.int32)
        count = _compiled_scan(
            *postings,
            np.array(stretches, dtype=np.int64),
            allowed,
            self._worth,
            self._last_word,
            self._seen,
        )
        found: tuple[np.ndarray, np.ndarray] = _compiled_collect(
            self._worth, self._last_word, self._seen, count
        )
        return found
