"""Suggestions in their order, as numbers; only what is shown is put into words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from matchmaker.matching import features
from matchmaker.matching.answer import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from matchmaker.matching.recipes import Recipe, Weighed
    from matchmaker.model import Actor, Offering
    from matchmaker.vocabulary import Bilingual

DOOR = features.door.__name__
# So many suggestions are of different parties; after them one may stand with another offering.
ALL_DIFFERENT = 5
# Contributions that differ less than this are the same but for rounding.
SAME_DECIMALS = 9


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


class Suggested(NamedTuple):
    """An offering, the party to turn to, and what each feature adds to its score."""

    offering: Offering
    provider: Actor
    score: float
    contributions: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The offerings that a need was held against, and how each was weighed.

    Attributes:
        offerings: In no order.
        providers: Who offers each, as numbers.
        recipe: How they were weighed.
        weighed: The outcome.
    """

    offerings: Sequence[Offering]
    providers: np.ndarray
    recipe: Recipe
    weighed: Weighed

    def in_order(self, places: np.ndarray) -> np.ndarray:
        """Return places among the candidates, best first; ties by id."""
        scores = _scores(self.weighed.contributions[:, places])
        ordered: np.ndarray = places[_best_first(scores, lambda one: self.offerings[places[one]].id)]
        return ordered


class Ranking:
    """Offerings and doors to them, best first: other parties first, no party more than twice."""

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
            places: Where those that may be suggested stand among the candidates.
            doors: Other parties that lead to some of them.
            number_of: Gives the number of a party.
        """
        self._candidates = candidates
        parts = candidates.weighed.contributions[:, [*places.tolist(), *(door.place for door in doors)]]
        providers = candidates.providers[places]
        if doors:
            row = candidates.recipe.names.index(DOOR)
            weight = candidates.recipe.table[row].weight
            parts[row, len(places) :] = [weight * door.nearness for door in doors]
            providers = np.concatenate((providers, [number_of(door.actor.id) for door in doors]))
        scores = _scores(parts)
        owners = np.concatenate((places, [door.place for door in doors])).astype(np.intp)
        led = ["" for _ in places] + [door.actor.id for door in doors]
        order = _best_first(scores, lambda one: (candidates.offerings[owners[one]].id, led[one]))
        self._order = order[_varied(providers[order], order >= len(places))]
        self._doors = {len(places) + number: door for number, door in enumerate(doors)}
        self._places = owners
        self._parts = parts
        self.scores = scores[self._order]

    def __len__(self) -> int:
        return len(self._order)

    def places(self) -> np.ndarray:
        """Return the place of each among the candidates."""
        found: np.ndarray = self._places[self._order]
        return found

    def offering(self, rank: int) -> Offering:
        """Return the offering at a rank, from 0."""
        return self._candidates.offerings[int(self._places[self._order[rank]])]

    def door(self, rank: int) -> Door | None:
        """Return the door at a rank, from 0, or None where who offers it stands there itself."""
        return self._doors.get(int(self._order[rank]))

    def contributions(self, rank: int) -> Mapping[str, float]:
        """Return what each feature adds to the score at a rank, from 0."""
        names = self._candidates.recipe.names
        return dict(zip(names, self._parts[:, self._order[rank]].tolist(), strict=True))

    def reasons(self, limit: int) -> Iterator[tuple[Reason, ...]]:
        """Yield the reasons of the first ones; what speaks for one more than for the others comes first."""
        names, signals = self._candidates.recipe.names, self._candidates.weighed.signals
        shown = self._order[:limit]
        # What adds as much to most scores tells nothing for one above the others.
        usual = self._parts[:, self._order].sum(axis=1, keepdims=True) / max(1, len(self._order))
        by_name = np.array(sorted(range(len(names)), key=names.__getitem__))
        less = (usual - self._parts[:, shown]).round(SAME_DECIMALS)
        telling = np.argsort(less[by_name], axis=0, kind="stable")
        rows = by_name[telling].T.tolist()
        parts = self._parts[:, shown].T.tolist()
        places = self._places[shown].tolist()
        for entry, order, contributions, place in zip(shown.tolist(), rows, parts, places, strict=True):
            door = self._doors.get(entry)
            yield tuple(
                Reason(
                    feature=names[row],
                    contribution=contributions[row],
                    text=door.say() if door is not None and names[row] == DOOR else signals[row].say(place),
                )
                for row in order
                if contributions[row] > 0
            )


def _varied(parties: np.ndarray, doors: np.ndarray) -> np.ndarray:
    """Return which of a ranking to keep: the best of each party and, lower down, what else it offers itself.

    What a party offers besides is worth more there than a party that hardly fits.
    """
    _, firsts = np.unique(parties, return_index=True)
    firsts.sort()
    later = np.arange(firsts[:ALL_DIFFERENT].max(initial=-1) + 1, len(parties))
    besides = later[~doors[later] & ~np.isin(later, firsts)]
    _, seconds = np.unique(parties[besides], return_index=True)
    return np.sort(np.concatenate((firsts, besides[seconds])))


def _scores(contributions: np.ndarray) -> np.ndarray:
    scores: np.ndarray = np.minimum(1.0, contributions.sum(axis=0))
    return scores


def _best_first(scores: np.ndarray, tie: Callable[[int], object]) -> np.ndarray:
    """Return places of scores, highest first; where any are equal, by what sets ties apart."""
    order = np.argsort(-scores, kind="stable")
    descending = scores[order]
    if (descending[1:] == descending[:-1]).any():
        listed = scores.tolist()
        return np.array(sorted(range(len(listed)), key=lambda one: (-listed[one], tie(one))), dtype=np.intp)
    return order
