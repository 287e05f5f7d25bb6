"""The twin catalogues line up, on paper and on a live engine."""

from __future__ import annotations

import re
import sqlite3
import warnings
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import neo4j
import pytest

from graph import open_register
from graph.catalogue import Query, load
from matchmaker.errors import StoreError
from matchmaker.journal import Batch, BatchKind
from matchmaker.model import Snapshot
from tests.worlds import full_world

if TYPE_CHECKING:
    from pathlib import Path

CYPHER, SQL = load("cypher"), load("sql")
# One value for every parameter and field that is more than a text; ids are those of the full world.
VALUES: dict[str, Any] = {
    "ids": ["offering", "actor-government", "doc", "place-region", "theme-sector"],
    "node_id": "offering",
    "documents": ["doc"],
    "places": ["place-region"],
    "themes": ["theme-sector"],
    "actors": ["actor-government"],
    "offerings": ["offering"],
    "place_id": "place-region",
    "theme_id": "theme-sector",
    "actor_id": "actor-government",
    "document_id": "doc",
    "within_id": "place-country",
    "broader_id": "theme-activity",
    "successor_id": "place-country",
    "provider_id": "actor-financier",
    "subject_id": "actor-government",
    "object_id": "offering",
    "serves_place_id": "place-region",
    "need_kind": "space",
    "offset": 0,
    "limit": 5,
    "position": 9,
    "latitude": 1.5,
    "longitude": 1.5,
}
MOMENTS = {"made_at", "undone_at", "decided_at"}
DAYS = {"published_on", "valid_from", "valid_until", "opens_on", "closes_on", "stated_on", "checked_on"}
NUMBERS = {"first_line", "last_line", "capacity", "places_left", "budget_euro", "budget_exhausted"}
COUNTS = {"added", "changed", "same", "removed"}
LISTS = frozenset[str]().union(*(query.lists for query in CYPHER.values()))
OWNERS = {"place": "place-region", "theme": "theme-sector", "actor": "actor-government"}


def value(query: Query, name: str) -> Any:
    by_name = {
        **dict.fromkeys(DAYS, "2025-01-01"),
        **dict.fromkeys(NUMBERS | COUNTS, 1),
        **dict.fromkeys(MOMENTS, "2025-01-01T12:00:00.5+00:00"),
        **{key: ["x"] for key in LISTS},
        **VALUES,
        "id": next((id_ for kind, id_ in OWNERS.items() if f"_{kind}" in query.name), "offering"),
        "kind": "FUNDS" if "relation" in query.name else "government",
    }
    return by_name.get(name, "x")


def sample(query: Query) -> dict[str, Any]:
    given = {name: value(query, name) for name in query.params}
    return {"rows": [given]} if query.is_batch else given


def test_the_twins_have_the_same_queries_in_the_same_order() -> None:
    assert list(CYPHER) == list(SQL)
    assert len(CYPHER) > 40


@pytest.mark.parametrize("name", CYPHER)
def test_the_twins_say_the_same_of_themselves(name: str) -> None:
    cypher, sql = CYPHER[name], SQL[name]
    for what in ("purpose", "params", "is_batch", "columns", "lists"):
        assert getattr(cypher, what) == getattr(sql, what), what
    assert cypher.purpose.endswith(".")


@pytest.mark.parametrize("query", [*CYPHER.values(), *SQL.values()], ids=lambda q: f"{q.name}-{q.dialect}")
def test_a_statement_names_exactly_the_parameters_that_it_declares(query: Query) -> None:
    assert query.used_params() == frozenset(query.params)
    assert len(set(query.params)) == len(query.params)
    assert ("$rows" in query.text) == (query.is_batch and query.dialect == "cypher")


@pytest.mark.parametrize("query", [*CYPHER.values(), *SQL.values()], ids=lambda q: f"{q.name}-{q.dialect}")
def test_a_catalogue_entry_is_one_statement(query: Query) -> None:
    assert ";" not in re.sub(r"'[^']*'", "", query.text)


def test_labels_and_json_are_not_taken_for_parameters() -> None:
    base = SQL["register_version"]
    cypher = "MATCH (n:Actor {id: $id})-[r:FUNDS*0..]->() WHERE n.name <> '$no' // $no\nSET n:$(x) RETURN n"
    assert CYPHER["register_version"].used_params() == frozenset()
    assert Query(**{**fields(base), "dialect": "cypher", "text": cypher}).used_params() == {"id"}
    sql = "SELECT ':no', a FROM t -- :no\nWHERE a = :yes"
    assert Query(**{**fields(base), "text": sql}).used_params() == {"yes"}


def fields(query: Query) -> dict[str, Any]:
    return {name: getattr(query, name) for name in Query.__slots__}


def test_wrong_parameters_are_refused_by_name() -> None:
    with pytest.raises(StoreError, match="actor_page"):
        SQL["actor_page"].check_params({"kind": 1})
    SQL["actor_page"].check_params(sample(SQL["actor_page"]))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("-- -- one --\n-- Says.\n-- params: none\nSELECT 1;", "declare columns"),
        ("-- -- one --\n-- Says.\n-- columns: a\nSELECT 1;", "params or rows"),
        ("-- -- one --\n-- params: none\n-- columns: a\nSELECT 1;\n" * 2, "twice"),
    ],
)
def test_a_catalogue_that_does_not_declare_itself_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "register.sql").write_text(text)
    with pytest.raises(ValueError, match=message):
        load("sql", tmp_path)


def test_each_sql_query_runs_and_gives_exactly_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "full.db"
    register = open_register(f"sqlite:///{path}")
    register.put(full_world())
    register.close()
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


def fill(url: str) -> None:
    """Store everything that there is to store: Neo4j warns of a property that no node ever had."""
    at = datetime(2025, 12, 3, tzinfo=UTC)
    world = full_world()
    first, second = world.actors[0], world.actors[1]
    with closing(open_register(url)) as register:
        register.put(world)
        changed = Snapshot(actors=(replace(first, website="https://anders.example/b"),))
        batch = Batch(id="b", kind=BatchKind.EDIT, by="redactie", at=at, title="Wijziging", sender="Kring")
        register.apply(batch, changed)
        register.undo("b", at=at, by="redactie")
        register.keep_apart(first.id, second.id, by="redactie", at=at)
        register.remember_columns("Kring", {"Naam": "name"})


@pytest.mark.neo4j
def test_each_cypher_query_runs_without_a_warning_and_gives_exactly_its_columns(neo4j_url: str) -> None:
    fill(neo4j_url)
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
