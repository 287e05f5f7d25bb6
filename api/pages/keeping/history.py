"""What was changed in a party or offering, by whom and on what ground, as the templates receive it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.keeping.history import act_of, hidden_in
from api.pages.contexts import HistoryEntry
from matchmaker.curation import field_changes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.identity import Worker
    from api.pages.keeping.words import Words
    from matchmaker.journal import Change
    from matchmaker.model import Actor, Offering


def history_of(
    words: Words,
    fact: Actor | Offering,
    changes: Sequence[Change],
    worker: Worker,
) -> tuple[HistoryEntry, ...]:
    """Return what batches did to a fact, the latest first.

    A visitor reads nothing of a field that is for the desk only, or was so before or after a change.

    Args:
        words: Put values into words.
        fact: The fact as it is now.
        changes: What batches did to it.
        worker: Who reads it.
    """
    entries = []
    for change in changes:
        hidden = frozenset() if worker.is_staff else hidden_in(fact, change)
        told = [one for one in field_changes(change) if one.field not in hidden]
        lines = [words.line(one) for one in told]
        entries.append(
            HistoryEntry(
                batch=change.batch,
                act=act_of(change),
                lines=tuple(line for line in lines if line.gone or line.come),
            )
        )
    return tuple(entries)
