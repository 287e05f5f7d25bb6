"""From lists on their way in, and from changes, to what goes over the wire, in one language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.imports.changes import field_changes_of
from api.imports.schemas import (
    BatchesEmbedded,
    BatchOut,
    BatchPage,
    BatchSummary,
    CandidateOut,
    ChangeOut,
    ChangesEmbedded,
    ColumnOut,
    FieldChangeOut,
    ImportOut,
    NoteOut,
    ProgressOut,
    RowCountsOut,
    RowOut,
    RowsEmbedded,
)
from api.imports.values import Stage
from api.presenting import BASE, page_links
from api.schemas import FaultOut, Link
from graph.importing import RowOutcome
from graph.tables.table import Note
from matchmaker.curation import field_changes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, Literal

    from api.imports.schemas import ImportQuery
    from api.imports.values import Import, PlanIndex, PlannedFact
    from api.loaded import Loaded
    from api.schemas import Links, PageQuery
    from graph.importing import Candidate
    from matchmaker.curation import FieldChange
    from matchmaker.errors import Fault
    from matchmaker.journal import Batch, Change
    from matchmaker.ports import Page
    from matchmaker.vocabulary import Language


class ImportPresenter:
    """Presents lists on their way in to a reader of one language."""

    def __init__(self, loaded: Loaded, language: Language) -> None:
        self._loaded = loaded
        self._language: Language = language

    def import_(
        self,
        one: Import,
        query: ImportQuery,
        outcomes: Sequence[RowOutcome],
        rows: Iterable[PlannedFact],
    ) -> ImportOut:
        """Present a list with a page of its rows.

        Args:
            one: The list.
            query: Which page was asked for.
            outcomes: What the rows do among which that page is.
            rows: The rows of that page.
        """
        shown = one.plan if one.stage is Stage.PLANNED else None
        total = sum(shown.counts[outcome] for outcome in outcomes) if shown else 0
        return ImportOut(
            id=one.id,
            status=one.stage,
            kind=one.said.kind,
            sender=one.said.sender,
            association=one.said.association,
            stated_on=one.said.stated_on,
            file_name=one.look.name,
            by=one.by,
            received_at=one.received_at,
            columns=[
                ColumnOut(
                    header=column.header,
                    field=one.columns.get(column.header),
                    is_remembered=column.is_remembered,
                    is_personal=column.is_personal,
                    samples=list(column.samples),
                )
                for column in one.look.columns
            ],
            notes=self._notes(one),
            counts=None if one.plan is None else _counts(one, one.plan),
            progress=None
            if one.progress is None
            else ProgressOut(done=one.progress.done, total=one.progress.total),
            is_moved=one.moved,
            errors=[self._fault(fault, fault.where) for fault in one.faults],
            batch_id=one.stored.batch_id if one.stored else None,
            links=_import_links(one, query, total),
            total=total,
            embedded=RowsEmbedded(rows=[self._row(one, row) for row in rows]),
        )

    def _notes(self, one: Import) -> list[NoteOut]:
        """Present what was cleaned or skipped while reading, and what comparing adds to that."""
        read = one.look.notes
        later = one.plan.notes[len(read) :] if one.plan else ()
        notes = [*read, *map(Note, later)]
        return [
            NoteOut(text=note.text.in_language(self._language), rows=list(note.rows), total=note.total)
            for note in notes
        ]

    def _row(self, one: Import, planned: PlannedFact) -> RowOut:
        row = planned.row
        prefix = f"{one.look.name}:{row.number}"
        return RowOut(
            row=row.number,
            outcome=row.outcome,
            name=row.name,
            fact_id=row.fact_id,
            changes=_field_changes(field_changes_of(planned, self._loaded)),
            candidates=[self._candidate(found) for found in row.candidates],
            errors=[self._fault(fault, fault.where.removeprefix(prefix).strip()) for fault in row.faults],
        )

    def _candidate(self, found: Candidate) -> CandidateOut:
        return CandidateOut(
            id=found.id,
            name=found.name,
            why=found.why.in_language(self._language),
            known_place=found.places.known if found.places else None,
            stated_place=found.places.stated if found.places else None,
        )

    def _fault(self, fault: Fault, field: str) -> FaultOut:
        return FaultOut(
            in_="body",
            field=field,
            message=fault.message.in_language(self._language),
            suggestions=list(fault.suggestions),
        )


def batch_summary(batch: Batch, language: Language) -> BatchSummary:
    """Present a change in a list."""
    return BatchSummary(**_batch_fields(batch, language), links=_self(f"/batches/{batch.id}"))


def batch_out(batch: Batch, changes: Page[Change], query: PageQuery, language: Language) -> BatchOut:
    """Present a change with a page of what it did."""
    return BatchOut(
        **_batch_fields(batch, language),
        links=page_links(f"/batches/{batch.id}", query, changes.total),
        total=changes.total,
        embedded=ChangesEmbedded(changes=[change_out(change) for change in changes.items]),
    )


def batch_page(found: Page[Batch], query: PageQuery, language: Language) -> BatchPage:
    """Present a page of changes."""
    return BatchPage(
        links=page_links("/batches", query, found.total),
        total=found.total,
        embedded=BatchesEmbedded(batches=[batch_summary(batch, language) for batch in found.items]),
    )


def _counts(one: Import, plan: PlanIndex) -> RowCountsOut:
    counted = {outcome.value: plan.counts[outcome] for outcome in RowOutcome}
    return RowCountsOut(**counted, unreadable=one.look.rejected)


def _import_links(one: Import, query: ImportQuery, total: int) -> Links:
    links = page_links(f"/imports/{one.id}", query, total)
    if one.plan is not None and one.plan.undecided + one.look.rejected:
        links["wrongRows"] = Link(href=f"{BASE}/imports/{one.id}/wrong-rows")
    if one.stored is not None and one.stored.batch_id is not None:
        links["batch"] = Link(href=f"{BASE}/batches/{one.stored.batch_id}")
    return links


def _batch_fields(batch: Batch, language: Language) -> dict[str, Any]:
    return {
        "id": batch.id,
        "kind": batch.kind,
        "label": batch.kind.label.in_language(language),
        "title": batch.title,
        "by": batch.by,
        "at": batch.at,
        "sender": batch.sender,
        "new": batch.new,
        "changed": batch.changed,
        "same": batch.same,
        "removed": batch.removed,
        "undone_at": batch.undone_at,
        "undone_by": batch.undone_by,
    }


def change_out(change: Change) -> ChangeOut:
    """Present what a change did to one fact."""
    action: Literal["added", "changed", "removed"] = "changed"
    if change.before is None:
        action = "added"
    elif change.after is None:
        action = "removed"
    return ChangeOut(
        type=change.kind, id=change.fact_id, action=action, changes=_field_changes(field_changes(change))
    )


def _field_changes(changes: Iterable[FieldChange]) -> list[FieldChangeOut]:
    return [FieldChangeOut(field=one.field, old=one.old, new=one.new) for one in changes]


def _self(path: str) -> Links:
    return {"self": Link(href=f"{BASE}{path}")}
