"""What companies ask of a desk: cases, needs, and what nobody offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request, Response

from api import identity
from api.bodies import Read, read_body
from api.deps import Facts, Staff, Wired, answer
from api.desk import handling
from api.desk.examples import (
    CASE,
    CASE_CHANGE,
    CASE_PAGE,
    GAP_PAGE,
    NEED,
    NEED_CHANGE,
    NEED_REQUEST,
)
from api.desk.handling import Caller, Question
from api.desk.presenting import DeskPresenter, links
from api.desk.reading import kinds_ticked, term_read
from api.desk.schemas import (
    CaseChange,
    CaseOut,
    CasePage,
    CaseQuery,
    CasesEmbedded,
    GapPage,
    GapQuery,
    GapsEmbedded,
    NeedChange,
    NeedRecordOut,
    NeedRequest,
)
from api.documentation import described, json_body
from api.idempotency import IDEMPOTENCY_KEY, Done, done_once
from api.presenting import BASE, page_links
from api.problems import request_language
from api.revisions import IF_MATCH, etag, revision_read
from matchmaker.casework.terms import CaseState
from matchmaker.errors import ChangedMeanwhile, Fault, InvalidInput
from matchmaker.vocabulary import Bilingual, NeedKind

if TYPE_CHECKING:
    from api.loaded import Loaded
    from api.settings import Settings
    from matchmaker.casework.cases import Case
    from matchmaker.casework.port import Act, Casework

router = APIRouter()

STAND_IN = {"text": "vraag"}

WHERE = Bilingual(
    "Geef een companyId of een caseId, niet allebei.", "Give a companyId or a caseId, not both."
)
ONE_CHANGE = Bilingual(
    "Geef precies één van state, worker, handOverTo en shareWith.",
    "Give exactly one of state, worker, handOverTo and shareWith.",
)
UNKNOWN_DESK = Bilingual("Wij kennen geen loket met dit kenmerk.", "We know no desk with this id.")
ONLY_CLOSING = Bilingual("Alleen closed kan hier.", "Only closed is possible here.")


@router.get(
    "/cases",
    tags=["cases"],
    summary="Bekijk de zaken van uw loket of van een bedrijf",
    description=(
        "Geeft de open zaken die uw loket heeft, de laatste eerst; met `state=closed` de afgesloten zaken. "
        "Met `companyId` zijn het alle zaken van dat bedrijf die uw loket mag zien."
    ),
    response_model=CasePage,
    responses=described("De zaken.", CASE_PAGE, 400, 403, 404, 503),
)
async def list_cases(
    query: Annotated[CaseQuery, Query()], request: Request, services: Wired, worker: Staff, loaded: Facts
) -> Response:
    """List the cases of a desk, or of a company."""
    act = handling.act_of(worker, services.clock)
    present = DeskPresenter(loaded, request_language(request))

    def read(casework: Casework) -> tuple[list[CaseOut], int]:
        if query.company_id is not None:
            of_company = casework.cases_of(act.desk_id, query.company_id)
            return [_case_out(present, act, casework, case) for case in of_company], len(of_company)
        offset = (query.pagina - 1) * query.per_pagina
        page = casework.cases(act.desk_id, query.state, offset=offset, limit=query.per_pagina)
        return [_case_out(present, act, casework, line.case) for line in page.items], page.total

    cases, total = await services.catalogue.with_casework(read)
    if query.company_id is not None:
        there = links(self=f"/cases?companyId={query.company_id}")
    else:
        there = page_links("/cases", query, total)
    return answer(CasePage(links=there, total=total, embedded=CasesEmbedded(cases=cases)))


@router.get(
    "/cases/{id}",
    tags=["cases"],
    summary="Bekijk één zaak",
    description="Geeft de zaak. De ETag hebt u nodig om haar te wijzigen.",
    response_model=CaseOut,
    responses=described("De zaak.", CASE, 400, 403, 404, 503),
)
async def get_case(id: str, request: Request, services: Wired, worker: Staff, loaded: Facts) -> Response:  # noqa: A002  # the name that clients see
    """Show a case."""
    act = handling.act_of(worker, services.clock)
    present = DeskPresenter(loaded, request_language(request))
    out = await services.catalogue.with_casework(
        lambda casework: _case_out(present, act, casework, casework.case(act.desk_id, id))
    )
    return answer(out, headers={"ETag": etag(out.revision)})


@router.patch(
    "/cases/{id}",
    tags=["cases"],
    summary="Wijzig een zaak",
    description="Sluit de zaak af, geeft haar door, laat een ander loket meewerken.",
    response_model=CaseOut,
    responses=described("De zaak.", CASE, 400, 403, 404, 408, 409, 412, 413, 415, 428, 503),
    openapi_extra={**json_body("CaseChange", CASE_CHANGE), "parameters": [IF_MATCH, IDEMPOTENCY_KEY]},
)
async def patch_case(id: str, request: Request, services: Wired, worker: Staff, loaded: Facts) -> Response:  # noqa: A002  # as above
    """Change a case."""
    revision = revision_read(request)
    body = await read_body(request, CaseChange, {})
    change = _case_change(body, loaded, services.settings)
    act = handling.act_of(worker, services.clock)
    present = DeskPresenter(loaded, request_language(request))

    def work(casework: Casework) -> Done:
        if change.state:
            case = casework.close_case(act, id, revision=revision)
        elif change.hand_over_to:
            note = change.note or ""
            case = casework.hand_over_case(act, id, change.hand_over_to, revision=revision, note=note)
        elif change.share_with:
            case = casework.share_case(act, id, change.share_with, revision=revision)
        else:
            case = casework.assign_case(act, id, change.worker, revision=revision)
        headers = {"ETag": etag(case.revision)}
        return Done(model=_case_out(present, act, casework, case), status=200, headers=headers)

    return await done_once(request, services, act, work)


@router.post(
    "/needs",
    tags=["needs"],
    status_code=201,
    summary="Neem een vraag op",
    description=(
        "Bewaart wat een bedrijf vraagt, met de suggesties van vandaag. Met `companyId` opent dit een nieuwe "
        "zaak. Past er niets, dan wordt dat vastgelegd en is `suggestions` leeg."
    ),
    response_model=NeedRecordOut,
    responses=described(
        "De behoefte, met suggesties.", NEED, 400, 403, 404, 408, 409, 413, 415, 503, status=201
    ),
    openapi_extra={**json_body("NeedRequest", NEED_REQUEST), "parameters": [IDEMPOTENCY_KEY]},
)
async def post_need(request: Request, services: Wired, worker: Staff, loaded: Facts) -> Response:
    """Take a question."""
    body = await read_body(request, NeedRequest, STAND_IN)
    question = _question(body, [] if bool(body.model.company_id) != bool(body.model.case_id) else [WHERE])
    act, today = handling.act_of(worker, services.clock), services.clock.today()
    present = DeskPresenter(loaded, request_language(request))
    company_id, case_id = body.model.company_id, body.model.case_id

    def work(casework: Casework) -> Done:
        if case_id:
            need = handling.add_need(casework, act, loaded, case_id, question, today)
        else:
            caller = Caller(company_id=company_id)
            need = handling.open_question(casework, act, loaded, caller, question, today)
        case = casework.case(act.desk_id, need.case_id)
        headers = {"Location": f"{BASE}/needs/{need.id}", "ETag": etag(need.revision)}
        return Done(model=present.need(need, case.company_id), headers=headers)

    return await done_once(request, services, act, work)


@router.get(
    "/needs/{id}",
    tags=["needs"],
    summary="Bekijk één behoefte",
    description="Geeft de behoefte met wat ervoor is voorgesteld.",
    response_model=NeedRecordOut,
    responses=described("De behoefte.", NEED, 400, 403, 404, 503),
)
async def get_need(id: str, request: Request, services: Wired, worker: Staff, loaded: Facts) -> Response:  # noqa: A002  # as above
    """Show a need."""
    act = handling.act_of(worker, services.clock)
    present = DeskPresenter(loaded, request_language(request))

    def read(casework: Casework) -> NeedRecordOut:
        need = casework.need(act.desk_id, id)
        return present.need(need, casework.case(act.desk_id, need.case_id).company_id)

    out = await services.catalogue.with_casework(read)
    return answer(out, headers={"ETag": etag(out.revision)})


@router.put(
    "/needs/{id}",
    tags=["needs"],
    summary="Stel de vraag anders",
    description="Vervangt de woorden en de soorten hulp, en zoekt opnieuw.",
    response_model=NeedRecordOut,
    responses=described("De behoefte.", NEED, 400, 403, 404, 408, 409, 412, 413, 415, 428, 503),
    openapi_extra={**json_body("NeedChange", NEED_CHANGE), "parameters": [IF_MATCH, IDEMPOTENCY_KEY]},
)
async def put_need(id: str, request: Request, services: Wired, worker: Staff, loaded: Facts) -> Response:  # noqa: A002  # as above
    """Change a need."""
    revision = revision_read(request)
    question = _question(await read_body(request, NeedChange, STAND_IN), [])
    act, today = handling.act_of(worker, services.clock), services.clock.today()
    present = DeskPresenter(loaded, request_language(request))

    def work(casework: Casework) -> Done:
        held = casework.need(act.desk_id, id)
        if held.revision != revision:
            raise ChangedMeanwhile("need", id, held.revision)
        need = handling.reword(casework, act, loaded, id, question, today)
        case = casework.case(act.desk_id, need.case_id)
        headers = {"ETag": etag(need.revision)}
        return Done(model=present.need(need, case.company_id), status=200, headers=headers)

    return await done_once(request, services, act, work)


@router.get(
    "/gaps",
    tags=["needs"],
    summary="Bekijk wat er ontbreekt",
    description="Geeft waar bij uw loket naar is gevraagd en wat niemand aanbiedt, het laatste eerst.",
    response_model=GapPage,
    responses=described("Een bladzijde met gaten in het aanbod.", GAP_PAGE, 400, 403, 503),
)
async def list_gaps(
    query: Annotated[GapQuery, Query()], request: Request, services: Wired, worker: Staff, loaded: Facts
) -> Response:
    """List what nobody offers."""
    act = handling.act_of(worker, services.clock)
    offset = (query.pagina - 1) * query.per_pagina
    found = await services.catalogue.with_casework(
        lambda casework: casework.gaps(act.desk_id, since=query.since, offset=offset, limit=query.per_pagina)
    )
    present = DeskPresenter(loaded, request_language(request))
    return answer(
        GapPage(
            links=page_links("/gaps", query, found.total),
            total=found.total,
            embedded=GapsEmbedded(gaps=[present.gap(gap) for gap in found.items]),
        )
    )


def _question(body: Read[NeedRequest] | Read[NeedChange], wrong: list[Bilingual]) -> Question:
    """Return the question that was sent, or raise ``InvalidInput`` with every fault."""
    faults = [*body.faults, *(Fault(where="companyId", message=text) for text in wrong)]
    codes = tuple(body.model.need_kinds or ())
    for code in codes:
        term_read(NeedKind, code, "needKinds", faults)
    if not body.model.text.strip():
        text = Bilingual("Vul de vraag in.", "Fill in the question.")
        faults.append(Fault(where="text", message=text))
    if faults:
        raise InvalidInput(faults)
    return Question(words=body.model.text, kinds=kinds_ticked(codes))


def _case_change(body: Read[CaseChange], loaded: Loaded, settings: Settings) -> CaseChange:
    """Return the change that was sent, or raise ``InvalidInput`` with every fault."""
    change, faults = body.model, list(body.faults)
    given = [change.state, change.worker, change.hand_over_to, change.share_with]
    if sum(value is not None for value in given) != 1:
        faults.append(Fault(where="body", message=ONE_CHANGE))
    if change.state is not None and change.state != CaseState.CLOSED.value:
        faults.append(Fault(where="state", message=ONLY_CLOSING))
    known = {desk.id for desk in identity.desks(loaded, settings)}
    for where, desk_id in (("handOverTo", change.hand_over_to), ("shareWith", change.share_with)):
        if desk_id is not None and desk_id not in known:
            faults.append(Fault(where=where, message=UNKNOWN_DESK))
    if faults:
        raise InvalidInput(faults)
    return change


def _case_out(present: DeskPresenter, act: Act, casework: Casework, case: Case) -> CaseOut:
    return present.case(case, casework.needs_of(act.desk_id, case.id), act.desk_id)
