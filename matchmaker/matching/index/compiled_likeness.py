"""Likeness compiled by numba; imported only where the extra ``fast`` is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matchmaker.matching.index.arrays import LOW_BITS, WIDE, Lists
from matchmaker.matching.index.compiling import compiled
from matchmaker.matching.index.likeness import FINENESS, damped
from matchmaker.matching.index.texts import LONGEST_GRAM, OPENING, SHORTEST_GRAM, Vocabulary

if TYPE_CHECKING:
    from matchmaker.matching.index.arrays import Ints


_LEAST_TOUCHED = 4096


@compiled
def _different(
    documents: Ints, token_starts: Ints, tokens: np.ndarray, place_of_token: np.ndarray, turn: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the different tokens, of each token in order its place among these, and how many each has."""
    room = 0
    for number in documents:
        room += token_starts[number + 1] - token_starts[number]
    places = np.empty(room, dtype=np.int32)
    different = np.empty(room, dtype=np.int32)
    lengths = np.empty(documents.shape[0], dtype=np.int32)
    found = passed = 0
    for document, number in enumerate(documents):
        before = passed
        unit, end = token_starts[number], token_starts[number + 1]
        while unit < end:
            token = np.int64(tokens[unit])
            unit += 1
            if token >= WIDE:
                token = ((token - WIDE) << LOW_BITS) + np.int64(tokens[unit])
                unit += 1
            if place_of_token[token, 0] != turn:
                place_of_token[token, 0] = turn
                place_of_token[token, 1] = found
                different[found] = token
                found += 1
            places[passed] = place_of_token[token, 1]
            passed += 1
        lengths[document] = passed - before
    return different[:found], places, lengths


@compiled
def _shared(
    tokens: np.ndarray,
    gram_starts: Ints,
    longest_grams: np.ndarray,
    shorter: np.ndarray,
    place_of_gram: np.ndarray,
    openings: np.ndarray,
    opens: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Return where the n-grams of each token that are asked for begin, and which these are, by place.

    What is not asked for, though its first letters are, is written over: quicker than a choice that cannot be
    foreseen.
    """
    room = 1
    for token in tokens:
        room += (gram_starts[token + 1] - gram_starts[token]) * (LONGEST_GRAM - SHORTEST_GRAM + 1)
    begins = np.zeros(tokens.shape[0] + 1, dtype=np.int32)
    shared = np.empty(room, dtype=np.int32)
    filled = 0
    for number, token in enumerate(tokens):
        for longest in range(gram_starts[token], gram_starts[token + 1]):
            if not opens[openings[longest]]:
                continue
            gram = longest_grams[longest]
            for _ in range(SHORTEST_GRAM, LONGEST_GRAM + 1):
                place = place_of_gram[gram]
                shared[filled] = place - 1
                filled += place != 0
                gram = shorter[gram]
        begins[number + 1] = filled
    return begins, shared


@compiled
def _products(  # noqa: PLR0913, PLR0917  # plain arrays in one loop are what numba compiles well
    weights: np.ndarray,
    documents: Ints,
    token_starts: Ints,
    tokens: np.ndarray,
    gram_starts: Ints,
    longest_grams: np.ndarray,
    shorter: np.ndarray,
    place_of_gram: np.ndarray,
    openings: np.ndarray,
    opens: np.ndarray,
    place_of_token: np.ndarray,
    turn: int,
    steps: np.ndarray,
) -> np.ndarray:
    """Return the product of the question with each document: every further occurrence adds a smaller step."""
    different, places, lengths = _different(documents, token_starts, tokens, place_of_token, turn)
    begins, shared = _shared(different, gram_starts, longest_grams, shorter, place_of_gram, openings, opens)
    times = np.zeros(weights.shape[0], dtype=np.int32)
    products = np.zeros(documents.shape[0])
    passed = 0
    for number, length in enumerate(lengths):
        product = 0.0
        for token in places[passed : passed + length]:
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
        passed += length
        products[number] = product
        times[:] = 0
    return products


@compiled
def _lengths(  # noqa: PLR0913, PLR0917  # as above
    documents: Ints,
    token_starts: Ints,
    tokens: np.ndarray,
    gram_starts: Ints,
    longest_grams: np.ndarray,
    shorter: np.ndarray,
    most: float,
    logs: np.ndarray,
    times: np.ndarray,
    counts: np.ndarray,
) -> np.ndarray:
    """Return the length of each document's vector; ``times`` has a 0 for each n-gram, and keeps it."""
    lengths = np.empty(documents.shape[0])
    touched = np.empty(_LEAST_TOUCHED, dtype=np.uint32)
    for number, document in enumerate(documents):
        count = 0
        unit, end = token_starts[document], token_starts[document + 1]
        while unit < end:
            token = np.int64(tokens[unit])
            unit += 1
            if token >= WIDE:
                token = ((token - WIDE) << LOW_BITS) + np.int64(tokens[unit])
                unit += 1
            for longest in range(gram_starts[token], gram_starts[token + 1]):
                gram = longest_grams[longest]
                if count + LONGEST_GRAM > touched.shape[0]:
                    touched = np.append(touched, touched)
                for _ in range(SHORTEST_GRAM, LONGEST_GRAM + 1):
                    touched[count] = gram
                    count += times[gram] == 0 and gram != 0
                    times[gram] += 1
                    gram = shorter[gram]
        squares = 0.0
        for place in range(count):
            gram = touched[place]
            often = times[gram]
            damped_ = counts[often] if often < counts.shape[0] else 1 + np.log(often)
            weight = damped_ * (most - logs[gram])
            squares += np.rint(weight * weight * FINENESS)
            times[gram] = 0
        times[0] = 0
        lengths[number] = np.sqrt(squares / FINENESS)
    return lengths


class NumbaLikeness:
    """Keeps room for what it notes of tokens and n-grams, each under the number of the question."""

    def __init__(self) -> None:
        self._place_of_gram = np.zeros(0, dtype=np.int32)
        self._place_of_token = np.zeros((0, 2), dtype=np.int32)
        self._opens = np.zeros(OPENING + 1, dtype=np.bool_)
        self._turn = 0
        self._counts = damped(0)
        self._steps = np.diff(self._counts)
        self._times = np.zeros(0, dtype=np.int32)
        # Compiling takes a second: now, rather than while somebody waits for an answer.
        nothing = np.zeros(0, dtype=np.int64)
        none = Lists(np.uint16), Vocabulary(lambda _: ())
        self.products(nothing, np.zeros(0), nothing, *none)
        self.lengths(nothing, *none, 0.0, np.zeros(0))

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
        grams = vocabulary.longest_grams
        self._place_of_gram[asked] = np.arange(1, len(asked) + 1)
        self._opens[asked & OPENING] = True
        products: np.ndarray = _products(
            weights,
            documents,
            tokens.starts,
            tokens.values,
            grams.starts,
            # Numbers without a sign are looked up in fewer steps.
            grams.values.view(np.uint32),
            vocabulary.shorter.view(np.uint32),
            self._place_of_gram,
            vocabulary.openings,
            self._opens,
            self._place_of_token,
            self._turn,
            self._steps,
        )
        self._place_of_gram[asked] = 0
        self._opens[asked & OPENING] = False
        return products

    def lengths(
        self, documents: np.ndarray, tokens: Lists, vocabulary: Vocabulary, most: float, logs: np.ndarray
    ) -> np.ndarray:
        """See ``matchmaker.matching.index.likeness.Likeness``."""
        self._make_room(len(vocabulary), vocabulary.gram_count)
        grams = vocabulary.longest_grams
        lengths: np.ndarray = _lengths(
            documents,
            tokens.starts,
            tokens.values,
            grams.starts,
            grams.values.view(np.uint32),
            vocabulary.shorter.view(np.uint32),
            most,
            logs,
            self._times,
            self._counts,
        )
        return lengths

    def _make_room(self, tokens: int, grams: int) -> None:
        if tokens > len(self._place_of_token):
            self._place_of_token = np.zeros((tokens * 5 // 4, 2), dtype=np.int32)
        if grams > len(self._place_of_gram):
            self._place_of_gram = np.zeros(grams * 5 // 4, dtype=np.int32)
            self._times = np.zeros(grams * 5 // 4, dtype=np.int32)
