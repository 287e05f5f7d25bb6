"""Which other parties the words of an offering name: who stands in its description has to do with it."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matchmaker.model import Actor, Offering
    from matchmaker.places import Gazetteer

LEAST_LETTERS = 3
# With their capitals: "her" is a word, "HER" a party.
_WORD = re.compile(r"[^\W_]+")


class Named(NamedTuple):
    """The parties that an offering names in Dutch, by their ids.

    Attributes:
        described: In its title and summary.
        to_ask: In its next step, where anybody may read that: whom it tells to turn to.
    """

    described: frozenset[str]
    to_ask: frozenset[str]


NOBODY = Named(frozenset(), frozenset())


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
        self._known: dict[str, Named] = {}

    def of(self, offering: Offering) -> Named:
        """Return the parties that an offering names, beside who offers it."""
        known = self._known.get(offering.id)
        if known is None:
            own = {offering.provider_id}
            described = frozenset((*self._in(offering.title.nl), *self._in(offering.summary.nl))) - own
            told = "" if "next_step" in offering.desk_only else offering.next_step.nl
            to_ask = frozenset(self._in(told)) - own
            known = self._known[offering.id] = Named(described, to_ask)
        return known

    def forget(self, offering_id: str) -> None:
        """Read an offering again when it is asked for."""
        self._known.pop(offering_id, None)

    def _in(self, text: str) -> Iterable[str]:
        said, lengths = _WORD.findall(text), self._lengths
        # Few texts name anybody.
        if lengths.keys().isdisjoint(said):
            return
        for start, first in enumerate(said):
            for length in lengths.get(first, ()):
                yield from self._named.get(tuple(said[start : start + length]), ())
