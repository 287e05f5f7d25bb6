"""Times the import of a list of members, step by step; ``benchmarks/README.md`` says how.

.venv/bin/python -m benchmarks.import_rows [--rows 20000] [--store URL] [--server-pid PID]

The store must be empty: without ``--store`` a new file is made for each list. Each list is imported twice,
each time in a process of its own with the limit that an import has.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from api.small_process import FRUGAL, limit_memory
from benchmarks.desk_work import SYLLABLES, TRADES
from graph import open_register
from graph.importing import ListKind, ListRequest, apply_import, plan_import
from graph.seeding import read_seeds
from graph.tables.child import read_table_in_child

if TYPE_CHECKING:
    from collections.abc import Iterator

PLACES = ("Gouda", "Woerden", "Alphen aan den Rijn", "Waddinxveen", "Leiden", "Utrecht", "Zoetermeer")
BRANCHES = ("metaal", "hout", "bouw", "horeca", "kunststof", "textiel")
COLUMNS = {"Naam": "name", "KVK": "kvk_number", "Plaats": "place", "Branche": "themes", "Website": "website"}


def main() -> None:
    """Import a list with and one without KVK numbers, each in a process of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--store")
    parser.add_argument("--server-pid", type=int, help="of the store's server, to tell its processor time")
    parser.add_argument("--list", choices=("with", "without"), help="KVK numbers; both lists by default")
    options = parser.parse_args()
    if options.list and options.store:
        limit_memory()
        measure(options.store, a_list(options.rows, with_numbers=options.list == "with"), options.server_pid)
        return
    for which in ("with", "without"):
        with tempfile.TemporaryDirectory() as folder:
            store = options.store or f"sqlite:///{Path(folder)}/register.db"
            seed_into(store)
            for turn in ("", ", again"):
                load = os.getloadavg()[0]
                print(f"\n{options.rows} rows {which} KVK numbers{turn}, load {load:.1f}\n", flush=True)
                import_in_process(store, which, options)


def seed_into(store: str) -> None:
    """Fill a store with the regional data."""
    with closing(open_register(store)) as register:
        register.put(read_seeds(files("seeds")))


def import_in_process(store: str, which: str, options: argparse.Namespace) -> None:
    """Import a list in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.import_rows", "--rows", str(options.rows)]
    command += ["--store", store, "--list", which]
    command += ["--server-pid", str(options.server_pid)] if options.server_pid else []
    subprocess.run(command, check=True, env={**os.environ, **FRUGAL})  # noqa: S603  # our own module


def a_list(count: int, *, with_numbers: bool) -> bytes:
    """Return a list of members as CSV: trades, families and towns, some of them alike."""
    dice = random.Random(4)  # noqa: S311  # the same list every time
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(name for name in COLUMNS if with_numbers or name != "KVK")
    for number in range(count):
        family = "".join(dice.choice(SYLLABLES) for _ in range(dice.randint(2, 5))).title()
        place = dice.choice(PLACES)
        name = f"{dice.choice(TRADES)} {family} {dice.choice(('B.V.', 'V.O.F.', place, ''))}".strip()
        kvk = [f"{10_000_000 + number}"] if with_numbers else []
        writer.writerow([name, *kvk, place, dice.choice(BRANCHES), f"www.{family.lower()}{number}.nl"])
    return text.getvalue().encode()


def measure(store: str, data: bytes, server_pid: int | None) -> None:
    """Import a list into a store."""
    print("| step | seconds | own CPU | server CPU |\n|---|---:|---:|---:|")
    with closing(open_register(store)) as register:
        total = time.perf_counter()
        with phase("read the file", server_pid):
            table = read_table_in_child(data, "leden.csv")
        request = ListRequest(
            kind=ListKind.MEMBERS,
            sender="Koninklijke Metaalunie",
            stated_on=date(2026, 1, 1),
            columns={header: COLUMNS[header] for header in table.headers},
        )
        told = Told()
        with phase("compare", server_pid):
            plan = plan_import(register, table, request, told.rows)
        with phase("store", server_pid):
            done = apply_import(
                register,
                table,
                request,
                plan,
                batch_id=f"import-{register.version()}",
                by="gegevensbeheerder",
                at=datetime(2026, 1, 2, tzinfo=UTC),
                progress=told.facts,
            )
        total = time.perf_counter() - total
    told.report(total)
    print({outcome.value: count for outcome, count in done.plan.counts.items()}, done.tally)


class Told:
    """What an import told of its progress."""

    def __init__(self) -> None:
        self._last = time.perf_counter()
        self._longest = 0.0
        self._times = 0

    def rows(self, _done: int, _total: int) -> None:
        """Note that rows were compared."""
        now = time.perf_counter()
        self._longest = max(self._longest, now - self._last)
        self._last = now
        self._times += 1

    def facts(self, _kind: str, done: int, total: int) -> None:
        """Note that facts were stored."""
        self.rows(done, total)

    def report(self, seconds: float) -> None:
        """Print the whole."""
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
        print(
            f"\nread, compared and stored in {seconds:.1f} s, at most {peak:.0f} MB, "
            f"told {self._times} times, at most {self._longest:.1f} s apart"
        )


@contextmanager
def phase(name: str, server_pid: int | None) -> Iterator[None]:
    """Print how long a step takes, and the processor time of this process, its children and the server."""
    before = time.perf_counter(), own_seconds(), server_seconds(server_pid)
    yield
    after = time.perf_counter(), own_seconds(), server_seconds(server_pid)
    took = [later - earlier for earlier, later in zip(before, after, strict=True)]
    print(f"| {name} | {took[0]:.1f} | {took[1]:.1f} | {took[2]:.1f} |", flush=True)


def own_seconds() -> float:
    """Return the processor time of this process and the children that ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def server_seconds(pid: int | None) -> float:
    """Return the processor time of the server; 0 where it is not known."""
    if pid is None:
        return 0.0
    spent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
