"""Which words of a question offerings use too: words that begin alike are mostly forms of one.

Cosines of n-grams grow with every stretch that two texts share by chance, and fall with all that an offering
says beside. This looks at whole words only, at each once, and over all that an offering says together.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Protocol

import numpy as np

from matchmaker.matching.index.arrays import runs

if TYPE_CHECKING:
    from matchmaker.matching.index.texts import Texts

# What words weigh is added as whole numbers of this fineness, so that no order of adding changes a sum.
FINENESS = 2.0**20


class Adding(Protocol):
    """Adds up what is said of some words, the same on numpy alone and compiled."""

    def __call__(
        self, numbers: np.ndarray, weights: np.ndarray, rows: np.ndarray, texts: Texts
    ) -> np.ndarray:
        """Return for each row what those words weigh that it says, each once.

        Args:
            numbers: For each token the number of a word, from 1, or 0.
            weights: What each word weighs, the first one at 0; whole numbers.
            rows: Which rows.
            texts: What the rows say.
        """
        ...


class Beginnings:
    """Finds the tokens that begin as the words of a question do: with the same four letters, if not alike."""

    def __init__(self, texts: Texts, adding: Adding) -> None:
        """Arrange the tokens that the texts have by how they begin; later ones are looked at one by one.

        Args:
            texts: The tokens of each row.
            adding: Adds up.
        """
        self._texts = texts
        self._adding = adding
        beginnings = texts.vocabulary.beginnings
        self._tokens = beginnings.argsort(kind="stable").astype(np.int32)
        self._beginnings = beginnings.take(self._tokens)
        self._number_of_token = np.zeros(len(beginnings), dtype=np.uint16)

    def shared(self, grams: np.ndarray, telling: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Return for each row how much it says of what a question asks, from 0.

        That is what the words weigh that both have, of the root of what all words of the question weigh that
        any text has. A word weighs the square of how much its beginning tells.

        Args:
            grams: Numbers of the n-grams of the question, each once.
            telling: How much each tells: the logarithm of one in how many texts has it.
            rows: Which rows.
        """
        begin = self._texts.vocabulary.begin_words.take(grams)
        tokens, numbers = self._beginning_as(grams.compress(begin))
        weights = np.rint(telling.compress(begin) ** 2 * FINENESS).astype(np.int64)
        total = weights.sum() / FINENESS
        if total <= 0:
            return np.zeros(len(rows))
        known = self._number_of_token
        if len(self._texts.vocabulary) > len(known):
            known = self._number_of_token = np.zeros(len(self._texts.vocabulary) * 5 // 4, dtype=np.uint16)
        known[tokens] = numbers + 1
        found = self._adding(known, weights, rows, self._texts)
        known[tokens] = 0
        shared: np.ndarray = found / (FINENESS * sqrt(total))
        return shared

    def _beginning_as(self, grams: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the tokens that begin with one of these n-grams, and the place of that n-gram."""
        # Of another type, numpy would copy all beginnings to that type first.
        grams = grams.astype(self._beginnings.dtype, copy=False)
        begins = self._beginnings.searchsorted(grams)
        many = self._beginnings.searchsorted(grams, side="right") - begins
        tokens, owners = self._tokens.take(runs(begins, many)), np.arange(len(grams)).repeat(many)
        late = self._texts.vocabulary.beginnings[len(self._tokens) :]
        if not len(late) or not len(grams):
            return tokens, owners
        order = grams.argsort()
        places = order.take(grams.take(order).searchsorted(late), mode="clip")
        new = (grams.take(places) == late).nonzero()[0]
        return np.concatenate((tokens, new + len(self._tokens))), np.concatenate((owners, places[new]))


def added(numbers: np.ndarray, weights: np.ndarray, rows: np.ndarray, texts: Texts) -> np.ndarray:
    """See ``Adding``; on numpy alone."""
    tokens, many = texts.all_tokens(rows)
    said = numbers.take(tokens)
    hits = said.nonzero()[0]
    owners = many.cumsum().searchsorted(hits, side="right")
    present = np.zeros((len(rows), len(weights)), dtype=np.int64)
    present[owners, said.take(hits) - 1] = 1
    found: np.ndarray = present @ weights
    return found
