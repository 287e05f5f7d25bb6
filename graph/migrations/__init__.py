"""The numbered steps that bring a store to the present schema: one folder per engine, one file per step.

A step that has run anywhere is never edited: its checksum is kept in the store, and a difference is refused.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matchmaker.errors import StoreError, StoreMissing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

_NAME = re.compile(r"V?(\d{4})_+(\w+)\.(?:sql|cypher)")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the schema.

    Attributes:
        number: Place in the order, from 1 without gaps.
        name: What it does, from its file name.
        text: Its statements, each ended by ``;`` at the end of a line.
        checksum: SHA-256 of the text.
    """

    number: int
    name: str
    text: str
    checksum: str


def load_steps(folder: Traversable) -> tuple[Step, ...]:
    """Return the steps in a folder, in order."""
    steps = []
    for file in folder.iterdir():
        if match := _NAME.fullmatch(file.name):
            text = file.read_text("utf-8")
            steps.append(Step(int(match[1]), match[2], text, hashlib.sha256(text.encode()).hexdigest()))
    steps.sort(key=lambda step: step.number)
    if [step.number for step in steps] != list(range(1, len(steps) + 1)):
        raise ValueError(f"migrations must be numbered from 1 without gaps: {[s.number for s in steps]}")
    return tuple(steps)


def missing_steps(steps: tuple[Step, ...], applied: Mapping[int, str]) -> tuple[Step, ...]:
    """Return the steps that a store still needs.

    Args:
        steps: All steps that this version of the program knows.
        applied: Checksum of each step that the store has had.

    Raises:
        StoreError: The store is of a newer version, or had a step that differs from ours.
    """
    if newer := set(applied) - {step.number for step in steps}:
        raise StoreError(
            "De opslag is gemaakt door een nieuwere versie van dit programma "
            f"(schema {max(newer)}, dit programma kent {len(steps)}). Installeer de nieuwste versie. / "
            "The store was made by a newer version of this program "
            f"(schema {max(newer)}, this program knows {len(steps)}). Install the latest version."
        )
    for step in steps:
        if applied.get(step.number, step.checksum) != step.checksum:
            raise StoreError(
                f"Stap {step.number} van het schema in de opslag is een andere dan die van dit programma. / "
                f"Step {step.number} of the schema in the store differs from this program's."
            )
    return tuple(step for step in steps if step.number not in applied)


def refuse_unready(steps: tuple[Step, ...], applied: Mapping[int, str], name: str) -> None:
    """Refuse to read a store that lacks steps, which only who opens it to change it may apply.

    Args:
        steps: All steps that this version of the program knows.
        applied: Checksum of each step that the store has had.
        name: Of the store, for the message.

    Raises:
        StoreMissing: It has had none.
        StoreError: It is of an older or a newer version, or had a step that differs from ours.
    """
    if not applied:
        raise StoreMissing(
            f"In {name} staat nog geen register. Maak het met: loket seed, of start het loket met: ./run. / "
            f"There is no register in {name} yet. Make it with: loket seed, or start the desk with: ./run."
        )
    if missing_steps(steps, applied):
        raise StoreError(
            f"De opslag {name} is gemaakt door een oudere versie van dit programma. Start het loket een keer "
            "(./run): dan wordt zij bijgewerkt. / "
            f"The store {name} was made by an older version of this program. Start the desk once (./run): "
            "that brings it up to date."
        )
