from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.lookup import FACETS, Directory, Narrowing
from matchmaker.model import Actor, Offering, Snapshot
from matchmaker.vocabulary import ActorKind, NeedKind, Status
from tests.matchmaker.region import ACTORS, OFFERINGS, PLACES, THEMES, both
from tests.worlds import worlds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from matchmaker.lookup import Found

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
        ("OD Polder", "omgevingsdienst-polder"),
        ("kozijnen", "houtkring"),
        ("lasser", "metaalbond"),
    ],
)
def test_actors_are_found_by_name_alias_spelling_and_trade_word(q: str, first: str) -> None:
    assert DIRECTORY.find_actors(q).hits[0].id == first


def ids(found: Found[Any]) -> list[str]:
    return [thing.id for thing in found.hits]


def test_without_words_everything_comes_by_name() -> None:
    names = [actor.name for actor in DIRECTORY.find_actors().hits]
    assert names == sorted(names, key=str.casefold)
    assert len(names) == len(MORE_ACTORS)


def test_nonsense_finds_nothing() -> None:
    assert ids(DIRECTORY.find_actors("qqqqzzzz")) == []
    assert ids(DIRECTORY.find_offerings("qqqqzzzz")) == []


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("balken", "old-wood"),
        ("waar kan ik oude balkn kwijt", "old-wood"),
        ("een coach die langskomt", "metal-talk"),
        ("vergunningen bij het regelloket", "permit-desk"),
        ("proef subsidie", "grant"),
        ("onderne", "general-desk"),
    ],
)
def test_offerings_are_found_by_what_they_say_and_by_their_example_questions(q: str, first: str) -> None:
    assert ids(DIRECTORY.find_offerings(q))[0] == first


def test_a_party_is_found_by_what_it_offers_after_those_with_the_word_in_their_name() -> None:
    assert ids(DIRECTORY.find_actors("hout")) == ["houtkring"]
    assert ids(DIRECTORY.find_actors("verhandelen")) == ["houtkring"]
    assert ids(DIRECTORY.find_actors("polder"))[:2] == ["metaalbond", "omgevingsdienst-polder"]


def test_narrowing_reaches_up_the_trees() -> None:
    def actors(**narrowing: Any) -> set[str]:
        return set(ids(DIRECTORY.find_actors(narrowing=Narrowing(**narrowing))))

    def offerings(**narrowing: Any) -> set[str]:
        return set(ids(DIRECTORY.find_offerings(narrowing=Narrowing(**narrowing))))

    assert actors(kind=ActorKind.GOVERNMENT) == {"provincie", "omgevingsdienst-polder"}
    assert actors(place_id="provincie-zuid") == {"omgevingsdienst-polder"}
    assert actors(theme_id="industry") == {"metaalbond"}
    assert actors(need_kind=NeedKind.SUBSIDY) == {"provincie"}
    assert actors(status=Status.ENDED) == set()
    assert offerings(need_kind=NeedKind.SUBSIDY) == {"grant"}
    assert offerings(place_id="best") == {"general-desk"}
    assert offerings(kind=ActorKind.GOVERNMENT) == {"grant"}
    assert offerings(theme_id="industry", need_kind=NeedKind.SUBSIDY) == set()


def test_offerings_of_one_provider() -> None:
    found = DIRECTORY.find_offerings(provider_id="houtkring")
    assert ids(found) == ["old-wood"]
    assert {choice.value for choice in found.facets["need_kind"]} == {"materials", "network"}


def test_a_facet_shows_what_another_choice_would_give() -> None:
    found = DIRECTORY.find_offerings(narrowing=Narrowing(need_kind=NeedKind.SUBSIDY))
    counts = {choice.value: choice.count for choice in found.facets["need_kind"]}

    assert counts == {"knowledge": 2, "materials": 2, "network": 2, "regulation": 1, "subsidy": 1}
    assert [choice.value for choice in found.facets["place_id"]] == ["provincie-noord"]


@settings(max_examples=40, deadline=None)
@given(worlds(), st.data())
def test_every_count_is_what_choosing_it_finds(world: Snapshot, data: st.DataObject) -> None:
    directory = Directory(world)
    finders: list[Callable[..., Found[Any]]] = [directory.find_actors, directory.find_offerings]
    find = data.draw(st.sampled_from(finders))
    narrowing = Narrowing()
    for _ in range(2):
        found = find(narrowing=narrowing)
        choices = [(facet, choice) for facet in FACETS for choice in found.facets[facet]]
        for facet, choice in choices:
            assert len(find(narrowing=replace(narrowing, **{facet: choice.value})).hits) == choice.count > 0
        if choices:
            facet, choice = data.draw(st.sampled_from(choices))
            narrowing = replace(narrowing, **{facet: choice.value})


def test_places_and_themes_are_found_by_their_words() -> None:
    assert DIRECTORY.places("sluisbuurt")[0].id == "dijkdorp"
    assert DIRECTORY.themes("welder")[0].id == "metal"


SOME_ACTORS = st.lists(
    st.builds(
        lambda actor, alias: replace(actor, aliases=(*actor.aliases, *alias)),
        st.sampled_from(MORE_ACTORS),
        st.sampled_from([(), ("Lasclub",), ("Kozijnenhuis", "ODP")]),
    ),
    unique_by=lambda actor: actor.id,
)
SOME_OFFERINGS = st.lists(
    st.builds(
        lambda offering, title: replace(offering, title=both(title) if title else offering.title),
        st.sampled_from(OFFERINGS),
        st.sampled_from(["", "Cursus lassen", "Balkenbank"]),
    ),
    unique_by=lambda offering: offering.id,
)


def a_world(actors: list[Actor], offerings: list[Offering]) -> Snapshot:
    return Snapshot(places=PLACES, themes=THEMES, actors=tuple(actors), offerings=tuple(offerings))


def different(before: Iterable[Any], after: Iterable[Any]) -> set[str]:
    old, new = ({fact.id: fact for fact in facts} for facts in (before, after))
    return {id_ for id_ in old.keys() | new.keys() if old.get(id_) != new.get(id_)}


@settings(max_examples=60, deadline=None)
@given(st.builds(a_world, SOME_ACTORS, SOME_OFFERINGS), st.builds(a_world, SOME_ACTORS, SOME_OFFERINGS))
def test_a_directory_that_was_updated_finds_what_a_new_one_finds(before: Snapshot, after: Snapshot) -> None:
    known = Directory(before)
    hits = ids(known.find_actors("lassen"))
    updated = known.updated(
        after, different(before.actors, after.actors), different(before.offerings, after.offerings)
    )
    fresh = Directory(after)
    for q in ("", "metaalbont", "odp", "lassen", "lasclub", "oude balkn", "kozijnen", "polder"):
        assert updated.find_actors(q) == fresh.find_actors(q)
        assert updated.find_offerings(q) == fresh.find_offerings(q)
    assert ids(known.find_actors("lassen")) == hits, "who still looks in the old one finds what it held"
