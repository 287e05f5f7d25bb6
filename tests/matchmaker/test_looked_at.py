"""Of a large catalogue a need is held against a part: which one, only the need and what is there tell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from benchmarks.synthetic import World
from matchmaker.matching import Matcher
from matchmaker.matching.eligibility import eligibility
from matchmaker.matching.index.kernels import NumpyKernel, numba_kernel
from matchmaker.matching.why_not import OTHER_SUBJECT, OTHERS_FIT_BETTER
from matchmaker.vocabulary import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matchmaker.matching.answer import MatchAnswer
    from matchmaker.matching.index.kernels import Kernel
    from matchmaker.model import Need, Offering

SIZE = 1_500
COMPILED = numba_kernel()


@pytest.fixture(scope="module")
def world() -> World:
    return World(SIZE)


@pytest.fixture(scope="module")
def needs(world: World) -> list[Need]:
    """Return needs that hundreds of offerings are open to, and that hundreds refuse."""
    asked = [one.need for one in world.needs(12)]
    return [
        *[replace(need, kinds=(), municipality_id=None, sectors=()) for need in asked],
        *[replace(need, kinds=(), size=None) for need in asked],
    ]


def matcher(world: World, offerings: Iterable[Offering], kernel: Kernel | None = None) -> Matcher:
    return Matcher(
        offerings,
        places=world.knowledge.gazetteer.by_id.values(),
        themes=world.knowledge.thesaurus.by_id.values(),
        kernel=kernel,
    )


@pytest.fixture(scope="module")
def answers(world: World, needs: list[Need]) -> list[MatchAnswer]:
    plain = matcher(world, world.offerings(), NumpyKernel())
    return [plain.match(need) for need in needs]


def test_all_that_is_shown_is_open_to_who_asks_and_all_that_is_refused_is_not(
    world: World, needs: list[Need], answers: list[MatchAnswer]
) -> None:
    assert all(answer.matches for answer in answers)
    assert any(answer.excluded for answer in answers)
    for need, answer in zip(needs, answers, strict=True):
        for match in answer.matches:
            assert eligibility(need, match.offering, world.knowledge).answer is not Answer.NO
        for refused in answer.excluded:
            assert eligibility(need, refused.offering, world.knowledge).answer is Answer.NO


@pytest.mark.skipif(COMPILED is None, reason="numba is not installed; see the extra fast")
def test_compiled_loops_look_at_the_same_part(
    world: World, needs: list[Need], answers: list[MatchAnswer]
) -> None:
    compiled = matcher(world, world.offerings(), COMPILED)
    assert [compiled.match(need) for need in needs] == answers


def test_it_is_the_same_part_in_whatever_order_offerings_came(
    world: World, needs: list[Need], answers: list[MatchAnswer]
) -> None:
    backward = matcher(world, map(world.offering, reversed(range(SIZE))))
    assert [backward.match(need) for need in needs] == answers


def test_it_is_the_same_part_where_some_came_late_and_some_went(
    world: World, needs: list[Need], answers: list[MatchAnswer]
) -> None:
    # What goes again stands beside what is there, under ids that come after all others.
    passing = [world.offering(row, f"passing-{row:07}") for row in range(30)]
    grown = matcher(world, [*map(world.offering, range(30, SIZE)), *passing])
    for row, one in enumerate(passing):
        grown.remove(one.id)
        grown.upsert(world.offering(row))
    grown.merge()
    assert [grown.match(need) for need in needs] == answers


def test_what_was_not_looked_at_is_told_to_fit_less_well_and_not_to_be_about_something_else(
    world: World, needs: list[Need]
) -> None:
    plain = matcher(world, world.offerings(), NumpyKernel())
    need = needs[0]
    told = [plain.why_not(need, world.offering(row).id) for row in range(0, SIZE, 5)]
    open_to_all = [one for one in told if one.eligibility.answer is not Answer.NO and not one.changes]
    verdicts = {one.text for one in open_to_all if one.rank is None}
    assert {OTHER_SUBJECT, OTHERS_FIT_BETTER} <= verdicts
