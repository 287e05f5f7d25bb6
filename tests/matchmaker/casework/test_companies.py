"""Companies are recognised, consent is read, and details are kept no shorter and no longer than said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from matchmaker.casework.companies import (
    Company,
    Consent,
    candidates,
    company_faults,
    consent_holds,
    contact_faults,
    dialled,
    is_kvk_number,
    is_phone_number,
    retention_ends,
)
from matchmaker.casework.terms import Purpose
from tests.desk import NOW, STAFF, a_company, a_contact

if TYPE_CHECKING:
    from matchmaker.casework.companies import Candidate

KNOWN = [
    a_company("a", name="Machinefabriek Jansen B.V.", kvk_number="11111111"),
    a_company("b", name="Jansen Bouw", kvk_number="22222222"),
    a_company("c", name="Timmerfabriek De Eik", kvk_number=None),
    a_company("d", name="", erased_at=NOW, kvk_number="33333333"),
]


def ids(found: tuple[Candidate, ...]) -> list[str]:
    return [one.company.id for one in found]


def test_a_number_says_more_than_a_name() -> None:
    assert ids(candidates("Iets heel anders", "11111111", KNOWN)) == ["a"]
    assert ids(candidates("Machinefabriek Jansen", "99999999", KNOWN)) == []
    assert candidates("x", "11111111", KNOWN)[0].judgement.same is True


def test_a_name_is_recognised_with_a_slip_and_while_it_is_typed() -> None:
    assert ids(candidates("machinefabriek janssen bv", None, KNOWN))[0] == "a"
    assert ids(candidates("Timmerf", None, KNOWN)) == ["c"]
    assert ids(candidates("Ti", None, KNOWN)) == []
    assert ids(candidates("Kwekerij Zuid", None, KNOWN)) == []


def test_what_was_erased_is_never_a_candidate() -> None:
    assert ids(candidates("", "33333333", KNOWN)) == []


def test_the_most_likely_come_first_and_no_more_than_asked() -> None:
    many = [a_company(f"c-{number}", name="Smederij Vos") for number in range(9)]
    found = candidates("Smederij Vos", None, [*many, a_company("z", name="Smederij Vos Holding")], limit=3)
    assert ids(found) == ["c-0", "c-1", "c-2"]


def test_the_last_word_on_a_purpose_counts() -> None:
    def said(purpose: Purpose, *, is_given: bool) -> Consent:
        return Consent(company_id="c", purpose=purpose, is_given=is_given, at=NOW, by=STAFF)

    steps = [said(Purpose.REFER, is_given=True), said(Purpose.CONTACT_LATER, is_given=True)]
    assert consent_holds(steps, Purpose.REFER)
    assert not consent_holds(steps, Purpose.SHARE_EXAMPLE)
    steps.append(said(Purpose.REFER, is_given=False))
    assert not consent_holds(steps, Purpose.REFER)
    assert consent_holds(steps, Purpose.CONTACT_LATER)


@pytest.mark.parametrize(
    ("active_on", "end"),
    [(date(2024, 2, 29), date(2026, 2, 28)), (date(2024, 11, 23), date(2026, 11, 23))],
)
def test_details_are_kept_for_two_years_after_the_last_activity(active_on: date, end: date) -> None:
    assert retention_ends(a_company(active_on=active_on)) == end


def test_faults_name_the_field() -> None:
    def where(company: Company) -> list[str]:
        return [fault.where for fault in company_faults(company)]

    assert where(a_company(kvk_number="12345678")) == []
    assert where(a_company(name="!", kvk_number="1234567")) == ["name", "kvkNumber"]
    assert [fault.where for fault in contact_faults(a_contact(function=" ", email=None))] == [
        "function",
        "email",
    ]
    for wrong in ("eigenaar", "@bedrijf.example", "eigenaar@bedrijf", "twee woorden@bedrijf.example"):
        assert contact_faults(a_contact(email=wrong)), wrong
    assert [fault.where for fault in contact_faults(a_contact(phone="06"))] == ["phone"]
    assert [is_kvk_number(text) for text in ("12345678", "123456789", "1234567a", "١٢٣٤٥٦٧٨")] == [
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    "number",
    [
        "0348 000000",
        "06-00000000",
        "(0348) 000 000",
        "0348/000.000",
        "0800 0000",
        "0900-0000000",
        "14 0348",
        "14 010",
        "+31 348 000000",
        "+31 (0)6 00000000",
        "0031 6 0000 0000",
        "+32 2 000 00 00",
        "00 49 30 000000",
    ],
)
def test_a_telephone_number_is_taken_however_it_is_written(number: str) -> None:
    assert is_phone_number(number)


@pytest.mark.parametrize(
    "number",
    [
        "06",
        "348000000",
        "0348 00000",
        "0348 0000000",
        "0000000000",
        "0800 00000",
        "14 00348",
        "+31 0348 000000",
        "+31 6 0000000",
        "+32",
        "+0 2 000 00 00",
        "+32 2 000 000 000 000 000",
        "06 00000000 na vijf uur",
        "0348 000000 / 06 00000000",
        "٠٣٤٨٠٠٠٠٠٠",
        "+",
        " ",
    ],
)
def test_what_cannot_be_dialled_is_no_telephone_number(number: str) -> None:
    assert not is_phone_number(number)


def test_a_number_is_dialled_without_what_stands_between_its_digits() -> None:
    assert dialled("(0348) 000-000") == "0348000000"
    assert dialled("+31 (0)348 000 000") == "+31348000000"  # its zero is dialled within the country alone


def test_a_number_that_was_kept_before_stands_in_the_way_of_no_other_change() -> None:
    held = a_contact(phone="06")
    assert contact_faults(replace(held, function="directeur"), held) == []
    assert [fault.where for fault in contact_faults(replace(held, phone="07"), held)] == ["phone"]
