"""Sending an intake: from then on its answers stand, and the desk has a case with what was asked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from api.desk_work import answer_to, suggestions_of
from api.pages.intake.access import own_id, read_draft
from matchmaker.casework.calendar import day_of, quarter_of, working_day
from matchmaker.casework.cases import Case, CaseNeed, suggested
from matchmaker.casework.followups import FollowUp
from matchmaker.casework.terms import CaseKind, DoerKind, FollowUpKind, IntakeState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from api.catalogue import Loaded
    from api.pages.intake.access import Access
    from api.pages.intake.draft import Draft
    from matchmaker.casework.port import Casework
    from matchmaker.casework.praatplaat import QuestionSet
    from matchmaker.vocabulary import Language

CALLED_WITHIN = timedelta(days=7)
"""How long somebody who filled in an intake alone waits at most for the desk."""

FIRST_CALL = "Nieuwe praatplaat, zelf ingevuld. Neem contact op met de ondernemer."


def called_by(sent_on: date) -> date:
    """Return the working day by which the desk gets in touch."""
    return working_day(sent_on + CALLED_WITHIN)


def send(
    casework: Casework, access: Access, loaded: Loaded, sets: tuple[QuestionSet, ...], language: Language
) -> None:
    """Send an intake, open a case with its needs, and keep what fits each of them; twice is once.

    Raises:
        InvalidInput: An answer does not fit the question set; every fault is named.
        NotFound: The desk has no such intake.
    """
    casework.together(lambda inner: _send(inner, access, loaded, sets, language))


def _send(
    casework: Casework, access: Access, loaded: Loaded, sets: tuple[QuestionSet, ...], language: Language
) -> None:
    draft = read_draft(casework, access, sets)
    if draft.intake.state is IntakeState.SUBMITTED:
        return
    act, today = access.act, day_of(access.act.at)
    casework.submit_intake(act, draft.intake.id, draft.question_set, revision=draft.intake.revision)
    case = casework.open_case(act, _case(draft, access, today))
    for need in _needs(draft, case.id, language):
        answer = answer_to(loaded, need, draft.company, today, desk_id=act.desk_id)
        casework.save_need(act, suggested(need, suggestions_of(answer), today))
        if answer.gap is not None:
            casework.record_gap(act, need.id, answer.gap.missing)
    if act.by.kind is DoerKind.ENTREPRENEUR:
        casework.save_follow_up(act, _first_call(case, today))


def _case(draft: Draft, access: Access, today: date) -> Case:
    return Case(
        id=own_id("zaak", draft.intake.id),
        desk_id=access.act.desk_id,
        company_id=draft.company.id,
        kind=CaseKind.PRAATPLAAT,
        opened_on=today,
        worker=access.act.by.function or None,
        intake_id=draft.intake.id,
    )


def _needs(draft: Draft, case_id: str, language: Language) -> Iterator[CaseNeed]:
    """Yield the needs that were confirmed, and the one that was added in own words."""
    base = own_id("behoefte", draft.intake.id)
    confirmed = [one for one in draft.proposals if one.is_asked_for]
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
    if draft.intake.wish.strip():
        yield CaseNeed(id=f"{base}-{len(confirmed) + 1:02d}", case_id=case_id, words=draft.intake.wish)


def _first_call(case: Case, today: date) -> FollowUp:
    return FollowUp(
        id=own_id("afspraak", case.intake_id or case.id),
        desk_id=case.desk_id,
        case_id=case.id,
        kind=FollowUpKind.OWN,
        due_on=called_by(today),
        cohort=quarter_of(case.opened_on),
        remark=FIRST_CALL,
    )
