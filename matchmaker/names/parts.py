"""A Dutch organisation name taken apart: legal form, kind, subject, place, numbers, words of its own."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from matchmaker.names import words as tables
from matchmaker.text import fold, stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

MOST_LETTERS = 300
"""Longer than any organisation's name; such a text is only compared word for word."""


class Role(Enum):
    """The part that a word plays in a name; the value is its weight in the score."""

    OWN = 3.0
    """In no table: what sets the name apart."""
    PLACE = 2.0
    DIRECTION = 1.8
    TOPIC = 1.5
    KIND = 1.0
    TIER = 0.6
    FILLER = 0.4


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name, or one part of a compound, or one place of several words.

    Attributes:
        key: What equal words have in common: no inflection for known words, the folded word for others.
        text: Letters as written, folded, without spaces.
        role: Part that it plays.
        is_abbreviation: Whether it is written in capitals as an abbreviation is.
        is_modifier: Whether it is the first part of a compound: "milieu" in milieufederatie.
        is_head: Whether it is the last part of a compound.
        compound: The letters of the compound that it is a part of, empty for a word of its own.
    """

    key: str
    text: str
    role: Role
    is_abbreviation: bool = False
    is_modifier: bool = False
    is_head: bool = False
    compound: str = ""

    @property
    def length(self) -> int:
        """How many letters somebody typed in one stretch."""
        return len(self.compound or self.text)


@dataclass(frozen=True, slots=True)
class Initial:
    """A stretch of a name that an abbreviation of it takes a letter from.

    Attributes:
        text: Folded letters.
        needed: Whether the abbreviation must have its first letter.
        role: Part that it plays; None for an article or the like, a small letter in KvK.
    """

    text: str
    needed: bool
    role: Role | None


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name taken apart.

    Attributes:
        raw: The name as given.
        words: What counts, in order; legal forms, honours, particles and numbers are left out.
        numbers: Numbers in order, Roman ones included.
        forms: Legal forms that it states.
        joined: All letters and digits of what counts, without spaces.
        whole: The same with particles and legal forms.
        is_domain: Whether it is the address of a website.
        before_break: What stands before the first dash, colon, comma, bar or bracket, or None.
        has_conjunction: Whether it says "en" or "and".
        surname_particles: What stands before each of its own words as it may before a family name, without
            spaces: "vanden" before Bos; only for words that have it.
        from_article: All letters and digits from the first article on, or None: "Buurthuis De Speeldoos".
        abbreviation: Its own abbreviation where it adds one, folded.
        initials: What an abbreviation of it is made from.
        is_long: Whether it is too long to be a name.
    """

    raw: str
    words: tuple[Word, ...]
    numbers: tuple[str, ...]
    forms: frozenset[str]
    joined: str
    whole: str
    is_domain: bool
    before_break: str | None
    has_conjunction: bool
    surname_particles: Mapping[str, str]
    from_article: str | None
    abbreviation: str | None
    initials: tuple[Initial, ...]
    is_long: bool

    def having(self, *roles: Role) -> tuple[Word, ...]:
        """Return the words that play one of these parts."""
        return tuple(word for word in self.words if word.role in roles)


_DOMAIN = re.compile(
    r"\s*(?i:https?://)?(?i:www\.)?"
    r"(?:([a-z0-9]{2,3}|(?i:[\w-]{4,}))\.(?i:nl|nu|com|org|net|eu)|([A-Z]{2,3})\.(?:nl|nu|com|org|net|eu))"
    r"(?:/\S*)?[\s.]*"
)
_FORMER_IN_BRACKETS = re.compile(
    r"(?P<one>.*?)[(\[]\s*(?:voorheen|vroeger|eerder|v/h|thans|nu|formerly|now)\s*:?\s+(?P<other>[^)\]]+)[)\]](?P<rest>.*)",
    re.IGNORECASE,
)
_FORMER = re.compile(
    r"(?P<one>.+?)[\s,;]+(?:voorheen|v/h|thans|formerly)\s*:?\s+(?P<other>.+)(?P<rest>)", re.IGNORECASE
)
_LOOSE_LETTER = re.compile(r"(?<!\w)['\u2018\u2019`\u00b4](?:s|t|n|d)\b", re.IGNORECASE)
_QUOTE = re.compile(r"(?<=\w)['\u2018\u2019`\u00b4](?=\w)")
_ON_THE_RIVER = re.compile(r"\ba\s*/\s*d\b", re.IGNORECASE)
_OF_THE = re.compile(r"\bv\s*/\s*d\b", re.IGNORECASE)
_AND_AROUND = re.compile(r"(?<=\w )e\.\s?o\.(?!\w)", re.IGNORECASE)
_PASSING = re.compile(r"(?<=[\w.] )(?:i\.\s?o\.|c\.\s?s\.)(?!\w)", re.IGNORECASE)
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){1,}[^\W\d_]\b")
_BREAK = re.compile(r"\s[-–—|/]\s|[:;,(\[]")
_SEAM = re.compile(r"(?<=[a-z]{3})(?=[A-Z][a-z]{2}|NL\b)")
_ORDINAL = re.compile(rf"\b([{''.join(tables.ORDINALS)}])e\b", re.IGNORECASE)
_COOPERATIVE = re.compile(r"\bcoop\.", re.IGNORECASE)
_LETTER_BEHIND_SLASH = re.compile(r"\b([A-Z]{2,3})/([a-z])\b")
_AND = re.compile(r"[&+]")
_AND_BETWEEN = re.compile(r"\b([A-Z])\s?[&+]\s?([A-Z])\b")
_AND_INSIDE = re.compile(r"\b([A-Z])en([A-Z]{1,3})\b")
_SHORT_HEAD = re.compile(rf"(?<=\w{{4}})({'|'.join(tables.HEAD_ABBREVIATIONS)})\.(?=\s+\w)", re.IGNORECASE)
_TOKEN = re.compile(r"(?P<open>[(\[])|(?P<close>[)\]])|(?P<word>[^\W\d_]+|\d+)")
_ROMAN_LAST = {"I": "1", "V": "5"}
"""Roman numbers that are a letter elsewhere."""
_ROMAN = {"II": "2", "III": "3", "IV": "4", "VI": "6", "VII": "7", "VIII": "8", "IX": "9"}
_LONGEST_PLACE = 4
_LONGEST_IN_CAPITALS = 4
"""Letters of words that together may be abbreviations: "RES U16", but not "HOTEL GOUDA"."""
_SHORTEST_COMMON = 5
_SHORTEST_MISSPELT = 6
"""Letters of a word in a place that may have a slip."""

_PARTICLES = frozenset(tables.PARTICLES.split())
_MEMBERS = frozenset(tables.MEMBERS.split())
_HEADS = "|".join(sorted(tables.HEADS.split(), key=len, reverse=True))
_COMPOUND = re.compile(rf"(\w{{3,}}?)({_HEADS})(en|s|)")
_COMMON = "|".join(
    sorted(
        (
            word
            for word in f"{tables.KINDS} {tables.TOPICS} {tables.FILLERS}".split()
            if len(word) >= _SHORTEST_COMMON
        ),
        key=len,
        reverse=True,
    )
)
_LOOSE_COMPOUND = re.compile(rf"(\w{{4,}}?)({_COMMON})(?:en|s|)")
"""Compounds whose seam an abbreviation may show though the word counts as one: a tuinbouw-organisatie."""
_PHRASES = {tuple(phrase.split()): tuple(words.split()) for phrase, words in tables.SAME_PHRASE.items()}
_LONGEST_PHRASE = max(map(len, _PHRASES))
_SHORT_FOR_PHRASES = {words[0] for words in _PHRASES.values() if len(words) == 1 and len(words[0]) <= 3}
_SPELT_OUT_FORMS = tuple(form for form in tables.LEGAL_FORMS if len(form) >= 8)


def _known_words() -> dict[str, tuple[str, Role]]:
    """Return the stem of each common word, in singular and plural, with its key and role."""
    known: dict[str, tuple[str, Role]] = {}
    for text, role in (
        (tables.KINDS, Role.KIND),
        (tables.TOPICS, Role.TOPIC),
        (tables.FILLERS, Role.FILLER),
        (tables.DIRECTIONS, Role.DIRECTION),
        ("vereniging stichting", Role.KIND),
    ):
        for word in text.split():
            for ending in ("", "s", "e", "en"):
                known.setdefault(stem(word + ending), (word, role))
    return known


_TIERS = frozenset(tables.COMPANY_TIERS.split())
"""As written: the stem of "zonen" is the sun."""


def _place_words(table: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of each place of a table that proves a place, particles left out."""
    for name in table.split(","):
        words = tuple(word for word in name.split() if word not in _PARTICLES)
        if words and " ".join(words) not in tables.AMBIGUOUS_PLACES:
            yield words


def _spelled(words: tuple[str, ...]) -> str:
    """Return the one spelling of a place."""
    spelling = " ".join(words)
    return tables.PLACE_SPELLINGS.get(spelling, spelling)


def _known_places() -> dict[tuple[str, ...], str]:
    """Return each place and its adjectives, as folded words without particles, with its one spelling."""
    places: dict[tuple[str, ...], str] = {}
    for words in _place_words(f"{tables.MUNICIPALITIES}, {tables.REGIONS}"):
        spelling = places[words] = _spelled(words)
        for ending in ("s", "se") if len(words) == 1 and not spelling.endswith("s") else ():
            places.setdefault((words[0] + ending,), spelling)
    for written, spelling in tables.PLACE_SPELLINGS.items():
        places[tuple(written.split())] = spelling
        places[tuple(spelling.split())] = spelling
    for adjective, spelling in tables.PLACE_ADJECTIVES.items():
        for ending in ("", "e"):
            places[tuple((adjective + ending).split())] = spelling
    return places


def _places_of(table: str) -> frozenset[str]:
    """Return the spellings of the places of one table, without particles."""
    return frozenset(map(_spelled, _place_words(table)))


MUNICIPALITIES = _places_of(tables.MUNICIPALITIES) - _places_of(tables.REGIONS)
"""Keys of the places that are a municipality, and no province or region as well."""

REGIONS = _places_of(tables.REGIONS) - _places_of(tables.MUNICIPALITIES)
"""Keys of the places that are a province or a region, and no municipality as well."""

_KNOWN = _known_words()
_PLACES = _known_places()
_LONG_PLACES: dict[str, list[tuple[str, ...]]] = {}
for _name in _PLACES:
    if len(_name) > 1:
        _LONG_PLACES.setdefault(_name[0], []).append(_name)


@dataclass(frozen=True, slots=True)
class _Token:
    """One word or number of a name.

    Attributes:
        text: Folded, and after ``_replaced`` in the one Dutch spelling.
        written: Folded as the name has it, without spaces.
        shown: As the name has it.
        in_brackets: Whether it stands in brackets.
    """

    text: str
    written: str
    shown: str
    in_brackets: bool

    @property
    def letters(self) -> str:
        """What an abbreviation takes its letter from: "Dutch", also where the name is read as Dutch."""
        return self.written if self.written == fold(self.shown) else self.text


@lru_cache(maxsize=4096)
def take_apart(name: str) -> NameParts:
    """Return the parts of a name; any text has them, if only none."""
    if len(name) > MOST_LETTERS:
        return _undivided(name)
    tokens = _tokens(name)
    tokens, abbreviation = _without_own_abbreviation(tokens)
    tokens = _replaced(tokens)
    parts = _sorted_out(tokens)
    return NameParts(
        raw=name,
        words=tuple(parts.words),
        numbers=tuple(parts.numbers),
        forms=frozenset(parts.forms),
        joined="".join(word.text for word in parts.words) + "".join(parts.numbers),
        whole="".join(token.written for token in tokens),
        is_domain=_DOMAIN.fullmatch(name) is not None,
        before_break=broken[0] if len(broken := _BREAK.split(name, maxsplit=1)) == 2 else None,
        has_conjunction=any(token.text in tables.CONJUNCTIONS for token in tokens),
        surname_particles=_surname_particles(tokens),
        from_article=_from_article(tokens),
        abbreviation=abbreviation,
        initials=tuple(parts.initials),
        is_long=False,
    )


def names_in(text: str) -> tuple[str, ...]:
    """Return the present and the former name where a text gives both, else the text: "A (voorheen B)"."""
    found = _FORMER_IN_BRACKETS.fullmatch(text) or _FORMER.fullmatch(text)
    if found is None or len(text) > MOST_LETTERS:
        return (text,)
    names = (f"{found['one'].strip()}{found['rest']}".strip(" ,;"), found["other"].strip())
    telling = (Role.OWN, Role.PLACE, Role.TOPIC)
    return names if all(take_apart(name).having(*telling) for name in names) else (text,)


def _from_article(tokens: Sequence[_Token]) -> str | None:
    """Return what is written from the first article on: there a name begins that a kind may stand before."""
    at = next((at for at, token in enumerate(tokens) if token.text in tables.ARTICLES), None)
    return None if at is None else "".join(token.written for token in tokens[at:])


def _surname_particles(tokens: Sequence[_Token]) -> dict[str, str]:
    """Return the particles straight before each other word, for words that have any."""
    found = {}
    before = ""
    for at, token in enumerate(tokens):
        if token.text in tables.SURNAME_PARTICLES:
            is_of_members = (
                token.text == "van"
                and not token.shown.istitle()
                and at > 0
                and tokens[at - 1].text in _MEMBERS
            )
            before += "" if is_of_members else token.text
        else:
            if before:
                found[token.text] = before
            before = ""
    return found


def spelled_out(text: str) -> str:
    """Return a text, folded, with the abbreviations that many names share written in full: "prov. ZH"."""
    return " ".join(token.text for token in _replaced(_tokens(text)))


def _undivided(name: str) -> NameParts:
    joined = "".join(re.findall(r"[^\W_]+", fold(name)))
    return NameParts(
        raw=name,
        words=(Word(joined, joined, Role.OWN),) if joined else (),
        numbers=(),
        forms=frozenset(),
        joined=joined,
        whole=joined,
        is_domain=False,
        before_break=None,
        has_conjunction=False,
        surname_particles={},
        from_article=None,
        abbreviation=None,
        initials=(),
        is_long=True,
    )


def _tokens(name: str) -> list[_Token]:
    """Return the words and numbers of a name, folded and as written."""
    domain = _DOMAIN.fullmatch(name)
    text = (domain.group(1) or domain.group(2)).replace("-", " ") if domain else name
    decomposed = unicodedata.normalize("NFKD", text)
    text = "".join(character for character in decomposed if not unicodedata.combining(character))
    text = _ON_THE_RIVER.sub(" aan ", _OF_THE.sub("vd", _QUOTE.sub("", _LOOSE_LETTER.sub(" ", text))))
    text = _PASSING.sub(" ", _AND_AROUND.sub("en omstreken", text))
    text = _COOPERATIVE.sub("cooperatie ", _LETTER_BEHIND_SLASH.sub(r"\1\2", text))
    text = _ORDINAL.sub(lambda found: tables.ORDINALS[found.group(1)], text)
    text = _AND_BETWEEN.sub(r"\1\2", text)
    text = _AND.sub(" en ", _DOTTED.sub(lambda found: found.group().replace(".", ""), text))
    text = _SHORT_HEAD.sub(lambda found: tables.HEAD_ABBREVIATIONS[found.group(1).lower()], text)
    text = _SEAM.sub(" ", _AND_INSIDE.sub(r"\1\2", text))
    tokens = []
    depth = 0
    for found in _TOKEN.finditer(text):
        if found["word"]:
            tokens.append(_Token(folded := fold(found["word"]), folded, found["word"], in_brackets=depth > 0))
        else:
            depth = max(0, depth + (1 if found["open"] else -1))
    return [token for token in tokens if token.text]


def is_common(word: str) -> bool:
    """Return whether a folded word stands in one of the tables: a kind, a subject, a place."""
    return stem(word) in _KNOWN or (word,) in _PLACES


def is_abbreviation(shown: str) -> bool:
    """Return whether a word as written looks like an abbreviation: KMU, KvK, PIANOo, but not Gouda."""
    capitals = sum(letter.isupper() for letter in shown)
    return 2 <= len(shown) <= 8 and capitals >= 2 and 2 * capitals >= len(shown)


def spells(abbreviation: str, initials: Sequence[Initial], *, loosely: bool = False) -> bool:
    """Return whether an abbreviation takes the first letter of all that is needed, in order, and no other.

    Args:
        abbreviation: Folded letters.
        initials: What it may stand for.
        loosely: Whether it may also leave out the country and the kind of organisation, and take one letter
            from inside a word, as a compound without a known seam makes it do.
    """
    reached = {0}
    for initial in initials:
        left_out = loosely and (initial.role is Role.KIND or initial.text == "nederland")
        needed = initial.needed and not left_out
        taken = {position + 1 for position in reached if abbreviation.startswith(initial.text[0], position)}
        if loosely and initial.role is not Role.PLACE:
            seams = set(initial.text[3:-2]) - set("eijy")
            taken |= {position + 1 for position in taken if abbreviation[position : position + 1] in seams}
        reached = taken if needed else taken | reached
        if not reached:
            return False
    return len(abbreviation) in reached


def _without_own_abbreviation(tokens: list[_Token]) -> tuple[list[_Token], str | None]:
    """Split off an abbreviation that a name adds to itself: "Afval Verwijdering Utrecht (AVU)"."""
    outside = {token.text for token in tokens if not token.in_brackets}
    tokens = [token for token in tokens if not (token.in_brackets and token.text in outside)]
    for position, token in enumerate(tokens):
        if position not in (0, len(tokens) - 1) and not token.in_brackets:
            continue
        rest = tokens[:position] + tokens[position + 1 :]
        in_brackets = token.in_brackets or all(part.in_brackets for part in rest)
        if len(rest) >= 2 and is_abbreviation(token.shown) and (in_brackets or not _is_all_capitals(rest)):
            meant = _replaced(rest)
            if not token.in_brackets:  # the N in ABN is not of the N.V. behind it
                meant = [part for part in meant if len(part.text) > 3 or part.text not in tables.LEGAL_FORMS]
            initials = _sorted_out(meant).initials
            for letters in (token.text, token.text.replace("en", "", 1)):  # IENW, as IenW in capitals
                if _spells_stretch(letters, initials, loosely=token.in_brackets):
                    return rest, letters
    return tokens, None


def _spells_stretch(abbreviation: str, initials: Sequence[Initial], *, loosely: bool) -> bool:
    """Return whether an abbreviation fits a name, the first words of it, or all but some empty ones in front.

    "Nederlandse Organisatie voor ... Onderzoek TNO", but not "Expertteam ... Inkopen (MVOI)": that is a team
    of something else with those letters.
    """
    if spells(abbreviation, initials, loosely=loosely):
        return True
    if len(abbreviation) < 3:
        return False
    empty = {Role.PLACE, Role.FILLER, None}
    in_front = next((at for at, one in enumerate(initials) if one.role not in empty), 0)
    starts = [initials[:end] for end in range(len(abbreviation), len(initials))]
    ends = [initials[start:] for start in range(1, in_front + 1)]
    return any(spells(abbreviation, stretch) for stretch in (*starts, *ends))


def _is_all_capitals(tokens: Iterable[_Token]) -> bool:
    return all(token.shown.isupper() or token.shown.isdigit() for token in tokens)


def _replaced(tokens: list[_Token]) -> list[_Token]:
    """Return the tokens with fixed phrases, abbreviations and English words as the one Dutch spelling."""
    result = _kind_by_letters(tokens)
    position = min(1, len(result))
    while position < len(tokens):
        token = tokens[position]
        for length in range(_LONGEST_PHRASE, 0, -1):
            stretch = tokens[position : position + length]
            texts = _PHRASES.get(tuple(part.text for part in stretch), ())
            if texts and len(stretch) == length and not _is_family(tokens, position):
                written = "".join(part.written for part in stretch)
                result.append(replace(token, text=texts[0], written=written))
                result += [replace(token, text=text, written="") for text in texts[1:]]
                break
        else:
            length = 1
            same = tables.SAME_WORD.get(token.text)
            result.append(replace(token, text=same) if same else token)
        position += length
    return result


def _kind_by_letters(tokens: Sequence[_Token]) -> list[_Token]:
    """Return the kind that letters in front of a name stand for: "OV Bodegraven"; nothing if none do."""
    kind = tables.KIND_ABBREVIATIONS.get(tokens[0].text) if len(tokens) > 1 else None
    if kind is None or not tokens[0].shown.isupper():
        return []
    first, *others = (replace(tokens[0], text=word, shown=word) for word in kind.split())
    return [first, *(replace(other, written="") for other in others)]


def _is_family(tokens: Sequence[_Token], position: int) -> bool:
    """Return whether a particle stands after another one, as in a family name: "van den Bosch"."""
    both = tokens[position - 1 : position + 1] if position else ()
    return len(both) > 1 and all(token.text in tables.SURNAME_PARTICLES for token in both)


@dataclass(slots=True)
class _Sorted:
    """The tokens of a name by the part they play."""

    words: list[Word]
    forms: set[str]
    initials: list[Initial]
    numbers: list[str]


def _sorted_out(tokens: list[_Token]) -> _Sorted:
    """Return the words with their roles, the legal forms, what an abbreviation takes, and the numbers."""
    result = _Sorted([], set(), [], [])
    shouting = (
        len(tokens) > 1
        and _is_all_capitals(tokens)
        and any(len(token.shown) > _LONGEST_IN_CAPITALS for token in tokens)
    )
    if all(token.text in _PARTICLES for token in tokens):
        result.words = [Word(token.text, token.written, Role.OWN) for token in tokens]
        return result
    position = 0
    while position < len(tokens):
        token = tokens[position]
        length, place = _place_at(tokens, position, result.words)
        if place is not None:
            stretch = tokens[position : position + length]
            text = "".join(part.written for part in stretch if part.text not in _PARTICLES)
            result.words.append(Word(place, text, Role.PLACE))
            result.initials += [
                Initial(part.letters, needed=at == 0, role=Role.PLACE) for at, part in enumerate(stretch)
            ]
        elif number := _number(token, position, len(tokens), shouting=shouting):
            result.numbers.append(number)
        elif token.text in _PARTICLES:
            result.initials.append(Initial(token.text, needed=False, role=None))
        elif form := _legal_form(tokens, position):
            result.forms.add(form)
            result.initials.append(Initial(token.text, needed=False, role=Role.KIND))
        elif token.text in tables.HONOURS:
            result.initials.append(Initial(token.text, needed=True, role=Role.KIND))
        else:
            parts = _word_parts(token, capitals_mean_nothing=shouting)
            result.words += parts
            result.initials += _initials_of_token(token.letters, parts)
        position += length
    if not result.words and not result.numbers:
        result.words = [Word(form, form, Role.KIND) for form in sorted(result.forms)]
    return result


def _number(token: _Token, position: int, count: int, *, shouting: bool) -> str | None:
    """Return the number that a token is, Roman ones included."""
    if token.text.isdigit():
        return token.text.lstrip("0") or "0"
    if not position or shouting:
        return None
    last = position == count - 1
    return _ROMAN.get(token.shown) or (_ROMAN_LAST.get(token.shown) if last else None)


def _place_at(tokens: Sequence[_Token], position: int, before: Sequence[Word]) -> tuple[int, str | None]:
    """Return how many tokens from ``position`` name a place, and its one spelling; (1, None) if none do."""
    if tokens[position].text in _PARTICLES:
        return 1, None
    following = (at for at in range(position, len(tokens)) if tokens[at].text not in _PARTICLES)
    heavy = list(islice(following, _LONGEST_PLACE))
    for last in reversed(range(len(heavy))):
        place = _PLACES.get(tuple(tokens[at].text for at in heavy[: last + 1]))
        if place is not None:
            return heavy[last] - position + 1, place
    misspelt = _misspelt_place([tokens[at].text for at in heavy]) if len(heavy) > 1 else None
    if misspelt is not None:
        return heavy[len(misspelt) - 1] - position + 1, _PLACES[misspelt]
    follows_place = bool(before) and before[-1].role is Role.PLACE
    return 1, tables.PROVINCE_MARKS.get(tokens[position].text) if follows_place else None


def _misspelt_place(words: Sequence[str]) -> tuple[str, ...] | None:
    """Return the place of several words that words begin with, but for one slip in a long one of them."""
    for place in _LONG_PLACES.get(words[0], ()):
        slips = [
            (OSA.distance(word, meant, score_cutoff=1), len(meant))
            for word, meant in zip(words, place, strict=False)
        ]
        wrong = [letters for slip, letters in slips if slip]
        if (
            len(words) >= len(place)
            and sum(slip for slip, _ in slips) == 1
            and wrong[0] >= _SHORTEST_MISSPELT
        ):
            return place
    return None


def _legal_form(tokens: Sequence[_Token], position: int) -> str | None:
    """Return the legal form that a token states; a short one counts only at an end of the name."""
    text = tokens[position].text
    form = tables.LEGAL_FORMS.get(text)
    if form is None and len(text) >= 8 and text not in _KNOWN:
        near = [spelt for spelt in _SPELT_OUT_FORMS if OSA.distance(text, spelt, score_cutoff=1) <= 1]
        form = tables.LEGAL_FORMS[near[0]] if near else None
    at_an_end = not position or all(later.text in tables.LEGAL_FORMS for later in tokens[position + 1 :])
    return form if len(text) > 3 or at_an_end or text in {"bv", "nv"} else None


def initials_of(word: Word) -> list[Initial]:
    """Return what an abbreviation takes from a word of a name."""
    if word.role is Role.PLACE:
        return [Initial(part, needed=not at, role=Role.PLACE) for at, part in enumerate(word.key.split())]
    return _initials_of_token(word.text, [word])


def _initials_of_token(text: str, parts: Sequence[Word]) -> list[Initial]:
    """Return what an abbreviation takes from one token: its first letter, and that of a compound's head."""
    if text in _SHORT_FOR_PHRASES:
        return [Initial(letter, needed=True, role=parts[0].role) for letter in text]
    compound = _COMPOUND.fullmatch(text) or _LOOSE_COMPOUND.fullmatch(text)
    if len(parts) == 1 and compound:
        modifier, head = compound[1], compound[2]
        return [Initial(modifier, True, parts[0].role), Initial(head, False, parts[0].role)]
    if len(parts) == 1:
        return [Initial(text, True, parts[0].role)]
    return [Initial(part.text, not part.is_head, part.role) for part in parts if part.text]


def _word_parts(token: _Token, *, capitals_mean_nothing: bool) -> list[Word]:
    """Return a token as one word, or as the modifier and head of a compound."""
    if token.text in _TIERS:
        return [Word(token.text, token.written, Role.TIER)]
    known = _KNOWN.get(stem(token.text))
    if known is not None:
        return [Word(known[0], token.written, known[1])]
    compound = _COMPOUND.fullmatch(token.text)
    if compound:
        modifier, head, ending = compound.groups()
        bare = _KNOWN.get(stem(modifier)) or _KNOWN.get(stem(modifier.removesuffix("s")))
        key, role = bare or (modifier, Role.OWN)
        return [
            Word(key, modifier, role, is_modifier=True, compound=token.text),
            Word(
                tables.SAME_WORD.get(head, head), head + ending, Role.KIND, is_head=True, compound=token.text
            ),
        ]
    abbreviation = not capitals_mean_nothing and is_abbreviation(token.shown)
    return [Word(token.text, token.written, Role.OWN, abbreviation)]
