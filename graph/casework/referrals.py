"""Referrals as they move, with the places that they hold and the follow-ups that they make."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graph.casework import rows as stored
from graph.casework.books import refuse
from graph.casework.cases import keep_follow_ups
from matchmaker.casework import referrals
from matchmaker.casework.capacity import Occupancy, check_room, hold_wanted, period_faults
from matchmaker.casework.cases import refuse_closed
from matchmaker.casework.followups import planned_after_move
from matchmaker.casework.referrals import FINAL, Outcome, Referral
from matchmaker.casework.terms import EventKind, HoldKind, ReferralState
from matchmaker.days import day_of, utc
from matchmaker.errors import ChangedMeanwhile, Conflict, NotFound

if TYPE_CHECKING:
    from datetime import date

    from graph.casework.books import Books
    from graph.engine import Row
    from matchmaker.casework.capacity import Period
    from matchmaker.casework.cases import Case
    from matchmaker.casework.port import Act
    from matchmaker.casework.terms import Move, Reason


def propose(books: Books, act: Act, referral: Referral) -> Referral:
    """Add a referral; see ``Casework.propose_referral``."""
    need, case = books.in_case(stored.NEEDS, act.desk_id, referral.need_id)
    if need.case_id != referral.case_id:
        raise NotFound("need", referral.need_id)
    books.case_to_change(act.desk_id, case.id)
    refuse_closed(case)
    held = books.held(stored.REFERRALS, referral.id)
    if held:
        raise ChangedMeanwhile("referral", referral.id, held.revision)
    _refuse_double(referral, books.all(stored.REFERRALS, "referrals_of", case_ids=[case.id]))
    if referral.own_reason:
        refuse(referrals.own_reason_faults(referral.own_reason))
    fresh = replace(
        referral,
        own_reason=referral.own_reason.strip(),
        state=ReferralState.PROPOSED,
        channel=None,
        sent_at=None,
        steps=(),
        desk_outcome=None,
        own_outcome=None,
    )
    kept = _keep(books, fresh, None)
    detail, note = kept.offering_id, kept.own_reason
    _tell(books, act, EventKind.REFERRAL_PROPOSED, case, kept, detail=detail, note=note)
    return kept


def move(
    books: Books, act: Act, referral_id: str, step: Move, revision: int, reason: Reason | None, note: str
) -> Referral:
    """Move a referral along the table; see ``Casework.move_referral``."""
    held, case = books.in_case(stored.REFERRALS, act.desk_id, referral_id)
    books.case_to_change(act.desk_id, case.id)
    _refuse_old(held, revision)
    return apply_move(books, act, case, held, step, reason, note=note)


def apply_move(
    books: Books,
    act: Act,
    case: Case,
    held: Referral,
    step: Move,
    reason: Reason | None,
    *,
    note: str = "",
) -> Referral:
    """Move a referral that was just read, with its places and follow-ups."""
    after = referrals.moved(held, step, by=act.by, at=utc(act.at), reason=reason)
    _move_hold(books, act, after)
    kept = _keep(books, after, held)
    present = books.all(stored.FOLLOW_UPS, "follow_ups_of", case_ids=[case.id])
    keep_follow_ups(books, planned_after_move(case, kept, present, day_of(act.at)), present)
    _tell(books, act, EventKind.REFERRAL_MOVED, case, kept, detail=kept.state.value, note=note)
    return kept


def tell_outcome(books: Books, act: Act, referral_id: str, revision: int, outcome: Outcome) -> Referral:
    """Record what came of a referral; see ``Casework.tell_outcome``."""
    held, case = books.in_case(stored.REFERRALS, act.desk_id, referral_id)
    books.case_to_change(act.desk_id, case.id)
    _refuse_old(held, revision)
    kept = _keep(books, referrals.with_outcome(held, outcome), held)
    detail = outcome.helped.value if outcome.helped else ""
    _tell(books, act, EventKind.OUTCOME_TOLD, case, kept, detail=detail)
    return kept


def save_period(books: Books, act: Act, period: Period) -> Period:
    """Add or change a period; see ``Casework.save_period``."""
    refuse(period_faults(period, (one.period for one in occupancies(books, period.offering_id))))
    held = books.held(stored.PERIODS, period.id)
    if held and held.offering_id != period.offering_id:
        raise NotFound("period", period.id)
    kept = books.keep(stored.PERIODS, period, held)
    books.tell(act, EventKind.PERIOD_SAVED, kept.id, detail=kept.offering_id)
    return kept


def occupancies(books: Books, offering_id: str) -> tuple[Occupancy, ...]:
    """Return how full the periods of an offering are; see ``Casework.occupancies``."""
    return tuple(map(_occupancy, books.ask("periods_of", offering_id=offering_id)))


def all_occupancies(books: Books, since: date) -> tuple[Occupancy, ...]:
    """Return how full all periods are from a day on; see ``Casework.all_occupancies``."""
    return tuple(map(_occupancy, books.ask("periods_from", since=since.isoformat())))


def _occupancy(row: Row) -> Occupancy:
    return Occupancy(period=stored.PERIODS.from_row(row), taken=row["taken"], waiting=row["waiting"])


def _move_hold(books: Books, act: Act, referral: Referral) -> None:
    """Let a referral hold what its state asks for, or raise ``NoPlaceLeft``.

    Counting and taking happen in one write, and writes take turns, so that two never take the last place.
    """
    held = next(iter(books.ask("hold_of", referral_id=referral.id)), None)
    room = _room_for(books, act, referral, held["period_id"] if held else None)
    wanted = hold_wanted(room.period, referral.state) if room else None
    if held and wanted is None:
        books.ask("remove_holds", rows=[{"referral_id": referral.id}])
    elif room and wanted and (held is None or held["kind"] != wanted.value):
        check_room(room if held is None else _without(room, held["kind"]), wanted)
        row = {
            "referral_id": referral.id,
            "period_id": room.period.id,
            "kind": wanted.value,
            "held_at": utc(act.at).isoformat(),
        }
        books.ask("put_holds", rows=[row])


def _room_for(books: Books, act: Act, referral: Referral, period_id: str | None) -> Occupancy | None:
    """Return the period that a referral counts in: the one it is in already, or today's."""
    today = day_of(act.at)
    found = occupancies(books, referral.offering_id)
    if period_id is not None:
        return next(one for one in found if one.period.id == period_id)
    return next((one for one in found if one.period.holds(today)), None)


def _without(room: Occupancy, kind: str) -> Occupancy:
    if kind == HoldKind.PLACE.value:
        return replace(room, taken=room.taken - 1)
    return replace(room, waiting=room.waiting - 1)


def _refuse_double(referral: Referral, others: tuple[Referral, ...]) -> None:
    for one in others:
        same = (one.need_id, one.offering_id) == (referral.need_id, referral.offering_id)
        if same and one.state not in FINAL:
            raise Conflict(
                f"Deze vraag is al naar dit aanbod verwezen: {one.state.label.nl}. / "
                f"This need was referred to this offering already: {one.state.label.en}."
            )


def _refuse_old(held: Referral, revision: int) -> None:
    if revision != held.revision:
        raise ChangedMeanwhile("referral", held.id, held.revision)


def _keep(books: Books, referral: Referral, held: Referral | None) -> Referral:
    return books.keep(stored.REFERRALS, referral, held)


def _tell(
    books: Books,
    act: Act,
    kind: EventKind,
    case: Case,
    referral: Referral,
    *,
    detail: str,
    note: str = "",
) -> None:
    books.tell(
        act,
        kind,
        referral.id,
        company_id=case.company_id,
        case_id=case.id,
        detail=detail,
        note=note,
    )
