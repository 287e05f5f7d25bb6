"""The child process that looks for possible doubles: parties and ties in, pairs out, both as JSON."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

from matchmaker.curation import Double, doubles
from matchmaker.model import Actor, Relation
from matchmaker.names import NameJudgement
from matchmaker.vocabulary import ActorKind, Bilingual, RelationKind

if TYPE_CHECKING:
    from collections.abc import Iterable

_NICER = 5
_NOTHING = Bilingual("", "")


def main() -> None:
    """Read the question on standard input, and write the answer on standard output."""
    if sys.platform != "win32":
        os.nice(_NICER)  # visitors go first
    sys.stdout.buffer.write(answer(sys.stdin.buffer.read()))


def question(actors: Iterable[Actor], relations: Iterable[Relation]) -> bytes:
    """Return what the child needs to know: names and numbers, and who is tied to whom."""
    named = [[actor.id, actor.name, actor.kind, actor.aliases, actor.kvk_number] for actor in actors]
    ties = [[tie.subject_id, tie.kind, tie.object_id] for tie in relations]
    return json.dumps([named, ties], ensure_ascii=False).encode()


def answer(asked: bytes) -> bytes:
    """Return the pairs that may be double."""
    named, ties = json.loads(asked)
    actors = [
        Actor(
            id=id_,
            name=name,
            kind=ActorKind.of(kind),
            description=_NOTHING,
            aliases=tuple(aliases),
            kvk_number=number,
        )
        for id_, name, kind, aliases, number in named
    ]
    relations = [
        Relation(subject_id=one, kind=RelationKind.of(kind), object_id=other) for one, kind, other in ties
    ]
    found = (
        [pair.first_id, pair.second_id, pair.judgement.same, pair.judgement.score, *_why(pair)]
        for pair in doubles(actors, (), relations)
    )
    return json.dumps(list(found), ensure_ascii=False).encode()


def answered(text: bytes) -> tuple[Double, ...]:
    """Return the pairs that an answer names, in its order."""
    return tuple(
        Double(
            first_id=first,
            second_id=second,
            judgement=NameJudgement(same, score, Bilingual(dutch, english)),
        )
        for first, second, same, score, dutch, english in json.loads(text)
    )


def _why(pair: Double) -> tuple[str, str]:
    return pair.judgement.why.nl, pair.judgement.why.en


if __name__ == "__main__":
    main()
