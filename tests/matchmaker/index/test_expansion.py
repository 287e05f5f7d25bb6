"""Both ways to read a question find the same terms, worth the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.matching.index.expansion import Compounds
from matchmaker.matching.index.kernels import NumpyKernel, numba_kernel
from matchmaker.matching.index.postings import Postings
from matchmaker.matching.index.texts import Texts, Vocabulary, tag
from tests.matchmaker.index.small_worlds import KNOWLEDGE, WORDS

if TYPE_CHECKING:
    from matchmaker.matching.index.expansion import Expansion

COMPILED = numba_kernel()
# Few letters, so that words are near each other, have double letters and endings, and are parts of others.
STRANGE = st.text("aensvzé’'.-_ E中𐌰", max_size=12)
TRADE = st.sampled_from([*WORDS, "hout", "houtmetaal", "metaalhout", "bouwhout", "zwarehout", "building"])
TEXTS = st.lists(STRANGE | TRADE, max_size=6).map(" ".join)


def rows_of(texts: list[str]) -> Texts:
    made = Texts(Vocabulary(Compounds(KNOWLEDGE.thesaurus).parts))
    for text in texts:
        made.add([text], {tag("hout"): ["hout", "wood"]})
    return made


def read(expansion: Expansion, question: str) -> list[tuple[int, int]]:
    return expansion.asked(question, {"hout": 0.7, "bouw": 1.0})


@pytest.mark.skipif(COMPILED is None, reason="numba is not installed; see the extra fast")
@given(
    before=st.lists(TEXTS, max_size=4),
    after=st.lists(TEXTS, max_size=4),
    taken_out=st.sets(st.integers(0, 7)),
    questions=st.lists(TEXTS, min_size=1, max_size=3),
)
@settings(deadline=None, max_examples=300)
def test_a_compiled_loop_reads_a_question_as_plain_python_does(
    before: list[str], after: list[str], taken_out: set[int], questions: list[str]
) -> None:
    assert COMPILED is not None
    texts = rows_of(before)
    postings = Postings(texts, np.ones(len(texts), dtype=np.uint16))
    readers = [
        kernel.expansions(texts.vocabulary, Compounds(KNOWLEDGE.thesaurus))(postings)
        for kernel in (NumpyKernel(), COMPILED)
    ]
    for question in questions:
        assert read(readers[0], question) == read(readers[1], question)
    for row, text in enumerate(after, len(texts)):
        texts.add([text])
        postings.add(row)
    for row in taken_out & set(range(len(texts))):
        postings.remove(row)
    for question in [*questions, *before]:
        assert read(readers[0], question) == read(readers[1], question)


@pytest.mark.skipif(COMPILED is None, reason="numba is not installed; see the extra fast")
def test_a_compiled_loop_reads_questions_of_any_length() -> None:
    assert COMPILED is not None
    texts = rows_of(["balken en planken", "metaalafval"])
    postings = Postings(texts, np.ones(len(texts), dtype=np.uint16))
    readers = [
        kernel.expansions(texts.vocabulary, Compounds(KNOWLEDGE.thesaurus))(postings)
        for kernel in (NumpyKernel(), COMPILED)
    ]
    for question in ("", " ", "x", "balk " * 1000, "b" * 5000, "a b " * 1200, "metaal afval " * 300):
        assert read(readers[0], question) == read(readers[1], question)
