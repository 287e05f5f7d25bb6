"""The conditions of all offerings as columns, so that one need is held against all of them in microseconds.

``conditions`` says of every offering what ``matchmaker.matching.eligibility`` would: its bit is set in all of
these masks where the answer is not no.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from matchmaker.matching.closures import said_closed
from matchmaker.matching.eligibility import (
    LONGEST_WAIT_DAYS,
    NEAR_ENOUGH_KM,
    asked_to_exist,
    asks_for_a_group,
)
from matchmaker.matching.index.arrays import WORD, Growing, packed, room_for, unpacked
from matchmaker.vocabulary import CompanySize, NeedKind, PlaceKind, Status, TargetGroup

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable
    from datetime import date

    from matchmaker.matching.knowledge import Knowledge
    from matchmaker.model import Need, Offering

    # Which rows of a slice meet a condition, or whether one row does; and this for all that one may be asked.
    _Holds = Callable[[slice | int], Any]
    _Holding = Callable[[Any], _Holds]

# A need asks for six conditions; what is asked for most has few values, but for days and places.
LEAST_MASKS, MOST_MASKS = 16, 1024
# So many rows of a mask are worked out in one go, a multiple of 8, so that it takes little memory meanwhile.
AT_ONCE = 1 << 17
# So few rows are looked at one by one: setting up arrays would take most of the time.
FEW = 2
# The masks that are kept by hand: who runs, with money and a place left, and who was not taken out.
USABLE, LIVING, BY_HAND = 0, 1, 2
NEVER, FIRST_DAY, LAST_DAY = -1, 0, np.iinfo(np.int32).max
KIND_BIT = {kind: 1 << place for place, kind in enumerate(NeedKind)}
ALL_KINDS = sum(KIND_BIT.values())
_GROUP_BIT = {group: 1 << place for place, group in enumerate(TargetGroup)}
_SIZE_BIT = {size: 1 << place for place, size in enumerate(CompanySize)}
_ALL_GROUPS = sum(_GROUP_BIT.values())
_ALL_SIZES = sum(_SIZE_BIT.values())


class _Sets:
    """The different sets of ids that occur, each under a number; many offerings share one."""

    def __init__(self) -> None:
        self.members: list[frozenset[str]] = []
        self._numbers: dict[frozenset[str], int] = {}

    def number(self, ids: Iterable[str]) -> int:
        """Return the number of a set, a new one if it has not occurred."""
        members = frozenset(ids)
        number = self._numbers.setdefault(members, len(self.members))
        if number == len(self.members):
            self.members.append(members)
        return number


class _Condition:
    """A condition, with the masks that were made for what is asked of it.

    Attributes:
        holding: Gives, for what is asked, what tells which rows of a slice meet the condition.
        numbers: The number of the mask of each that was asked.
        ready: Those of them in which all rows are worked out.
    """

    def __init__(self, holding: _Holding) -> None:
        self.holding = holding
        self.numbers: dict[Hashable, int] = {}
        self.ready: dict[Hashable, int] = {}


class _Masks:
    """One mask for each condition that was asked about: a bit for each row, worked out up to a row.

    The masks are rows of one table, so that a loop can read any of them by number. The first ones are kept by
    hand.
    """

    def __init__(self, room: int, conditions: Iterable[_Condition]) -> None:
        """Make room for so many rows, and no masks but those that are kept by hand, with no bit set."""
        self._have(np.zeros((LEAST_MASKS, room // WORD), dtype=np.uint64))
        self._conditions = tuple(conditions)
        self._holds: list[_Holds] = []
        self._filled: list[int] = []
        self._rows = 0

    def _have(self, bits: np.ndarray) -> None:
        """Have these masks, and the same as bytes of eight rows each."""
        self.bits = bits
        self._eights = bits.view(np.uint8)

    @property
    def room(self) -> int:
        """For how many rows there is room."""
        return int(self.bits.shape[1]) * WORD

    def _widen(self, room: int) -> None:
        """Make room for more rows; the masks that are not kept by hand are then worked out anew."""
        wider = np.zeros((len(self.bits), room // WORD), dtype=np.uint64)
        wider[:BY_HAND, : self.bits.shape[1]] = self.bits[:BY_HAND]
        self._have(wider)
        self._filled = [0] * len(self._filled)

    def number(self, condition: _Condition, asked: Hashable) -> int:
        """Return the number of the mask that tells which rows meet a condition for what is asked."""
        number = condition.ready.get(asked)
        if number is None:
            number = condition.numbers.get(asked)
            if number is None:
                number = condition.numbers[asked] = self._new(condition.holding(asked))
            self._fill(number)
            condition.ready[asked] = number
        return number

    def grow(self, rows: int) -> None:
        """Work out every mask up to so many rows, each before it is read."""
        self._rows = rows
        if rows > self.room:
            self._widen(room_for(rows))
        for condition in self._conditions:
            condition.ready.clear()

    def take(self, number: int, flags: np.ndarray) -> None:
        """Set the first bits of a mask that is kept by hand."""
        eights = packed(flags)
        self._eights[number, : len(eights)] = eights

    def put(self, number: int, row: int) -> None:
        """Set one bit of a mask that is kept by hand."""
        self._eights[number, row >> 3] |= 1 << (row & 7)

    def clear(self, numbers: Iterable[int], row: int) -> None:
        """Set the bit of a row no more in these masks."""
        self._eights[list(numbers), row >> 3] &= 0xFF ^ 1 << (row & 7)

    def _fill(self, number: int) -> None:
        """Work out the rows of a mask that were added since."""
        rows, holds, filled = self._rows, self._holds[number - BY_HAND], self._filled[number - BY_HAND]
        if rows - filled <= FEW:
            for row in range(filled, rows):
                if holds(row):
                    self.put(number, row)
        else:
            mask = self._eights[number]
            for first in range(filled // 8 * 8, rows, AT_ONCE):
                last = min(first + AT_ONCE, rows)
                mask[first // 8 : -(-last // 8)] = packed(holds(slice(first, last)))
        self._filled[number - BY_HAND] = rows

    def forget_if_many(self) -> None:
        """Forget the masks when there are too many; numbers that were given out then change."""
        if len(self._filled) > MOST_MASKS:
            for condition in self._conditions:
                condition.numbers.clear()
                condition.ready.clear()
            self._holds.clear()
            self._filled.clear()

    def _new(self, holds: _Holds) -> int:
        if len(self._filled) + BY_HAND == len(self.bits):
            self._have(np.concatenate((self.bits, np.zeros_like(self.bits))))
        self._holds.append(holds)
        self._filled.append(0)
        return len(self._filled) - 1 + BY_HAND


class _Verdicts:
    """Whether each different set meets a condition, worked out once."""

    def __init__(self, sets: _Sets, meets: Callable[[frozenset[str]], bool]) -> None:
        self._sets = sets
        self._meets = meets
        self._known = Growing(np.bool_)

    def of(self, numbers: np.ndarray) -> np.ndarray:
        """Return the verdict on each of these sets."""
        new = self._sets.members[len(self._known) :]
        if new:
            self._known.extend([self._meets(members) for members in new])
        found: np.ndarray = self._known.values.take(numbers)
        return found


class Columns:
    """What offerings demand of who asks, one row an offering; rows are added at the end."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._areas, self._trades = _Sets(), _Sets()
        self._kinds = Growing(np.uint16)
        self._groups = Growing(np.uint8)
        self._sizes = Growing(np.uint8)
        self._for_beginners = Growing(np.bool_)
        self._area = Growing(np.int32)
        self._trade = Growing(np.int32)
        self._opens = Growing(np.int32)
        self._closes = Growing(np.int32)
        self._excluding: dict[str, list[int]] = defaultdict(list)
        self._of_kind = _Condition(self._kind_holds)
        self._of_place = _Condition(self._place_holds)
        self._of_region = _Condition(self._region_holds)
        self._of_asker = _Condition(self._asker_holds)
        self._of_trade = _Condition(self._trade_holds)
        self._of_day = _Condition(self._day_holds)
        self._of_actor = _Condition(self._actor_holds)
        self._of_beginner = _Condition(self._beginner_holds)
        of_place = self._of_place, self._of_region
        of_asker = self._of_kind, self._of_asker, self._of_trade, self._of_actor, self._of_beginner
        self._masks = _Masks(room_for(0), (*of_place, *of_asker, self._of_day))

    def __len__(self) -> int:
        return len(self._kinds)

    @property
    def kinds(self) -> Growing:
        """The need kinds of each row as bits, in the order of ``NeedKind``; 16 of them."""
        return self._kinds

    @property
    def areas(self) -> np.ndarray:
        """The number of the area of each row; rows of the same area have the same one."""
        return self._area.values

    def add(self, offering: Offering) -> None:
        """Add the next row."""
        row = len(self)
        self._kinds.append(sum(KIND_BIT[kind] for kind in set(offering.need_kinds)))
        self._groups.append(sum(_GROUP_BIT[group] for group in set(offering.target_groups)))
        self._sizes.append(sum(_SIZE_BIT[size] for size in set(offering.sizes)) or _ALL_SIZES)
        self._for_beginners.append(asked_to_exist(offering) is None)
        self._area.append(self._areas.number(offering.area))
        self._trade.append(self._trades.number(offering.sectors))
        # What is only announced can be waited for, so it keeps out who asks long before.
        waited = LONGEST_WAIT_DAYS if offering.status is Status.PLANNED else 0
        self._opens.append(_day(offering.opens_on, FIRST_DAY + waited) - waited)
        usable = _usable(offering)
        self._closes.append(_day(offering.closes_on, LAST_DAY) if usable else NEVER)
        for actor_id in set(offering.excluded_actors):
            self._excluding[actor_id].append(row)
        self._masks.grow(len(self))
        self._masks.put(LIVING, row)
        if usable:
            self._masks.put(USABLE, row)

    def retire(self, row: int) -> None:
        """Allow a row to nobody from now on."""
        self._closes.values[row] = NEVER
        self._masks.clear((LIVING, USABLE, *self._of_day.numbers.values()), row)

    @property
    def masks(self) -> np.ndarray:
        """All masks that were made, one a row, by their numbers; to be read after these are asked for."""
        return self._masks.bits

    def conditions(self, need: Need) -> list[int]:
        """Return which masks tell who is refused: a row is allowed whose bit is set in all of them.

        The kind of help is not among them. The numbers hold until this is called again.
        """
        masks = self._masks
        masks.forget_if_many()
        # Who runs is part of what is open on a day: one mask less to read.
        found = [USABLE if need.asked_on is None else masks.number(self._of_day, need.asked_on)]
        place_id = need.municipality_id or need.region_id
        if place_id is not None:
            # How far ground is away tells of who stays in a municipality only.
            stays = need.municipality_id is not None and not need.would_move
            found.append(masks.number(self._of_place if stays else self._of_region, place_id))
        if need.size or need.target_group or need.other_than:
            supposed = "target_group" in need.assumed
            asker = need.size, need.target_group, supposed, need.other_than
            found.append(masks.number(self._of_asker, asker))
        if need.sectors and "sectors" not in need.assumed:
            found.append(masks.number(self._of_trade, need.sectors))
        if need.yet_to_begin:
            found.append(masks.number(self._of_beginner, True))
        if need.actor_id in self._excluding:
            found.append(masks.number(self._of_actor, need.actor_id))
        return found

    def kinds_mask(self, kinds: int) -> int:
        """Return which mask tells what offers one of these kinds of help."""
        return self._masks.number(self._of_kind, kinds)

    def asked(self, need: Need, kinds: int) -> tuple[list[int], list[int]]:
        """Return which masks tell what of these kinds who asks is allowed, and which what is there of them.

        What was taken out is allowed to nobody, so that all that is allowed is among what is there.
        """
        conditions, offering = self.conditions(need), self.kinds_mask(kinds)
        return [*conditions, offering], [LIVING, offering]

    def serving(self, place_id: str) -> Callable[[np.ndarray], np.ndarray]:
        """Return what tells of areas, as ``areas`` numbers them, which serve a place or a part of it."""
        touching = self._knowledge.gazetteer.touching(place_id)
        return _Verdicts(self._areas, lambda area: not touching.isdisjoint(area)).of

    def taken(self, rows: np.ndarray) -> Columns:
        """Return columns of these rows in this order."""
        chosen = Columns(self._knowledge)
        chosen._areas, chosen._trades = self._areas, self._trades
        for name in ("_kinds", "_groups", "_sizes", "_for_beginners", "_area", "_trade", "_opens", "_closes"):
            column: Growing = getattr(self, name)
            values = column.values[rows]
            setattr(chosen, name, Growing(values.dtype.type, values))
        chosen._masks.grow(len(chosen))
        for number in range(BY_HAND):
            chosen._masks.take(number, unpacked(self.masks[number], len(self))[rows])
        place = dict(zip(rows.tolist(), range(len(rows)), strict=True)) if self._excluding else {}
        for actor_id, excluding in self._excluding.items():
            found = [place[row] for row in excluding if row in place]
            if found:
                chosen._excluding[actor_id] = found
        return chosen

    def arranged(self, rows: np.ndarray) -> np.ndarray:
        """Return rows so ordered that those stand together which are for the same askers.

        First those of one area, then of the same trades, then for the same groups, last as they close.
        """
        columns = self._closes, self._groups, self._trade, self._area
        order: np.ndarray = rows[np.lexsort([column.values[rows] for column in columns])]
        return order

    def _kind_holds(self, kinds: int) -> _Holds:
        return lambda rows: (self._kinds.values[rows] & kinds) != 0

    def _asker_holds(
        self, asker: tuple[CompanySize | None, TargetGroup | None, bool, tuple[TargetGroup, ...]]
    ) -> _Holds:
        size, own, supposed, other_than = asker
        sizes = _ALL_SIZES if size is None else _SIZE_BIT[size]
        groups = _groups_served(own, supposed, other_than)

        def holds(rows: slice | int) -> Any:
            fits: np.ndarray = (self._sizes.values[rows] & sizes) != 0
            # What is for no group in particular suits an asker of whom nothing is known.
            return fits if groups == _ALL_GROUPS else fits & ((self._groups.values[rows] & groups) != 0)

        return holds

    def _day_holds(self, day: date) -> _Holds:
        number = day.toordinal()

        def holds(rows: slice | int) -> Any:
            open_: np.ndarray = (self._opens.values[rows] <= number) & (self._closes.values[rows] >= number)
            return open_

        return holds

    def _place_holds(self, place_id: str) -> _Holds:
        served = self.serving(place_id)
        far = _Verdicts(self._areas, lambda area: _too_far(place_id, area, self._knowledge)).of

        def holds(rows: slice | int) -> Any:
            area = self._area.values[rows]
            grounds = (self._kinds.values[rows] & KIND_BIT[NeedKind.SPACE]) != 0
            allowed: np.ndarray = served(area) > (far(area) & grounds)
            return allowed

        return holds

    def _actor_holds(self, actor_id: str) -> _Holds:
        def holds(rows: slice | int) -> Any:
            if isinstance(rows, int):
                return rows not in self._excluding[actor_id]
            wanted = np.ones(rows.stop - rows.start, dtype=np.bool_)
            for row in self._excluding[actor_id]:
                if rows.start <= row < rows.stop:
                    wanted[row - rows.start] = False
            return wanted

        return holds

    def _beginner_holds(self, begins: bool) -> _Holds:
        del begins  # of others nothing is asked
        return lambda rows: self._for_beginners.values[rows]

    def _region_holds(self, place_id: str) -> _Holds:
        served = self.serving(place_id)
        return lambda rows: served(self._area.values[rows])

    def _trade_holds(self, asked: tuple[str, ...]) -> _Holds:
        thesaurus = self._knowledge.thesaurus
        with_broader = thesaurus.with_broader
        own = frozenset(asked)
        within = frozenset[str]().union(*map(with_broader, asked))

        def meets(served: frozenset[str]) -> bool:
            if not served or not within.isdisjoint(served) or asks_for_a_group(served, own, thesaurus):
                return True
            return any(not own.isdisjoint(with_broader(one)) for one in served)

        verdicts = _Verdicts(self._trades, meets)
        return lambda rows: verdicts.of(self._trade.values[rows])


def kinds_asked(need: Need) -> int:
    """Return the kinds of help to which a need is limited, as bits; all of them if it may be any."""
    return ALL_KINDS if "kinds" in need.assumed else _kinds_in(need.kinds)


@cache
def _kinds_in(kinds: tuple[NeedKind, ...]) -> int:
    return sum(KIND_BIT[kind] for kind in set(kinds)) or ALL_KINDS


def _groups_served(own: TargetGroup | None, supposed: bool, other_than: tuple[TargetGroup, ...]) -> int:
    """Return the target groups, as bits, of which an offering must serve one."""
    bit = 0 if own is None else _GROUP_BIT[own]
    if bit and not supposed:
        return bit
    return bit | _ALL_GROUPS & ~sum(_GROUP_BIT[group] for group in set(other_than))


def _too_far(place_id: str, area: Iterable[str], knowledge: Knowledge) -> bool:
    """Return whether ground that stands in an area is out of reach; see ``eligibility.location``."""
    gazetteer = knowledge.gazetteer
    inside = gazetteer.smallest_around(place_id, area) if knowledge.is_municipality(place_id) else None
    if inside is None or inside.kind is not PlaceKind.COUNTRY:
        return False
    sites = filter(knowledge.is_municipality, area)
    distances = [gazetteer.kilometres(place_id, site) for site in sites]
    return min((one for one in distances if one is not None), default=0.0) > NEAR_ENOUGH_KM


def _day(day: date | None, otherwise: int) -> int:
    return otherwise if day is None else day.toordinal()


def _usable(offering: Offering) -> bool:
    """Return whether an offering runs, with money and a place left, whoever asks."""
    full = offering.places_left is not None and offering.places_left <= 0
    closed = offering.status is Status.ENDED or offering.budget_exhausted or full
    return not closed and not any(said_closed(offering))
