"""Who works on an intake: who has its private link, or staff of the desk that has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from api import private_links
from api.desk.intakes import case_id_of, own_id, set_of
from api.pages.addresses import address
from api.pages.intake.contexts import Ways
from api.pages.intake.draft import Draft
from api.pages.intake.steps import steps_alone, steps_on_visit
from matchmaker.casework.companies import Contact, consent_holds
from matchmaker.casework.port import Act
from matchmaker.casework.terms import LinkKind, MadeBy, MailPreference, Purpose
from matchmaker.casework.timeline import BY_ENTREPRENEUR

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from api.pages.addresses import PageName
    from api.pages.intake.steps import Step
    from matchmaker.casework.companies import Company
    from matchmaker.casework.intakes import Intake
    from matchmaker.casework.port import Casework
    from matchmaker.casework.praatplaat import QuestionSet
    from matchmaker.vocabulary import Language

Place = Literal["step", "later", "sent", "answer", "overview", "print", "again"]

OF_LINK: Mapping[Place, PageName] = {
    "step": "intake_step",
    "later": "intake_later",
    "sent": "intake_sent",
    "answer": "intake_answer",
    "overview": "intake_overview",
    "print": "intake_print",
    "again": "intake_again",
}
OF_STAFF: Mapping[Place, PageName] = {
    "step": "visit_step",
    "later": "visit_later",
    "sent": "visit_sent",
    "answer": "visit_answer",
    "overview": "visit_overview",
    "print": "visit_print",
    "again": "visit_again",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """That somebody may work on an intake.

    Attributes:
        act: Who, for which desk and when.
        intake_id: Which intake.
        identifier: What names it in an address: the secret, or for staff its id.
        by_staff: Whether staff of the desk does it.
    """

    act: Act
    intake_id: str
    identifier: str
    by_staff: bool

    def address(self, place: Place, language: Language, query: Mapping[str, str] | None = None) -> str:
        """Return the address of a page of this intake."""
        return address((OF_STAFF if self.by_staff else OF_LINK)[place], language, self.identifier, query)

    def ways(self, language: Language) -> Ways:
        """Return where else one can go once the intake was sent."""
        return Ways(
            sent=self.address("sent", language),
            answer=self.address("answer", language),
            overview=self.address("overview", language),
            details="" if self.by_staff else address("own_details", language, self.identifier),
            case=address("case", language, case_id_of(self.intake_id)) if self.by_staff else "",
        )

    def steps(self, question_set: QuestionSet) -> tuple[Step, ...]:
        """Return the steps in which the intake is filled in."""
        return steps_on_visit(question_set) if self.by_staff else steps_alone(question_set)

    @property
    def made_by(self) -> MadeBy:
        """How an intake that begins now is made."""
        return MadeBy.WITH_STAFF if self.by_staff else MadeBy.ALONE


def by_link(casework: Casework, secret: str, at: datetime) -> Access:
    """Return what the private link of an intake opens.

    Raises:
        NotFound: It opens nothing (any more).
    """
    link = private_links.opened(casework, secret, LinkKind.INTAKE, at=at)
    act = Act(desk_id=link.desk_id, by=BY_ENTREPRENEUR, at=at)
    return Access(act=act, intake_id=link.target_id, identifier=secret, by_staff=False)


def by_staff(act: Act, intake_id: str) -> Access:
    """Return that staff works on an intake; whether their desk may see it shows when it is read."""
    return Access(act=act, intake_id=intake_id, identifier=intake_id, by_staff=True)


def read_draft(casework: Casework, access: Access, sets: tuple[QuestionSet, ...]) -> Draft:
    """Return an intake with whom it is about.

    Raises:
        NotFound: The desk has no such intake, or its question set is gone.
    """
    desk_id = access.act.desk_id
    intake = casework.intake(desk_id, access.intake_id)
    company = casework.company(desk_id, intake.company_id)
    consents = casework.consents(desk_id, company.id)
    return Draft(
        intake=intake,
        company=company,
        contact=_contact(casework, desk_id, intake, company, access),
        given=frozenset(purpose for purpose in Purpose if consent_holds(consents, purpose)),
        question_set=set_of(intake, sets),
    )


def _contact(
    casework: Casework, desk_id: str, intake: Intake, company: Company, access: Access
) -> Contact | None:
    """Return the contact of an intake; alone somebody must tell one, so that there is a place for it."""
    contacts = casework.contacts(desk_id, company.id)
    own = own_id("contact", intake.id)
    found = next((one for one in contacts if one.id == own), contacts[0] if contacts else None)
    if found is None and not access.by_staff:
        return Contact(id=own, company_id=company.id, function="", mail=MailPreference.NONE)
    return found
