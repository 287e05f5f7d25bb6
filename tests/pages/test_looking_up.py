"""Search, the lists with their facets, and the pages of one party and one offering."""

from __future__ import annotations

import csv
import io
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.identity import VISITOR
from api.loaded import Loaded
from api.pages.details import Told, actor_page, offering_page
from api.pages.lists import offering_entry
from api.settings import Settings
from graph import open_register
from matchmaker.lookup import Directory
from matchmaker.vocabulary import Status
from tests.api.world import BOILERS, FUND, TODAY, WORLD, FixedClock
from tests.pages.conftest import REGION
from tests.pages.markup import Markup

if TYPE_CHECKING:
    from matchmaker.lookup import Found
    from matchmaker.model import Actor
    from tests.pages.markup import Element


def read(client: TestClient, address: str) -> Markup:
    response = client.get(address)
    assert response.status_code == 200
    return Markup(response.text)


def test_one_party_is_told_as_one(client: TestClient) -> None:
    for words, told in (
        ("reviseerpunt", "aanbod (1) en partijen (1)"),
        ("reviseren", "aanbod (4) en partijen (3)"),
    ):
        found = read(client, f"/zoeken?q={words}").one("p", **{"aria-live": "polite"})
        assert found.text == f"Gevonden: {told}"


def names(client: TestClient, address: str) -> list[str]:
    return [heading.text for heading in read(client, address).all("h2", class_="loket-hit__title")]


def found(page: Markup) -> int:
    [line] = [line for line in page.all("p") if line.get("aria-live") == "polite"]
    return int(next(word for word in line.text.replace(",", " ").split() if word.isdigit()))


def facet_links(page: Markup) -> list[Element]:
    return page.all("a", class_="loket-facet__link")


def test_25_a_page_and_the_filter_stays_in_the_links(client: TestClient) -> None:
    page = read(client, "/partijen?q=fonds&kind=financier&pagina=2")

    assert len(page.all("li", class_="loket-hit")) == 25
    assert page.one("a", rel="next").get("href") == "/partijen?q=fonds&kind=financier&pagina=3"
    assert page.one("a", rel="prev").get("href") == "/partijen?q=fonds&kind=financier"
    assert page.one("title").text.startswith("Partijen, bladzijde 2 van 3")


def test_search_forgives_typing_and_filters_narrow(client: TestClient) -> None:
    assert names(client, "/partijen?q=reviseerpnt") == ["Reviseerpunt"]
    assert names(client, "/partijen?q=Revisiepunt")[0] == "Reviseerpunt"
    assert names(client, "/partijen?municipality=gemeente+Woerden&kind=association") == [
        "Ondernemerskring Woerden"
    ]
    assert "Reviseerpunt" in names(client, "/partijen?theme=installation")
    assert "Reviseerpunt" in names(client, "/en/actors?municipality=Regio+Oost&kind=service_provider")
    assert "Cv-ketels laten reviseren" in names(
        client, "/aanbod?q=installateur&needKind=knowledge&kind=service_provider"
    )
    assert names(client, "/aanbod?status=planned") == ["Pompen laten reviseren"]
    assert names(client, "/en/offerings?needKind=subsidy") == ["Grant for reclaimed wood"]


def test_one_search_finds_offerings_and_parties_beside_each_other(client: TestClient) -> None:
    page = read(client, "/zoeken?q=reviseren")
    tabs = {link.get("href"): link.text for link in page.all("a", class_="loket-tabs__link")}
    hits = [heading.text for heading in page.all("h3", class_="loket-hit__title")]

    assert {"Cv-ketels laten reviseren", "Reviseerpunt"} <= set(hits)
    assert list(tabs) == ["/zoeken?q=reviseren", "/aanbod?q=reviseren", "/partijen?q=reviseren"]
    for address, words in list(tabs.items())[1:]:
        assert int(words.split()[1]) == found(read(client, address))


def test_without_words_one_leafs_by_kind_of_help_and_theme(client: TestClient) -> None:
    page = read(client, "/en/search")
    choices = {link.text: link.get("href") for link in facet_links(page)}

    assert page.all("a", class_="loket-tabs__link") == []
    assert choices["Subsidy 1"] == "/en/offerings?needKind=subsidy"
    assert choices["Wood 1"] == "/en/offerings?theme=wood"
    assert choices["Financier 62"] == "/en/actors?kind=financier"


@pytest.mark.parametrize(
    "address",
    [
        "/zoeken",
        "/aanbod",
        "/partijen",
        "/aanbod?q=reviseren&needKind=knowledge",
        "/partijen?municipality=Gouda",
    ],
)
def test_every_count_is_what_its_link_finds(client: TestClient, address: str) -> None:
    links = facet_links(read(client, address))

    assert links
    for link in links:
        assert found(read(client, link.get("href"))) == int(link.text.split()[-1]), link.text


def test_a_list_without_hits_does_not_offer_to_make_it_smaller(client: TestClient) -> None:
    page = read(client, "/partijen?q=bestaatechtnietergens")

    assert found(page) == 0
    assert "Maak de lijst kleiner" not in page.one("main").text


def test_a_chosen_facet_is_named_can_be_changed_and_taken_away(client: TestClient) -> None:
    page = read(client, "/aanbod?q=reviseren&needKind=knowledge&status=active&municipality=Woerden")
    chosen = {link.text: link.get("href") for link in page.all("a", class_="loket-chosen__link")}
    hidden = {field.get("name"): field.get("value") for field in page.all("input", type="hidden")}

    assert chosen == {
        "Haal weg: Soort hulp: Kennis en advies ×": "/aanbod?q=reviseren&municipality=Woerden&status=active",  # noqa: RUF001  # as printed
        "Haal weg: Gemeente of regio: Woerden ×": "/aanbod?q=reviseren&needKind=knowledge&status=active",  # noqa: RUF001  # as printed
        "Haal weg: Loopt het nu?: Loopt ×": "/aanbod?q=reviseren&municipality=Woerden&needKind=knowledge",  # noqa: RUF001  # as printed
    }
    assert hidden == {"needKind": "knowledge", "status": "active"}
    assert any("needKind=network" in link.get("href") for link in facet_links(page))


def test_an_unknown_municipality_offers_near_spellings_as_links_that_keep_the_filter(
    client: TestClient,
) -> None:
    for path in ("/partijen", "/aanbod", "/zoeken"):
        response = client.get(f"{path}?municipality=Woerdn&kind=association")

        assert response.status_code == 400
        assert Markup(response.text).all("a", href=f"{path}?municipality=Woerden&kind=association")


def test_a_list_can_be_taken_along_for_dutch_excel(client: TestClient) -> None:
    page = read(client, "/partijen?kind=financier&pagina=2")
    [link] = [link for link in page.all("a") if "formaat=csv" in link.get("href")]
    response = client.get(link.get("href"))
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))

    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="partijen.csv"'
    assert response.headers["content-security-policy"]
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response.content.count(b"\r\n") == len(rows) + 1 == found(page) + 1
    assert {row["Soort partij"] for row in rows} == {"financier"}
    [formula] = [row for row in rows if row["Kenmerk"] == "formule"]
    assert formula["Naam"] == '\'=HYPERLINK("x")'
    assert formula["Beschrijving"] == "'+1"


@pytest.mark.parametrize(
    "path",  # each with a question of its own, since what was found is kept
    ["/partijen?q=eik&formaat=csv", "/partijen?q=beuk", "/zoeken?q=es", "/api/v1/actors?q=iep"],
)
def test_others_get_their_answers_while_somebody_searches(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    searching, answered = threading.Event(), threading.Event()
    find = Directory.find_actors

    def waits_for_another(directory: Directory, *asked: Any) -> Found[Actor]:
        searching.set()
        assert answered.wait(60), "the search held up the other answer"
        return find(directory, *asked)

    monkeypatch.setattr(Directory, "find_actors", waits_for_another)
    with ThreadPoolExecutor() as pool:
        searched = pool.submit(client.get, path)
        assert searching.wait(60)
        assert pool.submit(client.get, "/api/v1/health/live").result(30).status_code == 200
        answered.set()
        assert searched.result().status_code == 200


def test_offerings_can_be_taken_along_in_english(client: TestClient) -> None:
    response = client.get("/en/offerings?needKind=subsidy&formaat=csv")
    [row] = csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";")

    assert response.headers["content-disposition"] == 'attachment; filename="offerings.csv"'
    assert row["Title"] == "Grant for reclaimed wood"
    assert row["Kind of help"] == "subsidy"
    assert row["What should you do?"] == "Fill in the form."


def test_a_list_for_programs_is_as_the_api_answers_it(client: TestClient) -> None:
    listed = client.get("/aanbod?needKind=knowledge&formaat=json")
    answered = client.get("/api/v1/offerings?needKind=knowledge&perPagina=100").json()

    assert listed.headers["content-type"] == "application/json"
    assert json.loads(listed.content) == {
        **answered,
        "_links": {"self": {"href": "/aanbod?needKind=knowledge&formaat=json"}},
    }
    assert len(client.get("/partijen?formaat=json").json()["_embedded"]["actors"]) > 25


def test_a_wrong_filter_gives_a_page_and_never_a_file(client: TestClient) -> None:
    wrong = client.get("/partijen?kind=onzin&formaat=csv")

    assert wrong.status_code == 400
    assert wrong.headers["content-type"].startswith("text/html")
    assert client.get("/partijen?formaat=exe").status_code == 400


def test_a_party_with_its_offering_relations_both_ways_and_sources(client: TestClient) -> None:
    subject = read(client, "/partijen/reviseerpunt").one("main").text
    other = read(client, "/partijen/kring-woerden").one("main").text

    assert "Cv-ketels laten reviseren" in subject
    assert "Is lid van Ondernemerskring Woerden: Sinds het begin. Bron: Voortgang 2025" in subject
    assert "Wordt uitgevoerd door Ondernemerskring Woerden" in subject
    assert "Is partner in Houtfonds Afgelopen" in subject
    assert "21 oktober 2021 Bron uit 2021" in subject
    assert "Revisiepunt" in subject
    assert "Leden Reviseerpunt: Sinds het begin." in other
    assert "Voert uit Reviseerpunt" in other
    assert "regels 12–15, 3 december 2025" in other  # as printed


def test_a_party_leads_to_other_offerings_about_its_themes(client: TestClient) -> None:
    page = read(client, "/partijen/reviseerpunt")

    assert [link.text for link in page.all("a", href="/aanbod?theme=installation")] == ["Installatietechniek"]


def test_an_offering_names_example_questions_and_other_doors(client: TestClient) -> None:
    dutch = read(client, "/aanbod/ketels-reviseren").one("main").text
    english = read(client, "/en/offerings/ketels-reviseren").one("main").text

    assert "Voor vragen als … “Wie kan mijn oude cv-ketels reviseren?”" in dutch
    assert "U kunt hiervoor ook terecht bij: Ondernemerskring Woerden (voert uit Reviseerpunt)" in dutch
    assert "You can also go to: Ondernemerskring Woerden (operates Reviseerpunt)" in english


def test_what_closed_before_today_is_shown_as_over_and_on_its_last_day_as_running() -> None:
    last_day = replace(BOILERS, closes_on=TODAY)
    closed = replace(BOILERS, closes_on=TODAY - timedelta(days=1))
    loaded = Loaded.of(
        replace(REGION, offerings=tuple(closed if one.id == closed.id else one for one in REGION.offerings)),
        1,
    )
    assert offering_entry(loaded, last_day, TODAY).offering.status is Status.ACTIVE
    assert offering_entry(loaded, closed, TODAY).offering.status is Status.ENDED
    told = Told(worker=VISITOR, changes=(), titles={}, saved=None)
    assert offering_page(loaded, "nl", closed.id, TODAY, told).offering.status is Status.ENDED
    [shown] = actor_page(loaded, "nl", closed.provider_id, TODAY, told).offerings
    assert shown.status is Status.ENDED


def test_an_old_offering_says_from_which_year_it_is(client: TestClient) -> None:
    assert "Bron uit 2021" in read(client, "/aanbod/oud-aanbod").one("main").text
    assert "Loopt nu" not in read(client, "/aanbod/oud-aanbod").one("main").text
    assert "Source from 2021" in read(client, "/en/offerings?q=pumps").one("main").text


def test_what_a_finished_study_left_is_of_use_still_and_not_called_running() -> None:
    study = replace(FUND, id="onderzoek", name="Onderzoek", status=Status.ENDED)
    report = replace(BOILERS, id="rapport", provider_id="onderzoek")
    with closing(open_register("sqlite:")) as register:
        register.put(replace(WORLD, actors=(*WORLD.actors, study), offerings=(report,)))
        with TestClient(create_app(Settings(store="sqlite:"), register, FixedClock())) as client:
            party = read(client, "/partijen/onderzoek").one("main").text
            offering = read(client, "/aanbod/rapport").one("main").text
            english = read(client, "/en/offerings/rapport").one("main").text
            asked = client.post("/suggesties", data={"text": BOILERS.questions[0].text})
    card = Markup(asked.text).one("article").text

    assert "Afgelopen" in party
    assert "Still of use" in english
    for text in (party, offering, card):
        assert "Nog te gebruiken" in text
        assert "Loopt nu" not in text


def test_an_offering_says_for_whom_where_when_and_how_much(client: TestClient) -> None:
    dutch = Markup(client.get("/aanbod/houtsubsidie").text).one("main").text
    english = Markup(client.get("/en/offerings/houtsubsidie").text).one("main").text

    for part in (
        "€ 75.000",
        "1 januari 2026",
        "Gouda (gemeente)",
        "Hebt u een plan?",
        "Micro (minder dan 10",
    ):
        assert part.replace("\xa0", " ") in dutch.replace("\xa0", " ")
    for part in ("€75,000", "1 January 2026", "Gouda (municipality)", "Do you have a plan?"):
        assert part in english


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/privacy", "De oefenvragen zijn bedacht: het zijn geen vragen van ondernemers."),
        ("/en/privacy", "The practice questions are made up: no entrepreneur asked them."),
    ],
)
def test_who_reads_of_practice_questions_reads_that_nobody_asked_them(
    client: TestClient, path: str, told: str
) -> None:
    assert told in Markup(client.get(path).text).one("main").text


def test_the_same_page_in_the_other_language_is_one_link_away(client: TestClient) -> None:
    for dutch, english in (
        ("/", "/en/"),
        ("/partijen?q=fonds&pagina=2", "/en/actors?q=fonds&pagina=2"),
        ("/aanbod?q=hout&needKind=subsidy", "/en/offerings?q=hout&needKind=subsidy"),
        ("/zoeken?q=hout&municipality=Gouda", "/en/search?q=hout&municipality=Gouda"),
        ("/partijen/reviseerpunt", "/en/actors/reviseerpunt"),
        ("/aanbod/houtsubsidie", "/en/offerings/houtsubsidie"),
        ("/privacy", "/en/privacy"),
    ):
        assert Markup(client.get(dutch).text).one("a", hreflang="en").get("href") == english
        assert Markup(client.get(english).text).one("a", hreflang="nl").get("href") == dutch
