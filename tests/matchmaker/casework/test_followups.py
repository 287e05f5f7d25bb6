"""Follow-up dates come from a table and move along with the case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from matchmaker.casework.cases import closed, handed_over
from matchmaker.casework.followups import (
    AFTER_OPENING,
    AFTER_REFERRAL,
    Delay,
    FollowUp,
    asked_again,
    finished,
    is_overdue,
    planned_after_case_change,
    planned_after_move,
    planned_at_opening,
    put_off,
)
from matchmaker.casework.referrals import FINAL, Outcome
from matchmaker.casework.terms import CaseKind, DoerKind, FollowUpKind, FollowUpState, Helped, ReferralState
from matchmaker.errors import Conflict
from tests.desk import NOW, OTHER_DESK, TODAY, a_case, a_referral, act, an_appointment

QUESTION = a_case()


def after(state: ReferralState, present: tuple[FollowUp, ...] = (), on: date = TODAY) -> tuple[FollowUp, ...]:
    return planned_after_move(QUESTION, a_referral(state=state), present, on)


def test_the_table_speaks_of_every_kind_of_case_and_of_every_state_that_waits_for_something() -> None:
    waiting = set(ReferralState) - FINAL - {ReferralState.PROPOSED} | {ReferralState.COMPLETED}
    assert set(AFTER_REFERRAL) == set(AFTER_OPENING) == set(CaseKind)
    for kind in CaseKind:
        assert set(AFTER_REFERRAL[kind]) == waiting


def test_the_provider_is_asked_exactly_as_long_as_it_has_to_answer() -> None:
    # The work list relies on this to show what waits for a provider.
    for kind in CaseKind:
        states = {
            state
            for state, planned in AFTER_REFERRAL[kind].items()
            if FollowUpKind.PROVIDER_ANSWER in planned
        }
        assert states == {ReferralState.SENT, ReferralState.WAITLISTED}


def test_a_delay_ends_on_a_working_day() -> None:
    assert Delay(days=14).after(date(2026, 3, 16)) == date(2026, 3, 30)  # over the change of the clock
    assert Delay(months=3).after(date(2026, 11, 30)) == date(2027, 3, 1)  # 28 February is a Sunday
    assert Delay(months=1, days=1).after(date(2026, 1, 31)) == date(2026, 3, 2)


def test_a_talk_with_the_praatplaat_is_repeated_after_some_months() -> None:
    talk = a_case(kind=CaseKind.PRAATPLAAT)
    (repeat,) = planned_at_opening(talk, DoerKind.STAFF)
    assert (repeat.kind, repeat.due_on, repeat.cohort) == (
        FollowUpKind.REPEAT,
        date(2027, 8, 23),
        "2026-Q4",
    )
    assert planned_at_opening(QUESTION, DoerKind.STAFF) == ()


def test_who_filled_in_a_praatplaat_alone_is_called_within_a_week() -> None:
    talk = a_case(kind=CaseKind.PRAATPLAAT, opened_on=date(2026, 12, 18))
    planned = {one.kind: one.due_on for one in planned_at_opening(talk, DoerKind.ENTREPRENEUR)}
    assert planned[FollowUpKind.FIRST_CALL] == date(2026, 12, 28)  # not at Christmas
    assert set(planned) == {FollowUpKind.FIRST_CALL, FollowUpKind.REPEAT}


def test_a_plan_that_is_made_again_makes_nothing_double() -> None:
    planned = after(ReferralState.SENT)
    assert [(one.id, one.due_on) for one in planned] == [("v-1-provider-answer", date(2026, 12, 7))]
    assert after(ReferralState.SENT, planned) == ()


def test_a_move_drops_what_no_longer_matters_and_leaves_the_rest_alone() -> None:
    waiting = after(ReferralState.SENT)
    own = an_appointment(referral_id="v-1")
    other = replace(waiting[0], id="v-2-provider-answer", referral_id="v-2")
    done = replace(waiting[0], id="v-1-first-contact", kind=FollowUpKind.FIRST_CONTACT)
    done = finished(done, TODAY)
    changed = after(ReferralState.IN_CONTACT, (*waiting, own, other, done))
    assert {one.id: one.state for one in changed} == {
        "v-1-result": FollowUpState.OPEN,
        "v-1-provider-answer": FollowUpState.DROPPED,
    }


def test_a_later_move_puts_the_same_question_on_another_day() -> None:
    (result,) = after(ReferralState.IN_CONTACT)
    (later,) = after(ReferralState.COMPLETED, (result,), date(2027, 1, 11))
    assert (later.id, later.due_on) == (result.id, date(2027, 2, 11))
    (again,) = after(ReferralState.COMPLETED, (finished(result, TODAY),), date(2027, 1, 11))
    assert (again.state, again.done_on) == (FollowUpState.OPEN, None)


@pytest.mark.parametrize("state", [ReferralState.DECLINED, ReferralState.WITHDRAWN])
def test_nothing_is_asked_any_more_when_a_referral_comes_to_nothing(state: ReferralState) -> None:
    present = after(ReferralState.SENT)
    assert [one.state for one in after(state, present)] == [FollowUpState.DROPPED]


def test_work_moves_to_the_desk_and_worker_that_have_the_case() -> None:
    present = (*after(ReferralState.SENT), finished(an_appointment(), TODAY))
    given = handed_over(QUESTION, OTHER_DESK)
    (moved,) = planned_after_case_change(given, present)
    assert (moved.id, moved.desk_id, moved.worker) == ("v-1-provider-answer", OTHER_DESK, None)
    assert planned_after_case_change(given, (moved,)) == ()


def test_closing_keeps_the_questions_that_come_months_later() -> None:
    present = (
        *after(ReferralState.IN_CONTACT),
        *planned_at_opening(a_case(kind=CaseKind.PRAATPLAAT), DoerKind.STAFF),
        an_appointment(),
    )
    changed = planned_after_case_change(closed(QUESTION, TODAY), present)
    assert {one.id for one in changed if one.state is FollowUpState.DROPPED} == {"o-1"}


def test_what_is_finished_is_neither_finished_nor_put_off_again() -> None:
    one = an_appointment(remark="Bel over de scan.")
    done = finished(one, TODAY)
    assert (done.state, done.done_on, done.remark) == (FollowUpState.DONE, TODAY, "Bel over de scan.")
    assert finished(one, TODAY, "Gebeld.").remark == "Gebeld."
    with pytest.raises(Conflict):
        finished(done, TODAY)
    with pytest.raises(Conflict):
        put_off(done, TODAY)


def an_outcome(helped: Helped | None) -> Outcome:
    return Outcome(link_made=True, helped=helped, step_taken=None, at=NOW, by=act().by)


@pytest.mark.parametrize(
    ("state", "days"),
    [
        (ReferralState.SENT, 14),
        (ReferralState.WAITLISTED, 30),
        (ReferralState.ACCEPTED, 14),
        (ReferralState.IN_CONTACT, 92),
    ],
)
def test_what_is_not_known_yet_is_asked_again_after_the_same_delay(state: ReferralState, days: int) -> None:
    (open_one,) = after(state)
    done = finished(open_one, TODAY, "Nog niets gehoord.")
    again = asked_again(done, QUESTION, a_referral(state=state), TODAY)
    assert again is not None
    assert (again.id, again.state, again.done_on) == (open_one.id, FollowUpState.OPEN, None)
    assert (again.due_on - TODAY).days == pytest.approx(days, abs=3)
    assert again.remark == "Nog niets gehoord."


def test_what_is_known_is_not_asked_again() -> None:
    (asks_the_provider,) = after(ReferralState.SENT)
    (asks_the_company,) = after(ReferralState.IN_CONTACT)
    answered = a_referral(state=ReferralState.ACCEPTED)
    told = a_referral(state=ReferralState.IN_CONTACT, desk_outcome=an_outcome(Helped.NO))
    own = a_referral(state=ReferralState.IN_CONTACT, own_outcome=an_outcome(Helped.PARTLY))
    unsure = a_referral(state=ReferralState.IN_CONTACT, desk_outcome=an_outcome(None))
    assert asked_again(finished(asks_the_provider, TODAY), QUESTION, answered, TODAY) is None
    assert asked_again(finished(asks_the_company, TODAY), QUESTION, told, TODAY) is None
    assert asked_again(finished(asks_the_company, TODAY), QUESTION, own, TODAY) is None
    assert asked_again(finished(asks_the_company, TODAY), QUESTION, unsure, TODAY) is not None
    assert asked_again(finished(an_appointment(referral_id="v-1"), TODAY), QUESTION, unsure, TODAY) is None


def test_overdue_begins_the_day_after() -> None:
    one = an_appointment(due_on=TODAY)
    assert not is_overdue(one, TODAY)
    assert is_overdue(one, date(2026, 11, 24))
    assert not is_overdue(finished(one, TODAY), date(2026, 11, 24))
