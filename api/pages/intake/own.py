"""What a company does by its own links: say what came of a referral, change its consent, have all erased."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from api import private_links
from api.desk.handling import Answered, once_for, tell_outcome
from api.pages.addresses import address, other
from api.pages.intake.access import Access
from api.pages.intake.contexts import ErasedPage, OutcomeForm, OutcomePage, OwnDetailsPage, OwnErasePage
from api.pages.intake.handed import LONGEST_NOTE, NOTE_TOO_LONG, as_entrepreneur, open_referral
from api.pages.intake.room import MOST_FIELDS, Room, to
from api.pages.sent import sent_form
from api.private_links import may_be_secret, new_secret
from matchmaker.casework.companies import consent_holds, retention_ends
from matchmaker.casework.port import Act
from matchmaker.casework.terms import Helped, IntakeState, LinkKind, MailPreference, Purpose
from matchmaker.casework.timeline import BY_ENTREPRENEUR
from matchmaker.errors import Conflict, Fault, InvalidInput
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response

    from api.loaded import Loaded
    from api.pages.addresses import PageName
    from api.pages.intake.contexts import Ways
    from api.pages.intake.handed import Opened
    from api.pages.intake.room import Endpoint
    from matchmaker.casework.companies import Company, Consent, Contact
    from matchmaker.casework.intakes import Intake
    from matchmaker.casework.links import PrivateLink
    from matchmaker.casework.port import Casework
    from matchmaker.casework.referrals import Outcome
    from matchmaker.vocabulary import Language


NOTHING_SAID = Bilingual("Beantwoord minstens één vraag.", "Answer at least one question.")
NOT_SURE = Bilingual(
    "Zet een vinkje als u zeker weet dat alles gewist moet worden.",
    "Tick the box if you are sure that everything must be erased.",
)

OWN_FORMS: frozenset[PageName] = frozenset({"own_details", "own_erase", "outcome"})
"""Where something is sent to."""

MAIL = "mail"
"""How a form names the wish for mail, beside the purposes of consent."""

_YES_NO: Mapping[str, bool] = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What is kept of a company, for itself.

    Attributes:
        link: The link by which it comes.
        act: That the company does something, for the desk of its link.
        company: The company.
        contacts: How to reach it.
        consents: All that it gave and withdrew.
        intakes: Its measurements.
    """

    link: PrivateLink
    act: Act
    company: Company
    contacts: tuple[Contact, ...]
    consents: tuple[Consent, ...]
    intakes: tuple[Intake, ...]


class OwnPages(Room):
    """The endpoints; each takes the language of its address."""

    def endpoints(self) -> Mapping[PageName, Endpoint]:
        """Return the endpoint of each page."""
        return {
            "outcome": self.outcome,
            "own_details": self.details,
            "own_erase": self.erase,
            "erased": self.erased,
        }

    async def outcome(self, language: Language, request: Request) -> Response:
        """Ask what came of a referral, or store what the entrepreneur says."""
        secret = request.path_params["id"]
        loaded = await self._services.catalogue.current()
        opened = await self._services.catalogue.with_casework(partial(self._open, secret))
        if request.method == "GET":
            saved = request.query_params.get("bewaard") == "1"
            page = outcome_page(opened, loaded, language, secret, _told_before(opened), saved=saved)
            return self._page(request, page, language)
        sent = await sent_form(request, MOST_FIELDS)
        form = OutcomeForm(
            link_made=sent.one("linkMade"),
            helped=sent.one("helped"),
            step_taken=sent.one("stepTaken"),
            contact_later=sent.one("contactLater"),
            note=sent.lines("note"),
        )
        mark = sent.one("mark") if may_be_secret(sent.one("mark")) else new_secret()
        try:
            await self._services.catalogue.with_casework(partial(_tell, opened=opened, form=form, mark=mark))
        except InvalidInput as wrong:
            page = outcome_page(opened, loaded, language, secret, form, faults=wrong.faults)
            return self._page(request, page, language, 400)
        except Conflict as conflict:
            faults = (Fault(where="linkMade", message=conflict.sentence),)
            page = outcome_page(opened, loaded, language, secret, form, faults=faults)
            return self._page(request, page, language, 409)
        return to(address("outcome", language, secret, {"bewaard": "1"}))

    async def details(self, language: Language, request: Request) -> Response:
        """Show what is kept of a company, or store its consent."""
        secret = request.path_params["id"]
        loaded = await self._services.catalogue.current()
        own = await self._services.catalogue.with_casework(partial(self._own, secret))
        if request.method == "POST":
            sent = await sent_form(request, MOST_FIELDS)
            before, now = set(sent.all("before")), set(sent.all("consent"))
            now |= {MAIL} if sent.one("mail") else set()
            await self._services.catalogue.with_casework(
                partial(_consent, own=own, changed=before ^ now, given=now)
            )
            return to(address("own_details", language, secret, {"bewaard": "1"}))
        saved = request.query_params.get("bewaard") == "1"
        months = self._services.settings.keep_months
        page = details_page(own, loaded, language, secret, keep_months=months, saved=saved)
        return self._page(request, page, language)

    async def erase(self, language: Language, request: Request) -> Response:
        """Ask whether all must be erased, or erase it."""
        secret = request.path_params["id"]
        own = await self._services.catalogue.with_casework(partial(self._own, secret))
        if request.method == "POST":
            sent = await sent_form(request, MOST_FIELDS)
            if sent.one("sure") == "yes":
                await self._services.catalogue.with_casework(
                    lambda casework: casework.erase_company(own.act, own.company.id)
                )
                return to(address("erased", language))
            faults = (Fault(where="sure", message=NOT_SURE),)
            return self._page(request, erase_page(language, secret, faults), language, 400)
        return self._page(request, erase_page(language, secret), language)

    async def erased(self, language: Language, request: Request) -> Response:
        """Say that all was erased."""
        page = ErasedPage(other_address=address("erased", other(language)), other_by_form=False)
        return self._page(request, page, language)

    def _open(self, secret: str, casework: Casework) -> Opened:
        return open_referral(casework, secret, LinkKind.OUTCOME, BY_ENTREPRENEUR, self._services.clock.now())

    def _own(self, secret: str, casework: Casework) -> Own:
        return read_own(casework, secret, self._services.clock.now())


def read_own(casework: Casework, secret: str, at: datetime) -> Own:
    """Return what is kept of the company that has a link of its own, of whatever kind.

    Raises:
        NotFound: It opens nothing.
        LinkClosed: It opens nothing any more.
    """
    kinds = (LinkKind.INTAKE, LinkKind.COMPANY, LinkKind.OUTCOME)
    link = private_links.opened(casework, secret, *kinds, at=at)
    desk_id = link.desk_id
    if link.kind is LinkKind.INTAKE:
        company_id = casework.intake(desk_id, link.target_id).company_id
    elif link.kind is LinkKind.OUTCOME:
        referral = casework.referral(desk_id, link.target_id)
        company_id = casework.case(desk_id, referral.case_id).company_id
    else:
        company_id = link.target_id
    return Own(
        link=link,
        act=Act(desk_id=desk_id, by=BY_ENTREPRENEUR, at=at),
        company=casework.company(desk_id, company_id),
        contacts=casework.contacts(desk_id, company_id),
        consents=casework.consents(desk_id, company_id),
        intakes=casework.intakes_of(desk_id, company_id),
    )


def outcome_page(
    opened: Opened,
    loaded: Loaded,
    language: Language,
    secret: str,
    form: OutcomeForm,
    *,
    saved: bool = False,
    faults: tuple[Fault, ...] = (),
) -> OutcomePage:
    """Return the questions about what came of a referral."""
    return OutcomePage(
        other_address=address("outcome", other(language), secret),
        other_by_form=False,
        action=address("outcome", language, secret),
        handed=as_entrepreneur(opened, loaded),
        form=form,
        mark=new_secret(),
        saved=saved,
        details_address=address("own_details", language, secret),
        faults=faults,
    )


def details_page(
    own: Own, loaded: Loaded, language: Language, secret: str, *, keep_months: int, saved: bool
) -> OwnDetailsPage:
    """Return what is kept of a company."""
    place_id = own.company.municipality_id
    desk = loaded.find_actor(own.act.desk_id)
    return OwnDetailsPage(
        other_address=address("own_details", other(language), secret),
        other_by_form=False,
        action=address("own_details", language, secret),
        erase_address=address("own_erase", language, secret),
        ways=_ways(own, secret, language),
        company=own.company,
        place=loaded.place_by_id(place_id).name if place_id else "",
        contacts=own.contacts,
        given=tuple(purpose for purpose in Purpose if consent_holds(own.consents, purpose)),
        purposes=tuple(Purpose),
        measured=tuple(one.submitted_at for one in own.intakes if one.submitted_at is not None),
        kept_until=retention_ends(own.company, months=keep_months),
        desk_name=desk.name if desk else own.act.desk_id,
        wants_mail=any(contact.mail is MailPreference.ALL for contact in own.contacts),
        saved=saved,
    )


def _ways(own: Own, secret: str, language: Language) -> Ways | None:
    """Return what there is of the intake that a link opens, once it was sent."""
    sent = {one.id for one in own.intakes if one.state is IntakeState.SUBMITTED}
    if own.link.kind is not LinkKind.INTAKE or own.link.target_id not in sent:
        return None
    entry = Access(act=own.act, intake_id=own.link.target_id, identifier=secret, by_staff=False)
    return entry.ways(language)


def erase_page(language: Language, secret: str, faults: tuple[Fault, ...] = ()) -> OwnErasePage:
    """Return the question whether all must be erased."""
    return OwnErasePage(
        other_address=address("own_erase", other(language), secret),
        other_by_form=False,
        action=address("own_erase", language, secret),
        back=address("own_details", language, secret),
        faults=faults,
    )


def _told_before(opened: Opened) -> OutcomeForm:
    """Return what the entrepreneur said before, to be changed."""
    told: Outcome | None = opened.referral.own_outcome
    said = any(one.purpose is Purpose.CONTACT_LATER for one in opened.consents)
    later = _answer(consent_holds(opened.consents, Purpose.CONTACT_LATER)) if said else ""
    if told is None:
        return OutcomeForm(contact_later=later)
    return OutcomeForm(
        link_made=_answer(told.link_made),
        helped=told.helped.value if told.helped else "",
        step_taken=_answer(told.step_taken),
        contact_later=later,
    )


def _answer(value: bool | None) -> str:  # it is what is put into words
    return "" if value is None else "yes" if value else "no"


def _tell(casework: Casework, *, opened: Opened, form: OutcomeForm, mark: str) -> None:
    """Store what came of a referral, with consent and note; twice is once.

    Raises:
        InvalidInput: Nothing was said, or the note is too long.
        Conflict: The referral was not sent yet.
    """
    faults = []
    if not (form.link_made or form.helped or form.step_taken or form.note or _consents_anew(opened, form)):
        faults.append(Fault(where="linkMade", message=NOTHING_SAID))
    if len(form.note) > LONGEST_NOTE:
        faults.append(Fault(where="note", message=NOTE_TOO_LONG))
    if faults:
        raise InvalidInput(faults)
    once = once_for(mark, opened.referral.id, *_values(form))
    casework.once(opened.act, once, lambda inner: _store(inner, opened, form))


def _store(casework: Casework, opened: Opened, form: OutcomeForm) -> str:
    act = opened.act
    now = casework.referral(act.desk_id, opened.referral.id)  # what the desk did meanwhile is no clash
    answered = Answered(
        link_made=_YES_NO.get(form.link_made),
        helped=Helped.read(form.helped),
        step_taken=_YES_NO.get(form.step_taken),
    )
    tell_outcome(casework, act, now.id, answered, revision=now.revision)
    if _consents_anew(opened, form):
        change = casework.give_consent if form.contact_later == "yes" else casework.withdraw_consent
        change(act, opened.company.id, Purpose.CONTACT_LATER)
    if form.note:
        casework.add_note(act, opened.case.id, form.note)
    return ""


def _consents_anew(opened: Opened, form: OutcomeForm) -> bool:
    """Tell whether somebody changes whether the desk may ask later; what was ticked before says nothing."""
    given = _YES_NO.get(form.contact_later)
    return given is not None and given != consent_holds(opened.consents, Purpose.CONTACT_LATER)


def _values(form: OutcomeForm) -> tuple[str, ...]:
    return form.link_made, form.helped, form.step_taken, form.contact_later, form.note


def _consent(casework: Casework, *, own: Own, changed: set[str], given: set[str]) -> None:
    """Give and withdraw what was changed on the page; what another window changed stays."""

    def work(inner: Casework) -> None:
        if MAIL in changed:
            wish = MailPreference.ALL if MAIL in given else MailPreference.NONE
            for contact in inner.contacts(own.act.desk_id, own.company.id):
                inner.save_contact(own.act, replace(contact, mail=wish))
        for purpose in Purpose:
            if purpose.value in changed:
                change = inner.give_consent if purpose.value in given else inner.withdraw_consent
                change(own.act, own.company.id, purpose)

    casework.together(work)
