"""The innermost loop: add up what the words of a question are worth for each row that is allowed.

There are two with the same answers: on numpy alone, and compiled by numba where the extra ``fast`` is
installed. All sums are of whole numbers, so that no order of adding changes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from matchmaker.matching.index.arrays import WORD, unpacked
from matchmaker.matching.index.likeness import NumpyLikeness
from matchmaker.vocabulary import NeedKind

if TYPE_CHECKING:
    from matchmaker.matching.index.arrays import Bits
    from matchmaker.matching.index.likeness import Likeness

KINDS = len(NeedKind)
STRENGTH_BITS = 8
STRONGEST = (1 << STRENGTH_BITS) - 1
# A key is a worth with a rank turned over below it, so that of equal worths the first rank is the higher key.
RANK_BITS = 31
LAST_RANK = (1 << RANK_BITS) - 1


class Arranged(NamedTuple):
    """Postings by term, and of each term by need kind; a row stands under each of its kinds.

    Attributes:
        bounds: Where the postings of each kind (in the order of ``NeedKind``) of each term begin, and at the
            end where the last ones end.
        postings: Rows, ascending within a kind of a term; in the lowest ``STRENGTH_BITS`` how strongly the
            row has the term, from 1 to 255.
    """

    bounds: np.ndarray
    postings: np.ndarray


class Asked(NamedTuple):
    """What is looked for among postings, and where.

    Attributes:
        terms: Which terms.
        worths: What each of them is worth, at least 1.
        kinds: The places of the need kinds to look under, in the order of ``NeedKind``.
        allowed: A bit for each row.
        edges: Where stretches of rows that may be allowed begin and end, in turn and ascending.
    """

    terms: np.ndarray
    worths: np.ndarray
    kinds: np.ndarray
    allowed: Bits
    edges: np.ndarray


class Known(NamedTuple):
    """What is known of each row.

    Attributes:
        ranks: Of rows of the same worth the one with the lowest rank goes first.
        kinds: The need kinds that it offers, as bits.
    """

    ranks: np.ndarray
    kinds: np.ndarray


class Kernel(Protocol):
    """Adds up worths over postings; one question at a time.

    Attributes:
        likeness: What works out how alike texts are, in the same way.
    """

    likeness: Likeness

    def most_worth(self, arranged: Arranged, asked: Asked, known: Known, limit: int) -> np.ndarray:
        """Return keys of the allowed rows with the most worth, highest first; ``taken_apart`` reads them.

        Args:
            arranged: The postings.
            asked: The terms, and where to look.
            known: What is known of each row.
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
        self._worth = np.zeros(0, dtype=np.int64)
        self._last = np.zeros(0, dtype=np.int32)

    def most_worth(self, arranged: Arranged, asked: Asked, known: Known, limit: int) -> np.ndarray:
        """See ``Kernel``; the edges are not needed here."""
        if len(asked.allowed) * WORD > len(self._worth):
            self._worth = np.zeros(len(asked.allowed) * WORD, dtype=np.int64)
            self._last = np.zeros(len(asked.allowed) * WORD, dtype=np.int32)
        if not len(asked.terms):
            return np.zeros(0, dtype=np.int64)
        row, gained = _allowed_postings(arranged, asked, known.kinds)
        worth, last = self._worth, self._last
        np.add.at(worth, row, gained)
        # Of each row only the posting that was noted last is kept.
        order = np.arange(len(row), dtype=np.int32)
        last[row] = order
        rows = row[last.take(row) == order]
        keys = worth.take(rows)
        worth[rows] = 0
        keys <<= RANK_BITS
        keys |= known.ranks.take(rows) ^ LAST_RANK
        surplus = len(keys) - limit
        if surplus > 0:
            keys.partition(surplus)
            keys = keys[surplus:]
        keys.sort()
        descending: np.ndarray = keys[::-1]
        return descending


def _allowed_postings(arranged: Arranged, asked: Asked, held: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return row and worth of the postings of allowed rows, each row under the first kind asked for."""
    places = (asked.terms[:, np.newaxis] * KINDS + asked.kinds).ravel()
    bounds = zip(
        arranged.bounds.take(places).tolist(), arranged.bounds.take(places + 1).tolist(), strict=True
    )
    parts = [arranged.postings[begin:end] for begin, end in bounds]
    postings = np.concatenate(parts)
    rows = postings >> STRENGTH_BITS
    ends = np.array([len(part) for part in parts]).cumsum()
    kept = unpacked(asked.allowed, len(asked.allowed) * WORD).take(rows).nonzero()[0]
    which = ends.searchsorted(kept, side="right")
    several = len(asked.kinds)
    if several > 1:
        counted = np.concatenate(([0], np.bitwise_or.accumulate(1 << asked.kinds[:-1])))
        first = (held.take(rows.take(kept)) & counted.take(which % several) == 0).nonzero()[0]
        kept, which = kept.take(first), which.take(first)
    # Numpy adds ten times as fast where what is added is as wide as where it goes.
    strengths = (postings.take(kept) & STRONGEST).astype(np.int64)
    worths = asked.worths.take(which // several) * strengths
    return rows.take(kept).astype(np.intp), worths


def numba_kernel() -> Kernel | None:
    """Return the compiled kernel, or None where numba is not installed."""
    try:
        from matchmaker.matching.index.compiled import NumbaKernel  # noqa: PLC0415  # an optional extra
    except ModuleNotFoundError:
        return None
    return NumbaKernel()
