"""Whether the service runs, and whether it can answer."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.deps import Wired, answer
from api.documentation import described
from api.examples import LIVE, READY
from api.schemas import LiveOut, ReadyOut

router = APIRouter(prefix="/health", tags=["health"])


@router.get(
    "/live",
    summary="Draait de dienst?",
    description="Vraagt niets aan de opslag.",
    response_model=LiveOut,
    responses=described("De dienst draait.", LIVE),
)
async def get_live() -> Response:
    """Say that the process runs; the store is not asked."""
    return answer(LiveOut(status="up"))


@router.get(
    "/ready",
    summary="Kan de dienst antwoord geven?",
    description="Vraagt de opslag om een antwoord; anders is het 503.",
    response_model=ReadyOut,
    responses=described("De opslag antwoordt en de gegevens zijn geladen.", READY, 503),
)
async def get_ready(services: Wired) -> Response:
    """Say that the store answers and its facts are loaded, or that it does not."""
    loaded = await services.catalogue.asked()
    return answer(
        ReadyOut(
            status="ready",
            version=loaded.version,
            actors=len(loaded.snapshot.actors),
            offerings=len(loaded.snapshot.offerings),
        )
    )
