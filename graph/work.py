"""What the register does inside one transaction, in terms of named queries."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from graph import rows as stored
from graph.checks import (
    KIND_NAMES,
    REFERABLE_NAMES,
    reference_faults,
    references,
    ring_fault,
    rings,
    shared_id_faults,
)
from matchmaker.errors import InvalidInput, NotFound
from matchmaker.model import Snapshot
from matchmaker.ports import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from graph.catalogue import Query
    from graph.engine import Row, Transaction
    from graph.rows import F, Kind
    from matchmaker.errors import Fault
    from matchmaker.journal import Fact

T = TypeVar("T")

_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Fresh:
    """Which of given facts are not in the register as they are.

    Attributes:
        facts: Those facts.
        held: What the register holds under each of the given ids, by kind and id.
    """

    facts: Snapshot
    held: Mapping[tuple[str, str], Fact]

    def tally(self, given: Snapshot) -> Tally:
        """Count what storing them does."""
        count = size(self.facts)
        new = sum(
            (name, fact.id) not in self.held for name in KIND_NAMES for fact in getattr(self.facts, name)
        )
        return Tally(new=new, changed=count - new, same=size(given) - count)


class Work:
    """One transaction, and the named queries that may run in it."""

    def __init__(self, transaction: Transaction, queries: Mapping[str, Query]) -> None:
        self._transaction = transaction
        self._queries = queries

    def ask(self, name: str, **params: Any) -> list[Row]:
        """Run one query."""
        query = self._queries[name]
        query.check_params(params)
        return self._transaction.rows(query, params)

    def each(self, name: str, rows: Iterable[Row]) -> None:
        """Run a batch query for every row."""
        for batch in batches(rows):
            self.ask(name, rows=batch)

    def version(self) -> int:
        """Return the register's version."""
        return int(self.ask("register_version")[0]["version"])

    def grow_version(self) -> None:
        """Count one more stored change."""
        self.ask("grow_version")

    def total(self, name: str, wanted: Row) -> int:
        """Return the answer of a query that counts."""
        return int(self.ask(name, **wanted)[0]["total"])

    def by_id(self, kind: Kind[F], ids: Iterable[str]) -> list[F]:
        """Return the facts that exist among these, by id if the ids are in order."""
        return [
            kind.from_row(row) for batch in batches(ids) for row in self.ask(f"{kind.name}_by_id", ids=batch)
        ]

    def one(self, kind: Kind[F], id_: str) -> F:
        """Return one fact, or raise ``NotFound``."""
        found = self.by_id(kind, [id_])
        if not found:
            raise NotFound(kind.singular, id_)
        return found[0]

    def held(self, kind: Kind[Any], ids: Sequence[str]) -> dict[str, Any]:
        """Return the facts of a kind that exist among these, by id; for relations too."""
        if kind is not stored.RELATIONS:
            return {fact.id: fact for fact in self.by_id(kind, ids)}
        wanted = set(ids)
        subjects = sorted({stored.subject_of(id_) for id_ in ids})
        found = (
            stored.RELATIONS.from_row(row)
            for batch in batches(subjects)
            for row in self.ask("relations_from", ids=batch)
        )
        return {relation.id: relation for relation in found if relation.id in wanted}

    def snapshot(self) -> Snapshot:
        """Return everything that the register holds."""
        actor_ids = self._ids(stored.ACTORS)
        ties = (
            stored.RELATIONS.from_row(row)
            for batch in batches(actor_ids)
            for row in self.ask("relations_from", ids=batch)
        )
        return Snapshot(
            documents=self._all(stored.DOCUMENTS),
            places=self._all(stored.PLACES),
            themes=self._all(stored.THEMES),
            actors=tuple(self.by_id(stored.ACTORS, actor_ids)),
            offerings=self._all(stored.OFFERINGS),
            relations=tuple(sorted(ties, key=lambda relation: relation.id)),
            precedents=self._all(stored.PRECEDENTS),
        )

    def fresh(self, facts: Snapshot) -> Fresh:
        """Return which of these facts the register does not hold as they are."""
        changes: dict[str, tuple[Any, ...]] = {}
        held: dict[tuple[str, str], Fact] = {}
        for kind in stored.KINDS:
            given: tuple[Any, ...] = getattr(facts, kind.name)
            found = self.held(kind, [fact.id for fact in given])
            changes[kind.name] = tuple(fact for fact in given if found.get(fact.id) != fact)
            held |= {(kind.name, id_): fact for id_, fact in found.items()}
        return Fresh(Snapshot(**changes), held)

    def check(self, facts: Snapshot, fresh: Snapshot, without: Snapshot | None = None) -> None:
        """Refuse what refers to what is not there, or lies within itself.

        Args:
            facts: What is given.
            fresh: What of it is new or changed.
            without: What is about to be removed, and so counts as not there.

        Raises:
            InvalidInput: All such faults.
        """
        known = self._known(facts)
        for name, ids in known.items() if without else ():
            ids.difference_update(fact.id for fact in getattr(without, name))
        faults = reference_faults(facts, known)
        given_ids = {actor.id for actor in facts.actors} | {offering.id for offering in facts.offerings}
        faults += shared_id_faults(known["actors"] & given_ids, known["offerings"] & given_ids)
        if not faults:
            faults += self._rings(fresh)
        if faults:
            raise InvalidInput(faults)

    def write(
        self, facts: Snapshot, fresh: Snapshot, progress: Callable[[str, int, int], None] | None
    ) -> None:
        """Write what is new or changed of the given facts."""
        # What is referred to comes first; links among one kind wait until all of it is there.
        for kind in stored.KINDS:
            self._put_rows(kind, facts, fresh, progress)
        for kind in stored.KINDS:
            self._put_links(kind, getattr(fresh, kind.name))

    def remove(self, kind: Kind[Any], facts: Iterable[Fact]) -> None:
        """Remove facts of one kind, with whatever still points to them."""
        if kind is stored.RELATIONS:
            rows = [{"id": fact.id, "subject_id": stored.subject_of(fact.id)} for fact in facts]
        else:
            rows = [{"id": fact.id} for fact in facts]
        for links in kind.links:  # two of a kind may point to each other, and go one after the other
            self.each(f"unlink_{links.name}", rows)
        self.each(f"remove_{kind.name}", rows)

    def _ids(self, kind: Kind[Any]) -> list[str]:
        return [row["id"] for row in self.ask(f"{kind.singular}_ids")]

    def _all(self, kind: Kind[F]) -> tuple[F, ...]:
        return tuple(self.by_id(kind, self._ids(kind)))

    def _known(self, facts: Snapshot) -> dict[str, set[str]]:
        """Return per kind what exists of all that the facts name."""
        given = {name: {fact.id for fact in getattr(facts, name)} for name in REFERABLE_NAMES}
        wanted: dict[str, set[str]] = {name: set() for name in REFERABLE_NAMES}
        for reference in references(facts):
            for target in reference.target.split(" or "):
                wanted[target].add(reference.id)
        # An id may not be both an actor's and an offering's, so each is looked for among the other too.
        wanted["actors"] |= given["offerings"]
        wanted["offerings"] |= given["actors"]
        known = {name: set(given[name]) for name in wanted}
        for row in self.ask("present", **{name: sorted(ids - given[name]) for name, ids in wanted.items()}):
            known[row["kind"]].add(row["id"])
        return known

    def _rings(self, fresh: Snapshot) -> list[Fault]:
        faults: list[Fault] = []
        if any(place.within for place in fresh.places):
            places = (*self._all(stored.PLACES), *fresh.places)
            above = {place.id: place.within for place in places}
            faults += [ring_fault(f"places/{ring[0]} within", ring) for ring in rings(above)]
        if any(theme.broader for theme in fresh.themes):
            themes = (*self._all(stored.THEMES), *fresh.themes)
            above = {theme.id: theme.broader for theme in themes}
            faults += [ring_fault(f"themes/{ring[0]} broader", ring) for ring in rings(above)]
        return faults

    def _put_rows(
        self,
        kind: Kind[Any],
        facts: Snapshot,
        fresh: Snapshot,
        progress: Callable[[str, int, int], None] | None,
    ) -> None:
        total = len(getattr(facts, kind.name))
        changed = getattr(fresh, kind.name)
        done = total - len(changed)
        for batch in batches(changed):
            self.ask(f"put_{kind.name}", rows=[kind.to_row(fact) for fact in batch])
            done += len(batch)
            if progress:
                progress(kind.name, done, total)

    def _put_links(self, kind: Kind[F], changed: tuple[F, ...]) -> None:
        for links in kind.links:
            self.each(f"unlink_{links.name}", ({"id": fact.id} for fact in changed))
            self.each(f"link_{links.name}", (row for fact in changed for row in links.rows(fact)))


def size(facts: Snapshot) -> int:
    """Return how many facts there are of all kinds together."""
    return sum(len(getattr(facts, name)) for name in KIND_NAMES)


def batches(items: Iterable[T]) -> Iterator[list[T]]:
    """Yield the items in lists that are small enough for one statement."""
    rest = iter(items)
    while batch := list(islice(rest, _BATCH)):
        yield batch
