"""The pages of an intake, as the templates receive them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.pages.addresses import address, other
from api.pages.intake import about
from api.pages.intake.contexts import (
    IntakeAnswerPage,
    IntakeLaterPage,
    IntakeNewPage,
    IntakeSentPage,
    IntakeStartPage,
    IntakeStepPage,
    PraatplaatPage,
    PraatplaatPrint,
    SummaryGroup,
    SummaryLine,
)
from api.pages.intake.draft import LABELS, digest, filled
from api.pages.intake.saving import Outcome
from api.private_links import VALID_FOR
from matchmaker.casework.followups import CALLED_WITHIN
from matchmaker.casework.praatplaat import choose_set
from matchmaker.casework.terms import Domain, IntakeState, LinkKind, MailPreference, Purpose
from matchmaker.days import day_of
from matchmaker.vocabulary import Bilingual, TargetGroup

if TYPE_CHECKING:
    from datetime import date, datetime

    from api.loaded import Loaded
    from api.pages.intake.access import Access
    from api.pages.intake.answering import NeedAnswer, Work
    from api.pages.intake.draft import Draft, Form
    from api.pages.intake.overview import Overview
    from api.pages.intake.steps import Step
    from matchmaker.casework.companies import Candidate, Company
    from matchmaker.casework.praatplaat import QuestionSet, Tick
    from matchmaker.errors import Fault
    from matchmaker.model import Actor
    from matchmaker.vocabulary import Language

STEPS_ALONE = 11  # who asks, the seven parts, needs, consent, check; known before a question set is chosen
STEPS_ON_VISIT = 4

_EMPTY: Form = {**dict.fromkeys(about.FIELDS, ("",)), "targetGroup": (TargetGroup.ENTREPRENEUR.value,)}
_DOES = Bilingual("Doet u al", "You do this already")
_WANTS = Bilingual("Wilt u binnen drie jaar", "You want this within three years")
_EXAMPLE = Bilingual("Voorbeeld", "Example")
_SHARED = Bilingual("Voorbeeld dat gedeeld mag worden", "Example that may be shared")
_QUESTION = Bilingual("Vraag", "Question")
_NONE = Bilingual("niets", "nothing")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Who looks at an intake, and with which facts.

    Attributes:
        entry: Who.
        loaded: The register's facts.
        language: Language of the page.
    """

    entry: Access
    loaded: Loaded
    language: Language


def start_page(sets: tuple[QuestionSet, ...], language: Language, desk: str, today: date) -> IntakeStartPage:
    """Return what a praatplaat is, before anything is asked."""
    general = choose_set(sets, (), today)
    return IntakeStartPage(
        other_address=address("intake", other(language), query={"loket": desk}),
        other_by_form=False,
        begin_address=address("intake_new", language, query={"loket": desk}),
        domains=tuple(Domain),
        questions=len(general.actions) if general else 0,
    )


def new_page(
    language: Language,
    desks: tuple[Actor, ...],
    desk: str,
    mark: str,
    form: Form | None = None,
    faults: tuple[Fault, ...] = (),
    *,
    problem: Bilingual | None = None,
) -> IntakeNewPage:
    """Return the form in which somebody says who asks."""
    known = {actor.id for actor in desks}
    chosen = desk if desk in known else ""
    return IntakeNewPage(
        other_address=address("intake_new", other(language), query={"loket": chosen}),
        other_by_form=False,
        action=address("intake_new", language),
        values=form or _EMPTY,
        mark=mark,
        desks=desks,
        desk=chosen or (desks[0].id if len(desks) == 1 else ""),
        groups=about.WHO_ASKS,
        company_id="",
        by_staff=False,
        total=STEPS_ALONE,
        candidates=(),
        problem=problem,
        faults=faults,
    )


def visit_page(
    loaded: Loaded,
    language: Language,
    mark: str,
    form: Form | None = None,
    *,
    known: Company | None = None,
    candidates: tuple[Candidate, ...] = (),
    faults: tuple[Fault, ...] = (),
) -> IntakeNewPage:
    """Return the form in which staff says which company is visited."""
    if form is None:
        form = about.filled(known, None, loaded, language) if known else _EMPTY
    return IntakeNewPage(
        other_address=address("visit_new", other(language), query={"bedrijf": known.id if known else ""}),
        other_by_form=False,
        action=address("visit_new", language),
        values=form,
        mark=mark,
        desks=(),
        desk="",
        groups=about.WHO_ASKS,
        company_id=known.id if known else "",
        by_staff=True,
        total=STEPS_ON_VISIT,
        candidates=candidates,
        problem=None,
        faults=faults,
    )


def step_page(view: View, draft: Draft, step: Step, *, to_check: bool) -> IntakeStepPage:
    """Return a step as it is stored.

    Args:
        view: Who looks.
        draft: The intake.
        step: Which step.
        to_check: The reader came from the last step to change something, and goes back there.
    """
    form = filled(step, draft, view.loaded, view.language)
    as_stored = Outcome(draft=draft, step=step, form=form, base=digest(form))
    return step_again(view, as_stored, to_check=to_check)


def step_again(view: View, outcome: Outcome, *, to_check: bool) -> IntakeStepPage:
    """Return a step as it was sent, with what must be mended or what another window stored."""
    entry, language = view.entry, view.language
    draft, step = outcome.draft, outcome.step
    query = {"stap": str(step.number)}
    actions = step.actions(draft.question_set)
    previous = {"stap": str(step.number - 1)}
    return IntakeStepPage(
        other_address=entry.address("step", other(language), query),
        other_by_form=False,
        action=entry.address("step", language, query),
        previous=entry.address("step", language, previous) if step.number > 1 else None,
        step=step,
        total=len(entry.steps(draft.question_set)),
        values=outcome.form,
        base=outcome.base,
        by_domain=tuple(
            (domain, tuple(one for one in actions if one.domain is domain)) for domain in step.domains
        ),
        proposals=draft.proposals,
        summary=_summary(view, draft) if "check" in step.parts else (),
        may_refer=Purpose.REFER in draft.given,
        groups=about.WHO_ASKS,
        by_staff=entry.by_staff,
        to_check=to_check,
        faults=outcome.faults,
        clashes=outcome.clashes,
    )


def later_page(
    entry: Access, draft: Draft, private_address: str, language: Language, *, mail_to: str, is_mailed: bool
) -> IntakeLaterPage:
    """Return the page with the private link."""
    return IntakeLaterPage(
        other_address=entry.address("later", other(language)),
        other_by_form=False,
        private_address=private_address,
        go_on=entry.address("step", language),
        action=entry.address("later", language),
        mail_to=mail_to,
        is_mailed=is_mailed,
        expires_on=day_of(entry.act.at + VALID_FOR[LinkKind.INTAKE]),
        by_staff=entry.by_staff,
        is_sent=draft.intake.state is IntakeState.SUBMITTED,
    )


def sent_page(entry: Access, draft: Draft, work: Work, loaded: Loaded, language: Language) -> IntakeSentPage:
    """Return what happens after sending."""
    desk = loaded.find_actor(entry.act.desk_id)
    sent_on = day_of(draft.intake.submitted_at or entry.act.at)
    return IntakeSentPage(
        other_address=entry.address("sent", other(language)),
        other_by_form=False,
        company=draft.company,
        desk_name=desk.name if desk else "",
        called_by=CALLED_WITHIN.after(sent_on),
        needs=len(work.needs),
        ways=entry.ways(language),
        later_address=entry.address("later", language),
        by_staff=entry.by_staff,
    )


def answer_page(
    entry: Access,
    work: Work,
    answered: tuple[NeedAnswer, ...],
    language: Language,
    *,
    saved: bool,
    faults: tuple[Fault, ...] = (),
) -> IntakeAnswerPage:
    """Return who can help with each need."""
    return IntakeAnswerPage(
        other_address=entry.address("answer", other(language)),
        other_by_form=False,
        action=entry.address("answer", language),
        answered=answered,
        may_refer=work.may_refer,
        ways=entry.ways(language),
        saved=saved,
        by_staff=entry.by_staff,
        faults=faults,
    )


def praatplaat_page(
    entry: Access, plate: Overview, language: Language, mark: str, *, as_pdf: bool
) -> PraatplaatPage:
    """Return a company's own praatplaat."""
    return PraatplaatPage(
        other_address=entry.address("overview", other(language)),
        other_by_form=False,
        plate=plate,
        ways=entry.ways(language),
        pdf_address=entry.address("print", language) if as_pdf else "",
        again_address=entry.address("again", language),
        mark=mark,
        by_staff=entry.by_staff,
    )


def print_page(entry: Access, plate: Overview, loaded: Loaded, now: datetime) -> PraatplaatPrint:
    """Return a company's own praatplaat as a document of its own."""
    desk = loaded.find_actor(entry.act.desk_id)
    return PraatplaatPrint(
        other_address="",
        other_by_form=False,
        plate=plate,
        desk_name=desk.name if desk else "",
        printed_at=now,
    )


def _summary(view: View, draft: Draft) -> tuple[SummaryGroup, ...]:
    """Return all answers, step by step, for the page where they are checked."""
    return tuple(
        SummaryGroup(
            title=step.title,
            address=view.entry.address(
                "step", view.language, {"stap": str(step.number), "terug": "controle"}
            ),
            lines=_lines(step, draft, view),
        )
        for step in view.entry.steps(draft.question_set)
        if "check" not in step.parts
    )


def _lines(step: Step, draft: Draft, view: View) -> tuple[SummaryLine, ...]:
    lines: list[SummaryLine] = []
    if "about" in step.parts:
        form = about.filled(draft.company, draft.contact, view.loaded, view.language)
        lines += _about_lines(form, draft)
    for action in step.actions(draft.question_set):
        tick = draft.ticks.get(action.id)
        if tick is not None:
            lines += _action_lines(action.text, tick)
    if "grade" in step.parts and draft.intake.own_grade is not None:
        grade = str(draft.intake.own_grade)
        lines.append(SummaryLine(label=LABELS["ownGrade"], value=Bilingual(grade, grade)))
    if "needs" in step.parts:
        asked = [one.words for one in draft.proposals if one.is_asked_for]
        lines += [SummaryLine(label=_QUESTION, value=words) for words in asked]
        if draft.intake.wish:
            wish = Bilingual(draft.intake.wish, draft.intake.wish)
            lines.append(SummaryLine(label=LABELS["wish"], value=wish, quoted=True))
    if "consent" in step.parts:
        lines += _consent_lines(draft)
    return tuple(lines)


def _about_lines(form: Form, draft: Draft) -> list[SummaryLine]:
    shown = {name: Bilingual(form[name][0], form[name][0]) for name in about.FIELDS}
    shown["targetGroup"] = about.WHO_ASKS.get(draft.company.target_group, draft.company.target_group.label)
    if draft.company.size:
        shown["size"] = draft.company.size.label
    return [
        SummaryLine(label=about.LABELS[name], value=text, quoted=name in {"name", "function"})
        for name, text in shown.items()
        if text.nl
    ]


def _action_lines(text: Bilingual, tick: Tick) -> list[SummaryLine]:
    lines = []
    if tick.does:
        lines.append(SummaryLine(label=_DOES, value=text))
    if tick.wants:
        lines.append(SummaryLine(label=_WANTS, value=text))
    if tick.example:
        label = _SHARED if tick.may_share else _EXAMPLE
        lines.append(SummaryLine(label=label, value=Bilingual(tick.example, tick.example), quoted=True))
    return lines


def _consent_lines(draft: Draft) -> list[SummaryLine]:
    purposes = [purpose.label for purpose in Purpose if purpose in draft.given]
    given = Bilingual("; ".join(one.nl for one in purposes), "; ".join(one.en for one in purposes))
    lines = [SummaryLine(label=LABELS["consent"], value=given if purposes else _NONE)]
    if draft.contact is not None:
        wants = draft.contact.mail is MailPreference.ALL
        answer = Bilingual("ja", "yes") if wants else Bilingual("nee", "no")
        lines.append(SummaryLine(label=LABELS["mail"], value=answer))
    return lines
