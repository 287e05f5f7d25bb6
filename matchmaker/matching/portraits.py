"""How much a question resembles what is said about parties, worked out for the few that it matters for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matchmaker.matching.descriptions import describe_actor
from matchmaker.matching.index.arrays import Growing, Lists
from matchmaker.matching.weighing import Vectors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from matchmaker.matching.index import OfferingIndex, Reading
    from matchmaker.matching.knowledge import Knowledge
    from matchmaker.matching.weighing import Weighing


class Portraits:
    """What is said about each party, in the n-grams that the offerings have."""

    def __init__(self, index: OfferingIndex, knowledge: Knowledge, weighing: Weighing) -> None:
        self._index = index
        self._knowledge = knowledge
        self._weighing = weighing
        self._room = np.zeros(0)
        self.forget()

    def forget(self) -> None:
        """Look at every party anew, as offerings have changed."""
        self._numbers: dict[str, int] = {}
        self._grams, self._weights, self._most = Lists(np.int32), Growing(np.float64), 0

    def likeness(self, reading: Reading) -> Callable[[Iterable[str]], Mapping[str, float]]:
        """Return what gives the cosines of a question to what is said about parties, by their ids."""

        def of(actor_ids: Iterable[str]) -> Mapping[str, float]:
            chosen = {actor_id: self._number(actor_id) for actor_id in actor_ids}
            if not chosen:
                return {}
            self._make_room(int(reading.grams.max(initial=0)))
            texts = Vectors(self._grams.values, self._weights.values, self._grams.starts)
            cosines = self._weighing.alike(
                reading.grams, reading.weights, texts, np.array([*chosen.values()]), self._room
            )
            return dict(zip(chosen, cosines, strict=True))

        return of

    def _make_room(self, most: int) -> None:
        """Make room for a number for each n-gram, up to this one and to all that portraits have."""
        most = max(most, self._most)
        if most >= len(self._room):
            self._room = np.zeros(2 * most + 1)

    def _number(self, actor_id: str) -> int:
        """Return under which number a party's portrait stands among all."""
        number = self._numbers.get(actor_id)
        if number is None:
            grams, weights = self._index.vector(
                describe_actor(self._knowledge.actors[actor_id], self._knowledge)
            )
            number = self._numbers[actor_id] = len(self._grams)
            self._grams.append(grams)
            self._weights.extend(weights)
            self._most = max(self._most, int(grams.max(initial=0)))
        return number
