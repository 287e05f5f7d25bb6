"""The best offerings once more, through the parties around their providers."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from matchmaker.errors import NotFound
from matchmaker.matching.memo import Memo
from matchmaker.matching.mentions import Mentions
from matchmaker.matching.network import Network, Tie, serves
from matchmaker.matching.ranking import Door
from matchmaker.vocabulary import ActorKind, Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from matchmaker.matching.eligibility import Asker
    from matchmaker.matching.knowledge import Knowledge
    from matchmaker.matching.mentions import Named
    from matchmaker.model import Actor, Need, Offering, Relation

DOORS_PER_OFFERING = 5
TAKES_PART = 0.4
# A cosine of character n-grams from which the question is in the party's own words.
OWN_WORDS = 0.23
# Of a party that the offering names, though no tie to it was stated.
ONLY_NAMED = 0.7
# How sure a tie is at least of whom the offering tells to ask.
SURELY_TO_ASK = 0.5
# How sure a tie is of who runs something, or of the whole that it is a part of.
SURELY_FOR_ALL = 0.7
# What was found of a party for a place or for kinds of help; the same are asked for again and again.
KEPT_TOLD = 20_000


class Doors:
    """Knows who leads to whom, and who may be named as a door to an asker."""

    def __init__(self, relations: Iterable[Relation], knowledge: Knowledge) -> None:
        """Prepare.

        Args:
            relations: Stated ties between parties.
            knowledge: Parties and places.
        """
        self._relations = {relation.id: relation for relation in relations}
        self._knowledge = knowledge
        self._offered: dict[str, dict[str, Offering]] = {}
        self._network: Network | None = None
        self._mentions: Mentions | None = None
        self._told: Memo[bool] = Memo(KEPT_TOLD)

    def add(self, offering: Offering) -> None:
        """Take in what a party offers."""
        if offering.provider_id not in self._offered:
            self._offered[offering.provider_id] = {}
            self._network = None
        self._offered[offering.provider_id][offering.id] = offering
        self._look_again_at(offering)

    def remove(self, offering: Offering) -> None:
        """Forget what a party offers no more."""
        own = self._offered[offering.provider_id]
        del own[offering.id]
        self._look_again_at(offering)
        if not own:
            del self._offered[offering.provider_id]
            self._network = None

    def _look_again_at(self, offering: Offering) -> None:
        """Forget what followed from an offering."""
        self._told.clear()
        if self._mentions is not None:
            self._mentions.forget(offering.id)

    def of(self, actor_id: str) -> Iterable[Offering]:
        """Return what a party offers itself."""
        return tuple(self._offered.get(actor_id, {}).values())

    def tie(self, relation: Relation) -> None:
        """Add a tie, or put it in the place of the one with its id."""
        self._relations[relation.id] = relation
        self._network = None

    def untie(self, relation_id: str) -> None:
        """Take a tie out.

        Raises:
            NotFound: There is no such tie.
        """
        if self._relations.pop(relation_id, None) is None:
            raise NotFound("relation", relation_id)
        self._network = None

    def look_again(self) -> None:
        """Find ties and names anew, as parties have changed."""
        self._network = None
        self._mentions = None

    def to(
        self,
        best: Mapping[int, Offering],
        asker: Asker,
        likeness: Callable[[str], float],
        closed: Callable[[str], bool],
    ) -> list[Door]:
        """Return the doors to some offerings, at most five to each.

        Args:
            best: The offerings, by their place among the candidates.
            asker: Who asks.
            likeness: Gives how much the question resembles what is said about a party, by its id.
            closed: Tells whether an offering of a party, by its id, on this subject refuses the asker. Who
                runs an offering that does not, or is the whole around who does, leads to that all the same.
        """
        if self._mentions is None:
            self._mentions = Mentions(self._knowledge.actors.values(), self._knowledge.gazetteer)
        found, need = list[Door](), asker.need
        for place, offering in best.items():
            named = self._mentions.of(offering)
            ties = self._ties(offering.provider_id, named)
            if not ties:
                continue
            near = [
                Door(
                    place,
                    actor,
                    self._nearness(tie, actor, need, likeness, actor.id in named.described),
                    tie.say,
                )
                for tie in ties.values()
                if (not closed(tie.actor_id) or tie.sure >= SURELY_FOR_ALL)
                and self._may_be_named(actor := self._knowledge.actors[tie.actor_id], need)
            ]
            near.sort(key=lambda door: (-door.nearness, door.actor.id))
            open_doors = (
                door for door in near if not self._keeps_out(door.actor, ties[door.actor.id], asker)
            )
            found += islice(open_doors, DOORS_PER_OFFERING)
        return found

    def _ties(self, provider_id: str, named: Named) -> Mapping[str, Tie]:
        """Return the ties to other parties that a provider has, or that its offering makes by naming them."""
        if self._network is None:
            self._network = Network(self._relations.values(), self._knowledge.actors, self._offered.keys())
        ties = {tie.actor_id: tie for tie in self._network.around(provider_id)}
        for actor_id in (named.described | named.to_ask) - ties.keys():
            ties[actor_id] = _only_named(self._knowledge.actors[actor_id])
        for actor_id in named.to_ask:
            tie = ties[actor_id]
            sure = max(tie.sure, SURELY_TO_ASK)
            ties[actor_id] = replace(tie, strength=max(tie.strength, sure), sure=sure)
        return ties

    def _nearness(
        self, tie: Tie, actor: Actor, need: Need, likeness: Callable[[str], float], is_named: bool
    ) -> float:
        if is_named:
            knows_it = 1.0
        elif self._helps_otherwise(actor, need):
            knows_it = 0.0
        else:
            knows_it = min(1.0, likeness(actor.id) / OWN_WORDS)
        value = tie.sure + (tie.strength - tie.sure) * knows_it
        return value * TAKES_PART if actor.kind is ActorKind.ENTREPRENEUR else value

    def _helps_otherwise(self, actor: Actor, need: Need) -> bool:
        """Return whether what a party offers itself is all of other kinds than the help asked for."""

        def told() -> bool:
            own, asked = self.of(actor.id), set(need.kinds)
            return bool(own and asked) and all(asked.isdisjoint(offering.need_kinds) for offering in own)

        return self._told.get(("kinds", actor.id, need.kinds), told)

    def _may_be_named(self, actor: Actor, need: Need) -> bool:
        """Return whether a party may be a door: it is not who asks or answers, and there for that place."""
        if actor.id in {need.actor_id, need.desk_id}:
            return False
        return serves(actor, need, self._knowledge) and not self._works_elsewhere(actor, need)

    def _works_elsewhere(self, actor: Actor, need: Need) -> bool:
        """Return whether none of what a party offers is there for the asker's place."""
        here = need.municipality_id or need.region_id
        if here is None:
            return False

        def told() -> bool:
            own, touching = self.of(actor.id), self._knowledge.gazetteer.touching(here)
            return bool(own) and touching.isdisjoint(place for offering in own for place in offering.area)

        return self._told.get(("place", actor.id, here), told)

    def _keeps_out(self, actor: Actor, tie: Tie, asker: Asker) -> bool:
        """Return whether a party offers something, and none of it to those to whom the asker belongs.

        A public body is for everyone in its place, and so is the programme for all whom its parts serve.
        """
        if actor.kind is ActorKind.GOVERNMENT or tie.sure >= SURELY_FOR_ALL:
            return False
        own = self.of(actor.id)
        return bool(own) and all(map(asker.is_kept_out, own))


def _only_named(actor: Actor) -> Tie:
    name = actor.name
    return Tie(
        actor.id,
        ONLY_NAMED,
        0.0,
        lambda: Bilingual(f"Dit aanbod noemt {name}.", f"This offering names {name}."),
    )
