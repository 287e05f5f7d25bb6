"""An acknowledged write survives ``kill -9``, and no import is ever there in part."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.crash.probe import Report, run

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")


def test_ten_kills_lose_nothing(tmp_path: Path) -> None:
    assert_kept(run(tmp_path, 10))


@pytest.mark.long
def test_a_hundred_kills_lose_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = run(tmp_path, 100)
    with capsys.disabled():
        print(f"\n{report}")  # noqa: T201  # the figures are what the long form is run for
    assert_kept(report)
    assert report.acknowledged > 1_000
    assert report.imports > 50


def test_the_probe_catches_a_writer_that_acknowledges_too_early(tmp_path: Path) -> None:
    for attempt in range(5):
        folder = tmp_path / str(attempt)
        folder.mkdir()
        if run(folder, 5, lies=True).broken:
            return
    pytest.fail("a writer that lies was believed 25 times")


def assert_kept(report: Report) -> None:
    assert report.broken == [], f"repeat with seed {report.seed}: {report}"
    assert report.acknowledged > 0
    assert report.slowest_reopening < 5
