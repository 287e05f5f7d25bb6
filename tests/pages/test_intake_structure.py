"""What holds for every page also holds for those behind a private link, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.pages import test_structure as structure
from tests.pages.intakes import begin, filled_in, service
from tests.pages.markup import Markup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pages.intakes import Service

RULES = (
    structure.test_every_tag_is_closed_and_no_id_comes_twice,
    structure.test_landmarks_title_and_one_main_heading,
    structure.test_headings_skip_no_level,
    structure.test_no_script_and_no_style_of_its_own,
    structure.test_every_field_has_a_label_and_what_it_points_to_exists,
    structure.test_the_other_language_is_named_in_that_language,
)
WHO = {"desk": "Ondernemerskring Woerden", "function": "desk_worker"}


@pytest.fixture(scope="module")
def running() -> Iterator[Service]:
    with service() as one:
        yield one


def check(page: Markup) -> None:
    for rule in RULES:
        rule(page)


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("number", range(1, 12))
def test_each_step(running: Service, number: int, language: str) -> None:
    asker = begin(running.client)
    first, second, *_ = asker.actions(2)
    asker.fill(2, wants=[first], helps=[second])

    check(asker.get(f"{language}{asker.step(number)}"))


def test_who_fills_it_in_alone_is_spoken_to(running: Service) -> None:
    asker = begin(running.client)
    first, second, *_ = asker.actions(2)
    asker.fill(2, wants=[first], helps=[second])
    told = asker.get(asker.step(9)).one("main").text

    assert "Hierover vroeg u hulp" in told
    assert "Dit wilt u binnen drie jaar. Wilt u daar hulp bij?" in told
    assert "Is hulp welkom?" not in told


@pytest.mark.parametrize("number", [1, 2, 9])
def test_a_step_with_a_fault(running: Service, number: int) -> None:
    asker = begin(running.client)
    first = asker.actions(2)[0]
    wrong: dict[str, str | list[str]] = {"name": "", "share": [first], "ownGrade": "99"}
    refused = asker.send(asker.step(number), asker.get(asker.step(number)), wrong)

    assert refused.status_code == 400
    check(Markup(refused.text))


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_pages_after_sending(running: Service, language: str) -> None:
    asker = filled_in(running.client)
    dutch = ("later", "verstuurd", "wie-kan-helpen", "overzicht")
    english = ("later", "sent", "who-can-help", "overview")
    for page in english if language else dutch:
        check(asker.get(f"{language}{asker.link}/{page}"))
    secret = asker.link.rpartition("/")[2]
    details = f"/en/my-details/{secret}" if language else f"/mijn-gegevens/{secret}"
    check(asker.get(details))
    check(asker.get(f"{details}/{'erase' if language else 'wissen'}"))


def test_the_pages_of_a_visit() -> None:
    with service() as running:
        running.client.post("/wie-bent-u", data=WHO)
        asker = filled_in_by_staff(running)
        for address in ("/bezoek", "/en/visit", *(f"{asker}?stap={number}" for number in range(1, 5))):
            response = running.client.get(address)
            assert response.status_code == 200
            check(Markup(response.text))


def filled_in_by_staff(running: Service) -> str:
    begun = running.client.post("/bezoek", data={"mark": "m", "name": "Bezocht bedrijf"})
    assert begun.status_code == 303
    path: str = begun.headers["location"].partition("?")[0]
    return path
