"""How many needs a second are answered over 10,000 offerings, beside an endpoint that looks nothing up.

.venv/bin/python -m benchmarks.http_rate [--offerings 10000] [--seconds 5] [--rounds 3]

It needs ``wrk`` on the path; ``benchmarks/README.md`` says how to read it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from fastapi import FastAPI, Request, Response
from starlette.routing import Mount

from api.app import create_app
from api.bodies import read_body
from api.deps import answer
from api.identity import VISITOR
from api.presenting import BASE, Presenter
from api.routes.matches import STAND_IN
from api.schemas import MatchAnswerOut, MatchRequest
from api.server import collect_seldom
from api.settings import Settings
from benchmarks.import_rows import server_seconds
from benchmarks.synthetic import World
from graph import open_register
from graph.seeding import read_seeds
from matchmaker.asking import Asked
from matchmaker.vocabulary import PlaceKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matchmaker.model import Snapshot

NEEDS, CONNECTIONS = 20_000, 16
LIMIT = 10  # suggestions, where a request names no other number
PATHS = ("constant", "matches")
SCRIPT = """
local bodies, number = {{}}, 0
init = function(args) number = tonumber(args[1]) end
for line in io.lines("{file}") do bodies[#bodies + 1] = line end
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
request = function()
  number = number % #bodies + 1
  return wrk.format(nil, nil, nil, bodies[number])
end
done = function(summary)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  print("answers " .. summary.requests .. " in " .. summary.duration .. " failed " .. failed)
end
"""


def country(world: World) -> Snapshot:
    """Return the regional facts with as many offerings as the world has: its words, their conditions."""
    region = read_seeds(resources.files("seeds"))
    offerings = [
        replace(
            one,
            id=f"{one.id}-{row}",
            title=made.title,
            summary=made.summary,
            questions=made.questions,
            need_kinds=made.need_kinds,
        )
        for row, made in enumerate(world.offerings())
        for one in (region.offerings[row % len(region.offerings)],)
    ]
    parties = {actor.id for actor in region.actors}
    ties = [tie for tie in region.relations if {tie.subject_id, tie.object_id} <= parties]
    return replace(region, offerings=tuple(offerings), relations=tuple(ties))


def bodies(world: World, facts: Snapshot) -> Iterator[str]:
    """Yield requests, no two alike: the text always, a kind, a place and a size more often than not."""
    draw = random.Random(1)  # noqa: S311  # nothing here is secret
    towns = [place.name for place in facts.places if place.kind is PlaceKind.MUNICIPALITY]
    for number, asked in enumerate(world.needs(NEEDS)):
        body: dict[str, object] = {"text": f"{asked.need.text} {number}"}
        if draw.random() < 0.6:
            body["needKinds"] = [kind.value for kind in asked.need.kinds]
        if draw.random() < 0.7:
            body["municipality"] = draw.choice(towns)
        if draw.random() < 0.3 and asked.need.size is not None:
            body["size"] = asked.need.size.value
        yield json.dumps(body, ensure_ascii=False)


def with_constant(app: FastAPI) -> FastAPI:
    """Add the endpoint that reads a request as the real one does and gives the same ready model each time."""
    api = next(route.app for route in app.routes if isinstance(route, Mount) and route.path == BASE)
    assert isinstance(api, FastAPI)

    @cache
    def ready() -> MatchAnswerOut:
        loaded = api.state.services.catalogue.latest
        usual = loaded.snapshot.offerings[0].title.nl
        understood = loaded.reader.read(Asked(text=usual), asked_on=date(2025, 12, 3))
        found = loaded.matcher.match(understood.need)
        assert len(found.matches) == LIMIT, "an answer as long as most"
        return MatchAnswerOut.model_validate_json(
            Presenter(loaded, "nl", VISITOR).match_answer(understood, found)
        )

    async def post_constant(request: Request) -> Response:
        await read_body(request, MatchRequest, {"text": STAND_IN})
        return answer(ready())

    api.add_api_route("/constant", post_constant, methods=["POST"])
    # Routes are tried in turn, which takes 0.2 ms for the last one; the real one stands first.
    api.router.routes.insert(0, api.router.routes.pop())
    return app


def serve(store: str, port: int) -> None:
    """Serve the store, both endpoints, until told to stop."""
    collect_seldom()
    with closing(open_register(store)) as register:
        app = with_constant(create_app(Settings(store=store), register))
        uvicorn.run(app, port=port, log_level="warning", access_log=False, server_header=False)


@contextmanager
def served(store: str, port: int) -> Iterator[int]:
    """Serve in a process of its own, wait until it answers, and give its number."""
    # What stands on the port already would be asked in place of ours: refused here, before anything is timed.
    socket.create_server(("127.0.0.1", port)).close()
    command = [sys.executable, "-m", "benchmarks.http_rate", "--serve", store, "--port", str(port)]
    with subprocess.Popen(command) as process:  # noqa: S603  # ourselves
        try:
            for _ in range(600):
                time.sleep(0.5)
                ready = ["curl", "-fso", "/dev/null", f"http://127.0.0.1:{port}{BASE}/health/ready"]
                if subprocess.run(ready, check=False).returncode == 0:  # noqa: S603  # a fixed command
                    break
            yield process.pid
        finally:
            process.terminate()


def rate(path: str, port: int, script: Path, seconds: int, first: int) -> tuple[int, float]:
    """Return how many answers a path gives, and in how many seconds; ``first`` is the first need to send."""
    url = f"http://127.0.0.1:{port}{BASE}/{path}"
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(script), url, "--", str(first)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603  # as above
    found = re.search(r"answers (\d+) in (\d+) failed (\d+)", said)
    assert found is not None, said
    assert found[3] == "0", said
    return int(found[1]), int(found[2]) / 1e6


def main() -> None:
    """Measure both endpoints in turn, and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--offerings", type=int, default=10_000)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve is not None:
        serve(given.serve, given.port)
        return
    world = World(given.offerings)
    facts = country(world)
    found: dict[str, list[tuple[float, float]]] = {path: [] for path in PATHS}
    with tempfile.TemporaryDirectory() as folder:
        script, needs = Path(folder) / "needs.lua", Path(folder) / "needs.jsonl"
        needs.write_text("\n".join(bodies(world, facts)), "utf-8")
        script.write_text(SCRIPT.format(file=needs), "utf-8")
        store = f"sqlite:///{Path(folder) / 'country.db'}"
        with closing(open_register(store)) as register:
            register.put(facts)
        with served(store, given.port) as server:
            for path in PATHS:
                rate(path, given.port, script, 1, 0)
            for turn in range(1, given.rounds + 1):
                for path in PATHS:
                    before = server_seconds(server)
                    first = NEEDS * turn // (given.rounds + 1)
                    answers, seconds = rate(path, given.port, script, given.seconds, first)
                    found[path].append((answers / seconds, (server_seconds(server) - before) / answers))
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    print("| endpoint | answers a second | of constant | processor time, ms | constant of it |")
    print("|---|---|---|---|---|")
    middle = {path: tuple(map(statistics.median, zip(*took, strict=True))) for path, took in found.items()}
    constant = middle["constant"]
    for path, (answers, spent) in middle.items():
        print(
            f"| {path} | {answers:,.0f} | {answers / constant[0]:.3f} | {spent * 1e3:.2f} "
            f"| {constant[1] / spent:.3f} |"
        )


if __name__ == "__main__":
    main()
