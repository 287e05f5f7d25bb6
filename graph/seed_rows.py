"""Rows of the regional data while they are read: each cell is asked for by what it should be.

A cell that begins with ``json:`` gives its value exactly, as JSON: see ``exact``.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from rapidfuzz import fuzz, process

from graph.slugs import is_slug
from graph.tables.neutral import restored
from graph.tables.table import CONTROLS
from matchmaker.errors import Fault
from matchmaker.model import Source
from matchmaker.vocabulary import Bilingual, Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from importlib.resources.abc import Traversable

    from graph.seed_columns import Columns

E = TypeVar("E", bound=Term)

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LINES = re.compile(r"([1-9]\d{0,8})(?:-([1-9]\d{0,8}))?")
_EXACT = "json:"

WEBSITE = r"https?://\S+"
KVK_NUMBER = r"\d{8}"
WHOLE = r"\d{1,15}"
LATITUDES = 90.0
LONGITUDES = 180.0


def exact(value: object) -> str:
    """Return the cell that gives a value exactly, whatever it holds.

    For what a plain cell cannot say or would refuse: a text with spaces around it, a list with a bar in an
    item, an empty text apart from nothing at all.
    """
    return _EXACT + json.dumps(value)


def is_plain(text: str) -> bool:
    """Tell whether a plain cell gives this text back; an empty one means that nothing is stated."""
    return bool(text) and text == text.strip() and not text.startswith(_EXACT) and not CONTROLS.search(text)


@dataclass(frozen=True, slots=True)
class Mention:
    """A cell that names another fact.

    Attributes:
        where: File, row and column.
        target: Kind of fact that is named, as in ``Snapshot``; several separated by `` or ``.
        id: What is named.
    """

    where: str
    target: str
    id: str


class Notes:
    """Faults and mentions found so far, over all files."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.mentions: list[Mention] = []

    def fault(self, where: str, nl: str, en: str, suggestions: Iterable[str] = ()) -> None:
        """Note one fault."""
        self.faults.append(Fault(where=where, message=Bilingual(nl, en), suggestions=tuple(suggestions)))


class Row:
    """One row of one file.

    A cell that is wrong notes a fault and gives None, nothing or a stand-in; ``is_sound`` tells whether all
    were right.
    """

    def __init__(self, file: str, line: int, cells: Mapping[str, str], notes: Notes) -> None:
        self.file = file
        self.line = line
        self._cells = cells
        self._notes = notes
        self._faults_before = len(notes.faults)

    @property
    def is_sound(self) -> bool:
        """Whether nothing was wrong with it since it was made."""
        return len(self._notes.faults) == self._faults_before

    def where(self, column: str) -> str:
        """Return how a fault in a column of this row is pointed at."""
        return f"{self.file}:{self.line} {column}"

    def fault(self, column: str, nl: str, en: str, suggestions: Iterable[str] = ()) -> None:
        """Note that a cell is wrong."""
        self._notes.fault(self.where(column), nl, en, suggestions)

    def is_exact(self, column: str) -> bool:
        """Tell whether a cell gives its value exactly, as JSON."""
        return self._cells[column].startswith(_EXACT)

    def optional(self, column: str) -> str | None:
        """Return the text of a cell, or None where it is empty."""
        return self._exact_text(column) if self.is_exact(column) else self._cells[column] or None

    def text(self, column: str) -> str:
        """Return the text of a cell that must be filled in."""
        return self._exact_text(column) if self.is_exact(column) else self._filled(column)

    def many(self, column: str) -> tuple[str, ...]:
        """Return the values of a cell, which are separated by bars."""
        if not self.is_exact(column):
            return tuple(value.strip() for value in self._cells[column].split("|") if value.strip())
        values = self._exact(column)
        if isinstance(values, list) and all(isinstance(value, str) for value in values):
            return tuple(values)
        self._not_exact(column, "een lijst van teksten", "a list of texts")
        return ()

    def slug(self, column: str = "id") -> str:
        """Return the row's id."""
        text = self._filled(column)
        if text and not is_slug(text):
            self.fault(
                column,
                f"'{text}' is geen id. Gebruik kleine letters a-z, cijfers en koppeltekens.",
                f"'{text}' is not an id. Use lower-case letters a-z, digits and hyphens.",
            )
        return text

    def pair(self, stem: str) -> Bilingual:
        """Return a text that must be there in both languages."""
        return Bilingual(self.text(f"{stem}_nl"), self.text(f"{stem}_en"))

    def optional_pair(self, stem: str) -> Bilingual | None:
        """Return a text that is there in both languages, or in neither."""
        nl, en = self._cells[f"{stem}_nl"], self._cells[f"{stem}_en"]
        if self.is_exact(f"{stem}_nl") or self.is_exact(f"{stem}_en"):
            return Bilingual(self.optional(f"{stem}_nl") or "", self.optional(f"{stem}_en") or "")
        if bool(nl) != bool(en):
            self.fault(
                f"{stem}_en" if nl else f"{stem}_nl",
                "De tekst is er maar in één taal. Vul ook de andere taal in.",
                "The text is there in one language only. Fill in the other as well.",
            )
        return Bilingual(nl, en) if nl and en else None

    def pairs(self, stem: str) -> tuple[Bilingual, ...]:
        """Return texts of which both languages have the same number."""
        nl, en = self.many(f"{stem}_nl"), self.many(f"{stem}_en")
        if len(nl) != len(en):
            self.fault(
                f"{stem}_en",
                f"Hier staan {len(en)} teksten, maar in {stem}_nl {len(nl)}. Dat moet gelijk zijn.",
                f"There are {len(en)} texts here, but {len(nl)} in {stem}_nl. The numbers must be equal.",
            )
        return tuple(Bilingual(*both) for both in zip(nl, en, strict=False))

    def code(self, column: str, kind: type[E], default: E | None = None) -> E:
        """Return the code in a cell; an empty cell gives the default, or is a fault without one.

        After a fault it is the first code of its kind, so that the rest of the row is looked at as well.
        """
        if not self._cells[column] and default is not None:
            return default
        text = self._filled(column)
        found = self._code(column, kind, text) if text else None
        return found or next(iter(kind))

    def optional_code(self, column: str, kind: type[E]) -> E | None:
        """Return the code in a cell, or None where it is empty."""
        text = self._cells[column]
        return self._code(column, kind, text) if text else None

    def codes(self, column: str, kind: type[E], *, at_least_one: bool = False) -> tuple[E, ...]:
        """Return the codes in a cell."""
        if at_least_one:
            self._filled(column)
        return tuple(found for text in self.many(column) if (found := self._code(column, kind, text)))

    def _code(self, column: str, kind: type[E], text: str) -> E | None:
        found = kind.read(text)
        if found is not None:
            return found
        codes = [term.value for term in kind]
        self.fault(
            column,
            f"'{text}' kan hier niet. Kies uit: {', '.join(codes)}.",
            f"'{text}' is not possible here. Choose from: {', '.join(codes)}.",
            near(text, codes),
        )
        return None

    def day(self, column: str) -> date | None:
        """Return the date in a cell that must be filled in."""
        return self.optional_day(column) if self._filled(column) else None

    def optional_day(self, column: str) -> date | None:
        """Return the date in a cell, or None where it is empty."""
        text = self.optional(column)
        if not text:
            return None
        if (day := _day_of(text)) is not None:
            return day
        self.fault(
            column,
            f"'{text}' is geen datum. Schrijf jaar-maand-dag, zoals 2025-12-03.",
            f"'{text}' is not a date. Write year-month-day, such as 2025-12-03.",
        )
        return None

    def whole(self, column: str) -> int | None:
        """Return the whole number, not below 0, in a cell, or None where it is empty."""
        text = self._cells[column]
        if self.is_exact(column):
            number = self._exact(column)
            if type(number) is int:  # not a truth value, which is an int as well
                return number
            self._not_exact(column, "een heel getal", "a whole number")
            return None
        if not text or re.fullmatch(WHOLE, text, re.ASCII):
            return int(text) if text else None
        self.fault(
            column,
            f"'{text}' is geen heel getal. Schrijf alleen cijfers, zoals 25000.",
            f"'{text}' is not a whole number. Write digits only, such as 25000.",
        )
        return None

    def degrees(self, column: str, limit: float) -> float | None:
        """Return the degrees in a cell, from minus to plus the limit, or None where it is empty."""
        text = self._cells[column]
        if self.is_exact(column):
            value = self._exact(column)
            if isinstance(value, float) or type(value) is int:
                return float(value)
            self._not_exact(column, "een getal", "a number")
            return None
        if not text:
            return None
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if abs(number) <= limit:
            return number
        self.fault(
            column,
            f"'{text}' is geen getal van -{limit:g} tot {limit:g}. Schrijf een punt, zoals 52.08.",
            f"'{text}' is not a number from -{limit:g} to {limit:g}. Write a point, such as 52.08.",
        )
        return None

    def yes(self, column: str) -> bool:
        """Return whether a cell says yes; empty is no."""
        text = self._cells[column]
        if text not in {"", "yes"}:
            self.fault(column, f"'{text}' kan hier niet: yes of leeg.", f"'{text}' must be yes or empty.")
        return text == "yes"

    def matching(self, column: str, pattern: str, nl: str, en: str) -> str | None:
        """Return the text of a cell that has a fixed shape, or None where it is empty."""
        if self.is_exact(column):
            return self._exact_text(column)
        text = self._cells[column]
        if text and not re.fullmatch(pattern, text, re.ASCII):
            self.fault(column, f"'{text}' klopt niet. {nl}", f"'{text}' is not valid. {en}")
        return text or None

    def line_ranges(self, column: str) -> tuple[tuple[int, int], ...]:
        """Return the cited lines, each as first and last."""
        ranges = []
        self._filled(column)
        for text in self.many(column):
            match = _LINES.fullmatch(text)
            first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
            if first <= last:
                ranges.append((first, last))
                continue
            self.fault(
                column,
                f"'{text}' zijn geen regels. Schrijf 12 of 12-15, de laagste eerst.",
                f"'{text}' are no lines. Write 12 or 12-15, the lowest first.",
            )
        return tuple(ranges)

    def exact_sources(self, column: str) -> tuple[Source, ...]:
        """Return the sources that an exact cell gives.

        Each is a list of document, first line, last line, date, checked on or null, checked by or null.
        """
        values = self._exact(column)
        found = [_source_of(value) for value in values] if isinstance(values, list) else [None]
        sources = tuple(source for source in found if source is not None)
        if len(sources) < len(found):
            self._not_exact(
                column,
                "een lijst met per bron: document, eerste regel, laatste regel, datum, "
                "datum van controle of null, functie van wie controleerde of null",
                "a list with for each source: document, first line, last line, date, "
                "date of the check or null, function of who checked or null",
            )
        for source in sources:
            self._mention(column, "documents", source.document_id)
        return sources

    def mention(self, column: str, target: str) -> str:
        """Return the id in a cell that must be filled in and names another fact."""
        id_ = self._filled(column)
        if id_:
            self._mention(column, target, id_)
        return id_

    def optional_mention(self, column: str, target: str) -> str | None:
        """Return the id in a cell that names another fact, or None where it is empty."""
        id_ = self._cells[column]
        if id_:
            self._mention(column, target, id_)
        return id_ or None

    def mentions(self, column: str, target: str, *, at_least_one: bool = False) -> tuple[str, ...]:
        """Return the ids in a cell that name other facts."""
        if at_least_one:
            self._filled(column)
        ids = self.many(column)
        for id_ in ids:
            self._mention(column, target, id_)
        return ids

    def _mention(self, column: str, target: str, id_: str) -> None:
        self._notes.mentions.append(Mention(self.where(column), target, id_))

    def _filled(self, column: str) -> str:
        """Return a cell as it stands; note it where it is empty."""
        text = self._cells[column]
        if not text:
            self.fault(column, "Deze cel moet gevuld zijn.", "This cell must be filled in.")
        return text

    def _exact(self, column: str) -> object:
        """Return the value of an exact cell, or None where it is no JSON, which no cell gives otherwise."""
        try:
            return json.loads(self._cells[column].removeprefix(_EXACT), parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            return None

    def _exact_text(self, column: str) -> str:
        value = self._exact(column)
        if isinstance(value, str):
            return value
        self._not_exact(column, "een tekst", "a text")
        return ""

    def _not_exact(self, column: str, nl: str, en: str) -> None:
        self.fault(
            column,
            f"Na '{_EXACT}' hoort hier {nl}, geschreven als JSON.",
            f"After '{_EXACT}' there must be {en} here, written as JSON.",
        )


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _day_of(text: object) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) and _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _source_of(value: object) -> Source | None:
    """Return the source that one list of an exact cell gives, or None where it is not as it should be."""
    if not isinstance(value, list) or len(value) != 6:
        return None
    document_id, first, last, stated, checked, by = value
    stated_on, checked_on = _day_of(stated), _day_of(checked)
    if (
        not isinstance(document_id, str)
        or type(first) is not int
        or type(last) is not int
        or stated_on is None
        or (checked is not None and checked_on is None)
        or not isinstance(by, str | None)
    ):
        return None
    return Source(
        document_id=document_id,
        first_line=first,
        last_line=last,
        stated_on=stated_on,
        checked_on=checked_on,
        checked_by=by,
    )


def near(text: str, choices: Iterable[str]) -> tuple[str, ...]:
    """Return the choices that were probably meant, best first, at most three."""
    found = process.extract(
        text, sorted(choices), scorer=fuzz.ratio, processor=str.casefold, limit=3, score_cutoff=60
    )
    return tuple(choice for choice, _, _ in found)


def rows_of(folder: Traversable, file: str, columns: Columns, notes: Notes) -> Iterator[Row]:
    """Yield the rows of one file whose shape is right; note what is wrong with the others.

    Args:
        folder: Folder of all data.
        file: Path of the file in it, with ``/``.
        columns: The columns that it must and may have, and no others.
        notes: Where faults go.
    """
    text = _text_of(folder, file, notes)
    if text is None:
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    start = 1
    try:
        for values in reader:
            line, start = start, reader.line_num + 1
            if header is None:
                header = [value.strip() for value in values]
                if not _check_header(file, header, columns, notes):
                    return
            elif values and (cells := _cells(f"{file}:{line}", header, values, notes)):
                yield Row(file, line, {**dict.fromkeys(columns.optional, ""), **cells}, notes)
    except csv.Error as error:
        notes.fault(
            f"{file}:{start}",
            f"Een aanhalingsteken staat verkeerd of ontbreekt ({error}). "
            "De rest van het bestand is niet gelezen.",
            f"A quote is misplaced or missing ({error}). The rest of the file was not read.",
        )
    else:
        if header is None:
            notes.fault(
                file, "Het bestand is leeg: de kopregel ontbreekt.", "The file is empty: no header row."
            )


def _text_of(folder: Traversable, file: str, notes: Notes) -> str | None:
    try:
        return folder.joinpath(*file.split("/")).read_bytes().decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        notes.fault(file, "Dit bestand ontbreekt.", "This file is missing.")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        notes.fault(
            f"{file}:{line}",
            "Deze regel is geen UTF-8. Bewaar het bestand als UTF-8.",
            "This line is not UTF-8. Save the file as UTF-8.",
        )
    except OSError as error:
        notes.fault(file, f"Niet te lezen: {error.strerror}.", f"Cannot be read: {error.strerror}.")
    return None


def _check_header(file: str, header: list[str], columns: Columns, notes: Notes) -> bool:
    sound = True
    missing = [column for column in columns.required if column not in header]
    for column in missing:
        sound = False
        notes.fault(f"{file}:1 {column}", "Deze kolom ontbreekt.", "This column is missing.")
    for position, column in enumerate(header):
        if column not in columns.all:
            sound = False
            notes.fault(
                f"{file}:1 {column}",
                f"De kolom '{column}' kennen we niet.",
                f"The column '{column}' is unknown.",
                near(column, (*missing, *columns.optional)),
            )
        elif column in header[:position]:
            sound = False
            notes.fault(f"{file}:1 {column}", "Deze kolom staat er dubbel.", "This column is there twice.")
    return sound


def _cells(where: str, header: list[str], values: list[str], notes: Notes) -> dict[str, str] | None:
    if len(values) != len(header):
        notes.fault(
            where,
            f"Deze rij heeft {len(values)} cellen in plaats van {len(header)}. "
            "Staat er een komma te veel of te weinig?",
            f"This row has {len(values)} cells, not {len(header)}. Is there a comma too many or too few?",
        )
        return None
    cells = {column: restored(value.strip()) for column, value in zip(header, values, strict=True)}
    broken = [column for column, value in cells.items() if CONTROLS.search(value)]
    for column in broken:
        notes.fault(
            f"{where} {column}",
            "De cel bevat een onzichtbaar stuurteken. Haal dat weg.",
            "The cell holds an invisible control character. Remove it.",
        )
    return None if broken else cells
