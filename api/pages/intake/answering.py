"""The answer to an intake: what fits each need, and what the company chooses of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.desk import handling
from api.desk.intakes import case_id_of
from api.pages.asking import SHOWN_IN_FULL, cards
from matchmaker.casework.cases import not_chosen
from matchmaker.casework.companies import consent_holds
from matchmaker.casework.referrals import FINAL
from matchmaker.casework.terms import Move, Purpose, Reason, ReferralState
from matchmaker.curation import public_view

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from api.loaded import Loaded
    from api.pages.contexts import Suggestion
    from api.pages.intake.access import Access
    from api.pages.sent import Sent
    from matchmaker.casework.cases import CaseNeed
    from matchmaker.casework.companies import Company
    from matchmaker.casework.port import Casework
    from matchmaker.casework.referrals import Referral
    from matchmaker.matching.answer import Gap
    from matchmaker.model import Offering

_BETWEEN = "."  # between the id of a need and that of an offering, which are slugs


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedAnswer:
    """What fits one need.

    Attributes:
        need: The need.
        suggestions: The best, shown in full.
        more: What is also possible, shown in short.
        own: What fits and the desk offers itself.
        gap: Why nothing is suggested, or None.
        first_help: Why the suggestions are first help, or None where they speak to the need.
        states: Where the referral to an offering is, by offering id; only those that were chosen.
    """

    need: CaseNeed
    suggestions: tuple[Suggestion, ...]
    more: tuple[Suggestion, ...]
    own: tuple[Offering, ...]
    gap: Gap | None
    first_help: Gap | None
    states: Mapping[str, ReferralState]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What the desk has of a sent intake.

    Attributes:
        desk_id: The desk that answers.
        company: Who asks.
        needs: Its needs.
        referrals: What they were referred to, without what was withdrawn.
        may_refer: Whether details may be passed on to providers.
    """

    desk_id: str
    company: Company
    needs: tuple[CaseNeed, ...]
    referrals: tuple[Referral, ...]
    may_refer: bool


def read_work(casework: Casework, access: Access) -> Work:
    """Return what the desk has of a sent intake.

    Raises:
        NotFound: The desk may not see it, or it was not sent.
    """
    desk_id = access.act.desk_id
    case = casework.case(desk_id, case_id_of(access.intake_id))
    company = casework.company(desk_id, case.company_id)
    referrals = casework.referrals_of(desk_id, case.id)
    return Work(
        desk_id=desk_id,
        company=company,
        needs=casework.needs_of(desk_id, case.id),
        referrals=tuple(one for one in referrals if one.state is not ReferralState.WITHDRAWN),
        may_refer=consent_holds(casework.consents(desk_id, company.id), Purpose.REFER),
    )


def answers(work: Work, loaded: Loaded, today: date) -> tuple[NeedAnswer, ...]:
    """Return what fits each need today."""
    return tuple(_answer(need, work, loaded, today) for need in work.needs if need.words.strip())


def choose(casework: Casework, access: Access, loaded: Loaded, sent: Sent, today: date) -> None:
    """Choose and take back what changed since the page was made; allow passing on details if that is said.

    What another window chose stays. What was sent to a provider already cannot be taken back here.

    Raises:
        InvalidInput: Something is chosen that does not fit (any more).
    """
    before, now = set(sent.all("before")), set(sent.all("choose"))
    known = {need.id: need for need in read_work(casework, access).needs}
    changed = [(mark.partition(_BETWEEN), mark in now) for mark in sorted(before ^ now)]

    def work(inner: Casework) -> None:
        desk_work_now = read_work(inner, access)
        for (need_id, _, offering_id), is_wanted in changed:
            if need_id not in known:
                continue
            referral = _under_way(desk_work_now, need_id, offering_id)
            if is_wanted and referral is None:
                handling.choose(inner, access.act, loaded, need_id, offering_id, today=today)
            elif not is_wanted and referral is not None and referral.state is ReferralState.PROPOSED:
                _take_back(inner, access, referral)
        if sent.one("consent") and not desk_work_now.may_refer:
            inner.give_consent(access.act, desk_work_now.company.id, Purpose.REFER)

    casework.together(work)


def mark(need_id: str, offering_id: str) -> str:
    """Return the value under which a need and an offering can be chosen."""
    return f"{need_id}{_BETWEEN}{offering_id}"


def _answer(need: CaseNeed, work: Work, loaded: Loaded, today: date) -> NeedAnswer:
    answer = handling.answer_to(loaded, need, work.company, today, desk_id=work.desk_id)
    found = cards(loaded, answer.matches, today)
    return NeedAnswer(
        need=need,
        suggestions=found[:SHOWN_IN_FULL],
        more=found[SHOWN_IN_FULL:],
        own=tuple(map(public_view, answer.own)),
        gap=answer.gap,
        first_help=answer.first_help,
        states={one.offering_id: one.state for one in work.referrals if one.need_id == need.id},
    )


def _under_way(work: Work, need_id: str, offering_id: str) -> Referral | None:
    return next(
        (
            one
            for one in work.referrals
            if (one.need_id, one.offering_id) == (need_id, offering_id) and one.state not in FINAL
        ),
        None,
    )


def _take_back(casework: Casework, access: Access, referral: Referral) -> None:
    if not referral.own_reason:  # what the desk chose of its own accord was not among the suggestions
        need = casework.need(access.act.desk_id, referral.need_id)
        casework.save_need(access.act, not_chosen(need, referral.offering_id))
    casework.move_referral(
        access.act, referral.id, Move.WITHDRAW, revision=referral.revision, reason=Reason.NOT_WANTED
    )
