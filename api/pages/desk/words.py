"""What happened, as the time line tells it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from api.pages.desk.contexts import EventLine
from matchmaker.casework import terms
from matchmaker.casework.calendar import day_of
from matchmaker.casework.terms import EventKind
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from api.catalogue import Loaded
    from matchmaker.casework.timeline import Event
    from matchmaker.vocabulary import Term

_DETAILS: Mapping[EventKind, type[Term]] = {
    EventKind.CONSENT_GIVEN: terms.Purpose,
    EventKind.CONSENT_WITHDRAWN: terms.Purpose,
    EventKind.LINK_MADE: terms.LinkKind,
    EventKind.LINK_WITHDRAWN: terms.LinkKind,
    EventKind.REFERRAL_MOVED: terms.ReferralState,
    EventKind.FOLLOW_UP_SAVED: terms.FollowUpState,
}


def event_lines(loaded: Loaded, events: Iterable[Event]) -> tuple[EventLine, ...]:
    """Return what happened with the names of desks and results; what is said twice in a row comes once."""
    told = [next(same) for _, same in groupby(events, key=_said)]
    return tuple(
        EventLine(event=one, detail=_detail(loaded, one), desk_name=_desk_name(loaded, one.by.desk_id))
        for one in told
    )


def _said(event: Event) -> tuple[object, ...]:
    return (event.kind, event.subject_id, event.detail, event.note, event.by, day_of(event.at))


def desk_name(loaded: Loaded, desk_id: str) -> str:
    """Return what a desk is called; its id where the register does not know it any more."""
    actor = loaded.find_actor(desk_id)
    return actor.name if actor else desk_id


def _desk_name(loaded: Loaded, desk_id: str | None) -> str | None:
    return desk_name(loaded, desk_id) if desk_id else None


def _detail(loaded: Loaded, event: Event) -> Bilingual | None:
    if event.kind in (EventKind.CASE_HANDED_OVER, EventKind.CASE_SHARED) and event.detail:
        name = desk_name(loaded, event.detail)
        return Bilingual(name, name)
    if event.kind is EventKind.REFERRAL_PROPOSED:
        offering = loaded.find_offering(event.detail)
        return offering.title if offering else None
    kind = _DETAILS.get(event.kind)
    return next((one.label for one in kind if one.value == event.detail), None) if kind else None
