"""The service on a real register in memory, and the way a client sees it."""

from __future__ import annotations

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
    app = create_app(Settings(store="sqlite:"), register, FixedClock())
    with TestClient(app, raise_server_exceptions=False) as running:
        yield running
