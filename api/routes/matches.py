"""Suggestions for a need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response

from api.bodies import Read, read_body
from api.deps import Wired, answer
from api.documentation import described, json_body
from api.examples import MATCH_ANSWER, MATCH_REQUEST
from api.presenting import Presenter
from api.problems import request_language
from api.schemas import MatchAnswerOut, MatchRequest
from matchmaker.asking import Asked, NeedReader, Understood
from matchmaker.errors import InvalidInput

if TYPE_CHECKING:
    from matchmaker.ports import Clock

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
async def post_match(request: Request, services: Wired) -> Response:
    """Match a need; nothing is stored."""
    body = await read_body(request, MatchRequest, {"text": STAND_IN})
    loaded = await services.catalogue.current()
    understood = _understood(body, loaded.reader, services.clock)
    found = loaded.matcher.match(understood.need, limit=body.model.limit)
    return answer(Presenter(loaded, request_language(request)).match_answer(understood, found))


def _understood(body: Read[MatchRequest], reader: NeedReader, clock: Clock) -> Understood:
    """Return the need that was meant, or raise ``InvalidInput`` with the faults of form and of meaning."""
    asked = Asked(
        text=body.model.text,
        need_kinds=tuple(body.model.need_kinds or ()),
        sector=body.model.sector,
        municipality=body.model.municipality,
        size=body.model.size,
        r_strategy=body.model.r_strategy,
    )
    try:
        understood = reader.read(asked, asked_on=clock.today())
    except InvalidInput as wrong:
        more = (found for found in wrong.faults if found.where not in body.wrong_fields)
        raise InvalidInput([*body.faults, *more]) from None
    if body.faults:
        raise InvalidInput(body.faults)
    return understood
