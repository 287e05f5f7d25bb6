"""Writes an Excel file (.xlsx) with XlsxWriter: a table a sheet, headers in view, text never a formula."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from xlsxwriter import Workbook

from graph.tables.neutral import is_active
from graph.tables.table import kept
from matchmaker.errors import Fault, InvalidInput
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_NOT_IN_TITLE = re.compile(r"[\[\]:*?/\\]")
_LONGEST_TITLE = 31  # characters, a limit of Excel, as the next
_LONGEST_CELL = 32_767
_MAX_DIGITS = 15  # of a number; Excel forgets the others
_WIDEST = 60  # characters shown of a column
_MEASURED = 200  # rows looked at for the width of a column
_MOMENT = datetime(1980, 1, 1, tzinfo=UTC)  # the first that a zip file knows: the same rows, the same bytes
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


class Sheet(NamedTuple):
    """One sheet.

    Attributes:
        title: What Excel does not allow in it is left out.
        headers: Names of the columns, none empty, none twice.
        rows: One value per header in each.
    """

    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[str | float]]


def workbook_bytes(sheets: Sequence[Sheet]) -> bytes:
    """Return the Excel file.

    Raises:
        InvalidInput: A text is longer than the 32,767 characters that an Excel cell holds.
    """
    _check_lengths(sheets)
    out = io.BytesIO()
    with Workbook(out, _OPTIONS) as workbook:
        workbook.set_properties({"created": _MOMENT})
        styles = _Styles(workbook)
        for number, sheet in enumerate(sheets, start=1):
            _fill(workbook.add_worksheet(_title(sheet.title)), sheet, styles, f"Lijst{number}")
    return out.getvalue()


class _Styles:
    """Looks of a cell, all of the kind "text": a KVK number and a date stay as they are written."""

    def __init__(self, workbook: Workbook) -> None:
        self.text: Format = workbook.add_format({"num_format": "@"})
        # The prefix keeps a cell text when somebody edits it.
        self.guarded: Format = workbook.add_format({"num_format": "@", "quote_prefix": True})
        self.header: Format = workbook.add_format({"num_format": "@", "quote_prefix": True, "bold": True})


def _fill(worksheet: Worksheet, sheet: Sheet, styles: _Styles, table_name: str) -> None:
    for column, header in enumerate(sheet.headers):
        shown = [header, *(str(row[column]) for row in sheet.rows[:_MEASURED])]
        worksheet.set_column(column, column, min(_WIDEST, max(map(len, shown)) + 3))
    if sheet.rows:  # Excel wants to repair a file with a table that has no rows
        worksheet.add_table(
            0,
            0,
            len(sheet.rows),
            len(sheet.headers) - 1,
            {
                "name": table_name,
                "style": "Table Style Light 9",
                "columns": [{"header": header} for header in sheet.headers],
            },
        )
    for column, header in enumerate(sheet.headers):
        worksheet.write_string(0, column, header, styles.header)
    for number, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row):
            _write(worksheet, number, column, value, styles)
    worksheet.freeze_panes(1, 0)


def _write(worksheet: Worksheet, row: int, column: int, value: str | float, styles: _Styles) -> None:
    if isinstance(value, str):
        if text := kept(value):
            worksheet.write_string(row, column, text, styles.guarded if is_active(text) else styles.text)
    elif len(repr(value)) <= _MAX_DIGITS:
        worksheet.write_number(row, column, value)
    else:
        worksheet.write_string(row, column, repr(value), styles.text)


def _check_lengths(sheets: Iterable[Sheet]) -> None:
    faults = [
        Fault(
            where=f"{sheet.title}:{number} {header}",
            message=Bilingual(
                "Deze tekst is te lang voor Excel (meer dan 32.767 tekens). Kies een ander formaat.",
                "This text is too long for Excel (more than 32,767 characters). Choose another format.",
            ),
        )
        for sheet in sheets
        for number, row in enumerate(sheet.rows, start=2)
        for header, value in zip(sheet.headers, row, strict=True)
        if isinstance(value, str) and len(value) > _LONGEST_CELL
    ]
    if faults:
        raise InvalidInput(faults)


def _title(title: str) -> str:
    allowed = "".join(character for character in title if character.isprintable())
    words = _NOT_IN_TITLE.sub(" ", allowed).split()
    return " ".join(words).strip(" '")[:_LONGEST_TITLE].strip(" '") or "Lijst"
