"""Staff fills in a praatplaat on a visit: few pages, one company, and a link to leave behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from matchmaker.casework.terms import DoerKind, FollowUpKind, MadeBy
from tests.pages.intakes import ABOUT, DESK, WISH, Visitor, service
from tests.pages.markup import Markup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pages.intakes import Service

WHO = {"desk": "Ondernemerskring Woerden", "function": "desk_worker"}


@pytest.fixture
def running() -> Iterator[Service]:
    with service() as one:
        visitor = Visitor(one.client)
        assert visitor.send("/wie-bent-u", visitor.get("/wie-bent-u"), WHO).status_code == 303
        yield one


def begin(running: Service, **about: str) -> str:
    visitor = Visitor(running.client)
    begun = visitor.send("/bezoek", visitor.get("/bezoek"), {**ABOUT, "email": "", "function": "", **about})
    assert begun.status_code == 303, begun.text
    return begun.headers["location"].partition("?")[0]


def test_it_is_for_staff_only() -> None:
    with service() as running:
        asked = running.client.get("/bezoek")
        assert asked.headers["location"] == "/wie-bent-u?terug=%2Fbezoek"
        assert running.client.post("/bezoek", data=ABOUT).status_code == 403


def test_a_visit_takes_four_pages_and_as_many_clicks(running: Service) -> None:
    visit = begin(running)
    visitor = Visitor(running.client)
    page = visitor.get(f"{visit}?stap=2")
    boxes = page.all("input", name="does")
    assert len(boxes) >= 30
    assert page.one("title").text.startswith("Stap 2 van 4")

    first = boxes[0].get("value")
    to_needs = visitor.send(f"{visit}?stap=2", page, {"does": [first], "helps": [first], "ownGrade": "7"})
    needs = visitor.get(to_needs.headers["location"])
    to_check = visitor.send(to_needs.headers["location"], needs, {"wish": WISH, "consent": ["refer"]})
    check = visitor.get(to_check.headers["location"])
    sent = visitor.send(to_check.headers["location"], check, {})

    assert sent.headers["location"] == f"{visit}/verstuurd"
    [company] = running.casework.companies(DESK).items
    [intake] = running.casework.intakes_of(DESK, company.id)
    [case] = running.casework.cases_of(DESK, company.id)
    assert (intake.made_by, intake.own_grade, case.worker) == (MadeBy.WITH_STAFF, 7, "loketmedewerker")
    assert [one.kind for one in running.casework.follow_ups_of(DESK, case.id)] == [FollowUpKind.REPEAT]
    assert running.casework.contacts(DESK, company.id) == ()
    assert running.casework.timeline(DESK, case.id)[0].by.kind is DoerKind.STAFF


def test_a_company_that_may_be_known_is_shown_before_it_is_added(running: Service) -> None:
    begin(running)
    visitor = Visitor(running.client)
    again = {**ABOUT, "name": "Ketelbedrijf De Proef B.V."}
    asked = visitor.send("/bezoek", visitor.get("/bezoek"), again)
    page = Markup(asked.text)
    assert page.one("h1").text == "Bedoelt u dit bedrijf?"
    assert ABOUT["name"] in page.one("main").text

    known = page.one("input", name="company").get("value")
    mark = page.all("input", name="mark")[0].get("value")
    begun = running.client.post("/bezoek", data={"mark": mark, "company": known})
    assert begun.headers["location"].endswith("?stap=2")
    [company] = running.casework.companies(DESK).items
    assert len(running.casework.intakes_of(DESK, company.id)) == 2

    added = running.client.post("/bezoek", data={**again, "mark": "other", "isNew": "1"})
    assert added.status_code == 303
    assert running.casework.companies(DESK).total == 2


def test_a_known_company_is_not_asked_for_its_details_again(running: Service) -> None:
    begin(running)
    [company] = running.casework.companies(DESK).items
    page = Visitor(running.client).get(f"/bezoek?bedrijf={company.id}")

    assert page.all("input", id="name") == []
    assert company.name in page.one("main").text


def test_staff_leaves_a_link_behind_and_an_earlier_one_stops(running: Service) -> None:
    visit = begin(running)
    made = [
        Markup(running.client.post(f"{visit}/link").text).one("p", class_="loket-secret").text for _ in "12"
    ]
    paths = [text.removeprefix("http://testserver") for text in made]

    assert made[0] != made[1]
    assert Markup(running.client.get(paths[0]).text).one("h1").text == "Deze link is ingetrokken"
    assert running.client.get(paths[1]).status_code == 200
    assert "loket-secret" not in running.client.get(f"{visit}/link").text


def test_another_desk_does_not_see_a_visit() -> None:
    with service(desks=(DESK, "reviseerpunt")) as running:
        running.client.post("/wie-bent-u", data=WHO)
        visit = begin(running)
        running.client.post("/wie-bent-u", data={**WHO, "desk": "Reviseerpunt"})

        for page in ("", "/overzicht", "/link", "/wie-kan-helpen"):
            assert running.client.get(f"{visit}{page}").status_code == 404


def test_staff_sees_which_examples_may_be_shared_as_long_as_the_company_allows_it(running: Service) -> None:
    visit = begin(running)
    visitor = Visitor(running.client)
    page = visitor.get(f"{visit}?stap=2")
    shared, kept = (box.get("value") for box in page.all("input", name="does")[:2])
    words = {f"example-{shared}": "Wij lenen kratten.", f"example-{kept}": "Geheim."}
    visitor.send(f"{visit}?stap=2", page, {**words, "does": [shared, kept], "share": [shared]})
    needs = visitor.get(f"{visit}?stap=3")
    visitor.send(f"{visit}?stap=3", needs, {"consent": ["share_example"]})
    visitor.send(f"{visit}?stap=4", visitor.get(f"{visit}?stap=4"), {})
    [company] = running.casework.companies(DESK).items
    path = f"/loket/bedrijven/{company.id}"

    shown = visitor.get(path).one("section", **{"aria-labelledby": "praatplaat"}).text
    assert "Wij lenen kratten." in shown
    assert "Geheim." not in shown
    visitor.send(path, visitor.get(path), {"consents": []})
    assert "Wij lenen kratten." not in visitor.get(path).one("main").text
