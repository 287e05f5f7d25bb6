from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from graph import Credentials, open_for_reading, open_register
from matchmaker.errors import InvalidInput, StoreError
from matchmaker.model import Snapshot

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("url", ["sqlite:", "sqlite://", "sqlite:///:memory:"])
def test_a_store_in_memory(url: str) -> None:
    register = open_register(url)
    assert register.snapshot() == Snapshot()
    register.close()


def test_a_store_in_memory_can_be_opened_for_reading_too() -> None:
    register = open_for_reading("sqlite:")
    assert register.snapshot() == Snapshot()
    register.close()


def test_a_relative_path_is_taken_from_where_the_program_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    open_register("sqlite:///map/register.db").close()
    assert (tmp_path / "map" / "register.db").exists()


@pytest.mark.parametrize(
    "url", ["", "sqlite", "sqlite:///", "postgres://host/db", "http://host", "register.db"]
)
def test_an_unknown_address_says_what_is_possible(url: str) -> None:
    with pytest.raises(InvalidInput):
        open_for_reading(url)
    with pytest.raises(InvalidInput) as caught:
        open_register(url)
    (fault,) = caught.value.faults
    assert fault.where == "store"
    assert "sqlite:///" in fault.message.nl
    assert "neo4j://" in fault.message.en


@pytest.mark.parametrize("url", ["bolt://", "bolt://host:port", "neo4j://host:99999", "bolt://[::1"])
def test_a_broken_neo4j_address_is_refused_at_once(url: str) -> None:
    with pytest.raises(StoreError):
        open_register(url)


def test_opening_neo4j_waits_for_no_server() -> None:
    open_register("neo4j://127.0.0.1:1").close()


def test_a_password_is_never_shown() -> None:
    assert "geheim" not in repr(Credentials(user="loket", password="geheim"))  # noqa: S106  # a made-up one


def test_a_file_needs_no_neo4j_driver() -> None:
    program = "import sys; from graph import open_register; open_register('sqlite:').close(); "
    program += "print('neo4j' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=os.environ
    )
    assert done.stdout.strip() == "False"
