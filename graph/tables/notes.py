"""Gathers what was cleaned while reading, with the rows where it happened."""

from __future__ import annotations

from enum import Enum

from graph.tables.table import Note
from matchmaker.vocabulary import Bilingual

_ROWS_KEPT = 20


class Cleaned(Enum):
    """One thing that is cleaned without asking; the value is what the sender reads."""

    WINDOWS_TEXT = Bilingual(
        "Het bestand is gelezen als Windows-tekst (cp1252). Kijk of letters als é en ë kloppen.",
        "The file was read as Windows text (cp1252). Check that letters such as é and ë are right.",
    )
    NAMED_AS_EXCEL = Bilingual(
        "De naam zegt Excel, maar het is een tekstbestand. Het is gelezen als CSV.",
        "The name says Excel but it is a text file. It was read as CSV.",
    )
    OTHER_SHEETS = Bilingual(
        "Alleen het eerste zichtbare blad met gegevens is gelezen. Andere bladen zijn overgeslagen.",
        "Only the first visible sheet with data was read. Other sheets were skipped.",
    )
    ABOVE_HEADERS = Bilingual(
        "Rijen boven de namen van de kolommen zijn overgeslagen.",
        "Rows above the names of the columns were skipped.",
    )
    HEADER_NAMED = Bilingual(
        "Een kolom zonder naam heeft een naam gekregen, zoals Kolom 3.",
        "A column without a name was given one, such as Kolom 3.",
    )
    HEADER_NUMBERED = Bilingual(
        "Een naam van een kolom kwam vaker voor en heeft een nummer gekregen.",
        "A name of a column occurred more than once and was given a number.",
    )
    HEADER_CUT = Bilingual(
        "Een naam van een kolom was langer dan 200 tekens en is ingekort.",
        "A name of a column was longer than 200 characters and was cut.",
    )
    CONTROL_CHARACTERS = Bilingual(
        "Onzichtbare stuurtekens zijn weggehaald.",
        "Invisible control characters were removed.",
    )
    UNREADABLE_CHARACTERS = Bilingual(
        "Een teken was niet te lezen en staat er nu als �.",
        "A character could not be read and now shows as �.",
    )
    ERROR_CELLS = Bilingual(
        "Een cel met een Excel-fout, zoals #N/B, is leeg gelezen.",
        "A cell with an Excel error, such as #N/A, was read as empty.",
    )
    FORMULA_WITHOUT_VALUE = Bilingual(
        "Een formule zonder bewaarde uitkomst is leeg gelezen. "
        "Open het bestand in Excel en sla het opnieuw op.",
        "A formula without a stored outcome was read as empty. Open the file in Excel and save it again.",
    )
    SHORT_ROWS = Bilingual(
        "Een rij had minder cellen dan er kolommen zijn. De laatste kolommen zijn leeg gelezen.",
        "A row had fewer cells than there are columns. The last columns were read as empty.",
    )
    BLANK_ROWS = Bilingual("Lege rijen zijn overgeslagen.", "Blank rows were skipped.")
    NO_ROWS = Bilingual(
        "Onder de namen van de kolommen staan geen gegevens.",
        "There are no data below the names of the columns.",
    )


class Notes:
    """Counts per kind of cleaning; a row counts once."""

    def __init__(self) -> None:
        self._rows: dict[Cleaned, list[int]] = {}
        self._totals: dict[Cleaned, int] = {}
        self._last: dict[Cleaned, int] = {}

    def add(self, cleaned: Cleaned, row: int = 0) -> None:
        """Note a cleaning in ``row``, or in the file as a whole for 0. Rows come in order."""
        rows = self._rows.setdefault(cleaned, [])
        if not row or self._last.get(cleaned) == row:
            return
        self._last[cleaned] = row
        self._totals[cleaned] = self._totals.get(cleaned, 0) + 1
        if len(rows) < _ROWS_KEPT:
            rows.append(row)

    def listed(self) -> tuple[Note, ...]:
        """Return the notes, in the order in which ``Cleaned`` names them."""
        return tuple(
            Note(cleaned.value, tuple(self._rows[cleaned]), self._totals.get(cleaned, 0))
            for cleaned in Cleaned
            if cleaned in self._rows
        )
