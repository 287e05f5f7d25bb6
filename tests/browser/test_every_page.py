"""Each page in both languages, wide and narrow: accessible by test, and nothing beside the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.looking import look

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from playwright.sync_api import Page

START = {"nl": "/", "en": "/en/"}
SEARCH = {"nl": "/zoeken", "en": "/en/search"}
OFFERINGS = {"nl": "/aanbod", "en": "/en/offerings"}
ACTORS = {"nl": "/partijen", "en": "/en/actors"}

QUESTION = "Installateur uit Woerden wil oude cv-ketels laten opknappen. Wie kan helpen?"
NOTHING = "zwaartekracht op de maan"


def ask(page: Page, language: str, text: str, municipality: str = "") -> None:
    page.goto(START[language])
    page.fill("#text", text)
    page.fill("#municipality", municipality)
    page.locator("main button[type=submit]").last.click()


def first_in_list(page: Page, language: str, query: str) -> None:
    page.goto(f"{ACTORS[language]}?{query}")
    page.locator("main .loket-hit__title a").first.click()


def cited_passage(page: Page, language: str) -> None:
    first_in_list(page, language, "q=Platform+Groene+Hart+Circulair")
    page.locator("main a[href*='regels=']").first.click()
    expect(page.locator("section:target")).to_be_in_viewport()


def first_offering(page: Page, language: str) -> None:
    ask(page, language, QUESTION)
    page.locator("article h3 a").first.click()


def unfolded(page: Page) -> None:
    for summary in page.locator("summary").all():
        summary.click()


def unfolded_answer(page: Page, language: str) -> None:
    ask(page, language, QUESTION)
    unfolded(page)


def narrowed_list(page: Page, language: str) -> None:
    page.goto(f"{OFFERINGS[language]}?q=hout&needKind=knowledge&status=active&municipality=Woerden")
    unfolded(page)


def nothing_fits(page: Page, language: str) -> None:
    ask(page, language, NOTHING)
    expect(page.locator("h1")).to_have_text(
        {"nl": "Geen passend aanbod", "en": "No fitting offering"}[language]
    )


PAGES: dict[str, Callable[[Page, str], object]] = {
    "start": lambda page, language: page.goto(START[language]),
    "answer": unfolded_answer,
    "nothing-fits": nothing_fits,
    "fault": lambda page, language: ask(page, language, "", "Woerdn"),
    "folded-answer": lambda page, language: ask(page, language, QUESTION),
    "search": lambda page, language: page.goto(SEARCH[language]),
    "search-words": lambda page, language: page.goto(f"{SEARCH[language]}?q=hout"),
    "offerings": lambda page, language: page.goto(OFFERINGS[language]),
    "offerings-narrowed": narrowed_list,
    "actors": lambda page, language: page.goto(ACTORS[language]),
    "actors-fault": lambda page, language: page.goto(f"{ACTORS[language]}?municipality=Woerdn&kind=x"),
    "actors-none": lambda page, language: page.goto(f"{ACTORS[language]}?q=bestaatechtnietergens"),
    "sources": lambda page, language: page.goto({"nl": "/bronnen", "en": "/en/sources"}[language]),
    "source": cited_passage,
    "actor": lambda page, language: first_in_list(page, language, "q=Platform+Groene+Hart+Circulair"),
    "offering": first_offering,
    "accessibility": lambda page, language: page.goto(
        {"nl": "/toegankelijkheid", "en": "/en/accessibility"}[language]
    ),
    "privacy": lambda page, language: page.goto({"nl": "/privacy", "en": "/en/privacy"}[language]),
    "not-found": lambda page, language: page.goto(f"{START[language]}niets"),
}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_and_fits(
    visit: Callable[..., AbstractContextManager[Page]], name: str, language: str
) -> None:
    with visit() as page:
        PAGES[name](page, language)
        look(page, name, language)
