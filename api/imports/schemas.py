"""What goes over the wire about lists on their way in and about changes, in camelCase."""

from __future__ import annotations

from datetime import date  # noqa: TC003  # pydantic reads the annotations when the class is made
from typing import Any, Literal

from pydantic import AwareDatetime, ConfigDict, Field

from api.imports.values import Stage  # noqa: TC001  # the same
from api.schemas import FaultOut, In, Links, Out, PageQuery
from graph.importing import ListKind, RowOutcome  # noqa: TC001  # the same
from matchmaker.journal import BatchKind  # noqa: TC001  # the same

# ---- asked


class ImportQuery(PageQuery):
    """Welke rijen van een lijst."""

    outcome: RowOutcome | None = Field(default=None, description="Alleen rijen die dit doen.")


class RowDecision(In):
    """Wat iemand besliste over een rij die mogelijk dubbel is."""

    model_config = ConfigDict(strict=True)

    row: int = Field(ge=1, description="Nummer van de rij in het bestand.", examples=[12])
    actor_id: str | None = Field(
        max_length=200, description="Kenmerk van de partij die het is, of null als zij nieuw is."
    )
    place: Literal["known", "stated"] = Field(
        default="known",
        description=(
            "Welke plaats de partij houdt als de rij een andere noemt: die wij al kenden (known) of die van "
            "de rij (stated)."
        ),
    )


class ImportDecisions(In):
    """Beslissingen over rijen die mogelijk dubbel zijn."""

    model_config = ConfigDict(strict=True)

    decisions: list[RowDecision] = Field(min_length=1, max_length=1000)


# ---- answered


class NoteOut(Out):
    """Iets wat bij het lezen is overgeslagen of opgeruimd."""

    text: str
    rows: list[int] = Field(
        description="De eerste rijen waar het gebeurde; leeg als het om het bestand gaat."
    )
    total: int = Field(description="In hoeveel rijen het gebeurde.")


class ColumnOut(Out):
    """Een kolom van de lijst."""

    header: str
    field: str | None = Field(description="Wat de kolom bevat, of null als wij haar niet overnemen.")
    is_remembered: bool = Field(description="Of dit is onthouden van een eerdere lijst van deze afzender.")
    is_personal: bool = Field(description="Of de kolom over personen lijkt te gaan; dan lezen wij haar niet.")
    samples: list[str]


class RowCountsOut(Out):
    """Hoeveel rijen wat doen."""

    new: int
    changed: int
    same: int
    double: int = Field(description="Mogelijk dubbel: een mens moet kiezen.")
    wrong: int
    unreadable: int


class ProgressOut(Out):
    """Hoeveel er van het werk gedaan is."""

    done: int
    total: int


class FieldChangeOut(Out):
    """Een veld dat verandert."""

    field: str
    old: Any = Field(description="De waarde ervoor, of null.")
    new: Any = Field(description="De waarde erna, of null.")


class CandidateOut(Out):
    """Een partij die een rij misschien bedoelt."""

    id: str
    name: str
    why: str
    known_place: str | None = Field(description="Haar plaats, als de rij een andere noemt; anders null.")
    stated_place: str | None = Field(description="De plaats die de rij noemt, als dat een andere is.")


class RowOut(Out):
    """Een rij van de lijst."""

    row: int = Field(description="Nummer van de rij, zoals Excel telt.")
    outcome: RowOutcome
    name: str
    fact_id: str | None = Field(description="Kenmerk van de partij of het aanbod, of null.")
    changes: list[FieldChangeOut]
    candidates: list[CandidateOut]
    errors: list[FaultOut]


class RowsEmbedded(Out):
    """De rijen van deze bladzijde."""

    rows: list[RowOut]


class ImportOut(Out):
    """Een lijst die wordt ingelezen."""

    id: str
    status: Stage
    kind: ListKind
    sender: str
    association: str | None
    stated_on: date
    file_name: str
    by: str = Field(description="Functie en loket van wie haar stuurde; nooit een naam.")
    received_at: AwareDatetime
    columns: list[ColumnOut]
    notes: list[NoteOut]
    counts: RowCountsOut | None = Field(description="null zolang er nog wordt vergeleken.")
    progress: ProgressOut | None
    is_moved: bool = Field(
        description="Of het register is gewijzigd, zodat de lijst iets anders doet dan u zag. Kijk opnieuw."
    )
    errors: list[FaultOut] = Field(description="Waarom de laatste stap niet lukte; leeg als zij lukte.")
    batch_id: str | None = Field(description="De wijziging, als er iets is opgeslagen.")
    links: Links
    total: int = Field(description="Hoeveel rijen er zijn bij deze keuze.")
    embedded: RowsEmbedded


class BatchSummary(Out):
    """Een wijziging van het register."""

    id: str
    kind: BatchKind
    label: str
    title: str
    by: str = Field(description="Functie en loket; nooit een naam.")
    at: AwareDatetime
    sender: str | None
    new: int
    changed: int
    same: int
    removed: int
    undone_at: AwareDatetime | None
    undone_by: str | None
    links: Links


class ChangeOut(Out):
    """Wat er met één gegeven gebeurde."""

    type: Literal["document", "place", "theme", "actor", "offering", "relation", "precedent"]
    id: str
    action: Literal["added", "changed", "removed"]
    changes: list[FieldChangeOut]


class ChangesEmbedded(Out):
    """De gegevens van deze bladzijde."""

    changes: list[ChangeOut]


class BatchOut(BatchSummary):
    """Een wijziging, met wat zij deed."""

    total: int = Field(description="Hoeveel gegevens zij raakte.")
    embedded: ChangesEmbedded


class BatchesEmbedded(Out):
    """De wijzigingen van deze bladzijde."""

    batches: list[BatchSummary]


class BatchPage(Out):
    """Een bladzijde met wijzigingen."""

    links: Links
    total: int
    embedded: BatchesEmbedded
