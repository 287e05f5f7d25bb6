"""Every list can be taken along: for a spreadsheet, and for a program as the API answers it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from matchmaker.journal import Batch, BatchKind
from matchmaker.model import Snapshot
from tests.api.world import BOILERS, REPAIR_POINT
from tests.pages.conftest import OLD
from tests.pages.keeping import SIGNED, TWIN, Desk, desk

if TYPE_CHECKING:
    from collections.abc import Iterator

APART = "/beheer/verschillende-partijen"
DUE = "/beheer/nakijken"
LISTS = {  # the page, and where the API answers the same
    "/beheer/dubbele-partijen": "possible-doubles",
    APART: "distinctions",
    DUE: "due-facts",
    f"{DUE}?theme=installation": "due-facts?theme=installation",
    "/wijzigingen": "batches",
    "/bronnen": "documents",
    "/bronnen/voortgang": "documents/voortgang/cited-facts",
}


@pytest.fixture(scope="module")
def at() -> Iterator[Desk]:
    """A desk that has something in every list, and hides one field of one party."""
    old = (
        replace(REPAIR_POINT, sources=OLD, desk_only=("website", "aliases", "place_id")),
        replace(TWIN, sources=OLD, name="=Reviseer-punt B.V."),
    )
    with desk() as running:
        running.register.put(Snapshot(actors=old, offerings=(replace(BOILERS, sources=OLD),)))
        running.send(APART, {"one": "houtfonds", "other": "kring-woerden"})
        checked = running.page(DUE).all("input", name="fact")[-1].get("value")
        running.send(DUE, {"fact": checked})
        running.when_searched("/beheer/dubbele-partijen")
        yield running


def rows(at: Desk, path: str) -> list[dict[str, str]]:
    answered = at.client.get(path)
    assert answered.status_code == 200
    assert answered.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answered.content.decode("utf-8-sig")), delimiter=";"))


def taken(at: Desk, path: str, file_format: str) -> str:
    """Return where a page leads to for its list as a file."""
    links = [link.get("href") for link in at.page(path).one("main").inside if link.tag == "a"]
    [found] = [link for link in links if f"formaat={file_format}" in link]
    return found


@pytest.mark.parametrize("path", LISTS)
def test_the_whole_list_is_there_for_a_spreadsheet(at: Desk, path: str) -> None:
    total = at.client.get(f"/api/v1/{LISTS[path]}").json()["total"]

    assert len(rows(at, taken(at, path, "csv"))) == total > 0


@pytest.mark.parametrize("path", LISTS)
def test_for_a_program_it_is_as_the_api_answers_it(at: Desk, path: str) -> None:
    here = taken(at, path, "json")
    answered = at.client.get(here)
    at.client.cookies.clear()
    visitor = at.client.get(here)
    at.client.post("/wie-bent-u", data={"desk": "Ondernemerskring Woerden", "function": "desk_worker"})
    api = at.client.get(f"/api/v1/{LISTS[path]}").json()

    assert answered.headers["content-type"] == "application/json"
    assert 'attachment; filename="' in answered.headers["content-disposition"]
    assert {**answered.json(), "_links": api["_links"]} == without_hidden(api)
    assert visitor.status_code == (200 if path.startswith("/bronnen") else 303)


def without_hidden(api: object) -> object:
    """Return an answer to staff without the other names that the desk hides: a file is handed on."""
    if isinstance(api, dict):
        hidden: dict[str, object] = (
            {"aliases": []} if api.get("id") == REPAIR_POINT.id and "aliases" in api else {}
        )
        return {**{name: without_hidden(value) for name, value in api.items()}, **hidden}
    return [without_hidden(one) for one in api] if isinstance(api, list) else api


def test_the_columns_say_what_one_needs_to_call_and_decide(at: Desk) -> None:
    (pair,) = rows(at, "/beheer/dubbele-partijen?formaat=csv")
    (apart,) = rows(at, f"{APART}?formaat=csv")
    (change,) = rows(at, "/wijzigingen?formaat=csv")
    due = rows(at, f"{DUE}?formaat=csv")

    assert {pair["Partij 1"], pair["Partij 2"]} == {"Reviseerpunt", "'=Reviseer-punt B.V."}
    assert {pair["Plaats 1"], pair["Plaats 2"]} == {"", "Gouda"}
    assert (apart["Partij 1"], apart["Partij 2"], apart["Door"]) == (
        "Houtfonds",
        "Ondernemerskring Woerden",
        SIGNED,
    )
    assert (change["Wat"], change["Door"], change["Gewijzigd"]) == ("1 gegeven gecontroleerd", SIGNED, "1")
    assert {one["Partij"] for one in due} <= {"Reviseerpunt", "'=Reviseer-punt B.V."}
    assert {one["Website"] for one in due} == {""}
    assert {one["Laatst gezegd of nagekeken op"] for one in due} == {"2021-10-21"}


def test_an_unknown_format_is_refused(at: Desk) -> None:
    for path in LISTS:
        assert at.client.get(path, params={"formaat": "exe"}).status_code == 400


def test_before_doubles_were_looked_for_there_is_no_file_that_says_there_are_none() -> None:
    with desk() as fresh:
        answered = fresh.client.get("/beheer/dubbele-partijen?formaat=csv")

    assert answered.headers["content-type"].startswith("text/html")
    assert "Dit wordt berekend." in answered.text


def test_all_that_a_change_did_can_be_taken_along_but_for_what_the_desk_hides() -> None:
    hiding = replace(REPAIR_POINT, name="=Punt", website="https://geheim.example", desk_only=("website",))
    batch = Batch(id="w", kind=BatchKind.EDIT, by="beheer", at=datetime(2026, 3, 2, tzinfo=UTC), title="Naam")
    with desk() as fresh:
        fresh.register.apply(batch, Snapshot(actors=(hiding, replace(TWIN, id="nieuw", name="Nieuw"))))
        here = "/wijzigingen/w"
        found = rows(fresh, taken(fresh, here, "csv"))
        told = fresh.client.get(taken(fresh, here, "json"))
        assert fresh.client.get(f"{here}?formaat=exe").status_code == 400

    added = {"Naam": "Nieuw", "Wat er gebeurde": "toegevoegd", "Veld": ""}
    assert [added.items() <= row.items() for row in found if row["Kenmerk"] == "nieuw"] == [True]
    fields = {row["Veld"]: (row["Was"], row["Wordt"]) for row in found if row["Kenmerk"] != "nieuw"}
    assert fields["Naam"] == ("Reviseerpunt", "'=Punt")
    assert fields["Website"] == ("https://reviseerpunt.example", "")
    assert told.json()["total"] == 2
    assert "geheim" not in told.text
