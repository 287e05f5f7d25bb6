"""``loket serve``."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from api import server
from api.commands.opening import Store  # noqa: TC001  # typer reads the annotations at run time
from api.commands.seeding import seed_with_progress
from api.settings import Settings


def serve_command(
    store: Store = None,
    port: Annotated[
        int | None,
        typer.Option(help="Poort; anders LOKET_PORT, anders 8000.", metavar="NUMMER", show_default=False),
    ] = None,
    host: Annotated[
        str | None,
        typer.Option(
            help="Adres om op te luisteren; anders LOKET_HOST.", metavar="ADRES", show_default=False
        ),
    ] = None,
) -> int:
    """Serve the pages and the API; an empty register is filled first."""
    settings = Settings.from_environment(os.environ, store=store, port=port, host=host)
    try:
        return server.serve(settings, seed_with_progress)
    except KeyboardInterrupt:
        return 0
