"""Reads the terms of questions in a compiled loop; imported only where the extra ``fast`` is installed.

It does what ``matchmaker.matching.index.expansion.PlainExpansion`` does, without remembering any word: to
look a word up is quicker here than to ask whether it was looked up before.
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from matchmaker.matching.index.compiled_spelling import Stem, Terms, near, part_sum, sum_up
from matchmaker.matching.index.compiled_strings import (
    LETTER_A,
    LETTER_Z,
    POINT,
    QUOTE,
    SMALL_BIT,
    Words,
    WordTable,
    is_letter,
    likely,
    numbered,
    place_of,
    sum_of,
    word_table,
)
from matchmaker.matching.index.compiling import Addresses, compiled, fetch, inner, part, values, whole
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
from matchmaker.matching.index.hashing import FACTOR
from matchmaker.matching.index.postings import WORTH_OF_ONE
from matchmaker.matching.index.spelling import MENDED, Spelling
from matchmaker.matching.index.strings import Lexicon
from matchmaker.matching.index.texts import tag
from matchmaker.text import DEVOICED, ENDINGS, FRAME, KEPT_OF_LONG, KEPT_OF_SHORT, telling

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matchmaker.matching.index.expansion import Compounds
    from matchmaker.matching.index.postings import Postings
    from matchmaker.matching.index.texts import Vocabulary

_ENDINGS = np.array([[ord(one) for one in ending.rjust(4)] for ending in ENDINGS], dtype=np.uint32)
_ENDING_SIZES = np.array([len(ending) for ending in ENDINGS])
_DEVOICED = np.array([[ord(voiced), ord(devoiced)] for voiced, devoiced in DEVOICED.items()], dtype=np.uint32)
_SEAM = np.array([ord(one) for one in SEAM], dtype=np.uint32)
# A word gives so many terms at most: itself, two parts, two more if split, and joined to the one before it.
_MOST_TERMS = 6
# Of each word: where its stem is, and where it is joined to the word before it, and which terms these may be.
_STEM_AT, _STEM_SIZE, _STEM_SUM, _STEM_TERM, _JOINED_AT, _JOINED_SIZE, _JOINED_SUM, _JOINED_TERM = range(8)
_NOTES = 8
_WORDS = 4
_LEAST_ROOM = 1024
# Given a plain 0, a loop would be compiled a second time.
_FIRST = whole(0)


class _Known(NamedTuple):
    """The terms, the words of trade, and how many rows there are."""

    terms: Terms
    trade: WordTable
    rows: int


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
def _next_word(text: np.ndarray, end: int, place: int, word: np.ndarray) -> tuple[int, int]:
    """Copy the next word of a text in lower case; return where it ends and its size, 0 if there is none."""
    size = 0
    while place < end and not is_letter(text[place]):
        place += 1
    while place < end:
        letter = text[place]
        if not is_letter(letter):
            inside = letter == POINT or letter == QUOTE  # noqa: PLR1714  # a set takes long to compile
            if not inside or place + 1 == end or not is_letter(text[place + 1]):
                break
        word[size] = letter | SMALL_BIT if LETTER_A <= letter | SMALL_BIT <= LETTER_Z else letter
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
        double = LETTER_A <= letter <= LETTER_Z and place + 1 < size and word[place + 1] == letter
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
def _term(known: _Known, sum_: np.uint64, word: np.ndarray, first: int, last: int) -> int:
    """Return the number of a term that stands in some row now, or a number below 0."""
    terms = known.terms
    term = numbered(terms.words, sum_, word, first, last)
    return term if 0 <= term < terms.counted and terms.having[term] else -1


@inner
def _term_within(known: _Known, stem: Stem, first: int, last: int) -> int:
    """Return the number of a term that is part of a stem, or a number below 0."""
    return _term(known, part_sum(stem, first, last), stem.letters, first, last)


@inner
def _is_trade(known: _Known, stem: Stem, first: int, last: int) -> bool:
    """Return whether part of a stem is a word of trade."""
    return numbered(known.trade, part_sum(stem, first, last), stem.letters, first, last) >= 0


@inner
def _asking(known: _Known, found: np.ndarray, count: int, term: int, share: float) -> int:
    """Note that a term is asked for, as far as there is one; return how many are.

    Its worth is that of ``Postings.worth``.
    """
    if term < 0:
        return count
    having = known.terms.having[term]
    rarity = log(1 + (known.rows - having + 0.5) / (having + 0.5))
    worth = max(1, int(np.rint(WORTH_OF_ONE * rarity * share)))
    for place in range(count):
        if found[2 * place] == term:
            found[2 * place + 1] = max(found[2 * place + 1], worth)
            return count
    found[2 * count], found[2 * count + 1] = term, worth
    return count + 1


@inner
def _asking_for(known: _Known, stem: Stem, spare: _Spare, found: np.ndarray, count: int) -> int:
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
    for place in range(near(known.terms, stem, spare.other, spare.near)):
        share = 1 - 1 / spare.near[2 * place + 1]
        count = _asking(known, found, count, spare.near[2 * place], share)
    return count


@inner
def _start_of_trade(known: _Known, stem: Stem) -> int:
    """Return the term of the longest start of a stem that is a word of trade, or a number below 0."""
    for cut in range(stem.size - SHORTEST_START + 1, SHORTEST_START - 1, -1):
        if _is_trade(known, stem, _FIRST, cut):
            return _term_within(known, stem, _FIRST, cut)
    return -1


@inner
def _end_of_trade(known: _Known, stem: Stem) -> int:
    """Return the term of the longest end of a stem that is a word of trade, or a number below 0."""
    for cut in range(SHORTEST_START, stem.size - SHORTEST_END + 1):
        if _is_trade(known, stem, cut, stem.size):
            return _term_within(known, stem, cut, stem.size)
    return -1


@inner
def _split(known: _Known, stem: Stem, spare: _Spare) -> tuple[int, int]:
    """Return the two terms of which a stem is made, or numbers below 0."""
    for cut in range(SHORTEST_START, stem.size - SHORTEST_END + 1):
        end = _term_within(known, stem, cut, stem.size)
        if end < 0:
            continue
        for place in range(cut):
            spare.start[place] = stem.letters[place]
        size = _stem(spare.start, cut)
        start = _term(known, sum_of(spare.start, size), spare.start, _FIRST, size)
        if start >= 0:
            return start, end
    return -1, -1


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
def _taken_apart(text: np.ndarray, end: int, frame: WordTable, terms: WordTable, room: _Room) -> int:
    """Note the telling words of a text one after the other in ``room.words``; return how many there are.

    Memory is asked to bring the places where their stems are looked up, and each joined to the one before it.
    """
    place = count = opening = stem_at = joined_at = _FIRST
    while True:
        place, size = _next_word(text, end, place, room.word)
        if not size:
            return count
        if numbered(frame, sum_of(room.word, size), room.word, _FIRST, size) >= 0:
            continue
        note, stem, joined = (
            part(room.words, count * _NOTES),
            part(room.stems, stem_at),
            part(room.joined, joined_at),
        )
        for letter in range(size):
            stem[letter] = room.word[letter]
        note[_STEM_AT], note[_STEM_SIZE] = stem_at, _stem(stem, size)
        note[_STEM_SUM] = whole(sum_of(stem, note[_STEM_SIZE]))
        fetch(terms.slots, place_of(np.uint64(note[_STEM_SUM]), terms.spread))
        note[_JOINED_AT], note[_JOINED_SIZE] = joined_at, 0
        if opening:
            note[_JOINED_SIZE] = _closing(room.word, size, room.closing, joined, opening)
            note[_JOINED_SUM] = whole(sum_of(joined, note[_JOINED_SIZE]))
            fetch(terms.slots, place_of(np.uint64(note[_JOINED_SUM]), terms.spread))
        stem_at += note[_STEM_SIZE]
        joined_at += note[_JOINED_SIZE]
        opening = _undoubled(room.word, size, part(room.joined, joined_at))
        count += 1


@inner
def _fetch_terms(terms: Terms, words: np.ndarray, count: int) -> None:
    """Have memory bring what is known of the terms that these words may be."""
    for number in range(count):
        note = part(words, number * _NOTES)
        note[_STEM_TERM] = likely(terms.words, np.uint64(note[_STEM_SUM]))
        note[_JOINED_TERM] = (
            likely(terms.words, np.uint64(note[_JOINED_SUM])) if note[_JOINED_SIZE] else whole(-1)
        )
        for term in (note[_STEM_TERM], note[_JOINED_TERM]):
            fetch(terms.words.starts, max(term, _FIRST))
            fetch(terms.having, max(term, _FIRST))
    for number in range(count):
        note = part(words, number * _NOTES)
        for term in (note[_STEM_TERM], note[_JOINED_TERM]):
            fetch(terms.words.letters, whole(terms.words.starts[max(term, _FIRST)]))


@inner
def _sort(found: np.ndarray, count: int) -> None:
    """Put terms in the order of their worths, the most worth first; of equal ones none passes another."""
    for place in range(1, count):
        term, worth = found[2 * place], found[2 * place + 1]
        while place > 0 and found[2 * place - 1] < worth:
            found[2 * place], found[2 * place + 1] = found[2 * place - 2], found[2 * place - 1]
            place -= 1  # noqa: PLW2901  # it goes down from there
        found[2 * place], found[2 * place + 1] = term, worth


@inner
def expanded(noted: np.ndarray, size: int, themes: int) -> tuple[np.ndarray, int]:
    """Note the terms that a text of so many letters and so many themes ask for, the most worth first.

    Return where each stands with its worth behind it, and how many there are. ``noted`` is the table of
    addresses that ``NumbaExpansion`` makes.
    """
    frame, trade, terms = word_table(noted, 0), word_table(noted, 4), word_table(noted, 8)
    forms, having = values(noted[12], np.uint32), values(noted[14], np.int32)
    known = _Known(Terms(terms, forms, noted[13], having, noted[15]), trade, noted[16])
    stems, joined = values(noted[19], np.uint32), values(noted[20], np.uint32)
    room = _Room(
        values(noted[17], np.uint32), values(noted[18], np.uint32), stems, joined, values(noted[21], np.int64)
    )
    spare = _Spare(room.closing, room.word, values(noted[24], np.int64))
    sums, powers = values(noted[22], np.uint64), values(noted[23], np.uint64)
    words = _taken_apart(values(noted[26], np.uint32), size, frame, terms, room)
    _fetch_terms(known.terms, room.words, words)
    found, count = values(noted[25], np.int32), _FIRST
    for number in range(words):
        note = part(room.words, number * _NOTES)
        stem = Stem(part(room.stems, note[_STEM_AT]), note[_STEM_SIZE], sums, powers)
        sum_up(stem)
        count = _asking_for(known, stem, spare, found, count)
        if note[_JOINED_SIZE]:
            both = part(room.joined, note[_JOINED_AT])
            term = _term(known, np.uint64(note[_JOINED_SUM]), both, _FIRST, note[_JOINED_SIZE])
            count = _asking(known, found, count, term, JOINED)
    about, shares = values(noted[27], np.int32), values(noted[28], np.float64)
    for theme in range(themes):
        term = whole(about[theme])
        if term < known.terms.counted and known.terms.having[term]:
            count = _asking(known, found, count, term, shares[theme])
    _sort(found, count)
    return found, count


@compiled
def _expanded(noted: np.ndarray, size: int, themes: int) -> int:
    """Do what ``expanded`` does, and return how many terms there are."""
    return expanded(noted, size, themes)[1]


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
        _expanded(self.without_rows().now(), 0, 0)

    def without_rows(self) -> Addresses:
        """Return what ``expanded`` needs to read an empty text where there are no rows."""
        return Addresses(self.addresses, (np.zeros(0), np.int32), 0, 0, _Writable(0).addresses)

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
            (np.zeros((letters // 2 + 1) * _NOTES, dtype=np.int64), np.int64),
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

    def put(self, text: str, themes: Mapping[str, float]) -> tuple[np.ndarray, int, int]:
        """Put a question where ``expanded`` reads it, and return what that is to be given."""
        plain = text if text.isascii() else telling(text)
        needed = max(len(plain), len(themes))
        if needed > self._room.letters:
            self._make_room(2 * needed)
        if self._state != (self._postings.version, len(self._lexicons.terms)):
            self._look_again()
        letters = plain.encode("utf-32-le")
        self._room.text[: len(letters)] = letters
        return self._table, len(plain), self._note_themes(themes) if themes else 0

    def asked(self, text: str, themes: Mapping[str, float]) -> list[tuple[int, int]]:
        """See ``matchmaker.matching.index.expansion.Expansion``."""
        # There may be other room once the question is put there.
        count = _expanded(*self.put(text, themes))
        return [(term, worth) for term, worth in self._room.found[:count].tolist()]
