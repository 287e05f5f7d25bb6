from __future__ import annotations

from dataclasses import replace

import pytest

from matchmaker.lookup import Directory
from matchmaker.model import Actor, Snapshot
from matchmaker.vocabulary import ActorKind, NeedKind
from tests.matchmaker.region import ACTORS, OFFERINGS, PLACES, THEMES, both

MORE_ACTORS = (
    *(replace(actor, place_id="dijkdorp") for actor in ACTORS),
    Actor(
        id="omgevingsdienst-polder",
        name="Omgevingsdienst Polder",
        kind=ActorKind.GOVERNMENT,
        description=both("Toezicht en vergunningen"),
        aliases=("ODP",),
        place_id="best",
        themes=("permits",),
    ),
)
DIRECTORY = Directory(Snapshot(places=PLACES, themes=THEMES, actors=MORE_ACTORS, offerings=OFFERINGS))


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("Metaalbond Polder", "metaalbond"),
        ("metaal", "metaalbond"),
        ("polder metaalbond", "metaalbond"),
        ("metaalbont", "metaalbond"),
        ("odp", "omgevingsdienst-polder"),
        ("omgevingdienst", "omgevingsdienst-polder"),
        ("kozijnen", "houtkring"),
        ("lasser", "metaalbond"),
    ],
)
def test_actors_are_found_by_name_alias_spelling_and_trade_word(q: str, first: str) -> None:
    assert DIRECTORY.actors(q)[0].id == first


def test_without_words_everything_comes_by_name() -> None:
    names = [actor.name for actor in DIRECTORY.actors()]
    assert names == sorted(names, key=str.casefold)
    assert len(names) == len(MORE_ACTORS)


def test_nonsense_finds_nothing() -> None:
    assert DIRECTORY.actors("qqqqzzzz") == []


def test_filters_narrow_and_reach_up_the_trees() -> None:
    assert {actor.id for actor in DIRECTORY.actors(kind=ActorKind.GOVERNMENT)} == {
        "provincie",
        "omgevingsdienst-polder",
    }
    assert [actor.id for actor in DIRECTORY.actors(place_id="provincie-zuid")] == ["omgevingsdienst-polder"]
    assert [actor.id for actor in DIRECTORY.actors(theme_id="industry")] == ["metaalbond"]
    assert [one.id for one in DIRECTORY.offerings(need_kind=NeedKind.SUBSIDY)] == ["grant"]
    assert [one.id for one in DIRECTORY.offerings(serves_place_id="best")] == ["general-desk"]


def test_offerings_places_and_themes_are_found_by_their_words() -> None:
    assert DIRECTORY.offerings("balken")[0].id == "old-wood"
    assert DIRECTORY.places("sluisbuurt")[0].id == "dijkdorp"
    assert DIRECTORY.themes("welder")[0].id == "metal"
