"""Reads a file from outside in a child process with limits, so that no file can hurt the application.

The child gets the bytes of the file and nothing else: no environment with secrets, no open files. What comes
back is counted, so that a child gone wild cannot fill the memory of its parent.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.tables.limits import MAX_TEXT_BYTES, MIB
from graph.tables.reading import bytes_of
from graph.tables.refusals import Refusal, invalid, shown_name
from graph.tables.table import Note, Table, table_of
from graph.tables.worker import HEAD
from matchmaker.errors import Fault, InvalidInput
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import IO

logger = logging.getLogger(__name__)

_MAX_RECEIVED = MAX_TEXT_BYTES + 16 * MIB  # the text, and headers and marks around it
_KEPT_ENVIRONMENT = ("SYSTEMROOT",)  # Windows starts no process without it


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildLimits:
    """What the child process may use.

    Attributes:
        memory_bytes: Address space in all; the interpreter itself takes about 20 MB of it.
        cpu_seconds: Time on a processor.
        wall_seconds: Time on the clock, after which it is killed.
    """

    memory_bytes: int = 300_000_000
    cpu_seconds: int = 30
    wall_seconds: float = 60.0


DEFAULT_LIMITS = ChildLimits()


def read_table_in_child(
    source: Path | bytes,
    name: str,
    progress: Callable[[int], None] | None = None,
    limits: ChildLimits = DEFAULT_LIMITS,
) -> Table:
    """Read a file as ``read_table`` does, in a process of its own.

    Blocks until the child is done, without holding the interpreter's lock: call it in a thread. Memory of
    this process rises by at most the file and its text, together under 60 MB.

    Args:
        source: The file, or its bytes; at most 10 MB.
        name: Name of the file, for messages.
        progress: Called in this thread with the number of rows read so far, every 1,000 rows. What it raises
            ends the child and comes out here.
        limits: What the child may use; memory and CPU where the platform can limit them.

    Raises:
        InvalidInput: The file cannot be used, or the child died over it.
    """
    data = bytes_of(source, name)
    shown = shown_name(name)
    with _child(shown, limits) as process:
        killer = threading.Timer(limits.wall_seconds, process.kill)
        killer.start()
        try:
            table = _exchange(process, data, shown, progress)
        except _Died as died:
            process.kill()
            logger.warning("reading a table ended with exit code %s: %s", process.wait(), died)
            raise invalid(shown, Refusal.TOO_HEAVY) from died
        finally:
            killer.cancel()
            process.kill()
    return table


class _Died(Exception):
    """The child ended, or sent something, before the table was complete."""


def _child(name: str, limits: ChildLimits) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-I", "-m", "graph.tables.worker"]
    arguments = [name, str(limits.memory_bytes), str(limits.cpu_seconds)]
    environment = {key: os.environ[key] for key in _KEPT_ENVIRONMENT if key in os.environ}
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module; the name is one argument, no shell
        [*command, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )


def _exchange(
    process: subprocess.Popen[bytes], data: bytes, name: str, progress: Callable[[int], None] | None
) -> Table:
    stdin, stdout = process.stdin, process.stdout
    if stdin is None or stdout is None:
        raise _Died("no pipes")
    # The child reads everything before it writes anything, so neither waits for the other.
    # When the child is dead, writing fails, and so does closing, which tries to write the rest.
    with contextlib.suppress(BrokenPipeError):
        stdin.write(data)
    with contextlib.suppress(BrokenPipeError):
        stdin.close()
    head: bytes | None = None
    rows: list[bytes] = []
    rejected: list[bytes] = []
    for kind, payload in _frames(stdout):
        if kind == b"R":
            rows.append(payload)
        elif kind == b"X":
            rejected.append(payload)
        elif kind == b"T":
            head = payload
        elif kind == b"F":
            raise _refusal(payload)
        elif kind == b"P" and progress is not None:
            progress(int(payload))
        elif kind == b"E" and head is not None:
            return _table(name, head, rows, rejected)
    raise _Died("no end")


def _frames(stdout: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    left = _MAX_RECEIVED
    while len(head := stdout.read(HEAD.size)) == HEAD.size:
        kind, size = HEAD.unpack(head)
        left -= HEAD.size + size
        if left < 0:
            raise _Died("too much")
        payload = stdout.read(size)
        if len(payload) < size:
            return
        yield kind, payload


def _table(name: str, head: bytes, rows: list[bytes], rejected: list[bytes]) -> Table:
    told = json.loads(head)
    notes = tuple(Note(Bilingual(nl, en), tuple(where), total) for nl, en, where, total in told["notes"])
    return table_of(name, tuple(told["headers"]), rows, rejected, notes)


def _refusal(payload: bytes) -> InvalidInput:
    return InvalidInput(
        [Fault(where=where, message=Bilingual(nl, en)) for where, nl, en in json.loads(payload)]
    )
