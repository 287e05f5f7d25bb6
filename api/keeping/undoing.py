"""Undoes a change of the register, for pages and API alike."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from api.catalogue import MOST_AWAITED
from api.imports.child import ChildDied
from api.imports.tasks import UndoTask
from api.keeping.storing import READ_AGAIN_WITHIN
from graph import address_of
from matchmaker.errors import Conflict, StoreUnavailable

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import datetime

    from api.imports.child import Children
    from api.services import Services
    from matchmaker.journal import Batch
    from matchmaker.ports import Register

TOLD_WITHIN = 60.0  # seconds that who asks may wait; a change of 20,000 rows takes some ten


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
        batch = register.batch(batch_id)
        if batch.undone_at is not None:
            return batch
        if batch.new + batch.changed + batch.removed > MOST_AWAITED:
            turn = services.catalogue.turn(register)
            return undo_beside(services.children, turn, register, batch_id, at, by)
        register.undo(batch_id, at=at, by=by)
        return register.batch(batch_id)

    batch = await services.catalogue.with_register(undo, TOLD_WITHIN)
    with suppress(StoreUnavailable):  # whoever undid something reads on at once
        await services.catalogue.caught_up(READ_AGAIN_WITHIN)
    return batch


def undo_beside(
    children: Children,
    turn: AbstractContextManager[None],
    register: Register,
    batch_id: str,
    at: datetime,
    by: str,
) -> Batch:
    """Undo a long change in a process of its own, whole or not at all; others go on meanwhile.

    A store in memory, which no other process can reach, is changed by this one.

    Args:
        children: The processes that work on such.
        turn: Lasts while the process writes.
        register: What to change.
        batch_id: Which change.
        at: When it is undone, in UTC.
        by: Function and desk of who undoes it.

    Raises:
        NotFound: There is no such change.
        Conflict: As in ``Register.undo``, or it is too large.
        StoreError: The store cannot be used.
        ChildDied: The process broke off, and the change stands.
    """
    address = address_of(register)
    if address is None:
        register.undo(batch_id, at=at, by=by)
        return register.batch(batch_id)
    try:
        children.undo(UndoTask(address, batch_id, at, by), turn)
    except (Conflict, ChildDied):
        # A process that died may have undone everything before it could say so, and so may somebody else.
        if register.batch(batch_id).undone_at is None:
            raise
    return register.batch(batch_id)
