"""Sends what stands in the outbox, each mail at most once, and tries again while the mail server is away.

What a mail says is written when it is sent, from what the records say then; the private link in it is made
then too, and is nowhere kept. A mail of which nobody can know whether it went, because the connection broke
while it was handed over, is not sent again: the desk sees that it is unsure.
"""

from __future__ import annotations

import asyncio
import logging
import smtplib
import ssl
from contextlib import contextmanager
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from functools import partial
from typing import TYPE_CHECKING

from api import mail_texts
from api.pages.addresses import address
from api.private_links import new_link
from matchmaker.casework import outbox
from matchmaker.casework.outbox import MailKind
from matchmaker.casework.port import Act
from matchmaker.casework.referrals import FINAL
from matchmaker.casework.terms import LinkKind, MailPreference
from matchmaker.casework.timeline import BY_PROGRAMME
from matchmaker.errors import LoketError, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from api.catalogue import Catalogue
    from api.loaded import Loaded
    from api.mail_texts import Text
    from api.pages.addresses import PageName
    from api.settings import Settings
    from matchmaker.casework.outbox import Mail
    from matchmaker.casework.port import Casework
    from matchmaker.ports import Clock

log = logging.getLogger(__name__)

LOOK_EVERY = 30.0  # seconds; a page that puts a mail in the outbox wakes the sender at once
SERVER_WITHIN = 20.0  # seconds for each answer of the mail server
STOPPED_WITHIN = 30.0  # seconds; a service that is told to stop has little longer
AT_ONCE = 20


class NotHandedOver(Exception):
    """A mail surely was not taken by the server.

    Attributes:
        for_good: The server never will take it.
    """

    def __init__(self, *, for_good: bool) -> None:
        self.for_good = for_good
        super().__init__("refused for good" if for_good else "not now")


def is_set(settings: Settings) -> bool:
    """Tell whether this service can send mail."""
    return settings.smtp_host is not None


def is_address(text: str) -> bool:
    """Tell whether a text is one mail address, without a name before it."""
    try:
        found = Address(addr_spec=text)
    except (HeaderParseError, ValueError, IndexError):
        return False
    return text.isascii() and bool(found.username) and "." in found.domain.strip(".")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail as it is about to be sent.

    Attributes:
        mail: What it is for.
        text: What it says, or None where there is nothing to say any more.
    """

    mail: Mail
    text: Text | None


class Mailer:
    """Takes mail out of the outbox and hands it to the mail server, one after the other."""

    def __init__(self, catalogue: Catalogue, clock: Clock, settings: Settings) -> None:
        """Prepare; nothing is sent before ``start``."""
        self._catalogue = catalogue
        self._clock = clock
        self._settings = settings
        self._woken = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._stopping = False

    async def start(self) -> None:
        """Begin to send, if a mail server is set."""
        if is_set(self._settings):
            self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop; a mail that is being handed over is finished first, so that it is known whether it went."""
        if self._running is None:
            return
        self._stopping = True
        self.wake()
        await asyncio.wait([self._running], timeout=STOPPED_WITHIN)
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)

    def wake(self) -> None:
        """Look in the outbox now, not only at the next turn."""
        self._woken.set()

    async def _run(self) -> None:
        while not self._stopping:
            self._woken.clear()  # before looking, so that who wakes us meanwhile is heard
            try:
                while await self.send_due() and not self._stopping:
                    pass
            except StoreError as error:
                log.warning("mail waits: %s", error)
            try:
                async with asyncio.timeout(LOOK_EVERY):
                    await self._woken.wait()
            except TimeoutError:
                continue

    async def send_due(self) -> int:
        """Send what is due, and return how many mails that were.

        Raises:
            StoreError: The outbox cannot be reached.
        """
        loaded = await self._catalogue.current()
        now = self._clock.now()
        taken = await self._catalogue.with_casework(lambda casework: casework.take_mails(now, limit=AT_ONCE))
        for position, mail in enumerate(taken):
            if self._stopping:
                await self._put_back(taken[position:])
                break
            letter = await self._catalogue.with_casework(partial(self._letter, loaded, mail))
            becomes = await self._handed_over(letter)
            if becomes is not None:
                await self._catalogue.with_casework(
                    partial(_settle, mail=mail, becomes=becomes, at=self._clock.now())
                )
        return len(taken)

    async def _put_back(self, mails: tuple[Mail, ...]) -> None:
        """Let another sender take what surely was not sent."""
        for mail in mails:
            await self._catalogue.with_casework(
                partial(_settle, mail=mail, becomes=outbox.put_back, at=self._clock.now())
            )

    async def _handed_over(self, letter: Letter) -> Callable[[Mail, datetime], Mail] | None:
        """Send a letter and return what its mail becomes; None where nobody can know."""
        if letter.text is None:
            return outbox.dropped
        message = self._message(letter.mail, letter.text)
        try:
            await asyncio.to_thread(self._send, message)
        except NotHandedOver as refused:
            log.warning("mail %s was not taken: %s", letter.mail.kind.value, refused)
            return outbox.failed if refused.for_good else outbox.put_back
        except (OSError, smtplib.SMTPException):
            log.exception("nobody knows whether a mail %s went", letter.mail.kind.value)
            return None
        return outbox.sent

    def _letter(self, loaded: Loaded, mail: Mail, casework: Casework) -> Letter:
        act = Act(desk_id=mail.desk_id, by=BY_PROGRAMME, at=self._clock.now())
        desk = loaded.find_actor(mail.desk_id)
        writer = Writer(
            casework=casework,
            act=act,
            desk_name=desk.name if desk else "Circulair loket",
            base=self._settings.public_url or "",
        )
        try:
            text = casework.together(lambda within: writer.within(within).write(mail))
        except LoketError as error:
            if isinstance(error, StoreError):
                raise
            text = None  # what it was about is gone, or not open any more
        return Letter(mail=mail, text=text)

    def _message(self, mail: Mail, text: Text) -> EmailMessage:
        sender = self._settings.mail_from or ""
        message = EmailMessage()
        message["From"] = sender
        message["To"] = mail.recipient
        message["Subject"] = text.subject
        message["Date"] = format_datetime(self._clock.now())
        message["Message-ID"] = f"<{mail.id}.{mail.tries}@{sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message["Content-Language"] = mail.language
        message.set_content(text.body)
        return message

    def _send(self, message: EmailMessage) -> None:
        """Hand a message to the mail server.

        Raises:
            NotHandedOver: It surely was not taken.
            OSError: The connection broke while it was handed over.
            SMTPException: The same.
        """
        with self._connected() as server:
            try:
                server.send_message(message)
            except smtplib.SMTPRecipientsRefused as refused:
                codes = [code for code, _ in refused.recipients.values()]
                raise NotHandedOver(for_good=min(codes) >= 500) from refused
            except smtplib.SMTPResponseException as refused:
                raise NotHandedOver(for_good=refused.smtp_code >= 500) from refused

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        settings = self._settings
        assert settings.smtp_host is not None, "mail is only sent where a server is set"  # noqa: S101
        try:
            server = self._open(settings.smtp_host, settings.smtp_port)
        except (OSError, smtplib.SMTPException) as error:
            raise NotHandedOver(for_good=False) from error
        try:
            yield server
        finally:
            server.close()

    def _open(self, host: str, port: int) -> smtplib.SMTP:
        settings = self._settings
        if settings.smtp_security == "tls":
            context = ssl.create_default_context()
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=SERVER_WITHIN, context=context)
        else:
            server = smtplib.SMTP(host, port, timeout=SERVER_WITHIN)
        try:
            if settings.smtp_security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if settings.smtp_user is not None:
                server.login(settings.smtp_user, settings.smtp_password or "")
        except BaseException:
            server.close()
            raise
        return server


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Writes what a mail says, from what the records say now.

    Attributes:
        casework: The records.
        act: For which desk and when.
        desk_name: Who sends it.
        base: What stands before every address of ours.
    """

    casework: Casework
    act: Act
    desk_name: str
    base: str

    def within(self, casework: Casework) -> Writer:
        """Return a writer that works in an open transaction."""
        return Writer(casework=casework, act=self.act, desk_name=self.desk_name, base=self.base)

    def write(self, mail: Mail) -> Text | None:
        """Return what a mail says, or None where it is not needed or wanted any more.

        Raises:
            NotFound: What it is about is not there any more.
        """
        if mail.kind is MailKind.PROVIDER_QUESTION:
            return self._provider_question(mail)
        if mail.kind is MailKind.OUTCOME_QUESTION:
            return self._outcome_question(mail)
        if mail.kind is MailKind.OWN_LINK:
            return self._own_link(mail)
        return mail_texts.reminder(mail.language, self.desk_name, self.base)

    def _own_link(self, mail: Mail) -> Text | None:
        intake = self.casework.intake(mail.desk_id, mail.subject_id)
        contacts = self.casework.contacts(mail.desk_id, intake.company_id)
        if all(contact.email != mail.recipient for contact in contacts):
            return None
        link = self._private_address(LinkKind.INTAKE, mail, "intake_step")
        return mail_texts.own_link(mail.language, self.desk_name, link)

    def _provider_question(self, mail: Mail) -> Text | None:
        referral = self.casework.referral(mail.desk_id, mail.subject_id)
        if referral.state in FINAL:
            return None
        link = self._private_address(LinkKind.REFERRAL, mail, "provider_answer")
        title = referral.offering_title.in_language(mail.language)
        return mail_texts.provider_question(mail.language, self.desk_name, title, link)

    def _outcome_question(self, mail: Mail) -> Text | None:
        referral = self.casework.referral(mail.desk_id, mail.subject_id)
        case = self.casework.case(mail.desk_id, referral.case_id)
        wanted = any(
            contact.email == mail.recipient and contact.mail is not MailPreference.NONE
            for contact in self.casework.contacts(mail.desk_id, case.company_id)
        )
        if not wanted:
            return None
        link = self._private_address(LinkKind.OUTCOME, mail, "outcome")
        title = referral.offering_title.in_language(mail.language)
        return mail_texts.outcome_question(mail.language, self.desk_name, title, link)

    def _private_address(self, kind: LinkKind, mail: Mail, page: PageName) -> str:
        made = new_link(kind, desk_id=mail.desk_id, target_id=mail.subject_id, at=self.act.at)
        self.casework.add_link(self.act, made.link)
        return f"{self.base}{address(page, mail.language, made.secret)}"


def _settle(
    casework: Casework, *, mail: Mail, becomes: Callable[[Mail, datetime], Mail], at: datetime
) -> None:
    casework.settle_mail(mail, becomes, at)
