"""What the cells of a list of offerings may say, and what is told of one that cannot be read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from graph.importing.plan import make_plan
from matchmaker.vocabulary import NeedKind
from tests.contract.test_importing import OFFERED, TOLD, offerings, suggested

if TYPE_CHECKING:
    from graph.importing import ImportPlan, ListRequest
    from graph.tables.table import Table


def plan_of(table: Table, request: ListRequest) -> ImportPlan:
    return make_plan(table, request, OFFERED, 1)


def test_columns_that_nobody_reads_are_named() -> None:
    table = offerings({"Status": "gepland", "Kleur": "groen", "Leeg": "", "Contactpersoon": "Iemand"})
    request = suggested(table)
    unread = {header: field for header, field in request.columns.items() if field != "status"}
    notes = [note.nl for note in plan_of(table, replace(request, columns=unread)).notes]

    assert (
        "Deze kolommen lezen wij niet: “Status”, “Kleur”. Kies wat erin staat als u ze wilt overnemen."
        in notes
    )


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("kennis", NeedKind.KNOWLEDGE),
        ("Netwerk", NeedKind.NETWORK),
        ("advice", NeedKind.KNOWLEDGE),
        ("regels en vergunningen", NeedKind.REGULATION),
        ("verdienmodellen", NeedKind.REVENUE_MODEL),
        ("vergunningen", NeedKind.REGULATION),
        ("training", NeedKind.SKILLS),
    ],
)
def test_a_plain_word_names_a_kind_of_help(word: str, kind: NeedKind) -> None:
    table = offerings({"Soort hulp": word})
    assert plan_of(table, suggested(table)).facts.offerings[0].need_kinds == (kind,)


def test_an_offering_may_serve_more_places_than_a_name_is_long() -> None:
    table = offerings({"Gebied": ", ".join(["Gouda"] * 60)})
    plan = plan_of(table, suggested(table))
    assert [row.faults for row in plan.rows] == [()]
    assert plan.facts.offerings[0].area == ("gouda",)


@pytest.mark.parametrize(
    ("column", "text", "told"),
    [
        ("Soort hulp", "subsidie en koekjes", "Kies uit: kennis en advies, subsidie, netwerk en contacten"),
        ("Status", "blauw", "Kies uit: aangekondigd, loopt, afgelopen."),
        ("Status", "loopt, afgelopen", "Kies er één."),
        ("Alleen voor sector", "Metaal; koekjes", "De sector “koekjes” kennen wij niet."),
        ("Looptijd", "2028-2027", "is geen periode"),
        ("Looptijd", "30-2-2027 t/m 1-3-2027", "is geen periode"),
        ("Looptijd", "ooit", "is geen periode"),
        ("Budget op", "misschien", "Schrijf ja of nee."),
        ("Voorwaarden Engels", "One?", "in het Nederlands 2"),
        ("Vrije plaatsen", "11", "niet meer plaatsen vrij"),
        ("Voorbeeldvragen", "|".join(f"Vraag {n}?" for n in range(9)), "hoogstens 8"),
        ("Voorbeeldvragen", "x" * 301, "hoogstens 300 tekens"),
        ("Titel", "=cmd|' /C calc'!A0", "Hier staat een formule."),
        ("Samenvatting", "@SUM(1+1)*cmd", "Hier staat een formule."),
    ],
)
def test_a_cell_that_cannot_be_read_is_told_with_its_column(column: str, text: str, told: str) -> None:
    table = offerings({**TOLD, column: text})
    (row,) = plan_of(table, suggested(table)).rows

    assert row.outcome.value == "wrong"
    assert f"aanbod.csv:2 {column}" in {fault.where for fault in row.faults}
    assert any(told in fault.message.nl for fault in row.faults)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2027", date(2027, 1, 1), date(2027, 12, 31)),
        ("2027 t/m 2028", date(2027, 1, 1), date(2028, 12, 31)),
        ("1-3-2027 t/m 31-5-2027", date(2027, 3, 1), date(2027, 5, 31)),
        ("1-3-2027 - 31-5-2027", date(2027, 3, 1), date(2027, 5, 31)),
        ("vanaf 1-3-2027", date(2027, 3, 1), None),
        ("tot en met 31-5-2027", None, date(2027, 5, 31)),
    ],
)
def test_a_period_is_read_as_people_write_it(text: str, first: date | None, last: date | None) -> None:
    table = offerings({"Looptijd": text})
    (offering,) = plan_of(table, suggested(table)).facts.offerings
    assert (offering.opens_on, offering.closes_on) == (first, last)


@pytest.mark.parametrize("text", ["- hulp bij repareren\n- advies", "-5 graden", "@groenehart", "+ advies"])
def test_a_text_that_only_begins_with_a_sign_is_kept(text: str) -> None:
    table = offerings({"Samenvatting": text})
    assert plan_of(table, suggested(table)).facts.offerings[0].summary.nl == text
