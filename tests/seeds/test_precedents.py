"""The precedents that come with the regional data: each is sent to what is there, none is measured on."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.make_precedents import MEASURING, NEEDS, files_of, judged_sets, made
from graph.seeding import read_seeds
from matchmaker.evaluation import JudgedNeed, read_judgments
from matchmaker.model import Actor, Offering, Precedent, Referred, Snapshot
from matchmaker.text import fold
from matchmaker.vocabulary import ActorKind, Bilingual, NeedKind

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
TEXT = Bilingual("x", "x")


@pytest.fixture(scope="module")
def catalogue() -> Snapshot:
    return read_seeds(SEEDS)


def test_each_is_sent_to_what_is_there(catalogue: Snapshot) -> None:
    present = {actor.id for actor in catalogue.actors}
    assert catalogue.precedents
    assert {bool(one.referred) for one in catalogue.precedents} == {True, False}
    assert {to.to for one in catalogue.precedents for to in one.referred} - present == set()


def test_no_question_is_there_twice(catalogue: Snapshot) -> None:
    asked = Counter(fold(one.text) for one in catalogue.precedents)
    assert [text for text, times in asked.items() if times > 1] == []


def test_none_is_of_a_set_that_measures(catalogue: Snapshot) -> None:
    assert {path.stem for path in NEEDS.glob("*.jsonl")} >= MEASURING
    assert not MEASURING.intersection(name for name, _ in judged_sets())
    assert not [one.id for one in catalogue.precedents if one.id.startswith(tuple(MEASURING))]


def test_the_files_are_made_from_the_judged_sets(catalogue: Snapshot) -> None:
    made_now = files_of(made(judged_sets(), catalogue).precedents, catalogue)
    there = {f"precedents/{path.name}": path.read_bytes() for path in (SEEDS / "precedents").iterdir()}
    # Names only: where a line differs, showing where takes a test minutes in files of this length.
    differing = sorted(name for name in there | made_now if there.get(name) != made_now.get(name))
    assert not differing, "run: python -m benchmarks.make_precedents"


def judgment(id_: str, text: str, relevant: dict[str, int]) -> JudgedNeed:
    line = {"id": id_, "text": text, "need_kinds": ["materials"], "relevant": relevant, "must_not": {}}
    return read_judgments([json.dumps(line)])[0]


def test_names_become_ids_of_who_bears_them_or_offers_what_does() -> None:
    actors = tuple(
        Actor(id=id_, name=name, kind=ActorKind.INITIATIVE, description=TEXT)
        for id_, name in (
            ("deal", "MKB-deal Hout"),
            ("sessies", "Sessies MKB-deal Hout"),
            ("stad", "Woerden"),
        )
    )
    offerings = tuple(
        Offering(
            id=id_,
            provider_id="deal",
            title=Bilingual(title, title),
            summary=TEXT,
            next_step=TEXT,
            need_kinds=(NeedKind.KNOWLEDGE,),
            area=(),
        )
        for id_, title in (
            ("hulp", "Hulp bij hout"),
            ("hulp-2", "Bij hout hulp"),
            ("deal-zelf", "MKB-deal Hout"),
        )
    )
    judged = [
        judgment(
            "A 1", "Wie helpt?", {"Hulp bij hout": 1, "MKB-deal Hout": 3, "Onze sessies MKB-deal Hout": 2}
        ),
        judgment("A2", "Niemand?", {}),
        judgment("A3", "wie  helpt?", {"Woerden": 3}),
        judgment("A4", "En wie nog meer?", {"Nergens": 3}),
    ]
    result = made([("eerste", judged)], Snapshot(actors=actors, offerings=offerings))
    assert result.precedents == (
        Precedent(
            id="eerste-a-1",
            text="Wie helpt?",
            need_kinds=(NeedKind.MATERIALS,),
            referred=(
                Referred(to="deal", grade=3),
                Referred(to="sessies", grade=2),
            ),
        ),
        Precedent(id="eerste-a2", text="Niemand?", need_kinds=(NeedKind.MATERIALS,)),
    )
    assert (result.repeated, result.unserved) == (1, 1)
    assert result.unknown == {"Nergens": 1}
