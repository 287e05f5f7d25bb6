"""The lists as files to take along: for a spreadsheet and for a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.identity import VISITOR
from api.pages.addresses import address
from api.pages.rendering import HEADERS
from api.presenting import Presenter
from api.schemas import ActorPage, ActorsEmbedded, Link, OfferingPage, OfferingsEmbedded
from graph.tables.writing import to_csv
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from api.catalogue import Loaded
    from api.pages.contexts import Listed
    from api.pages.lists import Searched
    from api.schemas import ActorSummary, OfferingSummary, ThemeRef
    from matchmaker.vocabulary import Language, Term

Format = Literal["csv", "json"]

FILE_NAMES: Mapping[Listed, Bilingual] = {
    "offerings": Bilingual("aanbod", "offerings"),
    "actors": Bilingual("partijen", "parties"),
}
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


def download(
    loaded: Loaded, language: Language, listed: Listed, searched: Searched, file_format: Format
) -> Response:
    """Return a whole list as a file; JSON as the API answers it, CSV as Dutch Excel opens it."""
    present = Presenter(loaded, language, VISITOR)  # a file is handed on, so it holds what anybody may see
    name = f"{FILE_NAMES[listed].in_language(language)}.{file_format}"
    offerings = [present.offering_summary(one) for one in searched.offerings.hits]
    actors = [present.actor_summary(one) for one in searched.actors.hits]
    if file_format == "csv":
        headers = OFFERING_HEADERS if listed == "offerings" else ACTOR_HEADERS
        rows = (
            [_offering_row(one, language) for one in offerings]
            if listed == "offerings"
            else [_actor_row(one, language) for one in actors]
        )
        body = to_csv([header.in_language(language) for header in headers], rows)
        return _file(
            body, "text/csv; charset=utf-8", f"{FILE_NAMES[listed].in_language(language)}.csv", language
        )
    here = address(listed, language, query={**searched.filter.query(), "formaat": file_format})
    links = {"self": Link(href=here)}
    page = (
        OfferingPage(
            links=links,
            total=len(offerings),
            facets=present.facets(searched.offerings.facets),
            embedded=OfferingsEmbedded(offerings=offerings),
        )
        if listed == "offerings"
        else ActorPage(
            links=links,
            total=len(actors),
            facets=present.facets(searched.actors.facets),
            embedded=ActorsEmbedded(actors=actors),
        )
    )
    body = page.model_dump_json(by_alias=True, indent=1).encode()
    return _file(body, "application/json", name, language)


def _offering_row(offering: OfferingSummary, language: Language) -> list[str]:
    return [
        offering.id,
        offering.title,
        offering.provider.name,
        _labels(offering.need_kinds, language),
        _labels([offering.status], language),
        ", ".join(place.name for place in offering.area),
        _theme_labels(offering.themes),
        offering.summary,
        offering.next_step,
    ]


def _actor_row(actor: ActorSummary, language: Language) -> list[str]:
    return [
        actor.id,
        actor.name,
        ", ".join(actor.aliases),
        _labels([actor.kind], language),
        _labels([actor.status], language),
        actor.place.name if actor.place else "",
        _theme_labels(actor.themes),
        actor.description,
        actor.website or "",
    ]


def _labels(terms: Iterable[Term], language: Language) -> str:
    return ", ".join(term.label.in_language(language) for term in terms)


def _theme_labels(themes: Iterable[ThemeRef]) -> str:
    return ", ".join(theme.label for theme in themes)


def _file(body: bytes, media_type: str, name: str, language: Language) -> Response:
    headers = {
        **HEADERS,
        "Content-Language": language,
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return Response(body, media_type=media_type, headers=headers)
