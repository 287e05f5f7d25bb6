"""Words found by a hash of their letters, in tables that a loop can read which knows no strings."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# The hash of a word grows by a factor with each letter, modulo 2 ** 64 (Karp and Rabin, 1987), so that the
# hash of any part of it, and of the word without one of its letters, follows from those of its beginnings.
# Multiplied once more, by the golden ratio (Knuth, 1973), its highest bits are a place in a table, and its
# lowest ones tell apart what lies near that place.
FACTOR, SPREAD, TAIL = 0x100000001B3, 0x9E3779B97F4A7C15, 0xFF
HASH_BITS, TAIL_BITS, PLACE_BITS = 64, 8, 32
LARGEST = (1 << HASH_BITS) - 1
# A table is so full when it is made, and made anew when it is so full; what overflows its end has some room.
LEAST_FULL, MOST_FULL, BEYOND = 0.65, 0.85, 64
_AT_ONCE = 4096


class Hashed:
    """Numbers under hashes, with room for more: open addressing with linear probing (Knuth, 1973).

    Attributes:
        slots: A number plus one with the last byte of its hash below it, or 0 where there is none.
        spread: Over how many slots hashes are spread; from its place on, a hash stands before the first 0.
    """

    def __init__(self, hashes: np.ndarray, numbers: np.ndarray) -> None:
        """Put numbers, below 16 million, under hashes."""
        self.spread = int(len(hashes) / LEAST_FULL) + BEYOND
        self._held = len(hashes)
        places = (hashes >> np.uint64(PLACE_BITS)) * np.uint64(self.spread) >> np.uint64(PLACE_BITS)
        order = np.argsort(places, kind="stable")
        # In the order of their places each goes there or, where that is taken, behind the one before it.
        counts = np.arange(len(hashes))
        found = counts + np.maximum.accumulate(places[order].astype(np.int64) - counts)
        self.slots = np.zeros(max(self.spread, int(found[-1]) + 1 if len(found) else 0) + BEYOND, np.uint32)
        self.slots[found] = (numbers[order] + 1).astype(np.uint32) << TAIL_BITS | hashes[order].astype(
            np.uint8
        )

    def put(self, hashes: Iterable[int], number: int) -> bool:
        """Put one number more under each of these hashes, unless the table is too full for it."""
        slots, spread, last = self.slots.data, self.spread, len(self.slots) - 1
        for hash_ in hashes:
            place = place_of(hash_, spread)
            while slots[place]:
                place += 1
            if self._held > spread * MOST_FULL or place == last:
                return False
            slots[place] = number + 1 << TAIL_BITS | hash_ & TAIL
            self._held += 1
        return True

    def under(self, hashes: Iterable[int]) -> set[int]:
        """Return all numbers that stand under one of these hashes, and perhaps some others."""
        slots, spread, found = self.slots.data, self.spread, set[int]()
        for hash_ in hashes:
            place, tail = place_of(hash_, spread), hash_ & TAIL
            while held := slots[place]:
                if held & TAIL == tail:
                    found.add((held >> TAIL_BITS) - 1)
                place += 1
        return found


def place_of(hash_: int, spread: int) -> int:
    """Return where in a table a hash has its place."""
    return (hash_ >> PLACE_BITS) * spread >> PLACE_BITS


def hash_of(word: str) -> int:
    """Return the hash of a word."""
    whole = 0
    for letter in map(ord, word):
        whole = whole * FACTOR + letter & LARGEST
    return whole * SPREAD & LARGEST


def form_hashes(word: str) -> list[int]:
    """Return the hash of a word, and of what is left of it without each of its letters."""
    whole, steps = 0, []
    for letter in map(ord, word):
        after = whole * FACTOR + letter & LARGEST
        steps.append(whole - after)
        whole = after
    found, power = [whole * SPREAD & LARGEST], 1
    for step in reversed(steps):
        found.append((whole + step * power) * SPREAD & LARGEST)
        power = power * FACTOR & LARGEST
    return found


def hashes_of(words: Iterable[str]) -> np.ndarray:
    """Return the hash of each of these words."""
    parts = [_wholes(*_letters(some))[0] * np.uint64(SPREAD) for some in _in_blocks(words)]
    return np.concatenate([np.zeros(0, dtype=np.uint64), *parts])


def all_form_hashes(words: Iterable[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return what ``form_hashes`` does, in some order, and whose each hash is, by the place of the word."""
    blocks = [_form_hashes(some) for some in _in_blocks(words)]
    hashes = np.concatenate([np.zeros(0, dtype=np.uint64), *(some for some, _ in blocks)])
    counts = np.concatenate([np.zeros(0, dtype=np.int64), *(some for _, some in blocks)])
    return hashes, np.repeat(np.arange(len(counts), dtype=np.int32), counts)


def _in_blocks(words: Iterable[str]) -> Iterator[list[str]]:
    """Yield words so many at once that their letters need little room."""
    left = iter(words)
    while block := list(islice(left, _AT_ONCE)):
        yield block


def _form_hashes(words: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the hashes of the forms of words, and how many each word has."""
    letters, lengths = _letters(words)
    whole, steps = _wholes(letters, lengths)
    powers = np.cumprod(np.append(np.uint64(1), np.full(letters.shape[1], FACTOR, dtype=np.uint64)))
    after_it = np.maximum(lengths[:, np.newaxis] - 1 - np.arange(letters.shape[1]), 0)
    forms = np.column_stack((whole, whole[:, np.newaxis] + steps * powers[after_it]))
    inside = np.arange(-1, letters.shape[1]) < lengths[:, np.newaxis]
    return forms[inside] * np.uint64(SPREAD), lengths + 1


def _letters(words: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the code points of words, one word a row, and the length of each."""
    lengths = np.array([len(word) for word in words], dtype=np.int64)
    inside = np.arange(lengths.max(initial=0)) < lengths[:, np.newaxis]
    letters = np.zeros(inside.shape, dtype=np.uint64)
    letters[inside] = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return letters, lengths


def _wholes(letters: np.ndarray, lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the sum of each word, and by how much each letter would lower it, were it the last one."""
    whole, steps = np.zeros(len(letters), dtype=np.uint64), np.zeros_like(letters)
    for place, letter in enumerate(letters.T):
        after = np.where(place < lengths, whole * np.uint64(FACTOR) + letter, whole)
        steps[:, place] = whole - after
        whole = after
    return whole, steps
