"""Offerings: lists, and one with everything around it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.deps import Facts, Presented, Wired, answer
from api.documentation import described
from api.examples import OFFERING, OFFERING_PAGE
from api.identity import who
from api.keeping.gone import present_actor_id
from api.looking_up import offerings_found
from api.presenting import page_links
from api.revisions import etag_of
from api.routes.paging import filters, page_of
from api.schemas import OfferingOut, OfferingPage, OfferingQuery, OfferingsEmbedded
from matchmaker.lookup import Narrowing

router = APIRouter(tags=["offerings"])


@router.get(
    "/offerings",
    summary="Zoek aanbod",
    description=(
        "Met `q` staat het beste antwoord bovenaan, anders staat het op titel. "
        "`facets` telt wat er overblijft bij elke andere keuze van een filter."
    ),
    response_model=OfferingPage,
    responses=described("Een bladzijde met aanbod.", OFFERING_PAGE, 400, 503),
)
async def list_offerings(
    query: Annotated[OfferingQuery, Query()],
    request: Request,
    services: Wired,
    loaded: Facts,
    present: Presented,
) -> Response:
    """List offerings: best hit first with search words, by title without."""
    place, theme = filters(loaded, query.municipality, query.theme)
    provider = query.provider and await present_actor_id(services.catalogue, loaded, query.provider)
    found = await offerings_found(
        loaded,
        who(request),
        query.q or "",
        Narrowing(
            kind=query.kind, need_kind=query.need_kind, place_id=place, theme_id=theme, status=query.status
        ),
        provider,
    )
    offerings = [present.offering_summary(offering) for offering in page_of(found.hits, query)]
    return answer(
        OfferingPage(
            links=page_links("/offerings", query, len(found.hits)),
            total=len(found.hits),
            facets=present.facets(found.facets),
            embedded=OfferingsEmbedded(offerings=offerings),
        )
    )


@router.get(
    "/offerings/{id}",
    summary="Bekijk één aanbod",
    description="Geeft het aanbod met de voorwaarden, de relaties en de bronnen.",
    response_model=OfferingOut,
    responses=described("Het aanbod, met voorwaarden, relaties en bronnen.", OFFERING, 400, 404, 503),
)
async def get_offering(id: str, request: Request, loaded: Facts, present: Presented) -> Response:  # noqa: A002  # the name that clients see
    """Show one offering."""
    offering = loaded.offering_by_id(id)
    return answer(present.offering(offering), headers={"ETag": etag_of(offering, who(request))})
