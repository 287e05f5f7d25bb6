"""What is said about input that cannot be used: the checker's codes, in both languages of the desk."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any

from matchmaker.errors import Fault
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pydantic_core import ErrorDetails

_TEXT = Bilingual("Geef hier tekst, tussen aanhalingstekens.", "Give text here, between quotation marks.")
_WHOLE_NUMBER = Bilingual("Geef hier een heel getal.", "Give a whole number here.")
_LIST = Bilingual(
    'Geef hier een lijst, zoals ["subsidy", "knowledge"].',
    'Give a list here, such as ["subsidy", "knowledge"].',
)

MESSAGES: Mapping[str, Bilingual] = {
    "missing": Bilingual("Vul dit in: het is verplicht.", "Fill this in: it is required."),
    "extra_forbidden": Bilingual("Deze naam kennen wij niet.", "We do not know this name."),
    "string_type": _TEXT,
    "string_unicode": Bilingual(
        "In deze tekst staat een half teken (een los surrogaat). Geef geldige Unicode.",
        "This text holds half a character (a lone surrogate). Give valid Unicode.",
    ),
    "string_too_short": Bilingual("Vul dit in: het mag niet leeg zijn.", "Fill this in: it cannot be empty."),
    "string_too_long": Bilingual(
        "Gebruik hoogstens {max_length} tekens.", "Use at most {max_length} characters."
    ),
    "control_character": Bilingual(
        "Hierin staat een stuurteken dat wij niet kunnen lezen. Haal het weg.",
        "This holds a control character that we cannot read. Remove it.",
    ),
    "list_type": _LIST,
    "too_long": Bilingual(
        "Geef hier hoogstens {max_length} waarden.", "Give at most {max_length} values here."
    ),
    "int_type": _WHOLE_NUMBER,
    "int_parsing": _WHOLE_NUMBER,
    "int_parsing_size": _WHOLE_NUMBER,
    "int_from_float": _WHOLE_NUMBER,
    "finite_number": _WHOLE_NUMBER,
    "greater_than_equal": Bilingual("Geef een getal vanaf {ge}.", "Give a number from {ge}."),
    "less_than_equal": Bilingual("Geef een getal tot en met {le}.", "Give a number up to {le}."),
    "enum": Bilingual("Kies een van: {expected}.", "Choose one of: {expected}."),
    "model_type": Bilingual(
        'Geef een JSON-object, zoals {{"text": "…"}}.', 'Give a JSON object, such as {{"text": "…"}}.'
    ),
    "body_empty": Bilingual("Stuur de vraag mee als JSON.", "Send the question along as JSON."),
    "body_not_utf8": Bilingual("Stuur de tekst als UTF-8.", "Send the text as UTF-8."),
    "body_not_json": Bilingual(
        "Dit is geen geldige JSON: kijk bij regel {line}, teken {column}.",
        "This is not valid JSON: look at line {line}, character {column}.",
    ),
    "body_too_deep": Bilingual(
        "Deze JSON is te diep genest, of er staat een te lang getal in.",
        "This JSON is nested too deep, or holds a number that is too long.",
    ),
    "key_twice": Bilingual(
        "Deze naam staat er twee keer. Geef hem één keer.", "This name is given twice. Give it once."
    ),
}
UNUSABLE = Bilingual("Deze waarde kunnen wij niet gebruiken.", "We cannot use this value.")

_QUOTED = re.compile(r"'([^']*)'")
SHOWN_NAME = 60  # characters of a name that came from outside


def fault(where: str, code: str, suggestions: Sequence[str] = (), **values: object) -> Fault:
    """Return a fault in the words of ``MESSAGES``."""
    message = MESSAGES.get(code, UNUSABLE)
    return Fault(
        where=shown(where),
        message=Bilingual(message.nl.format(**values), message.en.format(**values)),
        suggestions=tuple(suggestions),
    )


def faults_of(errors: Iterable[ErrorDetails | Mapping[str, Any]], known_names: Sequence[str]) -> list[Fault]:
    """Return the faults that pydantic found.

    Args:
        errors: Its ``errors()``, with locations inside the thing checked.
        known_names: Names that could have been meant where an unknown one was given.
    """
    return [_fault_of(error, known_names) for error in errors]


def _fault_of(error: ErrorDetails | Mapping[str, Any], known_names: Sequence[str]) -> Fault:
    where = ".".join(str(step) for step in error["loc"]) or "body"
    values: Mapping[str, Any] = error.get("ctx", {})
    suggestions: list[str] = []
    if error["type"] == "extra_forbidden":
        suggestions = near(where, known_names)
    elif error["type"] == "enum":
        codes = _QUOTED.findall(str(values["expected"]))
        values = {"expected": ", ".join(codes)}
        suggestions = near(str(error["input"]), codes)
    return fault(where, error["type"], suggestions, **values)


def near(given: str, known: Sequence[str]) -> list[str]:
    """Return which of the known names were probably meant, best first."""
    by_lower = {name.lower(): name for name in known}
    return [by_lower[name] for name in difflib.get_close_matches(given[:SHOWN_NAME].lower(), by_lower)]


def shown(name: str) -> str:
    """Return a name that came from outside as it can be printed: short, and without half characters."""
    return name[:SHOWN_NAME].encode("utf-8", "backslashreplace").decode()
