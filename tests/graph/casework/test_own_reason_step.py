"""A store of before the step for reasons of a desk's own keeps all that it held."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import neo4j
import pytest

from graph import casework_of, open_register
from tests.desk import DESK, fill

if TYPE_CHECKING:
    from pathlib import Path

    from matchmaker.casework.referrals import Referral

STEP = 8


def filled(url: str) -> Referral:
    with closing(open_register(url)) as register:
        fill(casework_of(register))
        return casework_of(register).referral(DESK, "v-1")


def read_again(url: str) -> Referral:
    with closing(open_register(url)) as register:
        casework = casework_of(register)
        (found,) = casework.referrals_of(DESK, "z-1")
        assert casework.need(DESK, "n-1").suggestions[0].is_chosen
        return found


def test_sqlite_takes_referrals_of_before_for_suggested(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/desk.db"
    before = filled(url)
    with closing(sqlite3.connect(tmp_path / "desk.db")) as connection, connection:
        connection.execute("ALTER TABLE referral DROP COLUMN own_reason")
        connection.execute("DELETE FROM migration WHERE number >= ?", (STEP,))
        connection.execute(f"PRAGMA user_version = {STEP - 1}")
    assert read_again(url) == replace(before, own_reason="")


@pytest.mark.neo4j
def test_neo4j_takes_referrals_of_before_for_suggested(neo4j_url: str) -> None:
    before = filled(neo4j_url)
    with neo4j.GraphDatabase.driver(neo4j_url) as driver:
        driver.execute_query("MATCH (r:Referral) REMOVE r.own_reason")
        driver.execute_query("MATCH (m:Migration) WHERE m.number >= $step DELETE m", step=STEP)
    assert read_again(neo4j_url) == replace(before, own_reason="")
