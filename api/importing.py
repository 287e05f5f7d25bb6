"""``loket import`` and ``loket undo``: what they ask, show and write."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table as Shown

from api import console
from api.clock import SystemClock
from graph.importing import (
    ListRequest,
    RowOutcome,
    apply_import,
    fields_for,
    personal_columns,
    plan_import,
    problem_rows,
)
from graph.tables.child import read_table_in_child
from graph.tables.columns import suggest_columns
from graph.tables.writing import to_csv, wrong_rows
from matchmaker.errors import Fault, InvalidInput
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from rich.progress import TaskID

    from graph.importing import ImportPlan, ListRequest
    from graph.tables.table import Table
    from matchmaker.ports import Register

BY = "beheer"
_EXAMPLES = 5
_UNDO_SHOWN = 10


def import_list(
    register: Register,
    file: Path,
    request: ListRequest,
    *,
    chosen: Sequence[str],
    yes: bool | None,
) -> int:
    """Read a list, show what it would change and store it.

    Args:
        register: Where to.
        file: CSV or Excel.
        request: What was said of it; its columns are those that are suggested and chosen.
        chosen: Columns as typed: ``Kolom=veld``, or ``Kolom=`` to leave one out.
        yes: Store without asking, ask first (False), or only show (None).

    Returns:
        The exit code: 1 when some rows were not taken in.
    """
    clock = SystemClock()
    with _progress() as progress:
        reading = progress.add_task("lijst lezen", total=None)
        table = _read(file, lambda rows: progress.update(reading, completed=rows))
        progress.update(reading, completed=table.rows_read, total=table.rows_read)
        request = replace(request, columns=_columns(register, table, request, chosen))
        planning = progress.add_task("rijen vergelijken", total=None)
        plan = plan_import(
            register,
            table,
            request,
            lambda done, total: progress.update(planning, completed=done, total=total),
        )
    _show_plan(table, request, plan)
    problems = _write_problems(file, table, plan)
    facts = plan.facts
    if yes is None or not (facts.actors or facts.offerings or facts.relations):
        console.say("Er is niets opgeslagen." if yes is None else "Er is niets te wijzigen.")
        return problems
    if not yes and not console.agreed("Opslaan? (j/n) "):
        console.say("Er is niets opgeslagen. Met --yes slaat u op zonder deze vraag.")
        return problems
    now = clock.now()
    with _progress() as progress:
        tasks: dict[str, TaskID] = {}

        def stored(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = progress.add_task(f"opslaan: {console.KINDS[name]}")
            progress.update(tasks[name], completed=done, total=total)

        done = apply_import(
            register,
            table,
            request,
            plan,
            batch_id=f"import-{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}",
            by=BY,
            at=now,
            progress=stored,
        )
    console.say(f"Klaar: {_counted(done.plan)}.")
    if done.tally.new + done.tally.changed:
        console.say(f"Terugdraaien kan met: loket undo {done.batch_id}")
    return problems


def undo_batch(register: Register, batch_id: str | None) -> None:
    """Undo one batch, or list the latest."""
    if batch_id is not None:
        tally = register.undo(batch_id, at=SystemClock().now(), by=BY)
        console.say(
            f"Teruggedraaid: {tally.removed} weggehaald, {tally.changed} hersteld, {tally.new} teruggezet."
        )
        return
    for batch in register.batches(limit=_UNDO_SHOWN).items:
        undone = f" (teruggedraaid op {batch.undone_at:%Y-%m-%d})" if batch.undone_at else ""
        console.show(f"{batch.id}  {batch.at:%Y-%m-%d %H:%M}  {batch.kind.label.nl}: {batch.title}{undone}")


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=console.err, transient=True)


def _read(file: Path, progress: Callable[[int], None]) -> Table:
    try:
        return read_table_in_child(file, file.name, progress)
    except OSError as error:
        message = Bilingual(
            f"Dit bestand is niet te lezen: {error.strerror}.",
            f"This file cannot be read: {error.strerror}.",
        )
        raise InvalidInput([Fault(where=file.name, message=message)]) from error


def _columns(register: Register, table: Table, request: ListRequest, chosen: Sequence[str]) -> dict[str, str]:
    """Return the columns that are suggested, with what was typed in their place."""
    personal = {column.header for column in personal_columns(table)}
    fields = fields_for(request.kind, register.snapshot())
    suggested = suggest_columns(table, fields, register.columns_of(request.sender))
    columns = {one.header: one.field for one in suggested if one.header not in personal}
    for text in chosen:
        header, mark, field = text.rpartition("=")
        if not mark:
            message = Bilingual(
                "Schrijf de kolom en het veld met een = ertussen, zoals Naam=name.",
                "Write the column and the field with an = between, such as Naam=name.",
            )
            raise InvalidInput([Fault(where="--column", message=message)])
        columns = {name: value for name, value in columns.items() if name != header and value != field}
        if field:
            columns[header] = field
    return columns


def _show_plan(table: Table, request: ListRequest, plan: ImportPlan) -> None:
    shown = Shown("Kolom", "Veld", title=f"{table.name}: {request.kind.label.nl}", title_justify="left")
    for header in table.headers:
        shown.add_row(header, request.columns.get(header, "niet gelezen"))
    console.out.print(shown)
    for note in plan.notes:
        console.show(f"Let op: {note.nl}")
    for outcome in (RowOutcome.DOUBLE, RowOutcome.WRONG):
        rows = [row for row in plan.rows if row.outcome is outcome]
        for row in rows[:_EXAMPLES]:
            told = [f"{fault.where}: {fault.message.nl}" for fault in row.faults]
            told += [f"misschien {one.name} ({one.id}): {one.why.nl}" for one in row.candidates]
            console.show(f"Rij {row.number} ({outcome.label.nl}): {' '.join(told)}")
        if len(rows) > _EXAMPLES:
            console.show(f"... en nog {len(rows) - _EXAMPLES} rijen ({outcome.label.nl}).")
    console.show(f"Rijen: {_counted(plan)}, {len(table.rejected)} onleesbaar.")


def _counted(plan: ImportPlan) -> str:
    return ", ".join(f"{number} {outcome.label.nl}" for outcome, number in plan.counts.items())


def _write_problems(file: Path, table: Table, plan: ImportPlan) -> int:
    rows = problem_rows(table, plan)
    if not rows:
        return 0
    target = file.with_name(f"{file.stem} - fouten.csv")
    headers, cells = wrong_rows(table.headers, rows)
    try:
        target.write_bytes(to_csv(headers, cells))
    except OSError as error:
        console.say(f"De rijen met problemen zijn niet bewaard in {target.name}: {error.strerror}.")
    else:
        console.say(
            f"{'1 rij' if len(rows) == 1 else f'{len(rows)} rijen'} met een probleem: zie {target.name}"
        )
    return console.FAULTS_FOUND
