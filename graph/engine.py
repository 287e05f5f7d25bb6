"""What the register asks of an engine: a query and its parameters in, rows out, in a real transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from graph.catalogue import Query

T = TypeVar("T")

# Text, whole and broken numbers, truth values, None, and lists of these. Dates travel as ISO text.
Row = dict[str, Any]


class Transaction(Protocol):
    """The inside of one transaction."""

    def rows(self, query: Query, params: Row) -> list[Row]:
        """Run one statement and return all its rows.

        A batch query takes the one parameter ``rows`` and runs for each of them; it returns nothing.
        """
        ...


class Engine(Protocol):
    """A store with real transactions; every error that leaves it is a ``StoreError``.

    Work functions may run more than once, since an engine repeats what broke off half-way. They must
    therefore have no side effect but the statements that they run.
    """

    @property
    def dialect(self) -> str:
        """Which catalogue of queries it understands: ``sql`` or ``cypher``."""
        ...

    def read(self, work: Callable[[Transaction], T], *, exact: bool = False) -> T:
        """Run ``work`` on one committed state.

        Args:
            work: Statements that change nothing.
            exact: Exclude a write that is being made visible at this moment as well, even if that means
                waiting for it. For what is kept for long, such as a snapshot.
        """
        ...

    def write(self, work: Callable[[Transaction], T], *, large: bool = False, erase: bool = False) -> T:
        """Run ``work`` and commit it, or leave everything as it was when it raises.

        Args:
            work: Statements.
            large: More time is allowed than somebody behind a screen would wait.
            erase: What ``work`` deleted must not linger in files, as far as that is in the engine's hands.
        """
        ...

    def turn(self) -> AbstractContextManager[None]:
        """Keep the other writers of this process waiting while another process writes to the same store.

        Whatever is read after it is at least as new as what the other process wrote.
        """
        ...

    def mark(self) -> int | None:
        """Return a number that another one follows once anybody commits anything, without waiting.

        None where only asking the store can tell. It means nothing to another engine, or after ``close``.
        """
        ...

    def close(self) -> None:
        """Give back connections, files and locks. May be called twice."""
        ...
