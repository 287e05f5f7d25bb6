"""The thesaurus: which themes a text speaks of, and how near two themes are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from matchmaker.memo import Kept
from matchmaker.text import APART, fold, stem, stems
from matchmaker.verbs import ENDINGS_OF_FORMS, dutch_verbs, english_words, verbs_apart

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matchmaker.model import Theme
    from matchmaker.vocabulary import TargetGroup

LONGEST_PHRASE = 5
KEPT_WORDS = 20_000
LEAST_TO_MISSPELL = 6
NEARLY = 86.0  # likeness of spelling, of 100
# Within a text, a stem of so many letters may have one letter too many or too few, or two swapped; a long one
# may have any one wrong. Shorter ones with a wrong letter are mostly other words.
MISTAKEN, MISTAKEN_ANYHOW = 7, 12
# So many letters a part of a compound has, and so many the rest of it.
LEAST_OF_COMPOUND, LEAST_OF_REST = 4, 3
# A theme that shows only as a part of a longer word is no sign that a text is about it.
SURELY_MEANT = 0.7
# Common words that look like a compound, a form or a misspelling of a label, and are none: "without" ends in
# "hout", "verkoper" in "koper", "concurrent" in "rent". Each is among the most used of its language, or usual
# where offerings are described.
NOT_COMPOSED = frozenset(
    map(
        stem,
        # As a list, one word a line, these would fill two screens.
        """
        achtergrond ondergrond plattegrond favoriet verdriet hypocriet geleid suriname definitief mexicaans
        eredivisie goedkeuring verpest verpesten boedapest overgedragen bijgedragen voorgedragen verwarring
        omtrent concurrent verkoper geboekt boekt champagne wetboek dagboek woordenboek bestuderen
        hulpverlening veroveren politiebureau complot geografisch hamburger onderbroken verbroken
        aangebroken vergissing verstoren verstoring gedoopt gelinkt overhalen connectie geschonden
        bewonderen ambitieus verzenden bestraft schepping uitzending hoofdklasse middenklasse kristal
        residentie scheidsrechter verkiezingen without throughout different apparent transparent thousand
        surprise enterprise industrial comfortable uncomfortable suitable acceptable unacceptable comparable
        inevitable portable charitable accountable unstable addition replacement announcement engagement
        arrangement judgement crystal coastal immigrant rejected suspension trapped provision computing
        ancestors manufacture meditation medication competent underwater leaning pursued grandparents
        headphones hypothesis composer rebellion overhead least contract contracten
        vestiging vestigingen draaiboek handboek logboek keuringspapieren opbouw prijsopbouw wederopbouw
        herbouw ombouw stalling stallingen fietsenstalling extrudeur rechtswinkel wetenschapswinkel
        ontwerpkliniek
        """.split(),  # noqa: SIM905  # see above
    )
)
# What ends so seldom is what the ending says by itself: people meet at an "inkooptafel", a "houtbank" lends
# no money, a "houtbeurs" is no event, a "proefkeuken" no furniture, and a "startpakket" is not sent by post.
OPEN_ENDS = frozenset(map(stem, ("tafel", "bank", "beurs", "keuken", "makelaar", "pakket")))
WHOLE, END_OF_COMPOUND, START_OF_COMPOUND, MISSPELLED, INFLECTED = 1.0, 0.7, 0.5, 0.8, 0.9


# What a word says by itself: the themes of which it is a label, or else those of its right spelling, or of
# its start and end, with a strength.
_Sense = tuple[tuple[Iterable[str], float], ...]


class Thesaurus:
    """Themes by their words in both languages, and their tree."""

    def __init__(self, themes: Iterable[Theme]) -> None:
        self.by_id = {theme.id: theme for theme in sorted(themes, key=lambda theme: theme.id)}
        self._phrases: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self._stems: dict[str, set[str]] = defaultdict(set)
        # By their first two stems, how many words the labels of several words have.
        self._longer: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._infinitives: set[str] = set()
        self._senses = Kept(self._sense, KEPT_WORDS)
        for theme in self.by_id.values():
            for label in all_labels(theme):
                self._learn(label, theme.id)
        # A word of which a label holds a right spelling is none that was spelled wrongly.
        self._right = {stemmed for phrase in self._phrases for stemmed in phrase}
        self._long_stems: dict[str, list[str]] = defaultdict(list)
        # By first letter and by the length of what differs from it by one mistake at most.
        self._one_mistake_from: dict[tuple[str, int], list[str]] = defaultdict(list)
        for stemmed in sorted(self._stems):
            if len(stemmed) >= LEAST_TO_MISSPELL:
                self._long_stems[stemmed[0]].append(stemmed)
                for length in range(len(stemmed) - 1, len(stemmed) + 2):
                    self._one_mistake_from[stemmed[0], length].append(stemmed)
        # Hardly a word that nobody used before begins or ends as a label does.
        long_enough = [stemmed for stemmed in self._stems if len(stemmed) >= LEAST_OF_COMPOUND]
        self._openings = {stemmed[:LEAST_OF_COMPOUND] for stemmed in long_enough}
        self._closings = {stemmed[-LEAST_OF_COMPOUND:] for stemmed in long_enough}
        self._above = {theme_id: self._climb(theme_id) for theme_id in self.by_id}
        self._with_broader = {theme_id: frozenset(above) for theme_id, above in self._above.items()}
        self._groups = {theme_id: self._inherited_group(theme_id) for theme_id in self.by_id}
        self._neighbours: dict[str, dict[str, float]] = {theme_id: {} for theme_id in self.by_id}
        for narrow, above in self._above.items():
            for broad, steps in above.items():
                self._neighbours[narrow][broad] = self._neighbours.setdefault(broad, {})[narrow] = 0.5**steps

    def _learn(self, label: str, theme_id: str) -> None:
        """Remember that a label stands for a theme."""
        phrase = stems(label)
        if not phrase:
            return
        first, *others = phrase
        self._phrases[phrase].add(theme_id)
        if not others:
            self._stems[first].add(theme_id)
            if label.endswith("en"):
                self._infinitives.add(first)
        elif len(phrase) <= LONGEST_PHRASE:
            self._longer[first, others[0]].add(len(phrase))

    def _climb(self, theme_id: str) -> dict[str, int]:
        """Return the theme and all broader ones, each with its distance in steps."""
        distances = {theme_id: 0}
        frontier = [theme_id]
        while frontier:
            above = []
            for narrower in frontier:
                for broader in self.by_id[narrower].broader if narrower in self.by_id else ():
                    if broader not in distances:
                        distances[broader] = distances[narrower] + 1
                        above.append(broader)
            frontier = above
        return distances

    def with_broader(self, theme_id: str) -> frozenset[str]:
        """Return the theme's id and those of all broader themes."""
        known = self._with_broader.get(theme_id)
        return frozenset({theme_id}) if known is None else known

    def nearness(self, one: str, other: str) -> float:
        """Return 1 for the same theme, halved for every step up or down the tree, 0 if unrelated.

        Only a theme and its ancestors are related: metal is near industry, but not near textiles.
        """
        return self.neighbours(one).get(other, 0.0)

    def neighbours(self, theme_id: str) -> Mapping[str, float]:
        """Return every theme related to this one, itself included, with its nearness."""
        return self._neighbours.get(theme_id, {theme_id: 1.0})

    def target_group(self, theme_id: str) -> TargetGroup | None:
        """Return the group to which everyone in a sector belongs, taken from the nearest broader theme."""
        return self._groups.get(theme_id)

    def _inherited_group(self, theme_id: str) -> TargetGroup | None:
        steps = self._above[theme_id]
        for above in sorted(steps, key=lambda known: steps[known]):
            group = self.by_id[above].target_group if above in self.by_id else None
            if group is not None:
                return group
        return None

    def find(self, label: str) -> tuple[str, ...]:
        """Return the ids of the themes with exactly this label, synonym or id, up to stem and spelling."""
        phrase, found = stems(label), self.labelled(label)
        return found or (tuple(sorted(self._misspelled(phrase[0]))) if len(phrase) == 1 else ())

    def labelled(self, label: str) -> tuple[str, ...]:
        """Return the ids of the themes with exactly this label, synonym or id, up to stem."""
        if fold(label) in self.by_id:
            return (fold(label),)
        return tuple(sorted(self._phrases.get(stems(label), ())))

    def _misspelled(self, stemmed: str) -> set[str]:
        """Return the themes of the label spelled nearly so; first letters are seldom wrong."""
        if len(stemmed) < LEAST_TO_MISSPELL:
            return set()
        likely = self._long_stems.get(stemmed[0], ())
        near = process.extractOne(stemmed, likely, scorer=fuzz.ratio, score_cutoff=NEARLY)
        return self._stems[near[0]] if near else set()

    def _mistaken(self, stemmed: str) -> set[str]:
        """Return the themes of the label from which a strange word differs by one mistake (Damerau, 1964)."""
        if stemmed in self._right or len(stemmed) < MISTAKEN:
            return set()
        meant = stemmed.replace("y", "ij")
        near = self._one_mistake_from.get((stemmed[0], len(meant)), ())
        for likely, _, _ in process.extract_iter(meant, near, scorer=OSA.distance, score_cutoff=1):
            shortest = min(len(likely), len(meant))
            if shortest >= MISTAKEN_ANYHOW or (shortest >= MISTAKEN and not _one_replaced(meant, likely)):
                return self._stems[likely]
        return set()

    def mentioned(self, text: str) -> Mapping[str, float]:
        """Return the themes that a text speaks of, each with a strength up to 1.

        Whole words and phrases count fully, a part of a compound ("sloophout" ends in "hout") less, a form of
        a verb or a misspelled word a little less than the word itself.
        """
        said = stems(text)
        strengths: dict[str, float] = {}
        covered: set[int] = set()
        for less, start in self._longer_labels(said):
            within = range(start, start - less)
            if covered.isdisjoint(within):
                _raise_to(strengths, self._phrases[said[start : start - less]], WHOLE)
                covered.update(within)
        if covered:
            said = tuple([stemmed for place, stemmed in enumerate(said) if place not in covered])
        # Most words say nothing.
        alone = [*chain.from_iterable(filter(None, map(self._senses.__getitem__, said)))]
        for found, strength in alone:
            if strength == WHOLE:
                _raise_to(strengths, found, strength)
        for found, strength in alone:
            if strength != WHOLE:
                _raise_to(strengths, found, strength)
        for verb in self._infinitives & verbs_apart(text):
            _raise_to(strengths, self._stems[verb], INFLECTED)
        return strengths

    def _sense(self, stemmed: str) -> _Sense:
        """Return what a stem says by itself."""
        label = self._stems.get(stemmed)
        return ((label, WHOLE),) if label else tuple(self._parts(stemmed))

    def _longer_labels(self, said: tuple[str, ...]) -> list[tuple[int, int]]:
        """Return length, below 0, and start of each label of several words: longest first, from the left."""
        longer = self._longer
        if longer.keys().isdisjoint(pairwise(said)):
            return []
        found = [
            (-length, place)
            for place, opening in enumerate(pairwise(said))
            if opening in longer
            for length in longer[opening]
            if place + length <= len(said) and said[place : place + length] in self._phrases
        ]
        found.sort()
        return found

    def _inflected(self, stemmed: str) -> set[str]:
        """Return the themes of the verb of which a stem is a form."""
        if not stemmed.endswith(ENDINGS_OF_FORMS):
            return set()
        verb = next((verb for verb in dutch_verbs(stemmed) if verb in self._infinitives), None)
        verb = verb or next((word for word in english_words(stemmed) if word in self._stems), None)
        return self._stems[verb] if verb else set()

    def _parts(self, stemmed: str) -> list[tuple[set[str], float]]:
        """Return the themes of a word's right spelling, or of the longest end and start of a compound."""
        if stemmed in NOT_COMPOSED or stemmed.endswith(APART):
            return []
        inflected = self._inflected(stemmed)
        if inflected:
            return [(inflected, INFLECTED)]
        meant = self._mistaken(stemmed)
        if meant:
            return [(meant, MISSPELLED)]
        parts = (self._end_of(stemmed), END_OF_COMPOUND), (self._start_of(stemmed), START_OF_COMPOUND)
        return [(self._stems[part], strength) for part, strength in parts if part is not None]

    def _end_of(self, stemmed: str) -> str | None:
        """Return the longest label that a compound ends in, or None."""
        if stemmed[-LEAST_OF_COMPOUND:] not in self._closings:
            return None
        cuts = range(LEAST_OF_REST, len(stemmed) - LEAST_OF_COMPOUND + 1)
        ends = (stemmed[cut:] for cut in cuts if stemmed[cut:] in self._stems)
        return next((end for end in ends if end not in OPEN_ENDS), None)

    def _start_of(self, stemmed: str) -> str | None:
        """Return the longest label that a compound begins with, or None."""
        if stemmed[:LEAST_OF_COMPOUND] not in self._openings:
            return None
        cuts = range(len(stemmed) - LEAST_OF_REST, LEAST_OF_COMPOUND - 1, -1)
        return next((stemmed[:cut] for cut in cuts if stemmed[:cut] in self._stems), None)


def all_labels(theme: Theme) -> tuple[str, ...]:
    """Return every word or phrase for a theme: labels and synonyms in both languages."""
    return (theme.label.nl, theme.label.en, *theme.synonyms_nl, *theme.synonyms_en)


def _one_replaced(one: str, other: str) -> bool:
    """Return whether of two stems that differ by one mistake a letter was replaced by another."""
    return len(one) == len(other) and sorted(one) != sorted(other)


def _raise_to(strengths: dict[str, float], themes: Iterable[str], strength: float) -> None:
    for theme_id in themes:
        strengths[theme_id] = max(strength, strengths.get(theme_id, 0.0))
