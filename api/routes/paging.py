"""What the lists have in common: filters by name, and pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from matchmaker.errors import Fault, InvalidInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.loaded import Loaded
    from api.schemas import PageQuery

T = TypeVar("T")


def filters(loaded: Loaded, municipality: str | None, theme: str | None) -> tuple[str | None, str | None]:
    """Return the ids of the place and the theme that a list is narrowed to.

    Raises:
        InvalidInput: We know no such place or theme; both are named if both are unknown.
    """
    faults: list[Fault] = []
    place_id = theme_id = None
    try:
        place_id = loaded.place_named(municipality).id if municipality else None
    except InvalidInput as unknown:
        faults += unknown.faults
    try:
        theme_id = loaded.theme_named(theme).id if theme else None
    except InvalidInput as unknown:
        faults += unknown.faults
    if faults:
        raise InvalidInput(faults)
    return place_id, theme_id


def page_of(found: Sequence[T], query: PageQuery) -> Sequence[T]:
    """Return the stretch of a list that a query asks for."""
    start = (query.pagina - 1) * query.per_pagina
    return found[start : start + query.per_pagina]
