"""Every engine that the contract holds for; "closed and opened again" is an engine of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

from graph import open_register
from graph.catalogue import Query, load
from graph.neo4j_engine import Neo4jEngine
from graph.store import GraphRegister

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from matchmaker.ports import Register
    from tests.servers import Neo4jServer


class Bench(Protocol):
    """Gives registers on one engine."""

    def fresh(self) -> Register:
        """Return an empty register."""
        ...

    def reopened(self) -> Register:
        """Return the register of before, as another process would find it where the engine can do that."""
        ...

    def close(self) -> None: ...


class MemoryBench:
    def __init__(self) -> None:
        self._register: Register | None = None

    def fresh(self) -> Register:
        self.close()
        self._register = open_register("sqlite:")
        return self._register

    def reopened(self) -> Register:
        assert self._register
        return self._register

    def close(self) -> None:
        if self._register:
            self._register.close()


class FileBench:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._register: Register | None = None

    def fresh(self) -> Register:
        self._count += 1
        return self._open()

    def reopened(self) -> Register:
        return self._open()

    def _open(self) -> Register:
        self.close()
        self._register = open_register(f"sqlite:///{self._folder}/{self._count}.db")
        return self._register

    def close(self) -> None:
        if self._register:
            self._register.close()


WIPE = Query(
    name="wipe",
    purpose="Take everything out, the register itself included.",
    params=(),
    is_batch=False,
    columns=(),
    lists=frozenset(),
    text="MATCH (n) DETACH DELETE n",
    dialect="cypher",
)


class Neo4jBench:
    def __init__(self, server: Neo4jServer) -> None:
        server.empty()
        self._engines = [Neo4jEngine(server.url, None, None, "neo4j", strict=True) for _ in range(2)]
        self._registers = [GraphRegister(engine, load(engine.dialect)) for engine in self._engines]

    def fresh(self) -> Register:
        # Both registers stay open meanwhile, so every case begins with the recovery of an emptied server.
        self._engines[1].write(lambda transaction: transaction.rows(WIPE, {}))
        return self._registers[0]

    def reopened(self) -> Register:
        return self._registers[1]

    def close(self) -> None:
        for register in self._registers:
            register.close()


@pytest.fixture(
    params=["memory", "reopened", pytest.param("neo4j", marks=pytest.mark.neo4j)],
    scope="module",  # to make the indexes of Neo4j anew for each test takes longer than most tests
)
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """One engine after the other."""
    made: Bench
    if request.param == "memory":
        made = MemoryBench()
    elif request.param == "reopened":
        made = FileBench(tmp_path_factory.mktemp("stores"))
    else:
        made = Neo4jBench(request.getfixturevalue("neo4j_server"))
    yield made
    made.close()
