"""What a worker who knows better looks for and chooses for a need, though it was not suggested."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from api.desk import handling
from api.looking_up import find_offerings
from api.pages.desk.contexts import OwnChoiceForm, OwnChoiceHit
from matchmaker.errors import Fault
from matchmaker.lookup import Narrowing
from matchmaker.matching.eligibility import stands
from matchmaker.vocabulary import Answer, Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from api.identity import Worker
    from api.loaded import Loaded
    from api.pages.sent import Sent
    from matchmaker.casework.cases import CaseNeed
    from matchmaker.casework.companies import Company
    from matchmaker.matching import Exclusion
    from matchmaker.model import Offering

LONGEST_WORDS = 200
SHOWN_HITS = 5  # of which each is held against the need

PLACE = "eigen-keuze"
"""Where on the page it stands."""
_FIELDS = {"offeringId": PLACE, "referral own_reason": "ownReason"}
"""What a field of the form is called where the core calls it otherwise."""

UNTICKED = Fault(
    where="overrules",
    message=Bilingual(
        "Vink aan dat u dit weet, of kies ander aanbod.",
        "Tick that you know this, or choose another offering.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """For whom something is looked for, at which desk and on which day."""

    worker: Worker
    desk_id: str
    need: CaseNeed
    company: Company
    today: date


def form_asked(query: Mapping[str, str]) -> OwnChoiceForm:
    """Return what was looked for and picked, as the address of the page says."""
    return OwnChoiceForm(
        words=query.get("zoek", "").strip()[:LONGEST_WORDS], offering_id=query.get("aanbod", "")
    )


def form_sent(sent: Sent) -> OwnChoiceForm:
    """Return the choice as it was filled in."""
    return OwnChoiceForm(
        words=sent.one("zoek")[:LONGEST_WORDS],
        offering_id=sent.one("offering"),
        reason=sent.lines("ownReason"),
        overrules=tuple(" ".join(sent.all("overrules")).split()),
    )


def query_of(form: OwnChoiceForm) -> Mapping[str, str]:
    """Return the filters of the address under which a form is shown again."""
    return {"zoek": form.words, "aanbod": form.offering_id}


def at_fields(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Return faults at the fields that they are about; all conditions are known by one box."""
    told = (
        UNTICKED if one.where == UNTICKED.where else replace(one, where=_FIELDS.get(one.where, one.where))
        for one in faults
    )
    return tuple(dict.fromkeys(told))


def hits(
    loaded: Loaded, asker: Asker, form: OwnChoiceForm, suggested: frozenset[str]
) -> tuple[OwnChoiceHit, ...]:
    """Return what was picked, or else what the words find, each with how it stands to the need.

    Args:
        loaded: The register's facts.
        asker: For whom.
        form: What was looked for, and perhaps picked.
        suggested: Ids of what is suggested today.
    """
    return tuple(_hit(loaded, asker, one, suggested) for one in _found(loaded, asker.worker, form))


def exceptions(excluded: Iterable[Exclusion], desk_id: str) -> frozenset[str]:
    """Return the ids of refused offerings to which a desk may know an exception."""
    return frozenset(
        one.offering.id
        for one in excluded
        if one.offering.provider_id != desk_id and not any(map(stands, one.eligibility.conditions))
    )


def _found(loaded: Loaded, worker: Worker, form: OwnChoiceForm) -> tuple[Offering, ...]:
    if form.offering_id:
        picked = loaded.find_offering(form.offering_id)
        return (picked,) if picked else ()
    if not form.words:
        return ()
    return tuple(find_offerings(loaded, worker, form.words, Narrowing()).hits[:SHOWN_HITS])


def _hit(loaded: Loaded, asker: Asker, offering: Offering, suggested: frozenset[str]) -> OwnChoiceHit:
    told = handling.why_not(
        loaded, asker.need, asker.company, offering.id, asker.today, desk_id=asker.desk_id
    )
    return OwnChoiceHit(
        offering=offering,
        provider=loaded.actor_by_id(offering.provider_id),
        is_suggested=offering.id in suggested,
        text=told.text,
        forbidden=told.forbidden,
        overrulable=told.overrulable,
        questions=tuple(one for one in told.eligibility.conditions if one.answer is Answer.UNSURE),
    )
