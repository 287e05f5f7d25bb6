"""The way through the pages: by keyboard, without scripts, and back from a mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from playwright.sync_api import Page

    Visit = Callable[..., AbstractContextManager[Page]]

QUESTION = "Installateur wil oude cv-ketels laten opknappen. Wie kan helpen?"


def press_until(page: Page, selector: str, key: str = "Tab", most: int = 40) -> int:
    """Press a key until the focus is on what is looked for; return how often."""
    for times in range(1, most + 1):
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return times
    raise AssertionError(f"{selector} has no focus after {most} times {key}")


def test_by_keyboard_from_skip_link_to_the_first_suggestion(visit: Visit) -> None:
    with visit() as page:
        page.goto("/")
        assert press_until(page, ".nl-skip-link") == 1
        expect(page.locator(".nl-skip-link")).to_be_in_viewport()
        page.keyboard.press("Enter")
        assert press_until(page, "#text", most=2) == 1
        page.keyboard.type(QUESTION)
        press_until(page, "#municipality", most=1)
        page.keyboard.type("woerden")
        press_until(page, "main button[type=submit]")
        page.keyboard.press("Enter")

        expect(page.locator("h1")).to_be_focused()
        press_until(page, "article h3 a", most=5)
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_be_visible()
        assert page.url.rpartition("/")[0].endswith("/aanbod")


def test_the_focus_is_always_to_be_seen(visit: Visit) -> None:
    with visit() as page:
        page.goto("/")
        for _ in range(22):
            page.keyboard.press("Tab")
            width = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
            assert width >= 2, page.evaluate("document.activeElement.outerHTML")


def test_everything_works_without_scripts(visit: Visit) -> None:
    with visit(scripts=False) as page:
        page.goto("/")
        page.fill("#text", QUESTION)
        page.fill("#municipality", "Woerdn")
        page.click("main button[type=submit]")
        assert page.title().startswith("Fout: ")

        page.get_by_role("button", name="Woerden", exact=True).click()
        expect(page.locator("article").first).to_be_visible()
        assert page.input_value("#text") == QUESTION

        page.get_by_role("button", name="English").click()
        assert page.title().endswith("Circular desk")
        assert page.input_value("#text") == QUESTION
        assert page.locator("article").count() > 0

        page.locator("article summary").first.click()
        expect(page.locator("article table").first).to_be_visible()


def test_a_list_is_searched_and_narrowed_without_scripts(visit: Visit) -> None:
    with visit(scripts=False) as page:
        page.goto("/zoeken")
        page.fill("#q", "gebruikt hout")
        page.click("main button[type=submit]")
        page.get_by_role("link", name="Bekijk al het aanbod").click()
        before = page.locator(".loket-hit").count()
        page.get_by_role("link", name="Opleiding en vaardigheden").click()

        assert page.url.endswith("/aanbod?q=gebruikt+hout&needKind=skills")
        assert 0 < page.locator(".loket-hit").count() < before
        page.get_by_role("link", name="Haal weg: Soort hulp").click()
        assert page.locator(".loket-hit").count() == before


def test_by_keyboard_from_search_to_a_party(visit: Visit) -> None:
    with visit() as page:
        page.goto("/zoeken")
        press_until(page, "#q")
        page.keyboard.type("rabobnk")
        page.keyboard.press("Enter")
        expect(page.locator("[aria-live]")).to_contain_text("Gevonden:")
        press_until(page, "[aria-labelledby=partijen] .loket-hit__title a", most=60)
        page.keyboard.press("Enter")

        expect(page.locator("h1")).to_have_text("Rabobank")


def test_the_best_three_suggestions_stand_within_about_two_screens(visit: Visit) -> None:
    with visit() as page:
        page.goto("/")
        page.fill("#text", QUESTION)
        page.click("main button[type=submit]")
        third = page.locator("article").nth(2).bounding_box()

        assert third is not None
        assert third["y"] + third["height"] <= 2.25 * 900


def test_after_a_mistake_the_summary_has_the_focus_and_leads_to_the_field(visit: Visit) -> None:
    with visit() as page:
        page.goto("/")
        page.fill("#municipality", "Woerdn")
        page.click("main button[type=submit]")

        expect(page.locator("#fouten")).to_be_focused()
        page.locator("a[href='#municipality']").first.click()
        expect(page.locator("#municipality")).to_be_focused()
        expect(page.locator("#municipality")).to_have_attribute("aria-invalid", "true")
        expect(page.locator("#municipality")).to_have_value("Woerdn")


def test_what_was_assumed_leads_to_the_field(visit: Visit) -> None:
    with visit() as page:
        page.goto("/")
        page.fill("#text", "Installateur uit Woerden wil oude cv-ketels laten opknappen.")
        page.click("main button[type=submit]")
        page.get_by_role("link", name="Kies een andere gemeente.").click()

        expect(page.locator("#municipality")).to_be_focused()


def test_from_a_suggestion_back_to_the_answer_with_the_question_in_no_address(visit: Visit) -> None:
    with visit() as page:
        page.goto("/")
        page.fill("#text", QUESTION)
        page.click("main button[type=submit]")
        answer = page.locator("article").count()
        page.locator("article h3 a").first.click()
        page.go_back()

        assert page.url.endswith("/suggesties")
        assert page.locator("article").count() == answer > 0


@pytest.mark.parametrize("path", ["/", "/zoeken", "/aanbod", "/partijen", "/toegankelijkheid"])
def test_large_text_needs_no_sideways_scroll(visit: Visit, path: str) -> None:
    with visit() as page:
        page.goto(path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")

        assert page.evaluate("document.documentElement.scrollWidth") <= 1280
