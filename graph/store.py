"""The register, written once for every engine."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from graph import journal
from graph import rows as stored
from graph.checks import batch_faults, value_faults
from graph.work import Work, size
from matchmaker.days import utc
from matchmaker.errors import Conflict, Fault, InvalidInput, NotFound
from matchmaker.model import Snapshot
from matchmaker.ports import Page, Tally
from matchmaker.text import fold
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from graph.address import Address
    from graph.catalogue import Query
    from graph.engine import Engine, Row
    from graph.rows import F, Kind
    from matchmaker.journal import Apart, Batch, Change, Delta
    from matchmaker.model import Actor, Document, Offering, Place, Relation, Theme
    from matchmaker.vocabulary import ActorKind, NeedKind, Status

T = TypeVar("T")

_LARGE = 200  # facts; more than this is an import rather than somebody who saves a form


class GraphRegister:
    """Keeps the region's facts in a graph; implements ``matchmaker.ports.Register``.

    Safe to use from several threads at once.
    """

    def __init__(self, engine: Engine, queries: Mapping[str, Query], address: Address | None = None) -> None:
        """Take an open engine, the catalogue of its dialect, and where the store is, if that is known."""
        self._engine = engine
        self._address = address
        self._queries = queries

    @property
    def engine(self) -> Engine:
        """The open engine, for what else is kept in the same store."""
        return self._engine

    @property
    def address(self) -> Address | None:
        """Where the store is, for who opens it in another process too."""
        return self._address

    def version(self) -> int:
        """Return a number that grows with every stored change of a fact."""
        return self._read(lambda work: work.version())

    def mark(self) -> int | None:
        """Return a number that another one follows once anybody stores anything, without waiting.

        See ``matchmaker.ports.Register.mark``.
        """
        return self._engine.mark()

    def sizes_since(self, version: int) -> tuple[int, ...] | None:
        """Return how many facts each change since a version changed, in order; None where nobody can tell.

        See ``matchmaker.ports.Register.sizes_since``.
        """
        return self._read(lambda work: journal.sizes_since(work, version))

    def since(self, version: int) -> Delta | None:
        """Return what changed since a version, or None where all must be read again.

        See ``matchmaker.ports.Register.since``.
        """
        return self._read(lambda work: journal.since(work, version), exact=True)

    def put(self, facts: Snapshot, progress: Callable[[str, int, int], None] | None = None) -> Tally:
        """Store facts, all or none: new ones are added, known ids replaced, nothing is removed.

        Nothing is written in the journal; see ``apply``.

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
        total = size(facts)
        tally: Tally | None = None

        def store(work: Work) -> Tally:
            nonlocal tally
            fresh = work.fresh(facts)
            again = fresh.tally(facts)
            work.check(facts, fresh.facts)
            work.write(facts, fresh.facts, progress)
            if again.same < total:
                work.grow_version()
            # When the answer to a commit got lost, the engine runs this once more and finds all in place.
            tally = tally if tally and again.same == total else again
            return tally

        return self._write(store, large=total > _LARGE)

    def remove_actor(self, actor_id: str) -> None:
        """Erase an actor with its own relations, from the journal too.

        Offerings that excluded it no longer do. No precedent is sent to it any more; one that was sent
        nowhere else goes as well, as it would say that nobody serves who asks it.

        Raises:
            NotFound: There is no such actor.
            Conflict: It still has offerings.
        """

        def prepare(work: Work) -> None:
            total = work.total("offering_total", _offering_filter(provider_id=actor_id))
            if total:
                raise Conflict(
                    f"Deze partij heeft nog aanbod ({total}). Haal dat eerst weg. / "
                    f"This actor still has offerings ({total}). Remove those first."
                )
            _send_nobody_to(work, actor_id)

        self._remove(stored.ACTORS, actor_id, prepare)

    def remove_offering(self, offering_id: str) -> None:
        """Erase an offering with the relations that point to it, from the journal too.

        Raises:
            NotFound: There is no such offering.
        """
        self._remove(stored.OFFERINGS, offering_id)

    def apply(
        self,
        batch: Batch,
        facts: Snapshot,
        *,
        removed_actors: tuple[str, ...] = (),
        removed_offerings: tuple[str, ...] = (),
        removed_relations: tuple[str, ...] = (),
        kept_apart: tuple[tuple[str, str], ...] = (),
        on_version: int | None = None,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> Tally:
        """Change facts as one batch and write it in the journal, all or none.

        See ``matchmaker.ports.Register.apply``.
        """
        removed = {
            "actors": removed_actors,
            "offerings": removed_offerings,
            "relations": removed_relations,
        }
        batch = replace(batch, at=utc(batch.at))
        faults = [*batch_faults(batch), *value_faults(facts)]
        if faults:
            raise InvalidInput(faults)
        for name, ids in removed.items():
            if both := {fact.id for fact in getattr(facts, name)} & set(ids):
                raise ValueError(f"given and removed at once: {sorted(both)}")
        total = size(facts) + sum(map(len, removed.values()))

        def store(work: Work) -> Tally:
            return journal.apply(
                work, batch, facts, removed, kept_apart=kept_apart, on_version=on_version, progress=progress
            )

        return self._write(store, large=total > _LARGE)

    def undo(
        self,
        batch_id: str,
        *,
        at: datetime,
        by: str,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> Tally:
        """Put back what was before a batch, all or none; the journal keeps the batch, marked as undone.

        See ``matchmaker.ports.Register.undo``.
        """
        at = utc(at)
        batch = self.batch(batch_id)
        total = batch.new + batch.changed + batch.removed
        return self._write(lambda work: journal.undo(work, batch_id, at, by, progress), large=total > _LARGE)

    def batch(self, batch_id: str) -> Batch:
        """Return one batch, or raise ``NotFound``."""
        return self._read(lambda work: journal.one(work, batch_id))

    def batches(self, *, offset: int = 0, limit: int = 25) -> Page[Batch]:
        """Return batches, the latest stored first."""
        _check_page(offset, limit)

        def page(work: Work) -> Page[Batch]:
            ids = [row["id"] for row in work.ask("batch_page", offset=offset, limit=limit)]
            found = {batch.id: batch for batch in journal.find(work, ids)}
            return Page(items=tuple(found[id_] for id_ in ids), total=work.total("batch_total", {}))

        return self._read(page)

    def changes(self, batch_id: str, *, offset: int = 0, limit: int = 25) -> Page[Change]:
        """Return the changes of a batch by position, or raise ``NotFound``."""
        _check_page(offset, limit)

        def page(work: Work) -> Page[Change]:
            found = journal.changes_of(work, journal.one(work, batch_id), offset, limit)
            return Page(items=tuple(found), total=work.total("change_total", {"batch_id": batch_id}))

        return self._read(page)

    def history(self, fact_id: str) -> tuple[Change, ...]:
        """Return what batches did to an actor, offering or relation, the latest first."""
        return self._read(lambda work: journal.history(work, fact_id))

    def keep_apart(self, one_id: str, other_id: str, *, by: str, at: datetime) -> None:
        """Remember that two actors are different; deciding so again changes nothing.

        Raises:
            NotFound: One of them is not there.
            InvalidInput: They are one and the same.
        """
        if one_id == other_id:
            message = Bilingual(
                "Dit is twee keer dezelfde partij. Kies twee verschillende.",
                "This is the same actor twice. Choose two different ones.",
            )
            raise InvalidInput([Fault(where="otherId", message=message)])

        row = journal.apart_row(one_id, other_id, by, utc(at))

        def remember(work: Work) -> None:
            for id_ in (one_id, other_id):
                work.one(stored.ACTORS, id_)
            work.ask("put_aparts", rows=[row])

        self._write(remember)

    def reconsider(self, one_id: str, other_id: str) -> None:
        """Forget that two actors are different, if that was remembered."""
        first, second = sorted((one_id, other_id))
        row = {"first_id": first, "second_id": second}
        self._write(lambda work: work.ask("forget_aparts", rows=[row]))

    def kept_apart(self) -> tuple[Apart, ...]:
        """Return the pairs of actors that somebody decided are different, of which both are there."""
        return self._read(lambda work: tuple(map(journal.apart_from, work.ask("aparts"))))

    def remember_columns(self, sender: str, columns: Mapping[str, str]) -> None:
        """Remember which field each column of a sender's lists holds, beside what was remembered before."""

        def remember(work: Work) -> None:
            known = {**_columns(work, sender), **columns}
            row = {"sender": fold(sender), "headers": list(known), "fields": list(known.values())}
            work.ask("put_columns", rows=[row])

        self._write(remember)

    def columns_of(self, sender: str) -> dict[str, str]:
        """Return what is remembered of a sender's columns; nothing for an unknown sender."""
        return self._read(lambda work: _columns(work, sender))

    def snapshot(self) -> Snapshot:
        """Return everything that the register holds."""
        return self._read(lambda work: work.snapshot(), exact=True)

    def counts(self) -> dict[str, int]:
        """Return how many facts of each kind there are, by the names in ``Snapshot``."""
        return self._read(lambda work: dict(work.ask("counts")[0]))

    def document(self, document_id: str) -> Document:
        """Return one document, or raise ``NotFound``."""
        return self._one(stored.DOCUMENTS, document_id)

    def place(self, place_id: str) -> Place:
        """Return one place, or raise ``NotFound``."""
        return self._one(stored.PLACES, place_id)

    def places_around(self, place_id: str) -> tuple[Place, ...]:
        """Return the place and all that contain it directly or further up, or raise ``NotFound``."""

        def around(work: Work) -> tuple[Place, ...]:
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

        def of_node(work: Work) -> tuple[Relation, ...]:
            return tuple(map(stored.RELATIONS.from_row, work.ask("relations_of", node_id=node_id)))

        return self._read(of_node)

    def close(self) -> None:
        """Give back files, connections and locks; the register cannot be used after."""
        self._engine.close()

    def _one(self, kind: Kind[F], id_: str) -> F:
        return self._read(lambda work: work.one(kind, id_))

    def _remove(self, kind: Kind[Any], id_: str, prepare: Callable[[Work], None] | None = None) -> None:
        found = False

        def remove(work: Work) -> None:
            nonlocal found
            if found and not work.by_id(kind, [id_]):
                return  # the engine runs this once more after a commit that did come through
            work.one(kind, id_)
            found = True
            if prepare:
                prepare(work)
            for forget in (f"remove_{kind.name}", "forget_changes", "forget_aparts_of"):
                work.ask(forget, rows=[{"id": id_}])
            work.grow_version()

        self._write(remove, erase=True)

    def _page(self, kind: Kind[F], wanted: Row, offset: int, limit: int) -> Page[F]:
        _check_page(offset, limit)

        def page(work: Work) -> Page[F]:
            found = work.ask(f"{kind.singular}_page", **wanted, offset=offset, limit=limit)
            ids = [row["id"] for row in found]
            facts = {fact.id: fact for fact in work.by_id(kind, ids)}
            total = work.total(f"{kind.singular}_total", wanted)
            return Page(items=tuple(facts[id_] for id_ in ids), total=total)

        return self._read(page)

    def _read(self, work: Callable[[Work], T], *, exact: bool = False) -> T:
        return self._engine.read(lambda transaction: work(Work(transaction, self._queries)), exact=exact)

    def _write(self, work: Callable[[Work], T], *, large: bool = False, erase: bool = False) -> T:
        return self._engine.write(
            lambda transaction: work(Work(transaction, self._queries)), large=large, erase=erase
        )


def _check_page(offset: int, limit: int) -> None:
    if offset < 0 or limit < 0:
        raise ValueError(f"a page starts and counts from 0, got offset {offset} and limit {limit}")


def _columns(work: Work, sender: str) -> dict[str, str]:
    found = work.ask("columns_of", sender=fold(sender))
    return dict(zip(found[0]["headers"], found[0]["fields"], strict=True)) if found else {}


def _send_nobody_to(work: Work, actor_id: str) -> None:
    sent = work.by_id(
        stored.PRECEDENTS, [row["id"] for row in work.ask("precedents_sent_to", actor_id=actor_id)]
    )
    less = [replace(one, referred=tuple(to for to in one.referred if to.to != actor_id)) for one in sent]
    kept = Snapshot(precedents=tuple(one for one in less if one.referred))
    work.write(kept, kept, None)
    work.remove(stored.PRECEDENTS, (one for one in less if not one.referred))


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
