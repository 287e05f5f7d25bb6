"""Ask a question, read the answer, mend what was wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from graph import open_register
from matchmaker.matching.features import LIKE_DESCRIPTION
from matchmaker.matching.latent import FEWEST_TEXTS
from matchmaker.vocabulary import NeedKind
from tests.api.world import BOILERS as BOILER_COURSE
from tests.api.world import WORLD, FixedClock
from tests.pages.markup import Markup

BOILERS = "Wie kan mijn oude cv-ketels reviseren?"


def asked(client: TestClient, path: str = "/suggesties", **fields: str | list[str]) -> Markup:
    response = client.post(path, data=fields)
    assert response.status_code == 200
    return Markup(response.text)


def cards(page: Markup) -> list[str]:
    return [card.text for card in page.all("article")]


def test_the_best_suggestion_comes_first_with_reasons_next_step_and_source(client: TestClient) -> None:
    first, *_ = cards(asked(client, text=BOILERS, municipality="woerden", sector="installateur"))

    assert first.startswith("1 Cv-ketels laten reviseren Aanbod van Reviseerpunt Past goed Loopt nu")
    for part in ("Kennis en advies", "Wat moet u doen? Vraag een afspraak aan.", "Waarom?"):
        assert part in first
    assert first.index("Wat moet u doen?") < first.index("U leert welke") < first.index("Waarom?")
    assert "Voortgang 2025 (Regio Voorbeeld), regels 12–15, 3 december 2025" in first  # as printed


def test_english_page_answers_in_english_and_marks_dutch_names(client: TestClient) -> None:
    page = asked(client, "/en/suggestions", text=BOILERS, municipality="Woerden")
    first = page.all("article")[0]

    assert "Have boilers remanufactured" in first.text
    assert "What should you do? Ask for an appointment." in first.text
    assert "3 December 2025" in first.text
    dutch = [name.text for name in first.inside if name.tag == "span" and name.get("lang") == "nl"]
    assert dutch[0] == "Reviseerpunt"


def test_contributions_are_shown_and_add_up_to_the_score(client: TestClient) -> None:
    page = asked(client, text=BOILERS, municipality="Woerden")
    cells = [cell for cell in page.all("table")[0].inside if cell.tag == "td"]
    *points, total = [int(cell.text) for cell in cells if cell.get("class") == "loket-number"]

    assert sum(points) == pytest.approx(total, abs=0.5 * len(points))
    assert points == sorted(points, reverse=True)
    assert 0 not in points  # it says nothing to who reads it
    assert total <= 100


def test_one_card_per_offering_names_every_party_that_leads_to_it(client: TestClient) -> None:
    # Where its own offering answers better, a party is no door to another one.
    page = asked(client, text="Wie helpt met oude cv-ketels?", municipality="Woerden")
    links = [link.get("href") for link in page.all("a") if link.get("href").startswith("/aanbod/")]
    first = cards(page)[0]

    assert len(cards(page)) == len(set(cards(page))) == len(set(links))
    assert "U kunt hiervoor ook terecht bij: Ondernemerskring Woerden (voert uit Reviseerpunt)" in first


def test_reasons_that_say_little_stand_in_the_table_only(client: TestClient) -> None:
    page = asked(client, text=BOILERS, municipality="Woerden", sector="installateur")
    shown, _, table = cards(page)[0].partition("Reden")

    assert "Deze partij biedt het zelf aan." not in shown
    assert "Deze partij biedt het zelf aan." in table
    assert "Dit aanbod loopt al." not in shown


def test_what_is_announced_or_old_is_never_called_running(client: TestClient) -> None:
    page = asked(client, text="Wie kan pompen reviseren?", municipality="Woerden")
    pumps = [card for card in cards(page) if "Pompen" in card]

    assert pumps
    for card in pumps:
        assert "Loopt nu" not in card
        assert "Aangekondigd, loopt nog niet" in card or "Bron uit 2021" in card


def test_what_was_assumed_is_said_and_leads_to_the_field_that_changes_it(client: TestClient) -> None:
    page = asked(client, text="Installateur uit Woerden: wie kan mijn oude cv-ketels reviseren?")
    links = [link.text for link in page.all("a", href="#municipality")]

    assert links == ["Kies een andere gemeente."]
    assert "Het gaat om Woerden." in page.one("main").text


def test_the_question_comes_back_to_be_changed(client: TestClient) -> None:
    page = asked(
        client,
        text=BOILERS,
        municipality="woerden",
        sector="installateur",
        needKinds=["knowledge", "network"],
        size="micro",
        rStrategy="repair",
    )
    ticked = {box.get("value") for box in page.all("input", type="checkbox") if "checked" in box.attributes}
    chosen = {option.get("value") for option in page.all("option") if "selected" in option.attributes}

    assert page.by_id("text").text == BOILERS
    assert page.by_id("municipality").get("value") == "woerden"
    assert page.by_id("sector").get("value") == "installateur"
    assert ticked == {"knowledge", "network"}
    assert chosen == {"micro", "repair"}


def test_an_offering_that_was_expected_is_explained_with_the_same_question(client: TestClient) -> None:
    page = asked(client, text=BOILERS, municipality="Leiden", expected="cv-ketels reviseren")
    explained = page.by_id("uitleg")

    assert explained.text == "Waarom niet? Cv-ketels laten reviseren"
    assert "Leiden ligt daarbuiten" in page.one("main").text
    assert "Het zou wel kunnen vanuit" in page.one("main").text
    assert page.by_id("expected").get("value") == "cv-ketels reviseren"
    hidden = {field.get("name"): field.get("value") for field in page.all("input", type="hidden")}
    assert (hidden["text"], hidden["municipality"]) == (BOILERS, "Leiden")


def test_an_unknown_offering_that_was_expected_is_said_to_be_unknown(client: TestClient) -> None:
    page = asked(client, text=BOILERS, expected="zwaartekracht")

    assert "Wij vonden geen aanbod bij “zwaartekracht”." in page.one("main").text


def test_who_asks_may_be_chosen_and_comes_back(client: TestClient) -> None:
    page = asked(client, text=BOILERS, municipality="Woerden", targetGroup="residents")
    chosen = {option.get("value") for option in page.all("option") if "selected" in option.attributes}

    assert chosen == {"residents"}
    assert not [card for card in cards(page) if "Cv-ketels" in card]


def test_why_not_names_the_condition_that_fails(client: TestClient) -> None:
    page = asked(client, text=BOILERS, municipality="Leiden")

    assert "Waarom niet?" in page.one("main").text
    assert "Leiden ligt daarbuiten" in page.one("main").text


def test_nothing_fits_is_said_honestly_with_what_to_do_now(client: TestClient) -> None:
    page = asked(client, text="zwaartekracht op de maan", needKinds="space")

    assert page.one("h1").text == "Geen passend aanbod"
    assert page.one("title").text.startswith("Geen passend aanbod")
    assert cards(page) == []
    assert "Wat kunt u nu doen?" in page.one("main").text
    assert page.all("a", href="#needKinds")


def test_first_help_is_said_to_be_no_more_than_that() -> None:
    desk = replace(BOILER_COURSE, id="voordeur", themes=(), need_kinds=(NeedKind.NETWORK,), questions=())
    register = open_register("sqlite:")
    register.put(replace(WORLD, offerings=(desk,)))
    with TestClient(create_app(Settings(store="sqlite:"), register, FixedClock())) as client:
        page = asked(client, text="Shampoo per fles bijvullen", needKinds="network", rStrategy="R3")
    register.close()

    assert page.one("main").text.count("eerste hulp") == 1
    assert len(cards(page)) == 1


def test_a_card_gives_no_reason_twice() -> None:
    courses = tuple(
        replace(BOILER_COURSE, id=f"cursus-{number}", questions=()) for number in range(FEWEST_TEXTS)
    )
    register = open_register("sqlite:")
    register.put(replace(WORLD, offerings=courses))
    with TestClient(create_app(Settings(store="sqlite:"), register, FixedClock())) as client:
        page = asked(client, text=BOILERS)
    register.close()

    whys = [one.text for one in page.all("p") if one.text.startswith("Waarom?")]
    assert whys
    assert [why.count(LIKE_DESCRIPTION.nl) for why in whys] == [1] * len(whys)


def test_the_question_never_stands_in_an_address(client: TestClient) -> None:
    page = asked(client, text="vertrouwelijkwoord cv-ketels", municipality="Woerden")

    for element in page.elements:
        assert not any("vertrouwelijkwoord" in element.get(name) for name in ("href", "action", "formaction"))


def test_the_language_switch_takes_the_question_along(client: TestClient) -> None:
    page = asked(client, text=BOILERS)
    switch = page.one("button", lang="en")

    assert (switch.get("form"), switch.get("formaction")) == ("ask", "/en/suggestions")


def test_every_fault_is_listed_and_shown_at_its_field(client: TestClient) -> None:
    response = client.post(
        "/suggesties",
        data={"text": " ", "municipality": "Woerdn", "size": "reusachtig", "needKinds": "onzin"},
    )
    page = Markup(response.text)
    summary = page.one("div", role="group")

    assert response.status_code == 400
    assert page.one("title").text.startswith("Fout: ")
    assert page.by_id("fouten").text == "Verbeter deze 4 punten eerst"
    assert "autofocus" in page.by_id("fouten").attributes
    assert {link.get("href") for link in summary.inside if link.tag == "a"} == {
        "#text",
        "#municipality",
        "#size",
        "#needKinds",
    }
    for name in ("text", "municipality", "size"):
        assert page.by_id(name).get("aria-invalid") == "true"
        assert page.by_id(f"{name}-fout").text.removeprefix("Fout: ") in summary.text
    assert page.by_id("municipality").get("value") == "Woerdn"


def test_a_near_spelling_is_a_button_that_asks_again_with_it(client: TestClient) -> None:
    fields = {"text": BOILERS, "municipality": "Woerdn"}
    page = Markup(client.post("/suggesties", data=fields).text)
    button = page.all("button", value="Woerden")[0]

    assert button.get("form") == "ask"
    assert "Woerden ligt in" in asked(client, **fields, **{button.get("name"): "Woerden"}).one("main").text


@pytest.mark.parametrize("text", ["x" * 10_000, "a\0b"], ids=["10,000 characters", "NUL"])
def test_a_text_that_cannot_be_read_is_refused_in_words(client: TestClient, text: str) -> None:
    response = client.post("/suggesties", data={"text": text})

    assert response.status_code == 400
    assert Markup(response.text).by_id("text").get("aria-invalid") == "true"


def test_a_typed_address_of_the_answer_leads_to_the_form(client: TestClient) -> None:
    assert client.get("/suggesties").headers["location"] == "/"
    assert client.get("/en/suggestions").headers["location"] == "/en/"
