from __future__ import annotations

import json
from math import log2

import pytest

from matchmaker.errors import InvalidInput
from matchmaker.evaluation import JudgedNeed, judge, paired_interval, read_judgments, report
from matchmaker.matching import Match, MatchAnswer
from matchmaker.matching.answer import Eligibility, Gap
from matchmaker.matching.recipes import STEADY, without
from matchmaker.model import Actor, Offering
from matchmaker.vocabulary import ActorKind, Answer, Bilingual
from tests.matchmaker.region import both, matcher, need, offering


def line(**fields: object) -> str:
    plain = {"id": "N1", "text": "hout", "need_kinds": ["materials"], "relevant": {}, "must_not": {}}
    return json.dumps({**plain, **fields})


def judged(relevant: dict[str, int], must_not: dict[str, str] | None = None) -> JudgedNeed:
    return read_judgments([line(relevant=relevant, must_not=must_not or {})])[0]


def suggested(rank: int, name: str, title: str = "Iets", aliases: tuple[str, ...] = ()) -> Match:
    provider = Actor(id="x", name=name, kind=ActorKind.INITIATIVE, description=both(name), aliases=aliases)
    one: Offering = offering("x", "x", title, "")
    allowed = Eligibility(answer=Answer.YES, conditions=())
    return Match(
        rank=rank, score=0.5, chance=0.5, offering=one, provider=provider, eligibility=allowed, reasons=()
    )


def answered(*matches: Match) -> MatchAnswer:
    gap = None if matches else Gap(reason=Bilingual("niets", "nothing"), missing=())
    return MatchAnswer(matches=matches, excluded=(), gap=gap)


def test_the_best_order_scores_one_and_a_worse_order_less() -> None:
    best, second = suggested(1, "De Houtkring"), suggested(2, "Platform Noord")
    one = judged({"De Houtkring": 3, "Platform Noord": 1})
    assert judge(one, answered(best, second)).ndcg == pytest.approx(1)
    swapped = judge(one, answered(second, best)).ndcg
    assert swapped == pytest.approx((1 + 7 / log2(3)) / (7 + 1 / log2(3)))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Houtkring De", True),
        ("HK", True),
        ("Hout brengen en halen", True),
        ("GHC Hout brengen en halen", True),
        ("De Steenkring", False),
        ("Houtkring Zuid en Noord", False),
    ],
)
def test_a_name_is_met_by_party_alias_or_title(name: str, found: bool) -> None:
    match = suggested(1, "De Houtkring", "Hout brengen en halen", ("HK",))
    assert bool(judge(judged({name: 3}), answered(match)).grades[0]) is found


def test_a_name_counts_once() -> None:
    twice = answered(suggested(1, "De Houtkring"), suggested(2, "De Houtkring"))
    assert judge(judged({"De Houtkring": 3}), twice).grades == (3, 0)


def test_what_may_not_be_suggested_counts_in_the_first_five_only() -> None:
    others = [suggested(rank, f"Partij {rank}") for rank in range(1, 6)]
    one = judged({"Partij 1": 3}, {"De Houtkring": "elders"})
    assert judge(one, answered(*others, suggested(6, "De Houtkring"))).ineligible == ()
    assert judge(one, answered(suggested(1, "De Houtkring"))).ineligible == ("De Houtkring",)


def test_gaps_are_counted_both_ways() -> None:
    results = [
        judge(judged({}), answered()),
        judge(judged({}), answered(suggested(1, "De Houtkring"))),
        judge(judged({"De Houtkring": 3}), answered()),
        judge(judged({"De Houtkring": 3}), answered(suggested(1, "De Houtkring"))),
    ]
    told = report(results)
    assert (told.gaps, told.gaps_found, told.false_gaps) == (2, 1, 1)
    assert told.ndcg_at_5 == told.recall_at_10 == told.good_start == told.first_is_good == 0.5


def test_a_difference_has_an_interval_around_it_and_none_where_nothing_differs() -> None:
    good = [judge(judged({"A B": 3}), answered(suggested(1, "A B"))) for _ in range(30)]
    mixed = [
        judge(judged({"A B": 3}), answered(*([suggested(1, "A B")] * (row % 3 > 0)))) for row in range(30)
    ]
    mean, low, high = paired_interval(good, mixed, lambda result: result.ndcg)
    assert low < mean < high
    assert mean == pytest.approx(1 / 3)
    assert paired_interval(good, good, lambda result: result.ndcg) == (0, 0, 0)


def test_every_broken_line_is_named() -> None:
    with pytest.raises(InvalidInput) as caught:
        read_judgments([line(), "{", line(), '{"id": "N2"}'])
    assert [fault.where for fault in caught.value.faults] == ["line 2", "line 4"]


def test_a_recipe_without_a_feature_still_sums_to_one_and_answers() -> None:
    for part in STEADY.table:
        lesser = without(STEADY, part.name)
        assert sum(left.weight for left in lesser.table) == pytest.approx(1)
    with pytest.raises(ValueError, match="no feature 'charm'"):
        without(STEADY, "charm")


def test_weights_of_the_recipe_sum_to_one() -> None:
    assert sum(part.weight for part in STEADY.table) == pytest.approx(1)


def test_real_answers_can_be_judged() -> None:
    answer = matcher().match(need("oude balken en kozijnen kwijt"))
    assert judge(judged({"De Houtkring": 3}), answer).good_start
