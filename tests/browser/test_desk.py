"""A desk's day in the browser: a call is taken, referred, followed up; in both languages, on both stores."""

from __future__ import annotations

import re
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from api.identity import COOKIE
from graph import open_register
from tests.browser.looking import look
from tests.browser.service import running_service

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from playwright.sync_api import Browser, Page, Route

    Visit = Callable[..., AbstractContextManager[Page]]

DESK = "gezamenlijk-circulair-loket-groene-hart"
OTHER_DESK = "Circulair Loket Zuid-Holland"
QUESTION = "Installateur wil oude cv-ketels laten opknappen. Wie kan helpen?"
NOTHING = "zwaartekracht op de maan"
ELSEWHERE = "Leiden"
START = {"nl": "/", "en": "/en/"}
NEW_QUESTION = {"nl": "/loket/nieuwe-vraag", "en": "/en/desk/new-question"}
VISIT = {"nl": "/bezoek", "en": "/en/visit"}
ASK_KNOWN = "**/loket/bekende-bedrijven"
MOST_CLICKS = 8

WORDS = {
    "new": {"nl": "Nieuwe vraag", "en": "New question"},
    "find": {"nl": "Zoek hulp", "en": "Find help"},
    "choose": {"nl": "Kies dit aanbod", "en": "Choose this offering"},
    "refer": {"nl": "Verwijs door", "en": "Refer"},
    "accept": {"nl": "Aanbieder neemt het aan", "en": "Provider accepts"},
    "contact": {"nl": "Er is contact", "en": "They are in touch"},
    "done": {"nl": "Gedaan", "en": "Done"},
    "company": {"nl": "Welk bedrijf belt?", "en": "Which company is calling?"},
}


def at_desk(page: Page) -> None:
    """Say at which desk the visitor works, as the page for it would."""
    page.goto("/toegankelijkheid")
    value = f"desk_worker.{DESK}"
    page.context.add_cookies([{"name": COOKIE, "value": value, "url": page.url}])


def button(page: Page, name: str, language: str) -> None:
    page.get_by_role("button", name=WORDS[name][language]).first.click()


def take_call(page: Page, language: str, company: str, question: str = QUESTION) -> None:
    """Write down who asks what, and go on to the suggestions."""
    page.goto(START[language])
    page.get_by_role("link", name=WORDS["new"][language]).click()
    page.fill("#company", company)
    page.fill("#municipality", "Woerden")
    page.fill("#text", question)
    with page.expect_navigation():  # a service that is busy answers late
        button(page, "find", language)
    if page.locator("#companyId").count():  # a company like it was here before
        page.check("#companyId-new")
        page.locator("main button[type=submit]").first.click()


def referred(page: Page, language: str, company: str) -> None:
    take_call(page, language, company)
    button(page, "choose", language)
    button(page, "refer", language)


class Clicks:
    """Counts what somebody presses: links, buttons, boxes and fields, by mouse or by Enter."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.number = 0

    def click(self, selector: str) -> None:
        self.number += 1
        self._page.locator(selector).first.click()


def test_call_search_refer_and_plan_in_eight_clicks(visit: Visit) -> None:
    with visit() as page:
        at_desk(page)
        page.goto("/")
        clicks = Clicks(page)
        clicks.click("a:has-text('Nieuwe vraag')")
        clicks.click("#company")
        page.keyboard.type("Installatiebedrijf Acht Klikken")
        page.keyboard.press("Tab")
        page.keyboard.type("Woerden")
        clicks.click("#text")
        page.keyboard.type(QUESTION)
        clicks.click("button:has-text('Zoek hulp')")
        clicks.click("button:has-text('Kies dit aanbod')")
        clicks.click("button:has-text('Verwijs door')")

        expect(page.locator("#link")).to_have_value(re.compile(r"^http.*/verwijzing/.{43}$"))
        expect(page.get_by_role("link", name="antwoord van de aanbieder navragen")).to_be_visible()
        assert clicks.number <= MOST_CLICKS


def test_the_same_way_by_keyboard_alone_and_without_scripts(visit: Visit) -> None:
    with visit(scripts=False) as page:
        at_desk(page)
        page.goto("/loket/nieuwe-vraag")
        page.focus("#company")
        page.keyboard.type("Loodgieter Toetsenbord")
        page.keyboard.press("Tab")
        page.keyboard.type("Woerdn")
        page.keyboard.press("Tab")
        page.keyboard.type(QUESTION)
        page.keyboard.press("Tab")
        page.focus("main button:has-text('Zoek hulp')")
        page.keyboard.press("Enter")
        expect(page).to_have_title(re.compile("^Fout: "))

        page.get_by_role("button", name="Woerden", exact=True).press("Enter")
        page.get_by_role("button", name="Kies dit aanbod").first.press("Enter")
        page.get_by_label("alleen vastleggen").check()
        page.get_by_role("button", name="Verwijs door").press("Enter")
        expect(page.get_by_role("status")).to_have_text("Vastgelegd. De opvolging staat gepland.")


def test_somebody_who_knows_better_chooses_by_keyboard_alone_and_without_scripts(visit: Visit) -> None:
    with visit(scripts=False) as page:
        at_desk(page)
        take_call(page, "nl", "Toetsenbord Weet Beter")
        page.focus("#zoek")
        page.keyboard.type(ELSEWHERE)
        page.keyboard.press("Enter")
        expect(page.locator("#eigen-keuze")).to_be_focused()
        page.get_by_role("link", name="Kies dit toch").first.press("Enter")
        page.focus("#ownReason")
        page.keyboard.press("Tab")
        if page.locator("#overrules").count():
            page.keyboard.press("Space")
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page).to_have_title(re.compile("^Fout: "))

        page.get_by_role("link", name="Schrijf in 1 tot 2000 tekens").press("Enter")
        expect(page.locator("#ownReason")).to_be_focused()
        page.keyboard.type("Zij kennen dit bedrijf al.")
        page.get_by_role("button", name="Kies dit aanbod").last.press("Enter")
        expect(page.locator("main")).to_contain_text("Eigen keuze van het loket: Zij kennen dit bedrijf al.")
        page.get_by_role("button", name="Verwijs door").press("Enter")
        expect(page.locator("#link")).to_be_visible()


def test_the_link_to_the_provider_is_copied_with_one_key(visit: Visit) -> None:
    with visit() as page:
        at_desk(page)
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        referred(page, "nl", "Koperslagerij Kopie")
        copy = page.get_by_role("button", name="Kopieer de link")
        copy.press("Enter")

        expect(page.get_by_role("status")).to_have_text("Gekopieerd. U kunt de link nu plakken.")
        expect(copy).to_be_focused()
        assert page.evaluate("navigator.clipboard.readText()") == page.locator("#link").input_value()


def test_after_each_step_the_keyboard_goes_on_from_what_was_done(visit: Visit) -> None:
    with visit() as page:
        at_desk(page)
        referred(page, "nl", "Smederij Toetsen")
        for step in ("accept", "contact"):
            page.get_by_role("button", name=WORDS[step]["nl"]).press("Enter")
            expect(page.get_by_role("button", name=WORDS[step]["nl"])).to_have_count(0)
            expect(page.get_by_role("status")).to_be_focused()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_company_that_is_known_is_recognised(visit: Visit, *, scripts: bool) -> None:
    with visit(scripts=scripts) as page:
        at_desk(page)
        name = {True: "Bouwbedrijf Van Dale", False: "Kwekerij Zonneveld"}[scripts]
        take_call(page, "nl", name)
        page.goto("/loket/nieuwe-vraag")
        page.fill("#company", f"{name.lower()} b.v.")
        page.fill("#text", QUESTION)
        button(page, "find", "nl")

        expect(page.locator("#companyId")).to_be_focused()
        expect(page.get_by_label(f"{name}, Woerden")).to_be_checked()
        page.get_by_role("button", name="Verder").click()
        page.get_by_role("link", name=name).first.click()
        expect(page.locator("article")).to_have_count(2)


def type_known(page: Page, path: str, field: str, name: str) -> None:
    """Type the name of a company, letter by letter, until the page shows what the desk knows."""
    page.goto(path)
    page.fill(field, "")
    page.locator(field).press_sequentially(name)
    expect(page.get_by_role("status").locator("li")).not_to_have_count(0)


def test_a_known_company_is_shown_while_its_name_is_typed(visit: Visit) -> None:
    with visit() as page:
        at_desk(page)
        take_call(page, "nl", "Stoffeerderij Zeldzaam")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
        page.goto(NEW_QUESTION["nl"])
        told = page.get_by_role("status")
        expect(told).to_be_attached()  # before there is something to tell, or a screen reader misses it
        expect(told).to_be_empty()
        page.locator("#company").press_sequentially("stoffeerderij zel")

        expect(told).to_contain_text("Uw loket kent een bedrijf dat hierop lijkt.")
        expect(told).to_contain_text("Woerden")
        expect(page.locator("#company")).to_be_focused()
        assert [one for one in asked if one.startswith("POST ")]
        assert not [one for one in asked if "stoffeerderij" in one.lower()]
        page.keyboard.press("Tab")
        expect(page.locator("#municipality")).to_be_focused()  # who types on is not led astray
        page.keyboard.press("Tab")
        expect(told.get_by_role("link", name="Stoffeerderij Zeldzaam")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Stoffeerderij Zeldzaam")


def test_what_is_shown_goes_when_the_name_becomes_another(visit: Visit) -> None:
    with visit() as page:
        at_desk(page)
        take_call(page, "nl", "Zeilmakerij Enig")
        told = page.get_by_role("status")
        for other in ("Zeilmakerij Enigszins Elders Gebleven", "Ze"):
            type_known(page, NEW_QUESTION["nl"], "#company", "zeilmakerij enig")
            page.fill("#company", other)
            expect(told).to_be_empty()


def test_it_asks_once_when_the_typing_pauses_and_an_earlier_answer_never_comes_last(visit: Visit) -> None:
    asked: list[Route] = []

    def answer_the_second(route: Route) -> None:
        asked.append(route)
        if len(asked) == 2:
            route.fulfill(body="<p>later</p>", content_type="text/html")

    with visit() as page:
        at_desk(page)
        page.route(ASK_KNOWN, answer_the_second)
        page.clock.install()
        page.goto(NEW_QUESTION["nl"])
        page.clock.pause_at(page.evaluate("Date.now() + 60_000"))
        for letters in ("Orgel", "Orgelbouwer"):
            page.fill("#company", letters)
            page.clock.run_for(299)
        with page.expect_request(ASK_KNOWN) as first:
            page.clock.run_for(1)
        page.fill("#company", "Orgelbouwerij")
        page.clock.run_for(300)

        told = page.get_by_role("status")
        expect(told).to_have_text("later")
        assert "Orgelbouwer&" in (first.value.post_data or "")
        assert len(asked) == 2
        asked[0].fulfill(body="<p>eerder</p>", content_type="text/html")
        page.clock.run_for(1_000)
        expect(told).to_have_text("later")


def test_a_service_that_gives_no_answer_leaves_the_form_as_it_is(visit: Visit) -> None:
    with visit() as page:
        at_desk(page)
        take_call(page, "nl", "Mandenvlechterij Alleen")
        type_known(page, NEW_QUESTION["nl"], "#company", "mandenvlechterij all")
        page.route(ASK_KNOWN, lambda route: route.abort())
        page.locator("#company").press_sequentially("een")
        expect(page.get_by_role("status")).to_be_empty()
        page.fill("#text", QUESTION)
        button(page, "find", "nl")
        expect(page.get_by_label("Mandenvlechterij Alleen, Woerden")).to_be_checked()


def the_whole_way(page: Page, language: str, company: str) -> None:
    referred(page, language, company)
    for step in ("accept", "contact"):
        button(page, step, language)
        expect(page.get_by_role("button", name=WORDS[step][language])).to_have_count(0)
    page.goto(START[language])
    page.locator(".loket-work a", has_text=company).click()
    page.check("#linkMade-yes")
    page.check("#helped-partly")
    page.check("#stepTaken-no")
    button(page, "done", language)
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.locator(".loket-work a", has_text=company)).to_have_count(0)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_from_a_call_to_what_came_of_it(visit: Visit, language: str) -> None:
    with visit() as page:
        at_desk(page)
        the_whole_way(page, language, f"Metaalwerkplaats {language}")


@pytest.mark.neo4j
def test_the_same_on_neo4j(browser: Browser, neo4j_url: str) -> None:
    with closing(open_register(neo4j_url)) as register, running_service(register) as address:
        context = browser.new_context(base_url=address)
        page = context.new_page()
        at_desk(page)
        the_whole_way(page, "nl", "Metaalwerkplaats Graaf")
        context.close()


def test_two_tabs_lose_nothing(visit: Visit) -> None:
    with visit() as page:
        at_desk(page)
        referred(page, "nl", "Twee Tabbladen Techniek")
        path = page.url
        other = page.context.new_page()
        other.goto(path)
        button(page, "accept", "nl")
        button(other, "contact", "nl")

        expect(other.get_by_role("heading", name="Dit lukte niet")).to_be_focused()
        expect(other.locator("main")).to_contain_text("Iemand anders heeft dit intussen gewijzigd")


def test_a_case_goes_to_another_desk_with_its_history(visit: Visit) -> None:
    with visit() as page:
        at_desk(page)
        referred(page, "nl", "Overdracht Installaties")
        page.get_by_role("link", name="Zaak").click()
        page.fill("#note", "Belt liever in de ochtend.")
        page.get_by_role("button", name="Bewaar de notitie").click()
        page.get_by_text("Naar een ander loket").click()
        page.locator("#desk").fill(OTHER_DESK)
        page.fill("#handover", "Het gaat om een vergunning.")
        page.get_by_role("button", name="Draag over").click()

        expect(page.get_by_role("status")).to_contain_text("overgedragen")
        expect(page.locator("main")).to_contain_text("Belt liever in de ochtend.")
        expect(page.get_by_role("button", name="Bewaar de notitie")).to_have_count(0)


def start(page: Page, language: str) -> None:
    referred(page, language, "Kozijnenfabriek Start")
    page.goto(START[language])


def found(page: Page, language: str) -> None:
    take_call(page, language, "Timmerfabriek Gevonden")
    page.goto(START[language])
    page.fill("#q", "timmerfabriek")
    page.locator("main form button[type=submit]").first.click()


def question_faults(page: Page, language: str) -> None:
    page.goto({"nl": "/loket/nieuwe-vraag", "en": "/en/desk/new-question"}[language])
    page.click("main details:not([open]) > summary")
    page.fill("#municipality", "Woerdn")
    page.fill("#kvkNumber", "12")
    page.fill("#email", "geen adres")
    button(page, "find", language)


def question_near(page: Page, language: str) -> None:
    take_call(page, language, "Houthandel Bijna Gelijk")
    page.goto({"nl": "/loket/nieuwe-vraag", "en": "/en/desk/new-question"}[language])
    page.fill("#company", "Houthandel Bijna Gelijk B.V.")
    page.fill("#text", QUESTION)
    button(page, "find", language)


def known_while_typing(paths: dict[str, str], field: str) -> Callable[[Page, str], None]:
    def typed(page: Page, language: str) -> None:
        for name in ("Touwslagerij De Lange Lijn", "Touwslagerij De Lange Lijn Buitengewoon"):
            take_call(page, language, name)
        type_known(page, paths[language], field, "touwslagerij de lange")

    return typed


def details_known_while_typing(page: Page, language: str) -> None:
    take_call(page, language, "Pottenbakkerij De Schijf")
    company_part(1)(page, language)
    type_known(page, page.url, "#company", "pottenbakkerij de sch")


def case(page: Page, language: str) -> None:
    referred(page, language, "Zaak Techniek")
    page.locator(".loket-trail a").nth(2).click()
    for summary in page.locator("main summary").all():
        summary.click()


def company(page: Page, language: str) -> None:
    referred(page, language, "Bedrijf Met Alles")
    page.locator(".loket-trail a").nth(1).click()


def company_part(number: int) -> Callable[[Page, str], None]:
    def opened(page: Page, language: str) -> None:
        company(page, language)
        page.locator("aside .loket-panel a:not([href^='mailto'])").nth(number).click()

    return opened


def erase_unsure(page: Page, language: str) -> None:
    company_part(2)(page, language)
    page.locator("main form button[type=submit]").click()


def follow_up(page: Page, language: str) -> None:
    referred(page, language, "Opvolging Techniek")
    button(page, "accept", language)
    page.locator("aside .loket-facts a", has_text=re.compile("contact")).click()


def follow_up_faults(page: Page, language: str) -> None:
    follow_up(page, language)
    page.locator("button[value=drop]").click()


def sent(page: Page, language: str) -> None:
    referred(page, language, "Verstuurd Techniek")
    for summary in page.locator("main summary").all():
        summary.click()


def proposed(page: Page, language: str) -> None:
    take_call(page, language, "Voorgesteld Techniek")
    button(page, "choose", language)


def looked_for(page: Page, language: str, question: str = QUESTION) -> None:
    take_call(page, language, "Weet Beter Techniek", question)
    page.fill("#zoek", ELSEWHERE)
    page.press("#zoek", "Enter")


def own_choice(page: Page, language: str) -> None:
    looked_for(page, language, NOTHING)
    page.locator("#eigen-keuze a[href$='#eigen-keuze']").first.click()


def own_choice_faults(page: Page, language: str) -> None:
    own_choice(page, language)
    page.locator("#eigen-keuze form[method=post] button").click()


def own_choice_made(page: Page, language: str) -> None:
    own_choice(page, language)
    page.fill("#ownReason", "Zij hielpen vorig jaar een bedrijf met dezelfde vraag, in dezelfde straat.")
    if page.locator("#overrules").count():
        page.locator("#overrules input").check()
    page.locator("#eigen-keuze form[method=post] button").click()


def gaps(page: Page, language: str) -> None:
    take_call(page, language, "Maanlander", NOTHING)
    page.goto({"nl": "/loket/wat-ontbreekt", "en": "/en/desk/gaps"}[language])


def cohorts(page: Page, language: str) -> None:
    take_call(page, language, "Kwartaal Techniek")
    page.goto({"nl": "/loket/kwartalen", "en": "/en/desk/quarters"}[language])


def places(page: Page, language: str) -> None:
    proposed(page, language)
    page.locator("aside a[href*='/loket/plaatsen/'], aside a[href*='/desk/places/']").click()
    if not page.locator("table").count():
        page.fill("#startsOn", "2026-01-01")
        page.fill("#endsOn", "2036-12-31")
        page.fill("#places", "500")
        page.locator("main form button[type=submit]").click()


def cases(page: Page, language: str) -> None:
    take_call(page, language, "Zakenlijst Techniek")
    page.goto({"nl": "/loket/zaken", "en": "/en/desk/cases"}[language])


def rooms(page: Page, language: str) -> None:
    places(page, language)
    page.goto({"nl": "/loket/plaatsen", "en": "/en/desk/places"}[language])


def calendar(page: Page, language: str) -> None:
    page.goto({"nl": "/loket/agenda", "en": "/en/desk/calendar"}[language])
    page.locator("button[value=renew]").click()


PAGES: dict[str, Callable[[Page, str], object]] = {
    "desk-start": start,
    "desk-found": found,
    "desk-companies": lambda page, language: page.goto(
        {"nl": "/loket/bedrijven", "en": "/en/desk/companies"}[language]
    ),
    "desk-cases": cases,
    "desk-rooms": rooms,
    "desk-question": lambda page, language: page.goto(
        {"nl": "/loket/nieuwe-vraag", "en": "/en/desk/new-question"}[language]
    ),
    "desk-question-faults": question_faults,
    "desk-question-near": question_near,
    "desk-question-known": known_while_typing(NEW_QUESTION, "#company"),
    "desk-visit-known": known_while_typing(VISIT, "#name"),
    "desk-details-known": details_known_while_typing,
    "desk-need": lambda page, language: take_call(page, language, "Behoefte Techniek"),
    "desk-need-gap": lambda page, language: take_call(page, language, "Behoefte Maan", NOTHING),
    "desk-need-looked-for": looked_for,
    "desk-own-choice": own_choice,
    "desk-own-choice-faults": own_choice_faults,
    "desk-own-choice-made": own_choice_made,
    "desk-referral-proposed": proposed,
    "desk-referral-sent": sent,
    "desk-case": case,
    "desk-company": company,
    "desk-contact": company_part(0),
    "desk-details": company_part(1),
    "desk-erase": erase_unsure,
    "desk-follow-up": follow_up,
    "desk-follow-up-faults": follow_up_faults,
    "desk-cohorts": cohorts,
    "desk-gaps": gaps,
    "desk-places": places,
    "desk-calendar": calendar,
}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_and_fits(visit: Visit, name: str, language: str) -> None:
    with visit() as page:
        at_desk(page)
        PAGES[name](page, language)
        look(page, name, language)


@pytest.mark.parametrize("name", ["desk-gaps", "desk-cohorts"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_table_fits_a_telephone_without_scrolling_sideways(visit: Visit, name: str, language: str) -> None:
    with visit() as page:
        at_desk(page)
        PAGES[name](page, language)
        page.set_viewport_size({"width": 320, "height": 900})

        table = page.locator(".loket-table-wrap")
        assert table.evaluate("(element) => element.scrollWidth <= element.clientWidth")
