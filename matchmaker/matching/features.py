"""What speaks for an offering: each feature is one pure function from 0 (nothing) to 1 (as good as it gets).

It looks at all candidates at once. Its sentence for one of them is what the asker reads as the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from matchmaker.matching.profiles import LEVELS, bits_of
from matchmaker.vocabulary import Bilingual, NeedKind, PlaceKind, RStrategy, TargetGroup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from matchmaker.matching.knowledge import Knowledge
    from matchmaker.matching.profiles import Areas, Held
    from matchmaker.model import Need

# Cosines of character n-grams stay low; from these on two texts say the same as far as n-grams can tell.
ALIKE_DESCRIPTION, ALIKE_QUESTION = 0.18, 0.28
# Cosines of words that go together: below the first they tell nothing, from the second they tell it all.
HARDLY_RELATED, CLOSELY_RELATED = 0.2, 0.7
# Cosines of sentence vectors are high for any two texts; from the first on they tell something.
HARDLY_MEANT, SURELY_MEANT = 0.80, 0.92
PLACE_VALUES = {
    PlaceKind.MUNICIPALITY: 1.0,
    PlaceKind.REGION: 0.8,
    PlaceKind.PROVINCE: 0.5,
    PlaceKind.COUNTRY: 0.2,
}
_VALUE_OF_LEVEL = np.array([*(PLACE_VALUES[kind] for kind in LEVELS), 0.0])
RUNGS_AWAY = 3
# What an offering that is for all trades alike is worth beside one for the own trade, which is 1.
FOR_ALL_TRADES = 0.7
MOST_SUBJECTS, SHOWN_SUBJECTS = 3.0, 3
# So many combinations of kinds of help asked for are remembered with what sets are worth to them.
KEPT = 256
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Signal:
    """What a feature says of the candidates.

    Attributes:
        values: Between 0 and 1, one for each candidate.
        say: Gives the reasons of the candidates at some places, made for what is shown. Where the value is 0
            it may say anything.
        asked: Whether the need says anything that the feature could tell by.
    """

    values: np.ndarray
    say: Callable[[Sequence[int]], Sequence[Bilingual]]
    asked: bool = True


NOTHING = Bilingual("Geen aanwijzing.", "No indication.")
LIKE_DESCRIPTION = Bilingual(
    "De woorden van uw vraag lijken op de beschrijving van dit aanbod.",
    "The words of your question resemble the description of this offering.",
)
LIKE_QUESTION = Bilingual(
    "Uw vraag lijkt op een vraag waar dit aanbod voor bedoeld is.",
    "Your question resembles one that this offering is meant for.",
)
RELATED = Bilingual(
    "De woorden van uw vraag komen vaak voor bij dit soort aanbod.",
    "The words of your question often occur with this sort of offering.",
)
MEANS_THE_SAME = Bilingual(
    "Uw vraag betekent ongeveer wat dit aanbod doet.",
    "Your question means about what this offering does.",
)
NOT_ELSEWHERE = Bilingual("Gaat niet over iets heel anders.", "Is not about something quite different.")
RUNNING = Bilingual("Dit aanbod loopt al.", "This offering is running.")
ANY_TRADE = Bilingual("Is niet voor één bepaalde sector.", "Is not for one sector only.")
OWN = Bilingual("Deze partij biedt het zelf aan.", "This party offers it itself.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What features look at: one need, the candidates, and what the text told about the two.

    Attributes:
        need: What is asked.
        need_themes: Ids of the themes that its text speaks of, with how surely.
        profiles: What the candidates say of themselves, one a row; ``Profiles`` tells its fields.
        held: Their themes and trades.
        areas: Knows the areas that the profiles number.
        knowledge: Places and themes, for the words of a reason.
        about: Cosine of the question to what each candidate says of itself.
        question: Cosine to the nearest example question of each candidate.
        related: How far its words go together with those of each candidate, as a cosine.
        learned: Whether there are texts enough to learn from which words go together.
        meant: How near its meaning is to that of each candidate, as a cosine; 0 where no model tells.
    """

    need: Need
    need_themes: Mapping[str, float]
    profiles: np.ndarray
    held: Held
    areas: Areas
    knowledge: Knowledge
    about: np.ndarray
    question: np.ndarray
    related: np.ndarray
    learned: bool
    meant: np.ndarray


def description(evidence: Evidence) -> Signal:
    """The words of the question resemble what is said about the offering."""
    return Signal(np.minimum(1.0, evidence.about / ALIKE_DESCRIPTION), _always(LIKE_DESCRIPTION))


def example_question(evidence: Evidence) -> Signal:
    """The question resembles an example question of the offering; if it has none, what it says of itself.

    Where there are so few texts that likeness is mostly chance, only example questions count.
    """
    alike, has_questions = evidence.question / ALIKE_QUESTION, evidence.profiles["has_questions"]
    if evidence.learned:
        alike = np.where(has_questions, alike, evidence.about / ALIKE_DESCRIPTION)
    return Signal(
        np.minimum(1.0, alike),
        lambda places: [LIKE_QUESTION if has_questions[place] else LIKE_DESCRIPTION for place in places],
    )


def related_words(evidence: Evidence) -> Signal:
    """The question uses words that go together with those of the offering, even where none is shared."""
    reached = (evidence.related - HARDLY_RELATED) / (CLOSELY_RELATED - HARDLY_RELATED)
    return Signal(reached.clip(0.0, 1.0), _always(RELATED), asked=evidence.learned)


def meaning(evidence: Evidence) -> Signal:
    """The question means what the offering does, also in other words; told by a model of sentences."""
    reached = (evidence.meant - HARDLY_MEANT) / (SURELY_MEANT - HARDLY_MEANT)
    return Signal(reached.clip(0.0, 1.0), _always(MEANS_THE_SAME))


def theme(evidence: Evidence) -> Signal:
    """The question and the offering are about the same subjects."""
    asked = evidence.need_themes
    if not asked:
        return _absent(evidence)
    held, knowledge = evidence.held, evidence.knowledge
    shared = {theme_id: strength * held.near(theme_id) for theme_id, strength in asked.items()}

    def met(place: int) -> tuple[str, ...]:
        found = [theme_id for theme_id in shared if shared[theme_id][place] > 0]
        found.sort(key=lambda theme_id: (-shared[theme_id][place], theme_id))
        return tuple(found[:SHOWN_SUBJECTS])

    def about(told: tuple[str, ...]) -> Bilingual:
        return knowledge.sentences.get(("theme", told), lambda: _about(knowledge.theme_names(told)))

    of_what = min(sum(asked.values()), MOST_SUBJECTS)
    return Signal(
        np.minimum(1.0, sum(shared.values()) / of_what), lambda places: _each_once(map(met, places), about)
    )


def need_kind(evidence: Evidence) -> Signal:
    """The offering gives the kinds of help asked for."""
    asked = evidence.need.kinds
    if not asked:
        return _absent(evidence)
    held = evidence.profiles["kinds"]

    def offers(bits: int) -> Bilingual:
        kinds = tuple([kind for kind in asked if bits & bits_of(NeedKind, [kind])])
        return evidence.knowledge.sentences.get(("need_kind", kinds), lambda: _offers(kinds))

    # Of kinds that were only read into the text, one that is given is as good as all.
    enough = len(asked) if evidence.need.states("kinds") else 1
    values = _values_of_kinds(asked, enough).take(held)
    return Signal(values, lambda places: _each_once(held[places].tolist(), offers))


@lru_cache(KEPT)
def _values_of_kinds(asked: tuple[NeedKind, ...], enough: int) -> np.ndarray:
    """Return what a set of kinds is worth to those asked for, by its bits, if so many of them are enough."""
    sets = np.arange(1 << len(NeedKind))
    values: np.ndarray = np.minimum(1.0, np.bitwise_count(sets & bits_of(NeedKind, asked)) / enough)
    return values


def place(evidence: Evidence) -> Signal:
    """The offering is near: made for the own municipality before region, province and country."""
    here = evidence.need.municipality_id or evidence.need.region_id
    if here is None:
        return _absent(evidence)
    area, areas, knowledge = evidence.profiles["area"], evidence.areas, evidence.knowledge

    def works_for(number: int) -> Bilingual:
        served = areas.places(number)
        return knowledge.sentences.get(("place", here, served), lambda: _works_for(here, served, knowledge))

    values = _VALUE_OF_LEVEL.take(areas.levels(here).take(area))
    return Signal(values, lambda places: _each_once(area[places].tolist(), works_for))


def audience(evidence: Evidence) -> Signal:
    """The offering is for who asks, as far as that is known or likely."""
    group = evidence.need.target_group
    if group is None:
        return _absent(evidence)
    return Signal(_values_of_groups(group).take(evidence.profiles["groups"]), _always(_meant_for(group)))


@cache
def _values_of_groups(own: TargetGroup) -> np.ndarray:
    """Return whether a set of groups holds one, by the bits of the set."""
    sets = np.arange(1 << len(TargetGroup))
    values: np.ndarray = np.minimum(1.0, sets & bits_of(TargetGroup, [own]))
    return values


def r_strategy(evidence: Evidence) -> Signal:
    """The offering helps with the rung of the R-ladder aimed at, or one near it."""
    aimed = evidence.need.r_strategy
    if aimed is None:
        return _absent(evidence)
    strategies = evidence.profiles["strategies"]
    return Signal(
        _values_of_strategies(aimed).take(strategies),
        lambda places: [_helps_with(aimed, bits) for bits in strategies[places].tolist()],
    )


@cache
def _values_of_strategies(aimed: RStrategy) -> np.ndarray:
    """Return how near the nearest of a set of rungs is to the one aimed at, by the bits of the set."""
    sets = np.arange(1 << len(RStrategy))
    values = np.zeros(len(sets))
    for own in RStrategy:
        near = max(0.0, 1.0 - abs(own.rung - aimed.rung) / RUNGS_AWAY)
        values = np.where(sets & bits_of(RStrategy, [own]), np.maximum(values, near), values)
    return values


def trade(evidence: Evidence) -> Signal:
    """The offering is made for the asker's trade, or for all alike; not for another trade."""
    asked, knowledge = evidence.need.sectors, evidence.knowledge
    near = [evidence.held.near_trade(sector) for sector in asked]
    for_one = evidence.profiles["for_one_trade"]
    nearest = reduce(np.maximum, near) if near else 0.0

    def nearest_to(place: int) -> str | None:
        if not for_one[place]:
            return None
        return asked[max(range(len(asked)), key=lambda one: near[one][place])]

    def suits(sector: str | None) -> Bilingual:
        if sector is None:
            return ANY_TRADE
        return knowledge.sentences.get(("trade", sector), lambda: _suits(knowledge.theme_names([sector])))

    return Signal(
        np.where(for_one, nearest, FOR_ALL_TRADES),
        lambda places: _each_once(map(nearest_to, places), suits) if asked else [ANY_TRADE] * len(places),
    )


def focus(evidence: Evidence) -> Signal:
    """The offering is not about one material that the question leaves out."""
    elsewhere, near = evidence.profiles["about_material"], evidence.held.near_material(evidence.need_themes)
    return Signal(1.0 - (elsewhere if near is None else elsewhere & ~near), _always(NOT_ELSEWHERE))


def door(evidence: Evidence) -> Signal:
    """The actor offers this itself, or stands near to who does: it runs it, or is the programme around it."""
    return Signal(np.ones(len(evidence.profiles)), _always(OWN))


def running_now(evidence: Evidence) -> Signal:
    """The offering runs already; what is only announced must yield."""
    return Signal(evidence.profiles["running"].astype(np.float64), _always(RUNNING))


def _absent(evidence: Evidence) -> Signal:
    return Signal(np.zeros(len(evidence.profiles)), _always(NOTHING), asked=False)


def _always(text: Bilingual) -> Callable[[Sequence[int]], Sequence[Bilingual]]:
    return lambda places: [text] * len(places)


def _each_once(what: Iterable[K], tell: Callable[[K], Bilingual]) -> Sequence[Bilingual]:
    """Put what is to be told into words, the same only once."""
    told: dict[K, Bilingual] = {}
    return [told[one] if one in told else told.setdefault(one, tell(one)) for one in what]


@cache
def _meant_for(group: TargetGroup) -> Bilingual:
    return Bilingual(f"Bedoeld voor {group.label.nl}.", f"Meant for {group.label.en}.")


@cache
def _helps_with(aimed: RStrategy, own: int) -> Bilingual:
    """Say with which of a set of rungs, as bits, something helps that is nearest to the one aimed at."""
    rungs = (strategy for strategy in RStrategy if own & bits_of(RStrategy, [strategy]))
    nearest = min(rungs, key=lambda one: (abs(one.rung - aimed.rung), one.rung), default=None)
    if nearest is None:
        return NOTHING
    return Bilingual(f"Helpt met {nearest.label.nl}.", f"Helps with {nearest.label.en}.")


def _about(names: tuple[str, str]) -> Bilingual:
    dutch, english = names
    return Bilingual(f"Gaat ook over {dutch}.", f"Is about {english} as well.")


def _suits(names: tuple[str, str]) -> Bilingual:
    dutch, english = names
    return Bilingual(f"Past bij uw sector: {dutch}.", f"Suits your sector: {english}.")


def _offers(kinds: Sequence[NeedKind]) -> Bilingual:
    dutch, english = (kind.label.nl for kind in kinds), (kind.label.en for kind in kinds)
    return Bilingual(
        f"Biedt wat u zoekt: {', '.join(dutch)}.", f"Offers what you seek: {', '.join(english)}."
    )


def _works_for(municipality_id: str, area: tuple[str, ...], knowledge: Knowledge) -> Bilingual:
    inside = knowledge.gazetteer.smallest_around(municipality_id, area)
    name = NOTHING if inside is None else knowledge.place_name(inside.id)
    return Bilingual(f"Werkt voor {name.nl}.", f"Works for {name.en}.")
