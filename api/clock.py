"""The clock of the running service."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

NETHERLANDS = ZoneInfo("Europe/Amsterdam")


class SystemClock:
    """The computer's clock, read as ``matchmaker.ports.Clock`` asks."""

    def now(self) -> datetime:
        """Return the present moment, with time zone UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return today's date in the Netherlands."""
        return datetime.now(NETHERLANDS).date()
