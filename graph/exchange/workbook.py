"""Makes an Excel file of several sheets, headers in view and filters on; a text is never a formula.

``graph.tables.workbook`` makes the file of one list; its parts are for one sheet with one table.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from graph.tables.neutral import is_active
from graph.tables.table import CONTROLS
from matchmaker.errors import Fault, InvalidInput
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TEXT, _GUARDED, _HEADER = 1, 2, 3  # the cell styles below, by position
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    "<borders><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
    # Format 49 is text. quotePrefix keeps a cell text when somebody edits it.
    '<cellXfs count="4"><xf/><xf numFmtId="49" applyNumberFormat="1"/>'
    '<xf numFmtId="49" applyNumberFormat="1" quotePrefix="1"/>'
    '<xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_ROOT_RELATIONS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_MAX_CELL = 32_767  # characters, a limit of the file format
_MAX_DIGITS = 15  # of a number; Excel forgets the others
_WIDTH = 24
_MOMENT = (1980, 1, 1, 0, 0, 0)  # the first that a zip file knows: the same facts must make the same bytes


class Sheet(NamedTuple):
    r"""One sheet.

    Attributes:
        title: At most 31 characters, none of ``[]:*?/\``.
        headers: Names of the columns.
        rows: One value per header in each.
    """

    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[str | float]]


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """Return the Excel file.

    Raises:
        InvalidInput: A text is longer than an Excel cell holds.
    """
    _check_lengths(sheets)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for number, sheet in enumerate(sheets, start=1):
            package.writestr(_entry(f"xl/worksheets/sheet{number}.xml"), _sheet(sheet))
        parts = {
            "[Content_Types].xml": _content_types(len(sheets)),
            "_rels/.rels": _ROOT_RELATIONS,
            "xl/workbook.xml": _workbook(sheets),
            "xl/_rels/workbook.xml.rels": _workbook_relations(len(sheets)),
            "xl/styles.xml": _STYLES,
        }
        for name, content in parts.items():
            package.writestr(_entry(name), content)
    return out.getvalue()


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
        if isinstance(value, str) and len(value) > _MAX_CELL
    ]
    if faults:
        raise InvalidInput(faults)


def _sheet(sheet: Sheet) -> str:
    width = len(sheet.headers)
    letters = [_letters(position) for position in range(1, width + 1)]
    headers = "".join(
        _text_cell(f"{letter}1", header, _HEADER)
        for letter, header in zip(letters, sheet.headers, strict=True)
    )
    rows = "".join(
        f'<row r="{number}">'
        + "".join(_cell(f"{letter}{number}", value) for letter, value in zip(letters, row, strict=True))
        + "</row>"
        for number, row in enumerate(sheet.rows, start=2)
    )
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols><col min="1" max="{width}" width="{_WIDTH}" customWidth="1"/></cols>'
        f'<sheetData><row r="1">{headers}</row>{rows}</sheetData>'
        f'<autoFilter ref="A1:{letters[-1]}{len(sheet.rows) + 1}"/></worksheet>'
    )


def _cell(position: str, value: str | float) -> str:
    if not isinstance(value, str):
        if len(repr(value)) <= _MAX_DIGITS:
            return f'<c r="{position}"><v>{value!r}</v></c>'
        value = repr(value)
    if not value:
        return ""
    return _text_cell(position, value, _GUARDED if is_active(value) else _TEXT)


def _text_cell(position: str, text: str, style: int) -> str:
    kept = _LOOKS_ESCAPED.sub("_x005F_", CONTROLS.sub("", text)).replace("\r", "_x000D_")
    return (
        f'<c r="{position}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(kept)}</t></is></c>'
    )


def _workbook(sheets: Iterable[Sheet]) -> str:
    named = "".join(
        f'<sheet name={quoteattr(sheet.title)} sheetId="{number}" r:id="rId{number}"/>'
        for number, sheet in enumerate(sheets, start=1)
    )
    return (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{named}</sheets></workbook>"
    )


def _workbook_relations(count: int) -> str:
    sheets = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, count + 1)
    )
    return (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{sheets}'
        f'<Relationship Id="rId{count + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    )


def _content_types(count: int) -> str:
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for number in range(1, count + 1)
    )
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{sheets}</Types>'
    )


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _MOMENT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _letters(position: int) -> str:
    """Return the letters of a column, counted from 1: A to Z, AA ..."""
    before, last = divmod(position - 1, 26)
    return (_letters(before) if before else "") + chr(ord("A") + last)
