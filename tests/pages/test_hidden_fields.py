"""What is for the desk only is not shown to a visitor, and not found by them either."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from matchmaker.model import Question, Snapshot
from tests.api.world import BOILERS, REPAIR_POINT
from tests.pages.keeping import Desk, desk

if TYPE_CHECKING:
    from collections.abc import Iterator

POINT = replace(
    REPAIR_POINT,
    aliases=("Zeldzaamalias",),
    themes=("wood",),
    desk_only=("aliases", "themes", "description", "place_id"),
)
OFFERING = replace(
    BOILERS, questions=(Question(language="nl", text="Wie slijpt kwikzilver?"),), desk_only=("questions",)
)
SEARCHES = ("Zeldzaamalias", "zeldzaamalia", "kwikzilver", "helpt reviseren")


@pytest.fixture
def at() -> Iterator[Desk]:
    with desk() as running:
        running.register.put(Snapshot(actors=(POINT,), offerings=(OFFERING,)))
        yield running


def found_on_pages(at: Desk, query: str) -> str:
    return " ".join(at.page(f"/{listed}?{query}").one("main").text for listed in ("partijen", "aanbod"))


def found_by_api(at: Desk, query: str) -> list[dict[str, Any]]:
    answers = (at.client.get(f"/api/v1/{listed}?{query}").json() for listed in ("actors", "offerings"))
    return [one for answer in answers for hits in answer["_embedded"].values() for one in hits]


@pytest.mark.parametrize("words", SEARCHES)
def test_staff_finds_by_words_that_a_visitor_does_not(at: Desk, words: str) -> None:
    for staff in found_on_pages(at, f"q={words}"), at.page(f"/zoeken?q={words}").one("main").text:
        assert "Reviseerpunt" in staff
    at.client.cookies.clear()
    for visitor in found_on_pages(at, f"q={words}"), at.page(f"/zoeken?q={words}").one("main").text:
        assert "Reviseerpunt" not in visitor
    assert not [one for one in found_by_api(at, f"q={words}") if "Reviseerpunt" in str(one)]


def test_the_api_shows_staff_what_only_staff_may_see_and_which_fields_those_are(at: Desk) -> None:
    def answers() -> list[dict[str, Any]]:
        paths = (f"actors/{POINT.id}", f"offerings/{OFFERING.id}")
        return [at.client.get(f"/api/v1/{path}").json() for path in paths]

    point, offering = answers()
    assert (point["aliases"], point["place"]["id"]) == (["Zeldzaamalias"], "woerden")
    assert [question["text"] for question in offering["questions"]] == ["Wie slijpt kwikzilver?"]
    assert (set(point["deskOnly"]), offering["deskOnly"]) == (set(POINT.desk_only), ["questions"])
    assert offering["provider"]["aliases"] == ["Zeldzaamalias"]
    assert [one["id"] for one in found_by_api(at, "q=kwikzilver")] == [OFFERING.id]

    at.client.cookies.clear()
    point, offering = answers()
    assert (point["aliases"], point["place"], point["description"]) == ([], None, "")
    assert (offering["questions"], offering["provider"]["aliases"]) == ([], [])
    assert point["deskOnly"] == offering["deskOnly"] == []


def test_suggestions_hold_what_anybody_may_see_whoever_asks(at: Desk) -> None:
    hidden = replace(BOILERS, desk_only=("next_step", "sources"))
    at.register.put(Snapshot(offerings=(hidden,)))
    asked = {"text": "Wie kan mijn oude cv-ketels reviseren?", "municipality": "Woerden"}
    (match, *_) = at.client.post("/api/v1/matches", json=asked).json()["matches"]

    assert (match["offering"]["id"], match["offering"]["nextStep"]) == (hidden.id, "")
    assert match["offering"]["sources"] == match["provider"]["aliases"] == []


def test_a_hidden_theme_or_place_is_in_no_facet_and_narrows_nothing(at: Desk) -> None:
    for query in ("theme=wood&kind=service_provider", "municipality=woerden&kind=service_provider"):
        assert "Reviseerpunt" in at.page(f"/partijen?{query}").one("main").text
    at.client.cookies.clear()
    for query in ("theme=wood&kind=service_provider", "municipality=woerden&kind=service_provider"):
        assert "Reviseerpunt" not in at.page(f"/partijen?{query}").one("main").text
    counted = at.client.get("/api/v1/actors?kind=service_provider").json()["facets"]["municipality"]
    assert "woerden" not in {choice["value"] for choice in counted}


def test_a_list_taken_along_holds_nothing_hidden(at: Desk) -> None:
    for path in ("/partijen?formaat=csv", "/aanbod?formaat=json", "/partijen?q=Zeldzaamalias&formaat=csv"):
        assert "Zeldzaamalias" not in at.client.get(path).text


def test_what_is_not_hidden_is_found_as_before(at: Desk) -> None:
    at.client.cookies.clear()

    assert "Reviseerpunt" in found_on_pages(at, "q=reviseerpunt")
    assert "Cv-ketels laten reviseren" in found_on_pages(at, "q=cv-ketels")


def test_how_many_places_are_left_is_told_to_nobody_where_the_desk_hides_it(at: Desk) -> None:
    question = {"text": "Wie kan mijn oude cv-ketels reviseren?", "municipality": "Woerden"}
    for desk_only, told in (((), True), (("places_left",), False)):
        at.register.put(Snapshot(offerings=(replace(BOILERS, places_left=7, desk_only=desk_only),)))
        assert ("Nog plaats: 7." in at.client.post("/suggesties", data=question).text) is told
        assert ("Nog plaats: 7." in at.client.post("/api/v1/matches", json=question).text) is told
