"""Calls to the store from the event loop: in few threads, within a time limit, shared between callers.

A store that hangs holds the thread that called it. So the threads are few, nobody waits longer than the
limit, and once every thread is held the answer is "unavailable" at once instead of a queue that grows.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from matchmaker.errors import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

T = TypeVar("T")


class StoreThreads:
    """A few threads in which the store is called, and nothing else."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._held = 0
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="store")

    async def run(self, work: Callable[[], T], seconds: float) -> T:
        """Return what ``work`` returns.

        Args:
            work: Runs in one of the threads.
            seconds: How long to wait. The thread itself cannot be stopped; it counts as held until it ends.

        Raises:
            StoreUnavailable: Every thread is held, or the time is over.
        """
        if self._held >= self._threads:
            raise StoreUnavailable(f"all {self._threads} calls to the store are still waiting for an answer")
        self._held += 1
        call = asyncio.get_running_loop().run_in_executor(self._pool, work)
        call.add_done_callback(self._let_go)
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.shield(call)
        except TimeoutError as error:
            raise StoreUnavailable(f"the store did not answer within {seconds:g} seconds") from error

    def _let_go(self, _call: asyncio.Future[T]) -> None:
        self._held -= 1

    def close(self) -> None:
        """Take no more work; calls that still hang end by themselves."""
        self._pool.shutdown(wait=False, cancel_futures=True)


class Rounds(Generic[T]):
    """One piece of work done for all who ask for it meanwhile.

    Who asks while a round runs gets the result of the next round, never of one that began before the
    question: its answer could be older than a write that the asker has already seen succeed.
    """

    def __init__(self, work: Callable[[], Awaitable[T]]) -> None:
        self._work = work
        self._running: asyncio.Task[T] | None = None
        self._next: asyncio.Task[T] | None = None

    async def join(self) -> T:
        """Return the result of a round that begins now or later; a caller who gives up stops no round."""
        if self._next is not None:
            return await asyncio.shield(self._next)
        if self._running is None or self._running.done():
            self._running = _begun(self._round())
            return await asyncio.shield(self._running)
        self._next = _begun(self._after(self._running))
        return await asyncio.shield(self._next)

    async def _round(self) -> T:
        return await self._work()

    async def _after(self, earlier: asyncio.Task[T]) -> T:
        await asyncio.wait([earlier])
        self._running, self._next = self._next, None
        return await self._round()

    async def stop(self) -> None:
        """Cancel what runs."""
        rounds = [task for task in (self._running, self._next) if task is not None]
        for task in rounds:
            task.cancel()
        await asyncio.gather(*rounds, return_exceptions=True)


def _begun(work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    task = asyncio.create_task(work)
    task.add_done_callback(_note_failure)
    return task


def _note_failure(done: asyncio.Task[T]) -> None:
    """Look at what a round failed with, as nobody else may: all who asked gave up, and were told already.

    Whatever it is, the next who asks hears of it.
    """
    if not done.cancelled():
        done.exception()
