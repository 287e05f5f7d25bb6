"""A table as it was read: headers, rows, what was rejected, and what was cleaned.

Rows are kept as packed bytes and opened one by one, because two million short texts as Python objects take
more than 100 MB and as bytes take about what the file took.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, TypeVar, overload

from matchmaker.errors import Fault
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")
_UNIT = "\x1f"  # one of the characters that no cell keeps, so it can stand between cells
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
"""Characters that no cell keeps: most cannot stand in XML, and none means anything in a list."""
_HALVES = re.compile("[\ud800-\udfff]")


def kept(text: str) -> str:
    """Return a text as a cell keeps it; half a character shows as one that could not be read."""
    return _HALVES.sub("\ufffd", CONTROLS.sub("", text))


class Flaw(Enum):
    """Why one row is rejected; the value is what the sender reads."""

    CELL_TOO_LONG = Bilingual(
        "Deze cel heeft meer dan 10.000 tekens. "
        "Maak de tekst korter of kijk of een aanhalingsteken ontbreekt.",
        "This cell has more than 10,000 characters. Shorten the text or check whether a quote is missing.",
    )
    TOO_MANY_CELLS = Bilingual(
        "Deze rij heeft meer cellen dan er kolommen zijn. "
        "Staat er een scheidingsteken in een tekst? Zet die tekst dan tussen aanhalingstekens.",
        "This row has more cells than there are columns. "
        "Does a text contain a separator? Then put that text between quotes.",
    )
    OPEN_QUOTE = Bilingual(
        "In deze rij begint een tekst met een aanhalingsteken dat niet wordt gesloten. "
        "Sluit de tekst of haal het teken weg.",
        "In this row a text starts with a quote that is not closed. Close the text or remove the quote.",
    )


class Row(NamedTuple):
    """One row that can be used.

    Attributes:
        number: Number of the row as Excel counts it: the first row of the file is 1, blank rows count.
        cells: One text per header.
    """

    number: int
    cells: tuple[str, ...]


class Rejected(NamedTuple):
    """One row that cannot be used.

    Attributes:
        number: Number of the row as Excel counts it.
        cells: What could be made out, at most 100 cells of 10,000 characters; not always one per header.
        fault: What is wrong; ``where`` names file, row and column (``leden.csv:12 Naam``).
    """

    number: int
    cells: tuple[str, ...]
    fault: Fault


class Note(NamedTuple):
    """Something that was cleaned or skipped while reading.

    Attributes:
        text: What was done, for the sender.
        rows: The first twenty rows where it was done; empty when it concerns the whole file.
        total: In how many rows it was done.
    """

    text: Bilingual
    rows: tuple[int, ...] = ()
    total: int = 0

    @property
    def sentence(self) -> Bilingual:
        """The text with the rows behind it."""
        if not self.rows:
            return self.text
        shown = ", ".join(map(str, self.rows))
        more = self.total - len(self.rows)
        nl, en = (f" en nog {more}", f" and {more} more") if more > 0 else ("", "")
        return Bilingual(f"{self.text.nl} Rij {shown}{nl}.", f"{self.text.en} Row {shown}{en}.")


class Packed(Sequence[T]):
    """Rows in packed form, opened on use."""

    __slots__ = ("_lines", "_open")

    def __init__(self, lines: Sequence[bytes], opener: Callable[[bytes], T]) -> None:
        self._lines = lines
        self._open = opener

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Packed[T]: ...
    def __getitem__(self, index: int | slice) -> T | Packed[T]:
        if isinstance(index, slice):
            return Packed(self._lines[index], self._open)
        return self._open(self._lines[index])

    @property
    def lines(self) -> Sequence[bytes]:
        """The packed rows themselves, for handing them to another process."""
        return self._lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table that was read.

    Attributes:
        name: Name of the file, without folders.
        headers: Names of the columns: none empty, none twice, also not in other capitals.
        rows: Rows that can be used.
        rejected: Rows that cannot.
        notes: What was cleaned.
    """

    name: str
    headers: tuple[str, ...]
    rows: Packed[Row]
    rejected: Packed[Rejected]
    notes: tuple[Note, ...]

    @property
    def rows_read(self) -> int:
        """Rows with anything in them below the headers: the used and the rejected ones together."""
        return len(self.rows) + len(self.rejected)


def pack(number: int, cells: Iterable[str], flaw: Flaw | None = None, column: int = 0) -> bytes:
    """Pack one row; ``column`` counts from 1 and tells where the flaw is, 0 for the row as a whole."""
    if flaw is None:
        return _UNIT.join((str(number), *cells)).encode()
    return _UNIT.join((str(number), flaw.name, str(column), *cells)).encode()


def table_of(
    name: str,
    headers: tuple[str, ...],
    rows: Sequence[bytes],
    rejected: Sequence[bytes],
    notes: tuple[Note, ...],
) -> Table:
    """Return the table of packed rows."""

    def open_rejected(line: bytes) -> Rejected:
        number, flaw, column, *cells = line.decode().split(_UNIT)
        header = f" {headers[int(column) - 1]}" if 0 < int(column) <= len(headers) else ""
        fault = Fault(where=f"{name}:{number}{header}", message=Flaw[flaw].value)
        return Rejected(int(number), tuple(cells), fault)

    return Table(
        name=name,
        headers=headers,
        rows=Packed(rows, _open_row),
        rejected=Packed(rejected, open_rejected),
        notes=notes,
    )


def _open_row(line: bytes) -> Row:
    number, *cells = line.decode().split(_UNIT)
    return Row(int(number), tuple(cells))
