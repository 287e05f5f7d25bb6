"""A desk at work in the nights in which the clock changes, as a process of its own.

``python -m tests.pages.night_shift ZONE...`` prints what its pages say in each zone that the server may stand
in, as JSON. The process changes its zone from one to the next, since it takes longer to start than to work.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime

from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from graph import open_register
from matchmaker.days import NETHERLANDS
from tests.api.world import WORLD
from tests.pages.desk import do, link_to, page, send, sign_in

NIGHTS = (
    datetime(2026, 3, 28, 23, 30, tzinfo=UTC),  # half past midnight, and the clock goes from 2 to 3
    datetime(2026, 3, 29, 1, 30, tzinfo=UTC),  # half past three, and half past two never was
    datetime(2026, 10, 24, 22, 30, tzinfo=UTC),  # half past midnight, and the clock goes from 3 to 2
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # half past two
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # half past two again
    datetime(2026, 12, 31, 23, 30, tzinfo=UTC),  # half past midnight in a new quarter
)
DAYS = re.compile(r"\d{1,2} [a-z]+ 20\d\d")


@dataclass(frozen=True)
class NightClock:
    """A clock that stands still; its day is found as the clock of the service finds it."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment

    def today(self) -> date:
        return self.moment.astimezone(NETHERLANDS).date()


def work_in(moment: datetime) -> dict[str, list[str]]:
    """Return the days that pages name after a company was referred at a moment."""
    with closing(open_register("sqlite:")) as register:
        register.put(WORLD)
        app = create_app(Settings(store="sqlite:"), register, NightClock(moment))
        with TestClient(app, follow_redirects=False) as desk:
            sign_in(desk)
            referral = send(desk)
            case = link_to(desk, referral, "/loket/zaken/")
            do(desk, case, "plan", day=NightClock(moment).today().isoformat())
            calendar = desk.post("/loket/agenda", data={"do": "renew"})
            feed = page(calendar).by_id("link").get("value").partition("//")[2].partition("/")[2]
            shown = {
                "case": desk.get(case).text,
                "work": desk.get("/").text,
                "late": desk.get("/?lijst=te-laat").text,
                "quarters": desk.get("/loket/kwartalen").text,
            }
            days = {name: DAYS.findall(text.partition("<main")[2]) for name, text in shown.items()}
            days["quarters"] = re.findall(r"Kwartaal \d van 20\d\d", shown["quarters"])
            days["feed"] = re.findall(r"DTSTART\S*", desk.get(f"/{feed}").text)
            return days


def work_at(zone: str) -> list[dict[str, list[str]]]:
    """Return the same for each night, on a server that stands in a zone."""
    os.environ["TZ"] = zone
    time.tzset()
    return [work_in(moment) for moment in NIGHTS]


if __name__ == "__main__":
    json.dump({zone: work_at(zone) for zone in sys.argv[1:]}, sys.stdout)
