"""Questions that were judged before: what is like one is sent where that was, and nothing else changes."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.asking import Asked
from matchmaker.evaluation import JudgedNeed, without_questions_of
from matchmaker.matching import Match, MatchAnswer, Matcher
from matchmaker.matching.calibration import ALONE, BESIDE_PRECEDENTS
from matchmaker.matching.index.kernels import NumpyKernel, numba_kernel
from matchmaker.model import Need, Offering, Precedent, Referred, Relation, Snapshot
from matchmaker.vocabulary import NeedKind, RelationKind, RStrategy
from tests.matchmaker.region import ACTORS, GENERAL_DESK, OFFERINGS, OLD_WOOD, PLACES, THEMES, need, offering

TIE = Relation(
    subject_id="houtkring",
    kind=RelationKind.PART_OF,
    object_id="provincie",
)
# Two that text alone cannot tell apart: the one with the lower id stands first.
NEAR_EQUALS = tuple(
    offering(slug, provider, "Overname van pallets", "Wij nemen pallets over.")
    for slug, provider in (("a-pallets", "metaalbond"), ("b-pallets", "houtkring"))
)
ABOUT_PALLETS = need("Wie neemt een stapel oude pallets over?")


def precedent(text: str, *referred: tuple[str, int], slug: str = "p-1", **fields: object) -> Precedent:
    sent = tuple(Referred(to=to, grade=grade) for to, grade in referred)
    plain = Precedent(id=slug, text=text, referred=sent)
    return replace(plain, **fields)  # type: ignore[arg-type]  # a builder for tests takes any field by name


def matcher(
    *precedents: Precedent, offerings: tuple[Offering, ...] = OFFERINGS, ties: tuple[Relation, ...] = ()
) -> Matcher:
    return Matcher(
        offerings,
        actors=ACTORS,
        places=PLACES,
        themes=THEMES,
        relations=ties,
        precedents=precedents,
    )


def suggested(answer: MatchAnswer) -> list[tuple[str, str]]:
    return [(match.offering.id, match.provider.id) for match in answer.matches]


def telling(match: Match) -> set[str]:
    return {reason.feature for reason in match.reasons}


def test_what_is_like_a_precedent_is_sent_where_that_was() -> None:
    without = matcher(offerings=NEAR_EQUALS).match(ABOUT_PALLETS)
    assert [one for one, _ in suggested(without)] == ["a-pallets", "b-pallets"]
    judged = precedent("Waar kunnen onze pallets heen?", ("houtkring", 3))
    found = matcher(judged, offerings=NEAR_EQUALS).match(ABOUT_PALLETS)
    assert [one for one, _ in suggested(found)] == ["b-pallets", "a-pallets"]
    assert ["precedent" in telling(match) for match in found.matches] == [True, False]
    assert "precedent" not in {name for match in without.matches for name in telling(match)}


@pytest.mark.parametrize(
    ("like", "unlike"),
    [
        ({"text": "Waar kunnen oude pallets heen?"}, {"text": "Wie leert ons lassen?"}),
        ({"need_kinds": (NeedKind.KNOWLEDGE,)}, {"need_kinds": (NeedKind.FINANCING,)}),
        ({"sectors": ("metal",)}, {"sectors": ("industry",)}),
    ],
    ids=["words", "kinds", "trade"],
)
def test_the_precedent_that_is_more_like_the_question_counts_more(
    like: dict[str, object], unlike: dict[str, object]
) -> None:
    asked = replace(ABOUT_PALLETS, kinds=(NeedKind.KNOWLEDGE,), sectors=("metal",))
    judged = (
        replace(precedent("Wie neemt ons hout over?", ("metaalbond", 3), slug="p-1"), **unlike),  # type: ignore[arg-type]  # of any field
        replace(precedent("Wie neemt ons hout over?", ("houtkring", 3), slug="p-2"), **like),  # type: ignore[arg-type]  # of any field
    )
    found = matcher(*judged, offerings=NEAR_EQUALS).match(asked)
    assert [one for one, _ in suggested(found)] == ["b-pallets", "a-pallets"]


def test_the_better_referral_counts_more() -> None:
    judged = precedent("Waar kunnen onze pallets heen?", ("houtkring", 3), ("metaalbond", 2))
    found = matcher(judged, offerings=NEAR_EQUALS).match(ABOUT_PALLETS)
    assert [one for one, _ in suggested(found)] == ["b-pallets", "a-pallets"]


def test_where_words_stand_in_a_precedent_does_not_decide_between_equals() -> None:
    equals = (
        precedent(
            "hout loods in oude uit week pallets Waar de kunnen Gouda van hout Waar oude", ("metaalbond", 3)
        ),
        precedent(
            "de van Gouda in oude uit week loods pallets hout kunnen Waar hout Waar oude",
            ("houtkring", 3),
            slug="p-2",
        ),
        precedent("Wie leert ons lassen met de hand?", slug="p-8"),
        precedent("Waar kan de loods van onze buurman heen?", slug="p-9"),
    )
    found = matcher(*equals, offerings=NEAR_EQUALS).match(ABOUT_PALLETS)
    assert [one for one, _ in suggested(found)] == ["a-pallets", "b-pallets"]
    assert found.matches[0].score == found.matches[1].score


def test_a_door_that_a_precedent_names_says_so() -> None:
    question = need("Waar kunnen oude balken heen?")
    judged = precedent("Waar kan gebruikt hout heen?", ("provincie", 3))
    by_door = {
        doors: next(match for match in found.matches if match.provider.id == "provincie")
        for doors, found in (
            ("plain", matcher(ties=(TIE,)).match(question)),
            ("judged", matcher(judged, ties=(TIE,)).match(question)),
        )
    }
    assert by_door["judged"].offering.id == OLD_WOOD.id
    assert "precedent" in telling(by_door["judged"])
    assert by_door["judged"].rank < by_door["plain"].rank


@pytest.mark.parametrize("sent_to", ["houtkring", "provincie"], ids=["its provider", "a door"])
def test_the_reason_tells_how_like_the_precedent_is(sent_to: str) -> None:
    question = need("Waar kunnen oude balken heen?")
    said = [
        next(
            str(reason.text)
            for match in matcher(precedent(text, (sent_to, 3)), ties=(TIE,)).match(question).matches
            for reason in match.reasons
            if reason.feature == "precedent" and match.provider.id == sent_to
        )
        for text in (question.text, "Wij willen oude kleren herstellen, wie leert ons dat?")
    ]
    assert ["a little like" in text for text in said] == [False, True]


def test_who_is_no_party_any_more_is_passed_over() -> None:
    judged = precedent("Waar kunnen onze pallets heen?", ("opgeheven", 3), ("houtkring", 2))
    found = matcher(judged, offerings=NEAR_EQUALS).match(ABOUT_PALLETS)
    assert [one for one, _ in suggested(found)] == ["b-pallets", "a-pallets"]


def test_a_party_that_comes_later_is_found_by_a_precedent_too() -> None:
    judged = precedent("Waar kunnen onze pallets heen?", ("houtkring", 3))
    growing = matcher(judged, offerings=NEAR_EQUALS[:1])
    growing.match(ABOUT_PALLETS)
    growing.upsert(NEAR_EQUALS[1])
    assert [one for one, _ in suggested(growing.match(ABOUT_PALLETS))] == ["b-pallets", "a-pallets"]


def test_why_not_tells_that_like_questions_are_sent_elsewhere() -> None:
    judged = precedent("Wie neemt een stapel oude pallets over?", ("houtkring", 3))
    told = matcher(judged, offerings=NEAR_EQUALS).why_not(ABOUT_PALLETS, "a-pallets", limit=1)
    assert "questions like yours are referred there" in str(told)


def test_what_is_like_a_question_that_nobody_serves_gets_an_honest_gap() -> None:
    question = need("Wie verzekert ons tegen brand na het lassen?", sectors=("metal",))
    other = precedent("Ons lasbedrijf wil weten wat er circulair kan", ("metaalbond", 3), slug="p-1")
    nobody = precedent("Wie verzekert onze lasserij tegen brand?", slug="p-2")
    assert matcher(other).match(question).matches
    found = matcher(other, nobody).match(question)
    assert found.gap is not None
    asked_before = need(other.text, sectors=("metal",))
    assert matcher(other, nobody).match(asked_before).matches[0].provider.id == "metaalbond"


def test_what_nobody_serves_is_no_question_for_first_help_either() -> None:
    question = need("Shampoo per fles bijvullen", r_strategy=RStrategy.REUSE)
    nobody = precedent("Drogist wil shampoo bijvullen")
    somebody = precedent("Waar kunnen oude balken heen?", ("houtkring", 3), slug="p-2")
    offerings = (OLD_WOOD, GENERAL_DESK)
    assert matcher(somebody, offerings=offerings).match(question).first_help is not None
    found = matcher(somebody, nobody, offerings=offerings).match(question)
    assert (found.first_help, found.matches) == (None, ())


def test_what_is_only_a_little_like_a_question_that_nobody_serves_gets_first_help() -> None:
    question = need("Shampoo per fles bijvullen in onze winkel", r_strategy=RStrategy.REUSE)
    nobody = precedent("Wie ontwerpt een fles voor nieuwe limonade?")
    somebody = precedent("Waar kunnen oude balken uit de winkel heen?", ("houtkring", 3), slug="p-2")
    found = matcher(somebody, nobody, offerings=(OLD_WOOD, GENERAL_DESK)).match(question)
    assert found.first_help is not None


def test_one_precedent_that_nobody_serves_weighs_no_more_than_it_and_the_next() -> None:
    question = need("Wie verzekert ons tegen brand na het lassen?", sectors=("metal",))
    other = precedent("Ons lasbedrijf wil weten wat er circulair kan", ("metaalbond", 3), slug="p-1")
    alike = precedent("Wie verzekert onze lasserij tegen brand?", slug="p-2")
    unlike = precedent("Zonnebloemzaad kopen", slug="p-3")
    assert matcher(other, alike).match(question).gap is not None
    assert matcher(other, alike, unlike).match(question).matches
    assert matcher(other, alike, replace(alike, id="p-3")).match(question).gap is not None


def test_the_chance_beside_precedents_is_that_of_a_curve_of_its_own() -> None:
    judged = precedent("Waar kunnen onze pallets heen?", ("houtkring", 3))
    for curve, answer in (
        (BESIDE_PRECEDENTS, matcher(judged, offerings=NEAR_EQUALS).match(ABOUT_PALLETS)),
        (ALONE, matcher(offerings=NEAR_EQUALS).match(ABOUT_PALLETS)),
    ):
        best = answer.matches[0].score
        assert [match.chance for match in answer.matches] == [
            curve.chance(match.score, best) for match in answer.matches
        ]


@pytest.mark.parametrize("kinds", [(), (NeedKind.KNOWLEDGE,)], ids=["no kinds", "the kinds of both"])
def test_a_question_without_a_word_of_any_precedent_is_no_likelier_one_that_nobody_serves(
    kinds: tuple[NeedKind, ...],
) -> None:
    question = need("Gesucht: Nachfüllstation", r_strategy=RStrategy.REUSE, kinds=kinds)
    judged = (
        precedent("Drogist wil shampoo bijvullen", need_kinds=kinds),
        precedent("Waar kunnen oude balken heen?", ("houtkring", 3), slug="p-2", need_kinds=kinds),
    )
    offerings = (OLD_WOOD, GENERAL_DESK)
    plain = matcher(offerings=offerings).match(question)
    assert plain.first_help is not None
    found = matcher(*judged, offerings=offerings).match(question)
    assert (found.first_help, suggested(found)) == (plain.first_help, suggested(plain))


def test_precedents_that_nobody_serves_alone_change_nothing() -> None:
    nobody = precedent("Ons lasbedrijf wil weten wat er circulair kan")
    question = need("Ons lasbedrijf wil weten wat er circulair kan", sectors=("metal",))
    assert suggested(matcher(nobody).match(question)) == suggested(matcher().match(question))


QUESTIONS = st.sampled_from(
    [
        "Waar kunnen oude balken heen?",
        "Is er subsidie voor een proef?",
        "Mag ik deze afvalstof verwerken, of is een vergunning nodig?",
        "Ons lasbedrijf wil weten wat er circulair kan",
        "Wie wast onze ramen?",
        "Waar kan hout heen, oud hout en nieuw hout, en ramen?",
        "???",
    ]
)
TRADES = st.lists(st.sampled_from(["metal", "industry"]), max_size=2, unique=True).map(tuple)
KINDS = st.lists(st.sampled_from(NeedKind), max_size=2, unique=True).map(tuple)
PRECEDENTS = st.lists(
    st.builds(
        precedent,
        QUESTIONS,
        st.tuples(st.sampled_from([actor.id for actor in ACTORS]), st.integers(1, 3)),
        st.tuples(st.just("opgeheven"), st.integers(1, 3)),
        need_kinds=KINDS,
        sectors=TRADES,
    ),
    max_size=5,
).map(lambda judged: [replace(one, id=f"p-{number}") for number, one in enumerate(judged)])


NOBODY = st.builds(precedent, QUESTIONS, slug=st.just("nobody"), need_kinds=KINDS)


def asked(text: str, kinds: tuple[NeedKind, ...]) -> Need:
    return need(text, kinds=kinds)


@settings(deadline=None)
@given(PRECEDENTS, QUESTIONS, KINDS)
def test_where_precedents_were_sent_orders_what_there_is_and_makes_nothing_appear(
    judged: list[Precedent], text: str, kinds: tuple[NeedKind, ...]
) -> None:
    plain, knowing = matcher().match(asked(text, kinds)), matcher(*judged).match(asked(text, kinds))
    assert (knowing.gap is None) == (plain.gap is None)
    assert {match.offering.id for match in knowing.matches} == {match.offering.id for match in plain.matches}
    for match in knowing.matches:
        assert match.score == pytest.approx(sum(reason.contribution for reason in match.reasons))
        assert 0 <= match.score <= 1


@settings(deadline=None, max_examples=25)
@given(PRECEDENTS, st.lists(NOBODY, max_size=1), QUESTIONS, KINDS)
def test_their_order_does_not_matter(
    judged: list[Precedent], nobody: list[Precedent], text: str, kinds: tuple[NeedKind, ...]
) -> None:
    first = matcher(*judged, *nobody).match(asked(text, kinds))
    for other in [*permutations([*judged, *nobody])][-2:]:
        assert matcher(*other).match(asked(text, kinds)) == first


@pytest.mark.skipif(numba_kernel() is None, reason="numba is not installed; see the extra fast")
@settings(deadline=None)
@given(PRECEDENTS, st.lists(NOBODY, max_size=1), QUESTIONS, KINDS, TRADES)
def test_compiled_loops_answer_the_same(
    judged: list[Precedent],
    nobody: list[Precedent],
    text: str,
    kinds: tuple[NeedKind, ...],
    trades: tuple[str, ...],
) -> None:
    plain, compiled = (
        Matcher(
            OFFERINGS,
            actors=ACTORS,
            places=PLACES,
            themes=THEMES,
            relations=(TIE,),
            precedents=[*judged, *nobody],
            kernel=kernel,
        )
        for kernel in (NumpyKernel(), numba_kernel())
    )
    question = replace(asked(text, kinds), sectors=trades)
    assert plain.match(question) == compiled.match(question)


def test_what_is_judged_is_measured_without_knowing_it_by_heart() -> None:
    known, other = precedent("Waar kan HOUT heen?"), precedent("Wie leert ons lassen?", slug="p-2")
    one = JudgedNeed(id="1", asked=Asked(text="waar kan  hout heen?"), relevant={}, must_not={})
    assert without_questions_of([one], Snapshot(precedents=(known, other))).precedents == (other,)
