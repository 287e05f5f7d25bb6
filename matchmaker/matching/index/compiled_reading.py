"""Reads the n-grams of questions in a compiled loop; imported only where the extra ``fast`` is installed.

It does what ``matchmaker.matching.index.reading.PlainReader`` does, without remembering any word: to look
n-grams up is quicker here than to ask whether they were looked up before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matchmaker.matching.index.compiled_expansion import GRAM_NOTES, GRAMS_A_LETTER, Words, weighed_grams
from matchmaker.matching.index.compiling import Addresses
from matchmaker.matching.index.hashing import FACTOR
from matchmaker.matching.index.likeness import Rarity, damped
from matchmaker.matching.index.reading import Telling, Weighed
from matchmaker.matching.index.strings import Lexicon
from matchmaker.matching.index.texts import LONGEST_GRAM
from matchmaker.text import FRAME, fold

if TYPE_CHECKING:
    from matchmaker.matching.index.texts import Vocabulary

_LEAST_ROOM = 1024
# Room for the spaces around tokens and words.
_SPARE = 16


class NumbaReader:
    """Reads a text in one compiled loop, with tables that are taken anew once the vocabulary has grown."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        frame = Lexicon()
        frame.numbers(FRAME)
        self._frame = Words(frame)
        self._grams = Words(vocabulary.gram_names)
        self._make_room(_LEAST_ROOM)
        # Compiling takes a second: now, rather than while somebody waits for an answer.
        nothing = np.zeros(vocabulary.gram_count, dtype=np.int32)
        self.weighed("", Telling(nothing, Rarity(0, 0.0, nothing.astype(np.float64)), 0.0))

    def _make_room(self, letters: int) -> None:
        """Make room for a text of so many letters."""
        self._letters = letters
        room, grams = 2 * letters + _SPARE, letters * GRAMS_A_LETTER + _SPARE
        text, is_letter = np.zeros(letters, dtype=np.uint32), np.zeros(letters, dtype=np.uint8)
        self._text, self._is_letter = text.data.cast("B"), is_letter.data
        self._found, self._weights = np.zeros(grams, dtype=np.int64), np.zeros(grams)
        self._addresses = Addresses(
            self._frame.addresses(),
            self._grams.addresses(),
            (text, np.uint32),
            (is_letter, np.uint8),
            (np.zeros(room, dtype=np.uint32), np.uint32),
            (np.zeros(letters + _SPARE, dtype=np.int32), np.int32),
            (np.zeros(room, dtype=np.uint64), np.uint64),
            (
                np.array([FACTOR**power % 2**64 for power in range(LONGEST_GRAM + 1)], dtype=np.uint64),
                np.uint64,
            ),
            (np.zeros(4 * grams, dtype=np.int32), np.int32),
            (np.zeros(grams, dtype=np.uint64), np.uint64),
            (np.zeros(grams * GRAM_NOTES, dtype=np.int64), np.int64),
            # None occurs more often than there are letters.
            (damped(room), np.float64),
            (self._found, np.int64),
            (self._weights, np.float64),
        )
        self._learned = -1

    def _look_again(self) -> None:
        """Note where the tables are now."""
        self._grams.learn()
        self._table = self._addresses.now()
        self._learned = self._vocabulary.gram_count

    def weighed(self, text: str, how: Telling) -> Weighed:
        """See ``matchmaker.matching.index.reading.Reader``."""
        plain = (text if text.isascii() else fold(text)).lower()
        size = len(plain)
        if size > self._letters:
            self._make_room(2 * size)
        if self._learned != self._vocabulary.gram_count:
            self._look_again()
        self._text[: 4 * size] = plain.encode("utf-32-le", "surrogatepass")
        if not plain.isascii():
            self._is_letter[:size] = bytes(map(str.isalnum, plain))
        _, most, logs = how.rarity
        count, squares, told, told_known, words = weighed_grams(
            self._table, size, how.having, most, logs, how.strange
        )
        grams, weights = self._found[:count].copy(), self._weights[:count].copy()
        return Weighed(grams, weights, squares, told, told_known, words)
