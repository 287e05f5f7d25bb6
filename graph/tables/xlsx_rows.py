"""Rows of an Excel file (.xlsx), read as a stream.

A reader of our own and not openpyxl, because that one loads numpy where it finds it, pads rows to the size
that a sheet claims, and takes several times as long. openpyxl is the yardstick in the tests.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graph.tables.assembling import RawRow
from graph.tables.limits import MAX_CELL, MAX_COLUMNS
from graph.tables.notes import Cleaned, Notes
from graph.tables.numbers import Format, formats_of, shown
from graph.tables.package import Package, relations_of, resolved
from graph.tables.refusals import Refusal, Refused
from graph.tables.table import CONTROLS, Flaw
from graph.tables.xml_parts import Attributes, PartReader, elements

if TYPE_CHECKING:
    from collections.abc import Iterator

_MACRO_PARTS = re.compile(r"vbaProject|xl/macrosheets/", re.IGNORECASE)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ROW_NUMBER = re.compile(r"[1-9][0-9]{0,6}\Z", re.ASCII)
_CELL_NAME = re.compile(r"([A-Z]{1,3})[1-9][0-9]{0,6}\Z", re.ASCII)
_LONGEST_NUMBER = 40  # characters
_ROOT_RELATIONS = "_rels/.rels"
_CONTENT_TYPES = "[Content_Types].xml"


def xlsx_rows(data: bytes, notes: Notes) -> Iterator[RawRow]:
    """Yield every row of the first visible sheet that has data, blank rows that are stored too.

    Raises:
        Refused: The file is no workbook, has macros, takes data from other files, is damaged or too large.
    """
    workbook = _Workbook(Package(data))
    for sheet in workbook.sheets:
        rows = workbook.rows(sheet, notes)
        first = next((row for row in rows if row.flaw or any(row.cells)), None)
        if first is not None:
            if len(workbook.sheets) > 1:
                notes.add(Cleaned.OTHER_SHEETS)
            yield first
            yield from rows
            return


class _Workbook:
    """What is needed of a workbook to read a sheet: the order of the sheets, shared texts, formats."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._refuse_unsafe()
        part = self._workbook_part()
        relations = self._relations(part)
        found = elements(package, part, "workbookPr", "sheet")
        since_1904 = any(
            attributes.get("date1904") in {"1", "true"} for name, attributes in found if name == "workbookPr"
        )
        self.sheets = _sheet_parts([attributes for name, attributes in found if name == "sheet"], relations)
        self._shared = self._shared_texts(relations)
        self._formats = self._cell_formats(relations, since_1904=since_1904)

    def rows(self, sheet: str, notes: Notes) -> Iterator[RawRow]:
        """Yield the rows of one sheet."""
        reader = _SheetReader(self._shared, self._formats, notes)
        for _ in reader.read(self._package, sheet):
            yield from reader.rows
            reader.rows.clear()

    def _refuse_unsafe(self) -> None:
        names = self._package.names
        if _CONTENT_TYPES not in names or _ROOT_RELATIONS not in names:
            raise Refused(Refusal.OTHER_OFFICE)
        declared = elements(self._package, _CONTENT_TYPES, "Override", "Default")
        types = {attributes.get("ContentType", "").lower() for _, attributes in declared}
        if any(_MACRO_PARTS.search(name) for name in names) or any(
            "macroenabled" in type_ for type_ in types
        ):
            raise Refused(Refusal.MACROS)
        if any(name.lower().startswith("xl/externallinks/") for name in names):
            raise Refused(Refusal.EXTERNAL_LINKS)

    def _workbook_part(self) -> str:
        for type_, target in self._relations("").values():
            if type_ == "officeDocument" and target.endswith(".xml") and target.startswith("xl/"):
                return target
        raise Refused(Refusal.OTHER_OFFICE)

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return the relations of a part, or of the package for "": type and target by id."""
        where = relations_of(part)
        if where not in self._package.names:
            return {}
        return {
            attributes.get("Id", ""): (
                attributes.get("Type", "").rpartition("/")[2],
                resolved(part, attributes.get("Target", "")),
            )
            for _, attributes in elements(self._package, where, "Relationship")
            if attributes.get("TargetMode") != "External"
        }

    def _shared_texts(self, relations: dict[str, tuple[str, str]]) -> list[str]:
        texts: list[str] = []
        for part in _targets(relations, "sharedStrings") & self._package.names:
            reader = _SharedTextReader()
            for _ in reader.read(self._package, part):
                pass
            texts += reader.texts
        return texts

    def _cell_formats(
        self, relations: dict[str, tuple[str, str]], *, since_1904: bool
    ) -> list[Format | None]:
        for part in _targets(relations, "styles") & self._package.names:
            found = elements(self._package, part, "numFmt", "cellXfs", "cellStyleXfs", "dxfs", "xf")
            return formats_of(found, since_1904=since_1904)
        return []


def _targets(relations: dict[str, tuple[str, str]], wanted: str) -> set[str]:
    return {target for type_, target in relations.values() if type_ == wanted}


def _sheet_parts(sheets: list[Attributes], relations: dict[str, tuple[str, str]]) -> list[str]:
    """Return the parts of the worksheets in order: the visible ones, or all when none is visible."""
    parts: list[tuple[bool, str]] = []
    for sheet in sheets:
        relation = next((value for name, value in sheet.items() if name.endswith(":id")), "")
        type_, target = relations.get(relation, ("", ""))
        if type_ == "worksheet":
            parts.append((sheet.get("state", "visible") == "visible", target))
    return [part for visible, part in parts if visible] or [part for _, part in parts]


class _SharedTextReader(PartReader):
    """Reads the texts that cells refer to by number; leaves out reading aids for Asian scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._in_text = False
        self._in_aid = False

    def opened(self, name: str, attributes: Attributes) -> None:  # noqa: ARG002 - texts have none that matter
        if name == "t":
            self._in_text = not self._in_aid
        elif name == "rPh":
            self._in_aid = True

    def closed(self, name: str) -> None:
        if name == "t":
            self._in_text = False
        elif name == "rPh":
            self._in_aid = False
        elif name == "si":
            self.texts.append("".join(self._pieces))
            self._pieces.clear()

    def text(self, data: str) -> None:
        if self._in_text:
            self._pieces.append(data)


class _SheetReader(PartReader):
    """Reads the cells of one sheet into rows of text."""

    def __init__(self, shared: list[str], formats: list[Format | None], notes: Notes) -> None:
        super().__init__()
        self.rows: list[RawRow] = []
        self._shared = shared
        self._formats = formats
        self._notes = notes
        self._columns: dict[str, int] = {}
        self._number = 0
        self._cells: list[str] = []
        self._flaw: Flaw | None = None
        self._column = 0
        self._kind = ""
        self._style = ""
        self._pieces: list[str] = []
        self._taking = False
        self._has_formula = False

    def opened(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._open_cell(attributes)
        elif name in {"v", "t"}:
            self._taking = True
        elif name == "f":
            self._has_formula = True
        elif name == "rPh":
            self._kind = "aid" if self._kind == "inlineStr" else self._kind
        elif name == "row":
            self._open_row(attributes.get("r"))

    def closed(self, name: str) -> None:
        if name in {"v", "t"}:
            self._taking = False
        elif name == "rPh":
            self._kind = "inlineStr" if self._kind == "aid" else self._kind
        elif name == "c":
            self._close_cell()
        elif name == "row":
            self.rows.append(RawRow(self._number, self._cells, self._flaw))

    def text(self, data: str) -> None:
        if self._taking and self._kind != "aid":
            self._pieces.append(data)

    def _open_row(self, stated: str | None) -> None:
        if stated is None:
            self._number += 1
        elif _ROW_NUMBER.match(stated):
            self._number = int(stated)
        else:
            raise Refused(Refusal.DAMAGED)
        self._cells = []
        self._flaw = None
        self._column = 0

    def _open_cell(self, attributes: Attributes) -> None:
        name = attributes.get("r")
        self._column = self._column + 1 if name is None else self._column_of(name)
        self._kind = attributes.get("t", "n")
        self._style = attributes.get("s", "")
        self._pieces = []
        self._has_formula = False

    def _column_of(self, name: str) -> int:
        """Return the number of the column that a cell such as AB12 stands in, from 1."""
        found = _CELL_NAME.match(name)
        if found is None:
            raise Refused(Refusal.DAMAGED)
        letters = found[1]
        if letters not in self._columns:
            number = 0
            for letter in letters:
                number = number * 26 + ord(letter) - ord("A") + 1
            self._columns[letters] = number
        return self._columns[letters]

    def _close_cell(self) -> None:
        raw = "".join(self._pieces)
        if not raw:
            if self._has_formula and self._kind in {"n", ""}:
                self._notes.add(Cleaned.FORMULA_WITHOUT_VALUE, self._number)
            return
        value = self._value(raw)
        if not value:
            return
        if self._column > MAX_COLUMNS:
            self._flaw = Flaw.TOO_MANY_CELLS
            return
        missing = self._column - len(self._cells)
        if missing > 0:
            self._cells += [""] * missing
        self._cells[self._column - 1] = value

    def _value(self, raw: str) -> str:
        if self._kind == "s":
            return self._text(self._shared_text(raw))
        if self._kind == "n" and len(raw) <= _LONGEST_NUMBER:
            return shown(raw, self._format())
        if self._kind in {"str", "inlineStr"}:
            return self._text(raw)
        if self._kind == "b":
            return "WAAR" if raw.strip() in {"1", "true"} else "ONWAAR"
        if self._kind == "e":
            self._notes.add(Cleaned.ERROR_CELLS, self._number)
            return ""
        return self._text(raw)  # "d" is a date in ISO form; anything else is shown as it stands

    def _shared_text(self, raw: str) -> str:
        try:
            position = int(raw)
            if position < 0:
                raise Refused(Refusal.DAMAGED)
            return self._shared[position]
        except (ValueError, IndexError) as broken:
            raise Refused(Refusal.DAMAGED) from broken

    def _format(self) -> Format | None:
        if not self._style:
            return None
        try:
            return self._formats[int(self._style)]
        except (ValueError, IndexError):
            return None

    def _text(self, raw: str) -> str:
        """Return a text, or a little over 10,000 characters of it, which shows that it is too long."""
        text = raw[: 8 * MAX_CELL]
        if "_x" in text:
            text = _unescaped(text)
        text = text[: MAX_CELL + 1]
        if CONTROLS.search(text):
            self._notes.add(Cleaned.CONTROL_CHARACTERS, self._number)
            text = CONTROLS.sub("", text)
        return text


def _unescaped(text: str) -> str:
    """Return the text with ``_x000D_`` and the like as the characters that they stand for."""
    plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    # Characters beyond the first plane are escaped as two halves; a half alone is no character.
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
