"""Writes facts as one JSON document in the words of the API, in both languages, with nothing left out."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matchmaker.model import Snapshot

SCHEMA_VERSION = "1.0.0"
"""Version of the document's shape: the first number grows when a reader of the old shape would go wrong, the
second when a field is added."""


def json_file(snapshot: Snapshot) -> bytes:
    """Return the document: each kind of fact as a list by id, every field there, also where it is empty."""
    facts = {field.name: plain(getattr(snapshot, field.name)) for field in fields(snapshot)}
    document = {"format": "circulair-loket", "schemaVersion": SCHEMA_VERSION, **facts}
    return (json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def plain(value: object) -> object:
    """Return a value of the model as JSON has it; lists keep their order, names are in camelCase."""
    if is_dataclass(value) and not isinstance(value, type):
        return {camel(field.name): plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return value


def camel(name: str) -> str:
    """Return the name of a field as the API writes it."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
