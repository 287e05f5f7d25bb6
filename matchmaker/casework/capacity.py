"""Places of an offering in a period: never more given out than there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matchmaker.casework.terms import HoldKind, ReferralState
from matchmaker.errors import Fault, NoPlaceLeft
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A stretch of days in which an offering has a number of places.

    Attributes:
        id: Slug.
        revision: Counts its changes; 0 until it is stored.
        offering_id: Which offering; its periods do not overlap.
        starts_on: First day.
        ends_on: Last day.
        places: How many companies it can take.
        waiting_places: How long the waiting list may be; 0 for none.
        assess_first: The provider looks at a company first: a place is taken when it accepts, not when the
            desk sends.
    """

    id: str
    offering_id: str
    starts_on: date
    ends_on: date
    places: int
    waiting_places: int = 0
    assess_first: bool = False
    revision: int = 0

    def holds(self, day: date) -> bool:
        """Tell whether a day falls in it."""
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupancy:
    """How full a period is.

    Attributes:
        period: The period.
        taken: Places taken.
        waiting: Companies on the waiting list.
    """

    period: Period
    taken: int
    waiting: int

    @property
    def left(self) -> int:
        """Places still free; 0 also when the number of places was lowered below what was taken."""
        return max(0, self.period.places - self.taken)


def hold_wanted(period: Period, state: ReferralState) -> HoldKind | None:
    """Return what a referral in a state holds in a period: a place, a spot in the queue, or nothing.

    Who was sent holds a place until the provider says no, unless the provider assesses first. What was
    completed goes on counting, since the place was used.
    """
    if state is ReferralState.WAITLISTED:
        return HoldKind.WAITING
    if state is ReferralState.SENT:
        return None if period.assess_first else HoldKind.PLACE
    if state in {ReferralState.ACCEPTED, ReferralState.IN_CONTACT, ReferralState.COMPLETED}:
        return HoldKind.PLACE
    return None


def check_room(occupancy: Occupancy, wanted: HoldKind) -> None:
    """Raise unless one more can be held.

    Args:
        occupancy: How full the period is, without the referral that asks.
        wanted: A place, or a spot on the waiting list.

    Raises:
        NoPlaceLeft: It is full; the message says whether the waiting list is open.
    """
    period = occupancy.period
    can_wait = occupancy.waiting < period.waiting_places
    if wanted is HoldKind.PLACE and occupancy.left == 0:
        nl, en = (
            ("Op de wachtlijst is nog plaats.", "There is room on the waiting list.")
            if can_wait
            else ("Kies ander aanbod.", "Choose another offering.")
        )
        raise NoPlaceLeft(
            f"Er is geen plaats meer: alle {period.places} plaatsen zijn bezet. {nl} / "
            f"No place is left: all {period.places} places are taken. {en}"
        )
    if wanted is HoldKind.WAITING and not can_wait:
        raise NoPlaceLeft(
            "De wachtlijst is vol of gesloten. Kies ander aanbod. / "
            "The waiting list is full or closed. Choose another offering."
        )


def period_faults(period: Period, others: Iterable[Period]) -> list[Fault]:
    """Return all that is wrong with a period.

    Args:
        period: The period.
        others: The periods of the same offering; itself is passed over.
    """
    faults = []
    if period.ends_on < period.starts_on:
        text = Bilingual("Kies een einddatum na de begindatum.", "Choose an end date after the start date.")
        faults.append(Fault(where="endsOn", message=text))
    faults += [
        Fault(
            where=where,
            message=Bilingual("Vul een getal van 0 of hoger in.", "Fill in a number of 0 or more."),
        )
        for where, number in (("places", period.places), ("waitingPlaces", period.waiting_places))
        if number < 0
    ]
    if any(
        one.id != period.id and one.starts_on <= period.ends_on and period.starts_on <= one.ends_on
        for one in others
    ):
        text = Bilingual(
            "Deze dagen vallen samen met een andere periode. Kies andere dagen.",
            "These days overlap another period. Choose other days.",
        )
        faults.append(Fault(where="startsOn", message=text))
    return faults
