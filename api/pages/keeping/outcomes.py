"""What comes after a change was sent: where the reader goes on, and what stood in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matchmaker.errors import NotFound

if TYPE_CHECKING:
    from api.services import Services
    from matchmaker.journal import Batch

CHANGED_MEANWHILE = (
    "Iemand anders heeft dit intussen gewijzigd. Kijk hieronder opnieuw wat er gebeurt. / "
    "Somebody else changed this meanwhile. Look below again at what will happen."
)


async def known_batch(services: Services, batch_id: str) -> Batch | None:
    """Return a batch, or None where an address or a form names one that was never stored."""
    if not batch_id:
        return None
    try:
        return await services.catalogue.with_register(lambda register: register.batch(batch_id))
    except NotFound:
        return None
