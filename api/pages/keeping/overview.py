"""Where a desk begins to keep the register true, as the template receives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.keeping.due import due_by_party
from api.pages.addresses import address, other
from api.pages.keeping.contexts import KeepPage

if TYPE_CHECKING:
    from datetime import date

    from api.keeping.doubles import PossibleDoubles
    from api.loaded import Loaded
    from matchmaker.journal import Batch
    from matchmaker.vocabulary import Language


def keep_page(
    loaded: Loaded, language: Language, found: PossibleDoubles, apart: int, today: date, done: Batch | None
) -> KeepPage:
    """Return the page with what there is to do."""
    waiting = [one for some in due_by_party(loaded, today).values() for one in some]
    return KeepPage(
        other_address=address("keep", other(language)),
        other_by_form=False,
        due=len(waiting),
        oldest=min((one.last_on for one in waiting), default=None),
        doubles=len(found.pairs) if found.searched else None,
        apart=apart,
        done=done,
    )
