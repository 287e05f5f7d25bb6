"""A shortlist of offerings for a need, in microseconds, and right in the very next answer after a change."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from threading import RLock
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from matchmaker.errors import NotFound
from matchmaker.matching.descriptions import describe_itself, examples, labels_of
from matchmaker.matching.index.arrays import WORD, Growing, give_back, unpacked
from matchmaker.matching.index.columns import Columns, kinds_asked
from matchmaker.matching.index.expansion import Compounds
from matchmaker.matching.index.kernels import (
    ALLOWED,
    REFUSED,
    SHORTLIST,
    SHORTLIST_REFUSED,
    WORDS_REFUSED,
    Asked,
    Known,
    NumpyKernel,
    Where,
    numba_kernel,
)
from matchmaker.matching.index.ngrams import Ngrams
from matchmaker.matching.index.postings import Postings
from matchmaker.matching.index.strings import Strings
from matchmaker.matching.index.texts import Texts, Vocabulary, tag
from matchmaker.matching.index.zones import Zones

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from scipy.sparse import csr_matrix

    from matchmaker.matching.index.expansion import Expansion
    from matchmaker.matching.index.kernels import Arranged, Kernel
    from matchmaker.matching.index.likeness import Alike
    from matchmaker.matching.index.ngrams import Reading
    from matchmaker.matching.index.reading import Reader
    from matchmaker.matching.knowledge import Knowledge
    from matchmaker.model import Need, Offering

# So many offerings are all looked at.
ALL_OF = 300
# From so many fresh rows on it pays to merge, and of so many rows to give back what arranging them left.
MANY_FRESH, MANY_ROWS = 1024, 10_000
_NONE = np.zeros(0, dtype=np.int64)
_NO_THEMES: dict[str, float] = {}


# All places of an array.
EVERY = slice(None)


class Candidates(NamedTuple):
    """Offerings that a need may be about: those that the asker may use, then those that refuse.

    Attributes:
        numbers: The number of each, as it was put in.
        allowed: How many the asker may use.
        all_allowed: Whether these are all that the asker may use, in no order. Otherwise they are those that
            share the most telling words, the most telling first.
        all_refused: The same of those that refuse.
        alike: Gives how alike the question is to those at some places.
    """

    numbers: np.ndarray
    allowed: int
    all_allowed: bool
    all_refused: bool
    alike: Callable[[np.ndarray | slice], Alike]


class _Rows(NamedTuple):
    """Candidates by their rows; see there."""

    rows: np.ndarray
    allowed: int
    all_allowed: bool
    all_refused: bool


class OfferingIndex:
    """Finds the few hundred offerings that a need may be about, of those whose conditions it does not fail.

    An offering that was put in or taken out is so in the next answer. Answers do not depend on the order of
    changes. Every method may be called from any thread. There is room for 16 million offerings.
    """

    def __init__(
        self, offerings: Iterable[Offering], knowledge: Knowledge, *, kernel: Kernel | None = None
    ) -> None:
        """Take in offerings; of two with the same id the last one counts.

        Args:
            offerings: What to find, numbered from 0 in this order; each is looked at once and not kept.
            knowledge: Places, themes and actors.
            kernel: What adds up; by default the compiled one where it is installed.
        """
        self._knowledge = knowledge
        compounds = Compounds(knowledge.thesaurus)
        self._kernel = kernel or numba_kernel() or NumpyKernel()
        self._lock = RLock()
        self._changes: list[tuple[Offering, int] | str] | None = None
        self._vocabulary = Vocabulary(compounds.parts)
        self._state = self._made(offerings, compounds)
        self._give_back()

    def _made(self, offerings: Iterable[Offering], compounds: Compounds) -> _State:
        """Return offerings arranged; what else that takes is let go of at the end."""
        texts, columns = Texts(self._vocabulary), Columns(self._knowledge)
        ids = Strings(_taken_in(offerings, self._knowledge, texts, columns))
        self._vocabulary.fit()
        self._expansions = self._kernel.expansions(self._vocabulary, compounds)
        self._reader = self._kernel.reader(self._vocabulary)
        rows = columns.arranged(_last_by_id(ids))
        # What is replaced is let go of before the rest is made.
        texts, columns, ids = (
            texts.taken(rows),
            columns.taken(rows),
            Strings(map(ids.__getitem__, rows.tolist())),
        )
        return self._arranged(ids, rows, texts, columns)

    def _arranged(self, ids: Strings, numbers: np.ndarray, texts: Texts, columns: Columns) -> _State:
        return _State(ids, numbers, texts, columns, self._kernel, self._expansions, self._reader)

    def _give_back(self) -> None:
        """Give back what arranging left, once nothing of it is used any more."""
        if len(self) >= MANY_ROWS:
            give_back()

    def __len__(self) -> int:
        return self._state.living

    @property
    def wants_merge(self) -> bool:
        """Whether so many offerings were put in since the last merge that merging makes answers quicker."""
        return self._state.postings.fresh_rows >= MANY_FRESH

    def upsert(self, offering: Offering, number: int) -> None:
        """Add an offering under a number of the caller's, or put it in the place of the one with its id."""
        with self._lock:
            if self._changes is not None:
                self._changes.append((offering, number))
            self._state.upsert(offering, number, self._knowledge)

    def remove(self, offering_id: str) -> None:
        """Take an offering out.

        Raises:
            NotFound: There is no such offering.
        """
        with self._lock:
            self._state.remove(offering_id)
            if self._changes is not None:
                self._changes.append(offering_id)

    def merge(self) -> None:
        """Arrange everything anew, so that answers are as quick as from a new index; no answer changes.

        This may take seconds, and can be done in a thread of its own: answers and changes go on meanwhile.
        """
        self._merge()
        self._give_back()

    def _merge(self) -> None:
        with self._lock:
            if self._changes is not None:
                return
            self._changes = []
            self._vocabulary.fit()
            old = self._state
            rows = old.columns.arranged(old.living_rows())
            columns = old.columns.taken(rows)
        try:
            ids = Strings(map(old.id_of, rows.tolist()))
            new = self._arranged(ids, old.numbers.values[rows], old.texts.taken(rows), columns)
            with self._lock:
                for change in self._changes:
                    if isinstance(change, str):
                        new.remove(change)
                    else:
                        new.upsert(*change, self._knowledge)
                self._state = new
        finally:
            self._changes = None

    def read(self, text: str) -> Reading:
        """Return a question as the catalogue sees it, n-gram by n-gram."""
        with self._lock:
            return self._state.ngrams.read(text)

    def best(self, need: Need, limit: int = 10, themes: Mapping[str, float] = _NO_THEMES) -> dict[int, int]:
        """Return the allowed offerings of the kinds asked for that share the most telling words.

        Args:
            need: What is asked; ``kinds`` empty means any.
            limit: How many at most; ties by id.
            themes: Ids of the themes that the question is about, each with a strength up to 1.

        Returns:
            The number of each, as it was put in, best first, with what the shared words are worth, which is
            only to be compared within one answer. No two may have the same number.
        """
        with self._lock:
            return self._state.best(need, themes, limit)

    def shortlist(
        self, need: Need, reading: Reading, themes: Mapping[str, float] = _NO_THEMES, size: int = ALL_OF
    ) -> Candidates:
        """Return offerings of the kinds asked for that a need may be about: the allowed and the refused ones.

        Where no more than ``size`` are allowed or refused these are all of them. Otherwise they are the
        ``SHORTLIST`` ones that share the most telling words, of the refused ones ``SHORTLIST_REFUSED``.
        """
        with self._lock:
            state = self._state
            found = state.shortlist(need, themes, size)
            numbers = state.numbers.values.take(found.rows)

        def alike(places: np.ndarray | slice) -> Alike:
            # Rows keep their numbers in an arrangement that a merge has replaced.
            with self._lock:
                return state.alike(reading, found.rows[places])

        return Candidates(numbers, *found[1:], alike)

    def alike(self, reading: Reading, offering_ids: Sequence[str]) -> Alike:
        """Return how alike a question is to offerings, whoever may use them.

        Raises:
            NotFound: There is no such offering.
        """
        with self._lock:
            return self._state.alike(reading, self._state.rows_of(offering_ids))

    def vector(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """Return the n-grams of a text that the offerings have, with weights that make a vector of length 1.

        Numbers of n-grams stay the same while the index lives.
        """
        with self._lock:
            return self._state.ngrams.vector(text)

    def vectors(self, offering_ids: Sequence[str]) -> tuple[csr_matrix, np.ndarray]:
        """Return such vectors of all texts of offerings, those of one together, and how many each has.

        The first text is what an offering says of itself, the others are its ``examples``.

        Raises:
            NotFound: There is no such offering.
        """
        with self._lock:
            documents, lengths = self._state.texts.documents(self._state.rows_of(offering_ids))
            return self._state.ngrams.vectors(documents), lengths


class _State:
    """Everything that one arrangement of rows shares: settled rows first, then fresh ones."""

    def __init__(
        self,
        ids: Strings,
        numbers: np.ndarray,
        texts: Texts,
        columns: Columns,
        kernel: Kernel,
        expansions: Callable[[Postings], Expansion],
        reader: Reader,
    ) -> None:
        self._kernel = kernel
        self.numbers = Growing(np.int32, numbers)
        self.texts = texts
        self.columns = columns
        self.ngrams = Ngrams(texts, kernel.likeness, reader)
        self.postings = Postings(texts, columns.kinds.values, kernel.apart_from)
        self._zones = Zones(columns.areas, self.postings.settled.stride, columns.serving)
        self._expansion = expansions(self.postings)
        self._settled = len(ids)
        by_id = sorted(range(len(ids)), key=ids.__getitem__)
        self._settled_ids = Strings(map(ids.__getitem__, by_id))
        self._settled_by_id = np.array(by_id, dtype=np.int32)
        self._fresh_ids: list[str] = []
        self._fresh_by_id: list[tuple[str, int]] = []
        self._fresh_in_order = Growing(np.int32)
        self._ranks = Growing(np.int32, np.zeros(len(ids), dtype=np.int32))
        self._ranks.values[self._settled_by_id] = np.arange(len(ids), dtype=np.int32)
        self._alive = Growing(np.bool_, np.ones(len(ids), dtype=np.bool_))
        self._row_of_fresh: dict[str, int] = {}
        self._known = Known(self._ranks, columns.kinds, self._settled_by_id, self.numbers)
        self._search = kernel.search(self.postings, self._expansion, self._known)
        self.living = len(ids)

    def _row(self, offering_id: str) -> int | None:
        row = self._row_of_fresh.get(offering_id)
        if row is None:
            place = bisect_left(self._settled_ids, offering_id)
            if place == self._settled or self._settled_ids[place] != offering_id:
                return None
            row = int(self._settled_by_id[place])
        return row if self._alive.values[row] else None

    def id_of(self, row: int) -> str:
        """Return the id of the offering of a row."""
        if row < self._settled:
            rank: int = self._ranks.values.item(row)
            return self._settled_ids[rank]
        return self._fresh_ids[row - self._settled]

    def rows_of(self, offering_ids: Sequence[str]) -> np.ndarray:
        """Return the rows of offerings that are there."""
        rows = [self._row(offering_id) for offering_id in offering_ids]
        if None in rows:
            raise NotFound("offering", offering_ids[rows.index(None)])
        return np.array(rows, dtype=np.int64)

    def upsert(self, offering: Offering, number: int, knowledge: Knowledge) -> None:
        known = self._row(offering.id)
        if known is not None:
            self._retire(known)
        row = len(self.columns)
        _take_in(offering, knowledge, self.texts, self.columns)
        self._fresh_ids.append(offering.id)
        self.numbers.append(number)
        self._alive.append(value=1)
        self._row_of_fresh[offering.id] = row
        self._rank(offering.id, row)
        self.ngrams.add(row)
        self.postings.add(row)
        self.living += 1

    def _rank(self, offering_id: str, row: int) -> None:
        """Rank the next row by its id among the fresh ones, which come after the settled ones."""
        place = bisect_left(self._fresh_by_id, (offering_id, row))
        if place < len(self._fresh_by_id):
            self._ranks.values[self._fresh_in_order.values[place:]] += 1
        self._ranks.append(self._settled + place)
        self._fresh_by_id.insert(place, (offering_id, row))
        self._fresh_in_order.insert(place, row)

    def remove(self, offering_id: str) -> None:
        row = self._row(offering_id)
        if row is None:
            raise NotFound("offering", offering_id)
        self._retire(row)

    def _retire(self, row: int) -> None:
        self._alive.values[row] = False
        self.columns.retire(row)
        self.ngrams.remove(row)
        self.postings.remove(row)
        self.living -= 1

    def living_rows(self) -> np.ndarray:
        """Return the rows that are not taken out, settled ones first, both in the order of their ids."""
        rows = np.concatenate([self._settled_by_id, self._fresh_in_order.values])
        living: np.ndarray = rows[self._alive.values[rows]]
        return living

    def shortlist(self, need: Need, themes: Mapping[str, float], all_of: int) -> _Rows:
        kinds = kinds_asked(need)
        conditions, among = self.columns.asked(need, kinds)
        if self._search and not self._row_of_fresh:
            near, everywhere = self._zones.edges(need.municipality_id), self._zones.edges(None)
            where = Where(kinds, self.columns.masks, conditions, near)
            return _Rows(*self._search.candidates(need.text, themes, where, among, everywhere, all_of))
        sides = self._kernel.divided(self.columns.masks, conditions, among)
        terms = self._expansion.asked(need.text, themes)
        if sides.allowed <= all_of:
            allowed = self._rows_in(sides.masks[ALLOWED])
        else:
            edges = self._zones.edges(need.municipality_id)
            allowed = self._worth_most(Asked(terms, kinds, sides.masks, [ALLOWED], edges), SHORTLIST)
        if sides.refused <= all_of:
            refused = self._rows_in(sides.masks[REFUSED])
        else:
            edges, telling = self._zones.edges(None), terms[:WORDS_REFUSED]
            refused = self._worth_most(
                Asked(telling, kinds, sides.masks, [REFUSED], edges), SHORTLIST_REFUSED
            )
        rows = np.concatenate((allowed, refused))
        return _Rows(rows, len(allowed), sides.allowed <= all_of, sides.refused <= all_of)

    def alike(self, reading: Reading, rows: np.ndarray) -> Alike:
        """Return how alike a question is to rows."""
        return self.ngrams.similarities(reading, rows)

    def _rows_in(self, mask: np.ndarray) -> np.ndarray:
        """Return the rows that are in a mask."""
        return unpacked(mask, len(self.columns)).nonzero()[0]

    def _worth_most(self, asked: Asked, limit: int) -> np.ndarray:
        """Return the rows with the most worth."""
        return self._rows_ranking(self._most_worth(asked, limit)[0])

    def _rows_ranking(self, ranks: np.ndarray) -> np.ndarray:
        """Return the rows of ranks: those of settled rows first, then of fresh ones."""
        if not self._row_of_fresh:
            return self._settled_by_id.take(ranks)
        late = ranks >= self._settled
        rows = np.empty(len(ranks), dtype=np.int64)
        rows[~late] = self._settled_by_id[ranks[~late]]
        rows[late] = self._fresh_in_order.values[ranks[late] - self._settled]
        return rows

    def best(self, need: Need, themes: Mapping[str, float], limit: int) -> dict[int, int]:
        kinds = kinds_asked(need)
        conditions = self.columns.conditions(need)
        conditions.append(self.columns.kinds_mask(kinds))
        masks, edges = self.columns.masks, self._zones.edges(need.municipality_id)
        if self._search and not self._row_of_fresh:
            where = Where(kinds, masks, conditions, edges)
            numbers, worths = self._search.best(need.text, themes, where, limit)
        else:
            asked = Asked(self._expansion.asked(need.text, themes), kinds, masks, conditions, edges)
            ranks, found = self._most_worth(asked, limit)
            numbers, worths = self.numbers.values.take(self._rows_ranking(ranks)).tolist(), found.tolist()
        return dict(zip(numbers, worths, strict=True))

    def _id_ranking(self, rank: int) -> str:
        if rank < self._settled:
            return self._settled_ids[rank]
        return self._fresh_by_id[rank - self._settled][0]

    def _most_worth(self, asked: Asked, limit: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the ranks of the rows with the most worth, best first and ties by id, and their worths."""
        if not self._row_of_fresh:
            return self._most_worth_of(self.postings.settled, asked, limit)
        terms, kinds, masks, conditions, edges = asked
        known = self.postings.settled_terms
        early = [(term, worth) for term, worth in terms if term < known]
        asked = Asked(early, kinds, masks, conditions, edges)
        settled = _pairs(*self._most_worth_of(self.postings.settled, asked, limit))
        arranged, late = self.postings.fresh(terms)
        edges = np.array([self._settled // WORD, -(-len(self.columns) // WORD)], dtype=np.int32)
        asked = Asked(late, kinds, masks, conditions, edges)
        fresh = _pairs(*self._most_worth_of(arranged, asked, limit))
        best = sorted(settled + fresh, key=lambda found: (-found[1], self._id_ranking(found[0])))[:limit]
        ranks, worths = np.array(best, dtype=np.int64).reshape(-1, 2).T
        return ranks, worths

    def _most_worth_of(self, arranged: Arranged, asked: Asked, limit: int) -> tuple[np.ndarray, np.ndarray]:
        return self._kernel.most_worth(arranged, asked, self._known, limit) if asked.terms else (_NONE, _NONE)


def _pairs(ranks: np.ndarray, worths: np.ndarray) -> list[tuple[int, int]]:
    return [*zip(ranks.tolist(), worths.tolist(), strict=True)]


def _taken_in(
    offerings: Iterable[Offering], knowledge: Knowledge, texts: Texts, columns: Columns
) -> Iterator[str]:
    """Take in offerings one by one, and yield the id of each."""
    for offering in offerings:
        _take_in(offering, knowledge, texts, columns)
        yield offering.id


def _take_in(offering: Offering, knowledge: Knowledge, texts: Texts, columns: Columns) -> None:
    """Add the next row to both."""
    about = {tag(one): labels for one, labels in labels_of(offering, knowledge).items()}
    texts.add([describe_itself(offering, knowledge), *examples(offering)], about)
    columns.add(offering)


def _last_by_id(ids: Strings) -> np.ndarray:
    """Return the places of ids in their order, of equal ones the last place."""
    places = sorted(range(len(ids)), key=ids.__getitem__)
    last = [place for place, after in pairwise(places) if ids[place] != ids[after]]
    return np.array(last + places[-1:], dtype=np.int64)
