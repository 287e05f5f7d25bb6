"""Weights learned from what people judged and from what came of referrals, drawn towards the present ones.

Only the order of suggestions is learned. The features that tell whether anything fits at all keep their
proportions, so that nobody gets another answer to that. Little is learned from little: how far the weights
move is chosen on needs that they were not fitted on, and so is what they are said to gain.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from matchmaker.casework.terms import Helped
from matchmaker.evaluation import graded, ndcg, percentile_interval
from matchmaker.matching.recipes import Recipe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from matchmaker.casework.referrals import Referral
    from matchmaker.evaluation import JudgedNeed
    from matchmaker.matching import Match

# With fewer needs than these, chance decides.
FEWEST_LESSONS = 200
FOLDS, INNER_FOLDS = 5, 4
# How far to go from the present weights to the fitted ones.
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
# A weight of 0 would hide what a feature says from whoever learns next.
LEAST_WEIGHT = 0.005
GRADE_OF = {Helped.YES: 3, Helped.PARTLY: 2, Helped.NO: 0}


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was suggested for one need, and how good it was.

    Attributes:
        values: What the groups of features say: one row a suggestion, each value between 0 and 1.
        grades: How good each suggestion was, 0 to 3.
    """

    values: np.ndarray
    grades: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What was learned, and what it is worth.

    Attributes:
        recipe: The weights that would be used.
        share: How far they are from the present weights towards those fitted, between 0 and 1.
        lessons: From how many needs they were learned.
        before: nDCG@5 of the present weights over these needs.
        gain: What learned weights add to that on needs which they were not learned from.
        interval: The 95 % interval of the gain.
    """

    recipe: Recipe
    share: float
    lessons: int
    before: float
    gain: float
    interval: tuple[float, float]

    @property
    def is_enough(self) -> bool:
        """Whether there were needs enough to learn from."""
        return self.lessons >= FEWEST_LESSONS

    @property
    def holds(self) -> bool:
        """Whether the gain is more than chance would give."""
        return self.interval[0] > 0

    @property
    def may_be_used(self) -> bool:
        """Whether the weights should take the place of the present ones."""
        return self.is_enough and self.holds


class Teacher:
    """Turns judgments and outcomes into lessons for a recipe."""

    def __init__(self, recipe: Recipe) -> None:
        self._groups = Groups(recipe)

    def judged(self, need: JudgedNeed, matches: Sequence[Match]) -> Lesson | None:
        """Return what a judgment teaches, or None where it makes no difference between suggestions.

        What the reader did not name counts as of no use.
        """
        return self._lesson(matches, graded(need, matches))

    def outcome(self, matches: Sequence[Match], referrals: Iterable[Referral]) -> Lesson | None:
        """Return what came of the referrals of one need teaches, or None where that tells nothing.

        Besides what was tried, only what was passed over for something lower that helped is known to be worse
        (Joachims, 2002): of the rest nobody knows what it would have brought. What a desk chose that was not
        suggested tells nothing of what was, though it may be suggested today.
        """
        told = {
            one.offering_id: grade
            for one in referrals
            if not one.own_reason and (grade := grade_told(one)) is not None
        }
        shown: dict[str, Match] = {}
        for match in matches:
            shown.setdefault(match.offering.id, match)
        helped = [match.rank for match in shown.values() if told.get(match.offering.id, 0) > 0]
        passed_over = {
            match.offering.id: 0 for match in shown.values() if match.rank < max(helped, default=0)
        }
        grades = passed_over | told
        known = [match for match in shown.values() if match.offering.id in grades]
        return self._lesson(known, [grades[match.offering.id] for match in known])

    def _lesson(self, matches: Sequence[Match], grades: Sequence[int]) -> Lesson | None:
        if len(set(grades)) < 2:
            return None
        said = [{reason.feature: reason.contribution for reason in match.reasons} for match in matches]
        return Lesson(self._groups.values(said), tuple(grades))


def grade_told(referral: Referral) -> int | None:
    """Return how good a referral turned out to be, 0 to 3; None while nobody has told.

    Where the entrepreneur and the desk say different things, the entrepreneur knows best.
    """
    for outcome in (referral.own_outcome, referral.desk_outcome):
        if outcome is not None and outcome.helped is not None:
            return GRADE_OF[outcome.helped]
    return None


class Groups:
    """The parts of a recipe that are weighed apart: the topical features together, each other by itself."""

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        others: list[tuple[str, ...]] = [(name,) for name in recipe.names if name not in recipe.topical]
        together = tuple(name for name in recipe.names if name in recipe.topical)
        self._names = [together, *others] if together else others
        self._weights = {part.name: part.weight for part in recipe.table}

    @property
    def weights(self) -> np.ndarray:
        """The present weight of each group."""
        return np.array([sum(self._weights[name] for name in group) for group in self._names])

    def values(self, contributions: Sequence[Mapping[str, float]]) -> np.ndarray:
        """Return what each group says of suggestions, from what each feature adds to their scores."""
        added = [
            [sum(one.get(name, 0.0) for name in group) for group in self._names] for one in contributions
        ]
        values: np.ndarray = np.array(added) / self.weights
        return values

    def recipe(self, name: str, weights: np.ndarray) -> Recipe:
        """Return the recipe with other weights for its groups."""
        times = {
            feature: new / old
            for group, new, old in zip(self._names, weights, self.weights, strict=True)
            for feature in group
        }
        table = tuple(
            replace(part, weight=float(part.weight * times[part.name])) for part in self._recipe.table
        )
        return Recipe(name, table, self._recipe.topical)


def learn(lessons: Sequence[Lesson], recipe: Recipe, name: str = "learned") -> Learned:
    """Return the weights that lessons teach, and what they gain on needs they were not learned from.

    Weights are fitted by logistic regression on pairs of suggestions to one need, of which one was better
    (Joachims, 2002); every need counts the same. Then they are drawn back towards the present ones, as far as
    cross-validation says.

    Args:
        lessons: What was judged or came of referrals, one lesson a need.
        recipe: The present weights.
        name: What to call the new recipe.
    """
    groups = Groups(recipe)
    present = groups.weights
    if len(lessons) < FOLDS:
        return Learned(
            recipe=recipe,
            share=0.0,
            lessons=len(lessons),
            before=_mean_ndcg(lessons, present),
            gain=0.0,
            interval=(0.0, 0.0),
        )
    gains: list[float] = []
    for known, unseen in _folds(lessons, FOLDS):
        weights = _drawn(present, _fitted(known, present), _best_share(known, present))
        gains += [_ndcg(lesson, weights) - _ndcg(lesson, present) for lesson in unseen]
    share = _best_share(lessons, present)
    return Learned(
        recipe=groups.recipe(name, _drawn(present, _fitted(lessons, present), share)),
        share=share,
        lessons=len(lessons),
        before=_mean_ndcg(lessons, present),
        gain=float(np.mean(gains)),
        interval=percentile_interval(np.array(gains)),
    )


def _folds(lessons: Sequence[Lesson], number: int) -> Iterable[tuple[list[Lesson], list[Lesson]]]:
    for known, unseen in KFold(number, shuffle=True, random_state=0).split(lessons):
        yield [lessons[one] for one in known], [lessons[one] for one in unseen]


def _best_share(lessons: Sequence[Lesson], present: np.ndarray) -> float:
    """Return how far to go towards fitted weights, as far as needs that they were not fitted on tell."""
    if len(lessons) < INNER_FOLDS:
        return 0.0
    reached = dict.fromkeys(SHARES, 0.0)
    for known, unseen in _folds(lessons, INNER_FOLDS):
        fitted = _fitted(known, present)
        for share in SHARES:
            reached[share] += sum(_ndcg(lesson, _drawn(present, fitted, share)) for lesson in unseen)
    return max(SHARES, key=lambda share: (reached[share], -share))


def _fitted(lessons: Sequence[Lesson], present: np.ndarray) -> np.ndarray:
    """Return the weights that put the better of two suggestions first most often, together 1."""
    differences, importances = [], []
    for lesson in lessons:
        pairs = [
            (better, worse) if lesson.grades[better] > lesson.grades[worse] else (worse, better)
            for better, worse in combinations(range(len(lesson.grades)), 2)
            if lesson.grades[better] != lesson.grades[worse]
        ]
        gains = np.array(
            [2.0 ** lesson.grades[better] - 2.0 ** lesson.grades[worse] for better, worse in pairs]
        )
        differences += [lesson.values[better] - lesson.values[worse] for better, worse in pairs]
        importances += (gains / gains.sum()).tolist()
    rows = np.array(differences)
    both_ways = np.concatenate((rows, -rows))
    first_is_better = np.repeat((1, 0), len(rows))
    model = LogisticRegression(fit_intercept=False)
    model.fit(both_ways, first_is_better, sample_weight=np.tile(importances, 2))
    kept = np.maximum(model.coef_[0], 0.0)
    return kept / kept.sum() if kept.any() else present


def _drawn(present: np.ndarray, fitted: np.ndarray, share: float) -> np.ndarray:
    weights = np.maximum(present + share * (fitted - present), LEAST_WEIGHT)
    drawn: np.ndarray = weights / weights.sum()
    return drawn


def _mean_ndcg(lessons: Sequence[Lesson], weights: np.ndarray) -> float:
    return float(np.mean([_ndcg(lesson, weights) for lesson in lessons])) if lessons else 0.0


def _ndcg(lesson: Lesson, weights: np.ndarray) -> float:
    order = np.argsort(-(lesson.values @ weights), kind="stable")
    return ndcg([lesson.grades[one] for one in order], lesson.grades)
