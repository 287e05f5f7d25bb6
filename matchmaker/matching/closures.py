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
# What ends a clause: "de bak is vol" counts, "de bak is vol spullen" does not.
_END = r"(?=[.,;:!)]|$| en | tot | maar )"
_THIS_TIME = r"(?: (?:van|voor) (?:\d{4}|dit jaar|deze periode|dit schooljaar|deze ronde|dit seizoen))?"
_ALREADY = r"(?: nu| al| inmiddels| helemaal)?"
_MONEY = r"(?:budget|plafond|subsidieplafond|subsidiepot|potje|pot|fonds|geld)"
_PLACES = (
    r"(?:plekken|plaatsen|werkplekken|werkplaatsen|vakken|units|ruimtes|ruimten|kavels|loodsen|hallen|boxen|"
    r"stoelen|ateliers|bonnen|vouchers|cheques)"
)
_ROUND = r"(?:inschrijving|aanmelding|aanvraagronde|aanvraagperiode|ronde|openstelling|regeling)"
_COURSE = (
    r"(?:proef|pilot|project|traject|regeling|opleiding|cursus|leerlijn|actie|campagne|programma|jaarprogramma|"
    r"samenwerking|reeks|sessie|bijeenkomst|editie|ronde|aanvraagperiode|inschrijfperiode)"
)
_FULL = re.compile(
    rf"\balle (?:[\w-]+ )?{_PLACES}{_THIS_TIME} zijn{_ALREADY} "
    r"(?:verhuurd|bezet|vergeven|vol|volgeboekt|verkocht|weg|op)\b|"
    rf"\b(?:is|zijn|zit|zitten){_ALREADY} (?:vol|volgeboekt){_END}|"
    rf"\bgeen (?:plek|plaats|ruimte) meer(?: vrij)?{_END}"
)
_SPENT = re.compile(
    rf"\b{_MONEY}{_THIS_TIME}(?: is)?{_ALREADY} (?:op|leeg|uitgeput|bereikt|overtekend){_END}|"
    r"\bovert(?:roffen|reffen) het (?:budget|plafond)\b"
)
_OVER = re.compile(
    rf"\b{_COURSE}{_THIS_TIME} is(?: (?:in|sinds) [\w ]{{3,20}}|{_ALREADY}) "
    rf"(?:gestopt|afgelopen|beeindigd|afgerond|afgesloten|opgeheven|voorbij|geweest){_END}|"
    rf"\blaatste (?:groep|ronde|keer|editie) (?:is (?:klaar|afgerond|geweest|voorbij){_END}|was\b|in 20\d\d)|"
    rf"\b{_ROUND}{_THIS_TIME}(?: is| zijn)?{_ALREADY} gesloten\b|\b{_ROUND}{_THIS_TIME} sloot\b|"
    r"\ber kom(?:t|en) geen nieuwe (?:groep|ronde)\w*"
)
# The patterns look for one of these, and most texts hold none.
_OFTEN = (
    *("alle ", " vol", "geen pl", "geen ru", "budget", "plafond", "pot", "fonds", "overt"),
    *("geld", "gestopt", "afgelopen", "indigd", "afge", "opgeheven", "voorbij", "geweest", "laatste"),
    *("gesloten", "sloot", "nieuwe"),
)


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
    return Closed(*(pattern.search(folded) is not None for pattern in (_OVER, _SPENT, _FULL)))
