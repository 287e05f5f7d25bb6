"""Times other requests while hostile files and a long list are worked on; ``benchmarks/README.md`` says how.

.venv/bin/python -m benchmarks.busy_imports [--seconds 30] [--store URL]
"""

from __future__ import annotations

import argparse
import http.client
import io
import json
import os
import platform
import statistics
import tempfile
import threading
import time
import zipfile
from contextlib import closing
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from api.identity import COOKIE
from benchmarks.http_match import NEEDS, served
from benchmarks.import_rows import a_list
from graph import open_register
from graph.seeding import read_seeds, seed
from graph.tables.writing import to_xlsx

if TYPE_CHECKING:
    from collections.abc import Mapping

DESK = "gemeente-woerden"
HEADERS = {"Cookie": f"{COOKIE}=desk_worker.{DESK}", "Sec-Fetch-Site": "same-origin"}
SAID = {"kind": "members", "sender": "Koninklijke Metaalunie", "statedOn": "2026-01-01"}
MIB = 1024 * 1024
BOUNDARY = "meting"


def main() -> None:
    """Serve the regional data, and time requests with and without files on their way in."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=30.0, help="of each measurement")
    parser.add_argument("--store")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = options.store or f"sqlite:///{Path(folder)}/desk.db"
        with closing(open_register(store)) as register:
            seed(register, read_seeds(resources.files("seeds")))
        with served(store) as address:
            until_ready(address)
            print(f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}\n")
            print(
                "| under way | sent | GET / p50 ms | p95 | longest | matches p50 | p95 | longest | refused |"
            )
            print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
            for name, content in files().items():
                measure(address, name, Sender(address, content), options.seconds)
            storer = Storer(address, a_list(20_000, with_numbers=True))
            storer.compare()
            measure(address, "20,000 members, compared before, being stored", storer)
            measure(address, "and undone", Undoer(address, storer.batch_id))


def files() -> Mapping[str, bytes | None]:
    """Return what is sent meanwhile."""
    return {
        "nothing": None,
        "a zip bomb of 190 MiB": bomb(),
        "a workbook of 1,500,000 rows": rows(1_500_000),
        "9.5 MB of quotes that never close": b"Naam;Plaats\n" + b'"a;b\n' * 1_900_000,
        "a list of 20,000 members": a_list(20_000, with_numbers=False),
    }


def bomb() -> bytes:
    """Return a workbook whose sheet unpacks to 190 MiB."""
    return with_sheet(b" " * (190 * MIB))


def rows(number: int) -> bytes:
    """Return a workbook with many rows."""
    cells = b"<row><c><v>1</v></c></row>" * number
    return with_sheet(b"<worksheet><sheetData>" + cells + b"</sheetData></worksheet>")


def with_sheet(content: bytes) -> bytes:
    """Return a workbook whose one sheet is something else."""
    sound = zipfile.ZipFile(io.BytesIO(to_xlsx(["Naam"], [["a"]], "Leden")))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in sound.namelist():
            packed.writestr(name, content if name.endswith("sheet1.xml") else sound.read(name))
    return out.getvalue()


def until_ready(address: tuple[str, int]) -> None:
    """Wait until the facts are loaded."""
    while True:
        with closing(http.client.HTTPConnection(*address, timeout=60)) as connection:
            connection.request("GET", "/api/v1/health/ready")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.5)


def measure(address: tuple[str, int], name: str, sender: Sender, seconds: float = 0.0) -> None:
    """Print how long requests take while a sender is at work, for so long or until it ends by itself."""
    sender.start()
    pages: list[float] = []
    matches: list[float] = []
    refused = 0
    with closing(http.client.HTTPConnection(*address, timeout=60)) as connection:
        end = time.monotonic() + seconds
        while time.monotonic() < end or (not seconds and sender.is_alive()):
            refused += asked(connection, pages, "GET", "/")
            refused += asked(connection, matches, "POST", "/api/v1/matches", NEEDS[len(matches) % len(NEEDS)])
    sender.done.set()
    sender.join()
    told = [f"{figure:.0f}" for times in (pages, matches) for figure in middle_and_end(times)]
    print(f"| {name} | {sender.sent} | {' | '.join(told)} | {refused} |", flush=True)


def asked(
    connection: http.client.HTTPConnection, times: list[float], method: str, path: str, need: object = None
) -> int:
    """Add how long a request takes, and return 1 if it was told to come back later."""
    body = None if need is None else json.dumps(need).encode()
    started = time.perf_counter()
    connection.request(method, path, body, {} if body is None else {"Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.read()
    times.append((time.perf_counter() - started) * 1000)
    assert answer.status in {200, 503}, answer.status
    return int(answer.status == 503)


def middle_and_end(times: list[float]) -> tuple[float, float, float]:
    """Return the 50th and the 95th percentile, and the longest."""
    ordered = sorted(times)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], ordered[-1]


class Sender(threading.Thread):
    """Sends one file after the other, each compared until the next is due, and throws them away."""

    def __init__(self, address: tuple[str, int], content: bytes | None) -> None:
        """Take what to send; ``done`` says when to stop."""
        super().__init__()
        self.sent = 0
        self.done = threading.Event()
        self._address = address
        self._content = content

    def run(self) -> None:
        """Send until it is enough."""
        while self._content is not None and not self.done.is_set():
            with closing(http.client.HTTPConnection(*self._address, timeout=300)) as connection:
                status, answer = self._ask(connection, "POST", "/api/v1/imports", form(self._content))
                assert status in {201, 400}, (status, answer)
                self.sent += 1
                if status == 201:
                    self._follow(connection, f"/api/v1/imports/{quote(answer['id'])}")

    def _follow(self, connection: http.client.HTTPConnection, where: str) -> None:
        while not self.done.is_set() and self._status(connection, where) == "planning":
            pass  # each answer waits itself
        self._ask(connection, "DELETE", where)

    def _status(self, connection: http.client.HTTPConnection, where: str) -> Any:
        status, answer = self._ask(connection, "GET", where)
        # Once a long list is stored it is read again, and until then everybody is told to come back.
        return "storing" if status == 503 else answer["status"]

    def _ask(
        self, connection: http.client.HTTPConnection, method: str, path: str, body: bytes | None = None
    ) -> tuple[int, Any]:
        kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"} if body else {}
        connection.request(method, path, body, {**HEADERS, **kind})
        answer = connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text else {}


class Storer(Sender):
    """Stores one list."""

    def compare(self) -> None:
        """Send the list, and wait until it may be stored."""
        with closing(http.client.HTTPConnection(*self._address, timeout=300)) as connection:
            status, answer = self._ask(connection, "POST", "/api/v1/imports", form(self._content or b""))
            assert status == 201, answer
            self._where = f"/api/v1/imports/{quote(answer['id'])}"
            while self._status(connection, self._where) == "planning":
                pass

    def run(self) -> None:
        """Store it, and wait until everybody can read it."""
        self.sent = 1
        with closing(http.client.HTTPConnection(*self._address, timeout=300)) as connection:
            self._ask(connection, "PUT", f"{self._where}/confirmation")
            while self._status(connection, self._where) == "storing":
                pass
            self.batch_id = self._ask(connection, "GET", self._where)[1]["batchId"]


class Undoer(Sender):
    """Undoes what a list changed."""

    def __init__(self, address: tuple[str, int], batch_id: str) -> None:
        """Take the batch of the list."""
        super().__init__(address, None)
        self._batch_id = batch_id

    def run(self) -> None:
        """Undo it, and wait until everybody can read that."""
        with closing(http.client.HTTPConnection(*self._address, timeout=300)) as connection:
            status, answer = self._ask(
                connection, "POST", f"/api/v1/batches/{quote(self._batch_id)}/undoings"
            )
            assert status == 201, answer


def form(content: bytes) -> bytes:
    """Return a form with a file."""
    begin = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name="
    said = "".join(f'{begin}"{name}"\r\n\r\n{value}\r\n' for name, value in SAID.items())
    head = f'{said}{begin}"file"; filename="leden"\r\n\r\n'
    return head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


if __name__ == "__main__":
    main()
