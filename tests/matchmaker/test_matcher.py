from __future__ import annotations

import gc
from collections import Counter
from dataclasses import replace
from datetime import date
from threading import Thread
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.errors import NotFound
from matchmaker.matching import Match, MatchAnswer, Matcher
from matchmaker.matching.decision import OTHER_SUBJECTS
from matchmaker.matching.features import ANY_TRADE
from matchmaker.matching.index.kernels import NumpyKernel, numba_kernel
from matchmaker.matching.latent import FEWEST_TEXTS
from matchmaker.matching.recipes import STEADY, Recipe, without
from matchmaker.matching.variety import SAME_OFFERING, SAME_PARTY
from matchmaker.model import Actor, Need, Offering, Place, Question, Relation, Theme
from matchmaker.vocabulary import (
    ActorKind,
    Answer,
    Bilingual,
    CompanySize,
    NeedKind,
    PlaceKind,
    RelationKind,
    RStrategy,
    Status,
    TargetGroup,
    ThemeKind,
)
from tests.matchmaker.region import (
    ACTORS,
    GENERAL_DESK,
    GRANT,
    METAL_TALK,
    OFFERINGS,
    OLD_WOOD,
    PERMIT_DESK,
    PLACES,
    THEMES,
    TODAY,
    both,
    matcher,
    need,
    offering,
)


def suggested(answer: MatchAnswer) -> list[str]:
    return [match.offering.id for match in answer.matches]


def why_not(answer: MatchAnswer, offering_id: str) -> set[str]:
    return {
        condition.name
        for exclusion in answer.excluded
        if exclusion.offering.id == offering_id
        for condition in exclusion.eligibility.conditions
        if condition.answer is Answer.NO
    }


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("Wij slopen een schuur. Waar kunnen de oude balken heen?", "old-wood"),
        ("waar kan ik ouwe kozynen kwyt", "old-wood"),
        ("I have used wood to give away", "old-wood"),
        ("Ons lasbedrijf wil weten wat er circulair kan", "metal-talk"),
        ("Mag ik deze afvalstof zelf verwerken of is een vergunning nodig?", "permit-desk"),
        ("Is er subsidie voor een proef?", "grant"),
    ],
)
def test_the_specific_offering_stands_above_the_general_door(question: str, best: str) -> None:
    found = suggested(matcher().match(need(question, sectors=("metal",))))
    assert found[0] == best
    assert "general-desk" not in found[:1]


def test_nearer_stands_above_farther() -> None:
    near = replace(OLD_WOOD, id="z-near", area=("dijkdorp",))
    far = replace(OLD_WOOD, id="a-far", area=("nederland",), provider_id="provincie")
    assert suggested(matcher(near, far).match(need("oude balken kwijt"))) == ["z-near", "a-far"]


@pytest.mark.parametrize("opens_on", [None, date(2026, 4, 1)])
def test_what_runs_stands_above_what_is_announced(opens_on: date | None) -> None:
    announced = replace(
        OLD_WOOD, id="a-announced", status=Status.PLANNED, opens_on=opens_on, provider_id="provincie"
    )
    assert suggested(matcher(announced, OLD_WOOD).match(need("oude balken kwijt"))) == [
        "old-wood",
        "a-announced",
    ]


def test_what_sets_further_conditions_comes_after_what_sets_none() -> None:
    asks_more = replace(
        OLD_WOOD,
        id="a-asks-more",
        provider_id="provincie",
        requirements=(both("Doet uw gemeente al mee aan deze deal?"),),
    )
    assert suggested(matcher(asks_more, OLD_WOOD).match(need("oude balken kwijt"))) == [
        "old-wood",
        "a-asks-more",
    ]


def test_what_is_made_for_another_trade_comes_after_what_is_for_all_and_that_after_the_own() -> None:
    other = replace(OLD_WOOD, id="a-other", themes=("wood", "catering"), provider_id="provincie")
    everyone = replace(OLD_WOOD, id="b-everyone")
    own = replace(OLD_WOOD, id="c-own", themes=("wood", "metal"), provider_id="metaalbond")
    asked = need("oude balken kwijt", sectors=("metal",))
    assert suggested(matcher(other, everyone, own).match(asked)) == ["c-own", "b-everyone", "a-other"]


def test_what_is_there_for_the_region_that_is_named_goes_before_what_is_not() -> None:
    elsewhere = replace(OLD_WOOD, id="a-elsewhere", area=("nederland",), provider_id="provincie")
    here = replace(OLD_WOOD, id="z-here", area=("provincie-noord",), provider_id="metaalbond")
    asked = need("oude balken kwijt", municipality_id=None, region_id="provincie-noord")
    assert suggested(matcher(elsewhere, here).match(asked)) == ["z-here", "a-elsewhere"]


def test_ties_go_by_id() -> None:
    twins = [replace(OLD_WOOD, id=slug, provider_id=slug) for slug in ("c", "a", "b")]
    assert suggested(matcher(*twins).match(need("oude balken kwijt"))) == ["a", "b", "c"]


def test_no_provider_crowds_out_the_rest() -> None:
    many = [replace(OLD_WOOD, id=f"old-wood-{number}") for number in range(5)]
    other = replace(OLD_WOOD, id="z-other", provider_id="provincie")
    found = suggested(matcher(*many, other).match(need("oude balken kwijt")))
    assert found == ["old-wood-0", "z-other", "old-wood-1", "old-wood-2"]


@pytest.mark.parametrize(
    ("of_others", "order"),
    [
        ({}, ["old-wood", "z-other", "z-besides"]),
        ({"status": Status.PLANNED, "area": ("nederland",)}, ["old-wood", "z-besides", "z-other"]),
    ],
    ids=["as good", "much worse"],
)
def test_what_a_party_offers_besides_comes_after_others_that_are_about_as_good(
    of_others: dict[str, object], order: list[str]
) -> None:
    other = replace(OLD_WOOD, id="z-other", provider_id="provincie", **of_others)  # type: ignore[arg-type]  # by name
    besides = replace(OLD_WOOD, id="z-besides")
    assert suggested(matcher(OLD_WOOD, other, besides).match(need("oude balken kwijt"))) == order


def test_only_the_kinds_asked_for_are_suggested() -> None:
    answer = matcher().match(need("subsidie voor oude balken", kinds=(NeedKind.MATERIALS,)))
    assert suggested(answer)[0] == "old-wood"
    assert "grant" not in suggested(answer)


@pytest.mark.parametrize(
    ("changes", "asks", "failing"),
    [
        ({"area": ("best",)}, {}, "area"),
        ({"area": ("best",)}, {"municipality_id": None, "region_id": "provincie-noord"}, "area"),
        ({"target_groups": (TargetGroup.MUNICIPALITY,)}, {}, "target_group"),
        ({"sectors": ("catering",)}, {"sectors": ("metal",)}, "sector"),
        ({"sizes": (CompanySize.LARGE,)}, {"size": CompanySize.MICRO}, "size"),
        ({"opens_on": date(2026, 3, 3)}, {}, "window"),
        ({"status": Status.PLANNED, "opens_on": date(2026, 12, 1)}, {}, "window"),
        ({"closes_on": date(2026, 3, 1)}, {}, "window"),
        ({"budget_exhausted": True}, {}, "budget"),
        ({"places_left": 0}, {}, "capacity"),
        ({"status": Status.ENDED}, {}, "status"),
        ({"next_step": both("Alle negen plekken zijn verhuurd; er is geen wachtlijst.")}, {}, "capacity"),
        ({"summary": both("Bijdrage voor oude balken. Het budget van 2026 is op.")}, {}, "budget"),
        ({"summary": both("Wij haalden oude balken op. De proef is afgerond.")}, {}, "status"),
        ({"excluded_actors": ("me",)}, {"actor_id": "me"}, "excluded_pair"),
        ({"requirements": (both("Bestaat uw werkplaats al?"),)}, {"yet_to_begin": True}, "requirement"),
    ],
)
def test_a_failing_condition_is_named_and_never_suggested(
    changes: dict[str, object], asks: dict[str, object], failing: str
) -> None:
    closed = replace(OLD_WOOD, **changes)  # type: ignore[arg-type]  # the table names fields of an offering
    answer = matcher(closed).match(need("oude balken kwijt", **asks))
    assert suggested(answer) == []
    assert why_not(answer, "old-wood") == {failing}
    assert answer.gap is not None
    assert len(answer.gap.missing) == 2


@pytest.mark.parametrize(
    ("changes", "asks", "unsure"),
    [
        ({}, {"municipality_id": None}, "area"),
        ({"area": ("dijkdorp",)}, {"municipality_id": None, "region_id": "provincie-noord"}, "area"),
        ({"area": ("regio-polder",)}, {"municipality_id": None, "region_id": "provincie-noord"}, "area"),
        ({}, {"target_group": None}, "target_group"),
        ({"sectors": ("metal",)}, {}, "sector"),
        ({"sectors": ("metal",)}, {"sectors": ("industry",)}, "sector"),
        ({"sectors": ("public",)}, {"sectors": ("metal",)}, "sector"),
        ({"sizes": (CompanySize.MICRO,)}, {}, "size"),
        ({"status": Status.PLANNED, "opens_on": date(2026, 3, 3)}, {}, "window"),
        ({"status": Status.PLANNED, "opens_on": date(2026, 8, 1)}, {}, "window"),
        ({"requirements": (both("Doet u met drie bedrijven mee?"),)}, {}, "requirement"),
        ({"requirements": (both("Doet u met drie bedrijven mee?"),)}, {"yet_to_begin": True}, "requirement"),
        ({"requirements": (both("Bestaat uw werkplaats al?"),)}, {}, "requirement"),
    ],
)
def test_what_is_unknown_becomes_one_question(
    changes: dict[str, object], asks: dict[str, object], unsure: str
) -> None:
    open_question = replace(OLD_WOOD, **changes)  # type: ignore[arg-type]  # the table names fields of an offering
    (match,) = matcher(open_question).match(need("oude balken kwijt", **asks)).matches
    assert match.eligibility.answer is Answer.UNSURE
    questions = [one for one in match.eligibility.conditions if one.answer is Answer.UNSURE]
    assert [one.name for one in questions] == [unsure]
    assert questions[0].text.nl.endswith("?")
    assert questions[0].text.en.endswith("?")


@pytest.mark.parametrize(
    ("sizes", "question"),
    [
        (
            (CompanySize.MICRO, CompanySize.SMALL, CompanySize.MEDIUM),
            "Heeft uw bedrijf minder dan 250 medewerkers?",
        ),
        ((CompanySize.MEDIUM, CompanySize.LARGE), "Heeft uw bedrijf 50 medewerkers of meer?"),
        ((CompanySize.SMALL,), "Heeft uw bedrijf 10 tot 50 medewerkers?"),
        (
            (CompanySize.MICRO, CompanySize.LARGE),
            "Heeft uw bedrijf minder dan 10 medewerkers of 250 medewerkers of meer?",
        ),
    ],
)
def test_sizes_are_asked_in_numbers_of_staff(sizes: tuple[CompanySize, ...], question: str) -> None:
    sized = replace(OLD_WOOD, sizes=sizes)
    (match,) = matcher(sized).match(need("oude balken kwijt")).matches
    (asked,) = [one for one in match.eligibility.conditions if one.name == "size"]
    assert asked.text.nl == question


@pytest.mark.parametrize(
    ("day", "open_now"), [(date(2026, 1, 31), False), (date(2026, 2, 1), True), (date(2026, 4, 30), True)]
)
def test_a_window_holds_on_its_first_and_last_day(day: date, open_now: bool) -> None:
    answer = matcher(GRANT).match(need("subsidie voor een proefopstelling", asked_on=day))
    assert bool(answer.matches) is open_now


def test_a_narrower_trade_meets_a_broader_condition() -> None:
    for_industry = replace(METAL_TALK, sectors=("industry",))
    answer = matcher(for_industry).match(
        need("metaal coach gesprek", sectors=("metal",), size=CompanySize.SMALL)
    )
    assert answer.matches[0].eligibility.answer is Answer.YES


def test_nothing_fitting_is_said_with_what_was_missing() -> None:
    answer = matcher().match(need("Wie verzorgt de boekhouding en de belastingaangifte?"))
    assert answer.matches == ()
    assert answer.gap is not None
    assert [missing.nl for missing in answer.gap.missing] == [
        "“verzorgt”, “boekhouding”, “belastingaangifte”"
    ]


def test_where_all_help_on_a_subject_is_for_others_the_gap_says_so_unless_the_asker_aims_at_a_rung() -> None:
    elsewhere = replace(OLD_WOOD, area=("best",))
    asked = need("oude balken en kozijnen kwijt", kinds=(NeedKind.MATERIALS,))
    answer = matcher(elsewhere, GENERAL_DESK).match(asked)
    assert suggested(answer) == []
    assert answer.gap is not None
    assert answer.gap.missing[-1].nl == "Alleen voor Best; Dijkdorp ligt daarbuiten."
    asked = replace(asked, r_strategy=RStrategy.REUSE)
    answer = matcher(elsewhere, GENERAL_DESK).match(asked)
    assert (suggested(answer), answer.gap) == (["general-desk"], None)
    assert [one.offering.id for one in answer.excluded] == ["old-wood"]
    for_nobody_here = (
        replace(GENERAL_DESK, status=Status.PLANNED),
        replace(GENERAL_DESK, themes=("metal",)),
        replace(GENERAL_DESK, need_kinds=(NeedKind.SUBSIDY,)),
    )
    for desk in for_nobody_here:
        assert suggested(matcher(elsewhere, desk).match(asked)) == []


def test_who_aims_at_a_rung_is_given_first_help_where_nothing_is_known_on_the_words() -> None:
    asked = need("Shampoo per fles bijvullen", r_strategy=RStrategy.REUSE)
    answer = matcher(OLD_WOOD, GENERAL_DESK).match(asked)
    assert (suggested(answer), answer.gap) == (["general-desk"], None)
    assert answer.first_help is not None
    assert answer.lack is answer.first_help
    without_aim = matcher(OLD_WOOD, GENERAL_DESK).match(replace(asked, r_strategy=None))
    assert suggested(without_aim) == []
    assert without_aim.first_help is None
    assert without_aim.lack is without_aim.gap


@pytest.mark.parametrize("assumed", [frozenset(), frozenset({"kinds"})])
def test_first_help_is_of_the_kind_asked_for_also_where_that_was_read_into_the_words(
    assumed: frozenset[str],
) -> None:
    asked = need("Shampoo per fles bijvullen", r_strategy=RStrategy.REUSE, assumed=assumed)
    for kind, helped in ((NeedKind.NETWORK, ["general-desk"]), (NeedKind.SKILLS, [])):
        assert suggested(matcher(GENERAL_DESK).match(replace(asked, kinds=(kind,)))) == helped


@pytest.mark.parametrize(
    ("question", "helped"),
    [
        ("Lasbedrijf in Dijkdorp, wat kan ik doen?", ["general-desk"]),
        ("welder in Dijkdorp, where do I begin?", ["general-desk"]),
        ("Lasbedrijf in Best, wat kan ik doen?", ["general-desk"]),
        ("Lasbedrijf in Dijkdorp aan de Vaart, wat kan ik doen?", ["general-desk"]),
        ("Lasser in de Dijkdorpse binnenstad, provincie Noord: waar beginnen wij?", ["general-desk"]),
        ("Lasbedrijf in Dijkdorp", []),
        ("Lasbedrijf, wat kan ik best doen?", []),
        ("Ik zoek een lasbedrijf in Dijkdorp", []),
        ("Lasbedrijf in Dijkdorp, wat kan ik doen aan mijn kapsel?", []),
        ("Wat kan ik doen?", []),
    ],
)
def test_who_names_a_trade_and_asks_where_to_begin_is_given_first_help(
    question: str, helped: list[str]
) -> None:
    desk = replace(GENERAL_DESK, title=both("Klankbord"), summary=both("Wij luisteren."))
    answer = matcher(desk, replace(OLD_WOOD, area=("best",))).match(need(question))
    assert suggested(answer) == helped
    assert (answer.first_help is not None) == bool(helped)


def test_an_answer_to_the_question_itself_is_no_first_help() -> None:
    asked = need("oude balken en kozijnen kwijt", r_strategy=RStrategy.REUSE)
    answer = matcher(OLD_WOOD, GENERAL_DESK).match(asked)
    assert suggested(answer)[0] == "old-wood"
    assert answer.first_help is None
    assert answer.lack is None


def test_a_rung_makes_no_question_ours_that_is_about_what_nobody_offers() -> None:
    pets = Theme(
        id="pets",
        kind=ThemeKind.ACTIVITY,
        label=Bilingual("huisdieren", "pets"),
        synonyms_nl=("poedel",),
        broader=(OTHER_SUBJECTS,),
    )
    with_pets = Matcher([GENERAL_DESK], actors=ACTORS, places=PLACES, themes=(*THEMES, pets))
    asked = need("Wie knipt mijn poedel steeds opnieuw?", r_strategy=RStrategy.REUSE)
    assert suggested(with_pets.match(asked)) == []


def test_where_nobody_gives_first_help_what_speaks_to_the_question_only_a_little_is_no_answer() -> None:
    asked = need("Shampoo per fles bijvullen", r_strategy=RStrategy.REUSE)
    answer = matcher(OLD_WOOD).match(asked)
    assert suggested(answer) == []
    assert answer.gap is not None


def test_what_nobody_has_anything_on_is_no_subject_for_who_helps_with_any() -> None:
    answer = matcher(OLD_WOOD, GENERAL_DESK).match(need("Wie knipt mijn poedel voor de show?"))
    assert suggested(answer) == []


def test_of_a_handful_of_texts_no_words_are_said_to_go_together() -> None:
    few = matcher().match(need("Waar kan ik oude balken en kozijnen kwijt?"))
    many = tuple(
        Question(language="nl", text=f"Wie haalt {number} balken bij ons op?")
        for number in range(FEWEST_TEXTS)
    )
    more = matcher(*OFFERINGS[1:], replace(OLD_WOOD, questions=many)).match(need("Wie haalt balken op?"))
    assert "related_words" not in {reason.feature for match in few.matches for reason in match.reasons}
    assert "related_words" in {reason.feature for reason in more.matches[0].reasons}


def test_what_an_offering_says_of_place_and_trade_tells_nothing_of_whether_anything_fits() -> None:
    question = need("Wie knipt mijn poedel voor de show?", sectors=("metal",))
    near = replace(GENERAL_DESK, area=("dijkdorp",), sectors=("metal",))
    assert matcher(near).match(question).gap is not None


def test_an_offering_without_example_questions_is_held_against_what_it_says_of_itself() -> None:
    bare = replace(OLD_WOOD, questions=())
    others = [
        replace(GRANT, id=f"grant-{number}", provider_id=f"fund-{number}") for number in range(FEWEST_TEXTS)
    ]
    (best, *_) = matcher(bare, *others).match(need("gebruikt hout verhandelen")).matches
    said = {reason.feature: reason.text for reason in best.reasons}
    assert best.offering == bare
    assert said["example_question"] == said["description"]


def test_of_offerings_without_example_questions_the_words_of_who_provides_them_count() -> None:
    visits = [
        offering(slug, provider, "Kijkdag", "U mag een dag komen kijken en zelf proberen.")
        for slug, provider in (("a-visit", "huis-noord"), ("b-visit", "huis-zuid"))
    ]
    providers = [
        Actor(id=slug, name="Huis", kind=ActorKind.SERVICE_PROVIDER, description=both(description))
        for slug, description in (
            ("huis-noord", "Wij herstellen gordijnen en jassen."),
            ("huis-zuid", "Wij frezen onderdelen voor machines."),
        )
    ]
    desk = Matcher(visits, actors=providers, places=PLACES, themes=THEMES)
    assert suggested(desk.match(need("wie kan onderdelen frezen?"))) == ["b-visit"]
    assert suggested(desk.match(need("wie kan gordijnen herstellen?"))) == ["a-visit"]


def test_a_material_that_is_only_mentioned_does_not_put_an_offering_behind() -> None:
    states = offering("a-states", "houtkring", "Machines maken", "Wij maken machines.", themes=("wood",))
    mentions = offering("b-mentions", "metaalbond", "Machines maken", "Wij maken machines, ook voor hout.")
    asked = need("wie kan onze machines maken?")
    assert suggested(matcher(states, mentions).match(asked))[0] == "b-mentions"


def test_an_offering_that_states_no_themes_is_about_what_its_words_speak_of() -> None:
    bare = replace(OLD_WOOD, themes=())
    (best, *_) = matcher(bare, GENERAL_DESK).match(need("I have used wood to give away")).matches
    assert best.offering == bare
    assert "theme" in {reason.feature for reason in best.reasons}


def test_a_trade_in_the_words_of_an_offering_does_not_make_it_for_that_trade_only() -> None:
    open_to_all = replace(
        GENERAL_DESK, summary=both("Hulp bij hout, ook voor de metaal."), themes=(), sectors=()
    )
    (best, *_) = matcher(open_to_all).match(need("hulp bij hout", sectors=("catering",))).matches
    assert {reason.text for reason in best.reasons if reason.feature == "trade"} == {ANY_TRADE}


def test_an_offering_without_example_questions_is_found_by_its_title_however_long_its_summary() -> None:
    long = " ".join(f"zaal{number}" for number in range(400))
    named = offering("b-named", "huis-noord", "Jassen ruilen", long)
    mentions = offering("a-mentions", "huis-zuid", "De zaal", f"{long} jassen ruilen jassen ruilen")
    others = [
        replace(GRANT, id=f"grant-{number}", provider_id=f"fund-{number}") for number in range(FEWEST_TEXTS)
    ]
    answer = matcher(named, mentions, *others).match(need("wij willen oude jassen ruilen"))
    assert suggested(answer)[:2] == ["b-named", "a-mentions"]


def test_a_trade_that_an_offering_names_is_known_by_all_its_words() -> None:
    offerings = [
        offering(slug, provider, title, "Wij komen langs en kijken met u mee.")
        for slug, provider, title in (
            ("a-lunchrooms", "huis-noord", "Hulp voor een lunchroom"),
            ("b-welders", "huis-zuid", "Hulp voor een lasbedrijf"),
        )
    ]
    assert suggested(matcher(*offerings).match(need("hulp voor een welder")))[0] == "b-welders"


def test_an_offering_that_names_a_municipality_is_not_about_the_public_sector() -> None:
    joined = replace(OLD_WOOD, summary=both("Balken en kozijnen, samen met de gemeente."), themes=())
    (best, *_) = matcher(joined).match(need("balken en kozijnen voor onze gemeente")).matches
    about = [reason.text.nl for reason in best.reasons if reason.feature == "theme"]
    assert about == ["Gaat ook over hout."]


def test_a_kind_of_help_that_is_a_subject_too_is_missed_once() -> None:
    rules = Theme(id="rules", kind=ThemeKind.ACTIVITY, label=NeedKind.REGULATION.label)
    asked = Need(text="regels en vergunningen voor metaal", kinds=(NeedKind.REGULATION,))
    gap = Matcher([], themes=(*THEMES, rules)).match(asked).gap
    assert gap is not None
    assert gap.missing == (
        Bilingual("regels en vergunningen over metaal", "rules and permits about metalworking"),
    )


def test_the_name_of_a_town_is_no_subject() -> None:
    town = Place(id="town", name="Oudhout", kind=PlaceKind.MUNICIPALITY, within=("provincie-noord",))
    ours = Matcher((), actors=ACTORS, places=(*PLACES, town), themes=THEMES)
    for text in ("Wie wil lood uit Oudhout?", "Wie wil hout uit Oudhout?"):
        gap = ours.match(need(text, municipality_id="town", kinds=())).gap
        assert gap is not None
        assert any("hout" in one.nl.split() for one in gap.missing) == ("hout" in text.split())


def test_an_empty_catalogue_is_a_gap() -> None:
    assert Matcher([]).match(Need(text="hout")).gap is not None


def test_library_use_needs_no_actors_places_or_themes() -> None:
    (match,) = Matcher([OLD_WOOD]).match(Need(text="oude balken en kozijnen kwijt")).matches
    assert match.provider.name == "houtkring"


def test_an_added_changed_and_removed_offering_counts_in_the_very_next_answer() -> None:
    ours = matcher(GENERAL_DESK)
    question = need("oude balken en kozijnen kwijt")
    assert suggested(ours.match(question)) == []
    ours.upsert(OLD_WOOD)
    assert suggested(ours.match(question)) == ["old-wood"]
    ours.upsert(replace(OLD_WOOD, area=("best",)))
    assert suggested(ours.match(question)) == []
    assert [one.offering.id for one in ours.match(question).excluded] == ["old-wood"]
    ours.remove("old-wood")
    assert suggested(ours.match(question)) == []
    assert ours.match(question).excluded == ()
    with pytest.raises(NotFound):
        ours.remove("old-wood")


# What was only read into the text ---------------------------------------------------------------------------


def test_kinds_read_into_the_text_weigh_but_shut_nothing_out() -> None:
    question = need("subsidie voor oude balken", kinds=(NeedKind.SUBSIDY,), assumed=frozenset({"kinds"}))
    found = suggested(matcher().match(question))
    assert "old-wood" in found
    assert found[0] == "grant"


def test_a_kind_that_was_only_read_counts_less_than_one_that_was_stated() -> None:
    stated = need("oude balken kwijt", kinds=(NeedKind.MATERIALS,))
    read = replace(stated, assumed=frozenset({"kinds"}))
    (sure,), (guessed,) = (matcher(OLD_WOOD).match(one).matches for one in (stated, read))
    added = [
        sum(reason.contribution for reason in match.reasons if reason.feature == "need_kind")
        for match in (sure, guessed)
    ]
    assert added[0] > added[1] > 0


@pytest.mark.parametrize(
    ("changes", "asks", "field"),
    [
        (
            {"target_groups": (TargetGroup.MUNICIPALITY,)},
            {"target_group": TargetGroup.ENTREPRENEUR},
            "target_group",
        ),
        ({"sectors": ("catering",)}, {"sectors": ("metal",)}, "sectors"),
    ],
)
def test_a_condition_on_what_was_read_into_the_text_asks_instead_of_refusing(
    changes: dict[str, object], asks: dict[str, object], field: str
) -> None:
    closed = replace(OLD_WOOD, **changes)  # type: ignore[arg-type]  # the table names fields of an offering
    assert suggested(matcher(closed).match(need("oude balken kwijt", **asks))) == []
    question = need("oude balken kwijt", **asks, assumed=frozenset({field}))
    (match,) = matcher(closed).match(question).matches
    assert match.eligibility.answer is Answer.UNSURE


def test_who_is_no_company_gets_nothing_that_is_for_companies_only() -> None:
    question = need(
        "oude balken kwijt", target_group=None, other_than=(TargetGroup.ENTREPRENEUR,), municipality_id=None
    )
    assert suggested(matcher(OLD_WOOD).match(question)) == []
    for_both = replace(OLD_WOOD, target_groups=(TargetGroup.ENTREPRENEUR, TargetGroup.ASSOCIATION))
    assert suggested(matcher(for_both).match(question)) == ["old-wood"]


def test_nobody_is_asked_who_they_are_where_an_offering_is_for_all() -> None:
    question = need("oude balken kwijt", target_group=None)
    (asked,) = matcher(replace(OLD_WOOD, target_groups=tuple(TargetGroup)[1:])).match(question).matches
    (for_all,) = matcher(replace(OLD_WOOD, target_groups=tuple(TargetGroup))).match(question).matches
    assert (asked.eligibility.answer, for_all.eligibility.answer) == (Answer.UNSURE, Answer.YES)


# Ground and premises stand in one place ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kinds", "north", "suggested_there"),
    [((NeedKind.SPACE,), 0.1, True), ((NeedKind.SPACE,), 1.0, False), ((NeedKind.MATERIALS,), 1.0, True)],
)
def test_a_plot_in_another_province_is_suggested_only_nearby(
    kinds: tuple[NeedKind, ...], north: float, suggested_there: bool
) -> None:
    places = [
        replace(place, latitude=52.0 + (north if place.id == "best" else 0), longitude=5.0)
        if place.id in {"best", "dijkdorp"}
        else place
        for place in PLACES
    ]
    plot = replace(OLD_WOOD, need_kinds=kinds, area=("best", "nederland"))
    ours = Matcher([plot], places=places, themes=THEMES)
    assert bool(ours.match(need("oude balken kwijt")).matches) is suggested_there


# Subjects that nobody offers anything on --------------------------------------------------------------------

BESIDE_OURS = Theme(
    id=OTHER_SUBJECTS, kind=ThemeKind.ACTIVITY, label=Bilingual("buiten ons werk", "outside our work")
)
BOOKKEEPING = Theme(
    id="bookkeeping",
    kind=ThemeKind.ACTIVITY,
    label=Bilingual("boekhouding", "bookkeeping"),
    synonyms_nl=("boekhouden", "jaarrekening"),
    broader=(OTHER_SUBJECTS,),
)


def test_a_question_about_what_nobody_offers_is_a_gap_that_names_it() -> None:
    question = need("subsidie voor de boekhouding")
    assert suggested(matcher().match(question))[:1] == ["grant"]
    ours = Matcher(OFFERINGS, actors=ACTORS, places=PLACES, themes=(*THEMES, BOOKKEEPING))
    gap = ours.match(question).gap
    assert gap is not None
    assert gap.reason.nl.startswith("Deze vraag gaat over boekhouding.")


@pytest.mark.parametrize(("told", "answered"), [("", True), (" De cursus is gestopt.", False)])
def test_what_says_to_be_over_serves_no_subject(told: str, answered: bool) -> None:
    course = replace(GRANT, id="course", title=both("Cursus boekhouding"), next_step=both("Bel." + told))
    ours = Matcher((*OFFERINGS, course), actors=ACTORS, places=PLACES, themes=(*THEMES, BOOKKEEPING))
    suggestions = suggested(ours.match(need("subsidie voor de boekhouding")))
    assert suggestions == (["course", "grant"] if answered else [])


def test_what_somebody_says_to_have_already_is_not_what_nobody_offers() -> None:
    ours = Matcher(OFFERINGS, actors=ACTORS, places=PLACES, themes=(*THEMES, BOOKKEEPING))
    assert suggested(ours.match(need("oude balken kwijt, de boekhouding hebben wij al"))) == ["old-wood"]
    assert suggested(ours.match(need("oude balken, en boekhouding hebben wij nodig"))) == []


@pytest.mark.parametrize(("trades", "answered"), [((), True), (("catering",), True), (("metal",), False)])
def test_what_is_for_another_trade_and_on_no_subject_of_the_question_answers_less(
    trades: tuple[str, ...], answered: bool
) -> None:
    bottles = offering(
        "bottles",
        "houtkring",
        "Lege flessen terug",
        "Wij halen lege flessen op bij zaken en wassen ze.",
        need_kinds=(NeedKind.MATERIALS,),
        themes=("catering",),
        questions=(Question(language="nl", text="Wie haalt onze lege flessen op?"),),
    )
    asked = need("Haalt iemand onze afgewerkte olie op?", kinds=(NeedKind.MATERIALS,), sectors=trades)
    assert ("bottles" in suggested(matcher(*OFFERINGS, bottles).match(asked))) == answered
    for_all = replace(bottles, themes=())
    assert "bottles" in suggested(matcher(*OFFERINGS, for_all).match(asked))


def test_a_subject_is_served_as_soon_as_somebody_offers_something_on_it() -> None:
    ours = Matcher(OFFERINGS, actors=ACTORS, places=PLACES, themes=(*THEMES, BOOKKEEPING))
    ours.upsert(replace(GRANT, id="books", title=both("Hulp bij de boekhouding"), themes=("bookkeeping",)))
    assert suggested(ours.match(need("subsidie voor de boekhouding")))[0] == "books"


def test_a_subject_of_circular_desks_that_no_offering_names_is_none_that_nobody_serves() -> None:
    ours = replace(BOOKKEEPING, broader=())
    with_it = Matcher(OFFERINGS, actors=ACTORS, places=PLACES, themes=(*THEMES, BESIDE_OURS, ours))
    assert suggested(with_it.match(need("subsidie voor de boekhouding")))[:1] == ["grant"]


def test_where_no_theme_tells_subjects_of_others_apart_each_may_be_one_that_nobody_serves() -> None:
    ours = replace(BOOKKEEPING, broader=())
    without_it = Matcher(OFFERINGS, actors=ACTORS, places=PLACES, themes=(*THEMES, ours))
    assert without_it.match(need("subsidie voor de boekhouding")).gap is not None


@pytest.mark.parametrize(("place", "served"), [("title", True), ("summary", False)])
def test_what_states_no_themes_serves_another_subject_only_where_its_title_names_it(
    place: str, served: bool
) -> None:
    changes: dict[str, Any] = {place: both("Hulp bij de boekhouding")}
    other = replace(OLD_WOOD, id="other", themes=(), questions=(), **changes)
    ours = Matcher((*OFFERINGS, other), actors=ACTORS, places=PLACES, themes=(*THEMES, BOOKKEEPING))
    assert bool(ours.match(need("subsidie voor de boekhouding")).matches) is served


# Why not ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "asks", "field", "after"),
    [
        ({"area": ("best",)}, {}, "municipality_id", "best"),
        ({"target_groups": (TargetGroup.MUNICIPALITY,)}, {}, "target_group", "municipality"),
        ({"sectors": ("catering",)}, {"sectors": ("metal",)}, "sectors", "catering"),
        ({"sizes": (CompanySize.LARGE, CompanySize.SMALL)}, {"size": CompanySize.MICRO}, "size", "small"),
        ({"opens_on": date(2026, 3, 3)}, {}, "asked_on", "2026-03-03"),
        ({}, {"kinds": (NeedKind.SUBSIDY,)}, "kinds", "materials"),
    ],
)
def test_the_smallest_change_that_would_make_it_fit_is_told(
    changes: dict[str, object], asks: dict[str, object], field: str, after: str
) -> None:
    closed = replace(OLD_WOOD, **changes)  # type: ignore[arg-type]  # the table names fields of an offering
    told = matcher(closed).why_not(need("oude balken kwijt", **asks), "old-wood")
    (change,) = told.changes
    assert (change.field, change.after) == (field, (after,))
    assert change.text.nl
    assert change.text.en
    assert told.rank is None


@pytest.mark.parametrize(
    "changes",
    [
        {"status": Status.ENDED},
        {"budget_exhausted": True},
        {"places_left": 0},
        {"next_step": both("Alle plekken zijn verhuurd.")},
        {"closes_on": date(2026, 3, 1)},
        {"area": ("best",), "status": Status.ENDED},
    ],
)
def test_where_no_change_helps_none_is_told(changes: dict[str, object]) -> None:
    closed = replace(OLD_WOOD, **changes)  # type: ignore[arg-type]  # the table names fields of an offering
    told = matcher(closed).why_not(need("oude balken kwijt"), "old-wood")
    assert told.changes == ()
    assert told.text.nl.endswith("dat verandert niet door een andere vraag.")


@pytest.mark.parametrize(
    "changes",
    [
        {"summary": both("Wij haalden oude balken op. De proef is afgerond.")},
        {"budget_exhausted": True},
        {"next_step": both("Alle plekken zijn verhuurd.")},
        {"closes_on": date(2026, 3, 1)},
    ],
)
def test_nobody_is_told_to_fail_the_conditions_of_what_is_closed_to_all(changes: dict[str, object]) -> None:
    ours = matcher(replace(OLD_WOOD, **changes))  # type: ignore[arg-type]  # as above
    gap = ours.match(need("oude balken kwijt")).gap
    assert gap is not None
    assert gap.reason.nl == "Er is aanbod dat op uw vraag lijkt, maar daar kunt u nu niet terecht."
    assert ours.why_not(need("oude balken kwijt"), "old-wood").text.nl == (
        "Dit aanbod is nu voor niemand open, en dat verandert niet door een andere vraag."
    )


@pytest.mark.parametrize(
    ("changes", "asks"),
    [
        ({"status": Status.ENDED}, {}),
        ({"budget_exhausted": True}, {}),
        ({"places_left": 0}, {}),
        ({"next_step": both("Alle plekken zijn verhuurd.")}, {}),
        ({"closes_on": date(2026, 3, 1)}, {}),
        ({"opens_on": date(2026, 3, 3)}, {}),
        ({"excluded_actors": ("provincie",)}, {"actor_id": "provincie"}),
        ({}, {"desk_id": "houtkring"}),
    ],
)
def test_nobody_may_be_sent_to_what_is_closed_not_for_them_or_the_desks_own(
    changes: dict[str, object], asks: dict[str, object]
) -> None:
    closed = replace(OLD_WOOD, **changes)  # type: ignore[arg-type]  # the table names fields of an offering
    told = matcher(closed).why_not(need("oude balken kwijt", **asks), "old-wood")
    assert len(told.forbidden) == 1
    assert told.overrulable == ()


@pytest.mark.parametrize(
    ("changes", "asks", "names"),
    [
        ({"area": ("best",)}, {}, ["area"]),
        ({"target_groups": (TargetGroup.MUNICIPALITY,)}, {}, ["target_group"]),
        ({"sectors": ("catering",)}, {"sectors": ("metal",)}, ["sector"]),
        ({"sizes": (CompanySize.LARGE,)}, {"size": CompanySize.MICRO}, ["size"]),
        ({"area": ("best",), "sizes": (CompanySize.LARGE,)}, {"size": CompanySize.MICRO}, ["area", "size"]),
        ({}, {"kinds": (NeedKind.SUBSIDY,)}, []),
        ({}, {}, []),
    ],
)
def test_a_desk_may_know_an_exception_to_whom_something_is_for(
    changes: dict[str, object], asks: dict[str, object], names: list[str]
) -> None:
    closed = replace(OLD_WOOD, **changes)  # type: ignore[arg-type]  # as above
    told = matcher(closed).why_not(need("oude balken kwijt", **asks), "old-wood")
    assert [one.name for one in told.overrulable] == names
    assert told.forbidden == ()


def test_what_is_closed_stays_so_where_a_desk_knows_an_exception_to_the_rest() -> None:
    closed = replace(OLD_WOOD, area=("best",), budget_exhausted=True)
    told = matcher(closed).why_not(need("oude balken kwijt"), "old-wood")
    assert [one.name for one in told.overrulable] == ["area"]
    assert [one.nl for one in told.forbidden] == ["Het geld van deze regeling is op."]


def test_what_opens_later_is_told_to_be_closed_now() -> None:
    told = matcher(replace(OLD_WOOD, opens_on=date(2026, 3, 3))).why_not(
        need("oude balken kwijt"), "old-wood"
    )
    assert told.text.nl == "Dit aanbod is nu voor niemand open. Hieronder staat wanneer het wel kan."


def test_who_also_fails_a_condition_is_told_so() -> None:
    ours = matcher(replace(OLD_WOOD, area=("best",), status=Status.ENDED))
    gap = ours.match(need("oude balken kwijt")).gap
    assert gap is not None
    assert gap.reason.nl.endswith("maar u voldoet niet aan de voorwaarden.")
    assert ours.why_not(need("oude balken kwijt"), "old-wood").text.nl.startswith("U voldoet niet")


def test_several_failing_conditions_need_a_change_each() -> None:
    closed = replace(OLD_WOOD, area=("best",), target_groups=(TargetGroup.SCHOOL,))
    told = matcher(closed).why_not(need("oude balken kwijt"), "old-wood")
    assert [change.field for change in told.changes] == ["municipality_id", "target_group"]


def test_what_fits_is_told_with_its_place_and_what_the_first_does_better() -> None:
    ours = matcher()
    question = need("oude balken en kozijnen voor een subsidie")
    first, *_, last = ours.match(question).matches
    assert f"op plaats {first.rank}" in ours.why_not(question, first.offering.id).text.nl
    told = ours.why_not(question, last.offering.id, limit=1)
    assert told.rank == last.rank
    assert "De eerste suggestie wint hierop:" in told.text.nl
    assert "The first suggestion wins on this:" in told.text.en


def test_what_is_about_something_else_is_told_so() -> None:
    told = matcher().why_not(need("oude balken kwijt"), "grant")
    assert told.rank is None
    assert told.changes == ()
    assert "De woorden van de vraag lijken te weinig op dit aanbod" in told.text.nl


def test_an_offering_behind_a_better_one_of_the_same_party_is_told_so() -> None:
    second, third = replace(OLD_WOOD, id="second"), replace(OLD_WOOD, id="third")
    worse = replace(OLD_WOOD, id="z-worse", status=Status.PLANNED)
    last = replace(worse, id="last", provider_id="provincie", area=("nederland",))
    told = matcher(OLD_WOOD, second, third, worse, last).why_not(
        need("oude balken en kozijnen kwijt"), "z-worse"
    )
    assert "Gebruikt hout verhandelen" in told.text.nl


def test_why_not_of_an_unknown_offering_is_not_found() -> None:
    with pytest.raises(NotFound):
        matcher().why_not(need("hout"), "nothing")


# The desk that answers --------------------------------------------------------------------------------------


def test_a_desk_is_told_of_its_own_offering_and_never_sent_to_itself() -> None:
    answer = matcher().match(need("oude balken kwijt", desk_id="houtkring"))
    assert [one.id for one in answer.own] == ["old-wood"]
    assert "houtkring" not in [match.provider.id for match in answer.matches]
    assert answer.gap is None


def test_a_desk_is_no_door_to_another_party() -> None:
    assert doors(PROGRAMME, RelationKind.OPERATES) == ["houtkring", "programma"]
    assert doors(PROGRAMME, RelationKind.OPERATES, desk_id="programma") == ["houtkring"]


def test_another_party_is_no_way_round_to_what_the_desk_offers_itself() -> None:
    assert doors(PROGRAMME, RelationKind.OPERATES, desk_id="houtkring") == []


# Reasons ----------------------------------------------------------------------------------------------------


def test_reasons_that_hold_for_all_suggestions_come_after_what_tells_them_apart() -> None:
    near = replace(OLD_WOOD, id="near", provider_id="near", area=("dijkdorp",))
    far = replace(OLD_WOOD, id="far", provider_id="far", area=("nederland",))
    best, _ = matcher(near, far).match(need("oude balken kwijt")).matches
    assert best.reasons[0].feature == "place"


def test_the_chance_of_being_useful_follows_the_score() -> None:
    matches = matcher().match(need("oude balken en kozijnen voor een subsidie")).matches
    chances = [match.chance for match in matches]
    assert len(chances) > 1
    assert chances == sorted(chances, reverse=True)
    assert all(0 < chance < 1 for chance in chances)


# Doors ------------------------------------------------------------------------------------------------------

PROGRAMME = Actor(id="programma", name="Programma Hout", kind=ActorKind.INITIATIVE, description=both("Hout"))


def doors(actor: Actor, kind: RelationKind, *own: Offering, **asks: object) -> list[str]:
    """Return the parties that are suggested when an actor is tied to the provider of old wood."""
    subject, target = ("houtkring", actor.id) if kind is RelationKind.PART_OF else (actor.id, "houtkring")
    ours = Matcher(
        (OLD_WOOD, *own),
        actors=(*ACTORS, actor),
        places=PLACES,
        themes=THEMES,
        relations=(Relation(subject_id=subject, kind=kind, object_id=target),),
    )
    return [match.provider.id for match in ours.match(need("oude balken kwijt", **asks)).matches]


def test_the_whole_around_a_provider_is_a_door() -> None:
    assert doors(PROGRAMME, RelationKind.PART_OF) == ["houtkring", "programma"]


def with_partners(offerings: tuple[Offering, ...], *actors: Actor) -> Matcher:
    """Return a matcher in which these actors cooperate with the provider of old wood."""
    return Matcher(
        offerings,
        actors=(*ACTORS, *actors),
        places=PLACES,
        themes=THEMES,
        relations=tuple(
            Relation(subject_id=actor.id, kind=RelationKind.COOPERATES_WITH, object_id="houtkring")
            for actor in actors
            if actor.id != "untied"
        ),
    )


def partners(offering: Offering, *actors: Actor, own: tuple[Offering, ...] = ()) -> list[str]:
    """Return the parties that are suggested when some of these actors cooperate with the provider."""
    asked = need("oude balken kwijt", kinds=(NeedKind.MATERIALS,))
    return [match.provider.id for match in with_partners((offering, *own), *actors).match(asked).matches]


def partner(slug: str, name: str) -> Actor:
    return Actor(id=slug, name=name, kind=ActorKind.SERVICE_PROVIDER, description=both("Iets anders."))


def test_a_partner_that_the_offering_names_comes_before_one_that_it_does_not() -> None:
    naming = replace(OLD_WOOD, summary=both("Samen met Het Depot zoeken wij bestemmingen."))
    assert partners(naming, partner("a", "Het Pakhuis"), partner("b", "Het Depot")) == [
        "houtkring",
        "b",
        "a",
    ]
    assert partners(OLD_WOOD, partner("a", "Het Pakhuis"), partner("b", "Het Depot")) == [
        "houtkring",
        "a",
        "b",
    ]


@pytest.mark.parametrize(
    ("name", "summary", "is_door"),
    [
        ("De Zagerij", "Samen met De Zagerij zoeken wij bestemmingen.", True),
        ("De Zagerij", "Wij vragen het ook aan de zagerij in de buurt.", False),
        ("zagerij", "Wij vragen het ook aan de zagerij in de buurt.", False),
        ("Dijkdorp", "Wij werken in Dijkdorp.", False),
        ("ⒶⒷⒸ", "Wij werken met ⒶⒷⒸ.", False),  # capitals, but no words
    ],
)
def test_a_party_is_a_door_where_the_offering_names_it(name: str, summary: str, is_door: bool) -> None:
    naming = replace(OLD_WOOD, summary=both(summary))
    assert ("untied" in partners(naming, partner("untied", name))) is is_door


def test_whom_the_next_step_tells_to_ask_is_a_door_and_stands_before_other_partners() -> None:
    telling = replace(OLD_WOOD, next_step=both("Vraag Het Depot wat er kan."))
    assert partners(telling, partner("a", "Het Pakhuis"), partner("b", "Het Depot")) == [
        "houtkring",
        "b",
        "a",
    ]
    assert partners(telling, partner("untied", "Het Depot")) == ["houtkring", "untied"]


def test_a_next_step_that_only_the_desk_sees_leads_nobody_to_whom_it_names() -> None:
    hidden = replace(OLD_WOOD, next_step=both("Vraag Het Depot wat er kan."), desk_only=("next_step",))
    assert partners(hidden, partner("untied", "Het Depot")) == ["houtkring"]


def test_a_tie_that_is_only_announced_makes_a_less_near_door_and_is_told_so() -> None:
    ours = Matcher(
        (OLD_WOOD,),
        actors=(*ACTORS, PROGRAMME, replace(PROGRAMME, id="a", name="Houtplan")),
        places=PLACES,
        themes=THEMES,
        relations=(
            Relation(subject_id="houtkring", kind=RelationKind.PART_OF, object_id="programma"),
            Relation(subject_id="houtkring", kind=RelationKind.PART_OF, object_id="a", status=Status.PLANNED),
        ),
    )
    matches = ours.match(need("oude balken kwijt")).matches
    assert [match.provider.id for match in matches] == ["houtkring", "programma", "a"]
    (told,) = [reason.text for reason in matches[2].reasons if reason.feature == "door"]
    assert told == Bilingual(
        "De Houtkring is onderdeel van Houtplan (aangekondigd).",
        "De Houtkring is part of Houtplan (announced).",
    )


def test_a_tie_that_has_ended_makes_no_door() -> None:
    ended = Relation(
        subject_id="programma", kind=RelationKind.OPERATES, object_id="houtkring", status=Status.ENDED
    )
    ours = Matcher((OLD_WOOD,), actors=(*ACTORS, PROGRAMME), places=PLACES, themes=THEMES, relations=(ended,))
    matches = ours.match(need("oude balken kwijt")).matches
    assert [match.provider.id for match in matches] == ["houtkring"]


def test_a_new_description_names_its_parties_in_the_next_answer() -> None:
    ours = Matcher(
        (OLD_WOOD,), actors=(*ACTORS, partner("zagerij", "De Zagerij")), places=PLACES, themes=THEMES
    )
    asked = need("oude balken kwijt")
    assert [match.provider.id for match in ours.match(asked).matches] == ["houtkring"]
    ours.upsert(replace(OLD_WOOD, summary=both("Samen met De Zagerij zoeken wij bestemmingen.")))
    assert [match.provider.id for match in ours.match(asked).matches] == ["houtkring", "zagerij"]


def test_a_partner_that_helps_only_otherwise_comes_after_one_that_offers_nothing_itself() -> None:
    permits = replace(PERMIT_DESK, provider_id="a")
    both_partners = [replace(partner(slug, slug), description=OLD_WOOD.summary) for slug in ("a", "b")]
    assert partners(OLD_WOOD, *both_partners) == ["houtkring", "a", "b"]
    assert partners(OLD_WOOD, *both_partners, own=(permits,)) == ["houtkring", "b", "a"]


def test_a_partner_all_of_whose_own_help_is_closed_to_the_asker_is_no_door() -> None:
    small_only = offering(
        "small-only", "a", "Iets", "Anders.", need_kinds=OLD_WOOD.need_kinds, sizes=(CompanySize.SMALL,)
    )
    asked = need("oude balken kwijt", size=CompanySize.LARGE)

    def parties(kind: RelationKind) -> list[str]:
        ours = Matcher(
            (OLD_WOOD, small_only),
            actors=(*ACTORS, partner("a", "a")),
            places=PLACES,
            themes=THEMES,
            relations=(Relation(subject_id="houtkring", kind=kind, object_id="a"),),
        )
        return [match.provider.id for match in ours.match(asked).matches]

    assert parties(RelationKind.COOPERATES_WITH) == ["houtkring"]
    assert parties(RelationKind.PART_OF) == ["houtkring", "a"]


@pytest.mark.parametrize(
    ("kind", "parties"),
    [
        (RelationKind.OPERATES, ["houtkring", "programma"]),
        (RelationKind.COOPERATES_WITH, ["houtkring"]),
    ],
)
def test_who_runs_an_offering_leads_to_it_also_where_its_other_help_is_for_others(
    kind: RelationKind, parties: list[str]
) -> None:
    for_schools = replace(
        OLD_WOOD, id="for-schools", provider_id="programma", target_groups=(TargetGroup.SCHOOL,)
    )
    assert doors(PROGRAMME, kind, for_schools) == parties


def test_a_financier_that_only_pays_is_no_door() -> None:
    bank = replace(PROGRAMME, id="bank", kind=ActorKind.FINANCIER)
    assert doors(bank, RelationKind.FUNDS) == ["houtkring"]
    assert doors(bank, RelationKind.OPERATES) == ["houtkring", "bank"]


def test_who_offers_nothing_in_the_place_of_the_asker_is_no_door() -> None:
    far = replace(GENERAL_DESK, id="far", provider_id="programma", area=("best",))
    near = replace(far, area=("dijkdorp",))
    assert "programma" not in doors(PROGRAMME, RelationKind.PART_OF, far)
    assert "programma" in doors(PROGRAMME, RelationKind.PART_OF, near)


def test_a_regional_party_is_no_door_outside_its_region_but_an_office_in_a_town_has_no_border() -> None:
    regional = replace(PROGRAMME, place_id="provincie-zuid")
    office = replace(PROGRAMME, place_id="best")
    assert doors(regional, RelationKind.OPERATES) == ["houtkring"]
    assert doors(office, RelationKind.OPERATES) == ["houtkring", "programma"]


def test_who_names_only_a_region_is_sent_to_no_party_of_another_region() -> None:
    asked = need("oude balken kwijt", municipality_id=None, region_id="provincie-noord")

    def parties(place_id: str) -> list[str]:
        programme = replace(PROGRAMME, place_id=place_id)
        tie = Relation(subject_id="programma", kind=RelationKind.OPERATES, object_id="houtkring")
        ours = Matcher(
            (OLD_WOOD,), actors=(*ACTORS, programme), places=PLACES, themes=THEMES, relations=(tie,)
        )
        return [match.provider.id for match in ours.match(asked).matches]

    assert parties("provincie-zuid") == ["houtkring"]
    assert parties("regio-polder") == ["houtkring", "programma"]


def test_a_municipality_is_not_sent_to_itself() -> None:
    town_hall = replace(PROGRAMME, kind=ActorKind.GOVERNMENT, place_id="dijkdorp")
    everybody = replace(OLD_WOOD, target_groups=tuple(TargetGroup))
    ours = Matcher(
        (everybody,),
        actors=(*ACTORS, town_hall),
        places=PLACES,
        themes=THEMES,
        relations=(Relation(subject_id="programma", kind=RelationKind.OPERATES, object_id="houtkring"),),
    )

    def parties(group: TargetGroup) -> list[str]:
        answer = ours.match(need("oude balken kwijt", target_group=group))
        return [match.provider.id for match in answer.matches]

    assert parties(TargetGroup.ENTREPRENEUR) == ["houtkring", "programma"]
    assert parties(TargetGroup.MUNICIPALITY) == ["houtkring"]


# Properties ------------------------------------------------------------------------------------------------

COMPILED = numba_kernel()
TEXTS = st.sampled_from(
    [
        "oude balken",
        "lasbedrijf zoekt coach",
        "vergunning reststromen",
        "subsidie proef",
        "lunchroom",
        "x",
        "é",
    ]
) | st.text(min_size=1, max_size=60)
NEEDS = st.builds(
    Need,
    text=TEXTS,
    kinds=st.lists(st.sampled_from(NeedKind), max_size=3, unique=True).map(tuple),
    sectors=st.lists(st.sampled_from([theme.id for theme in THEMES]), max_size=2, unique=True).map(tuple),
    municipality_id=st.none() | st.sampled_from(["dijkdorp", "best"]),
    region_id=st.none() | st.sampled_from(["provincie-noord", "provincie-zuid", "regio-polder"]),
    size=st.none() | st.sampled_from(CompanySize),
    r_strategy=st.none() | st.sampled_from(RStrategy),
    target_group=st.none() | st.sampled_from(TargetGroup),
    asked_on=st.none() | st.just(TODAY),
)


def catalogues() -> st.SearchStrategy[list[Offering]]:
    made = st.builds(
        replace,
        st.sampled_from(OFFERINGS),
        area=st.lists(st.sampled_from([place.id for place in PLACES]), min_size=1, max_size=2).map(tuple),
        sectors=st.lists(st.sampled_from(["metal", "catering"]), max_size=1).map(tuple),
        target_groups=st.lists(st.sampled_from(TargetGroup), min_size=1, max_size=2, unique=True).map(tuple),
        status=st.sampled_from(Status),
        r_strategies=st.lists(st.sampled_from(RStrategy), max_size=2, unique=True).map(tuple),
    )
    several = st.lists(made, min_size=1, max_size=8)
    return several.map(lambda found: [replace(one, id=f"offering-{row}") for row, one in enumerate(found)])


def facts(match: Match) -> tuple[object, ...]:
    return match.rank, match.score, match.offering.id, match.reasons, match.eligibility


@settings(max_examples=60, deadline=None)
@given(asked=NEEDS, offerings=catalogues())
def test_scores_lie_between_zero_and_one_and_are_the_sum_of_their_reasons(
    asked: Need, offerings: list[Offering]
) -> None:
    answer = matcher(*offerings).match(asked)
    for match in answer.matches:
        assert 0 <= match.score <= 1
        assert match.score == pytest.approx(sum(reason.contribution for reason in match.reasons))
        assert match.eligibility.answer is not Answer.NO
        assert all(reason.text.nl and reason.text.en for reason in match.reasons)
    assert [match.rank for match in answer.matches] == list(range(1, len(answer.matches) + 1))
    assert (answer.gap is None) == bool(answer.matches)


@settings(max_examples=40, deadline=None)
@given(asked=NEEDS, offerings=catalogues(), data=st.data())
def test_the_order_of_insertion_does_not_matter(
    asked: Need, offerings: list[Offering], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(offerings))
    one, other = matcher(*offerings).match(asked), matcher(*shuffled).match(asked)
    assert [facts(match) for match in one.matches] == [facts(match) for match in other.matches]


@pytest.mark.skipif(COMPILED is None, reason="numba is not installed; see the extra fast")
@settings(max_examples=60, deadline=None)
@given(asked=NEEDS, offerings=catalogues(), times=st.sampled_from([1, 3]))
def test_compiled_loops_weigh_to_the_last_digit_as_numpy_does(
    asked: Need, offerings: list[Offering], times: int
) -> None:
    # So that also more texts occur than are needed to learn which words go together.
    several = [replace(one, id=f"{one.id}-{number}") for number in range(times) for one in offerings]
    plain, compiled = (
        Matcher(several, actors=ACTORS, places=PLACES, themes=THEMES, kernel=kernel).match(asked)
        for kernel in (NumpyKernel(), COMPILED)
    )
    assert plain == compiled


def grown_one_by_one(asked: Need, offerings: list[Offering], recipe: Recipe = STEADY) -> Matcher:
    """Return a matcher that was given its offerings late, and answered in between."""
    grown = matcher(GENERAL_DESK, recipe=recipe)
    for one in offerings:
        grown.upsert(replace(one, title=both("Nog niet af"), themes=(), area=("best",)))
        grown.match(asked)
        grown.upsert(one)
    grown.remove("general-desk")
    return grown


@settings(max_examples=40, deadline=None)
@given(asked=NEEDS, offerings=catalogues())
def test_adding_and_removing_one_by_one_gives_after_a_merge_what_a_fresh_matcher_gives(
    asked: Need, offerings: list[Offering]
) -> None:
    grown = grown_one_by_one(asked, offerings)
    grown.merge()
    fresh = matcher(*offerings)
    assert [facts(match) for match in grown.match(asked).matches] == [
        facts(match) for match in fresh.match(asked).matches
    ]


@settings(max_examples=40, deadline=None)
@given(asked=NEEDS, offerings=catalogues())
def test_a_change_holds_in_the_next_answer_but_for_which_words_go_together(
    asked: Need, offerings: list[Offering]
) -> None:
    # What an offering without example questions is told by depends on it as well.
    plain = without(without(STEADY, "related_words"), "example_question")
    grown = grown_one_by_one(asked, offerings, plain).match(asked)
    fresh = matcher(*offerings, recipe=plain).match(asked)
    assert [facts(match) for match in grown.matches] == [facts(match) for match in fresh.matches]
    assert [one.offering.id for one in grown.excluded] == [one.offering.id for one in fresh.excluded]
    assert (grown.gap is None) == (fresh.gap is None)


def test_a_party_and_a_tie_that_come_and_go_do_so_in_the_next_answer() -> None:
    tie = Relation(subject_id="programma", kind=RelationKind.OPERATES, object_id="houtkring")
    ours, asked = matcher(), need("oude balken kwijt")

    def parties() -> list[str]:
        return [match.provider.name for match in ours.match(asked).matches[:2]]

    assert parties() == ["De Houtkring"]
    ours.upsert_actor(PROGRAMME)
    ours.upsert_relation(tie)
    assert parties() == ["De Houtkring", "Programma Hout"]
    ours.upsert_actor(replace(PROGRAMME, name="Programma Bomen"))
    assert parties() == ["De Houtkring", "Programma Bomen"]
    ours.remove_relation(tie.id)
    assert parties() == ["De Houtkring"]
    ours.upsert_relation(tie)
    ours.remove_actor("programma")
    assert parties() == ["De Houtkring"]
    with pytest.raises(NotFound):
        ours.remove_actor("programma")
    with pytest.raises(NotFound):
        ours.remove_relation("houtkring:FUNDS:provincie")


def test_what_a_door_offers_and_is_counts_in_the_next_answer() -> None:
    two = tuple(replace(partner(slug, slug), description=OLD_WOOD.summary) for slug in ("a", "b"))
    permits = replace(PERMIT_DESK, provider_id="a")
    ours = with_partners((OLD_WOOD, permits), *two)
    asked = need("oude balken kwijt", kinds=(NeedKind.MATERIALS,))

    def parties() -> list[str]:
        return [match.provider.id for match in ours.match(asked).matches]

    assert parties() == ["houtkring", "b", "a"]
    ours.remove(permits.id)
    assert parties() == ["houtkring", "a", "b"]
    ours.upsert_actor(partner("a", "a"))
    assert parties() == ["houtkring", "b", "a"]
    ours.upsert(replace(permits, area=("best",)))
    assert parties() == ["houtkring", "b"]
    ours.remove(permits.id)
    assert parties() == ["houtkring", "b", "a"]


def test_where_a_door_helps_and_stands_counts_in_the_next_answer() -> None:
    own = replace(GENERAL_DESK, id="own", provider_id="programma", area=("dijkdorp",))
    tie = Relation(subject_id="houtkring", kind=RelationKind.PART_OF, object_id="programma")
    ours = Matcher(
        (OLD_WOOD, own), actors=(*ACTORS, PROGRAMME), places=PLACES, themes=THEMES, relations=(tie,)
    )

    def is_door() -> bool:
        return "programma" in [match.provider.id for match in ours.match(need("oude balken kwijt")).matches]

    assert is_door()
    ours.upsert(replace(own, area=("best",)))
    assert not is_door()
    ours.remove(own.id)
    assert is_door()
    ours.upsert_actor(replace(PROGRAMME, place_id="provincie-zuid"))
    assert not is_door()


def test_what_a_door_says_of_itself_is_compared_with_this_question_in_the_words_that_are_there_now() -> None:
    knows_it = replace(partner("b", "b"), description=both("Zqxv"))
    ours = with_partners(OFFERINGS, partner("a", "a"), knows_it)

    def partners_for(question: str) -> list[str]:
        matches = ours.match(need(question, kinds=(NeedKind.MATERIALS,))).matches
        return [match.provider.id for match in matches if match.provider.id in {"a", "b"}]

    both_asked, asked = "oude balken, zqxv", "oude balken"
    assert partners_for(asked) == partners_for(both_asked) == ["a", "b"]
    ours.upsert(replace(GRANT, id="zqxv", title=both("Zqxv")))
    assert partners_for(both_asked) == ["b", "a"]
    assert partners_for(asked) == ["a", "b"]


def test_an_offering_is_found_by_the_new_name_of_its_party() -> None:
    ours, asked = matcher(OLD_WOOD), need("Boomklompje")
    assert suggested(ours.match(asked)) == []
    houtkring = next(actor for actor in ACTORS if actor.id == "houtkring")
    ours.upsert_actor(replace(houtkring, name="Boomklompje"))
    fresh = Matcher([OLD_WOOD], actors=[replace(houtkring, name="Boomklompje")], places=PLACES, themes=THEMES)
    ours.merge()
    assert suggested(ours.match(asked)) == suggested(fresh.match(asked)) == ["old-wood"]


def test_who_offers_something_is_told_as_it_is_known_now() -> None:
    ours, asked = matcher(OLD_WOOD), need("oude balken kwijt")
    houtkring = next(actor for actor in ACTORS if actor.id == "houtkring")
    assert ours.match(asked).matches[0].provider == houtkring
    renamed = replace(houtkring, name="De Nieuwe Houtkring")
    ours.upsert_actor(renamed)
    assert ours.match(asked).matches[0].provider == renamed
    ours.remove_actor("houtkring")
    assert ours.match(asked).matches[0].provider.name == "houtkring", "of whom only the id is known"
    ours.upsert_actor(houtkring)
    assert ours.match(asked).matches[0].provider == houtkring


def test_what_is_kept_for_the_next_questions_holds_no_question_whole() -> None:
    ours = matcher(
        *OFFERINGS, *(replace(OLD_WOOD, id=f"old-wood-{number}") for number in range(FEWEST_TEXTS))
    )
    private = "Onze oude balken van de Zqxvstraat kwijt"

    def asked() -> Need:
        return replace(
            need(private, municipality_id="dijkdorp", sectors=("metal",), r_strategy=RStrategy.REUSE),
            size=CompanySize.SMALL,
            target_group=TargetGroup.ENTREPRENEUR,
        )

    assert ours.match(asked()).matches
    ours.why_not(asked(), "grant")
    ours.match(replace(asked(), municipality_id=None, region_id="dijkdorp"))
    gc.collect()
    # A weak reference to what is gone, which another test may have left, tells nothing but its type.
    kept = [one for one in gc.get_objects() if type(one) is Need]
    assert not [one for one in kept if one.text == private]


def test_what_was_withdrawn_is_in_no_answer_any_more() -> None:
    ours = matcher()
    assert suggested(ours.match(need("oude balken kwijt")))[0] == "old-wood"
    ours.remove("old-wood")
    assert "old-wood" not in suggested(ours.match(need("oude balken kwijt")))
    with pytest.raises(NotFound):
        ours.remove("old-wood")


def test_answers_and_changes_go_on_while_everything_is_arranged_anew() -> None:
    many = [replace(OLD_WOOD, id=f"wood-{number:03}", provider_id=f"party-{number}") for number in range(300)]
    ours, asked = matcher(*many), need("oude balken kwijt")
    merging = Thread(target=ours.merge)
    merging.start()
    for one in many[:100]:
        ours.remove(one.id)
        assert one.id not in suggested(ours.match(asked))
    merging.join()
    fresh = matcher(*many[100:])
    ours.merge()
    assert [facts(match) for match in ours.match(asked).matches] == [
        facts(match) for match in fresh.match(asked).matches
    ]


@settings(max_examples=40, deadline=None)
@given(asked=NEEDS, offerings=catalogues(), place=st.sampled_from(["best", "dijkdorp"]))
def test_a_condition_added_never_makes_an_offering_appear(
    asked: Need, offerings: list[Offering], place: str
) -> None:
    # A trade also adds words: these are there before, so that only the condition is new.
    offerings[0] = replace(offerings[0], themes=(*offerings[0].themes, "catering"))
    before = set(suggested(matcher(*offerings).match(asked, limit=50)))
    narrowed = [replace(offerings[0], area=(place,), sectors=("catering",)), *offerings[1:]]
    covers_less = set(offerings[0].area) >= {place} and set(offerings[0].sectors) <= {"catering"}
    after = set(suggested(matcher(*narrowed).match(asked, limit=50)))
    if covers_less and offerings[0].id not in before:
        assert offerings[0].id not in after


@settings(max_examples=40, deadline=None)
@given(
    asked=NEEDS,
    offerings=catalogues(),
    fields=st.sets(st.sampled_from(["kinds", "target_group", "sectors", "r_strategy"])),
)
def test_reading_something_into_the_text_refuses_nobody(
    asked: Need, offerings: list[Offering], fields: set[str]
) -> None:
    ours = matcher(*offerings)
    unknown = {"kinds": (), "sectors": (), "target_group": None, "r_strategy": None}
    plain = replace(asked, **{field: unknown[field] for field in fields})  # type: ignore[arg-type]  # by name
    guessed = replace(asked, assumed=frozenset(fields))
    for refused in ours.match(guessed).excluded:
        allowed = suggested(ours.match(plain, limit=50))
        assert refused.offering.id not in allowed


@settings(max_examples=40, deadline=None)
@given(asked=NEEDS, offerings=catalogues())
def test_whatever_is_asked_about_an_offering_there_is_an_answer(
    asked: Need, offerings: list[Offering]
) -> None:
    ours = matcher(*offerings)
    shown = {match.offering.id: match.rank for match in reversed(ours.match(asked).matches)}
    for one in offerings:
        told = ours.why_not(asked, one.id)
        assert told.text.nl
        assert told.text.en
        assert (told.rank is not None and told.rank <= 10) == (one.id in shown)
        if one.id in shown:
            assert told.changes == ()
            assert told.rank == shown[one.id]


@settings(max_examples=40, deadline=None)
@given(asked=NEEDS, offerings=catalogues(), kinds=st.lists(st.sampled_from(RelationKind), max_size=3))
def test_what_comes_later_is_worth_no_more_than_what_it_yields_to(
    asked: Need, offerings: list[Offering], kinds: list[RelationKind]
) -> None:
    ties = [
        Relation(subject_id="provincie", kind=kind, object_id=provider)
        for kind in kinds
        for provider in ("houtkring", "metaalbond")
    ]
    ours = Matcher(offerings, actors=ACTORS, places=PLACES, themes=THEMES, relations=ties)
    left = list(ours.match(asked, limit=50).matches)
    parties, offered = Counter[str](), Counter[str]()

    def worth(match: Match) -> float:
        repeated = SAME_PARTY * parties[match.provider.id] + SAME_OFFERING * offered[match.offering.id]
        return match.score - repeated

    while left:
        first = left.pop(0)
        assert all(worth(first) >= worth(later) - 1e-9 for later in left)
        parties[first.provider.id] += 1
        offered[first.offering.id] += 1
    assert max(parties.values(), default=0) <= 2


@settings(max_examples=40, deadline=None)
@given(asked=NEEDS, offerings=catalogues(), desk=st.sampled_from(["houtkring", "metaalbond", "provincie"]))
def test_a_desk_is_in_no_suggestion_of_its_own(asked: Need, offerings: list[Offering], desk: str) -> None:
    answer = matcher(*offerings).match(replace(asked, desk_id=desk))
    for match in answer.matches:
        assert desk not in {match.provider.id, match.offering.provider_id}
    assert {one.provider_id for one in answer.own} <= {desk}


def test_the_same_question_gets_permits_only_from_who_answers_them() -> None:
    advice = offering(
        "advice", "metaalbond", "Advies", "Advies over vergunningen en reststromen.", themes=("permits",)
    )
    asked = need("heb ik een vergunning nodig?", kinds=(NeedKind.REGULATION,))
    assert suggested(matcher(advice, PERMIT_DESK).match(asked)) == ["permit-desk"]
