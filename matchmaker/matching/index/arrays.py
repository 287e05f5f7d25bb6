"""Numpy arrays as the index uses them: growing at the end, cut into stretches, and packed into bits."""

from __future__ import annotations

import ctypes
import sys
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

Ints = np.ndarray[tuple[int], np.dtype[np.signedinteger[Any]]]
Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]
Bits = np.ndarray[tuple[int], np.dtype[np.uint64]]

WORD = 64
LEAST_ROOM = 1024
# Numbers from ``WIDE`` on take two units of 16 bits: what is above the low bits, added to it, and these.
WIDE, LOW_BITS = 0xC000, 15
UNITS = 1 << 16
# So many lists are copied in one go: enough to be quick, few enough to need little memory meanwhile.
AT_ONCE = 4096


class Growing:
    """A one-dimensional array that grows at its end, at a constant cost for each value."""

    def __init__(self, dtype: type[np.generic], values: Sequence[int] | np.ndarray = ()) -> None:
        """Begin with some values; an array of the same type is not copied, and becomes part of this one."""
        self._room = np.asarray(values, dtype=dtype)
        self._length = len(self._room)

    def __len__(self) -> int:
        return self._length

    @property
    def values(self) -> np.ndarray:
        """The values so far; a view, which later growth does not change."""
        return self._room[: self._length]

    def room(self) -> np.ndarray:
        """Return the array in which the values begin, the same one until it becomes too small."""
        return self._room

    def append(self, value: int) -> None:
        """Add one value."""
        self.make_room(1)
        self._room[self._length] = value
        self._length += 1

    def extend(self, values: Sequence[int] | np.ndarray) -> None:
        """Add values in their order."""
        self.make_room(len(values))
        self._room[self._length : self._length + len(values)] = values
        self._length += len(values)

    def insert(self, place: int, value: int) -> None:
        """Put one value before the one at a place, or at the end."""
        self.make_room(1)
        self._room[place + 1 : self._length + 1] = self._room[place : self._length]
        self._room[place] = value
        self._length += 1

    def become(self, values: Sequence[int] | np.ndarray) -> None:
        """Have these values instead."""
        self._length = 0
        self.extend(values)

    def grow_to(self, length: int) -> None:
        """Add zeros up to a length; a longer array stays as it is."""
        if length > self._length:
            self.make_room(length - self._length)
            self._room[self._length : length] = 0
            self._length = length

    def make_room(self, more: int) -> None:
        """Have room for so many values more; what is not used is no memory yet."""
        needed = self._length + more
        if needed > len(self._room):
            room = np.empty(max(LEAST_ROOM, needed, len(self._room) * 5 // 4), dtype=self._room.dtype)
            room[: self._length] = self.values
            self._room = room

    def fit(self) -> None:
        """Give back the room that is not used."""
        self._room = self.values.copy()


class Lists:
    """Lists of numbers, one after the other in one array: list ``i`` runs from ``starts[i]`` on.

    There is room for two thousand million numbers; one more raises ``OverflowError``.
    """

    def __init__(self, dtype: type[np.generic] = np.int32) -> None:
        self._starts = Growing(np.int32, [0])
        self._values = Growing(dtype)

    def __len__(self) -> int:
        return len(self._starts) - 1

    @property
    def starts(self) -> np.ndarray:
        """Where each list starts, and at the end where the last one ends."""
        return self._starts.values

    @property
    def values(self) -> np.ndarray:
        """All lists together."""
        return self._values.values

    def append(self, values: Sequence[int] | np.ndarray) -> None:
        """Add one list."""
        self._values.extend(values)
        self._starts.append(len(self._values))

    def gather(self, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the lists at these places behind each other, and the length of each."""
        where, lengths = self.where(places)
        return self._values.values.take(where), lengths

    def where(self, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return where among all values those of the lists at these places are, and the length of each."""
        starts = self._starts.values
        begins = starts.take(places)
        lengths = starts.take(places + 1)
        lengths -= begins
        return runs(begins, lengths), lengths

    def taken(self, places: np.ndarray) -> Lists:
        """Return new lists: those at these places, in this order, with no room to spare."""
        starts = self._starts.values
        ends = np.cumsum(starts[places + 1] - starts[places], dtype=np.int64)
        values = np.empty(ends[-1] if len(ends) else 0, dtype=self._values.values.dtype)
        filled = 0
        for first in range(0, len(places), AT_ONCE):
            part, _ = self.gather(places[first : first + AT_ONCE])
            values[filled : filled + len(part)] = part
            filled += len(part)
        chosen = Lists.__new__(Lists)
        chosen._values = Growing(values.dtype.type, values)  # noqa: SLF001  # one of our own
        chosen._starts = Growing(np.int32, np.concatenate(([0], ends)))  # noqa: SLF001  # as above
        return chosen

    def fit(self) -> None:
        """Give back the room that is not used."""
        self._starts.fit()
        self._values.fit()


def narrowed(numbers: Sequence[int]) -> Sequence[int]:
    """Return numbers from 0, most of them small, as units of 16 bits: one for a small number, else two."""
    if max(numbers, default=0) < WIDE:
        return numbers
    units: list[int] = []
    for number in numbers:
        if number < WIDE:
            units.append(number)
        else:
            units += (WIDE + (number >> LOW_BITS), number & (1 << LOW_BITS) - 1)
    return units


def wide(units: Sequence[int]) -> list[int]:
    """Return the numbers that the units of one list stand for; ``widened`` does so for many lists."""
    numbers: list[int] = []
    high = 0
    for unit in units:
        if high:
            numbers.append((high - WIDE << LOW_BITS) + unit)
            high = 0
        elif unit >= WIDE:
            high = unit
        else:
            numbers.append(unit)
    return numbers


def joined(firsts: np.ndarray, seconds: np.ndarray) -> np.ndarray:
    """Return the numbers that pairs of units stand for, of which the first ones are as wide as numbers."""
    numbers: np.ndarray = (firsts - WIDE << LOW_BITS) + seconds
    return numbers


def widened(units: np.ndarray, lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the numbers that units stand for, and how many each list has.

    Args:
        units: Those of some lists behind each other.
        lengths: How many units each list has.
    """
    # Numbers as wide as places in memory are looked up sooner.
    numbers = units.astype(np.intp)
    high = (units >= WIDE).nonzero()[0]
    if not len(high):
        return numbers, lengths
    numbers[high] = joined(numbers.take(high), numbers.take(high + 1))
    kept = np.ones(len(units), dtype=np.bool_)
    kept[high + 1] = False
    before = high.searchsorted(lengths.cumsum())
    fewer = lengths - before
    fewer[1:] += before[:-1]
    return numbers.compress(kept), fewer


def runs(begins: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Return the numbers begin, begin + 1 ... of each run, one run after the other."""
    ends = lengths.cumsum()
    total = ends.item(-1) if len(ends) else 0
    numbers: np.ndarray = (begins - ends + lengths).repeat(lengths) + np.arange(total)
    return numbers


def counted(owners: np.ndarray, values: np.ndarray, width: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the different pairs of owner and value, by owner then value, and how often each occurs.

    Args:
        owners: Whom each value belongs to, from 0.
        values: Numbers from 0.
        width: More than any value.
    """
    keys = np.sort(owners.astype(np.int64) * width + values)
    firsts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else keys
    times = np.diff(np.append(firsts, len(keys)))
    owner, value = np.divmod(keys[firsts], width)
    return owner, value, times


def room_for(rows: int) -> int:
    """Return how many bits to keep for so many rows, with room for a few more."""
    return -(-(rows + rows // 8 + LEAST_ROOM) // WORD) * WORD


def packed(flags: np.ndarray) -> np.ndarray:
    """Return flags as bytes of eight, the first flag in the lowest bit."""
    return np.packbits(flags, bitorder="little")


def unpacked(bits: Bits, rows: int) -> Flags:
    """Return the first ``rows`` bits as flags."""
    return np.unpackbits(bits.view(np.uint8), count=rows, bitorder="little").view(np.bool_)


def all_set(masks: np.ndarray, numbers: Sequence[int] | np.ndarray) -> Bits:
    """Return the bits that are set in all of these masks, which are rows of a table."""
    bits: Bits = masks[numbers[0]].copy()
    for number in numbers[1:]:
        bits &= masks[number]
    return bits


def give_back() -> None:
    """Have the C library give back to the system what was freed, as far as it can: that of GNU does.

    Otherwise a process keeps what arrays needed while they grew: an eighth to a quarter of what an index
    takes.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
