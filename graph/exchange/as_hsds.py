"""Writes actors and offerings in the words of Open Referral HSDS 3.0, for other directories.

Actors become organizations, offerings become services, themes and codes become taxonomy terms. Every id is a
UUID made of ours, so that a later export names the same things by the same ids. ``docs/exchange.md`` tells
what goes where, and what has no place in HSDS.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, UUID, uuid5

from graph.exchange import hsds
from graph.seed_rows import KVK_NUMBER, WEBSITE
from matchmaker.vocabulary import (
    ActorKind,
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
    from collections.abc import Iterable, Iterator

    from matchmaker.model import Actor, Document, Offering, Place, Snapshot, Source, Theme
    from matchmaker.vocabulary import Term

_IDS = uuid5(NAMESPACE_URL, "https://circulairloket.example/hsds")
_TAXONOMIES: dict[str, tuple[type[Term] | None, str, str]] = {
    "theme": (None, "Thema's", "Sectoren, ketens, materialen en activiteiten in de circulaire economie."),
    "actor-kind": (ActorKind, "Soorten partijen", "Wat een organisatie is."),
    "need-kind": (NeedKind, "Soorten hulp", "Welke hulp een dienst biedt."),
    "r-strategy": (RStrategy, "R-ladder", "Treden van circulariteit; een lage trede bewaart meer waarde."),
    "target-group": (TargetGroup, "Doelgroepen", "Voor wie een dienst is."),
    "company-size": (CompanySize, "Bedrijfsgrootte", "Voor bedrijven van welke grootte een dienst is."),
    "status": (Status, "Status", "Of iets is aangekondigd, loopt of is afgelopen."),
}


def hsds_file(snapshot: Snapshot) -> bytes:
    """Return the package as JSON."""
    return (hsds_package(snapshot).model_dump_json(indent=1, exclude_none=True) + "\n").encode()


def hsds_package(snapshot: Snapshot) -> hsds.Package:
    """Return the package; its texts are Dutch, with the English name of a service beside the Dutch one."""
    return _Packer(snapshot).package()


def hsds_id(table: str, *names: object) -> UUID:
    """Return the stable id of a row, made of its table and of what makes it the one that it is."""
    return uuid5(_IDS, "/".join([table, *map(str, names)]))


class _Packer:
    """Makes the tables of one package."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._documents = {document.id: document for document in snapshot.documents}
        self._places = {place.id: place for place in snapshot.places}
        self._themes = {theme.id: theme for theme in snapshot.themes}
        self._seats = {actor.id: seat for actor in snapshot.actors if (seat := self._seat(actor))}

    def package(self) -> hsds.Package:
        actors, offerings = self._snapshot.actors, self._snapshot.offerings
        parents = self._parents()
        return hsds.Package(
            version="3.0",
            organizations=[_organization(actor, parents.get(actor.id)) for actor in actors],
            organization_identifiers=[
                identifier for actor in actors if (identifier := _identifier(actor)) is not None
            ],
            services=[self._service(offering) for offering in offerings],
            schedules=[schedule for offering in offerings if (schedule := _schedule(offering)) is not None],
            locations=[
                _location(actor, self._seats[actor.id]) for actor in actors if actor.id in self._seats
            ],
            service_at_location=[
                _service_at_location(offering)
                for offering in offerings
                if offering.provider_id in self._seats
            ],
            service_areas=[
                _service_area(offering, self._places[id_])
                for offering in offerings
                for id_ in dict.fromkeys(offering.area)
            ],
            taxonomies=[
                hsds.Taxonomy(id=hsds_id("taxonomy", name), name=title, description=description)
                for name, (_, title, description) in _TAXONOMIES.items()
            ],
            taxonomy_terms=[*map(_theme_term, self._snapshot.themes), *_code_terms()],
            attributes=[
                *chain.from_iterable(map(_actor_attributes, actors)),
                *chain.from_iterable(map(_offering_attributes, offerings)),
            ],
            contacts=[],
            metadata=[
                *chain.from_iterable(self._metadata("organization", actor) for actor in actors),
                *chain.from_iterable(self._metadata("service", offering) for offering in offerings),
            ],
        )

    def _seat(self, actor: Actor) -> Place | None:
        """Return the municipality of an actor; a region or province is not where one can go."""
        place = self._places[actor.place_id] if actor.place_id else None
        return place if place is not None and place.kind is PlaceKind.MUNICIPALITY else None

    def _parents(self) -> dict[str, str]:
        """Return of which actor each actor is now part; the first by id where it is part of several."""
        known = {actor.id for actor in self._snapshot.actors}
        parents: dict[str, str] = {}
        for relation in self._snapshot.relations:
            is_part = relation.kind is RelationKind.PART_OF and relation.status is Status.ACTIVE
            if is_part and relation.object_id in known - {relation.subject_id}:
                parents.setdefault(relation.subject_id, relation.object_id)
        return parents

    def _service(self, offering: Offering) -> hsds.Service:
        checked = [source.checked_on for source in offering.sources if source.checked_on]
        return hsds.Service(
            id=hsds_id("service", offering.id),
            organization_id=hsds_id("organization", offering.provider_id),
            name=offering.title.nl,
            alternate_name=offering.title.en or None,
            description=offering.summary.nl,
            status=_service_status(offering),
            application_process=offering.next_step.nl or None,
            eligibility_description=self._eligibility(offering),
            alert="Het budget is op." if offering.budget_exhausted else None,
            assured_date=max(checked, default=None),
        )

    def _eligibility(self, offering: Offering) -> str | None:
        sectors = [self._themes[id_].label.nl for id_ in offering.sectors]
        lines = [
            _line("Voor", (group.label.nl for group in offering.target_groups)),
            _line("Alleen voor deze branches", sectors),
            _line("Alleen voor deze grootte", (size.label.nl for size in offering.sizes)),
            _line("Voorwaarden", (requirement.nl for requirement in offering.requirements)),
        ]
        return "\n".join(filter(None, lines)) or None

    def _metadata(self, table: hsds.Linked, fact: Actor | Offering) -> Iterator[hsds.Metadata]:
        for position, source in enumerate(fact.sources):
            document = self._documents[source.document_id]
            yield _stated(table, fact.id, position, source, document)
            if source.checked_on is not None:
                yield _confirmed(table, fact.id, position, source, document)


def _organization(actor: Actor, parent: str | None) -> hsds.Organization:
    return hsds.Organization(
        id=hsds_id("organization", actor.id),
        name=actor.name,
        alternate_name="; ".join(actor.aliases) or None,
        description=actor.description.nl,
        website=actor.website if actor.website and re.fullmatch(WEBSITE, actor.website) else None,
        parent_organization_id=hsds_id("organization", parent) if parent else None,
    )


def _identifier(actor: Actor) -> hsds.OrganizationIdentifier | None:
    if actor.kvk_number is None or not re.fullmatch(KVK_NUMBER, actor.kvk_number, re.ASCII):
        return None
    return hsds.OrganizationIdentifier(
        id=hsds_id("organization_identifier", actor.id, "kvk"),
        organization_id=hsds_id("organization", actor.id),
        identifier_scheme="NL-KVK",
        identifier_type="KVK-nummer",
        identifier=actor.kvk_number,
    )


def _service_status(offering: Offering) -> hsds.ServiceStatus:
    if offering.status is Status.PLANNED:
        return "inactive"
    if offering.status is Status.ENDED:
        return "defunct"
    return "temporarily closed" if offering.budget_exhausted else "active"


def _line(title: str, items: Iterable[str]) -> str:
    told = "; ".join(items)
    return f"{title}: {told}." if told and not told.endswith("?") else f"{title}: {told}" if told else ""


def _schedule(offering: Offering) -> hsds.Schedule | None:
    if offering.opens_on is None and offering.closes_on is None:
        return None
    return hsds.Schedule(
        id=hsds_id("schedule", offering.id),
        service_id=hsds_id("service", offering.id),
        valid_from=offering.opens_on,
        valid_to=offering.closes_on,
        description="Periode waarin u het aanbod kunt gebruiken.",
    )


def _location(actor: Actor, seat: Place) -> hsds.Location:
    return hsds.Location(
        id=hsds_id("location", actor.id),
        location_type="physical",
        organization_id=hsds_id("organization", actor.id),
        name=seat.name,
        description="De gemeente. Het punt ligt midden in de gemeente; het adres kennen wij niet.",
        latitude=seat.latitude,
        longitude=seat.longitude,
        external_identifier=seat.code,
        external_identifier_type="CBS-gemeentecode" if seat.code else None,
    )


def _service_at_location(offering: Offering) -> hsds.ServiceAtLocation:
    return hsds.ServiceAtLocation(
        id=hsds_id("service_at_location", offering.id),
        service_id=hsds_id("service", offering.id),
        location_id=hsds_id("location", offering.provider_id),
        description="De gemeente van de aanbieder.",
    )


def _service_area(offering: Offering, place: Place) -> hsds.ServiceArea:
    return hsds.ServiceArea(
        id=hsds_id("service_area", offering.id, place.id),
        service_id=hsds_id("service", offering.id),
        name=place.name,
        description=place.kind.label.nl,
        extent=f"{place.name} ({place.code})" if place.code else place.name,
        extent_type="text",
    )


def _theme_term(theme: Theme) -> hsds.TaxonomyTerm:
    synonyms = f" Ook: {', '.join(theme.synonyms_nl)}." if theme.synonyms_nl else ""
    return hsds.TaxonomyTerm(
        id=_term_id("theme", theme.id),
        code=f"theme:{theme.id}",
        name=theme.label.nl,
        description=f"{_KIND_NAMES[theme.kind]}; in het Engels: {theme.label.en}.{synonyms}",
        # HSDS has room for one broader term; the first is the closest.
        parent_id=_term_id("theme", theme.broader[0]) if theme.broader else None,
        taxonomy=_TAXONOMIES["theme"][1],
        taxonomy_id=hsds_id("taxonomy", "theme"),
        language="nl",
    )


_KIND_NAMES = {kind: kind.label.nl.capitalize() for kind in ThemeKind}


def _code_terms() -> Iterator[hsds.TaxonomyTerm]:
    for name, (kind, title, _) in _TAXONOMIES.items():
        for term in kind or ():
            yield hsds.TaxonomyTerm(
                id=_term_id(name, term.value),
                code=f"{name}:{term.value}",
                name=term.label.nl,
                description=f"In het Engels: {term.label.en}.",
                taxonomy=title,
                taxonomy_id=hsds_id("taxonomy", name),
                language="nl",
            )


def _actor_attributes(actor: Actor) -> Iterator[hsds.Attribute]:
    yield from _attributes("organization", actor.id, "actor-kind", "kind", [actor.kind])
    yield from _attributes("organization", actor.id, "theme", "theme", actor.themes)
    yield from _attributes("organization", actor.id, "status", "status", [actor.status])


def _offering_attributes(offering: Offering) -> Iterator[hsds.Attribute]:
    yield from _attributes("service", offering.id, "need-kind", "need_kind", offering.need_kinds)
    yield from _attributes("service", offering.id, "theme", "theme", offering.themes)
    yield from _attributes("service", offering.id, "theme", "sector", offering.sectors)
    yield from _attributes("service", offering.id, "r-strategy", "r_strategy", offering.r_strategies)
    yield from _attributes("service", offering.id, "target-group", "target_group", offering.target_groups)
    yield from _attributes("service", offering.id, "company-size", "size", offering.sizes)
    yield from _attributes("service", offering.id, "status", "status", [offering.status])


def _attributes(
    table: hsds.Linked, fact_id: str, taxonomy: str, meaning: str, codes: Iterable[str]
) -> Iterator[hsds.Attribute]:
    for code in dict.fromkeys(codes):
        yield hsds.Attribute(
            id=hsds_id("attribute", table, fact_id, meaning, code),
            link_id=hsds_id(table, fact_id),
            link_entity=table,
            link_type=meaning,
            taxonomy_term_id=_term_id(taxonomy, code),
        )


def _term_id(taxonomy: str, code: str) -> UUID:
    return hsds_id("taxonomy_term", taxonomy, code)


def _stated(
    table: hsds.Linked, fact_id: str, position: int, source: Source, document: Document
) -> hsds.Metadata:
    return hsds.Metadata(
        id=hsds_id("metadata", table, fact_id, position, "stated"),
        resource_id=hsds_id(table, fact_id),
        resource_type=table,
        last_action_date=source.stated_on,
        last_action_type="stated",
        field_name="source",
        previous_value="",
        replacement_value=_citation(source, document),
        updated_by=document.publisher,
    )


def _confirmed(
    table: hsds.Linked, fact_id: str, position: int, source: Source, document: Document
) -> hsds.Metadata:
    return hsds.Metadata(
        id=hsds_id("metadata", table, fact_id, position, "confirmed"),
        resource_id=hsds_id(table, fact_id),
        resource_type=table,
        last_action_date=source.checked_on or source.stated_on,
        last_action_type="confirmed",
        field_name="source",
        previous_value=_citation(source, document),
        replacement_value=_citation(source, document),
        updated_by=source.checked_by or "",
    )


def _citation(source: Source, document: Document) -> str:
    lines = f"{source.first_line}-{source.last_line}"
    return f"{document.title} ({document.published_on}), regel {lines}"
