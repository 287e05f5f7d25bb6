"""The texts of all offerings as numbers: tokens, their character n-grams, and the words that they stand for.

A token is a folded stretch without white space, punctuation included, because that is what the n-grams are
taken from. Everything about a token is worked out once, when it first occurs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matchmaker.matching.index.arrays import Growing, Lists, narrowed, runs, wide, widened
from matchmaker.matching.index.strings import Lexicon
from matchmaker.text import fold, stem, words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

SHORTEST_GRAM, LONGEST_GRAM = 3, 5
SIZES = LONGEST_GRAM - SHORTEST_GRAM + 1
# Bits of the number of an n-gram that tell most of them apart, so few that a table of them is always at hand.
OPENING = (1 << 12) - 1
# With this a token and term begins that stands for a theme; no token of a text holds it.
TAG = " "
NO_TAGS: Mapping[str, Iterable[str]] = {}
# A token is described once, so that remembering the stems of its words would only take room.
_stem = stem.__wrapped__


def tokens_of(text: str) -> list[str]:
    """Return the folded tokens of a text in order."""
    folded = text if text.isascii() else fold(text)
    return folded.lower().split()


def grams_of(token: str) -> list[str]:
    """Return the character n-grams of a token with a space at both ends, as often as they occur.

    They are those of scikit-learn's analyzer ``char_wb``: a token shorter than an n-gram counts once, whole.
    """
    padded = f" {token} "
    found = []
    for length in range(SHORTEST_GRAM, LONGEST_GRAM + 1):
        found += [padded[start : start + length] for start in range(max(1, len(padded) - length + 1))]
        if len(padded) <= length:
            break
    return found


class Vocabulary:
    """Every token that occurred, with its n-grams and its terms: stems of words, and parts of compounds.

    It only grows: what stands in no offering any more is known by its counts, which are kept elsewhere.
    """

    def __init__(self, parts: Callable[[str], Iterable[str]]) -> None:
        """Make an empty vocabulary.

        Args:
            parts: Gives the parts of a compound, from its stem alone.
        """
        self._parts = parts
        self._tokens, self._grams, self._terms = Lexicon(), Lexicon(), Lexicon()
        # What is left of the shortest n-grams without their last letter is none: the number of the empty one.
        self._grams.numbers([""])
        self._shorter = Growing(np.int32, [0])
        self.longest_grams = Lists()
        self._openings = Growing(np.uint16)
        self._beginnings = Growing(np.int32)
        self._begin_words = Growing(np.bool_)
        self.terms = Lists()

    def __len__(self) -> int:
        return len(self._tokens)

    @property
    def gram_count(self) -> int:
        """How many numbers n-grams have, that of none included."""
        return len(self._grams)

    @property
    def term_count(self) -> int:
        """How many different terms there are."""
        return len(self._terms)

    @property
    def gram_names(self) -> Lexicon:
        """All n-grams, and their numbers; the empty one is none."""
        return self._grams

    @property
    def shorter(self) -> np.ndarray:
        """The number of each n-gram without its last letter, or 0, which is none, for the shortest."""
        return self._shorter.values

    @property
    def openings(self) -> np.ndarray:
        """For each of the longest n-grams of tokens the lowest bits of the number of its first letters.

        A text that has an n-gram also has the shortest one that it begins with. So where no number asked for
        ends in these bits, none of the n-grams that begin there is asked for.
        """
        return self._openings.values

    @property
    def beginnings(self) -> np.ndarray:
        """The number of the longest n-gram with which each token begins, or 0, which is none, for a theme."""
        return self._beginnings.values

    @property
    def begin_words(self) -> np.ndarray:
        """Of each n-gram whether it is the longest one with which some word begins."""
        return self._begin_words.values

    def with_shorter(self, grams: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return n-grams, each followed by the shorter ones that it begins with, and how many these are."""
        chains = [grams]
        for _ in range(SHORTEST_GRAM, LONGEST_GRAM):
            chains.append(self.shorter[chains[-1]])
        table = np.stack(chains, axis=1)
        there = table != 0
        return table[there], there.sum(axis=1)

    @property
    def term_names(self) -> Lexicon:
        """All terms, and their numbers."""
        return self._terms

    def learn(self, tokens: Sequence[str]) -> list[int]:
        """Return the numbers of tokens, and remember those that are new."""
        numbers = self._tokens.numbers(tokens)
        for new in range(len(self.longest_grams), len(self._tokens)):
            token = self._tokens[new]
            self._enter([token], self._terms_of(token))
            self._beginnings.append(self.longest_grams.values.item(self.longest_grams.starts.item(new)))
        return numbers

    def learn_tag(self, tag: str, labels: Iterable[str]) -> int:
        """Return the number of a token that stands for a theme, with the n-grams and terms of its labels."""
        (number,) = self._tokens.numbers([tag])
        if number == len(self.longest_grams):
            tokens = [token for label in labels for token in tokens_of(label)]
            terms = [term for token in tokens for term in self._terms_of(token)]
            self._enter(tokens, [tag, *terms])
            self._beginnings.append(0)
        return number

    def fit(self) -> None:
        """Give back the room that was made for more tokens."""
        for lexicon in (self._tokens, self._grams, self._terms):
            lexicon.settle()
        self.longest_grams.fit()
        self._openings.fit()
        self._beginnings.fit()
        self._begin_words.fit()
        self.terms.fit()
        self._shorter.fit()

    def _terms_of(self, token: str) -> Collection[str]:
        """Return the terms of a token, which like its n-grams follow from how it is written."""
        terms: dict[str, None] = {}
        for word in words(token):
            stemmed = _stem(word)
            terms[stemmed] = None
            terms.update(dict.fromkeys(self._parts(stemmed)))
        return terms

    def _enter(self, tokens: Collection[str], terms: Collection[str]) -> None:
        """Note the terms of the next token, and the n-grams that these tokens have together."""
        longest: list[int] = []
        for token in tokens:
            grams = self._grams.numbers(grams_of(token))
            own = self._longest_of(grams, len(token))
            self._begin_words.grow_to(self.gram_count)
            self._begin_words.values[own[0]] = True
            longest += own
            self._openings.extend([gram & OPENING for gram in grams[: len(token) + 3 - SHORTEST_GRAM]])
        self.longest_grams.append(longest)
        self.terms.append(self._terms.numbers(terms))

    def _longest_of(self, grams: list[int], letters: int) -> list[int]:
        """Return the longest n-gram at each place in a token; the rest are what these begin with."""
        # One length after the other, each with one n-gram less, that of its last place.
        many = end = letters + 3 - SHORTEST_GRAM
        longest, shorter = grams[:end], [0] * end
        while end < len(grams):
            shorter += grams[end - many : end - 1]
            many -= 1
            longest[:many] = grams[end : end + many]
            end += many
        known = len(self._shorter)
        if known < len(self._grams):
            new = {gram: one for gram, one in zip(grams, shorter, strict=True) if gram >= known}
            self._shorter.extend([*new.values()])
        return longest


def tag(theme_id: str) -> str:
    """Return the token and term that stands for a theme."""
    return f"{TAG}{theme_id}"


def is_tag(term: str) -> bool:
    """Return whether a term stands for a theme."""
    return term.startswith(TAG)


class Texts:
    """The documents of each row as token numbers, the first one with its tags; rows come at the end."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._documents = Growing(np.int32, [0])
        self._tokens = Lists(np.uint16)

    def __len__(self) -> int:
        return len(self._documents) - 1

    def add(self, texts: Sequence[str], tags: Mapping[str, Iterable[str]] = NO_TAGS) -> None:
        """Add the next row.

        Args:
            texts: What it says, at least one.
            tags: What else its first text is about, each with its labels.
        """
        learn, learn_tag = self.vocabulary.learn, self.vocabulary.learn_tag
        about = [learn_tag(name, labels) for name, labels in tags.items()]
        for text in texts:
            self._tokens.append(narrowed([*learn(tokens_of(text)), *about]))
            about = []
        self._documents.append(len(self._tokens))

    def documents(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the numbers of the texts of these rows, and how many each row has."""
        starts = self._documents.values
        begins = starts.take(rows)
        lengths = starts.take(rows + 1)
        lengths -= begins
        return runs(begins, lengths), lengths

    @property
    def starts(self) -> np.ndarray:
        """At which document each row starts, and at the end where the last one ends."""
        return self._documents.values

    @property
    def token_lists(self) -> Lists:
        """The tokens of every document, as ``narrowed`` puts them."""
        return self._tokens

    def said(self, row: int) -> list[list[int]]:
        """Return the tokens of each document of one row."""
        return self.told(range(*self._documents.values[row : row + 2].tolist()))

    def told(self, documents: Iterable[int]) -> list[list[int]]:
        """Return the tokens of each of a few documents: of so little lists are read sooner than arrays."""
        starts, values = self._tokens.starts.data, self._tokens.values
        return [wide(values[starts[one] : starts[one + 1]].tolist()) for one in documents]

    def all_tokens(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the tokens of these rows behind each other, and how many each row has."""
        starts = self._documents.values
        token_starts = self._tokens.starts
        begins = token_starts[starts[rows]]
        lengths = token_starts[starts[rows + 1]] - begins
        return widened(self._tokens.values[runs(begins, lengths)], lengths)

    def taken(self, rows: np.ndarray) -> Texts:
        """Return the texts of these rows in this order, with the same vocabulary."""
        starts = self._documents.values
        lengths = starts[rows + 1] - starts[rows]
        chosen = Texts(self.vocabulary)
        chosen._documents = Growing(np.int32, np.concatenate(([0], np.cumsum(lengths))))
        chosen._tokens = self._tokens.taken(runs(starts[rows], lengths))
        return chosen
