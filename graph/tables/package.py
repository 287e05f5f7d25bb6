"""The files inside an Excel file, opened without trusting a single size that it states."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from graph.tables.limits import MAX_INFLATED_BYTES, MAX_INFLATED_RATIO, MAX_ZIP_ENTRIES
from graph.tables.refusals import Refusal, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

_CENTRAL_HEADER = b"PK\x01\x02"
_CHUNK = 65_536
_OVERLAP = 300  # bytes
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
        if len(self.names) < len(entries) or any(entry.compress_type not in _METHODS for entry in entries):
            raise Refused(Refusal.DAMAGED)
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise Refused(Refusal.OLD_EXCEL)
        if sum(entry.file_size for entry in entries) > MAX_INFLATED_BYTES:
            raise Refused(Refusal.UNPACKS_TOO_LARGE)
        if any(entry.file_size > _allowed(entry) for entry in entries):
            raise Refused(Refusal.UNPACKS_TOO_LARGE)

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield an entry in pieces of which each begins with the end of the one before.

        So a short mark is found whole in one of them.

        Raises:
            Refused: As for ``pieces``.
        """
        before = b""
        for piece in self.pieces(name):
            yield before + piece
            before = piece[-_OVERLAP:]

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield an entry in pieces, counting what really comes out.

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
