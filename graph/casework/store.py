"""The desk's work, written once for every engine."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar
from uuid import uuid4

from graph.casework import cases, companies, erasing, mails, referrals
from graph.casework import rows as stored
from graph.casework.books import Books, refuse
from graph.checks import unkeepable
from matchmaker.casework.cases import count_gaps
from matchmaker.casework.referrals import Outcome
from matchmaker.casework.terms import EventKind
from matchmaker.days import utc
from matchmaker.errors import KeyReused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from graph.catalogue import Query
    from graph.engine import Engine, Transaction
    from matchmaker.casework.capacity import Occupancy, Period
    from matchmaker.casework.cases import Case, CaseLine, CaseNeed, Gap, GapCount
    from matchmaker.casework.companies import Candidate, Company, Consent, Contact
    from matchmaker.casework.followups import Cohort, FollowUp, WorkItem, WorkQuery
    from matchmaker.casework.intakes import Intake
    from matchmaker.casework.links import PrivateLink
    from matchmaker.casework.outbox import Mail
    from matchmaker.casework.port import Act, Casework, Once
    from matchmaker.casework.praatplaat import QuestionSet
    from matchmaker.casework.referrals import Referral
    from matchmaker.casework.terms import CaseState, Helped, Move, Purpose, Reason, WorkView
    from matchmaker.casework.timeline import Event
    from matchmaker.model import Need
    from matchmaker.ports import Page
    from matchmaker.vocabulary import Bilingual

T = TypeVar("T")


class GraphCasework:
    """Keeps the desk's work beside the register; implements ``matchmaker.casework.port.Casework``.

    Safe to use from several threads at once.
    """

    def __init__(self, engine: Engine, queries: Mapping[str, Query]) -> None:
        """Take the open engine of a register and the catalogue of its dialect."""
        self._engine = engine
        self._queries = queries

    def together(self, work: Callable[[Casework], T]) -> T:
        """Do several things, all or none; see the port."""
        return self._write(lambda books: work(_Within(books)))

    def once(self, act: Act, request: Once, work: Callable[[Casework], str]) -> str:
        """Do a request and remember its answer; see the port."""

        def do(books: Books) -> str:
            known = books.ask("answer_to", desk_id=act.desk_id, request_key=request.key)
            if known:
                return _same_answer(request, known[0]["fingerprint"], known[0]["answer"])
            answer = work(_Within(books))
            row = {
                "desk_id": act.desk_id,
                "request_key": request.key,
                "fingerprint": request.fingerprint,
                "answer": answer,
                "answered_at": utc(act.at).isoformat(),
            }
            books.ask("put_answers", rows=[row])
            return answer

        refuse(unkeepable(request.key, "idempotencyKey"))
        return self._write(do)

    def forget_answers(self, before: datetime) -> int:
        """Forget the answers to requests from before a moment; see the port."""
        moment = utc(before).isoformat()

        def forget(books: Books) -> int:
            count = books.total("answers_before", before=moment)
            books.ask("forget_answers", rows=[{"before": moment}])
            return count

        return self._write(forget)

    def save_company(self, act: Act, company: Company) -> Company:
        """Add or change a company; see the port."""
        return self._write(lambda books: companies.save(books, act, company))

    def company(self, desk_id: str, company_id: str) -> Company:
        """Return a company, or raise ``NotFound``."""
        return self._read(lambda books: books.company(desk_id, company_id))

    def companies(self, desk_id: str, q: str = "", *, offset: int = 0, limit: int = 25) -> Page[Company]:
        """Return companies that the desk knows, by name then id; see the port."""
        refuse(unkeepable(q, "q"))
        return self._read_page(lambda books: companies.page(books, desk_id, q, offset, limit), offset, limit)

    def similar_companies(
        self, desk_id: str, name: str, *, kvk_number: str | None = None, limit: int = 5
    ) -> tuple[Candidate, ...]:
        """Return companies that may be the one being typed in; see the port."""
        refuse(unkeepable(name, "name"))
        return self._read(lambda books: companies.alike(books, desk_id, name, kvk_number, limit))

    def save_contact(self, act: Act, contact: Contact) -> Contact:
        """Add or change a way to reach a company; see the port."""
        return self._write(lambda books: companies.save_contact(books, act, contact))

    def remove_contact(self, act: Act, company_id: str, contact_id: str) -> None:
        """Erase one way to reach a company, or raise ``NotFound``."""
        self._write(lambda books: companies.remove_contact(books, act, company_id, contact_id))

    def contacts(self, desk_id: str, company_id: str) -> tuple[Contact, ...]:
        """Return the ways to reach a company, by function then id."""

        def find(books: Books) -> tuple[Contact, ...]:
            books.company(desk_id, company_id)
            return books.all(stored.CONTACTS, "contacts_of", company_id=company_id)

        return self._read(find)

    def give_consent(self, act: Act, company_id: str, purpose: Purpose) -> Consent:
        """Record that a company consents to a purpose."""
        given = EventKind.CONSENT_GIVEN
        return self._write(lambda books: companies.tell_consent(books, act, company_id, purpose, given))

    def withdraw_consent(self, act: Act, company_id: str, purpose: Purpose) -> Consent:
        """Record that a company withdraws its consent to a purpose."""
        gone = EventKind.CONSENT_WITHDRAWN
        return self._write(lambda books: companies.tell_consent(books, act, company_id, purpose, gone))

    def consents(self, desk_id: str, company_id: str) -> tuple[Consent, ...]:
        """Return all that was given and withdrawn, the earliest first."""
        return self._read(lambda books: companies.consents(books, desk_id, company_id))

    def erase_company(self, act: Act, company_id: str) -> None:
        """Erase what points at a company or its people, everywhere; see the port."""
        self._write(lambda books: erasing.erase(books, act, company_id))

    def past_retention(self, today: date, *, months: int, limit: int = 100) -> tuple[Company, ...]:
        """Return companies whose details must be erased; see the port."""
        return self._read(lambda books: erasing.past_retention(books, today, months, limit))

    def save_intake(self, act: Act, intake: Intake) -> Intake:
        """Begin an intake or save how far it is; see the port."""
        begun = replace(intake, started_at=utc(intake.started_at))
        return self._write(lambda books: companies.save_intake(books, act, begun))

    def submit_intake(self, act: Act, intake_id: str, question_set: QuestionSet, *, revision: int) -> Intake:
        """Send an intake; see the port."""
        return self._write(
            lambda books: companies.submit_intake(books, act, intake_id, question_set, revision)
        )

    def intake(self, desk_id: str, intake_id: str) -> Intake:
        """Return an intake, or raise ``NotFound``."""
        return self._read(lambda books: books.of_company(stored.INTAKES, desk_id, intake_id))

    def intakes_of(self, desk_id: str, company_id: str) -> tuple[Intake, ...]:
        """Return the intakes of a company, the earliest begun first."""

        def find(books: Books) -> tuple[Intake, ...]:
            books.company(desk_id, company_id)
            return books.all(stored.INTAKES, "intakes_of", company_id=company_id)

        return self._read(find)

    def add_link(self, act: Act, link: PrivateLink) -> None:
        """Remember a private link by the hash of its secret; see the port."""
        checked = companies.checked_link(link)
        self._write(lambda books: companies.add_link(books, act, checked))

    def link(self, token_hash: str, at: datetime) -> PrivateLink:
        """Return the link that a secret belongs to; see the port."""
        moment = utc(at)
        return self._read(lambda books: companies.link(books, token_hash, moment))

    def links_of(self, desk_id: str, target_id: str) -> tuple[PrivateLink, ...]:
        """Return the desk's links to one thing; see the port."""

        def find(books: Books) -> tuple[PrivateLink, ...]:
            found = books.all(stored.LINKS, "links_to", targets=[target_id])
            return tuple(one for one in found if one.desk_id == desk_id)

        return self._read(find)

    def withdraw_link(self, act: Act, token_hash: str) -> None:
        """Make a link open nothing any more; see the port."""
        self._write(lambda books: companies.withdraw_link(books, act, token_hash))

    def open_case(self, act: Act, case: Case) -> Case:
        """Open a case of a company; see the port."""
        return self._write(lambda books: cases.open_case(books, act, case))

    def assign_case(self, act: Act, case_id: str, worker: str | None, *, revision: int) -> Case:
        """Give a case to somebody of the desk, or to nobody; see the port."""
        return self._write(lambda books: cases.assign(books, act, case_id, worker, revision))

    def share_case(self, act: Act, case_id: str, with_desk_id: str, *, revision: int) -> Case:
        """Let another desk work on a case too."""
        return self._write(lambda books: cases.share(books, act, case_id, with_desk_id, revision))

    def hand_over_case(
        self, act: Act, case_id: str, to_desk_id: str, *, revision: int, note: str = ""
    ) -> Case:
        """Give a case to another desk; see the port."""
        return self._write(lambda books: cases.hand_over(books, act, case_id, to_desk_id, revision, note))

    def close_case(self, act: Act, case_id: str, *, revision: int) -> Case:
        """Close a case; see the port."""
        return self._write(lambda books: cases.close(books, act, case_id, revision))

    def case(self, desk_id: str, case_id: str) -> Case:
        """Return a case, or raise ``NotFound``."""
        return self._read(lambda books: books.case(desk_id, case_id))

    def cases_of(self, desk_id: str, company_id: str) -> tuple[Case, ...]:
        """Return the cases of a company that the desk may see, the latest opened first."""

        def find(books: Books) -> tuple[Case, ...]:
            books.company(desk_id, company_id)
            return books.all(stored.CASES, "cases_of", desk_id=desk_id, company_id=company_id)

        return self._read(find)

    def cases(self, desk_id: str, state: CaseState, *, offset: int = 0, limit: int = 25) -> Page[CaseLine]:
        """Return the open or the closed cases that a desk holds, the latest opened first."""
        return self._read_page(
            lambda books: cases.listed(books, desk_id, state, offset, limit), offset, limit
        )

    def save_need(self, act: Act, need: CaseNeed) -> CaseNeed:
        """Add or change a confirmed need; see the port."""
        return self._write(lambda books: cases.save_need(books, act, need))

    def need(self, desk_id: str, need_id: str) -> CaseNeed:
        """Return a need, or raise ``NotFound``."""
        return self._read(lambda books: books.in_case(stored.NEEDS, desk_id, need_id)[0])

    def needs_of(self, desk_id: str, case_id: str) -> tuple[CaseNeed, ...]:
        """Return the needs of a case, by id."""
        return self._read(lambda books: books.all_in_case(stored.NEEDS, desk_id, case_id))

    def record_gap(self, act: Act, need_id: str, sought: Need, missing: tuple[Bilingual, ...]) -> Gap:
        """Record that nothing fits a need today; see the port."""
        return self._write(lambda books: cases.record_gap(books, act, need_id, sought, missing))

    def gaps(self, desk_id: str, *, since: date | None = None, offset: int = 0, limit: int = 25) -> Page[Gap]:
        """Return the gaps that the desk recorded from a day on, the latest first."""
        return self._read_page(lambda books: cases.gaps(books, desk_id, since, offset, limit), offset, limit)

    def gap_counts(self, desk_id: str, *, since: date | None = None) -> tuple[GapCount, ...]:
        """Count the desk's gaps by kind, theme and municipality, most first."""
        return self._read(lambda books: count_gaps(cases.all_gaps(books, desk_id, since)))

    def propose_referral(self, act: Act, referral: Referral) -> Referral:
        """Add a referral of a need to an offering; see the port."""
        return self._write(lambda books: referrals.propose(books, act, referral))

    def move_referral(
        self,
        act: Act,
        referral_id: str,
        move: Move,
        *,
        revision: int,
        reason: Reason | None = None,
        note: str = "",
    ) -> Referral:
        """Move a referral along the table; see the port."""
        return self._write(
            lambda books: referrals.move(books, act, referral_id, move, revision, reason, note)
        )

    def tell_outcome(
        self,
        act: Act,
        referral_id: str,
        *,
        revision: int,
        link_made: bool | None,
        helped: Helped | None,
        step_taken: bool | None,
    ) -> Referral:
        """Record what came of a referral; see the port."""
        outcome = Outcome(
            link_made=link_made, helped=helped, step_taken=step_taken, at=utc(act.at), by=act.by
        )
        return self._write(lambda books: referrals.tell_outcome(books, act, referral_id, revision, outcome))

    def referral(self, desk_id: str, referral_id: str) -> Referral:
        """Return a referral, or raise ``NotFound``."""
        return self._read(lambda books: books.in_case(stored.REFERRALS, desk_id, referral_id)[0])

    def referrals_of(self, desk_id: str, case_id: str) -> tuple[Referral, ...]:
        """Return the referrals of a case, by id."""
        return self._read(lambda books: books.all_in_case(stored.REFERRALS, desk_id, case_id))

    def save_period(self, act: Act, period: Period) -> Period:
        """Add or change a period in which an offering has places; see the port."""
        return self._write(lambda books: referrals.save_period(books, act, period))

    def occupancies(self, offering_id: str) -> tuple[Occupancy, ...]:
        """Return how full the periods of an offering are, by first day."""
        return self._read(lambda books: referrals.occupancies(books, offering_id))

    def all_occupancies(self, since: date) -> tuple[Occupancy, ...]:
        """Return how full all periods are that have not ended on a day; see the port."""
        return self._read(lambda books: referrals.all_occupancies(books, since))

    def save_follow_up(self, act: Act, follow_up: FollowUp) -> FollowUp:
        """Add an appointment, finish it or put it off; see the port."""
        return self._write(lambda books: cases.save_follow_up(books, act, follow_up))

    def follow_up(self, desk_id: str, follow_up_id: str) -> FollowUp:
        """Return a follow-up, or raise ``NotFound``."""
        return self._read(lambda books: books.in_case(stored.FOLLOW_UPS, desk_id, follow_up_id)[0])

    def follow_ups_of(self, desk_id: str, case_id: str) -> tuple[FollowUp, ...]:
        """Return the follow-ups of a case, by day then id."""
        return self._read(lambda books: books.all_in_case(stored.FOLLOW_UPS, desk_id, case_id))

    def work_list(
        self, desk_id: str, query: WorkQuery, *, offset: int = 0, limit: int = 25
    ) -> Page[WorkItem]:
        """Return what a desk has to do, by day then id."""
        return self._read_page(
            lambda books: cases.work_list(books, desk_id, query, offset, limit), offset, limit
        )

    def work_items(
        self, desk_id: str, query: WorkQuery, *, offset: int = 0, limit: int = 25
    ) -> tuple[WorkItem, ...]:
        """Return what a desk has to do, without how much that is in all."""
        return self._read_page(
            lambda books: cases.work_items(books, desk_id, query, offset, limit), offset, limit
        )

    def work_counts(
        self, desk_id: str, today: date, worker: str, *, cohort: str | None = None
    ) -> Mapping[WorkView, int]:
        """Return how much there is to do in each view of the work list; see the port."""
        return self._read(lambda books: cases.work_counts(books, desk_id, today, worker, cohort))

    def cohorts(self, desk_id: str, today: date) -> tuple[Cohort, ...]:
        """Return how far the desk is with the cases of each quarter, the latest quarter first."""
        return self._read(lambda books: cases.cohorts(books, desk_id, today))

    def take_reminders(self, act: Act, due_by: date, *, limit: int = 100) -> tuple[WorkItem, ...]:
        """Return what the desk must be reminded of; see the port."""
        return self._write(lambda books: cases.take_reminders(books, act, due_by, limit))

    def add_mail(self, act: Act, mail: Mail) -> Mail:
        """Put a mail in the outbox; see the port."""
        return self._write(lambda books: mails.add(books, act, mail))

    def take_mails(self, at: datetime, *, limit: int = 20) -> tuple[Mail, ...]:
        """Return mail that must be sent now; see the port."""
        return self._write(lambda books: mails.take(books, at, limit))

    def settle_mail(self, mail: Mail, becomes: Callable[[Mail, datetime], Mail], at: datetime) -> None:
        """Write down what became of a mail that was taken; see the port."""
        self._write(lambda books: mails.settle(books, mail, becomes, at))

    def mails_about(self, desk_id: str, subject_id: str) -> tuple[Mail, ...]:
        """Return the desk's mail about something, the latest made first."""
        return self._read(
            lambda books: books.all(stored.MAILS, "mails_about", desk_id=desk_id, subject_id=subject_id)
        )

    def add_note(self, act: Act, case_id: str, text: str) -> Event:
        """Write a note with a case; see the port."""
        return self._write(lambda books: cases.add_note(books, act, case_id, text))

    def timeline(self, desk_id: str, case_id: str) -> tuple[Event, ...]:
        """Return what happened in a case, the latest first."""

        def find(books: Books) -> tuple[Event, ...]:
            books.case(desk_id, case_id)
            return books.all(stored.EVENTS, "events_of_case", case_id=case_id)

        return self._read(find)

    def company_timeline(self, desk_id: str, company_id: str) -> tuple[Event, ...]:
        """Return what happened with a company and those of its cases that the desk may see, latest first."""
        return self._read(lambda books: cases.company_timeline(books, desk_id, company_id))

    def _read(self, work: Callable[[Books], T]) -> T:
        return self._engine.read(lambda transaction: work(Books(transaction, self._queries, "")))

    def _read_page(self, work: Callable[[Books], T], offset: int, limit: int) -> T:
        if offset < 0 or limit < 0:
            raise ValueError(f"a page starts and counts from 0, got offset {offset} and limit {limit}")
        return self._read(work)

    def _write(self, work: Callable[[Books], T]) -> T:
        call = uuid4().hex
        done: list[tuple[T, bool]] = []

        def attempt(transaction: Transaction) -> tuple[T, bool]:
            books = Books(transaction, self._queries, call)
            # When the answer to a commit got lost, the engine runs this once more, and finds it done.
            if done and books.was_stored():
                return done[-1]
            done.append((work(books), books.erased))
            return done[-1]

        result, erased = self._engine.write(attempt)
        if erased:  # only now is it known, since erasing may be part of something larger
            self._engine.write(lambda _: None, erase=True)
        return result


class _Within(GraphCasework):
    """The same work inside a transaction that is open already."""

    def __init__(self, books: Books) -> None:
        self._books = books

    def together(self, work: Callable[[Casework], T]) -> T:
        """Do several things in the open transaction."""
        return work(self)

    def _read(self, work: Callable[[Books], T]) -> T:
        return work(self._books)

    def _write(self, work: Callable[[Books], T]) -> T:
        return work(self._books)


def _same_answer(request: Once, fingerprint: str, answer: str) -> str:
    if fingerprint != request.fingerprint:
        raise KeyReused(
            "Deze sleutel is al gebruikt voor een ander verzoek. Kies een nieuwe sleutel. / "
            "This key was used for another request already. Choose a new key."
        )
    return answer
