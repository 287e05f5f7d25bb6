"""What a score is worth: the chance that a careful reader would call a suggestion useful.

Read off the suggestions to 110 judged needs (25 for development, 85 of our own), by a logistic regression on
the score and on its share of the best score in the same answer. ``benchmarks/calibration.py`` makes curves
anew and draws the one with precedents; docs/decisions/0012 and 0047 tell how well both hold.
"""

from __future__ import annotations

from math import exp
from typing import NamedTuple


class Curve(NamedTuple):
    """How the chance grows, as log-odds.

    Attributes:
        per_point: With the score.
        per_share: With its share of the best score in the same answer.
        offset: What it begins with.
    """

    per_point: float
    per_share: float
    offset: float

    def chance(self, score: float, best: float) -> float:
        """Return the chance, from 0 to 1, that a suggestion is useful.

        Args:
            score: Its score.
            best: The best score in the same answer, at least ``score``.
        """
        share = score / best if best else 0.0
        return 1 / (1 + exp(-(self.per_point * score + self.per_share * share + self.offset)))


ALONE = Curve(3.0, 11.1, -12.4)
# Beside precedents scores are lower, as hardly a question is wholly like one: docs/decisions/0047.
BESIDE_PRECEDENTS = Curve(4.5, 8.5, -10.2)
