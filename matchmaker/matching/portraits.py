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
        self._known: dict[str, tuple[list[int], np.ndarray]] = {}

    def forget(self) -> None:
        """Look at every party anew, as offerings have changed."""
        self._known.clear()

    def likeness(self, reading: Reading) -> Callable[[str], float]:
        """Return what gives the cosine of a question to what is said about a party, by its id."""
        asked: dict[int, float] = {}

        def of(actor_id: str) -> float:
            if not asked:
                asked.update(zip(reading.grams.tolist(), reading.weights.tolist(), strict=True))
            grams, weights = self._portrait(actor_id)
            shared = [asked.get(gram, 0.0) for gram in grams]
            return float(np.dot(shared, weights))

        return of

    def _portrait(self, actor_id: str) -> tuple[list[int], np.ndarray]:
        known = self._known.get(actor_id)
        if known is None:
            actor = self._knowledge.actors[actor_id]
            grams, weights = self._index.vector(describe_actor(actor, self._knowledge))
            known = self._known[actor_id] = grams.tolist(), weights
        return known
