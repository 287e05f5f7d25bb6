"""From the words of a question to terms of the index: compounds split and joined, misspelled words mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matchmaker.matching.index.arrays import Lists
from matchmaker.matching.index.texts import tag
from matchmaker.text import stem, telling, words
from matchmaker.themes import all_labels

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from matchmaker.matching.index.postings import Postings
    from matchmaker.matching.index.texts import Vocabulary
    from matchmaker.themes import Thesaurus

WHOLE, PART, BOTH_PARTS, JOINED, THEME = 1.0, 0.4, 0.6, 1.0, 0.6
SHORTEST_START, SHORTEST_END, SHORTEST_MENDED = 4, 4, 4
LEAST_LIKE, MENDED = 0.45, 4
KEPT_WORDS = 50_000
ARRANGED_AGAIN = 4096

# Words, each with the terms that it stands for and their shares.
_Words = tuple[tuple[str, tuple[tuple[int, float], ...]], ...]


class Compounds:
    """The words of trade by which a compound is recognised, whatever the texts hold."""

    def __init__(self, thesaurus: Thesaurus) -> None:
        self._stems = frozenset(
            stem(word)
            for theme in thesaurus.by_id.values()
            for label in all_labels(theme)
            for word in words(label)
            if len(stem(word)) >= SHORTEST_END
        )

    def parts(self, stemmed: str) -> tuple[str, ...]:
        """Return the longest known start and end of a stem, as far as there are any."""
        longest = len(stemmed) - SHORTEST_START + 1
        ends = (stemmed[cut:] for cut in range(SHORTEST_START, len(stemmed) - SHORTEST_END + 1))
        starts = (stemmed[:cut] for cut in range(longest, SHORTEST_START - 1, -1))
        found = (next((part for part in side if part in self._stems), None) for side in (starts, ends))
        return tuple(part for part in found if part is not None)


class Expansion:
    """Which terms a question asks for, and how much each of them counts."""

    def __init__(self, vocabulary: Vocabulary, postings: Postings, compounds: Compounds) -> None:
        self._vocabulary = vocabulary
        self._postings = postings
        self._compounds = compounds
        self._spelling = _Spelling(vocabulary, postings)
        self._known: dict[str, _Words] = {}
        self._pairs: dict[tuple[str, str], int | None] = {}
        self._known_at = (-1, -1)

    def shares(self, text: str, themes: Mapping[str, float]) -> dict[int, float]:
        """Return the terms that a question asks for, with the share of each, the first asked for first.

        Args:
            text: The question.
            themes: Ids of the themes that it is about, each with a strength up to 1.
        """
        self._forget_what_changed()
        shares: dict[int, float] = {}
        before = ""
        for token in text.split():
            for word, found in self._of_token(token):
                for term, share in found:
                    if share > shares.get(term, 0.0):
                        shares[term] = share
                joined = self._joined(before, word)
                if joined is not None:
                    shares[joined] = max(JOINED, shares.get(joined, 0.0))
                before = word
        for theme_id, strength in themes.items():
            term_of_theme = self._term(tag(theme_id))
            if term_of_theme is not None:
                shares[term_of_theme] = THEME * strength
        return shares

    def _forget_what_changed(self) -> None:
        """Words are looked up anew once a term has come or gone."""
        state = self._postings.turns, self._vocabulary.term_count
        if state != self._known_at or len(self._known) + len(self._pairs) > KEPT_WORDS:
            self._known.clear()
            self._pairs.clear()
            self._known_at = state

    def _of_token(self, token: str) -> _Words:
        """Return the telling words of a stretch without white space, each with its terms."""
        found = self._known.get(token)
        if found is None:
            found = tuple((word, tuple(self._looked_up(stem(word)))) for word in telling(token).split())
            self._known[token] = found
        return found

    def _joined(self, before: str, word: str) -> int | None:
        """Return the term of two neighbours written as one, if it stands in some row."""
        pair = before, word
        if pair not in self._pairs:
            self._pairs[pair] = self._term(stem(before + word)) if before else None
        return self._pairs[pair]

    def _term(self, term: str) -> int | None:
        """Return the number of a term that stands in some row now."""
        number = self._vocabulary.term(term)
        return number if number is not None and self._postings.rows_having(number) else None

    def _looked_up(self, stemmed: str) -> Iterable[tuple[int, float]]:
        whole = self._term(stemmed)
        parts = [(part, PART) for part in self._compounds.parts(stemmed)]
        if whole is None:
            parts += self._split(stemmed)
        found = [(number, share) for part, share in parts if (number := self._term(part)) is not None]
        if whole is not None:
            return [(whole, WHOLE), *found]
        return found or self._mended(stemmed)

    def _split(self, stemmed: str) -> list[tuple[str, float]]:
        """Return the two words of a compound that both stand in some row."""
        for cut in range(SHORTEST_START, len(stemmed) - SHORTEST_END + 1):
            start, end = stem(stemmed[:cut]), stemmed[cut:]
            if self._term(start) is not None and self._term(end) is not None:
                return [(start, BOTH_PARTS), (end, BOTH_PARTS)]
        return []

    def _mended(self, stemmed: str) -> Iterable[tuple[int, float]]:
        if len(stemmed) < SHORTEST_MENDED:
            return ()
        self._spelling.learn()
        return self._spelling.near(stemmed)


class _Spelling:
    """Finds the terms that share most groups of three letters with a misspelled one."""

    def __init__(self, vocabulary: Vocabulary, postings: Postings) -> None:
        self._vocabulary = vocabulary
        self._postings = postings
        self._grams: dict[str, int] = {}
        self._grams_of_term = Lists()
        self._terms = np.zeros(0, dtype=np.int32)
        self._bounds = np.zeros(1, dtype=np.int64)
        self._arranged = 0
        self.learn()

    def learn(self) -> None:
        """Take in the terms that are new; after many, arrange all by group of letters."""
        number_of = self._grams
        for term in self._vocabulary.terms_from(len(self._grams_of_term)):
            grams = dict.fromkeys(_threes(term))
            self._grams_of_term.append([number_of.setdefault(gram, len(number_of)) for gram in grams])
        if len(self._grams_of_term) > self._arranged + ARRANGED_AGAIN:
            self._arrange()

    def _arrange(self) -> None:
        self._arranged = len(self._grams_of_term)
        grams = self._grams_of_term.values
        terms = np.repeat(np.arange(self._arranged, dtype=np.int32), np.diff(self._grams_of_term.starts))
        order = np.argsort(grams, kind="stable")
        self._terms = terms[order]
        self._bounds = np.searchsorted(grams[order], np.arange(len(self._grams) + 1))

    def near(self, stemmed: str) -> list[tuple[int, float]]:
        """Return the terms spelled nearly so that stand in some row, most alike first, and how alike."""
        asked = list(dict.fromkeys(_threes(stemmed)))
        numbers = [self._grams[gram] for gram in asked if gram in self._grams]
        terms, shared = np.unique(
            np.concatenate([self._settled(numbers), self._late(numbers)]), return_counts=True
        )
        starts = self._grams_of_term.starts
        likeness = 2 * shared / (len(asked) + starts[terms + 1] - starts[terms])
        good = (likeness >= LEAST_LIKE) & (self._postings.having(terms) > 0)
        name = self._vocabulary.term_name
        best = sorted(
            (-alike, name(term), term)
            for term, alike in zip(terms[good].tolist(), likeness[good].tolist(), strict=True)
        )
        return [(term, -unlike) for unlike, _, term in best[:MENDED]]

    def _settled(self, numbers: list[int]) -> np.ndarray:
        """Return the arranged terms that have these groups of letters, once for each."""
        bounds = self._bounds
        known = [number for number in numbers if number < len(bounds) - 1]
        lists = [self._terms[bounds[number] : bounds[number + 1]] for number in known]
        return np.concatenate(lists) if lists else np.zeros(0, dtype=np.int32)

    def _late(self, numbers: list[int]) -> np.ndarray:
        """Return the terms that are not arranged yet and have these groups of letters, once for each."""
        starts = self._grams_of_term.starts[self._arranged :]
        grams = self._grams_of_term.values[starts[0] :]
        terms = np.repeat(np.arange(self._arranged, len(self._grams_of_term)), np.diff(starts))
        return terms[np.isin(grams, numbers)].astype(np.int32)


def _threes(term: str) -> list[str]:
    """Return the groups of three letters of a term, its start and end marked."""
    padded = f" {term} "
    return [padded[start : start + 3] for start in range(len(padded) - 2)]
