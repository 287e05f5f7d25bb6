"""Which rows have which term, split by need kind where there are many, with the newest rows beside the rest.

How strongly a row has a term depends on that row alone, and how much a term tells on counts that follow each
change. So rows that were just added answer as if everything had been built anew.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from functools import partial
from math import inf, log
from typing import TYPE_CHECKING

import numpy as np

from matchmaker.matching.index.arrays import WORD, Growing, counted
from matchmaker.matching.index.kernels import (
    KINDS,
    LEVEL_BITS,
    MOST_ROWS,
    STRENGTH_BITS,
    STRENGTHS,
    STRONGEST,
    Arranged,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matchmaker.matching.index.texts import Texts

# So many rows, and later so many terms of rows, are arranged in one go: enough to be quick, few enough to
# need little room meanwhile.
AT_ONCE, SORTED_AT_ONCE = 512, 1 << 16
# BM25 (Robertson and Zaragoza, 2009) with a fixed instead of an average length, so that rows do not depend on
# each other. A row and a strength share four bytes, enough for sixteen million rows.
SATURATION, LENGTH_SHARE, USUAL_LENGTH = 1.2, 0.5, 48
WORTH_OF_ONE = 64
_ROW_BITS = 24
_POSTING_BITS = _ROW_BITS + STRENGTH_BITS
_POSTING = (1 << _POSTING_BITS) - 1
# In so many rows a term must stand to be split by kind: most stand in few, as quickly looked through.
# Into so many blocks the rows are cut, or more, and of lists of so many postings is noted where each begins.
SPLIT_FROM, BLOCKS, LONG = 64, 128, 256
_NO_LISTS, _NO_POSTINGS = np.zeros((0, 0), dtype=np.int32), np.zeros(0, dtype=np.uint16)
# The level nearest to each strength, and its strength.
_LEVELS = np.abs(np.subtract.outer(np.arange(STRONGEST + 1), STRENGTHS)).argmin(axis=1)
_NEAREST = STRENGTHS.take(_LEVELS)
_NEAREST_OF: list[int] = _NEAREST.tolist()


class Postings:
    """The inverted index over the terms of texts; the rows that were there at first are in arrays."""

    def __init__(self, texts: Texts, kinds: np.ndarray, apart_from: float = inf) -> None:
        """Arrange the postings of all rows that the texts have.

        Args:
            texts: The tokens of each row.
            kinds: The need kinds of each row, as bits.
            apart_from: From so many rows on long lists are to stand apart; see ``Arranged``.
        """
        self._texts = texts
        self._vocabulary = texts.vocabulary
        self._having = Growing(np.int32)
        self.rows = len(texts)
        self.version = self.turns = 0
        self.settled = self._settle(kinds, apart=len(texts) >= apart_from)
        self._fresh: defaultdict[int, array[int]] = defaultdict(partial(array, "I"))
        self.fresh_rows = 0
        self._asked_of_fresh = Arranged(
            Growing(np.int32), Growing(np.uint32), _NO_LISTS, WORD, _NO_LISTS, _NO_POSTINGS
        )

    def _settle(self, kinds: np.ndarray, *, apart: bool) -> Arranged:
        keys, most = self._sorted_keys(kinds)
        split = self._having.values >= SPLIT_FROM
        stride = min(MOST_ROWS, -(-len(self._texts) // (BLOCKS * WORD)) * WORD or WORD)
        firsts = np.arange(0, len(self._texts) + stride, stride)
        made = _Made(most, len(split) * KINDS, firsts, apart=apart)
        begin = 0
        while begin < len(keys):
            # All of a term together, as its rows come by kind.
            last_term = keys.item(min(begin + SORTED_AT_ONCE, len(keys)) - 1) >> _POSTING_BITS
            end = int(np.searchsorted(keys, last_term + 1 << _POSTING_BITS))
            made.take(_by_kind(keys[begin:end], split, kinds), split)
            begin = end
        np.cumsum(made.bounds, out=made.bounds)
        heads = np.empty((len(split) + 1, 2), dtype=np.int32)
        heads[:, 0] = made.bounds[::KINDS]
        heads[:-1, 1] = np.where(split, split.cumsum() - 1, -1)
        heads[-1, 1] = -1
        return Arranged(
            Growing(np.int32, heads.ravel()),
            Growing(np.uint32, made.postings[: made.filled]),
            made.lists(split.nonzero()[0]),
            stride,
            made.cuts.values.reshape(-1, len(made.firsts)).copy(),
            made.apart[: made.filled_apart],
        )

    def _sorted_keys(self, kinds: np.ndarray) -> tuple[np.ndarray, int]:
        """Return term, row and strength of each term of each row as one number, in order; count the terms.

        The second number is how many postings that makes if a row stands under each of its kinds.
        """
        keys, total = Growing(np.int64), 0
        # Mostly a word has one term. Growing in steps would leave holes in memory.
        keys.make_room(len(self._texts.token_lists.values))
        self._having.grow_to(self._vocabulary.term_count)
        for first in range(0, len(self._texts), AT_ONCE):
            rows = np.arange(first, min(first + AT_ONCE, len(self._texts)))
            owners, terms, strengths = self._strengths_of(rows)
            np.add.at(self._having.values, terms, np.int32(1))
            total += int(np.bitwise_count(kinds[rows]).take(owners).sum(dtype=np.int64))
            keys.extend((terms << _ROW_BITS | rows[owners]) << STRENGTH_BITS | strengths)
        keys.values.sort()
        return keys.values, total

    def _strengths_of(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return which of these rows (by place) has which term, and how strongly: one of ``STRENGTHS``."""
        tokens, lengths = self._texts.all_tokens(rows)
        terms, term_lengths = self._vocabulary.terms.gather(tokens)
        owner = np.repeat(np.repeat(np.arange(len(rows)), lengths), term_lengths)
        owners, different, times = counted(owner, terms, max(1, self._vocabulary.term_count))
        size = np.bincount(owner, minlength=len(rows))[owners]
        damped = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * size / USUAL_LENGTH)
        strengths = np.rint(STRONGEST * times / (times + damped)).astype(np.int64)
        return owners, different, _NEAREST.take(strengths)

    @property
    def settled_terms(self) -> int:
        """How many terms the settled postings know; those with higher numbers stand in fresh rows only."""
        return len(self.settled.heads) // 2 - 1

    def _terms_of(self, row: int) -> list[int]:
        """Return the terms of one row, as often as it has them."""
        tokens = np.array([token for document in self._texts.said(row) for token in document], dtype=np.int64)
        terms: list[int] = self._vocabulary.terms.gather(tokens)[0].tolist()
        return terms

    def add(self, row: int) -> None:
        """Add the next row, which stands in the texts already."""
        terms = self._terms_of(row)
        different: dict[int, int] = {}
        for term in terms:
            different[term] = different.get(term, 0) + 1
        self._count(different, 1)
        # As in ``_strengths_of``, which would take most of the time for so little.
        damped = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * len(terms) / USUAL_LENGTH)
        postings = {
            times: row << STRENGTH_BITS | _NEAREST_OF[round(STRONGEST * times / (times + damped))]
            for times in set(different.values())
        }
        for term, times in different.items():
            self._fresh[term].append(postings[times])
        self.fresh_rows += 1

    def remove(self, row: int) -> None:
        """Count a row no more; whoever asks must not allow it any longer."""
        self._count(set(self._terms_of(row)), -1)

    def _count(self, terms: Iterable[int], step: int) -> None:
        """Note that one row more, or with -1 one less, has each of these different terms."""
        self.rows += step
        self.version += 1
        self._having.grow_to(self._vocabulary.term_count)
        # Of so few, a loop is as quick as numpy; memory is read more quickly by number than an array.
        having, turned = self._having.values.data, False
        for term in terms:
            after = having[term] = having[term] + step
            turned = turned or after == max(0, step)
        if turned:
            self.turns += 1

    @property
    def having(self) -> Growing:
        """In how many rows each term stands (32 bits each); later terms, which stand in none, may miss."""
        return self._having

    def rows_having(self, term: int) -> int:
        """Return in how many rows a term stands."""
        return self._having.values.item(term) if term < len(self._having) else 0

    def worth(self, term: int, share: float) -> int:
        """Return what a term is worth that counts for a share of a word: the rarer, the more."""
        having = self.rows_having(term)
        rarity = log(1 + (self.rows - having + 0.5) / (having + 0.5))
        return max(1, round(WORTH_OF_ONE * rarity * share))

    def fresh(self, terms: Sequence[tuple[int, int]]) -> tuple[Arranged, list[tuple[int, int]]]:
        """Return the fresh postings of terms; they stay until the next call.

        Args:
            terms: What is asked for, each term with what it is worth.

        Returns:
            The postings, and the terms as they are numbered there, with their worths; others have none.
        """
        heads, postings, asked = [0, -1], array("I"), list[tuple[int, int]]()
        for term, worth in terms:
            if term in self._fresh:
                postings += self._fresh[term]
                heads += [len(postings), -1]
                asked.append((len(asked), worth))
        self._asked_of_fresh.heads.become(heads)
        self._asked_of_fresh.postings.become(postings)
        return self._asked_of_fresh, asked


def _by_kind(keys: np.ndarray, split: np.ndarray, kinds: np.ndarray) -> np.ndarray:
    """Return term and kind, row and strength as one number, in order, for each kind of the row of each key.

    Of terms that are not split each key comes once, under the first kind.
    """
    terms, postings = keys >> _POSTING_BITS, keys & _POSTING
    splits = split.take(terms)
    whole = (~splits).nonzero()[0]
    found = [terms[whole] * KINDS << _POSTING_BITS | postings[whole]]
    held = kinds[postings >> STRENGTH_BITS] * splits
    for kind in range(KINDS):
        own = np.flatnonzero(held >> kind & 1)
        found.append(terms[own] * KINDS + kind << _POSTING_BITS | postings[own])
    by_kind = np.concatenate(found)
    by_kind.sort()
    return by_kind


class _Made:
    """Postings in the making, list by list; see ``Arranged``.

    Attributes:
        postings: Those that stand together, and after them room that is not filled.
        filled: How many of them there are.
        apart: Those of long lists that stand apart, and after them such room.
        filled_apart: How many of them there are.
        bounds: How many of ``postings`` each list has, after a 0.
        firsts: The first row of each block, and of one after the last.
        cuts: Of each long list where its blocks begin, and its end.
    """

    def __init__(self, most: int, lists: int, firsts: np.ndarray, *, apart: bool) -> None:
        # What is not filled is no memory.
        self.postings, self.apart = np.empty(most, dtype=np.uint32), np.empty(most, dtype=np.uint16)
        self.filled = self.filled_apart = 0
        self.bounds = np.zeros(lists + 1, dtype=np.int32)
        self.firsts = firsts
        self.cuts = Growing(np.int32)
        self._stand_apart = apart
        self._long: list[int] = []

    def take(self, keys: np.ndarray, split: np.ndarray) -> None:
        """Take in whole lists, as ``_by_kind`` returns them."""
        lists, postings = keys >> _POSTING_BITS, (keys & _POSTING).astype(np.uint32)
        begins = np.flatnonzero(np.concatenate(([True], lists[1:] != lists[:-1])))
        sizes = np.diff(begins, append=len(keys))
        numbers = lists.take(begins)
        long = (sizes >= LONG) & split.take(numbers // KINDS)
        for begin, size in zip(begins[long].tolist(), sizes[long].tolist(), strict=True):
            self._cut(postings[begin : begin + size], begin)
        self._long += numbers[long].tolist()
        kept = ~(long & self._stand_apart)
        self.bounds[numbers[kept] + 1] = sizes[kept]
        postings = postings[kept.repeat(sizes)]
        self.postings[self.filled : self.filled + len(postings)] = postings
        self.filled += len(postings)

    def _cut(self, postings: np.ndarray, begin: int) -> None:
        """Note where the blocks of a long list begin, and put it apart if it is to stand there."""
        places = np.searchsorted(postings >> STRENGTH_BITS, self.firsts)
        if not self._stand_apart:
            self.cuts.extend(self.filled + begin + places)
            return
        self.cuts.extend(self.filled_apart + places)
        rows = (postings >> STRENGTH_BITS) - self.firsts[:-1].repeat(np.diff(places))
        end = self.filled_apart + len(postings)
        self.apart[self.filled_apart : end] = rows << LEVEL_BITS | _LEVELS.take(postings & STRONGEST)
        self.filled_apart = end

    def lists(self, split: np.ndarray) -> np.ndarray:
        """Return ``lists`` of ``Arranged`` for the terms that are split, once all is taken in."""
        lists = np.empty((len(split), 2 * KINDS + 1), dtype=np.int32)
        lists[:, ::2] = self.bounds.take(split[:, np.newaxis] * KINDS + np.arange(KINDS + 1))
        cut_of = np.full(len(self.bounds) - 1, -1, dtype=np.int32)
        cut_of[self._long] = np.arange(len(self._long))
        lists[:, 1::2] = cut_of.reshape(-1, KINDS)[split]
        return lists
