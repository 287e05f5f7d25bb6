"""Erasing all that points at a company or its people, and finding whose details are kept too long."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from graph.casework import rows as stored
from graph.casework.cases import keep_case
from graph.casework.companies import found_by, put_links
from graph.casework.mails import drop_about
from graph.casework.referrals import apply_move
from matchmaker.casework.cases import closed
from matchmaker.casework.companies import retention_ends
from matchmaker.casework.referrals import FINAL
from matchmaker.casework.terms import CaseState, EventKind, FollowUpState, Move, Reason
from matchmaker.days import add_months, day_of, utc

if TYPE_CHECKING:
    from datetime import date

    from graph.casework.books import Books
    from matchmaker.casework.companies import Company
    from matchmaker.casework.port import Act


def past_retention(books: Books, today: date, months: int, limit: int) -> tuple[Company, ...]:
    """Return companies whose details must be erased; see ``Casework.past_retention``."""
    # Months differ in length: what the store finds a few days too early is judged by the rule itself.
    up_to = add_months(today, -months) + timedelta(days=3)
    found = books.all(stored.COMPANIES, "companies_at_rest", up_to=up_to.isoformat(), limit=limit)
    return tuple(one for one in found if retention_ends(one, months=months) <= today)


def erase(books: Books, act: Act, company_id: str) -> None:
    """Erase what points at a company or its people; see ``Casework.erase_company``."""
    company = books.company(act.desk_id, company_id)
    if company.erased_at is not None:
        return
    case_ids = [row["id"] for row in books.ask("all_cases_of", company_id=company_id)]
    _end_cases(books, act, case_ids)
    targets = [company_id, *_blank_intakes(books, company_id), *_blank_cases(books, case_ids)]
    links = books.all(stored.LINKS, "links_to", targets=targets)
    put_links(books, tuple(replace(one, withdrawn_at=one.withdrawn_at or utc(act.at)) for one in links))
    for contact in books.all(stored.CONTACTS, "contacts_of", company_id=company_id):
        books.ask("remove_contacts", rows=[{"id": contact.id}])
    drop_about(books, company_id, act.at)
    erased = replace(company, name="", kvk_number=None, active_on=day_of(act.at), erased_at=utc(act.at))
    books.keep(stored.COMPANIES, erased, company, **found_by(erased))
    books.tell(act, EventKind.COMPANY_ERASED, company_id, company_id=company_id)
    books.ask("blank_notes", rows=[{"company_id": company_id}])
    books.ask("forget_answers_about", rows=[{"id": company_id}])
    books.erased = True


def _end_cases(books: Books, act: Act, case_ids: list[str]) -> None:
    """Withdraw what is under way and close what is open, at whatever desk."""
    for row in books.ask("cases_by_id", desk_id=act.desk_id, ids=case_ids):
        case = stored.CASES.from_row(row)
        for referral in books.all(stored.REFERRALS, "referrals_of", case_ids=[case.id]):
            if referral.state not in FINAL:
                apply_move(books, act, case, referral, Move.WITHDRAW, Reason.ERASED)
        if case.state is CaseState.OPEN:
            keep_case(books, closed(case, day_of(act.at)), case)


def _blank_intakes(books: Books, company_id: str) -> list[str]:
    """Take a company's own words out of its intakes, and return their ids."""
    intakes = books.all(stored.INTAKES, "intakes_of", company_id=company_id)
    for intake in intakes:
        ticks = tuple(replace(tick, example="", may_share=False, words="") for tick in intake.ticks)
        books.keep(stored.INTAKES, replace(intake, ticks=ticks, wish=""), intake)
    return [intake.id for intake in intakes]


def _blank_cases(books: Books, case_ids: list[str]) -> list[str]:
    """Take all written words out of cases, drop what is still to be done, and return ids of referrals."""
    for need in books.all(stored.NEEDS, "needs_of", case_ids=case_ids):
        books.keep(stored.NEEDS, replace(need, words=""), need)
    for one in books.all(stored.FOLLOW_UPS, "follow_ups_of", case_ids=case_ids):
        state = FollowUpState.DROPPED if one.state is FollowUpState.OPEN else one.state
        books.keep(stored.FOLLOW_UPS, replace(one, state=state, remark=""), one)
    referrals = books.all(stored.REFERRALS, "referrals_of", case_ids=case_ids)
    for referral in referrals:
        if referral.own_reason:
            books.keep(stored.REFERRALS, replace(referral, own_reason=""), referral)
    return [referral.id for referral in referrals]
