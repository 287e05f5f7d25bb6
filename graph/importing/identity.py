"""Which actor a row of a list is about: by number, id, exact name, and only then by likeness of names.

A name alone is no proof: a namesake in another place, or with another website, is for a person to decide.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from matchmaker.names import NameIndex, NameJudgement
from matchmaker.text import fold
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from matchmaker.model import Actor
    from matchmaker.places import Gazetteer

_MOST_CANDIDATES = 5
_EQUAL = NameJudgement(True, 1.0, Bilingual("De naam is gelijk.", "The name is equal."))
_SAME_NUMBER = NameJudgement(True, 1.0, Bilingual("Het KVK-nummer is gelijk.", "The KVK number is the same."))
_DOMAIN = re.compile(r"https?://(?:www\.)?([^/?#:]+)", re.IGNORECASE)


class TwoPlaces(NamedTuple):
    """Names of two places of which neither lies in the other.

    Attributes:
        known: Where a party is as far as is known.
        stated: Where a row says that it is.
    """

    known: str
    stated: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An actor that a row may be about.

    Attributes:
        id: Its id.
        name: Its name.
        why: What speaks for it.
        places: Its place and that of the row, where these are two.
    """

    id: str
    name: str
    why: Bilingual
    places: TwoPlaces | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Which actor a row is about.

    Attributes:
        id: The actor, or None if it is a new one or a person must decide.
        candidates: The actors between which a person must decide, likeliest first; empty otherwise.
    """

    id: str | None = None
    candidates: tuple[Candidate, ...] = ()


class Whereabouts(NamedTuple):
    """Where a party can be found, as far as stated.

    Attributes:
        place_id: Where it is seated, or the area that it is of.
        website: Its public address.
    """

    place_id: str | None = None
    website: str | None = None


_UNSTATED = Whereabouts()


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

    def __init__(
        self,
        actors: Sequence[Actor],
        offering_ids: Iterable[str],
        names: NamesInUse,
        gazetteer: Gazetteer,
    ) -> None:
        """Take what the register holds, the names in it and in the list, and the places."""
        self._gazetteer = gazetteer
        self._actors = {actor.id: actor for actor in actors}
        self._taken = {*self._actors, *offering_ids}
        self._register = frozenset(self._actors)
        self._by_number: dict[str, list[str]] = defaultdict(list)
        self._placed_in_list: set[str] = set()
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._of_row: dict[int, str] = {}
        self._names = names
        for actor in actors:
            self._learn(actor)

    def find(self, name: str, number: str | None, id_: str | None, where: Whereabouts = _UNSTATED) -> Found:
        """Return which actor has this KVK number, this id, this name or alias, or surely means the same.

        By its name it is surely the same only if the row does not put it elsewhere. By its number it is the
        same wherever it is, since a company may move; but not when an earlier row of the list puts it
        elsewhere, since a company may have branches.
        """
        if number and number in self._by_number:
            return self._numbered(self._by_number[number], id_, where)
        if id_ and id_ in self._actors:
            return Found(id=id_)
        exact = {id_: _EQUAL for id_ in self._by_name.get(fold(name), ()) if self._fits(id_, number)}
        if all(self._differences(id_, where) for id_ in exact):
            return self._chosen({**self._alike(name, number), **exact}, where)
        return self._chosen(exact, where)

    def note(self, actor: Actor, row_number: int, *, states_place: bool) -> None:
        """Remember an actor as a row made it, and whether the row says where it is, for later rows."""
        self._actors[actor.id] = actor
        if states_place:
            self._placed_in_list.add(actor.id)
        self._of_row[row_number] = actor.id
        self._learn(actor)

    def two_places(self, actor: Actor, stated: str | None) -> TwoPlaces | None:
        """Return the places of an actor and of a row, if a party cannot be in both."""
        if actor.place_id is None or stated is None or not self._is_elsewhere(actor.place_id, stated):
            return None
        known = self._gazetteer.by_id
        return TwoPlaces(known[actor.place_id].name, known[stated].name)

    def placed_in_list(self, actor_id: str) -> bool:
        """Tell whether an earlier row of the list says where an actor is."""
        return actor_id in self._placed_in_list

    def new_id(self, wanted: str) -> str:
        """Return an id that nobody has, as wanted or with a number behind it; it is taken from now on."""
        id_, number = wanted, 1
        while id_ in self._taken:
            number += 1
            id_ = f"{wanted}-{number}"
        self._taken.add(id_)
        return id_

    def _learn(self, actor: Actor) -> None:
        if actor.kvk_number and actor.id not in self._by_number[actor.kvk_number]:
            self._by_number[actor.kvk_number].append(actor.id)
        for name in (actor.name, *actor.aliases):
            self._by_name[fold(name)].add(actor.id)

    def _fits(self, id_: str, number: str | None) -> bool:
        """Tell whether an actor may have this number: two numbers are two organisations."""
        known = self._actors[id_].kvk_number
        return number is None or known is None or number == known

    def _numbered(self, ids: list[str], asked: str | None, where: Whereabouts) -> Found:
        """Return which of the actors with one KVK number is meant."""
        if asked in ids:
            return Found(id=asked)
        here = [id_ for id_ in ids if not self._is_elsewhere(self._actors[id_].place_id, where.place_id)]
        there = [id_ for id_ in here if self._actors[id_].place_id == where.place_id]
        for found in (here, there):
            if len(found) == 1:
                return Found(id=found[0])
        if len(ids) == 1 and ids[0] not in self._placed_in_list:
            return Found(id=ids[0])
        return self._undecided(dict.fromkeys(ids, _SAME_NUMBER), where._replace(website=None))

    def _is_elsewhere(self, one_id: str | None, other_id: str | None) -> bool:
        return one_id is not None and other_id is not None and not self._gazetteer.overlap(one_id, other_id)

    def _alike(self, name: str, number: str | None) -> dict[str, NameJudgement]:
        """Return the actors whose names are like this one.

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
        return best

    def _chosen(self, judged: dict[str, NameJudgement], where: Whereabouts) -> Found:
        """Return the one that is surely meant, or those between which a person must decide."""
        same = [id_ for id_, judgement in judged.items() if judgement.same]
        likely = {id_: judged[id_] for id_ in same or judged}
        here = [id_ for id_ in same if not self._differences(id_, where)]
        if len(here) == 1 and (len(same) == 1 or self._is_there(here[0], where)):
            return Found(id=here[0])
        return self._undecided(likely, where)

    def _undecided(self, judged: dict[str, NameJudgement], where: Whereabouts) -> Found:
        """Return those between which a person must decide, the likeliest first."""
        differences = {id_: self._differences(id_, where) for id_ in judged}
        nearest = sorted(differences, key=lambda id_: (len(differences[id_]), -judged[id_].score, id_))
        return Found(
            candidates=tuple(
                Candidate(
                    id=id_,
                    name=self._actors[id_].name,
                    why=_joined(judged[id_].why, differences[id_]),
                    places=self.two_places(self._actors[id_], where.place_id),
                )
                for id_ in nearest[:_MOST_CANDIDATES]
            )
        )

    def _differences(self, id_: str, where: Whereabouts) -> list[Bilingual]:
        """Return what puts an actor elsewhere than the row does; what one of both leaves out does not."""
        actor = self._actors[id_]
        found = []
        if places := self.two_places(actor, where.place_id):
            found.append(
                Bilingual(f"De plaats verschilt: {places.known}.", f"The place differs: {places.known}.")
            )
        if actor.website and where.website and not _share_domain(actor.website, where.website):
            found.append(
                Bilingual(f"De website verschilt: {actor.website}.", f"The website differs: {actor.website}.")
            )
        return found

    def _is_there(self, id_: str, where: Whereabouts) -> bool:
        """Tell whether an actor and a row state the same place or website."""
        actor = self._actors[id_]
        return (actor.place_id is not None and actor.place_id == where.place_id) or (
            actor.website is not None
            and where.website is not None
            and _share_domain(actor.website, where.website)
        )


def _share_domain(one: str, other: str) -> bool:
    """Tell whether two addresses are of one site: the same domain, or one a part of the other."""
    first, second = (f".{_domain(address)}" for address in (one, other))
    return first.endswith(second) or second.endswith(first)


def _domain(website: str) -> str:
    found = _DOMAIN.match(website)
    return (found[1] if found else website).casefold().rstrip(".")


def _joined(why: Bilingual, differences: Iterable[Bilingual]) -> Bilingual:
    parts = (why, *differences)
    return Bilingual(" ".join(part.nl for part in parts), " ".join(part.en for part in parts))
