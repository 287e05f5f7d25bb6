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
        self._rows = self._settled_rows = len(texts)
        self._rarities: dict[int, float] = {}
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
        self._fresh_rows += 1

    def remove(self, row: int) -> None:
        """Count a row no more; whoever asks must not allow it any longer."""
        _, terms, _ = self._strengths_of(np.array([row]))
        self._count(terms, -1)

    def _count(self, terms: np.ndarray, step: int) -> None:
        self._rows += step
        self._rarities.clear()
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

    def search(
        self,
        shares: Mapping[int, float],
        kinds: Sequence[int],
        edges: np.ndarray,
        allowed: Bits,
        held: np.ndarray,
        limit: int,
    ) -> Found:
        """Return the allowed rows for which these terms are worth most.

        Args:
            shares: How much each term counts for the question, from 0 to 1.
            kinds: Places of the need kinds asked for, in the order of ``NeedKind``; all of them if unknown.
            edges: Where stretches of settled rows that may be allowed begin and end, in turn.
            allowed: A bit for each row; rows of other kinds must not be set.
            held: The need kinds of each row, as bits.
            limit: How many rows; more where the last ones are worth the same.
        """
        asked = [(term, self._worth(term, share)) for term, share in shares.items()]
        most_worth = self._kernel.most_worth
        settled = self._stretches(asked, kinds)
        parts = []
        if settled:
            parts.append(most_worth((self._found, self._strengths), settled, edges, allowed, held, limit))
        if self._fresh:
            postings, fresh = self._fresh_stretches(asked)
            if fresh:
                late = np.array([self._settled_rows, self._settled_rows + self._fresh_rows], dtype=np.int32)
                parts.append(most_worth(postings, fresh, late, allowed, held, limit))
        if not parts:
            return Found(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
        found, worths = parts[0] if len(parts) == 1 else map(np.concatenate, zip(*parts, strict=True))
        return Found(found, worths)

    def _stretches(
        self, asked: list[tuple[int, int]], kinds: Sequence[int]
    ) -> list[tuple[int, int, int, int]]:
        """Return worth, kinds counted before, begin and end of the postings of each term and kind."""
        bound, last = self._bounds.item, self._settled_terms
        stretches = []
        for term, worth in asked:
            if term < last:
                before = 0
                for kind in kinds:
                    place = term * KINDS + kind
                    begin, end = bound(place), bound(place + 1)
                    if begin < end:
                        stretches.append((worth, before, begin, end))
                    before |= 1 << kind
        return stretches

    def _fresh_stretches(
        self, asked: list[tuple[int, int]]
    ) -> tuple[tuple[np.ndarray, np.ndarray], list[tuple[int, int, int, int]]]:
        """Return the postings of fresh rows that have these terms, and where those of each term stand."""
        rows, strengths = array("i"), array("B")
        stretches = []
        for term, worth in asked:
            entry = self._fresh.get(term)
            if entry is not None:
                begin = len(rows)
                rows += entry[0]
                strengths += entry[1]
                stretches.append((worth, 0, begin, len(rows)))
        return (np.frombuffer(rows, dtype=np.intc), np.frombuffer(strengths, dtype=np.uint8)), stretches

    def _worth(self, term: int, share: float) -> int:
        """Return what a term is worth: the rarer, the more."""
        rarity = self._rarities.get(term)
        if rarity is None:
            having = self.rows_having(term)
            rarity = WORTH_OF_ONE * log(1 + (self._rows - having + 0.5) / (having + 0.5))
            self._rarities[term] = rarity
        return max(1, round(rarity * share))
