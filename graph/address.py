"""How a process reaches a store, and as what."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a store is, for another process that shall open the same.

    Attributes:
        url: As for ``open_register``; never shown, since a password may stand in it.
        credentials: Sign-in for Neo4j.
    """

    url: str = field(repr=False)
    credentials: Credentials


class Access(Enum):
    """As what a process opens a store."""

    OWNER = auto()
    """Makes the store and its schema if need be; an embedded file has one owner."""

    READER = auto()
    """Takes the store as it is, beside its owner if it has one, and may not write."""

    DEPUTY = auto()
    """Takes the store as it is, and writes in the turn that its owner gave away."""
