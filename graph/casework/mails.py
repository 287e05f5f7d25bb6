"""Mail that waits to be sent: put in the outbox, taken by one sender, settled."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graph.casework import rows as stored
from graph.casework.books import refuse_unkeepable
from matchmaker.casework import outbox
from matchmaker.casework.outbox import MailState
from matchmaker.days import utc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from graph.casework.books import Books
    from matchmaker.casework.outbox import Mail
    from matchmaker.casework.port import Act


def add(books: Books, act: Act, mail: Mail) -> Mail:
    """Put a mail in the outbox; see ``Casework.add_mail``."""
    refuse_unkeepable(mail, "mail", mail.id)
    known = books.held(stored.MAILS, mail.id)
    if known is not None:
        return known
    mail = replace(mail, desk_id=act.desk_id, made_at=utc(mail.made_at), next_try_at=utc(mail.next_try_at))
    return _put(books, mail)


def take(books: Books, at: datetime, limit: int) -> tuple[Mail, ...]:
    """Return mail to be sent now; see ``Casework.take_mails``."""
    at = utc(at)
    found = books.all(stored.MAILS, "mails_to_take", at=at.isoformat(), limit=limit)
    for mail in found:
        if mail.state is MailState.SENDING:
            _put(books, outbox.left_behind(mail, at))
    return tuple(_put(books, outbox.taken(mail, at)) for mail in found if outbox.is_due(mail, at))


def settle(books: Books, mail: Mail, becomes: Callable[[Mail, datetime], Mail], at: datetime) -> None:
    """Write down what became of a mail that was taken; see ``Casework.settle_mail``."""
    held = books.held(stored.MAILS, mail.id)
    if held is not None and held.state is MailState.SENDING and held.tries == mail.tries:
        _put(books, becomes(held, utc(at)))
        books.erased = True  # the address is not needed any more


def drop_about(books: Books, company_id: str, at: datetime) -> None:
    """Take what was not sent yet about a company out of the outbox."""
    waiting = books.all(stored.MAILS, "mails_about_company", company_id=company_id)
    _put_all(books, (outbox.dropped(mail, utc(at)) for mail in waiting))


def _put(books: Books, mail: Mail) -> Mail:
    _put_all(books, (mail,))
    return mail


def _put_all(books: Books, mails: Iterable[Mail]) -> None:
    rows = [stored.MAILS.to_row(mail) for mail in mails]
    if rows:
        books.ask("put_mails", rows=rows)
