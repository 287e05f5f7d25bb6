"""A company's own praatplaat: what it does and wants, its links, and what changed since the last time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.desk.intakes import case_id_of, set_of
from api.pages.intake.wheel import wheel
from matchmaker.casework.praatplaat import Tick, difference, score
from matchmaker.casework.referrals import FINAL
from matchmaker.casework.terms import Domain, IntakeState, ReferralState
from matchmaker.errors import NotFound

if TYPE_CHECKING:
    from datetime import datetime

    from api.loaded import Loaded
    from api.pages.intake.access import Access
    from api.pages.intake.wheel import Segment
    from matchmaker.casework.intakes import Intake
    from matchmaker.casework.port import Casework
    from matchmaker.casework.praatplaat import Action, Count, Difference, QuestionSet, Score
    from matchmaker.casework.referrals import Referral
    from matchmaker.vocabulary import Bilingual, RStrategy


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An action with what the company says of it.

    Attributes:
        text: The action.
        example: How the company does it, or empty.
        may_share: Whether that example may be shared.
        asks_help: Whether it wants help with it.
    """

    text: Bilingual
    example: str
    may_share: bool
    asks_help: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainView:
    """One of the seven parts.

    Attributes:
        number: Its number in the picture.
        domain: Which.
        count: How many actions it does and wants.
        done: The actions that it does.
        wanted: The actions that it wants within three years.
    """

    number: int
    domain: Domain
    count: Count
    done: tuple[Said, ...]
    wanted: tuple[Said, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A concrete link: what the company was or can be brought in touch with.

    Attributes:
        title: What it is.
        offering_id: Its page, or None where it is no longer there.
        provider: Who offers it.
        state: How far it is.
        next_step: What to do first, or None where the offering is no longer there.
    """

    title: Bilingual
    offering_id: str | None
    provider: str
    state: ReferralState
    next_step: Bilingual | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What changed since the measurement before.

    Attributes:
        since: When that was sent.
        before: Actions done then, of those asked both times.
        after: Actions done now, of those.
        grade_before: The company's own grade then, or None.
        started: Actions that it now does and did not then; those that it wanted come first.
        realised: How many of them it wanted then.
        stopped: Actions that it no longer does.
        still_wanted: Actions that it wanted then and still wants.
    """

    since: datetime
    before: int
    after: int
    grade_before: int | None
    started: tuple[Bilingual, ...]
    realised: int
    stopped: tuple[Bilingual, ...]
    still_wanted: tuple[Bilingual, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """A praatplaat as it is shown and printed.

    Attributes:
        name: Of the company.
        sent_at: When it was filled in, in UTC.
        score: What the answers add up to.
        segments: The picture.
        domains: The parts of which something was asked.
        rungs: Rungs of the R-ladder that were asked about, best first, with what is done and wanted.
        ties: Concrete links: those that it led to, and those that were under way already.
        changes: What changed since the measurement before, or None at the first.
    """

    name: str
    sent_at: datetime
    score: Score
    segments: tuple[Segment, ...]
    domains: tuple[DomainView, ...]
    rungs: tuple[tuple[RStrategy, Count], ...]
    ties: tuple[Tie, ...]
    changes: Changes | None


def read_overview(
    casework: Casework, access: Access, loaded: Loaded, sets: tuple[QuestionSet, ...]
) -> Overview:
    """Return the praatplaat of a sent intake.

    Raises:
        NotFound: The desk has no such intake, or it was not sent.
    """
    desk_id = access.act.desk_id
    intake = casework.intake(desk_id, access.intake_id)
    if intake.submitted_at is None:
        raise NotFound("praatplaat", intake.id)
    company = casework.company(desk_id, intake.company_id)
    question_set = set_of(intake, sets)
    counted = score(question_set, intake.ticks, intake.own_grade)
    domains = _domains(question_set, intake, counted)
    return Overview(
        name=company.name,
        sent_at=intake.submitted_at,
        score=counted,
        segments=wheel([view.count for view in domains]),
        domains=domains,
        rungs=tuple(counted.by_r_strategy.items()),
        ties=tuple(_tie(one, loaded) for one in _referrals(casework, desk_id, intake)),
        changes=_changes(casework, access, intake, sets),
    )


def _domains(question_set: QuestionSet, intake: Intake, counted: Score) -> tuple[DomainView, ...]:
    ticks = {tick.action_id: tick for tick in intake.ticks}
    asked = [domain for domain in Domain if any(one.domain is domain for one in question_set.actions)]
    return tuple(
        _domain(number, domain, question_set, ticks, counted) for number, domain in enumerate(asked, start=1)
    )


def _domain(
    number: int, domain: Domain, question_set: QuestionSet, ticks: dict[str, Tick], counted: Score
) -> DomainView:
    answered = [
        (one, ticks[one.id]) for one in question_set.actions if one.domain is domain and one.id in ticks
    ]
    return DomainView(
        number=number,
        domain=domain,
        count=counted.by_domain[domain],
        done=tuple(_said(action, tick) for action, tick in answered if tick.does),
        wanted=tuple(_said(action, tick) for action, tick in answered if tick.wants and not tick.does),
    )


def _said(action: Action, tick: Tick) -> Said:
    return Said(text=action.text, example=tick.example, may_share=tick.may_share, asks_help=tick.needs_help)


def _referrals(casework: Casework, desk_id: str, intake: Intake) -> tuple[Referral, ...]:
    """Return what a praatplaat leads to, and what was under way when it was filled in."""
    cases = casework.cases_of(desk_id, intake.company_id)
    own = next(case for case in cases if case.id == case_id_of(intake.id))
    found = [
        one for one in casework.referrals_of(desk_id, own.id) if one.state is not ReferralState.WITHDRAWN
    ]
    for case in cases:
        if case.id != own.id and case.opened_on <= own.opened_on:
            earlier = casework.referrals_of(desk_id, case.id)
            found += [one for one in earlier if one.sent_at and one.state not in FINAL]
    return tuple(found)


def _tie(referral: Referral, loaded: Loaded) -> Tie:
    try:
        offering = loaded.offering_by_id(referral.offering_id)
    except NotFound:
        offering = None
    return Tie(
        title=offering.title if offering else referral.offering_title,
        offering_id=offering.id if offering else None,
        provider=referral.provider_name,
        state=referral.state,
        next_step=offering.next_step if offering else None,
    )


def _changes(
    casework: Casework, access: Access, intake: Intake, sets: tuple[QuestionSet, ...]
) -> Changes | None:
    """Return what changed since the measurement before, or None at the first."""
    earlier = [
        (one.submitted_at, one)
        for one in casework.intakes_of(access.act.desk_id, intake.company_id)
        if one.state is IntakeState.SUBMITTED and one.submitted_at is not None and one.id != intake.id
        if intake.submitted_at is not None and one.submitted_at < intake.submitted_at
    ]
    if not earlier:
        return None
    since, old = max(earlier, key=lambda item: item[0])
    old_set, new_set = set_of(old, sets), set_of(intake, sets)
    told = difference((old_set, old.ticks, old.own_grade), (new_set, intake.ticks, intake.own_grade))
    return Changes(
        since=since,
        before=told.before.total.done,
        after=told.after.total.done,
        grade_before=old.own_grade,
        started=_texts(new_set, _wanted_first(told)),
        realised=len(told.realised),
        stopped=_texts(new_set, told.stopped),
        still_wanted=_texts(new_set, told.still_wanted),
    )


def _wanted_first(told: Difference) -> tuple[str, ...]:
    return (*told.realised, *(id_ for id_ in told.started if id_ not in told.realised))


def _texts(question_set: QuestionSet, ids: tuple[str, ...]) -> tuple[Bilingual, ...]:
    actions = (question_set.action(id_) for id_ in ids)
    return tuple(action.text for action in actions if action is not None)
