from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from matchmaker.memo import Kept
from matchmaker.text import fold, rough_stems, stem, unpunctuated, words


@given(st.text())
@example("№ 5")
@example("ﬁets ™")
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_something_is_kept_of_no_more_words_than_so_many() -> None:
    kept = Kept(str.upper, most=2)
    for word in ("hout", "klei", "hout", "leem", "riet", "hout"):
        assert kept[word] == word.upper()
        assert len(kept) <= 2


@given(st.text())
@example("Ik weet dat ½wet de wetten zijn’s, van lood en een koeienstal op a4'tjes")
def test_the_rough_stems_of_a_text_are_those_of_its_words(text: str) -> None:
    assert rough_stems(text) == [stem(word) for word in words(text)]


def test_signs_around_words_go_and_those_within_stay() -> None:
    said = "“Cv-ketels” opknappen – wie helpt (ons)?! Foto's: nr. 3,5 ..."
    assert " ".join(unpunctuated(said).split()) == "Cv-ketels opknappen wie helpt ons Foto's nr 3,5"
