"""Which parties may be double, looked for in a process of its own so that nobody waits for it.

Over 20,000 parties the search takes many seconds of a processor. It is done anew when a name, a number or a
tie has changed; until it is done, the pairs of the search before are shown as what they are: not the latest.
"""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.keeping.doubles_child import answered, question

if TYPE_CHECKING:
    from collections.abc import Iterable

    from api.loaded import Loaded
    from matchmaker.curation import Double
    from matchmaker.journal import Apart

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PossibleDoubles:
    """What is known of doubles now.

    Attributes:
        pairs: Pairs of parties that are both there and that nobody kept apart, the likeliest first.
        searched: Whether any search was finished yet; if not, nothing can be said.
        searching: Whether a search runs, so that the pairs may change.
        failed: Whether the last search broke off; the next visit tries again.
    """

    pairs: tuple[Double, ...]
    searched: bool
    searching: bool
    failed: bool


class DoublesSearch:
    """Keeps the pairs of the latest search, and searches anew when the facts ask for it."""

    def __init__(self) -> None:
        self._pairs: tuple[Double, ...] | None = None
        self._searched_for: int | None = None
        self._version: int | None = None
        self._print = 0
        self._failed = False
        self._task: asyncio.Task[None] | None = None
        self._child: subprocess.Popen[bytes] | None = None

    def known(self, loaded: Loaded, apart: Iterable[Apart]) -> PossibleDoubles:
        """Return what is known of doubles, and start a search if names or ties have changed since the last.

        Args:
            loaded: The facts.
            apart: Pairs that somebody decided are different.
        """
        if self._version != loaded.version:
            self._version, self._print = loaded.version, _print_of(loaded)
        failed = self._failed
        if self._searched_for != self._print and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._search(loaded, self._print))
        decided = {(pair.first_id, pair.second_id) for pair in apart}
        return PossibleDoubles(
            pairs=tuple(
                pair
                for pair in self._pairs or ()
                if (pair.first_id, pair.second_id) not in decided
                and loaded.find_actor(pair.first_id)
                and loaded.find_actor(pair.second_id)
            ),
            searched=self._pairs is not None,
            searching=self._task is not None and not self._task.done(),
            failed=failed,
        )

    async def stop(self) -> None:
        """Break off a search that runs."""
        if self._task is not None and not self._task.done():
            self._task.cancel()
            if self._child is not None:
                self._child.kill()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _search(self, loaded: Loaded, searched_for: int) -> None:
        try:
            self._pairs = await asyncio.to_thread(self._ask_child, loaded)
        except (OSError, ValueError):
            log.exception("the search for doubles failed")
            self._failed = True
        else:
            self._searched_for, self._failed = searched_for, False

    def _ask_child(self, loaded: Loaded) -> tuple[Double, ...]:
        command = [sys.executable, "-I", "-m", "api.keeping.doubles_child"]
        asked = question(loaded.snapshot.actors, loaded.snapshot.relations)
        with subprocess.Popen(  # noqa: S603  # our own interpreter and module, no shell
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as child:
            self._child = child
            text, _ = child.communicate(asked)
        if child.returncode != 0:
            raise ValueError(f"the child ended with exit code {child.returncode}")
        return answered(text)


def _print_of(loaded: Loaded) -> int:
    """Return a number that changes when anything changes that the search looks at."""
    facts = loaded.snapshot
    return hash(
        (
            tuple((actor.id, actor.name, actor.aliases, actor.kvk_number) for actor in facts.actors),
            tuple(tie.id for tie in facts.relations),
        )
    )
