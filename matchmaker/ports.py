"""What the core expects of the outside, in domain words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from matchmaker.model import Actor, Document, Offering, Place, Relation, Snapshot, Theme
    from matchmaker.vocabulary import ActorKind, NeedKind, Status

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What storing a set of facts did, counted over all kinds of facts together."""

    new: int
    changed: int
    same: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """A stretch of a longer, ordered list."""

    items: tuple[T, ...]
    total: int


class Clock(Protocol):
    """Tells the time; the core has none of its own."""

    def now(self) -> datetime:
        """Return the present moment, with time zone UTC."""
        ...

    def today(self) -> date:
        """Return today's date in the Netherlands."""
        ...


class Register(Protocol):
    """The region's facts, on whichever engine.

    Every method answers from a consistent state, in an order that is the same on every engine (by id
    unless it says otherwise). All raise ``StoreUnavailable`` when the store cannot be reached.
    """

    def version(self) -> int:
        """Return a number that grows with every stored change."""
        ...

    def put(self, facts: Snapshot, progress: Callable[[str, int, int], None] | None = None) -> Tally:
        """Store facts, all or none: new ones are added, known ids replaced, nothing is removed.

        Args:
            facts: What to store. What it refers to must be in it or in the register already.
            progress: Called with the kind of facts, how many of it are done, and how many there are.

        Raises:
            InvalidInput: Something refers to what is not there; every such fault is named.
        """
        ...

    def remove_actor(self, actor_id: str) -> None:
        """Remove an actor with its own relations.

        Raises:
            NotFound: There is no such actor.
            Conflict: It still has offerings.
        """
        ...

    def remove_offering(self, offering_id: str) -> None:
        """Remove an offering with the relations that point to it.

        Raises:
            NotFound: There is no such offering.
        """
        ...

    def snapshot(self) -> Snapshot:
        """Return everything that the register holds."""
        ...

    def counts(self) -> dict[str, int]:
        """Return how many documents, places, themes, actors, offerings and relations there are."""
        ...

    def document(self, document_id: str) -> Document:
        """Return one document, or raise ``NotFound``."""
        ...

    def place(self, place_id: str) -> Place:
        """Return one place, or raise ``NotFound``."""
        ...

    def places_around(self, place_id: str) -> tuple[Place, ...]:
        """Return the place and all that contain it directly or further up, or raise ``NotFound``."""
        ...

    def theme(self, theme_id: str) -> Theme:
        """Return one theme, or raise ``NotFound``."""
        ...

    def actor(self, actor_id: str) -> Actor:
        """Return one actor, or raise ``NotFound``."""
        ...

    def actors(
        self,
        *,
        kind: ActorKind | None = None,
        place_id: str | None = None,
        theme_id: str | None = None,
        offset: int = 0,
        limit: int = 25,
    ) -> Page[Actor]:
        """Return actors by name then id; a place or theme also finds what lies within or below it."""
        ...

    def offering(self, offering_id: str) -> Offering:
        """Return one offering, or raise ``NotFound``."""
        ...

    def offerings(
        self,
        *,
        provider_id: str | None = None,
        need_kind: NeedKind | None = None,
        serves_place_id: str | None = None,
        theme_id: str | None = None,
        status: Status | None = None,
        offset: int = 0,
        limit: int = 25,
    ) -> Page[Offering]:
        """Return offerings by Dutch title then id.

        ``serves_place_id`` finds what serves that place or a place that contains it; ``theme_id`` also
        finds what is about a narrower theme.
        """
        ...

    def relations_of(self, node_id: str) -> tuple[Relation, ...]:
        """Return the relations in which an actor or offering stands, as subject or object."""
        ...

    def close(self) -> None:
        """Give back files, connections and locks; the register cannot be used after."""
        ...
