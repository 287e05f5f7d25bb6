"""``loket seed``, and how an empty register is filled."""

from __future__ import annotations

import os
from contextlib import closing
from importlib import resources
from pathlib import Path  # noqa: TC003  # typer reads the annotations at run time
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from api.commands import console
from api.commands.opening import Store  # noqa: TC001  # typer reads the annotations at run time
from api.settings import Settings
from api.stores import open_store
from graph.seeding import read_seeds, seed

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from matchmaker.ports import Register, Tally


def seed_command(
    store: Store = None,
    folder: Annotated[
        Path | None,
        typer.Option(help="Map met gegevens; anders de meegeleverde.", metavar="MAP", show_default=False),
    ] = None,
) -> None:
    """Put the regional data into the register."""
    settings = Settings.from_environment(os.environ, store=store)
    with closing(open_store(settings)) as register:
        _tell(seed_with_progress(register, folder))


def seed_with_progress(register: Register, folder: Path | None = None) -> Tally:
    """Put the data of a folder, or else those that come along, into a register, and show how far that is."""
    source: Traversable = resources.files("seeds") if folder is None else folder
    snapshot = read_seeds(source)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console.err, transient=True) as progress:
        tasks = {
            kind: progress.add_task(name, total=None, visible=False) for kind, name in console.KINDS.items()
        }

        def show(kind: str, done: int, total: int) -> None:
            if kind in tasks:
                progress.update(tasks[kind], completed=done, total=total, visible=True)

        return seed(register, snapshot, show)


def _tell(tally: Tally) -> None:
    console.say(f"Klaar: {tally.new} nieuw, {tally.changed} gewijzigd, {tally.same} hetzelfde.")
