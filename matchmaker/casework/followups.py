"""Follow-up: which dates a case makes, and how they move along with its referrals.

The three questions of a follow-up are those of ``matchmaker.casework.referrals.Outcome``: was the link
made, does it help, was a concrete step taken?
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from matchmaker.casework.terms import (
    CaseKind,
    CaseState,
    DoerKind,
    FollowUpKind,
    FollowUpState,
    ReferralState,
)
from matchmaker.days import add_months, quarter_of, working_day
from matchmaker.errors import Conflict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from matchmaker.casework.cases import Case
    from matchmaker.casework.referrals import Referral
    from matchmaker.casework.terms import WorkView
    from matchmaker.vocabulary import Bilingual


@dataclass(frozen=True, slots=True)
class Delay:
    """How long after something: so many months and then so many days."""

    months: int = 0
    days: int = 0

    def after(self, day: date) -> date:
        """Return the working day on which it is up, counted from a day."""
        return working_day(add_months(day, self.months) + timedelta(days=self.days))


AFTER_REFERRAL: Mapping[CaseKind, Mapping[ReferralState, Mapping[FollowUpKind, Delay]]] = {
    CaseKind.QUESTION: {
        ReferralState.SENT: {FollowUpKind.PROVIDER_ANSWER: Delay(days=14)},
        ReferralState.WAITLISTED: {FollowUpKind.PROVIDER_ANSWER: Delay(months=1)},
        ReferralState.ACCEPTED: {FollowUpKind.FIRST_CONTACT: Delay(days=14)},
        ReferralState.IN_CONTACT: {FollowUpKind.RESULT: Delay(months=3)},
        ReferralState.COMPLETED: {FollowUpKind.RESULT: Delay(months=1)},
    },
    CaseKind.PRAATPLAAT: {
        ReferralState.SENT: {FollowUpKind.PROVIDER_ANSWER: Delay(days=14)},
        ReferralState.WAITLISTED: {FollowUpKind.PROVIDER_ANSWER: Delay(months=1)},
        ReferralState.ACCEPTED: {FollowUpKind.FIRST_CONTACT: Delay(days=14)},
        ReferralState.IN_CONTACT: {FollowUpKind.RESULT: Delay(months=3)},
        ReferralState.COMPLETED: {FollowUpKind.RESULT: Delay(months=3)},
    },
}
"""What is asked how long after a referral reached a state; all else that was open of it is dropped."""

AFTER_OPENING: Mapping[CaseKind, Mapping[FollowUpKind, Delay]] = {
    CaseKind.QUESTION: {},
    CaseKind.PRAATPLAAT: {FollowUpKind.REPEAT: Delay(months=9)},
}
"""What is asked how long after a case was opened, whatever becomes of its referrals."""

CALLED_WITHIN = Delay(days=7)
"""How long somebody who filled in a praatplaat alone waits at most for the desk to call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """Something that a desk has to do on a day.

    Attributes:
        id: Slug; one that the planner makes follows from what it is for, so that none is made twice.
        revision: Counts its changes; 0 until it is stored.
        desk_id: The desk that has to do it: the one that holds the case.
        case_id: The case.
        kind: What has to be asked.
        due_on: The day.
        cohort: Quarter in which the case was opened: ``2026-Q4``.
        referral_id: The referral that it is about, or None.
        worker: Function of who has to do it, or None.
        state: Still to be done, done, or no longer needed.
        done_on: Day on which it was done, or None.
        remark: What to think of, or what came of it; empty once the company is erased.
    """

    id: str
    desk_id: str
    case_id: str
    kind: FollowUpKind
    due_on: date
    cohort: str
    referral_id: str | None = None
    worker: str | None = None
    state: FollowUpState = FollowUpState.OPEN
    done_on: date | None = None
    remark: str = ""
    revision: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItem:
    """A line of the work list.

    Attributes:
        follow_up: What has to be done.
        company_id: For which company.
        company_name: What it is called.
        offering_title: Title of the offering that it was referred to, or None.
        referral_state: Where that referral is, or None.
        own_reason: Why the desk chose that offering though it was not suggested; empty if it was.
    """

    follow_up: FollowUp
    company_id: str
    company_name: str
    offering_title: Bilingual | None
    referral_state: ReferralState | None
    own_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkQuery:
    """Which part of a desk's work list is wanted.

    Attributes:
        view: Of whom or what.
        today: Today's date in the Netherlands.
        worker: Function of who asks. The view ``mine`` shows what they have, and what nobody has yet.
        cohort: Only the cases opened in this quarter, or None for all.
    """

    view: WorkView
    today: date
    worker: str = ""
    cohort: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """How far a desk is with the cases that were opened in one quarter.

    Attributes:
        quarter: ``2026-Q4``.
        cases: Number of cases.
        to_do: Follow-ups still to be done.
        overdue: Those of them whose day has passed.
        done: Follow-ups done.
    """

    quarter: str
    cases: int
    to_do: int
    overdue: int
    done: int


def planned_at_opening(case: Case, by: DoerKind) -> tuple[FollowUp, ...]:
    """Return the follow-ups that a new case makes.

    Args:
        case: The case.
        by: In which part somebody opened it: an entrepreneur alone is to be called.
    """
    planned = dict(AFTER_OPENING[case.kind])
    if by is DoerKind.ENTREPRENEUR:
        planned[FollowUpKind.FIRST_CALL] = CALLED_WITHIN
    return tuple(_follow_up(case, kind, delay.after(case.opened_on), None) for kind, delay in planned.items())


def planned_after_move(
    case: Case, referral: Referral, present: Iterable[FollowUp], on: date
) -> tuple[FollowUp, ...]:
    """Return the follow-ups that a move of a referral makes, moves or drops; all else stays as it is.

    Args:
        case: The case.
        referral: The referral after the move.
        present: All follow-ups of the case.
        on: The day of the move.
    """
    wanted = AFTER_REFERRAL[case.kind].get(referral.state, {})
    own = {one.kind: one for one in present if one.referral_id == referral.id}
    changed = []
    for kind, delay in wanted.items():
        due = delay.after(on)
        known = own.get(kind)
        if known is None:
            changed.append(_follow_up(case, kind, due, referral.id))
        else:
            again = replace(known, due_on=due, state=FollowUpState.OPEN, done_on=None)
            changed += [again] if again != known else []
    changed += [
        replace(one, state=FollowUpState.DROPPED)
        for kind, one in own.items()
        if one.state is FollowUpState.OPEN and kind not in wanted and kind is not FollowUpKind.OWN
    ]
    return tuple(changed)


def planned_after_case_change(case: Case, present: Iterable[FollowUp]) -> tuple[FollowUp, ...]:
    """Return the open follow-ups as they become when a case changes hands, gets a worker or is closed.

    On closing only the last questions stay, for those come months after the work is done.
    """
    changed = []
    for one in present:
        if one.state is not FollowUpState.OPEN:
            continue
        stays = case.state is CaseState.OPEN or one.kind in _LAST
        state = FollowUpState.OPEN if stays else FollowUpState.DROPPED
        after = replace(one, desk_id=case.desk_id, worker=case.worker, state=state)
        changed += [after] if after != one else []
    return tuple(changed)


def finished(follow_up: FollowUp, on: date, remark: str = "") -> FollowUp:
    """Return a follow-up that is done.

    Raises:
        Conflict: There is nothing left to do.
    """
    _refuse_finished(follow_up)
    return replace(follow_up, state=FollowUpState.DONE, done_on=on, remark=remark.strip() or follow_up.remark)


def asked_again(done: FollowUp, case: Case, referral: Referral, on: date) -> FollowUp | None:
    """Return a follow-up that was just done for another day, or None where what it asks is known now.

    So no referral that is under way drops off the work list: a provider that did not answer is asked again
    after the same delay, and a company that did not know yet whether it helped is too.

    Args:
        done: The follow-up, as it was done.
        case: Its case.
        referral: The referral that it is about, with what came of it.
        on: The day on which it was done.
    """
    delay = AFTER_REFERRAL[case.kind].get(referral.state, {}).get(done.kind)
    told = (referral.desk_outcome, referral.own_outcome)
    if delay is None or any(outcome.helped for outcome in told if outcome):
        return None
    return replace(done, due_on=delay.after(on), state=FollowUpState.OPEN, done_on=None)


def put_off(follow_up: FollowUp, due_on: date) -> FollowUp:
    """Return a follow-up for another day.

    Raises:
        Conflict: There is nothing left to do.
    """
    _refuse_finished(follow_up)
    return replace(follow_up, due_on=due_on)


def is_overdue(follow_up: FollowUp, today: date) -> bool:
    """Tell whether a follow-up should have been done before today."""
    return follow_up.state is FollowUpState.OPEN and follow_up.due_on < today


_LAST = frozenset({FollowUpKind.RESULT, FollowUpKind.REPEAT})


def _follow_up(case: Case, kind: FollowUpKind, due_on: date, referral_id: str | None) -> FollowUp:
    return FollowUp(
        id=f"{referral_id or case.id}-{kind.value.replace('_', '-')}",
        desk_id=case.desk_id,
        case_id=case.id,
        kind=kind,
        due_on=due_on,
        cohort=quarter_of(case.opened_on),
        referral_id=referral_id,
        worker=case.worker,
    )


def _refuse_finished(follow_up: FollowUp) -> None:
    if follow_up.state is not FollowUpState.OPEN:
        raise Conflict(
            f"Hier is niets meer te doen: {follow_up.state.label.nl}. / "
            f"Nothing is left to do here: {follow_up.state.label.en}."
        )
