"""What routes ask for by annotation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request, Response

from api.catalogue import Loaded
from api.presenting import Presenter
from api.problems import request_language
from api.services import Services

if TYPE_CHECKING:
    from pydantic import BaseModel


async def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


async def _facts(services: Annotated[Services, Depends(_services)]) -> Loaded:
    return await services.catalogue.current()


async def _presenter(request: Request, loaded: Annotated[Loaded, Depends(_facts)]) -> Presenter:
    return Presenter(loaded, request_language(request))


Wired = Annotated[Services, Depends(_services)]
Facts = Annotated[Loaded, Depends(_facts)]
Presented = Annotated[Presenter, Depends(_presenter)]


def answer(model: BaseModel) -> Response:
    """Return a ready model as an answer; passing it through the framework would check it a second time."""
    return Response(model.model_dump_json(by_alias=True), media_type="application/json")
