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

# Two cache lines of postings are looked through sooner than cut in halves.
_FEW = 32


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
    masks: np.ndarray, conditions: np.ndarray, edges: np.ndarray, allowed: Bits, before: np.ndarray
) -> int:
    """Note which rows meet all conditions, and how many do before each 64 of them; return how many do."""
    count = 0
    done = 0
    for edge in range(0, edges.shape[0], 2):
        first = max(done, edges[edge] // WORD)
        done = max(done, (edges[edge + 1] + WORD - 1) // WORD)
        allowed[first:done] = masks[conditions[0], first:done]
        for condition in conditions[1:]:
            for word in range(first, done):
                allowed[word] &= masks[condition, word]
        for word in range(first, done):
            before[word] = count
            count += _bits_set(allowed[word])
    return count


@compiled
def _first_from(postings: np.ndarray, guess: int, low: int, high: int, least: int) -> int:
    """Return the first place from ``low`` to ``high`` whose row is not below ``least``.

    It looks near a guess first, which is good as rows are spread evenly (interpolation search, Perl, Itai and
    Avni, 1978), then in ever wider steps, as every place that is looked at may have to come from far.
    """
    if high - low > _FEW:
        step = _FEW // 2
        guess = min(max(guess, low), high - 1)
        if int(postings[guess] >> STRENGTH_BITS) < least:
            low = guess + 1
            while low + step < high and int(postings[low + step] >> STRENGTH_BITS) < least:
                low += step
                step *= 2
            high = min(high, low + step)
        else:
            high = guess
            while high - step > low and int(postings[high - step] >> STRENGTH_BITS) >= least:
                high -= step
                step *= 2
            low = max(low, high - step)
    while high - low > _FEW:
        middle = (low + high) >> 1
        if int(postings[middle] >> STRENGTH_BITS) < least:
            low = middle + 1
        else:
            high = middle
    while low < high and int(postings[low] >> STRENGTH_BITS) < least:
        low += 1
    return low


@compiled
def _add_up(  # noqa: PLR0913, PLR0917  # plain arrays in one loop are what numba compiles well
    bounds: np.ndarray,
    postings: np.ndarray,
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
            first = posting = int(bounds[term * KINDS + kind])
            last = int(bounds[term * KINDS + kind + 1])
            for edge in range(0, edges.shape[0], 2):
                guess = first + edges[edge] * (last - first) // kinds.shape[0]
                posting = _first_from(postings, guess, posting, last, edges[edge])
                end = np.uint32(edges[edge + 1])
                while posting < last and postings[posting] >> STRENGTH_BITS < end:
                    row = int(postings[posting] >> STRENGTH_BITS)
                    word, bit = allowed[row >> 6], np.uint64(1) << np.uint64(row & 63)
                    if word & bit and not (counted and kinds[row] & counted):
                        place = before[row >> 6] + _bits_set(word & (bit - np.uint64(1)))
                        rows[place] = row
                        worth[place] += term_worth * np.int32(postings[posting] & STRONGEST)
                    posting += 1
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
    count = _let_in(masks, conditions, edges, allowed, before)
    _add_up(bounds, postings, terms, wanted, edges, kinds, allowed, before, worth, rows)
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
        self.most_worth(Arranged(none, np.zeros(0, dtype=np.uint32)), asked, known, 1)

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
            arranged.bounds,
            arranged.postings,
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
