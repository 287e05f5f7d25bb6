"""Refuses what another site lets a browser send: only our own pages may change something.

A browser says in ``Sec-Fetch-Site`` where a request comes from; one that does not say so names the sending
site in ``Origin``. A client that says neither is no browser, and holds no choice of somebody else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from starlette.requests import Request

    from api.settings import Settings

OWN = frozenset({"same-origin", "none"})  # "none": the user did it, with no page behind it


def refuse_other_origins(request: Request, settings: Settings) -> None:
    """Pass what our own pages send.

    Raises:
        HTTPException: 403, the request was sent by a page of another site, or of another port of this one.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        allowed = site in OWN
    else:
        origin = request.headers.get("origin")
        allowed = origin is None or urlsplit(origin).netloc in _own_hosts(request, settings)
    if not allowed:
        raise HTTPException(403)


def _own_hosts(request: Request, settings: Settings) -> set[str]:
    """Return the hosts under which we are reached, with their ports; a proxy may pass on another."""
    hosts = {request.headers.get("host", "")}
    if settings.public_url:
        hosts.add(urlsplit(settings.public_url).netloc)
    return hosts - {""}
