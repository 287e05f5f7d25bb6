from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.matching.index.strings import Lexicon, Strings

STRINGS = st.lists(st.text(st.characters(), max_size=6))


@given(STRINGS, STRINGS)
@settings(deadline=None)
def test_strings_are_given_back_as_they_came(first: list[str], later: list[str]) -> None:
    strings = Strings(first)
    before = strings.letters
    strings.extend(later)
    assert list(strings) == first + later
    assert bytes(before).decode(errors="surrogatepass") == "".join(first)


@given(st.lists(STRINGS), STRINGS)
@settings(deadline=None)
def test_a_lexicon_numbers_as_a_dictionary_would(rounds: list[list[str]], asked: list[str]) -> None:
    lexicon, expected = Lexicon(), dict[str, int]()
    for strings in rounds:
        numbers = [expected.setdefault(string, len(expected)) for string in strings]
        assert lexicon.numbers(strings) == numbers
        lexicon.settle()
        assert list(lexicon) == list(lexicon.written()) == list(expected)
        for string in asked:
            assert lexicon.get(string) == expected.get(string)
            assert (string in lexicon) == (string in expected)
