"""The command ``loket``: what it says, in which language, and with which exit code."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import httpx
import pytest

from api import server
from api.cli import run
from api.commands import console, lists, opening, seeding
from graph import open_register
from matchmaker.model import Precedent, Snapshot
from tests.api.running import free_port
from tests.api.world import WORLD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUESTION = "Wie kan ons helpen om oude cv-ketels te laten reviseren?"


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("LOKET_") and not name.startswith("LOKET_TEST_"):
            monkeypatch.delenv(name)


@pytest.fixture
def store(tmp_path: Path) -> str:
    """URL of a file that holds the small region."""
    url = f"sqlite:///{tmp_path / 'loket.db'}"
    with closing(open_register(url)) as register:
        register.put(WORLD)
    return url


def test_match_as_json_is_the_answer_of_the_api(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    options = [
        "--municipality",
        "Woerden",
        "--sector",
        "installateur",
        "--size",
        "klein",
        "--kind",
        "kennis en advies",
    ]
    assert run(["match", QUESTION, *options, "--json", "--store", store]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["matches"][0]["offering"]["id"] == "ketels-reviseren"
    assert answer["need"]["municipality"]["id"] == "woerden"


def test_match_in_words_shows_reasons_and_the_next_step(
    store: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOKET_STORE", store)
    assert run(["match", QUESTION]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("(Dit lazen wij in uw vraag. U zoekt: ")
    assert "1. Cv-ketels laten reviseren (Reviseerpunt)" in shown
    assert "> Vraag een afspraak aan." in shown


def test_match_does_not_send_the_desk_to_itself(
    store: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOKET_OWN_DESK", "reviseerpunt")
    assert run(["match", QUESTION, "--store", store]) == 0
    shown = capsys.readouterr().out
    assert "(Reviseerpunt)" not in shown
    assert "Dit biedt uw eigen loket: Cv-ketels laten reviseren." in shown


def test_match_in_english_and_a_gap(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["match", QUESTION, "--language", "en", "--store", store]) == 0
    assert "Have boilers remanufactured" in capsys.readouterr().out
    assert run(["match", "Mijn olifant heeft kiespijn", "--store", store]) == 0
    assert capsys.readouterr().out.strip()


def test_match_names_every_wrong_option(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["match", "hout", "--municipality", "Woerdn", "--size", "reuze", "--store", store]) == 2
    told = capsys.readouterr().err
    assert "Fout bij --municipality" in told
    assert "Bedoelde u: Woerden" in told
    assert "Fout bij --size" in told


def test_match_on_an_empty_register_says_how_to_fill_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["match", "hout", "--store", "sqlite:"]) == 4
    assert "loket seed" in capsys.readouterr().err


def test_seed_fills_the_register_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite:///{tmp_path / 'nieuw.db'}"
    assert run(["seed", "--store", url]) == 0
    first = re.search(r"Klaar: (\d+) nieuw, 0 gewijzigd, 0 hetzelfde", capsys.readouterr().err)
    assert first
    assert run(["seed", "--store", url]) == 0
    assert f"Klaar: 0 nieuw, 0 gewijzigd, {first[1]} hetzelfde" in capsys.readouterr().err
    assert run(["check", "--store", url]) == 0
    assert "partijen" in capsys.readouterr().out


def test_seed_from_a_folder_that_is_wrong_names_the_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["seed", "--store", "sqlite:", "--folder", str(tmp_path)]) == 2
    assert "documents.csv" in capsys.readouterr().err


def test_the_same_fault_in_many_rows_is_told_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    header = "id,title,publisher,published_on,language,file,licence,note"
    days = ["gisteren", "gisteren", "2025-06-01", "gisteren", "morgen"]
    rows = [f"nota-{number},Nota,Provincie,{day},nl,,facts only," for number, day in enumerate(days)]
    (tmp_path / "documents.csv").write_text("\n".join([header, *rows, ""]))
    assert run(["seed", "--store", "sqlite:", "--folder", str(tmp_path)]) == 2
    told = [line for line in capsys.readouterr().err.splitlines() if "published_on" in line]
    assert [line.split(": ")[0] for line in told] == [
        "Fout bij documents.csv:2-3,5 published_on",
        "Fout bij documents.csv:6 published_on",
    ]


def test_check_counts(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--store", store]) == 0
    told = capsys.readouterr()
    assert re.search(r"partijen\s+\W\s+3", told.out)
    assert "Alles verwijst naar iets dat er is." in told.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["match"], "TEKST"),
        (["match", "hout", "--onzin"], "--onzin"),
        (["match", "hout", "--limit", "99"], "--limit"),
        (["match", "hout", "--language", "de"], "--language"),
        (["onzin"], "--help"),
        (["serve", "--port", "acht"], "--port"),
        (["serve", "--port", "99999"], "LOKET_PORT"),
        (["serve", "--host", "0.0.0.0"], "LOKET_BEHIND_PROXY"),  # noqa: S104  # it is refused
        (["check", "--store", "mysql://db"], "LOKET_STORE"),
    ],
)
def test_wrong_command_is_told_in_dutch(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    told = capsys.readouterr().err
    assert said in told
    assert not re.search(r"Error|Usage|Traceback|No such|Invalid", told)


def test_help_is_dutch(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--help"], ["serve", "--help"], ["match", "--help"]):
        assert run(arguments) == 0
        told = capsys.readouterr().out
        assert "Gebruik:" in told
        assert not re.search(r"Usage|Options|Commands|Arguments|Show this|default|required", told)


def test_store_that_is_away_or_owned_has_its_own_exit_code(
    store: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", "--store", f"bolt://127.0.0.1:{free_port()}"]) == 5
    assert "niet bereikbaar" in capsys.readouterr().err
    with closing(open_register(store)):
        assert run(["seed", "--store", store]) == 6
    assert "in gebruik" in capsys.readouterr().err


def test_reading_goes_on_beside_a_desk_that_runs(store: str, tmp_path: Path) -> None:
    judged = tmp_path / "needs.jsonl"
    judged.write_text('{"id": "1", "text": "cv-ketels", "relevant": {"Reviseerpunt": 2}, "must_not": {}}\n')
    with closing(open_register(store)):
        assert run(["match", QUESTION, "--store", store]) == 0
        assert run(["check", "--store", store]) == 0
        assert run(["evaluate", str(judged), "--store", store]) == 0
        assert run(["export", str(tmp_path / "uit.json"), "--format", "json", "--store", store]) == 0


def reading_commands(folder: Path) -> list[list[str]]:
    judged = folder / "needs.jsonl"
    judged.write_text('{"id": "1", "text": "geld", "relevant": {"Iemand": 2}, "must_not": {}}\n')
    return [["match", "hout"], ["check"], ["evaluate", str(judged)], ["export", str(folder / "uit")]]


def test_reading_says_how_to_make_a_register_and_makes_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    absent = tmp_path / "data" / "loket.db"
    for command in reading_commands(tmp_path):
        assert run([*command, "--store", f"sqlite:///{absent}"]) == 3
        told = capsys.readouterr().err
        assert "loket seed" in told
        assert "./run" in told
    assert not absent.parent.exists()


def test_an_empty_register_passes_no_reading_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'leeg.db'}"
    open_register(url).close()
    for command in reading_commands(tmp_path):
        assert run([*command, "--store", url]) == 4
        assert "leeg" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "code"),
    [(["seed"], 130), (["export", "uit"], 130), (["import", "x.csv"], 130), (["serve"], 0)],
)
def test_ctrl_c_ends_serving_well_and_breaks_off_anything_else(
    command: list[str], code: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(lists, "import_in_child", interrupted)
    monkeypatch.setattr(seeding, "open_store", interrupted)
    monkeypatch.setattr(opening, "open_store_for_reading", interrupted)
    monkeypatch.setattr(server, "open_store", interrupted)
    port = ["--port", "0"] if command == ["serve"] else []
    assert run([*command, *port, "--store", f"sqlite:///{tmp_path / 'loket.db'}"]) == code


def test_port_in_use_is_said_before_the_store_is_touched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        store = tmp_path / "loket.db"
        assert run(["serve", "--port", str(port), "--store", f"sqlite:///{store}"]) == 8
    assert "--port" in capsys.readouterr().err
    assert not store.exists()


@contextmanager
def served(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """Run ``loket serve`` as a process of its own; give it with its address and what it said till then."""
    command = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", "0", *arguments]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = ""
        try:
            while (found := re.search(r"http://127\.0\.0\.1:\d+", said)) is None:
                line = process.stderr.readline()
                assert line, f"it stopped: {said}"
                said += line
            yield process, found[0], said
        finally:
            process.kill()


def test_serve_fills_a_new_file_answers_and_stops_when_told(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path / 'loket.db'}"
    with served("--store", store) as (process, address, said):
        assert "Het register is leeg" in said
        assert "Geladen" in said
        assert "Wij maken het loket klaar" in said
        need = {"text": "Welke subsidie is er voor circulair ondernemen?", "municipality": "Gouda"}
        assert httpx.post(f"{address}/api/v1/matches", json=need).json()["matches"]
        assert "server" not in httpx.get(f"{address}/api/v1/health/ready").headers
        assert run(["check", "--store", store]) == 0
        assert run(["seed", "--store", store]) == 6
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
    assert run(["check", "--store", store]) == 0
    with served("--store", store) as (process, address, said):
        assert "leeg" not in said
        assert httpx.get(f"{address}/api/v1/health/ready").status_code == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0


def test_serve_starts_while_the_server_is_away() -> None:
    with served("--store", f"bolt://127.0.0.1:{free_port()}") as (_, address, said):
        assert "nog niet bereikbaar" in said
        assert httpx.get(f"{address}/api/v1/health/live").status_code == 200
        assert httpx.get(f"{address}/api/v1/health/ready").status_code == 503


@pytest.mark.parametrize(
    ("arguments", "others_need"),
    [
        (["--help"], {"fastapi", "numpy", "pydantic", "sqlite3", "xlsxwriter"}),
        (["check"], {"fastapi", "networkx", "scipy", "xlsxwriter"}),
        (["seed"], {"fastapi", "networkx", "scipy", "xlsxwriter"}),
        (["match", QUESTION], {"fastapi", "networkx", "sklearn", "xlsxwriter"}),
    ],
)
def test_a_command_loads_nothing_that_only_others_need(
    arguments: list[str], others_need: set[str], store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOKET_STORE", store)
    program = (
        "import sys; from api.cli import run; assert run(sys.argv[1:]) == 0; print(); print(*sys.modules)"
    )
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert others_need.isdisjoint(done.stdout.splitlines()[-1].split())


def test_evaluate_measures_judged_needs_with_and_without_each_feature(
    store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console.out, "width", 80)
    judged = tmp_path / "needs.jsonl"
    judged.write_text('{"id": "1", "text": "cv-ketels", "relevant": {"Reviseerpunt": 2}, "must_not": {}}\n')
    assert run(["evaluate", str(judged), "--store", store, "--features"]) == 0
    told = capsys.readouterr().out
    assert "nDCG@5" in told
    assert "steady - door" in told
    # Nothing is cut off or broken within a word on a terminal of the usual width.
    assert "…" not in told
    assert "no_further_conditions" in told
    assert "[+0.000, +0.000]" in told


def test_evaluate_leaves_out_what_is_judged_and_measures_without_precedents_too(
    store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    judged = tmp_path / "needs.jsonl"
    judged.write_text('{"id": "1", "text": "cv-ketels", "relevant": {"Reviseerpunt": 2}, "must_not": {}}\n')

    def measured_with(*texts: str) -> str:
        precedents = tuple(Precedent(id=f"p-{number}", text=text) for number, text in enumerate(texts))
        with closing(open_register(store)) as register:
            register.put(Snapshot(precedents=precedents))
        assert run(["evaluate", str(judged), "--store", store, "--features"]) == 0
        return " ".join(capsys.readouterr().out.split())

    assert "- precedent" not in measured_with("CV-ketels")
    assert "- precedent" in measured_with("CV-ketels", "Waar kunnen ketels heen?")


def test_evaluate_names_what_is_wrong_with_its_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "needs.jsonl"
    broken.write_text('{"id": "1"}\n{\n')
    assert run(["evaluate", str(broken), "--store", "sqlite:"]) == 2
    told = capsys.readouterr().err
    assert "line 1" in told
    assert "line 2" in told
    assert run(["evaluate", str(tmp_path / "absent.jsonl"), "--store", "sqlite:"]) == 2
