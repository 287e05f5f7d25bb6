"""The pages of one party and of one offering, as the templates receive them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.pages.addresses import address, other
from api.pages.contexts import ActorPage, End, OfferingPage, RelationGroup, RelationLine
from api.pages.doors import doors_to
from api.pages.keeping.history import history_of
from api.pages.keeping.words import Words
from api.pages.stated import old_since, source_lines
from matchmaker.text import fold
from matchmaker.vocabulary import Bilingual, RelationKind, Status

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from api.identity import Worker
    from api.loaded import Loaded
    from matchmaker.journal import Batch, Change
    from matchmaker.model import Relation
    from matchmaker.vocabulary import Language

_ORDER = list(RelationKind)
_NOW_FIRST = (Status.ACTIVE, Status.PLANNED, Status.ENDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the page of a fact tells beside the fact itself.

    Attributes:
        worker: Who reads it; staff of a desk sees what visitors do not.
        changes: What batches did to the fact, the latest first.
        titles: By id those of documents that these cite and that were undone since.
        saved: The change that the reader just made, or None.
    """

    worker: Worker
    changes: tuple[Change, ...]
    titles: Mapping[str, str]
    saved: Batch | None


def actor_page(loaded: Loaded, language: Language, actor_id: str, today: date, told: Told) -> ActorPage:
    """Return the page of one actor.

    Raises:
        NotFound: There is no such actor.
    """
    known = loaded.actor_by_id(actor_id)
    actor = told.worker.view(known)
    return ActorPage(
        other_address=address("actor", other(language), actor_id),
        other_by_form=False,
        actor=actor,
        place=loaded.place_by_id(actor.place_id) if actor.place_id else None,
        themes=tuple(loaded.theme_by_id(theme_id) for theme_id in actor.themes),
        offerings=tuple(
            told.worker.view(offering).as_of(today) for offering in loaded.offerings_of(actor_id)
        ),
        relations=relation_groups(loaded, language, actor_id, today),
        sources=source_lines(loaded, actor.sources, today),
        old_since=old_since(actor.sources, today),
        history=history_of(Words(loaded, language, told.titles), known, told.changes, told.worker),
        saved=told.saved,
    )


def offering_page(
    loaded: Loaded, language: Language, offering_id: str, today: date, told: Told
) -> OfferingPage:
    """Return the page of one offering.

    Raises:
        NotFound: There is no such offering.
    """
    known = loaded.offering_by_id(offering_id)
    offering = told.worker.view(known).as_of(today)
    return OfferingPage(
        other_address=address("offering", other(language), offering_id),
        other_by_form=False,
        offering=offering,
        provider=told.worker.view(loaded.actor_by_id(offering.provider_id)),
        area=tuple(loaded.place_by_id(place_id) for place_id in offering.area),
        themes=tuple(loaded.theme_by_id(theme_id) for theme_id in offering.themes),
        sectors=tuple(loaded.theme_by_id(theme_id) for theme_id in offering.sectors),
        questions=tuple(question for question in offering.questions if question.language == language),
        doors=doors_to(loaded, offering),
        relations=relation_groups(loaded, language, offering_id, today),
        sources=source_lines(loaded, offering.sources, today),
        old_since=old_since(offering.sources, today),
        history=history_of(Words(loaded, language, told.titles), known, told.changes, told.worker),
        saved=told.saved,
    )


def relation_groups(loaded: Loaded, language: Language, here: str, today: date) -> tuple[RelationGroup, ...]:
    """Return the ties by verb and direction: what is said of the page's subject before what others do."""
    grouped: dict[tuple[bool, RelationKind], list[Relation]] = {}
    for tie in loaded.relations_of(here):
        # A mutual tie has no direction, so that it is told once.
        first = tie.subject_id == here or tie.kind.is_mutual
        grouped.setdefault((first, tie.kind), []).append(tie)
    return tuple(
        RelationGroup(kind=kind, here_first=first, lines=_relation_lines(loaded, language, here, ties, today))
        for (first, kind), ties in sorted(
            grouped.items(), key=lambda item: (not item[0][0], _ORDER.index(item[0][1]))
        )
    )


def _relation_lines(
    loaded: Loaded, language: Language, here: str, ties: list[Relation], today: date
) -> tuple[RelationLine, ...]:
    """Return the ties with their other ends, those that hold now first, then by name."""
    lines = [
        RelationLine(
            end=_end(loaded, language, tie.object_id if tie.subject_id == here else tie.subject_id),
            note=tie.note,
            status=tie.status,
            sources=source_lines(loaded, tie.sources, today),
        )
        for tie in ties
    ]
    lines.sort(key=lambda line: (_NOW_FIRST.index(line.status), fold(line.end.name.in_language(language))))
    return tuple(lines)


def _end(loaded: Loaded, language: Language, node_id: str) -> End:
    actor = loaded.find_actor(node_id)
    if actor is None:
        title = loaded.offering_by_id(node_id).title
        return End(name=title, named_in_dutch=False, address=address("offering", language, node_id))
    name = Bilingual(actor.name, actor.name)
    return End(name=name, named_in_dutch=True, address=address("actor", language, node_id))
