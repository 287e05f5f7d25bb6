"""How much a question resembles what is said about parties, worked out for the few that it matters for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matchmaker.matching.descriptions import describe_actor
from matchmaker.matching.weighing import Spread, Vector

if TYPE_CHECKING:
    from collections.abc import Callable

    from matchmaker.matching.index import OfferingIndex, Reading
    from matchmaker.matching.knowledge import Knowledge
    from matchmaker.matching.weighing import Weighing


class Portraits:
    """What is said about each party, in the n-grams that the offerings have."""

    def __init__(self, index: OfferingIndex, knowledge: Knowledge, weighing: Weighing) -> None:
        self._index = index
        self._knowledge = knowledge
        self._weighing = weighing
        self._known: dict[str, Vector] = {}
        self._asked = Spread(np.zeros(1, dtype=np.bool_), np.zeros(1))
        self._grams = np.zeros(0, dtype=np.int64)

    def forget(self) -> None:
        """Look at every party anew, as offerings have changed."""
        self._known.clear()

    def likeness(self, reading: Reading) -> Callable[[str], float]:
        """Return what gives the cosine of a question to what is said about a party, by its id.

        It serves until the next question is asked about.
        """
        spread = False

        def of(actor_id: str) -> float:
            nonlocal spread
            if not spread:
                self._spread(reading)
                spread = True
            return self._weighing.alike(self._asked, self._portrait(actor_id))

        return of

    def _spread(self, reading: Reading) -> None:
        """Note what each n-gram weighs in a question."""
        self._asked.holds[self._grams] = False
        most = int(reading.grams.max(initial=-1)) + 1
        if most >= len(self._asked.holds):
            self._asked = Spread(np.zeros(2 * most, dtype=np.bool_), np.zeros(2 * most))
        self._grams = reading.grams
        self._asked.holds[reading.grams] = True
        self._asked.weights[reading.grams] = reading.weights

    def _portrait(self, actor_id: str) -> Vector:
        known = self._known.get(actor_id)
        if known is None:
            actor = self._knowledge.actors[actor_id]
            grams, weights = self._index.vector(describe_actor(actor, self._knowledge))
            known = self._known[actor_id] = Vector(grams.astype(np.int32), weights)
        return known
