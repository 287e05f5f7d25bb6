"""One search box: actors, offerings, places and themes by name, subject or text, forgiving of spelling.

Lists can be narrowed by facets: what an actor or offering is, where it is, what it is about. The count of
a facet's value is the number of hits that choosing it would leave.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from rapidfuzz import fuzz, process

from matchmaker.places import Gazetteer
from matchmaker.text import fold, stem, words
from matchmaker.themes import Thesaurus, all_labels

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from matchmaker.model import Actor, Offering, Place, Snapshot, Theme
    from matchmaker.vocabulary import ActorKind, NeedKind, Status

WHOLE_NAME, NAME_START, NAME_WORDS, MISSPELLED, TEXT, SUBJECT = 6.0, 5.0, 4.0, 3.0, 2.0, 1.0
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


class Directory:
    """Everything that the register holds, to be looked up by words."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._gazetteer = Gazetteer(snapshot.places)
        self._thesaurus = Thesaurus(snapshot.themes)
        self._providers = {actor.id: actor for actor in snapshot.actors}
        self._offered: dict[str, list[Offering]] = {}
        for offering in snapshot.offerings:
            self._offered.setdefault(offering.provider_id, []).append(offering)
        self._named_areas = sorted({place_id for one in snapshot.offerings for place_id in one.area})
        self._places_served = cache(self._find_places_served)
        self._actors = _Box(
            snapshot.actors,
            [(actor.name, *actor.aliases) for actor in snapshot.actors],
            [self._actor_text(actor) for actor in snapshot.actors],
        )
        self._offerings = _Box(
            snapshot.offerings,
            [(one.title.nl, one.title.en, *self._provider_names(one)[:1]) for one in snapshot.offerings],
            [self._offering_text(one) for one in snapshot.offerings],
        )
        self._places = _Box(snapshot.places, [(place.name, *place.aliases) for place in snapshot.places])
        self._themes = _Box(snapshot.themes, [all_labels(theme) for theme in snapshot.themes])

    def find_actors(self, q: str = "", narrowing: Narrowing | None = None) -> Found[Actor]:
        """Return the actors that words find, narrowed, with the counts of every facet."""
        subjects = self._subjects(q)
        return faceted(
            self._actors.find(q, lambda actor: subjects & self._actor_themes(actor)),
            narrowing or Narrowing(),
            passes={
                "kind": lambda actor, kind: actor.kind == kind,
                "need_kind": lambda actor, kind: kind in self._actor_need_kinds(actor),
                "place_id": lambda actor, place_id: place_id in self._around_seat(actor),
                "theme_id": lambda actor, theme_id: theme_id in self._with_broader(self._actor_themes(actor)),
                "status": lambda actor, status: actor.status == status,
            },
            values={
                "kind": lambda actor: (actor.kind,),
                "need_kind": self._actor_need_kinds,
                "place_id": self._around_seat,
                "theme_id": lambda actor: self._with_broader(self._actor_themes(actor)),
                "status": lambda actor: (actor.status,),
            },
        )

    def find_offerings(
        self, q: str = "", narrowing: Narrowing | None = None, *, provider_id: str | None = None
    ) -> Found[Offering]:
        """Return the offerings (of one provider, if given) that words find, narrowed, with facet counts."""
        subjects = self._subjects(q)
        found = self._offerings.find(q, lambda offering: subjects & set(offering.themes))
        return faceted(
            [one for one in found if provider_id is None or one.provider_id == provider_id],
            narrowing or Narrowing(),
            passes={
                "kind": lambda offering, kind: kind in self._provider_kind(offering),
                "need_kind": lambda offering, kind: kind in offering.need_kinds,
                "place_id": lambda offering, place_id: self._serves(offering.area, place_id),
                "theme_id": lambda offering, theme_id: theme_id in self._with_broader(offering.themes),
                "status": lambda offering, status: offering.status == status,
            },
            values={
                "kind": self._provider_kind,
                "need_kind": lambda offering: offering.need_kinds,
                "place_id": lambda offering: self._places_served(offering.area),
                "theme_id": lambda offering: self._with_broader(offering.themes),
                "status": lambda offering: (offering.status,),
            },
        )

    def places(self, q: str = "") -> list[Place]:
        """Return the places with a name like the words; all by name without words."""
        return self._places.find(q)

    def themes(self, q: str = "") -> list[Theme]:
        """Return the themes with a label or synonym like the words; all by label without words."""
        return self._themes.find(q)

    def _subjects(self, q: str) -> set[str]:
        return set(self._thesaurus.mentioned(q)) if q.strip() else set()

    def _actor_themes(self, actor: Actor) -> set[str]:
        offered = self._offered.get(actor.id, ())
        return {*actor.themes, *(theme_id for offering in offered for theme_id in offering.themes)}

    def _actor_need_kinds(self, actor: Actor) -> set[str]:
        return {kind for offering in self._offered.get(actor.id, ()) for kind in offering.need_kinds}

    def _actor_text(self, actor: Actor) -> str:
        offered = self._offered.get(actor.id, ())
        titles = (title for one in offered for title in (one.title.nl, one.title.en))
        return " ".join((actor.description.nl, actor.description.en, *titles))

    def _offering_text(self, offering: Offering) -> str:
        questions = (question.text for question in offering.questions)
        names = self._provider_names(offering)
        return " ".join((offering.summary.nl, offering.summary.en, *names, *questions))

    def _provider_names(self, offering: Offering) -> tuple[str, ...]:
        provider = self._providers.get(offering.provider_id)
        return (provider.name, *provider.aliases) if provider else ()

    def _provider_kind(self, offering: Offering) -> tuple[str, ...]:
        provider = self._providers.get(offering.provider_id)
        return (provider.kind,) if provider else ()

    def _around_seat(self, actor: Actor) -> frozenset[str]:
        return self._gazetteer.around(actor.place_id) if actor.place_id else frozenset()

    def _serves(self, area: Collection[str], place_id: str) -> bool:
        return not self._gazetteer.around(place_id).isdisjoint(area)

    def _find_places_served(self, area: tuple[str, ...]) -> tuple[str, ...]:
        """Return the places that an area covers, of those that some offering names: others would crowd."""
        return tuple(place_id for place_id in self._named_areas if self._serves(area, place_id))

    def _with_broader(self, themes: Iterable[str]) -> set[str]:
        return {broader for theme_id in themes for broader in self._thesaurus.with_broader(theme_id)}


class _Box(Generic[K]):
    """Things of one sort with their names and what else is said about them, searchable by words."""

    def __init__(
        self, things: Sequence[K], names: Sequence[tuple[str, ...]], texts: Sequence[str] = ()
    ) -> None:
        order = sorted(range(len(things)), key=lambda row: (fold(names[row][0]), things[row].id))
        self._things = [things[row] for row in order]
        self._names = [[fold(name) for name in names[row] if name] for row in order]
        self._stems = [{stem(word) for name in own for word in words(name)} for own in self._names]
        self._flat = [(name, row) for row, own in enumerate(self._names) for name in own]
        said = [{stem(word) for word in words(texts[row])} if texts else set[str]() for row in order]
        self._said = [own | more for own, more in zip(self._stems, said, strict=True)]
        self._rows_saying: dict[str, set[int]] = {}
        for row, own_stems in enumerate(self._said):
            for one in own_stems:
                self._rows_saying.setdefault(one, set()).add(row)

    def find(self, q: str, is_about: Callable[[K], Collection[str]] = lambda _: ()) -> list[K]:
        """Return what is found, best hit first, ties by name; everything by name without words."""
        asked = fold(q)
        if not asked:
            return list(self._things)
        scores = self._by_name(asked)
        for row, share in self._by_text(asked).items():
            scores[row] = max(scores.get(row, 0.0), TEXT + share / 2)
        for row, thing in enumerate(self._things):
            if row not in scores and is_about(thing):
                scores[row] = SUBJECT
        return [self._things[row] for row in sorted(scores, key=lambda row: (-scores[row], row))]

    def _by_name(self, asked: str) -> dict[int, float]:
        stems = {stem(word) for word in words(asked)}
        scores: dict[int, float] = {}
        for row, own in enumerate(self._names):
            if asked in own:
                scores[row] = WHOLE_NAME
            elif any(name.startswith(asked) for name in own):
                scores[row] = NAME_START
            elif stems and stems <= self._stems[row]:
                scores[row] = NAME_WORDS
        if len(asked) >= SHORTEST_MISSPELLED:
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

    def _by_text(self, asked: str) -> dict[int, float]:
        """Return the rows that say every word, misspelled ones spelled right, and the share in a name."""
        wanted = list(dict.fromkeys(stem(word) for word in words(asked) if word not in _SMALL))
        if not wanted:
            return {}
        known = [self._spellings(one) for one in wanted]
        rows = set.intersection(*(self._rows_with(spellings) for spellings in known))
        return {
            row: sum(not spellings.isdisjoint(self._stems[row]) for spellings in known) / len(known)
            for row in rows
        }

    def _rows_with(self, spellings: Iterable[str]) -> set[int]:
        return set[int]().union(*(self._rows_saying.get(one, ()) for one in spellings))

    def _spellings(self, stemmed: str) -> set[str]:
        """Return the word itself where somebody uses it, else the words that were probably meant."""
        if stemmed in self._rows_saying:
            return {stemmed}
        if len(stemmed) < SHORTEST_MISSPELLED:
            return set()
        starts = {known for known in self._rows_saying if known.startswith(stemmed)}
        if starts:
            return starts
        near = process.extract(
            stemmed, list(self._rows_saying), scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS, limit=5
        )
        return {word for word, likeness, _ in near if likeness == near[0][1]}
