"""A draft of an intake as form fields and back: what a step shows, and what sending it changes.

A form is a mapping of field names to values, the same for what is stored and for what was sent, so that the
two can be compared: that tells whether another window changed this step meanwhile.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from api.pages.intake import about
from matchmaker.casework.praatplaat import Tick, proposed_needs, tick_faults
from matchmaker.casework.terms import MailPreference, Purpose
from matchmaker.errors import Fault
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from api.loaded import Loaded
    from api.pages.intake.steps import Step
    from api.pages.sent import Sent
    from matchmaker.casework.companies import Company, Contact
    from matchmaker.casework.intakes import Intake
    from matchmaker.casework.praatplaat import Action, ProposedNeed, QuestionSet
    from matchmaker.vocabulary import Language

    Form = Mapping[str, tuple[str, ...]]

LONGEST_WISH = 2_000

DOES, WANTS, HELPS, NOT_APPLICABLE, SHARE = "does", "wants", "helps", "notApplicable", "share"
TICKED = (DOES, WANTS, HELPS, NOT_APPLICABLE, SHARE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An intake with whom it is about.

    Attributes:
        intake: The answers so far.
        company: Who answers.
        contact: How to reach them, or None where there is nothing yet.
        given: The purposes for which there is consent now.
        question_set: By what is measured.
    """

    intake: Intake
    company: Company
    contact: Contact | None
    given: frozenset[Purpose]
    question_set: QuestionSet

    @property
    def ticks(self) -> dict[str, Tick]:
        """The answers by action."""
        return {tick.action_id: tick for tick in self.intake.ticks}

    @property
    def proposals(self) -> tuple[ProposedNeed, ...]:
        """The needs that follow from the answers."""
        return proposed_needs(self.question_set, self.intake.ticks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A field that another window changed meanwhile.

    Attributes:
        label: What it asks.
        stored: What is stored now, in words.
        own: What was just sent, in words.
    """

    label: Bilingual
    stored: Bilingual
    own: Bilingual


def filled(step: Step, draft: Draft, loaded: Loaded, language: Language) -> Form:
    """Return the fields of a step as they are stored."""
    form: dict[str, tuple[str, ...]] = {}
    if "about" in step.parts:
        form |= about.filled(draft.company, draft.contact, loaded, language)
    if "actions" in step.parts:
        form |= _of_actions(step.actions(draft.question_set), draft.ticks)
    if "grade" in step.parts:
        form["ownGrade"] = _one("" if draft.intake.own_grade is None else str(draft.intake.own_grade))
    if "needs" in step.parts:
        form |= _of_needs(draft, language)
    if "consent" in step.parts:
        form["consent"] = tuple(purpose.value for purpose in Purpose if purpose in draft.given)
        wants_mail = draft.contact is not None and draft.contact.mail is MailPreference.ALL
        form["mail"] = ("all",) if wants_mail else ()
    return form


def sent_fields(step: Step, draft: Draft, sent: Sent) -> Form:
    """Return the fields of a step as they were sent, in the shape of ``filled``."""
    form: dict[str, tuple[str, ...]] = {}
    if "about" in step.parts:
        form |= about.sent_fields(sent)
    if "actions" in step.parts:
        actions = step.actions(draft.question_set)
        form |= {name: _ticked(sent.all(name), actions) for name in TICKED}
        form |= {_example(one.id): _one(sent.lines(_example(one.id))) for one in actions}
    if "grade" in step.parts:
        form["ownGrade"] = _one(sent.one("ownGrade"))
    if "needs" in step.parts:
        proposals = draft.proposals
        confirmed = set(sent.all("confirmed"))
        form["confirmed"] = tuple(one.action_id for one in proposals if one.action_id in confirmed)
        form |= {_words(one.action_id): _one(sent.lines(_words(one.action_id))) for one in proposals}
        form["wish"] = _one(sent.lines("wish"))
    if "consent" in step.parts:
        form["consent"] = tuple(one.value for one in Purpose if one.value in sent.all("consent"))
        form["mail"] = ("all",) if sent.one("mail") == "all" else ()
    return form


def digest(form: Form) -> str:
    """Return a short text by which the same fields with the same values are known."""
    return hashlib.sha256(json.dumps(form, sort_keys=True).encode()).hexdigest()[:24]


def applied(step: Step, draft: Draft, form: Form, loaded: Loaded) -> tuple[Draft, tuple[Fault, ...]]:
    """Return a draft with the fields of a step filled in, and all that is wrong with them."""
    faults: list[Fault] = []
    intake = draft.intake
    if "about" in step.parts:
        company, contact, wrong = about.applied(draft.company, draft.contact, form, loaded)
        draft = replace(draft, company=company, contact=contact)
        faults += wrong
    if "actions" in step.parts:
        actions = step.actions(draft.question_set)
        answered = [_tick(one, form, draft.ticks.get(one.id)) for one in actions]
        intake = replace(intake, ticks=_merged(draft, answered))
        faults += tick_faults(draft.question_set, answered, None)
    if "grade" in step.parts:
        intake, wrong = _with_grade(intake, form["ownGrade"][0])
        faults += wrong
    if "needs" in step.parts:
        confirmed = [_confirmed(one, form, draft) for one in draft.proposals]
        intake = replace(intake, ticks=_merged(draft, confirmed), wish=form["wish"][0])
        faults += tick_faults(draft.question_set, confirmed, None)
        faults += _wish_faults(intake.wish)
    if "consent" in step.parts:
        draft = _with_consent(draft, form)
    reached = max(intake.step, step.number + 1)
    return replace(draft, intake=replace(intake, step=reached)), tuple(faults)


def clashes(step: Step, draft: Draft, stored: Form, own: Form) -> tuple[Clash, ...]:
    """Return what differs between the stored fields of a step and those just sent, field by field."""
    found = []
    for action in step.actions(draft.question_set):
        there, here = _answer(action.id, stored), _answer(action.id, own)
        if there != here:
            found.append(Clash(label=action.text, stored=there, own=here))
    for proposal in draft.proposals if "needs" in step.parts else ():
        there, here = _question(proposal.action_id, stored), _question(proposal.action_id, own)
        if there != here:
            found.append(Clash(label=proposal.words, stored=there, own=here))
    for name, label in LABELS.items():
        if name in stored and stored[name] != own[name]:
            found.append(Clash(label=label, stored=_said(name, stored), own=_said(name, own)))
    return tuple(found)


LABELS: Mapping[str, Bilingual] = {
    **about.LABELS,
    "ownGrade": Bilingual("Uw cijfer", "Your grade"),
    "wish": Bilingual("Andere vraag", "Other question"),
    "consent": Bilingual("Toestemming", "Consent"),
    "mail": Bilingual("Mail over elke stap", "Mail about every step"),
}

_SAID = {
    DOES: Bilingual("doen wij al", "we do this already"),
    WANTS: Bilingual("willen wij binnen drie jaar", "we want this within three years"),
    HELPS: Bilingual("hierover willen wij hulp", "we want help with this"),
    NOT_APPLICABLE: Bilingual("niet van toepassing", "does not apply"),
    SHARE: Bilingual("voorbeeld delen mag", "example may be shared"),
}
_NOTHING = Bilingual("niets ingevuld", "nothing filled in")


def _one(text: str) -> tuple[str, ...]:
    return (text,)


def _example(action_id: str) -> str:
    return f"example-{action_id}"


def _words(action_id: str) -> str:
    return f"words-{action_id}"


def _ticked(values: Iterable[str], actions: Iterable[Action]) -> tuple[str, ...]:
    known = set(values)
    return tuple(action.id for action in actions if action.id in known)


def _of_actions(actions: tuple[Action, ...], ticks: Mapping[str, Tick]) -> dict[str, tuple[str, ...]]:
    given = [ticks.get(action.id, Tick(action_id=action.id)) for action in actions]
    return {
        DOES: tuple(tick.action_id for tick in given if tick.does),
        WANTS: tuple(tick.action_id for tick in given if tick.wants),
        HELPS: tuple(tick.action_id for tick in given if tick.needs_help),
        NOT_APPLICABLE: tuple(tick.action_id for tick in given if tick.not_applicable),
        SHARE: tuple(tick.action_id for tick in given if tick.may_share),
        **{_example(tick.action_id): _one(tick.example) for tick in given},
    }


def _of_needs(draft: Draft, language: Language) -> dict[str, tuple[str, ...]]:
    proposals = draft.proposals
    return {
        "confirmed": tuple(one.action_id for one in proposals if one.is_asked_for),
        "wish": _one(draft.intake.wish),
        **{_words(one.action_id): _one(one.words.in_language(language)) for one in proposals},
    }


def _tick(action: Action, form: Form, before: Tick | None) -> Tick:
    return Tick(
        action_id=action.id,
        does=action.id in form[DOES],
        wants=action.id in form[WANTS],
        needs_help=action.id in form[HELPS],
        not_applicable=action.id in form[NOT_APPLICABLE],
        example=form[_example(action.id)][0],
        may_share=action.id in form[SHARE],
        words=before.words if before else "",
    )


def _confirmed(proposal: ProposedNeed, form: Form, draft: Draft) -> Tick:
    """Return the answer to an action with the need confirmed or not, in own words if those differ."""
    tick = draft.ticks[proposal.action_id]
    action = draft.question_set.action(proposal.action_id)
    words = form[_words(proposal.action_id)][0]
    usual = action is not None and words in (action.need.nl, action.need.en)
    return replace(tick, needs_help=proposal.action_id in form["confirmed"], words="" if usual else words)


def _merged(draft: Draft, changed: Iterable[Tick]) -> tuple[Tick, ...]:
    """Return all answers with some changed, in the order of the question set; an empty one is left out."""
    ticks = draft.ticks | {tick.action_id: tick for tick in changed}
    empty = Tick(action_id="")
    ordered = (ticks[one.id] for one in draft.question_set.actions if one.id in ticks)
    return tuple(tick for tick in ordered if replace(tick, action_id="") != empty)


def _with_grade(intake: Intake, text: str) -> tuple[Intake, list[Fault]]:
    if not text:
        return replace(intake, own_grade=None), []
    if text.isascii() and text.isdecimal() and 1 <= int(text[:3]) <= 10:
        return replace(intake, own_grade=int(text)), []
    message = Bilingual("Geef een cijfer van 1 tot en met 10.", "Give a grade from 1 to 10.")
    return intake, [Fault(where="ownGrade", message=message)]


def _wish_faults(wish: str) -> list[Fault]:
    if len(wish) <= LONGEST_WISH:
        return []
    message = Bilingual(
        f"Maak de vraag korter: hoogstens {LONGEST_WISH} tekens.",
        f"Make the question shorter: at most {LONGEST_WISH} characters.",
    )
    return [Fault(where="wish", message=message)]


def _with_consent(draft: Draft, form: Form) -> Draft:
    given = frozenset(purpose for purpose in Purpose if purpose.value in form["consent"])
    contact = draft.contact
    if contact is not None:
        contact = replace(contact, mail=MailPreference.ALL if form["mail"] else MailPreference.NONE)
    return replace(draft, given=given, contact=contact)


def _answer(action_id: str, form: Form) -> Bilingual:
    said = [words for name, words in _SAID.items() if action_id in form.get(name, ())]
    example = form.get(_example(action_id), ("",))[0]
    nl = ", ".join([*(one.nl for one in said), *([f"“{example}”"] if example else [])])
    en = ", ".join([*(one.en for one in said), *([f"“{example}”"] if example else [])])
    return Bilingual(nl, en) if nl else _NOTHING


def _question(action_id: str, form: Form) -> Bilingual:
    if action_id not in form["confirmed"]:
        return Bilingual("geen hulp", "no help")
    words = form[_words(action_id)][0]
    return Bilingual(f"hulp: “{words}”", f"help: “{words}”")


def _said(name: str, form: Form) -> Bilingual:
    values = form[name]
    if name == "consent":
        labels = [purpose.label for purpose in Purpose if purpose.value in values]
        if labels:
            return Bilingual(", ".join(one.nl for one in labels), ", ".join(one.en for one in labels))
    elif name == "mail":
        return Bilingual("ja", "yes") if values else Bilingual("nee", "no")
    text = ", ".join(value for value in values if value)
    return Bilingual(text, text) if text else _NOTHING
