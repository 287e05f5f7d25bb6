"""Which other parties the words of an offering name: who stands in its description has to do with it."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matchmaker.model import Actor, Offering
    from matchmaker.places import Gazetteer

LEAST_LETTERS = 3
# With their capitals: "her" is a word, "HER" a party.
_WORD = re.compile(r"[^\W_]+")


class Mentions:
    """Finds parties by their names and other spellings in what is said about offerings."""

    def __init__(self, actors: Iterable[Actor], gazetteer: Gazetteer) -> None:
        """Learn the names.

        Args:
            actors: The parties that may be named. What they are called counts as their name only with a
                capital, and not where it is the name of a place as well.
            gazetteer: The places.
        """
        self._named: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for actor in actors:
            for name in (actor.name, *actor.aliases):
                told, said = name != name.lower() and len(name) >= LEAST_LETTERS, tuple(_WORD.findall(name))
                if said and told and gazetteer.find(name) is None:
                    self._named[said].add(actor.id)
        self._lengths: dict[str, set[int]] = defaultdict(set)
        for name_words in self._named:
            self._lengths[name_words[0]].add(len(name_words))
        self._known: dict[str, frozenset[str]] = {}

    def of(self, offering: Offering) -> frozenset[str]:
        """Return the ids of the parties that an offering's title and summary name in Dutch."""
        known = self._known.get(offering.id)
        if known is None:
            known = self._known[offering.id] = frozenset(
                party for text in (offering.title.nl, offering.summary.nl) for party in self._in(text)
            )
        return known

    def forget(self, offering_id: str) -> None:
        """Read an offering again when it is asked for."""
        self._known.pop(offering_id, None)

    def _in(self, text: str) -> Iterable[str]:
        said = _WORD.findall(text)
        for start, first in enumerate(said):
            for length in self._lengths.get(first, ()):
                yield from self._named.get(tuple(said[start : start + length]), ())
