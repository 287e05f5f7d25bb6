"""What offerings say of themselves as numbers, a row each, so that all candidates are weighed at once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from matchmaker.matching.descriptions import subjects
from matchmaker.matching.index.arrays import Growing
from matchmaker.memo import Memo
from matchmaker.vocabulary import NeedKind, PlaceKind, RStrategy, Status, TargetGroup, Term, ThemeKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from matchmaker.matching.knowledge import Knowledge
    from matchmaker.model import Offering

LEVELS = tuple(PlaceKind)
NOWHERE = len(LEVELS)
# So many municipalities and themes that were asked for last are remembered.
KEPT = 1024
T = TypeVar("T", bound=Term)

# The fields of a profile, a whole number each.
FIELDS = range(11)
(
    AREA,
    PROVIDER,
    KINDS,
    STRATEGIES,
    GROUPS,
    RUNNING,
    FOR_ONE_TRADE,
    ABOUT_MATERIAL,
    FIRST_HELP,
    HAS_QUESTIONS,
    ASKS_MORE,
) = FIELDS
# What is about one of these helps only with some questions.
_SPECIAL = frozenset({ThemeKind.SECTOR, ThemeKind.MATERIAL, ThemeKind.CHAIN})


class Profiles:
    """What features read of each offering; rows are numbered by whoever puts them.

    A profile has these fields:

    - ``AREA``: its number, as ``areas`` counts them;
    - ``PROVIDER``: the number of who offers it;
    - ``KINDS``, ``STRATEGIES``, ``GROUPS``: kinds of help, R-strategies and target groups, as bits;
    - ``RUNNING``: 1 if it is there now;
    - ``FOR_ONE_TRADE``: 1 if it states that it is made for a trade, or for some;
    - ``ABOUT_MATERIAL``: 1 if it states that it is about a material, or some;
    - ``FIRST_HELP``: 1 if it runs and is for every trade, material and chain alike;
    - ``HAS_QUESTIONS``: 1 if it has example questions;
    - ``ASKS_MORE``: 1 if it has conditions that only the asker can tell of.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self.areas = Areas(knowledge)
        self.themes = ThemeSets(knowledge)
        self._knowledge = knowledge
        self._providers: dict[str, int] = {}
        self._rows = np.zeros((0, len(FIELDS)), dtype=np.int32)

    def put(self, row: int, offering: Offering) -> None:
        """Fill a row, or fill it anew."""
        if row >= len(self._rows):
            room = np.zeros((row + 1 + row // 4, len(FIELDS)), dtype=np.int32)
            room[: len(self._rows)] = self._rows
            self._rows = room
        spoken_of = subjects(offering, self._knowledge)
        about = self._kinds_of((*spoken_of, *offering.sectors))
        # A trade or a material that is only mentioned is seldom the only one that an offering is for.
        stated = self._kinds_of((*offering.themes, *offering.sectors))
        running = offering.status is Status.ACTIVE
        self._rows[row] = (
            self.areas.number(offering.area),
            self.provider_number(offering.provider_id),
            bits_of(NeedKind, offering.need_kinds),
            bits_of(RStrategy, offering.r_strategies),
            bits_of(TargetGroup, offering.target_groups),
            running,
            ThemeKind.SECTOR in stated,
            ThemeKind.MATERIAL in stated,
            running and _SPECIAL.isdisjoint(about),
            bool(offering.questions),
            bool(offering.requirements),
        )
        self.themes.put(row, spoken_of, offering.sectors)

    def _kinds_of(self, theme_ids: Iterable[str]) -> set[ThemeKind]:
        known = self._knowledge.thesaurus.by_id
        return {known[theme_id].kind for theme_id in theme_ids if theme_id in known}

    def of(self, rows: np.ndarray) -> Seen:
        """Return what features see of rows."""
        return Seen(
            self._rows.take(rows, axis=0),
            self.themes.of(rows),
            self.themes.trades_from,
            len(self.themes),
        )

    @property
    def rows(self) -> np.ndarray:
        """The profiles of all rows, a field a column; to be read before more are put."""
        return self._rows

    @property
    def parties(self) -> int:
        """How many parties have a number."""
        return len(self._providers)

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

    def __len__(self) -> int:
        return len(self._areas)

    def number(self, area: tuple[str, ...]) -> int:
        """Return the number of an area, a new one if it has not occurred."""
        number = self._numbers.setdefault(area, len(self._areas))
        if number == len(self._areas):
            self._areas.append(area)
        return number

    def places(self, number: int) -> tuple[str, ...]:
        """Return the area with a number."""
        return self._areas[number]

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


class ThemeSets:
    """What each row is about and for which trades, side by side, with nothing where a row has fewer.

    Its length is how many numbers themes have.

    Attributes:
        trades_from: From which column on a row holds trades.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._thesaurus = knowledge.thesaurus
        self._numbers: dict[str, int] = {}
        self._is_material = Growing(np.bool_, [0])
        # Of each row the themes and then, from this column on, the trades.
        self._rows = np.zeros((0, 2), dtype=np.int16)
        self.trades_from = 1
        self._near: Memo[np.ndarray] = Memo(KEPT)
        self._near_trades: Memo[np.ndarray] = Memo(KEPT)
        self._near_materials: Memo[tuple[np.ndarray | None]] = Memo(KEPT)

    def put(self, row: int, theme_ids: Iterable[str], trade_ids: Iterable[str]) -> None:
        """Fill a row, or fill it anew."""
        themes, trades = list(map(self._number, theme_ids)), list(map(self._number, trade_ids))
        self._make_room(row, len(themes), len(trades))
        self._rows[row] = 0
        self._rows[row, : len(themes)] = themes
        self._rows[row, self.trades_from : self.trades_from + len(trades)] = trades

    def _make_room(self, row: int, themes: int, trades: int) -> None:
        rows, width = self._rows.shape
        middle = self.trades_from
        if row < rows and themes <= middle and trades <= width - middle:
            return
        self.trades_from = max(middle, themes)
        wider = self.trades_from + max(width - middle, trades)
        room = np.zeros((max(rows, row + 1 + row // 4), wider), dtype=np.int16)
        room[:rows, :middle] = self._rows[:, :middle]
        room[:rows, self.trades_from : self.trades_from + width - middle] = self._rows[:, middle:]
        self._rows = room

    def _number(self, theme_id: str) -> int:
        """Return the number of a theme, from 1; 0 stands for none."""
        number = self._numbers.get(theme_id)
        if number is None:
            number = self._numbers[theme_id] = len(self._numbers) + 1
            known = self._thesaurus.by_id.get(theme_id)
            self._is_material.append(int(known is not None and known.kind is ThemeKind.MATERIAL))
            for worked_out in (self._near, self._near_trades, self._near_materials):
                worked_out.clear()
        return number

    def of(self, rows: np.ndarray) -> np.ndarray:
        """Return ``row_themes`` as in ``Seen``."""
        found: np.ndarray = self._rows.take(rows, axis=0)
        return found

    def __len__(self) -> int:
        return len(self._numbers) + 1

    def near(self, asked: str) -> np.ndarray:
        """Return how near each theme that occurs is to the one asked for, by its number."""
        return self._near.get(asked, lambda: self._nearness(asked))

    def near_trades(self, asked: tuple[str, ...]) -> np.ndarray:
        """Return the same for the nearest of some trades, to which a broader one is as near as can be."""

        def work_out() -> np.ndarray:
            nearest = np.zeros(len(self))
            for trade in asked:
                near = self._nearness(trade)
                near[[self._numbers.get(one, 0) for one in self._thesaurus.with_broader(trade)]] = 1.0
                np.maximum(nearest, near, out=nearest)
            nearest[0] = 0.0
            return nearest

        return self._near_trades.get(asked, work_out)

    def near_materials(self, asked: str) -> np.ndarray | None:
        """Return 1 for each theme that is a material near the one asked for; None if there is none."""
        return self._near_materials.get(asked, lambda: self._materials(asked))[0]

    def _materials(self, asked: str) -> tuple[np.ndarray | None]:
        near = (self.near(asked) > 0) & self._is_material.values
        return (near.astype(np.float64) if near.any() else None,)

    def _nearness(self, asked: str) -> np.ndarray:
        near = np.zeros(len(self))
        for theme_id, nearness in self._thesaurus.neighbours(asked).items():
            near[self._numbers.get(theme_id, 0)] = nearness
        near[0] = 0.0
        return near


class Spoken(NamedTuple):
    """What is seen of a few rows, as plain numbers.

    Attributes:
        profiles: Their profiles, one list a field.
        row_themes: Of each what it is about and then the trades that it is for; see ``Seen``.
        trades_from: See ``Seen``.
    """

    profiles: Sequence[Sequence[int]]
    row_themes: Sequence[Sequence[int]]
    trades_from: int


class Seen(NamedTuple):
    """What features see of some rows.

    Attributes:
        rows: The profile of each, a field a column.
        row_themes: Numbers of what each is about and then of the trades that it is for, with 0 where it has
            fewer.
        trades_from: From which column of these on they are trades.
        themes_known: How many numbers of themes there are.
    """

    rows: np.ndarray
    row_themes: np.ndarray
    trades_from: int
    themes_known: int

    @property
    def many(self) -> int:
        """How many rows are seen."""
        return len(self.rows)

    @property
    def profiles(self) -> np.ndarray:
        """The same as ``rows``, one row a field."""
        return self.rows.T

    @property
    def themes(self) -> np.ndarray:
        """Numbers of what each is about, one column a row seen."""
        return self.row_themes[:, : self.trades_from].T

    @property
    def all_themes(self) -> np.ndarray:
        """The same with the trades that each is for."""
        return self.row_themes.T

    def at(self, places: Sequence[int]) -> Spoken:
        """Return what is seen at a few places, for sentences about it."""
        return Spoken(
            self.rows.take(places, axis=0).T.tolist(),
            self.row_themes.take(places, axis=0).tolist(),
            self.trades_from,
        )

    def giving_first_help(self, kinds: Collection[NeedKind]) -> np.ndarray:
        """Return which are first help of a kind asked for, also where that was read into the words."""
        first_help: np.ndarray = self.profiles[FIRST_HELP] > 0
        return first_help & ((self.profiles[KINDS] & bits_of(NeedKind, kinds)) != 0) if kinds else first_help


def bits_of(terms: type[T], members: Iterable[T]) -> int:
    """Return a set of terms as bits, in the order of their class."""
    bits, own = 0, _bits(terms)
    for member in members:
        bits |= own[member]
    return bits


@cache
def _bits(terms: type[Term]) -> Mapping[Term, int]:
    return {term: 1 << place for place, term in enumerate(terms)}
