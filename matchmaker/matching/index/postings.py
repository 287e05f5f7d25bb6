"""Which rows have which term, split by need kind where there are many, with the newest rows beside the rest.

How strongly a row has a term depends on that row alone, and how much a term tells on counts that follow each
change. So rows that were just added answer as if everything had been built anew.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from functools import partial
from math import log
from typing import TYPE_CHECKING

import numpy as np

from matchmaker.matching.index.arrays import WORD, Growing, counted
from matchmaker.matching.index.kernels import KINDS, STRENGTH_BITS, STRONGEST, Arranged

if TYPE_CHECKING:
    from collections.abc import Iterable

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
# Into so many blocks the rows are cut, and of lists of so many postings is noted where each block begins.
SPLIT_FROM, BLOCKS, LONG = 64, 128, 256
_NO_LISTS = np.zeros((0, 0), dtype=np.int32)


class Postings:
    """The inverted index over the terms of texts; the rows that were there at first are in arrays."""

    def __init__(self, texts: Texts, kinds: np.ndarray) -> None:
        """Arrange the postings of all rows that the texts have.

        Args:
            texts: The tokens of each row.
            kinds: The need kinds of each row, as bits.
        """
        self._texts = texts
        self._vocabulary = texts.vocabulary
        self._having = Growing(np.int32)
        self.rows = len(texts)
        self.version = self.turns = 0
        self.settled = self._settle(kinds)
        self._fresh: defaultdict[int, array[int]] = defaultdict(partial(array, "I"))
        self.fresh_rows = 0
        self._asked_of_fresh = Arranged(Growing(np.int32), Growing(np.uint32), _NO_LISTS, WORD, _NO_LISTS)

    def _settle(self, kinds: np.ndarray) -> Arranged:
        keys, most = self._sorted_keys(kinds)
        split = self._having.values >= SPLIT_FROM
        # What is not filled is no memory.
        postings = np.empty(most, dtype=np.uint32)
        bounds = np.zeros(len(split) * KINDS + 1, dtype=np.int32)
        filled = begin = 0
        while begin < len(keys):
            # All of a term together, as its rows come by kind.
            last_term = keys.item(min(begin + SORTED_AT_ONCE, len(keys)) - 1) >> _POSTING_BITS
            end = int(np.searchsorted(keys, last_term + 1 << _POSTING_BITS))
            found = _by_kind(keys[begin:end], split, kinds)
            postings[filled : filled + len(found)] = found & _POSTING
            np.add.at(bounds, (found >> _POSTING_BITS) + 1, np.int32(1))
            filled += len(found)
            begin = end
        np.cumsum(bounds, out=bounds)
        postings = postings[:filled]
        heads = np.empty((len(split) + 1, 2), dtype=np.int32)
        heads[:, 0] = bounds[::KINDS]
        heads[:-1, 1] = np.where(split, split.cumsum() - 1, -1)
        heads[-1, 1] = -1
        arranged = self._cut(split.nonzero()[0], bounds, postings)
        return Arranged(Growing(np.int32, heads.ravel()), Growing(np.uint32, postings), *arranged)

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

    def _cut(
        self, split: np.ndarray, bounds: np.ndarray, postings: np.ndarray
    ) -> tuple[np.ndarray, int, np.ndarray]:
        """Return ``lists``, ``stride`` and ``cuts`` of ``Arranged``.

        Args:
            split: The terms that are split by kind.
            bounds: Where the postings of each kind of each term begin, and at the end where all end.
            postings: All of them.
        """
        stride = -(-len(self._texts) // (BLOCKS * WORD)) * WORD or WORD
        firsts = np.arange(0, len(self._texts) + stride, stride)
        begins = bounds.take(split[:, np.newaxis] * KINDS + np.arange(KINDS + 1))
        long = np.diff(begins) >= LONG
        lists = np.empty((len(split), 2 * KINDS + 1), dtype=np.int32)
        lists[:, ::2] = begins
        lists[:, 1::2] = np.where(long, long.cumsum().reshape(long.shape) - 1, -1)
        cuts = np.empty((long.sum(), len(firsts)), dtype=np.int32)
        ends = zip(begins[:, :-1][long].tolist(), begins[:, 1:][long].tolist(), strict=True)
        for place, (begin, end) in enumerate(ends):
            cuts[place] = begin + np.searchsorted(postings[begin:end] >> STRENGTH_BITS, firsts)
        return lists, stride, cuts

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
            times: row << STRENGTH_BITS | max(1, round(STRONGEST * times / (times + damped)))
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

    def fresh(self, terms: np.ndarray) -> tuple[Arranged, np.ndarray]:
        """Return the fresh postings of terms; they stay until the next call.

        Args:
            terms: What is asked for, each term with what it is worth.

        Returns:
            The postings, and the terms as they are numbered there, with their worths; others have none.
        """
        heads, postings, asked = [0, -1], array("I"), list[tuple[int, int]]()
        for term, worth in terms.tolist():
            if term in self._fresh:
                postings += self._fresh[term]
                heads += [len(postings), -1]
                asked.append((len(asked), worth))
        self._asked_of_fresh.heads.become(heads)
        self._asked_of_fresh.postings.become(postings)
        return self._asked_of_fresh, np.array(asked, dtype=np.int32).reshape(-1, 2)


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
