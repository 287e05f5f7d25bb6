"""What is shown and kept of an offering that an answer suggests more than once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.desk.handling import suggestions_of
from api.loaded import Loaded
from api.pages.asking import cards
from matchmaker.matching.answer import Eligibility, Match, MatchAnswer
from matchmaker.vocabulary import Answer
from tests.api.world import BOILERS, FUND, REPAIR_POINT, RING, TODAY, WOOD_GRANT, WORLD

if TYPE_CHECKING:
    from matchmaker.model import Actor, Offering


def a_match(rank: int, score: float, offering: Offering, provider: Actor) -> Match:
    return Match(rank, score, score, offering, provider, Eligibility(Answer.YES, ()), ())


# Who offers it stands above with something else, so it comes after a door to it, though with a higher score.
MATCHES = (
    a_match(1, 0.9, WOOD_GRANT, FUND),
    a_match(2, 0.7, BOILERS, RING),
    a_match(3, 0.75, BOILERS, REPAIR_POINT),
)


def test_a_referral_goes_to_the_best_match_of_an_offering_wherever_it_stands() -> None:
    kept = suggestions_of(MatchAnswer(matches=MATCHES, own=(), excluded=(), gap=None, first_help=None))
    assert [(one.offering_id, one.provider_id, one.score) for one in kept] == [
        (WOOD_GRANT.id, FUND.id, 0.9),
        (BOILERS.id, REPAIR_POINT.id, 0.75),
    ]


def test_a_card_names_the_best_match_of_an_offering_wherever_it_stands() -> None:
    shown = cards(Loaded.of(WORLD, 1), MATCHES, TODAY)
    assert [(card.offering.id, card.match.score, card.first_door) for card in shown] == [
        (WOOD_GRANT.id, 0.9, None),
        (BOILERS.id, 0.75, None),
    ]
