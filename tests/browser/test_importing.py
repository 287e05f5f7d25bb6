"""Take in a list in a real browser: wide and narrow, both languages, by keyboard, without scripts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from api.pages.importing import routes
from graph.tables.limits import MAX_FILE_BYTES
from tests.browser.looking import look
from tests.browser.service import running_service
from tests.browser.test_asking import press_until
from tests.crash.importer import name as one_of_a_kind
from tests.graph.tables.test_hostile import bomb

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from playwright.sync_api import FilePayload, Page

    Visit = Callable[..., AbstractContextManager[Page]]

WHO = {"nl": "/wie-bent-u", "en": "/en/who-are-you"}
LISTS = {"nl": "/lijsten", "en": "/en/lists"}
CHANGES = {"nl": "/wijzigingen", "en": "/en/changes"}
STILL_BUSY = "main form[method=get] button"
SENDER = "Rabobank"
ROWS = """Naam;Plaats;Website;Soort organisatie;Contactpersoon
Bakkerij Bos;Woerden;bakkerijbos.example;ondernemer;Iemand
Timmerfabriek De Gouden Zaag;Gouda;;ondernemer;Iemand
Rabobank;Woerden;;;Iemand
Metaalunie Utrecht;;;;Iemand
;Nergens;geen adres;soort;Iemand
"""


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    """A service of its own: what is stored here shows up nowhere else."""
    with running_service() as address:
        yield address


def sign_in(page: Page, language: str = "nl") -> None:
    page.goto(WHO[language])
    page.fill("#desk", "Platform Groene Hart Circulair")
    page.check("#function-desk_worker")
    page.locator("main button[type=submit]").first.click()


def file(content: str | bytes = ROWS, name: str = "aanbieders 2026.csv") -> FilePayload:
    body = content if isinstance(content, bytes) else content.encode()
    return {"name": name, "mimeType": "text/csv", "buffer": body}


def send(page: Page, language: str, content: str | bytes | Path = ROWS, kind: str = "providers") -> None:
    page.goto(LISTS[language])
    page.set_input_files("#file", content if isinstance(content, Path) else file(content))
    page.check(f"#kind-{kind}")
    page.fill("#sender", SENDER)
    page.locator("main form[enctype] button[type=submit]").click()


def compared(page: Page, language: str, rows: str = "", content: str = ROWS) -> None:
    send(page, language, content)
    page.locator("#kolommen button[type=submit]").click()
    wait_out(page)
    expect(page.locator(".loket-tabs")).to_be_visible()
    if rows:
        page.goto(f"{page.url.partition('?')[0]}?rijen={rows}")


def wait_out(page: Page) -> None:
    """Look again for as long as the page says that it is not done; each look waits some seconds."""
    while page.locator(STILL_BUSY).count():
        page.locator(STILL_BUSY).click()


def busy(page: Page, language: str) -> None:
    send(page, language, "Naam\n" + "".join(f"{one_of_a_kind(n)}\n" for n in range(1_000)))
    held = routes.HELD_FOR
    routes.HELD_FOR = 0.1
    try:
        page.locator("#kolommen button[type=submit]").click()
    finally:
        routes.HELD_FOR = held
    expect(page.locator(STILL_BUSY)).to_be_visible()


def stored(page: Page, language: str) -> None:
    compared(page, language)
    if page.locator("form[action$='/opslaan'], form[action$='/store']").count():
        page.locator("form[action$='/opslaan'] button, form[action$='/store'] button").click()
        wait_out(page)


def changes(page: Page, language: str, part: str = "") -> None:
    page.goto(CHANGES[language])
    if not page.locator(".loket-hit").count():
        stored(page, language)
        page.goto(CHANGES[language])
    if part:
        page.locator(".loket-hit__title a").first.click()
    if part == "undo":
        page.locator("main a[href$='/terugdraaien'], main a[href$='/undo']").first.click()


def thrown_away(page: Page) -> None:
    """Throw the list on the page away, if one is there: only so many may wait at a time."""
    button = page.locator("form[action$='/weggooien'] button, form[action$='/drop'] button")
    if button.count():
        button.first.click()
        expect(page.locator("#file")).to_be_visible()


def wrong_start(page: Page, language: str) -> None:
    page.goto(LISTS[language])
    page.fill("#statedOn", "")
    page.locator("main form[enctype] button[type=submit]").click()


def wrong_columns(page: Page, language: str) -> None:
    send(page, language)
    page.select_option("#kolom-0", "")
    page.select_option("#kolom-1", "website")
    page.locator("#kolommen button[type=submit]").click()


PAGES: dict[str, Callable[[Page, str], object]] = {
    "list": lambda page, language: page.goto(LISTS[language]),
    "list-fault": wrong_start,
    "list-hostile": lambda page, language: send(page, language, bomb()),
    "list-columns": lambda page, language: send(page, language, kind="members"),
    "list-columns-fault": wrong_columns,
    "list-busy": busy,
    "list-new": lambda page, language: compared(page, language, "new"),
    "list-changed": lambda page, language: compared(page, language, "changed"),
    "list-double": lambda page, language: compared(page, language, "double"),
    "list-wrong": lambda page, language: compared(page, language, "wrong"),
    "list-gone": lambda page, language: page.goto(f"{LISTS[language]}/weg"),
    "list-stored": stored,
    "changes": changes,
    "change": lambda page, language: changes(page, language, "one"),
    "change-undo": lambda page, language: changes(page, language, "undo"),
}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_and_fits(visit: Visit, name: str, language: str) -> None:
    with visit() as page:
        sign_in(page, language)
        PAGES[name](page, language)
        look(page, name, language)
        thrown_away(page)


def test_a_list_from_file_to_undone_without_scripts(visit: Visit) -> None:
    with visit(scripts=False) as page:
        sign_in(page)
        page.goto("/beheer")
        page.get_by_role("link", name="Lijst inlezen").click()
        page.set_input_files("#file", file("Naam;Plaats\nSlagerij Smit;Gouda\n", "slagers.csv"))
        page.get_by_label("Aanbieders").check()
        page.fill("#sender", SENDER)
        page.get_by_role("button", name="Lees de lijst").click()
        expect(page.locator("#kolom-0")).to_have_value("name")
        page.get_by_role("button", name="Vergelijk met wat wij weten").click()
        wait_out(page)
        expect(page.locator(".loket-row-entry h3")).to_have_text("Slagerij Smit rij 2")
        page.get_by_role("button", name="Sla 1 rij op").click()
        wait_out(page)
        expect(page.locator("h1")).to_have_text("De lijst is opgeslagen")

        page.get_by_role("link", name="Bekijk wat er is gewijzigd").click()
        page.get_by_role("link", name="Slagerij Smit", exact=True).click()
        expect(page.locator("h1")).to_have_text("Slagerij Smit")
        page.goto(CHANGES["nl"])
        page.get_by_role("link", name="Draai terug (slagers.csv)").press("Enter")
        page.get_by_role("button", name="Ja, draai dit terug").press("Enter")
        expect(page.locator("#teruggedraaid")).to_be_focused()
        expect(page.locator(".utrecht-alert")).to_contain_text("Alles is weer zoals het was.")


def test_by_keyboard_from_the_file_to_the_rows(visit: Visit) -> None:
    with visit() as page:
        sign_in(page)
        page.goto("/lijsten")
        with page.expect_file_chooser() as chooser:  # before the key: listening takes a moment
            press_until(page, "#file")
            page.keyboard.press("Space")
        chooser.value.set_files(file())
        press_until(page, "#kind-providers")
        page.keyboard.press("Space")
        press_until(page, "#sender")
        page.keyboard.type(SENDER)
        press_until(page, "main button[type=submit]")
        page.keyboard.press("Enter")
        page.wait_for_url("**/kolommen")

        press_until(page, "#kolommen button[type=submit]", most=60)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: not url.endswith("/kolommen"))
        wait_out(page)
        expect(page.locator(".loket-tabs")).to_be_visible()
        press_until(page, ".loket-tabs__link", most=60)
        page.keyboard.press("Enter")
        expect(page.locator(".loket-tabs__link[aria-current]")).to_contain_text("Nieuw")


def test_after_a_mistake_the_summary_has_the_focus_and_leads_to_the_field(visit: Visit) -> None:
    with visit() as page:
        sign_in(page)
        wrong_start(page, "nl")

        expect(page.locator("#fouten")).to_be_focused()
        page.locator("a[href='#file']").click()
        expect(page.locator("#file")).to_be_focused()


def test_a_choice_between_parties_is_made_with_the_arrow_keys(visit: Visit) -> None:
    with visit() as page:
        sign_in(page)
        compared(page, "nl", "double")
        press_until(page, ".loket-row-entry input[type=radio]", most=60)
        page.keyboard.press("ArrowUp")
        press_until(page, "main form[action$='/dubbele-partijen'] > button")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "?" not in url)
        wait_out(page)

        expect(page.locator(".loket-tabs__link", has_text="Mogelijk dubbel")).to_have_text(
            "Mogelijk dubbel 0"
        )


def test_a_file_that_is_far_too_large_is_answered_with_a_page(visit: Visit, tmp_path: Path) -> None:
    large = tmp_path / "groot.csv"
    large.write_bytes(b"x" * (3 * MAX_FILE_BYTES))
    with visit() as page:
        sign_in(page)
        send(page, "nl", large)

        expect(page.locator("#file-fout")).to_contain_text("groter dan 10 MB")
