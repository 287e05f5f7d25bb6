"""Hands a list to a child process, and takes what it found."""

from __future__ import annotations

import logging
import os
import pickle
import subprocess
import sys
import threading
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from typing import TYPE_CHECKING, Any

from api.imports.tasks import HEAD, parts
from api.small_process import FRUGAL
from matchmaker.errors import Fault, InvalidInput
from matchmaker.model import Snapshot
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from typing import IO

    from api.imports.tasks import LookTask, PlanTask, StoreTask
    from api.imports.values import Look, PlanIndex
    from matchmaker.ports import Tally

log = logging.getLogger(__name__)

LOOK_WITHIN = 60.0  # seconds on the clock
PLAN_WITHIN = 300.0
STORE_WITHIN = 900.0

# Windows starts no process without the first; the others name whom an encrypted store may be signed by.
_KEPT_ENVIRONMENT = ("SYSTEMROOT", "SSL_CERT_FILE", "SSL_CERT_DIR")
_NO_TURN = nullcontext()
_TOO_HEAVY = Bilingual(
    "Deze lijst is te groot om te verwerken. Verdeel de lijst over meer bestanden.",
    "This list is too large to work on. Split the list into several files.",
)


class Children:
    """The child processes that are at work, each for one list."""

    def __init__(self) -> None:
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._closed = False

    def look(self, list_id: str, task: LookTask, known: Snapshot) -> Look:
        """Return what a list seems to hold; see ``LookTask``. Blocks, without holding the interpreter's lock.

        Args:
            list_id: By which ``end`` knows the child.
            task: The list.
            known: The places of the register.
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
        """
        tally: Tally = self._done(list_id, task, Snapshot(), STORE_WITHIN, progress, turn)
        return tally

    def end(self, list_id: str) -> None:
        """End the child that is at work for a list, if there is one."""
        process = self._running.get(list_id)
        if process is not None:
            process.kill()

    def end_all(self) -> None:
        """End all children, and start no more."""
        self._closed = True
        for process in tuple(self._running.values()):
            process.kill()

    def _done(
        self,
        list_id: str,
        task: LookTask | PlanTask | StoreTask,
        known: Snapshot,
        within: float,
        progress: Callable[[int, int], None],
        turn: AbstractContextManager[None] = _NO_TURN,
    ) -> Any:
        with ExitStack() as ending, self._at_work(list_id, within) as process:
            into, out = process.stdin, process.stdout
            if into is None or out is None:
                raise TypeError("a child without pipes")

            def take_turn() -> None:
                ending.enter_context(turn)  # over when the child has ended
                _write(into, b"1")

            try:
                _hand_over(into, task, known)
                return _answer(out, progress, take_turn)
            except _Died:
                process.kill()
                log.warning("work on a list ended with exit code %s", process.wait())
                raise InvalidInput([Fault(where="file", message=_TOO_HEAVY)]) from None

    @contextmanager
    def _at_work(self, list_id: str, within: float) -> Iterator[subprocess.Popen[bytes]]:
        process = _start()
        self._running[list_id] = process
        killer = threading.Timer(within, process.kill)
        killer.start()
        try:
            if self._closed:
                process.kill()
            yield process
        finally:
            killer.cancel()
            process.kill()
            _close(process)
            self._running.pop(list_id, None)


class _Died(Exception):
    """The child ended before it said that it was done."""


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # our own interpreter and module, without a shell
        [sys.executable, "-I", "-m", "api.imports.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
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
