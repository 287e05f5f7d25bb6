"""What it means that two names differ only by words that the longer one has more.

It is another organisation, or a part of it, or they are left out in speech. The rules are tried in order; the
first that applies decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from matchmaker.names import words as tables
from matchmaker.names.alignment import BUSINESSES, ONLY_THE_BUSINESS, Finding, is_inflected, is_trade, quoting
from matchmaker.names.parts import MUNICIPALITIES, REGIONS, NameParts, Role, Word, take_apart

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_AUTHORITIES = frozenset(tables.AUTHORITIES.split())
_PARTS = frozenset(tables.PARTS.split())
_SPOKEN = frozenset(tables.SPOKEN.split())
_MERE_BUSINESSES = frozenset(tables.MERE_BUSINESSES.split())
_EXPLAINING = frozenset(tables.EXPLAINING.split())
_PROFESSIONS = frozenset(tables.PROFESSIONS.split())
_DESK_TRADES = frozenset(tables.DESK_TRADES.split())
_GOVERNED = {"gemeente": MUNICIPALITIES, "provincie": REGIONS, "hoogheemraadschap": REGIONS}
"""Whose bare name means the authority; a region with a board of its own often has that of a waterschap."""
_LABELS = frozenset(tables.LABELS.split())
_SURROUNDINGS = "omstreken"


def left_out(extra: Sequence[Word], shorter: NameParts, longer: NameParts) -> Finding:
    """Judge words that only the longer name has."""
    omission = _Omission(
        extra=tuple(extra),
        own=tuple(word for word in extra if word.role is Role.OWN),
        roles=frozenset(word.role for word in extra),
        here=frozenset(word.role for word in shorter.words),
        shorter=shorter,
        longer=longer,
    )
    rule = next(rule for rule in _RULES if rule.applies(omission))
    return Finding(rule.same, quoting(rule.nl, rule.en, omission.own or omission.extra))


@dataclass(frozen=True, slots=True)
class _Omission:
    """Words that only the longer of two names has.

    Attributes:
        extra: Those words, in order.
        own: Those of them that are its own.
        roles: The parts that they play.
        here: The parts that the words of the shorter name play.
        shorter: The name without them.
        longer: The name with them.
    """

    extra: tuple[Word, ...]
    own: tuple[Word, ...]
    roles: frozenset[Role]
    here: frozenset[Role]
    shorter: NameParts
    longer: NameParts


class _Rule(NamedTuple):
    """Whether the names are the same where it applies, and what to say then."""

    same: bool | None
    applies: Callable[[_Omission], bool]
    nl: str
    en: str


# Numbers and parts.


def _is_title_of_number(omission: _Omission) -> bool:
    """Find "Actielijn 3" beside "Actielijn 3 Circulair bouwen"."""
    numbers = omission.shorter.numbers
    return omission.here == {Role.KIND} and bool(numbers) and numbers == omission.longer.numbers


def _is_label_of_number(omission: _Omission) -> bool:
    """Find "Actielijn 3 Circulair bouwen" beside "Circulair bouwen"."""
    only_longer_counts = bool(omission.longer.numbers) and not omission.shorter.numbers
    return only_longer_counts and all(word.key in _LABELS for word in omission.extra)


def _points_to_part(omission: _Omission) -> bool:
    return Role.DIRECTION in omission.roles or any(word.key in _PARTS for word in omission.extra)


# Words of its own.


def _are_letters(omission: _Omission) -> bool:
    """Find "ABC Bouwgroep Linde" beside "Bouwgroep Linde"."""
    return (
        bool(omission.own)
        and bool(omission.here & {Role.OWN, Role.TOPIC})
        and all(word.is_abbreviation or len(word.text) == 1 for word in omission.own)
    )


def _are_firsts_of_compounds(omission: _Omission) -> bool:
    """Find "Stichting Ontmoetingscentrum De Linde" beside "De Linde"."""
    return (
        bool(omission.own)
        and Role.OWN in omission.here
        and Role.KIND not in omission.here
        and all(word.is_modifier for word in omission.own)
    )


def _is_said_behind_break(omission: _Omission) -> bool:
    """Find "Novexa - ruimte voor makers" beside "Novexa", where it adds no kind to a kind."""
    before = omission.longer.before_break
    return (
        before is not None
        and not (Role.KIND in omission.here and Role.KIND in omission.roles)
        and take_apart(before).joined == omission.shorter.joined
    )


def _goes_on(omission: _Omission) -> bool:
    """Find "Novexa Vezels" beside "Novexa"."""
    start = omission.longer.words[: len(omission.shorter.words)]
    return (
        omission.here == {Role.OWN}
        and not omission.longer.has_conjunction
        and omission.roles <= {Role.OWN, Role.PLACE}
        and [word.key for word in start] == [word.key for word in omission.shorter.words]
    )


def _is_another_trade(omission: _Omission) -> bool:
    """Find "Bouw- en Aannemersbedrijf Postma" beside "Aannemersbedrijf Postma"."""
    if Role.OWN not in omission.here or not omission.longer.has_conjunction:
        return False
    are_own = omission.own == omission.extra
    are_trades = all(word.is_modifier or is_trade(word.text) for word in omission.own)
    return (are_own and are_trades) or f"{omission.extra[0].text}- " in omission.longer.raw.casefold()


def _is_half_of_double_name(omission: _Omission) -> bool:
    """Find "Bakkerij Postma-Kuiper" beside "Bakkerij Postma"."""
    if not len(omission.extra) == len(omission.own) == 1:
        return False
    raw, half = omission.longer.raw.casefold(), omission.own[0].text
    return f"-{half}" in raw or f"{half}-" in raw


def _is_narrower_kind(omission: _Omission) -> bool:
    """Find "Streekmuseum Reeuwijk" beside "Museum Reeuwijk"."""
    heads = {word.compound for word in omission.longer.words if word.is_head}
    are_firsts = all(word.is_modifier and word.compound in heads for word in omission.own)
    return omission.own == omission.extra and are_firsts and bool(omission.here & {Role.OWN, Role.PLACE})


def _stands_before_article(omission: _Omission) -> bool:
    """Find "Imkerij De Bijenlust" beside "De Bijenlust"."""
    whole = omission.shorter.whole
    return (
        bool(omission.own)
        and omission.shorter.from_article == whole
        and (omission.longer.from_article == whole or all(is_trade(word.text) for word in omission.own))
    )


def _has_own_word(omission: _Omission) -> bool:
    return bool(omission.own)


# Places.


def _is_branch_of_bank(omission: _Omission) -> bool:
    return Role.PLACE in omission.roles and any(word.key == "bank" for word in omission.shorter.words)


def _is_another_place(omission: _Omission) -> bool:
    """Find "Gemeente Bergen (NH)" beside "Bergen", but not beside "Gemeente Bergen"."""
    both = Role.PLACE in omission.roles and Role.PLACE in omission.here
    return both and not _tells_namesakes_apart(omission)


def _tells_namesakes_apart(omission: _Omission) -> bool:
    """Return whether a place only says which town of that name is meant."""
    words = omission.longer.words
    at = [word.key for word in words].index(omission.extra[0].key)
    return len(omission.extra) == 1 and at > 0 and words[at - 1].role is Role.PLACE


# Kinds of business and organisation.


def _says_business(omission: _Omission) -> bool:
    """Find "Hoveniersbedrijf Bakker" beside "Bakker Hoveniers": the trade and a name are in both."""
    compounds = {word.compound for word in omission.extra}
    trades = [word for word in omission.longer.words if word.is_modifier and word.compound in compounds]
    names = [
        word
        for word in omission.shorter.having(Role.OWN)
        if not any(is_inflected(word.key, trade.key) for trade in trades)
    ]
    return (
        bool(names)
        and all(word.key in _MERE_BUSINESSES for word in omission.extra)
        and all(map(_is_work_of_its_business, trades))
        and _says_office(omission)
    )


def _is_work_of_its_business(trade: Word) -> bool:
    """Return whether who does a trade is called after it: not a programmabureau, nor a bouwbureau."""
    if trade.role is Role.TOPIC and trade.compound.endswith(tables.OFFICES):
        return trade.key in _DESK_TRADES
    return trade.role is not Role.KIND or trade.key in _PROFESSIONS


def _says_office(omission: _Omission) -> bool:
    """Find "Programmabureau Schone Lucht" beside "Programma Schone Lucht"."""
    firsts = {
        first.compound
        for first in omission.longer.words
        if first.is_modifier and any(is_inflected(first.key, word.key) for word in omission.shorter.words)
    }
    are_businesses = all(word.key in BUSINESSES and word.compound in firsts for word in omission.extra)
    return len(omission.shorter.words) > 1 and are_businesses


def _explains_name_in_one_word(omission: _Omission) -> bool:
    """Find "Expertisecentrum Novexa" beside "Novexa"."""
    is_one_word = len(omission.shorter.raw.split()) == 1 + len(omission.shorter.forms)
    return is_one_word and Role.OWN in omission.here and _says_kinds(omission, _EXPLAINING)


def _explains_name(omission: _Omission) -> bool:
    """Find "Kenniscentrum Circulair Bouwen" beside "Circulair Bouwen"."""
    return bool(omission.here & {Role.OWN, Role.TOPIC}) and _says_kinds(omission, _EXPLAINING)


def _says_site(omission: _Omission) -> bool:
    """Find "Bedrijventerrein Goudpoort" beside "Goudpoort"."""
    return Role.OWN in omission.here and all(word.key in tables.SITES for word in omission.extra)


def _says_quality(omission: _Omission) -> bool:
    """Find "Circulaire Hub Woerden" beside "Hub Woerden"."""
    return len(omission.shorter.words) > 1 and all(word.key in tables.QUALITIES for word in omission.extra)


def _says_area(omission: _Omission) -> bool:
    """Find "Energiefonds Provincie Utrecht" beside "Energiefonds Utrecht"."""
    beside_place = {Role.KIND, Role.PLACE} <= omission.here
    return beside_place and all(word.key in tables.AREAS for word in omission.extra)


def _narrows_kind(omission: _Omission) -> bool:
    """Find "Programma Netwerk Novexa" beside "Netwerk Novexa"."""
    return Role.KIND in omission.here and bool(omission.roles & {Role.KIND, Role.TOPIC})


def _leaves_only_kind(omission: _Omission) -> bool:
    return len(omission.shorter.words) == 1 and Role.KIND in omission.here


def _says_government(omission: _Omission) -> bool:
    """Find "Gemeente Gouda" beside "Gouda": among organisations that is the municipality.

    Not where both a municipality and a province or region have the name, as Utrecht, nor beside a legal form.
    """
    names = {word.key for word in omission.shorter.words}
    kinds = [word.key for word in omission.extra]
    are_governed = len(kinds) == 1 and names <= _GOVERNED.get(kinds[0], frozenset())
    return len(names) == 1 and are_governed and not omission.shorter.forms


def _leaves_only_place(omission: _Omission) -> bool:
    """Find "Kringloop Gouda" beside "Gouda", but not "Waterschap Limburg" beside "Limburg"."""
    return (
        bool(omission.here)
        and omission.here <= {Role.PLACE, Role.DIRECTION}
        and not all(word.key in _AUTHORITIES or word.role is Role.FILLER for word in omission.extra)
    )


def _says_subject(omission: _Omission) -> bool:
    """Find "Circulair Bouwen Utrecht" beside "Circulair Utrecht": without own words that is the name."""
    roles = {word.role for word in omission.extra if word.key != _SURROUNDINGS}
    return Role.OWN not in omission.here and (Role.TOPIC in roles or len(roles) > 1)


def _is_subject_of_letters(omission: _Omission) -> bool:
    """Find "FNV Metaal" beside "FNV"."""
    return omission.roles == {Role.TOPIC} and all(word.is_abbreviation for word in omission.shorter.words)


def _says_surroundings(omission: _Omission) -> bool:
    return [word.key for word in omission.extra] == [_SURROUNDINGS]


def _says_spoken_kind(omission: _Omission) -> bool:
    """Find "Hogeschool Novexa" beside "Novexa"."""
    has_name = any(word.role is Role.OWN and len(word.text) > 1 for word in omission.shorter.words)
    may_stand_alone = omission.roles == {Role.KIND} or omission.shorter.from_article is None
    return has_name and may_stand_alone and _says_kinds(omission, _SPOKEN)


def _says_kinds(omission: _Omission, kinds: frozenset[str]) -> bool:
    """Return whether words are nothing but one or more of these kinds, first parts of compounds included."""
    heads = {word.compound or word.key for word in omission.extra if word.role is Role.KIND}
    firsts = {word.key for word in omission.longer.words if word.is_modifier and word.compound in heads}
    others = {word.key for word in omission.extra if word.role not in (Role.KIND, Role.FILLER)}
    return bool(heads) and heads <= kinds and others <= firsts


def _always(_: _Omission) -> bool:
    return True


_SAYS_WHAT = "Alleen de ene naam zegt wat het is", "Only one name says what it is"
_HAS_THIS = "Alleen de ene naam heeft dit woord", "Only one name has this word"
_RULES = (
    _Rule(
        None,
        _is_title_of_number,
        "Het nummer is gelijk, maar de titel ontbreekt",
        "The number is equal, but the title is missing",
    ),
    _Rule(
        None,
        _is_label_of_number,
        "Dit kan alleen een nummer in een plan zijn",
        "This may be no more than a number in a plan",
    ),
    _Rule(False, _points_to_part, "Dit wijst op een onderdeel", "This points to a part"),
    _Rule(None, _are_letters, "Alleen de ene naam heeft deze letters", "Only one name has these letters"),
    _Rule(None, _are_firsts_of_compounds, *_SAYS_WHAT),
    _Rule(None, _is_said_behind_break, "De ene naam heeft een toevoeging", "One name has an addition"),
    _Rule(None, _goes_on, "Alleen de ene naam zegt meer", "Only one name says more"),
    _Rule(
        None,
        _is_another_trade,
        "Alleen de ene naam noemt nog een vak",
        "Only one name mentions another trade",
    ),
    _Rule(
        None,
        _is_half_of_double_name,
        "Dit kan de helft van de naam zijn",
        "This may be half of the name",
    ),
    _Rule(None, _is_narrower_kind, "Alleen de ene naam zegt welke soort", "Only one name says which kind"),
    _Rule(None, _stands_before_article, *_SAYS_WHAT),
    _Rule(
        False,
        _has_own_word,
        "Alleen de ene naam heeft dit eigen woord",
        "Only one name has this word of its own",
    ),
    _Rule(
        False,
        _is_branch_of_bank,
        "Een bank met een plaatsnaam is een vestiging",
        "A bank with the name of a place is a branch",
    ),
    _Rule(False, _is_another_place, "De ene naam noemt nog een plaats", "One name mentions another place"),
    _Rule(True, _says_business, *ONLY_THE_BUSINESS),
    _Rule(None, _says_office, *_HAS_THIS),
    _Rule(
        True,
        _explains_name_in_one_word,
        "Dit zegt alleen wat het is",
        "This only says what it is",
    ),
    _Rule(None, _explains_name, *_SAYS_WHAT),
    _Rule(None, _says_site, *_HAS_THIS),
    _Rule(None, _says_quality, *_HAS_THIS),
    _Rule(None, _says_area, *_HAS_THIS),
    _Rule(
        False,
        _narrows_kind,
        "De ene naam is van een onderdeel of van een andere organisatie",
        "One name is of a part or of another organisation",
    ),
    _Rule(
        False,
        _leaves_only_kind,
        "De kortste naam is geen naam maar een soort organisatie",
        "The shorter name is no name but a kind of organisation",
    ),
    _Rule(
        True,
        _says_government,
        "Een overheid heet vaak alleen naar haar gebied",
        "A government often goes by the name of its area alone",
    ),
    _Rule(
        False,
        _leaves_only_place,
        "De kortste naam is alleen een plaats",
        "The shorter name is only a place",
    ),
    _Rule(False, _says_subject, "De ene naam gaat over iets anders", "One name is about something else"),
    _Rule(False, _is_subject_of_letters, "Dit wijst op een afdeling", "This points to a department"),
    _Rule(
        True,
        _says_surroundings,
        "De omgeving wordt vaak weggelaten",
        "The surroundings are often left out",
    ),
    _Rule(True, _says_spoken_kind, "Dit woord wordt vaak weggelaten", "This word is often left out"),
    _Rule(None, _always, *_HAS_THIS),
)
