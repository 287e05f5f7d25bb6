"""Catalogues from elsewhere that answers are measured on: they load, and judgments name what they hold."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from graph.seeding import read_seeds
from matchmaker.evaluation import read_judgments

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = ROOT / "benchmarks" / "elsewhere"
SOUTH, NORTH = set(ELSEWHERE.glob("zuid-*.jsonl")), set(ELSEWHERE.glob("noord-*.jsonl"))


@pytest.mark.parametrize(
    ("region", "files"),
    [("oost", {*ELSEWHERE.glob("*.jsonl")} - SOUTH - NORTH), ("zuid", SOUTH), ("noord", NORTH)],
)
def test_its_judgments_name_parties_and_offerings_that_are_there(
    tmp_path: Path, region: str, files: set[Path]
) -> None:
    shutil.copytree(ELSEWHERE / region, tmp_path / region)
    shutil.copy(ELSEWHERE / "documents.csv", tmp_path)
    for shared in ("places.csv", "themes.csv"):
        shutil.copy(ROOT / "seeds" / shared, tmp_path)
    catalogue = read_seeds(tmp_path)
    known = {actor.name for actor in catalogue.actors} | {one.title.nl for one in catalogue.offerings}
    judged = [one for file in files for one in read_judgments(file.read_text(encoding="utf-8").splitlines())]
    assert judged
    named = {name for need in judged for name in (*need.relevant, *need.must_not)}
    assert named - known == set()
    assert not any(one.themes or one.questions for one in catalogue.offerings)
