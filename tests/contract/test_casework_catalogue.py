"""The twin catalogues of the desk's work line up, on paper and on a live engine."""

from __future__ import annotations

import re
import sqlite3
import warnings
from contextlib import closing
from typing import TYPE_CHECKING, Any

import neo4j
import pytest

from graph import casework_of, open_register
from graph.catalogue import Query, load
from tests.desk import DESK, fill

if TYPE_CHECKING:
    from pathlib import Path

CYPHER, SQL = load("cypher", name="casework"), load("sql", name="casework")
BOTH = [*CYPHER.values(), *SQL.values()]
LISTS = frozenset[str]().union(*(query.lists for query in CYPHER.values())) | {
    "ids",
    "case_ids",
    "hashes",
    "targets",
    "words",
    "pieces",
}
DAYS = {"active_on", "opened_on", "closed_on", "suggested_on", "found_on", "due_on", "done_on", "starts_on"}
DAYS |= {"ends_on", "up_to", "since", "before", "today", "due_by"}
MOMENTS = {"erased_at", "started_at", "submitted_at", "made_at", "expires_at", "withdrawn_at", "sent_at"}
MOMENTS |= {"held_at", "happened_at", "answered_at", "next_try_at", "settled_at", "at"}
NUMBERS = {"revision", "question_set_version", "step", "own_grade", "places", "waiting_places", "number"}
NUMBERS |= {"offset", "limit", "assess_first", "tries"}
JSON = {"ticks", "suggestions", "missing", "offering_title", "steps", "desk_outcome", "own_outcome"}
IDS = {"company_id": "c-1", "case_id": "z-1", "need_id": "n-1", "referral_id": "v-1", "period_id": "p-1"}


def value(query: Query, name: str) -> Any:
    by_name: dict[str, Any] = {
        **{key: ["x"] for key in LISTS},
        **dict.fromkeys(DAYS, "2026-11-23"),
        **dict.fromkeys(MOMENTS, "2026-11-23T09:30:00.5+00:00"),
        **dict.fromkeys(NUMBERS, 1),
        **dict.fromkeys(JSON, "[]"),
        **IDS,
        "desk_id": DESK,
        "done_by": "{}",
        "number": 1_000,  # beyond those that are there
    }
    if name == "before" and "answers" in query.name:
        return "2026-11-23T09:30:00+00:00"
    return by_name.get(name, "x")


def sample(query: Query) -> dict[str, Any]:
    given = {name: value(query, name) for name in query.params}
    return {"rows": [given]} if query.is_batch else given


def test_the_twins_have_the_same_queries_in_the_same_order() -> None:
    assert list(CYPHER) == list(SQL)
    assert len(CYPHER) > 40
    assert not set(SQL) & set(load("sql"))


@pytest.mark.parametrize("name", CYPHER)
def test_the_twins_say_the_same_of_themselves(name: str) -> None:
    cypher, sql = CYPHER[name], SQL[name]
    for what in ("purpose", "params", "is_batch", "columns", "lists"):
        assert getattr(cypher, what) == getattr(sql, what), what
    assert cypher.purpose.endswith(".")


@pytest.mark.parametrize("query", BOTH, ids=lambda query: f"{query.name}-{query.dialect}")
def test_a_statement_is_one_and_names_exactly_the_parameters_that_it_declares(query: Query) -> None:
    assert query.used_params() == frozenset(query.params)
    assert len(set(query.params)) == len(query.params)
    assert ("$rows" in query.text) == (query.is_batch and query.dialect == "cypher")
    assert ";" not in re.sub(r"'[^']*'", "", query.text)


def test_each_sql_query_runs_and_gives_exactly_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "full.db"
    with closing(open_register(f"sqlite:///{path}")) as register:
        fill(casework_of(register))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for query in SQL.values():
            connection.execute("BEGIN")
            connection.execute("PRAGMA defer_foreign_keys = ON")  # a sample need not fit the rest
            params = sample(query)["rows"][0] if query.is_batch else sample(query)
            flat = {name: "[]" if isinstance(item, list) else item for name, item in params.items()}
            found = connection.execute(query.text, flat)
            columns = tuple(column[0] for column in found.description or ())
            assert columns == query.columns, query.name
            connection.execute("ROLLBACK")


@pytest.mark.neo4j
def test_each_cypher_query_runs_without_a_warning_and_gives_exactly_its_columns(neo4j_url: str) -> None:
    with closing(open_register(neo4j_url)) as register:
        fill(casework_of(register))
    warning = neo4j.NotificationMinimumSeverity.WARNING
    with (
        warnings.catch_warnings(action="error"),
        neo4j.GraphDatabase.driver(neo4j_url, warn_notification_severity=warning) as driver,
        driver.session(database="neo4j") as session,
    ):
        for query in CYPHER.values():
            with session.begin_transaction() as transaction:
                result = transaction.run(f"CYPHER 5\n{query.text}", sample(query))
                columns = tuple(result.keys())
                result.consume()
                transaction.rollback()
            assert columns == query.columns, query.name
