"""The regional catalogue as a whole, read the way the register reads it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from graph.seeding import read_seeds
from matchmaker.curation import doubles
from matchmaker.text import fold
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matchmaker.model import Actor, Offering, Place, Relation, Snapshot, Theme

SEEDS = Path(__file__).resolve().parents[2] / "seeds"

_CONTACT_OF_A_PERSON = {
    "an e-mail address": re.compile(r"[^\s@]+@[^\s@]+\.\w+"),
    "a telephone number": re.compile(r"(?<!\d)(?:\+31|0031|0)[\s-]?(?:\d[\s-]?){8,9}(?!\d)"),
    "a form of address": re.compile(r"\b(?:dhr|mevr|mw|drs|ir|ing|mr)\.\s", re.IGNORECASE),
}


@pytest.fixture(scope="module")
def catalogue() -> Snapshot:
    return read_seeds(SEEDS)


def sourced(catalogue: Snapshot) -> tuple[Actor | Offering | Relation, ...]:
    return (*catalogue.actors, *catalogue.offerings, *catalogue.relations)


def texts_of(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from texts_of(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts_of(getattr(value, field.name))


def bilingual_texts(value: object) -> Iterator[Bilingual]:
    if isinstance(value, Bilingual):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from bilingual_texts(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from bilingual_texts(getattr(value, field.name))


def test_the_sources_yield_a_full_catalogue(catalogue: Snapshot) -> None:
    assert len(catalogue.actors) >= 250
    assert len(catalogue.offerings) >= 150
    assert len(catalogue.relations) >= 300


def test_every_offering_has_three_to_eight_questions_in_both_languages(catalogue: Snapshot) -> None:
    for offering in catalogue.offerings:
        assert 3 <= len(offering.questions) <= 8, offering.id
        assert {question.language for question in offering.questions} == {"nl", "en"}, offering.id


def test_no_question_is_asked_at_two_offerings(catalogue: Snapshot) -> None:
    asked = Counter(
        fold(question.text) for offering in catalogue.offerings for question in offering.questions
    )
    assert [text for text, times in asked.items() if times > 1] == []


def test_no_two_offerings_have_the_same_title(catalogue: Snapshot) -> None:
    for language in ("nl", "en"):
        titles = Counter(fold(offering.title.in_language(language)) for offering in catalogue.offerings)
        assert [title for title, times in titles.items() if times > 1] == []


def test_everything_is_told_in_both_languages(catalogue: Snapshot) -> None:
    facts: tuple[Theme | Actor | Offering | Relation, ...] = (*catalogue.themes, *sourced(catalogue))
    for fact in facts:
        for text in bilingual_texts(fact):
            assert text.nl, fact.id
            assert text.en, fact.id


def test_every_fact_has_a_source(catalogue: Snapshot) -> None:
    for fact in sourced(catalogue):
        assert fact.sources, fact.id


@pytest.mark.parametrize("what", _CONTACT_OF_A_PERSON)
def test_nothing_leads_to_a_private_person(catalogue: Snapshot, what: str) -> None:
    found = [
        (fact.id, text)
        for fact in (*sourced(catalogue), *catalogue.precedents)
        for text in texts_of(fact)
        if _CONTACT_OF_A_PERSON[what].search(text)
    ]
    assert found == [], what


def test_no_name_or_alias_means_two_parties(catalogue: Snapshot) -> None:
    names = Counter(
        spelling
        for actor in catalogue.actors
        for spelling in {fold(name) for name in (actor.name, *actor.aliases)}
    )
    assert [name for name, parties in names.items() if parties > 1] == []


def test_the_queue_of_possible_doubles_asks_only_what_the_sources_leave_open(catalogue: Snapshot) -> None:
    pairs = {(one.first_id, one.second_id) for one in doubles(catalogue.actors, (), catalogue.relations)}
    assert pairs <= {("circulaire-campus-rotterdam", "rotterdam-circulair")}


def test_every_party_offers_something_or_is_tied_to_another(catalogue: Snapshot) -> None:
    tied = {id_ for relation in catalogue.relations for id_ in (relation.subject_id, relation.object_id)}
    tied |= {offering.provider_id for offering in catalogue.offerings}
    assert [actor.id for actor in catalogue.actors if actor.id not in tied] == []


def test_every_tie_ends_at_something_in_the_catalogue(catalogue: Snapshot) -> None:
    actors = {actor.id for actor in catalogue.actors}
    offerings = {offering.id for offering in catalogue.offerings}
    for relation in catalogue.relations:
        assert relation.subject_id in actors, relation.id
        assert relation.object_id in actors | offerings, relation.id
        assert relation.subject_id != relation.object_id, relation.id


def test_no_offering_is_closed_to_the_place_of_its_provider(catalogue: Snapshot) -> None:
    places = {place.id: place for place in catalogue.places}
    homes = {actor.id: actor.place_id for actor in catalogue.actors}
    for offering in catalogue.offerings:
        home = homes[offering.provider_id]
        if home is None:
            continue
        areas = {above for area in offering.area for above in around(area, places)}
        assert around(home, places) & set(offering.area) or home in areas, offering.id


def around(place_id: str, places: dict[str, Place]) -> set[str]:
    return {place_id}.union(*(around(broader, places) for broader in places[place_id].within))
