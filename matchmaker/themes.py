"""The thesaurus: which themes a text speaks of, and how near two themes are."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from matchmaker.text import fold, stem, words
from matchmaker.verbs import dutch_verbs, english_words, verbs_apart

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from matchmaker.model import Theme
    from matchmaker.vocabulary import TargetGroup

LONGEST_PHRASE = 5
KEPT_WORDS = 20_000
LEAST_TO_MISSPELL = 6
NEARLY = 86.0  # likeness of spelling, of 100
# Within a text, a stem of so many letters may have one letter too many or too few, or two swapped; a long one
# may have any one wrong. Shorter ones with a wrong letter are mostly other words.
MISTAKEN, MISTAKEN_ANYHOW = 7, 12
# A theme that shows only as a part of a longer word is no sign that a text is about it.
SURELY_MEANT = 0.7
WHOLE, END_OF_COMPOUND, START_OF_COMPOUND, MISSPELLED, INFLECTED = 1.0, 0.7, 0.5, 0.8, 0.9


class Thesaurus:
    """Themes by their words in both languages, and their tree."""

    def __init__(self, themes: Iterable[Theme]) -> None:
        self.by_id = {theme.id: theme for theme in sorted(themes, key=lambda theme: theme.id)}
        self._phrases: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self._stems: dict[str, set[str]] = defaultdict(set)
        # How many words the phrases have that begin with a stem.
        self._lengths: dict[str, set[int]] = defaultdict(set)
        self._infinitives: set[str] = set()
        self._known_parts: dict[str, list[tuple[set[str], float]]] = {}
        for theme in self.by_id.values():
            for label in all_labels(theme):
                stems = tuple(stem(word) for word in words(label))
                if stems:
                    self._phrases[stems].add(theme.id)
                    self._lengths[stems[0]].add(len(stems))
                if len(stems) == 1:
                    self._stems[stems[0]].add(theme.id)
                    if label.endswith("en"):
                        self._infinitives.add(stems[0])
        # A word of which a label holds a right spelling is none that was spelled wrongly.
        self._right = {stemmed for phrase in self._phrases for stemmed in phrase}
        self._long_stems: dict[str, list[str]] = defaultdict(list)
        for stemmed in sorted(self._stems):
            if len(stemmed) >= LEAST_TO_MISSPELL:
                self._long_stems[stemmed[0]].append(stemmed)
        self._above = {theme_id: self._climb(theme_id) for theme_id in self.by_id}
        self._neighbours: dict[str, dict[str, float]] = {theme_id: {} for theme_id in self.by_id}
        for narrow, above in self._above.items():
            for broad, steps in above.items():
                self._neighbours[narrow][broad] = self._neighbours.setdefault(broad, {})[narrow] = 0.5**steps

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
        return frozenset(self._above.get(theme_id, {theme_id: 0}))

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
        for above in sorted(self._above.get(theme_id, {}), key=lambda known: self._above[theme_id][known]):
            group = self.by_id[above].target_group if above in self.by_id else None
            if group is not None:
                return group
        return None

    def find(self, label: str) -> tuple[str, ...]:
        """Return the ids of the themes with exactly this label, synonym or id, up to stem and spelling."""
        if fold(label) in self.by_id:
            return (fold(label),)
        stems = tuple(stem(word) for word in words(label))
        found = self._phrases.get(stems)
        if not found and len(stems) == 1:
            found = self._misspelled(stems[0])
        return tuple(sorted(found or ()))

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
        for likely, _, _ in process.extract_iter(
            meant, self._long_stems.get(stemmed[0], ()), scorer=OSA.distance, score_cutoff=1
        ):
            shortest = min(len(likely), len(meant))
            if shortest >= MISTAKEN_ANYHOW or (shortest >= MISTAKEN and not _one_replaced(meant, likely)):
                return self._stems[likely]
        return set()

    def mentioned(self, text: str) -> Mapping[str, float]:
        """Return the themes that a text speaks of, each with a strength up to 1.

        Whole words and phrases count fully, a part of a compound ("sloophout" ends in "hout") less, a form of
        a verb or a misspelled word a little less than the word itself.
        """
        # No word goes on over white space, and people use the same words again and again.
        stems = [stemmed for piece in text.split() for stemmed in _stems(piece)]
        strengths: dict[str, float] = {}
        covered = [False] * len(stems)
        for length, start in self._possible(stems):
            found = self._phrases.get(tuple(stems[start : start + length]))
            if found and not any(covered[start : start + length]):
                _raise_to(strengths, found, WHOLE)
                covered[start : start + length] = [True] * length
        for index, stemmed in enumerate(stems):
            if not covered[index]:
                for found, strength in self._parts(stemmed):
                    _raise_to(strengths, found, strength)
        for verb in self._infinitives & verbs_apart(text):
            _raise_to(strengths, self._stems[verb], INFLECTED)
        return strengths

    def _possible(self, stems: list[str]) -> list[tuple[int, int]]:
        """Return length and start of the phrases that a text may hold, longest first, then from the left."""
        lengths = self._lengths
        possible = [
            (length, start)
            for start, stemmed in enumerate(stems)
            if stemmed in lengths
            for length in lengths[stemmed]
            if length <= LONGEST_PHRASE and start + length <= len(stems)
        ]
        return sorted(possible, key=_longest_first)

    def _parts(self, stemmed: str) -> list[tuple[set[str], float]]:
        """Return the themes of a word's right spelling, or of the longest end and start of a compound.

        People use the same words again and again, so what was found for a word is kept.
        """
        found = self._known_parts.get(stemmed)
        if found is None:
            if len(self._known_parts) >= KEPT_WORDS:
                self._known_parts.clear()
            found = self._known_parts[stemmed] = self._parts_of(stemmed)
        return found

    def _inflected(self, stemmed: str) -> set[str]:
        """Return the themes of the verb of which a stem is a form."""
        verb = next((verb for verb in dutch_verbs(stemmed) if verb in self._infinitives), None)
        verb = verb or next((word for word in english_words(stemmed) if word in self._stems), None)
        return self._stems[verb] if verb else set()

    def _parts_of(self, stemmed: str) -> list[tuple[set[str], float]]:
        inflected = self._inflected(stemmed)
        if inflected:
            return [(inflected, INFLECTED)]
        meant = self._mistaken(stemmed)
        if meant:
            return [(meant, MISSPELLED)]
        found: list[tuple[set[str], float]] = []
        for cut in range(3, len(stemmed) - 3):
            if len(stemmed) - cut >= 4 and stemmed[cut:] in self._stems:
                found.append((self._stems[stemmed[cut:]], END_OF_COMPOUND))
                break
        for cut in range(len(stemmed) - 3, 3, -1):
            if stemmed[:cut] in self._stems:
                found.append((self._stems[stemmed[:cut]], START_OF_COMPOUND))
                break
        return found


def all_labels(theme: Theme) -> tuple[str, ...]:
    """Return every word or phrase for a theme: labels and synonyms in both languages."""
    return (theme.label.nl, theme.label.en, *theme.synonyms_nl, *theme.synonyms_en)


@lru_cache(KEPT_WORDS)
def _stems(piece: str) -> tuple[str, ...]:
    return tuple(map(stem, words(piece)))


def _one_replaced(one: str, other: str) -> bool:
    """Return whether of two stems that differ by one mistake a letter was replaced by another."""
    return len(one) == len(other) and sorted(one) != sorted(other)


def _longest_first(phrase: tuple[int, int]) -> tuple[int, int]:
    length, start = phrase
    return -length, start


def _raise_to(strengths: dict[str, float], themes: Iterable[str], strength: float) -> None:
    for theme_id in themes:
        strengths[theme_id] = max(strength, strengths.get(theme_id, 0.0))
