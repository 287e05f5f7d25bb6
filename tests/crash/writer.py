"""Writes to an embedded register until it is killed, and says what was acknowledged.

``python -m tests.crash.writer FILE FIRST`` prints a line before (``TRY``) and after (``ACK``) each of its
steps, numbered from FIRST. What a step is follows from its number: see ``facts`` and ``removes``.
"""

from __future__ import annotations

import sys

from graph import open_register
from matchmaker.model import Actor, Offering, Relation, Snapshot
from matchmaker.vocabulary import ActorKind, Bilingual, NeedKind, RelationKind

IMPORT_SIZE = 200
TEXT = Bilingual("tekst", "text")


def is_import(number: int) -> bool:
    """Every twelfth step is an import."""
    return number % 12 == 0


def removes(number: int) -> int | None:
    """Return the step whose offering this step takes away, if it is such a step."""
    return number - 2 if number % 12 == 7 else None


def facts(number: int) -> Snapshot:
    """Return what a step stores: an actor with its offering and tie, or an import of many."""
    if is_import(number):
        ids = [f"i-{number}-{position}" for position in range(IMPORT_SIZE)]
        ties = [Relation(subject_id=id_, kind=RelationKind.PART_OF, object_id=ids[0]) for id_ in ids]
        return Snapshot(actors=tuple(an_actor(id_) for id_ in ids), relations=tuple(ties))
    offering = Offering(
        id=f"o-{number}",
        provider_id=f"a-{number}",
        title=TEXT,
        summary=TEXT,
        next_step=TEXT,
        need_kinds=(NeedKind.SPACE,),
        area=(),
    )
    tie = Relation(subject_id=f"a-{number}", kind=RelationKind.OPERATES, object_id=offering.id)
    return Snapshot(actors=(an_actor(f"a-{number}"),), offerings=(offering,), relations=(tie,))


def an_actor(id_: str) -> Actor:
    return Actor(id=id_, name=id_, kind=ActorKind.ENTREPRENEUR, description=TEXT)


def main(file: str, first: int, *, lies: bool) -> None:
    """Write without end; a liar acknowledges before it has written."""
    register = open_register(f"sqlite:///{file}")
    number = first
    while True:
        say("TRY", number)
        if lies:
            say("ACK", number)
        removed = removes(number)
        if removed is not None and removed >= first:
            register.remove_offering(f"o-{removed}")
        elif removed is None:
            register.put(facts(number))
        if not lies:
            say("ACK", number)
        number += 1


def say(word: str, number: int) -> None:
    sys.stdout.write(f"{word} {number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), lies="--lie" in sys.argv)
