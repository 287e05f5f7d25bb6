"""Which abbreviations a full name may have, and how sure that is.

Three letters fit many names, and so does any abbreviation with one letter for a place. What leaves no such
doubt is proof; the rest a person must look at.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from matchmaker.names import words as tables
from matchmaker.names.alignment import Finding, quoting
from matchmaker.names.parts import Initial, NameParts, Role, Word, initials_of, spells

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

COUNTRY = "nederland"
_FEW = frozenset(tables.FEW.split())
_DOUBLED = re.compile(r"(\w)\1")
_SHORT_ENOUGH = 6
"""Letters of the longest abbreviation that people also write without capitals."""
_LONG_WORD = 12
"""Letters of a word that people abbreviate by letters from inside it."""


def may_abbreviate(name: NameParts) -> bool:
    """Return whether a name is one word that may be made of initials."""
    if len(name.words) != 1 or name.numbers:
        return False
    (word,) = name.words
    small = len(word.text) <= _SHORT_ENOUGH and (name.is_domain or name.raw.strip() == word.text)
    return word.role is Role.OWN and (word.is_abbreviation or small)


def may_be_abbreviated(name: NameParts) -> bool:
    """Return whether initials of a name can stand for it: one letter would stand for any."""
    return sum(initial.needed for initial in name.initials) >= 2 or _is_one_long_word(name)


def _is_one_long_word(name: NameParts) -> bool:
    return len(name.words) == 1 and name.words[0].role is Role.OWN and len(name.words[0].text) >= _LONG_WORD


def as_abbreviation(short: NameParts, long: NameParts) -> Finding | None:
    """Judge a name that is one abbreviation against a full name; None where it does not fit that.

    Three letters fit many names, and so does any abbreviation with one letter for a place: "OKW" may be
    Woerden or Waddinxveen. Only what leaves no such doubt is proof: four letters or more, small letters for
    the particles as in KvK, or that the full name says so itself.
    """
    return next(_readings(short, long), None)


def _readings(short: NameParts, long: NameParts) -> Iterator[Finding]:
    """Yield how an abbreviation may be read as a full name, the surest first."""
    if len(short.words) != 1 or short.numbers:
        return
    (word,) = short.words
    if long.abbreviation == word.key:
        said = ("Die naam noemt deze afkorting zelf", "That name gives this abbreviation itself")
        yield Finding(True, quoting(*said, [word]))
    if not (may_abbreviate(short) and may_be_abbreviated(long)):
        return
    if word.is_abbreviation and len(word.key) >= 4 and _spells_surely(word.key, long):
        said = ("De afkorting is precies de beginletters", "The abbreviation is exactly the initials")
        yield Finding(True, quoting(*said, [word]))
    if _shows_particles(short.raw.strip(), long):
        said = ("De afkorting is precies zo geschreven", "The abbreviation is written exactly so")
        yield Finding(True, quoting(*said, [word]))
    if f"({short.raw.strip()})" in long.raw:
        said = ("Die naam noemt deze letters", "That name gives these letters")
        yield Finding(None, quoting(*said, [word]))
    one_word = _is_one_long_word(long) and not long.is_domain and len(word.key) >= 3
    if one_word and _is_drawn_from(word.key, long.words[0].text, apart=4):
        said = ("De letters kunnen dit woord betekenen", "The letters may mean this word")
        yield Finding(None, quoting(*said, [word, *long.words]))
    if any(spells(letters, long.initials, loosely=True) for letters in {word.key, _once(word.key)}):
        said = ("De afkorting past, maar ook op andere namen", "The abbreviation fits, but other names too")
        yield Finding(None, quoting(*said, [word]))


def _shows_particles(shown: str, long: NameParts) -> bool:
    """Return whether small letters stand for the particles and capitals for all other words: KvK.

    Not where a word is a place, since another place may begin with the same letter. In capitals it may stand
    for other words: a ROM is seldom about "Regie op monitoring".
    """
    taken = [initial for initial in long.initials if initial.needed or initial.role is None]
    roles = [initial.role for initial in taken]
    if Role.PLACE in roles or None not in roles:
        return False
    written = [initial.text[0].upper() if initial.role else initial.text[0] for initial in taken]
    return len(taken) >= 3 and shown == "".join(written)


def _once(letters: str) -> str:
    """Return letters with each double one once, for a slip that is common in abbreviations."""
    return _DOUBLED.sub(r"\1", letters)


def _spells_surely(abbreviation: str, long: NameParts) -> bool:
    """Return whether an abbreviation fits, and not merely with one letter for a place among many.

    Where there are few of a kind, all letters together leave no doubt which is meant.
    """
    if any(word.key in _FEW for word in long.having(Role.KIND)):
        return spells(abbreviation, long.initials)
    whole_places = [
        initial
        for initial in long.initials
        if initial.role is not Role.DIRECTION and (initial.needed or initial.role is not Role.PLACE)
    ]
    in_the_country = {place.key for place in long.having(Role.PLACE)} <= {COUNTRY}
    return spells(abbreviation, long.initials) and (in_the_country or not spells(abbreviation, whole_places))


def abbreviated_part(
    short: Sequence[Word], long: Sequence[Word], shared: Sequence[Word], whole: NameParts
) -> Finding | None:
    """Find "ROM Utrecht" beside "Regionale Ontwikkelingsmaatschappij Utrecht".

    Args:
        short: What only the one name has.
        long: What only the other has.
        shared: What both have.
        whole: The other name: "HAN Hogeschool" repeats a word of what its letters stand for.
    """
    if len(short) != 1 or not short[0].is_abbreviation or not shared:
        return None
    return next(_partial_readings(short, long, shared, whole), None)


def _partial_readings(
    short: Sequence[Word], long: Sequence[Word], shared: Sequence[Word], whole: NameParts
) -> Iterator[Finding]:
    """Yield how an abbreviation beside other words may be read, the surest first."""
    letters = short[0].key
    initials = [initial for word in long for initial in initials_of(word)]
    telling = any(word.role in (Role.OWN, Role.PLACE, Role.DIRECTION) for word in shared)
    among_few = any(word.key in _FEW for word in shared)
    enough = len(letters) >= (2 if among_few else 3)
    if enough and len(long) > 1 and (telling or among_few) and spells(letters, initials):
        said = ("De afkorting past op de andere woorden", "The abbreviation fits the other words")
        yield Finding(True, quoting(*said, short))
    if long[0].role is Role.PLACE:
        initials.insert(0, Initial("provincie", needed=False, role=Role.KIND))
    if len(initials) > 1 and spells(letters, initials, loosely=True):
        said = ("De afkorting kan dit betekenen", "The abbreviation may mean this")
        yield Finding(None, quoting(*said, [*short, *long]))
    if len(long) == 1 and len(letters) >= 3 and _is_drawn_from(letters, long[0].text):
        said = ("De letters kunnen dit woord betekenen", "The letters may mean this word")
        sure = among_few and len(letters) >= 4
        yield Finding(sure or None, quoting(*said, [*short, *long]))
    if len(letters) >= 3 and spells(letters, whole.initials):
        said = ("De afkorting past op de hele naam", "The abbreviation fits the whole name")
        # "RIVM Milieu" is a department of it, "ODMH Omgevingsdienst" only says what it is.
        says_kind = all(word.role is Role.KIND for word in shared)
        sure = len(letters) >= 4 and says_kind and _spells_surely(letters, whole)
        yield Finding(sure or None, quoting(*said, short))


def _is_drawn_from(letters: str, word: str, *, apart: int = 3) -> bool:
    """Return whether letters begin parts of a long word, in their order and the first in front: NZKG.

    Args:
        letters: The abbreviation, folded.
        word: The word, folded.
        apart: Letters that a part has at least.
    """
    if len(word) < 4 * len(letters) or word[0] != letters[0]:
        return False
    at = 0
    for letter in letters[1:]:
        at = word.find(letter, at + apart)
        if at < 0:
            return False
    return len(word) - at >= apart
