"""What the endpoints of a desk's work share."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar

from api.desk.handling import act_of
from api.identity import who
from api.pages.sent import sent_form
from matchmaker.errors import Fault
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from api.identity import Worker
    from api.pages.contexts import Page
    from api.pages.rendering import Renderer
    from api.pages.sent import Sent
    from api.services import Services
    from matchmaker.casework.port import Act, Casework
    from matchmaker.vocabulary import Language

T = TypeVar("T")

MOST_FIELDS = 60

NO_DAY = Fault(
    where="day",
    message=Bilingual("Vul een dag in, zoals 12-03-2027.", "Fill in a day, such as 12-03-2027."),
)


class Room:
    """Endpoints for staff of a desk; each takes the language of its address."""

    def __init__(self, services: Services, renderer: Renderer) -> None:
        """Take the parts of the running service."""
        self._services = services
        self._renderer = renderer

    async def _do(self, work: Callable[[Casework], T]) -> T:
        """Return what some work on cases returns."""
        return await self._services.catalogue.with_casework(work)

    async def _together(self, work: Callable[[Casework], T]) -> T:
        """Return what some work that is done whole or not at all returns."""
        return await self._do(lambda casework: casework.together(work))

    def _act(self, request: Request) -> Act:
        return act_of(who(request), self._services.clock)

    async def _sent(self, request: Request) -> Sent:
        return await sent_form(request, MOST_FIELDS)

    def _page(self, request: Request, page: Page, language: Language, status: int = 200) -> Response:
        return self._renderer.response(request, page, language, status)


def desk_of(worker: Worker) -> str:
    """Return the id of the desk of somebody who is known to be staff."""
    assert worker.desk_id is not None, "the page is for staff"  # noqa: S101  # ``staff_only`` saw to it
    return worker.desk_id


def number_of(text: str) -> int:
    """Return a number that our own form carries; what is none counts as a record that never was."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else -1


def day_of_form(text: str) -> date | None:
    """Return a day as a browser sends it, or as somebody types it (12-03-2027); None if it is neither."""
    for pattern in ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    return None
