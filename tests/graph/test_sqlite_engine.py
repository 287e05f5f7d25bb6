from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from graph import open_for_reading, open_register, sqlite_engine
from graph.address import Access
from graph.sqlite_engine import SqliteEngine
from matchmaker.errors import StoreError, StoreInUse, StoreMissing, StoreUnavailable
from matchmaker.model import Actor, Snapshot
from matchmaker.vocabulary import ActorKind, Bilingual
from tests.worlds import full_world

if TYPE_CHECKING:
    from graph.engine import Transaction

STEPS = Path(str(files("graph").joinpath("migrations", "sqlite")))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "register.db"


@pytest.fixture
def steps(tmp_path: Path) -> Path:
    """A copy of the steps to which a test adds its own."""
    return Path(shutil.copytree(STEPS, tmp_path / "steps"))


@pytest.fixture
def next_step(steps: Path) -> int:
    """Number of the first step that does not exist yet."""
    return len(list(steps.glob("*.sql"))) + 1


def an_actor(id_: str, text: str = "") -> Actor:
    return Actor(id=id_, name=id_, kind=ActorKind.ENTREPRENEUR, description=Bilingual(text, text))


def test_the_settings_that_keep_an_acknowledged_write_safe(path: Path) -> None:
    open_register(f"sqlite:///{path}").close()
    with closing(sqlite_engine._connect(path)) as connection:  # noqa: SLF001  # the settings are the promise
        settings = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        }
        tables = connection.execute(
            "SELECT name, strict FROM pragma_table_list WHERE schema = 'main'"
        ).fetchall()
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 10_000,
    }
    assert [name for name, strict in tables if not strict and not name.startswith("sqlite_")] == []


def test_a_second_owner_is_refused_in_both_languages(path: Path) -> None:
    register = open_register(f"sqlite:///{path}")
    with pytest.raises(StoreInUse) as caught:
        open_register(f"sqlite:///{path}")
    assert f"procesnummer {os.getpid()}" in str(caught.value)
    assert f"process {os.getpid()}" in str(caught.value)
    assert str(path) in str(caught.value)
    register.close()
    open_register(f"sqlite:///{path}").close()


def test_another_name_of_the_same_file_meets_the_same_lock(path: Path) -> None:
    register = open_register(f"sqlite:///{path}")
    link = path.with_name("link.db")
    link.symlink_to(path)
    with pytest.raises(StoreInUse):
        open_register(f"sqlite:///{link}")
    register.close()


def test_a_killed_owner_leaves_the_file_free(path: Path) -> None:
    program = "import sys, time; from graph import open_register; register = open_register(sys.argv[1]); "
    program += "print('open', flush=True); time.sleep(60)"
    with subprocess.Popen(
        [sys.executable, "-c", program, f"sqlite:///{path}"], stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout
        assert owner.stdout.readline() == "open\n"
        with pytest.raises(StoreInUse, match=str(owner.pid)):
            open_register(f"sqlite:///{path}")
        owner.send_signal(signal.SIGKILL)
        owner.wait()
        open_register(f"sqlite:///{path}").close()


def test_reading_beside_the_owner_sees_each_commit_and_leaves_the_owner_alone(path: Path) -> None:
    with closing(open_register(f"sqlite:///{path}")) as owner:
        owner.put(Snapshot(actors=(an_actor("a"),)))
        with closing(open_for_reading(f"sqlite:///{path}")) as reader:
            assert reader.counts()["actors"] == 1
            owner.put(Snapshot(actors=(an_actor("b"),)))
            assert [actor.id for actor in reader.snapshot().actors] == ["a", "b"]
        owner.put(Snapshot(actors=(an_actor("c"),)))
    with closing(open_for_reading(f"sqlite:///{path}")) as reader:
        assert reader.counts()["actors"] == 3
        with closing(open_register(f"sqlite:///{path}")) as owner:
            owner.put(Snapshot(actors=(an_actor("d"),)))
        assert reader.counts()["actors"] == 4


def test_the_mark_is_another_after_each_commit_whoever_committed(path: Path) -> None:
    with closing(open_register(f"sqlite:///{path}")) as owner:
        with closing(open_for_reading(f"sqlite:///{path}")) as beside:
            marks = [(owner.mark(), beside.mark())]
            assert (owner.mark(), beside.mark()) == marks[0]
            owner.put(Snapshot(actors=(an_actor("a"),)))
            marks.append((owner.mark(), beside.mark()))
            assert (owner.mark(), beside.mark()) == marks[1]
            with closing(sqlite3.connect(path)) as another_program, another_program:
                another_program.execute("UPDATE actor SET name = 'b'")
            marks.append((owner.mark(), beside.mark()))
            assert all(len(set(told)) == len(told) for told in zip(*marks, strict=True)), marks
        assert owner.mark() is not None
    assert owner.mark() is None


def test_the_mark_waits_for_nobody(path: Path) -> None:
    with closing(open_register(f"sqlite:///{path}")) as owner:
        before = owner.mark()
        with closing(sqlite3.connect(path, isolation_level=None)) as another_program:
            another_program.execute("BEGIN EXCLUSIVE")
            another_program.execute("DELETE FROM actor")
            assert owner.mark() == before


def test_a_store_in_memory_has_no_mark() -> None:
    with closing(open_register("sqlite:")) as register:
        assert register.mark() is None


def test_what_is_opened_for_reading_writes_nothing(path: Path) -> None:
    open_register(f"sqlite:///{path}").close()
    before = path.read_bytes()
    with closing(open_for_reading(f"sqlite:///{path}")) as reader:
        with pytest.raises(StoreError, match="alleen om te lezen"):
            reader.put(full_world())
        assert reader.snapshot() == Snapshot()
    assert path.read_bytes() == before
    assert {file.name for file in path.parent.iterdir()} == {path.name, f"{path.name}.lock"}


@pytest.mark.parametrize("content", [None, b""])
def test_reading_makes_no_register_where_there_is_none(path: Path, content: bytes | None) -> None:
    folder = path.parent / "map"
    absent = folder / path.name
    if content is not None:
        folder.mkdir()
        absent.write_bytes(content)
    with pytest.raises(StoreMissing, match="loket seed") as caught:
        open_for_reading(f"sqlite:///{absent}")
    assert str(absent) in str(caught.value)
    assert folder.exists() == (content is not None)
    assert content is None or [file.name for file in folder.iterdir()] == [path.name]


def test_reading_an_older_store_leaves_it_as_it_is(path: Path, steps: Path, next_step: int) -> None:
    SqliteEngine(path).close()
    (steps / f"{next_step:04d}_more.sql").write_text("CREATE TABLE more (id TEXT) STRICT;\n")
    with pytest.raises(StoreError, match="oudere versie"):
        SqliteEngine(path, migrations=steps, access=Access.READER)
    SqliteEngine(path, access=Access.READER).close()


def test_reading_another_programs_file_is_refused(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE theirs (id TEXT)")
    with pytest.raises(StoreError, match="ander programma"):
        open_for_reading(f"sqlite:///{path}")


def test_what_was_removed_is_gone_from_the_files(path: Path) -> None:
    register = open_register(f"sqlite:///{path}")
    register.put(Snapshot(actors=(an_actor("a", "zoek-mij-in-het-bestand"),)))
    assert mentions(path, b"zoek-mij")
    register.remove_actor("a")
    assert not mentions(path, b"zoek-mij")
    register.close()


def mentions(path: Path, text: bytes) -> bool:
    return any(text in file.read_bytes() for file in path.parent.iterdir() if file.is_file())


def test_a_reader_is_not_held_up_by_a_writer_and_sees_what_was_committed(path: Path) -> None:
    engine = SqliteEngine(path)
    inside, go_on = threading.Event(), threading.Event()

    def slow(transaction: Transaction) -> None:  # noqa: ARG001  # only its duration counts
        inside.set()
        go_on.wait(10)

    writer = threading.Thread(target=lambda: engine.write(slow))
    writer.start()
    inside.wait(10)
    assert engine.read(lambda _: "answer") == "answer"
    go_on.set()
    writer.join()
    engine.close()


def test_who_waits_too_long_for_a_turn_is_told_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_engine, "_WAIT_SECONDS", 0.05)
    engine = SqliteEngine(path)
    inside, go_on = threading.Event(), threading.Event()

    def slow(transaction: Transaction) -> None:  # noqa: ARG001  # only its duration counts
        inside.set()
        go_on.wait(10)

    writer = threading.Thread(target=lambda: engine.write(slow))
    writer.start()
    inside.wait(10)
    with pytest.raises(StoreUnavailable, match="er wordt nog geschreven"):
        engine.write(lambda _: None)
    go_on.set()
    writer.join()
    engine.close()


def test_who_finds_all_readers_busy_is_told_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_engine, "_WAIT_SECONDS", 0.05)
    engine = SqliteEngine(path)
    all_inside, go_on = threading.Barrier(5), threading.Event()

    def slow(transaction: Transaction) -> None:  # noqa: ARG001  # only its duration counts
        all_inside.wait(10)
        go_on.wait(10)

    readers = [threading.Thread(target=lambda: engine.read(slow)) for _ in range(4)]
    for reader in readers:
        reader.start()
    all_inside.wait(10)
    with pytest.raises(StoreUnavailable, match="te druk"):
        engine.read(lambda _: None)
    go_on.set()
    for reader in readers:
        reader.join()
    engine.close()


def test_a_reader_cannot_write(path: Path) -> None:
    register = open_register(f"sqlite:///{path}")
    register.put(full_world())
    register.close()
    with (
        closing(sqlite_engine._connect_reader(path)) as connection,  # noqa: SLF001  # see above
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        connection.execute("DELETE FROM relation")


def test_a_full_disk_is_named_and_nothing_is_half_written(path: Path) -> None:
    register = open_register(f"sqlite:///{path}")
    register.put(Snapshot(actors=(an_actor("a"),)))
    before = register.snapshot()
    writer = register._engine._writer  # type: ignore[attr-defined]  # noqa: SLF001  # the only way to fill a disk here
    writer.execute(f"PRAGMA max_page_count = {writer.execute('PRAGMA page_count').fetchone()[0] + 2}")
    many = tuple(an_actor(f"b-{number}", "x" * 1_000) for number in range(100))
    with pytest.raises(StoreError, match="de schijf is vol") as caught:
        register.put(Snapshot(actors=many))
    assert "the disk is full" in str(caught.value)
    assert register.snapshot() == before
    register.close()
    register = open_register(f"sqlite:///{path}")
    assert register.snapshot() == before
    register.put(Snapshot(actors=many))
    register.close()


def test_a_file_that_is_no_database_is_named(path: Path) -> None:
    path.write_bytes(b"this is a letter and no database, " * 100)
    with pytest.raises(StoreError, match="geen SQLite-bestand"):
        open_register(f"sqlite:///{path}")
    assert path.read_bytes().startswith(b"this is a letter")


def test_a_damaged_file_is_named(path: Path) -> None:
    register = open_register(f"sqlite:///{path}")
    register.put(full_world())
    register.close()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(StoreError, match="beschadigd"):
        open_register(f"sqlite:///{path}").snapshot()


def test_a_folder_that_cannot_hold_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match=r"file/register\.db"):
        open_register(f"sqlite:///{tmp_path}/file/register.db")
    with pytest.raises(StoreError):
        open_register(f"sqlite:///{tmp_path}")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_may_not_be_written_is_named(path: Path) -> None:
    open_register(f"sqlite:///{path}").close()
    path.chmod(0o400)
    with pytest.raises(StoreError, match="niet in geschreven"):
        open_register(f"sqlite:///{path}").put(full_world())


def test_another_programs_database_is_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
        connection.commit()
    with pytest.raises(StoreError, match="ander programma"):
        open_register(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM sqlite_schema").fetchall() == [("recipes",)]


def test_a_refused_file_is_not_kept_locked(path: Path) -> None:
    path.write_bytes(b"no database" * 1_000)
    for _ in range(2):
        with pytest.raises(StoreError) as caught:
            open_register(f"sqlite:///{path}")
        assert not isinstance(caught.value, StoreInUse)
    path.unlink()
    open_register(f"sqlite:///{path}").close()


def test_a_new_step_is_applied_once_after_a_backup(path: Path, steps: Path, next_step: int) -> None:
    register = open_register(f"sqlite:///{path}")
    register.put(full_world())
    register.close()
    (steps / f"{next_step:04}_extra.sql").write_text(
        "CREATE TABLE extra (id TEXT) STRICT;\nINSERT INTO extra VALUES ('a;');\n"
    )
    for _ in range(2):
        SqliteEngine(path, migrations=steps).close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT * FROM extra").fetchall() == [("a;",)]
        assert connection.execute("PRAGMA user_version").fetchone() == (next_step,)
        applied = [number for (number,) in connection.execute("SELECT number FROM migration ORDER BY number")]
    assert applied == list(range(1, next_step + 1))
    backup = path.with_name(f"register.db.schema-{next_step - 1}")
    assert sorted(file.name for file in path.parent.glob("*schema*")) == [backup.name]
    register = open_register(f"sqlite:///{backup}")
    assert register.snapshot() == full_world()
    register.close()


def test_a_step_that_fails_leaves_the_file_as_it_was(path: Path, steps: Path, next_step: int) -> None:
    open_register(f"sqlite:///{path}").close()
    (steps / f"{next_step:04}_bad.sql").write_text(
        "CREATE TABLE extra (id TEXT) STRICT;\nINSERT INTO nowhere VALUES (1);\n"
    )
    with pytest.raises(StoreError, match="nowhere"):
        SqliteEngine(path, migrations=steps)
    register = open_register(f"sqlite:///{path}")
    register.put(full_world())
    register.close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT * FROM sqlite_schema WHERE name = 'extra'").fetchall() == []


def test_a_file_of_a_newer_version_is_refused(path: Path, steps: Path, next_step: int) -> None:
    (steps / f"{next_step:04}_extra.sql").write_text("CREATE TABLE extra (id TEXT) STRICT;\n")
    SqliteEngine(path, migrations=steps).close()
    with pytest.raises(StoreError, match="nieuwere versie") as caught:
        open_register(f"sqlite:///{path}")
    assert "newer version" in str(caught.value)


def test_a_step_that_was_edited_afterwards_is_refused(path: Path, steps: Path) -> None:
    SqliteEngine(path, migrations=steps).close()
    step = next(steps.glob("0001_*.sql"))
    step.write_text(step.read_text() + "-- edited\n")
    with pytest.raises(StoreError, match="Step 1"):
        SqliteEngine(path, migrations=steps)


def test_steps_must_be_numbered_without_gaps(path: Path, steps: Path, next_step: int) -> None:
    (steps / f"{next_step + 1:04}_gap.sql").write_text("SELECT 1;\n")
    with pytest.raises(ValueError, match="without gaps"):
        SqliteEngine(path, migrations=steps)


def test_a_closed_register_says_so(path: Path) -> None:
    register = open_register(f"sqlite:///{path}")
    register.close()
    with pytest.raises(StoreError, match="gesloten"):
        register.version()
    with pytest.raises(StoreError, match="gesloten"):
        register.put(full_world())


def test_closing_leaves_one_file_that_can_be_copied(path: Path) -> None:
    register = open_register(f"sqlite:///{path}")
    register.put(full_world())
    register.close()
    assert sorted(file.name for file in path.parent.iterdir()) == ["register.db", "register.db.lock"]
