"""Files that are safe to open and come back as the same texts."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.tables.neutral import neutralised, restored
from graph.tables.reading import read_table
from graph.tables.table import CONTROLS
from graph.tables.writing import (
    PROBLEM_HEADER,
    ROWS_TOGETHER,
    CsvStyle,
    WrongRow,
    csv_pieces,
    rejected_rows,
    to_csv,
    to_xlsx,
    wrong_rows,
)
from matchmaker.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterator

PAYLOADS = (
    '=HYPERLINK("http://voorbeeld.nl";"klik")',
    "+1",
    "@SUM(A1)",
    "-2",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",  # noqa: RUF001 - the wide form is the point
    "'=1+1",
    "''+1",
    "=cmd|' /C calc'!A0",
)


def texts(data: bytes, name: str) -> list[list[str]]:
    table = read_table(data, name)
    assert not table.rejected
    return [list(table.headers), *(list(row.cells) for row in table.rows)]


def test_dutch_excel_gets_semicolons_a_mark_and_its_line_ends() -> None:
    assert to_csv(["Naam", "Plaats"], [["Zoë; en co", "Gouda"]]) == (
        b'\xef\xbb\xbfNaam;Plaats\r\n"Zo\xc3\xab; en co";Gouda\r\n'
    )


def test_programs_get_plain_csv() -> None:
    assert to_csv(["Naam", "Plaats"], [["Zoë", "a,b"]], CsvStyle.PLAIN) == b'Naam,Plaats\nZo\xc3\xab,"a,b"\n'


def test_a_long_csv_file_can_be_sent_while_the_rest_is_made() -> None:
    made = []

    def rows() -> Iterator[list[str]]:
        for number in range(ROWS_TOGETHER + 1):
            made.append(number)
            yield [f"Bedrijf {number}", "Gouda"]

    pieces = csv_pieces(["Naam", "Plaats"], rows())
    first = next(pieces)
    assert (texts(first + b"x;y", "a.csv"), made) == ([["Naam", "Plaats"], ["x", "y"]], [])
    second = next(pieces)
    assert len(made) == ROWS_TOGETHER
    rest = b"".join(pieces)
    assert [cells[0] for cells in texts(first + second + rest, "a.csv")[1:]] == [
        f"Bedrijf {number}" for number in made
    ]


@pytest.mark.parametrize("style", CsvStyle)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_csv_cell_starts_a_formula_and_reading_gives_the_text_back(payload: str, style: CsvStyle) -> None:
    data = to_csv(["Naam", payload.strip()], [[payload, "x"], ["x", payload]], style)
    for cell in re.split(r'[;,](?=")|[\r\n]+(?=x|")', data.decode("utf-8-sig")):
        assert cell.lstrip('"')[:1] not in set("=+-@\t\r\n＝")  # noqa: RUF001 - the wide form is the point
    assert texts(data, "a.csv") == [["Naam", payload.strip()], [payload, "x"], ["x", payload]]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_every_excel_cell_is_text_and_stays_so_when_edited(payload: str) -> None:
    data = to_xlsx(["Naam", "Plaats"], [[payload, "12345678"]], "Leden")
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Leden"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    assert sheet["A2"].quotePrefix
    assert sheet["B2"].number_format == "@"
    assert texts(data, "a.xlsx") == [["Naam", "Plaats"], [payload, "12345678"]]


def test_the_excel_file_has_a_table_and_headers_that_stay_in_view() -> None:
    data = to_xlsx(["Naam", "A&B"], [["x", "y"]] * 3, "[Leden]: '26")
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Leden '26"]
    assert sheet.freeze_panes == "A2"
    (table,) = sheet.tables.values()
    assert table.ref == table.autoFilter.ref == "A1:B4"
    assert [column.name for column in table.tableColumns] == ["Naam", "A&B"]


def test_an_excel_file_without_rows_has_headers_and_no_table() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(["Naam"], [], ""))).worksheets[0]
    assert sheet.title == "Lijst"
    assert [cell.value for cell in sheet[1]] == ["Naam"]
    assert not sheet.tables


def test_the_same_rows_make_the_same_bytes() -> None:
    assert to_xlsx(["a"], [["x"]], "t") == to_xlsx(["a"], [["x"]], "t")


def test_equal_rows_do_not_make_a_file_that_is_taken_for_a_bomb() -> None:
    data = to_xlsx([f"Kop {number}" for number in range(20)], [["ja"] * 20] * 20_000, "Veel")
    assert read_table(data, "veel.xlsx").rows_read == 20_000


@pytest.mark.parametrize("headers", [[], ["a", ""], ["a", "A"], [" a"], ["a\nb"], ["a\x00"]])
def test_headers_that_cannot_come_back_are_a_mistake_of_the_caller(headers: list[str]) -> None:
    with pytest.raises(ValueError, match="headers must"):
        to_csv(headers, [])
    with pytest.raises(ValueError, match="headers must"):
        to_xlsx(headers, [], "x")


def test_a_row_of_another_width_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="row 2 has 1 texts for 2 headers"):
        to_csv(["a", "b"], [["1", "2"], ["1"]])


def test_a_text_that_excel_cannot_hold_is_named() -> None:
    with pytest.raises(InvalidInput) as caught:
        to_xlsx(["Naam", "Over"], [["a", "x" * 32_767], ["b", "x" * 32_768]], "x")
    assert [fault.where for fault in caught.value.faults] == ["x:3 Over"]


def test_wrong_rows_go_back_with_the_problem_and_are_read_again() -> None:
    table = read_table(b'Naam;Plaats\nA;Gouda\nB;C;D\n"E;F\n', "leden.csv")
    wrong = [WrongRow(2, table.rows[0].cells, ("Kolom “Plaats”: Onbekend.",)), *rejected_rows(table)]
    headers, rows = wrong_rows(table.headers, wrong)
    assert headers == ["Naam", "Plaats", "Extra kolom 1", PROBLEM_HEADER]
    assert rows[0] == ["A", "Gouda", "", "Rij 2: Kolom “Plaats”: Onbekend."]
    assert rows[1][:3] == ["B", "C", "D"]
    assert rows[2][:3] == ['"E', "F", ""]
    again = read_table(to_csv(headers, rows), "fout.csv")
    assert [list(row.cells) for row in again.rows] == rows
    assert wrong_rows(again.headers, [WrongRow(2, again.rows[0].cells, ("Nog fout.",))])[0] == headers


def test_a_rejected_cell_is_named_by_its_column() -> None:
    table = read_table(f"Naam;Over\nA;{'x' * 10_001}\n".encode(), "leden.csv")
    (wrong,) = rejected_rows(table)
    assert wrong.problems[0].startswith("Kolom “Over”: Deze cel heeft meer dan 10.000 tekens.")


TEXT = st.text(
    st.one_of(
        st.sampled_from("=+-@\t\r\n'\";,| _xé🌳"), st.characters(codec="utf-8", exclude_categories=["Cs"])
    ),
    max_size=20,
).map(lambda text: CONTROLS.sub("", text))
HEADER = TEXT.map(lambda text: " ".join(text.split())).filter(bool)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    headers = draw(st.lists(HEADER, min_size=1, max_size=5, unique_by=str.casefold))
    row = st.lists(TEXT, min_size=len(headers), max_size=len(headers))
    visible = row.filter(lambda cells: any(text.strip() for text in cells))
    return headers, draw(st.lists(visible, max_size=6))


@settings(max_examples=500, deadline=None)
@given(tables(), st.sampled_from(CsvStyle))
def test_csv_comes_back_as_it_went(table: tuple[list[str], list[list[str]]], style: CsvStyle) -> None:
    headers, rows = table
    assert texts(to_csv(headers, rows, style), "a.csv") == [headers, *rows]


@settings(max_examples=300, deadline=None)
@given(tables())
def test_excel_comes_back_as_it_went(table: tuple[list[str], list[list[str]]]) -> None:
    headers, rows = table
    assert texts(to_xlsx(headers, rows, "t"), "a.xlsx") == [headers, *rows]


@given(TEXT)
def test_neutralising_can_always_be_undone(text: str) -> None:
    assert restored(neutralised(text)) == text
    assert neutralised(text)[:1] not in set("=+-@\t\r\n")
