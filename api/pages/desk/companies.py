"""The page of a company: what the desk knows of it, how to reach it, and what it asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from api.desk import handling
from api.desk.reading import CompanySaid, contact_said_faults, read_company
from api.pages.addresses import address, other
from api.pages.desk.cases import need_entries
from api.pages.desk.contexts import (
    CaseEntry,
    CompanyDetailsPage,
    CompanyForm,
    CompanyPage,
    ConsentLine,
    ContactForm,
    ContactPage,
    ErasePage,
    Measured,
    SharedExample,
)
from api.pages.desk.questions import at_fields
from api.pages.desk.recognising import near_companies
from api.pages.desk.room import Room, number_of
from api.pages.desk.starting import known_company
from api.pages.desk.words import desk_name, event_lines, record_names
from api.pages.details import relation_groups
from api.pages.rendering import see_other
from matchmaker.casework.companies import Contact, consent_holds, retention_ends
from matchmaker.casework.praatplaat import score, shareable_examples
from matchmaker.casework.terms import CaseState, MailPreference, Purpose
from matchmaker.days import day_of
from matchmaker.errors import Conflict, Fault, InvalidInput, NotFound
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping
    from datetime import date

    from starlette.requests import Request
    from starlette.responses import Response

    from api.loaded import Loaded
    from api.pages.addresses import PageName
    from api.pages.desk.contexts import NearCompany
    from api.pages.sent import Sent
    from matchmaker.casework.cases import Case, CaseNeed
    from matchmaker.casework.companies import Company, Consent
    from matchmaker.casework.followups import FollowUp
    from matchmaker.casework.intakes import Intake
    from matchmaker.casework.port import Act, Casework
    from matchmaker.casework.praatplaat import QuestionSet
    from matchmaker.casework.referrals import Referral
    from matchmaker.casework.timeline import Event
    from matchmaker.vocabulary import Language

NOT_CONFIRMED = Fault(
    where="confirm",
    message=Bilingual("Vink aan dat u dit zeker weet.", "Tick that you are sure of this."),
)
NOTHING_TO_REACH = Bilingual(
    "Vul een functie in, en een e-mailadres of telefoonnummer.",
    "Fill in a function, and a mail address or telephone number.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRead:
    """A case with what belongs to it."""

    case: Case
    needs: tuple[CaseNeed, ...]
    referrals: tuple[Referral, ...]
    follow_ups: tuple[FollowUp, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyRead:
    """A company with all that its page shows from the store."""

    company: Company
    contacts: tuple[Contact, ...]
    consents: tuple[Consent, ...]
    cases: tuple[CaseRead, ...]
    intakes: tuple[Intake, ...]
    events: tuple[Event, ...]


class Companies(Room):
    """The endpoints."""

    def endpoints(self) -> Mapping[PageName, Callable[[Language, Request], Awaitable[Response]]]:
        """Return the endpoint of each page."""
        return {
            "company": self.company,
            "company_details": self.details,
            "contact": self.contact,
            "company_erase": self.erase,
        }

    async def company(self, language: Language, request: Request) -> Response:
        """Show a company, or write down to what it consents."""
        company_id = request.path_params["id"]
        loaded = await self._services.catalogue.current()
        if request.method == "GET":
            read = await self._do(partial(_read, self._act(request).desk_id, company_id))
            page = _company_page(
                loaded,
                language,
                read,
                self._services.question_sets,
                done=request.query_params.get("gedaan", ""),
                today=self._services.clock.today(),
            )
            return self._page(request, page, language)
        sent = await self._sent(request)
        await self._together(partial(_consent, self._act(request), company_id, sent))
        return see_other(address("company", language, company_id, {"gedaan": "toestemming"}))

    async def details(self, language: Language, request: Request) -> Response:
        """Show what is known of a company, or change it."""
        loaded = await self._services.catalogue.current()
        act, company_id = self._act(request), request.path_params["id"]
        company = await self._do(lambda casework: casework.company(act.desk_id, company_id))
        if request.method == "GET":
            return self._page(request, _details_page(language, company, _as_form(loaded, company)), language)
        sent = await self._sent(request)
        form = _company_form(sent)
        try:
            changed = _changed(loaded, company, form, self._services.clock.today())
            near = () if sent.one("isOther") else await self._near(loaded, act, company, changed)
            if near:
                return self._page(request, _details_page(language, company, form, near=near), language)
            await self._do(lambda casework: casework.save_company(act, changed))
        except InvalidInput as wrong:
            page = _details_page(language, company, form, faults=wrong.faults)
            return self._page(request, page, language, 400)
        except Conflict as conflict:
            page = _details_page(language, company, form, problem=conflict.sentence)
            return self._page(request, page, language, 409)
        return see_other(address("company", language, company_id, {"gedaan": "gegevens"}))

    async def _near(
        self, loaded: Loaded, act: Act, company: Company, changed: Company
    ) -> tuple[NearCompany, ...]:
        """Return the other companies that one may be by its new name or number."""
        if (company.name, company.kvk_number) == (changed.name, changed.kvk_number):
            return ()
        number, own_id = changed.kvk_number, changed.id
        return await self._do(
            partial(near_companies, loaded, act.desk_id, changed.name, kvk_number=number, own_id=own_id)
        )

    async def contact(self, language: Language, request: Request) -> Response:
        """Show a way to reach a company, change it, add one or take it away."""
        act, company_id = self._act(request), request.path_params["id"]
        company = await self._do(lambda casework: casework.company(act.desk_id, company_id))
        known = await self._do(lambda casework: casework.contacts(act.desk_id, company_id))
        if request.method == "GET":
            form = _known_contact(known, request.query_params.get("wie", ""))
            return self._page(request, _contact_page(language, company, form), language)
        sent = await self._sent(request)
        form = _contact_form(sent)
        if sent.one("do") == "remove":
            await self._do(lambda casework: casework.remove_contact(act, company_id, form.contact_id))
            return see_other(address("company", language, company_id, {"gedaan": "contact-weg"}))
        try:
            contact = _contact(company, form, known)
            await self._do(lambda casework: casework.save_contact(act, contact))
        except InvalidInput as wrong:
            page = _contact_page(language, company, form, faults=wrong.faults)
            return self._page(request, page, language, 400)
        except Conflict as conflict:
            page = _contact_page(language, company, form, problem=conflict.sentence)
            return self._page(request, page, language, 409)
        return see_other(address("company", language, company_id, {"gedaan": "contact"}))

    async def erase(self, language: Language, request: Request) -> Response:
        """Show what erasing does, or erase."""
        act, company_id = self._act(request), request.path_params["id"]
        if request.method == "GET":
            page = await self._do(partial(_erase_page, act, company_id, language))
            return self._page(request, page, language)
        sent = await self._sent(request)
        if sent.one("confirm") != "1":
            page = await self._do(partial(_erase_page, act, company_id, language))
            return self._page(request, replace(page, faults=(NOT_CONFIRMED,)), language, 400)
        await self._do(lambda casework: casework.erase_company(act, company_id))
        return see_other(address("company", language, company_id, {"gedaan": "gewist"}))


def _read(desk_id: str, company_id: str, casework: Casework) -> CompanyRead:
    company = casework.company(desk_id, company_id)
    return CompanyRead(
        company=company,
        contacts=casework.contacts(desk_id, company_id),
        consents=casework.consents(desk_id, company_id),
        cases=tuple(
            CaseRead(
                case=case,
                needs=casework.needs_of(desk_id, case.id),
                referrals=casework.referrals_of(desk_id, case.id),
                follow_ups=casework.follow_ups_of(desk_id, case.id),
            )
            for case in casework.cases_of(desk_id, company_id)
        ),
        intakes=casework.intakes_of(desk_id, company_id),
        events=casework.company_timeline(desk_id, company_id),
    )


def _company_page(
    loaded: Loaded,
    language: Language,
    read: CompanyRead,
    sets: tuple[QuestionSet, ...],
    *,
    done: str,
    today: date,
) -> CompanyPage:
    company = read.company
    party = handling.company_as_party(loaded, company)
    return CompanyPage(
        other_address=address("company", other(language), company.id),
        other_by_form=False,
        company=company,
        place=known_company(loaded, company).place,
        sectors=tuple(loaded.theme_by_id(theme_id) for theme_id in company.sectors),
        contacts=read.contacts,
        consents=_consent_lines(read.consents),
        cases=tuple(
            CaseEntry(
                case=one.case,
                desk_name=desk_name(loaded, one.case.desk_id),
                needs=need_entries(one.needs, one.referrals),
            )
            for one in read.cases
        ),
        measured=_measured(read.intakes, sets),
        examples=_examples(read, sets),
        party=party,
        relations=relation_groups(loaded, language, party.id, today) if party else (),
        kept_until=retention_ends(company),
        events=event_lines(loaded, read.events, _names(read.cases)),
        done=done,
    )


def _names(cases: Iterable[CaseRead]) -> Mapping[str, Bilingual]:
    names: dict[str, Bilingual] = {}
    for one in cases:
        names |= record_names(one.needs, one.referrals, one.follow_ups)
    return names


def _consent_lines(consents: Iterable[Consent]) -> tuple[ConsentLine, ...]:
    latest = {one.purpose: one for one in consents}  # the earliest come first
    return tuple(
        ConsentLine(
            purpose=purpose,
            holds=purpose in latest and latest[purpose].is_given,
            on=day_of(latest[purpose].at) if purpose in latest else None,
        )
        for purpose in Purpose
    )


def _measured(intakes: Iterable[Intake], sets: Iterable[QuestionSet]) -> tuple[Measured, ...]:
    by_version = {(one.id, one.version): one for one in sets}
    found = []
    for intake in intakes:
        questions = by_version.get((intake.question_set_id, intake.question_set_version))
        counted = score(questions, intake.ticks, intake.own_grade) if questions else None
        found.append(Measured(intake=intake, score=counted))
    return tuple(reversed(found))


def _examples(read: CompanyRead, sets: Iterable[QuestionSet]) -> tuple[SharedExample, ...]:
    """Return the examples that may be shared: the company allows it for each, and in general."""
    sent = [one for one in read.intakes if one.submitted_at is not None]
    if not sent or not consent_holds(read.consents, Purpose.SHARE_EXAMPLE):
        return ()
    latest = max(sent, key=lambda one: one.submitted_at or one.started_at)
    version = (latest.question_set_id, latest.question_set_version)
    questions = next((one for one in sets if (one.id, one.version) == version), None)
    if questions is None:
        return ()
    told = ((questions.action(tick.action_id), tick.example) for tick in shareable_examples(latest.ticks))
    return tuple(SharedExample(action=action.text, words=words) for action, words in told if action)


def _consent(act: Act, company_id: str, sent: Sent, casework: Casework) -> None:
    """Write down what changed: what is ticked is consented to, what is not is not."""
    holds = {one.purpose: one.holds for one in _consent_lines(casework.consents(act.desk_id, company_id))}
    ticked = set(sent.all("consents"))
    for purpose in Purpose:
        if purpose.value in ticked and not holds[purpose]:
            casework.give_consent(act, company_id, purpose)
        if purpose.value not in ticked and holds[purpose]:
            casework.withdraw_consent(act, company_id, purpose)


def _as_form(loaded: Loaded, company: Company) -> CompanyForm:
    place = known_company(loaded, company).place
    return CompanyForm(
        company=company.name,
        municipality=place.name if place else "",
        sector=", ".join(loaded.theme_by_id(theme_id).label.nl for theme_id in company.sectors),
        kvk_number=company.kvk_number or "",
        size=company.size.value if company.size else "",
        target_group=company.target_group.value,
        revision=str(company.revision),
    )


def _company_form(sent: Sent) -> CompanyForm:
    return CompanyForm(
        company=sent.one("company"),
        municipality=sent.one("municipality"),
        sector=sent.one("sector"),
        kvk_number=sent.one("kvkNumber").replace(" ", ""),
        size=sent.one("size"),
        target_group=sent.one("targetGroup"),
        revision=sent.one("revision"),
    )


def _changed(loaded: Loaded, company: Company, form: CompanyForm, today: date) -> Company:
    said = CompanySaid(
        name=form.company,
        kvk_number=form.kvk_number,
        municipality=form.municipality,
        sector=form.sector,
        size=form.size,
        target_group=form.target_group,
    )
    understood, faults = read_company(loaded, said, today)
    if faults or understood is None:
        raise InvalidInput(at_fields(faults))
    return replace(
        company,
        name=form.company,
        kvk_number=form.kvk_number or None,
        municipality_id=understood.municipality_id,
        sectors=understood.sectors,
        size=understood.size,
        target_group=understood.target_group,
        revision=number_of(form.revision),
    )


def _details_page(
    language: Language,
    company: Company,
    form: CompanyForm,
    *,
    near: tuple[NearCompany, ...] = (),
    problem: Bilingual | None = None,
    faults: tuple[Fault, ...] = (),
) -> CompanyDetailsPage:
    return CompanyDetailsPage(
        other_address=address("company_details", other(language), company.id),
        other_by_form=False,
        company=company,
        form=form,
        near=near,
        problem=problem,
        faults=faults,
    )


def _known_contact(known: Iterable[Contact], contact_id: str) -> ContactForm:
    if not contact_id:
        return ContactForm()
    contact = next((one for one in known if one.id == contact_id), None)
    if contact is None:
        raise NotFound("contact", contact_id)
    return ContactForm(
        contact_id=contact.id,
        contact_function=contact.function,
        email=contact.email or "",
        phone=contact.phone or "",
        language=contact.language,
        mail=contact.mail.value,
        revision=str(contact.revision),
    )


def _contact_form(sent: Sent) -> ContactForm:
    return ContactForm(
        contact_id=sent.one("contactId"),
        contact_function=sent.one("contactFunction"),
        email=sent.one("email"),
        phone=sent.one("phone"),
        language="en" if sent.one("language") == "en" else "nl",
        mail=sent.one("mail"),
        revision=sent.one("revision"),
    )


def _contact(company: Company, form: ContactForm, known: Iterable[Contact]) -> Contact:
    held = next((one for one in known if one.id == form.contact_id), None)
    faults = at_fields(contact_said_faults(form.contact_function, form.email, form.phone, held))
    if not (form.contact_function or form.email or form.phone):
        faults.append(Fault(where="contactFunction", message=NOTHING_TO_REACH))
    if faults:
        raise InvalidInput(faults)
    return Contact(
        id=form.contact_id or handling.new_id("contact"),
        company_id=company.id,
        function=form.contact_function,
        email=form.email or None,
        phone=form.phone or None,
        language="en" if form.language == "en" else "nl",
        mail=MailPreference.read(form.mail) or MailPreference.ALL,
        revision=number_of(form.revision or "0"),
    )


def _contact_page(
    language: Language,
    company: Company,
    form: ContactForm,
    *,
    problem: Bilingual | None = None,
    faults: tuple[Fault, ...] = (),
) -> ContactPage:
    return ContactPage(
        other_address=address("contact", other(language), company.id),
        other_by_form=False,
        company=company,
        form=form,
        problem=problem,
        faults=faults,
    )


def _erase_page(act: Act, company_id: str, language: Language, casework: Casework) -> ErasePage:
    company = casework.company(act.desk_id, company_id)
    cases = casework.cases_of(act.desk_id, company_id)
    return ErasePage(
        other_address=address("company_erase", other(language), company_id),
        other_by_form=False,
        company=company,
        contacts=len(casework.contacts(act.desk_id, company_id)),
        open_cases=sum(case.state is CaseState.OPEN for case in cases),
        faults=(),
    )
