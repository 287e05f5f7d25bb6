"""The child process that looks at one list, compares it with the register, stores it there, or undoes that.

Reading hostile bytes is another child's task (``graph.tables.worker``); what comes here is clean text. This
is a process of its own because comparing, storing or undoing 20,000 rows takes a processor for as long as it
lasts, and threads of one interpreter share one: every visitor would wait.

How it is spoken to is told in ``api.imports.tasks``.
"""

from __future__ import annotations

import faulthandler
import hashlib
import os
import pickle
import sys
import traceback
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from api.imports.files import PlanWriter, read_plan, read_table, write_table
from api.imports.tasks import HEAD, LookTask, PlanTask, StoreTask, in_all, parts, pieces
from api.imports.values import PAGE_ROWS, Column, Look, PlanIndex, PlannedFact
from api.small_process import limit_memory
from graph import open_as_deputy
from graph.importing import RowOutcome, fields_for, personal_columns, problem_rows, store_plan
from graph.importing.plan import make_plan
from graph.tables.columns import Basis, suggest_columns
from graph.tables.table import Flaw, pack, table_of
from graph.tables.writing import to_csv, wrong_rows
from matchmaker.errors import Conflict, InvalidInput, StoreError
from matchmaker.model import Snapshot

if sys.platform != "win32":
    import resource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType

    from api.imports.tasks import Task, UndoTask
    from api.imports.values import Span
    from graph.importing import ImportPlan
    from graph.tables.table import Rejected, Table
    from matchmaker.model import Actor, Offering
    from matchmaker.ports import Tally

_NICER = 5
_SAMPLES = 3
_SAMPLE_LENGTH = 60
_LOOKED_THROUGH = 500  # rows in which samples are looked for


def main() -> None:
    """Do the one task on standard input, with the facts that come after it."""
    sys.excepthook = _tell_where
    faulthandler.enable()
    _limit()
    pipe, out = sys.stdin.buffer, sys.stdout.buffer
    try:
        done = _done(pipe, out)
    except InvalidInput as refused:
        _tell(out, b"F", refused.faults)
    except (Conflict, StoreError) as error:
        _tell(out, b"E", error)
    except MemoryError:
        _tell(out, b"M", None)
    else:
        _tell(out, b"D", done)


def _done(pipe: BinaryIO, out: BinaryIO) -> object:
    """Return what the task returns."""
    task: Task = pickle.load(pipe)  # noqa: S301  # our own parent writes to this pipe
    if isinstance(task, LookTask | PlanTask):
        _give_way()
    known = _received_facts(pipe)

    def progress(done: int, total: int) -> None:
        _tell(out, b"P", (done, total))

    def wait_for_turn() -> None:
        _tell(out, b"T", None)
        if not pipe.read(1):
            sys.exit("the parent is gone")

    if isinstance(task, StoreTask):
        return _store(task, wait_for_turn, progress)
    if isinstance(task, LookTask):
        return _look(task, known)
    if isinstance(task, PlanTask):
        return _plan(task, known, progress)
    return _undo(task, wait_for_turn, progress)


def _tell_where(kind: type[BaseException], _error: BaseException, trace: TracebackType | None) -> None:
    """Tell the parent what went wrong and where, but not in which words: these may come from the list."""
    sys.stderr.write("".join(traceback.format_tb(trace)) + kind.__qualname__ + "\n")


def _limit() -> None:
    """Bound this process."""
    limit_memory()
    if sys.platform == "win32":  # has no other limits either; the parent's on the wall clock holds there too
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _give_way() -> None:
    """Let whoever answers visitors go first; not while storing, as other writers wait until that is done."""
    if sys.platform != "win32":
        os.nice(_NICER)


def _tell(out: BinaryIO, kind: bytes, content: object) -> None:
    payload = pickle.dumps(content, protocol=pickle.HIGHEST_PROTOCOL)
    out.write(HEAD.pack(kind, len(payload)) + payload)
    out.flush()


def _received_facts(pipe: BinaryIO) -> Snapshot:
    groups: dict[str, list[Any]] = {}
    while (part := pickle.load(pipe)) is not None:  # noqa: S301  # as above
        name, facts = part
        groups.setdefault(name, []).extend(facts)
    return Snapshot(**{name: tuple(facts) for name, facts in groups.items()})


# ---- looking


def _look(task: LookTask, known: Snapshot) -> Look:
    table = table_of(*task.parts)
    personal = {column.header for column in personal_columns(table)}
    suggested = {
        one.header: one for one in suggest_columns(table, fields_for(task.kind, known), task.remembered)
    }
    write_table(task.target, _without_persons(table, personal))
    columns = []
    for position, header in enumerate(table.headers):
        found = None if header in personal else suggested.get(header)
        columns.append(
            Column(
                header=header,
                samples=() if header in personal else _samples(table, position),
                suggested=found.field if found else None,
                is_remembered=found is not None and found.basis is Basis.REMEMBERED,
                is_personal=header in personal,
            )
        )
    return Look(
        name=table.name,
        rows=len(table.rows),
        rejected=len(table.rejected),
        columns=tuple(columns),
        notes=table.notes,
    )


def _samples(table: Table, position: int) -> tuple[str, ...]:
    texts = (" ".join(row.cells[position].split()) for row in islice(table.rows, _LOOKED_THROUGH))
    different = dict.fromkeys(_short(text) for text in texts if text)
    return tuple(islice(different, _SAMPLES))


def _short(text: str) -> str:
    return text if len(text) <= _SAMPLE_LENGTH else f"{text[: _SAMPLE_LENGTH - 1]}…"


def _without_persons(table: Table, personal: set[str]) -> Table:
    """Return a list whose columns about persons are empty, so that nothing of them waits anywhere."""
    if not personal:
        return table
    emptied = {position for position, header in enumerate(table.headers) if header in personal}

    def kept(cells: Iterable[str]) -> Iterator[str]:
        return ("" if position in emptied else cell for position, cell in enumerate(cells))

    rows = [pack(row.number, kept(row.cells)) for row in table.rows]
    # In a row that could not be read, nobody knows which cell is which column.
    rejected = [
        pack(row.number, (), Flaw(row.fault.message), _column_of(row, table)) for row in table.rejected
    ]
    return table_of(table.name, table.headers, rows, rejected, table.notes)


def _column_of(row: Rejected, table: Table) -> int:
    """Return the column, from 1, that the fault of a rejected row names; 0 for the row as a whole."""
    header = row.fault.where.removeprefix(f"{table.name}:{row.number}").strip()
    return table.headers.index(header) + 1 if header in table.headers else 0


# ---- comparing


def _plan(task: PlanTask, known: Snapshot, progress: Callable[[int, int], None]) -> PlanIndex:
    table = read_table(task.source)
    plan = make_plan(table, task.request, known, task.version, progress)
    if problems := problem_rows(table, plan):
        headers, cells = wrong_rows(table.headers, problems)
        task.problems.touch(mode=0o600)
        task.problems.write_bytes(to_csv(headers, cells))
    with closing(PlanWriter(task.target)) as writer:
        pages = _write_rows(writer, plan, known)
        facts = tuple(writer.add(part) for part in parts(plan.facts))
    return PlanIndex(
        version=plan.version,
        counts=plan.counts,
        notes=plan.notes,
        pages=pages,
        facts=facts,
        fact_count=sum(len(part) for _, part in parts(plan.facts)),
        digest=_digest(plan),
    )


def _write_rows(writer: PlanWriter, plan: ImportPlan, known: Snapshot) -> dict[RowOutcome, tuple[Span, ...]]:
    facts: dict[str, Actor | Offering] = {fact.id: fact for fact in known.actors}
    for more in (known.offerings, plan.facts.actors, plan.facts.offerings):
        facts |= {fact.id: fact for fact in more}
    sorted_rows: dict[RowOutcome, list[PlannedFact]] = {outcome: [] for outcome in RowOutcome}
    for row in plan.rows:
        sorted_rows[row.outcome].append(PlannedFact(row, facts.get(row.fact_id or "")))
    return {
        outcome: tuple(writer.add(page) for page in pieces(rows, PAGE_ROWS))
        for outcome, rows in sorted_rows.items()
    }


def _digest(plan: ImportPlan) -> str:
    """Return what is equal for plans that do the same; rows that change nothing do not count."""
    told = hashlib.sha256()
    for row in plan.rows:
        if row.outcome is not RowOutcome.SAME:
            told.update(repr(row).encode())
    for _, part in parts(plan.facts):
        told.update(repr(part).encode())
    return told.hexdigest()


# ---- storing


def _store(task: StoreTask, wait_for_turn: Callable[[], None], progress: Callable[[int, int], None]) -> Tally:
    plan = read_plan(task.source, task.plan)
    with closing(open_as_deputy(task.address)) as register:
        wait_for_turn()
        return store_plan(register, task.batch, task.request, plan, in_all(task.plan.fact_count, progress))


def _undo(task: UndoTask, wait_for_turn: Callable[[], None], progress: Callable[[int, int], None]) -> Tally:
    def tell(_kind: str, done: int, total: int) -> None:
        progress(done, total)

    with closing(open_as_deputy(task.address)) as register:
        wait_for_turn()
        return register.undo(task.batch_id, at=task.at, by=task.by, progress=tell)


if __name__ == "__main__":
    main()
