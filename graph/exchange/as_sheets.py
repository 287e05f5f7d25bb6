"""Writes facts as one Excel workbook, a sheet per kind and a row per fact, and reads such a workbook back.

Cells are for reading, sorting and filtering: a list has bars between its values, a source is a short phrase.
What could not be read back from that is written exactly, as JSON: see ``graph.seed_rows.exact``.
"""

from __future__ import annotations

import json
import re
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, get_args, get_origin

from graph.exchange.strict import READER, UNREADABLE, is_optional, missing, strictly, unreadable
from graph.seed_rows import exact
from graph.tables.table import kept
from graph.tables.workbook import Sheet, workbook_bytes
from matchmaker.errors import InvalidInput
from matchmaker.model import (
    Actor,
    Document,
    Offering,
    Place,
    Precedent,
    Question,
    Referred,
    Relation,
    Snapshot,
    Source,
    Theme,
)
from matchmaker.plain import as_plain, without_none
from matchmaker.vocabulary import Bilingual, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from matchmaker.errors import Fault

Rows = list[tuple[str, ...]]

_SHEETS = (
    ("documents", "documenten", Document),
    ("places", "plaatsen", Place),
    ("themes", "thema's", Theme),
    ("actors", "partijen", Actor),
    ("offerings", "aanbod", Offering),
    ("relations", "relaties", Relation),
    ("precedents", "oefenvragen", Precedent),
)
_SINCE_ADDED = frozenset({"oefenvragen"})
"""Sheets that the first workbooks did not have: those hold none of that kind."""
_EXACT = exact("")[:-2]
_BETWEEN = " | "
_ENGLISH = "en: "  # before an example question in English
_REFERRED = re.compile(r"(?P<to>\S+) \((?P<grade>\d)\)")
_SOURCE = re.compile(
    r"(?P<document>\S+) (?P<first>\d{1,9})-(?P<last>\d{1,9}) "
    r"\((?P<stated>\d{4}-\d\d-\d\d)(?:, checked (?P<checked>\d{4}-\d\d-\d\d)(?: (?P<by>.+))?)?\)"
)


class _Column(NamedTuple):
    """One field of a kind of fact, which takes a column, or one for each language.

    Attributes:
        field: Its name.
        wanted: Its type.
        headers: The names of its columns.
    """

    field: str
    wanted: Any
    headers: tuple[str, ...]


def xlsx_file(snapshot: Snapshot) -> bytes:
    """Return the workbook.

    Raises:
        InvalidInput: A text is longer than an Excel cell holds.
    """
    return workbook_bytes([_sheet(title, kind, getattr(snapshot, name)) for name, title, kind in _SHEETS])


def is_export(titles: Sequence[str]) -> bool:
    """Tell whether a workbook with sheets of these titles is one of ours."""
    return set(titles) | _SINCE_ADDED == {title for _, title, _ in _SHEETS}


def headers_of_sheets() -> Iterator[frozenset[str]]:
    """Yield the names of the columns of each sheet."""
    for _, _, kind in _SHEETS:
        yield frozenset(header for column in _columns(kind) for header in column.headers)


def facts_of(sheets: Mapping[str, Rows]) -> Snapshot:
    """Return the facts that a workbook holds.

    Args:
        sheets: The rows of each sheet by its title, the headers first.

    Raises:
        InvalidInput: A cell cannot be read; every fault is named with sheet, row and column.
    """
    faults: list[Fault] = []
    facts = {
        name: tuple(sorted(_facts(title, kind, sheets[title], faults), key=lambda fact: str(fact.id)))
        for name, title, kind in _SHEETS
        if title in sheets or title not in _SINCE_ADDED
    }
    if faults:
        raise InvalidInput(faults)
    return Snapshot(**facts)


def _sheet(title: str, kind: type, facts: Sequence[object]) -> Sheet:
    columns = list(_columns(kind))
    headers = [header for column in columns for header in column.headers]
    rows = [
        [cell for column in columns for cell in _cells(getattr(fact, column.field), column)] for fact in facts
    ]
    return Sheet(title, headers, rows)


def _columns(kind: type) -> Iterator[_Column]:
    types = READER.types_of(kind)
    for field in fields(kind):
        bilingual = _item_type(types[field.name]) is Bilingual
        headers = (f"{field.name}_nl", f"{field.name}_en") if bilingual else (field.name,)
        yield _Column(field.name, types[field.name], headers)


def _item_type(wanted: Any) -> Any:
    if get_origin(wanted) is tuple:
        return get_args(wanted)[0]
    return without_none(wanted) if is_optional(wanted) else wanted


def _facts(title: str, kind: type, rows: Rows, faults: list[Fault]) -> Iterator[Any]:
    columns = list(_columns(kind))
    headers = rows[0] if rows else ()
    absent = [header for column in columns for header in column.headers if header not in headers]
    faults += (missing(f"{title} {header}") for header in absent)
    if absent:
        return
    at = {header: headers.index(header) for header in headers}
    for number, row in enumerate(rows[1:], start=2):
        values: dict[str, Any] = {}
        for column in columns:
            texts = tuple(row[at[header]] if at[header] < len(row) else "" for header in column.headers)
            try:
                values[column.field] = _value(texts, column.wanted)
            except UNREADABLE:
                faults.append(unreadable(f"{title}:{number} {column.headers[0]}"))
        if len(values) == len(columns):
            yield kind(**values)


# ---- one field


def _cells(value: Any, column: _Column) -> tuple[str | float, ...]:
    """Return the cells of a field: in words where those give the value back, else exactly."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (value,)
    if column.wanted is Bilingual:
        texts = zip((value.nl, value.en), column.headers, strict=True)
        return tuple(_cells(text, _Column(column.field, str, (header,)))[0] for text, header in texts)
    cells = _in_words(value, column)
    try:
        # A sheet does not hold every character.
        is_told = _value(tuple(map(kept, cells)), column.wanted) == value
    except UNREADABLE:
        is_told = False
    if is_told:
        return cells
    return (exact(as_plain(value)), *[""] * (len(column.headers) - 1))


def _in_words(value: Any, column: _Column) -> tuple[str, ...]:
    if len(column.headers) == 1:
        return (_joined(value) if isinstance(value, tuple) else _told(value),)
    if isinstance(value, tuple):
        return (_BETWEEN.join(item.nl for item in value), _BETWEEN.join(item.en for item in value))
    return (value.nl, value.en) if value else ("", "")


def _joined(values: tuple[Any, ...]) -> str:
    return _BETWEEN.join(map(_told, values))


def _told(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return "yes" if value else ""
    if isinstance(value, Question):
        return value.text if value.language == "nl" else f"{_ENGLISH}{value.text}"
    if isinstance(value, Referred):
        return f"{value.to} ({value.grade})"
    if isinstance(value, Source):
        checked = f", checked {value.checked_on}" if value.checked_on else ""
        by = f" {value.checked_by}" if checked and value.checked_by else ""
        return f"{value.document_id} {value.first_line}-{value.last_line} ({value.stated_on}{checked}{by})"
    return str(value)


def _value(texts: tuple[str, ...], wanted: Any) -> Any:
    """Return the value that the cells of a field give.

    Raises:
        ValueError: They give none; others of ``UNREADABLE`` likewise.
    """
    if wanted is Bilingual:
        return Bilingual(*(_value((text,), str) for text in texts))
    if texts[0].startswith(_EXACT):
        return strictly(json.loads(texts[0].removeprefix(_EXACT)), wanted)
    if get_origin(wanted) is tuple:
        return _values([text.split(_BETWEEN) if text else [] for text in texts], get_args(wanted)[0])
    if is_optional(wanted):
        return _value(texts, without_none(wanted)) if any(texts) else None
    return _one(texts[0], wanted)


def _values(listed: list[list[str]], wanted: Any) -> tuple[Any, ...]:
    if wanted is Bilingual:
        return tuple(Bilingual(nl, en) for nl, en in zip(*listed, strict=True))
    return tuple(_one(text, wanted) for text in listed[0])


def _one(text: str, wanted: Any) -> Any:
    if wanted is bool:
        if text not in {"yes", ""}:
            raise ValueError(text)
        return text == "yes"
    if wanted in _PHRASES:
        return _PHRASES[wanted](text)
    if wanted is date:
        return date.fromisoformat(text)
    if wanted in {int, float} or (isinstance(wanted, type) and issubclass(wanted, Term)):
        return wanted(text)
    return text


def _question(text: str) -> Question:
    english = text.startswith(_ENGLISH)
    return Question(language="en" if english else "nl", text=text.removeprefix(_ENGLISH))


def _referred(text: str) -> Referred:
    found = _REFERRED.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return Referred(to=found["to"], grade=int(found["grade"]))


def _source(text: str) -> Source:
    found = _SOURCE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    checked_on = found["checked"]
    return Source(
        document_id=found["document"],
        first_line=int(found["first"]),
        last_line=int(found["last"]),
        stated_on=date.fromisoformat(found["stated"]),
        checked_on=date.fromisoformat(checked_on) if checked_on else None,
        checked_by=found["by"],
    )


_PHRASES: Mapping[type, Callable[[str], object]] = {
    Source: _source,
    Question: _question,
    Referred: _referred,
}
"""Values that are told in a short phrase, and what reads it."""
