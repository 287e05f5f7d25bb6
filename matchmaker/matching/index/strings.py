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
# So many settled strings are kept at hand: texts have the same words again and again.
KEPT_AT_HAND = 1 << 13


class Strings:
    """Strings by their place; more can be put at the end."""

    def __init__(self, strings: Iterable[str] = ()) -> None:
        self._letters = bytearray()
        self._seen = np.frombuffer(self._letters, dtype=np.uint8)
        self._starts = Growing(np.uint32, [0])
        self.extend(strings)

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, place: int) -> str:
        begin = self._begin
        return self._letters[begin[place] : begin[place + 1]].decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        return map(self.__getitem__, range(len(self)))

    def spells(self, place: int, encoded: bytes) -> bool:
        """Return whether the string at a place is this one in UTF-8."""
        first = self._begin[place]
        size = self._begin[place + 1] - first
        return size == len(encoded) and self._letters.startswith(encoded, first)

    def take(self, places: Iterable[int]) -> list[str]:
        """Return the strings at these places."""
        letters, begin = self._letters, self._begin
        return [letters[begin[place] : begin[place + 1]].decode("utf-8", "surrogatepass") for place in places]

    def letters(self) -> np.ndarray:
        """Return the letters of all strings one after the other, in UTF-8: the same array while they fit."""
        return self._seen

    @property
    def starts(self) -> Growing:
        """Where each string starts among the letters, and where the last one ends; 32 bits without a sign."""
        return self._starts

    def extend(self, strings: Iterable[str]) -> None:
        """Put strings at the end."""
        used = self._starts.values.item(-1)
        letters, ends = bytearray(), array("I")
        for string in strings:
            letters += string.encode("utf-8", "surrogatepass")
            ends.append(used + len(letters))
        if used + len(letters) > len(self._letters):
            # Somebody may hold a view of the old room, so that it must not be made wider.
            room = bytearray(max(used + len(letters), used * 5 // 4))
            room[:used] = self._letters[:used]
            self._letters, self._seen = room, np.frombuffer(room, dtype=np.uint8)
        self._letters[used : used + len(letters)] = letters
        self._starts.extend(ends)
        # Read one by one, numbers come faster from this than from the array.
        self._begin = self._starts.values.data


class Lexicon:
    """Different strings under numbers, from 0 in the order in which they came.

    Where the settled ones are follows from their hashes. At hand, as keys of a ``dict``, are those that came
    late, and some that came again: that is quicker, and takes more room.
    """

    def __init__(self, kept_at_hand: int = KEPT_AT_HAND) -> None:
        """Make an empty lexicon.

        Args:
            kept_at_hand: So many of those that came again are kept at hand.
        """
        self._written = Strings()
        self._kept_at_hand = kept_at_hand
        self._unwritten: list[str] = []
        self._count = 0
        self._at_hand: dict[str, int] = {}
        # Read one by one, numbers come faster from these than from arrays.
        self._bounds = np.zeros(2, dtype=np.int32).data
        self._settled = np.zeros(0, dtype=np.int32).data

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, number: int) -> str:
        written = len(self._written)
        return self._written[number] if number < written else self._unwritten[number - written]

    def __iter__(self) -> Iterator[str]:
        return map(self.__getitem__, range(len(self)))

    def __contains__(self, string: str) -> bool:
        return self.get(string) is not None

    def get(self, string: str) -> int | None:
        """Return the number of a string, or None if it never came."""
        number = self._at_hand.get(string)
        if number is not None:
            return number
        bounds = self._bounds
        bucket = hash(string) & len(bounds) - 2
        first, last = bounds[bucket], bounds[bucket + 1]
        if first < last:
            encoded = string.encode("utf-8", "surrogatepass")
            spells = self._written.spells
            for number in self._settled[first:last]:
                if spells(number, encoded):
                    return number
        return None

    def numbers(self, strings: Collection[str]) -> list[int]:
        """Return the numbers of strings, and give numbers to those that are new."""
        at_hand = self._at_hand
        try:
            return [at_hand[string] for string in strings]
        except KeyError:
            self._take_at_hand(strings)
        return [at_hand[string] for string in strings]

    def _take_at_hand(self, strings: Iterable[str]) -> None:
        """Have strings at hand, new ones under new numbers."""
        at_hand, count = self._at_hand, self._count
        if len(at_hand) > count - len(self._settled) + self._kept_at_hand:
            for string in [one for one, number in at_hand.items() if number < len(self._settled)]:
                del at_hand[string]
        for string in strings:
            if string not in at_hand:
                number = self.get(string)
                if number is None:
                    number, count = count, count + 1
                    self._unwritten.append(string)
                at_hand[string] = number
        self._count = count

    def written(self) -> Strings:
        """Return all strings by their numbers; of those that come later some are missing."""
        if self._unwritten:
            self._written.extend(self._unwritten)
            self._unwritten = []
        return self._written

    def settle(self) -> None:
        """Settle what came late, unless it is little beside the rest: all must be looked at again."""
        if len(self) - len(self._settled) <= len(self._settled) // SETTLED_AGAIN:
            return
        names = self.written()
        buckets = 1 << (len(names) - 1).bit_length()
        own = np.fromiter(map(hash, names), np.int64, len(names)) & (buckets - 1)
        bounds = np.concatenate(([0], np.cumsum(np.bincount(own, minlength=buckets)))).astype(np.int32)
        settled = np.argsort(own, kind="stable").astype(np.int32)
        self._bounds, self._settled, self._at_hand = bounds.data, settled.data, {}
