"""What the pages of the intake share: reading an intake for who may see it, and a page that nobody keeps."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from fastapi.responses import RedirectResponse

from api.desk import handling
from api.desk.intakes import set_for
from api.identity import who
from api.pages.intake import access, beginning
from api.pages.rendering import HEADERS
from api.private_links import PRIVATE_HEADERS
from matchmaker.days import day_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from api.loaded import Loaded
    from api.pages.contexts import Page
    from api.pages.intake.access import Access
    from api.pages.intake.draft import Draft
    from api.pages.rendering import Renderer
    from api.services import Services
    from matchmaker.casework.companies import Company
    from matchmaker.casework.port import Act, Casework
    from matchmaker.casework.praatplaat import QuestionSet
    from matchmaker.vocabulary import Language

    Endpoint = Callable[[Language, Request], Awaitable[Response]]
    Shown = Callable[[Access, Language, Request], Awaitable[Response]]

NEVER_KEPT = {"Cache-Control": "no-store"}
MOST_FIELDS = 600  # of 45 actions five boxes and an example each, and of as many needs two fields


class Room:
    """A part of the pages of the intake."""

    def __init__(self, services: Services, renderer: Renderer) -> None:
        self._services = services
        self._renderer = renderer

    def by_link(self, shown: Shown) -> Endpoint:
        """Return the endpoint that shows something to who has the private link of an intake."""

        async def endpoint(language: Language, request: Request) -> Response:
            secret, now = request.path_params["id"], self._services.clock.now()
            entry = await self._services.catalogue.with_casework(
                lambda casework: access.by_link(casework, secret, now)
            )
            return await shown(entry, language, request)

        return endpoint

    def by_staff(self, shown: Shown) -> Endpoint:
        """Return the endpoint that shows something to staff of the desk that has an intake."""

        async def endpoint(language: Language, request: Request) -> Response:
            entry = access.by_staff(self._act(request), request.path_params["id"])
            return await shown(entry, language, request)

        return endpoint

    def _act(self, request: Request) -> Act:
        return handling.act_of(who(request), self._services.clock)

    async def _draft(self, entry: Access) -> Draft:
        read = partial(access.read_draft, access=entry, sets=self._services.question_sets)
        return await self._services.catalogue.with_casework(read)

    def _question_set(self, entry: Access, company: Company, loaded: Loaded) -> QuestionSet:
        today = day_of(entry.act.at)
        return set_for(company, loaded, self._services.question_sets, today)

    async def _measure(self, entry: Access, company_id: str, loaded: Loaded) -> None:
        """Begin a measurement of a company that the desk knows."""

        def work(casework: Casework) -> None:
            company = casework.company(entry.act.desk_id, company_id)
            question_set = self._question_set(entry, company, loaded)
            beginning.begin_again(casework, entry, company.id, question_set)

        await self._services.catalogue.with_casework(work)

    def _page(
        self,
        request: Request,
        page: Page,
        language: Language,
        status: int = 200,
    ) -> Response:
        """Return a page that no browser keeps: going back must show an intake as it is now."""
        return self._renderer.response(request, page, language, status, NEVER_KEPT)


def to(path: str) -> Response:
    """Send a browser on, in a way that leaves no form behind to be sent again."""
    return RedirectResponse(path, status_code=303, headers={**HEADERS, **PRIVATE_HEADERS})
