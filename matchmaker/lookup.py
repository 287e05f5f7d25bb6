"""One search box: actors, offerings, places and themes by name, subject or text, forgiving of spelling.

Lists can be narrowed by facets: what an actor or offering is, where it is, what it is about. The count of
a facet's value is the number of hits that choosing it would leave.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields, replace
from functools import cache, cached_property
from heapq import merge
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from rapidfuzz import fuzz, process

from matchmaker.cues import kinds_in
from matchmaker.names import spelled_out
from matchmaker.places import Gazetteer
from matchmaker.text import fold, stem, words
from matchmaker.themes import Thesaurus, all_labels
from matchmaker.vocabulary import ActorKind, NeedKind, Status, TargetGroup, ThemeKind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from matchmaker.model import Actor, Offering, Place, Snapshot, Theme

WHOLE_NAME, NAME_START, NAME_WORDS, MISSPELLED, TEXT, SUBJECT = 6.0, 5.0, 4.0, 3.0, 2.0, 1.0
FITTING = 0.45  # what fitting the subject adds: it orders hits of one sort, and makes none another sort
_STANDING = {Status.ACTIVE: 1.0, Status.PLANNED: 0.7, Status.ENDED: 0.4}
SEVERAL_KINDS = 3  # of help, from which an offering is for whoever does not know yet what to ask
LEAST_LIKENESS = 80.0  # of a misspelled name or word, from 0 to 100
SHORTEST_MISSPELLED = 4  # characters; in a shorter word one other letter makes another word

# Words that say nothing about a subject, in both languages; a question in the search box is full of them.
_SMALL = frozenset(
    words(
        "aan als bij dat de den der die dit een en er het hoe ik in is kan mag met mijn naar of om ons onze "
        "op over te tot uit van veel voor waar wat we wie wij wil zijn a about an and are at by can do for "
        "from how i is it my of on or our the to we what where which who with you"
    )
)


class _Known(Protocol):
    @property
    def id(self) -> str: ...


K = TypeVar("K", bound=_Known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What a list is narrowed to; None leaves a facet open.

    Attributes:
        kind: Kind of the actor, or of the actor that provides the offering.
        need_kind: Kind of help of the offering, or of one of the actor's offerings.
        place_id: Where the actor is seated, inside which counts too; where the offering holds.
        theme_id: What it is about, narrower themes included; of an actor also what its offerings are about.
        status: Whether it is there now.
    """

    kind: ActorKind | None = None
    need_kind: NeedKind | None = None
    place_id: str | None = None
    theme_id: str | None = None
    status: Status | None = None


FACETS: tuple[str, ...] = tuple(facet.name for facet in fields(Narrowing))


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet, and how many hits are left when it is chosen."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Found(Generic[K]):
    """What a search finds.

    Attributes:
        hits: Best first with words, by name without.
        facets: For each facet the values that leave a hit, most first. They count what passes the other
            facets, so that a reader sees what another choice would give.
    """

    hits: tuple[K, ...]
    facets: Mapping[str, tuple[Choice, ...]]


def faceted(
    things: Sequence[K],
    narrowing: Narrowing,
    passes: Mapping[str, Callable[[K, str], bool]],
    values: Mapping[str, Callable[[K], Iterable[str]]],
) -> Found[K]:
    """Narrow things and count what other choices would leave.

    Args:
        things: What words found, in order.
        narrowing: What to narrow to.
        passes: For each facet, whether a thing is found under a value.
        values: For each facet, the values to count a thing under; each must let the thing pass.
    """
    chosen = {name: value for name in FACETS if (value := getattr(narrowing, name)) is not None}
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    hits = []
    for thing in things:
        failed = [name for name, value in chosen.items() if not passes[name](thing, value)]
        if not failed:
            hits.append(thing)
        if len(failed) <= 1:
            for name in failed or FACETS:
                counts[name].update(set(values[name](thing)))
    return Found(
        tuple(hits),
        {
            name: tuple(
                Choice(value, count)
                for value, count in sorted(counted.items(), key=lambda item: (-item[1], item[0]))
            )
            for name, counted in counts.items()
        },
    )


@dataclass(frozen=True)
class _Subject:
    """What words are about, as far as the thesaurus knows.

    Attributes:
        near: Each theme that it comes near, from the theme itself (up to 1) to far broader and narrower ones.
        trades: Those of them that are sectors, with the broader ones.
        kinds: Kinds of help that the words point to.
        thesaurus: Where the themes come from.
    """

    near: Mapping[str, float]
    trades: frozenset[str]
    kinds: frozenset[NeedKind]
    thesaurus: Thesaurus

    @classmethod
    def of(cls, q: str, thesaurus: Thesaurus) -> _Subject:
        themes = thesaurus.mentioned(q)
        sectors = (one for one in themes if thesaurus.by_id[one].kind is ThemeKind.SECTOR)
        trades = frozenset(broader for one in sectors for broader in thesaurus.with_broader(one))
        near: dict[str, float] = {}
        for asked, strength in themes.items():
            for theme_id, nearness in thesaurus.neighbours(asked).items():
                near[theme_id] = max(near.get(theme_id, 0.0), strength * nearness)
        return cls(near, trades, frozenset(kinds_in(q)) if themes else frozenset(), thesaurus)

    def about(self, themes: Collection[str]) -> float:
        """Return how near themes come to it, from 0 to 1: who speaks of few things speaks more of each."""
        nearest = max((self.near.get(theme_id, 0.0) for theme_id in themes), default=0.0)
        return nearest * (1 + len(themes) ** -0.5) / 2 if nearest else 0.0

    def met_by(self, offering: Offering) -> float:
        """Return how well an offering fits, from 0 (not about it) to 1.

        It fits best where it is about little else, is meant for this very trade, gives this kind of help, and
        runs now.
        """
        about = self.about(offering.themes)
        if not about:
            return 0.0
        meant = not self.trades.isdisjoint(offering.sectors)
        helps = len(self.kinds.intersection(offering.need_kinds)) / len(self.kinds) if self.kinds else 0.0
        return _STANDING[offering.status] * (0.5 * about + 0.25 * meant + 0.25 * helps)

    def knows(self, word: str) -> bool:
        """Return whether a word is right as it stands, so that no other was meant."""
        return max(self.thesaurus.mentioned(word).values(), default=0.0) >= 1.0


class Directory:
    """Everything that the register holds, to be looked up by words.

    It never changes; ``updated`` makes another.
    """

    def __init__(self, snapshot: Snapshot, boxes: _Boxes | None = None) -> None:
        """Arrange the facts.

        Args:
            snapshot: The facts.
            boxes: The same, arranged before.
        """
        self._facts = _Facts(snapshot)
        self._boxes = boxes or _Boxes(
            gazetteer=Gazetteer(snapshot.places),
            thesaurus=Thesaurus(snapshot.themes),
            actors=_Box.of(map(self._facts.actor_entry, snapshot.actors)),
            offerings=_Box.of(map(self._facts.offering_entry, snapshot.offerings)),
            places=_Box.of(_Entry(place, (place.name, *place.aliases)) for place in snapshot.places),
            themes=_Box.of(_Entry(theme, all_labels(theme)) for theme in snapshot.themes),
        )
        self._gazetteer, self._thesaurus = self._boxes.gazetteer, self._boxes.thesaurus
        self._places_served = cache(self._find_places_served)

    def updated(
        self, snapshot: Snapshot, actor_ids: Collection[str], offering_ids: Collection[str]
    ) -> Directory:
        """Return the directory of other facts with the same places and themes, without arranging all anew.

        Args:
            snapshot: The facts.
            actor_ids: The actors that were added, replaced or taken away.
            offering_ids: The same for offerings.
        """
        facts = _Facts(snapshot)
        # An actor is found by what it offers, and an offering by who offers it.
        both = (self._facts, facts)
        actors = {*actor_ids, *(provider for known in both for provider in known.providers_of(offering_ids))}
        offerings = {*offering_ids, *(one for known in both for one in known.offered_by(actor_ids))}
        boxes = replace(
            self._boxes,
            actors=self._boxes.actors.updated(
                actors, (facts.actor_entry(one) for one in snapshot.actors if one.id in actors)
            ),
            offerings=self._boxes.offerings.updated(
                offerings, (facts.offering_entry(one) for one in snapshot.offerings if one.id in offerings)
            ),
        )
        return Directory(snapshot, boxes)

    def find_actors(self, q: str = "", narrowing: Narrowing | None = None) -> Found[Actor]:
        """Return the actors that words find, narrowed, with the counts of every facet."""
        subject = _Subject.of(q, self._thesaurus)
        found = self._boxes.actors.find(q, subject, lambda actor: self._facts.actor_fits(actor, subject))
        others = map(self._facts.provider_of, self._facts.for_any_trade(subject))
        return faceted(
            list(dict.fromkeys((*found, *(actor for actor in others if actor)))),
            narrowing or Narrowing(),
            passes={
                "kind": lambda actor, kind: actor.kind == kind,
                "need_kind": lambda actor, kind: kind in self._facts.actor_need_kinds(actor),
                "place_id": lambda actor, place_id: place_id in self._around_seat(actor),
                "theme_id": lambda actor, theme_id: (
                    theme_id in self._with_broader(self._facts.actor_themes(actor))
                ),
                "status": lambda actor, status: actor.status == status,
            },
            values={
                "kind": lambda actor: (actor.kind,),
                "need_kind": self._facts.actor_need_kinds,
                "place_id": self._around_seat,
                "theme_id": lambda actor: self._with_broader(self._facts.actor_themes(actor)),
                "status": lambda actor: (actor.status,),
            },
        )

    def find_offerings(
        self, q: str = "", narrowing: Narrowing | None = None, *, provider_id: str | None = None
    ) -> Found[Offering]:
        """Return the offerings (of one provider, if given) that words find, narrowed, with facet counts."""
        subject = _Subject.of(q, self._thesaurus)
        found = dict.fromkeys(
            (*self._boxes.offerings.find(q, subject, subject.met_by), *self._facts.for_any_trade(subject))
        )
        return faceted(
            [one for one in found if provider_id is None or one.provider_id == provider_id],
            narrowing or Narrowing(),
            passes={
                "kind": lambda offering, kind: kind in self._facts.provider_kind(offering),
                "need_kind": lambda offering, kind: kind in offering.need_kinds,
                "place_id": lambda offering, place_id: self._serves(offering.area, place_id),
                "theme_id": lambda offering, theme_id: theme_id in self._with_broader(offering.themes),
                "status": lambda offering, status: offering.status == status,
            },
            values={
                "kind": self._facts.provider_kind,
                "need_kind": lambda offering: offering.need_kinds,
                "place_id": lambda offering: self._places_served(offering.area),
                "theme_id": lambda offering: self._with_broader(offering.themes),
                "status": lambda offering: (offering.status,),
            },
        )

    def places(self, q: str = "") -> list[Place]:
        """Return the places with a name like the words; all by name without words."""
        return self._boxes.places.find(q, _Subject.of("", self._thesaurus))

    def themes(self, q: str = "") -> list[Theme]:
        """Return the themes with a label or synonym like the words; all by label without words."""
        return self._boxes.themes.find(q, _Subject.of("", self._thesaurus))

    def _around_seat(self, actor: Actor) -> frozenset[str]:
        return self._gazetteer.around(actor.place_id) if actor.place_id else frozenset()

    def _serves(self, area: Collection[str], place_id: str) -> bool:
        return not self._gazetteer.around(place_id).isdisjoint(area)

    def _find_places_served(self, area: tuple[str, ...]) -> tuple[str, ...]:
        """Return the places that an area covers, of those that some offering names: others would crowd."""
        return tuple(place_id for place_id in self._facts.named_areas if self._serves(area, place_id))

    def _with_broader(self, themes: Iterable[str]) -> set[str]:
        return {broader for theme_id in themes for broader in self._thesaurus.with_broader(theme_id)}


class _Facts:
    """Who offers what, and what each is found by."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._offerings = {offering.id: offering for offering in snapshot.offerings}
        self._providers = {actor.id: actor for actor in snapshot.actors}
        self._offered: dict[str, list[Offering]] = {}
        for offering in snapshot.offerings:
            self._offered.setdefault(offering.provider_id, []).append(offering)
        self.named_areas = sorted({place_id for one in snapshot.offerings for place_id in one.area})

    def providers_of(self, offering_ids: Iterable[str]) -> set[str]:
        known = (self._offerings.get(id_) for id_ in offering_ids)
        return {offering.provider_id for offering in known if offering}

    def offered_by(self, actor_ids: Iterable[str]) -> set[str]:
        return {offering.id for id_ in actor_ids for offering in self._offered.get(id_, ())}

    def actor_entry(self, actor: Actor) -> _Entry[Actor]:
        titles = (title for one in self._offered.get(actor.id, ()) for title in (one.title.nl, one.title.en))
        text = " ".join((actor.description.nl, actor.description.en, *titles))
        return _Entry(actor, (actor.name, *actor.aliases), text)

    def offering_entry(self, offering: Offering) -> _Entry[Offering]:
        provider = self._providers.get(offering.provider_id)
        called = (provider.name, *provider.aliases) if provider else ()
        questions = (question.text for question in offering.questions)
        text = " ".join((offering.summary.nl, offering.summary.en, *called, *questions))
        return _Entry(offering, (offering.title.nl, offering.title.en, *called[:1]), text)

    def actor_themes(self, actor: Actor) -> set[str]:
        offered = self._offered.get(actor.id, ())
        return {*actor.themes, *(theme_id for offering in offered for theme_id in offering.themes)}

    def actor_fits(self, actor: Actor, subject: _Subject) -> float:
        """Return how well an actor fits a subject: by what it works on or the best of what it offers."""
        offered = max(map(subject.met_by, self._offered.get(actor.id, ())), default=0.0)
        lends = actor.kind is ActorKind.FINANCIER and NeedKind.FINANCING in subject.kinds
        return max(offered, subject.about(actor.themes) / 2, 0.5 * lends)

    def for_any_trade(self, subject: _Subject) -> list[Offering]:
        """Return what helps whoever asks, the widest first, for a trade that nobody is about."""
        if not subject.trades or any(subject.about(one.themes) for one in self._offerings.values()):
            return []
        sectors = subject.thesaurus.by_id
        general = (
            one
            for one in self._offerings.values()
            if one.status is Status.ACTIVE
            and TargetGroup.ENTREPRENEUR in one.target_groups
            and len(one.need_kinds) >= SEVERAL_KINDS
            and not one.sectors
            and not any(sectors[id_].kind is ThemeKind.SECTOR for id_ in one.themes if id_ in sectors)
        )
        return sorted(general, key=lambda one: (-len(one.need_kinds), fold(one.title.nl), one.id))

    def provider_of(self, offering: Offering) -> Actor | None:
        return self._providers.get(offering.provider_id)

    def actor_need_kinds(self, actor: Actor) -> set[str]:
        return {kind for offering in self._offered.get(actor.id, ()) for kind in offering.need_kinds}

    def provider_kind(self, offering: Offering) -> tuple[str, ...]:
        provider = self._providers.get(offering.provider_id)
        return (provider.kind,) if provider else ()


@dataclass(frozen=True)
class _Boxes:
    """Everything to search in."""

    gazetteer: Gazetteer
    thesaurus: Thesaurus
    actors: _Box[Actor]
    offerings: _Box[Offering]
    places: _Box[Place]
    themes: _Box[Theme]


class _Entry(Generic[K]):
    """A thing with its names and what else is said about it."""

    def __init__(self, thing: K, names: Sequence[str], text: str = "") -> None:
        self.thing = thing
        self.names = [fold(name) for name in names if name]
        self.order = (fold(names[0]), thing.id)
        self.stems = {stem(word) for name in self.names for word in words(name)}
        self.said = self.stems | {stem(word) for word in words(text)}


class _Box(Generic[K]):
    """Things of one sort, searchable by words. It never changes; ``updated`` makes another."""

    def __init__(
        self,
        entries: Mapping[str, _Entry[K]],
        ordered: Sequence[tuple[str, str]],
        saying: Mapping[str, Collection[str]],
    ) -> None:
        """Take what ``of`` arranges.

        Args:
            entries: By the id of their thing.
            ordered: First name and id of each, in order.
            saying: For each stem the ids of what says it.
        """
        self._entries = entries
        self._ordered = ordered
        self._saying = saying

    @classmethod
    def of(cls, entries: Iterable[_Entry[K]]) -> _Box[K]:
        """Arrange entries."""
        return cls({}, (), {}).updated((), entries)

    def updated(self, ids: Collection[str], entries: Iterable[_Entry[K]]) -> _Box[K]:
        """Return a box in which the things with these ids gave way to those of the entries."""
        gone = {id_: self._entries[id_] for id_ in ids if id_ in self._entries}
        new = {entry.thing.id: entry for entry in entries}
        touched: dict[str, set[str]] = {}
        for entry in (*gone.values(), *new.values()):
            for one in entry.said:
                if one not in touched:
                    touched[one] = set(self._saying.get(one, ())).difference(gone)
        for id_, entry in new.items():
            for one in entry.said:
                touched[one].add(id_)
        saying = {**self._saying, **touched}
        for one in [one for one, found in touched.items() if not found]:
            del saying[one]
        kept = (order for order in self._ordered if order[1] not in gone)
        return _Box(
            {id_: entry for id_, entry in self._entries.items() if id_ not in gone} | new,
            list(merge(kept, sorted(entry.order for entry in new.values()))),
            saying,
        )

    def find(self, q: str, subject: _Subject, fits: Callable[[K], float] = lambda _: 0.0) -> list[K]:
        """Return what is found, best hit first, ties by name; everything by name without words.

        Args:
            q: The words.
            subject: What they are about.
            fits: Gives how well a thing fits the subject, from 0 to 1.
        """
        asked = fold(q)
        if not asked:
            return [self._entries[id_].thing for _, id_ in self._ordered]
        scores = self._by_name(asked, subject)
        for id_, score in self._by_name(spelled_out(q), subject).items():
            scores[id_] = max(scores.get(id_, 0.0), score)
        for id_, share in self._by_text(asked, subject).items():
            scores[id_] = max(scores.get(id_, 0.0), TEXT + share / 2)
        if subject.near:
            for id_, entry in self._entries.items():
                if fitting := fits(entry.thing):
                    scores[id_] = scores.get(id_, SUBJECT) + FITTING * fitting
        best = sorted(scores, key=lambda id_: (-scores[id_], self._entries[id_].order))
        return [self._entries[id_].thing for id_ in best]

    @cached_property
    def _flat(self) -> list[tuple[str, str]]:
        """Each name with the id of what bears it, in order."""
        return [(name, id_) for _, id_ in self._ordered for name in self._entries[id_].names]

    def _by_name(self, asked: str, subject: _Subject) -> dict[str, float]:
        if not asked:
            return {}
        stems = {stem(word) for word in words(asked)}
        scores: dict[str, float] = {}
        for id_, entry in self._entries.items():
            if asked in entry.names:
                scores[id_] = WHOLE_NAME
            elif any(name.startswith(asked) for name in entry.names):
                scores[id_] = NAME_START
            elif stems and stems <= entry.stems:
                scores[id_] = NAME_WORDS
        if len(asked) >= SHORTEST_MISSPELLED and not subject.knows(asked):
            near = process.extract(
                asked,
                [name for name, _ in self._flat],
                scorer=fuzz.ratio,
                score_cutoff=LEAST_LIKENESS,
                limit=50,
            )
            for _, likeness, place in near:
                scores.setdefault(self._flat[place][1], MISSPELLED + likeness / 200)
        return scores

    def _by_text(self, asked: str, subject: _Subject) -> dict[str, float]:
        """Return what says every word, misspelled ones spelled right, and the share in a name."""
        wanted = {stem(word): word for word in words(asked) if word not in _SMALL}
        if not wanted:
            return {}
        known = [self._spellings(one, is_right=subject.knows(word)) for one, word in wanted.items()]
        found = set.intersection(*(self._those_saying(spellings) for spellings in known))
        return {
            id_: sum(not spellings.isdisjoint(self._entries[id_].stems) for spellings in known) / len(known)
            for id_ in found
        }

    def _those_saying(self, spellings: Iterable[str]) -> set[str]:
        return set[str]().union(*(self._saying.get(one, ()) for one in spellings))

    def _spellings(self, stemmed: str, *, is_right: bool) -> set[str]:
        """Return the word itself where somebody uses it, else the words that were probably meant."""
        if stemmed in self._saying:
            return {stemmed}
        if is_right or len(stemmed) < SHORTEST_MISSPELLED:
            return set()
        starts = {known for known in self._saying if known.startswith(stemmed)}
        if starts:
            return starts
        near = process.extract(
            stemmed, sorted(self._saying), scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS, limit=5
        )
        return {word for word, likeness, _ in near if likeness == near[0][1]}
