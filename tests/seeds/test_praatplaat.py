"""The question sets that come with the desk, and what is said of wrong ones."""

from __future__ import annotations

import re
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from graph.question_sets import read_question_sets
from graph.seeding import read_seeds
from matchmaker.casework.praatplaat import QuestionSet, choose_set
from matchmaker.casework.terms import Domain
from matchmaker.errors import InvalidInput
from matchmaker.vocabulary import RStrategy

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
FOLDER = SEEDS / "praatplaat"
THEMES = {theme.id: theme for theme in read_seeds(files("seeds")).themes}
SETS = read_question_sets(FOLDER, THEMES)
HARD_WORDS = re.compile(
    r"\b(dient|teneinde|faciliteren|omtrent|middels|implementeren|optimaliseren|tevens|circulariteit)\b"
)


def test_there_is_a_set_for_everyone_and_one_for_metal() -> None:
    assert [(one.id, one.version) for one in SETS] == [("general", 1), ("metal", 1)]
    day = max(one.published_on for one in SETS)
    for_metal, for_others = choose_set(SETS, ["metal", "industry"], day), choose_set(SETS, ["retail"], day)
    assert for_metal is not None
    assert for_metal.id == "metal"
    assert for_others is not None
    assert for_others.id == "general"
    assert choose_set(SETS, ["metal"], day.replace(year=day.year - 1)) is None


@pytest.mark.parametrize("one", SETS, ids=lambda one: one.id)
def test_a_set_is_short_enough_for_a_talk_and_looks_at_the_whole_company(one: QuestionSet) -> None:
    assert 30 <= len(one.actions) <= 45
    for domain in Domain:
        assert 3 <= sum(action.domain is domain for action in one.actions) <= 9, domain
    rungs = {action.r_strategy for action in one.actions} - {None}
    assert len(rungs) >= 7
    low = [action for action in one.actions if action.r_strategy in {RStrategy.RECYCLE, RStrategy.RECOVER}]
    assert len(low) <= len(one.actions) / 4  # the lower rungs do not crowd out the better ones


@pytest.mark.parametrize("one", SETS, ids=lambda one: one.id)
def test_actions_are_told_and_asked_in_plain_words(one: QuestionSet) -> None:
    for action in one.actions:
        for text in (action.text.nl, action.need.nl):
            assert len(text.split()) <= 18, text
            assert not HARD_WORDS.search(text.lower()), text
        assert action.text.nl.endswith(".")
        assert action.text.en.endswith(".")
        assert action.need.nl.endswith("?")
        assert action.need.en.endswith("?")
        assert re.search(r"\b(wij|ons|onze)\b", action.text.nl.lower()), action.text.nl
    assert len({action.text.nl for action in one.actions}) == len(one.actions)


def test_an_action_of_two_sets_means_the_same_in_both() -> None:
    first, second = SETS
    shared = {action.id for action in first.actions} & {action.id for action in second.actions}
    assert len(shared) > 10
    for id_ in shared:
        one, other = first.action(id_), second.action(id_)
        assert one is not None
        assert other is not None
        assert (one.domain, one.text, one.r_strategy) == (other.domain, other.text, other.r_strategy)


WRONG = {
    "a domain that is not there": ("metal-1.csv", "raw_materials,recycle", "raw_material,recycle", "domain"),
    "a rung that is not there": (
        "metal-1.csv",
        "raw_materials,recycle",
        "raw_materials,recycel",
        "r_strategy",
    ),
    "a theme that is not there": ("general-1.csv", "biobased-materials", "biobased-material", "themes"),
    "a text in one language": ("general-1.csv", "We throw away little food.", "", "text_en"),
    "no version": ("sets.csv", "metal,1,", "metal,,", "version"),
    "no day": ("sets.csv", "2026-11-01", "1 november", "published_on"),
    "a file that is not there": ("sets.csv", "metal,1,", "metal,2,", "metal-2.csv"),
    "an action twice": ("metal-1.csv", "recycled-aluminium,", "steel-high-scrap,", "steel-high-scrap"),
    "actions of a domain apart": ("general-1.csv", "food-waste,operations", "food-waste,energy", "general-1"),
    "a set twice": ("sets.csv", "metal,1,", "general,1,", "general"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_file_is_refused_with_the_place_of_the_fault(tmp_path: Path, what: str) -> None:
    name, right, wrong, place = WRONG[what]
    folder = shutil.copytree(FOLDER, tmp_path / "sets")
    text = (folder / name).read_text("utf-8")
    assert right in text
    (folder / name).write_text(text.replace(right, wrong, 1), "utf-8")
    with pytest.raises(InvalidInput) as caught:
        read_question_sets(folder, THEMES)
    assert any(place in fault.where for fault in caught.value.faults), caught.value


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "sets")
    file = folder / "metal-1.csv"
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if ",building," not in line and ",energy," not in line))
    with pytest.raises(InvalidInput) as caught:
        read_question_sets(folder, THEMES)
    assert [fault.where for fault in caught.value.faults] == ["metal-1.csv", "metal-1.csv"]
