"""What a list would change: row by row, before anything is stored."""

from __future__ import annotations

import hashlib
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from graph.importing.cells import Cells
from graph.importing.chosen_columns import checked_columns
from graph.importing.fields import ListKind, personal_columns, unread_columns
from graph.importing.identity import Found, Identities, NamedRow, NamesInUse, Whereabouts
from graph.importing.stated import RowReader
from graph.importing.values import ImportPlan, PlannedRow, RowOutcome, Undecided
from graph.slugs import slug
from matchmaker.errors import Fault, InvalidInput
from matchmaker.model import Actor, Document, Offering, Relation, Snapshot, Source
from matchmaker.places import Gazetteer
from matchmaker.text import fold
from matchmaker.themes import Thesaurus
from matchmaker.vocabulary import ActorKind, Bilingual, RelationKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from graph.importing.identity import TwoPlaces
    from graph.importing.values import ListRequest
    from graph.tables.table import Row, Table

Held = Actor | Offering | Relation
F = TypeVar("F", Actor, Relation)

_STEP = 500  # rows between two calls of progress
_SHOWN_WORDS = 10
_NOTHING = Bilingual("", "")
_NEW = frozenset({"nieuw", "new"})


def make_plan(
    table: Table,
    request: ListRequest,
    known: Snapshot,
    version: int,
    progress: Callable[[int, int], None] | None = None,
) -> ImportPlan:
    """Tell what each row of a list would change.

    Args:
        table: The list.
        request: What somebody says of the list.
        known: All that the register holds.
        version: Its version.
        progress: Called with how many rows are done and how many there are.

    Raises:
        InvalidInput: The columns cannot be used, or the association is unknown; every fault is named.
    """
    columns = checked_columns(table, request, known)
    names = NamesInUse(known.actors, _names_in_the_list(table, request, columns))
    settled: dict[int, Found] = {}
    while True:
        planner = _Planner(table, request, known, version, columns, names, settled)
        plan = planner.plan(progress)
        if not planner.found_late:
            return plan
        # Rows state things in their order, also those whose actor became clear from a later row.
        settled = {
            row.number: Found(id=row.fact_id, candidates=row.candidates)
            for row in plan.rows
            if row.fact_id and row.outcome is not RowOutcome.DOUBLE
        }


def _names_in_the_list(
    table: Table, request: ListRequest, columns: Mapping[str, tuple[int, str]]
) -> Iterator[NamedRow]:
    if request.kind is not ListKind.OFFERINGS:
        at, numbers_at = columns["name"][0], columns.get("kvk_number", (None,))[0]
        for row in table.rows:
            has_number = numbers_at is not None and bool(row.cells[numbers_at].strip())
            yield NamedRow(row.number, " ".join(row.cells[at].split()), has_number)


class PlaceTold(NamedTuple):
    """A row that puts a party elsewhere than is known.

    Attributes:
        row: Its number.
        name: The party.
        places: Both places.
    """

    row: int
    name: str
    places: TwoPlaces


class _Planner:
    def __init__(
        self,
        table: Table,
        request: ListRequest,
        known: Snapshot,
        version: int,
        columns: Mapping[str, tuple[int, str]],
        names: NamesInUse,
        settled: Mapping[int, Found],
    ) -> None:
        self.found_late = False
        self._settled_rows = settled
        self._taking_in = False
        self._table = table
        self._request = request
        self._version = version
        self._columns = columns
        self._gazetteer = Gazetteer(known.places)
        self._read = RowReader(self._gazetteer, Thesaurus(known.themes))
        self._held: dict[str, Held] = {fact.id: fact for fact in known.actors}
        self._held |= {fact.id: fact for fact in known.offerings}
        self._held |= {fact.id: fact for fact in known.relations}
        self._list_prefix = f"lijst-{slug(request.sender, 60)}-"
        self._document = self._list_document(known)
        # When the same list was read before, somebody may have decided since which actor a row is about.
        self._cited = {
            source.first_line: actor.id
            for actor in known.actors
            for source in actor.sources
            if source.document_id == self._document.id
        }
        self._facts: dict[str, Held] = {}
        self._kept_places: list[PlaceTold] = []
        self._replaced_places: list[PlaceTold] = []
        self._actors = Identities(known.actors, (one.id for one in known.offerings), names, self._gazetteer)
        self._titles = {(one.provider_id, fold(one.title.nl)): one.id for one in known.offerings}
        self._association = self._given_association()

    def plan(self, progress: Callable[[int, int], None] | None) -> ImportPlan:
        rows: list[PlannedRow] = []
        targets: list[tuple[str, ...]] = []
        total = len(self._table.rows)
        take = self._offering_row if self._request.kind is ListKind.OFFERINGS else self._actor_row
        for done, row in enumerate(self._table.rows):
            if progress and done % _STEP == 0:
                progress(done, total)
            planned, ids = take(row, Cells(self._table.name, row, self._columns))
            rows.append(planned)
            targets.append(ids)
        self._look_again(rows, targets, take)
        if self._request.undecided is Undecided.TAKEN_IN:
            self._take_in(rows, targets, take)
        if progress:
            progress(total, total)
        return ImportPlan(
            version=self._version,
            rows=self._settled(rows, targets),
            facts=self._changed_facts(),
            notes=tuple(self._notes()),
        )

    def _look_again(
        self,
        rows: list[PlannedRow],
        targets: list[tuple[str, ...]],
        take: Callable[[Row, Cells], tuple[PlannedRow, tuple[str, ...]]],
    ) -> None:
        """Take in possible doubles that are none in the light of later rows.

        Otherwise reading the same list a second time, when all its rows are known, would find them.
        """
        before = -1
        while (waiting := [at for at, row in enumerate(rows) if row.outcome is RowOutcome.DOUBLE]) and (
            len(waiting) != before
        ):
            before = len(waiting)
            for at in waiting:
                row = self._table.rows[at]
                rows[at], targets[at] = take(row, Cells(self._table.name, row, self._columns))
                self.found_late = self.found_late or rows[at].outcome is not RowOutcome.DOUBLE

    def _take_in(
        self,
        rows: list[PlannedRow],
        targets: list[tuple[str, ...]],
        take: Callable[[Row, Cells], tuple[PlannedRow, tuple[str, ...]]],
    ) -> None:
        """Make parties of the possible doubles that are left, once no later row can settle them."""
        self._taking_in = True
        for at, planned in enumerate(rows):
            if planned.outcome is RowOutcome.DOUBLE:
                row = self._table.rows[at]
                rows[at], targets[at] = take(row, Cells(self._table.name, row, self._columns))

    # ---- rows

    def _actor_row(self, row: Row, cells: Cells) -> tuple[PlannedRow, tuple[str, ...]]:
        name, number = cells.name("name"), cells.kvk_number()
        association = self._association_of(cells)
        stated = self._read.of_actor(cells, name, number)
        where = Whereabouts(stated["place_id"], stated["website"])
        found, is_new = self._identify(row, cells, name, number, where)
        if cells.faults:
            return _wrong(row, name, cells), ()
        is_double = bool(found.candidates) and not is_new
        if is_double and not self._taking_in:
            return _double(row, name, found), ()
        actor_id = found.id or self._actors.new_id(_asked_id(cells) or slug(name))
        actor = self._put_actor(actor_id, name, stated, row)
        ids = [actor.id]
        if association and association != actor.id:
            ids.append(self._put_membership(actor.id, association, row))
        planned = PlannedRow(
            number=row.number,
            outcome=RowOutcome.DOUBLE if is_double else RowOutcome.SAME,
            name=name,
            fact_id=actor.id,
            candidates=found.candidates,
        )
        return planned, tuple(ids)

    def _identify(
        self, row: Row, cells: Cells, name: str, number: str | None, where: Whereabouts
    ) -> tuple[Found, bool]:
        """Return which actor a row is about, and whether somebody decided that it is a new one."""
        asked = cells.text("id")
        if row.number in self._settled_rows:
            return self._settled_rows[row.number], True
        if row.number in self._request.decisions:
            decided = self._request.decisions[row.number]
            asked = "nieuw" if decided is None else decided
            if decided is not None and isinstance(self._held.get(decided), Actor):
                return Found(id=decided), False
        if row.number in self._cited:
            return Found(id=self._cited[row.number]), False
        is_new = fold(asked) in _NEW
        return self._actors.find(name, number, None if is_new else asked or None, where), is_new

    def _put_actor(self, id_: str, name: str, stated: dict[str, Any], row: Row) -> Actor:
        """Add what a row states: it replaces what was known, fills a list up, and takes nothing away."""
        held = self._facts.get(id_, self._held.get(id_))
        is_member = self._request.kind is ListKind.MEMBERS
        actor = (
            held
            if isinstance(held, Actor)
            else Actor(
                id=id_,
                name=name,
                kind=stated["kind"] or (ActorKind.ENTREPRENEUR if is_member else ActorKind.SERVICE_PROVIDER),
                description=_NOTHING,
            )
        )
        actor = replace(
            actor,
            # Our own words stay.
            description=(stated["description"] if actor.description == _NOTHING else None)
            or actor.description,
            aliases=tuple(
                alias for alias in dict.fromkeys((*actor.aliases, *stated["aliases"])) if alias != actor.name
            ),
            place_id=self._place(actor, stated["place_id"], row),
            themes=tuple(dict.fromkeys((*actor.themes, *stated["themes"]))),
            website=stated["website"] or actor.website,
            kvk_number=stated["kvk_number"] or actor.kvk_number,
            status=stated["status"] or actor.status,
            sources=self._sources(actor, row),
        )
        actor = self._one_object(actor)
        self._facts[id_] = actor
        self._actors.note(actor, row.number, states_place=stated["place_id"] is not None)
        return actor

    def _one_object(self, fact: F) -> F:
        """Return what the register holds where that is equal: a list that was read before needs no copies."""
        held = self._held.get(fact.id)
        return held if isinstance(held, type(fact)) and held == fact else fact

    def _place(self, actor: Actor, stated: str | None, row: Row) -> str | None:
        """Return where an actor is once a row was read; a place that a person chose gives way to none."""
        places = self._actors.two_places(actor, stated)
        if places is None:
            return self._narrower(actor.place_id, stated)
        told = PlaceTold(row.number, actor.name, places)
        # Of a row that was read before, what is known now is what was chosen then, or found out since.
        is_cited = row.number in self._cited
        if is_cited or (row.number in self._request.decisions and row.number not in self._request.moved):
            self._kept_places.append(told)
            return actor.place_id
        if row.number not in self._request.moved and self._actors.placed_in_list(actor.id):
            self._replaced_places.append(told)
        return stated

    def _narrower(self, held: str | None, stated: str | None) -> str | None:
        """Return the place that says more: what a list states, unless that only lies around what is known."""
        if held and stated and stated in self._gazetteer.around(held):
            return held
        return stated or held

    def _put_membership(self, actor_id: str, association_id: str, row: Row) -> str:
        tie = Relation(subject_id=actor_id, kind=RelationKind.MEMBER_OF, object_id=association_id)
        held = self._facts.get(tie.id, self._held.get(tie.id))
        known = held if isinstance(held, Relation) else tie
        self._facts[tie.id] = self._one_object(replace(known, sources=self._sources(known, row)))
        return tie.id

    def _offering_row(self, row: Row, cells: Cells) -> tuple[PlannedRow, tuple[str, ...]]:
        title = cells.name("title")
        stated = self._read.of_offering(cells)
        found = self._provider(cells)
        if cells.faults:
            return _wrong(row, title, cells), ()
        if found.candidates or found.id is None:
            return _double(row, title, found), ()
        provider = self._held[found.id]
        if not isinstance(provider, Actor):
            raise TypeError(f"{found.id} was found among the actors")
        offering_id = self._titles.get((provider.id, fold(title)))
        asked = _asked_id(cells)
        if isinstance(self._held.get(asked or ""), Offering):
            offering_id = asked
        if offering_id is None:
            offering_id = self._actors.new_id(asked or slug(title))
            self._titles[provider.id, fold(title)] = offering_id
        self._put_offering(offering_id, provider, title, stated, row)
        planned = PlannedRow(number=row.number, outcome=RowOutcome.SAME, name=title, fact_id=offering_id)
        return planned, (offering_id,)

    def _provider(self, cells: Cells) -> Found:
        name = cells.name("provider")
        if cells.faults:
            return Found()
        found = self._actors.find(name, cells.kvk_number(), name)
        if not found.candidates and found.id not in self._held:
            cells.fault(
                "provider",
                f"De aanbieder “{name}” kennen wij niet. Lees eerst de lijst met aanbieders in.",
                f"The provider “{name}” is unknown. Import the list of providers first.",
            )
        return found

    def _put_offering(self, id_: str, provider: Actor, title: str, stated: dict[str, Any], row: Row) -> None:
        held = self._facts.get(id_, self._held.get(id_))
        both = Bilingual(title, stated.pop("title_en") or title)
        call = Bilingual(f"Neem contact op met {provider.name}.", f"Contact {provider.name}.")
        offering = (
            held
            if isinstance(held, Offering)
            else Offering(
                id=id_,
                provider_id=provider.id,
                title=both,
                summary=stated["summary"] or both,
                next_step=stated["next_step"] or call,
                need_kinds=stated["need_kinds"],
                area=stated["area"],
            )
        )
        said = {name: value for name, value in stated.items() if value not in {None, ()}}
        self._facts[id_] = replace(offering, **said, sources=self._sources(offering, row))

    # ---- what rows refer to

    def _association_of(self, cells: Cells) -> str | None:
        name = cells.text("association")
        if self._request.kind is not ListKind.MEMBERS or not name:
            return self._association
        found = self._actors.find(name, None, name)
        if found.id in self._held and not found.candidates:
            return found.id
        cells.fault(
            "association",
            f"De vereniging of het netwerk “{name}” kennen wij niet. Voeg die eerst toe.",
            f"The association or network “{name}” is unknown. Add it first.",
            [one.name for one in found.candidates],
        )
        return None

    def _given_association(self) -> str | None:
        """Return the association that the request names; without one the sender, if that is an actor."""
        if self._request.kind is not ListKind.MEMBERS:
            return None
        named = self._request.association or self._request.sender
        found = self._actors.find(named, None, named)
        if found.id in self._held and not found.candidates:
            return found.id
        if self._request.association is None and "association" in self._columns:
            return None
        message = Bilingual(
            f"De vereniging of het netwerk “{named}” kennen wij niet. Voeg die eerst toe, of geef een "
            "andere naam.",
            f"The association or network “{named}” is unknown. Add it first, or give another name.",
        )
        near = tuple(one.name for one in found.candidates)
        raise InvalidInput([Fault(where="association", message=message, suggestions=near)])

    def _list_document(self, known: Snapshot) -> Document:
        content = hashlib.sha256("\x1e".join(self._table.headers).encode())
        for line in self._table.rows.lines:
            content.update(b"\x1e" + line)
        id_ = f"{self._list_prefix}{content.hexdigest()[:12]}"
        for document in known.documents:
            if document.id == id_:
                return document  # the same list again is the same source, whatever day is given now
        return Document(
            id=id_,
            title=self._table.name,
            publisher=self._request.sender,
            published_on=self._request.stated_on,
            file=self._table.name,
            licence="facts only",
        )

    def _sources(self, fact: Held, row: Row) -> tuple[Source, ...]:
        """Return the sources of a fact with this row; earlier lists of the same sender give way to it."""
        mine = Source(
            document_id=self._document.id,
            first_line=row.number,
            last_line=row.number,
            stated_on=self._document.published_on,
        )
        held = self._held.get(fact.id)
        if any(_place(one) == _place(mine) for one in fact.sources):
            return fact.sources
        checked = next((one for one in held.sources if _place(one) == _place(mine)), None) if held else None
        kept = (
            one
            for one in fact.sources
            if one.document_id == self._document.id or not one.document_id.startswith(self._list_prefix)
        )
        return (*kept, checked or mine)

    # ---- the whole

    def _settled(
        self, rows: Iterable[PlannedRow], targets: Iterable[tuple[str, ...]]
    ) -> tuple[PlannedRow, ...]:
        """Give each row its outcome, now that all rows about one fact have been read."""
        seen: set[str] = set()
        settled = []
        for row, ids in zip(rows, targets, strict=True):
            if not ids or row.outcome is RowOutcome.DOUBLE:
                settled.append(row)
                seen.update(ids[:1])
                continue
            changed = tuple(name for id_ in ids for name in self._changed_fields(id_))
            if ids[0] not in self._held:
                outcome = RowOutcome.SAME if ids[0] in seen else RowOutcome.NEW
                settled.append(replace(row, outcome=outcome))
            elif changed:
                settled.append(replace(row, outcome=RowOutcome.CHANGED, changed=changed))
            else:
                settled.append(row)
            seen.add(ids[0])
        return tuple(settled)

    def _changed_fields(self, id_: str) -> list[str]:
        before, after = self._held.get(id_), self._facts[id_]
        if before is None:
            return ["relations"] if isinstance(after, Relation) else []
        if isinstance(after, Relation):
            return [] if before == after else ["relations"]
        return [one.name for one in fields(after) if getattr(before, one.name) != getattr(after, one.name)]

    def _changed_facts(self) -> Snapshot:
        changed = [fact for id_, fact in self._facts.items() if self._held.get(id_) != fact]
        return Snapshot(
            documents=(self._document,) if changed else (),
            actors=tuple(fact for fact in changed if isinstance(fact, Actor)),
            offerings=tuple(fact for fact in changed if isinstance(fact, Offering)),
            relations=tuple(fact for fact in changed if isinstance(fact, Relation)),
        )

    def _notes_of_places(self) -> Iterable[Bilingual]:
        if self._kept_places:
            rows = _some(
                self._kept_places,
                "{0}: {1} blijft, {2} niet overgenomen",
                "{0}: {1} stays, {2} not taken over",
            )
            yield Bilingual(
                f"Deze rijen noemen een andere plaats dan wij al kenden; die blijft: {rows.nl}.",
                f"These rows name another place than was known; that one stays: {rows.en}.",
            )
        if self._replaced_places:
            rows = _some(self._replaced_places, "{0}: {2}, eerder {1}", "{0}: {2}, {1} before")
            yield Bilingual(
                f"De lijst noemt voor één partij twee plaatsen; de laatste telt: {rows.nl}.",
                f"The list names two places of one party; the last one counts: {rows.en}.",
            )

    def _notes(self) -> Iterable[Bilingual]:
        yield from (note.sentence for note in self._table.notes)
        yield from (column.message for column in personal_columns(self._table))
        if unread := unread_columns(self._table, self._request.columns):
            names = ", ".join(f"“{header}”" for header in unread)
            yield Bilingual(
                f"Deze kolommen lezen wij niet: {names}. Kies wat erin staat als u ze wilt overnemen.",
                f"These columns are not read: {names}. Choose what they hold if you want to take them in.",
            )
        yield from self._notes_of_places()
        if self._read.unknown_themes:
            times = {word: len(numbers) for word, numbers in self._read.unknown_themes.items()}
            words = sorted(times, key=lambda word: (-times[word], word))[:_SHOWN_WORDS]
            shown = ", ".join(f"“{word}” ({times[word]} keer)" for word in words)
            yield Bilingual(
                f"Deze thema's kennen wij niet; ze zijn overgeslagen: {shown}.",
                f"These themes are unknown; they were skipped: {shown.replace(' keer)', ' times)')}.",
            )


def _some(told: Sequence[PlaceTold], nl: str, en: str) -> Bilingual:
    """Return a list of rows, each in a pattern with its name and places; of many, the first and how many."""
    shown = [(f"rij {one.row}", f"row {one.row}", one) for one in told[:_SHOWN_WORDS]]
    more = len(told) - _SHOWN_WORDS
    return Bilingual(
        ", ".join(f"{row} ({nl.format(one.name, *one.places)})" for row, _, one in shown)
        + (f" en nog {more}" if more > 0 else ""),
        ", ".join(f"{row} ({en.format(one.name, *one.places)})" for _, row, one in shown)
        + (f" and {more} more" if more > 0 else ""),
    )


def _asked_id(cells: Cells) -> str | None:
    asked = cells.text("id")
    return slug(asked) if asked and fold(asked) not in _NEW else None


def _place(source: Source) -> tuple[str, int, int]:
    return source.document_id, source.first_line, source.last_line


def _wrong(row: Row, name: str, cells: Cells) -> PlannedRow:
    return PlannedRow(number=row.number, outcome=RowOutcome.WRONG, name=name, faults=tuple(cells.faults))


def _double(row: Row, name: str, found: Found) -> PlannedRow:
    return PlannedRow(number=row.number, outcome=RowOutcome.DOUBLE, name=name, candidates=found.candidates)
