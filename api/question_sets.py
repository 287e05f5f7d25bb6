"""The question sets of the praatplaat that this service puts to companies."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from graph.question_sets import read_question_sets

if TYPE_CHECKING:
    from matchmaker.casework.praatplaat import QuestionSet


@cache
def question_sets() -> tuple[QuestionSet, ...]:
    """Return all versions of all question sets, as they stand in ``seeds/praatplaat``; read once.

    Raises:
        InvalidInput: Something in the files is wrong; every fault is named.
    """
    seeds = resources.files("seeds")
    with seeds.joinpath("themes.csv").open(encoding="utf-8") as themes:
        theme_ids = {row["id"] for row in csv.DictReader(themes)}
    return read_question_sets(seeds.joinpath("praatplaat"), theme_ids)
