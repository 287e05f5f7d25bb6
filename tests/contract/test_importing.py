"""Importing lists on every engine: twice, at once, undone."""

from __future__ import annotations

from dataclasses import replace
from threading import Barrier, Thread

import pytest

from graph.importing import apply_import, plan_import
from graph.tables.reading import read_table
from matchmaker.errors import Conflict
from tests.contract.conftest import Bench, Neo4jBench
from tests.contract.test_journal import NOW
from tests.crash.importer import REQUEST, world

ROWS = 250  # more than a form, so that the long time-out is used
TABLE = read_table(
    "\n".join(["Naam;KVK", *(f"Bedrijf {n:03};{20_000_000 + n}" for n in range(ROWS))]).encode(), "leden.csv"
)
WORLD = replace(world(), actors=tuple(sorted(world().actors[-3:], key=lambda actor: actor.id)))


def test_a_list_twice_changes_nothing_and_is_undone_as_a_whole(bench: Bench) -> None:
    register = bench.fresh()
    register.put(WORLD)
    plan = plan_import(register, TABLE, REQUEST)
    first = apply_import(register, TABLE, REQUEST, plan, batch_id="one", by="beheer", at=NOW)
    assert first.tally.new == 1 + 2 * ROWS

    register = bench.reopened()
    after, version = register.snapshot(), register.version()
    assert len(after.actors) == len(WORLD.actors) + ROWS
    plan = plan_import(register, TABLE, REQUEST)
    again = apply_import(register, TABLE, REQUEST, plan, batch_id="two", by="beheer", at=NOW)

    assert (again.tally.new, again.tally.changed) == (0, 0)
    assert (register.snapshot(), register.version()) == (after, version)
    assert register.columns_of("vereniging") == REQUEST.columns
    register.undo("one", at=NOW, by="beheer")
    assert bench.reopened().snapshot() == WORLD


def test_two_imports_at_once_do_not_double(bench: Bench) -> None:
    register = bench.fresh()
    register.put(WORLD)
    other = bench.reopened() if isinstance(bench, Neo4jBench) else register
    plans = [plan_import(one, TABLE, REQUEST) for one in (register, other)]
    together = Barrier(2)
    failures: list[BaseException] = []

    def run(number: int) -> None:
        together.wait()
        try:
            apply_import(
                (register, other)[number],
                TABLE,
                REQUEST,
                plans[number],
                batch_id=f"import-{number}",
                by="beheer",
                at=NOW,
            )
        except BaseException as error:  # noqa: BLE001  # it is raised again where the test can see it
            failures.append(error)

    threads = [Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    if failures:
        raise failures[0]
    assert len(register.snapshot().actors) == len(WORLD.actors) + ROWS
    assert register.batches().total == 1


def test_an_import_that_breaks_off_leaves_nothing(bench: Bench) -> None:
    register = bench.fresh()
    register.put(WORLD)
    plan = plan_import(register, TABLE, REQUEST)

    def fail(kind: str, done: int, total: int) -> None:
        if kind == "relations" and done == total:
            raise Conflict("the power goes")

    with pytest.raises(Conflict, match="the power goes"):
        apply_import(register, TABLE, REQUEST, plan, batch_id="one", by="beheer", at=NOW, progress=fail)
    register = bench.reopened()
    assert register.snapshot() == WORLD
    assert register.batches().total == 0
