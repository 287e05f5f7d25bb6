"""When the answer to a commit gets lost, the engine runs the work again: all must still be done once."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from graph.casework.store import GraphCasework
from graph.catalogue import load
from graph.sqlite_engine import SqliteEngine
from matchmaker.casework.port import Once
from matchmaker.casework.terms import Move
from matchmaker.errors import ChangedMeanwhile
from tests.desk import DESK, NOW, a_company, act, ask_for_help, fill, move

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from graph.engine import Engine, Transaction

T = TypeVar("T")

QUERIES = load("sql", name="casework")


class Forgetful:
    """An engine of which the answer to every commit gets lost once, so that it runs the work again."""

    dialect = "sql"

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def read(self, work: Callable[[Transaction], T], *, exact: bool = False) -> T:
        return self._engine.read(work, exact=exact)

    def write(self, work: Callable[[Transaction], T], *, large: bool = False, erase: bool = False) -> T:
        self._engine.write(work, large=large, erase=erase)
        return self._engine.write(work, large=large, erase=erase)

    def turn(self) -> AbstractContextManager[None]:
        return self._engine.turn()

    def mark(self) -> int | None:
        return self._engine.mark()

    def close(self) -> None:
        self._engine.close()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[SqliteEngine]:
    with closing(SqliteEngine(tmp_path / "desk.db")) as opened:
        yield opened


def tables(path: Path) -> dict[str, Any]:
    """Return all rows but what differs from call to call.

    Mail is left out: a mail of which the taking was not answered stays unsure, so that none goes twice.
    """
    with closing(sqlite3.connect(path)) as connection:
        names = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        ]
        rows = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}  # noqa: S608
    rows["event"] = [row[1:] for row in rows["event"]]
    del rows["migration"], rows["mail"]
    return {name: sorted(map(str, found)) for name, found in rows.items()}


def test_all_is_stored_as_if_no_answer_had_been_lost(tmp_path: Path) -> None:
    contents = []
    for name, wrap in (("calm", lambda engine: engine), ("forgetful", Forgetful)):
        path = tmp_path / f"{name}.db"
        with closing(SqliteEngine(path)) as engine:
            fill(GraphCasework(wrap(engine), QUERIES))
        contents.append(tables(path))
    assert contents[0] == contents[1]


def test_the_caller_gets_what_the_first_run_made(engine: SqliteEngine) -> None:
    casework = GraphCasework(Forgetful(engine), QUERIES)
    sent = move(casework, ask_for_help(casework), Move.SEND)
    assert (sent.revision, len(sent.steps)) == (2, 1)
    answer = casework.once(
        act(), Once(key="k", fingerprint="f"), lambda within: str(within.companies(DESK).total)
    )
    assert answer == "1"
    day = casework.follow_ups_of(DESK, "z-1")[0].due_on
    assert len(casework.take_reminders(act(), day)) == 1
    assert casework.forget_answers(NOW + timedelta(days=2)) in {0, 1}
    with pytest.raises(ChangedMeanwhile):
        casework.save_company(act(), a_company())


def test_what_was_rolled_back_is_done_anew(engine: SqliteEngine) -> None:
    class Broken(Exception):
        """The connection broke before the commit."""

    class Stumbling(Forgetful):
        def write(self, work: Callable[[Transaction], T], *, large: bool = False, erase: bool = False) -> T:
            def cut(transaction: Transaction) -> T:
                work(transaction)
                raise Broken

            with pytest.raises(Broken):
                engine.write(cut)
            return engine.write(work, large=large, erase=erase)

    casework = GraphCasework(Stumbling(engine), QUERIES)
    assert ask_for_help(casework) == casework.referral(DESK, "v-1")
    assert [event.number for event in casework.company_timeline(DESK, "c-1")] == [4, 3, 2, 1]
