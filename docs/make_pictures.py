"""Makes the pictures in ``docs/pictures`` from the running service: ``python -m docs.make_pictures``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from tests.browser.service import launch, running_service

if TYPE_CHECKING:
    from playwright.sync_api import Page

FOLDER = Path(__file__).parent / "pictures"
TICKS = ((3, 1), (4, 2), (2, 2), (3, 0), (1, 2), (2, 1), (1, 1))  # done and wanted of each part of a company
CALLS = (
    ("Installatiebedrijf Voorbeeld", "Wie kan oude cv-ketels opknappen?"),
    ("Timmerfabriek Voorbeeld", "Waar vind ik gebruikt hout voor kozijnen?"),
)
QUESTION = "Een installateur wil oude cv-ketels laten opknappen. Wie kan helpen?"


def main() -> None:
    """Do what the README tells of, and keep what the screen shows."""
    FOLDER.mkdir(exist_ok=True)
    with running_service() as address, sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(base_url=address, viewport={"width": 1280, "height": 1100})
        page.goto("/")
        page.fill("#text", QUESTION)
        page.fill("#municipality", "Woerden")
        page.screenshot(path=FOLDER / "start.png")
        page.click("main button[type=submit]")
        page.wait_for_selector("article")
        page.screenshot(path=FOLDER / "answer.png")
        page.goto("/aanbod?q=hout&needKind=materials")
        page.screenshot(path=FOLDER / "search.png")
        own_praatplaat(page)
        desk_start(page)
        browser.close()


def own_praatplaat(page: Page) -> None:
    """Fill in a praatplaat as an entrepreneur alone would, choose help, and keep what comes of it."""
    page.goto("/praatplaat/begin")
    page.select_option("#desk", "circulair-loket-zuid-holland")
    page.fill("#name", "Metaalbedrijf Voorbeeld")
    page.fill("#municipality", "Alphen aan den Rijn")
    page.fill("#sector", "metaal")
    page.fill("#function", "eigenaar")
    page.fill("#email", "info@metaal.example")
    go_on(page)
    for done, wanted in TICKS:
        for number in range(done):
            page.locator("input[name=does]").nth(number).check()
        for number in range(done, done + wanted):
            page.locator("input[name=wants]").nth(number).check()
        go_on(page)
    page.select_option("#ownGrade", "6")
    page.fill("#wish", "Wie helpt ons om machines te reviseren?")
    for _ in range(3):
        go_on(page)
    page.get_by_role("link", name="Wie kan helpen?").first.click()
    page.locator("input[name=choose]").first.check()
    go_on(page)
    page.get_by_role("link", name="Praatplaat", exact=True).last.click()
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.screenshot(path=FOLDER / "praatplaat.png")


def desk_start(page: Page) -> None:
    """Take calls and refer them as a desk would, and keep where its day begins."""
    page.goto("/wie-bent-u")
    page.fill("#desk", "Circulair Loket Zuid-Holland")
    page.check("#function-desk_worker")
    page.locator("main form button[type=submit]").first.click()
    for company, question in CALLS:
        page.goto("/loket/nieuwe-vraag")
        page.fill("#company", company)
        page.fill("#text", question)
        page.get_by_role("button", name="Zoek hulp").click()
        page.get_by_role("button", name="Kies dit aanbod").first.click()
        page.get_by_role("button", name="Verwijs door").click()
    page.get_by_role("button", name="Aanbieder neemt het aan").click()
    page.goto("/")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.screenshot(path=FOLDER / "desk.png")


def go_on(page: Page) -> None:
    """Go to the next step."""
    page.locator("main form .utrecht-button--submit").last.click()


if __name__ == "__main__":
    main()
