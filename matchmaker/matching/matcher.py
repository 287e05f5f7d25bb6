"""Shortlist, check, score, decide, explain: from a need to suggestions or an honest gap."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from matchmaker.errors import NotFound
from matchmaker.matching import features
from matchmaker.matching.answer import Exclusion, Gap, Match, MatchAnswer, Reason
from matchmaker.matching.decision import footing, served_themes
from matchmaker.matching.eligibility import eligibility
from matchmaker.matching.features import Evidence, Signal
from matchmaker.matching.knowledge import Knowledge
from matchmaker.matching.network import Network, serves
from matchmaker.matching.recipes import STEADY
from matchmaker.matching.shortlist import TextIndex
from matchmaker.model import Actor
from matchmaker.text import telling
from matchmaker.vocabulary import ActorKind, Answer, Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from matchmaker.matching.answer import Eligibility
    from matchmaker.matching.decision import Footing
    from matchmaker.matching.recipes import Recipe
    from matchmaker.matching.shortlist import Reading
    from matchmaker.model import Need, Offering, Place, Relation, Theme

SHOWN_EXCLUSIONS, SHOWN_WORDS = 5, 4
PER_PROVIDER = 1
WITH_DOORS = 3
DOORS_PER_OFFERING = 3
TAKES_PART = 0.4
LEAST_RELEVANCE = 0.20
OWN_WORDS = 0.23
OWN = Bilingual("Deze partij biedt het zelf aan.", "This party offers it itself.")
ITSELF = Signal(1.0, lambda: OWN)


class _Part(NamedTuple):
    """What one feature adds to a score; put into words only when it is shown."""

    feature: str
    contribution: float
    say: Callable[[], Bilingual]


@dataclass(frozen=True, slots=True)
class _Scored:
    """An offering with the parts of its score; ``relevance`` is its share of the topical features."""

    offering: Offering
    provider: Actor
    eligibility: Eligibility
    parts: tuple[_Part, ...]
    score: float
    relevance: float

    @property
    def order(self) -> tuple[float, str, str]:
        return -self.score, self.offering.id, self.provider.id


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
        self._network = Network((), {}, ())
        self._recipe = recipe
        self._offerings = {offering.id: offering for offering in offerings}
        self._sorted: tuple[Offering, ...] = ()
        self._index: TextIndex | None = None
        self._served: frozenset[str] = frozenset()
        self._by_provider: Mapping[str, list[Offering]] = {}
        self._ready_index()

    def upsert(self, offering: Offering) -> None:
        """Add an offering, or put it in the place of the one with its id."""
        self._offerings[offering.id] = offering
        self._index = None

    def remove(self, offering_id: str) -> None:
        """Take an offering out.

        Raises:
            NotFound: There is no such offering.
        """
        if self._offerings.pop(offering_id, None) is None:
            raise NotFound("offering", offering_id)
        self._index = None

    def match(self, need: Need, limit: int = 10) -> MatchAnswer:
        """Answer a need with at most ``limit`` suggestions, best first, none of which fails a condition.

        One offering must speak to the need for there to be an answer; weaker ones may then accompany it.
        """
        reading = self._ready_index().read(need.text)
        themes = self._knowledge.thesaurus.mentioned(need.text)
        ground = footing(reading.familiarity, themes, self._served, self._knowledge.thesaurus)
        near = self._score_all(need, reading, themes)
        allowed = [one for one in near if one.eligibility.answer is not Answer.NO]
        refused = [
            one for one in near if one.eligibility.answer is Answer.NO and ground.answered_by(one.relevance)
        ]
        chosen: list[_Scored] = []
        if any(ground.answered_by(one.relevance) for one in allowed):
            best = sorted(allowed, key=lambda one: one.order)[:WITH_DOORS]
            allowed += self._doors(need, reading, best, refused)
            chosen = _varied(sorted(allowed, key=lambda one: one.order), limit)
        nearest_refused = sorted(refused, key=lambda one: one.order)[:SHOWN_EXCLUSIONS]
        return MatchAnswer(
            matches=tuple(self._match(rank, one) for rank, one in enumerate(chosen, start=1)),
            excluded=tuple(self._exclusion(one) for one in nearest_refused),
            gap=None if chosen else self._gap(need, ground, refused),
        )

    def _ready_index(self) -> TextIndex:
        if self._index is None:
            self._sorted = tuple(self._offerings[offering_id] for offering_id in sorted(self._offerings))
            self._index = TextIndex(self._sorted, self._knowledge)
            self._by_provider = _by_provider(self._sorted)
            self._network = Network(self._relations, self._knowledge.actors, self._by_provider.keys())
            self._served = served_themes(self._sorted, self._knowledge.thesaurus)
        return self._index

    def _score_all(self, need: Need, reading: Reading, themes: Mapping[str, float]) -> list[_Scored]:
        """Return the offerings of the kinds asked for that have anything to do with the need."""
        index = self._ready_index()
        about, question = index.similarities(reading)
        related = index.kinship(reading)
        scored = []
        for row, offering in enumerate(self._sorted):
            if need.states("kinds") and need.kinds and not set(need.kinds) & set(offering.need_kinds):
                continue
            evidence = Evidence(
                need=need,
                offering=offering,
                knowledge=self._knowledge,
                about_similarity=float(about[row]),
                question_similarity=float(question[row]),
                related_similarity=float(related[row]),
                need_themes=themes,
                door=ITSELF,
            )
            relevance = self._recipe.relevance(evidence)
            if relevance >= LEAST_RELEVANCE:
                scored.append(self._score(evidence, relevance))
        return scored

    def _score(self, evidence: Evidence, relevance: float) -> _Scored:
        offering = evidence.offering
        signals = ((part, part.feature(evidence)) for part in self._recipe.table)
        parts = [
            _Part(part.name, part.weight * signal.value, signal.say)
            for part, signal in signals
            if signal.value > 0
        ]
        allowed = eligibility(evidence.need, offering, self._knowledge)
        return _scored(offering, self._provider(offering), allowed, parts, relevance)

    def _doors(
        self, need: Need, reading: Reading, best: list[_Scored], refused: list[_Scored]
    ) -> list[_Scored]:
        """Return the best offerings once more, through the actors around their providers.

        An actor is no door if an offering of its own that speaks to the need refuses the asker, or if it
        offers nothing in the asker's place.
        """
        closed = {one.provider.id for one in refused}
        likeness = self._ready_index().actor_similarities(reading)
        door = next((part for part in self._recipe.table if part.feature is features.door), None)
        if door is None:
            return []
        found: list[_Scored] = []
        for one in best:
            doors = []
            for tie in self._network.around(one.offering.provider_id):
                actor = self._knowledge.actors[tie.actor_id]
                if (
                    actor.id in closed
                    or self._works_elsewhere(actor, need)
                    or not serves(actor, need, self._knowledge)
                    or actor.id == need.actor_id
                ):
                    continue
                own = min(1.0, likeness.get(actor.id, 0.0) / OWN_WORDS)
                value = tie.sure + (tie.strength - tie.sure) * own
                if actor.kind is ActorKind.ENTREPRENEUR:
                    value *= TAKES_PART
                doors.append((value, actor, tie))
            doors.sort(key=lambda door: (-door[0], door[1].id))
            for value, actor, tie in doors[:DOORS_PER_OFFERING]:
                parts = [part for part in one.parts if part.feature != door.name]
                parts.append(_Part(door.name, door.weight * value, tie.say))
                found.append(_scored(one.offering, actor, one.eligibility, parts, one.relevance))
        return found

    def _works_elsewhere(self, actor: Actor, need: Need) -> bool:
        """Return whether none of what an actor offers is there for the asker's place."""
        own = self._by_provider.get(actor.id, ())
        if not own or need.municipality_id is None:
            return False
        around = self._knowledge.gazetteer.around(need.municipality_id)
        return not any(place_id in around for offering in own for place_id in offering.area)

    def _provider(self, offering: Offering) -> Actor:
        """Return the provider; a library user who gave no actors gets one that is known by its id only."""
        known = self._knowledge.actors.get(offering.provider_id)
        return known or Actor(
            id=offering.provider_id,
            name=offering.provider_id,
            kind=ActorKind.SERVICE_PROVIDER,
            description=Bilingual("", ""),
        )

    def _match(self, rank: int, one: _Scored) -> Match:
        return Match(
            rank=rank,
            score=one.score,
            offering=one.offering,
            provider=one.provider,
            eligibility=one.eligibility,
            reasons=tuple(
                Reason(feature=part.feature, contribution=part.contribution, text=part.say())
                for part in one.parts
            ),
        )

    def _exclusion(self, one: _Scored) -> Exclusion:
        return Exclusion(offering=one.offering, provider=one.provider, eligibility=one.eligibility)

    def _sought(self, need: Need) -> list[Bilingual]:
        """Name what was sought: kinds of help and subjects, or else the words of the question."""
        subjects = sorted(self._knowledge.thesaurus.mentioned(need.text))[:3]
        dutch, english = self._knowledge.theme_names(subjects)
        kinds_nl = ", ".join(kind.label.nl for kind in need.kinds)
        kinds_en = ", ".join(kind.label.en for kind in need.kinds)
        if kinds_nl and dutch:
            return [Bilingual(f"{kinds_nl} over {dutch}", f"{kinds_en} about {english}")]
        if kinds_nl or dutch:
            return [Bilingual(kinds_nl or dutch, kinds_en or english)]
        quoted = ", ".join(f"“{word}”" for word in dict.fromkeys(telling(need.text).split()[:SHOWN_WORDS]))
        return [Bilingual(quoted, quoted)] if quoted else []

    def _gap(self, need: Need, ground: Footing, refused: list[_Scored]) -> Gap:
        """Say why nothing is suggested: nothing speaks to the need, or all that does fails a condition."""
        missing = self._sought(need)
        if ground.unserved and not refused:
            dutch, english = self._knowledge.theme_names(ground.unserved)
            reason = Bilingual(
                f"Deze vraag gaat over {dutch}. Daarover staat geen aanbod in ons overzicht.",
                f"This question is about {english}. Our overview holds no offering on that.",
            )
            return Gap(reason=reason, missing=tuple(missing))
        if not refused:
            reason = Bilingual(
                "In ons overzicht staat geen aanbod dat bij deze vraag past.",
                "Our overview holds no offering that fits this question.",
            )
            return Gap(reason=reason, missing=tuple(missing))
        failing = [
            condition
            for one in refused
            for condition in one.eligibility.conditions
            if condition.answer is Answer.NO
        ]
        missing += list(dict.fromkeys(condition.text for condition in failing))[:3]
        reason = Bilingual(
            "Er is aanbod dat op uw vraag lijkt, maar u voldoet niet aan de voorwaarden.",
            "There are offerings like what you ask for, but you do not meet their conditions.",
        )
        return Gap(reason=reason, missing=tuple(missing))


def _by_provider(offerings: Iterable[Offering]) -> dict[str, list[Offering]]:
    found: dict[str, list[Offering]] = defaultdict(list)
    for offering in offerings:
        found[offering.provider_id].append(offering)
    return dict(found)


def _scored(
    offering: Offering, provider: Actor, allowed: Eligibility, parts: list[_Part], relevance: float
) -> _Scored:
    ordered = sorted(parts, key=lambda part: (-part.contribution, part.feature))
    score = min(1.0, sum(part.contribution for part in ordered))
    return _Scored(offering, provider, allowed, tuple(ordered), score, relevance)


def _varied(ranked: list[_Scored], limit: int) -> list[_Scored]:
    """Keep the order, but name no actor more than the allowed number of times."""
    chosen: list[_Scored] = []
    taken: dict[str, int] = {}
    for one in ranked:
        if len(chosen) == limit:
            break
        if taken.get(one.provider.id, 0) < PER_PROVIDER:
            taken[one.provider.id] = taken.get(one.provider.id, 0) + 1
            chosen.append(one)
    return chosen
