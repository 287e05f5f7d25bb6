"""Taking in a list, from the file to what is stored, and back."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.imports import waiting
from api.pages.importing import routes
from api.settings import Settings
from graph import open_register
from graph.tables.limits import MAX_FILE_BYTES
from graph.tables.writing import to_xlsx
from matchmaker.journal import Batch, BatchKind
from matchmaker.model import Precedent, Referred, Snapshot
from tests.api.running import wait_until
from tests.api.world import FUND, REPAIR_POINT, RING, WORLD
from tests.graph.tables.test_hostile import bomb, encrypted, external_links, lying_sizes, macro_by_type
from tests.pages import test_structure as structure
from tests.pages.conftest import HOSTILE
from tests.pages.markup import Markup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from httpx2 import Response

    from matchmaker.ports import Register

SAID = {"kind": "providers", "sender": "Kring Oost", "statedOn": "2026-02-01"}
ROWS = (
    "Naam;Plaats;Contactpersoon;Website\n"
    "Bakkerij Bos;Woerden;Iemand;\n"
    "Houtfonds;Nederland;Iemand;https://hout.example\n"
    ";Nergens;Iemand;\n"
)


class Clock:
    """A clock that a test can put forward."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def today(self) -> date:
        return self.moment.date()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def register() -> Iterator[Register]:
    opened = open_register("sqlite:")
    opened.put(WORLD)
    yield opened
    opened.close()


@contextmanager
def service(register: Register, clock: Clock, folder: Path) -> Iterator[TestClient]:
    app = create_app(Settings(store="sqlite:", uploads=str(folder)), register, clock)
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as running:
        wait_until(lambda: running.get("/api/v1/health/ready").status_code == 200, 120)
        yield running


@pytest.fixture
def visitor(register: Register, clock: Clock, tmp_path: Path) -> Iterator[TestClient]:
    with service(register, clock, tmp_path) as running:
        yield running


@pytest.fixture
def client(visitor: TestClient, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """A desk worker, whose pages wait for a list until it is ready, however busy the machine."""
    monkeypatch.setattr(routes, "HELD_FOR", 600.0)
    answered = visitor.post(
        "/wie-bent-u", data={"desk": "Ondernemerskring Woerden", "function": "desk_worker"}
    )
    assert answered.status_code == 303
    return visitor


def send(client: TestClient, content: str | bytes = ROWS, name: str = "lijst.csv", **said: str) -> Response:
    return client.post("/lijsten", data={**SAID, **said}, files={"file": (name, content)})


def columns_of(client: TestClient, content: str | bytes = ROWS, **said: str) -> str:
    """Send a list and return the address where its columns are chosen."""
    answered = send(client, content, **said)
    assert answered.status_code == 303, Markup(answered.text).one("main").text
    return answered.headers["location"]


def chosen_in(page: Markup) -> dict[str, str]:
    return {
        select.get("name"): next(
            (one.get("value") for one in select.inside if "selected" in one.attributes), ""
        )
        for select in page.all("select")
    }


def planned(client: TestClient, content: str | bytes = ROWS, **said: str) -> str:
    """Send a list, take the suggested columns and return the address of what it would change."""
    columns = columns_of(client, content, **said)
    answered = client.post(columns, data=chosen_in(Markup(client.get(columns).text)))
    assert answered.status_code == 303
    return answered.headers["location"]


def stored(client: TestClient, content: str | bytes = ROWS, **said: str) -> str:
    """Send a list, agree to all and return the address of the change."""
    here = planned(client, content, **said)
    client.get(here)
    client.post(f"{here}/opslaan")
    page = Markup(client.get(here).text)
    return next(
        link.get("href") for link in page.all("a") if link.get("href").startswith("/wijzigingen/import-")
    )


def main_text(answered: Response) -> str:
    return Markup(answered.text).one("main").text


def tab_counts(page: Markup) -> dict[str, int]:
    found = {}
    for link in page.all("a", class_="loket-tabs__link"):
        name, _, count = link.text.rpartition(" ")
        found[name] = int(count)
    return found


def test_a_list_is_read_shown_stored_and_undone(client: TestClient, register: Register) -> None:
    here = planned(client)
    page = client.get(here)

    assert tab_counts(Markup(page.text)) == {
        "Nieuw": 1,
        "Gewijzigd": 1,
        "Hetzelfde": 0,
        "Mogelijk dubbel": 0,
        "Fout": 1,
    }
    assert "2 rijen worden overgenomen. 1 rij niet." in main_text(page)
    assert "Bakkerij Bos rij 2" in main_text(page)
    changed = main_text(client.get(f"{here}?rijen=changed"))
    assert "Website Nu: https://hout.example" in changed
    assert "Plaats of gebied" not in changed  # the country says less than Gouda
    wrong = main_text(client.get(f"{here}?rijen=wrong"))
    assert "Naam: Vul deze cel in." in wrong
    assert "Plaats: De plaats “Nergens” kennen wij niet." in wrong
    assert register.snapshot() == WORLD

    assert client.post(f"{here}/opslaan").status_code == 303

    done = client.get(here)
    assert "1 nieuw, 1 gewijzigd, 0 hetzelfde. 1 rij is niet overgenomen." in main_text(done)
    assert register.actor("houtfonds").website == "https://hout.example"
    [batch] = register.batches().items
    assert (batch.by, batch.title, batch.sender) == (
        "loketmedewerker, Ondernemerskring Woerden",
        "lijst.csv",
        "Kring Oost",
    )
    change = f"/wijzigingen/{batch.id}"
    assert change in {link.get("href") for link in Markup(done.text).all("a")}
    assert "Bakkerij Bos Partij toegevoegd" in main_text(client.get(change))
    assert "1 gegeven wordt weer zoals het was." in main_text(client.get(f"{change}/terugdraaien"))
    assert client.post(f"{change}/terugdraaien").headers["location"] == f"{change}#teruggedraaid"
    assert "Teruggedraaid op 2 maart 2026 om 10:00 uur" in main_text(client.get(change))
    assert "Teruggedraaid" in main_text(client.get("/wijzigingen"))
    assert register.snapshot() == WORLD


def test_after_undoing_a_list_its_title_is_still_named_as_the_source(client: TestClient) -> None:
    change = stored(client)
    client.post(f"{change}/terugdraaien")

    for told in (main_text(client.get(change)), main_text(client.get("/partijen/houtfonds"))):
        assert "lijst.csv, 1 februari 2026" in told
        assert "lijst-kring-oost-" not in told
    assert "lijst.csv, 1 februari 2026" in client.get(f"{change}?formaat=csv").text


def test_what_became_of_a_precedent_is_told_in_words(
    client: TestClient, register: Register, clock: Clock
) -> None:
    asked = Precedent(id="q", text="Wie repareert boormachines?", referred=(Referred(to=RING.id, grade=3),))
    sent_elsewhere = replace(asked, referred=(Referred(to=FUND.id, grade=2),))
    for id_, precedent in (("first", asked), ("second", sent_elsewhere)):
        batch = Batch(id=id_, kind=BatchKind.IMPORT, by="beheer", at=clock.now(), title="export.json")
        register.apply(batch, Snapshot(precedents=(precedent,)))

    added = main_text(client.get("/wijzigingen/first"))
    assert "Wie repareert boormachines? Oefenvraag toegevoegd" in added
    changed = main_text(client.get("/wijzigingen/second"))
    assert f"Verwezen naar Eerst: {RING.name} (3) Nu: {FUND.name} (2)" in changed
    [told] = client.get("/wijzigingen/second?formaat=json").json()["_embedded"]["changes"]
    assert (told["type"], told["id"], told["action"]) == ("precedent", "q", "changed")


def test_excel_is_read_as_well(client: TestClient, register: Register) -> None:
    workbook = to_xlsx(["Naam", "Plaats"], [["Bakkerij Bos", "Woerden"]], "Leden")
    stored(client, workbook)

    assert register.actor("bakkerij-bos").place_id == "woerden"


def test_the_pages_are_for_staff(visitor: TestClient) -> None:
    for path in ("/lijsten", "/lijsten/x", "/wijzigingen", "/wijzigingen/x", "/en/lists"):
        assert visitor.get(path).headers["location"].split("?")[0] in {"/wie-bent-u", "/en/who-are-you"}
    for path in ("/lijsten", "/lijsten/x/opslaan", "/wijzigingen/x/terugdraaien"):
        assert visitor.post(path).status_code == 403


def test_another_site_cannot_send_a_list_or_undo_one(client: TestClient) -> None:
    change = stored(client)
    client.headers["sec-fetch-site"] = "cross-site"

    assert send(client).status_code == 403
    assert client.post(f"{change}/terugdraaien").status_code == 403


def test_every_fault_of_the_first_step_is_named_at_its_field(client: TestClient) -> None:
    answered = client.post(
        "/lijsten", data={"kind": "x", "sender": "x", "statedOn": "31-2-2026"}, files={"file": ("", b"")}
    )
    page = Markup(answered.text)

    assert answered.status_code == 400
    assert page.one("title").text.startswith("Fout: ")
    links = {link.get("href") for link in page.one("div", role="group").inside if link.tag == "a"}
    assert links == {"#file", "#kind", "#statedOn"}
    assert page.by_id("statedOn").get("value") == "31-2-2026"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"sender": ""}, "sender"),
        ({"sender": "x" * 201}, "sender"),
        ({"sender": "jan.jansen@voorbeeld.nl"}, "sender"),
        ({"statedOn": "2026-03-03"}, "statedOn"),
        ({"statedOn": "gisteren"}, "statedOn"),
        ({"kind": ""}, "kind"),
    ],
)
def test_what_is_said_of_a_list_is_checked(client: TestClient, said: dict[str, str], field: str) -> None:
    answered = send(client, **said)
    page = Markup(answered.text)

    assert answered.status_code == 400
    assert [link.get("href") for link in page.one("div", role="group").inside if link.tag == "a"] == [
        f"#{field}"
    ]
    page.by_id(f"{field}-fout")


@pytest.mark.parametrize("day", ["2026-02-01", "1-2-2026", "01/02/2026"])
def test_a_day_is_read_as_browsers_and_people_write_it(client: TestClient, day: str) -> None:
    assert "1 februari 2026" in main_text(client.get(columns_of(client, statedOn=day)))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7", "Dit is geen tabel"),
        (b"", "Dit bestand is leeg"),
        (b"a;" * 200 + b"\n" + b"1;" * 200, "meer dan 100 kolommen"),
        (bomb, "te groot als we het uitpakken"),
        (lying_sizes, "beschadigd"),
        (encrypted, "wachtwoord"),
        (macro_by_type, "macro’s"),
        (external_links, "haalt gegevens uit andere bestanden"),
    ],
    ids=["pdf", "empty", "columns", "bomb", "lying sizes", "encrypted", "macro", "links"],
)
def test_a_hostile_file_is_refused_with_its_reason_and_leaves_nothing(
    client: TestClient, content: bytes | Callable[[], bytes], said: str, tmp_path: Path
) -> None:
    answered = send(client, content if isinstance(content, bytes) else content(), "lijst.xlsx")
    page = Markup(answered.text)

    assert answered.status_code == 400
    assert said in page.by_id("file-fout").text
    assert page.by_id("sender").get("value") == "Kring Oost"
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_more_than_ten_megabytes_is_refused_by_the_form_itself(client: TestClient) -> None:
    nearly = send(client, b"Naam\n" + b"x" * (MAX_FILE_BYTES - 5))
    larger = send(client, b"x" * (MAX_FILE_BYTES + 1))
    far_larger = send(client, b"x" * (2 * MAX_FILE_BYTES))
    not_a_list = client.post("/wie-bent-u", data={"desk": "x" * 1_100_000})

    assert nearly.status_code == 303
    assert larger.status_code == 400
    assert far_larger.status_code == 413
    for answered in (larger, far_larger):
        assert "groter dan 10 MB" in Markup(answered.text).by_id("file-fout").text
    assert not_a_list.status_code == 413


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"kind=providers", "application/x-www-form-urlencoded", 415),
        (b"x", "multipart/form-data", 400),
        (b"--b\r\nnot a part\r\n--b--", "multipart/form-data; boundary=b", 400),
    ],
)
def test_what_our_form_never_sends_is_refused_with_a_page(
    client: TestClient, body: bytes, content_type: str, status: int
) -> None:
    answered = client.post("/lijsten", content=body, headers={"content-type": content_type})

    assert answered.status_code == status
    assert Markup(answered.text).one("h1").text


def test_columns_are_suggested_with_samples_and_what_is_wrong_with_a_choice_is_said(
    client: TestClient,
) -> None:
    columns = columns_of(client, "Wie;Naam;Plaats\nA;Bakkerij Bos;Woerden\nB;Slager Smit;Gouda\n")
    page = Markup(client.get(columns).text)
    assert chosen_in(page) == {"kolom-0": "", "kolom-1": "name", "kolom-2": "place"}
    assert "Bakkerij Bos" in page.one("ul", class_="loket-hits").text

    answered = client.post(columns, data={"kolom-0": "place", "kolom-2": "place"})
    wrong = Markup(answered.text)

    assert answered.status_code == 400
    links = [link.get("href") for link in wrong.one("div", role="group").inside if link.tag == "a"]
    assert links == ["#kolom-2", "#kolommen"]
    assert "Ook de kolom “Wie” is gekozen" in wrong.by_id("kolom-2-fout").text
    assert "naam van de organisatie" in wrong.one("div", role="group").text
    assert chosen_in(wrong) == {"kolom-0": "place", "kolom-1": "", "kolom-2": "place"}
    assert client.post(columns, data={"kolom-0": "onzin", "kolom-1": "name"}).status_code == 400


def test_chosen_columns_are_remembered_for_the_sender(client: TestClient) -> None:
    content = "Wie dan wel;Iets\nBakkerij Bos;x\n"
    columns = columns_of(client, content)
    assert chosen_in(Markup(client.get(columns).text))["kolom-0"] == ""
    here = client.post(columns, data={"kolom-0": "name"}).headers["location"]
    client.get(here)
    client.post(f"{here}/opslaan")
    client.get(here)

    again = client.get(columns_of(client, content, sender="KRING oost"))
    other = client.get(columns_of(client, content, sender="Een ander"))

    assert chosen_in(Markup(again.text))["kolom-0"] == "name"
    assert "zoals de vorige keer" in main_text(again)
    assert chosen_in(Markup(other.text))["kolom-0"] == ""


def test_what_is_about_persons_is_neither_shown_nor_kept_nor_sent_back(
    client: TestClient, tmp_path: Path
) -> None:
    content = "Naam;E-mail;Plaats\n" + "".join(
        f"Bedrijf {letter};piet.{letter}@voorbeeld.nl;Nergens\n" for letter in "abcdef"
    )
    here = planned(client, content + 'Bedrijf g;truus@voorbeeld.nl;Woerden;"te veel"\n')
    columns = client.get(f"{here}/kolommen")

    assert "De kolom “E-mail” lijkt over personen te gaan. Die lezen wij niet." in main_text(columns)
    answers = (columns.text, client.get(here).text, client.get(f"{here}/fouten").text)
    waiting = [file.read_bytes().decode(errors="replace") for file in tmp_path.iterdir()]
    assert waiting
    assert not [text for text in (*answers, *waiting) if "voorbeeld.nl" in text]
    assert "Bedrijf a" in client.get(f"{here}/fouten").text


def test_notes_of_the_reader_are_told(client: TestClient) -> None:
    page = main_text(
        client.get(columns_of(client, "Naam;Plaats\nCaf\xe9 Bos;Woerden\n\nX;Gouda\n".encode("cp1252")))
    )

    assert "gelezen als Windows-tekst (cp1252)" in page
    assert "Lege rijen zijn overgeslagen. Rij 3." in page


def test_hostile_texts_are_shown_as_text(client: TestClient) -> None:
    quoted = HOSTILE.replace('"', '""')
    content = f'Naam;"{quoted}";Plaats\n"{quoted}";"{quoted}";"{quoted}"\n'
    here = planned(client, content, sender=HOSTILE.replace("\n", " "))

    for path in (f"{here}/kolommen", here, f"{here}?rijen=wrong", "/lijsten"):
        page = Markup(client.get(path).text)
        assert page.errors == []
        assert page.all("script") == []
    assert " ".join(HOSTILE.split()) in Markup(client.get(f"{here}?rijen=wrong").text).one("main").text


def test_rows_that_are_left_out_come_back_as_a_file_for_excel(client: TestClient) -> None:
    answered = client.get(f"{planned(client)}/fouten")

    assert answered.headers["content-type"] == "text/csv; charset=utf-8"
    assert answered.headers["content-disposition"] == 'attachment; filename="fouten.csv"'
    head, row = answered.content.decode("utf-8-sig").splitlines()
    assert head == "Naam;Plaats;Contactpersoon;Website;Probleem"
    assert "Rij 4: Kolom “Naam”: Vul deze cel in." in row


def test_a_person_decides_about_possible_doubles(client: TestClient) -> None:
    here = planned(client, "Naam\nHoutfonds Nederland\nBakkerij Bos\n")
    doubles = f"{here}/dubbele-partijen"
    page = Markup(client.get(here).text)
    assert tab_counts(page)["Mogelijk dubbel"] == 1
    assert "Dit is Houtfonds Alleen de ene naam heeft dit woord: “nederland”." in page.one("fieldset").text

    undecided = client.post(doubles, data={"rij-2": ""}).headers["location"]
    assert tab_counts(Markup(client.get(undecided).text))["Mogelijk dubbel"] == 1

    client.post(doubles, data={"rij-2": "houtfonds"})
    assert tab_counts(Markup(client.get(here).text)) == {
        "Nieuw": 1,
        "Gewijzigd": 1,
        "Hetzelfde": 0,
        "Mogelijk dubbel": 0,
        "Fout": 0,
    }
    assert client.get(doubles).headers["location"] == f"{here}?rijen=double"


@pytest.mark.parametrize(("choice", "place"), [("houtfonds", "gouda"), ("houtfonds verhuisd", "woerden")])
def test_a_person_chooses_which_of_two_places_holds(
    client: TestClient, register: Register, choice: str, place: str
) -> None:
    here = planned(client, "Naam;Plaats\nHoutfonds;Woerden\n")
    text = Markup(client.get(here).text).one("fieldset").text
    assert "Dit is Houtfonds, en Gouda blijft de plaats" in text
    assert "Dit is Houtfonds, en Woerden wordt de plaats" in text

    client.post(f"{here}/dubbele-partijen", data={"rij-2": choice})
    told = client.get(here).text
    assert ("Houtfonds: Gouda blijft, Woerden niet overgenomen" in told) == (place == "gouda")
    client.post(f"{here}/opslaan")
    client.get(here)

    assert register.actor("houtfonds").place_id == place


def test_a_row_that_somebody_calls_new_is_kept_apart_from_its_likeness(
    client: TestClient, register: Register
) -> None:
    here = planned(client, "Naam\nHoutfonds Nederland\n")
    client.get(here)
    client.post(f"{here}/dubbele-partijen", data={"rij-2": "nieuw"})
    client.get(here)
    client.post(f"{here}/opslaan")
    client.get(here)

    [apart] = register.kept_apart()
    assert (apart.first_id, apart.second_id) == ("houtfonds", "houtfonds-nederland")


def test_agreeing_twice_stores_once(client: TestClient, register: Register) -> None:
    here = planned(client)
    client.get(here)
    answers = [client.post(f"{here}/opslaan") for _ in range(3)]
    client.get(here)
    answers.append(client.post(f"{here}/opslaan"))

    assert {answer.headers["location"] for answer in answers} == {here}
    assert "De lijst is opgeslagen" in main_text(client.get(here))
    assert register.batches().total == 1


def test_the_same_list_twice_at_once_is_stored_once(client: TestClient, register: Register) -> None:
    one, other = planned(client), planned(client)
    for here in (one, other):
        client.get(here)
    for here in (one, other):
        client.post(f"{here}/opslaan")
        client.get(here)

    second = client.get(other)
    assert "Er is nog niets opgeslagen." in main_text(second)
    assert "Deze lijst verandert niets." in main_text(second)
    assert register.batches().total == 1


def test_what_others_changed_meanwhile_is_shown_before_it_is_stored(
    client: TestClient, register: Register
) -> None:
    here = planned(client)
    client.get(here)
    edit = Batch(id="edit", kind=BatchKind.EDIT, by="beheer", at=datetime(2026, 3, 2, tzinfo=UTC), title="x")
    register.apply(edit, Snapshot(actors=(replace(FUND, website="https://hout.example"),)))

    client.post(f"{here}/opslaan")
    shown = client.get(f"{here}?rijen=changed")

    assert "Iemand anders wijzigde intussen iets." in main_text(shown)
    assert "Nu: https://hout.example" not in main_text(shown)
    assert register.batches().total == 1
    client.post(f"{here}/opslaan")
    assert "De lijst is opgeslagen" in main_text(client.get(here))


def test_a_change_that_does_not_touch_the_list_does_not_hold_it_up(
    client: TestClient, register: Register
) -> None:
    here = planned(client)
    client.get(here)
    edit = Batch(id="edit", kind=BatchKind.EDIT, by="beheer", at=datetime(2026, 3, 2, tzinfo=UTC), title="x")
    register.apply(edit, Snapshot(actors=(replace(REPAIR_POINT, website=None),)))

    client.post(f"{here}/opslaan")

    assert "De lijst is opgeslagen" in main_text(client.get(here))


def test_members_need_an_association_that_is_known(client: TestClient, register: Register) -> None:
    columns = columns_of(client, "Naam\nBakkerij Bos\n", kind="members", sender="Iemand anders")
    here = client.post(columns, data={"kolom-0": "name"}).headers["location"]
    back = client.get(here)
    assert back.headers["location"] == columns
    page = Markup(client.get(columns).text)
    assert "“Iemand anders” kennen wij niet" in page.by_id("association-fout").text

    here = client.post(columns, data={"kolom-0": "name", "association": "Ondernemerskring Woerden"}).headers[
        "location"
    ]
    assert "Nieuw 1" in main_text(client.get(here))
    client.post(f"{here}/opslaan")
    client.get(here)
    assert [tie.object_id for tie in register.relations_of("bakkerij-bos")] == ["kring-woerden"]


def test_offerings_are_taken_in(client: TestClient, register: Register) -> None:
    content = "Aanbieder;Titel;Soort hulp;Gebied\nHoutfonds;Advies over hout;kennis en advies;Gouda\n"
    stored(client, content, kind="offerings")

    (offering,) = (
        one for one in register.offerings(provider_id="houtfonds").items if "Advies" in one.title.nl
    )
    english = Markup(client.get(f"/en/offerings/{offering.id}").text)
    assert "This text is in Dutch only so far." in english.one("main").text
    assert [one.text for one in english.one("h1").inside if one.get("lang") == "nl"] == ["Advies over hout"]
    dutch = client.get(f"/aanbod/{offering.id}")
    assert "alleen in het Nederlands" not in main_text(dutch)


def test_a_list_can_be_thrown_away(client: TestClient, tmp_path: Path) -> None:
    here = planned(client)
    client.get(here)
    assert list(tmp_path.iterdir())
    answered = client.post(f"{here}/weggooien")

    assert "De lijst is weggegooid." in main_text(client.get(answered.headers["location"]))
    assert list(tmp_path.iterdir()) == []
    assert client.get(here).status_code == 404


def test_throwing_a_list_away_ends_the_work_on_it(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "HELD_FOR", 0.2)
    alike = "".join(f"Bedrijf {number:05} van de Groep\n" for number in range(8_000))
    here = planned(client, f"Naam\n{alike}")
    assert "De lijst wordt vergeleken" in main_text(client.get(here))

    client.post(f"{here}/weggooien")

    wait_until(lambda: not list(tmp_path.iterdir()), 10)
    monkeypatch.undo()
    assert "Nieuw 1" in main_text(client.get(planned(client, "Naam\nBakkerij Bos\n")))


@pytest.mark.parametrize("part", ["", "/kolommen", "/fouten"])
def test_a_list_that_is_gone_says_what_to_do(client: TestClient, part: str) -> None:
    answered = client.get(f"/lijsten/bestaat-niet{part}")

    assert answered.status_code == 404
    assert "Lees de lijst opnieuw in" in main_text(answered)


@pytest.mark.parametrize("part", ["opslaan", "weggooien", "dubbele-partijen", "kolommen"])
def test_a_form_for_a_list_that_is_gone_says_what_to_do(client: TestClient, part: str) -> None:
    answered = client.post(f"/lijsten/bestaat-niet/{part}", data={"rij-2": "nieuw"})

    assert answered.status_code == 404
    assert "Deze lijst is er niet meer" in main_text(answered)


def test_after_a_restart_a_list_is_gone_and_nothing_of_it_is_left(
    register: Register, clock: Clock, tmp_path: Path
) -> None:
    leftover = tmp_path / "list-of-a-killed-server.table"
    leftover.write_text("x")
    others = tmp_path / "not-ours.txt"
    others.write_text("x")
    with service(register, clock, tmp_path) as client:
        assert list(tmp_path.iterdir()) == [others]
        client.post("/wie-bent-u", data={"desk": "Ondernemerskring Woerden", "function": "desk_worker"})
        here = planned(client)
        client.get(here)
        cookies = dict(client.cookies)
    assert list(tmp_path.iterdir()) == [others]
    with service(register, clock, tmp_path) as client:
        client.cookies.update(cookies)
        assert client.get(here).status_code == 404


def test_a_list_waits_an_hour_since_it_was_last_touched(
    client: TestClient, clock: Clock, tmp_path: Path
) -> None:
    here = planned(client)
    client.get(here)
    clock.moment += waiting.KEPT_FOR + timedelta(minutes=1)
    columns_of(client)

    assert client.get(here).status_code == 404
    assert len(list(tmp_path.iterdir())) == 1


def test_more_lists_than_may_wait_are_refused_in_words(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "MOST_WAITING", 2)
    done = stored(client)
    first = columns_of(client)
    columns_of(client)  # what is stored makes room

    refused = send(client)

    assert refused.status_code == 409
    assert "Er wachten al veel lijsten." in Markup(refused.text).by_id("file-fout").text
    client.post(first.replace("kolommen", "weggooien"))
    assert send(client).status_code == 303
    assert client.get(done).status_code == 200


def test_unfinished_lists_are_found_again(client: TestClient) -> None:
    here = planned(client)
    client.get(here)

    assert here in {link.get("href") for link in Markup(client.get("/lijsten").text).all("a")}
    client.post("/wie-bent-u", data={"desk": "Reviseerpunt", "function": "coordinator"})
    assert here not in {link.get("href") for link in Markup(client.get("/lijsten").text).all("a")}


def test_a_change_that_others_built_on_is_not_undone_and_says_why(
    client: TestClient, register: Register
) -> None:
    change = stored(client)
    edit = Batch(id="edit", kind=BatchKind.EDIT, by="beheer", at=datetime(2026, 3, 2, tzinfo=UTC), title="x")
    fund = register.actor("houtfonds")
    register.apply(edit, Snapshot(actors=(replace(fund, website="https://houtfonds.example"),)))

    answered = client.post(f"{change}/terugdraaien")

    assert answered.status_code == 409
    assert "Dit is niet teruggedraaid" in main_text(answered)
    assert "daarna is gewijzigd partij 'houtfonds'" in main_text(answered)
    english = client.post(
        f"{change}/terugdraaien".replace("/wijzigingen", "/en/changes").replace("terugdraaien", "undo")
    )
    assert "changed since is actor 'houtfonds'" in main_text(english)


def test_undoing_twice_is_undoing_once(client: TestClient) -> None:
    change = stored(client)
    answers = [client.post(f"{change}/terugdraaien") for _ in range(2)]

    assert {answer.headers["location"] for answer in answers} == {f"{change}#teruggedraaid"}
    assert client.get(f"{change}/terugdraaien").headers["location"] == change
    assert client.get("/wijzigingen/bestaat-niet").status_code == 404


def test_a_longer_list_has_pages(client: TestClient) -> None:
    rows = "".join(f"Bedrijf {chr(97 + n % 26)}{chr(97 + n // 26)};{10000000 + n}\n" for n in range(60))
    here = planned(client, f"Naam;KVK\n{rows}")
    page = Markup(client.get(here).text)

    assert len(page.all("li", class_="loket-row-entry")) == 25
    assert page.one("a", rel="next").get("href") == f"{here}?rijen=new&pagina=2"
    assert (
        len(Markup(client.get(f"{here}?rijen=new&pagina=3").text).all("li", class_="loket-row-entry")) == 10
    )
    assert client.get(f"{here}?rijen=new&pagina=4").status_code == 404
    assert client.get(f"{here}?rijen=onzin").status_code == 200


# ---- what holds for every page, also for these

PAGES = (
    "start",
    "start-fault",
    "columns",
    "columns-fault",
    "plan",
    "doubles",
    "wrong",
    "same",
    "stored",
    "gone",
    "no-changes",
    "changes",
    "change",
    "undo",
)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, dict[str, str]]]:
    """A desk worker, and each of the pages as it came up along the way."""
    register = open_register("sqlite:")
    register.put(WORLD)
    with service(register, Clock(), tmp_path_factory.mktemp("lists")) as client:
        client.post("/wie-bent-u", data={"desk": "Ondernemerskring Woerden", "function": "desk_worker"})
        found: dict[str, str] = {}

        def note(name: str, answered: Response) -> None:
            found[name] = answered.text
            structure.test_links_within_the_site_lead_somewhere(Markup(answered.text), client)

        note("start", client.get("/lijsten"))
        note("gone", client.get("/lijsten/weg"))
        note("no-changes", client.get("/wijzigingen"))
        note("start-fault", send(client, b"", kind="", sender=""))
        note("columns-fault", client.post(columns_of(client), data={"kolom-1": "place"}))
        here = planned(client, ROWS + "Houtfonds Nederland;Gouda;x\n", kind="members", sender=RING.name)
        note("columns", client.get(f"{here}/kolommen"))
        for name, rows in (("plan", "new"), ("doubles", "double"), ("wrong", "wrong"), ("same", "same")):
            note(name, client.get(f"{here}?rijen={rows}"))
        client.post(f"{here}/opslaan")
        note("stored", client.get(here))
        note("changes", client.get("/wijzigingen"))
        [change] = register.batches().items
        note("change", client.get(f"/wijzigingen/{change.id}"))
        note("undo", client.get(f"/wijzigingen/{change.id}/terugdraaien"))
        assert set(found) == set(PAGES)
        yield client, found
    register.close()


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_are_built_as_all_pages_are(walked: tuple[TestClient, dict[str, str]], name: str) -> None:
    client, pages = walked
    dutch = Markup(pages[name])
    [other] = [one for one in dutch.one("footer").inside if one.tag == "a" and one.get("lang")]
    answered = client.get(other.get("href"))
    assert answered.status_code in {200, 303, 404}  # a list that is stored has no rows any more
    for page in (dutch, Markup(answered.text)) if answered.text else (dutch,):
        structure.test_every_tag_is_closed_and_no_id_comes_twice(page)
        structure.test_landmarks_title_and_one_main_heading(page)
        structure.test_headings_skip_no_level(page)
        structure.test_no_script_and_no_style_of_its_own(page)
        structure.test_every_field_has_a_label_and_what_it_points_to_exists(page)
        structure.test_the_other_language_is_named_in_that_language(page)
