"""The best offerings once more, through the parties around their providers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matchmaker.matching import features
from matchmaker.matching.network import serves
from matchmaker.matching.scored import Part, scored
from matchmaker.vocabulary import ActorKind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from matchmaker.matching.knowledge import Knowledge
    from matchmaker.matching.network import Network, Tie
    from matchmaker.matching.recipes import Recipe
    from matchmaker.matching.scored import Scored
    from matchmaker.model import Actor, Need, Offering

DOORS_PER_OFFERING = 3
TAKES_PART = 0.4
# A cosine of character n-grams from which the question is in the party's own words.
OWN_WORDS = 0.23


class Doors:
    """Knows who leads to whom, and who may be named as a door to an asker."""

    def __init__(
        self,
        network: Network,
        knowledge: Knowledge,
        offered: Mapping[str, Sequence[Offering]],
        recipe: Recipe,
    ) -> None:
        """Prepare.

        Args:
            network: The ties between parties.
            knowledge: Parties and places.
            offered: What each provider offers, by its id.
            recipe: Says how much being a door weighs; without that feature there are no doors.
        """
        self._network = network
        self._knowledge = knowledge
        self._offered = offered
        self._weight = next((part.weight for part in recipe.table if part.feature is features.door), 0.0)

    def to(
        self, best: Sequence[Scored], need: Need, likeness: Mapping[str, float], closed: Collection[str]
    ) -> list[Scored]:
        """Return the doors to some offerings, at most three to each.

        Args:
            best: The offerings.
            need: The need.
            likeness: How much the question resembles what is said about each party, by its id.
            closed: Ids of the parties whose own offering on this subject refuses the asker.
        """
        found = []
        for one in best if self._weight else ():
            near = [
                (self._value(tie, actor, likeness), actor, tie)
                for tie in self._network.around(one.offering.provider_id)
                if (actor := self._knowledge.actors[tie.actor_id]).id not in closed
                and self._may_be_named(actor, need)
            ]
            near.sort(key=lambda door: (-door[0], door[1].id))
            for value, actor, tie in near[:DOORS_PER_OFFERING]:
                parts = [part for part in one.parts if part.feature != features.door.__name__]
                parts.append(Part(features.door.__name__, self._weight * value, tie.say))
                found.append(scored(one.offering, actor, one.eligibility, parts, one.relevance))
        return found

    def _value(self, tie: Tie, actor: Actor, likeness: Mapping[str, float]) -> float:
        knows_it = min(1.0, likeness.get(actor.id, 0.0) / OWN_WORDS)
        value = tie.sure + (tie.strength - tie.sure) * knows_it
        return value * TAKES_PART if actor.kind is ActorKind.ENTREPRENEUR else value

    def _may_be_named(self, actor: Actor, need: Need) -> bool:
        """Return whether a party may be a door: it is not who asks or answers, and there for that place."""
        if actor.id in {need.actor_id, need.desk_id}:
            return False
        return serves(actor, need, self._knowledge) and not self._works_elsewhere(actor, need)

    def _works_elsewhere(self, actor: Actor, need: Need) -> bool:
        """Return whether none of what a party offers is there for the asker's place."""
        own = self._offered.get(actor.id, ())
        if not own or need.municipality_id is None:
            return False
        around = self._knowledge.gazetteer.around(need.municipality_id)
        return not any(place_id in around for offering in own for place_id in offering.area)
