"""Writes an Excel file (.xlsx) with one sheet of text, as one table, with the headers kept in view.

A writer of our own and not openpyxl, because that one takes many times as long, makes formulas of texts that
start with ``=`` unless told otherwise cell by cell, and warns on every table in a file written as a stream.
"""

from __future__ import annotations

import functools
import io
import re
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from graph.tables.neutral import is_active

if TYPE_CHECKING:
    from collections.abc import Sequence

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TEXT, _GUARDED, _HEADER = 0, 1, 2  # the cell styles below, by position
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_TITLE = re.compile(r"[\[\]:*?/\\]")
_LONGEST_TITLE = 31  # characters, a limit of Excel
_WIDEST = 60  # characters shown of a column
_MEASURED = 200  # rows looked at for the width of a column
_MOMENT = (1980, 1, 1, 0, 0, 0)  # the first that a zip file knows: the same rows make the same bytes

_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    # Format 49 is text. quotePrefix keeps a cell text when somebody edits it.
    '<cellXfs count="3"><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" quotePrefix="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" quotePrefix="1"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
_WORKBOOK_RELATIONS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId3" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    "</Relationships>"
)
_ROOT_RELATIONS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
_SHEET_RELATIONS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/table" Target="../tables/table1.xml"/></Relationships>'
)


def workbook_bytes(headers: Sequence[str], rows: Sequence[Sequence[str]], title: str) -> bytes:
    """Return the Excel file.

    Args:
        headers: Names of the columns, none empty, none twice.
        rows: One text per header in each, without characters that XML cannot hold.
        title: Name of the sheet; what Excel does not allow in it is left out.
    """
    texts = _SharedTexts()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        with package.open(_entry("xl/worksheets/sheet1.xml"), "w") as sheet:
            sheet.write(_sheet_top(headers, rows).encode())
            sheet.write(_row(1, headers, texts, _HEADER).encode())
            for number, row in enumerate(rows, start=2):
                sheet.write(_row(number, row, texts).encode())
            sheet.write(_sheet_end(has_table=bool(rows)).encode())
        parts = {
            "[Content_Types].xml": _content_types(has_table=bool(rows)),
            "_rels/.rels": _ROOT_RELATIONS,
            "xl/workbook.xml": _workbook(title),
            "xl/_rels/workbook.xml.rels": _WORKBOOK_RELATIONS,
            "xl/styles.xml": _STYLES,
            "xl/sharedStrings.xml": texts.part(),
        }
        if rows:  # Excel wants to repair a file with a table that has no rows
            parts["xl/worksheets/_rels/sheet1.xml.rels"] = _SHEET_RELATIONS
            parts["xl/tables/table1.xml"] = _table(headers, len(rows))
        for name, content in parts.items():
            package.writestr(_entry(name), content)
    return out.getvalue()


class _SharedTexts:
    """The texts that cells refer to by number, each once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers))

    def part(self) -> str:
        items = "".join(
            f'<si><t xml:space="preserve">{escape(_escaped(text))}</t></si>' for text in self._numbers
        )
        return f'{_XML}<sst xmlns="{_MAIN}" uniqueCount="{len(self._numbers)}">{items}</sst>'


def _row(number: int, row: Sequence[str], texts: _SharedTexts, style: int | None = None) -> str:
    cells = "".join(
        f'<c r="{_letters(column)}{number}" s="{_style(text) if style is None else style}" t="s">'
        f"<v>{texts.number(text)}</v></c>"
        for column, text in enumerate(row)
        if text
    )
    return f'<row r="{number}">{cells}</row>'


def _style(text: str) -> int:
    return _GUARDED if is_active(text) else _TEXT


def _sheet_top(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    columns = zip(headers, *rows[:_MEASURED], strict=True)
    widths = [min(_WIDEST, max(map(len, column)) + 3) for column in columns]
    shown = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(widths, start=1)
    )
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft"'
        ' state="frozen"/><selection pane="bottomLeft"/></sheetView></sheetViews>'
        f"<cols>{shown}</cols><sheetData>"
    )


def _sheet_end(*, has_table: bool) -> str:
    table = '<tableParts count="1"><tablePart r:id="rId1"/></tableParts>' if has_table else ""
    return f"</sheetData>{table}</worksheet>"


def _table(headers: Sequence[str], rows: int) -> str:
    reference = f"A1:{_letters(len(headers) - 1)}{rows + 1}"
    columns = "".join(
        f'<tableColumn id="{number}" name={quoteattr(_escaped(header))}/>'
        for number, header in enumerate(headers, start=1)
    )
    return (
        f'{_XML}<table xmlns="{_MAIN}" id="1" name="Lijst" displayName="Lijst" ref="{reference}">'
        f'<autoFilter ref="{reference}"/><tableColumns count="{len(headers)}">{columns}</tableColumns>'
        '<tableStyleInfo name="TableStyleLight9" showRowStripes="1"/></table>'
    )


def _workbook(title: str) -> str:
    return (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews>'
        f'<sheets><sheet name={quoteattr(_sheet_title(title))} sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _content_types(*, has_table: bool) -> str:
    types = {
        "/xl/workbook.xml": "sheet.main",
        "/xl/worksheets/sheet1.xml": "worksheet",
        "/xl/styles.xml": "styles",
        "/xl/sharedStrings.xml": "sharedStrings",
    }
    if has_table:
        types["/xl/tables/table1.xml"] = "table"
    overrides = "".join(
        f'<Override PartName="{part}" ContentType="{_TYPE}.{type_}+xml"/>' for part, type_ in types.items()
    )
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _MOMENT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _escaped(text: str) -> str:
    """Return the text as the format keeps it: a carriage return, and what looks like one escaped, escaped."""
    return _ESCAPED.sub("_x005F_", text).replace("\r", "_x000D_")


def _sheet_title(title: str) -> str:
    allowed = "".join(character for character in title if character.isprintable())
    words = _NOT_IN_TITLE.sub(" ", allowed).split()
    return " ".join(words).strip(" '")[:_LONGEST_TITLE].strip(" '") or "Lijst"


@functools.cache
def _letters(column: int) -> str:
    """Return the letters of a column, counted from 0: A to Z, AA ..."""
    before, last = divmod(column, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)
