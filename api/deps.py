"""What routes ask for by annotation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request, Response

from api.identity import NotStaff, Worker, who
from api.loaded import Loaded
from api.presenting import Presenter
from api.problems import request_language
from api.same_origin import refuse_other_origins
from api.services import Services

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel


def services_of(request: Request) -> Services:
    """Return what the application is wired with; asked for by annotation it takes the framework longer."""
    services: Services = request.app.state.services
    return services


async def _services(request: Request) -> Services:
    return services_of(request)


async def _facts(services: Annotated[Services, Depends(_services)]) -> Loaded:
    return await services.catalogue.current()


async def _presenter(request: Request, loaded: Annotated[Loaded, Depends(_facts)]) -> Presenter:
    return Presenter(loaded, request_language(request), who(request))


async def _staff(request: Request, services: Annotated[Services, Depends(_services)]) -> Worker:
    """Return which member of a desk's staff asks.

    Raises:
        HTTPException: 403, it is a visitor, or the request was sent by a page of another site.
        StoreUnavailable: No facts were read yet, so that no desk is known.
    """
    if request.method != "GET":
        refuse_other_origins(request, services.settings)
    if services.catalogue.latest is None:
        await services.catalogue.current()
    worker = who(request)
    if not worker.is_staff:
        raise NotStaff
    return worker


Wired = Annotated[Services, Depends(_services)]
Facts = Annotated[Loaded, Depends(_facts)]
Presented = Annotated[Presenter, Depends(_presenter)]
Staff = Annotated[Worker, Depends(_staff)]


def answer(model: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return a ready model as an answer; passing it through the framework would check it a second time."""
    return Response(model.model_dump_json(by_alias=True), status, headers, "application/json")
