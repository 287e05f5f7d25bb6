"""Changes of the register: which there were, what they did, and undoing them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.deps import Staff, Wired, answer
from api.documentation import described
from api.imports.examples import BATCH, BATCH_PAGE, UNDONE_BATCH
from api.imports.presenting import batch_out, batch_page, batch_summary
from api.imports.schemas import BatchOut, BatchPage, BatchSummary
from api.keeping.undoing import undo_once
from api.presenting import BASE
from api.problems import request_language
from api.schemas import PageQuery  # noqa: TC001  # the framework reads the annotations

router = APIRouter(prefix="/batches", tags=["batches"])


@router.get(
    "",
    summary="Bekijk de wijzigingen van het register",
    description="Geeft lijsten, samenvoegingen, controles en wijzigingen; de nieuwste staat bovenaan.",
    response_model=BatchPage,
    responses=described("Een bladzijde met wijzigingen.", BATCH_PAGE, 400, 403, 503),
)
async def list_batches(
    query: Annotated[PageQuery, Query()],
    request: Request,
    services: Wired,
    worker: Staff,  # noqa: ARG001  # who asks must be staff
) -> Response:
    """List changes, the latest first."""
    offset = (query.pagina - 1) * query.per_pagina
    found = await services.catalogue.with_register(
        lambda register: register.batches(offset=offset, limit=query.per_pagina)
    )
    return answer(batch_page(found, query, request_language(request)))


@router.get(
    "/{id}",
    summary="Bekijk één wijziging",
    description="Geeft wie haar maakte, wanneer, en per bladzijde wat er met elk gegeven gebeurde.",
    response_model=BatchOut,
    responses=described("De wijziging, met wat zij deed.", BATCH, 400, 403, 404, 503),
)
async def get_batch(
    id: str,  # noqa: A002  # the name that clients see
    query: Annotated[PageQuery, Query()],
    request: Request,
    services: Wired,
    worker: Staff,  # noqa: ARG001  # as above
) -> Response:
    """Show one change."""
    offset = (query.pagina - 1) * query.per_pagina
    batch, changes = await services.catalogue.with_register(
        lambda register: (
            register.batch(id),
            register.changes(id, offset=offset, limit=query.per_pagina),
        )
    )
    return answer(batch_out(batch, changes, query, request_language(request)))


@router.post(
    "/{id}/undoings",
    status_code=201,
    summary="Draai een wijziging terug",
    description=(
        "Alles wordt weer zoals het voor de wijziging was. Is er daarna iets aan gewijzigd, dan wordt niets "
        "teruggedraaid en zegt `detail` wat. Nog een keer terugdraaien doet niets."
    ),
    response_model=BatchSummary,
    responses=described("De wijziging is teruggedraaid.", UNDONE_BATCH, 400, 403, 404, 409, 503, status=201),
)
async def post_undoing(id: str, request: Request, services: Wired, worker: Staff) -> Response:  # noqa: A002  # as above
    """Undo a change."""
    batch = await undo_once(services, id, worker.signature)
    answered = answer(batch_summary(batch, request_language(request)))
    answered.status_code = 201
    answered.headers["Location"] = f"{BASE}/batches/{batch.id}"
    return answered
