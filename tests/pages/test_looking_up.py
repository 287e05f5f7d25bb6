"""The list of parties and the pages of one party and one offering."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.pages.markup import Markup

if TYPE_CHECKING:
    from starlette.testclient import TestClient


def names(client: TestClient, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200
    page = Markup(response.text)
    return [heading.text for heading in page.all("h2", class_="utrecht-heading-3")]


def test_25_a_page_and_the_filter_stays_in_the_links(client: TestClient) -> None:
    page = Markup(client.get("/partijen?q=fonds&kind=financier&pagina=2").text)

    assert len(page.all("li", class_="loket-card")) == 25
    assert page.one("a", rel="next").get("href") == "/partijen?q=fonds&kind=financier&pagina=3"
    assert page.one("a", rel="prev").get("href") == "/partijen?q=fonds&kind=financier"
    assert page.one("title").text.startswith("Partijen, bladzijde 2 van 3")


def test_search_forgives_typing_and_filters_narrow(client: TestClient) -> None:
    assert names(client, "/partijen?q=reviseerpnt") == ["Reviseerpunt"]
    assert names(client, "/partijen?q=Revisiepunt") == ["Reviseerpunt"]
    assert names(client, "/partijen?municipality=gemeente+Woerden&kind=association") == [
        "Ondernemerskring Woerden"
    ]
    assert "Reviseerpunt" in names(client, "/partijen?theme=installation")
    assert "Reviseerpunt" in names(client, "/en/actors?municipality=Regio+Oost&kind=service_provider")


def test_an_unknown_municipality_offers_near_spellings_as_links_that_keep_the_filter(
    client: TestClient,
) -> None:
    response = client.get("/partijen?municipality=Woerdn&kind=association")
    page = Markup(response.text)

    assert response.status_code == 400
    assert page.all("a", href="/partijen?kind=association&municipality=Woerden")


def test_a_party_with_its_offering_relations_both_ways_and_sources(client: TestClient) -> None:
    subject = Markup(client.get("/partijen/reviseerpunt").text).one("main").text
    other = Markup(client.get("/partijen/kring-woerden").text).one("main").text

    assert "Cv-ketels laten reviseren" in subject
    assert "Reviseerpunt is lid van Ondernemerskring Woerden: Sinds het begin." in subject
    assert "Revisiepunt" in subject
    assert "Reviseerpunt is lid van Ondernemerskring Woerden: Sinds het begin." in other
    assert "regels 12–15, 3 december 2025" in other  # as printed


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


def test_the_same_page_in_the_other_language_is_one_link_away(client: TestClient) -> None:
    for dutch, english in (
        ("/", "/en/"),
        ("/partijen?q=fonds&pagina=2", "/en/actors?q=fonds&pagina=2"),
        ("/partijen/reviseerpunt", "/en/actors/reviseerpunt"),
        ("/aanbod/houtsubsidie", "/en/offerings/houtsubsidie"),
        ("/privacy", "/en/privacy"),
    ):
        assert Markup(client.get(dutch).text).one("a", hreflang="en").get("href") == english
        assert Markup(client.get(english).text).one("a", hreflang="nl").get("href") == dutch
