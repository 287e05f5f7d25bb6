from __future__ import annotations

import re
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from matchmaker import cues
from matchmaker.cues import (
    beside_where_to_begin,
    kinds_in,
    rung_in,
    size_in,
    speaks_for_nobody_else,
    speaks_of_own_home,
    what_is_asked,
    what_is_open,
    who_speaks,
    would_move,
    yet_to_begin,
)
from matchmaker.text import fold, words
from matchmaker.vocabulary import CompanySize, NeedKind, RStrategy


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Is er een potje voor ons plan?", NeedKind.SUBSIDY),
        ("any grant for a pilot?", NeedKind.SUBSIDY),
        ("nieuwe oude dakpannen, wie betaalt dat?", NeedKind.SUBSIDY),
        ("who will help pay for reclaimed slates", NeedKind.SUBSIDY),
        ("Mag dat zomaar of is een vergunning nodig?", NeedKind.REGULATION),
        ("wie levert een cursus voor onze monteurs", NeedKind.SKILLS),
        ("Kavel gezocht voor een sorteerbedrijf", NeedKind.SPACE),
        ("Is er nog een hal te huur?", NeedKind.SPACE),
        ("valt er iets mee te verdienen?", NeedKind.REVENUE_MODEL),
        ("De bank wil geen lening geven", NeedKind.FINANCING),
        ("we willen andere bedrijven ontmoeten", NeedKind.NETWORK),
        ("oude planken kwijt", NeedKind.MATERIALS),
        ("wie geeft ons advies", NeedKind.KNOWLEDGE),
        ("subsidei voor een proef", NeedKind.SUBSIDY),
        ("krijg ik een tegoedbon voor een adviseur", NeedKind.SUBSIDY),
        ("wie doet dit ook", NeedKind.NETWORK),
        ("stageplek voor een leerling", NeedKind.SKILLS),
        ("waar kan ik heen met restpartijen", NeedKind.MATERIALS),
        ("zijn wij aansprakelijk voor wat wij opnieuw verkopen", NeedKind.REGULATION),
        ("een stuk grond aan het water", NeedKind.SPACE),
        ("wij willen ons product terugkopen", NeedKind.REVENUE_MODEL),
        ("wie kan ons dit voorfinancieren", NeedKind.FINANCING),
        ("ik heb geen idee waar te beginnen", NeedKind.KNOWLEDGE),
        ("may we sell this or is it waste", NeedKind.REGULATION),
        ("who can use the bread that we have left", NeedKind.MATERIALS),
        ("de bank zegt nee, wie leent wel?", NeedKind.FINANCING),
        ("gewoon eens mensen spreken bij een borrel", NeedKind.NETWORK),
    ],
)
def test_the_kind_of_help_shows_in_the_words(text: str, kind: NeedKind) -> None:
    assert kind in kinds_in(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("wij willen weten wie dit kan", NeedKind.REGULATION),
        ("twee keer per week", NeedKind.NETWORK),
        ("een bankje in de tuin", NeedKind.FINANCING),
        ("wie wil de banken uit onze kantine", NeedKind.FINANCING),
        ("legt iemand er een houten vloer in", NeedKind.SUBSIDY),
        ("900 kilo oude broeken. Vestiging Best", NeedKind.SPACE),
        ("wij houden lood over", NeedKind.SPACE),
        ("dozen vol papier", NeedKind.SKILLS),
        ("het contract loopt af", NeedKind.NETWORK),
    ],
)
def test_a_kind_of_help_is_not_heard_in_a_word_that_means_something_else(text: str, kind: NeedKind) -> None:
    assert kind not in kinds_in(text)


@pytest.mark.parametrize("text", ["", "x", "Groeten uit Gouda", "glazen potten", "kunt u dit komen halen"])
def test_words_that_point_nowhere_give_no_kind(text: str) -> None:
    assert kinds_in(text) == ()


def test_a_long_question_gives_three_kinds_at_most() -> None:
    text = "subsidie, lening, vergunning, cursus, kavel, netwerk, advies en oude planken"
    assert len(kinds_in(text)) == 3


@pytest.mark.parametrize(
    ("text", "rung"),
    [
        ("wij willen meubels opknappen", RStrategy.REFURBISH),
        ("gerecycled plastic", RStrategy.RECYCLE),
        ("can you repair this", RStrategy.REPAIR),
        ("machines reviseren", RStrategy.REMANUFACTURE),
        ("liever per maand verhuren dan verkopen", RStrategy.RETHINK),
        ("wij willen minder plastic", RStrategy.REDUCE),
        ("te versnipperen tot korrels", RStrategy.RECYCLE),
        ("daar kun je iets moois van maken", RStrategy.REPURPOSE),
        ("we want to take it back from customers", RStrategy.RETHINK),
        ("where is a coat mended", RStrategy.REPAIR),
        ("opknappen of recyclen?", None),
        ("wie helpt ons", None),
    ],
)
def test_the_rung_shows_in_the_words_where_there_is_only_one(text: str, rung: RStrategy | None) -> None:
    assert rung_in(text) is rung


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("Ik heb een eenmanszaak", CompanySize.MICRO),
        ("als ZZP'er zoek ik werk", CompanySize.MICRO),
        ("bedrijf met drie mensen", CompanySize.MICRO),
        ("we are a two-person studio", CompanySize.MICRO),
        ("metaalbedrijf, 14 fte", CompanySize.SMALL),
        ("60 staff", CompanySize.MEDIUM),
        ("zorginstelling met 1200 medewerkers", CompanySize.LARGE),
        ("adviesbureau, 12,5 fte", CompanySize.SMALL),
        ("drukker met 1.200 medewerkers", CompanySize.LARGE),
        ("wij hebben ruim 100+ werknemers", CompanySize.MEDIUM),
        ("vijftien medewerkers in een loods", CompanySize.SMALL),
        ("Wij zijn met z’n drieën begonnen", CompanySize.MICRO),
        ("in mijn eentje maak ik lampen", CompanySize.MICRO),
        ("een ploeg van zes", CompanySize.MICRO),
        ("kapsalon, 1 persoon", CompanySize.MICRO),
        ("ik heb een eenpersoonszaak", CompanySize.MICRO),
        ("een lunch voor 1 persoon", None),
        ("we are a staff of 20", CompanySize.SMALL),
        ("een 60-koppig bureau", CompanySize.MEDIUM),
        ("40 m3 hout per maand", None),
        ("mensen helpen mensen", None),
        ("wij koken voor 100 mensen per dag", None),
    ],
)
def test_the_size_shows_in_a_number_of_staff(text: str, size: CompanySize | None) -> None:
    assert size_in(text) is size


@pytest.mark.parametrize(
    ("text", "said", "unsaid"),
    [
        ("Basisschool in Gouda wil leren repareren met ouders", "basisschool in gouda", "ouders"),
        ("Wie helpt ons? Wij zijn een bakkerij", "een bakkerij", "wie"),
        ("Kan ik met de gemeente praten?", "kan ik", "gemeente"),
        ("Stukadoor in Zeist. De gemeente zegt dat het anders moet", "stukadoor in zeist", "gemeente"),
        ("Loodgieter zkt korte opleiding", "loodgieter", "opleiding"),
        ("Vorig jaar kregen wij van de gemeente een bijdrage", "vorig jaar", "gemeente"),
    ],
)
def test_who_is_asking_stands_in_the_opening_or_after_words_such_as_we_are(
    text: str, said: str, unsaid: str
) -> None:
    assert said in who_speaks(text)
    assert unsaid not in who_speaks(text)


@pytest.mark.parametrize(
    "pattern",
    [*cues._STAFF, cues._ALONE, cues._WHERE_THEY_ARE, cues._OF_OTHERS],  # noqa: SLF001  # what the looks stand for
    ids=["staff", "team", "alone", "where they are", "of others"],
)
@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_quick_look_hides_nothing_that_a_pattern_would_find(
    pattern: re.Pattern[str], data: st.DataObject
) -> None:
    text = data.draw(st.from_regex(pattern, fullmatch=True))
    quick = size_in(text), who_speaks(text)
    with patch.object(cues, "holds_any", return_value=True):
        assert (size_in(text), who_speaks(text)) == quick


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("Slagerij in Best, wat kunnen wij doen?", ["slagerij", "in", "best", "doen"]),
        ("waar begin ik", []),
        ("Butcher in Best, where do I start?", ["butcher", "in", "best"]),
    ],
)
def test_where_to_begin_is_told_apart_from_what_else_is_said(text: str, beside: list[str]) -> None:
    assert words(beside_where_to_begin(text) or "") == beside


@pytest.mark.parametrize("text", ["Wat kan er met oud hout?", "Slagerij in Best", "Where can I buy wood?"])
def test_who_asks_something_else_does_not_ask_where_to_begin(text: str) -> None:
    assert beside_where_to_begin(text) is None


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("Wie maakt mijn fiets?", True),
        ("My kettle broke, who mends it?", True),
        ("Ik zoek iets voor onze leden", False),
        ("I ask on behalf of a club", False),
        ("I would like to start a circular company", False),
        ("Ik ben adviseur bij een woningcorporatie", False),
        ("Ik ben zzp timmerman in Gouda en zoek hout", False),
        ("Ik zoek voor mijn klas spullen", False),
        ("Gebruikte planken over", False),
    ],
)
def test_one_person_is_told_from_who_acts_for_others(text: str, *, alone: bool) -> None:
    assert speaks_for_nobody_else(text) is alone


@pytest.mark.parametrize(
    ("text", "at_home"),
    [
        ("Wij zoeken planken voor onze oude zolder", True),
        ("rijtjeshuis isoleren met hennep", True),
        ("Wie wil onze zolders leeghalen?", False),
        ("Groente voor onze keuken", False),
        ("Our nursing home has twenty old beds", False),
        ("Wie wil onze gezamenlijke tuin vergroenen?", False),
    ],
)
def test_a_home_is_told_from_where_people_work(text: str, *, at_home: bool) -> None:
    assert speaks_of_own_home(text) is at_home


@pytest.mark.parametrize(
    ("text", "moves"),
    [
        ("Wij zoeken een hal, waar maakt niet uit", True),
        ("De plaats maakt ons niet veel uit", True),
        ("Een kavel ergens in het oosten", True),
        ("Zijn bereid te verhuizen", True),
        ("Nu nog in Dijkdorp, straks in een grotere hal", True),
        ("We would relocate for a plot", True),
        ("The town does not matter", True),
        ("Wij zoeken een hal in Dijkdorp", False),
        ("Het maakt niet uit hoe groot de hal is", False),
        ("Our landlord wants us to move out", False),
        ("Wij zijn nu in gesprek over een hal", False),
        ("We are now in talks about a hall", False),
    ],
)
def test_who_would_go_far_is_told_from_who_stays(text: str, *, moves: bool) -> None:
    assert would_move(text) is moves


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Wij willen met de straat een ruilwinkel opzetten", True),
        ("Er is nog niets, wie denkt mee?", True),
        ("Een naaihoek in de kerk. Nog niks, alleen een plan.", True),
        ("Onze club moet nog opgericht worden en is nog niet begonnen", True),
        ("We want to start a toy library", True),
        ("The workshop does not exist yet", True),
        ("Onze ruilwinkel draait al twee jaar en wij willen een tweede beginnen", False),
        ("Wij hebben een ruilwinkel en zoeken een naaimachine", False),
        ("Hoe beginnen wij met minder afval?", False),
        ("We have run a toy library since 2022 and want to start lending tools", False),
        ("Met vijf buren willen we een weggeefwinkeltje beginnen in een leeg lokaal", True),
        ("Bewoners van een flat willen een spullenbieb beginnen, wij zoeken goede raad", True),
        ("Met een paar ouders willen we beginnen met een speelgoed-uitleen", True),
        ("In onze straat willen we een ruilkast beginnen", True),
        ("Wij willen een kledingbieb opzetten, is er prijzengeld voor ons bewonersinitiatief?", True),
        ("Ons initiatief bestaat nog niet.", True),
        ("Het is alleen nog een idee: een buurtfietsenmaker", True),
        ("Er is nog niets aan gedaan sinds wij het meldden", False),
        ("Aan het afval bij ons repaircafé is nog niets gedaan", False),
        ("Wij hebben nog niets gehoord over ons bewonersinitiatief", False),
        ("Er staat nog niets op papier, maar de weggeefkast is er", False),
        ("Nog niks gewonnen, en onze ruilkast staat er mooi", False),
        ("Voor ons dorpsinitiatief is nog niets bekend over de prijs", False),
        ("Cadeauwinkel in Leiden, nog niks mee gedaan", False),
        ("Al overal naar kratten gezocht: nog niets", False),
        ("Wij zijn nog niet begonnen met scheiden van afval", False),
        ("Wij moeten eerst beginnen met een scan", False),
        ("Wij hebben alleen een plan nodig voor ons afval", False),
        ("Gemeente wil iets met bedrijven maar weet niet waar te beginnen", False),
        ("Wij zijn een bouwbedrijf en willen een project opzetten", False),
        ("Ons metaalbedrijf wil een retoursysteem opzetten", False),
        ("Ons repaircafé wil ook een naaihoek beginnen", False),
        ("Onze kledingbieb is er, wij willen een ruilkast beginnen", False),
        ("Kringloopwinkel in Leusden, wij willen een werkplaats beginnen", False),
        ("Kledingzaak wil een inzamelpunt voor jeans beginnen", False),
        ("Wij willen een gesprek met een werkplaats starten", False),
        ("Ik wil een inzameling in een winkel starten", False),
        ("We would like to start a workshop series for staff", False),
        ("Wij gaan de machine opstarten en zoeken restmateriaal", False),
        ("We want to start recycling at our bakery", False),
        ("Our community fridge is up and running. We would like to start a swap shop", False),
        ("We have not started separating our waste", False),
    ],
)
def test_who_has_yet_to_begin_is_told_from_who_runs_something(text: str, *, begins: bool) -> None:
    assert yet_to_begin(text) is begins


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("600 kuub grond. Keuring heb ik. Wie wil het?", "600 kuub grond. . Wie wil het?"),
        ("De vergunning is al geregeld, waar lever ik het?", "De , waar lever ik het?"),
        ("De verzekering hebben wij al", "De"),
        ("Welke vergunning heb ik nodig?", "Welke vergunning heb ik nodig?"),
        ("De financiering is rond en de vergunning is binnen.", "De en de"),
        ("De verzekering is binnen een maand nodig", "De verzekering is binnen een maand nodig"),
        ("Welke verzekering heb ik, en is die genoeg?", "Welke verzekering heb ik, en is die genoeg?"),
        ("Geen verzekering heb ik.", "Geen verzekering heb ik."),
        ("Permits are already in place", ""),
    ],
)
def test_what_is_settled_is_told_from_what_is_open(text: str, left: str) -> None:
    assert words(what_is_open(text)) == words(left)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Wij repareren lampen. Wie verzekert dat?", "Wie verzekert dat?"),
        ("Our insurer wants proof, who gives that?", "who gives that?"),
        ("Wie haalt het op? Het is hout. En wat kost dat?", "Wie haalt het op? En wat kost dat?"),
        ("Bakkerij in Best. Zoeken een boekhouder", "Zoeken een boekhouder"),
        ("boekhouder gezocht", "boekhouder gezocht"),
        ("Hoe reken ik dat uit zonder failliet te gaan?", "Hoe reken ik dat uit"),
        ("?", ""),
    ],
)
def test_what_is_asked_is_told_from_what_is_told_beside(text: str, asked: str) -> None:
    assert words(what_is_asked(text)) == words(asked)


@given(st.lists(st.sampled_from([*cues._SAYS_WHO, "s", "é", " ", ", ", "-", "_"])).map("".join))  # noqa: SLF001  # as above
@example("als onze buren")
def test_words_that_say_who_one_is_are_whole_words(text: str) -> None:
    pattern = re.compile(rf"\b(?:{'|'.join(cues._SAYS_WHO)})\b")  # noqa: SLF001  # as above
    said = {found.end() for found in pattern.finditer(fold(text))}
    found = {end for phrase in cues._SAYS_WHO for end in cues._ends_of(phrase, fold(text))}  # noqa: SLF001  # as above
    assert found == said
