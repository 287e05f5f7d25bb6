"""The cells of one row of a list, each asked for by what it should be; what is wrong is noted."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from graph.importing.fields import names_a_person
from graph.seed_rows import WEBSITE, near
from matchmaker.errors import Fault
from matchmaker.text import fold
from matchmaker.vocabulary import Bilingual, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from graph.tables.table import Row
    from matchmaker.places import Gazetteer

E = TypeVar("E", bound=Term)

_SEPARATORS = re.compile(r"[|;,\n]")
_LONGEST_NAME = 200
_DUTCH_DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_ISO_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T].*)?")
_EURO = re.compile(r"(?:€|eur|euro)?\s*(\d{1,3}(?:\.\d{3})+|\d{1,15})(?:,(?:00|-{1,2}))?\s*(?:€|eur|euro)?")


class Cells:
    """One row; a cell that is wrong notes a fault and gives None or nothing."""

    def __init__(self, table_name: str, row: Row, columns: Mapping[str, tuple[int, str]]) -> None:
        """Take a row and, for each field, the position and the name of its column."""
        self.number = row.number
        self.faults: list[Fault] = []
        self._table_name = table_name
        self._row = row
        self._columns = columns

    def fault(self, field: str, nl: str, en: str, suggestions: Iterable[str] = ()) -> None:
        """Note what is wrong with a field."""
        header = self._columns[field][1] if field in self._columns else field
        where = f"{self._table_name}:{self.number} {header}"
        self.faults.append(Fault(where=where, message=Bilingual(nl, en), suggestions=tuple(suggestions)))

    def text(self, field: str) -> str:
        """Return the text of a cell, empty where the list has no such column."""
        if field not in self._columns:
            return ""
        text = self._row.cells[self._columns[field][0]].strip()
        if text and names_a_person(text):
            self.fault(
                field,
                "Hier staat een e-mailadres of nummer van een persoon. Haal dat weg of gebruik een "
                "algemeen adres, zoals info@.",
                "This holds an e-mail address or number of a person. Remove it or use a general address, "
                "such as info@.",
            )
            return ""
        return text

    def filled(self, field: str) -> str:
        """Return the text of a cell that must be filled in, in one line and not longer than a name."""
        before = len(self.faults)
        text = " ".join(self.text(field).split())
        if not text and len(self.faults) == before:
            self.fault(field, "Vul deze cel in.", "Fill in this cell.")
        if len(text) > _LONGEST_NAME:
            self.fault(
                field,
                f"Dit is te lang voor een naam (hoogstens {_LONGEST_NAME} tekens).",
                f"This is too long for a name (at most {_LONGEST_NAME} characters).",
            )
        return text

    def many(self, field: str) -> list[str]:
        """Return the values of a cell, separated by ``|``, ``;``, ``,`` or a new line."""
        return [value.strip() for value in _SEPARATORS.split(self.text(field)) if value.strip()]

    def kvk_number(self) -> str | None:
        """Return a KVK number; Excel drops a first zero, so seven digits get it back."""
        text = self.text("kvk_number")
        digits = re.sub(r"[ .]", "", text)
        if not text:
            return None
        if re.fullmatch(r"\d{7,8}", digits, re.ASCII):
            return digits.zfill(8)
        self.fault(
            "kvk_number",
            f"“{text}” is geen KVK-nummer. Vul acht cijfers in, zoals 12345678, of laat de cel leeg.",
            f"“{text}” is no KVK number. Fill in eight digits, such as 12345678, or leave the cell empty.",
        )
        return None

    def website(self) -> str | None:
        """Return a public address."""
        text = self.text("website")
        if not text:
            return None
        address = text if "://" in text else f"https://{text}"
        if re.fullmatch(WEBSITE, address, re.ASCII) and "." in address:
            return address
        self.fault(
            "website",
            f"“{text}” is geen webadres. Vul een adres in zoals https://www.voorbeeld.nl.",
            f"“{text}” is no web address. Fill in an address such as https://www.voorbeeld.nl.",
        )
        return None

    def day(self, field: str) -> date | None:
        """Return a date, written as 2025-12-03 or 3-12-2025."""
        text = self.text(field)
        if not text:
            return None
        try:
            if found := _ISO_DAY.fullmatch(text):
                return date.fromisoformat(found[1])
            if found := _DUTCH_DAY.fullmatch(text):
                day, month, year = map(int, found.groups())
                return date(year, month, day)
        except ValueError:  # the 30th of February
            pass
        self.fault(
            field,
            f"“{text}” is geen datum. Schrijf dag-maand-jaar, zoals 3-12-2025.",
            f"“{text}” is no date. Write day-month-year, such as 3-12-2025.",
        )
        return None

    def whole(self, field: str) -> int | None:
        """Return a whole number, also written as ``€ 25.000,-``."""
        text = self.text(field)
        if not text:
            return None
        if found := _EURO.fullmatch(text.casefold()):
            return int(found[1].replace(".", ""))
        self.fault(
            field,
            f"“{text}” is geen heel getal. Schrijf alleen cijfers, zoals 25000.",
            f"“{text}” is no whole number. Write digits only, such as 25000.",
        )
        return None

    def codes(self, field: str, kind: type[E]) -> tuple[E, ...]:
        """Return terms, each written as its code or its Dutch or English label."""
        terms = _terms(kind)
        found: list[E] = []
        for text in self.many(field):
            term = terms.get(fold(text))
            if term is not None:
                found.append(term)
                continue
            labels = [member.label.nl for member in kind]
            self.fault(
                field,
                f"“{text}” kennen wij hier niet. Kies uit: {', '.join(labels)}.",
                f"“{text}” is unknown here. Choose from: {', '.join(one.label.en for one in kind)}.",
                near(text, labels),
            )
        return tuple(dict.fromkeys(found))

    def places(self, field: str, gazetteer: Gazetteer) -> tuple[str, ...]:
        """Return the ids of places, each written in any known spelling."""
        found: list[str] = []
        for text in self.many(field):
            place = gazetteer.current(gazetteer.find(text))
            if place is not None:
                found.append(place.id)
                continue
            self.fault(
                field,
                f"De plaats “{text}” kennen wij niet. Vul een gemeente, regio of provincie in.",
                f"The place “{text}” is unknown. Fill in a municipality, region or province.",
                gazetteer.near(text),
            )
        return tuple(dict.fromkeys(found))

    def themes(self, find: Callable[[str], tuple[str, ...]], unknown: dict[str, set[int]]) -> tuple[str, ...]:
        """Return the ids of themes; for words without one, ``unknown`` gets the row, and it is no fault."""
        found: list[str] = []
        for text in self.many("themes"):
            ids = find(text)
            found += ids
            if not ids:
                unknown.setdefault(text, set()).add(self.number)
        return tuple(dict.fromkeys(found))


@cache
def _terms(kind: type[E]) -> Mapping[str, E]:
    return {fold(name): term for term in kind for name in _names(term)}


def _names(term: Term) -> tuple[str, ...]:
    labels = (term.label.nl, term.label.en)
    return (term.value, *labels, *(label.partition(" (")[0] for label in labels))
