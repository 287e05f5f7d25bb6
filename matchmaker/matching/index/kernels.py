"""The innermost loop: add up what the words of a question are worth for each row that is allowed.

There are two with the same answers: on numpy alone, and compiled by numba where the extra ``fast`` is
installed. All sums are of whole numbers, so that no order of adding changes them.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Protocol

import numpy as np

from matchmaker.matching.index.arrays import WORD, runs, unpacked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matchmaker.matching.index.arrays import Bits

# From so many postings on it pays to look up where the rows that may be allowed begin and end.
MANY = 1 << 15


class Kernel(Protocol):
    """Adds up worths over stretches of postings; one question at a time."""

    def most_worth(
        self,
        postings: tuple[np.ndarray, np.ndarray],
        stretches: Sequence[tuple[int, int, int, int]],
        edges: np.ndarray,
        allowed: Bits,
        kinds: np.ndarray,
        limit: int,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the allowed rows with the most worth, each once and in no order, and the worth of each.

        Args:
            postings: Rows, and the strength of a word in each.
            stretches: Worth of a word, at least 1; kinds as bits of which rows were counted before; begin and
                end among the postings, ascending by row.
            edges: Where stretches of rows that may be allowed begin and end, in turn and ascending.
            allowed: A bit for each row.
            kinds: The need kinds of each row, as bits.
            limit: How many rows to return; more where the last ones are worth the same.
        """
        ...


class NumpyKernel:
    """Looks up the rows that are allowed, and adds their worths in an array that is wiped after."""

    def __init__(self) -> None:
        self._worth = np.zeros(0, dtype=np.int64)
        self._last = np.zeros(0, dtype=np.int32)

    def most_worth(
        self,
        postings: tuple[np.ndarray, np.ndarray],
        stretches: Sequence[tuple[int, int, int, int]],
        edges: np.ndarray,
        allowed: Bits,
        kinds: np.ndarray,
        limit: int,
    ) -> tuple[np.ndarray, np.ndarray]:
        """See ``Kernel``."""
        if len(allowed) * WORD > len(self._worth):
            self._worth = np.zeros(len(allowed) * WORD, dtype=np.int64)
            self._last = np.zeros(len(allowed) * WORD, dtype=np.int32)
        row, strength, stretch = _allowed_postings(postings, stretches, edges, allowed)
        if any(before for _, before, _, _ in stretches):
            counted = np.array([before for _, before, _, _ in stretches])
            first = np.flatnonzero((kinds[row] & counted[stretch]) == 0)
            row, strength, stretch = row[first], strength[first], stretch[first]
        weights = np.array([worth for worth, _, _, _ in stretches])
        np.add.at(self._worth, row, weights[stretch] * strength)
        # Of each row only the posting that was noted last is kept.
        order = np.arange(len(row), dtype=np.int32)
        self._last[row] = order
        rows = row[self._last[row] == order]
        worths = self._worth[rows]
        self._worth[rows] = 0
        if len(rows) > limit:
            enough = worths >= np.partition(worths, len(rows) - limit)[len(rows) - limit]
            rows, worths = rows[enough], worths[enough]
        return rows, worths


def _allowed_postings(
    postings: tuple[np.ndarray, np.ndarray],
    stretches: Sequence[tuple[int, int, int, int]],
    edges: np.ndarray,
    allowed: Bits,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return row, strength and stretch of the postings of allowed rows."""
    found, strengths = postings
    flags = unpacked(allowed, len(allowed) * WORD)
    ends = list(accumulate(end - begin for _, _, begin, end in stretches))
    if ends[-1] < MANY:
        rows = np.concatenate([found[begin:end] for _, _, begin, end in stretches])
        kept = np.flatnonzero(flags.take(rows))
        strength = np.concatenate([strengths[begin:end] for _, _, begin, end in stretches])[kept]
        return rows[kept].astype(np.int64), strength, np.searchsorted(ends, kept, side="right")
    cuts = np.stack([begin + found[begin:end].searchsorted(edges) for _, _, begin, end in stretches])
    lengths = cuts[:, 1::2] - cuts[:, ::2]
    places = runs(cuts[:, ::2].ravel(), lengths.ravel())
    rows = found[places]
    kept = np.flatnonzero(flags.take(rows))
    stretch = np.searchsorted(np.cumsum(lengths.sum(axis=1)), kept, side="right")
    return rows[kept].astype(np.int64), strengths[places[kept]], stretch


def numba_kernel() -> Kernel | None:
    """Return the compiled kernel, or None where numba is not installed."""
    try:
        from matchmaker.matching.index.compiled import NumbaKernel  # noqa: PLC0415  # an optional extra
    except ModuleNotFoundError:
        return None
    return NumbaKernel()
