"""The service on a real register in memory, and the way a client sees it."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from graph import open_register
from tests.api.world import WORLD, FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matchmaker.ports import Register


@pytest.fixture
def register() -> Iterator[Register]:
    """A register in memory that holds the small region."""
    opened = open_register("sqlite:")
    opened.put(WORLD)
    yield opened
    opened.close()


@pytest.fixture
def client(register: Register) -> Iterator[TestClient]:
    """A client of the running service; a failure of the server is an answer, as it is outside tests."""
    with _client(register) as running:
        yield running


@pytest.fixture(scope="module")
def shared_client() -> Iterator[TestClient]:
    """A client of a service that the tests of one file share, for requests that are refused or only read."""
    with closing(open_register("sqlite:")) as opened:
        opened.put(WORLD)
        with _client(opened) as running:
            yield running


def _client(register: Register) -> TestClient:
    app = create_app(Settings(store="sqlite:"), register, FixedClock())
    return TestClient(app, raise_server_exceptions=False)
