"""A company puts a question in its own words, and those go before the words of the action."""

from __future__ import annotations

from matchmaker.casework.praatplaat import LONGEST_QUESTION, Tick, proposed_needs, tick_faults
from matchmaker.casework.terms import Domain
from matchmaker.vocabulary import Bilingual
from tests.desk import a_question_set, an_action

QUESTIONS = a_question_set(an_action("scrap", Domain.RAW_MATERIALS), an_action("power", Domain.ENERGY))


def test_own_words_go_before_those_of_the_action() -> None:
    ticks = (
        Tick(action_id="scrap", needs_help=True, words="Wie haalt onze krullen op?"),
        Tick(action_id="power", needs_help=True, words="  "),
    )
    own, usual = proposed_needs(QUESTIONS, ticks)

    assert own.words == Bilingual("Wie haalt onze krullen op?", "Wie haalt onze krullen op?")
    assert usual.words == QUESTIONS.actions[1].need


def test_own_words_may_not_be_endless() -> None:
    fits = Tick(action_id="scrap", words="x" * LONGEST_QUESTION)
    too_long = Tick(action_id="scrap", words="x" * (LONGEST_QUESTION + 1))

    assert tick_faults(QUESTIONS, (fits,), None) == []
    assert [fault.where for fault in tick_faults(QUESTIONS, (too_long,), None)] == ["ticks/scrap"]
