"""What is learned from judgments and outcomes, and when it is believed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.asking import Asked
from matchmaker.casework.referrals import Outcome, Referral
from matchmaker.casework.terms import DoerKind, Helped
from matchmaker.casework.timeline import Doer
from matchmaker.evaluation import JudgedNeed
from matchmaker.learning import FEWEST_LESSONS, LEAST_WEIGHT, Groups, Lesson, Teacher, learn
from matchmaker.matching.recipes import STEADY, recipe_with
from matchmaker.vocabulary import Bilingual
from tests.matchmaker.region import OLD_WOOD, matcher, need

GROUPS = len(Groups(STEADY).weights)
QUESTION = need("oude balken kwijt")
OTHERS = [replace(OLD_WOOD, id=f"b-{number}", provider_id=f"b-{number}") for number in range(3)]
MATCHES = matcher(OLD_WOOD, *OTHERS).match(QUESTION).matches
IDS = [match.offering.id for match in MATCHES]


def lessons(number: int, told_by: int | None, seed: int = 0) -> list[Lesson]:
    """Return lessons in which one group of features tells what is good, or none does."""
    random = np.random.default_rng(seed)
    made = []
    for _ in range(number):
        values = random.random((8, GROUPS))
        good = random.random(8) if told_by is None else values[:, told_by]
        made.append(Lesson(values, tuple(3 if one in np.argsort(-good)[:2] else 0 for one in range(8))))
    return made


def referral(offering_id: str, helped: Helped | None, own: Helped | None = None) -> Referral:
    def outcome(said: Helped | None) -> Outcome | None:
        if said is None:
            return None
        by = Doer(kind=DoerKind.STAFF, desk_id="loket", function="loketmedewerker")
        return Outcome(
            link_made=None, helped=said, step_taken=None, at=datetime(2026, 3, 2, tzinfo=UTC), by=by
        )

    return Referral(
        id=f"verwijzing-{offering_id}",
        case_id="zaak",
        need_id="behoefte",
        offering_id=offering_id,
        offering_title=Bilingual("Hout", "Wood"),
        provider_id="houtkring",
        provider_name="Houtkring",
        desk_outcome=outcome(helped),
        own_outcome=outcome(own),
    )


def test_what_tells_good_from_bad_comes_to_weigh_more() -> None:
    place = GROUPS - 2
    learned = learn(lessons(FEWEST_LESSONS, told_by=place), STEADY)
    before, after = Groups(STEADY).weights, Groups(learned.recipe).weights
    assert after[place] > before[place]
    assert learned.gain > 0
    assert learned.may_be_used


def test_chance_teaches_nothing_that_holds() -> None:
    learned = learn(lessons(FEWEST_LESSONS, told_by=None), STEADY)
    assert learned.is_enough
    assert not learned.may_be_used


def test_few_needs_are_not_believed_whatever_they_say() -> None:
    learned = learn(lessons(40, told_by=1), STEADY)
    assert learned.holds
    assert not learned.may_be_used
    assert learn([], STEADY).recipe == STEADY


def test_the_same_lessons_teach_the_same() -> None:
    assert learn(lessons(60, told_by=2), STEADY) == learn(lessons(60, told_by=2), STEADY)


@settings(max_examples=15, deadline=None)
@given(told_by=st.none() | st.integers(0, GROUPS - 1), seed=st.integers(0, 100))
def test_weights_stay_weights_and_the_line_for_gaps_stays_where_it_is(told_by: int | None, seed: int) -> None:
    recipe = learn(lessons(25, told_by, seed), STEADY).recipe
    weights = {part.name: part.weight for part in recipe.table}
    assert sum(weights.values()) == pytest.approx(1.0)
    assert Groups(recipe).weights.min() > LEAST_WEIGHT / 2
    steady = {part.name: part.weight for part in STEADY.table}
    shares = {weights[name] / steady[name] for name in STEADY.topical}
    assert max(shares) == pytest.approx(min(shares))
    assert recipe_with(STEADY, "kept", weights).names == STEADY.names


def test_a_judgment_grades_what_is_suggested() -> None:
    judged = JudgedNeed(id="n", asked=Asked(text="x"), relevant={"b-1": 3}, must_not={})
    lesson = Teacher(STEADY).judged(judged, MATCHES)
    assert lesson is not None
    assert lesson.grades == tuple(3 if match.provider.id == "b-1" else 0 for match in MATCHES)
    assert lesson.values @ Groups(STEADY).weights == pytest.approx([match.score for match in MATCHES])


def test_a_judgment_that_names_nothing_of_what_is_suggested_teaches_nothing() -> None:
    judged = JudgedNeed(id="n", asked=Asked(text="x"), relevant={"Iemand anders": 3}, must_not={})
    assert Teacher(STEADY).judged(judged, MATCHES) is None


def test_what_was_passed_over_for_what_helped_is_worse_and_of_the_rest_nobody_knows() -> None:
    lesson = Teacher(STEADY).outcome(MATCHES, [referral(IDS[2], Helped.YES)])
    assert lesson is not None
    assert lesson.grades == (0, 0, 3)


def test_what_did_not_help_is_worse_than_what_did() -> None:
    tried = [referral(IDS[0], Helped.PARTLY), referral(IDS[3], Helped.NO)]
    lesson = Teacher(STEADY).outcome(MATCHES, tried)
    assert lesson is not None
    assert lesson.grades == (2, 0)


def test_the_entrepreneur_knows_best_and_what_nobody_told_teaches_nothing() -> None:
    teacher = Teacher(STEADY)
    lesson = teacher.outcome(MATCHES, [referral(IDS[1], Helped.NO, own=Helped.YES)])
    assert lesson is not None
    assert lesson.grades == (0, 3)
    assert teacher.outcome(MATCHES, [referral(IDS[1], None)]) is None
    assert teacher.outcome(MATCHES, [referral(IDS[1], Helped.NO)]) is None


@pytest.mark.parametrize("wrong", [{}, {"description": 1.0}])
def test_kept_weights_of_other_features_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="features"):
        recipe_with(STEADY, "kept", wrong)


def test_kept_weights_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="sum to 1"):
        recipe_with(STEADY, "kept", dict.fromkeys(STEADY.names, 1.0))
