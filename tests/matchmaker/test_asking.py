from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.asking import Asked, NeedReader, Understood
from matchmaker.errors import Fault, InvalidInput
from matchmaker.model import Place
from matchmaker.places import Gazetteer
from matchmaker.themes import Thesaurus
from matchmaker.vocabulary import CompanySize, NeedKind, PlaceKind, RStrategy, TargetGroup
from tests.matchmaker.region import PLACES, THEMES, TODAY

READER = NeedReader(Gazetteer(PLACES), Thesaurus(THEMES))


def read(text: str = "Wie helpt ons?", **fields: Any) -> Understood:
    return READER.read(Asked(text=text, **fields), asked_on=TODAY)


def fields(understood: Understood) -> list[str]:
    return [one.field for one in understood.assumptions]


def faults(text: str = "Wie helpt ons?", **fields: Any) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        read(text, **fields)
    return [fault.where for fault in caught.value.faults]


@pytest.mark.parametrize(
    "spelling",
    ["Dijkdorp", "dijkdorp ", "GEMEENTE DIJKDORP", "gem. Dijkdorp", "GM9001", "Sluisbuurt", "Oudstad"],
)
def test_a_municipality_may_be_spelled_in_many_ways(spelling: str) -> None:
    assert read(municipality=spelling).need.municipality_id == "dijkdorp"


def test_an_unknown_municipality_is_answered_with_near_spellings() -> None:
    with pytest.raises(InvalidInput) as caught:
        read(municipality="Dijkdrop")
    (fault,) = caught.value.faults
    assert fault.suggestions == ("Dijkdorp",)
    assert "Bedoelde u Dijkdorp?" in fault.message.nl


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Een bakker uit Dijkdorp wil minder weggooien", "dijkdorp"),
        ("wij zitten in dijkdorp en zoeken hulp", "dijkdorp"),
        ("Onze zaak (Dijkdorp aan de Vaart) zoekt hout", "dijkdorp"),
        ("Wat is de beste aanpak? Het best passende advies graag", None),
        ("Best lastig om hulp te vinden", None),
        ("Wij zitten in Best", "best"),
        ("Wij zitten in Dijkdorp-Zuid", "dijkdorp"),
        ("Bakker uit Dijkdorp-centrum zoekt hulp", "dijkdorp"),
        ("Bakker in de Dijkdorpse binnenstad zoekt hulp", "dijkdorp"),
        ("bakker, dijkdorpse centrum", "dijkdorp"),
        ("Bakker in een Vaartse binnenstad zoekt hulp", None),
        ("Hulp gezocht, Sluisbuurt Noordwest", "dijkdorp"),
        ("We are in Dijkdorp-West", "dijkdorp"),
        ("Van noord-zuid heeft niemand verstand", None),
        ("subsidie hergebruik dijkdorp", "dijkdorp"),
        ("Mag ik afval van een ander gebruiken? Dijkdorp", "dijkdorp"),
        ("Dijkdorp, drukkerij zoekt hulp", "dijkdorp"),
        ("Wij zijn in dit dijkdorp gekomen", None),
        ("hulp uit een dijkdorp", None),
        ("wat past hier best", None),
    ],
)
def test_a_municipality_is_read_from_the_text_only_where_a_place_is_meant(
    text: str, expected: str | None
) -> None:
    understood = read(text)
    assert understood.need.municipality_id == expected
    assert ("municipality" in fields(understood)) is bool(expected)


def test_a_given_municipality_wins_over_the_text() -> None:
    understood = read("Klanten in Best vragen erom", municipality="Dijkdorp")
    assert understood.need.municipality_id == "dijkdorp"
    assert understood.assumptions == ()


@pytest.mark.parametrize(
    ("spelling", "expected"),
    [
        ("metaal", ("metal",)),
        ("Metalworking", ("metal",)),
        ("lasbedrijven", ("metal",)),
        ("constructiebedryf", ("metal",)),
        ("metaal/horeca", ("metal", "catering")),
        ("restaurant en lasser", ("catering", "metal")),
    ],
)
def test_a_sector_may_be_said_in_the_words_of_the_trade(spelling: str, expected: tuple[str, ...]) -> None:
    assert read(sector=spelling).need.sectors == expected


def test_an_unknown_sector_counts_as_words_and_is_said() -> None:
    understood = read("Wie helpt?", sector="imkerij")
    assert understood.need.sectors == ()
    assert "imkerij" in understood.need.text
    assert [one.field for one in understood.assumptions] == ["sector"]


def test_codes_labels_and_numbers_are_understood() -> None:
    asked = read(need_kinds=("subsidy", "Netwerk en contacten"), size="middel", r_strategy="R3").need
    assert asked.kinds == (NeedKind.SUBSIDY, NeedKind.NETWORK)
    assert asked.size is CompanySize.MEDIUM
    assert asked.r_strategy is RStrategy.REUSE
    assert read(size="nvt").need.size is None


@pytest.mark.parametrize(
    ("text", "fields", "expected"),
    [
        ("Wie helpt?", {"sector": "overheid"}, TargetGroup.MUNICIPALITY),
        ("Wie helpt?", {"sector": "metaal"}, TargetGroup.ENTREPRENEUR),
        ("Wie helpt?", {"sector": "metaal/overheid"}, TargetGroup.MUNICIPALITY),
        ("Wie helpt?", {"size": "small"}, TargetGroup.ENTREPRENEUR),
        ("Wie helpt?", {"sector": "metaal", "target_group": "bewoners"}, TargetGroup.RESIDENTS),
        ("Wij lassen. Kan ik naar een ambtenaar?", {"sector": "metaal"}, None),
        ("Wij lassen. Kan ik naar een ambtenaar?", {"size": "small"}, TargetGroup.ENTREPRENEUR),
        ("Wij lassen. U kent ons al, maar ambtenaren niet.", {"size": "small"}, TargetGroup.ENTREPRENEUR),
        ("Wie helpt?", {"sector": "metaal", "size": "nvt"}, None),
        ("Wie helpt?", {}, None),
    ],
)
def test_who_asks_is_only_taken_as_known_when_sure(
    text: str, fields: dict[str, str], expected: TargetGroup | None
) -> None:
    need = read(text, **fields).need
    assert need.target_group is expected
    assert need.states("target_group")


def test_who_asks_is_read_from_how_people_begin_and_told() -> None:
    understood = read("Ambtenaar in Dijkdorp zoekt hulp", sector="metaal")
    assert understood.need.target_group is TargetGroup.MUNICIPALITY
    assert not understood.need.states("target_group")
    (told,) = [one for one in understood.assumptions if one.field == "targetGroup"]
    assert told.values == ("municipality",)
    assert told.text.nl == "Dit is een vraag van: overheden."


def test_who_says_to_be_something_else_is_no_company_though_a_size_was_stated() -> None:
    need = read("Ambtenaar in Dijkdorp zoekt hulp", size="small").need
    assert need.target_group is TargetGroup.MUNICIPALITY
    assert not need.states("target_group")


def test_who_is_no_company_is_no_entrepreneur() -> None:
    assert read(size="nvt").need.other_than == (TargetGroup.ENTREPRENEUR,)
    assert read(size="onbekend").need.other_than == ()
    assert read(size="nvt", sector="overheid").need.target_group is TargetGroup.MUNICIPALITY


@pytest.mark.parametrize(
    "text", ["Mijn waterkoker is stuk, wie maakt hem?", "Planken van ons schuurtje over, wie wil ze?"]
)
def test_who_is_no_company_and_asks_for_their_own_home_is_a_resident_and_told_so(text: str) -> None:
    understood = read(text, size="nvt")
    assert understood.need.target_group is TargetGroup.RESIDENTS
    assert understood.need.states("target_group")
    assert [one.values for one in understood.assumptions if one.field == "targetGroup"] == [("residents",)]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("Mijn waterkoker is stuk, wie maakt hem?", {}),
        ("Mijn waterkoker is stuk, wie maakt hem?", {"size": "nvt", "sector": "metaal"}),
        ("Ik ben ambtenaar. Wie helpt mij?", {"size": "nvt"}),
        ("Ik schrijf namens onze groep, wie helpt ons?", {"size": "nvt"}),
        ("I would like to start a circular company", {"size": "nvt"}),
        ("Mijn lasserij, een lasbedrijf, zoekt restwarmte", {"size": "nvt"}),
        ("Lasser zoekt: wie wil mijn oude platen?", {"size": "nvt"}),
        ("Wie helpt?", {"size": "nvt"}),
    ],
)
def test_who_may_ask_for_others_is_not_taken_for_a_resident(text: str, fields: dict[str, str]) -> None:
    need = read(text, **fields).need
    assert need.target_group is not TargetGroup.RESIDENTS


def test_who_asks_for_ground_may_say_to_go_far() -> None:
    assert read("Wij zoeken grond, waar dan ook", need_kinds=("space",)).need.would_move
    assert not read("Wij zoeken advies, waar dan ook", need_kinds=("knowledge",)).need.would_move


def test_what_is_not_stated_is_read_from_the_text_and_told() -> None:
    understood = read("Lasbedrijf met 12 medewerkers zoekt subsidie om machines te reviseren")
    need = understood.need
    assert need.kinds == (NeedKind.SUBSIDY,)
    assert need.sectors == ("metal",)
    assert need.r_strategy is RStrategy.REMANUFACTURE
    assert need.size is CompanySize.SMALL
    assert need.assumed == {"kinds", "sectors", "r_strategy"}
    assert {one.field: one.values for one in understood.assumptions} == {
        "needKinds": ("subsidy",),
        "sector": ("metal",),
        "rStrategy": ("remanufacture",),
        "size": ("small",),
    }
    assert all(one.text.nl and one.text.en for one in understood.assumptions)


def test_a_region_is_read_where_no_municipality_is_known() -> None:
    understood = read("Bedrijf in de Polder zoekt hulp")
    assert (understood.need.municipality_id, understood.need.region_id) == (None, "regio-polder")
    assert fields(understood) == ["municipality"]
    assert read("Bedrijf in de Polder zoekt hulp", municipality="Dijkdorp").need.region_id is None
    assert read("Bedrijf in Dijkdorp, in de Polder").need.municipality_id == "dijkdorp"


def test_a_province_is_neither_a_town_of_its_name_nor_who_asks() -> None:
    places = (
        *PLACES,
        Place(id="noord", name="Noord", kind=PlaceKind.MUNICIPALITY, within=("provincie-noord",)),
    )
    reader = NeedReader(Gazetteer(places), Thesaurus(THEMES))
    need = reader.read(Asked(text="Ondernemer in de provincie Noord zoekt hulp"), asked_on=TODAY).need
    assert (need.municipality_id, need.region_id) == (None, "provincie-noord")
    assert need.target_group is None
    town = reader.read(Asked(text="Ondernemer in Noord zoekt hulp"), asked_on=TODAY).need
    assert (town.municipality_id, town.region_id) == ("noord", None)


def test_the_name_of_a_town_tells_no_trade_but_the_word_before_it_may() -> None:
    town = Place(id="town", name="Oudmetaal", kind=PlaceKind.MUNICIPALITY, within=("provincie-noord",))
    reader = NeedReader(Gazetteer((*PLACES, town)), Thesaurus(THEMES))

    def trades(text: str) -> tuple[str, ...]:
        return reader.read(Asked(text=text), asked_on=TODAY).need.sectors

    assert trades("Bedrijf uit Oudmetaal zoekt hulp") == ()
    assert trades("Lasbedrijf uit Oudmetaal zoekt hulp") == ("metal",)
    assert trades("Gemeente Oudmetaal zoekt hulp") == ("public",)


def test_a_stated_sector_is_taken_as_precisely_as_somebody_says_theirs() -> None:
    understood = read("Lasbedrijf zoekt hulp", sector="maakindustrie")
    assert understood.need.sectors == ("metal",)
    assert understood.need.states("sectors")
    assert {one.field: one.values for one in understood.assumptions}["sector"] == ("metal",)
    assert read("Wie helpt een lasbedrijf?", sector="horeca").need.sectors == ("catering",)
    assert read("Maakbedrijf zoekt een lasbedrijf", sector="maakindustrie").need.sectors == ("industry",)


def test_what_is_stated_is_never_read_from_the_text() -> None:
    text = "Lasbedrijf met 12 medewerkers zoekt subsidie om machines te reviseren"
    stated = {"need_kinds": ("network",), "sector": "horeca", "size": "large", "r_strategy": "R3"}
    understood = read(text, **stated)
    assert understood.assumptions == ()
    assert understood.need.kinds == (NeedKind.NETWORK,)
    assert understood.need.sectors == ("catering",)
    assert understood.need.assumed == frozenset()


def test_every_fault_is_named_at_once() -> None:
    found = faults(
        " ", need_kinds=("geld", "subsidy"), municipality="Nergenshuizen", size="reus", r_strategy="R12"
    )
    assert sorted(found) == ["municipality", "needKinds", "rStrategy", "size", "text"]


@pytest.mark.parametrize("text", ["", "   ", "\n", "a" * 10_000, "nul\0teken", "half \ud800 teken"])
def test_unusable_text_is_a_fault(text: str) -> None:
    assert "text" in faults(text)


@settings(max_examples=200, deadline=None)
@given(
    text=st.text(max_size=300),
    municipality=st.none() | st.text(max_size=40),
    sector=st.none() | st.text(max_size=40),
)
def test_any_text_is_understood_or_refused_with_words(
    text: str, municipality: str | None, sector: str | None
) -> None:
    need_text, refused = "", list[Fault]()
    try:
        need_text = read(text, municipality=municipality, sector=sector).need.text
    except InvalidInput as invalid:
        refused.extend(invalid.faults)
    assert need_text or refused
    for fault in refused:
        assert fault.message.nl
        assert fault.message.en
