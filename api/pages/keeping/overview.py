"""Where a desk begins to keep the register true, as the template receives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages.addresses import address, other
from api.pages.keeping.contexts import KeepPage
from matchmaker.curation import due

if TYPE_CHECKING:
    from datetime import date

    from api.catalogue import Loaded
    from api.possible_doubles import PossibleDoubles
    from matchmaker.journal import Batch
    from matchmaker.vocabulary import Language


def keep_page(
    loaded: Loaded, language: Language, found: PossibleDoubles, apart: int, today: date, done: Batch | None
) -> KeepPage:
    """Return the page with what there is to do."""
    waiting = due(loaded.snapshot, today)
    return KeepPage(
        other_address=address("keep", other(language)),
        other_by_form=False,
        due=len(waiting),
        oldest=waiting[0].last_on if waiting else None,
        doubles=len(found.pairs) if found.searched else None,
        apart=apart,
        done=done,
    )
