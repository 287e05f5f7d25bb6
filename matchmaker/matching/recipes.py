"""Recipes: tables of features with weights that sum to 1, so that a score lies between 0 and 1."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from matchmaker.matching import features

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from matchmaker.matching.features import Evidence, Signal


@dataclass(frozen=True, slots=True)
class Weighted:
    """A feature with its share of the score."""

    feature: Callable[[Evidence], Signal]
    weight: float

    @property
    def name(self) -> str:
        """Code of the feature, as reasons carry it."""
        return self.feature.__name__


@dataclass(frozen=True)  # without slots, for what is worked out once
class Recipe:
    """How a score is made up.

    Attributes:
        name: For reports.
        table: Features with weights that sum to 1.
        topical: Names of the features that tell whether an offering speaks to the need.
    """

    name: str
    table: tuple[Weighted, ...]
    topical: frozenset[str]

    def topical_signals(self, evidence: Evidence) -> dict[str, Signal]:
        """Return what tells whether an offering speaks to a need, by the names of the features."""
        return {part.name: part.feature(evidence) for part in self._topical_parts}

    def relevance(self, signals: Mapping[str, Signal]) -> float:
        """Return how far an offering speaks to a need: the share of the topical weight that it reaches."""
        reached = sum(part.weight * signals[part.name].value for part in self._topical_parts)
        return reached / sum(part.weight for part in self._topical_parts)

    @cached_property
    def _topical_parts(self) -> tuple[Weighted, ...]:
        return tuple(part for part in self.table if part.name in self.topical)


def without(recipe: Recipe, feature: str) -> Recipe:
    """Return the recipe without one feature, the weights of the others grown so that they sum to 1 again.

    Raises:
        ValueError: The recipe has no such feature.
    """
    left = [part for part in recipe.table if part.name != feature]
    if len(left) == len(recipe.table):
        raise ValueError(f"recipe {recipe.name} has no feature {feature!r}")
    total = sum(part.weight for part in left)
    table = tuple(Weighted(part.feature, part.weight / total) for part in left)
    return Recipe(f"{recipe.name} - {feature}", table, recipe.topical - {feature})


STEADY = Recipe(
    "steady",
    (
        Weighted(features.description, 0.16),
        Weighted(features.example_question, 0.12),
        Weighted(features.related_words, 0.08),
        Weighted(features.theme, 0.06),
        Weighted(features.need_kind, 0.12),
        Weighted(features.place, 0.07),
        Weighted(features.trade, 0.03),
        Weighted(features.r_strategy, 0.01),
        Weighted(features.audience, 0.04),
        Weighted(features.running_now, 0.07),
        Weighted(features.focus, 0.06),
        Weighted(features.door, 0.18),
    ),
    topical=frozenset({"description", "example_question", "theme"}),
)
