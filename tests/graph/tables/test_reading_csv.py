"""Text files as people send them: encodings, separators, quotes, ragged rows, titles above the headers."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graph.tables.notes import Cleaned
from graph.tables.reading import read_table
from graph.tables.refusals import Refusal
from graph.tables.table import Flaw, Table
from matchmaker.errors import InvalidInput

LIST = "Naam;Plaats\r\nCafé Zoë;Woerden\r\nDe Balk;Gouda\r\n"
ROWS = [("Café Zoë", "Woerden"), ("De Balk", "Gouda")]


def read(text: str | bytes, name: str = "leden.csv") -> Table:
    return read_table(text.encode() if isinstance(text, str) else text, name)


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


def cleaned(table: Table) -> set[Cleaned]:
    return {Cleaned(note.text) for note in table.notes}


def rows_of(table: Table, kind: Cleaned) -> tuple[int, ...]:
    return next(note.rows for note in table.notes if note.text == kind.value)


def refusal_of(data: bytes, name: str = "leden.csv") -> Refusal:
    with pytest.raises(InvalidInput) as caught:
        read(data, name)
    (fault,) = caught.value.faults
    assert fault.where == name
    return Refusal(fault.message)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_marked_encoding_reads_the_same_without_a_note(encoding: str) -> None:
    table = read(LIST.encode(encoding))
    assert table.headers == ("Naam", "Plaats")
    assert cells(table) == ROWS
    assert table.notes == ()


def test_windows_text_reads_the_same_and_says_so() -> None:
    table = read(LIST.encode("cp1252"))
    assert cells(table) == ROWS
    assert cleaned(table) == {Cleaned.WINDOWS_TEXT}


def test_a_byte_that_no_encoding_knows_is_shown_and_noted_with_its_row() -> None:
    table = read(b"Naam;Plaats\nA;Gouda\nCaf\xe9 \x81;Woerden\n")
    assert cells(table)[1] == ("Café �", "Woerden")
    assert rows_of(table, Cleaned.UNREADABLE_CHARACTERS) == (3,)


@pytest.mark.parametrize("separator", [";", "\t", ",", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_any_separator_and_line_end_reads_the_same(separator: str, line_end: str) -> None:
    table = read(LIST.replace(";", separator).replace("\r\n", line_end))
    assert table.headers == ("Naam", "Plaats")
    assert cells(table) == ROWS


def test_decimal_commas_do_not_make_the_comma_the_separator() -> None:
    table = read("naam;prijs\na;1,5\nb;2,5\nc;3,5\n")
    assert cells(table) == [("a", "1,5"), ("b", "2,5"), ("c", "3,5")]


def test_one_column_of_names_with_commas_stays_one_column() -> None:
    table = read("Naam\nBakker, De\nBalk, De\n")
    assert cells(table) == [("Bakker, De",), ("Balk, De",)]


def test_a_stated_separator_decides() -> None:
    table = read("sep=|\nNaam;x|Plaats;y\na;1|b;2\n")
    assert table.headers == ("Naam;x", "Plaats;y")
    assert table.rows[0] == (3, ("a;1", "b;2"))


def test_quotes_keep_separators_line_breaks_and_quotes() -> None:
    table = read('Naam;Over\n"De ""Balk""; hout";"een\r\ntwee"\nB;c\n')
    assert table.rows[0] == (2, ('De "Balk"; hout', "een\r\ntwee"))
    assert table.rows[1] == (3, ("B", "c"))


@pytest.mark.parametrize("name", ['De "Balk"', 'buis 3"', '"De Balk" BV'])
def test_a_quote_inside_a_text_is_a_quote(name: str) -> None:
    assert cells(read(f"Naam;Plaats\n{name};Gouda\n")) == [(name, "Gouda")]


def test_a_quote_that_is_never_closed_costs_its_own_row_only() -> None:
    table = read('Naam;Plaats\nA;Gouda\n"Jansen;Woerden\nPieters;Gouda\nB;Delft\n')
    assert [row.number for row in table.rows] == [2, 4, 5]
    (rejected,) = table.rejected
    assert rejected.fault.message == Flaw.OPEN_QUOTE.value
    assert (rejected.number, rejected.fault.where) == (3, "leden.csv:3")
    assert rejected.cells == ('"Jansen', "Woerden")


def test_a_stray_quote_that_meets_a_later_one_swallows_no_rows() -> None:
    table = read('Naam;Plaats\n"Jansen;Woerden\nPieters;Gouda\nBuis 3";Delft;x\nC;Gouda\n')
    assert {row.number for row in table.rows} | {row.number for row in table.rejected} == {2, 3, 4, 5}


def test_nul_and_control_characters_go_with_a_note_of_the_rows() -> None:
    table = read('Naam;Plaats\nA;Gouda\nB\0C;"Woe\0rden"\n')
    assert cells(table)[1] == ("BC", "Woerden")
    assert rows_of(table, Cleaned.CONTROL_CHARACTERS) == (3,)


def test_headers_become_present_and_unique() -> None:
    table = read("Naam;;naam ;Naam (2);  Over \n1;2;3;4;5\n1;2;3;4;5\n")
    assert table.headers == ("Naam", "Kolom 2", "naam (2)", "Naam (2) (2)", "Over")
    assert cleaned(table) == {Cleaned.HEADER_NAMED, Cleaned.HEADER_NUMBERED}


def test_a_column_without_header_is_kept_when_most_rows_fill_it() -> None:
    table = read("Naam;Plaats\na;b;c\nd;e;f\ng;h\n")
    assert table.headers == ("Naam", "Plaats", "Kolom 3")
    assert cells(table)[2] == ("g", "h", "")


def test_a_row_that_is_wider_is_rejected_and_a_shorter_one_filled() -> None:
    table = read("Naam;Plaats\nHout; en meer;Gouda\nBalk\nC;Gouda;;\n")
    (wide,) = table.rejected
    assert wide.fault.message == Flaw.TOO_MANY_CELLS.value
    assert wide.cells == ("Hout", " en meer", "Gouda")
    assert cells(table) == [("Balk", ""), ("C", "Gouda")]
    assert rows_of(table, Cleaned.SHORT_ROWS) == (3,)


def test_blank_rows_count_in_the_numbers_only() -> None:
    table = read("Naam;Plaats\n\n;\nA;Gouda\n \n;\n\n")
    assert [row.number for row in table.rows] == [4]
    assert rows_of(table, Cleaned.BLANK_ROWS) == (2, 3)


def test_a_title_above_the_headers_is_skipped() -> None:
    table = read("Ledenlijst 2026\n\nNaam;Plaats;Web\nA;Gouda;a.nl\n")
    assert table.headers == ("Naam", "Plaats", "Web")
    assert rows_of(table, Cleaned.ABOVE_HEADERS) == (1,)
    assert [row.number for row in table.rows] == [4]


def test_headers_alone_are_a_table_without_rows() -> None:
    table = read("Naam;Plaats\n")
    assert (table.headers, len(table.rows), table.rows_read) == (("Naam", "Plaats"), 0, 0)
    assert cleaned(table) == {Cleaned.NO_ROWS}


@pytest.mark.parametrize(
    "data", [b"", b"\n\r\n", b"\xef\xbb\xbf", b" ; ;\n;;\n", "\ufeff".encode("utf-16-le")]
)
def test_a_file_without_any_text_is_refused_as_empty(data: bytes) -> None:
    assert refusal_of(data) is Refusal.EMPTY


def test_a_text_file_named_as_excel_is_read_with_a_note() -> None:
    table = read(LIST, "leden.xls")
    assert cells(table) == ROWS
    assert cleaned(table) == {Cleaned.NAMED_AS_EXCEL}


def test_a_cell_of_ten_thousand_characters_is_read_and_one_more_is_rejected() -> None:
    table = read(f"Naam;Over\nA;{'x' * 10_000}\nB;{'x' * 10_001}\nC;d\n")
    assert [row.number for row in table.rows] == [2, 4]
    (rejected,) = table.rejected
    assert rejected.fault.message == Flaw.CELL_TOO_LONG.value
    assert rejected.fault.where == "leden.csv:3 Over"
    assert rejected.cells == ("B", "x" * 10_000)


def test_twenty_thousand_rows_and_hundred_columns_are_read_and_one_more_refused() -> None:
    assert len(read("a;b\n" + "1;2\n" * 20_000).rows) == 20_000
    assert refusal_of(b"a;b\n" + b"1;2\n" * 20_001) is Refusal.TOO_MANY_ROWS
    hundred = ";".join(f"k{number}" for number in range(100))
    assert len(read(f"{hundred};;\n{'1;' * 100}\n").headers) == 100
    assert refusal_of(f"{hundred};k\n{'1;' * 100}\n".encode()) is Refusal.TOO_MANY_COLUMNS


def test_a_row_of_five_thousand_cells_is_rejected_alone() -> None:
    table = read("a;b\n1;2\n" + "x;" * 5_000 + "\n3;4\n")
    assert [row.number for row in table.rows] == [2, 4]
    assert table.rejected[0].fault.message == Flaw.TOO_MANY_CELLS.value
    assert len(table.rejected[0].cells) == 100


def test_ten_megabytes_are_read_and_one_byte_more_is_refused() -> None:
    lines = b"Naam;Over\n" + b"A;" + b"x" * 9_000 + b"\n"
    assert refusal_of(lines.ljust(10_000_001, b"\n")) is Refusal.FILE_TOO_LARGE


def test_the_name_of_the_file_is_shown_without_folders_and_unprintable_characters() -> None:
    assert read(LIST, "C:\\lijsten\\le\x00den\u202e.csv").name == "leden.csv"


def test_progress_tells_every_thousand_rows() -> None:
    told: list[int] = []
    read_table(b"a;b\n" + b"1;2\n" * 2_500, "a.csv", told.append)
    assert told == [1_000, 2_000]


SAFE = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.lists(SAFE, min_size=3, max_size=3), min_size=2, max_size=6),
    st.sampled_from(";\t,|"),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_the_standard_library_writes_is_read_the_same(
    rows: list[list[str]], separator: str, line_end: str
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator=line_end, quoting=csv.QUOTE_ALL)
    writer.writerows([["a", "b", "c"], *rows])
    visible = [tuple(row) for row in rows if any(text.strip() for text in row)]
    read_back = [row for row in cells(read(out.getvalue())) if not any(text.startswith("'") for text in row)]
    unchanged = [
        tuple(re.sub("[\ufffe\uffff]", "", text) for text in row)
        for row in visible
        if not any(text.startswith("'") for text in row)
    ]
    assert read_back == [row for row in unchanged if any(text.strip() for text in row)]


LINES = st.lists(st.text(alphabet="xyZ9é€;,\t|\"'\0 =-\r\n\x85\u2028", max_size=60), max_size=12)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"])


@settings(max_examples=2_000, deadline=None)
@given(LINES, ENCODINGS)
@example(['x;"y', 'y;"x', ""], "utf-8")
@example(["x;y", '"x;y', 'y";x;x'], "utf-8")
def test_generated_files_lose_no_row_and_no_letter(lines: list[str], encoding: str) -> None:
    text = "\n".join(lines)
    data = text.encode(encoding, errors="replace")
    try:
        table = read(data)
    except InvalidInput:
        assert refusal_of(data) in {Refusal.EMPTY, Refusal.HEADER_UNREADABLE, Refusal.NOT_A_TABLE}
        return
    numbers = [row.number for row in table.rows] + [row.number for row in table.rejected]
    assert len(set(numbers)) == len(numbers) == table.rows_read
    assert all(len(row.cells) == len(table.headers) for row in table.rows)
    if Cleaned.ABOVE_HEADERS in cleaned(table):
        return
    kept = Counter("".join(table.headers))
    kept.update("".join(text for row in table.rows for text in row.cells))
    kept.update("".join(text for row in table.rejected for text in row.cells))
    for letter in "xyZ":
        assert kept[letter] == text.count(letter)
    if '"' not in text:
        lettered = [line for line in re.split(r"\r\n|\r|\n", text) if re.search("[xyZ9é]", line)]
        assert table.rows_read >= len(lettered) - 1
