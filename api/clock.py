"""The clock of the running service."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from matchmaker.days import day_of

if TYPE_CHECKING:
    from datetime import date


class SystemClock:
    """The computer's clock, read as ``matchmaker.ports.Clock`` asks."""

    def now(self) -> datetime:
        """Return the present moment, with time zone UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return today's date in the Netherlands."""
        return day_of(self.now())
