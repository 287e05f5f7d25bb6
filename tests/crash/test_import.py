"""A list that is killed while it is being stored is there whole or not at all, and a rerun completes it."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from graph import open_register
from tests.crash.importer import KNOWN, ROWS, import_list, world
from tests.crash.probe import damage

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")


def test_three_kills_leave_the_list_whole_or_absent(tmp_path: Path) -> None:
    kill_and_look(tmp_path, 3)


@pytest.mark.long
def test_twenty_kills_leave_the_list_whole_or_absent(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    absent = kill_and_look(tmp_path, 20)
    with capsys.disabled():
        print(f"\n20 kills during an import: {absent} absent, {20 - absent} whole")  # noqa: T201  # figures
    assert absent > 0


def kill_and_look(folder: Path, kills: int) -> int:
    """Kill so many imports and return how many left nothing."""
    clean, reference = folder / "clean.db", folder / "reference.db"
    with closing(open_register(f"sqlite:///{clean}")) as register:
        register.put(world())
        before = register.snapshot()
    shutil.copy(clean, reference)
    with closing(open_register(f"sqlite:///{reference}")) as register:
        start: list[float] = []
        done = import_list(register, lambda: start.append(time.monotonic()))
        seconds = time.monotonic() - start[0]
        whole = register.snapshot()
    assert (done.tally.new, done.tally.changed) == (1 + ROWS - KNOWN + ROWS, KNOWN)
    seed = random.SystemRandom().randrange(2**32)
    dice = random.Random(seed)  # noqa: S311  # a run must be repeatable by its seed
    absent = 0
    for number in range(kills):
        file = folder / f"{number}.db"
        shutil.copy(clean, file)
        kill_an_import(file, dice.uniform(0, 2.5 * seconds))
        assert damage(file) == [], f"repeat with seed {seed}"
        with closing(open_register(f"sqlite:///{file}")) as register:
            found = register.snapshot()
            assert found in (before, whole), f"a torn import: repeat with seed {seed}"
            assert register.batches().total == (found == whole)
            absent += found == before
            import_list(register)
            assert register.snapshot() == whole
            assert register.batches().total == 1
            assert register.changes("leden").total == 1 + ROWS + ROWS
    return absent


def kill_an_import(file: Path, delay: float) -> None:
    command = [sys.executable, "-m", "tests.crash.importer", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as importer:
        assert importer.stdout
        assert importer.stdout.readline() == "PLANNED\n"
        time.sleep(delay)
        importer.kill()
        importer.wait()
