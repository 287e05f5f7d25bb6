"""Loops that read the letters of a question; imported only where the extra ``fast`` is installed.

One finds its terms, as ``matchmaker.matching.index.expansion.PlainExpansion`` does, without remembering any
word: to look a word up is quicker here than to ask whether it was looked up before. The other one weighs its
n-grams for ``compiled_reading.py``; both look up strings, and a loop calls only loops of its own file.
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from matchmaker.matching.index.compiling import (
    Addresses,
    compiled,
    data,
    fetch,
    inner,
    part,
    values,
    whole,
)
from matchmaker.matching.index.expansion import (
    BOTH_PARTS,
    JOINED,
    LONG,
    PART,
    SEAM,
    SHORTEST_END,
    SHORTEST_MENDED,
    SHORTEST_START,
    THEME,
    WHOLE,
)
from matchmaker.matching.index.hashing import (
    FACTOR,
    PLACE_BITS,
    SPREAD,
    TAIL,
    TAIL_BITS,
    Hashed,
    hash_of,
    hashes_of,
)
from matchmaker.matching.index.postings import WORTH_OF_ONE
from matchmaker.matching.index.spelling import MENDED, Spelling
from matchmaker.matching.index.strings import Lexicon
from matchmaker.matching.index.texts import LONGEST_GRAM, SHORTEST_GRAM, TAG, tag
from matchmaker.text import DEVOICED, ENDINGS, FRAME, KEPT_OF_LONG, KEPT_OF_SHORT, telling

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matchmaker.matching.index.arrays import Floats, Ints
    from matchmaker.matching.index.expansion import Compounds
    from matchmaker.matching.index.postings import Postings
    from matchmaker.matching.index.texts import Vocabulary

_FACTOR, _SPREAD = np.uint64(FACTOR), np.uint64(SPREAD)
_PLACE_BITS, _TAIL, _TAIL_BITS = np.uint64(PLACE_BITS), np.uint32(TAIL), np.uint32(TAIL_BITS)
_A, _Z, _ZERO, _NINE, _POINT, _QUOTE, _CURLED, _SPACE = map(ord, "az09.'’ ")
# As ``str.split`` has it of ASCII, these and no other numbers up to the space stand for white space.
_TAB, _RETURN, _SEPARATOR = ord("\t"), ord("\r"), ord("\x1c")
# Without this bit a small letter is a capital one.
_SMALL = 32
_FIRST_NOT_ASCII, _CONTINUED = 128, 6
_ENDINGS = np.array([[ord(one) for one in ending.rjust(4)] for ending in ENDINGS], dtype=np.uint32)
_ENDING_SIZES = np.array([len(ending) for ending in ENDINGS])
_DEVOICED = np.array([[ord(voiced), ord(devoiced)] for voiced, devoiced in DEVOICED.items()], dtype=np.uint32)
_SEAM = np.array([ord(one) for one in SEAM], dtype=np.uint32)
_TAG = ord(TAG)
# A word gives so many terms at most: itself, two parts, two more if split, and joined to the one before it.
_MOST_TERMS = 6
# Of each word: where its stem is, and where it is joined to the word before it, and which terms these may be.
STEM_AT, STEM_SIZE, STEM_SUM, STEM_TERM, JOINED_AT, JOINED_SIZE, JOINED_SUM, JOINED_TERM = range(8)
NOTES = 8
_WORDS = 4
_LEAST_ROOM = 1024
# Of each n-gram of a text: where it stands, its size, how often it occurs, how often in telling words, and
# which number it may have.
_GRAM_AT, _GRAM_SIZE, _GRAM_TIMES, _GRAM_TOLD, _GRAM_LIKELY = range(5)
GRAM_NOTES = 5
# A letter begins three n-grams at most in its token, and as many in a word of it; some of a table stays free.
GRAMS_A_LETTER, _LEAST_TABLE = 6, 64
# Given a plain 0, a loop would be compiled a second time.
_FIRST = whole(0)


class _Lexicon(NamedTuple):
    """Words by number: a table by their hashes, and in UTF-8 the letters of all of them with their starts."""

    slots: np.ndarray
    spread: int
    letters: np.ndarray
    starts: np.ndarray


class _Known(NamedTuple):
    """The terms, the words of trade, the forms of the terms, and in how many rows each term stands."""

    terms: _Lexicon
    trade: _Lexicon
    form_slots: np.ndarray
    form_spread: int
    having: np.ndarray
    counted: int
    rows: int


class _Stem(NamedTuple):
    """A stem, with the sum of each of its beginnings and the powers of the factor, which make hashes."""

    letters: np.ndarray
    size: int
    sums: np.ndarray
    powers: np.ndarray


class _Room(NamedTuple):
    """Room for a word and how it closes a compound, all stems, all joined words, and notes of words."""

    word: np.ndarray
    closing: np.ndarray
    stems: np.ndarray
    joined: np.ndarray
    words: np.ndarray


class _Spare(NamedTuple):
    """Room for words in the making, and for the terms nearest to one, each with the longer of both sizes."""

    start: np.ndarray
    other: np.ndarray
    near: np.ndarray


@inner
def _is_letter(letter: int) -> bool:
    """Return whether a letter or digit; what is not ASCII was looked at before."""
    small = letter | _SMALL
    return _A <= small <= _Z or _ZERO <= letter <= _NINE or letter >= _FIRST_NOT_ASCII


@inner
def _next_word(text: np.ndarray, end: int, place: int, word: np.ndarray) -> tuple[int, int]:
    """Copy the next word of a text in lower case; return where it ends and its size, 0 if there is none."""
    size = 0
    while place < end and not _is_letter(text[place]):
        place += 1
    while place < end:
        letter = text[place]
        if not _is_letter(letter):
            inside = letter == _POINT or letter == _QUOTE  # noqa: PLR1714  # a set takes long to compile
            if not inside or place + 1 == end or not _is_letter(text[place + 1]):
                break
        word[size] = letter | _SMALL if _A <= letter | _SMALL <= _Z else letter
        size += 1
        place += 1
    return place, size


@inner
def _undoubled(word: np.ndarray, size: int, into: np.ndarray) -> int:
    """Copy a word with single letters for double ones, perhaps into itself, and return its size then."""
    place = kept = 0
    while place < size:
        letter = word[place]
        into[kept] = letter
        kept += 1
        double = _A <= letter <= _Z and place + 1 < size and word[place + 1] == letter
        place += 2 if double else 1
    return kept


@inner
def _stem(word: np.ndarray, size: int) -> int:
    """Bring a word to its stem as ``matchmaker.text.stem`` does, and return the size of that."""
    for number in range(_ENDINGS.shape[0]):
        length = _ENDING_SIZES[number]
        if size - length < (KEPT_OF_LONG if length > 1 else KEPT_OF_SHORT):
            continue
        matching = 0
        while matching < length and word[size - 1 - matching] == _ENDINGS[number, 3 - matching]:
            matching += 1
        if matching == length:
            size -= length
            break
    size = _undoubled(word, size, word)
    for number in range(_DEVOICED.shape[0]):
        if size and word[size - 1] == _DEVOICED[number, 0]:
            word[size - 1] = _DEVOICED[number, 1]
    return size


@inner
def _sum_up(stem: _Stem) -> None:
    """Note the sum of each beginning of a stem."""
    stem.sums[0] = np.uint64(0)
    for place in range(stem.size):
        stem.sums[place + 1] = stem.sums[place] * _FACTOR + np.uint64(stem.letters[place])


@inner
def _sum(word: np.ndarray, size: int) -> np.uint64:
    """Return the sum of a word, of which its hash is made."""
    sum_ = np.uint64(0)
    for place in range(size):
        sum_ = sum_ * _FACTOR + np.uint64(word[place])
    return sum_


@inner
def _decoded(letters: np.ndarray, place: int) -> tuple[int, int]:
    """Return the code point that begins at a place of UTF-8, and where the next one begins."""
    first = whole(letters[place])
    if first < _FIRST_NOT_ASCII:
        return first, place + 1
    more = 1 + (first >= 0xE0) + (first >= 0xF0)
    found = first & (0x3F >> more)
    for after in range(place + 1, place + 1 + more):
        found = found << _CONTINUED | whole(letters[after]) & 0x3F
    return found, place + 1 + more


@inner
def _spells(letters: np.ndarray, place: int, end: int, word: np.ndarray, first: int, last: int) -> bool:
    """Return whether UTF-8 spells part of a word."""
    while place < end and first < last:
        letter, place = _decoded(letters, place)
        if letter != word[first]:
            return False
        first += 1
    return place == end and first == last


@inner
def _place(sum_: np.uint64, spread: int) -> int:
    """Return from which place on a table holds what has a sum."""
    return whole((sum_ * _SPREAD >> _PLACE_BITS) * np.uint64(spread) >> _PLACE_BITS)


@inner
def _tail(sum_: np.uint64) -> np.uint32:
    """Return what a slot has in its last byte of what has a sum."""
    return np.uint32(sum_ * _SPREAD) & _TAIL


@inner
def _numbered(lexicon: _Lexicon, sum_: np.uint64, word: np.ndarray, first: int, last: int) -> int:
    """Return the number of part of a word of which the sum is known, or a number below 0."""
    place, tail = _place(sum_, lexicon.spread), _tail(sum_)
    while lexicon.slots[place]:
        if lexicon.slots[place] & _TAIL == tail:
            number = whole(lexicon.slots[place] >> _TAIL_BITS) - 1
            begin, end = whole(lexicon.starts[number]), whole(lexicon.starts[number + 1])
            if _spells(lexicon.letters, begin, end, word, first, last):
                return number
        place += 1
    return -1


@inner
def _likely(lexicon: _Lexicon, sum_: np.uint64) -> int:
    """Return the number that the word of a sum may have, if any, or else a number below 0."""
    place, tail = _place(sum_, lexicon.spread), _tail(sum_)
    while lexicon.slots[place]:
        if lexicon.slots[place] & _TAIL == tail:
            return whole(lexicon.slots[place] >> _TAIL_BITS) - 1
        place += 1
    return -1


@inner
def _sum_of(stem: _Stem, first: int, last: int) -> np.uint64:
    """Return the sum of part of a stem."""
    sum_: np.uint64 = stem.sums[last] - stem.sums[first] * stem.powers[last - first]
    return sum_


@inner
def _term(known: _Known, sum_: np.uint64, word: np.ndarray, first: int, last: int) -> int:
    """Return the number of a term that stands in some row now, or a number below 0."""
    term = _numbered(known.terms, sum_, word, first, last)
    return term if 0 <= term < known.counted and known.having[term] else -1


@inner
def _term_within(known: _Known, stem: _Stem, first: int, last: int) -> int:
    """Return the number of a term that is part of a stem, or a number below 0."""
    return _term(known, _sum_of(stem, first, last), stem.letters, first, last)


@inner
def _is_trade(known: _Known, stem: _Stem, first: int, last: int) -> bool:
    """Return whether part of a stem is a word of trade."""
    return _numbered(known.trade, _sum_of(stem, first, last), stem.letters, first, last) >= 0


@inner
def _asking(known: _Known, found: np.ndarray, count: int, term: int, share: float) -> int:
    """Note that a term is asked for, as far as there is one; return how many are.

    Its worth is that of ``Postings.worth``.
    """
    if term < 0:
        return count
    having = known.having[term]
    rarity = log(1 + (known.rows - having + 0.5) / (having + 0.5))
    worth = max(1, int(np.rint(WORTH_OF_ONE * rarity * share)))
    for place in range(count):
        if found[2 * place] == term:
            found[2 * place + 1] = max(found[2 * place + 1], worth)
            return count
    found[2 * count], found[2 * count + 1] = term, worth
    return count + 1


@inner
def _asking_for(known: _Known, stem: _Stem, spare: _Spare, found: np.ndarray, count: int) -> int:
    """Note the terms that a stem stands for; return how many are noted."""
    own = _term_within(known, stem, _FIRST, stem.size)
    count = _asking(known, found, count, own, WHOLE)
    start, end = _start_of_trade(known, stem), _end_of_trade(known, stem)
    count = _asking(known, found, count, start, PART)
    count = _asking(known, found, count, end, PART)
    if own >= 0:
        return count
    split_start, split_end = _split(known, stem, spare)
    count = _asking(known, found, count, split_start, BOTH_PARTS)
    count = _asking(known, found, count, split_end, BOTH_PARTS)
    if max(start, end, split_end) >= 0 or stem.size < SHORTEST_MENDED:
        return count
    for place in range(_near(known, stem, spare)):
        share = 1 - 1 / spare.near[2 * place + 1]
        count = _asking(known, found, count, spare.near[2 * place], share)
    return count


@inner
def _start_of_trade(known: _Known, stem: _Stem) -> int:
    """Return the term of the longest start of a stem that is a word of trade, or a number below 0."""
    for cut in range(stem.size - SHORTEST_START + 1, SHORTEST_START - 1, -1):
        if _is_trade(known, stem, _FIRST, cut):
            return _term_within(known, stem, _FIRST, cut)
    return -1


@inner
def _end_of_trade(known: _Known, stem: _Stem) -> int:
    """Return the term of the longest end of a stem that is a word of trade, or a number below 0."""
    for cut in range(SHORTEST_START, stem.size - SHORTEST_END + 1):
        if _is_trade(known, stem, cut, stem.size):
            return _term_within(known, stem, cut, stem.size)
    return -1


@inner
def _split(known: _Known, stem: _Stem, spare: _Spare) -> tuple[int, int]:
    """Return the two terms of which a stem is made, or numbers below 0."""
    for cut in range(SHORTEST_START, stem.size - SHORTEST_END + 1):
        end = _term_within(known, stem, cut, stem.size)
        if end < 0:
            continue
        for place in range(cut):
            spare.start[place] = stem.letters[place]
        size = _stem(spare.start, cut)
        start = _term(known, _sum(spare.start, size), spare.start, _FIRST, size)
        if start >= 0:
            return start, end
    return -1, -1


@inner
def _form_sum(stem: _Stem, form: int) -> np.uint64:
    """Return the sum of a stem without one of its letters, or at last with all."""
    sum_: np.uint64 = stem.sums[stem.size]
    if form < stem.size:
        sum_ += (stem.sums[form] - stem.sums[form + 1]) * stem.powers[stem.size - 1 - form]
    return sum_


@inner
def _fetch_forms(known: _Known, stem: _Stem) -> None:
    """Have memory bring what is looked up of the forms of a stem."""
    for form in range(stem.size + 1):
        fetch(known.form_slots, _place(_form_sum(stem, form), known.form_spread))
    for form in range(stem.size + 1):
        sum_ = _form_sum(stem, form)
        place, tail = _place(sum_, known.form_spread), _tail(sum_)
        while known.form_slots[place]:
            if known.form_slots[place] & _TAIL == tail:
                term = whole(known.form_slots[place] >> _TAIL_BITS) - 1
                fetch(known.terms.starts, term)
                fetch(known.having, term)
            place += 1


@inner
def _near(known: _Known, stem: _Stem, spare: _Spare) -> int:
    """Note the terms one slip away from a stem, the longest first, then by their letters; return how many.

    See ``matchmaker.matching.index.spelling.Spelling``.
    """
    _fetch_forms(known, stem)
    count = _FIRST
    for form in range(stem.size + 1):
        sum_ = _form_sum(stem, form)
        place, tail = _place(sum_, known.form_spread), _tail(sum_)
        while known.form_slots[place]:
            slot = known.form_slots[place]
            place += 1
            term = whole(slot >> _TAIL_BITS) - 1
            if slot & _TAIL == tail and term < known.counted and known.having[term]:
                length = _one_slip_from(known.terms, term, stem, spare.other)
                if length:
                    count = _put_near(known.terms, spare.near, count, term, length)
    return count


@inner
def _one_slip_from(terms: _Lexicon, term: int, stem: _Stem, other: np.ndarray) -> int:
    """Return the longer one of the sizes of a stem and of a term that is one slip away, or else 0."""
    place, end, size = whole(terms.starts[term]), whole(terms.starts[term + 1]), 0
    if terms.letters[place] == _TAG:
        return 0
    while place < end and size <= stem.size + 1:
        other[size], place = _decoded(terms.letters, place)
        size += 1
    return max(size, stem.size) if place == end and _one_slip(stem, other, size) else 0


@inner
def _one_slip(stem: _Stem, other: np.ndarray, size: int) -> bool:
    """Return whether one letter left out, put in or changed, or two swapped, make a word of a stem."""
    same, word = 0, stem.letters
    while same < min(stem.size, size) and word[same] == other[same]:
        same += 1
    left, other_left = stem.size - same, size - same
    while left and other_left and word[same + left - 1] == other[same + other_left - 1]:
        left -= 1
        other_left -= 1
    if left == 2 == other_left:
        return bool(word[same] == other[same + 1] and word[same + 1] == other[same])
    return max(left, other_left) == 1


@inner
def _put_near(terms: _Lexicon, near: np.ndarray, count: int, term: int, size: int) -> int:
    """Put a term in its place among the nearest ones, if it is one of them; return how many there are."""
    place = 0
    while place < count and (
        near[2 * place + 1] > size or (near[2 * place + 1] == size and _before(terms, near[2 * place], term))
    ):
        place += 1
    if place == MENDED or (place < count and near[2 * place] == term):
        return count
    count = min(count + 1, MENDED)
    for after in range(2 * count - 1, 2 * place + 1, -1):
        near[after] = near[after - 2]
    near[2 * place], near[2 * place + 1] = term, size
    return count


@inner
def _before(terms: _Lexicon, one: int, other: int) -> bool:
    """Return whether one term comes before another in the order of their letters."""
    place, end = whole(terms.starts[one]), whole(terms.starts[one + 1])
    after, last = whole(terms.starts[other]), whole(terms.starts[other + 1])
    while place < end and after < last and terms.letters[place] == terms.letters[after]:
        place += 1
        after += 1
    if place == end or after == last:
        return bool(place == end and after < last)
    return bool(terms.letters[place] < terms.letters[after])


@inner
def _closing(word: np.ndarray, size: int, closing: np.ndarray, into: np.ndarray, first: int) -> int:
    """Put how a word would close a compound behind what stands there; return where it ends."""
    seam = 0 if size >= LONG else _SEAM.shape[0]
    for place in range(seam):
        closing[place] = _SEAM[place]
    for place in range(size):
        closing[seam + place] = word[place]
    closed = _stem(closing, seam + size)
    for place in range(seam, closed):
        into[first + place - seam] = closing[place]
    return first + closed - seam


@inner
def _lexicon(noted: np.ndarray, at: int) -> _Lexicon:
    """Return a lexicon of which is noted where it is."""
    slots, letters = values(noted[at], np.uint32), values(noted[at + 2], np.uint8)
    return _Lexicon(slots, noted[at + 1], letters, values(noted[at + 3], np.uint32))


@inner
def _taken_apart(text: np.ndarray, end: int, frame: _Lexicon, terms: _Lexicon, room: _Room) -> int:
    """Note the telling words of a text one after the other in ``room.words``; return how many there are.

    Memory is asked to bring the places where their stems are looked up, and each joined to the one before it.
    """
    place = count = opening = stem_at = joined_at = _FIRST
    while True:
        place, size = _next_word(text, end, place, room.word)
        if not size:
            return count
        if _numbered(frame, _sum(room.word, size), room.word, _FIRST, size) >= 0:
            continue
        note, stem, joined = (
            part(room.words, count * NOTES),
            part(room.stems, stem_at),
            part(room.joined, joined_at),
        )
        for letter in range(size):
            stem[letter] = room.word[letter]
        note[STEM_AT], note[STEM_SIZE] = stem_at, _stem(stem, size)
        note[STEM_SUM] = whole(_sum(stem, note[STEM_SIZE]))
        fetch(terms.slots, _place(np.uint64(note[STEM_SUM]), terms.spread))
        note[JOINED_AT], note[JOINED_SIZE] = joined_at, 0
        if opening:
            note[JOINED_SIZE] = _closing(room.word, size, room.closing, joined, opening)
            note[JOINED_SUM] = whole(_sum(joined, note[JOINED_SIZE]))
            fetch(terms.slots, _place(np.uint64(note[JOINED_SUM]), terms.spread))
        stem_at += note[STEM_SIZE]
        joined_at += note[JOINED_SIZE]
        opening = _undoubled(room.word, size, part(room.joined, joined_at))
        count += 1


@inner
def _fetch_terms(known: _Known, words: np.ndarray, count: int) -> None:
    """Have memory bring what is known of the terms that these words may be."""
    for number in range(count):
        note = part(words, number * NOTES)
        note[STEM_TERM] = _likely(known.terms, np.uint64(note[STEM_SUM]))
        note[JOINED_TERM] = (
            _likely(known.terms, np.uint64(note[JOINED_SUM])) if note[JOINED_SIZE] else whole(-1)
        )
        for term in (note[STEM_TERM], note[JOINED_TERM]):
            fetch(known.terms.starts, max(term, _FIRST))
            fetch(known.having, max(term, _FIRST))
    for number in range(count):
        note = part(words, number * NOTES)
        for term in (note[STEM_TERM], note[JOINED_TERM]):
            fetch(known.terms.letters, whole(known.terms.starts[max(term, _FIRST)]))


@inner
def _sort(found: np.ndarray, count: int) -> None:
    """Put terms in the order of their worths, the most worth first; of equal ones none passes another."""
    for place in range(1, count):
        term, worth = found[2 * place], found[2 * place + 1]
        while place > 0 and found[2 * place - 1] < worth:
            found[2 * place], found[2 * place + 1] = found[2 * place - 2], found[2 * place - 1]
            place -= 1  # noqa: PLW2901  # it goes down from there
        found[2 * place], found[2 * place + 1] = term, worth


@compiled
def _expanded(noted: np.ndarray, size: int, themes: int) -> int:
    """Note the terms that a text of so many letters and so many themes ask for, the most worth first.

    Return how many there are. ``noted`` is the table of addresses that ``NumbaExpansion`` makes.
    """
    frame, trade, terms = _lexicon(noted, 0), _lexicon(noted, 4), _lexicon(noted, 8)
    having = values(noted[14], np.int32)
    known = _Known(terms, trade, values(noted[12], np.uint32), noted[13], having, noted[15], noted[16])
    stems, joined = values(noted[19], np.uint32), values(noted[20], np.uint32)
    room = _Room(
        values(noted[17], np.uint32), values(noted[18], np.uint32), stems, joined, values(noted[21], np.int64)
    )
    spare = _Spare(room.closing, room.word, values(noted[24], np.int64))
    sums, powers = values(noted[22], np.uint64), values(noted[23], np.uint64)
    words = _taken_apart(values(noted[26], np.uint32), size, frame, terms, room)
    _fetch_terms(known, room.words, words)
    found, count = values(noted[25], np.int32), _FIRST
    for number in range(words):
        note = part(room.words, number * NOTES)
        stem = _Stem(part(room.stems, note[STEM_AT]), note[STEM_SIZE], sums, powers)
        _sum_up(stem)
        count = _asking_for(known, stem, spare, found, count)
        if note[JOINED_SIZE]:
            both = part(room.joined, note[JOINED_AT])
            term = _term(known, np.uint64(note[JOINED_SUM]), both, _FIRST, note[JOINED_SIZE])
            count = _asking(known, found, count, term, JOINED)
    about, shares = values(noted[27], np.int32), values(noted[28], np.float64)
    for theme in range(themes):
        term = whole(about[theme])
        if term < known.counted and known.having[term]:
            count = _asking(known, found, count, term, shares[theme])
    _sort(found, count)
    return count


class _Letters(NamedTuple):
    """A text as n-grams are taken from it: its tokens with a space around each, and elsewhere telling words.

    Attributes:
        letters: All of these.
        sums: Of each place the sum of what stands before it, of which hashes are made.
        powers: The powers of the factor.
    """

    letters: np.ndarray
    sums: np.ndarray
    powers: np.ndarray


class _Grams(NamedTuple):
    """The different n-grams of a text in the order in which they first occur, and a table to find them by.

    Attributes:
        table: The place of an n-gram plus one under its hash, or 0.
        mask: What makes a place in the table of a hash.
        sums: The sum of each n-gram.
        notes: Where each n-gram stands, its size, how often it occurs, and how often in telling words.
    """

    table: np.ndarray
    mask: int
    sums: np.ndarray
    notes: np.ndarray


@inner
def _is_white(letter: int) -> bool:
    """Return whether ASCII white space; where there is any other, a text has been folded."""
    return letter == _SPACE or _TAB <= letter <= _RETURN or _SEPARATOR <= letter < _SPACE


@inner
def _is_letter_at(letter: int, place: int, is_letter: np.ndarray) -> bool:
    """Return whether a letter or digit; of what is not ASCII it is noted."""
    return _is_letter(letter) and (letter < _FIRST_NOT_ASCII or is_letter[place])


@inner
def _tokens(
    text: np.ndarray,
    is_letter: np.ndarray,
    size: int,
    frame: _Lexicon,
    letters: np.ndarray,
    spans: np.ndarray,
) -> tuple[int, int, int]:
    """Put tokens behind each other, and from ``size + 3`` on the telling words of those that are more.

    Returns:
        How many tokens there are, where the telling words end, and how many words tell something. Of each
        token ``spans`` holds where it begins, at the space, and whether it is one telling word as it stands.
    """
    place = filled = count = words = _FIRST
    beside = size + 3
    letters[_FIRST] = letters[beside] = _SPACE
    while True:
        while place < size and _is_white(text[place]):
            place += 1
        if place == size:
            spans[2 * count] = filled
            return count, beside, words
        first = place
        spans[2 * count] = filled
        while place < size and not _is_white(text[place]):
            filled += 1
            letters[filled] = text[place]
            place += 1
        filled += 1
        letters[filled] = _SPACE
        told, after = _telling_words(text, is_letter, first, place, frame, letters, beside)
        alike = told == 1 and after - beside == place - first + 1
        for letter in range(place - first):
            alike = alike and letters[beside + 1 + letter] == text[first + letter]
        spans[2 * count + 1] = alike
        beside = beside if alike else after
        words += told
        count += 1


@inner
def _telling_words(
    text: np.ndarray,
    is_letter: np.ndarray,
    first: int,
    last: int,
    frame: _Lexicon,
    letters: np.ndarray,
    beside: int,
) -> tuple[int, int]:
    """Put the telling words of a token behind what ends in a space at ``beside``, each with one after it.

    Return how many there are, and where the last space is.
    """
    told, place = _FIRST, first
    while place < last:
        if not _is_letter_at(text[place], place, is_letter):
            place += 1
            continue
        word, size = part(letters, beside + 1), _FIRST
        while place < last:
            letter = text[place]
            if not _is_letter_at(letter, place, is_letter):
                inside = letter == _POINT or letter == _QUOTE or letter == _CURLED  # noqa: PLR1714  # as above
                if (
                    not inside
                    or place + 1 == last
                    or not _is_letter_at(text[place + 1], place + 1, is_letter)
                ):
                    break
            word[size] = _QUOTE if letter == _CURLED else letter
            size += 1
            place += 1
        if _numbered(frame, _sum(word, size), word, _FIRST, size) < 0:
            beside += size + 1
            letters[beside] = _SPACE
            told += 1
    return told, beside


@inner
def _sum_up_letters(said: _Letters, first: int, last: int) -> None:
    """Note the sums of the beginnings of what stands from one place up to and with another."""
    said.sums[first] = np.uint64(0)
    for place in range(first, last + 1):
        said.sums[place + 1] = said.sums[place] * _FACTOR + np.uint64(said.letters[place])


@inner
def _count_grams(  # plain values in one loop are what numba compiles well
    said: _Letters, begin: int, size: int, own: int, tells: int, grams: _Grams, count: int, known: _Lexicon
) -> int:
    """Count the n-grams of a token with its spaces, fetch what new ones need; return how many there are."""
    for length in range(SHORTEST_GRAM, min(LONGEST_GRAM, size) + 1):
        for at in range(begin, begin + size - length + 1):
            sum_ = said.sums[at + length] - said.sums[at] * said.powers[length]
            spot = whole(sum_ * _SPREAD >> _PLACE_BITS) & grams.mask
            while grams.table[spot]:
                note = part(grams.notes, (grams.table[spot] - 1) * GRAM_NOTES)
                if grams.sums[grams.table[spot] - 1] == sum_ and _same(said.letters, at, length, note):
                    break
                spot = (spot + 1) & grams.mask
            if not grams.table[spot]:
                note = part(grams.notes, count * GRAM_NOTES)
                grams.sums[count] = sum_
                note[_GRAM_AT], note[_GRAM_SIZE], note[_GRAM_TIMES], note[_GRAM_TOLD] = at, length, 0, 0
                fetch(known.slots, _place(sum_, known.spread))
                count += 1
                grams.table[spot] = count
            note = part(grams.notes, (grams.table[spot] - 1) * GRAM_NOTES)
            note[_GRAM_TIMES] += own
            note[_GRAM_TOLD] += tells
    return count


@inner
def _same(letters: np.ndarray, at: int, size: int, note: np.ndarray) -> bool:
    """Return whether what stands at a place is the n-gram of a note."""
    same = 0
    while same < size == note[_GRAM_SIZE] and letters[at + same] == letters[note[_GRAM_AT] + same]:
        same += 1
    return same == size


@inner
def _fetch_grams(known: _Lexicon, grams: _Grams, count: int, having: Ints, logs: Floats) -> None:
    """Have memory bring what is known of n-grams."""
    for number in range(count):
        likely = max(_likely(known, grams.sums[number]), _FIRST)
        part(grams.notes, number * GRAM_NOTES)[_GRAM_LIKELY] = likely
        fetch(known.starts, likely)
        fetch(data(having), likely)
        fetch(data(logs), likely)
    for number in range(count):
        fetch(known.letters, whole(known.starts[part(grams.notes, number * GRAM_NOTES)[_GRAM_LIKELY]]))


@compiled
def weighed_grams(
    noted: np.ndarray, size: int, having: Ints, most: float, logs: Floats, strange: float
) -> tuple[int, float, float, float, int]:
    """Weigh the n-grams of a text of so many letters, as ``Reader.weighed`` has it.

    ``noted`` is the table of addresses that ``NumbaReader`` makes.

    Returns:
        How many n-grams were put with their weights where the table tells, and the rest of ``Weighed``.
    """
    frame, known = _lexicon(noted, 0), _lexicon(noted, 4)
    letters, spans = values(noted[10], np.uint32), values(noted[11], np.int32)
    said = _Letters(letters, values(noted[12], np.uint64), values(noted[13], np.uint64))
    mask = whole(_LEAST_TABLE)
    while mask < size * (GRAMS_A_LETTER + 2):
        mask *= 2
    grams = _Grams(
        values(noted[14], np.int32), mask - 1, values(noted[15], np.uint64), values(noted[16], np.int64)
    )
    counts, found, own = (
        values(noted[17], np.float64),
        values(noted[18], np.int64),
        values(noted[19], np.float64),
    )
    for spot in range(mask):
        grams.table[spot] = 0
    text, is_letter = values(noted[8], np.uint32), values(noted[9], np.uint8)
    tokens, beside, words = _tokens(text, is_letter, size, frame, letters, spans)
    _sum_up_letters(said, _FIRST, spans[2 * tokens])
    _sum_up_letters(said, size + 3, beside)
    count = _FIRST
    for token in range(tokens):
        begin, end = whole(spans[2 * token]), whole(spans[2 * token + 2])
        count = _count_grams(said, begin, end - begin + 1, 1, spans[2 * token + 1], grams, count, known)
    begin = size + 3
    for place in range(begin + 1, beside + 1):
        if letters[place] == _SPACE:
            count = _count_grams(said, begin, place - begin + 1, 0, 1, grams, count, known)
            begin = place
    _fetch_grams(known, grams, count, having, logs)
    kept, squares, told, told_known = _FIRST, 0.0, 0.0, 0.0
    for number in range(count):
        note = part(grams.notes, number * GRAM_NOTES)
        gram = _numbered(known, grams.sums[number], part(letters, note[_GRAM_AT]), _FIRST, note[_GRAM_SIZE])
        held = gram >= 0 and having[gram] > 0
        tells = most - logs[gram] if held else strange
        weight, telling_weight = counts[note[_GRAM_TIMES]] * tells, counts[note[_GRAM_TOLD]] * tells
        squares += weight * weight
        told += telling_weight
        if held:
            told_known += telling_weight
            if note[_GRAM_TIMES]:
                found[kept], own[kept] = gram, weight
                kept += 1
    return kept, squares, told, told_known, words


class Words:
    """A lexicon that may grow, as a compiled loop reads it."""

    def __init__(self, words: Lexicon) -> None:
        self._words = words
        self._learned = 0
        self._hashed = self._arranged()

    def learn(self) -> None:
        """Take in the words that came since."""
        new = range(self._learned, len(self._words))
        self._learned = len(self._words)
        if not all(self._hashed.put([hash_of(self._words[number])], number) for number in new):
            self._hashed = self._arranged()
        self._words.written()

    def addresses(self) -> Addresses:
        """Return where the parts of a ``_Lexicon`` are."""
        written = self._words.written()
        return Addresses(
            lambda: self._hashed.slots, lambda: self._hashed.spread, written.letters, written.starts.room
        )

    def _arranged(self) -> Hashed:
        """Return a table of all words."""
        self._learned = len(self._words)
        return Hashed(hashes_of(self._words), np.arange(self._learned))


class Lexicons:
    """What questions are read by, whatever the offerings."""

    def __init__(self, vocabulary: Vocabulary, compounds: Compounds) -> None:
        self.terms = vocabulary.term_names
        self._terms = Words(self.terms)
        self._spelling = Spelling(vocabulary)
        frame, trade = Lexicon(), Lexicon()
        frame.numbers(FRAME)
        trade.numbers(compounds.stems)
        forms = self._spelling.forms
        # What ``_expanded`` takes of words, first of all.
        self.addresses = Addresses(
            Words(frame).addresses(),
            Words(trade).addresses(),
            self._terms.addresses(),
            lambda: forms().slots,
            lambda: forms().spread,
        )
        # Compiling takes some seconds: now, rather than while somebody waits for an answer.
        none = np.zeros(0, dtype=np.int32)
        kept = Addresses(self.addresses, (none, np.int32), 0, 0, _Writable(0).addresses)
        _expanded(kept.now(), 0, 0)

    def learn(self) -> None:
        """Take in the terms that came since."""
        self._terms.learn()


class _Writable:
    """What ``_expanded`` writes to for a text of so many letters, and what it reads: the text and themes.

    Attributes:
        letters: For so many letters there is room, and for so many themes.
        text: Where the text is put, in UTF-32.
        found: Where the answer is left.
        about: Where the terms of themes are put.
        shares: Where is put for which share of a word each of these counts.
        addresses: Where all of it is.
    """

    def __init__(self, letters: int) -> None:
        self.letters = letters
        text = np.zeros(letters + 1, dtype=np.uint32)
        self.text = text.data.cast("B")
        self.found = np.zeros(((letters // 2 + 1) * _MOST_TERMS + letters, 2), dtype=np.int32)
        self.about, self.shares = np.zeros(letters, dtype=np.int32), np.zeros(letters)
        powers = np.full(letters + 1, FACTOR, dtype=np.uint64)
        powers[0] = 1
        words = [(np.zeros(2 * letters + len(SEAM), dtype=np.uint32), np.uint32) for _ in range(_WORDS)]
        self.addresses = Addresses(
            *words,
            (np.zeros((letters // 2 + 1) * NOTES, dtype=np.int64), np.int64),
            (np.zeros(letters + 1, dtype=np.uint64), np.uint64),
            (np.cumprod(powers), np.uint64),
            (np.zeros(2 * MENDED, dtype=np.int64), np.int64),
            (self.found, np.int32),
            (text, np.uint32),
            (self.about, np.int32),
            (self.shares, np.float64),
        )


class NumbaExpansion:
    """Reads questions in one compiled loop, with tables that are taken anew after a change."""

    def __init__(self, lexicons: Lexicons, postings: Postings) -> None:
        self._lexicons = lexicons
        self._postings = postings
        self._make_room(_LEAST_ROOM)

    def _make_room(self, letters: int) -> None:
        """Make room for a text of so many letters. Tables, which others may change now, are noted later."""
        self._room = _Writable(letters)
        having, postings = self._postings.having, self._postings
        self._addresses = Addresses(
            self._lexicons.addresses,
            having.room,
            lambda: len(having),
            lambda: postings.rows,
            self._room.addresses,
        )
        self._state = -1, -1
        self._tags: dict[str, int] = {}

    def _look_again(self) -> None:
        """Note where the tables are now."""
        self._lexicons.learn()
        self._table = self._addresses.now()
        self._state = self._postings.version, len(self._lexicons.terms)
        self._tags.clear()

    def _note_themes(self, themes: Mapping[str, float]) -> int:
        """Put the terms of themes where the compiled loop reads them, and return how many there are."""
        count = 0
        for theme_id, strength in themes.items():
            term = self._tags.get(theme_id)
            if term is None:
                found = self._lexicons.terms.get(tag(theme_id))
                term = self._tags[theme_id] = -1 if found is None else found
            if term >= 0:
                self._room.about[count], self._room.shares[count] = term, THEME * strength
                count += 1
        return count

    def asked(self, text: str, themes: Mapping[str, float]) -> np.ndarray:
        """See ``matchmaker.matching.index.expansion.Expansion``."""
        plain = text if text.isascii() else telling(text)
        needed = max(len(plain), len(themes))
        if needed > self._room.letters:
            self._make_room(2 * needed)
        if self._state != (self._postings.version, len(self._lexicons.terms)):
            self._look_again()
        letters = plain.encode("utf-32-le")
        self._room.text[: len(letters)] = letters
        about = self._note_themes(themes) if themes else 0
        return self._room.found[: _expanded(self._table, len(plain), about)]
