"""Whether an offering answers a question, or only shares some words with it."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from matchmaker.cues import beside_where_to_begin, kinds_in, what_is_asked, what_is_open
from matchmaker.matching.closures import said_closed
from matchmaker.matching.descriptions import subjects
from matchmaker.text import telling
from matchmaker.themes import SURELY_MEANT
from matchmaker.vocabulary import Status, ThemeKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    import numpy as np

    from matchmaker.matching.knowledge import Knowledge
    from matchmaker.matching.weighing import Line, Weighed
    from matchmaker.model import Need, Offering, Theme
    from matchmaker.themes import Thesaurus
    from matchmaker.vocabulary import Bilingual, RStrategy

# Where the line lies, and on which needs it was read off: docs/decisions/0030, 0031 and 0033.
ANSWERS = 0.64
FAMILIARITY_COUNTS, AIM_COUNTS = 0.15, 0.07
# Who aims at a rung asks a circular desk, whatever else the words speak of.
UNSERVED_COSTS, UNSERVED_COSTS_WHO_AIMS = 0.45, 0.15
# What is for others shares words with the question, and nothing else.
FOR_OTHERS_COSTS = 0.2
# The theme under which stands what no circular desk helps with.
OTHER_SUBJECTS = "other-subjects"
# Who asks about what nobody offers often says, in words that somebody serves, what their trade is about.
UNSERVED_WEIGHS = 2.0


class Footing(NamedTuple):
    """How firmly a question stands on what the catalogue knows.

    Attributes:
        familiarity: Share of its telling words that the catalogue knows, between 0 and 1.
        unserved: Ids of the subjects that it is about and that nobody offers anything on, sorted.
        unserved_share: How much of what it is about that is, between 0 and 1; such a subject weighs double.
        asks_only_that: Whether such subjects are all that it asks for.
    """

    familiarity: float
    unserved: tuple[str, ...]
    unserved_share: float
    asks_only_that: bool = False

    def stands(self, aim: RStrategy | None) -> float:
        """Return how much the question itself adds to what an answer to it must reach.

        Args:
            aim: The rung of the R-ladder that the asker aims at, if any; who names one asks a circular desk.
        """
        stands = FAMILIARITY_COUNTS * self.familiarity - self.costs(aim)
        return stands if aim is None or self.asks_only_that else stands + AIM_COUNTS

    def costs(self, aim: RStrategy | None) -> float:
        """Return how much of that it loses by subjects that nobody offers anything on.

        Args:
            aim: As above.
        """
        by_all = UNSERVED_COSTS if aim is None or self.asks_only_that else UNSERVED_COSTS_WHO_AIMS
        return by_all * self.unserved_share

    def belongs_here(self, aim: RStrategy | None) -> bool:
        """Return whether the question is one for a circular desk, also where nothing answers it.

        It is where it aims at a rung of the R-ladder, in whatever words; not where nobody offers anything on
        one of its subjects.

        Args:
            aim: The rung, if any.
        """
        return aim is not None and not self.unserved


def as_asked(ground: Footing, text: str, served: ServedThemes) -> Footing:
    """Return how firmly a question stands where what it asks is held apart from what it tells beside.

    "We repair toasters; who insures that?" asks for an insurer only, so that nobody offers anything on all of
    it; "we pay tax on our offcuts; who makes something of them?" does not ask about taxes. What somebody says
    to have already is not asked for at all.

    Args:
        ground: How firmly it stands by all its words.
        text: The question.
        served: What somebody offers something on.
    """
    if not ground.unserved:
        return ground
    if served.subjects_in(what_is_open(text)).isdisjoint(ground.unserved):
        return Footing(ground.familiarity, (), 0.0)
    asked = served.subjects_in(what_is_asked(text))
    if not asked or not asked <= {*ground.unserved}:
        return ground
    return ground._replace(unserved_share=1.0, asks_only_that=True)


def answered(relevance: np.ndarray, fit: np.ndarray, stands: float) -> np.ndarray:
    """Return for each candidate whether it answers a question.

    Args:
        relevance: See ``Weighed``.
        fit: See ``Weighed``.
        stands: What the question itself adds.
    """
    found: np.ndarray = (relevance + fit) / 2 + stands >= ANSWERS
    return found


def fitted(weighed: Weighed, line: Line) -> np.ndarray:
    """Return the fit of candidates, where what is for others fits less: see ``Line.for_asker``."""
    if not len(line.for_asker):
        return weighed.fit
    for_others = (weighed.contributions.take(line.for_asker, axis=0) == 0).all(axis=0)
    found: np.ndarray = weighed.fit - FOR_OTHERS_COSTS * for_others
    return found


class ServedThemes:
    """The themes that an offering which is not over is about, with those broader and narrower.

    Where an offering states no themes, those count that its summary mentions in passing, but for what no
    circular desk helps with: that its title must name.

    Attributes:
        subjects: Every theme that a question may be about. The asker's trade is no subject, nor is a kind of
            help: "a grant for an electric van" is about vans only.
        missed: Those of them that count as unserved where nobody offers anything on them.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._times: Counter[str] = Counter()
        thesaurus = knowledge.thesaurus
        self.subjects = frozenset(theme.id for theme in thesaurus.by_id.values() if _is_subject(theme))
        self.missed = frozenset(
            theme_id for theme_id in self.subjects if _may_be_unserved(theme_id, thesaurus)
        )

    def __contains__(self, theme_id: str) -> bool:
        return self._times.get(theme_id, 0) > 0

    def subjects_in(self, text: str) -> AbstractSet[str]:
        """Return the subjects that a text speaks of."""
        return self._knowledge.thesaurus.mentioned(text).keys() & self.subjects

    def add(self, offering: Offering) -> None:
        """Count what an offering is about."""
        self._times.update(self._near(offering))

    def remove(self, offering: Offering) -> None:
        """Count what an offering is about no more."""
        self._times.subtract(self._near(offering))

    def _near(self, offering: Offering) -> list[str]:
        if offering.status is Status.ENDED or said_closed(offering).over:
            return []
        thesaurus = self._knowledge.thesaurus
        sure = offering.themes or self._knowledge.spoken_of(offering.title.nl)
        own = [
            theme_id
            for theme_id in subjects(offering, self._knowledge)
            if theme_id in sure or not _is_beside_ours(theme_id, thesaurus)
        ]
        return [near for theme_id in own for near in thesaurus.neighbours(theme_id)]


def footing(familiarity: float, themes: Mapping[str, float], served: ServedThemes) -> Footing:
    """Weigh what a question is about: subjects that somebody offers something on, and those that nobody does.

    Only what no circular desk helps with counts as unserved, unless somebody here does help with it: a
    question about anything else that nobody names may still be helped by who serves all of that.
    """
    unserved = {
        theme_id: strength
        for theme_id, strength in themes.items()
        if theme_id in served.missed and strength >= SURELY_MEANT and theme_id not in served
    }
    if not unserved:
        return Footing(familiarity, (), 0.0)
    beside = sum(unserved.values())
    all_of_it = sum([strength for theme_id, strength in themes.items() if theme_id in served.subjects])
    heavier = UNSERVED_WEIGHS * beside
    return Footing(familiarity, tuple(sorted(unserved)), heavier / (all_of_it - beside + heavier))


def asks_only_where_to_begin(need: Need, knowledge: Knowledge) -> bool:
    """Return whether a question asks where to begin and names a trade, perhaps a place, and no subject.

    Such is "Bakkerij in Woerden, wat kan ik doen?", but not "Bakkerij in Woerden", which may be what somebody
    looks for.
    """
    rest = beside_where_to_begin(knowledge.gazetteer.beside_places(need.text))
    if rest is None:
        return False
    themes, named = knowledge.thesaurus, set[str]()
    for word in telling(rest).split():
        spoken_of = themes.mentioned(word)
        named.update(spoken_of)
        if not spoken_of:
            return False
    return bool(named) and all(themes.by_id[theme_id].kind is ThemeKind.SECTOR for theme_id in named)


def _is_subject(theme: Theme) -> bool:
    """Return whether a question may be about a theme; see ``ServedThemes``.

    A material always is one: "residual streams" are what it is about, and a kind of help beside it.
    """
    if theme.kind is ThemeKind.ACTIVITY:
        return not _is_kind_of_help(theme.label)
    return theme.kind is not ThemeKind.SECTOR


@cache
def _is_kind_of_help(label: Bilingual) -> bool:
    """Return whether both labels of a theme say a kind of help, such as "subsidies en vouchers"."""
    return not set(kinds_in(label.nl)).isdisjoint(kinds_in(label.en))


def _may_be_unserved(theme_id: str, thesaurus: Thesaurus) -> bool:
    """Return whether a subject counts as unserved where nobody offers anything on it.

    In a register that was filled before there was a theme for what no circular desk helps with, each activity
    does.
    """
    if OTHER_SUBJECTS in thesaurus.by_id:
        return _is_beside_ours(theme_id, thesaurus)
    return thesaurus.by_id[theme_id].kind is ThemeKind.ACTIVITY


def _is_beside_ours(theme_id: str, thesaurus: Thesaurus) -> bool:
    """Return whether no circular desk helps with a subject."""
    return OTHER_SUBJECTS in thesaurus.with_broader(theme_id)
