"""Words that are one slip of the pen away from a misspelled one."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from rapidfuzz.distance import OSA

from matchmaker.matching.index.texts import is_tag

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matchmaker.matching.index.texts import Vocabulary

MENDED = 4
ARRANGED_AGAIN = 4096
# A form is known by a hash that grows by a factor with each letter, modulo 2 ** 64 (Karp and Rabin, 1987), so
# that the hash of a word without one of its letters follows from that of the word. Multiplied once more, by
# the golden ratio (Knuth, 1973), its highest bits are a bucket, and its lowest ones tell forms in it apart.
FACTOR, SPREAD, TAIL = 0x100000001B3, 0x9E3779B97F4A7C15, 0xFF
_HASH_BITS = 64
_LARGEST = (1 << _HASH_BITS) - 1
_AT_ONCE = 4096


class Forms(NamedTuple):
    """The forms of all terms in buckets.

    Attributes:
        bounds: Where each bucket begins, and at the end where the last one ends.
        terms: The terms in each bucket.
        tails: The lowest byte of the hash of each.
        shift: By how much a hash is shifted to give a bucket.
    """

    bounds: np.ndarray
    terms: np.ndarray
    tails: np.ndarray
    shift: int


class Lookup(Protocol):
    """Finds the terms that may be one slip away from a word."""

    def sharing(self, word: str, forms: Forms) -> Sequence[int]:
        """Return the terms that have a form in common with a word, and perhaps some others; some twice."""
        ...


class PlainLookup:
    """Looks each form up in turn."""

    def sharing(self, word: str, forms: Forms) -> Sequence[int]:
        """See ``Lookup``."""
        bounds, terms, tails, shift = forms
        return [
            terms.item(place)
            for form in form_hashes(word)
            for place in range(bounds.item(form >> shift), bounds.item((form >> shift) + 1))
            if tails.item(place) == form & TAIL
        ]


class Spelling:
    """Finds the terms that differ from a word by one letter left out, put in or changed, or by two swapped.

    Four of five misspelled words do so from the right one (Damerau, 1964). Two words that do have a form in
    common once a letter is left out of either (Mor and Fraenkel, 1982). So for each term its forms are kept,
    by hash; the terms found are then held against the word itself.
    """

    def __init__(self, vocabulary: Vocabulary, lookup: Lookup) -> None:
        """Learn the terms that a vocabulary has; later ones are learned when a word is looked up."""
        self._names = vocabulary.term_names
        self._lookup = lookup
        self._learned = self._arranged = 0
        self._arrange()

    def near(self, word: str, held: Callable[[int], int]) -> list[tuple[int, float]]:
        """Return the terms nearest to a word, and how alike each is, from 0 to 1.

        Args:
            word: The misspelled word.
            held: Tells of a term in how many rows it stands; terms in none do not count.
        """
        self._learn()
        found = set(self._lookup.sharing(word, self._forms))
        if self._late:
            found.update(*(self._late[form] for form in form_hashes(word) if form in self._late))
        alike = []
        for term in found:
            name = self._names[term]
            slips = OSA.distance(word, name, score_cutoff=1)
            if slips <= 1 and not is_tag(name) and held(term):
                alike.append((slips / max(len(word), len(name)), name, term))
        return [(term, 1 - unlike) for unlike, _, term in sorted(alike)[:MENDED]]

    def _learn(self) -> None:
        """Take in the terms that are new; after many, arrange all anew."""
        count = len(self._names)
        if count > self._arranged + self._arranged // 8 + ARRANGED_AGAIN:
            self._arrange()
        for term in range(self._learned, count):
            for form in form_hashes(self._names[term]):
                self._late[form].append(term)
        self._learned = count

    def _arrange(self) -> None:
        """Put the forms of all terms in buckets by their hash, one bucket for each form or two."""
        self._arranged = self._learned = len(self._names)
        self._late: defaultdict[int, list[int]] = defaultdict(list)
        names = list(self._names)
        parts = [_hashes(names[first : first + _AT_ONCE]) for first in range(0, self._arranged, _AT_ONCE)]
        hashes = np.concatenate([np.zeros(0, dtype=np.uint64), *parts])
        counts = np.fromiter((len(name) + 1 for name in names), np.int64, self._arranged)
        bits = max(1, len(hashes).bit_length() - 1)
        shift = _HASH_BITS - bits
        buckets = hashes >> np.uint64(shift)
        order = np.argsort(buckets, kind="stable")
        terms = np.repeat(np.arange(self._arranged, dtype=np.int32), counts)[order]
        tails = hashes.astype(np.uint8)[order]
        sizes = np.bincount(buckets.astype(np.int64), minlength=1 << bits)
        bounds = np.concatenate(([0], np.cumsum(sizes))).astype(np.int32)
        self._forms = Forms(bounds, terms, tails, shift)


def form_hashes(word: str) -> list[int]:
    """Return the hash of a word, and of what is left of it without each of its letters."""
    whole, steps = 0, []
    for letter in map(ord, word):
        after = whole * FACTOR + letter & _LARGEST
        steps.append(whole - after)
        whole = after
    found, power = [whole * SPREAD & _LARGEST], 1
    for step in reversed(steps):
        found.append((whole + step * power) * SPREAD & _LARGEST)
        power = power * FACTOR & _LARGEST
    return found


def _hashes(words: Sequence[str]) -> np.ndarray:
    """Return the same hashes of all these words together."""
    lengths = np.array([len(word) for word in words])
    inside = np.arange(lengths.max()) < lengths[:, np.newaxis]
    letters = np.zeros(inside.shape, dtype=np.uint64)
    letters[inside] = np.frombuffer("".join(words).encode("utf-32-le"), dtype=np.uint32)
    whole, steps = np.zeros(len(words), dtype=np.uint64), np.zeros_like(letters)
    for place, (letter, there) in enumerate(zip(letters.T, inside.T, strict=True)):
        after = np.where(there, whole * np.uint64(FACTOR) + letter, whole)
        steps[:, place] = whole - after
        whole = after
    powers = np.cumprod(np.append(np.uint64(1), np.full(inside.shape[1], FACTOR, dtype=np.uint64)))
    after_it = np.maximum(lengths[:, np.newaxis] - 1 - np.arange(inside.shape[1]), 0)
    forms = np.column_stack((whole, whole[:, np.newaxis] + steps * powers[after_it]))
    hashes: np.ndarray = forms[np.column_stack((lengths >= 0, inside))] * np.uint64(SPREAD)
    return hashes
