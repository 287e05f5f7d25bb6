"""A made-up country of any size: offerings and needs like the regional ones, the same for the same seed.

The words are the content words of the regional data in the order of their frequency, drawn by a law of Zipf
and half of them from the words of one of 28 topics, and compounds of two such words, so that rare words never
end.
Each need is asked by somebody who may use one offering, its ``gold``, in some of the words of that offering,
with typing errors, compounds in two, and other words of the topic.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from graph.seeding import read_seeds
from matchmaker.matching.descriptions import describe
from matchmaker.matching.knowledge import Knowledge
from matchmaker.model import Need, Offering, Place, Question, Theme
from matchmaker.text import telling
from matchmaker.vocabulary import (
    Bilingual,
    CompanySize,
    NeedKind,
    PlaceKind,
    Status,
    TargetGroup,
    ThemeKind,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTENT_WORDS, TOPICS, TOPIC_WORDS = 1_100, 28, 90
WORDS_AN_OFFERING, TITLE_WORDS, QUESTION_WORDS = 33, 4, 7
STEEPNESS = 0.95
OF_TOPIC, COMPOUND = 0.5, 0.04
MUNICIPALITIES, REGIONS, PROVINCES, SECTORS, BRANCHES = 60, 6, 2, 20, 4
FIRST_DAY = date(2026, 1, 1)
FRAMES = ("Wie helpt ons met", "Waar kan ik terecht voor", "Wij zoeken iemand voor", "Is er iets voor")
_KINDS = tuple(NeedKind)
_GROUPS = (
    (TargetGroup.ENTREPRENEUR,),
    (TargetGroup.ENTREPRENEUR, TargetGroup.ASSOCIATION),
    (TargetGroup.SCHOOL,),
)
BOTH_EMPTY = Bilingual("", "")


@dataclass(frozen=True, slots=True)
class Asked:
    """A need, and the row of the offering that it was made from."""

    need: Need
    gold: int


@dataclass(frozen=True, slots=True)
class Facets:
    """The conditions of one offering as plain values, for peers that have their own way to hold them."""

    kinds: tuple[NeedKind, ...]
    area: str
    sector: str | None
    groups: tuple[TargetGroup, ...]
    sizes: tuple[CompanySize, ...]
    opens: int
    closes: int
    usable: bool


class World:
    """Offerings by row, made when asked for, and needs."""

    def __init__(self, size: int, seed: int = 1) -> None:
        self.size = size
        self._seed = seed
        self._words = _content_words()
        draw = np.random.default_rng(seed)
        self._topic_words = np.stack(
            [draw.choice(CONTENT_WORDS, TOPIC_WORDS, replace=False) for _ in range(TOPICS)]
        )
        self._topic = draw.integers(0, TOPICS, size).astype(np.int8)
        self._first = self._draw(draw)
        second = self._draw(draw)
        plain = draw.random(second.shape) >= COMPOUND
        second[plain] = -1
        self._second = second
        self._draw_conditions(draw)
        self.knowledge = Knowledge(actors=(), places=_places(), themes=self._themes())

    def _draw(self, draw: np.random.Generator) -> np.ndarray:
        """Draw a word for each place in each text: half of them from the words of its topic."""
        general = _zipf(draw, CONTENT_WORDS, (self.size, WORDS_AN_OFFERING))
        within = _zipf(draw, TOPIC_WORDS, (self.size, WORDS_AN_OFFERING))
        topical = self._topic_words[self._topic[:, None], within]
        chosen = np.where(draw.random(general.shape) < OF_TOPIC, topical, general)
        return chosen.astype(np.int16)

    def _draw_conditions(self, draw: np.random.Generator) -> None:
        size = self.size
        # The kinds as common as in the regional data; half of the offerings have a second one.
        share = np.array([0.30, 0.08, 0.25, 0.07, 0.05, 0.05, 0.05, 0.07, 0.08])
        self._kind = draw.choice(len(NeedKind), size, p=share).astype(np.int8)
        self._second_kind = draw.choice(len(NeedKind), size, p=share).astype(np.int8)
        self._second_kind[draw.random(size) < 0.5] = -1
        level = draw.choice(4, size, p=[0.3, 0.35, 0.25, 0.1])
        counts = np.array([MUNICIPALITIES, REGIONS, PROVINCES, 1])
        self._area = (np.cumsum(counts) - counts)[level] + draw.integers(0, 1 << 30, size) % counts[level]
        self._sector = draw.integers(0, SECTORS + BRANCHES, size).astype(np.int8)
        self._sector[draw.random(size) < 0.5] = -1
        self._group = draw.choice(3, size, p=[0.8, 0.1, 0.1]).astype(np.int8)
        self._sizes = draw.choice(np.array([0, 3, 6, 12]), size, p=[0.7, 0.1, 0.1, 0.1]).astype(np.int8)
        self._opens = draw.integers(0, 200, size).astype(np.int16)
        self._closes = (self._opens + draw.integers(60, 300, size)).astype(np.int16)
        self._opens[draw.random(size) < 0.5] = -1
        self._closes[draw.random(size) < 0.5] = -1
        self._state = draw.choice(5, size, p=[0.88, 0.03, 0.03, 0.03, 0.03]).astype(np.int8)

    def _themes(self) -> list[Theme]:
        branches = [
            Theme(id=f"branche-{number}", kind=ThemeKind.SECTOR, label=self._label(-1 - number))
            for number in range(BRANCHES)
        ]
        sectors = [
            Theme(
                id=f"sector-{number}",
                kind=ThemeKind.SECTOR,
                label=self._label(-10 - number),
                broader=(f"branche-{number % BRANCHES}",),
            )
            for number in range(SECTORS)
        ]
        topics = [
            Theme(
                id=f"topic-{number}", kind=ThemeKind.ACTIVITY, label=self._label(self._topic_words[number, 0])
            )
            for number in range(TOPICS)
        ]
        return [*branches, *sectors, *topics]

    def _label(self, word: int) -> Bilingual:
        return Bilingual(self._words[word], self._words[word])

    def _texts(self, row: int) -> list[str]:
        return [
            self._words[first] + (self._words[second] if second >= 0 else "")
            for first, second in zip(self._first[row].tolist(), self._second[row].tolist(), strict=True)
        ]

    def offering(self, row: int, offering_id: str | None = None) -> Offering:
        """Return the offering of a row."""
        words = self._texts(row)
        summary = " ".join(words[TITLE_WORDS : WORDS_AN_OFFERING - QUESTION_WORDS])
        facets = self.facets(row)
        state = int(self._state[row])
        return Offering(
            id=offering_id or f"offering-{row:07}",
            provider_id=f"party-{row // 20}",
            title=Bilingual(" ".join(words[:TITLE_WORDS]), ""),
            summary=Bilingual(summary, ""),
            next_step=BOTH_EMPTY,
            need_kinds=facets.kinds,
            area=(facets.area,),
            themes=(f"topic-{self._topic[row]}",),
            target_groups=facets.groups,
            sectors=() if facets.sector is None else (facets.sector,),
            sizes=facets.sizes,
            opens_on=None if self._opens[row] < 0 else FIRST_DAY + timedelta(int(self._opens[row])),
            closes_on=None if self._closes[row] < 0 else FIRST_DAY + timedelta(int(self._closes[row])),
            budget_exhausted=state == 1,
            places_left={2: 0, 3: 5}.get(state),
            status=Status.ENDED if state == 4 else Status.ACTIVE,
            questions=(Question(language="nl", text=" ".join(words[-QUESTION_WORDS:])),),
        )

    def offerings(self) -> Iterator[Offering]:
        """Yield all offerings by row."""
        return map(self.offering, range(self.size))

    def text(self, row: int) -> str:
        """Return everything that is said of an offering, as peers read it."""
        offering = self.offering(row)
        return telling(" ".join((describe(offering, self.knowledge), offering.questions[0].text)))

    def facets(self, row: int) -> Facets:
        """Return the conditions of an offering."""
        kinds = {int(self._kind[row]), int(self._second_kind[row])} - {-1}
        sector, sizes = int(self._sector[row]), int(self._sizes[row])
        name = f"sector-{sector}" if sector < SECTORS else f"branche-{sector - SECTORS}"
        return Facets(
            kinds=tuple(_KINDS[kind] for kind in sorted(kinds)),
            area=PLACE_IDS[self._area[row]],
            sector=None if sector < 0 else name,
            groups=_GROUPS[self._group[row]],
            sizes=tuple(size for place, size in enumerate(CompanySize) if sizes >> place & 1),
            opens=-1 if self._opens[row] < 0 else int(self._opens[row]),
            closes=9999 if self._closes[row] < 0 else int(self._closes[row]),
            usable=int(self._state[row]) in {0, 3},
        )

    def needs(self, count: int, seed: int = 2) -> list[Asked]:
        """Return needs, each of somebody whom one offering suits."""
        draw = random.Random(f"{self._seed} {seed}")  # noqa: S311  # nothing here is secret
        found: list[Asked] = []
        while len(found) < count:
            row = draw.randrange(self.size)
            if self.facets(row).usable:
                found.append(Asked(self._need(row, draw), row))
        return found

    def _need(self, row: int, draw: random.Random) -> Need:
        facets = self.facets(row)
        inside = [place for place in PLACE_IDS[:MUNICIPALITIES] if facets.area in _AROUND[place]]
        if facets.sector is None:
            sector = f"sector-{draw.randrange(SECTORS)}"
        elif facets.sector.startswith("branche-"):
            sector = f"sector-{int(facets.sector.removeprefix('branche-')) + BRANCHES * draw.randrange(5)}"
        else:
            sector = facets.sector
        day = draw.randint(max(facets.opens, 0), min(facets.closes, 365))
        return Need(
            text=self._question(row, draw),
            kinds=(draw.choice(facets.kinds),),
            sectors=(sector,),
            municipality_id=draw.choice(inside),
            size=draw.choice(facets.sizes or tuple(CompanySize)),
            target_group=draw.choice(facets.groups),
            asked_on=FIRST_DAY + timedelta(day),
        )

    def _question(self, row: int, draw: random.Random) -> str:
        places = draw.sample(range(WORDS_AN_OFFERING), draw.randint(4, 8))
        asked = [draw.choice(FRAMES)]
        for place in places:
            first, second = int(self._first[row, place]), int(self._second[row, place])
            words = [self._words[first]] + ([self._words[second]] if second >= 0 else [])
            chance = draw.random()
            if chance < 0.15:
                asked.append(_mistyped("".join(words), draw))
            elif chance < 0.30:
                asked += words  # a compound in two words
            elif chance < 0.45:
                asked.append(self._words[draw.choice(self._topic_words[self._topic[row]].tolist())])
            else:
                asked.append("".join(words))
        return " ".join(asked)

    @cached_property
    def sector_closure(self) -> dict[str, tuple[str, ...]]:
        """What an offering may be limited to for a sector to fit, by sector."""
        return {
            f"sector-{number}": (f"sector-{number}", f"branche-{number % BRANCHES}")
            for number in range(SECTORS)
        }


def places_around(municipality_id: str) -> tuple[str, ...]:
    """Return the ids of a municipality and of what lies around it."""
    return _AROUND[municipality_id]


def _content_words() -> list[str]:
    """Return the content words of the regional data, most frequent first."""
    counts: Counter[str] = Counter()
    for offering in read_seeds(resources.files("seeds")).offerings:
        for text in (
            offering.title.nl,
            offering.summary.nl,
            *(one.text for one in offering.questions if one.language == "nl"),
        ):
            counts.update(word for word in telling(text).split() if word.isalpha() and len(word) > 2)
    ordered = sorted(counts, key=lambda word: (-counts[word], word))
    return ordered[:CONTENT_WORDS]


def _zipf(draw: np.random.Generator, words: int, shape: tuple[int, int]) -> np.ndarray:
    shares = np.cumsum(1 / np.arange(1, words + 1) ** STEEPNESS)
    return np.searchsorted(shares / shares[-1], draw.random(shape)).clip(max=words - 1)


def _mistyped(word: str, draw: random.Random) -> str:
    """Return a word with two letters swapped, one left out, or one doubled."""
    if len(word) < 5:
        return word
    place = draw.randrange(1, len(word) - 1)
    changed = (
        word[:place] + word[place + 1] + word[place] + word[place + 2 :],
        word[:place] + word[place + 1 :],
        word[:place] + word[place] + word[place:],
    )
    return draw.choice(changed)


def _places() -> list[Place]:
    kinds = [PlaceKind.MUNICIPALITY, PlaceKind.REGION, PlaceKind.PROVINCE, PlaceKind.COUNTRY]
    levels = [MUNICIPALITIES, REGIONS, PROVINCES, 1]
    made = []
    for (kind, count), above in zip(zip(kinds, levels, strict=True), [*levels[1:], 0], strict=True):
        after = kinds[kinds.index(kind) + 1].value if above else ""
        for number in range(count):
            within = (f"{after}-{number % above}",) if above else ()
            id_ = f"{kind.value}-{number}"
            made.append(Place(id=id_, name=id_, kind=kind, within=within))
    return made


def _climb() -> dict[str, tuple[str, ...]]:
    above = {place.id: place.within for place in _places()}
    around = {}
    for place_id in above:
        chain = [place_id]
        while above[chain[-1]]:
            chain += above[chain[-1]]
        around[place_id] = tuple(chain)
    return around


_AROUND = _climb()
PLACE_IDS = list(_AROUND)
