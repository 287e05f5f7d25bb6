"""Those who ask at the same time: each gets what was asked, whatever becomes of the others."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from api.together import AT_ONCE, Together
from matchmaker.matching import MatchAnswer, Matcher
from matchmaker.model import Need
from tests.api.world import WORLD

if TYPE_CHECKING:
    from collections.abc import Sequence

NEEDS = [Need(text=text) for text in ("oude cv-ketels reviseren", "subsidie voor sloophout", "kozijnen")]
BAD = Need(text="hier gaat iets mis")


class Watched(Matcher):
    """Fails for one need, and notes how many are answered at a time."""

    def match_all(self, asked: Sequence[tuple[Need, int]]) -> list[MatchAnswer]:
        if any(need == BAD for need, _ in asked):
            raise RuntimeError(BAD.text)
        self.sizes = [*getattr(self, "sizes", ()), len(asked)]
        return super().match_all(asked)


def test_who_ask_at_the_same_time_are_answered_at_once_and_each_up_to_their_own_limit() -> None:
    matcher = Watched.of(WORLD)
    alone = [matcher.match(need, limit) for limit, need in enumerate(NEEDS, start=1)]
    matcher.sizes = []

    async def check() -> None:
        together = Together(matcher)
        asked = (together.match(need, limit) for limit, need in enumerate(NEEDS, start=1))
        assert await asyncio.gather(*asked) == alone

    asyncio.run(check())
    assert matcher.sizes == [len(NEEDS)]


def test_what_goes_wrong_for_one_is_told_to_that_one_only() -> None:
    matcher = Watched.of(WORLD)

    async def check() -> None:
        together = Together(matcher)
        asked = (together.match(need, 10) for need in (NEEDS[0], BAD, NEEDS[1]))
        first, wrong, second = await asyncio.gather(*asked, return_exceptions=True)
        assert [first, second] == [matcher.match(need) for need in NEEDS[:2]]
        with pytest.raises(RuntimeError, match=BAD.text):
            raise wrong  # type: ignore[misc]  # what is no error fails here as well

    asyncio.run(check())


def test_who_broke_off_is_not_answered_and_the_others_are() -> None:
    matcher = Watched.of(WORLD)
    alone = matcher.match(NEEDS[1])
    matcher.sizes = []

    async def check() -> None:
        together = Together(matcher)
        gone, kept = (asyncio.create_task(together.match(need, 10)) for need in NEEDS[:2])
        await asyncio.sleep(0)
        gone.cancel()
        assert await kept == alone

    asyncio.run(check())
    assert matcher.sizes == [1]


def test_where_very_many_ask_at_the_same_time_others_get_their_turn_in_between() -> None:
    matcher = Watched.of(WORLD)
    matcher.sizes, seen = [], set[int]()

    async def check() -> None:
        together = Together(matcher)
        asking = [asyncio.create_task(together.match(NEEDS[0], 1)) for _ in range(20 * AT_ONCE + 1)]
        while not all(asked.done() for asked in asking):
            await asyncio.sleep(0)
            seen.add(len(matcher.sizes))

    asyncio.run(check())
    assert matcher.sizes == [*[AT_ONCE] * 20, 1]
    assert seen == {*range(22)}
