"""One search box: actors, offerings, places and themes by name, alias or subject, forgiving of spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from rapidfuzz import fuzz, process

from matchmaker.places import Gazetteer
from matchmaker.text import fold, stem, words
from matchmaker.themes import Thesaurus, all_labels

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from matchmaker.model import Actor, Offering, Place, Snapshot, Theme
    from matchmaker.vocabulary import ActorKind, NeedKind, Status

WHOLE_NAME, NAME_START, NAME_WORDS, MISSPELLED, SUBJECT = 5.0, 4.0, 3.0, 2.0, 1.0


class _Known(Protocol):
    @property
    def id(self) -> str: ...


K = TypeVar("K", bound=_Known)


class Directory:
    """Everything that the register holds, to be looked up by words."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._gazetteer = Gazetteer(snapshot.places)
        self._thesaurus = Thesaurus(snapshot.themes)
        names = {actor.id: actor.name for actor in snapshot.actors}
        self._actors = _Box(snapshot.actors, [(actor.name, *actor.aliases) for actor in snapshot.actors])
        self._offerings = _Box(
            snapshot.offerings,
            [(one.title.nl, one.title.en, names.get(one.provider_id, "")) for one in snapshot.offerings],
        )
        self._places = _Box(snapshot.places, [(place.name, *place.aliases) for place in snapshot.places])
        self._themes = _Box(snapshot.themes, [all_labels(theme) for theme in snapshot.themes])
        self._themes_offered: dict[str, set[str]] = {}
        for offering in snapshot.offerings:
            self._themes_offered.setdefault(offering.provider_id, set()).update(offering.themes)

    def actors(
        self,
        q: str = "",
        *,
        kind: ActorKind | None = None,
        place_id: str | None = None,
        theme_id: str | None = None,
    ) -> list[Actor]:
        """Return the actors that words and filters find: best hit first with words, by name without."""
        subjects = self._subjects(q)
        found = self._actors.find(q, lambda actor: subjects & self._actor_themes(actor))
        return [
            actor
            for actor in found
            if (kind is None or actor.kind is kind)
            and (place_id is None or (actor.place_id and place_id in self._gazetteer.around(actor.place_id)))
            and (theme_id is None or self._is_about(theme_id, self._actor_themes(actor)))
        ]

    def offerings(
        self,
        q: str = "",
        *,
        need_kind: NeedKind | None = None,
        serves_place_id: str | None = None,
        theme_id: str | None = None,
        status: Status | None = None,
    ) -> list[Offering]:
        """Return the offerings that words and filters find: best hit first with words, by title without."""
        subjects = self._subjects(q)
        around = self._gazetteer.around(serves_place_id) if serves_place_id else frozenset[str]()
        found = self._offerings.find(q, lambda offering: subjects & set(offering.themes))
        return [
            offering
            for offering in found
            if (need_kind is None or need_kind in offering.need_kinds)
            and (serves_place_id is None or around & set(offering.area))
            and (theme_id is None or self._is_about(theme_id, set(offering.themes)))
            and (status is None or offering.status is status)
        ]

    def places(self, q: str = "") -> list[Place]:
        """Return the places with a name like the words; all by name without words."""
        return self._places.find(q)

    def themes(self, q: str = "") -> list[Theme]:
        """Return the themes with a label or synonym like the words; all by label without words."""
        return self._themes.find(q)

    def _subjects(self, q: str) -> set[str]:
        return set(self._thesaurus.mentioned(q)) if q.strip() else set()

    def _actor_themes(self, actor: Actor) -> set[str]:
        return set(actor.themes) | self._themes_offered.get(actor.id, set())

    def _is_about(self, theme_id: str, own: set[str]) -> bool:
        return any(theme_id in self._thesaurus.with_broader(theme) for theme in own)


class _Box(Generic[K]):
    """Things of one sort with their names, searchable by words."""

    def __init__(self, things: Sequence[K], names: Sequence[tuple[str, ...]]) -> None:
        order = sorted(range(len(things)), key=lambda row: (fold(names[row][0]), things[row].id))
        self._things = [things[row] for row in order]
        self._names = [[fold(name) for name in names[row] if name] for row in order]
        self._stems = [{stem(word) for name in own for word in words(name)} for own in self._names]
        self._flat = [(name, row) for row, own in enumerate(self._names) for name in own]

    def find(self, q: str, is_about: Callable[[K], Collection[str]] = lambda _: ()) -> list[K]:
        """Return what is found, best hit first, ties by name; everything by name without words."""
        asked = fold(q)
        if not asked:
            return list(self._things)
        scores = self._scores(asked)
        for row, thing in enumerate(self._things):
            if row not in scores and is_about(thing):
                scores[row] = SUBJECT
        return [self._things[row] for row in sorted(scores, key=lambda row: (-scores[row], row))]

    def _scores(self, asked: str) -> dict[int, float]:
        stems = {stem(word) for word in words(asked)}
        scores: dict[int, float] = {}
        for row, own in enumerate(self._names):
            if asked in own:
                scores[row] = WHOLE_NAME
            elif any(name.startswith(asked) for name in own):
                scores[row] = NAME_START
            elif stems and stems <= self._stems[row]:
                scores[row] = NAME_WORDS
        if len(asked) >= 4:
            near = process.extract(
                asked, [name for name, _ in self._flat], scorer=fuzz.WRatio, score_cutoff=80, limit=50
            )
            for _, likeness, place in near:
                scores.setdefault(self._flat[place][1], MISSPELLED + likeness / 200)
        return scores
