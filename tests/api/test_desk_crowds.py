"""Many at once over HTTP, on both stores: one edit wins, a request is done once, the last place goes once."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from api.settings import Settings
from graph import casework_of, open_register
from matchmaker.casework.capacity import Period
from tests import desk as builders
from tests.api.desk_client import DESK, DeskClient
from tests.api.running import running, wait_until
from tests.api.test_both_stores import is_ready
from tests.api.world import WORLD, FixedClock
from tests.patience import patient_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx

    from matchmaker.ports import Register

CROWD = 20
AT_ONCE = 8  # more would wait for the same few threads of the service


@pytest.fixture(params=["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def served(request: pytest.FixtureRequest) -> Iterator[tuple[httpx.Client, Register]]:
    """The service on a real server, on one store after the other."""
    url = "sqlite:" if request.param == "sqlite" else request.getfixturevalue("neo4j_url")
    with closing(open_register(url)) as register:
        register.put(WORLD)
        with running(patient_app(Settings(store=url), register, FixedClock())) as client:
            wait_until(partial(is_ready, client), 120)
            yield client, register


def all_at_once(ask: Callable[[int], httpx.Response], number: int = CROWD) -> list[httpx.Response]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda one: patiently(ask, one), range(number)))


def patiently(ask: Callable[[int], httpx.Response], number: int) -> httpx.Response:
    """Ask again where the service is too busy, as a client is told to.

    What was asked may have been done all the same, so each asks with a key of its own.
    """
    answered = ask(number)
    while answered.status_code == 503:
        assert answered.headers["Retry-After"]
        answered = ask(number)
    return answered


def test_of_twenty_edits_with_one_tag_one_wins(served: tuple[httpx.Client, Register]) -> None:
    desk = DeskClient(served[0])
    path = f"/companies/{desk.company()['id']}"

    def edit(number: int) -> httpx.Response:
        return desk.send("PUT", path, {"name": f"Lasbedrijf {number}"}, revision=1, key=f"wijziging-{number}")

    answers = all_at_once(edit)
    [won] = [one for one in answers if one.status_code == 200]

    assert Counter(one.status_code for one in answers) == {200: 1, 412: CROWD - 1}
    assert desk.get(path).json()["name"] == won.json()["name"]
    assert desk.get(path).headers["ETag"] == '"2"'


def test_of_twenty_equal_requests_with_one_key_one_record_comes(
    served: tuple[httpx.Client, Register],
) -> None:
    desk = DeskClient(served[0])
    body = {"name": "Lasbedrijf Voorbeeld"}
    answers = all_at_once(lambda _: desk.post("/companies", body, key="een-sleutel"))

    assert {one.status_code for one in answers} == {201}
    assert len({one.text for one in answers}) == 1
    assert desk.get("/companies").json()["total"] == 1


def test_the_last_place_goes_to_one_of_twenty(served: tuple[httpx.Client, Register]) -> None:
    client, register = served
    desk = DeskClient(client)
    company = desk.company()["id"]
    period = Period(
        id="p-1",
        offering_id="ketels-reviseren",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        places=1,
    )
    casework_of(register).save_period(builders.act(DESK), period)
    referrals: list[dict[str, Any]] = []
    for _ in range(CROWD):
        need = desk.need(company_id=company)
        body = {"needId": need["id"], "offeringId": "ketels-reviseren"}
        referrals.append(desk.post("/referrals", body).json())

    def send(number: int) -> httpx.Response:
        referral = referrals[number]
        path = f"/referrals/{referral['id']}/moves"
        return desk.post(path, {"move": "send"}, revision=referral["revision"], key=f"stap-{number}")

    answers = all_at_once(send)

    assert Counter(one.status_code for one in answers) == {200: 1, 409: CROWD - 1}
    refused = {one.json()["detail"] for one in answers if one.status_code == 409}
    assert len(refused) == 1
    assert refused.pop().startswith("Er is geen plaats meer: alle 1 plaatsen zijn bezet.")
    [occupancy] = casework_of(register).occupancies("ketels-reviseren")
    assert occupancy.taken == 1
