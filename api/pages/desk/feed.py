"""The calendar feed: whoever has the address reads what there is to do, and no names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from api.pages.desk import calendar
from api.pages.desk.room import Room
from api.private_links import PRIVATE_HEADERS, opened, origin
from matchmaker.casework.followups import WorkQuery
from matchmaker.casework.terms import LinkKind, WorkView

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request

    from api.pages.addresses import PageName
    from matchmaker.casework.followups import FollowUp
    from matchmaker.casework.port import Casework
    from matchmaker.vocabulary import Language

MOST_EVENTS = 500


class Feed(Room):
    """The endpoint; it needs no desk to be chosen, since the address itself tells whose it is."""

    def endpoints(self) -> Mapping[PageName, Callable[[Language, Request], Awaitable[Response]]]:
        """Return the endpoint of the feed."""
        return {"calendar_feed": self.feed}

    async def feed(self, language: Language, request: Request) -> Response:
        """Return what somebody has to do, as a calendar."""
        now, today = self._services.clock.now(), self._services.clock.today()
        secret = request.path_params["id"]

        def read(casework: Casework) -> list[FollowUp]:
            link = opened(casework, secret, LinkKind.CALENDAR, at=now)
            function = link.target_id.partition(":")[2]
            query = WorkQuery(view=WorkView.MINE, today=today, worker=function)
            found = casework.work_list(link.desk_id, query, limit=MOST_EVENTS)
            return [item.follow_up for item in found.items]

        found = await self._do(read)
        base = origin(self._services.settings, request)
        disposition = f'inline; filename="{calendar.FILE_NAME}"'
        return Response(
            calendar.feed(found, language, base, now),
            media_type=calendar.MEDIA_TYPE,
            headers={**PRIVATE_HEADERS, "Content-Disposition": disposition},
        )
