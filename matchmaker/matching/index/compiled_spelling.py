"""Misspelled words mended in compiled loops; imported only where the extra ``fast`` is installed.

They do what ``matchmaker.matching.index.spelling.Spelling`` does.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from matchmaker.matching.index.compiled_strings import WordTable, decoded, place_of, tail_of
from matchmaker.matching.index.compiling import fetch, inner, whole
from matchmaker.matching.index.hashing import FACTOR, TAIL, TAIL_BITS
from matchmaker.matching.index.spelling import MENDED
from matchmaker.matching.index.texts import TAG

_FACTOR, _TAIL, _TAIL_BITS = np.uint64(FACTOR), np.uint32(TAIL), np.uint32(TAIL_BITS)
_TAG = ord(TAG)
_NONE = whole(0)


class Terms(NamedTuple):
    """The terms, their forms by hash, and in how many rows each term stands: so many terms are counted."""

    words: WordTable
    form_slots: np.ndarray
    form_spread: int
    having: np.ndarray
    counted: int


class Stem(NamedTuple):
    """A stem, with the sum of each of its beginnings and the powers of the factor, which make hashes."""

    letters: np.ndarray
    size: int
    sums: np.ndarray
    powers: np.ndarray


@inner
def sum_up(stem: Stem) -> None:
    """Note the sum of each beginning of a stem."""
    stem.sums[0] = np.uint64(0)
    for place in range(stem.size):
        stem.sums[place + 1] = stem.sums[place] * _FACTOR + np.uint64(stem.letters[place])


@inner
def part_sum(stem: Stem, first: int, last: int) -> np.uint64:
    """Return the sum of part of a stem."""
    sum_: np.uint64 = stem.sums[last] - stem.sums[first] * stem.powers[last - first]
    return sum_


@inner
def _form_sum(stem: Stem, form: int) -> np.uint64:
    """Return the sum of a stem without one of its letters, or at last with all."""
    sum_: np.uint64 = stem.sums[stem.size]
    if form < stem.size:
        sum_ += (stem.sums[form] - stem.sums[form + 1]) * stem.powers[stem.size - 1 - form]
    return sum_


@inner
def _fetch_forms(terms: Terms, stem: Stem) -> None:
    """Have memory bring what is looked up of the forms of a stem."""
    for form in range(stem.size + 1):
        fetch(terms.form_slots, place_of(_form_sum(stem, form), terms.form_spread))
    for form in range(stem.size + 1):
        sum_ = _form_sum(stem, form)
        place, tail = place_of(sum_, terms.form_spread), tail_of(sum_)
        while terms.form_slots[place]:
            if terms.form_slots[place] & _TAIL == tail:
                term = whole(terms.form_slots[place] >> _TAIL_BITS) - 1
                fetch(terms.words.starts, term)
                fetch(terms.having, term)
            place += 1


@inner
def near(terms: Terms, stem: Stem, other: np.ndarray, found: np.ndarray) -> int:
    """Note the terms one slip away from a stem, the longest first, then by their letters; return how many.

    In ``found`` each is followed by the longer of both sizes; ``other`` is room for a word.
    """
    _fetch_forms(terms, stem)
    count = _NONE
    for form in range(stem.size + 1):
        sum_ = _form_sum(stem, form)
        place, tail = place_of(sum_, terms.form_spread), tail_of(sum_)
        while terms.form_slots[place]:
            slot = terms.form_slots[place]
            place += 1
            term = whole(slot >> _TAIL_BITS) - 1
            if slot & _TAIL == tail and term < terms.counted and terms.having[term]:
                length = _one_slip_from(terms.words, term, stem, other)
                if length:
                    count = _put_near(terms.words, found, count, term, length)
    return count


@inner
def _one_slip_from(words: WordTable, term: int, stem: Stem, other: np.ndarray) -> int:
    """Return the longer one of the sizes of a stem and of a term that is one slip away, or else 0."""
    place, end, size = whole(words.starts[term]), whole(words.starts[term + 1]), 0
    if words.letters[place] == _TAG:
        return 0
    while place < end and size <= stem.size + 1:
        other[size], place = decoded(words.letters, place)
        size += 1
    return max(size, stem.size) if place == end and _one_slip(stem, other, size) else 0


@inner
def _one_slip(stem: Stem, other: np.ndarray, size: int) -> bool:
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
def _put_near(words: WordTable, found: np.ndarray, count: int, term: int, size: int) -> int:
    """Put a term in its place among the nearest ones, if it is one of them; return how many there are."""
    place = 0
    while place < count and (
        found[2 * place + 1] > size
        or (found[2 * place + 1] == size and _before(words, found[2 * place], term))
    ):
        place += 1
    if place == MENDED or (place < count and found[2 * place] == term):
        return count
    count = min(count + 1, MENDED)
    for after in range(2 * count - 1, 2 * place + 1, -1):
        found[after] = found[after - 2]
    found[2 * place], found[2 * place + 1] = term, size
    return count


@inner
def _before(words: WordTable, one: int, other: int) -> bool:
    """Return whether one term comes before another in the order of their letters."""
    place, end = whole(words.starts[one]), whole(words.starts[one + 1])
    after, last = whole(words.starts[other]), whole(words.starts[other + 1])
    while place < end and after < last and words.letters[place] == words.letters[after]:
        place += 1
        after += 1
    if place == end or after == last:
        return bool(place == end and after < last)
    return bool(words.letters[place] < words.letters[after])
