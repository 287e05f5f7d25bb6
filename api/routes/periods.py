"""Places: how many companies an offering can take in a period, and how full that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response

from api.bodies import read_body
from api.deps import Facts, Staff, Wired, answer
from api.desk import handling
from api.desk.examples import PERIOD, PERIOD_PAGE, PERIOD_REQUEST
from api.desk.presenting import DeskPresenter, links
from api.desk.reading import NO_DAY, day_read
from api.desk.schemas import PeriodOut, PeriodPage, PeriodRequest, PeriodsEmbedded
from api.documentation import described, json_body
from api.idempotency import IDEMPOTENCY_KEY, Done, done_once
from api.presenting import BASE
from api.problems import request_language
from api.revisions import IF_MATCH, etag, revision_read
from matchmaker.casework.capacity import Period
from matchmaker.errors import Fault, InvalidInput, NotFound

if TYPE_CHECKING:
    from datetime import date

    from api.loaded import Loaded
    from matchmaker.casework.capacity import Occupancy
    from matchmaker.casework.port import Casework

router = APIRouter(prefix="/offerings/{id}/periods", tags=["periods"])

STAND_IN = {"startsOn": "2026-01-01", "endsOn": "2026-01-01", "places": 0}


@router.get(
    "",
    summary="Bekijk de plaatsen van een aanbod",
    description="Geeft per periode hoeveel bedrijven het aanbod aankan, en hoe vol het is.",
    response_model=PeriodPage,
    responses=described("De perioden.", PERIOD_PAGE, 400, 403, 404, 503),
)
async def list_periods(id: str, request: Request, services: Wired, worker: Staff, loaded: Facts) -> Response:  # noqa: A002, ARG001  # the name that clients see; who asks must be staff
    """List the periods of an offering."""
    loaded.offering_by_id(id)
    found = await services.catalogue.with_casework(lambda casework: casework.occupancies(id))
    present = DeskPresenter(loaded, request_language(request))
    return answer(
        PeriodPage(
            links=links(self=f"/offerings/{id}/periods"),
            total=len(found),
            embedded=PeriodsEmbedded(periods=[present.period(one) for one in found]),
        )
    )


@router.post(
    "",
    status_code=201,
    summary="Leg plaatsen vast",
    description="Voegt een periode toe. Perioden van een aanbod vallen niet samen.",
    response_model=PeriodOut,
    responses=described("De periode.", PERIOD, 400, 403, 404, 408, 409, 413, 415, 503, status=201),
    openapi_extra={**json_body("PeriodRequest", PERIOD_REQUEST), "parameters": [IDEMPOTENCY_KEY]},
)
async def post_period(id: str, request: Request, services: Wired, worker: Staff, loaded: Facts) -> Response:  # noqa: A002  # as above
    """Add a period."""
    asked = await _read(request, loaded, id, handling.new_id("periode"), 0)
    act = handling.act_of(worker, services.clock)
    present = DeskPresenter(loaded, request_language(request))

    def work(casework: Casework) -> Done:
        kept = casework.save_period(act, asked)
        headers = {"Location": f"{BASE}/offerings/{id}/periods/{kept.id}", "ETag": etag(kept.revision)}
        return Done(model=present.period(_occupancy(casework, id, kept.id)), headers=headers)

    return await done_once(request, services, act, work)


@router.get(
    "/{periodId}",
    summary="Bekijk één periode",
    description="Geeft de periode. De ETag hebt u nodig om haar te wijzigen.",
    response_model=PeriodOut,
    responses=described("De periode.", PERIOD, 400, 403, 404, 503),
)
async def get_period(
    id: str,  # noqa: A002  # as above
    periodId: str,  # noqa: N803  # as above
    request: Request,
    services: Wired,
    worker: Staff,  # noqa: ARG001  # as above
    loaded: Facts,
) -> Response:
    """Show a period."""
    found = await services.catalogue.with_casework(lambda casework: _occupancy(casework, id, periodId))
    out = DeskPresenter(loaded, request_language(request)).period(found)
    return answer(out, headers={"ETag": etag(out.revision)})


@router.put(
    "/{periodId}",
    summary="Wijzig een periode",
    description="Vervangt de dagen en de aantallen. Wat al bezet is, blijft bezet.",
    response_model=PeriodOut,
    responses=described("De periode.", PERIOD, 400, 403, 404, 408, 409, 412, 413, 415, 428, 503),
    openapi_extra={**json_body("PeriodRequest", PERIOD_REQUEST), "parameters": [IF_MATCH, IDEMPOTENCY_KEY]},
)
async def put_period(
    id: str,  # noqa: A002  # as above
    periodId: str,  # noqa: N803  # as above
    request: Request,
    services: Wired,
    worker: Staff,
    loaded: Facts,
) -> Response:
    """Change a period."""
    asked = await _read(request, loaded, id, periodId, revision_read(request))
    act = handling.act_of(worker, services.clock)
    present = DeskPresenter(loaded, request_language(request))

    def work(casework: Casework) -> Done:
        _occupancy(casework, id, periodId)
        kept = casework.save_period(act, asked)
        headers = {"ETag": etag(kept.revision)}
        return Done(model=present.period(_occupancy(casework, id, kept.id)), status=200, headers=headers)

    return await done_once(request, services, act, work)


def _occupancy(casework: Casework, offering_id: str, period_id: str) -> Occupancy:
    for one in casework.occupancies(offering_id):
        if one.period.id == period_id:
            return one
    raise NotFound("period", period_id)


async def _read(request: Request, loaded: Loaded, offering_id: str, period_id: str, revision: int) -> Period:
    """Return the period that was sent, or raise ``InvalidInput`` with every fault."""
    loaded.offering_by_id(offering_id)
    body = await read_body(request, PeriodRequest, STAND_IN)
    faults = list(body.faults)
    first = _day(body.model.starts_on, "startsOn", faults)
    last = _day(body.model.ends_on, "endsOn", faults)
    if faults or first is None or last is None:
        raise InvalidInput(faults)
    return Period(
        id=period_id,
        offering_id=offering_id,
        starts_on=first,
        ends_on=last,
        places=body.model.places,
        waiting_places=body.model.waiting_places,
        assess_first=body.model.assess_first,
        revision=revision,
    )


def _day(text: str, where: str, faults: list[Fault]) -> date | None:
    before = len(faults)
    day = day_read(text, where, faults)
    if day is None and len(faults) == before:
        faults.append(Fault(where=where, message=NO_DAY))
    return day
