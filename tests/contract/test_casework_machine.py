"""Referrals under any order of steps by any desk: the store and a model in plain Python stay one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from graph import casework_of
from matchmaker.casework.capacity import hold_wanted
from matchmaker.casework.followups import WorkQuery
from matchmaker.casework.referrals import MOVES, NEEDS_REASON, allowed
from matchmaker.casework.terms import (
    DoerKind,
    FollowUpKind,
    FollowUpState,
    HoldKind,
    Move,
    Reason,
    ReferralState,
    WorkView,
)
from matchmaker.casework.timeline import Doer
from matchmaker.errors import ChangedMeanwhile, Conflict, MoveNotAllowed, NoPlaceLeft, NotFound
from tests.desk import DESK, NOW, OTHER_DESK, TODAY, a_period, act, ask_for_help

if TYPE_CHECKING:
    from matchmaker.casework.cases import Case
    from matchmaker.casework.port import Act, Casework
    from tests.contract.conftest import Bench

PLACES, WAITING_PLACES, MOST = 2, 1, 6
THIRD_DESK = "loket-derde"
DESKS = (DESK, OTHER_DESK, THIRD_DESK)


@dataclass
class Modelled:
    """What should be known of one referral and its case."""

    own_reason: str = ""
    state: ReferralState = ReferralState.PROPOSED
    steps: list[ReferralState] = field(default_factory=list)
    revision: int = 1
    case_revision: int = 1
    holder: str = DESK
    readers: set[str] = field(default_factory=set)

    def sees(self, desk_id: str) -> bool:
        return desk_id == self.holder or desk_id in self.readers


class ReferralMachine(RuleBasedStateMachine):
    """Takes random steps; every answer must be the one that the table and the places give."""

    bench: Bench

    def __init__(self) -> None:
        super().__init__()
        self.casework: Casework = casework_of(self.bench.fresh())
        self.model: dict[str, Modelled] = {}
        self.minutes = 0

    def moment(self, desk_id: str, who: DoerKind) -> Act:
        self.minutes += 1
        return act(desk_id, at=NOW + timedelta(minutes=self.minutes), by=Doer(kind=who, desk_id=desk_id))

    @initialize(assess_first=st.booleans())
    def give_out_places(self, assess_first: bool) -> None:
        self.period = self.casework.save_period(
            act(), a_period(places=PLACES, waiting_places=WAITING_PLACES, assess_first=assess_first)
        )

    @precondition(lambda self: len(self.model) < MOST)
    @rule(own_reason=st.sampled_from(("", "Zij kennen dit bedrijf al.")))
    def propose(self, own_reason: str) -> None:
        referral = ask_for_help(self.casework, len(self.model), own_reason=own_reason)
        self.model[referral.id] = Modelled(own_reason=own_reason)

    @precondition(lambda self: self.model)
    @rule(
        data=st.data(),
        who=st.sampled_from((DoerKind.STAFF, DoerKind.STAFF, *DoerKind)),
        desk_id=st.sampled_from((DESK, DESK, DESK, OTHER_DESK)),
        is_stale=st.sampled_from((False, False, False, True)),
    )
    def move(self, data: st.DataObject, who: DoerKind, desk_id: str, is_stale: bool) -> None:
        id_ = data.draw(st.sampled_from(sorted(self.model)))
        known = self.model[id_]
        possible = allowed(known.state, who)
        step = data.draw(st.sampled_from((*possible, *possible, *possible, *Move)))  # mostly one that fits
        expected = self.expected_refusal(known, step, who, desk_id, is_stale=is_stale)
        arguments: dict[str, Any] = {
            "revision": known.revision - 1 if is_stale else known.revision,
            "reason": Reason.NOT_REACHED if step in NEEDS_REASON else None,
        }
        if expected is not None:
            with pytest.raises(expected):
                self.casework.move_referral(self.moment(desk_id, who), id_, step, **arguments)
            return
        after = self.casework.move_referral(self.moment(desk_id, who), id_, step, **arguments)
        known.state = next(way.end for way in MOVES if (way.start, way.move) == (known.state, step))
        known.steps.append(known.state)
        known.revision += 1
        assert (after.state, after.revision) == (known.state, known.revision)

    def expected_refusal(
        self, known: Modelled, step: Move, who: DoerKind, desk_id: str, *, is_stale: bool
    ) -> type[Exception] | None:
        if not known.sees(desk_id):
            return NotFound
        if desk_id != known.holder:
            return Conflict
        if is_stale:
            return ChangedMeanwhile
        way = next((way for way in MOVES if (way.start, way.move) == (known.state, step)), None)
        if way is None or who not in way.who:
            return MoveNotAllowed
        wanted = hold_wanted(self.period, way.end)
        if wanted is None or wanted is hold_wanted(self.period, known.state):
            return None
        full = {HoldKind.PLACE: PLACES, HoldKind.WAITING: WAITING_PLACES}[wanted]
        return NoPlaceLeft if self.held(wanted) >= full else None

    def held(self, kind: HoldKind) -> int:
        return sum(hold_wanted(self.period, known.state) is kind for known in self.model.values())

    @precondition(lambda self: self.model)
    @rule(data=st.data(), desk_id=st.sampled_from(DESKS), to_desk_id=st.sampled_from(DESKS))
    def hand_over(self, data: st.DataObject, desk_id: str, to_desk_id: str) -> None:
        id_ = data.draw(st.sampled_from(sorted(self.model)))
        known, case_id = self.model[id_], id_.replace("v-", "z-")

        def give() -> Case:
            here = self.moment(desk_id, DoerKind.STAFF)
            return self.casework.hand_over_case(here, case_id, to_desk_id, revision=known.case_revision)

        if not known.sees(desk_id):
            with pytest.raises(NotFound):
                give()
        elif desk_id != known.holder or to_desk_id == known.holder:
            with pytest.raises(Conflict):
                give()
        else:
            assert give().desk_id == to_desk_id
            known.readers = (known.readers | {known.holder}) - {to_desk_id}
            known.holder, known.case_revision = to_desk_id, known.case_revision + 1

    @invariant()
    def places_are_what_referrals_hold_and_never_too_many(self) -> None:
        if not hasattr(self, "period"):
            return
        (room,) = self.casework.occupancies(self.period.offering_id)
        assert (room.taken, room.waiting) == (self.held(HoldKind.PLACE), self.held(HoldKind.WAITING))
        assert room.taken <= PLACES
        assert room.waiting <= WAITING_PLACES

    @invariant()
    def each_desk_sees_what_it_should_and_the_holder_has_the_work(self) -> None:
        query = WorkQuery(view=WorkView.WAITING, today=TODAY)
        for desk_id in DESKS:
            waiting = {
                id_
                for id_, known in self.model.items()
                if known.holder == desk_id and known.state in {ReferralState.SENT, ReferralState.WAITLISTED}
            }
            listed = [item.follow_up.referral_id for item in self.casework.work_list(desk_id, query).items]
            assert sorted(map(str, listed)) == sorted(waiting)

    def teardown(self) -> None:
        """Compare everything once more, as another process finds it."""
        if not self.model:
            return
        found = casework_of(self.bench.reopened())
        for id_, known in self.model.items():
            for desk_id in DESKS:
                if not known.sees(desk_id):
                    with pytest.raises(NotFound):
                        found.referral(desk_id, id_)
                    continue
                referral = found.referral(desk_id, id_)
                assert [step.state for step in referral.steps] == known.steps
                assert referral.state is known.state
                assert referral.own_reason == known.own_reason
                assert referral.revision == known.revision
            to_do = found.follow_ups_of(known.holder, id_.replace("v-", "z-"))
            kinds = [one.kind for one in to_do if one.state is FollowUpState.OPEN]
            assert len(kinds) == len(set(kinds))
            assert (FollowUpKind.PROVIDER_ANSWER in kinds) == (
                known.state in {ReferralState.SENT, ReferralState.WAITLISTED}
            )


@pytest.mark.parametrize("examples", [6, pytest.param(100, marks=pytest.mark.long)])
def test_referrals_follow_the_model_whatever_is_done(bench: Bench, examples: int) -> None:
    machine = type("Machine", (ReferralMachine,), {"bench": bench})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
