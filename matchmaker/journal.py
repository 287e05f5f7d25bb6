"""What was changed in the register, by whom and when: batches, and the facts before and after.

A fact is kept in the journal as canonical JSON (keys as in ``matchmaker.model``, sorted), so that a history
can still be read when the model has moved on.
"""

from __future__ import annotations

import json
import types
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from matchmaker import model, vocabulary
from matchmaker.model import Actor, Document, Offering, Place, Relation, Theme
from matchmaker.vocabulary import Term

if TYPE_CHECKING:
    from collections.abc import Mapping

Fact = Document | Place | Theme | Actor | Offering | Relation
F = TypeVar("F", Document, Place, Theme, Actor, Offering, Relation)
FactKind = Literal["document", "place", "theme", "actor", "offering", "relation"]

_CLASSES: Mapping[FactKind, type[Fact]] = {
    "document": Document,
    "place": Place,
    "theme": Theme,
    "actor": Actor,
    "offering": Offering,
    "relation": Relation,
}
_KINDS: Mapping[type[Any], FactKind] = {class_: kind for kind, class_ in _CLASSES.items()}


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


def kind_of(fact: Fact) -> FactKind:
    """Return the kind of a fact."""
    return _KINDS[type(fact)]


def as_json(fact: Fact) -> str:
    """Return a fact as canonical JSON: equal facts give equal text."""
    return json.dumps(_plain(fact), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(kind: FactKind, text: str) -> Fact:
    """Return the fact that a text of the journal holds.

    What the model no longer knows is left out, and what it did not know then has its default.
    """
    fact: Fact = _read(json.loads(text), _CLASSES[kind])
    return fact


def _plain(value: object) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def _read(value: Any, wanted: Any) -> Any:
    """Return a value of JSON as the type that the model wants there."""
    origin = get_origin(wanted)
    if value is None:
        return None
    if origin in (types.UnionType, Union):
        return _read(value, next(one for one in get_args(wanted) if one is not types.NoneType))
    if origin is tuple:
        return tuple(_read(one, get_args(wanted)[0]) for one in value)
    if wanted is date:
        return date.fromisoformat(value)
    if isinstance(wanted, type) and is_dataclass(wanted):
        known = _types(wanted)
        return wanted(**{name: _read(one, known[name]) for name, one in value.items() if name in known})
    return wanted(value) if isinstance(wanted, type) and issubclass(wanted, StrEnum) else value


@cache
def _types(class_: type[Any]) -> dict[str, Any]:
    # The modules import these for the type checker only, so they are handed over here.
    names = {**vars(vocabulary), **vars(model), "date": date}
    return get_type_hints(class_, localns=names)
