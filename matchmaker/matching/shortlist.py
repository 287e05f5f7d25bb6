"""Which offerings speak to a text, and how strongly: character n-grams over everything said about them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from matchmaker.matching.latent import LatentSpace, unit
from matchmaker.text import fold, telling
from matchmaker.themes import all_labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matchmaker.matching.knowledge import Knowledge
    from matchmaker.model import Actor, Offering


# An unknown n-gram tells that a question is about something else: half as much as a rare known one in an
# empty catalogue, fully from this number of texts on.
LEAST_TELLING, TELLING = 0.5, 500


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as the index sees it.

    Attributes:
        columns: The n-grams that the catalogue knows.
        weights: Weight of each of them.
        familiarity: Share of the question that the catalogue knows, between 0 and 1.
        likeness: Cosine to each document of the index: descriptions first, example questions after them.
    """

    columns: np.ndarray
    weights: np.ndarray
    familiarity: float
    likeness: np.ndarray


class TextIndex:
    """TF-IDF over character 3- to 5-grams inside words, of the text models measured the best for Dutch.

    An offering has one document for what it says of itself and one for each example question. Rows follow the
    order of the offerings given.
    """

    def __init__(self, offerings: Sequence[Offering], knowledge: Knowledge) -> None:
        """Learn from the offerings which character n-grams tell how much."""
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
        documents = [*abouts, *(text for _, text in questions)]
        said = self._vectorizer.fit_transform(documents)
        self._grams = self._vectorizer.build_analyzer()
        self._rarity = self._vectorizer.idf_
        self._telling = min(1.0, len(documents) / TELLING)
        weight = LEAST_TELLING + (1 - LEAST_TELLING) * self._telling
        self._foreign_weight = float(self._rarity.max()) * weight
        self._said = csc_matrix(said)  # a question touches some hundreds of the tens of thousands of columns
        self._offerings = len(offerings)
        self._owners = np.array([row for row, _ in questions], dtype=np.intp)
        self._latent = LatentSpace(said)
        middles = self._latent.places[: self._offerings].copy()
        asked = np.zeros_like(middles)
        np.add.at(asked, self._owners, self._latent.places[self._offerings :])
        self._middles = unit(middles + unit(asked))
        self._actor_ids = sorted(knowledge.actors)
        portraits = [
            fold(describe_actor(knowledge.actors[actor_id], knowledge)) for actor_id in self._actor_ids
        ]
        self._actors = csc_matrix(self._vectorizer.transform(portraits or [""]))

    def read(self, text: str) -> Reading:
        """Return a text as the index sees it.

        Its vector is shorter than one by what the catalogue does not know.
        """
        if self._empty:
            return Reading(np.zeros(0, dtype=np.intp), np.zeros(0), 0.0, np.zeros(0))
        columns, known, foreign = self._weigh(fold(text))
        length = float(np.sqrt((known**2).sum() + (foreign**2).sum()))
        weights = known / length if length else known
        return Reading(columns, weights, self._familiarity(text), self._said[:, columns] @ weights)

    def _familiarity(self, text: str) -> float:
        """Return the share of a text, weighted by how much it tells, whose n-grams the catalogue knows.

        A question about payroll is full of words that no offering holds. In a small catalogue an unknown word
        tells little, so there the share is taken as nearly whole.
        """
        _, known, foreign = self._weigh(telling(text))
        total = known.sum() + foreign.sum()
        share = known.sum() / total if total else 0.0
        return float(1.0 - (1.0 - share) * self._telling)

    def similarities(self, reading: Reading) -> tuple[np.ndarray, np.ndarray]:
        """Return for each offering the cosine of the text to its description and to its nearest question."""
        if self._empty:
            return np.zeros(0), np.zeros(0)
        nearest = np.zeros(self._offerings)
        np.maximum.at(nearest, self._owners, reading.likeness[self._offerings :])
        return reading.likeness[: self._offerings], nearest

    def kinship(self, reading: Reading) -> np.ndarray:
        """Return for each offering how far the words of the text go together with its words, as a cosine."""
        if self._empty:
            return np.zeros(0)
        cosines: np.ndarray = self._middles @ self._latent.place(reading.likeness)
        return cosines

    def actor_similarities(self, reading: Reading) -> dict[str, float]:
        """Return for each actor the cosine of the text to what is said about it."""
        if self._empty:
            return {}
        found = self._actors[:, reading.columns] @ reading.weights
        return dict(zip(self._actor_ids, map(float, found), strict=False))

    def _weigh(self, text: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return columns and weights of the known n-grams of a folded text, and the weights of the rest."""
        vocabulary = self._vectorizer.vocabulary_
        columns, known, foreign = [], [], []
        for gram, times in Counter(self._grams(text)).items():
            column = vocabulary.get(gram)
            if column is None:
                foreign.append((1 + log(times)) * self._foreign_weight)
            else:
                columns.append(column)
                known.append((1 + log(times)) * self._rarity[column])
        return np.array(columns, dtype=np.intp), np.array(known), np.array(foreign)


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
