"""How candidates are weighed: on numpy alone, or compiled by numba where the extra ``fast`` is installed.

Both give the same numbers, to the last digit: they add up in the order of the recipe, and how words go
together is rounded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from matchmaker.matching.index.kernels import NumpyKernel
from matchmaker.matching.variety import varied

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matchmaker.matching.index.kernels import Kernel
    from matchmaker.matching.latent import LatentSpace
    from matchmaker.matching.profiles import Seen
    from matchmaker.matching.recipes import Recipe, Share
    from matchmaker.matching.signals import Signal

# Finer differences than this between cosines are rounding, which must not decide between equals.
TOLD_DECIMALS = 5
# Contributions that differ less than this are the same but for rounding.
SAME_DECIMALS = 9


class Likeness(NamedTuple):
    """How like candidates are to the question, in the order of ``signals.LIKENESSES``; a cosine for each.

    Attributes:
        about: To what they say of themselves.
        question: To the nearest of their example questions.
        related: By words that go together.
        meant: By meaning.
    """

    about: np.ndarray
    question: np.ndarray
    related: np.ndarray
    meant: np.ndarray


class Weighed(NamedTuple):
    """Candidates with the parts of their scores.

    Attributes:
        contributions: What each feature adds to a score: one row a feature, one column a candidate.
        scores: Of each candidate, at most 1.
        relevance: How far each candidate speaks to the need: the share of the topical weight that it reaches.
        fit: How far it is what is sought, whatever its conditions: the share that it reaches of the weight of
            all features by which the need lets itself be told.
        best_first: The candidates by their scores, highest first; of equal ones the earlier first.
        tied: Whether any scores are equal.
    """

    contributions: np.ndarray
    scores: np.ndarray
    relevance: np.ndarray
    fit: np.ndarray
    best_first: np.ndarray
    tied: bool


class Entries(NamedTuple):
    """What may be suggested: offerings, best first, and then doors to some of them.

    Attributes:
        places: Where the offering of each stands among the candidates.
        parties: The number of the party that each suggests to turn to.
        doors_from: How many are offerings.
        feature: The row of the feature that tells how near the party stands to who offers it; -1 for none.
        nearness: What that feature adds to the score of each door.
    """

    places: np.ndarray
    parties: np.ndarray
    doors_from: int
    feature: int
    nearness: np.ndarray


class Ordered(NamedTuple):
    """Entries by their scores.

    Attributes:
        scores: Of each entry.
        best_first: The entries, highest score first; of equal ones the earlier first.
        tied: Whether a door has the same score as another entry.
    """

    scores: np.ndarray
    best_first: np.ndarray
    tied: bool


class Weighing(Protocol):
    """What works out numbers for all candidates of a need at once."""

    def weigh(self, recipe: Recipe, signals: Sequence[Signal], seen: Seen, likeness: Likeness) -> Weighed:
        """Return what each feature adds to the scores of candidates, and how far these speak to the need.

        Args:
            recipe: What counts how much.
            signals: What each feature says, in the order of the recipe.
            seen: What is seen of the candidates.
            likeness: How like they are to the question.
        """
        ...

    def akin(
        self, space: LatentSpace, text: tuple[np.ndarray, np.ndarray], middles: np.ndarray, rows: np.ndarray
    ) -> np.ndarray:
        """Return how far the words of a text go together with those of some rows, as rounded cosines.

        Args:
            space: The directions in which texts differ.
            text: The n-grams of the text, and what each weighs.
            middles: Where every row stands in the space.
            rows: Which rows.
        """
        ...

    def in_order(self, weighed: Weighed, entries: Entries) -> Ordered:
        """Return entries by their scores."""
        ...

    def varied(self, ordered: Ordered, entries: Entries) -> np.ndarray:
        """Return which entries to suggest, and in which order; see ``variety.varied``."""
        ...

    def telling(
        self, weighed: Weighed, entries: Entries, suggested: np.ndarray, shown: int, by_name: np.ndarray
    ) -> tuple[list[list[int]], list[list[float]]]:
        """Return for the first ones suggested which features tell, the most telling first and ties by name.

        What adds as much to most scores tells nothing for one above the others, and what adds nothing tells
        nothing at all.

        Args:
            weighed: The candidates.
            entries: Offerings, and doors to them.
            suggested: Which of these are suggested, in their order.
            shown: How many of the first ones are asked for.
            by_name: The rows of features in the order of their names.

        Returns:
            For each the rows of the features that tell, and what every feature adds to its score.
        """
        ...


class PlainWeighing:
    """Does so with numpy alone."""

    def weigh(self, recipe: Recipe, signals: Sequence[Signal], seen: Seen, likeness: Likeness) -> Weighed:
        """See ``Weighing``."""
        contributions = np.array([signal.values(seen, likeness) for signal in signals])
        contributions *= recipe.weights
        scores = np.minimum(1.0, _reached(contributions, recipe.whole))
        return Weighed(
            contributions,
            scores,
            _reached(contributions, recipe.on_topic),
            _reached(contributions, recipe.told(signals)),
            *_best_first(scores),
        )

    def akin(
        self, space: LatentSpace, text: tuple[np.ndarray, np.ndarray], middles: np.ndarray, rows: np.ndarray
    ) -> np.ndarray:
        """See ``Weighing``."""
        # Unlike a product of matrices this adds up every row in the same way, wherever it stands.
        cosines: np.ndarray = np.einsum(
            "ij,j->i", middles.take(rows, axis=0).astype(np.float64), space.place(*text)
        )
        return cosines.round(TOLD_DECIMALS)

    def in_order(self, weighed: Weighed, entries: Entries) -> Ordered:
        """See ``Weighing``."""
        scores = weighed.scores.take(entries.places)
        if entries.doors_from == len(scores):
            return Ordered(scores, np.arange(len(scores)), tied=False)
        doors = np.arange(entries.doors_from, len(scores))
        scores[doors] = np.add.accumulate(parts_of(weighed, entries, doors))[-1]
        return Ordered(scores, *_best_first(scores))

    def varied(self, ordered: Ordered, entries: Entries) -> np.ndarray:
        """See ``Weighing``."""
        order = ordered.best_first
        kept = varied(
            ordered.scores.take(order).tolist(),
            entries.parties.take(order).tolist(),
            entries.places.take(order).tolist(),
            (order >= entries.doors_from).tolist(),
        )
        return order.take(kept)

    def telling(
        self, weighed: Weighed, entries: Entries, suggested: np.ndarray, shown: int, by_name: np.ndarray
    ) -> tuple[list[list[int]], list[list[float]]]:
        """See ``Weighing``."""
        parts = parts_of(weighed, entries, suggested)
        added = parts[:, :shown]
        usual = np.add.accumulate(parts, axis=1)[:, -1:] / max(1, parts.shape[1])
        less = (usual - added).round(SAME_DECIMALS)
        less[added <= 0] = np.inf
        order = by_name[less.take(by_name, axis=0).argsort(axis=0, kind="stable")].T.tolist()
        many = (added > 0).sum(axis=0).tolist()
        return [rows[:tells] for rows, tells in zip(order, many, strict=True)], added.T.tolist()


def parts_of(weighed: Weighed, entries: Entries, chosen: np.ndarray) -> np.ndarray:
    """Return what each feature adds to the scores of some entries, one row a feature."""
    parts: np.ndarray = weighed.contributions.take(entries.places.take(chosen), axis=1)
    late = chosen >= entries.doors_from
    if late.any():
        parts[entries.feature, late] = entries.nearness.take(chosen[late] - entries.doors_from)
    return parts


def _best_first(scores: np.ndarray) -> tuple[np.ndarray, bool]:
    """Return the places of scores, highest first, of equal ones the earlier first, and if any are equal."""
    order = np.argsort(-scores, kind="stable")
    descending = scores.take(order)
    return order, bool((descending[1:] == descending[:-1]).any())


def _reached(contributions: np.ndarray, share: Share) -> np.ndarray:
    """Return how much some features add, of what they weigh.

    They are added in their order however many candidates there are; a plain sum has another for one.
    """
    reached: np.ndarray = np.add.accumulate(contributions.take(share.rows, axis=0))[-1]
    reached /= share.weight
    return reached


def weighing_beside(kernel: Kernel) -> Weighing:
    """Return what weighs in the same way as a kernel searches: compiled or not."""
    if isinstance(kernel, NumpyKernel):
        return PlainWeighing()
    from matchmaker.matching.compiled_weighing import CompiledWeighing  # noqa: PLC0415  # needs numba

    return CompiledWeighing()
