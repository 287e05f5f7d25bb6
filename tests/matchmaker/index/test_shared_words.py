from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching.index.kernels import Kernel, NumpyKernel, numba_kernel
from matchmaker.matching.index.ngrams import Ngrams
from matchmaker.matching.index.texts import Texts, Vocabulary, tag

KERNELS = [kernel for kernel in (NumpyKernel(), numba_kernel()) if kernel is not None]
EACH = pytest.mark.parametrize("kernel", KERNELS, ids=["numpy", "numba"][: len(KERNELS)])
WORDS = st.lists(st.sampled_from(["hout", "houten", "Houtje,", "staal", "pv", "pvc", "een", ""]), max_size=6)
BESIDE = ["Fietsen repareren", "Glas en papier", "Een loods in de polder"]


def counted(rows: Texts, kernel: Kernel) -> Ngrams:
    return Ngrams(rows, kernel.likeness, kernel.reader(rows.vocabulary))


def shared(question: str, rows: Texts, kernel: Kernel, settled: Ngrams | None = None) -> list[float]:
    ngrams = settled or counted(rows, kernel)
    worths: list[float] = ngrams.similarities(ngrams.read(question), np.arange(len(rows))).shared.tolist()
    return worths


def said(*rows: list[str]) -> Texts:
    texts = Texts(Vocabulary(lambda _: ()))
    for one in rows:
        texts.add(one)
    return texts


@EACH
def test_forms_of_a_word_are_shared_and_stretches_within_others_are_not(kernel: Kernel) -> None:
    rows = said(["Kozijnen van eiken"], ["Wij maken een kozijn"], ["Raamkozijn te koop"], BESIDE)
    first, second, within, none = shared("Wie neemt oude kozijnen?", rows, kernel)
    assert first == second > 0
    assert within == none == 0


@EACH
def test_a_word_counts_once_and_a_rare_one_for_more(kernel: Kernel) -> None:
    rows = said(["hout hout", "hout"], ["hout"], ["riet"], ["hout en riet"], BESIDE)
    often, once, rare, both, none = shared("hout of riet", rows, kernel)
    assert often == once < rare < both
    assert none == 0


@EACH
def test_short_words_are_shared_only_as_they_are(kernel: Kernel) -> None:
    pv, pvc, _ = shared("pv", said(["pv op het dak"], ["pvc buizen"], BESIDE), kernel)
    assert pv > 0
    assert pvc == 0


@EACH
def test_words_for_a_theme_are_not_what_an_offering_says(kernel: Kernel) -> None:
    rows = Texts(Vocabulary(lambda _: ()))
    rows.add(["Advies aan huis"], {tag("wood"): ["hout", "balken"]})
    rows.add(["Wij kopen balken"])
    rows.add(BESIDE)
    tagged, says, _ = shared("balken", rows, kernel)
    assert tagged == 0 < says


@given(question=WORDS, rows=st.lists(st.lists(WORDS, min_size=1, max_size=3), min_size=1, max_size=5))
def test_late_texts_are_as_early_ones_and_both_kernels_say_the_same(
    question: list[str], rows: list[list[list[str]]]
) -> None:
    texts = said(*[[" ".join(text) for text in row] for row in [rows[0], BESIDE_WORDS]])
    early = [counted(texts, kernel) for kernel in KERNELS]
    for row in rows[1:]:
        texts.add([" ".join(text) for text in row])
        for ngrams in early:
            ngrams.add(len(texts) - 1)
    answers = [shared(" ".join(question), texts, kernel) for kernel in KERNELS]
    answers += [
        shared(" ".join(question), texts, kernel, ngrams)
        for kernel, ngrams in zip(KERNELS, early, strict=True)
    ]
    assert all(answer == answers[0] for answer in answers)


BESIDE_WORDS = [text.split() for text in BESIDE]
