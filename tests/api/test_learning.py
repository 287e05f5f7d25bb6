"""What the desk's work teaches about weights, how little is needed to refuse it, and the way back."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from api.app import create_app
from api.cli import run
from api.commands.learning import lessons_of_outcomes
from api.loaded import Loaded
from api.recipes import keep, recipe_in_use
from api.settings import Settings
from graph import casework_of, open_register
from matchmaker.casework.terms import Helped, Move
from matchmaker.errors import Conflict, InvalidInput
from matchmaker.learning import Learned
from matchmaker.matching.recipes import STEADY
from matchmaker.vocabulary import Bilingual
from tests.api.world import BOILERS, WORLD
from tests.desk import a_case, a_company, a_need, a_referral, act

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from matchmaker.ports import Register

DESK = "kring-woerden"
QUESTION = "Wie kan mijn oude cv-ketels reviseren?"
TODAY = date(2026, 11, 23)
OTHER_BOILERS = replace(
    BOILERS,
    id="ketels-inleveren",
    provider_id="houtfonds",
    title=Bilingual("Oude ketels inleveren", "Hand in old boilers"),
    questions=(),
)
REGION = replace(WORLD, offerings=(*WORLD.offerings, OTHER_BOILERS))
LESSER_DOOR = {name: 1 / len(STEADY.names) for name in STEADY.names}


@pytest.fixture(params=["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def register(request: pytest.FixtureRequest) -> Iterator[Register]:
    """A register on each store, with two offerings for the same question."""
    url = "sqlite:" if request.param == "sqlite" else request.getfixturevalue("neo4j_url")
    with closing(open_register(url)) as opened:
        opened.put(REGION)
        yield opened


def test_an_outcome_of_a_referral_is_a_lesson_on_both_stores(register: Register) -> None:
    casework, here = casework_of(register), act(DESK)
    casework.save_company(here, a_company(desk_id=DESK, municipality_id="woerden"))
    casework.open_case(here, replace(a_case(), desk_id=DESK))
    casework.save_need(here, a_need(words=QUESTION, kinds=()))
    referral = casework.propose_referral(
        here, a_referral(offering_id="ketels-inleveren", provider_id="houtfonds")
    )
    loaded = Loaded.of(register.snapshot(), register.version())
    assert lessons_of_outcomes(casework, [DESK], loaded, STEADY, TODAY) == []

    sent = casework.move_referral(here, referral.id, Move.LOG, revision=referral.revision)
    casework.tell_outcome(
        here, sent.id, revision=sent.revision, link_made=True, helped=Helped.YES, step_taken=None
    )
    [lesson] = lessons_of_outcomes(casework, [DESK], loaded, STEADY, TODAY)
    assert lesson.grades == (0, 3)
    assert lessons_of_outcomes(casework, ["reviseerpunt"], loaded, STEADY, TODAY) == []


@pytest.mark.parametrize(
    ("offering_id", "own_reason"),
    [("ketels-inleveren", "Kent het bedrijf."), ("houtsubsidie", "Kent het bedrijf."), ("houtsubsidie", "")],
)
def test_what_a_desk_chose_that_was_not_suggested_is_no_lesson(
    register: Register, offering_id: str, own_reason: str
) -> None:
    casework, here = casework_of(register), act(DESK)
    casework.save_company(here, a_company(desk_id=DESK, municipality_id="woerden"))
    casework.open_case(here, replace(a_case(), desk_id=DESK))
    casework.save_need(here, a_need(words=QUESTION, kinds=()))
    own = casework.propose_referral(
        here, a_referral(offering_id=offering_id, provider_id="houtfonds", own_reason=own_reason)
    )
    sent = casework.move_referral(here, own.id, Move.LOG, revision=own.revision)
    casework.tell_outcome(
        here, sent.id, revision=sent.revision, link_made=True, helped=Helped.YES, step_taken=None
    )
    loaded = Loaded.of(register.snapshot(), register.version())
    assert lessons_of_outcomes(casework, [DESK], loaded, STEADY, TODAY) == []


@pytest.fixture
def store(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'loket.db'}"
    with closing(open_register(url)) as opened:
        opened.put(REGION)
    return url


def test_from_little_nothing_is_learned_and_nothing_is_kept(
    store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    judged = tmp_path / "vragen.jsonl"
    need = {"id": "1", "text": QUESTION, "relevant": {"Houtfonds": 3}, "must_not": {}}
    judged.write_text(json.dumps(need), "utf-8")
    target = tmp_path / "gewichten.json"

    assert run(["learn", str(judged), "--store", store]) == 0
    assert "Te weinig om van te leren: 1 van ten minste 200 vragen." in capsys.readouterr().out
    assert run(["learn", str(judged), "--apply", str(target), "--store", store]) == 1
    assert not target.exists()


def learned_weights() -> Learned:
    table = tuple(replace(part, weight=LESSER_DOOR[part.name]) for part in STEADY.table)
    recipe = replace(STEADY, name="learned-2026-11-23", table=table)
    return Learned(recipe=recipe, share=1.0, lessons=250, before=0.7, gain=0.02, interval=(0.01, 0.03))


def test_kept_weights_are_used_until_the_setting_is_taken_away(
    store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def door() -> float:
        capsys.readouterr()
        assert run(["match", QUESTION, "--json", "--store", store]) == 0
        reasons = json.loads(capsys.readouterr().out)["matches"][0]["reasons"]
        return float(next(one["contribution"] for one in reasons if one["feature"] == "door"))

    file = tmp_path / "gewichten.json"
    keep(learned_weights(), file, TODAY)
    steady = door()
    monkeypatch.setenv("LOKET_RECIPE", str(file))
    assert door() == pytest.approx(LESSER_DOOR["door"])
    monkeypatch.delenv("LOKET_RECIPE")
    assert door() == steady


def test_earlier_weights_are_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "gewichten.json"
    keep(learned_weights(), file, TODAY)
    with pytest.raises(Conflict):
        keep(learned_weights(), file, TODAY)
    assert recipe_in_use(str(file)).name == "learned-2026-11-23"


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"name": "x", "weights": {"door": 1}}'])
def test_a_service_does_not_start_on_weights_that_cannot_be_used(tmp_path: Path, content: str) -> None:
    file = tmp_path / "gewichten.json"
    file.write_text(content, "utf-8")
    with pytest.raises(InvalidInput) as caught:
        create_app(Settings(store="sqlite:", recipe=str(file)))
    [fault] = caught.value.faults
    assert fault.where == "LOKET_RECIPE"
    with pytest.raises(InvalidInput):
        recipe_in_use(str(tmp_path / "er-is-niets.json"))
