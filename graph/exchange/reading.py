"""Reads an export back, whatever of the formats that hold everything it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph import seed_columns
from graph.exchange import as_json, as_sheets
from graph.exchange.as_seeds import ROOT_FILES
from graph.seeding import read_seeds
from graph.tables.refusals import Refused, invalid
from graph.tables.xlsx_rows import sheet_texts, sheet_titles
from matchmaker.errors import Fault, InvalidInput
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from pathlib import Path

    from graph.tables.table import Table
    from matchmaker.model import Snapshot

_ZIP = b"PK"
_OBJECT = b"{"
_BEGINNING = 1_000  # characters of a document in which its format is told
_FILES = (
    seed_columns.DOCUMENTS,
    seed_columns.PLACES,
    seed_columns.THEMES,
    seed_columns.ACTORS,
    seed_columns.OFFERINGS,
    seed_columns.QUESTIONS,
    seed_columns.RELATIONS,
    seed_columns.PRECEDENTS,
    seed_columns.REFERRALS,
)
_PART_OF_AN_EXPORT = Bilingual(
    "Dit is een export van het loket, of een deel daarvan. Wie het loket beheert, zet hem terug met de "
    "opdracht loket import en de naam van het bestand. Is het CSV, geef dan de hele map.",
    "This is an export of the desk, or a part of one. Whoever runs the desk puts it back with the command "
    "loket import and the name of the file. If it is CSV, give the whole folder.",
)
_NO_EXPORT = Bilingual(
    "Dit is een map, en geen export van het loket. Geef een bestand (CSV of .xlsx), of een map die "
    "loket export heeft gemaakt.",
    "This is a folder, and no export of the desk. Give a file (CSV or .xlsx), or a folder that loket export "
    "made.",
)


def read_export(path: Path) -> Snapshot | None:
    """Return the facts of an export, or None if a file is none.

    Args:
        path: The folder, the JSON document or the workbook.

    Raises:
        InvalidInput: It is an export that cannot be read, or a folder that is none; every fault is named.
        OSError: The file cannot be opened.
    """
    if path.is_dir():
        if not all((path / name).is_file() for name in ROOT_FILES):
            raise InvalidInput([Fault(where=path.name, message=_NO_EXPORT)])
        return read_seeds(path)
    with path.open("rb") as file:
        beginning = file.read(_BEGINNING).lstrip()
    if beginning.startswith(_OBJECT):
        return as_json.facts_of(path.read_bytes())
    if beginning.startswith(_ZIP):
        return _facts_of_workbook(path)
    return None


def refuse_export(table: Table) -> None:
    """Refuse a list that is an export, or one file or sheet of it: taken as a list it would state all anew.

    Raises:
        InvalidInput: It is.
    """
    headers = frozenset(table.headers)
    is_file = any(set(columns.required) <= headers <= set(columns.all) for columns in _FILES)
    is_document = table.headers[0].startswith(_OBJECT.decode()) and any(
        as_json.FORMAT in cell for row in table.rows[:3] for cell in row.cells
    )
    if is_file or is_document or headers in as_sheets.headers_of_sheets():
        raise InvalidInput([Fault(where=table.name, message=_PART_OF_AN_EXPORT)])


def _facts_of_workbook(path: Path) -> Snapshot | None:
    data = path.read_bytes()
    try:
        return as_sheets.facts_of(sheet_texts(data)) if as_sheets.is_export(sheet_titles(data)) else None
    except Refused as refused:
        raise invalid(path.name, refused.refusal) from refused
