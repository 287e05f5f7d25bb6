"""How many may begin a praatplaat without an account, so that nobody can fill a desk's list with nonsense."""

from __future__ import annotations

import ipaddress
from collections import deque
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

WITHIN = timedelta(hours=1)
FROM_ONE_NETWORK = 40  # a room full of entrepreneurs behind one connection may all begin at once
IN_ALL = 400

_SITE = {4: 32, 6: 56}  # bits by which a connection to the internet is known


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beginning:
    network: str
    mark: str
    at: datetime


class BeginLimit:
    """Counts what was begun within the last hour; nothing of it is stored.

    Each process counts for itself.
    """

    def __init__(self) -> None:
        self._begun: deque[_Beginning] = deque()

    def refused_for(self, host: str, mark: str, at: datetime) -> timedelta | None:
        """Count something that begins; or return how long to wait where too much was begun.

        Args:
            host: Address from which it is begun.
            mark: By what the form is known: one that is sent twice counts once.
            at: Now, in UTC.
        """
        while self._begun and self._begun[0].at <= at - WITHIN:
            self._begun.popleft()
        if any(one.mark == mark for one in self._begun):
            return None
        network = network_of(host)
        near = [one for one in self._begun if one.network == network]
        full = [
            found for found, most in ((near, FROM_ONE_NETWORK), (self._begun, IN_ALL)) if len(found) >= most
        ]
        if full:
            return max(found[0].at for found in full) + WITHIN - at
        self._begun.append(_Beginning(network=network, mark=mark, at=at))
        return None


def network_of(host: str) -> str:
    """Return the connection to which an address belongs: all of a house or office together."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    return str(ipaddress.ip_network((address, _SITE[address.version]), strict=False))
