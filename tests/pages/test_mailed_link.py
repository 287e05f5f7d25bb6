"""The own link of a praatplaat by mail, against a real mail server on loopback."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest
from aiosmtpd.controller import Controller

from api.settings import Settings
from tests.api.running import free_port, wait_until
from tests.pages.intakes import ABOUT, DESK, begin, service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from aiosmtpd.smtp import SMTP, Envelope, Session

PUBLIC = "https://loket.example"


class Postbox:
    """Takes every mail."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(  # noqa: N802  # the interface names it
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, Settings]]:
    """A mail server that runs, and the settings of a service that sends by it."""
    box, port = Postbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield (
        box,
        Settings(
            store="sqlite:",
            desks=(DESK,),
            public_url=PUBLIC,
            smtp_host="127.0.0.1",
            smtp_port=port,
            smtp_security="none",
            mail_from="loket@gemeente.example",
        ),
    )
    controller.stop()


def test_it_is_mailed_on_request_once_a_day_and_opens_the_intake(postbox: tuple[Postbox, Settings]) -> None:
    box, settings = postbox
    with service(settings=settings) as running:
        asker = begin(running.client)
        later = f"{asker.link}/later"
        assert (
            ABOUT["email"] in asker.get(later).one("button", class_="utrecht-button--secondary-action").text
        )
        for _ in range(2):
            asked = running.client.post(later)
            assert asked.headers["location"] == f"{later}?gemaild=1"
        wait_until(lambda: len(box.mails) > 0, 20)
        [mail] = box.mails
        body = mail.get_content()
        mailed = re.search(rf"{PUBLIC}(/praatplaat/[\w-]{{43}})", body)

        assert (mail["To"], mail["Subject"]) == (ABOUT["email"], "Uw eigen link")
        assert mailed is not None
        assert mailed.group(1) != asker.link
        assert asker.get(mailed.group(1)).one("title").text.startswith("Stap 2 van 11")
        assert asker.link not in body
        assert "De link komt eraan" in asker.get(f"{later}?gemaild=1").one("main").text


def test_without_a_mail_server_it_is_only_shown() -> None:
    with service() as running:
        asker = begin(running.client)
        page = asker.get(f"{asker.link}/later")

        assert page.one("p", class_="loket-secret").text.endswith(asker.link)
        assert page.all("form") == []
