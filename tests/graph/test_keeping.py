"""Importing lists: what each row does, what is refused, and that doing it twice changes nothing."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph import open_register
from graph.importing import (
    ListKind,
    ListRequest,
    RowOutcome,
    Undecided,
    apply_import,
    fields_for,
    personal_columns,
    plan_import,
    problem_rows,
)
from graph.tables.columns import suggest_columns
from graph.tables.reading import read_table
from graph.tables.writing import to_csv
from matchmaker.curation import doubles
from matchmaker.errors import Conflict, InvalidInput
from matchmaker.model import Actor, Document, Offering, Place, Snapshot, Source, Theme
from matchmaker.vocabulary import (
    ActorKind,
    Bilingual,
    NeedKind,
    PlaceKind,
    RelationKind,
    ThemeKind,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graph.importing import ImportPlan
    from graph.tables.table import Table
    from matchmaker.ports import Register

NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)
TEXT = Bilingual("tekst", "text")
OURS = Source(document_id="ours", first_line=1, last_line=1, stated_on=date(2025, 1, 1))


def an_actor(id_: str, name: str, **changes: Any) -> Actor:
    base = Actor(id=id_, name=name, kind=ActorKind.ENTREPRENEUR, description=TEXT, sources=(OURS,))
    return replace(base, **changes)


WORLD = Snapshot(
    documents=(
        Document(
            id="ours",
            title="t",
            publisher="p",
            published_on=date(2025, 1, 1),
            file=None,
            licence="facts only",
        ),
    ),
    places=(
        Place(id="gouda", name="Gouda", kind=PlaceKind.MUNICIPALITY, aliases=("Ter Gouw",)),
        Place(id="woerden", name="Woerden", kind=PlaceKind.MUNICIPALITY),
    ),
    themes=(
        Theme(id="hout", kind=ThemeKind.MATERIAL, label=Bilingual("hout", "wood")),
        Theme(id="metaal", kind=ThemeKind.SECTOR, label=Bilingual("metaal", "metal")),
    ),
    actors=(
        an_actor("de-vries", "Bouwbedrijf De Vries B.V.", kvk_number="12345678"),
        an_actor("jansen", "Timmerfabriek Jansen", aliases=("TFJ",), website="https://jansen.example"),
        an_actor("mkb-gouda", "MKB Gouda", kind=ActorKind.ASSOCIATION),
        an_actor("odmh", "Omgevingsdienst Midden-Holland", kind=ActorKind.GOVERNMENT),
    ),
    offerings=(
        Offering(
            id="houtscan",
            provider_id="jansen",
            title=Bilingual("Houtscan", "Wood scan"),
            summary=TEXT,
            next_step=TEXT,
            need_kinds=(NeedKind.KNOWLEDGE,),
            area=("gouda",),
            sources=(OURS,),
        ),
    ),
)


@pytest.fixture
def register() -> Iterator[Register]:
    with closing(open_register("sqlite:")) as opened:
        opened.put(WORLD)
        yield opened


def a_table(headers: Sequence[str], *rows: Sequence[str], name: str = "lijst.csv") -> Table:
    return read_table(to_csv(headers, rows), name)


def a_request(table: Table, kind: ListKind = ListKind.PROVIDERS, **changes: Any) -> ListRequest:
    personal = {column.header for column in personal_columns(table)}
    suggested = suggest_columns(table, fields_for(kind, WORLD))
    base = ListRequest(
        kind=kind,
        sender="MKB Gouda",
        stated_on=date(2026, 1, 31),
        columns={one.header: one.field for one in suggested if one.header not in personal},
    )
    return replace(base, **changes)


def outcomes(plan: ImportPlan) -> list[str]:
    return [row.outcome.value for row in plan.rows]


def store(register: Register, table: Table, request: ListRequest, batch_id: str = "import-1") -> Any:
    plan = plan_import(register, table, request)
    return apply_import(register, table, request, plan, batch_id=batch_id, by="beheer", at=NOW)


# ---- who a row is about


@pytest.mark.parametrize(
    ("row", "outcome", "fact_id"),
    [
        (("Iets anders", "12345678", ""), "changed", "de-vries"),
        (("Een andere naam", "", "jansen"), "changed", "jansen"),
        (("TIMMERFABRIEK JANSEN", "", ""), "changed", "jansen"),
        (("tfj", "", ""), "changed", "jansen"),
        (("De Vries Bouwbedrijf", "", ""), "changed", "de-vries"),
        (("ODMH", "", ""), "changed", "odmh"),
        (("Bakkerij Bos", "", ""), "new", "bakkerij-bos"),
        # Two numbers are two organisations, however alike the names.
        (("Bouwbedrijf De Vries B.V.", "87654321", ""), "new", "bouwbedrijf-de-vries-b-v"),
        (("Bakkerij Bos", "", "bos"), "new", "bos"),
        # Only a person may decide what letters merely suggest.
        (("Timmerfabriek Janssen", "", ""), "double", None),
    ],
)
def test_a_row_is_about_the_actor_of_its_number_id_or_name(
    register: Register, row: tuple[str, str, str], outcome: str, fact_id: str | None
) -> None:
    table = a_table(("Naam", "KVK", "id"), row)
    plan = plan_import(register, table, a_request(table))
    assert [(one.outcome.value, one.fact_id) for one in plan.rows] == [(outcome, fact_id)]


def test_a_possible_double_tells_with_whom_and_why_and_a_person_decides(register: Register) -> None:
    table = a_table(("Naam", "Plaats"), ("Timmerfabriek Janssen", "Gouda"), ("Bakkerij Bos", "Woerden"))
    request = a_request(table)
    plan = plan_import(register, table, request)
    (candidate,) = plan.rows[0].candidates
    assert (candidate.id, candidate.name) == ("jansen", "Timmerfabriek Jansen")
    assert candidate.why.nl
    assert candidate.why.en
    assert [actor.id for actor in plan.facts.actors] == ["bakkerij-bos"]
    (problem,) = problem_rows(table, plan)
    assert problem.number == 2
    assert "(id jansen)" in problem.problems[0]
    assert "nieuw" in problem.problems[0]

    store(register, table, replace(request, decisions={2: None}))

    assert register.actor("timmerfabriek-janssen").place_id == "gouda"
    assert [(one.first_id, one.second_id) for one in register.kept_apart()] == [
        ("jansen", "timmerfabriek-janssen")
    ]
    # What was decided is remembered with the list: nobody is asked again.
    assert outcomes(plan_import(register, table, request)) == ["same", "same"]


def test_a_decision_may_stand_in_the_list_itself(register: Register) -> None:
    table = a_table(("Naam", "id"), ("Timmerfabriek Janssen", "nieuw"), ("Timmerfabriek Jansenn", "jansen"))
    request = a_request(table)
    assert outcomes(plan_import(register, table, request)) == ["new", "changed"]
    store(register, table, request)
    assert outcomes(plan_import(register, table, request)) == ["same", "same"]
    assert "Timmerfabriek Jansenn" in register.actor("jansen").aliases


def queued(register: Register) -> list[tuple[str, str]]:
    facts = register.snapshot()
    found = doubles(facts.actors, register.kept_apart(), facts.relations)
    return [(double.first_id, double.second_id) for double in found]


def test_rows_of_one_list_that_are_merely_alike_are_two_and_stand_in_the_queue(register: Register) -> None:
    table = a_table(("Naam",), ("Timmerfabriek Willemse",), ("Timmerfabriek Willemsen",))
    assert outcomes(store(register, table, a_request(table)).plan) == ["new", "new"]
    assert queued(register) == [("timmerfabriek-willemse", "timmerfabriek-willemsen")]


def test_a_possible_double_may_be_taken_in_and_decided_later_in_the_queue(register: Register) -> None:
    table = a_table(("Naam",), ("Timmerfabriek Janssen",), ("Bakkerij Bos",), ("timmerfabriek janssen",))
    request = a_request(table, undecided=Undecided.TAKEN_IN)
    done = store(register, table, request)
    assert [(row.outcome.value, row.fact_id) for row in done.plan.rows] == [
        ("double", "timmerfabriek-janssen"),
        ("new", "bakkerij-bos"),
        ("same", "timmerfabriek-janssen"),
    ]
    assert [one.id for one in done.plan.rows[0].candidates] == ["jansen"]
    assert problem_rows(table, done.plan) == []
    assert register.kept_apart() == ()
    assert queued(register) == [("jansen", "timmerfabriek-janssen")]
    after = register.snapshot()
    assert outcomes(store(register, table, request, "import-2").plan) == ["same"] * 3
    assert register.snapshot() == after
    register.undo("import-1", at=NOW, by="beheer")
    assert register.snapshot() == WORLD


def test_an_offering_whose_provider_is_unsure_always_comes_back(register: Register) -> None:
    table = a_table(
        ("Aanbieder", "Titel", "Soort hulp", "Gebied"),
        ("Timmerfabriek Janssen", "Scan", "subsidie", "Gouda"),
    )
    request = a_request(table, ListKind.OFFERINGS, undecided=Undecided.TAKEN_IN)
    (row,) = plan_import(register, table, request).rows
    assert (row.outcome, row.fact_id) == (RowOutcome.DOUBLE, None)


def test_two_rows_about_one_actor_become_one(register: Register) -> None:
    table = a_table(
        ("Naam", "KVK", "Branche"),
        ("Bakkerij Bos B.V.", "", "metaal"),
        ("bakkerij bos bv", "", "hout"),
        ("Bakkerij Bos", "11112222", ""),
    )
    request = a_request(table)
    plan = plan_import(register, table, request)
    assert outcomes(plan) == ["new", "same", "same"]
    store(register, table, request)
    (actor,) = (one for one in register.snapshot().actors if one.name == "Bakkerij Bos B.V.")
    assert (actor.themes, actor.kvk_number) == (("metaal", "hout"), "11112222")
    assert actor.aliases == ("bakkerij bos bv", "Bakkerij Bos")
    assert [source.first_line for source in actor.sources] == [2, 3, 4]
    assert outcomes(plan_import(register, table, request)) == ["same"] * 3


def test_a_name_that_two_actors_have_is_for_a_person(register: Register) -> None:
    register.put(Snapshot(actors=(an_actor("bos-1", "Bos"), an_actor("bos-2", "Bos"))))
    table = a_table(("Naam", "Plaats"), ("Bos", "Gouda"))
    (row,) = plan_import(register, table, a_request(table)).rows
    assert row.outcome is RowOutcome.DOUBLE
    assert [one.id for one in row.candidates] == ["bos-1", "bos-2"]


# ---- what a row states


def test_a_row_fills_up_and_replaces_but_takes_nothing_away(register: Register) -> None:
    table = a_table(
        ("id", "Naam", "Plaats", "KVK", "Website", "Thema", "Omschrijving", "Andere namen"),
        (
            "jansen",
            "Timmerfabriek Jansen",
            "Ter Gouw",
            "0012 3456",
            "www.nieuw.example",
            "Metaal",
            "Hun woorden",
            "J.",
        ),
        ("", "Bakkerij Bos", "Woerden", "1234567", "", "", "Bakt brood", ""),
        name="Leden 2026.csv",
    )
    store(register, table, a_request(table, kind=ListKind.PROVIDERS))
    (document,) = (one for one in register.snapshot().documents if one.id != "ours")
    assert (document.title, document.publisher, document.published_on, document.file) == (
        "Leden 2026.csv",
        "MKB Gouda",
        date(2026, 1, 31),
        "Leden 2026.csv",
    )
    cited = Source(document_id=document.id, first_line=2, last_line=2, stated_on=date(2026, 1, 31))
    assert register.actor("jansen") == replace(
        WORLD.actors[1],
        place_id="gouda",
        kvk_number="00123456",
        website="https://www.nieuw.example",
        themes=("metaal",),
        aliases=("TFJ", "J."),
        sources=(OURS, cited),
    )
    new = register.actor("bakkerij-bos")
    assert (new.kind, new.kvk_number, new.description) == (
        ActorKind.SERVICE_PROVIDER,
        "01234567",
        Bilingual("Bakt brood", "Bakt brood"),
    )


def test_every_wrong_cell_is_told_with_row_column_and_how_to_mend_it(register: Register) -> None:
    table = a_table(
        ("Naam", "Plaats", "KVK", "Website", "Omschrijving", "Soort"),
        ("", "Woerdenn", "12", "geen adres", "Mail jan.jansen@bedrijf.example", "bakker"),
        ("Bakkerij Bos", "Woerden", "", "", "Mail info@bedrijf.example", "Ondernemer"),
    )
    plan = plan_import(register, table, a_request(table))
    assert outcomes(plan) == ["wrong", "new"]
    faults = plan.rows[0].faults
    assert {fault.where for fault in faults} == {
        f"lijst.csv:2 {header}" for header in ("Naam", "Plaats", "KVK", "Website", "Omschrijving", "Soort")
    }
    assert all(fault.message.nl and fault.message.en for fault in faults)
    assert next(fault for fault in faults if "Plaats" in fault.where).suggestions == ("Woerden",)
    (problem,) = problem_rows(table, plan)
    assert problem.number == 2
    assert "Kolom “Plaats”: De plaats “Woerdenn” kennen wij niet." in " ".join(problem.problems)
    assert "Bedoelde u: Woerden?" in " ".join(problem.problems)


def test_rows_that_the_reader_rejects_come_back_too(register: Register) -> None:
    data = b"Naam;Plaats\nBakkerij Bos;Gouda\nTe veel;cellen;hier\n;Woerden\n"
    table = read_table(data, "lijst.csv")
    plan = plan_import(register, table, a_request(table))
    assert [row.number for row in problem_rows(table, plan)] == [3, 4]
    assert len(plan.rows) + len(table.rejected) == table.rows_read


def test_themes_that_nobody_knows_are_told_and_no_fault(register: Register) -> None:
    table = a_table(("Naam", "Branche"), ("A en zonen", "metaal, raketbouw"), ("Bakkerij Bos", "raketbouw"))
    plan = plan_import(register, table, a_request(table))
    assert outcomes(plan) == ["new", "new"]
    assert any("“raketbouw” (2 keer)" in note.nl and "(2 times)" in note.en for note in plan.notes)


def test_columns_about_persons_are_not_read(register: Register) -> None:
    rows = [
        (f"Bedrijf {number}", "Jan", f"jan@b{number}.example", f"06-1234567{number}", "x@y.example")
        for number in range(4)
    ]
    table = a_table(("Naam", "Contactpersoon", "E-mailadres", "Nummer", "Overig"), *rows)
    assert [column.header for column in personal_columns(table)] == [
        "Contactpersoon",
        "E-mailadres",
        "Nummer",
        "Overig",
    ]
    plan = plan_import(register, table, a_request(table))
    assert sum("lijkt gegevens van personen" in note.nl for note in plan.notes) == 4
    stored = repr(plan.facts)
    assert "Jan" not in stored
    assert "@" not in stored
    with pytest.raises(InvalidInput, match="lijkt gegevens van personen"):
        plan_import(register, table, a_request(table, columns={"Naam": "name", "Overig": "description"}))


def test_citizen_service_numbers_are_recognised(register: Register) -> None:
    table = a_table(("Naam", "Omschrijving"), ("Bedrijf", "nummer 111222333"), ("Ander", "nummer 111222334"))
    assert outcomes(plan_import(register, table, a_request(table))) == ["wrong", "new"]


def test_a_wrong_choice_of_columns_is_told_whole(register: Register) -> None:
    table = a_table(("Naam", "Plaats", "Ook plaats"), ("Bakkerij Bos", "Gouda", "Gouda"))
    columns = {"Plaats": "place", "Ook plaats": "place", "Weg": "name", "Naam": "onzin"}
    with pytest.raises(InvalidInput) as caught:
        plan_import(register, table, a_request(table, columns=columns))
    assert [fault.where for fault in caught.value.faults] == [
        "lijst.csv Ook plaats",
        "lijst.csv Weg",
        "lijst.csv Naam",
        "lijst.csv name",
    ]


# ---- members and offerings


def test_members_get_a_tie_to_their_association(register: Register) -> None:
    table = a_table(
        ("Bedrijfsnaam", "Vereniging"), ("Timmerfabriek Jansen", ""), ("Bakkerij Bos", "mkb gouda")
    )
    request = a_request(table, ListKind.MEMBERS)
    assert store(register, table, request).plan.counts[RowOutcome.NEW] == 1
    assert [(tie.subject_id, tie.kind) for tie in register.relations_of("mkb-gouda")] == [
        ("bakkerij-bos", RelationKind.MEMBER_OF),
        ("jansen", RelationKind.MEMBER_OF),
    ]
    assert register.actor("bakkerij-bos").kind is ActorKind.ENTREPRENEUR
    assert outcomes(plan_import(register, table, request)) == ["same", "same"]
    wrong = a_table(("Naam", "Vereniging"), ("Bakkerij Bos", "Nergens bekend"))
    assert outcomes(plan_import(register, wrong, a_request(wrong, ListKind.MEMBERS))) == ["wrong"]
    with pytest.raises(InvalidInput, match="Nergens"):
        plan_import(register, table, a_request(table, ListKind.MEMBERS, association="Nergens"))


def test_offerings_are_known_by_provider_and_title(register: Register) -> None:
    headers = ("Aanbieder", "Titel", "Soort hulp", "Gebied", "Einddatum", "Budget", "Doelgroep")
    table = a_table(
        headers,
        ("TFJ", "houtscan", "kennis en advies; subsidie", "Gouda, Woerden", "31-12-2026", "€ 25.000,-", ""),
        ("Timmerfabriek Jansen", "Nieuwe dienst", "subsidie", "Woerden", "", "", "Ondernemers"),
        ("Onbekend bedrijf", "Iets", "subsidie", "Gouda", "", "", ""),
        ("TFJ", "Fout", "raad", "Nergens", "31-02-2026", "veel", "iedereen"),
    )
    request = a_request(table, ListKind.OFFERINGS)
    plan = plan_import(register, table, request)
    assert outcomes(plan) == ["changed", "new", "wrong", "wrong"]
    assert set(plan.rows[0].changed) == {"need_kinds", "area", "closes_on", "budget_euro", "sources"}
    assert {fault.where.partition(" ")[2] for fault in plan.rows[3].faults} == {*headers[2:]}
    store(register, table, request)
    scan = register.offering("houtscan")
    assert (scan.closes_on, scan.budget_euro, scan.area) == (date(2026, 12, 31), 25_000, ("gouda", "woerden"))
    new = register.offering("nieuwe-dienst")
    assert new.next_step.nl == "Neem contact op met Timmerfabriek Jansen."
    assert outcomes(plan_import(register, table, request)) == ["same", "same", "wrong", "wrong"]


def test_an_offering_never_takes_the_id_of_an_actor(register: Register) -> None:
    table = a_table(("Aanbieder", "Titel", "Soort hulp", "Gebied"), ("TFJ", "MKB Gouda", "subsidie", "Gouda"))
    (row,) = plan_import(register, table, a_request(table, ListKind.OFFERINGS)).rows
    assert row.fact_id == "mkb-gouda-2"


# ---- twice, at once, and undone


def test_the_same_list_again_changes_nothing_whatever_day_is_given(register: Register) -> None:
    table = a_table(("Naam", "Plaats"), ("Bakkerij Bos", "Gouda"), ("Timmerfabriek Jansen", "Woerden"))
    first = store(register, table, a_request(table))
    version = register.version()

    second = store(register, table, a_request(table, stated_on=date(2026, 6, 1)), "import-2")

    assert (first.tally.new, first.tally.changed) == (2, 1)
    assert (second.tally.new, second.tally.changed) == (0, 0)
    assert register.version() == version
    assert register.batches().total == 1


def test_a_newer_list_of_the_same_sender_takes_the_place_of_the_older_as_source(register: Register) -> None:
    old = a_table(("Naam", "Plaats"), ("Bakkerij Bos", "Gouda"))
    new = a_table(("Naam", "Plaats"), ("Slagerij Smit", "Gouda"), ("Bakkerij Bos", "Woerden"))
    store(register, old, a_request(old))
    other = a_request(new, stated_on=date(2026, 6, 1))
    assert outcomes(plan_import(register, new, other)) == ["new", "double"]
    other = replace(other, decisions={3: "bakkerij-bos"}, moved=frozenset({3}))
    plan = plan_import(register, new, other)
    assert outcomes(plan) == ["new", "changed"]
    assert plan.rows[1].changed == ("place_id", "sources")
    store(register, new, other, "import-2")
    (source,) = register.actor("bakkerij-bos").sources
    assert (source.first_line, source.stated_on) == (3, date(2026, 6, 1))


def test_columns_are_remembered_for_the_next_list(register: Register) -> None:
    table = a_table(("Wie", "Waar"), ("Bakkerij Bos", "Gouda"))
    request = a_request(table, columns={"Wie": "name", "Waar": "place"})
    store(register, table, request)
    found = suggest_columns(table, fields_for(ListKind.PROVIDERS, WORLD), register.columns_of("mkb gouda"))
    assert {one.header: one.field for one in found} == request.columns


def test_an_import_is_undone_as_a_whole(register: Register) -> None:
    table = a_table(("Naam", "Plaats"), ("Bakkerij Bos", "Gouda"), ("Timmerfabriek Jansen", "Woerden"))
    store(register, table, a_request(table, ListKind.MEMBERS))
    batch = register.batch("import-1")
    assert (batch.title, batch.sender, batch.by, batch.at) == ("lijst.csv", "MKB Gouda", "beheer", NOW)
    register.undo("import-1", at=NOW, by="beheer")
    assert register.snapshot() == WORLD


def test_a_plan_for_an_older_register_is_made_anew_and_doubles_nothing(register: Register) -> None:
    table = a_table(("Naam", "Plaats"), ("Bakkerij Bos", "Gouda"))
    request = a_request(table)
    plan = plan_import(register, table, request)
    store(register, table, request, "import-of-somebody-else")

    done = apply_import(register, table, request, plan, batch_id="mine", by="beheer", at=NOW)

    assert outcomes(plan) == ["new"]
    assert outcomes(done.plan) == ["same"]
    assert [actor.name for actor in register.snapshot().actors].count("Bakkerij Bos") == 1


def test_a_register_that_keeps_moving_is_a_conflict(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = a_table(("Naam", "Plaats"), ("Bakkerij Bos", "Gouda"))
    request = a_request(table)
    plan = plan_import(register, table, request)
    snapshot = register.snapshot
    moves = iter(range(100))

    def moving() -> Snapshot:
        found = snapshot()
        register.put(Snapshot(actors=(an_actor(f"other-{next(moves)}", "Ander"),)))
        return found

    moving()
    monkeypatch.setattr(register, "snapshot", moving)
    with pytest.raises(Conflict, match="intussen gewijzigd"):
        apply_import(register, table, request, plan, batch_id="mine", by="beheer", at=NOW)
    assert register.batches().total == 0


NAMES = st.sampled_from(
    [
        "Bakkerij Bos",
        "bakkerij bos bv",
        "Bos Bakkerij",
        "Bos",
        "Timmerfabriek Janssen",
        "TFJ",
        "ODMH",
        "Jansen",
        "🪵 hout",
        "木",
        "Gemeente Gouda",
    ]
)
ROWS = st.lists(
    st.tuples(
        NAMES | st.text(max_size=8),
        st.sampled_from(["", "Gouda", "Woerden", "Nergens"]),
        st.sampled_from(["", "12345678", "87654321", "x"]),
        st.sampled_from(["", "nieuw", "jansen", "eigen-id"]),
    ),
    max_size=8,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=ROWS,
    kind=st.sampled_from([ListKind.PROVIDERS, ListKind.MEMBERS]),
    undecided=st.sampled_from(Undecided),
)
def test_any_list_twice_changes_nothing_and_undo_takes_it_back(
    rows: list[tuple[str, str, str, str]], kind: ListKind, undecided: Undecided
) -> None:
    table = a_table(("Naam", "Plaats", "KVK", "id"), *rows)
    columns = {"Naam": "name", "Plaats": "place", "KVK": "kvk_number", "id": "id"}
    request = a_request(table, kind, columns=columns, undecided=undecided)
    with closing(open_register("sqlite:")) as register:
        register.put(WORLD)
        first = store(register, table, request)
        after = register.snapshot()
        assert sum(first.plan.counts.values()) == len(table.rows)

        second = store(register, table, request, "import-2")

        assert register.snapshot() == after
        assert (second.tally.new, second.tally.changed) == (0, 0)
        assert set(outcomes(second.plan)) <= {"same", "double", "wrong"}
        if first.tally.new + first.tally.changed:
            register.undo("import-1", at=NOW, by="beheer")
        assert register.snapshot() == WORLD
