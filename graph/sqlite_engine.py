"""The embedded engine: one SQLite file, owned by one process.

What keeps an acknowledged write safe: a write-ahead log that is flushed to disk at every commit, one writer
at a time, and a lock file that keeps a second process out. Readers each see one committed state and never
wait for the writer.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from contextlib import closing, contextmanager, suppress
from importlib.resources import files
from queue import Empty, LifoQueue
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

from graph.lockfile import OwnerLock
from graph.migrations import load_steps, missing_steps
from matchmaker.errors import StoreError, StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from graph.catalogue import Query
    from graph.engine import Row, Transaction
    from graph.migrations import Step

T = TypeVar("T")

_log = logging.getLogger(__name__)

_APPLICATION_ID = 0x4C4F4B54  # "LOKT" in the file's head: tells our files from any other program's
_READERS = 4
_WAIT_SECONDS = 4.0  # for a turn; longer than this nobody waits behind a screen

_CAUSES = {
    sqlite3.SQLITE_FULL: ("de schijf is vol; maak ruimte vrij", "the disk is full; make room"),
    sqlite3.SQLITE_READONLY: ("er mag niet in geschreven worden", "it may not be written to"),
    sqlite3.SQLITE_CANTOPEN: ("het kan niet worden geopend", "it cannot be opened"),
    sqlite3.SQLITE_NOTADB: ("dit is geen SQLite-bestand", "this is not an SQLite file"),
    sqlite3.SQLITE_CORRUPT: (
        "het bestand is beschadigd; zet een reservekopie terug",
        "the file is damaged; restore a backup",
    ),
    sqlite3.SQLITE_IOERR: ("de schijf geeft een fout", "the disk reports an error"),
}
_PASSING = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


class SqliteEngine:
    """Keeps the graph in one file, or in memory."""

    dialect = "sql"

    def __init__(self, path: Path | None, *, migrations: Traversable | None = None) -> None:
        """Open the file, make it if it is not there, and bring it to the present schema.

        Args:
            path: The file, or None for a store in memory that is gone when closed.
            migrations: Folder with the numbered steps; the package's own by default.

        Raises:
            StoreInUse: Another process has it open.
            StoreError: It cannot be opened, is damaged, or was made by a newer version.
        """
        self._name = "in het geheugen" if path is None else str(path)
        self._closed = False
        self._lock: OwnerLock | None = None
        self._writing = RLock()
        self._readers: LifoQueue[sqlite3.Connection] = LifoQueue()
        self._reader_count = 0
        steps = load_steps(migrations or files("graph").joinpath("migrations", "sqlite"))
        with self._errors():
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                path = path.resolve()  # two names of one file must meet the same lock
                self._lock = OwnerLock(path)
            try:
                self._open(path, steps)
            except BaseException:
                if self._lock:
                    self._lock.release()
                raise
        _log.info("SQLite %s, store %s", sqlite3.sqlite_version, self._name)

    def _open(self, path: Path | None, steps: tuple[Step, ...]) -> None:
        self._writer = _connect(path)
        try:
            _migrate(self._writer, steps, path)
            for _ in range(_READERS if path else 0):
                self._readers.put(_connect(path, read_only=True))
                self._reader_count += 1
        except BaseException:
            self._close_connections()
            raise

    def read(self, work: Callable[[Transaction], T], *, exact: bool = False) -> T:  # noqa: ARG002  # always exact
        """Run ``work`` on one committed state."""
        with self._reader() as connection, self._errors():
            connection.execute("BEGIN")
            try:
                return work(_SqliteTransaction(connection))
            finally:
                connection.execute("ROLLBACK")

    def write(self, work: Callable[[Transaction], T], *, large: bool = False, erase: bool = False) -> T:  # noqa: ARG002  # no statement is cut short
        """Run ``work`` and commit it, or leave everything as it was when it raises."""
        with self._turn(), self._errors():
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                result = work(_SqliteTransaction(self._writer))
                self._writer.execute("COMMIT")
            except BaseException:
                # A full disk may have rolled back by itself, and the first error is the one that tells why.
                with suppress(sqlite3.Error):
                    self._writer.execute("ROLLBACK")
                raise
            if erase:
                self._empty_log()
            return result

    def close(self) -> None:
        """Close all connections and give the file free."""
        with self._writing:
            if self._closed:
                return
            self._closed = True
            self._close_connections()
            if self._lock:
                self._lock.release()

    def _close_connections(self) -> None:
        # The writer comes last: the last one out moves the log into the file and removes it.
        for _ in range(self._reader_count):
            with suppress(Empty):
                self._readers.get(timeout=_WAIT_SECONDS).close()
        self._writer.close()

    def _empty_log(self) -> None:
        """Move the log into the file, where deleted text is overwritten, and empty it."""
        self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._writing.acquire(timeout=_WAIT_SECONDS):
            raise StoreUnavailable(self._sentence("er wordt nog geschreven", "a write is still going on"))
        try:
            self._refuse_if_closed()
            yield
        finally:
            self._writing.release()

    @contextmanager
    def _reader(self) -> Iterator[sqlite3.Connection]:
        if not self._reader_count:  # in memory there is one connection for all
            with self._turn():
                yield self._writer
            return
        self._refuse_if_closed()
        try:
            connection = self._readers.get(timeout=_WAIT_SECONDS)
        except Empty:
            raise StoreUnavailable(self._sentence("het is te druk", "it is too busy")) from None
        try:
            yield connection
        finally:
            self._readers.put(connection)

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise StoreError(self._sentence("het register is gesloten", "the register is closed"))

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            kind = StoreUnavailable if code in _PASSING else StoreError
            raise kind(self._sentence(*_CAUSES.get(code, (str(error), str(error))))) from error
        except OSError as error:
            reason = error.strerror or str(error)
            raise StoreError(self._sentence(reason, reason)) from error

    def _sentence(self, nl: str, en: str) -> str:
        return f"Opslag {self._name}: {nl}. / Store {self._name}: {en}."


class _SqliteTransaction:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, query: Query, params: Row) -> list[Row]:
        if query.is_batch:
            self._connection.executemany(query.text, [_encoded(row) for row in params["rows"]])
            return []
        found = self._connection.execute(query.text, _encoded(params)).fetchall()
        rows = [dict(zip(query.columns, values, strict=True)) for values in found]
        for row in rows:
            for column in query.lists:
                row[column] = json.loads(row[column])
        return rows


def _encoded(params: Row) -> Row:
    return {
        name: json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
        for name, value in params.items()
    }


def _connect(path: Path | None, *, read_only: bool = False) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path or ":memory:", timeout=10, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA synchronous = FULL")
        if read_only:
            connection.execute("PRAGMA query_only = ON")
        else:
            connection.execute("PRAGMA journal_mode = WAL")
    except BaseException:
        connection.close()
        raise
    return connection


def _migrate(connection: sqlite3.Connection, steps: tuple[Step, ...], path: Path | None) -> None:
    present = _pragma(connection, "user_version")
    if _pragma(connection, "application_id") != _APPLICATION_ID:
        if present or connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
            raise StoreError(
                "Dit SQLite-bestand is van een ander programma. Kies een ander bestand. / "
                "This SQLite file belongs to another program. Choose another file."
            )
        applied = {}
    else:
        applied = dict(connection.execute("SELECT number, checksum FROM migration").fetchall())
    missing = missing_steps(steps, applied)
    if missing and applied and path:
        _back_up(connection, path.with_name(f"{path.name}.schema-{present}"))
    for step in missing:
        _apply(connection, step)


def _apply(connection: sqlite3.Connection, step: Step) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, "
            "checksum TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT"
        )
        for statement in _statements(step.text):
            connection.execute(statement)
        connection.execute(
            "INSERT INTO migration VALUES (?, ?, ?, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))",
            (step.number, step.name, step.checksum),
        )
        # A pragma takes no parameters; both values are whole numbers of our own.
        connection.execute(f"PRAGMA user_version = {step.number:d}")
        connection.execute(f"PRAGMA application_id = {_APPLICATION_ID:d}")
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise
    _log.info("SQLite schema step %d (%s) applied", step.number, step.name)


def _statements(text: str) -> Iterator[str]:
    statement = ""
    for line in text.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _back_up(connection: sqlite3.Connection, target: Path) -> None:
    with closing(sqlite3.connect(target)) as copy:
        connection.backup(copy)
    _log.info("backup before a schema step: %s", target)


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
