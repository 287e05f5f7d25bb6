"""What a row of a list states of a party or an offering, in the register's terms."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from graph.importing.words import pieces
from matchmaker.editing import MOST_QUESTIONS
from matchmaker.model import Question
from matchmaker.vocabulary import ActorKind, Bilingual, CompanySize, NeedKind, RStrategy, Status, TargetGroup

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.importing.cells import Cells
    from matchmaker.places import Gazetteer
    from matchmaker.themes import Thesaurus


class RowReader:
    """Reads the cells of rows with the register's places and themes; what is wrong becomes a fault there.

    Attributes:
        unknown_themes: Words that no theme knows, with the numbers of the rows that have them.
    """

    def __init__(self, gazetteer: Gazetteer, thesaurus: Thesaurus) -> None:
        self._gazetteer = gazetteer
        self._find_themes = cache(thesaurus.find)  # a list says the same again and again
        self.unknown_themes: dict[str, set[int]] = {}

    def of_actor(self, cells: Cells, name: str, number: str | None) -> dict[str, Any]:
        """Return what a row says, by field of the party; None or empty where it says nothing."""
        kinds = cells.codes("kind", ActorKind)
        places = cells.places("place", self._gazetteer)
        return {
            "kind": kinds[0] if kinds else None,
            "aliases": (name, *pieces(cells.text("aliases"))),
            "place_id": places[0] if places else None,
            "themes": cells.themes(self._find_themes, self.unknown_themes),
            "website": cells.website(),
            "kvk_number": number,
            "description": _both(cells, "description"),
            "status": cells.code("status", Status),
        }

    def of_offering(self, cells: Cells) -> dict[str, Any]:
        """Return what a row says, by field of the offering; None or empty where it says nothing."""
        for needed in ("need_kinds", "area"):
            cells.filled(needed)
        first, last = cells.period("period") if cells.text("period") else (None, None)
        stated = {
            "title_en": cells.text("title_en"),
            "summary": _both(cells, "summary"),
            "next_step": _both(cells, "next_step"),
            "need_kinds": cells.codes("need_kinds", NeedKind),
            "area": cells.places("area", self._gazetteer),
            "themes": cells.themes(self._find_themes, self.unknown_themes),
            "r_strategies": cells.codes("r_strategies", RStrategy),
            "target_groups": cells.codes("target_groups", TargetGroup),
            "sectors": cells.sectors(self._find_themes),
            "sizes": cells.codes("sizes", CompanySize),
            "opens_on": cells.day("opens_on") or first,
            "closes_on": cells.day("closes_on") or last,
            "budget_euro": cells.whole("budget_euro"),
            "budget_exhausted": cells.yes("budget_exhausted"),
            "capacity": cells.whole("capacity"),
            "places_left": cells.whole("places_left"),
            "requirements": _requirements(cells),
            "questions": _questions(cells),
            "status": cells.code("status", Status),
        }
        _check_offering(cells, stated)
        return stated


def _both(cells: Cells, name: str) -> Bilingual | None:
    nl = cells.text(name)
    return Bilingual(nl, cells.text(f"{name}_en") or nl) if nl else None


def _requirements(cells: Cells) -> tuple[Bilingual, ...]:
    nl, en = cells.sentences("requirements"), cells.sentences("requirements_en")
    if en and len(en) != len(nl):
        cells.fault(
            "requirements_en",
            f"Hier staan {len(en)} voorwaarden, in het Nederlands {len(nl)}. Dat moet gelijk zijn.",
            f"There are {len(en)} conditions here and {len(nl)} in Dutch. The numbers must be equal.",
        )
    return tuple(Bilingual(*both) for both in zip(nl, en or nl, strict=False))


def _questions(cells: Cells) -> tuple[Question, ...]:
    nl, en = cells.sentences("questions"), cells.sentences("questions_en")
    if len(nl) + len(en) > MOST_QUESTIONS:
        cells.fault(
            "questions",
            f"Geef hoogstens {MOST_QUESTIONS} voorbeeldvragen; nu zijn het er {len(nl) + len(en)}.",
            f"Give at most {MOST_QUESTIONS} example questions; now there are {len(nl) + len(en)}.",
        )
    return (
        *(Question(language="nl", text=text) for text in nl),
        *(Question(language="en", text=text) for text in en),
    )


def _check_offering(cells: Cells, stated: Mapping[str, Any]) -> None:
    """Note what cannot be true together."""
    opens_on, closes_on = stated["opens_on"], stated["closes_on"]
    if opens_on and closes_on and closes_on < opens_on:
        cells.fault("closes_on", "Het einde ligt voor het begin.", "The end lies before the start.")
    capacity, places_left = stated["capacity"], stated["places_left"]
    if capacity is not None and places_left is not None and places_left > capacity:
        cells.fault(
            "places_left",
            "Er zijn niet meer plaatsen vrij dan er in totaal zijn.",
            "There are no more places free than there are in total.",
        )
