"""Wires the service together: settings, store, API and pages."""

from __future__ import annotations

from contextlib import asynccontextmanager
from importlib import resources
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request, Response
from pydantic.alias_generators import to_camel
from starlette.routing import Match, Mount

from api import documentation, pages, problems
from api.catalogue import Catalogue
from api.clock import SystemClock
from api.encoders import encoder_in_use
from api.frames import ApiFrame, BodyLimit, RequestFrame
from api.presenting import BASE
from api.recipes import recipe_in_use
from api.routes import (
    actors,
    batches,
    cases,
    companies,
    documents,
    follow_ups,
    health,
    imports,
    intakes,
    keeping,
    matches,
    offerings,
    periods,
    referrals,
    terms,
)
from api.services import Services
from api.stores import open_store
from graph.seeding import read_seeds, seed
from graph.tables.limits import MAX_FILE_BYTES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fastapi.routing import APIRoute
    from starlette.types import ASGIApp, Receive, Scope, Send

    from api.settings import Settings
    from matchmaker.ports import Clock, Register

API_VERSION = "1.0.0"

# A list is larger than any other request; beside the file a form holds some marks and a few short fields.
LIST_LIMIT = BodyLimit(size=MAX_FILE_BYTES + 100_000, within=120.0, drained=10 * MAX_FILE_BYTES)
LIMITS = dict.fromkeys((*pages.UPLOAD_PATHS, f"{BASE}/imports"), LIST_LIMIT)


_BARE: dict[str, Any] = {
    "redirect_slashes": False,
    "docs_url": None,
    "redoc_url": None,
    # The description is served by a route of our own, because only it may be read from other origins.
    "openapi_url": None,
    # Traces would hold addresses, and so what people search for, wherever somebody sets up OpenTelemetry.
    "telemetry": {"tracing": False, "metrics": False, "logs": False},
}


def create_app(
    settings: Settings,
    register: Register | None = None,
    clock: Clock | None = None,
    *,
    seed_when_empty: bool = False,
) -> FastAPI:
    """Return the service as an application that a server can run.

    Args:
        settings: How it is set up.
        register: An open register, which stays the caller's to close; None opens the one of the settings.
        clock: Tells the time; None takes the computer's.
        seed_when_empty: Whether a register that holds nothing is filled with the regional data.

    Raises:
        InvalidInput: The file of learned weights cannot be used, or the model of sentences is not installed.
    """
    catalogue = Catalogue(
        (lambda: register) if register is not None else (lambda: open_store(settings)),
        fill_empty=_fill if seed_when_empty else None,
        close_at_stop=register is None,
        recipe=recipe_in_use(settings.recipe),
        encoder=encoder_in_use(settings.encoder),
    )
    services = Services(settings=settings, clock=clock or SystemClock(), catalogue=catalogue)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await catalogue.start()
        await services.imports.start()
        await services.mailer.start()
        await services.housekeeping.start()
        try:
            yield
        finally:
            await services.housekeeping.stop()
            await services.mailer.stop()
            await services.imports.stop()
            await services.doubles.stop()
            await catalogue.stop()

    app = _Service(title="Circulair loket", lifespan=lifespan, **_BARE)
    app.mount(BASE, create_api(services))
    app.mount("/api", _no_such_version())
    pages.mount(app, services)
    return app


def _fill(register: Register) -> None:
    seed(register, read_seeds(resources.files("seeds")))


def create_api(services: Services) -> FastAPI:
    """Return the API as an application of its own, with its own errors, headers and description."""
    settings = services.settings
    api = _Api(
        title="Circulair loket API",
        summary="Wie kan deze ondernemer helpen, en waarom?",
        description=documentation.API_DESCRIPTION.strip(),
        version=API_VERSION,
        contact={"name": settings.contact_name, "email": settings.contact_email, "url": settings.contact_url},
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        servers=[{"url": f"{settings.public_url or ''}{BASE}", "description": "Deze dienst, versie 1"}],
        openapi_tags=documentation.TAGS,
        generate_unique_id_function=_operation_id,
        **_BARE,
    )
    api.state.services = services
    problems.install(api)
    desk_work = (companies, cases, referrals, periods, follow_ups, intakes)
    for routes in (
        matches,
        actors,
        offerings,
        keeping,
        imports,
        batches,
        *desk_work,
        documents,
        terms,
        health,
    ):
        api.include_router(routes.router)

    api.add_api_route("/openapi.json", _get_openapi, include_in_schema=False)
    return api


async def _get_openapi(request: Request) -> Response:
    # FastAPI keeps every endpoint for good, so one that knew its application would keep that too.
    described = documentation.as_bytes(request.app.openapi())
    headers = {"Access-Control-Allow-Origin": "*"}
    return Response(described, headers=headers, media_type="application/json")


def _operation_id(route: APIRoute) -> str:
    return to_camel(route.name)


def _no_such_version() -> FastAPI:
    """Return what answers beside the versions that exist: a problem, not a page."""
    nothing = _Api(version=API_VERSION, **_BARE)
    problems.install(nothing)
    return nothing


class _Service(FastAPI):
    """The whole service, framed outside its own error handling."""

    def build_middleware_stack(self) -> ASGIApp:
        api = next(route for route in self.routes if isinstance(route, Mount) and route.path == BASE)
        return RequestFrame(_Fork(api, super().build_middleware_stack()), LIMITS)


class _Fork:
    """Leads to the API past the error handling of the pages, as it has its own."""

    def __init__(self, api: Mount, pages: ASGIApp) -> None:
        self._api = api
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match, found = self._api.matches(scope)
        if match is Match.NONE:
            await self._pages(scope, receive, send)
            return
        scope.update(found)
        await self._api.handle(scope, receive, send)


class _Api(FastAPI):
    """One version of the API, framed outside its own error handling."""

    def build_middleware_stack(self) -> ASGIApp:
        return ApiFrame(super().build_middleware_stack(), self.version)

    def openapi(self) -> dict[str, Any]:
        if not self.openapi_schema:
            self.openapi_schema = documentation.describe(self)
        return self.openapi_schema
