"""What the templates for a desk's own work receive: one frozen class per page, every field explained."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from api.pages.contexts import FormPage, Fragment, Page, SavingPage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from api.pages.contexts import ActorEntry, OfferingEntry, Paging, RelationGroup, Suggestion
    from matchmaker.casework.capacity import Occupancy
    from matchmaker.casework.cases import Case, CaseLine, CaseNeed, Gap
    from matchmaker.casework.companies import Candidate, Company, Contact
    from matchmaker.casework.followups import Cohort, FollowUp, WorkItem
    from matchmaker.casework.intakes import Intake
    from matchmaker.casework.links import PrivateLink
    from matchmaker.casework.outbox import Mail
    from matchmaker.casework.praatplaat import Score
    from matchmaker.casework.referrals import Referral
    from matchmaker.casework.terms import CaseState, Move, Purpose, Reason, WorkView
    from matchmaker.casework.timeline import Event
    from matchmaker.matching import Exclusion
    from matchmaker.matching.answer import Condition
    from matchmaker.matching.answer import Gap as NothingFits
    from matchmaker.model import Actor, Offering, Place, Theme
    from matchmaker.vocabulary import Bilingual, NeedKind, Term


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkTab:
    """One way to look at the work list.

    Attributes:
        view: Which.
        address: The page that shows it.
        count: How much there is to do in it.
    """

    view: WorkView
    address: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkLine:
    """Something to do.

    Attributes:
        item: What.
        is_overdue: Whether its day has passed.
        is_today: Whether it is for today.
    """

    item: WorkItem
    is_overdue: bool
    is_today: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionForm:
    """The form for a new question, word for word.

    Attributes:
        company_id: Id of the known company that asks, ``new`` once somebody said that it is none of these.
        company: Name of the company as typed.
        municipality: Its municipality as typed.
        sector: Its trade as typed.
        kvk_number: Its KVK number as typed.
        size: Code of its size class.
        target_group: Code of what it is.
        contact_function: Function of the person who calls.
        email: Mail address as typed.
        phone: Telephone number as typed.
        text: The question.
        need_kinds: Codes of the ticked kinds of help.
        mark: Stands for this form, so that sending it twice stores one question.
    """

    company_id: str = ""
    company: str = ""
    municipality: str = ""
    sector: str = ""
    kvk_number: str = ""
    size: str = ""
    target_group: str = ""
    contact_function: str = ""
    email: str = ""
    phone: str = ""
    text: str = ""
    need_kinds: tuple[str, ...] = ()
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyForm:
    """The details of a company as they were filled in, word for word; see ``QuestionForm``."""

    company: str = ""
    municipality: str = ""
    sector: str = ""
    kvk_number: str = ""
    size: str = ""
    target_group: str = ""
    revision: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactForm:
    """A way to reach a company as it was filled in, word for word.

    Attributes:
        contact_id: Id of the contact that is changed; empty for a new one.
        contact_function: Function of the person.
        email: Mail address.
        phone: Telephone number.
        language: Code of the language in which it is written to.
        mail: Code of which mail it wants.
        revision: The revision that was read.
    """

    contact_id: str = ""
    contact_function: str = ""
    email: str = ""
    phone: str = ""
    language: str = "nl"
    mail: str = "all"
    revision: str = "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersForm:
    """The three questions of a follow-up as they were filled in; empty where nothing is known yet.

    Attributes:
        link_made: ``yes`` or ``no``.
        helped: Code of whether it helped.
        step_taken: ``yes`` or ``no``.
    """

    link_made: str = ""
    helped: str = ""
    step_taken: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodForm:
    """A period with places as it was filled in, word for word.

    Attributes:
        period_id: Id of the period that is changed; empty for a new one.
        starts_on: First day, as ISO 8601.
        ends_on: Last day, as ISO 8601.
        places: How many companies it can take.
        waiting_places: How long the waiting list may be.
        assess_first: Whether the provider looks at a company first: ``1`` or empty.
        revision: The revision that was read.
    """

    period_id: str = ""
    starts_on: str = ""
    ends_on: str = ""
    places: str = ""
    waiting_places: str = "0"
    assess_first: str = ""
    revision: str = "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCompany:
    """A company in a list, with where it is."""

    company: Company
    place: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NearCompany:
    """A known company that may be the one that is typed in.

    Attributes:
        candidate: The company, and what makes them alike.
        place: Where it is, or None.
    """

    candidate: Candidate
    place: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedEntry:
    """A need with its referrals."""

    need: CaseNeed
    referrals: tuple[Referral, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEntry:
    """A case of a company with its needs."""

    case: Case
    desk_name: str
    needs: tuple[NeedEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentLine:
    """Whether a company consents to a purpose.

    Attributes:
        purpose: To what.
        holds: Whether it does now.
        on: Day on which it last said so or took it back, or None if it was never asked.
    """

    purpose: Purpose
    holds: bool
    on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """An intake of a company with what its ticks add up to.

    Attributes:
        intake: The intake.
        score: What it adds up to, or None if its question set is not here any more.
    """

    intake: Intake
    score: Score | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedExample:
    """How a company does something, as others may read it.

    Attributes:
        action: What it does.
        words: How, in its own words.
    """

    action: Bilingual
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """What happened, as the time line tells it.

    Attributes:
        event: What happened.
        about: What the record is called that it is about, or None where the page says so already.
        detail: What it led to, such as the state of a referral, or None.
        desk_name: Name of the desk that did it, or None.
    """

    event: Event
    about: Bilingual | None
    detail: Bilingual | None
    desk_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    """A quarter that a list can be narrowed to.

    Attributes:
        code: ``2026-Q4``.
        number: From 1 to 4.
        year: Its year.
        address: The list, narrowed to it.
    """

    code: str
    number: int
    year: int
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortLine:
    """How far a desk is with the cases of a quarter."""

    quarter: Quarter
    cohort: Cohort


@dataclass(frozen=True, slots=True, kw_only=True)
class GapLine:
    """How often help of a kind about a theme was missing, and where."""

    kind: NeedKind | None
    theme: Theme | None
    place: Place | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GapEntry:
    """One gap that was recorded.

    Attributes:
        gap: The gap.
        words: What was asked; empty where that is another desk's now, or was erased.
        place: Where, or None.
        known: Referrals to what the desk knew by itself all the same.
    """

    gap: Gap
    words: str
    place: Place | None
    known: tuple[Referral, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskStartPage(Page):
    """Where a desk begins its day: search, a new question, and what there is to do."""

    template = "desk_start.html"
    section = "desk"

    tabs: tuple[WorkTab, ...] = field(metadata={"help": "the ways to look at the work list, with counts"})
    view: WorkView = field(metadata={"help": "the way that is shown"})
    lines: tuple[WorkLine, ...] = field(metadata={"help": "what there is to do, earliest day first"})
    paging: Paging = field(metadata={"help": "where the reader is in the list"})
    quarter: Quarter | None = field(metadata={"help": "only cases of this quarter are shown, or None"})
    own_address: str = field(metadata={"help": "the list without that quarter"})
    csv_address: str = field(metadata={"help": "the whole list as a file for a spreadsheet"})
    json_address: str = field(metadata={"help": "the whole list as a file for a program"})
    done: str = field(metadata={"help": "code of what was just done, or empty"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFoundPage(Page):
    """What was found for words that may be a company, a party or a question."""

    template = "desk_found.html"
    section = "desk"

    q: str = field(metadata={"help": "the words"})
    companies: tuple[KnownCompany, ...] = field(metadata={"help": "companies that the desk knows"})
    companies_total: int = field(metadata={"help": "how many companies there are in all"})
    actors: tuple[ActorEntry, ...] = field(metadata={"help": "parties of the register"})
    offerings: tuple[OfferingEntry, ...] = field(metadata={"help": "offerings of the register"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CompaniesPage(Page):
    """The companies that a desk knows."""

    template = "desk_companies.html"
    section = "desk"

    companies: tuple[KnownCompany, ...] = field(metadata={"help": "the companies of this page, by name"})
    total: int = field(metadata={"help": "how many there are"})
    paging: Paging = field(metadata={"help": "where the reader is in the list"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTab:
    """The open or the closed cases.

    Attributes:
        state: Which.
        address: The page that shows them.
        count: How many there are.
    """

    state: CaseState
    address: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesPage(Page):
    """The cases that a desk holds."""

    template = "desk_cases.html"
    section = "desk"

    tabs: tuple[CaseTab, ...] = field(metadata={"help": "open and closed, with counts"})
    state: CaseState = field(metadata={"help": "which are shown"})
    lines: tuple[CaseLine, ...] = field(metadata={"help": "the cases of this page, the latest first"})
    paging: Paging = field(metadata={"help": "where the reader is in the list"})
    csv_address: str = field(metadata={"help": "the whole list as a file for a spreadsheet"})
    json_address: str = field(metadata={"help": "the whole list as a file for a program"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewQuestionPage(FormPage):
    """The form for a new question of a company."""

    template = "desk_question.html"
    section = "desk"

    form: QuestionForm = field(metadata={"help": "what to fill in beforehand"})
    known: KnownCompany | None = field(metadata={"help": "the known company that asks, or None"})
    near: tuple[NearCompany, ...] = field(metadata={"help": "known companies that may be the one typed in"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnChoiceForm:
    """What somebody who knows better looks for and chooses, word for word.

    Attributes:
        words: What to look for.
        offering_id: What is picked of that, or empty.
        reason: Why.
        overrules: Names of the conditions that were said to be known.
    """

    words: str = ""
    offering_id: str = ""
    reason: str = ""
    overrules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnChoiceHit:
    """An offering that was looked for, with how it stands to the need.

    Attributes:
        offering: The offering.
        provider: Who offers it.
        is_suggested: Whether it is suggested today.
        text: Why it is not suggested, in a sentence or two.
        forbidden: Why nobody may be sent there, whatever the desk knows; empty if the desk may.
        overrulable: The conditions that refuse the company, and to which the desk may know an exception.
        questions: The conditions that only the company can settle.
    """

    offering: Offering
    provider: Actor
    is_suggested: bool
    text: Bilingual
    forbidden: tuple[Bilingual, ...]
    overrulable: tuple[Condition, ...]
    questions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedPage(SavingPage):
    """A need of a company, and what the register suggests for it today."""

    template = "desk_need.html"
    section = "desk"

    need: CaseNeed = field(metadata={"help": "the need"})
    case: Case = field(metadata={"help": "its case"})
    company: Company = field(metadata={"help": "who asks"})
    place: Place | None = field(metadata={"help": "where that is"})
    suggestions: tuple[Suggestion, ...] = field(metadata={"help": "the best, shown in full"})
    more: tuple[Suggestion, ...] = field(metadata={"help": "what is also possible, shown in short"})
    own: tuple[Offering, ...] = field(metadata={"help": "what fits and the reader's desk offers itself"})
    excluded: tuple[Exclusion, ...] = field(metadata={"help": "near the need, but failing a condition"})
    gap: NothingFits | None = field(metadata={"help": "why nothing is suggested, or None"})
    first_help: NothingFits | None = field(metadata={"help": "why the suggestions are first help, or None"})
    room: Mapping[str, Occupancy] = field(
        metadata={"help": "how full the present period of an offering is, by the offering's id"}
    )
    referred: Mapping[str, Referral] = field(
        metadata={"help": "the latest referral of this need to an offering, by the offering's id"}
    )
    exceptions: frozenset[str] = field(
        metadata={"help": "ids of the refused offerings to which the desk may know an exception"}
    )
    form: OwnChoiceForm = field(metadata={"help": "what somebody who knows better looks for"})
    hits: tuple[OwnChoiceHit, ...] = field(metadata={"help": "what was found or picked of that"})
    may_change: bool = field(metadata={"help": "whether the reader's desk may do more than read"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralPage(SavingPage):
    """A referral: where it is, what can be done now, and what came of it."""

    template = "desk_referral.html"
    section = "desk"

    referral: Referral = field(metadata={"help": "the referral"})
    case: Case = field(metadata={"help": "its case"})
    company: Company = field(metadata={"help": "who asks"})
    need: CaseNeed = field(metadata={"help": "what is asked"})
    offering: Offering | None = field(metadata={"help": "the offering as it is now; None if it is gone"})
    room: Occupancy | None = field(metadata={"help": "how full its present period is; None if not kept"})
    moves: tuple[Move, ...] = field(metadata={"help": "what the desk can do now, in the order of the table"})
    reasons: Mapping[Move, tuple[Reason, ...]] = field(
        metadata={"help": "the reasons to choose from, for the moves that need one"}
    )
    next_up: tuple[FollowUp, ...] = field(metadata={"help": "what is planned for it"})
    consents: bool = field(metadata={"help": "whether the company consents to passing its details on"})
    contacts: tuple[Contact, ...] = field(metadata={"help": "how the company can be reached"})
    mail_is_set: bool = field(metadata={"help": "whether this service can send mail"})
    may_mail_company: bool = field(metadata={"help": "whether the company can be asked by mail how it went"})
    mails: tuple[Mail, ...] = field(metadata={"help": "mail about it that was sent or waits, latest first"})
    open_link: PrivateLink | None = field(
        metadata={"help": "the link by which the provider answers, if it opens"}
    )
    new_address: str = field(metadata={"help": "the address of that link, only just after it was made"})
    new_outcome_address: str = field(
        metadata={"help": "the address by which the entrepreneur answers, only just after it was made"}
    )
    told: AnswersForm = field(metadata={"help": "what the desk knows came of it"})
    steps: tuple[EventLine, ...] = field(metadata={"help": "what happened with it, the latest first"})
    may_change: bool = field(metadata={"help": "whether the reader's desk may do more than read"})
    done: str = field(metadata={"help": "code of what was just done, or empty"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage(SavingPage):
    """A case: who asks what, what was referred, what is planned and what happened."""

    template = "desk_case.html"
    section = "desk"

    case: Case = field(metadata={"help": "the case"})
    desk_name: str = field(metadata={"help": "name of the desk that holds it"})
    company: Company = field(metadata={"help": "who asks"})
    place: Place | None = field(metadata={"help": "where that is"})
    needs: tuple[NeedEntry, ...] = field(metadata={"help": "what is asked, with its referrals"})
    follow_ups: tuple[FollowUp, ...] = field(metadata={"help": "what is planned or was done, by day"})
    events: tuple[EventLine, ...] = field(metadata={"help": "what happened, the latest first"})
    shared_names: tuple[str, ...] = field(metadata={"help": "names of desks that work on it too"})
    desks: tuple[tuple[str, str], ...] = field(
        metadata={"help": "id and name of the desks to hand it over to or share it with; empty if many"}
    )
    workers: tuple[Term, ...] = field(metadata={"help": "functions of a desk to give it to"})
    may_change: bool = field(metadata={"help": "whether the reader's desk may do more than read"})
    is_mine: bool = field(metadata={"help": "whether the reader's function has it"})
    note: str = field(metadata={"help": "a note as it was typed"})
    done: str = field(metadata={"help": "code of what was just done, or empty"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyPage(Page):
    """A company: what the desk knows of it, and all that it asked."""

    template = "desk_company.html"
    section = "desk"

    company: Company = field(metadata={"help": "the company"})
    place: Place | None = field(metadata={"help": "where it is"})
    sectors: tuple[Theme, ...] = field(metadata={"help": "its trade"})
    contacts: tuple[Contact, ...] = field(metadata={"help": "how it can be reached, by function"})
    consents: tuple[ConsentLine, ...] = field(metadata={"help": "to what it consents"})
    cases: tuple[CaseEntry, ...] = field(metadata={"help": "what it asked, the latest first"})
    measured: tuple[Measured, ...] = field(metadata={"help": "its praatplaat, the latest first"})
    examples: tuple[SharedExample, ...] = field(
        metadata={"help": "examples of its latest praatplaat that others may read"}
    )
    party: Actor | None = field(metadata={"help": "the party of the register that it is, or None"})
    relations: tuple[RelationGroup, ...] = field(metadata={"help": "ties of that party"})
    kept_until: date = field(metadata={"help": "day on which its details are erased if nothing happens"})
    events: tuple[EventLine, ...] = field(metadata={"help": "what happened, the latest first"})
    done: str = field(metadata={"help": "code of what was just done, or empty"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyDetailsPage(SavingPage):
    """The form with what the desk knows of a company."""

    template = "desk_details.html"
    section = "desk"

    company: Company = field(metadata={"help": "the company as it is kept"})
    form: CompanyForm = field(metadata={"help": "what to fill in beforehand"})
    near: tuple[NearCompany, ...] = field(metadata={"help": "other companies that it may be by its new name"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPage(SavingPage):
    """The form with one way to reach a company."""

    template = "desk_contact.html"
    section = "desk"

    company: Company = field(metadata={"help": "the company"})
    form: ContactForm = field(metadata={"help": "what to fill in beforehand"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasePage(FormPage):
    """What erasing the details of a company does, before it is done."""

    template = "desk_erase.html"
    section = "desk"

    company: Company = field(metadata={"help": "the company"})
    contacts: int = field(metadata={"help": "how many ways to reach it are kept"})
    open_cases: int = field(metadata={"help": "how many of its cases at this desk are open"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpPage(SavingPage):
    """One follow-up: whom to ask what, and what came of it."""

    template = "desk_follow_up.html"
    section = "desk"

    follow_up: FollowUp = field(metadata={"help": "the follow-up"})
    case: Case = field(metadata={"help": "its case"})
    company: Company = field(metadata={"help": "who asked"})
    contacts: tuple[Contact, ...] = field(metadata={"help": "how the company can be reached"})
    referral: Referral | None = field(metadata={"help": "the referral that it is about, or None"})
    near: tuple[NearCompany, ...] = field(metadata={"help": "what else the desk knows by the company's name"})
    asks_three: bool = field(metadata={"help": "whether the three questions are to be asked"})
    told: AnswersForm = field(metadata={"help": "what is known or was filled in"})
    remark: str = field(metadata={"help": "the remark as it was typed"})
    day: str = field(metadata={"help": "the other day as it was typed, as ISO 8601"})
    is_overdue: bool = field(metadata={"help": "whether its day has passed"})
    may_change: bool = field(metadata={"help": "whether the reader's desk may do more than read"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortsPage(Page):
    """How far a desk is with the cases of each quarter."""

    template = "desk_cohorts.html"
    section = "desk"

    lines: tuple[CohortLine, ...] = field(metadata={"help": "the quarters, the latest first"})


@dataclass(frozen=True, slots=True, kw_only=True)
class GapsPage(Page):
    """What was asked of a desk and is not there."""

    template = "desk_gaps.html"
    section = "desk"

    quarters: tuple[Quarter, ...] = field(metadata={"help": "from which quarter on, to choose from"})
    since: Quarter = field(metadata={"help": "from which quarter on is shown"})
    counts: tuple[GapLine, ...] = field(metadata={"help": "how often what was missing, most first"})
    entries: tuple[GapEntry, ...] = field(metadata={"help": "the gaps of this page, the latest first"})
    total: int = field(metadata={"help": "how many gaps there are"})
    paging: Paging = field(metadata={"help": "where the reader is in the list"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomLine:
    """How full a period of an offering is.

    Attributes:
        occupancy: The period and what is taken of it.
        offering: The offering as everybody may see it, or None where the register has it no more.
        provider: Name of who offers it, or empty.
        is_now: Whether today falls in the period.
    """

    occupancy: Occupancy
    offering: Offering | None
    provider: str
    is_now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomsPage(Page):
    """Where places are kept, and how full it is."""

    template = "desk_rooms.html"
    section = "desk"

    lines: tuple[RoomLine, ...] = field(metadata={"help": "the periods that have not ended"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesPage(SavingPage):
    """How many companies an offering can take, and when."""

    template = "desk_places.html"
    section = "desk"

    offering: Offering = field(metadata={"help": "the offering"})
    provider: Actor = field(metadata={"help": "who offers it"})
    periods: tuple[Occupancy, ...] = field(metadata={"help": "its periods, by first day"})
    form: PeriodForm = field(metadata={"help": "what to fill in beforehand"})
    done: str = field(metadata={"help": "code of what was just done, or empty"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPage(Page):
    """The address by which a calendar reads what there is to do."""

    template = "desk_calendar.html"
    section = "desk"

    open_link: PrivateLink | None = field(metadata={"help": "the address that works now, or None"})
    new_address: str = field(metadata={"help": "the address itself, only just after it was made"})
    done: str = field(metadata={"help": "code of what was just done, or empty"})


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCompaniesFragment(Fragment):
    """The companies that the desk knows and that may be the one being typed in."""

    template = "desk_known.html"

    companies: tuple[KnownCompany, ...] = field(metadata={"help": "the most likely first; often none"})


FRAGMENTS: tuple[type[Fragment], ...] = (KnownCompaniesFragment,)

PAGES: tuple[type[Page], ...] = (
    DeskStartPage,
    DeskFoundPage,
    CompaniesPage,
    CasesPage,
    NewQuestionPage,
    NeedPage,
    ReferralPage,
    CasePage,
    CompanyPage,
    CompanyDetailsPage,
    ContactPage,
    ErasePage,
    FollowUpPage,
    CohortsPage,
    GapsPage,
    RoomsPage,
    PlacesPage,
    CalendarPage,
)
