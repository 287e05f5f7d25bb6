"""Frozen values as plain JSON values and back, by the types that their classes state."""

from __future__ import annotations

import json
import types
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    from collections.abc import Mapping


def as_text(value: object) -> str:
    """Return a value as canonical JSON: equal values give equal text."""
    return json.dumps(as_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def as_plain(value: object) -> Any:
    """Return a value as what JSON knows: dates and moments become text, terms their codes, tuples lists."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [as_plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: as_plain(getattr(value, field.name)) for field in fields(value)}
    return value


class Reader:
    """Makes values of classes out of plain ones.

    What a class no longer knows is left out, and what was not known then has its default.
    """

    def __init__(self, *modules: types.ModuleType) -> None:
        """Take the modules whose classes are read: they import each other for the type checker only."""
        self._names = {name: item for module in modules for name, item in vars(module).items()}
        self._names |= {"date": date, "datetime": datetime}
        self._types: dict[type[Any], dict[str, Any]] = {}

    def types_of(self, class_: type[Any]) -> Mapping[str, Any]:
        """Return the type of each field of a class."""
        if class_ not in self._types:
            self._types[class_] = get_type_hints(class_, localns=self._names)
        return self._types[class_]

    def read(self, value: Any, wanted: Any) -> Any:
        """Return a plain value as the type that is wanted there."""
        origin = get_origin(wanted)
        if value is None:
            return None
        if origin in (types.UnionType, Union):
            return self.read(value, without_none(wanted))
        if origin is tuple:
            return tuple(self.read(one, get_args(wanted)[0]) for one in value)
        if wanted in (date, datetime):
            return wanted.fromisoformat(value)
        if isinstance(wanted, type) and is_dataclass(wanted):
            known = self.types_of(wanted)
            return wanted(
                **{name: self.read(one, known[name]) for name, one in value.items() if name in known}
            )
        return wanted(value) if isinstance(wanted, type) and issubclass(wanted, StrEnum) else value


def without_none(wanted: Any) -> Any:
    """Return the type of an optional value when there is one."""
    return next(one for one in get_args(wanted) if one is not types.NoneType)
