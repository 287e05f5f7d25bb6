"""Words as they are compared: folded, split, and brought to a common Dutch stem."""

from __future__ import annotations

import re
import string
import unicodedata
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING

from matchmaker.memo import Kept

if TYPE_CHECKING:
    from collections.abc import Iterable

# What stands before or after a word and is no part of it.
SIGNS = string.punctuation + "“”„«»…–—•·¿¡\u2018\u2019\u201a"
_WORD = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*", re.UNICODE)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_DOUBLED = re.compile(r"([a-z])\1")
KEPT_STEMS = 50_000
KEPT_PIECES = 20_000
# One question is read for its themes, its kinds of help and its rung, and its parts for who asks; for these
# it is taken apart once. So few are kept that no later question gains by it.
KEPT_TEXTS = 4
# Of plurals and diminutives, the first that fits is taken off a word of which so many letters stay.
ENDINGS = ("tjes", "jes", "tje", "je", "en", "'s", "s", "e")
KEPT_OF_LONG, KEPT_OF_SHORT = 3, 4
DEVOICED = {"v": "f", "z": "s"}
# Marks the stem of a word that stands in every question; no word ends so.
IN_EVERY_QUESTION = "."
# Marks a word that is kept apart from another with its rough stem; no word ends so.
APART = "'"
# Words that stand in every question, whatever it is about.
FRAME = frozenset(
    # As a list, one word a line, these would fill four screens.
    """
    de het een en of in op te van voor met aan bij naar uit om tot door over als dan dat die dit deze er
    is zijn was waren wordt worden word ben bent heb hebt heeft hebben had kan kun kunt kunnen kon mag
    mogen moet moeten wil wilt willen zou zouden zal zullen ik je jij u uw wij we ons onze mijn zij ze
    hij hem haar hun hen wie wat waar welke hoe wanneer waarom niet geen wel ook nog al maar want dus zo
    graag iets iemand ergens elke elk alle veel meer minder eens even nu toch zelf ander andere anderen
    samen zoek zoeken zoekt gezocht vraag vragen help helpt helpen hulp weten weet doen doe doet gaat
    gaan komt komen krijgen krijgt krijg vind vinden vindt via zonder tegen tussen onder boven per hier
    daar the a an and or of in on to for with at by from as is are was were be been am have has had can
    could may must will would should i you your we our us my they them their he she it its who what
    where which how when why not no also but so if then that this these those there some any all more
    less than about do does did get need needs want wants looking look find help
    """.split()  # noqa: SIM905  # see above
)

# Words whose rough stem is that of another word, which they do not mean: lead is no shed ("loods"), cheese no
# greenhouse ("kas"), a bench no bank, a diploma no paper, worn clothes ("gedragen") no behaviour; and who
# sees to something ("zorgen voor") gives no care.
OTHER_WORDS = frozenset(
    """
    concreet gedragen zorgen zorgt lood bankje bankjes papiertje papiertjes brok brokken bes bessen bok bokken
    kaas kazen
    """.split()  # noqa: SIM905  # as the other list
)
# A barn ("stal", "koeienstal") is no steel ("staal").
_BARN = re.compile(r"(?:^|[^a])stal(?:len)?$")


def fold(text: str) -> str:
    """Return ``text`` without case, accents and compatibility forms, with single spaces."""
    if text.isascii():
        return " ".join(text.lower().split())
    # A sign such as "№" has a case only once it is taken apart.
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(_NOT_ASCII.sub(_without_marks, decomposed).split())


@lru_cache(maxsize=KEPT_TEXTS)
def folded_text(text: str) -> str:
    """Return what ``fold`` does of a whole question, which is looked through for one thing after another."""
    return fold(text)


def _without_marks(found: re.Match[str]) -> str:
    return "".join(character for character in found[0] if not unicodedata.combining(character))


def words(text: str) -> list[str]:
    """Return the folded words of ``text`` in order; a point or quote inside a word does not split it."""
    return [word.replace("’", "'") for word in _WORD.findall(fold(text))]


def first_words(folded: str, most: int) -> list[str]:
    """Return the first words of a folded text, at most so many, without taking the rest of it apart."""
    pieces = folded.split(None, most)[:most]
    if "".join(pieces).isalnum():
        return pieces
    return [found[0].replace("’", "'") for found in islice(_WORD.finditer(folded), most)]


def holds_any(text: str, parts: Iterable[str]) -> bool:
    """Return whether any of some parts stands in a text: a tenth of the time of a pattern of them all."""
    return any(map(text.__contains__, parts))


def is_plain_word(piece: str) -> bool:
    """Return whether a piece of a text is one word as it stands, but for capitals: it need not be folded."""
    return piece.isalnum() and piece.isascii()


def telling(text: str) -> str:
    """Return the folded words of a text without those that stand in every question."""
    if is_plain_word(text):
        word = text.lower()
        return "" if word in FRAME else word
    return " ".join(word for word in words(text) if word not in FRAME)


def unpunctuated(text: str) -> str:
    """Return the words of a text without signs before and after each; those within one stay: "cv-ketel"."""
    return " ".join([word.strip(SIGNS) for word in text.split()])


def undoubled(word: str) -> str:
    """Return a word with single letters where it has double ones: how it opens a compound."""
    # Most words have none and few have two, so that this takes a quarter of the time of ``sub``.
    found = _DOUBLED.search(word)
    while found is not None:
        first = found.start() + 1
        word = word[:first] + word[found.end() :]
        found = _DOUBLED.search(word, first)
    return word


@lru_cache(maxsize=KEPT_STEMS)
def stem(word: str) -> str:
    """Return a rough Dutch stem of a folded word, so that raam meets ramen and huis meets huizen.

    Plural and diminutive endings go, doubled letters become single, and a final v or z becomes f or s.
    Two words with one stem are near, never proven the same.
    """
    stemmed = word
    for ending in ENDINGS if word.endswith(ENDINGS) else ():
        shortest = KEPT_OF_LONG if len(ending) > 1 else KEPT_OF_SHORT
        if stemmed.endswith(ending) and len(stemmed) - len(ending) >= shortest:
            stemmed = stemmed[: -len(ending)]
            break
    stemmed = undoubled(stemmed)
    return stemmed[:-1] + DEVOICED.get(stemmed[-1:], stemmed[-1:])


@lru_cache(maxsize=KEPT_TEXTS)
def stems(text: str) -> tuple[str, ...]:
    """Return the stems of the words of a text in order, those that stand in every question marked as such.

    So "weten" is not read as "wet", nor "per" as "peers".
    """
    # No word goes on over white space.
    return tuple(chain.from_iterable([_STEMS_OF_PIECES[piece] for piece in text.split()]))


def _stems_of_piece(piece: str) -> tuple[str, ...]:
    return tuple(map(_stem_by_itself, [piece.lower()] if is_plain_word(piece) else words(piece)))


def _stem_by_itself(word: str) -> str:
    if word in FRAME:
        return stem(word) + IN_EVERY_QUESTION
    return stem(word) + APART if word in OTHER_WORDS or _BARN.search(word) else stem(word)


def rough_stems(text: str) -> list[str]:
    """Return the stems of the words of a text in order, as ``stem`` gives them: no word is marked."""
    return [*chain.from_iterable([_ROUGH_STEMS_OF_PIECES[piece] for piece in text.split()])]


def _rough_stems_of_piece(piece: str) -> tuple[str, ...]:
    return tuple(map(stem, [piece.lower()] if is_plain_word(piece) else words(piece)))


_STEMS_OF_PIECES = Kept(_stems_of_piece, KEPT_PIECES)
_ROUGH_STEMS_OF_PIECES = Kept(_rough_stems_of_piece, KEPT_PIECES)
