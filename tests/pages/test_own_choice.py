"""Somebody at a desk who knows better: what they find, are told, may choose, and who reads why."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from graph import open_register
from matchmaker.model import Snapshot
from matchmaker.vocabulary import Status
from tests.api.world import BOILERS, WOOD_GRANT, WORLD, FixedClock
from tests.pages.desk import DESK, choose, do, link_to, page, sign_in, take_call

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx2

    from matchmaker.ports import Register

WHY = "Zij openen in mei een vestiging in Gouda."
OUTSIDE = "Alleen voor Gouda; Woerden ligt daarbuiten."


@pytest.fixture
def register() -> Iterator[Register]:
    opened = open_register("sqlite:")
    opened.put(WORLD)
    yield opened
    opened.close()


@pytest.fixture
def staff(register: Register) -> Iterator[TestClient]:
    """Staff of a desk."""
    app = create_app(Settings(store="sqlite:"), register, FixedClock())
    with TestClient(app, follow_redirects=False) as running:
        sign_in(running)
        yield running


def own(staff: TestClient, need: str, **fields: str) -> httpx2.Response:
    form = {"do": "own", "offering": "houtsubsidie", "ownReason": WHY, "overrules": "area", **fields}
    answered: httpx2.Response = staff.post(need, data=form)
    return answered


def chosen(staff: TestClient) -> str:
    """Choose what was not suggested, and return the address of the referral."""
    answered = own(staff, take_call(staff))
    assert answered.status_code == 303, answered.text
    return answered.headers["location"]


@pytest.mark.parametrize("words", ["subsidie hout", "Houtfonds"])
def test_what_is_looked_for_is_told_why_it_was_not_suggested_and_chosen_all_the_same(
    staff: TestClient, words: str
) -> None:
    need = take_call(staff)
    searched = page(staff.get(need)).by_id("eigen-keuze")
    assert "Weet u zelf iets beters?" in searched.text

    found = page(staff.get(need, params={"zoek": words}))
    [pick] = [link for link in found.all("a") if link.text.startswith("Kies dit toch")]
    assert OUTSIDE in found.by_id("eigen-keuze").text
    assert found.all("textarea", name="ownReason") == []

    asked = page(staff.get(pick.get("href").partition("#")[0]))
    assert asked.by_id("zoek").get("value") == words
    assert asked.by_id("ownReason").get("aria-required") == "true"
    fields = {field.get("name"): field.get("value") for field in asked.all("input", type="hidden")}
    box = asked.one("input", name="overrules").get("value")
    answered = staff.post(need, data={**fields, "ownReason": WHY, "overrules": box})

    assert answered.status_code == 303
    referral = page(staff.get(answered.headers["location"]))
    assert referral.one("h1").text == "Subsidie voor sloophout"
    assert f"Eigen keuze van het loket: {WHY}" in referral.one("main").text
    assert [one.get("value") for one in page(staff.get(need)).all("button", name="offering")] == [
        "ketels-reviseren"
    ]


def test_it_goes_on_as_any_other_and_the_desk_reads_why(staff: TestClient) -> None:
    referral = chosen(staff)
    assert do(staff, referral, "send", how="log").status_code == 303
    case, follow_up = (link_to(staff, referral, f"/loket/{room}/") for room in ("zaken", "opvolging"))

    for path in (referral, follow_up, "/"):
        assert f"Eigen keuze van het loket: {WHY}" in page(staff.get(path)).one("main").text, path
    told = page(staff.get(case)).one("main").text
    assert "Subsidie voor sloophout – eigen keuze van het loket" in told
    assert told.count(WHY) == 1
    english = page(staff.get(referral.replace("/loket/verwijzingen", "/en/desk/referrals"))).one("main").text
    assert f"The desk's own choice: {WHY}" in english
    assert "the desk's own choice" in english


def test_neither_the_provider_nor_the_entrepreneur_reads_why(staff: TestClient) -> None:
    referral = chosen(staff)
    sent = do(staff, referral, "send", how="link")
    asked = do(staff, referral, "outcome_link")
    for answered, field in ((sent, "link"), (asked, "outcome-link")):
        private = page(answered).by_id(field).get("value").partition("testserver")[2]
        shown = staff.get(private)
        assert shown.status_code == 200
        assert "Subsidie voor sloophout" in shown.text
        assert WHY not in shown.text
        assert "igen keuze" not in shown.text


def test_a_list_that_is_taken_along_does_not_hold_why(staff: TestClient) -> None:
    do(staff, chosen(staff), "send", how="log")
    for file_format in ("csv", "json"):
        taken = staff.get("/", params={"formaat": file_format})
        assert "Subsidie voor sloophout" in taken.text
        assert WHY not in taken.text


def test_where_nothing_fits_the_desk_chooses_what_it_knows_and_the_gap_stays(staff: TestClient) -> None:
    need = take_call(staff, text="zwaartekracht op de maan")
    shown = page(staff.get(need))
    assert shown.one("h1").text == "Geen passend aanbod"
    assert shown.all("a", href="#eigen-keuze")

    assert own(staff, need).status_code == 303
    again = page(staff.get(need, params={"zoek": "subsidie"}))
    assert "Ga naar deze verwijzing" in again.by_id("eigen-keuze").text
    gaps = page(staff.get("/loket/wat-ontbreekt"))
    assert "zwaartekracht op de maan" in gaps.one("main").text
    assert "Het loket wist zelf iets: Subsidie voor sloophout" in gaps.one("main").text
    english = page(staff.get("/en/desk/gaps")).one("main").text
    assert "The desk knew of something itself: Grant for reclaimed wood" in english
    referral = link_to(staff, "/loket/wat-ontbreekt", "/loket/verwijzingen/")
    do(staff, referral, "withdraw", reason="mistake")
    assert "Het loket wist zelf iets" not in staff.get("/loket/wat-ontbreekt").text


@pytest.mark.parametrize(
    ("fields", "where", "said"),
    [
        ({"ownReason": " "}, "ownReason", "Schrijf in 1 tot 2000 tekens op waarom u dit kiest."),
        ({"ownReason": "x" * 2_001}, "ownReason", "Schrijf in 1 tot 2000 tekens op waarom u dit kiest."),
        ({"ownReason": "Zo\0maar"}, "ownReason", ""),
        ({"overrules": ""}, "overrules", "Vink aan dat u dit weet, of kies ander aanbod."),
        ({"offering": "bestaat-niet"}, "eigen-keuze", "Dit aanbod staat niet (meer) in het register."),
        ({"offering": "ketels-reviseren"}, "eigen-keuze", "Dit aanbod staat bij de suggesties."),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(
    staff: TestClient, fields: dict[str, str], where: str, said: str
) -> None:
    need = take_call(staff)
    refused = own(staff, need, zoek="hout", **fields)
    shown = page(refused)

    assert refused.status_code == 400
    assert shown.one("title").text.startswith("Fout: ")
    assert [link for link in shown.all("a", href=f"#{where}") if said in link.text]
    assert shown.by_id(where).tag in {"section", "textarea", "fieldset"}
    assert shown.by_id("zoek").get("value") == "hout"
    if where == "overrules":
        assert WHY in shown.by_id("ownReason").text
    assert "Nog niet verwezen." in staff.get(link_to(staff, need, "/loket/zaken/")).text


def test_all_that_is_wrong_is_told_at_once_and_one_box_is_for_all_conditions(staff: TestClient) -> None:
    need = take_call(staff, size="large")
    refused = page(own(staff, need, ownReason="", overrules=""))
    fields = ("#ownReason", "#overrules")
    assert [link.get("href") for link in refused.all("a") if link.get("href") in fields] == list(fields)
    asked = refused.by_id("overrules").text
    assert f"Let op: {OUTSIDE} Voor bedrijven met minder dan 50 medewerkers." in asked
    box = refused.one("input", name="overrules").get("value")
    assert own(staff, need, overrules=box).status_code == 303


def test_nobody_can_be_sent_to_what_is_closed_or_to_the_desk_itself(
    staff: TestClient, register: Register
) -> None:
    need = take_call(staff)
    closed = replace(WOOD_GRANT, status=Status.ENDED)
    ours = replace(WOOD_GRANT, id="eigen-hout", provider_id=DESK)
    register.put(Snapshot(offerings=(closed, ours)))

    found = page(staff.get(need, params={"zoek": "sloophout"})).by_id("eigen-keuze").text
    assert found.count("Hiernaar kunt u niet verwijzen.") == 2
    assert "Dit aanbod is afgelopen." in found
    assert "Dit is aanbod van uw eigen loket." in found
    assert "Kies dit toch" not in found
    for offering in ("houtsubsidie", "eigen-hout"):
        refused = own(staff, need, offering=offering)
        assert refused.status_code == 409
        assert "Naar dit aanbod kunt u niet verwijzen." in page(refused).one("main").text
    assert "Nog niet verwezen." in staff.get(link_to(staff, need, "/loket/zaken/")).text


def test_what_was_suggested_and_is_closed_by_now_is_not_chosen_either(
    staff: TestClient, register: Register
) -> None:
    need = take_call(staff)
    register.put(Snapshot(offerings=(replace(BOILERS, status=Status.ENDED),)))

    found = page(staff.get(need, params={"zoek": "cv-ketels reviseren"})).by_id("eigen-keuze")
    assert "Hiernaar kunt u niet verwijzen." in found.text
    assert found.text.count("Kies dit") == 0
    assert own(staff, need, offering="ketels-reviseren").status_code == 409


def test_what_is_suggested_is_chosen_as_such(staff: TestClient) -> None:
    need = take_call(staff)
    found = page(staff.get(need, params={"zoek": "cv-ketels reviseren"})).by_id("eigen-keuze")
    assert "Dit aanbod staat bij de suggesties." in found.text
    assert "Kies dit toch" not in found.text
    choose(staff, need)
    found = page(staff.get(need, params={"zoek": "cv-ketels reviseren"})).by_id("eigen-keuze")
    assert "Ga naar deze verwijzing" in found.text


def test_words_that_find_nothing_are_told(staff: TestClient) -> None:
    need = take_call(staff)
    found = page(staff.get(need, params={"zoek": "zwaartekracht"}))
    assert "Wij vonden geen aanbod bij “zwaartekracht”." in found.by_id("eigen-keuze").text
    other = found.one("a", hreflang="en").get("href")
    assert "zoek=zwaartekracht" in other
    english = page(staff.get(other)).by_id("eigen-keuze").text
    assert "Do you know of something better?" in english
    assert "zwaartekracht" in english


def test_who_may_only_read_a_case_chooses_nothing(staff: TestClient) -> None:
    need = take_call(staff)
    case = link_to(staff, need, "/loket/zaken/")
    do(staff, case, "hand_over", desk="Reviseerpunt", handover="Juridisch.")
    assert page(staff.get(need)).all("section", id="eigen-keuze") == []
    refused = own(staff, need)
    assert refused.status_code == 409
    assert "overgedragen" in page(refused).one("main").text
