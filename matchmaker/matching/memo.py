"""Answers kept for questions that come again and again, such as a sentence about a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

V = TypeVar("V")


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
