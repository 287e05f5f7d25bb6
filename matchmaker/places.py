"""The gazetteer: which place is meant, and which places contain it."""

from __future__ import annotations

import re
from math import asin, cos, radians, sin, sqrt
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from matchmaker.text import fold
from matchmaker.vocabulary import PlaceKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matchmaker.model import Place

_LEVELS = (PlaceKind.MUNICIPALITY, PlaceKind.REGION, PlaceKind.PROVINCE, PlaceKind.COUNTRY)
NEARLY_AS_NEAR = 12.0
EARTH_RADIUS_KM = 6371.0
_PREFIX = re.compile(
    r"^(?:de |het )?(?:gemeente|gem\.?|provincie|prov\.?|regio|stad|dorp|(?:municipality|city|province) of) "
)
_WHERE = frozenset(
    {"in", "te", "uit", "nabij", "rond", "rondom", "bij", "omgeving", "regio", "gemeente", "gem", "naast"}
    | {"richting", "from", "near", "around", "at"}
)
_TOKEN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*", re.UNICODE)


class Gazetteer:
    """Places by spelling, and the chain of places around each."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.by_id = {place.id: place for place in sorted(places, key=lambda place: place.id)}
        self._around = {place_id: self._climb(place_id) for place_id in self.by_id}
        self._spellings: dict[str, Place] = {}
        for level in _LEVELS:
            for place in self.by_id.values():
                if place.kind is level:
                    for name in (place.name, place.id, place.code or place.name, *place.aliases):
                        self._spellings.setdefault(_plain(name), place)
        self._municipality_names = {
            spelling: place
            for spelling, place in self._spellings.items()
            if place.kind is PlaceKind.MUNICIPALITY
        }

    def _climb(self, place_id: str) -> dict[str, int]:
        """Return each place around ``place_id`` with its distance in steps, itself at 0."""
        distances = {place_id: 0}
        frontier = [place_id]
        while frontier:
            above = []
            for inner in frontier:
                for outer in self.by_id[inner].within if inner in self.by_id else ():
                    if outer not in distances:
                        distances[outer] = distances[inner] + 1
                        above.append(outer)
            frontier = above
        return distances

    def around(self, place_id: str) -> frozenset[str]:
        """Return the ids of the place itself and of all that contain it."""
        return frozenset(self._around.get(place_id, {place_id: 0}))

    def smallest_around(self, place_id: str, area: Iterable[str]) -> Place | None:
        """Return the smallest place of ``area`` that contains ``place_id``, or None."""
        around = self.around(place_id)
        covering = [self.by_id[outer] for outer in area if outer in around and outer in self.by_id]
        return min(covering, key=lambda place: (_LEVELS.index(place.kind), place.id), default=None)

    def kilometres(self, one: str, other: str) -> float | None:
        """Return the distance between the middles of two places as the crow flies, or None if unknown."""
        here, there = self.by_id.get(one), self.by_id.get(other)
        if here is None or there is None:
            return None
        if None in (here.latitude, here.longitude, there.latitude, there.longitude):
            return None
        return _great_circle(here, there)

    def find(self, spelling: str) -> Place | None:
        """Return the place with that name, alias, code or id; a municipality before a larger place."""
        exact = self._spellings.get(fold(spelling).strip(" .,"))
        return exact or self._spellings.get(_plain(spelling))

    def find_municipality(self, spelling: str) -> Place | None:
        """Return the municipality of that spelling or None; a former one gives its successor."""
        return self.current(self._municipality_names.get(_plain(spelling)))

    def current(self, place: Place | None) -> Place | None:
        """Return the place that exists now: the successor where the place itself has ended."""
        seen: set[str] = set()
        while place is not None and place.successor_id and place.id not in seen:
            seen.add(place.id)
            place = self.by_id.get(place.successor_id)
        return place

    def near(self, spelling: str, limit: int = 3) -> tuple[str, ...]:
        """Return names of municipalities spelled nearly so, nearest first."""
        found = process.extract(
            _plain(spelling), self._municipality_names.keys(), scorer=fuzz.ratio, score_cutoff=65, limit=10
        )
        best = max((likeness for _, likeness, _ in found), default=0.0)
        near = [name for name, likeness, _ in found if likeness >= best - NEARLY_AS_NEAR]
        return tuple(dict.fromkeys(self._municipality_names[name].name for name in near))[:limit]

    def mentioned(self, text: str) -> Place | None:
        """Return the first municipality that a text names, or None.

        Many names are common words too (Best, Echt, Goes). So a name counts only with a capital inside the
        sentence or after a word of place such as "in" or "uit".
        """
        tokens = [(found.group(), found.start()) for found in _TOKEN.finditer(text)]
        for start in range(len(tokens)):
            for length in (4, 3, 2, 1):
                phrase = tokens[start : start + length]
                place = self._municipality_names.get(_plain(" ".join(token for token, _ in phrase)))
                if (
                    len(phrase) == length
                    and place is not None
                    and _means_a_place(text, tokens, start, length)
                ):
                    return self.current(place)
        return None


def _great_circle(here: Place, there: Place) -> float:
    """Return the distance by the haversine formula, for places that both have coordinates."""
    latitude, longitude = radians(here.latitude or 0.0), radians(here.longitude or 0.0)
    other_latitude, other_longitude = radians(there.latitude or 0.0), radians(there.longitude or 0.0)
    half = sin((other_latitude - latitude) / 2) ** 2
    half += cos(latitude) * cos(other_latitude) * sin((other_longitude - longitude) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(half))


def _means_a_place(text: str, tokens: list[tuple[str, int]], start: int, length: int) -> bool:
    word, position = tokens[start]
    before = fold(tokens[start - 1][0]) if start else ""
    if before in _WHERE or length >= 3:
        return True
    opens_sentence = not text[:position].strip() or text[:position].rstrip()[-1] in ".!?"
    return word[:1].isupper() and not opens_sentence


def _plain(spelling: str) -> str:
    """Return a spelling without case, accents, prefix, hyphens and closing points."""
    return _PREFIX.sub("", fold(spelling).strip(" .,")).replace("-", " ").strip()
