"""``loket import`` and ``loket undo``: what they ask, show and write."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table as Shown

from api.clock import SystemClock
from api.commands import console
from api.keeping import storing
from graph.checks import KIND_NAMES
from graph.exchange.reading import read_export, refuse_export
from graph.importing import (
    ListRequest,
    RowOutcome,
    apply_import,
    fault_sentences,
    fields_for,
    personal_columns,
    plan_import,
    problem_rows,
)
from graph.tables.child import read_table_in_child
from graph.tables.columns import suggest_columns
from graph.tables.writing import to_csv, wrong_rows
from matchmaker.errors import Fault, InvalidInput
from matchmaker.journal import Batch, BatchKind
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from rich.progress import TaskID

    from graph.importing import ImportPlan
    from graph.tables.table import Table
    from matchmaker.journal import Fact
    from matchmaker.model import Snapshot
    from matchmaker.ports import Register

BY = "beheer"
_EXAMPLES = 5
_UNDO_SHOWN = 10
_UNREADABLE: Mapping[type[OSError], Bilingual] = {
    FileNotFoundError: Bilingual(
        "Dit bestand is er niet. Kijk de naam en de map na.",
        "This file is not there. Check the name and the folder.",
    ),
    PermissionError: Bilingual(
        "Dit bestand mogen wij niet lezen. Pas de rechten aan.",
        "We may not read this file. Change its permissions.",
    ),
    OSError: Bilingual("Dit bestand is niet te lezen.", "This file cannot be read."),
}


def import_file(
    register: Register,
    file: Path,
    request: ListRequest,
    *,
    chosen: Sequence[str],
    yes: bool | None,
) -> int:
    """Read a list or an export, show what it would change and store it.

    Args:
        register: Where to.
        file: A list as CSV or Excel, or an export of the desk: a folder, a JSON document or a workbook.
        request: What was said of it; its columns are those that are suggested and chosen.
        chosen: Columns as typed: ``Kolom=veld``, or ``Kolom=`` to leave one out.
        yes: Store without asking, ask first (False), or only show (None).

    Returns:
        The exit code: 1 when some rows were not taken in.
    """
    with _readable(file):
        facts = read_export(file)
    if facts is not None:
        _import_export(register, file, facts, yes=yes)
        return 0
    return _import_list(register, file, request, chosen=chosen, yes=yes)


def _import_export(register: Register, file: Path, facts: Snapshot, *, yes: bool | None) -> None:
    """Show how an export differs from the register, and put back what differs as one batch."""
    clock = SystemClock()
    version = register.version()
    held = register.snapshot()
    shown = Shown("Soort", "Nieuw", "Gewijzigd", "Hetzelfde", title=f"{file.name}: export van het loket")
    differing = 0
    for name in KIND_NAMES:
        new, changed, same = _compared(getattr(facts, name), getattr(held, name))
        shown.add_row(console.KINDS[name], f"{new}", f"{changed}", f"{same}")
        differing += new + changed
    console.out.print(shown)
    if not _may_store(yes, any_change=differing > 0):
        return
    batch_id, at = storing.new_batch_id(BatchKind.IMPORT, clock), clock.now()
    batch = Batch(id=batch_id, kind=BatchKind.IMPORT, by=BY, at=at, title=file.name)
    with _storing() as progress:
        tally = register.apply(batch, facts, on_version=version, progress=progress)
    console.say(f"Klaar: {tally.new} nieuw, {tally.changed} gewijzigd, {tally.same} hetzelfde.")
    console.say(f"Terugdraaien kan met: loket undo {batch_id}")


def _compared(given: Sequence[Fact], held: Sequence[Fact]) -> tuple[int, int, int]:
    """Return how many of the given facts are new, changed and the same."""
    known = {fact.id: fact for fact in held}
    new = sum(fact.id not in known for fact in given)
    same = sum(known.get(fact.id) == fact for fact in given)
    return new, len(given) - new - same, same


def _import_list(
    register: Register, file: Path, request: ListRequest, *, chosen: Sequence[str], yes: bool | None
) -> int:
    clock = SystemClock()
    with _progress() as progress:
        reading = progress.add_task("lijst lezen", total=None)
        with _readable(file):
            table = read_table_in_child(
                file, file.name, lambda rows: progress.update(reading, completed=rows)
            )
        refuse_export(table)
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
    if not _may_store(yes, any_change=bool(facts.actors or facts.offerings or facts.relations)):
        return problems
    with _storing() as progress:
        done = apply_import(
            register,
            table,
            request,
            plan,
            batch_id=storing.new_batch_id(BatchKind.IMPORT, clock),
            by=BY,
            at=clock.now(),
            progress=progress,
        )
    console.say(f"Klaar: {_counted(done.plan)}.")
    if done.tally.new + done.tally.changed:
        console.say(f"Terugdraaien kan met: loket undo {done.batch_id}")
    return problems


def _may_store(yes: bool | None, *, any_change: bool) -> bool:
    """Tell whether to store what was shown, after asking if need be, and say so where not."""
    if yes is None:
        console.say("Er is niets opgeslagen.")
    elif not any_change:
        console.say("Er is niets te wijzigen.")
    elif yes or console.agreed("Opslaan? (j/n) "):
        return True
    else:
        console.say("Er is niets opgeslagen. Met --yes slaat u op zonder deze vraag.")
    return False


@contextmanager
def _storing() -> Iterator[Callable[[str, int, int], None]]:
    """Give what shows how far storing is."""
    with _progress() as progress:
        tasks: dict[str, TaskID] = {}

        def stored(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = progress.add_task(f"opslaan: {console.KINDS[name]}")
            progress.update(tasks[name], completed=done, total=total)

        yield stored


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


@contextmanager
def _readable(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = next((told for kind, told in _UNREADABLE.items() if isinstance(error, kind)))
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
            told = fault_sentences(table, row)
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
