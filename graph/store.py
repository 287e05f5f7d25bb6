"""The register, written once for every engine."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from graph import rows as stored
from graph.checks import (
    KIND_NAMES,
    reference_faults,
    references,
    ring_fault,
    rings,
    shared_id_faults,
    value_faults,
)
from matchmaker.errors import Conflict, InvalidInput, NotFound
from matchmaker.model import Snapshot
from matchmaker.ports import Page, Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from graph.catalogue import Query
    from graph.engine import Engine, Row, Transaction
    from graph.rows import F, Kind
    from matchmaker.errors import Fault
    from matchmaker.model import Actor, Document, Offering, Place, Relation, Theme
    from matchmaker.vocabulary import ActorKind, NeedKind, Status

T = TypeVar("T")

_BATCH = 1_000
_LARGE = 200  # facts; more than this is an import rather than somebody who saves a form


class GraphRegister:
    """Keeps the region's facts in a graph; implements ``matchmaker.ports.Register``.

    Safe to use from several threads at once.
    """

    def __init__(self, engine: Engine, queries: Mapping[str, Query]) -> None:
        """Take an open engine and the catalogue of its dialect."""
        self._engine = engine
        self._queries = queries

    def version(self) -> int:
        """Return a number that grows with every stored change."""
        return self._read(lambda work: work.version())

    def put(self, facts: Snapshot, progress: Callable[[str, int, int], None] | None = None) -> Tally:
        """Store facts, all or none: new ones are added, known ids replaced, nothing is removed.

        Args:
            facts: What to store. What it refers to must be in it or in the register already.
            progress: Called with the kind of facts, how many of it are done, and how many there are. When
                the engine had to start anew, the numbers start anew too.

        Raises:
            InvalidInput: A value cannot be kept, or something refers to what is not there; every such fault
                is named.
        """
        faults = value_faults(facts)
        if faults:
            raise InvalidInput(faults)
        size = _size(facts)
        tally: Tally | None = None

        def store(work: _Work) -> Tally:
            nonlocal tally
            again = work.put(facts, progress)
            # When the answer to a commit got lost, the engine runs this once more and finds all in place.
            tally = tally if tally and again.same == size else again
            return tally

        return self._write(store, large=size > _LARGE)

    def remove_actor(self, actor_id: str) -> None:
        """Remove an actor with its own relations; offerings that excluded it no longer do.

        Raises:
            NotFound: There is no such actor.
            Conflict: It still has offerings.
        """

        def refuse_a_provider(work: _Work) -> None:
            total = work.total("offering_total", _offering_filter(provider_id=actor_id))
            if total:
                raise Conflict(
                    f"Deze partij heeft nog aanbod ({total}). Haal dat eerst weg. / "
                    f"This actor still has offerings ({total}). Remove those first."
                )

        self._remove(stored.ACTORS, actor_id, refuse_a_provider)

    def remove_offering(self, offering_id: str) -> None:
        """Remove an offering with the relations that point to it.

        Raises:
            NotFound: There is no such offering.
        """
        self._remove(stored.OFFERINGS, offering_id)

    def snapshot(self) -> Snapshot:
        """Return everything that the register holds."""
        return self._read(lambda work: work.snapshot(), exact=True)

    def counts(self) -> dict[str, int]:
        """Return how many documents, places, themes, actors, offerings and relations there are."""
        return self._read(lambda work: dict(work.ask("counts")[0]))

    def document(self, document_id: str) -> Document:
        """Return one document, or raise ``NotFound``."""
        return self._one(stored.DOCUMENTS, document_id)

    def place(self, place_id: str) -> Place:
        """Return one place, or raise ``NotFound``."""
        return self._one(stored.PLACES, place_id)

    def places_around(self, place_id: str) -> tuple[Place, ...]:
        """Return the place and all that contain it directly or further up, or raise ``NotFound``."""

        def around(work: _Work) -> tuple[Place, ...]:
            ids = [row["id"] for row in work.ask("places_around", place_id=place_id)]
            if not ids:
                raise NotFound("place", place_id)
            return tuple(work.by_id(stored.PLACES, ids))

        return self._read(around)

    def theme(self, theme_id: str) -> Theme:
        """Return one theme, or raise ``NotFound``."""
        return self._one(stored.THEMES, theme_id)

    def actor(self, actor_id: str) -> Actor:
        """Return one actor, or raise ``NotFound``."""
        return self._one(stored.ACTORS, actor_id)

    def actors(
        self,
        *,
        kind: ActorKind | None = None,
        place_id: str | None = None,
        theme_id: str | None = None,
        offset: int = 0,
        limit: int = 25,
    ) -> Page[Actor]:
        """Return actors by name then id; a place or theme also finds what lies within or below it."""
        wanted = {"kind": kind.value if kind else None, "place_id": place_id, "theme_id": theme_id}
        return self._page(stored.ACTORS, wanted, offset, limit)

    def offering(self, offering_id: str) -> Offering:
        """Return one offering, or raise ``NotFound``."""
        return self._one(stored.OFFERINGS, offering_id)

    def offerings(
        self,
        *,
        provider_id: str | None = None,
        need_kind: NeedKind | None = None,
        serves_place_id: str | None = None,
        theme_id: str | None = None,
        status: Status | None = None,
        offset: int = 0,
        limit: int = 25,
    ) -> Page[Offering]:
        """Return offerings by Dutch title then id.

        ``serves_place_id`` finds what serves that place or a place that contains it; ``theme_id`` also
        finds what is about a narrower theme.
        """
        wanted = _offering_filter(
            provider_id=provider_id,
            need_kind=need_kind.value if need_kind else None,
            serves_place_id=serves_place_id,
            theme_id=theme_id,
            status=status.value if status else None,
        )
        return self._page(stored.OFFERINGS, wanted, offset, limit)

    def relations_of(self, node_id: str) -> tuple[Relation, ...]:
        """Return the relations in which an actor or offering stands, as subject or object."""

        def of_node(work: _Work) -> tuple[Relation, ...]:
            return tuple(map(stored.RELATIONS.from_row, work.ask("relations_of", node_id=node_id)))

        return self._read(of_node)

    def close(self) -> None:
        """Give back files, connections and locks; the register cannot be used after."""
        self._engine.close()

    def _one(self, kind: Kind[F], id_: str) -> F:
        return self._read(lambda work: work.one(kind, id_))

    def _remove(self, kind: Kind[Any], id_: str, check: Callable[[_Work], None] | None = None) -> None:
        found = False

        def remove(work: _Work) -> None:
            nonlocal found
            if found and not work.by_id(kind, [id_]):
                return  # the engine runs this once more after a commit that did come through
            work.one(kind, id_)
            found = True
            if check:
                check(work)
            work.ask(f"remove_{kind.singular}", id=id_)
            work.ask("grow_version")

        self._write(remove, erase=True)

    def _page(self, kind: Kind[F], wanted: Row, offset: int, limit: int) -> Page[F]:
        if offset < 0 or limit < 0:
            raise ValueError(f"a page starts and counts from 0, got offset {offset} and limit {limit}")

        def page(work: _Work) -> Page[F]:
            found = work.ask(f"{kind.singular}_page", **wanted, offset=offset, limit=limit)
            ids = [row["id"] for row in found]
            facts = {fact.id: fact for fact in work.by_id(kind, ids)}
            total = work.total(f"{kind.singular}_total", wanted)
            return Page(items=tuple(facts[id_] for id_ in ids), total=total)

        return self._read(page)

    def _read(self, work: Callable[[_Work], T], *, exact: bool = False) -> T:
        return self._engine.read(lambda transaction: work(_Work(transaction, self._queries)), exact=exact)

    def _write(self, work: Callable[[_Work], T], *, large: bool = False, erase: bool = False) -> T:
        return self._engine.write(
            lambda transaction: work(_Work(transaction, self._queries)), large=large, erase=erase
        )


class _Work:
    """What the register does inside one transaction, in terms of named queries."""

    def __init__(self, transaction: Transaction, queries: Mapping[str, Query]) -> None:
        self._transaction = transaction
        self._queries = queries

    def ask(self, name: str, **params: Any) -> list[Row]:
        query = self._queries[name]
        query.check_params(params)
        return self._transaction.rows(query, params)

    def each(self, name: str, rows: Iterable[Row]) -> None:
        for batch in _batches(rows):
            self.ask(name, rows=batch)

    def version(self) -> int:
        return int(self.ask("register_version")[0]["version"])

    def total(self, name: str, wanted: Row) -> int:
        return int(self.ask(name, **wanted)[0]["total"])

    def ids(self, kind: Kind[Any]) -> list[str]:
        return [row["id"] for row in self.ask(f"{kind.singular}_ids")]

    def by_id(self, kind: Kind[F], ids: Iterable[str]) -> list[F]:
        """Return the facts that exist among these, by id if the ids are in order."""
        return [
            kind.from_row(row) for batch in _batches(ids) for row in self.ask(f"{kind.name}_by_id", ids=batch)
        ]

    def relations_from(self, actor_ids: Iterable[str]) -> list[Relation]:
        return [
            stored.RELATIONS.from_row(row)
            for batch in _batches(actor_ids)
            for row in self.ask("relations_from", ids=batch)
        ]

    def one(self, kind: Kind[F], id_: str) -> F:
        found = self.by_id(kind, [id_])
        if not found:
            raise NotFound(kind.singular, id_)
        return found[0]

    def snapshot(self) -> Snapshot:
        actor_ids = self.ids(stored.ACTORS)
        return Snapshot(
            documents=self._all(stored.DOCUMENTS),
            places=self._all(stored.PLACES),
            themes=self._all(stored.THEMES),
            actors=tuple(self.by_id(stored.ACTORS, actor_ids)),
            offerings=self._all(stored.OFFERINGS),
            relations=tuple(sorted(self.relations_from(actor_ids), key=lambda relation: relation.id)),
        )

    def _all(self, kind: Kind[F]) -> tuple[F, ...]:
        return tuple(self.by_id(kind, self.ids(kind)))

    def put(self, facts: Snapshot, progress: Callable[[str, int, int], None] | None) -> Tally:
        fresh, new = self._fresh(facts)
        self._check(facts, fresh)
        # What is referred to comes first; links among one kind wait until all of it is there.
        for kind in stored.KINDS:
            self._put_rows(kind, facts, fresh, progress)
        for kind in stored.KINDS:
            self._put_links(kind, getattr(fresh, kind.name))
        count = _size(fresh)
        if count:
            self.ask("grow_version")
        return Tally(new=new, changed=count - new, same=_size(facts) - count)

    def _fresh(self, facts: Snapshot) -> tuple[Snapshot, int]:
        """Return the facts that the register does not hold as they are, and how many it does not know."""
        changes: dict[str, tuple[Any, ...]] = {}
        new = 0
        for kind in stored.KINDS:
            given: tuple[Any, ...] = getattr(facts, kind.name)
            held = {fact.id: fact for fact in self._held(kind, given)}
            changes[kind.name] = tuple(fact for fact in given if held.get(fact.id) != fact)
            new += sum(fact.id not in held for fact in given)
        return Snapshot(**changes), new

    def _held(self, kind: Kind[Any], given: Sequence[Any]) -> Sequence[Any]:
        if kind is stored.RELATIONS:
            return self.relations_from(sorted({relation.subject_id for relation in given}))
        return self.by_id(kind, [fact.id for fact in given])

    def _check(self, facts: Snapshot, fresh: Snapshot) -> None:
        known = self._known(facts)
        faults = reference_faults(facts, known)
        given_ids = {actor.id for actor in facts.actors} | {offering.id for offering in facts.offerings}
        faults += shared_id_faults(known["actors"] & given_ids, known["offerings"] & given_ids)
        if not faults:
            faults += self._rings(fresh)
        if faults:
            raise InvalidInput(faults)

    def _known(self, facts: Snapshot) -> dict[str, set[str]]:
        """Return per kind what exists of all that the facts name."""
        given = {name: {fact.id for fact in getattr(facts, name)} for name in KIND_NAMES}
        wanted: dict[str, set[str]] = {name: set() for name in KIND_NAMES if name != "relations"}
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
        for batch in _batches(changed):
            self.ask(f"put_{kind.name}", rows=[kind.to_row(fact) for fact in batch])
            done += len(batch)
            if progress:
                progress(kind.name, done, total)

    def _put_links(self, kind: Kind[F], changed: tuple[F, ...]) -> None:
        for links in kind.links:
            self.each(f"unlink_{links.name}", ({"id": fact.id} for fact in changed))
            self.each(f"link_{links.name}", (row for fact in changed for row in links.rows(fact)))


def _offering_filter(
    *,
    provider_id: str | None = None,
    need_kind: str | None = None,
    serves_place_id: str | None = None,
    theme_id: str | None = None,
    status: str | None = None,
) -> Row:
    return {
        "provider_id": provider_id,
        "need_kind": need_kind,
        "serves_place_id": serves_place_id,
        "theme_id": theme_id,
        "status": status,
    }


def _size(facts: Snapshot) -> int:
    return sum(len(getattr(facts, name)) for name in KIND_NAMES)


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, _BATCH)):
        yield batch
