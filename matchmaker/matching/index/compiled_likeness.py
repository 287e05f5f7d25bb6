"""Likeness compiled by numba; imported only where the extra ``fast`` is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matchmaker.matching.index.arrays import Lists
from matchmaker.matching.index.compiling import compiled
from matchmaker.matching.index.likeness import damped
from matchmaker.matching.index.texts import LONGEST_GRAM, SHORTEST_GRAM, Vocabulary

if TYPE_CHECKING:
    from matchmaker.matching.index.arrays import Ints


@compiled
def _different(
    documents: Ints, token_starts: Ints, tokens: Ints, place_of_token: np.ndarray, turn: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the different tokens of documents, and of all their tokens in order the place among these."""
    total = 0
    for number in documents:
        total += token_starts[number + 1] - token_starts[number]
    places = np.empty(total, dtype=np.int32)
    different = np.empty(total, dtype=np.int32)
    found = passed = 0
    for number in documents:
        for token in tokens[token_starts[number] : token_starts[number + 1]]:
            if place_of_token[token, 0] != turn:
                place_of_token[token, 0] = turn
                place_of_token[token, 1] = found
                different[found] = token
                found += 1
            places[passed] = place_of_token[token, 1]
            passed += 1
    return different[:found], places


@compiled
def _shared(
    tokens: np.ndarray, gram_starts: Ints, grams: Ints, place_of_gram: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return where the n-grams of each token that are asked for begin, and which these are, by place.

    A question that has an n-gram has the shorter ones with which that begins. So a longer one is looked up
    only where the shorter one is asked for: mostly a third of a token's n-grams are read.
    """
    room, longest = 0, 0
    for token in tokens:
        size = gram_starts[token + 1] - gram_starts[token]
        room += size
        longest = max(longest, size)
    begins = np.zeros(tokens.shape[0] + 1, dtype=np.int32)
    shared = np.empty(room + 1, dtype=np.int32)
    starts = np.empty(longest + 1, dtype=np.int32)
    filled = 0
    for number, token in enumerate(tokens):
        first = gram_starts[token]
        size = gram_starts[token + 1] - first
        # A token has one n-gram less of each greater length; all of a very short one are of the least.
        many = max(1, (size + 3) // 3) if size else 0
        hits = 0
        for start in range(many):
            place = place_of_gram[grams[first + start]]
            # What is not asked for is written over: quicker than a choice that cannot be foreseen.
            shared[filled] = place - 1
            starts[hits] = start
            filled += place != 0
            hits += place != 0
        for _ in range(SHORTEST_GRAM, LONGEST_GRAM):
            first += many
            many -= 1
            longer = 0
            for start in starts[:hits]:
                if start < many:
                    place = place_of_gram[grams[first + start]]
                    if place:
                        shared[filled] = place - 1
                        starts[longer] = start
                        filled += 1
                        longer += 1
            hits = longer
        begins[number + 1] = filled
    return begins, shared


@compiled
def _products(  # noqa: PLR0913, PLR0917  # plain arrays in one loop are what numba compiles well
    weights: np.ndarray,
    documents: Ints,
    token_starts: Ints,
    tokens: Ints,
    gram_starts: Ints,
    grams: Ints,
    place_of_gram: np.ndarray,
    place_of_token: np.ndarray,
    turn: int,
    steps: np.ndarray,
) -> np.ndarray:
    """Return the product of the question with each document: every further occurrence adds a smaller step."""
    different, places = _different(documents, token_starts, tokens, place_of_token, turn)
    begins, shared = _shared(different, gram_starts, grams, place_of_gram)
    times = np.zeros(weights.shape[0], dtype=np.int32)
    products = np.zeros(documents.shape[0])
    passed = 0
    for number, document in enumerate(documents):
        product = 0.0
        for _ in range(token_starts[document], token_starts[document + 1]):
            token = places[passed]
            passed += 1
            for entry in range(begins[token], begins[token + 1]):
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
        self._place_of_token = np.zeros((0, 2), dtype=np.int32)
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
            self._place_of_token,
            self._turn,
            self._steps,
        )
        self._place_of_gram[asked] = 0
        return products

    def _make_room(self, tokens: int, grams: int) -> None:
        if tokens > len(self._place_of_token):
            self._place_of_token = np.zeros((tokens * 5 // 4, 2), dtype=np.int32)
        if grams > len(self._place_of_gram):
            self._place_of_gram = np.zeros(grams * 5 // 4, dtype=np.int32)
