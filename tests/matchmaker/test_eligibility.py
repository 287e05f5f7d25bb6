from __future__ import annotations

from dataclasses import fields, replace

from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching.eligibility import Asker, eligibility, terms_of
from matchmaker.matching.knowledge import Knowledge
from matchmaker.model import Need, Offering
from tests.matchmaker.index.small_worlds import KNOWLEDGE, NEEDS, OFFERINGS


@given(st.lists(OFFERINGS, min_size=2, max_size=10), NEEDS)
def test_what_an_asker_is_told_of_an_offering_does_not_depend_on_those_before_it(
    offerings: list[Offering], need: Need
) -> None:
    asker = Asker(need, KNOWLEDGE)
    assert [asker.eligibility(one) for one in offerings] == [
        eligibility(need, one, KNOWLEDGE) for one in offerings
    ]
    demands = [terms_of(one, KNOWLEDGE) for one in offerings]
    assert [asker.is_kept_out(one.of_who_asks) for one in demands] == [
        Asker(need, KNOWLEDGE).is_kept_out(one.of_who_asks) for one in demands
    ]


@given(OFFERINGS, OFFERINGS, NEEDS, NEEDS)
def test_what_an_asker_is_told_does_not_depend_on_what_was_asked_and_offered_before(
    offering: Offering, other: Offering, need: Need, before: Need
) -> None:
    asked = [replace(need, **{field.name: getattr(before, field.name)}) for field in fields(Need)]
    offered = [replace(offering, **{field.name: getattr(other, field.name)}) for field in fields(Offering)]
    knowledge = forgetful()
    for one, about in [*((one, offering) for one in asked), *((need, one) for one in offered)]:
        assert eligibility(one, about, knowledge) == eligibility(one, about, forgetful())


def forgetful() -> Knowledge:
    """Return what is known, without what was told of it before."""
    return Knowledge(
        actors=KNOWLEDGE.actors.values(),
        places=KNOWLEDGE.gazetteer.by_id.values(),
        themes=KNOWLEDGE.thesaurus.by_id.values(),
    )
