"""Which column of a list holds which field, as somebody chose it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.importing.fields import REQUIRED, fields_for, personal_columns
from matchmaker.errors import Fault, InvalidInput
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from graph.importing.values import ListRequest
    from graph.tables.table import Table
    from matchmaker.model import Snapshot


def checked_columns(table: Table, request: ListRequest, known: Snapshot) -> dict[str, tuple[int, str]]:
    """Return for each field the position and name of its column, or raise every fault in the choice."""
    possible = {one.name for one in fields_for(request.kind, known)}
    personal = {column.header: column.message for column in personal_columns(table)}
    chosen: dict[str, tuple[int, str]] = {}
    faults: list[Fault] = []

    def fault(where: str, nl: str, en: str) -> None:
        faults.append(Fault(where=f"{table.name} {where}", message=Bilingual(nl, en)))

    for header, name in request.columns.items():
        if header not in table.headers:
            fault(header, "Deze kolom staat niet in de lijst.", "This column is not in the list.")
        elif name not in possible:
            fault(header, f"Het veld '{name}' kennen wij niet.", f"The field '{name}' is unknown.")
        elif header in personal:
            faults.append(Fault(where=f"{table.name} {header}", message=personal[header]))
        elif name in chosen:
            fault(
                header,
                f"Ook de kolom “{chosen[name][1]}” is gekozen voor '{name}'. Kies er één.",
                f"The column “{chosen[name][1]}” was chosen for '{name}' as well. Choose one.",
            )
        else:
            chosen[name] = (table.headers.index(header), header)
    for name in REQUIRED[request.kind]:
        if name not in chosen:
            fault(
                name,
                f"Wijs een kolom aan voor het veld '{name}'; zonder kan het niet.",
                f"Choose a column for the field '{name}'; it is needed.",
            )
    if faults:
        raise InvalidInput(faults)
    return chosen
