"""What was made before and is asked for again, such as the stem of a word or a sentence about a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

K = TypeVar("K", bound="Hashable")
V = TypeVar("V")


class Kept(dict[K, V]):
    """What was made of keys in one way, such as of words: people use the same again and again.

    To find one that was kept touches less memory than ``lru_cache`` does, which notes the order of all.
    """

    def __init__(self, make: Callable[[K], V], most: int) -> None:
        """Keep nothing yet.

        Args:
            make: Gives what is to be kept of a key.
            most: Of how many keys it is kept, before all are forgotten.
        """
        super().__init__()
        self._make, self._most = make, most

    def __missing__(self, key: K) -> V:
        """Make what is not there, and keep it."""
        if len(self) >= self._most:
            self.clear()
        made = self[key] = self._make(key)
        return made


class Memo(Generic[V]):
    """Keeps a number of values by what they were made of, and starts anew when there are too many."""

    def __init__(self, most: int) -> None:
        """Keep nothing yet.

        Args:
            most: How many values to keep.
        """
        self._most = most
        self._kept: dict[Hashable, V] = {}

    def get(self, key: Hashable, make: Callable[[], V]) -> V:
        """Return the value of a key, made if it is not there."""
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= self._most:
                self._kept.clear()
            found = self._kept[key] = make()
        return found

    def clear(self) -> None:
        """Keep nothing any more, as what values were made of has changed."""
        self._kept.clear()
