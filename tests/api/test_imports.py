"""Lists on their way in, and changes: sent, compared, decided about, stored, undone."""

from __future__ import annotations

import json
import re
import threading
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from api import catalogue
from api.app import create_app
from api.identity import COOKIE
from api.imports.child import ChildDied, Children
from api.loaded import Loaded
from api.routes import imports
from api.settings import Settings
from graph import open_register
from graph.exchange.as_json import json_file
from graph.seed_columns import ACTORS
from matchmaker.errors import InvalidInput
from matchmaker.journal import Batch, BatchKind
from matchmaker.model import Snapshot
from tests.api.running import running
from tests.api.test_faults import fields, problem
from tests.api.world import REPAIR_POINT, WORLD, FixedClock
from tests.patience import patient_app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

    from matchmaker.journal import Delta
    from matchmaker.ports import Register, Tally

IMPORTS = "/api/v1/imports"
BATCHES = "/api/v1/batches"
SAID = {"kind": "providers", "sender": "Kring Oost", "statedOn": "2026-02-01"}
ROWS = (
    "Naam;Plaats;E-mail;Website\n"
    "Bakkerij Bos;Woerden;bos@voorbeeld.nl;\n"
    "Houtfonds;Nederland;;https://hout.example\n"
    ";Nergens;;\n"
)
DESK = f"{COOKIE}=desk_worker.kring-woerden"


@pytest.fixture
def desk(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """A program of the desk's, whose answers wait for a list until it is ready, however busy the machine."""
    monkeypatch.setattr(imports, "HELD_FOR", 600.0)
    client.headers["cookie"] = DESK
    return client


def send(client: Any, content: str | bytes = ROWS, name: str = "lijst.csv", **said: str) -> Any:
    return client.post(IMPORTS, data={**SAID, **said}, files={"file": (name, content)})


def sent(client: TestClient, content: str | bytes = ROWS, **said: str) -> dict[str, Any]:
    answered = send(client, content, **said)
    assert answered.status_code == 201, answered.text
    body: dict[str, Any] = answered.json()
    assert answered.headers["Location"] == f"{IMPORTS}/{body['id']}"
    assert body["status"] == "planned"
    return body


def confirm(client: TestClient, import_id: str) -> dict[str, Any]:
    answered = client.put(f"{IMPORTS}/{import_id}/confirmation")
    assert answered.status_code == 200, answered.text
    body: dict[str, Any] = answered.json()
    return body


def test_a_list_is_compared_stored_and_undone(desk: TestClient, register: Register) -> None:
    one = sent(desk)

    assert one["counts"] == {"new": 1, "changed": 1, "same": 0, "double": 0, "wrong": 1, "unreadable": 0}
    assert [row["row"] for row in one["_embedded"]["rows"]] == [2, 3, 4]
    new, changed, wrong = one["_embedded"]["rows"]
    assert {"field": "website", "old": None, "new": "https://hout.example"} in changed["changes"]
    assert "place_id" not in {one["field"] for one in changed["changes"]}  # the country says less than Gouda
    assert {"field": "place_id", "old": None, "new": "woerden"} in new["changes"]
    assert [fault["field"] for fault in wrong["errors"]] == ["Naam", "Plaats"]
    assert one["columns"][2] == {
        "header": "E-mail",
        "field": None,
        "isRemembered": False,
        "isPersonal": True,
        "samples": [],
    }
    assert register.snapshot() == WORLD

    done = confirm(desk, one["id"])

    assert done["status"] == "stored"
    assert done["_links"]["batch"]["href"] == f"{BATCHES}/{done['batchId']}"
    assert register.actor("houtfonds").website == "https://hout.example"
    batch = desk.get(done["_links"]["batch"]["href"]).json()
    assert (batch["kind"], batch["label"], batch["by"]) == (
        "import",
        "lijst ingelezen",
        "loketmedewerker, Ondernemerskring Woerden",
    )
    assert {(change["type"], change["action"]) for change in batch["_embedded"]["changes"]} == {
        ("document", "added"),
        ("actor", "added"),
        ("actor", "changed"),
    }

    undone = desk.post(f"{BATCHES}/{batch['id']}/undoings")

    assert undone.status_code == 201
    assert undone.headers["Location"] == f"{BATCHES}/{batch['id']}"
    assert undone.json()["undoneBy"] == "loketmedewerker, Ondernemerskring Woerden"
    assert register.snapshot() == WORLD
    assert desk.post(f"{BATCHES}/{batch['id']}/undoings").json() == undone.json()
    assert [one["id"] for one in desk.get(BATCHES).json()["_embedded"]["batches"]] == [batch["id"]]


def test_a_column_that_nobody_reads_is_told(desk: TestClient) -> None:
    one = sent(desk, "Naam;Kleur\nBakkerij Bos;groen\n")
    assert [note["text"] for note in one["notes"]] == [
        "Deze kolommen lezen wij niet: “Kleur”. Kies wat erin staat als u ze wilt overnemen."
    ]


def test_rows_come_in_pages_and_by_what_they_do(desk: TestClient) -> None:
    rows = "".join(f"Bedrijf {chr(97 + n % 26)}{chr(97 + n // 26)};{10000000 + n}\n" for n in range(60))
    one = sent(desk, f"Naam;KVK\n{rows};123\n")
    address = f"{IMPORTS}/{one['id']}"

    first = desk.get(address, params={"perPagina": "40"}).json()
    second = desk.get(first["_links"]["next"]["href"]).json()
    wrong = desk.get(address, params={"outcome": "wrong"}).json()

    numbers = [row["row"] for page in (first, second) for row in page["_embedded"]["rows"]]
    assert (first["total"], numbers) == (61, list(range(2, 63)))
    assert "next" not in second["_links"]
    assert (wrong["total"], [row["row"] for row in wrong["_embedded"]["rows"]]) == (1, [62])
    assert fields(problem(desk.get(address, params={"outcome": "x", "pagina": "0"}), 400)) == [
        "pagina",
        "outcome",
    ]


def test_wrong_rows_are_a_file_for_excel(desk: TestClient) -> None:
    one = sent(desk)
    answered = desk.get(f"{IMPORTS}/{one['id']}/wrong-rows")

    assert one["_links"]["wrongRows"]["href"] == f"{IMPORTS}/{one['id']}/wrong-rows"
    assert answered.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "Rij 4: Kolom “Naam”: Vul deze cel in." in answered.content.decode("utf-8-sig")
    assert "voorbeeld.nl" not in answered.text
    clean = sent(desk, "Naam\nBakkerij Bos\n")
    problem(desk.get(f"{IMPORTS}/{clean['id']}/wrong-rows"), 404)


def test_columns_can_be_given(desk: TestClient, register: Register) -> None:
    content = "Wie dan wel;Iets\nBakkerij Bos;Gouda\n"
    missing = problem(send(desk, content), 400)
    assert fields(missing) == ["columns"]
    one = sent(desk, content, columns=json.dumps({"Wie dan wel": "name", "Iets": "place"}))
    confirm(desk, one["id"])
    assert register.actor("bakkerij-bos").place_id == "gouda"

    again = sent(desk, content)
    assert [column["isRemembered"] for column in again["columns"]] == [True, True]


def test_decisions_about_possible_doubles(desk: TestClient, register: Register) -> None:
    one = sent(desk, "Naam\nHoutfonds Nederland\nHoutfondsen\n")
    [first, second] = one["_embedded"]["rows"]
    assert {row["outcome"] for row in (first, second)} == {"double"}
    assert first["candidates"][0]["id"] == "houtfonds"

    decided = desk.put(
        f"{IMPORTS}/{one['id']}/decisions",
        json={"decisions": [{"row": 2, "actorId": "houtfonds"}, {"row": 3, "actorId": None}]},
    ).json()

    assert decided["counts"] == {"new": 1, "changed": 1, "same": 0, "double": 0, "wrong": 0, "unreadable": 0}
    confirm(desk, one["id"])
    assert "Houtfonds Nederland" in register.actor("houtfonds").aliases
    assert len(register.kept_apart()) == 1


@pytest.mark.parametrize(("said", "place"), [({}, "gouda"), ({"place": "stated"}, "woerden")])
def test_a_decision_says_which_of_two_places_holds(
    desk: TestClient, register: Register, said: dict[str, str], place: str
) -> None:
    one = sent(desk, "Naam;Plaats\nHoutfonds;Woerden\n")
    [candidate] = one["_embedded"]["rows"][0]["candidates"]
    assert (candidate["knownPlace"], candidate["statedPlace"]) == ("Gouda", "Woerden")

    decision = {"row": 2, "actorId": "houtfonds", **said}
    desk.put(f"{IMPORTS}/{one['id']}/decisions", json={"decisions": [decision]})
    confirm(desk, one["id"])
    assert register.actor("houtfonds").place_id == place


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, ["decisions"]),
        ({"decisions": []}, ["decisions"]),
        ({"decisions": [{"row": 0, "actorId": "x"}]}, ["decisions.0.row"]),
        ({"decisions": [{"row": "2", "actorId": "x"}]}, ["decisions.0.row"]),
        ({"decisions": [{"row": 2, "actorId": "x", "place": "daar"}]}, ["decisions.0.place"]),
        ({"decisions": [{"row": 2}], "x": 1}, ["x", "decisions.0.actorId"]),
    ],
)
def test_decisions_that_cannot_be_read_are_named(
    desk: TestClient, body: dict[str, Any], wrong: list[str]
) -> None:
    one = sent(desk, "Naam\nBakkerij Bos\n")
    assert fields(problem(desk.put(f"{IMPORTS}/{one['id']}/decisions", json=body), 400)) == wrong


def test_every_fault_of_a_list_is_named(desk: TestClient) -> None:
    answered = desk.post(
        IMPORTS,
        data={"kind": "members!", "statedOn": "2027-01-01", "columns": "[1]", "sendr": "x"},
        files={"other": ("x.csv", b"x")},
    )
    assert fields(problem(answered, 400)) == ["sendr", "file", "kind", "sender", "statedOn", "columns"]
    suggestions = {one["field"]: one["suggestions"] for one in answered.json()["errors"]}
    assert (suggestions["kind"], suggestions["sendr"]) == (["members"], ["sender"])


@pytest.mark.parametrize(
    ("content", "said", "wrong"),
    [
        (b"", {}, ["file"]),
        (b"%PDF-1.7", {}, ["file"]),
        (b"PK\x03\x04rest", {}, ["file"]),
        (json_file(WORLD), {}, ["file"]),  # an export is no list
        (",".join(ACTORS.all) + "\nx", {}, ["file"]),
        (ROWS, {"sender": "piet.jansen@voorbeeld.nl"}, ["sender"]),
        (ROWS, {"columns": '{"Naam": "naam", "Weg": "place"}'}, ["columns.Naam", "columns", "columns"]),
        (ROWS, {"columns": '{"Naam": "name", "E-mail": "website"}'}, ["columns.E-mail"]),
        (ROWS, {"kind": "members", "association": "Nergens"}, ["association"]),
    ],
)
def test_what_cannot_be_used_is_named_and_not_kept(
    desk: TestClient, content: str | bytes, said: dict[str, str], wrong: list[str]
) -> None:
    assert fields(problem(send(desk, content, **said), 400)) == wrong
    app: Any = desk.app
    assert app.state.services.imports.waiting_of("loketmedewerker, Ondernemerskring Woerden") == ()


def test_only_a_form_with_a_file_is_taken(desk: TestClient) -> None:
    answered = desk.post(IMPORTS, json=SAID)
    problem(answered, 415)
    assert answered.headers["Accept"] == "multipart/form-data"
    problem(desk.post(IMPORTS, content=b"x", headers={"Content-Type": "multipart/form-data"}), 400)
    problem(desk.post(IMPORTS, content=b"x" * 11_000_000, headers={"Content-Type": "text/csv"}), 415)
    large = b"--b\r\n" + b"x" * 11_000_000
    told = problem(
        desk.post(IMPORTS, content=large, headers={"Content-Type": "multipart/form-data; boundary=b"}), 413
    )
    assert told["detail"].startswith("Dit bestand is groter dan 10 MB.")


def test_agreeing_again_changes_nothing_and_too_early_is_refused(
    desk: TestClient, register: Register
) -> None:
    one = sent(desk, "Naam\nBakkerij Bos\n")
    first, again = confirm(desk, one["id"]), confirm(desk, one["id"])

    assert first == again
    assert register.batches().total == 1
    decision = {"decisions": [{"row": 2, "actorId": None}]}
    told = problem(desk.put(f"{IMPORTS}/{one['id']}/decisions", json=decision), 409)
    assert told["detail"] == "Deze lijst is al opgeslagen."


def test_the_same_list_again_changes_nothing(desk: TestClient, register: Register) -> None:
    confirm(desk, sent(desk)["id"])
    version = register.version()
    again = sent(desk)

    assert again["counts"] == {"new": 0, "changed": 0, "same": 2, "double": 0, "wrong": 1, "unreadable": 0}
    assert confirm(desk, again["id"])["batchId"] is None
    assert (register.version(), register.batches().total) == (version, 1)


def test_what_was_changed_meanwhile_is_shown_first(desk: TestClient, register: Register) -> None:
    one = sent(desk)
    moved = replace(register.actor("houtfonds"), website="https://hout.example")
    register.put(Snapshot(actors=(moved,)))

    shown = confirm(desk, one["id"])

    assert (shown["status"], shown["isMoved"], shown["batchId"]) == ("planned", True, None)
    assert confirm(desk, one["id"])["status"] == "stored"


def test_a_list_can_be_thrown_away(desk: TestClient) -> None:
    one = sent(desk)
    answered = desk.delete(f"{IMPORTS}/{one['id']}")

    assert (answered.status_code, answered.content) == (204, b"")
    told = problem(desk.get(f"{IMPORTS}/{one['id']}"), 404)
    assert told["detail"].startswith("Deze lijst is er niet meer.")
    problem(desk.delete(f"{IMPORTS}/{one['id']}"), 404)
    problem(desk.put(f"{IMPORTS}/{one['id']}/confirmation"), 404)


def test_a_change_that_others_built_on_stays_and_the_answer_says_why(
    desk: TestClient, register: Register
) -> None:
    done = confirm(desk, sent(desk)["id"])
    later = replace(register.actor("houtfonds"), kvk_number="12345678")
    register.put(Snapshot(actors=(later,)))

    dutch = problem(desk.post(f"{BATCHES}/{done['batchId']}/undoings"), 409)
    english = desk.post(f"{BATCHES}/{done['batchId']}/undoings", headers={"Accept-Language": "en"}).json()

    assert "daarna is gewijzigd partij 'houtfonds'" in dutch["detail"]
    assert "changed since is actor 'houtfonds'" in english["detail"]
    assert "kenmerk weg" in problem(desk.post(f"{BATCHES}/weg/undoings"), 404)["detail"]
    problem(desk.get(f"{BATCHES}/weg"), 404)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", IMPORTS),
        ("GET", f"{IMPORTS}/x"),
        ("DELETE", f"{IMPORTS}/x"),
        ("GET", f"{IMPORTS}/x/wrong-rows"),
        ("PUT", f"{IMPORTS}/x/decisions"),
        ("PUT", f"{IMPORTS}/x/confirmation"),
        ("GET", BATCHES),
        ("GET", f"{BATCHES}/x"),
        ("POST", f"{BATCHES}/x/undoings"),
    ],
)
def test_only_staff_of_a_desk_may_ask(client: TestClient, method: str, path: str) -> None:
    problem(client.request(method, path), 403)


def test_another_site_cannot_make_a_browser_send_or_undo(desk: TestClient) -> None:
    done = confirm(desk, sent(desk)["id"])
    desk.headers["origin"] = "https://evil.example"

    problem(send(desk), 403)
    problem(desk.post(f"{BATCHES}/{done['batchId']}/undoings"), 403)
    assert desk.get(BATCHES).json()["_embedded"]["batches"][0]["undoneAt"] is None


def test_others_are_answered_while_a_long_list_is_compared(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "HELD_FOR", 0.0)
    alike = "".join(f"Bedrijf {number:05} van de Groep\n" for number in range(8_000))
    with running(create_app(Settings(store="sqlite:"), register, FixedClock())) as client:
        client.headers["cookie"] = DESK
        here = send(client, f"Naam\n{alike}").headers["location"]
        answered = client.post("/api/v1/matches", json={"text": "Wie reviseert cv-ketels?"})

        assert answered.status_code == 200
        assert client.get(here).json()["status"] == "planning"
        assert client.delete(here).status_code == 204


@contextmanager
def a_list_confirmed_on_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Register, dict[str, Any]]]:
    """Give a register on file, so that a process stores, and what was answered once a list was confirmed."""
    monkeypatch.setattr(imports, "HELD_FOR", 600.0)
    with closing(open_register(f"sqlite:///{tmp_path}/desk.db")) as register:
        register.put(WORLD)
        with running(patient_app(Settings(store="sqlite:"), register, FixedClock())) as client:
            client.headers["cookie"] = DESK
            yield register, client.put(f"{IMPORTS}/{send(client).json()['id']}/confirmation").json()


def test_a_list_that_was_stored_is_told_so_though_its_process_died_before_it_could(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_for_real = Children.store

    def store_and_die(*given: Any) -> Tally:
        store_for_real(*given)
        raise ChildDied

    monkeypatch.setattr(Children, "store", store_and_die)
    with a_list_confirmed_on_file(tmp_path, monkeypatch) as (register, done):
        assert (done["status"], done["errors"]) == ("stored", [])
        assert [batch.id for batch in register.batches().items] == [done["batchId"]]


def test_a_mistake_of_ours_while_storing_is_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_given: Any) -> Tally:
        raise ChildDied

    monkeypatch.setattr(Children, "store", die)
    with a_list_confirmed_on_file(tmp_path, monkeypatch) as (register, done):
        assert done["status"] == "planned"
        assert [one["message"] for one in done["errors"]] == [
            "Er ging iets mis bij ons. Er is niets opgeslagen. Probeer het later nog eens."
        ]
        assert register.batches().total == 0


def test_a_list_is_stored_upon_a_long_one_that_is_still_being_read(
    desk: TestClient, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go_on, followed = threading.Event(), Loaded.followed

    def held_up(loaded: Loaded, delta: Delta) -> Loaded:
        assert may_go_on.wait(timeout=60)
        return followed(loaded, delta)

    one = sent(desk)
    monkeypatch.setattr(catalogue, "MOST_AWAITED", 0)  # so that a change of one fact counts as a long one
    monkeypatch.setattr(Loaded, "followed", held_up)
    other = replace(REPAIR_POINT, id="ander", name="Een heel andere partij")
    edit = Batch(
        id="ander", kind=BatchKind.EDIT, by="beheer", at=datetime(2026, 3, 2, tzinfo=UTC), title="Ander"
    )
    register.apply(edit, Snapshot(actors=(other,)))
    reading = threading.Timer(0.5, may_go_on.set)
    reading.start()
    done = confirm(desk, one["id"])
    reading.join()

    assert (done["status"], done["errors"]) == ("stored", [])
    assert register.actor("ander") == other


def test_a_folder_that_cannot_be_used_is_named(register: Register, tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.write_text("x")
    app = create_app(Settings(store="sqlite:", uploads=str(taken)), register, FixedClock())

    with (
        pytest.raises(InvalidInput, match="LOKET_UPLOADS: Deze map kunnen wij niet gebruiken"),
        TestClient(app),
    ):
        pass


@pytest.mark.neo4j
def test_a_list_is_taken_in_and_undone_the_same_on_both_stores(neo4j_url: str) -> None:
    embedded, server = (walk(store) for store in ("sqlite:", neo4j_url))
    assert server == embedded


# What no two runs have in common: the ids of lists and changes.
CHANCE = re.compile(
    r"(import-\d{8}-\d{6}-)[0-9a-f]{6}|((?:imports/|lijsten/|lists/|lijsten%2F|\"id\":\"(?!import-)))[\w-]{22}"
)
BUSY = ('"status":"planning"', '"status":"storing"', "Kijk of het klaar is")


def walk(store: str) -> list[tuple[int, str]]:
    """Take a list in through the API and another on pages, undo both, and return every answer."""
    told: list[tuple[int, str]] = []
    with closing(open_register(store)) as register:
        register.put(WORLD)
        with running(create_app(Settings(store="sqlite:"), register, FixedClock())) as client:
            client.headers["cookie"] = DESK

            def note(answered: httpx.Response) -> httpx.Response:
                assert answered.status_code < 400, answered.text
                told.append((answered.status_code, CHANCE.sub(r"\1\2", answered.text)))
                return answered

            def once_ready(address: str) -> httpx.Response:
                while any(sign in (answered := client.get(address)).text for sign in BUSY):
                    pass  # each answer waits some seconds by itself
                return note(answered)

            here = f"{IMPORTS}/{send(client).json()['id']}"
            once_ready(here)
            client.put(f"{here}/confirmation")
            done = once_ready(here).json()
            again = once_ready(f"{IMPORTS}/{send(client).json()['id']}").json()
            assert again["counts"]["same"] == 2
            note(client.get(done["_links"]["batch"]["href"]))

            file = {"file": ("leden.csv", "Naam\nSlagerij Smit\nHoutfonds Nederland\n")}
            said = {**SAID, "kind": "members", "sender": "Ondernemerskring Woerden"}
            columns = client.post("/lijsten", data=said, files=file).headers["location"]
            note(client.get(columns))
            here = client.post(columns, data={"kolom-0": "name"}).headers["location"]
            once_ready(here)
            client.post(f"{here}/dubbele-partijen", data={"rij-3": "nieuw"})
            once_ready(here)
            client.post(f"{here}/opslaan")
            assert "De lijst is opgeslagen" in once_ready(here).text
            assert len(register.kept_apart()) == 1

            for batch in register.batches().items:
                note(client.get(f"/wijzigingen/{batch.id}"))
                note(client.post(f"{BATCHES}/{batch.id}/undoings"))
            note(client.get("/wijzigingen"))
        assert register.snapshot() == WORLD
    return told
