from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph.seeding import read_seeds
from matchmaker.asking import Asked, NeedReader
from matchmaker.model import Theme
from matchmaker.places import Gazetteer
from matchmaker.text import stems
from matchmaker.themes import Thesaurus
from matchmaker.trades import STATED_AS, likely_trades, named_trades
from matchmaker.vocabulary import Bilingual, ThemeKind

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


@pytest.fixture(scope="module")
def thesaurus() -> Thesaurus:
    return Thesaurus(read_seeds(SEEDS).themes)


@pytest.fixture(scope="module")
def reader(thesaurus: Thesaurus) -> NeedReader:
    return NeedReader(Gazetteer([]), thesaurus)


def stated(reader: NeedReader, sector: str) -> tuple[str, ...]:
    return reader.read(Asked(text="Wie helpt ons?", sector=sector), asked_on=date(2025, 12, 3)).need.sectors


@pytest.mark.parametrize(
    ("sector", "trades"),
    [
        ("groen", ("landscaping",)),
        ("Wonen", ("real-estate-housing",)),
        ("handel", ("wholesale",)),
        ("e-commerce", ("retail",)),
        ("IT", ("it-digital",)),
        ("techniek", ("installation",)),
        ("film", ("culture-events",)),
        ("leer", ("textiles-fashion",)),
        ("papier en karton", ("industry",)),
        ("bed and breakfast", ("hospitality",)),
        ("persoonlijke verzorging", ("personal-services",)),
        ("voortgezet onderwijs", ("education",)),
        ("kerk", ("culture-events",)),
        ("housing", ("real-estate-housing",)),
        ("parkmanagement", ("business-associations",)),
        ("bouw/recycling", ("construction", "waste-recycling")),
    ],
)
def test_a_trade_may_be_stated_in_words_that_mean_something_else_in_a_question(
    reader: NeedReader, sector: str, trades: tuple[str, ...]
) -> None:
    assert stated(reader, sector) == trades


@pytest.mark.parametrize(
    ("sector", "trade"),
    [
        ("akkerbouwbedrijf", "agriculture"),
        ("zuivelindustrie", "food-drink"),
        ("dakpannengroothandel", "wholesale"),
        ("installatiebranch", "installation"),
    ],
)
def test_a_stated_trade_is_found_in_a_longer_or_misspelled_word(
    reader: NeedReader, sector: str, trade: str
) -> None:
    assert stated(reader, sector) == (trade,)


def test_what_is_no_trade_stays_unknown(thesaurus: Thesaurus) -> None:
    assert not any(
        named_trades(word, thesaurus) or likely_trades(word, thesaurus) for word in ("milieu", "circulair")
    )


def test_words_that_only_state_a_trade_are_not_heard_in_a_question(reader: NeedReader) -> None:
    asked = Asked(text="Groen licht van de gemeente voor de handel: wat is techniek zonder film?")
    read = reader.read(asked, asked_on=date(2025, 12, 3)).need
    assert not {"landscaping", "wholesale", "installation", "culture-events"} & set(read.sectors)


def test_a_label_of_the_thesaurus_goes_before_what_a_trade_is_mostly_called() -> None:
    green = Theme(id="greengrocers", kind=ThemeKind.SECTOR, label=Bilingual("groen", "green"))
    gardens = Theme(id="gardens", kind=ThemeKind.SECTOR, label=Bilingual("groenvoorziening", "gardens"))
    assert named_trades("groen", Thesaurus([gardens])) == ("gardens",)
    assert named_trades("groen", Thesaurus([gardens, green])) == ("greengrocers",)


@pytest.mark.parametrize("label", STATED_AS)
def test_every_word_for_a_stated_trade_leads_to_one_trade(thesaurus: Thesaurus, label: str) -> None:
    (trade,) = named_trades(label, thesaurus)
    said = (" ".join(word.split()) for word in STATED_AS[label].split("|"))
    assert {named_trades(word, thesaurus) for word in said} == {(trade,)}


def test_no_word_for_a_stated_trade_stands_there_twice_or_for_nothing(thesaurus: Thesaurus) -> None:
    words = [" ".join(word.split()) for said in STATED_AS.values() for word in said.split("|")]
    assert len({stems(word) for word in words}) == len(words)
    labelled = [[thesaurus.by_id[one].kind for one in thesaurus.labelled(word)] for word in words]
    assert [word for word, kinds in zip(words, labelled, strict=True) if ThemeKind.SECTOR in kinds] == []
