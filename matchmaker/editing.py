"""What an actor or offering must say before a desk may write it down; every fault at once.

Faults are named by the field as it is called over the wire, with the language behind a point:
``kvkNumber``, ``summary.nl``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from matchmaker.errors import Fault
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matchmaker.model import Actor, Offering, Question

LONGEST_NAME, LONGEST_TEXT, LONGEST_QUESTION = 200, 2_000, 300
FEWEST_QUESTIONS, MOST_QUESTIONS = 3, 8

_KVK_NUMBER = re.compile(r"[0-9]{8}")
_WEBSITE = re.compile(r"https?://[^\s/.]+(?:\.[^\s/.]+)+(?:[/?#]\S*)?", re.IGNORECASE)

ABSENT = {
    "name": Bilingual("Vul de naam in.", "Fill in the name."),
    "description.nl": Bilingual("Vul een omschrijving in.", "Fill in a description in Dutch."),
    "title.nl": Bilingual("Vul een titel in.", "Fill in a title in Dutch."),
    "summary.nl": Bilingual("Vul in wat iemand krijgt.", "Fill in, in Dutch, what somebody gets."),
    "nextStep.nl": Bilingual("Vul in wat iemand eerst doet.", "Fill in, in Dutch, what somebody does first."),
    "needKinds": Bilingual("Kies minstens één soort hulp.", "Choose at least one kind of help."),
    "targetGroups": Bilingual("Kies voor wie het is.", "Choose for whom it is."),
    "area": Bilingual(
        "Vul in waar het geldt, zoals Nederland.", "Fill in where it holds, such as Nederland."
    ),
}
BELOW_ZERO = {
    "budgetEuro": Bilingual("Vul bij het bedrag een getal vanaf 0 in.", "Fill in an amount from 0."),
    "capacity": Bilingual("Vul bij het aantal plaatsen een getal vanaf 0 in.", "Fill in places from 0."),
    "placesLeft": Bilingual("Vul bij de vrije plaatsen een getal vanaf 0 in.", "Fill in free places from 0."),
}


def actor_faults(actor: Actor) -> list[Fault]:
    """Return what is wrong with an actor as somebody wrote it down."""
    faults = [
        *_name_faults("name", actor.name),
        *_text_faults("description", actor.description, LONGEST_TEXT),
        *(fault for alias in actor.aliases for fault in _too_long("aliases", alias, LONGEST_NAME)),
    ]
    if actor.website is not None and not _WEBSITE.fullmatch(actor.website):
        message = Bilingual(
            "Vul het hele adres in, zoals https://www.voorbeeld.nl.",
            "Fill in the whole address, such as https://www.example.org.",
        )
        faults.append(Fault(where="website", message=message))
    if actor.kvk_number is not None and not _KVK_NUMBER.fullmatch(actor.kvk_number):
        message = Bilingual("Een KVK-nummer heeft acht cijfers.", "A KVK number has eight digits.")
        faults.append(Fault(where="kvkNumber", message=message))
    return faults


def offering_faults(offering: Offering) -> list[Fault]:
    """Return what is wrong with an offering as somebody wrote it down."""
    return [
        *_text_faults("title", offering.title, LONGEST_NAME),
        *_text_faults("summary", offering.summary, LONGEST_TEXT),
        *_text_faults("nextStep", offering.next_step, LONGEST_TEXT),
        *_choice_faults(offering),
        *_window_faults(offering),
        *_number_faults(offering),
        *(
            fault
            for one in offering.requirements
            for text in (one.nl, one.en)
            for fault in _too_long("requirements", text, LONGEST_QUESTION)
        ),
        *_question_faults(offering.questions),
    ]


def _name_faults(where: str, name: str) -> Iterator[Fault]:
    if not name.strip():
        yield Fault(where=where, message=ABSENT[where])
    yield from _too_long(where, name, LONGEST_NAME)


def _text_faults(where: str, text: Bilingual, longest: int) -> Iterator[Fault]:
    if not text.nl.strip():
        yield Fault(where=f"{where}.nl", message=ABSENT[f"{where}.nl"])
    yield from _too_long(f"{where}.nl", text.nl, longest)
    yield from _too_long(f"{where}.en", text.en, longest)


def _choice_faults(offering: Offering) -> Iterator[Fault]:
    for where, chosen in (
        ("needKinds", offering.need_kinds),
        ("targetGroups", offering.target_groups),
        ("area", offering.area),
    ):
        if not chosen:
            yield Fault(where=where, message=ABSENT[where])


def _window_faults(offering: Offering) -> Iterator[Fault]:
    if offering.opens_on and offering.closes_on and offering.closes_on < offering.opens_on:
        message = Bilingual(
            "De laatste dag ligt voor de eerste. Verander een van beide.",
            "The last day is before the first. Change one of them.",
        )
        yield Fault(where="closesOn", message=message)


def _number_faults(offering: Offering) -> Iterator[Fault]:
    for where, number in (
        ("budgetEuro", offering.budget_euro),
        ("capacity", offering.capacity),
        ("placesLeft", offering.places_left),
    ):
        if number is not None and number < 0:
            yield Fault(where=where, message=BELOW_ZERO[where])
    if offering.capacity is not None and 0 <= offering.capacity < (offering.places_left or 0):
        message = Bilingual(
            "Er zijn niet meer plaatsen vrij dan er in totaal zijn.",
            "There are no more places free than there are in total.",
        )
        yield Fault(where="placesLeft", message=message)


def _question_faults(questions: tuple[Question, ...]) -> Iterator[Fault]:
    if not FEWEST_QUESTIONS <= len(questions) <= MOST_QUESTIONS:
        message = Bilingual(
            f"Geef {FEWEST_QUESTIONS} tot {MOST_QUESTIONS} voorbeeldvragen; nu zijn het er {len(questions)}.",
            f"Give {FEWEST_QUESTIONS} to {MOST_QUESTIONS} example questions; now there are {len(questions)}.",
        )
        yield Fault(where="questions", message=message)
    for question in questions:
        yield from _too_long("questions", question.text, LONGEST_QUESTION)


def _too_long(where: str, text: str, longest: int) -> Iterator[Fault]:
    if len(text) > longest:
        message = Bilingual(
            f"Gebruik hoogstens {longest} tekens; nu zijn het er {len(text)}.",
            f"Use at most {longest} characters; now there are {len(text)}.",
        )
        yield Fault(where=where, message=message)
