"""Which offerings speak to a text, and how strongly: character n-grams over everything said about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from matchmaker.text import fold
from matchmaker.themes import all_labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matchmaker.matching.knowledge import Knowledge
    from matchmaker.model import Actor, Offering


class TextIndex:
    """TF-IDF over character 3- to 5-grams inside words, of the text models measured the best for Dutch.

    An offering has one document for what it says of itself and one for each example question. Rows follow the
    order of the offerings given.
    """

    def __init__(self, offerings: Sequence[Offering], knowledge: Knowledge) -> None:
        self._vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
        self._empty = not offerings
        if self._empty:
            return
        abouts = [fold(describe(offering, knowledge)) for offering in offerings]
        questions = [
            (row, fold(question.text))
            for row, offering in enumerate(offerings)
            for question in offering.questions
        ]
        self._vectorizer.fit([*abouts, *(text for _, text in questions)])
        self._about = self._vectorizer.transform(abouts)
        self._owners = np.array([row for row, _ in questions], dtype=np.intp)
        self._questions = self._vectorizer.transform([text for _, text in questions]) if questions else None
        self._actor_ids = sorted(knowledge.actors)
        self._actors = self._vectorizer.transform(
            [fold(describe_actor(knowledge.actors[actor_id], knowledge)) for actor_id in self._actor_ids]
            or [""]
        )

    def similarities(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """Return for each offering the cosine of the text to its description and to its nearest question."""
        if self._empty:
            return np.zeros(0), np.zeros(0)
        vector = self._vector(text)
        about = self._about @ vector
        nearest = np.zeros_like(about)
        if self._questions is not None:
            np.maximum.at(nearest, self._owners, self._questions @ vector)
        return about, nearest

    def actor_similarities(self, text: str) -> dict[str, float]:
        """Return for each actor the cosine of the text to what is said about it."""
        if self._empty:
            return {}
        found = self._actors @ self._vector(text)
        return dict(zip(self._actor_ids, map(float, found), strict=False))

    def _vector(self, text: str) -> np.ndarray:
        # A dense vector: multiplying with a sparse one takes ten times as long.
        return np.asarray(self._vectorizer.transform([fold(text)]).toarray()).ravel()


def describe_actor(actor: Actor, knowledge: Knowledge) -> str:
    """Return everything that is said about an actor in both languages, with its theme words."""
    parts = [actor.name, *actor.aliases, actor.description.nl, actor.description.en]
    for theme_id in actor.themes:
        theme = knowledge.thesaurus.by_id.get(theme_id)
        parts += all_labels(theme) if theme is not None else ()
    return " ".join(parts)


def describe(offering: Offering, knowledge: Knowledge) -> str:
    """Return all that is said about an offering in both languages, with its provider and theme words."""
    provider = knowledge.actors.get(offering.provider_id)
    parts = [offering.title.nl, offering.title.en, offering.summary.nl, offering.summary.en]
    if provider is not None:
        parts += [provider.name, *provider.aliases]
    for theme_id in (*offering.themes, *offering.sectors):
        theme = knowledge.thesaurus.by_id.get(theme_id)
        parts += all_labels(theme) if theme is not None else ()
    return " ".join(parts)
