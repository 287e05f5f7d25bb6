"""Say who you are; and what another site makes a browser send is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.identity import COOKIE
from api.settings import Settings
from graph import open_register
from tests.api.world import WORLD, FixedClock
from tests.pages.markup import Markup

if TYPE_CHECKING:
    from collections.abc import Iterator

DESK = {"desk": "Ondernemerskring Woerden", "function": "desk_worker"}
WHO = "U werkt als loketmedewerker bij Ondernemerskring Woerden."


def service(settings: Settings) -> Iterator[TestClient]:
    register = open_register("sqlite:")
    register.put(WORLD)
    app = create_app(settings, register, FixedClock())
    with TestClient(app, follow_redirects=False) as running:
        yield running
    register.close()


@pytest.fixture
def own_client() -> Iterator[TestClient]:
    """A visitor of their own, because a browser remembers what was chosen."""
    yield from service(Settings(store="sqlite:"))


@pytest.fixture
def set_up_client() -> Iterator[TestClient]:
    """A visitor of a service that names its desks, behind a proxy."""
    yield from service(
        Settings(store="sqlite:", desks=("kring-woerden",), public_url="https://loket.example")
    )


def head(client: TestClient, path: str = "/") -> str:
    return Markup(client.get(path).text).one("header").text


def test_what_was_chosen_stands_on_every_page_and_leads_to_a_change(own_client: TestClient) -> None:
    assert "Werkt u bij een loket?" in head(own_client)

    chosen = own_client.post("/wie-bent-u", data={**DESK, "back": "/partijen?q=hout"})

    assert (chosen.status_code, chosen.headers["location"]) == (303, "/partijen?q=hout")
    assert WHO in head(own_client)
    assert "You work as desk worker at Ondernemerskring Woerden." in head(own_client, "/en/search")
    assert WHO in head(own_client, "/bestaat-niet")
    change = Markup(own_client.get("/partijen?q=hout").text).one("a", class_="loket-worker__link")
    assert change.get("href") == "/wie-bent-u?terug=%2Fpartijen%3Fq%3Dhout"
    form = Markup(own_client.get(change.get("href")).text)
    assert form.one("input", name="back").get("value") == "/partijen?q=hout"
    [ticked] = [box for box in form.all("input", type="radio") if "checked" in box.attributes]
    assert ticked.get("value") == "desk_worker"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    own_client: TestClient, set_up_client: TestClient
) -> None:
    plain = own_client.post("/wie-bent-u", data=DESK).headers["set-cookie"]
    behind_tls = set_up_client.post("/wie-bent-u", data=DESK).headers["set-cookie"]

    for part in ("HttpOnly", "SameSite=lax", "Path=/"):
        assert part in plain
    assert "Secure" not in plain
    assert "Secure" in behind_tls


def test_a_visitor_again_when_somebody_stops(own_client: TestClient) -> None:
    own_client.post("/wie-bent-u", data=DESK)
    own_client.post("/wie-bent-u", data={"visitor": "1"})

    assert "Werkt u bij een loket?" in head(own_client)
    assert COOKIE not in own_client.cookies


@pytest.mark.parametrize(
    "cookie",
    [
        "desk_worker.bestaat-niet",
        "desk_worker.houtfonds",
        "director.kring-woerden",
        "visitor.kring-woerden",
        "desk_worker",
        ".",
        '"><script>alert(1)</script>',
        "x" * 3000,
    ],
)
def test_an_unknown_or_forged_choice_makes_a_visitor(own_client: TestClient, cookie: str) -> None:
    answered = own_client.get("/", headers={"cookie": f"{COOKIE}={cookie}"})

    assert answered.status_code == 200
    assert "Werkt u bij een loket?" in Markup(answered.text).one("header").text


def test_every_fault_is_named_and_near_names_are_offered(own_client: TestClient) -> None:
    nothing = Markup(own_client.post("/wie-bent-u", data={"back": ""}).text)
    # So few desks would be a list to choose from; a name that is sent is read the same way.
    typed = own_client.post("/wie-bent-u", data={**DESK, "desk": "Ondernemerskring Woerdn"})
    page = Markup(typed.text)

    assert {link.get("href") for link in nothing.one("div", role="group").inside if link.tag == "a"} == {
        "#desk",
        "#function",
    }
    assert typed.status_code == 400
    assert [button.text for button in page.all("button", name="deskInstead")] == ["Ondernemerskring Woerden"]
    assert "checked" in page.by_id("function-desk_worker").attributes


def test_the_settings_name_the_desks(set_up_client: TestClient) -> None:
    page = Markup(set_up_client.get("/wie-bent-u").text)

    assert [option.get("value") for option in page.all("option")] == ["", "Ondernemerskring Woerden"]
    assert set_up_client.post("/wie-bent-u", data={**DESK, "desk": "Reviseerpunt"}).status_code == 400


@pytest.mark.parametrize("back", ["https://evil.example", "//evil.example", "/\\evil.example", "/x\r\ny"])
def test_nobody_is_sent_to_another_site(own_client: TestClient, back: str) -> None:
    assert own_client.post("/wie-bent-u", data={**DESK, "back": back}).headers["location"] == "/"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"sec-fetch-site": "none"}, 303),
        ({"origin": "http://testserver"}, 303),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "http://testserver:8001"}, 403),
        ({"origin": "null"}, 403),
    ],
)
def test_only_our_own_pages_may_send_a_form(
    own_client: TestClient, headers: dict[str, str], status: int
) -> None:
    answered = own_client.post("/wie-bent-u", data=DESK, headers=headers)

    assert answered.status_code == status
    if status == 403:
        assert "Dit kan alleen vanaf onze eigen pagina's" in Markup(answered.text).one("h1").text
        assert "set-cookie" not in answered.headers


def test_behind_a_proxy_the_public_address_counts(set_up_client: TestClient) -> None:
    for origin, status in (("https://loket.example", 303), ("https://evil.example", 403)):
        answered = set_up_client.post("/wie-bent-u", data=DESK, headers={"origin": origin})
        assert answered.status_code == status


def test_a_question_may_be_sent_from_anywhere_because_nothing_is_stored(own_client: TestClient) -> None:
    answered = own_client.post("/suggesties", data={"text": "hout"}, headers={"sec-fetch-site": "cross-site"})

    assert answered.status_code == 200
