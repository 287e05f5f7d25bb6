"""A small region, made up, in which every part of an answer occurs once."""

from __future__ import annotations

from datetime import UTC, date, datetime

from matchmaker.model import Actor, Document, Offering, Place, Question, Relation, Snapshot, Source, Theme
from matchmaker.vocabulary import (
    ActorKind,
    Bilingual,
    CompanySize,
    NeedKind,
    PlaceKind,
    RelationKind,
    RStrategy,
    Status,
    ThemeKind,
)

TODAY = date(2026, 3, 2)
REPORT = Document(
    id="voortgang",
    title="Voortgang 2025",
    publisher="Regio Voorbeeld",
    published_on=date(2025, 12, 3),
    file="voortgang.txt",
    licence="facts only",
)
SAID = (Source(document_id="voortgang", first_line=12, last_line=15, stated_on=date(2025, 12, 3)),)


class FixedClock:
    """A clock that stands still."""

    def now(self) -> datetime:
        return datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def today(self) -> date:
        return TODAY


PLACES = (
    Place(id="gouda", name="Gouda", kind=PlaceKind.MUNICIPALITY, code="GM0513", within=("regio-oost",)),
    Place(id="leiden", name="Leiden", kind=PlaceKind.MUNICIPALITY, code="GM0546", within=("nederland",)),
    Place(id="nederland", name="Nederland", kind=PlaceKind.COUNTRY),
    Place(id="regio-oost", name="Regio Oost", kind=PlaceKind.REGION, within=("nederland",)),
    Place(id="woerden", name="Woerden", kind=PlaceKind.MUNICIPALITY, code="GM0632", within=("regio-oost",)),
)
THEMES = (
    Theme(
        id="construction",
        kind=ThemeKind.SECTOR,
        label=Bilingual("bouw", "construction"),
        synonyms_nl=("aannemer",),
        synonyms_en=("builder",),
    ),
    Theme(
        id="installation",
        kind=ThemeKind.SECTOR,
        label=Bilingual("installatietechniek", "building services"),
        synonyms_nl=("installateur", "installatiebranche"),
        broader=("construction",),
    ),
    Theme(id="wood", kind=ThemeKind.MATERIAL, label=Bilingual("hout", "wood"), synonyms_nl=("sloophout",)),
)
REPAIR_POINT = Actor(
    id="reviseerpunt",
    name="Reviseerpunt",
    kind=ActorKind.SERVICE_PROVIDER,
    description=Bilingual("Helpt installateurs met reviseren.", "Helps installers remanufacture."),
    aliases=("Revisiepunt",),
    place_id="woerden",
    themes=("installation",),
    website="https://reviseerpunt.example",
    sources=SAID,
)
RING = Actor(
    id="kring-woerden",
    name="Ondernemerskring Woerden",
    kind=ActorKind.ASSOCIATION,
    description=Bilingual("Ondernemers uit Woerden.", "Entrepreneurs of Woerden."),
    place_id="woerden",
    sources=SAID,
)
FUND = Actor(
    id="houtfonds",
    name="Houtfonds",
    kind=ActorKind.FINANCIER,
    description=Bilingual("Geeft subsidie voor hout.", "Gives grants for wood."),
    place_id="gouda",
    themes=("wood",),
    sources=SAID,
)
BOILERS = Offering(
    id="ketels-reviseren",
    provider_id="reviseerpunt",
    title=Bilingual("Cv-ketels laten reviseren", "Have boilers remanufactured"),
    summary=Bilingual(
        "U leert welke cv-ketels een tweede leven krijgen.", "Learn which boilers get a second life."
    ),
    next_step=Bilingual("Vraag een afspraak aan.", "Ask for an appointment."),
    need_kinds=(NeedKind.KNOWLEDGE,),
    area=("regio-oost",),
    themes=("installation",),
    r_strategies=(RStrategy.REMANUFACTURE,),
    questions=(Question(language="nl", text="Wie kan mijn oude cv-ketels reviseren?"),),
    sources=SAID,
)
WOOD_GRANT = Offering(
    id="houtsubsidie",
    provider_id="houtfonds",
    title=Bilingual("Subsidie voor sloophout", "Grant for reclaimed wood"),
    summary=Bilingual("Geld voor het hergebruik van sloophout.", "Money to reuse reclaimed wood."),
    next_step=Bilingual("Vul het formulier in.", "Fill in the form."),
    need_kinds=(NeedKind.SUBSIDY,),
    area=("gouda",),
    themes=("wood",),
    sizes=(CompanySize.MICRO, CompanySize.SMALL),
    requirements=(Bilingual("Hebt u een plan?", "Do you have a plan?"),),
    budget_euro=75000,
    opens_on=date(2026, 1, 1),
    status=Status.ACTIVE,
    sources=SAID,
)
MEMBER = Relation(
    subject_id="reviseerpunt",
    kind=RelationKind.MEMBER_OF,
    object_id="kring-woerden",
    note=Bilingual("Sinds het begin.", "From the start."),
    sources=SAID,
)
WORLD = Snapshot(
    documents=(REPORT,),
    places=PLACES,
    themes=THEMES,
    actors=(FUND, RING, REPAIR_POINT),
    offerings=(WOOD_GRANT, BOILERS),
    relations=(MEMBER,),
)
