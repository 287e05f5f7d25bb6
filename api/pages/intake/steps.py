"""The steps of an intake: alone one topic a page, with staff on a visit as few pages as can be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from matchmaker.casework.terms import Domain
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from matchmaker.casework.praatplaat import Action, QuestionSet

Part = Literal["about", "actions", "grade", "needs", "consent", "check"]

ABOUT_ALONE = Bilingual("Over u", "About you")
ABOUT_COMPANY = Bilingual("Het bedrijf", "The company")
ALL_ACTIONS = Bilingual("Wat doet en wil het bedrijf?", "What does the company do and want?")
NEEDS = Bilingual("Uw cijfer en uw vragen", "Your grade and your questions")
NEEDS_ON_VISIT = Bilingual("Vragen en toestemming", "Questions and consent")
CONSENT = Bilingual("Wat mogen wij met uw gegevens?", "What may we do with your details?")
CHECK = Bilingual("Controleer uw antwoorden", "Check your answers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One page of an intake.

    Attributes:
        number: Place among the steps, from 1.
        title: What it is about.
        parts: What is asked there, in order.
        domains: The domains whose actions are asked there.
    """

    number: int
    title: Bilingual
    parts: tuple[Part, ...]
    domains: tuple[Domain, ...] = ()

    def actions(self, question_set: QuestionSet) -> tuple[Action, ...]:
        """Return the actions that are asked there, by domain."""
        return tuple(
            action for domain in self.domains for action in question_set.actions if action.domain is domain
        )


def steps_alone(question_set: QuestionSet) -> tuple[Step, ...]:
    """Return the steps of somebody who fills in an intake alone; the first asks who that is."""
    topics: list[tuple[Bilingual, tuple[Part, ...], tuple[Domain, ...]]] = [(ABOUT_ALONE, ("about",), ())]
    topics += [(_title(domain), ("actions",), (domain,)) for domain in _asked(question_set)]
    topics += [
        (NEEDS, ("grade", "needs"), ()),
        (CONSENT, ("consent",), ()),
        (CHECK, ("check",), ()),
    ]
    return _numbered(topics)


def steps_on_visit(question_set: QuestionSet) -> tuple[Step, ...]:
    """Return the steps of staff who fills in an intake together with a company."""
    return _numbered(
        [
            (ABOUT_COMPANY, ("about",), ()),
            (ALL_ACTIONS, ("actions", "grade"), _asked(question_set)),
            (NEEDS_ON_VISIT, ("needs", "consent"), ()),
            (CHECK, ("check",), ()),
        ]
    )


def _numbered(topics: list[tuple[Bilingual, tuple[Part, ...], tuple[Domain, ...]]]) -> tuple[Step, ...]:
    return tuple(
        Step(number=number, title=title, parts=parts, domains=domains)
        for number, (title, parts, domains) in enumerate(topics, start=1)
    )


def _asked(question_set: QuestionSet) -> tuple[Domain, ...]:
    """Return the domains of which something is asked, in the order of the praatplaat."""
    asked = {action.domain for action in question_set.actions}
    return tuple(domain for domain in Domain if domain in asked)


def _title(domain: Domain) -> Bilingual:
    nl, en = domain.label.nl, domain.label.en
    return Bilingual(nl[:1].upper() + nl[1:], en[:1].upper() + en[1:])
