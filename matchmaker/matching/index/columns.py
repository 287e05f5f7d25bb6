"""The conditions of all offerings as columns, so that one need is held against all of them in microseconds.

``allowed`` says of every offering what ``matchmaker.matching.eligibility`` would: a bit is set where the
answer is not no.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np

from matchmaker.matching.eligibility import NEAR_ENOUGH_KM
from matchmaker.matching.index.arrays import WORD, Growing, packed, room_for, unpacked
from matchmaker.vocabulary import CompanySize, NeedKind, PlaceKind, Status, TargetGroup

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable
    from datetime import date

    from matchmaker.matching.index.arrays import Bits
    from matchmaker.matching.knowledge import Knowledge
    from matchmaker.model import Need, Offering

# Of one need six conditions are asked; what is asked for most has few values, but for days and places.
KEPT_MASKS = 512
FIRST_DAY, LAST_DAY = 0, np.iinfo(np.int32).max
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


class _Mask:
    """One condition for one kind of asker: a bit for each row, worked out up to a row."""

    def __init__(self, room: int) -> None:
        self.bits = np.zeros(room // WORD, dtype=np.uint64)
        self.filled = 0

    def fill(self, rows: int, holds: Callable[[slice], np.ndarray]) -> None:
        """Work out the rows that were added since."""
        first = self.filled - self.filled % 8
        self.bits.view(np.uint8)[first // 8 : -(-rows // 8)] = packed(holds(slice(first, rows)))
        self.filled = rows


class _Condition:
    """The bits of one condition by what is asked; some hundreds of them are kept."""

    def __init__(self, holding: Callable[[Any], Callable[[slice], np.ndarray]]) -> None:
        """Take what tells, for what is asked, which of a slice of rows meet the condition."""
        self._holding = holding
        self._kept: dict[Hashable, tuple[_Mask, Callable[[slice], np.ndarray]]] = {}

    def bits(self, asked: Hashable, rows: int, room: int) -> Bits:
        """Return a bit for each row, in an array with room for more."""
        found = self._kept.get(asked)
        if found is None:
            if len(self._kept) >= KEPT_MASKS:
                del self._kept[next(iter(self._kept))]
            found = self._kept[asked] = _Mask(room), self._holding(asked)
        mask, holds = found
        if mask.filled < rows:
            mask.fill(rows, holds)
        return mask.bits

    def forget(self) -> None:
        """Work all out anew, as there is more room now."""
        self._kept.clear()


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
        found: np.ndarray = self._known.values[numbers]
        return found


class Columns:
    """What offerings demand of who asks, one row an offering; rows are added at the end."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._areas, self._trades = _Sets(), _Sets()
        self._kinds = Growing(np.uint16)
        self._groups = Growing(np.uint8)
        self._sizes = Growing(np.uint8)
        self._area = Growing(np.int32)
        self._trade = Growing(np.int32)
        self._opens = Growing(np.int32)
        self._closes = Growing(np.int32)
        self._usable = _Mask(room_for(0))
        self._excluding: dict[str, list[int]] = defaultdict(list)
        self._of_kind = _Condition(self._kind_holds)
        self._of_place = _Condition(self._place_holds)
        self._of_group = _Condition(self._group_holds)
        self._of_trade = _Condition(self._trade_holds)
        self._of_size = _Condition(self._size_holds)
        self._on_day = _Condition(self._day_holds)

    def __len__(self) -> int:
        return len(self._kinds)

    @property
    def kinds(self) -> np.ndarray:
        """The need kinds of each row as bits, in the order of ``NeedKind``."""
        return self._kinds.values

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
        self._area.append(self._areas.number(offering.area))
        self._trade.append(self._trades.number(offering.sectors))
        self._opens.append(_day(offering.opens_on, FIRST_DAY))
        self._closes.append(_day(offering.closes_on, LAST_DAY))
        for actor_id in set(offering.excluded_actors):
            self._excluding[actor_id].append(row)
        self._enlarge()
        if _usable(offering):
            self._usable.bits.view(np.uint8)[row >> 3] |= 1 << (row & 7)

    def retire(self, row: int) -> None:
        """Allow a row to nobody from now on."""
        _clear(self._usable.bits, row)

    def allowed(self, need: Need) -> Bits:
        """Return a bit for every row: whether no condition fails for who asks, whatever the kind of help."""
        bits = self._usable.bits.copy()
        rows, room = len(self), len(bits) * WORD
        if need.municipality_id is not None:
            bits &= self._of_place.bits(need.municipality_id, rows, room)
        groups = _groups_served(need)
        if groups != _ALL_GROUPS:
            bits &= self._of_group.bits(groups, rows, room)
        if need.sectors and need.states("sectors"):
            bits &= self._of_trade.bits(need.sectors, rows, room)
        if need.size is not None:
            bits &= self._of_size.bits(_SIZE_BIT[need.size], rows, room)
        if need.asked_on is not None:
            bits &= self._on_day.bits(need.asked_on.toordinal(), rows, room)
        if need.actor_id is not None:
            for row in self._excluding.get(need.actor_id, ()):
                _clear(bits, row)
        return bits

    def of_kinds(self, kinds: int) -> Bits:
        """Return a bit for every row: whether it offers one of these kinds of help."""
        return self._of_kind.bits(kinds, len(self), len(self._usable.bits) * WORD)

    def serving(self, municipality_id: str) -> Callable[[np.ndarray], np.ndarray]:
        """Return what tells of areas, as ``areas`` numbers them, which serve a municipality."""
        gazetteer = self._knowledge.gazetteer
        around = gazetteer.around(municipality_id) & gazetteer.by_id.keys()
        return _Verdicts(self._areas, lambda area: not around.isdisjoint(area)).of

    def taken(self, rows: np.ndarray) -> Columns:
        """Return columns of these rows in this order."""
        chosen = Columns(self._knowledge)
        usable = unpacked(self._usable.bits, len(self))
        chosen._areas, chosen._trades = self._areas, self._trades
        for name in ("_kinds", "_groups", "_sizes", "_area", "_trade", "_opens", "_closes"):
            column: Growing = getattr(self, name)
            values = column.values[rows]
            setattr(chosen, name, Growing(values.dtype.type, values))
        chosen._enlarge()
        chosen._usable.fill(len(rows), lambda part: usable[rows[part]])
        place = dict(zip(rows.tolist(), range(len(rows)), strict=True)) if self._excluding else {}
        for actor_id, excluding in self._excluding.items():
            found = [place[row] for row in excluding if row in place]
            if found:
                chosen._excluding[actor_id] = found
        return chosen

    def arranged(self, rows: np.ndarray) -> np.ndarray:
        """Return rows so ordered that those of one area stand together, then those of the same trades."""
        order: np.ndarray = rows[np.lexsort((self._trade.values[rows], self._area.values[rows]))]
        return order

    def _enlarge(self) -> None:
        """Make room for the rows; the masks are then made anew."""
        if len(self) > len(self._usable.bits) * WORD:
            wider = _Mask(room_for(len(self)))
            wider.bits[: len(self._usable.bits)] = self._usable.bits
            self._usable = wider
            for condition in (self._of_kind, self._of_place, self._of_group, self._of_trade):
                condition.forget()
            self._of_size.forget()
            self._on_day.forget()

    def _kind_holds(self, kinds: int) -> Callable[[slice], np.ndarray]:
        return lambda rows: (self._kinds.values[rows] & kinds) != 0

    def _group_holds(self, groups: int) -> Callable[[slice], np.ndarray]:
        return lambda rows: (self._groups.values[rows] & groups) != 0

    def _size_holds(self, size: int) -> Callable[[slice], np.ndarray]:
        return lambda rows: (self._sizes.values[rows] & size) != 0

    def _day_holds(self, day: int) -> Callable[[slice], np.ndarray]:
        return lambda rows: (self._opens.values[rows] <= day) & (self._closes.values[rows] >= day)

    def _place_holds(self, municipality_id: str) -> Callable[[slice], np.ndarray]:
        served = self.serving(municipality_id)
        near = _Verdicts(self._areas, lambda area: not _too_far(municipality_id, area, self._knowledge))

        def holds(rows: slice) -> np.ndarray:
            area = self._area.values[rows]
            grounds = (self._kinds.values[rows] & KIND_BIT[NeedKind.SPACE]) != 0
            allowed: np.ndarray = served(area) & (near.of(area) | ~grounds)
            return allowed

        return holds

    def _trade_holds(self, asked: tuple[str, ...]) -> Callable[[slice], np.ndarray]:
        with_broader = self._knowledge.thesaurus.with_broader
        own = frozenset(asked)
        within = frozenset[str]().union(*map(with_broader, asked))

        def meets(served: frozenset[str]) -> bool:
            if not served or not within.isdisjoint(served):
                return True
            return any(not own.isdisjoint(with_broader(one)) for one in served)

        verdicts = _Verdicts(self._trades, meets)
        return lambda rows: verdicts.of(self._trade.values[rows])


def kinds_asked(need: Need) -> int:
    """Return the kinds of help to which a need is limited, as bits; all of them if it may be any."""
    kinds = 0
    if need.states("kinds"):
        for kind in need.kinds:
            kinds |= KIND_BIT[kind]
    return kinds or ALL_KINDS


def _groups_served(need: Need) -> int:
    """Return the target groups, as bits, of which an offering must serve one."""
    own = 0 if need.target_group is None else _GROUP_BIT[need.target_group]
    if own and need.states("target_group"):
        return own
    return own | _ALL_GROUPS & ~sum(_GROUP_BIT[group] for group in set(need.other_than))


def _too_far(municipality_id: str, area: Iterable[str], knowledge: Knowledge) -> bool:
    """Return whether ground that stands in an area is out of reach; see ``eligibility.location``."""
    gazetteer = knowledge.gazetteer
    inside = gazetteer.smallest_around(municipality_id, area)
    if inside is None or inside.kind is not PlaceKind.COUNTRY:
        return False
    sites = filter(knowledge.is_municipality, area)
    distances = [gazetteer.kilometres(municipality_id, site) for site in sites]
    return min((one for one in distances if one is not None), default=0.0) > NEAR_ENOUGH_KM


def _day(day: date | None, otherwise: int) -> int:
    return otherwise if day is None else day.toordinal()


def _usable(offering: Offering) -> bool:
    """Return whether an offering runs, with money and a place left, whoever asks."""
    full = offering.places_left is not None and offering.places_left <= 0
    return offering.status is not Status.ENDED and not offering.budget_exhausted and not full


def _clear(bits: Bits, row: int) -> None:
    bits.view(np.uint8)[row >> 3] &= 0xFF ^ (1 << (row & 7))
