"""The files inside an Excel file, opened without trusting a single size that it states."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from graph.tables.limits import MAX_ELEMENTS, MAX_INFLATED_BYTES, MAX_INFLATED_RATIO, MAX_ZIP_ENTRIES
from graph.tables.refusals import Refusal, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

_CENTRAL_HEADER = b"PK\x01\x02"
_CHUNK = 65_536
_SMALL = 10_240  # bytes; below this a high ratio says nothing
_ENCRYPTED = 0x1
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
# What zipfile raises on bytes that are no sound zip file; NotImplementedError and RuntimeError name features.
_BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    struct.error,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


class Package:
    """A zip file with counted unpacking: at most 100 entries, 50 MiB in all, and a ratio of 100 per entry."""

    def __init__(self, data: bytes) -> None:
        """Open the package and check what it states about itself.

        Raises:
            Refused: It is damaged, encrypted or too large when unpacked.
        """
        # Counted before zipfile makes an object of each, of which 10 MB can name two hundred thousand.
        if data.count(_CENTRAL_HEADER) > MAX_ZIP_ENTRIES:
            raise Refused(Refusal.UNPACKS_TOO_LARGE)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN_ZIP as broken:
            raise Refused(Refusal.DAMAGED) from broken
        entries = self._zip.infolist()
        self.names = {entry.filename for entry in entries}
        self._left = MAX_INFLATED_BYTES
        self._elements_left = MAX_ELEMENTS
        if len(self.names) < len(entries) or any(entry.compress_type not in _METHODS for entry in entries):
            raise Refused(Refusal.DAMAGED)
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise Refused(Refusal.OLD_EXCEL)
        if sum(entry.file_size for entry in entries) > MAX_INFLATED_BYTES:
            raise Refused(Refusal.UNPACKS_TOO_LARGE)
        if any(entry.file_size > _allowed(entry) for entry in entries):
            raise Refused(Refusal.UNPACKS_TOO_LARGE)

    def count_elements(self, number: int) -> None:
        """Count XML elements that were read.

        Raises:
            Refused: All parts together have more than three million.
        """
        self._elements_left -= number
        if self._elements_left < 0:
            raise Refused(Refusal.UNPACKS_TOO_LARGE)

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield an entry in pieces of 64 KiB, counting what really comes out.

        Raises:
            Refused: The entry is absent or damaged, or the package unpacks to too much.
        """
        if name not in self.names:
            raise Refused(Refusal.DAMAGED)
        room = _allowed(self._zip.getinfo(name))
        try:
            with self._zip.open(name) as entry:
                while chunk := entry.read(_CHUNK):
                    room -= len(chunk)
                    self._left -= len(chunk)
                    if room < 0 or self._left < 0:
                        raise Refused(Refusal.UNPACKS_TOO_LARGE)
                    yield chunk
        except _BROKEN_ZIP as broken:
            raise Refused(Refusal.DAMAGED) from broken


def _allowed(entry: zipfile.ZipInfo) -> int:
    return MAX_INFLATED_RATIO * max(entry.compress_size, _SMALL)


def resolved(base: str, target: str) -> str:
    """Return the name of the entry that a relation in the part ``base`` points to."""
    if target.startswith("/"):
        return posixpath.normpath(target).lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), target))


def relations_of(part: str) -> str:
    """Return the name of the entry that lists the relations of a part."""
    folder, _, name = part.rpartition("/")
    return posixpath.join(folder, "_rels", f"{name}.rels")
