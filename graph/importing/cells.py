"""The cells of one row of a list, each asked for by what it should be; what is wrong is noted."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from graph.importing.fields import names_a_person
from graph.importing.words import EVERYONE, NO, YES, pieces, terms_named
from graph.seed_rows import WEBSITE, near
from graph.tables.neutral import is_formula
from matchmaker.editing import LONGEST_NAME, LONGEST_QUESTION
from matchmaker.errors import Fault
from matchmaker.text import fold
from matchmaker.vocabulary import Bilingual, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from graph.tables.table import Row
    from matchmaker.places import Gazetteer

E = TypeVar("E", bound=Term)

_SENTENCES = re.compile(r"[|;\n]|(?<=\?) ")
_DUTCH_DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_ISO_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T].*)?")
_YEARS = re.compile(r"(\d{4})(?: ?(?:-|–|t/m|tot en met|to) ?(\d{4}))?")
_FROM_TO = re.compile(
    r"(?:van(?:af)? |from )?(?P<from>[\d/.-]+)?"
    r"(?: ?(?: - |–|t/m|tot en met|tot|until|to) ?(?P<to>[\d/.-]+))?"
)
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
        found = Fault(where=where, message=Bilingual(nl, en), suggestions=tuple(suggestions))
        if found not in self.faults:
            self.faults.append(found)

    def text(self, field: str) -> str:
        """Return the text of a cell, empty where the list has no such column."""
        if field not in self._columns:
            return ""
        text = self._row.cells[self._columns[field][0]].strip()
        if is_formula(text):
            self.fault(
                field,
                "Hier staat een formule. Die nemen wij niet over. Vul gewone tekst in, of laat de cel leeg.",
                "This holds a formula, which is not taken in. Fill in plain text, or leave the cell empty.",
            )
            return ""
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
        """Return the text of a cell that must be filled in, in one line."""
        before = len(self.faults)
        text = " ".join(self.text(field).split())
        if not text and len(self.faults) == before:
            self.fault(field, "Vul deze cel in.", "Fill in this cell.")
        return text

    def name(self, field: str) -> str:
        """Return a name, which must be filled in."""
        text = self.filled(field)
        if len(text) > LONGEST_NAME:
            self.fault(
                field,
                f"Dit is te lang voor een naam (hoogstens {LONGEST_NAME} tekens).",
                f"This is too long for a name (at most {LONGEST_NAME} characters).",
            )
        return text

    def sentences(self, field: str) -> tuple[str, ...]:
        """Return the sentences of a cell, each once; ``|``, ``;``, a new line or a question mark ends one."""
        parts = (" ".join(part.split()) for part in _SENTENCES.split(self.text(field)))
        found = tuple(dict.fromkeys(part for part in parts if part))
        if any(len(part) > LONGEST_QUESTION for part in found):
            self.fault(
                field,
                f"Deze zin is te lang (hoogstens {LONGEST_QUESTION} tekens). Zet elke op een nieuwe regel.",
                f"A sentence is too long (at most {LONGEST_QUESTION} characters). Put each on a new line.",
            )
        return found

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
        day = _day_of(text)
        if not text or day is not None:
            return day
        self.fault(
            field,
            f"“{text}” is geen datum. Schrijf dag-maand-jaar, zoals 3-12-2025.",
            f"“{text}” is no date. Write day-month-year, such as 3-12-2025.",
        )
        return None

    def period(self, field: str) -> tuple[date | None, date | None]:
        """Return the first and the last day of a period, such as ``2025-2027`` or ``vanaf 1-3-2025``."""
        text = self.text(field)
        folded = fold(text)
        if years := _YEARS.fullmatch(folded):
            first, last = date(int(years[1]), 1, 1), date(int(years[2] or years[1]), 12, 31)
            if first <= last:
                return first, last
        elif found := _FROM_TO.fullmatch(folded):
            days = {end: _day_of(written) for end, written in found.groupdict().items() if written}
            if None not in days.values():
                return days.get("from"), days.get("to")
        self.fault(
            field,
            f"“{text}” is geen periode. Schrijf jaren of dagen, zoals 2025-2027 of 1-3-2025 t/m 31-12-2026.",
            f"“{text}” is no period. Write years or days, such as 2025-2027 or 1-3-2025 to 31-12-2026.",
        )
        return None, None

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

    def yes(self, field: str) -> bool | None:
        """Return whether a cell says yes, or None where it says nothing."""
        text = self.text(field)
        folded = fold(text)
        if not text or folded in YES or folded in NO:
            return folded in YES if text else None
        self.fault(
            field,
            f"“{text}” kan hier niet. Schrijf ja of nee.",
            f"“{text}” is not possible here. Write yes or no.",
        )
        return None

    def codes(self, field: str, kind: type[E]) -> tuple[E, ...]:
        """Return terms, each written as its code, its Dutch or English label, or a word for it."""
        found, unknown = terms_named(self.text(field), kind)
        labels = [member.label.nl for member in kind]
        for text in unknown:
            self.fault(
                field,
                f"“{text}” kennen wij hier niet. Kies uit: {', '.join(labels)}.",
                f"“{text}” is unknown here. Choose from: {', '.join(one.label.en for one in kind)}.",
                near(text, labels),
            )
        return found

    def code(self, field: str, kind: type[E]) -> E | None:
        """Return the one term of a cell, or None where it is empty."""
        found = self.codes(field, kind)
        if len(found) > 1:
            self.fault(field, "Kies er één.", "Choose one.")
        return found[0] if found else None

    def places(self, field: str, gazetteer: Gazetteer) -> tuple[str, ...]:
        """Return the ids of places, each written in any known spelling."""
        found: list[str] = []
        for text in pieces(self.text(field)):
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
        for text in pieces(self.text("themes")):
            ids = find(text)
            found += ids
            if not ids:
                unknown.setdefault(text, set()).add(self.number)
        return tuple(dict.fromkeys(found))

    def sectors(self, find: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
        """Return the ids of the only sectors served, none for all; an unknown one is a fault.

        Leaving it out, as is done with themes, would open the offering to everybody.
        """
        found: list[str] = []
        for text in pieces(self.text("sectors")):
            ids = find(text)
            found += ids
            if not ids and fold(text) not in EVERYONE:
                self.fault(
                    "sectors",
                    f"De sector “{text}” kennen wij niet. Vul een andere naam in, of laat de cel leeg als "
                    "het aanbod voor alle sectoren is.",
                    f"The sector “{text}” is unknown. Fill in another name, or leave the cell empty if the "
                    "offering is for all sectors.",
                )
        return tuple(dict.fromkeys(found))


def _day_of(text: str) -> date | None:
    try:
        if found := _ISO_DAY.fullmatch(text):
            return date.fromisoformat(found[1])
        if found := _DUTCH_DAY.fullmatch(text):
            day, month, year = map(int, found.groups())
            return date(year, month, day)
    except ValueError:  # the 30th of February
        return None
    return None
