"""POST /matches: what a client gets for a need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.api.world import TODAY

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from matchmaker.ports import Register

BOILERS = "Wie kan ons helpen om oude cv-ketels te laten reviseren?"


def ask(client: TestClient, **need: object) -> dict[str, Any]:
    answered = client.post("/api/v1/matches", json={"text": BOILERS, **need})
    assert answered.status_code == 200, answered.text
    body: dict[str, Any] = answered.json()
    return body


def test_best_offering_comes_with_provider_reasons_conditions_and_sources(client: TestClient) -> None:
    best = ask(client, sector="installateur", municipality="gemeente Woerden", size="klein")["matches"][0]
    assert best["rank"] == 1
    assert best["offering"]["id"] == "ketels-reviseren"
    assert best["offering"]["area"] == [{"id": "regio-oost", "name": "Regio Oost", "kind": "region"}]
    assert best["offering"]["nextStep"] == "Vraag een afspraak aan."
    assert best["offering"]["sources"][0]["title"] == "Voortgang 2025"
    assert (best["offering"]["sources"][0]["firstLine"], best["offering"]["sources"][0]["lastLine"]) == (
        12,
        15,
    )
    assert best["provider"] == {
        "id": "reviseerpunt",
        "name": "Reviseerpunt",
        "aliases": ["Revisiepunt"],
        "kind": "service_provider",
    }
    assert best["eligibility"]["answer"] == "yes"
    assert sum(reason["contribution"] for reason in best["reasons"]) == pytest.approx(best["score"])


def test_need_is_told_as_it_was_understood(client: TestClient) -> None:
    answer = ask(client, sector="installateur", needKinds=["kennis en advies"], rStrategy="R6", size="klein")
    assert answer["need"] == {
        "text": BOILERS,
        "needKinds": ["knowledge"],
        "sectors": [{"id": "installation", "label": "installatietechniek"}],
        "municipality": None,
        "size": "small",
        "rStrategy": "remanufacture",
        "targetGroup": "entrepreneur",
        "askedOn": TODAY.isoformat(),
    }


def test_what_was_read_into_the_words_is_said(client: TestClient) -> None:
    answer = ask(client, text="Wie reviseert cv-ketels in Woerden?")
    assert answer["need"]["municipality"]["id"] == "woerden"
    assert "municipality" in [assumption["field"] for assumption in answer["assumptions"]]


def test_offering_that_serves_others_is_excluded_with_the_failing_condition(client: TestClient) -> None:
    answer = ask(client, text="Is er subsidie voor sloophout?", municipality="Leiden")
    assert "houtsubsidie" not in [match["offering"]["id"] for match in answer["matches"]]
    excluded = next(one for one in answer["excluded"] if one["offering"]["id"] == "houtsubsidie")
    assert excluded["eligibility"]["answer"] == "no"
    assert "no" in [condition["answer"] for condition in excluded["eligibility"]["conditions"]]
    assert excluded["provider"]["id"] == "houtfonds"


def test_nothing_that_fits_is_a_gap_with_a_reason(client: TestClient) -> None:
    answer = ask(client, text="Mijn olifant heeft kiespijn")
    assert answer["matches"] == []
    assert answer["gap"]["reason"]


def test_english_is_answered_in_english(client: TestClient) -> None:
    answered = client.post("/api/v1/matches", json={"text": BOILERS}, headers={"Accept-Language": "en-GB"})
    assert answered.headers["Content-Language"] == "en"
    best = answered.json()["matches"][0]
    assert best["offering"]["title"] == "Have boilers remanufactured"
    dutch = ask(client)["matches"][0]
    assert {reason["text"] for reason in best["reasons"]}.isdisjoint(
        reason["text"] for reason in dutch["reasons"]
    )


def test_limit_cuts_the_list(client: TestClient) -> None:
    text = "hout en cv-ketels: kennis en subsidie in Gouda"
    assert len(ask(client, text=text, limit=1)["matches"]) <= 1


def test_asking_stores_nothing(client: TestClient, register: Register) -> None:
    before = register.version()
    ask(client)
    client.post("/api/v1/matches", json={"text": ""})
    assert register.version() == before
