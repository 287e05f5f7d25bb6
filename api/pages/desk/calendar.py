"""The follow-ups of somebody at a desk as a calendar that their own program can read (iCalendar, RFC 5545).

No name stands in it: an event says what sort of thing there is to do, and its address leads to the desk,
where whoever reads it must be let in.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from icalendar import Calendar, Event

from api.pages.addresses import address
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from matchmaker.casework.followups import FollowUp
    from matchmaker.vocabulary import Language

MEDIA_TYPE = "text/calendar; charset=utf-8"
FILE_NAME = "opvolging.ics"
PRODUCT = "-//Circulair loket//Opvolging//NL"
NAME = Bilingual("Opvolging circulair loket", "Follow-up circular desk")
REFRESH = timedelta(hours=4)


def feed(follow_ups: Iterable[FollowUp], language: Language, base: str, at: datetime) -> bytes:
    """Return follow-ups as all-day events; one that moves keeps its identity, so that no double appears.

    Args:
        follow_ups: What there is to do.
        language: Of the titles.
        base: What stands before every address of ours.
        at: Now, in UTC.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", NAME.in_language(language))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for follow_up in follow_ups:
        calendar.add_component(_event(follow_up, language, base, at))
    written: bytes = calendar.to_ical()
    return written


def _event(follow_up: FollowUp, language: Language, base: str, at: datetime) -> Event:
    label = follow_up.kind.label.in_language(language)
    event = Event()
    event.add("uid", f"{follow_up.id}@circulairloket")
    event.add("dtstamp", at)
    event.add("sequence", follow_up.revision)
    event.add("dtstart", follow_up.due_on)
    event.add("dtend", follow_up.due_on + timedelta(days=1))
    event.add("summary", label[:1].upper() + label[1:])
    event.add("url", f"{base}{address('follow_up', language, follow_up.id)}")
    event.add("transp", "TRANSPARENT")
    return event
