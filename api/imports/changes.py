"""What a row of a list would change of what is known now."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from graph.importing import RowOutcome
from matchmaker.curation import field_changes
from matchmaker.errors import NotFound
from matchmaker.journal import Batch, BatchKind, Change, as_json
from matchmaker.model import Actor

if TYPE_CHECKING:
    from api.imports.values import PlannedFact
    from api.loaded import Loaded
    from matchmaker.curation import FieldChange
    from matchmaker.model import Offering

_NOT_YET = Batch(
    id="not-yet", kind=BatchKind.IMPORT, by="-", at=datetime(2000, 1, 1, tzinfo=UTC), title="not stored yet"
)
_SAID_OF_ALL_NEW = frozenset({"status", "sources", "name", "title", "provider_id"})


def field_changes_of(planned: PlannedFact, loaded: Loaded) -> tuple[FieldChange, ...]:
    """Return which fields a row changes, or, for a new party or offering, what it says beyond its name.

    Args:
        planned: The row, with what it makes of its party or offering.
        loaded: What the register holds now.
    """
    row, fact = planned
    if fact is None or row.outcome not in {RowOutcome.NEW, RowOutcome.CHANGED}:
        return ()
    is_new = row.outcome is RowOutcome.NEW
    held = None if is_new else _held(fact, loaded)
    change = Change(
        batch=_NOT_YET,
        position=0,
        kind="actor" if isinstance(fact, Actor) else "offering",
        fact_id=fact.id,
        before=as_json(held) if held else None,
        after=as_json(fact),
    )
    found = field_changes(change)
    return tuple(one for one in found if not (is_new and one.field in _SAID_OF_ALL_NEW))


def _held(fact: Actor | Offering, loaded: Loaded) -> Actor | Offering | None:
    if isinstance(fact, Actor):
        return loaded.find_actor(fact.id)
    try:
        return loaded.offering_by_id(fact.id)
    except NotFound:
        return None
