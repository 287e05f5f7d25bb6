"""A small invented region: enough places, themes, actors and offerings to rank and refuse."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from matchmaker.matching import Matcher
from matchmaker.matching.recipes import STEADY, Recipe
from matchmaker.model import Actor, Need, Offering, Place, Question, Theme
from matchmaker.vocabulary import (
    ActorKind,
    Bilingual,
    CompanySize,
    NeedKind,
    PlaceKind,
    TargetGroup,
    ThemeKind,
)

TODAY = date(2026, 3, 2)


def both(text: str) -> Bilingual:
    return Bilingual(text, text)


PLACES = (
    Place(id="nederland", name="Nederland", kind=PlaceKind.COUNTRY, code="NL"),
    Place(id="provincie-noord", name="Noord", kind=PlaceKind.PROVINCE, within=("nederland",)),
    Place(id="provincie-zuid", name="Zuid", kind=PlaceKind.PROVINCE, within=("nederland",)),
    Place(id="regio-polder", name="Polder", kind=PlaceKind.REGION, within=("nederland",)),
    Place(
        id="dijkdorp",
        name="Dijkdorp",
        kind=PlaceKind.MUNICIPALITY,
        code="GM9001",
        aliases=("Dijkdorp aan de Vaart", "Sluisbuurt"),
        within=("provincie-noord", "regio-polder"),
    ),
    Place(id="best", name="Best", kind=PlaceKind.MUNICIPALITY, code="GM9002", within=("provincie-zuid",)),
    Place(
        id="oudstad",
        name="Oudstad",
        kind=PlaceKind.MUNICIPALITY,
        within=("provincie-noord",),
        valid_until=date(2025, 1, 1),
        successor_id="dijkdorp",
    ),
)

THEMES = (
    Theme(id="industry", kind=ThemeKind.SECTOR, label=Bilingual("maakindustrie", "manufacturing")),
    Theme(
        id="metal",
        kind=ThemeKind.SECTOR,
        label=Bilingual("metaal", "metalworking"),
        synonyms_nl=("lasser", "lasbedrijf", "constructiebedrijf"),
        synonyms_en=("welder",),
        broader=("industry",),
    ),
    Theme(
        id="catering",
        kind=ThemeKind.SECTOR,
        label=Bilingual("horeca", "hospitality"),
        synonyms_nl=("restaurant", "lunchroom"),
    ),
    Theme(
        id="public",
        kind=ThemeKind.SECTOR,
        label=Bilingual("overheid", "public sector"),
        synonyms_nl=("gemeente", "ambtenaar"),
        target_group=TargetGroup.MUNICIPALITY,
    ),
    Theme(
        id="wood",
        kind=ThemeKind.MATERIAL,
        label=Bilingual("hout", "wood"),
        synonyms_nl=("balken", "planken", "kozijnen"),
    ),
    Theme(
        id="permits",
        kind=ThemeKind.ACTIVITY,
        label=Bilingual("vergunningen", "permits"),
        synonyms_nl=("vergunning", "mag ik", "afvalstof"),
    ),
)

ACTORS = tuple(
    Actor(id=slug, name=name, kind=kind, description=both(name))
    for slug, name, kind in (
        ("houtkring", "De Houtkring", ActorKind.INITIATIVE),
        ("metaalbond", "Metaalbond Polder", ActorKind.ASSOCIATION),
        ("regelloket", "Regelloket Noord", ActorKind.SERVICE_PROVIDER),
        ("ondernemersloket", "Ondernemersloket Polder", ActorKind.SERVICE_PROVIDER),
        ("provincie", "Provincie Noord", ActorKind.GOVERNMENT),
    )
)


def offering(slug: str, provider: str, title: str, summary: str, **fields: object) -> Offering:
    plain = Offering(
        id=slug,
        provider_id=provider,
        title=both(title),
        summary=both(summary),
        next_step=both("Bel het loket."),
        need_kinds=(NeedKind.KNOWLEDGE,),
        area=("regio-polder",),
    )
    return replace(plain, **fields)  # type: ignore[arg-type]  # a builder for tests takes any field by name


OLD_WOOD = offering(
    "old-wood",
    "houtkring",
    "Gebruikt hout verhandelen",
    "Wij brengen vraag en aanbod van gebruikt hout bij elkaar.",
    need_kinds=(NeedKind.MATERIALS, NeedKind.NETWORK),
    themes=("wood",),
    questions=(Question(language="nl", text="Waar kan ik oude balken en kozijnen kwijt?"),),
)
METAL_TALK = offering(
    "metal-talk",
    "metaalbond",
    "Gesprek over circulair werken in de metaal",
    "Een coach komt langs bij het metaalbedrijf en bespreekt wat er kan.",
    themes=("metal",),
    sectors=("metal",),
    sizes=(CompanySize.MICRO, CompanySize.SMALL, CompanySize.MEDIUM),
    questions=(Question(language="nl", text="Kan er iemand langskomen om mee te denken over ons metaal?"),),
)
PERMIT_DESK = offering(
    "permit-desk",
    "regelloket",
    "Vragen over regels en vergunningen",
    "Antwoord op juridische vragen over reststromen en vergunningen.",
    need_kinds=(NeedKind.REGULATION,),
    themes=("permits",),
    area=("provincie-noord",),
    questions=(Question(language="nl", text="Heb ik een vergunning nodig om reststromen te bewerken?"),),
)
GENERAL_DESK = offering(
    "general-desk",
    "ondernemersloket",
    "Loket voor ondernemers",
    "Eerste hulp bij elke vraag over circulair ondernemen.",
    need_kinds=(NeedKind.KNOWLEDGE, NeedKind.NETWORK, NeedKind.MATERIALS),
    area=("nederland",),
)
GRANT = offering(
    "grant",
    "provincie",
    "Subsidie voor een proef",
    "Geld voor een proef met circulair werken.",
    need_kinds=(NeedKind.SUBSIDY,),
    area=("provincie-noord",),
    opens_on=date(2026, 2, 1),
    closes_on=date(2026, 4, 30),
    questions=(Question(language="nl", text="Is er subsidie voor een proefopstelling?"),),
)
OFFERINGS = (OLD_WOOD, METAL_TALK, PERMIT_DESK, GENERAL_DESK, GRANT)


def matcher(*offerings: Offering, recipe: Recipe = STEADY) -> Matcher:
    return Matcher(offerings or OFFERINGS, actors=ACTORS, places=PLACES, themes=THEMES, recipe=recipe)


def need(text: str, **fields: object) -> Need:
    plain = Need(
        text=text,
        municipality_id="dijkdorp",
        target_group=TargetGroup.ENTREPRENEUR,
        asked_on=TODAY,
    )
    return replace(plain, **fields)  # type: ignore[arg-type]  # a builder for tests takes any field by name
