"""Search engines that a desk could take instead of ours, asked for the ten best offerings under conditions.

All hold the same texts and the same conditions. An engine that cannot hold conditions itself gets a mask,
made from arrays of flags that are kept for each value of each condition.
"""

from __future__ import annotations

import sqlite3
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import neo4j
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks.synthetic import FIRST_DAY, PLACE_IDS, Facets, World, places_around
from matchmaker.matching.index import OfferingIndex
from matchmaker.matching.index.kernels import NumpyKernel, numba_kernel
from matchmaker.text import telling
from matchmaker.vocabulary import CompanySize, NeedKind, TargetGroup

if TYPE_CHECKING:
    from collections.abc import Callable

    from matchmaker.model import Need, Offering


class Peer(Protocol):
    """A search engine that holds a world."""

    name: str

    def best(self, need: Need, query: str) -> list[int]:
        """Return the rows of the ten best offerings that the asker may use."""
        ...


@runtime_checkable
class Growing(Peer, Protocol):
    """A search engine that takes an offering more without being built anew."""

    def add(self, offering: Offering, facets: Facets, text: str, need: Need) -> None:
        """Add an offering so that it is found; checked by looking."""
        ...


class Ours:
    """The index of this project."""

    def __init__(self, world: World, name: str) -> None:
        self.name = name
        kernel = NumpyKernel() if name == "ours (numpy)" else numba_kernel()
        assert kernel is not None, "numba is not installed"
        self.index = OfferingIndex(world.offerings(), world.knowledge, kernel=kernel)

    def best(self, need: Need, query: str) -> list[int]:
        """See ``Peer``."""
        del query
        return list(self.index.best(need))

    def add(self, offering: Offering, facets: Facets, text: str, need: Need) -> None:
        """See ``Peer``."""
        del facets, text
        number = len(self.index)
        self.index.upsert(offering, number)
        assert number in self.index.best(need)


class Flags:
    """The conditions as arrays of flags, one for each value, for peers without conditions of their own."""

    def __init__(self, world: World) -> None:
        facets = [world.facets(row) for row in range(world.size)]
        self._closure = world.sector_closure
        self._usable = np.array([one.usable for one in facets])
        self._opens = np.array([one.opens for one in facets], dtype=np.int16)
        self._closes = np.array([one.closes for one in facets], dtype=np.int16)
        self._area = np.array([PLACE_IDS.index(one.area) for one in facets])
        self._sector = np.array([one.sector or "" for one in facets])
        self._kind = {kind: np.array([kind in one.kinds for one in facets]) for kind in NeedKind}
        self._group = {group: np.array([group in one.groups for one in facets]) for group in TargetGroup}
        self._size = {
            size: np.array([not one.sizes or size in one.sizes for one in facets]) for size in CompanySize
        }
        self._place = cache(self._of_place)
        self._trade = cache(self._of_sector)
        self._day = cache(self._of_day)

    def _of_place(self, municipality_id: str) -> np.ndarray:
        return np.isin(self._area, [PLACE_IDS.index(place) for place in places_around(municipality_id)])

    def _of_sector(self, sector: str) -> np.ndarray:
        return np.isin(self._sector, ["", *self._closure[sector]])

    def _of_day(self, day: int) -> np.ndarray:
        flags: np.ndarray = self._usable & (self._opens <= day) & (self._closes >= day)
        return flags

    def allowed(self, need: Need) -> np.ndarray:
        """Return for each row whether the asker may use it and it gives the kind of help asked for."""
        plain = asked(need)
        flags: np.ndarray = (
            self._kind[plain["kind"]]
            & self._place(plain["place"])
            & self._trade(plain["sector"])
            & self._group[plain["group"]]
            & self._size[plain["size"]]
            & self._day(plain["day"])
        )
        return flags


def asked(need: Need) -> dict[str, Any]:
    """Return the conditions of a need as plain values."""
    assert need.municipality_id is not None
    assert need.size is not None
    assert need.target_group is not None
    assert need.asked_on is not None
    return {
        "kind": need.kinds[0],
        "place": need.municipality_id,
        "sector": need.sectors[0],
        "group": need.target_group,
        "size": need.size,
        "day": (need.asked_on - FIRST_DAY).days,
    }


def _ten_best(rows: np.ndarray, scores: np.ndarray) -> list[int]:
    if len(rows) > 10:
        near = np.argpartition(scores, len(scores) - 10)[-10:]
        rows, scores = rows[near], scores[near]
    best = rows[np.argsort(-scores, kind="stable")][: int((scores > 0).sum())]
    found: list[int] = best.tolist()
    return found


class ScikitLearn:
    """TF-IDF over words; only the rows that are allowed are multiplied."""

    name = "scikit-learn TF-IDF"

    def __init__(self, world: World, name: str) -> None:
        del name
        self._flags = Flags(world)
        self._vectorizer = TfidfVectorizer(analyzer=str.split, sublinear_tf=True)
        self._matrix = self._vectorizer.fit_transform(world.text(row) for row in range(world.size))

    def best(self, need: Need, query: str) -> list[int]:
        """See ``Peer``."""
        rows = np.flatnonzero(self._flags.allowed(need))
        scores = self._matrix[rows] @ self._vectorizer.transform([query]).T
        return _ten_best(rows, scores.toarray().ravel())


class Bm25s:
    """bm25s, with its own numba kernels or without."""

    def __init__(self, world: World, name: str) -> None:
        import bm25s  # noqa: PLC0415  # an optional extra

        self.name = name
        backend = "numba" if name.endswith("(numba)") else "numpy"
        self._flags = Flags(world)
        self._retriever = bm25s.BM25(backend=backend)
        words = [world.text(row).split() for row in range(world.size)]
        self._retriever.index(words, show_progress=False)

    def best(self, need: Need, query: str) -> list[int]:
        """See ``Peer``."""
        mask = self._flags.allowed(need)
        known = self._retriever.vocab_dict
        words = [word for word in query.split() if word in known]
        if not words:
            return []
        found, scores = self._retriever.retrieve(
            [words],
            k=10,
            weight_mask=mask.astype(np.float32),
            show_progress=False,
            n_threads=1,
            backend_selection="numpy" if self.name.endswith("(numpy)") else "auto",
        )
        pairs = zip(found[0].tolist(), scores[0].tolist(), strict=True)
        return [row for row, score in pairs if score > 0]


class Tantivy:
    """tantivy (Rust), conditions as clauses of the query that do not count in the score."""

    name = "tantivy"

    def __init__(self, world: World, name: str) -> None:
        del name
        import tantivy  # noqa: PLC0415  # an optional extra

        self._tantivy = tantivy
        self._closure = world.sector_closure
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", stored=False, tokenizer_name="whitespace", index_option="freq")
        for field in ("kind", "area", "sector", "group", "size", "usable"):
            builder.add_text_field(field, stored=False, tokenizer_name="raw", index_option="basic")
        for field in ("opens", "closes"):
            builder.add_integer_field(field, stored=False, indexed=True, fast=True)
        builder.add_integer_field("row", stored=True, indexed=False)
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema)
        self._writer: Any = self._index.writer(200_000_000, 1)
        for row in range(world.size):
            self._put(row, world.facets(row), world.text(row))
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._writer = self._index.writer(50_000_000, 1)
        self._index.reload()
        self._searcher = self._index.searcher()

    def _put(self, row: int, facets: Facets, text: str) -> None:
        document = self._tantivy.Document()
        document.add_integer("row", row)
        document.add_text("text", text)
        document.add_text("area", facets.area)
        document.add_text("sector", facets.sector or "any")
        for kind in facets.kinds:
            document.add_text("kind", kind.value)
        for group in facets.groups:
            document.add_text("group", group.value)
        for size in facets.sizes or tuple(CompanySize):
            document.add_text("size", size.value)
        document.add_text("usable", str(facets.usable))
        document.add_integer("opens", facets.opens)
        document.add_integer("closes", facets.closes)
        self._writer.add_document(document)

    def best(self, need: Need, query: str) -> list[int]:
        """See ``Peer``."""
        of, occur, schema, plain = self._tantivy.Query, self._tantivy.Occur, self._schema, asked(need)
        words = [
            (occur.Should, of.term_query(schema, "text", word, index_option="freq"))
            for word in dict.fromkeys(query.split())
        ]
        whole = self._tantivy.FieldType.Integer
        conditions = [
            of.term_query(schema, "kind", plain["kind"].value, index_option="basic"),
            of.term_query(schema, "group", plain["group"].value, index_option="basic"),
            of.term_query(schema, "size", plain["size"].value, index_option="basic"),
            of.term_query(schema, "usable", "True", index_option="basic"),
            of.term_set_query(schema, "area", list(places_around(plain["place"]))),
            of.term_set_query(schema, "sector", ["any", *self._closure[plain["sector"]]]),
            of.range_query(schema, "opens", whole, -1, plain["day"]),
            of.range_query(schema, "closes", whole, plain["day"], 9999),
        ]
        whole_query = of.boolean_query(
            [
                (occur.Must, of.boolean_query(words)),
                *((occur.Must, of.const_score_query(one, 0.0)) for one in conditions),
            ]
        )
        searcher = self._searcher
        hits = searcher.search(whole_query, 10, count=False).hits
        return [searcher.doc(address)["row"][0] for _, address in hits]

    def add(self, offering: Offering, facets: Facets, text: str, need: Need) -> None:
        """See ``Peer``."""
        del offering
        self._put(-1, facets, text)
        self._writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()
        assert -1 in self.best(need, telling(need.text))


class SqliteFts:
    """SQLite's own full-text index, conditions as columns of a table beside it."""

    name = "SQLite FTS5"

    def __init__(self, world: World, name: str) -> None:
        del name
        self._closure = world.sector_closure
        self._store = sqlite3.connect(":memory:")
        self._store.executescript(
            """
            CREATE VIRTUAL TABLE words USING fts5 (text, content='', tokenize='unicode61');
            CREATE TABLE offering (
              row INTEGER PRIMARY KEY, kinds INTEGER, area TEXT, sector TEXT, groups INTEGER, sizes INTEGER,
              opens INTEGER, closes INTEGER, usable INTEGER
            ) STRICT;
            """
        )
        for row in range(world.size):
            self._put(row + 1, world.facets(row), world.text(row))
        self._store.commit()

    def _put(self, row: int, facets: Facets, text: str) -> None:
        self._store.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (row, text))
        kinds = _bits(NeedKind, facets.kinds)
        groups = _bits(TargetGroup, facets.groups)
        sizes = _bits(CompanySize, facets.sizes or tuple(CompanySize))
        rest = (facets.opens, facets.closes, facets.usable)
        self._store.execute(
            "INSERT INTO offering VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (row, kinds, facets.area, facets.sector or "any", groups, sizes, *rest),
        )

    def best(self, need: Need, query: str) -> list[int]:
        """See ``Peer``."""
        plain = asked(need)
        words = " OR ".join(f'"{word}"' for word in dict.fromkeys(query.split()))
        found = self._store.execute(
            """
            SELECT words.rowid FROM words JOIN offering ON offering.row = words.rowid
            WHERE words MATCH ? AND kinds & ? AND groups & ? AND sizes & ? AND usable
              AND area IN (?, ?, ?, ?) AND sector IN ('any', ?, ?) AND opens <= ? AND closes >= ?
            ORDER BY bm25(words) LIMIT 10
            """,
            (
                words,
                _bits(NeedKind, [plain["kind"]]),
                _bits(TargetGroup, [plain["group"]]),
                _bits(CompanySize, [plain["size"]]),
                *places_around(plain["place"]),
                *self._closure[plain["sector"]],
                plain["day"],
                plain["day"],
            ),
        )
        return [row - 1 for (row,) in found]

    def add(self, offering: Offering, facets: Facets, text: str, need: Need) -> None:
        """See ``Peer``."""
        del offering
        (last,) = self._store.execute("SELECT max(row) FROM offering").fetchone()
        self._put(last + 1, facets, text)
        self._store.commit()
        assert last in self.best(need, telling(need.text))


class Neo4jFullText:
    """Neo4j's full-text index (analyzer ``dutch``), conditions in Cypher; it leaves its nodes behind."""

    name = "Neo4j full-text"

    def __init__(self, world: World, url: str) -> None:
        self._closure = world.sector_closure
        self._driver = neo4j.GraphDatabase.driver(url)
        self._run("MATCH (offering:Searched) DETACH DELETE offering")
        self._run("CREATE CONSTRAINT searched IF NOT EXISTS FOR (o:Searched) REQUIRE o.row IS UNIQUE")
        self._run(
            "CREATE FULLTEXT INDEX searched_text IF NOT EXISTS FOR (o:Searched) ON EACH [o.text] "
            "OPTIONS {indexConfig: {`fulltext.analyzer`: 'dutch'}}"
        )
        for first in range(0, world.size, 5_000):
            rows = range(first, min(first + 5_000, world.size))
            self._put([_plain(row, world.facets(row), world.text(row)) for row in rows])
        self._run("CALL db.awaitIndexes(600)")

    def _run(self, query: str, **parameters: Any) -> list[int]:
        records, _, _ = self._driver.execute_query(query, parameters)
        return [record[0] for record in records]

    def _put(self, rows: list[dict[str, Any]]) -> None:
        self._run("UNWIND $rows AS row MERGE (o:Searched {row: row.row}) SET o = row", rows=rows)

    def best(self, need: Need, query: str) -> list[int]:
        """See ``Peer``."""
        plain = asked(need)
        return self._run(
            """
            CALL db.index.fulltext.queryNodes('searched_text', $words) YIELD node, score
            WHERE node.usable AND $kind IN node.kinds AND $group IN node.groups AND $size IN node.sizes
              AND node.area IN $around AND node.sector IN $trades AND node.opens <= $day <= node.closes
            RETURN node.row ORDER BY score DESC LIMIT 10
            """,
            words=query,
            around=list(places_around(plain["place"])),
            trades=["any", *self._closure[plain["sector"]]],
            **{name: plain[name] for name in ("kind", "group", "size", "day")},
        )

    def add(self, offering: Offering, facets: Facets, text: str, need: Need) -> None:
        """See ``Peer``; the index is brought up to date after the commit, so it is asked until it knows."""
        del offering
        self._put([_plain(-1, facets, text)])
        while -1 not in self.best(need, telling(need.text)):
            pass


def _plain(row: int, facets: Facets, text: str) -> dict[str, Any]:
    return {
        "row": row,
        "text": text,
        "kinds": list(facets.kinds),
        "groups": list(facets.groups),
        "sizes": list(facets.sizes or CompanySize),
        "area": facets.area,
        "sector": facets.sector or "any",
        "opens": facets.opens,
        "closes": facets.closes,
        "usable": facets.usable,
    }


def _bits(terms: Any, codes: Any) -> int:
    return sum(1 << place for place, term in enumerate(terms) if term in codes)


PEERS: dict[str, Callable[[World, str], Peer]] = {
    "ours (numpy)": Ours,
    "ours (numba)": Ours,
    "tantivy": Tantivy,
    "bm25s (numba)": Bm25s,
    "bm25s (numpy)": Bm25s,
    "scikit-learn TF-IDF": ScikitLearn,
    "SQLite FTS5": SqliteFts,
}
