"""Makes values of the model out of plain ones from a file, and refuses what the model does not hold."""

from __future__ import annotations

from dataclasses import is_dataclass
from typing import Any, Literal, get_args, get_origin

from matchmaker import model, vocabulary
from matchmaker.errors import Fault
from matchmaker.plain import Reader, without_none
from matchmaker.vocabulary import Bilingual

READER = Reader(vocabulary, model)
UNREADABLE = (ValueError, TypeError, AttributeError)
"""What reading a plain value that does not fit raises."""


def strictly(value: Any, wanted: Any) -> Any:
    """Return a plain value as the type that is wanted.

    Raises:
        ValueError: It is of another type; others of ``UNREADABLE`` where that shows earlier.
    """
    made = READER.read(value, wanted)
    if not _fits(made, wanted):
        raise ValueError(value)
    return made


def is_optional(wanted: Any) -> bool:
    """Tell whether None is of a type."""
    return type(None) in get_args(wanted)


def unreadable(where: str) -> Fault:
    """Return the fault that a value which cannot be read is."""
    message = Bilingual(
        "Dit kunnen wij niet lezen. Staat er iets anders dan de export schreef?",
        "This cannot be read. Does it say something else than the export wrote?",
    )
    return Fault(where=where, message=message)


def missing(where: str) -> Fault:
    """Return the fault that a list or column which is not there is."""
    return Fault(where=where, message=Bilingual("Dit ontbreekt.", "This is missing."))


def _fits(value: Any, wanted: Any) -> bool:
    if is_optional(wanted):
        return value is None or _fits(value, without_none(wanted))
    origin = get_origin(wanted)
    if origin is tuple:
        return isinstance(value, tuple) and all(_fits(item, get_args(wanted)[0]) for item in value)
    if origin is Literal:
        return value in get_args(wanted)
    if type(value) is not wanted:
        return wanted is float and type(value) is int
    if not is_dataclass(wanted):
        return True
    return all(_fits(getattr(value, name), of) for name, of in READER.types_of(wanted).items())
