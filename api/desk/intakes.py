"""Sending an intake, the same from a page and over the API: its answers stand, and the desk has a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.desk.handling import keep_answer
from matchmaker.casework import followups
from matchmaker.casework.cases import Case, CaseNeed
from matchmaker.casework.praatplaat import choose_set, proposed_needs
from matchmaker.casework.terms import CaseKind, FollowUpKind, FollowUpState
from matchmaker.days import day_of
from matchmaker.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from api.loaded import Loaded
    from matchmaker.casework.companies import Company
    from matchmaker.casework.intakes import Intake
    from matchmaker.casework.port import Act, Casework
    from matchmaker.casework.praatplaat import QuestionSet
    from matchmaker.vocabulary import Language


def own_id(kind: str, intake_id: str) -> str:
    """Return the id of what an intake has one of, such as its case: the same every time."""
    return f"{kind}-{intake_id.removeprefix('intake-')}"


def case_id_of(intake_id: str) -> str:
    """Return the id of the case that an intake opens when it is sent."""
    return own_id("zaak", intake_id)


def set_of(intake: Intake, sets: tuple[QuestionSet, ...]) -> QuestionSet:
    """Return the question set by which an intake measures, or raise ``NotFound``."""
    wanted = (intake.question_set_id, intake.question_set_version)
    for one in sets:
        if (one.id, one.version) == wanted:
            return one
    raise NotFound("question_set", f"{wanted[0]} {wanted[1]}")


def set_for(company: Company, loaded: Loaded, sets: tuple[QuestionSet, ...], on: date) -> QuestionSet:
    """Return the question set to put to a company, or raise ``NotFound`` where none is published."""
    trades = {theme for sector in company.sectors for theme in loaded.thesaurus.with_broader(sector)}
    found = choose_set(sets, trades, on)
    if found is None:
        raise NotFound("question_set", "general")
    return found


def send(
    casework: Casework,
    act: Act,
    intake: Intake,
    loaded: Loaded,
    question_set: QuestionSet,
    language: Language,
) -> Intake:
    """Send an intake, open a case with its needs, and keep what fits each of them; twice is once.

    A measurement that the desk had planned to repeat is done with it.

    Args:
        casework: Where it is kept, all or nothing.
        act: Who sends it, for which desk and when.
        intake: The answers, with the revision that was read.
        loaded: The register's facts.
        question_set: By what it measures.
        language: In which the needs are worded that the company did not word itself.

    Raises:
        InvalidInput: An answer does not fit the question set; every fault is named.
        ChangedMeanwhile: It has another revision by now.
    """
    return casework.together(lambda inner: _send(inner, act, intake, loaded, question_set, language))


def _send(
    casework: Casework,
    act: Act,
    intake: Intake,
    loaded: Loaded,
    question_set: QuestionSet,
    language: Language,
) -> Intake:
    today = day_of(act.at)
    sent = casework.submit_intake(act, intake.id, question_set, revision=intake.revision)
    company = casework.company(act.desk_id, intake.company_id)
    _finish_repeats(casework, act, company.id, today)
    case = casework.open_case(act, _case(sent, act, today))
    for need in _needs(sent, question_set, case.id, language):
        keep_answer(casework, act, loaded, need, company, today)
    return sent


def _finish_repeats(casework: Casework, act: Act, company_id: str, today: date) -> None:
    for case in casework.cases_of(act.desk_id, company_id):
        if not case.may_change(act.desk_id):
            continue
        for one in casework.follow_ups_of(act.desk_id, case.id):
            if one.kind is FollowUpKind.REPEAT and one.state is FollowUpState.OPEN:
                casework.save_follow_up(act, followups.finished(one, today))


def _case(intake: Intake, act: Act, today: date) -> Case:
    return Case(
        id=case_id_of(intake.id),
        desk_id=act.desk_id,
        company_id=intake.company_id,
        kind=CaseKind.PRAATPLAAT,
        opened_on=today,
        worker=act.by.function or None,
        intake_id=intake.id,
    )


def _needs(intake: Intake, question_set: QuestionSet, case_id: str, language: Language) -> Iterator[CaseNeed]:
    """Yield the needs that were confirmed, and the one that was added in own words."""
    base = own_id("behoefte", intake.id)
    proposals = proposed_needs(question_set, intake.ticks)
    confirmed = [one for one in proposals if one.is_asked_for]
    for number, proposal in enumerate(confirmed, start=1):
        yield CaseNeed(
            id=f"{base}-{number:02d}",
            case_id=case_id,
            words=proposal.words.in_language(language),
            kinds=proposal.kinds,
            themes=proposal.themes,
            r_strategy=proposal.r_strategy,
            action_id=proposal.action_id,
        )
    if intake.wish.strip():
        yield CaseNeed(id=f"{base}-{len(confirmed) + 1:02d}", case_id=case_id, words=intake.wish)
