"""How long callers wait for a refusal while the store does not answer; ``benchmarks/README.md`` says how.

.venv/bin/python -m benchmarks.store_away [--callers 100] [--rounds 3]
"""

from __future__ import annotations

import argparse
import http.client
import os
import platform
import socket
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from benchmarks.http_match import served

if TYPE_CHECKING:
    from collections.abc import Iterator

PROMISED = 5.0  # seconds


@contextmanager
def port_without_server() -> Iterator[int]:
    """Give a port at which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    yield port


@contextmanager
def port_of_silence() -> Iterator[int]:
    """Give a port at which every connection is taken and nothing is ever said."""
    # The kernel completes the handshake of all that wait; nobody needs to accept them.
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener:
        port: int = listener.getsockname()[1]
        yield port


def refused(host: str, port: int) -> float:
    """Return the seconds until a caller is told that the store does not answer."""
    connection = http.client.HTTPConnection(host, port, timeout=60)
    started = time.perf_counter()
    connection.request("GET", "/api/v1/actors")
    answer = connection.getresponse()
    answer.read()
    took = time.perf_counter() - started
    connection.close()
    assert answer.status == 503, answer.status
    return took


def measure(store: str, callers: int, rounds: int) -> list[float]:
    """Return the seconds of every call, so many callers at once in each round."""
    with served(store) as (host, port), ThreadPoolExecutor(callers) as pool:
        return [
            took for _ in range(rounds) for took in pool.map(lambda _: refused(host, port), range(callers))
        ]


def main() -> int:
    """Measure, print the table, and return 1 if a caller waited longer than is promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--callers", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores"
    print(f"{machine}, {given.rounds} rounds of {given.callers} callers at once\n")
    print("| store | p50 s | max s |\n|---|---|---|")
    worst = 0.0
    for name, at_port in (("away", port_without_server), ("silent", port_of_silence)):
        with at_port() as port:
            took = measure(f"bolt://127.0.0.1:{port}", given.callers, given.rounds)
        print(f"| {name} | {statistics.median(took):.2f} | {max(took):.2f} |")
        worst = max(worst, *took)
    return int(worst > PROMISED)


if __name__ == "__main__":
    raise SystemExit(main())
