"""Imports a list of 2,000 members into an embedded register, and says where it is.

``python -m tests.crash.importer FILE`` prints ``PLANNED`` before anything is stored and ``DONE`` after.
"""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from graph import open_register
from graph.importing import Imported, ListKind, ListRequest, apply_import, plan_import
from graph.tables.reading import read_table
from matchmaker.model import Actor, Document, Snapshot, Source
from matchmaker.vocabulary import ActorKind, Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable

    from matchmaker.ports import Register

ROWS = 2_000
KNOWN = 500  # of the rows are in the register before

_OURS = Source(document_id="ours", first_line=1, last_line=1, stated_on=date(2025, 1, 1))
REQUEST = ListRequest(
    kind=ListKind.MEMBERS,
    sender="Vereniging",
    stated_on=date(2026, 1, 1),
    columns={"Naam": "name", "KVK": "kvk_number"},
)


def name(number: int) -> str:
    """Return a name that no other row's name is like."""
    letters = "".join(chr(ord("a") + int(digit) * 2) for digit in f"{number:05}")
    return f"{letters}{letters[::-1]} {letters[2:]}{letters[:3]}"


def world() -> Snapshot:
    """Return what is in the register before the import."""
    document = Document(
        id="ours", title="t", publisher="p", published_on=date(2025, 1, 1), file=None, licence="facts only"
    )
    text = Bilingual("tekst", "text")
    known = (
        Actor(
            id=f"known-{number}",
            name=name(number),
            kind=ActorKind.ENTREPRENEUR,
            description=text,
            sources=(_OURS,),
        )
        for number in range(KNOWN)
    )
    club = Actor(
        id="vereniging",
        name="Vereniging",
        kind=ActorKind.ASSOCIATION,
        description=text,
        sources=(_OURS,),
    )
    return Snapshot(documents=(document,), actors=(*known, club))


def import_list(register: Register, planned: Callable[[], None] = lambda: None) -> Imported:
    """Import the list."""
    lines = [f"{name(number)};{10_000_000 + number}" for number in range(ROWS)]
    table = read_table("\n".join(["Naam;KVK", *lines]).encode(), "leden.csv")
    plan = plan_import(register, table, REQUEST)
    planned()
    now = datetime(2026, 1, 2, tzinfo=UTC)
    return apply_import(register, table, REQUEST, plan, batch_id="leden", by="beheer", at=now)


def main(file: str) -> None:
    """Import and say so."""

    def say_planned() -> None:
        sys.stdout.write("PLANNED\n")
        sys.stdout.flush()

    with closing(open_register(f"sqlite:///{file}")) as register:
        import_list(register, say_planned)
        sys.stdout.write("DONE\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
