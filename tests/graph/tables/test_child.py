"""Reading in a child process: the same table, and no way for a child to hurt or hold its parent."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from graph.tables.child import ChildLimits, read_table_in_child
from graph.tables.reading import read_table
from graph.tables.refusals import Refusal
from graph.tables.writing import to_csv, to_xlsx
from matchmaker.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graph.tables.table import Table

HEADERS = [f"Kop {number}" for number in range(20)]
ROWS = [
    [f"Waarde {row} in {column}" if column % 3 else str(row * column) for column in range(20)]
    for row in range(20_000)
]


@pytest.fixture(scope="module")
def large() -> dict[str, bytes]:
    """20,000 rows of 20 texts, 400,000 different ones, as each kind of file."""
    return {"leden.csv": to_csv(HEADERS, ROWS), "leden.xlsx": to_xlsx(HEADERS, ROWS, "Leden")}


@pytest.fixture(autouse=True)
def no_child_is_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    started: list[subprocess.Popen[bytes]] = []

    class Watched(subprocess.Popen[bytes]):
        def __init__(self, *args: Any, **options: Any) -> None:
            started.append(self)
            super().__init__(*args, **options)

    monkeypatch.setattr(subprocess, "Popen", Watched)
    yield
    assert all(child.returncode is not None for child in started)
    assert all(child.stdin and child.stdin.closed for child in started)
    assert all(child.stdout and child.stdout.closed for child in started)


def same(one: Table, other: Table) -> bool:
    return (one.name, one.headers, one.notes, list(one.rows), list(one.rejected)) == (
        other.name,
        other.headers,
        other.notes,
        list(other.rows),
        list(other.rejected),
    )


def too_heavy(data: bytes, limits: ChildLimits) -> bool:
    with pytest.raises(InvalidInput) as caught:
        read_table_in_child(data, "leden.xlsx", limits=limits)
    (fault,) = caught.value.faults
    return fault.message == Refusal.TOO_HEAVY.value and fault.where == "leden.xlsx"


def test_the_table_is_the_same_as_without_a_child(tmp_path: Path) -> None:
    data = 'Titel\n\nNaam;Plaats;\nCafé;;\n"A;B\nC;D;E;F\n\nG;\0H;I\n'.encode("cp1252")
    here = read_table(data, "leden.csv")
    assert here.rejected
    assert here.notes
    assert same(read_table_in_child(data, "leden.csv"), here)
    file = tmp_path / "lijst.csv"
    file.write_bytes(data)
    assert same(read_table_in_child(file, "leden.csv"), here)


def test_a_refusal_is_the_same_as_without_a_child() -> None:
    with pytest.raises(InvalidInput) as here:
        read_table(b"PK\x03\x04", "map/leden.xlsx")
    with pytest.raises(InvalidInput) as there:
        read_table_in_child(b"PK\x03\x04", "map/leden.xlsx")
    assert here.value.faults == there.value.faults


def test_a_file_that_is_too_large_starts_no_child(tmp_path: Path) -> None:
    file = tmp_path / "groot.csv"
    file.write_bytes(b"a;b\n" * 3_000_000)
    with pytest.raises(InvalidInput, match="groter dan 10 MB"):
        read_table_in_child(file, "groot.csv")


def test_a_strange_file_name_is_a_name_and_nothing_else() -> None:
    assert read_table_in_child(b"a;b\n1;2\n", "--help; rm -rf 'x'\n.csv").name == "--help; rm -rf 'x'.csv"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot limit memory or CPU of a process")
@pytest.mark.parametrize(
    ("rows", "limits"),
    [(20_000, ChildLimits(memory_bytes=35_000_000)), (900, ChildLimits(cpu_seconds=1))],
    ids=["memory", "cpu"],
)
def test_a_child_beyond_a_limit_dies_alone(rows: int, limits: ChildLimits) -> None:
    wide = b"Naam;Over\n" + (b'"x";' * 90 + b"\n") * rows
    assert too_heavy(wide * (10_000_000 // len(wide)), limits)


@pytest.mark.parametrize("seconds", [0.001, 0.05])
def test_a_child_that_takes_too_long_is_killed(large: dict[str, bytes], seconds: float) -> None:
    assert too_heavy(large["leden.xlsx"], ChildLimits(wall_seconds=seconds))


@pytest.mark.parametrize(
    "program",
    [
        "pass",
        "import os; os.abort()",
        "import sys; sys.stdin.buffer.read(); sys.stdout.write('E' + chr(0) * 4)",
        "import sys; sys.stdin.buffer.read(); sys.stdout.write('R' + chr(127) * 4 + 'x')",
        "import sys; sys.stdin.buffer.read(); sys.stdout.write('T' + chr(0) * 3 + chr(9) + 'x')",
        "import sys; row = 'R' + chr(0) * 2 + '@' + chr(0) + 'x' * 16_384\nwhile True: sys.stdout.write(row)",
        "import time; time.sleep(60)",
    ],
    ids=["ends", "aborts", "no table", "huge", "cut off", "endless", "hangs"],
)
def test_whatever_a_child_does_its_parent_refuses_the_file(
    program: str, large: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    start = subprocess.Popen

    def instead(command: list[str], **options: Any) -> object:
        return start([command[0], "-I", "-c", program], **options)

    monkeypatch.setattr(subprocess, "Popen", instead)
    assert too_heavy(large["leden.csv"], ChildLimits(wall_seconds=1))


def test_a_user_who_stops_ends_the_child() -> None:
    class Stopped(Exception):
        pass

    def stop(rows: int) -> None:
        raise Stopped(rows)

    with pytest.raises(Stopped, match="1000"):
        read_table_in_child(b"a;b\n" + b"1;2\n" * 19_000, "a.csv", stop)


def test_the_child_sees_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []
    start = subprocess.Popen

    def watch(command: list[str], **options: Any) -> object:
        seen.append(options["env"])
        return start(command, **options)

    monkeypatch.setenv("LOKET_NEO4J_PASSWORD", "geheim")
    monkeypatch.setattr(subprocess, "Popen", watch)
    read_table_in_child(b"a;b\n1;2\n", "a.csv")
    assert len(seen) == 1
    assert "geheim" not in str(seen)


@pytest.mark.parametrize("name", ["leden.csv", "leden.xlsx"])
def test_twenty_thousand_rows_are_read_while_the_application_goes_on(
    name: str, large: dict[str, bytes]
) -> None:
    told, gaps = list[int](), list[float]()
    done = threading.Event()

    def heartbeat() -> None:
        last = time.monotonic()
        while not done.wait(0.005):
            now = time.monotonic()
            gaps.append(now - last)
            last = now

    heart = threading.Thread(target=heartbeat)
    heart.start()
    try:
        table = read_table_in_child(large[name], name, told.append)
    finally:
        done.set()
        heart.join()
    # Were the file read in this process, most beats would wait for the whole of it.
    assert sorted(gaps)[len(gaps) // 2] < 0.5
    assert told == list(range(1_000, 20_001, 1_000))
    for row, expected in zip(table.rows, ROWS, strict=True):
        assert list(row.cells) == expected
    assert [row.number for row in table.rows[:3]] == [2, 3, 4]
    assert not table.rejected
