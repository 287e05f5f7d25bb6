"""Ranking cases for the search box on the regional data: who types one word finds what fits it best first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from graph.seeding import read_seeds
from matchmaker.lookup import Directory

if TYPE_CHECKING:
    from matchmaker.lookup import Found

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


@pytest.fixture(scope="module")
def directory() -> Directory:
    return Directory(read_seeds(SEEDS))


def places(found: Found[Any]) -> dict[str, int]:
    return {thing.id: place for place, thing in enumerate(found.hits)}


@pytest.mark.parametrize(
    ("q", "better", "worse"),
    [
        # A loan: who speaks of financing before who only helps with grants or measures.
        ("lening", "kopgroep-roadmap-circulair-financieren", "rom-europese-subsidieaanvragen"),
        ("lening", "rom-adviesgesprek-circulaire-ondernemers", "advan-ce-instrumenten"),
        ("krediet", "kopgroep-landmarkdeals", "advan-ce-instrumenten"),
        # What runs before what is only announced.
        ("financiering", "kopgroep-landmarkdeals", "kopgroep-indicatoren-circulaire-prestaties"),
        # A trade: what is meant for it alone before what is also about it.
        ("lasser", "mkb-deal-metaal-persoonlijk-gesprek", "aansluiten-op-circulaire-platforms-circospin"),
        ("lasser", "versnellingsteam-metaal-coach", "circo-tracks-deelname"),
        ("welder", "versnellingsteam-metaal-coach", "circo-tracks-deelname"),
        ("loodgieter", "voorbeelden-van-installateurs", "circulaire-transportdragers-van-resthout"),
    ],
)
def test_offerings_that_fit_the_word_come_first(
    directory: Directory, q: str, better: str, worse: str
) -> None:
    found = places(directory.find_offerings(q))
    assert found[better] < found.get(worse, len(found))


@pytest.mark.parametrize(
    ("q", "better", "worse"),
    [
        ("lening", "kopgroep-circulair-financieren", "provincie-utrecht"),
        ("lening", "rabobank", "gemeente-amsterdam"),
        ("lasser", "koninklijke-metaalunie-district-zuid-holland", "bluecity"),
        ("lasser", "mkb-deal-circulaire-maakindustrie-metaal", "circospin"),
        ("timmerman", "bouwbedrijf-huurman", "provincie-utrecht"),
    ],
)
def test_parties_that_fit_the_word_come_first(directory: Directory, q: str, better: str, worse: str) -> None:
    found = places(directory.find_actors(q))
    assert found[better] < found.get(worse, len(found))


@pytest.mark.parametrize(
    ("q", "stranger"),
    [("lening", "greenport"), ("lasser", "heel-utrecht-repareert"), ("slager", "green-deals")],
)
def test_a_word_of_a_trade_or_of_help_is_no_typing_error(directory: Directory, q: str, stranger: str) -> None:
    assert stranger not in places(directory.find_actors(q))


def test_a_trade_that_nobody_is_about_finds_what_is_for_everybody(directory: Directory) -> None:
    found = places(directory.find_offerings("kapper"))
    assert "eerste-dienstenaanbod-circulair-ondernemen" in found
    assert "actielijn-1-2-informeren-en-ondersteunen-via-een-gezamenlijk-circulair-loket" in places(
        directory.find_actors("kapper")
    )
    assert not found.keys() & {"mkb-deal-metaal-persoonlijk-gesprek", "thematafels-duurzaam-inkopen"}
