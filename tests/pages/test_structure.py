"""What holds for every page, in both languages."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests.pages.conftest import HOSTILE
from tests.pages.markup import Markup

if TYPE_CHECKING:
    from starlette.testclient import TestClient

ADDRESSES = (
    "/",
    "/zoeken",
    "/zoeken?q=reviseren",
    "/zoeken?q=bestaatechtnietergens",
    "/zoeken?municipality=Woerdn&status=onzin",
    "/aanbod",
    "/aanbod?q=reviseren&needKind=knowledge&status=active&municipality=Woerden",
    "/aanbod?municipality=Woerdn&needKind=onzin",
    "/partijen",
    "/partijen?q=fonds&pagina=2",
    "/partijen?municipality=Woerdn&kind=onzin&theme=niets",
    "/partijen?q=bestaatechtnietergens",
    "/partijen/reviseerpunt",
    "/partijen/kring-woerden",
    "/partijen/vijandig",
    "/aanbod/ketels-reviseren",
    "/aanbod/vijandig-aanbod",
    "/aanbod/houtsubsidie",
    "/bronnen",
    "/bronnen/voortgang",
    "/bronnen/voortgang?regels=12-15",
    "/praatplaat",
    "/praatplaat/begin",
    "/gegevens-gewist",
    "/wie-bent-u",
    "/wie-bent-u?terug=/partijen",
    "/toegankelijkheid",
    "/privacy",
    "/bestaat-niet",
    "/partijen/bestaat-niet",
    "/en/",
    "/en/search",
    "/en/search?q=boilers",
    "/en/offerings?theme=installation",
    "/en/actors",
    "/en/actors?municipality=Woerdn&kind=nonsense",
    "/en/actors/reviseerpunt",
    "/en/actors/vijandig",
    "/en/offerings/ketels-reviseren",
    "/en/offerings/vijandig-aanbod",
    "/en/sources",
    "/en/sources/voortgang?pagina=2",
    "/en/praatplaat",
    "/en/praatplaat/begin",
    "/en/details-erased",
    "/en/who-are-you",
    "/en/accessibility",
    "/en/privacy",
    "/en/nothing-here",
)
QUESTIONS = (
    {"text": "Wie kan mijn oude cv-ketels reviseren?", "municipality": "Woerden"},
    {"text": "Wie kan mijn oude cv-ketels reviseren? Ik zit in Leiden."},
    {"text": "zwaartekracht op de maan", "needKinds": "space"},
    {"text": "", "municipality": "Woerdn", "size": "reusachtig", "rStrategy": "R99", "needKinds": "onzin"},
    {"text": HOSTILE, "municipality": HOSTILE, "sector": HOSTILE},
    {"text": f"cv-ketels reviseren {HOSTILE}", "sector": HOSTILE},
)


@pytest.fixture(
    params=[*ADDRESSES, *((path, q) for path in ("/suggesties", "/en/suggestions") for q in QUESTIONS)]
)
def page(request: pytest.FixtureRequest, client: TestClient) -> Markup:
    response = (
        client.get(request.param)
        if isinstance(request.param, str)
        else client.post(request.param[0], data=request.param[1])
    )
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return Markup(response.text)


def test_every_tag_is_closed_and_no_id_comes_twice(page: Markup) -> None:
    identifiers = [element.get("id") for element in page.elements if element.get("id")]

    assert page.errors == []
    assert sorted(identifiers) == sorted(set(identifiers))


def test_landmarks_title_and_one_main_heading(page: Markup) -> None:
    assert page.one("h1").text
    (title,) = (element for element in page.one("head").inside if element.tag == "title")
    assert title.text.endswith((" – Circulair loket", " – Circular desk"))  # as printed
    assert page.one("main").get("id") == "inhoud"
    assert page.one("a", class_="nl-skip-link").get("href") == "#inhoud"
    assert len(page.all("header")) == len(page.all("footer")) == 1


def test_headings_skip_no_level(page: Markup) -> None:
    levels = [int(element.tag[1]) for element in page.elements if element.tag in {"h1", "h2", "h3", "h4"}]
    levels = levels[levels.index(1) :]  # what must be mended stands above the main heading

    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_no_script_and_no_style_of_its_own(page: Markup) -> None:
    assert page.all("style") == []
    for script in page.all("script"):  # a file of ours, on the few pages that have one
        assert script.get("src").startswith(("/static/near-", "/static/copy-"))
        assert script.text == ""
    for element in page.elements:
        assert not [name for name in element.attributes if name == "style" or name.startswith("on")]


def test_every_field_has_a_label_and_what_it_points_to_exists(page: Markup) -> None:
    labelled = {label.get("for") for label in page.all("label")}
    for element in page.elements:
        if element.tag in {"input", "select", "textarea"} and element.get("type") != "hidden":
            assert element.get("id") in labelled
        for reference in ("aria-describedby", "aria-labelledby", "form"):
            for identifier in element.get(reference).split():
                page.by_id(identifier)
        if element.tag == "a" and element.get("href").startswith("#"):
            page.by_id(element.get("href")[1:])


def test_the_other_language_is_named_in_that_language(page: Markup) -> None:
    language = page.one("html").get("lang")
    other = {"nl": ("English", "en"), "en": ("Nederlands", "nl")}[language]
    [switch] = [
        element
        for element in page.one("footer").inside
        if element.tag in {"a", "button"} and element.get("lang")
    ]

    assert (switch.text, switch.get("lang")) == other


def test_links_within_the_site_lead_somewhere(page: Markup, client: TestClient) -> None:
    for link in {link.get("href") for link in page.all("a")}:
        still_wrong = "Woerdn" in link or "onzin" in link or "nonsense" in link
        if link.startswith("/") and not still_wrong:
            assert client.get(link).status_code == 200, link
