"""An offering with the parts of its score, before anything is put into words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from matchmaker.matching.answer import Eligibility
    from matchmaker.model import Actor, Offering
    from matchmaker.vocabulary import Bilingual

PER_PROVIDER = 1


class Part(NamedTuple):
    """What one feature adds to a score; put into words only when it is shown."""

    feature: str
    contribution: float
    say: Callable[[], Bilingual]


@dataclass(frozen=True, slots=True)
class Scored:
    """An offering with the parts of its score; ``relevance`` is its share of the topical features."""

    offering: Offering
    provider: Actor
    eligibility: Eligibility
    parts: tuple[Part, ...]
    score: float
    relevance: float

    @property
    def order(self) -> tuple[float, str, str]:
        """Best first; ties by the ids of offering and party."""
        return -self.score, self.offering.id, self.provider.id

    def contribution(self, feature: str) -> float:
        """Return what a feature adds to the score."""
        return next((part.contribution for part in self.parts if part.feature == feature), 0.0)


def scored(
    offering: Offering, provider: Actor, allowed: Eligibility, parts: Iterable[Part], relevance: float
) -> Scored:
    """Add the parts up to a score of at most 1."""
    kept = tuple(sorted(parts, key=lambda part: (-part.contribution, part.feature)))
    return Scored(
        offering, provider, allowed, kept, min(1.0, sum(part.contribution for part in kept)), relevance
    )


def in_order(found: Iterable[Scored]) -> list[Scored]:
    """Return the best first."""
    return sorted(found, key=lambda one: one.order)


def varied(ranked: Iterable[Scored]) -> list[Scored]:
    """Keep the order, but name no actor more than the allowed number of times."""
    chosen: list[Scored] = []
    taken: dict[str, int] = defaultdict(int)
    for one in ranked:
        if taken[one.provider.id] < PER_PROVIDER:
            taken[one.provider.id] += 1
            chosen.append(one)
    return chosen


def usual_contributions(found: Sequence[Scored]) -> Mapping[str, float]:
    """Return what each feature adds to a score on average: as much tells nothing for one above the others."""
    total: dict[str, float] = defaultdict(float)
    for one in found:
        for part in one.parts:
            total[part.feature] += part.contribution / len(found)
    return total
