"""Kills a writer at random moments and compares what is there with what was acknowledged."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graph import open_register
from tests.crash.writer import facts, is_import, removes

if TYPE_CHECKING:
    from pathlib import Path

    from matchmaker.model import Snapshot

ROUNDS_A_FILE = 10  # then a new file, so that looking at all of it stays quick
MOST_ACKNOWLEDGED = 60  # in one round, before the kill


@dataclass
class Report:
    """What a run of kills showed."""

    seed: int
    kills: int = 0
    acknowledged: int = 0
    imports: int = 0
    removals: int = 0
    in_flight: int = 0
    kept_in_flight: int = 0
    slowest_reopening: float = 0.0
    broken: list[str] = field(default_factory=list)


def run(folder: Path, kills: int, *, seed: int | None = None, lies: bool = False) -> Report:
    """Kill that many times and report; ``lies`` starts a writer that acknowledges too early."""
    chosen = random.SystemRandom().randrange(2**32) if seed is None else seed
    report = Report(seed=chosen)
    dice = random.Random(chosen)  # noqa: S311  # a run must be repeatable by its seed
    history = History()
    for number in range(kills):
        if number % ROUNDS_A_FILE == 0:
            history = History()
        file = folder / f"{number // ROUNDS_A_FILE}.db"
        tried, acknowledged = write_until_killed(
            "tests.crash.writer", file, history.next_step, dice, lies=lies
        )
        report.kills += 1
        report.acknowledged += len(acknowledged)
        report.imports += sum(map(is_import, acknowledged))
        report.removals += sum(removes(step) is not None for step in acknowledged)
        history.note(tried, acknowledged)
        report.in_flight += len(history.in_flight)
        start = time.monotonic()
        register = open_register(f"sqlite:///{file}")
        present = register.snapshot()
        report.slowest_reopening = max(report.slowest_reopening, time.monotonic() - start)
        register.close()
        report.broken += [f"kill {number}: {text}" for text in history.compare(present)]
        report.broken += [f"kill {number}: {text}" for text in damage(file)]
        report.kept_in_flight += history.settle(present)
    return report


def write_until_killed(
    writer_module: str, file: Path, first: int, dice: random.Random, *, lies: bool = False
) -> tuple[list[int], list[int]]:
    """Return the steps that were tried and those that were acknowledged."""
    said: dict[str, list[int]] = {"TRY": [], "ACK": []}
    enough = threading.Event()
    # Half of the kills come at a moment by the clock, which may be while the file is being opened.
    by_clock = dice.random() < 0.5
    wanted = dice.randint(1, MOST_ACKNOWLEDGED)
    command = [sys.executable, "-m", writer_module, str(file), str(first)] + ["--lie"] * lies
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:

        def listen() -> None:
            assert writer.stdout
            for line in writer.stdout:
                word, number = line.split()
                said[word].append(int(number))
                if len(said["ACK"]) >= wanted:
                    enough.set()
            enough.set()

        listener = threading.Thread(target=listen)
        listener.start()
        enough.wait(dice.uniform(0.05, 1.5) if by_clock else 60)
        time.sleep(dice.uniform(0, 0.02))
        assert writer.poll() is None, "the writer ended by itself"
        writer.kill()
        writer.wait()
        listener.join()
    return said["TRY"], said["ACK"]


class History:
    """What must be in one file, may be in it, and may not."""

    def __init__(self) -> None:
        self.next_step = 1
        self.kept: set[int] = set()
        self.removed: set[int] = set()
        self.in_flight: list[int] = []
        self._first = 1

    def note(self, tried: list[int], acknowledged: list[int]) -> None:
        self._first = self.next_step
        for step in acknowledged:
            self._keep(step)
        self.in_flight = [step for step in tried if step not in set(acknowledged)]
        self.next_step = max([*tried, self.next_step - 1]) + 1

    def _keep(self, step: int) -> None:
        removed = removes(step)
        if removed is None:
            self.kept.add(step)
        elif removed >= self._first:
            self.removed.add(removed)

    def compare(self, present: Snapshot) -> list[str]:
        """Return every promise that is broken."""
        found = ids(present)
        broken = []
        accounted: set[str] = set()
        for step in sorted(self.kept):
            expected = self._expected(step)
            accounted |= self._possible(step)
            if not expected <= found:
                broken.append(f"step {step} was acknowledged; absent: {sorted(expected - found)[:3]}")
        back = [step for step in sorted(self.removed) if f"o-{step}" in found]
        broken += [f"the offering of step {step} came back" for step in back]
        for step in self.in_flight:
            whole = ids(facts(step)) if removes(step) is None else set()
            accounted |= whole
            if whole & found and not whole <= found:
                broken.append(f"step {step} is there in part")
        if strangers := found - accounted:
            broken.append(f"nobody wrote {sorted(strangers)[:3]}")
        return broken

    def settle(self, present: Snapshot) -> int:
        """Take over what was in flight and turned out to be there; return how much that is."""
        found = ids(present)
        kept = 0
        for step in self.in_flight:
            removed = removes(step)
            came_through = f"o-{removed}" not in found if removed else bool(ids(facts(step)) & found)
            if came_through:
                kept += 1
                self._keep(step)
        return kept

    def _expected(self, step: int) -> set[str]:
        taken = step in self.removed or any(removes(other) == step for other in self.in_flight)
        if not taken:
            return ids(facts(step))
        return {id_ for id_ in ids(facts(step)) if id_ == f"a-{step}"}

    def _possible(self, step: int) -> set[str]:
        if step in self.removed:
            return self._expected(step)
        return ids(facts(step))


def ids(facts_: Snapshot) -> set[str]:
    kept = {actor.id for actor in facts_.actors} | {offering.id for offering in facts_.offerings}
    return kept | {relation.id for relation in facts_.relations}


def damage(file: Path) -> list[str]:
    """Return what SQLite itself finds wrong with the file."""
    with closing(sqlite3.connect(file)) as connection:
        integrity = [text for (text,) in connection.execute("PRAGMA integrity_check") if text != "ok"]
        dangling = [str(row) for row in connection.execute("PRAGMA foreign_key_check")]
    return integrity + dangling
