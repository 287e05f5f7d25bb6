"""Remembers: the register of facts, on Neo4j or on an embedded SQLite file.

``open_register(url)`` opens it to change it, ``open_for_reading(url)`` beside whoever does; only this file
picks an engine. ``casework_of(register)`` gives the desk's work that stands in the same store.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from graph.casework.store import GraphCasework
from graph.catalogue import load
from graph.store import GraphRegister
from matchmaker.errors import Fault, InvalidInput
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from graph.engine import Engine
    from matchmaker.casework.port import Casework
    from matchmaker.ports import Register

__all__ = ["STORE_SCHEMES", "Credentials", "casework_of", "open_for_reading", "open_register"]

_NEO4J = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
_MEMORY = {"sqlite:", "sqlite://", "sqlite:///:memory:"}

STORE_SCHEMES = frozenset({"sqlite", *_NEO4J})
"""What the URL of a register may begin with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """How to sign in to a Neo4j server.

    Attributes:
        user: Name of the account, or None for a server without sign-in.
        password: Its password; never shown.
        database: Name of the database.
    """

    user: str | None = None
    password: str | None = field(default=None, repr=False)
    database: str = "neo4j"


def open_register(url: str, *, credentials: Credentials | None = None) -> Register:
    """Open the register that a URL points to.

    Args:
        url: ``sqlite:///relative/path``, ``sqlite:////absolute/path``, ``sqlite:`` (in memory, gone when
            closed), or ``bolt://`` or ``neo4j://`` with a host (``+s`` for encrypted), where a name and a
            password may stand before the host.
        credentials: Sign-in for Neo4j; what stands in the URL goes before it.

    Raises:
        InvalidInput: No such kind of URL.
        StoreInUse: Another process has the file open.
        StoreError: The file cannot be used. A Neo4j server is not waited for here: the first use of the
            register reaches it and makes its schema.
    """
    return _register(_engine(url, credentials or Credentials(), read_only=False))


def open_for_reading(url: str, *, credentials: Credentials | None = None) -> Register:
    """Open the register that a URL points to without owning, making or changing it.

    Another process may own the file meanwhile: each answer is what was committed last. Every method that
    would store something raises ``StoreError``.

    Args:
        url: As for ``open_register``.
        credentials: As for ``open_register``.

    Raises:
        InvalidInput: No such kind of URL.
        StoreMissing: Nobody made a register there yet; for Neo4j this comes with the first use.
        StoreError: The file cannot be used, or an older version of this program made it.
    """
    return _register(_engine(url, credentials or Credentials(), read_only=True))


def casework_of(register: Register) -> Casework:
    """Return the desk's work that stands in the same store as a register, until that is closed.

    Args:
        register: One that ``open_register`` or ``open_for_reading`` opened.
    """
    if not isinstance(register, GraphRegister):
        raise TypeError(f"no register that was opened here: {type(register).__name__}")
    engine = register.engine
    return GraphCasework(engine, load(engine.dialect, name="casework"))


def _register(engine: Engine) -> Register:
    return GraphRegister(engine, load(engine.dialect))


def _engine(url: str, credentials: Credentials, *, read_only: bool) -> Engine:
    # Each engine is loaded when it is asked for: whoever uses a file does not wait for the Neo4j driver.
    if url in _MEMORY or (url.startswith("sqlite:///") and len(url) > len("sqlite:///")):
        from graph.sqlite_engine import SqliteEngine  # noqa: PLC0415

        path = None if url in _MEMORY else Path(url.removeprefix("sqlite:///"))
        return SqliteEngine(path, read_only=read_only)
    if url.partition("://")[0] in _NEO4J and "://" in url:
        from graph.neo4j_engine import Neo4jEngine  # noqa: PLC0415

        return Neo4jEngine(
            url, credentials.user, credentials.password, credentials.database, read_only=read_only
        )
    raise InvalidInput(
        [
            Fault(
                where="store",
                message=Bilingual(
                    "Dit adres van de opslag kennen we niet. "
                    "Gebruik sqlite:///pad/naar/bestand, sqlite: of neo4j://naam-van-de-server.",
                    "This address of a store is unknown. "
                    "Use sqlite:///path/to/file, sqlite: or neo4j://name-of-the-server.",
                ),
            )
        ]
    )
