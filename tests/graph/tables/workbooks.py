"""Excel files made part by part, so that a test can make any part hostile."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from graph.tables.writing import to_xlsx

if TYPE_CHECKING:
    from collections.abc import Mapping

SHEET = "xl/worksheets/sheet1.xml"
SHARED = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"
TYPES = "[Content_Types].xml"
WORKBOOK = "xl/workbook.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sound() -> bytes:
    return to_xlsx(
        ["Naam", "Plaats"], [["Timmerbedrijf De Balk", "Woerden"], ["Repair Café", "Gouda"]], "Leden"
    )


def parts_of(workbook: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Mapping[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def with_parts(changes: Mapping[str, bytes | str]) -> bytes:
    """A sound workbook with some parts replaced or added."""
    return packed({**parts_of(sound()), **changes})


def sheet(rows: str) -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def inline(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


def row(*cells: str) -> str:
    return f"<row>{''.join(cells)}</row>"
