"""A shortlist of offerings for a need, in microseconds, and right in the very next answer after a change."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from threading import RLock
from typing import TYPE_CHECKING

import numpy as np

from matchmaker.errors import NotFound
from matchmaker.matching.index.arrays import Growing, how_many, unpacked
from matchmaker.matching.index.columns import Columns
from matchmaker.matching.index.expansion import Compounds, Expansion
from matchmaker.matching.index.kernels import NumpyKernel, numba_kernel
from matchmaker.matching.index.ngrams import Ngrams
from matchmaker.matching.index.postings import KINDS, Found, Postings
from matchmaker.matching.index.texts import Texts, Vocabulary, tag
from matchmaker.matching.shortlist import describe
from matchmaker.vocabulary import NeedKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from matchmaker.matching.index.arrays import Bits
    from matchmaker.matching.index.kernels import Kernel
    from matchmaker.matching.index.ngrams import Reading
    from matchmaker.matching.knowledge import Knowledge
    from matchmaker.model import Need, Offering

SHORTLIST = 300
# From so many fresh rows on, or one in so many of all rows, it pays to merge.
MANY_FRESH, FRESH_SHARE = 2048, 64
_PLACE_OF_KIND = {kind: place for place, kind in enumerate(NeedKind)}
_ALL_KINDS = range(KINDS)


@dataclass(frozen=True, slots=True)
class Hit:
    """An offering that shares words with a question.

    Attributes:
        offering_id: Which.
        worth: What the shared words are worth; only to be compared with others of the same answer.
    """

    offering_id: str
    worth: int


@dataclass(frozen=True, slots=True)
class Candidates:
    """Offerings to look at closely, by id.

    Attributes:
        offering_ids: Which.
        about: For each the cosine of the question to what it says of itself.
        nearest: For each the highest cosine of the question to one of its example questions.
    """

    offering_ids: tuple[str, ...]
    about: np.ndarray
    nearest: np.ndarray


class OfferingIndex:
    """Finds the few hundred offerings that a need may be about, of those whose conditions it does not fail.

    An offering that was put in or taken out is so in the next answer. Answers do not depend on the order of
    changes. Every method may be called from any thread.
    """

    def __init__(
        self, offerings: Iterable[Offering], knowledge: Knowledge, *, kernel: Kernel | None = None
    ) -> None:
        """Take in offerings; of two with the same id the last one counts.

        Args:
            offerings: What to find; each is looked at once and not kept.
            knowledge: Places, themes and actors.
            kernel: What adds up; by default the compiled one where it is installed.
        """
        self._knowledge = knowledge
        self._compounds = Compounds(knowledge.thesaurus)
        self._kernel = kernel or numba_kernel() or NumpyKernel()
        self._lock = RLock()
        self._changes: list[Offering | str] | None = None
        texts, columns, ids = Texts(Vocabulary(self._compounds.parts)), Columns(knowledge), list[str]()
        for offering in offerings:
            _take_in(offering, knowledge, texts, columns)
            ids.append(offering.id)
        self._state = self._arranged(_last_by_id(ids), columns.usable(), texts, columns, ids)

    def __len__(self) -> int:
        return self._state.living

    @property
    def wants_merge(self) -> bool:
        """Whether so many offerings were put in since the last merge that merging makes answers quicker."""
        fresh = self._state.postings.fresh
        return fresh >= MANY_FRESH or fresh * FRESH_SHARE > max(MANY_FRESH, len(self._state.ids))

    def upsert(self, offering: Offering) -> None:
        """Add an offering, or put it in the place of the one with its id."""
        with self._lock:
            if self._changes is not None:
                self._changes.append(offering)
            self._state.upsert(offering, self._knowledge)

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
        with self._lock:
            if self._changes is not None:
                return
            self._changes = []
            old = self._state
            rows, usable = old.rows_by_id(), old.columns.usable()
            columns = old.columns.taken(rows, usable[rows])
        try:
            ids = [old.ids[row] for row in rows.tolist()]
            new = _State(ids, old.texts.taken(rows), columns, self._compounds, self._kernel)
            with self._lock:
                for change in self._changes:
                    if isinstance(change, str):
                        new.remove(change)
                    else:
                        new.upsert(change, self._knowledge)
                self._state = new
        finally:
            self._changes = None

    def _arranged(
        self, rows: np.ndarray, usable: np.ndarray, texts: Texts, columns: Columns, ids: list[str]
    ) -> _State:
        if not np.array_equal(rows, np.arange(len(ids))):
            columns, texts = columns.taken(rows, usable[rows]), texts.taken(rows)
            ids = [ids[row] for row in rows.tolist()]
        return _State(ids, texts, columns, self._compounds, self._kernel)

    def read(self, text: str) -> Reading:
        """Return a question as the catalogue sees it, n-gram by n-gram."""
        with self._lock:
            return self._state.ngrams.read(text)

    def best(self, need: Need, limit: int = 10, themes: Mapping[str, float] | None = None) -> tuple[Hit, ...]:
        """Return the allowed offerings of the kinds asked for that share the most telling words, best first.

        Args:
            need: What is asked; ``kinds`` empty means any.
            limit: How many at most; ties by id.
            themes: Ids of the themes that the question is about, each with a strength up to 1.
        """
        with self._lock:
            state = self._state
            found = state.search(need, themes or {}, state.columns.allowed(need), limit)
            ids = state.ids
            pairs = zip(found.worths.tolist(), found.rows.tolist(), strict=True)
            hits = [Hit(ids[row], worth) for worth, row in pairs]
        return tuple(sorted(hits, key=lambda hit: (-hit.worth, hit.offering_id)))

    def candidates(
        self, need: Need, reading: Reading, size: int = SHORTLIST, themes: Mapping[str, float] | None = None
    ) -> Candidates:
        """Return the allowed offerings of the kinds asked for that a need may be about, by id.

        Where no more than ``size`` are allowed these are all of them, otherwise those that share the most
        telling words.
        """
        with self._lock:
            return self._state.candidates(need, reading, size, themes or {})

    def refused(
        self, need: Need, reading: Reading, size: int = SHORTLIST, themes: Mapping[str, float] | None = None
    ) -> Candidates:
        """Return the same of the offerings for which the asker fails a condition."""
        with self._lock:
            return self._state.refused(need, reading, size, themes or {})


class _State:
    """Everything that one arrangement of rows shares; rows up to the fresh ones are in the order of ids."""

    def __init__(
        self, ids: list[str], texts: Texts, columns: Columns, compounds: Compounds, kernel: Kernel
    ) -> None:
        self.ids = ids
        self.texts = texts
        self.columns = columns
        self.ngrams = Ngrams(texts)
        self.postings = Postings(texts, columns.kinds, kernel)
        self._expansion = Expansion(texts.vocabulary, self.postings, compounds)
        self._settled = len(ids)
        self._alive = Growing(np.bool_, np.ones(len(ids), dtype=np.bool_))
        self._fresh: dict[str, int] = {}
        self.living = len(ids)

    def _row(self, offering_id: str) -> int | None:
        row = self._fresh.get(offering_id)
        if row is None:
            row = bisect_left(self.ids, offering_id, hi=self._settled)
            if row == self._settled or self.ids[row] != offering_id:
                return None
        return row if self._alive.values[row] else None

    def upsert(self, offering: Offering, knowledge: Knowledge) -> None:
        known = self._row(offering.id)
        if known is not None:
            self._retire(known)
        row = len(self.ids)
        _take_in(offering, knowledge, self.texts, self.columns)
        self.ids.append(offering.id)
        self._alive.append(value=1)
        self._fresh[offering.id] = row
        self.ngrams.add(row)
        self.postings.add(row)
        self.living += 1

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

    def rows_by_id(self) -> np.ndarray:
        """Return the rows that are not taken out, in the order of their ids."""
        rows = np.flatnonzero(self._alive.values)
        if not self._fresh:
            return rows
        return np.array(sorted(rows.tolist(), key=self.ids.__getitem__), dtype=np.int64)

    def candidates(self, need: Need, reading: Reading, size: int, themes: Mapping[str, float]) -> Candidates:
        return self._looked_at(need, reading, size, themes, self.columns.allowed(need))

    def refused(self, need: Need, reading: Reading, size: int, themes: Mapping[str, float]) -> Candidates:
        return self._looked_at(need, reading, size, themes, self._living_bits() & ~self.columns.allowed(need))

    def _living_bits(self) -> Bits:
        bits = np.zeros_like(self.columns.of_kinds(()))
        packed = np.packbits(self._alive.values, bitorder="little")
        bits.view(np.uint8)[: len(packed)] = packed
        return bits

    def _looked_at(
        self, need: Need, reading: Reading, size: int, themes: Mapping[str, float], bits: Bits
    ) -> Candidates:
        wanted = bits & self.columns.of_kinds(need.kinds)
        if how_many(wanted) <= size:
            rows = np.flatnonzero(unpacked(wanted, len(self.ids)))
        else:
            rows = self.search(need, themes, wanted, size).rows
        by_id = np.array(sorted(rows.tolist(), key=self.ids.__getitem__), dtype=np.int64)
        about, nearest = self.ngrams.similarities(reading, by_id)
        return Candidates(tuple(self.ids[row] for row in by_id.tolist()), about, nearest)

    def search(self, need: Need, themes: Mapping[str, float], bits: Bits, limit: int) -> Found:
        """Return the rows among those in ``bits`` with the most worth, in no order; ties by id."""
        kinds = [_PLACE_OF_KIND[kind] for kind in dict.fromkeys(need.kinds)] or _ALL_KINDS
        np.bitwise_and(bits, self.columns.of_kinds(need.kinds), out=bits)
        shares = self._expansion.shares(need.text, themes)
        found = self.postings.search(shares, kinds, bits, len(self.ids))
        surplus = len(found.rows) - limit
        if surplus <= 0:
            return found
        least = np.partition(found.worths, surplus)[surplus]
        above = np.flatnonzero(found.worths > least)
        tied = self._first_by_id(found.rows[found.worths == least], limit - len(above))
        rows = np.concatenate([found.rows[above], tied])
        worths = np.concatenate([found.worths[above], np.full(len(tied), least)])
        return Found(rows, worths)

    def _first_by_id(self, rows: np.ndarray, count: int) -> np.ndarray:
        settled = np.sort(rows[rows < self._settled])[:count]
        if not self._fresh:
            return settled
        fresh = rows[rows >= self._settled]
        both = sorted([*settled.tolist(), *fresh.tolist()], key=self.ids.__getitem__)
        return np.array(both[:count], dtype=np.int64)


def _take_in(offering: Offering, knowledge: Knowledge, texts: Texts, columns: Columns) -> None:
    """Add the next row to both."""
    texts.add(
        (describe(offering, knowledge), *(question.text for question in offering.questions)),
        [tag(theme_id) for theme_id in dict.fromkeys((*offering.themes, *offering.sectors))],
    )
    columns.add(offering)


def _last_by_id(ids: list[str]) -> np.ndarray:
    """Return the places of ids in their order, of equal ones the last place."""
    last = {offering_id: place for place, offering_id in enumerate(ids)}
    return np.array([last[offering_id] for offering_id in sorted(last)], dtype=np.int64)
