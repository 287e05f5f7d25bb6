"""The steps of taking in a list, as the templates receive them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.imports.changes import field_changes_of
from api.imports.checks import FIELDS, fields_of
from api.imports.values import Stage
from api.pages.addresses import address, other
from api.pages.importing.contexts import (
    CellFault,
    ColumnField,
    Likeness,
    ListBusyPage,
    ListColumnsPage,
    ListGonePage,
    ListPlanPage,
    ListStartPage,
    ListStoredPage,
    OutcomeTab,
    RowEntry,
)
from api.pages.keeping.words import LABELS, FieldLine, Words
from api.pages.paging import paging
from graph.importing import ListKind, RowOutcome
from graph.importing.fields import REQUIRED
from matchmaker.errors import Fault
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from api.imports.values import Import, PlanIndex, PlannedFact
    from api.loaded import Loaded
    from api.pages.importing.contexts import ListForm
    from matchmaker.curation import FieldChange
    from matchmaker.vocabulary import Language

COLUMN = "kolom-"  # begins the name of the field for a column; its position follows
ALL_COLUMNS = "kolommen"  # where all of them stand
_MEMBER_OF = Bilingual("Is lid van", "Is a member of")


def start_page(
    language: Language,
    form: ListForm,
    waiting: tuple[Import, ...],
    faults: tuple[Fault, ...] = (),
    *,
    dropped: bool = False,
) -> ListStartPage:
    """Return the form for sending a list, with what must be mended if it was sent already."""
    return ListStartPage(
        other_address=address("imports", other(language)),
        other_by_form=False,
        form=form,
        kinds=tuple(ListKind),
        faults=faults,
        waiting=waiting,
        dropped=dropped,
    )


def columns_page(
    language: Language,
    one: Import,
    chosen: Mapping[str, str],
    association: str,
    faults: tuple[Fault, ...] = (),
) -> ListColumnsPage:
    """Return the choice of what each column holds.

    Args:
        language: Of the page.
        one: The list.
        chosen: Name of a field by the name of its column.
        association: Of which the rows are members, as typed.
        faults: What must be mended, with columns and fields by name.
    """
    names = {column.header: f"{COLUMN}{number}" for number, column in enumerate(one.look.columns)}
    return ListColumnsPage(
        other_address=address("import_columns", other(language), one.id),
        other_by_form=False,
        one=one,
        columns=tuple(
            ColumnField(name=names[column.header], column=column, value=chosen.get(column.header, ""))
            for column in one.look.columns
            if not column.is_personal
        ),
        personal=tuple(column for column in one.look.columns if column.is_personal),
        choices=tuple((name, FIELDS[name]) for name in fields_of(one.said.kind)),
        needed=tuple(FIELDS[name] for name in REQUIRED[one.said.kind]),
        asks_association=one.said.kind is ListKind.MEMBERS,
        association=association,
        faults=tuple(_placed(fault, names) for fault in faults),
    )


def columns_sent(one: Import, fields: Mapping[str, str]) -> dict[str, str]:
    """Return the name of a field by the name of its column, as a form says by position."""
    return {
        column.header: chosen
        for number, column in enumerate(one.look.columns)
        if (chosen := fields.get(f"{COLUMN}{number}", ""))
    }


def busy_page(language: Language, one: Import) -> ListBusyPage:
    """Return how far the work on a list is."""
    return ListBusyPage(
        other_address=address("import", other(language), one.id),
        other_by_form=False,
        one=one,
        is_storing=one.stage is Stage.STORING,
    )


def shown_outcome(plan: PlanIndex, asked: str) -> RowOutcome:
    """Return which rows to show: those asked for, else those that need a person, else what changes."""
    found = RowOutcome.read(asked)
    if found is not None:
        return found
    order = (RowOutcome.DOUBLE, RowOutcome.NEW, RowOutcome.CHANGED, RowOutcome.WRONG, RowOutcome.SAME)
    return next((outcome for outcome in order if plan.counts[outcome]), RowOutcome.NEW)


def plan_page(
    loaded: Loaded,
    language: Language,
    one: Import,
    plan: PlanIndex,
    shown: RowOutcome,
    number: int,
    rows: Sequence[PlannedFact],
) -> ListPlanPage:
    """Return what a list would change.

    Args:
        loaded: What the register holds.
        language: Of the page.
        one: The list.
        plan: What it would change.
        shown: Which rows are shown.
        number: Which page of these, from 1.
        rows: The rows of that page.
    """

    def at(page: int, outcome: RowOutcome = shown, in_language: Language = language) -> str:
        query = {"rijen": outcome.value, "pagina": str(page) if page > 1 else ""}
        return address("import", in_language, one.id, query)

    entries = _Entries(loaded, language, one)
    return ListPlanPage(
        other_address=at(number, in_language=other(language)),
        other_by_form=False,
        one=one,
        tabs=tuple(
            OutcomeTab(outcome=outcome, count=plan.counts[outcome], address=at(1, outcome))
            for outcome in RowOutcome
        ),
        shown=shown,
        rows=tuple(entries.entry(row) for row in rows),
        paging=paging(number, plan.counts[shown], at),
        changes=plan.counts[RowOutcome.NEW] + plan.counts[RowOutcome.CHANGED],
        left_out=plan.undecided + one.look.rejected,
        faults=one.faults,
    )


def stored_page(language: Language, one: Import, plan: PlanIndex) -> ListStoredPage:
    """Return what storing a list did."""
    return ListStoredPage(
        other_address=address("import", other(language), one.id),
        other_by_form=False,
        one=one,
        batch_id=(one.stored.batch_id or "") if one.stored else "",
        counts=plan.counts,
        left_out=plan.undecided + one.look.rejected,
    )


def gone_page(language: Language) -> ListGonePage:
    """Return what to do when a list is no longer kept."""
    return ListGonePage(other_address=address("imports", other(language)), other_by_form=False)


class _Entries:
    """Puts rows into words."""

    def __init__(self, loaded: Loaded, language: Language, one: Import) -> None:
        self._loaded = loaded
        self._language: Language = language
        self._one = one
        self._words = Words(loaded, language)

    def entry(self, planned: PlannedFact) -> RowEntry:
        """Return one row in words."""
        row = planned.row
        decided = self._one.decisions.get(row.number, "")
        return RowEntry(
            number=row.number,
            name=row.name,
            address=self._address(row.fact_id) if row.outcome is not RowOutcome.NEW else None,
            lines=self._lines(planned),
            faults=tuple(self._cell_fault(row.number, fault) for fault in row.faults),
            likely=tuple(
                Likeness(
                    id=one.id,
                    name=one.name,
                    why=one.why,
                    address=address("actor", self._language, one.id),
                    places=one.places,
                )
                for one in row.candidates
                if row.outcome is RowOutcome.DOUBLE
            ),
            decided=decided or "",
        )

    def _address(self, fact_id: str | None) -> str | None:
        if fact_id is None:
            return None
        is_offering = self._one.said.kind is ListKind.OFFERINGS
        return address("offering" if is_offering else "actor", self._language, fact_id)

    def _lines(self, planned: PlannedFact) -> tuple[FieldLine, ...]:
        changes = field_changes_of(planned, self._loaded)
        lines = [self._line(change) for change in changes]
        if "relations" in planned.row.changed:
            name = self._one.said.association or self._one.said.sender
            lines.append(FieldLine(label=_MEMBER_OF, gone=(), come=(name,)))
        return tuple(line for line in lines if line.gone or line.come)

    def _line(self, change: FieldChange) -> FieldLine:
        if change.field == "sources":  # the list itself, which the register does not know yet
            return FieldLine(label=LABELS["sources"], gone=(), come=(self._one.look.name,))
        return self._words.line(change)

    def _cell_fault(self, number: int, fault: Fault) -> CellFault:
        column = fault.where.removeprefix(f"{self._one.look.name}:{number}").strip()
        return CellFault(column=self._named(column), message=fault.message, suggestions=fault.suggestions)

    def _named(self, column: str) -> str:
        """Return the name of a column; of a field that the list has no column for, its name in words."""
        known = any(one.header == column for one in self._one.look.columns)
        return column if known or column not in FIELDS else FIELDS[column].in_language(self._language)


def _placed(fault: Fault, names: Mapping[str, str]) -> Fault:
    """Return a fault with the form field as its place."""
    header = next((name for name in names if fault.where == name or fault.where.endswith(f" {name}")), None)
    where = names[header] if header is not None else fault.where
    known = {"association"} | set(names.values())
    return Fault(
        where=where if where in known else ALL_COLUMNS, message=fault.message, suggestions=fault.suggestions
    )
