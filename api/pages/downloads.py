"""Lists as files to take along: for a spreadsheet and for a program.

A file is handed on, so it holds what anybody may see, whoever asks for it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Literal

from starlette.exceptions import HTTPException
from starlette.responses import StreamingResponse

from api.citations import citations, facts_per_document, newest
from api.identity import VISITOR
from api.pages.addresses import address
from api.pages.rendering import HEADERS
from api.presenting import Presenter
from api.schemas import (
    ActorPage,
    ActorsEmbedded,
    CitedFactPage,
    CitedFactsEmbedded,
    DocumentPage,
    DocumentsEmbedded,
    Link,
    OfferingPage,
    OfferingsEmbedded,
)
from graph.tables.writing import ROWS_TOGETHER, csv_pieces
from matchmaker.curation import public_view
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pydantic import BaseModel
    from starlette.responses import Response

    from api.loaded import Loaded
    from api.pages.addresses import PageName
    from api.pages.contexts import Listed
    from api.pages.lists import Searched
    from api.schemas import Links
    from matchmaker.lookup import Found
    from matchmaker.model import Actor, Offering
    from matchmaker.vocabulary import Language, Term

Format = Literal["csv", "json"]

OFFERING_HEADERS = (
    Bilingual("Kenmerk", "Id"),
    Bilingual("Titel", "Title"),
    Bilingual("Aanbieder", "Provider"),
    Bilingual("Soort hulp", "Kind of help"),
    Bilingual("Status", "Status"),
    Bilingual("Waar", "Where"),
    Bilingual("Thema's", "Themes"),
    Bilingual("Samenvatting", "Summary"),
    Bilingual("Wat moet u doen?", "What should you do?"),
)
ACTOR_HEADERS = (
    Bilingual("Kenmerk", "Id"),
    Bilingual("Naam", "Name"),
    Bilingual("Andere namen", "Other names"),
    Bilingual("Soort partij", "Kind of party"),
    Bilingual("Status", "Status"),
    Bilingual("Plaats of gebied", "Place or area"),
    Bilingual("Thema's", "Themes"),
    Bilingual("Beschrijving", "Description"),
    Bilingual("Website", "Website"),
)

DOCUMENT_HEADERS = (
    Bilingual("Kenmerk", "Id"),
    Bilingual("Titel", "Title"),
    Bilingual("Uitgever", "Publisher"),
    Bilingual("Datum", "Date"),
    Bilingual("Voorwaarden", "Terms"),
    Bilingual("Gegevens", "Facts"),
)
CITED_FACT_HEADERS = (
    Bilingual("Eerste regel", "First line"),
    Bilingual("Laatste regel", "Last line"),
    Bilingual("Wat", "What"),
    Bilingual("Kenmerk", "Id"),
    Bilingual("Naam", "Name"),
    Bilingual("Status", "Status"),
    Bilingual("Gezegd op", "Stated on"),
    Bilingual("Gecontroleerd op", "Checked on"),
    Bilingual("Gecontroleerd door", "Checked by"),
)
FACT_KINDS: Mapping[str, Bilingual] = {
    "actor": Bilingual("partij", "party"),
    "offering": Bilingual("aanbod", "offering"),
    "relation": Bilingual("relatie", "relation"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenAlong:
    """A whole list, in both forms, of which only the one that is wanted is put together.

    Attributes:
        name: Name of the file, without its ending.
        headers: Names of the columns.
        rows: One text per column in each.
        model: Makes what the API answers, but with nothing in the list itself.
        listed: Name of that list there.
        items: What stands in it.
    """

    name: Bilingual
    headers: tuple[Bilingual, ...]
    rows: Iterable[Sequence[str]]
    model: Callable[[], BaseModel]
    listed: str
    items: Iterable[BaseModel]


def format_of(text: str) -> Format | None:
    """Return the format that an address asks for, or None for a page.

    Raises:
        HTTPException: It is one that we do not make; only our own links name one.
    """
    if text in {"csv", "json"}:
        return "csv" if text == "csv" else "json"
    if text:
        raise HTTPException(400)
    return None


async def file_of(take_along: Callable[[], TakenAlong], file_format: Format, language: Language) -> Response:
    """Return a list as a file; JSON as the API answers it, CSV as Dutch Excel opens it.

    It is made in threads and sent piece by piece: a list of 20,000 takes seconds on a busy machine, in which
    others want answers too, and who takes it along sees at once that it comes.
    """
    taken = await asyncio.to_thread(take_along)
    if file_format == "csv":
        pieces = csv_pieces([header.in_language(language) for header in taken.headers], taken.rows)
        media_type = "text/csv; charset=utf-8"
    else:
        pieces = _json_pieces(taken)
        media_type = "application/json"
    headers = {
        **HEADERS,
        "Content-Language": language,
        "Content-Disposition": f'attachment; filename="{taken.name.in_language(language)}.{file_format}"',
    }
    return StreamingResponse(pieces, media_type=media_type, headers=headers)


def _json_pieces(taken: TakenAlong) -> Iterator[bytes]:
    """Yield what the API answers, with every item on a line of its own."""
    name = f'"{taken.listed}":'  # stands in no text, where a quotation mark is written otherwise
    before, after = taken.model().model_dump_json(by_alias=True).split(f"{name}[]")
    yield f"{before}{name}[".encode()
    items = (
        f"{',' * (number > 0)}\n{one.model_dump_json(by_alias=True)}"
        for number, one in enumerate(taken.items)
    )
    while piece := "".join(islice(items, ROWS_TOGETHER)):
        yield piece.encode()
    yield f"\n]{after}".encode()


def results_taken_along(loaded: Loaded, language: Language, listed: Listed, searched: Searched) -> TakenAlong:
    """Return all that was found in a list."""
    present = Presenter(loaded, language, VISITOR)
    here = address(listed, language, query={**searched.filter.query(), "formaat": "json"})
    links = {"self": Link(href=here)}
    if listed == "offerings":
        return _offerings_taken_along(loaded, language, searched.offerings, present, links)
    return _actors_taken_along(loaded, language, searched.actors, present, links)


def _offerings_taken_along(
    loaded: Loaded, language: Language, found: Found[Offering], present: Presenter, links: Links
) -> TakenAlong:
    return TakenAlong(
        name=Bilingual("aanbod", "offerings"),
        headers=OFFERING_HEADERS,
        rows=(_offering_row(loaded, public_view(one), language) for one in found.hits),
        model=lambda: OfferingPage(
            links=links,
            total=len(found.hits),
            facets=present.facets(found.facets),
            embedded=OfferingsEmbedded(offerings=[]),
        ),
        listed="offerings",
        items=map(present.offering_summary, found.hits),
    )


def _actors_taken_along(
    loaded: Loaded, language: Language, found: Found[Actor], present: Presenter, links: Links
) -> TakenAlong:
    return TakenAlong(
        name=Bilingual("partijen", "parties"),
        headers=ACTOR_HEADERS,
        rows=(_actor_row(loaded, public_view(one), language) for one in found.hits),
        model=lambda: ActorPage(
            links=links,
            total=len(found.hits),
            facets=present.facets(found.facets),
            embedded=ActorsEmbedded(actors=[]),
        ),
        listed="actors",
        items=map(present.actor_summary, found.hits),
    )


def documents_taken_along(loaded: Loaded, language: Language) -> TakenAlong:
    """Return all documents that facts come from, the newest first."""
    counted = facts_per_document(loaded, VISITOR)
    present = Presenter(loaded, language, VISITOR)
    documents = [present.document(one, counted.get(one.id, 0)) for one in newest(loaded)]
    return TakenAlong(
        name=Bilingual("bronnen", "sources"),
        headers=DOCUMENT_HEADERS,
        rows=[
            [one.id, one.title, one.publisher, one.published_on.isoformat(), one.licence, str(one.facts)]
            for one in documents
        ],
        model=lambda: DocumentPage(
            links=self_as_json("sources", language),
            total=len(documents),
            embedded=DocumentsEmbedded(documents=[]),
        ),
        listed="documents",
        items=documents,
    )


def self_as_json(page: PageName, language: Language, query: Mapping[str, str] | None = None) -> Links:
    """Return the link by which a file of JSON names its own address."""
    return {"self": Link(href=address(page, language, query={**(query or {}), "formaat": "json"}))}


def cited_facts_taken_along(loaded: Loaded, language: Language, document_id: str) -> TakenAlong:
    """Return all that a document states, by its lines.

    Raises:
        NotFound: There is no such document.
    """
    present = Presenter(loaded, language, VISITOR)
    cited = citations(loaded, document_id, VISITOR)
    facts = map(present.cited_fact, cited)
    here = address("source", language, document_id, {"formaat": "json"})
    return TakenAlong(
        name=Bilingual("bron", "source"),
        headers=CITED_FACT_HEADERS,
        rows=(
            [
                str(one.first_line),
                str(one.last_line),
                FACT_KINDS[one.type].in_language(language),
                one.id,
                one.name,
                labels([one.status], language),
                one.stated_on.isoformat(),
                one.checked_on.isoformat() if one.checked_on else "",
                one.checked_by or "",
            ]
            for one in facts
        ),
        model=lambda: CitedFactPage(
            links={"self": Link(href=here)},
            total=len(cited),
            embedded=CitedFactsEmbedded(cited_facts=[]),
        ),
        listed="citedFacts",
        items=facts,
    )


def _offering_row(loaded: Loaded, offering: Offering, language: Language) -> list[str]:
    return [
        offering.id,
        offering.title.in_language(language),
        loaded.actor_by_id(offering.provider_id).name,
        labels(offering.need_kinds, language),
        labels([offering.status], language),
        ", ".join(loaded.place_by_id(place_id).name for place_id in offering.area),
        _theme_labels(loaded, offering.themes, language),
        offering.summary.in_language(language),
        offering.next_step.in_language(language),
    ]


def _actor_row(loaded: Loaded, actor: Actor, language: Language) -> list[str]:
    return [
        actor.id,
        actor.name,
        ", ".join(actor.aliases),
        labels([actor.kind], language),
        labels([actor.status], language),
        loaded.place_by_id(actor.place_id).name if actor.place_id else "",
        _theme_labels(loaded, actor.themes, language),
        actor.description.in_language(language),
        actor.website or "",
    ]


def labels(terms: Iterable[Term], language: Language) -> str:
    """Return what terms are called, for one cell."""
    return ", ".join(term.label.in_language(language) for term in terms)


def _theme_labels(loaded: Loaded, theme_ids: Iterable[str], language: Language) -> str:
    return ", ".join(loaded.theme_by_id(theme_id).label.in_language(language) for theme_id in theme_ids)
