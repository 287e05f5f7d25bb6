"""What was changed in the register, by whom and when: batches, and the facts before and after.

A fact is kept in the journal as canonical JSON (keys as in ``matchmaker.model``, sorted), so that a history
can still be read when the model has moved on.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from matchmaker import model, vocabulary
from matchmaker.model import Actor, Document, Offering, Place, Precedent, Relation, Snapshot, Theme
from matchmaker.plain import Reader, as_text
from matchmaker.vocabulary import Term

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

Fact = Document | Place | Theme | Actor | Offering | Relation | Precedent
FactKind = Literal["document", "place", "theme", "actor", "offering", "relation", "precedent"]

_CLASSES: Mapping[FactKind, type[Fact]] = {
    "document": Document,
    "place": Place,
    "theme": Theme,
    "actor": Actor,
    "offering": Offering,
    "relation": Relation,
    "precedent": Precedent,
}
_KINDS: Mapping[type[Any], FactKind] = {class_: kind for kind, class_ in _CLASSES.items()}
_GROUPS: Mapping[FactKind, str] = {kind: f"{kind}s" for kind in _CLASSES}
_READER = Reader(vocabulary, model)


class BatchKind(Term):
    """What sort of change somebody made."""

    IMPORT = "import", "lijst ingelezen", "list imported"
    MERGE = "merge", "dubbele partijen samengevoegd", "doubles merged"
    CHECK = "check", "gecontroleerd", "checked"
    EDIT = "edit", "gewijzigd", "edited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Changes that were made together and can be undone together.

    Attributes:
        id: Slug that whoever makes the batch gives; the same id twice is the same batch, stored once.
        kind: What sort of change.
        by: Function (never a person's name) of who made it.
        at: When, in UTC.
        title: What it was: the name of the file, or a short sentence.
        sender: Organisation that sent the list, or None.
        new: Facts that it added; counted by the register, as the three below.
        changed: Facts that it replaced.
        same: Facts that were given but were there already.
        removed: Facts that it took away.
        undone_at: When it was undone, in UTC, or None.
        undone_by: Function of who undid it, or None.
    """

    id: str
    kind: BatchKind
    by: str
    at: datetime
    title: str
    sender: str | None = None
    new: int = 0
    changed: int = 0
    same: int = 0
    removed: int = 0
    undone_at: datetime | None = None
    undone_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One fact that a batch added, replaced or removed.

    Attributes:
        batch: The batch that it belongs to.
        position: Place within the batch, from 0.
        kind: Kind of fact.
        fact_id: Id of the fact.
        before: The fact as it was, as canonical JSON, or None if it was not there.
        after: The fact as it became, or None if it was removed.
    """

    batch: Batch
    position: int
    kind: FactKind
    fact_id: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """Somebody's decision that two actors are different, however alike their names.

    Attributes:
        first_id: Id of the one, before ``second_id`` in the alphabet.
        second_id: Id of the other.
        by: Function (never a person's name) of who decided.
        at: When, in UTC.
    """

    first_id: str
    second_id: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """How the register at one version differs from an earlier one.

    Attributes:
        version: The later version.
        facts: What was added or replaced since, as it is now.
        removed: Kind and id of what was taken away since.
    """

    version: int
    facts: Snapshot
    removed: frozenset[tuple[FactKind, str]]

    def ids_of(self, kind: FactKind) -> frozenset[str]:
        """Return which facts of a kind were added, replaced or taken away."""
        present = (fact.id for fact in getattr(self.facts, _GROUPS[kind]))
        return frozenset((*present, *(id_ for of, id_ in self.removed if of == kind)))

    def applied_to(self, before: Snapshot) -> Snapshot:
        """Return the facts of the later version, from those of the earlier one."""
        groups = {}
        for kind, name in _GROUPS.items():
            held, changed = getattr(before, name), self.ids_of(kind)
            if changed:
                kept = (fact for fact in held if fact.id not in changed)
                held = tuple(sorted((*kept, *getattr(self.facts, name)), key=lambda fact: fact.id))
            groups[name] = held
        return Snapshot(**groups)


def kind_of(fact: Fact) -> FactKind:
    """Return the kind of a fact."""
    return _KINDS[type(fact)]


def as_json(fact: Fact) -> str:
    """Return a fact as canonical JSON: equal facts give equal text."""
    return as_text(fact)


def from_json(kind: FactKind, text: str) -> Fact:
    """Return the fact that a text of the journal holds.

    What the model no longer knows is left out, and what it did not know then has its default.
    """
    fact: Fact = _READER.read(json.loads(text), _CLASSES[kind])
    return fact
