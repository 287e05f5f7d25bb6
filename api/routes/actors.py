"""Parties: lists, and one with everything around it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.deps import Facts, Presented, answer
from api.documentation import MOVED, described
from api.examples import ACTOR, ACTOR_PAGE
from api.identity import who
from api.looking_up import actors_found
from api.presenting import page_links
from api.revisions import etag_of
from api.routes.paging import filters, page_of
from api.schemas import ActorOut, ActorPage, ActorQuery, ActorsEmbedded
from matchmaker.lookup import Narrowing

router = APIRouter(tags=["actors"])


@router.get(
    "/actors",
    summary="Zoek partijen",
    description=(
        "Met `q` staat het beste antwoord bovenaan, anders staan zij op naam. "
        "`facets` telt wat er overblijft bij elke andere keuze van een filter."
    ),
    response_model=ActorPage,
    responses=described("Een bladzijde met partijen.", ACTOR_PAGE, 400, 503),
)
async def list_actors(
    query: Annotated[ActorQuery, Query()], request: Request, loaded: Facts, present: Presented
) -> Response:
    """List parties: best hit first with search words, by name without."""
    place, theme = filters(loaded, query.municipality, query.theme)
    found = await actors_found(
        loaded,
        who(request),
        query.q or "",
        Narrowing(
            kind=query.kind, need_kind=query.need_kind, place_id=place, theme_id=theme, status=query.status
        ),
    )
    actors = [present.actor_summary(actor) for actor in page_of(found.hits, query)]
    return answer(
        ActorPage(
            links=page_links("/actors", query, len(found.hits)),
            total=len(found.hits),
            facets=present.facets(found.facets),
            embedded=ActorsEmbedded(actors=actors),
        )
    )


@router.get(
    "/actors/{id}",
    summary="Bekijk één partij",
    description="Geeft de partij met haar aanbod, haar relaties en de bronnen.",
    response_model=ActorOut,
    responses={**described("De partij, met aanbod, relaties en bronnen.", ACTOR, 400, 404, 503), **MOVED},
)
async def get_actor(id: str, request: Request, loaded: Facts, present: Presented) -> Response:  # noqa: A002  # the name that clients see
    """Show one party."""
    actor = loaded.actor_by_id(id)
    return answer(present.actor(actor), headers={"ETag": etag_of(actor, who(request))})
