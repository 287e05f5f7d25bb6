"""The same questions on both stores, with the regional data: the same answers, word for word."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from api.settings import Settings
from matchmaker.evaluation import read_judgments
from tests.api.running import running, wait_until
from tests.api.world import FixedClock
from tests.patience import patient_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.servers import Neo4jServer

NEEDS = Path(__file__).parents[2] / "benchmarks" / "needs" / "tuning.jsonl"
LISTS = ("actors", "offerings", "documents", "places", "themes")


def is_ready(client: httpx.Client) -> bool:
    return client.get("/api/v1/health/ready").status_code == 200


@pytest.fixture(scope="module")
def both(neo4j_server: Neo4jServer) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    """A client on SQLite and one on Neo4j, each filled by the service itself; both are only read."""
    neo4j_server.empty()
    apps = [
        patient_app(Settings(store=store), clock=FixedClock(), seed_when_empty=True)
        for store in ("sqlite:", neo4j_server.url)
    ]
    with running(apps[0]) as embedded, running(apps[1]) as server:
        for client in (embedded, server):
            wait_until(partial(is_ready, client), 120)
        yield embedded, server


@pytest.mark.neo4j
def test_every_need_gets_the_same_suggestions_in_the_same_order_on_both_stores(
    both: tuple[httpx.Client, httpx.Client],
) -> None:
    for judged in read_judgments(NEEDS.read_text("utf-8").splitlines()):
        asked = judged.asked
        need = {
            "text": asked.text,
            "needKinds": list(asked.need_kinds),
            "sector": asked.sector,
            "municipality": asked.municipality,
            "size": asked.size,
        }
        embedded, server = (client.post("/api/v1/matches", json=need).json() for client in both)
        assert embedded["need"]["text"].startswith(asked.text)
        assert server == embedded, judged.id


@pytest.mark.neo4j
def test_lists_and_pages_are_the_same_on_both_stores(both: tuple[httpx.Client, httpx.Client]) -> None:
    embedded, server = both
    for name in LISTS:
        address = f"/api/v1/{name}?perPagina=100"
        assert server.get(address).json() == embedded.get(address).json()
    for address in ("/", "/en/", "/partijen", "/partijen?q=hout"):
        assert server.get(address).text == embedded.get(address).text
