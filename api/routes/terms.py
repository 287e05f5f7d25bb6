"""The words in which facts are stated: places and themes."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.deps import Facts, Presented, answer
from api.documentation import described
from api.examples import PLACE_PAGE, THEME_PAGE
from api.presenting import page_links
from api.routes.paging import page_of
from api.schemas import PlacePage, PlacesEmbedded, SearchQuery, ThemePage, ThemesEmbedded

router = APIRouter(tags=["terms"])


@router.get(
    "/places",
    summary="Zoek plaatsen",
    description="Gemeenten, regio's, provincies en het land.",
    response_model=PlacePage,
    responses=described("Een bladzijde met plaatsen.", PLACE_PAGE, 400, 503),
)
async def list_places(query: Annotated[SearchQuery, Query()], loaded: Facts, present: Presented) -> Response:
    """List municipalities, regions, provinces and the country."""
    found = await asyncio.to_thread(loaded.directory.places, query.q or "")
    places = [present.place(place) for place in page_of(found, query)]
    return answer(
        PlacePage(
            links=page_links("/places", query, len(found)),
            total=len(found),
            embedded=PlacesEmbedded(places=places),
        )
    )


@router.get(
    "/themes",
    summary="Zoek thema's",
    description="Branches, ketens, materialen en activiteiten.",
    response_model=ThemePage,
    responses=described("Een bladzijde met thema's.", THEME_PAGE, 400, 503),
)
async def list_themes(query: Annotated[SearchQuery, Query()], loaded: Facts, present: Presented) -> Response:
    """List sectors, chains, materials and activities."""
    found = await asyncio.to_thread(loaded.directory.themes, query.q or "")
    themes = [present.theme(theme) for theme in page_of(found, query)]
    return answer(
        ThemePage(
            links=page_links("/themes", query, len(found)),
            total=len(found),
            embedded=ThemesEmbedded(themes=themes),
        )
    )
