"""While staff types the name of a company, a page shows which ones their desk knows; nobody else sees any."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from matchmaker.casework.followups import WorkQuery
from matchmaker.casework.terms import FollowUpKind, WorkView
from tests import desk as builders
from tests.pages import desk
from tests.pages.conftest import HOSTILE
from tests.pages.intakes import ABOUT, DESK, begin, filled_in, service
from tests.pages.markup import Markup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from httpx2 import Response

    from tests.pages.intakes import Service

ASK = {"nl": "/loket/bekende-bedrijven", "en": "/en/desk/known-companies"}
COMPANY = "Installatiebedrijf Kanarie"
OTHER_DESK = "reviseerpunt"
EVERYTHING = WorkQuery(view=WorkView.DESK, today=builders.TODAY)


@pytest.fixture
def running() -> Iterator[Service]:
    """A desk that knows one company."""
    with service() as one:
        desk.sign_in(one.client)
        know(one, "c-1", COMPANY, municipality_id="woerden", kvk_number="00000001")
        yield one


def know(running: Service, id_: str, name: str, desk_id: str = DESK, **more: str) -> None:
    company = replace(builders.a_company(id_, name=name, **more), desk_id=desk_id)
    running.casework.save_company(builders.act(desk_id), company)


def ask(running: Service, name: str, language: str = "nl", **more: str) -> Response:
    return running.client.post(ASK[language], data={"name": name, **more})


def shown(answered: Response) -> list[str]:
    """Return the names of the companies that were shown."""
    assert answered.status_code == 200
    markup = Markup(answered.text)
    assert markup.errors == []
    return [link.text for link in markup.all("a")]


def test_a_near_company_is_shown_with_its_place_and_its_page(running: Service) -> None:
    answered = ask(running, "installatiebedrijf kan")
    markup = Markup(answered.text)

    assert markup.one("a", href="/loket/bedrijven/c-1").text == COMPANY
    assert "Woerden" in markup.one("li").text
    assert "Uw loket kent een bedrijf dat hierop lijkt." in answered.text
    assert running.client.get("/loket/bedrijven/c-1").status_code == 200


def test_it_is_answered_in_the_language_of_the_page(running: Service) -> None:
    answered = ask(running, "installatiebedrijf kan", "en")

    assert "Your desk knows a company like this." in answered.text
    assert Markup(answered.text).one("a", href="/en/desk/companies/c-1").text == COMPANY
    assert answered.headers["content-language"] == "en"


@pytest.mark.parametrize("name", ["", "I", "In", "  In  ", "Kwekerij Zuid", "!!!!"])
def test_too_little_or_nothing_like_it_shows_nothing_at_all(running: Service, name: str) -> None:
    answered = ask(running, name)

    assert answered.status_code == 200
    assert answered.text.strip() == ""


def test_three_letters_are_enough(running: Service) -> None:
    assert shown(ask(running, "Ins")) == [COMPANY]


def test_a_whole_kvk_number_finds_the_company_under_any_name(running: Service) -> None:
    assert shown(ask(running, "Een heel andere naam", kvkNumber="0000 0001")) == [COMPANY]
    assert shown(ask(running, "", kvkNumber="00000001")) == [COMPANY]


def test_half_a_kvk_number_does_not_hide_what_the_name_finds(running: Service) -> None:
    assert shown(ask(running, COMPANY, kvkNumber="9999")) == [COMPANY]


def test_the_company_whose_details_are_changed_is_not_held_against_itself(running: Service) -> None:
    know(running, "c-2", f"{COMPANY} Zuid")

    assert shown(ask(running, COMPANY, companyId="c-1")) == [f"{COMPANY} Zuid"]


def test_a_few_are_shown_however_many_there_are(running: Service) -> None:
    for number in range(2, 12):
        know(running, f"c-{number}", f"{COMPANY} {number}")

    assert len(shown(ask(running, COMPANY))) == 5


def test_what_another_desk_knows_is_not_shown(running: Service) -> None:
    know(running, "c-9", "Smederij Elders", desk_id=OTHER_DESK)

    assert shown(ask(running, "Smederij Elders")) == []


def test_an_erased_company_is_not_shown(running: Service) -> None:
    running.casework.erase_company(builders.act(DESK), "c-1")

    assert shown(ask(running, COMPANY)) == []


def test_a_hostile_name_is_shown_as_text(running: Service) -> None:
    know(running, "c-3", f"Vijandig {HOSTILE}")
    answered = ask(running, "Vijandig")
    markup = Markup(answered.text)

    assert shown(answered) == [" ".join(f"Vijandig {HOSTILE}".split())]
    assert markup.all("script") == markup.all("img") == []


def test_a_visitor_gets_nothing(running: Service) -> None:
    running.client.cookies.clear()
    refused = ask(running, COMPANY)

    assert refused.status_code == 403
    assert COMPANY not in refused.text


def test_another_site_gets_nothing(running: Service) -> None:
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    refused = running.client.post(ASK["nl"], data={"name": COMPANY}, headers=elsewhere)

    assert refused.status_code == 403
    assert COMPANY not in refused.text


def test_its_address_leads_to_the_form_and_takes_no_name(running: Service) -> None:
    typed = running.client.get(ASK["nl"], params={"name": COMPANY})

    assert typed.status_code == 303
    assert typed.headers["location"] == "/loket/nieuwe-vraag"


def test_it_carries_the_headers_of_a_page(running: Service) -> None:
    page, fragment = running.client.get("/loket/nieuwe-vraag"), ask(running, COMPANY)

    for header in ("content-security-policy", "cache-control", "x-content-type-options", "content-type"):
        assert fragment.headers[header] == page.headers[header]


@pytest.mark.parametrize(
    ("path", "language", "field", "own_id"),
    [
        ("/loket/nieuwe-vraag", "nl", "company", ""),
        ("/en/desk/new-question", "en", "company", ""),
        ("/loket/bedrijven/c-1/gegevens", "nl", "company", "c-1"),
        ("/bezoek", "nl", "name", ""),
        ("/en/visit", "en", "name", ""),
    ],
)
def test_a_form_of_staff_tells_the_script_where_to_ask_and_for_which_field(
    running: Service, path: str, language: str, field: str, own_id: str
) -> None:
    page = Markup(running.client.get(path).text)
    [form] = [one for one in page.all("form") if one.get("data-known-companies")]
    script = page.one("script", type="module")

    assert form.get("data-known-companies") == ASK[language]
    assert form.get("data-company-id") == own_id
    names = [one.get("name") for one in form.inside]
    assert names.count(form.get("data-name-field")) == names.count("kvkNumber") == 1
    assert form.get("data-name-field") == field
    assert script.text == ""
    assert running.client.get(script.get("src")).headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize("path", ["/loket/nieuwe-vraag?bedrijf=c-1", "/bezoek?bedrijf=c-1"])
def test_where_the_company_is_known_no_name_is_asked_and_no_script_comes(running: Service, path: str) -> None:
    assert Markup(running.client.get(path).text).all("script") == []


def test_an_entrepreneur_alone_gets_no_script_also_where_staff_is_signed_in(running: Service) -> None:
    alone = begin(running.client)
    for path in ("/praatplaat/begin", "/en/praatplaat/begin", alone.step(1)):
        page = alone.get(path)
        assert page.all("script") == []
        assert not [one for one in page.all("form") if one.get("data-known-companies")]


def details(running: Service, name: str, **more: str) -> Response:
    """Change the details of the company ``c-2`` by the form, as a browser without scripts does."""
    path = "/loket/bedrijven/c-2/gegevens"
    assert running.client.get(path).status_code == 200
    form = {"company": name, "kvkNumber": "", "targetGroup": "entrepreneur", "revision": "1", **more}
    return running.client.post(path, data=form)


def test_without_the_script_changed_details_are_held_against_other_companies_first(running: Service) -> None:
    know(running, "c-2", "Ketelbouw Zonder Script")
    warned = details(running, "Installatiebedrijf Kanarie B.V.")
    page = Markup(warned.text)

    assert page.errors == []
    assert page.one("a", href="/loket/bedrijven/c-1").text == COMPANY
    assert page.by_id("company").get("value") == "Installatiebedrijf Kanarie B.V."
    assert running.casework.company(DESK, "c-2").name == "Ketelbouw Zonder Script"
    assert details(running, "Installatiebedrijf Kanarie B.V.", isOther="1").status_code == 303
    assert running.casework.company(DESK, "c-2").name == "Installatiebedrijf Kanarie B.V."


def test_details_that_leave_the_name_as_it_is_are_kept_at_once(running: Service) -> None:
    know(running, "c-2", f"{COMPANY} B.V.")
    assert details(running, f"{COMPANY} B.V.", municipality="Woerden").status_code == 303
    assert running.casework.company(DESK, "c-2").municipality_id == "woerden"


def test_who_is_called_about_a_praatplaat_is_held_against_what_the_desk_knows(running: Service) -> None:
    know(running, "c-2", f"{ABOUT['name']} B.V.")
    filled_in(running.client)
    [item] = [
        one
        for one in running.casework.work_list(DESK, EVERYTHING).items
        if one.follow_up.kind is FollowUpKind.FIRST_CALL
    ]
    page = Markup(running.client.get(f"/loket/opvolging/{item.follow_up.id}").text)
    panel = page.one("section", class_="loket-near")

    assert [link.get("href") for link in panel.inside if link.tag == "a"] == ["/loket/bedrijven/c-2"]
