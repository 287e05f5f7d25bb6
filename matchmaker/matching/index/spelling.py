"""Words that are one slip of the pen away from a misspelled one."""

from __future__ import annotations

from array import array
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz.distance import OSA

from matchmaker.matching.index.texts import is_tag

if TYPE_CHECKING:
    from collections.abc import Callable

    from matchmaker.matching.index.texts import Vocabulary

MENDED = 4
ARRANGED_AGAIN = 4096


class Spelling:
    """Finds the terms that differ from a word by one letter left out, put in or changed, or by two swapped.

    Four of five misspelled words do so from the right one (Damerau, 1964). Two words that do have a form in
    common once a letter is left out of either (Mor and Fraenkel, 1982). So for each term its forms are kept,
    by hash; the terms found are then held against the word itself.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Learn the terms that a vocabulary has; later ones are learned when a word is looked up."""
        self._names = vocabulary.term_names
        self._learned = self._arranged = 0
        self._arrange()

    def near(self, word: str, held: Callable[[int], int]) -> list[tuple[int, float]]:
        """Return the terms nearest to a word, and how alike each is, from 0 to 1.

        Args:
            word: The misspelled word.
            held: Tells of a term in how many rows it stands; terms in none do not count.
        """
        self._learn()
        bounds, terms, mask, late = self._bounds, self._terms, self._mask, self._late
        found: set[int] = set()
        for form in _forms(word):
            bucket = hash(form) & mask
            begin, end = bounds[bucket], bounds[bucket + 1]
            if begin < end:
                found.update(terms[begin:end])
            if form in late:
                found.update(late[form])
        alike = [
            (-OSA.normalized_similarity(word, name), name, term)
            for term in found
            if not is_tag(name := self._names[term])
            and OSA.distance(word, name, score_cutoff=1) <= 1
            and held(term)
        ]
        return [(term, -unlike) for unlike, _, term in sorted(alike)[:MENDED]]

    def _learn(self) -> None:
        """Take in the terms that are new; after many, arrange all anew."""
        count = len(self._names)
        if count > self._arranged + self._arranged // 8 + ARRANGED_AGAIN:
            self._arrange()
        for term in range(self._learned, count):
            for form in _forms(self._names[term]):
                self._late[form].append(term)
        self._learned = count

    def _arrange(self) -> None:
        """Put the forms of all terms in buckets by their hash, one bucket for each form or two."""
        self._arranged = self._learned = len(self._names)
        self._late: defaultdict[str, list[int]] = defaultdict(list)
        counts = np.fromiter((len(name) + 1 for name in self._names), np.int64, self._arranged)
        hashes = (hash(form) for name in self._names for form in _forms(name))
        buckets = np.fromiter(hashes, np.int64, int(counts.sum()))
        self._mask = (1 << max(1, len(buckets).bit_length() - 1)) - 1
        buckets &= self._mask
        terms = np.repeat(np.arange(self._arranged, dtype=np.intc), counts)
        self._terms = array("i", terms[np.argsort(buckets, kind="stable")].tobytes())
        sizes = np.bincount(buckets, minlength=self._mask + 1)
        self._bounds = array("i", np.concatenate(([0], np.cumsum(sizes))).astype(np.intc).tobytes())


def _forms(word: str) -> list[str]:
    """Return a word, and what is left of it without each of its letters."""
    return [word, *[word[:place] + word[place + 1 :] for place in range(len(word))]]
