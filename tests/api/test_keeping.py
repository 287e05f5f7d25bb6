"""Keep the register true over the API: history, doubles, what is due, and changes that lose nothing."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from matchmaker.model import Question, Snapshot
from matchmaker.vocabulary import Bilingual
from tests.api.world import BOILERS, REPAIR_POINT, SAID, TODAY, WOOD_GRANT
from tests.pages.conftest import OLD
from tests.pages.keeping import SEARCHED_WITHIN, SIGNED, TWIN, Desk, desk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from httpx2 import Response

API = "/api/v1"
ACTOR = f"{API}/actors/{REPAIR_POINT.id}"
OFFERING = f"{API}/offerings/{WOOD_GRANT.id}"
STATED = {"ground": "asked", "statedOn": "2026-02-27"}
QUESTIONS = [{"language": "nl", "text": f"Vraag {number}?"} for number in (1, 2, 3)]


@pytest.fixture
def at() -> Iterator[Desk]:
    with desk() as running:
        yield running


def patch(at: Desk, path: str, change: dict[str, Any], tag: str | None = None) -> Response:
    tag = tag or at.client.get(path).headers["etag"]
    return at.client.patch(path, json={"stated": STATED, **change}, headers={"If-Match": tag})


def fields_of(problem: Response) -> set[str]:
    return {fault["field"] for fault in problem.json()["errors"]}


def test_a_change_names_only_what_changes_and_null_makes_empty(at: Desk) -> None:
    answered = patch(at, ACTOR, {"website": None, "aliases": ["RP", "RP"], "name": " Reviseerpunt Oost "})
    stored = at.register.actor(REPAIR_POINT.id)

    assert answered.status_code == 200
    assert answered.json()["name"] == "Reviseerpunt Oost"
    assert answered.headers["etag"] == at.client.get(ACTOR).headers["etag"]
    assert stored == replace(
        REPAIR_POINT,
        name="Reviseerpunt Oost",
        aliases=("RP",),
        website=None,
        sources=stored.sources,
    )
    assert stored.sources[:-1] == SAID
    assert (stored.sources[-1].document_id, stored.sources[-1].checked_by) == ("asked-kring-woerden", SIGNED)


def test_an_offering_is_changed_likewise(at: Desk) -> None:
    change = {
        "title": {"nl": "Houtsubsidie", "en": ""},
        "needKinds": ["subsidy", "financing"],
        "opensOn": None,
        "closesOn": "2026-12-31",
        "placesLeft": 3,
        "questions": QUESTIONS,
        "requirements": [{"nl": "Zit u in Gouda?", "en": "Are you in Gouda?"}],
        "deskOnly": ["places_left"],
    }
    assert patch(at, OFFERING, change).status_code == 200
    stored = at.register.offering(WOOD_GRANT.id)

    assert stored.title == Bilingual("Houtsubsidie", "Houtsubsidie")
    assert (stored.opens_on, stored.closes_on.isoformat() if stored.closes_on else "") == (None, "2026-12-31")
    assert stored.questions[0] == Question(language="nl", text="Vraag 1?")
    assert (stored.places_left, stored.desk_only) == (3, ("places_left",))
    at.client.cookies.clear()
    assert at.client.get(OFFERING).json()["placesLeft"] is None


def test_merge_patch_is_read_under_its_own_media_type(at: Desk) -> None:
    tag = at.client.get(ACTOR).headers["etag"]
    body = '{"stated": {"ground": "wording"}, "name": "Anders"}'
    for media_type, status in (("application/merge-patch+json", 200), ("text/plain", 415)):
        headers = {"If-Match": tag, "Content-Type": media_type}
        assert at.client.patch(ACTOR, content=body, headers=headers).status_code == status


def test_a_change_of_what_was_not_read_is_refused(at: Desk) -> None:
    tag = at.client.get(ACTOR).headers["etag"]
    assert patch(at, ACTOR, {"name": "Eerst"}, tag).status_code == 200

    assert patch(at, ACTOR, {"name": "Later"}, tag).status_code == 412
    assert at.client.patch(ACTOR, json={"stated": STATED}).status_code == 428
    assert at.register.actor(REPAIR_POINT.id).name == "Eerst"


def test_what_is_suggested_for_a_field_that_cannot_be_hidden_can_be_hidden(at: Desk) -> None:
    (fault,) = patch(at, ACTOR, {"deskOnly": ["name"]}).json()["errors"]

    assert patch(at, ACTOR, {"deskOnly": fault["suggestions"]}).status_code == 200
    assert at.client.get(ACTOR).json()["deskOnly"] == fault["suggestions"]


def test_every_fault_is_named_at_once(at: Desk) -> None:
    actor = patch(
        at,
        ACTOR,
        {
            "name": " ",
            "kind": "onzin",
            "website": "x",
            "kvkNumber": "1",
            "placeId": "nergens",
            "themes": ["niets"],
            "deskOnly": ["name"],
            "extra": 1,
            "stated": {"ground": "asked", "statedOn": "2027-01-01"},
        },
    )
    offering = patch(at, OFFERING, {"title": None, "area": [], "questions": [], "capacity": -1})

    assert actor.status_code == offering.status_code == 400
    assert fields_of(actor) == {
        "name",
        "kind",
        "website",
        "kvkNumber",
        "placeId",
        "themes",
        "deskOnly",
        "extra",
        "stated.statedOn",
    }
    assert fields_of(offering) == {"title.nl", "area", "questions", "capacity"}
    assert at.register.batches().total == 0


def test_history_tells_what_was_changed_but_a_visitor_not_what_is_hidden(at: Desk) -> None:
    patch(at, ACTOR, {"name": "Anders", "kvkNumber": "12345678", "deskOnly": ["kvk_number"]})
    [staff] = at.client.get(f"{ACTOR}/history").json()["_embedded"]["changes"]
    at.client.cookies.clear()
    [visitor] = at.client.get(f"{ACTOR}/history").json()["_embedded"]["changes"]

    assert (staff["action"], staff["batch"]["by"]) == ("changed", SIGNED)
    assert {"field": "name", "old": "Reviseerpunt", "new": "Anders"} in visitor["changes"]
    assert {one["field"] for one in staff["changes"]} - {one["field"] for one in visitor["changes"]} == {
        "kvk_number",
        "desk_only",
    }
    assert at.client.get(f"{API}/offerings/niets/history").status_code == 404


def test_doubles_are_found_kept_apart_and_found_again(at: Desk) -> None:
    def found() -> dict[str, Any]:
        deadline = time.monotonic() + SEARCHED_WITHIN
        while True:
            page: dict[str, Any] = at.client.get(f"{API}/possible-doubles").json()
            if page["isSearched"] and not page["isSearching"]:
                return page
            assert time.monotonic() < deadline
            time.sleep(0.1)

    [pair] = found()["_embedded"]["possibleDoubles"]
    ids = {"oneId": pair["first"]["id"], "otherId": pair["second"]["id"]}
    made = at.client.post(f"{API}/distinctions", json=ids)

    assert set(ids.values()) == {REPAIR_POINT.id, TWIN.id}
    assert (made.status_code, made.json()["by"]) == (201, SIGNED)
    assert found()["total"] == 0
    assert at.client.get(f"{API}/distinctions").json()["total"] == 1
    assert at.client.delete(made.headers["location"]).status_code == 204
    assert at.client.delete(made.headers["location"]).status_code == 404
    assert found()["total"] == 1


def test_a_merge_is_a_change_that_can_be_undone(at: Desk) -> None:
    before = at.register.snapshot()
    made = at.client.post(f"{API}/merges", json={"keepId": REPAIR_POINT.id, "dropId": TWIN.id})

    assert made.status_code == 201
    assert made.json()["removed"] == 3
    assert at.client.get(f"{API}/actors/{TWIN.id}").status_code == 308
    assert at.client.post(f"{made.headers['location']}/undoings").status_code == 201
    assert at.register.snapshot() == before


@pytest.mark.parametrize("path", ["", "/history", "?x=1"])
def test_the_old_address_of_a_merged_party_leads_to_the_one_that_stayed(at: Desk, path: str) -> None:
    at.client.post(f"{API}/merges", json={"keepId": REPAIR_POINT.id, "dropId": TWIN.id})
    moved = at.client.get(f"{API}/actors/{TWIN.id}{path}")

    assert moved.status_code == 308
    assert moved.headers["location"] == f"{API}/actors/{REPAIR_POINT.id}{path}"
    assert moved.headers["api-version"]
    assert at.client.get(moved.headers["location"]).status_code == 200


def test_an_id_of_a_merged_party_is_followed_in_filters_and_named_in_bodies(at: Desk) -> None:
    at.client.post(f"{API}/merges", json={"keepId": REPAIR_POINT.id, "dropId": TWIN.id})
    old, new = (
        at.client.get(f"{API}/offerings?provider={id_}").json()["_embedded"]
        for id_ in (TWIN.id, REPAIR_POINT.id)
    )
    refused = at.client.post(f"{API}/merges", json={"keepId": "kring-woerden", "dropId": TWIN.id})

    assert old == new
    assert {one["id"] for one in new["offerings"]} == {"ketels-reviseren", "pompen-reviseren"}
    assert {one["provider"]["id"] for one in new["offerings"]} == {REPAIR_POINT.id}
    assert refused.status_code == 404
    assert refused.json()["detail"] == (
        f"De partij met het kenmerk {TWIN.id} is samengevoegd met {REPAIR_POINT.id}. Gebruik dat kenmerk."
    )


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("merges", {"keepId": "reviseerpunt", "dropId": "reviseerpunt"}, 409),
        ("merges", {"keepId": "reviseerpunt", "dropId": "niets"}, 404),
        ("merges", {"keepId": "", "other": 1}, 400),
        ("distinctions", {"oneId": "reviseerpunt", "otherId": "reviseerpunt"}, 400),
        ("distinctions", {"oneId": "reviseerpunt", "otherId": "niets"}, 404),
        ("checks", {"facts": []}, 400),
    ],
)
def test_what_cannot_be_is_refused(at: Desk, path: str, body: dict[str, Any], status: int) -> None:
    assert at.client.post(f"{API}/{path}", json=body).status_code == status
    assert at.register.batches().total == 0


def test_what_is_due_is_checked(at: Desk) -> None:
    at.register.put(
        Snapshot(actors=(replace(REPAIR_POINT, sources=OLD),), offerings=(replace(BOILERS, sources=OLD),))
    )
    due = at.client.get(f"{API}/due-facts?theme=bouw").json()
    marks = [fact["mark"] for fact in due["_embedded"]["dueFacts"]]
    done = at.client.post(f"{API}/checks", json={"facts": [*marks, "actor:reviseerpunt:oud"]}).json()

    assert [fact["name"] for fact in due["_embedded"]["dueFacts"]] == [
        "Reviseerpunt",
        "Cv-ketels laten reviseren",
    ]
    assert {fact["toldBy"]["id"] for fact in due["_embedded"]["dueFacts"]} == {REPAIR_POINT.id}
    assert (done["checked"], done["skipped"], done["batch"]["by"]) == (2, 1, SIGNED)
    assert at.register.offering(BOILERS.id).sources[0].checked_on == TODAY
    assert at.client.get(f"{API}/due-facts").json()["total"] == 0
    again = at.client.post(f"{API}/checks", json={"facts": marks}).json()
    assert (again["checked"], again["skipped"], again["batch"]) == (0, 2, None)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PATCH", "actors/reviseerpunt"),
        ("PATCH", "offerings/houtsubsidie"),
        ("GET", "possible-doubles"),
        ("POST", "merges"),
        ("GET", "distinctions"),
        ("POST", "distinctions"),
        ("DELETE", "distinctions/a.b"),
        ("GET", "due-facts"),
        ("POST", "checks"),
    ],
)
def test_a_visitor_or_another_site_keeps_nothing(at: Desk, method: str, path: str) -> None:
    if method != "GET":
        elsewhere = {"Sec-Fetch-Site": "cross-site"}
        assert at.client.request(method, f"{API}/{path}", headers=elsewhere, json={}).status_code == 403
    at.client.cookies.clear()

    assert at.client.request(method, f"{API}/{path}", json={} if method != "GET" else None).status_code == 403
