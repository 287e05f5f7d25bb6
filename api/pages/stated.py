"""Who says so, and how long ago: what pages tell about the sources of a fact."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from api.pages.contexts import SourceLine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from api.loaded import Loaded
    from matchmaker.model import Source

OLD_AFTER = timedelta(days=2 * 365)


def old_since(sources: Sequence[Source], today: date) -> int | None:
    """Return the year in which a fact was last said where nobody has said so for two years, or None.

    A fact without a source is not old but unfounded.
    """
    latest = max((source.checked_on or source.stated_on for source in sources), default=today)
    return latest.year if today - latest > OLD_AFTER else None


def source_lines(loaded: Loaded, sources: Sequence[Source], today: date) -> tuple[SourceLine, ...]:
    """Return the sources with all lines of one document, stated and checked alike, together."""
    together: dict[tuple[str, date, date | None, str | None], list[Source]] = {}
    for source in sources:
        key = (source.document_id, source.stated_on, source.checked_on, source.checked_by)
        together.setdefault(key, []).append(source)
    return tuple(
        SourceLine(
            document=loaded.document_by_id(document_id),
            lines=tuple(map(lines_of, cited)),
            several=len(cited) > 1 or cited[0].first_line != cited[0].last_line,
            stated_on=stated_on,
            checked_on=checked_on,
            checked_by=checked_by,
            old_since=old_since(cited, today),
        )
        for (document_id, stated_on, checked_on, checked_by), cited in together.items()
    )


def lines_of(source: Source) -> str:
    """Return what the cited lines are called in an address."""
    first, last = source.first_line, source.last_line
    return str(first) if first == last else f"{first}-{last}"
