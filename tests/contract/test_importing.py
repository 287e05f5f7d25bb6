"""Importing lists on every engine: twice, at once, undone."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from threading import Barrier, Thread
from typing import TYPE_CHECKING

import pytest

from graph.importing import ListKind, TwoPlaces, Undecided, apply_import, fields_for, plan_import
from graph.tables.columns import suggest_columns
from graph.tables.reading import read_table
from graph.tables.writing import to_csv
from matchmaker.errors import Conflict, StoreUnavailable
from matchmaker.model import Actor, Place, Question, Theme
from matchmaker.vocabulary import (
    ActorKind,
    Bilingual,
    CompanySize,
    PlaceKind,
    RStrategy,
    Status,
    TargetGroup,
    ThemeKind,
)
from tests.contract.conftest import Bench, Neo4jBench
from tests.contract.test_journal import NOW
from tests.crash.importer import REQUEST, world

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.importing import Imported, ImportPlan, ListRequest
    from graph.tables.table import Table

ROWS = 250  # more than a form, so that the long time-out is used
TABLE = read_table(
    "\n".join(["Naam;KVK", *(f"Bedrijf {n:03};{20_000_000 + n}" for n in range(ROWS))]).encode(), "leden.csv"
)
WORLD = replace(world(), actors=tuple(sorted(world().actors[-3:], key=lambda actor: actor.id)))


def test_a_list_twice_changes_nothing_and_is_undone_as_a_whole(bench: Bench) -> None:
    register = bench.fresh()
    register.put(WORLD)
    plan = plan_import(register, TABLE, REQUEST)
    first = apply_import(register, TABLE, REQUEST, plan, batch_id="one", by="beheer", at=NOW)
    assert first.tally.new == 1 + 2 * ROWS

    register = bench.reopened()
    after, version = register.snapshot(), register.version()
    assert len(after.actors) == len(WORLD.actors) + ROWS
    plan = plan_import(register, TABLE, REQUEST)
    again = apply_import(register, TABLE, REQUEST, plan, batch_id="two", by="beheer", at=NOW)

    assert (again.tally.new, again.tally.changed) == (0, 0)
    assert (register.snapshot(), register.version()) == (after, version)
    assert register.columns_of("vereniging") == REQUEST.columns
    register.undo("one", at=NOW, by="beheer")
    assert bench.reopened().snapshot() == WORLD


def test_two_imports_at_once_do_not_double(bench: Bench) -> None:
    register = bench.fresh()
    register.put(WORLD)
    other = bench.reopened() if isinstance(bench, Neo4jBench) else register
    plans = [plan_import(one, TABLE, REQUEST) for one in (register, other)]
    together = Barrier(2)
    failures: list[BaseException] = []

    def run(number: int) -> None:
        together.wait()
        try:
            store(number)
        except BaseException as error:  # noqa: BLE001  # it is raised again where the test can see it
            failures.append(error)

    def store(number: int) -> None:
        while True:
            # On a busy machine the other may write for so long that this one is told to come back.
            with suppress(StoreUnavailable):
                apply_import(
                    (register, other)[number],
                    TABLE,
                    REQUEST,
                    plans[number],
                    batch_id=f"import-{number}",
                    by="beheer",
                    at=NOW,
                )
                return

    threads = [Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    if failures:
        raise failures[0]
    assert len(register.snapshot().actors) == len(WORLD.actors) + ROWS
    assert register.batches().total == 1


def test_an_import_that_breaks_off_leaves_nothing(bench: Bench) -> None:
    register = bench.fresh()
    register.put(WORLD)
    plan = plan_import(register, TABLE, REQUEST)

    def fail(kind: str, done: int, total: int) -> None:
        if kind == "relations" and done == total:
            raise Conflict("the power goes")

    with pytest.raises(Conflict, match="the power goes"):
        apply_import(register, TABLE, REQUEST, plan, batch_id="one", by="beheer", at=NOW, progress=fail)
    register = bench.reopened()
    assert register.snapshot() == WORLD
    assert register.batches().total == 0


def _place(id_: str, kind: PlaceKind = PlaceKind.MUNICIPALITY, *within: str) -> Place:
    return Place(id=id_, name=id_.title(), kind=kind, within=within)


PETERS = Actor(
    id="garage-peters",
    name="Garage Peters",
    kind=ActorKind.ENTREPRENEUR,
    description=Bilingual("", ""),
    place_id="gouda",
    website="https://www.petersgouda.nl",
    sources=WORLD.actors[0].sources,
)
TOWNS = replace(
    WORLD,
    actors=tuple(sorted((*WORLD.actors, PETERS), key=lambda actor: actor.id)),
    places=(
        _place("gouda", PlaceKind.MUNICIPALITY, "streek"),
        _place("streek", PlaceKind.REGION),
        _place("utrecht"),
        _place("woerden"),
    ),
)
EMPTY = replace(TOWNS, actors=WORLD.actors)
NAMESAKES = replace(
    REQUEST, columns={"Naam": "name", "KVK": "kvk_number", "Plaats": "place", "Website": "website"}
)


def _list(*rows: str) -> Table:
    return read_table("\n".join(["Naam;KVK;Plaats;Website", *rows]).encode(), "leden.csv")


def _outcomes(plan: ImportPlan) -> list[tuple[str, str | None]]:
    return [(row.outcome.value, row.fact_id) for row in plan.rows]


def _apply(bench: Bench, table: Table, request: ListRequest, batch_id: str) -> Imported:
    register = bench.reopened()
    plan = plan_import(register, table, request)
    return apply_import(register, table, request, plan, batch_id=batch_id, by="beheer", at=NOW)


def test_a_namesake_elsewhere_is_for_a_person_to_decide(bench: Bench) -> None:
    register = bench.fresh()
    register.put(TOWNS)
    table = _list(
        "Garage Peters;;Woerden;peterswoerden.nl",
        "Garage Peters BV;;Utrecht;petersutrecht.nl",
        "Garage Peters;;;anderepeters.nl",
        "Garage Peters;;Streek;https://petersgouda.nl/contact",
    )
    undecided = _apply(bench, table, NAMESAKES, "undecided").plan

    assert [outcome for outcome, _ in _outcomes(undecided)] == ["double", "double", "double", "changed"]
    assert {one.id for row in undecided.rows[:3] for one in row.candidates} == {PETERS.id}
    assert "plaats" in undecided.rows[0].candidates[0].why.nl
    assert len(bench.reopened().snapshot().actors) == len(TOWNS.actors)

    decided = replace(NAMESAKES, decisions={2: None, 3: None, 4: None})
    _apply(bench, table, decided, "decided")
    actors = {actor.id: actor for actor in bench.reopened().snapshot().actors}
    assert {id_: actors[id_].place_id for id_ in sorted(set(actors) - {one.id for one in WORLD.actors})} == {
        "garage-peters": "gouda",  # the region around it says less
        "garage-peters-2": "woerden",
        "garage-peters-3": None,
        "garage-peters-bv": "utrecht",
    }

    after, version = bench.reopened().snapshot(), bench.reopened().version()
    again = _apply(bench, table, NAMESAKES, "again")
    assert {outcome for outcome, _ in _outcomes(again.plan)} == {"same"}
    assert (bench.reopened().snapshot(), bench.reopened().version()) == (after, version)
    (found,) = plan_import(bench.reopened(), _list("Garage Peters;;Woerden;peterswoerden.nl"), NAMESAKES).rows
    assert (found.fact_id, found.candidates) == ("garage-peters-2", ())


def test_an_equal_kvk_number_says_more_than_another_place(bench: Bench) -> None:
    register = bench.fresh()
    register.put(replace(EMPTY, actors=(*WORLD.actors, replace(PETERS, kvk_number="12345678"))))
    plan = plan_import(register, _list("Garage Peters;12345678;Woerden;peterswoerden.nl"), NAMESAKES)
    assert _outcomes(plan) == [("changed", PETERS.id)]


def test_namesakes_in_one_list_are_not_taken_for_one(bench: Bench) -> None:
    register = bench.fresh()
    register.put(EMPTY)
    table = _list(
        "Garage Peters;;Gouda;petersgouda.nl",
        "Garage Peters;;Woerden;peterswoerden.nl",
        "Garage Peters;;Gouda;petersgouda.nl",
        "Garage Peters;;Woerden;peterswoerden.nl",
    )
    plan = _apply(bench, table, NAMESAKES, "undecided").plan
    assert _outcomes(plan) == [("new", PETERS.id), ("double", None), ("same", PETERS.id), ("double", None)]
    assert [one.id for one in plan.rows[1].candidates] == [PETERS.id]
    assert _outcomes(plan_import(bench.reopened(), table, NAMESAKES))[0] == ("same", PETERS.id)

    plan = _apply(bench, table, replace(NAMESAKES, undecided=Undecided.TAKEN_IN), "taken-in").plan
    places = {actor.id: actor.place_id for actor in bench.reopened().snapshot().actors}
    assert (places[PETERS.id], places["garage-peters-2"]) == ("gouda", "woerden")
    assert [row.fact_id for row in plan.rows] == [PETERS.id, "garage-peters-2"] * 2
    assert len(places) == len(WORLD.actors) + 2

    after, version = bench.reopened().snapshot(), bench.reopened().version()
    again = _apply(bench, table, NAMESAKES, "again")
    assert {outcome for outcome, _ in _outcomes(again.plan)} == {"same"}
    assert (bench.reopened().snapshot(), bench.reopened().version()) == (after, version)


@pytest.mark.parametrize(("decision", "count"), [(None, 2), (PETERS.id, 1)])
def test_a_person_decides_about_a_namesake_in_the_same_list(
    bench: Bench, decision: str | None, count: int
) -> None:
    register = bench.fresh()
    register.put(EMPTY)
    table = _list("Garage Peters;;Gouda;", "Garage Peters;;Woerden;")
    _apply(bench, table, replace(NAMESAKES, decisions={3: decision}), "decided")
    after = bench.reopened().snapshot()
    assert len(after.actors) == len(WORLD.actors) + count
    assert {outcome for outcome, _ in _outcomes(_apply(bench, table, NAMESAKES, "again").plan)} == {"same"}
    assert bench.reopened().snapshot() == after


BRANCHES = ("Garage Peters;12345678;Gouda;", "Garage Peters Woerden;12345678;Woerden;")


def test_branches_with_one_kvk_number_are_for_a_person_to_decide(bench: Bench) -> None:
    register = bench.fresh()
    register.put(EMPTY)
    table = _list(*BRANCHES, "Garage Peters;12345678;Streek;")
    plan = _apply(bench, table, NAMESAKES, "undecided").plan

    assert _outcomes(plan) == [("new", PETERS.id), ("double", None), ("same", PETERS.id)]
    assert [(one.why.nl, one.places) for one in plan.rows[1].candidates] == [
        ("Het KVK-nummer is gelijk. De plaats verschilt: Gouda.", TwoPlaces("Gouda", "Woerden"))
    ]
    assert bench.reopened().actor(PETERS.id).place_id == "gouda"
    after = bench.reopened().snapshot()
    assert [outcome for outcome, _ in _outcomes(_apply(bench, table, NAMESAKES, "again").plan)] == [
        "same",
        "double",
        "same",
    ]
    assert bench.reopened().snapshot() == after


KEPT = "Deze rijen noemen een andere plaats dan wij al kenden; die blijft: "
GOUDA_KEPT = f"{KEPT}rij 3 (Garage Peters: Gouda blijft, Woerden niet overgenomen)."
WOERDEN_KEPT = f"{KEPT}rij 2 (Garage Peters: Woerden blijft, Gouda niet overgenomen)."


@pytest.mark.parametrize(
    ("decision", "moved", "places", "notes", "notes_again"),
    [
        (None, (), ["gouda", "woerden"], [], []),
        (PETERS.id, (), ["gouda"], [GOUDA_KEPT], [GOUDA_KEPT]),
        (PETERS.id, (3,), ["woerden"], [], [WOERDEN_KEPT]),
    ],
)
def test_a_person_decides_about_a_branch(
    bench: Bench,
    decision: str | None,
    moved: tuple[int, ...],
    places: list[str],
    notes: list[str],
    notes_again: list[str],
) -> None:
    register = bench.fresh()
    register.put(EMPTY)
    table = _list(*BRANCHES)
    request = replace(NAMESAKES, decisions={3: decision}, moved=frozenset(moved))
    done = _apply(bench, table, request, "decided")
    assert [note.nl for note in done.plan.notes] == notes
    after = bench.reopened().snapshot()
    branches = [actor for actor in after.actors if actor.kvk_number == "12345678"]

    assert sorted(str(branch.place_id) for branch in branches) == places
    again = _apply(bench, table, NAMESAKES, "again").plan
    assert {outcome for outcome, _ in _outcomes(again)} == {"same"}
    assert [note.nl for note in again.notes] == notes_again
    assert bench.reopened().snapshot() == after
    later = _list("Peters;12345678;Woerden;")
    (found,) = plan_import(bench.reopened(), later, NAMESAKES).rows
    assert [branch.place_id for branch in branches if branch.id == found.fact_id] == places[-1:]


def test_a_list_that_names_two_places_of_one_id_says_which_holds(bench: Bench) -> None:
    register = bench.fresh()
    register.put(EMPTY)
    columns = {**NAMESAKES.columns, "id": "id"}
    rows = ("Garage Peters;;Gouda;;peters", "Peters;;Woerden;;peters")
    table = read_table("\n".join(["Naam;KVK;Plaats;Website;id", *rows]).encode(), "leden.csv")
    done = _apply(bench, table, replace(NAMESAKES, columns=columns), "ids")
    (note,) = done.plan.notes
    assert note.nl == (
        "De lijst noemt voor één partij twee plaatsen; de laatste telt: "
        "rij 3 (Garage Peters: Woerden, eerder Gouda)."
    )
    assert bench.reopened().actor("peters").place_id == "woerden"


METAL = Theme(id="metaal", kind=ThemeKind.SECTOR, label=Bilingual("metaal", "metal"))
OFFERED = replace(TOWNS, themes=(METAL,))
# The columns that a list of offerings may have beside the four that it must have, each with what it holds.
TOLD: Mapping[str, str] = {
    "Status": "gepland",
    "R-strategie": "R4, hergebruik",
    "Alleen voor sector": "Metaal",
    "Doelgroep": "mkb",
    "Bedrijfsgrootte": "mkb",
    "Voorwaarden": "Werkt u in de streek? Hebt u tien medewerkers?",
    "Voorwaarden Engels": "Do you work in the region? | Do you have ten staff?",
    "Looptijd": "2027-2028",
    "Budget": "€ 25.000,-",
    "Budget op": "nee",
    "Aantal plaatsen": "10",
    "Vrije plaatsen": "0",
    "Voorbeeldvragen": "Wie maakt mijn machine? | Wat kost repareren?",
    "Voorbeeldvragen Engels": "Who mends my machine?",
}


def offerings(told: Mapping[str, str]) -> Table:
    row = {"Aanbieder": "Garage Peters", "Titel": "Hulp", "Soort hulp": "kennis", "Gebied": "Gouda", **told}
    return read_table(to_csv(list(row), [list(row.values())]), "aanbod.csv")


def suggested(table: Table) -> ListRequest:
    fields = fields_for(ListKind.OFFERINGS, OFFERED)
    columns = {one.header: one.field for one in suggest_columns(table, fields)}
    return replace(REQUEST, kind=ListKind.OFFERINGS, columns=columns)


def test_a_list_tells_all_that_an_offering_can_hold(bench: Bench) -> None:
    register = bench.fresh()
    register.put(OFFERED)
    table = offerings(TOLD)
    plan = _apply(bench, table, suggested(table), "told").plan

    assert [(row.outcome.value, row.faults) for row in plan.rows] == [("new", ())]
    assert plan.notes == ()
    offering = bench.reopened().offering("hulp")
    assert offering.status is Status.PLANNED
    assert offering.r_strategies == (RStrategy.REPAIR, RStrategy.REUSE)
    assert offering.sectors == ("metaal",)
    assert offering.target_groups == (TargetGroup.ENTREPRENEUR,)
    assert offering.sizes == (CompanySize.MICRO, CompanySize.SMALL, CompanySize.MEDIUM)
    assert offering.requirements == (
        Bilingual("Werkt u in de streek?", "Do you work in the region?"),
        Bilingual("Hebt u tien medewerkers?", "Do you have ten staff?"),
    )
    assert (offering.opens_on, offering.closes_on) == (date(2027, 1, 1), date(2028, 12, 31))
    assert (offering.budget_euro, offering.budget_exhausted) == (25_000, False)
    assert (offering.capacity, offering.places_left) == (10, 0)
    assert offering.questions == (
        Question(language="nl", text="Wie maakt mijn machine?"),
        Question(language="nl", text="Wat kost repareren?"),
        Question(language="en", text="Who mends my machine?"),
    )
    after = bench.reopened().snapshot()
    assert {outcome for outcome, _ in _outcomes(_apply(bench, table, suggested(table), "again").plan)} == {
        "same"
    }
    assert bench.reopened().snapshot() == after


def test_a_later_list_changes_what_it_states_and_leaves_the_rest(bench: Bench) -> None:
    register = bench.fresh()
    register.put(OFFERED)
    first = offerings(TOLD)
    _apply(bench, first, suggested(first), "first")
    before = bench.reopened().offering("hulp")
    later = offerings({"Status": "loopt", "Budget op": "ja", "Budget": ""})
    (row,) = _apply(bench, later, suggested(later), "later").plan.rows

    after = bench.reopened().offering("hulp")
    assert set(row.changed) == {"status", "budget_exhausted", "sources"}
    assert after == replace(before, status=Status.ACTIVE, budget_exhausted=True, sources=after.sources)
