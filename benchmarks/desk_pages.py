"""Times each page of a desk as a browser gets it, with 20,000 companies; ``benchmarks/README.md`` says how.

.venv/bin/python -m benchmarks.desk_pages [--companies 20000] [--rounds 15] [--store URL]
"""

from __future__ import annotations

import argparse
import http.client
import platform
import re
import sys
import tempfile
import time
from contextlib import closing
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from api.identity import COOKIE
from benchmarks.desk_work import DESKS, fill
from benchmarks.http_match import served
from graph import open_register
from graph.seeding import read_seeds, seed
from graph.store import GraphRegister
from matchmaker.model import Actor, Document, Snapshot, Source
from matchmaker.vocabulary import ActorKind, Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 200.0  # milliseconds that any page may take
QUESTION = "Installateur wil oude cv-ketels laten opknappen. Wie kan helpen?"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
HEADERS = {"Cookie": f"{COOKIE}=desk_worker.{DESKS[0]}", "Sec-Fetch-Site": "same-origin"}
WARM_UP = 2


class Desk:
    """One browser of one worker, over one connection."""

    def __init__(self, host: str, port: int) -> None:
        """Connect."""
        self._connection = http.client.HTTPConnection(host, port, timeout=60)

    def send(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[float, int, str, str]:
        """Return how many milliseconds an answer took, its status, where it leads, and its text."""
        body = urlencode(form) if form is not None else None
        started = time.perf_counter()
        self._connection.request(method, path, body, {**HEADERS, **(FORM if body is not None else {})})
        answer = self._connection.getresponse()
        text = answer.read().decode()
        took = (time.perf_counter() - started) * 1_000
        assert answer.status in (200, 303), (answer.status, path, text[-500:])
        return took, answer.status, answer.headers.get("Location", ""), text

    def wait(self) -> None:
        """Wait until the facts are loaded and the store answers."""
        while True:
            self._connection.request("GET", "/api/v1/health/ready")
            answer = self._connection.getresponse()
            answer.read()
            if answer.status == 200:
                return
            time.sleep(0.5)

    def timed(self, path: str, form: dict[str, str] | None = None) -> float:
        """Return how many milliseconds a page took."""
        return self.send("POST" if form is not None else "GET", path, form)[0]


def main() -> None:
    """Fill a store, serve it, and print how long each page takes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--companies", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--store")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = options.store or f"sqlite:///{Path(folder)}/desk.db"
        with closing(open_register(store)) as register:
            assert isinstance(register, GraphRegister)
            seed(register, read_seeds(resources.files("seeds")))
            register.put(desks())
            names = fill(register, options.companies)
        with served(store) as (host, port):
            desk = Desk(host, port)
            desk.wait()
            slow = report(desk, names, options.rounds)
    sys.exit(1 if slow else 0)


def desks() -> Snapshot:
    """Return the desks of the made-up companies, as parties that a worker can choose."""
    day = read_seeds(resources.files("seeds")).documents[0].published_on
    document = Document(
        id="meting", title="Meting", publisher="Meting", published_on=day, file=None, licence="made up"
    )
    text = Bilingual("Loket voor een meting.", "Desk for a measurement.")
    source = Source(document_id="meting", first_line=1, last_line=1, stated_on=day)
    return Snapshot(
        documents=(document,),
        actors=tuple(
            Actor(id=desk, name=desk, kind=ActorKind.SERVICE_PROVIDER, description=text, sources=(source,))
            for desk in DESKS
        ),
    )


def report(desk: Desk, names: list[str], rounds: int) -> int:
    """Print the quickest, the median and the longest time of each page, and return how many are too slow."""
    print(f"Python {platform.python_version()}, {len(names)} companies, {rounds} rounds\n")
    print("| page | quickest ms | median ms | longest ms |\n|---|---:|---:|---:|")
    slow = 0
    for what, ask in pages(desk, names).items():
        times = sorted([ask(number) for number in range(WARM_UP + rounds)][WARM_UP:])
        middle = times[len(times) // 2]
        print(f"| {what} | {times[0]:.1f} | {middle:.1f} | {times[-1]:.1f} |")
        slow += middle > MOST
    return slow


def pages(desk: Desk, names: list[str]) -> dict[str, Callable[[int], float]]:
    """Return how to ask for each page; what stores something does so anew in each round."""
    other = len(names) // 2 + 1  # not one in twenty, so that it is the large desk's
    middle = names[other]
    part = middle.split()[1][:4]
    needs: list[str] = []
    referrals: list[str] = []

    def take_call(number: int) -> float:
        form = {"company": f"Loodgietersbedrijf Meting {number}", "companyId": "new", "text": QUESTION}
        took, _, where, _ = desk.send("POST", "/loket/nieuwe-vraag", {**form, "municipality": "Woerden"})
        needs.append(where)
        return took

    def choose(number: int) -> float:
        offering = re.search(r'name="offering" value="([^"]+)"', desk.send("GET", needs[number])[3])
        assert offering
        took, _, where, _ = desk.send("POST", needs[number], {"do": "choose", "offering": offering[1]})
        referrals.append(where)
        return took

    def refer(number: int) -> float:
        return desk.timed(referrals[number], {"do": "send", "how": "link", "revision": "1"})

    return {
        "start: my work": lambda _: desk.timed("/"),
        "start: the whole desk": lambda _: desk.timed("/?lijst=loket"),
        "start: the whole desk, page 300": lambda _: desk.timed("/?lijst=loket&pagina=300"),
        "start: overdue": lambda _: desk.timed("/?lijst=te-laat"),
        "search: part of a name": lambda _: desk.timed("/loket/zoeken", {"q": part}),
        "search: a question": lambda _: desk.timed("/loket/zoeken", {"q": QUESTION}),
        "new question: the form": lambda _: desk.timed("/loket/nieuwe-vraag"),
        "new question: a name that is known": lambda _: desk.timed(
            "/loket/nieuwe-vraag", {"company": middle[:-2], "text": QUESTION}
        ),
        "new question: stored": take_call,
        "suggestions": lambda number: desk.timed(needs[number]),
        "suggestion chosen": choose,
        "referral": lambda number: desk.timed(referrals[number]),
        "referral sent, follow-up planned": refer,
        "case": lambda _: desk.timed(f"/loket/zaken/z-{other}"),
        "company": lambda _: desk.timed(f"/loket/bedrijven/c-{other}"),
        "follow-up": lambda _: desk.timed(f"/loket/opvolging/v-{other}-result"),
        "companies, page 400": lambda _: desk.timed("/loket/bedrijven?pagina=400"),
        "open cases": lambda _: desk.timed("/loket/zaken"),
        "open cases, page 300": lambda _: desk.timed("/loket/zaken?pagina=300"),
        "places": lambda _: desk.timed("/loket/plaatsen"),
        "quarters": lambda _: desk.timed("/loket/kwartalen"),
        "what is missing": lambda _: desk.timed("/loket/wat-ontbreekt"),
    }


if __name__ == "__main__":
    main()
