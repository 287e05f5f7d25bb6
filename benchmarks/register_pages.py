"""Times each page of the register with 20,000 parties more; ``benchmarks/README.md`` says how.

.venv/bin/python -m benchmarks.register_pages [--actors 20000] [--rounds 15] [--store URL]
"""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
from contextlib import closing
from dataclasses import replace
from importlib import resources
from itertools import cycle, islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.desk_pages import MOST, WARM_UP, Desk, desks
from benchmarks.http_match import served
from graph import open_register
from graph.seeding import read_seeds, seed
from matchmaker.model import Document, Relation, Snapshot, Source
from matchmaker.vocabulary import RelationKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matchmaker.ports import Register

OFFERINGS_PER_ACTOR = 4  # one offering for so many parties

PAGES = (
    "/zoeken",
    "/zoeken?q=hout",
    "/zoeken?q=Gemeente+Liedn",
    "/aanbod",
    "/aanbod?needKind=subsidy&municipality=Leiden",
    "/partijen",
    "/partijen?pagina=500",
    "/partijen?q=gemeente+leiden",
    "/partijen?kind=association&theme=construction",
    "/partijen/gemeente-leiden",
    "/aanbod/gemeente-leiden-subsidie-circulair-project",
    "/bronnen",
    "/bronnen/leiden-2021",
    "/bronnen/metingen?pagina=300",
    "/bronnen/metingen?regels=12000",
    "/beheer",
    "/beheer/nakijken",
    "/beheer/dubbele-partijen",
    "/wijzigingen",
    "/partijen/gemeente-leiden/wijzigen",
    "/api/v1/actors?q=hout",
    "/api/v1/actors/gemeente-leiden",
    "/api/v1/documents/metingen/cited-facts?pagina=200",
    "/partijen?formaat=csv",
)


def main() -> None:
    """Fill a store, serve it, and print how long each page takes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--actors", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--store")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = options.store or f"sqlite:///{Path(folder)}/register.db"
        with closing(open_register(store)) as register:
            seed(register, read_seeds(resources.files("seeds")))
            register.put(desks())
            actor_id = fill(register, options.actors)
        with served(store) as (host, port):
            desk = Desk(host, port)
            desk.wait()
            sys.exit(1 if report(desk, (*PAGES, f"/partijen/{actor_id}"), options.rounds) else 0)


def fill(register: Register, number: int) -> str:
    """Put in parties like the regional ones, each with a source and a tie, some with an offering.

    Returns:
        Id of one of these parties.
    """
    known = register.snapshot()
    document = Document(
        id="metingen",
        title="Metingen",
        publisher="Meting",
        published_on=known.documents[0].published_on,
        file="metingen.txt",
        licence="made up",
    )
    sources = [
        (Source(document_id=document.id, first_line=line, last_line=line, stated_on=document.published_on),)
        for line in range(1, number + 1)
    ]
    actors = tuple(
        replace(
            actor, id=f"{actor.id}-{line}", name=f"{actor.name} {line}", aliases=(), sources=sources[line - 1]
        )
        for line, actor in enumerate(islice(cycle(known.actors), number), 1)
    )
    offerings = tuple(
        replace(
            offering,
            id=f"{offering.id}-offering-{line}",  # an actor may have its name
            provider_id=actors[line * OFFERINGS_PER_ACTOR].id,
            sources=sources[line],
        )
        for line, offering in enumerate(islice(cycle(known.offerings), number // OFFERINGS_PER_ACTOR))
    )
    ties = tuple(
        Relation(
            subject_id=one.id,
            kind=RelationKind.COOPERATES_WITH,
            object_id="gemeente-leiden" if line % 100 == 0 else other.id,
            sources=sources[line],
        )
        for line, (one, other) in enumerate(pairwise(actors))
    )
    register.put(Snapshot(documents=(document,), actors=actors, offerings=offerings, relations=ties))
    return actors[number // 2].id


def report(desk: Desk, paths: Sequence[str], rounds: int) -> int:
    """Print the quickest, the median and the longest time of each page, and return how many are too slow."""
    print(f"Python {platform.python_version()}, {rounds} rounds\n")
    print("| page | quickest ms | median ms | longest ms |\n|---|---:|---:|---:|")
    slow = 0
    for path in paths:
        times = sorted([desk.timed(path) for _ in range(WARM_UP + rounds)][WARM_UP:])
        middle = times[len(times) // 2]
        print(f"| `{path}` | {times[0]:.1f} | {middle:.1f} | {times[-1]:.1f} |", flush=True)
        slow += middle > MOST
    return slow


if __name__ == "__main__":
    main()
