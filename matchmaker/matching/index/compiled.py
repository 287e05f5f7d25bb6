"""The innermost loop compiled by numba; imported only where the extra ``fast`` is installed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from matchmaker.matching.index.arrays import WORD
from matchmaker.matching.index.compiled_expansion import Lexicons, NumbaExpansion
from matchmaker.matching.index.compiled_likeness import NumbaLikeness
from matchmaker.matching.index.compiling import compiled, data, fetch, inner, whole
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
    from collections.abc import Callable

    from matchmaker.matching.index.expansion import Compounds, Expansion
    from matchmaker.matching.index.likeness import Likeness
    from matchmaker.matching.index.postings import Postings
    from matchmaker.matching.index.texts import Vocabulary

# So many stretches of postings are found before the first of them is read: finding them is not held up then.
_STRETCHES = 256
_LEAST_FOUND = 128
_NONE, _ONE = whole(0), np.uint64(1)
_WORD_BITS, _WITHIN_WORD = WORD.bit_length() - 1, WORD - 1


class _Room(NamedTuple):
    """Which rows are allowed, how many before each 64, and for each allowed row its number and worth.

    ``passed`` is for postings of allowed rows, ``stretches`` for where to read postings.
    """

    allowed: np.ndarray
    before: np.ndarray
    rows: np.ndarray
    worth: np.ndarray
    passed: np.ndarray
    stretches: np.ndarray


@inner
def _bits_set(word: np.uint64) -> int:
    """Return how many bits of a word are set, in the way that compilers know as one instruction."""
    pairs = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    fours = (pairs & np.uint64(0x3333333333333333)) + (
        (pairs >> np.uint64(2)) & np.uint64(0x3333333333333333)
    )
    eights = (fours + (fours >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return whole((eights * np.uint64(0x0101010101010101)) >> np.uint64(56))


@inner
def _let_in(masks: np.ndarray, conditions: np.ndarray, first: int, last: int, room: _Room, count: int) -> int:
    """Note which rows of some words meet all conditions, and how many do before each; return how many do."""
    allowed = room.allowed
    mask = data(masks[conditions[0]])
    for word in range(first, last):
        allowed[word] = mask[word]
    for condition in conditions[1:]:
        mask = data(masks[condition])
        for word in range(first, last):
            allowed[word] &= mask[word]
    for word in range(first, last):
        room.before[word] = count
        count += _bits_set(allowed[word])
    return count


@inner
def _sift(postings: np.ndarray, begin: int, end: int, room: _Room) -> int:
    """Copy the postings of allowed rows, without a branch that could be guessed wrong; return how many."""
    count = _NONE
    for place in range(begin, end):
        posting = postings[place]
        row = whole(posting) >> STRENGTH_BITS
        room.passed[count] = posting
        count += whole(room.allowed[row >> _WORD_BITS] >> np.uint64(row & _WITHIN_WORD) & _ONE)
    return count


@inner
def _add_up(postings: np.ndarray, count: int, kinds: np.ndarray, room: _Room) -> None:
    """Add what some stretches of postings are worth to the allowed rows."""
    for number in range(count):
        begin, end = room.stretches[4 * number], room.stretches[4 * number + 1]
        worth, counted = room.stretches[4 * number + 2], room.stretches[4 * number + 3]
        for place in range(_sift(postings, begin, end, room)):
            posting = whole(room.passed[place])
            row = posting >> STRENGTH_BITS
            if counted and whole(kinds[row]) & counted:
                continue
            word, bit = room.allowed[row >> _WORD_BITS], _ONE << np.uint64(row & _WITHIN_WORD)
            spot = whole(room.before[row >> _WORD_BITS]) + _bits_set(word & (bit - _ONE))
            room.rows[spot] = row
            room.worth[spot] += worth * (posting & STRONGEST)


@inner
def _sink(heap: np.ndarray, size: int, key: int) -> None:
    """Put a key in the place of the lowest one of a heap, which lies on top."""
    place = _NONE
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


@inner
def _rise(heap: np.ndarray, place: int, key: int) -> None:
    """Put a key behind the last one of a heap."""
    while place:
        above = (place - 1) // 2
        if heap[above] <= key:
            break
        heap[place] = heap[above]
        place = above
    heap[place] = key


@inner
def _highest(count: int, limit: int, ranks: np.ndarray, room: _Room, heap: np.ndarray) -> int:
    """Note the highest keys in a heap, and wipe ``worth``; return how many there are."""
    filled, least = _NONE, whole(1)
    for place in range(count):
        one = whole(room.worth[place])
        room.worth[place] = 0
        if one < least:
            continue
        key = one << RANK_BITS | whole(ranks[room.rows[place]]) ^ LAST_RANK
        if filled < limit:
            _rise(heap, filled, key)
            filled += 1
        elif key > heap[0]:
            _sink(heap, filled, key)
        if filled == limit:
            least = heap[0] >> RANK_BITS
    return filled


@inner
def _in_order(found: np.ndarray, size: int, room: int) -> None:
    """Turn a heap of keys into ranks, the highest key first, and worths behind them."""
    for last in range(size - 1, 0, -1):
        lowest = found[0]
        _sink(found, last, found[last])
        found[last] = lowest
    for place in range(size):
        found[room + place] = found[place] >> RANK_BITS
        found[place] = ~found[place] & LAST_RANK


@inner
def _fetch_lists(
    bounds: np.ndarray, cut: np.ndarray, lists: int, terms: np.ndarray, wanted: np.ndarray
) -> None:
    """Have memory bring where the postings of terms stand."""
    for asked in range(terms.shape[0]):
        for kind in wanted:
            number = terms[asked, 0] * KINDS + kind
            fetch(bounds, number)
            if number < lists:
                fetch(cut, number)


@inner
def _fetch_cuts(
    cut: np.ndarray, cuts: np.ndarray, edges: np.ndarray, terms: np.ndarray, wanted: np.ndarray
) -> None:
    """Have memory bring where the blocks of long postings begin."""
    for asked in range(terms.shape[0]):
        for kind in wanted:
            number = terms[asked, 0] * KINDS + kind
            if number < cut.shape[0] and cut[number] >= 0:
                for edge in edges:
                    fetch(data(cuts[cut[number]]), whole(edge))


@compiled
def _most_worth(  # noqa: PLR0913, PLR0917  # plain arrays are what goes quickly into a compiled loop
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
    allowed: np.ndarray,
    numbers: np.ndarray,
    passed: np.ndarray,
    stretches: np.ndarray,
    found: np.ndarray,
) -> int:
    """Note ranks and worths of the most worth rows, the most worth first; return how many there are.

    ``allowed``, and of ``numbers`` the last row, are 0 and stay so.
    """
    room = _Room(
        data(allowed), data(numbers[0]), data(numbers[1]), data(numbers[2]), data(passed), data(stretches)
    )
    _fetch_lists(data(bounds), data(cut), cut.shape[0], terms, wanted)
    count = filled = _NONE
    for edge in range(0, edges.shape[0], 2):
        first, last = edges[edge] * stride // WORD, edges[edge + 1] * stride // WORD
        count = _let_in(masks, conditions, first, min(last, masks.shape[1]), room, count)
    _fetch_cuts(cut, cuts, edges, terms, wanted)
    for asked in range(terms.shape[0]):
        counted = _NONE
        for kind in wanted:
            number = terms[asked, 0] * KINDS + kind
            place = whole(cut[number]) if number < cut.shape[0] else whole(-1)
            for edge in range(0, edges.shape[0] if place >= 0 else 2, 2):
                if place < 0:
                    begin, end = whole(bounds[number]), whole(bounds[number + 1])
                else:
                    begin, end = whole(cuts[place, edges[edge]]), whole(cuts[place, edges[edge + 1]])
                if filled == _STRETCHES:
                    _add_up(data(postings), filled, data(kinds), room)
                    filled = _NONE
                fetch(data(postings), begin)
                fetch(data(postings), min(begin + 16, end))
                stretches[filled, 0], stretches[filled, 1] = begin, end
                stretches[filled, 2], stretches[filled, 3] = terms[asked, 1], counted
                filled += 1
            counted |= 1 << kind
    _add_up(data(postings), filled, data(kinds), room)
    size = _highest(count, limit, data(ranks), room, data(found))
    for edge in range(0, edges.shape[0], 2):
        for word in range(edges[edge] * stride // WORD, edges[edge + 1] * stride // WORD):
            allowed[word] = 0
    _in_order(data(found), size, found.shape[1])
    return size


class NumbaKernel:
    """Gives each allowed row a place of its own, so that what is added up lies close together."""

    def __init__(self) -> None:
        self.likeness: Likeness = NumbaLikeness()
        self._stretches = np.zeros((_STRETCHES, 4), dtype=np.int64)
        self._found = np.zeros((2, _LEAST_FOUND), dtype=np.int64)
        self._make_room(WORD)
        # Compiling takes a second: now, rather than while somebody waits for an answer.
        none = np.zeros(0, dtype=np.int32)
        masks = np.zeros((1, 1), dtype=np.uint64)
        asked = Asked(none.reshape(0, 2), none, masks, [0], none)
        known = Known(none, np.zeros(0, dtype=np.uint16))
        self.most_worth(
            Arranged(none, np.zeros(0, dtype=np.uint32), WORD, none, none.reshape(0, 0)), asked, known, 1
        )

    def _make_room(self, rows: int) -> None:
        self._allowed = np.zeros(rows // WORD, dtype=np.uint64)
        self._numbers = np.zeros((3, rows), dtype=np.int32)
        self._passed = np.zeros(rows, dtype=np.uint32)

    def expansions(self, vocabulary: Vocabulary, compounds: Compounds) -> Callable[[Postings], Expansion]:
        """See ``matchmaker.matching.index.kernels.Kernel``."""
        return partial(NumbaExpansion, Lexicons(vocabulary, compounds))

    def most_worth(
        self, arranged: Arranged, asked: Asked, known: Known, limit: int
    ) -> tuple[list[int], list[int]]:
        """See ``matchmaker.matching.index.kernels.Kernel``."""
        if asked.masks.shape[1] > len(self._allowed):
            self._make_room(asked.masks.shape[1] * WORD)
        if limit > self._found.shape[1]:
            self._found = np.zeros((2, limit), dtype=np.int64)
        count = _most_worth(
            *arranged,
            asked.terms,
            asked.kinds,
            asked.masks,
            np.array(asked.conditions, dtype=np.int32),
            asked.edges,
            *known,
            limit,
            self._allowed,
            self._numbers,
            self._passed,
            self._stretches,
            self._found,
        )
        ranks, worths = self._found[:, :count].tolist()
        return ranks, worths
