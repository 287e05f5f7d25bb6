"""Recipes: tables of features with weights that sum to 1, so that a score lies between 0 and 1."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from matchmaker.matching import features

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from matchmaker.matching.features import Evidence
    from matchmaker.matching.profiles import Seen
    from matchmaker.matching.signals import Signal

# These follow from a condition of an offering, or from who leads to it. They never tell whether anything
# fits, so that a condition added makes nothing appear.
CONDITIONAL = frozenset({"place", "trade", "audience", "door"})
# What a model of sentences weighs beside the rest, where there is one: docs/decisions/0015.
MEANING = 0.05


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

    def weigh(self, signals: Sequence[Signal], seen: Seen, likeness: np.ndarray) -> Weighed:
        """Return what each feature adds to the scores of candidates, and how far these speak to the need.

        Args:
            signals: What each feature says, in the order of the table.
            seen: What is seen of the candidates.
            likeness: How like they are to the question; ``signals`` tells the rows.
        """
        contributions = np.array([signal.values(seen, likeness) for signal in signals])
        contributions *= self._weights
        relevance = np.add.reduce(contributions.take(self._topical_rows, axis=0)) / self._topical_weight
        scores = np.minimum(1.0, np.add.reduce(contributions))
        told = [row for row in self._unconditional_rows if signals[row].asked]
        fit = (
            np.add.reduce(contributions.take(told, axis=0)) / self._weights[told].sum() if told else relevance
        )
        return Weighed(contributions, scores, relevance, fit)

    def signals(self, evidence: Evidence) -> tuple[Signal, ...]:
        """Return what each feature says to a need, in the order of the table."""
        return tuple([part.feature(evidence) for part in self.table])

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the features, in the order of the table."""
        return tuple(part.name for part in self.table)

    @cached_property
    def _weights(self) -> np.ndarray:
        return np.array([[part.weight] for part in self.table])

    @cached_property
    def by_name(self) -> np.ndarray:
        """The places of the features in the table, in the order of their names."""
        return np.array(sorted(range(len(self.names)), key=self.names.__getitem__))

    @cached_property
    def _topical_weight(self) -> float:
        return float(self._weights[self._topical_rows].sum())

    @cached_property
    def _topical_rows(self) -> list[int]:
        return [row for row, name in enumerate(self.names) if name in self.topical]

    @cached_property
    def _unconditional_rows(self) -> list[int]:
        return [row for row, name in enumerate(self.names) if name not in CONDITIONAL]


class Weighed(NamedTuple):
    """Candidates with the parts of their scores.

    Attributes:
        contributions: What each feature adds to a score: one row a feature, one column a candidate.
        scores: Of each candidate, at most 1.
        relevance: How far each candidate speaks to the need: the share of the topical weight that it reaches.
        fit: How far it is what is sought, whatever its conditions: the share that it reaches of the weight of
            all features by which the need lets itself be told.
    """

    contributions: np.ndarray
    scores: np.ndarray
    relevance: np.ndarray
    fit: np.ndarray


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


def recipe_with(recipe: Recipe, name: str, weights: Mapping[str, float]) -> Recipe:
    """Return a recipe with other weights, as they were kept.

    Raises:
        ValueError: They are not those of its features, or do not sum to 1.
    """
    if set(weights) != set(recipe.names):
        raise ValueError("the weights are not those of the features that there are")
    if any(weight <= 0 for weight in weights.values()) or abs(sum(weights.values()) - 1) > 1e-6:
        raise ValueError("the weights are not above 0 or do not sum to 1")
    table = tuple(Weighted(part.feature, float(weights[part.name])) for part in recipe.table)
    return Recipe(name, table, recipe.topical)


def with_meaning(recipe: Recipe) -> Recipe:
    """Return the recipe with what a model of sentences tells, the weights of the others made smaller."""
    smaller = tuple(Weighted(part.feature, part.weight * (1 - MEANING)) for part in recipe.table)
    table = (*smaller, Weighted(features.meaning, MEANING))
    return Recipe(f"{recipe.name} + meaning", table, recipe.topical | {features.meaning.__name__})


STEADY = Recipe(
    "steady",
    (
        Weighted(features.description, 0.16),
        Weighted(features.example_question, 0.12),
        Weighted(features.related_words, 0.07),
        Weighted(features.theme, 0.06),
        Weighted(features.need_kind, 0.11),
        Weighted(features.place, 0.09),
        Weighted(features.trade, 0.08),
        Weighted(features.r_strategy, 0.01),
        Weighted(features.audience, 0.02),
        Weighted(features.running_now, 0.06),
        Weighted(features.focus, 0.06),
        Weighted(features.door, 0.16),
    ),
    topical=frozenset({"description", "example_question", "theme"}),
)
