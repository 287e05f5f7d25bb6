"""Each row against the lines of the source that it cites.

The sources are not the project's to hand on, so they lie beside the checkout, or in the folder that
``LOKET_SOURCES`` names.
"""

from __future__ import annotations

import csv
import os
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "seeds"
SOURCES = Path(os.environ.get("LOKET_SOURCES") or ROOT.parent / "shared" / "seeds")
REGIONS = sorted(path.parent.name for path in SEEDS.glob("*/actors.csv"))
TABLES = ("actors", "offerings", "relations")
_NUMERALS = {"2": "twee", "3": "drie", "4": "vier", "5": "vijf"}


class Cited(NamedTuple):
    """A row with where it stands, for the message when it is wrong."""

    where: str
    cells: dict[str, str]

    @property
    def lines(self) -> list[tuple[int, int]]:
        """First and last line of each passage cited."""
        passages = [passage.partition("-") for passage in split(self.cells["lines"])]
        return [(int(first), int(last or first)) for first, _, last in passages]


def split(cell: str) -> list[str]:
    return cell.split(" | ") if cell else []


def rows_of(file: Path) -> list[Cited]:
    with file.open(encoding="utf-8", newline="") as opened:
        return [
            Cited(f"{file.relative_to(SEEDS)}:{number}", cells)
            for number, cells in enumerate(csv.DictReader(opened), start=2)
        ]


def plain(text: str) -> str:
    """Words and numbers only: markup, quotes, line ends and footnote marks do not matter, spelling does."""
    return " ".join(re.findall(r"[^\W\d_]+|\d+", text.casefold()))


@cache
def lines_of(document_id: str) -> list[str]:
    files = {row.cells["id"]: row.cells["file"] for row in rows_of(SEEDS / "documents.csv")}
    return (SOURCES / files[document_id]).read_text(encoding="utf-8").split("\n")


@cache
def publisher_of(document_id: str) -> str:
    publishers = {row.cells["id"]: row.cells["publisher"] for row in rows_of(SEEDS / "documents.csv")}
    return publishers[document_id]


@cache
def spellings() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for region in REGIONS:
        for row in rows_of(SEEDS / region / "actors.csv"):
            found[row.cells["id"]] |= {row.cells["name"], *split(row.cells["aliases"])}
    return found


def names_party(row: Cited, actor_id: str) -> bool:
    """Whether the party is named on a cited line; a document speaks of its publisher as "we"."""
    printed = cited_text(row)
    known = spellings()[actor_id]
    return publisher_of(row.cells["source"]) in known or any(
        f" {plain(spelling)} " in printed for spelling in known
    )


def cited_text(row: Cited) -> str:
    lines = lines_of(row.cells["source"])
    cited = sorted({number for first, last in row.lines for number in range(first, last + 1)})
    return f" {plain(' '.join(lines[number - 1] for number in cited))} "


@pytest.fixture(scope="module", autouse=True)
def sources() -> None:
    if SOURCES.is_dir():
        return
    if os.environ.get("CI"):
        pytest.fail("CI must check the catalogue against its sources: set LOKET_SOURCES to their folder")
    pytest.skip("CATALOGUE NOT CHECKED AGAINST ITS SOURCES: set LOKET_SOURCES to the folder that holds them")


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("table", TABLES)
def test_every_cited_line_exists_and_says_something(region: str, table: str) -> None:
    for row in rows_of(SEEDS / region / f"{table}.csv"):
        lines = lines_of(row.cells["source"])
        assert row.lines, row.where
        for first, last in row.lines:
            assert 1 <= first <= last <= len(lines), (row.where, first, last)
            assert lines[first - 1].strip(), (row.where, first)
            assert lines[last - 1].strip(), (row.where, last)


@pytest.mark.parametrize("region", REGIONS)
def test_every_alias_is_printed_on_a_cited_line(region: str) -> None:
    for row in rows_of(SEEDS / region / "actors.csv"):
        printed = cited_text(row)
        missing = [alias for alias in split(row.cells["aliases"]) if f" {plain(alias)} " not in printed]
        assert missing == [], row.where


@pytest.mark.parametrize("region", REGIONS)
def test_every_party_is_named_on_a_cited_line(region: str) -> None:
    for row in rows_of(SEEDS / region / "actors.csv"):
        printed = cited_text(row)
        spellings = [row.cells["name"], *split(row.cells["aliases"])]
        assert any(f" {plain(spelling)} " in printed for spelling in spellings), (row.where, spellings)


@pytest.mark.parametrize("region", REGIONS)
def test_both_parties_of_every_tie_are_named_on_a_cited_line(region: str) -> None:
    for row in rows_of(SEEDS / region / "relations.csv"):
        ends = {row.cells["subject"], row.cells["object"]} & spellings().keys()  # the rest are offerings
        assert ends, row.where
        unnamed = [actor_id for actor_id in sorted(ends) if not names_party(row, actor_id)]
        assert unnamed == [], row.where


@pytest.mark.parametrize("region", REGIONS)
def test_the_provider_of_every_offering_is_named_on_a_cited_line(region: str) -> None:
    for row in rows_of(SEEDS / region / "offerings.csv"):
        assert names_party(row, row.cells["provider"]), row.where


@pytest.mark.parametrize("region", REGIONS)
def test_every_website_is_printed_in_the_source(region: str) -> None:
    for row in rows_of(SEEDS / region / "actors.csv"):
        if website := row.cells["website"]:
            text = " ".join(lines_of(row.cells["source"]))
            assert website.removeprefix("https://").removeprefix("http://") in text, (row.where, website)


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("column", ["budget_euro", "capacity"])
def test_every_amount_is_printed_in_a_cited_passage(region: str, column: str) -> None:
    for row in rows_of(SEEDS / region / "offerings.csv"):
        if not (amount := row.cells[column]):
            continue
        lines = lines_of(row.cells["source"])
        passages = " ".join(" ".join(lines[first - 1 : last]) for first, last in row.lines)
        without_points = re.sub(r"(?<=\d)\.(?=\d{3})", "", passages)
        assert re.search(rf"\b(?:{amount}|{_NUMERALS.get(amount, amount)})\b", without_points), row.where
