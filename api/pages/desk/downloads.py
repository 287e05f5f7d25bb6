"""The lists of a desk's work as files to take along.

They hold what the pages list, and no contacts, notes or words of a question. A company's name may be that of
a person, so these files are for staff, as the pages are.
"""

from __future__ import annotations

from datetime import date  # noqa: TC003  # pydantic reads the annotations when the class is made
from typing import TYPE_CHECKING

from api.identity import function_label
from api.pages.downloads import TakenAlong, labels, self_as_json
from api.schemas import Out, PageOut
from matchmaker.casework.terms import CaseKind, FollowUpKind, ReferralState  # noqa: TC001  # the same
from matchmaker.vocabulary import Bilingual, NeedKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from api.loaded import Loaded
    from matchmaker.casework.cases import CaseLine, GapCount
    from matchmaker.casework.companies import Company
    from matchmaker.casework.followups import WorkItem
    from matchmaker.vocabulary import Language

_ID = Bilingual("Kenmerk", "Id")
_COMPANY = Bilingual("Bedrijf", "Company")
_MUNICIPALITY = Bilingual("Gemeente", "Municipality")
_WORKER = Bilingual("Wie", "Who")


class WorkRow(Out):
    """Something that a desk has to do."""

    id: str
    company: str
    kind: FollowUpKind
    due_on: date
    offering: str | None
    referral: ReferralState | None
    worker: str | None


class WorkFile(PageOut):
    """A work list."""

    follow_ups: list[WorkRow]


class CaseRow(Out):
    """A case of a desk."""

    id: str
    company: str
    kind: CaseKind
    opened_on: date
    closed_on: date | None
    worker: str | None


class CaseFile(PageOut):
    """The open or the closed cases."""

    cases: list[CaseRow]


class CompanyRow(Out):
    """A company that a desk knows."""

    id: str
    name: str
    municipality: str | None


class CompanyFile(PageOut):
    """The companies that a desk knows."""

    companies: list[CompanyRow]


class GapRow(Out):
    """How often help of a kind was missing."""

    kind: NeedKind | None
    theme: str | None
    municipality: str | None
    count: int


class GapFile(PageOut):
    """What was missing since a quarter began."""

    gaps: list[GapRow]


def work_taken_along(language: Language, items: Sequence[WorkItem], query: Mapping[str, str]) -> TakenAlong:
    """Return a whole view of the work list, the earliest day first."""
    rows = [
        WorkRow(
            id=item.follow_up.id,
            company=item.company_name,
            kind=item.follow_up.kind,
            due_on=item.follow_up.due_on,
            offering=item.offering_title.in_language(language) if item.offering_title else None,
            referral=item.referral_state,
            worker=item.follow_up.worker,
        )
        for item in items
    ]
    return TakenAlong(
        name=Bilingual("werklijst", "work-list"),
        headers=(
            _ID,
            _COMPANY,
            Bilingual("Wat", "What"),
            Bilingual("Dag", "Day"),
            Bilingual("Aanbod", "Offering"),
            Bilingual("Stand van de verwijzing", "State of the referral"),
            _WORKER,
        ),
        rows=[
            [
                row.id,
                row.company,
                labels([row.kind], language),
                row.due_on.isoformat(),
                row.offering or "",
                labels([row.referral] if row.referral else [], language),
                _worker(row.worker, language),
            ]
            for row in rows
        ],
        model=lambda: WorkFile(links=self_as_json("start", language, query), total=len(rows), follow_ups=[]),
        listed="followUps",
        items=rows,
    )


def cases_taken_along(language: Language, lines: Sequence[CaseLine], query: Mapping[str, str]) -> TakenAlong:
    """Return all open or closed cases, the latest opened first."""
    rows = [
        CaseRow(
            id=line.case.id,
            company=line.company_name,
            kind=line.case.kind,
            opened_on=line.case.opened_on,
            closed_on=line.case.closed_on,
            worker=line.case.worker,
        )
        for line in lines
    ]
    return TakenAlong(
        name=Bilingual("zaken", "cases"),
        headers=(
            _ID,
            _COMPANY,
            Bilingual("Soort", "Kind"),
            Bilingual("Sinds", "Since"),
            Bilingual("Afgesloten op", "Closed on"),
            _WORKER,
        ),
        rows=[
            [
                row.id,
                row.company,
                labels([row.kind], language),
                row.opened_on.isoformat(),
                row.closed_on.isoformat() if row.closed_on else "",
                _worker(row.worker, language),
            ]
            for row in rows
        ],
        model=lambda: CaseFile(links=self_as_json("cases", language, query), total=len(rows), cases=[]),
        listed="cases",
        items=rows,
    )


def companies_taken_along(loaded: Loaded, language: Language, companies: Sequence[Company]) -> TakenAlong:
    """Return all companies that a desk knows, by name."""
    rows = [
        CompanyRow(id=one.id, name=one.name, municipality=_place(loaded, one.municipality_id))
        for one in companies
    ]
    return TakenAlong(
        name=Bilingual("bedrijven", "companies"),
        headers=(_ID, _COMPANY, _MUNICIPALITY),
        rows=[[row.id, row.name, row.municipality or ""] for row in rows],
        model=lambda: CompanyFile(links=self_as_json("companies", language), total=len(rows), companies=[]),
        listed="companies",
        items=rows,
    )


def gaps_taken_along(
    loaded: Loaded, language: Language, counts: Sequence[GapCount], query: Mapping[str, str]
) -> TakenAlong:
    """Return how often what was missing, most often first."""
    themes = {theme.id: theme for theme in loaded.snapshot.themes}
    rows = [
        GapRow(
            kind=one.kind,
            theme=themes[one.theme_id].label.in_language(language) if one.theme_id in themes else None,
            municipality=_place(loaded, one.municipality_id),
            count=one.count,
        )
        for one in counts
    ]
    return TakenAlong(
        name=Bilingual("wat-ontbreekt", "what-is-missing"),
        headers=(
            Bilingual("Soort hulp", "Kind of help"),
            Bilingual("Thema", "Theme"),
            _MUNICIPALITY,
            Bilingual("Hoe vaak", "How often"),
        ),
        rows=[
            [
                labels([row.kind] if row.kind else [], language),
                row.theme or "",
                row.municipality or "",
                str(row.count),
            ]
            for row in rows
        ],
        model=lambda: GapFile(links=self_as_json("gaps", language, query), total=len(rows), gaps=[]),
        listed="gaps",
        items=rows,
    )


def _worker(code: str | None, language: Language) -> str:
    return function_label(code).in_language(language) if code else ""


def _place(loaded: Loaded, place_id: str | None) -> str | None:
    place = loaded.gazetteer.by_id.get(place_id or "")
    return place.name if place else None
