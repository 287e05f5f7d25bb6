from __future__ import annotations

import csv
import re
from collections import defaultdict
from pathlib import Path

import pytest

from graph.seeding import read_seeds
from matchmaker.matching.decision import OTHER_SUBJECTS
from matchmaker.text import stem
from matchmaker.themes import Thesaurus
from matchmaker.vocabulary import TargetGroup, ThemeKind

THEMES = Path(__file__).resolve().parents[2] / "seeds" / "themes.csv"
COLUMNS = ["id", "kind", "label_nl", "label_en", "synonyms_nl", "synonyms_en", "broader", "target_group"]
# one word for a trade and for what it works with: whoever says it may mean either
MEANS_BOTH = {
    "hout": {"wood", "wood-furniture"},
    "kunststof": {"plastics", "plastics-chemistry"},
    "textiel": {"textiles", "textiles-fashion"},
    "energie": {"energy", "energy-transition"},
    "meubels": {"furniture", "wood-furniture"},
    "reparatie": {"repair", "repair-trade"},
    "recycling": {"recycling", "waste-recycling"},
    "waterschap": {"public-sector", "water-management"},
    "waterschappen": {"public-sector", "water-management"},
    "hoogheemraadschap": {"public-sector", "water-management"},
    "verzekeraar": {"insurance", "finance-insurance"},
    "verzekeringsmaatschappij": {"insurance", "finance-insurance"},
    "insurer": {"insurance", "finance-insurance"},
    "insurance company": {"insurance", "finance-insurance"},
    "insurance broker": {"insurance", "finance-insurance"},
    "notaris": {"business-transfer", "business-services"},
    "erfgoed": {"heritage", "culture-events"},
    "heritage": {"heritage", "culture-events"},
    "asbestsanering": {"inspections", "demolition"},
    "asbestverwijdering": {"inspections", "demolition"},
}
# words that only their endings tell apart, and that may each mean the other's theme
ALIKE_ONCE_STEMMED = {
    "metal": {"metal", "steel-metals"},
    "medicijn": {"private-health", "life-sciences"},
    "verzekering": {"insurance", "finance-insurance"},
}

Row = dict[str, str]


def split(cell: str) -> list[str]:
    return cell.split(" | ") if cell else []


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    with THEMES.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        assert reader.fieldnames == COLUMNS
        return list(reader)


@pytest.fixture(scope="module")
def thesaurus() -> Thesaurus:
    return Thesaurus(read_seeds(THEMES.parent).themes)


@pytest.fixture(scope="module")
def themes(rows: list[Row]) -> dict[str, Row]:
    return {row["id"]: row for row in rows}


def test_file_has_unix_lines_and_no_stray_space(rows: list[Row]) -> None:
    assert b"\r" not in THEMES.read_bytes()
    for row in rows:
        for column, cell in row.items():
            assert cell == " ".join(cell.split()), (row["id"], column)
            parts = split(cell)
            assert all(part and part == part.strip() and "|" not in part for part in parts), (
                row["id"],
                column,
            )


def test_ids_are_unique_slugs(rows: list[Row]) -> None:
    ids = [row["id"] for row in rows]
    assert len(ids) == len(set(ids))
    assert [i for i in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", i)] == []


def test_every_theme_has_its_own_label_in_both_languages(rows: list[Row]) -> None:
    for column in ("label_nl", "label_en"):
        labels = [row[column].casefold() for row in rows]
        assert all(labels)
        assert len(labels) == len(set(labels)), column


def test_kinds_and_target_groups_are_the_registers(rows: list[Row]) -> None:
    assert {row["kind"] for row in rows} == {kind.value for kind in ThemeKind}
    groups = {row["target_group"] for row in rows} - {""}
    assert groups <= {group.value for group in TargetGroup}
    assert all(row["kind"] == "sector" for row in rows if row["target_group"])


@pytest.mark.parametrize(
    ("sector", "group"),
    [
        ("education", "school"),
        ("public-sector", "municipality"),
        ("residents-initiatives", "residents"),
        ("business-associations", "association"),
    ],
)
def test_a_sector_of_one_group_says_so(themes: dict[str, Row], sector: str, group: str) -> None:
    assert themes[sector]["target_group"] == group


def test_broader_themes_exist_without_a_circle(themes: dict[str, Row]) -> None:
    for theme_id in themes:
        above: set[str] = set()
        waiting = split(themes[theme_id]["broader"])
        while waiting:
            broader = waiting.pop()
            assert broader in themes, (theme_id, broader)
            if broader not in above:
                above.add(broader)
                waiting += split(themes[broader]["broader"])
        assert theme_id not in above


@pytest.mark.parametrize(
    ("column", "fewest", "most"), [("synonyms_nl", 6, 120), ("synonyms_en", 3, 50)], ids=["nl", "en"]
)
def test_every_theme_has_enough_words_and_no_flood(
    rows: list[Row], column: str, fewest: int, most: int
) -> None:
    # Nobody says that a question is about none of ours.
    counts = {row["id"]: len(split(row[column])) for row in rows if row["id"] != OTHER_SUBJECTS}
    assert {theme: count for theme, count in counts.items() if not fewest <= count <= most} == {}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_synonyms_are_lower_case_and_stand_once_in_a_theme(rows: list[Row], language: str) -> None:
    for row in rows:
        synonyms = split(row[f"synonyms_{language}"])
        assert synonyms == [synonym.lower() for synonym in synonyms], row["id"]
        known = [row[f"label_{language}"].casefold(), *synonyms]
        assert len(known) == len(set(known)), row["id"]


def test_a_word_stands_under_one_theme_unless_it_means_both(rows: list[Row]) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for language in ("nl", "en"):
            for word in [row[f"label_{language}"].casefold(), *split(row[f"synonyms_{language}"])]:
                owners[word].add(row["id"])
    assert {word: found for word, found in owners.items() if len(found) > 1} == MEANS_BOTH


def test_no_word_speaks_of_another_theme_because_endings_are_not_read(rows: list[Row]) -> None:
    """An "exporter" would else ask about customs, since "exporteren" has the same stem."""
    owners: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for language in ("nl", "en"):
            for label in [row[f"label_{language}"].casefold(), *split(row[f"synonyms_{language}"])]:
                if label.isalpha():
                    owners[stem(label)].add(row["id"])
    alike = {stemmed: found for stemmed, found in owners.items() if len(found) > 1}
    assert alike == ALIKE_ONCE_STEMMED | {
        stem(word): found for word, found in MEANS_BOTH.items() if word.isalpha()
    }


@pytest.mark.parametrize(
    ("word", "theme"),
    [
        ("lasser", "metal"),
        ("loodgieter", "installation"),
        ("aannemer", "construction"),
        ("lunchroom", "hospitality"),
        ("vmbo", "prevocational-education"),
        ("inkoper", "circular-procurement"),
        ("beleidsmedewerker", "public-sector"),
        ("kringloop", "reuse-trade"),
        ("pallets", "wood"),
        ("einde-afval", "waste-law"),
        ("krediet", "loans-investment"),
        ("loods", "land-premises"),
    ],
)
def test_words_of_the_desk_lead_to_their_theme(themes: dict[str, Row], word: str, theme: str) -> None:
    assert word in split(themes[theme]["synonyms_nl"])


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("een hulpmiddel om te rekenen", "medical-supplies"),
        ("wij zorgen voor vervoer", "healthcare"),
        ("gedragen kleding", "behaviour-campaign"),
        ("een concreet plan", "concrete"),
        ("het draaiboek", "paper-cardboard"),
        ("een nieuwe prijsopbouw", "construction"),
        ("twee hectare met een kade", "agriculture"),
        ("de maaiselmakelaar", "real-estate-housing"),
        ("een startpakket", "logistics"),
        ("een proefkeuken", "furniture"),
        ("een coach helpt u op weg", "business-services"),
    ],
)
def test_a_word_that_mostly_means_something_else_speaks_of_no_theme(
    thesaurus: Thesaurus, text: str, theme: str
) -> None:
    assert theme not in thesaurus.mentioned(text)
