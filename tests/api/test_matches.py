"""POST /matches: what a client gets for a need."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.schemas import ExplanationOut, MatchAnswerOut
from api.settings import Settings
from matchmaker.vocabulary import NeedKind
from tests.api.world import BOILERS as BOILER_COURSE
from tests.api.world import TODAY, WORLD, FixedClock

if TYPE_CHECKING:
    from matchmaker.ports import Register

LANGUAGES = ("nl", "en")
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


def test_first_help_is_called_so_where_nothing_is_known_on_the_question_itself(
    client: TestClient, register: Register
) -> None:
    desk = replace(BOILER_COURSE, id="voordeur", themes=(), need_kinds=(NeedKind.NETWORK,), questions=())
    register.put(replace(WORLD, offerings=(desk,)))
    asked = {"text": "Shampoo per fles bijvullen", "rStrategy": "R3"}
    answer = ask(client, **asked, needKinds=["network"])
    assert [match["offering"]["id"] for match in answer["matches"]] == ["voordeur"]
    assert answer["gap"] is None
    assert "eerste hulp" in answer["firstHelp"]["reason"]
    assert "netwerk" in answer["firstHelp"]["missing"][0]
    assert ask(client)["firstHelp"] is None


def test_english_is_answered_in_english(client: TestClient) -> None:
    answered = client.post("/api/v1/matches", json={"text": BOILERS}, headers={"Accept-Language": "en-GB"})
    assert answered.headers["Content-Language"] == "en"
    best = answered.json()["matches"][0]
    assert best["offering"]["title"] == "Have boilers remanufactured"
    dutch = ask(client)["matches"][0]
    assert {reason["text"] for reason in best["reasons"]}.isdisjoint(
        reason["text"] for reason in dutch["reasons"]
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        ({"text": BOILERS, "municipality": "Woerden", "sector": "installateur"}, "matches"),
        ({"text": "Is er subsidie voor sloophout?", "municipality": "Leiden"}, "excluded"),
        ({"text": "Mijn olifant heeft kiespijn"}, "gap"),
    ],
)
def test_what_is_written_is_the_answer_that_is_described(
    client: TestClient, asked: dict[str, str], holds: str, language: str
) -> None:
    for _ in range(2):  # the second time from what was kept of the first
        answered = client.post("/api/v1/matches", json=asked, headers={"Accept-Language": language})
        assert answered.headers["Content-Type"] == "application/json"
        described = MatchAnswerOut.model_validate_json(answered.content)
        assert answered.json() == json.loads(described.model_dump_json(by_alias=True))
        assert answered.json()[holds]


@pytest.mark.parametrize("steps", [1, 5, 10, 20])
def test_who_ask_at_the_same_time_each_get_their_own_answer(register: Register, steps: int) -> None:
    app = create_app(Settings(store="sqlite:"), register, FixedClock())
    texts = (BOILERS, "Is er subsidie voor sloophout?", "Mijn olifant heeft kiespijn")
    asked = [
        (f"{text} {number}", language) for number in range(4) for text in texts for language in LANGUAGES
    ]

    async def check() -> None:
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://loket") as client,
        ):

            async def ask_in(text: str, language: str) -> tuple[int, bytes]:
                need, told = {"text": text, "municipality": "Gouda"}, {"Accept-Language": language}
                answered = await client.post("/api/v1/matches", json=need, headers=told)
                return answered.status_code, answered.content

            alone = [await ask_in(*one) for one in asked]
            given_up = asyncio.create_task(ask_in(*asked[0]))
            asking = [asyncio.create_task(ask_in(*one)) for one in [("", "nl"), *asked]]
            for _ in range(steps):
                await asyncio.sleep(0)
            given_up.cancel()
            (refused, _), *together = await asyncio.gather(*asking)
            assert (refused, together) == (400, alone)
            assert await ask_in(*asked[-1]) == alone[-1]
            assert len(set(alone)) == len(alone)

    asyncio.run(check())


def test_limit_cuts_the_list(client: TestClient) -> None:
    text = "hout en cv-ketels: kennis en subsidie in Gouda"
    assert len(ask(client, text=text, limit=1)["matches"]) <= 1


def test_asking_stores_nothing(client: TestClient, register: Register) -> None:
    before = register.version()
    ask(client)
    client.post("/api/v1/matches", json={"text": ""})
    assert register.version() == before


# ---- why not, and the desk itself


def explain(client: TestClient, offering_id: str, status: int = 200, **need: object) -> dict[str, Any]:
    asked = {"text": BOILERS, "offeringId": offering_id, **need}
    answered = client.post("/api/v1/explanations", json=asked)
    assert answered.status_code == status, answered.text
    body: dict[str, Any] = answered.json()
    if status == 200:
        described = ExplanationOut.model_validate_json(answered.content)
        assert body == json.loads(described.model_dump_json(by_alias=True))
    return body


def test_an_explanation_names_the_failing_condition_and_the_smallest_change(client: TestClient) -> None:
    told = explain(client, "ketels-reviseren", municipality="Leiden")
    assert told["eligibility"]["answer"] == "no"
    assert [one["name"] for one in told["eligibility"]["conditions"] if one["answer"] == "no"] == ["area"]
    [change] = told["changes"]
    assert (change["field"], change["before"]) == ("municipality", ["leiden"])
    after = change["after"][0]
    assert explain(client, "ketels-reviseren", municipality=after)["eligibility"]["answer"] != "no"


def test_an_explanation_gives_the_place_of_what_fits_in_both_languages(client: TestClient) -> None:
    assert explain(client, "ketels-reviseren")["rank"] == 1
    english = client.post(
        "/api/v1/explanations",
        json={"text": BOILERS, "offeringId": "ketels-reviseren"},
        headers={"Accept-Language": "en"},
    ).json()
    assert english["text"] == "This offering is already at place 1."


def test_an_explanation_of_nothing_is_not_found_and_of_a_bad_need_names_every_fault(
    client: TestClient,
) -> None:
    assert explain(client, "bestaat-niet", 404)["status"] == 404
    faults = explain(client, "ketels-reviseren", 400, text="", municipality="Nergenshuizen")["errors"]
    assert {fault["field"] for fault in faults} == {"text", "municipality"}


def test_who_asks_may_be_stated(client: TestClient) -> None:
    answer = ask(client, targetGroup="bewoners")
    assert answer["need"]["targetGroup"] == "residents"
    assert "ketels-reviseren" not in [match["offering"]["id"] for match in answer["matches"]]


def test_a_desk_is_never_sent_to_itself(register: Register) -> None:
    settings = Settings.from_environment({"LOKET_STORE": "sqlite:", "LOKET_OWN_DESK": "reviseerpunt"})
    with TestClient(create_app(settings, register, FixedClock())) as desk:
        answer = ask(desk)
    assert [offering["id"] for offering in answer["ownOfferings"]] == ["ketels-reviseren"]
    assert "reviseerpunt" not in [match["provider"]["id"] for match in answer["matches"]]
    assert answer["gap"] is None


def test_what_is_asked_leaves_in_no_trace(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """FastAPI traces by itself where a process sets up OpenTelemetry; older ones know of neither."""
    trace = pytest.importorskip("opentelemetry.trace")
    asked_for = list[str]()

    class Listening:
        def get_tracer(self, instrumenting_module_name: str, *_more: Any, **_named: Any) -> Any:
            asked_for.append(instrumenting_module_name)
            return trace.NoOpTracer()

    monkeypatch.setattr(trace, "get_tracer_provider", Listening)
    ask(client)
    assert client.get("/", params={"q": BOILERS}).status_code == 200
    assert asked_for == []
