"""``loket export``."""

from __future__ import annotations

import os
from pathlib import Path  # noqa: TC003  # typer reads the annotations at run time
from typing import Annotated

import typer

from api.commands import console
from api.commands.opening import Store, reading
from api.settings import Settings
from graph.exchange.exporting import Format, export


def export_command(
    target: Annotated[
        Path,
        typer.Argument(help="Map (bij files) of bestand om te maken.", metavar="DOEL", show_default=False),
    ],
    format_: Annotated[
        Format,
        typer.Option(
            "--format",
            help="files (map die seed weer leest), xlsx, json, hsds (Open Referral) of gexf (netwerk).",
            metavar="FORMAAT",
        ),
    ] = Format.FILES,
    force: Annotated[bool, typer.Option("--force", help="Vervang een eerdere export.")] = False,
    store: Store = None,
) -> None:
    """Write everything in the register to a folder or a file."""
    settings = Settings.from_environment(os.environ, store=store)
    with reading(settings) as register:
        snapshot = register.snapshot()
    export(snapshot, target, format_, force=force)
    console.say(
        f"Klaar: partijen ({len(snapshot.actors)}) en aanbod ({len(snapshot.offerings)}) staan in {target}."
    )
