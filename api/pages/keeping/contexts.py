"""What the templates for keeping the register receive: one frozen class per page, every field explained."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from api.pages.contexts import FormPage, Page

DueKind = Literal["actor", "offering", "relation"]

if TYPE_CHECKING:
    from datetime import date

    from api.pages.contexts import Paging, RelationGroup, SourceLine
    from api.pages.keeping.words import FieldLine
    from api.pages.sent import Sent
    from matchmaker.journal import Apart, Batch
    from matchmaker.model import Actor, Offering, Place, Theme
    from matchmaker.vocabulary import Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubleEntry:
    """Two parties that may be one.

    Attributes:
        first: The one.
        second: The other.
        places: Where each is seated, or None.
        why: What makes them alike.
        likely: Whether hardly anything speaks against it.
        address: The page on which they stand side by side.
    """

    first: Actor
    second: Actor
    places: tuple[Place | None, Place | None]
    why: Bilingual
    likely: bool
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApartEntry:
    """Two parties that somebody decided are different.

    Attributes:
        first: The one.
        second: The other.
        apart: The decision.
    """

    first: Actor
    second: Actor
    apart: Apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two parties that are compared, with all that the desk knows of it.

    Attributes:
        actor: The party.
        place: Where it is seated, or None.
        themes: What it works on.
        offerings: What it offers.
        relations: Its ties.
        sources: Who says so.
    """

    actor: Actor
    place: Place | None
    themes: tuple[Theme, ...]
    offerings: tuple[Offering, ...]
    relations: tuple[RelationGroup, ...]
    sources: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DueFact:
    """A fact that is due to be looked at.

    Attributes:
        kind: What sort of fact.
        name: What it is called: the party, the title of an offering, or the tie after the party's name.
        address: The page on which it can be read.
        source: Id of the document that stated it last.
        lines: The lines there, as the page of the source calls them.
        last_on: Day on which it was last stated or confirmed.
        checked_by: Function of who confirmed it last, or None.
        value: What stands for it in the form; it changes as soon as the fact does.
    """

    kind: DueKind
    name: Bilingual
    address: str
    source: str
    lines: str
    last_on: date
    checked_by: str | None
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DueParty:
    """A party of which facts are due: one telephone call settles them all.

    Attributes:
        actor: The party.
        place: Where it is seated, or None.
        facts: What is due, oldest first: the party, its offerings, and ties that it stands first in.
        value: What stands for all of that in the form.
        oldest: Since when the oldest of it stands.
    """

    actor: Actor
    place: Place | None
    facts: tuple[DueFact, ...]
    value: str
    oldest: date


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepPage(Page):
    """Where a desk begins to keep the register true."""

    template = "keep.html"
    section = "keep"

    due: int = field(metadata={"help": "how many facts are due to be looked at"})
    oldest: date | None = field(metadata={"help": "since when the oldest of them stands"})
    doubles: int | None = field(metadata={"help": "how many pairs may be double; None if not known yet"})
    apart: int = field(metadata={"help": "how many pairs were kept apart"})
    done: Batch | None = field(metadata={"help": "the change that was just made"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DoublesPage(Page):
    """The queue of parties that may be double."""

    template = "doubles.html"
    section = "keep"

    entries: tuple[DoubleEntry, ...] = field(metadata={"help": "the pairs of this page, likeliest first"})
    total: int = field(metadata={"help": "how many pairs there are"})
    paging: Paging = field(metadata={"help": "where the reader is in the queue"})
    searched: bool = field(metadata={"help": "whether doubles were looked for yet"})
    searching: bool = field(metadata={"help": "whether they are being looked for now"})
    failed: bool = field(metadata={"help": "whether looking for them broke off the last time"})
    apart: int = field(metadata={"help": "how many pairs were kept apart"})
    done: Batch | None = field(metadata={"help": "the merge that was just done"})
    decided: bool = field(metadata={"help": "whether a pair was just kept apart"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DoublePage(Page):
    """Two parties side by side, to decide whether they are one."""

    template = "double.html"
    section = "keep"

    sides: tuple[Side, Side] = field(metadata={"help": "the two parties"})
    why: Bilingual | None = field(metadata={"help": "what makes them alike, if we thought so ourselves"})
    apart: Apart | None = field(metadata={"help": "the decision that they are different, if there is one"})
    keep: str = field(metadata={"help": "id of the party that is proposed to stay"})
    problem: Bilingual | None = field(metadata={"help": "why they cannot be merged as they are"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MergePage(Page):
    """What merging two parties will do, before it is done."""

    template = "merge.html"
    section = "keep"

    keep: Actor = field(metadata={"help": "the party that stays"})
    drop: Actor = field(metadata={"help": "the party that goes"})
    lines: tuple[FieldLine, ...] = field(metadata={"help": "what changes in the party that stays"})
    offerings: tuple[Offering, ...] = field(metadata={"help": "offerings that move to it"})
    excluding: tuple[Offering, ...] = field(
        metadata={"help": "offerings that did not serve the party that goes, and so not the one that stays"}
    )
    ties: tuple[Bilingual, ...] = field(metadata={"help": "ties that move to it, as sentences"})
    joined: int = field(metadata={"help": "how many ties fall away because they would say the same twice"})
    practised: int = field(metadata={"help": "how many precedents are sent to the party that stays instead"})
    mark: str = field(metadata={"help": "stands for all of this, so that nothing else is done"})
    batch_id: str = field(metadata={"help": "number that the change will have"})
    problem: Bilingual | None = field(metadata={"help": "why it could not be done just now"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ApartPage(Page):
    """The pairs that somebody decided are different."""

    template = "apart.html"
    section = "keep"

    entries: tuple[ApartEntry, ...] = field(metadata={"help": "the pairs of this page, latest first"})
    total: int = field(metadata={"help": "how many pairs there are"})
    paging: Paging = field(metadata={"help": "where the reader is in the list"})
    reconsidered: bool = field(metadata={"help": "whether a pair was just put back in the queue"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePage(FormPage):
    """The queue of what nobody has stated or confirmed for a year, by party."""

    template = "due.html"
    section = "keep"

    parties: tuple[DueParty, ...] = field(metadata={"help": "the parties of this page, oldest first"})
    total: int = field(metadata={"help": "how many parties have something due"})
    facts: int = field(metadata={"help": "how many facts are due with them"})
    paging: Paging = field(metadata={"help": "where the reader is in the queue"})
    themes: tuple[tuple[str, str], ...] = field(metadata={"help": "id and label of themes to choose from"})
    theme: str = field(metadata={"help": "id of the chosen theme, or empty"})
    party: Actor | None = field(metadata={"help": "the only party that is shown, or None for all"})
    own: bool = field(metadata={"help": "whether only the reader's own desk is shown"})
    checked: int = field(metadata={"help": "how many facts were just ticked"})
    done: Batch | None = field(metadata={"help": "the change in which they were"})
    skipped: int = field(metadata={"help": "how many were not taken because they changed meanwhile"})


@dataclass(frozen=True, slots=True, kw_only=True)
class EditPage(FormPage):
    """What every form for a fact knows."""

    section = "keep"

    form: Sent = field(metadata={"help": "what to fill in beforehand, by field"})
    basis: str = field(metadata={"help": "mark of the fact that was read; empty for a new one"})
    batch_id: str = field(metadata={"help": "number that the change will have"})
    hideable: tuple[tuple[str, str], ...] = field(
        metadata={"help": "fields that can be for the desk only, with what they are called"}
    )
    today: date = field(metadata={"help": "the day on which it is written down, unless somebody says other"})
    meanwhile: tuple[FieldLine, ...] = field(
        metadata={"help": "what others changed since: what stands there now, and what this form says"}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EditActorPage(EditPage):
    """The form for a party."""

    template = "edit_actor.html"

    actor: Actor | None = field(metadata={"help": "the party as it is; None for a new one"})
    alike: tuple[Actor, ...] = field(metadata={"help": "parties that a new one may be the double of"})


@dataclass(frozen=True, slots=True, kw_only=True)
class EditOfferingPage(EditPage):
    """The form for an offering."""

    template = "edit_offering.html"

    offering: Offering | None = field(metadata={"help": "the offering as it is; None for a new one"})
    provider: Actor = field(metadata={"help": "who offers it"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovePage(Page):
    """What goes when a party or offering is taken away, before it is done."""

    template = "remove.html"
    section = "keep"

    name: Bilingual = field(metadata={"help": "what it is called"})
    address: str = field(metadata={"help": "its page"})
    action: str = field(metadata={"help": "where the form is sent"})
    offerings: tuple[Offering, ...] = field(metadata={"help": "offerings that go along"})
    ties: tuple[Bilingual, ...] = field(metadata={"help": "ties that go along, as sentences"})
    ended: bool = field(metadata={"help": "whether it is called ended already"})
    mark: str = field(metadata={"help": "stands for all of this, so that nothing else is done"})
    batch_id: str = field(metadata={"help": "number that the change will have"})
    problem: Bilingual | None = field(metadata={"help": "why it could not be done just now"})


PAGES: tuple[type[Page], ...] = (
    KeepPage,
    DoublesPage,
    DoublePage,
    MergePage,
    ApartPage,
    DuePage,
    EditActorPage,
    EditOfferingPage,
    RemovePage,
)
