"""A list from the page or the API is stored by a process of its own, whole or not at all, on both stores."""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from api.imports import child as child_module
from api.imports.child import ChildDied, Children
from api.imports.files import write_table
from api.imports.tasks import HEAD, PlanTask, StoreTask
from api.keeping.undoing import undo_beside
from graph import address_of, open_as_deputy, open_register, turn_of
from graph.importing import ListKind, ListRequest
from graph.tables.reading import read_table
from matchmaker.errors import Conflict, InvalidInput, StoreError, StoreMissing, StoreUnavailable
from matchmaker.journal import Batch, BatchKind
from matchmaker.model import Snapshot
from tests.api.world import REPORT, WORLD
from tests.patience import hasty_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from api.imports.tasks import UndoTask
    from graph import Address
    from matchmaker.ports import Register, Tally

ROWS = 300
LIST = "Naam;KVK\n" + "".join(f"Bedrijf {number};{10_000_000 + number}\n" for number in range(ROWS))
REQUEST = ListRequest(
    kind=ListKind.MEMBERS,
    sender="Ondernemerskring Woerden",
    stated_on=date(2026, 1, 1),
    columns={"Naam": "name", "KVK": "kvk_number"},
)
NOW = datetime(2026, 3, 2, tzinfo=UTC)
BATCH = Batch(
    id="leden",
    kind=BatchKind.IMPORT,
    by="beheer",
    at=NOW,
    title="leden.csv",
    sender=REQUEST.sender,
)


@pytest.fixture(params=["file", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def register(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Register]:
    file = f"sqlite:///{tmp_path}/desk.db"
    url = file if request.param == "file" else request.getfixturevalue("neo4j_url")
    with closing(open_register(url)) as opened:
        opened.put(WORLD)
        yield opened


def address(register: Register) -> Address:
    found = address_of(register)
    assert found is not None
    return found


def planned(register: Register, children: Children, folder: Path) -> StoreTask:
    table, plan = folder / "table", folder / "plan"
    write_table(table, read_table(LIST.encode(), "leden.csv"))
    task = PlanTask(table, REQUEST, register.version(), plan, folder / "problems")
    index = children.plan("leden", task, register.snapshot(), lambda _done, _total: None)
    return StoreTask(address(register), plan, index, REQUEST, BATCH)


def test_a_child_that_is_killed_leaves_the_list_whole_or_absent(register: Register, tmp_path: Path) -> None:
    children = Children()
    task = planned(register, children, tmp_path)
    before, told = register.snapshot(), []

    def kill(done: int, _total: int) -> None:
        told.append(done)
        children.end("leden")

    @contextmanager
    def killing() -> Iterator[None]:
        with turn_of(register):
            children.end("leden")
            yield

    with pytest.raises(ChildDied):
        children.store("leden", task, killing(), kill)
    assert (register.snapshot(), told) == (before, [])

    with pytest.raises(ChildDied):
        children.store("leden", task, turn_of(register), kill)
    found = register.snapshot()
    assert found == before or len(found.actors) == len(before.actors) + ROWS
    assert register.batches().total == (found != before)

    others = Others(register)
    tally = children.store("leden", task, turn_of(register), others.look)
    assert others.met in ([], [len(WORLD.actors), StoreUnavailable])
    assert others.met or found != before  # a list that was there already tells no progress
    register.put(Snapshot(documents=(replace(REPORT, id="nog-een"),)))
    again = children.store("leden", task, turn_of(register), others.look)
    assert (tally.new, again) == (1 + ROWS + ROWS, tally)
    assert len(register.snapshot().actors) == len(before.actors) + ROWS
    assert register.batches().total == 1
    assert register.columns_of(REQUEST.sender) == dict(REQUEST.columns)

    with pytest.raises(Conflict):
        children.store("leden", task._replace(batch=replace(BATCH, id="x")), turn_of(register), others.look)

    stored = register.snapshot()
    with pytest.raises(ChildDied):
        undo_beside(Killed(), turn_of(register), register, BATCH.id, NOW, "beheer")
    assert (register.snapshot(), register.batch(BATCH.id).undone_at) == (stored, None)
    batch = undo_beside(children, turn_of(register), register, BATCH.id, NOW, "beheer")
    assert (batch.undone_at, batch.undone_by) == (NOW, "beheer")
    assert register.snapshot().actors == before.actors
    assert undo_beside(children, turn_of(register), register, BATCH.id, NOW, "ander") == batch


class Killed(Children):
    """Ends a child as soon as it may write."""

    def undo(self, task: UndoTask, turn: AbstractContextManager[None]) -> Tally:
        @contextmanager
        def killing() -> Iterator[None]:
            with turn:
                self.end(task.batch_id)
                yield

        return super().undo(task, killing())


def test_what_stores_a_list_keeps_nothing_once_its_parent_is_gone(tmp_path: Path) -> None:
    with closing(open_register(f"sqlite:///{tmp_path}/desk.db")) as register:
        register.put(WORLD)
        task = planned(register, Children(), tmp_path)
        command = [sys.executable, "-I", "-m", "api.imports.worker"]
        with (
            turn_of(register),
            subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
            ) as child,  # our own module
        ):
            assert child.stdin
            assert child.stdout
            child.stdin.write(pickle.dumps(task) + pickle.dumps(None))
            child.stdin.flush()
            kind, size = HEAD.unpack(child.stdout.read(HEAD.size))
            child.stdout.read(size)
            assert kind == b"T"
            child.stdout.close()
            child.stdin.write(b"1")  # the parent gives the turn, and dies
            child.stdin.close()
            assert child.wait(timeout=60) != 0
        assert register.snapshot() == WORLD
        assert register.batches().total == 0


def test_a_mistake_of_ours_is_not_told_as_a_list_that_is_too_large(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    task = PlanTask(tmp_path / "jan-jansen", REQUEST, 1, tmp_path / "plan", tmp_path / "problems")
    with pytest.raises(ChildDied):
        Children().plan("leden", task, Snapshot(), lambda _done, _total: None)
    assert "FileNotFoundError" in caplog.text
    assert "in read_table" in caplog.text
    assert "jan-jansen" not in caplog.text, "what is in a list stays out of the log"


def test_a_list_that_takes_too_much_memory_or_time_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    a_terabyte = b"\x80\x05\x96" + (10**12).to_bytes(8, "little")  # as the pickle of a bytearray begins
    (tmp_path / "table").write_bytes(a_terabyte)
    task = PlanTask(tmp_path / "table", REQUEST, 1, tmp_path / "plan", tmp_path / "problems")
    with pytest.raises(InvalidInput, match="te groot"):
        Children().plan("leden", task, Snapshot(), lambda _done, _total: None)
    assert "took more memory" in caplog.text
    monkeypatch.setattr(child_module, "PLAN_WITHIN", 0.0)
    with pytest.raises(InvalidInput, match="te groot"):
        Children().plan("leden", task, Snapshot(), lambda _done, _total: None)
    assert "took longer" in caplog.text


class Others:
    """Somebody who reads and writes in the owner's process once the child has begun to write."""

    def __init__(self, register: Register) -> None:
        self.met: list[object] = []
        self._register = register

    def look(self, _done: int, _total: int) -> None:
        if not self.met:
            other = threading.Thread(target=self._meet)  # a turn is that of a thread
            other.start()
            other.join()

    def _meet(self) -> None:
        self.met.append(self._register.counts()["actors"])
        try:
            with hasty_store():
                self._register.remember_columns("Ander", {})
        except StoreError as error:
            self.met.append(type(error))


def test_a_deputy_makes_no_store(tmp_path: Path) -> None:
    with closing(open_register(f"sqlite:///{tmp_path}/desk.db")) as register:
        there = address(register)
    (tmp_path / "desk.db").unlink()
    with pytest.raises(StoreMissing):
        open_as_deputy(there)
    assert not (tmp_path / "desk.db").exists()


def test_memory_has_no_address() -> None:
    with closing(open_register("sqlite:")) as register:
        assert address_of(register) is None
