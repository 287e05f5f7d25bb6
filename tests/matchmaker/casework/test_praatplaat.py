"""Ticks add up, two measurements compare, and needs follow only from what was ticked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.casework.praatplaat import (
    LONGEST_EXAMPLE,
    Count,
    Tick,
    choose_set,
    difference,
    proposed_needs,
    score,
    shareable_examples,
    tick_faults,
)
from matchmaker.casework.terms import Domain
from matchmaker.vocabulary import CompanySize, NeedKind, RStrategy, TargetGroup
from tests.desk import TODAY, a_company, a_question_set, an_action

if TYPE_CHECKING:
    from matchmaker.casework.praatplaat import QuestionSet

ACTIONS = (
    an_action("scrap", Domain.RAW_MATERIALS, r_strategy=RStrategy.RECYCLE, themes=("steel-metals",)),
    an_action("lease", Domain.PRODUCT, r_strategy=RStrategy.RETHINK, need_kinds=(NeedKind.REVENUE_MODEL,)),
    an_action("repair", Domain.PRODUCT, r_strategy=RStrategy.REPAIR),
    an_action("power", Domain.ENERGY),
)
QUESTIONS = a_question_set(*ACTIONS)
IDS = [action.id for action in ACTIONS]


@st.composite
def answers(draw: st.DrawFn, questions: QuestionSet = QUESTIONS) -> tuple[Tick, ...]:
    ticks = []
    for action in questions.actions:
        if draw(st.booleans()):
            fits = draw(st.booleans())
            ticks.append(
                Tick(
                    action_id=action.id,
                    does=fits and draw(st.booleans()),
                    wants=fits and draw(st.booleans()),
                    needs_help=fits and draw(st.booleans()),
                    not_applicable=not fits,
                )
            )
    return tuple(ticks)


def test_ticks_are_counted_by_domain_and_rung_beside_the_own_grade() -> None:
    ticks = (
        Tick(action_id="scrap", does=True),
        Tick(action_id="lease", wants=True),
        Tick(action_id="repair", does=True, wants=True),
        Tick(action_id="power", not_applicable=True),
    )
    found = score(QUESTIONS, ticks, own_grade=9)
    assert found.total == Count(done=2, wanted=1, asked=3)
    assert found.by_domain[Domain.PRODUCT] == Count(done=1, wanted=1, asked=2)
    assert found.by_domain[Domain.ENERGY] == Count()
    assert set(found.by_domain) == set(Domain)
    assert list(found.by_r_strategy) == [RStrategy.RETHINK, RStrategy.REPAIR, RStrategy.RECYCLE]
    assert found.by_r_strategy[RStrategy.RETHINK] == Count(done=0, wanted=1, asked=1)
    assert found.own_grade == 9
    assert found.total.share == pytest.approx(2 / 3)
    assert Count().share == 0


@given(answers())
def test_the_parts_add_up_to_the_whole(ticks: tuple[Tick, ...]) -> None:
    found = score(QUESTIONS, ticks)
    for what in ("done", "wanted", "asked"):
        assert sum(getattr(count, what) for count in found.by_domain.values()) == getattr(found.total, what)
    assert found.total.done + found.total.wanted <= found.total.asked


@given(answers(), st.sampled_from(IDS))
def test_one_more_tick_counts_one_more(ticks: tuple[Tick, ...], id_: str) -> None:
    others = tuple(tick for tick in ticks if tick.action_id != id_)
    without = score(QUESTIONS, (*others, Tick(action_id=id_)))
    with_it = score(QUESTIONS, (*others, Tick(action_id=id_, does=True)))
    assert with_it.total.done == without.total.done + 1
    assert with_it.total.asked == without.total.asked


def test_a_repeat_shows_what_was_realised() -> None:
    first = (
        Tick(action_id="scrap", does=True),
        Tick(action_id="lease", wants=True),
        Tick(action_id="repair", wants=True),
    )
    second = (
        Tick(action_id="lease", does=True),
        Tick(action_id="repair", wants=True),
        Tick(action_id="water", does=True),
    )
    water = an_action("water", Domain.PRODUCTION)
    newer = a_question_set(*ACTIONS[:3], water, version=2)
    found = difference((QUESTIONS, first, 5), (newer, second, 7))
    assert (found.started, found.realised, found.stopped) == (("lease",), ("lease",), ("scrap",))
    assert (found.still_wanted, found.not_compared) == (("repair",), ("power", "water"))
    assert (found.before.total.done, found.after.total.done) == (1, 1)
    assert (found.before.own_grade, found.after.own_grade) == (5, 7)
    assert found.after.total.asked == 3


@given(answers(), answers())
def test_what_changed_between_two_measurements_adds_up(
    first: tuple[Tick, ...], second: tuple[Tick, ...]
) -> None:
    found = difference((QUESTIONS, first, None), (QUESTIONS, second, None))
    gained = len(found.started) - len(found.stopped)
    assert found.after.total.done - found.before.total.done == gained
    assert set(found.realised) <= set(found.started)
    back = difference((QUESTIONS, second, None), (QUESTIONS, first, None))
    assert (back.started, back.stopped) == (found.stopped, found.started)


def test_what_help_was_asked_for_comes_before_what_is_only_wanted() -> None:
    ticks = (
        Tick(action_id="scrap", wants=True),
        Tick(action_id="lease", does=True),
        Tick(action_id="repair", wants=True, needs_help=True),
        Tick(action_id="power", does=True, needs_help=True),
    )
    found = proposed_needs(QUESTIONS, ticks)
    assert [(one.action_id, one.is_asked_for) for one in found] == [
        ("repair", True),
        ("power", True),
        ("scrap", False),
    ]
    assert found[2].kinds == (NeedKind.KNOWLEDGE,)
    assert (found[2].themes, found[2].r_strategy) == (("steel-metals",), RStrategy.RECYCLE)


@given(answers())
def test_nothing_is_proposed_that_was_not_ticked(ticks: tuple[Tick, ...]) -> None:
    ticked = {tick.action_id for tick in ticks if tick.wants or tick.needs_help}
    assert {one.action_id for one in proposed_needs(QUESTIONS, ticks)} <= ticked


def test_a_proposed_need_is_what_the_matcher_takes() -> None:
    (proposal,) = proposed_needs(QUESTIONS, (Tick(action_id="scrap", needs_help=True),))
    company = a_company(sectors=("metal",), municipality_id="woerden", size=CompanySize.MICRO)
    need = proposal.as_need(company, "nl", TODAY)
    assert need.text == "Wie helpt ons met scrap?"
    assert (need.sectors, need.municipality_id, need.size) == (("metal",), "woerden", CompanySize.MICRO)
    assert (need.r_strategy, need.target_group, need.asked_on) == (
        RStrategy.RECYCLE,
        TargetGroup.ENTREPRENEUR,
        TODAY,
    )
    assert proposal.as_need(company, "en", TODAY).text == "Who helps us with scrap?"


def test_an_example_is_shared_only_with_permission() -> None:
    told = Tick(action_id="scrap", does=True, example="Wij scheiden spanen.", may_share=True)
    assert shareable_examples((told, replace(told, may_share=False), replace(told, example=" "))) == (told,)


def test_every_wrong_answer_is_named() -> None:
    ticks = (
        Tick(action_id="onbekend", does=True),
        Tick(action_id="scrap", does=True, not_applicable=True),
        Tick(action_id="lease", may_share=True),
        Tick(action_id="repair", example="x" * (LONGEST_EXAMPLE + 1)),
        Tick(action_id="power"),
        Tick(action_id="power"),
    )
    faults = tick_faults(QUESTIONS, ticks, own_grade=0)
    assert [fault.where for fault in faults] == [
        "ticks/onbekend",
        "ticks/scrap",
        "ticks/lease",
        "ticks/repair",
        "ticks/power",
        "ownGrade",
    ]
    assert tick_faults(QUESTIONS, (Tick(action_id="scrap", does=True),), own_grade=None) == []


def test_the_set_of_the_own_trade_and_the_latest_version_is_asked() -> None:
    metal = a_question_set(id_="metal", sectors=("metal",))
    newer = replace(metal, version=2, published_on=date(2026, 6, 1))
    sets = [QUESTIONS, newer, metal]
    assert choose_set(sets, ["metal", "industry"], date(2026, 7, 1)) == newer
    assert choose_set(sets, ["metal"], date(2026, 5, 31)) == metal
    assert choose_set(sets, ["retail"], date(2026, 7, 1)) == QUESTIONS
    assert choose_set(sets, [], date(2025, 7, 1)) is None
