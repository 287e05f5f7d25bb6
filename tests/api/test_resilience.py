"""A store that is away, goes, comes back or is silent: a clear 503 before long, and no restart."""

from __future__ import annotations

import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from api.app import create_app
from api.settings import Settings
from graph import open_register
from tests.api.running import at_once, free_port, running, silent_server, wait_until
from tests.api.world import WORLD, FixedClock
from tests.patience import patient_app, patient_store

if TYPE_CHECKING:
    import httpx

    from tests.servers import Neo4jServer

# Without a bound of its own the service would wait for as long as the driver tries, half a minute and more.
# Callers are promised 5 seconds; benchmarks/store_away.py measures that, since a busy machine needs its time.
NOT_HELD_UP = 25.0  # seconds
BACK_WITHIN = 180.0  # seconds; a server that has just started plans every statement anew


@pytest.fixture
def killable(neo4j_server: Neo4jServer) -> Neo4jServer:
    """A real Neo4j that may be killed, and is there again afterwards; holds the small region."""
    if not neo4j_server.can_be_killed:
        pytest.skip("this Neo4j is not ours to kill")
    neo4j_server.empty()
    with patient_store(), closing(open_register(neo4j_server.url)) as register:
        register.put(WORLD)
    return neo4j_server


def refused(answer: httpx.Response) -> bool:
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Retry-After"]
    return answer.status_code == 503


def assert_clear(answers: list[tuple[httpx.Response, float]]) -> None:
    assert all(answer.status_code == 200 or refused(answer) for answer, _ in answers)
    assert max(seconds for _, seconds in answers) < NOT_HELD_UP


def assert_nothing_stale_is_served(client: httpx.Client) -> None:
    answer, seconds = at_once(client, "/api/v1/actors", 1)[0]
    assert refused(answer)
    assert seconds < NOT_HELD_UP


def actors_once_back(client: httpx.Client) -> int:
    answers: list[httpx.Response] = []

    def is_back() -> bool:
        answers.append(client.get("/api/v1/actors"))
        return answers[-1].status_code == 200

    wait_until(is_back, BACK_WITHIN)
    total: int = answers[-1].json()["total"]
    return total


@pytest.mark.usefixtures("hasty")
def test_service_starts_without_its_store_and_says_so() -> None:
    settings = Settings(store=f"bolt://127.0.0.1:{free_port()}")
    started = time.monotonic()
    with running(create_app(settings, clock=FixedClock())) as client:
        assert time.monotonic() - started < NOT_HELD_UP
        assert client.get("/api/v1/health/live").status_code == 200
        answers = at_once(client, "/api/v1/health/ready", 50)
        assert all(refused(answer) for answer, _ in answers)
        assert max(seconds for _, seconds in answers) < NOT_HELD_UP


@pytest.mark.usefixtures("hasty")
def test_silent_store_holds_up_nobody_and_no_threads() -> None:
    with silent_server() as port:
        settings = Settings(store=f"bolt://127.0.0.1:{port}")
        with running(create_app(settings, clock=FixedClock())) as client:
            threads = threading.active_count()
            for _ in range(2):
                answers = at_once(client, "/api/v1/actors", 100)
                assert all(refused(answer) for answer, _ in answers)
                assert max(seconds for _, seconds in answers) < NOT_HELD_UP
                assert client.get("/api/v1/health/live").status_code == 200
            assert threading.active_count() - threads <= 8


@pytest.mark.neo4j
@pytest.mark.usefixtures("hasty")
def test_store_killed_among_requests_is_used_once_it_is_back_also_by_who_starts_without_it(
    killable: Neo4jServer,
) -> None:
    app, later = (create_app(Settings(store=killable.url), clock=FixedClock()) for _ in range(2))
    with running(app) as client:
        wait_until(lambda: client.get("/api/v1/health/ready").status_code == 200, BACK_WITHIN)
        killer = threading.Timer(0.3, killable.kill)
        killer.start()
        ends = time.monotonic() + 3
        while time.monotonic() < ends:
            assert_clear(at_once(client, "/api/v1/actors", 20))
        killer.join()
        try:
            assert_nothing_stale_is_served(client)
            assert client.get("/api/v1/health/live").status_code == 200
            with running(later) as newcomer:
                assert_nothing_stale_is_served(newcomer)
                killable.start()
                assert actors_once_back(newcomer) == 3
        finally:
            killable.start()
        assert actors_once_back(client) == 3


@pytest.mark.neo4j
def test_offering_that_another_process_adds_counts_in_the_next_answer(neo4j_url: str) -> None:
    with closing(open_register(neo4j_url)) as other:
        other.put(WORLD)
        with running(patient_app(Settings(store=neo4j_url), clock=FixedClock())) as client:
            wait_until(lambda: client.get("/api/v1/health/ready").status_code == 200, BACK_WITHIN)
            assert client.get("/api/v1/offerings/houtsubsidie").status_code == 200
            other.remove_offering("houtsubsidie")
            assert client.get("/api/v1/offerings/houtsubsidie").status_code == 404


@pytest.mark.neo4j
def test_empty_store_is_filled_at_the_first_contact(neo4j_url: str) -> None:
    app = patient_app(Settings(store=neo4j_url), clock=FixedClock(), seed_when_empty=True)
    with running(app) as client:
        wait_until(lambda: client.get("/api/v1/health/ready").status_code == 200, BACK_WITHIN)
        assert client.get("/api/v1/offerings").json()["total"] > 50
