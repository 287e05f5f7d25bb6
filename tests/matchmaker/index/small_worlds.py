"""Small worlds in which much goes together: few places, themes, words and days, so that much meets."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from matchmaker.matching.knowledge import Knowledge
from matchmaker.model import Actor, Need, Offering, Place, Question, Theme
from matchmaker.vocabulary import (
    ActorKind,
    Bilingual,
    CompanySize,
    NeedKind,
    PlaceKind,
    Status,
    TargetGroup,
    ThemeKind,
)

PLACES = (
    Place(id="nederland", name="Nederland", kind=PlaceKind.COUNTRY),
    Place(id="provincie-a", name="Provincie A", kind=PlaceKind.PROVINCE, within=("nederland",)),
    Place(id="regio-b", name="Regio B", kind=PlaceKind.REGION, within=("provincie-a",)),
    Place(
        id="dijkdorp",
        name="Dijkdorp",
        kind=PlaceKind.MUNICIPALITY,
        within=("regio-b", "provincie-a"),
        latitude=52.0,
        longitude=5.0,
    ),
    Place(id="veenstad", name="Veenstad", kind=PlaceKind.MUNICIPALITY, within=("provincie-a",)),
    # Farther from Dijkdorp than people travel to their ground.
    Place(
        id="kaapstad",
        name="Kaapstad",
        kind=PlaceKind.MUNICIPALITY,
        within=("nederland",),
        latitude=53.0,
        longitude=6.0,
    ),
)
THEMES = (
    Theme(id="industrie", kind=ThemeKind.SECTOR, label=Bilingual("industrie", "industry")),
    Theme(id="metaal", kind=ThemeKind.SECTOR, label=Bilingual("metaal", "metal"), broader=("industrie",)),
    Theme(id="bouw", kind=ThemeKind.SECTOR, label=Bilingual("bouw", "building")),
    Theme(id="hout", kind=ThemeKind.MATERIAL, label=Bilingual("hout", "wood"), synonyms_nl=("sloophout",)),
)
KNOWLEDGE = Knowledge(
    actors=[
        Actor(id=id_, name=id_.title(), kind=ActorKind.ASSOCIATION, description=Bilingual("", ""))
        for id_ in ("a", "b", "c")
    ],
    places=PLACES,
    themes=THEMES,
)
WORDS = (
    *("hout", "sloophout", "houten", "balken", "balk", "metaal", "metaalafval", "afval", "loods", "lood"),
    *(
        "subsidie",
        "subsidies",
        "proef",
        "verdienmodel",
        "model",
        "vergunning",
        "café",
        "de",
        "en",
        "3d-print.",
    ),
)
DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 6))
TEXTS = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
# Some ids of places and themes are not known: what refers to them must simply not fit.
PLACE_IDS = st.sampled_from([*(place.id for place in PLACES), "elders"])
THEME_IDS = st.sampled_from([*(theme.id for theme in THEMES), "onbekend"])
ACTOR_IDS = st.sampled_from(["a", "b", "c"])
OFFERING_IDS = st.sampled_from([f"offering-{number}" for number in range(12)])


def _few(items: st.SearchStrategy[str], least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(items, min_size=least, max_size=3).map(tuple)


OFFERINGS = st.builds(
    Offering,
    id=OFFERING_IDS,
    provider_id=ACTOR_IDS,
    title=st.builds(Bilingual, TEXTS, TEXTS),
    summary=st.builds(Bilingual, TEXTS, TEXTS),
    next_step=st.sampled_from(
        [Bilingual("", ""), Bilingual("", ""), Bilingual("Alle plekken zijn bezet.", "")]
    ),
    need_kinds=st.lists(st.sampled_from(NeedKind), min_size=1, max_size=3).map(tuple),
    area=_few(PLACE_IDS, least=1),
    themes=_few(THEME_IDS),
    target_groups=st.lists(st.sampled_from(TargetGroup), min_size=1, max_size=3).map(tuple),
    sectors=_few(THEME_IDS),
    sizes=st.lists(st.sampled_from(CompanySize), max_size=3).map(tuple),
    # Some open in half a year, so that only who asks on a later day can wait for them.
    opens_on=st.none() | DAYS | st.dates(date(2026, 7, 4), date(2026, 7, 7)),
    closes_on=st.none() | DAYS,
    budget_exhausted=st.sampled_from([False, False, True]),
    places_left=st.none() | st.integers(-1, 2),
    requirements=st.sampled_from(
        [
            (),
            (Bilingual("Bestaat uw club al?", "Does your club exist already?"),),
            (Bilingual("Bent u lid?", "Are you a member?"),),
        ]
    ),
    excluded_actors=_few(ACTOR_IDS),
    questions=st.lists(st.builds(Question, language=st.just("nl"), text=TEXTS), max_size=2).map(tuple),
    status=st.sampled_from(Status),
)
NEEDS = st.builds(
    Need,
    text=st.lists(st.sampled_from([*WORDS, "subsidei", "hout afval", "xyz"]), min_size=1, max_size=5).map(
        " ".join
    ),
    kinds=st.lists(st.sampled_from(NeedKind), max_size=3, unique=True).map(tuple),
    sectors=_few(THEME_IDS),
    municipality_id=st.none() | PLACE_IDS,
    region_id=st.none() | PLACE_IDS,
    would_move=st.booleans(),
    yet_to_begin=st.booleans(),
    size=st.none() | st.sampled_from(CompanySize),
    target_group=st.none() | st.sampled_from(TargetGroup),
    other_than=st.lists(st.sampled_from(TargetGroup), max_size=3).map(tuple),
    actor_id=st.none() | ACTOR_IDS,
    asked_on=st.none() | DAYS,
    assumed=st.frozensets(st.sampled_from(["kinds", "sectors", "target_group"])),
)
