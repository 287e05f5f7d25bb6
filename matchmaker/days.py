"""Days, for facts and for the desk's work alike: in the Netherlands, by month and quarter, on working days.

A day is a calendar date and a moment is in UTC; only ``day_of`` goes from the one to the other, so that a
change of the clock moves no date.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

NETHERLANDS = ZoneInfo("Europe/Amsterdam")
_SATURDAY = 5


def utc(moment: datetime) -> datetime:
    """Return a moment in UTC; one without a zone is a mistake of the program."""
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs a time zone: {moment}")
    return moment.astimezone(UTC)


def day_of(moment: datetime) -> date:
    """Return the date in the Netherlands at a moment."""
    return utc(moment).astimezone(NETHERLANDS).date()


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of that month if it is shorter."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def working_day(day: date) -> date:
    """Return the day itself, or the next one that is neither in a weekend nor a Dutch public holiday."""
    while day.weekday() >= _SATURDAY or day in _public_holidays(day.year):
        day += timedelta(days=1)
    return day


@cache
def _public_holidays(year: int) -> frozenset[date]:
    # A process that reads or compares a list needs no holidays, and would wait a tenth longer for its start.
    from holidays import country_holidays  # noqa: PLC0415

    return frozenset(country_holidays("NL", years=year))


def quarter_of(day: date) -> str:
    """Return the quarter in which a day falls: ``2026-Q4``."""
    return f"{day.year:04d}-Q{(day.month + 2) // 3}"


def first_of_quarter(quarter: str) -> date:
    """Return the first day of a quarter such as ``2026-Q4``.

    Raises:
        ValueError: This is no quarter.
    """
    year, mark, number = quarter.partition("-Q")
    if not mark or number not in {"1", "2", "3", "4"}:
        raise ValueError(f"not a quarter: {quarter!r}")
    return date(int(year), int(number) * 3 - 2, 1)
