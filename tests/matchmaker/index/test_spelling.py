from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from matchmaker.matching.index import spelling
from matchmaker.matching.index.spelling import Spelling
from matchmaker.matching.index.texts import Vocabulary

WORDS = st.text("abc", min_size=1, max_size=6)


def vocabulary(words: list[str]) -> Vocabulary:
    made = Vocabulary(lambda _: ())
    made.learn(words)
    return made


@given(st.lists(WORDS, max_size=8), st.lists(WORDS, max_size=8), WORDS)
def test_a_word_is_near_what_one_slip_makes_of_it(before: list[str], after: list[str], asked: str) -> None:
    made = vocabulary(before)
    near = Spelling(made)
    made.learn(after)
    found = {made.term_names[term] for term, _ in near.near(asked, lambda _: 1)}
    names = [name for name in made.term_names if OSA.distance(asked, name) <= 1]
    assert found <= set(names)
    assert len(found) == min(len(names), spelling.MENDED)


def test_what_stands_nowhere_is_not_near() -> None:
    made = vocabulary(["balk", "balm"])
    assert [made.term_names[term] for term, _ in Spelling(made).near("balx", lambda term: term)] == ["balm"]
