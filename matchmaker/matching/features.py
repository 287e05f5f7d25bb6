"""What speaks for an offering: each feature is one pure function from 0 (nothing) to 1 (as good as it gets).

It reads the need, and says in one of the forms of ``signals.py`` what each candidate is worth. Its sentence
for one of them is what the asker reads as the reason.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from matchmaker.matching import profiles, signals
from matchmaker.matching.profiles import LEVELS, bits_of
from matchmaker.matching.signals import Example, LookedUp, Nearest, Resemblance, Same
from matchmaker.memo import Kept
from matchmaker.vocabulary import Bilingual, NeedKind, PlaceKind, RStrategy, TargetGroup

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matchmaker.matching.knowledge import Knowledge
    from matchmaker.matching.profiles import Areas, Spoken, ThemeSets
    from matchmaker.matching.signals import Signal
    from matchmaker.model import Need

# Cosines of character n-grams stay low; from these on two texts say the same as far as n-grams can tell.
ALIKE_DESCRIPTION, ALIKE_QUESTION = 0.18, 0.28
# Where nobody wrote down what may be asked, less likeness tells as much: docs/decisions/0041.
ALIKE_WITHOUT_QUESTIONS = 0.15
# Hardly an offering has so many rare words of a question in common with it.
ALL_ASKED = 8.0
# Cosines of words that go together: below the first they tell nothing, from the second they tell it all.
HARDLY_RELATED, CLOSELY_RELATED = 0.2, 0.7
# Cosines of sentence vectors are high for any two texts; from the first on they tell something.
HARDLY_MEANT, SURELY_MEANT = 0.80, 0.92
# Nearly every question has some word or kind of help in common with one that was judged before; where that
# tells less than this, a reader hardly sees what is alike.
SURELY_LIKE = 0.3
PLACE_VALUES = {
    PlaceKind.MUNICIPALITY: 1.0,
    PlaceKind.REGION: 0.8,
    PlaceKind.PROVINCE: 0.5,
    PlaceKind.COUNTRY: 0.2,
}
_VALUE_OF_LEVEL = np.array([*(PLACE_VALUES[kind] for kind in LEVELS), 0.0])
RUNGS_AWAY = 3
# What a kind of help counts that was only read into the text: docs/decisions/0040.
READ_KIND = 0.7
# What an offering that is for all trades alike is worth beside one for the own trade, which is 1.
FOR_ALL_TRADES = 0.7
MOST_SUBJECTS, SHOWN_SUBJECTS = 3.0, 3
# Of so many sets of subjects is remembered which of those asked for they meet.
KEPT_TOLD = 100

NOTHING = Bilingual("Geen aanwijzing.", "No indication.")
LIKE_DESCRIPTION = Bilingual(
    "De woorden van uw vraag lijken op de beschrijving van dit aanbod.",
    "The words of your question resemble the description of this offering.",
)
LIKE_QUESTION = Bilingual(
    "Uw vraag lijkt op een vraag waar dit aanbod voor bedoeld is.",
    "Your question resembles one that this offering is meant for.",
)
SHARED = Bilingual(
    "Woorden uit uw vraag staan ook in dit aanbod.",
    "Words of your question stand in this offering as well.",
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
ASKS_NO_MORE = Bilingual("Stelt geen verdere voorwaarden.", "Sets no further conditions.")
OWN = Bilingual("Deze partij biedt het zelf aan.", "This party offers it itself.")
LIKE_PRECEDENT = Bilingual(
    "Uw vraag lijkt op een vraag waarmee u bij deze partij terecht kunt.",
    "Your question resembles one that this party can help with.",
)
LITTLE_LIKE_PRECEDENT = Bilingual(
    "Uw vraag lijkt een beetje op een vraag waarmee u bij deze partij terecht kunt.",
    "Your question is a little like one that this party can help with.",
)

_TOLD_NOTHING = Same(0.0, NOTHING, asked=False)
_DESCRIPTION = Resemblance(signals.ABOUT, 0.0, ALIKE_DESCRIPTION, LIKE_DESCRIPTION)
_QUESTION = Resemblance(signals.QUESTION, 0.0, ALIKE_QUESTION, LIKE_QUESTION)
_EXAMPLE = Example(_QUESTION, replace(_DESCRIPTION, all=ALIKE_WITHOUT_QUESTIONS))
_EXAMPLE_QUESTION = Example(_QUESTION, None)
_SHARED = Resemblance(signals.WORDS, 0.0, ALL_ASKED, SHARED)
_RELATED = Resemblance(signals.RELATED, HARDLY_RELATED, CLOSELY_RELATED, RELATED)
_MEANING = Resemblance(signals.MEANT, HARDLY_MEANT, SURELY_MEANT, MEANS_THE_SAME)
_RUNNING = LookedUp(profiles.RUNNING, np.array([0.0, 1.0]), lambda _: RUNNING)
_NO_FURTHER_CONDITIONS = LookedUp(
    profiles.ASKS_MORE, np.array([1.0, 0.0]), lambda asks_more: NOTHING if asks_more else ASKS_NO_MORE
)
_OWN = Same(1.0, OWN)
_NOT_ABOUT_ONE_MATERIAL = Nearest(
    (),
    (),
    1.0,
    trades_too=False,
    tell=lambda shown: [NOT_ELSEWHERE] * len(shown.row_themes),
    only=profiles.ABOUT_MATERIAL,
    otherwise=1.0,
)


class Evidence(NamedTuple):
    """What features read of a need.

    Attributes:
        need: What is asked.
        need_themes: Ids of the themes that its text speaks of, with how surely.
        areas: Knows the areas that profiles number.
        themes: Knows the themes that occur, by number.
        knowledge: Places and themes, for the words of a reason.
        learned: Whether there are texts enough to learn from which words go together.
        credit: How far questions that were judged before tell for each party, by its number; None without.
    """

    need: Need
    need_themes: Mapping[str, float]
    areas: Areas
    themes: ThemeSets
    knowledge: Knowledge
    learned: bool
    credit: np.ndarray | None


def description(evidence: Evidence) -> Signal:
    """The words of the question resemble what is said about the offering."""
    del evidence
    return _DESCRIPTION


def example_question(evidence: Evidence) -> Signal:
    """The question resembles an example question of the offering; if it has none, its title or its summary.

    Where there are so few texts that likeness is mostly chance, only example questions count.
    """
    return _EXAMPLE if evidence.learned else _EXAMPLE_QUESTION


def shared_words(evidence: Evidence) -> Signal:
    """Words of the question, in whatever form, stand in the offering or in its example questions."""
    del evidence
    return _SHARED


def related_words(evidence: Evidence) -> Signal:
    """The question uses words that go together with those of the offering, even where none is shared."""
    return _RELATED if evidence.learned else _TOLD_NOTHING


def meaning(evidence: Evidence) -> Signal:
    """The question means what the offering does, also in other words; told by a model of sentences."""
    del evidence
    return _MEANING


def precedent(evidence: Evidence) -> Signal:
    """A question like this one, which was judged before, was sent to this party."""
    if evidence.credit is None:
        return _TOLD_NOTHING
    credit = evidence.credit
    return LookedUp(profiles.PROVIDER, credit, lambda party: like_precedent(credit.item(party)))


def like_precedent(credit: float) -> Bilingual:
    """Say that a question which was judged before was sent to a party.

    Args:
        credit: How far that tells for it, between 0 and 1.
    """
    return LIKE_PRECEDENT if credit >= SURELY_LIKE else LITTLE_LIKE_PRECEDENT


def theme(evidence: Evidence) -> Signal:
    """The question and the offering are about the same subjects."""
    asked, themes, knowledge = tuple(evidence.need_themes.items()), evidence.themes, evidence.knowledge
    if not asked:
        return _TOLD_NOTHING
    # A theme that occurs for the first time has a number that was not there before.
    return knowledge.signals.get(("theme", asked, len(themes)), lambda: _near_to(asked, themes, knowledge))


def _near_to(asked: tuple[tuple[str, float], ...], themes: ThemeSets, knowledge: Knowledge) -> Signal:
    """Say how near the nearest of the subjects of an offering is to each of those asked for."""
    near = [themes.near(theme_id) for theme_id, _ in asked]

    def met(held: tuple[int, ...]) -> Bilingual:
        found = sorted(
            (-strength * max(map(table.item, held)), theme_id)
            for (theme_id, strength), table in zip(asked, near, strict=True)
        )
        named = tuple([theme_id for shared, theme_id in found if shared < 0][:SHOWN_SUBJECTS])
        return knowledge.sentences.get(("theme", named), lambda: _about(knowledge.theme_names(named)))

    told = Kept(met, KEPT_TOLD)

    def tell(shown: Spoken) -> Sequence[Bilingual]:
        ends = shown.trades_from
        return [told[tuple(row[:ends])] for row in shown.row_themes]

    strengths = tuple([strength for _, strength in asked])
    return Nearest(
        near,
        strengths,
        min(sum(strengths), MOST_SUBJECTS),
        trades_too=False,
        tell=tell,
    )


def need_kind(evidence: Evidence) -> Signal:
    """The offering gives the kinds of help asked for."""
    asked = evidence.need.kinds
    if not asked:
        return _TOLD_NOTHING
    # Of kinds that were only read into the text, one that is given is as good as all, and may be misread.
    enough, best = (len(asked), 1.0) if evidence.need.states("kinds") else (1, READ_KIND)
    key = "need_kind", asked, enough, best
    return evidence.knowledge.signals.get(key, lambda: _giving(asked, enough, best))


def _giving(asked: tuple[NeedKind, ...], enough: int, best: float) -> Signal:
    """Say what a set of kinds is worth to those asked for, at best, if so many of them are enough."""
    sets = np.arange(1 << len(NeedKind))
    given = np.bitwise_count(sets & bits_of(NeedKind, asked))
    by_value: np.ndarray = best * np.minimum(1.0, given / enough)

    def offers(bits: int) -> Bilingual:
        return _offers([kind for kind in asked if bits & bits_of(NeedKind, [kind])])

    return LookedUp(profiles.KINDS, by_value, offers)


def place(evidence: Evidence) -> Signal:
    """The offering is near: made for the own municipality before region, province and country."""
    here, areas = evidence.need.municipality_id or evidence.need.region_id, evidence.areas
    if here is None:
        return _TOLD_NOTHING
    knowledge = evidence.knowledge
    # An area that occurs for the first time has a number that was not there before.
    return knowledge.signals.get(("place", here, len(areas)), lambda: _near_to_place(here, areas, knowledge))


def _near_to_place(here: str, areas: Areas, knowledge: Knowledge) -> Signal:
    """Say what an area is worth to who is in a place; this is kept, and so holds nothing of the question."""
    return LookedUp(
        profiles.AREA,
        _VALUE_OF_LEVEL.take(areas.levels(here)),
        lambda number: _works_for(here, areas.places(number), knowledge),
    )


def audience(evidence: Evidence) -> Signal:
    """The offering is for who asks, as far as that is known or likely."""
    group = evidence.need.target_group
    return _TOLD_NOTHING if group is None else _for_group(group)


@cache
def _for_group(own: TargetGroup) -> Signal:
    """Say whether a set of groups holds one."""
    sets = np.arange(1 << len(TargetGroup))
    by_value: np.ndarray = np.minimum(1.0, sets & bits_of(TargetGroup, [own]))
    text = Bilingual(f"Bedoeld voor {own.label.nl}.", f"Meant for {own.label.en}.")
    return LookedUp(profiles.GROUPS, by_value, lambda _: text)


def r_strategy(evidence: Evidence) -> Signal:
    """The offering helps with the rung of the R-ladder aimed at, or one near it."""
    aimed = evidence.need.r_strategy
    return _TOLD_NOTHING if aimed is None else _near_rung(aimed)


@cache
def _near_rung(aimed: RStrategy) -> Signal:
    """Say how near the nearest of a set of rungs is to the one aimed at."""
    sets = np.arange(1 << len(RStrategy))
    by_value = np.zeros(len(sets))
    for own in RStrategy:
        near = max(0.0, 1.0 - abs(own.rung - aimed.rung) / RUNGS_AWAY)
        by_value = np.where(sets & bits_of(RStrategy, [own]), np.maximum(by_value, near), by_value)
    return LookedUp(profiles.STRATEGIES, by_value, lambda bits: _helps_with(aimed, bits))


def trade(evidence: Evidence) -> Signal:
    """The offering is made for the asker's trade, or for all alike; not for another trade."""
    asked, themes, knowledge = evidence.need.sectors, evidence.themes, evidence.knowledge
    # A theme that occurs for the first time has a number that was not there before.
    return knowledge.signals.get(("trade", asked, len(themes)), lambda: _for_trade(asked, themes, knowledge))


def _for_trade(asked: tuple[str, ...], themes: ThemeSets, knowledge: Knowledge) -> Signal:
    """Say how near the nearest of the trades that an offering is for is to those asked for."""
    alone = {one: themes.near_trades((one,)) for one in asked}

    def tell(shown: Spoken) -> Sequence[Bilingual]:
        held = zip(shown.profiles[profiles.FOR_ONE_TRADE], shown.row_themes, strict=True)
        return [told[tuple(themes)] if for_one and asked else ANY_TRADE for for_one, themes in held]

    def suits(held: tuple[int, ...]) -> Bilingual:
        nearest = asked[0] if len(asked) == 1 else max(asked, key=lambda one: max(map(alone[one].item, held)))
        return knowledge.sentences.get(("trade", nearest), lambda: _suits(knowledge.theme_names([nearest])))

    told = Kept(suits, KEPT_TOLD)

    return Nearest(
        (themes.near_trades(asked),),
        (1.0,),
        1.0,
        trades_too=True,
        tell=tell,
        only=profiles.FOR_ONE_TRADE,
        otherwise=FOR_ALL_TRADES,
    )


def focus(evidence: Evidence) -> Signal:
    """The offering is not about one material that the question leaves out."""
    asked, themes = tuple(evidence.need_themes), evidence.themes
    # A theme that occurs for the first time has a number that was not there before.
    return evidence.knowledge.signals.get(("focus", asked, len(themes)), lambda: _among(asked, themes))


def _among(asked: tuple[str, ...], themes: ThemeSets) -> Signal:
    """Say whether the material that an offering is about, if it is about one, is among those asked for."""
    near = [table for table in map(themes.near_materials, asked) if table is not None]
    return replace(_NOT_ABOUT_ONE_MATERIAL, tables=near, strengths=[1.0] * len(near))


def door(evidence: Evidence) -> Signal:
    """The actor offers this itself, or stands near to who does: it runs it, or is the programme around it."""
    del evidence
    return _OWN


def running_now(evidence: Evidence) -> Signal:
    """The offering runs already; what is only announced must yield."""
    del evidence
    return _RUNNING


def no_further_conditions(evidence: Evidence) -> Signal:
    """The offering sets no conditions but those on place, trade, size and who asks."""
    del evidence
    return _NO_FURTHER_CONDITIONS


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
