"""Makes CSV and Excel files of rows, safe to open, and read back by ``graph.tables.reading`` as the same.

What does not come back: rows without visible text, and characters that no cell keeps (``table.CONTROLS``).
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from graph.tables.csv_rows import SEPARATORS
from graph.tables.neutral import neutralised
from graph.tables.table import CONTROLS, kept
from graph.tables.workbook import Sheet, workbook_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graph.tables.table import Table

PROBLEM_HEADER = "Probleem"
ROWS_TOGETHER = 500
"""Rows in a piece of a file; making these keeps an interpreter busy for some milliseconds."""
_REPEATED = 1_000  # texts of which is remembered how they are written

_NEEDS_QUOTES = re.compile(rf'[{re.escape(SEPARATORS)}"\r\n]|\A\s|\s\Z|\Asep=')


class CsvStyle(Enum):
    """For whom a CSV file is made."""

    DUTCH_EXCEL = "dutch_excel"
    """Separator ``;``, UTF-8 with a mark, lines end in CR LF: opens in columns in Dutch Excel."""

    PLAIN = "plain"
    """Separator ``,``, UTF-8, lines end in LF: for programs and for comparing versions."""


class WrongRow(NamedTuple):
    """One row to send back.

    Attributes:
        number: Number of the row in the file that was sent, as Excel counts it.
        cells: Its texts; fewer than there are headers means that the last are empty.
        problems: What is wrong with it, one sentence each.
    """

    number: int
    cells: Sequence[str]
    problems: Sequence[str]


def to_csv(
    headers: Sequence[str], rows: Iterable[Sequence[str]], style: CsvStyle = CsvStyle.DUTCH_EXCEL
) -> bytes:
    """Return a CSV file; see ``csv_pieces``.

    Raises:
        ValueError: The headers or a row are not as said.
    """
    return b"".join(csv_pieces(headers, rows, style))


def csv_pieces(
    headers: Sequence[str], rows: Iterable[Sequence[str]], style: CsvStyle = CsvStyle.DUTCH_EXCEL
) -> Iterator[bytes]:
    """Yield a CSV file piece by piece, for who sends it on while the rest is made.

    A text that a spreadsheet program might take for a formula gets a ``'`` in front.

    Args:
        headers: Names of the columns: trimmed, none empty, none twice (also not in other capitals).
        rows: One text per header in each.
        style: For whom.

    Raises:
        ValueError: The headers or a row are not as said.
    """
    _check_headers(headers)
    separator, end, encoding = (
        (";", "\r\n", "utf-8-sig") if style is CsvStyle.DUTCH_EXCEL else (",", "\n", "utf-8")
    )
    yield (separator.join(map(_csv_cell, headers)) + end).encode(encoding)
    cell = lru_cache(_REPEATED)(_csv_cell)  # kinds, places and the like come again and again
    lines = (separator.join(map(cell, row)) + end for row in _checked(rows, len(headers)))
    while piece := "".join(islice(lines, ROWS_TOGETHER)):
        yield piece.encode()


def to_xlsx(headers: Sequence[str], rows: Iterable[Sequence[str]], title: str) -> bytes:
    """Return an Excel file with one table, whose headers stay in view. Every cell is text, never a formula.

    Args:
        headers: Names of the columns: trimmed, none empty, none twice (also not in other capitals).
        rows: One text per header in each.
        title: Name of the sheet; what Excel does not allow in it is left out.

    Raises:
        ValueError: The headers or a row are not as said.
        InvalidInput: A text is longer than the 32,767 characters that an Excel cell holds.
    """
    _check_headers(headers)
    return workbook_bytes([Sheet(title, headers, list(_checked(rows, len(headers))))])


def wrong_rows(headers: Sequence[str], rows: Iterable[WrongRow]) -> tuple[list[str], list[list[str]]]:
    """Return headers and rows of the file that tells a sender what to mend, for ``to_csv`` or ``to_xlsx``.

    The rows are as they were sent, with a last column "Probleem". A column of that name that came along,
    because somebody sent such a file back, is replaced. Cells beyond the headers go to columns of their own.
    """
    listed = list(rows)
    kept = [index for index, header in enumerate(headers) if header.casefold() != PROBLEM_HEADER.casefold()]
    extra = max((len(row.cells) for row in listed), default=0) - len(headers)
    named = [headers[index] for index in kept]
    named += [f"Extra kolom {number}" for number in range(1, extra + 1)]
    kept += range(len(headers), len(headers) + extra)
    return [*named, PROBLEM_HEADER], [
        [
            *(row.cells[index] if index < len(row.cells) else "" for index in kept),
            f"Rij {row.number}: {' '.join(row.problems)}",
        ]
        for row in listed
    ]


def rejected_rows(table: Table) -> list[WrongRow]:
    """Return the rows that the reader rejected, with the reason in Dutch and the column where it is known."""
    listed = []
    for row in table.rejected:
        column = row.fault.where.removeprefix(f"{table.name}:{row.number}").strip()
        reason = row.fault.message.nl
        problem = f"Kolom “{column}”: {reason}" if column else reason
        listed.append(WrongRow(row.number, row.cells, (problem,)))
    return listed


def _check_headers(headers: Sequence[str]) -> None:
    folded = {header.casefold() for header in headers}
    if not headers or "" in folded or len(folded) < len(headers):
        raise ValueError(f"headers must be there and differ: {headers!r}")
    if any(header != " ".join(header.split()) or CONTROLS.search(header) for header in headers):
        raise ValueError(f"headers must be trimmed and in one line: {headers!r}")


def _checked(rows: Iterable[Sequence[str]], width: int) -> Iterator[Sequence[str]]:
    for number, row in enumerate(rows, start=1):
        if len(row) != width:
            raise ValueError(f"row {number} has {len(row)} texts for {width} headers")
        yield row


def _csv_cell(text: str) -> str:
    safe = neutralised(kept(text))
    # Quotes also around what other separators would split, so that no reader finds a formula behind one.
    return '"' + safe.replace('"', '""') + '"' if _NEEDS_QUOTES.search(safe) else safe
