"""What is due to be looked at, by the party that can tell, and what somebody ticked of it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from api.keeping.storing import mark_of
from matchmaker.curation import due
from matchmaker.journal import kind_of
from matchmaker.model import Actor, Offering, Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from api.loaded import Loaded
    from matchmaker.curation import Due

Checkable = Actor | Offering | Relation

ALL = "party"  # what a tick for all facts of a party begins with


def due_by_party(loaded: Loaded, today: date) -> dict[str, list[Due]]:
    """Return what is due by the id of the party that can tell, in the order of the oldest."""
    known: dict[str, list[Due]] = loaded.derived.get(("due", today), lambda: _by_party(loaded, today))
    return known


def themes_due(loaded: Loaded, today: date) -> set[str]:
    """Return the themes of the parties of which something is due."""
    known: set[str] = loaded.derived.get(
        ("themes due", today),
        lambda: {theme for actor_id in due_by_party(loaded, today) for theme in themes_of(loaded, actor_id)},
    )
    return known


def narrowed(
    loaded: Loaded, by_party: Mapping[str, list[Due]], theme_id: str = "", actor_ids: Iterable[str] = ()
) -> dict[str, list[Due]]:
    """Return the parties with a theme (narrower ones too), and of these only the named, if any are named."""
    wanted = set(actor_ids)
    return {
        actor_id: some
        for actor_id, some in by_party.items()
        if (not wanted or actor_id in wanted) and (not theme_id or theme_id in themes_of(loaded, actor_id))
    }


def themes_of(loaded: Loaded, actor_id: str) -> set[str]:
    """Return the themes of a party and of what it offers, broader ones too."""
    own = loaded.actor_by_id(actor_id).themes
    offered = (theme_id for one in loaded.offerings_of(actor_id) for theme_id in one.themes)
    return {broader for theme_id in (*own, *offered) for broader in loaded.thesaurus.with_broader(theme_id)}


def ticked_facts(loaded: Loaded, ticked: Iterable[str], today: date) -> tuple[list[Checkable], int]:
    """Return the facts that were ticked, and how many ticks are for something that is no longer so.

    Args:
        loaded: The facts.
        ticked: What ``value_of`` and ``value_of_all`` gave.
        today: Today.
    """
    known: dict[str, list[Checkable]] = {}
    for actor_id, some in due_by_party(loaded, today).items():
        known[value_of_all(actor_id, some)] = [one.fact for one in some]
        for one in some:
            known[value_of(one.fact)] = [one.fact]
    found: dict[str, Checkable] = {}
    skipped = 0
    for value in ticked:
        skipped += value not in known
        found |= {f"{kind_of(fact)}:{fact.id}": fact for fact in known.get(value, ())}
    return list(found.values()), skipped


def value_of(fact: Checkable) -> str:
    """Return what stands for a fact where it can be ticked; it changes as soon as the fact does."""
    return f"{kind_of(fact)}:{fact.id}:{mark_of(fact)}"


def value_of_all(actor_id: str, some: Iterable[Due]) -> str:
    """Return what stands for all that is due of a party."""
    marks = "".join(mark_of(one.fact) for one in some)
    return f"{ALL}:{actor_id}:{hashlib.sha256(marks.encode()).hexdigest()[:16]}"


def _by_party(loaded: Loaded, today: date) -> dict[str, list[Due]]:
    found: dict[str, list[Due]] = {}
    for one in due(loaded.snapshot, today):
        found.setdefault(_teller(one.fact), []).append(one)
    return {actor_id: some for actor_id, some in found.items() if loaded.find_actor(actor_id)}


def _teller(fact: Checkable) -> str:
    if isinstance(fact, Actor):
        return fact.id
    return fact.provider_id if isinstance(fact, Offering) else fact.subject_id
