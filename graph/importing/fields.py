"""What the columns of a list can hold, and which columns are about persons and stay unread."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from graph.importing.words import spellings_of
from graph.tables.columns import Field, Shape
from graph.tables.writing import PROBLEM_HEADER
from matchmaker.text import fold
from matchmaker.vocabulary import Bilingual, Status, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

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
_STATUS = Field(
    name="status",
    headers=("status", "stand van zaken", "fase", "stand", "state", "phase"),
    values=frozenset(spellings_of(Status)),
)
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
    Field(name="description_en", headers=("omschrijving engels", "description english")),
)
_OFFERING = (
    Field(
        name="provider",
        headers=("aanbieder", "organisatie", "uitvoerder", "naam organisatie", "organisation"),
    ),
    Field(name="title", headers=("titel", "aanbod", "naam aanbod", "dienst", "regeling", "naam", "service")),
    _ID,
    _KVK,
    Field(name="title_en", headers=("titel engels", "title english")),
    Field(
        name="summary", headers=("samenvatting", "omschrijving", "beschrijving", "toelichting", "description")
    ),
    Field(name="summary_en", headers=("samenvatting engels", "summary english")),
    Field(name="next_step", headers=("volgende stap", "hoe aanvragen", "wat moet u doen", "how to apply")),
    Field(name="next_step_en", headers=("volgende stap engels", "next step english")),
    Field(
        name="need_kinds",
        headers=(
            "soort hulp",
            "soort aanbod",
            "soort",
            "type hulp",
            "behoefte",
            "kind of help",
            "type of support",
        ),
    ),
    Field(name="area", headers=("gebied", "werkgebied", "gemeenten", "regio", "voor wie waar", "region")),
    _THEMES,
    _STATUS,
    Field(name="r_strategies", headers=("r-strategie", "r-strategieën", "r-ladder", "trede", "r-strategy")),
    Field(name="target_groups", headers=("doelgroep", "voor wie", "target group", "for whom")),
    Field(
        name="sectors",
        headers=(
            "alleen voor sector",
            "alleen voor branche",
            "gesloten voor andere sectoren",
            "only for sectors",
        ),
    ),
    Field(name="sizes", headers=("bedrijfsgrootte", "grootte", "company size")),
    Field(
        name="requirements",
        headers=("voorwaarden", "voorwaarde", "eisen", "criteria", "conditions", "requirements"),
    ),
    Field(name="requirements_en", headers=("voorwaarden engels", "conditions english")),
    Field(name="period", headers=("periode", "looptijd", "period", "duration")),
    Field(
        name="opens_on", headers=("begindatum", "startdatum", "vanaf", "opent op", "start date", "opens on")
    ),
    Field(
        name="closes_on",
        headers=("einddatum", "sluitdatum", "tot en met", "deadline", "sluit op", "end date", "closes on"),
    ),
    Field(name="budget_euro", headers=("budget", "bedrag", "budget in euro", "subsidieplafond", "amount")),
    Field(name="budget_exhausted", headers=("budget op", "budget uitgeput", "uitgeput", "budget exhausted")),
    Field(name="capacity", headers=("aantal plaatsen", "plaatsen", "capaciteit", "capacity", "places")),
    Field(name="places_left", headers=("vrije plaatsen", "plaatsen vrij", "nog vrij", "places left")),
    Field(
        name="questions",
        headers=("voorbeeldvragen", "voorbeeldvraag", "voor vragen als", "example questions"),
    ),
    Field(name="questions_en", headers=("voorbeeldvragen engels", "example questions english")),
)


def fields_for(kind: ListKind, known: Snapshot) -> tuple[Field, ...]:
    """Return the fields that a list of this kind may hold, for ``graph.tables.columns.suggest_columns``."""
    places = frozenset(fold(name) for place in known.places for name in (place.name, *place.aliases))
    if kind is ListKind.OFFERINGS:
        return tuple(replace(field, values=places) if field.name == "area" else field for field in _OFFERING)
    fields = tuple(replace(field, values=places) if field.name == "place" else field for field in _ACTOR)
    if kind is ListKind.PROVIDERS:
        return (*fields, _STATUS)
    return (*fields, Field(name="association", headers=("vereniging", "netwerk", "lid van")))


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


def unread_columns(table: Table, read: Collection[str]) -> tuple[str, ...]:
    """Return the columns in which something is filled in although nobody reads them.

    Those about persons, which are left out on purpose, and our own column with problems are not among them.
    """
    left_out = {*read, PROBLEM_HEADER, *(column.header for column in personal_columns(table))}
    positions = {at: header for at, header in enumerate(table.headers) if header not in left_out}
    filled: set[int] = set()
    for row in table.rows:
        if len(filled) == len(positions):
            break
        filled.update(at for at in positions if row.cells[at].strip())
    return tuple(header for at, header in positions.items() if at in filled)


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
