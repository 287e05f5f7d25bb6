"""The documents that facts come from, and what each of them states, as the templates receive it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from api.citations import citations, facts_per_document, name_of, newest
from api.pages.addresses import address, other
from api.pages.contexts import CitedFact, Passage, SourceEntry, SourcePage, SourcesPage
from api.pages.paging import page_number, paging, stretch
from api.pages.stated import lines_of
from api.source_texts import cited_lines
from matchmaker.journal import kind_of
from matchmaker.model import Actor, Offering, Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from api.identity import Worker
    from api.loaded import Citation, Loaded
    from api.settings import Settings
    from matchmaker.model import Document
    from matchmaker.vocabulary import Language

FACTS_PER_PAGE = 50


def sources_page(loaded: Loaded, language: Language, query: Mapping[str, str], worker: Worker) -> SourcesPage:
    """Return a page of the list of documents, the newest first.

    Raises:
        NotFound: The list has no such page.
    """
    number = page_number(query.get("pagina", ""))
    counted = facts_per_document(loaded, worker)
    documents = newest(loaded)

    def at(page: int, in_language: Language = language) -> str:
        return address("sources", in_language, query={"pagina": str(page) if page > 1 else ""})

    return SourcesPage(
        other_address=at(number, other(language)),
        other_by_form=False,
        entries=tuple(
            SourceEntry(document=document, facts=counted.get(document.id, 0))
            for document in documents[stretch(number)]
        ),
        paging=paging(number, len(documents), at),
    )


def source_page(
    loaded: Loaded,
    language: Language,
    document_id: str,
    query: Mapping[str, str],
    worker: Worker,
    settings: Settings,
) -> SourcePage:
    """Return one document with a page of what it states.

    ``regels`` in the query string asks for the page with that passage, as a fact that cites it does.

    Raises:
        NotFound: There is no such document or page.
    """
    document = loaded.document_by_id(document_id)
    cited = citations(loaded, document_id, worker)
    asked = query.get("regels", "")
    number = _page_with(cited, asked) if asked else page_number(query.get("pagina", ""))

    def at(page: int, in_language: Language = language) -> str:
        return address("source", in_language, document_id, {"pagina": str(page) if page > 1 else ""})

    return SourcePage(
        other_address=at(number, other(language)),
        other_by_form=False,
        document=document,
        passages=_passages(
            loaded,
            language,
            document,
            cited[stretch(number, FACTS_PER_PAGE)],
            settings.sources if worker.is_staff else None,
        ),
        total=len(cited),
        paging=paging(number, len(cited), at, FACTS_PER_PAGE),
    )


def _page_with(cited: Sequence[Citation], lines: str) -> int:
    """Return the page of a passage; the first where nothing cites it any more."""
    found = next((place for place, one in enumerate(cited) if lines_of(one.source) == lines), 0)
    return found // FACTS_PER_PAGE + 1


def _passages(
    loaded: Loaded, language: Language, document: Document, cited: Iterable[Citation], folder: str | None
) -> tuple[Passage, ...]:
    passages = []
    for lines, group in groupby(cited, key=lambda one: lines_of(one.source)):
        same = list(group)
        first, last = same[0].source.first_line, same[0].source.last_line
        passages.append(
            Passage(
                lines=lines,
                several=last > first,
                text=cited_lines(folder, document.file, first, last),
                facts=tuple(_fact(loaded, language, one.fact) for one in same),
            )
        )
    return tuple(passages)


def _fact(loaded: Loaded, language: Language, fact: Actor | Offering | Relation) -> CitedFact:
    if isinstance(fact, Offering):
        page = address("offering", language, fact.id)
    else:
        page = address("actor", language, fact.id if isinstance(fact, Actor) else fact.subject_id)
    return CitedFact(
        kind=kind_of(fact),  # type: ignore[arg-type]  # these three kinds only
        name=name_of(loaded, fact),
        named_in_dutch=isinstance(fact, Actor),
        address=page,
        status=fact.status,
    )
