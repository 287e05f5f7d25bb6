"""What goes over the wire about a desk's own work; as ``api.schemas`` in every respect."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003  # pydantic reads the annotations when the class is made

from pydantic import ConfigDict, Field

from api.schemas import In, Links, Out, PageOut, PageQuery, PlaceRef, ThemeRef, Words
from matchmaker.casework.referrals import LONGEST_OWN_REASON
from matchmaker.casework.terms import (
    CaseKind,
    CaseState,
    Channel,
    Domain,
    FollowUpKind,
    FollowUpState,
    Helped,
    IntakeState,
    MadeBy,
    MailPreference,
    Move,
    Purpose,
    Reason,
    ReferralState,
    WorkView,
)
from matchmaker.vocabulary import Answer, CompanySize, Language, NeedKind, RStrategy, TargetGroup


class DeskIn(In):
    """Basis van wat over het werk van een loket wordt gestuurd."""

    model_config = ConfigDict(strict=True)


# ---- asked


class ContactIn(DeskIn):
    """Hoe een bedrijf te bereiken is. Een functie, geen naam van een persoon."""

    function: str = Field(max_length=200, description="Functie, zoals eigenaar.", examples=["eigenaar"])
    email: str | None = Field(default=None, max_length=254, description="E-mailadres.")
    phone: str | None = Field(
        default=None, max_length=50, description="Telefoonnummer van 10 cijfers, of een met landcode."
    )
    language: str | None = Field(default=None, description="Taal waarin wij schrijven: nl of en.")
    mail: str | None = Field(default=None, description="Welke mail mag: all of none.")


class CompanyRequest(DeskIn):
    """Een bedrijf, vereniging of gemeente die iets vraagt. Alleen `name` is verplicht."""

    name: str = Field(max_length=200, description="De naam, zoals het bedrijf die zelf gebruikt.")
    kvk_number: str | None = Field(default=None, max_length=20, description="KVK-nummer, 8 cijfers.")
    municipality: str | None = Field(
        default=None, max_length=200, description="De gemeente, in elke spelling.", examples=["Woerden"]
    )
    sector: str | None = Field(default=None, max_length=200, description="De branche, in elke spelling.")
    size: str | None = Field(
        default=None, max_length=100, description="Grootte: " + ", ".join(CompanySize) + "."
    )
    target_group: str | None = Field(
        default=None, max_length=100, description="Wie het is: " + ", ".join(TargetGroup) + "."
    )
    contact: ContactIn | None = Field(default=None, description="Alleen bij een nieuw bedrijf.")


class CompanySearchRequest(DeskIn):
    """Woorden uit een naam, of een KVK-nummer. Dit staat in de body, omdat namen niet in adressen horen."""

    q: str = Field(min_length=1, max_length=200, description="Woorden uit de naam, of een KVK-nummer.")


class NeedRequest(DeskIn):
    """Wat een bedrijf vraagt: in een zaak die er is, of in een nieuwe zaak van een bedrijf."""

    text: str = Field(min_length=1, max_length=5000, description="De vraag, in de woorden van het bedrijf.")
    company_id: str | None = Field(default=None, max_length=100, description="Opent een nieuwe zaak.")
    case_id: str | None = Field(default=None, max_length=100, description="Hoort bij deze zaak.")
    need_kinds: list[str] | None = Field(
        default=None, max_length=20, description="Soorten hulp: " + ", ".join(NeedKind) + "."
    )


class NeedChange(DeskIn):
    """De vraag in andere woorden."""

    text: str = Field(min_length=1, max_length=5000, description="De vraag, in de woorden van het bedrijf.")
    need_kinds: list[str] | None = Field(
        default=None, max_length=20, description="Soorten hulp: " + ", ".join(NeedKind) + "."
    )


class CaseChange(DeskIn):
    """Wat er aan een zaak verandert: precies één van deze."""

    state: str | None = Field(default=None, description="`closed` sluit de zaak af.")
    worker: str | None = Field(default=None, max_length=200, description="Functie van wie eraan werkt.")
    hand_over_to: str | None = Field(
        default=None, max_length=200, description="Kenmerk van het loket dat de zaak overneemt."
    )
    share_with: str | None = Field(
        default=None, max_length=200, description="Kenmerk van een loket dat meewerkt."
    )
    note: str | None = Field(
        default=None, max_length=5000, description="Wat het andere loket moet weten, bij overdragen."
    )


class ReferralRequest(DeskIn):
    """Een vraag voor een aanbod. De verwijzing is daarmee voorgesteld, nog niet verstuurd."""

    need_id: str = Field(max_length=100, description="De behoefte.")
    offering_id: str = Field(
        max_length=200,
        description="Een aanbod uit de suggesties bij die behoefte, of met `ownReason` een ander aanbod.",
    )
    own_reason: str | None = Field(
        default=None,
        max_length=LONGEST_OWN_REASON,
        description=(
            "Waarom het loket aanbod kiest dat niet is voorgesteld: dan verplicht, en anders weg te laten."
        ),
    )
    overrules: list[str] | None = Field(
        default=None,
        max_length=20,
        description=(
            "Namen van voorwaarden die het bedrijf weigeren en waar het loket een uitzondering op weet."
        ),
        examples=[["area"]],
    )


class MoveRequest(DeskIn):
    """Een stap met een verwijzing."""

    move: str = Field(description="De stap: " + ", ".join(Move) + ".", examples=["send"])
    reason: str | None = Field(
        default=None, description="Verplicht bij decline en withdraw: " + ", ".join(Reason) + "."
    )
    note: str | None = Field(default=None, max_length=5000, description="Notitie voor het loket.")


class OutcomeRequest(DeskIn):
    """De drie vragen. Laat weg, of geef null, wat nog niet bekend is."""

    link_made: bool | None = Field(default=None, description="Is het contact gelegd?")
    helped: str | None = Field(default=None, description="Helpt het: " + ", ".join(Helped) + ".")
    step_taken: bool | None = Field(default=None, description="Is er een concrete stap gezet?")


class FollowUpRequest(DeskIn):
    """Een eigen afspraak bij een zaak."""

    case_id: str = Field(max_length=100, description="De zaak.")
    due_on: str = Field(description="De dag (ISO 8601).", examples=["2026-12-01"])
    remark: str | None = Field(default=None, max_length=2000, description="Waar u aan moet denken.")


class FollowUpChange(DeskIn):
    """Een opvolging is gedaan of niet meer nodig, of krijgt een andere dag."""

    state: str | None = Field(default=None, description="`done` of `dropped`.")
    due_on: str | None = Field(default=None, description="Een andere dag (ISO 8601).")
    remark: str | None = Field(default=None, max_length=2000, description="Wat eruit kwam, of waarom niet.")


class PeriodRequest(DeskIn):
    """Een periode waarin een aanbod een aantal plaatsen heeft."""

    starts_on: str = Field(description="Eerste dag (ISO 8601).", examples=["2027-01-01"])
    ends_on: str = Field(description="Laatste dag (ISO 8601).", examples=["2027-06-30"])
    places: int = Field(ge=0, le=1_000_000, description="Hoeveel bedrijven erbij kunnen.")
    waiting_places: int = Field(
        default=0, ge=0, le=1_000_000, description="Hoeveel er op de wachtlijst kunnen."
    )
    assess_first: bool = Field(
        default=False, description="De aanbieder kijkt eerst: pas bij aannemen is een plaats bezet."
    )


class TickIn(DeskIn):
    """Wat een bedrijf van één actie zegt."""

    action_id: str = Field(max_length=100, description="De actie uit de vragenlijst.")
    does: bool = Field(default=False, description="Doet het al.")
    wants: bool = Field(default=False, description="Wil het binnen drie jaar.")
    needs_help: bool = Field(default=False, description="Wil er hulp bij.")
    not_applicable: bool = Field(default=False, description="Is niet van toepassing.")
    example: str | None = Field(default=None, max_length=2000, description="Hoe het bedrijf dit doet.")
    words: str | None = Field(
        default=None, max_length=2000, description="De vraag om hulp, in de woorden van het bedrijf."
    )
    may_share: bool = Field(default=False, description="Het voorbeeld mag gedeeld worden.")


class IntakeRequest(DeskIn):
    """Een praatplaat voor een bedrijf; zonder `questionSetId` kiezen wij de vragenlijst van de branche."""

    company_id: str = Field(max_length=100, description="Het bedrijf.")
    question_set_id: str | None = Field(default=None, max_length=100, description="De vragenlijst.")


class IntakeChange(DeskIn):
    """Alle antwoorden zoals zij nu zijn; wat er niet in staat, is niet beantwoord."""

    ticks: list[TickIn] = Field(max_length=200, description="De antwoorden.")
    own_grade: int | None = Field(default=None, description="Eigen cijfer, 1 tot en met 10.")
    wish: str | None = Field(default=None, max_length=5000, description="Wat het bedrijf wil toevoegen.")


class WorkListQuery(PageQuery):
    """Welk deel van de werklijst."""

    view: WorkView = Field(default=WorkView.DESK, description="Van wie, of hoe dringend.")
    cohort: Words | None = Field(
        default=None, description="Alleen zaken uit dit kwartaal.", examples=["2026-Q4"]
    )


class GapQuery(PageQuery):
    """Vanaf wanneer."""

    since: date | None = Field(default=None, description="Alleen vanaf deze dag.")


class CompanyQuery(PageQuery):
    """Een bladzijde met bedrijven, op naam."""


class CaseQuery(PageQuery):
    """Van welk bedrijf, of welke zaken van het eigen loket."""

    company_id: Words | None = Field(
        default=None, description="Alleen de zaken van dit bedrijf, open en afgesloten, op één bladzijde."
    )
    state: CaseState = Field(
        default=CaseState.OPEN, description="Zonder `companyId`: de open of de afgesloten zaken van uw loket."
    )


class ReferralQuery(In):
    """Van welke zaak."""

    case_id: Words = Field(description="Kenmerk van de zaak.")


class QuestionSetQuery(In):
    """Welke versie."""

    version: int | None = Field(default=None, ge=1, le=10_000, description="De versie; anders de laatste.")


# ---- answered


class ContactOut(Out):
    """Hoe een bedrijf te bereiken is."""

    id: str
    revision: int
    function: str
    email: str | None
    phone: str | None
    language: Language
    mail: MailPreference


class ConsentOut(Out):
    """Waar een bedrijf toestemming voor geeft."""

    purpose: Purpose
    is_given: bool


class CompanyRef(Out):
    """Een bedrijf, kort."""

    id: str
    name: str
    municipality: PlaceRef | None
    target_group: TargetGroup
    links: Links


class CompanyOut(CompanyRef):
    """Een bedrijf met alles wat uw loket weet."""

    revision: int
    kvk_number: str | None
    sectors: list[ThemeRef]
    size: CompanySize | None
    active_on: date
    erased_at: datetime | None
    contacts: list[ContactOut]
    consents: list[ConsentOut]


class CandidateOut(Out):
    """Een bekend bedrijf dat bedoeld kan zijn."""

    company: CompanyRef
    is_same: bool | None = Field(description="null: daar moet iemand naar kijken.")
    score: float
    why: str


class CandidatesOut(Out):
    """Bekende bedrijven die bedoeld kunnen zijn, het waarschijnlijkste eerst."""

    candidates: list[CandidateOut]


class ShownReasonOut(Out):
    """Een reden zoals die toen werd getoond."""

    feature: str
    contribution: float
    text: str


class SuggestionOut(Out):
    """Aanbod zoals het die dag werd voorgesteld."""

    offering_id: str
    offering_title: str
    provider_id: str
    provider_name: str
    score: float
    eligibility: Answer
    reasons: list[ShownReasonOut]
    is_chosen: bool


class NeedRecordOut(Out):
    """Een behoefte van een bedrijf, met wat ervoor is voorgesteld."""

    id: str
    revision: int
    case_id: str
    company_id: str
    text: str
    need_kinds: list[NeedKind]
    r_strategy: RStrategy | None
    suggested_on: date | None
    suggestions: list[SuggestionOut] = Field(description="Leeg als niets past: dat is dan vastgelegd.")
    links: Links


class CaseOut(Out):
    """Een zaak: alles wat een bedrijf in één keer vraagt."""

    id: str
    revision: int
    desk_id: str
    company_id: str
    kind: CaseKind
    state: CaseState
    opened_on: date
    closed_on: date | None
    worker: str | None
    shared_with: list[str]
    may_change: bool = Field(description="Of uw loket meer mag dan lezen.")
    needs: list[str] = Field(description="Kenmerken van de behoeften.")
    links: Links


class StepOut(Out):
    """Een stap die is gezet."""

    move: Move
    state: ReferralState
    at: datetime
    by: str = Field(description="Wie: de functie bij het loket, of de rol van wie een link gebruikte.")
    reason: Reason | None


class OutcomeOut(Out):
    """Wat een verwijzing opleverde."""

    link_made: bool | None
    helped: Helped | None
    step_taken: bool | None
    at: datetime


class ReferralOut(Out):
    """Een verwijzing."""

    id: str
    revision: int
    case_id: str
    need_id: str
    offering_id: str
    offering_title: str
    provider_id: str
    provider_name: str
    own_reason: str = Field(
        description="Waarom het loket dit koos, als het niet is voorgesteld. Anders leeg, en na wissen ook."
    )
    state: ReferralState
    channel: Channel | None
    sent_at: datetime | None
    allowed_moves: list[Move] = Field(description="Wat het loket nu kan doen.")
    steps: list[StepOut]
    desk_outcome: OutcomeOut | None
    own_outcome: OutcomeOut | None = Field(description="Volgens de ondernemer.")
    links: Links


class AnswerLinkOut(Out):
    """Een link waarmee de aanbieder antwoordt. Wij bewaren hem niet: u ziet hem één keer."""

    address: str
    expires_at: datetime


class PeriodOut(Out):
    """Een periode met hoe vol zij is."""

    id: str
    revision: int
    offering_id: str
    starts_on: date
    ends_on: date
    places: int
    taken: int
    left: int
    waiting_places: int
    waiting: int
    assess_first: bool
    links: Links


class FollowUpOut(Out):
    """Iets dat een loket op een dag moet doen."""

    id: str
    revision: int
    case_id: str
    referral_id: str | None
    kind: FollowUpKind
    state: FollowUpState
    due_on: date
    done_on: date | None
    cohort: str
    worker: str | None
    remark: str
    links: Links


class WorkItemOut(FollowUpOut):
    """Een regel van de werklijst."""

    company: str = Field(description="Naam van het bedrijf.")
    company_id: str
    offering_title: str | None
    referral_state: ReferralState | None
    own_reason: str = Field(
        description="Waarom het loket dit koos, als het niet is voorgesteld. Anders leeg, en na wissen ook."
    )


class GapRecordOut(Out):
    """Dat niets paste bij een behoefte, en wat er ontbrak."""

    id: str
    need_id: str
    case_id: str
    on: date
    need_kinds: list[NeedKind] = Field(description="Ook wat alleen in de woorden van de vraag stond.")
    municipality: PlaceRef | None
    missing: list[str]


class ActionOut(Out):
    """Iets dat een bedrijf circulair kan doen."""

    id: str
    domain: Domain
    text: str
    need: str
    r_strategy: RStrategy | None
    need_kinds: list[NeedKind]


class QuestionSetRef(Out):
    """Een vragenlijst, kort."""

    id: str
    version: int
    title: str
    sectors: list[str]
    published_on: date
    links: Links


class QuestionSetOut(QuestionSetRef):
    """Een versie van een vragenlijst."""

    actions: list[ActionOut]


class TickOut(Out):
    """Wat een bedrijf van één actie zegt."""

    action_id: str
    does: bool
    wants: bool
    needs_help: bool
    not_applicable: bool
    example: str
    words: str
    may_share: bool


class IntakeOut(Out):
    """Een praatplaat van een bedrijf."""

    id: str
    revision: int
    company_id: str
    question_set_id: str
    question_set_version: int
    made_by: MadeBy
    state: IntakeState
    ticks: list[TickOut]
    own_grade: int | None
    wish: str
    started_at: datetime
    submitted_at: datetime | None
    links: Links


class CompaniesEmbedded(Out):
    """De bedrijven zelf."""

    companies: list[CompanyRef]


class CompanyPage(PageOut):
    """Bedrijven die uw loket kent."""

    embedded: CompaniesEmbedded


class WorkItemsEmbedded(Out):
    """De regels zelf."""

    follow_ups: list[WorkItemOut]


class FollowUpPage(PageOut):
    """De werklijst."""

    embedded: WorkItemsEmbedded


class PeriodsEmbedded(Out):
    """De perioden zelf."""

    periods: list[PeriodOut]


class PeriodPage(PageOut):
    """De perioden van een aanbod, op eerste dag."""

    embedded: PeriodsEmbedded


class GapsEmbedded(Out):
    """De gaten zelf."""

    gaps: list[GapRecordOut]


class GapPage(PageOut):
    """Wat is gevraagd en er niet is."""

    embedded: GapsEmbedded


class CasesEmbedded(Out):
    """De zaken zelf."""

    cases: list[CaseOut]


class CasePage(PageOut):
    """Zaken van een bedrijf."""

    embedded: CasesEmbedded


class ReferralsEmbedded(Out):
    """De verwijzingen zelf."""

    referrals: list[ReferralOut]


class ReferralPage(PageOut):
    """Verwijzingen in een zaak."""

    embedded: ReferralsEmbedded


class QuestionSetsEmbedded(Out):
    """De vragenlijsten zelf."""

    question_sets: list[QuestionSetRef]


class QuestionSetPage(PageOut):
    """Vragenlijsten van de praatplaat."""

    embedded: QuestionSetsEmbedded


ASKED = (
    CompanyRequest,
    CompanySearchRequest,
    NeedRequest,
    NeedChange,
    CaseChange,
    ReferralRequest,
    MoveRequest,
    OutcomeRequest,
    PeriodRequest,
    FollowUpRequest,
    FollowUpChange,
    IntakeRequest,
    IntakeChange,
)
"""The bodies that routes read themselves, for the description of the API."""
