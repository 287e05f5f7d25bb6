from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching.index.kernels import numba_kernel
from matchmaker.matching.variety import MOST_OF_A_PARTY, varied
from matchmaker.matching.weighing import Entries, Ordered, weighing_beside

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
@given(ENTRIES)
def test_the_compiled_loop_keeps_the_same_in_the_same_order(
    entries: list[tuple[int, int, int, bool]],
) -> None:
    assert COMPILED is not None
    scores, parties, offerings, doors = columns(entries)
    # Doors stand behind the offerings, whatever they score.
    behind = sorted(range(len(scores)), key=doors.__getitem__)
    ordered = Ordered(np.array(scores, dtype=np.float64)[behind], np.argsort(behind), tied=False)
    listed = Entries(
        np.array(offerings, dtype=np.intp)[behind],
        np.array(parties, dtype=np.int32)[behind],
        doors.count(False),
        -1,
        np.zeros(doors.count(True)),
    )
    kept = weighing_beside(COMPILED).varied(ordered, listed)
    assert [behind[entry] for entry in kept.tolist()] == varied(scores, parties, offerings, doors)


@given(ENTRIES)
def test_no_party_is_there_more_than_twice_and_none_is_a_door_to_something_besides(
    entries: list[tuple[int, int, int, bool]],
) -> None:
    scores, parties, offerings, doors = columns(entries)
    kept = varied(scores, parties, offerings, doors)
    for number, entry in enumerate(kept):
        before = [parties[one] for one in kept[:number]].count(parties[entry])
        assert before < MOST_OF_A_PARTY
        assert not (before and doors[entry])
