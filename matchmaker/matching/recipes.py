"""Recipes: tables of features with weights that sum to 1, so that a score lies between 0 and 1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matchmaker.matching import features

if TYPE_CHECKING:
    from collections.abc import Callable

    from matchmaker.matching.features import Evidence, Signal


@dataclass(frozen=True, slots=True)
class Weighted:
    """A feature with its share of the score."""

    feature: Callable[[Evidence], Signal]
    weight: float


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a score is made up.

    Attributes:
        name: For reports.
        table: Features with weights that sum to 1.
        least_relevance: Below this share of what the topical features can give, an offering does not speak to
            the need at all.
        topical: Names of the features that tell whether an offering speaks to the need.
    """

    name: str
    table: tuple[Weighted, ...]
    least_relevance: float
    topical: frozenset[str]


STEADY = Recipe(
    "steady",
    (
        Weighted(features.description, 0.22),
        Weighted(features.example_question, 0.26),
        Weighted(features.theme, 0.22),
        Weighted(features.need_kind, 0.08),
        Weighted(features.place, 0.10),
        Weighted(features.trade, 0.05),
        Weighted(features.r_strategy, 0.03),
        Weighted(features.running_now, 0.04),
    ),
    least_relevance=0.30,
    topical=frozenset({"description", "example_question", "theme"}),
)
