"""A referral as a private link shows it: to its provider, and to the entrepreneur that it is for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api import private_links
from api.pages.intake.contexts import Handed
from matchmaker.casework.companies import consent_holds
from matchmaker.casework.port import Act
from matchmaker.casework.terms import Purpose
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from datetime import datetime

    from api.loaded import Loaded
    from matchmaker.casework.cases import Case, CaseNeed
    from matchmaker.casework.companies import Company, Consent, Contact
    from matchmaker.casework.links import PrivateLink
    from matchmaker.casework.port import Casework
    from matchmaker.casework.referrals import Referral
    from matchmaker.casework.terms import LinkKind
    from matchmaker.casework.timeline import Doer

LONGEST_NOTE = 2_000  # characters
NOTE_TOO_LONG = Bilingual(
    f"Maak de toelichting korter: hoogstens {LONGEST_NOTE} tekens.",
    f"Make the explanation shorter: at most {LONGEST_NOTE} characters.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What is read for a link to a referral.

    Attributes:
        act: Who has the link, for the desk that holds the case now.
        link: The link.
        referral: The referral.
        case: Its case.
        need: What was asked.
        company: Who asked.
        contacts: How to reach them.
        consents: What they consent to.
    """

    act: Act
    link: PrivateLink
    referral: Referral
    case: Case
    need: CaseNeed
    company: Company
    contacts: tuple[Contact, ...]
    consents: tuple[Consent, ...]


def open_referral(casework: Casework, secret: str, kind: LinkKind, by: Doer, at: datetime) -> Opened:
    """Return what a link to a referral opens; it goes on to do so when the case is handed over.

    Raises:
        NotFound: It opens nothing.
        LinkClosed: It opens nothing any more.
    """
    link = private_links.opened(casework, secret, kind, at=at)
    referral = casework.referral(link.desk_id, link.target_id)
    case = casework.case(link.desk_id, referral.case_id)
    return Opened(
        act=Act(desk_id=case.desk_id, by=by, at=at),
        link=link,
        referral=referral,
        case=case,
        need=casework.need(link.desk_id, referral.need_id),
        company=casework.company(link.desk_id, case.company_id),
        contacts=casework.contacts(link.desk_id, case.company_id),
        consents=casework.consents(link.desk_id, case.company_id),
    )


def as_provider(opened: Opened, loaded: Loaded) -> Handed:
    """Return a referral as its provider may see it: who asks only where that may be passed on."""
    if consent_holds(opened.consents, Purpose.REFER):
        return _handed(opened, loaded, opened.company.name, opened.contacts)
    return _handed(opened, loaded, "", ())


def as_entrepreneur(opened: Opened, loaded: Loaded) -> Handed:
    """Return a referral as the company that it is for may see it."""
    return _handed(opened, loaded, opened.company.name, ())


def _handed(opened: Opened, loaded: Loaded, name: str, contacts: tuple[Contact, ...]) -> Handed:
    desk = loaded.find_actor(opened.case.desk_id)
    place_id = opened.company.municipality_id
    return Handed(
        referral=opened.referral,
        words=opened.need.words,
        desk_name=desk.name if desk else opened.case.desk_id,
        offering_title=opened.referral.offering_title,
        place=loaded.place_by_id(place_id).name if place_id else "",
        sectors=tuple(loaded.theme_by_id(theme_id).label for theme_id in opened.company.sectors),
        size=opened.company.size,
        company_name=name,
        contacts=contacts,
    )
