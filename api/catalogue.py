"""The register's facts in memory, as fresh as the store at every question."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import defaultdict
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from api.messages import shown
from api.store_calls import Rounds, StoreThreads
from graph import casework_of, turn_of
from matchmaker.asking import NeedReader
from matchmaker.curation import public_facts
from matchmaker.errors import Fault, InvalidInput, NotFound, StoreError, StoreUnavailable
from matchmaker.lookup import Directory
from matchmaker.matching import Matcher
from matchmaker.matching.recipes import STEADY
from matchmaker.memo import Memo
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence

    from matchmaker.casework.port import Casework
    from matchmaker.journal import Delta, FactKind
    from matchmaker.matching.meaning import Encoder
    from matchmaker.matching.recipes import Recipe
    from matchmaker.model import Actor, Document, Offering, Place, Relation, Snapshot, Source, Theme
    from matchmaker.places import Gazetteer
    from matchmaker.ports import Register
    from matchmaker.themes import Thesaurus

T = TypeVar("T")

log = logging.getLogger(__name__)

ANSWER_WITHIN = 4.0  # seconds; a caller is promised an answer or a clear "unavailable" within 5
REACHED_WITHIN = 2.0  # seconds; at the start, after which a silent store is taken to be away
# Seconds at the start, after which the door opens and says that facts are still read. With the extra `fast`
# the first start compiles for half of it. Who watches over a container waits no longer for it to live.
LOADED_WITHIN = 60.0
LOAD_WITHIN = 120.0  # seconds; for reading all facts, while callers are told to come back
STORE_THREADS = 4
KEPT_PRESENTED = 8  # two languages, visitors and staff
KEPT_DERIVED = 32  # each may be as long as the facts are many
MOST_AWAITED = 500  # changed facts; a change of more is read beside the answering
READ_TRIES = 3  # of a long list, while the process that stored it still ends
READ_AGAIN_AFTER = 1.0  # seconds
MOST_MOVED = 1_000  # offerings; where more changed, a new matcher is made sooner than the present one follows
# Kinds of facts of which a change may change any answer.
_MEANT_BY_ALL: tuple[FactKind, ...] = ("place", "theme", "precedent")


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
            reader=NeedReader(gazetteer, thesaurus),
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


class Catalogue:
    """Keeps the loaded facts, and asks the store before every answer whether they still hold.

    Asking costs one small read, or only a look at what SQLite counts. It buys that whoever adds an offering,
    also from another process, finds it in the very next answer, and that nothing which may be old is answered
    from memory while the store is away.

    Reading a long list takes seconds in which nobody should wait, so answers of before hold for that long,
    and who stored the list hears that it is stored when it is read. Any other change is awaited.
    """

    def __init__(
        self,
        open_store: Callable[[], Register],
        *,
        fill_empty: Callable[[Register], None] | None = None,
        close_at_stop: bool = True,
        answer_within: float = ANSWER_WITHIN,
        recipe: Recipe = STEADY,
        encoder: Encoder | None = None,
    ) -> None:
        """Prepare; nothing is opened yet.

        Args:
            open_store: Opens the register; called in a thread, again if the store was away.
            fill_empty: Fills a register that holds nothing, at the first contact; None leaves it empty.
            close_at_stop: Whether the register is ours to close; not if the caller uses it after us.
            answer_within: Seconds after which a caller is told that the store is unavailable.
            recipe: How answers are weighed.
            encoder: A model of sentences that has a say in them.
        """
        self._open_store = open_store
        self._recipe = recipe
        self._encoder = encoder
        self._fill_empty = fill_empty
        self._close_at_stop = close_at_stop
        self._answer_within = answer_within
        self._opening = threading.Lock()
        self._register: Register | None = None
        self._casework: Casework | None = None
        self._loaded: Loaded | None = None
        self._mark: int | None = None
        self._threads = StoreThreads(STORE_THREADS)
        self._rounds = Rounds(self._refresh)
        self._warming: asyncio.Task[None] | None = None
        self._merging: asyncio.Task[None] | None = None
        self._reading: asyncio.Task[Loaded] | None = None
        self._read_for = 0
        self._turn_from: int | None = None
        self._reached = False

    async def start(self) -> None:
        """Open the store and load; a store that is away is tried again at the first question.

        Where the store answers, nobody is let in before the facts are there, unless reading them takes long:
        a first visitor who is told that they cannot be reached would think that the desk is broken.

        Raises:
            StoreError: The store is there but cannot be used.
        """
        try:
            await self._threads.run(self._opened, self._answer_within)
        except StoreUnavailable as error:
            log.warning("store unavailable at start: %s", error)
        self._warming = asyncio.create_task(self._warm())
        await asyncio.wait([self._warming], timeout=REACHED_WITHIN)
        if self._reached:
            await asyncio.wait([self._warming], timeout=LOADED_WITHIN)

    async def stop(self) -> None:
        """Stop asking the store, and give it back."""
        if self._warming is not None:
            self._warming.cancel()
            await asyncio.gather(self._warming, return_exceptions=True)
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        if self._merging is not None:
            await asyncio.gather(self._merging, return_exceptions=True)
        await self._rounds.stop()
        self._threads.close()
        if self._close_at_stop and self._register is not None:
            await asyncio.to_thread(self._register.close)

    @property
    def latest(self) -> Loaded | None:
        """The facts as they were read last, without asking the store; None before they were read."""
        return self._loaded

    async def with_register(self, work: Callable[[Register], T], seconds: float | None = None) -> T:
        """Return what some work on the register itself returns, such as storing a change.

        Args:
            work: Runs in a thread. What it raises is raised here.
            seconds: How long to wait; None waits as long as for an answer. Work that takes longer goes on:
                whoever stores something gives it an id, so that the same may be sent again.

        Raises:
            StoreUnavailable: The store cannot be reached, or did not answer in time.
        """
        return await self._threads.run(lambda: work(self._opened()), seconds or self._answer_within)

    async def with_casework(self, work: Callable[[Casework], T]) -> T:
        """Return what some work on the desk's own work returns: cases, referrals, follow-up.

        Args:
            work: Runs in a thread. What it raises is raised here.

        Raises:
            StoreUnavailable: The store cannot be reached, or did not answer in time.
        """
        return await self.with_register(lambda register: work(self._casework_in(register)))

    @contextmanager
    def turn(self, register: Register) -> Iterator[None]:
        """Keep other writers waiting, as ``turn_of`` does, while another process writes a long change.

        Answers of before hold until it is over: Neo4j shows a long change part by part, and slowly meanwhile.
        What was stored or erased before it began is waited for as ever.
        """
        with turn_of(register):
            self._turn_from = register.version()
            try:
                yield
            finally:
                self._turn_from = None

    async def current(self) -> Loaded:
        """Return the facts as the store holds them now, but for a long list that is still being read.

        Raises:
            StoreUnavailable: The store cannot be reached, or did not answer in time.
        """
        if self._loaded is not None and self._is_unchanged():
            return self._loaded
        return await self.asked()

    async def asked(self) -> Loaded:
        """Return the same as ``current``, having asked the store itself, so that it is known to answer.

        Raises:
            StoreUnavailable: The store cannot be reached, or did not answer in time.
        """
        return await _answered_within(self._answer_within, self._rounds.join())

    def _is_unchanged(self) -> bool:
        """Return whether nobody stored anything since the facts were found to be those of the store."""
        register, mark = self._register, self._mark
        return register is not None and mark is not None and register.mark() == mark

    async def caught_up(self, seconds: float) -> Loaded:
        """Return the facts as the store holds them now, however long the lists that were stored.

        Args:
            seconds: How long to wait.

        Raises:
            StoreUnavailable: The store cannot be reached, or did not answer in time.
        """
        return await _answered_within(seconds, self._nothing_left_to_read())

    async def _nothing_left_to_read(self) -> Loaded:
        loaded = await self._rounds.join()
        while self._reading is not None:
            await asyncio.wait([self._reading])
            loaded = await self._rounds.join()
        return loaded

    async def _refresh(self) -> Loaded:
        mark, version = await self._threads.run(self._mark_and_version, self._answer_within)
        self._reached = True
        loaded = await self._facts_of(version)
        if loaded.version >= version:
            self._mark = mark
        return loaded

    async def _facts_of(self, version: int) -> Loaded:
        if self._reading is not None and (self._reading.done() or not await self._is_long(version)):
            reading, self._reading = self._reading, None
            await reading
        if self._loaded is None:
            return await self._read_again()
        if self._loaded.version in (version, self._turn_from) or self._reading is not None:
            return self._loaded
        sizes = await self._sizes_since(self._loaded.version)
        if _are_long(sizes):
            self._reading = asyncio.create_task(self._read_beside())
            self._read_for = version
            return self._loaded
        return await self._read_again()

    async def _is_long(self, version: int) -> bool:
        """Return whether only long lists came since those that are being read; they are read afterwards."""
        is_long = version == self._read_for or _are_long(await self._sizes_since(self._read_for))
        if is_long:
            self._read_for = version
        return is_long

    async def _read_beside(self) -> Loaded:
        for _ in range(READ_TRIES - 1):
            with suppress(StoreUnavailable):  # who writes, or still holds the turn to
                return await self._read_again()
            await asyncio.sleep(READ_AGAIN_AFTER)
        return await self._read_again()

    async def _read_again(self) -> Loaded:
        make_ready = await self._threads.run(self._load, LOAD_WITHIN)
        # Making ready is our own work and ends by itself: what was done of it is never begun again.
        self._loaded = loaded = await asyncio.to_thread(make_ready)
        if loaded.matcher.wants_merge and (self._merging is None or self._merging.done()):
            self._merging = asyncio.create_task(asyncio.to_thread(loaded.matcher.merge))
            self._merging.add_done_callback(_tell_if_it_failed)
        return loaded

    async def _warm(self) -> None:
        try:
            await self._rounds.join()
        except StoreError as error:
            log.warning("facts not loaded yet: %s", error)

    def _opened(self) -> Register:
        with self._opening:
            if self._register is None:
                self._register = self._open_store()
            return self._register

    def _casework_in(self, register: Register) -> Casework:
        with self._opening:
            if self._casework is None:
                self._casework = casework_of(register)
            return self._casework

    def _mark_and_version(self) -> tuple[int | None, int]:
        # In this order, so that a write in between shows at the next question.
        register = self._opened()
        return register.mark(), register.version()

    async def _sizes_since(self, version: int) -> tuple[int, ...] | None:
        return await self._threads.run(lambda: self._opened().sizes_since(version), self._answer_within)

    def _load(self) -> Callable[[], Loaded]:
        """Return what makes the facts ready that were read from the store."""
        register = self._opened()
        held = self._loaded
        if held is not None and (delta := register.since(held.version)) is not None:
            # Other places or themes change what everything means, other precedents whatever resembles them,
            # so all is built anew.
            if any(map(delta.ids_of, _MEANT_BY_ALL)) or held.moved_offerings(delta) > MOST_MOVED:
                return lambda: self._made_anew(delta.applied_to(held.snapshot), delta.version)
            return partial(held.followed, delta)
        if self._fill_empty is not None and not any(register.counts().values()):
            self._fill_empty(register)
        # The version is read first: a write in between makes the facts newer than their version,
        # which costs one more load and never an old answer.
        version = register.version()
        return partial(self._made_anew, register.snapshot(), version)

    def _made_anew(self, snapshot: Snapshot, version: int) -> Loaded:
        return Loaded.of(snapshot, version, self._recipe, self._encoder)


async def _answered_within(seconds: float, answer: Awaitable[T]) -> T:
    try:
        async with asyncio.timeout(seconds):
            return await answer
    except TimeoutError as error:
        raise StoreUnavailable(f"no answer from the store within {seconds:g} seconds") from error


def _are_long(sizes: tuple[int, ...] | None) -> bool:
    """Return whether nobody counts on any of these changes in the very next answer.

    Who made a short change does, also when a long one came beside it.
    """
    return bool(sizes and min(sizes) > MOST_AWAITED)


def _tell_if_it_failed(merging: asyncio.Task[None]) -> None:
    """Log why arranging everything anew failed; answers stay right, and a later change tries again."""
    error = None if merging.cancelled() else merging.exception()
    if error is not None:
        log.error("arranging the offerings anew failed", exc_info=error)
