"""What goes through all facts does so in a thread, so that nobody else waits for it."""

from __future__ import annotations

import asyncio
from functools import wraps
from typing import TYPE_CHECKING, Any

import pytest

from api.loaded import Loaded
from matchmaker.lookup import Directory
from matchmaker.matching import Matcher
from matchmaker.memo import Memo
from tests.pages.desk import take_call
from tests.pages.keeping import Desk, desk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SEARCHES = (
    (Directory, "find_actors"),
    (Directory, "find_offerings"),
    (Directory, "places"),
    (Directory, "themes"),
    (Matcher, "match"),
    (Matcher, "why_not"),
)
ASKED = {"text": "Wie reviseert cv-ketels?", "expected": "revisie"}
NEW_PARTY = {
    "name": "Reviseer Punt",
    "kind": "initiative",
    "description.nl": "Iets anders.",
    "ground": "asked",
    "statedOn": "2026-02-27",
}


@pytest.fixture(scope="module")
def at() -> Iterator[Desk]:
    with desk() as running:
        yield running


@pytest.fixture
def on_the_loop(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note which searches are done where all others wait for them."""
    noted: list[str] = []

    def noting(name: str, search: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(search)
        def noted_search(*given: Any, **more: Any) -> Any:
            try:
                asyncio.get_running_loop()
            except RuntimeError:
                return search(*given, **more)
            noted.append(name)
            return search(*given, **more)

        return noted_search

    for owner, name in SEARCHES:
        monkeypatch.setattr(owner, name, noting(name, getattr(owner, name)))

    class Noting(Memo[Any]):
        get = noting("derived", Memo.get)

    # What is worked out of all facts is kept with them; here it is worked out each time.
    monkeypatch.setattr(Loaded, "derived", property(lambda _loaded: Noting(1)))
    return noted


@pytest.mark.parametrize(
    "path",
    [
        "/zoeken?q=ketel",
        "/partijen?q=ketel&municipality=Gauda",
        "/wie-bent-u",
        "/bronnen",
        "/bronnen/voortgang",
        "/beheer",
        "/beheer/nakijken",
        "/api/v1/actors?q=ketel",
        "/api/v1/places?q=goud",
        "/api/v1/themes?q=hout",
        "/api/v1/documents",
        "/api/v1/documents/voortgang",
        "/api/v1/documents/voortgang/cited-facts",
        "/api/v1/due-facts",
    ],
)
def test_a_page_searches_in_a_thread(at: Desk, on_the_loop: list[str], path: str) -> None:
    assert at.client.get(path).status_code < 500
    assert on_the_loop == []


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/suggesties", ASKED),
        ("/wie-bent-u", {"desk": "Ondernemerskrings", "function": "desk_worker"}),
        ("/loket/zoeken", {"q": "ketel"}),
    ],
)
def test_a_form_that_is_sent_searches_in_a_thread(
    at: Desk, on_the_loop: list[str], path: str, fields: dict[str, str]
) -> None:
    assert at.client.post(path, data=fields).status_code in {200, 400}
    assert on_the_loop == []


def test_what_somebody_who_knows_better_looks_for_is_found_in_a_thread(
    at: Desk, on_the_loop: list[str]
) -> None:
    need = take_call(at.client)
    assert "Kies dit toch" in at.client.get(need, params={"zoek": "subsidie"}).text
    fields = {"do": "own", "offering": "houtsubsidie", "ownReason": "Zij verhuizen.", "overrules": "area"}
    assert at.client.post(need, data=fields).status_code == 303
    assert on_the_loop == []


def test_the_form_of_a_new_party_looks_in_a_thread_for_who_it_may_be(
    at: Desk, on_the_loop: list[str]
) -> None:
    here = "/beheer/nieuwe-partij"
    answered = at.press(at.page(here), here, NEW_PARTY)
    assert "Reviseerpunt" in answered.text
    assert on_the_loop == []
