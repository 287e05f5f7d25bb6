"""Makes a table of raw rows, whatever file they came from: finds the headers, checks every row."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

from graph.tables.limits import MAX_CELL, MAX_COLUMNS, MAX_HEADER, MAX_LINES, MAX_ROWS, MAX_TEXT_BYTES
from graph.tables.notes import Cleaned, Notes
from graph.tables.refusals import Refusal, Refused
from graph.tables.table import Flaw, Table, pack, table_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_LOOKED_AT = 10  # rows in which the headers are looked for
_PROGRESS_EVERY = 1_000  # rows


class RawRow(NamedTuple):
    """One row of a file before it is checked.

    Attributes:
        number: Number of the row as Excel counts it.
        cells: Texts, as many as the row has, at most 100 unless the flaw says so.
        flaw: What the reader of the file already found wrong.
        ragged: Whether missing cells at the end are worth a note: in a CSV file they are, in Excel never.
    """

    number: int
    cells: list[str]
    flaw: Flaw | None = None
    ragged: bool = False


def assemble(
    name: str, raw: Iterable[RawRow], notes: Notes, progress: Callable[[int], None] | None = None
) -> Table:
    """Return the table that the rows of a file form.

    Args:
        name: Name of the file for messages.
        raw: All rows of the file in order, blank ones too.
        notes: Where the reader of the file already noted what it cleaned.
        progress: Called with the number of rows read so far, every 1,000 rows.

    Raises:
        Refused: There are no rows, too many rows or columns, or too much text.
    """
    filled = _filled(raw, notes)
    first = list(itertools.islice(filled, _LOOKED_AT))
    if not first:
        raise Refused(Refusal.EMPTY)
    start = _header_index(first)
    for row in first[:start]:
        notes.add(Cleaned.ABOVE_HEADERS, row.number)
    headers = _headers(first[start], _width(first[start:]), notes)
    sorter = _Sorter(len(headers), notes)
    for count, row in enumerate(itertools.chain(first[start + 1 :], filled), start=1):
        if count > MAX_ROWS:
            raise Refused(Refusal.TOO_MANY_ROWS)
        sorter.take(row)
        if progress is not None and count % _PROGRESS_EVERY == 0:
            progress(count)
    if not sorter.rows and not sorter.rejected:
        notes.add(Cleaned.NO_ROWS)
    return table_of(name, headers, sorter.rows, sorter.rejected, notes.listed())


class _Sorter:
    """Puts each row with the used or the rejected ones, and counts the text."""

    def __init__(self, width: int, notes: Notes) -> None:
        self.rows: list[bytes] = []
        self.rejected: list[bytes] = []
        self._width = width
        self._notes = notes
        self._bytes_left = MAX_TEXT_BYTES

    def take(self, row: RawRow) -> None:
        """Check one row and keep it."""
        flaw, column = self._flaw(row)
        if flaw is None:
            packed = pack(row.number, self._fitted(row))
            self.rows.append(packed)
        else:
            cells = [cell[:MAX_CELL] for cell in row.cells[:MAX_COLUMNS]]
            packed = pack(row.number, cells, flaw, column)
            self.rejected.append(packed)
        self._bytes_left -= len(packed)
        if self._bytes_left < 0:
            raise Refused(Refusal.TOO_MUCH_TEXT)

    def _flaw(self, row: RawRow) -> tuple[Flaw | None, int]:
        if row.flaw is not None:
            return row.flaw, 0
        for column, cell in enumerate(row.cells, start=1):
            if len(cell) > MAX_CELL:
                return Flaw.CELL_TOO_LONG, column
            if column > self._width and cell.strip():
                return Flaw.TOO_MANY_CELLS, 0
        return None, 0

    def _fitted(self, row: RawRow) -> list[str]:
        missing = self._width - len(row.cells)
        if missing > 0 and row.ragged:
            self._notes.add(Cleaned.SHORT_ROWS, row.number)
        return row.cells[: self._width] + [""] * missing


def _filled(raw: Iterable[RawRow], notes: Notes) -> Iterator[RawRow]:
    # Blank rows are noted only when something follows: Excel files often end in thousands of formatted ones.
    pending: list[int] = []
    for row in raw:
        if row.number > MAX_LINES:
            raise Refused(Refusal.TOO_MANY_ROWS)
        if row.flaw is None and not any(cell.strip() for cell in row.cells):
            pending.append(row.number)
            continue
        for number in pending:
            notes.add(Cleaned.BLANK_ROWS, number)
        pending.clear()
        yield row


def _header_index(rows: list[RawRow]) -> int:
    # Lists from offices often start with a title: one cell above rows that have three or more.
    for index, row in enumerate(rows):
        following = max((_filled_cells(other) for other in rows[index + 1 :]), default=0)
        if _filled_cells(row) > 1 or following < 3:
            return index
    return 0


def _filled_cells(row: RawRow) -> int:
    return sum(1 for cell in row.cells if cell.strip())


def _width(rows: list[RawRow]) -> int:
    """Return the number of columns: as many as have a header, or as most of the first rows use.

    A single row that is wider has a stray separator and does not widen the table.
    """
    used = sorted(_used_width(row) for row in rows[1:] if row.flaw is None)
    usual = used[(len(used) - 1) // 2] if len(used) > 1 else 0
    return max(_used_width(rows[0]), usual)


def _used_width(row: RawRow) -> int:
    return max((column for column, cell in enumerate(row.cells, start=1) if cell.strip()), default=0)


def _headers(row: RawRow, width: int, notes: Notes) -> tuple[str, ...]:
    if row.flaw is Flaw.TOO_MANY_CELLS or width > MAX_COLUMNS:
        raise Refused(Refusal.TOO_MANY_COLUMNS)
    if row.flaw is not None or any(len(cell) > MAX_CELL for cell in row.cells):
        raise Refused(Refusal.HEADER_UNREADABLE)
    headers: list[str] = []
    taken: set[str] = set()
    for column in range(width):
        given = " ".join(row.cells[column].split()) if column < len(row.cells) else ""
        if len(given) > MAX_HEADER:
            notes.add(Cleaned.HEADER_CUT)
        if not given:
            notes.add(Cleaned.HEADER_NAMED)
        header = _free(given[:MAX_HEADER].strip() or f"Kolom {column + 1}", taken)
        if given and header != given[:MAX_HEADER].strip():
            notes.add(Cleaned.HEADER_NUMBERED)
        taken.add(header.casefold())
        headers.append(header)
    return tuple(headers)


def _free(wanted: str, taken: set[str]) -> str:
    if wanted.casefold() not in taken:
        return wanted
    return next(
        numbered
        for number in itertools.count(2)
        if (numbered := f"{wanted} ({number})").casefold() not in taken
    )
