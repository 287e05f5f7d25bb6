"""What happened, as the time line tells it."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING

from api.identity import function_label
from api.pages.desk.contexts import EventLine
from matchmaker.casework import terms
from matchmaker.casework.terms import EventKind
from matchmaker.days import day_of
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from api.loaded import Loaded
    from matchmaker.casework.cases import CaseNeed
    from matchmaker.casework.followups import FollowUp
    from matchmaker.casework.referrals import Referral
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

LONGEST_NAME = 80
OWN_CHOICE = Bilingual("eigen keuze van het loket", "the desk's own choice")
NOBODY = Bilingual("nog niemand", "nobody yet")


def event_lines(
    loaded: Loaded, events: Iterable[Event], names: Mapping[str, Bilingual] | None = None
) -> tuple[EventLine, ...]:
    """Return what happened with the names of desks and results; what is said twice of one day comes once.

    Args:
        loaded: The register's facts, by which desks are known.
        events: What happened, the latest first.
        names: What the records are called that the events are about, by id; see ``record_names``.
    """
    told = {_said(event): event for event in reversed(tuple(events))}
    known = names or {}
    return tuple(
        EventLine(
            event=one,
            about=known.get(one.subject_id),
            detail=_detail(loaded, one),
            desk_name=_desk_name(loaded, one.by.desk_id),
        )
        for one in sorted(told.values(), key=lambda one: -one.number)
    )


def record_names(
    needs: Iterable[CaseNeed], referrals: Iterable[Referral], follow_ups: Iterable[FollowUp]
) -> Mapping[str, Bilingual]:
    """Return what the records of a case are called, by id; a question that was erased has no name."""
    asked = {need.id: _shortened(need.words) for need in needs if need.words}
    referred = {referral.id: referral.offering_title for referral in referrals}
    return {**asked, **referred, **{one.id: one.kind.label for one in follow_ups}}


def _shortened(words: str) -> Bilingual:
    line = shorten(words, LONGEST_NAME, placeholder=" …")
    return Bilingual(line, line)


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
    if event.kind is EventKind.REFERRAL_PROPOSED and event.note:
        return OWN_CHOICE
    if event.kind is EventKind.CASE_SAVED:
        return function_label(event.detail) if event.detail else NOBODY
    kind = _DETAILS.get(event.kind)
    found = kind.read(event.detail) if kind else None
    return found.label if found else None
