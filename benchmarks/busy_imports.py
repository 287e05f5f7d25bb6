"""Times other requests while hostile files and a long list are worked on; ``benchmarks/README.md`` says how.

python -m benchmarks.busy_imports [--seconds 30]
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
from typing import TYPE_CHECKING
from urllib.parse import quote

from api.identity import COOKIE
from benchmarks.http_match import NEEDS, served, timed
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
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = f"sqlite:///{Path(folder)}/desk.db"
        with closing(open_register(store)) as register:
            seed(register, read_seeds(resources.files("seeds")))
        with served(store) as address:
            until_ready(address)
            print(f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}\n")
            print("| on its way in | sent | GET / p50 ms | p95 | POST matches p50 ms | p95 |")
            print("|---|---:|---:|---:|---:|---:|")
            for name, content in files().items():
                measure(address, name, content, options.seconds)


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


def measure(address: tuple[str, int], name: str, content: bytes | None, seconds: float) -> None:
    """Print how long requests take while a file is sent again and again."""
    done = threading.Event()
    sender = Sender(address, content, done)
    sender.start()
    pages: list[float] = []
    matches: list[float] = []
    with closing(http.client.HTTPConnection(*address, timeout=60)) as connection:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            pages.append(timed(connection, "GET", "/"))
            matches.append(timed(connection, "POST", "/api/v1/matches", NEEDS[len(matches) % len(NEEDS)]))
    done.set()
    sender.join()
    told = [f"{figure:.0f}" for times in (pages, matches) for figure in middle_and_end(times)]
    print(f"| {name} | {sender.sent} | {' | '.join(told)} |", flush=True)


def middle_and_end(times: list[float]) -> tuple[float, float]:
    """Return the 50th and the 95th percentile."""
    ordered = sorted(times)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


class Sender(threading.Thread):
    """Sends one file after the other, each compared until the next is due, and throws them away."""

    def __init__(self, address: tuple[str, int], content: bytes | None, done: threading.Event) -> None:
        """Take what to send, and what says when to stop."""
        super().__init__()
        self.sent = 0
        self._address = address
        self._content = content
        self._done = done

    def run(self) -> None:
        """Send until it is enough."""
        while self._content is not None and not self._done.is_set():
            with closing(http.client.HTTPConnection(*self._address, timeout=300)) as connection:
                status, answer = self._ask(connection, "POST", "/api/v1/imports", form(self._content))
                assert status in {201, 400}, (status, answer)
                self.sent += 1
                where = f"/api/v1/imports/{quote(answer['id'])}" if status == 201 else ""
                while where and not self._done.is_set():
                    if self._ask(connection, "GET", where)[1]["status"] != "planning":
                        break
                if where:
                    self._ask(connection, "DELETE", where)

    def _ask(
        self, connection: http.client.HTTPConnection, method: str, path: str, body: bytes | None = None
    ) -> tuple[int, dict[str, str]]:
        kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"} if body else {}
        connection.request(method, path, body, {**HEADERS, **kind})
        answer = connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text else {}


def form(content: bytes) -> bytes:
    """Return a form with a file."""
    begin = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name="
    said = "".join(f'{begin}"{name}"\r\n\r\n{value}\r\n' for name, value in SAID.items())
    head = f'{said}{begin}"file"; filename="leden"\r\n\r\n'
    return head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


if __name__ == "__main__":
    main()
