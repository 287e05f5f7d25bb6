"""Reads the forms of the pages for lists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from api.imports.values import ListSaid
from api.pages.importing.contexts import ListForm
from graph.importing import ListKind
from matchmaker.errors import Fault, InvalidInput
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from starlette.requests import Request

MULTIPART = "multipart/form-data"
MOST_FIELDS = 10
MOST_IN_A_FIELD = 10_000  # bytes

_DUTCH_DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentList:
    """A list with what was filled in beside it.

    Attributes:
        form: What was filled in.
        name: Name of the file; empty if none was chosen.
        data: The file.
    """

    form: ListForm
    name: str
    data: bytes


async def sent_list(request: Request) -> SentList:
    """Return a form with a file as it was sent.

    Raises:
        HTTPException: It is no form that our page could have sent, or too large.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != MULTIPART:
        raise HTTPException(415)
    async with request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=MOST_IN_A_FIELD) as form:
        file = form.get("file")
        words = {name: value.strip() for name, value in form.items() if isinstance(value, str)}
        data = await file.read() if isinstance(file, UploadFile) else b""
        name = (file.filename or "") if isinstance(file, UploadFile) else ""
    filled = ListForm(
        kind=words.get("kind", ""), sender=words.get("sender", ""), stated_on=words.get("statedOn", "")
    )
    return SentList(form=filled, name=name, data=data)


def said_in(form: ListForm, today: date) -> ListSaid:
    """Return what a form says of a list.

    Raises:
        InvalidInput: Every fault, by field.
    """
    faults = []
    kind = ListKind.read(form.kind)
    if kind is None:
        message = Bilingual("Kies wat er in de lijst staat.", "Choose what is in the list.")
        faults.append(Fault(where="kind", message=message))
    stated_on = day_in(form.stated_on)
    if stated_on is None:
        message = Bilingual(
            "Vul de dag in waarvoor de lijst geldt, zoals 3-12-2025.",
            "Fill in the day for which the list holds, such as 3-12-2025.",
        )
        faults.append(Fault(where="statedOn", message=message))
    elif stated_on > today:
        message = Bilingual("Deze dag is nog niet geweest.", "This day has not been yet.")
        faults.append(Fault(where="statedOn", message=message))
    if kind is None or stated_on is None or faults:
        raise InvalidInput(faults)
    return ListSaid(kind=kind, sender=form.sender, stated_on=stated_on)


def day_in(text: str) -> date | None:
    """Return a day, written as 2025-12-03 (as browsers send it) or 3-12-2025, or None."""
    found = _DUTCH_DAY.fullmatch(text)
    try:
        if found:
            day, month, year = map(int, found.groups())
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        return None
