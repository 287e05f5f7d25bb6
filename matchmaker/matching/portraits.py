"""How much a question resembles what is said about parties, worked out for the few that it matters for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matchmaker.matching.descriptions import describe_actor

if TYPE_CHECKING:
    from collections.abc import Callable

    from matchmaker.matching.index import OfferingIndex, Reading
    from matchmaker.matching.knowledge import Knowledge


class Portraits:
    """What is said about each party, in the n-grams that the offerings have."""

    def __init__(self, index: OfferingIndex, knowledge: Knowledge) -> None:
        self._index = index
        self._knowledge = knowledge
        self._known: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        # What each n-gram weighs in the question at hand; the last one stands for all beyond.
        self._weights = np.zeros(1)
        self._asked = np.zeros(0, dtype=np.int64)

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
            grams, weights = self._portrait(actor_id)
            return float(self._weights.take(grams, mode="clip") @ weights)

        return of

    def _spread(self, reading: Reading) -> None:
        """Note what each n-gram weighs in a question."""
        self._weights[self._asked] = 0.0
        most = int(reading.grams.max(initial=-1)) + 1
        if most >= len(self._weights):
            self._weights = np.zeros(2 * most)
        self._asked = reading.grams
        self._weights[reading.grams] = reading.weights

    def _portrait(self, actor_id: str) -> tuple[np.ndarray, np.ndarray]:
        known = self._known.get(actor_id)
        if known is None:
            actor = self._knowledge.actors[actor_id]
            known = self._known[actor_id] = self._index.vector(describe_actor(actor, self._knowledge))
        return known
