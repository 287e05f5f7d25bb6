"""What happened, when, and who did it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matchmaker.casework.terms import DoerKind

if TYPE_CHECKING:
    from datetime import datetime

    from matchmaker.casework.terms import EventKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Doer:
    """Who does something: never a person's name.

    Attributes:
        kind: In which part.
        desk_id: The desk of staff, or None.
        function: ``loketmedewerker``, ``adviseur 2``; empty for who comes by a link.
    """

    kind: DoerKind
    desk_id: str | None = None
    function: str = ""


BY_PROVIDER = Doer(kind=DoerKind.PROVIDER)
BY_ENTREPRENEUR = Doer(kind=DoerKind.ENTREPRENEUR)
BY_PROGRAMME = Doer(kind=DoerKind.PROGRAMME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened.

    Attributes:
        id: Slug of its own.
        number: Place in the order in which things happened, from 1.
        kind: What happened.
        at: When, in UTC.
        by: Who did it.
        company_id: The company that it is about, or None.
        case_id: The case that it belongs to, or None.
        subject_id: The record that it is about: a referral, an intake.
        detail: Code of the state that was reached, of the purpose, or the id of the other desk; may be empty.
        note: Text that somebody wrote with it; empty if none, and once the company is erased.
    """

    id: str
    number: int
    kind: EventKind
    at: datetime
    by: Doer
    subject_id: str
    company_id: str | None = None
    case_id: str | None = None
    detail: str = ""
    note: str = ""
