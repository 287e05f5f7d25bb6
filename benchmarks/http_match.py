"""Times POST /api/v1/matches as a client sees it, over the regional data; ``benchmarks/README.md`` says how.

.venv/bin/python -m benchmarks.http_match [--rounds 20] [--store URL]
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVE = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", "0"]
WARM_UP_ROUNDS = 2

NEEDS: tuple[dict[str, object], ...] = (
    {"text": "Welke subsidie is er voor het demonteren van kantoormeubels?", "municipality": "Gouda"},
    {
        "text": "Ik wil mijn houtafval aan een ander bedrijf kwijt.",
        "municipality": "Woerden",
        "size": "small",
    },
    {"text": "wie helpt met verdienmodel voor verhuur ipv verkoop", "needKinds": ["revenue_model"]},
    {"text": "Mag ik puin hergebruiken op mijn eigen terrein?", "needKinds": ["regulation"]},
    {"text": "Wij zoeken bedrijven in de buurt die ook met metaalresten werken.", "sector": "metaal"},
    {
        "text": "Is er een cursus repareren voor mijn monteurs?",
        "sector": "installatie",
        "municipality": "Leiden",
    },
    {"text": "loods gezocht voor opslag van gebruikte bouwmaterialen", "needKinds": ["space"]},
    {"text": "Hoe meet ik de milieuwinst van een ander ontwerp?", "rStrategy": "rethink"},
    {"text": "financiering voor een machine die plastic vermaalt", "municipality": "Alphen aan den Rijn"},
    {"text": "Ik begin net met circulair ondernemen. Waar kan ik terecht?", "municipality": "Zoetermeer"},
    {"text": "Our café wants to cut food waste. Who can advise us?", "municipality": "Utrecht"},
    {"text": "Onze vereniging wil een avond over circulair bouwen houden.", "municipality": "Bodegraven"},
    {"text": "stagiair gezocht voor onderzoek naar biobased isolatie"},
    {"text": "Wie koopt gebruikte pallets?", "needKinds": ["materials", "network"]},
    {"text": "Wij zijn een drukkerij en willen minder inkt verbruiken.", "size": "micro"},
    {"text": "Kan iemand een scan doen van onze afvalstromen?", "municipality": "Delft", "limit": 50},
    {"text": "Vergunning voor een repaircafé in een leeg winkelpand", "needKinds": ["regulation", "space"]},
    {"text": "Wij zoeken een stal voor zeven olifanten."},
    {
        "text": "Wij maken aluminium kozijnen en houden elke week een container met zaagresten over. "
        "Nu gaat dat naar een handelaar voor een lage prijs. We willen weten of een ander bedrijf er iets "
        "van kan maken, of wij de resten zelf kunnen omsmelten, wat dat kost, en of er een regeling is die "
        "meebetaalt aan een proef.",
        "sector": "metaal",
        "municipality": "Leiderdorp",
        "size": "medium",
    },
    {"text": "hout"},
)


@dataclass(frozen=True)
class Timing:
    """Milliseconds of many calls."""

    name: str
    milliseconds: list[float]

    def row(self) -> str:
        """Return one line of the table."""
        ordered = sorted(self.milliseconds)
        p50, p99 = statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
        return f"| {self.name} | {len(ordered)} | {p50:.2f} | {p99:.2f} | {ordered[-1]:.2f} |"


@contextmanager
def served(store: str) -> Iterator[tuple[str, int]]:
    """Run the service in a process of its own, and give its host and port."""
    with subprocess.Popen([*SERVE, "--store", store], stderr=subprocess.PIPE, text=True) as process:  # noqa: S603  # our own command
        assert process.stderr is not None
        try:
            said = ""
            while (found := re.search(r"http://([\d.]+):(\d+)", said)) is None:
                line = process.stderr.readline()
                assert line, f"the service stopped: {said}"
                said += line
            yield found[1], int(found[2])
        finally:
            process.terminate()


def timed(connection: http.client.HTTPConnection, method: str, path: str, need: object = None) -> float:
    """Return the milliseconds between sending a request and having its whole answer."""
    body = None if need is None else json.dumps(need).encode()
    headers = {} if body is None else {"Content-Type": "application/json"}
    started = time.perf_counter()
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    answer.read()
    took = (time.perf_counter() - started) * 1000
    assert answer.status == 200, (answer.status, need)
    return took


def measure(host: str, port: int, rounds: int) -> list[Timing]:
    """Ask every need in every round, each beside a call that does nothing, over one open connection."""
    connection = http.client.HTTPConnection(host, port, timeout=30)
    idle: list[float] = []
    fresh: list[float] = []
    matches: list[float] = []
    for turn in range(WARM_UP_ROUNDS + rounds):
        for need in NEEDS:
            nothing = timed(connection, "GET", "/api/v1/health/live")
            asked_store = timed(connection, "GET", "/api/v1/health/ready")
            match = timed(connection, "POST", "/api/v1/matches", need)
            if turn >= WARM_UP_ROUNDS:
                idle.append(nothing)
                fresh.append(asked_store)
                matches.append(match)
    connection.close()
    return [
        Timing("GET /health/live (framework alone)", idle),
        Timing("GET /health/ready (and the store's version)", fresh),
        Timing("POST /matches (all of it)", matches),
    ]


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument(
        "--store", help="URL of a register; a new embedded one with the regional data if absent"
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = given.store or f"sqlite:///{Path(folder) / 'loket.db'}"
        with served(store) as (host, port):
            timings = measure(host, port, given.rounds)
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores"
    print(f"{machine}, {given.rounds} rounds of {len(NEEDS)} needs\n")
    print("| call | number | p50 ms | p99 ms | max ms |")
    print("|---|---|---|---|---|")
    for timing in timings:
        print(timing.row())


if __name__ == "__main__":
    main()
