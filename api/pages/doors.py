"""Through whom somebody gets to an offering: its provider, and the parties tied to that provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages.contexts import Door
from matchmaker.curation import public_view
from matchmaker.matching import features
from matchmaker.matching.network import RUNS, Network
from matchmaker.vocabulary import Bilingual, RelationKind, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.loaded import Loaded
    from matchmaker.matching.answer import Match
    from matchmaker.model import Actor, Offering

MOST_DOORS = 5

# How a tie reads for the party that stands last in it; the other party's name goes between the braces.
_READ_BACK: Mapping[RelationKind, Bilingual] = {
    RelationKind.PART_OF: Bilingual("{} hoort hierbij", "{} is part of this"),
    RelationKind.PARTNER_IN: Bilingual("{} is hierin partner", "{} is a partner in this"),
    RelationKind.COOPERATES_WITH: Bilingual("werkt samen met {}", "cooperates with {}"),
    RelationKind.OPERATES: Bilingual("wordt uitgevoerd door {}", "is operated by {}"),
    RelationKind.PARTICIPATES_IN: Bilingual("{} doet hieraan mee", "{} takes part in this"),
    RelationKind.IN_CONTACT_WITH: Bilingual("heeft contact met {}", "is in contact with {}"),
}


def door_of(match: Match) -> Door:
    """Return the party of a match; one that does not offer it itself comes with its tie to who does."""
    texts = [reason.text for reason in match.reasons if reason.feature == features.door.__name__]
    own = match.provider.id == match.offering.provider_id
    return _door(match.provider, None if own or not texts else texts[0])


def helps_on(loaded: Loaded, actor_id: str, provider_id: str) -> bool:
    """Return whether somebody can turn to a party: it offers something itself, or runs who offers this."""
    runs = any(
        tie.kind in RUNS and (tie.subject_id, tie.object_id) == (actor_id, provider_id)
        for tie in loaded.relations_of(provider_id)
    )
    return runs or any(one.status is not Status.ENDED for one in loaded.offerings_of(actor_id))


def doors_to(loaded: Loaded, offering: Offering) -> tuple[Door, ...]:
    """Return the parties that lead to an offering whatever is asked, nearest first."""
    provider_id = offering.provider_id
    # The ties that reach a provider stand in its own relations and in those of its neighbours.
    near = {end for tie in loaded.relations_of(provider_id) for end in (tie.subject_id, tie.object_id)} | {
        provider_id
    }
    relations = {tie.id: tie for node_id in near for tie in loaded.relations_of(node_id)}
    known = {
        end: actor
        for tie in relations.values()
        for end in (tie.subject_id, tie.object_id)
        if (actor := loaded.find_actor(end)) is not None
    }
    providers = {actor_id for actor_id in known if loaded.offerings_of(actor_id)}
    network = Network(relations.values(), known, providers)
    ties = [
        tie
        for tie in network.around(provider_id)
        if tie.sure > 0 and helps_on(loaded, tie.actor_id, provider_id)
    ]
    ties.sort(key=lambda tie: (-tie.sure, -tie.strength, tie.actor_id))
    return tuple(_door(known[tie.actor_id], tie.say()) for tie in ties[:MOST_DOORS])


def _door(actor: Actor, sentence: Bilingual | None) -> Door:
    tie = None if sentence is None else _in_brackets(sentence, actor.name)
    return Door(actor=public_view(actor), tie=tie)


def _in_brackets(sentence: Bilingual, name: str) -> Bilingual:
    """Return a tie as it can stand in brackets after the name of a party, so without that name.

    The sentence reads "this party is a partner in that one" or, with the party last, the other way round. The
    second is looked for first, as the name of the whole often begins that of the part.
    """
    dutch, english = sentence.nl.removesuffix("."), sentence.en.removesuffix(".")
    for kind, read_back in _READ_BACK.items():
        if dutch.endswith(f" {kind.label.nl} {name}"):
            other = dutch.removesuffix(f" {kind.label.nl} {name}")
            return Bilingual(read_back.nl.format(other), read_back.en.format(other))
    return Bilingual(dutch.removeprefix(f"{name} "), english.removeprefix(f"{name} "))
