from __future__ import annotations

import sys
import threading
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchmaker.errors import Conflict, InvalidInput, NotFound, StoreUnavailable
from matchmaker.model import (
    Actor,
    Document,
    Offering,
    Place,
    Precedent,
    Referred,
    Relation,
    Snapshot,
    Source,
    Theme,
)
from matchmaker.ports import Tally
from matchmaker.vocabulary import (
    ActorKind,
    Bilingual,
    NeedKind,
    PlaceKind,
    RelationKind,
    Status,
    ThemeKind,
)
from tests.contract.oracle import Oracle
from tests.worlds import full_world, worlds

if TYPE_CHECKING:
    from matchmaker.ports import Register
    from tests.contract.conftest import Bench

every_world = settings(
    # each world is written to Neo4j too, which takes a second; the long form looks at many more
    max_examples=500 if "--long" in sys.argv else 6,
    deadline=None,  # a server that has just started is slow, and that is no fault of ours
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
TEXT = Bilingual("tekst", "text")


def an_actor(id_: str, **changes: Any) -> Actor:
    return replace(Actor(id=id_, name=id_, kind=ActorKind.ENTREPRENEUR, description=TEXT), **changes)


def an_offering(id_: str, provider_id: str, **changes: Any) -> Offering:
    base = Offering(
        id=id_,
        provider_id=provider_id,
        title=Bilingual(id_, id_),
        summary=TEXT,
        next_step=TEXT,
        need_kinds=(NeedKind.SPACE,),
        area=(),
    )
    return replace(base, **changes)


def a_precedent(id_: str, **changes: Any) -> Precedent:
    return replace(Precedent(id=id_, text="Wie helpt?"), **changes)


@every_world
@given(world=worlds())
def test_a_world_comes_back_exactly(bench: Bench, world: Snapshot) -> None:
    size = sum(len(getattr(world, name)) for name in Snapshot.__slots__)

    tally = bench.fresh().put(world)
    register = bench.reopened()

    assert tally == Tally(new=size, changed=0, same=0)
    assert register.snapshot() == world


def test_a_world_with_every_field_comes_back_exactly(bench: Bench) -> None:
    bench.fresh().put(full_world())
    assert bench.reopened().snapshot() == full_world()


@every_world
@given(world=worlds())
def test_storing_the_same_again_changes_nothing(bench: Bench, world: Snapshot) -> None:
    register = bench.fresh()
    register.put(world)
    before = register.version()

    register = bench.reopened()
    tally = register.put(world)

    assert (tally.new, tally.changed) == (0, 0)
    assert register.version() == before
    assert register.snapshot() == world


@every_world
@given(first=worlds(), second=worlds())
def test_a_second_world_replaces_what_it_names_and_leaves_the_rest(
    bench: Bench, first: Snapshot, second: Snapshot
) -> None:
    oracle = Oracle()
    oracle.put(first)
    held = {(kind, id_): fact for kind, facts in oracle.facts.items() for id_, fact in facts.items()}
    oracle.put(second)
    given_now = {(kind, fact.id): fact for kind in oracle.facts for fact in getattr(second, kind)}
    register = bench.fresh()
    register.put(first)
    version = register.version()

    tally = register.put(second)

    register = bench.reopened()
    assert register.snapshot() == oracle.snapshot()
    assert tally.new == len(given_now.keys() - held.keys())
    assert tally.same == sum(held.get(key) == fact for key, fact in given_now.items())
    assert tally.changed == len(given_now) - tally.new - tally.same
    assert (register.version() > version) == (tally.same < len(given_now))


@every_world
@given(world=worlds(), data=st.data())
def test_every_question_is_answered_as_plain_python_does(
    bench: Bench, world: Snapshot, data: st.DataObject
) -> None:
    oracle = Oracle()
    oracle.put(world)
    bench.fresh().put(world)
    register = bench.reopened()
    place_id = data.draw(st.none() | st.sampled_from([place.id for place in world.places]))
    theme_id = data.draw(st.none() | st.sampled_from([theme.id for theme in world.themes]))
    offset, limit = data.draw(st.integers(0, 3)), data.draw(st.integers(0, 4))
    of_actors: dict[str, Any] = {
        "kind": data.draw(st.none() | st.sampled_from(ActorKind)),
        "place_id": place_id,
        "theme_id": theme_id,
    }
    of_offerings: dict[str, Any] = {
        "provider_id": data.draw(st.sampled_from([None, *(actor.id for actor in world.actors)])),
        "need_kind": data.draw(st.none() | st.sampled_from(NeedKind)),
        "serves_place_id": place_id,
        "theme_id": theme_id,
        "status": data.draw(st.none() | st.sampled_from(Status)),
    }

    assert register.counts() == oracle.counts()
    assert_page(register.actors(offset=offset, limit=limit), oracle.actors(), offset, limit)
    assert_page(register.offerings(offset=offset, limit=limit), oracle.offerings(), offset, limit)
    for name, value in of_actors.items():
        assert_page(register.actors(**{name: value}), oracle.actors(**{name: value}))
    for name, value in of_offerings.items():
        assert_page(register.offerings(**{name: value}), oracle.offerings(**{name: value}))
    assert_page(register.actors(**of_actors), oracle.actors(**of_actors))
    assert_page(register.offerings(**of_offerings), oracle.offerings(**of_offerings))
    for id_ in data.draw(st.permutations([place.id for place in world.places]))[:2]:
        assert register.places_around(id_) == oracle.places_around(id_)
    nodes = [*(actor.id for actor in world.actors), *(offering.id for offering in world.offerings)]
    for id_ in nodes[:3]:
        assert register.relations_of(id_) == oracle.relations_of(id_)


def assert_page(page: Any, expected: list[Any], offset: int = 0, limit: int = 25) -> None:
    assert list(page.items) == expected[offset : offset + limit]
    assert page.total == len(expected)


@every_world
@given(world=worlds(), data=st.data())
def test_removing_takes_the_ties_along_and_nothing_else(
    bench: Bench, world: Snapshot, data: st.DataObject
) -> None:
    oracle = Oracle()
    oracle.put(world)
    register = bench.fresh()
    register.put(world)
    for offering in data.draw(st.permutations(world.offerings))[:2]:
        register.remove_offering(offering.id)
        oracle.remove_offering(offering.id)
    providers = {offering.provider_id for offering in oracle.facts["offerings"].values()}
    for actor in world.actors:
        version = register.version()
        if actor.id in providers:
            with pytest.raises(Conflict):
                register.remove_actor(actor.id)
            assert register.version() == version
        else:
            register.remove_actor(actor.id)
            oracle.remove_actor(actor.id)
            assert register.version() > version

    assert bench.reopened().snapshot() == oracle.snapshot()


def test_each_fact_can_be_asked_for_by_id(bench: Bench) -> None:
    world = full_world()
    bench.fresh().put(world)
    register = bench.reopened()
    assert [register.document(fact.id) for fact in world.documents] == list(world.documents)
    assert [register.place(fact.id) for fact in world.places] == list(world.places)
    assert [register.theme(fact.id) for fact in world.themes] == list(world.themes)
    assert [register.actor(fact.id) for fact in world.actors] == list(world.actors)
    assert [register.offering(fact.id) for fact in world.offerings] == list(world.offerings)


def test_what_is_not_there_is_said_by_kind_and_id(bench: Bench) -> None:
    register = bench.fresh()
    questions = {
        "document": register.document,
        "place": register.place,
        "theme": register.theme,
        "actor": register.actor,
        "offering": register.offering,
    }
    for kind, ask in questions.items():
        with pytest.raises(NotFound) as caught:
            ask("nergens")
        assert (caught.value.kind, caught.value.identifier) == (kind, "nergens")
    for act in (register.places_around, register.remove_actor, register.remove_offering):
        with pytest.raises(NotFound):
            act("nergens")
    assert register.relations_of("nergens") == ()
    assert register.actors(place_id="nergens", theme_id="nergens").total == 0
    assert register.offerings(serves_place_id="nergens").items == ()


def test_an_empty_register_answers(bench: Bench) -> None:
    register = bench.fresh()
    assert register.snapshot() == Snapshot()
    assert set(register.counts().values()) == {0}
    assert register.put(Snapshot()) == Tally(new=0, changed=0, same=0)


def test_every_dangling_reference_is_named_and_nothing_is_stored(bench: Bench) -> None:
    source = Source(document_id="no-doc", first_line=1, last_line=1, stated_on=date(2025, 1, 1))
    place = Place(id="p", name="P", kind=PlaceKind.REGION, within=("no-outer",), successor_id="no-next")
    theme = Theme(id="t", kind=ThemeKind.CHAIN, label=TEXT, broader=("no-broader",))
    actor = an_actor("a", place_id="no-place", themes=("t", "no-theme"), sources=(source,))
    offering = an_offering(
        "o",
        "no-actor",
        area=("no-area",),
        themes=("no-theme",),
        sectors=("no-sector",),
        excluded_actors=("x",),
    )
    relation = Relation(subject_id="o", kind=RelationKind.FUNDS, object_id="no-node", sources=(source,))
    precedent = a_precedent("q", sectors=("t", "no-sector"), referred=(Referred(to="may-be-gone", grade=3),))
    register = bench.fresh()

    with pytest.raises(InvalidInput) as caught:
        register.put(
            Snapshot(
                places=(place,),
                themes=(theme,),
                actors=(actor,),
                offerings=(offering,),
                relations=(relation,),
                precedents=(precedent,),
            )
        )

    assert [fault.where for fault in caught.value.faults] == [
        "places/p within",
        "places/p successor",
        "themes/t broader",
        "actors/a place",
        "actors/a themes",
        "actors/a source",
        "offerings/o provider",
        "offerings/o area",
        "offerings/o themes",
        "offerings/o sectors",
        "offerings/o excluded_actors",
        "relations/o:FUNDS:no-node subject",
        "relations/o:FUNDS:no-node object",
        "relations/o:FUNDS:no-node source",
        "precedents/q sectors",
    ]
    assert "no-theme" in caught.value.faults[4].message.nl
    assert "no-theme" in caught.value.faults[4].message.en
    assert bench.reopened().snapshot() == Snapshot()


def test_a_reference_may_point_to_what_is_there_already(bench: Bench) -> None:
    register = bench.fresh()
    register.put(Snapshot(actors=(an_actor("a"), an_actor("b"))))
    register.put(Snapshot(offerings=(an_offering("o", "a"),)))
    register.put(Snapshot(relations=(Relation(subject_id="b", kind=RelationKind.PARTNER_IN, object_id="o"),)))
    assert len(bench.reopened().relations_of("o")) == 1


def test_a_ring_of_places_or_themes_is_refused(bench: Bench) -> None:
    register = bench.fresh()
    places = [Place(id=id_, name=id_, kind=PlaceKind.REGION) for id_ in ("x", "y")]
    register.put(Snapshot(places=(places[0], replace(places[1], within=("x",)))))
    themes = tuple(
        Theme(id=id_, kind=ThemeKind.CHAIN, label=TEXT, broader=(above,))
        for id_, above in (("t", "u"), ("u", "t"), ("v", "v"))
    )

    with pytest.raises(InvalidInput) as caught:
        register.put(Snapshot(places=(replace(places[0], within=("y",)),), themes=themes))

    assert len(caught.value.faults) == 3
    assert {fault.where.split("/")[0] for fault in caught.value.faults} == {"places", "themes"}
    assert register.place("x").within == ()


def test_an_actor_and_an_offering_cannot_share_an_id(bench: Bench) -> None:
    register = bench.fresh()
    register.put(Snapshot(actors=(an_actor("a"),)))
    with pytest.raises(InvalidInput, match="al van een partij"):
        register.put(Snapshot(offerings=(an_offering("a", "a"),)))
    register.put(Snapshot(offerings=(an_offering("o", "a"),)))
    with pytest.raises(InvalidInput, match="al van een partij"):
        register.put(Snapshot(actors=(an_actor("o"),)))


@pytest.mark.parametrize(
    ("facts", "where"),
    [
        (Snapshot(actors=(an_actor("a", name="a\x00b"),)), "actors/a name"),
        (Snapshot(actors=(an_actor("a", aliases=("ok", "\ud800")),)), "actors/a aliases"),
        (Snapshot(actors=(an_actor("a", description=Bilingual("\x00", "")),)), "actors/a description.nl"),
        (
            Snapshot(places=(Place(id="p", name="p", kind=PlaceKind.REGION, latitude=float("nan")),)),
            "places/p latitude",
        ),
        (
            Snapshot(places=(Place(id="p", name="p", kind=PlaceKind.REGION, longitude=float("-inf")),)),
            "places/p longitude",
        ),
        (Snapshot(offerings=(an_offering("o", "a", budget_euro=2**63),)), "offerings/o budget_euro"),
        (Snapshot(offerings=(an_offering("o", "a", capacity=10**400),)), "offerings/o capacity"),
        (Snapshot(actors=(an_actor("Één"),)), "actors/\\xc9\\xe9n id"),
        (Snapshot(actors=(an_actor(""),)), "actors/ id"),
        (Snapshot(actors=(an_actor("a" * 201),)), f"actors/{'a' * 80}... id"),
        (Snapshot(actors=(an_actor("a"), an_actor("a", name="b"))), "actors/a"),
        (Snapshot(precedents=(a_precedent("Q 1"),)), "precedents/Q 1 id"),
        (Snapshot(precedents=(a_precedent("q", text=" "),)), "precedents/q text"),
        (Snapshot(precedents=(a_precedent("q", text="x" * 5_001),)), "precedents/q text"),
        (Snapshot(precedents=(a_precedent("q", text="a\x00b"),)), "precedents/q text"),
        *(
            (Snapshot(precedents=(a_precedent("q", referred=referred),)), "precedents/q referred")
            for referred in (
                (Referred(to="a", grade=0),),
                (Referred(to="a", grade=4),),
                (Referred(to="Een Loket", grade=3),),
                (Referred(to="a", grade=3), Referred(to="a", grade=3)),
                (Referred(to="a", grade=1), Referred(to="b", grade=3)),
            )
        ),
    ],
)
def test_values_that_no_store_keeps_are_refused_before_any_engine_sees_them(
    bench: Bench, facts: Snapshot, where: str
) -> None:
    register = bench.fresh()
    with pytest.raises(InvalidInput) as caught:
        register.put(facts)
    assert caught.value.faults[0].where == where
    str(caught.value).encode()  # the message itself can be sent
    assert register.snapshot() == Snapshot()


@pytest.mark.parametrize("last", ["documents", "actors", "offerings", "relations", "precedents"])
def test_a_put_that_fails_in_the_middle_leaves_nothing(bench: Bench, last: str) -> None:
    register = bench.fresh()
    register.put(Snapshot(actors=(an_actor("actor-government", name="Eerst"),)))
    before, version = register.snapshot(), register.version()

    def fail(kind: str, done: int, total: int) -> None:
        if kind == last and done == total:
            raise RuntimeError("the power goes")

    with pytest.raises(RuntimeError, match="the power goes"):
        register.put(full_world(), fail)

    assert bench.reopened().snapshot() == before
    assert bench.reopened().version() == version
    bench.reopened().put(full_world())


def test_a_precedent_is_sent_to_an_erased_actor_no_more_and_goes_if_it_was_sent_nowhere_else(
    bench: Bench,
) -> None:
    register = bench.fresh()
    actors = (an_actor("a"), an_actor("a-b"))
    precedents = (
        a_precedent("both", referred=(Referred(to="a", grade=3), Referred(to="a-b", grade=1))),
        a_precedent("nobody"),
        a_precedent("only", referred=(Referred(to="a", grade=3),)),
        a_precedent("other", referred=(Referred(to="a-b", grade=3),)),
    )
    register.put(Snapshot(actors=actors, precedents=precedents))
    register.remove_actor("a")
    both = replace(precedents[0], referred=(Referred(to="a-b", grade=1),))
    left = (both, precedents[1], precedents[3])
    assert bench.reopened().snapshot() == Snapshot(actors=actors[1:], precedents=left)


def test_progress_tells_kind_and_numbers(bench: Bench) -> None:
    told: list[tuple[str, int, int]] = []
    world = full_world()
    bench.fresh().put(world, lambda *step: told.append(step))
    sizes = {name: len(getattr(world, name)) for name in Snapshot.__slots__}
    assert {(kind, total) for kind, _, total in told} == set(sizes.items())
    assert all(done == total for _, done, total in told)


def test_more_facts_than_one_batch(bench: Bench) -> None:
    document = Document(
        id="d", title="t", publisher="p", published_on=date(2025, 1, 1), file=None, licence="l"
    )
    source = Source(document_id="d", first_line=1, last_line=2, stated_on=date(2025, 1, 1))
    actors = tuple(an_actor(f"a-{number:04}", sources=(source,)) for number in range(2_345))
    world = Snapshot(documents=(document,), actors=actors)
    bench.fresh().put(world)
    assert bench.reopened().snapshot() == world


def test_pages_together_are_the_whole_in_one_order(bench: Bench) -> None:
    names = ["Zorg", "ape", "Éclair", "eclair", "ECLAIR", "Ångström", "angst", "ß", "ss", "😀", "\ue000", ""]
    register = bench.fresh()
    register.put(Snapshot(actors=tuple(an_actor(f"a-{n}", name=name) for n, name in enumerate(names))))
    register = bench.reopened()
    pages = [register.actors(offset=offset, limit=5) for offset in range(0, 15, 5)]
    assert [page.total for page in pages] == [len(names)] * 3
    found = [actor.name for page in pages for actor in page.items]
    assert found[:9] == ["", "angst", "Ångström", "ape", "Éclair", "eclair", "ECLAIR", "ß", "ss"]
    assert found == [actor.name for actor in register.actors(limit=100).items]
    with pytest.raises(ValueError, match="offset"):
        register.actors(offset=-1)


def test_threads_write_and_read_at_once_and_lose_nothing(bench: Bench) -> None:
    register = bench.fresh()
    register.put(Snapshot(actors=(an_actor("provider"),)))
    start = register.version()
    failures: list[BaseException] = []

    def run(action: Any) -> None:
        try:
            action()
        except BaseException as error:  # noqa: BLE001  # what goes wrong in a thread is reported by the test
            failures.append(error)

    writers = [threading.Thread(target=run, args=(lambda n=n: write(register, n),)) for n in range(4)]
    readers = [threading.Thread(target=run, args=(lambda: read(register),)) for _ in range(4)]
    for thread in (*writers, *readers):
        thread.start()
    for thread in (*writers, *readers):
        thread.join()

    assert failures == []
    assert register.version() == start + 4 * 10
    assert bench.reopened().counts()["actors"] == 1 + 4 * 10
    assert bench.reopened().counts()["offerings"] == 4 * 10


def in_turn(action: Any) -> Any:
    """Try again as a client would that is told that the register is busy."""
    for _ in range(20):
        try:
            return action()
        except StoreUnavailable:
            continue
    raise AssertionError("busy twenty times on end")


def write(register: Register, number: int) -> None:
    for turn in range(10):
        id_ = f"a-{number}-{turn}"
        offering = an_offering(f"o-{number}-{turn}", id_)
        facts = Snapshot(actors=(an_actor(id_),), offerings=(offering,))
        in_turn(lambda facts=facts: register.put(facts))


def read(register: Register) -> None:
    last = 0
    for _ in range(10):
        snapshot = in_turn(register.snapshot)
        # Each write stores an actor with its offering: a state with one of the two would be half a write.
        assert len(snapshot.actors) == len(snapshot.offerings) + 1
        page = in_turn(lambda: register.actors(limit=100))
        assert page.total == len(page.items)
        version = in_turn(register.version)
        assert version >= last
        last = version


def test_a_closed_register_can_be_closed_again(bench: Bench) -> None:
    register = bench.fresh()
    register.close()
    register.close()
