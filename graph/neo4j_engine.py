"""The production engine: a Neo4j server, single or a cluster.

Neo4j is read-committed: a transaction that reads twice may see another's commit in between. So every writer
first takes the lock of the one ``Register`` node, and a reader of more than one statement compares the
register's version before and after, and reads anew when it moved. Only while a commit is being made visible
can such a reader still meet a part of it; an exact read takes the writers' lock and so meets none.

A caller never hangs on a server that is away or silent: every piece of work runs in a thread of its own,
which is given up, with its connections, when the server has not answered for ``_PATIENCE`` seconds. Only who
stores a list beside the answering, in another's stead, waits longer.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager, suppress
from importlib.resources import files
from threading import BoundedSemaphore, Event, Lock, RLock, Thread
from time import monotonic
from typing import TYPE_CHECKING, Generic, TypeVar
from urllib.parse import unquote, urlsplit, urlunsplit

from neo4j import (
    READ_ACCESS,
    WRITE_ACCESS,
    GraphDatabase,
    NotificationDisabledClassification,
    NotificationMinimumSeverity,
    unit_of_work,
)
from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    ConnectionAcquisitionTimeoutError,
    DriverError,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)

from graph.address import Access
from graph.migrations import load_steps, missing_steps, refuse_unready
from matchmaker.errors import StoreError, StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from importlib.resources.abc import Traversable
    from urllib.parse import SplitResult

    from neo4j import Driver, ManagedTransaction, Session
    from neo4j import Transaction as DriverTransaction

    from graph.catalogue import Query
    from graph.engine import Row, Transaction

T = TypeVar("T")

_log = logging.getLogger(__name__)

_PATIENCE = 3.5  # seconds without an answer after which a caller is told so
_LONG_PATIENCE = 120.0  # the same within an import, a snapshot or a change of the schema, and for a deputy
_READ_SECONDS = 5.0  # after which the server itself stops a transaction
_WRITE_SECONDS = 30.0  # a server that has just started plans every statement of a write anew
_CONNECT_SECONDS = 2.0
_GREETING_SECONDS = 3.0  # for a connection to be ready, from the pool or new
_RETRY_SECONDS = 2.0  # in which the driver itself tries again
_POOL_SIZE = 20
_REPEATS = 5

_VERSION = "MATCH (r:Register {id: 'register'}) RETURN r.version AS version"
_LOCK = "MATCH (r:Register {id: 'register'}) SET r.version = r.version RETURN r.version AS version"
# A register that is made anew, on a server that was emptied, must not come back to a version that somebody
# has seen: it starts at the clock's milliseconds.
_START = "MERGE (r:Register {id: 'register'}) ON CREATE SET r.version = timestamp()"
_APPLIED = "MATCH (m:Migration) RETURN m.number AS number, m.checksum AS checksum"
_NOTE = "CREATE (:Migration {number: $number, name: $name, checksum: $checksum, applied_at: datetime()})"
_LOCK_CONSTRAINT = (
    "CREATE CONSTRAINT migration_lock_id IF NOT EXISTS FOR (l:MigrationLock) REQUIRE l.id IS UNIQUE"
)
_TAKE_LOCK = "MERGE (l:MigrationLock {id: 'lock'}) SET l.taken_at = datetime()"

_TOO_LARGE = (
    "dit is te veel in één keer; geef de server meer geheugen (dbms.memory.transaction.total.max)",
    "this is too much at once; give the server more memory (dbms.memory.transaction.total.max)",
)
_AWAY = (
    ServiceUnavailable,
    SessionExpired,
    ConnectionAcquisitionTimeoutError,
    IncompleteCommit,
)
_PASSING_CODES = ("TransactionTimedOut", "TransactionTerminated", "AuthenticationRateLimit", "Bookmark")


class _NoSchema(Exception):
    """The server holds no register: it is new, or somebody emptied it."""


class _Moved(Exception):
    """Another's write came between the statements of a read."""


class _GivenUp(Exception):
    """Nobody waits for this piece of work any more."""


class Neo4jEngine:
    """Keeps the graph on a Neo4j server; makes the schema at the first use that reaches it."""

    dialect = "cypher"

    def __init__(
        self,
        url: str,
        user: str | None,
        password: str | None,
        database: str,
        *,
        migrations: Traversable | None = None,
        access: Access = Access.OWNER,
        strict: bool = False,
    ) -> None:
        """Note where the server is; nothing is sent yet.

        Args:
            url: Address, where user and password may stand before the host.
            user: Account, unless the URL names one; None for a server without sign-in.
            password: Its password.
            database: Name of the database.
            migrations: Folder with the numbered steps; the package's own by default.
            access: As what it is opened; only the owner makes the schema or brings it up to date.
            strict: Make a Python warning of every warning that the server has about a statement.
        """
        parts = _split(url)
        if parts.username:
            user, password = unquote(parts.username), unquote(parts.password or "")
        self._address = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
        self._auth = (user, password or "") if user else None
        self._database = database
        self._access = access
        self._strict = strict
        self._steps = load_steps(migrations or files("graph").joinpath("migrations", "neo4j"))
        self._changing = Lock()
        self._writing = RLock()
        self._migrating = Lock()
        self._has_schema = False
        self._closed = False
        with self._errors():
            self._line = self._new_line()

    def read(self, work: Callable[[Transaction], T], *, exact: bool = False) -> T:
        """Run ``work`` on one committed state."""
        if exact:
            return self._alone(work, large=True)
        return self._prepared(lambda line, watch: self._steady(line, watch, work))

    def write(self, work: Callable[[Transaction], T], *, large: bool = False, erase: bool = False) -> T:  # noqa: ARG002  # the server rotates its logs itself
        """Run ``work`` and commit it, or leave everything as it was when it raises."""
        if self._access is Access.READER:
            raise StoreError(self._sentence("alleen om te lezen geopend", "opened for reading only"))
        return self._alone(work, large=large)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Keep the other writers of this process waiting while another process writes to the same server."""
        with self._writing_alone():
            try:
                yield
            finally:
                # On a cluster only the bookmark of something done after it makes a follower wait for it. A
                # server that is away now tells so at the next question.
                with suppress(StoreError):
                    self._prepared(lambda line, watch: self._locked(line, watch, _nothing, large=False))

    def mark(self) -> None:
        """Return None, as only the server can tell whether anybody committed."""

    def close(self) -> None:
        """Close all connections."""
        with self._changing:
            if not self._closed and not self._line.close(wait=False):
                self._retire(self._line)
            self._closed = True

    def _alone(self, work: Callable[[Transaction], T], *, large: bool) -> T:
        """Run ``work`` while nobody writes."""
        with self._writing_alone():
            return self._prepared(lambda line, watch: self._locked(line, watch, work, large=large))

    @contextmanager
    def _writing_alone(self) -> Iterator[None]:
        # The server has a lock too, but who waits for that one holds a connection and looks stuck.
        if not self._writing.acquire(timeout=_PATIENCE):
            raise StoreUnavailable(self._sentence("er wordt nog geschreven", "a write is still going on"))
        try:
            yield
        finally:
            self._writing.release()

    def _prepared(self, piece: Callable[[_Line, _Watch], T]) -> T:
        """Run a piece of work on a server that has the schema."""
        if self._closed:
            raise StoreError(self._sentence("het register is gesloten", "the register is closed"))
        self._make_schema()
        try:
            return self._watched(piece)
        except _NoSchema:
            self._has_schema = False
        self._make_schema()
        try:
            return self._watched(piece)
        except _NoSchema:
            raise StoreError(self._sentence("het register is weg", "the register is gone")) from None

    def _steady(self, line: _Line, watch: _Watch, work: Callable[[Transaction], T]) -> T:
        @unit_of_work(timeout=_READ_SECONDS)
        def once(transaction: ManagedTransaction) -> T:
            reading = _Reading(transaction, watch)
            result = work(reading)
            reading.check()
            return result

        for _ in range(_REPEATS):
            with suppress(_Moved), line.session(READ_ACCESS) as session:
                return session.execute_read(once)
        raise StoreUnavailable(self._sentence("er wordt te veel geschreven", "too much is being written"))

    def _locked(self, line: _Line, watch: _Watch, work: Callable[[Transaction], T], *, large: bool) -> T:
        @unit_of_work(timeout=_LONG_PATIENCE if large else _WRITE_SECONDS)
        def once(transaction: ManagedTransaction) -> T:
            if not _rows(transaction, _LOCK, {}, watch):
                raise _NoSchema
            if large:
                watch.patience = _LONG_PATIENCE
            result = work(_Plain(transaction, watch))
            if watch.given_up:
                raise _GivenUp
            return result

        with line.session(WRITE_ACCESS) as session:
            try:
                return session.execute_write(once)
            except IncompleteCommit:
                # The answer to the commit got lost. All writes replace what is there by what is given, so
                # that doing them again is right whether or not the first commit came through.
                _log.warning("the answer to a commit was lost; writing again")
                return session.execute_write(once)

    def _watched(self, piece: Callable[[_Line, _Watch], T]) -> T:
        """Run a piece of work in a thread of its own, for as long as the server keeps answering."""
        line = self._line
        if not line.turns.acquire(timeout=_PATIENCE):
            raise StoreUnavailable(self._sentence("het is te druk", "it is too busy"))
        task = _Task(lambda watch: piece(line, watch), line.turns.release, self._patience())
        if not task.wait():
            self._replace(line)
            raise StoreUnavailable(self._sentence("de server antwoordt niet", "the server does not answer"))
        with self._errors():
            return task.result()

    def _patience(self) -> float:
        # Nobody waits for a deputy, who stores a list beside the answering; giving up would undo its work.
        return _LONG_PATIENCE if self._access is Access.DEPUTY else _PATIENCE

    def _replace(self, line: _Line) -> None:
        """Use new connections from now on, since one of the present ones is stuck."""
        with self._changing:
            if self._line is line and not self._closed:
                self._line = self._new_line()
                self._retire(line)

    def _retire(self, line: _Line) -> None:
        Thread(target=lambda: line.close(wait=True), daemon=True).start()

    def _make_schema(self) -> None:
        if self._has_schema:
            return
        if not self._migrating.acquire(timeout=_PATIENCE):
            raise StoreUnavailable(self._sentence("het schema wordt gemaakt", "the schema is being made"))
        try:
            if not self._has_schema:
                applied = self._watched(self._look)
                if self._access is not Access.OWNER:
                    refuse_unready(self._steps, applied, self._address)
                elif not applied or missing_steps(self._steps, applied):
                    self._watched(self._migrate)
                self._has_schema = True
        finally:
            self._migrating.release()

    def _look(self, line: _Line, watch: _Watch) -> dict[int, str]:
        """Return the checksum of each step that the server has had; none when it holds no register."""

        def look(transaction: ManagedTransaction) -> dict[int, str]:
            applied = _applied(transaction, watch)
            return applied if _rows(transaction, _VERSION, {}, watch) else {}

        with line.session(READ_ACCESS) as session:
            return session.execute_read(look)

    def _migrate(self, line: _Line, watch: _Watch) -> None:
        watch.patience = _LONG_PATIENCE
        for _ in range(_REPEATS):
            # Two processes that both find a new server may stop each other before the lock exists.
            with suppress(TransientError):
                return self._apply_steps(line, watch)
        raise StoreUnavailable(self._sentence("het schema wordt gemaakt", "the schema is being made"))

    def _apply_steps(self, line: _Line, watch: _Watch) -> None:
        """Apply the steps that are missing, while a lock node keeps other processes from doing the same."""
        with line.session(WRITE_ACCESS) as schema, line.session(WRITE_ACCESS) as notes:
            _run(schema, _LOCK_CONSTRAINT)
            with notes.begin_transaction(timeout=_LONG_PATIENCE) as transaction:
                _rows(transaction, _TAKE_LOCK, {}, watch)
                for step in missing_steps(self._steps, _applied(transaction, watch)):
                    # Schema and data never share a transaction; every statement may be run again.
                    for statement in _statements(step.text):
                        _run(schema, statement)
                    note = {"number": step.number, "name": step.name, "checksum": step.checksum}
                    _rows(transaction, _NOTE, note, watch)
                    _log.info("Neo4j schema step %d (%s) applied", step.number, step.name)
                _run(schema, "CALL db.awaitIndexes(60)")
                _rows(transaction, _START, {}, watch)
                transaction.commit()

    def _new_line(self) -> _Line:
        driver = GraphDatabase.driver(
            self._address,
            auth=self._auth,
            user_agent="circulair-loket",
            max_connection_pool_size=_POOL_SIZE,
            connection_acquisition_timeout=_GREETING_SECONDS,
            connection_timeout=_CONNECT_SECONDS,
            connection_write_timeout=_GREETING_SECONDS,
            max_transaction_retry_time=_RETRY_SECONDS,
            max_connection_lifetime=1800.0,
            liveness_check_timeout=30.0,
            notifications_min_severity=NotificationMinimumSeverity.WARNING,
            # A label that nothing bears yet is no mistake in a young register.
            notifications_disabled_classifications=[NotificationDisabledClassification.UNRECOGNIZED],
            warn_notification_severity=(
                NotificationMinimumSeverity.WARNING if self._strict else NotificationMinimumSeverity.OFF
            ),
        )
        return _Line(driver, self._database)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except AuthError as error:
            sentence = self._sentence("naam of wachtwoord klopt niet", "user or password is wrong")
            raise StoreError(sentence) from error
        except TransientError as error:
            # The server calls this passing, but a write that is too large for its memory stays so.
            if "Memory" in (error.code or ""):
                raise StoreError(self._sentence(*_TOO_LARGE)) from error
            raise StoreUnavailable(self._sentence("de server is bezet", "the server is busy")) from error
        except _AWAY as error:
            sentence = self._sentence("de server is niet bereikbaar", "the server cannot be reached")
            raise StoreUnavailable(sentence) from error
        except Neo4jError as error:
            if any(code in (error.code or "") for code in _PASSING_CODES):
                sentence = self._sentence(
                    "de server brak af; probeer het later", "the server broke off; try later"
                )
                raise StoreUnavailable(sentence) from error
            raise StoreError(self._sentence(*[f"{error.code}: {error.message}"] * 2)) from error
        except (DriverError, ConfigurationError, OSError, ValueError) as error:
            raise StoreError(self._sentence(*[str(error)] * 2)) from error

    def _sentence(self, nl: str, en: str) -> str:
        return f"Opslag {self._address}: {nl}. / Store {self._address}: {en}."


class _Line:
    """A driver with what belongs to it: bookmarks, so that we read what we wrote, and turns."""

    def __init__(self, driver: Driver, database: str) -> None:
        self._driver = driver
        self._database = database
        self._bookmarks = GraphDatabase.bookmark_manager()
        self.turns = BoundedSemaphore(_POOL_SIZE)
        self._turns_back = 0

    def session(self, access: str) -> Session:
        return self._driver.session(
            database=self._database, default_access_mode=access, bookmark_manager=self._bookmarks
        )

    def close(self, *, wait: bool) -> bool:
        """Close once no other thread speaks through it, and return whether it is closed."""
        while self._turns_back < _POOL_SIZE:
            if not self.turns.acquire(blocking=wait):
                return False
            self._turns_back += 1
        with suppress(DriverError, OSError):
            self._driver.close()
        return True


class _Watch:
    """Keeps an eye on one piece of work: when the server last answered, and whether anybody still waits."""

    def __init__(self, patience: float) -> None:
        self.patience = patience
        self.given_up = False
        self._last_answer = monotonic()

    def answered(self) -> None:
        self._last_answer = monotonic()

    def time_left(self) -> float:
        return self._last_answer + self.patience - monotonic()


class _Task(Generic[T]):
    """A piece of work in a thread of its own, which can be given up."""

    def __init__(self, piece: Callable[[_Watch], T], finished: Callable[[], None], patience: float) -> None:
        self._piece = piece
        self._finished = finished
        self._watch = _Watch(patience)
        self._result: T
        self._error: BaseException | None = None
        self._done = Event()
        Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        try:
            self._result = self._piece(self._watch)
        except BaseException as error:  # noqa: BLE001  # it is raised where the result is asked for
            self._error = error
        finally:
            self._finished()
            self._done.set()

    def wait(self) -> bool:
        """Return whether it ended; after too long a silence it is given up and does not commit any more."""
        while (left := self._watch.time_left()) > 0:
            if self._done.wait(left):
                return True
        self._watch.given_up = True
        return self._done.is_set()

    def result(self) -> T:
        if self._error:
            raise self._error
        return self._result


class _Plain:
    """A transaction in which nobody else writes."""

    def __init__(self, transaction: ManagedTransaction, watch: _Watch) -> None:
        self._transaction = transaction
        self._watch = watch

    def rows(self, query: Query, params: Row) -> list[Row]:
        return _rows(self._transaction, query.text, params, self._watch)


class _Reading:
    """A transaction that finds out whether somebody wrote between its statements."""

    def __init__(self, transaction: ManagedTransaction, watch: _Watch) -> None:
        self._transaction = transaction
        self._watch = watch
        self._version: int | None = None
        self._statements = 0

    def rows(self, query: Query, params: Row) -> list[Row]:
        if self._version is None:
            self._version = self._read_version()
            if query.name == "register_version":
                return [{"version": self._version}]
        self._statements += 1
        return _rows(self._transaction, query.text, params, self._watch)

    def check(self) -> None:
        if self._statements > 1 and self._read_version() != self._version:
            raise _Moved

    def _read_version(self) -> int:
        found = _rows(self._transaction, _VERSION, {}, self._watch)
        if not found:
            raise _NoSchema
        return int(found[0]["version"])


def _nothing(_transaction: Transaction) -> None:
    pass


def _rows(
    transaction: ManagedTransaction | DriverTransaction, text: str, params: Row, watch: _Watch
) -> list[Row]:
    rows = [dict(record) for record in transaction.run(_cypher(text), params)]
    watch.answered()
    return rows


def _applied(transaction: ManagedTransaction | DriverTransaction, watch: _Watch) -> dict[int, str]:
    return {row["number"]: row["checksum"] for row in _rows(transaction, _APPLIED, {}, watch)}


def _run(session: Session, text: str) -> None:
    session.run(_cypher(text)).consume()


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        if parts.hostname and parts.port != 0:
            return parts
    except ValueError:  # an impossible port, or half an IPv6 address
        pass
    raise StoreError(
        "Dit adres van Neo4j klopt niet: gebruik neo4j://naam-van-de-server:7687. / "
        "This address of Neo4j is not valid: use neo4j://name-of-the-server:7687."
    )


def _cypher(text: str) -> str:
    # From 2026 on new databases default to Cypher 25; the older language is frozen and runs everywhere.
    return f"CYPHER 5\n{text}"


def _statements(text: str) -> Iterator[str]:
    for statement in text.split(";\n"):
        lines = [line for line in statement.splitlines() if not line.lstrip().startswith("//")]
        if bare := "\n".join(lines).strip():
            yield bare
