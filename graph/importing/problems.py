"""The rows of a list that were not taken in, with in Dutch what to do about each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.importing.values import RowOutcome
from graph.tables.writing import WrongRow, rejected_rows

if TYPE_CHECKING:
    from graph.importing.values import ImportPlan, PlannedRow
    from graph.tables.table import Table


def problem_rows(table: Table, plan: ImportPlan) -> list[WrongRow]:
    """Return the rows that were not taken in, with in Dutch what to do, for ``graph.tables.writing``."""
    told = {
        row.number: _problems(table, row)
        for row in plan.rows
        if row.outcome in {RowOutcome.WRONG, RowOutcome.DOUBLE} and row.fact_id is None
    }
    found = [WrongRow(row.number, row.cells, told[row.number]) for row in table.rows if row.number in told]
    return sorted([*found, *rejected_rows(table)], key=lambda row: row.number)


def fault_sentences(table: Table, row: PlannedRow) -> list[str]:
    """Return in Dutch what is wrong with a row, each with its column and what was probably meant."""
    sentences = []
    for fault in row.faults:
        column = fault.where.removeprefix(f"{table.name}:{row.number}").strip()
        meant = f" Bedoelde u: {', '.join(fault.suggestions)}?" if fault.suggestions else ""
        sentences.append(f"Kolom “{column}”: {fault.message.nl}{meant}")
    return sentences


def _problems(table: Table, row: PlannedRow) -> list[str]:
    problems = fault_sentences(table, row)
    if row.candidates:
        who = "; ".join(f"{one.name} (id {one.id}): {one.why.nl}" for one in row.candidates)
        problems.append(
            f"Dit is misschien al bekend als {who} Vul in een kolom “id” dat id in, of “nieuw” als dit een "
            "andere is."
        )
    return problems
