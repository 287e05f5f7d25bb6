"""Who asks: the company, how to reach it, what it consents to, and for how long that is kept.

What points at a person (``Contact``, and the text of notes and examples) is kept apart from the company, so
that it can be erased while the counts stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matchmaker.casework.terms import MailPreference, Purpose
from matchmaker.days import add_months
from matchmaker.errors import Fault
from matchmaker.names import NameJudgement, compare
from matchmaker.text import fold, words
from matchmaker.vocabulary import Bilingual, TargetGroup

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from matchmaker.casework.timeline import Doer
    from matchmaker.vocabulary import CompanySize, Language

RETENTION_MONTHS = 24
"""Months after the last activity for which contact details are kept, unless the desk sets another number."""

_LIKELY = 0.4
# As people write numbers: spaces, dashes, dots, slashes and brackets, and a zero left out from abroad.
_BETWEEN_DIGITS = re.compile(r"[\s().\/\u2010-\u2013-]")
_ZERO_AT_HOME = re.compile(r"^\s*((?:\+|00)[\d ]+)\(0\)")
# Ten digits; services with a number of their own; municipalities (14 and the area code).
_DUTCH = re.compile(r"0[1-9][0-9]{8}|0(?:800|900|906|909)(?:[0-9]{4}|[0-9]{7})|140[0-9]{2,3}")
_ABROAD = re.compile(r"[1-9][0-9]{6,14}")
_COUNTRY = "31"


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A company, association, municipality or anyone else who asks.

    Attributes:
        id: Slug that says nothing about the company.
        revision: Counts its changes; 0 until it is stored.
        desk_id: The desk where it asked first.
        name: As it calls itself; empty once erased.
        kvk_number: Eight digits of the Dutch trade register, or None.
        municipality_id: Place id, or None if unknown.
        sectors: Theme ids of its trade.
        size: Size class, or None if unknown or not a company.
        target_group: What it is.
        active_on: Day of the last activity, from which retention is counted.
        erased_at: When its details were erased, in UTC, or None.
    """

    id: str
    desk_id: str
    name: str
    target_group: TargetGroup = TargetGroup.ENTREPRENEUR
    kvk_number: str | None = None
    municipality_id: str | None = None
    sectors: tuple[str, ...] = ()
    size: CompanySize | None = None
    active_on: date
    erased_at: datetime | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How to reach a company: a function and an address, never a person's name.

    Attributes:
        id: Slug.
        revision: Counts its changes; 0 until it is stored.
        company_id: Of which company.
        function: ``eigenaar``, ``bedrijfsleider``, ``secretariaat``.
        email: Mail address, or None.
        phone: Telephone number, or None.
        language: In which it is written to.
        mail: Which mail it wants.
    """

    id: str
    company_id: str
    function: str
    email: str | None = None
    phone: str | None = None
    language: Language = "nl"
    mail: MailPreference = MailPreference.ALL
    revision: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """That a company gave or withdrew its consent for one purpose; the latest of a purpose counts.

    Attributes:
        company_id: Which company.
        purpose: For what.
        is_given: Given, or withdrawn.
        at: When, in UTC.
        by: Who recorded it.
    """

    company_id: str
    purpose: Purpose
    is_given: bool
    at: datetime
    by: Doer


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A known company that may be the one that is being typed in.

    Attributes:
        company: The known one.
        judgement: Whether its name means the same, and why; an equal KVK number is always the same.
    """

    company: Company
    judgement: NameJudgement


def consent_holds(consents: Iterable[Consent], purpose: Purpose) -> bool:
    """Tell whether there is consent for a purpose now; without any record there is none.

    Args:
        consents: All that was recorded, the earliest first.
        purpose: For what.
    """
    recorded = [one.is_given for one in consents if one.purpose is purpose]
    return bool(recorded) and recorded[-1]


def candidates(
    name: str, kvk_number: str | None, known: Iterable[Company], *, limit: int = 5
) -> tuple[Candidate, ...]:
    """Return known companies that may be the one meant, most likely first.

    Args:
        name: What was typed so far, or the whole name.
        kvk_number: Its KVK number if known.
        known: Companies to compare with; those that are erased are passed over.
        limit: How many at most.
    """
    found = [
        Candidate(company=company, judgement=judgement)
        for company in known
        if company.erased_at is None
        and (judgement := _judge(name, kvk_number, company)).same is not False
        and judgement.score >= _LIKELY
    ]
    found.sort(key=lambda one: (-one.judgement.score, one.company.name, one.company.id))
    return tuple(found[:limit])


def retention_ends(company: Company, *, months: int = RETENTION_MONTHS) -> date:
    """Return the first day on which the details of a company are no longer kept."""
    return add_months(company.active_on, months)


def company_faults(company: Company) -> list[Fault]:
    """Return all that is wrong with what is given of a company."""
    faults = []
    if not words(company.name):
        text = Bilingual("Vul de naam in.", "Fill in the name.")
        faults.append(Fault(where="name", message=text))
    if company.kvk_number is not None and not is_kvk_number(company.kvk_number):
        text = Bilingual(
            "Vul een KVK-nummer van 8 cijfers in, zoals 12345678.",
            "Fill in a KVK number of 8 digits, such as 12345678.",
        )
        faults.append(Fault(where="kvkNumber", message=text))
    return faults


def contact_faults(contact: Contact, held: Contact | None = None) -> list[Fault]:
    """Return all that is wrong with contact details.

    Args:
        contact: What is to be kept.
        held: What is kept now, or None. Its telephone number stands in the way of no other change, as any
            text was taken for one before.
    """
    faults = []
    if not contact.function.strip():
        text = Bilingual("Vul een functie in, zoals eigenaar.", "Fill in a function, such as owner.")
        faults.append(Fault(where="function", message=text))
    if contact.email is None and contact.phone is None:
        text = Bilingual(
            "Vul een e-mailadres of een telefoonnummer in.", "Fill in a mail address or a telephone number."
        )
        faults.append(Fault(where="email", message=text))
    if contact.email is not None and not _may_be_mail(contact.email):
        text = Bilingual(
            "Vul een e-mailadres in, zoals naam@bedrijf.nl.", "Fill in a mail address, such as name@firm.nl."
        )
        faults.append(Fault(where="email", message=text))
    is_new = held is None or contact.phone != held.phone
    if contact.phone is not None and is_new and not is_phone_number(contact.phone):
        text = Bilingual(
            "Vul een telefoonnummer van 10 cijfers in, zoals 0348 000000, of een nummer met landcode, "
            "zoals +31 348 000000 of +32 2 000 00 00.",
            "Fill in a telephone number of 10 digits, such as 0348 000000, or one with its country code, "
            "such as +31 348 000000 or +32 2 000 00 00.",
        )
        faults.append(Fault(where="phone", message=text))
    return faults


def is_kvk_number(text: str) -> bool:
    """Tell whether a text can be a KVK number: eight digits."""
    return len(text) == 8 and text.isascii() and text.isdigit()


def dialled(text: str) -> str:
    """Return a telephone number as it is dialled: without what people write between its digits."""
    return _BETWEEN_DIGITS.sub("", _ZERO_AT_HOME.sub(r"\1", text))


def is_phone_number(text: str) -> bool:
    """Tell whether a text can be a telephone number: a Dutch one, or one with the code of its country."""
    digits = dialled(text)
    if not digits.startswith(("+", "00")):
        return _DUTCH.fullmatch(digits) is not None
    abroad = digits[1:] if digits.startswith("+") else digits[2:]
    if abroad.startswith(_COUNTRY):
        return _DUTCH.fullmatch(f"0{abroad.removeprefix(_COUNTRY)}") is not None
    return _ABROAD.fullmatch(abroad) is not None


def _judge(name: str, kvk_number: str | None, company: Company) -> NameJudgement:
    if kvk_number and company.kvk_number == kvk_number:
        text = Bilingual("Het KVK-nummer is gelijk.", "The KVK number is equal.")
        return NameJudgement(True, 1.0, text)
    if kvk_number and company.kvk_number:
        text = Bilingual("De KVK-nummers verschillen.", "The KVK numbers differ.")
        return NameJudgement(False, 0.0, text)
    if not words(name):
        text = Bilingual("Er is nog geen naam.", "There is no name yet.")
        return NameJudgement(False, 0.0, text)
    judgement = compare(name, company.name)
    if judgement.same is False and _begins(company.name, name):
        text = Bilingual("De naam begint zo.", "The name begins like this.")
        return NameJudgement(None, 0.5, text)
    return judgement


def _begins(name: str, typed: str) -> bool:
    return len(typed.strip()) >= 3 and fold(name).startswith(fold(typed))


def _may_be_mail(text: str) -> bool:
    mailbox, _, host = text.rpartition("@")
    return bool(mailbox) and "." in host.strip(".") and not any(char.isspace() for char in text)
