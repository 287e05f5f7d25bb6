"""Facts as flat rows and back: the one place that knows which field goes where.

A row holds only what every engine can carry (text, numbers, truth values, None and lists of these). Lists of
references, which are links and not values, come as rows of their own: see ``Links``.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from sys import intern
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from matchmaker.model import (
    Actor,
    Document,
    Offering,
    Place,
    Precedent,
    Question,
    Referred,
    Relation,
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
    from collections.abc import Callable, Iterable, Iterator

    from graph.engine import Row

F = TypeVar("F", Document, Place, Theme, Actor, Offering, Relation, Precedent)

# An index entry of Neo4j holds about 8,000 bytes; names that agree in this much are ordered by id.
_SORT_KEY_LENGTH = 200


def sort_key(text: str) -> str:
    """Return what a name is ordered by: without case and accents, so that no engine's collation matters."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))[:_SORT_KEY_LENGTH]


def subject_of(relation_id: str) -> str:
    """Return the id of the actor that stands first in a relation with this id."""
    return relation_id.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Links(Generic[F]):
    """One list of references of a kind of fact, written by ``unlink_<name>`` and ``link_<name>``.

    Attributes:
        name: Last part of the names of both queries.
        rows: Makes the rows of ``link_<name>`` for one fact.
    """

    name: str
    rows: Callable[[F], Iterable[Row]]


@dataclass(frozen=True, slots=True)
class Kind(Generic[F]):
    """How one kind of fact is stored.

    Attributes:
        name: As in ``Snapshot``: ``actors``; written by ``put_<name>``.
        singular: As in ``NotFound``: ``actor``.
        to_row: Makes the row of ``put_<name>``.
        from_row: Makes a fact of a row of ``<name>_by_id``.
        links: Its lists of references.
    """

    name: str
    singular: str
    to_row: Callable[[F], Row]
    from_row: Callable[[Row], F]
    links: tuple[Links[F], ...] = ()


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


_known_day = lru_cache(maxsize=1_000)(date.fromisoformat)


def _source_values(source: Source) -> list[Any]:
    return [
        source.document_id,
        source.first_line,
        source.last_line,
        source.stated_on.isoformat(),
        _iso(source.checked_on),
        source.checked_by,
    ]


def _sources_from(stored: list[list[Any]]) -> tuple[Source, ...]:
    return tuple(
        Source(
            document_id=intern(document_id),  # thousands of facts come from one list
            first_line=first_line,
            last_line=last_line,
            stated_on=_known_day(stated_on),
            checked_on=_day(checked_on),
            checked_by=checked_by,
        )
        for document_id, first_line, last_line, stated_on, checked_on, checked_by in stored
    )


def _source_rows(fact: Actor | Offering) -> Iterator[Row]:
    fields = ("document_id", "first_line", "last_line", "stated_on", "checked_on", "checked_by")
    for position, source in enumerate(fact.sources):
        yield {
            "id": fact.id,
            "position": position,
            **dict(zip(fields, _source_values(source), strict=True)),
        }


def _references(owner_id: str, column: str, ids: tuple[str, ...]) -> list[Row]:
    return [{"id": owner_id, "position": position, column: id_} for position, id_ in enumerate(ids)]


def _document_row(document: Document) -> Row:
    return {
        "id": document.id,
        "title": document.title,
        "publisher": document.publisher,
        "published_on": document.published_on.isoformat(),
        "file": document.file,
        "licence": document.licence,
    }


def _document_from(row: Row) -> Document:
    return Document(**{**row, "published_on": date.fromisoformat(row["published_on"])})


def _place_row(place: Place) -> Row:
    return {
        "id": place.id,
        "name": place.name,
        "kind": place.kind.value,
        "code": place.code,
        "aliases": list(place.aliases),
        "latitude": place.latitude,
        "longitude": place.longitude,
        "valid_from": _iso(place.valid_from),
        "valid_until": _iso(place.valid_until),
    }


def _place_from(row: Row) -> Place:
    changed = {
        "kind": PlaceKind.of(row["kind"]),
        "aliases": tuple(row["aliases"]),
        "within": tuple(row["within"]),
        "valid_from": _day(row["valid_from"]),
        "valid_until": _day(row["valid_until"]),
    }
    return Place(**{**row, **changed})


def _successor_rows(place: Place) -> list[Row]:
    return [{"id": place.id, "successor_id": place.successor_id}] if place.successor_id else []


def _theme_row(theme: Theme) -> Row:
    return {
        "id": theme.id,
        "kind": theme.kind.value,
        "label_nl": theme.label.nl,
        "label_en": theme.label.en,
        "synonyms_nl": list(theme.synonyms_nl),
        "synonyms_en": list(theme.synonyms_en),
        "target_group": theme.target_group.value if theme.target_group else None,
    }


def _theme_from(row: Row) -> Theme:
    return Theme(
        id=row["id"],
        kind=ThemeKind.of(row["kind"]),
        label=Bilingual(row["label_nl"], row["label_en"]),
        synonyms_nl=tuple(row["synonyms_nl"]),
        synonyms_en=tuple(row["synonyms_en"]),
        broader=tuple(row["broader"]),
        target_group=TargetGroup.of(row["target_group"]) if row["target_group"] else None,
    )


def _actor_row(actor: Actor) -> Row:
    return {
        "id": actor.id,
        "name": actor.name,
        "sort_key": sort_key(actor.name),
        "kind": actor.kind.value,
        "description_nl": actor.description.nl,
        "description_en": actor.description.en,
        "aliases": list(actor.aliases),
        "place_id": actor.place_id,
        "website": actor.website,
        "kvk_number": actor.kvk_number,
        "status": actor.status.value,
        "desk_only": list(actor.desk_only),
    }


def _actor_from(row: Row) -> Actor:
    return Actor(
        id=row["id"],
        name=row["name"],
        kind=ActorKind.of(row["kind"]),
        description=Bilingual(row["description_nl"], row["description_en"]),
        aliases=tuple(row["aliases"]),
        place_id=row["place_id"],
        themes=tuple(row["themes"]),
        website=row["website"],
        kvk_number=row["kvk_number"],
        status=Status.of(row["status"]),
        sources=_sources_from(row["sources"]),
        desk_only=tuple(row["desk_only"]),
    )


def _offering_row(offering: Offering) -> Row:
    return {
        "id": offering.id,
        "provider_id": offering.provider_id,
        "title_nl": offering.title.nl,
        "title_en": offering.title.en,
        "sort_key": sort_key(offering.title.nl),
        "summary_nl": offering.summary.nl,
        "summary_en": offering.summary.en,
        "next_step_nl": offering.next_step.nl,
        "next_step_en": offering.next_step.en,
        "need_kinds": [kind.value for kind in offering.need_kinds],
        "r_strategies": [strategy.value for strategy in offering.r_strategies],
        "target_groups": [group.value for group in offering.target_groups],
        "sizes": [size.value for size in offering.sizes],
        "opens_on": _iso(offering.opens_on),
        "closes_on": _iso(offering.closes_on),
        "budget_euro": offering.budget_euro,
        "budget_exhausted": offering.budget_exhausted,
        "capacity": offering.capacity,
        "places_left": offering.places_left,
        "requirements_nl": [requirement.nl for requirement in offering.requirements],
        "requirements_en": [requirement.en for requirement in offering.requirements],
        "question_languages": [question.language for question in offering.questions],
        "question_texts": [question.text for question in offering.questions],
        "status": offering.status.value,
        "desk_only": list(offering.desk_only),
    }


def _offering_from(row: Row) -> Offering:
    requirements = zip(row["requirements_nl"], row["requirements_en"], strict=True)
    questions = zip(row["question_languages"], row["question_texts"], strict=True)
    return Offering(
        id=row["id"],
        provider_id=row["provider_id"],
        title=Bilingual(row["title_nl"], row["title_en"]),
        summary=Bilingual(row["summary_nl"], row["summary_en"]),
        next_step=Bilingual(row["next_step_nl"], row["next_step_en"]),
        need_kinds=tuple(NeedKind.of(code) for code in row["need_kinds"]),
        area=tuple(row["area"]),
        themes=tuple(row["themes"]),
        r_strategies=tuple(RStrategy.of(code) for code in row["r_strategies"]),
        target_groups=tuple(TargetGroup.of(code) for code in row["target_groups"]),
        sectors=tuple(row["sectors"]),
        sizes=tuple(CompanySize.of(code) for code in row["sizes"]),
        opens_on=_day(row["opens_on"]),
        closes_on=_day(row["closes_on"]),
        budget_euro=row["budget_euro"],
        budget_exhausted=bool(row["budget_exhausted"]),
        capacity=row["capacity"],
        places_left=row["places_left"],
        requirements=tuple(Bilingual(nl, en) for nl, en in requirements),
        excluded_actors=tuple(row["excluded_actors"]),
        questions=tuple(Question(language=language, text=text) for language, text in questions),
        status=Status.of(row["status"]),
        sources=_sources_from(row["sources"]),
        desk_only=tuple(row["desk_only"]),
    )


def _relation_row(relation: Relation) -> Row:
    return {
        "id": relation.id,
        "subject_id": relation.subject_id,
        "kind": relation.kind.value,
        "object_id": relation.object_id,
        "note_nl": relation.note.nl if relation.note else None,
        "note_en": relation.note.en if relation.note else None,
        "status": relation.status.value,
        # Text within a list, since a relationship in Neo4j cannot hold a list of lists.
        "sources": [json.dumps(_source_values(source), ensure_ascii=False) for source in relation.sources],
    }


def _relation_from(row: Row) -> Relation:
    has_note = row["note_nl"] is not None
    return Relation(
        subject_id=row["subject_id"],
        kind=RelationKind.of(row["kind"]),
        object_id=row["object_id"],
        note=Bilingual(row["note_nl"], row["note_en"]) if has_note else None,
        status=Status.of(row["status"]),
        sources=_sources_from([json.loads(text) for text in row["sources"]]),
    )


def _precedent_row(precedent: Precedent) -> Row:
    return {
        "id": precedent.id,
        "text": precedent.text,
        "need_kinds": [kind.value for kind in precedent.need_kinds],
        "sectors": list(precedent.sectors),
        "referred_to": [one.to for one in precedent.referred],
        "referred_grades": [one.grade for one in precedent.referred],
    }


def _precedent_from(row: Row) -> Precedent:
    referred = zip(row["referred_to"], row["referred_grades"], strict=True)
    return Precedent(
        id=row["id"],
        text=row["text"],
        need_kinds=tuple(NeedKind.of(code) for code in row["need_kinds"]),
        sectors=tuple(map(intern, row["sectors"])),  # many share a trade, and what they are sent to
        referred=tuple(Referred(to=intern(to), grade=grade) for to, grade in referred),
    )


DOCUMENTS: Kind[Document] = Kind("documents", "document", _document_row, _document_from)
PLACES: Kind[Place] = Kind(
    "places",
    "place",
    _place_row,
    _place_from,
    (
        Links("place_within", lambda place: _references(place.id, "within_id", place.within)),
        Links("place_successor", _successor_rows),
    ),
)
THEMES: Kind[Theme] = Kind(
    "themes",
    "theme",
    _theme_row,
    _theme_from,
    (Links("theme_broader", lambda theme: _references(theme.id, "broader_id", theme.broader)),),
)
ACTORS: Kind[Actor] = Kind(
    "actors",
    "actor",
    _actor_row,
    _actor_from,
    (
        Links("actor_themes", lambda actor: _references(actor.id, "theme_id", actor.themes)),
        Links("actor_sources", _source_rows),
    ),
)
OFFERINGS: Kind[Offering] = Kind(
    "offerings",
    "offering",
    _offering_row,
    _offering_from,
    (
        Links("offering_area", lambda offering: _references(offering.id, "place_id", offering.area)),
        Links("offering_themes", lambda offering: _references(offering.id, "theme_id", offering.themes)),
        Links("offering_sectors", lambda offering: _references(offering.id, "theme_id", offering.sectors)),
        Links(
            "offering_excluded_actors",
            lambda offering: _references(offering.id, "actor_id", offering.excluded_actors),
        ),
        Links("offering_sources", _source_rows),
    ),
)
RELATIONS: Kind[Relation] = Kind("relations", "relation", _relation_row, _relation_from)
PRECEDENTS: Kind[Precedent] = Kind("precedents", "precedent", _precedent_row, _precedent_from)

REFERABLE: tuple[Kind[Any], ...] = (DOCUMENTS, PLACES, THEMES, ACTORS, OFFERINGS)
"""The kinds that others may refer to."""
# In the order in which they can be stored: a fact's own row refers only to kinds before its own.
KINDS: tuple[Kind[Any], ...] = (*REFERABLE, RELATIONS, PRECEDENTS)
