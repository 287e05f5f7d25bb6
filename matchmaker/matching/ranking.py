"""Suggestions in their order, as numbers; only what is shown is put into words."""

from __future__ import annotations

from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from matchmaker.matching import features
from matchmaker.matching.answer import Reason
from matchmaker.matching.profiles import PROVIDER
from matchmaker.matching.weighing import Entries, Leading, parts_of, places_of, untie

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from matchmaker.matching.eligibility import Terms
    from matchmaker.matching.profiles import Seen
    from matchmaker.matching.recipes import Recipe
    from matchmaker.matching.signals import Signal
    from matchmaker.matching.weighing import Weighed, Weighing
    from matchmaker.model import Actor, Offering
    from matchmaker.vocabulary import Bilingual

DOOR, PLACE, PRECEDENT = features.door.__name__, features.place.__name__, features.precedent.__name__
# The features in which a door differs from its offering.
_DIFFERING = (DOOR, PRECEDENT)
_NO_DOORS = Leading(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros((len(_DIFFERING), 0)))


class Door(NamedTuple):
    """A party that leads to an offering.

    Attributes:
        place: The place of the offering among the candidates.
        actor: The party.
        number: Its number.
        nearness: Between 0 and 1: how good a door it is.
        credit: Between 0 and 1: how far questions that were judged before tell for it.
        say: Gives its tie to who offers it as a sentence.
    """

    place: int
    actor: Actor
    number: int
    nearness: float
    credit: float
    say: Callable[[], Bilingual]


class Listed(NamedTuple):
    """An offering in the catalogue, with who offers it and what it demands of who asks."""

    offering: Offering
    provider: Actor
    terms: Terms


class Candidates:
    """The offerings that a need was held against, and how each was weighed.

    Attributes:
        seen: What features see of each.
        recipe: How they were weighed.
        signals: What each feature says to the need, in the order of the recipe.
        weighed: The outcome.
        weighing: What weighed them.
        providers: The number of the party that offers each.
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
        self.providers: np.ndarray = seen.rows.take(PROVIDER, axis=1)
        if weighed.tied:
            untie(weighed.best_first, weighed.scores, lambda place: self.listed(place).offering.id)

    def listed(self, place: int) -> Listed:
        """Return the offering at a place among the candidates."""
        row: int = self._rows.item(place)
        return self._catalogue[row]

    def best(self, flags: np.ndarray) -> np.ndarray:
        """Return the places of the candidates that have a flag, best first; ties by id."""
        order = self.weighed.best_first
        return order.compress(flags.take(order))


class Ranking:
    """Offerings and doors to them, best first, where what repeats others is worth less."""

    def __init__(self, candidates: Candidates, places: np.ndarray, doors: Sequence[Door]) -> None:
        """Put them in order.

        Args:
            candidates: Holds the offerings.
            places: Where those that may be suggested stand among the candidates, best first.
            doors: Other parties that lead to some of them.
        """
        self._candidates = candidates
        self._doors = doors
        self._entries = _entries(candidates, places, doors)
        # Where the offering of each entry stands among the candidates.
        self._places = places_of(self._entries)
        self._order, self.scores = candidates.weighing.suggested(candidates.weighed, self._entries, self._tie)

    def _door(self, entry: int) -> Door | None:
        """Return the door that an entry is, or None if it is an offering."""
        late = entry - len(self._entries.places)
        return None if late < 0 else self._doors[late]

    def _tie(self, entry: int) -> tuple[str, str]:
        """Return what sets an entry apart from others with the same score."""
        door = self._door(entry)
        listed = self._candidates.listed(self._places.item(entry))
        return listed.offering.id, "" if door is None else door.actor.id

    def __len__(self) -> int:
        return len(self._order)

    def offering(self, rank: int) -> Offering:
        """Return the offering at a rank, from 0."""
        return self._candidates.listed(self._places.item(self._order.item(rank))).offering

    def contributions(self, rank: int) -> Mapping[str, float]:
        """Return what each feature adds to the score at a rank, from 0."""
        parts = parts_of(self._candidates.weighed, self._entries, self._order[rank : rank + 1])[:, 0]
        return dict(zip(self._candidates.recipe.names, parts.tolist(), strict=True))

    def shown(self, limit: int) -> Iterator[tuple[Listed, Door | None, float, tuple[Reason, ...]]]:
        """Yield of each of the first ones the offering, the door to it if it is one, score and reasons."""
        entries = self._order[:limit]
        doors, places = list(map(self._door, entries.tolist())), self._places.take(entries).tolist()
        listed = map(self._candidates.listed, places)
        scores: list[float] = self.scores[:limit].tolist()
        return zip(listed, doors, scores, self._reasons(places, doors), strict=True)

    def _reasons(self, places: Sequence[int], doors: Sequence[Door | None]) -> Iterator[tuple[Reason, ...]]:
        """Yield the reasons of the first ones; what speaks for one more than for the others comes first."""
        candidates = self._candidates
        recipe, shown = candidates.recipe, candidates.seen.at(places)
        telling, contributions = candidates.weighing.telling(
            candidates.weighed, self._entries, self._order, len(places), recipe.by_name
        )
        said = [
            signal.reasons(part, shown, added)
            for part, signal, added in zip(recipe.parts, candidates.signals, contributions, strict=True)
        ]
        if any(doors):
            for row in (self._entries.differing >= 0).nonzero()[0].tolist():
                part = recipe.parts[row]
                said[row] = [
                    own if door is None else Reason(part.name, added, _why(part.name, door))
                    for door, own, added in zip(doors, said[row], contributions[row], strict=True)
                ]
        for rows, told in zip(telling, zip(*said, strict=True), strict=True):
            # Of two or more the getter gives a tuple, in less than half of the time that a loop takes.
            yield itemgetter(*rows)(told) if len(rows) > 1 else tuple([told[row] for row in rows])


def _entries(candidates: Candidates, places: np.ndarray, doors: Sequence[Door]) -> Entries:
    """Put offerings and doors to them side by side."""
    providers, names = candidates.providers, candidates.recipe.names
    if not doors:
        return Entries(places, providers, _NO_DOORS, _none_differing(len(names)))
    weights = dict(candidates.recipe.parts)
    leading = Leading(
        np.array([door.place for door in doors]),
        np.array([door.number for door in doors]),
        np.array(
            [
                [weights[DOOR] * door.nearness for door in doors],
                [weights.get(PRECEDENT, 0.0) * door.credit for door in doors],
            ]
        ),
    )
    return Entries(places, providers, leading, _differing(names))


@cache
def _none_differing(features_there: int) -> np.ndarray:
    return np.full(features_there, -1)


@cache
def _differing(names: tuple[str, ...]) -> np.ndarray:
    """Return for each feature its place among those in which a door differs from its offering, or -1."""
    return np.array([_DIFFERING.index(name) if name in _DIFFERING else -1 for name in names])


def _why(name: str, door: Door) -> Bilingual:
    """Return why a door is suggested, as the feature with a name says it."""
    return door.say() if name == DOOR else features.like_precedent(door.credit)
