"""The praatplaat in a real browser: whole visits in both languages, wide and narrow, and without scripts."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import dataclass, replace
from importlib import resources
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from graph import open_register
from graph.seeding import read_seeds, seed
from tests.browser.looking import look
from tests.browser.service import running_service
from tests.browser.test_asking import press_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from playwright.sync_api import Browser, Page

    Visit = Callable[..., AbstractContextManager[Page]]

DESK = "platform-groene-hart-circulair"
DESK_NAME = "Platform Groene Hart Circulair"
START = {"nl": "/praatplaat", "en": "/en/praatplaat"}
VISIT = {"nl": "/bezoek", "en": "/en/visit"}
WHO = {"nl": "/wie-bent-u", "en": "/en/who-are-you"}
ANSWER = {"nl": "wie-kan-helpen", "en": "who-can-help"}
OVERVIEW = {"nl": "overzicht", "en": "overview"}
DETAILS = {"nl": "/mijn-gegevens/", "en": "/en/my-details/"}
DESK_START = {"nl": "/", "en": "/en/"}
CONTACT = {"nl": "nagaan of er contact is", "en": "see whether there is contact"}
RESULT = {"nl": "nagaan of het helpt", "en": "see whether it helps"}
REFERRAL = {"nl": "/loket/verwijzingen/", "en": "/en/desk/referrals/"}
OUTCOME = re.compile(r"/(?:resultaat|en/result)/[\w-]{43}")
QUESTION = re.compile(r"/(?:verwijzing|en/referral)/[\w-]{43}")
VISITED = {  # names that are not alike, since a desk is asked about those that are
    "nl": "Smederij De Eik",
    "en": "Koninklijke Tapijtfabriek",
}
WISH = "Wie kan mijn oude cv-ketels opknappen of reviseren?"
BOTH = pytest.mark.parametrize("language", ["nl", "en"])


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    """A service of its own with the regional data, since a visit is stored."""
    with running_service() as address:
        yield address


@dataclass
class Look:
    """Looks at each page of a visit: accessible by test, nothing beside the screen, a picture for people."""

    page: Page
    language: str
    seen: int = 0

    @property
    def company(self) -> str:
        """Whose visit it is."""
        return f"Metaalbedrijf {self.language}"

    def at(self, name: str) -> None:
        self.seen += 1
        look(self.page, f"praatplaat-{self.seen:02d}-{name}", self.language)


class Walk(Look):
    """Goes the same way where the looks of the pages are not what is asked."""

    def at(self, name: str) -> None:
        assert self.page.locator("h1").count() == 1, name


def go_on(page: Page) -> None:
    page.locator("main form .utrecht-button--submit").last.click()


def tell_who(page: Page, name: str) -> None:
    desk = page.locator("select#desk")
    if desk.count():
        desk.select_option(
            DESK if desk.locator(f"option[value={DESK}]").count() else "circulair-loket-zuid-holland"
        )
    page.fill("#name", name)
    page.fill("#municipality", "Alphen aan den Rijn")
    page.fill("#sector", "metaal")
    page.fill("#function", "eigenaar")
    page.fill("#email", "info@proef.example")


def tick_a_step(page: Page) -> None:
    page.locator("input[name=does]").first.check()
    page.locator("input[name=wants]").nth(1).check()


def answer_all(page: Page) -> None:
    """Fill in the steps from the second to the last, and send the intake."""
    for _ in range(7):
        tick_a_step(page)
        go_on(page)
    page.fill("#wish", WISH)
    go_on(page)
    page.check("#consent-refer")
    go_on(page)
    go_on(page)


def own_path(page: Page) -> str:
    """Return the address of the intake of the page, with its secret."""
    return page.url.partition("?")[0].rpartition("/")[0]


@BOTH
def test_a_whole_visit(visit: Visit, language: str) -> None:
    with visit() as page, visit() as at_desk:
        entrepreneur = Look(page, language)
        own = whole_visit(entrepreneur, replace(entrepreneur, page=at_desk))
        page.goto(own.replace(own.rpartition("/")[2], "x" * 43))
        entrepreneur.at("closed")


@pytest.mark.neo4j
def test_the_same_on_neo4j(browser: Browser, neo4j_url: str) -> None:
    with closing(open_register(neo4j_url)) as register:
        seed(register, read_seeds(resources.files("seeds")))
        with running_service(register) as address:
            pages = [browser.new_context(base_url=address).new_page() for _ in range(2)]
            entrepreneur, desk = (Walk(page, "nl") for page in pages)
            whole_visit(entrepreneur, desk)
            for page in pages:
                page.context.close()


def whole_visit(entrepreneur: Look, desk: Look) -> str:
    """Go from a praatplaat to its repeat by what pages show; return the address of the first praatplaat."""
    begin_and_save_for_later(entrepreneur)
    fill_in_and_send(entrepreneur)
    own = own_path(entrepreneur.page)
    choose(entrepreneur, own)
    see_own_pages(entrepreneur, own)
    sign_in(desk.page, desk.language)
    question, outcome = refer(desk, entrepreneur.company)
    answer_as_provider(entrepreneur, question)
    follow_up(desk, entrepreneur.company)
    tell_the_outcome(entrepreneur, outcome)
    measure_again(entrepreneur, own)
    return own


def begin_and_save_for_later(visitor: Look) -> None:
    page = visitor.page
    page.goto(START[visitor.language])
    visitor.at("start")
    page.locator("main .loket-button-link").click()
    go_on(page)
    visitor.at("who-faults")
    tell_who(page, visitor.company)
    go_on(page)
    visitor.at("step")
    tick_a_step(page)
    page.locator("input[name=helps]").nth(1).check()
    page.locator("summary").first.click()
    visitor.at("step-unfolded")
    page.locator("button[name=later]").click()
    visitor.at("later")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".loket-copy button").press("Enter")
    expect(page.get_by_role("status")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator(".loket-secret a").get_attribute("href")
    page.goto(page.locator(".loket-secret a").get_attribute("href") or "")


def fill_in_and_send(visitor: Look) -> None:
    page = visitor.page
    for _ in range(7):
        tick_a_step(page)
        go_on(page)
    page.select_option("#ownGrade", "6")
    page.fill("#wish", WISH)
    visitor.at("needs")
    go_on(page)
    visitor.at("consent")
    page.check("#consent-refer")
    go_on(page)
    visitor.at("check")
    go_on(page)
    visitor.at("sent")


def choose(visitor: Look, own: str) -> None:
    page = visitor.page
    page.goto(f"{own}/{ANSWER[visitor.language]}")
    visitor.at("answer")
    page.locator("input[name=choose]").first.check()
    go_on(page)
    expect(page.locator(".utrecht-alert--ok")).to_be_visible()


def see_own_pages(visitor: Look, own: str) -> None:
    page = visitor.page
    page.goto(f"{own}/{OVERVIEW[visitor.language]}")
    expect(page.locator(".plaat-ties > li")).to_have_count(1)
    visitor.at("own")
    page.goto(DETAILS[visitor.language] + own.rpartition("/")[2])
    visitor.at("details")
    page.locator("main .loket-button-link").click()
    go_on(page)
    visitor.at("erase-fault")


def answer_as_provider(visitor: Look, question: str) -> None:
    page = visitor.page
    page.goto(question)
    visitor.at("provider")
    go_on(page)
    visitor.at("provider-fault")
    page.check("#move-accept")
    go_on(page)
    visitor.at("provider-answered")


def tell_the_outcome(visitor: Look, outcome: str) -> None:
    page = visitor.page
    page.goto(outcome)
    visitor.at("outcome")
    page.check("#helped-yes")
    go_on(page)
    expect(page.locator(".utrecht-alert--ok")).to_be_visible()


def measure_again(visitor: Look, own: str) -> None:
    page = visitor.page
    page.goto(f"{own}/{OVERVIEW[visitor.language]}")
    page.locator("form button").last.click()
    go_on(page)
    page.locator("input[name=does]").nth(1).check()
    for _ in range(10):
        go_on(page)
    page.goto(f"{own_path(page)}/{OVERVIEW[visitor.language]}")
    expect(page.locator("#verschil")).to_be_visible()
    visitor.at("own-again")


def sign_in(page: Page, language: str, desk: str = "Circulair Loket Zuid-Holland") -> None:
    page.goto(WHO[language])
    page.fill("#desk", desk)
    page.check("#function-desk_worker")
    page.locator("main form button[type=submit]").first.click()


def refer(desk: Look, company: str) -> tuple[str, str]:
    """Take what came in, send what was chosen, and return the links of the provider and the entrepreneur."""
    page = desk.page
    page.goto(DESK_START[desk.language])
    page.locator(".loket-work a", has_text=company).first.click()
    desk.at("desk-first-call")
    page.locator(".loket-trail a").last.click()
    page.locator("button[value=assign]").first.click()
    desk.at("desk-case")
    page.locator(f"main a[href^='{REFERRAL[desk.language]}']").first.click()
    page.locator("#versturen button[value=send]").click()
    question = QUESTION.search(page.content())
    assert question is not None
    desk.at("desk-sent")
    page.locator("button[value=outcome_link]").click()
    outcome = OUTCOME.search(page.content())
    assert outcome is not None
    return question.group(), outcome.group()


def follow_up(desk: Look, company: str) -> None:
    """Ask whether they are in touch, and see that the next question is planned."""
    page = desk.page
    page.goto(DESK_START[desk.language])
    page.locator(".loket-work", has_text=company).locator("a", has_text=CONTACT[desk.language]).click()
    page.check("#linkMade-yes")
    desk.at("desk-follow-up")
    page.locator("button[value=done]").click()
    expect(page.get_by_role("status")).to_be_visible()
    next_up = page.locator(".loket-work", has_text=company)
    expect(next_up.locator("a", has_text=RESULT[desk.language])).to_have_count(1)
    expect(next_up.locator("a", has_text=CONTACT[desk.language])).to_have_count(0)
    desk.at("desk-next")


@BOTH
def test_a_visit_by_staff(visit: Visit, language: str) -> None:
    with visit() as page:
        visitor = Look(page, language)
        sign_in(page, language)
        page.goto(VISIT[language])
        visitor.at("visit-who")
        page.fill("#name", VISITED[language])
        page.fill("#municipality", "Gouda")
        go_on(page)
        visitor.at("visit-actions")
        page.locator("input[name=does]").first.check()
        page.locator("input[name=helps]").nth(1).check()
        go_on(page)
        visitor.at("visit-needs")
        go_on(page)
        visitor.at("visit-check")
        go_on(page)
        visitor.at("visit-sent")
        page.goto(VISIT[language])
        page.fill("#name", VISITED[language])
        go_on(page)
        expect(page.locator("input[name=company]").first).to_be_attached()
        visitor.at("visit-known")


def test_by_keyboard_through_the_first_steps(visit: Visit) -> None:
    with visit() as page:
        page.goto("/praatplaat")
        press_until(page, "main .loket-button-link")
        page.keyboard.press("Enter")
        expect(page).to_have_title(re.compile("Stap 1 van 11"))
        press_until(page, "#desk")
        page.keyboard.type("Circulair Loket Z")
        press_until(page, "#name")
        page.keyboard.type("Toetsenbord BV")
        press_until(page, "#function")
        page.keyboard.type("eigenaar")
        press_until(page, "#email")
        page.keyboard.type("info@proef.example")
        page.keyboard.press("Enter")
        expect(page).to_have_title(re.compile("Stap 2 van 11"))
        press_until(page, "input[name=does]")
        page.keyboard.press("Space")
        press_until(page, "main form .utrecht-button--submit", most=80)
        page.keyboard.press("Enter")
        expect(page).to_have_title(re.compile("Stap 3 van 11"))
        page.go_back()
        expect(page.locator("input[name=does]").first).to_be_checked()


def test_a_whole_intake_without_scripts(visit: Visit) -> None:
    with visit(scripts=False) as page:
        page.goto("/praatplaat/begin")
        tell_who(page, "Zonder script BV")
        go_on(page)
        answer_all(page)
        expect(page.locator("h1")).to_have_text("Bedankt, uw praatplaat is verstuurd")
        page.reload()
        expect(page.locator("h1")).to_have_text("Bedankt, uw praatplaat is verstuurd")
        page.go_back()
        expect(page.locator("h1")).to_have_text("Bedankt, uw praatplaat is verstuurd")
        page.goto(f"{own_path(page)}/wie-kan-helpen")
        page.locator("input[name=choose]").first.check()
        go_on(page)
        expect(page.locator("input[name=choose]").first).to_be_checked()


@pytest.mark.parametrize("path", ["/praatplaat", "/praatplaat/begin"])
def test_large_text_needs_no_sideways_scroll(visit: Visit, path: str) -> None:
    with visit() as page:
        page.goto(path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")

        assert page.evaluate("document.documentElement.scrollWidth") <= 1280
