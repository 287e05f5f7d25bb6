"""No more praatplaten are begun within an hour than a desk can look at, by whomever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages.intake.limit import FROM_ONE_NETWORK, IN_ALL, WITHIN, BeginLimit, network_of

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("2001:db8:1:2::7", "2001:db8:1:ff::8", True),
        ("2001:db8:1:2::7", "2001:db8:2:2::7", False),
        ("testclient", "testclient", True),
    ],
)
def test_addresses_of_one_connection_count_together(one: str, other: str, same: bool) -> None:
    assert (network_of(one) == network_of(other)) is same


def test_many_networks_together_have_a_limit_too() -> None:
    limit = BeginLimit()
    hosts = [f"203.0.{number // 250}.{number % 250}" for number in range(IN_ALL + 1)]
    waits = [limit.refused_for(host, host, NOON) for host in hosts]
    assert waits == [None] * IN_ALL + [WITHIN]


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 60)), max_size=300))
def test_within_any_hour_a_network_begins_no_more_than_its_share(asked: list[tuple[int, int]]) -> None:
    limit = BeginLimit()
    begun: list[tuple[int, datetime]] = []
    now = NOON
    for number, (network, seconds) in enumerate(asked):
        now += timedelta(seconds=seconds)
        host = f"203.0.113.{network}"
        wait = limit.refused_for(host, str(number), now)
        lately = [one for one, at in begun if one == network and at > now - WITHIN]
        assert (wait is None) == (len(lately) < FROM_ONE_NETWORK)
        if wait is None:
            begun.append((network, now))
        else:
            assert limit.refused_for(host, str(number), now + wait) is None
            begun.append((network, now + wait))
            now += wait
