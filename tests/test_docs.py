"""What is written for readers: links that lead somewhere, and decisions that can be found."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from api.settings import Settings

PROJECT = Path(__file__).resolve().parents[1]
DECISIONS = PROJECT / "docs" / "decisions"
NOT_OURS = {".venv", "node_modules", ".cache", "data"}
LINK = re.compile(r"\]\(([^)\s#]+)(?:#[^)\s]*)?\)")


def written() -> list[Path]:
    """All pages in Markdown that are part of the project."""
    found = (page.relative_to(PROJECT) for page in PROJECT.rglob("*.md"))
    return sorted(page for page in found if not NOT_OURS.intersection(page.parts))


@pytest.mark.parametrize("page", written(), ids=str)
def test_every_link_within_the_project_leads_somewhere(page: Path) -> None:
    links = LINK.findall((PROJECT / page).read_text("utf-8"))
    ours = [link for link in links if not link.startswith(("http:", "https:", "mailto:"))]
    assert [link for link in ours if not (PROJECT / page.parent / link).exists()] == []


def test_the_index_lists_every_decision_once_and_in_order() -> None:
    listed = LINK.findall((DECISIONS / "README.md").read_text("utf-8"))
    assert listed == sorted(page.name for page in DECISIONS.glob("0*.md"))


def settings_told() -> dict[str, str]:
    """What the page of settings says of each: its row, by the name of the field."""
    rows = (PROJECT / "docs" / "settings.md").read_text("utf-8").splitlines()
    return {
        name.lower(): row
        for row in rows
        if row.startswith("| `LOKET_")
        for name in re.findall(r"`LOKET_(\w+)`", row.split("|")[1])
    }


def test_every_setting_is_told_and_no_other() -> None:
    assert settings_told().keys() == {setting.name for setting in fields(Settings)}


@pytest.mark.parametrize(
    "name", ["store", "neo4j_database", "host", "port", "smtp_port", "smtp_security", "keep_months"]
)
def test_what_holds_without_a_setting_is_told(name: str) -> None:
    assert f"`{getattr(Settings(), name)}`" in settings_told()[name].split("|")[-2]
