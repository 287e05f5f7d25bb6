"""The lists of those who keep the register, as files to take along."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from api.identity import VISITOR
from api.imports.presenting import batch_out, batch_summary, change_out
from api.imports.schemas import BatchesEmbedded, BatchPage
from api.keeping.presenting import KeepingPresenter, distinction
from api.keeping.schemas import (
    DistinctionPage,
    DistinctionsEmbedded,
    DueFactPage,
    DueFactsEmbedded,
    PossibleDoublesEmbedded,
    PossibleDoublesPage,
)
from api.pages.addresses import address
from api.pages.downloads import FACT_KINDS, TakenAlong, labels, self_as_json
from api.pages.keeping.words import YES_NO
from api.schemas import Link, PageQuery
from matchmaker.curation import public_view
from matchmaker.journal import as_json, from_json
from matchmaker.model import Actor, Offering
from matchmaker.ports import Page
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from api.keeping.doubles import PossibleDoubles
    from api.loaded import Loaded
    from api.pages.importing.contexts import ChangeEntry
    from matchmaker.curation import Due
    from matchmaker.journal import Apart, Batch, Change, FactKind
    from matchmaker.vocabulary import Language

_PAIR_HEADERS = (
    Bilingual("Kenmerk 1", "Id 1"),
    Bilingual("Partij 1", "Party 1"),
    Bilingual("Soort 1", "Kind 1"),
    Bilingual("Plaats 1", "Place 1"),
    Bilingual("Kenmerk 2", "Id 2"),
    Bilingual("Partij 2", "Party 2"),
    Bilingual("Soort 2", "Kind 2"),
    Bilingual("Plaats 2", "Place 2"),
)
_DUE_HEADERS = (
    Bilingual("Kenmerk van de partij", "Id of the party"),
    Bilingual("Partij", "Party"),
    Bilingual("Website", "Website"),
    Bilingual("Wat", "What"),
    Bilingual("Kenmerk", "Id"),
    Bilingual("Naam", "Name"),
    Bilingual("Laatst gezegd of nagekeken op", "Last stated or checked on"),
)
_BATCH_HEADERS = (
    Bilingual("Kenmerk", "Id"),
    Bilingual("Soort wijziging", "Kind of change"),
    Bilingual("Wat", "What"),
    Bilingual("Wanneer", "When"),
    Bilingual("Door", "By"),
    Bilingual("Lijst van", "List of"),
    Bilingual("Toegevoegd", "Added"),
    Bilingual("Gewijzigd", "Changed"),
    Bilingual("Weggehaald", "Removed"),
    Bilingual("Teruggedraaid op", "Undone on"),
    Bilingual("Teruggedraaid door", "Undone by"),
)
_CHANGE_HEADERS = (
    Bilingual("Wat", "What"),
    Bilingual("Kenmerk", "Id"),
    Bilingual("Naam", "Name"),
    Bilingual("Wat er gebeurde", "What happened"),
    Bilingual("Veld", "Field"),
    Bilingual("Was", "Was"),
    Bilingual("Wordt", "Becomes"),
)


def doubles_taken_along(loaded: Loaded, language: Language, found: PossibleDoubles) -> TakenAlong:
    """Return all pairs of parties that may be one."""
    present = KeepingPresenter(loaded, language, VISITOR)
    return TakenAlong(
        name=Bilingual("dubbele-partijen", "possible-doubles"),
        headers=(
            *_PAIR_HEADERS,
            Bilingual("Waarschijnlijk dezelfde", "Probably the same"),
            Bilingual("Waarom", "Why"),
        ),
        rows=(
            [
                *_party(loaded, language, pair.first_id),
                *_party(loaded, language, pair.second_id),
                YES_NO[pair.judgement.same is True].in_language(language),
                pair.judgement.why.in_language(language),
            ]
            for pair in found.pairs
        ),
        model=lambda: PossibleDoublesPage(
            links=self_as_json("doubles", language),
            total=len(found.pairs),
            is_searched=found.searched,
            is_searching=found.searching,
            embedded=PossibleDoublesEmbedded(possible_doubles=[]),
        ),
        listed="possibleDoubles",
        items=map(present.possible_double, found.pairs),
    )


def apart_taken_along(loaded: Loaded, language: Language, latest: Sequence[Apart]) -> TakenAlong:
    """Return all decisions that two parties are different."""
    return TakenAlong(
        name=Bilingual("verschillende-partijen", "different-parties"),
        headers=(*_PAIR_HEADERS, Bilingual("Wanneer", "When"), Bilingual("Door", "By")),
        rows=(
            [
                *_party(loaded, language, one.first_id),
                *_party(loaded, language, one.second_id),
                _moment(one.at),
                one.by,
            ]
            for one in latest
        ),
        model=lambda: DistinctionPage(
            links=self_as_json("apart", language),
            total=len(latest),
            embedded=DistinctionsEmbedded(distinctions=[]),
        ),
        listed="distinctions",
        items=map(distinction, latest),
    )


def due_taken_along(
    loaded: Loaded, language: Language, by_party: Mapping[str, Sequence[Due]], query: Mapping[str, str]
) -> TakenAlong:
    """Return all that is due, by the party that can tell.

    Args:
        loaded: The facts.
        language: Of the file.
        by_party: What is due.
        query: What the queue was narrowed to, under the names that it has in an address.
    """
    present = KeepingPresenter(loaded, language, VISITOR)
    facts = (present.due_fact(actor_id, one) for actor_id, some in by_party.items() for one in some)
    return TakenAlong(
        name=Bilingual("nakijken", "due"),
        headers=_DUE_HEADERS,
        rows=(
            [
                fact.told_by.id,
                fact.told_by.name,
                public_view(loaded.actor_by_id(fact.told_by.id)).website or "",
                FACT_KINDS[fact.type].in_language(language),
                fact.id,
                fact.name,
                fact.last_on.isoformat(),
            ]
            for fact in facts
        ),
        model=lambda: DueFactPage(
            links=self_as_json("due", language, query),
            total=sum(map(len, by_party.values())),
            embedded=DueFactsEmbedded(due_facts=[]),
        ),
        listed="dueFacts",
        items=facts,
    )


def batches_taken_along(language: Language, batches: Sequence[Batch]) -> TakenAlong:
    """Return all changes, the latest first."""
    return TakenAlong(
        name=Bilingual("wijzigingen", "changes"),
        headers=_BATCH_HEADERS,
        rows=(
            [
                one.id,
                labels([one.kind], language),
                one.title,
                _moment(one.at),
                one.by,
                one.sender or "",
                str(one.new),
                str(one.changed),
                str(one.removed),
                _moment(one.undone_at) if one.undone_at else "",
                one.undone_by or "",
            ]
            for one in batches
        ),
        model=lambda: BatchPage(
            links=self_as_json("batches", language),
            total=len(batches),
            embedded=BatchesEmbedded(batches=[]),
        ),
        listed="batches",
        items=(batch_summary(one, language) for one in batches),
    )


def public_change(change: Change) -> Change:
    """Return a change as anybody may see it: without what is for the desk only, before or after it."""
    return replace(
        change, before=_public(change.kind, change.before), after=_public(change.kind, change.after)
    )


def _public(kind: FactKind, text: str | None) -> str | None:
    fact = from_json(kind, text) if text else None
    return as_json(public_view(fact)) if isinstance(fact, Actor | Offering) else text


def batch_taken_along(
    language: Language, batch: Batch, changes: Sequence[Change], entries: Iterable[ChangeEntry]
) -> TakenAlong:
    """Return all that a change did, a row for each field of what it changed.

    Args:
        language: Of the file.
        batch: The change.
        changes: What it did to each fact.
        entries: The same in words.
    """
    query = PageQuery()
    out = batch_out(batch, Page(items=(), total=len(changes)), query, language)
    here = {"self": Link(href=address("batch", language, batch.id, {"formaat": "json"}))}
    return TakenAlong(
        name=Bilingual("wijziging", "change"),
        headers=_CHANGE_HEADERS,
        rows=(
            [
                entry.what.in_language(language),
                change.fact_id,
                entry.name,
                entry.action.in_language(language),
                line.label.in_language(language) if line else "",
                "; ".join(line.gone) if line else "",
                "; ".join(line.come) if line else "",
            ]
            for change, entry in zip(changes, entries, strict=True)
            for line in entry.lines or (None,)
        ),
        model=lambda: out.model_copy(update={"links": here}),
        listed="changes",
        items=map(change_out, changes),
    )


def _party(loaded: Loaded, language: Language, actor_id: str) -> list[str]:
    actor = public_view(loaded.actor_by_id(actor_id))
    place = loaded.place_by_id(actor.place_id).name if actor.place_id else ""
    return [actor.id, actor.name, labels([actor.kind], language), place]


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
