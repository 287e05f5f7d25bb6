from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given

from matchmaker.curation import (
    HIDEABLE,
    Due,
    FieldChange,
    confirmed,
    doubles,
    due,
    field_changes,
    merged,
    public_view,
)
from matchmaker.errors import Conflict
from matchmaker.journal import Apart, Batch, BatchKind, Change, as_json, from_json, kind_of
from matchmaker.model import Actor, Offering, Precedent, Referred, Relation, Snapshot, Source
from matchmaker.vocabulary import ActorKind, Bilingual, NeedKind, RelationKind, Status
from tests.worlds import full_world, worlds

NOW = datetime(2025, 12, 3, tzinfo=UTC)
BATCH = Batch(id="b", kind=BatchKind.EDIT, by="redactie", at=NOW, title="t")
SOURCE = Source(document_id="d", first_line=1, last_line=2, stated_on=date(2025, 1, 31))
OTHER = replace(SOURCE, document_id="e")


def an_actor(id_: str, **changes: Any) -> Actor:
    base = Actor(id=id_, name=id_, kind=ActorKind.ENTREPRENEUR, description=Bilingual("", ""))
    return replace(base, **changes)


def an_offering(id_: str, provider_id: str, **changes: Any) -> Offering:
    text = Bilingual("tekst", "text")
    base = Offering(
        id=id_,
        provider_id=provider_id,
        title=text,
        summary=text,
        next_step=text,
        need_kinds=(NeedKind.SPACE,),
        area=(),
    )
    return replace(base, **changes)


def a_tie(subject: str, object_: str, kind: RelationKind = RelationKind.MEMBER_OF, **rest: Any) -> Relation:
    return Relation(subject_id=subject, kind=kind, object_id=object_, **rest)


# ---- the journal's own words


@given(worlds())
def test_a_fact_comes_back_from_its_canonical_text(world: Snapshot) -> None:
    for name in Snapshot.__slots__:
        for fact in getattr(world, name):
            assert from_json(kind_of(fact), as_json(fact)) == fact


def test_every_field_of_every_kind_comes_back_from_its_canonical_text() -> None:
    world = full_world()
    for name in Snapshot.__slots__:
        for fact in getattr(world, name):
            assert from_json(kind_of(fact), as_json(fact)) == fact


def test_a_text_of_an_older_or_newer_model_can_be_read() -> None:
    text = as_json(an_actor("a")).replace('"desk_only":[],', '"colour":"red",')
    assert from_json("actor", text) == an_actor("a")


def test_field_changes_name_what_differs() -> None:
    before = an_actor("a", name="Oud", aliases=("x",), sources=(SOURCE,))
    after = replace(before, name="Nieuw", aliases=(), sources=(replace(SOURCE, checked_by="redactie"),))
    change = Change(
        batch=BATCH, position=0, kind="actor", fact_id="a", before=as_json(before), after=as_json(after)
    )
    found = {one.field: one for one in field_changes(change)}
    assert list(found) == ["aliases", "name", "sources"]
    assert found["name"] == FieldChange(field="name", old="Oud", new="Nieuw")
    assert found["aliases"] == FieldChange(field="aliases", old=["x"], new=[])
    added = field_changes(replace(change, before=None))
    assert {one.field: one.old for one in added} == dict.fromkeys(
        ["description", "kind", "name", "sources", "status"]
    )
    assert {one.field: one.new for one in field_changes(replace(change, after=None))}["name"] is None


# ---- merging


def test_merging_keeps_what_the_one_says_and_takes_the_rest_of_the_other() -> None:
    keep = an_actor(
        "keep",
        name="EDBA",
        aliases=("E.D.B.A.",),
        themes=("t1",),
        website="https://a.example",
        sources=(SOURCE,),
        desk_only=("website",),
    )
    drop = an_actor(
        "drop",
        name="EDDBA",
        description=Bilingual("wat", "what"),
        aliases=("EDBA", "E.D.B.A.", "Edba"),
        place_id="woerden",
        themes=("t2", "t1"),
        website="https://b.example",
        kvk_number="12345678",
        status=Status.ENDED,
        sources=(SOURCE, OTHER),
        desk_only=("kvk_number",),
    )
    merge = merged(keep, drop, (), (), ())
    assert merge.facts.actors == (
        replace(
            keep,
            description=drop.description,
            aliases=("E.D.B.A.", "EDDBA", "Edba"),
            place_id="woerden",
            themes=("t1", "t2"),
            kvk_number="12345678",
            sources=(SOURCE, OTHER),
            desk_only=("website", "kvk_number"),
        ),
    )
    assert merge.removed_actors == ("drop",)


def test_merging_points_offerings_and_ties_to_the_one_that_stays() -> None:
    offerings = (
        an_offering("mine", "drop"),
        an_offering("barred", "x", excluded_actors=("keep", "drop", "y")),
        an_offering("other", "x"),
    )
    together = RelationKind.COOPERATES_WITH
    relations = (
        a_tie("drop", "x", sources=(OTHER,)),
        a_tie("keep", "x", sources=(SOURCE,), note=Bilingual("a", "b")),
        a_tie("y", "drop"),
        a_tie("drop", "keep", RelationKind.PART_OF),
        a_tie("x", "keep", together, sources=(SOURCE,)),
        a_tie("drop", "x", together, sources=(OTHER,)),
        a_tie("x", "y"),
    )
    merge = merged(an_actor("keep"), an_actor("drop"), offerings, relations, ())
    assert merge.facts.offerings == (
        an_offering("mine", "keep"),
        an_offering("barred", "x", excluded_actors=("keep", "y")),
    )
    assert merge.facts.relations == (
        a_tie("keep", "x", sources=(SOURCE, OTHER), note=Bilingual("a", "b")),
        a_tie("x", "keep", together, sources=(SOURCE, OTHER)),
        a_tie("y", "keep"),
    )
    assert merge.removed_relations == (
        "drop:COOPERATES_WITH:x",
        "drop:MEMBER_OF:x",
        "drop:PART_OF:keep",
        "y:MEMBER_OF:drop",
    )


def test_merging_sends_precedents_to_the_one_that_stays_as_well_as_either_served_them() -> None:
    def sent(*referred: tuple[str, int]) -> Precedent:
        return Precedent(
            id=f"to-{referred[0][0]}",
            text="Wie helpt?",
            referred=tuple(Referred(to=to, grade=grade) for to, grade in referred),
        )

    precedents = (
        sent(("drop", 3), ("x", 2), ("keep", 1)),
        sent(("keep", 3), ("drop", 1)),
        sent(("y", 2), ("drop", 2)),
        sent(("x", 3), ("keep", 2)),
    )
    merge = merged(an_actor("keep"), an_actor("drop"), (), (), precedents)
    assert [[(one.to, one.grade) for one in precedent.referred] for precedent in merge.facts.precedents] == [
        [("keep", 3), ("x", 2)],
        [("keep", 3)],
        [("y", 2), ("keep", 2)],
    ]


def test_two_numbers_are_two_actors() -> None:
    with pytest.raises(Conflict, match="KVK"):
        merged(an_actor("a", kvk_number="12345678"), an_actor("b", kvk_number="87654321"), (), (), ())
    with pytest.raises(Conflict, match="dezelfde"):
        merged(an_actor("a"), an_actor("a"), (), (), ())


# ---- doubles


def test_doubles_are_found_over_names_and_aliases_and_never_decided() -> None:
    actors = (
        an_actor("a", name="Bouwbedrijf De Vries B.V."),
        an_actor("b", name="De Vries Bouwbedrijf"),
        an_actor("c", name="Iets heel anders", aliases=("Bouwbedrijf de Vries",)),
        an_actor("d", name="Timmerfabriek Jansen", kvk_number="12345678"),
        an_actor("e", name="Jansen Kozijnen", kvk_number="12345678"),
        an_actor("f", name="Gemeente Gouda"),
        an_actor("g", name="Gemeente Woerden"),
    )
    pairs = [(double.first_id, double.second_id) for double in doubles(actors)]
    assert set(pairs) == {("a", "b"), ("a", "c"), ("b", "c"), ("d", "e")}
    found = doubles(actors)
    assert [double.judgement.same for double in found] == sorted(
        (double.judgement.same for double in found), key=lambda same: not same
    )
    apart = Apart(first_id="a", second_id="b", by="redactie", at=NOW)
    ties = (a_tie("c", "b", RelationKind.PART_OF),)
    assert [(double.first_id, double.second_id) for double in doubles(actors, (apart,), ties)] == [
        pair for pair in pairs if pair not in {("a", "b"), ("b", "c")}
    ]


def test_two_numbers_are_no_doubles_however_alike_the_names() -> None:
    actors = (
        an_actor("a", name="De Vries B.V.", kvk_number="12345678"),
        an_actor("b", name="De Vries BV", kvk_number="87654321"),
    )
    assert doubles(actors) == ()


def paired(*actors: Actor, ties: tuple[Relation, ...] = ()) -> set[tuple[str, str]]:
    return {(double.first_id, double.second_id) for double in doubles(actors, (), ties)}


def test_a_short_form_counts_as_the_full_name_that_its_party_has() -> None:
    region = an_actor("rom", name="ROM Noord Region", aliases=("ROM",))
    service = an_actor("rvo", name="Rijksdienst voor Ondernemend Nederland", aliases=("RVO",))
    crafts = an_actor("crafts", name="Netwerk Circulaire Ambachtscentra", aliases=("Netwerk CA",))
    officials = an_actor("officials", name="Circulaire Ambtenaren Netwerk")
    line = an_actor("line", name="Actielijn Biobased Isoleren", aliases=("Biobased Isoleren",))
    campaign = an_actor("campaign", name="Campagne Biobased Isoleren")
    assert paired(region, service, crafts, officials, line, campaign) == set()
    twin = an_actor("twin", name="Rijksdienst Ondernemend Nederland")
    short = an_actor("short", name="RVO")
    assert paired(region, service, twin, short) >= {("rvo", "twin"), ("rvo", "short")}


def test_initials_alone_say_nothing_of_parties_of_another_kind() -> None:
    contractor = an_actor("gkb", name="GKB")
    full = an_actor("full", name="Groenbedrijf Kaag en Braassem")
    municipality = an_actor("gemeente", name="Gemeente Kaag en Braassem", kind=ActorKind.GOVERNMENT)
    assert paired(contractor, full, municipality) == {("full", "gkb")}


def test_parts_of_different_wholes_are_two_unless_their_names_are_the_same() -> None:
    here = an_actor("here", name="Actielijn 3.2 Circulaire Ambachtscentra")
    there = an_actor("there", name="Actielijn Circulaire Ambachtscentra")
    wholes = an_actor("platform", name="Platform Polder"), an_actor("alliance", name="Alliantie Duin")
    ties = (
        a_tie("here", "platform", RelationKind.PART_OF),
        a_tie("there", "alliance", RelationKind.PART_OF),
    )
    assert paired(here, there, *wholes) == {("here", "there")}
    assert paired(here, there, *wholes, ties=ties) == set()
    alike = replace(there, name="Actielijn 3.2: Circulaire Ambachtscentra")
    assert paired(here, alike, *wholes, ties=ties) == {("here", "there")}


def test_a_part_of_a_part_is_no_double_of_the_whole() -> None:
    actors = (
        an_actor("programme", name="Circulaire samenleving"),
        an_actor("strategy", name="Middellangetermijnstrategie"),
        an_actor("agenda", name="Uitvoeringsagenda Circulaire samenleving 2025"),
    )
    ties = (
        a_tie("strategy", "programme", RelationKind.PART_OF),
        a_tie("agenda", "strategy", RelationKind.PART_OF),
    )
    assert paired(*actors) == {("agenda", "programme")}
    assert paired(*actors, ties=ties) == set()


# ---- checked and due


def test_what_is_confirmed_says_so_at_every_source() -> None:
    fact = an_actor("a", sources=(SOURCE, OTHER))
    done = confirmed(fact, date(2026, 2, 1), "redactie")
    assert [(one.checked_on, one.checked_by) for one in done.sources] == [(date(2026, 2, 1), "redactie")] * 2
    assert replace(done, sources=fact.sources) == fact
    assert confirmed(an_actor("b"), date(2026, 2, 1), "redactie") == an_actor("b")


def test_due_is_what_nobody_stated_or_checked_for_long_oldest_first() -> None:
    old = replace(SOURCE, stated_on=date(2021, 6, 1))
    facts = Snapshot(
        actors=(
            an_actor("a", sources=(SOURCE,)),
            an_actor("checked", sources=(replace(old, checked_on=date(2025, 9, 1)),)),
            an_actor("ended", status=Status.ENDED, sources=(old,)),
            an_actor("restated", sources=(old, replace(SOURCE, stated_on=date(2025, 8, 1)))),
            an_actor("without"),
        ),
        offerings=(an_offering("o", "a", sources=(old,)),),
        relations=(a_tie("a", "o", sources=(SOURCE,)),),
    )
    tie = facts.relations[0]
    assert due(facts, date(2026, 1, 31)) == (
        Due(fact=facts.offerings[0], last_on=date(2021, 6, 1)),
        Due(fact=facts.actors[0], last_on=date(2025, 1, 31)),
        Due(fact=tie, last_on=date(2025, 1, 31)),
    )
    assert [one.fact.id for one in due(facts, date(2026, 1, 30))] == ["o"]
    # Eleven months before 31 December is 31 January; twelve months before 29 February is 28 February.
    assert len(due(facts, date(2025, 12, 31), months=11)) == 3
    leap = Snapshot(actors=(an_actor("a", sources=(replace(SOURCE, stated_on=date(2023, 2, 28)),)),))
    assert len(due(leap, date(2024, 2, 29))) == 1
    assert len(due(leap, date(2024, 2, 27))) == 0


# ---- what only the desk sees


def test_the_public_sees_nothing_of_what_is_for_the_desk() -> None:
    world = full_world()
    actor = replace(world.actors[0], desk_only=HIDEABLE[Actor])
    shown = public_view(actor)
    assert (shown.id, shown.name, shown.kind, shown.status) == (
        actor.id,
        actor.name,
        actor.kind,
        actor.status,
    )
    assert [getattr(shown, name) for name in HIDEABLE[Actor]] == [
        Bilingual("", ""),
        (),
        None,
        (),
        None,
        None,
        (),
    ]
    assert shown.desk_only == ()
    offering = replace(world.offerings[0], desk_only=("next_step", "places_left", "name"))
    assert public_view(offering) == replace(
        offering, next_step=Bilingual("", ""), places_left=None, desk_only=()
    )
    plain = replace(actor, desk_only=())
    assert public_view(plain) == plain
