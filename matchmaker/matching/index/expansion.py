"""From the words of a question to terms of the index: compounds split and joined, misspelled words mended."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, Protocol

from matchmaker.matching.index.texts import tag
from matchmaker.memo import Kept
from matchmaker.text import stem, telling, undoubled, words
from matchmaker.themes import all_labels

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from matchmaker.matching.index.postings import Postings
    from matchmaker.matching.index.spelling import Spelling
    from matchmaker.matching.index.texts import Vocabulary
    from matchmaker.themes import Thesaurus

WHOLE, PART, BOTH_PARTS, JOINED, THEME = 1.0, 0.4, 0.6, 1.0, 0.6
SHORTEST_START, SHORTEST_END, SHORTEST_MENDED = 4, 4, 4
KEPT_WORDS = 50_000
# At the seam of a compound a short word loses its ending too. What stands before it is no letter, so that
# no doubled letter is taken off there. A long word loses it anyway.
SEAM, LONG = "0000", 8


class _Word(NamedTuple):
    """A word of a question.

    Attributes:
        opening: How it would open a compound.
        closing: How it would close a compound.
        terms: The terms that it stands for, with the worth of each.
    """

    opening: str
    closing: str
    terms: tuple[tuple[int, int], ...]


class Compounds:
    """The words of trade by which a compound is recognised, whatever the texts hold."""

    def __init__(self, thesaurus: Thesaurus) -> None:
        self.stems = frozenset(
            stem(word)
            for theme in thesaurus.by_id.values()
            for label in all_labels(theme)
            for word in words(label)
            if len(stem(word)) >= SHORTEST_END
        )

    def parts(self, stemmed: str) -> tuple[str, ...]:
        """Return the longest known start and end of a stem, as far as there are any."""
        known = self.stems
        found = []
        for cut in range(len(stemmed) - SHORTEST_START + 1, SHORTEST_START - 1, -1):
            if stemmed[:cut] in known:
                found.append(stemmed[:cut])
                break
        for cut in range(SHORTEST_START, len(stemmed) - SHORTEST_END + 1):
            if stemmed[cut:] in known:
                found.append(stemmed[cut:])
                break
        return tuple(found)


class Expansion(Protocol):
    """Tells which terms a question asks for."""

    def asked(self, text: str, themes: Mapping[str, float]) -> list[tuple[int, int]]:
        """Return the terms that a question asks for, each with what it is worth, the most worth first.

        Args:
            text: The question.
            themes: Ids of the themes that it is about, each with a strength up to 1.
        """
        ...


class PlainExpansion:
    """Reads a question word by word, and remembers of each what it stands for."""

    def __init__(
        self, vocabulary: Vocabulary, compounds: Compounds, spelling: Spelling, postings: Postings
    ) -> None:
        self._terms = vocabulary.term_names
        self._compounds = compounds
        self._spelling = spelling
        self._postings = postings
        self._shares: dict[str, tuple[tuple[str, tuple[tuple[int, float], ...]], ...]] = {}
        self._shares_at = -1, -1
        self._words = Kept(self._of_token, KEPT_WORDS)
        self._words_at = -1

    def asked(self, text: str, themes: Mapping[str, float]) -> list[tuple[int, int]]:
        """See ``Expansion``."""
        self._forget_what_changed()
        postings = self._postings
        worths: dict[int, int] = {}
        term_of, known = self._terms.get, self._words
        before = ""
        for token in text.split():
            for opening, closing, terms in known[token]:
                for term, worth in terms:
                    if worths.get(term, 0) < worth:
                        worths[term] = worth
                if before:
                    joined = term_of(before + closing)
                    if joined is not None and postings.rows_having(joined):
                        worths[joined] = postings.worth(joined, JOINED)
                before = opening
        for theme_id, strength in themes.items():
            about = self._term(tag(theme_id))
            if about is not None:
                worths[about] = postings.worth(about, THEME * strength)
        # Turned over like this, equal ones stay in their order.
        return sorted(worths.items(), key=itemgetter(1), reverse=True)

    def _forget_what_changed(self) -> None:
        """Words are valued anew after any change, and looked up anew once a term has come or gone."""
        postings = self._postings
        if postings.version != self._words_at:
            self._words.clear()
            self._words_at = postings.version
        state = postings.turns, len(self._terms)
        if state != self._shares_at or len(self._shares) > KEPT_WORDS:
            self._shares.clear()
            self._shares_at = state

    def _of_token(self, token: str) -> tuple[_Word, ...]:
        """Return the telling words of a stretch without white space, each with its terms."""
        shares = self._shares.get(token)
        if shares is None:
            shares = tuple((word, tuple(self._looked_up(stem(word)))) for word in telling(token).split())
            self._shares[token] = shares
        worth = self._postings.worth
        return tuple(
            _Word(
                undoubled(word),
                stem(word) if len(word) >= LONG else stem(SEAM + word).removeprefix(SEAM),
                tuple((term, worth(term, share)) for term, share in terms),
            )
            for word, terms in shares
        )

    def _term(self, term: str) -> int | None:
        """Return the number of a term that stands in some row now."""
        number = self._terms.get(term)
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
            end = stemmed[cut:]
            if self._term(end) is not None:
                start = stem(stemmed[:cut])
                if self._term(start) is not None:
                    return [(start, BOTH_PARTS), (end, BOTH_PARTS)]
        return []

    def _mended(self, stemmed: str) -> Iterable[tuple[int, float]]:
        if len(stemmed) < SHORTEST_MENDED:
            return ()
        return self._spelling.near(stemmed, self._postings.rows_having)
