"""Words that compiled loops look up by their letters; imported only where the extra ``fast`` is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from matchmaker.matching.index.compiling import Addresses, inner, values, whole
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

if TYPE_CHECKING:
    from matchmaker.matching.index.strings import Lexicon

_FACTOR, _SPREAD = np.uint64(FACTOR), np.uint64(SPREAD)
_PLACE_BITS, _TAIL, _TAIL_BITS = np.uint64(PLACE_BITS), np.uint32(TAIL), np.uint32(TAIL_BITS)
LETTER_A, LETTER_Z, _ZERO, _NINE, POINT, QUOTE = map(ord, "az09.'")
# Without this bit a small letter is a capital one.
SMALL_BIT = 32
FIRST_NOT_ASCII, _CONTINUED = 128, 6


class WordTable(NamedTuple):
    """Words by number: a table by their hashes, and in UTF-8 the letters of all of them with their starts."""

    slots: np.ndarray
    spread: int
    letters: np.ndarray
    starts: np.ndarray


@inner
def word_table(noted: np.ndarray, at: int) -> WordTable:
    """Return a lexicon of which is noted where it is."""
    slots, letters = values(noted[at], np.uint32), values(noted[at + 2], np.uint8)
    return WordTable(slots, noted[at + 1], letters, values(noted[at + 3], np.uint32))


@inner
def is_letter(letter: int) -> bool:
    """Return whether a letter or digit; what is not ASCII was looked at before."""
    small = letter | SMALL_BIT
    return LETTER_A <= small <= LETTER_Z or _ZERO <= letter <= _NINE or letter >= FIRST_NOT_ASCII


@inner
def sum_of(word: np.ndarray, size: int) -> np.uint64:
    """Return the sum of a word, of which its hash is made."""
    sum_ = np.uint64(0)
    for place in range(size):
        sum_ = sum_ * _FACTOR + np.uint64(word[place])
    return sum_


@inner
def place_of(sum_: np.uint64, spread: int) -> int:
    """Return from which place on a table holds what has a sum."""
    return whole((sum_ * _SPREAD >> _PLACE_BITS) * np.uint64(spread) >> _PLACE_BITS)


@inner
def tail_of(sum_: np.uint64) -> np.uint32:
    """Return what a slot has in its last byte of what has a sum."""
    return np.uint32(sum_ * _SPREAD) & _TAIL


@inner
def decoded(letters: np.ndarray, place: int) -> tuple[int, int]:
    """Return the code point that begins at a place of UTF-8, and where the next one begins."""
    first = whole(letters[place])
    if first < FIRST_NOT_ASCII:
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
        letter, place = decoded(letters, place)
        if letter != word[first]:
            return False
        first += 1
    return place == end and first == last


@inner
def numbered(lexicon: WordTable, sum_: np.uint64, word: np.ndarray, first: int, last: int) -> int:
    """Return the number of part of a word of which the sum is known, or a number below 0."""
    place, tail = place_of(sum_, lexicon.spread), tail_of(sum_)
    while lexicon.slots[place]:
        if lexicon.slots[place] & _TAIL == tail:
            number = whole(lexicon.slots[place] >> _TAIL_BITS) - 1
            begin, end = whole(lexicon.starts[number]), whole(lexicon.starts[number + 1])
            if _spells(lexicon.letters, begin, end, word, first, last):
                return number
        place += 1
    return -1


@inner
def likely(lexicon: WordTable, sum_: np.uint64) -> int:
    """Return the number that the word of a sum may have, if any, or else a number below 0."""
    place, tail = place_of(sum_, lexicon.spread), tail_of(sum_)
    while lexicon.slots[place]:
        if lexicon.slots[place] & _TAIL == tail:
            return whole(lexicon.slots[place] >> _TAIL_BITS) - 1
        place += 1
    return -1


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
        """Return where the parts of a ``WordTable`` are."""
        written = self._words.written()
        return Addresses(
            lambda: self._hashed.slots, lambda: self._hashed.spread, written.letters, written.starts.room
        )

    def _arranged(self) -> Hashed:
        """Return a table of all words."""
        self._learned = len(self._words)
        return Hashed(hashes_of(self._words), np.arange(self._learned))
