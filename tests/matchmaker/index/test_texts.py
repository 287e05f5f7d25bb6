from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching.index.arrays import WIDE, narrowed, widened
from matchmaker.matching.index.texts import Texts, Vocabulary, grams_of, tokens_of

NUMBERS = st.integers(0, 1 << 28) | st.integers(WIDE - 2, WIDE + 2) | st.integers(0, 9)
TOKENS = st.lists(st.text("abc-é", min_size=1, max_size=9).map(str.split).filter(bool).map("".join))


@given(st.lists(st.lists(NUMBERS)))
def test_narrowed_numbers_can_be_made_wide_again(lists: list[list[int]]) -> None:
    units = [np.array(narrowed(numbers), dtype=np.uint16) for numbers in lists]
    together = np.concatenate([np.zeros(0, dtype=np.uint16), *units])
    numbers, lengths = widened(together, np.array([len(one) for one in units], dtype=np.int64))
    assert numbers.tolist() == [number for one in lists for number in one]
    assert lengths.tolist() == list(map(len, lists))


@given(TOKENS)
def test_a_token_has_its_longest_n_grams_and_what_these_begin_with(tokens: list[str]) -> None:
    vocabulary = Vocabulary(lambda _: ())
    numbers = vocabulary.learn(tokens)
    longest, _ = vocabulary.longest_grams.gather(np.array(numbers, dtype=np.int64))
    grams, many = vocabulary.with_shorter(longest)
    expected = Counter(vocabulary.gram_names.get(gram) for token in tokens for gram in grams_of(token))
    assert Counter(grams.tolist()) == expected
    assert many.sum() == len(grams)


@given(st.lists(st.lists(st.text("ab c", max_size=9), min_size=1, max_size=3), max_size=6), st.data())
def test_texts_are_taken_with_their_tokens(rows: list[list[str]], data: st.DataObject) -> None:
    texts = Texts(Vocabulary(lambda _: ()))
    for row in rows:
        texts.add(row)
    chosen = np.array(data.draw(st.permutations(range(len(rows)))), dtype=np.int64)
    taken = texts.taken(chosen)
    tokens, lengths = taken.all_tokens(np.arange(len(rows)))
    expected = [[token for text in rows[row] for token in tokens_of(text)] for row in chosen.tolist()]
    assert lengths.tolist() == list(map(len, expected))
    assert tokens.tolist() == texts.vocabulary.learn([token for row in expected for token in row])
