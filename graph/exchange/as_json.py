"""Facts as one JSON document in the words of the API, in both languages, with nothing left out; and back."""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any, get_args

from graph.exchange.strict import READER, UNREADABLE, missing, strictly, unreadable
from matchmaker.errors import Fault, InvalidInput
from matchmaker.model import Snapshot
from matchmaker.vocabulary import Bilingual

FORMAT = "circulair-loket"
SCHEMA_VERSION = "1.1.0"
"""Version of the document's shape: the first number grows when a reader of the old shape would go wrong, the
second when a field is added."""

_SINCE_ADDED = frozenset({"precedents"})
"""Lists that the first shape did not have: a document of that time holds none."""

_CAPITAL = re.compile(r"(?<!^)[A-Z]")


def json_file(snapshot: Snapshot) -> bytes:
    """Return the document: each kind of fact as a list by id, every field there, also where it is empty."""
    facts = {field.name: plain(getattr(snapshot, field.name)) for field in fields(snapshot)}
    document = {"format": FORMAT, "schemaVersion": SCHEMA_VERSION, **facts}
    return (json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def facts_of(data: bytes) -> Snapshot | None:
    """Return the facts of a document, or None if it is not one of ours.

    Raises:
        InvalidInput: It is of a later version, or something in it cannot be read; every fault is named.
    """
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        return None
    if str(document.get("schemaVersion")).partition(".")[0] != SCHEMA_VERSION.partition(".")[0]:
        message = Bilingual(
            f"Dit is een export van een andere versie. Wij lezen versie {SCHEMA_VERSION}.",
            f"This is an export of another version. We read version {SCHEMA_VERSION}.",
        )
        raise InvalidInput([Fault(where="schemaVersion", message=message)])
    faults: list[Fault] = []
    facts = {
        field.name: tuple(_facts(document.get(field.name), field.name, faults)) for field in fields(Snapshot)
    }
    if faults:
        raise InvalidInput(faults)
    return Snapshot(**facts)


def _facts(items: Any, kind: str, faults: list[Fault]) -> list[Any]:
    if items is None and kind in _SINCE_ADDED:
        return []
    if not isinstance(items, list):
        faults.append(missing(kind))
        return []
    wanted, _ = get_args(READER.types_of(Snapshot)[kind])
    found = []
    for position, item in enumerate(items):
        try:
            found.append(strictly(_in_snake(item), wanted))
        except UNREADABLE:
            faults.append(unreadable(f"{kind}/{position}"))
    return sorted(found, key=lambda fact: str(fact.id))


def _in_snake(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            _CAPITAL.sub(lambda found: f"_{found[0].lower()}", key): _in_snake(item)
            for key, item in value.items()
        }
    return [_in_snake(item) for item in value] if isinstance(value, list) else value


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
