"""Gathers what there is to learn from, and shows on the terminal what it would change."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path  # noqa: TC003  # typer reads the annotations at run time
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from api import identity
from api.clock import SystemClock
from api.commands import console
from api.commands.evaluation import judged_needs
from api.commands.opening import Store, reading
from api.desk import handling
from api.loaded import Loaded
from api.recipes import keep, recipe_in_use
from api.settings import Settings
from graph import casework_of
from matchmaker.learning import FEWEST_LESSONS, Teacher, learn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from matchmaker.casework.companies import Company
    from matchmaker.casework.port import Casework
    from matchmaker.evaluation import JudgedNeed
    from matchmaker.learning import Learned, Lesson
    from matchmaker.matching.recipes import Recipe

COMPANIES_AT_ONCE = 100
CANDIDATES = 30


def lessons_of_judgments(
    judged: Sequence[JudgedNeed], loaded: Loaded, recipe: Recipe, today: date
) -> list[Lesson]:
    """Return what judged needs teach."""
    teacher = Teacher(recipe)
    made = []
    for one in judged:
        need = loaded.reader.read(one.asked, asked_on=today).need
        made.append(teacher.judged(one, loaded.matcher.match(need, limit=CANDIDATES).matches))
    return [lesson for lesson in made if lesson is not None]


def lessons_of_outcomes(
    casework: Casework, desk_ids: Iterable[str], loaded: Loaded, recipe: Recipe, today: date
) -> list[Lesson]:
    """Return what came of the referrals of some desks teaches: what was suggested today, and what helped."""
    teacher = Teacher(recipe)
    made: dict[str, Lesson] = {}
    for desk_id in desk_ids:
        for company in _companies(casework, desk_id):
            for case in casework.cases_of(desk_id, company.id):
                referrals = casework.referrals_of(desk_id, case.id)
                for need in casework.needs_of(desk_id, case.id) if referrals else ():
                    answer = handling.answer_to(loaded, need, company, today, desk_id=case.desk_id)
                    mine = [one for one in referrals if one.need_id == need.id]
                    lesson = teacher.outcome(answer.matches, mine)
                    if lesson is not None:
                        made[need.id] = lesson
    return [made[need_id] for need_id in sorted(made)]


def _companies(casework: Casework, desk_id: str) -> Iterator[Company]:
    offset = 0
    while page := casework.companies(desk_id, offset=offset, limit=COMPANIES_AT_ONCE).items:
        yield from page
        offset += len(page)


def show(learned: Learned, recipe: Recipe) -> None:
    """Print what would change, and what it is worth."""
    present = {part.name: part.weight for part in recipe.table}
    title = f"Geleerd van {learned.lessons} vragen"
    table = Table("kenmerk", "nu", "geleerd", "verschil", title=title, title_justify="left")
    for part in learned.recipe.table:
        now = present[part.name]
        table.add_row(part.name, f"{now:.3f}", f"{part.weight:.3f}", f"{part.weight - now:+.3f}")
    console.out.print(table)
    low, high = learned.interval
    console.show(
        f"nDCG@5 nu {learned.before:.3f}; op vragen waar niet van geleerd is {learned.gain:+.3f} "
        f"(95 %: {low:+.3f} tot {high:+.3f}). "
        f"Deel van de weg naar de geleerde gewichten: {learned.share:.0%}."
    )
    console.show(verdict(learned))


def verdict(learned: Learned) -> str:
    """Say in a sentence whether the weights should be used."""
    if not learned.is_enough:
        return f"Te weinig om van te leren: {learned.lessons} van ten minste {FEWEST_LESSONS} vragen."
    if not learned.holds:
        return "De geleerde gewichten zijn niet aantoonbaar beter. Wij houden de gewichten van nu."
    return "De geleerde gewichten zijn beter. Bewaar ze met --apply BESTAND."


def learn_command(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Beoordeelde vragen, één JSON-object per regel.", metavar="[BESTAND...]", show_default=False
        ),
    ] = None,
    apply: Annotated[
        Path | None,
        typer.Option(
            "--apply",
            help="Bewaar de geleerde gewichten in dit nieuwe bestand, als ze aantoonbaar beter zijn. "
            "LOKET_RECIPE met dat bestand zet ze aan; zonder LOKET_RECIPE gelden weer de vaste.",
            metavar="BESTAND",
            show_default=False,
        ),
    ] = None,
    store: Store = None,
) -> int:
    """Learn from outcomes and judged needs how much each feature should weigh."""
    judged = [one for file in files or () for one in judged_needs(file)]
    settings, today = Settings.from_environment(os.environ, store=store), SystemClock().today()
    recipe = recipe_in_use(settings.recipe)
    with reading(settings) as register:
        # Precedents weigh beside the features, and know the judged needs among them by heart.
        facts = replace(register.snapshot(), precedents=())
        loaded = Loaded.of(facts, register.version(), recipe)
        desk_ids = [desk.id for desk in identity.desks(loaded, settings)]
        outcomes = lessons_of_outcomes(casework_of(register), desk_ids, loaded, recipe, today)
    lessons = [*lessons_of_judgments(judged, loaded, recipe, today), *outcomes]
    learned = learn(lessons, recipe, name=f"learned-{today.isoformat()}")
    show(learned, recipe)
    if apply is None:
        return 0
    if not learned.may_be_used:
        console.say("Er is niets bewaard.")
        return console.FAULTS_FOUND
    keep(learned, apply, today)
    console.say(f"Bewaard. Zet LOKET_RECIPE={apply} en start het loket opnieuw.")
    return 0
