"""Praatplaten: what companies do, want and need, by a version of a question set."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request, Response

from api.bodies import read_body
from api.deps import Facts, Staff, Wired, answer
from api.desk import handling, intakes
from api.desk.examples import INTAKE, INTAKE_CHANGE, INTAKE_REQUEST, QUESTION_SET, QUESTION_SET_PAGE
from api.desk.presenting import DeskPresenter, links
from api.desk.schemas import (
    IntakeChange,
    IntakeOut,
    IntakeRequest,
    QuestionSetOut,
    QuestionSetPage,
    QuestionSetQuery,
    QuestionSetsEmbedded,
    TickIn,
)
from api.documentation import described, json_body
from api.idempotency import IDEMPOTENCY_KEY, Done, done_once
from api.presenting import BASE
from api.problems import request_language
from api.revisions import IF_MATCH, etag, revision_read
from matchmaker.casework.intakes import Intake
from matchmaker.casework.praatplaat import Tick, choose_set, tick_faults
from matchmaker.casework.terms import MadeBy
from matchmaker.errors import ChangedMeanwhile, Fault, InvalidInput, NotFound
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from api.loaded import Loaded
    from api.services import Services
    from matchmaker.casework.companies import Company
    from matchmaker.casework.port import Casework
    from matchmaker.casework.praatplaat import QuestionSet

router = APIRouter(tags=["intakes"])

NO_SET = Bilingual("Wij kennen geen vragenlijst met dit kenmerk.", "We know no question set with this id.")


@router.get(
    "/question-sets",
    summary="Bekijk de vragenlijsten",
    description="Geeft alle versies van alle vragenlijsten van de praatplaat.",
    response_model=QuestionSetPage,
    responses=described("De vragenlijsten.", QUESTION_SET_PAGE, 403, 503),
)
async def list_question_sets(request: Request, services: Wired, worker: Staff, loaded: Facts) -> Response:  # noqa: ARG001  # who asks must be staff
    """List the question sets."""
    present = DeskPresenter(loaded, request_language(request))
    found = [present.question_set_ref(one) for one in services.question_sets]
    return answer(
        QuestionSetPage(
            links=links(self="/question-sets"),
            total=len(found),
            embedded=QuestionSetsEmbedded(question_sets=found),
        )
    )


@router.get(
    "/question-sets/{id}",
    summary="Bekijk één vragenlijst",
    description="Geeft de acties van een versie; zonder `version` de laatste.",
    response_model=QuestionSetOut,
    responses=described("De vragenlijst.", QUESTION_SET, 400, 403, 404, 503),
)
async def get_question_set(
    id: str,  # noqa: A002  # the name that clients see
    query: Annotated[QuestionSetQuery, Query()],
    request: Request,
    services: Wired,
    worker: Staff,  # noqa: ARG001  # as above
    loaded: Facts,
) -> Response:
    """Show a version of a question set."""
    found = [one for one in services.question_sets if one.id == id and query.version in (None, one.version)]
    if not found:
        raise NotFound("question_set", id)
    latest = max(found, key=lambda one: one.version)
    return answer(DeskPresenter(loaded, request_language(request)).question_set(latest))


@router.post(
    "/intakes",
    status_code=201,
    summary="Begin een praatplaat",
    description="Begint een praatplaat voor een bedrijf, samen met het loket.",
    response_model=IntakeOut,
    responses=described("De praatplaat.", INTAKE, 400, 403, 404, 408, 409, 413, 415, 503, status=201),
    openapi_extra={**json_body("IntakeRequest", INTAKE_REQUEST), "parameters": [IDEMPOTENCY_KEY]},
)
async def post_intake(request: Request, services: Wired, worker: Staff, loaded: Facts) -> Response:
    """Begin an intake."""
    body = await read_body(request, IntakeRequest, {"companyId": "-"})
    if body.faults:
        raise InvalidInput(body.faults)
    act = handling.act_of(worker, services.clock)
    present = DeskPresenter(loaded, request_language(request))
    company_id, set_id = body.model.company_id, body.model.question_set_id

    def work(casework: Casework) -> Done:
        company = casework.company(act.desk_id, company_id)
        questions = _set_for(services, loaded, company, set_id)
        intake = Intake(
            id=handling.new_id("intake"),
            company_id=company.id,
            desk_id=act.desk_id,
            question_set_id=questions.id,
            question_set_version=questions.version,
            made_by=MadeBy.WITH_STAFF,
            started_at=act.at,
        )
        kept = casework.save_intake(act, intake)
        headers = {"Location": f"{BASE}/intakes/{kept.id}", "ETag": etag(kept.revision)}
        return Done(model=present.intake(kept), headers=headers)

    return await done_once(request, services, act, work)


@router.get(
    "/intakes/{id}",
    summary="Bekijk één praatplaat",
    description="Geeft de antwoorden tot nu toe. De ETag hebt u nodig om ze te wijzigen.",
    response_model=IntakeOut,
    responses=described("De praatplaat.", INTAKE, 400, 403, 404, 503),
)
async def get_intake(id: str, request: Request, services: Wired, worker: Staff, loaded: Facts) -> Response:  # noqa: A002  # as above
    """Show an intake."""
    act = handling.act_of(worker, services.clock)
    found = await services.catalogue.with_casework(lambda casework: casework.intake(act.desk_id, id))
    present = DeskPresenter(loaded, request_language(request))
    return answer(present.intake(found), headers={"ETag": etag(found.revision)})


@router.put(
    "/intakes/{id}",
    summary="Bewaar de antwoorden",
    description="Vervangt alle antwoorden van een praatplaat die nog niet is verstuurd.",
    response_model=IntakeOut,
    responses=described("De praatplaat.", INTAKE, 400, 403, 404, 408, 409, 412, 413, 415, 428, 503),
    openapi_extra={**json_body("IntakeChange", INTAKE_CHANGE), "parameters": [IF_MATCH, IDEMPOTENCY_KEY]},
)
async def put_intake(id: str, request: Request, services: Wired, worker: Staff, loaded: Facts) -> Response:  # noqa: A002  # as above
    """Save the answers of an intake."""
    revision = revision_read(request)
    body = await read_body(request, IntakeChange, {"ticks": []})
    if body.faults:
        raise InvalidInput(body.faults)
    act = handling.act_of(worker, services.clock)
    present = DeskPresenter(loaded, request_language(request))
    ticks = tuple(_tick(one) for one in body.model.ticks)
    grade, wish = body.model.own_grade, body.model.wish or ""

    def work(casework: Casework) -> Done:
        held = casework.intake(act.desk_id, id)
        if held.revision != revision:
            raise ChangedMeanwhile("intake", id, held.revision)
        faults = tick_faults(intakes.set_of(held, services.question_sets), ticks, grade)
        if faults:
            raise InvalidInput(faults)
        kept = casework.save_intake(act, replace(held, ticks=ticks, own_grade=grade, wish=wish))
        return Done(model=present.intake(kept), status=200, headers={"ETag": etag(kept.revision)})

    return await done_once(request, services, act, work)


@router.post(
    "/intakes/{id}/submissions",
    summary="Verstuur een praatplaat",
    description=(
        "Daarna staan de antwoorden vast; een nieuwe meting is een nieuwe praatplaat. Er is dan een zaak, "
        "met een behoefte voor elke vraag om hulp en voor de wens, en met wat daar vandaag bij past."
    ),
    response_model=IntakeOut,
    responses=described("De praatplaat.", INTAKE, 400, 403, 404, 409, 412, 428, 503),
    openapi_extra={"parameters": [IF_MATCH, IDEMPOTENCY_KEY]},
)
async def post_submission(
    id: str,  # noqa: A002  # as above
    request: Request,
    services: Wired,
    worker: Staff,
    loaded: Facts,
) -> Response:
    """Send an intake."""
    revision = revision_read(request)
    act = handling.act_of(worker, services.clock)
    language = request_language(request)
    present = DeskPresenter(loaded, language)

    def work(casework: Casework) -> Done:
        held = casework.intake(act.desk_id, id)
        questions = intakes.set_of(held, services.question_sets)
        read = replace(held, revision=revision)
        kept = intakes.send(casework, act, read, loaded, questions, language)
        return Done(model=present.intake(kept), status=200, headers={"ETag": etag(kept.revision)})

    return await done_once(request, services, act, work)


def _set_for(services: Services, loaded: Loaded, company: Company, set_id: str | None) -> QuestionSet:
    """Return the question set to put to a company, or the named one.

    Raises:
        InvalidInput: There is no such question set.
    """
    today = services.clock.today()
    if set_id is None:
        return intakes.set_for(company, loaded, services.question_sets, today)
    named = [one for one in services.question_sets if one.id == set_id]
    found = choose_set(named, {sector for one in named for sector in one.sectors}, today)
    if found is None:
        raise InvalidInput([Fault(where="questionSetId", message=NO_SET)])
    return found


def _tick(given: TickIn) -> Tick:
    return Tick(
        action_id=given.action_id,
        does=given.does,
        wants=given.wants,
        needs_help=given.needs_help,
        not_applicable=given.not_applicable,
        example=given.example or "",
        words=given.words or "",
        may_share=given.may_share,
    )
