"""Keep the register true in a real browser: wide and narrow, both languages, by keyboard, without scripts."""

from __future__ import annotations

from dataclasses import replace
from importlib import resources
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from graph import open_register
from graph.seeding import read_seeds, seed
from matchmaker.model import Snapshot
from tests.browser.looking import look
from tests.browser.service import running_service
from tests.browser.test_asking import press_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from playwright.sync_api import Page

    Visit = Callable[..., AbstractContextManager[Page]]

WHO = {"nl": "/wie-bent-u", "en": "/en/who-are-you"}
KEEP = {"nl": "/beheer", "en": "/en/keeping"}
DUE = {"nl": "/beheer/nakijken", "en": "/en/keeping/due"}
DOUBLES = {"nl": "/beheer/dubbele-partijen", "en": "/en/keeping/possible-doubles"}
APART = {"nl": "/beheer/verschillende-partijen", "en": "/en/keeping/different-parties"}
NEW = {"nl": "/beheer/nieuwe-partij", "en": "/en/keeping/new-party"}
OFFERINGS = {"nl": "/aanbod", "en": "/en/offerings"}
ACTOR = {"nl": "/partijen/rabobank", "en": "/en/actors/rabobank"}
EDIT = {"nl": "wijzigen", "en": "edit"}
REMOVE = {"nl": "weghalen", "en": "remove"}
TWIN = "rabo-bank-twee"


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    """A service of its own, with a party that is there twice: what is changed here shows up nowhere else."""
    register = open_register("sqlite:")
    seed(register, read_seeds(resources.files("seeds")))
    bank = register.actor("rabobank")
    register.put(Snapshot(actors=(replace(bank, id=TWIN, name="Rabo-bank N.V.", aliases=()),)))
    with running_service(register) as address:
        yield address
    register.close()


def sign_in(page: Page, language: str = "nl") -> None:
    page.goto(WHO[language])
    page.fill("#desk", "Platform Groene Hart Circulair")
    page.check("#function-desk_worker")
    page.locator("main button[type=submit]").first.click()


def compare(page: Page, language: str) -> None:
    page.goto(
        f"{DOUBLES[language]}/{ {'nl': 'vergelijken', 'en': 'compare'}[language] }?one=rabobank&other={TWIN}"
    )


def merge(page: Page, language: str) -> None:
    compare(page, language)
    page.locator("main form[method=get] button").click()


def doubles(page: Page, language: str) -> None:
    page.goto(DOUBLES[language])
    for _ in range(120):
        if page.locator(".loket-hit").count():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError("doubles were not found")


def wrong_actor(page: Page, language: str) -> None:
    page.goto(f"{ACTOR[language]}/{EDIT[language]}")
    page.fill("#name", "")
    page.fill("#place", "Woerdn")
    page.fill("#website", "x y")
    page.locator("main .utrecht-button--primary-action").click()


def wrong_offering(page: Page, language: str) -> None:
    page.goto(f"{OFFERINGS[language]}?q=hout")
    page.locator("main .loket-hit__title a").first.click()
    page.goto(f"{page.url}/{EDIT[language]}")
    page.locator("textarea[id='questions.1']").fill("")
    page.locator("textarea#area").fill("Nergenshuizen")
    page.locator("main .utrecht-button--primary-action").click()


def offering_form(page: Page, language: str) -> None:
    page.goto(f"{OFFERINGS[language]}?q=hout")
    page.locator("main .loket-hit__title a").first.click()
    page.goto(f"{page.url}/{EDIT[language]}")
    for summary in page.locator("summary").all():
        summary.click()


PAGES: dict[str, Callable[[Page, str], object]] = {
    "keep": lambda page, language: page.goto(KEEP[language]),
    "due": lambda page, language: page.goto(DUE[language]),
    "doubles": doubles,
    "double": compare,
    "merge": merge,
    "apart": lambda page, language: page.goto(APART[language]),
    "staff-actor": lambda page, language: page.goto(ACTOR[language]),
    "edit-actor": lambda page, language: page.goto(f"{ACTOR[language]}/{EDIT[language]}"),
    "edit-actor-fault": wrong_actor,
    "edit-offering": offering_form,
    "edit-offering-fault": wrong_offering,
    "new-actor": lambda page, language: page.goto(NEW[language]),
    "remove": lambda page, language: page.goto(f"{ACTOR[language]}/{REMOVE[language]}"),
}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", ["who", *PAGES])
def test_page_is_accessible_and_fits(visit: Visit, name: str, language: str) -> None:
    with visit() as page:
        if name == "who":
            page.goto(WHO[language])
        else:
            sign_in(page, language)
            PAGES[name](page, language)
        look(page, f"keeping-{name}", language)


def test_a_double_is_merged_and_undone_without_scripts(visit: Visit) -> None:
    with visit(scripts=False) as page:
        sign_in(page)
        compare(page, "nl")
        page.check("#keep-rabobank")
        page.get_by_role("button", name="Bekijk wat er verhuist").click()
        expect(page.locator("main")).to_contain_text("Rabo-bank N.V. gaat daarin op.")
        page.get_by_role("button", name="Voeg samen").click()
        expect(page.get_by_role("status")).to_contain_text("Rabo-bank N.V. samengevoegd met Rabobank")

        page.get_by_role("status").get_by_role("link").click()
        page.get_by_role("link", name="Draai dit terug").click()
        page.locator("main form button").click()
        page.goto(f"/partijen/{TWIN}")
        expect(page.locator("h1")).to_have_text("Rabo-bank N.V.")


def test_kept_apart_and_looked_at_again_without_scripts(visit: Visit) -> None:
    with visit(scripts=False) as page:
        sign_in(page)
        compare(page, "nl")
        page.get_by_role("button", name="Ze zijn verschillend").click()
        expect(page.get_by_role("status")).to_contain_text("Onthouden")
        page.goto(APART["nl"])
        page.get_by_role("button", name="Toch opnieuw bekijken").click()
        expect(page.get_by_role("status")).to_contain_text("Dit paar staat weer in de lijst")


def test_what_is_due_is_ticked_by_keyboard(visit: Visit) -> None:
    with visit() as page:
        sign_in(page)
        page.goto(DUE["nl"])
        press_until(page, "input[name=fact]", most=60)
        page.keyboard.press("Space")
        press_until(page, ".loket-sticky button", most=200)
        page.keyboard.press("Enter")

        expect(page.get_by_role("status")).to_contain_text("1 gegeven afgevinkt.")


def test_the_button_that_stays_in_sight_never_hides_what_has_the_focus(visit: Visit) -> None:
    with visit(320) as page:
        sign_in(page)
        page.goto(DUE["nl"])
        press_until(page, "input[name=fact]", most=60)
        for _ in range(25):
            page.keyboard.press("Tab")
            hidden = page.evaluate(HIDDEN_BY_THE_BUTTON)
            assert not hidden, page.evaluate("document.activeElement.outerHTML")


HIDDEN_BY_THE_BUTTON = """
() => {
  const bar = document.querySelector(".loket-sticky");
  const here = document.activeElement;
  if (bar.contains(here)) return false;
  const box = here.getBoundingClientRect(), over = bar.getBoundingClientRect();
  return box.bottom > over.top && box.top < over.bottom;
}
"""


def test_a_mistake_in_a_form_leads_to_its_field_and_nothing_is_lost(visit: Visit) -> None:
    with visit() as page:
        sign_in(page)
        page.goto(f"{ACTOR['nl']}/wijzigen")
        page.locator("textarea[id='description.nl']").fill("Een andere omschrijving.")
        page.fill("#place", "Utrech")
        page.get_by_role("button", name="Bewaar").click()

        expect(page.locator("#fouten")).to_be_focused()
        page.locator("a[href='#ground']").click()
        expect(page.locator("#ground")).to_be_focused()
        page.check("#ground-asked")
        page.get_by_role("button", name="Utrecht", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text("Bewaard.")
        expect(page.locator("main")).to_contain_text("Een andere omschrijving.")
        expect(page.locator("main")).to_contain_text(
            "Telefonisch nagevraagd (Platform Groene Hart Circulair)"
        )
