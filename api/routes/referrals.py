"""Referrals: a need handed to a provider, the steps it takes, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request, Response

from api.bodies import read_body
from api.deps import Facts, Staff, Wired, answer
from api.desk import handling
from api.desk.examples import (
    ANSWER_LINK,
    MOVE_REQUEST,
    OUTCOME_LINK,
    OUTCOME_REQUEST,
    OWN_REFERRAL_REQUEST,
    REFERRAL,
    REFERRAL_PAGE,
    REFERRAL_REQUEST,
)
from api.desk.handling import Answered, OwnChoice
from api.desk.presenting import DeskPresenter, links
from api.desk.reading import term_read
from api.desk.schemas import (
    AnswerLinkOut,
    MoveRequest,
    OutcomeRequest,
    ReferralOut,
    ReferralPage,
    ReferralQuery,
    ReferralRequest,
    ReferralsEmbedded,
)
from api.documentation import described, json_body
from api.idempotency import IDEMPOTENCY_KEY, Done, done_once
from api.pages.addresses import address
from api.presenting import BASE
from api.private_links import origin
from api.problems import request_language
from api.revisions import IF_MATCH, etag, revision_read
from matchmaker.casework.terms import Helped, LinkKind, Move, Reason
from matchmaker.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.pages.addresses import PageName
    from api.services import Services
    from matchmaker.casework.port import Act, Casework

router = APIRouter(prefix="/referrals", tags=["referrals"])

PAGE_OF: Mapping[LinkKind, PageName] = {
    LinkKind.REFERRAL: "provider_answer",
    LinkKind.OUTCOME: "outcome",
}
"""The page that a link to a referral opens."""


@router.get(
    "",
    summary="Bekijk de verwijzingen in een zaak",
    description="Geeft alle verwijzingen van de behoeften in een zaak.",
    response_model=ReferralPage,
    responses=described("De verwijzingen.", REFERRAL_PAGE, 400, 403, 404, 503),
)
async def list_referrals(
    query: Annotated[ReferralQuery, Query()], request: Request, services: Wired, worker: Staff, loaded: Facts
) -> Response:
    """List the referrals of a case."""
    act = handling.act_of(worker, services.clock)
    found = await services.catalogue.with_casework(
        lambda casework: casework.referrals_of(act.desk_id, query.case_id)
    )
    present = DeskPresenter(loaded, request_language(request))
    return answer(
        ReferralPage(
            links=links(self=f"/referrals?caseId={query.case_id}"),
            total=len(found),
            embedded=ReferralsEmbedded(referrals=[present.referral(one) for one in found]),
        )
    )


@router.post(
    "",
    status_code=201,
    summary="Stel een verwijzing voor",
    description=(
        "Kiest een aanbod uit de suggesties bij een behoefte. De verwijzing is daarmee voorgesteld. Met de "
        "stap `send` gaat zij naar de aanbieder, met `log` legt u haar alleen vast. Weet het loket iets "
        "beters? Dan kan met `ownReason` ook ander aanbod, dat daarmee geen suggestie wordt. Weigert een "
        "voorwaarde het bedrijf, dan moet haar naam in `overrules` staan; zonder noemt het antwoord haar. "
        "Bij aanbod waar niemand terechtkan (vol, op, gesloten), bij aanbod van het loket zelf, en bij een "
        "aanbieder die niet voor dit bedrijf werkt, is het antwoord 409."
    ),
    response_model=ReferralOut,
    responses=described("De verwijzing.", REFERRAL, 400, 403, 404, 408, 409, 413, 415, 503, status=201),
    openapi_extra={
        **json_body("ReferralRequest", suggested=REFERRAL_REQUEST, ownChoice=OWN_REFERRAL_REQUEST),
        "parameters": [IDEMPOTENCY_KEY],
    },
)
async def post_referral(request: Request, services: Wired, worker: Staff, loaded: Facts) -> Response:
    """Propose a referral."""
    body = await read_body(request, ReferralRequest, {"needId": "-", "offeringId": "-"})
    if body.faults:
        raise InvalidInput(body.faults)
    act, today = handling.act_of(worker, services.clock), services.clock.today()
    present = DeskPresenter(loaded, request_language(request))
    asked = body.model

    def work(casework: Casework) -> Done:
        if asked.own_reason is None and not asked.overrules:
            made = handling.choose(casework, act, loaded, asked.need_id, asked.offering_id, today)
        else:
            own = OwnChoice(
                offering_id=asked.offering_id,
                reason=asked.own_reason or "",
                overrules=tuple(asked.overrules or ()),
            )
            made = handling.choose_own(casework, act, loaded, asked.need_id, own, today)
        headers = {"Location": f"{BASE}/referrals/{made.id}", "ETag": etag(made.revision)}
        return Done(model=present.referral(made), headers=headers)

    return await done_once(request, services, act, work)


@router.get(
    "/{id}",
    summary="Bekijk één verwijzing",
    description="Geeft de verwijzing, haar stappen, wat er nu kan, en wat zij opleverde.",
    response_model=ReferralOut,
    responses=described("De verwijzing.", REFERRAL, 400, 403, 404, 503),
)
async def get_referral(id: str, request: Request, services: Wired, worker: Staff, loaded: Facts) -> Response:  # noqa: A002  # the name that clients see
    """Show a referral."""
    act = handling.act_of(worker, services.clock)
    found = await services.catalogue.with_casework(lambda casework: casework.referral(act.desk_id, id))
    present = DeskPresenter(loaded, request_language(request))
    return answer(present.referral(found), headers={"ETag": etag(found.revision)})


@router.post(
    "/{id}/moves",
    summary="Zet een stap",
    description=(
        "Brengt de verwijzing verder, langs de vaste tabel van stappen. Een stap die nu niet kan, en een "
        "aanbod zonder plaats, geven 409 met wat wel kan. De opvolging wordt vanzelf gepland."
    ),
    response_model=ReferralOut,
    responses=described(
        "De verwijzing na de stap.", REFERRAL, 400, 403, 404, 408, 409, 412, 413, 415, 428, 503
    ),
    openapi_extra={**json_body("MoveRequest", MOVE_REQUEST), "parameters": [IF_MATCH, IDEMPOTENCY_KEY]},
)
async def post_move(id: str, request: Request, services: Wired, worker: Staff, loaded: Facts) -> Response:  # noqa: A002  # as above
    """Move a referral along."""
    revision = revision_read(request)
    body = await read_body(request, MoveRequest, {"move": Move.SEND.value})
    faults = list(body.faults)
    move = term_read(Move, body.model.move, "move", faults)
    reason = term_read(Reason, body.model.reason, "reason", faults)
    if faults or move is None:
        raise InvalidInput(faults)
    act = handling.act_of(worker, services.clock)
    present = DeskPresenter(loaded, request_language(request))
    note = body.model.note or ""

    def work(casework: Casework) -> Done:
        moved = casework.move_referral(act, id, move, revision=revision, reason=reason, note=note)
        return Done(model=present.referral(moved), status=200, headers={"ETag": etag(moved.revision)})

    return await done_once(request, services, act, work)


@router.post(
    "/{id}/outcomes",
    summary="Leg vast wat het opleverde",
    description=(
        "Bewaart de antwoorden van het loket op de drie vragen. Die staan los van de stappen; alleen komt "
        "een verwijzing waarbij contact is gelegd daarmee in `in_contact`."
    ),
    response_model=ReferralOut,
    responses=described(
        "De verwijzing met de uitkomst.", REFERRAL, 400, 403, 404, 408, 409, 412, 413, 415, 428, 503
    ),
    openapi_extra={
        **json_body("OutcomeRequest", OUTCOME_REQUEST),
        "parameters": [IF_MATCH, IDEMPOTENCY_KEY],
    },
)
async def post_outcome(id: str, request: Request, services: Wired, worker: Staff, loaded: Facts) -> Response:  # noqa: A002  # as above
    """Record what came of a referral."""
    revision = revision_read(request)
    body = await read_body(request, OutcomeRequest, {})
    faults = list(body.faults)
    helped = term_read(Helped, body.model.helped, "helped", faults)
    if faults:
        raise InvalidInput(faults)
    act = handling.act_of(worker, services.clock)
    present = DeskPresenter(loaded, request_language(request))
    answered = Answered(link_made=body.model.link_made, helped=helped, step_taken=body.model.step_taken)

    def work(casework: Casework) -> Done:
        told = handling.tell_outcome(casework, act, id, answered, revision=revision)
        return Done(model=present.referral(told), status=200, headers={"ETag": etag(told.revision)})

    return await done_once(request, services, act, work)


@router.post(
    "/{id}/links",
    status_code=201,
    summary="Maak een link voor de aanbieder",
    description=(
        "Geeft een adres waarmee de aanbieder zonder account antwoordt. Eerdere links werken dan niet "
        "meer. Wij bewaren het adres niet: u krijgt het één keer."
    ),
    response_model=AnswerLinkOut,
    responses=described("De link.", ANSWER_LINK, 400, 403, 404, 409, 503, status=201),
)
async def post_link(id: str, request: Request, services: Wired, worker: Staff) -> Response:  # noqa: A002  # as above
    """Make a link by which the provider answers."""
    act = handling.act_of(worker, services.clock)
    return await _new_link(request, services, act, LinkKind.REFERRAL, id)


@router.post(
    "/{id}/outcome-links",
    status_code=201,
    summary="Maak een link voor de ondernemer",
    description=(
        "Geeft een adres waar de ondernemer zonder account zegt wat de verwijzing opleverde. Eerdere links "
        "werken dan niet meer. Wij bewaren het adres niet: u krijgt het één keer."
    ),
    response_model=AnswerLinkOut,
    responses=described("De link.", OUTCOME_LINK, 400, 403, 404, 409, 503, status=201),
)
async def post_outcome_link(id: str, request: Request, services: Wired, worker: Staff) -> Response:  # noqa: A002  # as above
    """Make a link by which the entrepreneur says what came of it."""
    act = handling.act_of(worker, services.clock)
    return await _new_link(request, services, act, LinkKind.OUTCOME, id)


async def _new_link(
    request: Request, services: Services, act: Act, kind: LinkKind, referral_id: str
) -> Response:
    made = await services.catalogue.with_casework(
        lambda casework: casework.together(lambda within: handling.renew_link(within, act, kind, referral_id))
    )
    path = address(PAGE_OF[kind], request_language(request), made.secret)
    where = f"{origin(services.settings, request)}{path}"
    return answer(AnswerLinkOut(address=where, expires_at=made.link.expires_at), status=201)
