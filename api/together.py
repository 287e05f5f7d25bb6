"""Has those who ask at the same time answered together."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matchmaker.matching import MatchAnswer, Matcher
    from matchmaker.model import Need


# So few at a time that others get their turn in the event loop: over 10,000 offerings these take some 20 ms.
AT_ONCE = 16


class _Asked(NamedTuple):
    """A need, how many suggestions it may get, and who waits for the answer."""

    need: Need
    limit: int
    answer: asyncio.Future[MatchAnswer]


class Together:
    """Asks a matcher for several who ask at the same time at once, which takes less time for each.

    It stands in the event loop: at the same time is until the loop comes round, and those who are too many
    are answered when it comes round again.
    """

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._waiting: list[_Asked] = []

    async def match(self, need: Need, limit: int) -> MatchAnswer:
        """Return what ``Matcher.match`` does."""
        loop = asyncio.get_running_loop()
        if not self._waiting:
            loop.call_soon(self._answer_first)
        asked = _Asked(need, limit, loop.create_future())
        self._waiting.append(asked)
        return await asked.answer

    def _answer_first(self) -> None:
        """Answer those who wait longest, and come back for the others."""
        first, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
        if self._waiting:
            asyncio.get_running_loop().call_soon(self._answer_first)
        # Who broke off meanwhile waits for nothing.
        self._answer([asked for asked in first if not asked.answer.done()])

    def _answer(self, waiting: Sequence[_Asked]) -> None:
        try:
            answers = self._matcher.match_all([(asked.need, asked.limit) for asked in waiting])
        except Exception as error:  # noqa: BLE001  # whatever it is, who asked is told
            if len(waiting) == 1:
                waiting[0].answer.set_exception(error)
                return
            # What goes wrong for one is not told to the others, who are few enough to be asked for once more.
            for asked in waiting:
                self._answer([asked])
        else:
            for asked, answer in zip(waiting, answers, strict=True):
                asked.answer.set_result(answer)
