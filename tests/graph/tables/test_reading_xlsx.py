"""Excel files: what a person sees is what is read, with openpyxl as the yardstick."""

from __future__ import annotations

import datetime as dt
import io
import random
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from graph.tables.notes import Cleaned
from graph.tables.reading import read_table
from graph.tables.table import Flaw, Table
from matchmaker.errors import InvalidInput
from tests.graph.tables.workbooks import (
    SHARED,
    SHEET,
    inline,
    parts_of,
    row,
    sheet,
    sound,
    with_parts,
)

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


def saved(workbook: Workbook) -> bytes:
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def new_sheet() -> tuple[Workbook, Worksheet]:
    workbook = Workbook()
    worksheet = workbook.active
    assert worksheet is not None
    return workbook, worksheet


def read(workbook: Workbook | bytes) -> Table:
    return read_table(workbook if isinstance(workbook, bytes) else saved(workbook), "leden.xlsx")


def notes_of(table: Table) -> dict[Cleaned, tuple[int, ...]]:
    return {Cleaned(note.text): note.rows for note in table.notes}


def value_shown(value: object, number_format: str = "General") -> str:
    workbook, worksheet = new_sheet()
    worksheet.append(["Naam", "Waarde"])
    worksheet.append(["a", value])
    worksheet["B2"].number_format = number_format
    return read(workbook).rows[0].cells[1]


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (12345678, "General", "12345678"),
        (1234567, "00000000", "1234567"),  # a KVK number gets its zero back when the list is taken in
        (0.1 + 0.2, "General", "0.3"),
        (-12.5, "#,##0.00", "-12.5"),
        (1e20, "General", "1e+20"),
        (3.0, "General", "3"),
        (True, "General", "WAAR"),
        (False, "General", "ONWAAR"),
        (dt.date(2026, 3, 12), "yyyy-mm-dd", "2026-03-12"),
        (dt.datetime(2026, 3, 12, 14, 30), "d-m-yyyy h:mm", "2026-03-12 14:30"),  # noqa: DTZ001 - as in a sheet
        (dt.time(9, 15, 30), "h:mm:ss", "09:15:30"),
        (45000, '"d" 0', "45000"),
        (45000, "[Red]0", "45000"),
        (45000, "[$-413]d mmmm yyyy;@", "2023-03-15"),
        (59, "d-m-yyyy", "1900-02-28"),
        (61, "d-m-yyyy", "1900-03-01"),
        (30.5, "[h]:mm", "732:00"),
        (1e300, "d-m-yyyy", "1e+300"),
        ("007", "General", "007"),
    ],
)
def test_a_value_is_read_as_it_is_shown(value: object, number_format: str, shown: str) -> None:
    assert value_shown(value, number_format) == shown


def test_days_counted_from_1904_give_the_same_dates() -> None:
    workbook, worksheet = new_sheet()
    workbook.epoch = CALENDAR_MAC_1904
    worksheet.append(["Naam", "Sinds"])
    worksheet.append(["a", dt.date(2026, 3, 12)])
    assert read(workbook).rows[0].cells == ("a", "2026-03-12")


def test_text_with_mixed_looks_and_line_breaks_is_one_text() -> None:
    rich = CellRichText("De ", TextBlock(InlineFont(b=True), "Balk"), " BV")
    assert value_shown(rich) == "De Balk BV"
    assert value_shown("een\ntwee <&> é 🌳") == "een\ntwee <&> é 🌳"


def test_reading_aids_for_asian_scripts_are_left_out() -> None:
    text = '<si><r><t>東京</t></r><rPh sb="0" eb="2"><t>とうきょう</t></rPh></si>'
    shared = f"<sst>{text}<si><t>Naam</t></si></sst>"
    cells = row('<c t="s"><v>1</v></c>', inline("Plaats")) + row('<c t="s"><v>0</v></c>', inline("x"))
    assert read(with_parts({SHARED: shared, SHEET: sheet(cells)})).rows[0].cells == ("東京", "x")


def test_a_formula_without_outcome_and_an_error_are_read_as_empty_with_a_note() -> None:
    cells = row(inline("Naam"), inline("A"), inline("B")) + row(
        inline("x"), "<c><f>1+1</f></c>", '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    )
    cells += row(inline("y"), "<c><f>1+1</f><v>2</v></c>", '<c t="str"><f>"a"</f><v>a</v></c>')
    table = read(with_parts({SHEET: sheet(cells)}))
    assert [one.cells for one in table.rows] == [("x", "", ""), ("y", "2", "a")]
    assert notes_of(table) == {Cleaned.FORMULA_WITHOUT_VALUE: (2,), Cleaned.ERROR_CELLS: (2,)}


def test_the_rows_of_formulas_without_a_value_are_told_also_beside_other_sheets() -> None:
    workbook, other = new_sheet()
    other.append(["Geheim", "=1+1"])
    other.sheet_state = "hidden"
    wanted = workbook.create_sheet("Leden")
    for cells in (["Naam", "Plaats"], ["a", "Gouda"], ["=B2", "Gouda"], [], ["b", "=B2"]):
        wanted.append(cells)
    table = read(workbook)
    assert notes_of(table)[Cleaned.FORMULA_WITHOUT_VALUE] == (3, 5)
    told = next(note for note in table.notes if note.text == Cleaned.FORMULA_WITHOUT_VALUE.value)
    assert told.sentence.nl.endswith("sla het opnieuw op. Rij 3, 5.")


def test_the_first_visible_sheet_with_data_is_read() -> None:
    workbook, hidden = new_sheet()
    hidden.append(["Geheim", "Code"])
    workbook.create_sheet("Leeg")
    wanted = workbook.create_sheet("Leden")
    wanted.append(["Naam", "Plaats"])
    wanted.append(["a", "Gouda"])
    hidden.sheet_state = "hidden"
    table = read(workbook)
    assert table.headers == ("Naam", "Plaats")
    assert Cleaned.OTHER_SHEETS in notes_of(table)


def test_rows_and_cells_keep_their_places() -> None:
    workbook, worksheet = new_sheet()
    worksheet["B3"], worksheet["D3"] = "Naam", "Plaats"
    worksheet["B7"], worksheet["D7"] = "a", "Gouda"
    table = read(workbook)
    assert table.headers == ("Kolom 1", "Naam", "Kolom 3", "Plaats")
    assert table.rows[0] == (7, ("", "a", "", "Gouda"))


def test_names_with_a_prefix_and_cells_without_a_place_are_read() -> None:
    plain = sheet(row(inline("Naam"), inline("Plaats")) + row(inline("a"), inline("Gouda")))
    prefixed = (
        plain.replace("</", "</x:")
        .replace("<", "<x:")
        .replace("<x:/x:", "</x:")
        .replace("xmlns=", "xmlns:x=")
    )
    assert [one.cells for one in read(with_parts({SHEET: prefixed})).rows] == [("a", "Gouda")]


def test_links_to_websites_in_cells_are_no_reason_to_refuse() -> None:
    workbook, worksheet = new_sheet()
    worksheet.append(["Naam", "Website"])
    worksheet.append(["a", "voorbeeld.nl"])
    worksheet["B2"].hyperlink = "https://voorbeeld.nl"
    assert read(workbook).rows[0].cells == ("a", "voorbeeld.nl")


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("a_x000D_b", "a\rb"),
        ("_x005F_x000D_", "_x000D_"),
        ("a_x0000__x001F_b", "ab"),
        ("_x12", "_x12"),
    ],
)
def test_escaped_characters_are_read_as_what_they_stand_for(written: str, text: str) -> None:
    cells = row(inline("Naam"), inline("x")) + row(inline(written), inline("y"))
    assert read(with_parts({SHEET: sheet(cells)})).rows[0].cells == (text, "y")


def test_a_long_cell_and_a_wide_row_cost_their_own_rows_only() -> None:
    cells = row(inline("Naam"), inline("Plaats")) + row(inline("x" * 200_000), inline("y"))
    cells += row(inline("a"), inline("Gouda"), inline("")) + row(inline("a"), inline("b"), inline("c"))
    cells += row(inline("a"), '<c r="XFD5" t="inlineStr"><is><t>ver</t></is></c>')
    table = read(with_parts({SHEET: sheet(cells)}))
    assert [one.number for one in table.rows] == [3]
    assert [(one.number, one.fault.message) for one in table.rejected] == [
        (2, Flaw.CELL_TOO_LONG.value),
        (4, Flaw.TOO_MANY_CELLS.value),
        (5, Flaw.TOO_MANY_CELLS.value),
    ]


def test_damage_anywhere_is_refused_or_read_and_never_worse() -> None:
    chance = random.Random(4)  # noqa: S311 - damage, not secrets
    workbook = sound()
    parts = parts_of(workbook)
    for _ in range(600):
        data = bytearray(workbook)
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        read_or_refused(
            bytes(data[: chance.randint(len(data) // 2, len(data))] if chance.random() < 0.2 else data)
        )
    for _ in range(600):
        name = chance.choice(sorted(parts))
        content = bytearray(parts[name])
        for _ in range(chance.randint(1, 4)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        read_or_refused(with_parts({name: bytes(content)}))


def read_or_refused(data: bytes) -> None:
    try:
        table = read(data)
    except InvalidInput:
        return
    assert all(len(one.cells) == len(table.headers) for one in table.rows)
