"""Every fact leads to its lines: each source has a page with what was taken from it, passage by passage."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from graph import open_register
from matchmaker.model import Actor, Offering, Relation, Snapshot
from tests.api.world import REPAIR_POINT, REPORT, WORLD, FixedClock
from tests.pages.conftest import REGION
from tests.pages.keeping import Desk, read, until_ready

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.pages.markup import Markup

DOCUMENT = "/api/v1/documents/voortgang"
STAFF = {"desk": "Ondernemerskring Woerden", "function": "desk_worker"}
FACTS: tuple[Actor | Offering | Relation, ...] = (*REGION.actors, *REGION.offerings, *REGION.relations)
LINES = [f"Dit is regel {number}." for number in range(1, 21)]


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Desk]:
    """Staff of a desk that has the text of the document, beside a file that is no document's."""
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "voortgang.txt").write_text("\n".join(LINES), encoding="utf-8")
    (tmp_path / "elders.txt").write_text("\n".join(LINES), encoding="utf-8")
    with closing(open_register("sqlite:")) as register:
        register.put(WORLD)
        app = create_app(Settings(store="sqlite:", sources=str(folder)), register, FixedClock())
        with TestClient(app, follow_redirects=False) as client:
            until_ready(client)
            client.post("/wie-bent-u", data=STAFF)
            yield Desk(client, register)


def passages(page: Markup) -> dict[str, str]:
    found = [section for section in page.all("section") if section.get("id").startswith("regels-")]
    return {section.get("id").removeprefix("regels-"): section.text for section in found}


@pytest.mark.parametrize("path", ["/partijen/reviseerpunt", "/aanbod/oud-aanbod", "/en/actors/kring-woerden"])
def test_every_cited_passage_leads_to_where_it_stands_with_what_it_states(
    client: TestClient, path: str
) -> None:
    links = [link.get("href") for link in read(client.get(path)).all("a") if "regels=" in link.get("href")]

    assert links
    for link in links:
        address, _, anchor = link.partition("#")
        passage = read(client.get(address)).by_id(anchor)
        assert [one for one in passage.inside if one.tag == "a"]


def test_a_source_tells_what_was_taken_from_it_in_the_order_of_its_lines(client: TestClient) -> None:
    told = passages(read(client.get("/bronnen/voortgang")))

    assert list(told) == ["3", "12-15"]
    assert told["3"] == (
        "Regel 3 Aanbod: Pompen laten reviseren Relatie: Reviseerpunt is partner in Houtfonds Afgelopen"
    )
    assert told["12-15"].startswith("Regels 12–15 Partij: ")  # as printed


def test_a_long_source_is_told_in_pages_and_a_link_finds_its_own(client: TestClient) -> None:
    cited = sum(len(fact.sources) for fact in FACTS)
    second = read(client.get("/bronnen/voortgang?pagina=2"))

    assert f"{cited} verwijzingen, bladzijde 2 van 2" in second.one("main").text
    assert list(passages(second)) == ["12-15"]
    assert "3" in passages(read(client.get("/bronnen/voortgang?regels=3")))
    for path, status in (("?regels=999", 200), ("?pagina=3", 404), ("-die-er-niet-is", 404)):
        assert client.get(f"/bronnen/voortgang{path}").status_code == status


def test_the_list_of_sources_counts_the_facts_of_each(client: TestClient) -> None:
    facts = len({fact.id for fact in FACTS})

    assert (
        f"Regio Voorbeeld · 3 december 2025 · {facts} gegevens"
        in read(client.get("/bronnen")).one("main").text
    )
    assert read(client.get("/")).one("a", href="/bronnen").text == "Bronnen"


def test_staff_of_a_desk_that_has_the_document_reads_the_lines_and_a_visitor_does_not(at: Desk) -> None:
    [staff] = passages(at.page("/bronnen/voortgang")).values()
    at.client.cookies.clear()
    [visitor] = passages(at.page("/bronnen/voortgang")).values()

    assert staff.startswith(
        "Regels 12–15 Dit is regel 12. Dit is regel 13. Dit is regel 14. Dit is regel 15. "  # as printed
    )
    assert "Dit is regel" not in visitor
    assert "Partij: Reviseerpunt" in visitor


@pytest.mark.parametrize("file", ["../elders.txt", "{tmp}/elders.txt", "niets.txt", ".", "", None])
def test_a_document_names_no_file_outside_the_folder(at: Desk, tmp_path: Path, file: str | None) -> None:
    named = file.format(tmp=tmp_path) if file else file
    at.register.put(Snapshot(documents=(replace(REPORT, file=named),)))

    assert "Dit is regel" not in at.page("/bronnen/voortgang").one("main").text


def test_a_fact_whose_sources_only_the_desk_may_see_is_under_no_source_for_a_visitor(at: Desk) -> None:
    at.register.put(Snapshot(actors=(replace(REPAIR_POINT, desk_only=("sources",)),)))
    staff, counted = at.page("/bronnen/voortgang"), at.page("/bronnen").one("main").text
    assert [cited_by_api(at, REPAIR_POINT.id), at.client.get(DOCUMENT).json()["facts"]] == [1, 6]
    at.client.cookies.clear()
    assert [cited_by_api(at, REPAIR_POINT.id), at.client.get(DOCUMENT).json()["facts"]] == [0, 5]
    visitor, fewer = at.page("/bronnen/voortgang"), at.page("/bronnen").one("main").text

    assert "Partij: Reviseerpunt" in staff.one("main").text
    assert "Partij: Reviseerpunt" not in visitor.one("main").text
    assert ("6 gegevens" in counted, "5 gegevens" in fewer) == (True, True)


def cited_by_api(at: Desk, fact_id: str) -> int:
    """Return how often a fact stands under the document over the API."""
    facts = at.client.get(f"{DOCUMENT}/cited-facts?perPagina=100").json()["_embedded"]["citedFacts"]
    return [fact["id"] for fact in facts].count(fact_id)


def test_over_the_api_a_fact_leads_to_its_document_and_back(at: Desk) -> None:
    [source] = at.client.get("/api/v1/actors/reviseerpunt").json()["sources"]
    links = at.client.get(f"/api/v1/documents/{source['documentId']}").json()["_links"]
    facts = at.client.get(links["citedFacts"]["href"]).json()

    assert (facts["total"], cited_by_api(at, "reviseerpunt")) == (6, 1)
    assert at.client.get("/api/v1/documents/niets").json()["detail"] == (
        "Wij kennen geen bron met het kenmerk niets."
    )


def test_what_the_desk_wrote_down_itself_is_a_source_without_lines(at: Desk) -> None:
    edit = "/partijen/reviseerpunt/wijzigen"
    at.press(at.page(edit), edit, {"ground": "asked", "statedOn": "2026-03-01"})
    link = at.page("/partijen/reviseerpunt").one("a", href="/bronnen/asked-kring-woerden")

    assert link.text == "Telefonisch nagevraagd"
    told = at.page("/bronnen/asked-kring-woerden").one("main").text
    assert "Partij: Reviseerpunt" in told
    assert "Regel" not in told
