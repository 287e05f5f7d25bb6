"""A shortlist of offerings for a need, in microseconds, and right in the very next answer after a change."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from threading import RLock
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from matchmaker.errors import NotFound
from matchmaker.matching.descriptions import describe
from matchmaker.matching.index.arrays import Growing, how_many, unpacked
from matchmaker.matching.index.columns import Columns, kinds_asked
from matchmaker.matching.index.expansion import Compounds, Expansion
from matchmaker.matching.index.kernels import NumpyKernel, numba_kernel
from matchmaker.matching.index.ngrams import Ngrams
from matchmaker.matching.index.postings import KINDS, Found, Postings
from matchmaker.matching.index.texts import Texts, Vocabulary, tag
from matchmaker.vocabulary import NeedKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scipy.sparse import csr_matrix

    from matchmaker.matching.index.arrays import Bits
    from matchmaker.matching.index.kernels import Kernel
    from matchmaker.matching.index.ngrams import Reading
    from matchmaker.matching.knowledge import Knowledge
    from matchmaker.model import Need, Offering

SHORTLIST = 300
# From so many fresh rows on it pays to merge.
MANY_FRESH = 1024
_PLACE_OF_KIND = {kind: place for place, kind in enumerate(NeedKind)}
_ALL_KINDS = range(KINDS)


class Hit(NamedTuple):
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
        texts.vocabulary.fit()
        rows = columns.in_zones(_last_by_id(ids))
        chosen = [ids[row] for row in rows.tolist()]
        self._state = _State(chosen, texts.taken(rows), columns.taken(rows), self._compounds, self._kernel)

    def __len__(self) -> int:
        return self._state.living

    @property
    def wants_merge(self) -> bool:
        """Whether so many offerings were put in since the last merge that merging makes answers quicker."""
        return self._state.postings.fresh >= MANY_FRESH

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
            rows = old.columns.in_zones(old.rows_by_id())
            columns = old.columns.taken(rows)
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
            return self._state.best(need, themes or {}, limit)

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

    def similarities(self, reading: Reading, offering_ids: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Return of offerings what ``Candidates`` holds of them, whoever may use them.

        Raises:
            NotFound: There is no such offering.
        """
        with self._lock:
            return self._state.ngrams.similarities(reading, self._state.rows_of(offering_ids))

    def vector(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """Return the n-grams of a text that the offerings have, with weights that make a vector of length 1.

        Numbers of n-grams stay the same while the index lives.
        """
        with self._lock:
            return self._state.ngrams.vector(text)

    def vectors(self, offering_ids: Sequence[str]) -> tuple[csr_matrix, np.ndarray]:
        """Return such vectors of all texts of offerings, those of one together, and how many each has.

        The first text is what an offering says of itself, the others are its example questions.

        Raises:
            NotFound: There is no such offering.
        """
        with self._lock:
            documents, lengths = self._state.texts.documents(self._state.rows_of(offering_ids))
            return self._state.ngrams.vectors(documents), lengths


class _State:
    """Everything that one arrangement of rows shares: settled rows by zone and id, then fresh ones."""

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
        self._by_id = np.array(sorted(range(len(ids)), key=ids.__getitem__), dtype=np.int32)
        self._place_by_id = np.empty_like(self._by_id)
        self._place_by_id[self._by_id] = np.arange(len(ids), dtype=np.int32)
        self._everywhere = np.array([0, len(ids)], dtype=np.int32)
        self._alive = Growing(np.bool_, np.ones(len(ids), dtype=np.bool_))
        self._fresh: dict[str, int] = {}
        self.living = len(ids)

    def _row(self, offering_id: str) -> int | None:
        row = self._fresh.get(offering_id)
        if row is None:
            place = bisect_left(self._by_id, offering_id, key=self.ids.__getitem__)
            if place == self._settled or self.ids[self._by_id[place]] != offering_id:
                return None
            row = int(self._by_id[place])
        return row if self._alive.values[row] else None

    def rows_of(self, offering_ids: Sequence[str]) -> np.ndarray:
        """Return the rows of offerings that are there."""
        rows = [self._row(offering_id) for offering_id in offering_ids]
        if None in rows:
            raise NotFound("offering", offering_ids[rows.index(None)])
        return np.array(rows, dtype=np.int64)

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
        settled = self._by_id[self._alive.values[self._by_id]]
        fresh = self._settled + np.flatnonzero(self._alive.values[self._settled :])
        return np.array(self._sorted([*settled.tolist(), *fresh.tolist()]), dtype=np.int64)

    def _sorted(self, rows: list[int]) -> list[int]:
        return sorted(rows, key=self.ids.__getitem__)

    def candidates(self, need: Need, reading: Reading, size: int, themes: Mapping[str, float]) -> Candidates:
        edges = self.columns.edges(need)
        return self._looked_at(need, reading, size, themes, self.columns.allowed(need), edges)

    def refused(self, need: Need, reading: Reading, size: int, themes: Mapping[str, float]) -> Candidates:
        bits = self._living_bits() & ~self.columns.allowed(need)
        return self._looked_at(need, reading, size, themes, bits, self._everywhere)

    def _living_bits(self) -> Bits:
        bits = np.zeros_like(self.columns.of_kinds(()))
        packed = np.packbits(self._alive.values, bitorder="little")
        bits.view(np.uint8)[: len(packed)] = packed
        return bits

    def _looked_at(
        self,
        need: Need,
        reading: Reading,
        size: int,
        themes: Mapping[str, float],
        bits: Bits,
        edges: np.ndarray,
    ) -> Candidates:
        bits &= self.columns.of_kinds(kinds_asked(need))
        if how_many(bits) <= size:
            rows = np.flatnonzero(unpacked(bits, len(self.ids)))
        else:
            rows = self._search(need, themes, bits, edges, size).rows
        by_id = np.array(self._sorted(rows.tolist()), dtype=np.int64)
        about, nearest = self.ngrams.similarities(reading, by_id)
        return Candidates(tuple(self.ids[row] for row in by_id.tolist()), about, nearest)

    def best(self, need: Need, themes: Mapping[str, float], limit: int) -> tuple[Hit, ...]:
        bits = self.columns.allowed(need)
        bits &= self.columns.of_kinds(kinds_asked(need))
        found = self._search(need, themes, bits, self.columns.edges(need), limit)
        ids = map(self.ids.__getitem__, found.rows.tolist())
        ordered = sorted(zip((-found.worths).tolist(), ids, strict=True))
        return tuple(Hit(offering_id, -unworth) for unworth, offering_id in ordered)

    def _search(
        self, need: Need, themes: Mapping[str, float], bits: Bits, edges: np.ndarray, limit: int
    ) -> Found:
        """Return the rows among those in ``bits`` with the most worth, in no order; ties by id."""
        kinds = [_PLACE_OF_KIND[kind] for kind in dict.fromkeys(kinds_asked(need))] or _ALL_KINDS
        shares = self._expansion.shares(need.text, themes)
        found = self.postings.search(shares, kinds, edges, bits, self.columns.kinds, limit)
        surplus = len(found.rows) - limit
        if surplus <= 0:
            return found
        order = found.worths.argpartition(surplus)
        least = found.worths[order[surplus]]
        tied = np.flatnonzero(found.worths == least)
        chosen = order[surplus:]
        if len(tied) > np.count_nonzero(found.worths[chosen] == least):
            above = np.flatnonzero(found.worths > least)
            chosen = np.concatenate([above, self._first_by_id(found.rows, tied)[: limit - len(above)]])
        return Found(found.rows[chosen], found.worths[chosen])

    def _first_by_id(self, rows: np.ndarray, places: np.ndarray) -> np.ndarray:
        """Return places among rows in the order of the rows' ids."""
        tied = rows[places]
        if self._fresh:
            ids = [self.ids[row] for row in tied.tolist()]
            return places[sorted(range(len(ids)), key=ids.__getitem__)]
        ordered: np.ndarray = places[self._place_by_id[tied].argsort()]
        return ordered


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
