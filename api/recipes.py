"""The weights in use: those of the programme, or those that were learned and kept in a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from matchmaker.errors import Conflict, Fault, InvalidInput
from matchmaker.matching.recipes import STEADY, recipe_with
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from datetime import date

    from matchmaker.learning import Learned
    from matchmaker.matching.recipes import Recipe

UNREADABLE = Bilingual(
    "Dit bestand met gewichten is niet te gebruiken ({}). Haal LOKET_RECIPE weg om de vaste gewichten te "
    "gebruiken, of maak het bestand opnieuw met: loket learn.",
    "This file of weights cannot be used ({}). Take LOKET_RECIPE away to use the fixed weights, or make the "
    "file anew with: loket learn.",
)


def recipe_in_use(file: str | None) -> Recipe:
    """Return the weights of a file, or those of the programme where there is none.

    Raises:
        InvalidInput: The file is not there, or holds something else than weights for these features.
    """
    if file is None:
        return STEADY
    try:
        kept = json.loads(Path(file).read_text("utf-8"))
        return recipe_with(STEADY, str(kept["name"]), dict(kept["weights"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = Bilingual(UNREADABLE.nl.format(error), UNREADABLE.en.format(error))
        raise InvalidInput([Fault(where="LOKET_RECIPE", message=message)]) from None


def keep(learned: Learned, file: Path, today: date) -> None:
    """Write what was learned to a new file, so that what was used before stays.

    Raises:
        Conflict: The file is there already.
    """
    kept = {
        "name": learned.recipe.name,
        "learnedOn": today.isoformat(),
        "lessons": learned.lessons,
        "gain": learned.gain,
        "weights": {part.name: part.weight for part in learned.recipe.table},
    }
    try:
        with file.open("x", encoding="utf-8") as target:
            json.dump(kept, target, indent=2)
    except FileExistsError:
        raise Conflict(f"{file} is er al. Geef een andere naam, zodat de vorige gewichten blijven.") from None
