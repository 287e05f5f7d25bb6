"""Reads a list that somebody sends, CSV or Excel, into clean rows.

This is the part that meets hostile bytes: the application calls it through ``graph.tables.child``, which runs
it in a process of its own with limits on memory and time.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from graph.tables.assembling import assemble
from graph.tables.csv_rows import csv_rows
from graph.tables.limits import MAX_FILE_BYTES
from graph.tables.notes import Cleaned, Notes
from graph.tables.refusals import Refusal, Refused, invalid, shown_name
from graph.tables.xlsx_rows import xlsx_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from graph.tables.assembling import RawRow
    from graph.tables.table import Table

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_FILES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"{\\rtf")
_WEB_PAGES = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<head", b"<meta", b"mime-version:")
_EXCEL_NAMES = (".xls", ".xlsx", ".xlsm", ".xlsb", ".ods")


def read_table(source: Path | bytes, name: str, progress: Callable[[int], None] | None = None) -> Table:
    """Read a CSV file or an Excel workbook (.xlsx); the content decides which it is, not the name.

    CSV: UTF-8, UTF-16 with a mark, else Windows cp1252; separators ``; , tab |``. Excel: the first
    visible sheet with data, values as stored; nothing is computed and nothing outside the file is opened.

    Args:
        source: The file, or its bytes; at most 10 MB.
        name: Name of the file, for messages; folders in it are left out.
        progress: Called with the number of rows read so far, every 1,000 rows.

    Raises:
        InvalidInput: The whole file cannot be used: one fault that names the reason. A single bad row is no
            reason; it stands in ``Table.rejected``.
    """
    data = bytes_of(source, name)
    shown = shown_name(name)
    notes = Notes()
    try:
        return assemble(shown, _rows(data, shown, notes), notes, progress)
    except Refused as refused:
        raise invalid(shown, refused.refusal) from refused


def bytes_of(source: Path | bytes, name: str) -> bytes:
    """Return the bytes of a file; never reads more than the limit, whatever the size seemed to be.

    Raises:
        InvalidInput: It is larger than 10 MB.
    """
    if isinstance(source, Path):
        with source.open("rb") as file:
            source = file.read(MAX_FILE_BYTES + 1)
    if len(source) > MAX_FILE_BYTES:
        raise invalid(name, Refusal.FILE_TOO_LARGE)
    return source


def _rows(data: bytes, name: str, notes: Notes) -> Iterator[RawRow]:
    if data.startswith(_ZIP):
        return xlsx_rows(data, notes)
    if data.startswith(_OLD_OFFICE):
        raise Refused(Refusal.OLD_EXCEL)
    if data.startswith(_OTHER_FILES):
        raise Refused(Refusal.NOT_A_TABLE)
    if data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_WEB_PAGES):
        raise Refused(Refusal.WEB_PAGE)
    if name.lower().endswith(_EXCEL_NAMES):
        notes.add(Cleaned.NAMED_AS_EXCEL)
    return csv_rows(data, notes)
