"""Makes the precedents of the regional data out of judged needs.

    .venv/bin/python -m benchmarks.make_precedents

Writes ``seeds/precedents/`` anew from all sets in ``benchmarks/needs`` but those that nobody may look into.
Run it when a set was added or mended, or when what a set names was given another name.
"""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from graph.exchange.as_seeds import seed_files
from graph.importing.plan import slug
from graph.seed_precedents import FOLDER
from graph.seeding import read_seeds
from matchmaker.asking import NeedReader
from matchmaker.evaluation import names_actor, names_offering, read_judgments
from matchmaker.model import Actor, Precedent, Referred
from matchmaker.places import Gazetteer
from matchmaker.text import fold, words
from matchmaker.themes import Thesaurus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from matchmaker.evaluation import JudgedNeed
    from matchmaker.model import Offering, Snapshot

ROOT = Path(__file__).parents[1]
SEEDS, NEEDS = ROOT / "seeds", ROOT / "benchmarks" / "needs"
JUDGED_ON = date(2025, 12, 3)
# What is measured on these would tell nothing any more once their questions are known by heart.
MEASURING = frozenset({"ninth-held-out", "eleventh-held-out", "twelfth-held-out"})


@dataclass(frozen=True, slots=True)
class Made:
    """What came of judged needs.

    Attributes:
        precedents: By id.
        unknown: Names that nothing in the register has, and how often each was given.
        repeated: How many needs ask what an earlier one asks.
        unserved: How many needs are served by nothing that the register has.
    """

    precedents: tuple[Precedent, ...]
    unknown: Mapping[str, int]
    repeated: int
    unserved: int


class _Names:
    """Finds what bears a judged name, by the rule with which answers are held against judgments."""

    def __init__(self, facts: Snapshot) -> None:
        self._facts = facts
        self._found: dict[str, tuple[str, ...]] = {}

    def ids_of(self, name: str) -> tuple[str, ...]:
        """Return the ids of the offerings and parties of that name, or of nearly that name if none has it."""
        if name not in self._found:
            facts = self._facts
            bearing: list[Offering | Actor] = [one for one in facts.offerings if names_offering(name, one)]
            bearing += [one for one in facts.actors if names_actor(name, one)]
            exactly = [one for one in bearing if _has_exactly(name, one)]
            self._found[name] = tuple(one.id for one in exactly or bearing)
        return self._found[name]


def _has_exactly(name: str, one: Offering | Actor) -> bool:
    spoken = (one.name, *one.aliases) if isinstance(one, Actor) else (one.title.nl, one.title.en)
    return set(words(name)) in [set(words(known)) for known in spoken]


def judged_sets(folder: Path = NEEDS) -> Iterator[tuple[str, list[JudgedNeed]]]:
    """Yield the name and the needs of each set that may be known by heart, by name."""
    for file in sorted(folder.glob("*.jsonl")):
        if file.stem not in MEASURING:
            yield file.stem, read_judgments(file.read_text("utf-8").splitlines())


def made(sets: Iterable[tuple[str, list[JudgedNeed]]], facts: Snapshot) -> Made:
    """Make precedents of the needs that something in the register serves.

    Args:
        sets: Names and needs.
        facts: What the needs were judged by.
    """
    reader, names = NeedReader(Gazetteer(facts.places), Thesaurus(facts.themes)), _Names(facts)
    needs = [(set_name, one) for set_name, judged in sets for one in judged if one.relevant]
    first_asked = {fold(one.asked.text): one for _, one in reversed(needs)}
    asked_once = [(name, one) for name, one in needs if first_asked[fold(one.asked.text)] is one]
    found = [_precedent(set_name, one, reader, names) for set_name, one in asked_once]
    unknown = Counter(name for _, one in needs for name in one.relevant if not names.ids_of(name))
    return Made(
        precedents=tuple(sorted((one for one in found if one.referred), key=lambda one: one.id)),
        unknown=unknown,
        repeated=len(needs) - len(asked_once),
        unserved=sum(not one.referred for one in found),
    )


def _precedent(set_name: str, one: JudgedNeed, reader: NeedReader, names: _Names) -> Precedent:
    need = reader.read(one.asked, asked_on=JUDGED_ON).need
    return Precedent(
        id=f"{set_name}-{slug(one.id)}",
        text=one.asked.text.strip(),
        need_kinds=need.kinds if need.states("kinds") else (),
        sectors=need.sectors if need.states("sectors") else (),
        referred=_referred(one.relevant, names),
    )


def _referred(relevant: Mapping[str, int], names: _Names) -> tuple[Referred, ...]:
    grades: dict[str, int] = {}
    for name, grade in relevant.items():
        for id_ in names.ids_of(name):
            grades[id_] = max(grade, grades.get(id_, 0))
    return tuple(
        Referred(to=id_, grade=grade)
        for id_, grade in sorted(grades.items(), key=lambda item: (-item[1], item[0]))
    )


def files_of(precedents: tuple[Precedent, ...], facts: Snapshot) -> dict[str, bytes]:
    """Return the files by their path in the folder of the data; a row each, by id."""
    written = seed_files(replace(facts, precedents=precedents))
    return {name: content for name, content in written.items() if name.startswith(f"{FOLDER}/")}


def main() -> None:
    """Write the files, and tell what was left out."""
    # What was made before may name what is gone, which nobody could read.
    shutil.rmtree(SEEDS / FOLDER, ignore_errors=True)
    facts = read_seeds(SEEDS)
    result = made(judged_sets(), facts)
    for name, content in files_of(result.precedents, facts).items():
        file = SEEDS / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
    referrals = sum(len(one.referred) for one in result.precedents)
    print(f"{len(result.precedents)} precedents with {referrals} referrals")
    print(f"left out: {result.repeated} asked before, {result.unserved} served by nothing in the register")
    for name, times in result.unknown.items():
        print(f"unknown: {name} ({times})")


if __name__ == "__main__":
    main()
