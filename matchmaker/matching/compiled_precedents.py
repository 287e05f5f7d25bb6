"""Comparing compiled by numba; imported only where the extra ``fast`` is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matchmaker.matching.index.compiling import Addresses, compiled, inner, values, whole
from matchmaker.matching.precedents import ALL_THE_SAME, Compared
from matchmaker.matching.weighing import TOLD_DECIMALS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matchmaker.matching.precedents import Cases

_FINENESS = 10.0**TOLD_DECIMALS
_ALL_THE_SAME = float(ALL_THE_SAME)


@inner
def _of_nearest_two(like: np.ndarray) -> float:
    """Return the mean of the two highest, or the only one, or 0 if there is none."""
    first = second = 0.0
    for one in like:
        if one > first:
            first, second = one, first
        elif one > second:
            second = one
    return (first + second) / 2 if like.shape[0] > 1 else first


@compiled
def _compare(
    table: np.ndarray, lists: np.ndarray, worths: np.ndarray, beside: np.ndarray, credit: np.ndarray
) -> tuple[float, float, bool]:
    """See ``Comparing.compared``; fills in credit. Of ``Cases`` the table holds all, and how many groups."""
    served, groups = table[0], table[8]
    texts, starts = values(table[1], np.int32), values(table[2], np.int32)
    lengths, sent = values(table[3], np.float64), values(table[4], np.int32)
    begins, group_worths = values(table[5], np.int32), values(table[6], np.float64)
    parties = values(table[7], np.int32)
    many = whole(beside.shape[0])
    like = np.zeros(many)
    for place, one in enumerate(lists):
        worth = worths[place]
        for spot in range(starts[one], starts[one + 1]):
            like[texts[spot]] += worth
    shares_words = False
    for case in range(many):
        cosine = np.rint(like[case] / lengths[case] * _FINENESS) / _FINENESS
        shares_words |= cosine > 0
        like[case] = (cosine + beside[case]) / _ALL_THE_SAME
    somebody, nobody = _of_nearest_two(like[:served]), _of_nearest_two(like[served:])
    for group in range(groups):
        nearest = 0.0
        for spot in range(begins[group], begins[group + 1]):
            nearest = max(nearest, like[sent[spot]])
        party = parties[group]
        credit[party] = max(credit[party], nearest * group_worths[group])
    return somebody, nobody, shares_words


class CompiledComparing:
    """Does what ``PlainComparing`` does, in one call."""

    def __init__(self, cases: Cases) -> None:
        self._table = Addresses(
            cases.served,
            (cases.texts, np.int32),
            (cases.starts, np.int32),
            (cases.lengths, np.float64),
            (cases.sent, np.int32),
            (cases.group_starts, np.int32),
            (cases.group_worths, np.float64),
            (cases.group_parties, np.int32),
            len(cases.group_parties),
        )

    def compared(
        self, lists: Sequence[int], worths: Sequence[float], beside: np.ndarray, parties: int
    ) -> Compared:
        """See ``Comparing``."""
        credit = np.zeros(parties)
        told = np.array(lists, dtype=np.int64), np.array(worths, dtype=np.float64)
        return Compared(credit, *_compare(self._table.now(), *told, beside, credit))
