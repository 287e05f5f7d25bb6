"""Plans a list against a register, and stores the plan as one batch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.importing.plan import make_plan
from graph.importing.values import RowOutcome
from matchmaker.errors import Conflict
from matchmaker.journal import Batch, BatchKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from graph.importing.values import ImportPlan, ListRequest
    from graph.tables.table import Table
    from matchmaker.ports import Register, Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did.

    Attributes:
        batch_id: The batch, for undoing; not kept if nothing was changed.
        plan: What was stored, row by row. Another plan than was shown if the register had moved meanwhile.
        tally: What storing it did, in facts rather than rows.
    """

    batch_id: str
    plan: ImportPlan
    tally: Tally


def plan_import(
    register: Register,
    table: Table,
    request: ListRequest,
    progress: Callable[[int, int], None] | None = None,
) -> ImportPlan:
    """Tell what each row of a list would change in the register as it is now; nothing is stored.

    Raises:
        InvalidInput: The columns cannot be used, or the association is unknown; every fault is named.
    """
    # In this order: when somebody writes in between, the plan is for too old a version and is made anew.
    version = register.version()
    return make_plan(table, request, register.snapshot(), version, progress)


def apply_import(
    register: Register,
    table: Table,
    request: ListRequest,
    plan: ImportPlan,
    *,
    batch_id: str,
    by: str,
    at: datetime,
    progress: Callable[[str, int, int], None] | None = None,
) -> Imported:
    """Store a plan as ``store_plan`` does, and make it anew, once, when the register has moved since.

    Args:
        register: Where to.
        table: The list of the plan.
        request: The request of the plan.
        plan: What ``plan_import`` said.
        batch_id: Id of the batch; the same id again is stored once.
        by: Function (never a person's name) of who imports.
        at: When, in UTC.
        progress: As in ``Register.put``.

    Raises:
        Conflict: The register moved again while the second plan was made.
    """
    batch = Batch(id=batch_id, kind=BatchKind.IMPORT, by=by, at=at, title=table.name, sender=request.sender)
    try:
        tally = store_plan(register, batch, request, plan, progress)
    except Conflict:
        if register.version() == plan.version:
            raise
        plan = plan_import(register, table, request)
        tally = store_plan(register, batch, request, plan, progress)
    return Imported(batch_id=batch_id, plan=plan, tally=tally)


def store_plan(
    register: Register,
    batch: Batch,
    request: ListRequest,
    plan: ImportPlan,
    progress: Callable[[str, int, int], None] | None = None,
) -> Tally:
    """Store a plan as one batch, all or nothing, with what was decided about doubles; remember its columns.

    Args:
        register: Where to.
        batch: Who imports what, and when; the same id again is stored once.
        request: The request of the plan.
        plan: What ``plan_import`` said.
        progress: As in ``Register.put``.

    Raises:
        Conflict: The register has moved since the plan was made.
    """
    kept_apart = tuple(
        (row.fact_id, candidate.id)
        for row in plan.rows
        if row.fact_id and row.outcome is RowOutcome.NEW
        for candidate in row.candidates
    )
    tally = register.apply(
        batch, plan.facts, kept_apart=kept_apart, on_version=plan.version, progress=progress
    )
    register.remember_columns(request.sender, request.columns)
    return tally
