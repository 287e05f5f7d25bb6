"""What must hold before a list is compared: what was said of it, and what its columns hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.importing import fields_for
from graph.importing.fields import REQUIRED, names_a_person
from matchmaker.errors import Fault, InvalidInput
from matchmaker.model import Snapshot
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from api.imports.values import ListSaid, Look
    from graph.importing import ListKind

LONGEST_NAME = 200  # characters

FIELDS: Mapping[str, Bilingual] = {
    "name": Bilingual("naam van de organisatie", "name of the organisation"),
    "kvk_number": Bilingual("KVK-nummer", "trade register number (KVK)"),
    "aliases": Bilingual("andere namen", "other names"),
    "kind": Bilingual("soort organisatie", "kind of organisation"),
    "place": Bilingual("plaats of gemeente", "place or municipality"),
    "themes": Bilingual("thema's of branche", "themes or trade"),
    "website": Bilingual("website", "website"),
    "description": Bilingual("omschrijving", "description"),
    "description_en": Bilingual("omschrijving in het Engels", "description in English"),
    "association": Bilingual("vereniging of netwerk", "association or network"),
    "provider": Bilingual("aanbieder", "provider"),
    "title": Bilingual("titel van het aanbod", "title of the offering"),
    "title_en": Bilingual("titel in het Engels", "title in English"),
    "summary": Bilingual("samenvatting", "summary"),
    "summary_en": Bilingual("samenvatting in het Engels", "summary in English"),
    "next_step": Bilingual("wat moet iemand doen?", "what should somebody do?"),
    "next_step_en": Bilingual("wat moet iemand doen, in het Engels", "what should somebody do, in English"),
    "need_kinds": Bilingual("soort hulp", "kind of help"),
    "area": Bilingual("gebied", "area"),
    "status": Bilingual("aangekondigd, loopt of afgelopen", "announced, running or ended"),
    "r_strategies": Bilingual("R-strategie", "R-strategy"),
    "target_groups": Bilingual("doelgroep", "target group"),
    "sectors": Bilingual("alleen voor deze sectoren", "only for these sectors"),
    "sizes": Bilingual("grootte van het bedrijf", "size of the company"),
    "requirements": Bilingual("voorwaarden", "conditions"),
    "requirements_en": Bilingual("voorwaarden in het Engels", "conditions in English"),
    "period": Bilingual("periode", "period"),
    "opens_on": Bilingual("begindatum", "first day"),
    "closes_on": Bilingual("einddatum", "last day"),
    "budget_euro": Bilingual("budget in euro", "budget in euro"),
    "budget_exhausted": Bilingual("budget is op (ja of nee)", "budget is spent (yes or no)"),
    "capacity": Bilingual("aantal plaatsen", "number of places"),
    "places_left": Bilingual("vrije plaatsen", "places left"),
    "questions": Bilingual("voorbeeldvragen", "example questions"),
    "questions_en": Bilingual("voorbeeldvragen in het Engels", "example questions in English"),
    "id": Bilingual("kenmerk bij ons (id)", "our reference (id)"),
}
"""What a column can hold, in words, in the order in which somebody looks for it."""


def fields_of(kind: ListKind) -> tuple[str, ...]:
    """Return the names of what the columns of a list can hold, in the order of ``FIELDS``."""
    possible = {field.name for field in fields_for(kind, Snapshot())}
    return tuple(name for name in FIELDS if name in possible)


def check_said(said: ListSaid) -> None:
    """Check what somebody says of a list.

    Raises:
        InvalidInput: The sender is missing, too long or a person; the place is ``sender``.
    """
    message = None
    if not said.sender.strip():
        message = Bilingual(
            "Vul in welke organisatie de lijst heeft gestuurd.", "Fill in which organisation sent the list."
        )
    elif len(said.sender) > LONGEST_NAME or not said.sender.isprintable():
        message = Bilingual(
            f"Vul een naam in van hoogstens {LONGEST_NAME} tekens.",
            f"Fill in a name of at most {LONGEST_NAME} characters.",
        )
    elif names_a_person(said.sender):
        message = Bilingual(
            "Vul de naam van een organisatie in, geen e-mailadres of nummer van een persoon.",
            "Fill in the name of an organisation, no e-mail address or number of a person.",
        )
    if message is not None:
        raise InvalidInput([Fault(where="sender", message=message)])


def check_columns(kind: ListKind, look: Look, columns: Mapping[str, str]) -> None:
    """Check what the columns of a list are said to hold.

    Args:
        kind: What its rows are.
        look: The list.
        columns: Name of a field by the name of its column.

    Raises:
        InvalidInput: Every fault; the place is the name of the column, or of the field that no column holds.
    """
    faults = [*_column_faults(kind, look, columns), *_missing_fields(kind, columns)]
    if faults:
        raise InvalidInput(faults)


def _column_faults(kind: ListKind, look: Look, columns: Mapping[str, str]) -> Iterator[Fault]:
    known = {column.header: column for column in look.columns}
    possible = fields_of(kind)
    taken: dict[str, str] = {}
    for header, name in columns.items():
        if header not in known:
            yield _fault(header, "Deze kolom staat niet in de lijst.", "This column is not in the list.")
        elif name not in possible:
            yield _fault(
                header,
                f"Kies een van: {', '.join(possible)}.",
                f"Choose one of: {', '.join(possible)}.",
            )
        elif known[header].is_personal:
            yield _fault(
                header,
                f"De kolom “{header}” lijkt gegevens van personen te bevatten. Die lezen wij niet.",
                f"The column “{header}” seems to hold personal data, which we do not read.",
            )
        elif name in taken:
            label = FIELDS[name]
            yield _fault(
                header,
                f"Ook de kolom “{taken[name]}” is gekozen als {label.nl}. Kies er één.",
                f"The column “{taken[name]}” was chosen as {label.en} as well. Choose one.",
            )
        else:
            taken[name] = header


def _missing_fields(kind: ListKind, columns: Mapping[str, str]) -> Iterator[Fault]:
    for name in REQUIRED[kind]:
        if name not in columns.values():
            label = FIELDS[name]
            yield _fault(
                name,
                f"Kies in welke kolom dit staat: {label.nl}. Zonder kan het niet.",
                f"Choose which column holds this: {label.en}. It is needed.",
            )


def _fault(where: str, nl: str, en: str) -> Fault:
    return Fault(where=where, message=Bilingual(nl, en))
