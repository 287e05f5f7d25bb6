"""What a desk does to keep the register true, each as one batch that can be undone.

Every function takes the register itself and may be called in a thread. They decide nothing: what to change
comes from ``matchmaker.curation``, and what the batch is called is said here, in one place.
"""

from __future__ import annotations

import hashlib
import secrets
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from matchmaker import curation
from matchmaker.errors import Conflict, Fault, InvalidInput, NotFound, StoreUnavailable
from matchmaker.journal import Batch, BatchKind, as_json
from matchmaker.model import Actor, Document, Offering, Relation, Snapshot, Source
from matchmaker.vocabulary import Bilingual, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from api.catalogue import Catalogue
    from api.loaded import Loaded
    from matchmaker.curation import Merge, Removal
    from matchmaker.journal import Fact
    from matchmaker.ports import Clock, Register, Tally

T = TypeVar("T")

TRIES = 3
READ_AGAIN_WITHIN = 30.0  # seconds


class Ground(Term):
    """How a desk knows what it writes down."""

    TOLD = "told", "opgave van de partij zelf", "stated by the party itself"
    ASKED = "asked", "telefonisch nagevraagd", "asked by telephone"
    WEBSITE = "website", "gelezen op de website van de partij", "read on the party's website"
    VISIT = "visit", "besproken bij een bezoek", "discussed during a visit"
    WORDING = "wording", "alleen de tekst verbeterd; de bron blijft", "only the wording; the source stays"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Who changes something, when, and under which number.

    Attributes:
        by: Function and desk of who does it; never a person's name.
        at: When, in UTC.
        today: That day in the Netherlands.
        batch_id: Number of the change; the same number again changes nothing more.
    """

    by: str
    at: datetime
    today: date
    batch_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """On what ground a fact is written down.

    Attributes:
        ground: How the desk knows it.
        on: The day on which it was said or read.
        desk_id: Id of the desk, for the source's own id.
        desk_name: Its name, which the source carries.
    """

    ground: Ground
    on: date
    desk_id: str
    desk_name: str


async def on_present_facts(catalogue: Catalogue, change: Callable[[Loaded, Register], T]) -> T:
    """Think a change out on the facts as they are now, and store it only if they still are.

    Args:
        catalogue: The facts and their register.
        change: Reads the facts and writes to the register, for the version of those facts only. It is done
            again when somebody else wrote in between, so that nobody has to send a form twice for that.

    Raises:
        Conflict: The change does not fit the facts, or others kept writing in between.
    """
    result = await _stored(catalogue, change)
    # Who changed something reads on at once. Reading all facts again may take longer than a reader waits
    # for an answer, so that is waited for here; if it takes longer still, they are told to come back.
    with suppress(StoreUnavailable):
        await catalogue.caught_up(READ_AGAIN_WITHIN)
    return result


async def _stored(catalogue: Catalogue, change: Callable[[Loaded, Register], T]) -> T:
    for _ in range(TRIES - 1):
        loaded = await catalogue.caught_up(READ_AGAIN_WITHIN)
        try:
            return await catalogue.with_register(partial(change, loaded))
        except Conflict:
            if (await catalogue.caught_up(READ_AGAIN_WITHIN)).version == loaded.version:
                raise
    loaded = await catalogue.caught_up(READ_AGAIN_WITHIN)
    return await catalogue.with_register(partial(change, loaded))


def new_batch_id(kind: BatchKind, clock: Clock) -> str:
    """Return a number for a change that is about to be offered; it tells the moment and cannot be guessed."""
    return f"{kind.value}-{clock.now():%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"


def signed(by: str, batch_id: str, clock: Clock) -> Signed:
    """Return who changes something, now."""
    return Signed(by=by, at=clock.now(), today=clock.today(), batch_id=batch_id)


def mark_of(fact: Actor | Offering | Relation) -> str:
    """Return a short mark that differs as soon as anything in a fact differs."""
    return hashlib.sha256(as_json(fact).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def mark_of_change(planned: Merge | Removal) -> str:
    """Return a short mark that differs as soon as a change that was shown would do anything else."""
    changed = planned.facts
    facts: list[Fact] = [*changed.actors, *changed.offerings, *changed.relations, *changed.precedents]
    parts = [as_json(fact) for fact in facts]
    parts += [*planned.removed_actors, *planned.removed_relations]
    if isinstance(planned, curation.Removal):
        parts += planned.removed_offerings
    return hashlib.sha256("\n".join(parts).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def planned_merge(loaded: Loaded, keep_id: str, drop_id: str) -> Merge:
    """Return what merging two parties changes.

    Raises:
        NotFound: One of them is not there.
        Conflict: They cannot be one.
    """
    facts = loaded.snapshot
    keep, drop = loaded.actor_by_id(keep_id), loaded.actor_by_id(drop_id)
    return curation.merged(keep, drop, facts.offerings, facts.relations, facts.precedents)


def merge(register: Register, planned: Merge, names: tuple[str, str], version: int, by: Signed) -> Tally:
    """Make one actor of two.

    Args:
        register: Where.
        planned: What ``matchmaker.curation.merged`` said.
        names: Of the actor that stays, and of the one that goes.
        version: The version of the register for which that was said.
        by: Who does it.

    Raises:
        Conflict: The register was changed meanwhile.
    """
    batch = _batch(BatchKind.MERGE, f"{names[1]} samengevoegd met {names[0]}", by)
    return register.apply(
        batch,
        planned.facts,
        removed_actors=planned.removed_actors,
        removed_relations=planned.removed_relations,
        on_version=version,
    )


def check(
    register: Register, facts: Sequence[Actor | Offering | Relation], version: int, by: Signed
) -> Tally:
    """Write down that somebody looked at facts and found them true.

    Raises:
        Conflict: The register was changed meanwhile.
    """
    title = "1 gegeven gecontroleerd" if len(facts) == 1 else f"{len(facts)} gegevens gecontroleerd"
    batch = _batch(BatchKind.CHECK, title, by)
    on, who = by.today, by.by
    return register.apply(
        batch,
        Snapshot(
            actors=tuple(curation.confirmed(one, on, who) for one in facts if isinstance(one, Actor)),
            offerings=tuple(curation.confirmed(one, on, who) for one in facts if isinstance(one, Offering)),
            relations=tuple(curation.confirmed(one, on, who) for one in facts if isinstance(one, Relation)),
        ),
        on_version=version,
    )


def store(register: Register, fact: Actor | Offering, stated: Stated, version: int, by: Signed) -> Tally:
    """Store an actor or offering as the desk wrote it down, with the desk's statement as a source.

    Raises:
        InvalidInput: The register cannot keep it.
        Conflict: The register was changed meanwhile.
    """
    batch = _batch(BatchKind.EDIT, name_of(fact), by)
    if stated.ground is Ground.WORDING and not fact.sources:
        message = Bilingual(
            "Kies hoe u dit weet: wat nieuw is, heeft nog geen bron.",
            "Choose how you know this: what is new has no source yet.",
        )
        raise InvalidInput([Fault(where="ground", message=message)])
    if stated.ground is not Ground.WORDING:
        document, version = _document(register, stated, version)
        fact = curation.restated(fact, _source(document, stated, by))
    return register.apply(batch, _only(fact), on_version=version)


def end(register: Register, facts: Snapshot, name: str, version: int, by: Signed) -> Tally:
    """Store facts as ended.

    Raises:
        Conflict: The register was changed meanwhile.
    """
    return register.apply(_batch(BatchKind.EDIT, f"{name} op afgelopen gezet", by), facts, on_version=version)


def remove(register: Register, planned: Removal, name: str, version: int, by: Signed) -> Tally:
    """Take an actor or offering away with all that goes along; it can be undone.

    Raises:
        Conflict: The register was changed meanwhile.
    """
    batch = _batch(BatchKind.EDIT, f"{name} weggehaald", by)
    return register.apply(
        batch,
        planned.facts,
        removed_actors=planned.removed_actors,
        removed_offerings=planned.removed_offerings,
        removed_relations=planned.removed_relations,
        on_version=version,
    )


def name_of(fact: Actor | Offering) -> str:
    """Return what a party or offering is called in the title of a change, which is Dutch."""
    return fact.name if isinstance(fact, Actor) else fact.title.nl


def _only(fact: Actor | Offering) -> Snapshot:
    return Snapshot(actors=(fact,)) if isinstance(fact, Actor) else Snapshot(offerings=(fact,))


def _batch(kind: BatchKind, title: str, by: Signed) -> Batch:
    return Batch(id=by.batch_id, kind=kind, by=by.by, at=by.at, title=title)


def _document(register: Register, stated: Stated, version: int) -> tuple[Document, int]:
    """Return the document that stands for what a desk states on one ground, and the version of the register.

    It is made at its first use, and is no part of the change: undoing one change must not take the source
    from under all later ones. Making it counts as one change of the register; when somebody else changed
    something too, the version is another than is returned here, so that the change itself is refused.
    """
    id_ = f"{stated.ground.value}-{stated.desk_id}"
    try:
        return register.document(id_), version
    except NotFound:
        label = stated.ground.label.nl
        made = Document(
            id=id_,
            title=f"{label[:1].upper()}{label[1:]}",
            publisher=stated.desk_name,
            published_on=stated.on,
            file=None,
            licence="facts only",
        )
    register.put(Snapshot(documents=(made,)))
    return made, version + 1


def _source(document: Document, stated: Stated, by: Signed) -> Source:
    return Source(
        document_id=document.id,
        first_line=1,
        last_line=1,
        stated_on=stated.on,
        checked_on=by.today,
        checked_by=by.by,
    )
