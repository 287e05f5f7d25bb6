"""Undoes a change of the register, for pages and API alike."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from api.keeping import READ_AGAIN_WITHIN
from matchmaker.errors import StoreUnavailable

if TYPE_CHECKING:
    from api.services import Services
    from matchmaker.journal import Batch
    from matchmaker.ports import Register

UNDO_WITHIN = 60.0  # seconds; a change of 20,000 rows takes a few


async def undo_once(services: Services, batch_id: str, by: str) -> Batch:
    """Undo a change; one that was undone already stays as it is. Return the change as it is kept now.

    Args:
        services: The running service.
        batch_id: Which change.
        by: Function and desk of who undoes it.

    Raises:
        NotFound: There is no such change.
        Conflict: Something that it changed was changed since; the message names what.
        StoreUnavailable: The register cannot be reached, or it takes long.
    """
    at = services.clock.now()

    def undo(register: Register) -> Batch:
        if register.batch(batch_id).undone_at is None:
            register.undo(batch_id, at=at, by=by)
        return register.batch(batch_id)

    batch = await services.catalogue.with_register(undo, UNDO_WITHIN)
    with suppress(StoreUnavailable):  # whoever undid something reads on at once
        await services.catalogue.caught_up(READ_AGAIN_WITHIN)
    return batch
