"""Mail that waits to be sent: what each is about and to whom, never what it says.

A mail is written only when it is sent, from what the records say then. So a private link stands in no store,
what was erased or refused meanwhile is not sent, and what a mail is for is its key: none is sent twice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from matchmaker.vocabulary import Term

if TYPE_CHECKING:
    from datetime import datetime

    from matchmaker.vocabulary import Language

RETRIES = (
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
)
"""How long after each failed try the next one comes; after the last one nobody tries again."""

UNSURE_AFTER = timedelta(minutes=15)
"""After this a mail that was being sent may or may not have gone: the program stopped in between."""


class MailKind(Term):
    """What a mail is for."""

    PROVIDER_QUESTION = "provider_question", "vraag aan de aanbieder", "question to the provider"
    OUTCOME_QUESTION = "outcome_question", "vraag hoe het ging", "question how it went"
    OWN_LINK = "own_link", "eigen link naar de praatplaat", "own link to the praatplaat"
    REMINDER = "reminder", "herinnering aan het loket", "reminder to the desk"


class MailState(Term):
    """How far a mail is."""

    WAITING = "waiting", "wordt verstuurd", "being sent"
    SENDING = "sending", "wordt nu verstuurd", "being sent now"
    SENT = "sent", "verstuurd", "sent"
    FAILED = "failed", "niet gelukt", "failed"
    DROPPED = "dropped", "niet verstuurd, was niet meer nodig", "not sent, no longer needed"
    UNSURE = "unsure", "onzeker of hij is verstuurd", "unsure whether it was sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail.

    Attributes:
        id: Slug that follows from what it is for, so that none is made twice.
        desk_id: The desk that sends it.
        kind: What it is for.
        subject_id: The record that it is about; the desk's id for a reminder.
        company_id: The company that it is about, or None.
        recipient: Mail address; empty once there is nothing left to send.
        language: In which it is written.
        made_at: When it was put in the outbox, in UTC.
        next_try_at: Before this nobody tries to send it, in UTC.
        state: How far it is.
        tries: How often somebody tried to send it.
        settled_at: When it was sent or given up, in UTC, or None.
    """

    id: str
    desk_id: str
    kind: MailKind
    subject_id: str
    recipient: str
    language: Language
    made_at: datetime
    next_try_at: datetime
    company_id: str | None = None
    state: MailState = MailState.WAITING
    tries: int = 0
    settled_at: datetime | None = None


def is_due(mail: Mail, at: datetime) -> bool:
    """Tell whether somebody may try to send a mail now."""
    return mail.state is MailState.WAITING and mail.next_try_at <= at


def taken(mail: Mail, at: datetime) -> Mail:
    """Return a mail that somebody is about to send: nobody else takes it any more."""
    return replace(mail, state=MailState.SENDING, tries=mail.tries + 1, next_try_at=at + UNSURE_AFTER)


def sent(mail: Mail, at: datetime) -> Mail:
    """Return a mail that the mail server took; its address is not needed any more."""
    return replace(mail, state=MailState.SENT, recipient="", settled_at=at)


def put_back(mail: Mail, at: datetime) -> Mail:
    """Return a mail that surely was not sent: it waits for the next try, or has failed after the last one."""
    if mail.tries > len(RETRIES):
        return failed(mail, at)
    return replace(mail, state=MailState.WAITING, next_try_at=at + RETRIES[mail.tries - 1])


def failed(mail: Mail, at: datetime) -> Mail:
    """Return a mail that can never be sent, such as one to an address that does not exist."""
    return replace(mail, state=MailState.FAILED, recipient="", settled_at=at)


def dropped(mail: Mail, at: datetime) -> Mail:
    """Return a mail that is no longer needed or wanted."""
    return replace(mail, state=MailState.DROPPED, recipient="", settled_at=at)


def left_behind(mail: Mail, at: datetime) -> Mail:
    """Return a mail as it becomes when whoever sent it stopped in between; it is never sent again."""
    if mail.state is not MailState.SENDING or mail.next_try_at > at:
        return mail
    return replace(mail, state=MailState.UNSURE, recipient="", settled_at=at)
