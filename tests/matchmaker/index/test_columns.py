from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.matching.eligibility import eligibility
from matchmaker.matching.index import Columns
from matchmaker.matching.index.arrays import LEAST_ROOM, Bits, unpacked
from matchmaker.matching.index.columns import ALL_KINDS, MOST_MASKS, kinds_asked
from matchmaker.matching.index.kernels import ALLOWED, NumpyKernel, numba_kernel
from matchmaker.model import Need, Offering
from matchmaker.vocabulary import Answer, Bilingual, NeedKind
from tests.matchmaker.index.small_worlds import KNOWLEDGE, NEEDS, OFFERINGS

KERNELS = [kernel for kernel in (NumpyKernel(), numba_kernel()) if kernel is not None]


def filled(offerings: list[Offering]) -> Columns:
    columns = Columns(KNOWLEDGE)
    for offering in offerings:
        columns.add(offering)
    return columns


def flags(bits: Bits, rows: int) -> list[bool]:
    found: list[bool] = unpacked(bits, rows).tolist()
    return found


def allowed(columns: Columns, need: Need, rows: int) -> list[bool]:
    return flags(sides(columns, need, ALL_KINDS)[ALLOWED], rows)


def sides(columns: Columns, need: Need, kinds: int) -> np.ndarray:
    """Return what is allowed and what is refused, as all kernels have it."""
    conditions, among = columns.asked(need, kinds)
    found = [kernel.divided(columns.masks, conditions, among) for kernel in KERNELS]
    for one in found:
        assert [one.allowed, one.refused] == [int(np.bitwise_count(mask).sum()) for mask in one.masks]
        np.testing.assert_array_equal(one.masks, found[0].masks)
    return found[0].masks


def not_refused(need: Need, offerings: list[Offering]) -> list[bool]:
    return [eligibility(need, offering, KNOWLEDGE).answer is not Answer.NO for offering in offerings]


@given(st.lists(OFFERINGS, max_size=12), st.lists(NEEDS, min_size=1, max_size=4))
@settings(deadline=None)
def test_columns_allow_exactly_what_the_conditions_do_not_refuse(
    offerings: list[Offering], needs: list[Need]
) -> None:
    columns = filled(offerings)
    for need in needs:
        assert allowed(columns, need, len(offerings)) == not_refused(need, offerings)


@given(st.lists(OFFERINGS, max_size=6), st.lists(OFFERINGS, min_size=1, max_size=6), NEEDS)
@settings(deadline=None)
def test_rows_added_after_a_need_was_seen_are_held_against_it_too(
    before: list[Offering], after: list[Offering], need: Need
) -> None:
    columns = filled(before)
    sides(columns, need, kinds_asked(need))
    for offering in after:
        columns.add(offering)
    everything = [*before, *after]
    assert allowed(columns, need, len(everything)) == not_refused(need, everything)
    wanted = set(need.kinds) if need.states("kinds") else set()
    offers = [not wanted or bool(wanted & set(offering.need_kinds)) for offering in everything]
    allowed_ones, refused_ones = sides(columns, need, kinds_asked(need))
    assert flags(allowed_ones | refused_ones, len(everything)) == offers
    assert not (allowed_ones & refused_ones).any()


@given(st.lists(OFFERINGS, min_size=1, max_size=8), NEEDS, st.data())
@settings(deadline=None)
def test_rows_taken_out_or_left_behind_are_allowed_to_nobody(
    offerings: list[Offering], need: Need, data: st.DataObject
) -> None:
    columns = filled(offerings)
    retired = data.draw(st.integers(0, len(offerings) - 1))
    kept = data.draw(st.permutations(range(len(offerings))))[: data.draw(st.integers(0, len(offerings)))]
    expected = not_refused(need, offerings)
    expected[retired] = False
    columns.retire(retired)
    assert allowed(columns, need, len(offerings)) == expected
    rows = np.array(kept, dtype=np.int64)
    chosen = columns.taken(rows)
    assert allowed(chosen, need, len(kept)) == [expected[row] for row in kept]


@given(st.lists(OFFERINGS, min_size=3, max_size=3), NEEDS)
@settings(max_examples=10, deadline=None)
def test_masks_stay_right_when_the_columns_outgrow_their_room(offerings: list[Offering], need: Need) -> None:
    columns = filled(offerings)
    sides(columns, need, ALL_KINDS)
    many = offerings * (LEAST_ROOM // 2)
    for offering in many[3:]:
        columns.add(offering)
    assert allowed(columns, need, len(many)) == not_refused(need, offerings) * (LEAST_ROOM // 2)


def test_ground_too_far_away_is_allowed_to_nobody_there() -> None:
    ground = Offering(
        id="ground",
        provider_id="a",
        title=Bilingual("Kavel", "Plot"),
        summary=Bilingual("", ""),
        next_step=Bilingual("", ""),
        need_kinds=(NeedKind.SPACE,),
        area=("kaapstad", "nederland"),
    )
    offerings = [ground, replace(ground, need_kinds=(NeedKind.NETWORK,))]
    columns = filled(offerings)
    assert allowed(columns, Need(text="kavel", municipality_id="dijkdorp"), 2) == [False, True]
    assert allowed(columns, Need(text="kavel", municipality_id="kaapstad"), 2) == [True, True]
    # Who would move is asked whether it may be so far.
    moving = Need(text="kavel", municipality_id="dijkdorp", would_move=True)
    assert allowed(columns, moving, 2) == [True, True]
    assert [
        one.answer for one in eligibility(moving, ground, KNOWLEDGE).conditions if one.name == "location"
    ] == [Answer.UNSURE]
    # Only of a municipality is known where it is.
    anywhere_in = Need(text="kavel", region_id="dijkdorp")
    assert allowed(columns, anywhere_in, 2) == not_refused(anywhere_in, offerings) == [True, True]


@given(st.lists(OFFERINGS, max_size=8), NEEDS, NEEDS)
@settings(deadline=None)
def test_a_condition_more_allows_nothing_more(offerings: list[Offering], need: Need, other: Need) -> None:
    columns = filled(offerings)
    before = allowed(columns, need, len(offerings))
    nowhere = need.municipality_id is None and need.region_id is None
    narrower = (
        replace(need, municipality_id=other.municipality_id) if nowhere else need,
        replace(need, region_id=other.region_id) if nowhere else need,
        replace(need, sectors=need.sectors or other.sectors),
        replace(need, size=need.size or other.size),
        replace(need, actor_id=need.actor_id or other.actor_id),
        replace(need, asked_on=need.asked_on or other.asked_on),
        replace(need, other_than=(*need.other_than, *other.other_than)),
    )
    for narrowed in narrower:
        after = allowed(columns, narrowed, len(offerings))
        assert all(earlier or not later for earlier, later in zip(before, after, strict=True))


def test_days_without_end_are_each_answered_right() -> None:
    first = date(2026, 1, 1)
    offering = Offering(
        id="window",
        provider_id="a",
        title=Bilingual("Loket", "Desk"),
        summary=Bilingual("", ""),
        next_step=Bilingual("", ""),
        need_kinds=(NeedKind.NETWORK,),
        area=("nederland",),
        opens_on=first + timedelta(days=MOST_MASKS),
    )
    columns = filled([offering])
    for day in (*range(MOST_MASKS + 20), 5):
        need = Need(text="loket", municipality_id="dijkdorp", asked_on=first + timedelta(days=day))
        assert allowed(columns, need, 1) == [day >= MOST_MASKS]
