"""Recipes: tables of features with weights that sum to 1, so that a score lies between 0 and 1."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from matchmaker.matching import features
from matchmaker.matching.signals import Part

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from matchmaker.matching.features import Evidence
    from matchmaker.matching.signals import Signal
    from matchmaker.model import Need

# These never tell whether anything fits. Most follow from a condition of an offering, or from who leads to
# it, and a condition added makes nothing appear; shared words tell which of several is meant, and no more.
BESIDES = frozenset(
    {"place", "trade", "audience", "door", "precedent", "shared_words", "no_further_conditions"}
)
# What neither suits the asker's trade nor is about a subject of the question is for others.
FOR_ASKER = features.trade.__name__, features.theme.__name__
_NO_ROWS = np.zeros(0, dtype=np.int64)
# What a model of sentences weighs beside the rest, where there is one: docs/decisions/0015.
MEANING = 0.05
# What questions that were judged before weigh beside the rest, where there are any, and how much of the
# weight of doors is left then: they tell which party is a good door, a tie only that it is one.
PRECEDENT, DOOR_BESIDE_PRECEDENTS = 0.31, 0.65


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

    def signals(self, evidence: Evidence) -> tuple[Signal, ...]:
        """Return what each feature says to a need, in the order of the table."""
        return tuple([part.feature(evidence) for part in self.table])

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the features, in the order of the table."""
        return tuple(part.name for part in self.table)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The features by name with their weights, in the order of the table."""
        return tuple(Part(part.name, part.weight) for part in self.table)

    @cached_property
    def weights(self) -> np.ndarray:
        """The weights of the features, in the order of the table, one a row."""
        return np.array([[part.weight] for part in self.table])

    @cached_property
    def by_name(self) -> np.ndarray:
        """The places of the features in the table, in the order of their names."""
        return np.array(sorted(range(len(self.names)), key=self.names.__getitem__))

    @cached_property
    def whole(self) -> Share:
        """All features; what they weigh together counts as 1."""
        return Share(np.arange(len(self.table)), 1.0)

    @cached_property
    def on_topic(self) -> Share:
        """The features that tell whether an offering speaks to the need."""
        return self._share(tuple([row for row, name in enumerate(self.names) if name in self.topical]))

    def for_asker(self, need: Need) -> np.ndarray:
        """Return the features that all add nothing where something is for others; none where none is known.

        Only to who names a trade anything may be for others.
        """
        return self._for_asker if need.sectors else _NO_ROWS

    @cached_property
    def _for_asker(self) -> np.ndarray:
        names = self.names
        return np.array([names.index(one) for one in FOR_ASKER]) if set(FOR_ASKER) <= {*names} else _NO_ROWS

    def told(self, signals: Sequence[Signal]) -> Share:
        """Return the features by which a need lets itself be told, whatever the conditions of an offering.

        Where there are none they are the topical ones.
        """
        rows = tuple([row for row in self._unconditional_rows if signals[row].asked])
        known = self._told.get(rows)
        if known is None:
            known = self._told[rows] = self._share(rows) if rows else self.on_topic
        return known

    def _share(self, rows: tuple[int, ...]) -> Share:
        return Share(np.array(rows), float(self.weights[list(rows)].sum()))

    @cached_property
    def _told(self) -> dict[tuple[int, ...], Share]:
        return {}

    @cached_property
    def _unconditional_rows(self) -> list[int]:
        return [row for row, name in enumerate(self.names) if name not in BESIDES]


class Share(NamedTuple):
    """Some features of a recipe.

    Attributes:
        rows: Their places in the table, ascending.
        weight: What they weigh together.
    """

    rows: np.ndarray
    weight: float


def without(recipe: Recipe, feature: str) -> Recipe:
    """Return the recipe without one feature, the weights of the others grown so that they sum to 1 again.

    Raises:
        ValueError: The recipe has no such feature.
    """
    left = [part for part in recipe.table if part.name != feature]
    if len(left) == len(recipe.table):
        raise ValueError(f"recipe {recipe.name} has no feature {feature!r}")
    return Recipe(f"{recipe.name} - {feature}", _summing_to_one(left), recipe.topical - {feature})


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
    meaning = Weighted(features.meaning, MEANING)
    return replace(_beside(recipe, meaning), topical=recipe.topical | {meaning.name})


def with_precedents(recipe: Recipe) -> Recipe:
    """Return the recipe with what judged questions tell, all else weighing less, and doors least.

    The weights were chosen by sets of other writers than those of the precedents: docs/decisions/0047.
    """
    left = {features.door.__name__: DOOR_BESIDE_PRECEDENTS}
    lighter = [Weighted(part.feature, part.weight * left.get(part.name, 1.0)) for part in recipe.table]
    return _beside(replace(recipe, table=_summing_to_one(lighter)), Weighted(features.precedent, PRECEDENT))


def _summing_to_one(table: Sequence[Weighted]) -> tuple[Weighted, ...]:
    total = sum(part.weight for part in table)
    return tuple(Weighted(part.feature, part.weight / total) for part in table)


def _beside(recipe: Recipe, more: Weighted) -> Recipe:
    smaller = tuple(Weighted(part.feature, part.weight * (1 - more.weight)) for part in recipe.table)
    return Recipe(f"{recipe.name} + {more.name}", (*smaller, more), recipe.topical)


STEADY = Recipe(
    "steady",
    (
        Weighted(features.description, 0.128),
        Weighted(features.example_question, 0.096),
        Weighted(features.shared_words, 0.155),
        Weighted(features.related_words, 0.056),
        Weighted(features.theme, 0.048),
        Weighted(features.need_kind, 0.077),
        Weighted(features.place, 0.087),
        Weighted(features.trade, 0.064),
        Weighted(features.r_strategy, 0.009),
        Weighted(features.audience, 0.016),
        Weighted(features.running_now, 0.048),
        Weighted(features.focus, 0.048),
        Weighted(features.no_further_conditions, 0.04),
        Weighted(features.door, 0.128),
    ),
    topical=frozenset({"description", "example_question", "theme"}),
)
