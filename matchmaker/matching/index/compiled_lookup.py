"""Forms of a word looked up in a compiled loop; imported only where the extra ``fast`` is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matchmaker.matching.index.compiling import compiled
from matchmaker.matching.index.spelling import FACTOR, SPREAD, TAIL, Forms

if TYPE_CHECKING:
    from collections.abc import Sequence

_FACTOR, _SPREAD, _TAIL = np.uint64(FACTOR), np.uint64(SPREAD), np.uint64(TAIL)


@compiled
def _sharing(
    word: np.ndarray, bounds: np.ndarray, terms: np.ndarray, tails: np.ndarray, shift: int
) -> np.ndarray:
    """Return the terms that have a form in common with a word, and those whose form has the same tail."""
    size = word.shape[0]
    hashes = np.empty(size + 1, dtype=np.uint64)
    whole = np.uint64(0)
    for place in range(size):
        before = whole
        whole = before * _FACTOR + np.uint64(word[place])
        hashes[place] = before - whole
    power = np.uint64(1)
    for place in range(size - 1, -1, -1):
        hashes[place] = (whole + hashes[place] * power) * _SPREAD
        power *= _FACTOR
    hashes[size] = whole * _SPREAD
    most = 0
    for form in hashes:
        bucket = np.int64(form >> np.uint64(shift))
        most += bounds[bucket + 1] - bounds[bucket]
    found = np.empty(most, dtype=np.int32)
    count = 0
    for form in hashes:
        bucket = np.int64(form >> np.uint64(shift))
        for place in range(bounds[bucket], bounds[bucket + 1]):
            found[count] = terms[place]
            count += tails[place] == form & _TAIL
    return found[:count]


class NumbaLookup:
    """Looks all forms up in one compiled loop."""

    def __init__(self) -> None:
        # Compiling takes a second: now, rather than while somebody waits for an answer.
        none = np.zeros(0, dtype=np.int32)
        self.sharing("", Forms(np.zeros(3, dtype=np.int32), none, np.zeros(0, dtype=np.uint8), 63))

    def sharing(self, word: str, forms: Forms) -> Sequence[int]:
        """See ``matchmaker.matching.index.spelling.Lookup``."""
        letters = np.frombuffer(word.encode("utf-32-le"), dtype=np.uint32)
        found: list[int] = _sharing(letters, *forms).tolist()
        return found
