from __future__ import annotations

import csv
import math
import re
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from matchmaker.text import FRAME, words

PLACES = Path(__file__).resolve().parents[2] / "seeds" / "places.csv"
COLUMNS = [
    "id",
    "name",
    "kind",
    "code",
    "aliases",
    "within",
    "latitude",
    "longitude",
    "valid_from",
    "valid_until",
    "successor",
    "note",
]
PARENT_KINDS = {
    "municipality": {"region", "province"},
    "region": {"region", "province", "country"},
    "province": {"country"},
    "country": set(),
}
CODE_FORMS = {"municipality": r"GM\d{4}", "province": r"PV\d{2}", "country": "NL", "region": ""}
GROENE_HART = {
    *("GM0331", "GM0335", "GM0484", "GM0513", "GM0569", "GM0589", "GM0627", "GM0632", "GM0637"),
    *("GM0736", "GM1621", "GM1884", "GM1892", "GM1901", "GM1904", "GM1931", "GM1961", "GM1978"),
}
# Statistics Netherlands, municipal division on 1 January 2023, which still held on 1 January 2025
MUNICIPALITIES_PER_PROVINCE = {
    "provincie-drenthe": 12,
    "provincie-flevoland": 6,
    "provincie-fryslan": 18,
    "provincie-gelderland": 51,
    "provincie-groningen": 10,
    "provincie-limburg": 31,
    "provincie-noord-brabant": 56,
    "provincie-noord-holland": 44,
    "provincie-overijssel": 25,
    "provincie-utrecht": 26,
    "provincie-zeeland": 13,
    "provincie-zuid-holland": 50,
}

Row = dict[str, str]


def split(cell: str) -> list[str]:
    return cell.split(" | ") if cell else []


def fold(spelling: str) -> str:
    plain = unicodedata.normalize("NFKD", spelling).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


def kilometres(one: Row, other: Row) -> float:
    north = (float(one["latitude"]) - float(other["latitude"])) * 111.2
    east = (float(one["longitude"]) - float(other["longitude"])) * 68.5  # at 52 degrees north
    return math.hypot(north, east)


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    with PLACES.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        assert reader.fieldnames == COLUMNS
        return list(reader)


@pytest.fixture(scope="module")
def places(rows: list[Row]) -> dict[str, Row]:
    return {row["id"]: row for row in rows}


def around(place_id: str, places: dict[str, Row]) -> set[str]:
    found: set[str] = set()
    waiting = split(places[place_id]["within"])
    while waiting:
        parent = waiting.pop()
        if parent not in found:
            found.add(parent)
            waiting += split(places[parent]["within"])
    return found


def province_of(row: Row) -> str:
    (province,) = [parent for parent in split(row["within"]) if parent.startswith("provincie-")]
    return province


def members(region: str, rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["kind"] == "municipality" and region in split(row["within"])]


def test_file_has_unix_lines_and_no_stray_space(rows: list[Row]) -> None:
    assert b"\r" not in PLACES.read_bytes()
    for row in rows:
        for column, cell in row.items():
            assert cell == cell.strip(), (row["id"], column)
            assert all(part and part == part.strip() for part in split(cell)), (row["id"], column)


def test_ids_are_unique_slugs(rows: list[Row]) -> None:
    ids = [row["id"] for row in rows]
    assert len(ids) == len(set(ids))
    assert [i for i in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", i)] == []
    for row in rows:
        assert row["id"].startswith("provincie-") == (row["kind"] == "province"), row["id"]
        assert row["id"].startswith("regio-") == (row["kind"] == "region"), row["id"]


def test_codes_have_the_form_of_their_kind_and_are_unique(rows: list[Row]) -> None:
    assert [row["id"] for row in rows if not re.fullmatch(CODE_FORMS[row["kind"]], row["code"])] == []
    repeated = [code for code, times in Counter(row["code"] for row in rows).items() if code and times > 1]
    assert repeated == []


def test_every_municipality_is_there_once_in_its_province(rows: list[Row]) -> None:
    day = "2025-01-01"
    current = [
        row
        for row in rows
        if row["kind"] == "municipality"
        and row["valid_from"] <= day
        and (not row["valid_until"] or day < row["valid_until"])
    ]
    assert len(current) == 342
    assert Counter(province_of(row) for row in current) == MUNICIPALITIES_PER_PROVINCE


def test_provinces_carry_their_statistics_codes(rows: list[Row]) -> None:
    codes = {row["code"] for row in rows if row["kind"] == "province"}
    assert codes == {f"PV{number}" for number in range(20, 32)}


def test_parents_exist_and_are_larger(places: dict[str, Row]) -> None:
    for row in places.values():
        parents = split(row["within"])
        assert bool(parents) == (row["kind"] != "country"), row["id"]
        assert len(parents) == len(set(parents)), row["id"]
        for parent in parents:
            assert parent in places, (row["id"], parent)
            assert places[parent]["kind"] in PARENT_KINDS[row["kind"]], (row["id"], parent)


def test_no_place_contains_itself_and_all_lie_in_the_country(places: dict[str, Row]) -> None:
    for place_id in places:
        above = around(place_id, places)
        assert place_id not in above, place_id
        assert place_id == "nederland" or "nederland" in above, place_id


def test_a_municipality_lies_in_one_province_whatever_its_regions(places: dict[str, Row]) -> None:
    for row in places.values():
        if row["kind"] == "municipality":
            provinces = [p for p in around(row["id"], places) if places[p]["kind"] == "province"]
            assert provinces == [province_of(row)], row["id"]


def test_regions_have_members_and_sit_in_the_smallest_place_that_holds_them(rows: list[Row]) -> None:
    for row in rows:
        if row["kind"] == "region":
            provinces = {province_of(member) for member in members(row["id"], rows)}
            assert provinces, row["id"]
            expected = provinces if len(provinces) == 1 else {"nederland"}
            assert set(split(row["within"])) == expected, row["id"]


def test_groene_hart_is_the_eighteen_municipalities(rows: list[Row]) -> None:
    codes = {row["code"] for row in members("regio-groene-hart", rows)}
    assert len(GROENE_HART) == 18
    assert codes == GROENE_HART


@pytest.mark.parametrize(
    ("region", "count"),
    [
        ("regio-leiden", 6),
        ("regio-holland-rijnland", 13),
        ("regio-midden-holland", 5),
        ("regio-drechtsteden", 7),
        ("regio-haaglanden", 9),
        ("regio-metropoolregio-rotterdam-den-haag", 21),
        ("regio-utrecht", 16),
        ("regio-foodvalley", 8),
        ("regio-twente", 14),
        ("regio-achterhoek", 11),
        ("regio-stedendriehoek", 8),
        ("regio-veluwe", 16),
        ("regio-zwolle", 22),
        ("regio-rivierenland", 8),
        ("regio-zuidoost-brabant", 21),
        ("regio-zuid-limburg", 16),
        ("regio-parkstad-limburg", 7),
        ("regio-de-kempen", 5),
        ("regio-walcheren", 3),
        ("regio-west-friesland", 7),
        ("regio-ijmond", 5),
    ],
)
def test_cooperating_regions_are_complete(rows: list[Row], region: str, count: int) -> None:
    assert len(members(region, rows)) == count


def test_no_spelling_means_two_things(rows: list[Row]) -> None:
    spellings = Counter(fold(spelling) for row in rows for spelling in [row["name"], *split(row["aliases"])])
    assert [spelling for spelling, times in spellings.items() if times > 1 or not spelling] == []


@pytest.mark.parametrize(
    ("spelling", "place_id"),
    [
        ("Den Haag", "den-haag"),
        ("'s-Gravenhage", "den-haag"),
        ("Den Bosch", "s-hertogenbosch"),
        ("Alphen a/d Rijn", "alphen-aan-den-rijn"),
        ("Boskoop", "alphen-aan-den-rijn"),
        ("Bleiswijk", "lansingerland"),
        ("Reeuwijk", "bodegraven-reeuwijk"),
        ("Schoonhoven", "krimpenerwaard"),
        ("Breukelen", "stichtse-vecht"),
        ("Vleuten", "utrecht"),
        ("Utrecht", "utrecht"),
        ("Bergen (NH.)", "bergen-nh"),
        ("Bergen (L.)", "bergen-l"),
        ("Friesland", "provincie-fryslan"),
        ("Vriezenveen", "twenterand"),
        ("Vorden", "bronckhorst"),
        ("Groenlo", "oost-gelre"),
        ("Bergen aan Zee", "bergen-nh"),
        ("Gemert", "gemert-bakel"),
        ("Cleantech Regio", "regio-stedendriehoek"),
    ],
)
def test_spellings_in_use_lead_to_their_place(rows: list[Row], spelling: str, place_id: str) -> None:
    found = [
        row["id"]
        for row in rows
        if fold(spelling) in {fold(s) for s in [row["name"], *split(row["aliases"])]}
    ]
    assert found == [place_id]


def test_no_village_is_called_by_a_word_of_every_question(rows: list[Row]) -> None:
    aliases = [alias for row in rows if row["kind"] == "municipality" for alias in split(row["aliases"])]
    assert [alias for alias in aliases if set(words(alias)) <= FRAME] == []


@pytest.mark.parametrize("spelling", ["Bergen", "Zevenhuizen", "Nieuwerkerk", "Loenen", "Elst", "Krimpen"])
def test_a_name_that_two_municipalities_share_is_nobodys(rows: list[Row], spelling: str) -> None:
    taken = {fold(s) for row in rows for s in [row["name"], *split(row["aliases"])]}
    assert fold(spelling) not in taken


def test_points_lie_in_the_netherlands_with_four_decimals(rows: list[Row]) -> None:
    for row in rows:
        assert re.fullmatch(r"5[0-3]\.\d{4}", row["latitude"]), row["id"]
        assert re.fullmatch(r"[3-7]\.\d{4}", row["longitude"]), row["id"]
        assert 50.7 < float(row["latitude"]) < 53.6, row["id"]
        assert 3.3 < float(row["longitude"]) < 7.3, row["id"]


def test_municipalities_lie_near_the_rest_of_their_province(rows: list[Row]) -> None:
    municipalities = [row for row in rows if row["kind"] == "municipality"]
    for row in municipalities:
        others = [o for o in municipalities if o is not row and province_of(o) == province_of(row)]
        assert min(kilometres(row, other) for other in others) < 30, row["id"]
    points = Counter((row["latitude"], row["longitude"]) for row in municipalities)
    assert max(points.values()) == 1


def test_validity_runs_forward_and_names_what_took_over(places: dict[str, Row]) -> None:
    for row in places.values():
        begins, ends = (
            date.fromisoformat(day) if day else None for day in (row["valid_from"], row["valid_until"])
        )
        assert not (begins and ends) or begins < ends, row["id"]
        assert bool(ends) == bool(row["successor"]), row["id"]
        if row["successor"]:
            assert row["successor"] in places, row["id"]
            assert row["successor"] != row["id"]
