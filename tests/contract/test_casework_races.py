"""Many at once: the last place, one revision, one key. Two desks are two processes on Neo4j."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import cycle
from threading import Barrier
from typing import TYPE_CHECKING, TypeVar

import pytest

from graph import casework_of
from matchmaker.casework.port import Once
from matchmaker.casework.terms import Move, ReferralState
from matchmaker.errors import ChangedMeanwhile, LoketError, NoPlaceLeft, StoreUnavailable
from tests.contract.conftest import Neo4jBench
from tests.desk import DESK, a_company, a_period, act, ask_for_help, move

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matchmaker.casework.port import Casework
    from matchmaker.casework.referrals import Referral
    from tests.contract.conftest import Bench

T = TypeVar("T")

CROWD = 50


def doors(bench: Bench) -> list[Casework]:
    """Return the desk's work as every process has it: two on Neo4j, the one owner of a file."""
    first = casework_of(bench.fresh())
    return [first, casework_of(bench.reopened())] if isinstance(bench, Neo4jBench) else [first]


def at_once(tries: Sequence[Callable[[], T]]) -> list[T | LoketError]:
    """Begin everything at one moment; who finds the store too busy comes again, as a client would."""
    start = Barrier(len(tries))

    def one(attempt: Callable[[], T]) -> T | LoketError:
        start.wait()
        while True:
            try:
                return attempt()
            except StoreUnavailable:
                continue
            except LoketError as error:
                return error

    with ThreadPoolExecutor(len(tries)) as pool:
        return list(pool.map(one, tries))


def sending(casework: Casework, referral: Referral) -> Callable[[], Referral]:
    return lambda: casework.move_referral(act(), referral.id, Move.SEND, revision=referral.revision)


def gather(casework: Casework, first: int, count: int) -> list[Referral]:
    """Store the next twenty of the crowd; a write must not take longer than a server allows."""
    numbers = range(first, min(count, first + 20))
    return casework.together(lambda within: [ask_for_help(within, number) for number in numbers])


def take_the_last_places(bench: Bench, rounds: int, takers: int, places: int) -> None:
    """Let a crowd ask for the last places again and again; those that got one leave the crowd."""
    caseworks = doors(bench)
    count = takers + rounds * places
    crowd = [one for first in range(0, count, 20) for one in gather(caseworks[0], first, count)]
    period = caseworks[0].save_period(act(), a_period(places=0))
    for number in range(1, rounds + 1):
        period = caseworks[0].save_period(act(), replace(period, places=number * places))
        asking = crowd[:takers]
        ends = at_once([sending(door, one) for door, one in zip(cycle(caseworks), asking, strict=False)])
        won = [end for end in ends if not isinstance(end, LoketError)]
        lost = [end for end in ends if isinstance(end, LoketError)]
        assert Counter(type(end) for end in lost) == {NoPlaceLeft: takers - places}
        assert [one.state for one in won] == [ReferralState.SENT] * places
        (room,) = caseworks[-1].occupancies("materiaalscan")
        assert (room.taken, room.left) == (number * places, 0)
        winners = {one.id for one in won}
        crowd = [one for one in crowd if one.id not in winners]
    assert len(crowd) == count - rounds * places


def test_two_desks_never_both_get_the_last_place(bench: Bench) -> None:
    take_the_last_places(bench, rounds=10, takers=2, places=1)


def test_a_crowd_gets_exactly_the_places_that_there_are(bench: Bench) -> None:
    take_the_last_places(bench, rounds=4, takers=CROWD, places=2)


@pytest.mark.long
@pytest.mark.parametrize(("takers", "places"), [(2, 1), (CROWD, 1)])
def test_the_last_place_is_taken_once_in_two_hundred_rounds(bench: Bench, takers: int, places: int) -> None:
    take_the_last_places(bench, rounds=200, takers=takers, places=places)


def test_of_twenty_edits_of_one_revision_one_is_kept(bench: Bench) -> None:
    caseworks = doors(bench)
    kept = caseworks[0].save_company(act(), a_company())

    def renaming(casework: Casework, number: int) -> Callable[[], str]:
        return lambda: casework.save_company(act(), replace(kept, name=f"Naam {number}")).name

    ends = at_once([renaming(door, n) for door, n in zip(cycle(caseworks), range(20), strict=False)])
    names = [end for end in ends if isinstance(end, str)]
    assert len(names) == 1
    assert sum(isinstance(end, ChangedMeanwhile) for end in ends) == 19
    found = caseworks[-1].company(DESK, "c-1")
    assert (found.name, found.revision) == (names[0], 2)


def test_of_twenty_moves_of_one_revision_one_is_made(bench: Bench) -> None:
    caseworks = doors(bench)
    sent = move(caseworks[0], ask_for_help(caseworks[0]), Move.SEND)
    steps = (Move.ACCEPT, Move.CONTACT)

    def making(casework: Casework, step: Move) -> Callable[[], Referral]:
        return lambda: casework.move_referral(act(), sent.id, step, revision=sent.revision)

    ends = at_once([making(door, steps[n % 2]) for n, door in zip(range(20), cycle(caseworks), strict=False)])
    assert sum(isinstance(end, ChangedMeanwhile) for end in ends) == 19
    assert len(caseworks[-1].referral(DESK, sent.id).steps) == 2


def test_twenty_equal_requests_make_one_record_and_get_one_answer(bench: Bench) -> None:
    caseworks = doors(bench)
    request = Once(key="sleutel", fingerprint="a" * 64)
    numbers = iter(range(1_000))

    def posting(casework: Casework) -> Callable[[], str]:
        def post(within: Casework) -> str:
            return within.save_company(act(), a_company(f"c-{next(numbers)}")).id

        return lambda: casework.once(act(), request, post)

    ends = at_once([posting(door) for _, door in zip(range(20), cycle(caseworks), strict=False)])
    assert len(set(ends)) == 1
    assert [one.id for one in caseworks[-1].companies(DESK).items] == list(set(ends))


def test_two_that_open_the_same_case_at_once_make_one(bench: Bench) -> None:
    caseworks = doors(bench)

    def asking(casework: Casework) -> Callable[[], Referral]:
        return lambda: casework.together(ask_for_help)

    ends = at_once([asking(door) for door in (caseworks * 2)[:2]])
    assert sum(isinstance(end, ChangedMeanwhile) for end in ends) == 1
    assert caseworks[0].companies(DESK).total == 1
    assert caseworks[0].referrals_of(DESK, "z-1") != ()


def test_two_reminders_at_once_are_one(bench: Bench) -> None:
    caseworks = doors(bench)
    for number in range(5):
        move(caseworks[0], ask_for_help(caseworks[0], number), Move.SEND)
    day = caseworks[0].follow_ups_of(DESK, "z-1")[0].due_on

    def taking(casework: Casework) -> Callable[[], list[str]]:
        return lambda: [item.follow_up.id for item in casework.take_reminders(act(), day)]

    ends = at_once([taking(door) for door in (caseworks * 4)[:4]])
    taken = [id_ for end in ends if isinstance(end, list) for id_ in end]
    assert sorted(taken) == [f"v-{number}-provider-answer" for number in range(5)]
