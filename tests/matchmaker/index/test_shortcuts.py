"""Passing over zones must change nothing but the time: here it is always done, and held against never."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from benchmarks.synthetic import World
from matchmaker.matching.index import OfferingIndex, kernels
from matchmaker.matching.index.kernels import Kernel, NumpyKernel, numba_kernel

if TYPE_CHECKING:
    from matchmaker.model import Need

NEVER = 10**12
SIZE = 600


@pytest.fixture(scope="module")
def world() -> World:
    return World(SIZE)


@pytest.mark.parametrize("kernel", [NumpyKernel(), numba_kernel()], ids=["numpy", "numba"])
def test_the_best_are_the_same_whatever_is_passed_over(
    world: World, kernel: Kernel | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kernel is None:
        pytest.skip("numba is not installed; see the extra fast")
    found = OfferingIndex((world.offering(row) for row in range(SIZE - 50)), world.knowledge, kernel=kernel)
    for row in range(SIZE - 50, SIZE):
        found.upsert(world.offering(row))
    for row in range(0, SIZE, 9):
        found.remove(f"offering-{row:07}")
    needs = [variant for asked in world.needs(20) for variant in variants(asked.need)]
    monkeypatch.setattr(kernels, "MANY", NEVER)
    plain = [(found.best(need), found.best(need, 40)) for need in needs]
    assert max(len(ten) for ten, _ in plain) == 10
    monkeypatch.setattr(kernels, "MANY", 0)
    assert [(found.best(need), found.best(need, 40)) for need in needs] == plain


def variants(need: Need) -> list[Need]:
    """Return a need with all its conditions, with few, and with none."""
    return [
        need,
        replace(need, kinds=(), size=None),
        replace(need, kinds=(), municipality_id=None, sectors=()),
    ]
