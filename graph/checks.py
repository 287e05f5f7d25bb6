"""What is refused before any engine sees it: values that no store keeps, and dangling references."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import fields, is_dataclass
from enum import Enum
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, NamedTuple

from graph.slugs import is_slug
from matchmaker.asking import LONGEST_TEXT
from matchmaker.curation import HIDEABLE
from matchmaker.errors import Fault
from matchmaker.model import BEST_GRADE, Actor, Offering, Precedent
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from matchmaker.journal import Batch, Fact
    from matchmaker.model import Place, Referred, Relation, Snapshot, Theme

REFERABLE_NAMES = ("documents", "places", "themes", "actors", "offerings")
"""The kinds that others may refer to."""
KIND_NAMES = (*REFERABLE_NAMES, "relations", "precedents")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LARGEST = 2**63 - 1

_NAMES = {
    "documents": Bilingual("document", "document"),
    "places": Bilingual("plaats", "place"),
    "themes": Bilingual("thema", "theme"),
    "actors": Bilingual("partij", "actor"),
    "offerings": Bilingual("aanbod", "offering"),
    "actors or offerings": Bilingual("partij of aanbod", "actor or offering"),
}


class Reference(NamedTuple):
    """One place in a fact that names another fact.

    Attributes:
        where: The fact and the field.
        target: Kind of what is named: ``places``, or ``actors or offerings``.
        id: What is named.
    """

    where: str
    target: str
    id: str


def value_faults(facts: Snapshot) -> list[Fault]:
    """Return what is wrong with the values themselves, without looking at the register."""
    faults: list[Fault] = []
    for name in KIND_NAMES:
        group: tuple[Fact, ...] = getattr(facts, name)
        for fact in group:
            faults += unkeepable(fact, f"{name}/{_printable(fact.id)}")
            if name != "relations" and not is_slug(fact.id):
                faults.append(_bad_id(name, fact.id))
            if isinstance(fact, Actor | Offering):
                faults += _hiding_faults(fact, f"{name}/{_printable(fact.id)}")
            if isinstance(fact, Precedent):
                faults += _precedent_faults(fact)
        faults += [
            _fault(
                f"{name}/{_printable(id_)}",
                f"Dit staat er {count} keer in. Geef elk gegeven één keer.",
                f"This is given {count} times. Give each fact once.",
            )
            for id_, count in Counter(fact.id for fact in group).items()
            if count > 1
        ]
    return faults


def batch_faults(batch: Batch) -> list[Fault]:
    """Return what is wrong with the description of a batch of changes."""
    faults = list(unkeepable(batch, "batch"))
    if not is_slug(batch.id):
        faults.append(_bad_id("batches", batch.id))
    faults += [
        _fault(f"batch {name}", "Dit moet ingevuld zijn.", "This must be filled in.")
        for name in ("by", "title")
        if not getattr(batch, name).strip()
    ]
    return faults


def references(facts: Snapshot) -> Iterator[Reference]:
    """Yield every mention of another fact, in the order of the facts."""
    for place in facts.places:
        yield from _of_place(place)
    for theme in facts.themes:
        yield from _of_theme(theme)
    for actor in facts.actors:
        yield from _of_actor(actor)
    for offering in facts.offerings:
        yield from _of_offering(offering)
    for relation in facts.relations:
        yield from _of_relation(relation)
    for precedent in facts.precedents:
        for id_ in precedent.sectors:
            yield Reference(f"precedents/{precedent.id} sectors", "themes", id_)


def reference_faults(facts: Snapshot, known: Mapping[str, set[str]]) -> list[Fault]:
    """Return a fault for every reference to what is absent.

    Args:
        facts: The facts that refer.
        known: Per kind the ids that exist, of the given facts and of the register.
    """
    both = {**known, "actors or offerings": known["actors"] | known["offerings"]}
    return [
        _fault(
            reference.where,
            f"Er is geen {_NAMES[reference.target].nl} met id '{reference.id}'. "
            "Voeg die eerst toe of verbeter het id.",
            f"There is no {_NAMES[reference.target].en} with id '{reference.id}'. "
            "Add it first or correct the id.",
        )
        for reference in references(facts)
        if reference.id not in both[reference.target]
    ]


def shared_id_faults(actor_ids: set[str], offering_ids: set[str]) -> list[Fault]:
    """Return a fault for every id that is both an actor's and an offering's: a tie to it would be unclear."""
    return [
        _fault(
            f"offerings/{id_} id",
            f"Het id '{id_}' is al van een partij. Geef het aanbod een eigen id.",
            f"The id '{id_}' is an actor's already. Give the offering an id of its own.",
        )
        for id_ in sorted(actor_ids & offering_ids)
    ]


def rings(above: Mapping[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return every ring, from an id upwards back to itself, by which something would lie within itself.

    Args:
        above: For every id the ids directly above it.
    """
    edges = {id_: set(ids) for id_, ids in above.items()}
    found: list[tuple[str, ...]] = []
    while True:
        try:
            TopologicalSorter(edges).prepare()
        except CycleError as error:
            ring: list[str] = error.args[1]
            upwards = tuple(reversed(ring))
            edges[upwards[0]].discard(upwards[1])
            found.append(upwards)
        else:
            return found


def ring_fault(where: str, ring: tuple[str, ...]) -> Fault:
    """Return the fault that a ring is."""
    path = " → ".join(ring)
    return _fault(
        where,
        f"Dit ligt in zichzelf: {path}. Haal één van deze verwijzingen weg.",
        f"This lies within itself: {path}. Take out one of these references.",
    )


def _of_place(place: Place) -> Iterator[Reference]:
    where = f"places/{place.id}"
    for id_ in place.within:
        yield Reference(f"{where} within", "places", id_)
    if place.successor_id is not None:
        yield Reference(f"{where} successor", "places", place.successor_id)


def _of_theme(theme: Theme) -> Iterator[Reference]:
    for id_ in theme.broader:
        yield Reference(f"themes/{theme.id} broader", "themes", id_)


def _of_actor(actor: Actor) -> Iterator[Reference]:
    where = f"actors/{actor.id}"
    if actor.place_id is not None:
        yield Reference(f"{where} place", "places", actor.place_id)
    for id_ in actor.themes:
        yield Reference(f"{where} themes", "themes", id_)
    yield from _of_sources(where, actor)


def _of_offering(offering: Offering) -> Iterator[Reference]:
    where = f"offerings/{offering.id}"
    yield Reference(f"{where} provider", "actors", offering.provider_id)
    lists = (
        ("area", "places", offering.area),
        ("themes", "themes", offering.themes),
        ("sectors", "themes", offering.sectors),
        ("excluded_actors", "actors", offering.excluded_actors),
    )
    for column, target, ids in lists:
        for id_ in ids:
            yield Reference(f"{where} {column}", target, id_)
    yield from _of_sources(where, offering)


def _of_relation(relation: Relation) -> Iterator[Reference]:
    where = f"relations/{relation.id}"
    yield Reference(f"{where} subject", "actors", relation.subject_id)
    yield Reference(f"{where} object", "actors or offerings", relation.object_id)
    yield from _of_sources(where, relation)


def _of_sources(where: str, fact: Actor | Offering | Relation) -> Iterator[Reference]:
    for source in fact.sources:
        yield Reference(f"{where} source", "documents", source.document_id)


def unkeepable(value: object, where: str) -> Iterator[Fault]:
    """Yield a fault for every value inside ``value`` that some engine would refuse or alter."""
    if isinstance(value, Enum) or value is None:
        return
    if isinstance(value, str):
        yield from _text_faults(value, where)
    elif isinstance(value, int | float):
        yield from _number_faults(value, where)
    elif isinstance(value, tuple):
        for item in value:
            yield from unkeepable(item, where)
    elif is_dataclass(value):
        joint = " " if " " not in where else "."
        for field in fields(value):
            yield from unkeepable(getattr(value, field.name), f"{where}{joint}{field.name}")


def _number_faults(number: float, where: str) -> Iterator[Fault]:
    if isinstance(number, int):
        if abs(number) > _LARGEST:
            yield _fault(where, "Dit getal is te groot.", "This number is too large.")
    elif not math.isfinite(number):
        yield _fault(where, "Dit is geen eindig getal.", "This is not a finite number.")


def _text_faults(text: str, where: str) -> Iterator[Fault]:
    if "\x00" in text:
        yield _fault(where, "De tekst bevat een nulteken. Haal dat weg.", "The text holds a NUL. Remove it.")
    if _SURROGATE.search(text):
        yield _fault(
            where,
            "De tekst bevat een half teken (los surrogaat). Plak de tekst opnieuw.",
            "The text holds half a character (a lone surrogate). Paste the text again.",
        )


def _hiding_faults(fact: Actor | Offering, where: str) -> list[Fault]:
    possible = HIDEABLE[type(fact)]
    choice = ", ".join(possible)
    return [
        _fault(
            f"{where} desk_only",
            f"Het veld '{_printable(name)}' kan niet alleen voor het loket zijn. Kies uit: {choice}.",
            f"The field '{_printable(name)}' cannot be for the desk only. Choose from: {choice}.",
        )
        for name in fact.desk_only
        if name not in possible
    ]


def _precedent_faults(precedent: Precedent) -> Iterator[Fault]:
    where = f"precedents/{_printable(precedent.id)}"
    if not precedent.text.strip() or len(precedent.text) > LONGEST_TEXT:
        yield _fault(
            f"{where} text",
            f"Een vraag heeft 1 tot {LONGEST_TEXT} tekens.",
            f"A question has 1 to {LONGEST_TEXT} characters.",
        )
    for one in precedent.referred:
        yield from _referred_faults(one, f"{where} referred")
    if len({one.to for one in precedent.referred}) < len(precedent.referred):
        yield _fault(
            f"{where} referred",
            "Naar één partij wordt twee keer verwezen. Haal er een weg.",
            "One actor is referred to twice. Take one out.",
        )
    grades = [one.grade for one in precedent.referred]
    if grades != sorted(grades, reverse=True):
        yield _fault(f"{where} referred", "Zet de beste eerst.", "Put the best first.")


def _referred_faults(one: Referred, where: str) -> Iterator[Fault]:
    if not is_slug(one.to):
        shown = _printable(one.to)
        yield _fault(where, f"'{shown}' is geen id.", f"'{shown}' is not an id.")
    if not 1 <= one.grade <= BEST_GRADE:
        yield _fault(
            where,
            f"Een cijfer is 1 (ook mogelijk) tot {BEST_GRADE} (de beste), niet {one.grade}.",
            f"A grade is 1 (of some use) to {BEST_GRADE} (the best), not {one.grade}.",
        )


def _bad_id(name: str, id_: str) -> Fault:
    shown = _printable(id_)
    return _fault(
        f"{name}/{shown} id",
        f"Het id '{shown}' klopt niet. "
        "Gebruik kleine letters a-z, cijfers en koppeltekens, hoogstens 200 tekens.",
        f"The id '{shown}' is not valid. "
        "Use lower-case letters a-z, digits and hyphens, at most 200 characters.",
    )


def _printable(text: str) -> str:
    """Return a text that can be shown and sent whatever it holds."""
    shown = text if len(text) <= 80 else text[:80] + "..."
    return shown.encode("ascii", "backslashreplace").decode("ascii").replace("\x00", "\\x00")


def _fault(where: str, nl: str, en: str) -> Fault:
    return Fault(where=where, message=Bilingual(nl, en))
