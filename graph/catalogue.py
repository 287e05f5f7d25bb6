"""The twin catalogues: every query by name, once in Cypher and once in SQL.

A query stands in ``queries/register.cypher`` and ``queries/register.sql`` under the same name, with the same
sentence, parameters and columns, in the same order; those of the desk's work stand likewise in ``casework``.
The comment lines above the statement declare them::

    // -- actors_by_id --
    // Actors with these ids.
    // params: ids
    // columns: id, name, aliases[]

``columns: none`` is a statement without an answer; ``[]`` marks a column that holds a list.
``rows: id, name`` in place of ``params:`` makes it a batch: it runs for every row that it is given, and each
row has these fields.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from matchmaker.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

_COMMENT = {"cypher": "//", "sql": "--"}
_HEAD = re.compile(r"^(?://|--) -- (\w+) --$", re.MULTILINE)
_QUOTED = re.compile(r"'(?:[^']|'')*'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One named statement.

    Attributes:
        name: What the code calls it by.
        purpose: One sentence.
        params: Names of its parameters, or of the fields of each row if it is a batch.
        is_batch: Whether it runs for each of many rows.
        columns: Names of the columns of its answer, in order.
        lists: The columns that hold a list.
        text: The statement.
        dialect: ``cypher`` or ``sql``.
    """

    name: str
    purpose: str
    params: tuple[str, ...]
    is_batch: bool
    columns: tuple[str, ...]
    lists: frozenset[str]
    text: str
    dialect: str

    def used_params(self) -> frozenset[str]:
        """Return the parameters that the statement really names, whatever was declared."""
        bare = _QUOTED.sub("''", _without_comments(self.text, self.dialect))
        if self.dialect == "sql":
            return frozenset(re.findall(r"(?<!:):(\w+)", bare))
        names = frozenset(re.findall(r"\$(\w+)", bare))
        if not self.is_batch:
            return names
        return (names - {"rows"}) | frozenset(re.findall(r"\brow\.(\w+)", bare))

    def check_params(self, given: Mapping[str, object]) -> None:
        """Raise ``StoreError`` unless exactly the declared parameters are given."""
        expected = {"rows"} if self.is_batch else set(self.params)
        if set(given) != expected:
            raise StoreError(f"query {self.name} takes {sorted(expected)}, got {sorted(given)}")


def load(dialect: str, folder: Traversable | None = None, *, name: str = "register") -> dict[str, Query]:
    """Return a catalogue in one dialect, in the order of its file.

    Args:
        dialect: ``cypher`` or ``sql``.
        folder: Where the file stands; the package's own by default.
        name: Which catalogue: ``register`` or ``casework``.
    """
    folder = folder or files("graph").joinpath("queries")
    text = folder.joinpath(f"{name}.{dialect}").read_text("utf-8")
    pieces = _HEAD.split(text)[1:]
    queries = [_parse(name, body, dialect) for name, body in zip(pieces[::2], pieces[1::2], strict=True)]
    names = [query.name for query in queries]
    if len(set(names)) < len(names):
        raise ValueError(f"{name}.{dialect} names a query twice: {sorted(names)}")
    return {query.name: query for query in queries}


def _parse(name: str, body: str, dialect: str) -> Query:
    mark = _COMMENT[dialect]
    declared: dict[str, str] = {}
    sentence: list[str] = []
    statement: list[str] = []
    for line in body.strip().splitlines():
        if statement or not line.startswith(mark):
            statement.append(line)
            continue
        note = line.removeprefix(mark).strip()
        key, colon, value = note.partition(":")
        if colon and key in {"params", "rows", "columns"}:
            declared[key] = value
        elif declared:  # a long list of names goes on on the next line
            declared[list(declared)[-1]] += " " + note
        else:
            sentence.append(note)
    if "columns" not in declared or ("params" in declared) == ("rows" in declared):
        raise ValueError(f"query {name} in {dialect} must declare columns, and either params or rows")
    columns = _names(declared["columns"])
    return Query(
        name=name,
        purpose=" ".join(sentence),
        params=_names(declared.get("params", declared.get("rows", ""))),
        is_batch="rows" in declared,
        columns=tuple(column.removesuffix("[]") for column in columns),
        lists=frozenset(column.removesuffix("[]") for column in columns if column.endswith("[]")),
        text="\n".join(statement).strip().removesuffix(";"),
        dialect=dialect,
    )


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    return () if names == ("none",) else names


def _without_comments(text: str, dialect: str) -> str:
    mark = re.escape(_COMMENT[dialect])
    return re.sub(rf"{mark}.*$", "", text, flags=re.MULTILINE)
