"""Suggests which column of a list means which field, from the names of the columns and their values."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import fuzz

from graph.tables.writing import PROBLEM_HEADER
from matchmaker.text import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from graph.tables.table import Table

CUT_OFF = 80
"""Likeness of names (rapidfuzz WRatio, 0 to 100) below which names say nothing."""

_SAMPLE = 200  # filled cells of a column that are looked at
_FEW = 3  # filled cells below which values say nothing
_TYPICAL = 0.8  # share of values with the right shape that speaks for a field
_STRANGE = 0.2  # share of values with the right shape that speaks against it
_SHORTEST_FUZZY = 4  # letters; a shorter name is part of too many others
_NOT_NAME = re.compile(r"[^a-z0-9]")


class Shape(Enum):
    """A kind of text that is recognised without its column's name, with its pattern in folded text."""

    POSTCODE = re.compile(r"[1-9][0-9]{3} ?[a-z]{2}")
    WEBSITE = re.compile(
        r"(?:https?://|www\.)[^\s/@]+\.[a-z]{2,}(?:[/?#]\S*)?|[a-z0-9][a-z0-9.-]*\.(?:nl|com|org|eu|net)/?"
    )
    KVK_NUMBER = re.compile(r"[0-9]{8}|[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{2}|[0-9]{4} [0-9]{4}")
    EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[a-z]{2,}")


class Basis(Enum):
    """What a suggestion rests on."""

    REMEMBERED = "remembered"
    HEADER = "header"
    VALUES = "values"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that a list may hold.

    Attributes:
        name: Name of the field in our own data.
        headers: Words that people put above it, in Dutch and English, any capitals and spaces.
        shape: What its values look like, if that says anything.
        values: All values that it can have (municipalities, say), if those are known; folded as
            ``matchmaker.text.fold`` does.
    """

    name: str
    headers: tuple[str, ...]
    shape: Shape | None = None
    values: Collection[str] = frozenset()


class Suggestion(NamedTuple):
    """One column and the field that it probably holds.

    Attributes:
        column: Position of the column, from 0.
        header: Its name in the list.
        field: Name of the field.
        certainty: From 0 to 1; 1 when somebody chose it before.
        basis: What speaks for it.
    """

    column: int
    header: str
    field: str
    certainty: float
    basis: Basis


def suggest_columns(
    table: Table, fields: Sequence[Field], remembered: Mapping[str, str] | None = None
) -> tuple[Suggestion, ...]:
    """Suggest fields for the columns of a list; each field and each column at most once.

    Args:
        table: The list.
        fields: What it may hold; of two equally likely ones the first is taken.
        remembered: What the same sender chose before, the name of a field by the name of a column.

    Returns:
        Suggestions in the order of the columns. A column without one is left for the user to decide.
    """
    known = {_bare(header): field for header, field in (remembered or {}).items()}
    possible = [
        suggestion
        for column, header in enumerate(table.headers)
        if header != PROBLEM_HEADER
        for suggestion in _for_column(column, header, _sample(table, column), fields, known)
    ]
    chosen: dict[int, Suggestion] = {}
    taken: set[str] = set()
    for suggestion in sorted(possible, key=lambda one: (one.basis is not Basis.REMEMBERED, -one.certainty)):
        if suggestion.column not in chosen and suggestion.field not in taken:
            chosen[suggestion.column] = suggestion
            taken.add(suggestion.field)
    return tuple(chosen[column] for column in sorted(chosen))


def _for_column(
    column: int, header: str, values: Sequence[str], fields: Sequence[Field], known: Mapping[str, str]
) -> list[Suggestion]:
    before = known.get(_bare(header))
    if any(field.name == before for field in fields):
        return [Suggestion(column, header, str(before), 1.0, Basis.REMEMBERED)]
    found = []
    for field in fields:
        certainty, basis = _judged(_likeness(header, field), _fitting(values, field))
        if basis is not None:
            found.append(Suggestion(column, header, field.name, round(certainty, 2), basis))
    return found


def _judged(likeness: float, fitting: float | None) -> tuple[float, Basis | None]:
    """Weigh likeness of names (0 to 1) and share of fitting values (None: they say nothing)."""
    named = likeness >= CUT_OFF / 100
    if fitting is None:
        return (likeness, Basis.HEADER) if named else (0.0, None)
    if named and fitting >= _TYPICAL:
        return (1 + likeness) / 2, Basis.BOTH
    if named:
        # A column "Website" full of e-mail addresses is a guess at best: any other column goes before it.
        return (likeness if fitting > _STRANGE else likeness / 2), Basis.HEADER
    if fitting >= _TYPICAL:
        return _TYPICAL * fitting, Basis.VALUES
    return 0.0, None


def _likeness(header: str, field: Field) -> float:
    bare = _bare(header)
    return max((_alike(bare, _bare(word)) for word in (field.name, *field.headers)), default=0.0)


def _alike(one: str, other: str) -> float:
    if one == other:
        return 1.0 if one else 0.0
    if min(len(one), len(other)) < _SHORTEST_FUZZY:
        return 0.0
    # Below one, because only the same name is certain.
    return min(fuzz.WRatio(one, other) / 100, 0.99)


def _fitting(values: Sequence[str], field: Field) -> float | None:
    if len(values) < _FEW or (field.shape is None and not field.values):
        return None
    fits = sum(1 for value in values if _fits(value, field))
    return fits / len(values)


def _fits(value: str, field: Field) -> bool:
    folded = fold(value)
    return folded in field.values or (field.shape is not None and bool(field.shape.value.fullmatch(folded)))


def _sample(table: Table, column: int) -> list[str]:
    filled = (row.cells[column] for row in table.rows if row.cells[column].strip())
    return list(itertools.islice(filled, _SAMPLE))


def _bare(header: str) -> str:
    return _NOT_NAME.sub("", fold(header))
