"""Remembers: the register of facts, on Neo4j or on an embedded SQLite file.

``open_register(url)`` opens it to change it, ``open_for_reading(url)`` beside whoever does; only this file
picks an engine. ``casework_of(register)`` gives the desk's work that stands in the same store. A process that
keeps a register open may let another one write in its stead: ``address_of``, ``turn_of``, ``open_as_deputy``.

What a store needs is loaded when one is opened: the child that reads a list opens none, and takes a tenth of
the time to start.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from graph.address import Access, Address, Credentials
from graph.catalogue import load
from matchmaker.errors import Fault, InvalidInput
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from graph.engine import Engine
    from graph.store import GraphRegister
    from matchmaker.casework.port import Casework
    from matchmaker.ports import Register

__all__ = [
    "STORE_SCHEMES",
    "Address",
    "Credentials",
    "address_of",
    "casework_of",
    "open_as_deputy",
    "open_for_reading",
    "open_register",
    "turn_of",
]

_NEO4J = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
_MEMORY = {"sqlite:", "sqlite://", "sqlite:///:memory:"}

STORE_SCHEMES = frozenset({"sqlite", *_NEO4J})
"""What the URL of a register may begin with."""


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
    return _register(Address(url=url, credentials=credentials or Credentials()), Access.OWNER)


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
    return _register(Address(url=url, credentials=credentials or Credentials()), Access.READER)


def open_as_deputy(address: Address) -> Register:
    """Open a register to write in the turn that the process which keeps it open gave away; see ``turn_of``.

    Args:
        address: What ``address_of`` said in that process.

    Raises:
        StoreMissing: The embedded file is not there any more.
        StoreError: The store cannot be used.
    """
    return _register(address, Access.DEPUTY)


def address_of(register: Register) -> Address | None:
    """Return how another process opens the same store; None for one in memory, which no other can reach.

    Args:
        register: One that ``open_register`` or ``open_for_reading`` opened.
    """
    address = _opened_here(register).address
    return None if address is None or address.url in _MEMORY else address


def turn_of(register: Register) -> AbstractContextManager[None]:
    """Keep the other writers of this process waiting while another process writes to the same store.

    They wait as for a writer of this process, and are told after a few seconds that somebody is writing. Once
    the turn is over, whatever this process reads is at least as new as what the other one wrote.

    Args:
        register: One that ``open_register`` opened.

    Raises:
        StoreUnavailable: Somebody else is writing; raised on entering.
    """
    return _opened_here(register).engine.turn()


def casework_of(register: Register) -> Casework:
    """Return the desk's work that stands in the same store as a register, until that is closed.

    Args:
        register: One that ``open_register`` or ``open_for_reading`` opened.
    """
    from graph.casework.store import GraphCasework  # noqa: PLC0415

    engine = _opened_here(register).engine
    return GraphCasework(engine, load(engine.dialect, name="casework"))


def _opened_here(register: Register) -> GraphRegister:
    from graph.store import GraphRegister  # noqa: PLC0415

    if not isinstance(register, GraphRegister):
        raise TypeError(f"no register that was opened here: {type(register).__name__}")
    return register


def _register(address: Address, access: Access) -> Register:
    from graph.store import GraphRegister  # noqa: PLC0415

    engine = _engine(address.url, address.credentials, access)
    return GraphRegister(engine, load(engine.dialect), address)


def _engine(url: str, credentials: Credentials, access: Access) -> Engine:
    # Each engine is loaded when it is asked for: whoever uses a file does not wait for the Neo4j driver.
    if url in _MEMORY or (url.startswith("sqlite:///") and len(url) > len("sqlite:///")):
        from graph.sqlite_engine import SqliteEngine  # noqa: PLC0415

        path = None if url in _MEMORY else Path(url.removeprefix("sqlite:///"))
        return SqliteEngine(path, access=access)
    if url.partition("://")[0] in _NEO4J and "://" in url:
        from graph.neo4j_engine import Neo4jEngine  # noqa: PLC0415

        return Neo4jEngine(url, credentials.user, credentials.password, credentials.database, access=access)
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
