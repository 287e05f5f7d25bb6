"""What the desk's work expects to be remembered, in domain words.

Every method takes the desk that asks. What that desk may not see is ``NotFound``, as if it were not there: a
company that never asked there, a case that another desk holds and neither shared nor handed over to it. What
it may read but not change (a case that it handed over) raises ``Conflict``.

Records carry a ``revision``. Whoever changes one gives it back with the revision that was read; when the
record has another by then, ``ChangedMeanwhile`` is raised and nothing is stored. A new record has revision 0
and an id that the caller made. What is stored comes back with its new revision.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from matchmaker.days import utc

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from matchmaker.casework.capacity import Occupancy, Period
    from matchmaker.casework.cases import Case, CaseLine, CaseNeed, Gap, GapCount
    from matchmaker.casework.companies import Candidate, Company, Consent, Contact
    from matchmaker.casework.followups import Cohort, FollowUp, WorkItem, WorkQuery
    from matchmaker.casework.intakes import Intake
    from matchmaker.casework.links import PrivateLink
    from matchmaker.casework.outbox import Mail
    from matchmaker.casework.praatplaat import QuestionSet
    from matchmaker.casework.referrals import Referral
    from matchmaker.casework.terms import CaseState, Helped, Move, Purpose, Reason, WorkView
    from matchmaker.casework.timeline import Doer, Event
    from matchmaker.model import Need
    from matchmaker.ports import Page
    from matchmaker.vocabulary import Bilingual

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who does something for which desk, and when.

    Attributes:
        desk_id: The desk whose records are seen and changed. For who comes by a private link, the desk of
            the link.
        by: Who does it.
        at: When, in UTC.
    """

    desk_id: str
    by: Doer
    at: datetime

    def __post_init__(self) -> None:
        """Refuse a moment without a time zone."""
        utc(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Once:
    """A request that may be sent again without being done again.

    Attributes:
        key: The key that the sender gave, unique among the requests of a desk.
        fingerprint: SHA-256 of what is asked; the same key with another fingerprint is refused.
    """

    key: str
    fingerprint: str


class Casework(Protocol):
    """The desk's work, on whichever engine, in the same store as the register.

    Lists come in an order that is the same on every engine. All methods raise ``StoreUnavailable`` when the
    store cannot be reached. A moment without a time zone is a ``ValueError``.
    """

    def together(self, work: Callable[[Casework], T]) -> T:
        """Do several things, all or none, and return what comes of them.

        Args:
            work: Does them with the casework that it is given, and nothing else: it may run more than once.
        """
        ...

    def once(self, act: Act, request: Once, work: Callable[[Casework], str]) -> str:
        """Do a request and remember its answer, both or neither; a repeat gets the same answer.

        Args:
            act: For which desk and when.
            request: By what a repeat is known.
            work: Does it as in ``together`` and returns the answer as the sender will see it.

        Raises:
            KeyReused: The key belongs to a request that said something else.
        """
        ...

    def forget_answers(self, before: datetime) -> int:
        """Forget the answers to requests from before a moment, and return how many."""
        ...

    # Companies

    def save_company(self, act: Act, company: Company) -> Company:
        """Add or change a company; the desk knows it from then on.

        Raises:
            InvalidInput: A value cannot be kept; every fault is named.
            Conflict: Its details were erased.
        """
        ...

    def company(self, desk_id: str, company_id: str) -> Company:
        """Return a company, or raise ``NotFound``."""
        ...

    def companies(self, desk_id: str, q: str = "", *, offset: int = 0, limit: int = 25) -> Page[Company]:
        """Return companies that the desk knows, by name then id.

        Args:
            desk_id: Which desk.
            q: Words of which each must occur in the name, or a KVK number; empty for all.
            offset: How many to pass over.
            limit: How many at most.
        """
        ...

    def similar_companies(
        self, desk_id: str, name: str, *, kvk_number: str | None = None, limit: int = 5
    ) -> tuple[Candidate, ...]:
        """Return companies that the desk knows and that may be the one being typed in, most likely first."""
        ...

    def save_contact(self, act: Act, contact: Contact) -> Contact:
        """Add or change a way to reach a company.

        Raises:
            InvalidInput: A value cannot be kept; every fault is named.
        """
        ...

    def remove_contact(self, act: Act, company_id: str, contact_id: str) -> None:
        """Erase one way to reach a company, or raise ``NotFound``."""
        ...

    def contacts(self, desk_id: str, company_id: str) -> tuple[Contact, ...]:
        """Return the ways to reach a company, by function then id."""
        ...

    def give_consent(self, act: Act, company_id: str, purpose: Purpose) -> Consent:
        """Record that a company consents to a purpose."""
        ...

    def withdraw_consent(self, act: Act, company_id: str, purpose: Purpose) -> Consent:
        """Record that a company withdraws its consent to a purpose."""
        ...

    def consents(self, desk_id: str, company_id: str) -> tuple[Consent, ...]:
        """Return all that was given and withdrawn, the earliest first."""
        ...

    def erase_company(self, act: Act, company_id: str) -> None:
        """Erase what points at a company or its people, everywhere: this cannot be undone.

        Name, KVK number, contacts, notes, examples, wishes and the words of needs go. What is under way is
        withdrawn, as are private links, and cases are closed. What is only counted stays: ticks, kinds,
        themes, states, dates. Erasing again changes nothing.
        """
        ...

    def past_retention(self, today: date, *, months: int, limit: int = 100) -> tuple[Company, ...]:
        """Return companies of all desks without an open case whose details must be erased, oldest first.

        For the job that erases, not for a page.
        """
        ...

    # Intakes and private links

    def save_intake(self, act: Act, intake: Intake) -> Intake:
        """Begin an intake or save how far it is.

        Raises:
            Conflict: It was sent already.
        """
        ...

    def submit_intake(self, act: Act, intake_id: str, question_set: QuestionSet, *, revision: int) -> Intake:
        """Send an intake.

        Raises:
            InvalidInput: An answer does not fit the question set; every fault is named.
            Conflict: It was sent already.
        """
        ...

    def intake(self, desk_id: str, intake_id: str) -> Intake:
        """Return an intake, or raise ``NotFound``."""
        ...

    def intakes_of(self, desk_id: str, company_id: str) -> tuple[Intake, ...]:
        """Return the intakes of a company, the earliest begun first."""
        ...

    def add_link(self, act: Act, link: PrivateLink) -> None:
        """Remember a private link by the hash of its secret.

        Raises:
            NotFound: The desk may not see what the link opens.
        """
        ...

    def link(self, token_hash: str, at: datetime) -> PrivateLink:
        """Return the link that a secret belongs to.

        This alone takes no desk: the link tells which desk it is for.

        Raises:
            NotFound: There is none.
            LinkClosed: It has expired, or it was withdrawn.
        """
        ...

    def links_of(self, desk_id: str, target_id: str) -> tuple[PrivateLink, ...]:
        """Return the desk's links to one thing, the earliest made first, those that no longer open too."""
        ...

    def withdraw_link(self, act: Act, token_hash: str) -> None:
        """Make a link open nothing any more, or raise ``NotFound``; doing so again changes nothing."""
        ...

    # Cases, needs and gaps

    def open_case(self, act: Act, case: Case) -> Case:
        """Open a case of a company, with the follow-ups that its kind makes."""
        ...

    def assign_case(self, act: Act, case_id: str, worker: str | None, *, revision: int) -> Case:
        """Give a case and what is to be done for it to somebody of the desk, by function, or to nobody."""
        ...

    def share_case(self, act: Act, case_id: str, with_desk_id: str, *, revision: int) -> Case:
        """Let another desk work on a case too."""
        ...

    def hand_over_case(
        self, act: Act, case_id: str, to_desk_id: str, *, revision: int, note: str = ""
    ) -> Case:
        """Give a case to another desk with all its history and what is to be done for it."""
        ...

    def close_case(self, act: Act, case_id: str, *, revision: int) -> Case:
        """Close a case; only the last questions stay to be asked."""
        ...

    def case(self, desk_id: str, case_id: str) -> Case:
        """Return a case, or raise ``NotFound``."""
        ...

    def cases_of(self, desk_id: str, company_id: str) -> tuple[Case, ...]:
        """Return the cases of a company that the desk may see, the latest opened first."""
        ...

    def cases(self, desk_id: str, state: CaseState, *, offset: int = 0, limit: int = 25) -> Page[CaseLine]:
        """Return the open or the closed cases that a desk holds, the latest opened first."""
        ...

    def save_need(self, act: Act, need: CaseNeed) -> CaseNeed:
        """Add or change a confirmed need, with what was suggested for it and chosen.

        Raises:
            InvalidInput: It has no words, or too many.
        """
        ...

    def need(self, desk_id: str, need_id: str) -> CaseNeed:
        """Return a need, or raise ``NotFound``."""
        ...

    def needs_of(self, desk_id: str, case_id: str) -> tuple[CaseNeed, ...]:
        """Return the needs of a case, by id."""
        ...

    def record_gap(self, act: Act, need_id: str, sought: Need, missing: tuple[Bilingual, ...]) -> Gap:
        """Record that nothing fits a need today; the same need on the same day is one gap.

        Args:
            act: Who found it, for which desk and when.
            need_id: Which need.
            sought: What was answered, with what was read into the words; so it is counted.
            missing: What was missing, most important first.
        """
        ...

    def gaps(self, desk_id: str, *, since: date | None = None, offset: int = 0, limit: int = 25) -> Page[Gap]:
        """Return the gaps that the desk recorded from a day on, the latest first."""
        ...

    def gap_counts(self, desk_id: str, *, since: date | None = None) -> tuple[GapCount, ...]:
        """Count the desk's gaps by kind, theme and municipality, most first."""
        ...

    # Referrals

    def propose_referral(self, act: Act, referral: Referral) -> Referral:
        """Add a referral of a need to an offering.

        Raises:
            Conflict: The need was referred to that offering already, and that is still under way.
        """
        ...

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
        """Move a referral along the table; places and follow-ups move along with it.

        Raises:
            MoveNotAllowed: The move does not lead on from here, or is not for who wants it.
            InvalidInput: The reason is missing or there is none to give.
            NoPlaceLeft: The offering is full, or its waiting list is.
        """
        ...

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
        """Record what came of a referral, as the desk or the entrepreneur tells it.

        Args:
            act: Who tells it, for which desk and when.
            referral_id: Which referral.
            revision: The revision that was read.
            link_made: Whether both got in touch; None if not known yet, as in the two below.
            helped: Whether it helps.
            step_taken: Whether a concrete step was taken.

        Raises:
            MoveNotAllowed: It was not sent yet, or a provider tells it.
        """
        ...

    def referral(self, desk_id: str, referral_id: str) -> Referral:
        """Return a referral, or raise ``NotFound``."""
        ...

    def referrals_of(self, desk_id: str, case_id: str) -> tuple[Referral, ...]:
        """Return the referrals of a case, by id."""
        ...

    # Places

    def save_period(self, act: Act, period: Period) -> Period:
        """Add or change a period in which an offering has places.

        Raises:
            InvalidInput: A value cannot be kept, or it overlaps another period of the offering.
        """
        ...

    def occupancies(self, offering_id: str) -> tuple[Occupancy, ...]:
        """Return how full the periods of an offering are, by first day. This is for every desk to see."""
        ...

    def all_occupancies(self, since: date) -> tuple[Occupancy, ...]:
        """Return how full all periods are that have not ended on a day, by offering and first day.

        This too is for every desk to see.
        """
        ...

    # Follow-up

    def save_follow_up(self, act: Act, follow_up: FollowUp) -> FollowUp:
        """Add an appointment, finish a follow-up or put it off (``followups.finished``, ``put_off``).

        Only appointments are added by hand; for what the planner makes, ``NotFound`` is raised.
        """
        ...

    def follow_up(self, desk_id: str, follow_up_id: str) -> FollowUp:
        """Return a follow-up, or raise ``NotFound``."""
        ...

    def follow_ups_of(self, desk_id: str, case_id: str) -> tuple[FollowUp, ...]:
        """Return the follow-ups of a case, by day then id."""
        ...

    def work_list(
        self, desk_id: str, query: WorkQuery, *, offset: int = 0, limit: int = 25
    ) -> Page[WorkItem]:
        """Return what a desk has to do, by day then id."""
        ...

    def work_items(
        self, desk_id: str, query: WorkQuery, *, offset: int = 0, limit: int = 25
    ) -> tuple[WorkItem, ...]:
        """Return the same where nobody asks how much there is in all, which takes longer than the rest."""
        ...

    def work_counts(
        self, desk_id: str, today: date, worker: str, *, cohort: str | None = None
    ) -> Mapping[WorkView, int]:
        """Return how much there is to do in each view of the work list; see ``WorkQuery``."""
        ...

    def cohorts(self, desk_id: str, today: date) -> tuple[Cohort, ...]:
        """Return how far the desk is with the cases of each quarter, the latest quarter first."""
        ...

    def take_reminders(self, act: Act, due_by: date, *, limit: int = 100) -> tuple[WorkItem, ...]:
        """Return what the desk must be reminded of, each day of each follow-up once, whoever asks.

        Args:
            act: Who asks, for which desk and when.
            due_by: Follow-ups due on this day or before.
            limit: How many at most.
        """
        ...

    # Mail

    def add_mail(self, act: Act, mail: Mail) -> Mail:
        """Put a mail in the outbox; one whose id is known already is that mail, and none is added."""
        ...

    def take_mails(self, at: datetime, *, limit: int = 20) -> tuple[Mail, ...]:
        """Return mail of all desks that must be sent now; nobody else gets the same.

        For the job that sends, not for a page. What was taken long ago and never settled is marked as
        unsure, and not returned: it may have been sent.
        """
        ...

    def settle_mail(self, mail: Mail, becomes: Callable[[Mail, datetime], Mail], at: datetime) -> None:
        """Write down what became of a mail that was taken; one that was settled meanwhile stays as it is.

        Args:
            mail: As it was taken.
            becomes: ``sent``, ``put_back``, ``failed`` or ``dropped`` of ``matchmaker.casework.outbox``.
            at: When, in UTC.
        """
        ...

    def mails_about(self, desk_id: str, subject_id: str) -> tuple[Mail, ...]:
        """Return the desk's mail about something, the latest made first."""
        ...

    # What happened

    def add_note(self, act: Act, case_id: str, text: str) -> Event:
        """Write a note with a case.

        Raises:
            InvalidInput: The note is empty or too long.
        """
        ...

    def timeline(self, desk_id: str, case_id: str) -> tuple[Event, ...]:
        """Return what happened in a case, the latest first."""
        ...

    def company_timeline(self, desk_id: str, company_id: str) -> tuple[Event, ...]:
        """Return what happened with a company and those of its cases that the desk may see, latest first."""
        ...
