"""What an offering says in its own words of no longer being there, where no field of a list tells it.

Who keeps a list writes "alle plekken zijn verhuurd" in a summary or a next step sooner than a number in a
column.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from matchmaker.text import fold, holds_any

if TYPE_CHECKING:
    from matchmaker.model import Offering

KEPT = 20_000
# What ends a clause: "de bak is vol" counts, "de bak is vol spullen" and "de bak is vol, dan" do not.
_END = r"(?!, dan )(?=[.,;:!)]|$| en | tot | maar )"
# A word that says all by itself, such as in "Hout sorteren (vol)" or "Status: afgelopen".
_ALONE, _AND_NO_MORE = r"(?:^|[.;:!(] ?| - )(?:nu |al |inmiddels |helaas )?", r"(?=[.;:!)]|$| - )"
_THIS_TIME = r"(?: (?:van|voor) (?:\d{4}|dit jaar|deze periode|dit schooljaar|deze ronde|dit seizoen))?"
_ALREADY = r"(?: nu| al| inmiddels| helaas| helemaal| volledig)?"
_MONEY = (
    r"(?:budget|subsidiebudget|plafond|subsidieplafond|subsidie|subsidiepot|potje|pot|fonds|geld|middelen)"
)
_GONE = rf"(?:op|leeg|uitgeput|bereikt|overtekend|besteed){_END}"
_PLACES = (
    r"(?:plekken|plaatsen|werkplekken|werkplaatsen|vakken|units|ruimtes|ruimten|kavels|loodsen|hallen|boxen|"
    r"stoelen|ateliers|bonnen|vouchers|cheques)"
)
_ROUND = r"(?:inschrijving|aanmelding|aanvraagronde|aanvraagperiode|ronde|openstelling|regeling)"
_COURSE = (
    r"(?:proef|pilot|project|traject|regeling|opleiding|cursus|training|workshop|leerlijn|actie|campagne|"
    r"programma|jaarprogramma|samenwerking|reeks|sessie|bijeenkomst|editie|ronde|aanvraagperiode|"
    r"inschrijfperiode)"
)
_TO_JOIN = r"(?:aanmelden|inschrijven|aanvragen|meedoen|deelnemen)"
# A scheme that is closed for some is open for others; closed for new requests, it is for nobody.
_FOR_ALL = r"(?! voor (?!\d|dit |deze |nieuwe |aanvragen|aanmeldingen))"
_FULL = re.compile(
    rf"\balle (?:[\w-]+ )?{_PLACES}{_THIS_TIME} zijn{_ALREADY} "
    rf"(?:(?:verhuurd|bezet|vergeven|volgeboekt|verkocht)\b|(?:vol|weg|op){_END})|"
    rf"\b(?:is|zijn|zit|zitten){_ALREADY} (?:vol|volgeboekt){_END}|"
    rf"(?:\ber (?:is|zijn){_ALREADY} |{_ALONE})"
    rf"geen (?:plek|plaats|ruimte|plekken|plaatsen) meer(?: vrij)?{_END}|"
    rf"{_ALONE}(?:vol|volgeboekt){_AND_NO_MORE}"
)
_SPENT = re.compile(
    rf"\b{_MONEY}{_THIS_TIME} (?:is|zijn){_ALREADY} {_GONE}|{_ALONE}{_MONEY}{_THIS_TIME}:?{_ALREADY} {_GONE}|"
    r"\bovert(?:roffen|reffen) het (?:budget|plafond)\b"
)
_OVER = re.compile(
    rf"\b{_COURSE}{_THIS_TIME} is(?: (?:in|sinds) [\w ]{{3,20}}|{_ALREADY}) "
    rf"(?:gestopt|afgelopen|beeindigd|afgerond|afgesloten|opgeheven|voorbij|geweest){_END}|"
    rf"\blaatste (?:groep|ronde|keer|editie) (?:is (?:klaar|afgerond|geweest|voorbij){_END}|was (?:in|op)\b)|"
    rf"\blaatste keer in 20\d\d{_END}|\b{_ROUND}{_THIS_TIME}{_ALREADY} gesloten{_END}|"
    rf"\b{_ROUND}{_THIS_TIME} (?:is|zijn){_ALREADY} gesloten\b{_FOR_ALL}|\b{_ROUND}{_THIS_TIME} sloot\b|"
    rf"\b{_TO_JOIN} (?:is|kan){_ALREADY} niet meer(?: mogelijk)?{_END}|"
    rf"\ber kom(?:t|en) geen nieuwe (?:groep|ronde)\w*|{_ALONE}(?:afgelopen|gestopt){_AND_NO_MORE}"
)
# The patterns look for one of these, and most texts hold none.
_OFTEN = (
    *("alle ", "vol", "geen pl", "geen ru", "budget", "plafond", "pot", "fonds", "overt", "subsidie"),
    *("geld", "middelen", "gestopt", "afgelopen", "indigd", "afge", "opgeheven", "voorbij", "geweest"),
    *("laatste", "gesloten", "sloot", "nieuwe", "niet meer"),
)
# What stands before it in its clause and says that it is not so, or not yet, or not here: "tot het plafond is
# bereikt", "uw container is vol", "de eerste ronde is gesloten".
_NOT_SO = re.compile(
    r"\b(?:als|zodra|tot|totdat|wanneer|indien|tenzij|voordat|zolang|nadat|uw|je|jouw|eerste|vorige)\b"
)
_CLAUSE_BEGINS = re.compile(r"[.,;:!?(]| en | maar | want | dus ")


class Closed(NamedTuple):
    """What an offering says of no longer being there.

    Attributes:
        over: That it has ended.
        spent: That its money is used up.
        full: That no place is left.
    """

    over: bool
    spent: bool
    full: bool


OPEN = Closed(over=False, spent=False, full=False)


def said_closed(offering: Offering) -> Closed:
    """Return what an offering says in Dutch: in its title, summary and, where all may read it, next step."""
    told = "" if "next_step" in offering.desk_only else offering.next_step.nl
    return _read(f"{offering.title.nl}. {offering.summary.nl}. {told}")


@lru_cache(KEPT)
def _read(text: str) -> Closed:
    folded = fold(text)
    if not holds_any(folded, _OFTEN):
        return OPEN
    return Closed(*(_says(pattern, folded) for pattern in (_OVER, _SPENT, _FULL)))


def _says(pattern: re.Pattern[str], folded: str) -> bool:
    """Return whether a text says what a pattern looks for, in a clause that means it."""
    return any(
        not _NOT_SO.search(_CLAUSE_BEGINS.split(folded[: found.start()])[-1])
        for found in pattern.finditer(folded)
    )
