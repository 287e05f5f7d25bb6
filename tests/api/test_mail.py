"""Mail against a real mail server on loopback: sent once, retried while the server is away, and no more."""

from __future__ import annotations

import asyncio
import re
import time
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from starlette.testclient import TestClient

from api import mail
from api.app import create_app
from api.catalogue import Catalogue
from api.housekeeping import Housekeeping
from api.mail import STOPPED_WITHIN, Mailer
from api.settings import Settings
from graph import casework_of, open_register
from matchmaker.casework.outbox import Mail, MailState
from matchmaker.casework.terms import MailPreference, Purpose
from tests.api.desk_client import DESK, DeskClient
from tests.api.running import free_port, wait_until
from tests.api.world import WORLD, FixedClock
from tests.desk import a_contact, act
from tests.pages.desk import COMPANY, choose, do, page, sign_in, take_call

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from aiosmtpd.smtp import SMTP, Envelope, Session

    from matchmaker.casework.port import Casework
    from matchmaker.ports import Register

PROVIDER = "loket@reviseerpunt.example"


class Postbox:
    """Takes mail, or answers to it as told."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answer = "250 OK"
        self.delay = 0.0

    async def handle_RCPT(  # noqa: N802  # the interface names it
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.answer.startswith("550"):
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  # the same
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        await asyncio.sleep(self.delay)
        if self.answer == "break off":
            transport: Any = server.transport
            transport.abort()
            return "250 never seen"
        if self.answer.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            self.mails.append(message_from_bytes(content, policy=policy.default))
        return self.answer


class MovingClock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.moment = FixedClock().now()

    def now(self) -> datetime:
        return self.moment

    def today(self) -> date:
        return self.moment.date()


@contextmanager
def mail_server(postbox: Postbox, port: int, **more: Any) -> Iterator[None]:
    controller = Controller(postbox, hostname="127.0.0.1", port=port, **more)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def port(postbox: Postbox) -> Iterator[int]:
    """Port of a mail server that runs."""
    number = free_port()
    with mail_server(postbox, number):
        yield number


@pytest.fixture
def register() -> Iterator[Register]:
    opened = open_register("sqlite:")
    opened.put(WORLD)
    yield opened
    opened.close()


def set_up(port: int, **more: Any) -> Settings:
    return Settings(
        store="sqlite:",
        public_url="https://loket.example",
        smtp_host="127.0.0.1",
        smtp_port=port,
        smtp_security="none",
        mail_from="loket@gemeente.example",
        **more,
    )


@contextmanager
def served(register: Register, settings: Settings) -> Iterator[TestClient]:
    """A service for staff, whose own sender does not run: tests send by hand, and know when."""
    app = create_app(settings, register, FixedClock())
    app.state.services.mailer.start = _nothing
    with TestClient(app, base_url="https://loket.example", follow_redirects=False) as client:
        sign_in(client)
        yield client


async def _nothing() -> None:
    return None


def send_due(register: Register, settings: Settings, clock: MovingClock | None = None) -> int:
    """Send what is due, as the service does in between."""

    async def once() -> int:
        catalogue = Catalogue(lambda: register, close_at_stop=False)
        await catalogue.start()
        try:
            return await Mailer(catalogue, clock or MovingClock(), settings).send_due()
        finally:
            await catalogue.stop()

    return asyncio.run(once())


def kept(register: Register, referral: str) -> Mail:
    found = casework_of(register).mails_about(DESK, referral.rpartition("/")[2])
    assert len(found) == 1
    return found[0]


def mailed(client: TestClient) -> str:
    """Refer by mail, and return the address of the referral."""
    referral = choose(client, take_call(client))
    answered = do(client, referral, "send", how="mail", email=PROVIDER)
    assert answered.headers["location"].endswith("gedaan=gemaild")
    return referral


def test_the_provider_gets_one_mail_with_a_link_that_opens(
    register: Register, port: int, postbox: Postbox
) -> None:
    settings = set_up(port)
    with served(register, settings) as client:
        referral = mailed(client)
        assert send_due(register, settings) == 1
        assert send_due(register, settings) == 0

        [message] = postbox.mails
        assert (message["To"], message["From"]) == (PROVIDER, "loket@gemeente.example")
        assert message["Subject"] == "Een vraag van het circulair loket"
        assert message["Auto-Submitted"] == "auto-generated"
        assert message.get_content_type() == "text/plain"
        text = message.get_content()
        assert COMPANY not in text + str(message["Message-ID"])
        link = re.search(r"https://loket\.example(/verwijzing/\S+)", text)
        assert link
        assert client.get(link[1]).status_code == 200
        assert "Verstuurd" in page(client.get(referral)).one("main").text
    assert (kept(register, referral).state, kept(register, referral).recipient) == (MailState.SENT, "")


def test_a_wrong_address_is_refused_before_anything_is_sent(register: Register, port: int) -> None:
    with served(register, set_up(port)) as client:
        referral = choose(client, take_call(client))
        many = ("Loket <a@b.example>", "a@b.example, c@d.example", "a@b.example\nBcc: x@y.example")
        for wrong in ("", "geen adres", "a@b", *many):
            answered = do(client, referral, "send", how="mail", email=wrong)
            assert answered.status_code == 400, wrong
            assert "aria-invalid" in page(answered).by_id("email").attributes
        assert "Nog niet verstuurd" in client.get(referral).text


def test_a_server_that_is_away_is_tried_again(register: Register, postbox: Postbox) -> None:
    number, clock = free_port(), MovingClock()
    settings = set_up(number)
    with served(register, settings) as client:
        referral = mailed(client)
        assert send_due(register, settings, clock) == 1
        assert (kept(register, referral).state, kept(register, referral).tries) == (MailState.WAITING, 1)
        assert send_due(register, settings, clock) == 0

        clock.moment += timedelta(minutes=2)
        with mail_server(postbox, number):
            assert send_due(register, settings, clock) == 1
    assert len(postbox.mails) == 1
    assert kept(register, referral).state is MailState.SENT


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("451 later", MailState.WAITING),
        ("554 never", MailState.FAILED),
        ("550 unknown", MailState.FAILED),
        ("break off", MailState.SENDING),
    ],
)
def test_what_the_server_answers_decides(
    register: Register, port: int, postbox: Postbox, answer: str, state: MailState
) -> None:
    settings, clock = set_up(port), MovingClock()
    postbox.answer = answer
    with served(register, settings) as client:
        referral = mailed(client)
        send_due(register, settings, clock)

    assert kept(register, referral).state is state
    # Nobody knows whether a mail went whose handing over broke off: it is never sent again.
    if state is MailState.SENDING:
        postbox.answer = "250 OK"
        clock.moment += timedelta(hours=1)
        assert send_due(register, settings, clock) == 0
        assert kept(register, referral).state is MailState.UNSURE
        assert postbox.mails == []


def test_nothing_is_sent_about_what_was_erased_or_withdrawn(
    register: Register, port: int, postbox: Postbox
) -> None:
    settings = set_up(port)
    with served(register, settings) as client:
        withdrawn = mailed(client)
        do(client, withdrawn, "withdraw", reason="mistake")
        erased = mailed(client)
        casework = casework_of(register)
        case_id = casework.referral(DESK, erased.rpartition("/")[2]).case_id
        company_id = casework.case(DESK, case_id).company_id
        client.post(f"/loket/bedrijven/{company_id}/wissen", data={"confirm": "1"})
        send_due(register, settings)

    assert postbox.mails == []
    assert kept(register, withdrawn).state is MailState.DROPPED
    assert kept(register, erased).state is MailState.DROPPED


def asked_how_it_went(register: Register, client: TestClient, **contact: Any) -> tuple[str, int]:
    """Refer somebody with a mail address and ask how it went; return the referral and the status."""
    referral = choose(client, take_call(client))
    do(client, referral, "send", how="log")
    casework = casework_of(register)
    case_id = casework.referral(DESK, referral.rpartition("/")[2]).case_id
    company_id = casework.case(DESK, case_id).company_id
    consent = contact.pop("consent", True)
    desk = DeskClient(client)
    assert desk.get(f"/companies/{company_id}").status_code == 200

    def keep(within: Casework) -> None:
        here = act(DESK)
        within.save_contact(here, a_contact(company_id=company_id, **contact))
        if consent:
            within.give_consent(here, company_id, Purpose.CONTACT_LATER)

    casework.together(keep)
    return referral, do(client, referral, "outcome_mail").status_code


def test_the_entrepreneur_is_asked_how_it_went_in_their_language(
    register: Register, port: int, postbox: Postbox
) -> None:
    settings = set_up(port)
    with served(register, settings) as client:
        _, status = asked_how_it_went(register, client, language="en")
        assert status == 303
        send_due(register, settings)
        [message] = postbox.mails
        assert message["Subject"] == "How did it go?"
        link = re.search(r"https://loket\.example(/en/\S+)", message.get_content())
        assert link
        assert client.get(link[1]).status_code == 200


@pytest.mark.parametrize("contact", [{"mail": MailPreference.NONE}, {"consent": False}])
def test_who_wants_no_mail_gets_none(
    register: Register, port: int, postbox: Postbox, contact: dict[str, Any]
) -> None:
    settings = set_up(port)
    with served(register, settings) as client:
        _, status = asked_how_it_went(register, client, **contact)
        send_due(register, settings)

    assert status == 409
    assert postbox.mails == []


def test_asking_twice_on_one_day_is_one_mail(register: Register, port: int, postbox: Postbox) -> None:
    settings = set_up(port)
    with served(register, settings) as client:
        referral, _ = asked_how_it_went(register, client)
        do(client, referral, "outcome_mail")
        send_due(register, settings)

    assert len(postbox.mails) == 1


def test_a_desk_is_reminded_once_of_each_appointment(register: Register, port: int, postbox: Postbox) -> None:
    clock = MovingClock()
    settings = set_up(port, desk_mail={DESK: "werklijst@gemeente.example"})
    with served(register, settings) as client:
        do(client, choose(client, take_call(client)), "send", how="log")

    async def keep_house() -> None:
        catalogue = Catalogue(lambda: register, close_at_stop=False)
        await catalogue.start()
        mailer = Mailer(catalogue, clock, settings)
        await Housekeeping(catalogue, clock, settings, mailer).once()
        while await mailer.send_due():
            pass
        await catalogue.stop()

    for days in (0, 14, 0, 1, 1):  # the follow-up is due after two weeks
        clock.moment += timedelta(days=days)
        asyncio.run(keep_house())

    [message] = postbox.mails
    assert message["To"] == "werklijst@gemeente.example"
    assert message["Subject"] == "Er staat werk klaar op uw werklijst"
    assert COMPANY not in message.get_content()


def test_details_are_erased_when_their_time_is_over(register: Register) -> None:
    clock = MovingClock()
    settings = Settings(store="sqlite:", keep_months=12)
    casework = casework_of(register)
    with served(register, settings) as client:
        need = take_call(client)
    case = casework.case(DESK, casework.need(DESK, need.rpartition("/")[2]).case_id)
    casework.close_case(act(DESK, at=clock.now()), case.id, revision=case.revision)

    async def keep_house() -> None:
        catalogue = Catalogue(lambda: register, close_at_stop=False)
        await catalogue.start()
        await Housekeeping(catalogue, clock, settings, Mailer(catalogue, clock, settings)).once()
        await catalogue.stop()

    for days, name in ((364, COMPANY), (2, "")):
        clock.moment += timedelta(days=days)
        asyncio.run(keep_house())
        assert casework.company(DESK, case.company_id).name == name


def test_the_service_sends_by_itself(register: Register, port: int, postbox: Postbox) -> None:
    app = create_app(set_up(port), register, FixedClock())
    with TestClient(app, base_url="https://loket.example", follow_redirects=False) as client:
        sign_in(client)
        mailed(client)
        wait_until(lambda: bool(postbox.mails), 20)

    assert len(postbox.mails) == 1


def test_a_service_that_stops_finishes_the_mail_in_hand(
    register: Register, port: int, postbox: Postbox
) -> None:
    postbox.delay = 1.0
    app = create_app(set_up(port), register, FixedClock())
    with TestClient(app, base_url="https://loket.example", follow_redirects=False) as client:
        sign_in(client)
        referral = mailed(client)
        wait_until(lambda: kept(register, referral).state is MailState.SENDING, 20)
        stopped = time.monotonic()

    assert time.monotonic() - stopped < STOPPED_WITHIN, "it stops with its mail, not when patience ends"
    assert len(postbox.mails) == 1
    assert kept(register, referral).state is MailState.SENT


def test_a_name_and_password_are_given_where_they_are_set(register: Register, postbox: Postbox) -> None:
    seen: list[tuple[bytes, bytes]] = []

    def check(_server: SMTP, _session: Session, _envelope: Envelope, _way: str, data: Any) -> AuthResult:
        seen.append((data.login, data.password))
        return AuthResult(success=True)

    number = free_port()
    settings = set_up(number, smtp_user="loket", smtp_password="geheim")  # noqa: S106  # of a server in this test
    with (
        mail_server(postbox, number, authenticator=check, auth_require_tls=False),
        served(register, settings) as client,
    ):
        mailed(client)
        send_due(register, settings)

    assert seen == [(b"loket", b"geheim")]
    assert "geheim" not in repr(settings)


def test_without_a_mail_server_no_mail_is_offered(register: Register) -> None:
    with served(register, Settings(store="sqlite:")) as client:
        referral = choose(client, take_call(client))
        assert client.get(referral).text.count('id="email"') == 0
        assert mail.is_set(Settings()) is False
