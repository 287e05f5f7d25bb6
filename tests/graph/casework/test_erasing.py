"""What is erased is gone from the files too, also when it was erased as part of something larger."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from graph import casework_of, open_register
from matchmaker.casework.port import Once
from matchmaker.casework.praatplaat import Tick
from tests.desk import (
    DESK,
    a_case,
    a_company,
    a_contact,
    a_need,
    a_referral,
    act,
    an_appointment,
    an_intake,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from matchmaker.casework.port import Casework

CANARIES = {
    "kanarie-naam",
    "kanarie@bedrijf.example",
    "kanarie-voorbeeld",
    "kanarie-wens",
    "kanarie-woorden",
    "kanarie-notitie",
    "kanarie-opmerking",
    "kanarie-reden",
    "kanarie-antwoord",
    "87654321",
}


def sing(casework: Casework) -> None:
    """Store a canary in every place where words about a company may stand."""
    casework.save_company(act(), a_company(name="kanarie-naam", kvk_number="87654321"))
    casework.save_contact(act(), a_contact(email="kanarie@bedrijf.example"))
    tick = Tick(action_id="reuse", does=True, example="kanarie-voorbeeld", may_share=True)
    casework.save_intake(act(), an_intake(ticks=(tick,), wish="kanarie-wens"))
    casework.open_case(act(), a_case())
    casework.save_need(act(), a_need(words="kanarie-woorden"))
    casework.add_note(act(), "z-1", "kanarie-notitie")
    casework.propose_referral(act(), a_referral(own_reason="kanarie-reden"))
    casework.save_follow_up(act(), an_appointment(remark="kanarie-opmerking"))
    casework.once(act(), Once(key="k", fingerprint="f"), lambda _: "c-1 kanarie-antwoord")


def left(folder: Path) -> set[str]:
    content = b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())
    return {canary for canary in CANARIES if canary.encode() in content}


def alone(casework: Casework) -> None:
    casework.erase_company(act(), "c-1")


def within(casework: Casework) -> None:
    casework.together(alone)


@pytest.mark.parametrize("erase", [alone, within])
def test_no_word_about_an_erased_company_is_left_in_any_file(
    tmp_path: Path, erase: Callable[[Casework], None]
) -> None:
    with closing(open_register(f"sqlite:///{tmp_path}/desk.db")) as register:
        casework = casework_of(register)
        sing(casework)
        assert left(tmp_path) == CANARIES
        erase(casework)
        assert left(tmp_path) == set()
    assert left(tmp_path) == set()


def test_a_contact_that_was_changed_or_erased_is_gone_too(tmp_path: Path) -> None:
    with closing(open_register(f"sqlite:///{tmp_path}/desk.db")) as register:
        casework = casework_of(register)
        sing(casework)
        (contact,) = casework.contacts(DESK, "c-1")
        casework.save_contact(act(), replace(contact, email="nieuw@bedrijf.example"))
        casework.remove_contact(act(), "c-1", "k-1")
        assert left(tmp_path) == CANARIES - {"kanarie@bedrijf.example", "kanarie-antwoord"}
