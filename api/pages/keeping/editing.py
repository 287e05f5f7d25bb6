"""The forms for a party and an offering, and taking them away, as the templates receive them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from api.keeping.storing import mark_of, mark_of_change
from api.pages.addresses import address, other
from api.pages.keeping.contexts import EditActorPage, EditOfferingPage, RemovePage
from api.pages.keeping.forms import form_of_actor, form_of_offering
from api.pages.keeping.words import LABELS, Words
from api.pages.sent import Sent
from api.ties import sentence
from matchmaker.curation import HIDEABLE, differences, without_actor, without_offering
from matchmaker.model import Actor, Offering
from matchmaker.names import compare
from matchmaker.vocabulary import Bilingual, Language, Status

if TYPE_CHECKING:
    from datetime import date

    from api.loaded import Loaded
    from api.pages.addresses import PageName
    from api.pages.keeping.words import FieldLine
    from matchmaker.curation import Removal
    from matchmaker.errors import Fault

F = TypeVar("F", Actor, Offering)

MOST_ALIKE = 5

NEW_FORM = Sent({"status": [Status.ACTIVE.value], "targetGroups": ["entrepreneur"]})


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A form that was sent and cannot be stored as it is.

    Attributes:
        form: The form, word for word.
        faults: What must be mended.
        meanwhile: What others changed since the form was read, against what it says.
        alike: Parties that a new one may be the double of.
    """

    form: Sent
    faults: tuple[Fault, ...] = ()
    meanwhile: tuple[FieldLine, ...] = ()
    alike: tuple[Actor, ...] = ()


def edit_actor_page(
    loaded: Loaded,
    language: Language,
    actor: Actor | None,
    batch_id: str,
    today: date,
    attempt: Attempt | None = None,
) -> EditActorPage:
    """Return the form for a party, as it is or as somebody tried to write it down."""
    if attempt is None:
        attempt = Attempt(form=form_of_actor(loaded, language, actor) if actor else NEW_FORM)
    page: PageName = "edit_actor" if actor else "new_actor"
    return EditActorPage(
        other_address=address(page, other(language), actor.id if actor else ""),
        other_by_form=False,
        form=attempt.form,
        basis=mark_of(actor) if actor else "",
        batch_id=batch_id,
        hideable=_hideable(language, Actor),
        today=today,
        meanwhile=attempt.meanwhile,
        faults=attempt.faults,
        actor=actor,
        alike=attempt.alike,
    )


def edit_offering_page(
    loaded: Loaded,
    language: Language,
    offering: Offering | None,
    provider: Actor,
    batch_id: str,
    today: date,
    attempt: Attempt | None = None,
) -> EditOfferingPage:
    """Return the form for an offering, as it is or as somebody tried to write it down."""
    if attempt is None:
        attempt = Attempt(form=form_of_offering(loaded, language, offering) if offering else NEW_FORM)
    page: PageName = "edit_offering" if offering else "new_offering"
    return EditOfferingPage(
        other_address=address(page, other(language), offering.id if offering else provider.id),
        other_by_form=False,
        form=attempt.form,
        basis=mark_of(offering) if offering else "",
        batch_id=batch_id,
        hideable=_hideable(language, Offering),
        today=today,
        meanwhile=attempt.meanwhile,
        faults=attempt.faults,
        offering=offering,
        provider=provider,
    )


def changed_meanwhile(loaded: Loaded, language: Language, now: F, written: F) -> tuple[FieldLine, ...]:
    """Return where a form differs from what somebody else stored since it was read."""
    words = Words(loaded, language)
    found = differences(now, written)
    return tuple(words.line(change) for change in found if change.field != "sources")


def alike(loaded: Loaded, actor: Actor) -> tuple[Actor, ...]:
    """Return parties that may be the same as one that is about to be added, the likeliest first."""
    near = loaded.staff_directory.find_actors(actor.name).hits[:50]
    judged = (
        (judgement, one)
        for one in near
        for judgement in [
            max((compare(actor.name, name) for name in (one.name, *one.aliases)), key=lambda it: it.score)
        ]
    )
    same_number = [one for one in near if actor.kvk_number and one.kvk_number == actor.kvk_number]
    found = sorted(
        ((judgement.score, one) for judgement, one in judged if judgement.same is not False),
        key=lambda item: (-item[0], item[1].id),
    )
    return tuple(dict.fromkeys((*same_number, *(one for _, one in found))))[:MOST_ALIKE]


def planned_removal(loaded: Loaded, fact: Actor | Offering) -> Removal:
    """Return what goes along with a party or offering."""
    facts = loaded.snapshot
    if isinstance(fact, Actor):
        return without_actor(fact.id, facts.offerings, facts.relations)
    return without_offering(fact.id, facts.relations)


def remove_page(
    loaded: Loaded,
    language: Language,
    fact: Actor | Offering,
    batch_id: str,
    problem: Bilingual | None = None,
) -> RemovePage:
    """Return what goes when a party or offering is taken away."""
    planned = planned_removal(loaded, fact)
    is_actor = isinstance(fact, Actor)
    gone = set(planned.removed_relations)
    page: PageName = "remove_actor" if is_actor else "remove_offering"
    return RemovePage(
        other_address=address(page, other(language), fact.id),
        other_by_form=False,
        name=Bilingual(fact.name, fact.name) if isinstance(fact, Actor) else fact.title,
        address=address("actor" if is_actor else "offering", language, fact.id),
        action=address(page, language, fact.id),
        offerings=tuple(loaded.offering_by_id(id_) for id_ in planned.removed_offerings if is_actor),
        ties=tuple(sentence(loaded, tie) for tie in loaded.snapshot.relations if tie.id in gone),
        ended=fact.status is Status.ENDED,
        mark=mark_of_change(planned),
        batch_id=batch_id,
        problem=problem,
    )


def _hideable(language: Language, kind: type[Actor | Offering]) -> tuple[tuple[str, str], ...]:
    return tuple((name, LABELS[name].in_language(language)) for name in HIDEABLE[kind])
