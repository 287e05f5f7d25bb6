"""Days hold in the Netherlands, over changes of the clock, ends of months and years."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.days import (
    add_months,
    day_of,
    first_of_quarter,
    quarter_of,
    utc,
    working_day,
)

MIDNIGHTS = [
    # in winter the day begins at 23:00 UTC, in summer at 22:00
    (datetime(2026, 1, 14, 22, 59, tzinfo=UTC), date(2026, 1, 14)),
    (datetime(2026, 1, 14, 23, 0, tzinfo=UTC), date(2026, 1, 15)),
    (datetime(2026, 7, 14, 21, 59, tzinfo=UTC), date(2026, 7, 14)),
    (datetime(2026, 7, 14, 22, 0, tzinfo=UTC), date(2026, 7, 15)),
    # 29 March 2026: the clock goes from 2 to 3; 25 October: 2:30 comes twice
    (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), date(2026, 3, 29)),
    (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), date(2026, 3, 29)),
    (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), date(2026, 3, 29)),
    (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
    (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25)),
    (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), date(2026, 10, 25)),
    (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25)),
    (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26)),
    (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), date(2027, 1, 1)),
]


@pytest.mark.parametrize(("moment", "day"), MIDNIGHTS)
def test_a_moment_falls_on_the_day_that_the_netherlands_have_then(moment: datetime, day: date) -> None:
    assert day_of(moment) == day
    assert day_of(moment.astimezone(timezone(timedelta(hours=-10)))) == day
    assert utc(moment.astimezone(timezone(timedelta(hours=5)))).isoformat() == moment.isoformat()


@pytest.mark.parametrize("zone", ["UTC", "Europe/Amsterdam", "Pacific/Honolulu"])
def test_the_zone_of_the_server_makes_no_difference(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    import time  # noqa: PLC0415  # only to change the zone

    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert [day_of(moment) for moment, _ in MIDNIGHTS] == [day for _, day in MIDNIGHTS]
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        day_of(datetime(2026, 1, 1, 12))  # noqa: DTZ001  # that is the point


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 5, 15), 0, date(2026, 5, 15)),
    ],
)
def test_months_are_counted_to_the_same_day_or_the_last(day: date, months: int, later: date) -> None:
    assert add_months(day, months) == later


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(0, 600))
def test_more_months_never_come_earlier(day: date, months: int) -> None:
    assert add_months(day, months) < add_months(day, months + 1)


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_a_working_day_is_the_first_from_the_day_on(day: date) -> None:
    found = working_day(day)
    assert found.weekday() < 5
    assert timedelta() <= found - day <= timedelta(days=6)
    assert working_day(found) == found


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 12, 25), date(2026, 12, 28)),  # Christmas on Friday and Saturday
        (date(2026, 12, 31), date(2026, 12, 31)),
        (date(2027, 1, 1), date(2027, 1, 4)),
        (date(2027, 3, 29), date(2027, 3, 30)),  # Easter Monday
        (date(2027, 4, 27), date(2027, 4, 28)),  # King's Day
        (date(2025, 4, 26), date(2025, 4, 28)),  # on a Saturday in the year that it would be a Sunday
        (date(2027, 5, 6), date(2027, 5, 7)),  # Ascension Day
        (date(2027, 5, 17), date(2027, 5, 18)),  # Whit Monday
        (date(2027, 5, 5), date(2027, 5, 5)),  # Liberation Day is a day off once in five years
        (date(2028, 12, 31), date(2029, 1, 2)),  # a Sunday, and then New Year's Day
    ],
)
def test_a_working_day_is_no_public_holiday(day: date, working: date) -> None:
    assert working_day(day) == working


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_a_day_lies_in_its_quarter(day: date) -> None:
    quarter = quarter_of(day)
    begin = first_of_quarter(quarter)
    assert begin <= day < add_months(begin, 3)
    assert quarter_of(begin) == quarter


def test_quarters_are_written_as_people_read_them() -> None:
    assert [quarter_of(date(2026, month, 1)) for month in (1, 3, 4, 9, 10, 12)] == [
        "2026-Q1",
        "2026-Q1",
        "2026-Q2",
        "2026-Q3",
        "2026-Q4",
        "2026-Q4",
    ]
    for wrong in ("2026", "2026-Q5", "2026-Q0", "Q1"):
        with pytest.raises(ValueError, match="quarter"):
            first_of_quarter(wrong)
