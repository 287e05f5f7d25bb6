"""What offerings say of themselves as numbers, a row each, so that all candidates are weighed at once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from matchmaker.matching.index.arrays import Growing
from matchmaker.vocabulary import NeedKind, PlaceKind, RStrategy, Status, TargetGroup, Term, ThemeKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from matchmaker.matching.knowledge import Knowledge
    from matchmaker.model import Offering

LEVELS = tuple(PlaceKind)
NOWHERE = len(LEVELS)
# So many municipalities and themes that were asked for last are remembered.
KEPT = 1024
T = TypeVar("T", bound=Term)


class Profiles:
    """The columns that features read; rows are numbered by whoever puts them."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.areas = Areas(knowledge)
        self.themes = _ThemeSets(knowledge)
        self.trades = _ThemeSets(knowledge)
        self._providers: dict[str, int] = {}
        self._kinds = Growing(np.uint16)
        self._groups = Growing(np.uint8)
        self._strategies = Growing(np.uint16)
        self._area = Growing(np.int32)
        self._provider = Growing(np.int32)
        self._running = Growing(np.bool_)

    @property
    def kinds(self) -> np.ndarray:
        """Kinds of help of each row, as bits."""
        return self._kinds.values

    @property
    def groups(self) -> np.ndarray:
        """Target groups of each row, as bits."""
        return self._groups.values

    @property
    def strategies(self) -> np.ndarray:
        """R-strategies of each row, as bits."""
        return self._strategies.values

    @property
    def area(self) -> np.ndarray:
        """Number of the area of each row, as ``areas`` counts them."""
        return self._area.values

    @property
    def provider(self) -> np.ndarray:
        """Number of the provider of each row."""
        return self._provider.values

    @property
    def running(self) -> np.ndarray:
        """Whether each row is there now."""
        return self._running.values

    def put(self, row: int, offering: Offering) -> None:
        """Fill a row, or fill it anew."""
        _set(self._kinds, row, bits_of(NeedKind, offering.need_kinds))
        _set(self._groups, row, bits_of(TargetGroup, offering.target_groups))
        _set(self._strategies, row, bits_of(RStrategy, offering.r_strategies))
        _set(self._area, row, self.areas.number(offering.area))
        _set(self._provider, row, self.provider_number(offering.provider_id))
        _set(self._running, row, int(offering.status is Status.ACTIVE))
        self.themes.put(row, offering.themes)
        self.trades.put(row, offering.sectors)

    def for_one_trade(self, rows: np.ndarray) -> np.ndarray:
        """Return whether each of these rows is made for a trade, or for some."""
        made: np.ndarray = self.trades.any_of(ThemeKind.SECTOR, rows) | self.themes.any_of(
            ThemeKind.SECTOR, rows
        )
        return made

    def first_help(self, rows: np.ndarray) -> np.ndarray:
        """Return whether each of these rows runs and is for every trade, material and chain alike."""
        special = self.for_one_trade(rows)
        for kind in (ThemeKind.MATERIAL, ThemeKind.CHAIN):
            special |= self.themes.any_of(kind, rows)
        helps: np.ndarray = self.running[rows] & ~special
        return helps

    def provider_number(self, actor_id: str) -> int:
        """Return the number of a party; it stays the same."""
        return self._providers.setdefault(actor_id, len(self._providers))


class Areas:
    """The different areas that occur, numbered, and the smallest place of each around a municipality."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._gazetteer = knowledge.gazetteer
        self._areas: list[tuple[str, ...]] = []
        self._numbers: dict[tuple[str, ...], int] = {}
        self._levels: dict[str, Growing] = {}

    def number(self, area: tuple[str, ...]) -> int:
        """Return the number of an area, a new one if it has not occurred."""
        number = self._numbers.setdefault(area, len(self._areas))
        if number == len(self._areas):
            self._areas.append(area)
        return number

    def levels(self, municipality_id: str) -> np.ndarray:
        """Return for each area the level of its smallest place around a municipality, or a larger place.

        Levels are places in ``LEVELS``, or ``NOWHERE`` if the municipality lies outside the area.
        """
        known = self._levels.get(municipality_id)
        if known is None:
            if len(self._levels) >= KEPT:
                del self._levels[next(iter(self._levels))]
            known = self._levels[municipality_id] = Growing(np.int8)
        known.extend([self._level(municipality_id, area) for area in self._areas[len(known) :]])
        return known.values

    def _level(self, municipality_id: str, area: tuple[str, ...]) -> int:
        inside = self._gazetteer.smallest_around(municipality_id, area)
        return NOWHERE if inside is None else LEVELS.index(inside.kind)


class _ThemeSets:
    """The themes of each row, side by side, with nothing after the last one."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._thesaurus = knowledge.thesaurus
        self._numbers: dict[str, int] = {}
        self._of_kind = {kind: Growing(np.bool_, [0]) for kind in ThemeKind}
        self._rows = np.zeros((0, 1), dtype=np.int16)
        self._nearness: dict[str, np.ndarray] = {}

    def put(self, row: int, theme_ids: Iterable[str]) -> None:
        numbers = [self._number(theme_id) for theme_id in theme_ids]
        rows, width = self._rows.shape
        if row >= rows or len(numbers) > width:
            room = np.zeros((max(rows, row + 1 + row // 4), max(width, len(numbers))), dtype=np.int16)
            room[:rows, :width] = self._rows
            self._rows = room
        self._rows[row] = 0
        self._rows[row, : len(numbers)] = numbers

    def _number(self, theme_id: str) -> int:
        """Return the number of a theme, from 1; 0 stands for none."""
        number = self._numbers.get(theme_id)
        if number is None:
            number = self._numbers[theme_id] = len(self._numbers) + 1
            known = self._thesaurus.by_id.get(theme_id)
            for kind, column in self._of_kind.items():
                column.append(int(known is not None and known.kind is kind))
            self._nearness.clear()
        return number

    def nearness(self, asked: str, rows: np.ndarray) -> np.ndarray:
        """Return for each of these rows how near its nearest theme is to the one asked for."""
        themes = self._rows.take(rows, axis=0)
        near = self._near(asked)
        nearest = near.take(themes[:, 0])
        for column in range(1, themes.shape[1]):
            np.maximum(nearest, near.take(themes[:, column]), out=nearest)
        return nearest

    def any_of(self, kind: ThemeKind, rows: np.ndarray) -> np.ndarray:
        """Return whether each of these rows holds a theme of a kind."""
        held: np.ndarray = self._of_kind[kind].values[self._rows[rows]].any(axis=1)
        return held

    def other_material(self, asked: Iterable[str], rows: np.ndarray) -> np.ndarray:
        """Return whether each of these rows is about materials, of which none is near what is asked for."""
        own = self._rows[rows]
        materials = self._of_kind[ThemeKind.MATERIAL].values
        near = np.zeros(len(materials), dtype=np.bool_)
        for theme_id in asked:
            near |= self._near(theme_id) > 0
        other: np.ndarray = materials[own].any(axis=1) & ~(materials & near)[own].any(axis=1)
        return other

    def _near(self, asked: str) -> np.ndarray:
        """Return how near each theme that occurs is to the one asked for, by its number."""
        known = self._nearness.get(asked)
        if known is None:
            known = np.zeros(len(self._numbers) + 1)
            for theme_id, nearness in self._thesaurus.neighbours(asked).items():
                if theme_id in self._numbers:
                    known[self._numbers[theme_id]] = nearness
            if len(self._nearness) >= KEPT:
                self._nearness.clear()
            self._nearness[asked] = known
        return known


def bits_of(terms: type[T], members: Iterable[T]) -> int:
    """Return a set of terms as bits, in the order of their class."""
    bits, own = 0, _bits(terms)
    for member in members:
        bits |= own[member]
    return bits


@cache
def _bits(terms: type[Term]) -> Mapping[Term, int]:
    return {term: 1 << place for place, term in enumerate(terms)}


def _set(column: Growing, row: int, value: int) -> None:
    column.grow_to(row + 1)
    column.values[row] = value
