"""Shortlist, check, score, decide, explain: from a need to suggestions or an honest gap."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matchmaker.errors import NotFound
from matchmaker.matching.answer import Exclusion, Match, MatchAnswer, Reason
from matchmaker.matching.calibration import chance
from matchmaker.matching.decision import footing, served_themes
from matchmaker.matching.doors import Doors
from matchmaker.matching.eligibility import eligibility
from matchmaker.matching.features import Evidence, Signal
from matchmaker.matching.gaps import gap
from matchmaker.matching.knowledge import Knowledge
from matchmaker.matching.network import Network
from matchmaker.matching.recipes import STEADY
from matchmaker.matching.scored import Part, in_order, scored, usual_contributions, varied
from matchmaker.matching.shortlist import TextIndex
from matchmaker.matching.why_not import Standing, WhyNot, changes_that_help, why_not
from matchmaker.model import Actor
from matchmaker.vocabulary import ActorKind, Answer, Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np

    from matchmaker.matching.answer import Eligibility
    from matchmaker.matching.decision import Footing
    from matchmaker.matching.recipes import Recipe
    from matchmaker.matching.scored import Scored
    from matchmaker.matching.shortlist import Reading
    from matchmaker.model import Need, Offering, Place, Relation, Theme

SHOWN_EXCLUSIONS, SHOWN_OWN = 5, 3
WITH_DOORS = 3
LEAST_RELEVANCE = 0.20
OWN = Bilingual("Deze partij biedt het zelf aan.", "This party offers it itself.")
ITSELF = Signal(1.0, lambda: OWN)


@dataclass(frozen=True, slots=True)
class _Question:
    """A need as the catalogue reads it: how its text resembles each offering, in the order of their ids."""

    need: Need
    reading: Reading
    about: np.ndarray
    question: np.ndarray
    related: np.ndarray
    themes: Mapping[str, float]
    ground: Footing


@dataclass(frozen=True, slots=True)
class _Found:
    """What there is for a need, each best first.

    Attributes:
        suggested: Every party and offering that may be suggested, without limit.
        own: What the desk that answers offers itself.
        refused: What speaks to the need but refuses the asker.
    """

    suggested: Sequence[Scored]
    own: Sequence[Scored]
    refused: Sequence[Scored]


class Matcher:
    """Finds the offerings that meet a need, from values alone; usable without any database.

    Offerings may be given, added and removed in any order: answers depend only on what is there.
    """

    def __init__(
        self,
        offerings: Iterable[Offering],
        *,
        actors: Iterable[Actor] = (),
        places: Iterable[Place] = (),
        themes: Iterable[Theme] = (),
        relations: Iterable[Relation] = (),
        recipe: Recipe = STEADY,
    ) -> None:
        self._knowledge = Knowledge(actors=actors, places=places, themes=themes)
        self._relations = tuple(relations)
        self._recipe = recipe
        self._offerings = {offering.id: offering for offering in offerings}
        self._prepare()

    def upsert(self, offering: Offering) -> None:
        """Add an offering, or put it in the place of the one with its id."""
        self._offerings[offering.id] = offering
        self._stale = True

    def remove(self, offering_id: str) -> None:
        """Take an offering out.

        Raises:
            NotFound: There is no such offering.
        """
        if self._offerings.pop(offering_id, None) is None:
            raise NotFound("offering", offering_id)
        self._stale = True

    def match(self, need: Need, limit: int = 10) -> MatchAnswer:
        """Answer a need with at most ``limit`` suggestions, best first, none of which fails a condition.

        One offering must speak to the need for there to be an answer; weaker ones may then accompany it.
        """
        question = self._read(need)
        found = self._find(question)
        best = found.suggested[0].score if found.suggested else 0.0
        usual = usual_contributions(found.suggested)
        return MatchAnswer(
            matches=tuple(
                _match(rank, one, best, usual) for rank, one in enumerate(found.suggested[:limit], start=1)
            ),
            own=tuple(one.offering for one in found.own[:SHOWN_OWN]),
            excluded=tuple(_exclusion(one) for one in found.refused[:SHOWN_EXCLUSIONS]),
            gap=None
            if found.suggested or found.own
            else gap(need, question.ground, found.refused, self._knowledge),
        )

    def why_not(self, need: Need, offering_id: str, limit: int = 10) -> WhyNot:
        """Say how an offering stands to a need, and what would have to change for it to be suggested.

        Args:
            need: The need.
            offering_id: The offering that somebody expected.
            limit: How many suggestions they saw.

        Raises:
            NotFound: There is no such offering.
        """
        if offering_id not in self._offerings:
            raise NotFound("offering", offering_id)
        question = self._read(need)
        row = next(row for row, one in enumerate(self._sorted) if one.id == offering_id)
        subject = self._score(question, row)
        standing = Standing(
            subject=subject,
            found=self._find(question).suggested,
            limit=limit,
            speaks_to_it=subject.relevance >= LEAST_RELEVANCE,
        )
        return why_not(standing, need, changes_that_help(need, subject.offering, self._knowledge))

    def _prepare(self) -> None:
        """Learn from the offerings that are there now."""
        self._sorted = tuple(self._offerings[offering_id] for offering_id in sorted(self._offerings))
        self._index = TextIndex(self._sorted, self._knowledge)
        self._served = served_themes(self._sorted, self._knowledge.thesaurus)
        offered: dict[str, list[Offering]] = defaultdict(list)
        for offering in self._sorted:
            offered[offering.provider_id].append(offering)
        network = Network(self._relations, self._knowledge.actors, offered.keys())
        self._doors = Doors(network, self._knowledge, dict(offered), self._recipe)
        self._stale = False

    def _read(self, need: Need) -> _Question:
        if self._stale:
            self._prepare()
        reading = self._index.read(need.text)
        about, question = self._index.similarities(reading)
        themes = self._knowledge.thesaurus.mentioned(need.text)
        return _Question(
            need=need,
            reading=reading,
            about=about,
            question=question,
            related=self._index.kinship(reading),
            themes=themes,
            ground=footing(reading.familiarity, themes, self._served, self._knowledge.thesaurus),
        )

    def _find(self, question: _Question) -> _Found:
        need, ground = question.need, question.ground
        near = self._score_all(question)
        allowed = [one for one in near if one.eligibility.answer is not Answer.NO]
        refused = [one for one in near if one.eligibility.answer is Answer.NO]
        own = [one for one in allowed if one.provider.id == need.desk_id]
        others = in_order(one for one in allowed if one.provider.id != need.desk_id)
        answered = any(ground.answered_by(one.relevance) for one in allowed)
        suggested: list[Scored] = []
        if answered:
            likeness = self._index.actor_similarities(question.reading)
            closed = {one.provider.id for one in refused}
            doors = self._doors.to(others[:WITH_DOORS], need, likeness, closed)
            suggested = varied(in_order([*others, *doors]))
        speaking = in_order(one for one in own if ground.answered_by(one.relevance))
        return _Found(suggested=suggested, own=speaking, refused=in_order(refused))

    def _score_all(self, question: _Question) -> list[Scored]:
        """Return the offerings of the kinds asked for that have anything to do with the need.

        One that refuses the asker counts only where it would be an answer by itself.
        """
        need = question.need
        kinds = set(need.kinds) if need.states("kinds") else set()
        found = []
        for row, offering in enumerate(self._sorted):
            if kinds and not kinds.intersection(offering.need_kinds):
                continue
            evidence = self._evidence(question, row)
            signals = self._recipe.topical_signals(evidence)
            relevance = self._recipe.relevance(signals)
            if relevance < LEAST_RELEVANCE:
                continue
            allowed = eligibility(need, offering, self._knowledge)
            if allowed.answer is not Answer.NO or question.ground.answered_by(relevance):
                found.append(self._weigh(evidence, signals, allowed))
        return found

    def _score(self, question: _Question, row: int) -> Scored:
        """Return one offering with its score, also where it would not be considered."""
        evidence = self._evidence(question, row)
        allowed = eligibility(question.need, evidence.offering, self._knowledge)
        return self._weigh(evidence, self._recipe.topical_signals(evidence), allowed)

    def _evidence(self, question: _Question, row: int) -> Evidence:
        return Evidence(
            need=question.need,
            offering=self._sorted[row],
            knowledge=self._knowledge,
            about_similarity=float(question.about[row]),
            question_similarity=float(question.question[row]),
            related_similarity=float(question.related[row]),
            need_themes=question.themes,
            door=ITSELF,
        )

    def _weigh(self, evidence: Evidence, topical: Mapping[str, Signal], allowed: Eligibility) -> Scored:
        offering = evidence.offering
        signals = (
            (part, topical[part.name] if part.name in topical else part.feature(evidence))
            for part in self._recipe.table
        )
        parts = [
            Part(part.name, part.weight * signal.value, signal.say)
            for part, signal in signals
            if signal.value > 0
        ]
        relevance = self._recipe.relevance(topical)
        return scored(offering, self._provider(offering), allowed, parts, relevance)

    def _provider(self, offering: Offering) -> Actor:
        """Return the provider; a library user who gave no actors gets one that is known by its id only."""
        known = self._knowledge.actors.get(offering.provider_id)
        return known or Actor(
            id=offering.provider_id,
            name=offering.provider_id,
            kind=ActorKind.SERVICE_PROVIDER,
            description=Bilingual("", ""),
        )


def _match(rank: int, one: Scored, best: float, usual: Mapping[str, float]) -> Match:
    """Put a suggestion into words; what speaks for it more than for the others comes first."""
    telling = sorted(
        one.parts, key=lambda part: (usual.get(part.feature, 0.0) - part.contribution, part.feature)
    )
    return Match(
        rank=rank,
        score=one.score,
        chance=chance(one.score, best),
        offering=one.offering,
        provider=one.provider,
        eligibility=one.eligibility,
        reasons=tuple(
            Reason(feature=part.feature, contribution=part.contribution, text=part.say()) for part in telling
        ),
    )


def _exclusion(one: Scored) -> Exclusion:
    return Exclusion(offering=one.offering, provider=one.provider, eligibility=one.eligibility)
