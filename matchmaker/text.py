"""Words as they are compared: folded, split, and brought to a common Dutch stem."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*", re.UNICODE)
_DOUBLED = re.compile(r"([a-z])\1")


def fold(text: str) -> str:
    """Return ``text`` without case, accents and compatibility forms, with single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(bare.split())


def words(text: str) -> list[str]:
    """Return the folded words of ``text`` in order; a point or quote inside a word does not split it."""
    return [word.replace("’", "'") for word in _WORD.findall(fold(text))]


def stem(word: str) -> str:
    """Return a rough Dutch stem of a folded word, so that raam meets ramen and huis meets huizen.

    Plural and diminutive endings go, doubled letters become single, and a final v or z becomes f or s.
    Two words with one stem are near, never proven the same.
    """
    stemmed = word
    for ending in ("tjes", "jes", "tje", "je", "en", "'s", "s", "e"):
        shortest = 3 if len(ending) > 1 else 4
        if stemmed.endswith(ending) and len(stemmed) - len(ending) >= shortest:
            stemmed = stemmed[: -len(ending)]
            break
    stemmed = _DOUBLED.sub(r"\1", stemmed)
    return stemmed[:-1] + {"v": "f", "z": "s"}.get(stemmed[-1:], stemmed[-1:])
