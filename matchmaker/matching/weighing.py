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


class Weighing(Protocol):
    """What works out numbers for all candidates of a need at once."""

    def weigh(self, recipe: Recipe, signals: Sequence[Signal], seen: Seen, likeness: np.ndarray) -> Weighed:
        """Return what each feature adds to the scores of candidates, and how far these speak to the need.

        Args:
            recipe: What counts how much.
            signals: What each feature says, in the order of the recipe.
            seen: What is seen of the candidates.
            likeness: How like they are to the question; ``signals`` tells the rows.
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

    def varied(
        self, scores: np.ndarray, parties: np.ndarray, offerings: np.ndarray, doors: np.ndarray
    ) -> np.ndarray:
        """Return which entries to suggest, and in which order; see ``variety.varied``."""
        ...

    def telling(self, contributions: np.ndarray, shown: int, by_name: np.ndarray) -> list[list[int]]:
        """Return for the first candidates which features tell, the most telling first and ties by name.

        What adds as much to most scores tells nothing for one above the others, and what adds nothing tells
        nothing at all.

        Args:
            contributions: What each feature, one a row, adds to the score of each candidate.
            shown: How many of the candidates.
            by_name: The rows in the order of the names of their features.
        """
        ...


class PlainWeighing:
    """Does so with numpy alone."""

    def weigh(self, recipe: Recipe, signals: Sequence[Signal], seen: Seen, likeness: np.ndarray) -> Weighed:
        """See ``Weighing``."""
        contributions = np.array([signal.values(seen, likeness) for signal in signals])
        contributions *= recipe.weights
        return Weighed(
            contributions,
            np.minimum(1.0, _reached(contributions, recipe.whole)),
            _reached(contributions, recipe.on_topic),
            _reached(contributions, recipe.told(signals)),
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

    def varied(
        self, scores: np.ndarray, parties: np.ndarray, offerings: np.ndarray, doors: np.ndarray
    ) -> np.ndarray:
        """See ``Weighing``."""
        kept = varied(scores.tolist(), parties.tolist(), offerings.tolist(), doors.tolist())
        return np.array(kept, dtype=np.intp)

    def telling(self, contributions: np.ndarray, shown: int, by_name: np.ndarray) -> list[list[int]]:
        """See ``Weighing``."""
        parts = contributions.take(by_name, axis=0)
        less = np.add.accumulate(parts, axis=1)[:, -1:] / max(1, parts.shape[1])
        parts = parts[:, :shown]
        less = (less - parts).round(SAME_DECIMALS)
        less[parts <= 0] = np.inf
        order = by_name[less.argsort(axis=0, kind="stable")].T.tolist()
        return [rows[:many] for rows, many in zip(order, (parts > 0).sum(axis=0).tolist(), strict=True)]


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
