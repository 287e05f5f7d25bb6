"""Answers kept for questions that come again and again, such as a sentence about a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

K = TypeVar("K", bound="Hashable")
V = TypeVar("V")


class Made(dict[K, V]):
    """Values that all are made of their keys in one way: a number of them, and anew when there are more."""

    def __init__(self, most: int, make: Callable[[K], V]) -> None:
        """Keep nothing yet.

        Args:
            most: How many values to keep.
            make: Makes a value of its key.
        """
        super().__init__()
        self._most, self._make = most, make

    def __missing__(self, key: K) -> V:
        """Make a value, and keep it."""
        if len(self) >= self._most:
            self.clear()
        found = self[key] = self._make(key)
        return found


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
