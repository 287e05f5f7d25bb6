"""``loket import`` and ``loket undo``."""

from __future__ import annotations

import re
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from api.cli import run
from graph import open_register
from tests.api.world import WORLD

if TYPE_CHECKING:
    from pathlib import Path

    from matchmaker.model import Snapshot

ROWS = "Naam;Plaats;Contactpersoon\nBakkerij Bos;Woerden;Iemand\n;Nergens;Iemand\n"


@pytest.fixture
def store(tmp_path: Path) -> str:
    """URL of a file that holds the small region."""
    url = f"sqlite:///{tmp_path / 'loket.db'}"
    with closing(open_register(url)) as register:
        register.put(WORLD)
    return url


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "lijst.csv"
    path.write_text(ROWS)
    return path


def held(store: str) -> Snapshot:
    with closing(open_register(store)) as register:
        return register.snapshot()


def test_a_dry_run_shows_and_stores_nothing(
    store: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = held(store)
    assert run(["import", str(file), "--dry-run", "--store", store]) == 1
    told = capsys.readouterr()
    assert "Rijen: 1 nieuw, 0 gewijzigd, 0 hetzelfde, 0 mogelijk dubbel, 1 fout, 0 onleesbaar." in told.out
    assert "“Contactpersoon” lijkt gegevens van personen" in " ".join(told.out.split())
    assert "Er is niets opgeslagen." in told.err
    assert held(store) == before


def test_possible_doubles_come_back_or_become_parties_to_be_decided_later(store: str, tmp_path: Path) -> None:
    list_of_one = tmp_path / "dubbel.csv"
    list_of_one.write_text("Naam\nReviseerpunt Groep\n")
    command = ["import", str(list_of_one), "--yes", "--store", store]
    before = held(store)

    assert run(command) == 1
    assert held(store) == before

    assert run([*command, "--undecided", "takenIn"]) == 0
    assert {one.id for one in held(store).actors} - {one.id for one in before.actors} == {
        "reviseerpunt-groep"
    }


def test_an_import_stores_writes_the_wrong_rows_beside_and_can_be_undone(
    store: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = held(store)
    options = ["--sender", "MKB Woerden", "--date", "2026-01-31", "--yes", "--store", store]

    assert run(["import", str(file), *options]) == 1

    told = capsys.readouterr().err
    (actor,) = (one for one in held(store).actors if one.id == "bakkerij-bos")
    assert actor.place_id == "woerden"
    assert str(actor.sources[0].stated_on) == "2026-01-31"
    wrong = (file.parent / "lijst - fouten.csv").read_text("utf-8-sig").splitlines()
    assert wrong[0] == "Naam;Plaats;Contactpersoon;Probleem"
    assert "Rij 3: Kolom “Naam”: Vul deze cel in." in wrong[1]
    assert len(wrong) == 2
    batch_id = re.search(r"loket undo (\S+)", told)
    assert batch_id is not None

    assert run(["undo", "--store", store]) == 0
    assert f"{batch_id[1]}  2" in capsys.readouterr().out
    assert run(["undo", batch_id[1], "--store", store]) == 0
    assert held(store) == before
    assert run(["undo", batch_id[1], "--store", store]) == 4
    assert "al teruggedraaid" in capsys.readouterr().err
    assert run(["undo", "nergens", "--store", store]) == 3


def test_the_same_file_again_changes_nothing(
    store: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text("Naam;Plaats\nBakkerij Bos;Woerden\n")
    assert run(["import", str(file), "--yes", "--store", store]) == 0
    after = held(store)
    capsys.readouterr()
    assert run(["import", str(file), "--yes", "--store", store]) == 0
    assert "Er is niets te wijzigen." in capsys.readouterr().err
    assert held(store) == after


@pytest.mark.parametrize(("answer", "stored"), [("j", True), ("n", False), (None, False)])
def test_without_yes_the_user_is_asked(
    store: str, file: Path, monkeypatch: pytest.MonkeyPatch, answer: str | None, *, stored: bool
) -> None:
    def reply(*_: object, **__: object) -> str:
        if answer is None:
            raise EOFError
        return answer

    monkeypatch.setattr("builtins.input", reply)
    run(["import", str(file), "--store", store])
    assert any(actor.id == "bakkerij-bos" for actor in held(store).actors) is stored


def test_columns_can_be_chosen_and_are_remembered(
    store: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text("Wie dan wel;Plaats;Waar\nBakkerij Bos;Woerden;x\n")
    options = ["--sender", "MKB Woerden", "--yes", "--store", store]
    assert run(["import", str(file), *options]) == 2
    assert "Wijs een kolom aan voor het veld 'name'" in capsys.readouterr().err
    assert run(["import", str(file), "--column", "Wie dan wel", *options]) == 2
    assert "Naam=name" in capsys.readouterr().err
    chosen = ["--column", "Wie dan wel=name", "--column", "Plaats="]
    assert run(["import", str(file), *chosen, *options]) == 0
    (actor,) = (one for one in held(store).actors if one.id == "bakkerij-bos")
    assert actor.place_id is None
    file.write_text("Wie dan wel\nSlagerij Smit\n")
    assert run(["import", str(file), *options]) == 0


def test_what_cannot_be_read_is_told_in_dutch(
    store: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["import", str(file.parent / "weg.csv"), "--store", store]) == 2
    assert "Dit bestand is niet te lezen" in capsys.readouterr().err
    file.write_bytes(b"%PDF-1.7")
    assert run(["import", str(file), "--store", store]) == 2
    assert "Dit is geen tabel" in capsys.readouterr().err
    file.write_text(ROWS)
    assert run(["import", str(file), "--kind", "members", "--association", "Nergens", "--store", store]) == 2
    assert "“Nergens” kennen wij niet" in capsys.readouterr().err
