"""Suggestions for a need, and why an offering is not among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response

from api.bodies import Read, read_body
from api.deps import services_of
from api.documentation import described, json_body
from api.examples import EXPLANATION, EXPLANATION_REQUEST, MATCH_ANSWER, MATCH_REQUEST
from api.identity import VISITOR
from api.presenting import Presenter
from api.problems import request_language
from api.schemas import ExplanationOut, ExplanationRequest, MatchAnswerOut, MatchRequest, NeedAsked
from matchmaker.asking import Asked, Understood
from matchmaker.errors import InvalidInput

if TYPE_CHECKING:
    from api.loaded import Loaded
    from api.services import Services

router = APIRouter(tags=["matches"])

STAND_IN = "vraag"  # lets the other fields be read where the text itself is wrong


@router.post(
    "/matches",
    summary="Zoek aanbod bij een vraag",
    description=(
        "Geeft het aanbod dat het best past, met redenen, voorwaarden en bronnen. "
        "Past er niets, dan zegt `gap` waarom. Wij bewaren de vraag niet."
    ),
    response_model=MatchAnswerOut,
    responses=described("De suggesties.", MATCH_ANSWER, 400, 408, 413, 415, 503),
    openapi_extra=json_body("MatchRequest", MATCH_REQUEST),
)
async def post_match(request: Request) -> Response:
    """Match a need; nothing is stored."""
    services = services_of(request)
    body = await read_body(request, MatchRequest, {"text": STAND_IN})
    loaded = await services.catalogue.current()
    understood = _understood(body, loaded, services)
    found = loaded.matcher.match(understood.need, body.model.limit)
    return _json(_present(request, loaded).match_answer(understood, found))


@router.post(
    "/explanations",
    summary="Vraag waarom een aanbod er niet bij staat",
    description=(
        "Geeft de voorwaarden van dat aanbod bij deze vraag, het kleinste dat aan de vraag anders moet om "
        "eraan te voldoen, en de plaats waarop het staat. Wij bewaren de vraag niet."
    ),
    response_model=ExplanationOut,
    responses=described("De uitleg.", EXPLANATION, 400, 404, 408, 413, 415, 503),
    openapi_extra=json_body("ExplanationRequest", EXPLANATION_REQUEST),
)
async def post_explanation(request: Request) -> Response:
    """Explain how an offering stands to a need; nothing is stored."""
    services = services_of(request)
    body = await read_body(request, ExplanationRequest, {"text": STAND_IN, "offeringId": STAND_IN})
    loaded = await services.catalogue.current()
    understood = _understood(body, loaded, services)
    told = loaded.matcher.why_not(understood.need, body.model.offering_id)
    return _json(_present(request, loaded).explanation(understood, told))


def _json(written: bytes) -> Response:
    return Response(written, media_type="application/json")


def _present(request: Request, loaded: Loaded) -> Presenter:
    """Return what presents an answer: it is read out to whoever asked, so it holds what anybody may see."""
    return Presenter(loaded, request_language(request), VISITOR)


def _understood(
    body: Read[MatchRequest] | Read[ExplanationRequest], loaded: Loaded, services: Services
) -> Understood:
    """Return the need that was meant, or raise ``InvalidInput`` with the faults of form and of meaning."""
    try:
        understood = loaded.reader.read(
            _asked(body.model), asked_on=services.clock.today(), desk_id=services.settings.own_desk
        )
    except InvalidInput as wrong:
        more = (found for found in wrong.faults if found.where not in body.wrong_fields)
        raise InvalidInput([*body.faults, *more]) from None
    if body.faults:
        raise InvalidInput(body.faults)
    return understood


def _asked(body: NeedAsked) -> Asked:
    return Asked(
        text=body.text,
        need_kinds=tuple(body.need_kinds or ()),
        sector=body.sector,
        municipality=body.municipality,
        size=body.size,
        r_strategy=body.r_strategy,
        target_group=body.target_group,
    )
