"""What a score is worth: the chance that a careful reader would call a suggestion useful.

Read off 936 suggestions to 110 judged needs (25 for development, 85 of our own), of which 35 in 100 were
named in the judgment, by a logistic regression on the score and on its share of the best score in the same
answer. ``benchmarks/calibration.py`` makes it anew and draws the curve; docs/decisions/0012 shows it.
"""

from __future__ import annotations

from math import exp

PER_POINT, PER_SHARE, OFFSET = 3.0, 11.1, -12.4


def chance(score: float, best: float) -> float:
    """Return the chance, from 0 to 1, that a suggestion is useful.

    Args:
        score: Its score.
        best: The best score in the same answer, at least ``score``.
    """
    share = score / best if best else 0.0
    return 1 / (1 + exp(-(PER_POINT * score + PER_SHARE * share + OFFSET)))
