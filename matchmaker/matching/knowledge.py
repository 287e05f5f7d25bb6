"""What the matcher knows beside the offerings: places, themes, providers and how they are tied."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from matchmaker.memo import Memo
from matchmaker.places import Gazetteer
from matchmaker.themes import SURELY_MEANT, Thesaurus
from matchmaker.vocabulary import Bilingual, PlaceKind, ThemeKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matchmaker.matching.answer import Condition, Eligibility
    from matchmaker.matching.eligibility import Term, Terms
    from matchmaker.matching.signals import Signal
    from matchmaker.model import Actor, Place, Theme

KEPT_CONDITIONS, KEPT_SENTENCES, KEPT_SPOKEN_OF = 20_000, 20_000, 20_000
KEPT_TERMS, KEPT_ASKERS, KEPT_SIGNALS = 100_000, 1_000, 1_000


class Knowledge:
    """Places, themes and actors by id, with the names that reasons are written with.

    Attributes:
        gazetteer: The places.
        thesaurus: The themes.
        actors: The parties, by id.
        terms: Conditions as offerings set them, so that equal ones are one.
        all_terms: The same of all that an offering demands.
        conditions: What terms said before of needs that agree in what they read; None where that is nothing.
        eligibilities: What askers of one sort were told before, by all that a condition may depend on.
        sentences: Reasons that were put into words before.
        signals: What features said of needs that agree in what they read.
    """

    def __init__(self, *, actors: Iterable[Actor], places: Iterable[Place], themes: Iterable[Theme]) -> None:
        self.gazetteer = Gazetteer(places)
        self.thesaurus = Thesaurus(themes)
        self.actors = {actor.id: actor for actor in actors}
        self.terms: Memo[Term] = Memo(KEPT_TERMS)
        self.all_terms: Memo[Terms] = Memo(KEPT_TERMS)
        self.conditions: Memo[tuple[Condition | None]] = Memo(KEPT_CONDITIONS)
        self.eligibilities: Memo[Memo[Eligibility]] = Memo(KEPT_ASKERS)
        self.sentences: Memo[Bilingual] = Memo(KEPT_SENTENCES)
        self.signals: Memo[Signal] = Memo(KEPT_SIGNALS)
        self._place_names: Memo[Bilingual] = Memo(KEPT_SENTENCES)
        self._spoken_of: Memo[tuple[str, ...]] = Memo(KEPT_SPOKEN_OF)

    def spoken_of(self, text: str) -> tuple[str, ...]:
        """Return the ids of the themes that a text surely speaks of, sorted.

        A trade that is a group of its own, as municipalities and schools are, is mostly named as somebody who
        joins in.
        """
        return self._spoken_of.get(text, lambda: tuple(sorted(self._read(text))))

    def _read(self, text: str) -> Iterable[str]:
        for theme_id, strength in self.thesaurus.mentioned(text).items():
            if strength >= SURELY_MEANT and not self._is_group(theme_id):
                yield theme_id

    def _is_group(self, theme_id: str) -> bool:
        """Return whether a theme is a trade of which everybody belongs to one target group."""
        theme = self.thesaurus.by_id[theme_id]
        return theme.kind is ThemeKind.SECTOR and self.thesaurus.target_group(theme_id) is not None

    def is_country(self, place_id: str) -> bool:
        """Return whether a place is a country."""
        return self._is(place_id, PlaceKind.COUNTRY)

    def is_municipality(self, place_id: str) -> bool:
        """Return whether a place is a municipality."""
        return self._is(place_id, PlaceKind.MUNICIPALITY)

    def _is(self, place_id: str, kind: PlaceKind) -> bool:
        place = self.gazetteer.by_id.get(place_id)
        return place is not None and place.kind is kind

    def nearest_within(self, place_id: str | None, area: Iterable[str]) -> str | None:
        """Return the municipality inside an area that is nearest to a place, or None if there is none.

        Where distances are unknown, the first by id stands for all.
        """
        wanted = set(area)
        inside = [
            known.id
            for known in self.gazetteer.by_id.values()
            if known.kind is PlaceKind.MUNICIPALITY and wanted & self.gazetteer.around(known.id)
        ]
        distances = {
            known: self.gazetteer.kilometres(place_id, known) if place_id is not None else None
            for known in inside
        }
        return min(inside, key=lambda known: (_far_if_unknown(distances[known]), known), default=None)

    def place_name(self, place_id: str) -> Bilingual:
        """Return a place's name as it stands in a sentence: "de provincie Utrecht", "Woerden"."""
        return self._place_names.get(place_id, lambda: self._name_of(place_id))

    def _name_of(self, place_id: str) -> Bilingual:
        place = self.gazetteer.by_id.get(place_id)
        if place is None:
            return Bilingual(place_id, place_id)
        if place.kind is PlaceKind.PROVINCE:
            name = place.name.removeprefix("Provincie ")
            return Bilingual(f"de provincie {name}", f"the province of {name}")
        if place.kind is PlaceKind.REGION:
            name = place.name.removeprefix("Regio ")
            return Bilingual(f"de regio {name}", f"the region {name}")
        if place.kind is PlaceKind.COUNTRY:
            return Bilingual(place.name, "the Netherlands" if place.id == "nederland" else place.name)
        return Bilingual(place.name, place.name)

    def place_names(self, place_ids: Iterable[str]) -> tuple[str, str]:
        """Return the names of places as a Dutch and an English list, at most six and a count of the rest."""
        names = [self.place_name(place_id) for place_id in place_ids]
        more_nl, more_en = (
            (f" en {len(names) - 6} andere", f" and {len(names) - 6} others") if len(names) > 6 else ("", "")
        )
        dutch, english = (name.nl for name in names[:6]), (name.en for name in names[:6])
        return ", ".join(dutch) + more_nl, ", ".join(english) + more_en

    def theme_names(self, theme_ids: Iterable[str]) -> tuple[str, str]:
        """Return the labels of themes as a Dutch and an English list."""
        themes = [
            self.thesaurus.by_id[theme_id] for theme_id in theme_ids if theme_id in self.thesaurus.by_id
        ]
        return ", ".join(theme.label.nl for theme in themes), ", ".join(theme.label.en for theme in themes)


def _far_if_unknown(distance: float | None) -> float:
    return inf if distance is None else distance
