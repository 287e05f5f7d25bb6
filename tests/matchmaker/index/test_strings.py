from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.matching.index.strings import KEPT_AT_HAND, Lexicon, Strings

STRINGS = st.lists(st.text(st.characters(), max_size=6))


@given(STRINGS, STRINGS)
@settings(deadline=None)
def test_strings_are_given_back_as_they_came(first: list[str], later: list[str]) -> None:
    strings = Strings(first)
    before, end = strings.letters(), strings.starts.values.item(-1)
    strings.extend(later)
    assert list(strings) == first + later
    assert bytes(before[:end]).decode(errors="surrogatepass") == "".join(first)


@given(st.lists(STRINGS), STRINGS, st.sampled_from([1, KEPT_AT_HAND]))
@settings(deadline=None)
def test_a_lexicon_numbers_as_a_dictionary_would(
    rounds: list[list[str]], asked: list[str], at_hand: int
) -> None:
    lexicon, expected = Lexicon(at_hand), dict[str, int]()
    for strings in rounds:
        numbers = [expected.setdefault(string, len(expected)) for string in strings]
        assert lexicon.numbers(strings) == numbers
        lexicon.settle()
        assert list(lexicon) == list(lexicon.written()) == list(expected)
        for string in asked:
            assert lexicon.get(string) == expected.get(string)
            assert (string in lexicon) == (string in expected)
