"""Times a whole match, from a need to ten explained suggestions, beside a bare search of another engine.

.venv/bin/python -m benchmarks.whole_match [--sizes 1000 10000 100000]

``benchmarks/README.md`` says how to read the table.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import statistics
import time
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.peers import PEERS, Peer
from benchmarks.search_peers import BLOCK, Figures, check, time_again
from benchmarks.synthetic import World
from matchmaker.matching import Matcher
from matchmaker.matching.index.kernels import NumpyKernel, numba_kernel
from matchmaker.text import telling

if TYPE_CHECKING:
    from benchmarks.synthetic import Asked
    from matchmaker.model import Need

YARDSTICK = "tantivy"


class WholeMatch:
    """The matcher, with all that it says of its suggestions."""

    def __init__(self, world: World, name: str) -> None:
        self.name = name
        kernel = NumpyKernel() if name == "whole match (numpy)" else numba_kernel()
        assert kernel is not None, "numba is not installed"
        self.matcher = Matcher(
            world.offerings(),
            places=world.knowledge.gazetteer.by_id.values(),
            themes=world.knowledge.thesaurus.by_id.values(),
            kernel=kernel,
        )

    def best(self, need: Need, query: str) -> list[int]:
        """See ``Peer``."""
        del query
        return [int(match.offering.id[9:]) for match in self.matcher.match(need).matches]


WHOLE = ("whole match (numpy)", "whole match (numba)")


def built(world: World) -> list[tuple[Peer, Figures]]:
    """Build the yardstick and the matcher, and note how long that took."""
    found: list[tuple[Peer, Figures]] = []
    for name, make in ((YARDSTICK, PEERS[YARDSTICK]), *((name, WholeMatch) for name in WHOLE)):
        started = time.perf_counter()
        peer: Peer = make(world, name)
        found.append((peer, Figures(name, time.perf_counter() - started)))
    return found


def time_once(peers: list[tuple[Peer, Figures]], asked: list[Asked]) -> dict[str, float]:
    """Ask needs that nobody asked before, each once, block by block; return the median of each peer.

    As no shortest of several can be taken, the time that the processor spent is measured.
    """
    times: dict[str, list[float]] = {figures.name: [] for _, figures in peers}
    gc.collect()
    gc.disable()
    for first in range(0, len(asked), BLOCK):
        for peer, figures in peers:
            for one in asked[first : first + BLOCK]:
                query = telling(one.need.text)
                started = time.thread_time()
                peer.best(one.need, query)
                times[figures.name].append((time.thread_time() - started) * 1e6)
    gc.enable()
    return {name: statistics.median(found) for name, found in times.items()}


def table(size: int, all_figures: list[Figures], once: dict[str, float]) -> str:
    """Return the figures of one size as Markdown."""
    bar = next(figures for figures in all_figures if figures.name == YARDSTICK)
    head = f"p50 us | p99 us | of {YARDSTICK} | once, p50 us | once, of {YARDSTICK} | build s | gold | broken"
    lines = [f"### {size:,} offerings", "", f"| | {head} |", "|---" * 9 + "|"]
    for figures in all_figures:
        cells = [
            figures.name,
            f"{figures.p50_again:,.0f}",
            f"{figures.p99_again:,.0f}",
            f"{figures.p50_again / bar.p50_again:.2f}",
            f"{once[figures.name]:,.0f}",
            f"{once[figures.name] / once[YARDSTICK]:.2f}",
            f"{figures.build_seconds:.1f}",
            f"{figures.gold / figures.asked:.2f} of {figures.asked}",
            str(figures.broken),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def measure(size: int, needs: int, rounds: int) -> str:
    """Measure at one size and return the table."""
    world = World(size)
    asked = world.needs(needs)
    peers = built(world)
    for peer, figures in peers:
        check(world, peer, figures, asked)
    time_again(peers, asked, rounds)
    once = time_once(peers, world.needs(needs, seed=3))
    return table(size, [figures for _, figures in peers], once)


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--needs", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    print(f"Python {platform.python_version()}, numpy {np.__version__}, {os.cpu_count()} cores, ", end="")
    print(f"load {os.getloadavg()[0]:.1f}, {given.needs} needs, {given.rounds} rounds\n")
    for size in given.sizes:
        print(measure(size, given.needs, given.rounds), flush=True)


if __name__ == "__main__":
    main()
