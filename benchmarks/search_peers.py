"""Times the search for the ten best offerings that an asker may use, ours beside other engines, in one run.

.venv/bin/python -m benchmarks.search_peers [--sizes 1000 10000 100000] [--neo4j bolt://...]
    [--picture FILE.svg]

``benchmarks/README.md`` says how to read the tables.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.peers import PEERS, Growing, Neo4jFullText, Ours, Peer
from benchmarks.synthetic import World
from matchmaker.matching.eligibility import eligibility
from matchmaker.matching.index import EVERY
from matchmaker.matching.index.kernels import SHORTLIST
from matchmaker.text import telling
from matchmaker.vocabulary import Answer, Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.synthetic import Asked

BLOCK, ADDS, PENDING = 20, 20, 500
FIRST_SEED = 100
SLOW_SECONDS = 0.005
RECALL_NEEDS, TOP = 50, 10
OURS = ("ours (numba)", "ours (numpy)")


@dataclass
class Figures:
    """What was measured of one peer at one size."""

    name: str
    build_seconds: float
    once: list[float] = field(default_factory=list)
    again: dict[int, float] = field(default_factory=dict)
    add_microseconds: float | None = None
    pending_microseconds: float | None = None
    megabytes: float | None = None
    asked: int = 0
    gold: int = 0
    broken: int = 0

    @property
    def p50(self) -> float:
        """Median over needs that were asked only once, in microseconds."""
        return statistics.median(self.once)

    @property
    def p99(self) -> float:
        """What one in a hundred needs that were asked only once exceeds, in microseconds."""
        return float(np.percentile(self.once, 99))

    @property
    def p50_again(self) -> float:
        """Median over needs that were asked some times of the shortest time of each, in microseconds."""
        return statistics.median(self.again.values())

    @property
    def p99_again(self) -> float:
        """What the shortest time of one in a hundred needs exceeds that were asked some times."""
        return float(np.percentile(list(self.again.values()), 99))


def built(world: World, names: list[str], neo4j_url: str | None) -> list[tuple[Peer, Figures]]:
    """Build each peer, and note how long that took."""
    found: list[tuple[Peer, Figures]] = []
    for name in names:
        started = time.perf_counter()
        peer: Peer = PEERS[name](world, name)
        found.append((peer, Figures(name, time.perf_counter() - started)))
    if neo4j_url is not None:
        started = time.perf_counter()
        server = Neo4jFullText(world, neo4j_url)
        found.append((server, Figures(server.name, time.perf_counter() - started)))
    return found


def check(world: World, peer: Peer, figures: Figures, asked: list[Asked]) -> None:
    """Ask everything once without timing: for warmth, broken conditions and found gold."""
    for one in asked[:BLOCK]:
        peer.best(one.need, telling(one.need.text))
    started = time.perf_counter()
    for one in asked:
        rows = peer.best(one.need, telling(one.need.text))
        figures.asked += 1
        figures.gold += one.gold in rows
        figures.broken += sum(not suits(world, one, row) for row in rows)
        if figures.asked % BLOCK == 0 and time.perf_counter() - started > len(asked) * SLOW_SECONDS:
            break


def suits(world: World, one: Asked, row: int) -> bool:
    """Return whether the asker may use an offering and it gives the kind of help asked for."""
    offering = world.offering(row)
    allowed = eligibility(one.need, offering, world.knowledge).answer is not Answer.NO
    return allowed and bool(set(one.need.kinds) & set(offering.need_kinds))


def time_once(world: World, peers: list[tuple[Peer, Figures]], needs: int, rounds: int) -> None:
    """Ask so many new needs in every round, so that no engine has seen any of them before."""
    for number in range(rounds):
        asked = world.needs(needs, FIRST_SEED + number)
        for figures, _, took in turns(peers, asked):
            figures.once.append(took)


def time_again(peers: list[tuple[Peer, Figures]], asked: list[Asked], rounds: int) -> None:
    """Ask the same needs in every round, and keep the shortest time of each."""
    for _ in range(rounds):
        for figures, place, took in turns(peers, asked):
            figures.again[place] = min(took, figures.again.get(place, took))


def turns(peers: list[tuple[Peer, Figures]], asked: list[Asked]) -> Iterator[tuple[Figures, int, float]]:
    """Yield the microseconds for each need, asked block by block of every peer in turn.

    So the machine's mood weighs on all alike. A slow peer is asked as many needs as it was in the check.
    """
    queries = [telling(one.need.text) for one in asked]
    gc.collect()
    gc.disable()
    for first in range(0, len(asked), BLOCK):
        for peer, figures in peers:
            for place in range(first, min(first + BLOCK, figures.asked)):
                need, query = asked[place].need, queries[place]
                started = time.perf_counter()
                peer.best(need, query)
                yield figures, place, (time.perf_counter() - started) * 1e6
    gc.enable()


def time_adds(world: World, peers: list[tuple[Peer, Figures]], asked: list[Asked]) -> None:
    """Time adding one offering, until it is found; of many such times the shortest."""
    for peer, figures in peers:
        if not isinstance(peer, Growing):
            continue
        times = []
        for number, one in enumerate(asked[:ADDS]):
            rare = f"zeldzaam{number}woord"
            facets, text = world.facets(one.gold), f"{world.text(one.gold)} {rare}"
            offering = world.offering(one.gold, f"offering-{world.size + number:07}")
            offering = replace(offering, title=Bilingual(f"{offering.title.nl} {rare}", ""))
            need = replace(one.need, text=rare)
            started = time.perf_counter()
            peer.add(offering, facets, text, need)
            times.append((time.perf_counter() - started) * 1e6)
        figures.add_microseconds = min(times)


def time_pending(world: World, peers: list[tuple[Peer, Figures]], asked: list[Asked]) -> None:
    """Time ours again with many changes that are not merged yet."""
    for peer, figures in peers:
        if isinstance(peer, Ours):
            for number in range(PENDING):
                row = asked[number % len(asked)].gold
                offering = world.offering(row, f"offering-{2 * world.size + number:07}")
                peer.index.upsert(offering, len(peer.index))
            alone = Figures(figures.name, 0.0, asked=len(asked))
            time_again([(peer, alone)], asked, 3)
            figures.pending_microseconds = alone.p50_again


def recall(ours: Ours, asked: list[Asked]) -> float:
    """Return the share of the ten best by full n-gram scoring that the shortlist holds."""
    kept = total = 0
    for one in asked[:RECALL_NEEDS]:
        reading = ours.index.read(one.need.text)
        everything = ours.index.shortlist(one.need, reading, size=10**9)
        likeness = everything.alike(EVERY)
        alike = (likeness.about + likeness.nearest)[: everything.allowed]
        order = np.argsort(-alike, kind="stable")[:TOP]
        best = set(everything.numbers[order].tolist())
        found = ours.index.shortlist(one.need, reading)
        kept += len(best & set(found.numbers[: found.allowed].tolist()))
        total += len(best)
    return kept / total


def megabytes(name: str, size: int) -> float:
    """Return what a peer adds to the memory of a process of its own."""
    command = [sys.executable, "-m", "benchmarks.search_peers", "--memory-of", name, "--sizes", str(size)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  # ourselves
    return float(done.stdout)


def print_memory(name: str, size: int) -> None:
    """Build one peer and print by how many megabytes the process grew, imports included."""
    world = World(size)
    world.text(0)
    gc.collect()
    before = _resident()
    peer = PEERS[name](world, name)
    peer.best(world.needs(1)[0].need, "iets")
    gc.collect()
    print(_resident() - before)


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def table(size: int, all_figures: list[Figures]) -> str:
    """Return the figures of one size as Markdown."""
    others = [figures for figures in all_figures if figures.name not in OURS]
    bar, bar_again = min(one.p50 for one in others), min(one.p50_again for one in others)
    once, again = "once, p50 us | p99 us | of fastest other", "again, p50 us | of fastest other"
    rest = "500 pending | add us | build s | MB | gold | broken"
    lines = [f"### {size:,} offerings", "", f"| peer | {once} | {again} | {rest} |", "|---" * 12 + "|"]
    for figures in all_figures:
        cells = [
            figures.name,
            f"{figures.p50:,.0f}",
            f"{figures.p99:,.0f}",
            f"{figures.p50 / bar:.2f}",
            f"{figures.p50_again:,.0f}",
            f"{figures.p50_again / bar_again:.2f}",
            _maybe(figures.pending_microseconds),
            _maybe(figures.add_microseconds),
            f"{figures.build_seconds:.1f}",
            _maybe(figures.megabytes),
            f"{figures.gold / figures.asked:.2f} of {figures.asked}",
            str(figures.broken),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _maybe(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"


def draw(found: dict[int, list[Figures]], file: Path) -> None:
    """Draw the medians against the number of offerings."""
    import matplotlib as mpl  # noqa: PLC0415  # an optional extra

    mpl.use("svg")
    mpl.rcParams["svg.fonttype"] = "none"  # text as text, a fifth of the size
    from matplotlib import pyplot as plt  # noqa: PLC0415  # must follow the choice of what to draw on

    figure, axes = plt.subplots(figsize=(8, 5))
    names = dict.fromkeys(figures.name for one in found.values() for figures in one)
    for name in names:
        points = [(size, one.p50) for size, every in found.items() for one in every if one.name == name]
        ours = name in OURS
        axes.plot(
            *zip(*points, strict=True),
            marker="o",
            label=name,
            linewidth=2.5 if ours else 1.2,
            linestyle="-" if ours else "--",
        )
    axes.set(
        xscale="log", yscale="log", xlabel="offerings", ylabel="median time of a question (microseconds)"
    )
    axes.set_title("The ten best offerings that an asker may use")
    axes.grid(visible=True, which="major", alpha=0.3)
    axes.legend()
    figure.savefig(file, metadata={"Date": None})


def measure(size: int, given: argparse.Namespace) -> list[Figures]:
    """Measure every peer at one size."""
    world = World(size)
    asked = world.needs(given.needs)
    peers = built(world, given.peers, given.neo4j)
    for peer, figures in peers:
        check(world, peer, figures, asked)
    time_once(world, peers, given.needs, given.rounds)
    time_again(peers, asked, given.rounds)
    for peer, _ in peers:
        if isinstance(peer, Ours):
            held = recall(peer, asked)
            print(f"shortlist of {SHORTLIST} holds {held:.3f} of the exact best ten at {size:,}\n")
            break
    time_adds(world, peers, asked)
    time_pending(world, peers, asked)
    if given.memory:
        for _, figures in peers:
            if figures.name in PEERS:
                figures.megabytes = megabytes(figures.name, size)
    return [figures for _, figures in peers]


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--peers", nargs="+", choices=list(PEERS), default=list(PEERS))
    parser.add_argument("--needs", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--neo4j", help="URL of an empty Neo4j server, to be asked as well")
    parser.add_argument(
        "--memory", action="store_true", help="measure memory, each peer in a process of its own"
    )
    parser.add_argument("--picture", type=Path, help="where to draw the medians, as SVG")
    parser.add_argument("--memory-of", choices=list(PEERS), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.memory_of is not None:
        print_memory(given.memory_of, given.sizes[0])
        return
    print(f"Python {platform.python_version()}, numpy {np.__version__}, {os.cpu_count()} cores, ", end="")
    print(f"load {os.getloadavg()[0]:.1f}, {given.needs} needs, {given.rounds} rounds\n")
    found = {}
    for size in given.sizes:
        found[size] = measure(size, given)
        print(table(size, found[size]), flush=True)
    if given.picture is not None:
        draw(found, given.picture)


if __name__ == "__main__":
    main()
