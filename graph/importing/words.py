"""The words with which lists name a term, beside its code and its labels.

A label of several words can be named by each ("kennis" of "kennis en advies"), unless two terms share it. A
word that stands with several terms means all of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from matchmaker.text import fold
from matchmaker.vocabulary import (
    ActorKind,
    CompanySize,
    NeedKind,
    RStrategy,
    Status,
    TargetGroup,
    Term,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

E = TypeVar("E", bound=Term)

_BETWEEN = re.compile(r", | en | of | and | or ")
_SEPARATORS = re.compile(r"[|;,\n]")
_JOINTS = re.compile(r" (?:en|of|and|or|&|\+) |/")

_SMALL_AND_MEDIUM = "mkb | midden- en kleinbedrijf | sme | smes"
_WORDS: Mapping[Term, str] = {
    ActorKind.ENTREPRENEUR: "bedrijf | bedrijven | onderneming | company | business",
    ActorKind.ASSOCIATION: "vereniging | branchevereniging | brancheorganisatie | association | trade body",
    ActorKind.SERVICE_PROVIDER: "adviseur | adviesbureau | consultant | consultancy | provider",
    ActorKind.KNOWLEDGE_INSTITUTION: "hogeschool | universiteit | onderwijsinstelling | mbo | university",
    ActorKind.GOVERNMENT: "gemeente | provincie | waterschap | municipality | province | public body",
    ActorKind.FINANCIER: "bank | fonds | investeerder | fund | investor",
    NeedKind.KNOWLEDGE: "informatie | kennisdeling | expertise | onderzoek | information | research",
    NeedKind.SUBSIDY: "subsidies | subsidieregeling | voucher | vouchers | grant | grants | subsidies",
    NeedKind.NETWORK: "netwerken | samenwerking | community | networking | networks",
    NeedKind.REVENUE_MODEL: "verdienmodellen | businessmodel | businesscase | business model | business case",
    NeedKind.REGULATION: "regelgeving | wet- en regelgeving | wetgeving | vergunning | regulations | law",
    NeedKind.FINANCING: "lening | leningen | krediet | investering | loan | loans | credit | finance",
    NeedKind.SPACE: "bedrijfsruimte | huisvesting | locaties | premises",
    NeedKind.SKILLS: "scholing | trainingen | cursus | cursussen | onderwijs | course | courses | education",
    NeedKind.MATERIALS: "materiaal | grondstof | grondstoffen | reststroom | raw materials | material",
    RStrategy.RETHINK: "herontwerp | heroverwegen",
    RStrategy.REDUCE: "reduceren | vermindering | reduction",
    RStrategy.REUSE: "hergebruik | re-use | tweedehands | second hand",
    RStrategy.REPAIR: "reparatie | reparaties | repairs",
    RStrategy.REFURBISH: "refurbishen | refurbishment | refurbished",
    RStrategy.REMANUFACTURE: "revisie | remanufacturing",
    RStrategy.REPURPOSE: "herbestemmen | herbestemming | repurposing",
    RStrategy.RECYCLE: "recycling | recyclage",
    RStrategy.RECOVER: "energieterugwinning | energy recovery",
    Status.PLANNED: """
        gepland | in voorbereiding | nog niet gestart | start later | binnenkort | toekomstig | komt nog |
        upcoming | in preparation | not started | future
    """,
    Status.ACTIVE: """
        actief | lopend | lopende | open | geopend | beschikbaar | gestart | in uitvoering | doorlopend |
        current | available | started | ongoing | in progress
    """,
    Status.ENDED: """
        beëindigd | geëindigd | gestopt | gesloten | afgerond | afgesloten | verlopen | voorbij | vervallen |
        inactief | niet meer | closed | stopped | expired | finished | completed | inactive
    """,
    TargetGroup.ENTREPRENEUR: f"""
        ondernemer | bedrijf | bedrijven | zzp | zzp'ers | {_SMALL_AND_MEDIUM} |
        company | companies | business | businesses | entrepreneur
    """,
    TargetGroup.ASSOCIATION: "vereniging | ondernemersverenigingen | association",
    TargetGroup.MUNICIPALITY: "overheid | gemeente | gemeenten | provincies | municipality | municipalities",
    TargetGroup.SCHOOL: "school | onderwijs | onderwijsinstellingen | education",
    TargetGroup.RESIDENTS: "bewoner | inwoner | inwoners | burgers | particulieren | consumenten | citizens",
    CompanySize.MICRO: f"microbedrijf | zzp | zzp'ers | eenmanszaak | {_SMALL_AND_MEDIUM}",
    CompanySize.SMALL: f"kleinbedrijf | {_SMALL_AND_MEDIUM}",
    CompanySize.MEDIUM: f"middenbedrijf | {_SMALL_AND_MEDIUM}",
    CompanySize.LARGE: "grootbedrijf",
}

YES = frozenset({"ja", "yes", "j", "y", "waar", "true", "x", "1"})
NO = frozenset({"nee", "no", "n", "onwaar", "false", "0"})
EVERYONE = frozenset({"alle", "alle sectoren", "alle branches", "iedereen", "all", "all sectors", "any"})
"""What stands where nobody is left out."""


def pieces(text: str) -> list[str]:
    """Return the values of a cell, which ``|``, ``;``, ``,`` or a new line divide."""
    return [piece.strip() for piece in _SEPARATORS.split(text) if piece.strip()]


def terms_named(text: str, kind: type[E]) -> tuple[tuple[E, ...], tuple[str, ...]]:
    """Return the terms that a cell names, and the pieces of it that name none."""
    spellings = spellings_of(kind)
    if fold(text) in spellings:  # a label may have a comma in it
        return spellings[fold(text)], ()
    found: list[E] = []
    unknown: list[str] = []
    for piece in pieces(text):
        parts = [piece] if fold(piece) in spellings else _JOINTS.split(piece)
        if all(fold(part) in spellings for part in parts):
            found += chain.from_iterable(spellings[fold(part)] for part in parts)
        else:
            unknown.append(piece)
    return tuple(dict.fromkeys(found)), tuple(unknown)


@cache
def spellings_of(kind: type[E]) -> Mapping[str, tuple[E, ...]]:
    """Return the terms of a kind by every folded spelling."""
    parts: defaultdict[str, list[E]] = defaultdict(list)
    stated: defaultdict[str, list[E]] = defaultdict(list)
    for term in kind:
        for part in _parts_of_labels(term):
            parts[part].append(term)
        for word in map(fold, _WORDS.get(term, "").split("|")):
            if word and term not in stated[word]:
                stated[word].append(term)
    exact = {name: (term,) for term in kind for name in _exact_names(term)}
    clear = {part: (terms[0],) for part, terms in parts.items() if len(terms) == 1}
    return clear | {word: tuple(terms) for word, terms in stated.items()} | exact


def _exact_names(term: Term) -> Iterable[str]:
    rung = (f"r{term.rung}",) if isinstance(term, RStrategy) else ()
    labels = (term.label.nl, term.label.en)
    return map(fold, (term.value, *labels, *map(_without_brackets, labels), *rung))


def _parts_of_labels(term: Term) -> set[str]:
    labels = map(_without_brackets, (term.label.nl, term.label.en))
    return {fold(part) for label in labels for part in _BETWEEN.split(label)}


def _without_brackets(label: str) -> str:
    return label.partition(" (")[0]
