from __future__ import annotations

import pytest

from matchmaker.model import Theme
from matchmaker.text import stem, words
from matchmaker.themes import Thesaurus
from matchmaker.vocabulary import Bilingual, TargetGroup, ThemeKind
from tests.matchmaker.region import THEMES

THESAURUS = Thesaurus(THEMES)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("raam", "ramen"),
        ("huis", "huizen"),
        ("brief", "brieven"),
        ("plank", "planken"),
        ("pallet", "pallets"),
    ],
)
def test_forms_of_one_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_a_word_is_not_taken_for_another_that_shares_its_rough_stem() -> None:
    kept = Thesaurus(
        [
            Theme(id="steel", kind=ThemeKind.MATERIAL, label=Bilingual("staal", "steel")),
            Theme(id="sheds", kind=ThemeKind.ACTIVITY, label=Bilingual("loods", "shed")),
            Theme(id="theft", kind=ThemeKind.ACTIVITY, label=Bilingual("diefstal", "theft")),
            Theme(id="loans", kind=ThemeKind.ACTIVITY, label=Bilingual("bank", "bank")),
            Theme(id="furniture", kind=ThemeKind.MATERIAL, label=Bilingual("tafel", "table")),
        ]
    )
    for text in (
        "een koeienstal",
        "twee stallen",
        "lood",
        "bankjes in het park",
        "straatbank",
        "inkooptafel",
    ):
        assert kept.mentioned(text) == {}, text
    for text, theme in (
        ("plaatstaal", "steel"),
        ("loods", "sheds"),
        ("twee diefstallen", "theft"),
        ("banken", "loans"),
        ("tafels", "furniture"),
    ):
        assert set(kept.mentioned(text)) == {theme}, text


@pytest.mark.parametrize(("one", "other"), [("hout", "hoed"), ("gras", "grond"), ("bouw", "bos")])
def test_different_words_keep_different_stems(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_words_fold_case_and_accents_and_keep_inner_quotes() -> None:
    assert words("Eén café in 's-Gravenhage, m.b.t. ZZP’ers!") == [
        "een",
        "cafe",
        "in",
        "s",
        "gravenhage",
        "m.b.t",
        "zzp'ers",
    ]


@pytest.mark.parametrize(
    ("text", "themes"),
    [
        ("oude planken", {"wood"}),
        ("sloophout", {"wood"}),
        ("houtbewerking", {"wood"}),
        ("mag ik dit", {"permits"}),
        ("constructiebedryf", {"metal"}),
        ("construcitebedrijf", {"metal"}),
        ("wat is mag", set()),
        ("houten", {"wood"}),
    ],
)
def test_a_text_speaks_of_themes_by_word_phrase_compound_and_misspelling(text: str, themes: set[str]) -> None:
    assert set(THESAURUS.mentioned(text)) == themes


def _spoken_of(text: str, *labels: str) -> set[str]:
    themes = (
        Theme(id=label, kind=ThemeKind.ACTIVITY, label=Bilingual(label, f"{label} in English"))
        for label in labels
    )
    return set(Thesaurus(themes).mentioned(text))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("verkeerde deuren besteld", "verzekerd"),
        ("een beweging van onderop", "belegging"),
        ("opgericht in 1950", "opgelicht"),
        ("veilig werken", "veiling"),
        ("de zanger", "zwanger"),
        ("dat is er al", "bestrating"),
    ],
)
def test_another_word_that_looks_alike_is_no_misspelling(text: str, label: str) -> None:
    assert _spoken_of(text, label) == set()


@pytest.mark.parametrize(
    ("text", "label"),
    [("past dat bij ons?", "bijen"), ("hoeveel per jaar", "peers"), ("iemand die het weet", "wet")],
)
def test_a_word_of_every_question_is_no_form_of_another_word(text: str, label: str) -> None:
    assert _spoken_of(text, label) == set()


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("repair without a workshop", "hout"),
        ("on a different day", "rent"),
        ("de verkoper belde", "koper"),
        ("onze concurrenten", "rent"),
        ("het is definitief", "definities"),
    ],
)
def test_a_common_word_is_no_compound_or_misspelling_because_it_ends_or_begins_alike(
    text: str, label: str
) -> None:
    assert _spoken_of(text, label) == set()


def test_a_word_of_every_question_counts_in_a_phrase_and_where_it_is_the_label() -> None:
    assert _spoken_of("waar wil ik heen?", "waar wil", "weten") == {"waar wil"}
    assert _spoken_of("zij weten het", "waar wil", "weten") == {"weten"}


def test_a_word_that_stands_in_a_label_is_spelled_right() -> None:
    assert _spoken_of("als ondernemer", "onderaannemer") == {"onderaannemer"}
    assert _spoken_of("als ondernemer", "onderaannemer", "ondernemers ontmoeten") == set()


@pytest.mark.parametrize("typed", ["verzekrd", "verzekeerds", "verzkeerd"])
def test_a_word_with_one_mistake_is_understood(typed: str) -> None:
    assert _spoken_of(f"ben ik {typed}", "verzekerd") == {"verzekerd"}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("is gerepareerd", "repareren"),
        ("de gesloopte school", "slopen"),
        ("dat sloopt hij", "slopen"),
        ("wij sloopten het", "slopen"),
        ("opgeknapte stoelen", "opknappen"),
        ("dat wordt weggegooid", "weggooien"),
        ("zijn ingezameld", "inzamelen"),
        ("ontmantelde machines", "ontmantelen"),
        ("can be repaired", "repair"),
        ("shredding it", "shred"),
    ],
)
def test_a_form_of_a_verb_speaks_of_what_the_verb_does(text: str, label: str) -> None:
    assert _spoken_of(text, label) == {label}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Wij gooien elke week platen weg.", "weggooien"),
        ("ik knap oude stoelen op en verkoop ze", "opknappen"),
        ("wie haalt ze op?", "ophalen"),
        ("om stoelen op te knappen", "opknappen"),
        ("Hij neemt ze terug, maar wanneer?", "terugnemen"),
    ],
)
def test_a_verb_is_known_with_its_particle_apart(text: str, label: str) -> None:
    assert _spoken_of(text, label) == {label}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("dat zorgt voor banen", "zorg"),
        ("wij leveren in Gouda", "inleveren"),
        ("hij is weg. Wij gooien niets", "weggooien"),
        ("een bedrijf in Leiden", "leien"),
        ("het is tot last", "lassen"),
    ],
)
def test_what_only_looks_like_a_form_of_a_verb_is_none(text: str, label: str) -> None:
    assert _spoken_of(text, label) == set()


def test_a_whole_word_says_more_than_a_part_of_one() -> None:
    assert THESAURUS.mentioned("hout")["wood"] > THESAURUS.mentioned("sloophout")["wood"] > 0.5


@pytest.mark.parametrize(
    ("text", "theme"),
    [("oud hout", "short"), ("waar laten wij oud hout opkopen?", "long"), ("oud hout van sloop", "short")],
)
def test_of_labels_that_share_words_the_longest_that_is_there_counts(text: str, theme: str) -> None:
    labels = {"short": "oud hout", "long": "oud hout opkopen", "longer": "oud hout van sloop kopen"}
    themes = Thesaurus(
        Theme(id=id_, kind=ThemeKind.ACTIVITY, label=Bilingual(label, label)) for id_, label in labels.items()
    )
    assert themes.mentioned(text) == {theme: 1.0}


def test_nearness_halves_with_every_step_and_is_zero_across_branches() -> None:
    assert THESAURUS.nearness("metal", "metal") == 1
    assert THESAURUS.nearness("metal", "industry") == THESAURUS.nearness("industry", "metal") == 0.5
    assert THESAURUS.nearness("metal", "catering") == 0


def test_a_sector_gives_its_people_a_target_group() -> None:
    assert THESAURUS.target_group("public") is TargetGroup.MUNICIPALITY
    assert THESAURUS.target_group("metal") is None
