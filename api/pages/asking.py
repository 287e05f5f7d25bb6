"""The question form and the answer, as the templates receive them; pure functions over loaded facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages.addresses import address, other
from api.pages.contexts import AnswerPage, Explained, StartPage, Suggestion
from api.pages.doors import door_of, helps_on
from api.pages.stated import old_since, source_lines
from matchmaker.asking import Asked
from matchmaker.curation import public_view
from matchmaker.matching import features
from matchmaker.vocabulary import Answer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from api.loaded import Loaded
    from api.pages.contexts import AskForm, Strength
    from matchmaker.errors import Fault
    from matchmaker.matching.answer import Match, Reason
    from matchmaker.model import Need
    from matchmaker.vocabulary import Bilingual, Language

LONGEST_EXPECTED = 200
SHOWN_IN_FULL = 5
SHOWN_REASONS = 3

# From which chance that a careful reader would call it useful a card is said to fit well, or perhaps. Of
# the 463 cards for 85 judged needs this called 80 strong, of which 91 in 100 were useful, 105 fair (50 in
# 100), and 278 neither (16 in 100): "fits well", "may fit", "small chance".
STRONG, FAIR = 0.65, 0.35

# Shown elsewhere on the card, or too little to be a reason: who offers it, whom it is for, that it runs,
# that it is not about something else. The table of points has them all.
UNSPOKEN = frozenset(
    feature.__name__ for feature in (features.door, features.running_now, features.focus, features.audience)
)


def start_page(
    loaded: Loaded, language: Language, form: AskForm, faults: tuple[Fault, ...] = ()
) -> StartPage:
    """Return the question form, with what must be mended if it was sent already."""
    facts = loaded.snapshot
    return StartPage(
        other_address=address("answer" if faults else "start", other(language)),
        other_by_form=bool(faults),
        form=form,
        faults=faults,
        actors=len(facts.actors),
        offerings=len(facts.offerings),
        documents=len(facts.documents),
    )


def answer_page(
    loaded: Loaded, language: Language, form: AskForm, today: date, desk_id: str | None = None
) -> AnswerPage:
    """Return the answer to a question; ``desk_id`` is the actor that answers, if this is its desk.

    Raises:
        InvalidInput: The question cannot be understood; every fault is named.
    """
    asked = Asked(
        text=form.text,
        need_kinds=form.need_kinds,
        sector=form.sector or None,
        municipality=form.municipality or None,
        size=form.size or None,
        r_strategy=form.r_strategy or None,
        target_group=form.target_group or None,
    )
    understood = loaded.reader.read(asked, asked_on=today, desk_id=desk_id)
    need = understood.need
    answer = loaded.matcher.match(need)
    found = cards(loaded, answer.matches, today)
    return AnswerPage(
        other_address=address("answer", other(language)),
        other_by_form=True,
        form=form,
        assumptions=understood.assumptions,
        suggestions=found[:SHOWN_IN_FULL],
        more=found[SHOWN_IN_FULL:],
        own=tuple(map(public_view, answer.own)),
        excluded=answer.excluded,
        explained=_explained(loaded, need, form.expected),
        gap=answer.gap,
        first_help=answer.first_help,
    )


def _explained(loaded: Loaded, need: Need, expected: str) -> Explained | None:
    """Explain the offering that the words for it mean best, or nothing where they mean none."""
    found = loaded.directory.find_offerings(expected[:LONGEST_EXPECTED]).hits if expected else ()
    if not found:
        return None
    told = loaded.matcher.why_not(need, found[0].id)
    return Explained(
        offering=public_view(told.offering),
        provider=public_view(loaded.actor_by_id(told.offering.provider_id)),
        text=told.text,
        failing=tuple(one for one in told.eligibility.conditions if one.answer is Answer.NO),
        changes=tuple(change.text for change in told.changes),
    )


def cards(loaded: Loaded, matches: Sequence[Match], today: date) -> tuple[Suggestion, ...]:
    """Return one card per offering, in the order of each one's first match."""
    by_offering: dict[str, list[Match]] = {}
    for match in matches:
        by_offering.setdefault(match.offering.id, []).append(match)
    return tuple(_card(loaded, rank, same, today) for rank, same in enumerate(by_offering.values(), start=1))


def _card(loaded: Loaded, rank: int, matches: Sequence[Match], today: date) -> Suggestion:
    # Who offers it may come after a door to it, where the party stands above with something else.
    best, *_ = by_score = sorted(matches, key=lambda match: match.score, reverse=True)
    offering = public_view(best.offering)
    first, *others = map(door_of, by_score)
    own = best.provider.id == offering.provider_id
    provider = best.provider if own else loaded.actor_by_id(offering.provider_id)
    return Suggestion(
        rank=rank,
        match=best,
        offering=offering,
        provider=public_view(provider),
        first_door=None if own else first,
        doors=tuple(
            door
            for door in others
            if door.actor.id != offering.provider_id and helps_on(loaded, door.actor.id, offering.provider_id)
        ),
        strength=_strength(best.chance),
        reasons=_telling(best.reasons),
        questions=tuple(one for one in best.eligibility.conditions if one.answer is Answer.UNSURE),
        met=tuple(one for one in best.eligibility.conditions if one.answer is Answer.YES),
        old_since=old_since(offering.sources, today),
        sources=source_lines(loaded, offering.sources, today),
    )


def _telling(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """Return the reasons to be read on a card, the strongest first, each sentence once."""
    said: dict[Bilingual, Reason] = {}
    for reason in reasons:
        if reason.feature not in UNSPOKEN and reason.contribution > 0:
            said.setdefault(reason.text, reason)
    return tuple(said.values())[:SHOWN_REASONS]


def _strength(chance: float) -> Strength:
    if chance >= STRONG:
        return "strong"
    return "fair" if chance >= FAIR else "possible"
