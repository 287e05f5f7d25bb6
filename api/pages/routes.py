"""The pages' addresses and what each does with a request."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException
from starlette.routing import Mount, Route

from api.identity import NotStaff, who
from api.keeping.gone import titles_gone, what_became_of
from api.pages import asking, details, lists, sources
from api.pages.addresses import LANGUAGES, PATHS, PRIVATE_PAGES, address, is_private, language_of, other
from api.pages.assets import ADDRESS, BUILT, KeptFiles
from api.pages.contexts import AccessibilityPage, AskForm, ErrorPage, GonePage, PrivacyPage
from api.pages.desk import DeskWork
from api.pages.desk import routes as desk
from api.pages.downloads import (
    cited_facts_taken_along,
    documents_taken_along,
    file_of,
    format_of,
    results_taken_along,
)
from api.pages.identifying import Identifying
from api.pages.importing import LIST_FORMS, LIST_PAGES, Batches, Importing
from api.pages.intake import Intakes
from api.pages.intake.contexts import LinkClosedPage
from api.pages.intake.own import OWN_FORMS, OwnPages
from api.pages.intake.routes import INTAKE_FORMS, VISIT_PAGES
from api.pages.keeping.edit_routes import EDIT_PAGES, Editing
from api.pages.keeping.routes import Keeping
from api.pages.provider_answer import ProviderAnswers
from api.pages.rendering import HEADERS, Renderer, to_come_back_to
from api.pages.sent import sent_form
from api.same_origin import refuse_other_origins
from matchmaker.errors import Conflict, InvalidInput, LinkClosed, LoketError, NotFound, StoreError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import Response

    from api.loaded import Loaded
    from api.pages.addresses import PageName
    from api.pages.contexts import ErrorKind, Listed, Page
    from api.services import Services
    from api.settings import Settings
    from matchmaker.vocabulary import Language

    Endpoint = Callable[[Language, Request], Awaitable[Response]]

log = logging.getLogger(__name__)

RETRY_AFTER = "5"  # seconds
MOST_FIELDS = 50  # the form has eight, one of which may come nine times

FORMS: frozenset[PageName] = frozenset(
    {
        "answer",
        "worker",
        "merge",
        "apart",
        "due",
        *EDIT_PAGES,
        *LIST_FORMS,
        *desk.FORMS,
        *INTAKE_FORMS,
        *OWN_FORMS,
        "provider_answer",
    }
)
READING_FORMS: frozenset[PageName] = frozenset({"answer"})  # store nothing, so that anybody may send them
QUESTION_PATHS = frozenset(PATHS["answer"].values())
# Who works where is kept by the browser.
STORING_NOTHING = QUESTION_PATHS | frozenset(PATHS["worker"].values())

STAFF_PAGES: frozenset[PageName] = frozenset(
    {
        "keep",
        "doubles",
        "double",
        "merge",
        "apart",
        "due",
        *EDIT_PAGES,
        *LIST_PAGES,
        *desk.STAFF,
        *VISIT_PAGES,
    }
)

ERRORS: Mapping[int, ErrorKind] = {
    400: "bad_request",
    403: "other_site",
    404: "not_found",
    405: "not_allowed",
    408: "too_slow",
    409: "changed",
    413: "too_large",
    415: "bad_request",
    503: "unavailable",
}


def mount(app: FastAPI, services: Services) -> None:
    """Add the pages, their style sheet and their error pages to the root application.

    Raises:
        AssetsMissing: The style sheet was not built.
    """
    app.state.services = services
    renderer = Renderer()
    pages = Pages(services, renderer)
    desk_work = DeskWork(services, renderer)
    rooms = (
        pages,
        desk_work,
        Identifying(services, renderer),
        Keeping(services, renderer),
        Editing(services, renderer),
        Importing(services, renderer),
        Batches(services, renderer),
        Intakes(services, renderer),
        OwnPages(services, renderer),
        ProviderAnswers(services, renderer),
    )
    endpoints = {name: endpoint for room in rooms for name, endpoint in room.endpoints().items()}
    endpoints["start"] = by_role(visitor=pages.start, staff=desk_work.start)
    for name, endpoint in endpoints.items():
        for language in LANGUAGES:
            methods = ["GET", "POST"] if name in FORMS else ["GET"]
            guarded = staff_only(endpoint) if name in STAFF_PAGES else endpoint
            if name not in READING_FORMS | PRIVATE_PAGES:  # no other site knows the address of the latter
                guarded = from_own_pages(guarded, services.settings)
            app.router.routes.append(
                Route(PATHS[name][language], partial(guarded, language), methods=methods)
            )
    app.router.routes.append(Route("/en", pages.english_start, methods=["GET"]))
    app.router.routes.append(Mount(ADDRESS, KeptFiles(directory=BUILT)))
    for error in (HTTPException, LoketError, Exception):
        app.add_exception_handler(error, pages.on_error)


def from_own_pages(endpoint: Endpoint, settings: Settings) -> Endpoint:
    """Return an endpoint that answers 403 to what a page of another site sends."""

    async def guarded(language: Language, request: Request) -> Response:
        if request.method != "GET":
            refuse_other_origins(request, settings)
        return await endpoint(language, request)

    return guarded


def by_role(*, visitor: Endpoint, staff: Endpoint) -> Endpoint:
    """Return an endpoint that shows staff of a desk another page than a visitor, at the same address."""

    async def chosen(language: Language, request: Request) -> Response:
        return await (staff if who(request).is_staff else visitor)(language, request)

    return chosen


def staff_only(endpoint: Endpoint) -> Endpoint:
    """Return an endpoint that first asks a visitor at which desk they work."""

    async def guarded(language: Language, request: Request) -> Response:
        if who(request).is_staff:
            return await endpoint(language, request)
        if request.method != "GET":
            raise NotStaff
        back = to_come_back_to(request)
        return RedirectResponse(address("worker", language, query={"terug": back}), 303, HEADERS)

    return guarded


class Pages:
    """The endpoints; each takes the language of its address."""

    def __init__(self, services: Services, renderer: Renderer) -> None:
        self._services = services
        self._renderer = renderer

    def endpoints(self) -> Mapping[PageName, Callable[[Language, Request], Awaitable[Response]]]:
        """Return the endpoint of each page."""
        return {
            "start": self.start,
            "ask": self.start,
            "answer": self.answer,
            "search": self.search,
            "offerings": partial(self.results, "offerings"),
            "offering": self.offering,
            "actors": partial(self.results, "actors"),
            "actor": self.actor,
            "sources": self.sources,
            "source": self.source,
            "accessibility": self.accessibility,
            "privacy": self.privacy,
        }

    async def start(self, language: Language, request: Request) -> Response:
        """Show the question form."""
        loaded = await self._services.catalogue.current()
        return self._renderer.response(request, asking.start_page(loaded, language, AskForm()), language)

    async def answer(self, language: Language, request: Request) -> Response:
        """Answer a question.

        The question is posted and answered at once, not put into an address to be shared: it may tell
        about a person or a company, and addresses stay behind in histories and logs. As nothing is
        stored, sending it twice does no harm.
        """
        if request.method == "GET":  # a reload from history, or somebody who typed the address
            return RedirectResponse(address("start", language), status_code=303, headers=HEADERS)
        form = await _ask_form(request)
        loaded = await self._services.catalogue.current()
        try:
            desk_id = self._services.settings.own_desk
            today = self._services.clock.today()
            page = await asyncio.to_thread(asking.answer_page, loaded, language, form, today, desk_id)
        except InvalidInput as wrong:
            again = asking.start_page(loaded, language, form, wrong.faults)
            return self._renderer.response(request, again, language, 400)
        return self._renderer.response(request, page, language)

    async def search(self, language: Language, request: Request) -> Response:
        """Show the best of both lists, or ways to leaf through them."""
        loaded = await self._services.catalogue.current()
        today = self._services.clock.today()
        show = partial(lists.search_page, loaded, language, request.query_params, today, who(request))
        page = await asyncio.to_thread(show)
        return self._renderer.response(request, page, language, 400 if page.faults else 200)

    async def results(self, listed: Listed, language: Language, request: Request) -> Response:
        """Show a page of a list, or give the whole list as a file.

        What is found is looked for in a thread: its facets take a fifth of a second over 20,000 parties.
        """
        loaded = await self._services.catalogue.current()
        query = request.query_params
        file_format = format_of(query.get("formaat", ""))
        if file_format is not None:
            searched = await asyncio.to_thread(lists.search, loaded, query, who(request))
            if not searched.faults:
                take_along = partial(results_taken_along, loaded, language, listed, searched)
                return await file_of(take_along, file_format, language)
        today = self._services.clock.today()
        show = partial(lists.results_page, loaded, language, listed, query, today, who(request))
        page = await asyncio.to_thread(show)
        return self._renderer.response(request, page, language, 400 if page.faults else 200)

    async def actor(self, language: Language, request: Request) -> Response:
        """Show one actor."""
        loaded = await self._services.catalogue.current()
        actor = loaded.actor_by_id(request.path_params["id"])
        told = await self._told(request, loaded, actor.id)
        page = details.actor_page(loaded, language, actor.id, self._services.clock.today(), told)
        return self._renderer.response(request, page, language)

    async def offering(self, language: Language, request: Request) -> Response:
        """Show one offering."""
        loaded = await self._services.catalogue.current()
        offering = loaded.offering_by_id(request.path_params["id"])
        told = await self._told(request, loaded, offering.id)
        page = details.offering_page(loaded, language, offering.id, self._services.clock.today(), told)
        return self._renderer.response(request, page, language)

    async def sources(self, language: Language, request: Request) -> Response:
        """Show the documents that facts come from."""
        loaded = await self._services.catalogue.current()
        file_format = format_of(request.query_params.get("formaat", ""))
        if file_format:
            return await file_of(partial(documents_taken_along, loaded, language), file_format, language)
        show = partial(sources.sources_page, loaded, language, request.query_params, who(request))
        page = await asyncio.to_thread(show)
        return self._renderer.response(request, page, language)

    async def source(self, language: Language, request: Request) -> Response:
        """Show one document with what it states."""
        loaded = await self._services.catalogue.current()
        document_id = request.path_params["id"]
        file_format = format_of(request.query_params.get("formaat", ""))
        if file_format:
            take_along = partial(cited_facts_taken_along, loaded, language, document_id)
            return await file_of(take_along, file_format, language)
        show = partial(
            sources.source_page,
            loaded,
            language,
            document_id,
            request.query_params,
            who(request),
            self._services.settings,
        )
        page = await asyncio.to_thread(show)  # it may read the document's text from disk
        return self._renderer.response(request, page, language)

    async def _told(self, request: Request, loaded: Loaded, fact_id: str) -> details.Told:
        """Return who reads the page of a fact, and what was changed in it."""
        catalogue = self._services.catalogue
        changes = await catalogue.with_register(lambda register: register.history(fact_id))
        saved = request.query_params.get("bewaard", "")
        return details.Told(
            worker=who(request),
            changes=changes,
            titles=await titles_gone(catalogue, loaded, changes),
            saved=next((change.batch for change in changes if change.batch.id == saved), None),
        )

    async def accessibility(self, language: Language, request: Request) -> Response:
        """Show what was tested for accessibility."""
        page = AccessibilityPage(other_address=address("accessibility", other(language)), other_by_form=False)
        return self._renderer.response(request, page, language)

    async def privacy(self, language: Language, request: Request) -> Response:
        """Show what happens to a question."""
        page = PrivacyPage(other_address=address("privacy", other(language)), other_by_form=False)
        return self._renderer.response(request, page, language)

    async def english_start(self, _request: Request) -> Response:
        """Send a typed ``/en`` to where the English pages start."""
        return RedirectResponse(address("start", "en"), status_code=308, headers=HEADERS)

    async def on_error(self, request: Request, error: Exception) -> Response:
        """Answer an error with a page in the language of the address; details go to the log only."""
        language = language_of(request.url.path)
        gone = await self._gone(error, language)
        if gone is not None:
            return self._renderer.response(request, gone, language, 410)
        answer = _answer_to(error)
        if answer.status == 500:
            log.error("page failed", exc_info=error)
        is_link = isinstance(error, NotFound) and error.kind == "link"
        page: Page = _closed(error, language) if is_link else _error_page(request, error, answer, language)
        return self._renderer.response(request, page, language, answer.status, answer.headers)

    async def _gone(self, error: Exception, language: Language) -> GonePage | None:
        """Return where something is now that was there once; None for any other error."""
        if not isinstance(error, NotFound) or error.kind not in {"actor", "offering"}:
            return None
        try:
            gone = await what_became_of(self._services.catalogue, error.identifier)
        except StoreError:
            return None
        if gone is None:
            return None
        return GonePage(
            other_address=address("search", other(language)),
            other_by_form=False,
            is_offering=error.kind == "offering",
            successor=gone.successor,
            batch=gone.batch,
        )


def _error_page(request: Request, error: Exception, answer: _Answer, language: Language) -> ErrorPage:
    failed, was_sent = answer.status >= 500, request.method == "POST"
    return ErrorPage(
        other_address=address("start", other(language)),
        other_by_form=False,
        kind=_kind(request, error, answer.status),
        reference=getattr(request.state, "request_id", None) if failed else None,
        # A browser keeps nothing of a page whose address holds a secret.
        comes_back=was_sent and not is_private(request.url.path),
        may_be_stored=failed and was_sent and request.url.path not in STORING_NOTHING,
        wait=int(answer.headers["Retry-After"]) if "Retry-After" in answer.headers else None,
    )


def _closed(error: Exception, language: Language) -> LinkClosedPage:
    return LinkClosedPage(
        other_address=address("start", other(language)),
        other_by_form=False,
        was_withdrawn=isinstance(error, LinkClosed) and error.was_withdrawn,
        has_expired=isinstance(error, LinkClosed) and not error.was_withdrawn,
    )


def _kind(request: Request, error: Exception, status: int) -> ErrorKind:
    if isinstance(error, NotStaff):
        return "no_desk"
    if status == 413 and request.url.path in QUESTION_PATHS:
        return "question_too_large"
    return ERRORS.get(status, "failed" if status >= 500 else "bad_request")


class _Answer(NamedTuple):
    status: int
    headers: dict[str, str]


def _answer_to(error: Exception) -> _Answer:
    if isinstance(error, HTTPException):
        return _Answer(error.status_code, dict(error.headers or {}))
    if isinstance(error, InvalidInput):  # what no form of ours sends, such as a character without a shape
        return _Answer(400, {})
    if isinstance(error, NotFound):
        return _Answer(404, {})
    if isinstance(error, Conflict):
        return _Answer(409, {})
    if isinstance(error, StoreError):
        return _Answer(503, {"Retry-After": RETRY_AFTER})
    return _Answer(500, {})


async def _ask_form(request: Request) -> AskForm:
    """Return the question form as it was sent.

    Raises:
        HTTPException: It is no form that our page could have sent.
    """
    sent = await sent_form(request, MOST_FIELDS)
    return AskForm(
        text=sent.lines("text"),
        need_kinds=sent.all("needKinds"),
        sector=sent.one("sector"),
        municipality=sent.one("municipality"),
        size=sent.one("size"),
        r_strategy=sent.one("rStrategy"),
        target_group=sent.one("targetGroup"),
        expected=sent.one("expected"),
    )
