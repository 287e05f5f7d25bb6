"""The service behind a real server on loopback, and stores that misbehave."""

from __future__ import annotations

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import httpx
import uvicorn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fastapi import FastAPI


@contextmanager
def running(app: FastAPI) -> Iterator[httpx.Client]:
    """Run an app on a free port, and give a client of it."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        # Loops that were not compiled before are compiled first, and then the door still waits for the desk.
        wait_until(lambda: server.started, 120)
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with httpx.Client(base_url=address, timeout=60, limits=limits) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(timeout=20)
        listener.close()
        assert not thread.is_alive(), "the server did not stop"


def at_once(client: httpx.Client, address: str, number: int) -> list[tuple[httpx.Response, float]]:
    """Ask for one address many times at once, and return the answers with the seconds that each took."""

    def ask(_: int) -> tuple[httpx.Response, float]:
        started = time.monotonic()
        return client.get(address), time.monotonic() - started

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(ask, range(number)))


def wait_until(holds: Callable[[], bool], seconds: float) -> float:
    """Wait until something holds, and return how long it took."""
    started = time.monotonic()
    while not holds():
        assert time.monotonic() - started < seconds, f"not within {seconds} seconds"
        time.sleep(0.05)
    return time.monotonic() - started


@contextmanager
def silent_server() -> Iterator[int]:
    """Accept connections and never say a word; give the port."""
    listener = socket.create_server(("127.0.0.1", 0))
    accepted: list[socket.socket] = []

    def accept() -> None:
        with suppress(OSError):
            while True:
                accepted.append(listener.accept()[0])

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for connection in accepted:
            connection.close()
        thread.join(timeout=5)


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
