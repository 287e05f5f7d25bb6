"""The innermost loop compiled by numba; imported only where the extra ``fast`` is installed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from matchmaker.matching.index.arrays import WORD, Growing
from matchmaker.matching.index.compiled_expansion import Lexicons, NumbaExpansion, expanded
from matchmaker.matching.index.compiled_likeness import NumbaLikeness
from matchmaker.matching.index.compiled_reading import NumbaReader
from matchmaker.matching.index.compiling import (
    Addresses,
    bits_set,
    compiled,
    data,
    fetch,
    inner,
    lowest_bit,
    part,
    values,
    whole,
)
from matchmaker.matching.index.kernels import (
    ALLOWED,
    KINDS,
    LAST_RANK,
    LEVEL,
    LEVEL_BITS,
    RANK_BITS,
    REFUSED,
    SHORTLIST,
    SHORTLIST_REFUSED,
    STRENGTH_BITS,
    STRENGTHS,
    STRONGEST,
    WORDS_REFUSED,
    Arranged,
    Asked,
    Known,
    Search,
    Sides,
    Where,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from matchmaker.matching.index.expansion import Compounds, Expansion
    from matchmaker.matching.index.likeness import Lengths, Likeness
    from matchmaker.matching.index.postings import Postings
    from matchmaker.matching.index.reading import Reader
    from matchmaker.matching.index.texts import Texts, Vocabulary

# So many stretches of postings are found before the first of them is read: finding them is not held up then.
_STRETCHES = 256
_LEAST_FOUND = 128
# What is noted of each stretch.
_STRETCH = 5
# So many bytes come from memory together, and so many postings are asked for ahead.
_LINE, _AHEAD = 64, 64
# What ``Arranged.lists`` has of a term.
_LIST_NOTES = 2 * KINDS + 1
_NONE, _ONE = whole(0), np.uint64(1)
_WORD_BITS, _WITHIN_WORD = WORD.bit_length() - 1, WORD - 1


class _Room(NamedTuple):
    """Which rows are allowed, how many before each 64, and for each allowed row its number and worth.

    ``touched`` is for the places of allowed rows that are worth anything, ``passed`` for postings of allowed
    rows and then for worths, ``stretches`` for where to read postings, ``edges`` for where blocks with an
    allowed row begin and end.
    """

    allowed: np.ndarray
    before: np.ndarray
    rows: np.ndarray
    worth: np.ndarray
    touched: np.ndarray
    passed: np.ndarray
    stretches: np.ndarray
    edges: np.ndarray


class _Terms(NamedTuple):
    """So many terms, each with what it is worth behind it."""

    pairs: np.ndarray
    many: int


class _Lists(NamedTuple):
    """See ``Arranged``; with the width of ``cuts``, and how many postings stand apart."""

    heads: np.ndarray
    postings: np.ndarray
    lists: np.ndarray
    stride: int
    cuts: np.ndarray
    blocks: int
    apart: np.ndarray
    many_apart: int


class _Span(NamedTuple):
    """Where a short list begins and ends, and which row of ``cuts`` a long one has, else below 0."""

    begin: int
    end: int
    cut: int


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
        count += bits_set(allowed[word])
    return count


@inner
def _serving(begin: int, end: int, words: int, count: int, room: _Room, filled: int) -> int:
    """Add to ``room.edges`` where blocks with an allowed row begin and end; return how many edges there are.

    Of the blocks, of so many ``words``, from one to before another; ``count`` rows are allowed up to there.
    """
    for block in range(begin, end):
        after = whole(room.before[(block + 1) * words]) if block + 1 < end else count
        if after == whole(room.before[block * words]):
            continue
        if filled and room.edges[filled - 1] == block:
            filled -= 2
        else:
            room.edges[filled] = block
        room.edges[filled + 1] = block + 1
        filled += 2
    return filled


@inner
def _fetch_masks(masks: np.ndarray, conditions: np.ndarray, first: int, last: int) -> None:
    """Have memory bring some words of these masks."""
    for condition in conditions:
        mask = data(masks[condition])
        for word in range(first, last, _LINE // 8):
            fetch(mask, word)


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
def _sift_apart(lists: _Lists, cut: int, first: int, last: int, room: _Room) -> int:
    """Do so for the postings of some blocks of a list that stands apart, and make their rows whole."""
    count, cuts = _NONE, part(lists.cuts, cut * lists.blocks)
    for block in range(first, last):
        begin, end = whole(cuts[block]), whole(cuts[block + 1])
        before = block * lists.stride
        for place in range(begin, end):
            posting = whole(lists.apart[place])
            row = before + (posting >> LEVEL_BITS)
            room.passed[count] = row << STRENGTH_BITS | whole(STRENGTHS[posting & LEVEL])
            count += whole(room.allowed[row >> _WORD_BITS] >> np.uint64(row & _WITHIN_WORD) & _ONE)
    return count


@inner
def _add_up(lists: _Lists, count: int, kinds: np.ndarray, room: _Room, touched: int) -> int:
    """Add what some stretches of postings are worth to the allowed rows; return how many have any worth."""
    for number in range(count):
        stretch = part(room.stretches, _STRETCH * number)
        begin, end, worth, counted, cut = stretch[0], stretch[1], stretch[2], stretch[3], stretch[4]
        passed = _NONE
        if cut < 0:
            passed = _sift(lists.postings, begin, end, room)
        else:
            passed = _sift_apart(lists, cut, begin, end, room)
        for place in range(passed):
            posting = whole(room.passed[place])
            row = posting >> STRENGTH_BITS
            if counted and whole(kinds[row]) & counted:
                continue
            word, bit = room.allowed[row >> _WORD_BITS], _ONE << np.uint64(row & _WITHIN_WORD)
            spot = whole(room.before[row >> _WORD_BITS]) + bits_set(word & (bit - _ONE))
            before = whole(room.worth[spot])
            room.rows[spot] = row
            room.worth[spot] = before + worth * (posting & STRONGEST)
            room.touched[touched] = spot
            touched += before == 0
    return touched


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
def _least(worths: np.ndarray, count: int, limit: int, highest: int) -> np.uint32:
    """Return the highest worth, at least 1, that so many of these worths reach, or 1 if fewer are there."""
    least, above = whole(1), highest + 1
    while above - least > 1:
        middle, reaching = (least + above) // 2, _NONE
        for place in range(count):
            reaching += worths[place] >= np.uint32(middle)
        if reaching >= limit:
            least = middle
        else:
            above = middle
    return np.uint32(least)


@inner
def _highest(touched: int, limit: int, ranks: np.ndarray, room: _Room, heap: np.ndarray) -> int:
    """Note the highest keys in a heap, and wipe ``worth``; return how many there are."""
    # Side by side worths are counted many at once. No posting is needed any more.
    worths, highest = room.passed, _NONE
    for place in range(touched):
        worth = whole(room.worth[room.touched[place]])
        room.worth[room.touched[place]] = 0
        worths[place] = worth
        highest = max(highest, worth)
    # The rank, which lies far away, is asked of few rows.
    least, chosen = _least(worths, touched, limit, highest), _NONE
    for place in range(touched):
        if worths[place] >= least:
            row = room.rows[room.touched[place]]
            fetch(ranks, whole(row))
            worths[chosen], room.touched[chosen] = worths[place], row
            chosen += 1
    filled = _NONE
    for place in range(chosen):
        key = whole(worths[place]) << RANK_BITS | whole(ranks[room.touched[place]]) ^ LAST_RANK
        if filled < limit:
            _rise(heap, filled, key)
            filled += 1
        elif key > heap[0]:
            _sink(heap, filled, key)
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
def _list_of(lists: _Lists, head: np.ndarray, kind: int) -> _Span:
    """Return the list of a kind of the term with this head, or the only one if it is not split."""
    own = whole(head[1])
    if own < 0:
        return _Span(whole(head[0]), whole(head[2]), whole(-1))
    at = part(lists.lists, own * _LIST_NOTES + 2 * kind)
    return _Span(whole(at[0]), whole(at[2]), whole(at[1]))


@inner
def _fetch_lists(lists: _Lists, terms: _Terms, kinds: int) -> None:
    """Have memory bring the lists of terms, and the postings of those that are not split."""
    for asked in range(terms.many):
        fetch(lists.heads, 2 * whole(terms.pairs[2 * asked]))
    for asked in range(terms.many):
        head = part(lists.heads, 2 * whole(terms.pairs[2 * asked]))
        own = whole(head[1])
        if own < 0:
            _fetch_run(lists.postings, whole(head[0]), whole(head[2]))
            continue
        for kind in range(KINDS):
            if kinds >> kind & 1:
                fetch(lists.lists, own * _LIST_NOTES + 2 * kind)


@inner
def _fetch_cuts(lists: _Lists, terms: _Terms, kinds: int, edges: np.ndarray) -> None:
    """Have memory bring where the blocks of long postings begin, between these edges."""
    for asked in range(terms.many):
        head = part(lists.heads, 2 * whole(terms.pairs[2 * asked]))
        for kind in range(KINDS):
            cut = _list_of(lists, head, kind).cut if kinds >> kind & 1 else whole(-1)
            for edge in range(0, edges.shape[0] if cut >= 0 else 0, 2):
                begin, end = whole(edges[edge]), whole(edges[edge + 1])
                for block in range(begin, end + _LINE // 4, _LINE // 4):
                    fetch(lists.cuts, cut * lists.blocks + min(block, end))


@inner
def _fetch_run(postings: np.ndarray, begin: int, end: int) -> None:
    """Have memory bring the first postings of a stretch."""
    for place in range(begin, min(end, begin + _AHEAD), _LINE // 4):
        fetch(postings, place)


@inner
def _note_blocks(lists: _Lists, cut: int, first: int, last: int, stretch: np.ndarray) -> None:
    """Note some blocks of a long list as a stretch, and have memory bring its first postings."""
    cuts = part(lists.cuts, cut * lists.blocks)
    begin, end = whole(cuts[first]), whole(cuts[last])
    if lists.many_apart:
        stretch[0], stretch[1], stretch[4] = first, last, cut
        # With a step that is no constant each range would cost a division.
        for place in range(begin, min(end, begin + 2 * _AHEAD), _LINE // 2):
            fetch(lists.apart, place)
    else:
        stretch[0], stretch[1] = begin, end
        _fetch_run(lists.postings, begin, end)


@inner
def _add_up_all(lists: _Lists, terms: _Terms, wanted: int, edges: int, held: np.ndarray, room: _Room) -> int:
    """Add what the postings of all terms are worth to the allowed rows, which lie between so many edges.

    Return how many rows are worth anything.
    """
    filled = touched = _NONE
    for asked in range(terms.many):
        head = part(lists.heads, 2 * whole(terms.pairs[2 * asked]))
        own, worth, counted = whole(head[1]), whole(terms.pairs[2 * asked + 1]), _NONE
        for kind in range(KINDS if own >= 0 else 1):
            if own >= 0 and not wanted >> kind & 1:
                continue
            span = _list_of(lists, head, kind)
            for edge in range(0, edges if span.cut >= 0 else 2, 2):
                if filled == _STRETCHES:
                    touched = _add_up(lists, filled, held, room, touched)
                    filled = _NONE
                stretch = part(room.stretches, _STRETCH * filled)
                stretch[0], stretch[1], stretch[2], stretch[3] = span.begin, span.end, worth, counted
                stretch[4] = whole(-1)
                if span.cut >= 0:
                    _note_blocks(
                        lists, span.cut, whole(room.edges[edge]), whole(room.edges[edge + 1]), stretch
                    )
                else:
                    _fetch_run(lists.postings, span.begin, span.end)
                filled += 1
            counted |= 1 << kind
    return _add_up(lists, filled, held, room, touched)


@inner
def _search(
    noted: np.ndarray,
    terms: _Terms,
    kinds: int,
    masks: np.ndarray,
    conditions: np.ndarray,
    edges: np.ndarray,
    limit: int,
) -> int:
    """Note ranks and worths of the most worth rows, the most worth first; return how many there are.

    ``noted`` is the table of addresses that ``NumbaKernel`` makes. In its room all rows are not allowed and
    worth nothing, and stay so.
    """
    heads, of_kinds, cuts = values(noted[0], np.int32), values(noted[2], np.int32), values(noted[4], np.int32)
    postings, apart = values(noted[1], np.uint32), values(noted[20], np.uint16)
    lists = _Lists(heads, postings, of_kinds, noted[3], cuts, noted[5], apart, noted[21])
    stride, held, found = noted[3], values(noted[7], np.uint16), values(noted[16], np.int64)
    room = _Room(
        values(noted[10], np.uint64),
        values(noted[11], np.int32),
        values(noted[12], np.int32),
        values(noted[13], np.int32),
        values(noted[19], np.int32),
        values(noted[14], np.uint32),
        values(noted[15], np.int64),
        values(noted[18], np.int32),
    )
    _fetch_lists(lists, terms, kinds)
    for edge in range(0, edges.shape[0], 2):
        first, last = edges[edge] * stride // WORD, edges[edge + 1] * stride // WORD
        _fetch_masks(masks, conditions, first, min(last, masks.shape[1]))
    _fetch_cuts(lists, terms, kinds, edges)
    count = serving = _NONE
    for edge in range(0, edges.shape[0], 2):
        first, last = edges[edge] * stride // WORD, edges[edge + 1] * stride // WORD
        count = _let_in(masks, conditions, first, min(last, masks.shape[1]), room, count)
        begin, end = whole(edges[edge]), whole(edges[edge + 1])
        serving = _serving(begin, end, stride // WORD, count, room, serving)
    for place in range(0, count, _LINE // 4):
        fetch(room.rows, place)
        fetch(room.worth, place)
    worth_any = _add_up_all(lists, terms, kinds, serving, held, room)
    size = _highest(worth_any, limit, values(noted[6], np.int32), room, found)
    for edge in range(0, edges.shape[0], 2):
        first, last = edges[edge] * stride // WORD, edges[edge + 1] * stride // WORD
        for word in range(first, min(last, masks.shape[1])):
            room.allowed[word] = 0
    _in_order(found, size, noted[17])
    return size


@compiled
def _most_worth(
    noted: np.ndarray,
    terms: np.ndarray,
    kinds: int,
    masks: np.ndarray,
    conditions: np.ndarray,
    edges: np.ndarray,
    limit: int,
) -> int:
    """Search for terms, each with what it is worth; one a row."""
    return _search(noted, _Terms(data(terms), terms.shape[0]), kinds, masks, conditions, edges, limit)


@compiled
def _best(  # noqa: PLR0913, PLR0917  # one call costs less than two
    read: np.ndarray,
    size: int,
    themes: int,
    noted: np.ndarray,
    kinds: int,
    masks: np.ndarray,
    conditions: np.ndarray,
    edges: np.ndarray,
    limit: int,
) -> int:
    """Search for what a question asks for; leave numbers for ranks. For the first three see ``expanded``."""
    terms, many = expanded(read, size, themes)
    if not many:
        return _NONE
    count = _search(noted, _Terms(terms, many), kinds, masks, conditions, edges, limit)
    found, numbers = values(noted[16], np.int64), values(noted[9], np.int32)
    _rows_ranking(noted, found, count, found)
    for place in range(count):
        fetch(numbers, found[place])
    for place in range(count):
        found[place] = numbers[found[place]]
    return count


@inner
def _rows_ranking(noted: np.ndarray, ranks: np.ndarray, count: int, rows: np.ndarray) -> None:
    """Note the rows of so many ranks, perhaps in their place."""
    by_rank = values(noted[8], np.int32)
    for place in range(count):
        fetch(by_rank, ranks[place])
    for place in range(count):
        rows[place] = by_rank[ranks[place]]


@inner
def _divided(
    masks: np.ndarray, conditions: np.ndarray, among: np.ndarray, sides: np.ndarray
) -> tuple[int, int]:
    """Set what ``Kernel.divided`` returns, and return how many bits each side has."""
    allowed, refused, words = data(sides[0]), data(sides[1]), masks.shape[1]
    for side, numbers in ((allowed, conditions), (refused, among)):
        mask = data(masks[numbers[0]])
        for word in range(words):
            side[word] = mask[word]
        for number in numbers[1:]:
            mask = data(masks[number])
            for word in range(words):
                side[word] &= mask[word]
    many = others = _NONE
    for word in range(words):
        refused[word] ^= allowed[word]
        many += bits_set(allowed[word])
        others += bits_set(refused[word])
    return many, others


@compiled
def _divide(
    masks: np.ndarray, conditions: np.ndarray, among: np.ndarray, sides: np.ndarray
) -> tuple[int, int]:
    """Do what ``_divided`` does."""
    return _divided(masks, conditions, among, sides)


@inner
def _all_in(mask: np.ndarray, words: int, rows: np.ndarray) -> None:
    """Note all rows that are in a mask of so many words."""
    filled = _NONE
    for word in range(words):
        left = mask[word]
        while left:
            rows[filled] = word << _WORD_BITS | lowest_bit(left)
            left &= left - _ONE
            filled += 1


@inner
def _most_worth_in(
    noted: np.ndarray,
    terms: _Terms,
    kinds: int,
    sides: np.ndarray,
    side: int,
    edges: np.ndarray,
    limit: int,
    rows: np.ndarray,
) -> int:
    """Note the rows of a side that are most worth; return how many there are."""
    if not terms.many:
        return _NONE
    conditions = np.full(1, side, dtype=np.int32)
    count = _search(noted, terms, kinds, sides, conditions, edges, limit)
    _rows_ranking(noted, values(noted[16], np.int64), count, rows)
    return count


@compiled
def _candidates(  # noqa: PLR0913, PLR0917  # one call costs less than two
    read: np.ndarray,
    size: int,
    themes: int,
    noted: np.ndarray,
    kinds: int,
    masks: np.ndarray,
    conditions: np.ndarray,
    among: np.ndarray,
    edges: np.ndarray,
    everywhere: np.ndarray,
    all_of: int,
) -> tuple[np.ndarray, int, bool, bool]:
    """Return what ``Search.candidates`` does; of the first three see ``expanded``."""
    sides = np.empty((2, masks.shape[1]), dtype=np.uint64)
    many, others = _divided(masks, conditions, among, sides)
    few, few_others = many <= all_of, others <= all_of
    rows = np.empty((many if few else SHORTLIST) + (others if few_others else SHORTLIST_REFUSED), np.int64)
    pairs, count = expanded(read, size, themes)
    if few:
        _all_in(data(sides[ALLOWED]), masks.shape[1], data(rows))
    else:
        terms = _Terms(pairs, count)
        many = _most_worth_in(noted, terms, kinds, sides, ALLOWED, edges, SHORTLIST, data(rows))
    refused = part(data(rows), many)
    if few_others:
        _all_in(data(sides[REFUSED]), masks.shape[1], refused)
    else:
        terms = _Terms(pairs, min(count, WORDS_REFUSED))
        others = _most_worth_in(noted, terms, kinds, sides, REFUSED, everywhere, SHORTLIST_REFUSED, refused)
    return rows[: many + others], many, few, few_others


class NumbaKernel:
    """Gives each allowed row a place of its own, so that what is added up lies close together."""

    # Of fewer rows postings take little room beside what is compiled, and together they are read sooner.
    apart_from: float = 1 << 18

    def __init__(self) -> None:
        self._noted: list[tuple[Arranged, Known, Addresses]] = []
        self._make_room(WORD, _LEAST_FOUND)
        # Compiling takes a second: now, rather than while somebody waits for an answer.
        NumbaLikeness.compile()
        none = np.zeros(0, dtype=np.int32)
        masks = np.zeros((1, 1), dtype=np.uint64)
        self.divided(masks, [0], [0])
        asked = Asked([], 1, masks, [0], none)
        no_cuts = none.reshape(0, 0)
        lists = Arranged(Growing(np.int32), Growing(np.uint32), none, WORD, no_cuts, none)
        self.most_worth(
            lists, asked, Known(Growing(np.int32), Growing(np.uint16), none, Growing(np.int32)), 1
        )

    def make_room(self, rows: int, limit: int) -> None:
        """Have room for so many rows, and to find so many at most."""
        if rows > self._rows or limit > self._limit:
            self._make_room(max(rows, self._rows), max(limit, self._limit))

    def _make_room(self, rows: int, limit: int) -> None:
        self._rows, self._limit = rows, limit
        self.found = np.zeros((2, limit), dtype=np.int64)
        # Read without numpy, so few numbers come sooner.
        self.found_views = self.found[0].data, self.found[1].data
        self.room = Addresses(
            (np.zeros(rows // WORD, dtype=np.uint64), np.uint64),
            (np.zeros(rows // WORD, dtype=np.int32), np.int32),
            (np.zeros(rows, dtype=np.int32), np.int32),
            (np.zeros(rows, dtype=np.int32), np.int32),
            (np.zeros(rows, dtype=np.uint32), np.uint32),
            (np.zeros((_STRETCHES, _STRETCH), dtype=np.int64), np.int64),
            (self.found, np.int64),
            limit,
            (np.zeros(rows // WORD + 2, dtype=np.int32), np.int32),
            (np.zeros(rows + 1, dtype=np.int32), np.int32),
        )
        self._noted.clear()

    def likeness(self, texts: Texts, lengths: Lengths) -> Likeness:
        """See ``matchmaker.matching.index.kernels.Kernel``."""
        return NumbaLikeness(texts, lengths)

    def expansions(self, vocabulary: Vocabulary, compounds: Compounds) -> Callable[[Postings], Expansion]:
        """See ``matchmaker.matching.index.kernels.Kernel``."""
        lexicons = Lexicons(vocabulary, compounds)
        # As above, the loop that reads a question first.
        read, room = lexicons.without_rows().now(), self.room.now()
        none, masks = np.zeros(1, dtype=np.int32), np.zeros((1, 1), dtype=np.uint64)
        _best(read, 0, 0, room, 1, masks, none, none, 1)
        _candidates(read, 0, 0, room, 1, masks, none, none, none, none, 1)
        return partial(NumbaExpansion, lexicons)

    def reader(self, vocabulary: Vocabulary) -> Reader:
        """See ``matchmaker.matching.index.kernels.Kernel``."""
        return NumbaReader(vocabulary)

    def divided(self, masks: np.ndarray, conditions: Sequence[int], among: Sequence[int]) -> Sides:
        """See ``matchmaker.matching.index.kernels.Kernel``."""
        sides = np.empty((2, masks.shape[1]), dtype=np.uint64)
        numbers = np.array(conditions, dtype=np.int32), np.array(among, dtype=np.int32)
        return Sides(sides, *_divide(masks, *numbers, sides))

    def most_worth(
        self, arranged: Arranged, asked: Asked, known: Known, limit: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """See ``matchmaker.matching.index.kernels.Kernel``."""
        self.make_room(asked.masks.shape[1] * WORD, limit)
        count = _most_worth(
            self.addresses(arranged, known).now(),
            np.array(asked.terms, dtype=np.int32).reshape(-1, 2),
            asked.kinds,
            asked.masks,
            np.array(asked.conditions, dtype=np.int32),
            asked.edges,
            limit,
        )
        ranks, worths = self.found[:, :count]
        return ranks, worths

    def search(self, postings: Postings, expansion: Expansion, known: Known) -> Search | None:
        """See ``matchmaker.matching.index.kernels.Kernel``."""
        return NumbaSearch(self, postings.settled, cast("NumbaExpansion", expansion), known)

    def addresses(self, arranged: Arranged, known: Known) -> Addresses:
        """Return where all is but the question, as noted for the settled and for the fresh postings."""
        for of, ranked, noted in self._noted:
            if of is arranged and ranked is known:
                return noted
        addresses = Addresses(
            arranged.heads.room,
            arranged.postings.room,
            (arranged.lists, np.int32),
            arranged.stride,
            (arranged.cuts, np.int32),
            arranged.cuts.shape[1],
            known.ranks.room,
            known.kinds.room,
            (known.by_rank, np.int32),
            known.numbers.room,
            self.room,
            (arranged.apart, np.uint16),
            len(arranged.apart),
        )
        self._noted = [(arranged, known, addresses), *self._noted[:1]]
        return addresses


class NumbaSearch:
    """Reads a question and searches for its terms in one compiled call."""

    def __init__(
        self,
        kernel: NumbaKernel,
        arranged: Arranged,
        expansion: NumbaExpansion,
        known: Known,
    ) -> None:
        self._kernel = kernel
        self._arranged, self._known = arranged, known
        self._expansion = expansion
        self._room: Addresses | None = None

    def best(
        self, text: str, themes: Mapping[str, float], where: Where, limit: int
    ) -> tuple[list[int], list[int]]:
        """See ``matchmaker.matching.index.kernels.Search``."""
        kinds, masks, conditions, edges = where
        count = _best(
            *self._expansion.put(text, themes),
            self._where_all_is(masks, limit),
            kinds,
            masks,
            np.array(conditions, dtype=np.int32),
            edges,
            limit,
        )
        numbers, worths = self._kernel.found_views
        return numbers[:count].tolist(), worths[:count].tolist()

    def candidates(
        self,
        text: str,
        themes: Mapping[str, float],
        where: Where,
        among: Sequence[int],
        everywhere: np.ndarray,
        all_of: int,
    ) -> tuple[np.ndarray, int, bool, bool]:
        """See ``matchmaker.matching.index.kernels.Search``."""
        kinds, masks, conditions, edges = where
        found: tuple[np.ndarray, int, bool, bool] = _candidates(
            *self._expansion.put(text, themes),
            self._where_all_is(masks, max(SHORTLIST, SHORTLIST_REFUSED)),
            kinds,
            masks,
            np.array(conditions, dtype=np.int32),
            np.array(among, dtype=np.int32),
            edges,
            everywhere,
            all_of,
        )
        return found

    def _where_all_is(self, masks: np.ndarray, limit: int) -> np.ndarray:
        """Return where all is but the question, with room to find so many rows."""
        kernel = self._kernel
        kernel.make_room(masks.shape[1] * WORD, limit)
        if self._room is not kernel.room:
            # What is known of settled rows does not move.
            self._room = kernel.room
            self._noted = kernel.addresses(self._arranged, self._known)
            self._table = self._noted.now()
        return self._table
