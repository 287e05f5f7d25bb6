"""Reads a change to an actor or offering (RFC 7396): what is left out stays, null makes empty."""

from __future__ import annotations

from dataclasses import MISSING, fields, replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from api.keeping.schemas import QuestionIn, TextIn
from api.keeping.storing import Stated
from matchmaker.curation import HIDEABLE
from matchmaker.editing import actor_faults, offering_faults
from matchmaker.errors import Fault
from matchmaker.model import Actor, Offering, Question
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from api.identity import Worker
    from api.keeping.schemas import ActorChange, OfferingChange, StatedIn
    from api.loaded import Loaded

NOT_EMPTY = Bilingual("Dit kan niet leeg zijn.", "This cannot be empty.")
LATER = Bilingual("Deze dag moet nog komen. Geef een eerdere.", "This day is to come. Give an earlier one.")


def changed_actor(loaded: Loaded, before: Actor, change: ActorChange) -> tuple[Actor, tuple[Fault, ...]]:
    """Return an actor as a change makes it, and everything that is wrong with that."""
    after = replace(before, **_values(before, change))
    return after, (*_faults(loaded, after, change), *actor_faults(after))


def changed_offering(
    loaded: Loaded, before: Offering, change: OfferingChange
) -> tuple[Offering, tuple[Fault, ...]]:
    """Return an offering as a change makes it, and everything that is wrong with that."""
    after = replace(before, **_values(before, change))
    return after, (*_faults(loaded, after, change), *offering_faults(after))


def stated(given: StatedIn, worker: Worker, today: date) -> Stated:
    """Return on what ground staff of a desk states something."""
    return Stated(
        ground=given.ground,
        on=given.stated_on or today,
        desk_id=worker.desk_id or "",
        desk_name=worker.desk_name,
    )


def stated_faults(given: StatedIn, today: date) -> tuple[Fault, ...]:
    """Return what is wrong with the ground that was given."""
    if given.stated_on is not None and given.stated_on > today:
        return (Fault(where="stated.statedOn", message=LATER),)
    return ()


def _values(before: Actor | Offering, change: ActorChange | OfferingChange) -> dict[str, Any]:
    """Return the new values of the fields that a change names."""
    defaults = {field.name: field.default for field in fields(before)}
    values: dict[str, Any] = {}
    for name in change.model_fields_set - {"stated"}:
        given = getattr(change, name)
        values[name] = _read(given) if given is not None else _empty(getattr(before, name), defaults[name])
    return values


def _read(given: Any) -> Any:
    if isinstance(given, TextIn):
        return Bilingual(given.nl.strip(), given.en.strip() or given.nl.strip())
    if isinstance(given, QuestionIn):
        return Question(language=given.language, text=given.text.strip())
    if isinstance(given, list):
        return tuple(dict.fromkeys(map(_read, given)))
    return given.strip() if isinstance(given, str) and not isinstance(given, Enum) else given


def _empty(value: Any, default: Any) -> Any:
    """Return what a field holds when it is made empty; one of which something must be chosen stays."""
    if default is not MISSING:
        return default
    if isinstance(value, Bilingual):
        return Bilingual("", "")
    if isinstance(value, Enum):
        return value
    return () if isinstance(value, tuple) else ""


def _faults(loaded: Loaded, after: Actor | Offering, change: ActorChange | OfferingChange) -> Iterator[Fault]:
    """Yield what only the register can tell to be wrong: names of what is not there."""
    if isinstance(after, Actor):
        if "kind" in change.model_fields_set and change.kind is None:  # type: ignore[union-attr]  # an actor's
            yield Fault(where="kind", message=NOT_EMPTY)
        places: dict[str, tuple[str, ...]] = {"placeId": (after.place_id,) if after.place_id else ()}
        themes = {"themes": after.themes}
        actors: dict[str, tuple[str, ...]] = {}
    else:
        places = {"area": after.area}
        themes = {"themes": after.themes, "sectors": after.sectors}
        actors = {"excludedActors": after.excluded_actors}
    facts = loaded.snapshot
    yield from _unknown(places, (place.id for place in facts.places))
    yield from _unknown(themes, (theme.id for theme in facts.themes))
    yield from _unknown(actors, (actor.id for actor in facts.actors))
    possible = HIDEABLE[type(after)]
    yield from (
        Fault(
            where="deskOnly",
            message=Bilingual(
                f"Dit kan niet alleen voor het loket zijn: {name[:80]}.",
                f"This cannot be for the desk only: {name[:80]}.",
            ),
            suggestions=possible,
        )
        for name in change.desk_only or ()
        if name not in possible
    )


def _unknown(named: dict[str, tuple[str, ...]], known: Iterable[str]) -> Iterator[Fault]:
    ids = set(known)
    for where, given in named.items():
        for id_ in given:
            if id_ not in ids:
                message = Bilingual(
                    f"Wij kennen dit kenmerk niet: {id_[:80]}.", f"We do not know this id: {id_[:80]}."
                )
                yield Fault(where=where, message=message)
