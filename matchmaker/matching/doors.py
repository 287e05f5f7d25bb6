"""The best offerings once more, through the parties around their providers."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import chain, islice
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from matchmaker.errors import NotFound
from matchmaker.matching.memo import Memo
from matchmaker.matching.mentions import Mentions
from matchmaker.matching.network import Network, Tie, asks_from, serves
from matchmaker.matching.ranking import Door
from matchmaker.vocabulary import ActorKind, Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from matchmaker.matching.eligibility import Asker
    from matchmaker.matching.knowledge import Knowledge
    from matchmaker.matching.mentions import Named
    from matchmaker.matching.ranking import Listed
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
# What was found of parties for so many places, or sets of kinds of help, which are asked for again and again.
KEPT_TOLD = 256
KEPT_LEADS = 20_000


class _Lead(NamedTuple):
    """A party that leads to an offering, whoever asks.

    Attributes:
        actor: The party.
        tie: Its tie to who offers it.
        is_described: Whether the offering names it in its title or summary.
        by_words: Whether it matters how much the question resembles what is said about it.
    """

    actor: Actor
    tie: Tie
    is_described: bool
    by_words: bool


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
        self._offered: dict[str, dict[str, Listed]] = {}
        self._network: Network | None = None
        self._mentions: Mentions | None = None
        self._leads: Memo[tuple[_Lead, ...]] = Memo(KEPT_LEADS)
        # By what they depend on of a need, of each party.
        self._there: Memo[dict[str, bool]] = Memo(KEPT_TOLD)
        self._otherwise: Memo[dict[str, bool]] = Memo(KEPT_TOLD)

    def add(self, listed: Listed) -> None:
        """Take in what a party offers."""
        offering = listed.offering
        if offering.provider_id not in self._offered:
            self._offered[offering.provider_id] = {}
            self._network = None
        self._offered[offering.provider_id][offering.id] = listed
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
        self._forget()
        if self._mentions is not None:
            self._mentions.forget(offering.id)

    def _forget(self) -> None:
        """Forget what was found, as it follows from what changes now."""
        for found in (self._leads, self._there, self._otherwise):
            found.clear()

    def of(self, actor_id: str) -> Iterable[Listed]:
        """Return what a party offers itself."""
        return tuple(self._offered.get(actor_id, {}).values())

    def tie(self, relation: Relation) -> None:
        """Add a tie, or put it in the place of the one with its id."""
        self._relations[relation.id] = relation
        self._look_again_at_ties()

    def untie(self, relation_id: str) -> None:
        """Take a tie out.

        Raises:
            NotFound: There is no such tie.
        """
        if self._relations.pop(relation_id, None) is None:
            raise NotFound("relation", relation_id)
        self._look_again_at_ties()

    def _look_again_at_ties(self) -> None:
        self._network = None
        self._forget()

    def look_again(self) -> None:
        """Find ties and names anew, as parties have changed."""
        self._mentions = None
        self._look_again_at_ties()

    def to(
        self,
        best: Mapping[int, Offering],
        asker: Asker,
        likeness: Callable[[Iterable[str]], Mapping[str, float]],
        is_closed: Callable[[str], bool],
    ) -> list[Door]:
        """Return the doors to some offerings, at most five to each.

        Args:
            best: The offerings, by their place among the candidates.
            asker: Who asks.
            likeness: Gives how much the question resembles what is said about some parties, by their ids.
            is_closed: Tells by the id of a party whether an offering of it on this subject refuses the asker.
                Who runs an offering that does not, or is the whole around who does, leads to that all the
                same.
        """
        need = asker.need
        around = {
            place: self._leads.get(offering.id, partial(self._leading_to, offering))
            for place, offering in best.items()
        }
        if not any(around.values()):
            return []
        there, otherwise = self._there.get(asks_from(need), dict), self._otherwise.get(need.kinds, dict)
        near_to = {
            place: [
                lead
                for lead in leads
                if self._may_be_named(lead.actor, need, there)
                and (lead.tie.sure >= SURELY_FOR_ALL or not is_closed(lead.actor.id))
            ]
            for place, leads in around.items()
        }
        alike = likeness(
            {
                lead.actor.id
                for lead in chain.from_iterable(near_to.values())
                if lead.by_words and not self._helps_otherwise(lead.actor, need, otherwise)
            }
        )
        found = list[Door]()
        for place, leads in near_to.items():
            near = [(_nearness(lead, alike), lead) for lead in leads]
            # Of those that are as near the first by their ids goes first, as they stand in that order.
            near.sort(key=itemgetter(0), reverse=True)
            open_doors = (one for one in near if not self._keeps_out(one[1], asker))
            found += [
                Door(place, lead.actor, nearness, lead.tie.say)
                for nearness, lead in islice(open_doors, DOORS_PER_OFFERING)
            ]
        return found

    def _leading_to(self, offering: Offering) -> tuple[_Lead, ...]:
        """Return who leads to an offering, in the order of their ids."""
        if self._mentions is None:
            self._mentions = Mentions(self._knowledge.actors.values(), self._knowledge.gazetteer)
        named = self._mentions.of(offering)
        ties, actors = self._ties(offering.provider_id, named), self._knowledge.actors
        found = list[_Lead]()
        for actor_id in sorted(ties):
            tie, is_described = ties[actor_id], actor_id in named.described
            by_words = not is_described and tie.strength != tie.sure
            found.append(_Lead(actors[actor_id], tie, is_described, by_words))
        return tuple(found)

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

    def _helps_otherwise(self, actor: Actor, need: Need, told: dict[str, bool]) -> bool:
        """Return whether what a party offers itself is all of other kinds than the help asked for."""
        known = told.get(actor.id)
        if known is None:
            own, asked = self.of(actor.id), set(need.kinds)
            known = told[actor.id] = bool(own and asked) and all(
                asked.isdisjoint(listed.offering.need_kinds) for listed in own
            )
        return known

    def _may_be_named(self, actor: Actor, need: Need, told: dict[str, bool]) -> bool:
        """Return whether a party may be a door: it is not who asks or answers, and there for that place."""
        if actor.id in {need.actor_id, need.desk_id}:
            return False
        known = told.get(actor.id)
        if known is None:
            known = told[actor.id] = serves(actor, need, self._knowledge) and not self._works_elsewhere(
                actor, need
            )
        return known

    def _works_elsewhere(self, actor: Actor, need: Need) -> bool:
        """Return whether none of what a party offers is there for the asker's place."""
        here = need.municipality_id or need.region_id
        if here is None:
            return False
        own, touching = self.of(actor.id), self._knowledge.gazetteer.touching(here)
        return bool(own) and all(touching.isdisjoint(listed.offering.area) for listed in own)

    def _keeps_out(self, lead: _Lead, asker: Asker) -> bool:
        """Return whether a party offers something, and none of it to those to whom the asker belongs.

        A public body is for everyone in its place, and so is the programme for all whom its parts serve.
        """
        if lead.actor.kind is ActorKind.GOVERNMENT or lead.tie.sure >= SURELY_FOR_ALL:
            return False
        own = self.of(lead.actor.id)
        return bool(own) and all(asker.is_kept_out(listed.terms) for listed in own)


def _nearness(lead: _Lead, alike: Mapping[str, float]) -> float:
    """Return how good a door a party is.

    Args:
        lead: The party.
        alike: How much the question resembles what is said about parties; nothing of who helps otherwise.
    """
    actor, tie, is_described, _ = lead
    knows_it = 1.0 if is_described else min(1.0, alike.get(actor.id, 0.0) / OWN_WORDS)
    value = tie.sure + (tie.strength - tie.sure) * knows_it
    return value * TAKES_PART if actor.kind is ActorKind.ENTREPRENEUR else value


def _only_named(actor: Actor) -> Tie:
    name = actor.name
    return Tie(
        actor.id,
        ONLY_NAMED,
        0.0,
        lambda: Bilingual(f"Dit aanbod noemt {name}.", f"This offering names {name}."),
    )
