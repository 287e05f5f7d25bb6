"""Which actor a row of a list is about: by number, id, exact name, and only then by likeness of names."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from matchmaker.name_index import NameIndex
from matchmaker.text import fold
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from matchmaker.model import Actor
    from matchmaker.names import NameJudgement

_MOST_CANDIDATES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An actor that a row may be about.

    Attributes:
        id: Its id.
        name: Its name.
        why: What speaks for it.
    """

    id: str
    name: str
    why: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Which actor a row is about.

    Attributes:
        id: The actor, or None if it is a new one or a person must decide.
        candidates: The actors between which a person must decide, likeliest first; empty otherwise.
    """

    id: str | None = None
    candidates: tuple[Candidate, ...] = ()


class NamedRow(NamedTuple):
    """The name in one row of a list.

    Attributes:
        at: Number of the row.
        name: The name.
        has_number: Whether the row gives a KVK number as well.
    """

    at: int
    name: str
    has_number: bool


class _Spellings:
    """Spellings, each of an actor (by id) or of a row (by number)."""

    def __init__(self, spellings: Sequence[tuple[str, str | int]]) -> None:
        self._spellings = spellings
        self._index: NameIndex | None = None
        self._found: dict[str, tuple[tuple[str | int, NameJudgement], ...]] = {}

    def like(self, name: str) -> tuple[tuple[str | int, NameJudgement], ...]:
        """Return whose spellings mean the same or must be looked at: an actor's or a row's."""
        if not name or not self._spellings:
            return ()
        if self._index is None:  # a list that was read before needs none
            self._index = NameIndex([spelling for spelling, _ in self._spellings])
        if name not in self._found:
            found = self._index.candidates(name)
            self._found[name] = tuple((self._spellings[at][1], judgement) for at, judgement in found)
        return self._found[name]


class NamesInUse:
    """The names of known actors and of the rows of a list, for looking up what is like them."""

    def __init__(self, actors: Sequence[Actor], rows: Iterable[NamedRow]) -> None:
        """Take what the register holds, and the names in the list."""
        spellings = [(name, actor.id) for actor in actors for name in (actor.name, *actor.aliases)]
        known = {fold(name) for name, _ in spellings}
        unknown = [row for row in rows if fold(row.name) not in known]
        # Two rows with a KVK number each are one by the number or not at all, so a row with a number is
        # compared with the rows without only.
        self._known = _Spellings([*spellings, *((row.name, row.at) for row in unknown if not row.has_number)])
        self._numbered = _Spellings([(row.name, row.at) for row in unknown if row.has_number])

    def like(self, name: str, number: str | None) -> Iterator[tuple[str | int, NameJudgement]]:
        """Yield the actors (by id) and rows (by number) that a name with this KVK number may mean."""
        yield from self._known.like(name)
        if number is None:
            yield from self._numbered.like(name)


class Identities:
    """Known actors, and those that earlier rows of the list added."""

    def __init__(self, actors: Sequence[Actor], offering_ids: Iterable[str], names: NamesInUse) -> None:
        """Take what the register holds, and the names in it and in the list."""
        self._actors = {actor.id: actor for actor in actors}
        self._taken = {*self._actors, *offering_ids}
        self._register = frozenset(self._actors)
        self._by_number: dict[str, str] = {}
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._of_row: dict[int, str] = {}
        self._names = names
        for actor in actors:
            self._learn(actor)

    def find(self, name: str, number: str | None, id_: str | None) -> Found:
        """Return which actor has this KVK number, this id, this name or alias, or surely means the same."""
        if number and number in self._by_number:
            return Found(id=self._by_number[number])
        if id_ and id_ in self._actors:
            return Found(id=id_)
        exact = sorted(id_ for id_ in self._by_name.get(fold(name), ()) if self._fits(id_, number))
        if len(exact) == 1:
            return Found(id=exact[0])
        if exact:
            why = Bilingual("De naam is gelijk.", "The name is equal.")
            return Found(candidates=tuple(self._candidate(id_, why) for id_ in exact[:_MOST_CANDIDATES]))
        return self._alike(name, number)

    def note(self, actor: Actor, row_number: int) -> None:
        """Remember an actor as a row made it, so that later rows find it."""
        self._actors[actor.id] = actor
        self._of_row[row_number] = actor.id
        self._learn(actor)

    def new_id(self, wanted: str) -> str:
        """Return an id that nobody has, as wanted or with a number behind it; it is taken from now on."""
        id_, number = wanted, 1
        while id_ in self._taken:
            number += 1
            id_ = f"{wanted}-{number}"
        self._taken.add(id_)
        return id_

    def _learn(self, actor: Actor) -> None:
        if actor.kvk_number:
            self._by_number.setdefault(actor.kvk_number, actor.id)
        for name in (actor.name, *actor.aliases):
            self._by_name[fold(name)].add(actor.id)

    def _fits(self, id_: str, number: str | None) -> bool:
        """Tell whether an actor may have this number: two numbers are two organisations."""
        known = self._actors[id_].kvk_number
        return number is None or known is None or number == known

    def _alike(self, name: str, number: str | None) -> Found:
        """Judge by likeness of names: what is surely the same, and what a person must decide.

        Two rows of one list that are merely alike are two, since its sender keeps them apart.
        """
        best: dict[str, NameJudgement] = {}
        for owner, judgement in self._names.like(name, number):
            id_ = self._of_row.get(owner) if isinstance(owner, int) else owner
            if id_ is None or not self._fits(id_, number):
                continue
            known = best.get(id_)
            if (judgement.same or id_ in self._register) and (known is None or judgement.score > known.score):
                best[id_] = judgement
        same = [id_ for id_, judgement in best.items() if judgement.same]
        if len(same) == 1:
            return Found(id=same[0])
        chosen = sorted(same or best, key=lambda id_: (-best[id_].score, id_))
        return Found(
            candidates=tuple(self._candidate(id_, best[id_].why) for id_ in chosen[:_MOST_CANDIDATES])
        )

    def _candidate(self, id_: str, why: Bilingual) -> Candidate:
        return Candidate(id=id_, name=self._actors[id_].name, why=why)
