"""Days are Dutch days when the clock changes, in whatever zone the server stands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ZONES = ("UTC", "Europe/Amsterdam", "Pacific/Honolulu", "Pacific/Kiritimati")  # from 10 behind to 14 ahead
NIGHTS = {
    "in the night that summer time begins": ("29 maart 2026", "13 april 2026", "20260413", "1 van 2026"),
    "after the hour that never was": ("29 maart 2026", "13 april 2026", "20260413", "1 van 2026"),
    "in the night that summer time ends": ("25 oktober 2026", "9 november 2026", "20261109", "4 van 2026"),
    "in the hour that comes twice": ("25 oktober 2026", "9 november 2026", "20261109", "4 van 2026"),
    "when it comes again": ("25 oktober 2026", "9 november 2026", "20261109", "4 van 2026"),
    "in the first night of a year": ("1 januari 2027", "15 januari 2027", "20270115", "1 van 2027"),
}


@pytest.fixture(scope="module")
def told() -> dict[str, list[dict[str, list[str]]]]:
    """What the pages say in each zone, night by night."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.pages.night_shift", *ZONES],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, list[dict[str, list[str]]]] = json.loads(done.stdout)
    return found


@pytest.mark.skipif(os.name == "nt", reason="Windows takes its zone from elsewhere than TZ")
@pytest.mark.parametrize("zone", ZONES)
def test_a_desk_works_by_dutch_days_in_the_nights_that_the_clock_changes(
    zone: str, told: dict[str, list[dict[str, list[str]]]]
) -> None:
    for night, (today, due, in_calendar, quarter) in zip(told[zone], NIGHTS.values(), strict=True):
        assert set(night["case"]) == {today, due}
        assert night["work"] == [today, due]  # the appointment of today, and what the planner made
        assert night["late"] == []
        assert night["quarters"] == [f"Kwartaal {quarter}"]
        assert any(in_calendar in line for line in night["feed"])
    assert told[zone] == told["UTC"]
