"""Cells of a sheet that calamine gives as empty although something is in them, with their rows.

A formula whose outcome was never stored, as programs write it that do not calculate, and an error of Excel.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET
from xml.parsers import expat

from graph.tables.notes import Cleaned
from graph.tables.refusals import Refusal, Refused

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from graph.tables.package import Package

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# What the parsers raise on bytes that are no sound XML; the last two name encodings.
_BROKEN = (expat.ExpatError, ET.ParseError, LookupError, ValueError)

SUSPECT = re.compile(rb"""<(?:\w+:)?f[\s/>]|\st=["']e["']""")
"""What the bytes of a sheet hold that has such cells."""


def read_as_empty(package: Package, title: str, suspects: Collection[str]) -> Iterator[tuple[Cleaned, int]]:
    """Yield what is wrong with a cell and the number of its row, in the order of the sheet.

    Args:
        package: A workbook of which no part has a document type, so that nothing in it can be expanded.
        title: The sheet.
        suspects: The parts that hold something ``SUSPECT``.

    Raises:
        Refused: The sheet is damaged.
    """
    part = _part_of(package, title)
    if part in suspects:
        found = _Cells()
        try:
            for chunk in package.pieces(part):
                found.parser.Parse(chunk)
                yield from found.taken()
        except _BROKEN as broken:
            raise Refused(Refusal.DAMAGED) from broken


class _Cells:
    """Follows rows and cells while a sheet is parsed."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self._row = 0
        self._is_error = self._has_formula = self._has_value = self._in_value = False
        self._found: list[tuple[Cleaned, int]] = []

    def taken(self) -> list[tuple[Cleaned, int]]:
        """Return what was found since the last time."""
        found, self._found = self._found, []
        return found

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "row":
                number = attributes.get("r", "")
                self._row = int(number) if number.isdecimal() else self._row + 1
            case "c":
                self._is_error = attributes.get("t") == "e"
                self._has_formula = self._has_value = False
            case "f":
                self._has_formula = True
            case "v" | "t":
                self._in_value = True

    def _text(self, text: str) -> None:
        self._has_value = self._has_value or (self._in_value and bool(text))

    def _end(self, name: str) -> None:
        match name.rpartition(" ")[2]:
            case "v" | "t":
                self._in_value = False
            case "c" if self._is_error:
                self._found.append((Cleaned.ERROR_CELLS, self._row))
            case "c" if self._has_formula and not self._has_value:
                self._found.append((Cleaned.FORMULA_WITHOUT_VALUE, self._row))


def _part_of(package: Package, title: str) -> str:
    """Return the name of the part that holds a sheet; nothing if the workbook does not say."""
    if not {_WORKBOOK, _RELATIONS} <= package.names:
        return ""
    sheets = {
        one.get("name"): one.get(_ID) for one in _elements(package, _WORKBOOK) if one.tag.endswith("}sheet")
    }
    targets = {one.get("Id"): one.get("Target", "") for one in _elements(package, _RELATIONS)}
    target = targets.get(sheets.get(title), "")
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _elements(package: Package, part: str) -> Iterator[ET.Element]:
    try:
        return ET.fromstring(b"".join(package.pieces(part))).iter()  # noqa: S314  # see read_as_empty
    except _BROKEN as broken:
        raise Refused(Refusal.DAMAGED) from broken
