"""What goes over the wire about keeping the register true, in camelCase."""

from __future__ import annotations

from datetime import date  # pydantic reads the annotations when the class is made
from typing import Annotated, Literal

from pydantic import AwareDatetime, ConfigDict, Field

from api.imports.schemas import BatchSummary, FieldChangeOut  # noqa: TC001  # the same
from api.keeping.storing import Ground  # noqa: TC001  # the same
from api.schemas import ActorRef, In, Links, Out, PageQuery, Words
from matchmaker.vocabulary import (
    ActorKind,
    CompanySize,
    Language,
    NeedKind,
    RStrategy,
    Status,
    TargetGroup,
)

Day = Annotated[date, Field(strict=False)]
Kind = Annotated[ActorKind, Field(strict=False)]
Help = Annotated[NeedKind, Field(strict=False)]
Rung = Annotated[RStrategy, Field(strict=False)]
Size = Annotated[CompanySize, Field(strict=False)]
State = Annotated[Status, Field(strict=False)]
Target = Annotated[TargetGroup, Field(strict=False)]
Id = Annotated[str, Field(max_length=200)]
Text = Annotated[str, Field(max_length=5_000)]

# ---- asked


class DueQuery(PageQuery):
    """Wat er na te kijken is."""

    theme: Words | None = Field(
        default=None, description="Alleen van partijen met dit thema: naam of kenmerk.", examples=["bouw"]
    )
    actor: Words | None = Field(default=None, description="Alleen van deze partij: haar kenmerk.")


class MergeRequest(In):
    """Twee partijen die dezelfde zijn."""

    model_config = ConfigDict(strict=True)

    keep_id: Id = Field(min_length=1, description="Kenmerk van de partij die blijft.")
    drop_id: Id = Field(min_length=1, description="Kenmerk van de partij die daarin opgaat.")


class DistinctionRequest(In):
    """Twee partijen die verschillend zijn, ook al lijken hun namen op elkaar."""

    model_config = ConfigDict(strict=True)

    one_id: Id = Field(min_length=1, description="Kenmerk van de ene partij.")
    other_id: Id = Field(min_length=1, description="Kenmerk van de andere.")


class CheckRequest(In):
    """Gegevens die iemand naliep en die kloppen."""

    model_config = ConfigDict(strict=True)

    facts: list[Words] = Field(
        min_length=1,
        max_length=1_000,
        description="Het veld `mark` van elk gegeven, zoals `due-facts` het geeft.",
    )


class TextIn(In):
    """Een tekst in beide talen."""

    model_config = ConfigDict(strict=True)

    nl: Text
    en: Text


class QuestionIn(In):
    """Een voorbeeldvraag."""

    model_config = ConfigDict(strict=True)

    language: Language
    text: Text


class StatedIn(In):
    """Hoe het loket dit weet. Dit komt als bron bij het gegeven."""

    model_config = ConfigDict(strict=True)

    ground: Ground = Field(strict=False, description="Zonder nieuwe bron: `wording`.")
    stated_on: Day | None = Field(
        default=None, description="De dag waarop het gezegd of gelezen is; anders vandaag."
    )


class ActorChange(In):
    """Wat er aan een partij verandert (RFC 7396). Wat u weglaat, blijft; `null` maakt leeg."""

    model_config = ConfigDict(strict=True)

    stated: StatedIn
    name: Text | None = None
    kind: Kind | None = None
    description: TextIn | None = None
    aliases: list[Text] | None = Field(default=None, max_length=100)
    place_id: Id | None = None
    themes: list[Id] | None = Field(default=None, max_length=100, description="Kenmerken van thema's.")
    website: Text | None = None
    kvk_number: Text | None = None
    status: State | None = None
    desk_only: list[Id] | None = Field(
        default=None, max_length=20, description="Namen van velden die alleen het loket mag zien."
    )


class OfferingChange(In):
    """Wat er aan aanbod verandert (RFC 7396). Wat u weglaat, blijft; `null` maakt leeg."""

    model_config = ConfigDict(strict=True)

    stated: StatedIn
    title: TextIn | None = None
    summary: TextIn | None = None
    next_step: TextIn | None = None
    need_kinds: list[Help] | None = Field(default=None, max_length=20)
    area: list[Id] | None = Field(default=None, max_length=400, description="Kenmerken van plaatsen.")
    themes: list[Id] | None = Field(default=None, max_length=100, description="Kenmerken van thema's.")
    r_strategies: list[Rung] | None = Field(default=None, max_length=20)
    target_groups: list[Target] | None = Field(default=None, max_length=20)
    sectors: list[Id] | None = Field(default=None, max_length=100, description="Kenmerken van thema's.")
    sizes: list[Size] | None = Field(default=None, max_length=20)
    opens_on: Day | None = None
    closes_on: Day | None = None
    budget_euro: int | None = Field(default=None, le=10**15)
    budget_exhausted: bool | None = None
    capacity: int | None = Field(default=None, le=10**9)
    places_left: int | None = Field(default=None, le=10**9)
    requirements: list[TextIn] | None = Field(default=None, max_length=20)
    excluded_actors: list[Id] | None = Field(
        default=None, max_length=100, description="Kenmerken van partijen."
    )
    questions: list[QuestionIn] | None = Field(default=None, max_length=8)
    status: State | None = None
    desk_only: list[Id] | None = Field(
        default=None, max_length=20, description="Namen van velden die alleen het loket mag zien."
    )


ASKED = (MergeRequest, DistinctionRequest, CheckRequest, ActorChange, OfferingChange)

# ---- answered


class HistoryChangeOut(Out):
    """Wat één wijziging met dit gegeven deed."""

    batch: BatchSummary
    action: Literal["added", "changed", "checked", "removed"]
    changes: list[FieldChangeOut] = Field(description="Zonder velden die alleen het loket mag zien.")


class HistoryEmbedded(Out):
    """De wijzigingen zelf."""

    changes: list[HistoryChangeOut]


class HistoryOut(Out):
    """Wat er met een partij of aanbod is gebeurd, de laatste wijziging eerst."""

    links: Links
    total: int
    embedded: HistoryEmbedded


class PossibleDoubleOut(Out):
    """Twee partijen die misschien dezelfde zijn."""

    first: ActorRef
    second: ActorRef
    is_likely: bool = Field(description="Of er bijna niets tegen spreekt.")
    score: float = Field(description="Hoe sterk de namen op elkaar lijken, van 0 tot 1.")
    why: str


class PossibleDoublesEmbedded(Out):
    """De paren zelf."""

    possible_doubles: list[PossibleDoubleOut]


class PossibleDoublesPage(Out):
    """Paren die misschien dubbel zijn, de waarschijnlijkste eerst."""

    links: Links
    total: int
    is_searched: bool = Field(description="Of er al gezocht is; anders is de lijst nog leeg.")
    is_searching: bool = Field(description="Of er nu gezocht wordt, zodat de lijst nog kan veranderen.")
    embedded: PossibleDoublesEmbedded


class DistinctionOut(Out):
    """Het besluit dat twee partijen verschillend zijn."""

    id: str
    first_id: str
    second_id: str
    by: str = Field(description="Functie en loket; nooit een naam.")
    at: AwareDatetime
    links: Links


class DistinctionsEmbedded(Out):
    """De besluiten zelf."""

    distinctions: list[DistinctionOut]


class DistinctionPage(Out):
    """Besluiten dat partijen verschillend zijn, het laatste eerst."""

    links: Links
    total: int
    embedded: DistinctionsEmbedded


class DueFactOut(Out):
    """Een gegeven dat langer dan een jaar niet is nagekeken."""

    type: Literal["actor", "offering", "relation"]
    id: str
    name: str
    told_by: ActorRef = Field(description="De partij die het kan zeggen.")
    last_on: date = Field(description="De dag waarop het voor het laatst is gezegd of nagekeken.")
    mark: str = Field(description="Stuur dit naar `checks` als het klopt. Het verandert met het gegeven mee.")


class DueFactsEmbedded(Out):
    """De gegevens zelf."""

    due_facts: list[DueFactOut]


class DueFactPage(Out):
    """Wat er na te kijken is, per partij, het oudste eerst."""

    links: Links
    total: int
    embedded: DueFactsEmbedded


class CheckOut(Out):
    """Wat er is nagekeken."""

    checked: int
    skipped: int = Field(description="Gegevens die intussen zijn gewijzigd of al waren nagekeken.")
    batch: BatchSummary | None = Field(description="De wijziging, of null als er niets was na te kijken.")
