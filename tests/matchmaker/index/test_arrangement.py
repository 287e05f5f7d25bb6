"""How rows are arranged changes nothing but the time: all arranged is held against nothing arranged."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from benchmarks.synthetic import World
from matchmaker.matching.index import OfferingIndex
from matchmaker.matching.index.kernels import Kernel, NumpyKernel, numba_kernel

if TYPE_CHECKING:
    from matchmaker.model import Need

SIZE = 600


@pytest.fixture(scope="module")
def world() -> World:
    return World(SIZE)


@pytest.mark.parametrize("kernel", [NumpyKernel(), numba_kernel()], ids=["numpy", "numba"])
def test_the_best_are_the_same_however_rows_are_arranged(world: World, kernel: Kernel | None) -> None:
    if kernel is None:
        pytest.skip("numba is not installed; see the extra fast")
    arranged = OfferingIndex(world.offerings(), world.knowledge, kernel=kernel)
    fresh = OfferingIndex((), world.knowledge, kernel=kernel)
    for row in range(SIZE):
        fresh.upsert(world.offering(row), row)
    for row in range(0, SIZE, 9):
        for found in (arranged, fresh):
            found.remove(f"offering-{row:07}")
    needs = [variant for asked in world.needs(20) for variant in variants(asked.need)]
    answers = [[list(arranged.best(need, limit).items()) for limit in (10, 40)] for need in needs]
    assert max(len(ten) for ten, _ in answers) == 10
    assert [[list(fresh.best(need, limit).items()) for limit in (10, 40)] for need in needs] == answers


@pytest.mark.skipif(numba_kernel() is None, reason="numba is not installed; see the extra fast")
def test_the_best_are_the_same_where_long_lists_stand_apart() -> None:
    # So many that several words have long lists.
    world = World(5 * SIZE)
    together, apart = numba_kernel(), numba_kernel()
    assert together is not None
    assert apart is not None
    apart.apart_from = 0
    one, other = (
        OfferingIndex(world.offerings(), world.knowledge, kernel=kernel) for kernel in (together, apart)
    )
    for row in range(0, world.size, 9):
        for found in (one, other):
            found.remove(f"offering-{row:07}")
    for need in (variant for asked in world.needs(40) for variant in variants(asked.need)):
        assert list(one.best(need, 40).items()) == list(other.best(need, 40).items())


def variants(need: Need) -> list[Need]:
    """Return a need with all its conditions, with few, and with none."""
    return [
        need,
        replace(need, kinds=(), size=None),
        replace(need, kinds=(), municipality_id=None, sectors=()),
    ]
