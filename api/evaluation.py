"""Shows on the terminal how good the answers are to judged needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE
from rich.table import Column, Table

from api import console
from matchmaker.asking import NeedReader
from matchmaker.evaluation import judge, paired_interval, report
from matchmaker.matching import Matcher

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from matchmaker.evaluation import JudgedNeed, NeedResult
    from matchmaker.matching.recipes import Recipe
    from matchmaker.model import Snapshot

# With these breaks a row with all its measures fits a terminal of 80 characters.
COLUMNS = (
    "recept",
    "nDCG@5",
    "verschil\n(95 %)",
    "recall\n@10",
    "top\n3",
    "eerste",
    "mag\nniet",
    "gaten",
    "vals\ngat",
)

LEGEND = (
    "top 3: een beste naam bij de eerste drie; eerste: de eerste suggestie is goed; mag niet: namen in de "
    "top vijf die er niet mogen staan; gaten: gevonden van alle; vals gat: niets gegeven terwijl iets past."
)


def show(judged: Sequence[JudgedNeed], snapshot: Snapshot, recipes: Sequence[Recipe], today: date) -> None:
    """Print one row of measures for each recipe; the first is what the others are compared with.

    Args:
        judged: The needs with their judgments.
        snapshot: The facts to answer from.
        recipes: At least one.
        today: The day for which answers must hold.
    """
    columns = [Column(header, overflow="fold") for header in COLUMNS]
    table = Table(*columns, box=SIMPLE, padding=0, show_edge=False, title=f"{len(judged)} beoordeelde vragen")
    first: list[NeedResult] | None = None
    for recipe in recipes:
        matcher = Matcher.of(snapshot, recipe=recipe)
        reader = NeedReader(matcher.knowledge.gazetteer, matcher.knowledge.thesaurus)
        results = [judge(one, matcher.match(reader.read(one.asked, asked_on=today).need)) for one in judged]
        table.add_row(*_row(recipe, results, first))
        first = first or results
    console.out.print(table)
    console.show(LEGEND)


def _row(recipe: Recipe, results: list[NeedResult], first: list[NeedResult] | None) -> list[str]:
    measured = report(results)
    difference = ""
    if first is not None:
        mean, low, high = paired_interval(results, first, lambda result: result.ndcg)
        difference = f"{mean:+.3f}\n[{low:+.3f}, {high:+.3f}]"
    return [
        recipe.name,
        f"{measured.ndcg_at_5:.3f}",
        difference,
        f"{measured.recall_at_10:.3f}",
        f"{measured.good_start:.0%}",
        f"{measured.first_is_good:.0%}",
        str(measured.ineligible_in_top_5),
        f"{measured.gaps_found}/{measured.gaps}",
        str(measured.false_gaps),
    ]
