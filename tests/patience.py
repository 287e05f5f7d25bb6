"""For tests that ask what is answered, not how soon: a service that waits longer for its store.

A server that has just started plans every statement anew, which on a busy machine takes longer than the
seconds after which the service tells a caller to come back. What it does then has tests of its own.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from unittest.mock import patch

from api.app import create_app
from api.catalogue import Catalogue

if TYPE_CHECKING:
    from fastapi import FastAPI

    from api.settings import Settings
    from matchmaker.ports import Clock, Register

SECONDS = 90.0


def patient_app(
    settings: Settings,
    register: Register | None = None,
    clock: Clock | None = None,
    *,
    seed_when_empty: bool = False,
) -> FastAPI:
    """Return the service as ``create_app`` does, but one that waits long for its store."""
    with patch("api.app.Catalogue", partial(Catalogue, answer_within=SECONDS)):
        return create_app(settings, register, clock, seed_when_empty=seed_when_empty)
