"""Rows of an Excel file (.xlsx), read by calamine after checks of our own.

calamine reads a sheet as a whole and trusts the file with its memory, so this runs in the limited process of
``graph.tables.child``; what is too large for that ends it, and the file is refused.
"""

from __future__ import annotations

import io
import math
import re
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from graph.tables.assembling import RawRow
from graph.tables.limits import MAX_CELL, MAX_COLUMNS
from graph.tables.notes import Cleaned, Notes
from graph.tables.package import Package
from graph.tables.refusals import Refusal, Refused
from graph.tables.sheet_cells import SUSPECT, read_as_empty
from graph.tables.table import CONTROLS, Flaw

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from python_calamine import CalamineSheet

Value = int | float | str | bool | time | date | datetime | timedelta

_CONTENT_TYPES = "[Content_Types].xml"
_ROOT_RELATIONS = "_rels/.rels"
_MACRO_PARTS = re.compile(r"vbaProject|xl/macrosheets/", re.IGNORECASE)
_MACRO_TYPE = re.compile(rb"macroEnabled", re.IGNORECASE)
_DOCUMENT_TYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)
_SHEETS = "xl/worksheets/"


def xlsx_rows(data: bytes, notes: Notes) -> Iterator[RawRow]:
    """Yield every row of the first visible sheet that has data, blank rows before it too.

    Raises:
        Refused: The file is no workbook, has macros, takes data from other files, is damaged or too large.
    """
    suspects = _check(Package(data))
    with _own_errors():
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = _readable(workbook.sheets_metadata)
        for sheet in map(workbook.get_sheet_by_name, sheets):
            if sheet.start is not None:
                if len(sheets) > 1:
                    notes.add(Cleaned.OTHER_SHEETS)
                for cleaned, number in read_as_empty(Package(data), sheet.name, suspects):
                    notes.add(cleaned, number)
                yield from _rows(sheet, notes)
                return


def sheet_titles(data: bytes) -> tuple[str, ...]:
    """Return the titles of all sheets.

    Raises:
        Refused: As for ``xlsx_rows``.
    """
    _check(Package(data))
    with _own_errors():
        return tuple(sheet.name for sheet in CalamineWorkbook.from_filelike(io.BytesIO(data)).sheets_metadata)


def sheet_texts(data: bytes) -> dict[str, list[tuple[str, ...]]]:
    """Return the rows of every sheet by its title, as texts of any length.

    For workbooks of our own: a list from outside goes through ``xlsx_rows``, which has limits.

    Raises:
        Refused: As for ``xlsx_rows``.
    """
    _check(Package(data))
    with _own_errors():
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return {
            title: [
                tuple(value if isinstance(value, str) else _shown(value) for value in row)
                for row in workbook.get_sheet_by_name(title).iter_rows()
            ]
            for title in workbook.sheet_names
        }


@contextmanager
def _own_errors() -> Iterator[None]:
    try:
        yield
    except PasswordError as protected:
        raise Refused(Refusal.OLD_EXCEL) from protected
    except CalamineError as broken:
        raise Refused(Refusal.DAMAGED) from broken


def _check(package: Package) -> set[str]:
    """Refuse what may not be read, and return the sheets in which something may be read as empty."""
    if not {_CONTENT_TYPES, _ROOT_RELATIONS} <= package.names:
        raise Refused(Refusal.OTHER_OFFICE)
    if any(_MACRO_PARTS.search(name) for name in package.names):
        raise Refused(Refusal.MACROS)
    if any(name.lower().startswith("xl/externallinks/") for name in package.names):
        raise Refused(Refusal.EXTERNAL_LINKS)
    suspects: set[str] = set()
    for name in sorted(package.names):
        for content in package.chunks(name):
            if _DOCUMENT_TYPE.search(content):
                raise Refused(Refusal.DOCUMENT_TYPE)
            if name == _CONTENT_TYPES and _MACRO_TYPE.search(content):
                raise Refused(Refusal.MACROS)
            if name.startswith(_SHEETS) and SUSPECT.search(content):
                suspects.add(name)
    return suspects


def _readable(sheets: Sequence[SheetMetadata]) -> list[str]:
    """Return the names of the worksheets in order: the visible ones, or all when none is visible."""
    tables = [sheet for sheet in sheets if sheet.typ == SheetTypeEnum.WorkSheet]
    visible = [sheet.name for sheet in tables if sheet.visible == SheetVisibleEnum.Visible]
    return visible or [sheet.name for sheet in tables]


def _rows(sheet: CalamineSheet, notes: Notes) -> Iterator[RawRow]:
    before = [""] * sheet.start[1] if sheet.start else []
    for number, values in enumerate(sheet.iter_rows(), start=1):
        texts = [_shown(value) for value in values]
        if any(map(CONTROLS.search, texts)):
            notes.add(Cleaned.CONTROL_CHARACTERS, number)
            texts = [CONTROLS.sub("", text) for text in texts]
        cells = [*before, *texts]
        flaw = Flaw.TOO_MANY_CELLS if any(cells[MAX_COLUMNS:]) else None
        yield RawRow(number, cells[:MAX_COLUMNS], flaw)


def _shown(value: Value) -> str:
    """Return a value as a person sees it in a Dutch sheet, dates in ISO form.

    A text is cut a little over 10,000 characters, which shows that it is too long.
    """
    match value:
        case str():
            shown = value[: MAX_CELL + 1]
        case bool():
            shown = "WAAR" if value else "ONWAAR"
        case datetime():
            shown = f"{value:%Y-%m-%d} {_clock(value.time())}"
        case date():
            shown = value.isoformat()
        case time():
            shown = _clock(value)
        case timedelta():
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            shown = f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
        case _:
            shown = _number(value)
    return shown


def _clock(moment: time) -> str:
    return f"{moment:%H:%M:%S}".removesuffix(":00")


def _number(value: float) -> str:
    if math.isfinite(value) and abs(value) < 1e15 and value == int(value):
        return str(int(value))
    return format(value, ".15g")  # Excel shows fifteen digits; the rest is how a computer stores 0.3
