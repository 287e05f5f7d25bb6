"""How near a question is in meaning to what offerings say, where a model of sentences is at hand."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matchmaker.model import Offering

TEXTS_KEPT = 50_000


class Encoder(Protocol):
    """A model of sentences: the nearer two texts in meaning, the larger the cosine of their vectors.

    Questions and documents are told apart, as such models are trained on questions with their answers.
    """

    def question(self, text: str) -> np.ndarray:
        """Return the vector of a question, of length 1."""
        ...

    def documents(self, texts: Sequence[str]) -> np.ndarray:
        """Return the vectors of texts that may answer questions, one a row, each of length 1."""
        ...


class Remembering:
    """An encoder that encodes each document once: a model takes milliseconds for every text."""

    def __init__(self, encoder: Encoder, texts_kept: int = TEXTS_KEPT) -> None:
        """Remember what another encoder makes of documents, of the last ``texts_kept`` different ones."""
        self._encoder = encoder
        self._texts_kept = texts_kept
        self._known: OrderedDict[str, np.ndarray] = OrderedDict()

    def question(self, text: str) -> np.ndarray:
        """Return the vector of a question; questions are not remembered, as nobody's words are kept."""
        return self._encoder.question(text)

    def documents(self, texts: Sequence[str]) -> np.ndarray:
        """Return the vectors of texts, one a row."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._encoder.documents(new), strict=True))
        found = np.array([self._known[text] for text in texts])
        for text in texts:
            self._known.move_to_end(text)
        while len(self._known) > self._texts_kept:
            self._known.popitem(last=False)
        return found


class Meaning:
    """What offerings mean: a few vectors for each, by its number."""

    def __init__(self, encoder: Encoder | None) -> None:
        """Begin without offerings; without an encoder nothing is near to anything."""
        self._encoder = encoder
        self._vectors: dict[int, np.ndarray] = {}

    def put(self, rows: Sequence[int], offerings: Sequence[Offering]) -> None:
        """Take in what offerings say of themselves and the questions that they are meant for."""
        if self._encoder is None or not offerings:
            return
        texts = [_texts(offering) for offering in offerings]
        vectors = self._encoder.documents([text for several in texts for text in several])
        begin = 0
        for row, several in zip(rows, texts, strict=True):
            self._vectors[row] = vectors[begin : begin + len(several)].astype(np.float32)
            begin += len(several)

    def asked(self, text: str) -> Callable[[np.ndarray], np.ndarray]:
        """Return what gives, for the numbers of offerings, the best cosine of a question to their texts."""
        if self._encoder is None:
            return lambda rows: np.zeros(len(rows))
        question = self._encoder.question(text).astype(np.float32)
        return lambda rows: np.array(
            [float((self._vectors[row] @ question).max()) for row in rows.tolist()], dtype=np.float64
        )


def _texts(offering: Offering) -> list[str]:
    return [f"{offering.title.nl}. {offering.summary.nl}", *(one.text for one in offering.questions)]
