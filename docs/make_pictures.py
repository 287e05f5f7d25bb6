"""Makes the pictures in ``docs/pictures`` from the running service: ``python -m docs.make_pictures``."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.service import launch, running_service

FOLDER = Path(__file__).parent / "pictures"
QUESTION = "Een installateur wil oude cv-ketels laten opknappen. Wie kan helpen?"


def main() -> None:
    """Ask the question of the README, look something up, and keep what the screen shows."""
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
        browser.close()


if __name__ == "__main__":
    main()
