"""What rows say of the words of a question, by numba; imported only where the extra ``fast`` is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matchmaker.matching.index.arrays import LOW_BITS, WIDE
from matchmaker.matching.index.compiling import compiled, inner, whole
from matchmaker.matching.index.likeness import WORD_FINENESS

if TYPE_CHECKING:
    from matchmaker.matching.index.arrays import Floats, Ints
    from matchmaker.matching.index.likeness import Rarity
    from matchmaker.matching.index.texts import Texts


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


@inner
def _note(  # plain arrays in one loop are what numba compiles well
    gram: int, number: int, tokens: Ints, beginnings: Ints, late: Ints, numbers: np.ndarray
) -> None:
    """Note a number for each token that begins with an n-gram."""
    place, end = whole(0), whole(beginnings.shape[0])
    while place < end:
        middle = (place + end) // 2
        if beginnings[middle] < gram:
            place = middle + 1
        else:
            end = middle
    while place < beginnings.shape[0] and beginnings[place] == gram:
        numbers[tokens[place]] = number
        place += 1
    for place in range(late.shape[0]):
        if late[place] == gram:
            numbers[tokens.shape[0] + place] = number


@compiled
def _shared(  # noqa: PLR0913, PLR0917  # as above
    grams: Ints,
    begin_words: np.ndarray,
    most: float,
    logs: Floats,
    tokens: Ints,
    beginnings: Ints,
    late: Ints,
    numbers: np.ndarray,
    rows: Ints,
    document_starts: Ints,
    token_starts: Ints,
    said: np.ndarray,
) -> Floats:
    """Return what ``Alike.shared`` is."""
    weights = np.zeros(grams.shape[0] + 1, dtype=np.int64)
    asked = total = whole(0)
    for gram in grams:
        if begin_words[gram]:
            asked += 1
            weights[asked] = whole(np.rint((most - logs[gram] - 1) ** 2 * WORD_FINENESS))
            total += weights[asked]
            _note(whole(gram), asked, tokens, beginnings, late, numbers)
    shared = np.zeros(rows.shape[0])
    # Of each word the last row that was seen to say it, from 1.
    said_by = np.zeros(grams.shape[0] + 1, dtype=np.int32)
    for place in range(rows.shape[0] if total else 0):
        row, found = rows[place], whole(0)
        unit, end = token_starts[document_starts[row]], token_starts[document_starts[row + 1]]
        while unit < end:
            token = whole(said[unit])
            unit += 1
            if token >= WIDE:
                token = ((token - WIDE) << LOW_BITS) + whole(said[unit])
                unit += 1
            number = whole(numbers[token])
            if said_by[number] != place + 1:
                said_by[number] = place + 1
                found += weights[number]
        shared[place] = found / np.sqrt(WORD_FINENESS * total)
    for gram in grams:
        if begin_words[gram]:
            _note(whole(gram), 0, tokens, beginnings, late, numbers)
    return shared


class NumbaBeginnings:
    """Notes for each token which word it is, and looks that up token by token."""

    def __init__(self, texts: Texts) -> None:
        """Arrange the tokens of texts."""
        self._arranged = TokensByBeginning(texts)

    def shared(self, grams: np.ndarray, rarity: Rarity, rows: np.ndarray) -> np.ndarray:
        """Return what ``Alike.shared`` is."""
        arranged, texts = self._arranged, self._arranged.texts
        found: np.ndarray = _shared(
            grams,
            texts.vocabulary.begin_words,
            rarity.most,
            rarity.logs,
            arranged.tokens,
            arranged.beginnings,
            arranged.late,
            arranged.numbers(),
            rows.astype(np.int64, copy=False),
            texts.starts,
            texts.token_lists.starts,
            texts.token_lists.values,
        )
        return found
