"""Records of the desk's work as flat rows and back, by the types that their classes state.

A field that is a value of its own (a title in two languages, the ticks of an intake) is JSON in one column:
it is only ever read with its record. What is searched, counted or tied stands in columns.
"""

from __future__ import annotations

import json
import types
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar, Union, get_args, get_origin

from matchmaker import vocabulary
from matchmaker.casework import (
    capacity,
    cases,
    companies,
    followups,
    intakes,
    links,
    outbox,
    praatplaat,
    referrals,
    terms,
    timeline,
)
from matchmaker.plain import Reader, as_plain, as_text, without_none

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.engine import Row

V = TypeVar("V")

_READER = Reader(
    vocabulary,
    capacity,
    cases,
    companies,
    followups,
    intakes,
    links,
    outbox,
    praatplaat,
    referrals,
    terms,
    timeline,
)


@dataclass(frozen=True, slots=True)
class Record(Generic[V]):
    """How one kind of record is stored.

    Attributes:
        name: Its table and rows: written by ``put_<name>``, read by ``<name>_by_id``.
        singular: As in ``NotFound``.
        class_: Its class.
        columns: The column of each field whose name is a word of a query language.
    """

    name: str
    singular: str
    class_: type[V]
    columns: Mapping[str, str]

    def to_row(self, value: V) -> Row:
        """Return the row that holds a record."""
        known = _READER.types_of(self.class_)
        return {
            self.columns.get(name, name): _to_column(getattr(value, name), wanted)
            for name, wanted in known.items()
        }

    def from_row(self, row: Row) -> V:
        """Return the record that a row holds; other columns are passed over."""
        known = _READER.types_of(self.class_)
        return self.class_(
            **{
                field.name: _from_column(row[self.columns.get(field.name, field.name)], known[field.name])
                for field in fields(self.class_)  # type: ignore[arg-type]  # every record is a dataclass
            }
        )


def _to_column(value: Any, wanted: Any) -> Any:
    return as_text(value) if value is not None and _is_nested(wanted) else as_plain(value)


def _from_column(value: Any, wanted: Any) -> Any:
    if value is not None and _is_nested(wanted):
        value = json.loads(value)
    return bool(value) if wanted is bool else _READER.read(value, wanted)


def _is_nested(wanted: Any) -> bool:
    """Tell whether values of a type are dataclasses or lists of them."""
    origin = get_origin(wanted)
    if origin in (types.UnionType, Union):
        return _is_nested(without_none(wanted))
    if origin is tuple:
        return _is_nested(get_args(wanted)[0])
    return is_dataclass(wanted)


COMPANIES = Record("companies", "company", companies.Company, {})
CONTACTS = Record("contacts", "contact", companies.Contact, {})
INTAKES = Record("intakes", "intake", intakes.Intake, {})
LINKS = Record("links", "link", links.PrivateLink, {})
CASES = Record("cases", "case", cases.Case, {})
NEEDS = Record("needs", "need", cases.CaseNeed, {})
GAPS = Record("gaps", "gap", cases.Gap, {"on": "found_on"})
REFERRALS = Record("referrals", "referral", referrals.Referral, {})
PERIODS = Record("periods", "period", capacity.Period, {})
FOLLOW_UPS = Record("follow_ups", "follow_up", followups.FollowUp, {})
MAILS = Record("mails", "mail", outbox.Mail, {})
EVENTS = Record("events", "event", timeline.Event, {"at": "happened_at", "by": "done_by"})


def work_item(row: Row) -> followups.WorkItem:
    """Return the line of the work list that a row holds: a follow-up and whom it is for."""
    types_ = _READER.types_of(followups.WorkItem)
    return followups.WorkItem(
        follow_up=FOLLOW_UPS.from_row(row),
        company_id=row["company_id"],
        company_name=row["company_name"],
        offering_title=_from_column(row["offering_title"], types_["offering_title"]),
        referral_state=_from_column(row["referral_state"], types_["referral_state"]),
        own_reason=row["own_reason"],
    )
