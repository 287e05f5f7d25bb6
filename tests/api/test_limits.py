"""Whatever is sent, and however slowly: an answer that says what is wrong, never a failure of ours."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import socket
import weakref
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api import frames
from api.app import create_app
from api.settings import Settings
from tests.api.running import running, wait_until
from tests.api.world import FixedClock

if TYPE_CHECKING:
    from starlette.types import Message

    from matchmaker.ports import Register

# The client may live through many examples: asking changes nothing.
MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

any_text = st.text(st.characters(codec=None), max_size=60)
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | any_text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(any_text, inner, max_size=4),
    max_leaves=12,
)
FIELDS = ["text", "needKinds", "sector", "municipality", "size", "rStrategy", "limit"]


@MANY
@given(need=st.dictionaries(st.sampled_from(FIELDS) | any_text, any_json, max_size=7))
def test_any_json_is_answered_or_refused_by_name(client: TestClient, need: dict[str, object]) -> None:
    answered = client.post(
        "/api/v1/matches", content=json.dumps(need), headers={"Content-Type": "application/json"}
    )
    assert answered.status_code in {200, 400}
    if answered.status_code == 400:
        assert answered.json()["errors"]


@MANY
@given(body=st.binary(max_size=200))
def test_any_bytes_are_answered_or_refused(client: TestClient, body: bytes) -> None:
    answered = client.post("/api/v1/matches", content=body, headers={"Content-Type": "application/json"})
    assert answered.status_code in {200, 400}


@MANY
@given(text=st.text(min_size=1, max_size=400), municipality=any_text, sector=any_text)
def test_any_words_are_answered_or_refused(
    client: TestClient, text: str, municipality: str, sector: str
) -> None:
    need = json.dumps({"text": text, "municipality": municipality, "sector": sector})
    answered = client.post("/api/v1/matches", content=need, headers={"Content-Type": "application/json"})
    assert answered.status_code in {200, 400}


@MANY
@given(
    path=st.sampled_from(["actors", "offerings", "places", "themes"]),
    name=st.sampled_from(["q", "kind", "municipality", "theme", "provider", "pagina", "perPagina"]),
    value=st.text(max_size=40),
)
def test_any_query_is_answered_or_refused(client: TestClient, path: str, name: str, value: str) -> None:
    assert client.get(f"/api/v1/{path}?{name}={quote(value)}").status_code in {200, 400}


# A client folds "." and ".." away before it asks.
@MANY
@given(identifier=st.text(min_size=1, max_size=40).filter(lambda text: text not in {".", ".."}))
def test_any_id_is_simply_not_there(client: TestClient, identifier: str) -> None:
    assert client.get(f"/api/v1/actors/{quote(identifier, safe='')}").status_code == 404


@pytest.mark.parametrize(
    "text", ["🪚♻️ hout", "\u202ehout", "hou\u200bt", "e\u0301e\u0301n deur", "ﬁets " * 900]
)
def test_unusual_but_readable_text_is_answered(client: TestClient, text: str) -> None:
    assert client.post("/api/v1/matches", json={"text": text}).status_code == 200


def test_sender_who_never_finishes_is_told_so(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "BODY_WITHIN", 0.3)
    app = create_app(Settings(store="sqlite:"), register, FixedClock())
    with (
        running(app) as client,
        socket.create_connection((client.base_url.host, client.base_url.port)) as slow,
    ):
        slow.sendall(
            b"POST /api/v1/matches HTTP/1.1\r\nHost: loket\r\nContent-Type: application/json\r\n"
            b'Content-Length: 100\r\n\r\n{"text": '
        )
        slow.settimeout(5)
        assert slow.recv(4096).startswith(b"HTTP/1.1 408 ")
        assert client.get("/api/v1/health/live").status_code == 200


@pytest.mark.parametrize(
    ("path", "media_type"),
    [("/api/v1/matches", "application/json"), ("/suggesties", "application/x-www-form-urlencoded")],
)
def test_who_breaks_off_half_way_is_no_failure_of_ours(
    register: Register, caplog: pytest.LogCaptureFixture, path: str, media_type: str
) -> None:
    app = create_app(Settings(store="sqlite:"), register, FixedClock())
    headers = [(b"content-type", media_type.encode()), (b"content-length", b"40")]
    scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": headers}
    sent: list[Message] = [
        {"type": "http.request", "body": b"te", "more_body": True},
        {"type": "http.disconnect"},
    ]
    answered: list[Message] = []

    async def receive() -> Message:
        return sent.pop(0)

    async def send(message: Message) -> None:
        answered.append(message)

    asyncio.run(app(scope, receive, send))
    assert answered[0]["status"] == 400
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_a_service_that_ended_leaves_nothing_behind_in_its_process(register: Register) -> None:
    with TestClient(create_app(Settings(store="sqlite:"), register, FixedClock())) as client:
        assert client.get("/api/v1/openapi.json").status_code == 200
        held = weakref.ref(client.app.state.services.catalogue)  # type: ignore[attr-defined]  # our own application
    del client

    def is_gone() -> bool:
        gc.collect()
        return held() is None

    wait_until(is_gone, 60)  # a thread of the service may still be ending
