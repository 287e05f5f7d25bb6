"""The lines of the documents themselves, where a desk has them.

They are others' publications, which we may read and cite but not hand on: they are no part of the service,
and only staff of a desk sees the lines that a fact cites (see ``Settings.sources``).
"""

from __future__ import annotations

from pathlib import Path

MOST_LINES = 60  # of one passage; a passage is a quotation and no reprint


def cited_lines(folder: str | None, file: str | None, first: int, last: int) -> tuple[str, ...]:
    """Return the cited lines of a document's text; none where the desk does not have it.

    Args:
        folder: Where the texts are, or None.
        file: Name of the document's text, as the register holds it.
        first: First line, counted from 1.
        last: Last line.
    """
    # The name is data that somebody may have sent: it names a file in the folder, and no way out of it.
    if not folder or not file or Path(file).name != file:
        return ()
    try:
        text = (Path(folder) / file).read_text(encoding="utf-8")
    except (OSError, ValueError):  # it is not there, or it is no text, such as the Excel file of a list
        return ()
    lines = text.split("\n")[first - 1 : min(last, first + MOST_LINES - 1)]
    return tuple(line.strip() for line in lines if line.strip())
