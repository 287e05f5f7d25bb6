from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from matchmaker.text import fold


@given(st.text())
@example("№ 5")
@example("ﬁets ™")
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    assert fold(fold(text)) == fold(text)
