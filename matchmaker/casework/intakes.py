"""An intake: a measurement of one company by one version of a question set, alone or with staff."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from matchmaker.casework.praatplaat import tick_faults
from matchmaker.casework.terms import IntakeState, MadeBy
from matchmaker.errors import Conflict, InvalidInput

if TYPE_CHECKING:
    from datetime import datetime

    from matchmaker.casework.praatplaat import QuestionSet, Tick


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Answers of a company to a question set.

    Attributes:
        id: Slug.
        revision: Counts its changes; 0 until it is stored.
        company_id: Who is measured.
        desk_id: The desk that gets it.
        question_set_id: Which question set.
        question_set_version: Which version of it.
        made_by: Alone or together with staff.
        state: Draft until it is sent.
        step: The step at which somebody goes on later, from 1.
        ticks: The answers so far.
        own_grade: What the company gives itself, 1 to 10, or None.
        wish: What it wants to add in its own words.
        started_at: When it was begun, in UTC.
        submitted_at: When it was sent, in UTC, or None.
    """

    id: str
    company_id: str
    desk_id: str
    question_set_id: str
    question_set_version: int
    made_by: MadeBy
    started_at: datetime
    state: IntakeState = IntakeState.DRAFT
    step: int = 1
    ticks: tuple[Tick, ...] = ()
    own_grade: int | None = None
    wish: str = ""
    submitted_at: datetime | None = None
    revision: int = 0


def submitted(intake: Intake, question_set: QuestionSet, at: datetime) -> Intake:
    """Return a draft as it is sent.

    Args:
        intake: The draft.
        question_set: The version by which it measures.
        at: When it is sent, in UTC.

    Raises:
        Conflict: It was sent before, or it measures by another question set.
        InvalidInput: An answer does not fit the question set; every fault is named.
    """
    refuse_submitted(intake)
    if (question_set.id, question_set.version) != (intake.question_set_id, intake.question_set_version):
        raise Conflict(
            "Deze intake hoort bij een andere versie van de vragen. / "
            "This intake belongs to another version of the questions."
        )
    faults = tick_faults(question_set, intake.ticks, intake.own_grade)
    if faults:
        raise InvalidInput(faults)
    return replace(intake, state=IntakeState.SUBMITTED, submitted_at=at)


def refuse_submitted(intake: Intake) -> None:
    """Raise ``Conflict`` if an intake was sent, after which its answers stand."""
    if intake.state is IntakeState.SUBMITTED:
        raise Conflict(
            "Deze intake is al verstuurd. Begin een nieuwe meting om iets te veranderen. / "
            "This intake was sent already. Begin a new measurement to change something."
        )
