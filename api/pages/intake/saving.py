"""Saving a step of an intake, so that two windows on it lose nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from api.desk.intakes import set_for
from api.pages.intake import beginning
from api.pages.intake.access import read_draft
from api.pages.intake.draft import applied, clashes, digest, filled, sent_fields
from matchmaker.casework.intakes import refuse_submitted
from matchmaker.casework.terms import Purpose
from matchmaker.days import day_of

if TYPE_CHECKING:
    from api.loaded import Loaded
    from api.pages.intake.access import Access
    from api.pages.intake.draft import Clash, Draft, Form
    from api.pages.intake.steps import Step
    from api.pages.sent import Sent
    from matchmaker.casework.port import Casework
    from matchmaker.casework.praatplaat import QuestionSet
    from matchmaker.errors import Fault
    from matchmaker.vocabulary import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a step that was sent.

    Attributes:
        draft: The intake as it is stored now.
        step: The step.
        form: The fields as they were sent.
        base: Digest of the fields that are stored now.
        faults: What must be mended; then nothing was stored.
        clashes: What another window stored meanwhile; then nothing was stored.
    """

    draft: Draft
    step: Step
    form: Form
    base: str
    faults: tuple[Fault, ...] = ()
    clashes: tuple[Clash, ...] = ()

    @property
    def is_saved(self) -> bool:
        """Whether it is stored."""
        return not (self.faults or self.clashes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A step as it is sent.

    Attributes:
        number: Which step.
        sent: The form.
        loaded: The register's facts.
        sets: All question sets.
        language: Language of the page.
    """

    number: int
    sent: Sent
    loaded: Loaded
    sets: tuple[QuestionSet, ...]
    language: Language


def save_step(casework: Casework, access: Access, sending: Sending) -> Outcome:
    """Store a step, unless something must be mended or another window stored something else there.

    Whether that is so is told by the digest of the fields that the page was made with: another step, or the
    same values, may be stored meanwhile without anybody noticing.

    Raises:
        NotFound: There is no such intake for this desk.
        Conflict: The intake was sent, so that its answers stand.
    """
    return casework.together(lambda inner: _save(inner, access, sending))


def step_of(access: Access, draft: Draft, number: int) -> Step:
    """Return a step by its number; the nearest that there is for a number beyond the last."""
    steps = access.steps(draft.question_set)
    return steps[min(max(number, 1), len(steps)) - 1]


def _save(casework: Casework, access: Access, sending: Sending) -> Outcome:
    draft = read_draft(casework, access, sending.sets)
    refuse_submitted(draft.intake)
    step = step_of(access, draft, sending.number)
    stored = filled(step, draft, sending.loaded, sending.language)
    own = sent_fields(step, draft, sending.sent)
    outcome = Outcome(draft=draft, step=step, form=own, base=digest(stored))
    if sending.sent.one("base") != outcome.base and own != stored:
        return replace(outcome, clashes=clashes(step, draft, stored, own))
    after, faults = applied(step, draft, own, sending.loaded)
    if faults:
        return replace(outcome, faults=faults)
    if "about" in step.parts:
        after = _measured(after, access, sending)
    if sending.sent.one("later"):  # who stops halfway a step finds it again
        after = replace(after, intake=replace(after.intake, step=step.number))
    return replace(outcome, draft=_store(casework, access, draft, after))


def _measured(draft: Draft, access: Access, sending: Sending) -> Draft:
    """Return a draft with the question set of its trade, as long as nothing was answered."""
    if draft.intake.ticks:
        return draft
    today = day_of(access.act.at)
    question_set = set_for(draft.company, sending.loaded, sending.sets, today)
    intake = beginning.measured_by(draft.intake, question_set)
    return replace(draft, intake=intake, question_set=question_set)


def _store(casework: Casework, access: Access, before: Draft, after: Draft) -> Draft:
    act = access.act
    company, contact = after.company, after.contact
    if company != before.company:
        company = casework.save_company(act, company)
    if contact is not None and contact != before.contact:
        contact = casework.save_contact(act, contact)
    for purpose in Purpose:
        if purpose in after.given - before.given:
            casework.give_consent(act, company.id, purpose)
        if purpose in before.given - after.given:
            casework.withdraw_consent(act, company.id, purpose)
    intake = casework.save_intake(act, after.intake)
    return replace(after, company=company, contact=contact, intake=intake)
