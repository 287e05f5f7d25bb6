from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from matchmaker.matching.index import spelling
from matchmaker.matching.index.spelling import Spelling
from matchmaker.matching.index.texts import Vocabulary

WORDS = st.text("abcé中𐌰", min_size=1, max_size=6)


def vocabulary(words: list[str]) -> Vocabulary:
    made = Vocabulary(lambda _: ())
    made.learn(words)
    return made


@given(before=st.lists(WORDS, max_size=8), after=st.lists(WORDS, max_size=8), asked=WORDS)
@settings(deadline=None)
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
    near = Spelling(made).near("balx", lambda term: term)
    assert [made.term_names[term] for term, _ in near] == ["balm"]


def test_very_many_new_words_are_near_as_well() -> None:
    made = vocabulary(["balk"])
    near = Spelling(made)
    made.learn([f"term{number}" for number in range(300)])
    found = {made.term_names[term] for term, _ in near.near("term2999", lambda _: 1)}
    assert found == {"term299"}
