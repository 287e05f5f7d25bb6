from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching.index.kernels import numba_kernel
from matchmaker.matching.variety import MOST_OF_A_PARTY, varied
from matchmaker.matching.weighing import (
    Entries,
    Leading,
    PlainWeighing,
    Weighed,
    best_first,
    weighing_beside,
)

COMPILED = numba_kernel()
ENTRIES = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 6), st.integers(0, 12), st.booleans()), max_size=30
).map(lambda found: sorted(found, key=lambda entry: -entry[0]))


def columns(
    entries: list[tuple[int, int, int, bool]],
) -> tuple[list[float], list[int], list[int], list[bool]]:
    scores = [hundredths / 100 for hundredths, _, _, _ in entries]
    parties, offerings = [party for _, party, _, _ in entries], [offering for _, _, offering, _ in entries]
    return scores, parties, offerings, [door for _, _, _, door in entries]


@pytest.mark.skipif(COMPILED is None, reason="numba is not installed; see the extra fast")
@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 6)), min_size=1, max_size=20),
    st.lists(st.tuples(st.integers(0, 19), st.integers(0, 6), st.integers(0, 16)), max_size=12),
)
def test_compiled_loops_suggest_the_same_in_the_same_order(
    offerings: list[tuple[int, int]], doors: list[tuple[int, int, int]]
) -> None:
    assert COMPILED is not None
    contributions = np.array(
        [[hundredths / 100 for hundredths, _ in offerings], [0.16] * len(offerings), [0.1] * len(offerings)]
    )
    scores = contributions.sum(axis=0)
    weighed = Weighed(contributions, scores, scores, scores, *best_first(scores))
    providers = np.array([party for _, party in offerings], dtype=np.int32)
    leading = Leading(
        np.array([place % len(offerings) for place, _, _ in doors], dtype=np.int64),
        np.array([party for _, party, _ in doors], dtype=np.int64),
        np.array([[hundredths / 100, hundredths % 5 / 50] for _, _, hundredths in doors], dtype=np.float64)
        .reshape(-1, 2)
        .T,
    )
    entries = Entries(weighed.best_first, providers, leading, np.array([-1, 0, 1]))
    plain, compiled = (
        [found.tolist() for found in weighing.suggested(weighed, entries, lambda entry: -entry)]
        for weighing in (PlainWeighing(), weighing_beside(COMPILED))
    )
    assert plain == compiled


@given(ENTRIES)
def test_no_party_is_there_more_than_three_times_and_none_is_a_door_to_something_besides(
    entries: list[tuple[int, int, int, bool]],
) -> None:
    scores, parties, offerings, doors = columns(entries)
    kept = varied(scores, parties, offerings, doors)
    for number, entry in enumerate(kept):
        before = [parties[one] for one in kept[:number]].count(parties[entry])
        assert before < MOST_OF_A_PARTY
        assert not (before and doors[entry])
