"""Reads a form that one of our pages sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Sent:
    """The fields of a form, word for word.

    Attributes:
        fields: The values by name, in the order in which they were sent.
    """

    fields: Mapping[str, list[str]]

    def one(self, name: str) -> str:
        """Return a field of one line or one choice, without space around it; empty if it is not there.

        A near spelling in the summary of faults is a button of the same form: it wins over what was typed.
        """
        values = self.fields.get(f"{name}Instead") or self.fields.get(name) or [""]
        return values[-1].strip()

    def lines(self, name: str) -> str:
        """Return a field of several lines, with the line ends that Python has."""
        return self.one(name).replace("\r\n", "\n")

    def printable(self) -> Sent:
        """Return the form without NULs, which no keyboard types and no store keeps."""
        return Sent({name: [one.replace("\0", "") for one in some] for name, some in self.fields.items()})

    def all(self, name: str) -> tuple[str, ...]:
        """Return the values of a field that may come more than once, such as ticked boxes."""
        return tuple(self.fields.get(name, ()))


async def sent_form(request: Request, most_fields: int) -> Sent:
    """Return the form as it was sent.

    Args:
        request: Its body is the form.
        most_fields: How many values the page could have sent.

    Raises:
        HTTPException: It is no form that our page could have sent.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise HTTPException(415)
    body = await request.body()
    try:
        return Sent(
            parse_qs(
                body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=most_fields
            )
        )
    except ValueError as error:
        raise HTTPException(400) from error
