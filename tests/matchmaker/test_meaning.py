"""A model of sentences beside the other features; here one that knows two subjects under several words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from matchmaker.matching import Matcher
from matchmaker.matching.meaning import Remembering
from matchmaker.model import Question
from matchmaker.text import words
from tests.matchmaker.region import ACTORS, OFFERINGS, OLD_WOOD, PLACES, THEMES, both, need, offering

if TYPE_CHECKING:
    from collections.abc import Sequence

SUBJECTS = (
    {"hout", "balken", "kozijnen", "staanders", "liggers", "spanten"},
    {"metaal", "metaalbedrijf", "smederij"},
)
# As of real models, the cosine of any two texts is high; here 0.8 where they share no subject.
COMMON = 2.0


class SubjectEncoder:
    """Knows what a text is about, in whatever words; notes what it was asked for."""

    def __init__(self) -> None:
        self.questions: list[str] = []
        self.encoded: list[str] = []

    def question(self, text: str) -> np.ndarray:
        self.questions.append(text)
        return self._vector(text)

    def documents(self, texts: Sequence[str]) -> np.ndarray:
        self.encoded += texts
        return np.array([self._vector(text) for text in texts])

    def _vector(self, text: str) -> np.ndarray:
        about = [float(not subject.isdisjoint(words(text.lower()))) for subject in SUBJECTS]
        vector = np.array([COMMON, *about, float(not any(about))])
        unit: np.ndarray = vector / np.linalg.norm(vector)
        return unit


def matcher(encoder: SubjectEncoder | Remembering | None) -> Matcher:
    return Matcher(OFFERINGS, actors=ACTORS, places=PLACES, themes=THEMES, encoder=encoder)


IN_OTHER_WORDS = need("Wie neemt onze staanders en liggers over?")


@pytest.mark.parametrize(
    ("question", "best"),
    [("Wie neemt onze spanten over?", "wood"), ("Wie neemt de smederij over?", "metal")],
)
def test_what_is_meant_counts_where_no_word_is_shared(question: str, best: str) -> None:
    takers = [
        offering(subject, provider, f"Overname van {word}", f"Wij nemen {word} over.")
        for subject, provider, word in (("wood", "houtkring", "hout"), ("metal", "metaalbond", "metaal"))
    ]
    knowing = Matcher(takers, actors=ACTORS, places=PLACES, themes=(), encoder=SubjectEncoder())
    first = knowing.match(need(question)).matches[0]
    assert first.offering.id == best
    assert "meaning" in {reason.feature for reason in first.reasons}


def test_contributions_still_sum_to_the_score() -> None:
    for match in matcher(SubjectEncoder()).match(IN_OTHER_WORDS).matches:
        assert match.score == pytest.approx(sum(reason.contribution for reason in match.reasons))
        assert 0 <= match.score <= 1


def test_without_a_model_nothing_is_said_of_meaning() -> None:
    found = matcher(None).match(need("Waar kunnen oude balken heen?"))
    assert found.matches
    assert all(reason.feature != "meaning" for match in found.matches for reason in match.reasons)


def reasons_for_old_wood(changing: Matcher) -> set[str]:
    found = changing.match(need("Waar kan ik oude spanten kwijt?")).matches
    return {reason.feature for match in found if match.offering.id == "old-wood" for reason in match.reasons}


def test_a_changed_offering_means_what_it_says_now() -> None:
    changing = matcher(SubjectEncoder())
    assert "meaning" in reasons_for_old_wood(changing)
    title, summary = both("Oude spullen kwijt"), both("Waar u oude spullen kwijt kunt.")
    question = Question(language="nl", text="Waar kan ik oude spullen kwijt?")
    changing.upsert(replace(OLD_WOOD, title=title, summary=summary, questions=(question,)))
    assert "example_question" in reasons_for_old_wood(changing)
    assert "meaning" not in reasons_for_old_wood(changing)
    changing.upsert(OLD_WOOD)
    assert "meaning" in reasons_for_old_wood(changing)


def test_each_text_is_encoded_once_and_no_question_is_kept() -> None:
    model = SubjectEncoder()
    remembering = Remembering(model)
    matcher(remembering).match(IN_OTHER_WORDS)
    encoded = list(model.encoded)
    assert len(encoded) == len(set(encoded))
    matcher(remembering).match(IN_OTHER_WORDS)
    assert model.encoded == encoded
    assert model.questions == [IN_OTHER_WORDS.text] * 2


def test_only_so_many_texts_are_remembered() -> None:
    model = SubjectEncoder()
    remembering = Remembering(model, texts_kept=2)
    remembering.documents(["a", "b"])
    remembering.documents(["a", "c"])
    remembering.documents(["a"])
    assert model.encoded == ["a", "b", "c"]
    remembering.documents(["b"])
    assert model.encoded == ["a", "b", "c", "b"]
