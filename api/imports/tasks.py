"""What the child process is asked, and how the two speak.

The parent writes pickles: a task, the facts of the register in pieces of one kind, and None. The child
answers with frames: one letter, a length of four bytes (big-endian) and that many bytes, pickled:

    P   progress: rows done and rows in all
    D   done: what the task returns; without it the child died
    F   the faults of the list
"""

from __future__ import annotations

import struct
from dataclasses import fields
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from graph.importing import ListKind, ListRequest
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


def parts(facts: Snapshot) -> Iterator[tuple[str, Sequence[Any]]]:
    """Yield facts by kind in pieces that are soon packed: ``actors`` and some actors, and so on."""
    for group in fields(facts):
        for piece in pieces(getattr(facts, group.name), FACTS_TOGETHER):
            yield group.name, piece


def pieces(things: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Yield a sequence in pieces of so many."""
    for start in range(0, len(things), size):
        yield things[start : start + size]
