"""Hands a list to a child process, and takes what it found."""

from __future__ import annotations

import logging
import os
import pickle
import subprocess
import sys
import tempfile
import threading
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from typing import TYPE_CHECKING, Any

from api.imports.tasks import HEAD, parts
from api.small_process import FRUGAL
from matchmaker.errors import Conflict, Fault, InvalidInput
from matchmaker.model import Snapshot
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from typing import IO

    from api.imports.tasks import LookTask, PlanTask, StoreTask, Task, UndoTask
    from api.imports.values import Look, PlanIndex
    from matchmaker.ports import Tally

log = logging.getLogger(__name__)

LOOK_WITHIN = 60.0  # seconds on the clock
PLAN_WITHIN = 300.0
STORE_WITHIN = 900.0
UNDO_WITHIN = 900.0

_TOLD = 8_000  # bytes of what a child that died had to say

# Windows starts no process without the first; the others name whom an encrypted store may be signed by.
_KEPT_ENVIRONMENT = ("SYSTEMROOT", "SSL_CERT_FILE", "SSL_CERT_DIR")
_NO_TURN = nullcontext()
_TOO_HEAVY = Bilingual(
    "Deze lijst is te groot om te verwerken. Verdeel de lijst over meer bestanden.",
    "This list is too large to work on. Split the list into several files.",
)


class ChildDied(Exception):
    """A child ended by a mistake of ours, or by somebody outside; the log has what it said.

    No `LoketError`: nobody raises it on purpose, and who asked is told of it as of any mistake of ours.
    """


class Children:
    """The child processes that are at work, each for one list or one change to undo."""

    def __init__(self) -> None:
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._closed = False

    def look(self, list_id: str, task: LookTask, known: Snapshot) -> Look:
        """Return what a list seems to hold; see ``LookTask``. Blocks, without holding the interpreter's lock.

        Args:
            list_id: By which ``end`` knows the child.
            task: The list.
            known: The places of the register.

        Raises:
            InvalidInput: The list is too large.
            ChildDied: The child broke off.
        """
        look: Look = self._done(list_id, task, known, LOOK_WITHIN, lambda _done, _total: None)
        return look

    def plan(
        self, list_id: str, task: PlanTask, known: Snapshot, progress: Callable[[int, int], None]
    ) -> PlanIndex:
        """Return what a list would change; see ``PlanTask``. Blocks, without holding the interpreter's lock.

        Args:
            list_id: By which ``end`` knows the child.
            task: The list.
            known: All that the register holds.
            progress: Called in this thread with rows done and rows in all. What it raises ends the child.

        Raises:
            InvalidInput: The columns cannot be used, the association is unknown, or the list is too large.
            ChildDied: The child broke off.
        """
        index: PlanIndex = self._done(list_id, task, known, PLAN_WITHIN, progress)
        return index

    def store(
        self,
        list_id: str,
        task: StoreTask,
        turn: AbstractContextManager[None],
        progress: Callable[[int, int], None],
    ) -> Tally:
        """Return what storing a list did; see ``StoreTask``. Blocks, without holding the interpreter's lock.

        Args:
            list_id: By which ``end`` knows the child.
            task: The list.
            turn: Lasts while the child writes.
            progress: Called in this thread with facts done and facts in all.

        Raises:
            InvalidInput: A value cannot be kept, or the list is too large.
            Conflict: The register has moved since the plan was made.
            StoreUnavailable: Somebody else is writing.
            StoreError: The store cannot be used.
            ChildDied: The child broke off.
        """
        tally: Tally = self._done(list_id, task, Snapshot(), STORE_WITHIN, progress, turn)
        return tally

    def undo(self, task: UndoTask, turn: AbstractContextManager[None]) -> Tally:
        """Return what undoing a change did; see ``UndoTask``. Blocks, without holding the interpreter's lock.

        Args:
            task: The change.
            turn: Lasts while the child writes.

        Raises:
            Conflict: It was undone before, something that it changed was changed since, or it is too large.
            StoreUnavailable: Somebody else is writing.
            StoreError: The store cannot be used.
            ChildDied: The child broke off.
        """
        try:
            tally: Tally = self._done(
                task.batch_id, task, Snapshot(), UNDO_WITHIN, lambda _done, _total: None, turn
            )
        except InvalidInput:
            raise Conflict(
                "Deze wijziging is te groot om hier terug te draaien. De beheerder kan dat: `loket undo`. / "
                "This change is too large to undo here. The administrator can: `loket undo`."
            ) from None
        return tally

    def end(self, list_id: str) -> None:
        """End the child that is at work for a list, if there is one."""
        process = self._running.pop(list_id, None)
        if process is not None:
            process.kill()

    def end_all(self) -> None:
        """End all children, and start no more."""
        self._closed = True
        for list_id in tuple(self._running):
            self.end(list_id)

    def _done(
        self,
        list_id: str,
        task: Task,
        known: Snapshot,
        within: float,
        progress: Callable[[int, int], None],
        turn: AbstractContextManager[None] = _NO_TURN,
    ) -> Any:
        with ExitStack() as ending, tempfile.TemporaryFile() as told, self._at_work(list_id, told) as process:
            into, out = process.stdin, process.stdout
            if into is None or out is None:
                raise TypeError("a child without pipes")

            def take_turn() -> None:
                ending.enter_context(turn)  # over when the child has ended
                _write(into, b"1")

            with _no_longer_than(within, process) as time_is_up:
                try:
                    _hand_over(into, task, known)
                    return _answer(out, progress, take_turn)
                except _Died:
                    process.kill()
                    code = process.wait()
            if time_is_up.is_set():
                log.warning("work on a list took longer than %.0f seconds", within)
                raise _too_heavy()
            if list_id in self._running:  # nobody ended it on purpose
                log.error("work on a list ended with exit code %s: %s", code, _end_of(told))
            raise ChildDied

    @contextmanager
    def _at_work(self, list_id: str, told: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
        process = _start(told)
        self._running[list_id] = process
        try:
            if self._closed:
                self.end(list_id)
            yield process
        finally:
            process.kill()
            _close(process)
            self._running.pop(list_id, None)


class _Died(Exception):
    """The child ended before it said that it was done."""


@contextmanager
def _no_longer_than(seconds: float, process: subprocess.Popen[bytes]) -> Iterator[threading.Event]:
    """Kill a process that takes longer, and say so in what is given."""
    time_is_up = threading.Event()

    def end() -> None:
        time_is_up.set()
        process.kill()

    killer = threading.Timer(seconds, end)
    killer.start()
    try:
        yield time_is_up
    finally:
        killer.cancel()


def _too_heavy() -> InvalidInput:
    return InvalidInput([Fault(where="file", message=_TOO_HEAVY)])


def _end_of(told: IO[bytes]) -> str:
    size = told.seek(0, os.SEEK_END)
    told.seek(max(0, size - _TOLD))
    return told.read().decode(errors="replace").strip()


def _start(told: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # our own interpreter and module, without a shell
        [sys.executable, "-I", "-m", "api.imports.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=told,
        env={**FRUGAL, **{key: os.environ[key] for key in _KEPT_ENVIRONMENT if key in os.environ}},
    )


def _hand_over(pipe: IO[bytes], task: object, known: Snapshot) -> None:
    """Send the task and the facts, piece by piece: packing all at once would hold up every other thread."""
    for piece in (task, *parts(known), None):
        _write(pipe, pickle.dumps(piece, protocol=pickle.HIGHEST_PROTOCOL))


def _write(pipe: IO[bytes], content: bytes) -> None:
    # A child that is dead takes nothing, which its missing answer will tell.
    with suppress(BrokenPipeError):
        pipe.write(content)
        pipe.flush()


def _answer(pipe: IO[bytes], progress: Callable[[int, int], None], take_turn: Callable[[], None]) -> Any:
    for kind, content in _frames(pipe):
        if kind == b"P":
            progress(*content)
        elif kind == b"T":
            take_turn()
        elif kind == b"F":
            raise InvalidInput(content)
        elif kind == b"E":
            raise content
        elif kind == b"M":
            log.warning("work on a list took more memory than it may have")
            raise _too_heavy()
        else:
            return content
    raise _Died


def _frames(pipe: IO[bytes]) -> Iterator[tuple[bytes, Any]]:
    while len(head := pipe.read(HEAD.size)) == HEAD.size:
        kind, size = HEAD.unpack(head)
        payload = pipe.read(size)
        if len(payload) < size:
            return
        yield kind, pickle.loads(payload)  # noqa: S301  # our own child over clean text


def _close(process: subprocess.Popen[bytes]) -> None:
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()
