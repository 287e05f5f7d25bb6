"""What the templates for lists and changes receive: one frozen class per page, every field explained."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from api.pages.contexts import FormPage, Page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.imports.values import Column, Import
    from api.pages.contexts import Paging
    from api.pages.keeping.words import FieldLine
    from graph.importing import ListKind, RowOutcome, TwoPlaces
    from matchmaker.errors import Fault
    from matchmaker.journal import Batch
    from matchmaker.vocabulary import Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class ListForm:
    """What somebody says of a list, as it was filled in.

    Attributes:
        kind: Code of what its rows are.
        sender: Organisation that sent it.
        stated_on: Day for which it holds, as typed.
    """

    kind: str = ""
    sender: str = ""
    stated_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnField:
    """One column with the choice of what it holds.

    Attributes:
        name: Name of the form field.
        column: The column.
        value: Name of the field that is chosen, or empty.
    """

    name: str
    column: Column
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeTab:
    """The rows that do one thing.

    Attributes:
        outcome: What they do.
        count: How many there are.
        address: The page with them.
    """

    outcome: RowOutcome
    count: int
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFault:
    """What is wrong with a cell.

    Attributes:
        column: Name of the column.
        message: What is wrong and how to mend it.
        suggestions: What was probably meant.
    """

    column: str
    message: Bilingual
    suggestions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """A party that a row may be about.

    Attributes:
        id: Its id.
        name: Its name.
        why: What speaks for it.
        address: Its page.
        places: Its place and that of the row, where these are two.
    """

    id: str
    name: str
    why: Bilingual
    address: str
    places: TwoPlaces | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowEntry:
    """One row of a list.

    Attributes:
        number: Its number in the file.
        name: What it calls its party or offering; empty if it says nothing.
        address: The page of what it is about, if we know that already.
        lines: What would change.
        faults: What is wrong with it.
        likely: Whom it may be about, likeliest first.
        decided: The id of the party that it was decided to be, or empty.
    """

    number: int
    name: str
    address: str | None
    lines: tuple[FieldLine, ...]
    faults: tuple[CellFault, ...]
    likely: tuple[Likeness, ...]
    decided: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeEntry:
    """One fact that a change touched.

    Attributes:
        name: What it is called, or what the tie says.
        what: Kind of fact.
        action: Whether it was added, changed or removed.
        address: Its page, if it is still there.
        lines: Which fields changed.
    """

    name: str
    what: Bilingual
    action: Bilingual
    address: str | None
    lines: tuple[FieldLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListStartPage(FormPage):
    """Which list to take in, and what it is."""

    template = "import_start.html"
    section = "keep"

    form: ListForm = field(metadata={"help": "what to fill in beforehand"})
    kinds: tuple[ListKind, ...] = field(metadata={"help": "what rows can be"})
    waiting: tuple[Import, ...] = field(metadata={"help": "lists that the same desk worker has not finished"})
    dropped: bool = field(metadata={"help": "whether a list was just thrown away"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ListColumnsPage(FormPage):
    """Which column holds what."""

    template = "import_columns.html"
    section = "keep"

    one: Import = field(metadata={"help": "the list"})
    columns: tuple[ColumnField, ...] = field(metadata={"help": "the columns that can be read"})
    personal: tuple[Column, ...] = field(metadata={"help": "the columns about persons, which are not read"})
    choices: tuple[tuple[str, Bilingual], ...] = field(metadata={"help": "what a column can hold, in words"})
    needed: tuple[Bilingual, ...] = field(metadata={"help": "what some column must hold"})
    asks_association: bool = field(metadata={"help": "whether the rows are members of something"})
    association: str = field(metadata={"help": "of which they are members, as typed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBusyPage(Page):
    """The list is being compared or stored."""

    template = "import_busy.html"
    section = "keep"

    one: Import = field(metadata={"help": "the list"})
    is_storing: bool = field(metadata={"help": "whether it is being stored rather than compared"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPlanPage(Page):
    """What the list would change."""

    template = "import_plan.html"
    section = "keep"

    one: Import = field(metadata={"help": "the list"})
    tabs: tuple[OutcomeTab, ...] = field(metadata={"help": "the rows by what they do"})
    shown: RowOutcome = field(metadata={"help": "which of these are shown"})
    rows: tuple[RowEntry, ...] = field(metadata={"help": "the rows of this page"})
    paging: Paging = field(metadata={"help": "where the reader is among them"})
    changes: int = field(metadata={"help": "how many rows would be taken in as new or changed"})
    left_out: int = field(metadata={"help": "how many rows would not be taken in, unreadable ones too"})
    faults: tuple[Fault, ...] = field(metadata={"help": "why it could not be stored"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ListStoredPage(Page):
    """The list is stored."""

    template = "import_stored.html"
    section = "keep"

    one: Import = field(metadata={"help": "the list"})
    batch_id: str = field(metadata={"help": "the change as it is kept; empty if nothing was to be changed"})
    counts: Mapping[RowOutcome, int] = field(metadata={"help": "how many rows did what"})
    left_out: int = field(metadata={"help": "how many rows were not taken in, unreadable ones too"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ListGonePage(Page):
    """A list that is no longer kept."""

    template = "import_gone.html"
    section = "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchesPage(Page):
    """The changes of the register, the latest first."""

    template = "batches.html"
    section = "keep"

    batches: tuple[Batch, ...] = field(metadata={"help": "the changes of this page"})
    total: int = field(metadata={"help": "how many there are"})
    paging: Paging = field(metadata={"help": "where the reader is among them"})


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPage(Page):
    """One change: what was changed by whom, and how to undo it."""

    template = "batch.html"
    section = "keep"

    batch: Batch = field(metadata={"help": "the change"})
    changes: tuple[ChangeEntry, ...] = field(metadata={"help": "the facts of this page"})
    total: int = field(metadata={"help": "how many facts it touched"})
    paging: Paging = field(metadata={"help": "where the reader is among them"})
    problem: Bilingual | None = field(metadata={"help": "why it cannot be undone, or None"})


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchUndoPage(Page):
    """Whether to undo a change."""

    template = "batch_undo.html"
    section = "keep"

    batch: Batch = field(metadata={"help": "the change"})


PAGES: tuple[type[Page], ...] = (
    ListStartPage,
    ListColumnsPage,
    ListBusyPage,
    ListPlanPage,
    ListStoredPage,
    ListGonePage,
    BatchesPage,
    BatchPage,
    BatchUndoPage,
)
