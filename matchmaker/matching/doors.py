"""The best offerings once more, through the parties around their providers."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import chain, islice
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from matchmaker.errors import NotFound
from matchmaker.matching.mentions import NOBODY, Mentions
from matchmaker.matching.network import Network, Tie, asks_from, serves
from matchmaker.matching.ranking import Door
from matchmaker.memo import Memo
from matchmaker.vocabulary import ActorKind, Bilingual, NeedKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from matchmaker.matching.eligibility import Asker, Term
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
        number: Its number.
        say: Gives its tie to who offers it as a sentence.
        for_all: Whether it runs the offering, or is the whole around who does.
        least: How good a door it is at least, between 0 and 1.
        more: How much better if the question is in its own words; 0 where that does not matter.
        kinds: Of which kinds of help it offers anything itself; all where it offers nothing.
        demands: The different demands on who asks of what it offers, one of which must be met; none where it
            offers nothing, or is there for everyone.
    """

    actor: Actor
    number: int
    say: Callable[[], Bilingual]
    for_all: bool
    least: float
    more: float
    kinds: frozenset[NeedKind]
    demands: tuple[tuple[Term, ...], ...]


class _Offers(NamedTuple):
    """What a party offers itself, taken together.

    Attributes:
        area: Where any of it is.
        kinds: Of which kinds of help it is.
        demands: The different demands that it makes of who asks; none where it offers nothing.
    """

    area: frozenset[str]
    kinds: frozenset[NeedKind]
    demands: tuple[tuple[Term, ...], ...]


class Doors:
    """Knows who leads to whom, and who may be named as a door to an asker."""

    def __init__(
        self, relations: Iterable[Relation], knowledge: Knowledge, number_of: Callable[[str], int]
    ) -> None:
        """Prepare.

        Args:
            relations: Stated ties between parties.
            knowledge: Parties and places.
            number_of: Gives the number of a party, which stays the same.
        """
        self._number_of = number_of
        self._relations = {relation.id: relation for relation in relations}
        self._knowledge = knowledge
        self._offered: dict[str, dict[str, Listed]] = {}
        self._network: Network | None = None
        self._mentions: Mentions | None = None
        self._leads: Memo[tuple[_Lead, ...]] = Memo(KEPT_LEADS)
        # Of each party who leads to what it offers, where that names nobody.
        self._unnamed: Memo[tuple[_Lead, ...]] = Memo(KEPT_LEADS)
        self._taken_together: Memo[_Offers] = Memo(KEPT_LEADS)
        # By what it depends on of a need, of each party.
        self._there: Memo[dict[str, bool]] = Memo(KEPT_TOLD)

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
        for found in (self._leads, self._unnamed, self._taken_together, self._there):
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
        closed: AbstractSet[int],
        credit: Callable[[int], float],
    ) -> list[Door]:
        """Return the doors to some offerings, at most five to each.

        Args:
            best: The offerings, by their place among the candidates.
            asker: Who asks.
            likeness: Gives how much the question resembles what is said about some parties, by their ids.
            closed: The numbers of the parties of which an offering on this subject refuses the asker. Who
                runs an offering that does not, or is the whole around who does, leads to that all the same.
            credit: Gives how far questions that were judged before tell for a party, by its number.
        """
        need = asker.need
        around = {
            place: self._leads.get(offering.id, partial(self._leading_to, offering))
            for place, offering in best.items()
        }
        if not any(around.values()):
            return []
        there, itself = self._there_for(need, around.values()), {need.actor_id, need.desk_id}
        near_to = {
            place: [
                lead
                for lead in leads
                if there[lead.actor.id]
                and (lead.for_all or lead.number not in closed)
                and lead.actor.id not in itself
            ]
            for place, leads in around.items()
        }
        kinds = {*need.kinds}
        # What is said about who helps otherwise does not count.
        alike = likeness(
            {
                lead.actor.id
                for lead in chain.from_iterable(near_to.values())
                if lead.more and not (kinds and lead.kinds.isdisjoint(kinds))
            }
        )
        found = list[Door]()
        for place, leads in near_to.items():
            near = [
                (lead.least + lead.more * min(1.0, alike.get(lead.actor.id, 0.0) / OWN_WORDS), lead)
                for lead in leads
            ]
            # Of those that are as near the first by their ids goes first, as they stand in that order.
            near.sort(key=itemgetter(0), reverse=True)
            open_doors = (one for one in near if not _keeps_out(one[1], asker))
            found += [
                Door(place, lead.actor, lead.number, nearness, credit(lead.number), lead.say)
                for nearness, lead in islice(open_doors, DOORS_PER_OFFERING)
            ]
        return found

    def _leading_to(self, offering: Offering) -> tuple[_Lead, ...]:
        """Return who leads to an offering, in the order of their ids."""
        if self._mentions is None:
            self._mentions = Mentions(self._knowledge.actors.values(), self._knowledge.gazetteer)
        named = self._mentions.of(offering)
        if named == NOBODY:
            return self._unnamed.get(
                offering.provider_id, lambda: self._leading_by_ties(offering.provider_id, NOBODY)
            )
        return self._leading_by_ties(offering.provider_id, named)

    def _leading_by_ties(self, provider_id: str, named: Named) -> tuple[_Lead, ...]:
        """Return who leads to what a provider offers, and what names these parties."""
        ties = self._ties(provider_id, named)
        return tuple(
            [
                self._lead(tie, is_described=actor_id in named.described)
                for actor_id, tie in sorted(ties.items())
            ]
        )

    def _lead(self, tie: Tie, *, is_described: bool) -> _Lead:
        """Return what is known of a door, whoever asks; an offering may name it in its title or summary."""
        actor, own = self._knowledge.actors[tie.actor_id], self._offers(tie.actor_id)
        for_all = tie.sure >= SURELY_FOR_ALL
        # A public body is for everyone in its place, and so is the programme for all whom its parts serve.
        is_for_everyone = for_all or actor.kind is ActorKind.GOVERNMENT
        counts = TAKES_PART if actor.kind is ActorKind.ENTREPRENEUR else 1.0
        return _Lead(
            actor,
            self._number_of(actor.id),
            tie.say,
            for_all,
            least=counts * (tie.strength if is_described else tie.sure),
            more=0.0 if is_described else counts * (tie.strength - tie.sure),
            kinds=own.kinds if own.demands else frozenset(NeedKind),
            demands=() if is_for_everyone else own.demands,
        )

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

    def _offers(self, actor_id: str) -> _Offers:
        """Return what a party offers itself."""
        return self._taken_together.get(actor_id, lambda: _together(self.of(actor_id)))

    def _there_for(self, need: Need, around: Iterable[Iterable[_Lead]]) -> Mapping[str, bool]:
        """Return at least of these parties whether each may be a door for the asker's place."""
        told = self._there.get(asks_from(need), dict)
        for lead in chain.from_iterable(around):
            actor = lead.actor
            if actor.id not in told:
                told[actor.id] = serves(actor, need, self._knowledge) and not self._works_elsewhere(
                    actor, need
                )
        return told

    def _works_elsewhere(self, actor: Actor, need: Need) -> bool:
        """Return whether none of what a party offers is there for the asker's place."""
        here, own = need.municipality_id or need.region_id, self._offers(actor.id)
        if here is None or not own.demands:
            return False
        return self._knowledge.gazetteer.touching(here).isdisjoint(own.area)


def _together(own: Iterable[Listed]) -> _Offers:
    offerings = [listed.offering for listed in own]
    return _Offers(
        frozenset(chain.from_iterable(offering.area for offering in offerings)),
        frozenset(chain.from_iterable(offering.need_kinds for offering in offerings)),
        tuple(dict.fromkeys(listed.terms.of_who_asks for listed in own)),
    )


def _keeps_out(lead: _Lead, asker: Asker) -> bool:
    """Return whether a party offers something, and none of it to those to whom the asker belongs."""
    return bool(lead.demands) and all(map(asker.is_kept_out, lead.demands))


def _only_named(actor: Actor) -> Tie:
    name = actor.name
    return Tie(
        actor.id,
        ONLY_NAMED,
        0.0,
        lambda: Bilingual(f"Dit aanbod noemt {name}.", f"This offering names {name}."),
    )
