"""Likeness compiled by numba; imported only where the extra ``fast`` is installed.

What a question reads lies in thousands of places, and to wait for memory at each would take longer than all
the rest. So it goes in steps over all that is looked at, and each asks memory for what the next one reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from matchmaker.matching.index.arrays import LOW_BITS, WIDE, WORD
from matchmaker.matching.index.compiling import compiled, data, fetch, inner, lowest_bit, whole
from matchmaker.matching.index.likeness import (
    KEPT_LENGTHS,
    LEAST_DAMPED,
    OWNER_BITS,
    PRODUCT_FINENESS,
    SQUARE_FINENESS,
    WORD_FINENESS,
    Alike,
    Lengths,
    Rarity,
    damped,
)
from matchmaker.matching.index.texts import LONGEST_GRAM, OPENING, SIZES, Texts, Vocabulary
from matchmaker.matching.index.usual import usual_in

if TYPE_CHECKING:
    from matchmaker.matching.index.arrays import Floats, Ints

_LEAST_TOUCHED = 4096
# Of so many counts of each n-gram that is asked for is worked out beforehand what they are worth.
_TOLD = 8
# Counts are binary numbers; hardly an n-gram occurs eight times in a text, so three digits are at hand.
_AT_HAND, _MOST_DIGITS = 3, 32
_NONE, _ONE, _NOTHING = whole(0), np.uint64(1), np.uint64(0)
# Where a token stands is noted in so many bits, below the number of the question, or below a higher number of
# those that are usual.
_PLACE_BITS = 32
_USUAL = 1 << 62
# So many numbers of 16 bits come from memory together.
_LINE = 32


class _Shared(NamedTuple):
    """Which n-grams that are asked for tokens have, and how often.

    A token has one row of bits for each binary digit of how often it has an n-gram, the lowest first; in each
    row, of ``width`` words, there is a bit for each n-gram that is asked for, the first one at 1. ``starts``
    has the first row of each token, and at the end one behind the last. ``worths`` has for each row what its
    n-grams add up to that occur once. In the innermost loops these are no arrays, but where they begin.
    """

    starts: np.ndarray
    bits: np.ndarray
    worths: np.ndarray
    width: int


class _Begin(NamedTuple):
    """The n-grams with which usual tokens begin, in their order, and the place of the token of each."""

    grams: np.ndarray
    places: np.ndarray


class _Room(NamedTuple):
    """Room for rows of tokens that have one, for tokens that have several, for digits of 64 counts."""

    single: np.ndarray
    several: np.ndarray
    digits: np.ndarray


class _Worths(NamedTuple):
    """What n-grams add to a product, from their weights and how much ``counts`` count.

    ``once`` has what each adds that occurs once, the first one at 1, and ``less`` how much less than ever as
    much again it adds that occurs 0, 1 ... ``_TOLD`` - 1 times.
    """

    weights: np.ndarray
    counts: np.ndarray
    once: np.ndarray
    less: np.ndarray


@inner
def _fetch_texts(
    rows: Ints,
    document_starts: Ints,
    token_starts: Ints,
    tokens: np.ndarray,
    lengths: Floats,
    owners: Ints,
) -> tuple[int, int]:
    """Have memory bring the texts of rows; return how many there are, and how many units they have."""
    for row in rows:
        fetch(data(document_starts), whole(row))
    for row in rows:
        first = whole(document_starts[row])
        fetch(data(token_starts), first)
        fetch(data(lengths), first % KEPT_LENGTHS)
        fetch(data(owners), first % KEPT_LENGTHS)
    documents = units = whole(0)
    for row in rows:
        first, last = document_starts[row], document_starts[row + 1]
        begin, end = whole(token_starts[first]), whole(token_starts[last])
        documents += whole(last - first)
        units += end - begin
        for unit in range(begin, end, _LINE):
            fetch(data(tokens), unit)
    return documents, units


@inner
def _said(  # noqa: PLR0913, PLR0917  # plain arrays in one loop are what numba compiles well
    rows: Ints,
    document_starts: Ints,
    token_starts: Ints,
    tokens: np.ndarray,
    places: Ints,
    usual: int,
    turn: int,
    documents: int,
    units: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the tokens of all texts by place, where those of each text end, and the rare tokens.

    Usual tokens, of which there are so many, have the first places, as ``places`` has them. Rare ones have
    the places after these as they occur, which is noted under the number of this ``turn``.
    """
    said, ends = np.empty(units, dtype=np.int32), np.empty(documents, dtype=np.int32)
    rare, mark = np.empty(units, dtype=np.uint32), whole(turn) << _PLACE_BITS
    noted, known = data(said), data(places)
    passed = document = found = _NONE
    for row in rows:
        for number in range(document_starts[row], document_starts[row + 1]):
            unit, end = token_starts[number], token_starts[number + 1]
            while unit < end:
                token = whole(tokens[unit])
                unit += 1
                if token >= WIDE:
                    token = ((token - WIDE) << LOW_BITS) + whole(tokens[unit])
                    unit += 1
                place = whole(known[token])
                if place < mark:
                    place = mark | usual + found
                    known[token] = place
                    rare[found] = token
                    found += 1
                # The mark is cut off, as there are only 32 bits.
                noted[passed] = place
                passed += 1
            ends[document] = passed
            document += 1
    return said[:passed], ends, rare[:found]


@inner
def _fetch_openings(tokens: np.ndarray, gram_starts: Ints, openings: np.ndarray, beginnings: Ints) -> int:
    """Have memory bring how the n-grams of tokens begin; return how many there are."""
    for token in tokens:
        fetch(data(gram_starts), whole(token))
        fetch(data(beginnings), whole(token))
    room = whole(0)
    for token in tokens:
        first, last = whole(gram_starts[token]), whole(gram_starts[token + 1])
        room += last - first
        for longest in range(first, last, _LINE):
            fetch(data(openings), longest)
        fetch(data(openings), last)
    return room


@inner
def _begun(
    tokens: np.ndarray, gram_starts: Ints, openings: np.ndarray, opens: np.ndarray, room: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return which of the longest n-grams begin as one asked for, and where those of each token end.

    The others are written over: quicker than a choice that cannot be foreseen.
    """
    begun, ends = np.empty(room + 1, dtype=np.uint32), np.empty(tokens.shape[0], dtype=np.int32)
    noted, beginnings, asked = data(begun), data(openings), data(opens)
    filled = whole(0)
    for number in range(tokens.shape[0]):
        token = tokens[number]
        for longest in range(gram_starts[token], gram_starts[token + 1]):
            noted[filled] = longest
            filled += whole(asked[whole(beginnings[longest])])
        ends[number] = filled
    return begun[:filled], ends


@inner
def _look_up(
    begun: np.ndarray, longest_grams: np.ndarray, shorter: np.ndarray, place_of_gram: np.ndarray
) -> None:
    """Write over where n-grams stand their numbers, and have memory bring what is known of them."""
    for longest in begun:
        fetch(data(longest_grams), whole(longest))
    for number in range(begun.shape[0]):
        gram = longest_grams[begun[number]]
        begun[number] = gram
        fetch(data(shorter), whole(gram))
        fetch(data(place_of_gram), whole(gram))


@inner
def _words(grams: Ints, begin_words: np.ndarray, most: float, logs: Floats) -> tuple[np.ndarray, int]:
    """Return what the n-grams weigh with which some word begins, the first one at 1, and all together."""
    weights, total = np.zeros(grams.shape[0] + 1, dtype=np.int64), _NONE
    for gram in grams:
        fetch(data(begin_words), whole(gram))
    for place in range(grams.shape[0]):
        gram = grams[place]
        if begin_words[gram]:
            weights[place + 1] = whole(np.rint((most - logs[gram] - 1) ** 2 * WORD_FINENESS))
            total += weights[place + 1]
    return weights, total


@inner
def _beginning_as(
    grams: Ints, weights: Ints, usual: _Begin, rare: np.ndarray, beginnings: Ints, place_of_gram: np.ndarray
) -> np.ndarray:
    """Return of each token, by place, the place of the n-gram that it begins with, from 1, or else 0."""
    words = np.zeros(usual.places.shape[0] + rare.shape[0], dtype=np.uint32)
    for token in rare:
        fetch(data(place_of_gram), whole(beginnings[token]))
    for number in range(1, weights.shape[0]):
        if not weights[number]:
            continue
        begin, end = _NONE, whole(usual.grams.shape[0])
        while begin < end:
            middle = (begin + end) // 2
            if usual.grams[middle] < grams[number - 1]:
                begin = middle + 1
            else:
                end = middle
        while begin < usual.grams.shape[0] and usual.grams[begin] == grams[number - 1]:
            words[usual.places[begin]] = number
            begin += 1
    for number in range(rare.shape[0]):
        words[usual.places.shape[0] + number] = place_of_gram[beginnings[rare[number]]]
    return words


@inner
def _shared_words(
    said: np.ndarray,
    ends: Ints,
    rows: Ints,
    document_starts: Ints,
    words: np.ndarray,
    weights: Ints,
    total: int,
) -> Floats:
    """Return for each row what ``Alike.shared`` is."""
    shared = np.zeros(rows.shape[0])
    if not total:
        return shared
    length = np.sqrt(WORD_FINENESS * total)
    # Of each word the last row that was seen to say it, from 1.
    said_by = np.zeros(weights.shape[0], dtype=np.int32)
    tokens, word_of = data(said), data(words)
    passed = text = _NONE
    for row in range(rows.shape[0]):
        found = _NONE
        text += whole(document_starts[rows[row] + 1] - document_starts[rows[row]])
        for place in range(passed, ends[text - 1]):
            word = whole(word_of[whole(tokens[place])])
            if word and said_by[word] != row + 1:
                said_by[word] = row + 1
                found += weights[word]
        passed = whole(ends[text - 1])
        shared[row] = found / length
    return shared


@inner
def _damped(count: int, counts: Floats) -> float:
    """Return how much an n-gram counts that occurs so often."""
    return float(counts[count] if count < LEAST_DAMPED else 1 + np.log(count))


@inner
def _value(weight: float, count: int, counts: Floats) -> int:
    """Return what an n-gram that occurs so often adds to a product, as a whole number."""
    return whole(np.rint(weight * _damped(count, counts)))


@inner
def _worths(weights: Floats, counts: Floats) -> _Worths:
    """Return what these n-grams are worth."""
    once = np.zeros(weights.shape[0] + 1, dtype=np.int64)
    less = np.zeros((weights.shape[0] + 1) * _TOLD, dtype=np.int64)
    for place in range(weights.shape[0]):
        once[place + 1] = _value(weights[place], 1, counts)
        for count in range(2, _TOLD):
            value = _value(weights[place], count, counts)
            less[(place + 1) * _TOLD + count] = count * once[place + 1] - value
    return _Worths(weights, counts, once, less)


@inner
def _look_up_usual(asked: Ints, starts: Ints, entries: Ints, worths: _Worths, shared: _Shared) -> None:
    """Note in the rows of usual tokens which n-grams they have."""
    first, rows, words, worth = data(starts), data(entries), data(shared.bits), data(shared.worths)
    last = whole(starts.shape[0]) - 1
    for gram in asked:
        fetch(first, whole(gram))
    for gram in asked:
        fetch(rows, whole(first[min(whole(gram), last)]))
    for place in range(1, worths.once.shape[0]):
        gram, bit, word = asked[place - 1], _ONE << np.uint64(place % WORD), place // WORD
        once = worths.once[place]
        if gram < last:
            for entry in range(whole(first[gram]), whole(first[gram + 1])):
                row = whole(rows[entry])
                words[row * shared.width + word] |= bit
                worth[row] += once


@inner
def _look_up_rare(
    begun: np.ndarray,
    ends: Ints,
    shorter: np.ndarray,
    place_of_gram: np.ndarray,
    worths: _Worths,
    shared: _Shared,
    usual: int,
) -> None:
    """Give the other tokens rows, and note in these which of the n-grams ``begun`` they have.

    Nothing is chosen: what is not asked for sets no bit and is worth nothing.
    """
    known, shorts, words, worth = data(place_of_gram), data(shorter), data(shared.bits), data(shared.worths)
    grams, once, width = data(begun), data(worths.once), shared.width
    passed, row = _NONE, whole(shared.starts[usual])
    for number in range(ends.shape[0]):
        last = row
        for one in range(passed, ends[number]):
            gram = whole(grams[one])
            for _ in range(SIZES):
                place = whole(known[gram])
                gram = whole(shorts[gram])
                carried = np.uint64(place != 0) << np.uint64(place % WORD)
                spot = row * width + place // WORD
                before = words[spot]
                words[spot] = before ^ carried
                worth[row] += once[place]
                carried &= before
                if carried:
                    last = max(last, _carry(carried, spot, row, once[place], shared))
        passed, row = whole(ends[number]), last + 1
        shared.starts[usual + number + 1] = row


@inner
def _carry(carried: np.uint64, spot: int, row: int, once: int, shared: _Shared) -> int:
    """Go on adding one to a count whose lowest digit was turned from one to zero; return its last row."""
    shared.worths[row] -= 2 * once
    while carried:
        spot, row = spot + shared.width, row + 1
        before = shared.bits[spot]
        shared.bits[spot] = before ^ carried
        carried &= before
        shared.worths[row] += -once if carried else once
    return row


@inner
def _present(said: np.ndarray, begin: int, end: int, shared: _Shared, room: _Room) -> tuple[int, int, int]:
    """Note the rows of the tokens of a text that share something, and which tokens have several rows.

    Return how many there are of both, and what all would add if each time counted in full. No n-gram weighs
    so little that it would be worth nothing.
    """
    product = filled = several = _NONE
    for place in range(begin, end):
        token = whole(said[place])
        row, after = whole(shared.starts[token]), whole(shared.starts[token + 1])
        worth = shared.worths[row]
        product += worth
        room.single[filled] = row
        if row + 1 == after:
            filled += worth != 0
        else:
            room.several[several] = token
            several += 1
            for digit in range(row + 1, after):
                product += shared.worths[digit] << (digit - row)
    return filled, several, product


@inner
def _count(filled: int, several: int, shared: _Shared, word: int, room: _Room) -> int:
    """Add up how often a text has each of 64 n-grams, all at once; return how many digits that takes.

    ``room.digits`` holds only zeros before.
    """
    ones = twos = fours = _NOTHING
    top, digits, width = whole(_AT_HAND), room.digits, shared.width
    for place in range(filled):
        added = shared.bits[room.single[place] * width + word]
        carried = ones & added
        ones ^= added
        added = twos & carried
        twos ^= carried
        carried = fours & added
        fours ^= added
        if carried:
            top = max(top, _carry_on(carried, _AT_HAND, digits))
    digits[0], digits[1], digits[2] = ones, twos, fours
    for place in range(several):
        token, level, carried = room.several[place], _NONE, _NOTHING
        for row in range(whole(shared.starts[token]), whole(shared.starts[token + 1])):
            added, before = shared.bits[row * width + word], digits[level]
            either = added ^ before
            digits[level] = either ^ carried
            carried = added & before | either & carried
            level += 1
        top = max(top, _carry_on(carried, level, digits))
    return top


@inner
def _carry_on(carried: np.uint64, level: int, digits: np.ndarray) -> int:
    """Add what is carried to a digit and the higher ones; return how many digits there are then."""
    while carried:
        before = digits[level]
        digits[level] = before ^ carried
        carried &= before
        level += 1
    return level


@inner
def _less(digits: np.ndarray, top: int, first: int, worths: _Worths) -> int:
    """Return how much less 64 n-grams, from a place on, add than if each time counted in full."""
    repeated, less = digits[1] | digits[2], _NONE
    for level in range(_AT_HAND, top):
        repeated |= digits[level]
    while repeated:
        bit = np.uint64(lowest_bit(repeated))
        repeated &= repeated - _ONE
        count = whole(digits[0] >> bit & _ONE) + 2 * whole(digits[1] >> bit & _ONE)
        for level in range(2, top):
            count += whole(digits[level] >> bit & _ONE) << level
        place = first + whole(bit)
        if count < _TOLD:
            less += worths.less[place * _TOLD + count]
        else:
            less += count * worths.once[place] - _value(worths.weights[place - 1], count, worths.counts)
    return less


@inner
def _products(said: np.ndarray, ends: Ints, worths: _Worths, shared: _Shared, room: _Room) -> Ints:
    """Return the product of the question with each text, as a whole number."""
    products = np.empty(ends.shape[0], dtype=np.int64)
    rows = _Shared(data(shared.starts), data(shared.bits), data(shared.worths), shared.width)
    worth = _Worths(data(worths.weights), data(worths.counts), data(worths.once), data(worths.less))
    used = _Room(data(room.single), data(room.several), data(room.digits))
    passed = _NONE
    for text in range(ends.shape[0]):
        end = whole(ends[text])
        filled, several, product = _present(said, passed, end, rows, used)
        for word in range(rows.width):
            top = _count(filled, several, rows, word, used)
            product -= _less(used.digits, top, word * WORD, worth)
            for level in range(_AT_HAND, top):
                used.digits[level] = _NOTHING
        products[text] = product
        passed = end
    return products


@inner
def _length(  # noqa: PLR0913, PLR0917  # as above
    document: int,
    token_starts: Ints,
    tokens: np.ndarray,
    gram_starts: Ints,
    longest_grams: np.ndarray,
    shorter: np.ndarray,
    most: float,
    logs: Floats,
    times: Ints,
    counts: Floats,
) -> float:
    """Return the length of the vector of a document; ``times`` has a 0 for each n-gram, and keeps it."""
    touched = np.empty(_LEAST_TOUCHED, dtype=np.uint32)
    count = 0
    unit, end = token_starts[document], token_starts[document + 1]
    while unit < end:
        token = whole(tokens[unit])
        unit += 1
        if token >= WIDE:
            token = ((token - WIDE) << LOW_BITS) + whole(tokens[unit])
            unit += 1
        for longest in range(gram_starts[token], gram_starts[token + 1]):
            gram = longest_grams[longest]
            if count + LONGEST_GRAM > touched.shape[0]:
                touched = np.append(touched, touched)
            for _ in range(SIZES):
                touched[count] = gram
                count += times[gram] == 0 and gram != 0
                times[gram] += 1
                gram = shorter[gram]
    squares = 0.0
    for place in range(count):
        gram = touched[place]
        often = times[gram]
        weight = _damped(often, counts) * (most - logs[gram])
        squares += np.rint(weight * weight * SQUARE_FINENESS)
        times[gram] = 0
    times[0] = 0
    return float(np.sqrt(squares / SQUARE_FINENESS))


@compiled
def _similarities(  # noqa: PLR0913, PLR0917  # as above
    asked: Ints,
    weights: Floats,
    rows: Ints,
    document_starts: Ints,
    token_starts: Ints,
    tokens: np.ndarray,
    gram_starts: Ints,
    longest_grams: np.ndarray,
    shorter: np.ndarray,
    openings: np.ndarray,
    beginnings: Ints,
    begin_words: np.ndarray,
    opens: np.ndarray,
    place_of_gram: np.ndarray,
    place_of_token: np.ndarray,
    usual_beginnings: Ints,
    usual_places: Ints,
    usual_rows: Ints,
    usual_starts: Ints,
    usual_entries: Ints,
    turn: int,
    lengths: Floats,
    owners: Ints,
    version: int,
    most: float,
    logs: Floats,
    times: Ints,
    counts: Floats,
) -> tuple[Floats, Floats, Floats]:
    """Return what ``Likeness.similarities`` does; what is noted for this question is wiped again."""
    fine = np.empty(asked.shape[0])
    for place in range(asked.shape[0]):
        gram = asked[place]
        place_of_gram[gram] = place + 1
        opens[gram & OPENING] = True
        fine[place] = weights[place] * (most - logs[gram]) * PRODUCT_FINENESS
    usual, width = usual_rows.shape[0] - 1, asked.shape[0] // WORD + 1
    documents, units = _fetch_texts(rows, document_starts, token_starts, tokens, lengths, owners)
    said, ends, rare = _said(
        rows, document_starts, token_starts, tokens, place_of_token, usual, turn, documents, units
    )
    room = _fetch_openings(rare, gram_starts, openings, beginnings)
    begun, begun_ends = _begun(rare, gram_starts, openings, opens, room)
    _look_up(begun, longest_grams, shorter, place_of_gram)
    starts = np.empty(usual + rare.shape[0] + 1, dtype=np.int32)
    starts[: usual + 1] = usual_rows
    # No n-gram of a rare token takes more than one row.
    room = whole(usual_rows[usual]) + begun.shape[0] * SIZES + rare.shape[0]
    bits, amounts = np.zeros(room * width, dtype=np.uint64), np.zeros(room, dtype=np.int64)
    shared, worths = _Shared(starts, bits, amounts, width), _worths(fine, counts)
    _look_up_usual(asked, usual_starts, usual_entries, worths, shared)
    _look_up_rare(begun, begun_ends, shorter, place_of_gram, worths, shared, usual)
    spare = _Room(
        np.empty(said.shape[0] + 1, dtype=np.int64),
        np.empty(said.shape[0], dtype=np.int64),
        np.zeros(_MOST_DIGITS, dtype=np.uint64),
    )
    products = _products(said, ends, worths, shared, spare)
    telling, total = _words(asked, begin_words, most, logs)
    words = _beginning_as(
        asked, telling, _Begin(usual_beginnings, usual_places), rare, beginnings, place_of_gram
    )
    shared_words = _shared_words(said, ends, rows, document_starts, words, telling, total)
    for gram in asked:
        place_of_gram[gram] = 0
        opens[gram & OPENING] = False
    about, nearest = np.zeros(rows.shape[0]), np.zeros(rows.shape[0])
    text = 0
    for place in range(rows.shape[0]):
        first = document_starts[rows[place]]
        for document in range(first, document_starts[rows[place] + 1]):
            spot, mark = document % KEPT_LENGTHS, version << OWNER_BITS | document
            if owners[spot] != mark:
                owners[spot] = mark
                lengths[spot] = _length(
                    document,
                    token_starts,
                    tokens,
                    gram_starts,
                    longest_grams,
                    shorter,
                    most,
                    logs,
                    times,
                    counts,
                )
            cosine = products[text] / PRODUCT_FINENESS / lengths[spot] if lengths[spot] > 0 else 0.0
            if document == first:
                about[place] = cosine
            else:
                nearest[place] = max(nearest[place], cosine)
            text += 1
    return about, nearest, shared_words


class NumbaLikeness:
    """Keeps room for what it notes of tokens and n-grams, of tokens under the number of the question."""

    def __init__(self, texts: Texts, lengths: Lengths) -> None:
        """Find the tokens that texts use most now; texts and their vocabulary may grow later.

        Args:
            texts: The texts of all rows.
            lengths: Remembers their lengths, and learns those that it does not know.
        """
        self._texts, self._lengths = texts, lengths
        self._usual = usual_in(texts)
        beginnings = texts.vocabulary.beginnings.take(self._usual.tokens)
        in_order = beginnings.argsort(kind="stable")
        self._usual_beginnings = beginnings.take(in_order)
        self._usual_places = in_order.astype(np.int32)
        self._place_of_token = np.zeros(len(texts.vocabulary), dtype=np.int64)
        self._place_of_token[self._usual.tokens] = _USUAL | np.arange(len(self._usual.tokens))
        self._place_of_gram = np.zeros(0, dtype=np.uint32)
        self._opens = np.zeros(OPENING + 1, dtype=np.bool_)
        self._turn = 0
        self._counts = damped(0)
        self._times = np.zeros(0, dtype=np.int32)

    @classmethod
    def compile(cls) -> None:
        """Compile all loops, which takes seconds: now, rather than while somebody waits for an answer."""
        nothing, none = np.zeros(0, dtype=np.int64), np.zeros(0)
        rarity, likeness = Rarity(0, 0.0, none), cls(Texts(Vocabulary(lambda _: ())), Lengths())
        likeness.similarities(nothing, none, nothing, rarity)

    def similarities(self, asked: np.ndarray, weights: np.ndarray, rows: np.ndarray, rarity: Rarity) -> Alike:
        """See ``matchmaker.matching.index.likeness.Likeness``."""
        texts, vocabulary, usual = self._texts, self._texts.vocabulary, self._usual
        self._make_room(len(vocabulary), vocabulary.gram_count)
        self._turn += 1
        tokens, grams = texts.token_lists, vocabulary.longest_grams
        about, nearest, shared = _similarities(
            asked,
            weights,
            rows.astype(np.int64, copy=False),
            texts.starts,
            tokens.starts,
            tokens.values,
            grams.starts,
            # Numbers without a sign are looked up in fewer steps.
            grams.values.view(np.uint32),
            vocabulary.shorter.view(np.uint32),
            vocabulary.openings,
            vocabulary.beginnings,
            vocabulary.begin_words,
            self._opens,
            self._place_of_gram,
            self._place_of_token,
            self._usual_beginnings,
            self._usual_places,
            usual.rows,
            usual.starts,
            usual.entries,
            self._turn,
            self._lengths.values,
            self._lengths.owners,
            *rarity,
            self._times,
            self._counts,
        )
        return Alike(about, nearest, shared)

    def _make_room(self, tokens: int, grams: int) -> None:
        if tokens > len(self._place_of_token):
            places = np.zeros(tokens * 5 // 4, dtype=np.int64)
            places[: len(self._place_of_token)] = self._place_of_token
            self._place_of_token = places
        if grams > len(self._place_of_gram):
            self._place_of_gram = np.zeros(grams * 5 // 4, dtype=np.uint32)
            self._times = np.zeros(grams * 5 // 4, dtype=np.int32)
