"""Who else is a door to an offering: those who run it, the programme around it, its partners."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matchmaker.vocabulary import ActorKind, Bilingual, PlaceKind, RelationKind, Status, TargetGroup

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Mapping

    from matchmaker.matching.knowledge import Knowledge
    from matchmaker.model import Actor, Need, Relation


@dataclass(frozen=True, slots=True)
class Tie:
    """How near another actor stands to a provider.

    Attributes:
        actor_id: The other actor.
        strength: Between 0 and 1: how good a door it is when it knows the subject itself.
        sure: The part of the strength that holds even when it does not speak of the subject.
        say: Gives the tie as a sentence.
    """

    actor_id: str
    strength: float
    sure: float
    say: Callable[[], Bilingual]


# What a tie that is only announced is worth beside one that is there.
_ANNOUNCED = 0.5
# A whole whose part somebody is pointed to, but that offers nothing itself, is hardly anywhere to go to.
_SILENT_WHOLE = (0.4, 0.2)

# (strength, sure) of the other actor, first where it stands as subject, then where it stands as object.
_AS_SUBJECT: Mapping[RelationKind, tuple[float, float]] = {
    RelationKind.OPERATES: (0.9, 0.7),
    RelationKind.ORGANISES: (0.9, 0.7),
    RelationKind.PARTNER_IN: (0.8, 0.2),
    RelationKind.PART_OF: (0.7, 0.0),
    RelationKind.FUNDS: (0.5, 0.2),
    RelationKind.COOPERATES_WITH: (0.6, 0.2),
    # Who takes part in something, tells about it or talks with those who run it, knows the way there.
    RelationKind.PARTICIPATES_IN: (0.8, 0.4),
    RelationKind.INFORMS_ABOUT: (0.6, 0.2),
    RelationKind.IN_CONTACT_WITH: (0.6, 0.2),
}
# The ties of who runs something.
RUNS = frozenset({RelationKind.OPERATES, RelationKind.ORGANISES})
_AS_OBJECT: Mapping[RelationKind, tuple[float, float]] = {
    RelationKind.PART_OF: (0.9, 0.9),
    RelationKind.COOPERATES_WITH: (0.6, 0.2),
    # Of the many things that somebody runs only those that have to do with this one.
    RelationKind.OPERATES: (0.8, 0.0),
    RelationKind.PARTNER_IN: (0.5, 0.1),
    RelationKind.IN_CONTACT_WITH: (0.6, 0.2),
    RelationKind.PARTICIPATES_IN: (0.5, 0.1),
}


class Network:
    """The ties around each provider, from the stated relations that hold now or are announced."""

    def __init__(
        self, relations: Iterable[Relation], actors: Mapping[str, Actor], providers: Collection[str]
    ) -> None:
        """Learn the ties.

        Args:
            relations: Stated ties between actors; those that have ended are passed over.
            actors: Every actor that may be named, by id.
            providers: Ids of the actors that offer something themselves.
        """
        self._ties: dict[str, dict[str, Tie]] = defaultdict(dict)
        relations_up: dict[str, list[str]] = defaultdict(list)
        for relation in sorted(relations, key=lambda relation: relation.id):
            subject, target = actors.get(relation.subject_id), actors.get(relation.object_id)
            if subject is None or target is None or relation.status is Status.ENDED:
                continue
            if relation.kind is RelationKind.PART_OF and relation.status is Status.ACTIVE:
                relations_up[subject.id].append(target.id)
            say = _sentence(subject, relation, target)
            if relation.kind in _AS_SUBJECT and not _only_pays(subject, relation):
                self._add(target.id, Tie(subject.id, *_now(relation, _AS_SUBJECT[relation.kind]), say))
            if relation.kind in _AS_OBJECT:
                silent = relation.kind is RelationKind.PART_OF and target.id not in providers
                nearness = _SILENT_WHOLE if silent else _AS_OBJECT[relation.kind]
                self._add(subject.id, Tie(target.id, *_now(relation, nearness), say))
        self._reach_two_levels_up(relations_up)

    def _reach_two_levels_up(self, above: Mapping[str, list[str]]) -> None:
        """Tie a part to the programme around its programme, which is a door too, though a less near one."""
        for part, wholes in above.items():
            for whole in wholes:
                for outer in above.get(whole, ()):
                    if outer != part:
                        tie = self._ties[whole][outer]
                        self._add(part, Tie(outer, 0.8 * tie.strength, 0.8 * tie.sure, tie.say))

    def _add(self, provider_id: str, tie: Tie) -> None:
        known = self._ties[provider_id].get(tie.actor_id)
        if known is None or (known.strength, known.sure) < (tie.strength, tie.sure):
            self._ties[provider_id][tie.actor_id] = tie

    def around(self, provider_id: str) -> Iterable[Tie]:
        """Return the ties of a provider, in the order of the other actors' ids."""
        ties = self._ties.get(provider_id, {})
        return [ties[actor_id] for actor_id in sorted(ties)]


def _now(relation: Relation, nearness: tuple[float, float]) -> tuple[float, float]:
    """Return the strength of a tie and the part of it that is sure, as far as it is there now."""
    strength, sure = nearness
    share = 1.0 if relation.status is Status.ACTIVE else _ANNOUNCED
    return share * strength, share * sure


def _sentence(subject: Actor, relation: Relation, target: Actor) -> Callable[[], Bilingual]:
    label, status = relation.kind.label, relation.status.label
    is_there = relation.status is Status.ACTIVE
    still = Bilingual("", "") if is_there else Bilingual(f" ({status.nl})", f" ({status.en})")
    return lambda: Bilingual(
        f"{subject.name} {label.nl} {target.name}{still.nl}.",
        f"{subject.name} {label.en} {target.name}{still.en}.",
    )


def _only_pays(subject: Actor, relation: Relation) -> bool:
    """Return whether a financier's part in something is its money: it helps nobody who asks about it."""
    return subject.kind is ActorKind.FINANCIER and relation.kind not in RUNS


def serves(actor: Actor, need: Need, knowledge: Knowledge) -> bool:
    """Return whether an actor may be the door for who asks, as far as the place of both tells.

    A public body or association is there for its own place, and whoever is of a region or province for that;
    an office in a town has no border. The asker's own municipality is no door to itself.
    """
    here = need.municipality_id or need.region_id
    if actor.place_id is None or here is None:
        return True
    if _asks_itself(actor, need):
        return False
    place = knowledge.gazetteer.by_id.get(actor.place_id)
    office = place is not None and place.kind is PlaceKind.MUNICIPALITY
    if office and actor.kind not in {ActorKind.GOVERNMENT, ActorKind.ASSOCIATION}:
        return True
    return actor.place_id in knowledge.gazetteer.touching(here)


def asks_from(need: Need) -> Hashable:
    """Return all of a need that ``serves`` depends on."""
    return need.municipality_id, need.region_id, need.target_group is TargetGroup.MUNICIPALITY


def _asks_itself(actor: Actor, need: Need) -> bool:
    public = actor.kind is ActorKind.GOVERNMENT and need.target_group is TargetGroup.MUNICIPALITY
    return public and actor.place_id == need.municipality_id
