"""Private links: whoever has one may do one thing, without an account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from matchmaker.casework.terms import LinkKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateLink:
    """What is kept of a private link; the secret itself is not.

    Attributes:
        token_hash: SHA-256 of the secret, 64 hexadecimal digits.
        kind: What it opens.
        desk_id: The desk for which it was made.
        target_id: The intake, referral or company; for a calendar the desk's id, or ``desk:function``.
        made_at: When it was made, in UTC.
        expires_at: From when it no longer opens anything, in UTC.
        withdrawn_at: When it was withdrawn, in UTC, or None.
    """

    token_hash: str
    kind: LinkKind
    desk_id: str
    target_id: str
    made_at: datetime
    expires_at: datetime
    withdrawn_at: datetime | None = None

    def opens(self, at: datetime) -> bool:
        """Tell whether the link still opens something at a moment."""
        return self.withdrawn_at is None and at < self.expires_at
