"""Private links: who has one may do one thing without an account, until it expires or is withdrawn.

The secret stands in the address and nowhere else: the store keeps its SHA-256, no log holds addresses, and a
page that is had by a secret goes with ``PRIVATE_HEADERS``, so that no other site, search engine or cache
learns it.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from matchmaker.casework.links import PrivateLink
from matchmaker.casework.terms import LinkKind
from matchmaker.errors import LinkClosed, NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from starlette.requests import Request

    from api.settings import Settings
    from matchmaker.casework.port import Casework

VALID_FOR: Mapping[LinkKind, timedelta] = {
    LinkKind.INTAKE: timedelta(days=365),
    LinkKind.REFERRAL: timedelta(days=180),
    LinkKind.OUTCOME: timedelta(days=180),
    LinkKind.COMPANY: timedelta(days=365),
    LinkKind.CALENDAR: timedelta(days=730),
}
"""How long a link opens something, unless it is withdrawn before."""

PRIVATE_HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


def origin(settings: Settings, request: Request) -> str:
    """Return what stands before the path in an address that somebody takes along to another program."""
    return settings.public_url or f"{request.url.scheme}://{request.url.netloc}"


"""What a page that is had by a secret goes with. Its address is no referrer, so that a form on it is told
from one of another site by the secret alone, which no other site knows."""

_SECRET_BYTES = 32
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")  # 32 bytes in the alphabet of addresses, which needs no quoting


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLink:
    """A link as it is made; the secret cannot be had again later.

    Attributes:
        secret: What stands in the address, 43 characters that need no quoting there.
        link: What the store keeps.
    """

    secret: str = field(repr=False)
    link: PrivateLink


def new_link(kind: LinkKind, *, desk_id: str, target_id: str, at: datetime) -> NewLink:
    """Make a link that nobody can guess; it opens something once ``Casework.add_link`` has kept it.

    Args:
        kind: What it opens.
        desk_id: The desk for which it is made.
        target_id: The intake, referral or company that it opens; see ``PrivateLink``.
        at: Now, in UTC.
    """
    secret = new_secret()
    return NewLink(secret=secret, link=link_of(secret, kind, desk_id=desk_id, target_id=target_id, at=at))


def new_secret() -> str:
    """Return a secret that nobody can guess."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def may_be_secret(text: str) -> bool:
    """Tell whether a text has the form of a secret."""
    return _SECRET.fullmatch(text) is not None


def link_of(secret: str, kind: LinkKind, *, desk_id: str, target_id: str, at: datetime) -> PrivateLink:
    """Return the link of a secret that a form brought along, so that the form, sent twice, makes one link.

    Args:
        secret: As ``new_secret`` made it.
        kind: What it opens.
        desk_id: The desk for which it is made.
        target_id: What it opens; see ``PrivateLink``.
        at: Now, in UTC.
    """
    return PrivateLink(
        token_hash=hash_of(secret),
        kind=kind,
        desk_id=desk_id,
        target_id=target_id,
        made_at=at,
        expires_at=at + VALID_FOR[kind],
    )


def hash_of(secret: str) -> str:
    """Return what the store knows a secret by: its SHA-256, 64 hexadecimal digits."""
    return sha256(secret.encode()).hexdigest()


def opened(casework: Casework, secret: str, *kinds: LinkKind, at: datetime) -> PrivateLink:
    """Return the link that a secret in an address belongs to.

    Args:
        casework: Where links are kept.
        secret: As it stands in the address.
        *kinds: What the page can show; a link of another kind opens nothing here.
        at: Now, in UTC.

    Raises:
        NotFound: There is no such link of these kinds. The error does not name the secret.
        LinkClosed: It has expired, or it was withdrawn.
    """
    if not may_be_secret(secret):
        raise NotFound("link", "")
    try:
        link = casework.link(hash_of(secret), at)
    except LinkClosed:
        raise
    except NotFound:
        raise NotFound("link", "") from None
    if link.kind not in kinds:
        raise NotFound("link", "")
    return link
