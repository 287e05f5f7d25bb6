"""From a praatplaat to a repeat over the API, on both stores: a program can do what a desk does on pages."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from api.settings import Settings
from graph import open_register
from tests.api.desk_client import DeskClient
from tests.api.running import running, wait_until
from tests.api.test_both_stores import is_ready
from tests.api.world import WORLD
from tests.pages.intakes import MovingClock
from tests.patience import patient_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    Record = dict[str, Any]

WISH = "Wie kan mijn oude cv-ketels reviseren?"
OWN_WORDS = "Wie maakt er een nieuw product van onze oude ketels?"


@pytest.fixture(params=["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def served(request: pytest.FixtureRequest) -> Iterator[tuple[httpx.Client, MovingClock]]:
    """The service on a real server, on one store after the other."""
    url = "sqlite:" if request.param == "sqlite" else request.getfixturevalue("neo4j_url")
    clock = MovingClock()
    with closing(open_register(url)) as register:
        register.put(WORLD)
        with running(patient_app(Settings(store=url), register, clock)) as client:
            wait_until(partial(is_ready, client), 120)
            yield client, clock


def test_from_praatplaat_to_repeat(served: tuple[httpx.Client, MovingClock]) -> None:
    client, clock = served
    desk = DeskClient(client)
    company = desk.company(contact={"function": "eigenaar", "email": "info@proef.example"})

    case_id, wished = talk(desk, company)
    referral = refer(desk, wished)
    accept_by_link(client, desk, referral)

    clock.forward(days=14)
    contact = follow_up(desk, "first_contact")
    told = desk.post(
        f"/referrals/{referral['id']}/outcomes", {"linkMade": True}, revision=latest(desk, referral)
    )
    assert told.json()["state"] == "in_contact"
    finish(desk, contact)

    clock.forward(days=92)
    tell_by_link(client, desk, referral)
    finish(desk, follow_up(desk, "result"))
    found = desk.get(f"/referrals/{referral['id']}").json()
    assert found["ownOutcome"]["helped"] == "partly"
    assert desk.get("/follow-ups").json()["total"] == 1  # only the repeat is left

    clock.forward(days=180)
    assert follow_up(desk, "repeat")["caseId"] == case_id
    again, _ = talk(desk, company)
    assert again != case_id
    assert follow_up(desk, "repeat")["caseId"] == again
    assert desk.get(f"/cases?companyId={company['id']}").json()["total"] == 2


def talk(desk: DeskClient, company: Record) -> tuple[str, Record]:
    """Go through the praatplaat and send it; return the case, and the need that follows from the wish."""
    intake = desk.post("/intakes", {"companyId": company["id"]}).json()
    path = f"/intakes/{intake['id']}"
    questions = desk.get(f"/question-sets/{intake['questionSetId']}").json()
    first, second = (action["id"] for action in questions["actions"][:2])
    ticks = [
        {"actionId": first, "does": True, "example": "Wij halen oude ketels op.", "mayShare": True},
        {"actionId": second, "wants": True, "needsHelp": True, "words": OWN_WORDS},
    ]
    answers = {"ticks": ticks, "ownGrade": 6, "wish": WISH}
    saved = desk.send("PUT", path, answers, revision=intake["revision"]).json()
    assert saved["ticks"][1]["words"] == OWN_WORDS
    sent = desk.post(f"{path}/submissions", revision=saved["revision"], key=f"send-{intake['id']}").json()
    repeated = desk.post(f"{path}/submissions", revision=saved["revision"], key=f"send-{intake['id']}")
    assert repeated.json() == sent

    case = desk.get(sent["_links"]["case"]["href"].removeprefix("/api/v1")).json()
    needs = {need["text"]: need for need in (need_of(desk, one) for one in case["needs"])}
    assert set(needs) == {OWN_WORDS, WISH}
    return case["id"], needs[WISH]


def need_of(desk: DeskClient, need_id: str) -> Record:
    found: Record = desk.get(f"/needs/{need_id}").json()
    return found


def refer(desk: DeskClient, need: Record) -> Record:
    body = {"needId": need["id"], "offeringId": need["suggestions"][0]["offeringId"]}
    referral: Record = desk.post("/referrals", body).json()
    assert desk.moved(referral, "send").json()["state"] == "sent"
    return referral


def accept_by_link(client: httpx.Client, desk: DeskClient, referral: Record) -> None:
    link = path_of(desk.post(f"/referrals/{referral['id']}/links").json())
    answered = client.post(link, data={"move": "accept", "revision": str(latest(desk, referral))})
    assert answered.status_code == 303
    assert desk.get(f"/referrals/{referral['id']}").json()["state"] == "accepted"


def tell_by_link(client: httpx.Client, desk: DeskClient, referral: Record) -> None:
    link = path_of(desk.post(f"/referrals/{referral['id']}/outcome-links").json())
    answered = client.post(link, data={"linkMade": "yes", "helped": "partly", "stepTaken": "no"})
    assert answered.status_code == 303


def path_of(made: Record) -> str:
    return urlsplit(made["address"]).path


def latest(desk: DeskClient, referral: Record) -> int:
    revision: int = desk.get(f"/referrals/{referral['id']}").json()["revision"]
    return revision


def follow_up(desk: DeskClient, kind: str) -> Record:
    [found] = [one for one in desk.get("/follow-ups").json()["_embedded"]["followUps"] if one["kind"] == kind]
    record: Record = found
    return record


def finish(desk: DeskClient, line: Record) -> None:
    path = f"/follow-ups/{line['id']}"
    now = desk.get(path).json()
    if now["state"] == "open":
        done = desk.send("PATCH", path, {"state": "done"}, revision=now["revision"])
        assert done.json()["state"] == "done"
