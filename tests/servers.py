"""A real Neo4j for the tests, in this order: a given one, a container, the published Java archives.

- ``LOKET_TEST_NEO4J_URI`` (with ``LOKET_TEST_NEO4J_USER`` and ``LOKET_TEST_NEO4J_PASSWORD``) names a server;
  it must be empty, because the tests empty it.
- Else testcontainers starts one if a container engine answers and has the image or can fetch it.
- Else Maven fetches the Community server (``LOKET_TEST_NEO4J_VERSION``, 5.26.30 unless set) and Java runs it.

Only a server of the last kind is ours to kill and start again. ``python -m tests.servers`` fetches what the
last way needs, so that the tests themselves need not be silent for a minute.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote, urlsplit

import neo4j
from neo4j.exceptions import DriverError, Neo4jError, TransientError

from tests import maven

if TYPE_CHECKING:
    from collections.abc import Iterator

    from testcontainers.neo4j import Neo4jContainer

DEFAULT_VERSION = "5.26.30"
START_SECONDS = 180.0
EMPTY_TRIES = 5
JAVA_FLAGS = (
    "-Xmx512m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
    "-Dio.netty.tryReflectionSetAccessible=true",
)
ARTIFACTS = (
    "org.neo4j:neo4j",
    "org.neo4j:neo4j-bolt",
    "org.neo4j.app:neo4j-server",
    "org.neo4j:neo4j-slf4j-provider",
)


class NoNeo4j(Exception):
    """No way to a Neo4j server worked; the text says how to get one."""


class Neo4jServer(Protocol):
    """A Neo4j that answers at ``url``."""

    url: str
    can_be_killed: bool

    def empty(self) -> None:
        """Take out the data; the schema stays, as to make its indexes anew takes longer than most tests."""
        ...

    def strip(self) -> None:
        """Take out the data and the schema."""
        ...

    def stop(self) -> None: ...
    def kill(self) -> None: ...
    def start(self) -> None: ...


def find_neo4j() -> Neo4jServer:
    """Return a running server, or raise ``NoNeo4j``."""
    if uri := os.environ.get("LOKET_TEST_NEO4J_URI"):
        return GivenServer.check(uri)
    if _container_engine_answers():
        try:
            return ContainerServer()
        except Exception as error:  # noqa: BLE001  # whatever the engine's trouble is, there is another way
            sys.stderr.write(f"No Neo4j in a container ({error}); taking the Java archives.\n")
    version = os.environ.get("LOKET_TEST_NEO4J_VERSION", DEFAULT_VERSION)
    java = _java_for(version)
    server = ArchiveServer(version, java, _archives(version))
    server.start()
    return server


@contextmanager
def _session(url: str) -> Iterator[neo4j.Session]:
    parts = urlsplit(url)
    auth = (parts.username, parts.password or "") if parts.username else None
    bare = f"{parts.scheme}://{parts.hostname}:{parts.port or 7687}"
    with neo4j.GraphDatabase.driver(bare, auth=auth) as driver, driver.session(database="neo4j") as session:
        yield session


def _empty(url: str) -> None:
    with _session(url) as session:
        for _ in range(EMPTY_TRIES - 1):
            try:
                _delete_all(session)
            except TransientError:
                # What a test before has given up may hold locks; the driver does not repeat such a statement.
                time.sleep(1)
            else:
                return
        _delete_all(session)


def _delete_all(session: neo4j.Session) -> None:
    session.run("CYPHER 5 MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS").consume()


def _strip(url: str) -> None:
    _empty(url)
    with _session(url) as session:
        for row in list(session.run("CYPHER 5 SHOW CONSTRAINTS YIELD name")):
            session.run(f"CYPHER 5 DROP CONSTRAINT `{row['name']}`").consume()
        unused = "CYPHER 5 SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name"
        for row in list(session.run(unused)):
            session.run(f"CYPHER 5 DROP INDEX `{row['name']}`").consume()


def _wait_until_it_answers(url: str, alive: subprocess.Popen[bytes] | None = None) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with neo4j.GraphDatabase.driver(url) as driver:
                driver.verify_connectivity()
                return
        except (DriverError, Neo4jError) as error:
            if alive is not None and alive.poll() is not None:
                raise NoNeo4j(f"Neo4j stopped while starting, exit code {alive.returncode}") from error
            if time.monotonic() > deadline:
                raise NoNeo4j(f"Neo4j did not answer within {START_SECONDS:.0f} s: {error}") from error
            time.sleep(0.25)


@dataclass
class GivenServer:
    """The server that ``LOKET_TEST_NEO4J_URI`` names."""

    url: str
    can_be_killed = False

    @classmethod
    def check(cls, uri: str) -> GivenServer:
        user = os.environ.get("LOKET_TEST_NEO4J_USER", "neo4j")
        password = os.environ.get("LOKET_TEST_NEO4J_PASSWORD")
        with neo4j.GraphDatabase.driver(uri, auth=(user, password) if password else None) as driver:
            counted = driver.execute_query("CYPHER 5 MATCH (n) RETURN count(n) AS nodes", database_="neo4j")
        if nodes := counted.records[0]["nodes"]:
            raise NoNeo4j(
                f"the given Neo4j holds {nodes} nodes, which the tests would delete; name an empty one"
            )
        scheme, _, rest = uri.partition("://")
        return cls(f"{scheme}://{quote(user)}:{quote(password)}@{rest}" if password else uri)

    def empty(self) -> None:
        _empty(self.url)

    def strip(self) -> None:
        _strip(self.url)

    def stop(self) -> None:
        self.strip()

    def kill(self) -> None:
        raise NoNeo4j("a given server is not ours to kill")

    start = kill


class ContainerServer:
    """A throw-away server in a container."""

    can_be_killed = False

    def __init__(self) -> None:
        from testcontainers.neo4j import Neo4jContainer  # noqa: PLC0415  # slow to import and seldom needed

        version = os.environ.get("LOKET_TEST_NEO4J_VERSION", "5.26")
        self._container: Neo4jContainer = Neo4jContainer(f"neo4j:{version}", password="loket-tests")  # noqa: S106  # of a server that lives for one test run
        try:
            self._container.start()
        except BaseException:
            self._container.stop()
            raise
        self.url = self._container.get_connection_url().replace("bolt://", "bolt://neo4j:loket-tests@")

    def empty(self) -> None:
        _empty(self.url)

    def strip(self) -> None:
        _strip(self.url)

    def stop(self) -> None:
        self._container.stop()

    def kill(self) -> None:
        raise NoNeo4j("a container gets another port when it returns")

    start = kill


class ArchiveServer:
    """The Community server from its published Java archives, in a home of its own."""

    can_be_killed = True

    def __init__(self, version: str, java: str, archives: Path) -> None:
        self._version, self._java, self._archives = version, java, archives
        self._home = Path(tempfile.mkdtemp(prefix="loket-neo4j-"))
        self._process: subprocess.Popen[bytes] | None = None
        port = _free_port()
        self.url = f"bolt://127.0.0.1:{port}"
        for folder in ("conf", "data", "logs", "run", "import", "plugins"):
            (self._home / folder).mkdir()
        (self._home / "conf" / "neo4j.conf").write_text(
            "server.default_listen_address=127.0.0.1\n"
            "server.bolt.enabled=true\n"
            f"server.bolt.listen_address=127.0.0.1:{port}\n"
            "server.http.enabled=false\n"
            "server.https.enabled=false\n"
            "dbms.usage_report.enabled=false\n"
            "dbms.security.auth_enabled=false\n"
            "server.memory.pagecache.size=128m\n"
            # Tests empty it all the time. Planning anew for that takes a third of its time in casework.
            "dbms.cypher.min_replan_interval=1h\n"
            # Planning anew for each order of size of what is given takes a fifth of its time in the contract.
            # It is no setting that is promised, so a version without it must start all the same.
            "internal.cypher.use_parameter_size=false\n"
            "server.config.strict_validation.enabled=false\n"
        )

    def start(self) -> None:
        """Start it and wait until it answers; one that runs is left alone."""
        if self._process is not None and self._process.poll() is None:
            return
        old = self._version.startswith(("4.", "5."))
        main_class = "org.neo4j.server.CommunityEntryPoint" if old else "org.neo4j.server.Neo4jCommunity"
        class_path = os.pathsep.join(str(self._home / part) for part in ("plugins/*", "conf/*"))
        command = [self._java, *JAVA_FLAGS, "-cp", f"{class_path}{os.pathsep}{self._archives}/*", main_class]
        command += [f"--home-dir={self._home}", f"--config-dir={self._home / 'conf'}", "--console-mode"]
        with (self._home / "logs" / "console.log").open("ab") as console:
            self._process = subprocess.Popen(command, stdout=console, stderr=subprocess.STDOUT)
        _wait_until_it_answers(self.url, self._process)

    def empty(self) -> None:
        _empty(self.url)

    def strip(self) -> None:
        _strip(self.url)

    def kill(self) -> None:
        """End it as a power cut would (SIGKILL); the data stay for ``start``."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """End it and throw its data away."""
        self.kill()
        shutil.rmtree(self._home, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _container_engine_answers() -> bool:
    engine = shutil.which("docker")
    if engine is None:
        return False
    try:
        return subprocess.run([engine, "info"], capture_output=True, timeout=20, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def _java_for(version: str) -> str:
    """Find a Java new enough for the server: 17 for 5.x, 21 for the calendar versions."""
    needed = 17 if version.startswith("5.") else 21
    homes = [Path(home) for home in (os.environ.get("JAVA_HOME"),) if home]
    for folder, pattern in (("/usr/lib/jvm", "*"), ("/opt", "*j*dk*")):
        homes += sorted(Path(folder).glob(pattern), reverse=True)
    on_path = shutil.which("java")
    candidates = ([on_path] if on_path else []) + [str(home / "bin" / "java") for home in homes]
    for candidate in candidates:
        if Path(candidate).is_file() and _java_major(candidate) >= needed:
            return candidate
    raise NoNeo4j(
        f"Neo4j {version} needs Java {needed}. Install it and Maven (openjdk-{needed}-jre-headless, maven), "
        "or start a container engine, or name a running empty server in LOKET_TEST_NEO4J_URI."
    )


def _java_major(java: str) -> int:
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', told)
    return int(found.group(1)) if found else 0


def _archives(version: str) -> Path:
    """Return the server's archives, about 116 MB."""
    try:
        return maven.fetched("neo4j", version, ARTIFACTS)
    except maven.NotFetched as error:
        raise NoNeo4j(
            f"{error}. Maven fetches the Neo4j server for the tests. Or start a container engine, or name a "
            "running empty server in LOKET_TEST_NEO4J_URI."
        ) from error


def main() -> None:
    """Fetch the server's archives unless another way to a Neo4j is there, and say what is missing."""
    if os.environ.get("LOKET_TEST_NEO4J_URI") or _container_engine_answers():
        return
    version = os.environ.get("LOKET_TEST_NEO4J_VERSION", DEFAULT_VERSION)
    try:
        _java_for(version)
        _archives(version)
    except NoNeo4j as missing:
        sys.stderr.write(f"NEO4J WILL NOT BE TESTED: {missing}\n")


if __name__ == "__main__":
    main()
