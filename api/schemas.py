"""What goes over the wire, in camelCase. Answers have no defaults, so that no field is ever absent."""

from __future__ import annotations

from datetime import date  # noqa: TC003  # pydantic reads the annotations when the class is made
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from matchmaker.vocabulary import (  # the same
    ActorKind,
    Answer,
    CompanySize,
    Language,
    NeedKind,
    PlaceKind,
    RelationKind,
    RStrategy,
    Status,
    TargetGroup,
    ThemeKind,
)


def _without_control_characters(text: str) -> str:
    if any(ord(character) < 32 and character not in "\t\r\n" for character in text):
        raise PydanticCustomError("control_character", "control character")
    return text


Words = Annotated[str, Field(max_length=200), AfterValidator(_without_control_characters)]


def _wire_name(name: str) -> str:
    """Return the name of a field over the wire; HAL begins its own with an underscore."""
    return {"links": "_links", "embedded": "_embedded", "in_": "in"}.get(name) or to_camel(name)


class Out(BaseModel):
    """Base of everything that is answered."""

    model_config = ConfigDict(alias_generator=_wire_name, populate_by_name=True, frozen=True, extra="forbid")


class In(BaseModel):
    """Base of everything that is asked; a name that we do not know is a fault, not a guess."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,  # what somebody asked must not end up in a log
    )


# ---- asked


class NeedAsked(In):
    """Een vraag om hulp."""

    model_config = ConfigDict(strict=True)

    text: str = Field(
        min_length=1,
        max_length=5000,
        description="De vraag, in eigen woorden.",
        examples=["Hoe kan ik oude cv-ketels laten reviseren?"],
    )
    need_kinds: list[str] | None = Field(
        default=None,
        max_length=20,
        description="Soorten hulp, als code of woord: " + ", ".join(NeedKind) + ".",
        examples=[["knowledge", "subsidy"]],
    )
    sector: str | None = Field(
        default=None,
        max_length=200,
        description="De branche, in elke spelling.",
        examples=["installatiebranche"],
    )
    municipality: str | None = Field(
        default=None, max_length=200, description="De gemeente, in elke spelling.", examples=["Woerden"]
    )
    size: str | None = Field(
        default=None,
        max_length=100,
        description="Grootte: " + ", ".join(CompanySize) + ".",
        examples=["small"],
    )
    r_strategy: str | None = Field(
        default=None,
        max_length=100,
        description="Trede op de R-ladder: " + ", ".join(RStrategy) + ".",
        examples=["repair"],
    )
    target_group: str | None = Field(
        default=None,
        max_length=100,
        description="Wie vraagt: " + ", ".join(TargetGroup) + ".",
        examples=["association"],
    )


class MatchRequest(NeedAsked):
    """Wat iemand zoekt. Alleen `text` is verplicht."""

    limit: int = Field(default=10, ge=1, le=50, description="Hoeveel suggesties hoogstens.")


class ExplanationRequest(NeedAsked):
    """Wat iemand zoekt, en het aanbod dat hij verwachtte."""

    offering_id: str = Field(
        min_length=1,
        max_length=200,
        description="Kenmerk van het aanbod dat iemand verwachtte.",
        examples=["ketels-reviseren"],
    )


class PageQuery(In):
    """Een bladzijde uit een lijst."""

    pagina: int = Field(default=1, ge=1, le=1_000_000, description="Welke bladzijde, vanaf 1.")
    per_pagina: int = Field(default=25, ge=1, le=100, description="Hoeveel per bladzijde, tot en met 100.")


class SearchQuery(PageQuery):
    """Zoekwoorden erbij."""

    q: Words | None = Field(
        default=None,
        description="Zoekwoorden; een tikfout mag. Het beste antwoord staat dan bovenaan.",
        examples=["grondstoffen"],
    )


class ActorQuery(SearchQuery):
    """Filters op partijen."""

    kind: ActorKind | None = Field(default=None, description="Soort partij.")
    municipality: Words | None = Field(
        default=None,
        description="Partijen in deze plaats: naam in elke spelling, code of kenmerk.",
        examples=["Gouda"],
    )
    theme: Words | None = Field(
        default=None, description="Partijen die aan dit thema werken: naam of kenmerk.", examples=["bouw"]
    )
    need_kind: NeedKind | None = Field(default=None, description="Partijen die deze soort hulp aanbieden.")
    status: Status | None = Field(default=None, description="Aangekondigd, lopend of afgelopen.")


class OfferingQuery(SearchQuery):
    """Filters op aanbod."""

    need_kind: NeedKind | None = Field(default=None, description="Soort hulp.")
    kind: ActorKind | None = Field(default=None, description="Soort partij die het aanbiedt.")
    municipality: Words | None = Field(
        default=None, description="Aanbod dat geldt in deze plaats.", examples=["Woerden"]
    )
    theme: Words | None = Field(default=None, description="Aanbod over dit thema.", examples=["bouw"])
    provider: Words | None = Field(default=None, description="Kenmerk van de partij die het aanbiedt.")
    status: Status | None = Field(default=None, description="Aangekondigd, lopend of afgelopen.")


# ---- answered: small parts


class Link(Out):
    """Een verwijzing (HAL)."""

    href: str


Links = dict[str, Link]


class PlaceRef(Out):
    """Een plaats, kort."""

    id: str
    name: str
    kind: PlaceKind


class ThemeRef(Out):
    """Een thema, kort."""

    id: str
    label: str


class ActorRef(Out):
    """Een partij, kort."""

    id: str
    name: str
    aliases: list[str]
    kind: ActorKind


class SourceOut(Out):
    """Waar een feit vandaan komt."""

    document_id: str
    title: str = Field(description="Titel van het document.")
    publisher: str
    published_on: date
    first_line: int
    last_line: int
    stated_on: date = Field(description="De dag waarvoor het gold.")
    checked_on: date | None
    checked_by: str | None = Field(description="Functie van wie het heeft nagekeken.")


class NodeRef(Out):
    """Een partij of aanbod aan het eind van een relatie."""

    type: Literal["actor", "offering"]
    id: str
    name: str


class RelationOut(Out):
    """Een relatie, gelezen als onderwerp - werkwoord - voorwerp."""

    subject: NodeRef
    kind: RelationKind
    label: str = Field(description="Het werkwoord, zoals “is lid van”.")
    object: NodeRef
    note: str | None
    status: Status
    sources: list[SourceOut]


class QuestionOut(Out):
    """Een voorbeeld van een vraag waar dit aanbod bij past."""

    language: Language
    text: str


# ---- answered: resources

DESK_ONLY = "Velden die alleen medewerkers van een loket zien; voor anderen leeg, net als die velden zelf."


class ActorSummary(ActorRef):
    """Een partij in een lijst."""

    place: PlaceRef | None
    themes: list[ThemeRef]
    description: str
    website: str | None
    status: Status
    links: Links


class OfferingSummary(Out):
    """Aanbod in een lijst."""

    id: str
    title: str
    summary: str
    next_step: str = Field(description="Wat iemand eerst doet.")
    provider: ActorRef
    status: Status
    need_kinds: list[NeedKind]
    themes: list[ThemeRef]
    area: list[PlaceRef]
    links: Links


class OfferingOut(OfferingSummary):
    """Aanbod met alles wat wij weten."""

    r_strategies: list[RStrategy]
    target_groups: list[TargetGroup]
    sectors: list[ThemeRef] = Field(description="Alleen voor deze branches; leeg is voor alle.")
    sizes: list[CompanySize] = Field(description="Alleen voor deze grootte; leeg is voor alle.")
    opens_on: date | None
    closes_on: date | None
    budget_euro: int | None
    budget_exhausted: bool
    capacity: int | None
    places_left: int | None
    requirements: list[str]
    questions: list[QuestionOut]
    relations: list[RelationOut]
    sources: list[SourceOut]
    desk_only: list[str] = Field(description=DESK_ONLY)


class ActorOut(ActorSummary):
    """Een partij met alles wat wij weten."""

    kvk_number: str | None
    offerings: list[OfferingSummary]
    relations: list[RelationOut] = Field(description="Als onderwerp en als voorwerp.")
    sources: list[SourceOut]
    desk_only: list[str] = Field(description=DESK_ONLY)


class PlaceOut(PlaceRef):
    """Een gemeente, regio, provincie of land."""

    code: str | None
    aliases: list[str]
    within: list[str] = Field(description="Kenmerken van de plaatsen waar zij direct in ligt.")


class ThemeOut(ThemeRef):
    """Een thema: branche, keten, materiaal of activiteit."""

    kind: ThemeKind
    synonyms: list[str] = Field(description="Andere woorden, in de taal van het antwoord.")
    broader: list[str] = Field(description="Kenmerken van de bredere thema's.")


class DocumentOut(Out):
    """Een bron: een publicatie, of wat een loket zelf opschreef."""

    id: str
    title: str
    publisher: str
    published_on: date
    licence: str = Field(description="Onder welke voorwaarden wij de gegevens overnamen.")
    facts: int = Field(description="Hoeveel gegevens u onder deze bron vindt.")
    links: Links = Field(description="`self`, en `citedFacts`: de gegevens zelf.")


class CitedFactOut(Out):
    """Een gegeven dat in een bron staat, en waar."""

    first_line: int
    last_line: int
    type: Literal["actor", "offering", "relation"]
    id: str
    name: str = Field(description="De naam van de partij, de titel van het aanbod, of de relatie als zin.")
    status: Status
    stated_on: date = Field(description="De dag waarvoor het gold.")
    checked_on: date | None
    checked_by: str | None = Field(description="Functie van wie het heeft nagekeken.")


# ---- answered: lists


class ActorsEmbedded(Out):
    """De partijen zelf."""

    actors: list[ActorSummary]


class OfferingsEmbedded(Out):
    """Het aanbod zelf."""

    offerings: list[OfferingSummary]


class PlacesEmbedded(Out):
    """De plaatsen zelf."""

    places: list[PlaceOut]


class ThemesEmbedded(Out):
    """De thema's zelf."""

    themes: list[ThemeOut]


class DocumentsEmbedded(Out):
    """De bronnen zelf."""

    documents: list[DocumentOut]


class CitedFactsEmbedded(Out):
    """De gegevens zelf."""

    cited_facts: list[CitedFactOut]


class PageOut(Out):
    """Een bladzijde; `total` telt alles wat bij de vraag past."""

    links: Links = Field(description="`self`, en `next` en `prev` als die er zijn.")
    total: int


class FacetValueOut(Out):
    """Een waarde waarmee u de lijst kleiner maakt."""

    value: str = Field(description="Geef dit mee als filter met de naam van het facet.")
    label: str
    count: int = Field(description="Hoeveel er overblijft met deze waarde.")


class FacetsOut(Out):
    """Per filter de waarden die iets overlaten, de meeste eerst.

    Elk facet telt wat door de andere filters komt: zo ziet u wat een andere keuze geeft.
    """

    kind: list[FacetValueOut] = Field(description="Soort partij.")
    need_kind: list[FacetValueOut] = Field(description="Soort hulp.")
    municipality: list[FacetValueOut] = Field(description="Gemeenten, regio's en provincies.")
    theme: list[FacetValueOut]
    status: list[FacetValueOut]


class ActorPage(PageOut):
    """Partijen."""

    facets: FacetsOut
    embedded: ActorsEmbedded


class OfferingPage(PageOut):
    """Aanbod."""

    facets: FacetsOut
    embedded: OfferingsEmbedded


class PlacePage(PageOut):
    """Plaatsen."""

    embedded: PlacesEmbedded


class ThemePage(PageOut):
    """Thema's."""

    embedded: ThemesEmbedded


class DocumentPage(PageOut):
    """Bronnen, de nieuwste eerst."""

    embedded: DocumentsEmbedded


class CitedFactPage(PageOut):
    """Wat in een bron staat, in de volgorde van de regels."""

    embedded: CitedFactsEmbedded


# ---- answered: matches


class NeedOut(Out):
    """De vraag zoals wij hem begrepen."""

    text: str
    need_kinds: list[NeedKind]
    sectors: list[ThemeRef]
    municipality: PlaceRef | None
    size: CompanySize | None
    r_strategy: RStrategy | None
    target_group: TargetGroup | None
    asked_on: date | None


class AssumptionOut(Out):
    """Iets dat wij uit de woorden opmaakten."""

    field: str = Field(description="Het veld van de vraag; vul dat zelf in om het te veranderen.")
    text: str
    values: list[str] = Field(description="Wat wij invulden, als code of kenmerk.")


class ConditionOut(Out):
    """Eén voorwaarde, tegen de vraag gehouden."""

    name: str
    answer: Answer
    text: str


class EligibilityOut(Out):
    """Of de vrager er gebruik van mag maken."""

    answer: Answer
    conditions: list[ConditionOut]


class ReasonOut(Out):
    """Wat één kenmerk aan de score bijdroeg."""

    feature: str
    contribution: float
    text: str


class MatchedOffering(Out):
    """Het aanbod dat wij voorstellen."""

    id: str
    title: str
    summary: str
    next_step: str
    status: Status
    need_kinds: list[NeedKind]
    themes: list[ThemeRef]
    area: list[PlaceRef]
    sources: list[SourceOut]


class MatchOut(Out):
    """Een suggestie. De bijdragen van de redenen tellen op tot de score."""

    rank: int = Field(
        description="De plaats in de lijst, vanaf 1. Wat een partij of aanbod herhaalt, staat na wat bijna "
        "even goed past, ook met een hogere score."
    )
    score: float
    chance: float = Field(
        description="Hoe vaak een zorgvuldige lezer zo’n suggestie nuttig vindt, van 0 tot en met 1."
    )
    offering: MatchedOffering
    provider: ActorRef = Field(
        description="De partij om naartoe te gaan: die het aanbiedt, of een ingang daarheen (reden “door”)."
    )
    offered_by: ActorRef = Field(description="De partij die het aanbiedt.")
    eligibility: EligibilityOut
    reasons: list[ReasonOut]


class ExclusionOut(Out):
    """Aanbod dat bij de vraag past, maar niet bij de vrager."""

    offering: MatchedOffering
    provider: ActorRef
    eligibility: EligibilityOut


class GapOut(Out):
    """Waarom er niets past, en wat er ontbrak."""

    reason: str
    missing: list[str]


class MatchAnswerOut(Out):
    """Suggesties, het beste eerst; of eerlijk dat er niets past."""

    need: NeedOut
    assumptions: list[AssumptionOut]
    matches: list[MatchOut]
    own_offerings: list[MatchedOffering] = Field(
        description="Wat het loket dat antwoordt zelf aanbiedt; daarheen verwijst het niet."
    )
    excluded: list[ExclusionOut]
    gap: GapOut | None
    first_help: GapOut | None = Field(
        description="Dat er niets over precies deze vraag is, zodat de suggesties eerste hulp zijn."
    )


class ChangeOut(Out):
    """Wat er aan de vraag anders zou moeten zijn."""

    field: str = Field(description="Het veld van de vraag.")
    before: list[str] = Field(description="Wat het nu is; leeg als dat onbekend is.")
    after: list[str] = Field(description="Wat het zou moeten zijn.")
    text: str


class ExplanationOut(Out):
    """Waarom een aanbod er niet bij staat, of op welke plaats wel."""

    need: NeedOut
    assumptions: list[AssumptionOut]
    offering: MatchedOffering
    provider: ActorRef
    eligibility: EligibilityOut
    rank: int | None = Field(description="De plaats tussen alles wat past; leeg als het daar niet bij is.")
    changes: list[ChangeOut] = Field(
        description="Het kleinste dat anders moet, zodat de vrager aan de voorwaarden voldoet."
    )
    text: str


# ---- answered: health and problems


class LiveOut(Out):
    """Het proces draait."""

    status: Literal["up"]


class ReadyOut(Out):
    """De opslag antwoordt en de gegevens zijn geladen."""

    status: Literal["ready"]
    version: int
    actors: int
    offerings: int


class FaultOut(Out):
    """Eén fout in de vraag."""

    in_: Literal["body", "query"]
    field: str
    message: str
    suggestions: list[str]


class ProblemOut(Out):
    """Wat er misging (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str = Field(description="Het nummer van deze vraag; geef het door als het mis blijft gaan.")
    errors: list[FaultOut] = Field(description="Alle fouten in de vraag; leeg als het daar niet aan lag.")
