"""When the register's facts are read again: as fresh as the store at every question."""

from __future__ import annotations

import asyncio
import logging
import threading
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from api.loaded import Loaded
from api.store_calls import Rounds, StoreThreads
from graph import casework_of, turn_of
from matchmaker.errors import StoreError, StoreUnavailable
from matchmaker.matching.recipes import STEADY

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from matchmaker.casework.port import Casework
    from matchmaker.journal import FactKind
    from matchmaker.matching.meaning import Encoder
    from matchmaker.matching.recipes import Recipe
    from matchmaker.model import Snapshot
    from matchmaker.ports import Register

T = TypeVar("T")

log = logging.getLogger(__name__)

ANSWER_WITHIN = 4.0  # seconds; a caller is promised an answer or a clear "unavailable" within 5
REACHED_WITHIN = 2.0  # seconds; at the start, after which a silent store is taken to be away
# Seconds at the start, after which the door opens and says that facts are still read. With the extra `fast`
# the first start compiles for half of it. Who watches over a container waits no longer for it to live.
LOADED_WITHIN = 60.0
LOAD_WITHIN = 120.0  # seconds; for reading all facts, while callers are told to come back
STORE_THREADS = 4
MOST_AWAITED = 500  # changed facts; a change of more is read beside the answering
READ_TRIES = 3  # of a long list, while the process that stored it still ends
READ_AGAIN_AFTER = 1.0  # seconds
MOST_MOVED = 1_000  # offerings; where more changed, a new matcher is made sooner than the present one follows
# Kinds of facts of which a change may change any answer.
_MEANT_BY_ALL: tuple[FactKind, ...] = ("place", "theme", "precedent")


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
