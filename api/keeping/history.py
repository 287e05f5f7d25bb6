"""What a change did to a fact, and what a visitor must not read of it; the same on pages and over the API."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

from matchmaker.journal import BatchKind

if TYPE_CHECKING:
    from matchmaker.journal import Change
    from matchmaker.model import Actor, Offering

HistoryAct = Literal["added", "changed", "checked", "removed"]


def act_of(change: Change) -> HistoryAct:
    """Return what a change did to its fact."""
    if change.before is None:
        return "added"
    if change.after is None:
        return "removed"
    return "checked" if change.batch.kind is BatchKind.CHECK else "changed"


def hidden_in(fact: Actor | Offering, change: Change) -> frozenset[str]:
    """Return the fields that a visitor must not read about, and the list of them itself."""
    states = [json.loads(state) for state in (change.before, change.after) if state]
    ever = (name for state in states for name in state.get("desk_only", ()))
    return frozenset({"desk_only", *fact.desk_only, *ever})
