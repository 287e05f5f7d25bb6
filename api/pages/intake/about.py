"""The first step of an intake: who asks, and how to reach them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from api.messages import shown
from matchmaker.casework.companies import company_faults, contact_faults
from matchmaker.errors import Fault
from matchmaker.vocabulary import Bilingual, CompanySize, TargetGroup, ThemeKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.loaded import Loaded
    from api.pages.sent import Sent
    from matchmaker.casework.companies import Company, Contact
    from matchmaker.vocabulary import Language

    Form = Mapping[str, tuple[str, ...]]

FIELDS = (
    "targetGroup",
    "name",
    "kvkNumber",
    "municipality",
    "sector",
    "size",
    "function",
    "email",
    "phone",
)

LABELS: Mapping[str, Bilingual] = {
    "targetGroup": Bilingual("Voor wie vraagt u?", "For whom do you ask?"),
    "name": Bilingual("Naam van de organisatie", "Name of the organisation"),
    "kvkNumber": Bilingual("KVK-nummer", "KVK number"),
    "municipality": Bilingual("Gemeente", "Municipality"),
    "sector": Bilingual("Sector", "Sector"),
    "size": Bilingual("Grootte", "Size"),
    "function": Bilingual("Uw functie", "Your function"),
    "email": Bilingual("E-mailadres", "Mail address"),
    "phone": Bilingual("Telefoonnummer", "Telephone number"),
}

WHO_ASKS: Mapping[TargetGroup, Bilingual] = {
    TargetGroup.ENTREPRENEUR: Bilingual("een bedrijf", "a company"),
    TargetGroup.ASSOCIATION: Bilingual("een ondernemersvereniging", "a business association"),
    TargetGroup.MUNICIPALITY: Bilingual(
        "een gemeente of andere overheid", "a municipality or other public body"
    ),
    TargetGroup.SCHOOL: Bilingual("een school", "a school"),
}
"""Who can ask, in the words of the form."""

LONGEST = 200


def filled(
    company: Company, contact: Contact | None, loaded: Loaded, language: Language
) -> dict[str, tuple[str, ...]]:
    """Return what is known of a company as fields of the form."""
    place = "" if company.municipality_id is None else loaded.place_by_id(company.municipality_id).name
    sectors = (loaded.theme_by_id(theme_id).label.in_language(language) for theme_id in company.sectors)
    return {
        "targetGroup": (company.target_group.value,),
        "name": (company.name,),
        "kvkNumber": (company.kvk_number or "",),
        "municipality": (place,),
        "sector": (", ".join(sectors),),
        "size": (company.size.value if company.size else "",),
        "function": (contact.function if contact else "",),
        "email": ((contact.email if contact else None) or "",),
        "phone": ((contact.phone if contact else None) or "",),
    }


def sent_fields(sent: Sent) -> dict[str, tuple[str, ...]]:
    """Return the fields of the form as they were sent; a company asks unless something else is said."""
    form: dict[str, tuple[str, ...]] = {name: (sent.one(name),) for name in FIELDS}
    form["kvkNumber"] = (form["kvkNumber"][0].replace(" ", ""),)
    if not form["targetGroup"][0]:
        form["targetGroup"] = (TargetGroup.ENTREPRENEUR.value,)
    return form


def applied(
    company: Company, contact: Contact | None, form: Form, loaded: Loaded
) -> tuple[Company, Contact | None, list[Fault]]:
    """Return a company and its contact with the form filled in, and all that is wrong with it."""
    faults = [
        Fault(
            where=name,
            message=Bilingual(
                f"Houd dit korter dan {LONGEST} tekens.", f"Keep this under {LONGEST} characters."
            ),
        )
        for name in FIELDS
        if len(form[name][0]) > LONGEST
    ]
    text = {name: form[name][0][:LONGEST] for name in FIELDS}
    municipality, wrong = _municipality(text["municipality"], loaded)
    faults += wrong
    sectors, wrong = _sectors(text["sector"], loaded)
    faults += wrong
    company = replace(
        company,
        name=text["name"],
        kvk_number=text["kvkNumber"] or None,
        municipality_id=municipality,
        sectors=sectors,
        size=CompanySize.read(text["size"]),
        target_group=next(
            (one for one in WHO_ASKS if one.value == text["targetGroup"]), company.target_group
        ),
    )
    faults += company_faults(company)
    if contact is not None:
        held = contact
        contact = replace(
            held, function=text["function"], email=text["email"] or None, phone=text["phone"] or None
        )
        faults += contact_faults(contact, held)
    return company, contact, faults


def _municipality(spelling: str, loaded: Loaded) -> tuple[str | None, list[Fault]]:
    if not spelling:
        return None, []
    place = loaded.gazetteer.find_municipality(spelling)
    if place is not None:
        return place.id, []
    message = Bilingual(
        f"Wij kennen geen gemeente “{shown(spelling)}”. Vul de naam van een Nederlandse gemeente in.",
        f"We know no municipality “{shown(spelling)}”. Fill in the name of a Dutch municipality.",
    )
    return None, [Fault(where="municipality", message=message, suggestions=loaded.gazetteer.near(spelling))]


def _sectors(words: str, loaded: Loaded) -> tuple[tuple[str, ...], list[Fault]]:
    """Return the themes of a trade; each part between commas must be a word that the thesaurus knows."""
    known: dict[str, None] = {}
    for part in filter(None, (part.strip() for part in words.split(","))):
        found = loaded.thesaurus.find(part)
        if not found:
            return tuple(known), [_unknown_sector(part, loaded)]
        trades = [one for one in found if loaded.theme_by_id(one).kind is ThemeKind.SECTOR]
        known.update(dict.fromkeys(trades or found))
    return tuple(known), []


def _unknown_sector(word: str, loaded: Loaded) -> Fault:
    near = tuple(theme.label.nl for theme in loaded.directory.themes(word)[:3])
    message = Bilingual(
        f"Wij kennen de sector “{shown(word)}” niet. Kies een ander woord, of laat dit leeg.",
        f"We do not know the sector “{shown(word)}”. Choose another word, or leave this empty.",
    )
    return Fault(where="sector", message=message, suggestions=near)


def shares_contact(form: Form) -> bool:
    """Tell whether something was filled in by which somebody can be reached."""
    return any(form[name][0] for name in ("function", "email", "phone"))
