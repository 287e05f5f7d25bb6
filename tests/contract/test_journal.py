"""Batches, undo, history and decisions, on every engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from matchmaker.curation import merged
from matchmaker.errors import Conflict, InvalidInput, NotFound
from matchmaker.journal import Apart, Batch, BatchKind, Delta, from_json
from matchmaker.model import Precedent, Referred, Relation, Snapshot, Theme
from matchmaker.ports import Tally
from matchmaker.vocabulary import Bilingual, RelationKind, ThemeKind
from tests.contract.oracle import KINDS, Oracle
from tests.contract.test_register import an_actor, an_offering, every_world
from tests.worlds import full_world, in_order, worlds

if TYPE_CHECKING:
    from matchmaker.ports import Register
    from tests.contract.conftest import Bench

NOW = datetime(2025, 12, 3, 12, 30, 15, 123456, tzinfo=UTC)


def a_batch(id_: str = "batch", **changes: Any) -> Batch:
    base = Batch(id=id_, kind=BatchKind.EDIT, by="redactie", at=NOW, title="Wijziging")
    return replace(base, **changes)


def ties(*pairs: tuple[str, str]) -> tuple[Relation, ...]:
    return tuple(Relation(subject_id=a, kind=RelationKind.MEMBER_OF, object_id=b) for a, b in pairs)


@every_world
@given(first=worlds(), second=worlds(), data=st.data())
def test_undoing_a_batch_gives_back_what_was_before(
    bench: Bench, first: Snapshot, second: Snapshot, data: st.DataObject
) -> None:
    given_ids = {relation.id for relation in second.relations}
    removable = [relation.id for relation in first.relations if relation.id not in given_ids]
    removed = data.draw(st.lists(st.sampled_from(removable), unique=True)) if removable else []
    oracle = Oracle()
    oracle.put(first)
    oracle.put(second)
    for id_ in removed:
        del oracle.facts["relations"][id_]
    bench.fresh().put(first)
    register = bench.reopened()
    version = register.version()

    tally = register.apply(a_batch(), second, removed_relations=tuple(removed))

    register = bench.reopened()
    after = register.snapshot()
    assert after == oracle.snapshot()
    assert (tally.new, tally.removed) == (len(ids(second) - ids(first)), len(removed))
    if after == in_order(**{kind: getattr(first, kind) for kind in KINDS}):
        assert register.version() == version
        assert register.batches().items == ()
        return
    assert register.version() > version
    assert_the_journal_tells(register, first, after, tally)

    undone = register.undo("batch", at=NOW, by="beheer")

    register = bench.reopened()
    assert register.snapshot() == first
    assert undone == Tally(new=tally.removed, changed=tally.changed, same=0, removed=tally.new)
    assert register.batch("batch").undone_at == NOW
    assert register.batch("batch").undone_by == "beheer"


def ids(world: Snapshot) -> set[tuple[str, str]]:
    return {(kind, fact.id) for kind in KINDS for fact in getattr(world, kind)}


def assert_the_journal_tells(register: Register, before: Snapshot, after: Snapshot, tally: Tally) -> None:
    """Check that the changes are exactly the differences between two worlds."""
    was = {(kind, fact.id): fact for kind in KINDS for fact in getattr(before, kind)}
    became = {(kind, fact.id): fact for kind in KINDS for fact in getattr(after, kind)}
    expected = {
        (key[0].removesuffix("s"), key[1]): (was.get(key), became.get(key))
        for key in was.keys() | became.keys()
        if was.get(key) != became.get(key)
    }
    page = register.changes("batch", limit=1_000)
    assert page.total == len(page.items) == tally.new + tally.changed + tally.removed
    assert [change.position for change in page.items] == list(range(page.total))
    assert {
        (change.kind, change.fact_id): (
            from_json(change.kind, change.before) if change.before else None,
            from_json(change.kind, change.after) if change.after else None,
        )
        for change in page.items
    } == expected


def test_a_batch_tells_who_when_and_how_many(bench: Bench) -> None:
    register = bench.fresh()
    register.put(Snapshot(actors=(an_actor("a"), an_actor("b"), an_actor("c")), relations=ties(("a", "b"))))
    summer = timezone(timedelta(hours=2))
    batch = a_batch(
        kind=BatchKind.IMPORT, title="leden.csv", sender="Vereniging Één", at=NOW.astimezone(summer)
    )

    register.apply(
        batch,
        Snapshot(actors=(an_actor("a"), an_actor("b", name="B"), an_actor("d"))),
        removed_actors=("c",),
        removed_relations=("a:MEMBER_OF:b",),
    )

    register = bench.reopened()
    assert register.batch("batch") == replace(batch, at=NOW, new=1, changed=1, same=1, removed=2)
    assert register.batch("batch").at.utcoffset() == timedelta(0)
    with pytest.raises(NotFound):
        register.batch("nergens")
    with pytest.raises(NotFound):
        register.changes("nergens")


def test_batches_and_history_come_latest_stored_first_and_in_pages(bench: Bench) -> None:
    register = bench.fresh()
    for number in range(5):
        # The clock of whoever writes may go back; the order of storing counts.
        batch = a_batch(f"batch-{number}", at=NOW - timedelta(days=number))
        register.apply(
            batch, Snapshot(actors=(an_actor("a", name=f"naam {number}"), an_actor(f"b-{number}")))
        )
    register = bench.reopened()

    pages = [register.batches(offset=offset, limit=2) for offset in (0, 2, 4)]

    assert [batch.id for page in pages for batch in page.items] == [f"batch-{n}" for n in (4, 3, 2, 1, 0)]
    assert {page.total for page in pages} == {5}
    history = register.history("a")
    assert [change.batch.id for change in history] == [f"batch-{number}" for number in (4, 3, 2, 1, 0)]
    assert history[-1].before is None
    assert history[0].after
    assert from_json("actor", history[0].after) == register.actor("a")
    assert register.changes("batch-1", offset=1, limit=5).total == 2
    assert [change.fact_id for change in register.changes("batch-1", offset=1, limit=5).items] == ["b-1"]
    assert register.history("nergens") == ()
    for ask in (register.batches, lambda **page: register.changes("batch-1", **page)):
        with pytest.raises(ValueError, match="offset"):
            ask(offset=-1)


def test_the_same_batch_again_is_stored_once(bench: Bench) -> None:
    register = bench.fresh()
    facts = Snapshot(actors=(an_actor("a"), an_actor("b")))
    first = register.apply(a_batch(), facts)
    version = register.version()

    register = bench.reopened()
    again = register.apply(a_batch(), facts)

    assert again == first == Tally(new=2, changed=0, same=0)
    assert register.version() == version
    assert register.batches().total == 1
    with pytest.raises(Conflict, match="andere wijziging"):
        register.apply(a_batch(title="Iets anders"), facts)


def test_a_batch_that_changes_nothing_is_not_kept(bench: Bench) -> None:
    register = bench.fresh()
    register.put(full_world())
    version = register.version()
    register = bench.reopened()
    tally = register.apply(a_batch(), full_world())
    assert (tally.new, tally.changed, tally.removed) == (0, 0, 0)
    assert (register.version(), register.batches().total) == (version, 0)


@pytest.mark.parametrize("last", ["actors", "relations", "changes"])
def test_a_batch_that_fails_in_the_middle_leaves_nothing(bench: Bench, last: str) -> None:
    register = bench.fresh()
    register.put(Snapshot(actors=(an_actor("actor-government", name="Eerst"),)))
    before, version = register.snapshot(), register.version()
    actors = sorted(actor.id for actor in full_world().actors)
    apart = ((actors[1], actors[0]),)

    def fail(kind: str, done: int, total: int) -> None:
        if kind == last and done == total:
            raise RuntimeError("the power goes")

    with pytest.raises(RuntimeError, match="the power goes"):
        register.apply(a_batch(), full_world(), kept_apart=apart, progress=fail)

    register = bench.reopened()
    assert (register.snapshot(), register.version(), register.batches().total) == (before, version, 0)
    register.apply(a_batch(), full_world(), kept_apart=apart)
    register = bench.reopened()
    assert register.batches().total == 1
    assert register.kept_apart() == (Apart(first_id=actors[0], second_id=actors[1], by="redactie", at=NOW),)


def test_a_change_for_another_version_is_refused(bench: Bench) -> None:
    register = bench.fresh()
    seen = register.version()
    register.apply(a_batch("mine"), Snapshot(actors=(an_actor("a"),)), on_version=seen)
    with pytest.raises(Conflict, match="intussen gewijzigd"):
        register.apply(a_batch("theirs"), Snapshot(actors=(an_actor("b"),)), on_version=seen)
    register = bench.reopened()
    assert [actor.id for actor in register.snapshot().actors] == ["a"]
    # A repeat after an answer that got lost is no conflict with itself.
    again = register.apply(a_batch("mine"), Snapshot(actors=(an_actor("a"),)), on_version=seen)
    assert again.new == 1


@pytest.mark.parametrize(
    ("facts", "removed", "named"),
    [
        (Snapshot(offerings=(an_offering("o", "x"),)), {"removed_actors": ("x",)}, "aanbod 'o'"),
        (Snapshot(relations=ties(("x", "y"))), {"removed_actors": ("x",)}, "relatie 'x:MEMBER_OF:y'"),
        (Snapshot(relations=ties(("y", "x"))), {"removed_actors": ("x",)}, "relatie 'y:MEMBER_OF:x'"),
        (
            Snapshot(offerings=(an_offering("o", "y", excluded_actors=("x",)),)),
            {"removed_actors": ("x",)},
            "aanbod 'o'",
        ),
        (
            Snapshot(offerings=(an_offering("o", "y"),), relations=ties(("x", "o"))),
            {"removed_offerings": ("o",)},
            "relatie 'x:MEMBER_OF:o'",
        ),
    ],
)
def test_what_is_still_referred_to_cannot_go(
    bench: Bench, facts: Snapshot, removed: dict[str, Any], named: str
) -> None:
    register = bench.fresh()
    register.put(Snapshot(actors=(an_actor("x"), an_actor("y"))))
    register.put(facts)
    before = register.snapshot()
    with pytest.raises(Conflict, match=named):
        register.apply(a_batch(), Snapshot(), **removed)
    assert bench.reopened().snapshot() == before


def test_what_refers_to_what_goes_is_named(bench: Bench) -> None:
    register = bench.fresh()
    register.put(Snapshot(actors=(an_actor("x"), an_actor("y"))))
    with pytest.raises(InvalidInput) as caught:
        register.apply(a_batch(), Snapshot(relations=ties(("y", "x"))), removed_actors=("x",))
    assert [fault.where for fault in caught.value.faults] == ["relations/y:MEMBER_OF:x object"]
    with pytest.raises(NotFound):
        register.apply(a_batch(), Snapshot(), removed_relations=("x:MEMBER_OF:y",))
    with pytest.raises(ValueError, match="at once"):
        register.apply(a_batch(), Snapshot(actors=(an_actor("x"),)), removed_actors=("x",))


def test_undo_is_refused_when_something_was_changed_since(bench: Bench) -> None:
    register = bench.fresh()
    register.apply(a_batch("first"), Snapshot(actors=(an_actor("a"), an_actor("b"))))
    register.apply(a_batch("second"), Snapshot(actors=(an_actor("b", name="B"),)))
    before = register.snapshot()

    with pytest.raises(Conflict, match="gewijzigd partij 'b'"):
        register.undo("first", at=NOW, by="redactie")

    register = bench.reopened()
    assert register.snapshot() == before
    assert register.batch("first").undone_at is None
    register.undo("second", at=NOW, by="redactie")
    register.undo("first", at=NOW, by="redactie")
    assert bench.reopened().snapshot() == Snapshot()


def test_undo_is_refused_when_something_refers_to_it_since(bench: Bench) -> None:
    world = full_world()
    register = bench.fresh()
    register.apply(a_batch("base"), replace(world, actors=world.actors[:4], offerings=(), relations=()))
    register.apply(a_batch("late"), Snapshot(actors=world.actors[4:]))
    with pytest.raises(Conflict, match="nog genoemd door partij 'actor-"):
        register.undo("base", at=NOW, by="redactie")
    register.put(world)
    with pytest.raises(Conflict, match="nog genoemd door"):
        register.undo("base", at=NOW, by="redactie")
    assert bench.reopened().snapshot() == world


def test_undo_is_refused_when_a_precedent_is_of_that_trade(bench: Bench) -> None:
    theme = Theme(id="t", kind=ThemeKind.SECTOR, label=Bilingual("t", "t"))
    precedent = Precedent(id="q", text="Wie helpt?", sectors=("t",))
    register = bench.fresh()
    register.apply(a_batch("base"), Snapshot(themes=(theme,)))
    register.apply(a_batch("late"), Snapshot(precedents=(precedent,)))
    with pytest.raises(Conflict, match="nog genoemd door oefenvraag 'q'"):
        register.undo("base", at=NOW, by="redactie")
    assert register.since(register.version() - 1) == Delta(
        version=register.version(), facts=Snapshot(precedents=(precedent,)), removed=frozenset()
    )
    register.undo("late", at=NOW, by="redactie")
    register.undo("base", at=NOW, by="redactie")
    assert bench.reopened().snapshot() == Snapshot()


def test_undo_is_refused_when_what_comes_back_has_no_ground(bench: Bench) -> None:
    register = bench.fresh()
    register.put(Snapshot(actors=(an_actor("a"), an_actor("b")), relations=ties(("a", "b"))))
    register.apply(a_batch(), Snapshot(), removed_relations=("a:MEMBER_OF:b",))
    register.apply(a_batch("later"), Snapshot(), removed_actors=("b",))
    with pytest.raises(Conflict, match=r"relations/a:MEMBER_OF:b object"):
        register.undo("batch", at=NOW, by="redactie")


def test_an_undoing_that_is_stopped_before_it_is_kept_leaves_the_batch(bench: Bench) -> None:
    register = bench.fresh()
    register.apply(a_batch(), full_world())
    told = []

    def stop(kind: str, done: int, total: int) -> None:
        told.append((kind, done, total))
        raise RuntimeError("nobody waits for this any more")

    with pytest.raises(RuntimeError, match="nobody waits"):
        register.undo("batch", at=NOW, by="redactie", progress=stop)

    register = bench.reopened()
    assert register.snapshot() == full_world()
    batch = register.batch("batch")
    assert batch.undone_at is None
    assert told == [("changes", batch.new, batch.new)]
    register.undo("batch", at=NOW, by="redactie")
    assert bench.reopened().snapshot() == Snapshot()


def test_undo_twice_is_told_and_the_same_call_again_is_not(bench: Bench) -> None:
    register = bench.fresh()
    register.apply(a_batch(), Snapshot(actors=(an_actor("a"),)))
    first = register.undo("batch", at=NOW, by="redactie")
    version = register.version()
    register = bench.reopened()
    assert register.undo("batch", at=NOW, by="redactie") == first
    assert register.version() == version
    with pytest.raises(Conflict, match="al teruggedraaid"):
        register.undo("batch", at=NOW + timedelta(seconds=1), by="redactie")
    with pytest.raises(NotFound):
        register.undo("nergens", at=NOW, by="redactie")


def test_a_batch_that_cannot_be_kept_is_refused(bench: Bench) -> None:
    register = bench.fresh()
    facts = Snapshot(actors=(an_actor("a"),))
    for batch, where in (
        (a_batch("Geen slug"), "batches/Geen slug id"),
        (a_batch(title="a\x00b"), "batch title"),
        (a_batch(by=" "), "batch by"),
    ):
        with pytest.raises(InvalidInput) as caught:
            register.apply(batch, facts)
        assert [fault.where for fault in caught.value.faults] == [where]
    with pytest.raises(ValueError, match="time zone"):
        register.apply(a_batch(at=NOW.replace(tzinfo=None)), facts)
    assert register.snapshot() == Snapshot()


def test_what_is_erased_is_gone_from_the_journal_too(bench: Bench) -> None:
    register = bench.fresh()
    facts = Snapshot(
        actors=(an_actor("a"), an_actor("a-b"), an_actor("b")), relations=ties(("a", "b"), ("b", "a-b"))
    )
    register.apply(a_batch(), facts)
    register.keep_apart("a", "b", by="redactie", at=NOW)

    register.remove_actor("a")

    register = bench.reopened()
    left = register.changes("batch").items
    assert [change.fact_id for change in left] == ["a-b", "b", "b:MEMBER_OF:a-b"]
    assert register.kept_apart() == ()
    register.undo("batch", at=NOW, by="redactie")
    assert bench.reopened().snapshot() == Snapshot()


def test_a_precedent_outlives_what_is_taken_away_and_is_as_it_was_when_that_comes_back(bench: Bench) -> None:
    precedent = Precedent(id="q", text="Wie helpt?", referred=(Referred(to="a", grade=3),))
    world = Snapshot(actors=(an_actor("a"),), precedents=(precedent,))
    register = bench.fresh()
    register.put(world)
    register.apply(a_batch(), Snapshot(), removed_actors=("a",))
    register = bench.reopened()
    assert register.snapshot() == Snapshot(precedents=(precedent,))
    register.undo("batch", at=NOW, by="redactie")
    assert bench.reopened().snapshot() == world


def test_the_journal_tells_of_no_precedent_that_was_sent_to_an_erased_actor(bench: Bench) -> None:
    sent = Precedent(id="q", text="Wie helpt?", referred=(Referred(to="a", grade=3),))
    elsewhere = Precedent(id="r", text="En wie nog?", referred=(Referred(to="a-b", grade=3),))
    register = bench.fresh()
    register.apply(
        a_batch("first"), Snapshot(actors=(an_actor("a"), an_actor("a-b")), precedents=(sent, elsewhere))
    )
    moved = replace(sent, referred=(Referred(to="a-b", grade=2),))
    register.apply(a_batch("second"), Snapshot(precedents=(moved,)))

    register.remove_actor("a")

    register = bench.reopened()
    assert [change.fact_id for change in register.changes("first").items] == ["a-b", "r"]
    assert register.changes("second").items == ()
    register.undo("first", at=NOW, by="redactie")
    assert bench.reopened().snapshot() == Snapshot(precedents=(moved,))


def test_decisions_to_keep_apart_are_remembered(bench: Bench) -> None:
    register = bench.fresh()
    register.put(Snapshot(actors=(an_actor("a"), an_actor("b"), an_actor("c"))))
    version = register.version()
    register.keep_apart("b", "a", by="redactie", at=NOW)
    register.keep_apart("a", "b", by="iemand anders", at=NOW + timedelta(days=1))
    register.keep_apart("b", "c", by="redactie", at=NOW)

    register = bench.reopened()
    assert register.kept_apart() == (
        Apart(first_id="a", second_id="b", by="redactie", at=NOW),
        Apart(first_id="b", second_id="c", by="redactie", at=NOW),
    )
    assert register.version() == version
    register.reconsider("c", "b")
    register.reconsider("c", "b")
    register = bench.reopened()
    assert [apart.second_id for apart in register.kept_apart()] == ["b"]
    with pytest.raises(NotFound):
        register.keep_apart("a", "nergens", by="redactie", at=NOW)
    with pytest.raises(InvalidInput):
        register.keep_apart("a", "a", by="redactie", at=NOW)


def test_a_decision_holds_again_when_the_actor_comes_back(bench: Bench) -> None:
    register = bench.fresh()
    register.put(Snapshot(actors=(an_actor("a"), an_actor("b"))))
    register.keep_apart("a", "b", by="redactie", at=NOW)
    register.apply(a_batch(), Snapshot(), removed_actors=("b",))
    assert register.kept_apart() == ()
    register.undo("batch", at=NOW, by="redactie")
    assert len(bench.reopened().kept_apart()) == 1


def test_columns_are_remembered_per_sender(bench: Bench) -> None:
    register = bench.fresh()
    register.remember_columns("Vereniging Één", {"Naam": "name", "Plaats": "place"})
    register.remember_columns("vereniging een", {"Plaats": "municipality", "=Web": "website"})
    register = bench.reopened()
    assert register.columns_of("VERENIGING EEN") == {
        "Naam": "name",
        "Plaats": "municipality",
        "=Web": "website",
    }
    assert register.columns_of("Iemand anders") == {}


@every_world
@given(world=worlds(), data=st.data())
def test_unmerging_gives_back_both_actors_with_all_that_they_had(
    bench: Bench, world: Snapshot, data: st.DataObject
) -> None:
    assume(len(world.actors) > 1)
    keep, drop = data.draw(st.permutations(world.actors))[:2]
    assume(not (keep.kvk_number and drop.kvk_number and keep.kvk_number != drop.kvk_number))
    register = bench.fresh()
    register.put(world)
    merge = merged(keep, drop, world.offerings, world.relations, world.precedents)

    register.apply(
        a_batch(kind=BatchKind.MERGE),
        merge.facts,
        removed_actors=merge.removed_actors,
        removed_relations=merge.removed_relations,
    )

    register = bench.reopened()
    after = register.snapshot()
    assert [actor.id for actor in after.actors] == [a.id for a in world.actors if a.id != drop.id]
    assert {drop.name, *drop.aliases} <= {register.actor(keep.id).name, *register.actor(keep.id).aliases}
    assert [offering.id for offering in after.offerings] == [offering.id for offering in world.offerings]
    assert [precedent.id for precedent in after.precedents] == [one.id for one in world.precedents]
    assert drop.id not in {one.to for precedent in after.precedents for one in precedent.referred}
    register.undo("batch", at=NOW, by="redactie")
    assert bench.reopened().snapshot() == world


def test_only_fields_that_the_rest_can_do_without_may_be_for_the_desk_only(bench: Bench) -> None:
    register = bench.fresh()
    with pytest.raises(InvalidInput) as caught:
        register.put(Snapshot(actors=(an_actor("a", desk_only=("name", "website")),)))
    assert [fault.where for fault in caught.value.faults] == ["actors/a desk_only"]


def test_fields_for_the_desk_only_are_kept(bench: Bench) -> None:
    actor = an_actor("a", desk_only=("kvk_number", "website"))
    offering = an_offering("o", "a", desk_only=("places_left",))
    register = bench.fresh()
    register.put(Snapshot(actors=(actor,), offerings=(offering,)))
    register = bench.reopened()
    assert (register.actor("a"), register.offering("o")) == (actor, offering)
    assert register.snapshot().actors == (actor,)


@every_world
@given(first=worlds(), second=worlds(), data=st.data())
def test_what_changed_since_a_version_makes_its_facts_those_of_now(
    bench: Bench, first: Snapshot, second: Snapshot, data: st.DataObject
) -> None:
    given_ids = {relation.id for relation in second.relations}
    removable = [relation.id for relation in first.relations if relation.id not in given_ids]
    removed = data.draw(st.lists(st.sampled_from(removable), unique=True)) if removable else []
    bench.fresh().put(first)
    register = bench.reopened()
    version, before = register.version(), register.snapshot()

    register.apply(a_batch(), second, removed_relations=tuple(removed))

    changed, after = register.version(), register.snapshot()
    delta = register.since(version)
    assert delta is not None
    assert (delta.version, delta.applied_to(before)) == (changed, after)
    if changed > version:
        register.undo("batch", at=NOW, by="redactie")
        for start, facts in ((version, before), (changed, after)):
            delta = register.since(start)
            assert delta is not None
            assert delta.applied_to(facts) == register.snapshot() == before


def test_what_changed_is_read_again_whole_when_it_went_past_the_journal(bench: Bench) -> None:
    register = bench.fresh()
    register.put(full_world())
    version = register.version()
    nothing = register.since(version)
    assert nothing is not None
    assert nothing.applied_to(full_world()) == full_world()
    assert register.sizes_since(version) == ()
    assert register.since(version - 1) is None, "put writes nothing in the journal"
    assert register.sizes_since(version - 1) is None

    register.apply(a_batch("one"), Snapshot(actors=(an_actor("een"),)))
    register.apply(a_batch("more"), Snapshot(actors=(an_actor("twee"), an_actor("drie"))))
    register.undo("one", at=NOW, by="redactie")
    register.apply(a_batch("again"), Snapshot(actors=(an_actor("een"),)))
    assert register.sizes_since(version) == (1, 2, 1, 1)
    assert register.sizes_since(version + 3) == (1,)
    changed = register.since(version)
    assert changed is not None
    assert [actor.id for actor in changed.facts.actors] == ["drie", "een", "twee"]

    register.remove_actor("een")
    assert register.since(version) is None, "what is erased stands in no journal"
    assert register.sizes_since(version) is None
    assert register.since(version + 100) is None, "this register never had that version"
    assert register.sizes_since(version + 100) is None
