"""The field's terms: kinds, statuses, relation names, and their Dutch and English labels.

Codes are English; each enum's ``label`` gives what the screen shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Self

Language = Literal["nl", "en"]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in both languages of the desk, Dutch first."""

    nl: str
    en: str

    def in_language(self, language: Language) -> str:
        """Return the text in ``language``."""
        return self.nl if language == "nl" else self.en

    @property
    def is_dutch_only(self) -> bool:
        """Whether the Dutch stands in for an English text that nobody wrote yet."""
        return bool(self.nl) and self.nl == self.en


class Term(StrEnum):
    """A code with a label in both languages, which is what the screen shows."""

    label: Bilingual
    # A term equals its code. That of ``Enum`` is the one of its name, by a call in Python.
    __hash__ = str.__hash__

    def __new__(cls, code: str, dutch: str, english: str) -> Self:
        """Make a member of its code, Dutch label and English label."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = Bilingual(dutch, english)
        return member

    @classmethod
    def of(cls, code: str) -> Self:
        """Return the term with a code.

        Raises:
            ValueError: There is none.
        """
        return cls(code)  # type: ignore[call-arg]  # with a code alone a term is looked up, and not made

    @classmethod
    def read(cls, code: str | None) -> Self | None:
        """Return the term with a code that somebody gave, or None where there is none."""
        return next((term for term in cls if term == code), None)


class ActorKind(Term):
    """What an actor is."""

    ENTREPRENEUR = "entrepreneur", "ondernemer", "entrepreneur"
    ASSOCIATION = "association", "ondernemersvereniging of netwerk", "business association or network"
    SERVICE_PROVIDER = "service_provider", "dienstverlener of loket", "service provider or desk"
    KNOWLEDGE_INSTITUTION = "knowledge_institution", "kennisinstelling", "knowledge institution"
    INITIATIVE = "initiative", "initiatief, project of programma", "initiative, project or programme"
    GOVERNMENT = "government", "overheid", "government"
    FINANCIER = "financier", "financier", "financier"


class NeedKind(Term):
    """What sort of help is needed; the first four are the desk's mission."""

    KNOWLEDGE = "knowledge", "kennis en advies", "knowledge and advice"
    SUBSIDY = "subsidy", "subsidie", "subsidy"
    NETWORK = "network", "netwerk en contacten", "network and contacts"
    REVENUE_MODEL = "revenue_model", "verdienmodel", "revenue model"
    REGULATION = "regulation", "regels en vergunningen", "rules and permits"
    FINANCING = "financing", "financiering", "financing"
    SPACE = "space", "ruimte en locatie", "space and location"
    SKILLS = "skills", "opleiding en vaardigheden", "training and skills"
    MATERIALS = "materials", "materialen en reststromen", "materials and residual streams"


class RStrategy(Term):
    """The R-ladder, best first; a low rung keeps more value (Potting et al., PBL, 2017)."""

    REFUSE = "refuse", "weigeren (R0)", "refuse (R0)"
    RETHINK = "rethink", "anders denken (R1)", "rethink (R1)"
    REDUCE = "reduce", "verminderen (R2)", "reduce (R2)"
    REUSE = "reuse", "hergebruiken (R3)", "reuse (R3)"
    REPAIR = "repair", "repareren (R4)", "repair (R4)"
    REFURBISH = "refurbish", "opknappen (R5)", "refurbish (R5)"
    REMANUFACTURE = "remanufacture", "reviseren (R6)", "remanufacture (R6)"
    REPURPOSE = "repurpose", "anders gebruiken (R7)", "repurpose (R7)"
    RECYCLE = "recycle", "recyclen (R8)", "recycle (R8)"
    RECOVER = "recover", "energie terugwinnen (R9)", "recover energy (R9)"

    @property
    def rung(self) -> int:
        """Place on the ladder, 0 (refuse) to 9 (recover)."""
        return list(RStrategy).index(self)


class Status(Term):
    """Whether what a source states is there now; what is only announced is ``planned``."""

    PLANNED = "planned", "aangekondigd", "announced"
    ACTIVE = "active", "loopt", "running"
    ENDED = "ended", "afgelopen", "ended"


class PlaceKind(Term):
    """Level of a place, from small to large."""

    MUNICIPALITY = "municipality", "gemeente", "municipality"
    REGION = "region", "regio", "region"
    PROVINCE = "province", "provincie", "province"
    COUNTRY = "country", "land", "country"


class ThemeKind(Term):
    """What a theme is about."""

    SECTOR = "sector", "sector", "sector"
    CHAIN = "chain", "keten", "chain"
    MATERIAL = "material", "materiaal", "material"
    ACTIVITY = "activity", "activiteit", "activity"


class TargetGroup(Term):
    """Whom an offering is for, or who asks."""

    ENTREPRENEUR = "entrepreneur", "ondernemers", "entrepreneurs"
    ASSOCIATION = "association", "verenigingen", "associations"
    MUNICIPALITY = "municipality", "overheden", "public bodies"
    SCHOOL = "school", "scholen", "schools"
    RESIDENTS = "residents", "bewoners", "residents"


class CompanySize(Term):
    """Size class by staff (EU recommendation 2003/361/EC)."""

    MICRO = "micro", "micro (minder dan 10 medewerkers)", "micro (fewer than 10 staff)"
    SMALL = "small", "klein (10 tot 50 medewerkers)", "small (10 to 50 staff)"
    MEDIUM = "medium", "middelgroot (50 tot 250 medewerkers)", "medium (50 to 250 staff)"
    LARGE = "large", "groot (250 medewerkers of meer)", "large (250 staff or more)"


class RelationKind(Term):
    """How actors and offerings are tied; read as subject - verb - object."""

    PART_OF = "PART_OF", "is onderdeel van", "is part of"
    MEMBER_OF = "MEMBER_OF", "is lid van", "is a member of"
    PARTNER_IN = "PARTNER_IN", "is partner in", "is a partner in"
    FUNDS = "FUNDS", "financiert", "funds"
    ORGANISES = "ORGANISES", "organiseert", "organises"
    COOPERATES_WITH = "COOPERATES_WITH", "werkt samen met", "cooperates with"
    OPERATES = "OPERATES", "voert uit", "operates"
    PARTICIPATES_IN = "PARTICIPATES_IN", "doet mee aan", "takes part in"
    USES = "USES", "maakt gebruik van", "uses"
    INFORMS_ABOUT = "INFORMS_ABOUT", "geeft informatie over", "gives information about"
    IN_CONTACT_WITH = "IN_CONTACT_WITH", "heeft contact met", "is in contact with"

    @property
    def is_mutual(self) -> bool:
        """Whether both ends say the same of each other, so that order has no meaning."""
        return self in {RelationKind.COOPERATES_WITH, RelationKind.IN_CONTACT_WITH}


class Answer(Term):
    """The three answers to the question whether somebody may use an offering."""

    YES = "yes", "voldoet", "eligible"
    UNSURE = "unsure", "nog onzeker", "unsure"
    NO = "no", "voldoet niet", "not eligible"
