"""Reads the precedents of the data files: questions that were judged, and where each is sent.

``seeds/README.md`` describes the files.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from graph import seed_columns
from graph.seed_rows import rows_of
from matchmaker.asking import LONGEST_TEXT
from matchmaker.model import BEST_GRADE, Precedent, Referred, best_first
from matchmaker.vocabulary import NeedKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from importlib.resources.abc import Traversable

    from graph.seed_rows import Notes, Row

FOLDER = "precedents"
QUESTIONS_FILE, REFERRALS_FILE = "questions.csv", "referrals.csv"

_GRADES = tuple(str(grade) for grade in range(1, BEST_GRADE + 1))


def precedents_in(
    folder: Traversable, notes: Notes, own_id: Callable[[Row, str], str]
) -> Iterator[Precedent]:
    """Yield the precedents that a folder of data holds; none where it has no folder for them.

    Args:
        folder: Folder of all data.
        notes: Where faults and mentions go.
        own_id: Returns the id of a row and notes that a fact of this kind has it.
    """
    if not folder.joinpath(FOLDER).is_dir():
        return
    referred = _referred(folder, notes)
    for row in rows_of(folder, f"{FOLDER}/{QUESTIONS_FILE}", seed_columns.PRECEDENTS, notes):
        precedent = _precedent(row, own_id)
        if row.is_sound:
            yield replace(precedent, referred=best_first(referred.get(precedent.id, ())))


def _precedent(row: Row, own_id: Callable[[Row, str], str]) -> Precedent:
    id_, text = own_id(row, "precedents"), row.text("question")
    if len(text) > LONGEST_TEXT:
        row.fault(
            "question",
            f"De vraag heeft meer dan {LONGEST_TEXT} tekens. Maak haar korter.",
            f"The question has more than {LONGEST_TEXT} characters. Make it shorter.",
        )
    return Precedent(
        id=id_,
        text=text,
        need_kinds=row.codes("need_kinds", NeedKind),
        sectors=row.mentions("sectors", "themes"),
    )


def _referred(folder: Traversable, notes: Notes) -> Mapping[str, list[Referred]]:
    """Return what each question is sent to, in the order of the rows."""
    found: dict[str, list[Referred]] = defaultdict(list)
    seen: dict[tuple[str, str], Row] = {}
    for row in rows_of(folder, f"{FOLDER}/{REFERRALS_FILE}", seed_columns.REFERRALS, notes):
        question = row.mention("question", "precedents")
        # An export writes in an exact cell what is not there any more.
        to = row.text("to") if row.is_exact("to") else row.mention("to", "actors")
        grade = _grade(row)
        first = seen.setdefault((question, to), row)
        if first is not row:
            row.fault(
                "to",
                f"Deze vraag gaat op regel {first.line} al naar '{to}'. Haal een van beide weg.",
                f"This question is sent to '{to}' on line {first.line} already. Take out one of them.",
            )
        found[question].append(Referred(to=to, grade=grade))
    return found


def _grade(row: Row) -> int:
    """Return the grade of a row; the lowest stands in for a wrong one."""
    text = row.text("grade")
    if text in _GRADES:
        return int(text)
    if text:
        row.fault(
            "grade",
            f"'{text}' kan hier niet. Kies uit: {', '.join(_GRADES)}.",
            f"'{text}' is not possible here. Choose from: {', '.join(_GRADES)}.",
        )
    return 1
