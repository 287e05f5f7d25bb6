"""The outbox on every engine: a mail is taken by one sender, sent once, and forgotten when it must be."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from graph import casework_of
from matchmaker.casework import outbox
from matchmaker.casework.outbox import RETRIES, UNSURE_AFTER, MailState
from tests.desk import DESK, NOW, OTHER_DESK, a_company, a_mail, act

if TYPE_CHECKING:
    from matchmaker.casework.port import Casework
    from tests.contract.conftest import Bench


@pytest.fixture
def casework(bench: Bench) -> Casework:
    return casework_of(bench.fresh())


def test_a_mail_with_the_same_key_is_the_same_mail(casework: Casework) -> None:
    first = casework.add_mail(act(), a_mail())
    again = casework.add_mail(act(), a_mail(recipient="ander@aanbieder.example"))

    assert again == first
    assert casework.mails_about(DESK, "v-1") == (first,)
    assert casework.mails_about(OTHER_DESK, "v-1") == ()


def test_a_mail_is_taken_once_however_many_ask(casework: Casework) -> None:
    for number in range(12):
        casework.add_mail(act(), a_mail(f"m-{number:02}"))
    casework.add_mail(act(), a_mail("m-later", next_try_at=NOW + timedelta(minutes=1)))

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda _: casework.take_mails(NOW, limit=3), range(8)))

    ids = [mail.id for one in taken for mail in one]
    assert sorted(ids) == [f"m-{number:02}" for number in range(12)]


def test_what_was_sent_keeps_no_address(casework: Casework) -> None:
    casework.add_mail(act(), a_mail())
    (taken,) = casework.take_mails(NOW)
    casework.settle_mail(taken, outbox.sent, NOW)

    (kept,) = casework.mails_about(DESK, "v-1")
    assert (kept.state, kept.recipient, kept.tries, kept.settled_at) == (MailState.SENT, "", 1, NOW)
    assert casework.take_mails(NOW + timedelta(days=9)) == ()


def test_a_failed_try_is_repeated_later_and_not_for_ever(casework: Casework) -> None:
    casework.add_mail(act(), a_mail())
    at = NOW
    for wait in RETRIES:
        (taken,) = casework.take_mails(at)
        casework.settle_mail(taken, outbox.put_back, at)
        assert casework.take_mails(at + wait - timedelta(seconds=1)) == ()
        at += wait
    (taken,) = casework.take_mails(at)
    casework.settle_mail(taken, outbox.put_back, at)

    (kept,) = casework.mails_about(DESK, "v-1")
    assert (kept.state, kept.recipient, kept.tries) == (MailState.FAILED, "", len(RETRIES) + 1)


def test_what_a_sender_left_behind_is_never_sent_again(casework: Casework) -> None:
    casework.add_mail(act(), a_mail())
    (taken,) = casework.take_mails(NOW)

    assert casework.take_mails(NOW + UNSURE_AFTER - timedelta(seconds=1)) == ()
    assert casework.take_mails(NOW + UNSURE_AFTER) == ()
    (kept,) = casework.mails_about(DESK, "v-1")
    assert (kept.state, kept.recipient) == (MailState.UNSURE, "")

    casework.settle_mail(taken, outbox.put_back, NOW + UNSURE_AFTER)
    assert casework.mails_about(DESK, "v-1") == (kept,)


def test_erasing_a_company_takes_its_mail_out_of_the_outbox(casework: Casework) -> None:
    casework.save_company(act(), a_company())
    casework.add_mail(act(), a_mail(company_id="c-1"))
    casework.add_mail(act(), a_mail("m-2", company_id="c-2"))

    casework.erase_company(act(), "c-1")

    assert [mail.id for mail in casework.take_mails(NOW)] == ["m-2"]
    states = {mail.id: (mail.state, mail.recipient) for mail in casework.mails_about(DESK, "v-1")}
    assert states["m-1"] == (MailState.DROPPED, "")


def test_a_mail_goes_with_the_rest_of_what_is_done_together(casework: Casework) -> None:
    def work(within: Casework) -> None:
        within.add_mail(act(), a_mail())
        raise RuntimeError("broken off")

    with pytest.raises(RuntimeError):
        casework.together(work)

    assert casework.mails_about(DESK, "v-1") == ()
