"""The commands that keep the register true: what they say and do, and their exit codes."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from api.cli import run
from graph import open_register
from matchmaker.model import Snapshot
from tests.api.world import BOILERS, REPAIR_POINT
from tests.pages.conftest import OLD
from tests.pages.keeping import TWIN, WITH_DOUBLES

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("LOKET_") and not name.startswith("LOKET_TEST_"):
            monkeypatch.delenv(name)


@pytest.fixture
def store(tmp_path: Path) -> str:
    """URL of a file with two parties that may be one."""
    url = f"sqlite:///{tmp_path / 'loket.db'}"
    with closing(open_register(url)) as register:
        register.put(WITH_DOUBLES)
    return url


def said(capsys: pytest.CaptureFixture[str]) -> str:
    captured = capsys.readouterr()
    return captured.out + captured.err


def test_doubles_are_listed_with_their_ids_and_why(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doubles", "--store", store]) == 0
    told = said(capsys)

    assert f"{REPAIR_POINT.id}  {TWIN.id}" in told
    assert "Reviseerpunt / Reviseer-punt B.V.:" in told
    assert "Misschien dubbel: 1." in told


def test_a_merge_is_shown_first_then_done_and_undone(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    both = [REPAIR_POINT.id, TWIN.id, "--store", store]
    with closing(open_register(store)) as register:
        before = register.snapshot()

    assert run(["merge", *both, "--dry-run"]) == 0
    shown = said(capsys)
    assert "verhuist mee: Pompen laten reviseren (pompen-reviseren)" in shown
    assert "oefenvragen die meeverhuizen: 0" in shown
    with closing(open_register(store)) as register:
        assert register.snapshot() == before
    assert run(["merge", *both, "--yes"]) == 0
    batch = said(capsys).rpartition("loket undo ")[2].strip()
    assert run(["doubles", "--store", store]) == 0
    assert "Misschien dubbel: 0." in said(capsys)
    assert run(["undo", batch, "--store", store]) == 0
    with closing(open_register(store)) as register:
        assert register.snapshot() == before


@pytest.mark.parametrize(("drop", "code"), [("niets", 3), (REPAIR_POINT.id, 4)])
def test_what_cannot_be_merged_has_its_exit_code(store: str, drop: str, code: int) -> None:
    assert run(["merge", REPAIR_POINT.id, drop, "--yes", "--store", store]) == code


def test_what_is_due_is_listed_oldest_first(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(open_register(store)) as register:
        register.put(Snapshot(offerings=(replace(BOILERS, sources=OLD),)))
    assert run(["due", "--months", "1200", "--store", store]) == 0
    assert "Langer dan 1200 maanden niet nagekeken: 0." in said(capsys)
    assert run(["due", "--most", "1", "--store", store]) == 0
    told = said(capsys)

    assert "2021-10-21" in told
    assert "ketels-reviseren" in told
