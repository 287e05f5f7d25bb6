"""Companies, how to reach them, their consent and intakes; and erasing all that points at them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from graph.casework import rows as stored
from graph.casework.books import refuse, refuse_erased, refuse_unkeepable
from graph.rows import sort_key
from matchmaker.casework import companies, intakes
from matchmaker.casework.companies import Consent, contact_faults
from matchmaker.casework.terms import (
    EventKind,
    LinkKind,
    Purpose,
)
from matchmaker.days import day_of, utc
from matchmaker.errors import LinkClosed, NotFound
from matchmaker.names import LEGAL_FORMS
from matchmaker.ports import Page
from matchmaker.text import words

if TYPE_CHECKING:
    from datetime import datetime

    from graph.casework.books import Books
    from graph.engine import Row
    from matchmaker.casework.companies import Candidate, Company, Contact
    from matchmaker.casework.intakes import Intake
    from matchmaker.casework.links import PrivateLink
    from matchmaker.casework.port import Act
    from matchmaker.casework.praatplaat import QuestionSet
    from matchmaker.casework.timeline import Event

_ALIKE = 40  # companies whose names are compared one by one
_PIECE = 4  # letters of a word by which companies are looked up: typing errors come later in a word
_HASH = re.compile(r"[0-9a-f]{64}")
_CONSENT = {EventKind.CONSENT_GIVEN: True, EventKind.CONSENT_WITHDRAWN: False}


def save(books: Books, act: Act, company: Company) -> Company:
    """Add or change a company; see ``Casework.save_company``."""
    refuse(companies.company_faults(company))
    held = books.known_company(act.desk_id, company.id)
    if held:
        refuse_erased(held)
    company = replace(
        company,
        desk_id=held.desk_id if held else act.desk_id,
        active_on=max(held.active_on, day_of(act.at)) if held else day_of(act.at),
    )
    kept = books.keep(stored.COMPANIES, company, held, **found_by(company))
    books.ask("know_companies", rows=[{"id": kept.id, "desk_id": act.desk_id}])
    books.tell(act, EventKind.COMPANY_SAVED, kept.id, company_id=kept.id)
    return kept


def page(books: Books, desk_id: str, q: str, offset: int, limit: int) -> Page[Company]:
    """Return one page of the companies that a desk knows; see ``Casework.companies``."""
    asked = words(q)
    if not asked:
        found = books.all(stored.COMPANIES, "company_page", desk_id=desk_id, offset=offset, limit=limit)
        return Page(items=found, total=books.total("company_total", desk_id=desk_id))
    (hits,) = books.ask("companies_found", desk_id=desk_id, words=asked, offset=offset, limit=limit)
    known = books.all(stored.COMPANIES, "companies_by_id", desk_id=desk_id, ids=hits["ids"])
    by_id = {company.id: company for company in known}
    return Page(items=tuple(by_id[id_] for id_ in hits["ids"]), total=hits["total"])


def alike(books: Books, desk_id: str, name: str, kvk_number: str | None, limit: int) -> tuple[Candidate, ...]:
    """Return known companies that may be the one being typed in; see ``Casework.similar_companies``."""
    named = [word for word in words(name) if word.replace(".", "") not in LEGAL_FORMS]  # many have the same
    pieces = sorted({word[:_PIECE] for word in named or words(name) if len(word) > 1})
    known = books.all(
        stored.COMPANIES,
        "companies_alike",
        desk_id=desk_id,
        kvk_number=kvk_number,
        beginning=sort_key(name.strip()),
        pieces=pieces,
        limit=_ALIKE,
    )
    return companies.candidates(name, kvk_number, known, limit=limit)


def save_contact(books: Books, act: Act, contact: Contact) -> Contact:
    """Add or change a way to reach a company; see ``Casework.save_contact``."""
    held = books.held(stored.CONTACTS, contact.id)
    refuse(contact_faults(contact, held))
    books.company_to_change(act.desk_id, contact.company_id)
    if held and held.company_id != contact.company_id:
        raise NotFound("contact", contact.id)
    kept = books.keep(stored.CONTACTS, contact, held)
    books.tell(act, EventKind.CONTACT_SAVED, kept.id, company_id=kept.company_id)
    return kept


def remove_contact(books: Books, act: Act, company_id: str, contact_id: str) -> None:
    """Erase one way to reach a company; see ``Casework.remove_contact``."""
    contact = books.of_company(stored.CONTACTS, act.desk_id, contact_id)
    if contact.company_id != company_id:
        raise NotFound("contact", contact_id)
    books.ask("remove_contacts", rows=[{"id": contact_id}])
    books.ask("forget_answers_about", rows=[{"id": company_id}])
    books.tell(act, EventKind.CONTACT_REMOVED, contact_id, company_id=company_id)
    books.erased = True


def tell_consent(books: Books, act: Act, company_id: str, purpose: Purpose, kind: EventKind) -> Consent:
    """Record that consent was given or withdrawn: the time line is what holds it."""
    books.company_to_change(act.desk_id, company_id)
    event = books.tell(act, kind, company_id, company_id=company_id, detail=purpose.value)
    return _consent(event)


def consents(books: Books, desk_id: str, company_id: str) -> tuple[Consent, ...]:
    """Return all consent given and withdrawn, the earliest first."""
    books.company(desk_id, company_id)
    events = books.all(stored.EVENTS, "events_of_company", company_id=company_id)
    return tuple(_consent(event) for event in reversed(events) if event.kind in _CONSENT)


def save_intake(books: Books, act: Act, intake: Intake) -> Intake:
    """Begin an intake or save how far it is; see ``Casework.save_intake``."""
    intakes.refuse_submitted(intake)
    return _keep_intake(books, act, intake, EventKind.INTAKE_SAVED)


def submit_intake(books: Books, act: Act, intake_id: str, question_set: QuestionSet, revision: int) -> Intake:
    """Send an intake; see ``Casework.submit_intake``."""
    held = books.of_company(stored.INTAKES, act.desk_id, intake_id)
    sent = intakes.submitted(replace(held, revision=revision), question_set, utc(act.at))
    return _keep_intake(books, act, sent, EventKind.INTAKE_SUBMITTED)


def add_link(books: Books, act: Act, link: PrivateLink) -> None:
    """Remember a private link; see ``Casework.add_link``."""
    owner = _owner_of_target(books, act.desk_id, link)
    known = replace(link, desk_id=act.desk_id)
    refuse_unkeepable(known, "link", known.token_hash)
    books.ask("put_links", rows=[stored.LINKS.to_row(known)])
    books.tell(act, EventKind.LINK_MADE, link.target_id, detail=link.kind.value, **owner)


def checked_link(link: PrivateLink) -> PrivateLink:
    """Return a link with its moments in UTC; one that is not kept by a hash is a mistake of the program."""
    if not _HASH.fullmatch(link.token_hash):
        raise ValueError("a private link is kept by the SHA-256 of its secret")
    return replace(link, made_at=utc(link.made_at), expires_at=utc(link.expires_at))


def link(books: Books, token_hash: str, at: datetime) -> PrivateLink:
    """Return the link that a secret belongs to; see ``Casework.link``."""
    found = books.all(stored.LINKS, "links_by_hash", hashes=[token_hash])
    if not found:
        raise NotFound("link", token_hash[:8])
    if not found[0].opens(utc(at)):
        raise LinkClosed(was_withdrawn=found[0].withdrawn_at is not None)
    return found[0]


def withdraw_link(books: Books, act: Act, token_hash: str) -> None:
    """Make a link open nothing any more; see ``Casework.withdraw_link``."""
    found = books.all(stored.LINKS, "links_by_hash", hashes=[token_hash])
    if not found or found[0].desk_id != act.desk_id:
        raise NotFound("link", token_hash[:8])
    if found[0].withdrawn_at is None:
        owner = _owner_of_target(books, act.desk_id, found[0])
        put_links(books, (replace(found[0], withdrawn_at=utc(act.at)),))
        detail = found[0].kind.value
        books.tell(act, EventKind.LINK_WITHDRAWN, found[0].target_id, detail=detail, **owner)


def _keep_intake(books: Books, act: Act, intake: Intake, kind: EventKind) -> Intake:
    books.company_to_change(act.desk_id, intake.company_id)
    held = books.held(stored.INTAKES, intake.id)
    if held and held.company_id != intake.company_id:
        raise NotFound("intake", intake.id)
    if held:
        intakes.refuse_submitted(held)
    kept = books.keep(
        stored.INTAKES,
        replace(
            intake,
            desk_id=held.desk_id if held else act.desk_id,
            started_at=held.started_at if held else intake.started_at,
        ),
        held,
    )
    books.tell(act, kind, kept.id, company_id=kept.company_id)
    return kept


def _owner_of_target(books: Books, desk_id: str, link: PrivateLink) -> dict[str, str]:
    """Return the company and case that a link is about, or raise ``NotFound`` if that is not for the desk."""
    if link.kind is LinkKind.CALENDAR:
        if link.target_id.partition(":")[0] != desk_id:
            raise NotFound("desk", link.target_id)
        return {}
    if link.kind is LinkKind.COMPANY:
        return {"company_id": books.company(desk_id, link.target_id).id}
    if link.kind is LinkKind.INTAKE:
        return {"company_id": books.of_company(stored.INTAKES, desk_id, link.target_id).company_id}
    _, case = books.in_case(stored.REFERRALS, desk_id, link.target_id)
    books.case_to_change(desk_id, case.id)
    return {"company_id": case.company_id, "case_id": case.id}


def put_links(books: Books, links: tuple[PrivateLink, ...]) -> None:
    """Store private links as they are now."""
    if links:
        books.ask("put_links", rows=[stored.LINKS.to_row(one) for one in links])


def found_by(company: Company) -> Row:
    """Return the columns by which a company is found and ordered."""
    search_text = f"{' '.join(words(company.name))} {company.kvk_number or ''}".strip()
    return {"sort_key": sort_key(company.name), "search_text": search_text}


def _consent(event: Event) -> Consent:
    return Consent(
        company_id=event.subject_id,
        purpose=Purpose.of(event.detail),
        is_given=_CONSENT[event.kind],
        at=event.at,
        by=event.by,
    )
