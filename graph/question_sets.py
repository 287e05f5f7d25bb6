"""Reads the question sets of the praatplaat; names every fault with its file, row and column.

``seeds/praatplaat/README.md`` describes the files. Whoever edits them changes the questions, without code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.seed_columns import Columns
from graph.seed_rows import Notes, Row, near, rows_of
from matchmaker.casework.praatplaat import Action, QuestionSet
from matchmaker.casework.terms import Domain
from matchmaker.errors import InvalidInput
from matchmaker.vocabulary import NeedKind, RStrategy

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from importlib.resources.abc import Traversable

LIST_OF_SETS = "sets.csv"
SETS = Columns(("id", "version", "title_nl", "title_en", "sectors", "published_on"))
ACTIONS = Columns(
    ("id", "domain", "r_strategy", "text_nl", "text_en", "need_nl", "need_en", "need_kinds", "themes")
)


def read_question_sets(folder: Traversable, theme_ids: Collection[str]) -> tuple[QuestionSet, ...]:
    """Read all versions of all question sets, by id then version.

    Args:
        folder: The folder that holds ``sets.csv`` and a file for each version, such as ``metal-1.csv``.
        theme_ids: Ids of the themes that there are.

    Raises:
        InvalidInput: Something in the files is wrong; every fault is named.
    """
    notes = Notes()
    sets = [
        found
        for row in rows_of(folder, LIST_OF_SETS, SETS, notes)
        if (found := _set(row, folder, theme_ids, notes))
    ]
    seen: set[tuple[str, int]] = set()
    for one in sets:
        if (one.id, one.version) in seen:
            notes.fault(
                f"{LIST_OF_SETS} {one.id}",
                f"Versie {one.version} staat er dubbel.",
                f"Version {one.version} is there twice.",
            )
        seen.add((one.id, one.version))
    if notes.faults:
        raise InvalidInput(notes.faults)
    return tuple(sorted(sets, key=lambda one: (one.id, one.version)))


def _set(row: Row, folder: Traversable, theme_ids: Collection[str], notes: Notes) -> QuestionSet | None:
    id_, version = row.slug(), row.whole("version")
    title, published_on = row.pair("title"), row.day("published_on")
    sectors = _themes(row, "sectors", theme_ids)
    if not version:
        row.fault("version", "Vul een versie in, vanaf 1.", "Fill in a version, from 1.")
    if not row.is_sound or published_on is None or not version:
        return None
    file = f"{id_}-{version}.csv"
    actions = tuple(_action(one, theme_ids) for one in rows_of(folder, file, ACTIONS, notes))
    _check(file, actions, notes)
    return QuestionSet(
        id=id_, version=version, title=title, sectors=sectors, published_on=published_on, actions=actions
    )


def _action(row: Row, theme_ids: Collection[str]) -> Action:
    return Action(
        id=row.slug(),
        domain=row.code("domain", Domain),
        text=row.pair("text"),
        need=row.pair("need"),
        need_kinds=row.codes("need_kinds", NeedKind, at_least_one=True),
        r_strategy=row.optional_code("r_strategy", RStrategy),
        themes=_themes(row, "themes", theme_ids),
    )


def _themes(row: Row, column: str, theme_ids: Collection[str]) -> tuple[str, ...]:
    themes = row.many(column)
    for theme in themes:
        if theme not in theme_ids:
            row.fault(
                column,
                f"Er is geen thema '{theme}'. Kies een id uit themes.csv.",
                f"There is no theme '{theme}'. Choose an id from themes.csv.",
                near(theme, theme_ids),
            )
    return themes


def _check(file: str, actions: tuple[Action, ...], notes: Notes) -> None:
    """Note actions that are there twice, domains that are split or missing."""
    for id_ in _doubles(actions):
        notes.fault(f"{file} {id_}", "Deze actie staat er dubbel.", "This action is there twice.")
    order = list(dict.fromkeys(action.domain for action in actions))
    if [action.domain for action in actions] != sorted(
        (action.domain for action in actions), key=order.index
    ):
        notes.fault(
            file,
            "Zet de acties van een onderdeel bij elkaar.",
            "Put the actions of a domain next to each other.",
        )
    for domain in Domain:
        if domain not in order:
            notes.fault(
                file,
                f"Er is geen actie bij '{domain.label.nl}'. Geef elk onderdeel er minstens één.",
                f"There is no action for '{domain.label.en}'. Give each domain at least one.",
            )


def _doubles(actions: tuple[Action, ...]) -> Iterator[str]:
    seen: set[str] = set()
    for action in actions:
        if action.id in seen:
            yield action.id
        seen.add(action.id)
