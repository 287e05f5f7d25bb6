"""How an intake begins: somebody said who asks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from api import identity
from api.desk.intakes import own_id
from api.pages.intake import about
from api.pages.intake.access import Access
from api.private_links import hash_of, link_of
from matchmaker.casework.companies import Company, Contact
from matchmaker.casework.intakes import Intake
from matchmaker.casework.port import Act
from matchmaker.casework.terms import LinkKind, MailPreference
from matchmaker.casework.timeline import BY_ENTREPRENEUR
from matchmaker.days import day_of
from matchmaker.errors import ChangedMeanwhile, Fault
from matchmaker.vocabulary import ActorKind, Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from api.loaded import Loaded
    from api.pages.intake.draft import Form
    from api.settings import Settings
    from matchmaker.casework.links import PrivateLink
    from matchmaker.casework.port import Casework
    from matchmaker.casework.praatplaat import QuestionSet, Tick
    from matchmaker.model import Actor
    from matchmaker.vocabulary import Language

NO_DESK = Bilingual("Kies een loket.", "Choose a desk.")


def desks(loaded: Loaded, settings: Settings) -> tuple[Actor, ...]:
    """Return the desks to which somebody can turn alone.

    Those of the settings, else the desk that this is, else all that give service.
    """
    known = identity.desks(loaded, settings)
    if settings.desks:
        return tuple(known)
    own = loaded.find_actor(settings.own_desk or "")
    if own is not None:
        return (own,)
    return tuple(actor for actor in known if actor.kind is ActorKind.SERVICE_PROVIDER)


def desk_faults(desk_id: str, choice: Iterable[Actor]) -> tuple[Fault, ...]:
    """Return what is wrong with the desk that was chosen."""
    return () if desk_id in {actor.id for actor in choice} else (Fault(where="desk", message=NO_DESK),)


def access_alone(secret: str, desk_id: str, at: datetime) -> Access:
    """Return the access to an intake that somebody begins alone; its id follows from the secret.

    So the same form, sent twice, begins one intake.
    """
    act = Act(desk_id=desk_id, by=BY_ENTREPRENEUR, at=at)
    return Access(act=act, intake_id=new_intake_id(secret), identifier=secret, by_staff=False)


def new_intake_id(mark: str) -> str:
    """Return the id of the intake that a form begins, from a mark that no other form has."""
    return f"intake-{hash_of(f'intake {mark}')[:16]}"


def blank_company(access: Access) -> Company:
    """Return the company of a new intake before anything is known of it."""
    return Company(
        id=own_id("company", access.intake_id),
        desk_id=access.act.desk_id,
        name="",
        active_on=day_of(access.act.at),
    )


def blank_contact(access: Access, company_id: str, language: Language) -> Contact:
    """Return the contact of a new intake before anything is known of it."""
    return Contact(
        id=own_id("contact", access.intake_id),
        company_id=company_id,
        function="",
        language=language,
        mail=MailPreference.NONE,
    )


def told(
    access: Access, company: Company, contact: Contact | None, form: Form, loaded: Loaded, language: Language
) -> tuple[Company, Contact | None, tuple[Fault, ...]]:
    """Return a company and its contact as a form tells them; staff need not know how to reach them."""
    if contact is None and (not access.by_staff or about.shares_contact(form)):
        contact = blank_contact(access, company.id, language)
    company, contact, faults = about.applied(company, contact, form, loaded)
    return company, contact, tuple(faults)


def begin(
    casework: Casework,
    access: Access,
    company: Company,
    contact: Contact | None,
    question_set: QuestionSet,
) -> None:
    """Begin an intake, with the link that opens it if somebody makes it alone; twice is once.

    Raises:
        InvalidInput: A value cannot be kept; every fault is named.
    """
    try:
        casework.together(lambda inner: _begin(inner, access, company, contact, question_set))
    except ChangedMeanwhile:  # the same form came before, and what it told may have been changed since
        casework.intake(access.act.desk_id, access.intake_id)


def _begin(
    casework: Casework,
    access: Access,
    company: Company,
    contact: Contact | None,
    question_set: QuestionSet,
) -> None:
    act = access.act
    company = casework.save_company(act, company)
    if contact is not None:
        casework.save_contact(act, contact)
    casework.save_intake(act, new_intake(access, company.id, question_set))
    if not access.by_staff:
        casework.add_link(act, _link(access))


def begin_again(casework: Casework, access: Access, company_id: str, question_set: QuestionSet) -> None:
    """Begin a new measurement of a company that is known, from what it said the last time; twice is once.

    Raises:
        Conflict: The details of the company were erased.
    """

    def work(inner: Casework) -> None:
        before = inner.intakes_of(access.act.desk_id, company_id)
        intake = new_intake(access, company_id, question_set)
        inner.save_intake(access.act, replace(intake, ticks=carried_over(before, question_set)))
        if not access.by_staff:
            inner.add_link(access.act, _link(access))

    try:
        casework.together(work)
    except ChangedMeanwhile:
        casework.intake(access.act.desk_id, access.intake_id)


def carried_over(before: Iterable[Intake], question_set: QuestionSet) -> tuple[Tick, ...]:
    """Return the answers of the last sent intake with which a new one begins: nobody is asked twice.

    What a company wanted help with then is not asked for again, and what is no longer in the question set
    is left out.
    """
    sent = [(one.submitted_at, one.ticks) for one in before if one.submitted_at is not None]
    _, last = max(sent, key=lambda one: one[0], default=(None, ()))
    known = {tick.action_id: tick for tick in last}
    kept = (known[action.id] for action in question_set.actions if action.id in known)
    return tuple(replace(tick, needs_help=False, words="") for tick in kept)


def new_intake(access: Access, company_id: str, question_set: QuestionSet) -> Intake:
    """Return an intake in which nothing is answered yet, at the step after who asks."""
    return Intake(
        id=access.intake_id,
        company_id=company_id,
        desk_id=access.act.desk_id,
        question_set_id=question_set.id,
        question_set_version=question_set.version,
        made_by=access.made_by,
        started_at=access.act.at,
        step=2,
    )


def measured_by(intake: Intake, question_set: QuestionSet) -> Intake:
    """Return an intake that measures by another question set, as long as nothing was answered."""
    return replace(intake, question_set_id=question_set.id, question_set_version=question_set.version)


def _link(access: Access) -> PrivateLink:
    return link_of(
        access.identifier,
        LinkKind.INTAKE,
        desk_id=access.act.desk_id,
        target_id=access.intake_id,
        at=access.act.at,
    )
