"""Documents: where facts come from, and what each of them states."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.citations import citations, facts_per_document, newest
from api.deps import Facts, Presented, answer
from api.documentation import described
from api.examples import CITED_FACT_PAGE, DOCUMENT, DOCUMENT_PAGE
from api.identity import who
from api.presenting import page_links
from api.routes.paging import page_of
from api.schemas import (
    CitedFactPage,
    CitedFactsEmbedded,
    DocumentOut,
    DocumentPage,
    DocumentsEmbedded,
    PageQuery,
)

router = APIRouter(prefix="/documents", tags=["documents"])


@router.get(
    "",
    summary="Bekijk de bronnen",
    description="Geeft publicaties en wat een loket zelf opschreef. De nieuwste staat bovenaan.",
    response_model=DocumentPage,
    responses=described("Een bladzijde met bronnen.", DOCUMENT_PAGE, 400, 503),
)
async def list_documents(
    query: Annotated[PageQuery, Query()], request: Request, loaded: Facts, present: Presented
) -> Response:
    """List documents, the newest first."""
    documents = newest(loaded)
    counted = await asyncio.to_thread(facts_per_document, loaded, who(request))
    return answer(
        DocumentPage(
            links=page_links("/documents", query, len(documents)),
            total=len(documents),
            embedded=DocumentsEmbedded(
                documents=[present.document(one, counted.get(one.id, 0)) for one in page_of(documents, query)]
            ),
        )
    )


@router.get(
    "/{id}",
    summary="Bekijk één bron",
    description="Geeft wat wij van de bron weten; onder `citedFacts` staat wat wij eruit overnamen.",
    response_model=DocumentOut,
    responses=described("De bron.", DOCUMENT, 400, 404, 503),
)
async def get_document(id: str, request: Request, loaded: Facts, present: Presented) -> Response:  # noqa: A002  # the name that clients see
    """Show one document."""
    counted = await asyncio.to_thread(facts_per_document, loaded, who(request))
    return answer(present.document(loaded.document_by_id(id), counted.get(id, 0)))


@router.get(
    "/{id}/cited-facts",
    summary="Bekijk wat in een bron staat",
    description="Geeft alles wat wij uit de bron overnamen, in de volgorde van de regels.",
    response_model=CitedFactPage,
    responses=described("Een bladzijde met gegevens.", CITED_FACT_PAGE, 400, 404, 503),
)
async def list_cited_facts(
    id: str,  # noqa: A002  # as above
    query: Annotated[PageQuery, Query()],
    request: Request,
    loaded: Facts,
    present: Presented,
) -> Response:
    """List what a document states, by its lines."""
    cited = await asyncio.to_thread(citations, loaded, id, who(request))
    return answer(
        CitedFactPage(
            links=page_links(f"/documents/{id}/cited-facts", query, len(cited)),
            total=len(cited),
            embedded=CitedFactsEmbedded(
                cited_facts=[present.cited_fact(one) for one in page_of(cited, query)]
            ),
        )
    )
