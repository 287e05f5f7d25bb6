"""Neo4j when things go wrong: away, silent, killed, emptied, cut off in the middle of a commit."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

import neo4j
import pytest

from graph import Address, Credentials, open_as_deputy, open_for_reading, open_register
from graph.address import Access
from graph.catalogue import load
from graph.neo4j_engine import Neo4jEngine
from graph.store import GraphRegister
from matchmaker.errors import NotFound, StoreError, StoreMissing, StoreUnavailable
from matchmaker.model import Actor, Snapshot
from matchmaker.vocabulary import ActorKind, Bilingual
from tests.patience import patient_store
from tests.worlds import full_world

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from matchmaker.ports import Register
    from tests.servers import Neo4jServer

T = TypeVar("T")

STEPS = Path(str(files("graph").joinpath("migrations", "neo4j")))
ANSWER_SECONDS = 4.0
COMMIT = bytes.fromhex("0002b0120000")  # the Bolt message, in one chunk


def an_actor(id_: str) -> Actor:
    return Actor(id=id_, name=id_, kind=ActorKind.ENTREPRENEUR, description=Bilingual("", ""))


@contextmanager
def opened(url: str) -> Iterator[Register]:
    register = open_register(url)
    try:
        yield register
    finally:
        register.close()


def assert_unavailable(action: Callable[[], object]) -> None:
    start = time.monotonic()
    with pytest.raises(StoreUnavailable) as caught:
        action()
    # A busy machine needs its time, but the driver by itself would go on for half a minute.
    assert time.monotonic() - start < ANSWER_SECONDS + 20
    assert "Opslag" in str(caught.value)
    assert "Store" in str(caught.value)


def fill(url: str) -> None:
    """Store a region, however long a server that has just started takes for it."""
    with patient_store(), opened(url) as register:
        register.put(full_world())


def eventually(action: Callable[[], T], seconds: float = 180.0) -> T:
    """Try until the server answers, which after a start or on a busy machine may take longer than we wait."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return action()
        except StoreUnavailable:
            if time.monotonic() > deadline:
                raise


@pytest.mark.usefixtures("hasty")
def test_a_server_that_is_away_is_said_so_within_four_seconds() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with opened(f"bolt://127.0.0.1:{port}") as register:
            assert_unavailable(register.version)
            assert_unavailable(lambda: register.put(full_world()))


@pytest.mark.usefixtures("hasty")
def test_a_server_that_accepts_and_is_silent_is_given_up_within_four_seconds() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with opened(f"bolt://127.0.0.1:{silent.getsockname()[1]}") as register:
            assert_unavailable(register.version)
            assert_unavailable(register.snapshot)


class Proxy:
    """Passes bytes between a client and the server, until it is told to be silent or to cut."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._server = (parts.hostname or "", parts.port or 7687)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._sockets: list[socket.socket] = []
        self.url = f"bolt://127.0.0.1:{self._listening.getsockname()[1]}"
        self.is_silent = False
        self.cuts_left = 0
        self._threads: list[threading.Thread] = []
        self._start(self._accept)

    def _start(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):  # the end of listening
            while True:
                client, _ = self._listening.accept()
                self._sockets.append(client)
                server = socket.create_connection(self._server)
                self._sockets.append(server)
                self._start(self._pass, client, server, True)
                self._start(self._pass, server, client, False)

    def _pass(self, source: socket.socket, target: socket.socket, is_request: bool) -> None:
        with suppress(OSError):  # one side has gone
            while data := source.recv(65_536):
                while self.is_silent:
                    time.sleep(0.05)
                if is_request and COMMIT in data and self.cuts_left:
                    self.cuts_left -= 1
                    # The server gets the commit, the client never hears of it.
                    source.shutdown(socket.SHUT_RDWR)
                    target.sendall(data)
                    time.sleep(0.2)
                    break
                target.sendall(data)
        end(source, target)

    def close(self) -> None:
        self.is_silent = False
        end(self._listening)
        self._threads[0].join()
        end(*self._sockets)
        for thread in self._threads:
            thread.join()
        for each in (self._listening, *self._sockets):
            each.close()


def end(*sockets: socket.socket) -> None:
    """Wake up whoever waits for these."""
    for each in sockets:
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)


@pytest.fixture(scope="module")
def stripping(neo4j_server: Neo4jServer) -> Iterator[Neo4jServer]:
    """A Neo4j that bears no trace of these tests afterwards, some of which make a schema of their own."""
    yield neo4j_server
    neo4j_server.strip()


@pytest.fixture
def neo4j_url(stripping: Neo4jServer) -> str:
    """Bolt address of a running Neo4j without data or schema when the test starts."""
    stripping.strip()
    return stripping.url


@pytest.fixture
def proxy(neo4j_url: str) -> Iterator[Proxy]:
    made = Proxy(neo4j_url)
    yield made
    made.close()


@pytest.mark.neo4j
@pytest.mark.usefixtures("hasty")
def test_a_server_that_falls_silent_is_given_up_and_used_again_when_it_speaks(proxy: Proxy) -> None:
    fill(proxy.url)
    with opened(proxy.url) as register:
        eventually(register.version)
        proxy.is_silent = True
        assert_unavailable(register.version)
        assert_unavailable(lambda: register.put(Snapshot(actors=(an_actor("late"),))))
        proxy.is_silent = False
        # what was given up was not stored afterwards
        assert eventually(register.snapshot) == full_world()


@pytest.mark.neo4j
@pytest.mark.usefixtures("hasty")
def test_silence_leaves_no_connection_behind(proxy: Proxy) -> None:
    fill(proxy.url)
    with opened(proxy.url) as register:
        eventually(register.version)
        proxy.is_silent = True
        callers = [threading.Thread(target=lambda: assert_unavailable(register.version)) for _ in range(30)]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
        proxy.is_silent = False
        answers: list[int] = []
        callers = [
            threading.Thread(target=lambda: answers.append(eventually(register.version))) for _ in range(20)
        ]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
        assert len(answers) == 20


@pytest.mark.neo4j
def test_a_lost_answer_to_a_commit_is_asked_again_and_stored_once(proxy: Proxy) -> None:
    with opened(proxy.url) as register:
        register.put(Snapshot(actors=(an_actor("first"),)))
        version = register.version()
        proxy.cuts_left = 1
        tally = register.put(Snapshot(actors=(an_actor("second"),)))
        assert proxy.cuts_left == 0
        assert (tally.new, tally.changed, tally.same) == (1, 0, 0)
        assert register.version() == version + 1
        assert register.counts()["actors"] == 2
        proxy.cuts_left = 1
        register.remove_actor("first")
        assert proxy.cuts_left == 0
        with pytest.raises(NotFound):
            register.actor("first")


@pytest.mark.neo4j
@pytest.mark.usefixtures("hasty")
def test_a_server_that_was_killed_is_used_again_when_it_is_back(neo4j_server: Neo4jServer) -> None:
    if not neo4j_server.can_be_killed:
        pytest.skip("this server is not ours to kill")
    neo4j_server.empty()
    fill(neo4j_server.url)
    with opened(neo4j_server.url) as register:
        version = eventually(register.version)
        neo4j_server.kill()
        assert_unavailable(register.version)
        neo4j_server.start()
        assert eventually(register.version) == version
        assert eventually(register.snapshot) == full_world()


@pytest.mark.neo4j
def test_a_server_that_was_emptied_is_filled_again_with_a_later_version(neo4j_server: Neo4jServer) -> None:
    neo4j_server.empty()
    with opened(neo4j_server.url) as register:
        register.put(full_world())
        version = register.version()
        neo4j_server.empty()
        assert register.counts()["actors"] == 0
        register.put(full_world())
        assert register.version() > version
        assert register.snapshot() == full_world()


@pytest.mark.neo4j
def test_two_processes_make_the_schema_at_once_and_write_together(neo4j_url: str) -> None:
    with opened(neo4j_url) as one, opened(neo4j_url) as other:
        failures: list[BaseException] = []

        def fill(register: Register, prefix: str) -> None:
            try:
                for number in range(5):
                    actor = an_actor(f"{prefix}-{number}")
                    eventually(partial(register.put, Snapshot(actors=(actor,))))
            except BaseException as error:  # noqa: BLE001  # what goes wrong in a thread is reported by the test
                failures.append(error)

        threads = [
            threading.Thread(target=fill, args=(register, prefix))
            for register, prefix in ((one, "a"), (other, "b"))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        assert one.counts() == other.counts()
        assert one.counts()["actors"] == 10
    with neo4j.GraphDatabase.driver(neo4j_url) as driver:
        counted = driver.execute_query("MATCH (n:Register|Migration|MigrationLock) RETURN count(n) AS n")
        assert counted.records[0]["n"] == 2 + len(list(STEPS.glob("V*.cypher")))


@pytest.mark.neo4j
def test_a_schema_of_a_newer_or_another_version_is_refused(neo4j_url: str, tmp_path: Path) -> None:
    with opened(neo4j_url) as register:
        register.version()
    steps = Path(shutil.copytree(STEPS, tmp_path / "steps"))
    first = next(steps.glob("V0001__*.cypher"))
    first.write_text(first.read_text() + "// edited\n")
    edited = GraphRegister(Neo4jEngine(neo4j_url, None, None, "neo4j", migrations=steps), load("cypher"))
    with pytest.raises(StoreError, match="Step 1"):
        edited.version()
    edited.close()
    with neo4j.GraphDatabase.driver(neo4j_url) as driver:
        driver.execute_query("CREATE (:Migration {number: 9999, name: 'later', checksum: 'x'})")
    with opened(neo4j_url) as register, pytest.raises(StoreError, match="newer version"):
        register.version()


@pytest.mark.neo4j
def test_a_new_step_is_applied_once(neo4j_url: str, tmp_path: Path) -> None:
    with opened(neo4j_url) as register:
        register.put(full_world())
    steps = Path(shutil.copytree(STEPS, tmp_path / "steps"))
    number = len(list(steps.glob("V*.cypher"))) + 1
    (steps / f"V{number:04}__extra.cypher").write_text(
        "// An index.\nCREATE INDEX extra IF NOT EXISTS FOR (a:Actor) ON (a.status);\n"
    )
    for _ in range(2):
        engine = Neo4jEngine(neo4j_url, None, None, "neo4j", migrations=steps)
        register = GraphRegister(engine, load("cypher"))
        assert register.snapshot() == full_world()
        register.close()
    with neo4j.GraphDatabase.driver(neo4j_url) as driver:
        applied = driver.execute_query("MATCH (m:Migration) RETURN m.number AS n ORDER BY n").records
        indexes = driver.execute_query("SHOW INDEXES YIELD name WHERE name = 'extra' RETURN name").records
    assert [row["n"] for row in applied] == list(range(1, number + 1))
    assert len(indexes) == 1


@pytest.mark.neo4j
def test_only_the_owner_makes_a_schema_and_a_reader_changes_nothing(neo4j_url: str) -> None:
    there = Address(url=neo4j_url, credentials=Credentials())
    with closing(open_for_reading(neo4j_url)) as reader, closing(open_as_deputy(there)) as deputy:
        for other in (reader, deputy):
            with pytest.raises(StoreMissing, match="loket seed"):
                other.snapshot()
        with pytest.raises(StoreMissing, match="loket seed"):
            deputy.put(full_world())
        with neo4j.GraphDatabase.driver(neo4j_url) as driver:
            assert driver.execute_query("MATCH (n) RETURN count(n) AS n").records[0]["n"] == 0
            assert driver.execute_query("SHOW CONSTRAINTS YIELD name").records == []
        with opened(neo4j_url) as owner:
            owner.version()
        deputy.put(full_world())
        assert reader.snapshot() == full_world()
        with pytest.raises(StoreError, match="alleen om te lezen"):
            reader.remove_actor(full_world().actors[0].id)


@pytest.mark.neo4j
def test_reading_an_older_schema_leaves_it_as_it_is(neo4j_url: str, tmp_path: Path) -> None:
    with opened(neo4j_url) as register:
        register.version()
    steps = Path(shutil.copytree(STEPS, tmp_path / "steps"))
    number = len(list(steps.glob("V*.cypher"))) + 1
    (steps / f"V{number:04}__extra.cypher").write_text("CREATE INDEX extra FOR (a:Actor) ON (a.status);\n")
    engine = Neo4jEngine(neo4j_url, None, None, "neo4j", migrations=steps, access=Access.READER)
    with closing(GraphRegister(engine, load("cypher"))) as reader, pytest.raises(StoreError, match="oudere"):
        reader.version()


@pytest.mark.neo4j
def test_a_database_that_is_not_there_is_named(neo4j_url: str) -> None:
    register = open_register(neo4j_url, credentials=Credentials(database="nergens"))
    with pytest.raises(StoreError, match="nergens"):
        register.version()
    register.close()


@pytest.mark.neo4j
def test_a_closed_register_says_so(neo4j_url: str) -> None:
    with opened(neo4j_url) as register:
        register.version()
    with pytest.raises(StoreError, match="gesloten"):
        register.version()


@pytest.mark.neo4j
def test_readers_meet_no_half_of_a_write_of_another_process(neo4j_url: str) -> None:
    with opened(neo4j_url) as writing, opened(neo4j_url) as reading:
        writing.put(full_world())
        stop = threading.Event()
        torn: list[Snapshot] = []

        def look() -> None:
            while not stop.is_set():
                snapshot = eventually(reading.snapshot)
                names = {actor.name for actor in snapshot.actors}
                if len(names) != 1 and snapshot != full_world():
                    torn.append(snapshot)

        reader = threading.Thread(target=look)
        reader.start()
        for turn in range(10):
            renamed = [replace(actor, name=f"turn {turn}") for actor in full_world().actors]
            eventually(partial(writing.put, Snapshot(actors=tuple(renamed))))
        stop.set()
        reader.join()
        assert torn == []
