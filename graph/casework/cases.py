"""Cases, their needs and gaps, and what is to be done for them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graph.casework import rows as stored
from graph.casework.books import refuse, refuse_erased
from graph.casework.companies import put_links
from matchmaker.casework import cases
from matchmaker.casework.followups import (
    Cohort,
    FollowUp,
    WorkItem,
    planned_after_case_change,
    planned_at_opening,
)
from matchmaker.casework.terms import EventKind, FollowUpKind, WorkView
from matchmaker.days import day_of, quarter_of
from matchmaker.errors import ChangedMeanwhile, Fault, InvalidInput, NotFound
from matchmaker.ports import Page
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from graph.casework.books import Books
    from matchmaker.casework.cases import Case, CaseLine, CaseNeed, Gap
    from matchmaker.casework.followups import WorkQuery
    from matchmaker.casework.port import Act
    from matchmaker.casework.terms import CaseState
    from matchmaker.casework.timeline import Event
    from matchmaker.model import Need

_ALL = 2**31 - 1
_LONGEST_NOTE = 5_000


def keep_case(books: Books, case: Case, held: Case | None) -> Case:
    """Store a case with the quarter in which it was opened."""
    return books.keep(stored.CASES, case, held, cohort=quarter_of(case.opened_on))


def keep_follow_ups(books: Books, changed: Iterable[FollowUp], present: Iterable[FollowUp]) -> None:
    """Store follow-ups that the planner made or changed.

    Args:
        books: The transaction.
        changed: As they become.
        present: As they are now.
    """
    held = {one.id: one for one in present}
    for one in changed:
        books.keep(stored.FOLLOW_UPS, one, held.get(one.id))


def open_case(books: Books, act: Act, case: Case) -> Case:
    """Open a case; see ``Casework.open_case``."""
    books.company_to_change(act.desk_id, case.company_id)
    if case.intake_id is not None:
        intake = books.of_company(stored.INTAKES, act.desk_id, case.intake_id)
        if intake.company_id != case.company_id:
            raise NotFound("intake", case.intake_id)
    held = books.seen_case(act.desk_id, case.id)
    if held:
        raise ChangedMeanwhile("case", case.id, held.revision)
    opened = keep_case(books, replace(case, desk_id=act.desk_id), None)
    keep_follow_ups(books, planned_at_opening(opened, act.by.kind), ())
    _tell(books, act, EventKind.CASE_OPENED, opened, detail=opened.kind.value)
    return opened


def assign(books: Books, act: Act, case_id: str, worker: str | None, revision: int) -> Case:
    """Give a case to somebody of the desk; see ``Casework.assign_case``."""
    held = books.case_to_change(act.desk_id, case_id)
    kept = _change(books, held, replace(held, worker=worker), revision)
    _tell(books, act, EventKind.CASE_SAVED, kept, detail=worker or "")
    return kept


def share(books: Books, act: Act, case_id: str, with_desk_id: str, revision: int) -> Case:
    """Let another desk work on a case too; see ``Casework.share_case``."""
    held = books.case_to_change(act.desk_id, case_id)
    kept = _change(books, held, cases.shared(held, with_desk_id), revision)
    books.ask("know_companies", rows=[{"id": kept.company_id, "desk_id": with_desk_id}])
    _tell(books, act, EventKind.CASE_SHARED, kept, detail=with_desk_id)
    return kept


def hand_over(books: Books, act: Act, case_id: str, to_desk_id: str, revision: int, note: str) -> Case:
    """Give a case to another desk; see ``Casework.hand_over_case``."""
    held = _case_to_write_in(books, act, case_id)
    kept = _change(books, held, cases.handed_over(held, to_desk_id), revision)
    books.ask("know_companies", rows=[{"id": kept.company_id, "desk_id": to_desk_id}])
    referrals = books.all(stored.REFERRALS, "referrals_of", case_ids=[case_id])
    links = books.all(stored.LINKS, "links_to", targets=[one.id for one in referrals])
    put_links(books, tuple(replace(one, desk_id=to_desk_id) for one in links))
    _tell(books, act, EventKind.CASE_HANDED_OVER, kept, detail=to_desk_id, note=note)
    return kept


def close(books: Books, act: Act, case_id: str, revision: int) -> Case:
    """Close a case; see ``Casework.close_case``."""
    held = books.case_to_change(act.desk_id, case_id)
    kept = _change(books, held, cases.closed(held, day_of(act.at)), revision)
    _tell(books, act, EventKind.CASE_CLOSED, kept)
    return kept


def listed(books: Books, desk_id: str, state: CaseState, offset: int, limit: int) -> Page[CaseLine]:
    """Return one page of the cases of a desk; see ``Casework.cases``."""
    wanted = {"desk_id": desk_id, "state": state.value}
    rows = books.ask("case_page", **wanted, offset=offset, limit=limit)
    found = tuple(
        cases.CaseLine(case=stored.CASES.from_row(row), company_name=row["company_name"]) for row in rows
    )
    return Page(items=found, total=books.total("case_total", **wanted))


def save_need(books: Books, act: Act, need: CaseNeed) -> CaseNeed:
    """Add or change a confirmed need; see ``Casework.save_need``."""
    refuse(cases.need_faults(need))
    case = _case_to_write_in(books, act, need.case_id)
    cases.refuse_closed(case)
    held = books.held(stored.NEEDS, need.id)
    if held and held.case_id != need.case_id:
        raise NotFound("need", need.id)
    kept = books.keep(stored.NEEDS, need, held)
    _tell(books, act, EventKind.NEED_SAVED, case, subject_id=kept.id)
    return kept


def record_gap(books: Books, act: Act, need_id: str, sought: Need, missing: tuple[Bilingual, ...]) -> Gap:
    """Record that nothing fits a need today; see ``Casework.record_gap``."""
    need, case = books.in_case(stored.NEEDS, act.desk_id, need_id)
    books.case_to_change(act.desk_id, case.id)
    gap = cases.gap_of(need, case, sought, missing, day_of(act.at))
    books.ask("put_gaps", rows=[stored.GAPS.to_row(gap)])
    _tell(books, act, EventKind.GAP_RECORDED, case, subject_id=need.id)
    return gap


def gaps(books: Books, desk_id: str, since: date | None, offset: int, limit: int) -> Page[Gap]:
    """Return one page of the gaps of a desk; see ``Casework.gaps``."""
    wanted = {"desk_id": desk_id, "since": since.isoformat() if since else None}
    found = books.all(stored.GAPS, "gap_page", **wanted, offset=offset, limit=limit)
    return Page(items=found, total=books.total("gap_total", **wanted))


def all_gaps(books: Books, desk_id: str, since: date | None) -> tuple[Gap, ...]:
    """Return all gaps of a desk from a day on."""
    return gaps(books, desk_id, since, 0, _ALL).items


def save_follow_up(books: Books, act: Act, follow_up: FollowUp) -> FollowUp:
    """Add an appointment, finish it or put it off; see ``Casework.save_follow_up``."""
    case = _case_to_write_in(books, act, follow_up.case_id)
    held = books.held(stored.FOLLOW_UPS, follow_up.id)
    if held and (held.case_id, held.kind) != (follow_up.case_id, follow_up.kind):
        raise NotFound("follow_up", follow_up.id)
    if held is None and follow_up.kind is not FollowUpKind.OWN:
        raise NotFound("follow_up", follow_up.id)  # only the planner makes one of this kind
    if held is None and follow_up.referral_id is not None:
        books.in_case(stored.REFERRALS, act.desk_id, follow_up.referral_id)
    cohort = quarter_of(case.opened_on)
    kept = books.keep(stored.FOLLOW_UPS, replace(follow_up, desk_id=case.desk_id, cohort=cohort), held)
    _tell(books, act, EventKind.FOLLOW_UP_SAVED, case, subject_id=kept.id, detail=kept.state.value)
    return kept


def work_list(books: Books, desk_id: str, query: WorkQuery, offset: int, limit: int) -> Page[WorkItem]:
    """Return what a desk has to do; see ``Casework.work_list``."""
    total = books.total("work_total", **_wanted(desk_id, query))
    return Page(items=work_items(books, desk_id, query, offset, limit), total=total)


def work_items(books: Books, desk_id: str, query: WorkQuery, offset: int, limit: int) -> tuple[WorkItem, ...]:
    """Return what a desk has to do; see ``Casework.work_items``."""
    rows = books.ask("work_page", **_wanted(desk_id, query), offset=offset, limit=limit)
    return tuple(map(stored.work_item, rows))


def _wanted(desk_id: str, query: WorkQuery) -> dict[str, str | None]:
    return {
        "desk_id": desk_id,
        "worker": query.worker if query.view is WorkView.MINE else None,
        "before": query.today.isoformat() if query.view is WorkView.OVERDUE else None,
        "cohort": query.cohort,
        # As long as a provider has to answer, and no longer, the planner keeps this open.
        "kind": FollowUpKind.PROVIDER_ANSWER.value if query.view is WorkView.WAITING else None,
    }


def work_counts(
    books: Books, desk_id: str, today: date, worker: str, cohort: str | None
) -> dict[WorkView, int]:
    """Return how much there is to do in each view; see ``Casework.work_counts``."""
    (row,) = books.ask(
        "work_counts",
        desk_id=desk_id,
        worker=worker,
        before=today.isoformat(),
        cohort=cohort,
        kind=FollowUpKind.PROVIDER_ANSWER.value,
    )
    return {
        WorkView.DESK: row["all"],
        WorkView.MINE: row["mine"],
        WorkView.OVERDUE: row["overdue"],
        WorkView.WAITING: row["waiting"],
    }


def cohorts(books: Books, desk_id: str, today: date) -> tuple[Cohort, ...]:
    """Return how far a desk is with each quarter; see ``Casework.cohorts``."""
    work = {row["cohort"]: row for row in books.ask("work_cohorts", desk_id=desk_id, today=today.isoformat())}
    totals = {row["cohort"]: row["total"] for row in books.ask("case_cohorts", desk_id=desk_id)}
    nothing = {"to_do": 0, "overdue": 0, "done": 0}
    return tuple(
        Cohort(
            quarter=quarter,
            cases=totals.get(quarter, 0),
            **{name: work.get(quarter, nothing)[name] for name in nothing},
        )
        for quarter in sorted(totals.keys() | work.keys(), reverse=True)
    )


def take_reminders(books: Books, act: Act, due_by: date, limit: int) -> tuple[WorkItem, ...]:
    """Return what a desk must still be reminded of; see ``Casework.take_reminders``."""
    due = books.ask("reminders_due", desk_id=act.desk_id, due_by=due_by.isoformat(), limit=limit)
    for row in due:
        books.tell(act, EventKind.REMINDED, row["id"], case_id=row["case_id"], detail=row["due_on"])
    return tuple(map(stored.work_item, due))


def add_note(books: Books, act: Act, case_id: str, text: str) -> Event:
    """Write a note with a case; see ``Casework.add_note``."""
    if not 1 <= len(text.strip()) <= _LONGEST_NOTE:
        message = Bilingual(
            f"Schrijf een notitie van 1 tot {_LONGEST_NOTE} tekens.",
            f"Write a note of 1 to {_LONGEST_NOTE} characters.",
        )
        raise InvalidInput([Fault(where="text", message=message)])
    case = _case_to_write_in(books, act, case_id)
    return _tell(books, act, EventKind.NOTE, case, note=text)


def company_timeline(books: Books, desk_id: str, company_id: str) -> tuple[Event, ...]:
    """Return what happened with a company; see ``Casework.company_timeline``."""
    books.company(desk_id, company_id)
    seen = {case.id for case in books.all(stored.CASES, "cases_of", desk_id=desk_id, company_id=company_id)}
    events = books.all(stored.EVENTS, "events_of_company", company_id=company_id)
    return tuple(event for event in events if event.case_id is None or event.case_id in seen)


def _change(books: Books, held: Case, changed: Case, revision: int) -> Case:
    """Store a changed case, and let what is to be done move along with it."""
    kept = keep_case(books, replace(changed, revision=revision), held)
    present = books.all(stored.FOLLOW_UPS, "follow_ups_of", case_ids=[kept.id])
    keep_follow_ups(books, planned_after_case_change(kept, present), present)
    return kept


def _case_to_write_in(books: Books, act: Act, case_id: str) -> Case:
    """Return a case in which somebody may write words."""
    case = books.case_to_change(act.desk_id, case_id)
    refuse_erased(books.company(act.desk_id, case.company_id))
    return case


def _tell(
    books: Books,
    act: Act,
    kind: EventKind,
    case: Case,
    *,
    subject_id: str | None = None,
    detail: str = "",
    note: str = "",
) -> Event:
    return books.tell(
        act,
        kind,
        subject_id or case.id,
        company_id=case.company_id,
        case_id=case.id,
        detail=detail,
        note=note,
    )
