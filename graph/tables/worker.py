"""The child process that reads one file: limits itself, takes bytes as input, gives frames as output.

A frame is one letter, a length of four bytes (big-endian) and that many bytes:

    P   progress: number of rows so far, as digits
    T   the table without its rows, as JSON
    R   one packed row that can be used
    X   one packed row that is rejected
    E   the end; without it the child died
    F   the file is refused, as JSON
"""

from __future__ import annotations

import json
import os
import struct
import sys
from typing import TYPE_CHECKING, BinaryIO

from graph.tables.reading import read_table
from matchmaker.errors import InvalidInput

if sys.platform != "win32":
    import resource

if TYPE_CHECKING:
    from graph.tables.table import Table

HEAD = struct.Struct(">cI")
_NICER = 5


def main() -> None:
    """Read the file on standard input; arguments: its name, most memory in bytes, most CPU in seconds."""
    name, memory, cpu = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    _limit(memory, cpu)
    out = sys.stdout.buffer
    try:
        table = read_table(sys.stdin.buffer.read(), name, lambda rows: _tell(out, rows))
    except InvalidInput as refused:
        faults = [[fault.where, fault.message.nl, fault.message.en] for fault in refused.faults]
        _write(out, b"F", json.dumps(faults).encode())
    else:
        _send(out, table)
    out.flush()


def _limit(memory: int, cpu: int) -> None:
    """Bound this process, and let the rest of the machine go first."""
    if sys.platform == "win32":  # has no such limits; the parent's limit on the wall clock holds there too
        return
    for which, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),  # it writes to a pipe and has no business with files
    ):
        resource.setrlimit(which, (most, most))
    os.nice(_NICER)


def _tell(out: BinaryIO, rows: int) -> None:
    _write(out, b"P", str(rows).encode())
    out.flush()


def _send(out: BinaryIO, table: Table) -> None:
    notes = [[note.text.nl, note.text.en, note.rows, note.total] for note in table.notes]
    _write(out, b"T", json.dumps({"name": table.name, "headers": table.headers, "notes": notes}).encode())
    for line in table.rows.lines:
        _write(out, b"R", line)
    for line in table.rejected.lines:
        _write(out, b"X", line)
    _write(out, b"E", b"")


def _write(out: BinaryIO, kind: bytes, payload: bytes) -> None:
    out.write(HEAD.pack(kind, len(payload)))
    out.write(payload)


if __name__ == "__main__":
    main()
