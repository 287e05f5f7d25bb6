"""What each document states: the facts that cite it, in the order of its lines, as a reader may see them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from api.ties import sentence
from matchmaker.model import Actor, Offering
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from api.identity import Worker
    from api.loaded import Citation, Loaded
    from matchmaker.model import Document, Relation


def citations(loaded: Loaded, document_id: str, worker: Worker) -> Sequence[Citation]:
    """Return what cites a document, by its lines; without the facts whose sources the reader may not see.

    Raises:
        NotFound: There is no such document.
    """
    loaded.document_by_id(document_id)
    found: Sequence[Citation] = loaded.derived.get(
        ("citations", document_id, worker.is_staff),
        lambda: [one for one in loaded.citations.get(document_id, ()) if _may_see(worker, one.fact)],
    )
    return found


def facts_per_document(loaded: Loaded, worker: Worker) -> Mapping[str, int]:
    """Return how many facts the reader can find under each document that has any."""
    known: Counter[str] = loaded.derived.get(
        ("facts per document", worker.is_staff),
        lambda: Counter(
            document_id
            for document_id, cited in loaded.citations.items()
            for fact in {one.fact.id: one.fact for one in cited}.values()
            if _may_see(worker, fact)
        ),
    )
    return known


def newest(loaded: Loaded) -> Sequence[Document]:
    """Return all documents, the newest first."""
    return sorted(loaded.snapshot.documents, key=lambda one: one.published_on, reverse=True)


def name_of(loaded: Loaded, fact: Actor | Offering | Relation) -> Bilingual:
    """Return what a fact is called; a tie is a sentence."""
    if isinstance(fact, Actor):
        return Bilingual(fact.name, fact.name)
    return fact.title if isinstance(fact, Offering) else sentence(loaded, fact)


def _may_see(worker: Worker, fact: Actor | Offering | Relation) -> bool:
    return not isinstance(fact, Actor | Offering) or bool(worker.view(fact).sources)
