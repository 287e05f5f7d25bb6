"""A case: what a company asks of a desk, what it was shown and chose, and what nobody offers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from matchmaker.casework.terms import CaseKind, CaseState
from matchmaker.errors import Conflict, Fault, InvalidInput
from matchmaker.model import Need
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from matchmaker.casework.companies import Company
    from matchmaker.vocabulary import Answer, NeedKind, RStrategy

LONGEST_WORDS = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything that one company asks of a desk in one go.

    Attributes:
        id: Slug.
        revision: Counts its changes; 0 until it is stored.
        desk_id: The desk that holds it now.
        company_id: Who asks.
        kind: What sort of work it is.
        opened_on: Day on which it began, in the Netherlands.
        worker: Function of who works on it, or None if nobody in particular.
        intake_id: The intake that it follows from, or None.
        state: Open or closed.
        closed_on: Day on which it was closed, or None.
        shared_with: Ids of other desks that work on it too.
        held_before: Ids of desks that handed it over, which still may read it.
    """

    id: str
    desk_id: str
    company_id: str
    kind: CaseKind
    opened_on: date
    worker: str | None = None
    intake_id: str | None = None
    state: CaseState = CaseState.OPEN
    closed_on: date | None = None
    shared_with: tuple[str, ...] = ()
    held_before: tuple[str, ...] = ()
    revision: int = 0

    def may_change(self, desk_id: str) -> bool:
        """Tell whether a desk may change the case, and not only read it."""
        return desk_id == self.desk_id or desk_id in self.shared_with


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """A line of a desk's list of cases: the case and what its company is called."""

    case: Case
    company_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownReason:
    """A reason as it was shown: the name of the feature, what it added to the score, and its sentence."""

    feature: str
    contribution: float
    text: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """An offering as it was suggested that day; the offering itself may have changed since.

    Attributes:
        offering_id: Which offering.
        offering_title: Its title then.
        provider_id: The party to turn to.
        provider_name: Its name then.
        score: From 0 to 1.
        eligibility: Yes or unsure.
        reasons: Why, largest contribution first.
        is_chosen: The company or the desk chose it.
    """

    offering_id: str
    offering_title: Bilingual
    provider_id: str
    provider_name: str
    score: float
    eligibility: Answer
    reasons: tuple[ShownReason, ...] = ()
    is_chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseNeed:
    """A need that somebody confirmed.

    Attributes:
        id: Slug.
        revision: Counts its changes; 0 until it is stored.
        case_id: The case that it belongs to.
        words: How the company asks, 1 to 5,000 characters; empty once the company is erased.
        kinds: Kinds of help; empty if unknown.
        themes: Ids of what it is about.
        r_strategy: The rung aimed at, or None.
        action_id: The action of the praatplaat that it follows from, or None.
        suggestions: What was suggested last, best first.
        suggested_on: The day of that, or None.
    """

    id: str
    case_id: str
    words: str
    kinds: tuple[NeedKind, ...] = ()
    themes: tuple[str, ...] = ()
    r_strategy: RStrategy | None = None
    action_id: str | None = None
    suggestions: tuple[Suggestion, ...] = ()
    suggested_on: date | None = None
    revision: int = 0

    def as_need(self, company: Company, asked_on: date) -> Need:
        """Return what the matcher takes, for the company that asks, on a day."""
        return Need(
            text=self.words,
            kinds=self.kinds,
            sectors=company.sectors,
            municipality_id=company.municipality_id,
            size=company.size,
            r_strategy=self.r_strategy,
            target_group=company.target_group,
            asked_on=asked_on,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """That nothing fitted a need on a day, and what was missing.

    What was only read into the words counts as what was told; the need says what somebody told.

    Attributes:
        id: Slug, one for each need and day.
        need_id: Which need.
        case_id: Its case.
        desk_id: The desk that looked.
        on: The day.
        kinds: Kinds of help that were sought.
        themes: Ids of what it was about.
        municipality_id: Where it was sought, or None.
        missing: What was missing, most important first.
    """

    id: str
    need_id: str
    case_id: str
    desk_id: str
    on: date
    kinds: tuple[NeedKind, ...] = ()
    themes: tuple[str, ...] = ()
    municipality_id: str | None = None
    missing: tuple[Bilingual, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GapCount:
    """How often help of a kind on a theme was missing.

    Attributes:
        kind: Kind of help, or None where it was unknown.
        theme_id: Theme, or None where there was none.
        municipality_id: Municipality, or None where it was unknown.
        count: Number of gaps.
    """

    kind: NeedKind | None
    theme_id: str | None
    municipality_id: str | None
    count: int


def suggested(need: CaseNeed, suggestions: tuple[Suggestion, ...], on: date) -> CaseNeed:
    """Return a need with what was suggested today; what was chosen before stays chosen."""
    chosen = {one.offering_id for one in need.suggestions if one.is_chosen}
    kept = tuple(replace(one, is_chosen=one.offering_id in chosen) for one in suggestions)
    return replace(need, suggestions=kept, suggested_on=on)


def chosen(need: CaseNeed, offering_id: str) -> CaseNeed:
    """Return a need for which one of the suggestions is chosen.

    Raises:
        InvalidInput: It was not among the suggestions.
    """
    return _marked(need, offering_id, is_chosen=True)


def not_chosen(need: CaseNeed, offering_id: str) -> CaseNeed:
    """Return a need for which one of the suggestions is no longer chosen.

    Raises:
        InvalidInput: It was not among the suggestions.
    """
    return _marked(need, offering_id, is_chosen=False)


def handed_over(case: Case, to_desk_id: str) -> Case:
    """Return a case that another desk takes over; the desk that held it may go on reading it.

    Raises:
        Conflict: That desk holds it already.
    """
    if to_desk_id == case.desk_id:
        raise Conflict(
            "Deze zaak is al van dit loket. Kies een ander loket. / "
            "This desk holds the case already. Choose another desk."
        )
    before = (*(desk for desk in case.held_before if desk != to_desk_id), case.desk_id)
    others = tuple(desk for desk in case.shared_with if desk != to_desk_id)
    return replace(case, desk_id=to_desk_id, worker=None, shared_with=others, held_before=before)


def shared(case: Case, with_desk_id: str) -> Case:
    """Return a case on which another desk works too; sharing twice changes nothing."""
    if with_desk_id == case.desk_id or with_desk_id in case.shared_with:
        return case
    return replace(case, shared_with=(*case.shared_with, with_desk_id))


def closed(case: Case, on: date) -> Case:
    """Return a case that is closed.

    Raises:
        Conflict: It was closed before.
    """
    refuse_closed(case)
    return replace(case, state=CaseState.CLOSED, closed_on=on)


def refuse_closed(case: Case) -> None:
    """Raise ``Conflict`` if a case is closed."""
    if case.state is CaseState.CLOSED:
        raise Conflict(
            "Deze zaak is afgesloten. Open een nieuwe zaak. / This case is closed. Open a new one."
        )


def gap_of(need: CaseNeed, case: Case, sought: Need, missing: tuple[Bilingual, ...], on: date) -> Gap:
    """Return the gap that nothing fits a need today.

    Args:
        need: The need.
        case: Its case.
        sought: What was answered, with what was read into the words.
        missing: What was missing, most important first.
        on: Today.
    """
    return Gap(
        id=f"{need.id}-{on.isoformat()}",
        need_id=need.id,
        case_id=case.id,
        desk_id=case.desk_id,
        on=on,
        kinds=sought.kinds,
        themes=need.themes,
        municipality_id=sought.municipality_id,
        missing=missing,
    )


def count_gaps(gaps: Iterable[Gap]) -> tuple[GapCount, ...]:
    """Count gaps by kind, theme and municipality, most first; a gap of two kinds counts for each."""
    counts = Counter(
        (kind, theme, gap.municipality_id)
        for gap in gaps
        for kind in (gap.kinds or (None,))
        for theme in (gap.themes or (None,))
    )
    return tuple(
        GapCount(kind=kind, theme_id=theme, municipality_id=place, count=count)
        for (kind, theme, place), count in sorted(
            counts.items(), key=lambda item: (-item[1], *(str(part or "") for part in item[0]))
        )
    )


def need_faults(need: CaseNeed) -> list[Fault]:
    """Return all that is wrong with a need."""
    if 1 <= len(need.words.strip()) <= LONGEST_WORDS:
        return []
    text = Bilingual(
        f"Beschrijf de vraag in 1 tot {LONGEST_WORDS} tekens.",
        f"Describe the question in 1 to {LONGEST_WORDS} characters.",
    )
    return [Fault(where="words", message=text)]


def _marked(need: CaseNeed, offering_id: str, *, is_chosen: bool) -> CaseNeed:
    if not any(one.offering_id == offering_id for one in need.suggestions):
        text = Bilingual(
            "Dit aanbod staat niet bij de suggesties. Kies er een uit de lijst, of zeg waarom u dit kiest.",
            "This offering is not among the suggestions. Choose one from the list, or say why this one.",
        )
        raise InvalidInput([Fault(where="offeringId", message=text)])
    marked = tuple(
        replace(one, is_chosen=is_chosen) if one.offering_id == offering_id else one
        for one in need.suggestions
    )
    return replace(need, suggestions=marked)
