"""What is said of the words of a question, added up by numba; imported only where the extra ``fast`` is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matchmaker.matching.index.arrays import LOW_BITS, WIDE
from matchmaker.matching.index.compiling import compiled, whole
from matchmaker.matching.index.texts import Texts, Vocabulary

if TYPE_CHECKING:
    from matchmaker.matching.index.arrays import Ints
    from matchmaker.matching.index.beginnings import Adding


@compiled
def _added(  # plain arrays in one loop are what numba compiles well
    numbers: np.ndarray,
    weights: Ints,
    rows: Ints,
    document_starts: Ints,
    token_starts: Ints,
    tokens: np.ndarray,
) -> np.ndarray:
    """Return what ``Adding`` does."""
    found = np.zeros(rows.shape[0], dtype=np.int64)
    # Of each word the last row that was seen to say it, from 1.
    said_by = np.zeros(weights.shape[0] + 1, dtype=np.int32)
    for place in range(rows.shape[0]):
        row, total = rows[place], whole(0)
        unit, end = token_starts[document_starts[row]], token_starts[document_starts[row + 1]]
        while unit < end:
            token = whole(tokens[unit])
            unit += 1
            if token >= WIDE:
                token = ((token - WIDE) << LOW_BITS) + whole(tokens[unit])
                unit += 1
            number = whole(numbers[token])
            if number and said_by[number] != place + 1:
                said_by[number] = place + 1
                total += weights[number - 1]
        found[place] = total
    return found


def compiled_adding() -> Adding:
    """Return what adds up, compiled: that takes a second now, rather than while somebody waits."""
    none = np.zeros(0, dtype=np.int64)
    _adding(np.zeros(1, dtype=np.uint16), none, none, Texts(Vocabulary(lambda _: ())))
    return _adding


def _adding(numbers: np.ndarray, weights: np.ndarray, rows: np.ndarray, texts: Texts) -> np.ndarray:
    """See ``matchmaker.matching.index.beginnings.Adding``."""
    tokens = texts.token_lists
    found: np.ndarray = _added(
        numbers, weights, rows.astype(np.int64, copy=False), texts.starts, tokens.starts, tokens.values
    )
    return found
