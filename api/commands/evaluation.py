"""Shows on the terminal how good the answers are to judged needs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from rich.box import SIMPLE
from rich.table import Column, Table

from api.commands import console
from matchmaker.asking import NeedReader
from matchmaker.evaluation import judge, paired_interval, report, without_questions_of
from matchmaker.matching import Matcher
from matchmaker.matching.recipes import without

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


class Way(NamedTuple):
    """A way to answer.

    Attributes:
        name: For the table.
        facts: What is answered from.
        recipe: What counts how much.
    """

    name: str
    facts: Snapshot
    recipe: Recipe


def ways(judged: Sequence[JudgedNeed], facts: Snapshot, recipe: Recipe) -> list[Way]:
    """Return the way in use, and those without one feature each.

    Precedents that ask what a judged need asks are left out of all: whoever knows a question by heart answers
    it well.
    """
    practised = without_questions_of(judged, facts)
    found = [Way(recipe.name, practised, recipe)]
    for part in recipe.table:
        less = without(recipe, part.name)
        found.append(Way(less.name, practised, less))
    if practised.precedents:
        found.append(Way(f"{recipe.name} - precedent", replace(practised, precedents=()), recipe))
    return found


def show(judged: Sequence[JudgedNeed], answering: Sequence[Way], today: date) -> None:
    """Print one row of measures for each way to answer; the first is what the others are compared with.

    Args:
        judged: The needs with their judgments.
        answering: At least one.
        today: The day for which answers must hold.
    """
    columns = [Column(header, overflow="fold") for header in COLUMNS]
    table = Table(*columns, box=SIMPLE, padding=0, show_edge=False, title=f"{len(judged)} beoordeelde vragen")
    first: list[NeedResult] | None = None
    for way in answering:
        matcher = Matcher.of(way.facts, recipe=way.recipe)
        reader = NeedReader(matcher.knowledge.gazetteer, matcher.knowledge.thesaurus)
        results = [judge(one, matcher.match(reader.read(one.asked, asked_on=today).need)) for one in judged]
        table.add_row(*_row(way.name, results, first))
        first = first or results
    console.out.print(table)
    console.show(LEGEND)


def _row(name: str, results: list[NeedResult], first: list[NeedResult] | None) -> list[str]:
    measured = report(results)
    difference = ""
    if first is not None:
        mean, low, high = paired_interval(results, first, lambda result: result.ndcg)
        difference = f"{mean:+.3f}\n[{low:+.3f}, {high:+.3f}]"
    return [
        name,
        f"{measured.ndcg_at_5:.3f}",
        difference,
        f"{measured.recall_at_10:.3f}",
        f"{measured.good_start:.0%}",
        f"{measured.first_is_good:.0%}",
        str(measured.ineligible_in_top_5),
        f"{measured.gaps_found}/{measured.gaps}",
        str(measured.false_gaps),
    ]
