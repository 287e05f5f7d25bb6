"""What must happen once in a while without anybody thinking of it: reminding, forgetting, erasing in time."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from api import mail
from matchmaker.casework.outbox import Mail, MailKind
from matchmaker.casework.port import Act
from matchmaker.casework.timeline import BY_PROGRAMME
from matchmaker.errors import StoreError

if TYPE_CHECKING:
    from datetime import date

    from api.catalogue import Catalogue
    from api.mail import Mailer
    from api.settings import Settings
    from matchmaker.casework.port import Casework
    from matchmaker.ports import Clock

log = logging.getLogger(__name__)

EVERY = 3600.0  # seconds
FIRST_AFTER = 60.0  # seconds; a service that has just begun has others waiting
ANSWERS_KEPT = timedelta(hours=24)
ERASED_AT_ONCE = 20


class Housekeeping:
    """Does all of it every hour; what fails is tried again the next time."""

    def __init__(self, catalogue: Catalogue, clock: Clock, settings: Settings, mailer: Mailer) -> None:
        """Prepare; nothing is done before ``start``."""
        self._catalogue = catalogue
        self._clock = clock
        self._settings = settings
        self._mailer = mailer
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin, a minute from now."""
        self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)

    async def _run(self) -> None:
        await asyncio.sleep(FIRST_AFTER)
        while True:
            try:
                await self.once()
            except StoreError as error:
                log.warning("housekeeping waits: %s", error)
            await asyncio.sleep(EVERY)

    async def once(self) -> None:
        """Do all of it now.

        Raises:
            StoreError: The store cannot be reached.
        """
        now, today = self._clock.now(), self._clock.today()
        await self._catalogue.with_casework(lambda casework: casework.forget_answers(now - ANSWERS_KEPT))
        erased = await self._catalogue.with_casework(partial(self._erase, today))
        if erased:
            log.info("erased the details of %d companies whose time was over", erased)
        if mail.is_set(self._settings):
            for desk_id, to in self._settings.desk_mail.items():
                await self._catalogue.with_casework(partial(self._remind, desk_id, to, today))
            self._mailer.wake()

    def _erase(self, today: date, casework: Casework) -> int:
        over = casework.past_retention(today, months=self._settings.keep_months, limit=ERASED_AT_ONCE)
        for company in over:
            casework.erase_company(self._act(company.desk_id), company.id)
        return len(over)

    def _remind(self, desk_id: str, to: str, today: date, casework: Casework) -> None:
        """Put one mail in the outbox for all that a desk was not reminded of yet."""
        act = self._act(desk_id)

        def remind(within: Casework) -> None:
            if within.take_reminders(act, today):
                within.add_mail(
                    act,
                    Mail(
                        id=f"{desk_id}-herinnering-{today.isoformat()}",
                        desk_id=desk_id,
                        kind=MailKind.REMINDER,
                        subject_id=desk_id,
                        recipient=to,
                        language="nl",
                        made_at=act.at,
                        next_try_at=act.at,
                    ),
                )

        casework.together(remind)

    def _act(self, desk_id: str) -> Act:
        return Act(desk_id=desk_id, by=BY_PROGRAMME, at=self._clock.now())
