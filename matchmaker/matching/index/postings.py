"""Which rows have which term, by blocks of rows of the same need kinds, with the newest rows beside the rest.

How strongly a row has a term depends on that row alone, and how much a term tells on counts that follow each
change. So rows that were just added answer as if everything had been built anew.
"""

from __future__ import annotations

from array import array
from math import log
from typing import TYPE_CHECKING

import numpy as np

from matchmaker.matching.index.arrays import Growing, counted
from matchmaker.matching.index.columns import ALL_KINDS
from matchmaker.matching.index.kernels import Arranged

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matchmaker.matching.index.texts import Texts

AT_ONCE = 16384
# BM25 (Robertson and Zaragoza, 2009) with a fixed instead of an average length, so that rows do not depend on
# each other. Strengths are kept in one byte.
SATURATION, LENGTH_SHARE, USUAL_LENGTH = 1.2, 0.5, 48
STRONGEST = 255
WORTH_OF_ONE = 64
# The place of a row within its block is kept in two bytes.
BLOCK_BITS = 16
_IN_BLOCK = (1 << BLOCK_BITS) - 1
_ROW_BITS, _STRENGTH_BITS = 30, 8


class Postings:
    """The inverted index over the terms of texts; the rows that were there at first are in arrays."""

    def __init__(self, texts: Texts, kinds: np.ndarray) -> None:
        """Arrange the postings of all rows that the texts have.

        Args:
            texts: The tokens of each row.
            kinds: The need kinds of each row, as bits; the fewer changes from row to row, the quicker.
        """
        self._texts = texts
        self._vocabulary = texts.vocabulary
        self._having = Growing(np.int32)
        self._rows = self._settled_rows = len(texts)
        self.version = self.turns = 0
        self.settled = self._settle(kinds)
        self._fresh: dict[int, list[tuple[int, array[int], array[int]]]] = {}
        self.fresh_rows = 0

    def _settle(self, kinds: np.ndarray) -> Arranged:
        everything = self._sorted_keys()
        strengths = (everything & ((1 << _STRENGTH_BITS) - 1)).astype(np.uint8)
        everything >>= _STRENGTH_BITS
        rows = (everything & ((1 << _ROW_BITS) - 1)).astype(np.int32)
        everything >>= _ROW_BITS
        begins_block = np.arange(len(kinds)) & _IN_BLOCK == 0
        begins_block[1:] |= kinds[1:] != kinds[:-1]
        block_of_row = np.cumsum(begins_block, dtype=np.int32) - np.int32(1)
        first_rows = np.flatnonzero(begins_block).astype(np.int32)
        blocks = block_of_row[rows]
        rows -= first_rows[blocks]
        begins_entry = np.ones(len(rows), dtype=np.bool_)
        begins_entry[1:] = (everything[1:] != everything[:-1]) | (blocks[1:] != blocks[:-1])
        begins = np.flatnonzero(begins_entry)
        terms = np.arange(self._vocabulary.term_count + 1)
        return Arranged(
            bounds=everything[begins].searchsorted(terms).astype(np.int32),
            blocks=blocks[begins],
            begins=np.append(begins, len(rows)).astype(np.int32),
            places=rows.astype(np.uint16),
            strengths=strengths,
            first_rows=first_rows,
            kinds=kinds[first_rows],
        )

    def _sorted_keys(self) -> np.ndarray:
        """Return term, row and strength of each posting as one number, ascending; count the terms."""
        keys = [
            self._keys(np.arange(first, min(first + AT_ONCE, len(self._texts))))
            for first in range(0, len(self._texts), AT_ONCE)
        ]
        self._having.grow_to(self._vocabulary.term_count)
        everything = np.concatenate(keys) if keys else np.zeros(0, dtype=np.int64)
        everything.sort()
        return everything

    def _keys(self, rows: np.ndarray) -> np.ndarray:
        owners, terms, strengths = self._strengths_of(rows)
        self._having.grow_to(self._vocabulary.term_count)
        having = self._having.values
        having += np.bincount(terms, minlength=len(having)).astype(np.int32)
        keys: np.ndarray = (terms << _ROW_BITS | rows[owners]) << _STRENGTH_BITS | strengths
        return keys

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

    @property
    def settled_terms(self) -> int:
        """How many terms the settled postings know; those with higher numbers stand in fresh rows only."""
        return len(self.settled.bounds) - 1

    def add(self, row: int) -> None:
        """Add the next row, which stands in the texts already."""
        _, terms, strengths = self._strengths_of(np.array([row]))
        self._count(terms, 1)
        block, place = divmod(self.fresh_rows, 1 << BLOCK_BITS)
        for term, strength in zip(terms.tolist(), strengths.tolist(), strict=True):
            entries = self._fresh.setdefault(term, [])
            if not entries or entries[-1][0] != block:
                entries.append((block, array("H"), array("B")))
            entries[-1][1].append(place)
            entries[-1][2].append(strength)
        self.fresh_rows += 1

    def remove(self, row: int) -> None:
        """Count a row no more; whoever asks must not allow it any longer."""
        _, terms, _ = self._strengths_of(np.array([row]))
        self._count(terms, -1)

    def _count(self, terms: np.ndarray, step: int) -> None:
        self._rows += step
        self.version += 1
        self._having.grow_to(self._vocabulary.term_count)
        having = self._having.values
        before = having[terms]
        having[terms] = before + step
        if np.any((before == 0) | (before + step == 0)):
            self.turns += 1

    def rows_having(self, term: int) -> int:
        """Return in how many rows a term stands."""
        return self._having.values.item(term) if term < len(self._having) else 0

    def worth(self, term: int, share: float) -> int:
        """Return what a term is worth that counts for a share of a word: the rarer, the more."""
        having = self.rows_having(term)
        rarity = log(1 + (self._rows - having + 0.5) / (having + 0.5))
        return max(1, round(WORTH_OF_ONE * rarity * share))

    def fresh(self, terms: Iterable[int]) -> Arranged:
        """Return the postings in fresh rows of these terms, which are numbered in their order here."""
        bounds, blocks, begins = [0], [], [0]
        places, strengths = array("H"), array("B")
        for term in terms:
            for block, some_places, some_strengths in self._fresh.get(term, ()):
                places += some_places
                strengths += some_strengths
                blocks.append(block)
                begins.append(len(places))
            bounds.append(len(blocks))
        first_rows = np.arange(self._settled_rows, self._settled_rows + self.fresh_rows, 1 << BLOCK_BITS)
        return Arranged(
            bounds=np.array(bounds, dtype=np.int32),
            blocks=np.array(blocks, dtype=np.int32),
            begins=np.array(begins, dtype=np.int32),
            places=np.frombuffer(places, dtype=np.uint16),
            strengths=np.frombuffer(strengths, dtype=np.uint8),
            first_rows=first_rows.astype(np.int32),
            # What a fresh row offers is known by what is allowed.
            kinds=np.full(len(first_rows), ALL_KINDS, dtype=np.uint16),
        )
