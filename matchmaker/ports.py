"""What the core expects of the outside, in domain words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from matchmaker.journal import Apart, Batch, Change, Delta
    from matchmaker.model import Actor, Document, Offering, Place, Relation, Snapshot, Theme
    from matchmaker.vocabulary import ActorKind, NeedKind, Status

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What storing a set of facts did, counted over all kinds of facts together."""

    new: int
    changed: int
    same: int
    removed: int = 0


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
        """Return a number that grows with every stored change of a fact."""
        ...

    def mark(self) -> int | None:
        """Return a number that another one follows once anybody stores anything, without waiting.

        It tells whoever holds facts of a version, and a mark from before it, that they still hold. None where
        only asking the store can tell.
        """
        ...

    def sizes_since(self, version: int) -> tuple[int, ...] | None:
        """Return how many facts each change since a version changed, in order; None where nobody can tell.

        The journal does not tell of ``put``, ``remove_actor`` and ``remove_offering``.
        """
        ...

    def since(self, version: int) -> Delta | None:
        """Return what changed since a version, or None where ``sizes_since`` gives none.

        Then all must be read again.
        """
        ...

    def put(self, facts: Snapshot, progress: Callable[[str, int, int], None] | None = None) -> Tally:
        """Store facts, all or none: new ones are added, known ids replaced, nothing is removed.

        This is how a register gets its first facts; nothing is written in the journal. Whoever changes
        facts later uses ``apply``.

        Args:
            facts: What to store. What it refers to must be in it or in the register already.
            progress: Called with the kind of facts, how many of it are done, and how many there are.

        Raises:
            InvalidInput: Something refers to what is not there; every such fault is named.
        """
        ...

    def remove_actor(self, actor_id: str) -> None:
        """Erase an actor with its own relations, from the journal too: this cannot be undone.

        No precedent is sent to it any more; one that was sent nowhere else goes as well.

        Raises:
            NotFound: There is no such actor.
            Conflict: It still has offerings.
        """
        ...

    def remove_offering(self, offering_id: str) -> None:
        """Erase an offering with the relations that point to it, from the journal too.

        Raises:
            NotFound: There is no such offering.
        """
        ...

    def apply(
        self,
        batch: Batch,
        facts: Snapshot,
        *,
        removed_actors: tuple[str, ...] = (),
        removed_offerings: tuple[str, ...] = (),
        removed_relations: tuple[str, ...] = (),
        kept_apart: tuple[tuple[str, str], ...] = (),
        on_version: int | None = None,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> Tally:
        """Change facts as one batch and write it in the journal, all or none.

        Facts that are there already are not rewritten and not written in the journal; a batch that changes
        nothing at all is not kept. A batch whose id the journal knows is not stored again: the tally of the
        first time is returned, so that a caller who got no answer may repeat the call.

        Args:
            batch: Who changes, when and why; its counts are filled in here.
            facts: What to add or replace. What it refers to must be in it or in the register.
            removed_actors: Ids of actors to take away.
            removed_offerings: Ids of offerings to take away.
            removed_relations: Ids of relations to take away.
            kept_apart: Pairs of ids of actors of which somebody decided, in this change, that they are
                different; see ``keep_apart``.
            on_version: The version of the register for which the change was thought out, if that matters.
            progress: As in ``put``, and then with ``changes`` for what is written in the journal. The last
                word comes when all is written and nothing is kept yet: what it raises still undoes all.

        Raises:
            InvalidInput: A value cannot be kept, or something refers to what is not there.
            NotFound: Something to take away is not there.
            Conflict: Something that stays still refers to what is to be taken away; or the register is no
                longer at ``on_version``; or the journal has another batch of that id.
        """
        ...

    def undo(
        self,
        batch_id: str,
        *,
        at: datetime,
        by: str,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> Tally:
        """Put back what was before a batch, all or none; the journal keeps the batch, marked as undone.

        The same call again (same ``at`` and ``by``) changes nothing and returns the same tally.

        Args:
            batch_id: Which batch.
            at: When it is undone, in UTC.
            by: Function (never a person's name) of who undoes it.
            progress: Called once, as the last word of ``apply``.

        Raises:
            NotFound: There is no such batch.
            Conflict: It was undone before, or something that it changed was changed since, or is referred
                to since; the message names what.
        """
        ...

    def batch(self, batch_id: str) -> Batch:
        """Return one batch, or raise ``NotFound``."""
        ...

    def batches(self, *, offset: int = 0, limit: int = 25) -> Page[Batch]:
        """Return batches, the latest stored first."""
        ...

    def changes(self, batch_id: str, *, offset: int = 0, limit: int = 25) -> Page[Change]:
        """Return the changes of a batch by position, or raise ``NotFound``."""
        ...

    def history(self, fact_id: str) -> tuple[Change, ...]:
        """Return what batches did to an actor, offering or relation, the latest first."""
        ...

    def keep_apart(self, one_id: str, other_id: str, *, by: str, at: datetime) -> None:
        """Remember that two actors are different; deciding so again changes nothing.

        Raises:
            NotFound: One of them is not there.
            InvalidInput: They are one and the same.
        """
        ...

    def reconsider(self, one_id: str, other_id: str) -> None:
        """Forget that two actors are different, if that was remembered."""
        ...

    def kept_apart(self) -> tuple[Apart, ...]:
        """Return the pairs of actors that somebody decided are different, of which both are there."""
        ...

    def remember_columns(self, sender: str, columns: Mapping[str, str]) -> None:
        """Remember which field each column of a sender's lists holds, beside what was remembered before.

        Args:
            sender: Organisation that sends the lists; capitals and accents make no difference.
            columns: Name of a field by the name of a column.
        """
        ...

    def columns_of(self, sender: str) -> dict[str, str]:
        """Return what is remembered of a sender's columns; nothing for an unknown sender."""
        ...

    def snapshot(self) -> Snapshot:
        """Return everything that the register holds."""
        ...

    def counts(self) -> dict[str, int]:
        """Return how many facts of each kind there are, by the names in ``Snapshot``."""
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
