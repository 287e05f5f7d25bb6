"""What the templates of the intake receive: one frozen class per page, every field explained."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from api.pages.contexts import FormPage, Page, SavingPage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from api.pages.intake.answering import NeedAnswer
    from api.pages.intake.draft import Clash, Form
    from api.pages.intake.overview import Overview
    from api.pages.intake.steps import Step
    from matchmaker.casework.companies import Candidate, Company, Contact
    from matchmaker.casework.praatplaat import Action, ProposedNeed
    from matchmaker.casework.referrals import Referral
    from matchmaker.casework.terms import Domain, Move, Purpose, Reason
    from matchmaker.errors import Fault
    from matchmaker.model import Actor
    from matchmaker.vocabulary import Bilingual, CompanySize, TargetGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryLine:
    """An answer on the page where everything is checked.

    Attributes:
        label: What was asked.
        value: What was answered, in words.
        quoted: Whether the answer is in the reader's own words.
    """

    label: Bilingual
    value: Bilingual
    quoted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryGroup:
    """The answers of one step.

    Attributes:
        title: What the step is about.
        address: Where they can be changed.
        lines: The answers; empty where nothing was filled in.
    """

    title: Bilingual
    address: str
    lines: tuple[SummaryLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """Addresses of what follows on a sent intake, so that each of these pages leads to the others.

    Attributes:
        sent: What happens next.
        answer: Who can help.
        overview: The own praatplaat.
        details: Own details and consent; empty for staff.
        case: The desk's case; empty for who has a private link.
    """

    sent: str
    answer: str
    overview: str
    details: str = ""
    case: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeStartPage(Page):
    """What a praatplaat is, before anything is asked."""

    template = "intake_start.html"
    section = "plate"

    begin_address: str = field(metadata={"help": "where it begins"})
    domains: tuple[Domain, ...] = field(metadata={"help": "the parts of a company that are looked at"})
    questions: int = field(metadata={"help": "how many actions are put to a company"})


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeNewPage(SavingPage):
    """Who asks, before there is an intake."""

    template = "intake_new.html"
    section = "plate"

    action: str = field(metadata={"help": "where the form is sent to"})
    values: Form = field(metadata={"help": "the fields as they were filled in"})
    mark: str = field(metadata={"help": "by which the form is known when it is sent twice"})
    desks: tuple[Actor, ...] = field(metadata={"help": "desks to choose from; one needs no choice"})
    desk: str = field(metadata={"help": "id of the chosen desk, or empty"})
    groups: Mapping[TargetGroup, Bilingual] = field(metadata={"help": "who can ask"})
    company_id: str = field(metadata={"help": "the known company that it is about, or empty"})
    by_staff: bool = field(metadata={"help": "whether staff fills it in, on a visit"})
    total: int = field(metadata={"help": "how many steps there are"})
    candidates: tuple[Candidate, ...] = field(metadata={"help": "known companies that may be meant"})


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeStepPage(FormPage):
    """One step of an intake."""

    template = "intake_step.html"
    section = "plate"

    action: str = field(metadata={"help": "where the form is sent to"})
    previous: str | None = field(metadata={"help": "address of the step before, or None"})
    step: Step = field(metadata={"help": "what is asked"})
    total: int = field(metadata={"help": "how many steps there are"})
    values: Form = field(metadata={"help": "the fields as they are filled in"})
    base: str = field(metadata={"help": "digest of the fields as they are stored"})
    by_domain: tuple[tuple[Domain, tuple[Action, ...]], ...] = field(
        metadata={"help": "the actions of this step"}
    )
    proposals: tuple[ProposedNeed, ...] = field(metadata={"help": "the needs that follow from the answers"})
    summary: tuple[SummaryGroup, ...] = field(metadata={"help": "all answers, on the last step"})
    may_refer: bool = field(metadata={"help": "whether details may be passed on, said on the last step"})
    groups: Mapping[TargetGroup, Bilingual] = field(metadata={"help": "who can ask"})
    by_staff: bool = field(metadata={"help": "whether staff fills it in, on a visit"})
    to_check: bool = field(
        metadata={"help": "whether the reader came from the last step to change something"}
    )
    clashes: tuple[Clash, ...] = field(metadata={"help": "what another window stored meanwhile"})


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeLaterPage(Page):
    """How to go on later: the private link, to be kept."""

    template = "intake_later.html"
    section = "plate"

    private_address: str = field(
        metadata={"help": "the whole address to go on from, or empty before it was asked for"}
    )
    go_on: str = field(metadata={"help": "address of the step to go on with"})
    action: str = field(
        metadata={"help": "where staff asks for a link, and an entrepreneur to be mailed one"}
    )
    mail_to: str = field(metadata={"help": "the address to which it can be mailed, or empty"})
    is_mailed: bool = field(metadata={"help": "whether it was just put in the mail"})
    expires_on: date = field(metadata={"help": "the day from which the link opens nothing"})
    by_staff: bool = field(metadata={"help": "whether staff asks"})
    is_sent: bool = field(metadata={"help": "whether the intake was sent already"})


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeSentPage(Page):
    """The intake was sent: what happens next, and when."""

    template = "intake_sent.html"
    section = "plate"

    company: Company = field(metadata={"help": "who asks"})
    desk_name: str = field(metadata={"help": "the desk that has it now"})
    called_by: date = field(metadata={"help": "the day by which the desk gets in touch"})
    needs: int = field(metadata={"help": "how many questions were asked"})
    ways: Ways = field(metadata={"help": "what else there is of it"})
    later_address: str = field(metadata={"help": "the private link, to be kept or handed over"})
    by_staff: bool = field(metadata={"help": "whether staff sent it"})


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeAnswerPage(Page):
    """Who can help with each need, to be chosen from."""

    template = "intake_answer.html"
    section = "plate"

    action: str = field(metadata={"help": "where the choice is sent to"})
    answered: tuple[NeedAnswer, ...] = field(metadata={"help": "each need with what fits"})
    may_refer: bool = field(metadata={"help": "whether details may be passed on"})
    ways: Ways = field(metadata={"help": "what else there is of it"})
    saved: bool = field(metadata={"help": "whether a choice was just stored"})
    by_staff: bool = field(metadata={"help": "whether staff reads it"})
    faults: tuple[Fault, ...] = field(metadata={"help": "what went wrong with the choice"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PraatplaatPage(Page):
    """A company's own praatplaat."""

    template = "praatplaat.html"
    section = "plate"

    plate: Overview = field(metadata={"help": "what it shows"})
    ways: Ways = field(metadata={"help": "what else there is of it"})
    pdf_address: str = field(metadata={"help": "the same as a PDF; empty where that cannot be made"})
    again_address: str = field(metadata={"help": "where a new measurement begins"})
    mark: str = field(metadata={"help": "by which the form for that is known when it is sent twice"})
    by_staff: bool = field(metadata={"help": "whether staff reads it"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PraatplaatPrint(Page):
    """A company's own praatplaat as a document of its own, from which a PDF is made."""

    template = "praatplaat_print.html"

    plate: Overview = field(metadata={"help": "what it shows"})
    desk_name: str = field(metadata={"help": "the desk that has it"})
    printed_at: datetime = field(metadata={"help": "when the document was made, in UTC"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkClosedPage(Page):
    """A private link that opens nothing (any more)."""

    template = "intake_link_closed.html"

    was_withdrawn: bool = field(metadata={"help": "whether somebody withdrew it"})
    has_expired: bool = field(metadata={"help": "whether its time is over"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A referral as its provider or its entrepreneur sees it by a link.

    Attributes:
        referral: The referral.
        words: What the company asks.
        desk_name: The desk that sent it.
        offering_title: What it was referred to.
        place: Name of the municipality of the company, or empty.
        sectors: Its trade.
        size: Its size class, or None.
        company_name: Its name, or empty where that may not be passed on.
        contacts: How to reach it; empty where that may not be passed on.
    """

    referral: Referral
    words: str
    desk_name: str
    offering_title: Bilingual
    place: str
    sectors: tuple[Bilingual, ...]
    size: CompanySize | None
    company_name: str
    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderForm:
    """What a provider answers, as it was filled in.

    Attributes:
        move: Code of what it does.
        reason: Code of the reason.
        note: What it adds.
    """

    move: str = ""
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeForm:
    """What an entrepreneur says came of a referral, as it was filled in.

    Attributes:
        link_made: ``yes``, ``no`` or empty for not known yet, as in the next two.
        helped: ``yes``, ``partly`` or ``no``.
        step_taken: ``yes`` or ``no``.
        contact_later: ``yes`` or ``no``.
        note: What they add.
    """

    link_made: str = ""
    helped: str = ""
    step_taken: str = ""
    contact_later: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderAnswerPage(FormPage):
    """A referral, to be answered by its provider."""

    template = "provider_answer.html"

    action: str = field(metadata={"help": "where the answer is sent to"})
    handed: Handed = field(metadata={"help": "the referral"})
    moves: tuple[tuple[Move, Bilingual], ...] = field(metadata={"help": "what the provider can do now"})
    reasons: tuple[Reason, ...] = field(metadata={"help": "reasons for a no"})
    form: ProviderForm = field(metadata={"help": "what to fill in beforehand"})
    saved: bool = field(metadata={"help": "whether an answer was just stored"})
    expires_on: date = field(metadata={"help": "the day from which the link opens nothing"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomePage(FormPage):
    """What came of a referral, told by the entrepreneur."""

    template = "intake_outcome.html"

    action: str = field(metadata={"help": "where the answer is sent to"})
    handed: Handed = field(metadata={"help": "the referral"})
    form: OutcomeForm = field(metadata={"help": "what to fill in beforehand"})
    mark: str = field(metadata={"help": "by which the form is known when it is sent twice"})
    saved: bool = field(metadata={"help": "whether an answer was just stored"})
    details_address: str = field(metadata={"help": "own details and consent"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDetailsPage(Page):
    """What a desk keeps of a company, for the company itself."""

    template = "intake_details.html"
    section = "plate"

    action: str = field(metadata={"help": "where consent is changed"})
    erase_address: str = field(metadata={"help": "where everything is erased"})
    ways: Ways | None = field(metadata={"help": "what there is of the intake whose link this is, or None"})
    company: Company = field(metadata={"help": "the company"})
    place: str = field(metadata={"help": "name of its municipality, or empty"})
    contacts: tuple[Contact, ...] = field(metadata={"help": "how to reach it"})
    given: tuple[Purpose, ...] = field(metadata={"help": "for what there is consent"})
    purposes: tuple[Purpose, ...] = field(metadata={"help": "for what consent can be given"})
    measured: tuple[datetime, ...] = field(metadata={"help": "when a praatplaat was sent"})
    kept_until: date = field(metadata={"help": "the day on which the details are erased by themselves"})
    desk_name: str = field(metadata={"help": "the desk that keeps them"})
    wants_mail: bool = field(metadata={"help": "whether the company wants mail about every step"})
    saved: bool = field(metadata={"help": "whether consent was just changed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnErasePage(FormPage):
    """The question whether everything must really be erased."""

    template = "intake_erase.html"
    section = "plate"

    action: str = field(metadata={"help": "where the answer is sent to"})
    back: str = field(metadata={"help": "own details and consent"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedPage(Page):
    """Everything was erased."""

    template = "intake_erased.html"


PAGES: tuple[type[Page], ...] = (
    IntakeStartPage,
    IntakeNewPage,
    IntakeStepPage,
    IntakeLaterPage,
    IntakeSentPage,
    IntakeAnswerPage,
    PraatplaatPage,
    PraatplaatPrint,
    LinkClosedPage,
    ProviderAnswerPage,
    OutcomePage,
    OwnDetailsPage,
    OwnErasePage,
    ErasedPage,
)
