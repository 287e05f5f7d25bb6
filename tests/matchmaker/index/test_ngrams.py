from __future__ import annotations

from importlib import resources
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from graph.seeding import read_seeds
from matchmaker.matching.descriptions import describe, describe_actor
from matchmaker.matching.index import Ngrams
from matchmaker.matching.index.arrays import WIDE
from matchmaker.matching.index.compiled_kernels import NumbaKernel
from matchmaker.matching.index.kernels import Kernel, NumpyKernel
from matchmaker.matching.index.ngrams import USUAL_WORDS
from matchmaker.matching.index.texts import Texts, Vocabulary, grams_of, tokens_of
from matchmaker.matching.knowledge import Knowledge
from matchmaker.text import fold

if TYPE_CHECKING:
    from matchmaker.model import Snapshot

QUESTIONS = (
    "Wie helpt ons met oude kozijnen, deuren en ander sloophout?",
    "subsidei voor n proef met biobased isolatie",
    "Our café wants to cut food waste.",
    "xqzv",
    "hout",
    "",
)
NUMPY, NUMBA = NumpyKernel(), NumbaKernel()
BOTH: tuple[Kernel, ...] = NUMPY, NUMBA
KERNELS = pytest.mark.parametrize("kernel", BOTH, ids=["numpy", "numba"])
FREE = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@pytest.fixture(scope="module")
def region() -> Snapshot:
    return read_seeds(resources.files("seeds"))


def counted(texts: list[str], kernel: Kernel) -> Ngrams:
    rows = Texts(Vocabulary(lambda _: ()))
    for text in texts:
        rows.add([text])
    return ngrams_of(rows, kernel)


def ngrams_of(rows: Texts, kernel: Kernel) -> Ngrams:
    return Ngrams(rows, kernel.likeness, kernel.reader(rows.vocabulary))


@given(FREE)
@settings(deadline=None)
def test_n_grams_are_those_of_scikit_learn(text: str) -> None:
    analyzer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5)).build_analyzer()
    ours = [gram for token in tokens_of(text) for gram in grams_of(token)]
    assert sorted(ours) == sorted(analyzer(fold(text)))


@KERNELS
def test_cosines_are_those_of_the_full_matrix(region: Snapshot, kernel: Kernel) -> None:
    knowledge = Knowledge(actors=region.actors, places=region.places, themes=region.themes)
    documents = [
        [describe(offering, knowledge), *(question.text for question in offering.questions)]
        for offering in region.offerings
    ]
    texts = Texts(Vocabulary(lambda _: ()))
    for of_offering in documents:
        texts.add(of_offering)
    ngrams = ngrams_of(texts, kernel)
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    said = vectorizer.fit_transform([fold(text) for of_offering in documents for text in of_offering])
    portrait = describe_actor(region.actors[0], knowledge)
    for question in QUESTIONS:
        asked = vectorizer.transform([fold(question)])
        reading = ngrams.read(question)
        # What the catalogue does not know makes a question shorter; scikit-learn leaves it out of account.
        length = np.sqrt((reading.weights**2).sum())
        cosines = iter((said @ asked.T).toarray().ravel() * length)
        about, nearest, _ = ngrams.similarities(reading, np.arange(len(documents)))
        for place, of_offering in enumerate(documents):
            first, *others = (next(cosines) for _ in of_offering)
            assert about[place] == pytest.approx(first, abs=1e-6)
            assert nearest[place] == pytest.approx(max([*others, 0.0]), abs=1e-6)
        grams, weights = ngrams.vector(portrait)
        known = dict(zip(grams.tolist(), weights.tolist(), strict=True))
        ours = sum(
            weight * known.get(gram, 0.0)
            for gram, weight in zip(reading.grams.tolist(), reading.weights.tolist(), strict=True)
        )
        theirs = (vectorizer.transform([fold(portrait)]) @ asked.T).toarray().item() * length
        assert ours == pytest.approx(theirs, abs=1e-6)


@KERNELS
@given(st.lists(FREE, min_size=1, max_size=6), st.sets(st.integers(0, 5)), FREE)
@settings(deadline=None)
def test_counting_a_text_and_then_no_more_leaves_no_trace(
    kernel: Kernel, texts: list[str], taken_out: set[int], question: str
) -> None:
    ngrams = counted(texts, kernel)
    ngrams.similarities(ngrams.read(question), np.arange(len(texts)))
    left = [row for row in range(len(texts)) if row not in taken_out]
    for row in sorted(taken_out & set(range(len(texts)))):
        ngrams.remove(row)
    fresh = counted([texts[row] for row in left], kernel)
    rows = np.array(left, dtype=np.int64)
    ours = ngrams.similarities(ngrams.read(question), rows)[0]
    theirs = fresh.similarities(fresh.read(question), np.arange(len(left)))[0]
    np.testing.assert_allclose(ours, theirs, atol=1e-12)
    assert ngrams.read(question).familiarity == pytest.approx(fresh.read(question).familiarity)


@given(
    st.lists(st.text("abé de?’№", max_size=40), max_size=4),
    st.text("abé voordeN?!.'’–№\t\x1c\ud800", max_size=60) | st.text("ab ", max_size=400) | FREE,
)
@settings(deadline=None)
def test_both_read_a_question_alike_to_the_last_digit(texts: list[str], question: str) -> None:
    ours, theirs = (counted(texts, kernel) for kernel in (NUMPY, NUMBA))
    reading, other = ours.read(question), theirs.read(question)
    assert reading.familiarity == other.familiarity
    for mine, its in (
        (reading.grams, other.grams),
        (reading.weights, other.weights),
        *zip(ours.vector(question), theirs.vector(question), strict=True),
    ):
        np.testing.assert_array_equal(mine, its)


@KERNELS
@given(st.text("ab ", max_size=400), st.text("ab ", max_size=400))
@settings(deadline=None)
def test_what_occurs_again_and_again_counts_ever_less(kernel: Kernel, text: str, question: str) -> None:
    if not fold(text):
        return
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    said = vectorizer.fit_transform([fold(text), "x"])
    ngrams = counted([text, "x"], kernel)
    reading = ngrams.read(question)
    length = np.sqrt((reading.weights**2).sum())
    expected = (said @ vectorizer.transform([fold(question)]).T).toarray()[0, 0] * length
    about, *_ = ngrams.similarities(reading, np.array([0]))
    assert about[0] == pytest.approx(expected)


def test_of_a_question_longer_than_usual_no_further_word_makes_it_less_like_a_text() -> None:
    ngrams = counted(["oude balken uit de sloop", "subsidie voor isolatie"], NUMPY)
    strange = ["".join(letters) for letters in product("bdfg", "aeiou", "klmp", "xq")]
    about = [
        ngrams.similarities(ngrams.read(" ".join(["balken", *strange[: words - 1]])), np.array([0]))[0][0]
        for words in (1, USUAL_WORDS, 2 * USUAL_WORDS, 4 * USUAL_WORDS)
    ]
    assert about[0] > about[1]
    assert about[1] <= about[2] <= about[3]


def test_both_measure_texts_of_any_length_alike() -> None:
    texts = ["hout", "", " ".join(f"woord{number}" for number in range(3000))]
    ours, theirs = (counted(texts, kernel) for kernel in (NUMPY, NUMBA))
    reading = ours.read("woord77 hout")
    about, *_ = ours.similarities(reading, np.arange(3))
    assert about[0] > about[2] > about[1] == 0.0
    assert theirs.similarities(reading, np.arange(3))[0].tolist() == about.tolist()
    long, its = ours.read(texts[2]), theirs.read(texts[2])
    np.testing.assert_array_equal(long.grams, its.grams)
    np.testing.assert_array_equal(long.weights, its.weights)


def test_words_that_came_after_very_many_others_count_as_these_do() -> None:
    texts, question = ["hout zaagsel hout", "zaagsel en hout", "een loods"], "zaagsel of hout"
    early = counted(texts, NUMPY)
    alike = early.similarities(early.read(question), np.arange(len(texts)))
    assert alike.about[0] > alike.about[2]
    assert alike.shared[0] > alike.shared[2]
    vocabulary = Vocabulary(lambda _: ())
    vocabulary.learn([f"{number:x}" for number in range(WIDE)])
    for kernel in BOTH:
        rows = Texts(vocabulary)
        # Tokens that come later than what is arranged are rare ones.
        since = ngrams_of(rows, kernel)
        for row, text in enumerate(texts):
            rows.add([text])
            since.add(row)
        for late in (ngrams_of(rows, kernel), since):
            found = late.similarities(late.read(question), np.arange(len(texts)))
            assert [values.tolist() for values in found] == [values.tolist() for values in alike]


@given(
    st.lists(st.lists(st.text("ab ", max_size=40), min_size=1, max_size=3), min_size=1, max_size=3),
    st.text("ab "),
    st.integers(0, 3),
)
@settings(deadline=None)
def test_both_find_the_same_to_the_last_digit_in_whatever_order_words_stand(
    rows: list[list[str]], question: str, known: int
) -> None:
    found = []
    for step, kernel in product((1, -1), BOTH):
        arranged = Texts(Vocabulary(lambda _: ()))
        for texts in rows[:known]:
            arranged.add([" ".join(text.split()[::step]) for text in texts])
        ngrams = ngrams_of(arranged, kernel)
        for row, texts in enumerate(rows[known:], start=len(arranged)):
            arranged.add([" ".join(text.split()[::step]) for text in texts])
            ngrams.add(row)
        alike = ngrams.similarities(ngrams.read(question), np.arange(len(rows)))
        found.append([values.tolist() for values in alike])
    assert found[1:] == found[:-1]


@given(st.integers(1, 200), st.sampled_from(["hout", "houthout", "hout aan aan"]))
@settings(deadline=None)
def test_however_often_a_text_has_a_word_both_find_the_same_cosines(times: int, word: str) -> None:
    found = []
    for kernel in (NUMPY, NUMBA):
        for known in (True, False):
            rows = Texts(Vocabulary(lambda _: ()))
            ngrams = ngrams_of(rows, kernel)
            rows.add([" ".join([word] * times + ["klei"])])
            if known:
                ngrams = ngrams_of(rows, kernel)
            else:
                ngrams.add(0)
            about, *_ = ngrams.similarities(ngrams.read("houthout aan klei"), np.array([0]))
            found.append(about.tolist())
    assert found[1:] == found[:-1]


@KERNELS
def test_n_grams_that_came_since_a_text_was_looked_up_are_in_its_vector(kernel: Kernel) -> None:
    rows = Texts(Vocabulary(lambda _: ()))
    rows.add(["hout"])
    ngrams = ngrams_of(rows, kernel)
    assert not len(ngrams.vector("klei")[0])
    rows.add(["klei"])
    ngrams.add(1)
    assert len(ngrams.vector("klei")[0]) == len([*grams_of("klei")])


def test_nothing_is_like_anything_in_an_empty_catalogue() -> None:
    ngrams = counted([], NUMPY)
    assert ngrams.read("hout").familiarity == 0.0
    alike = ngrams.similarities(ngrams.read("hout"), np.zeros(0, dtype=np.int64))
    assert [values.tolist() for values in alike] == [[], [], []]
