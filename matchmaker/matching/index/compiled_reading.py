"""Reads the n-grams of questions in a compiled loop; imported only where the extra ``fast`` is installed.

It does what ``matchmaker.matching.index.reading.PlainReader`` does, without remembering any word: to look
n-grams up is quicker here than to ask whether they were looked up before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from matchmaker.matching.index.compiled_strings import (
    FIRST_NOT_ASCII,
    POINT,
    QUOTE,
    Words,
    WordTable,
    is_letter,
    likely,
    numbered,
    place_of,
    sum_of,
    word_table,
)
from matchmaker.matching.index.compiling import Addresses, compiled, data, fetch, inner, part, values, whole
from matchmaker.matching.index.hashing import FACTOR, PLACE_BITS, SPREAD
from matchmaker.matching.index.likeness import Rarity, damped
from matchmaker.matching.index.reading import Telling, Weighed
from matchmaker.matching.index.strings import Lexicon
from matchmaker.matching.index.texts import LONGEST_GRAM, SHORTEST_GRAM
from matchmaker.text import FRAME, fold

if TYPE_CHECKING:
    from matchmaker.matching.index.arrays import Floats, Ints
    from matchmaker.matching.index.texts import Vocabulary

_LEAST_ROOM = 1024
# Room for the spaces around tokens and words.
_SPARE = 16
_FACTOR, _SPREAD, _PLACE_BITS = np.uint64(FACTOR), np.uint64(SPREAD), np.uint64(PLACE_BITS)
_CURLED, _SPACE = map(ord, "’ ")
# As ``str.split`` has it of ASCII, these and no other numbers up to the space stand for white space.
_TAB, _RETURN, _SEPARATOR = ord("\t"), ord("\r"), ord("\x1c")
# Of each n-gram of a text: where it stands, its size, how often it occurs, how often in telling words, and
# which number it may have.
_GRAM_AT, _GRAM_SIZE, _GRAM_TIMES, _GRAM_TOLD, _GRAM_LIKELY = range(5)
_GRAM_NOTES = 5
# A letter begins three n-grams at most in its token, and as many in a word of it; some of a table stays free.
_GRAMS_A_LETTER, _LEAST_TABLE = 6, 64
# Given a plain 0, a loop would be compiled a second time.
_FIRST = whole(0)


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
def _is_letter_at(letter: int, place: int, alphanumeric: np.ndarray) -> bool:
    """Return whether a letter or digit; of what is not ASCII it is noted."""
    return is_letter(letter) and (letter < FIRST_NOT_ASCII or alphanumeric[place])


@inner
def _tokens(
    text: np.ndarray,
    alphanumeric: np.ndarray,
    size: int,
    frame: WordTable,
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
        told, after = _telling_words(text, alphanumeric, first, place, frame, letters, beside)
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
    alphanumeric: np.ndarray,
    first: int,
    last: int,
    frame: WordTable,
    letters: np.ndarray,
    beside: int,
) -> tuple[int, int]:
    """Put the telling words of a token behind what ends in a space at ``beside``, each with one after it.

    Return how many there are, and where the last space is.
    """
    told, place = _FIRST, first
    while place < last:
        if not _is_letter_at(text[place], place, alphanumeric):
            place += 1
            continue
        word, size = part(letters, beside + 1), _FIRST
        while place < last:
            letter = text[place]
            if not _is_letter_at(letter, place, alphanumeric):
                inside = letter == POINT or letter == QUOTE or letter == _CURLED  # noqa: PLR1714  # a set takes long to compile
                if (
                    not inside
                    or place + 1 == last
                    or not _is_letter_at(text[place + 1], place + 1, alphanumeric)
                ):
                    break
            word[size] = QUOTE if letter == _CURLED else letter
            size += 1
            place += 1
        if numbered(frame, sum_of(word, size), word, _FIRST, size) < 0:
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
def _count_grams(
    said: _Letters, begin: int, size: int, own: int, tells: int, grams: _Grams, count: int, known: WordTable
) -> int:
    """Count the n-grams of a token with its spaces, fetch what new ones need; return how many there are."""
    for length in range(SHORTEST_GRAM, min(LONGEST_GRAM, size) + 1):
        for at in range(begin, begin + size - length + 1):
            sum_ = said.sums[at + length] - said.sums[at] * said.powers[length]
            spot = whole(sum_ * _SPREAD >> _PLACE_BITS) & grams.mask
            while grams.table[spot]:
                note = part(grams.notes, (grams.table[spot] - 1) * _GRAM_NOTES)
                if grams.sums[grams.table[spot] - 1] == sum_ and _same(said.letters, at, length, note):
                    break
                spot = (spot + 1) & grams.mask
            if not grams.table[spot]:
                note = part(grams.notes, count * _GRAM_NOTES)
                grams.sums[count] = sum_
                note[_GRAM_AT], note[_GRAM_SIZE], note[_GRAM_TIMES], note[_GRAM_TOLD] = at, length, 0, 0
                fetch(known.slots, place_of(sum_, known.spread))
                count += 1
                grams.table[spot] = count
            note = part(grams.notes, (grams.table[spot] - 1) * _GRAM_NOTES)
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
def _fetch_grams(known: WordTable, grams: _Grams, count: int, having: Ints, logs: Floats) -> None:
    """Have memory bring what is known of n-grams."""
    for number in range(count):
        gram = max(likely(known, grams.sums[number]), _FIRST)
        part(grams.notes, number * _GRAM_NOTES)[_GRAM_LIKELY] = gram
        fetch(known.starts, gram)
        fetch(data(having), gram)
        fetch(data(logs), gram)
    for number in range(count):
        fetch(known.letters, whole(known.starts[part(grams.notes, number * _GRAM_NOTES)[_GRAM_LIKELY]]))


@compiled
def _weighed_grams(
    noted: np.ndarray, size: int, having: Ints, most: float, logs: Floats, strange: float
) -> tuple[int, float, float, float, int]:
    """Weigh the n-grams of a text of so many letters, as ``Reader.weighed`` has it.

    ``noted`` is the table of addresses that ``NumbaReader`` makes.

    Returns:
        How many n-grams were put with their weights where the table tells, and the rest of ``Weighed``.
    """
    frame, known = word_table(noted, 0), word_table(noted, 4)
    letters, spans = values(noted[10], np.uint32), values(noted[11], np.int32)
    said = _Letters(letters, values(noted[12], np.uint64), values(noted[13], np.uint64))
    mask = whole(_LEAST_TABLE)
    while mask < size * (_GRAMS_A_LETTER + 2):
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
    text, alphanumeric = values(noted[8], np.uint32), values(noted[9], np.uint8)
    tokens, beside, words = _tokens(text, alphanumeric, size, frame, letters, spans)
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
        note = part(grams.notes, number * _GRAM_NOTES)
        gram = numbered(known, grams.sums[number], part(letters, note[_GRAM_AT]), _FIRST, note[_GRAM_SIZE])
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


class NumbaReader:
    """Reads a text in one compiled loop, with tables that are taken anew once the vocabulary has grown."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        frame = Lexicon()
        frame.numbers(FRAME)
        self._frame = Words(frame)
        self._grams = Words(vocabulary.gram_names)
        self._make_room(_LEAST_ROOM)
        # Compiling takes a second: now, rather than while somebody waits for an answer.
        nothing = np.zeros(vocabulary.gram_count, dtype=np.int32)
        self.weighed("", Telling(nothing, Rarity(0, 0.0, nothing.astype(np.float64)), 0.0))

    def _make_room(self, letters: int) -> None:
        """Make room for a text of so many letters."""
        self._letters = letters
        room, grams = 2 * letters + _SPARE, letters * _GRAMS_A_LETTER + _SPARE
        text, alphanumeric = np.zeros(letters, dtype=np.uint32), np.zeros(letters, dtype=np.uint8)
        self._text, self._alphanumeric = text.data.cast("B"), alphanumeric.data
        self._found, self._weights = np.zeros(grams, dtype=np.int64), np.zeros(grams)
        self._addresses = Addresses(
            self._frame.addresses(),
            self._grams.addresses(),
            (text, np.uint32),
            (alphanumeric, np.uint8),
            (np.zeros(room, dtype=np.uint32), np.uint32),
            (np.zeros(letters + _SPARE, dtype=np.int32), np.int32),
            (np.zeros(room, dtype=np.uint64), np.uint64),
            (
                np.array([FACTOR**power % 2**64 for power in range(LONGEST_GRAM + 1)], dtype=np.uint64),
                np.uint64,
            ),
            (np.zeros(4 * grams, dtype=np.int32), np.int32),
            (np.zeros(grams, dtype=np.uint64), np.uint64),
            (np.zeros(grams * _GRAM_NOTES, dtype=np.int64), np.int64),
            # None occurs more often than there are letters.
            (damped(room), np.float64),
            (self._found, np.int64),
            (self._weights, np.float64),
        )
        self._learned = -1

    def _look_again(self) -> None:
        """Note where the tables are now."""
        self._grams.learn()
        self._table = self._addresses.now()
        self._learned = self._vocabulary.gram_count

    def weighed(self, text: str, how: Telling) -> Weighed:
        """See ``matchmaker.matching.index.reading.Reader``."""
        plain = (text if text.isascii() else fold(text)).lower()
        size = len(plain)
        if size > self._letters:
            self._make_room(2 * size)
        if self._learned != self._vocabulary.gram_count:
            self._look_again()
        self._text[: 4 * size] = plain.encode("utf-32-le", "surrogatepass")
        if not plain.isascii():
            self._alphanumeric[:size] = bytes(map(str.isalnum, plain))
        _, most, logs = how.rarity
        count, squares, told, told_known, words = _weighed_grams(
            self._table, size, how.having, most, logs, how.strange
        )
        grams, weights = self._found[:count].copy(), self._weights[:count].copy()
        return Weighed(grams, weights, squares, told, told_known, words)
