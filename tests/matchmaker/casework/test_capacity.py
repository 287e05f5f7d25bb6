"""Places are never more than there are, and a full period says what can be done."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.casework.capacity import Occupancy, check_room, hold_wanted, period_faults
from matchmaker.casework.referrals import MOVES
from matchmaker.casework.terms import HoldKind, Move, ReferralState
from matchmaker.errors import NoPlaceLeft
from tests.desk import a_period


@given(st.integers(0, 5), st.integers(0, 5), st.integers(0, 5), st.integers(0, 5))
def test_one_more_is_let_in_exactly_when_there_is_room(
    places: int, taken: int, waiting_places: int, waiting: int
) -> None:
    room = Occupancy(
        period=a_period(places=places, waiting_places=waiting_places), taken=taken, waiting=waiting
    )
    for wanted, free in ((HoldKind.PLACE, taken < places), (HoldKind.WAITING, waiting < waiting_places)):
        if free:
            check_room(room, wanted)
        else:
            with pytest.raises(NoPlaceLeft):
                check_room(room, wanted)
    assert room.left == max(0, places - taken)


def test_a_full_period_says_whether_one_can_wait() -> None:
    full = Occupancy(period=a_period(places=2, waiting_places=1), taken=2, waiting=0)
    with pytest.raises(NoPlaceLeft, match=r"alle 2 plaatsen.*wachtlijst is nog plaats.*room on the waiting"):
        check_room(full, HoldKind.PLACE)
    with pytest.raises(NoPlaceLeft, match="Kies ander aanbod"):
        check_room(Occupancy(period=a_period(), taken=1, waiting=0), HoldKind.PLACE)


def test_a_place_is_held_from_sending_or_from_accepting_until_it_comes_to_nothing() -> None:
    at_once, assessed = a_period(), a_period(assess_first=True)
    place, waiting = HoldKind.PLACE, HoldKind.WAITING
    held = {state: (hold_wanted(at_once, state), hold_wanted(assessed, state)) for state in ReferralState}
    assert held == {
        ReferralState.PROPOSED: (None, None),
        ReferralState.SENT: (place, None),
        ReferralState.ACCEPTED: (place, place),
        ReferralState.WAITLISTED: (waiting, waiting),
        ReferralState.IN_CONTACT: (place, place),
        ReferralState.COMPLETED: (place, place),
        ReferralState.DECLINED: (None, None),
        ReferralState.WITHDRAWN: (None, None),
    }
    for way in MOVES:
        if way.move in {Move.DECLINE, Move.WITHDRAW}:
            assert hold_wanted(at_once, way.end) is None


def test_a_period_that_cannot_be_is_refused() -> None:
    first = a_period()
    next_one = a_period(id="p-2", starts_on=date(2027, 1, 1), ends_on=date(2027, 3, 31))
    assert period_faults(next_one, [first]) == []
    assert period_faults(first, [first]) == []
    touching = a_period(id="p-3", starts_on=date(2026, 12, 31), ends_on=date(2027, 1, 1))
    assert [fault.where for fault in period_faults(touching, [first])] == ["startsOn"]
    wrong = a_period(id="p-4", ends_on=date(2025, 1, 1), places=-1, waiting_places=-1)
    assert [fault.where for fault in period_faults(wrong, [])] == ["endsOn", "places", "waitingPlaces"]


def test_a_day_lies_in_a_period_from_its_first_to_its_last() -> None:
    period = a_period()
    days = [date(2026, 9, 30), date(2026, 10, 1), date(2026, 12, 31), date(2027, 1, 1)]
    assert [period.holds(day) for day in days] == [False, True, True, False]
