"""How candidates are weighed: on numpy alone, or compiled by numba where the extra ``fast`` is installed.

Both give the same numbers, to the last digit: they add up in the order of the recipe, and how words go
together is rounded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from matchmaker.matching.decision import answered, fitted
from matchmaker.matching.index.kernels import SHORTLIST, NumpyKernel
from matchmaker.matching.variety import varied

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matchmaker.matching.index.kernels import Kernel
    from matchmaker.matching.latent import LatentSpace
    from matchmaker.matching.profiles import Seen
    from matchmaker.matching.recipes import Recipe, Share
    from matchmaker.matching.signals import Signal

# Finer differences than this between cosines are rounding, which must not decide between equals.
TOLD_DECIMALS = 5
# What speaks for a suggestion is told by what speaks for it more than for so many, the best ones: among all
# that speak to the need, what comes first would follow from how many were looked at.
COMPARED = 30
# What speaks for a closer look at a candidate, beside where it is and who offers it: how far its words go
# together with those of the question, and its rank by the words that they share, as the root of its share of
# the longest shortlist. Read off needs among 100,000 offerings: docs/decisions/0043.
KIN_COUNTS, RANK_COUNTS = 0.22, 0.1
# What a candidate is worth less for its rank.
BEHIND = RANK_COUNTS * np.sqrt(np.arange(SHORTLIST) / SHORTLIST)
# Contributions that differ less than this are the same but for rounding.
SAME_DECIMALS = 9


class Likeness(NamedTuple):
    """How like candidates are to the question, in the order of ``signals.LIKENESSES``; cosines but for words.

    Attributes:
        about: To what they say of themselves.
        question: To the nearest of their example questions, or of their titles where they have none.
        words: By the words that stand in all of that, from 0.
        related: By words that go together.
        meant: By meaning.
    """

    about: np.ndarray
    question: np.ndarray
    words: np.ndarray
    related: np.ndarray
    meant: np.ndarray


class Weighed(NamedTuple):
    """Candidates with the parts of their scores.

    Attributes:
        contributions: What each feature adds to a score: one row a feature, one column a candidate.
        scores: Of each candidate, at most 1.
        relevance: How far each candidate speaks to the need: the share of the topical weight that it reaches.
        fit: How far it is what is sought, whatever its conditions: the share that it reaches of the weight of
            all features by which the need lets itself be told.
        best_first: The candidates by their scores, highest first; of equal ones the earlier first.
        tied: Whether any scores are equal.
    """

    contributions: np.ndarray
    scores: np.ndarray
    relevance: np.ndarray
    fit: np.ndarray
    best_first: np.ndarray
    tied: bool


class Vectors(NamedTuple):
    """Texts as their n-grams, one text behind the other.

    Attributes:
        grams: Numbers of the n-grams.
        weights: What each weighs; as a vector those of a text have length 1.
        starts: Where each text begins, and where the last one ends.
    """

    grams: np.ndarray
    weights: np.ndarray
    starts: np.ndarray


class Field(NamedTuple):
    """What candidates are worth by one field of their profiles.

    Attributes:
        number: Which field.
        by_value: The value of each value of the field; nothing where the field tells nothing.
        weight: What that weighs.
    """

    number: int
    by_value: np.ndarray
    weight: float


NO_FIELD = Field(0, np.zeros(0), 0.0)


class Crowd(NamedTuple):
    """More candidates than are looked at closely, those that share the most telling words first on each side.

    Attributes:
        rows: The row of each.
        allowed: So many, the first ones, the asker may use.
        most: So many of these are looked at closely.
        most_refused: So many of the others are.
        profiles: The profiles of all rows, a field a column.
        place: What they are worth by where they are.
        party: What they are worth by who offers them.
    """

    rows: np.ndarray
    allowed: int
    most: int
    most_refused: int
    profiles: np.ndarray
    place: Field
    party: Field

    @property
    def is_small(self) -> bool:
        """Whether all are looked at closely."""
        return self.allowed <= self.most and len(self.rows) - self.allowed <= self.most_refused


class Line(NamedTuple):
    """What decides which candidates are suggested.

    Attributes:
        least: The relevance of what may accompany an answer.
        stands: What the question itself adds to what an answer must reach; see ``decision``.
        allowed: So many of the candidates, the first ones, the asker may use.
        desk: The number of the party that answers, or -1.
        for_asker: The features, by row, that all add nothing where a candidate is for others; none where
            nothing is.
    """

    least: float
    stands: float
    allowed: int
    desk: int
    for_asker: np.ndarray


class Parted(NamedTuple):
    """Candidates by what becomes of them, as places among them, best first.

    Attributes:
        fitting: What may be suggested; nothing if no candidate answers the question.
        own: What the party that answers offers itself on the question.
        turned_away: What would answer the question but refuses the asker.
        answered: Whether any candidate answers it.
    """

    fitting: np.ndarray
    own: np.ndarray
    turned_away: np.ndarray
    answered: bool


class Leading(NamedTuple):
    """Doors, a number each.

    Attributes:
        places: Where the offering of each stands among the candidates.
        parties: The number of the party that each is.
        added: What the features in which doors differ from their offerings add to scores, one row a feature.
    """

    places: np.ndarray
    parties: np.ndarray
    added: np.ndarray


class Entries(NamedTuple):
    """What may be suggested: offerings, and then doors to some of them.

    Attributes:
        places: Where the offerings stand among the candidates, best first.
        providers: The number of the party that offers each candidate.
        doors: The doors.
        differing: For each feature the row of what it adds to doors; -1 where these are as their offerings.
    """

    places: np.ndarray
    providers: np.ndarray
    doors: Leading
    differing: np.ndarray


class Weighing(Protocol):
    """What works out numbers for all candidates of a need at once."""

    def weigh(self, recipe: Recipe, signals: Sequence[Signal], seen: Seen, likeness: Likeness) -> Weighed:
        """Return what each feature adds to the scores of candidates, and how far these speak to the need.

        Args:
            recipe: What counts how much.
            signals: What each feature says, in the order of the recipe.
            seen: What is seen of the candidates.
            likeness: How like they are to the question.
        """
        ...

    def akin(
        self, space: LatentSpace, text: tuple[np.ndarray, np.ndarray], middles: np.ndarray, rows: np.ndarray
    ) -> np.ndarray:
        """Return how far the words of a text go together with those of some rows, as rounded cosines.

        Args:
            space: The directions in which texts differ.
            text: The n-grams of the text, and what each weighs.
            middles: Where every row stands in the space.
            rows: Which rows.
        """
        ...

    def nearest(
        self, space: LatentSpace, text: tuple[np.ndarray, np.ndarray], middles: np.ndarray, crowd: Crowd
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the places of those of a crowd to look at closely, and what ``akin`` says of each.

        Args:
            space: As above, and so are the next two.
            text: The n-grams of the text, and what each weighs.
            middles: Where every row stands in the space.
            crowd: The candidates.
        """
        ...

    def alike(
        self, grams: np.ndarray, weights: np.ndarray, texts: Vectors, chosen: np.ndarray, room: np.ndarray
    ) -> list[float]:
        """Return the cosines of a question to some texts, added up in the order of the n-grams of the text.

        Args:
            grams: The n-grams of the question.
            weights: What each weighs.
            texts: All texts.
            chosen: The numbers of those that are asked for.
            room: A zero for each n-gram that the question or a text may have; they are zeros then again.
        """
        ...

    def parted(self, weighed: Weighed, providers: np.ndarray, line: Line) -> Parted:
        """Return what becomes of candidates.

        Args:
            weighed: The candidates.
            providers: The number of the party that offers each.
            line: What decides.
        """
        ...

    def suggested(
        self, weighed: Weighed, entries: Entries, tie: Callable[[int], Any]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return which entries to suggest, in their order, and their scores; see ``variety.varied``.

        Args:
            weighed: The candidates.
            entries: Offerings, and doors to them.
            tie: Gives what sets an entry apart from others with the same score.
        """
        ...

    def telling(
        self, weighed: Weighed, entries: Entries, suggested: np.ndarray, shown: int, by_name: np.ndarray
    ) -> tuple[list[list[int]], list[list[float]]]:
        """Return for the first ones suggested which features tell, the most telling first and ties by name.

        What adds as much to most scores tells nothing for one above the others, and what adds nothing tells
        nothing at all.

        Args:
            weighed: The candidates.
            entries: Offerings, and doors to them.
            suggested: Which of these are suggested, in their order.
            shown: How many of the first ones are asked for.
            by_name: The rows of features in the order of their names.

        Returns:
            For each the rows of the features that tell, and for every feature what it adds to their scores.
        """
        ...


class PlainWeighing:
    """Does so with numpy alone."""

    def weigh(self, recipe: Recipe, signals: Sequence[Signal], seen: Seen, likeness: Likeness) -> Weighed:
        """See ``Weighing``."""
        contributions = np.array([signal.values(seen, likeness) for signal in signals])
        contributions *= recipe.weights
        scores = np.minimum(1.0, _reached(contributions, recipe.whole))
        return Weighed(
            contributions,
            scores,
            _reached(contributions, recipe.on_topic),
            _reached(contributions, recipe.told(signals)),
            *best_first(scores),
        )

    def akin(
        self, space: LatentSpace, text: tuple[np.ndarray, np.ndarray], middles: np.ndarray, rows: np.ndarray
    ) -> np.ndarray:
        """See ``Weighing``."""
        # Unlike a product of matrices this adds up every row in the same way, wherever it stands.
        cosines: np.ndarray = np.einsum(
            "ij,j->i", middles.take(rows, axis=0).astype(np.float64), space.place(*text)
        )
        return cosines.round(TOLD_DECIMALS)

    def nearest(
        self, space: LatentSpace, text: tuple[np.ndarray, np.ndarray], middles: np.ndarray, crowd: Crowd
    ) -> tuple[np.ndarray, np.ndarray]:
        """See ``Weighing``."""
        related = self.akin(space, text, middles, crowd.rows)
        worth = related * KIN_COUNTS
        for number, by_value, weight in (crowd.place, crowd.party):
            if len(by_value):
                worth += by_value.take(crowd.profiles[crowd.rows, number]) * weight
        own, others = worth[: crowd.allowed], worth[crowd.allowed :]
        others_chosen = _worth_most(others, crowd.most_refused) + len(own)
        chosen = np.concatenate((_worth_most(own, crowd.most), others_chosen))
        return chosen, related.take(chosen)

    def alike(
        self, grams: np.ndarray, weights: np.ndarray, texts: Vectors, chosen: np.ndarray, room: np.ndarray
    ) -> list[float]:
        """See ``Weighing``."""
        room[grams] = weights
        cosines = []
        for text in chosen.tolist():
            own = slice(texts.starts[text], texts.starts[text + 1])
            asked = room.take(texts.grams[own])
            shared = asked.nonzero()[0]
            products = asked.take(shared) * texts.weights[own].take(shared)
            cosines.append(float(np.add.accumulate(products)[-1]) if len(products) else 0.0)
        room[grams] = 0.0
        return cosines

    def parted(self, weighed: Weighed, providers: np.ndarray, line: Line) -> Parted:
        """See ``Weighing``."""
        order = weighed.best_first
        relevance, fit = weighed.relevance.take(order), fitted(weighed, line).take(order)
        speaks = relevance >= line.least
        answers = speaks & answered(relevance, fit, line.stands)
        permitted, ours = order < line.allowed, providers.take(order) == line.desk
        turned_away = order.compress(answers & ~permitted)
        answers &= permitted
        any_answers = bool(answers.any())
        fitting = order.compress(speaks & permitted & ~ours) if any_answers else order[:0]
        return Parted(fitting, order.compress(answers & ours), turned_away, any_answers)

    def suggested(
        self, weighed: Weighed, entries: Entries, tie: Callable[[int], Any]
    ) -> tuple[np.ndarray, np.ndarray]:
        """See ``Weighing``."""
        own = len(entries.places)
        places, scores = places_of(entries), weighed.scores.take(entries.places)
        parties, order = entries.providers.take(entries.places), np.arange(own)
        if len(entries.doors.places):
            doors = np.arange(own, len(places))
            parties = np.concatenate((parties, entries.doors.parties))
            scores = np.concatenate((scores, np.add.accumulate(parts_of(weighed, entries, doors))[-1]))
            order, tied = best_first(scores)
            if tied:
                untie(order, scores, tie)
        kept = varied(
            scores.take(order).tolist(),
            parties.take(order).tolist(),
            places.take(order).tolist(),
            (order >= own).tolist(),
        )
        order = order.take(kept)
        return order, scores.take(order)

    def telling(
        self, weighed: Weighed, entries: Entries, suggested: np.ndarray, shown: int, by_name: np.ndarray
    ) -> tuple[list[list[int]], list[list[float]]]:
        """See ``Weighing``."""
        parts = parts_of(weighed, entries, suggested[: max(shown, COMPARED)])
        added, best = parts[:, :shown], parts[:, :COMPARED]
        usual = np.add.accumulate(best, axis=1)[:, -1:] / max(1, best.shape[1])
        less = (usual - added).round(SAME_DECIMALS)
        less[added <= 0] = np.inf
        order = by_name[less.take(by_name, axis=0).argsort(axis=0, kind="stable")].T.tolist()
        many = (added > 0).sum(axis=0).tolist()
        return [rows[:tells] for rows, tells in zip(order, many, strict=True)], added.tolist()


def _worth_most(worth: np.ndarray, most: int) -> np.ndarray:
    """Return the places of those to look at closely, by what they are worth but for their rank."""
    many = len(worth)
    # Of those that are worth as much the one that shares more telling words goes first.
    return np.arange(many) if many <= most else (BEHIND[:many] - worth).argsort(kind="stable")[:most]


def parts_of(weighed: Weighed, entries: Entries, chosen: np.ndarray) -> np.ndarray:
    """Return what each feature adds to the scores of some entries, one row a feature."""
    parts: np.ndarray = weighed.contributions.take(places_of(entries).take(chosen), axis=1)
    doors = chosen - len(entries.places)
    late = doors >= 0
    if late.any():
        features = (entries.differing >= 0).nonzero()[0]
        added = entries.doors.added.take(entries.differing.take(features), axis=0)
        parts[np.ix_(features, late)] = added.take(doors[late], axis=1)
    return parts


def places_of(entries: Entries) -> np.ndarray:
    """Return where the offering of each entry stands among the candidates."""
    doors = entries.doors.places
    return np.concatenate((entries.places, doors)) if len(doors) else entries.places


def best_first(scores: np.ndarray) -> tuple[np.ndarray, bool]:
    """Return the places of scores, highest first, of equal ones the earlier first, and if any are equal."""
    order = np.argsort(-scores, kind="stable")
    descending = scores.take(order)
    return order, bool((descending[1:] == descending[:-1]).any())


def untie(order: np.ndarray, scores: np.ndarray, tie: Callable[[int], Any]) -> None:
    """Put equal scores, which stand beside each other, in the order of what sets them apart."""
    descending = scores.take(order)
    same = descending[1:] == descending[:-1]
    edges = np.flatnonzero(np.diff(same, prepend=False, append=False))
    for begin, last in edges.reshape(-1, 2).tolist():
        order[begin : last + 1] = sorted(order[begin : last + 1].tolist(), key=tie)


def _reached(contributions: np.ndarray, share: Share) -> np.ndarray:
    """Return how much some features add, of what they weigh.

    They are added in their order however many candidates there are; a plain sum has another for one.
    """
    reached: np.ndarray = np.add.accumulate(contributions.take(share.rows, axis=0))[-1]
    reached /= share.weight
    return reached


def weighing_beside(kernel: Kernel) -> Weighing:
    """Return what weighs in the same way as a kernel searches: compiled or not."""
    if isinstance(kernel, NumpyKernel):
        return PlainWeighing()
    from matchmaker.matching.compiled_weighing import CompiledWeighing  # noqa: PLC0415  # needs numba

    return CompiledWeighing()
