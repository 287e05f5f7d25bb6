"""Keeps lists on their way in, from being sent to being stored as one batch."""

from __future__ import annotations

import asyncio
import logging
import secrets
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from api.imports.checks import check_columns, check_said
from api.imports.child import ChildDied
from api.imports.files import Folder, read_plan, read_rows
from api.imports.tasks import LookTask, PlanTask, StoreTask, in_all
from api.imports.values import Agreed, Import, PlanIndex, Progress, Stage, Stored
from api.keeping.storing import READ_AGAIN_WITHIN
from graph import address_of
from graph.exchange.reading import refuse_export
from graph.importing import ListRequest, store_plan
from graph.tables.child import read_table_in_child
from matchmaker.errors import Conflict, Fault, InvalidInput, NotFound, StoreError, StoreUnavailable
from matchmaker.journal import Batch, BatchKind
from matchmaker.model import Snapshot
from matchmaker.ports import Tally
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping, Sequence

    from api.catalogue import Catalogue
    from api.imports.child import Children
    from api.imports.values import ListSaid, PlannedFact
    from graph.importing import RowOutcome
    from matchmaker.ports import Clock, Register

T = TypeVar("T")

log = logging.getLogger(__name__)

MOST_WAITING = 20  # lists, each of at most 10 MB as it came
KEPT_FOR = timedelta(hours=1)  # since somebody last did something with it
SWEPT_EVERY = 60.0  # seconds
READERS = 2  # lists that are read and looked at together
PLANNERS = 2  # lists that are compared together, so that a long one does not hold up all others
STORERS = 1  # lists that are stored together: a store takes one writer at a time
MOST_PLANS = 3  # for one agreement, while others keep changing the register

_FULL = Bilingual(
    "Er wachten al veel lijsten. Rond er eerst een af, of probeer het over een uur nog eens.",
    "Many lists are waiting already. Finish one first, or try again in an hour.",
)
_AWAY = Bilingual(
    "De gegevens zijn nu niet bereikbaar. Probeer het over een minuut nog eens. Als de lijst al was "
    "opgeslagen, gebeurt dat geen tweede keer.",
    "The data cannot be reached now. Try again in a minute. If the list was stored already, that will not "
    "happen a second time.",
)
_FAILED = Bilingual(
    "Er ging iets mis bij ons. Er is niets opgeslagen. Probeer het later nog eens.",
    "Something went wrong on our side. Nothing was stored. Try again later.",
)
_NO_FOLDER = Bilingual(
    "Deze map kunnen wij niet gebruiken. Geef een map waarin het loket mag schrijven.",
    "This folder cannot be used. Give a folder in which the desk may write.",
)
_RESTLESS = Bilingual(
    "Anderen wijzigen het register op dit moment. Probeer het over een minuut nog eens.",
    "Others are changing the register at this moment. Try again in a minute.",
)


class Imports:
    """The lists on their way in. They live in this process: after a restart they must be sent again.

    All methods are called from the event loop, so that no two change a list at once.
    """

    def __init__(self, catalogue: Catalogue, clock: Clock, children: Children, folder: str | None) -> None:
        """Prepare; nothing is opened yet.

        Args:
            catalogue: The register's facts, and the register.
            clock: Tells when a list has waited too long.
            children: The processes that work on lists.
            folder: Where lists wait; None makes a folder that is gone at the end.
        """
        self._catalogue = catalogue
        self._clock = clock
        self._folder = Folder(folder)
        self._children = children
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="read-list")
        self._planners = ThreadPoolExecutor(PLANNERS, thread_name_prefix="plan-list")
        self._storers = ThreadPoolExecutor(STORERS, thread_name_prefix="store-list")
        self._held: dict[str, Import] = {}
        self._work: dict[str, asyncio.Task[None]] = {}
        self._sweeping: asyncio.Task[None] | None = None
        self._reading = 0

    async def start(self) -> None:
        """Make the folder.

        Raises:
            InvalidInput: The folder of the settings cannot be used.
        """
        try:
            await asyncio.to_thread(self._folder.open)
        except OSError as error:
            raise InvalidInput([Fault(where="LOKET_UPLOADS", message=_NO_FOLDER)]) from error
        self._sweeping = asyncio.create_task(self._sweep())

    async def stop(self) -> None:
        """End what is under way, and remove what waits."""
        tasks = [*self._work.values(), *([self._sweeping] if self._sweeping else [])]
        for task in tasks:
            task.cancel()
        self._children.end_all()
        await asyncio.gather(*tasks, return_exceptions=True)
        for pool in (self._readers, self._planners, self._storers):
            pool.shutdown(wait=False, cancel_futures=True)
        await asyncio.to_thread(self._folder.close)

    # ---- what somebody does

    async def receive(self, data: bytes, name: str, said: ListSaid, by: str) -> Import:
        """Read a list that was sent, and keep it for the next steps.

        Args:
            data: The file.
            name: Its name.
            said: What the sender says of it.
            by: Function and desk of who sends it in.

        Raises:
            InvalidInput: The file or what was said of it cannot be used; every fault is named.
            Conflict: Too many lists are waiting.
            StoreUnavailable: The register cannot be reached.
        """
        check_said(said)
        self._make_room()
        self._reading += 1
        try:
            return await self._receive(data, name, said, by)
        finally:
            self._reading -= 1

    async def _receive(self, data: bytes, name: str, said: ListSaid, by: str) -> Import:
        loaded = await self._catalogue.current()
        remembered = await self._catalogue.with_register(lambda register: register.columns_of(said.sender))
        id_ = secrets.token_urlsafe(16)

        def read() -> Any:
            table = read_table_in_child(data, name)
            refuse_export(table)
            parts = (
                table.name,
                table.headers,
                list(table.rows.lines),
                list(table.rejected.lines),
                table.notes,
            )
            task = LookTask(parts, said.kind, remembered, self._folder.file(id_, "table"))
            return self._children.look(id_, task, Snapshot(places=loaded.snapshot.places))

        try:
            look = await self._in(self._readers, read)
        except InvalidInput as refused:
            raise InvalidInput(replace(fault, where="file") for fault in refused.faults) from None
        now = self._clock.now()
        one = Import(
            id=id_,
            said=said,
            by=by,
            received_at=now,
            touched_at=now,
            stage=Stage.COLUMNS,
            look=look,
            columns={column.header: column.suggested for column in look.columns if column.suggested},
        )
        self._held[id_] = one
        return one

    def find(self, import_id: str) -> Import:
        """Return a list that waits.

        Raises:
            NotFound: There is none of that id; it may have waited too long, or the service was restarted.
        """
        try:
            return self._held[import_id]
        except KeyError:
            raise NotFound("import", import_id) from None

    def waiting_of(self, by: str) -> tuple[Import, ...]:
        """Return the lists that somebody sent in and has not finished, the latest first."""
        found = [one for one in self._held.values() if one.by == by and one.stage is not Stage.STORED]
        return tuple(sorted(found, key=lambda one: one.received_at, reverse=True))

    def choose(self, import_id: str, columns: Mapping[str, str], association: str | None) -> Import:
        """Take what the columns hold, and begin to compare the rows with the register.

        Args:
            import_id: Which list.
            columns: Name of a field by the name of its column.
            association: Of which the rows are members, where that is not the sender and no column says so.

        Raises:
            InvalidInput: The columns cannot be used; every fault is named, with the column as its place, or
                the field if no column holds it.
            Conflict: The list is being stored or was stored.
        """
        one = self._touched(import_id)
        said = replace(one.said, association=association)
        check_columns(said.kind, one.look, columns)
        _refuse_when_agreed(one)
        return self._begin_plan(
            replace(
                one,
                columns=dict(columns),
                said=said,
                decisions={},
                moved_rows=frozenset(),
                plan=None,
                moved=False,
            )
        )

    def decide(
        self, import_id: str, decisions: Mapping[int, str | None], moved: frozenset[int] = frozenset()
    ) -> Import:
        """Take decisions about possible doubles beside those of before, and begin to compare anew.

        Args:
            import_id: Which list.
            decisions: By number of the row: the id of the actor that it is, or None if it is a new one.
            moved: Numbers of those rows that say where their actor is from now on.

        Raises:
            Conflict: The list was not compared yet, or is being stored or was stored.
        """
        one = self._touched(import_id)
        _refuse_when_agreed(one)
        if one.stage is not Stage.PLANNED:
            raise _not_compared()
        return self._begin_plan(
            replace(
                one,
                decisions={**one.decisions, **decisions},
                moved_rows=(one.moved_rows - decisions.keys()) | moved,
                moved=False,
            )
        )

    def confirm(self, import_id: str, by: str) -> Import:
        """Begin to store a list as it was planned; agreeing a second time changes nothing.

        Args:
            import_id: Which list.
            by: Function and desk of who agrees.

        Raises:
            Conflict: The list was not compared yet.
        """
        one = self._touched(import_id)
        if one.stage in {Stage.STORING, Stage.STORED}:
            return one
        plan = one.plan
        if one.stage is not Stage.PLANNED or plan is None:
            raise _not_compared()
        now = self._clock.now()
        batch_id = f"import-{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
        agreed = one.agreed or Agreed(batch_id=batch_id, by=by, at=now)
        one = replace(one, stage=Stage.STORING, agreed=agreed, faults=(), moved=False, progress=None)
        return self._begin(one, self._store(import_id, plan, agreed))

    def drop(self, import_id: str) -> None:
        """Throw a list away.

        Raises:
            NotFound: There is none of that id.
            Conflict: It is being stored.
        """
        one = self.find(import_id)
        if one.stage is Stage.STORING:
            raise Conflict(
                "Deze lijst wordt nu opgeslagen. Terugdraaien kan daarna. / "
                "This list is being stored now. It can be undone afterwards."
            )
        self._discard(import_id)

    # ---- what somebody looks at

    async def settled(self, import_id: str, seconds: float) -> Import:
        """Return a list once nothing is under way for it any more, or after so many seconds."""
        work = self._work.get(import_id)
        if work is not None:
            await asyncio.wait([work], timeout=seconds)
        return self.find(import_id)

    async def rows(
        self, import_id: str, outcomes: Sequence[RowOutcome], offset: int, limit: int
    ) -> tuple[PlannedFact, ...]:
        """Return a stretch of the rows that do certain things: one after the other, each in the list's order.

        Raises:
            Conflict: The list was not compared yet, or is stored and its rows are gone.
        """
        one = self.find(import_id)
        if one.plan is None or one.stage is Stage.STORED:
            raise Conflict("Van deze lijst zijn geen rijen te zien. / No rows of this list can be shown.")
        path = self._folder.file(import_id, "plan")
        found: list[PlannedFact] = []
        for outcome in outcomes:
            count = one.plan.counts[outcome]
            if offset < count and len(found) < limit:
                pages = one.plan.pages[outcome]
                found += await asyncio.to_thread(read_rows, path, pages, offset, limit - len(found))
            offset = max(0, offset - count)
        return tuple(found)

    async def wrong_rows(self, import_id: str) -> bytes:
        """Return the rows that were not taken in as a CSV file, each with the reason in Dutch.

        Raises:
            NotFound: There is no such list, or it has no such rows.
        """
        self.find(import_id)
        try:
            return await asyncio.to_thread(self._folder.file(import_id, "problems").read_bytes)
        except FileNotFoundError:
            raise NotFound("wrong rows", import_id) from None

    # ---- comparing

    def _begin_plan(self, one: Import) -> Import:
        one = replace(one, stage=Stage.PLANNING, faults=(), progress=None)
        return self._begin(one, self._compare(one.id))

    async def _compare(self, import_id: str) -> None:
        try:
            plan = await self._planned(import_id)
        except InvalidInput as refused:
            self._change(import_id, stage=Stage.COLUMNS, faults=refused.faults, plan=None)
        except StoreError as error:
            log.warning("a list could not be compared: %s", error)
            self._change(import_id, stage=Stage.COLUMNS, faults=(_fault(_AWAY),), plan=None)
        else:
            self._change(import_id, stage=Stage.PLANNED, plan=plan)

    async def _planned(self, import_id: str) -> PlanIndex:
        """Compare a list with the register as it is now."""
        one = self.find(import_id)
        loaded = await self._catalogue.caught_up(READ_AGAIN_WITHIN)
        file = partial(self._folder.file, import_id)
        fresh, problems = file("plan-new"), file("problems-new")
        task = PlanTask(file("table"), _request_of(one), loaded.version, fresh, problems)
        tell = self._teller(import_id)

        def plan() -> PlanIndex:
            try:
                index = self._children.plan(import_id, task, loaded.snapshot, tell)
                if import_id not in self._held:
                    raise _Dropped
            finally:
                if import_id not in self._held:
                    self._folder.remove(import_id)
            fresh.replace(file("plan"))
            if problems.exists():
                problems.replace(file("problems"))
            else:
                file("problems").unlink(missing_ok=True)
            return index

        return await self._in(self._planners, plan)

    # ---- storing

    async def _store(self, import_id: str, plan: PlanIndex, agreed: Agreed) -> None:
        try:
            await self._store_as_agreed(import_id, plan, agreed)
        except StoreError as error:
            log.warning("a list could not be stored: %s", error)
            self._change(import_id, stage=Stage.PLANNED, faults=(_fault(_AWAY),))
        except InvalidInput as refused:
            self._change(import_id, stage=Stage.PLANNED, faults=refused.faults)

    async def _store_as_agreed(self, import_id: str, plan: PlanIndex, agreed: Agreed) -> None:
        """Store what somebody saw and agreed to; if it has become something else, show that first."""
        tally = await self._catalogue.with_register(partial(_stored_before, agreed.batch_id))
        for _ in range(MOST_PLANS):
            if tally is not None:
                break
            if (await self._catalogue.caught_up(READ_AGAIN_WITHIN)).version != plan.version:
                fresh = await self._planned(import_id)
                if fresh.digest != plan.digest:
                    self._change(import_id, stage=Stage.PLANNED, plan=fresh, moved=True, agreed=None)
                    return
                plan = fresh
                self._change(import_id, plan=fresh)
            with suppress(Conflict):  # somebody else was just ahead: compare anew
                tally = await self._apply(import_id, plan, agreed)
        if tally is None:
            self._change(import_id, stage=Stage.PLANNED, faults=(_fault(_RESTLESS),))
            return
        # Whoever stored something reads on at once, and would be told to come back while it is read again.
        with suppress(StoreUnavailable):
            await self._catalogue.caught_up(READ_AGAIN_WITHIN)
        batch_id = agreed.batch_id if tally.new + tally.changed else None
        self._change(import_id, stage=Stage.STORED, stored=Stored(batch_id=batch_id, tally=tally))
        await asyncio.to_thread(self._folder.remove, import_id, keep="problems")

    async def _apply(self, import_id: str, plan: PlanIndex, agreed: Agreed) -> Tally:
        one = self.find(import_id)
        register = await self._catalogue.with_register(lambda register: register)
        address = address_of(register)
        source, request, tell = (
            self._folder.file(import_id, "plan"),
            _request_of(one),
            self._teller(import_id),
        )
        batch = Batch(
            id=agreed.batch_id,
            kind=BatchKind.IMPORT,
            by=agreed.by,
            at=agreed.at,
            title=one.look.name,
            sender=one.said.sender,
        )

        def store() -> Tally:
            if address is None:  # in memory, where no other process comes
                return store_plan(
                    register, batch, request, read_plan(source, plan), in_all(plan.fact_count, tell)
                )
            task = StoreTask(address, source, plan, request, batch)
            try:
                return self._children.store(import_id, task, self._catalogue.turn(register), tell)
            except (InvalidInput, ChildDied):
                # A child that died may have stored everything before it could say so.
                stored = _stored_before(batch.id, register)
                if stored is None:
                    raise
                return stored

        return await self._in(self._storers, store)

    # ---- keeping

    def _touched(self, import_id: str) -> Import:
        one = self._held[import_id] = replace(self.find(import_id), touched_at=self._clock.now())
        return one

    def _change(self, import_id: str, **changes: Any) -> None:
        """Change what is kept of a list, unless somebody threw it away meanwhile."""
        if import_id in self._held:
            one = replace(self._held[import_id], touched_at=self._clock.now(), progress=None, **changes)
            self._held[import_id] = one

    def _begin(self, one: Import, work: Coroutine[Any, Any, None]) -> Import:
        self._held[one.id] = one
        task = asyncio.create_task(work)
        self._work[one.id] = task
        task.add_done_callback(partial(self._ended, one.id))
        return one

    def _ended(self, import_id: str, task: asyncio.Task[None]) -> None:
        if self._work.get(import_id) is task:
            del self._work[import_id]
        error = None if task.cancelled() else task.exception()
        if error is None:
            return
        log.error("a list could not be taken further", exc_info=error)
        one = self._held.get(import_id)
        if one is not None:
            stage = Stage.COLUMNS if one.stage is Stage.PLANNING else Stage.PLANNED
            self._change(import_id, stage=stage, faults=(_fault(_FAILED),))

    def _teller(self, import_id: str) -> Callable[[int, int], None]:
        """Return what a thread calls with its progress; it ends the work for a list that was thrown away."""
        loop = asyncio.get_running_loop()

        def note(progress: Progress) -> None:
            if import_id in self._held:
                self._held[import_id] = replace(self._held[import_id], progress=progress)

        def tell(done: int, total: int) -> None:
            if import_id not in self._held:
                raise _Dropped
            loop.call_soon_threadsafe(note, Progress(done, total))

        return tell

    async def _in(self, pool: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(pool, work)

    def _make_room(self) -> None:
        """Forget what has waited too long and, if there are still too many, what is finished.

        Raises:
            Conflict: Too many are waiting.
        """
        for import_id in self._expired():
            self._discard(import_id)
        finished = sorted(
            (one for one in self._held.values() if one.stage is Stage.STORED), key=lambda one: one.touched_at
        )
        for one in finished:
            if len(self._held) + self._reading < MOST_WAITING:
                return
            self._discard(one.id)
        if len(self._held) + self._reading >= MOST_WAITING:
            raise Conflict(f"{_FULL.nl} / {_FULL.en}")

    def _expired(self) -> list[str]:
        limit = self._clock.now() - KEPT_FOR
        return [one.id for one in self._held.values() if one.touched_at < limit and not one.is_busy]

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEPT_EVERY)
            for import_id in self._expired():
                self._discard(import_id)

    def _discard(self, import_id: str) -> None:
        """Forget a list, and remove its files: a few small system calls, so nobody waits for them."""
        del self._held[import_id]
        if (task := self._work.get(import_id)) is not None:
            task.cancel()
        self._children.end(import_id)
        self._folder.remove(import_id)


class _Dropped(Exception):
    """Somebody threw the list away that is being worked on."""


def _stored_before(batch_id: str, register: Register) -> Tally | None:
    """Return what storing a batch did, where its answer got lost, or None if it was not stored."""
    try:
        batch = register.batch(batch_id)
    except NotFound:
        return None
    return Tally(new=batch.new, changed=batch.changed, same=batch.same, removed=batch.removed)


def _request_of(one: Import) -> ListRequest:
    return ListRequest(
        kind=one.said.kind,
        sender=one.said.sender,
        stated_on=one.said.stated_on,
        columns=one.columns,
        association=one.said.association,
        decisions=one.decisions,
        moved=one.moved_rows,
    )


def _refuse_when_agreed(one: Import) -> None:
    if one.stage in {Stage.STORING, Stage.STORED}:
        raise Conflict("Deze lijst is al opgeslagen. / This list was stored already.")


def _not_compared() -> Conflict:
    return Conflict("Deze lijst is nog niet vergeleken. / This list was not compared yet.")


def _fault(message: Bilingual) -> Fault:
    return Fault(where="file", message=message)
