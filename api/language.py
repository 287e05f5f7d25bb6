"""The language in which a client is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matchmaker.vocabulary import Language


def language_of(accept_language: str | None) -> Language:
    """Return the language that an ``Accept-Language`` header prefers; Dutch if it asks for neither.

    >>> language_of("fr, en-GB;q=0.8, nl;q=0.5")
    'en'
    """
    english = dutch = 0.0
    for part in (accept_language or "").split(","):
        tag, _, parameter = part.partition(";")
        language = tag.strip().lower().partition("-")[0]
        if language == "en":
            english = max(english, _weight(parameter))
        elif language == "nl":
            dutch = max(dutch, _weight(parameter))
    return "en" if english > dutch else "nl"


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    try:
        return min(float(value), 1.0) if name == "q" else 1.0
    except ValueError:
        return 0.0
