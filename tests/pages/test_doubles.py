"""Decide about parties that may be double: one and the same, or different; and come back to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from matchmaker.errors import NotFound
from matchmaker.model import Precedent, Referred, Snapshot
from tests.api.world import REPAIR_POINT
from tests.pages.keeping import PAIR, SIGNED, TWIN, WITH_DOUBLES, Desk, desk, read

if TYPE_CHECKING:
    from collections.abc import Iterator

QUEUE = "/beheer/dubbele-partijen"
COMPARE = f"{QUEUE}/vergelijken{PAIR}"
MERGE = f"{QUEUE}/samenvoegen"
PREVIEW = f"{MERGE}?keep={REPAIR_POINT.id}&drop={TWIN.id}"
APART = "/beheer/verschillende-partijen"


@pytest.fixture
def at() -> Iterator[Desk]:
    with desk() as running:
        yield running


def test_until_the_search_is_done_the_page_says_so_and_waits_for_nothing(at: Desk) -> None:
    first = at.page(QUEUE).one("main").text
    later = at.when_searched(QUEUE)

    assert "Dit wordt berekend." in first
    assert "1 paar te bekijken" in later.one("main").text
    [pair] = later.all("li", class_="loket-hit")
    assert pair.text.startswith("Reviseerpunt en Reviseer-punt B.V.")
    assert "1 paar is misschien dubbel." in at.page("/beheer").one("main").text


def test_while_it_looks_again_the_page_does_not_say_that_nothing_is_double(at: Desk) -> None:
    at.when_searched(QUEUE)
    at.press(at.page(PREVIEW), MERGE)
    told = at.page(QUEUE).one("main").text

    assert ("Wij berekenen de lijst opnieuw." in told) != ("Niets te doen" in told)
    assert "0 paren" not in told


def test_merging_takes_precedents_along(at: Desk) -> None:
    asked = Precedent(id="q", text="Wie reviseert pompen?", referred=(Referred(to=TWIN.id, grade=3),))
    at.register.put(Snapshot(precedents=(asked,)))
    preview = at.page(PREVIEW)
    at.press(preview, MERGE)

    assert "1 oefenvraag verhuist mee." in preview.one("main").text
    [after] = at.register.snapshot().precedents
    assert after.referred == (Referred(to=REPAIR_POINT.id, grade=3),)


def test_both_parties_stand_side_by_side_with_all_that_is_known(at: Desk) -> None:
    page = at.page(COMPARE)
    rows = {row.get("aria-label"): row.text for row in page.all("div", role="group")}

    assert "Revisiepunt" in rows["Ook bekend als"]
    assert "RP" in rows["Ook bekend als"]
    assert rows["KVK-nummer"].endswith("– Reviseer-punt B.V. 12345678") or "12345678" in rows["KVK-nummer"]
    assert "Cv-ketels laten reviseren" in rows["Aanbod"]
    assert "Pompen laten reviseren" in rows["Aanbod"]
    assert "Ondernemerskring Woerden" in rows["Relaties"]
    assert "Voortgang 2025" in rows["Bronnen"]


def test_merging_shows_first_what_moves_and_then_moves_it(at: Desk) -> None:
    preview = at.page(PREVIEW)
    told = preview.one("main").text
    before = at.register.snapshot()
    done = at.press(preview, MERGE)

    assert "Reviseerpunt blijft. Reviseer-punt B.V. gaat daarin op." in told
    for part in ("Reviseer-punt B.V.", "12345678", "Pompen laten reviseren", "is partner in Houtfonds"):
        assert part in told
    assert "1 relatie vervalt, omdat die anders dubbel is." in told
    assert before.actors == tuple(sorted(WITH_DOUBLES.actors, key=lambda actor: actor.id))
    assert done.status_code == 303
    assert at.register.actor(REPAIR_POINT.id).kvk_number == "12345678"
    assert at.register.offering("pompen-reviseren").provider_id == REPAIR_POINT.id
    with pytest.raises(NotFound):
        at.register.actor(TWIN.id)
    [batch] = at.register.batches().items
    assert (batch.by, batch.title) == (SIGNED, "Reviseer-punt B.V. samengevoegd met Reviseerpunt")
    after = at.page(done.headers["location"]).one("main").text
    assert "Gedaan: Reviseer-punt B.V. samengevoegd met Reviseerpunt." in after
    assert at.when_searched(QUEUE).all("li", class_="loket-hit") == []


@pytest.mark.parametrize("path", ["/partijen/{id}", "/partijen/{id}/wijzigen", "/partijen/{id}/nieuw-aanbod"])
def test_the_old_address_of_a_merged_party_leads_to_the_one_that_stayed(at: Desk, path: str) -> None:
    old = path.format(id=TWIN.id)
    assert at.press(at.page(PREVIEW), MERGE).status_code == 303
    page = at.page(old, 410)

    assert page.one("h1").text == "Deze partij is samengevoegd"
    assert page.all("a", href=f"/partijen/{REPAIR_POINT.id}")[0].text == "Reviseerpunt"
    [undo] = [link.get("href") for link in page.all("a") if link.get("href").startswith("/wijzigingen/")]
    at.press(at.page(f"{undo}/terugdraaien"), f"{undo}/terugdraaien")
    assert at.client.get(old).status_code == 200


def test_a_visitor_reads_where_a_merged_party_is_but_not_what_staff_can_do(at: Desk) -> None:
    at.press(at.page(PREVIEW), MERGE)
    at.client.cookies.clear()
    page = at.page(f"/en/actors/{TWIN.id}", 410)

    assert page.one("main").text == (
        "This party was merged We knew this party under two names. All about it is now under Reviseerpunt."
    )


def test_merges_one_after_another_lead_to_the_party_that_is_there(at: Desk) -> None:
    at.press(at.page(PREVIEW), MERGE)
    onward = f"{MERGE}?keep=kring-woerden&drop={REPAIR_POINT.id}"
    assert at.press(at.page(onward), MERGE).status_code == 303

    assert at.page(f"/partijen/{TWIN.id}", 410).all("a", href="/partijen/kring-woerden")


def test_who_stayed_is_known_too_where_the_merge_gave_it_nothing_but_offerings(at: Desk) -> None:
    twin = replace(TWIN, kvk_number=None, aliases=(), place_id=None)
    stays = replace(REPAIR_POINT, aliases=(twin.name,))
    at.register.put(Snapshot(actors=(twin, stays)))
    at.press(at.page(PREVIEW), MERGE)

    assert at.register.actor(REPAIR_POINT.id) == stays
    assert at.page(f"/partijen/{TWIN.id}", 410).all("a", href=f"/partijen/{REPAIR_POINT.id}")


@pytest.mark.parametrize("what", ["partijen/houtfonds", "aanbod/houtsubsidie"])
def test_what_was_taken_away_says_so_and_staff_can_put_it_back(at: Desk, what: str) -> None:
    removing = f"/{what}/weghalen"
    hidden = {field.get("name"): field.get("value") for field in at.page(removing).all("input")}
    at.send(removing, {name: hidden[name] for name in ("mark", "batch")})
    page = at.page(f"/{what}", 410)

    assert "Op 2 maart 2026 is dit uit het overzicht gehaald." in page.one("main").text
    assert [link for link in page.all("a") if link.get("href").startswith("/wijzigingen/")]


def test_a_button_pressed_twice_merges_once(at: Desk) -> None:
    preview = at.page(PREVIEW)
    first, second = at.press(preview, MERGE), at.press(preview, MERGE)

    assert first.headers["location"] == second.headers["location"]
    assert at.register.batches().total == 1


def test_what_was_not_shown_is_not_done(at: Desk) -> None:
    preview = at.page(PREVIEW)
    at.register.remove_offering("pompen-reviseren")
    again = read(at.press(preview, MERGE), 409)

    assert "Iemand anders heeft dit intussen gewijzigd." in again.one("main").text
    assert at.register.actor(TWIN.id) == TWIN
    assert at.press(again, MERGE).status_code == 303


def test_a_change_elsewhere_does_not_stand_in_the_way(at: Desk) -> None:
    preview = at.page(PREVIEW)
    at.register.remove_offering("houtsubsidie")

    assert at.press(preview, MERGE).status_code == 303


def test_parties_with_different_numbers_are_not_merged(at: Desk) -> None:
    at.register.put(Snapshot(actors=(replace(REPAIR_POINT, kvk_number="87654321"),)))
    page = at.page(PREVIEW, 409)

    assert "verschillende KVK-nummers" in page.one("main").text


def test_kept_apart_is_remembered_and_can_be_looked_at_again(at: Desk) -> None:
    compare = at.page(COMPARE)
    done = at.press(compare, APART)
    queue = at.when_searched(done.headers["location"])
    apart = at.page(APART)

    assert "Onthouden: deze partijen zijn verschillend." in queue.one("main").text
    assert queue.all("li", class_="loket-hit") == []
    assert f"Op 2 maart 2026 door {SIGNED}" in apart.one("main").text
    assert f"besloot {SIGNED} dat zij verschillend zijn" in at.page(COMPARE).one("main").text
    at.press(apart, APART)
    assert len(at.when_searched(QUEUE).all("li", class_="loket-hit")) == 1
    assert at.register.kept_apart() == ()


def test_english_pages_do_the_same(at: Desk) -> None:
    page = at.page(f"/en/keeping/possible-doubles/compare{PAIR}")

    assert page.one("h1").text == "Is this the same party?"
    assert "Kept" not in page.one("main").text
    assert at.press(page, "/en/keeping/different-parties").headers["location"].startswith("/en/keeping/")


def test_a_visitor_is_asked_at_which_desk_they_work(at: Desk) -> None:
    preview = at.page(PREVIEW)
    at.client.cookies.clear()
    asked = at.client.get(COMPARE)
    refused = at.press(preview, MERGE)

    assert asked.headers["location"].startswith("/wie-bent-u?terug=%2Fbeheer%2Fdubbele-partijen")
    assert "Kies eerst bij welk loket u werkt" in read(refused, 403).one("h1").text
    assert at.register.batches().total == 0


@pytest.mark.parametrize(
    "path",
    [
        f"{QUEUE}/vergelijken",
        f"{QUEUE}/vergelijken?one=reviseerpunt&other=reviseerpunt",
        f"{QUEUE}/vergelijken?one=reviseerpunt&other=niets",
        f"{MERGE}?keep=reviseerpunt&drop=niets",
        f"{QUEUE}?pagina=9",
    ],
)
def test_a_wrong_address_is_not_found(at: Desk, path: str) -> None:
    at.page(path, 404)
