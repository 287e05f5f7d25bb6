"""Ranking cases on the regional data: the same question, however it is put, goes to the same party."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from graph.seeding import read_seeds
from matchmaker.asking import Asked, NeedReader
from matchmaker.matching import MatchAnswer, Matcher
from matchmaker.matching.decision import ServedThemes, footing
from matchmaker.matching.knowledge import Knowledge

if TYPE_CHECKING:
    from matchmaker.model import Snapshot


SEEDS = Path(__file__).resolve().parents[2] / "seeds"
ASKED_ON = date(2025, 12, 3)


@pytest.fixture(scope="module")
def region() -> Snapshot:
    return read_seeds(SEEDS)


@pytest.fixture(scope="module")
def matcher(region: Snapshot) -> Matcher:
    return Matcher.of(region)


@pytest.fixture(scope="module")
def reader(region: Snapshot, matcher: Matcher) -> NeedReader:
    return NeedReader(matcher.knowledge.gazetteer, matcher.knowledge.thesaurus, region.precedents)


def ask(matcher: Matcher, reader: NeedReader, text: str, place: str | None = None) -> MatchAnswer:
    return matcher.match(reader.read(Asked(text=text, municipality=place), asked_on=ASKED_ON).need)


LONG_WINDED = (
    "Goedemiddag, wij zijn een familiebedrijf en bestaan al vijftig jaar. Volgende maand gaat onze schuur "
    "plat omdat er iets nieuws komt. Mijn vader zegt dat het hout er nog prima uitziet: balken, planken en "
    "kozijnen. Ik vind het zonde om weg te gooien. Weet u wie ons helpt met gebruikt hout uit de sloop?"
)
WOOD, PERMITS, SCHOOL = "actielijn-3-3-hout", "circulair-loket-zuid-holland", "reparatieschool"
CATERING, BULBS = "platform-duurzame-horeca", "circulair-versnellingsprogramma-duin-en-bollenstreek"


@pytest.mark.parametrize(
    ("place", "party", "texts"),
    [
        (
            "Woerden",
            WOOD,
            (
                "Wij slopen een schuur. Wie wil de oude balken en het gebruikte hout hebben?",
                "oude balken sloophout kwijt",
                "ouwe balkken en sloop hout kwyt",
                "sloophoutbalken over",
                "Used timber and beams from demolition, who wants them?",
                LONG_WINDED,
            ),
        ),
        (
            "Gouda",
            PERMITS,
            (
                "Mag ik deze reststroom zelf verwerken of heb ik daar een vergunning voor nodig?",
                "vergunning reststroom verwerken",
                "vergunnning rest stroom verwerken",
                "do I need a permit to process residual streams?",
            ),
        ),
        (
            "Delft",
            SCHOOL,
            (
                "Waar kan ik nieuwe mensen laten leren repareren? Een opleiding tot reparateur zoek ik.",
                "opleiding reparateur",
                "oplleiding tot reparateur",
                "course to become a repairer",
            ),
        ),
        (
            "Leiden",
            CATERING,
            (
                "Ons restaurant gooit te veel eten weg. Met welke horeca kan ik daarover praten?",
                "restaurant duurzame horeca netwerk",
                "restaurantt wil met andere horecazaken verduurzamen",
                "restaurant in Leiden looking for a network on sustainable hospitality",
            ),
        ),
        (
            "Lisse",
            BULBS,
            (
                "Bollenbedrijf wil weten hoe circulair het is en wat de volgende stap is.",
                "bollenbedrijf circulair",
                "bollen bedrijf circulair worden",
                "bulb grower wants to become circular",
            ),
        ),
    ],
)
def test_a_question_reaches_the_same_party_however_it_is_put(
    matcher: Matcher, reader: NeedReader, place: str, party: str, texts: tuple[str, ...]
) -> None:
    for text in texts:
        answer = ask(matcher, reader, text, place)
        assert party in [match.provider.id for match in answer.matches[:3]], text


BESIDE_THE_POINT = (
    "Goedemiddag. Mijn ouders begonnen hier in 1968 met twee koeien, een hond en een fiets, en mijn broer "
    "rijdt nog elke dag met de vrachtwagen naar Duitsland. Vorige week kwam de buurman langs met koffie en "
    "taart, want zijn dochter was jarig."
)


@pytest.mark.parametrize(
    ("place", "party", "text"),
    [
        ("Woerden", WOOD, "Wie wil de oude balken en het gebruikte hout uit onze schuur hebben?"),
        ("Gouda", PERMITS, "Mag ik deze reststroom zelf verwerken of heb ik daar een vergunning voor nodig?"),
        ("Delft", SCHOOL, "Waar leren nieuwe mensen repareren? Een opleiding tot reparateur zoek ik."),
    ],
)
def test_who_tells_a_story_first_is_helped_as_who_comes_to_the_point(
    matcher: Matcher, reader: NeedReader, place: str, party: str, text: str
) -> None:
    for said in (text, f"{BESIDE_THE_POINT} {text}"):
        answer = ask(matcher, reader, said, place)
        assert party in [match.provider.id for match in answer.matches[:3]]


@pytest.mark.parametrize(
    ("text", "place", "better", "worse"),
    [
        # the specific desk above the general door
        (
            "Coach voor ons metaalbedrijf",
            "Zoetermeer",
            "versnellingsteam-metaal",
            "innovationquarter",
        ),
        (
            "Hulp bij een circulaire aanbesteding van onze gemeente",
            "Gouda",
            "actielijn-4-1-circulair-inkopen",
            "platform-groene-hart-circulair",
        ),
        # the party that runs it above who only takes part
        ("Gebruikte lampen en kabelgoten weer inzetten", "Gouda", "circospin", "gemeente-gouda"),
        # what is for the subject above what gives the same help on another
        (
            "Subsidie voor het rieten dak van een oude poldermolen",
            "Amersfoort",
            "subsidieregeling-erfgoedparels",
            "subsidieregeling-bereikbaarheid",
        ),
        (
            "Welke eisen zetten wij in een offerteaanvraag voor bureaus?",
            "Zwolle",
            "mvi-criteriatool",
            "kenniscentrum-duurzaam-organiseren",
        ),
        # what is near above what is far
        ("subsidie voor een groen project", "Leiden", "gemeente-leiden", "provincie-zuid-holland"),
    ],
)
def test_one_party_stands_above_another(
    matcher: Matcher, reader: NeedReader, text: str, place: str, better: str, worse: str
) -> None:
    parties = [match.provider.id for match in ask(matcher, reader, text, place).matches]
    assert better in parties
    if worse in parties:
        assert parties.index(better) < parties.index(worse)


@pytest.mark.parametrize(
    ("place", "may"),
    [("Nieuwkoop", True), ("Kaag en Braassem", True), ("Papendrecht", False), ("Gorinchem", False)],
)
def test_what_is_for_municipalities_that_take_part_is_suggested_to_no_others(
    matcher: Matcher, reader: NeedReader, place: str, *, may: bool
) -> None:
    asked = Asked(text="Kennissessie met metaalbedrijven houden", sector="gemeente", municipality=place)
    need = reader.read(asked, asked_on=ASKED_ON).need
    told = {match.offering.id for match in matcher.match(need).matches}
    assert ("kennissessie-organiseren-met-gemeente" in told) is may


def test_who_has_yet_to_begin_is_not_sent_to_a_prize_for_what_exists(
    matcher: Matcher, reader: NeedReader
) -> None:
    prize = "prijsvraag-bewonersinitiatieven-nmu"
    for text, may in (
        ("Onze kledingbieb bestaat vier jaar, is er prijzengeld voor ons bewonersinitiatief?", True),
        ("Wij willen een kledingbieb opzetten, is er prijzengeld voor ons bewonersinitiatief?", False),
    ):
        asked = Asked(text=text, sector="bewoners", municipality="Bunnik", size="nvt")
        answer = matcher.match(reader.read(asked, asked_on=ASKED_ON).need)
        assert (prize in {match.offering.id for match in answer.matches}) is may


def test_who_aims_at_a_rung_in_words_that_nobody_uses_is_given_the_first_help_of_the_place(
    matcher: Matcher, reader: NeedReader
) -> None:
    asked = Asked(
        text="Onze kaarsenmakerij haalt lege potten bij klanten terug. Wie helpt verder?",
        need_kinds=("knowledge",),
        municipality="Woerden",
        r_strategy="R3",
    )
    answer = matcher.match(reader.read(asked, asked_on=ASKED_ON).need)
    desk = "actielijn-1-2-informeren-en-ondersteunen-via-een-gezamenlijk-circulair-loket"
    assert answer.gap is None
    assert desk in [match.provider.id for match in answer.matches[:3]]


@pytest.mark.parametrize("text", ["Bakery in Woerden, what can I do?", "Garage in Best, wat kan ik doen?"])
def test_who_names_a_trade_and_a_town_and_asks_where_to_begin_is_given_first_help(
    matcher: Matcher, reader: NeedReader, text: str
) -> None:
    answer = ask(matcher, reader, text)
    assert answer.matches
    assert answer.first_help is not None


@pytest.mark.parametrize("place", [None, "Woerden", "Gouda", "Utrecht"])
@pytest.mark.parametrize(
    "text",
    [
        "Ik zoek een tandarts voor mijn hond",
        "waar kan ik goedkoop tanken",
        "help met mijn belastingaangifte",
        "loonadministratie uitbesteden",
        "Who can build a website for our shop?",
        "Onze verzekeraar wil de werkplaats niet meer verzekeren",
        "Hypotheek op ons bedrijfspand verhogen, welke bank doet dat nog?",
        "De buren horen onze machines, wie meet of dat binnen de geluidsnorm blijft?",
        "Wij willen een ISO 9001-certificaat, welke auditor komt langs?",
    ],
)
def test_what_no_desk_here_helps_with_is_a_gap_wherever_it_is_asked(
    matcher: Matcher, reader: NeedReader, text: str, place: str | None
) -> None:
    answer = ask(matcher, reader, text, place)
    assert answer.matches == ()
    assert answer.gap is not None


@pytest.mark.parametrize(
    "text",
    [
        "Drukkerij wil weten hoe inkt en papier minder belastend kan",
        "Kunnen wij met andere horecazaken samen glas inzamelen?",
        "Ons cateringbedrijf wil af van plastic bakjes, wie heeft statiegeldbakjes?",
    ],
)
def test_what_is_made_of_words_that_are_mostly_served_is_answered_though_no_precedent_is_like_it(
    matcher: Matcher, reader: NeedReader, text: str
) -> None:
    assert ask(matcher, reader, text, "Woerden").gap is None


def test_hardly_any_example_question_speaks_of_what_nobody_offers_anything_on(region: Snapshot) -> None:
    knowledge = Knowledge(actors=region.actors, places=region.places, themes=region.themes)
    served = ServedThemes(knowledge)
    for offering in region.offerings:
        served.add(offering)
    questions = [question.text for offering in region.offerings for question in offering.questions]
    beside_the_point = [
        text for text in questions if footing(1.0, knowledge.thesaurus.mentioned(text), served).unserved
    ]
    assert len(beside_the_point) < 0.005 * len(questions)


@pytest.mark.parametrize(
    "text", ["people who care about reuse", "our client wants proof", "clients ask for it"]
)
def test_an_everyday_word_of_english_is_no_trade(matcher: Matcher, text: str) -> None:
    assert "healthcare" not in matcher.knowledge.thesaurus.mentioned(text)


def test_a_material_is_a_subject_and_a_kind_of_help_is_none(matcher: Matcher) -> None:
    subjects = ServedThemes(matcher.knowledge).subjects
    assert {"wood", "residual-streams", "organic-residues", "biobased-materials"} <= subjects
    assert subjects.isdisjoint({"subsidies-vouchers", "networking", "training"})


def test_a_gap_names_the_subject_that_nobody_offers_anything_on(matcher: Matcher, reader: NeedReader) -> None:
    gap = ask(matcher, reader, "loonadministratie uitbesteden", "Gouda").gap
    assert gap is not None
    assert "lonen en pensioen" in gap.reason.nl
    assert "wages and pensions" in gap.reason.en


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Subsidie voor een laadpaal bij ons bedrijf", "elektrisch vervoer"),
        ("training bhv voor medewerkers", "bhv en veilig werken"),
        ("Netwerken met andere ondernemers over personeel werven", "personeel werven"),
    ],
)
def test_a_kind_of_help_that_others_give_serves_no_subject(
    matcher: Matcher, reader: NeedReader, text: str, subject: str
) -> None:
    gap = ask(matcher, reader, text, "Utrecht").gap
    assert gap is not None
    assert subject in gap.reason.nl


@pytest.mark.parametrize(
    "text",
    [
        "Onze verzekering wil het niet meer: wie neemt ons oude hout over om te hergebruiken?",
        "Wij verhuren gereedschap in plaats van verkopen; hoe rekenen wij dat uit zonder failliet te gaan?",
        "Wij verhuren gereedschap in plaats van verkopen. Hoe rekenen wij dat uit zonder failliet te gaan?",
    ],
)
def test_who_aims_at_a_rung_is_answered_though_another_subject_is_named_in_passing(
    matcher: Matcher, reader: NeedReader, text: str
) -> None:
    assert ask(matcher, reader, text, "Leiden").gap is None


@pytest.mark.parametrize(
    "text",
    [
        "Wij repareren met vrijwilligers kapotte stofzuigers. Waar kunnen wij ons verzekeren?",
        "Our shop sells second-hand lamps. Who does our bookkeeping?",
        "Ik knap oude fietsen op. Wie regelt de loonadministratie voor mijn monteur?",
    ],
)
def test_who_works_on_a_rung_and_asks_for_another_subject_only_is_told_that_nobody_offers_it(
    matcher: Matcher, reader: NeedReader, text: str
) -> None:
    gap = ask(matcher, reader, text, "Gouda").gap
    assert gap is not None
    assert "Daarover staat geen aanbod" in gap.reason.nl


def test_one_short_question_that_nobody_serves_closes_no_door_by_a_word_that_it_shares(
    matcher: Matcher, reader: NeedReader
) -> None:
    """A boiler that leaks is no case for the desk, and boilers to refurbish are."""
    found = ask(matcher, reader, "Wie kan oude cv-ketels opknappen?", "Woerden")
    assert "circospin" in {match.provider.id for match in found.matches}


def test_another_sort_of_school_is_not_sent_to_what_is_for_one_sort_only(
    matcher: Matcher, reader: NeedReader
) -> None:
    only_for_vmbo = "proef-circulair-bouwmateriaal-vmbo-bwi"

    def parties(school: str) -> list[str]:
        asked = Asked(text="Gebruikt hout gezocht voor de praktijkles", sector=school, municipality="Woerden")
        answer = matcher.match(reader.read(asked, asked_on=ASKED_ON).need)
        return [match.provider.id for match in answer.matches]

    assert only_for_vmbo in parties("vmbo")
    assert parties("mbo")
    assert only_for_vmbo not in parties("mbo")


@pytest.mark.parametrize(
    "text",
    [
        "cv-ketels opknappen, wie helpt ons?",
        "Wie helpt ons? Cv-ketels opknappen.",
        "cv-ketels opknappen - wie helpt ons?",
        "Wie helpt ons cv-ketels opknappen?",
        "oude cv-ketels opknappen, wie helpt ons?",
        "Wie helpt ons oude cv-ketels opknappen?",
    ],
)
def test_which_word_stands_before_a_comma_changes_no_answer(
    matcher: Matcher, reader: NeedReader, text: str
) -> None:
    answer = ask(matcher, reader, text, "Woerden")

    assert answer.first_help is None
    assert answer.matches[0].provider.id == "circospin"
