"""What speaks for an offering: each feature is one pure function from 0 (nothing) to 1 (as good as it gets).

The sentence that a feature returns is what the asker reads as the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matchmaker.vocabulary import Bilingual, PlaceKind, Status, ThemeKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from matchmaker.matching.knowledge import Knowledge
    from matchmaker.model import Need, Offering

# Cosines of character n-grams stay low; from these on two texts say the same as far as n-grams can tell.
ALIKE_DESCRIPTION, ALIKE_QUESTION = 0.18, 0.28
# Cosines of words that go together: below the first they tell nothing, from the second they tell it all.
HARDLY_RELATED, CLOSELY_RELATED = 0.2, 0.7
PLACE_VALUES = {
    PlaceKind.MUNICIPALITY: 1.0,
    PlaceKind.REGION: 0.8,
    PlaceKind.PROVINCE: 0.5,
    PlaceKind.COUNTRY: 0.2,
}


@dataclass(frozen=True, slots=True)
class Signal:
    """The value of a feature between 0 and 1, and how to say the reason, made for what is shown only."""

    value: float
    say: Callable[[], Bilingual]


NOTHING = Bilingual("Geen aanwijzing.", "No indication.")
ABSENT = Signal(0.0, lambda: NOTHING)
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
NOT_ELSEWHERE = Bilingual("Gaat niet over iets heel anders.", "Is not about something quite different.")
RUNNING = Bilingual("Dit aanbod loopt al.", "This offering is running.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What features look at: one need, one offering, and what the text told about the two."""

    need: Need
    offering: Offering
    knowledge: Knowledge
    about_similarity: float
    question_similarity: float
    related_similarity: float
    need_themes: Mapping[str, float]
    door: Signal


def description(evidence: Evidence) -> Signal:
    """The words of the question resemble what is said about the offering."""
    return Signal(min(1.0, evidence.about_similarity / ALIKE_DESCRIPTION), lambda: LIKE_DESCRIPTION)


def example_question(evidence: Evidence) -> Signal:
    """The question resembles an example question of the offering."""
    return Signal(min(1.0, evidence.question_similarity / ALIKE_QUESTION), lambda: LIKE_QUESTION)


def related_words(evidence: Evidence) -> Signal:
    """The question uses words that go together with those of the offering, even where none is shared."""
    reached = (evidence.related_similarity - HARDLY_RELATED) / (CLOSELY_RELATED - HARDLY_RELATED)
    return Signal(min(1.0, max(0.0, reached)), lambda: RELATED)


def theme(evidence: Evidence) -> Signal:
    """The question and the offering are about the same subjects."""
    thesaurus = evidence.knowledge.thesaurus
    shared: dict[str, float] = {}
    for asked, strength in evidence.need_themes.items():
        near = thesaurus.neighbours(asked)
        nearness = max([near[own] for own in evidence.offering.themes if own in near], default=0.0)
        if nearness:
            shared[asked] = strength * nearness
    if not shared:
        return ABSENT
    total = sum(evidence.need_themes.values())

    def say() -> Bilingual:
        strongest = sorted(shared, key=lambda theme_id: (-shared[theme_id], theme_id))[:3]
        dutch, english = evidence.knowledge.theme_names(strongest)
        return Bilingual(f"Gaat ook over {dutch}.", f"Is about {english} as well.")

    return Signal(min(1.0, sum(shared.values()) / min(total, 3.0)), say)


def need_kind(evidence: Evidence) -> Signal:
    """The offering gives the kinds of help asked for."""
    asked, given = evidence.need.kinds, evidence.offering.need_kinds
    met = [kind for kind in asked if kind in given]
    if not met:
        return ABSENT

    def say() -> Bilingual:
        dutch, english = (kind.label.nl for kind in met), (kind.label.en for kind in met)
        return Bilingual(
            f"Biedt wat u zoekt: {', '.join(dutch)}.", f"Offers what you seek: {', '.join(english)}."
        )

    # Of kinds that were only read into the text, one that is given is as good as all.
    return Signal(len(met) / len(asked) if evidence.need.states("kinds") else 1.0, say)


def place(evidence: Evidence) -> Signal:
    """The offering is near: made for the own municipality before region, province and country."""
    need, knowledge = evidence.need, evidence.knowledge
    if need.municipality_id is None:
        return ABSENT
    inside = knowledge.gazetteer.smallest_around(need.municipality_id, evidence.offering.area)
    if inside is None:
        return ABSENT
    name = knowledge.place_name(inside.id)
    return Signal(
        PLACE_VALUES[inside.kind], lambda: Bilingual(f"Werkt voor {name.nl}.", f"Works for {name.en}.")
    )


def audience(evidence: Evidence) -> Signal:
    """The offering is for who asks, as far as that is known or likely."""
    group = evidence.need.target_group
    if group is None or group not in evidence.offering.target_groups:
        return ABSENT
    label = group.label
    return Signal(1.0, lambda: Bilingual(f"Bedoeld voor {label.nl}.", f"Meant for {label.en}."))


def r_strategy(evidence: Evidence) -> Signal:
    """The offering helps with the rung of the R-ladder aimed at, or one near it."""
    aimed, own = evidence.need.r_strategy, evidence.offering.r_strategies
    if aimed is None or not own:
        return ABSENT
    nearest = min(own, key=lambda strategy: (abs(strategy.rung - aimed.rung), strategy.rung))
    label = nearest.label
    return Signal(
        max(0.0, 1.0 - abs(nearest.rung - aimed.rung) / 3),
        lambda: Bilingual(f"Helpt met {label.nl}.", f"Helps with {label.en}."),
    )


def trade(evidence: Evidence) -> Signal:
    """The offering is made for the asker's trade."""
    thesaurus = evidence.knowledge.thesaurus
    own = (*evidence.offering.sectors, *evidence.offering.themes)
    near = {
        asked: max([thesaurus.nearness(asked, theme_id) for theme_id in own], default=0.0)
        for asked in evidence.need.sectors
    }
    if not near:
        return ABSENT
    best = max(near, key=lambda asked: near[asked])

    def say() -> Bilingual:
        dutch, english = evidence.knowledge.theme_names([best])
        return Bilingual(f"Past bij uw sector: {dutch}.", f"Suits your sector: {english}.")

    return Signal(near[best], say)


def focus(evidence: Evidence) -> Signal:
    """The offering is not about one material that the question leaves out."""
    thesaurus = evidence.knowledge.thesaurus
    materials = [
        own
        for own in evidence.offering.themes
        if own in thesaurus.by_id and thesaurus.by_id[own].kind is ThemeKind.MATERIAL
    ]
    if materials and not any(
        own in thesaurus.neighbours(asked) for asked in evidence.need_themes for own in materials
    ):
        return ABSENT
    return Signal(1.0, lambda: NOT_ELSEWHERE)


def door(evidence: Evidence) -> Signal:
    """The actor offers this itself, or stands near to who does: it runs it, or is the programme around it."""
    return evidence.door


def running_now(evidence: Evidence) -> Signal:
    """The offering runs already; what is only announced must yield."""
    return Signal(1.0 if evidence.offering.status is Status.ACTIVE else 0.0, lambda: RUNNING)
