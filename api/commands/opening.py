"""How a command is told which register to use, and opens it to read."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from api.settings import DEFAULT_STORE
from api.stores import open_store_for_reading
from matchmaker.errors import Conflict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.settings import Settings
    from matchmaker.ports import Register

Store = Annotated[
    str | None,
    typer.Option(
        help=f"Adres van de opslag; anders LOKET_STORE, anders {DEFAULT_STORE}.",
        metavar="ADRES",
        show_default=False,
    ),
]


@contextmanager
def reading(settings: Settings) -> Iterator[Register]:
    """Open a register that holds something, beside whoever changes it."""
    with closing(open_store_for_reading(settings)) as register:
        if not any(register.counts().values()):
            raise Conflict("Het register is leeg. Vul het eerst met: loket seed")
        yield register
