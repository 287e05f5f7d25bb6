"""Follow-up: the work list of a desk, and what became of each line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request, Response

from api.bodies import read_body
from api.deps import Facts, Staff, Wired, answer
from api.desk import handling
from api.desk.examples import FOLLOW_UP, FOLLOW_UP_CHANGE, FOLLOW_UP_PAGE, FOLLOW_UP_REQUEST
from api.desk.presenting import DeskPresenter
from api.desk.reading import NO_DAY, day_read, term_read
from api.desk.schemas import (
    FollowUpChange,
    FollowUpOut,
    FollowUpPage,
    FollowUpRequest,
    WorkItemsEmbedded,
    WorkListQuery,
)
from api.documentation import described, json_body
from api.idempotency import IDEMPOTENCY_KEY, Done, done_once
from api.presenting import BASE, page_links
from api.problems import request_language
from api.revisions import IF_MATCH, etag, revision_read
from matchmaker.casework import followups
from matchmaker.casework.followups import WorkQuery
from matchmaker.casework.terms import FollowUpState
from matchmaker.errors import Fault, InvalidInput
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from matchmaker.casework.port import Casework

router = APIRouter(prefix="/follow-ups", tags=["follow-ups"])

ONE_CHANGE = Bilingual("Geef state of dueOn, niet allebei.", "Give state or dueOn, not both.")
DONE_OR_DROPPED = Bilingual("Kies done of dropped.", "Choose done or dropped.")


@router.get(
    "",
    summary="Bekijk de werklijst",
    description="Geeft wat uw loket moet doen, de vroegste dag eerst.",
    response_model=FollowUpPage,
    responses=described("Een bladzijde van de werklijst.", FOLLOW_UP_PAGE, 400, 403, 503),
)
async def list_follow_ups(
    query: Annotated[WorkListQuery, Query()], request: Request, services: Wired, worker: Staff, loaded: Facts
) -> Response:
    """List what there is to do."""
    act = handling.act_of(worker, services.clock)
    wanted = WorkQuery(
        view=query.view,
        today=services.clock.today(),
        worker=worker.function.value,
        cohort=query.cohort,
    )
    offset = (query.pagina - 1) * query.per_pagina
    found = await services.catalogue.with_casework(
        lambda casework: casework.work_list(act.desk_id, wanted, offset=offset, limit=query.per_pagina)
    )
    present = DeskPresenter(loaded, request_language(request))
    return answer(
        FollowUpPage(
            links=page_links("/follow-ups", query, found.total),
            total=found.total,
            embedded=WorkItemsEmbedded(follow_ups=[present.work_item(item) for item in found.items]),
        )
    )


@router.post(
    "",
    status_code=201,
    summary="Plan een eigen afspraak",
    description="Zet iets op de werklijst bij een zaak. Opvolging van een verwijzing plannen wij vanzelf.",
    response_model=FollowUpOut,
    responses=described("De afspraak.", FOLLOW_UP, 400, 403, 404, 408, 409, 413, 415, 503, status=201),
    openapi_extra={**json_body("FollowUpRequest", FOLLOW_UP_REQUEST), "parameters": [IDEMPOTENCY_KEY]},
)
async def post_follow_up(request: Request, services: Wired, worker: Staff, loaded: Facts) -> Response:
    """Plan an appointment."""
    body = await read_body(request, FollowUpRequest, {"caseId": "-", "dueOn": "2026-01-01"})
    faults = list(body.faults)
    due_on = day_read(body.model.due_on, "dueOn", faults)
    if due_on is None and not faults:
        faults.append(Fault(where="dueOn", message=NO_DAY))
    if faults or due_on is None:
        raise InvalidInput(faults)
    act = handling.act_of(worker, services.clock)
    present = DeskPresenter(loaded, request_language(request))
    case_id, remark, day = body.model.case_id, body.model.remark or "", due_on

    def work(casework: Casework) -> Done:
        made = handling.plan(casework, act, case_id, day, remark)
        headers = {"Location": f"{BASE}/follow-ups/{made.id}", "ETag": etag(made.revision)}
        return Done(model=present.follow_up(made), headers=headers)

    return await done_once(request, services, act, work)


@router.get(
    "/{id}",
    summary="Bekijk één opvolging",
    description="Geeft de opvolging. De ETag hebt u nodig om haar te wijzigen.",
    response_model=FollowUpOut,
    responses=described("De opvolging.", FOLLOW_UP, 400, 403, 404, 503),
)
async def get_follow_up(id: str, request: Request, services: Wired, worker: Staff, loaded: Facts) -> Response:  # noqa: A002  # the name that clients see
    """Show a follow-up."""
    act = handling.act_of(worker, services.clock)
    found = await services.catalogue.with_casework(lambda casework: casework.follow_up(act.desk_id, id))
    present = DeskPresenter(loaded, request_language(request))
    return answer(present.follow_up(found), headers={"ETag": etag(found.revision)})


@router.patch(
    "/{id}",
    summary="Rond een opvolging af of kies een andere dag",
    description=(
        "Met `state` is zij gedaan (`done`) dan wel niet meer nodig (`dropped`); met `dueOn` krijgt zij een "
        "andere dag. Is na `done` nog niet bekend wat werd gevraagd, dan komt de vraag later terug: `state` "
        "is dan `open`, met een nieuwe `dueOn`."
    ),
    response_model=FollowUpOut,
    responses=described("De opvolging.", FOLLOW_UP, 400, 403, 404, 408, 409, 412, 413, 415, 428, 503),
    openapi_extra={
        **json_body("FollowUpChange", FOLLOW_UP_CHANGE),
        "parameters": [IF_MATCH, IDEMPOTENCY_KEY],
    },
)
async def patch_follow_up(
    id: str,  # noqa: A002  # as above
    request: Request,
    services: Wired,
    worker: Staff,
    loaded: Facts,
) -> Response:
    """Change a follow-up."""
    revision = revision_read(request)
    body = await read_body(request, FollowUpChange, {})
    faults = list(body.faults)
    state = term_read(FollowUpState, body.model.state, "state", faults)
    due_on = day_read(body.model.due_on, "dueOn", faults)
    if state is FollowUpState.OPEN:
        faults.append(Fault(where="state", message=DONE_OR_DROPPED))
    if not faults and (state is None) == (due_on is None):
        faults.append(Fault(where="state", message=ONE_CHANGE))
    if faults:
        raise InvalidInput(faults)
    act, today = handling.act_of(worker, services.clock), services.clock.today()
    present = DeskPresenter(loaded, request_language(request))
    remark = body.model.remark or ""

    def work(casework: Casework) -> Done:
        held = replace(casework.follow_up(act.desk_id, id), revision=revision)
        if due_on is not None:
            kept = casework.save_follow_up(act, followups.put_off(held, due_on))
        elif state is FollowUpState.DROPPED:
            kept = handling.drop_follow_up(casework, act, held, remark)
        else:
            kept = handling.finish_follow_up(casework, act, held, today=today, remark=remark)
        return Done(model=present.follow_up(kept), status=200, headers={"ETag": etag(kept.revision)})

    return await done_once(request, services, act, work)
