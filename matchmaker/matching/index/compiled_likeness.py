"""Likeness compiled by numba; imported only where the extra ``fast`` is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matchmaker.matching.index.arrays import Lists
from matchmaker.matching.index.compiling import compiled
from matchmaker.matching.index.likeness import damped
from matchmaker.matching.index.texts import Vocabulary

if TYPE_CHECKING:
    from matchmaker.matching.index.arrays import Ints


@compiled
def _products(  # noqa: PLR0913, PLR0917  # plain arrays in one loop are what numba compiles well
    weights: np.ndarray,
    documents: Ints,
    token_starts: Ints,
    tokens: Ints,
    gram_starts: Ints,
    grams: Ints,
    place_of_gram: Ints,
    shared_of_token: np.ndarray,
    turn: int,
    steps: np.ndarray,
) -> np.ndarray:
    """Return the product of the question with each document: every further occurrence adds a smaller step.

    The n-grams asked for that a token has are looked up where it first occurs, and kept side by side.
    """
    shared = np.empty(1 << 14, dtype=np.int32)
    filled = 0
    times = np.zeros(weights.shape[0], dtype=np.int32)
    products = np.zeros(documents.shape[0])
    for number in range(documents.shape[0]):
        product = 0.0
        for position in range(token_starts[documents[number]], token_starts[documents[number] + 1]):
            token = tokens[position]
            if shared_of_token[token, 0] != turn:
                most = filled + gram_starts[token + 1] - gram_starts[token]
                if most > shared.shape[0]:
                    wider = np.empty(2 * most, dtype=np.int32)
                    wider[:filled] = shared[:filled]
                    shared = wider
                shared_of_token[token, 0] = turn
                shared_of_token[token, 1] = filled
                for gram in range(gram_starts[token], gram_starts[token + 1]):
                    place = place_of_gram[grams[gram]]
                    # What is not asked for is written over: quicker than a choice that cannot be foreseen.
                    shared[filled] = place - 1
                    filled += place != 0
                shared_of_token[token, 2] = filled
            for entry in range(shared_of_token[token, 1], shared_of_token[token, 2]):
                place = shared[entry]
                count = times[place]
                times[place] = count + 1
                if count == 0:
                    product += weights[place]
                elif count < steps.shape[0]:
                    product += weights[place] * steps[count]
                else:
                    product += weights[place] * np.log1p(1 / count)
        products[number] = product
        times[:] = 0
    return products


class NumbaLikeness:
    """Keeps room for what it notes of tokens and n-grams, each under the number of the question."""

    def __init__(self) -> None:
        self._place_of_gram = np.zeros(0, dtype=np.int32)
        self._shared_of_token = np.zeros((0, 3), dtype=np.int32)
        self._turn = 0
        self._steps = np.diff(damped(0))
        # Compiling takes a second: now, rather than while somebody waits for an answer.
        nothing = np.zeros(0, dtype=np.int64)
        self.products(nothing, np.zeros(0), nothing, Lists(), Vocabulary(lambda _: ()))

    def products(
        self,
        asked: np.ndarray,
        weights: np.ndarray,
        documents: np.ndarray,
        tokens: Lists,
        vocabulary: Vocabulary,
    ) -> np.ndarray:
        """See ``matchmaker.matching.index.likeness.Likeness``."""
        self._make_room(len(vocabulary), vocabulary.gram_count)
        self._turn += 1
        grams = vocabulary.grams
        self._place_of_gram[asked] = np.arange(1, len(asked) + 1)
        products: np.ndarray = _products(
            weights,
            documents,
            tokens.starts,
            tokens.values,
            grams.starts,
            grams.values,
            self._place_of_gram,
            self._shared_of_token,
            self._turn,
            self._steps,
        )
        self._place_of_gram[asked] = 0
        return products

    def _make_room(self, tokens: int, grams: int) -> None:
        if tokens > len(self._shared_of_token):
            self._shared_of_token = np.zeros((tokens * 5 // 4, 3), dtype=np.int32)
        if grams > len(self._place_of_gram):
            self._place_of_gram = np.zeros(grams * 5 // 4, dtype=np.int32)
