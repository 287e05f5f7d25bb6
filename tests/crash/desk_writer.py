"""Does a desk's work in an embedded store until it is killed, and says what was acknowledged.

``python -m tests.crash.desk_writer FILE FIRST`` prints a line before (``TRY``) and after (``ACK``) each step,
numbered from FIRST. A step is one request: a company calls, is referred, and is answered. What is stored
for it follows from its number.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from graph import casework_of, open_register
from matchmaker.casework.port import Once
from matchmaker.casework.terms import FollowUpKind, Helped, Move, Purpose, ReferralState
from tests import desk
from tests.crash.writer import say
from tests.desk import act

if TYPE_CHECKING:
    from matchmaker.casework.port import Casework

WAYS: tuple[tuple[Move, ...], ...] = (
    (),
    (Move.SEND,),
    (Move.SEND, Move.ACCEPT),
    (Move.SEND, Move.ACCEPT, Move.CONTACT),
)
"""How far the referral of a step goes; steps take turns."""

ENDS: tuple[tuple[ReferralState, FollowUpKind | None], ...] = (
    (ReferralState.PROPOSED, None),
    (ReferralState.SENT, FollowUpKind.PROVIDER_ANSWER),
    (ReferralState.ACCEPTED, FollowUpKind.FIRST_CONTACT),
    (ReferralState.IN_CONTACT, FollowUpKind.RESULT),
)
"""Where that ends, and what is then to be asked."""

PLACES = 1_000_000


def do_step(casework: Casework, number: int) -> str:
    """Do the request of a step, as it is done again by who got no answer."""
    request = Once(key=f"step-{number}", fingerprint=str(number))
    return casework.once(act(), request, lambda inner: _store(inner, number))


def _store(casework: Casework, number: int) -> str:
    referral = desk.ask_for_help(casework, number)
    casework.save_contact(act(), desk.a_contact(f"t-{number}", f"c-{number}"))
    casework.give_consent(act(), f"c-{number}", Purpose.REFER)
    moved = desk.move(casework, referral, *WAYS[number % len(WAYS)])
    if moved.state is ReferralState.IN_CONTACT:
        moved = casework.tell_outcome(
            act(), moved.id, revision=moved.revision, link_made=True, helped=Helped.YES, step_taken=None
        )
    return moved.state.value


def main(file: str, first: int) -> None:
    """Do steps without end."""
    casework = casework_of(open_register(f"sqlite:///{file}"))
    if not casework.occupancies("materiaalscan"):
        casework.save_period(act(), desk.a_period(places=PLACES))
    number = first
    while True:
        say("TRY", number)
        do_step(casework, number)
        say("ACK", number)
        number += 1


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
