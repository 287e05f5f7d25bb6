"""What every room's tests share: the long form on request, and a real Neo4j."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.patience import hasty_store, patient_store
from tests.servers import Neo4jServer, NoNeo4j, find_neo4j

if TYPE_CHECKING:
    from collections.abc import Iterator

# As the service does: looking for cycles through all that tests keep took a quarter of their time.
gc.set_threshold(50_000, 20, 10)

# How long an example takes tells how busy the machine is, not whether the code is right.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the long forms too (100 kills, larger worlds)")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Take one worker more than there are cores, since each waits for disks and servers now and then."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # Those of no room make environments and packages, so that a worker would be left with them at the end.
    items.sort(key=lambda item: item.path.parent != config.rootpath / "tests")
    if config.getoption("--long"):
        return
    long_ones = [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=long_ones)
    items[:] = [item for item in items if item not in long_ones]


@pytest.fixture(scope="session", autouse=True)
def patient() -> Iterator[None]:
    """Wait long for a Neo4j server; see ``tests.patience``."""
    with patient_store():
        yield


@pytest.fixture
def hasty() -> Iterator[None]:
    """Wait for a Neo4j server no longer than a desk does."""
    with hasty_store():
        yield


@pytest.fixture(scope="session")
def neo4j_server() -> Iterator[Neo4jServer]:
    """A real Neo4j without data that this test run may empty; see ``tests.servers``."""
    try:
        server = find_neo4j()
    except NoNeo4j as missing:
        if os.environ.get("CI"):
            pytest.fail(f"CI must test against a real Neo4j: {missing}")
        pytest.skip(f"NOT TESTED ON NEO4J: {missing}")
    yield server
    server.stop()


@pytest.fixture
def neo4j_url(neo4j_server: Neo4jServer) -> str:
    """Bolt address of a running Neo4j without data when the test starts; it may have the schema already."""
    neo4j_server.empty()
    return neo4j_server.url
