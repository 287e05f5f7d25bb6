"""What is known of a list on its way in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from matchmaker.vocabulary import Term

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from graph.importing import ListKind, PlannedRow, RowOutcome
    from graph.tables.table import Note
    from matchmaker.errors import Fault
    from matchmaker.model import Actor, Offering
    from matchmaker.ports import Tally
    from matchmaker.vocabulary import Bilingual

PAGE_ROWS = 25
"""Rows of a plan that are read together."""


class Stage(Term):
    """How far a list is."""

    COLUMNS = "columns", "kolommen kiezen", "choosing columns"
    PLANNING = "planning", "rijen vergelijken", "comparing rows"
    PLANNED = "planned", "klaar om op te slaan", "ready to be stored"
    STORING = "storing", "opslaan", "storing"
    STORED = "stored", "opgeslagen", "stored"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSaid:
    """What somebody says of a list.

    Attributes:
        kind: What its rows are.
        sender: Organisation that sent it.
        stated_on: Day for which it holds.
        association: Id or name of the association of which the rows are members; None leaves it to a column
            or the sender.
    """

    kind: ListKind
    sender: str
    stated_on: date
    association: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a list.

    Attributes:
        header: Its name.
        samples: A few of its filled cells, cut short; none of a column about persons.
        suggested: Name of the field that it probably holds, or None.
        is_remembered: Whether that is what was chosen for this sender before.
        is_personal: Whether it seems to be about persons, so that it is not read.
    """

    header: str
    samples: tuple[str, ...]
    suggested: str | None
    is_remembered: bool
    is_personal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A list at first sight.

    Attributes:
        name: Name of the file, without folders.
        rows: Rows that can be used.
        rejected: Rows that cannot.
        columns: Its columns in order.
        notes: What was cleaned or skipped while reading.
    """

    name: str
    rows: int
    rejected: int
    columns: tuple[Column, ...]
    notes: tuple[Note, ...]


class Span(NamedTuple):
    """A stretch of a file, in bytes."""

    start: int
    size: int


class PlannedFact(NamedTuple):
    """One row of a list with what it makes of the party or offering that it is about.

    Attributes:
        row: What the row does.
        fact: The actor or offering as it would become; None for a possible double or a wrong row.
    """

    row: PlannedRow
    fact: Actor | Offering | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanIndex:
    """What a list would change, and where in the plan's file the parts stand.

    Attributes:
        version: The version of the register for which it was made.
        counts: Rows by what they do.
        notes: What was skipped.
        pages: Stretches of ``PAGE_ROWS`` rows each, by what the rows do.
        facts: Stretches that hold the facts to store.
        fact_count: How many facts there are to store.
        digest: Equal for plans that would do the same.
    """

    version: int
    counts: Mapping[RowOutcome, int]
    notes: tuple[Bilingual, ...]
    pages: Mapping[RowOutcome, tuple[Span, ...]]
    facts: tuple[Span, ...]
    fact_count: int
    digest: str

    @property
    def undecided(self) -> int:
        """How many rows are not taken in: possible doubles and wrong ones."""
        return sum(number for outcome, number in self.counts.items() if outcome.value in {"double", "wrong"})


class Progress(NamedTuple):
    """How much of the work in hand is done: rows while comparing, facts while storing."""

    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """That a list may be stored; the same however often the storing is tried.

    Attributes:
        batch_id: Under which it is stored.
        by: Function and desk of who agreed; never a person's name.
        at: When, in UTC.
    """

    batch_id: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What storing a list did.

    Attributes:
        batch_id: The batch in the journal, or None if there was nothing to change.
        tally: What it did, in facts rather than rows.
    """

    batch_id: str | None
    tally: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """A list on its way in.

    Attributes:
        id: Unguessable, and says nothing of what is in the list.
        said: What somebody says of it.
        by: Function and desk of who sent it in; never a person's name.
        received_at: When it came, in UTC.
        touched_at: When somebody last did something with it, in UTC.
        stage: How far it is.
        look: The list at first sight.
        columns: Name of a field by the name of its column, as chosen or else as suggested.
        decisions: What was decided about possible doubles; see ``graph.importing.ListRequest``.
        moved_rows: Numbers of rows that say where their party is from now on.
        progress: How much of the work in hand is done, or None if nothing is in hand or counted yet.
        plan: What it would change, once compared.
        moved: Whether the register changed before somebody agreed, so that the plan is another than they saw.
        faults: Why the last step did not work.
        agreed: That it may be stored, once somebody said so.
        stored: What storing did, once done.
    """

    id: str
    said: ListSaid
    by: str
    received_at: datetime
    touched_at: datetime
    stage: Stage
    look: Look
    columns: Mapping[str, str]
    decisions: Mapping[int, str | None] = field(default_factory=dict)
    moved_rows: frozenset[int] = frozenset()
    progress: Progress | None = None
    plan: PlanIndex | None = None
    moved: bool = False
    faults: tuple[Fault, ...] = ()
    agreed: Agreed | None = None
    stored: Stored | None = None

    @property
    def is_busy(self) -> bool:
        """Whether something is under way that nobody needs to wait for."""
        return self.stage in {Stage.PLANNING, Stage.STORING}
