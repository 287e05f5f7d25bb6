"""Why a whole file is refused, in words that tell its sender what to do."""

from __future__ import annotations

from enum import Enum

from matchmaker.errors import Fault, InvalidInput
from matchmaker.vocabulary import Bilingual

_SHOWN_NAME = 100


class Refusal(Enum):
    """One reason to refuse a whole file; the value is what its sender reads."""

    EMPTY = Bilingual(
        "Dit bestand is leeg. Zet in de eerste rij de namen van de kolommen en daaronder de gegevens.",
        "This file is empty. Put the names of the columns in the first row and the data below it.",
    )
    FILE_TOO_LARGE = Bilingual(
        "Dit bestand is groter dan 10 MB. Verdeel de lijst over meer bestanden.",
        "This file is larger than 10 MB. Split the list into several files.",
    )
    TOO_MANY_ROWS = Bilingual(
        "Deze lijst heeft meer dan 20.000 rijen. Verdeel de lijst over meer bestanden.",
        "This list has more than 20,000 rows. Split the list into several files.",
    )
    TOO_MANY_COLUMNS = Bilingual(
        "Deze lijst heeft meer dan 100 kolommen. Haal de kolommen weg die u niet nodig hebt.",
        "This list has more than 100 columns. Remove the columns that you do not need.",
    )
    TOO_MUCH_TEXT = Bilingual(
        "In deze lijst staat te veel tekst. Verdeel de lijst over meer bestanden.",
        "This list holds too much text. Split the list into several files.",
    )
    HEADER_UNREADABLE = Bilingual(
        "De rij met de namen van de kolommen is niet goed te lezen: "
        "een naam is te lang of een aanhalingsteken is niet gesloten.",
        "The row with the names of the columns cannot be read: a name is too long or a quote is not closed.",
    )
    NOT_A_TABLE = Bilingual(
        "Dit is geen tabel. Geef een CSV-bestand of een Excel-bestand (.xlsx).",
        "This is not a table. Give a CSV file or an Excel file (.xlsx).",
    )
    OLD_EXCEL = Bilingual(
        "Dit is een oud Excel-bestand (.xls) of een bestand met een wachtwoord. "
        "Open het in Excel en sla het zonder wachtwoord op als .xlsx of CSV.",
        "This is an old Excel file (.xls) or a file with a password. "
        "Open it in Excel and save it without a password as .xlsx or CSV.",
    )
    WEB_PAGE = Bilingual(
        "Dit is een webpagina, ook als de naam op .xls eindigt. "
        "Open het in Excel en sla het op als .xlsx of CSV.",
        "This is a web page, even if its name ends in .xls. Open it in Excel and save it as .xlsx or CSV.",
    )
    OTHER_OFFICE = Bilingual(
        "Dit ingepakte bestand is geen Excel-werkmap (.xlsx). Open de lijst in Excel of LibreOffice en "
        "sla hem op als .xlsx of CSV.",
        "This packed file is no Excel workbook (.xlsx). Open the list in Excel or LibreOffice and save it as "
        ".xlsx or CSV.",
    )
    MACROS = Bilingual(
        "In dit Excel-bestand zitten macro’s. Sla het op als .xlsx zonder macro’s of als CSV.",
        "This Excel file contains macros. Save it as .xlsx without macros or as CSV.",
    )
    EXTERNAL_LINKS = Bilingual(
        "Dit Excel-bestand haalt gegevens uit andere bestanden. "
        "Kopieer de lijst, plak alleen de waarden in een nieuw bestand en sla dat op als .xlsx of CSV.",
        "This Excel file takes data from other files. "
        "Copy the list, paste only the values into a new file and save that as .xlsx or CSV.",
    )
    DOCUMENT_TYPE = Bilingual(
        "In dit Excel-bestand staan opdrachten die er niet horen (DTD). Sla de lijst op als CSV.",
        "This Excel file contains instructions that do not belong there (DTD). Save the list as CSV.",
    )
    UNPACKS_TOO_LARGE = Bilingual(
        "Dit Excel-bestand wordt te groot als we het uitpakken: meer dan 50 MB of meer dan 100 delen. "
        "Zet alleen de lijst in een nieuw bestand.",
        "This Excel file becomes too large when unpacked: more than 50 MB or more than 100 parts. "
        "Put only the list in a new file.",
    )
    DAMAGED = Bilingual(
        "Dit Excel-bestand is beschadigd. Open het in Excel en sla het opnieuw op als .xlsx of CSV.",
        "This Excel file is damaged. Open it in Excel and save it again as .xlsx or CSV.",
    )
    TOO_HEAVY = Bilingual(
        "Dit bestand is te groot of beschadigd. Verdeel de lijst over meer bestanden of sla hem op als CSV.",
        "This file is too large or damaged. Split the list into several files or save it as CSV.",
    )


class Refused(Exception):
    """A part of the reader refuses the file; ``read_table`` makes it InvalidInput with the file's name."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal.name)


def invalid(name: str, refusal: Refusal) -> InvalidInput:
    """Return the error for a refused file."""
    return InvalidInput([Fault(where=shown_name(name), message=refusal.value)])


def shown_name(name: str) -> str:
    """Return the name of a file without folders and unprintable characters, at most 100 characters long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    printable = "".join(character for character in last if character.isprintable())
    return printable[:_SHOWN_NAME] or "bestand"
