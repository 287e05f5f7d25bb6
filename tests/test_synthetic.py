"""The made-up country of the benchmarks: figures mean something only if it is what it says."""

from __future__ import annotations

from benchmarks.synthetic import World
from matchmaker.matching.eligibility import eligibility
from matchmaker.vocabulary import Answer


def test_the_same_seed_makes_the_same_country() -> None:
    one, other = World(300), World(300)
    assert list(one.offerings()) == list(other.offerings())
    assert one.needs(20) == other.needs(20)
    assert one.needs(20) != other.needs(20, seed=3)


def test_every_need_may_use_the_offering_that_it_was_made_from() -> None:
    world = World(300)
    for asked in world.needs(200):
        gold = world.offering(asked.gold)
        assert eligibility(asked.need, gold, world.knowledge).answer is not Answer.NO
        assert set(asked.need.kinds) & set(gold.need_kinds)


def test_plain_conditions_say_what_the_offering_says() -> None:
    world = World(300)
    for row, offering in enumerate(world.offerings()):
        facets = world.facets(row)
        assert (facets.kinds, facets.groups, facets.sizes) == (
            offering.need_kinds,
            offering.target_groups,
            offering.sizes,
        )
        assert (facets.area,) == offering.area
        assert offering.sectors == (() if facets.sector is None else (facets.sector,))
        assert set(world.text(row).split()) >= set(offering.questions[0].text.split())
