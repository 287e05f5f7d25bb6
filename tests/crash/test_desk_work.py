"""What a desk did survives ``kill -9`` once acknowledged, and a request is there whole or not at all."""

from __future__ import annotations

import os
import random
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from graph import casework_of, open_register
from matchmaker.casework.companies import consent_holds
from matchmaker.casework.terms import FollowUpState, Purpose, ReferralState
from matchmaker.errors import NotFound
from tests.crash.desk_writer import ENDS, do_step
from tests.crash.probe import damage, write_until_killed
from tests.desk import DESK

if TYPE_CHECKING:
    from pathlib import Path

    from matchmaker.casework.port import Casework

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")

HOLDING = frozenset({ReferralState.SENT, ReferralState.ACCEPTED, ReferralState.IN_CONTACT})


def test_five_kills_lose_nothing(tmp_path: Path) -> None:
    assert kill_and_look(tmp_path / "desk.db", 5) > 0


@pytest.mark.long
def test_a_hundred_kills_lose_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    acknowledged = sum(kill_and_look(tmp_path / f"{number}.db", 10) for number in range(10))
    with capsys.disabled():
        print(f"\n100 kills during a desk's work: {acknowledged} acknowledged, none lost")  # noqa: T201  # figures
    assert acknowledged > 1_000


def kill_and_look(file: Path, kills: int) -> int:
    """Kill so many times, look each time at all that was ever done, and return how much was acknowledged."""
    seed = random.SystemRandom().randrange(2**32)
    dice = random.Random(seed)  # noqa: S311  # a run must be repeatable by its seed
    kept: set[int] = set()
    acknowledged, first = 0, 1
    for _ in range(kills):
        tried, promised = write_until_killed("tests.crash.desk_writer", file, first, dice)
        acknowledged += len(promised)
        first = max([*tried, first - 1]) + 1
        assert damage(file) == [], f"repeat with seed {seed}"
        with closing(open_register(f"sqlite:///{file}")) as register:
            casework = casework_of(register)
            there = {number for number in tried if is_there(casework, number)}
            assert set(promised) <= there, f"repeat with seed {seed}"
            kept |= there
            look_at_all(casework, kept)
            if tried:  # who got no answer asks again, and gets the one that was given or the first
                do_step(casework, tried[-1])
                kept.add(tried[-1])
                look_at_all(casework, kept)
    return acknowledged


def is_there(casework: Casework, number: int) -> bool:
    try:
        casework.company(DESK, f"c-{number}")
    except NotFound:
        return False
    return True


def look_at_all(casework: Casework, kept: set[int]) -> None:
    """Assert that every step that is there is there whole, and nothing else is."""
    for number in kept:
        look_at(casework, number)
    assert casework.companies(DESK, limit=1).total == len(kept)
    held = sum(ENDS[number % len(ENDS)][0] in HOLDING for number in kept)
    assert sum(one.taken for one in casework.occupancies("materiaalscan")) == held


def look_at(casework: Casework, number: int) -> None:
    state, asked = ENDS[number % len(ENDS)]
    referral = casework.referral(DESK, f"v-{number}")
    assert referral.state is state
    assert (referral.desk_outcome is not None) == (state is ReferralState.IN_CONTACT)
    assert len(casework.contacts(DESK, f"c-{number}")) == 1
    assert consent_holds(casework.consents(DESK, f"c-{number}"), Purpose.REFER)
    planned = casework.follow_ups_of(DESK, f"z-{number}")
    assert [one.kind for one in planned if one.state is FollowUpState.OPEN] == [asked] * (asked is not None)
    events = casework.timeline(DESK, f"z-{number}")
    moved = len(referral.steps) + (referral.desk_outcome is not None)
    assert len(events) == 3 + moved  # opened, asked, proposed, and each move since
