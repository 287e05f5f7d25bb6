"""The embedded engine: one SQLite file, owned by one process.

What keeps an acknowledged write safe: a write-ahead log that is flushed to disk at every commit, one writer
at a time, and a lock file that keeps a second owner out. Readers each see one committed state and never
wait for the writer; a process that only reads needs no lock, and may do so beside the owner. A process that
the owner gave its turn needs none either: SQLite itself lets one write at a time, in whatever process.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from contextlib import closing, contextmanager, suppress
from importlib.resources import files
from queue import Empty, LifoQueue
from threading import Lock, RLock
from typing import TYPE_CHECKING, TypeVar

from graph.address import Access
from graph.lockfile import OwnerLock
from graph.migrations import load_steps, missing_steps, refuse_unready
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
_IS_CLOSED = ("het register is gesloten", "the register is closed")
_PASSING = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


class SqliteEngine:
    """Keeps the graph in one file, or in memory."""

    dialect = "sql"

    def __init__(
        self,
        path: Path | None,
        *,
        migrations: Traversable | None = None,
        access: Access = Access.OWNER,
    ) -> None:
        """Open the file; its owner makes it if it is not there, and brings it to the present schema.

        Args:
            path: The file, or None for a store in memory that is gone when closed.
            migrations: Folder with the numbered steps; the package's own by default.
            access: As what it is opened.

        Raises:
            StoreInUse: Another process owns it.
            StoreMissing: There is nothing to read.
            StoreError: It cannot be opened, is damaged, or was made by another version.
        """
        self._name = "in het geheugen" if path is None else str(path)
        self._closed = False
        self._lock: OwnerLock | None = None
        self._read_only = access is Access.READER
        self._writing = RLock()
        self._writer: sqlite3.Connection | None = None
        self._readers: LifoQueue[sqlite3.Connection] = LifoQueue()
        self._reader_count = 0
        self._watching = Lock()
        self._watch: sqlite3.Connection | None = None
        steps = load_steps(migrations or files("graph").joinpath("migrations", "sqlite"))
        with self._errors():
            try:
                if path is None:
                    self._open_writer(None, steps)
                elif access is not Access.OWNER:
                    self._open_beside_owner(path.resolve(), steps)
                    if access is Access.DEPUTY:
                        self._writer = _connect(path)
                else:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path = path.resolve()  # two names of one file must meet the same lock
                    self._lock = OwnerLock(path)
                    self._open_writer(path, steps)
                    self._open_readers(path)
            except BaseException:
                self._close_connections()
                if self._lock:
                    self._lock.release()
                raise
        _log.info("SQLite %s, store %s", sqlite3.sqlite_version, self._name)

    def _open_writer(self, path: Path | None, steps: tuple[Step, ...]) -> None:
        self._writer = _connect(path)
        _migrate(self._writer, steps, path)

    def _open_readers(self, path: Path) -> None:
        for _ in range(_READERS):
            self._readers.put(_connect_reader(path))
            self._reader_count += 1
        self._watch = _connect_reader(path)
        self._watch.execute("PRAGMA busy_timeout = 0")

    def _open_beside_owner(self, path: Path, steps: tuple[Step, ...]) -> None:
        if not path.exists():
            refuse_unready(steps, {}, self._name)
        self._open_readers(path)
        with self._reader() as connection:
            refuse_unready(steps, _applied(connection), self._name)

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
        if self._read_only:
            raise StoreError(self._sentence("alleen om te lezen geopend", "opened for reading only"))
        with self._writing_alone() as writer, self._errors():
            writer.execute("BEGIN IMMEDIATE")
            try:
                result = work(_SqliteTransaction(writer))
                writer.execute("COMMIT")
            except BaseException:
                # A full disk may have rolled back by itself, and the first error is the one that tells why.
                with suppress(sqlite3.Error):
                    writer.execute("ROLLBACK")
                raise
            if erase:
                # Moves the log into the file, where deleted text is overwritten, and empties it.
                writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return result

    def mark(self) -> int | None:
        """Return a number that another one follows once anybody commits; None for a store in memory.

        SQLite keeps it in memory that all who opened the file share, so nobody waits for it.
        """
        with self._watching:
            if self._watch is None:
                return None
            try:
                return _pragma(self._watch, "data_version")
            except sqlite3.Error:  # what is wrong is told by whoever reads
                return None

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
        with self._watching:
            if self._watch is not None:
                self._watch.close()
                self._watch = None
        for _ in range(self._reader_count):
            with suppress(Empty):
                self._readers.get(timeout=_WAIT_SECONDS).close()
        if self._writer is not None:
            self._writer.close()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Keep the other writers of this process waiting while another process writes to the same file."""
        with self._writing_alone():
            yield

    @contextmanager
    def _writing_alone(self) -> Iterator[sqlite3.Connection]:
        if not self._writing.acquire(timeout=_WAIT_SECONDS):
            raise StoreUnavailable(self._sentence("er wordt nog geschreven", "a write is still going on"))
        try:
            if self._closed or self._writer is None:
                raise StoreError(self._sentence(*_IS_CLOSED))
            yield self._writer
        finally:
            self._writing.release()

    @contextmanager
    def _reader(self) -> Iterator[sqlite3.Connection]:
        if not self._reader_count:  # in memory there is one connection for all
            with self._writing_alone() as writer:
                yield writer
            return
        if self._closed:
            raise StoreError(self._sentence(*_IS_CLOSED))
        try:
            connection = self._readers.get(timeout=_WAIT_SECONDS)
        except Empty:
            raise StoreUnavailable(self._sentence("het is te druk", "it is too busy")) from None
        try:
            yield connection
        finally:
            self._readers.put(connection)

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


def _connect(path: Path | None) -> sqlite3.Connection:
    return _prepare("file::memory:" if path is None else path, "journal_mode = WAL")


def _connect_reader(path: Path) -> sqlite3.Connection:
    # "rw" makes no file that is not there. Without the right to write, SQLite reads what is there; with it,
    # the last connection to close tidies the log away, which "ro" could not.
    return _prepare(f"{path.as_uri()}?mode=rw", "query_only = ON")


def _prepare(name: Path | str, last: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        name, timeout=10, isolation_level=None, check_same_thread=False, uri=isinstance(name, str)
    )
    try:
        for setting in ("foreign_keys = ON", "secure_delete = ON", "synchronous = FULL", last):
            connection.execute(f"PRAGMA {setting}")
    except BaseException:
        connection.close()
        raise
    return connection


def _migrate(connection: sqlite3.Connection, steps: tuple[Step, ...], path: Path | None) -> None:
    applied = _applied(connection)
    missing = missing_steps(steps, applied)
    if missing and applied and path:
        _back_up(connection, path.with_name(f"{path.name}.schema-{_pragma(connection, 'user_version')}"))
    for step in missing:
        _apply(connection, step)


def _applied(connection: sqlite3.Connection) -> dict[int, str]:
    """Return the checksum of each step that the file has had; none for a new file."""
    if _pragma(connection, "application_id") == _APPLICATION_ID:
        return dict(connection.execute("SELECT number, checksum FROM migration").fetchall())
    if (
        _pragma(connection, "user_version")
        or connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    ):
        raise StoreError(
            "Dit SQLite-bestand is van een ander programma. Kies een ander bestand. / "
            "This SQLite file belongs to another program. Choose another file."
        )
    return {}


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
