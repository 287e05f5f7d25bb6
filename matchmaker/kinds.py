"""Which kinds of help a question asks for, told by its words and by questions that were judged before.

Few say what they seek by name: "who can look at our packaging?" asks for knowledge without any word for it.
With most of the judged questions the kinds were stated, so that their stems tell of each kind how far they
speak for it: ridge regression (Hoerl and Kennard, 1970) on TF-IDF with damped counts, vectors of length one,
beside the words that point to a kind by themselves.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from itertools import islice
from math import log, sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from matchmaker.cues import MOST_KINDS, kinds_in
from matchmaker.text import rough_stems
from matchmaker.vocabulary import NeedKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from matchmaker.model import Precedent

# How much a word that points to a kind by itself counts beside all stems together, and how strongly what one
# stem speaks for is held back; how much more of such questions than usual must ask for a kind that is told,
# and which part for one that such a word points to; with fewer questions only such words tell:
# docs/decisions/0054.
CUE = 0.3
RIDGE = 1.0
MORE_THAN_USUAL = 0.15
POINTED_TO = 0.25
ENOUGH = 200
# The order of words must not decide what is told.
DECIMALS = 6
_KINDS = tuple(NeedKind)


class KindReader:
    """Tells which kinds of help questions ask for."""

    def __init__(self, precedents: Iterable[Precedent] = ()) -> None:
        """Learn from the questions with which kinds were stated.

        Args:
            precedents: Questions that were judged before, in any order; those without kinds tell nothing.
        """
        stated = sorted((one for one in precedents if one.need_kinds), key=lambda one: one.id)
        self._learned = _learned(tuple(stated)) if len(stated) >= ENOUGH else None

    def kinds_of(self, text: str) -> tuple[NeedKind, ...]:
        """Return the kinds of help that a question asks for, surest first, at most three."""
        cues = kinds_in(text)
        if self._learned is None:
            return cues
        stems, usual, of_stem, of_cue = self._learned
        weights = stems.of(text)
        pointed = [_KINDS.index(cue) for cue in cues]
        more = np.array([*weights.values()]) @ of_stem[[*weights]] + CUE * of_cue[pointed].sum(axis=0)
        more = more.round(DECIMALS)
        is_told = more >= MORE_THAN_USUAL
        # Of a kind that none of them asked for nothing was learned.
        is_told[pointed] |= ((usual + more >= POINTED_TO) | (usual == 0))[pointed]
        surest = (number for number in np.argsort(-more, kind="stable") if is_told[number])
        return tuple(_KINDS[number] for number in islice(surest, MOST_KINDS))


class _Stems:
    """The stems of some texts, by number, and how much each tells.

    Attributes:
        many: How many stems have a number.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        having = Counter(one for text in texts for one in set(rough_stems(text)))
        # What stands in one text alone tells nothing of another, but a question that is mostly strange says
        # little, so that it counts in the length.
        shared = sorted(one for one, many in having.items() if many > 1)
        self._numbers = {one: number for number, one in enumerate(shared)}
        self._rarity = {one: log((1 + len(texts)) / (1 + many)) + 1 for one, many in having.items()}
        self._strange = log(1 + len(texts)) + 1
        self.many = len(shared)

    def of(self, text: str) -> Mapping[int, float]:
        """Return what each stem with a number weighs in a text, where all stems together have length one."""
        rarity, strange, numbers = self._rarity, self._strange, self._numbers
        weights = {
            one: (1 + log(times)) * rarity.get(one, strange)
            for one, times in Counter(rough_stems(text)).items()
        }
        length = sqrt(sum([weight * weight for weight in weights.values()])) or 1.0
        return {numbers[one]: weight / length for one, weight in weights.items() if one in numbers}


class _Learned(NamedTuple):
    """What judged questions tell.

    Attributes:
        stems: The stems of their texts.
        usual: For each kind the part of them that asked for it.
        of_stem: How much larger each stem makes that part, a row for each stem.
        of_cue: The same of a word that points to a kind by itself, a row for each kind that it may point to.
    """

    stems: _Stems
    usual: np.ndarray
    of_stem: np.ndarray
    of_cue: np.ndarray


@lru_cache(maxsize=2)  # they outlast many other facts, and learning takes half a second
def _learned(stated: tuple[Precedent, ...]) -> _Learned:
    from scipy.sparse import csr_array  # noqa: PLC0415  # commands that read no question start without it
    from scipy.sparse.linalg import lsqr  # noqa: PLC0415  # the same

    stems = _Stems([one.text for one in stated])
    rows, columns, weights = [], [], []
    for row, one in enumerate(stated):
        said = stems.of(one.text)
        cues = [stems.many + _KINDS.index(cue) for cue in kinds_in(one.text)]
        rows += [row] * (len(said) + len(cues))
        columns += [*said, *cues]
        weights += [*said.values(), *[CUE] * len(cues)]
    vectors = csr_array((weights, (rows, columns)), shape=(len(stated), stems.many + len(_KINDS)))
    asked = np.array([[kind in one.need_kinds for kind in _KINDS] for one in stated], dtype=float)
    usual = asked.mean(axis=0)
    # The penalty is its square: Paige and Saunders (1982).
    fitted = [lsqr(vectors, one, damp=sqrt(RIDGE), atol=1e-6, btol=1e-6)[0] for one in (asked - usual).T]
    of_stem, of_cue = np.split(np.column_stack(fitted), [stems.many])
    return _Learned(stems, usual, of_stem, of_cue)
