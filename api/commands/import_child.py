"""The process of its own in which ``loket import`` works, small and with a limit to its memory.

It takes its order from its environment, since its input is the person who is asked whether to store.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import graph
from api.commands import console, importing
from api.small_process import FRUGAL, limit_memory
from graph import importing as lists
from graph import open_register
from matchmaker import vocabulary
from matchmaker.errors import LoketError
from matchmaker.plain import Reader, as_text

if TYPE_CHECKING:
    from datetime import date

    from graph import Credentials
    from graph.importing import ListKind, Undecided

_ORDER = "LOKET_IMPORT_ORDER"
_TOO_LARGE = (
    "Dit is te veel om in één keer in te lezen. Er is niets opgeslagen. Verdeel de lijst over meer bestanden."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to import, and where to.

    Attributes:
        file: The list, or the export.
        store: URL of the register.
        credentials: How to sign in there.
        kind: What the rows are.
        sender: Organisation that sent the list.
        stated_on: Day for which it holds.
        association: Of which the rows are members, or None.
        undecided: What happens to possible doubles.
        chosen: Columns as typed.
        yes: Store without asking, ask first (False), or only show (None).
    """

    file: str
    store: str
    credentials: Credentials
    kind: ListKind
    sender: str
    stated_on: date
    association: str | None
    undecided: Undecided
    chosen: tuple[str, ...]
    yes: bool | None


def import_in_child(order: Order) -> int:
    """Carry out an order in a process of its own, and return its exit code."""
    return subprocess.call(  # our own interpreter and module, without a shell
        [sys.executable, "-I", "-m", "api.commands.import_child"],
        env={**os.environ, **environment(order)},
    )


def environment(order: Order) -> dict[str, str]:
    """Return what the process finds in its environment."""
    return {**FRUGAL, _ORDER: as_text(order)}


def carry_out(order: Order) -> int:
    """Carry out an order in this process, and return its exit code."""
    request = lists.ListRequest(
        kind=order.kind,
        sender=order.sender,
        stated_on=order.stated_on,
        columns={},
        association=order.association,
        undecided=order.undecided,
    )
    with closing(open_register(order.store, credentials=order.credentials)) as register:
        return importing.import_file(register, Path(order.file), request, chosen=order.chosen, yes=order.yes)


def main() -> int:
    """Carry out the order of the parent, and return the exit code."""
    limit_memory()
    names: Any = sys.modules[__name__]
    order = Reader(vocabulary, graph, lists, names).read(json.loads(os.environ.pop(_ORDER)), Order)
    try:
        return carry_out(order)
    except LoketError as error:
        console.explain(error)
        return console.exit_code(error)
    except MemoryError:
        console.say(_TOO_LARGE)
        return console.FAULTS_FOUND
    except KeyboardInterrupt:  # the parent tells
        return console.BROKEN_OFF


if __name__ == "__main__":
    sys.exit(main())
