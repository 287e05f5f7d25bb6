"""Makes the precedents of the regional data out of judged needs.

    .venv/bin/python -m benchmarks.make_precedents

Writes ``seeds/precedents/`` anew from the sets in ``benchmarks/needs`` whose judges say whom to turn to: the
names of parties, and titles of offerings only here and there. Those that name offerings teach little about
that (docs/decisions/0042). What nobody serves is taken from all sets but those that nobody may look into.
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
from graph.seed_precedents import FOLDER
from graph.seeding import read_seeds
from graph.slugs import slug
from matchmaker.asking import NeedReader
from matchmaker.evaluation import names_actor, names_offering, read_judgments
from matchmaker.model import Precedent, Referred, best_first
from matchmaker.places import Gazetteer
from matchmaker.text import fold, words
from matchmaker.themes import Thesaurus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from matchmaker.evaluation import JudgedNeed
    from matchmaker.model import Actor, Snapshot

ROOT = Path(__file__).parents[1]
SEEDS, NEEDS = ROOT / "seeds", ROOT / "benchmarks" / "needs"
JUDGED_ON = date(2025, 12, 3)
# The sets whose judges name parties.
PRACTISED = (
    "tuning",
    "held-out",
    "second-tuning",
    "second-held-out",
    "third-tuning",
    "third-held-out",
    "fourth-tuning",
    "fourth-held-out",
    "fifth-tuning",
    "sixth-held-out",
    "practice-tuning",
    "rejudged-tuning",
)
# What is measured on these would tell nothing any more once their questions are known by heart.
MEASURING = frozenset({"ninth-held-out", "eleventh-held-out", "twelfth-held-out"})


@dataclass(frozen=True, slots=True)
class Made:
    """What came of judged needs.

    Attributes:
        precedents: By id.
        unknown: Names that nothing in the register has, and how often each was given.
        repeated: How many needs ask what an earlier one asks.
        unserved: How many needs are served only by what the register does not have.
    """

    precedents: tuple[Precedent, ...]
    unknown: Mapping[str, int]
    repeated: int
    unserved: int


class _Names:
    """Finds who bears a judged name, by the rule with which answers are held against judgments."""

    def __init__(self, facts: Snapshot) -> None:
        self._facts = facts
        self._found: dict[str, tuple[str, ...]] = {}

    def ids_of(self, name: str) -> tuple[str, ...]:
        """Return the ids of the parties of that name, or of nearly that name if none has it.

        Where it is the title of an offering they are those of who offers it.
        """
        if name not in self._found:
            bearing = [one for one in self._facts.actors if names_actor(name, one)]
            exactly = [one for one in bearing if _has_exactly(name, one)]
            self._found[name] = tuple(one.id for one in exactly or bearing) or tuple(
                dict.fromkeys(one.provider_id for one in self._facts.offerings if names_offering(name, one))
            )
        return self._found[name]


def _has_exactly(name: str, one: Actor) -> bool:
    return set(words(name)) in [set(words(known)) for known in (one.name, *one.aliases)]


def judged_sets() -> Iterator[tuple[str, list[JudgedNeed]]]:
    """Yield the name of each set that may be known by heart, and its needs that precedents are made of."""
    for file in sorted(NEEDS.glob("*.jsonl")):
        if file.stem not in MEASURING:
            needs = read_judgments(file.read_text("utf-8").splitlines())
            yield file.stem, [one for one in needs if file.stem in PRACTISED or not one.relevant]


def made(sets: Iterable[tuple[str, list[JudgedNeed]]], facts: Snapshot) -> Made:
    """Make precedents of needs.

    Args:
        sets: Names and needs.
        facts: What the needs were judged by.
    """
    reader, names = NeedReader(Gazetteer(facts.places), Thesaurus(facts.themes)), _Names(facts)
    needs = [(set_name, one) for set_name, judged in sets for one in judged]
    first_asked = {fold(one.asked.text): one for _, one in reversed(needs)}
    asked_once = [(name, one) for name, one in needs if first_asked[fold(one.asked.text)] is one]
    found = [_precedent(set_name, one, reader, names) for set_name, one in asked_once]
    unknown = Counter(name for _, one in needs for name in one.relevant if not names.ids_of(name))
    return Made(
        precedents=tuple(sorted((one for one in found if one is not None), key=lambda one: one.id)),
        unknown=unknown,
        repeated=len(needs) - len(asked_once),
        unserved=found.count(None),
    )


def _precedent(set_name: str, one: JudgedNeed, reader: NeedReader, names: _Names) -> Precedent | None:
    """Make a precedent of a need; none of one that is served, but by nobody in the register."""
    referred = _referred(one.relevant, names)
    if one.relevant and not referred:
        return None
    need = reader.read(one.asked, asked_on=JUDGED_ON).need
    return Precedent(
        id=f"{set_name}-{slug(one.id)}",
        text=one.asked.text.strip(),
        need_kinds=need.kinds if need.states("kinds") else (),
        sectors=need.sectors if need.states("sectors") else (),
        referred=referred,
    )


def _referred(relevant: Mapping[str, int], names: _Names) -> tuple[Referred, ...]:
    named = [Referred(to=id_, grade=grade) for name, grade in relevant.items() for id_ in names.ids_of(name)]
    return best_first(sorted(named, key=lambda one: one.to))


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
    print(f"left out: {result.repeated} asked before, {result.unserved} served by nobody in the register")
    for name, times in result.unknown.items():
        print(f"unknown: {name} ({times})")


if __name__ == "__main__":
    main()
