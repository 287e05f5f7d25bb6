"""The pages of a desk's own work: what they do, refuse, keep and never tell."""

from __future__ import annotations

import logging
import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from icalendar import Calendar
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from graph import casework_of, open_register
from matchmaker.casework.capacity import Period
from matchmaker.casework.terms import FollowUpState, Purpose
from tests import desk as builders
from tests.api.world import WORLD, FixedClock
from tests.pages import test_structure as structure
from tests.pages.desk import (
    COMPANY,
    DESK,
    QUESTION,
    choose,
    do,
    link_to,
    page,
    revision,
    send,
    sign_in,
    take_call,
)
from tests.pages.markup import Markup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matchmaker.ports import Register

STAFF_PAGES = (
    "/loket/bedrijven",
    "/loket/nieuwe-vraag",
    "/loket/zaken",
    "/loket/plaatsen",
    "/loket/kwartalen",
    "/loket/wat-ontbreekt",
    "/loket/agenda",
    "/loket/plaatsen/ketels-reviseren",
    "/en/desk/companies",
    "/en/desk/new-question",
    "/en/desk/quarters",
    "/en/desk/gaps",
    "/en/desk/calendar",
    "/en/desk/places/ketels-reviseren",
)


@pytest.fixture
def register() -> Iterator[Register]:
    opened = open_register("sqlite:")
    opened.put(WORLD)
    yield opened
    opened.close()


@pytest.fixture
def visitor(register: Register) -> Iterator[TestClient]:
    """A visitor of their own, since a desk's work is stored."""
    app = create_app(Settings(store="sqlite:"), register, FixedClock())
    with TestClient(app, follow_redirects=False) as running:
        yield running


@pytest.fixture
def staff(visitor: TestClient) -> TestClient:
    """Staff of a desk."""
    sign_in(visitor)
    return visitor


def test_a_visitor_is_asked_first_at_which_desk_they_work(visitor: TestClient) -> None:
    for path in (*STAFF_PAGES, "/loket/zaken/x", "/loket/bedrijven/x", "/en/desk/referrals/x"):
        answered = visitor.get(path)
        assert answered.status_code == 303, path
        assert "terug=" in answered.headers["location"]
    assert visitor.post("/loket/nieuwe-vraag", data={"company": "x"}).status_code == 403


def test_the_start_page_is_the_work_list_for_staff_and_the_question_form_for_a_visitor(
    visitor: TestClient,
) -> None:
    assert page(visitor.get("/")).one("h1").text == "Wie kan deze ondernemer helpen?"
    sign_in(visitor)
    assert page(visitor.get("/")).one("h1").text == "Wat is er te doen?"
    assert page(visitor.get("/stel-een-vraag")).one("h1").text == "Wie kan deze ondernemer helpen?"


@pytest.mark.parametrize("path", ["/", "/en/", *STAFF_PAGES])
def test_pages_are_whole_and_link_to_what_is_there(staff: TestClient, path: str) -> None:
    shown = page(staff.get(path))
    identifiers = [element.get("id") for element in shown.elements if element.get("id")]

    assert len(identifiers) == len(set(identifiers))
    assert shown.one("h1").text
    structure.test_no_script_and_no_style_of_its_own(shown)
    for link in {one.get("href") for one in shown.all("a")}:
        if link.startswith("/"):
            assert staff.get(link).status_code == 200, link


def test_a_call_becomes_a_need_with_suggestions(staff: TestClient) -> None:
    need = take_call(staff, contactFunction="eigenaar", phone="+31 (0)348-000000")
    shown = page(staff.get(need))

    assert shown.one("h1").text == "1 suggestie"
    assert QUESTION in shown.one("blockquote").text
    company = page(staff.get(link_to(staff, need, "/loket/bedrijven/")))
    assert company.one("h1").text == COMPANY
    assert company.all("a", href="tel:+31348000000")


def test_a_desk_that_offers_it_itself_is_told_so_and_not_sent_to_itself(visitor: TestClient) -> None:
    sign_in(visitor, "reviseerpunt")
    shown = page(visitor.get(take_call(visitor)))

    own = shown.one("section", **{"aria-labelledby": "zelf"})
    assert "Cv-ketels laten reviseren" in own.text
    assert not [one for one in shown.all("button") if one.get("name") == "offering"]


def test_every_fault_of_a_call_is_named_at_its_field(staff: TestClient) -> None:
    wrong = {"company": "", "municipality": "Woerdn", "kvkNumber": "12", "email": "x", "text": ""}
    answered = staff.post("/loket/nieuwe-vraag", data=wrong)
    shown = page(answered)

    assert answered.status_code == 400
    assert shown.one("title").text.startswith("Fout: ")
    summary = shown.one("div", role="group")
    fields = [link.get("href") for link in summary.inside if link.tag == "a"]
    assert fields == ["#company", "#municipality", "#text", "#kvkNumber", "#contactFunction", "#email"]
    for field in fields:
        assert "aria-invalid" in shown.by_id(field[1:]).attributes
    assert [one.text for one in shown.all("button", name="municipalityInstead")] == ["Woerden"]
    assert staff.get("/loket/bedrijven").text.count("loket-hit__title") == 0


def test_a_form_that_is_sent_twice_stores_one_question(staff: TestClient) -> None:
    mark = page(staff.get("/loket/nieuwe-vraag")).one("input", name="mark").get("value")
    first, again = (take_call(staff, mark=mark) for _ in range(2))

    assert first == again
    assert staff.get("/loket/bedrijven").text.count("loket-hit__title") == 1


def test_a_known_company_is_offered_before_a_new_one_is_made(staff: TestClient) -> None:
    take_call(staff)
    form = {"company": "installatiebedrijf kanari", "text": QUESTION}
    asked = page(staff.post("/loket/nieuwe-vraag", data=form))
    [known, new] = asked.all("input", type="radio", name="companyId")

    assert (new.get("value"), "checked" in known.attributes) == ("new", True)
    assert asked.by_id("text").text == QUESTION
    staff.post("/loket/nieuwe-vraag", data={**form, "companyId": known.get("value")})
    company = page(staff.get(f"/loket/bedrijven/{known.get('value')}"))
    assert len(company.all("article")) == 2


def test_a_question_of_a_known_company_asks_nothing_twice(staff: TestClient) -> None:
    need = take_call(staff, sector="installatiebranche")
    company = link_to(staff, need, "/loket/bedrijven/").rpartition("/")[2]
    shown = page(staff.get(f"/loket/nieuwe-vraag?bedrijf={company}"))

    assert shown.all("input", name="company") == []
    assert shown.one("input", name="companyId").get("value") == company
    answered = staff.post("/loket/nieuwe-vraag", data={"companyId": company, "text": QUESTION})
    assert answered.status_code == 303


def test_words_of_the_search_box_become_a_question(staff: TestClient) -> None:
    shown = page(staff.post("/loket/zoeken", data={"q": "cv-ketels"}))
    assert [one.text for one in shown.all("h2")][-2:] == ["Aanbod", "Aanbieders en andere partijen"]

    asked = page(staff.post("/loket/nieuwe-vraag", data={"from": "search", "text": "cv-ketels"}))
    assert asked.by_id("text").text == "cv-ketels"
    assert asked.all("div", role="group") == []


def test_a_question_that_was_asked_without_a_company_is_kept_with_all_that_was_said(
    staff: TestClient,
) -> None:
    said = {
        "text": QUESTION,
        "municipality": "Woerden",
        "sector": "installatiebranche",
        "size": "small",
        "targetGroup": "entrepreneur",
        "needKinds": "materials",
    }
    answered = page(staff.post("/suggesties", data=said))
    form = answered.one("form", action="/loket/nieuwe-vraag")
    carried = {one.get("name"): one.get("value") for one in form.inside if one.tag == "input"}
    assert carried == {"from": "search", **said}

    asked = page(staff.post("/loket/nieuwe-vraag", data=carried))
    assert asked.by_id("text").text == QUESTION
    assert asked.by_id("municipality").get("value") == "Woerden"
    assert asked.by_id("sector").get("value") == "installatiebranche"
    assert asked.by_id("needKinds-materials").attributes.keys() >= {"checked"}
    assert asked.one("option", value="small").attributes.keys() >= {"selected"}
    assert asked.all("div", role="group") == []


def test_a_visitor_is_not_asked_to_keep_a_question_for_a_company(visitor: TestClient) -> None:
    answered = page(visitor.post("/suggesties", data={"text": QUESTION}))
    assert answered.all("form", action="/loket/nieuwe-vraag") == []


def test_how_to_reach_a_company_is_asked_in_sight(staff: TestClient) -> None:
    asked = page(staff.get("/loket/nieuwe-vraag"))
    folded = [one for one in asked.all("details") if "open" not in one.attributes]
    assert not [field for one in folded for field in one.inside if field.get("id") == "phone"]


def test_a_need_in_other_words_gets_other_suggestions(staff: TestClient) -> None:
    need = take_call(staff)
    answered = staff.post(need, data={"text": "zwaartekracht op de maan", "needKinds": "space"})

    assert answered.status_code == 303
    assert page(staff.get(need)).one("h1").text == "Geen passend aanbod"
    gaps = page(staff.get("/loket/wat-ontbreekt"))
    assert "zwaartekracht op de maan" in gaps.one("main").text
    assert "Ruimte en locatie" in gaps.one("table").text
    assert staff.post(need, data={"text": ""}).status_code == 409


def test_a_gap_is_counted_with_what_was_read_into_the_words(staff: TestClient) -> None:
    need = take_call(staff, text="Wij zoeken een bedrijfsruimte voor zwaartekracht op de maan")

    assert page(staff.get(need)).one("h1").text == "Geen passend aanbod"
    assert "ruimte en locatie" in page(staff.get(need)).one("main").text
    assert "Ruimte en locatie" in page(staff.get("/loket/wat-ontbreekt")).one("table").text
    assert "Space and location" in page(staff.get("/en/desk/gaps")).one("table").text


def test_where_nothing_fits_the_desk_is_told_what_it_can_do_now(staff: TestClient) -> None:
    need = take_call(staff, text="zwaartekracht op de maan", needKinds="space")
    shown = page(staff.get(need))
    case = link_to(staff, need, "/loket/zaken/")

    assert [heading.text for heading in shown.all("h2")].count("Wat kunt u nu doen?") == 1
    for target in ("#text", "#needKinds", "/zoeken", f"{case}#opvolging", f"{case}#wie"):
        assert shown.all("a", href=target), target
    followed = page(staff.get(case))
    assert followed.by_id("opvolging").tag == "h2"
    assert followed.by_id("wie").tag == "h2"
    assert "Wat kunt u nu doen?" not in staff.get(take_call(staff, company="Andere Kanarie")).text


def test_an_offering_is_chosen_once(staff: TestClient) -> None:
    need = take_call(staff)
    referral = choose(staff, need)
    again = staff.post(need, data={"do": "choose", "offering": "ketels-reviseren"})

    assert again.status_code == 409
    shown = page(again)
    assert shown.all("a", href=referral)
    assert shown.all("button", name="offering") == []
    assert staff.post(need, data={"do": "choose", "offering": "bestaat-niet"}).status_code == 409


def test_a_referral_shows_only_the_steps_that_are_possible(staff: TestClient) -> None:
    referral = send(staff)
    values = {button.get("value") for button in page(staff.get(referral)).all("button", name="do")}
    assert {"accept", "waitlist", "contact", "decline", "withdraw"} <= values
    assert "complete" not in values

    assert do(staff, referral, "accept").headers["location"] == f"{referral}?gedaan=gewijzigd"
    assert "Aangenomen" in page(staff.get(referral)).one("main").text
    refused = do(staff, referral, "complete")
    assert refused.status_code == 409
    assert "'contact gelegd'" in page(refused).one("div", class_="utrecht-alert--error").text


def test_a_reason_is_asked(staff: TestClient) -> None:
    referral = send(staff)
    refused = do(staff, referral, "decline")
    assert refused.status_code == 400
    assert "aria-invalid" in page(refused).by_id("reason").attributes

    assert do(staff, referral, "decline", reason="no_capacity", note="Vol tot mei.").status_code == 303
    shown = page(staff.get(referral)).one("main").text
    assert "geen plaats" in shown
    assert "Vol tot mei." in shown


def test_the_last_place_that_just_went_is_told(staff: TestClient, register: Register) -> None:
    period = Period(
        id="p-1",
        offering_id="ketels-reviseren",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        places=1,
        waiting_places=3,
    )
    casework_of(register).save_period(builders.act(DESK), period)
    first, second = (choose(staff, take_call(staff)) for _ in range(2))
    assert "Nog 1 plaats" in page(staff.get(second)).one("main").text

    assert do(staff, first, "send", how="link").status_code == 200
    refused = do(staff, second, "send", how="link")
    assert refused.status_code == 409
    assert "Er is geen plaats meer: alle 1 plaatsen zijn bezet." in page(refused).one("main").text
    shown = page(staff.get(second))
    assert "Vol, wel een wachtlijst" in shown.one("main").text
    assert shown.all("button", value="waitlist")
    assert do(staff, second, "waitlist").status_code == 303
    assert "Op de wachtlijst" in page(staff.get(second)).one("main").text


def test_the_link_to_the_provider_is_shown_once_and_can_be_withdrawn(staff: TestClient) -> None:
    referral = choose(staff, take_call(staff))
    shown = page(do(staff, referral, "send", how="link", consents="1"))
    address = shown.by_id("link").get("value").removeprefix("http://testserver")

    assert staff.get(address).status_code == 200
    assert address not in staff.get(referral).text
    assert "Trek de link in" in staff.get(referral).text
    assert do(staff, referral, "withdraw_link").status_code == 303
    assert staff.get(address).status_code in (404, 410)


def test_the_link_to_the_provider_can_be_put_in_a_mail_of_ones_own(staff: TestClient) -> None:
    referral = choose(staff, take_call(staff))
    sent = page(do(staff, referral, "send", how="link"))
    private = sent.by_id("link").get("value")
    [mail] = [urlsplit(link.get("href")) for link in sent.all("a") if link.get("href").startswith("mailto:")]
    asked = parse_qs(mail.query)

    assert mail.path == ""  # whom it goes to is the sender's to fill in
    assert asked["body"][0].endswith(f"\r\n\r\n{private}")
    assert "Ondernemerskring Woerden" in asked["body"][0]
    assert COMPANY not in sent.by_id("link").get("value") + mail.query


def test_consent_to_pass_details_on_is_kept(staff: TestClient, register: Register) -> None:
    send(staff, consents="1")
    casework = casework_of(register)
    [company] = casework.companies(DESK).items

    assert [one.purpose for one in casework.consents(DESK, company.id)] == [Purpose.REFER]
    path = f"/loket/bedrijven/{company.id}"
    staff.post(path, data={"consents": ["contact_later"]})
    held = [(one.purpose, one.is_given) for one in casework.consents(DESK, company.id)]
    assert held[1:] == [(Purpose.REFER, False), (Purpose.CONTACT_LATER, True)]


def test_follow_up_is_planned_done_put_off_and_dropped(staff: TestClient, register: Register) -> None:
    send(staff)
    path = link_to(staff, "/", "/loket/opvolging/")
    assert do(staff, path, "later", day="").status_code == 400
    assert do(staff, path, "later", day="01-03-2026").status_code == 400
    assert do(staff, path, "later", day="2026-05-06").status_code == 303
    assert "6 mei 2026" in page(staff.get("/")).one("main").text
    assert do(staff, path, "drop").status_code == 400
    assert do(staff, path, "drop", remark="Aanbieder belt zelf.").status_code == 303
    assert "Hier staat nu niets te doen." in staff.get("/").text

    identifier = path.rpartition("/")[2]
    assert casework_of(register).follow_up(DESK, identifier).state is FollowUpState.DROPPED
    assert staff.post(path, data={"do": "done", "revision": "3"}).status_code == 409


def test_who_is_not_reached_is_put_off_for_a_week_unless_another_day_is_chosen(staff: TestClient) -> None:
    send(staff)
    path = link_to(staff, "/", "/loket/opvolging/")
    day = date.fromisoformat(page(staff.get(path)).by_id("day").get("value"))

    assert timedelta(days=7) <= day - FixedClock().today() <= timedelta(days=11)
    assert day.weekday() < 5
    assert do(staff, path, "later", day=day.isoformat()).status_code == 303


def ticked_in(shown: Markup) -> list[str]:
    return [one.get("value") for one in shown.all("input", type="radio") if "checked" in one.attributes]


def test_the_three_questions_are_kept_with_the_referral(staff: TestClient) -> None:
    referral = send(staff)
    do(staff, referral, "accept")
    path = link_to(staff, "/", "/loket/opvolging/")
    answered = do(staff, path, "done", linkMade="yes", helped="partly", stepTaken="no", remark="Ging goed.")

    assert answered.headers["location"] == "/?gedaan=done"
    assert ticked_in(page(staff.get(referral))) == ["yes", "partly", "no"]


def test_a_day_that_is_missing_leaves_what_is_known_of_the_referral(staff: TestClient) -> None:
    referral = send(staff)
    do(staff, referral, "accept")
    do(staff, link_to(staff, "/", "/loket/opvolging/"), "done", linkMade="yes", remark="Zij bellen maandag.")
    path = link_to(staff, "/", "/loket/opvolging/")
    refused = do(staff, path, "later", day="")

    assert refused.status_code == 400
    assert ticked_in(page(refused)) == ["yes", "", ""]


def test_what_is_not_known_yet_comes_back_on_the_list(staff: TestClient) -> None:
    referral = send(staff)
    do(staff, referral, "accept")
    path = link_to(staff, "/", "/loket/opvolging/")
    answered = do(staff, path, "done", linkMade="no", remark="Morgen bellen zij.")

    assert answered.headers["location"] == "/?gedaan=again"
    assert "de vraag staat later opnieuw op de lijst" in page(staff.get("/?gedaan=again")).one("main").text
    assert link_to(staff, "/", "/loket/opvolging/") == path
    do(staff, path, "done", linkMade="yes")
    assert "In contact" in page(staff.get(referral)).one("main").text
    assert "nagaan of het helpt" in page(staff.get("/")).one("main").text


def test_what_the_provider_said_is_recorded_with_the_referral(staff: TestClient) -> None:
    referral = send(staff)
    path = link_to(staff, "/", "/loket/opvolging/")
    links = [link.get("href") for link in page(staff.get(path)).all("a")]
    assert links.count(referral) == 2  # in the head, and where one reads on


def test_a_case_of_nobody_is_on_everybodys_list_until_somebody_takes_it(staff: TestClient) -> None:
    send(staff)
    case = link_to(staff, link_to(staff, "/", "/loket/opvolging/"), "/loket/zaken/")
    do(staff, case, "assign", worker="gegevensbeheerder")
    assert "Hier staat nu niets te doen." in staff.get("/").text
    do(staff, case, "assign", worker="")
    assert "Nog van niemand" in staff.get("/").text
    shown = page(staff.get(case))
    assert [one.get("value") for one in shown.all("input", type="hidden", name="worker")] == [
        "loketmedewerker"
    ]
    do(staff, case, "assign", worker="loketmedewerker")
    assert "Nog van niemand" not in staff.get("/").text


def test_what_happened_names_the_question_the_referral_and_the_follow_up_once(staff: TestClient) -> None:
    referral = send(staff)
    do(staff, referral, "accept")
    do(staff, link_to(staff, "/", "/loket/opvolging/"), "done", linkMade="yes")
    case = link_to(staff, referral, "/loket/zaken/")
    do(staff, case, "assign", worker="loketmedewerker")
    expected = {
        "Wie hieraan werkt: loketmedewerker",
        f"Vraag bewaard: {QUESTION}",
        "Verwijzing voorgesteld: Cv-ketels laten reviseren",
        "Verwijzing: Cv-ketels laten reviseren – verstuurd",
        "Verwijzing: Cv-ketels laten reviseren – aangenomen",
        "Opvolging: nagaan of er contact is – gedaan",
    }
    for path in (case, link_to(staff, referral, "/loket/bedrijven/")):
        told = [
            line.text
            for events in page(staff.get(path)).all("ol", class_="loket-events")
            for item in events.inside
            if item.tag == "li"
            for line in item.inside[:1]
        ]
        assert expected <= set(told)
        assert len(told) == len(set(told))


@pytest.mark.parametrize(("start", "works"), [("", "loketmedewerker"), ("/en", "desk worker")])
def test_who_works_on_a_case_is_told_in_the_language_of_the_page(
    staff: TestClient, start: str, works: str
) -> None:
    case = link_to(staff, take_call(staff), "/loket/zaken/")
    listed = page(staff.get("/loket/zaken" if not start else "/en/desk/cases"))
    assert f"· {works}" in listed.one("li", class_="loket-hit").text
    shown = page(staff.get(case if not start else case.replace("/loket/zaken", "/en/desk/cases")))
    assert works.capitalize() in shown.one("aside").text
    assert f"· {works}, " in shown.all("ol", class_="loket-events")[0].text


def test_an_appointment_of_ones_own_stands_on_the_work_list(staff: TestClient) -> None:
    case = link_to(staff, take_call(staff), "/loket/zaken/")
    assert do(staff, case, "plan", day="").status_code == 400
    assert do(staff, case, "plan", day="2026-03-02", remark="Bel terug.").status_code == 303

    line = page(staff.get("/")).one("li", class_="loket-work").text
    assert "Vandaag" in line
    assert "Bel terug." in line


def test_a_case_is_noted_given_away_closed_and_handed_over(staff: TestClient) -> None:
    case = link_to(staff, take_call(staff), "/loket/zaken/")
    assert do(staff, case, "note", note="").status_code == 400
    assert do(staff, case, "note", note="Belt liever vroeg.").status_code == 303
    assert do(staff, case, "assign", worker="gegevensbeheerder").status_code == 303
    assert "Gegevensbeheerder" in staff.get(case).text
    unknown = do(staff, case, "hand_over", desk="Reviserpunt")
    assert unknown.status_code == 400
    assert "Bedoelde u “Reviseerpunt”?" in page(unknown).by_id("desk-fout").text
    assert do(staff, case, "hand_over", desk="Reviseerpunt", handover="Techniek.").status_code == 303

    shown = page(staff.get(case)).one("main").text
    assert "Deze zaak is nu van Reviseerpunt" in shown
    assert "Belt liever vroeg." in shown
    assert staff.post(case, data={"do": "note", "note": "Nog iets."}).status_code == 409
    sign_in(staff, "Reviseerpunt")
    assert "Belt liever vroeg." in staff.get(case).text
    assert do(staff, case, "close").status_code == 303
    assert "Afgesloten" in page(staff.get(case)).one("main").text


def test_another_desk_sees_nothing(staff: TestClient) -> None:
    referral = send(staff)
    paths = [
        referral,
        link_to(staff, referral, "/loket/zaken/"),
        link_to(staff, referral, "/loket/bedrijven/"),
    ]
    paths += [link_to(staff, "/", "/loket/opvolging/"), link_to(staff, referral, "/loket/behoeften/")]
    paths += [f"{paths[2]}/gegevens", f"{paths[2]}/contact", f"{paths[2]}/wissen"]
    sign_in(staff, "Reviseerpunt")

    for path in paths:
        assert staff.get(path).status_code == 404, path
        assert staff.post(path, data={"do": "close", "revision": "1", "confirm": "1"}).status_code == 404, (
            path
        )
    assert COMPANY not in staff.get("/").text + staff.get("/?lijst=loket").text
    assert COMPANY not in staff.post("/loket/zoeken", data={"q": "kanarie"}).text.replace("kanarie", "")


def test_details_and_contacts_change_without_losing_what_another_wrote(staff: TestClient) -> None:
    company = link_to(staff, take_call(staff), "/loket/bedrijven/")
    details = f"{company}/gegevens"
    form = {"company": COMPANY, "municipality": "Gouda", "revision": revision(staff, details)}
    assert staff.post(details, data=form).status_code == 303
    assert staff.post(details, data=form).status_code == 409
    assert staff.post(details, data={**form, "company": "", "kvkNumber": "1"}).status_code == 400
    assert "Gouda" in page(staff.get(company)).one("main").text

    contact = f"{company}/contact"
    assert staff.post(contact, data={"contactFunction": "", "revision": "0"}).status_code == 400
    made = {"contactFunction": "inkoper", "email": "inkoop@kanarie.example", "mail": "none", "revision": "0"}
    assert staff.post(contact, data=made).status_code == 303
    unreachable = page(staff.post(contact, data={**made, "phone": "06"}))
    assert "aria-invalid" in unreachable.by_id("phone").attributes
    assert "een telefoonnummer van 10 cijfers" in unreachable.one("main").text
    english = contact.replace("/loket/bedrijven/", "/en/desk/companies/")
    assert "telephone number of 10" in staff.post(english, data={**made, "phone": "06"}).text
    shown = page(staff.get(company))
    assert "Wil geen automatische mail" in shown.one("main").text
    change = next(one.get("href") for one in shown.all("a") if "wie=" in one.get("href"))
    identifier = change.partition("wie=")[2]
    taken = staff.post(contact, data={"do": "remove", "contactId": identifier})
    assert taken.status_code == 303
    assert "inkoop@kanarie.example" not in staff.get(company).text


def test_erasing_is_confirmed_and_leaves_no_name(staff: TestClient) -> None:
    referral = send(staff)
    company = link_to(staff, referral, "/loket/bedrijven/")
    erase = f"{company}/wissen"
    unsure = staff.post(erase, data={"confirm": ""})
    assert unsure.status_code == 400
    assert "aria-invalid" in page(unsure).by_id("confirm").attributes

    assert staff.post(erase, data={"confirm": "1"}).headers["location"] == f"{company}?gedaan=gewist"
    case = link_to(staff, referral, "/loket/zaken/")
    for path in (company, referral, case, "/", "/?lijst=loket", "/loket/bedrijven", "/loket/wat-ontbreekt"):
        assert staff.get(path).status_code == 200, path
        assert "Kanarie" not in staff.get(path).text, path
    assert "Gewist bedrijf" in staff.get(company).text


def test_places_are_kept_by_period(staff: TestClient) -> None:
    path = "/loket/plaatsen/ketels-reviseren"
    form = {"startsOn": "2026-01-01", "endsOn": "2026-06-30", "places": "4", "revision": "0"}
    wrong = {**form, "startsOn": "", "endsOn": "gisteren", "places": "veel"}
    shown = page(staff.post(path, data=wrong))
    faults = {fault.get("id") for fault in shown.all("div", class_="utrecht-form-field-error-message")}
    assert faults == {"startsOn-fout", "endsOn-fout", "places-fout"}
    assert staff.post(path, data=form).status_code == 303
    assert staff.post(path, data=form).status_code == 400, "two periods on the same days"
    assert "1 januari 2026 tot en met 30 juni 2026" in page(staff.get(path)).one("table").text


def test_all_places_and_all_cases_are_listed(staff: TestClient) -> None:
    referral = send(staff)
    assert "houden wij plaatsen bij" in staff.get("/loket/plaatsen").text
    form = {"startsOn": "2026-01-01", "endsOn": "2026-12-31", "places": "7"}
    assert staff.post("/loket/plaatsen/ketels-reviseren", data=form).status_code == 303
    line = page(staff.get("/loket/plaatsen")).one("li", class_="loket-hit").text
    assert "Nog 7 plaatsen" in line

    case = link_to(staff, referral, "/loket/zaken/")
    shown = page(staff.get("/loket/zaken"))
    assert COMPANY in shown.one("li", class_="loket-hit").text
    assert [link.get("href") for link in shown.all("a")].count(case) == 1
    do(staff, case, "close")
    assert "Er loopt nu geen zaak." in staff.get("/loket/zaken").text
    assert COMPANY in staff.get("/loket/zaken?staat=afgesloten").text


@pytest.mark.parametrize(
    ("path", "name", "cells"),
    [
        (
            "/?lijst=loket",
            "followUps",
            ["'=Kanarie", "antwoord van de aanbieder navragen", "Cv-ketels laten reviseren"],
        ),
        ("/loket/zaken", "cases", ["'=Kanarie", "vraag aan het loket", "loketmedewerker"]),
        ("/loket/bedrijven", "companies", ["'=Kanarie", "Woerden"]),
    ],
)
def test_lists_are_taken_along_without_words_notes_or_contacts(
    staff: TestClient, path: str, name: str, cells: list[str]
) -> None:
    need = take_call(staff, "=Kanarie", contactFunction="eigenaar", email="hendrik@voorbeeld.nl")
    do(staff, choose(staff, need), "send", how="log")
    do(staff, link_to(staff, need, "/loket/zaken/"), "note", note="Hendrik belt terug")

    links = {link.text: link.get("href") for link in page(staff.get(path)).all("a")}
    sheet, told = staff.get(links["CSV voor Excel"]), staff.get(links["JSON"])

    _, row, *_ = sheet.content.decode("utf-8-sig").splitlines()
    assert [cell for cell in row.split(";") if cell in cells] == cells
    assert told.json()["total"] == len(told.json()[name]) > 0
    for text in (sheet.text, told.text):
        assert "endrik" not in text
        assert QUESTION not in text
    assert staff.get(path, params={"formaat": "exe"}).status_code == 400


def test_what_is_missing_is_taken_along(staff: TestClient) -> None:
    staff.post(take_call(staff), data={"text": "zwaartekracht op de maan", "needKinds": "space"})
    counted = staff.get("/loket/wat-ontbreekt?formaat=csv").content.decode("utf-8-sig")
    assert counted.splitlines()[0] == "Soort hulp;Thema;Gemeente;Hoe vaak"
    assert counted.splitlines()[1].split(";")[2:] == ["Woerden", "1"]
    assert staff.get("/loket/wat-ontbreekt?formaat=json").json()["gaps"][0]["count"] == 1


def test_the_quarters_lead_to_their_part_of_the_work_list(staff: TestClient) -> None:
    send(staff)
    shown = page(staff.get("/loket/kwartalen"))
    [link] = [one for one in shown.all("a") if "kwartaal=" in one.get("href")]

    assert link.text == "Kwartaal 1 van 2026"
    assert "Alleen vragen uit kwartaal 1 van 2026." in staff.get(link.get("href")).text
    assert page(staff.get("/?lijst=loket&kwartaal=2025-Q4")).all("li", class_="loket-work") == []


def test_work_is_shown_in_pages(staff: TestClient, register: Register) -> None:
    case = link_to(staff, take_call(staff), "/loket/zaken/").rpartition("/")[2]
    casework = casework_of(register)
    for number in range(30):
        day = date(2026, 4, 1 + number % 28)
        casework.save_follow_up(
            builders.act(DESK), builders.an_appointment(f"o-{number:02}", case, due_on=day)
        )

    first = page(staff.get("/?lijst=loket"))
    assert len(first.all("li", class_="loket-work")) == 25
    second = page(staff.get(first.one("a", rel="next").get("href")))
    assert len(second.all("li", class_="loket-work")) == 5
    assert staff.get("/?lijst=loket&pagina=3").status_code == 404


def test_the_calendar_tells_what_to_do_and_no_name(staff: TestClient) -> None:
    send(staff)
    made = page(staff.post("/loket/agenda", data={"do": "renew"}))
    address = made.by_id("link").get("value").removeprefix("http://testserver")
    answered = staff.get(address)

    assert answered.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answered.headers["cache-control"] == "no-store"
    [event] = Calendar.from_ical(answered.text).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Antwoord van de aanbieder navragen"
    assert event.decoded("DTSTART") == date(2026, 3, 16)
    assert str(event["UID"]).endswith("-provider-answer@circulairloket")
    assert "Kanarie" not in answered.text
    assert "ketels" not in answered.text

    do_later = link_to(staff, "/", "/loket/opvolging/")
    do(staff, do_later, "later", day="2026-05-06")
    [moved] = Calendar.from_ical(staff.get(address).text).walk("VEVENT")
    assert (moved["UID"], moved.decoded("DTSTART")) == (event["UID"], date(2026, 5, 6))
    assert int(str(moved["SEQUENCE"])) > int(str(event["SEQUENCE"]))


def test_the_calendar_address_is_renewed_and_withdrawn(staff: TestClient, visitor: TestClient) -> None:
    def made() -> str:
        shown = page(staff.post("/loket/agenda", data={"do": "renew"}))
        return shown.by_id("link").get("value").removeprefix("http://testserver")

    first = made()
    second = made()
    assert re.fullmatch(r"/agenda/[\w-]{43}\.ics", second)
    assert first != second
    assert staff.get(first).status_code in (404, 410)
    assert staff.get(second).status_code == 200
    staff.post("/loket/agenda", data={"do": "withdraw"})
    assert visitor.get(second).status_code in (404, 410)
    assert visitor.get(f"/agenda/{'x' * 43}.ics").status_code == 404


def test_no_name_stands_in_an_address_or_in_the_log(
    staff: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    addresses: list[str] = []
    with caplog.at_level(logging.DEBUG):
        staff.post("/loket/zoeken", data={"q": "Kanarie"})
        staff.post("/loket/bekende-bedrijven", data={"name": "Kanarie"})
        referral = send(staff, how="link", consents="1")
        company = link_to(staff, referral, "/loket/bedrijven/")
        for path in (referral, company, "/", "/loket/bedrijven", f"{company}/gegevens"):
            shown = page(staff.get(path))
            addresses += [link.get("href") for link in shown.all("a")]
            addresses += [form.get("action") for form in shown.all("form")]

    assert len(addresses) > 50
    assert not [address for address in addresses if "kanarie" in address.lower()]
    assert "kanarie" not in caplog.text.lower()


def test_another_site_cannot_make_a_browser_store_something(staff: TestClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    answered = staff.post("/loket/nieuwe-vraag", data={"company": "x", "text": "y"}, headers=headers)

    assert answered.status_code == 403
    assert staff.get("/loket/bedrijven").text.count("loket-hit__title") == 0


class AtMidnight:
    """Half past midnight in the Netherlands, which is the day before in UTC."""

    def now(self) -> datetime:
        return datetime(2026, 3, 28, 23, 30, tzinfo=UTC)

    def today(self) -> date:
        return date(2026, 3, 29)


def test_days_are_dutch_days_also_in_the_night_that_the_clock_changes(register: Register) -> None:
    app = create_app(Settings(store="sqlite:"), register, AtMidnight())
    with TestClient(app, follow_redirects=False) as running:
        sign_in(running)
        referral = send(running)
        case = page(running.get(link_to(running, referral, "/loket/zaken/"))).one("main").text

    assert "sinds 29 maart 2026" in case
    assert "13 april 2026: antwoord van de aanbieder navragen" in case  # two weeks later, on a Monday


def test_a_page_that_is_not_there_leads_staff_to_their_work_and_to_the_question(
    staff: TestClient,
) -> None:
    missing = Markup(staff.get("/loket/zaken/bestaat-niet").text)
    ways = [(link.text, link.get("href")) for link in missing.all("a")]

    assert ways.count(("Mijn werk", "/")) == 2  # in the menu and on the page
    assert len({where for words, where in ways if words == "Stel een vraag"}) == 1
