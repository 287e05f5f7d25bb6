"""A referral moves along a published table, and its outcome stands apart from its state."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from matchmaker.casework.terms import Channel, DoerKind, Move, ReferralState
from matchmaker.errors import Fault, InvalidInput, MoveNotAllowed
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from matchmaker.casework.terms import Helped, Reason
    from matchmaker.casework.timeline import Doer

_STAFF = frozenset({DoerKind.STAFF})
_PROVIDER = frozenset({DoerKind.STAFF, DoerKind.PROVIDER})
_EITHER = frozenset({DoerKind.STAFF, DoerKind.PROVIDER, DoerKind.ENTREPRENEUR})
_ASKER = frozenset({DoerKind.STAFF, DoerKind.ENTREPRENEUR})
_ARRIVED = frozenset({ReferralState.SENT, ReferralState.WAITLISTED})  # the provider knows of it
_LEAVER = _ASKER | {DoerKind.PROGRAMME}  # what erases details ends what is under way


@dataclass(frozen=True, slots=True)
class Way:
    """One line of the table: from a state, by a move, to a state.

    Attributes:
        start: State before.
        move: What somebody does.
        end: State after.
        who: Who may do it.
    """

    start: ReferralState
    move: Move
    end: ReferralState
    who: frozenset[DoerKind]


MOVES: tuple[Way, ...] = (
    Way(ReferralState.PROPOSED, Move.SEND, ReferralState.SENT, _STAFF),
    Way(ReferralState.PROPOSED, Move.LOG, ReferralState.SENT, _STAFF),
    Way(ReferralState.PROPOSED, Move.WAITLIST, ReferralState.WAITLISTED, _STAFF),
    Way(ReferralState.PROPOSED, Move.WITHDRAW, ReferralState.WITHDRAWN, _LEAVER),
    Way(ReferralState.SENT, Move.ACCEPT, ReferralState.ACCEPTED, _PROVIDER),
    Way(ReferralState.SENT, Move.WAITLIST, ReferralState.WAITLISTED, _PROVIDER),
    Way(ReferralState.SENT, Move.CONTACT, ReferralState.IN_CONTACT, _EITHER),
    Way(ReferralState.SENT, Move.DECLINE, ReferralState.DECLINED, _PROVIDER),
    Way(ReferralState.SENT, Move.WITHDRAW, ReferralState.WITHDRAWN, _LEAVER),
    Way(ReferralState.WAITLISTED, Move.ACCEPT, ReferralState.ACCEPTED, _PROVIDER),
    Way(ReferralState.WAITLISTED, Move.DECLINE, ReferralState.DECLINED, _PROVIDER),
    Way(ReferralState.WAITLISTED, Move.WITHDRAW, ReferralState.WITHDRAWN, _LEAVER),
    Way(ReferralState.ACCEPTED, Move.CONTACT, ReferralState.IN_CONTACT, _EITHER),
    Way(ReferralState.ACCEPTED, Move.DECLINE, ReferralState.DECLINED, _PROVIDER),
    Way(ReferralState.ACCEPTED, Move.WITHDRAW, ReferralState.WITHDRAWN, _LEAVER),
    Way(ReferralState.IN_CONTACT, Move.COMPLETE, ReferralState.COMPLETED, _PROVIDER),
    Way(ReferralState.IN_CONTACT, Move.DECLINE, ReferralState.DECLINED, _PROVIDER),
    Way(ReferralState.IN_CONTACT, Move.WITHDRAW, ReferralState.WITHDRAWN, _LEAVER),
)
"""All moves there are. A state from which none leads is final."""

NEEDS_REASON = frozenset({Move.DECLINE, Move.WITHDRAW})
LONGEST_OWN_REASON = 2_000  # characters
FINAL = frozenset(ReferralState) - {way.start for way in MOVES}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralStep:
    """One move that was made.

    Attributes:
        move: What was done.
        state: What state that led to.
        at: When, in UTC.
        by: Who did it.
        reason: Why it came to nothing, or None.
    """

    move: Move
    state: ReferralState
    at: datetime
    by: Doer
    reason: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a referral, whatever its state; None where it is not known yet.

    Attributes:
        link_made: The company and the provider got in touch.
        helped: The help brings the company's circular ambition nearer.
        step_taken: The company took a concrete step.
        at: When this was told, in UTC.
        by: Who told it.
    """

    link_made: bool | None
    helped: Helped | None
    step_taken: bool | None
    at: datetime
    by: Doer


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """A need handed to a provider.

    Attributes:
        id: Slug.
        revision: Counts its changes; 0 until it is stored.
        case_id: The case.
        need_id: The need.
        offering_id: What it is referred to.
        offering_title: Its title when it was proposed.
        provider_id: The party to turn to.
        provider_name: Its name when it was proposed.
        own_reason: Why the desk chose what was not suggested, at most 2,000 characters; empty if it was
            suggested, and once the company is erased.
        state: Where it is.
        channel: Sent, or only logged; None while it is only proposed.
        sent_at: When it was sent or logged, in UTC, or None.
        steps: All moves so far, the first one first.
        desk_outcome: What the desk says came of it, or None.
        own_outcome: What the entrepreneur says came of it, or None.
    """

    id: str
    case_id: str
    need_id: str
    offering_id: str
    offering_title: Bilingual
    provider_id: str
    provider_name: str
    own_reason: str = ""
    state: ReferralState = ReferralState.PROPOSED
    channel: Channel | None = None
    sent_at: datetime | None = None
    steps: tuple[ReferralStep, ...] = ()
    desk_outcome: Outcome | None = None
    own_outcome: Outcome | None = None
    revision: int = 0

    @property
    def reason(self) -> Reason | None:
        """Why it came to nothing, or None if it did not."""
        return self.steps[-1].reason if self.steps else None


def allowed(state: ReferralState, who: DoerKind) -> tuple[Move, ...]:
    """Return the moves that somebody can make from a state, in the order of the table."""
    return tuple(way.move for way in MOVES if way.start is state and who in way.who)


def moved(
    referral: Referral, move: Move, *, by: Doer, at: datetime, reason: Reason | None = None
) -> Referral:
    """Return a referral after a move.

    Args:
        referral: The referral.
        move: What is done.
        by: Who does it.
        at: When, in UTC.
        reason: Why it comes to nothing; required to decline or withdraw, and only then allowed.

    Raises:
        MoveNotAllowed: No such move leads on from here, or it is not for this person.
        InvalidInput: The reason is missing, or there is none to give.
    """
    way = next((way for way in MOVES if way.start is referral.state and way.move is move), None)
    if way is None or by.kind not in way.who:
        raise _refusal(referral.state, move, by.kind)
    _check_reason(move, reason)
    step = ReferralStep(move=move, state=way.end, at=at, by=by, reason=reason)
    after = replace(referral, state=way.end, steps=(*referral.steps, step))
    if referral.sent_at is not None or way.end not in _ARRIVED:
        return after
    return replace(after, sent_at=at, channel=Channel.LOGGED if move is Move.LOG else Channel.SENT)


def with_outcome(referral: Referral, outcome: Outcome) -> Referral:
    """Return a referral with what came of it, told by the desk or by the entrepreneur.

    Raises:
        MoveNotAllowed: It was not sent yet, so nothing can have come of it; or a provider tells it.
    """
    if referral.sent_at is None or outcome.by.kind not in _ASKER:
        message = (
            "Het resultaat vullen het loket en de ondernemer in, nadat de verwijzing is verstuurd. / "
            "The desk and the entrepreneur fill in the outcome, after the referral was sent."
        )
        raise MoveNotAllowed(
            message, state=referral.state.value, allowed=_codes(allowed(referral.state, outcome.by.kind))
        )
    if outcome.by.kind is DoerKind.ENTREPRENEUR:
        return replace(referral, own_outcome=outcome)
    return replace(referral, desk_outcome=outcome)


def own_reason_faults(reason: str) -> list[Fault]:
    """Return what is wrong with a reason of the desk's own for choosing what was not suggested."""
    if 1 <= len(reason.strip()) <= LONGEST_OWN_REASON:
        return []
    text = Bilingual(
        f"Schrijf in 1 tot {LONGEST_OWN_REASON} tekens op waarom u dit kiest.",
        f"Write down in 1 to {LONGEST_OWN_REASON} characters why you choose this.",
    )
    return [Fault(where="ownReason", message=text)]


def render_markdown() -> str:
    """Return the table of moves as a page."""
    return "\n".join(_lines()) + "\n"


def _check_reason(move: Move, reason: Reason | None) -> None:
    if (move in NEEDS_REASON) == (reason is not None):
        return
    if reason is None:
        text = Bilingual("Kies een reden.", "Choose a reason.")
    else:
        text = Bilingual("Bij deze stap hoort geen reden.", "This step takes no reason.")
    raise InvalidInput([Fault(where="reason", message=text)])


def _refusal(state: ReferralState, move: Move, who: DoerKind) -> MoveNotAllowed:
    possible = allowed(state, who)
    choice_nl = ", ".join(f"'{one.label.nl}'" for one in possible) or "niets meer"
    choice_en = ", ".join(f"'{one.label.en}'" for one in possible) or "nothing more"
    return MoveNotAllowed(
        f"Deze verwijzing is '{state.label.nl}'. De stap '{move.label.nl}' kan nu niet. Wel: {choice_nl}. / "
        f"This referral is '{state.label.en}'. '{move.label.en}' is not possible now. Possible: {choice_en}.",
        state=state.value,
        allowed=_codes(possible),
    )


def _codes(moves: tuple[Move, ...]) -> tuple[str, ...]:
    return tuple(move.value for move in moves)


def _lines() -> Iterator[str]:
    yield "# How a referral moves"
    yield ""
    yield "Made from `matchmaker/casework/referrals.py` by"
    yield "`python -m matchmaker.casework.referrals > docs/referral-states.md`; a test compares the two."
    yield "Whoever declines or withdraws gives a reason. What came of a referral (was the link made, did it"
    yield "help, was a concrete step taken) is told apart from it, by the desk and by the entrepreneur."
    yield ""
    yield "| from | move | to | who may |"
    yield "|---|---|---|---|"
    for way in MOVES:
        who = ", ".join(kind.value for kind in DoerKind if kind in way.who)
        yield f"| `{way.start.value}` | `{way.move.value}` | `{way.end.value}` | {who} |"
    yield ""
    yield "Final: " + ", ".join(f"`{state.value}`" for state in ReferralState if state in FINAL) + "."


if __name__ == "__main__":
    import sys

    sys.stdout.write(render_markdown())
