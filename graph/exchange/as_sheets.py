"""Writes facts as one Excel workbook for reading, sorting and filtering: a sheet per kind, a row per fact."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from graph.tables.workbook import Sheet, workbook_bytes
from matchmaker.model import Actor, Document, Offering, Place, Question, Relation, Source, Theme
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matchmaker.model import Snapshot

_SHEETS = (
    ("documents", "documenten", Document),
    ("places", "plaatsen", Place),
    ("themes", "thema's", Theme),
    ("actors", "partijen", Actor),
    ("offerings", "aanbod", Offering),
    ("relations", "relaties", Relation),
)
# Fields with a column for each language.
_BILINGUAL = frozenset(
    {"label", "description", "title", "summary", "next_step", "requirements", "questions", "note"}
)
_ONE_LANGUAGE = {(Document, "title")}


def xlsx_file(snapshot: Snapshot) -> bytes:
    """Return the workbook.

    Raises:
        InvalidInput: A text is longer than an Excel cell holds.
    """
    return workbook_bytes([_sheet(title, kind, getattr(snapshot, name)) for name, title, kind in _SHEETS])


def _sheet(title: str, kind: type, facts: Sequence[object]) -> Sheet:
    columns = list(_columns(kind))
    headers = [f"{name}_{language}" if language else name for name, language in columns]
    rows = [[_cell(getattr(fact, name), language) for name, language in columns] for fact in facts]
    return Sheet(title, headers, rows)


def _columns(kind: type) -> Iterator[tuple[str, str]]:
    """Yield for each column the field, and the language where the field has one for each."""
    for field in fields(kind):
        if field.name in _BILINGUAL and (kind, field.name) not in _ONE_LANGUAGE:
            yield field.name, "nl"
            yield field.name, "en"
        else:
            yield field.name, ""


def _cell(value: object, language: str) -> str | float:
    if isinstance(value, tuple):
        return " | ".join(str(text) for item in value if (text := _cell(item, language)))
    if isinstance(value, bool) or value is None:
        return "yes" if value else ""
    if isinstance(value, Question) and value.language != language:
        return ""
    return value if isinstance(value, int | float) else _told(value, language)


def _told(value: object, language: str) -> str:
    if isinstance(value, Bilingual):
        return value.nl if language == "nl" else value.en
    if isinstance(value, Question):
        return value.text
    if isinstance(value, Source):
        checked = (
            f", checked {value.checked_on} {value.checked_by or ''}".rstrip() if value.checked_on else ""
        )
        return f"{value.document_id} {value.first_line}-{value.last_line} ({value.stated_on}{checked})"
    return str(value)
