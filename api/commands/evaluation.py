"""Shows on the terminal how good the answers are to judged needs."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path  # noqa: TC003  # typer reads the annotations at run time
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer
from rich.box import SIMPLE
from rich.table import Column, Table

from api.clock import SystemClock
from api.commands import console
from api.commands.opening import Store, reading
from api.recipes import recipe_in_use
from api.settings import Settings
from matchmaker.asking import NeedReader
from matchmaker.errors import Fault, InvalidInput
from matchmaker.evaluation import judge, paired_interval, read_judgments, report, without_questions_of
from matchmaker.matching import Matcher
from matchmaker.matching.recipes import without
from matchmaker.vocabulary import Bilingual

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
        knowledge = matcher.knowledge
        reader = NeedReader(knowledge.gazetteer, knowledge.thesaurus, way.facts.precedents)
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


def evaluate_command(
    file: Annotated[
        Path, typer.Argument(help="Beoordeelde vragen, één JSON-object per regel.", metavar="BESTAND")
    ],
    store: Store = None,
    features: Annotated[
        bool, typer.Option("--features", help="Meet ook zonder elk kenmerk, met het verschil en zijn marge.")
    ] = False,
) -> int:
    """Measure how good the answers are to judged needs."""
    judged = judged_needs(file)
    settings = Settings.from_environment(os.environ, store=store)
    recipe = recipe_in_use(settings.recipe)
    with reading(settings) as register:
        snapshot = register.snapshot()
    answering = ways(judged, snapshot, recipe)
    show(judged, answering if features else answering[:1], SystemClock().today())
    return 0


def judged_needs(file: Path) -> list[JudgedNeed]:
    """Return the judged needs of a file.

    Raises:
        InvalidInput: It cannot be read, or a line of it is no judged need.
    """
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        message = Bilingual(
            f"Het bestand {file.name} is niet te lezen: {error}.",
            f"The file {file.name} cannot be read: {error}.",
        )
        raise InvalidInput([Fault(where=file.name, message=message)]) from error
    return read_judgments(lines)
