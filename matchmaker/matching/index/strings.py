"""Very many short strings in little room: one buffer instead of an object each.

A string of twenty letters that is a key of a ``dict`` takes some hundred and thirty bytes, here thirty.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import numpy as np

from matchmaker.matching.index.arrays import Growing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

# Once one string in so many is late, all are settled anew.
SETTLED_AGAIN = 8


class Strings:
    """Strings by their place; more can be put at the end."""

    def __init__(self, strings: Iterable[str] = ()) -> None:
        self._letters = bytearray()
        self._starts = Growing(np.uint32, [0])
        self.extend(strings)

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, place: int) -> str:
        begin = self._begin
        return self._letters[begin[place] : begin[place + 1]].decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        return map(self.__getitem__, range(len(self)))

    def take(self, places: Iterable[int]) -> list[str]:
        """Return the strings at these places."""
        letters, begin = self._letters, self._begin
        return [letters[begin[place] : begin[place + 1]].decode("utf-8", "surrogatepass") for place in places]

    @property
    def letters(self) -> np.ndarray:
        """The letters of all strings one after the other, in UTF-8; what comes later is in a later view."""
        return np.frombuffer(self._letters, dtype=np.uint8)

    @property
    def starts(self) -> np.ndarray:
        """Where each string starts among the letters, and where the last one ends; a view as well."""
        return self._starts.values

    def extend(self, strings: Iterable[str]) -> None:
        """Put strings at the end."""
        letters, lengths = bytearray(), array("I")
        for string in strings:
            encoded = string.encode("utf-8", "surrogatepass")
            letters += encoded
            lengths.append(len(encoded))
        used = self._starts.values.item(-1)
        if used + len(letters) > len(self._letters):
            # Somebody may hold a view of the old room, so that it must not be made wider.
            room = bytearray(max(used + len(letters), used * 5 // 4))
            room[:used] = self._letters[:used]
            self._letters = room
        self._letters[used : used + len(letters)] = letters
        self._starts.extend(used + np.cumsum(lengths, dtype=np.int64))
        # Read one by one, numbers come faster from this than from the array.
        self._begin = self._starts.values.data


class Lexicon:
    """Different strings under numbers, from 0 in the order in which they came.

    Where the settled ones are follows from their hashes. Those that came late are keys of a ``dict`` as well,
    which is quicker where many come, and takes more room.
    """

    def __init__(self) -> None:
        self._written = Strings()
        self._unwritten: list[str] = []
        self._late: dict[str, int] = {}
        self._bounds = np.zeros(2, dtype=np.int32)
        self._settled = np.zeros(0, dtype=np.int32)

    def __len__(self) -> int:
        return len(self._settled) + len(self._late)

    def __getitem__(self, number: int) -> str:
        written = len(self._written)
        return self._written[number] if number < written else self._unwritten[number - written]

    def __iter__(self) -> Iterator[str]:
        return map(self.__getitem__, range(len(self)))

    def __contains__(self, string: str) -> bool:
        return self.get(string) is not None

    def get(self, string: str) -> int | None:
        """Return the number of a string, or None if it never came."""
        number = self._late.get(string)
        if number is not None:
            return number
        bucket = hash(string) & len(self._bounds) - 2
        written, settled, bound = self._written, self._settled.item, self._bounds.item
        for place in range(bound(bucket), bound(bucket + 1)):
            number = settled(place)
            if written[number] == string:
                return number
        return None

    def numbers(self, strings: Collection[str]) -> list[int]:
        """Return the numbers of strings, and give numbers to those that are new."""
        late = self._late
        try:
            return [late[string] for string in strings]
        except KeyError:
            return [self._number(string) for string in strings]

    def _number(self, string: str) -> int:
        number = self.get(string)
        if number is None:
            number = self._late[string] = len(self)
            self._unwritten.append(string)
        return number

    def written(self) -> Strings:
        """Return all strings by their numbers; of those that come later some are missing."""
        self._written.extend(self._unwritten)
        self._unwritten = []
        return self._written

    def settle(self) -> None:
        """Settle what came late, unless it is little beside the rest: all must be looked at again."""
        if len(self._late) <= len(self._settled) // SETTLED_AGAIN:
            return
        names = self.written()
        buckets = 1 << (len(names) - 1).bit_length()
        own = np.fromiter(map(hash, names), np.int64, len(names)) & (buckets - 1)
        bounds = np.concatenate(([0], np.cumsum(np.bincount(own, minlength=buckets)))).astype(np.int32)
        settled = np.argsort(own, kind="stable").astype(np.int32)
        self._bounds, self._settled, self._late = bounds, settled, {}
