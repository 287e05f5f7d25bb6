"""Times what a desk asks of its own work; ``benchmarks/README.md`` says how.

.venv/bin/python -m benchmarks.desk_work [--companies 20000] [--rounds 15] [--store URL]

The store must be empty: without ``--store`` a new file is made. Rows go in by the batch, past the rules,
since only reading is timed, and the first step of a referral as an example of a write.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from graph import casework_of, open_register
from graph.casework import rows as stored
from graph.casework.companies import found_by
from graph.catalogue import load
from graph.store import GraphRegister
from graph.work import Work
from matchmaker.casework.cases import Case, CaseNeed
from matchmaker.casework.companies import Company
from matchmaker.casework.followups import FollowUp, WorkQuery
from matchmaker.casework.port import Act
from matchmaker.casework.referrals import Referral
from matchmaker.casework.terms import (
    CaseKind,
    DoerKind,
    EventKind,
    FollowUpKind,
    FollowUpState,
    Move,
    ReferralState,
    WorkView,
)
from matchmaker.casework.timeline import Doer, Event
from matchmaker.days import quarter_of
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph.engine import Row
    from matchmaker.casework.port import Casework

DESKS = ("loket-groot", "loket-klein")
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = date(2026, 11, 23)
TRADES = (
    *("Lasbedrijf", "Machinefabriek", "Timmerfabriek", "Installatiebedrijf", "Drukkerij", "Bouwbedrijf"),
    *("Kwekerij", "Meubelmakerij", "Textielatelier", "Schildersbedrijf", "Metaalbewerking", "Transport"),
)
SYLLABLES = tuple(first + second for first in "bdfghjklmnprstvwz" for second in "aeo")
FOLLOW_UPS = {
    ReferralState.SENT: FollowUpKind.PROVIDER_ANSWER,
    ReferralState.WAITLISTED: FollowUpKind.PROVIDER_ANSWER,
    ReferralState.ACCEPTED: FollowUpKind.FIRST_CONTACT,
}
WORKERS = ("loketmedewerker", "accountmanager", "gegevensbeheerder")


def main() -> None:
    """Fill a store and print how long each question takes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--companies", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--store")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        register = open_register(options.store or f"sqlite:///{Path(folder)}/desk.db")
        assert isinstance(register, GraphRegister)
        start = time.perf_counter()
        names = fill(register, options.companies)
        print(f"{options.companies} companies stored in {time.perf_counter() - start:.1f} s")
        report(casework_of(register), names, options.rounds)
        register.close()


def fill(register: GraphRegister, count: int) -> list[str]:
    """Store companies with a case, a need, a referral, a follow-up and events each; return their names."""
    dice = random.Random(6)  # noqa: S311  # the same world every time
    names = [a_name(dice) for _ in range(count)]
    queries = load(register.engine.dialect, name="casework")
    for first in range(0, count, 1_000):
        rows: dict[str, list[Row]] = {}
        for number in range(first, min(count, first + 1_000)):
            collect(rows, number, names[number], dice)

        def store(transaction: object, rows: dict[str, list[Row]] = rows) -> None:
            work = Work(transaction, queries)  # type: ignore[arg-type]  # whatever the engine hands over
            for name, batch in rows.items():
                work.ask(name, rows=batch)

        register.engine.write(store, large=True)
    return names


def a_name(dice: random.Random) -> str:
    """Return a name that looks like a company's."""
    word = "".join(dice.choice(SYLLABLES) for _ in range(dice.randint(3, 5))).title()
    return f"{dice.choice(TRADES)} {word} {dice.choice(('B.V.', 'V.O.F.', ''))}".strip()


def collect(rows: dict[str, list[Row]], number: int, name: str, dice: random.Random) -> None:
    """Add the rows of one company to those of its batch; one in twenty asks the small desk."""
    desk = DESKS[number % 20 == 0]
    opened = TODAY - timedelta(days=dice.randrange(700))
    worker = dice.choice(WORKERS)
    company = Company(id=f"c-{number}", desk_id=desk, name=name, active_on=opened, revision=1)
    case = Case(
        id=f"z-{number}",
        desk_id=desk,
        company_id=company.id,
        kind=CaseKind.QUESTION,
        opened_on=opened,
        worker=worker,
        revision=1,
    )
    need = CaseNeed(id=f"n-{number}", case_id=case.id, words="Wie helpt ons verder?", revision=1)
    referral = Referral(
        id=f"v-{number}",
        case_id=case.id,
        need_id=need.id,
        offering_id="materiaalscan",
        offering_title=Bilingual("Materiaalscan", "Material scan"),
        provider_id="scanbureau",
        provider_name="Scanbureau",
        state=dice.choice(list(ReferralState)),
        revision=1,
    )
    follow_up = FollowUp(
        id=f"{referral.id}-result",
        desk_id=desk,
        case_id=case.id,
        kind=FOLLOW_UPS.get(referral.state, FollowUpKind.RESULT),
        state=dice.choice((FollowUpState.OPEN, FollowUpState.DONE)),
        due_on=opened + timedelta(days=dice.randrange(30, 400)),
        cohort=quarter_of(opened),
        referral_id=referral.id,
        worker=worker,
        revision=1,
    )
    tables = {
        "put_companies": [{**stored.COMPANIES.to_row(company), **found_by(company)}],
        "know_companies": [{"id": company.id, "desk_id": desk}],
        "put_cases": [{**stored.CASES.to_row(case), "cohort": quarter_of(opened)}],
        "put_needs": [stored.NEEDS.to_row(need)],
        "put_referrals": [stored.REFERRALS.to_row(referral)],
        "put_follow_ups": [stored.FOLLOW_UPS.to_row(follow_up)],
        "put_events": [stored.EVENTS.to_row(event) for event in events(number, company, case)],
    }
    for table, new in tables.items():
        rows.setdefault(table, []).extend(new)


def events(number: int, company: Company, case: Case) -> list[Event]:
    """Return what happened in a case, as its time line would have it."""
    staff = Doer(kind=DoerKind.STAFF, desk_id=case.desk_id, function=WORKERS[0])
    kinds = (EventKind.CASE_OPENED, EventKind.NEED_SAVED, EventKind.REFERRAL_MOVED, EventKind.NOTE)
    return [
        Event(
            id=f"e-{number}-{position}",
            number=-(number * len(kinds) + position),  # below those that the store will count
            kind=kind,
            at=NOW,
            by=staff,
            subject_id=case.id,
            company_id=company.id,
            case_id=case.id,
        )
        for position, kind in enumerate(kinds)
    ]


def report(casework: Casework, names: list[str], rounds: int) -> None:
    """Print the quickest and the median time of each question."""
    desk = DESKS[0]
    middle = len(names) // 2 + 1
    part = names[middle].split()[1][:4]

    def work(view: WorkView, offset: int = 0) -> Callable[[], object]:
        query = WorkQuery(view=view, today=TODAY, worker=WORKERS[0])
        return lambda: casework.work_list(desk, query, offset=offset)

    questions: dict[str, Callable[[], object]] = {
        "work list of the desk": work(WorkView.DESK),
        "the same, page 400": work(WorkView.DESK, 10_000),
        "work list of one worker": work(WorkView.MINE),
        "what is overdue": work(WorkView.OVERDUE),
        "what waits for a provider": work(WorkView.WAITING),
        "cohorts": lambda: casework.cohorts(desk, TODAY),
        "companies, first page": lambda: casework.companies(desk),
        "companies with part of a name": lambda: casework.companies(desk, part),
        "companies by whole name": lambda: casework.companies(desk, names[middle]),
        "companies alike while typing": lambda: casework.similar_companies(desk, names[middle][:-2]),
        "time line of a case": lambda: casework.timeline(desk, f"z-{middle}"),
        "referrals of a case": lambda: casework.referrals_of(desk, f"z-{middle}"),
        "company past retention": lambda: casework.past_retention(TODAY, months=24),
    }
    for what, ask in questions.items():
        times = sorted(timed(ask) for _ in range(rounds))
        print(f"{what:32} {times[0]:7.1f} ms, median {times[len(times) // 2]:7.1f} ms")
    staff = Act(desk_id=desk, by=Doer(kind=DoerKind.STAFF, desk_id=desk), at=NOW)
    proposed = [
        referral
        for number in range(1, 400)
        if number % 20
        for referral in casework.referrals_of(desk, f"z-{number}")
        if referral.state is ReferralState.PROPOSED
    ][:rounds]
    times = sorted(timed(sending(casework, staff, one)) for one in proposed)
    print(f"{'send a referral':32} {times[0]:7.1f} ms, median {times[len(times) // 2]:7.1f} ms")


def sending(casework: Casework, staff: Act, referral: Referral) -> Callable[[], object]:
    """Return how to send one referral."""
    return lambda: casework.move_referral(staff, referral.id, Move.SEND, revision=referral.revision)


def timed(ask: Callable[[], object]) -> float:
    """Return how many milliseconds a question takes."""
    start = time.perf_counter()
    ask()
    return (time.perf_counter() - start) * 1_000


if __name__ == "__main__":
    main()
