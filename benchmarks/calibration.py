"""Which chance of being useful belongs to a score: fits the curve on judged needs, and draws it.

    .venv/bin/python -m benchmarks.calibration FILE... --picture docs/pictures/chance.svg

It does so with the precedents of the regional data and without any. Tables and picture, which is of the
first, are of needs that the curve was not fitted on: these are split in five, each fifth is judged by a
curve of the other four, and suggestions are grouped by the chance that was said of them.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss
from sklearn.model_selection import GroupKFold, cross_val_predict

from graph.seeding import read_seeds
from matchmaker.asking import NeedReader
from matchmaker.evaluation import graded, read_judgments, without_questions_of
from matchmaker.matching import Matcher

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matchmaker.evaluation import JudgedNeed
    from matchmaker.model import Snapshot

SEEDS = Path(__file__).parents[1] / "seeds"
JUDGED_ON = date(2025, 12, 3)
FOLDS = 5
STEPS = np.linspace(0, 1, 11)
WIDTH, EDGE = 360, 40


@dataclass(frozen=True, slots=True)
class Suggested:
    """A suggestion: of which need, its score, its share of the best one, and whether it was useful.

    A party that was named in the judgment counts once: what else it offers is useful if that was named too.
    """

    need: str
    score: float
    share: float
    useful: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Suggestions of which about the same chance was said."""

    number: int
    said: float
    was: float


def suggestions(judged: Iterable[JudgedNeed], facts: Snapshot) -> list[Suggested]:
    """Return all suggestions to judged needs, from some facts."""
    matcher = Matcher.of(facts)
    reader = NeedReader(matcher.knowledge.gazetteer, matcher.knowledge.thesaurus, facts.precedents)
    made = []
    for one in judged:
        matches = matcher.match(reader.read(one.asked, asked_on=JUDGED_ON).need).matches
        for match, grade in zip(matches, graded(one, matches), strict=True):
            made.append(Suggested(one.id, match.score, match.score / matches[0].score, grade > 0))
    return made


def groups(chances: np.ndarray, useful: np.ndarray) -> list[Group]:
    """Put suggestions together by tenths of the chance that was said."""
    found = []
    for low, high in pairwise(STEPS):
        inside = (chances >= low) & (chances < high)
        if inside.any():
            found.append(
                Group(int(inside.sum()), float(chances[inside].mean()), float(useful[inside].mean()))
            )
    return found


def picture(found: Sequence[Group]) -> str:
    """Draw what was said against what was, as SVG; the area of a dot is the number of suggestions."""
    size = WIDTH + 2 * EDGE

    def at(said: float, was: float) -> tuple[float, float]:
        return EDGE + said * WIDTH, EDGE + (1 - was) * WIDTH

    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{1.2 * group.number**0.5:.1f}">'
        f"<title>{group.number}</title></circle>"
        for group in found
        for x, y in (at(group.said, group.was),)
    )
    marks = "".join(
        f'<text x="{at(step, 0)[0]:.0f}" y="{size - EDGE / 3:.0f}" text-anchor="middle">{step:.0%}</text>'
        f'<text x="{EDGE - 4}" y="{at(0, step)[1] + 4:.0f}" text-anchor="end">{step:.0%}</text>'
        for step in (0.0, 0.5, 1.0)
    )
    (x0, y0), (x1, y1) = at(0, 0), at(1, 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img" '
        f'aria-label="Chance said against share found useful" font-family="sans-serif" font-size="12">\n'
        f'<rect width="{size}" height="{size}" fill="#fff"/>\n'
        f'<rect x="{EDGE}" y="{EDGE}" width="{WIDTH}" height="{WIDTH}" fill="none" stroke="#555"/>\n'
        f'<line x1="{x0}" y1="{y0}" x2="{x1}" y2="{y1}" stroke="#555" stroke-dasharray="4"/>\n'
        f'<g fill="#01689b" fill-opacity="0.75">{dots}</g>\n{marks}\n'
        f'<text x="{EDGE}" y="{EDGE - 14}">share found useful, against the chance said</text>\n</svg>\n'
    )


def fitted(judged: Sequence[JudgedNeed], facts: Snapshot, title: str) -> list[Group]:
    """Fit the curve and print it; return what was said and what was, of needs that it was not fitted on."""
    made = suggestions(judged, facts)
    evidence = np.array([[one.score, one.share] for one in made])
    useful = np.array([one.useful for one in made])
    curve = LogisticRegression(C=10)
    chances = cross_val_predict(
        curve,
        evidence,
        useful,
        groups=[one.need for one in made],
        cv=GroupKFold(FOLDS),
        method="predict_proba",
    )[:, 1]
    (per_point, per_share), offset = curve.fit(evidence, useful).coef_[0], curve.intercept_[0]
    print(f"### {title}\n")
    print(f"{len(made)} suggestions to {len(judged)} needs, {useful.mean():.0%} useful")
    print(f"Curve({per_point:.1f}, {per_share:.1f}, {offset:.1f})")
    print(
        f"Brier score {brier_score_loss(useful, chances):.3f}, "
        f"of a constant {useful.mean() * (1 - useful.mean()):.3f}\n"
    )
    found = groups(chances, useful)
    print("| suggestions | chance said | found useful |\n|---|---|---|")
    for group in found:
        print(f"| {group.number} | {group.said:.0%} | {group.was:.0%} |")
    print()
    return found


def main() -> None:
    """Fit, print, and draw where asked to."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("judged", nargs="+", type=Path)
    arguments.add_argument("--picture", type=Path)
    given = arguments.parse_args()
    judged = [need for file in given.judged for need in read_judgments(file.read_text("utf-8").splitlines())]
    facts = without_questions_of(judged, read_seeds(SEEDS))
    found = fitted(judged, facts, "with precedents")
    fitted(judged, replace(facts, precedents=()), "without precedents")
    if given.picture is not None:
        given.picture.write_text(picture(found), "utf-8")


if __name__ == "__main__":
    main()
