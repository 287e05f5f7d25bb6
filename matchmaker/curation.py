"""Keeping the register true: doubles, merging, checking, what is due, what only the desk sees.

All pure: these functions tell what to change, and ``matchmaker.ports.Register.apply`` changes it.
"""

from __future__ import annotations

import json
from dataclasses import MISSING, dataclass, fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

from matchmaker.days import add_months
from matchmaker.errors import Conflict
from matchmaker.journal import as_json
from matchmaker.model import Actor, Offering, Precedent, Relation, Snapshot, best_first
from matchmaker.names import NameIndex, NameJudgement, compare, fits_by_initials, shortens
from matchmaker.vocabulary import Bilingual, RelationKind, Status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from matchmaker.journal import Apart, Change
    from matchmaker.model import Source

F = TypeVar("F", bound=Actor | Offering)
T = TypeVar("T")
C = TypeVar("C", Actor, Offering, Relation)

HIDEABLE: Mapping[type[Any], tuple[str, ...]] = {
    Actor: ("description", "aliases", "place_id", "themes", "website", "kvk_number", "sources"),
    Offering: (
        "next_step",
        "budget_euro",
        "capacity",
        "places_left",
        "excluded_actors",
        "questions",
        "sources",
    ),
}
"""The fields that can be for the desk only. Without the others a fact cannot be found, matched or named."""

_NOTHING = Bilingual("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field of a fact that a change touched.

    Attributes:
        field: Its name, as in ``matchmaker.model``.
        old: Its value before, as plain JSON values; None if it was empty or the fact was not there.
        new: Its value after, likewise.
    """

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """What to change so that two actors become one; the fields are the arguments of ``Register.apply``.

    Attributes:
        facts: The actor that stays, and the offerings, relations and precedents that now point to it.
        removed_actors: Id of the actor that goes.
        removed_relations: Ids of the relations that pointed to it.
    """

    facts: Snapshot
    removed_actors: tuple[str, ...]
    removed_relations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What goes along when an actor or offering goes; the fields are the arguments of ``Register.apply``.

    Attributes:
        facts: Offerings of others that named the actor, and no longer do.
        removed_actors: Ids of actors.
        removed_offerings: Ids of offerings.
        removed_relations: Ids of relations.
    """

    facts: Snapshot
    removed_actors: tuple[str, ...]
    removed_offerings: tuple[str, ...]
    removed_relations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Double:
    """Two actors that may be one.

    Attributes:
        first_id: Id of the one, before ``second_id`` in the alphabet.
        second_id: Id of the other.
        judgement: How likely, and why. Even a ``same`` of True is for a person to decide.
    """

    first_id: str
    second_id: str
    judgement: NameJudgement


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A fact that should be looked at again.

    Attributes:
        fact: The fact.
        last_on: Day on which it was last stated or confirmed.
    """

    fact: Actor | Offering | Relation
    last_on: date


def field_changes(change: Change) -> tuple[FieldChange, ...]:
    """Return which fields a change touched, in the order of their names; the id is no field."""
    return _differences(change.before, change.after)


def differences(before: C, after: C) -> tuple[FieldChange, ...]:
    """Return in which fields two states of a fact differ, in the order of their names; the id is no field."""
    return _differences(as_json(before), as_json(after))


def _differences(one: str | None, other: str | None) -> tuple[FieldChange, ...]:
    before: dict[str, Any] = json.loads(one) if one else {}
    after: dict[str, Any] = json.loads(other) if other else {}
    return tuple(
        FieldChange(field=name, old=before.get(name), new=after.get(name))
        for name in sorted(before.keys() | after.keys())
        if name != "id" and (before.get(name) or None) != (after.get(name) or None)
    )


def merged(
    keep: Actor,
    drop: Actor,
    offerings: Iterable[Offering],
    relations: Iterable[Relation],
    precedents: Iterable[Precedent],
) -> Merge:
    """Make one actor of two.

    Args:
        keep: The actor whose id, name and kind stay.
        drop: The actor that goes; what ``keep`` does not say of itself is taken from it.
        offerings: All offerings of the register, or at least those that name ``drop``.
        relations: All relations of the register, or at least those of both actors.
        precedents: All precedents of the register, or at least those that are sent to ``drop``.

    Raises:
        Conflict: They have different KVK numbers, or are one and the same.
    """
    if keep.id == drop.id:
        raise Conflict("Dit is één en dezelfde partij. / This is one and the same actor.")
    if keep.kvk_number and drop.kvk_number and keep.kvk_number != drop.kvk_number:
        raise Conflict(
            "Deze partijen hebben verschillende KVK-nummers en zijn dus niet dezelfde. "
            "Verbeter eerst het nummer dat niet klopt. / "
            "These actors have different KVK numbers, so they are not the same. "
            "Correct the wrong number first."
        )
    ties = list(relations)
    moved = [relation for relation in ties if drop.id in {relation.subject_id, relation.object_id}]
    return Merge(
        facts=Snapshot(
            actors=(_joined_actor(keep, drop),),
            offerings=tuple(
                _repointed_offering(offering, keep.id, drop.id)
                for offering in offerings
                if drop.id in {offering.provider_id, *offering.excluded_actors}
            ),
            relations=_repointed_ties(ties, moved, keep.id, drop.id),
            precedents=tuple(
                _repointed_precedent(precedent, keep.id, drop.id)
                for precedent in precedents
                if drop.id in {one.to for one in precedent.referred}
            ),
        ),
        removed_actors=(drop.id,),
        removed_relations=tuple(sorted(relation.id for relation in moved)),
    )


def removal(history: Iterable[Change]) -> Change | None:
    """Return the change by which a fact went, or None where no change that still stands took it away.

    Args:
        history: What batches did to the fact, the latest first.
    """
    latest = next((change for change in history if change.batch.undone_at is None), None)
    return latest if latest is not None and latest.after is None else None


def merged_into(changes: Iterable[Change]) -> str | None:
    """Return the id of the actor that stayed in a merge, from what the merge changed.

    None where it changed neither that actor nor an offering, and so does not tell which one it was.
    """
    for change in changes:
        if change.after is None:
            continue
        if change.kind == "actor":
            return change.fact_id
        if change.kind == "offering" and "provider_id" in {one.field for one in field_changes(change)}:
            return str(json.loads(change.after)["provider_id"])
    return None


def without_actor(actor_id: str, offerings: Iterable[Offering], relations: Iterable[Relation]) -> Removal:
    """Take an actor away, with what it offers and the ties of both.

    Args:
        actor_id: Which.
        offerings: All offerings of the register, or at least those that name it.
        relations: All relations of the register, or at least those of the actor and of its offerings.
    """
    known = list(offerings)
    own = {offering.id for offering in known if offering.provider_id == actor_id}
    return Removal(
        facts=Snapshot(
            offerings=tuple(
                replace(one, excluded_actors=tuple(id_ for id_ in one.excluded_actors if id_ != actor_id))
                for one in known
                if actor_id in one.excluded_actors and one.id not in own
            )
        ),
        removed_actors=(actor_id,),
        removed_offerings=tuple(sorted(own)),
        removed_relations=_ties_of({actor_id, *own}, relations),
    )


def without_offering(offering_id: str, relations: Iterable[Relation]) -> Removal:
    """Take an offering away, with the ties that point to it."""
    return Removal(
        facts=Snapshot(),
        removed_actors=(),
        removed_offerings=(offering_id,),
        removed_relations=_ties_of({offering_id}, relations),
    )


def ended(facts: Snapshot) -> Snapshot:
    """Return actors, offerings and relations as ended: still to be found, suggested no more."""
    return Snapshot(
        actors=tuple(replace(one, status=Status.ENDED) for one in facts.actors),
        offerings=tuple(replace(one, status=Status.ENDED) for one in facts.offerings),
        relations=tuple(replace(one, status=Status.ENDED) for one in facts.relations),
    )


def doubles(
    actors: Sequence[Actor], apart: Iterable[Apart] = (), relations: Iterable[Relation] = ()
) -> tuple[Double, ...]:
    """Return pairs of actors that may be one, the likeliest first.

    Args:
        actors: All actors of the register.
        apart: Pairs that somebody decided are different; they are left out.
        relations: Stated ties; two actors of which one is part of the other, say, are two. Where only the
            names leave a doubt, so are parts of wholes that have nothing to do with each other.
    """
    ties = list(relations)
    known = {frozenset((pair.first_id, pair.second_id)) for pair in apart}
    known |= {frozenset((relation.subject_id, relation.object_id)) for relation in ties}
    wholes = _wholes(ties)
    known |= {frozenset((part, whole)) for part, above in wholes.items() for whole in above}
    found: dict[frozenset[str], Double] = {}
    for one, other, judgement in (*_same_number(actors), *_alike(actors)):
        pair = frozenset((one.id, other.id))
        before = found.get(pair)
        if pair in known or (before and before.judgement.score >= judgement.score):
            continue
        above = wholes.get(one.id, set()), wholes.get(other.id, set())
        if judgement.same is None and all(above) and above[0].isdisjoint(above[1]):
            continue
        if one.kvk_number and other.kvk_number and one.kvk_number != other.kvk_number:
            continue
        first, second = sorted(pair)
        found[pair] = Double(first_id=first, second_id=second, judgement=judgement)
    return tuple(
        sorted(
            found.values(),
            key=lambda double: (
                not double.judgement.same,
                -double.judgement.score,
                double.first_id,
                double.second_id,
            ),
        )
    )


def confirmed(fact: C, on: date, by: str) -> C:
    """Return a fact with all its sources marked as checked; one without sources comes back as it is.

    Args:
        fact: What was looked at and found true.
        on: The day.
        by: Function (never a person's name) of who looked.
    """
    return replace(fact, sources=tuple(replace(one, checked_on=on, checked_by=by) for one in fact.sources))


def restated(fact: F, source: Source) -> F:
    """Return a fact with a source added; what the same document said before gives way to it."""
    others: list[Source] = [one for one in fact.sources if one.document_id != source.document_id]
    return replace(fact, sources=(*others, source))


def due(facts: Snapshot, today: date, months: int = 12) -> tuple[Due, ...]:
    """Return which actors, offerings and relations nobody has stated or confirmed for so long, oldest first.

    What has ended is not looked at again.
    """
    limit = add_months(today, -months)
    found = [
        Due(fact=fact, last_on=last)
        for group in (facts.actors, facts.offerings, facts.relations)
        for fact in group
        if fact.status is not Status.ENDED and (last := _last_on(fact.sources)) and last <= limit
    ]
    return tuple(sorted(found, key=lambda one: (one.last_on, type(one.fact).__name__, one.fact.id)))


def public_view(fact: F) -> F:
    """Return a fact as anybody may see it: without what is for the desk only, nor which fields those are."""
    if not fact.desk_only:
        return fact
    hidden = {name: _empty(fact, name) for name in fact.desk_only if name in HIDEABLE[type(fact)]}
    return replace(fact, **{**hidden, "desk_only": ()})


def public_facts(facts: Snapshot) -> Snapshot:
    """Return all facts as anybody may see them; see ``public_view``."""
    return replace(
        facts,
        actors=tuple(map(public_view, facts.actors)),
        offerings=tuple(map(public_view, facts.offerings)),
    )


def _empty(fact: Actor | Offering, name: str) -> Any:
    (default,) = (field.default for field in fields(fact) if field.name == name)
    return _NOTHING if default is MISSING else default


def _joined_actor(keep: Actor, drop: Actor) -> Actor:
    spellings = dict.fromkeys((*keep.aliases, drop.name, *drop.aliases))
    return replace(
        keep,
        description=keep.description if keep.description != _NOTHING else drop.description,
        aliases=tuple(name for name in spellings if name != keep.name),
        place_id=keep.place_id or drop.place_id,
        themes=_united(keep.themes, drop.themes),
        website=keep.website or drop.website,
        kvk_number=keep.kvk_number or drop.kvk_number,
        sources=_united(keep.sources, drop.sources),
        # What one of both hid stays hidden: a merge must not show anything.
        desk_only=_united(keep.desk_only, drop.desk_only),
    )


def _united(one: tuple[T, ...], other: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*one, *other)))


def _repointed_offering(offering: Offering, keep_id: str, drop_id: str) -> Offering:
    provider_id = keep_id if offering.provider_id == drop_id else offering.provider_id
    excluded = (keep_id if id_ == drop_id else id_ for id_ in offering.excluded_actors)
    return replace(offering, provider_id=provider_id, excluded_actors=tuple(dict.fromkeys(excluded)))


def _repointed_precedent(precedent: Precedent, keep_id: str, drop_id: str) -> Precedent:
    moved = (replace(one, to=keep_id) if one.to == drop_id else one for one in precedent.referred)
    return replace(precedent, referred=best_first(moved))


def _repointed_ties(
    all_ties: Iterable[Relation], moved: Iterable[Relation], keep_id: str, drop_id: str
) -> tuple[Relation, ...]:
    """Return the ties that stood with the actor that goes, with the one that stays; equal ties are joined."""
    present = {_sense(relation): relation for relation in all_ties if drop_id not in _ends(relation)}
    changed: dict[str, Relation] = {}
    for relation in moved:
        subject_id, object_id = (keep_id if end == drop_id else end for end in _ends(relation))
        if subject_id == object_id:
            continue
        there = replace(relation, subject_id=subject_id, object_id=object_id)
        known = present.get(_sense(there))
        if known is not None:
            there = replace(
                known, note=known.note or there.note, sources=_united(known.sources, there.sources)
            )
        present[_sense(there)] = there
        if there != known:
            changed[there.id] = there
    return tuple(changed[id_] for id_ in sorted(changed))


def _ties_of(node_ids: Collection[str], relations: Iterable[Relation]) -> tuple[str, ...]:
    return tuple(sorted(one.id for one in relations if not set(_ends(one)).isdisjoint(node_ids)))


def _ends(relation: Relation) -> tuple[str, str]:
    return relation.subject_id, relation.object_id


def _sense(relation: Relation) -> tuple[RelationKind, tuple[str, ...]]:
    """Return what a tie says; where the kind is mutual it makes no difference who stands first."""
    ends = _ends(relation)
    return relation.kind, tuple(sorted(ends)) if relation.kind.is_mutual else ends


def _same_number(actors: Iterable[Actor]) -> Iterator[tuple[Actor, Actor, NameJudgement]]:
    first: dict[str, Actor] = {}
    why = Bilingual("Het KVK-nummer is gelijk.", "The KVK number is the same.")
    for actor in actors:
        if actor.kvk_number and (one := first.setdefault(actor.kvk_number, actor)) is not actor:
            yield one, actor, NameJudgement(True, 1.0, why)


def _alike(actors: Sequence[Actor]) -> Iterator[tuple[Actor, Actor, NameJudgement]]:
    spellings = [(name, actor) for actor in actors for name in dict.fromkeys((actor.name, *actor.aliases))]
    index = NameIndex([name for name, _ in spellings])
    for position, other_position, judgement in index.pairs():
        (name, actor), (other_name, other) = spellings[position], spellings[other_position]
        if other is actor or (
            judgement.same is None
            and (
                _contradicted_in_full(name, actor, other_name)
                or _contradicted_in_full(other_name, other, name)
                or (actor.kind is not other.kind and fits_by_initials(name, other_name))
            )
        ):
            continue
        yield actor, other, judgement


def _contradicted_in_full(short: str, actor: Actor, other_name: str) -> bool:
    """Return whether a spelling only leaves a doubt because it is a short form of its party's name."""
    return any(
        shortens(short, full) and compare(full, other_name).same is False
        for full in (actor.name, *actor.aliases)
        if full != short
    )


def _wholes(relations: Iterable[Relation]) -> dict[str, set[str]]:
    """Return for each part the wholes above it, however high."""
    direct: dict[str, set[str]] = {}
    for relation in relations:
        if relation.kind is RelationKind.PART_OF:
            direct.setdefault(relation.subject_id, set()).add(relation.object_id)
    above = {}
    for part in direct:
        reached, frontier = {part}, [part]
        while frontier:
            higher = direct.get(frontier.pop(), set()) - reached
            reached |= higher
            frontier += higher
        above[part] = reached - {part}
    return above


def _last_on(sources: Iterable[Source]) -> date | None:
    return max((max(one.stated_on, one.checked_on or one.stated_on) for one in sources), default=None)
