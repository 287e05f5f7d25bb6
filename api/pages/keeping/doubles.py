"""The queue of possible doubles and what comes of it, as the templates receive it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.keeping.storing import mark_of_change, planned_merge
from api.pages.addresses import address, other
from api.pages.details import relation_groups
from api.pages.keeping.contexts import (
    ApartEntry,
    ApartPage,
    DoubleEntry,
    DoublePage,
    DoublesPage,
    MergePage,
    Side,
)
from api.pages.keeping.words import Words
from api.pages.paging import page_number, paging, stretch
from api.pages.stated import source_lines
from api.ties import sentence
from matchmaker.curation import differences

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from api.keeping.doubles import PossibleDoubles
    from api.loaded import Loaded
    from matchmaker.curation import Double
    from matchmaker.journal import Apart, Batch
    from matchmaker.model import Actor, Place
    from matchmaker.vocabulary import Bilingual, Language


def doubles_page(
    loaded: Loaded,
    language: Language,
    found: PossibleDoubles,
    query: Mapping[str, str],
    apart: int,
    done: Batch | None,
) -> DoublesPage:
    """Return a page of the queue.

    Args:
        loaded: The facts.
        language: Of the page.
        found: The pairs, and whether they are the latest.
        query: The page's query string.
        apart: How many pairs were kept apart.
        done: The merge that was just done, or None.
    """
    number = page_number(query.get("pagina", ""))

    def at(page: int, in_language: Language = language) -> str:
        return address("doubles", in_language, query={"pagina": str(page) if page > 1 else ""})

    return DoublesPage(
        other_address=at(number, other(language)),
        other_by_form=False,
        entries=tuple(_entry(loaded, language, pair) for pair in found.pairs[stretch(number)]),
        total=len(found.pairs),
        paging=paging(number, len(found.pairs), at),
        searched=found.searched,
        searching=found.searching,
        failed=found.failed,
        apart=apart,
        done=done,
        decided=query.get("gedaan") == "verschillend",
    )


def double_page(
    loaded: Loaded,
    language: Language,
    actors: tuple[Actor, Actor],
    found: PossibleDoubles,
    apart: Sequence[Apart],
    today: date,
    problem: Bilingual | None = None,
) -> DoublePage:
    """Return two parties side by side."""
    ids = {actor.id for actor in actors}
    first, second = sorted(actors, key=lambda actor: (-_weight(loaded, actor), actor.id))
    pair = next((one for one in found.pairs if {one.first_id, one.second_id} == ids), None)
    return DoublePage(
        other_address=address("double", other(language), query={"one": first.id, "other": second.id}),
        other_by_form=False,
        sides=(_side(loaded, language, first, today), _side(loaded, language, second, today)),
        why=pair.judgement.why if pair else None,
        apart=next((one for one in apart if {one.first_id, one.second_id} == ids), None),
        keep=first.id,
        problem=problem,
    )


def merge_page(
    loaded: Loaded,
    language: Language,
    keep_id: str,
    drop_id: str,
    batch_id: str,
    problem: Bilingual | None = None,
) -> MergePage:
    """Return what merging two parties will do.

    Raises:
        NotFound: One of them is not there.
        Conflict: They cannot be one.
    """
    planned = planned_merge(loaded, keep_id, drop_id)
    keep, drop = loaded.actor_by_id(keep_id), loaded.actor_by_id(drop_id)
    (after,) = planned.facts.actors
    words = Words(loaded, language)
    present = {tie.id for tie in loaded.relations_of(keep_id)}
    moved = [tie for tie in planned.facts.relations if tie.id not in present]
    return MergePage(
        other_address=address("merge", other(language), query={"keep": keep_id, "drop": drop_id}),
        other_by_form=False,
        keep=keep,
        drop=drop,
        lines=tuple(words.line(change) for change in differences(keep, after)),
        offerings=loaded.offerings_of(drop_id),
        excluding=tuple(one for one in planned.facts.offerings if drop_id in _excluded(loaded, one.id)),
        ties=tuple(sentence(loaded, tie) for tie in moved),
        joined=len(planned.removed_relations) - len(moved),
        practised=len(planned.facts.precedents),
        mark=mark_of_change(planned),
        batch_id=batch_id,
        problem=problem,
    )


def apart_page(
    loaded: Loaded, language: Language, latest: Sequence[Apart], query: Mapping[str, str]
) -> ApartPage:
    """Return a page of the pairs that were kept apart; the latest decision comes first."""
    number = page_number(query.get("pagina", ""))

    def at(page: int, in_language: Language = language) -> str:
        return address("apart", in_language, query={"pagina": str(page) if page > 1 else ""})

    return ApartPage(
        other_address=at(number, other(language)),
        other_by_form=False,
        entries=tuple(
            ApartEntry(
                first=loaded.actor_by_id(one.first_id),
                second=loaded.actor_by_id(one.second_id),
                apart=one,
            )
            for one in latest[stretch(number)]
        ),
        total=len(latest),
        paging=paging(number, len(latest), at),
        reconsidered=query.get("gedaan") == "terug",
    )


def _entry(loaded: Loaded, language: Language, pair: Double) -> DoubleEntry:
    first, second = loaded.actor_by_id(pair.first_id), loaded.actor_by_id(pair.second_id)
    return DoubleEntry(
        first=first,
        second=second,
        places=(_place(loaded, first), _place(loaded, second)),
        why=pair.judgement.why,
        likely=pair.judgement.same is True,
        address=address("double", language, query={"one": first.id, "other": second.id}),
    )


def _side(loaded: Loaded, language: Language, actor: Actor, today: date) -> Side:
    return Side(
        actor=actor,
        place=_place(loaded, actor),
        themes=tuple(loaded.theme_by_id(theme_id) for theme_id in actor.themes),
        offerings=loaded.offerings_of(actor.id),
        relations=relation_groups(loaded, language, actor.id, today),
        sources=source_lines(loaded, actor.sources, today),
    )


def _weight(loaded: Loaded, actor: Actor) -> int:
    """Return how much hangs on a party: the one that more refers to is proposed to stay."""
    hanging = len(loaded.offerings_of(actor.id)) + len(loaded.relations_of(actor.id)) + len(actor.sources)
    return hanging + (1000 if actor.kvk_number else 0)


def _place(loaded: Loaded, actor: Actor) -> Place | None:
    return loaded.place_by_id(actor.place_id) if actor.place_id else None


def _excluded(loaded: Loaded, offering_id: str) -> tuple[str, ...]:
    return loaded.offering_by_id(offering_id).excluded_actors
