"""Headers, escaping, and what a page tells when something goes wrong."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.app import create_app
from api.catalogue import Catalogue
from api.frames import RequestFrame
from api.pages import AssetsMissing, mount
from api.pages.assets import asset_addresses
from api.services import Services
from api.settings import Settings
from graph import open_register
from matchmaker.errors import StoreUnavailable
from tests.api.world import WORLD, FixedClock
from tests.pages.conftest import HOSTILE
from tests.pages.markup import Markup

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from matchmaker.ports import Register

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HTML = {"content-type": "text/html"}
QUESTION = {"text": "Wie helpt?"}


def broken_service(failure: Callable[[], Register]) -> TestClient:
    app = FastAPI(redirect_slashes=False)
    catalogue = Catalogue(failure)
    mount(app, Services(settings=Settings(store="sqlite:"), clock=FixedClock(), catalogue=catalogue))
    return TestClient(RequestFrame(app), raise_server_exceptions=False)


def away() -> Register:
    raise StoreUnavailable("neo4j://user:secret@db.internal:7687 refused")


def faulty() -> Register:
    raise RuntimeError("secret detail in a trace")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("HEAD", "/", 200),
        ("GET", "/partijen?kind=onzin", 400),
        ("GET", "/zoeken?q=hout", 200),
        ("GET", "/aanbod?formaat=csv", 200),
        ("HEAD", "/aanbod?formaat=json", 200),
        ("GET", "/aanbod?formaat=exe", 400),
        ("GET", "/suggesties", 303),
        ("GET", "/en", 308),
        ("GET", "/niets", 404),
        ("GET", "/partijen/", 404),
        ("GET", "/partijen?pagina=99", 404),
        ("GET", "/partijen?pagina=0", 404),
        ("GET", "/static/niets.css", 404),
        ("PUT", "/partijen", 405),
        ("POST", "/suggesties", 415),
    ],
)
def test_every_answer_carries_the_strict_headers(
    client: TestClient, method: str, path: str, status: int
) -> None:
    response = client.request(method, path)

    assert response.status_code == status
    assert response.headers["content-security-policy"] == CSP
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "same-origin"
    assert response.headers["x-frame-options"] == "DENY"
    assert response.headers["cache-control"] == "private, no-cache"
    assert "set-cookie" not in response.headers


def test_the_style_sheet_may_be_kept_for_a_year(client: TestClient) -> None:
    page = Markup(client.get("/").text)
    response = client.get(page.one("link", rel="stylesheet").get("href"))

    assert response.status_code == 200
    assert "immutable" in response.headers["cache-control"]
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/partijen/vijandig", "/en/actors/vijandig", "/aanbod/vijandig-aanbod"])
def test_hostile_names_are_shown_as_text(client: TestClient, path: str) -> None:
    page = Markup(client.get(path).text)

    assert page.all("script") == []
    assert HOSTILE in page.one("h1").text
    assert HOSTILE in page.one("title").text


def test_a_hostile_question_comes_back_as_text_in_the_field(client: TestClient) -> None:
    page = Markup(client.post("/suggesties", data={"text": HOSTILE, "municipality": HOSTILE}).text)

    assert page.all("script") == []
    assert page.by_id("text").text == " ".join(HOSTILE.split())
    assert page.by_id("municipality").get("value") == HOSTILE


def test_a_store_that_is_away_gives_503_in_the_language_of_the_address() -> None:
    with broken_service(away) as client:
        dutch, english = client.get("/partijen"), client.get("/en/actors")

    assert dutch.status_code == english.status_code == 503
    assert "De gegevens zijn nu niet bereikbaar" in dutch.text
    assert "The data cannot be reached now" in english.text
    assert dutch.headers["retry-after"]
    assert dutch.headers["content-security-policy"] == CSP
    assert "secret" not in dutch.text


def test_who_sent_a_form_while_the_store_is_away_hears_what_may_have_become_of_it() -> None:
    with closing(open_register("sqlite:")) as register:
        register.put(WORLD)
        app = create_app(Settings(store="sqlite:"), register, FixedClock())
        with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
            client.post("/wie-bent-u", data={"desk": "Ondernemerskring Woerden", "function": "desk_worker"})
            register.close()
            asked = client.post("/suggesties", data=QUESTION)
            sent = [client.post(path, data=QUESTION) for path in ("/beheer/nakijken", "/en/keeping/due")]
            client.cookies.clear()
            by_link = client.post(f"/verwijzing/{'a' * 43}", data={"answer": "accept"})

    assert {one.status_code for one in (asked, *sent, by_link)} == {503}
    dutch, english, own = (Markup(one.text) for one in (*sent, by_link))
    assert "Misschien is bewaard wat u verstuurde." in dutch.one("main").text
    assert "Perhaps what you sent was stored." in english.one("main").text
    assert "wat u invulde, staat er nog. Probeer het over 5 seconden nog eens." in dutch.one("main").text
    assert "what you filled in is still there. Try again in 5 seconds." in english.one("main").text
    assert {"/", "/wijzigingen"} <= {link.get("href") for link in dutch.all("a")}
    assert {"/en/", "/en/changes"} <= {link.get("href") for link in english.all("a")}
    assert "Misschien is bewaard wat u verstuurde." in own.one("main").text
    assert "Staat het er niet? Vul het dan opnieuw in." in own.one("main").text
    assert "/wijzigingen" not in {link.get("href") for link in own.all("a")}
    assert "Probeer het over 5 seconden nog eens." in Markup(asked.text).one("main").text
    assert "bewaard" not in Markup(asked.text).one("main").text


def test_a_failure_of_ours_gives_500_with_a_number_and_no_trace() -> None:
    with broken_service(faulty) as client:
        response = client.get("/partijen")

    assert response.status_code == 500
    assert response.headers["x-request-id"] in response.text
    assert "secret" not in response.text
    assert "Traceback" not in response.text
    assert response.headers["content-security-policy"] == CSP


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"text=%FF%FE", "application/x-www-form-urlencoded", 400),
        ("text=é".encode(), "application/x-www-form-urlencoded", 400),
        (b"&".join([b"needKinds=space"] * 100), "application/x-www-form-urlencoded", 400),
        (b"text=" + b"a" * 1_100_000, "application/x-www-form-urlencoded", 413),
        (b'{"text": "x"}', "application/json", 415),
    ],
    ids=["not utf-8", "not ascii", "too many fields", "too long", "json"],
)
def test_what_our_form_never_sends_is_refused_with_a_page(
    client: TestClient, body: bytes, content_type: str, status: int
) -> None:
    response = client.post("/suggesties", content=body, headers={"content-type": content_type})

    assert response.status_code == status
    assert Markup(response.text).one("h1").text


@pytest.mark.parametrize(
    ("path", "said", "not_said"),
    [
        ("/suggesties", "Maak de vraag korter, tot hoogstens 5.000 tekens.", "MB"),
        ("/en/suggestions", "Make the question shorter, at most 5,000 characters.", "MB"),
        ("/praatplaat/begin", "Een formulier mag hoogstens 1 MB groot zijn.", "5.000"),
        ("/en/praatplaat/begin", "A form may be at most 1 MB.", "5,000"),
    ],
)
def test_what_is_too_large_is_told_by_the_limit_of_that_thing(
    client: TestClient, path: str, said: str, not_said: str
) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    refused = client.post(path, content=b"text=" + b"a" * 1_100_000, headers=form)

    assert refused.status_code == 413
    assert said in Markup(refused.text).one("main").text
    assert not_said not in Markup(refused.text).one("main").text


def test_without_a_built_style_sheet_the_service_says_so_in_dutch(tmp_path: Path) -> None:
    with pytest.raises(AssetsMissing, match="De opmaak van de pagina's ontbreekt"):
        asset_addresses(tmp_path)
