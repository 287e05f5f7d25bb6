"""A real browser on the real service with the regional data.

Chromium is taken from the setting ``LOKET_TEST_CHROMIUM`` (path of the program), else it is
``chromium-headless-shell`` or ``chromium`` on the path, else the one that Playwright installed. Without any
of these the tests fail in CI and are skipped elsewhere.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.service import NoChromium, launch, running_service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

# These tests ask what a page does, not how fast; the machine may be busy.
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def base_url() -> Iterator[str]:
    """Address of the service."""
    with running_service() as address:
        yield address


@pytest.fixture(scope="module")  # while Playwright runs, no test on this thread can run a loop of its own
def browser() -> Iterator[Browser]:
    """A running Chromium."""
    with sync_playwright() as playwright:
        try:
            running = launch(playwright)
        except NoChromium as missing:
            if os.environ.get("CI"):
                pytest.fail(f"CI must test in a real browser. {missing}")
            pytest.skip(f"NOT TESTED IN A BROWSER. {missing}")
        yield running
        running.close()


class Watch:
    """Notes what a page must never do: complain in the console, or load from elsewhere."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self._origin = origin
        self.complaints: list[str] = []
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("request", self._on_request)

    def _on_console(self, message: ConsoleMessage) -> None:
        # An error page is an answer like any other; Chromium reports its status as an error.
        is_own_status = message.text.startswith("Failed to load resource") and not message.location[
            "url"
        ].startswith(f"{self._origin}/static")
        if message.type in {"error", "warning"} and not is_own_status:
            self.complaints.append(message.text)

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self._origin}/", "data:")):
            self.complaints.append(f"loads {request.url}")


@pytest.fixture
def visit(browser: Browser, base_url: str) -> Callable[..., AbstractContextManager[Page]]:
    """Opens a page as a visitor: ``with visit(width=320) as page``; what it must never do fails the test."""

    @contextmanager
    def opened(width: int = 1280, *, scripts: bool = True) -> Iterator[Page]:
        context = browser.new_context(
            base_url=base_url, viewport={"width": width, "height": 900}, java_script_enabled=scripts
        )
        watch = Watch(context, base_url)
        try:
            yield context.new_page()
        finally:
            context.close()
        assert watch.complaints == []

    return opened
