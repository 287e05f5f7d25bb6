"""Suggestions in their order, as numbers; only what is shown is put into words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from matchmaker.matching import features
from matchmaker.matching.answer import Reason
from matchmaker.matching.profiles import PROVIDER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from matchmaker.matching.eligibility import Terms
    from matchmaker.matching.profiles import Seen
    from matchmaker.matching.recipes import Recipe
    from matchmaker.matching.signals import Signal
    from matchmaker.matching.weighing import Weighed, Weighing
    from matchmaker.model import Actor, Offering
    from matchmaker.vocabulary import Bilingual

DOOR = features.door.__name__


class Door(NamedTuple):
    """A party that leads to an offering.

    Attributes:
        place: The place of the offering among the candidates.
        actor: The party.
        nearness: Between 0 and 1: how good a door it is.
        say: Gives its tie to who offers it as a sentence.
    """

    place: int
    actor: Actor
    nearness: float
    say: Callable[[], Bilingual]


class Listed(NamedTuple):
    """An offering in the catalogue, and what it demands of who asks."""

    offering: Offering
    terms: Terms


class Shown(NamedTuple):
    """A suggestion that is put into words; ``door`` is None where who offers it is the party to turn to."""

    listed: Listed
    door: Door | None
    score: float
    reasons: tuple[Reason, ...]


class Candidates:
    """The offerings that a need was held against, and how each was weighed.

    Attributes:
        seen: What features see of each.
        recipe: How they were weighed.
        signals: What each feature says to the need, in the order of the recipe.
        weighed: The outcome.
        weighing: What weighed them.
    """

    def __init__(
        self,
        catalogue: Sequence[Listed],
        rows: np.ndarray,
        seen: Seen,
        recipe: Recipe,
        signals: Sequence[Signal],
        weighed: Weighed,
        weighing: Weighing,
    ) -> None:
        """Put those that stand at some rows of the catalogue in order."""
        self._catalogue = catalogue
        self._rows = rows
        self.seen = seen
        self.recipe = recipe
        self.signals = signals
        self.weighed = weighed
        self.weighing = weighing
        self._best_first = _best_first(weighed.scores, lambda place: self.listed(place).offering.id)

    def listed(self, place: int) -> Listed:
        """Return the offering at a place among the candidates."""
        row: int = self._rows.item(place)
        return self._catalogue[row]

    def best(self, flags: np.ndarray) -> np.ndarray:
        """Return the places of the candidates that have a flag, best first; ties by id."""
        return self._best_first.compress(flags.take(self._best_first))


class Ranking:
    """Offerings and doors to them, best first, where what repeats others is worth less."""

    def __init__(
        self,
        candidates: Candidates,
        places: np.ndarray,
        doors: Sequence[Door],
        number_of: Callable[[str], int],
    ) -> None:
        """Put them in order.

        Args:
            candidates: Holds the offerings.
            places: Where those that may be suggested stand among the candidates, best first.
            doors: Other parties that lead to some of them.
            number_of: Gives the number of a party.
        """
        self._candidates = candidates
        own = len(places)
        providers = candidates.seen.profiles[PROVIDER].take(places)
        scores = candidates.weighed.scores.take(places)
        self._places = places
        self._doors = {own + number: door for number, door in enumerate(doors)}
        self._nearness = np.array([door.nearness for door in doors])
        order = np.arange(own)
        if doors:
            self._places = np.concatenate((places, [door.place for door in doors]))
            providers = np.concatenate((providers, [number_of(door.actor.id) for door in doors]))
            scores = np.concatenate((scores, self._parts(np.array([*self._doors])).sum(axis=0)))
            order = _best_first(scores, self._tie)
        self._order = order.take(
            candidates.weighing.varied(
                scores.take(order), providers.take(order), self._places.take(order), order >= own
            )
        )
        self.scores = scores.take(self._order)

    def _tie(self, entry: int) -> tuple[str, str]:
        """Return what sets an entry apart from others with the same score."""
        door = self._doors.get(entry)
        offering = self._candidates.listed(int(self._places[entry])).offering
        return offering.id, "" if door is None else door.actor.id

    def _parts(self, entries: np.ndarray) -> np.ndarray:
        """Return what each feature adds to the score of each entry: an offering, or a door to one."""
        recipe = self._candidates.recipe
        parts: np.ndarray = self._candidates.weighed.contributions.take(self._places.take(entries), axis=1)
        if self._doors:
            row, first = recipe.names.index(DOOR), min(self._doors)
            late = entries >= first
            parts[row, late] = recipe.table[row].weight * self._nearness.take(entries[late] - first)
        return parts

    def __len__(self) -> int:
        return len(self._order)

    def offering(self, rank: int) -> Offering:
        """Return the offering at a rank, from 0."""
        return self._candidates.listed(int(self._places[self._order[rank]])).offering

    def contributions(self, rank: int) -> Mapping[str, float]:
        """Return what each feature adds to the score at a rank, from 0."""
        parts = self._parts(self._order[rank : rank + 1])[:, 0]
        return dict(zip(self._candidates.recipe.names, parts.tolist(), strict=True))

    def shown(self, limit: int) -> Iterator[Shown]:
        """Yield the first ones, with the reasons of each."""
        entries = self._order[:limit]
        places = self._places[entries].tolist()
        doors = list(map(self._doors.get, entries.tolist()))
        listed = map(self._candidates.listed, places)
        return map(Shown, listed, doors, self.scores[:limit].tolist(), self._reasons(places, doors))

    def _reasons(self, places: Sequence[int], doors: Sequence[Door | None]) -> Iterator[tuple[Reason, ...]]:
        """Yield the reasons of the first ones; what speaks for one more than for the others comes first."""
        recipe = self._candidates.recipe
        # There are a hundred to make, and this does no more than ``Reason`` itself does in the end.
        names, make = recipe.names, tuple.__new__
        parts = self._parts(self._order)
        telling = self._candidates.weighing.telling(parts, len(places), recipe.by_name)
        seen = self._candidates.seen.at(places)
        said = [signal.say(seen) for signal in self._candidates.signals]
        if any(doors):
            row = recipe.names.index(DOOR)
            said[row] = [
                text if door is None else door.say() for door, text in zip(doors, said[row], strict=True)
            ]
        columns = parts[:, : len(places)].T.tolist()
        for rows, contributions, texts in zip(telling, columns, zip(*said, strict=True), strict=True):
            yield tuple([make(Reason, (names[row], contributions[row], texts[row])) for row in rows])


def _best_first(scores: np.ndarray, tie: Callable[[int], Any]) -> np.ndarray:
    """Return places of scores, highest first; where any are equal, by what sets ties apart."""
    order = np.argsort(-scores, kind="stable")
    descending = scores.take(order)
    same = descending[1:] == descending[:-1]
    if same.any():
        edges = np.flatnonzero(np.diff(same, prepend=False, append=False))
        for begin, last in edges.reshape(-1, 2).tolist():
            order[begin : last + 1] = sorted(order[begin : last + 1].tolist(), key=tie)
    return order
