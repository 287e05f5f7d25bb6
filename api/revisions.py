"""Change control over HTTP: a record's ETag is its revision, and who changes it says which one was read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException

from api.keeping.storing import mark_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from api.identity import Worker
    from matchmaker.model import Actor, Offering

_TAG = re.compile(r'"(\d{1,9})"')

IF_MATCH: dict[str, Any] = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "De ETag van wat u wijzigt, zoals u die het laatst kreeg.",
    "schema": {"type": "string"},
    "example": '"3"',
}
"""How the description of the API tells of it."""


def etag(revision: int) -> str:
    """Return the ETag of a record with a revision."""
    return f'"{revision}"'


def etag_of(fact: Actor | Offering, worker: Worker) -> str:
    """Return the ETag of an actor or offering as somebody may see it."""
    return f'"{mark_of(worker.view(fact))}"'


def tag_read(request: Request) -> str:
    """Return the ETag of what a client says it read.

    Raises:
        HTTPException: 428, it does not say so.
    """
    given = request.headers.get("if-match")
    if given is None:
        raise HTTPException(428)
    return given.strip()


def revision_read(request: Request) -> int:
    """Return the revision that a client says it read.

    Raises:
        HTTPException: 428, it does not say so; 412, no record ever has what it says.
    """
    found = _TAG.fullmatch(tag_read(request))
    if found is None:
        raise HTTPException(412)
    return int(found[1])
