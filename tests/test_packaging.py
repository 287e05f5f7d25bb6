"""What a wheel holds: everything that the desk needs to run, and nothing that belongs to its making."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("matchmaker", "graph", "api", "seeds")
NEEDED = {  # beside the modules
    "facts": "seeds/**/*.csv",
    "templates": "api/templates/**/*.html",
    "English texts": "api/locale/**/*.po",
    "queries": "graph/queries/register.*",
    "queries of the desk's work": "graph/queries/casework.*",
    "schema of SQLite": "graph/migrations/sqlite/*.sql",
    "schema of Neo4j": "graph/migrations/neo4j/*.cypher",
    "type marks": "*/py.typed",
}


@pytest.mark.parametrize("name", PACKAGES)
def test_no_other_distribution_brings_one_of_our_short_names(name: str) -> None:
    assert set(packages_distributions().get(name, [])) <= {"circulair-loket"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Names of the files in a wheel built from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", ".", "--no-deps", "--wheel-dir", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if built.returncode:
        if os.environ.get("CI"):
            pytest.fail(f"CI must build the wheel: {built.stderr[-2000:]}")
        pytest.skip(f"NOT CHECKED: the wheel could not be built: {built.stderr[-600:]}")
    (file,) = folder.glob("*.whl")
    with ZipFile(file) as opened:
        return opened.namelist()


@pytest.mark.parametrize("what", NEEDED)
def test_the_wheel_holds_what_the_desk_reads(wheel: list[str], what: str) -> None:
    files = {file.relative_to(ROOT).as_posix() for file in ROOT.glob(NEEDED[what])}
    ours = {name for name in files if name.startswith(PACKAGES)}
    assert ours
    assert ours <= set(wheel)


def test_the_wheel_holds_the_built_pages_with_the_notices_of_what_is_in_them(wheel: list[str]) -> None:
    built = {name.removeprefix("api/static/build/") for name in wheel if name.startswith("api/static/build/")}
    assert {"NOTICES.txt", "manifest.json"} <= built
    for kind in ("loket-*.css", "icon-*.svg", "*.woff2"):
        assert any(Path(name).match(kind) for name in built), kind


def test_the_wheel_holds_nothing_else(wheel: list[str]) -> None:
    rooms = {name.split("/")[0] for name in wheel}
    assert {room for room in rooms if not room.endswith(".dist-info")} == set(PACKAGES)
    assert [name for name in wheel if "__pycache__" in name or "node_modules" in name] == []
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in wheel)
