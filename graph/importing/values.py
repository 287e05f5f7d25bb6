"""What is said of a list, and what its rows would do, as values."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from matchmaker.vocabulary import Term

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from graph.importing.fields import ListKind
    from graph.importing.identity import Candidate
    from matchmaker.errors import Fault
    from matchmaker.model import Snapshot
    from matchmaker.vocabulary import Bilingual


class RowOutcome(Term):
    """What a row does."""

    NEW = "new", "nieuw", "new"
    CHANGED = "changed", "gewijzigd", "changed"
    SAME = "same", "hetzelfde", "same"
    DOUBLE = "double", "mogelijk dubbel", "possible double"
    WRONG = "wrong", "fout", "wrong"


class Undecided(Term):
    """What happens to a possible double about which nobody decided."""

    RETURNED = "returned", "komt terug om te beslissen", "comes back to be decided"
    TAKEN_IN = (
        "takenIn",
        "wordt een eigen partij, beslissen kan later",
        "becomes a party, to be decided later",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRequest:
    """What somebody says of a list.

    Attributes:
        kind: What its rows are.
        sender: Organisation that sent it.
        stated_on: Day for which it holds.
        columns: Name of a field by the name of its column; other columns are not read.
        association: Id or name of the association of which the rows are members, where no column says so.
        decisions: What a person decided about possible doubles, by number of the row: the id of the actor
            (or offering) that it is, or None if it is a new one.
        moved: Numbers of rows whose party is where the row says, although another place was known. Of other
            rows about which a person decided the place does not replace one that was known.
        undecided: What happens to the other possible doubles. Those that are taken in are found again by
            ``matchmaker.curation.doubles``; an offering whose provider is unsure always comes back.
    """

    kind: ListKind
    sender: str
    stated_on: date
    columns: Mapping[str, str]
    association: str | None = None
    decisions: Mapping[int, str | None] = field(default_factory=dict)
    moved: frozenset[int] = frozenset()
    undecided: Undecided = Undecided.RETURNED


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRow:
    """What one row does.

    Attributes:
        number: Number of the row as Excel counts it.
        outcome: New, changed, same, possible double or wrong.
        fact_id: The actor or offering that it is about; None for a wrong row, and for a possible double that
            comes back.
        name: What the row calls it.
        changed: Names of the fields that change, for a changed row.
        candidates: For a possible double: which actors it may be, likeliest first. For a row that somebody
            decided is new: which it is not.
        faults: For a wrong row: every fault.
    """

    number: int
    outcome: RowOutcome
    name: str
    fact_id: str | None = None
    changed: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """What a list would change. Wrong rows and possible doubles that come back change nothing.

    Attributes:
        version: The version of the register for which it was made.
        rows: Every row that could be read, in order.
        facts: What to store.
        notes: What was skipped, for the sender.
    """

    version: int
    rows: tuple[PlannedRow, ...]
    facts: Snapshot
    notes: tuple[Bilingual, ...]

    @property
    def counts(self) -> dict[RowOutcome, int]:
        """How many rows have each outcome."""
        counted = Counter(row.outcome for row in self.rows)
        return {outcome: counted[outcome] for outcome in RowOutcome}
