"""The innermost loop compiled by numba; imported only where the extra ``fast`` is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matchmaker.matching.index.arrays import WORD
from matchmaker.matching.index.compiled_likeness import NumbaLikeness
from matchmaker.matching.index.compiled_lookup import NumbaLookup
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
    from matchmaker.matching.index.spelling import Lookup


@compiled
def _bits_set(word: np.uint64) -> int:
    """Return how many bits of a word are set, in the way that compilers know as one instruction."""
    pairs = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    fours = (pairs & np.uint64(0x3333333333333333)) + (
        (pairs >> np.uint64(2)) & np.uint64(0x3333333333333333)
    )
    eights = (fours + (fours >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return int((eights * np.uint64(0x0101010101010101)) >> np.uint64(56))


@compiled
def _let_in(
    masks: np.ndarray,
    conditions: np.ndarray,
    edges: np.ndarray,
    stride: int,
    allowed: Bits,
    before: np.ndarray,
) -> int:
    """Note which rows meet all conditions, and how many do before each 64 of them; return how many do."""
    count = 0
    for edge in range(0, edges.shape[0], 2):
        first = edges[edge] * stride // WORD
        last = min(edges[edge + 1] * stride // WORD, masks.shape[1])
        allowed[first:last] = masks[conditions[0], first:last]
        for condition in conditions[1:]:
            for word in range(first, last):
                allowed[word] &= masks[condition, word]
        for word in range(first, last):
            before[word] = count
            count += _bits_set(allowed[word])
    return count


@compiled
def _within(postings: np.ndarray, place: int, last: int, row: int) -> int:
    """Return the first place up to ``last`` whose row is not below ``row``."""
    while place < last and postings[place] >> STRENGTH_BITS < row:
        place += 1
    return place


@compiled
def _add_up(  # noqa: PLR0913, PLR0917  # plain arrays in one loop are what numba compiles well
    bounds: np.ndarray,
    postings: np.ndarray,
    stride: int,
    cut: np.ndarray,
    cuts: np.ndarray,
    terms: np.ndarray,
    wanted: np.ndarray,
    edges: np.ndarray,
    kinds: np.ndarray,
    allowed: Bits,
    before: np.ndarray,
    worth: np.ndarray,
    rows: np.ndarray,
) -> None:
    """Add worths into ``worth``, which has one place for each allowed row, and note the row of each place."""
    for term, term_worth in zip(terms[0], terms[1]):  # noqa: B905  # numba knows no other zip
        counted = 0
        for kind in wanted:
            number = term * KINDS + kind
            place = cut[number] if number < cut.shape[0] else -1
            end = int(bounds[number])
            for edge in range(0, edges.shape[0], 2):
                if place < 0:
                    begin = _within(postings, end, bounds[number + 1], edges[edge] * stride)
                    end = _within(postings, begin, bounds[number + 1], edges[edge + 1] * stride)
                else:
                    begin, end = int(cuts[place, edges[edge]]), int(cuts[place, edges[edge + 1]])
                for posting in range(begin, end):
                    row = int(postings[posting] >> STRENGTH_BITS)
                    word, bit = allowed[row >> 6], np.uint64(1) << np.uint64(row & 63)
                    if word & bit and not (counted and kinds[row] & counted):
                        spot = before[row >> 6] + _bits_set(word & (bit - np.uint64(1)))
                        rows[spot] = row
                        worth[spot] += term_worth * np.int32(postings[posting] & STRONGEST)
            counted |= 1 << kind


@compiled
def _highest(count: int, limit: int, ranks: np.ndarray, worth: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return the highest keys, highest first, and wipe ``worth``; the lowest that is kept tops a heap."""
    kept = np.empty(max(1, min(count, limit)), dtype=np.int64)
    filled = 0
    least = np.int32(1)
    for place in range(count):
        one = worth[place]
        if one < least:
            continue
        key = int(one) << RANK_BITS | int(ranks[rows[place]]) ^ LAST_RANK
        if filled < kept.shape[0]:
            kept[filled] = key
            filled += 1
            if filled == kept.shape[0]:
                kept.sort()
                least = np.int32(kept[0] >> RANK_BITS)
        elif key > kept[0]:
            _sink(kept, key)
            least = np.int32(kept[0] >> RANK_BITS)
    worth[:count] = 0
    found = kept[:filled]
    found.sort()
    return found[::-1]


@compiled
def _sink(heap: np.ndarray, key: int) -> None:
    """Put a key in the place of the lowest one of a heap, which lies on top."""
    place, size = 0, heap.shape[0]
    while True:
        below = 2 * place + 1
        if below >= size:
            break
        if below + 1 < size and heap[below + 1] < heap[below]:
            below += 1
        if heap[below] >= key:
            break
        heap[place] = heap[below]
        place = below
    heap[place] = key


@compiled
def _most_worth(  # noqa: PLR0913, PLR0917  # as above
    bounds: np.ndarray,
    postings: np.ndarray,
    stride: int,
    cut: np.ndarray,
    cuts: np.ndarray,
    terms: np.ndarray,
    wanted: np.ndarray,
    masks: np.ndarray,
    conditions: np.ndarray,
    edges: np.ndarray,
    ranks: np.ndarray,
    kinds: np.ndarray,
    limit: int,
    allowed: Bits,
    room: np.ndarray,
) -> np.ndarray:
    """Return the keys of the most worth rows; ``room`` has three numbers for each row, the last ones 0."""
    before, rows, worth = room
    count = _let_in(masks, conditions, edges, stride, allowed, before)
    _add_up(bounds, postings, stride, cut, cuts, terms, wanted, edges, kinds, allowed, before, worth, rows)
    return _highest(count, limit, ranks, worth, rows)


class NumbaKernel:
    """Gives each allowed row a place of its own, so that what is added up lies close together."""

    def __init__(self) -> None:
        self.likeness: Likeness = NumbaLikeness()
        self.lookup: Lookup = NumbaLookup()
        self._make_room(WORD)
        # Compiling takes a second: now, rather than while somebody waits for an answer.
        none = np.zeros(0, dtype=np.int32)
        masks = np.zeros((1, 1), dtype=np.uint64)
        asked = Asked([0], [1], none, masks, [0], none)
        known = Known(none, np.zeros(0, dtype=np.uint16))
        self.most_worth(
            Arranged(none, np.zeros(0, dtype=np.uint32), WORD, none, none.reshape(0, 0)), asked, known, 1
        )

    def _make_room(self, rows: int) -> None:
        self._allowed = np.zeros(rows // WORD, dtype=np.uint64)
        self._room = np.zeros((3, rows), dtype=np.int32)

    def most_worth(self, arranged: Arranged, asked: Asked, known: Known, limit: int) -> list[int]:
        """See ``matchmaker.matching.index.kernels.Kernel``."""
        if asked.masks.shape[1] > len(self._allowed):
            self._make_room(asked.masks.shape[1] * WORD)
        terms = np.array((asked.terms, asked.worths), dtype=np.int32)
        conditions = np.array(asked.conditions, dtype=np.int32)
        keys: list[int] = _most_worth(
            *arranged,
            terms,
            asked.kinds,
            asked.masks,
            conditions,
            asked.edges,
            known.ranks,
            known.kinds,
            limit,
            self._allowed,
            self._room,
        ).tolist()
        return keys
