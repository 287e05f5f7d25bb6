"""How long tests wait for a store.

A server that has just started plans every statement anew, which on a busy machine takes longer than the
seconds after which the engine gives up and the service tells a caller to come back. Most tests ask what is
answered, not how soon, so they wait longer. What is done when a store is away or silent has tests of its own,
which are as hasty as a desk is.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from graph import neo4j_engine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

    from api.settings import Settings
    from matchmaker.ports import Clock, Register

SECONDS = 90.0
_BOUNDS = (
    "_PATIENCE",
    "_READ_SECONDS",
    "_WRITE_SECONDS",
    "_CONNECT_SECONDS",
    "_GREETING_SECONDS",
    "_RETRY_SECONDS",
)
_AT_A_DESK = {name: getattr(neo4j_engine, name) for name in _BOUNDS}


@contextmanager
def patient_store() -> Iterator[None]:
    """Wait long for a Neo4j server, within this process."""
    with _waiting(dict.fromkeys(_BOUNDS, SECONDS)):
        yield


@contextmanager
def hasty_store() -> Iterator[None]:
    """Wait for a Neo4j server no longer than a desk does."""
    with _waiting(_AT_A_DESK):
        yield


@contextmanager
def _waiting(bounds: dict[str, float]) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        for name, seconds in bounds.items():
            patched.setattr(neo4j_engine, name, seconds)
        yield


def patient_app(
    settings: Settings,
    register: Register | None = None,
    clock: Clock | None = None,
    *,
    seed_when_empty: bool = False,
) -> FastAPI:
    """Return the service as ``create_app`` does, but one that waits long for its store."""
    from api.app import create_app  # noqa: PLC0415  # tests of the other rooms do without the service
    from api.catalogue import Catalogue  # noqa: PLC0415

    with patch("api.app.Catalogue", partial(Catalogue, answer_within=SECONDS)):
        return create_app(settings, register, clock, seed_when_empty=seed_when_empty)
