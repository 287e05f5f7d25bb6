"""Change, add, end and take away parties and offerings; and read what was changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from matchmaker.errors import NotFound
from matchmaker.model import Question, Snapshot, Source
from matchmaker.vocabulary import Bilingual, NeedKind, Status
from tests.api.world import BOILERS, REPAIR_POINT, TODAY, WOOD_GRANT
from tests.pages.conftest import HOSTILE
from tests.pages.keeping import SIGNED, TWIN, Desk, desk, filled_in, read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pages.markup import Markup

ACTOR = f"/partijen/{REPAIR_POINT.id}"
EDIT_ACTOR = f"{ACTOR}/wijzigen"
OFFERING = f"/aanbod/{WOOD_GRANT.id}"
EDIT_OFFERING = f"{OFFERING}/wijzigen"
NEW_ACTOR = "/beheer/nieuwe-partij"
NEW_OFFERING = f"{ACTOR}/nieuw-aanbod"
HOW = {"ground": "asked", "statedOn": "2026-02-27"}
ASKED = Source(
    document_id="asked-kring-woerden",
    first_line=1,
    last_line=1,
    stated_on=date(2026, 2, 27),
    checked_on=TODAY,
    checked_by=SIGNED,
)
QUESTIONS = {f"questions.{number}": f"Vraag {number}?" for number in (1, 2, 3)}


@pytest.fixture
def at() -> Iterator[Desk]:
    with desk() as running:
        yield running


def faults(page: Markup) -> dict[str, str]:
    summary = next(one for one in page.all("div", role="group") if one.get("aria-labelledby") == "fouten")
    return {link.get("href").removeprefix("#"): link.text for link in summary.inside if link.tag == "a"}


def test_a_form_sent_back_as_it_came_changes_nothing_but_the_source(at: Desk) -> None:
    for path, fact in ((EDIT_ACTOR, REPAIR_POINT), ("/partijen/houtfonds/wijzigen", None)):
        at.press(at.page(path), path, {"ground": "wording"})
        assert fact is None or at.register.actor(fact.id) == fact
    at.press(at.page(EDIT_OFFERING), EDIT_OFFERING, {**QUESTIONS, **HOW})

    assert at.register.offering(WOOD_GRANT.id) == replace(
        WOOD_GRANT,
        questions=tuple(Question(language="nl", text=text) for text in QUESTIONS.values()),
        sources=(*WOOD_GRANT.sources, ASKED),
    )
    assert [batch.title for batch in at.register.batches().items] == [WOOD_GRANT.title.nl]


def test_a_party_is_changed_with_the_ground_as_its_source(at: Desk) -> None:
    done = at.press(
        at.page(EDIT_ACTOR),
        EDIT_ACTOR,
        {
            **HOW,
            "name": "Reviseerpunt Oost",
            "aliases": "Revisiepunt\r\nReviseerpunt\n\n revisie  punt \nRevisiepunt",
            "description.nl": "Reviseert.",
            "description.en": "",
            "place": "gouda",
            "themes": "Sloophout\nbouw",
            "website": "www.reviseerpunt.example/oost",
            "kvkNumber": "1234 56.78",
            "deskOnly": "kvk_number",
        },
    )
    page = at.page(done.headers["location"])

    assert at.register.actor(REPAIR_POINT.id) == replace(
        REPAIR_POINT,
        name="Reviseerpunt Oost",
        aliases=("Revisiepunt", "Reviseerpunt", "revisie punt"),
        description=Bilingual("Reviseert.", "Reviseert."),
        place_id="gouda",
        themes=("wood", "construction"),
        website="https://www.reviseerpunt.example/oost",
        kvk_number="12345678",
        sources=(*REPAIR_POINT.sources, ASKED),
        desk_only=("kvk_number",),
    )
    told = page.one("main").text
    assert "Bewaard." in told
    assert "Telefonisch nagevraagd (Ondernemerskring Woerden), 27 februari 2026" in told
    assert f"Gecontroleerd op 2 maart 2026 door {SIGNED}." in told
    assert "Alleen u ziet: KVK-nummer." in told
    assert "12345678" in told


def test_the_second_statement_on_one_ground_takes_the_place_of_the_first(at: Desk) -> None:
    at.press(at.page(EDIT_ACTOR), EDIT_ACTOR, {**HOW, "statedOn": "1-2-2026", "name": "Eerst"})
    at.press(at.page(EDIT_ACTOR), EDIT_ACTOR, {**HOW, "name": "Daarna"})

    assert at.register.actor(REPAIR_POINT.id).sources == (*REPAIR_POINT.sources, ASKED)


def test_undoing_a_change_leaves_the_source_for_later_ones(at: Desk) -> None:
    at.press(at.page(EDIT_ACTOR), EDIT_ACTOR, {**HOW, "name": "Eerst"})
    at.press(at.page(EDIT_OFFERING), EDIT_OFFERING, {**HOW, **QUESTIONS})
    first = at.register.batches().items[-1]
    at.register.undo(first.id, at=first.at, by=SIGNED)

    assert at.register.actor(REPAIR_POINT.id) == REPAIR_POINT
    assert ASKED in at.register.offering(WOOD_GRANT.id).sources


def test_history_tells_old_and_new_when_by_whom_and_whether_it_was_undone(at: Desk) -> None:
    at.press(at.page(EDIT_ACTOR), EDIT_ACTOR, {**HOW, "name": "Reviseerpunt Oost", "themes": "hout"})
    batch = at.register.batches().items[0]
    entry = at.page(ACTOR).all("ol", class_="loket-ties")[0].text

    for part in (
        f"Gewijzigd op 2 maart 2026 door {SIGNED}",
        "Naam Eerst: Reviseerpunt Nu: Reviseerpunt Oost",
        "Thema's Eerst: installatietechniek Nu: hout",
        "Bron Nu: Telefonisch nagevraagd, 27 februari 2026",
    ):
        assert part in entry
    at.register.undo(batch.id, at=batch.at, by="beheer")
    assert "teruggedraaid op 2 maart 2026 door beheer" in at.page(ACTOR).one("main").text


def test_history_tells_a_visitor_nothing_that_is_for_the_desk_only(at: Desk) -> None:
    at.press(at.page(EDIT_ACTOR), EDIT_ACTOR, {**HOW, "kvkNumber": "12345678", "deskOnly": "kvk_number"})
    at.press(at.page(EDIT_ACTOR), EDIT_ACTOR, {**HOW, "kvkNumber": "87654321", "name": "Ander"})
    at.client.cookies.clear()
    told = at.page(ACTOR).one("main").text

    assert "Eerst: Reviseerpunt Nu: Ander" in told
    for secret in ("12345678", "87654321", "KVK-nummer", "Alleen voor het loket", "Wijzig deze partij"):
        assert secret not in told


def test_every_fault_of_a_party_is_named_at_once_and_nothing_is_lost(at: Desk) -> None:
    sent = {
        "name": " ",
        "kind": "onzin",
        "status": "",
        "description.nl": "",
        "description.en": f"English {HOSTILE}",
        "aliases": "x" * 300,
        "place": "Goudda",
        "themes": "installatietechniek\nhoout\nonbekend ding",
        "website": "ftp://x y",
        "kvkNumber": "123",
        "ground": "",
        "statedOn": "31-02-2026",
    }
    page = read(at.press(at.page(EDIT_ACTOR), EDIT_ACTOR, sent), 400)
    again = filled_in(page, EDIT_ACTOR)

    assert set(faults(page)) == {"kind", "status", "place", "themes", "ground", "statedOn"}
    assert "onbekend ding" in page.by_id("themes-fout").text
    assert {name: again[name] for name in sent if name not in {"kind", "status", "ground"}} == {
        **{name: value for name, value in sent.items() if name not in {"kind", "status", "ground"}},
        "name": "",
    }
    fixed = {**sent, "kind": "initiative", "status": "active", "place": "Gouda", "themes": "hout", **HOW}
    page = read(at.press(page, EDIT_ACTOR, fixed), 400)
    assert set(faults(page)) == {"name", "description.nl", "aliases", "website", "kvkNumber"}
    assert at.register.batches().total == 0


def test_a_near_place_is_a_button_that_sends_the_form_with_it(at: Desk) -> None:
    page = read(at.press(at.page(EDIT_ACTOR), EDIT_ACTOR, {**HOW, "place": "Goudda"}), 400)
    [button] = page.all("button", name="placeInstead")
    at.press(page, EDIT_ACTOR, {"placeInstead": button.get("value")})

    assert button.text == "Gouda"
    assert at.register.actor(REPAIR_POINT.id).place_id == "gouda"


def test_who_saves_later_sees_both_and_overwrites_nothing_unseen(at: Desk) -> None:
    page = at.page(EDIT_ACTOR)
    theirs = replace(REPAIR_POINT, name="Door een ander", website="https://ander.example")
    at.register.put(Snapshot(actors=(theirs,)))
    mine = {**HOW, "name": "Door mij"}
    both = read(at.press(page, EDIT_ACTOR, mine), 409)
    told = both.one("main").text

    assert at.register.actor(REPAIR_POINT.id) == theirs
    assert "Iemand anders heeft dit intussen gewijzigd" in told
    assert "Naam Nu in het overzicht: Door een ander Uw tekst: Door mij" in told
    assert both.by_id("name").get("value") == "Door mij"
    assert at.press(both, EDIT_ACTOR).status_code == 303
    assert at.register.actor(REPAIR_POINT.id).name == "Door mij"


def test_a_change_of_something_else_does_not_stand_in_the_way(at: Desk) -> None:
    page = at.page(EDIT_ACTOR)
    at.register.remove_offering(BOILERS.id)

    assert at.press(page, EDIT_ACTOR, {**HOW, "name": "Anders"}).status_code == 303


def test_a_button_pressed_twice_saves_once(at: Desk) -> None:
    page = at.page(EDIT_ACTOR)
    first, second = (at.press(page, EDIT_ACTOR, {**HOW, "name": "Anders"}) for _ in range(2))

    assert first.headers["location"] == second.headers["location"]
    assert at.register.batches().total == 1


def test_an_offering_is_changed_in_all_its_fields(at: Desk) -> None:
    at.press(
        at.page(EDIT_OFFERING),
        EDIT_OFFERING,
        {
            **HOW,
            **QUESTIONS,
            "questions.8": "Who pays\r\n for wood?",
            "questions.8.language": "en",
            "title.nl": "Houtsubsidie",
            "title.en": "Wood grant",
            "needKinds": ["subsidy", "financing"],
            "status": "planned",
            "area": "Gouda\nwoerden",
            "opensOn": "2026-04-01",
            "closesOn": "31-12-2026",
            "budgetEuro": "90000",
            "budgetExhausted": "1",
            "capacity": "20",
            "placesLeft": "0",
            "sizes": [],
            "requirements.2.nl": "Zit u in Gouda?",
            "excludedActors": "ondernemerskring woerden",
            "deskOnly": ["budget_euro", "capacity"],
        },
    )
    stored = at.register.offering(WOOD_GRANT.id)

    assert stored.title == Bilingual("Houtsubsidie", "Wood grant")
    assert stored.need_kinds == (NeedKind.SUBSIDY, NeedKind.FINANCING)
    assert (stored.status, stored.area) == (Status.PLANNED, ("gouda", "woerden"))
    assert (stored.opens_on, stored.closes_on) == (date(2026, 4, 1), date(2026, 12, 31))
    assert (stored.budget_euro, stored.budget_exhausted) == (90_000, True)
    assert (stored.capacity, stored.places_left, stored.sizes) == (20, 0, ())
    assert stored.requirements[1] == Bilingual("Zit u in Gouda?", "Zit u in Gouda?")
    assert stored.excluded_actors == ("kring-woerden",)
    assert [question.language for question in stored.questions] == ["nl", "nl", "nl", "en"]
    assert stored.questions[-1].text == "Who pays for wood?"
    assert stored.desk_only == ("budget_euro", "capacity")
    at.client.cookies.clear()
    assert "90.000" not in at.page(OFFERING).one("main").text


def test_every_fault_of_an_offering_is_named_at_once(at: Desk) -> None:
    page = read(
        at.press(
            at.page(EDIT_OFFERING),
            EDIT_OFFERING,
            {
                "title.nl": "",
                "summary.nl": "x" * 3000,
                "nextStep.nl": "",
                "needKinds": [],
                "targetGroups": [],
                "area": "Nergenshuizen",
                "opensOn": "2026-05-01",
                "closesOn": "2026-04-01",
                "budgetEuro": "veel",
                "capacity": "-1",
                "statedOn": "2027-01-01",
            },
        ),
        400,
    )

    assert set(faults(page)) == {
        "title.nl",
        "summary.nl",
        "nextStep.nl",
        "needKinds",
        "targetGroups",
        "area",
        "closesOn",
        "budgetEuro",
        "capacity",
        "questions",
        "ground",
        "statedOn",
    }


def test_a_new_party_gets_an_id_a_source_and_a_page(at: Desk) -> None:
    fields = {**HOW, "name": "Houtwerf Gouda", "kind": "entrepreneur", "description.nl": "Zaagt hout."}
    done = at.press(at.page(NEW_ACTOR), NEW_ACTOR, fields)

    assert done.headers["location"].startswith("/partijen/houtwerf-gouda?bewaard=")
    assert at.register.actor("houtwerf-gouda").sources == (ASKED,)
    assert at.page(done.headers["location"]).one("h1").text == "Houtwerf Gouda"


def test_a_new_party_that_may_be_known_is_held_up_once_and_then_kept_apart(at: Desk) -> None:
    fields = {**HOW, "name": "Reviseer Punt", "kind": "initiative", "description.nl": "Iets anders."}
    page = read(at.press(at.page(NEW_ACTOR), NEW_ACTOR, fields), 400)
    listed = [link.text for link in page.one("form", action=NEW_ACTOR).inside if link.tag == "a"]

    assert "Reviseerpunt" in listed
    assert TWIN.name in listed
    assert list(faults(page)) == ["different"]
    done = at.press(page, NEW_ACTOR, {"different": "1"})
    assert done.headers["location"].startswith("/partijen/reviseer-punt?")
    assert {pair.second_id for pair in at.register.kept_apart()} >= {REPAIR_POINT.id}


def test_what_is_new_cannot_rest_on_a_source_that_it_does_not_have(at: Desk) -> None:
    fields = {"name": "Nieuw", "kind": "initiative", "description.nl": "Iets.", "ground": "wording"}
    page = read(at.press(at.page(NEW_ACTOR), NEW_ACTOR, fields), 400)

    assert list(faults(page)) == ["ground"]
    assert at.register.batches().total == 0


def test_a_new_offering_of_a_party(at: Desk) -> None:
    fields: dict[str, str | list[str]] = {
        **HOW,
        **QUESTIONS,
        "title.nl": "Ketels lenen",
        "summary.nl": "Leen een ketel.",
        "nextStep.nl": "Bel het loket.",
        "needKinds": "materials",
        "area": "Nederland",
    }
    done = at.press(at.page(NEW_OFFERING), NEW_OFFERING, fields)
    stored = at.register.offering("ketels-lenen")

    assert done.headers["location"].startswith("/aanbod/ketels-lenen?bewaard=")
    assert (stored.provider_id, stored.sources) == (REPAIR_POINT.id, (ASKED,))
    assert "Ketels lenen" in at.page(ACTOR).one("main").text


def test_what_has_ended_stays_to_be_found_and_is_suggested_no_more(at: Desk) -> None:
    path = f"{ACTOR}/weghalen"
    end, _ = at.page(path).all("form", action=path)
    fields = {one.get("name"): one.get("value") for one in end.inside if one.tag == "input"}
    done = at.client.post(path, data=fields)

    assert at.register.actor(REPAIR_POINT.id).status is Status.ENDED
    assert at.register.offering(BOILERS.id).status is Status.ENDED
    assert "Afgelopen" in at.page(done.headers["location"]).one("main").text
    assert len(at.page(path).all("form", action=path)) == 1
    asked = at.client.post("/suggesties", data={"text": "Wie kan mijn oude cv-ketels reviseren?"})
    assert not [card for card in read(asked).all("article") if "Cv-ketels" in card.text]


def test_taking_away_shows_what_goes_along_and_can_be_undone(at: Desk) -> None:
    path = f"{ACTOR}/weghalen"
    page = at.page(path)
    before = at.register.snapshot()
    _, away = page.all("form", action=path)
    fields = {one.get("name"): one.get("value") for one in away.inside if one.tag == "input"}
    done = at.client.post(path, data=fields)

    assert "Cv-ketels laten reviseren" in page.one("main").text
    assert "Reviseerpunt is lid van Ondernemerskring Woerden" in page.one("main").text
    with pytest.raises(NotFound):
        at.register.actor(REPAIR_POINT.id)
    assert "Bewaard." in at.page(done.headers["location"]).one("main").text
    [batch] = at.register.batches().items
    assert batch.title == "Reviseerpunt weggehaald"
    at.register.undo(batch.id, at=batch.at, by=SIGNED)
    assert at.register.snapshot() == before


def test_nothing_goes_that_was_not_shown(at: Desk) -> None:
    path = f"{ACTOR}/weghalen"
    _, away = at.page(path).all("form", action=path)
    fields = {one.get("name"): one.get("value") for one in away.inside if one.tag == "input"}
    at.register.put(Snapshot(offerings=(replace(BOILERS, id="later"),)))
    page = read(at.client.post(path, data=fields), 409)

    assert "Iemand anders heeft dit intussen gewijzigd." in page.one("main").text
    assert at.register.actor(REPAIR_POINT.id) == REPAIR_POINT


@pytest.mark.parametrize("path", [EDIT_ACTOR, EDIT_OFFERING, NEW_ACTOR, NEW_OFFERING, f"{ACTOR}/weghalen"])
def test_a_visitor_changes_nothing(at: Desk, path: str) -> None:
    page = at.page(path)
    at.client.cookies.clear()

    assert at.client.get(path).headers["location"].startswith("/wie-bent-u?terug=")
    assert at.press(page, path, {**HOW, "name": "Anders"}).status_code == 403
    assert at.register.batches().total == 0


@pytest.mark.parametrize("path", ["/partijen/niets/wijzigen", "/aanbod/niets/weghalen"])
def test_what_is_not_there_cannot_be_changed(at: Desk, path: str) -> None:
    at.page(path, 404)
