"""The innermost loop: add up what the words of a question are worth for each row that is allowed.

There are two with the same answers: on numpy alone, and compiled by numba where the extra ``fast`` is
installed. All sums are of whole numbers, so that no order of adding changes them.
"""

from __future__ import annotations

from functools import cache, partial
from itertools import accumulate
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from matchmaker.matching.index.arrays import WORD, all_set
from matchmaker.matching.index.expansion import PlainExpansion
from matchmaker.matching.index.likeness import NumpyLikeness
from matchmaker.matching.index.reading import PlainReader
from matchmaker.matching.index.spelling import Spelling
from matchmaker.vocabulary import NeedKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from matchmaker.matching.index.arrays import Growing
    from matchmaker.matching.index.expansion import Compounds, Expansion
    from matchmaker.matching.index.likeness import Lengths, Likeness
    from matchmaker.matching.index.postings import Postings
    from matchmaker.matching.index.reading import Reader
    from matchmaker.matching.index.texts import Texts, Vocabulary

KINDS = len(NeedKind)
STRENGTH_BITS = 8
STRONGEST = (1 << STRENGTH_BITS) - 1
# How strongly a row has a term is one of so many levels, each a sixth above the one before it: finer ones do
# not find more. A block has so few rows that a row within it and a level take two bytes.
LEVEL_BITS, MOST_ROWS = 4, 1 << 12
LEVEL = (1 << LEVEL_BITS) - 1
STRENGTHS = np.rint(STRONGEST * (6 / 7) ** np.arange(LEVEL, -1, -1)).astype(np.int64)
# A key is a worth with a rank turned over below it, so that of equal worths the first rank is the higher key.
RANK_BITS = 31
LAST_RANK = (1 << RANK_BITS) - 1
# Where not all are candidates, so many that share the most telling words are; of those that refuse the asker
# fewer, and only by the words that tell most: they matter only where they speak to the need itself.
SHORTLIST, SHORTLIST_REFUSED = 150, 40
WORDS_REFUSED = 3
# So few postings numpy looks through whole sooner than in stretches.
_FEW = 1024


class Arranged(NamedTuple):
    """Postings by term, and of terms in many rows by need kind: there a row stands under each of its kinds.

    All postings of another term, or those of one kind of such a term, are a list. Rows are counted in blocks;
    of long lists is known where each block begins. Of very many rows long lists may stand apart, with rows
    counted from the beginning of their block, so that a posting takes two bytes instead of four.

    Attributes:
        heads: For each term where its postings begin and, if it is split by kind, which row of ``lists`` is
            its own, else a number below 0; at the end where the last postings end. All 32 bits each.
        postings: Rows, ascending within a list; in the lowest ``STRENGTH_BITS`` how strongly the row has the
            term, one of ``STRENGTHS``; 32 bits without a sign.
        lists: For each term that is split and each kind (in the order of ``NeedKind``) where its list
            begins, and which row of ``cuts`` is its own, below 0 for a short one; at the end where the last
            list ends. One that stands apart is empty here.
        stride: How many rows a block has; a multiple of ``WORD``.
        cuts: Where the postings of each block begin, and at the end where the last ones end; a row for each
            long list.
        apart: The postings of long lists with rows counted from the beginning of their block; in the lowest
            ``LEVEL_BITS`` the place in ``STRENGTHS``; 16 bits; empty where these stand among the others.
    """

    heads: Growing
    postings: Growing
    lists: np.ndarray
    stride: int
    cuts: np.ndarray
    apart: np.ndarray


class Asked(NamedTuple):
    """What is looked for among postings, and where.

    Attributes:
        terms: Which terms, each with what it is worth, at least 1.
        kinds: The need kinds to look under, as bits in the order of ``NeedKind``.
        masks: Bits by row, one mask a row of this table.
        conditions: The numbers of the masks, at least one, in all of which the bit of a row must be set. In
            one of them it is set only for rows of these kinds.
        edges: At which blocks stretches of rows that may be allowed begin and end, in turn and ascending.
    """

    terms: Sequence[tuple[int, int]]
    kinds: int
    masks: np.ndarray
    conditions: Sequence[int]
    edges: np.ndarray


class Where(NamedTuple):
    """Where to look for what a question asks for; see ``Asked``."""

    kinds: int
    masks: np.ndarray
    conditions: Sequence[int]
    edges: np.ndarray


class Known(NamedTuple):
    """What is known of each row.

    Attributes:
        ranks: Of rows of the same worth the one with the lowest rank goes first; 32 bits each.
        kinds: The need kinds that it offers, as bits; 16 of them.
        by_rank: The settled rows, which have the lowest ranks, in the order of these; 32 bits each.
        numbers: The number of each, as it was put in; 32 bits each.
    """

    ranks: Growing
    kinds: Growing
    by_rank: np.ndarray
    numbers: Growing


# Which of the masks of ``Sides`` is which.
ALLOWED, REFUSED = 0, 1


class Sides(NamedTuple):
    """The two sides that a need divides what is there into.

    Attributes:
        masks: Bits by row: of what is allowed, and of what is refused.
        allowed: How many are allowed.
        refused: How many are refused.
    """

    masks: np.ndarray
    allowed: int
    refused: int


class Search(Protocol):
    """Searches settled rows; one question at a time."""

    def best(
        self, text: str, themes: Mapping[str, float], where: Where, limit: int
    ) -> tuple[list[int], list[int]]:
        """Return the numbers of the allowed rows that are most worth, the most worth first, and their worths.

        Args:
            text: The question.
            themes: Ids of the themes that it is about, each with a strength up to 1.
            where: Where to look.
            limit: How many rows at most.
        """
        ...

    def candidates(
        self,
        text: str,
        themes: Mapping[str, float],
        where: Where,
        among: Sequence[int],
        everywhere: np.ndarray,
        all_of: int,
    ) -> tuple[np.ndarray, int, bool, bool]:
        """Return rows to look at, the allowed ones first, how many these are, and which sides are whole.

        Of either side these are all, where they are no more than ``all_of``; otherwise the most worth ones,
        the most worth first.

        Args:
            text: The question.
            themes: As above.
            where: Where to look for allowed ones.
            among: The numbers of the masks in all of which is what is there; see ``Kernel.divided``.
            everywhere: The edges of all blocks.
            all_of: So many of a side are all looked at.
        """
        ...


class Kernel(Protocol):
    """Adds up worths over postings; one question at a time.

    Attributes:
        apart_from: From so many rows on long lists of postings are to stand apart; see ``Arranged``.
    """

    apart_from: float

    def likeness(self, texts: Texts, lengths: Lengths) -> Likeness:
        """Return what works out how alike questions and texts are, in the same way."""
        ...

    def expansions(self, vocabulary: Vocabulary, compounds: Compounds) -> Callable[[Postings], Expansion]:
        """Return what makes, for postings over a vocabulary, what reads questions in the same way."""
        ...

    def reader(self, vocabulary: Vocabulary) -> Reader:
        """Return what reads questions by the n-grams of a vocabulary in the same way."""
        ...

    def divided(self, masks: np.ndarray, conditions: Sequence[int], among: Sequence[int]) -> Sides:
        """Return what is allowed, as it meets all of the conditions, and what is refused of what is there.

        Args:
            masks: Bits by row, one mask a row of this table.
            conditions: The numbers of the masks in all of which is what is allowed.
            among: The numbers of the masks in all of which is what is there; what is allowed must be.
        """
        ...

    def most_worth(
        self, arranged: Arranged, asked: Asked, known: Known, limit: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the ranks of the allowed rows with the most worth, the most worth first, and their worths.

        Both stay as they are until the next call.

        Args:
            arranged: The postings.
            asked: The terms, and where to look.
            known: What is known of each row.
            limit: How many rows at most.
        """
        ...

    def search(self, postings: Postings, expansion: Expansion, known: Known) -> Search | None:
        """Return what reads a question and searches in one call, or None if that takes as many as otherwise.

        Args:
            postings: What to search.
            expansion: What the kernel itself made to read questions for these postings.
            known: What is known of each row.
        """
        ...


class NumpyKernel:
    """Looks up the rows that are allowed, and adds their worths in an array that is wiped after."""

    # To put rows together takes a fifth of the time of a question.
    apart_from: float = inf

    def __init__(self) -> None:
        self._worth = np.zeros(0, dtype=np.int32)

    def likeness(self, texts: Texts, lengths: Lengths) -> Likeness:
        """See ``Kernel``."""
        return NumpyLikeness(texts, lengths)

    def expansions(self, vocabulary: Vocabulary, compounds: Compounds) -> Callable[[Postings], Expansion]:
        """See ``Kernel``."""
        return partial(PlainExpansion, vocabulary, compounds, Spelling(vocabulary))

    def reader(self, vocabulary: Vocabulary) -> Reader:
        """See ``Kernel``."""
        return PlainReader(vocabulary)

    def divided(self, masks: np.ndarray, conditions: Sequence[int], among: Sequence[int]) -> Sides:
        """See ``Kernel``."""
        sides = np.empty((2, masks.shape[1]), dtype=np.uint64)
        sides[0] = all_set(masks, conditions)
        np.bitwise_xor(all_set(masks, among), sides[0], out=sides[1])
        return Sides(sides, *np.bitwise_count(sides).sum(axis=1).tolist())

    def most_worth(
        self, arranged: Arranged, asked: Asked, known: Known, limit: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """See ``Kernel``."""
        room = asked.masks.shape[1] * WORD
        if room > len(self._worth):
            self._worth = np.zeros(room, dtype=np.int32)
        rows, gained = _allowed_postings(arranged, asked, known.kinds)
        worth = self._worth
        np.add.at(worth, rows, gained)
        worths = worth.take(rows)
        worth[rows] = 0
        # A row is there as often as it has a term that is asked for.
        surplus = len(rows) - limit * len(asked.terms)
        if surplus > 0:
            parted = worths.copy()
            parted.partition(surplus)
            near = (worths >= parted[surplus]).nonzero()[0]
            rows, worths = rows.take(near), worths.take(near)
        keys = worths.astype(np.int64)
        keys <<= RANK_BITS
        keys |= known.ranks.values.take(rows) ^ LAST_RANK
        keys.sort()
        best = np.concatenate((keys[:1], keys[1:].compress(keys[1:] != keys[:-1])))[::-1][:limit]
        return ~best & LAST_RANK, best >> RANK_BITS

    def search(self, postings: Postings, expansion: Expansion, known: Known) -> Search | None:
        """See ``Kernel``."""
        del postings, expansion, known
        return None


def _allowed_postings(arranged: Arranged, asked: Asked, kinds: Growing) -> tuple[np.ndarray, np.ndarray]:
    """Return row and worth of the postings of allowed rows, each row under the first kind asked for."""
    stretches = _stretches_within(arranged, asked)
    if not stretches:
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.int32)
    all_postings = arranged.postings.values
    parts = [all_postings[begin:end] for begin, end, _, _ in stretches]
    postings = np.concatenate(parts)
    eights = all_set(asked.masks, asked.conditions).view(np.uint8)
    # The lowest byte is how strongly, the one above it ends in the bit of the row among its eight.
    fits = eights.take(postings >> STRENGTH_BITS + 3) >> (postings.view(np.uint8)[1::4] & 7) & 1
    kept = fits.view(np.bool_).nonzero()[0]
    # How many postings of each part are left: so many more than of those up to the part before it.
    many = kept.searchsorted([*accumulate(map(len, parts))])
    many[1:] -= many[:-1].copy()
    postings = postings.take(kept)
    rows = (postings >> STRENGTH_BITS).astype(np.intp)
    _, _, worths, earlier = zip(*stretches, strict=True)
    # Numpy adds ten times as fast where what is added is as wide as where it goes.
    gained = np.array(worths, dtype=np.int32).repeat(many)
    gained *= postings.view(np.uint8)[::4]
    if any(earlier):
        held = kinds.values.take(rows)
        first = (held & np.array(earlier, dtype=held.dtype).repeat(many) == 0).nonzero()[0]
        rows, gained = rows.take(first), gained.take(first)
    return rows, gained


def _stretches_within(arranged: Arranged, asked: Asked) -> list[tuple[int, int, int, int]]:
    """Return which stretches of postings to look through for each term and kind.

    Of each where it begins and ends, what it is worth, and under which kinds a row is earlier. Of long lists
    only what may be allowed is looked through.
    """
    found = list[tuple[int, int, int, int]]()
    heads, lists, kinds = arranged.heads.values.data, arranged.lists, _kinds_of(asked.kinds)
    for term, worth in asked.terms:
        first, own, last = heads[2 * term : 2 * term + 3]
        if own < 0:
            found.append((first, last, worth, 0))
            continue
        of_term = lists[own].tolist()
        for kind, before in kinds:
            first, cut, last = of_term[2 * kind : 2 * kind + 3]
            if cut < 0 or last - first <= _FEW:
                found.append((first, last, worth, before))
                continue
            cuts = arranged.cuts[cut].take(asked.edges).tolist()
            for edge in range(0, len(cuts), 2):
                if cuts[edge] < cuts[edge + 1]:
                    found.append((cuts[edge], cuts[edge + 1], worth, before))
    return found


@cache
def _kinds_of(kinds: int) -> tuple[tuple[int, int], ...]:
    """Return which kinds these bits mean, each with the bits of those before it."""
    return tuple((kind, kinds & (1 << kind) - 1) for kind in range(KINDS) if kinds >> kind & 1)


def numba_kernel() -> Kernel | None:
    """Return the compiled kernel, or None where numba is not installed or told not to compile."""
    try:
        import numba  # noqa: PLC0415  # an optional extra

        from matchmaker.matching.index.compiled_kernels import NumbaKernel  # noqa: PLC0415  # needs it
    except ModuleNotFoundError:
        return None
    settings: Any = numba.config
    return None if settings.DISABLE_JIT else NumbaKernel()
