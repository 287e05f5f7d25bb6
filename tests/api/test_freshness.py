"""Answers are as fresh as the store; a store that hangs costs a clear refusal, not a pile of threads."""

from __future__ import annotations

import asyncio
import gc
import sqlite3
import threading
import time
from contextlib import closing, contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import pytest
from starlette.testclient import TestClient

from api import catalogue as catalogue_module
from api.app import create_app
from api.catalogue import Catalogue
from api.loaded import Loaded
from api.settings import Settings
from api.store_calls import Rounds, StoreThreads
from graph import open_register
from matchmaker.errors import StoreUnavailable
from matchmaker.journal import Batch, BatchKind
from matchmaker.matching import Matcher
from matchmaker.matching.index import offering_index
from matchmaker.model import Need, Precedent, Referred, Relation, Snapshot
from matchmaker.vocabulary import Bilingual, RelationKind
from tests.api.running import wait_until
from tests.api.world import BOILERS, REPAIR_POINT, WORLD

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from matchmaker.journal import Delta
    from matchmaker.ports import Register


NOW = datetime(2026, 3, 2, tzinfo=UTC)


def an_edit(id_: str) -> Batch:
    return Batch(id=id_, kind=BatchKind.EDIT, by="redactie", at=NOW, title="Wijziging")


def offerings(client: TestClient) -> list[str]:
    listed = client.get("/api/v1/offerings").json()["_embedded"]["offerings"]
    return [offering["id"] for offering in listed]


def test_offering_counts_in_the_very_next_answer(client: TestClient, register: Register) -> None:
    need = {"text": "Ik zoek een cursus lijmvrij verbinden van kozijnen"}
    assert "kozijnen" not in offerings(client)
    course = replace(
        BOILERS,
        id="kozijnen",
        title=Bilingual("Cursus lijmvrij verbinden van kozijnen", "Course on joining frames without glue"),
        summary=Bilingual("U leert kozijnen lijmvrij te verbinden.", "Learn to join frames without glue."),
        questions=(),
    )
    register.put(Snapshot(offerings=(course,)))
    best = client.post("/api/v1/matches", json=need).json()["matches"][0]
    assert best["offering"]["id"] == "kozijnen"
    register.remove_offering("kozijnen")
    assert "kozijnen" not in offerings(client)
    assert client.get("/api/v1/offerings/kozijnen").status_code == 404


class Switchable:
    """A real register whose calls can be made to hang or to fail, and are counted."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self.calls: list[str] = []
        self.away = False
        self._free = threading.Event()
        self._free.set()

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._register, name)
        if name == "mark":  # waits for nobody, and tells of no failure
            return method

        def call(*args: Any, **more: Any) -> Any:
            self.calls.append(name)
            self._free.wait(timeout=20)
            if self.away:
                raise StoreUnavailable("away")
            return method(*args, **more)

        return call

    @contextmanager
    def hanging(self) -> Iterator[None]:
        self._free.clear()
        try:
            yield
        finally:
            self._free.set()


def with_catalogue(
    check: Callable[[Catalogue, Switchable], Awaitable[None]],
    *,
    answer_within: float = 4,
    address: str = "sqlite:",
) -> None:
    register = open_register(address)
    register.put(WORLD)
    store = Switchable(register)

    async def run() -> None:
        catalogue = Catalogue(lambda: store, answer_within=answer_within)
        await catalogue.start()
        try:
            await check(catalogue, store)
        finally:
            await catalogue.stop()

    asyncio.run(run())


def test_concurrent_questions_load_the_facts_once() -> None:
    async def check(catalogue: Catalogue, store: Switchable) -> None:
        answers = await asyncio.gather(*(catalogue.current() for _ in range(50)))
        assert all(answer is answers[0] for answer in answers)
        assert store.calls.count("snapshot") == 1
        assert store.calls.count("version") < 10

    with_catalogue(check)


def test_while_nobody_stores_anything_the_store_is_not_asked(tmp_path: Path) -> None:
    path = tmp_path / "register.db"

    async def check(catalogue: Catalogue, store: Switchable) -> None:
        before = await catalogue.current()
        assert "kozijnen" not in [offering.id for offering in before.snapshot.offerings]
        asked = store.calls.count("version")
        assert [await catalogue.current() for _ in range(5)] == [before] * 5
        assert store.calls.count("version") == asked
        # a program beside ours that knows nothing of us, and a change that is not one of facts
        with closing(sqlite3.connect(path)) as beside, beside:
            beside.execute("CREATE TABLE theirs (id TEXT)")
        assert await catalogue.current() is before
        assert store.calls.count("version") == asked + 1
        with_course = Snapshot(offerings=(replace(BOILERS, id="kozijnen"),))
        store.apply(an_edit("more"), with_course)
        assert (await catalogue.current()).find_offering("kozijnen")
        store.undo("more", at=NOW, by="redactie")
        assert (await catalogue.current()).find_offering("kozijnen") is None

    with_catalogue(check, address=f"sqlite:///{path}")


def test_who_asks_whether_we_are_ready_hears_of_a_store_that_does_not_answer(tmp_path: Path) -> None:
    address, ready = f"sqlite:///{tmp_path / 'register.db'}", "/api/v1/health/ready"
    with closing(open_register(address)) as register:
        register.put(WORLD)
        store = Switchable(register)
        with TestClient(create_app(Settings(store=address), cast("Register", store))) as client:
            wait_until(lambda: client.get(ready).status_code == 200, 60)
            store.away = True
            assert client.get(ready).status_code == 503
            store.away = False
            assert client.get(ready).status_code == 200


def test_a_change_is_followed_without_reading_everything_again() -> None:
    newcomer = replace(REPAIR_POINT, id="nieuwkomer", name="Nieuwkomer")
    course = replace(BOILERS, id="kozijnen", provider_id="nieuwkomer", title=Bilingual("Kozijnen", "Frames"))
    tie = Relation(subject_id="nieuwkomer", kind=RelationKind.MEMBER_OF, object_id=REPAIR_POINT.id)

    async def check(catalogue: Catalogue, store: Switchable) -> None:
        before = await catalogue.current()
        store.apply(an_edit("more"), Snapshot(actors=(newcomer,), offerings=(course,), relations=(tie,)))
        after = await catalogue.current()
        assert after.snapshot == store.snapshot()
        assert after.version == store.version()
        assert course in [match.offering for match in after.matcher.match(Need(text="kozijnen")).matches]
        assert [actor.id for actor in after.directory.find_actors("nieuwkomer").hits] == ["nieuwkomer"]
        assert before.directory.find_actors("nieuwkomer").hits == ()
        # the matcher moved along under whoever still answers from the facts of before
        assert before.actor_by_id("nieuwkomer") == newcomer
        assert before.find_actor("nieuwkomer") is None

        store.undo("more", at=NOW, by="redactie")
        undone = await catalogue.current()
        assert undone.snapshot == before.snapshot
        assert course not in [match.offering for match in undone.matcher.match(Need(text="kozijnen")).matches]
        assert store.calls.count("snapshot") == 2, "once at the start, once by this test"

    with_catalogue(check)


def test_a_changed_precedent_is_in_the_next_answer() -> None:
    precedent = Precedent(
        id="q", text="Wie helpt ons?", referred=(Referred(to=BOILERS.provider_id, grade=3),)
    )

    async def check(catalogue: Catalogue, store: Switchable) -> None:
        before = await catalogue.current()
        store.apply(an_edit("more"), Snapshot(precedents=(precedent,)))
        after = await catalogue.current()
        assert after.snapshot.precedents == (precedent,)
        assert after.matcher is not before.matcher, "made anew, with what was judged before"
        store.undo("more", at=NOW, by="redactie")
        undone = await catalogue.current()
        assert undone.snapshot == before.snapshot
        assert undone.matcher is not after.matcher

    with_catalogue(check)


def test_many_changes_are_arranged_in_a_thread_of_their_own_while_answers_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    course = replace(BOILERS, id="kozijnen", title=Bilingual("Kozijnen", "Frames"))
    may_go_on, merge = threading.Event(), Matcher.merge
    matchers = []

    def held_up(matcher: Matcher) -> None:
        assert may_go_on.wait(timeout=60)
        merge(matcher)

    async def check(catalogue: Catalogue, store: Switchable) -> None:
        await catalogue.current()
        store.apply(an_edit("more"), Snapshot(offerings=(course,)))
        loaded = await catalogue.current()
        matchers.append(loaded.matcher)
        assert loaded.matcher.wants_merge
        assert course in [match.offering for match in loaded.matcher.match(Need(text="kozijnen")).matches]
        may_go_on.set()

    monkeypatch.setattr(offering_index, "MANY_FRESH", 1)
    monkeypatch.setattr(Matcher, "merge", held_up)
    with_catalogue(check)
    assert not matchers[0].wants_merge
    assert course in [match.offering for match in matchers[0].match(Need(text="kozijnen")).matches]


def test_a_failing_arrangement_is_told_and_answers_go_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    course = replace(BOILERS, id="kozijnen", title=Bilingual("Kozijnen", "Frames"))

    def failing(_matcher: Matcher) -> None:
        raise MemoryError("no room left")

    async def check(catalogue: Catalogue, store: Switchable) -> None:
        await catalogue.current()
        store.apply(an_edit("more"), Snapshot(offerings=(course,)))
        await catalogue.current()
        loaded = await catalogue.current()
        assert course in [match.offering for match in loaded.matcher.match(Need(text="kozijnen")).matches]

    monkeypatch.setattr(offering_index, "MANY_FRESH", 1)
    monkeypatch.setattr(Matcher, "merge", failing)
    with_catalogue(check)
    (told,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert told.exc_info is not None
    assert "no room left" in str(told.exc_info[1])


def test_a_long_start_is_finished_and_holds_no_thread_of_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, may_go_on, ready = threading.Event(), threading.Event(), Loaded.of
    times = []

    def held_up(*facts: Any) -> Loaded:
        times.append(1)
        begun.set()
        assert may_go_on.wait(timeout=60)
        return ready(*facts)

    async def check(catalogue: Catalogue, store: Switchable) -> None:
        start = asyncio.create_task(catalogue.caught_up(60))
        assert await asyncio.to_thread(begun.wait, 60)
        assert await catalogue.with_register(lambda register: register.version()) == store.version()
        may_go_on.set()
        assert len((await start).snapshot.offerings) == 2
        await catalogue.current()
        assert len(times) == 1

    monkeypatch.setattr(catalogue_module, "STORE_THREADS", 1)
    monkeypatch.setattr(catalogue_module, "LOADED_WITHIN", 0.1)
    monkeypatch.setattr(Loaded, "of", held_up)
    with_catalogue(check)


@contextmanager
def a_held_up_reading(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Hold up whoever follows a change until the event is set, and call a change of two facts long."""
    may_go_on, followed = threading.Event(), Loaded.followed

    def held_up(loaded: Loaded, delta: Delta) -> Loaded:
        assert may_go_on.wait(timeout=60)
        return followed(loaded, delta)

    monkeypatch.setattr(catalogue_module, "MOST_AWAITED", 1)
    monkeypatch.setattr(Loaded, "followed", held_up)
    try:
        yield may_go_on
    finally:
        may_go_on.set()


def newcomers(*ids: str) -> Snapshot:
    return Snapshot(actors=tuple(replace(REPAIR_POINT, id=id_, name=id_.title()) for id_ in ids))


def test_a_long_list_is_read_beside_the_answering_and_awaited_by_who_stored_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def check(catalogue: Catalogue, store: Switchable) -> None:
        before = await catalogue.current()
        with a_held_up_reading(monkeypatch) as may_go_on:
            store.apply(an_edit("long"), newcomers("een", "twee"))
            for _ in range(3):
                assert await catalogue.current() is before
            with pytest.raises(StoreUnavailable):
                await catalogue.caught_up(0.05)
            caught_up = asyncio.create_task(catalogue.caught_up(60))
            assert await catalogue.current() is before
            may_go_on.set()
            after = await caught_up
        assert after.snapshot == store.snapshot()
        assert await catalogue.current() is after
        assert await catalogue.caught_up(60) is after
        assert store.calls.count("since") == 1

        store.undo("long", at=NOW, by="redactie")
        assert (await catalogue.caught_up(60)).snapshot == before.snapshot

    with_catalogue(check)


def test_a_second_long_list_is_not_waited_for_either(monkeypatch: pytest.MonkeyPatch) -> None:
    async def check(catalogue: Catalogue, store: Switchable) -> None:
        before = await catalogue.current()
        with a_held_up_reading(monkeypatch) as may_go_on:
            store.apply(an_edit("first"), newcomers("een", "twee"))
            assert await catalogue.current() is before
            store.apply(an_edit("second"), newcomers("drie", "vier"))
            for _ in range(2):
                assert await catalogue.current() is before
            may_go_on.set()
            assert (await catalogue.caught_up(60)).snapshot == store.snapshot()

    with_catalogue(check)


@pytest.mark.parametrize("order", [("short", "long"), ("long", "short")])
def test_a_short_change_beside_a_long_one_is_in_the_very_next_answer(
    monkeypatch: pytest.MonkeyPatch, order: tuple[str, str]
) -> None:
    changes = {"short": newcomers("kort"), "long": newcomers("een", "twee")}

    async def check(catalogue: Catalogue, store: Switchable) -> None:
        before = await catalogue.current()
        with a_held_up_reading(monkeypatch) as may_go_on:
            first, second = order
            store.apply(an_edit(first), changes[first])
            if first == "long":
                assert await catalogue.current() is before
            store.apply(an_edit(second), changes[second])
            asked = asyncio.create_task(catalogue.current())
            _, waiting = await asyncio.wait([asked], timeout=0.2)
            assert waiting, "an answer without the short change"
            may_go_on.set()
            assert (await asked).snapshot == store.snapshot()

    with_catalogue(check)


def test_what_is_erased_is_gone_from_the_very_next_answer_also_beside_a_long_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def check(catalogue: Catalogue, store: Switchable) -> None:
        await catalogue.current()
        monkeypatch.setattr(catalogue_module, "MOST_AWAITED", 1)
        store.apply(an_edit("long"), newcomers("een", "twee"))
        store.remove_actor("een")
        assert (await catalogue.current()).find_actor("een") is None
        assert (await catalogue.current()).find_actor("twee") is not None

    with_catalogue(check)


def test_a_long_list_that_could_not_be_read_is_told_once_and_read_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def check(catalogue: Catalogue, store: Switchable) -> None:
        before = await catalogue.current()
        with a_held_up_reading(monkeypatch) as may_go_on:
            store.apply(an_edit("long"), newcomers("een", "twee"))
            monkeypatch.setattr(store, "since", away, raising=False)
            assert await catalogue.current() is before
            with pytest.raises(StoreUnavailable):
                await catalogue.caught_up(60)
            assert tried == [before.version] * 3
            monkeypatch.delattr(store, "since")
            assert await catalogue.current() is before
            may_go_on.set()
            assert (await catalogue.caught_up(60)).snapshot == store.snapshot()

    def away(version: int) -> None:
        tried.append(version)
        raise StoreUnavailable("away")

    tried: list[int] = []
    monkeypatch.setattr(catalogue_module, "READ_AGAIN_AFTER", 0.0)
    with_catalogue(check)


def test_what_was_erased_before_a_long_change_began_is_gone_while_that_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def check(catalogue: Catalogue, store: Switchable) -> None:
        store.apply(an_edit("new"), newcomers("een"))
        assert (await catalogue.current()).find_actor("een")
        monkeypatch.setattr(catalogue_module, "turn_of", lambda _register: nullcontext())
        store.remove_actor("een")
        with catalogue.turn(store):
            assert (await catalogue.current()).find_actor("een") is None

    with_catalogue(check)


def test_what_shows_of_a_long_change_while_its_process_writes_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def check(catalogue: Catalogue, store: Switchable) -> None:
        await catalogue.current()
        monkeypatch.setattr(catalogue_module, "turn_of", lambda _register: nullcontext())
        store.apply(an_edit("short"), newcomers("kort"))
        with catalogue.turn(store):
            before = await catalogue.current()
            assert before.find_actor("kort"), "a change of before the turn"
            store.apply(an_edit("long"), newcomers("een", "twee"))
            assert await catalogue.current() is before
        assert (await catalogue.current()).snapshot == store.snapshot()

    with_catalogue(check)


def test_much_changed_offerings_are_arranged_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    course = replace(BOILERS, id="kozijnen", title=Bilingual("Kozijnen", "Frames"))

    async def check(catalogue: Catalogue, store: Switchable) -> None:
        before = await catalogue.current()
        monkeypatch.setattr(catalogue_module, "MOST_MOVED", 0)
        store.apply(an_edit("more"), Snapshot(offerings=(course,)))
        after = await catalogue.current()
        assert after.snapshot == store.snapshot()
        assert after.matcher is not before.matcher
        assert course in [match.offering for match in after.matcher.match(Need(text="kozijnen")).matches]
        store.apply(an_edit("party"), Snapshot(actors=(replace(REPAIR_POINT, name="Anders"),)))
        assert (await catalogue.current()).matcher is not after.matcher, "its offerings are read again"
        assert store.calls.count("snapshot") == 2, "once at the start, once by this test"

    with_catalogue(check)


def test_a_field_for_the_desk_only_is_hidden_and_shown_again_in_the_very_next_answer() -> None:
    said = replace(REPAIR_POINT, description=Bilingual("Zeldzaamheid", "Rarity"))

    async def check(catalogue: Catalogue, store: Switchable) -> None:
        await catalogue.current()
        for number, hidden in enumerate(((), ("description",), ())):
            store.apply(an_edit(f"b{number}"), Snapshot(actors=(replace(said, desk_only=hidden),)))
            loaded = await catalogue.current()
            found = [actor.id for actor in loaded.directory.find_actors("zeldzaamheid").hits]
            assert found == ([] if hidden else [said.id])
            assert [one.id for one in loaded.staff_directory.find_actors("zeldzaamheid").hits] == [said.id]
        assert store.calls.count("snapshot") == 1

    with_catalogue(check)


def test_store_that_is_away_is_refused_and_used_again_when_back() -> None:
    async def check(catalogue: Catalogue, store: Switchable) -> None:
        assert len((await catalogue.current()).snapshot.offerings) == 2
        store.away = True
        with pytest.raises(StoreUnavailable):
            await catalogue.current()
        store.away = False
        assert len((await catalogue.current()).snapshot.offerings) == 2
        assert store.calls.count("snapshot") == 1, "unchanged facts need not be loaded again"

    with_catalogue(check)


def test_store_that_hangs_holds_few_threads_and_nobody_waits_long() -> None:
    async def check(catalogue: Catalogue, store: Switchable) -> None:
        await catalogue.current()
        threads = threading.active_count()
        with store.hanging():
            for _ in range(3):
                started = time.monotonic()
                outcomes = await asyncio.gather(
                    *(catalogue.current() for _ in range(100)), return_exceptions=True
                )
                assert all(isinstance(outcome, StoreUnavailable) for outcome in outcomes)
                assert time.monotonic() - started < 10, "the store hangs for 20 seconds"
            assert threading.active_count() - threads <= 4
        await asyncio.sleep(0.1)
        assert isinstance(await catalogue.current(), Loaded)

    with_catalogue(check, answer_within=1)


def test_full_threads_refuse_at_once() -> None:
    async def run() -> None:
        threads = StoreThreads(1)
        free = threading.Event()
        with pytest.raises(StoreUnavailable):
            await threads.run(free.wait, 0.05)
        started = time.monotonic()
        with pytest.raises(StoreUnavailable):
            await threads.run(free.wait, 5)
        assert time.monotonic() - started < 4
        free.set()
        await asyncio.sleep(0.05)
        assert await threads.run(lambda: 7, 5) == 7
        threads.close()

    asyncio.run(run())


def test_round_never_began_before_the_question() -> None:
    async def run() -> None:
        began = 0
        at_work, may_end = asyncio.Event(), asyncio.Event()

        async def work() -> int:
            nonlocal began
            began += 1
            mine = began
            at_work.set()
            await may_end.wait()
            return mine

        rounds = Rounds(work)
        first = asyncio.create_task(rounds.join())
        await at_work.wait()
        later = [asyncio.create_task(rounds.join()) for _ in range(20)]
        await asyncio.sleep(0)
        may_end.set()
        assert await first == 1
        assert set(await asyncio.gather(*later)) == {2}
        assert await rounds.join() == 3

    asyncio.run(run())


def test_round_that_fails_does_not_stop_the_next() -> None:
    async def run() -> None:
        outcomes = iter([StoreUnavailable("away"), None])

        async def work() -> str:
            await asyncio.sleep(0)
            if (wrong := next(outcomes)) is not None:
                raise wrong
            return "fine"

        rounds = Rounds(work)
        first = asyncio.create_task(rounds.join())
        await asyncio.sleep(0)
        second = asyncio.create_task(rounds.join())
        with pytest.raises(StoreUnavailable):
            await first
        assert await second == "fine"

    asyncio.run(run())


def test_what_a_round_fails_with_is_no_complaint_where_all_who_asked_gave_up() -> None:
    complaints: list[str] = []

    async def run() -> None:
        loop, may_end, ended = asyncio.get_running_loop(), asyncio.Event(), asyncio.Semaphore(0)
        loop.set_exception_handler(lambda _loop, told: complaints.append(told["message"]))

        async def work() -> None:
            await may_end.wait()
            ended.release()
            raise StoreUnavailable("away")

        rounds = Rounds(work)
        asked = [asyncio.create_task(rounds.join()) for _ in range(3)]  # of the round that runs and the next
        await asyncio.sleep(0)
        for one in asked:
            one.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        may_end.set()
        for _ in range(2):
            await ended.acquire()
        with pytest.raises(StoreUnavailable):  # who stays hears of it
            await rounds.join()

    asyncio.run(run())
    gc.collect()
    assert not complaints


def test_empty_register_is_filled_at_the_first_contact(tmp_path: Path) -> None:
    register = open_register(f"sqlite:///{tmp_path / 'loket.db'}")
    fills: list[Register] = []

    def fill(into: Register) -> None:
        fills.append(into)
        into.put(WORLD)

    async def run() -> None:
        catalogue = Catalogue(lambda: register, fill_empty=fill)
        await catalogue.start()
        assert len((await catalogue.current()).snapshot.actors) == 3
        await catalogue.current()
        await catalogue.stop()

    asyncio.run(run())
    assert fills == [register]
