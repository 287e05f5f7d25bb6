"""What the columns of a list can hold, and which columns are about persons and stay unread."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from graph.tables.columns import Field, Shape
from matchmaker.text import fold
from matchmaker.vocabulary import Bilingual, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from graph.tables.table import Table
    from matchmaker.model import Snapshot

_SAMPLE = 200
_FEW = 3
_MOST = 0.5


class ListKind(Term):
    """What the rows of a list are."""

    PROVIDERS = "providers", "aanbieders", "providers"
    MEMBERS = "members", "leden van een vereniging of netwerk", "members of an association or network"
    OFFERINGS = "offerings", "aanbod", "offerings"


REQUIRED: Mapping[ListKind, tuple[str, ...]] = {
    ListKind.PROVIDERS: ("name",),
    ListKind.MEMBERS: ("name",),
    ListKind.OFFERINGS: ("provider", "title", "need_kinds", "area"),
}

_ID = Field(name="id", headers=("id",))
_KVK = Field(
    name="kvk_number",
    headers=("kvk", "kvk-nummer", "nummer kamer van koophandel", "chamber of commerce number"),
    shape=Shape.KVK_NUMBER,
)
_THEMES = Field(name="themes", headers=("thema", "thema's", "branche", "sector", "onderwerp", "theme"))
_ACTOR = (
    Field(
        name="name",
        headers=("naam", "organisatie", "bedrijf", "bedrijfsnaam", "naam organisatie", "aanbieder", "lid"),
    ),
    _ID,
    _KVK,
    Field(name="aliases", headers=("andere namen", "ook bekend als", "handelsnaam", "afkorting", "alias")),
    Field(name="kind", headers=("soort organisatie", "soort", "type", "type organisatie")),
    Field(name="place", headers=("plaats", "gemeente", "vestigingsplaats", "woonplaats", "stad", "city")),
    _THEMES,
    Field(name="website", headers=("website", "webadres", "url", "internet", "site"), shape=Shape.WEBSITE),
    Field(name="description", headers=("omschrijving", "beschrijving", "toelichting", "activiteiten")),
)
_OFFERING = (
    Field(name="provider", headers=("aanbieder", "organisatie", "uitvoerder", "naam organisatie")),
    Field(name="title", headers=("titel", "aanbod", "naam aanbod", "dienst", "regeling", "naam")),
    _ID,
    _KVK,
    Field(name="title_en", headers=("titel engels", "title english")),
    Field(name="summary", headers=("samenvatting", "omschrijving", "beschrijving", "toelichting")),
    Field(name="summary_en", headers=("samenvatting engels", "summary english")),
    Field(name="next_step", headers=("volgende stap", "hoe aanvragen", "wat moet u doen")),
    Field(name="next_step_en", headers=("volgende stap engels", "next step english")),
    Field(name="need_kinds", headers=("soort hulp", "soort aanbod", "soort", "type hulp", "behoefte")),
    Field(name="area", headers=("gebied", "werkgebied", "gemeenten", "regio", "voor wie waar")),
    _THEMES,
    Field(name="target_groups", headers=("doelgroep", "voor wie", "target group")),
    Field(name="sizes", headers=("bedrijfsgrootte", "grootte", "company size")),
    Field(name="opens_on", headers=("begindatum", "startdatum", "vanaf", "opent op")),
    Field(name="closes_on", headers=("einddatum", "sluitdatum", "tot en met", "deadline", "sluit op")),
    Field(name="budget_euro", headers=("budget", "bedrag", "budget in euro")),
    Field(name="capacity", headers=("aantal plaatsen", "plaatsen", "capaciteit", "capacity")),
)


def fields_for(kind: ListKind, known: Snapshot) -> tuple[Field, ...]:
    """Return the fields that a list of this kind may hold, for ``graph.tables.columns.suggest_columns``."""
    places = frozenset(fold(name) for place in known.places for name in (place.name, *place.aliases))
    if kind is ListKind.OFFERINGS:
        return tuple(_knowing(field, places if field.name == "area" else frozenset()) for field in _OFFERING)
    fields = tuple(_knowing(field, places if field.name == "place" else frozenset()) for field in _ACTOR)
    if kind is ListKind.MEMBERS:
        return (*fields, Field(name="association", headers=("vereniging", "netwerk", "lid van")))
    return fields


def _knowing(field: Field, values: frozenset[str]) -> Field:
    return Field(name=field.name, headers=field.headers, shape=field.shape, values=values)


class PersonalColumn(NamedTuple):
    """A column that seems to be about persons.

    Attributes:
        header: Its name.
        message: What is done with it, for the sender.
    """

    header: str
    message: Bilingual


def personal_columns(table: Table) -> tuple[PersonalColumn, ...]:
    """Return the columns that seem to hold names, addresses or numbers of persons; they are never read."""
    return tuple(
        PersonalColumn(
            header,
            Bilingual(
                f"De kolom “{header}” lijkt gegevens van personen te bevatten. Die kolom lezen wij niet.",
                f"The column “{header}” seems to hold personal data. That column is not read.",
            ),
        )
        for position, header in enumerate(table.headers)
        if _HEADER.search(fold(header)) or _holds_persons(table, position)
    )


_HEADER = re.compile(
    r"\b(?:contact ?(?:persoon|person|gegevens)?|voornaam|achternaam|tussenvoegsel|voorletters|e-?mail\w*"
    r"|mail(?:adres)?|telefoon\w*|tel|telnr|mobiel\w*|mobile|phone\w*|gsm|bsn|burgerservicenummer"
    r"|geboorte\w*|birth\w*|geslacht|first name|last name|surname)\b"
)
_EMAIL = re.compile(r"([\w.+-]+)@[\w-]+\.[\w.-]+")
_PHONE = re.compile(r"(?:\+31|0031|0)[\d \-()]{8,14}")
_NINE_DIGITS = re.compile(r"\b\d{9}\b")
# Addresses of a function rather than of somebody.
_FUNCTIONS = re.compile(
    r"(?:info|contact|loket|secretariaat|bestuur|algemeen|administratie|office|hallo|hello|post|mail|support"
    r"|helpdesk|servicedesk|redactie|communicatie|subsidie|ondernemers|bedrijven|duurzaam|circulair|gemeente)"
)


def _holds_persons(table: Table, position: int) -> bool:
    filled = (row.cells[position].strip() for row in table.rows)
    values = list(islice((value for value in filled if value), _SAMPLE))
    tests: tuple[Callable[[str], bool], ...] = (
        names_a_person,
        lambda value: _PHONE.fullmatch(value) is not None,
    )
    return len(values) >= _FEW and any(_share(values, test) > _MOST for test in tests)


def _share(values: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, values)) / len(values)


def names_a_person(text: str) -> bool:
    """Tell whether a text holds an e-mail address of a person or a citizen service number."""
    addresses = (found.group(1).lower() for found in _EMAIL.finditer(text))
    return any(not _FUNCTIONS.match(name) for name in addresses) or any(
        _is_citizen_number(found.group()) for found in _NINE_DIGITS.finditer(text)
    )


def _is_citizen_number(digits: str) -> bool:
    """Apply the eleven-test of Dutch citizen service numbers."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True)) % 11 == 0
