"""A picture that the browser refuses for now is asked for again; any other fault is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from playwright.sync_api import Error

from tests.browser.looking import take_picture

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

REFUSED = "Page.screenshot: Protocol error (Page.captureScreenshot): Unable to capture screenshot"


class _Refusing:
    """A page whose first pictures fail with what is given, in turn."""

    def __init__(self, *faults: str) -> None:
        self._faults = list(faults)

    def screenshot(self, *, path: Path, full_page: bool) -> None:
        assert full_page
        if self._faults:
            raise Error(self._faults.pop(0))
        path.write_bytes(b"a picture")

    def wait_for_timeout(self, timeout: float) -> None:
        assert timeout < 1000


def test_picture_that_was_refused_for_now_is_taken_after_all(tmp_path: Path) -> None:
    path = tmp_path / "page.png"
    take_picture(cast("Page", _Refusing(REFUSED)), path)
    assert path.read_bytes() == b"a picture"


@pytest.mark.parametrize("faults", [(REFUSED,) * 9, ("Target page has been closed",)])
def test_other_faults_and_a_lasting_refusal_are_told(tmp_path: Path, faults: tuple[str, ...]) -> None:
    path = tmp_path / "page.png"
    with pytest.raises(Error, match=faults[0].split("(")[0]):
        take_picture(cast("Page", _Refusing(*faults)), path)
    assert not path.exists()
