"""Ids that people can read: what a slug is, and how one is made of a name."""

from __future__ import annotations

import hashlib
import re

from matchmaker.text import fold

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SLUG_LENGTH = 200  # characters


def is_slug(text: str) -> bool:
    """Tell whether a text can be an id: lower-case ASCII letters and digits with single hyphens between."""
    return len(text) <= _SLUG_LENGTH and _SLUG.fullmatch(text) is not None


def slug(text: str, longest: int = 80) -> str:
    """Return an id made of a name; a name without Latin letters or digits gets a number of its own."""
    plain = re.sub(r"[^a-z0-9]+", "-", fold(text))[:longest].strip("-")
    return plain or f"naam-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
