"""The facts of one version of the register, arranged to answer from."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from api.messages import shown
from matchmaker.asking import NeedReader
from matchmaker.curation import public_facts
from matchmaker.errors import Fault, InvalidInput, NotFound
from matchmaker.lookup import Directory
from matchmaker.matching import Matcher
from matchmaker.matching.recipes import STEADY
from matchmaker.memo import Memo
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from matchmaker.journal import Delta
    from matchmaker.matching.meaning import Encoder
    from matchmaker.matching.recipes import Recipe
    from matchmaker.model import Actor, Document, Offering, Place, Relation, Snapshot, Source, Theme
    from matchmaker.places import Gazetteer
    from matchmaker.themes import Thesaurus

T = TypeVar("T")

KEPT_PRESENTED = 8  # two languages, visitors and staff
KEPT_DERIVED = 32  # each may be as long as the facts are many


class Citation(NamedTuple):
    """That a fact is stated in a document.

    Attributes:
        source: Where and when.
        fact: What.
    """

    source: Source
    fact: Actor | Offering | Relation


class Lineage:
    """The latest of the facts that share one matcher, which changes in place."""

    latest: Loaded


@dataclass(frozen=True)
class Loaded:
    """Everything that the register held at one version, ready to answer from.

    The matcher is shared with the facts of later versions and is always that of the latest: who still answers
    from an earlier version meets an added offering a moment early, and finds here what it refers to.

    Attributes:
        version: The register's version.
        snapshot: The facts.
        matcher: Finds offerings for a need.
        reader: Reads a request in the asker's words.
        directory: Searches by name, forgiving spelling, in what anybody may see.
        staff_directory: Searches likewise in everything, with what is for desk staff only.
        gazetteer: Knows places by every spelling.
        thesaurus: Knows themes by every label and synonym.
        lineage: Knows the latest facts of the same matcher.
    """

    version: int
    snapshot: Snapshot
    matcher: Matcher
    reader: NeedReader
    directory: Directory
    staff_directory: Directory
    gazetteer: Gazetteer
    thesaurus: Thesaurus
    lineage: Lineage

    @classmethod
    def of(
        cls, snapshot: Snapshot, version: int, recipe: Recipe = STEADY, encoder: Encoder | None = None
    ) -> Loaded:
        """Build the indexes over a snapshot."""
        staff_directory = Directory(snapshot)
        matcher = Matcher.of(snapshot, recipe=recipe, encoder=encoder)
        # What is remembered of the words of a question serves whoever reads them next.
        gazetteer, thesaurus = matcher.knowledge.gazetteer, matcher.knowledge.thesaurus
        loaded = cls(
            version=version,
            snapshot=snapshot,
            matcher=matcher,
            reader=NeedReader(gazetteer, thesaurus, snapshot.precedents),
            directory=Directory(public_facts(snapshot)) if _hides(snapshot) else staff_directory,
            staff_directory=staff_directory,
            gazetteer=gazetteer,
            thesaurus=thesaurus,
            lineage=Lineage(),
        )
        loaded.lineage.latest = loaded
        return loaded

    def followed(self, delta: Delta) -> Loaded:
        """Return the facts of a later version with the same places and themes.

        That takes the work of what changed and not of all there is; the matcher moves along.
        """
        snapshot = delta.applied_to(self.snapshot)
        changed = delta.ids_of("actor"), delta.ids_of("offering")
        staff_directory = self.staff_directory.updated(snapshot, *changed)
        hides = _hides(snapshot)
        later = replace(
            self,
            version=delta.version,
            snapshot=snapshot,
            directory=self.directory.updated(public_facts(snapshot), *changed) if hides else staff_directory,
            staff_directory=staff_directory,
        )
        self.lineage.latest = later
        _move_along(self.matcher, delta)
        return later

    def moved_offerings(self, delta: Delta) -> int:
        """Return how many offerings the matcher has to read again to follow a change."""
        # Whoever offers something is told of in it, so that it is read again with its provider.
        offered = (self.offerings_of(actor_id) for actor_id in delta.ids_of("actor"))
        return len(delta.ids_of("offering").union(one.id for some in offered for one in some))

    def actor_by_id(self, actor_id: str) -> Actor:
        """Return an actor, or raise ``NotFound``."""
        found = self._actors.get(actor_id)
        if found is None and self.lineage.latest is not self:
            return self.lineage.latest.actor_by_id(actor_id)
        return found or _known(self._actors, "actor", actor_id)

    def find_actor(self, actor_id: str) -> Actor | None:
        """Return an actor, or None where the id is that of something else."""
        return self._actors.get(actor_id)

    def offering_by_id(self, offering_id: str) -> Offering:
        """Return an offering, or raise ``NotFound``."""
        if offering_id not in self._offerings and self.lineage.latest is not self:
            return self.lineage.latest.offering_by_id(offering_id)
        return _known(self._offerings, "offering", offering_id)

    def find_offering(self, offering_id: str) -> Offering | None:
        """Return an offering, or None where it is not there any more."""
        return self._offerings.get(offering_id)

    def place_by_id(self, place_id: str) -> Place:
        """Return a place, or raise ``NotFound``."""
        return _known(self._places, "place", place_id)

    def theme_by_id(self, theme_id: str) -> Theme:
        """Return a theme, or raise ``NotFound``."""
        return _known(self._themes, "theme", theme_id)

    def document_by_id(self, document_id: str) -> Document:
        """Return a document, or raise ``NotFound``."""
        if document_id not in self._documents and self.lineage.latest is not self:
            return self.lineage.latest.document_by_id(document_id)
        return _known(self._documents, "document", document_id)

    def place_named(self, spelling: str) -> Place:
        """Return the place with that name, code or id; a municipality that was merged gives its successor.

        Raises:
            InvalidInput: There is none; the fault is on ``municipality``, with near spellings.
        """
        place = self.gazetteer.current(self.gazetteer.find(spelling))
        if place is None:
            message = Bilingual(
                f"Wij kennen geen plaats “{shown(spelling)}”.", f"We know no place “{shown(spelling)}”."
            )
            raise InvalidInput(
                [Fault(where="municipality", message=message, suggestions=self.gazetteer.near(spelling))]
            )
        return place

    def theme_named(self, label: str) -> Theme:
        """Return the theme with that label, synonym or id.

        Raises:
            InvalidInput: There is none; the fault is on ``theme``, with near labels.
        """
        found = self.thesaurus.find(label)
        if not found:
            message = Bilingual(
                f"Wij kennen geen thema “{shown(label)}”.", f"We know no theme “{shown(label)}”."
            )
            near = tuple(theme.label.nl for theme in self.directory.themes(label)[:3])
            raise InvalidInput([Fault(where="theme", message=message, suggestions=near)])
        return self.theme_by_id(found[0])

    def offerings_of(self, actor_id: str) -> tuple[Offering, ...]:
        """Return what an actor offers, by id."""
        return self._offerings_by_provider.get(actor_id, ())

    def relations_of(self, node_id: str) -> tuple[Relation, ...]:
        """Return the relations in which an actor or offering stands, as subject or object, by id."""
        return self._relations_by_node.get(node_id, ())

    @cached_property
    def citations(self) -> Mapping[str, Sequence[Citation]]:
        """What cites each document: by its lines, on one line parties before offerings before ties."""
        found: defaultdict[str, list[Citation]] = defaultdict(list)
        held = self.snapshot
        facts: Iterable[Actor | Offering | Relation] = chain(held.actors, held.offerings, held.relations)
        for fact in facts:
            for source in fact.sources:
                found[source.document_id].append(Citation(source, fact))
        for cited in found.values():  # sorting keeps the order of the facts where lines are equal
            cited.sort(key=lambda one: (one.source.first_line, one.source.last_line))
        return found

    @cached_property
    def presented(self) -> Memo[Any]:
        """What was presented of these facts before, by language and who may see it; see ``Presenter``."""
        return Memo(KEPT_PRESENTED)

    @cached_property
    def derived(self) -> Memo[Any]:
        """What was worked out of all these facts before, such as what a search finds."""
        return Memo(KEPT_DERIVED)

    @cached_property
    def _actors(self) -> Mapping[str, Actor]:
        return {actor.id: actor for actor in self.snapshot.actors}

    @cached_property
    def _offerings(self) -> Mapping[str, Offering]:
        return {offering.id: offering for offering in self.snapshot.offerings}

    @cached_property
    def _places(self) -> Mapping[str, Place]:
        return {place.id: place for place in self.snapshot.places}

    @cached_property
    def _themes(self) -> Mapping[str, Theme]:
        return {theme.id: theme for theme in self.snapshot.themes}

    @cached_property
    def _documents(self) -> Mapping[str, Document]:
        return {document.id: document for document in self.snapshot.documents}

    @cached_property
    def _offerings_by_provider(self) -> Mapping[str, tuple[Offering, ...]]:
        found: defaultdict[str, list[Offering]] = defaultdict(list)
        for offering in self.snapshot.offerings:
            found[offering.provider_id].append(offering)
        return {actor_id: tuple(offerings) for actor_id, offerings in found.items()}

    @cached_property
    def _relations_by_node(self) -> Mapping[str, tuple[Relation, ...]]:
        found: defaultdict[str, list[Relation]] = defaultdict(list)
        for relation in self.snapshot.relations:
            for node_id in {relation.subject_id, relation.object_id}:
                found[node_id].append(relation)
        return {node_id: tuple(relations) for node_id, relations in found.items()}


def _hides(snapshot: Snapshot) -> bool:
    """Return whether anything is for desk staff only."""
    facts: Iterable[Actor | Offering] = chain(snapshot.actors, snapshot.offerings)
    return any(fact.desk_only for fact in facts)


def _move_along(matcher: Matcher, delta: Delta) -> None:
    """Tell a matcher what changed; doing so again, after it broke off half-way, makes no difference."""
    for actor in delta.facts.actors:
        matcher.upsert_actor(actor)
    for relation in delta.facts.relations:
        matcher.upsert_relation(relation)
    for offering in delta.facts.offerings:
        matcher.upsert(offering)
    for kind, remove in (
        ("offering", matcher.remove),
        ("relation", matcher.remove_relation),
        ("actor", matcher.remove_actor),
    ):
        for id_ in sorted(id_ for of, id_ in delta.removed if of == kind):
            with suppress(NotFound):
                remove(id_)


def _known(things: Mapping[str, T], kind: str, identifier: str) -> T:
    try:
        return things[identifier]
    except KeyError:
        raise NotFound(kind, identifier) from None
