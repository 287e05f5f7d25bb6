"""``loket import`` and ``loket undo``."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from api.cli import run
from api.commands import import_child, lists
from graph import Credentials, open_register
from graph.importing import ListKind, Undecided
from matchmaker.model import Snapshot
from tests.api.world import WORLD

if TYPE_CHECKING:
    from pathlib import Path

ROWS = "Naam;Plaats;Contactpersoon\nBakkerij Bos;Woerden;Iemand\n;Nergens;Iemand\n"


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Import in this process: the one of its own is tried in tests of its own."""
    monkeypatch.setattr(lists, "import_in_child", import_child.carry_out)


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


def test_a_typing_error_is_told_with_what_was_probably_meant(
    store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = tmp_path / "lijst.csv"
    typed.write_text("Naam;Plaats\nBakkerij Bos;Woerdne\n")
    assert run(["import", str(typed), "--dry-run", "--store", store]) == 1
    told = " ".join(capsys.readouterr().out.split())
    assert "Rij 2 (fout): Kolom “Plaats”: De plaats “Woerdne” kennen wij niet." in told
    assert "Bedoelde u: Woerden?" in told


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
    assert "Dit bestand is er niet." in capsys.readouterr().err
    file.write_bytes(b"%PDF-1.7")
    assert run(["import", str(file), "--store", store]) == 2
    assert "Dit is geen tabel" in capsys.readouterr().err
    file.write_text(ROWS)
    assert run(["import", str(file), "--kind", "members", "--association", "Nergens", "--store", store]) == 2
    assert "“Nergens” kennen wij niet" in capsys.readouterr().err


# ---- exports


@pytest.mark.parametrize("format_", ["files", "xlsx", "json"])
def test_an_import_of_an_export_changes_nothing(
    store: str, tmp_path: Path, format_: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = held(store)
    target = str(tmp_path / "uit")
    assert run(["export", target, "--format", format_, "--store", store]) == 0
    capsys.readouterr()

    assert run(["import", target, "--yes", "--store", store]) == 0

    assert "Er is niets te wijzigen." in capsys.readouterr().err
    assert held(store) == before
    with closing(open_register(store)) as register:
        assert register.batches().total == 0


@pytest.mark.parametrize("format_", ["files", "xlsx", "json"])
def test_an_export_puts_back_what_was_changed_since(
    store: str, tmp_path: Path, format_: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = held(store)
    target = str(tmp_path / "uit")
    run(["export", target, "--format", format_, "--store", store])
    with closing(open_register(store)) as register:
        fund = register.actor("houtfonds")
        register.put(Snapshot(actors=(replace(fund, website="https://hout.example"),)))
    after = held(store)
    command = ["import", target, "--store", store]
    assert run([*command, "--dry-run"]) == 0
    assert held(store) == after

    assert run([*command, "--yes"]) == 0

    told = capsys.readouterr().err
    assert "Klaar: 0 nieuw, 1 gewijzigd" in told
    assert held(store) == before
    batch_id = re.search(r"loket undo (\S+)", told)
    assert batch_id is not None
    assert run(["undo", batch_id[1], "--store", store]) == 0
    assert held(store) == after


def test_an_export_fills_an_empty_register(store: str, tmp_path: Path) -> None:
    target, other = str(tmp_path / "uit.json"), f"sqlite:///{tmp_path / 'ander.db'}"
    run(["export", target, "--format", "json", "--store", store])
    assert run(["import", target, "--yes", "--store", other]) == 0
    assert held(other) == held(store)


def test_one_file_of_an_export_and_a_folder_that_is_none_are_refused_with_what_to_do(
    store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["export", str(tmp_path / "uit"), "--store", store])
    (file,) = (tmp_path / "uit").glob("*/actors.csv")
    assert run(["import", str(file), "--store", store]) == 2
    assert "geef dan de hele map" in capsys.readouterr().err
    assert run(["import", str(file.parent), "--store", store]) == 2
    assert "Dit is een map, en geen export van het loket." in capsys.readouterr().err


# ---- in a process of its own


def test_the_command_imports_in_a_process_of_its_own(
    store: str, file: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "import_in_child", import_child.import_in_child)
    command = [
        "import",
        str(file),
        "--sender",
        "MKB Woerden",
        "--column",
        "Plaats=",
        "--yes",
        "--store",
        store,
    ]
    assert run(command) == 1
    told = capfd.readouterr()
    assert "Rijen: 1 nieuw, 0 gewijzigd, 0 hetzelfde, 0 mogelijk dubbel, 1 fout" in told.out
    (actor,) = (one for one in held(store).actors if one.id == "bakkerij-bos")
    assert actor.place_id is None

    assert run(["import", str(file.parent / "weg.csv"), "--store", store]) == 2
    assert "Dit bestand is er niet." in capfd.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the memory of a process")
def test_what_takes_too_much_memory_is_told_and_nothing_is_stored(store: str, file: Path) -> None:
    order = import_child.Order(
        file=str(file),
        store=store,
        credentials=Credentials(),
        kind=ListKind.PROVIDERS,
        sender="MKB Woerden",
        stated_on=date(2026, 1, 1),
        association=None,
        undecided=Undecided.RETURNED,
        chosen=(),
        yes=True,
    )
    greedy = (
        "import sys; from api.commands import import_child as c; from api.small_process import MEMORY_BYTES; "
        "c.carry_out = lambda _: bytes(2 * MEMORY_BYTES); sys.exit(c.main())"
    )
    ended = subprocess.run(
        [sys.executable, "-c", greedy],
        env={**os.environ, **import_child.environment(order)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert "Er is niets opgeslagen." in ended.stderr
