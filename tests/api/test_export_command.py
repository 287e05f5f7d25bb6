"""The command ``loket export``: what it makes, what it says, and with which exit code."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from api.cli import run
from graph import open_register
from graph.exchange.exporting import Format
from graph.seeding import read_seeds
from tests.worlds import full_world

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path) -> str:
    """URL of a file that holds a small world."""
    url = f"sqlite:///{tmp_path / 'loket.db'}"
    with closing(open_register(url)) as register:
        register.put(full_world())
    return url


def test_export_makes_files_that_seed_takes_as_the_same(
    store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "uit"
    assert run(["export", str(target), "--store", store]) == 0
    assert "partijen (7) en aanbod (1)" in capsys.readouterr().err
    assert read_seeds(target) == full_world()
    assert run(["seed", "--folder", str(target), "--store", store]) == 0
    assert "0 nieuw, 0 gewijzigd" in capsys.readouterr().err


@pytest.mark.parametrize("format_", [one.value for one in Format if one is not Format.FILES])
def test_every_other_format_is_one_file(format_: str, store: str, tmp_path: Path) -> None:
    target = tmp_path / "uit"
    assert run(["export", str(target), "--format", format_, "--store", store]) == 0
    assert target.stat().st_size > 0


def test_export_replaces_only_when_told(
    store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "uit.json"
    target.write_text("van mij", encoding="utf-8")
    command = ["export", str(target), "--format", "json", "--store", store]
    assert run(command) == 2
    assert "Fout bij DOEL" in capsys.readouterr().err
    assert target.read_text(encoding="utf-8") == "van mij"
    assert run([*command, "--force"]) == 0
    assert json.loads(target.read_bytes())["format"] == "circulair-loket"


def test_empty_register_is_not_exported_over_a_full_copy(
    store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "uit"
    assert run(["export", str(target), "--store", store]) == 0
    assert run(["export", str(target), "--force", "--store", "sqlite:"]) == 4
    assert "leeg" in capsys.readouterr().err
    assert read_seeds(target) == full_world()


def test_wrong_format_is_told_in_dutch(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", str(tmp_path / "uit"), "--format", "pdf"]) == 2
    assert "--format" in capsys.readouterr().err
