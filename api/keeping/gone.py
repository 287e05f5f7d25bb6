"""What became of a fact that is not there any more: it went up in another, was taken away, or was undone.

The journal tells. A change that was undone since tells nothing of what it took away: that is there again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matchmaker.curation import merged_into, removal
from matchmaker.journal import BatchKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from api.catalogue import Catalogue
    from api.loaded import Loaded
    from matchmaker.journal import Batch, Change
    from matchmaker.model import Actor
    from matchmaker.ports import Register

MOST_READ = 25  # changes of a batch; a merge tells of its two parties first, a list of itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """What became of something.

    Attributes:
        batch: The change by which it went.
        successor: The party of which it is part now, or None where it was taken away.
    """

    batch: Batch
    successor: Actor | None


async def what_became_of(catalogue: Catalogue, fact_id: str) -> Gone | None:
    """Return what became of a party or offering, or None where we never had it or it is there.

    Raises:
        StoreUnavailable: The store cannot be reached, or did not answer in time.
    """
    loaded = await catalogue.current()
    return await catalogue.with_register(lambda register: _told(loaded, register, fact_id))


async def present_actor_id(catalogue: Catalogue, loaded: Loaded, actor_id: str) -> str:
    """Return the id under which a party is found now: its own, or that of the party that it went up in."""
    if loaded.find_actor(actor_id) is not None:
        return actor_id
    gone = await what_became_of(catalogue, actor_id)
    return gone.successor.id if gone and gone.successor else actor_id


async def titles_gone(catalogue: Catalogue, loaded: Loaded, changes: Iterable[Change]) -> Mapping[str, str]:
    """Return by id the titles of the documents that changes cite and that were undone since.

    A list that is taken in brings itself along as a document, under which its facts can still be read in the
    journal when it was undone.

    Raises:
        StoreUnavailable: The store cannot be reached, or did not answer in time.
    """
    there = {document.id for document in loaded.snapshot.documents}
    citing = {change.batch.id for change in changes if not _cited_in(change) <= there}
    if not citing:
        return {}
    return await catalogue.with_register(lambda register: dict(_documents_of(register, citing)))


def _cited_in(change: Change) -> set[str]:
    """Return the ids of the documents that a fact cites before or after a change."""
    facts = [json.loads(fact) for fact in (change.before, change.after) if fact]
    return {source["document_id"] for fact in facts for source in fact.get("sources", ())}


def _documents_of(register: Register, batch_ids: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield id and title of what batches brought along, of which a batch tells before all else."""
    for batch_id in batch_ids:
        for change in register.changes(batch_id, limit=MOST_READ).items:
            if change.kind == "document" and change.after:
                yield change.fact_id, json.loads(change.after)["title"]


def _told(loaded: Loaded, register: Register, fact_id: str) -> Gone | None:
    """Follow merges until a party that is there; each is older than the next, so that this ends."""
    gone = removal(register.history(fact_id))
    if gone is None:
        return None
    last = gone
    while last.batch.kind is BatchKind.MERGE:
        next_id = merged_into(register.changes(last.batch.id, limit=MOST_READ).items)
        successor = loaded.find_actor(next_id) if next_id else None
        later = removal(register.history(next_id)) if next_id and successor is None else None
        if later is None:
            return Gone(batch=gone.batch, successor=successor)
        last = later
    return Gone(batch=gone.batch, successor=None)
