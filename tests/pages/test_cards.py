"""How matches become cards: parties of one offering together, strength in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from api.loaded import Loaded
from api.pages.asking import SHOWN_IN_FULL, UNSPOKEN, answer_page
from api.pages.contexts import AnswerPage, AskForm
from api.pages.doors import doors_to
from matchmaker.matching.answer import Eligibility, Match, MatchAnswer, Reason
from matchmaker.matching.recipes import STEADY
from matchmaker.model import Relation
from matchmaker.vocabulary import Answer, Bilingual, RelationKind
from tests.api.world import BOILERS, FUND, REPAIR_POINT, RING, TODAY, WOOD_GRANT
from tests.pages.conftest import REGION

if TYPE_CHECKING:
    from matchmaker.model import Actor, Need, Offering

LOADED = Loaded.of(REGION, 1)
FORM = AskForm(text="Wie kan mijn oude cv-ketels reviseren?")
TIE = Bilingual("Ondernemerskring Woerden voert uit Reviseerpunt.", "Ondernemerskring Woerden operates it.")
WHOLE_PROGRAMME = Bilingual(
    "Reviseerpunt is onderdeel van Ondernemerskring Woerden.",
    "Reviseerpunt is part of Ondernemerskring Woerden.",
)
OWN = Bilingual("Deze partij biedt het zelf aan.", "This party offers it itself.")


class Answering:
    """A matcher that gives a prepared answer."""

    def __init__(self, *matches: Match) -> None:
        self._matches = matches

    def match(self, _need: Need) -> MatchAnswer:
        return MatchAnswer(matches=self._matches, excluded=(), gap=None)


def matched(offering: Offering, provider: Actor, door: Bilingual = OWN, chance: float = 0.9) -> Match:
    """Return a match to which every feature adds all it can."""
    weights = {part.name: part.weight for part in STEADY.table}
    reasons = [Reason(feature="door", contribution=weights["door"], text=door)]
    reasons += [
        Reason(feature=name, contribution=weights[name], text=Bilingual(name, name))
        for name in sorted(STEADY.topical)
    ]
    reasons += [
        Reason(feature=name, contribution=weights[name], text=Bilingual(name, name))
        for name in ("running_now", "focus", "place")
    ]
    return Match(
        rank=1,
        score=min(1.0, sum(reason.contribution for reason in reasons)),
        chance=chance,
        offering=offering,
        provider=provider,
        eligibility=Eligibility(answer=Answer.YES, conditions=()),
        reasons=tuple(sorted(reasons, key=lambda reason: -reason.contribution)),
    )


def page(*matches: Match) -> AnswerPage:
    loaded = replace(LOADED, matcher=Answering(*matches))  # type: ignore[arg-type]  # only asked to match
    return answer_page(loaded, "nl", FORM, TODAY)


def test_matches_with_one_offering_are_one_card_in_the_place_of_the_best() -> None:
    answer = page(matched(BOILERS, REPAIR_POINT), matched(WOOD_GRANT, FUND), matched(BOILERS, RING, door=TIE))
    first, second = answer.suggestions

    assert (first.rank, first.offering.id, first.first_door) == (1, "ketels-reviseren", None)
    assert [(door.actor.id, door.tie) for door in first.doors] == [
        ("kring-woerden", Bilingual("voert uit Reviseerpunt", "operates it"))
    ]
    assert (second.rank, second.offering.id, second.doors) == (2, "houtsubsidie", ())


def test_a_party_that_only_takes_part_and_offers_nothing_is_nowhere_to_turn_to() -> None:
    silent = replace(RING, id="stille-kring", name="Stille kring")
    tie = Relation(subject_id=silent.id, kind=RelationKind.PARTNER_IN, object_id="reviseerpunt")
    said = Bilingual("Stille kring is partner in Reviseerpunt.", "Stille kring is a partner in Reviseerpunt.")
    [card] = page(matched(BOILERS, REPAIR_POINT), matched(BOILERS, silent, door=said)).suggestions
    assert card.doors == ()

    tied = replace(REGION, actors=(*REGION.actors, silent), relations=(*REGION.relations, tie))
    assert [door.actor.id for door in doors_to(Loaded.of(tied, 1), BOILERS)] == ["kring-woerden"]
    offers = replace(WOOD_GRANT, id="van-de-kring", provider_id=silent.id)
    speaking = replace(tied, offerings=(*REGION.offerings, offers))
    assert silent.id in {door.actor.id for door in doors_to(Loaded.of(speaking, 1), BOILERS)}


def test_a_door_that_fits_better_than_the_provider_stands_first_and_says_whose_offering_it_is() -> None:
    [card] = page(matched(BOILERS, RING, door=WHOLE_PROGRAMME), matched(BOILERS, REPAIR_POINT)).suggestions

    assert card.first_door is not None
    assert card.first_door.actor.id == "kring-woerden"
    assert card.first_door.tie == Bilingual("Reviseerpunt hoort hierbij", "Reviseerpunt is part of this")
    assert card.provider.id == "reviseerpunt"
    assert card.doors == ()


def test_a_whole_whose_name_begins_that_of_its_part_is_read_back_in_full() -> None:
    tie = Bilingual(
        "Ondernemerskring Woerden fase 2 is onderdeel van Ondernemerskring Woerden.",
        "Ondernemerskring Woerden fase 2 is part of Ondernemerskring Woerden.",
    )
    [card] = page(matched(BOILERS, REPAIR_POINT), matched(BOILERS, RING, door=tie)).suggestions

    assert [door.tie for door in card.doors] == [
        Bilingual(
            "Ondernemerskring Woerden fase 2 hoort hierbij", "Ondernemerskring Woerden fase 2 is part of this"
        )
    ]


def test_five_cards_in_full_and_the_rest_in_short() -> None:
    offerings = [replace(BOILERS, id=f"ketels-{number}") for number in range(8)]
    answer = page(*(matched(offering, REPAIR_POINT) for offering in offerings))

    assert [card.rank for card in answer.suggestions] == list(range(1, SHOWN_IN_FULL + 1))
    assert [card.rank for card in answer.more] == [6, 7, 8]


def test_reasons_shown_are_the_strongest_that_say_something() -> None:
    [card] = page(matched(BOILERS, REPAIR_POINT)).suggestions

    assert 2 <= len(card.reasons) <= 3
    assert not {reason.feature for reason in card.reasons} & UNSPOKEN
    assert [reason.contribution for reason in card.reasons] == sorted(
        (reason.contribution for reason in card.reasons), reverse=True
    )


@pytest.mark.parametrize(
    ("chance", "strength"),
    [
        (0.0, "possible"),
        (0.34, "possible"),
        (0.35, "fair"),
        (0.64, "fair"),
        (0.65, "strong"),
        (1.0, "strong"),
    ],
)
def test_strength_is_the_chance_of_being_useful_in_words(chance: float, strength: str) -> None:
    [card] = page(matched(BOILERS, REPAIR_POINT, chance=chance)).suggestions

    assert card.strength == strength


def test_what_the_desk_offers_itself_stands_apart_and_on_no_card() -> None:
    answer = answer_page(LOADED, "nl", FORM, TODAY, "reviseerpunt")

    assert [offering.id for offering in answer.own] == ["ketels-reviseren"]
    assert "reviseerpunt" not in {card.provider.id for card in (*answer.suggestions, *answer.more)}


def test_what_only_the_desk_may_see_is_on_no_card() -> None:
    hidden = replace(BOILERS, desk_only=("sources",))
    [card] = page(matched(hidden, replace(REPAIR_POINT, desk_only=("aliases",)))).suggestions

    assert card.sources == ()
    assert card.provider.aliases == ()
