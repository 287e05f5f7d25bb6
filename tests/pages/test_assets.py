"""What the style sheet and the script are made of, and under which terms."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from api.pages.assets import BUILT, asset_addresses

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
LOCK = (ROOT / "package-lock.json").read_text(encoding="utf-8")


def style_sheet() -> str:
    return (BUILT / Path(asset_addresses()["loket.css"]).name).read_text(encoding="utf-8")


def test_versions_are_exact_and_the_lock_names_no_registry() -> None:
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in PACKAGE["devDependencies"].values())
    assert '"resolved"' not in LOCK
    assert '"integrity"' in LOCK


def test_the_style_sheet_loads_from_nowhere_else_and_finds_its_fonts() -> None:
    addresses = re.findall(r"url\(([^)]*)\)", style_sheet())
    files = [address.strip("\"'") for address in addresses if "data:" not in address]

    assert len(files) == 2
    for file in files:
        assert (BUILT / file).is_file(), file


@pytest.mark.parametrize("name", ["near.js", "copy.js"])
def test_each_script_is_small_whole_and_asks_nothing_elsewhere(name: str) -> None:
    script = (BUILT / Path(asset_addresses()[name]).name).read_text(encoding="utf-8")

    assert len(script) < 2_000
    assert "import" not in script
    assert "//" not in script


def test_every_package_in_it_is_named_with_its_licence() -> None:
    notices = (BUILT / "NOTICES.txt").read_text(encoding="utf-8")
    shipped = set(PACKAGE["devDependencies"]) - {"esbuild"}

    for name in shipped:
        assert f"{name} {PACKAGE['devDependencies'][name]} (" in notices
    assert "EUROPEAN UNION PUBLIC LICENCE" in notices.upper()
    assert "SIL OPEN FONT LICENSE" in notices.upper()


def test_unused_tokens_are_left_out() -> None:
    css = style_sheet()
    [theme] = re.findall(r"\.voorbeeld-theme\{([^}]*)\}", css)
    defined = set(re.findall(r"(--[\w-]+):", theme))

    assert len(css) < 180_000
    assert len(defined) < 1_000
    assert defined <= set(re.findall(r"var\(\s*(--[\w-]+)", css))


def test_every_class_of_ours_in_a_template_has_a_rule() -> None:
    css = style_sheet()
    templates = "".join(
        file.read_text(encoding="utf-8") for file in (ROOT / "api" / "templates").glob("*.html")
    )
    words = " ".join(re.findall(r'class="([^"]*)"', templates)).split()
    used = {word for word in words if re.fullmatch(r"loket-[a-z_-]*[a-z]", word)}

    assert {name for name in used if f".{name}" not in css} == set()


def test_no_asset_of_others_is_in_the_repository() -> None:
    kept = [file for folder in ("api", "frontend", "docs") for file in (ROOT / folder).rglob("*")]
    foreign = {".woff", ".woff2", ".ttf", ".otf", ".eot"}

    assert [file for file in kept if file.suffix in foreign and BUILT not in file.parents] == []
