"""Kinds of help are told by how questions with stated kinds were put, not only by words that name them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.seeding import read_seeds
from matchmaker.cues import kinds_in
from matchmaker.kinds import ENOUGH, KindReader
from matchmaker.model import Precedent
from matchmaker.vocabulary import NeedKind

if TYPE_CHECKING:
    from collections.abc import Sequence

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
SALT, PEPPER = NeedKind.SPACE, NeedKind.SKILLS


def invented(number: int) -> Precedent:
    """A question in words that point to no kind by themselves."""
    word, kind = (("zout", SALT), ("peper", PEPPER), ("suiker", NeedKind.NETWORK))[number % 3]
    return Precedent(id=f"vraag-{number:03}", text=f"{word} graag, tafel {number % 7}", need_kinds=(kind,))


MANY = [invented(number) for number in range(ENOUGH)]
LEARNED = KindReader(MANY)


@pytest.fixture(scope="module")
def regional() -> Sequence[Precedent]:
    return read_seeds(SEEDS).precedents


def test_a_word_tells_the_kind_that_questions_with_it_asked_for() -> None:
    assert kinds_in("Hebt u zout?") == ()
    assert LEARNED.kinds_of("Hebt u zout?") == (SALT,)
    assert LEARNED.kinds_of("Wie brengt ons peper?") == (PEPPER,)


def test_what_says_nothing_is_not_guessed_to_be_what_most_ask_for() -> None:
    mostly_salt = [one for one in MANY if one.need_kinds == (SALT,)] * 2
    renamed = [
        Precedent(id=f"{number}-{one.id}", text=one.text, need_kinds=one.need_kinds)
        for number, one in enumerate(mostly_salt + MANY)
    ]
    assert KindReader(renamed).kinds_of("Azijn?") == ()
    assert KindReader(renamed).kinds_of("") == ()


def test_a_word_that_names_a_kind_which_none_of_them_asked_for_is_believed() -> None:
    assert set(LEARNED.kinds_of("Is er subsidie voor zout?")) == {NeedKind.SUBSIDY, SALT}


def test_with_few_questions_only_words_that_name_a_kind_tell() -> None:
    few = KindReader(MANY[: ENOUGH - 1])
    assert few.kinds_of("Hebt u zout?") == ()
    assert few.kinds_of("Is er subsidie?") == kinds_in("Is er subsidie?") == (NeedKind.SUBSIDY,)
    assert KindReader().kinds_of("Is er subsidie?") == (NeedKind.SUBSIDY,)


def test_questions_without_kinds_tell_nothing() -> None:
    without = [Precedent(id=f"zonder-{number}", text="azijn graag") for number in range(ENOUGH)]
    assert KindReader(without).kinds_of("azijn") == ()
    assert KindReader([*MANY, *without]).kinds_of("Hebt u zout?") == (SALT,)


@given(
    words=st.permutations(["zout", "en", "peper", "graag", "zout", "tafel"]),
    questions=st.permutations(MANY),
)
@settings(max_examples=20)
def test_neither_the_order_of_words_nor_of_questions_tells(
    words: list[str], questions: list[Precedent]
) -> None:
    told = LEARNED.kinds_of("zout zout peper en tafel graag")
    assert SALT in told
    assert KindReader(questions).kinds_of(" ".join(words)) == told


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("We want to calculate our environmental impact, who can help?", NeedKind.KNOWLEDGE),
        ("We have 40 old laptops, who can take them?", NeedKind.MATERIALS),
        ("Wij zoeken een plek waar we met andere cateraars kunnen overleggen", NeedKind.NETWORK),
        ("Is er subsidie voor circulair bouwen?", NeedKind.SUBSIDY),
        ("Onze brouwerij heeft bostel over, wie neemt dat af?", NeedKind.MATERIALS),
    ],
)
def test_regional_questions_tell_what_new_ones_ask_for(
    regional: Sequence[Precedent], text: str, kind: NeedKind
) -> None:
    assert kind in KindReader(regional).kinds_of(text)


def test_regional_questions_tell_more_than_words_that_name_a_kind(regional: Sequence[Precedent]) -> None:
    stated = [one for one in regional if one.need_kinds]
    held_out = stated[::5]
    reader = KindReader(one for one in stated if one not in held_out)

    def found(told: Sequence[tuple[NeedKind, ...]]) -> tuple[int, int]:
        right = sum(len(set(kinds) & set(one.need_kinds)) for kinds, one in zip(told, held_out, strict=True))
        return right, sum(len(kinds) for kinds in told) - right

    by_words = found([kinds_in(one.text) for one in held_out])
    learned = found([reader.kinds_of(one.text) for one in held_out])
    assert learned[0] > by_words[0]
    assert learned[0] / sum(learned) > by_words[0] / sum(by_words)
