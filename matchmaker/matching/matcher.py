"""Shortlist, check, score, decide, explain: from a need to suggestions or an honest gap."""

from __future__ import annotations

from functools import partial
from threading import RLock
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np

from matchmaker.errors import NotFound
from matchmaker.matching.answer import Exclusion, Match, MatchAnswer
from matchmaker.matching.calibration import ALONE, BESIDE_PRECEDENTS
from matchmaker.matching.decision import ServedThemes, as_asked, asks_only_where_to_begin, footing
from matchmaker.matching.doors import Doors
from matchmaker.matching.eligibility import Asker, terms_of
from matchmaker.matching.features import Evidence
from matchmaker.matching.gaps import gap, only_first_help
from matchmaker.matching.index import EVERY, OfferingIndex
from matchmaker.matching.index.kernels import NumpyKernel, numba_kernel
from matchmaker.matching.knowledge import Knowledge
from matchmaker.matching.latent import Kinship, spanning
from matchmaker.matching.meaning import Meaning
from matchmaker.matching.portraits import Portraits
from matchmaker.matching.precedents import Precedents, Told
from matchmaker.matching.profiles import Profiles
from matchmaker.matching.ranking import DOOR, PLACE, PRECEDENT, Candidates, Listed, Ranking
from matchmaker.matching.recipes import STEADY, with_meaning, with_precedents
from matchmaker.matching.signals import LookedUp
from matchmaker.matching.weighing import NO_FIELD, Crowd, Field, Likeness, Line, weighing_beside
from matchmaker.matching.why_not import Standing, WhyNot, changes_that_help, why_not
from matchmaker.memo import Memo
from matchmaker.model import Actor
from matchmaker.text import unpunctuated
from matchmaker.vocabulary import ActorKind, Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from matchmaker.matching.answer import Gap
    from matchmaker.matching.decision import Footing
    from matchmaker.matching.index import Alike, Reading
    from matchmaker.matching.index.kernels import Kernel
    from matchmaker.matching.meaning import Encoder
    from matchmaker.matching.recipes import Recipe
    from matchmaker.matching.signals import Signal
    from matchmaker.model import Need, Offering, Place, Precedent, Relation, Snapshot, Theme

SHOWN_EXCLUSIONS, SHOWN_OWN = 5, 3
WITH_DOORS = 3
LEAST_RELEVANCE = 0.20
# From so little on precedents tell that nobody serves a question, so that no first help is given either.
LIKELY_NOBODY = -0.07
# Once so large a part of the offerings changed since the space of their words was found, it is found anew.
MOST_CHANGED = 0.5
AT_ONCE = 256
KEPT_NAMELESS = 10_000
# Where not all candidates are looked at closely, so many of those that the asker may use are, and so many of
# those that refuse: docs/decisions/0043.
LOOKED_AT, LOOKED_AT_REFUSED = 50, 10

# No more than ``Match`` itself does in the end.
_match_of: Callable[[tuple[Any, ...]], Match] = partial(tuple.__new__, Match)


class _Question(NamedTuple):
    """A need as the catalogue reads it."""

    asker: Asker
    reading: Reading
    themes: Mapping[str, float]
    ground: Footing
    meant: Callable[[np.ndarray], np.ndarray]
    told: Told | None

    def credit_of(self, party: int) -> float:
        """Return how far questions that were judged before tell for a party, by its number."""
        if self.told is None or party >= len(self.told.credit):
            return 0.0
        credit: float = self.told.credit.item(party)
        return credit

    def stands(self) -> float:
        """Return how much the question itself adds to what an answer to it must reach."""
        aim, ground = self.asker.need.r_strategy, self.ground
        own = ground.stands(aim)
        if self.told is None:
            return own
        told = self.told.stands
        # Who asks only for what nobody offers is not helped by what they tell beside, such as of their trade.
        if ground.asks_only_that:
            return own + min(0.0, told)
        # A subject that nobody serves, and questions like it that nobody served, are one doubt.
        return own + (told if told >= 0 else min(0.0, told + ground.costs(aim)))

    def belongs_here(self) -> bool:
        """Return whether the question is one for a circular desk, also where nothing answers it.

        It is not where it is clearly more like what nobody serves than like what somebody does.
        """
        likely_nobody = self.told is not None and self.told.stands < LIKELY_NOBODY
        return not likely_nobody and self.ground.belongs_here(self.asker.need.r_strategy)


class _LookedAt(NamedTuple):
    """What a need is held against.

    Attributes:
        rows: Numbers of the offerings.
        allowed: So many, the first ones, the asker may use.
        alike: How alike the question is to each.
        related: How far its words go together with those of each.
    """

    rows: np.ndarray
    allowed: int
    alike: Alike
    related: np.ndarray


class _Found(NamedTuple):
    """What there is for a need.

    Attributes:
        suggested: Every party and offering that may be suggested, without limit.
        own: What the desk that answers offers itself, best first.
        candidates: Every offering that the need was held against.
        refused: Places among these of what speaks to the need but refuses the asker, best first.
        first_help: Whether nothing answers the need, so that who helps with any subject is suggested.
    """

    suggested: Ranking
    own: Sequence[Offering]
    candidates: Candidates
    refused: Sequence[int]
    first_help: bool


class Matcher:
    """Finds the offerings that meet a need, from values alone; usable without any database.

    Offerings may be given, added and removed in any order: answers depend only on what is there. A change
    holds in the very next answer; only how words go together (``latent``) is learned anew at a merge. Every
    method may be called from any thread.
    """

    def __init__(  # noqa: PLR0913  # each is a sort of fact, or how to answer from them
        self,
        offerings: Iterable[Offering],
        *,
        actors: Iterable[Actor] = (),
        places: Iterable[Place] = (),
        themes: Iterable[Theme] = (),
        relations: Iterable[Relation] = (),
        precedents: Iterable[Precedent] = (),
        recipe: Recipe = STEADY,
        kernel: Kernel | None = None,
        encoder: Encoder | None = None,
    ) -> None:
        """Take in what there is.

        Args:
            offerings: What may be suggested; of two with the same id the last one counts.
            actors: Those who offer, and those who lead to them.
            places: The tree of places.
            themes: The tree of themes.
            relations: Ties between actors.
            precedents: Questions that were judged before: what is like one counts where that was sent.
            recipe: What counts how much.
            kernel: What adds up in the index; by default the compiled one where it is installed.
            encoder: A model of sentences, whose word then counts as well; it is asked for each text once.
        """
        self._knowledge = Knowledge(actors=actors, places=places, themes=themes)
        judged = tuple(precedents)
        self._recipe = with_precedents(recipe) if judged else recipe
        self._curve = BESIDE_PRECEDENTS if judged else ALONE
        if encoder is not None:
            self._recipe = with_meaning(self._recipe)
        self._meaning = Meaning(encoder)
        self._lock = RLock()
        self._nameless: Memo[Actor] = Memo(KEPT_NAMELESS)
        # One that was taken out stands there until its row is used again.
        self._catalogue: list[Listed] = []
        self._rows: dict[str, int] = {}
        self._free: list[int] = []
        self._profiles = Profiles(self._knowledge)
        self._served = ServedThemes(self._knowledge)
        self._doors = Doors(relations, self._knowledge, self._profiles.provider_number)
        given = {offering.id: offering for offering in offerings}
        ordered = [given[offering_id] for offering_id in sorted(given)]
        kernel = kernel or numba_kernel() or NumpyKernel()
        self._weighing = weighing_beside(kernel)
        self._precedents = Precedents(judged, self._profiles.provider_number, kernel) if judged else None
        self._index = OfferingIndex(ordered, self._knowledge, kernel=kernel)
        self._portraits = Portraits(self._index, self._knowledge, self._weighing)
        for offering in ordered:
            self._take_in(offering)
        self._meaning.put(range(len(ordered)), ordered)
        self._changed: set[str] = set()
        self._merging = False
        self._kinship = self._placed()

    @classmethod
    def of(cls, snapshot: Snapshot, *, recipe: Recipe = STEADY, encoder: Encoder | None = None) -> Self:
        """Return one over all facts of a snapshot; see ``__init__`` for the rest."""
        return cls(
            snapshot.offerings,
            actors=snapshot.actors,
            places=snapshot.places,
            themes=snapshot.themes,
            relations=snapshot.relations,
            precedents=snapshot.precedents,
            recipe=recipe,
            encoder=encoder,
        )

    @property
    def knowledge(self) -> Knowledge:
        """Places, themes and parties, as this reads them."""
        return self._knowledge

    @property
    def wants_merge(self) -> bool:
        """Whether so much has changed that a merge makes answers quicker."""
        return self._index.wants_merge

    def upsert(self, offering: Offering) -> None:
        """Add an offering, or put it in the place of the one with its id."""
        with self._lock:
            if offering.id in self._rows:
                self._let_go(offering.id)
            self._take_in(offering)
            self._index.upsert(offering, self._rows[offering.id])
            self._meaning.put([self._rows[offering.id]], [offering])
            self._place(self._kinship, [offering.id])
            self._note_change(offering.id)

    def remove(self, offering_id: str) -> None:
        """Take an offering out.

        Raises:
            NotFound: There is no such offering.
        """
        with self._lock:
            self._index.remove(offering_id)
            self._let_go(offering_id)
            self._note_change(offering_id)

    def upsert_actor(self, actor: Actor) -> None:
        """Add a party, or put it in the place of the one with its id, with what it is called and works on."""
        with self._lock:
            self._knowledge.actors[actor.id] = actor
            self._tell_of(actor.id)

    def remove_actor(self, actor_id: str) -> None:
        """Take a party out; what it offers stays, under its id only, until that is removed as well.

        Raises:
            NotFound: There is no such party.
        """
        with self._lock:
            if self._knowledge.actors.pop(actor_id, None) is None:
                raise NotFound("actor", actor_id)
            self._tell_of(actor_id)

    def upsert_relation(self, relation: Relation) -> None:
        """Add a tie between parties, or put it in the place of the one with its id."""
        with self._lock:
            self._doors.tie(relation)

    def remove_relation(self, relation_id: str) -> None:
        """Take a tie between parties out.

        Raises:
            NotFound: There is no such tie.
        """
        with self._lock:
            self._doors.untie(relation_id)

    def merge(self) -> None:
        """Arrange everything anew, and learn anew which words go together.

        Answers are then as those of a new matcher, and as quick. This may take seconds, and can be done in a
        thread of its own: answers and changes go on meanwhile.
        """
        with self._lock:
            if self._merging:
                return
            self._merging = True
            self._changed = set()
        try:
            self._index.merge()
            kinship = self._placed()
            with self._lock:
                self._place(kinship, [one for one in self._changed if one in self._rows])
                self._kinship = kinship
        finally:
            self._merging = False

    def match(self, need: Need, limit: int = 10) -> MatchAnswer:
        """Answer a need with at most ``limit`` suggestions, best first, none of which fails a condition.

        One offering must speak to the need for there to be an answer; weaker ones may then accompany it.
        """
        with self._lock:
            question = self._read(need)
            return self._answer(question, self._find(question), limit)

    def why_not(self, need: Need, offering_id: str, limit: int = 10) -> WhyNot:
        """Say how an offering stands to a need, and what would have to change for it to be suggested.

        Args:
            need: The need.
            offering_id: The offering that somebody expected.
            limit: How many suggestions they saw.

        Raises:
            NotFound: There is no such offering.
        """
        with self._lock:
            question = self._read(need)
            alike = self._index.alike(question.reading, [offering_id])
            row = np.array([self._rows[offering_id]], dtype=np.int32)
            looked_at = _LookedAt(row, 1, alike, self._kinship.to(question.reading, row))
            alone = self._weighed(question, self._signals(question), looked_at)
            offering = self._offering(offering_id)
            standing = Standing(
                offering=offering,
                eligibility=question.asker.eligibility(offering),
                contributions=dict(
                    zip(self._recipe.names, alone.weighed.contributions[:, 0].tolist(), strict=True)
                ),
                found=self._find(question).suggested,
                limit=limit,
                speaks_to_it=bool(alone.weighed.relevance[0] >= LEAST_RELEVANCE),
            )
            return why_not(standing, need, changes_that_help(need, offering, self._knowledge))

    # ---- what is there

    def _take_in(self, offering: Offering) -> None:
        listed = Listed(offering, self._provider(offering.provider_id), terms_of(offering, self._knowledge))
        if self._free:
            row = self._free.pop()
            self._catalogue[row] = listed
        else:
            row = len(self._catalogue)
            self._catalogue.append(listed)
        self._rows[offering.id] = row
        self._profiles.put(row, offering)
        self._served.add(offering)
        self._doors.add(listed)

    def _provider(self, actor_id: str) -> Actor:
        """Return a provider; a library user who gave no actors gets one that is known by its id only."""
        known = self._knowledge.actors.get(actor_id)
        return known or self._nameless.get(actor_id, lambda: _nameless(actor_id))

    def _let_go(self, offering_id: str) -> None:
        row = self._rows.pop(offering_id)
        offering = self._catalogue[row].offering
        self._free.append(row)
        self._served.remove(offering)
        self._doors.remove(offering)

    def _tell_of(self, actor_id: str) -> None:
        """Read what a party offers again, as its name and words stand in there, and find its ties anew."""
        self._portraits.forget()
        self._doors.look_again()
        for listed in self._doors.of(actor_id):
            self.upsert(listed.offering)

    def _note_change(self, offering_id: str) -> None:
        self._portraits.forget()
        self._changed.add(offering_id)
        if len(self._changed) > MOST_CHANGED * len(self._rows):
            self.merge()

    def _placed(self) -> Kinship:
        """Return where the offerings that are there now stand in the space that they span."""
        with self._lock:
            # A title that is an example for want of questions says nothing anew: docs/decisions/0041.
            texts = [
                (offering_id, 1 + len(self._offering(offering_id).questions))
                for offering_id in sorted(self._rows)
            ]
            basis = spanning(self._index, texts)
        kinship = Kinship(basis, self._weighing)
        for first in range(0, len(texts), AT_ONCE):
            with self._lock:
                part = [offering_id for offering_id, _ in texts[first : first + AT_ONCE]]
                self._place(kinship, [offering_id for offering_id in part if offering_id in self._rows])
        return kinship

    def _place(self, kinship: Kinship, offering_ids: Sequence[str]) -> None:
        if offering_ids:
            documents, lengths = self._index.vectors(offering_ids)
            kinship.put([self._rows[offering_id] for offering_id in offering_ids], documents, lengths)

    def _offering(self, offering_id: str) -> Offering:
        return self._catalogue[self._rows[offering_id]].offering

    # ---- from a need to what there is for it

    def _read(self, need: Need) -> _Question:
        # With a comma at its end a word is less like itself elsewhere, and which word has one follows from
        # the order of a question alone.
        reading = self._index.read(unpunctuated(need.text))
        themes = self._knowledge.thesaurus.mentioned(need.text)
        ground = as_asked(footing(reading.familiarity, themes, self._served), need.text, self._served)
        return _Question(
            asker=Asker(need, self._knowledge),
            reading=reading,
            themes=themes,
            ground=ground,
            meant=self._meaning.asked(need.text),
            told=self._told(need),
        )

    def _told(self, need: Need) -> Told | None:
        if self._precedents is None:
            return None
        told = self._precedents.told(need, self._profiles.parties)
        # Who asks only where to begin is given first help, though others of the same trade were sent further.
        if told.stands > 0 and asks_only_where_to_begin(need, self._knowledge):
            return told._replace(stands=0.0)
        return told

    def _find(self, question: _Question) -> _Found:
        need = question.asker.need
        signals = self._signals(question)
        looked_at = self._looked_at(question, signals)
        candidates = self._weighed(question, signals, looked_at)
        desk = -1 if need.desk_id is None else self._profiles.provider_number(need.desk_id)
        providers = candidates.providers
        for_asker = self._recipe.for_asker(need)
        line = Line(LEAST_RELEVANCE, question.stands(), looked_at.allowed, desk, for_asker)
        fitting, own, turned_away, answered = self._weighing.parted(candidates.weighed, providers, line)
        # Where nothing answers, who helps with any subject knows more than what speaks to this one a little.
        turn_to_first_help = not answered and (
            question.belongs_here() or asks_only_where_to_begin(need, self._knowledge)
        )
        if turn_to_first_help:
            may_ask = np.arange(len(providers)) < looked_at.allowed
            gives_first_help = candidates.seen.giving_first_help(need.kinds)
            fitting = candidates.best(gives_first_help & may_ask & (providers != desk))
        doors = (
            self._doors.to(
                {place: candidates.listed(place).offering for place in fitting[:WITH_DOORS].tolist()},
                question.asker,
                self._portraits.likeness(question.reading),
                {*providers.take(turned_away).tolist()},
                question.credit_of,
            )
            if DOOR in self._recipe.names
            else []
        )
        return _Found(
            suggested=Ranking(candidates, fitting, doors),
            own=[candidates.listed(place).offering for place in own.tolist()],
            candidates=candidates,
            refused=turned_away.tolist(),
            first_help=turn_to_first_help and len(fitting) > 0,
        )

    def _signals(self, question: _Question) -> tuple[Signal, ...]:
        return self._recipe.signals(
            Evidence(
                need=question.asker.need,
                need_themes=question.themes,
                areas=self._profiles.areas,
                themes=self._profiles.themes,
                knowledge=self._knowledge,
                learned=self._kinship.learned,
                credit=question.told and question.told.credit,
            )
        )

    def _looked_at(self, question: _Question, signals: Sequence[Signal]) -> _LookedAt:
        """Return what to look at closely, and how like the question it is by words."""
        reading = question.reading
        found = self._index.shortlist(question.asker.need, reading, question.themes)
        rows, allowed = found.numbers, found.allowed
        crowd = Crowd(
            rows,
            allowed,
            allowed if found.all_allowed else LOOKED_AT,
            len(rows) - allowed if found.all_refused else LOOKED_AT_REFUSED,
            self._profiles.rows,
            self._worth_by(PLACE, signals),
            self._worth_by(PRECEDENT, signals),
        )
        nearest = None if crowd.is_small else self._kinship.nearest(reading, crowd)
        if nearest is None:
            return _LookedAt(rows, allowed, found.alike(EVERY), self._kinship.to(reading, rows))
        places, related = nearest
        return _LookedAt(rows.take(places), min(allowed, crowd.most), found.alike(places), related)

    def _worth_by(self, feature: str, signals: Sequence[Signal]) -> Field:
        """Return what candidates are worth by one feature that follows from one field."""
        names = self._recipe.names
        if feature in names:
            row = names.index(feature)
            signal = signals[row]
            if isinstance(signal, LookedUp):
                return Field(signal.field, signal.by_value, self._recipe.parts[row].weight)
        return NO_FIELD

    def _weighed(self, question: _Question, signals: Sequence[Signal], looked_at: _LookedAt) -> Candidates:
        rows = looked_at.rows
        seen = self._profiles.of(rows)
        likeness = Likeness(*looked_at.alike, looked_at.related, question.meant(rows))
        weighed = self._weighing.weigh(self._recipe, signals, seen, likeness)
        return Candidates(self._catalogue, rows, seen, self._recipe, signals, weighed, self._weighing)

    # ---- into words

    def _answer(self, question: _Question, found: _Found, limit: int) -> MatchAnswer:
        asker = question.asker
        nothing = not found.suggested and not found.own
        return MatchAnswer(
            matches=self._matches(asker, found.suggested, limit),
            own=tuple(found.own[:SHOWN_OWN]),
            excluded=tuple(
                [
                    Exclusion(offering, provider, asker.meets(terms))
                    for offering, provider, terms in map(
                        found.candidates.listed, found.refused[:SHOWN_EXCLUSIONS]
                    )
                ]
            ),
            gap=self._gap(question, found) if nothing else None,
            first_help=(
                only_first_help(asker.need, self._subjects(asker.need), self._knowledge)
                if found.first_help
                else None
            ),
        )

    def _matches(self, asker: Asker, suggested: Ranking, limit: int) -> tuple[Match, ...]:
        best = float(suggested.scores[0]) if suggested else 0.0
        return tuple(
            [
                _match_of(
                    (
                        rank,
                        score,
                        self._curve.chance(score, best),
                        offering,
                        provider if door is None else door.actor,
                        asker.meets(terms),
                        reasons,
                    )
                )
                for rank, ((offering, provider, terms), door, score, reasons) in enumerate(
                    suggested.shown(limit), start=1
                )
            ]
        )

    def _gap(self, question: _Question, found: _Found) -> Gap:
        refused = [question.asker.meets(found.candidates.listed(place).terms) for place in found.refused]
        need = question.asker.need
        return gap(need, self._subjects(need), question.ground, refused, self._knowledge)

    def _subjects(self, need: Need) -> Iterable[str]:
        """Return what a question is told to be about, which the name of its town is not."""
        return self._knowledge.thesaurus.mentioned(self._knowledge.gazetteer.without_town(need.text))


def _nameless(actor_id: str) -> Actor:
    return Actor(id=actor_id, name=actor_id, kind=ActorKind.SERVICE_PROVIDER, description=Bilingual("", ""))
