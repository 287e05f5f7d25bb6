"""Reads what somebody tells a desk of a company and its question, from a form or over the API.

Every fault is found and named, in the words of ``matchmaker``; nothing is guessed that would be kept as a
fact, but for the municipality and the trade, which the next screen shows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from api.messages import fault, near
from matchmaker.asking import Asked
from matchmaker.casework.companies import Company, Contact, company_faults, contact_faults
from matchmaker.errors import Fault, InvalidInput
from matchmaker.vocabulary import Bilingual, NeedKind, TargetGroup, Term

if TYPE_CHECKING:
    from api.loaded import Loaded
    from matchmaker.vocabulary import CompanySize

T = TypeVar("T", bound=Term)

STAND_IN = "vraag"  # the details of a company are read with a question, of which there may be none

NO_DAY = Bilingual("Geef een dag, zoals 2026-12-01.", "Give a day, such as 2026-12-01.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanySaid:
    """What was said of a company, word for word; empty where nothing was.

    Attributes:
        name: Its name.
        kvk_number: Its KVK number.
        municipality: Its municipality, in any spelling.
        sector: Its trade, in any words.
        size: Code of its size class.
        target_group: Code of what it is.
    """

    name: str = ""
    kvk_number: str = ""
    municipality: str = ""
    sector: str = ""
    size: str = ""
    target_group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyUnderstood:
    """What was understood of it.

    Attributes:
        municipality_id: Place id, or None.
        sectors: Theme ids of its trade.
        size: Size class, or None.
        target_group: What it is.
    """

    municipality_id: str | None
    sectors: tuple[str, ...]
    size: CompanySize | None
    target_group: TargetGroup


def read_company(
    loaded: Loaded, said: CompanySaid, today: date, *, text: str = STAND_IN, need_kinds: tuple[str, ...] = ()
) -> tuple[CompanyUnderstood | None, list[Fault]]:
    """Return what is understood of a company, or None, and every fault in it and in its question.

    Args:
        loaded: The facts, with places and themes.
        said: What was said of the company.
        today: Today in the Netherlands.
        text: Its question, if it asks one now; where it is, and what it is, may stand in there.
        need_kinds: Codes of kinds of help.
    """
    faults: list[Fault] = []
    asked = Asked(
        text=text,
        need_kinds=need_kinds,
        sector=said.sector or None,
        municipality=said.municipality or None,
        size=said.size or None,
    )
    need = None
    try:
        need = loaded.reader.read(asked, asked_on=today).need
    except InvalidInput as wrong:
        faults += wrong.faults
    probe = Company(
        id="bedrijf", desk_id="loket", name=said.name, kvk_number=said.kvk_number or None, active_on=today
    )
    faults += company_faults(probe)
    group = term_read(TargetGroup, said.target_group, "targetGroup", faults)
    if need is None:
        return None, faults
    understood = CompanyUnderstood(
        municipality_id=need.municipality_id,
        sectors=need.sectors,
        size=need.size,
        target_group=group or need.target_group or TargetGroup.ENTREPRENEUR,
    )
    return understood, faults


def contact_said_faults(function: str, email: str, phone: str, held: Contact | None = None) -> list[Fault]:
    """Return all that is wrong with a contact, beside what is kept now; nothing filled in is no fault."""
    if not (function or email or phone):
        return []
    probe = Contact(
        id="contact", company_id="bedrijf", function=function, email=email or None, phone=phone or None
    )
    return contact_faults(probe, held)


def renamed(faults: list[Fault], names: dict[str, str]) -> list[Fault]:
    """Return faults at the fields of a form, where those are called otherwise."""
    return [replace(one, where=names.get(one.where, one.where)) for one in faults]


def term_read(kind: type[T], code: str | None, where: str, faults: list[Fault]) -> T | None:
    """Return the term with a code; None for no code, and with a fault for one that does not exist."""
    if not code:
        return None
    found = kind.read(code)
    if found is None:
        codes = [one.value for one in kind]
        faults.append(fault(where, "enum", near(code, codes), expected=", ".join(codes)))
    return found


def day_read(text: str | None, where: str, faults: list[Fault]) -> date | None:
    """Return a day in ISO 8601; None for no text, and with a fault for one that is no day."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        faults.append(Fault(where=where, message=NO_DAY))
        return None


def kinds_ticked(codes: tuple[str, ...]) -> tuple[NeedKind, ...]:
    """Return the kinds of help that somebody chose; what is only read into their words is no fact to keep."""
    return tuple(kind for kind in NeedKind if kind.value in codes)
