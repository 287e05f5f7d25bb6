"""A referral moves along the table and along nothing else."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from matchmaker.casework.referrals import (
    FINAL,
    MOVES,
    NEEDS_REASON,
    Outcome,
    Referral,
    allowed,
    moved,
    render_markdown,
    with_outcome,
)
from matchmaker.casework.terms import Channel, DoerKind, Helped, Move, Reason, ReferralState
from matchmaker.casework.timeline import BY_ENTREPRENEUR, BY_PROVIDER, Doer
from matchmaker.errors import InvalidInput, MoveNotAllowed
from tests.desk import NOW, STAFF, a_referral

PAGE = Path(__file__).parents[3] / "docs" / "referral-states.md"


def in_state(state: ReferralState) -> Referral:
    return a_referral(state=state, sent_at=None if state is ReferralState.PROPOSED else NOW)


def test_the_page_is_made_from_the_table() -> None:
    hint = "run: python -m matchmaker.casework.referrals > docs/referral-states.md"
    assert PAGE.read_text("utf-8") == render_markdown(), hint


@pytest.mark.parametrize(("state", "move", "who"), list(product(ReferralState, Move, DoerKind)))
def test_exactly_the_moves_of_the_table_are_possible(state: ReferralState, move: Move, who: DoerKind) -> None:
    way = next((way for way in MOVES if (way.start, way.move) == (state, move) and who in way.who), None)
    reason = Reason.NOT_REACHED if move in NEEDS_REASON else None
    referral = in_state(state)
    if way is None:
        with pytest.raises(MoveNotAllowed) as caught:
            moved(referral, move, by=Doer(kind=who), at=NOW, reason=reason)
        assert caught.value.state == state.value
        assert caught.value.allowed == tuple(one.value for one in allowed(state, who))
        for one in allowed(state, who):
            assert one.label.nl in str(caught.value)
    else:
        after = moved(referral, move, by=Doer(kind=who), at=NOW, reason=reason)
        assert after.state is way.end
        assert (after.steps[-1].move, after.steps[-1].by.kind, after.reason) == (move, who, reason)
        assert move in allowed(state, who)


def test_every_state_can_be_reached_and_staff_can_end_every_referral() -> None:
    reached = {ReferralState.PROPOSED}
    for _ in ReferralState:
        reached |= {way.end for way in MOVES if way.start in reached}
    assert reached == set(ReferralState)
    assert {ReferralState.COMPLETED, ReferralState.DECLINED, ReferralState.WITHDRAWN} == FINAL
    for state in set(ReferralState) - FINAL:
        assert Move.WITHDRAW in allowed(state, DoerKind.STAFF)


def test_a_table_line_leads_to_one_state_only() -> None:
    starts = [(way.start, way.move) for way in MOVES]
    assert len(set(starts)) == len(starts)


def test_declining_and_withdrawing_take_a_reason_and_nothing_else_does() -> None:
    sent = in_state(ReferralState.SENT)
    with pytest.raises(InvalidInput) as caught:
        moved(sent, Move.DECLINE, by=BY_PROVIDER, at=NOW)
    assert caught.value.faults[0].where == "reason"
    with pytest.raises(InvalidInput):
        moved(sent, Move.ACCEPT, by=BY_PROVIDER, at=NOW, reason=Reason.OTHER)


def test_sent_and_only_logged_are_told_apart() -> None:
    proposed = in_state(ReferralState.PROPOSED)
    sent, logged = (moved(proposed, move, by=STAFF, at=NOW) for move in (Move.SEND, Move.LOG))
    assert (sent.channel, logged.channel) == (Channel.SENT, Channel.LOGGED)
    assert sent.sent_at == logged.sent_at == NOW


def test_staff_can_put_who_finds_it_full_on_the_waiting_list_at_once() -> None:
    waiting = moved(in_state(ReferralState.PROPOSED), Move.WAITLIST, by=STAFF, at=NOW)
    assert (waiting.state, waiting.channel) == (ReferralState.WAITLISTED, Channel.SENT)
    assert waiting.sent_at == NOW
    later = moved(waiting, Move.ACCEPT, by=BY_PROVIDER, at=NOW + timedelta(days=1))
    assert later.sent_at == NOW
    assert Move.WAITLIST not in allowed(ReferralState.PROPOSED, DoerKind.PROVIDER)


def test_an_outcome_is_kept_for_each_teller_and_never_for_the_provider() -> None:
    outcome = Outcome(link_made=True, helped=Helped.NO, step_taken=False, at=NOW, by=STAFF)
    own = Outcome(link_made=True, helped=Helped.YES, step_taken=None, at=NOW, by=BY_ENTREPRENEUR)
    told = with_outcome(with_outcome(in_state(ReferralState.COMPLETED), outcome), own)
    assert (told.desk_outcome, told.own_outcome, told.state) == (outcome, own, ReferralState.COMPLETED)
    with pytest.raises(MoveNotAllowed):
        with_outcome(in_state(ReferralState.PROPOSED), outcome)
    with pytest.raises(MoveNotAllowed):
        with_outcome(
            in_state(ReferralState.SENT),
            Outcome(link_made=True, helped=None, step_taken=None, at=NOW, by=BY_PROVIDER),
        )
