"""From what somebody asks, in any spelling, to a need in the register's terms."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from rapidfuzz import fuzz, process

from matchmaker.cues import (
    SURELY_SAID,
    rung_in,
    size_in,
    speaks_for_nobody_else,
    speaks_of_own_home,
    who_speaks,
    would_move,
    yet_to_begin,
)
from matchmaker.errors import Fault, InvalidInput
from matchmaker.kinds import KindReader
from matchmaker.model import Need
from matchmaker.text import fold
from matchmaker.trades import likely_trades, named_trades
from matchmaker.vocabulary import Bilingual, CompanySize, NeedKind, RStrategy, TargetGroup, Term, ThemeKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from matchmaker.model import Place, Precedent
    from matchmaker.places import Gazetteer
    from matchmaker.themes import Thesaurus

LONGEST_TEXT = 5_000
# Half characters (lone surrogates), and the one that ends a text for some programs.
_UNREADABLE = re.compile(r"[\ud800-\udfff\0]")
_SEPARATORS = re.compile(r"[/,;&+]| en | and ")
_NOT_APPLICABLE = frozenset({"", "nvt", "n.v.t.", "n/a", "onbekend", "unknown"})
_SIZE_WORDS = {
    "klein": CompanySize.SMALL,
    "middel": CompanySize.MEDIUM,
    "middelgroot": CompanySize.MEDIUM,
    "groot": CompanySize.LARGE,
}
_NO_COMPANY = frozenset({"nvt", "n.v.t.", "n/a"})
MOST_TRADES = 2
KEPT_SENTENCES = 1_000
# A number of staff in the text counts as stated.
_GUESSED = ("kinds", "r_strategy", "sectors", "target_group")
# The name of a field on the outside, and how to say what was read into it.
_ASSUMED_AS = {
    "kinds": (
        "needKinds",
        Bilingual("U zoekt: {}.", "You seek: {}."),
    ),
    "r_strategy": (
        "rStrategy",
        Bilingual("Het gaat om: {}.", "It is about: {}."),
    ),
    "sectors": (
        "sector",
        Bilingual("Uw sector: {}.", "Your sector: {}."),
    ),
    "target_group": (
        "targetGroup",
        Bilingual("Dit is een vraag van: {}.", "This is a question of: {}."),
    ),
    "size": (
        "size",
        Bilingual("Zo groot is uw bedrijf: {}.", "The size of your company: {}."),
    ),
}
T = TypeVar("T", bound=Term)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request for help in the asker's own words; only the text is required.

    Attributes:
        text: The question, 1 to 5,000 characters.
        need_kinds: Codes or labels of kinds of help; empty if not chosen.
        sector: The asker's trade in any words.
        municipality: Where the asker is, in any spelling.
        size: Code or label of a size class.
        r_strategy: Code, label or number ("R3") of a rung of the R-ladder.
        target_group: Code or label of who asks: an entrepreneur, an association, a public body ...
    """

    text: str
    need_kinds: tuple[str, ...] = ()
    sector: str | None = None
    municipality: str | None = None
    size: str | None = None
    r_strategy: str | None = None
    target_group: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """Something that was read into the words, which the asker may correct.

    Attributes:
        field: The field that the assumption filled in.
        text: What was assumed, as a sentence.
        values: What was filled in, as codes or, for places, ids; empty where nothing was.
    """

    field: str
    text: Bilingual
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A need as it was understood."""

    need: Need
    assumptions: tuple[Assumption, ...]


class _ReadInto(NamedTuple):
    """What the words of a text point to where nothing was stated, under the names of the need's fields."""

    kinds: tuple[NeedKind, ...]
    r_strategy: RStrategy | None
    sectors: tuple[str, ...]
    target_group: TargetGroup | None
    size: CompanySize | None


class NeedReader:
    """Reads requests with the register's places and themes, and with questions that were judged before."""

    def __init__(
        self, gazetteer: Gazetteer, thesaurus: Thesaurus, precedents: Iterable[Precedent] = ()
    ) -> None:
        self._gazetteer = gazetteer
        self._thesaurus = thesaurus
        self._kinds = KindReader(precedents)

    def read(self, asked: Asked, *, asked_on: date, desk_id: str | None = None) -> Understood:
        """Return the need that was meant on the day it was asked, of the desk that answers.

        What was not stated is read from the text where its words point to something. Such a field is named
        among the need's ``assumed`` ones and told as an assumption. Only a municipality or region, which a
        text names without doubt or not at all, a number of staff, a trade within the stated one, that a
        private person asks, that somebody has yet to begin, and that who asks for ground would move count as
        stated.

        Raises:
            InvalidInput: One or more fields cannot be understood; every one is named.
        """
        faults: list[Fault] = []
        assumptions: list[Assumption] = []
        text = self._text(asked.text, faults)
        kinds = tuple(
            dict.fromkeys(
                kind
                for word in asked.need_kinds
                if (kind := _term(word, NeedKind, "needKinds", faults)) is not None
            )
        )
        size = None if _blank(asked.size) else _size(str(asked.size), faults)
        r_strategy = None if _blank(asked.r_strategy) else _rung(str(asked.r_strategy), faults)
        group = _group(asked, faults)
        municipality = self._municipality(asked.municipality, text, faults, assumptions)
        region = self._region(text, assumptions) if municipality is None else None
        named, sector_words = self._sectors(asked.sector, faults, assumptions)
        if faults:
            raise InvalidInput(faults)
        said = self._thesaurus.mentioned(self._gazetteer.without_town(who_speaks(text)))
        sectors = self._precisely(named, said, assumptions)
        no_company = group is None and _is_no_company(asked.size)
        group = group or self._sure_group(text, said, sectors, size, no_company=no_company)
        if group is None and no_company and _blank(asked.sector):
            group = self._private_person(text, said, assumptions)
        read_into = _ReadInto(
            kinds=() if kinds else self._kinds.kinds_of(text),
            r_strategy=None if r_strategy else rung_in(text),
            sectors=() if sectors or not _blank(asked.sector) else self._trades(said),
            target_group=None if group else self._only_group(said),
            size=None if size or no_company else size_in(text),
        )
        need = Need(
            text=" ".join((text, *sector_words)),
            kinds=kinds or read_into.kinds,
            sectors=sectors or read_into.sectors,
            municipality_id=municipality,
            region_id=region,
            would_move=NeedKind.SPACE in (kinds or read_into.kinds) and would_move(text),
            yet_to_begin=yet_to_begin(text),
            size=size or read_into.size,
            r_strategy=r_strategy or read_into.r_strategy,
            target_group=group or read_into.target_group,
            other_than=(TargetGroup.ENTREPRENEUR,) if no_company else (),
            desk_id=desk_id,
            asked_on=asked_on,
            assumed=frozenset(field for field in _GUESSED if getattr(read_into, field)),
        )
        return Understood(need=need, assumptions=(*assumptions, *self._told(read_into)))

    def _text(self, text: str, faults: list[Fault]) -> str:
        readable = _readable(text, "text", faults).strip()
        if not readable:
            faults.append(
                _fault(
                    "text", "Schrijf in een paar woorden wat u zoekt.", "Write in a few words what you need."
                )
            )
        if len(readable) > LONGEST_TEXT:
            faults.append(
                _fault(
                    "text",
                    f"De vraag telt {len(readable)} tekens. Maak hem korter, tot {LONGEST_TEXT} tekens.",
                    f"The question has {len(readable)} characters. Shorten it to at most {LONGEST_TEXT}.",
                )
            )
        return readable

    def _municipality(
        self, spelling: str | None, text: str, faults: list[Fault], assumptions: list[Assumption]
    ) -> str | None:
        if _blank(spelling):
            place = self._gazetteer.mentioned(text)
            if place is not None:
                assumptions.append(_said_where(place))
            return place.id if place else None
        readable = _readable(str(spelling), "municipality", faults)
        place = self._gazetteer.find_municipality(readable)
        if place is None:
            faults.append(self._unknown_municipality(readable))
        return place.id if place else None

    def _region(self, text: str, assumptions: list[Assumption]) -> str | None:
        region = self._gazetteer.region_mentioned(text)
        if region is None:
            return None
        assumptions.append(_said_where(region))
        return region.id

    def _unknown_municipality(self, spelling: str) -> Fault:
        shown = spelling.strip()[:80]
        near = self._gazetteer.near(spelling) if len(spelling) <= 200 else ()
        meant = (
            f" Bedoelde u {_either(near, 'of')}?" if near else " Vul de naam van een Nederlandse gemeente in."
        )
        meant_en = (
            f" Did you mean {_either(near, 'or')}?" if near else " Fill in the name of a Dutch municipality."
        )
        return Fault(
            where="municipality",
            message=Bilingual(
                f"Wij kennen geen gemeente “{shown}”.{meant}", f"We know no municipality “{shown}”.{meant_en}"
            ),
            suggestions=near,
        )

    def _sectors(
        self, sector: str | None, faults: list[Fault], assumptions: list[Assumption]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the themes of a sector in any words, and the words that no theme knows."""
        if _blank(sector):
            return (), ()
        readable = _readable(str(sector), "sector", faults)[:200]
        meant = named_trades(readable, self._thesaurus)
        known: dict[str, None] = dict.fromkeys(meant)
        unknown: list[str] = []
        for part in () if meant else filter(None, map(str.strip, _SEPARATORS.split(readable))):
            found = self._stated(part)
            known.update(dict.fromkeys(found))
            if not found:
                unknown.append(part)
        if unknown:
            listed = ", ".join(unknown)
            assumptions.append(
                Assumption(
                    field="sector",
                    text=Bilingual(
                        f"De sector “{listed}” staat niet in onze lijst. Wij zochten met deze woorden mee.",
                        f"The sector “{listed}” is not in our list. We searched with these words as well.",
                    ),
                )
            )
        return tuple(known), tuple(unknown)

    def _stated(self, part: str) -> tuple[str, ...]:
        """Return the trades, or else the other themes, that a part of a stated sector names."""
        words = self._thesaurus
        return named_trades(part, words) or likely_trades(part, words) or words.find(part)

    def _precisely(
        self, stated: tuple[str, ...], said: Mapping[str, float], assumptions: list[Assumption]
    ) -> tuple[str, ...]:
        """Return the stated trades, each as precisely as somebody says theirs: a school that is a vmbo."""
        if not stated:
            return ()
        above = {trade: self._thesaurus.with_broader(trade) for trade in self._trades(said)}
        within = {trade for trade, broader in above.items() if broader.intersection(stated) - {trade}}
        if not within:
            return stated
        kept = (trade for trade in stated if not any(trade in above[inner] for inner in within))
        precise = tuple(dict.fromkeys((*sorted(within), *kept)))
        assumptions.append(self._told_trades(precise))
        return precise

    def _sure_group(
        self,
        text: str,
        said: Iterable[str],
        sectors: tuple[str, ...],
        size: CompanySize | None,
        *,
        no_company: bool,
    ) -> TargetGroup | None:
        """Return who asks, as far as what was stated makes it sure; a guess would wrongly shut people out.

        Only companies have a size, whomever else they speak of, unless they say to be something else.
        """
        groups = {self._thesaurus.target_group(sector) for sector in sectors} - {None}
        if len(groups) == 1:
            return groups.pop()
        company = (sectors or size) and not no_company and not groups
        named = company and self._groups(said if size else self._thesaurus.mentioned(text))
        return TargetGroup.ENTREPRENEUR if company and not named else None

    def _private_person(
        self, text: str, said: Mapping[str, float], assumptions: list[Assumption]
    ) -> TargetGroup | None:
        """Return residents where who is no company, and states no trade, asks for themselves at home.

        What is for companies, associations or public bodies is not for them, so this counts as stated; it is
        told, so that who speaks for others can say so.
        """
        alone = speaks_for_nobody_else(text) and not self._trades(said)
        if self._groups(said) or not (alone or speaks_of_own_home(text)):
            return None
        assumptions.append(_told_terms("target_group", (TargetGroup.RESIDENTS,)))
        return TargetGroup.RESIDENTS

    def _groups(self, themes: Iterable[str]) -> set[TargetGroup]:
        """Return the groups other than entrepreneurs that themes name, in whatever role."""
        groups = map(self._thesaurus.target_group, themes)
        return {group for group in groups if group is not None}

    def _told(self, read_into: _ReadInto) -> Iterator[Assumption]:
        """Say what was read into a text."""
        if read_into.kinds:
            yield _told_terms("kinds", read_into.kinds)
        if read_into.r_strategy:
            yield _told_terms("r_strategy", (read_into.r_strategy,))
        if read_into.sectors:
            yield self._told_trades(read_into.sectors)
        if read_into.target_group:
            yield _told_terms("target_group", (read_into.target_group,))
        if read_into.size:
            yield _told_terms("size", (read_into.size,))

    def _told_trades(self, trades: tuple[str, ...]) -> Assumption:
        """Say which trades were read into a text."""
        return _told("sectors", trades, tuple([self._thesaurus.by_id[trade].label for trade in trades]))

    def _trades(self, said: Mapping[str, float]) -> tuple[str, ...]:
        """Return the trades among the themes of what somebody says of themselves, at most two."""
        known = self._thesaurus.by_id
        named = [
            theme
            for theme, strength in said.items()
            if strength >= SURELY_SAID and known[theme].kind is ThemeKind.SECTOR
        ]
        return tuple(sorted(named))[:MOST_TRADES]

    def _only_group(self, said: Iterable[str]) -> TargetGroup | None:
        """Return the one group, other than entrepreneurs, that somebody says to belong to, or None."""
        named = self._groups(said)
        return named.pop() if len(named) == 1 else None


def _is_no_company(size: str | None) -> bool:
    """Return whether the question about size was answered with "not applicable", and not left open."""
    return size is not None and fold(size) in _NO_COMPANY


def _group(asked: Asked, faults: list[Fault]) -> TargetGroup | None:
    if _blank(asked.target_group):
        return None
    return _term(str(asked.target_group), TargetGroup, "targetGroup", faults)


def _said_where(place: Place) -> Assumption:
    return Assumption(
        field="municipality",
        text=Bilingual(
            f"Het gaat om {place.name}.",
            f"It is about {place.name}.",
        ),
    )


def _told_terms(field: str, terms: Iterable[Term]) -> Assumption:
    """Say which terms were read into a field."""
    return _told(field, tuple([term.value for term in terms]), tuple([term.label for term in terms]))


@lru_cache(maxsize=KEPT_SENTENCES)
def _told(field: str, values: tuple[str, ...], labels: tuple[Bilingual, ...]) -> Assumption:
    """Say what was read into a field, under the field's name on the outside."""
    outside, frame = _ASSUMED_AS[field]
    return Assumption(
        field=outside,
        text=Bilingual(
            frame.nl.format(", ".join(label.nl for label in labels)),
            frame.en.format(", ".join(label.en for label in labels)),
        ),
        values=values,
    )


def _blank(value: str | None) -> bool:
    return value is None or fold(value) in _NOT_APPLICABLE


def _fault(where: str, dutch: str, english: str) -> Fault:
    return Fault(where=where, message=Bilingual(dutch, english))


def _readable(value: str, where: str, faults: list[Fault]) -> str:
    """Return the value composed (NFC); characters that no text may hold become a fault."""
    if value.isascii() and "\0" not in value:
        return value
    if _UNREADABLE.search(value):
        faults.append(
            _fault(
                where,
                "Hierin staan tekens die geen leesbare tekst zijn. Typ de tekst opnieuw.",
                "This holds characters that are no readable text. Type the text again.",
            )
        )
        return "".join(character for character in value if character.isprintable() or character.isspace())
    return unicodedata.normalize("NFC", value)


def _term(word: str, terms: type[T], where: str, faults: list[Fault]) -> T | None:
    """Return the term with this code or label in either language, or add a fault with the near ones."""
    by_name: Mapping[str, T] = _by_name(terms)
    # As they are mostly written; no name changes when it is folded once more.
    if word in by_name:
        return by_name[word]
    readable = fold(_readable(word, where, faults))[:100]
    if readable in by_name:
        return by_name[readable]
    codes = [term.value for term in terms]
    near = tuple(
        name for name, _, _ in process.extract(readable, codes, scorer=fuzz.ratio, score_cutoff=60, limit=2)
    )
    listed, shown = ", ".join(codes), word.strip()[:80]
    faults.append(
        Fault(
            where=where,
            message=Bilingual(
                f"“{shown}” kennen wij niet. Kies uit: {listed}.",
                f"“{shown}” is unknown. Choose from: {listed}.",
            ),
            suggestions=near,
        )
    )
    return None


@cache
def _by_name(terms: type[T]) -> Mapping[str, T]:
    return {fold(name): term for term in terms for name in (term.value, term.label.nl, term.label.en)}


def _size(word: str, faults: list[Fault]) -> CompanySize | None:
    return _SIZE_WORDS.get(fold(word)) or _term(word, CompanySize, "size", faults)


def _rung(word: str, faults: list[Fault]) -> RStrategy | None:
    return _rungs_by_number().get(fold(word)) or _term(word, RStrategy, "rStrategy", faults)


@cache
def _rungs_by_number() -> Mapping[str, RStrategy]:
    return {f"r{strategy.rung}": strategy for strategy in RStrategy}


def _either(names: tuple[str, ...], conjunction: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {conjunction} {names[-1]}"
