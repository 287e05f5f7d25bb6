"""The gazetteer: which place is meant, and which places contain it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from matchmaker.memo import Kept
from matchmaker.text import KEPT_PIECES, KEPT_TEXTS, fold, is_plain_word
from matchmaker.vocabulary import PlaceKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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
        names = (*self._municipality_names, *self._larger_names)
        self._endings = {*map(_last_word, names), *_INNER_TOWN}
        self._ends_a_name = Kept(self._holds_an_ending, KEPT_PIECES)
        # A question is looked through for a municipality and then for a larger place.
        self._phrases = Kept(self._phrases_in, KEPT_TEXTS)

    def _climb(self, place_id: str) -> frozenset[str]:
        """Return the ids of a place and of all around it."""
        found, frontier = {place_id}, [place_id]
        while frontier:
            inner = frontier.pop()
            above = {*self.by_id[inner].within} - found if inner in self.by_id else set()
            found |= above
            frontier += above
        return frozenset(found)

    def around(self, place_id: str) -> frozenset[str]:
        """Return the ids of the place itself and of all that contain it."""
        known = self._around.get(place_id)
        return frozenset({place_id}) if known is None else known

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
        return any(around >= both for around in self._around.values())

    def smallest_around(self, place_id: str, area: Iterable[str]) -> Place | None:
        """Return the smallest place of ``area`` that contains ``place_id``, or None."""
        around = self.around(place_id)
        covering = [self.by_id[outer] for outer in area if outer in around and outer in self.by_id]
        if len(covering) == 1:
            return covering[0]
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
        found = self._municipality_in(text)
        return None if found is None else self.current(found[0])

    def region_mentioned(self, text: str) -> Place | None:
        """Return the first region or province that a text names, or None.

        One that is named as a town counts only after a word such as "provincie".
        """
        found = self._larger_place_in(text)
        return None if found is None else found[0]

    def beside_places(self, text: str) -> str:
        """Return what a text says beside the municipality and the region or province that it names first."""
        for named_in in (self._municipality_in, self._larger_place_in):
            found = named_in(text)
            if found is not None:
                text = found[1].rest
        return text

    def without_town(self, text: str) -> str:
        """Return a text without the name of the municipality that it names first.

        A name says nothing of a subject or a trade: Houten is not of wood, and Oudewater no water. What
        stands before it, such as "gemeente", stays.
        """
        found = self._municipality_in(text)
        return text if found is None else found[1].without_name

    def _municipality_in(self, text: str) -> tuple[Place, _Phrase] | None:
        """Return the first municipality that a text names, which may be a former one, and how it does."""
        for phrase in self._phrases[text]:
            inner_town = _OF_INNER_TOWN.match(phrase.name) if phrase.name.endswith(_INNER_TOWN) else None
            if inner_town and inner_town[1] in self._by_adjective:
                return self._by_adjective[inner_town[1]], phrase
            place = self._municipality_names.get(phrase.plain)
            if place is not None and not phrase.is_larger and phrase.means_a_place:
                return place, phrase
        return None

    def _larger_place_in(self, text: str) -> tuple[Place, _Phrase] | None:
        """Return the first region or province that a text names, and how it does."""
        for phrase in self._phrases[text]:
            place = self._larger_names.get(phrase.plain)
            if place is None:
                continue
            named_alone = phrase.plain not in self._municipality_names and phrase.means_a_place
            if phrase.is_larger or named_alone:
                return place, phrase
        return None

    def _phrases_in(self, text: str) -> tuple[_Phrase, ...]:
        """Return the phrases of a text that may name a place, longest first at each word."""
        # No word goes on over white space, and some questions name no place.
        if not any(map(self._ends_a_name.__getitem__, text.split())):
            return ()
        return tuple(self._known_phrases(text))

    def _known_phrases(self, text: str) -> Iterator[_Phrase]:
        words = list(_TOKEN.finditer(text))
        ends = [place for place, word in enumerate(words) if self._ends_a_name[word[0]]]
        for start, length in sorted(
            (end + 1 - length, -length) for end in ends for length in range(1, min(LONGEST_NAME, end + 1) + 1)
        ):
            name = fold(" ".join([word[0] for word in words[start : start - length]]))
            plain = _plain(name)
            known = plain in self._municipality_names or plain in self._larger_names
            if known or name.endswith(_INNER_TOWN):
                yield _Phrase(text, words, start, -length, name, plain)

    def _holds_an_ending(self, piece: str) -> bool:
        """Return whether a name may end in a stretch without white space, such as a word."""
        if is_plain_word(piece):
            return piece.lower() in self._endings
        return any(_last_word(_plain(fold(token))) in self._endings for token in _TOKEN.findall(piece))


def _great_circle(here: Place, there: Place) -> float:
    """Return the distance by the haversine formula, for places that both have coordinates."""
    latitude, longitude = radians(here.latitude or 0.0), radians(here.longitude or 0.0)
    other_latitude, other_longitude = radians(there.latitude or 0.0), radians(there.longitude or 0.0)
    half = sin((other_latitude - latitude) / 2) ** 2
    half += cos(latitude) * cos(other_latitude) * sin((other_longitude - longitude) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(half))


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Some words of a text that follow each other.

    Attributes:
        within: The whole text.
        words: All its words.
        start: Which word of these is the first one.
        length: How many they are.
        name: They themselves, folded.
        plain: They as names are compared.
    """

    within: str
    words: Sequence[re.Match[str]]
    start: int
    length: int
    name: str
    plain: str

    @property
    def text(self) -> str:
        """The words themselves."""
        return " ".join([word[0] for word in self.words[self.start : self.start + self.length]])

    @property
    def rest(self) -> str:
        """The text without them."""
        last = self.words[self.start + self.length - 1]
        return f"{self.within[: self.words[self.start].start()]} {self.within[last.end() :]}"

    @property
    def without_name(self) -> str:
        """The text without them, but with what they say before the name itself."""
        before = _PREFIX.match(self.name)
        name = self.words[self.start + (len(before[0].split()) if before else 0)]
        last = self.words[self.start + self.length - 1]
        return f"{self.within[: name.start()]} {self.within[last.end() :]}"

    @property
    def is_larger(self) -> bool:
        """Whether the words before it, or its first, say that it is a province."""
        before = self._before
        own = {fold(word) for word in self.text.split()}
        return bool({*own, *before[-1:]} & _LARGER) or (before[-1:] == ("of",) and bool({*before} & _LARGER))

    @property
    def means_a_place(self) -> bool:
        """Whether it must be a name, and is no common word."""
        before, opens = self._before, self._opens
        if (before and before[-1] in _WHERE) or self.length >= 3:
            return True
        if self.text[:1].isupper() and opens != "sentence":
            return True
        # Plurals and verbs end so, as many names do.
        name = self.name
        plain = len(name) >= LEAST_PLAIN_NAME and (not name.endswith("en") or name.endswith("een"))
        in_telegram = self.within == self.within.lower()
        apart = bool(opens) or (in_telegram and before[-1] not in _DETERMINERS)
        return plain and self._closes and apart

    @property
    def _before(self) -> tuple[str, ...]:
        """The two folded words before it."""
        return tuple(fold(word[0]) for word in self.words[max(0, self.start - 2) : self.start])

    @property
    def _opens(self) -> str:
        """What ends just before it: a sentence, a part of one, or neither."""
        first = self.words[self.start].start()
        gap = self.within[max(0, first - LONGEST_GAP) : first].strip()[-1:]
        if gap in {".", "!", "?"} or not self.start:
            return "sentence"
        return "part" if gap in _PAUSES else ""

    @property
    def _closes(self) -> bool:
        """Whether a sentence or a part of one ends after it."""
        end = self.words[self.start + self.length - 1].end()
        return end == len(self.within) or self.within[end : end + LONGEST_GAP].strip()[:1] in _PAUSES


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
    bare = fold(spelling).strip(" .,")
    if bare.isalnum():
        return bare
    bare = _PREFIX.sub("", bare)
    return _PART_OF_TOWN.sub("", bare).replace("-", " ").strip()
