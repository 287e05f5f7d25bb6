"""An export read back is what was exported, and what is no export is told apart."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings

from graph.exchange.as_json import facts_of as facts_of_json
from graph.exchange.as_json import json_file
from graph.exchange.as_sheets import facts_of as facts_of_sheets
from graph.exchange.as_sheets import is_export, xlsx_file
from graph.exchange.exporting import Format, export
from graph.exchange.reading import read_export, refuse_export
from graph.seeding import read_seeds
from graph.tables.reading import read_table
from graph.tables.writing import to_xlsx
from graph.tables.xlsx_rows import sheet_texts
from matchmaker.errors import InvalidInput
from matchmaker.model import Question
from matchmaker.vocabulary import Bilingual
from tests.worlds import full_world, worlds

if TYPE_CHECKING:
    from matchmaker.model import Snapshot

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


@settings(deadline=None, max_examples=40)
@given(worlds())
def test_a_document_read_back_is_the_same_world(world: Snapshot) -> None:
    assert facts_of_json(json_file(world)) == world


def test_an_earlier_document_and_workbook_hold_no_precedents() -> None:
    without = replace(full_world(), precedents=())
    document = json.loads(json_file(full_world()))
    document.pop("precedents")
    document["schemaVersion"] = "1.0.0"
    assert facts_of_json(json.dumps(document).encode()) == without
    sheets = sheet_texts(xlsx_file(full_world()))
    sheets.pop("oefenvragen")
    assert is_export(list(sheets))
    assert facts_of_sheets(sheets) == without


@settings(deadline=None, max_examples=25)
@given(worlds())
def test_a_workbook_read_back_is_the_same_world(world: Snapshot) -> None:
    assert facts_of_sheets(sheet_texts(xlsx_file(world))) == world


@pytest.mark.parametrize("format_", [Format.FILES, Format.JSON, Format.XLSX])
def test_the_regional_data_come_back_whole_from_each_format(format_: Format, tmp_path: Path) -> None:
    region = read_seeds(SEEDS)
    export(region, tmp_path / "uit", format_)
    assert read_export(tmp_path / "uit") == region


@pytest.mark.parametrize(
    "text", [" spaties ", "een | twee", "json:1", "regel\r\nregel", "_x000D_", "=1+1", "'t", "", "\tx"]
)
def test_a_workbook_gives_any_text_back(text: str) -> None:
    world = full_world()
    (offering,) = world.offerings
    told = replace(
        offering,
        title=Bilingual(text, "title"),
        requirements=(Bilingual(text, text), Bilingual("x", "")),
        questions=(Question(language="en", text=text), Question(language="nl", text="Vraag?")),
    )
    changed = replace(world, offerings=(told,))
    assert facts_of_sheets(sheet_texts(xlsx_file(changed))) == changed


def test_the_cells_of_a_workbook_of_regional_data_are_words() -> None:
    sheets = sheet_texts(xlsx_file(read_seeds(SEEDS)))
    assert not [cell for rows in sheets.values() for row in rows for cell in row if cell.startswith("json:")]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda document: document.update(schemaVersion="2.0.0"), "schemaVersion"),
        (lambda document: document.pop("actors"), "actors"),
        (lambda document: document["actors"][0].update(name=5), "actors/0"),
        (lambda document: document["actors"][0].update(kind="koekje"), "actors/0"),
        (lambda document: document["actors"][0].update(sources=None), "actors/0"),
        (lambda document: document["actors"][0].pop("id"), "actors/0"),
        (lambda document: document["offerings"].append("x"), "offerings/1"),
        (lambda document: document["offerings"][0].update(capacity=True), "offerings/0"),
    ],
)
def test_what_cannot_be_read_in_a_document_is_named(change: Any, where: str) -> None:
    document = json.loads(json_file(full_world()))
    change(document)
    with pytest.raises(InvalidInput) as refused:
        facts_of_json(json.dumps(document).encode())
    assert [fault.where for fault in refused.value.faults] == [where]


@pytest.mark.parametrize(
    ("column", "text"),
    [("status", "misschien"), ("sources", "ergens"), ("budget_euro", "veel"), ("id", None)],
)
def test_what_cannot_be_read_in_a_workbook_is_named(column: str, text: str | None) -> None:
    sheets = sheet_texts(xlsx_file(full_world()))
    headers, row = sheets["aanbod"]
    at = headers.index(column)
    if text is None:
        sheets["aanbod"] = [(*headers[:at], "x", *headers[at + 1 :]), row]
    else:
        sheets["aanbod"] = [headers, (*row[:at], text, *row[at + 1 :])]
    with pytest.raises(InvalidInput) as refused:
        facts_of_sheets(sheets)
    assert [fault.where for fault in refused.value.faults] == [
        f"aanbod{'' if text is None else ':2'} {column}"
    ]


@pytest.mark.parametrize(
    "content", [b"", b"Naam;Plaats\nBakkerij Bos;Woerden\n", b"{", b'{"a": 1}', b'{"format": "iets anders"}']
)
def test_another_file_is_no_export(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "lijst.csv"
    file.write_bytes(content)
    assert read_export(file) is None


def test_another_workbook_is_no_export(tmp_path: Path) -> None:
    file = tmp_path / "lijst.xlsx"
    file.write_bytes(to_xlsx(["Naam"], [["Bakkerij Bos"]], "partijen"))
    assert read_export(file) is None


def test_a_folder_that_is_no_export_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="Dit is een map"):
        read_export(tmp_path)


def test_an_export_is_not_taken_for_a_list(tmp_path: Path) -> None:
    world = full_world()
    export(world, tmp_path / "map")
    files = [path.read_bytes() for path in sorted((tmp_path / "map").rglob("*.csv"))]
    for content in (*files, json_file(world), xlsx_file(world)):
        with pytest.raises(InvalidInput, match="loket import en de naam van het bestand"):
            refuse_export(read_table(content, "lijst"))


def test_a_list_is_not_taken_for_an_export() -> None:
    for headers in (b"Naam", b"id;name;kind;place", b"id;provider;title_nl;area", b"offering;question"):
        refuse_export(read_table(headers + b"\nx\n", "lijst.csv"))
