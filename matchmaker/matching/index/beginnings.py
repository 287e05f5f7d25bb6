"""Which words of a question offerings use too: words that begin alike are mostly forms of one.

Cosines of n-grams grow with every stretch that two texts share by chance, and fall with all that an offering
says beside. This looks at whole words only, at each once, and over all that an offering says together.

There are two with the same answers: on numpy alone, and compiled by numba where the extra ``fast`` is
installed.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Protocol

import numpy as np

from matchmaker.matching.index.arrays import runs

if TYPE_CHECKING:
    from matchmaker.matching.index.likeness import Rarity
    from matchmaker.matching.index.texts import Texts

# What words weigh is added as whole numbers of this fineness, so that no order of adding changes a sum.
FINENESS = 2.0**20


class Beginnings(Protocol):
    """Finds the tokens that begin as the words of a question do: with the same four letters, if not alike."""

    def shared(self, grams: np.ndarray, rarity: Rarity, rows: np.ndarray) -> np.ndarray:
        """Return for each row how much it says of what a question asks, from 0.

        That is what the words weigh that both have, by the root of what all words of the question weigh that
        any text or theme has. A word weighs the square of the logarithm of one in how many texts has its
        beginning.

        Args:
            grams: Numbers of the n-grams of the question, each once.
            rarity: How much each tells.
            rows: Which rows.
        """
        ...


class TokensByBeginning:
    """The tokens of texts, arranged by how they begin.

    Attributes:
        texts: The texts, which may grow.
        tokens: The tokens that they had at first, in the order of their beginnings; 32 bits each.
        beginnings: The longest n-gram with which each of these begins; 32 bits each.
    """

    def __init__(self, texts: Texts) -> None:
        """Arrange all tokens that the texts have."""
        self.texts = texts
        self.tokens = texts.vocabulary.beginnings.argsort(kind="stable").astype(np.int32)
        self.beginnings = texts.vocabulary.beginnings.take(self.tokens)
        self._numbers = np.zeros(0, dtype=np.uint16)

    @property
    def late(self) -> np.ndarray:
        """The beginnings of the tokens that came later, in the order of their numbers."""
        found: np.ndarray = self.texts.vocabulary.beginnings[len(self.tokens) :]
        return found

    def numbers(self) -> np.ndarray:
        """Return room to note a number for each token; whoever uses it leaves zeros."""
        if len(self.texts.vocabulary) > len(self._numbers):
            self._numbers = np.zeros(len(self.texts.vocabulary) * 5 // 4, dtype=np.uint16)
        return self._numbers


class NumpyBeginnings:
    """Notes for each token which word it is, and looks that up for all that rows say."""

    def __init__(self, texts: Texts) -> None:
        """Arrange the tokens of texts."""
        self._arranged = TokensByBeginning(texts)

    def shared(self, grams: np.ndarray, rarity: Rarity, rows: np.ndarray) -> np.ndarray:
        """See ``Beginnings``."""
        texts = self._arranged.texts
        grams = grams.compress(texts.vocabulary.begin_words.take(grams))
        weights = np.rint((rarity.of(grams) - 1) ** 2 * FINENESS).astype(np.int64)
        total = int(weights.sum())
        if not total:
            return np.zeros(len(rows))
        tokens, places = self._beginning_as(grams)
        numbers = self._arranged.numbers()
        numbers[tokens] = places + 1
        said, many = texts.all_tokens(rows)
        told = numbers.take(said)
        numbers[tokens] = 0
        hits = told.nonzero()[0]
        present = np.zeros((len(rows), len(weights)), dtype=np.int64)
        present[many.cumsum().searchsorted(hits, side="right"), told.take(hits) - 1] = 1
        shared: np.ndarray = present @ weights / sqrt(FINENESS * total)
        return shared

    def _beginning_as(self, grams: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the tokens that begin with one of these n-grams, and the place of that n-gram."""
        arranged = self._arranged
        # Of another type, numpy would copy all beginnings to that type first.
        grams = grams.astype(arranged.beginnings.dtype, copy=False)
        begins = arranged.beginnings.searchsorted(grams)
        many = arranged.beginnings.searchsorted(grams, side="right") - begins
        tokens, places = arranged.tokens.take(runs(begins, many)), np.arange(len(grams)).repeat(many)
        if not len(arranged.late):
            return tokens, places
        order = grams.argsort()
        nearest = order.take(grams.take(order).searchsorted(arranged.late), mode="clip")
        new = (grams.take(nearest) == arranged.late).nonzero()[0]
        return np.concatenate((tokens, new + len(arranged.tokens))), np.concatenate((places, nearest[new]))
