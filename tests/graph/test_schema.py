"""The described graph is what the page says and what both engines really hold."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import neo4j
import pytest

from graph import casework_of, open_register
from matchmaker import schema
from matchmaker.casework import schema as casework_schema
from matchmaker.journal import Batch, BatchKind
from matchmaker.model import Snapshot
from matchmaker.schema import ACTOR_LABELS
from matchmaker.vocabulary import ActorKind, RelationKind
from tests.desk import fill
from tests.worlds import full_world

DOCS = Path(__file__).parents[2] / "docs"
NODES = (*schema.NODES, *casework_schema.NODES)
EDGES = (*schema.EDGES, *casework_schema.EDGES)
# What only SQLite needs beside the described properties: its own keys, and the ends of a tie.
KEYS = {"only_row", "object_actor_id", "object_offering_id", "subject_id", "kind", "desk_id"}


def test_the_pages_are_made_from_the_schema() -> None:
    facts, work = schema.render_markdown(), casework_schema.render_markdown()
    model, casework_model = (DOCS / name for name in ("model.md", "casework-model.md"))
    assert model.read_text("utf-8") == facts, "run: python -m matchmaker.schema > docs/model.md"
    assert casework_model.read_text("utf-8") == work, "run: python -m matchmaker.casework.schema > ..."


def test_every_term_of_the_model_is_described() -> None:
    assert set(ACTOR_LABELS) == set(ActorKind)
    assert {edge.name for edge in EDGES} >= {kind.value for kind in RelationKind}
    labels = {node.name for node in NODES}
    assert {end for edge in EDGES for end in (edge.source, edge.target)} <= labels
    properties = [item for node in NODES for item in node.properties]
    properties += [item for edge in EDGES for item in edge.properties]
    assert all(item.meaning for item in properties)
    assert [item.name for item in properties if item.type.endswith("number") and not item.unit] == []


def test_sqlite_has_exactly_the_described_tables_and_columns(tmp_path: Path) -> None:
    path = tmp_path / "register.db"
    open_register(f"sqlite:///{path}").close()
    described: dict[str, set[str]] = defaultdict(set)
    for node in NODES:
        if node.table:
            described[node.table] |= {item.name for item in node.properties}
    for edge in EDGES:
        table, _, column = edge.table.partition(".")
        described[table] |= {column} if column else {item.name for item in edge.properties}
    with closing(sqlite3.connect(path)) as connection:
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        ]
        columns = {
            table: {name for (name,) in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))}
            for table in tables
        }
        keys = {
            table: {
                name
                for (name,) in connection.execute('SELECT "from" FROM pragma_foreign_key_list(?)', (table,))
            }
            for table in tables
        }
    assert set(tables) == set(described)
    for table in tables:
        assert columns[table] - keys[table] - KEYS <= described[table], table
        assert described[table] - columns[table] - {"id"} == set(), table


@pytest.mark.neo4j
def test_neo4j_has_exactly_the_described_labels_types_and_properties(neo4j_url: str) -> None:
    register = open_register(neo4j_url)
    register.put(full_world())
    first, second = full_world().actors[:2]
    now = datetime(2025, 12, 3, 12, tzinfo=UTC)
    for kind in BatchKind:
        batch = Batch(id=kind.value, kind=kind, by="redactie", at=now, title="lijst.csv", sender="Vereniging")
        register.apply(batch, Snapshot(actors=(replace(first, name=kind.value),)))
    register.undo(list(BatchKind)[-1].value, at=now, by="redactie")
    register.keep_apart(first.id, second.id, by="redactie", at=now)
    register.remember_columns("Vereniging", {"Naam": "name"})
    fill(casework_of(register))
    register.close()
    with neo4j.GraphDatabase.driver(neo4j_url) as driver:
        nodes = driver.execute_query(
            "MATCH (n) UNWIND labels(n) AS label UNWIND keys(n) AS key RETURN DISTINCT label, key"
        ).records
        edges = driver.execute_query(
            "MATCH (a)-[r]->(b) UNWIND CASE keys(r) WHEN [] THEN [null] ELSE keys(r) END AS key "
            "RETURN DISTINCT type(r) AS name, labels(a) AS source, labels(b) AS target, key"
        ).records
    second_labels = set(ACTOR_LABELS.values())
    found = {(row["label"], row["key"]) for row in nodes if row["label"] not in second_labels}
    assert found == {(node.name, item.name) for node in NODES for item in node.properties}
    assert second_labels == {row["label"] for row in nodes} & second_labels
    assert {(row["name"], main(row["source"]), main(row["target"]), row["key"]) for row in edges} == {
        (edge.name, edge.source, edge.target, name)
        for edge in EDGES
        for name in (*(item.name for item in edge.properties),) or (None,)
    }


def main(labels: list[str]) -> str:
    (label,) = set(labels) - set(ACTOR_LABELS.values())
    return label
