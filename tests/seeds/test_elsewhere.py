"""The catalogue from elsewhere that answers are measured on: it loads, and judgments name what it holds."""

from __future__ import annotations

import shutil
from pathlib import Path

from graph.seeding import read_seeds
from matchmaker.evaluation import read_judgments

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = ROOT / "benchmarks" / "elsewhere"


def test_its_judgments_name_parties_and_offerings_that_are_there(tmp_path: Path) -> None:
    folder = tmp_path / "oost"
    shutil.copytree(ELSEWHERE, folder)
    for shared in ("places.csv", "themes.csv"):
        shutil.copy(ROOT / "seeds" / shared, folder)
    catalogue = read_seeds(folder)
    known = {actor.name for actor in catalogue.actors} | {one.title.nl for one in catalogue.offerings}
    judged = [
        one
        for file in ELSEWHERE.glob("*.jsonl")
        for one in read_judgments(file.read_text(encoding="utf-8").splitlines())
    ]
    assert judged
    named = {name for need in judged for name in (*need.relevant, *need.must_not)}
    assert named - known == set()
    assert not any(one.themes or one.questions for one in catalogue.offerings)
