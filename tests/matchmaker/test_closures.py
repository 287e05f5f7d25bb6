from __future__ import annotations

from dataclasses import replace

import pytest

from matchmaker.matching.closures import OPEN, said_closed
from tests.matchmaker.region import OLD_WOOD, both


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Alle negen plekken zijn verhuurd.", "full"),
        ("Alle bonnen voor deze periode zijn vergeven.", "full"),
        ("De groep van dit schooljaar is vol; een wachtlijst is er niet.", "full"),
        ("Er is geen plaats meer.", "full"),
        ("Budget op.", "spent"),
        ("De pot van 2025 is leeg.", "spent"),
        ("Het plafond is bereikt; inschrijven kan niet meer.", "over spent"),
        ("De aanvragen voor deze ronde overtroffen het budget.", "spent"),
        ("De leerlijn is in juli 2025 gestopt.", "over"),
        ("De proef is inmiddels afgerond.", "over"),
        ("De laatste groep is klaar.", "over"),
        ("De inschrijving is gesloten.", "over"),
        ("De laatste ronde sloot in september.", "over"),
        ("Er komt geen nieuwe groep.", "over"),
        ("Laatste keer in 2024.", "over"),
        ("Inschrijving gesloten.", "over"),
        ("Alle vakken zijn bezet tot de zomer.", "full"),
        ("Alle plekken zijn op.", "full"),
        ("Vol.", "full"),
        ("VOL: hout sorteren", "full"),
        ("Hout sorteren (vol)", "full"),
        ("Hout sorteren - helaas volgeboekt", "full"),
        ("Er zijn geen plekken meer.", "full"),
        ("Wij werken in groepen van 1 tot 8 man en alle plekken zijn bezet.", "full"),
        ("De subsidie is op.", "spent"),
        ("Budget: op", "spent"),
        ("Het budget voor 2026 is volledig besteed.", "spent"),
        ("De middelen zijn uitgeput.", "spent"),
        ("Hout sorteren (afgelopen)", "over"),
        ("Status: afgelopen", "over"),
        ("De workshop is afgelopen.", "over"),
        ("Aanmelden is niet meer mogelijk.", "over"),
    ],
)
def test_an_offering_that_says_to_be_closed_is_heard(text: str, said: str) -> None:
    for offering in (replace(OLD_WOOD, summary=both(text)), replace(OLD_WOOD, next_step=both(text))):
        closed = said_closed(offering)
        assert [name for name, is_so in closed._asdict().items() if is_so] == said.split()


@pytest.mark.parametrize(
    "text",
    [
        "Wij halen de bak op als hij vol spullen zit.",
        "Bel als de container is volgeladen.",
        "U kunt direct terecht: er is geen wachtlijst.",
        "Voor wie bij de bank geen geld krijgt.",
        "Het geld is op te vragen tot 1 mei.",
        "Een proef die is afgerond op maat van uw bedrijf.",
        "Op zondag is de winkel gesloten.",
        "Alle plekken zijn overdekt.",
        "Zodra uw project is gestart, betalen wij de helft.",
        "De laatste ronde was een succes; daarom komt er nog een.",
        "De laatste groep in 2026 begint in mei.",
        "De container is vol, dan halen wij hem op.",
        "Alle plekken zijn op de fiets te bereiken.",
        "Alle units zijn op maat te huren.",
        "Regeling gesloten bodemenergie.",
        "Aanvragen kan tot 31 december of tot het subsidieplafond is bereikt.",
        "Als de cursus is volgeboekt, komt u op een wachtlijst.",
        "Nadat de inschrijving is gesloten, hoort u wie er bij is.",
        "Uw container is vol, wij halen hem op.",
        "Hebt u geen plek meer, dan slaan wij het op.",
        "Zo haalt u zelf geld op.",
        "De eerste ronde is gesloten. De tweede ronde is open.",
        "De regeling is gesloten voor bedrijven van buiten de stad.",
        "De inschrijving is nog niet gesloten; het is nog niet vol.",
        "Een volle bak: vol met hout.",
    ],
)
def test_what_only_sounds_like_it_closes_nothing(text: str) -> None:
    assert said_closed(replace(OLD_WOOD, summary=both(text))) == OPEN


def test_what_only_the_desk_may_read_closes_nothing() -> None:
    told = replace(OLD_WOOD, next_step=both("Alle plekken zijn bezet."), desk_only=("next_step",))
    assert said_closed(told) == OPEN
