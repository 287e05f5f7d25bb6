"""``loket import`` and ``loket undo`` as they are typed; ``import_child`` and ``importing`` do the work."""

from __future__ import annotations

import os
from contextlib import closing
from datetime import datetime  # noqa: TC003  # typer reads the annotations at run time
from pathlib import Path  # noqa: TC003  # typer reads the annotations at run time
from typing import Annotated

import typer

from api.clock import SystemClock
from api.commands import importing
from api.commands.import_child import Order, import_in_child
from api.commands.opening import Store  # noqa: TC001  # typer reads the annotations at run time
from api.settings import Settings
from api.stores import credentials_of, open_store
from graph.importing import ListKind, Undecided


def import_command(  # noqa: PLR0913, PLR0917  # each is an option of the command line, given by name
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV of Excel (.xlsx), of wat loket export maakte.", metavar="BESTAND", show_default=False
        ),
    ],
    kind: Annotated[
        ListKind,
        typer.Option(help="Wat de rijen zijn: providers, members of offerings.", metavar="SOORT"),
    ] = ListKind.PROVIDERS,
    sender: Annotated[
        str, typer.Option(help="Organisatie die de lijst stuurde; nooit een persoon.", metavar="NAAM")
    ] = "onbekend",
    date: Annotated[
        datetime | None,
        typer.Option(
            help="Dag waarvoor de lijst geldt, zoals 2026-01-31; anders vandaag.",
            metavar="DATUM",
            formats=["%Y-%m-%d"],
            show_default=False,
        ),
    ] = None,
    association: Annotated[
        str | None,
        typer.Option(
            help="Bij members: waarvan zij lid zijn; anders de afzender.", metavar="NAAM", show_default=False
        ),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            help="Kolom=veld, of Kolom= om over te slaan; mag vaker.", metavar="KEUZE", show_default=False
        ),
    ] = None,
    undecided: Annotated[
        Undecided,
        typer.Option(
            help="Mogelijke dubbelen: returned (komen terug) of takenIn (worden een eigen partij; "
            "beslis later met loket doubles).",
            metavar="KEUZE",
        ),
    ] = Undecided.RETURNED,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Laat alleen zien wat er zou wijzigen.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Sla op zonder te vragen.")] = False,
    store: Store = None,
) -> int:
    """Take a list in, or put an export back."""
    settings = Settings.from_environment(os.environ, store=store)
    return import_in_child(
        Order(
            file=str(file),
            store=settings.store,
            credentials=credentials_of(settings),
            kind=kind,
            sender=sender,
            stated_on=date.date() if date else SystemClock().today(),
            association=association,
            undecided=undecided,
            chosen=tuple(column or ()),
            yes=None if dry_run else yes,
        )
    )


def undo_command(
    batch: Annotated[
        str | None,
        typer.Argument(
            help="Nummer van de wijziging; zonder nummer ziet u de laatste.",
            metavar="NUMMER",
            show_default=False,
        ),
    ] = None,
    store: Store = None,
) -> None:
    """Take a change back as a whole."""
    settings = Settings.from_environment(os.environ, store=store)
    with closing(open_store(settings)) as register:
        importing.undo_batch(register, batch)
