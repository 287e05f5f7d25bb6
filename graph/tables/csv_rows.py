"""Rows of a text file with separators: any usual encoding, any usual separator, broken quotes.

The standard library's reader is not used because one quote that is never closed makes it swallow the rest of
the file as one cell, and because its limit on a cell is one setting for the whole process.
"""

from __future__ import annotations

import codecs
import itertools
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from graph.tables.assembling import RawRow
from graph.tables.limits import MAX_COLUMNS
from graph.tables.neutral import restored
from graph.tables.notes import Cleaned, Notes
from graph.tables.refusals import Refusal, Refused
from graph.tables.table import CONTROLS, Flaw

if TYPE_CHECKING:
    from collections.abc import Iterator

SEPARATORS = ";\t,|"
_BINARY = re.compile("[\x01-\x08\x0e-\x1f]")
_BINARY_SHARE = 0.02
_SAMPLE = 65_536  # characters in which separator and binary content are looked for
_SAMPLE_LINES = 50
_LINE_END = re.compile(r"\r\n|\r|\n")
_SEPARATOR_LINE = re.compile(r"sep=([;\t,|])(?:\r\n|\r|\n|\Z)", re.IGNORECASE)
_QUOTED_PART = re.compile(r'(?:(?<=[;\t,|\r\n])|\A) *"(?:[^"]++|"")*+(?:"|\Z)')
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Layout(NamedTuple):
    """How the lines of a file are divided.

    Attributes:
        separator: The character between cells.
        cells: How many cells most lines have.
    """

    separator: str
    cells: int


def csv_rows(data: bytes, notes: Notes) -> Iterator[RawRow]:
    """Yield every row of a text file, blank ones too; takes time in proportion to its size.

    Raises:
        Refused: The bytes are no text.
    """
    original = _decoded(data, notes)
    if len(_BINARY.findall(original[:_SAMPLE])) > _BINARY_SHARE * len(original[:_SAMPLE]):
        raise Refused(Refusal.NOT_A_TABLE)
    text = CONTROLS.sub("", original)
    removed = _removed_at(original) if len(text) < len(original) else iter(())
    replaced = (found.start() for found in re.finditer("\ufffd", text))
    start, layout = _layout(text)
    divider = _Divider(text, layout)
    next_removed, next_replaced = next(removed, None), next(replaced, None)
    for end, row in divider.rows(start):
        while next_removed is not None and next_removed < end:
            notes.add(Cleaned.CONTROL_CHARACTERS, row.number)
            next_removed = next(removed, None)
        while next_replaced is not None and next_replaced < end:
            notes.add(Cleaned.UNREADABLE_CHARACTERS, row.number)
            next_replaced = next(replaced, None)
        yield row


def _decoded(data: bytes, notes: Notes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        notes.add(Cleaned.WINDOWS_TEXT)
        return data.decode("cp1252", errors="replace")


def _removed_at(original: str) -> Iterator[int]:
    """Yield where control characters stood, as positions in the text without them."""
    return (found.start() - before for before, found in enumerate(CONTROLS.finditer(original)))


def _layout(text: str) -> tuple[int, Layout]:
    """Return where the rows start and how they are divided.

    The separator is the one that divides most lines into equally many cells; between equals the one that
    makes more cells. Text between quotes does not count. A first line such as ``sep=;`` decides at once.
    """
    stated = _SEPARATOR_LINE.match(text)
    start = stated.end() if stated else 0
    lines = _sample_lines(text, start)
    options = [_division(lines, separator) for separator in (stated[1] if stated else SEPARATORS)]
    _, best = max(options, key=lambda option: (option[0], option[1].cells))
    return start, best


def _sample_lines(text: str, start: int) -> list[str]:
    bare = _QUOTED_PART.sub("", text[start : start + _SAMPLE])
    lines = _LINE_END.split(bare)
    if len(text) - start > _SAMPLE and len(lines) > 1:
        del lines[-1]  # it was cut off
    return [line for line in lines if line.strip(" ")][:_SAMPLE_LINES]


def _division(lines: list[str], separator: str) -> tuple[float, Layout]:
    counts = Counter(line.count(separator) for line in lines)
    del counts[0]
    if not counts:
        return 0.0, Layout(separator, 1)
    usual = max(counts, key=lambda count: (counts[count], count))
    if usual == 1 and separator not in lines[0]:  # one column of texts with a comma here and there
        return 0.0, Layout(separator, 1)
    return counts[usual] / len(lines), Layout(separator, usual + 1)


class _Divider:
    """Divides a text into rows and cells."""

    def __init__(self, text: str, layout: Layout) -> None:
        self._text = text
        self._separator, self._usual = layout
        mark = re.escape(self._separator)
        # Possessive, so that a quote that is never closed is tried once and not in every length.
        self._cell = re.compile(
            rf'(?: *"(?P<quoted>(?:[^"]++|"")*+)" *(?=[{mark}\r\n]|\Z)|(?P<bare>[^{mark}\r\n]*+))'
            rf"(?P<end>{mark}|\r\n|\r|\n|\Z)"
        )

    def rows(self, position: int) -> Iterator[tuple[int, RawRow]]:
        """Yield where each row ends in the text, and the row."""
        number = 1 if position else 0  # a line that states the separator is a row too
        while position < len(self._text):
            number += 1
            stop, following = self._line(position)
            line = self._text[position:stop]
            if '"' in line:
                following, row = self._quoted_row(number, position, following)
            else:
                row = self._plain_row(number, line)
            yield following, row
            position = following

    def _line(self, position: int) -> tuple[int, int]:
        found = _LINE_END.search(self._text, position)
        return found.span() if found else (len(self._text), len(self._text))

    def _plain_row(self, number: int, line: str, flaw: Flaw | None = None) -> RawRow:
        *cells, rest = line.split(self._separator, MAX_COLUMNS)
        if len(cells) < MAX_COLUMNS:
            cells.append(rest)
        elif not self._blank(rest):
            flaw = flaw or Flaw.TOO_MANY_CELLS
        return RawRow(number, _restored(cells), flaw, ragged=True)

    def _quoted_row(self, number: int, position: int, following: int) -> tuple[int, RawRow]:
        """Return where the row ends and the row, which may go on over several lines.

        When lines were joined and the number of cells is unusual, a quote is missing or astray: then only the
        first line is rejected and the next line is a row of its own, so that no row disappears in a cell.
        """
        cells, flaw, end = self._cells(position)
        if end > following and len(cells) != self._usual:
            stop, _ = self._line(position)
            return following, self._plain_row(number, self._text[position:stop], Flaw.OPEN_QUOTE)
        return end, RawRow(number, _restored(cells), flaw, ragged=True)

    def _cells(self, position: int) -> tuple[list[str], Flaw | None, int]:
        """Return at most 100 cells of the row at ``position``, what is wrong with it, and where it ends."""
        cells: list[str] = []
        flaw: Flaw | None = None
        for found in itertools.islice(self._cell.finditer(self._text, position), MAX_COLUMNS):
            quoted, bare, ending = found.group("quoted", "bare", "end")
            cells.append(bare if quoted is None else quoted.replace('""', '"'))
            if quoted is None and _is_open(bare):
                flaw = Flaw.OPEN_QUOTE
            position = found.end()
            if ending != self._separator:
                return cells, flaw, position
        stop, following = self._line(position)
        if not self._blank(self._text[position:stop]):
            flaw = flaw or Flaw.TOO_MANY_CELLS
        return cells, flaw, following

    def _blank(self, rest: str) -> bool:
        return not rest.strip(f'{self._separator} "')


def _is_open(bare: str) -> bool:
    return bare.lstrip(" ").startswith('"') and bare.count('"') % 2 == 1


def _restored(cells: list[str]) -> list[str]:
    return [restored(cell) if cell.startswith("'") else cell for cell in cells]
