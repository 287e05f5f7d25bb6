"""Keeping the register true: doubles, what is due, changes, and what was changed."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request, Response

from api.bodies import JSON, MERGE_PATCH, read_body
from api.deps import Facts, Staff, Wired, answer
from api.documentation import MOVED, described, json_body
from api.examples import ACTOR, OFFERING
from api.identity import who
from api.imports.presenting import batch_summary
from api.imports.schemas import BatchSummary
from api.keeping import storing
from api.keeping.due import due_by_party, narrowed, ticked_facts
from api.keeping.examples import (
    ACTOR_CHANGE,
    CHECK_REQUEST,
    CHECKED,
    DISTINCTION,
    DISTINCTION_PAGE,
    DISTINCTION_REQUEST,
    DUE_FACT_PAGE,
    HISTORY,
    MERGE,
    MERGE_REQUEST,
    OFFERING_CHANGE,
    POSSIBLE_DOUBLES_PAGE,
)
from api.keeping.gone import present_actor_id
from api.keeping.presenting import KeepingPresenter, distinction
from api.keeping.reading import changed_actor, changed_offering, stated, stated_faults
from api.keeping.schemas import (
    ActorChange,
    CheckOut,
    CheckRequest,
    DistinctionOut,
    DistinctionPage,
    DistinctionRequest,
    DistinctionsEmbedded,
    DueFactPage,
    DueFactsEmbedded,
    DueQuery,
    HistoryOut,
    MergeRequest,
    OfferingChange,
    PossibleDoublesEmbedded,
    PossibleDoublesPage,
)
from api.presenting import BASE, Presenter, page_links
from api.problems import request_language
from api.revisions import IF_MATCH, etag_of, tag_read
from api.routes.paging import filters, page_of
from api.schemas import ActorOut, OfferingOut, PageQuery
from matchmaker.errors import ChangedMeanwhile, Fault, InvalidInput, NotFound
from matchmaker.journal import BatchKind, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.bodies import Read
    from api.identity import Worker
    from api.keeping.storing import Signed
    from api.loaded import Loaded
    from api.services import Services
    from matchmaker.journal import Batch
    from matchmaker.model import Actor, Offering
    from matchmaker.ports import Register

    _Made = tuple[Actor | Offering, Actor | Offering, tuple[Fault, ...]]
    """A fact as it is, as a change makes it, and what is wrong with that."""

router = APIRouter(tags=["keeping"])

PATCH_EXTRA = {"parameters": [IF_MATCH]}


@router.get(
    "/actors/{id}/history",
    summary="Bekijk wat er aan een partij is gewijzigd",
    description="Geeft per wijziging wat er stond, wat er kwam en wie het deed. De laatste staat bovenaan.",
    response_model=HistoryOut,
    responses={**described("De wijzigingen.", HISTORY, 400, 404, 503), **MOVED},
)
async def get_actor_history(id: str, request: Request, services: Wired, loaded: Facts) -> Response:  # noqa: A002  # the name that clients see
    """Show what was done to a party."""
    return await _history(loaded.actor_by_id(id), request, services, loaded)


@router.get(
    "/offerings/{id}/history",
    summary="Bekijk wat er aan aanbod is gewijzigd",
    description="Geeft per wijziging wat er stond, wat er kwam en wie het deed. De laatste staat bovenaan.",
    response_model=HistoryOut,
    responses=described("De wijzigingen.", HISTORY, 400, 404, 503),
)
async def get_offering_history(id: str, request: Request, services: Wired, loaded: Facts) -> Response:  # noqa: A002  # as above
    """Show what was done to an offering."""
    return await _history(loaded.offering_by_id(id), request, services, loaded)


@router.patch(
    "/actors/{id}",
    summary="Wijzig een partij",
    description=(
        "Stuur alleen wat verandert (RFC 7396), met in `If-Match` de ETag van de partij. In `stated` zegt u "
        "hoe het loket dit weet: dat komt er als bron bij. De wijziging is terug te draaien."
    ),
    response_model=ActorOut,
    responses={
        **described("De partij, gewijzigd.", ACTOR, 400, 403, 404, 408, 412, 413, 415, 428, 503),
        **MOVED,
    },
    openapi_extra={**json_body("ActorChange", ACTOR_CHANGE), **PATCH_EXTRA},
)
async def patch_actor(id: str, request: Request, services: Wired, worker: Staff) -> Response:  # noqa: A002  # as above
    """Change a party."""
    tag = tag_read(request)
    body = await read_body(request, ActorChange, _NO_GROUND, (JSON, MERGE_PATCH))

    def made(loaded: Loaded) -> _Made:
        before = loaded.actor_by_id(id)
        return before, *changed_actor(loaded, before, body.model)

    loaded = await _stored(made, tag, body, services, worker)
    actor = loaded.actor_by_id(id)
    present = Presenter(loaded, request_language(request), worker)
    return answer(present.actor(actor), headers={"ETag": etag_of(actor, worker)})


@router.patch(
    "/offerings/{id}",
    summary="Wijzig aanbod",
    description=(
        "Stuur alleen wat verandert (RFC 7396), met in `If-Match` de ETag van het aanbod. In `stated` zegt u "
        "hoe het loket dit weet: dat komt er als bron bij. De wijziging is terug te draaien."
    ),
    response_model=OfferingOut,
    responses=described("Het aanbod, gewijzigd.", OFFERING, 400, 403, 404, 408, 412, 413, 415, 428, 503),
    openapi_extra={**json_body("OfferingChange", OFFERING_CHANGE), **PATCH_EXTRA},
)
async def patch_offering(id: str, request: Request, services: Wired, worker: Staff) -> Response:  # noqa: A002  # as above
    """Change an offering."""
    tag = tag_read(request)
    body = await read_body(request, OfferingChange, _NO_GROUND, (JSON, MERGE_PATCH))

    def made(loaded: Loaded) -> _Made:
        before = loaded.offering_by_id(id)
        return before, *changed_offering(loaded, before, body.model)

    loaded = await _stored(made, tag, body, services, worker)
    offering = loaded.offering_by_id(id)
    present = Presenter(loaded, request_language(request), worker)
    return answer(present.offering(offering), headers={"ETag": etag_of(offering, worker)})


@router.get(
    "/possible-doubles",
    summary="Bekijk welke partijen misschien dubbel zijn",
    description=(
        "Wij zoeken in de achtergrond. Zolang `isSearched` onwaar is, is er nog niets bekend; vraag het dan "
        "later nog eens."
    ),
    response_model=PossibleDoublesPage,
    responses=described("Een bladzijde met paren.", POSSIBLE_DOUBLES_PAGE, 400, 403, 503),
)
async def list_possible_doubles(
    query: Annotated[PageQuery, Query()],
    request: Request,
    services: Wired,
    loaded: Facts,
    worker: Staff,
) -> Response:
    """List pairs of parties that may be one."""
    apart = await services.catalogue.with_register(lambda register: register.kept_apart())
    found = services.doubles.known(loaded, apart)
    present = KeepingPresenter(loaded, request_language(request), worker)
    return answer(
        PossibleDoublesPage(
            links=page_links("/possible-doubles", query, len(found.pairs)),
            total=len(found.pairs),
            is_searched=found.searched,
            is_searching=found.searching,
            embedded=PossibleDoublesEmbedded(
                possible_doubles=[present.possible_double(pair) for pair in page_of(found.pairs, query)]
            ),
        )
    )


@router.post(
    "/merges",
    status_code=201,
    summary="Voeg twee partijen samen",
    description=(
        "De ene partij blijft; zij krijgt het aanbod, de relaties en de oefenvragen van de andere. De "
        "wijziging is als geheel terug te draaien."
    ),
    response_model=BatchSummary,
    responses=described(
        "De wijziging die is gemaakt.", MERGE, 400, 403, 404, 408, 409, 413, 415, 503, status=201
    ),
    openapi_extra=json_body("MergeRequest", MERGE_REQUEST),
)
async def post_merge(request: Request, services: Wired, worker: Staff) -> Response:
    """Make one party of two."""
    body = await read_body(request, MergeRequest, {"keepId": "x", "dropId": "x"})
    if body.faults:
        raise InvalidInput(body.faults)
    signed = _signed(services, worker, BatchKind.MERGE)
    change = partial(_merge, body.model.keep_id, body.model.drop_id, signed)
    await storing.on_present_facts(services.catalogue, change)
    return await _made(request, services, signed.batch_id)


@router.get(
    "/distinctions",
    summary="Bekijk welke partijen verschillend zijn genoemd",
    description="Geeft de besluiten dat twee partijen verschillend zijn; het laatste staat bovenaan.",
    response_model=DistinctionPage,
    responses=described("Een bladzijde met besluiten.", DISTINCTION_PAGE, 400, 403, 503),
)
async def list_distinctions(
    query: Annotated[PageQuery, Query()],
    services: Wired,
    worker: Staff,  # noqa: ARG001  # as above
) -> Response:
    """List decisions that parties are different."""
    apart = await services.catalogue.with_register(lambda register: register.kept_apart())
    latest = sorted(apart, key=lambda one: (one.at, one.first_id, one.second_id), reverse=True)
    return answer(
        DistinctionPage(
            links=page_links("/distinctions", query, len(latest)),
            total=len(latest),
            embedded=DistinctionsEmbedded(distinctions=[distinction(one) for one in page_of(latest, query)]),
        )
    )


@router.post(
    "/distinctions",
    status_code=201,
    summary="Noem twee partijen verschillend",
    description="Het paar komt niet meer bij de mogelijke dubbelen. Nog een keer sturen verandert niets.",
    response_model=DistinctionOut,
    responses=described("Het besluit.", DISTINCTION, 400, 403, 404, 408, 413, 415, 503, status=201),
    openapi_extra=json_body("DistinctionRequest", DISTINCTION_REQUEST),
)
async def post_distinction(request: Request, services: Wired, worker: Staff) -> Response:
    """Decide that two parties are different."""
    body = await read_body(request, DistinctionRequest, {"oneId": "x", "otherId": "x"})
    if body.faults:
        raise InvalidInput(body.faults)
    one, other, at = body.model.one_id, body.model.other_id, services.clock.now()
    await services.catalogue.with_register(
        lambda register: register.keep_apart(one, other, by=worker.signature, at=at)
    )
    apart = await services.catalogue.with_register(lambda register: register.kept_apart())
    made = next(pair for pair in apart if {pair.first_id, pair.second_id} == {one, other})
    decided = distinction(made)
    return answer(decided, 201, {"Location": decided.links["self"].href})


@router.delete(
    "/distinctions/{id}",
    status_code=204,
    summary="Neem een besluit terug",
    description="Het paar kan dan weer bij de mogelijke dubbelen komen.",
    responses=described("Het besluit is terug genomen.", None, 400, 403, 404, 503, status=204),
)
async def delete_distinction(
    id: str,  # noqa: A002  # as above
    services: Wired,
    worker: Staff,  # noqa: ARG001  # as above
) -> Response:
    """Forget that two parties are different."""
    apart = await services.catalogue.with_register(lambda register: register.kept_apart())
    found = next((one for one in apart if f"{one.first_id}.{one.second_id}" == id), None)
    if found is None:
        raise NotFound("distinction", id)
    await services.catalogue.with_register(
        lambda register: register.reconsider(found.first_id, found.second_id)
    )
    return Response(status_code=204)


@router.get(
    "/due-facts",
    summary="Bekijk wat er na te kijken is",
    description="Geeft per partij wat een jaar lang niemand zei, ook niet bij nakijken. Het oudste eerst.",
    response_model=DueFactPage,
    responses=described("Een bladzijde met gegevens.", DUE_FACT_PAGE, 400, 403, 503),
)
async def list_due_facts(
    query: Annotated[DueQuery, Query()],
    request: Request,
    services: Wired,
    loaded: Facts,
    worker: Staff,
) -> Response:
    """List what nobody has stated or confirmed for a year."""
    _, theme = filters(loaded, None, query.theme)
    actor = query.actor and await present_actor_id(services.catalogue, loaded, query.actor)
    actors = (actor,) if actor else ()
    due = await asyncio.to_thread(due_by_party, loaded, services.clock.today())
    by_party = narrowed(loaded, due, theme or "", actors)
    waiting = [(actor_id, one) for actor_id, some in by_party.items() for one in some]
    present = KeepingPresenter(loaded, request_language(request), worker)
    return answer(
        DueFactPage(
            links=page_links("/due-facts", query, len(waiting)),
            total=len(waiting),
            embedded=DueFactsEmbedded(
                due_facts=[present.due_fact(actor_id, one) for actor_id, one in page_of(waiting, query)]
            ),
        )
    )


@router.post(
    "/checks",
    status_code=201,
    summary="Vink af wat nog klopt",
    description=(
        "Zet bij elk gegeven dat het vandaag is nagekeken, en door welke functie. Wat intussen is gewijzigd, "
        "slaan wij over."
    ),
    response_model=CheckOut,
    responses=described("Wat er is nagekeken.", CHECKED, 400, 403, 408, 409, 413, 415, 503, status=201),
    openapi_extra=json_body("CheckRequest", CHECK_REQUEST),
)
async def post_check(request: Request, services: Wired, worker: Staff) -> Response:
    """Write down that facts were looked at and found true."""
    body = await read_body(request, CheckRequest, {"facts": ["x"]})
    if body.faults:
        raise InvalidInput(body.faults)
    signed = _signed(services, worker, BatchKind.CHECK)
    change = partial(_check, body.model.facts, signed)
    checked, skipped = await storing.on_present_facts(services.catalogue, change)
    batch = await _batch(services, signed.batch_id) if checked else None
    summary = batch_summary(batch, request_language(request)) if batch else None
    headers = {"Location": f"{BASE}/batches/{batch.id}"} if batch else {}
    return answer(CheckOut(checked=checked, skipped=skipped, batch=summary), 201, headers)


_NO_GROUND = {"stated": {"ground": "wording"}}  # lets the other fields be read where the ground is wrong


async def _history(fact: Actor | Offering, request: Request, services: Services, loaded: Loaded) -> Response:
    changes = await services.catalogue.with_register(lambda register: register.history(fact.id))
    present = KeepingPresenter(loaded, request_language(request), who(request))
    return answer(present.history(fact, changes))


def _signed(services: Services, worker: Worker, kind: BatchKind) -> Signed:
    return storing.signed(worker.signature, storing.new_batch_id(kind, services.clock), services.clock)


async def _stored(
    made: Callable[[Loaded], _Made],
    tag: str,
    body: Read[ActorChange] | Read[OfferingChange],
    services: Services,
    worker: Worker,
) -> Loaded:
    """Store what a body makes of a fact, if that is still as somebody read it; return the facts with it."""
    by = _signed(services, worker, BatchKind.EDIT)
    said = body.model.stated

    def change(loaded: Loaded, register: Register) -> None:
        before, after, faults = made(loaded)
        if etag_of(before, worker) != tag:
            raise ChangedMeanwhile(kind_of(before), before.id, loaded.version)
        _refuse(body, (*faults, *stated_faults(said, by.today)))
        storing.store(register, after, stated(said, worker, by.today), loaded.version, by)

    await storing.on_present_facts(services.catalogue, change)
    return await services.catalogue.current()


def _refuse(body: Read[ActorChange] | Read[OfferingChange], faults: tuple[Fault, ...]) -> None:
    """Raise what is wrong with the form and the meaning of a change, if anything is."""
    meant = (fault for fault in faults if fault.where.partition(".")[0] not in body.wrong_fields)
    if found := (*body.faults, *meant):
        raise InvalidInput(found)


def _merge(keep_id: str, drop_id: str, by: Signed, loaded: Loaded, register: Register) -> None:
    planned = storing.planned_merge(loaded, keep_id, drop_id)
    names = loaded.actor_by_id(keep_id).name, loaded.actor_by_id(drop_id).name
    storing.merge(register, planned, names, loaded.version, by)


def _check(marks: list[str], by: Signed, loaded: Loaded, register: Register) -> tuple[int, int]:
    """Write down what was checked; return how much that is, and how much was skipped."""
    facts, skipped = ticked_facts(loaded, marks, by.today)
    if facts:
        storing.check(register, facts, loaded.version, by)
    return len(facts), skipped


async def _batch(services: Services, batch_id: str) -> Batch:
    return await services.catalogue.with_register(lambda register: register.batch(batch_id))


async def _made(request: Request, services: Services, batch_id: str) -> Response:
    batch = await _batch(services, batch_id)
    return answer(
        batch_summary(batch, request_language(request)), 201, {"Location": f"{BASE}/batches/{batch_id}"}
    )
