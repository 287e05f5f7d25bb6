"""The journal of the register: batches of changes, stored with the facts in one transaction, and undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from graph import rows as stored
from graph.checks import KIND_NAMES
from graph.work import batches, size
from matchmaker.errors import Conflict, InvalidInput, NotFound
from matchmaker.journal import Apart, Batch, BatchKind, Change, Delta, as_json, from_json, kind_of
from matchmaker.model import Snapshot
from matchmaker.ports import Tally
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from graph.engine import Row
    from graph.work import Fresh, Work
    from matchmaker.journal import Fact, FactKind

_ALL = 2**31 - 1
_SHOWN = 10  # facts that a message names; the rest is counted

_NAMES = {
    "document": Bilingual("document", "document"),
    "place": Bilingual("plaats", "place"),
    "theme": Bilingual("thema", "theme"),
    "actor": Bilingual("partij", "actor"),
    "offering": Bilingual("aanbod", "offering"),
    "relation": Bilingual("relatie", "relation"),
    "precedent": Bilingual("oefenvraag", "precedent"),
}


def apply(
    work: Work,
    batch: Batch,
    facts: Snapshot,
    removed: dict[str, tuple[str, ...]],
    *,
    kept_apart: tuple[tuple[str, str], ...],
    on_version: int | None,
    progress: Callable[[str, int, int], None] | None,
) -> Tally:
    """Store facts and remove others as one batch; see ``matchmaker.ports.Register.apply``.

    Args:
        work: The transaction.
        batch: Who, when (in UTC) and why.
        facts: What to add or replace.
        removed: Ids to remove, by kind as in ``Snapshot``.
        kept_apart: Pairs of ids of actors that are different.
        on_version: The version that the register must have, if that matters.
        progress: As in ``Register.put``.
    """
    if known := find(work, [batch.id]):
        return _tally_of_the_first_time(known[0], batch)
    if on_version is not None and work.version() != on_version:
        raise Conflict(
            "Het register is intussen gewijzigd. Bekijk de wijziging opnieuw. / "
            "The register was changed meanwhile. Look at the change again."
        )
    gone = _to_remove(work, removed)
    fresh = work.fresh(facts)
    work.check(facts, fresh.facts, gone)
    changes = _changes(fresh, gone)
    counted = replace(fresh.tally(facts), removed=size(gone))
    work.each("put_aparts", (apart_row(*pair, batch.by, batch.at) for pair in kept_apart))
    if not changes:
        return counted
    work.write(facts, fresh.facts, progress)
    _remove(work, gone)
    work.grow_version()
    work.ask("put_batches", rows=[_batch_row(batch, counted)])
    for some in batches({"batch_id": batch.id, "position": n, **one} for n, one in enumerate(changes)):
        work.ask("put_changes", rows=some)
        if progress:
            progress("changes", some[-1]["position"] + 1, len(changes))
    return counted


def undo(
    work: Work, batch_id: str, at: datetime, by: str, progress: Callable[[str, int, int], None] | None
) -> Tally:
    """Put back what was before a batch; see ``matchmaker.ports.Register.undo``."""
    batch = one(work, batch_id)
    changes = changes_of(work, batch, 0, _ALL)
    counted = Tally(
        new=sum(change.after is None for change in changes),
        changed=sum(change.before is not None and change.after is not None for change in changes),
        same=0,
        removed=sum(change.before is None for change in changes),
    )
    if batch.undone_at is not None:
        if (batch.undone_at, batch.undone_by) == (at, by):
            return counted  # the same call again, after an answer that got lost
        raise Conflict("Deze wijziging is al teruggedraaid. / This change was undone already.")
    present = _as_it_was_left(work, changes)
    back = _snapshot(from_json(change.kind, change.before) for change in changes if change.before)
    gone = _snapshot(present[change.kind, change.fact_id] for change in changes if change.before is None)
    try:
        work.check(back, back, gone)
    except InvalidInput as error:
        what = ", ".join(dict.fromkeys(fault.where for fault in error.faults[:_SHOWN]))
        raise Conflict(
            f"Terugdraaien kan niet: wat terugkomt verwijst naar iets dat er niet meer is ({what}). / "
            f"This cannot be undone: what comes back refers to something that is gone ({what})."
        ) from error
    work.write(back, back, None)
    _remove(work, gone)
    work.grow_version()
    work.ask("mark_undone", rows=[{"id": batch_id, "undone_at": at.isoformat(), "undone_by": by}])
    if progress:
        progress("changes", len(changes), len(changes))
    return counted


def find(work: Work, ids: Iterable[str]) -> list[Batch]:
    """Return the batches that exist among these."""
    return [
        _batch_from(row)
        for some in batches(dict.fromkeys(ids))
        for row in work.ask("batches_by_id", ids=some)
    ]


def one(work: Work, batch_id: str) -> Batch:
    """Return one batch, or raise ``NotFound``."""
    found = find(work, [batch_id])
    if not found:
        raise NotFound("batch", batch_id)
    return found[0]


def changes_of(work: Work, batch: Batch, offset: int, limit: int) -> list[Change]:
    """Return some changes of a batch, by position."""
    rows = work.ask("change_page", batch_id=batch.id, offset=offset, limit=limit)
    return [_change_from(row, batch) for row in rows]


def history(work: Work, fact_id: str) -> tuple[Change, ...]:
    """Return what batches did to an actor, offering or relation, the latest first."""
    rows = work.ask("history", fact_id=fact_id)
    made = {batch.id: batch for batch in find(work, (row["batch_id"] for row in rows))}
    return tuple(_change_from(row, made[row["batch_id"]]) for row in rows)


def sizes_since(work: Work, version: int) -> tuple[int, ...] | None:
    """Return how much each change changed; see ``matchmaker.ports.Register.sizes_since``."""
    made = _made_since(work, version, work.version())
    return None if made is None else tuple(row["changes"] for row in made)


def since(work: Work, version: int) -> Delta | None:
    """Return what changed since a version; see ``matchmaker.ports.Register.since``."""
    present = work.version()
    made = _made_since(work, version, present)
    if made is None:
        return None
    changed = work.ask("changed_facts", ids=[row["id"] for row in made])
    facts: dict[str, tuple[Any, ...]] = {}
    removed: set[tuple[FactKind, str]] = set()
    for kind in stored.KINDS:
        of_kind = [row for row in changed if row["kind"] == kind.singular]
        found = work.held(kind, [row["fact_id"] for row in of_kind])
        facts[kind.name] = tuple(found[id_] for id_ in sorted(found))
        removed |= {(row["kind"], row["fact_id"]) for row in of_kind if row["fact_id"] not in found}
    return Delta(version=present, facts=Snapshot(**facts), removed=frozenset(removed))


def apart_row(one_id: str, other_id: str, by: str, at: datetime) -> Row:
    """Return the row of a decision that two actors are different."""
    first, second = sorted((one_id, other_id))
    return {
        "first_id": first,
        "second_id": second,
        "decided_by": by,
        "decided_at": at.isoformat(),
    }


def apart_from(row: Row) -> Apart:
    """Return the decision that a row holds."""
    return Apart(
        first_id=row["first_id"],
        second_id=row["second_id"],
        by=row["decided_by"],
        at=datetime.fromisoformat(row["decided_at"]),
    )


def _made_since(work: Work, version: int, present: int) -> list[Row] | None:
    """Return the batches that led from a version to the present one; None where not all of it was batches."""
    made = work.ask("batches_since", version=version)
    # Each stored change makes the next version, so a version that no batch made was made past the journal.
    told = [row["version"] for row in made] == list(range(version + 1, present + 1))
    return made if told and version <= present else None


def _tally_of_the_first_time(known: Batch, given: Batch) -> Tally:
    if (known.kind, known.by, known.at, known.title) != (given.kind, given.by, given.at, given.title):
        raise Conflict(
            f"Er is al een andere wijziging met nummer '{given.id}'. / "
            f"There is another change with id '{given.id}' already."
        )
    return Tally(new=known.new, changed=known.changed, same=known.same, removed=known.removed)


def _to_remove(work: Work, removed: dict[str, tuple[str, ...]]) -> Snapshot:
    """Return the facts with these ids, or raise ``NotFound`` for the first that is not there."""
    gone: dict[str, tuple[Any, ...]] = {}
    for kind in stored.KINDS:
        ids = tuple(dict.fromkeys(removed.get(kind.name, ())))
        found = work.held(kind, ids)
        missing = next((id_ for id_ in ids if id_ not in found), None)
        if missing is not None:
            raise NotFound(kind.singular, missing)
        gone[kind.name] = tuple(found[id_] for id_ in ids)
    return Snapshot(**gone)


def _changes(fresh: Fresh, gone: Snapshot) -> list[Row]:
    changes: list[Row] = []
    for name in KIND_NAMES:
        changes += (
            _change_row(fact, fresh.held.get((name, fact.id)), fact) for fact in getattr(fresh.facts, name)
        )
        changes += (_change_row(fact, fact, None) for fact in getattr(gone, name))
    return changes


def _change_row(fact: Fact, before: Fact | None, after: Fact | None) -> Row:
    return {
        "kind": kind_of(fact),
        "fact_id": fact.id,
        "fact_before": as_json(before) if before else None,
        "fact_after": as_json(after) if after else None,
    }


def _remove(work: Work, gone: Snapshot) -> None:
    """Remove facts, unless something that stays refers to them."""
    # From what refers to what is referred to: ties and precedents, offerings, actors, then the rest.
    work.remove(stored.RELATIONS, gone.relations)
    work.remove(stored.PRECEDENTS, gone.precedents)
    _refuse_mentions(work, gone)
    for kind in reversed(stored.REFERABLE):
        work.remove(kind, getattr(gone, kind.name))


def _refuse_mentions(work: Work, gone: Snapshot) -> None:
    ids = {kind.name: [fact.id for fact in getattr(gone, kind.name)] for kind in stored.REFERABLE}
    if not any(ids.values()):
        return
    going = {(kind.singular, id_) for kind in stored.REFERABLE for id_ in ids[kind.name]}
    left = sorted(
        {
            (row["kind"], row["id"])
            for row in work.ask("mentions", **ids)
            if (row["kind"], row["id"]) not in going
        }
    )
    if left:
        raise Conflict(
            f"Dit kan niet weg, want het wordt nog genoemd door {_listed(left, 'nl')}. / "
            f"This cannot go, because it is still referred to by {_listed(left, 'en')}."
        )


def _as_it_was_left(work: Work, changes: Sequence[Change]) -> dict[tuple[str, str], Fact]:
    """Return the facts that a batch changed, or raise ``Conflict`` when others changed them since."""
    present: dict[tuple[str, str], Fact] = {}
    for kind in stored.KINDS:
        ids = [change.fact_id for change in changes if change.kind == kind.singular]
        present |= {(kind.singular, id_): fact for id_, fact in work.held(kind, ids).items()}
    moved = [
        (change.kind, change.fact_id)
        for change in changes
        if present.get((change.kind, change.fact_id))
        != (from_json(change.kind, change.after) if change.after else None)
    ]
    if moved:
        raise Conflict(
            f"Terugdraaien kan niet: daarna is gewijzigd {_listed(moved, 'nl')}. "
            "Draai eerst die wijziging terug. / "
            f"This cannot be undone: changed since is {_listed(moved, 'en')}. Undo that change first."
        )
    return present


def _listed(facts: Sequence[tuple[str, str]], language: Any) -> str:
    shown = ", ".join(f"{_NAMES[kind].in_language(language)} '{id_}'" for kind, id_ in facts[:_SHOWN])
    more = len(facts) - _SHOWN
    if more <= 0:
        return shown
    return shown + (f" en nog {more}" if language == "nl" else f" and {more} more")


def _snapshot(facts: Iterable[Fact]) -> Snapshot:
    groups: dict[str, list[Any]] = {kind.singular: [] for kind in stored.KINDS}
    for fact in facts:
        groups[kind_of(fact)].append(fact)
    return Snapshot(**{kind.name: tuple(groups[kind.singular]) for kind in stored.KINDS})


def _batch_row(batch: Batch, counted: Tally) -> Row:
    return {
        "id": batch.id,
        "kind": batch.kind.value,
        "made_by": batch.by,
        "made_at": batch.at.isoformat(),
        "title": batch.title,
        "sender": batch.sender,
        "added": counted.new,
        "changed": counted.changed,
        "same": counted.same,
        "removed": counted.removed,
    }


def _batch_from(row: Row) -> Batch:
    undone_at = row["undone_at"]
    return Batch(
        id=row["id"],
        kind=BatchKind.of(row["kind"]),
        by=row["made_by"],
        at=datetime.fromisoformat(row["made_at"]),
        title=row["title"],
        sender=row["sender"],
        new=row["added"],
        changed=row["changed"],
        same=row["same"],
        removed=row["removed"],
        undone_at=datetime.fromisoformat(undone_at) if undone_at else None,
        undone_by=row["undone_by"],
    )


def _change_from(row: Row, batch: Batch) -> Change:
    return Change(
        batch=batch,
        position=row["position"],
        kind=row["kind"],
        fact_id=row["fact_id"],
        before=row["fact_before"],
        after=row["fact_after"],
    )
