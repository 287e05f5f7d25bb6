"""Suggestions in their order, as numbers; only what is shown is put into words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from matchmaker.matching import features
from matchmaker.matching.answer import Reason
from matchmaker.matching.profiles import PROVIDER
from matchmaker.matching.weighing import Entries, parts_of

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
        self._best_first = weighed.best_first
        if weighed.tied:
            _untie(weighed.best_first, weighed.scores, lambda place: self.listed(place).offering.id)

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
        self._doors = doors
        self._entries = _entries(candidates, places, doors, number_of)
        ordered = candidates.weighing.in_order(candidates.weighed, self._entries)
        if ordered.tied:
            _untie(ordered.best_first, ordered.scores, self._tie)
        self._order = candidates.weighing.varied(ordered, self._entries)
        self.scores = ordered.scores.take(self._order)

    def _door(self, entry: int) -> Door | None:
        """Return the door that an entry is, or None if it is an offering."""
        late = entry - self._entries.doors_from
        return None if late < 0 else self._doors[late]

    def _tie(self, entry: int) -> tuple[str, str]:
        """Return what sets an entry apart from others with the same score."""
        door = self._door(entry)
        offering = self._candidates.listed(self._entries.places.item(entry)).offering
        return offering.id, "" if door is None else door.actor.id

    def __len__(self) -> int:
        return len(self._order)

    def offering(self, rank: int) -> Offering:
        """Return the offering at a rank, from 0."""
        return self._candidates.listed(self._entries.places.item(self._order.item(rank))).offering

    def contributions(self, rank: int) -> Mapping[str, float]:
        """Return what each feature adds to the score at a rank, from 0."""
        parts = parts_of(self._candidates.weighed, self._entries, self._order[rank : rank + 1])[:, 0]
        return dict(zip(self._candidates.recipe.names, parts.tolist(), strict=True))

    def shown(self, limit: int) -> Iterator[tuple[Listed, Door | None, float, tuple[Reason, ...]]]:
        """Yield of each of the first ones the offering, the door to it if it is one, score and reasons."""
        entries = self._order[:limit]
        places = self._entries.places.take(entries).tolist()
        doors = list(map(self._door, entries.tolist()))
        listed = map(self._candidates.listed, places)
        scores: list[float] = self.scores[:limit].tolist()
        return zip(listed, doors, scores, self._reasons(places, doors), strict=True)

    def _reasons(self, places: Sequence[int], doors: Sequence[Door | None]) -> Iterator[tuple[Reason, ...]]:
        """Yield the reasons of the first ones; what speaks for one more than for the others comes first."""
        candidates = self._candidates
        telling, parts = candidates.weighing.telling(
            candidates.weighed, self._entries, self._order, len(places), candidates.recipe.by_name
        )
        seen = candidates.seen.at(places)
        said = [signal.say(seen) for signal in candidates.signals]
        if any(doors):
            row = self._entries.feature
            said[row] = [
                text if door is None else door.say() for door, text in zip(doors, said[row], strict=True)
            ]
        # There are a hundred to make, and this does no more than ``Reason`` itself does in the end.
        names, make = candidates.recipe.names, tuple.__new__
        for rows, added, texts in zip(telling, parts, zip(*said, strict=True), strict=True):
            told = tuple(zip(names, added, texts, strict=True))
            yield tuple([make(Reason, told[row]) for row in rows])


def _entries(
    candidates: Candidates, places: np.ndarray, doors: Sequence[Door], number_of: Callable[[str], int]
) -> Entries:
    """Put offerings and doors to them side by side."""
    parties = candidates.seen.profiles[PROVIDER].take(places)
    if not doors:
        return Entries(places, parties, len(places), -1, np.zeros(0))
    row = candidates.recipe.names.index(DOOR)
    led_to, leading, nearness = zip(
        *[(door.place, number_of(door.actor.id), door.nearness) for door in doors], strict=True
    )
    return Entries(
        np.concatenate((places, led_to)),
        np.concatenate((parties, leading)),
        len(places),
        row,
        candidates.recipe.table[row].weight * np.array(nearness),
    )


def _untie(best_first: np.ndarray, scores: np.ndarray, tie: Callable[[int], Any]) -> None:
    """Put equal scores in the order of what sets them apart."""
    descending = scores.take(best_first)
    same = descending[1:] == descending[:-1]
    edges = np.flatnonzero(np.diff(same, prepend=False, append=False))
    for begin, last in edges.reshape(-1, 2).tolist():
        best_first[begin : last + 1] = sorted(best_first[begin : last + 1].tolist(), key=tie)
