"""The gazetteer: which place is meant, and which places contain it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from matchmaker.text import KEPT_PIECES, fold
from matchmaker.vocabulary import PlaceKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from matchmaker.model import Place

_LEVELS = (PlaceKind.MUNICIPALITY, PlaceKind.REGION, PlaceKind.PROVINCE, PlaceKind.COUNTRY)
NEARLY_AS_NEAR = 12.0
EARTH_RADIUS_KM = 6371.0
_PREFIX = re.compile(
    r"^(?:de |het )?(?:gemeente|gem\.?|provincie|prov\.?|regio|stad|dorp|(?:municipality|city|province) of) "
)
# Said after the name of a town of a part of it.
_PART_OF_TOWN = re.compile(
    r"(?<=\w)[ -](?:(?:noord|zuid)(?:oost|west)?|oost|west|midden|(?:binnen)?stad|centrum"
    r"|(?:north|south)(?:east|west)?|east|centre|center)$"
)
# Said after what a town is called as an adjective: "de Leidse binnenstad".
_INNER_TOWN = ("binnenstad", "centrum")
_OF_INNER_TOWN = re.compile(rf"^(?:de |het )?(\w+se) (?:{'|'.join(_INNER_TOWN)})$")
_WHERE = frozenset(
    {"in", "te", "uit", "nabij", "rond", "rondom", "bij", "omgeving", "regio", "gemeente", "gem", "naast"}
    | {"richting", "from", "near", "around", "at"}
)
_LARGER = frozenset({"provincie", "prov", "province"})
_DETERMINERS = frozenset(
    {"een", "de", "het", "mijn", "ons", "onze", "die", "dit", "a", "an", "the", "my", "our"}
)
LEAST_PLAIN_NAME = 5
LONGEST_NAME, LONGEST_GAP = 4, 3
_PAUSES = frozenset(".!?,;:()")
_TOKEN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*", re.UNICODE)


class Gazetteer:
    """Places by spelling, and the chain of places around each."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.by_id = {place.id: place for place in sorted(places, key=lambda place: place.id)}
        self._around = {place_id: self._climb(place_id) for place_id in self.by_id}
        self._touching: dict[str, frozenset[str]] = {}
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
        self._larger_names = {
            _plain(name): place
            for place in self.by_id.values()
            if place.kind in {PlaceKind.REGION, PlaceKind.PROVINCE}
            for name in (place.name, *place.aliases)
        }
        self._by_adjective: dict[str, Place] = {}
        for name, place in self._municipality_names.items():
            for adjective in _adjectives(name.removeprefix("den ")):
                self._by_adjective.setdefault(adjective, place)
        self._known_endings: dict[str, bool] = {}
        names = (*self._municipality_names, *self._larger_names)
        self._endings = {*map(_last_word, names), *_INNER_TOWN}

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

    def touching(self, place_id: str) -> frozenset[str]:
        """Return the ids of the places that share ground with one: it, all in it, and all around these."""
        if place_id not in self._touching:
            inside = [around for around in self._around.values() if place_id in around]
            self._touching[place_id] = frozenset[str]().union(*inside) & self.by_id.keys()
        return self._touching[place_id]

    def overlap(self, one_id: str, other_id: str) -> bool:
        """Tell whether a place lies in both, of which each may be the place itself; a former one counts."""
        both = {
            place.id
            for place in (self.current(self.by_id.get(id_)) for id_ in (one_id, other_id))
            if place is not None
        }
        return any(around.keys() >= both for around in self._around.values())

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
        sentence, after a word of place such as "in" or "uit", or where it stands apart: between commas, or
        last in a question without any capital. That of a province is none of a municipality.
        "Leidse binnenstad" names a town without doubt.
        """
        for phrase in self._phrases(text):
            inner_town = _OF_INNER_TOWN.match(fold(phrase.text))
            if inner_town and inner_town[1] in self._by_adjective:
                return self.current(self._by_adjective[inner_town[1]])
            place = self._municipality_names.get(_plain(phrase.text))
            if place is not None and not phrase.is_larger and phrase.means_a_place:
                return self.current(place)
        return None

    def region_mentioned(self, text: str) -> Place | None:
        """Return the first region or province that a text names, or None.

        One that is named as a town counts only after a word such as "provincie".
        """
        for phrase in self._phrases(text):
            name = _plain(phrase.text)
            place = self._larger_names.get(name)
            if place is None:
                continue
            named_alone = name not in self._municipality_names and phrase.means_a_place
            if phrase.is_larger or named_alone:
                return place
        return None

    def _phrases(self, text: str) -> Iterable[_Phrase]:
        """Return the phrases of a text that end as some name does, longest first at each word."""
        # No word goes on over white space, and few questions name a place.
        return _phrases(text, self._holds_an_ending) if any(map(self._holds_an_ending, text.split())) else ()

    def _holds_an_ending(self, piece: str) -> bool:
        """Return whether a name may end in a stretch without white space, such as a word.

        People use the same words again and again, so what was found is kept.
        """
        found = self._known_endings.get(piece)
        if found is None:
            if len(self._known_endings) >= KEPT_PIECES:
                self._known_endings.clear()
            tokens = map(fold, _TOKEN.findall(piece))
            found = any(_last_word(_plain(token)) in self._endings for token in tokens)
            self._known_endings[piece] = found
        return found


def _great_circle(here: Place, there: Place) -> float:
    """Return the distance by the haversine formula, for places that both have coordinates."""
    latitude, longitude = radians(here.latitude or 0.0), radians(here.longitude or 0.0)
    other_latitude, other_longitude = radians(there.latitude or 0.0), radians(there.longitude or 0.0)
    half = sin((other_latitude - latitude) / 2) ** 2
    half += cos(latitude) * cos(other_latitude) * sin((other_longitude - longitude) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(half))


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Some words of a text that follow each other, with what stands around them.

    Attributes:
        text: The words.
        length: How many.
        before: The two folded words before it.
        opens: What ends just before it: a sentence, a part of one, or neither.
        closes: Whether a sentence or a part of one ends after it.
        in_telegram: Whether the whole text has no capital.
    """

    text: str
    length: int
    before: tuple[str, ...]
    opens: str
    closes: bool
    in_telegram: bool

    @property
    def is_larger(self) -> bool:
        """Whether the words before it, or its first, say that it is a province."""
        own = {fold(word) for word in self.text.split()}
        return bool({*own, *self.before[-1:]} & _LARGER) or (
            self.before[-1:] == ("of",) and bool({*self.before} & _LARGER)
        )

    @property
    def means_a_place(self) -> bool:
        """Whether it must be a name, and is no common word."""
        if (self.before and self.before[-1] in _WHERE) or self.length >= 3:
            return True
        if self.text[:1].isupper() and self.opens != "sentence":
            return True
        # Plurals and verbs end so, as many names do.
        name = fold(self.text)
        plain = len(name) >= LEAST_PLAIN_NAME and (not name.endswith("en") or name.endswith("een"))
        apart = bool(self.opens) or (self.in_telegram and self.before[-1] not in _DETERMINERS)
        return plain and self.closes and apart


def _phrases(text: str, ends_a_name: Callable[[str], bool]) -> Iterator[_Phrase]:
    """Yield the phrases of a text that end as some name does, longest first at each word."""
    tokens = list(_TOKEN.finditer(text))
    folded = [fold(token.group()) for token in tokens]
    ends = [ends_a_name(token.group()) for token in tokens]
    in_telegram = text == text.lower()
    for start, first in enumerate(tokens):
        if not any(ends[start : start + LONGEST_NAME]):
            continue
        gap = text[max(0, first.start() - LONGEST_GAP) : first.start()].strip()[-1:]
        ends_sentence = gap in {".", "!", "?"} or not start
        for length in range(min(LONGEST_NAME, len(tokens) - start), 0, -1):
            if not ends[start + length - 1]:
                continue
            end = tokens[start + length - 1].end()
            yield _Phrase(
                text=" ".join(token.group() for token in tokens[start : start + length]),
                length=length,
                before=tuple(folded[max(0, start - 2) : start]),
                opens="sentence" if ends_sentence else "part" if gap in _PAUSES else "",
                closes=end == len(text) or text[end : end + LONGEST_GAP].strip()[:1] in _PAUSES,
                in_telegram=in_telegram,
            )


def _last_word(plain: str) -> str:
    return plain.rpartition(" ")[2]


def _adjectives(name: str) -> Iterator[str]:
    """Give the adjectives that a town's name may have: "Utrechtse", "Leidse" and "Goudse" end alike.

    A name of several words has none: "Hollandse" is not said of Hoek van Holland.
    """
    if " " in name:
        return
    yield f"{name}se"
    for ending in ("en", "a"):
        if name.endswith(ending):
            yield f"{name.removesuffix(ending)}se"


def _plain(spelling: str) -> str:
    """Return a spelling without case, accents, prefix, part of town, hyphens and closing points."""
    bare = _PREFIX.sub("", fold(spelling).strip(" .,"))
    return _PART_OF_TOWN.sub("", bare).replace("-", " ").strip()
