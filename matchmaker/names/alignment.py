"""Two names word by word: which words are equal, which may be meant to be, and which stand alone.

Letters are compared within one word only, and only to excuse a typing error.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import OSA

from matchmaker.names import words as tables
from matchmaker.names.parts import NameParts, Role, Word, is_common
from matchmaker.text import stem
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_VOWELS = "aeiouy"
_LONG = 11
"""Letters from which a word with one slip in it is hardly another word."""
MIXED_UP = {frozenset(pair) for pair in ("dt", "sz", "fv", "ck", "cs", "mn")} | {
    frozenset((one, other)) for one in _VOWELS for other in _VOWELS
}
"""Letters that people write for one another."""
_SOUND_ALIKE = {frozenset(pair) for pair in ("dt", "sz", "fv", "ck")}
"""Those of them that sound alike inside a long word."""
BUSINESSES = frozenset(tables.BUSINESSES.split())
_TRADE_START = 7
_SHORTEST_BASE = 4
TRADE_END = 5
"""Letters in which a trade and a part of it at least agree."""
_TECHNICAL = frozenset(tables.TECHNICAL.split())
_NEAR_KINDS = {key: kinds - {key} for kinds in tables.NEAR_KINDS for key in kinds}
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEXT_KEYS = {
    frozenset((row[at], other))
    for above, row in zip(("", *_KEYBOARD), _KEYBOARD, strict=False)
    for at in range(len(row))
    for other in row[at + 1 : at + 2] + above[at : at + 2]
}
"""Letters on keys that touch each other."""
_MISTAKEN = MIXED_UP | _NEXT_KEYS
_SHORTEST_WITH_A_SLIP = 5
_DIMINUTIVES = ("je", "jes")
ONLY_THE_BUSINESS = "Alleen het woord voor het bedrijf verschilt", "Only the word for the business differs"
"""What to say, in Dutch and English, where nothing but that word tells two names apart."""


class Finding(NamedTuple):
    """What one rule found: no (False), a person must look (None), or an excuse for a difference (True)."""

    same: bool | None
    why: Bilingual


class Near(NamedTuple):
    """Two words that differ, but may be meant to be one."""

    left: Word
    right: Word
    finding: Finding


class Alignment(NamedTuple):
    """Which words of two names are equal, which may be meant to be, and which stand alone."""

    shared: tuple[Word, ...]
    near: tuple[Near, ...]
    left: tuple[Word, ...]
    right: tuple[Word, ...]


def align(left: NameParts, right: NameParts) -> Alignment:
    """Pair the words of two names, equal ones first, then those that may be meant to be equal."""
    if spellings(left) & spellings(right):
        return Alignment(left.words, (), (), ())
    common = Counter(word.key for word in left.words) & Counter(word.key for word in right.words)
    shared, left_rest = split_off(left.words, Counter(common))
    _, right_rest = split_off(right.words, Counter(common))
    # "Vereniging Ondernemers X" states as a legal form what "Ondernemersvereniging X" says in its name
    left_rest = [word for word in left_rest if _form_meant(word, left) not in right.forms]
    right_rest = [word for word in right_rest if _form_meant(word, right) not in left.forms]
    if left_rest and _joined(left_rest) == _joined(right_rest):
        return Alignment((*shared, *left_rest), (), (), ())
    if left_rest and right_rest:
        for one, other in ((left_rest, right_rest), (right_rest, left_rest)):
            shared += _split_elsewhere(one, other)
    near: list[Near] = []
    if (
        left_rest
        and right_rest
        and 1 in (len(left_rest), len(right_rest))
        and len(left_rest) != len(right_rest)
    ):
        pair = _nearness(_as_one(left_rest), _as_one(right_rest), shared)
        if pair is not None:
            return Alignment(tuple(shared), (pair,), (), ())
    for word in list(left_rest):
        pairs = [pair for candidate in right_rest if (pair := _nearness(word, candidate, shared))]
        if pairs:
            best = max(pairs, key=lambda pair: _certainty(pair.finding.same))
            near.append(best)
            left_rest.remove(best.left)
            right_rest.remove(best.right)
    return Alignment(tuple(shared), tuple(near), tuple(left_rest), tuple(right_rest))


def _form_meant(word: Word, name: NameParts) -> str:
    """Return the legal form that a word is meant as; St. is a stichting unless a saint may follow."""
    if word.text == "st" and name.words[0] is word and name.words[1:2]:
        return word.key if name.words[1].role is Role.OWN else "stichting"
    return tables.FORM_NAMES.get(word.key, word.key)


def _certainty(same: bool | None) -> int:
    return {False: 0, None: 1, True: 2}[same]


def split_off(words: Sequence[Word], counts: Counter[str]) -> tuple[list[Word], list[Word]]:
    """Return the words that are among the counted keys, as often as counted, and the others."""
    found: list[Word] = []
    rest: list[Word] = []
    for word in words:
        if counts[word.key] > 0:
            counts[word.key] -= 1
            found.append(word)
        else:
            rest.append(word)
    return found, rest


def _split_elsewhere(words: list[Word], others: list[Word]) -> list[Word]:
    """Take out words that the other name has as several in a row, and those; return them."""
    found: list[Word] = []
    for word in tuple(words):
        for start in range(len(others) - 1):
            for end in range(start + 2, len(others) + 1):
                if _joined(others[start:end]) == word.text:
                    words.remove(word)
                    found += others[start:end]
                    del others[start:end]
                    break
            else:
                continue
            break
    return found


def _joined(words: Iterable[Word]) -> str:
    return "".join(word.text for word in words)


def _as_one(words: Sequence[Word]) -> Word:
    """Return several words as one, as they may have been written."""
    return words[0] if len(words) == 1 else Word(_joined(words), _joined(words), Role.OWN)


def _nearness(left: Word, right: Word, shared: Sequence[Word]) -> Near | None:
    """Return the pair if one word may be a slip for the other, with how sure that is; else None."""
    finding = _near_kinds(left, right) or _trade(left, right)
    if finding is None and Role.OWN in (left.role, right.role):  # two known words are never meant to be one
        finding = (
            _short_for_place(left, right)
            or _other_ending(left, right)
            or _other_spelling(left, right)
            or _narrower(left, right)
            or _slip_in_abbreviation(left, right)
            or _slip(left, right, shared)
        )
    return Near(left, right, finding) if finding else None


def _near_kinds(left: Word, right: Word) -> Finding | None:
    if right.key in _NEAR_KINDS.get(left.key, ()):
        text = quoting(
            "Deze woorden worden door elkaar gebruikt", "These words are used for one another", [left, right]
        )
        return Finding(None, text)
    return None


def _trade(left: Word, right: Word) -> Finding | None:
    """Find a baker beside a bakery: "Bakker Bart" may be "Bakkerij Bart"."""
    one, other = sorted((left.key, right.key), key=len)
    if len(one) < 5 or other != f"{one}ij":
        return None
    said = ("Vak en bedrijf kunnen zo heten", "A trade and its business may be called so")
    return Finding(None, quoting(*said, [left, right]))


def trade_start(word: Word) -> str:
    """Return what words for one trade begin with: installatiebedrijf, installatietechniek."""
    text = word.compound or word.text
    return stem(text.removesuffix("makerij"))[:_TRADE_START]


def is_trade(word: str) -> bool:
    """Return whether a word says what a business does: bierbrouwerij, houthandel."""
    return len(word) > TRADE_END and word.endswith(tables.TRADE_ENDINGS)


def trade_of(word: Word) -> str:
    """Return the trade without what only says that somebody does it: metselbedrijf, metselwerken."""
    return _trade_in(word.compound or word.text)


@lru_cache(maxsize=65_536)
def _trade_in(text: str) -> str:
    return stem(stem(text.removesuffix(_general_ending(text))))  # notarissen, notaris


def trade_base(word: Word) -> str:
    """Return what a trade is about, whatever is done with it: hout, houthandel, houtbewerking."""
    return _base_of_trade(word.compound or word.text)


@lru_cache(maxsize=65_536)
def _base_of_trade(text: str) -> str:
    endings = (end for end in tables.DOINGS if text.endswith(end) and len(text) - len(end) >= _SHORTEST_BASE)
    return stem(text.removesuffix(next(endings, "")))


def business_behind_trade(word: Word) -> str:
    """Return how a trade with what only says that somebody does it is done: "office", "works"; else ""."""
    ending = _general_ending(word.compound or word.text)
    return "office" if ending in tables.OFFICES else "works" if ending else ""


def _general_ending(text: str) -> str:
    if text.startswith(tables.FARMING):
        return ""
    if text.endswith("techniek") and text.removesuffix("techniek") in _TECHNICAL:
        return "techniek"
    return next((one for one in tables.GENERAL_ENDINGS if text.endswith(one) and text != one), "")


def only_says_business(word: Word) -> bool:
    """Return whether a word that stands alone says no more than that a trade is a business."""
    return not word.compound and word.key in BUSINESSES


def _short_for_place(left: Word, right: Word) -> Finding | None:
    """Find "Alphen" beside "Alphen aan den Rijn"."""
    for own, place in ((left, right), (right, left)):
        if own.role is Role.OWN and place.role is Role.PLACE and place.key.split(" ")[0] == own.key:
            text = quoting(
                "Dit kan een korte naam van de plaats zijn", "This may be short for the place", [own]
            )
            return Finding(None, text)
    return None


def _other_ending(left: Word, right: Word) -> Finding | None:
    """Find a plural or an adjective's ending; in a short word that may well be another family's name."""
    if not left.role is right.role is Role.OWN or left.is_abbreviation or right.is_abbreviation:
        return None
    one, other = sorted((left.key, right.key), key=len)
    if one[0] != other[0] or len(one) < 4 or not is_inflected(one, other):
        return None
    if not other.startswith(one) and (len(one) < _LONG or _has_longer_vowel(one, other)):
        return None
    is_long = len(one) >= _LONG and not other.endswith(_DIMINUTIVES)
    if is_long or any(_is_within_compound(word, one) for word in (left, right)):
        said = ("Alleen de uitgang verschilt", "Only the ending differs")
        return Finding(True, quoting(*said, [left, right]))
    said = (
        "Alleen de uitgang verschilt, zoals bij familienamen",
        "Only the ending differs, as in family names",
    )
    return Finding(None, quoting(*said, [left, right]))


def _is_within_compound(word: Word, shorter: str) -> bool:
    """Return whether an ending stands where no family name has it: welzijns-stichting, klussen-bedrijf."""
    is_trade = word.compound.removeprefix(word.text) in BUSINESSES
    return word.is_modifier and (word.key == f"{shorter}s" or is_trade)


def is_inflected(one: str, other: str) -> bool:
    """Return whether two words are one but for a plural or another ending."""
    shorter, longer = sorted((one, other), key=len)
    return stem(one) == stem(other) or (shorter[-1:] == "e" and longer in {f"{shorter}n", f"{shorter}s"})


def _other_spelling(left: Word, right: Word) -> Finding | None:
    """Find Verweij beside Verwey: often two families, sometimes one.

    Inside a word ij and y are one sound: Van Dijk is also typed Van Dyk. At its end, where y may follow
    another vowel, and in other letters families differ so.
    """
    if plain_spelling(left.text) != plain_spelling(right.text):
        return None
    is_sound = left.text.replace("ij", "y") == right.text.replace("ij", "y")
    if is_sound and (left.role is not right.role or not left.text.endswith(("ij", "y"))):
        said = ("Eén naam met ij of met y", "One name with ij or with y")
        return Finding(True, quoting(*said, [left, right]))
    if not {left.role, right.role} <= {Role.OWN, Role.PLACE}:
        return None
    said = ("Zo verschillen familienamen", "Family names differ so")
    return Finding(None, quoting(*said, [left, right]))


def _narrower(left: Word, right: Word) -> Finding | None:
    """Find a trade beside a part of it: brouwerij and bierbrouwerij."""
    one, other = sorted((left, right), key=lambda word: len(word.text))
    if other.role is not Role.OWN or not (is_trade(one.text) and other.text.endswith(one.text)):
        return None
    said = ("Het ene vak is een deel van het andere", "One trade is a part of the other")
    return Finding(None, quoting(*said, [left, right]))


@lru_cache(maxsize=65_536)
def plain_spelling(word: str) -> str:
    """Return a word in the one spelling of what families write in two ways."""
    for old, plain in tables.OLD_SPELLINGS.items():
        word = word.replace(old, plain)
    return word


def _slip_in_abbreviation(left: Word, right: Word) -> Finding | None:
    """Find a doubled letter or two that changed places; any other letter makes another abbreviation."""
    if not (left.is_abbreviation or right.is_abbreviation):
        return None
    one, other = sorted((left.text, right.text), key=len)
    swapped = sorted(one) == sorted(other) and OSA.distance(one, other) == 1
    if len(one) < 4 or not (swapped or _is_doubling(one, other)):
        return None
    said = ("De afkortingen schelen een letter", "The abbreviations differ by one letter")
    return Finding(None, quoting(*said, [left, right]))


def _is_doubling(shorter: str, longer: str) -> bool:
    """Return whether ``longer`` is ``shorter`` with one letter doubled."""
    doubled = (shorter[: at + 1] + shorter[at:] for at in range(len(shorter)))
    return any(longer == candidate for candidate in doubled)


def _slip(left: Word, right: Word, shared: Sequence[Word]) -> Finding | None:
    """Find one slip of the keyboard, or two in a long word."""
    if left.is_abbreviation or right.is_abbreviation:
        return None
    one, other = sorted((left.text, right.text), key=len)
    distance = OSA.distance(one, other, score_cutoff=2)
    if distance > 2 or len(one) < (_SHORTEST_WITH_A_SLIP if distance == 1 else 9):
        return None
    if distance == 1 and left.role is right.role and _is_another_letter(one, other):
        return None
    first_letters = frozenset((one[0], other[0]))
    if len(first_letters) == 2 and first_letters not in MIXED_UP and sorted(one) != sorted(other):
        return None
    if distance == 1 and _is_surely_a_slip(left, right, shared):
        said = ("Eén woord heeft een typefout", "One word has a typing error")
        return Finding(True, quoting(*said, [left, right]))
    return Finding(None, quoting("Deze woorden lijken op elkaar", "These words look alike", [left, right]))


def _is_another_letter(one: str, other: str) -> bool:
    """Return whether one letter stands for another that neither ear nor finger takes for it.

    In a word that is not long this makes another word or family: Schouten and Scholten, net and wet.
    """
    if len(one) != len(other) or len(one) >= _LONG or sorted(one) == sorted(other):
        return False
    return _replaced(one, other) not in _MISTAKEN


def may_be_slip(one: str, other: str, distance: int) -> bool:
    """Return whether the one text may be meant by the other, whatever part the two play in a name.

    Args:
        one: Folded letters.
        other: As many or so.
        distance: How many letters they differ in.
    """
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < _SHORTEST_WITH_A_SLIP:
        same_letters = sorted(shorter) == sorted(longer)
        return same_letters or longer == f"{shorter}n" or _is_doubling(shorter, longer)
    return distance > 1 or not _is_another_letter(one, other) or is_common(one) or is_common(other)


def _is_surely_a_slip(left: Word, right: Word, shared: Sequence[Word]) -> bool:
    """Return whether one letter's difference proves nothing against two words.

    A misspelt common word or place needs only a second word beside it. In a word of its own the slip must
    be a letter more, less or changed places, inside the word, and the word long or beside another: families
    differ by an ending, by an h or a j (Huizen, Huijzen), by d and t, and a replaced letter makes another
    word (heide, weide); but in a long word it is a slip if the two sound alike.
    """
    if left.role is not right.role:
        return _is_misspelt(left, right, shared)
    one, other = sorted((left.text, right.text), key=len)
    is_long = min(left.length, right.length) >= _LONG
    if len(one) == len(other) and sorted(one) != sorted(other):
        return is_long and _sound_alike_inside(one, other)
    if set(Counter(other) - Counter(one)) & {"h", "j"} or _has_longer_vowel(one, other):
        return False
    if is_long:
        return one[-1] == other[-1]
    return len(one) >= 7 and one[-2:] == other[-2:] and any(word.role is Role.OWN for word in shared)


def _has_longer_vowel(shorter: str, longer: str) -> bool:
    """Return whether the one has a vowel twice that the other has once: a poort is no port."""
    return any(
        vowel in _VOWELS and longer == shorter[:at] + vowel + shorter[at:] for at, vowel in enumerate(shorter)
    )


def _is_misspelt(left: Word, right: Word, shared: Sequence[Word]) -> bool:
    """Return whether one of two words is surely the other, a common word or a place, with one slip."""
    one, other = sorted((left.text, right.text), key=len)
    beside = {word.role for word in shared}
    if len(one) == len(other) and sorted(one) != sorted(other) and _replaced(one, other) not in MIXED_UP:
        return False
    if Role.PLACE in (left.role, right.role):
        return len(one) >= 9 and bool(beside & {Role.KIND, Role.OWN, Role.TOPIC})
    return len(one) >= 7 and bool(beside & {Role.OWN, Role.PLACE})


def _sound_alike_inside(one: str, other: str) -> bool:
    return one[0] == other[0] and one[-1] == other[-1] and _replaced(one, other) in _SOUND_ALIKE


def _replaced(one: str, other: str) -> frozenset[str]:
    """Return the two letters of which the one stands for the other in two words of one length."""
    return next(frozenset(pair) for pair in zip(one, other, strict=True) if len(set(pair)) == 2)


def spellings(name: NameParts) -> set[str]:
    """Return the name as one word: a website leaves out the spaces, and sometimes the article."""
    spellings = {name.joined, name.whole}
    if name.is_domain:
        spellings |= {name.whole.removeprefix(article) for article in ("de", "het")}
    return spellings


def quoting(nl: str, en: str, words: Iterable[Word]) -> Bilingual:
    """Return a sentence with the words that decided."""
    said = ", ".join(dict.fromkeys(f"“{word.text}”" for word in words))
    return Bilingual(f"{nl}: {said}.", f"{en}: {said}.")
