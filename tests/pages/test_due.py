"""Look at what is due, and tick what is still right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from matchmaker.model import Snapshot
from matchmaker.vocabulary import Bilingual
from tests.api.world import BOILERS, FUND, REPAIR_POINT, TODAY, WOOD_GRANT
from tests.pages.conftest import OLD
from tests.pages.keeping import SIGNED, Desk, desk, read

if TYPE_CHECKING:
    from collections.abc import Iterator

DUE = "/beheer/nakijken"
OLD_POINT = replace(REPAIR_POINT, sources=OLD)
OLD_BOILERS = replace(BOILERS, sources=OLD)
OLD_GRANT = replace(
    WOOD_GRANT, sources=(replace(OLD[0], stated_on=date(2024, 1, 1), checked_on=date(2024, 5, 1)),)
)


@pytest.fixture
def at() -> Iterator[Desk]:
    with desk() as running:
        running.register.put(Snapshot(actors=(OLD_POINT,), offerings=(OLD_BOILERS, OLD_GRANT)))
        yield running


def boxes(at: Desk, path: str = DUE) -> dict[str, str]:
    page = at.page(path)
    labels = {label.get("for"): label.text for label in page.all("label")}
    return {
        labels[box.get("id")]: box.get("value") for box in page.all("input", type="checkbox", name="fact")
    }


def test_the_queue_is_by_party_and_begins_with_the_oldest(at: Desk) -> None:
    page = at.page(DUE)

    assert [legend.text for legend in page.all("legend")] == ["Reviseerpunt", "Houtfonds"]
    assert "Na te kijken: 3 gegevens van 2 partijen" in page.one("main").text
    assert "3 gegevens zijn langer dan een jaar niet nagekeken." in at.page("/beheer").one("main").text
    assert "Het oudste is van 21 oktober 2021." in at.page("/beheer").one("main").text
    assert list(boxes(at)) == [
        "De partij zelf bron van 21 oktober 2021",
        "Aanbod Cv-ketels laten reviseren bron van 21 oktober 2021",
        "Alles klopt nog (alle 2)",
        "Aanbod Subsidie voor sloophout bron van 1 mei 2024",
    ]


def test_each_fact_leads_to_the_lines_that_stated_it(at: Desk) -> None:
    links = [link.get("href") for link in at.page(DUE).all("a") if "regels=" in link.get("href")]

    assert links == ["/bronnen/voortgang?regels=3#regels-3"] * 3
    assert at.page(links[0].partition("#")[0]).by_id("regels-3").tag == "section"


def test_what_is_ticked_is_checked_today_by_the_function_and_leaves_the_queue(at: Desk) -> None:
    ticked = boxes(at)["Aanbod Cv-ketels laten reviseren bron van 21 oktober 2021"]
    done = at.press(at.page(DUE), DUE, {"fact": ticked})
    [source] = at.register.offering(BOILERS.id).sources

    assert (source.checked_on, source.checked_by, source.stated_on) == (TODAY, SIGNED, OLD[0].stated_on)
    assert "1 gegeven afgevinkt." in at.page(done.headers["location"]).one("main").text
    assert len(boxes(at)) == 2
    assert f"door {SIGNED}" in at.page(f"/aanbod/{BOILERS.id}").one("main").text
    [batch] = at.register.batches().items
    assert (batch.kind, batch.title) == ("check", "1 gegeven gecontroleerd")


def test_one_tick_is_enough_for_all_of_a_party(at: Desk) -> None:
    ticked = boxes(at)["Alles klopt nog (alle 2)"]
    at.press(at.page(DUE), DUE, {"fact": ticked})

    assert [batch.changed for batch in at.register.batches().items] == [2]
    assert list(boxes(at)) == ["Aanbod Subsidie voor sloophout bron van 1 mei 2024"]


def test_a_fact_that_changed_since_it_was_read_is_not_ticked(at: Desk) -> None:
    page = at.page(DUE)
    ticked = [box.get("value") for box in page.all("input", name="fact")]
    changed = replace(OLD_BOILERS, title=Bilingual("Anders", "Different"))
    at.register.put(Snapshot(offerings=(changed,)))
    done = at.press(page, DUE, {"fact": [one for one in ticked if not one.startswith("party:")]})

    assert at.register.offering(BOILERS.id) == changed
    assert at.register.actor(FUND.id).sources == FUND.sources
    after = at.page(done.headers["location"]).one("main").text
    assert "1 vinkje is niet bewaard" in after
    assert "2 gegevens afgevinkt." in after


def test_nothing_ticked_is_said(at: Desk) -> None:
    answered = at.press(at.page(DUE), DUE)

    assert "Vink eerst aan wat nog klopt." in read(answered, 400).one("div", role="group").text
    assert at.register.batches().total == 0


def test_the_queue_is_narrowed_to_a_theme_a_party_or_the_own_desk(at: Desk) -> None:
    assert [legend.text for legend in at.page(f"{DUE}?theme=wood").all("legend")] == ["Houtfonds"]
    assert [legend.text for legend in at.page(f"{DUE}?theme=construction").all("legend")] == ["Reviseerpunt"]
    assert [legend.text for legend in at.page(f"{DUE}?actor=houtfonds").all("legend")] == ["Houtfonds"]
    assert at.page(f"{DUE}?own=1").all("legend") == []
    done = at.press(at.page(f"{DUE}?theme=wood"), DUE, {"fact": list(boxes(at).values())[-1]})
    assert "theme=wood" in done.headers["location"]


@pytest.mark.parametrize("query", ["theme=niets", "actor=niets", "pagina=9", "pagina=x"])
def test_a_wrong_address_is_not_found(at: Desk, query: str) -> None:
    at.page(f"{DUE}?{query}", 404)
