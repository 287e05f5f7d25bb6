"""What is exported can be read back, by our own reader and by the programs that the formats are for."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import networkx as nx
import openpyxl
import pytest
from hypothesis import given, settings
from python_calamine import CalamineWorkbook

from graph import open_register
from graph.exchange.as_json import SCHEMA_VERSION
from graph.exchange.as_seeds import seed_files
from graph.exchange.exporting import Format, export
from graph.seed_rows import exact
from graph.seeding import read_seeds, seed
from matchmaker.errors import InvalidInput, StoreError
from matchmaker.model import Source
from matchmaker.ports import Tally
from matchmaker.vocabulary import Bilingual
from tests.worlds import full_world, in_order, worlds

if TYPE_CHECKING:
    from collections.abc import Callable

    from matchmaker.model import Snapshot

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
KINDS = ("documents", "places", "themes", "actors", "offerings", "relations", "precedents")


@pytest.fixture(scope="module")
def region() -> Snapshot:
    return read_seeds(SEEDS)


def read_back(snapshot: Snapshot) -> Snapshot:
    """Return what the reader makes of the files of a snapshot."""
    with TemporaryDirectory() as folder:
        for name, content in seed_files(snapshot).items():
            file = Path(folder, name)
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(content)
        return read_seeds(Path(folder))


def cells_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def with_actor_sources(*sources: Source) -> Snapshot:
    """Return a world with one actor, and three documents that can state it."""
    world = full_world()
    documents = [replace(world.documents[0], id=id_) for id_ in ("doc", "een", "twee")]
    actor = replace(world.actors[0], sources=sources)
    return in_order(documents=documents, places=world.places, themes=world.themes, actors=[actor])


def cited(document_id: str, first: int = 1, last: int = 1, day: date = date(2025, 1, 2)) -> Source:
    return Source(document_id=document_id, first_line=first, last_line=last, stated_on=day)


# ---- files that the register reads


@settings(deadline=None)
@given(worlds())
def test_files_read_back_are_the_same_world(world: Snapshot) -> None:
    assert read_back(world) == world


def test_files_read_back_are_the_full_world() -> None:
    assert read_back(full_world()) == full_world()


@pytest.mark.parametrize("name", ["praatplaat", "precedents"])
def test_files_of_a_document_named_as_a_folder_that_is_no_region_are_read_back(name: str) -> None:
    world = full_world()
    document = replace(world.documents[0], id=name)
    cited = Source(document_id=name, first_line=1, last_line=1, stated_on=date(2025, 12, 3))
    actor = replace(world.actors[0], sources=(cited,))
    documents = sorted((*world.documents, document), key=lambda one: one.id)
    named = replace(world, documents=tuple(documents), actors=(actor, *world.actors[1:]))
    assert read_back(named) == named


def test_files_read_back_are_the_region(region: Snapshot) -> None:
    files = seed_files(region)
    assert read_back(region) == region
    assert not [name for name, content in files.items() if b"json:" in content], "plain cells say it all"
    assert files == seed_files(read_back(region))


def test_files_have_the_columns_of_the_regional_data(region: Snapshot) -> None:
    files = seed_files(region)
    for name in ("documents.csv", "places.csv", "themes.csv", "groene-hart-2025/questions.csv"):
        source = SEEDS / name.replace("-2025", "")
        assert files[name].splitlines()[0] == source.read_bytes().splitlines()[0]
    header = (SEEDS / "leiden" / "offerings.csv").read_text().splitlines()[0]
    written = files["leiden-2021/offerings.csv"].decode().splitlines()[0]
    assert written == f"{header},places_left,excluded_actors,desk_only,checked_on,checked_by"


def test_seeding_an_export_changes_nothing(region: Snapshot, tmp_path: Path) -> None:
    with closing(open_register("sqlite:")) as register:
        first = seed(register, region)
        export(register.snapshot(), tmp_path / "uit")
        again = seed(register, read_seeds(tmp_path / "uit"))
    assert again == Tally(new=0, changed=0, same=first.new)


@settings(deadline=None, max_examples=25)
@given(worlds())
def test_seeding_an_export_of_any_world_changes_nothing(world: Snapshot) -> None:
    with closing(open_register("sqlite:")) as register:
        seed(register, world)
        again = seed(register, read_back(register.snapshot()))
    assert (again.new, again.changed) == (0, 0)


def test_actor_of_several_documents_has_a_row_in_each() -> None:
    # The documents are put in the order in which the facts cite them, not in that of their ids.
    world = with_actor_sources(cited("twee", 3, 5), cited("twee", 9, 9), cited("doc", 7, 7))
    files = seed_files(world)
    (first,), (second,) = cells_of(files["twee/actors.csv"]), cells_of(files["doc/actors.csv"])
    assert (first["lines"], second["lines"]) == ("3-5 | 9", "7")
    assert (first["aliases"], second["aliases"]) == ("P | p", "")
    assert "een/actors.csv" not in files
    assert read_back(world) == world


@pytest.mark.parametrize(
    "sources",
    [
        (),
        (cited("doc"), cited("een"), cited("doc")),
        (cited("doc"), cited("doc", 2, 2, date(2024, 1, 1))),
        (cited("doc", 5, 3),),
        (cited("doc"), cited("doc")),
        (replace(cited("doc"), checked_by=""), cited("een")),
    ],
    ids=["none", "back and forth", "two days", "upside down", "twice", "checked by nobody named"],
)
def test_sources_in_any_order_are_kept(sources: tuple[Source, ...]) -> None:
    world = with_actor_sources(*sources)
    assert read_back(world) == world


def test_text_that_looks_like_a_formula_or_an_exact_cell_is_kept_and_harmless() -> None:
    world = full_world()
    names = ("=HYPERLINK(1)", "'=1", "-1", "@a", "json:1", "a|b", " a ", "a\x01b", "'s-Gravenhage", "\uffff")
    actor = replace(world.actors[0], aliases=names, name="+31", website="=1")
    world = replace(world, actors=(actor, *world.actors[1:]))
    assert read_back(world) == world
    for content in seed_files(world).values():
        cells = [cell for row in csv.reader(io.StringIO(content.decode(), newline="")) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize(
    ("file", "column", "cell"),
    [
        ("places.csv", "name", "json:1"),
        ("places.csv", "name", "json:"),
        ("places.csv", "name", "json:" + "[" * 100_000),
        ("places.csv", "id", 'json:"x"'),
        ("places.csv", "aliases", 'json:"x"'),
        ("places.csv", "aliases", "json:[1]"),
        ("places.csv", "within", 'json:[""]'),
        ("places.csv", "latitude", "json:NaN"),
        ("places.csv", "latitude", "json:true"),
        ("places.csv", "valid_from", 'json:"gisteren"'),
        ("doc/offerings.csv", "capacity", "json:true"),
        ("doc/offerings.csv", "capacity", "json:1.5"),
        ("doc/offerings.csv", "capacity", "-1"),
        ("doc/offerings.csv", "provider", 'json:""'),
        ("doc/offerings.csv", "need_kinds", 'json:["onzin"]'),
        ("doc/offerings.csv", "lines", "json:{}"),
        ("doc/offerings.csv", "lines", 'json:[["doc", 1, 2, "2025-01-01", null]]'),
        ("doc/offerings.csv", "lines", 'json:[["doc", 1, 2, "2025-13-01", null, null]]'),
        ("doc/offerings.csv", "lines", 'json:[["weg", 1, 2, "2025-01-01", null, null]]'),
        ("doc/offerings.csv", "checked_on", "juni"),
        ("doc/offerings.csv", "excluded_actors", "wie"),
    ],
)
def test_wrong_exact_cell_is_a_fault_at_its_row(file: str, column: str, cell: str, tmp_path: Path) -> None:
    export(full_world(), tmp_path / "uit")
    path = tmp_path / "uit" / file
    rows = cells_of(path.read_bytes())
    rows[0][column] = cell
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(InvalidInput) as caught:
        read_seeds(tmp_path / "uit")
    assert f"{file}:2 {column}" in {fault.where for fault in caught.value.faults}


# ---- one file


def test_json_holds_every_field_in_camel_case(region: Snapshot, tmp_path: Path) -> None:
    export(full_world(), tmp_path / "vol.json", Format.JSON)
    document = json.loads((tmp_path / "vol.json").read_bytes())
    assert list(document) == ["format", "schemaVersion", *KINDS]
    assert document["schemaVersion"] == SCHEMA_VERSION
    offering = document["offerings"][0]
    assert offering["placesLeft"] == 3
    assert offering["nextStep"] == {"nl": "bel", "en": "call"}
    assert offering["sources"][0]["checkedOn"] == "2025-06-01"
    assert offering["questions"][1] == {"language": "en", "text": "Who helps?"}
    assert not [value for value in offering.values() if value in (None, [], "")]

    export(region, tmp_path / "regio.json", Format.JSON)
    document = json.loads((tmp_path / "regio.json").read_bytes())
    assert {kind: len(document[kind]) for kind in KINDS} == {
        kind: len(getattr(region, kind)) for kind in KINDS
    }
    assert [actor["id"] for actor in document["actors"]] == sorted(actor.id for actor in region.actors)


def test_the_shape_of_the_json_is_documented(tmp_path: Path) -> None:
    export(full_world(), tmp_path / "vol.json", Format.JSON)
    document = json.loads((tmp_path / "vol.json").read_bytes())
    page = (SEEDS.parent / "docs" / "exchange.md").read_text()
    assert f"`schemaVersion` is `{SCHEMA_VERSION}`" in page
    for kind in KINDS:
        told = re.search(rf"^\| `{kind}` \| (.+) \|$", page, re.MULTILINE)
        assert told is not None, kind
        assert re.findall(r"`(\w+)`", told[1]) == list(document[kind][0]), kind


def test_workbook_has_a_sheet_per_kind_and_a_row_per_fact(region: Snapshot, tmp_path: Path) -> None:
    export(region, tmp_path / "regio.xlsx", Format.XLSX)
    book = openpyxl.load_workbook(tmp_path / "regio.xlsx")
    assert book.sheetnames == [
        "documenten",
        "plaatsen",
        "thema's",
        "partijen",
        "aanbod",
        "relaties",
        "oefenvragen",
    ]
    for sheet, kind in zip(book, KINDS, strict=True):
        assert sheet.max_row == len(getattr(region, kind)) + 1
        assert sheet.freeze_panes == "A2"
    headers, first, *_ = book["aanbod"].iter_rows(values_only=True)
    row = dict(zip(headers, first, strict=True))
    offering = region.offerings[0]
    assert row["title_nl"] == offering.title.nl
    assert row["area"] == " | ".join(offering.area)
    questions = (f"en: {one.text}" if one.language == "en" else one.text for one in offering.questions)
    assert row["questions"] == " | ".join(questions)
    assert str(row["sources"]).startswith(
        f"{offering.sources[0].document_id} {offering.sources[0].first_line}-"
    )


def test_workbook_holds_texts_and_numbers_and_no_formulas(tmp_path: Path) -> None:
    world = full_world()
    tricky = Bilingual("=1+1", "_x000D_ & <b>\r\nregel\x01 2")
    offering = replace(world.offerings[0], title=tricky, budget_euro=1_000_000, capacity=2**62)
    export(replace(world, offerings=(offering,)), tmp_path / "a.xlsx", Format.XLSX)
    headers, cells = openpyxl.load_workbook(tmp_path / "a.xlsx")["aanbod"].iter_rows()
    row = {header.value: cell for header, cell in zip(headers, cells, strict=True)}
    assert (row["title_nl"].value, row["title_nl"].data_type) == ("=1+1", "s")
    assert row["title_nl"].quotePrefix
    # openpyxl leaves such marks in a text to its caller.
    names, values = (
        CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).get_sheet_by_name("aanbod").to_python()
    )
    assert dict(zip(names, values, strict=True))["title_en"] == exact(tricky.en)
    assert row["budget_euro"].value == 1_000_000
    assert row["capacity"].value == str(2**62), "Excel would round it"
    assert row["budget_exhausted"].value == "yes"


def test_text_too_long_for_excel_is_refused_by_name(tmp_path: Path) -> None:
    world = full_world()
    offering = replace(world.offerings[0], summary=Bilingual("x" * 32_768, "x"))
    with pytest.raises(InvalidInput) as caught:
        export(replace(world, offerings=(offering,)), tmp_path / "a.xlsx", Format.XLSX)
    assert [fault.where for fault in caught.value.faults] == ["aanbod:2 summary_nl"]
    assert not list(tmp_path.iterdir())


def test_network_has_all_parties_offerings_and_ties(region: Snapshot, tmp_path: Path) -> None:
    export(region, tmp_path / "net.gexf", Format.GEXF)
    net = nx.read_gexf(tmp_path / "net.gexf", version="1.2draft")
    assert set(net.nodes) == {actor.id for actor in region.actors} | {one.id for one in region.offerings}
    assert net.number_of_edges() == len(region.relations) + len(region.offerings)
    offering = region.offerings[0]
    node = net.nodes[offering.id]
    assert (node["label"], node["type"]) == (offering.title.nl, "offering")
    assert not re.search(r"networkx|lastmodified", (tmp_path / "net.gexf").read_text())


def test_what_only_the_desk_may_see_stays_out_of_what_is_for_others(tmp_path: Path) -> None:
    hidden = "alleenvoorhetloket"
    world = full_world()
    of_actor: dict[str, Any] = {
        "aliases": (hidden,),
        "description": Bilingual(hidden, hidden),
        "website": f"https://{hidden}.example",
        "kvk_number": "87654321",
        "place_id": "place-municipality",
        "sources": (replace(world.actors[0].sources[0], checked_by=hidden),),
    }
    of_offering: dict[str, Any] = {"next_step": Bilingual(hidden, hidden), "excluded_actors": ()}
    actor = replace(world.actors[0], desk_only=tuple(of_actor), **of_actor)
    offering = replace(world.offerings[0], provider_id=actor.id, desk_only=tuple(of_offering), **of_offering)
    world = replace(world, actors=(actor,), offerings=(offering,), relations=())
    for format_ in (Format.HSDS, Format.GEXF):
        export(world, tmp_path / format_, format_)
        told = (tmp_path / format_).read_text(encoding="utf-8")
        assert actor.name in told
        assert not re.search(rf"{hidden}|87654321", told)
    package = json.loads((tmp_path / Format.HSDS).read_bytes())
    assert (package["locations"], package["organization_identifiers"]) == ([], [])
    assert {row["resource_type"] for row in package["metadata"]} == {"service"}
    for format_ in (Format.JSON, Format.FILES):
        export(world, tmp_path / format_, format_)
    assert hidden in (tmp_path / Format.JSON).read_text(encoding="utf-8")
    assert read_seeds(tmp_path / Format.FILES).actors[0] == actor


@settings(deadline=None, max_examples=20)
@given(worlds())
def test_any_world_makes_each_file_and_the_same_twice(world: Snapshot) -> None:
    with TemporaryDirectory() as folder:
        for format_ in (Format.XLSX, Format.JSON, Format.HSDS, Format.GEXF):
            export(world, Path(folder, "a"), format_, force=True)
            export(world, Path(folder, "b"), format_)
            assert Path(folder, "a").read_bytes() == Path(folder, "b").read_bytes()
            Path(folder, "b").unlink()
        export(world, Path(folder, "c.xlsx"), Format.XLSX)
        assert len(openpyxl.load_workbook(Path(folder, "c.xlsx")).sheetnames) == len(KINDS)
        export(world, Path(folder, "d"), Format.GEXF)
        assert len(nx.read_gexf(Path(folder, "d"), version="1.2draft")) == len(world.actors + world.offerings)


# ---- whole or not at all


@pytest.mark.parametrize("format_", Format)
def test_target_that_exists_stays_unless_forced(format_: Format, tmp_path: Path) -> None:
    target = tmp_path / "uit"
    world = full_world()
    export(world, target, format_)
    before = contents(target)
    smaller = replace(world, relations=())
    with pytest.raises(InvalidInput, match="bestaat al"):
        export(smaller, target, format_)
    assert contents(target) == before
    export(smaller, target, format_, force=True)
    assert contents(target) != before
    export(world, target, format_, force=True)
    assert contents(target) == before
    assert list(tmp_path.iterdir()) == [target]


def contents(target: Path) -> dict[str, bytes]:
    files = [target] if target.is_file() else sorted(path for path in target.rglob("*") if path.is_file())
    return {str(file.relative_to(target.parent)): file.read_bytes() for file in files}


def _a_folder_of_something_else(target: Path) -> None:
    target.mkdir()
    (target / "scriptie.txt").write_text("jaren werk")


def _an_export_with_something_else(target: Path) -> None:
    export(full_world(), target)
    (target / "doc" / "notities.txt").write_text("jaren werk")


def _an_export_with_another_folder(target: Path) -> None:
    export(full_world(), target)
    (target / "foto's").mkdir()


@pytest.mark.parametrize(
    "make", [_a_folder_of_something_else, _an_export_with_something_else, _an_export_with_another_folder]
)
@pytest.mark.parametrize("format_", [Format.FILES, Format.JSON])
def test_force_never_removes_what_is_no_export(
    make: Callable[[Path], None], format_: Format, tmp_path: Path
) -> None:
    target = tmp_path / "uit"
    make(target)
    before = contents(target)
    with pytest.raises(InvalidInput, match="vervangen wij niet"):
        export(full_world(), target, format_, force=True)
    assert contents(target) == before


def test_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="Maak die eerst"):
        export(full_world(), tmp_path / "weg" / "uit")


@pytest.mark.parametrize("format_", Format)
def test_write_that_fails_leaves_what_was_there(
    format_: Format, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "uit"
    export(full_world(), target, format_)
    before = contents(target)

    def full_disk(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(InvalidInput, match="No space left"):
        export(replace(full_world(), relations=()), target, format_, force=True)
    assert contents(target) == before
    assert list(tmp_path.iterdir()) == [target]


def test_old_folder_returns_when_the_new_one_cannot_take_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "uit"
    export(full_world(), target)
    before = contents(target)
    rename = Path.rename

    def refuse_once(self: Path, to: Path) -> Path:
        if to == target and (self / "places.csv").exists() and contents(self).keys() != before.keys():
            monkeypatch.setattr(Path, "rename", rename)
            raise PermissionError(13, "Permission denied")
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", refuse_once)
    with pytest.raises(InvalidInput, match="Permission denied"):
        export(replace(full_world(), relations=()), target, force=True)
    assert contents(target) == before
    assert list(tmp_path.iterdir()) == [target]


def test_files_that_would_say_something_else_are_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.exchange.as_seeds._question_cells", lambda *_: {"offering": "offering"})
    with pytest.raises(InvalidInput, match="questions"):
        export(full_world(), tmp_path / "uit")
    monkeypatch.setattr(
        "graph.exchange.as_seeds._question_cells",
        lambda *_: {"offering": "offering", "language": "nl", "question": "Wat?"},
    )
    with pytest.raises(StoreError, match="do not say"):
        export(full_world(), tmp_path / "uit")
    assert not list(tmp_path.iterdir())


def test_link_to_a_file_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "echt.json", tmp_path / "link.json"
    export(full_world(), real, Format.JSON)
    link.symlink_to(real)
    export(replace(full_world(), relations=()), link, Format.JSON, force=True)
    assert link.is_symlink()
    assert json.loads(real.read_bytes())["relations"] == []
