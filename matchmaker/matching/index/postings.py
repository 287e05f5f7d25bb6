"""Which rows have which term, split by need kind, with the newest rows beside the rest.

How strongly a row has a term depends on that row alone, and how much a term tells on counts that follow each
change. So rows that were just added answer as if everything had been built anew.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

import numpy as np

from matchmaker.matching.index.arrays import Growing, counted
from matchmaker.matching.index.kernels import MOST_WORDS, WORTH_BITS
from matchmaker.vocabulary import NeedKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matchmaker.matching.index.arrays import Bits
    from matchmaker.matching.index.kernels import Kernel
    from matchmaker.matching.index.texts import Texts

KINDS = len(NeedKind)
AT_ONCE = 16384
# BM25 (Robertson and Zaragoza, 2009) with a fixed instead of an average length, so that rows do not depend on
# each other. Strengths are kept in one byte.
SATURATION, LENGTH_SHARE, USUAL_LENGTH = 1.2, 0.5, 48
STRONGEST = 255
WORTH_OF_ONE = 64
MOST_WORTH = (1 << WORTH_BITS) // (STRONGEST + 1) - 1
_ROW_BITS, _STRENGTH_BITS = 30, 8


@dataclass(frozen=True, slots=True)
class Found:
    """Rows and what the question is worth for them, in no order."""

    rows: np.ndarray
    worths: np.ndarray


class Postings:
    """The inverted index over the terms of texts, of which the rows up to ``settled`` are in arrays."""

    def __init__(self, texts: Texts, kinds: np.ndarray, kernel: Kernel) -> None:
        """Arrange the postings of all rows that the texts have.

        Args:
            texts: The tokens of each row.
            kinds: The need kinds of each row, as bits.
            kernel: Adds up.
        """
        self._texts = texts
        self._vocabulary = texts.vocabulary
        self._kernel = kernel
        self._having = Growing(np.int32)
        self._rows = len(texts)
        self.turns = 0
        self._settle(kinds)
        self._fresh: dict[int, tuple[array[int], array[int]]] = {}
        self._fresh_rows = 0

    @property
    def fresh(self) -> int:
        """How many rows were added since the arrays were made."""
        return self._fresh_rows

    def _settle(self, kinds: np.ndarray) -> None:
        keys = [
            self._keys(np.arange(first, min(first + AT_ONCE, len(self._texts))), kinds)
            for first in range(0, len(self._texts), AT_ONCE)
        ]
        everything = np.concatenate(keys) if keys else np.zeros(0, dtype=np.int64)
        del keys
        everything.sort()
        self._strengths = (everything & ((1 << _STRENGTH_BITS) - 1)).astype(np.uint8)
        everything >>= _STRENGTH_BITS
        self._found = (everything & ((1 << _ROW_BITS) - 1)).astype(np.int32)
        everything >>= _ROW_BITS
        self._settled_terms = self._vocabulary.term_count
        self._bounds = np.searchsorted(everything, np.arange(self._settled_terms * KINDS + 1))
        if len(everything) < np.iinfo(np.int32).max:
            self._bounds = self._bounds.astype(np.int32)

    def _keys(self, rows: np.ndarray, kinds: np.ndarray) -> np.ndarray:
        """Return term, kind, row and strength of each posting of these rows as one number; count terms."""
        owners, terms, strengths = self._strengths_of(rows)
        self._having.grow_to(self._vocabulary.term_count)
        having = self._having.values
        having += np.bincount(terms, minlength=len(having)).astype(np.int32)
        found = []
        for kind in range(KINDS):
            held = np.flatnonzero(kinds[rows[owners]] >> kind & 1)
            place = terms[held] * KINDS + kind
            found.append((place << _ROW_BITS | rows[owners[held]]) << _STRENGTH_BITS | strengths[held])
        return np.concatenate(found)

    def _strengths_of(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return which of these rows (by place) has which term, and how strongly, from 1 to 255."""
        tokens, lengths = self._texts.all_tokens(rows)
        terms, term_lengths = self._vocabulary.terms.gather(tokens)
        owner = np.repeat(np.repeat(np.arange(len(rows)), lengths), term_lengths)
        owners, different, times = counted(owner, terms, max(1, self._vocabulary.term_count))
        size = np.bincount(owner, minlength=len(rows))[owners]
        damped = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * size / USUAL_LENGTH)
        strengths = np.rint(STRONGEST * times / (times + damped)).astype(np.int64)
        return owners, different, np.maximum(strengths, 1)

    def add(self, row: int) -> None:
        """Add the next row, which stands in the texts already."""
        _, terms, strengths = self._strengths_of(np.array([row]))
        self._count(terms, 1)
        for term, strength in zip(terms.tolist(), strengths.tolist(), strict=True):
            entry = self._fresh.get(term)
            if entry is None:
                entry = self._fresh[term] = (array("i"), array("B"))
            entry[0].append(row)
            entry[1].append(strength)
        self._rows += 1
        self._fresh_rows += 1

    def remove(self, row: int) -> None:
        """Count a row no more; whoever asks must not allow it any longer."""
        _, terms, _ = self._strengths_of(np.array([row]))
        self._count(terms, -1)
        self._rows -= 1

    def _count(self, terms: np.ndarray, step: int) -> None:
        self._having.grow_to(self._vocabulary.term_count)
        having = self._having.values
        before = having[terms]
        having[terms] = before + step
        if np.any((before == 0) | (before + step == 0)):
            self.turns += 1

    def rows_having(self, term: int) -> int:
        """Return in how many rows a term stands."""
        return int(self._having.values[term]) if term < len(self._having) else 0

    def having(self, terms: np.ndarray) -> np.ndarray:
        """Return in how many rows each of these terms stands."""
        self._having.grow_to(self._vocabulary.term_count)
        found: np.ndarray = self._having.values[terms]
        return found

    def search(self, shares: Mapping[int, float], kinds: Sequence[int], allowed: Bits, rows: int) -> Found:
        """Return the allowed rows that have any of these terms.

        Args:
            shares: How much each term counts for the question, from 0 to 1.
            kinds: Places of the need kinds asked for, in the order of ``NeedKind``; all of them if unknown.
            allowed: A bit for each row; rows of other kinds must not be set.
            rows: How many rows there are.
        """
        settled: list[tuple[int, int, int, int]] = []
        fresh: list[tuple[int, int, int, int]] = []
        fresh_rows: list[array[int]] = []
        fresh_strengths: list[array[int]] = []
        end = 0
        bounds, last = self._bounds, self._settled_terms
        for word, (term, share) in enumerate(list(shares.items())[:MOST_WORDS]):
            worth = self._worth(term, share)
            if not worth:
                continue
            if term < last:
                first = term * KINDS
                for kind in kinds:
                    begin, stop = bounds.item(first + kind), bounds.item(first + kind + 1)
                    if begin < stop:
                        settled.append((word, worth, begin, stop))
            entry = self._fresh.get(term)
            if entry is not None:
                fresh_rows.append(entry[0])
                fresh_strengths.append(entry[1])
                fresh.append((word, worth, end, end + len(entry[0])))
                end += len(entry[0])
        parts = []
        if settled:
            parts.append(self._kernel.add_up((self._found, self._strengths), settled, allowed, rows))
        if fresh:
            postings = (
                np.concatenate([np.frombuffer(one, dtype=np.int32) for one in fresh_rows]),
                np.concatenate([np.frombuffer(one, dtype=np.uint8) for one in fresh_strengths]),
            )
            parts.append(self._kernel.add_up(postings, fresh, allowed, rows))
        if not parts:
            return Found(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
        found, worths = parts[0] if len(parts) == 1 else map(np.concatenate, zip(*parts, strict=True))
        return Found(found, worths)

    def _worth(self, term: int, share: float) -> int:
        """Return what a term is worth: the rarer, the more."""
        having = self.rows_having(term)
        if not having:
            return 0
        rarity = log(1 + (self._rows - having + 0.5) / (having + 0.5))
        return min(MOST_WORTH, max(1, round(WORTH_OF_ONE * rarity * share)))
