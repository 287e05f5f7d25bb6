"""The private folder in which lists and plans wait, and what the files in it hold.

Only this program writes there, and only it may read: that is why plain pickles may be read back.
"""

from __future__ import annotations

import pickle
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.imports.values import PAGE_ROWS, Span
from graph.importing import ImportPlan
from graph.tables.table import table_of
from matchmaker.model import Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from api.imports.values import PlanIndex, PlannedFact
    from graph.tables.table import Table

_PREFIX = "loket-lijsten-"
_MARK = "list-"  # begins the name of every file of ours in a folder that others may use too


class Folder:
    """The folder; made when it is opened, emptied of our files when it is closed."""

    def __init__(self, path: str | None) -> None:
        """Take the place of the folder; None makes one of its own, gone when closed."""
        self._chosen = Path(path) if path else None
        self._path: Path | None = None

    def open(self) -> None:
        """Make the folder for this user alone, and remove what an earlier run left in it."""
        if self._chosen is None:
            self._path = Path(tempfile.mkdtemp(prefix=_PREFIX))
            return
        self._chosen.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path = self._chosen
        self._empty()

    def close(self) -> None:
        """Remove what waits."""
        if self._chosen is not None:
            self._empty()
        elif self._path is not None:
            shutil.rmtree(self._path, ignore_errors=True)

    def file(self, import_id: str, part: str) -> Path:
        """Return where a part of an import stands."""
        return self._place() / f"{_MARK}{import_id}.{part}"

    def remove(self, import_id: str, *, keep: str = "") -> None:
        """Remove the parts of an import, but for the one to keep."""
        for file in self._place().glob(f"{_MARK}{import_id}.*"):
            if not keep or file.name != f"{_MARK}{import_id}.{keep}":
                file.unlink(missing_ok=True)

    def _place(self) -> Path:
        if self._path is None:
            raise RuntimeError("the folder was not opened")
        return self._path

    def _empty(self) -> None:
        for file in self._place().glob(f"{_MARK}*"):
            file.unlink(missing_ok=True)


def write_table(path: Path, table: Table) -> None:
    """Write a list to a file that only this user can read."""
    parts = (table.name, table.headers, list(table.rows.lines), list(table.rejected.lines), table.notes)
    with _private(path).open("wb") as file:
        pickle.dump(parts, file, protocol=pickle.HIGHEST_PROTOCOL)


def read_table(path: Path) -> Table:
    """Return the list that a file holds."""
    with path.open("rb") as file:
        return table_of(*pickle.load(file))  # noqa: S301  # our own file, see the module


class PlanWriter:
    """Writes the parts of a plan to a file that only this user can read, and tells where each stands."""

    def __init__(self, path: Path) -> None:
        self._file = _private(path).open("wb")

    def add(self, part: object) -> Span:
        """Write one part."""
        start = self._file.tell()
        pickle.dump(part, self._file, protocol=pickle.HIGHEST_PROTOCOL)
        return Span(start, self._file.tell() - start)

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


def read_rows(path: Path, pages: Sequence[Span], offset: int, limit: int) -> tuple[PlannedFact, ...]:
    """Return a stretch of the rows that stand on these pages of ``PAGE_ROWS`` rows each."""
    first = offset // PAGE_ROWS
    last = -(-(offset + limit) // PAGE_ROWS)
    found = [row for page in _parts(path, pages[first:last]) for row in page]
    return tuple(found[offset - first * PAGE_ROWS :][:limit])


def read_plan(path: Path, index: PlanIndex) -> ImportPlan:
    """Return a whole plan, to be stored."""
    spans = [span for pages in index.pages.values() for span in pages]
    rows = [planned.row for page in _parts(path, spans) for planned in page]
    groups: dict[str, list[Any]] = {}
    for name, facts in _parts(path, index.facts):
        groups.setdefault(name, []).extend(facts)
    return ImportPlan(
        version=index.version,
        rows=tuple(sorted(rows, key=lambda row: row.number)),
        facts=Snapshot(**{name: tuple(facts) for name, facts in groups.items()}),
        notes=index.notes,
    )


def _parts(path: Path, spans: Sequence[Span]) -> Iterator[Any]:
    with path.open("rb") as file:
        for span in spans:
            file.seek(span.start)
            yield pickle.loads(file.read(span.size))  # noqa: S301  # our own file, see the module


def _private(path: Path) -> Path:
    path.touch(mode=0o600)
    return path
