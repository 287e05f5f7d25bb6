"""The innermost loop: add up what the words of a question are worth for each row that is allowed.

There are two with the same answers: on numpy alone, and compiled by numba where the extra ``fast`` is
installed. All sums are of whole numbers, so that no order of adding changes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from matchmaker.matching.index.arrays import unpacked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matchmaker.matching.index.arrays import Bits

# A row, the place of a word in the question, and what it is worth there are sorted as one number of 63 bits.
WORTH_BITS, WORD_BITS = 24, 8
MOST_WORDS = 1 << WORD_BITS


class Kernel(Protocol):
    """Adds up worths over stretches of postings."""

    def add_up(
        self,
        postings: tuple[np.ndarray, np.ndarray],
        stretches: Sequence[tuple[int, int, int, int]],
        allowed: Bits,
        rows: int,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the allowed rows that occur, each once, and the worth of each.

        Args:
            postings: Rows, and the strength of a word in each.
            stretches: Place of the word in the question, worth of the word, begin and end among the postings;
                stretches of one word follow each other, and a row that is in several counts once.
            allowed: A bit for each row.
            rows: How many rows there are.
        """
        ...


class NumpyKernel:
    """Sorts the postings that are left by row, and adds what then stands together."""

    def add_up(
        self,
        postings: tuple[np.ndarray, np.ndarray],
        stretches: Sequence[tuple[int, int, int, int]],
        allowed: Bits,
        rows: int,
    ) -> tuple[np.ndarray, np.ndarray]:
        """See ``Kernel``."""
        all_rows, strengths = postings
        found = np.concatenate([all_rows[begin:end] for _, _, begin, end in stretches])
        kept = np.flatnonzero(unpacked(allowed, rows)[found])
        table = np.array(stretches, dtype=np.int64)
        lengths = table[:, 3] - table[:, 2]
        word = np.repeat(np.arange(len(table)), lengths)[kept]
        strength = np.concatenate([strengths[begin:end] for _, _, begin, end in stretches])[kept]
        keys = table[word, 1] * strength
        keys |= table[word, 0] << WORTH_BITS
        keys |= found[kept].astype(np.int64) << (WORTH_BITS + WORD_BITS)
        keys.sort()
        if len(set(table[:, 0].tolist())) < len(table) and len(keys):
            keys = keys[np.concatenate(([True], keys[1:] != keys[:-1]))]
        row = keys >> (WORTH_BITS + WORD_BITS)
        firsts = np.flatnonzero(np.concatenate(([True], row[1:] != row[:-1]))) if len(row) else row
        worths = keys & ((1 << WORTH_BITS) - 1)
        return row[firsts], np.add.reduceat(worths, firsts) if len(firsts) else worths


def numba_kernel() -> Kernel | None:
    """Return the compiled kernel, or None where numba is not installed."""
    try:
        from matchmaker.matching.index.compiled import NumbaKernel  # noqa: PLC0415  # an optional extra
    except ModuleNotFoundError:
        return None
    return NumbaKernel()
