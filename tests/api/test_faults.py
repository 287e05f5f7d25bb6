"""Bad input: 400, every fault named, in one shape, in the client's language, and nothing stored."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from fastapi import FastAPI
from starlette.routing import Mount
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from tests.api.world import FixedClock

if TYPE_CHECKING:
    from httpx2 import Response

    from matchmaker.ports import Register

JSON = {"Content-Type": "application/json"}
SHAPE = {"type", "title", "status", "detail", "instance", "errors"}


def problem(answered: Response, status: int) -> dict[str, Any]:
    assert answered.status_code == status, answered.text
    assert answered.headers["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = answered.json()
    assert set(body) == SHAPE
    assert body["status"] == status
    assert body["instance"] == f"urn:uuid:{answered.headers['X-Request-Id']}"
    for fault in body["errors"]:
        assert set(fault) == {"in", "field", "message", "suggestions"}
    return body


def fields(body: dict[str, Any]) -> list[str]:
    return [fault["field"] for fault in body["errors"]]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ('{"text": ""}', ["text"]),
        ('{"text": "   "}', ["text"]),
        ("{}", ["text"]),
        (json.dumps({"text": "hout " * 2000}), ["text"]),
        (r'{"text": "hout\u0000"}', ["text"]),
        (r'{"text": "hout\ud800"}', ["text"]),
        (r'{"text": "hout", "\ud800": 1}', [r"\ud800"]),
        ('{"text": NaN}', ["text"]),
        ('{"text": "hout", "limit": NaN}', ["limit"]),
        ('{"text": "hout", "limit": -Infinity, "municipality": Infinity}', ["municipality", "limit"]),
        ('{"text": "hout", "limit": 1e999}', ["limit"]),
        ('{"text": "hout", "limit": 0}', ["limit"]),
        ('{"text": "hout", "limit": 51}', ["limit"]),
        ('{"text": "hout", "limit": "5"}', ["limit"]),
        ('{"text": "hout", "limit": true}', ["limit"]),
        ('{"text": "hout", "limit": 2.5}', ["limit"]),
        ('{"text": "hout", "needKinds": "subsidy"}', ["needKinds"]),
        ('{"text": "hout", "needKinds": [1]}', ["needKinds.0"]),
        ('{"text": "hout", "needKinds": ["subsidie", "subsidiee"]}', ["needKinds"]),
        ('{"text": "hout", "size": "reusachtig", "rStrategy": "R12"}', ["size", "rStrategy"]),
        ('{"text": "hout", "municipality": "Woerdn"}', ["municipality"]),
        ('{"text": ["hout"], "sector": {}, "size": []}', ["text", "sector", "size"]),
        ('{"text": "hout", "text": "bouw"}', ["text"]),
        ('{"text": "hout", "gemeente": "Woerden"}', ["gemeente"]),
        ("[]", ["body"]),
        ("null", ["body"]),
        ("", ["body"]),
        ('{"text": ', ["body"]),
        ('{"text": "hout"} {}', ["body"]),
        ("[" * 10_000, ["body"]),
        ('{"text": ' + "9" * 5_000 + "}", ["body"]),
    ],
)
def test_bad_need_names_every_wrong_field_and_stores_nothing(
    client: TestClient, register: Register, body: str, wrong: list[str]
) -> None:
    before = register.version()
    answered = client.post("/api/v1/matches", content=body, headers=JSON)
    assert fields(problem(answered, 400)) == wrong
    assert register.version() == before


@pytest.mark.parametrize("body", [b'{"text": "\xff"}', "{}".encode("utf-16")])
def test_bytes_that_are_no_utf8_are_said_to_be_so(shared_client: TestClient, body: bytes) -> None:
    assert fields(problem(shared_client.post("/api/v1/matches", content=body, headers=JSON), 400)) == ["body"]


def test_faults_of_form_and_of_meaning_come_together(shared_client: TestClient) -> None:
    need = {"text": "", "needKinds": ["subsidi"], "municipality": "Woerdn", "limit": 99, "sise": "small"}
    body = problem(shared_client.post("/api/v1/matches", json=need), 400)
    meant = {fault["field"]: fault["suggestions"] for fault in body["errors"]}
    assert set(meant) == {"text", "needKinds", "municipality", "limit", "sise"}
    assert meant["municipality"][0] == "Woerden"
    assert meant["needKinds"] == ["subsidy"]
    assert meant["sise"] == ["size"]
    assert {fault["in"] for fault in body["errors"]} == {"body"}


@pytest.mark.parametrize(
    ("address", "wrong"),
    [
        ("actors?kind=asociation&pagina=0&perPagina=x", {"kind", "pagina", "perPagina"}),
        ("actors?perPagina=101", {"perPagina"}),
        ("actors?municpality=Gouda", {"municpality"}),
        ("actors?municipality=Woerdn&theme=zzzzzz", {"municipality", "theme"}),
        ("actors?q=%00", {"q"}),
        ("actors?q=" + "x" * 201, {"q"}),
        ("actors?pagina=NaN", {"pagina"}),
        ("actors?pagina=" + "9" * 5_000, {"pagina"}),
        ("offerings?needKind=geld&status=weg", {"needKind", "status"}),
        ("places?kind=municipality", {"kind"}),
        ("themes?pagina=1.5", {"pagina"}),
    ],
)
def test_bad_query_names_every_wrong_parameter(
    shared_client: TestClient, address: str, wrong: set[str]
) -> None:
    body = problem(shared_client.get(f"/api/v1/{address}"), 400)
    assert set(fields(body)) == wrong
    assert {fault["in"] for fault in body["errors"]} == {"query"}


def test_near_names_are_offered_for_parameters_and_codes(shared_client: TestClient) -> None:
    body = problem(shared_client.get("/api/v1/actors?municpality=Gouda&kind=asociation"), 400)
    meant = {fault["field"]: fault["suggestions"] for fault in body["errors"]}
    assert meant == {"municpality": ["municipality"], "kind": ["association"]}


def test_wrong_query_is_answered_without_describing_the_whole_api(register: Register) -> None:
    app = create_app(Settings(store="sqlite:"), register, FixedClock())
    apis = [route.app for route in app.routes if isinstance(route, Mount) and isinstance(route.app, FastAPI)]
    body = problem(TestClient(app).get("/api/v1/actors?municpality=Gouda"), 400)
    assert body["errors"][0]["suggestions"] == ["municipality"]
    assert [api.openapi_schema for api in apis] == [None] * len(apis)
    assert apis


def test_faults_are_told_in_the_language_of_the_client(shared_client: TestClient) -> None:
    need = {"text": "hout", "municipality": "Woerdn", "limit": 0}
    dutch = problem(shared_client.post("/api/v1/matches", json=need), 400)
    english = problem(
        shared_client.post("/api/v1/matches", json=need, headers={"Accept-Language": "en"}), 400
    )
    assert fields(dutch) == fields(english)
    assert dutch["title"] != english["title"]
    for said, meant in zip(dutch["errors"], english["errors"], strict=True):
        assert said["message"] != meant["message"]
        assert said["suggestions"] == meant["suggestions"]


@pytest.mark.parametrize(
    ("method", "address", "allowed"),
    [
        ("GET", "matches", "POST"),
        ("DELETE", "matches", "POST"),
        ("POST", "actors", "GET, HEAD"),
        ("PUT", "actors/reviseerpunt", "GET, PATCH, HEAD"),
        ("PUT", "health/live", "GET, HEAD"),
        ("OPTIONS", "offerings", "GET, HEAD"),
    ],
)
def test_wrong_method_is_told_the_right_ones(
    shared_client: TestClient, method: str, address: str, allowed: str
) -> None:
    answered = shared_client.request(method, f"/api/v1/{address}")
    problem(answered, 405)
    assert answered.headers["Allow"] == allowed


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/actors/bestaat-niet",
        "/api/v1/offerings/bestaat-niet",
        "/api/v1/offerings/reviseerpunt",
        "/api/v1/actors/%00%ed%a0%80",
        "/api/v1/actors/",
        "/api/v1/",
        "/api/v1",
        "/api/v2/actors",
        "/api/v1/bedrijven",
    ],
)
def test_what_is_not_there_is_a_problem_too(shared_client: TestClient, address: str) -> None:
    assert problem(shared_client.get(address, follow_redirects=False), 404)["errors"] == []


@pytest.mark.parametrize(
    "media_type",
    [None, "text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1"],
)
def test_other_formats_are_refused(shared_client: TestClient, media_type: str | None) -> None:
    headers = {} if media_type is None else {"Content-Type": media_type}
    problem(shared_client.post("/api/v1/matches", content=b'{"text": "hout"}', headers=headers), 415)


def test_large_body_is_refused_whether_it_says_its_size_or_not(client: TestClient) -> None:
    large = b'{"text": "' + b"x" * 1_000_000 + b'"}'
    told = problem(client.post("/api/v1/matches", content=large, headers=JSON), 413)
    assert told["detail"] == "Stuur hoogstens 1 MB in één keer."
    in_parts = (large[start : start + 65_536] for start in range(0, len(large), 65_536))
    problem(client.post("/api/v1/matches", content=in_parts, headers=JSON), 413)


def test_store_that_fails_is_told_without_a_trace(client: TestClient, register: Register) -> None:
    register.close()
    answered = client.get("/api/v1/actors")
    body = problem(answered, 503)
    assert answered.headers["Retry-After"] == "5"
    assert body["detail"] == "Probeer het over een paar tellen nog eens."
    assert client.get("/api/v1/health/live").status_code == 200
    problem(client.get("/api/v1/health/ready"), 503)


def test_fault_of_our_own_is_told_without_a_trace(
    client: TestClient, register: Register, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> int:
        raise ZeroDivisionError("geheim")

    monkeypatch.setattr(register, "version", broken)
    answered = client.post("/api/v1/matches", json={"text": "mijn geheime vraag"})
    body = problem(answered, 500)
    assert "geheim" not in answered.text
    assert body["instance"].removeprefix("urn:uuid:") in caplog.text
    assert "geheime vraag" not in caplog.text
