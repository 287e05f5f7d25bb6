"""Reads the regional data of ``seeds/`` and stores it; names every fault with its file, row and column.

``seeds/README.md`` describes the files.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from graph import seed_columns, seed_precedents
from graph.checks import ring_fault, rings
from graph.seed_rows import KVK_NUMBER, LATITUDES, LONGITUDES, WEBSITE, Notes, Row, near, rows_of
from matchmaker.errors import InvalidInput
from matchmaker.model import (
    Actor,
    Document,
    Offering,
    Place,
    Question,
    Relation,
    Snapshot,
    Source,
    Theme,
)
from matchmaker.vocabulary import (
    ActorKind,
    Bilingual,
    CompanySize,
    NeedKind,
    PlaceKind,
    RelationKind,
    RStrategy,
    Status,
    TargetGroup,
    ThemeKind,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from importlib.resources.abc import Traversable

    from graph.rows import F
    from graph.seed_columns import Columns
    from matchmaker.ports import Register, Tally
    from matchmaker.vocabulary import Language

T = TypeVar("T")
S = TypeVar("S", Actor, Relation)

NO_REGIONS = frozenset({"praatplaat", seed_precedents.FOLDER})
"""Folders of the data that are no region; for the question sets see graph/question_sets.py."""

_NAMES = {
    "documents": Bilingual("document", "document"),
    "places": Bilingual("plaats", "place"),
    "themes": Bilingual("thema", "theme"),
    "actors": Bilingual("partij", "actor"),
    "offerings": Bilingual("aanbod", "offering"),
    "precedents": Bilingual("oefenvraag", "precedent"),
}


def read_seeds(folder: Traversable) -> Snapshot:
    """Read all regional data.

    Args:
        folder: The folder that holds ``documents.csv``, ``places.csv``, ``themes.csv``, a folder per
            region and, where there are any, one with precedents.

    Returns:
        The facts, each kind sorted by id.

    Raises:
        InvalidInput: Something in the files is wrong; every fault is named.
    """
    return _Reader(folder).read()


def seed(
    register: Register, snapshot: Snapshot, progress: Callable[[str, int, int], None] | None = None
) -> Tally:
    """Store the regional data in a register, all or nothing; what it holds besides stays as it is."""
    return register.put(snapshot, progress)


def joined_actor(parts: Sequence[Actor]) -> Actor:
    """Make one actor of what several documents say of it, in the order of the documents; at least one."""
    first = parts[0]
    if len(parts) == 1:
        return first
    spellings = [name for part in parts for name in (part.name, *part.aliases)]
    described = [part.description for part in parts if part.description.nl]
    return replace(
        first,
        description=described[0] if described else first.description,
        aliases=tuple(name for name in dict.fromkeys(spellings) if name != first.name),
        place_id=next((part.place_id for part in parts if part.place_id), None),
        themes=tuple(dict.fromkeys(theme for part in parts for theme in part.themes)),
        website=next((part.website for part in parts if part.website), None),
        kvk_number=next((part.kvk_number for part in parts if part.kvk_number), None),
        status=_latest(parts).status,
        sources=_all_sources(parts),
        desk_only=tuple(dict.fromkeys(name for part in parts for name in part.desk_only)),
    )


def joined_relation(parts: Sequence[Relation]) -> Relation:
    """Make one tie of what several documents say of it, in the order of the documents; at least one."""
    if len(parts) == 1:
        return parts[0]
    return replace(
        parts[0],
        note=next((part.note for part in parts if part.note), None),
        status=_latest(parts).status,
        sources=_all_sources(parts),
    )


class _Reader:
    """Reads one folder of data; notes what is wrong and goes on."""

    def __init__(self, folder: Traversable) -> None:
        self._folder = folder
        self._notes = Notes()
        # Every id that a row gives, sound or not: one bad cell must not make all that refers to it wrong.
        self._rows: dict[str, dict[str, Row]] = defaultdict(dict)
        self._documents: dict[str, Document] = {}
        self._questions: dict[str, list[Question]] = defaultdict(list)

    def read(self) -> Snapshot:
        regions = self._regions()
        documents = self._each("documents.csv", seed_columns.DOCUMENTS, self._document)
        self._documents = {document.id: document for document in documents}
        places = self._each("places.csv", seed_columns.PLACES, self._place)
        themes = self._each("themes.csv", seed_columns.THEMES, self._theme)
        actors: list[tuple[Row, Actor]] = []
        offerings: list[Offering] = []
        relations: list[tuple[Row, Relation]] = []
        for region in regions:
            actors += self._each(f"{region}/actors.csv", seed_columns.ACTORS, self._actor)
            offerings += self._each(f"{region}/offerings.csv", seed_columns.OFFERINGS, self._offering)
            relations += self._each(f"{region}/relations.csv", seed_columns.RELATIONS, self._relation)
        for region in regions:
            self._each(f"{region}/questions.csv", seed_columns.QUESTIONS, self._question)
        precedents = list(seed_precedents.precedents_in(self._folder, self._notes, self._own_id))
        joined_actors = self._join_actors(actors)
        joined_relations = self._join_relations(relations)
        self._check(places, themes)
        if self._notes.faults:
            raise InvalidInput(self._notes.faults)
        return Snapshot(
            documents=_by_id(documents),
            places=_by_id(places),
            themes=_by_id(themes),
            actors=_by_id(joined_actors),
            offerings=_by_id(
                replace(offering, questions=tuple(self._questions[offering.id])) for offering in offerings
            ),
            relations=_by_id(joined_relations),
            precedents=_by_id(precedents),
        )

    def _regions(self) -> list[str]:
        names = sorted(entry.name for entry in self._folder.iterdir() if entry.is_dir())
        return [name for name in names if not name.startswith((".", "_")) and name not in NO_REGIONS]

    def _each(self, file: str, columns: Columns, make: Callable[[Row], T | None]) -> list[T]:
        found = []
        for row in rows_of(self._folder, file, columns, self._notes):
            fact = make(row)
            if fact is not None and row.is_sound:
                found.append(fact)
        return found

    def _own_id(self, row: Row, kind: str, *, may_return: bool = False) -> str:
        """Return the row's id and note it; ``may_return`` allows the same id in another file."""
        id_ = row.slug()
        first = self._rows[kind].setdefault(id_, row)
        if id_ and first is not row and not (may_return and first.file != row.file):
            row.fault(
                "id",
                f"Het id '{id_}' staat ook op {first.file}:{first.line}. Geef elk gegeven een eigen id.",
                f"The id '{id_}' is also at {first.file}:{first.line}. Give each fact an id of its own.",
            )
        return id_

    def _document(self, row: Row) -> Document | None:
        id_ = self._own_id(row, "documents")
        title, publisher = row.text("title"), row.text("publisher")
        published_on = row.day("published_on")
        file, licence = row.optional("file"), row.text("licence")
        if published_on is None:
            return None
        return Document(
            id=id_, title=title, publisher=publisher, published_on=published_on, file=file, licence=licence
        )

    def _place(self, row: Row) -> Place:
        id_ = self._own_id(row, "places")
        kind = row.code("kind", PlaceKind)
        return Place(
            id=id_,
            name=row.text("name"),
            kind=kind,
            code=row.optional("code"),
            aliases=row.many("aliases"),
            within=row.mentions("within", "places"),
            latitude=row.degrees("latitude", LATITUDES),
            longitude=row.degrees("longitude", LONGITUDES),
            valid_from=row.optional_day("valid_from"),
            valid_until=row.optional_day("valid_until"),
            successor_id=row.optional_mention("successor", "places"),
        )

    def _theme(self, row: Row) -> Theme:
        id_ = self._own_id(row, "themes")
        kind = row.code("kind", ThemeKind)
        return Theme(
            id=id_,
            kind=kind,
            label=row.pair("label"),
            synonyms_nl=row.many("synonyms_nl"),
            synonyms_en=row.many("synonyms_en"),
            broader=row.mentions("broader", "themes"),
            target_group=row.optional_code("target_group", TargetGroup),
        )

    def _actor(self, row: Row) -> tuple[Row, Actor]:
        id_ = self._own_id(row, "actors", may_return=True)
        kind = row.code("kind", ActorKind)
        status = row.code("status", Status, Status.ACTIVE)
        sources = self._sources(row)
        return row, Actor(
            id=id_,
            name=row.text("name"),
            kind=kind,
            description=row.optional_pair("description") or Bilingual("", ""),
            aliases=row.many("aliases"),
            place_id=row.optional_mention("place", "places"),
            themes=row.mentions("themes", "themes"),
            website=row.matching("website", WEBSITE, "Begin met https://.", "Start with https://."),
            kvk_number=row.matching("kvk_number", KVK_NUMBER, "Schrijf acht cijfers.", "Write eight digits."),
            status=status,
            sources=sources,
            desk_only=row.many("desk_only"),
        )

    def _offering(self, row: Row) -> Offering:
        id_ = self._own_id(row, "offerings")
        status = row.code("status", Status, Status.ACTIVE)
        opens_on, closes_on = row.optional_day("opens_on"), row.optional_day("closes_on")
        if opens_on and closes_on and closes_on < opens_on and not row.is_exact("closes_on"):
            row.fault("closes_on", "Het einde ligt voor het begin.", "The end lies before the start.")
        return Offering(
            id=id_,
            provider_id=row.mention("provider", "actors"),
            title=row.pair("title"),
            summary=row.pair("summary"),
            next_step=row.pair("next_step"),
            need_kinds=row.codes("need_kinds", NeedKind, at_least_one=True),
            area=row.mentions("area", "places", at_least_one=True),
            themes=row.mentions("themes", "themes"),
            r_strategies=row.codes("r_strategies", RStrategy),
            target_groups=row.codes("target_groups", TargetGroup, at_least_one=True),
            sectors=row.mentions("sectors", "themes"),
            sizes=row.codes("sizes", CompanySize),
            opens_on=opens_on,
            closes_on=closes_on,
            budget_euro=row.whole("budget_euro"),
            budget_exhausted=row.yes("budget_exhausted"),
            capacity=row.whole("capacity"),
            places_left=row.whole("places_left"),
            requirements=row.pairs("requirements"),
            excluded_actors=row.mentions("excluded_actors", "actors"),
            status=status,
            sources=self._sources(row),
            desk_only=row.many("desk_only"),
        )

    def _question(self, row: Row) -> Question | None:
        offering_id = row.mention("offering", "offerings")
        language, text = row.text("language"), row.text("question")
        if language not in {"nl", "en"}:
            row.fault("language", f"'{language}' kan niet: nl of en.", f"'{language}' must be nl or en.")
            return None
        known: Language = "nl" if language == "nl" else "en"
        question = Question(language=known, text=text)
        self._questions[offering_id].append(question)
        return question

    def _relation(self, row: Row) -> tuple[Row, Relation]:
        subject_id = row.mention("subject", "actors")
        object_id = row.mention("object", "actors or offerings")
        kind = row.code("kind", RelationKind)
        status = row.code("status", Status, Status.ACTIVE)
        note = row.optional_pair("note")
        sources = self._sources(row)
        return row, Relation(
            subject_id=subject_id, kind=kind, object_id=object_id, note=note, status=status, sources=sources
        )

    def _sources(self, row: Row) -> tuple[Source, ...]:
        if row.is_exact("lines"):
            row.optional_mention("source", "documents")
            return row.exact_sources("lines")
        document_id = row.mention("source", "documents")
        document = self._documents.get(document_id)
        # What is no text file has no lines to cite, and counts as one, as does what the desk states itself.
        has_lines = document is None or document.file is not None or row.optional("lines") is not None
        ranges = row.line_ranges("lines") if has_lines else ((1, 1),)
        stated_on = row.optional_day("date")
        checked_on, checked_by = row.optional_day("checked_on"), row.optional("checked_by")
        day = stated_on or (document.published_on if document else None)
        if day is None:  # an unknown document, which is a fault of its own
            return ()
        return tuple(
            Source(
                document_id=document_id,
                first_line=first,
                last_line=last,
                stated_on=day,
                checked_on=checked_on,
                checked_by=checked_by,
            )
            for first, last in ranges
        )

    def _join_actors(self, found: Iterable[tuple[Row, Actor]]) -> list[Actor]:
        """Make one actor of all rows with one id: see "The same actor in two documents" in the README."""
        groups: dict[str, list[tuple[Row, Actor]]] = defaultdict(list)
        for row, actor in found:
            groups[actor.id].append((row, actor))
        return [self._join_actor(sorted(group, key=self._document_order)) for group in groups.values()]

    def _join_actor(self, group: list[tuple[Row, Actor]]) -> Actor:
        for column in ("kind", "place", "kvk_number"):
            self._must_agree(column, group)
        return joined_actor([actor for _, actor in group])

    def _must_agree(self, column: str, group: list[tuple[Row, Actor]]) -> None:
        given = [(row, value) for row, _ in group if (value := row.optional(column))]
        for row, value in given[1:]:
            first_row, first = given[0]
            if value != first:
                row.fault(
                    column,
                    f"Hier staat '{value}', maar op {first_row.file}:{first_row.line} staat '{first}'. "
                    "Dat moet gelijk zijn.",
                    f"This says '{value}', but {first_row.file}:{first_row.line} says '{first}'. "
                    "They must agree.",
                    (first,),
                )

    def _document_order(self, found: tuple[Row, Actor | Relation]) -> int:
        order = list(self._documents)
        id_ = found[1].sources[0].document_id if found[1].sources else ""
        return order.index(id_) if id_ in order else len(order)

    def _join_relations(self, found: Iterable[tuple[Row, Relation]]) -> list[Relation]:
        """Make one tie of all rows that state the same tie; the note comes from the first document."""
        groups: dict[str, list[tuple[Row, Relation]]] = defaultdict(list)
        for row, relation in found:
            groups[relation.id].append((row, relation))
        return [
            joined_relation([relation for _, relation in sorted(group, key=self._document_order)])
            for group in groups.values()
        ]

    def _check(self, places: list[Place], themes: list[Theme]) -> None:
        self._check_mentions()
        for id_ in sorted(self._rows["actors"].keys() & self._rows["offerings"].keys()):
            actor_row = self._rows["actors"][id_]
            self._rows["offerings"][id_].fault(
                "id",
                f"Het id '{id_}' is al van een partij ({actor_row.file}:{actor_row.line}). "
                "Geef het aanbod een eigen id.",
                f"The id '{id_}' is an actor's already ({actor_row.file}:{actor_row.line}). "
                "Give the offering an id of its own.",
            )
        self._check_rings("places", "within", {place.id: place.within for place in places})
        self._check_rings("themes", "broader", {theme.id: theme.broader for theme in themes})

    def _check_rings(self, kind: str, column: str, above: dict[str, tuple[str, ...]]) -> None:
        for ring in rings(above):
            if ring[0] in self._rows[kind]:
                where = self._rows[kind][ring[0]].where(column)
                self._notes.faults.append(ring_fault(where, ring))

    def _check_mentions(self) -> None:
        for mention in self._notes.mentions:
            kinds = mention.target.split(" or ")
            if any(mention.id in self._rows[kind] for kind in kinds):
                continue
            ids = [id_ for kind in kinds for id_ in self._rows[kind]]
            nl = " of ".join(_NAMES[kind].nl for kind in kinds)
            en = " or ".join(_NAMES[kind].en for kind in kinds)
            self._notes.fault(
                mention.where,
                f"Er is geen {nl} met id '{mention.id}'.",
                f"There is no {en} with id '{mention.id}'.",
                near(mention.id, ids),
            )


def _latest(facts: Sequence[S]) -> S:
    """Return the fact that was stated last; the first of those that were stated on one day."""
    return max(facts, key=lambda fact: max((source.stated_on for source in fact.sources), default=date.min))


def _all_sources(facts: Sequence[Actor | Relation]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(source for fact in facts for source in fact.sources))


def _by_id(facts: Iterable[F]) -> tuple[F, ...]:
    return tuple(sorted(facts, key=lambda fact: fact.id))
