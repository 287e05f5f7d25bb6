"""What each page must hold for whoever looks at it, wide and narrow; a picture for people on request."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Error

if TYPE_CHECKING:
    from playwright.sync_api import Page

SCREENSHOTS = Path(__file__).resolve().parents[2] / ".cache" / "screenshots"
WIDTHS = (1280, 320)
HEIGHT = 900
# What is right on a page is not told one by one: to hand that over takes a third of the time.
ONLY_FAULTS = {"resultTypes": ["violations"]}

# Chromium says so now and then on a busy machine, and takes the very same picture when asked again.
REFUSED_FOR_NOW = "Unable to capture screenshot"
TURNS = 3

# WCAG 2.2, 2.5.8: at least 24 by 24 pixels, but for links within a sentence.
SMALL_TARGETS = """
() => [...document.querySelectorAll(
    "button, input:not([type=hidden]), select, textarea, summary, nav a, .loket-card h3 a, "
    + ".loket-hit__title a, .loket-facet__link, .loket-chosen__link, .loket-button-link, .loket-more a")]
  .filter((element) => element.checkVisibility())
  .map((element) => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24)
  .map(([text]) => text)
"""

# Letters may come after the page, and are only asked for once it is laid out.
HAS_OUR_LETTERS = """
() => {
  document.body.getBoundingClientRect();
  return document.fonts.ready.then(() => document.fonts.check('16px "Noto Sans"'));
}
"""


def look(page: Page, name: str, language: str) -> None:
    """Hold a page to what every page must do at each width, and leave it at the narrowest.

    It is accessible by test, nothing stands beside the screen, what is pressed is large enough, the letters
    are ours, and it says its language. With the setting ``LOKET_TEST_PICTURES`` a picture of each width is
    left in ``.cache/screenshots``, to look at: nothing is held against it, and it takes a fifth of the time.
    """
    assert page.locator("html").get_attribute("lang") == language
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        assert page.evaluate(HAS_OUR_LETTERS), name
        if os.environ.get("LOKET_TEST_PICTURES"):
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            take_picture(page, SCREENSHOTS / f"{name}-{language}-{width}.png")
        findings = faults_of(page)
        assert findings.violations_count == 0, f"{name}, {width} wide: {findings.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert page.evaluate(SMALL_TARGETS) == [], name


def faults_of(page: Page) -> AxeResults:
    """Return what axe finds wrong; it is handed to a page once, as that takes half of its time."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return AxeResults(page.evaluate("(options) => axe.run(document, options)", ONLY_FAULTS))


def take_picture(page: Page, path: Path) -> None:
    """Leave a picture of the whole page under a path, asking again where the browser refuses one for now."""
    for turn in range(1, TURNS + 1):
        try:
            page.screenshot(path=path, full_page=True)
        except Error as refused:
            if REFUSED_FOR_NOW not in refused.message or turn == TURNS:
                raise
            page.wait_for_timeout(250)
        else:
            return
