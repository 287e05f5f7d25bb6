"""What the desk's work does inside one transaction: find what a desk may see, keep what was changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from graph.casework import rows as stored
from graph.checks import unkeepable
from graph.slugs import is_slug
from graph.work import Work
from matchmaker.casework.capacity import Period
from matchmaker.casework.cases import Case, CaseNeed
from matchmaker.casework.companies import Company, Contact
from matchmaker.casework.followups import FollowUp
from matchmaker.casework.intakes import Intake
from matchmaker.casework.referrals import Referral
from matchmaker.casework.timeline import Event
from matchmaker.days import day_of, utc
from matchmaker.errors import ChangedMeanwhile, Conflict, Fault, InvalidInput, NotFound
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph.casework.rows import Record
    from graph.catalogue import Query
    from graph.engine import Row, Transaction
    from matchmaker.casework.port import Act
    from matchmaker.casework.terms import EventKind

R = TypeVar("R", Company, Contact, Intake, Case, CaseNeed, Referral, Period, FollowUp)
V = TypeVar("V")


class Books:
    """One transaction, with the rules about who may see what.

    Attributes:
        erased: Whether something was erased that must not linger in files.
    """

    def __init__(self, transaction: Transaction, queries: Mapping[str, Query], call: str) -> None:
        """Take an open transaction, and a text by which the events of this call are known."""
        self._work = Work(transaction, queries)
        self._call = call
        self._told = 0
        self.erased = False

    def ask(self, name: str, **params: Any) -> list[Row]:
        """Run one query."""
        return self._work.ask(name, **params)

    def all(self, record: Record[V], name: str, **params: Any) -> tuple[V, ...]:
        """Return the records that a query finds."""
        return tuple(map(record.from_row, self.ask(name, **params)))

    def total(self, name: str, **params: Any) -> int:
        """Return the answer of a query that counts."""
        return self._work.total(name, params)

    def was_stored(self) -> bool:
        """Tell whether the writes of this call were committed before, though the answer got lost."""
        return bool(self.ask("events_by_id", ids=[self._event_id(0)]))

    def keep(self, record: Record[R], value: R, held: R | None, **more: Any) -> R:
        """Store a record and return it with its new revision.

        Args:
            record: Its kind.
            value: What to store, with the revision that the caller read.
            held: What is stored under its id now, or None.
            **more: Further columns of its row.

        Raises:
            InvalidInput: A value cannot be kept.
            NotFound: It is changed but not there.
            ChangedMeanwhile: It has another revision by now.
        """
        refuse_unkeepable(value, record.singular, value.id)
        if held is None and value.revision:
            raise NotFound(record.singular, value.id)
        present = held.revision if held else 0
        if value.revision != present:
            raise ChangedMeanwhile(record.singular, value.id, present)
        kept = replace(value, revision=present + 1)
        self.ask(f"put_{record.name}", rows=[{**record.to_row(kept), **more}])
        return kept

    def tell(
        self,
        act: Act,
        kind: EventKind,
        subject_id: str,
        *,
        company_id: str | None = None,
        case_id: str | None = None,
        detail: str = "",
        note: str = "",
    ) -> Event:
        """Write what happened on the time line, which also counts as activity of the company."""
        event = Event(
            id=self._event_id(self._told),
            number=self.ask("next_event")[0]["number"],
            kind=kind,
            at=utc(act.at),
            by=act.by,
            subject_id=subject_id,
            company_id=company_id,
            case_id=case_id,
            detail=detail,
            note=note.strip(),
        )
        refuse_unkeepable(event, "note", event.id)
        self._told += 1
        self.ask("put_events", rows=[stored.EVENTS.to_row(event)])
        if company_id:
            self.ask("touch_companies", rows=[{"id": company_id, "active_on": day_of(act.at).isoformat()}])
        return event

    def known_company(self, desk_id: str, company_id: str) -> Company | None:
        """Return a company or None; raise ``NotFound`` if it is there but the desk does not know it."""
        for row in self.ask("companies_by_id", desk_id=desk_id, ids=[company_id]):
            if not row["is_known"]:
                raise NotFound("company", company_id)
            return stored.COMPANIES.from_row(row)
        return None

    def company(self, desk_id: str, company_id: str) -> Company:
        """Return a company that the desk knows, or raise ``NotFound``."""
        company = self.known_company(desk_id, company_id)
        if company is None:
            raise NotFound("company", company_id)
        return company

    def company_to_change(self, desk_id: str, company_id: str) -> Company:
        """Return a company about which something new may be kept.

        Raises:
            NotFound: The desk does not know it.
            Conflict: Its details were erased.
        """
        company = self.company(desk_id, company_id)
        refuse_erased(company)
        return company

    def seen_case(self, desk_id: str, case_id: str) -> Case | None:
        """Return a case or None; raise ``NotFound`` if it is there but not for the desk to see."""
        for row in self.ask("cases_by_id", desk_id=desk_id, ids=[case_id]):
            if not row["may_see"]:
                raise NotFound("case", case_id)
            return stored.CASES.from_row(row)
        return None

    def case(self, desk_id: str, case_id: str) -> Case:
        """Return a case that the desk may see, or raise ``NotFound``."""
        case = self.seen_case(desk_id, case_id)
        if case is None:
            raise NotFound("case", case_id)
        return case

    def case_to_change(self, desk_id: str, case_id: str) -> Case:
        """Return a case that the desk may change.

        Raises:
            NotFound: The desk may not see it.
            Conflict: The desk handed it over and only reads it.
        """
        case = self.case(desk_id, case_id)
        if not case.may_change(desk_id):
            raise Conflict(
                "Deze zaak is overgedragen aan een ander loket. U kunt haar alleen lezen. / "
                "This case was handed over to another desk. You can only read it."
            )
        return case

    def held(self, record: Record[V], id_: str) -> V | None:
        """Return a record or None, whoever may see it."""
        found = self.all(record, f"{record.name}_by_id", ids=[id_])
        return found[0] if found else None

    def in_case(self, record: Record[R], desk_id: str, id_: str) -> tuple[R, Case]:
        """Return a record of a case, and the case, if the desk may see that; else raise ``NotFound``."""
        found: Any = self.held(record, id_)
        if found is None:
            raise NotFound(record.singular, id_)
        try:
            return found, self.case(desk_id, found.case_id)
        except NotFound:
            raise NotFound(record.singular, id_) from None

    def all_in_case(self, record: Record[V], desk_id: str, case_id: str) -> tuple[V, ...]:
        """Return the records of a kind that belong to a case, or raise ``NotFound``."""
        self.case(desk_id, case_id)
        return self.all(record, f"{record.name}_of", case_ids=[case_id])

    def of_company(self, record: Record[R], desk_id: str, id_: str) -> R:
        """Return a record that belongs to a company, if the desk knows that; else raise ``NotFound``."""
        found: Any = self.held(record, id_)
        if found is None:
            raise NotFound(record.singular, id_)
        try:
            self.company(desk_id, found.company_id)
        except NotFound:
            raise NotFound(record.singular, id_) from None
        known: R = found
        return known

    def _event_id(self, number: int) -> str:
        return f"{self._call}-{number:04d}"


def refuse_unkeepable(value: object, name: str, id_: str) -> None:
    """Raise ``InvalidInput`` where a text or number is not for every engine to keep, or an id is no slug."""
    faults = list(unkeepable(value, name))
    if not is_slug(id_):
        faults.append(
            Fault(
                where=f"{name} id",
                message=Bilingual(
                    "Gebruik voor het id kleine letters a-z, cijfers en koppeltekens.",
                    "Use lower-case letters a-z, digits and hyphens for the id.",
                ),
            )
        )
    refuse(faults)


def refuse(faults: Iterable[Fault]) -> None:
    """Raise ``InvalidInput`` if anything is wrong."""
    faults = tuple(faults)
    if faults:
        raise InvalidInput(faults)


def refuse_erased(company: Company) -> None:
    """Raise ``Conflict`` if the details of a company were erased."""
    if company.erased_at is not None:
        raise Conflict(
            "De gegevens van dit bedrijf zijn gewist. Er kan niets meer bij. / "
            "The details of this company were erased. Nothing can be added."
        )
