"""What the child process is asked, and how the two speak.

The parent writes pickles: a task, the facts of the register in pieces of one kind, and None. The child
answers with frames: one letter, a length of four bytes (big-endian) and that many bytes, pickled:

    P   progress: rows or facts done, and how many in all
    T   it is ready to write in the register, and waits for a byte that tells that nobody else does
    D   done: what the task returns
    F   the faults of the list
    E   another error, as it was raised
    M   the task takes more memory than the child may have

Without one of the last four the child died. A child that writes in the register tells its progress a last
time just before that is kept: if its parent is gone, this cannot be told, and nothing is kept.
"""

from __future__ import annotations

import struct
from dataclasses import fields
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from api.imports.values import PlanIndex
    from graph import Address
    from graph.importing import ListKind, ListRequest
    from matchmaker.journal import Batch
    from matchmaker.model import Snapshot

T = TypeVar("T")

HEAD = struct.Struct(">cI")
FACTS_TOGETHER = 500  # few enough that pickling them holds nobody up


class LookTask(NamedTuple):
    """Look at a list: what its columns seem to hold.

    Attributes:
        parts: The list, as ``table_of`` takes it.
        kind: What its rows are.
        remembered: What was chosen for this sender before.
        target: Where to write the list, without what is about persons.
    """

    parts: tuple[Any, ...]
    kind: ListKind
    remembered: Mapping[str, str]
    target: Path


class PlanTask(NamedTuple):
    """Compare a list with the register.

    Attributes:
        source: Where the list stands.
        request: What somebody says of it.
        version: The version of the register that follows.
        target: Where to write the plan.
        problems: Where to write the rows that were not taken in.
    """

    source: Path
    request: ListRequest
    version: int
    target: Path
    problems: Path


class StoreTask(NamedTuple):
    """Store a list as it was planned.

    Attributes:
        address: Where the register is.
        source: Where the plan stands.
        plan: What stands where in it.
        request: What somebody says of the list.
        batch: As what it is stored.
    """

    address: Address
    source: Path
    plan: PlanIndex
    request: ListRequest
    batch: Batch


class UndoTask(NamedTuple):
    """Undo a change.

    Attributes:
        address: Where the register is.
        batch_id: Which change.
        at: When, in UTC.
        by: Function and desk of who undoes it.
    """

    address: Address
    batch_id: str
    at: datetime
    by: str


Task = LookTask | PlanTask | StoreTask | UndoTask


def parts(facts: Snapshot) -> Iterator[tuple[str, Sequence[Any]]]:
    """Yield facts by kind in pieces that are soon packed: ``actors`` and some actors, and so on."""
    for group in fields(facts):
        for piece in pieces(getattr(facts, group.name), FACTS_TOGETHER):
            yield group.name, piece


def in_all(total: int, progress: Callable[[int, int], None]) -> Callable[[str, int, int], None]:
    """Return what takes the progress of each kind of facts, and tells how many are done of all."""
    done_of: dict[str, int] = {}

    def tell(kind: str, done: int, _total: int) -> None:
        done_of[kind] = done
        progress(min(sum(done_of.values()), total), total)

    return tell


def pieces(things: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Yield a sequence in pieces of so many."""
    for start in range(0, len(things), size):
        yield things[start : start + size]
