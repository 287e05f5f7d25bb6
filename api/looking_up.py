"""What words and filters find, in what the reader may see; kept for who leafs on or looks at the other list.

Over 20,000 parties the counts of all facets take a fifth of a second, and they are the same for every page of
a list and for both of its tabs.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from api.identity import Worker
    from api.loaded import Loaded
    from matchmaker.lookup import Found, Narrowing
    from matchmaker.model import Actor, Offering


def find_actors(loaded: Loaded, worker: Worker, q: str, narrowing: Narrowing) -> Found[Actor]:
    """Return the parties that are found, as ``matchmaker.lookup.Directory`` does."""
    found: Found[Actor] = loaded.derived.get(
        ("actors", worker.is_staff, q, narrowing),
        lambda: worker.directory(loaded).find_actors(q, narrowing),
    )
    return found


def find_offerings(
    loaded: Loaded, worker: Worker, q: str, narrowing: Narrowing, provider_id: str | None = None
) -> Found[Offering]:
    """Return the offerings (of one provider, if given) that are found, likewise."""
    found: Found[Offering] = loaded.derived.get(
        ("offerings", worker.is_staff, q, narrowing, provider_id),
        lambda: worker.directory(loaded).find_offerings(q, narrowing, provider_id=provider_id),
    )
    return found


async def actors_found(loaded: Loaded, worker: Worker, q: str, narrowing: Narrowing) -> Found[Actor]:
    """Return what ``find_actors`` finds, looked for in a thread while others get their answers."""
    return await asyncio.to_thread(find_actors, loaded, worker, q, narrowing)


async def offerings_found(
    loaded: Loaded, worker: Worker, q: str, narrowing: Narrowing, provider_id: str | None = None
) -> Found[Offering]:
    """Return what ``find_offerings`` finds, likewise."""
    return await asyncio.to_thread(find_offerings, loaded, worker, q, narrowing, provider_id)
