"""What the pages of a desk's own work do with a request; all are for staff of a desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages.desk.cases import Cases
from api.pages.desk.companies import Companies
from api.pages.desk.feed import Feed
from api.pages.desk.following import Following
from api.pages.desk.places import Places
from api.pages.desk.questions import Questions
from api.pages.desk.recognising import Recognising
from api.pages.desk.referring import Referring
from api.pages.desk.starting import Starting

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from api.pages.addresses import PageName
    from api.pages.rendering import Renderer
    from api.services import Services
    from matchmaker.vocabulary import Language

ROOMS = (Starting, Questions, Recognising, Referring, Cases, Companies, Following, Places, Feed)


class DeskWork:
    """The endpoints of all these pages."""

    def __init__(self, services: Services, renderer: Renderer) -> None:
        """Take the parts of the running service."""
        self._rooms = [room(services, renderer) for room in ROOMS]
        self.start = Starting(services, renderer).start
        """Shows a desk what there is to do, where a visitor would find the question form."""

    def endpoints(self) -> Mapping[PageName, Callable[[Language, Request], Awaitable[Response]]]:
        """Return the endpoint of each page."""
        return {name: endpoint for room in self._rooms for name, endpoint in room.endpoints().items()}


STAFF: frozenset[PageName] = frozenset(
    {
        "desk_search",
        "companies",
        "question",
        "need",
        "referral",
        "cases",
        "case",
        "company",
        "company_details",
        "known_companies",
        "contact",
        "company_erase",
        "follow_up",
        "cohorts",
        "gaps",
        "rooms",
        "room",
        "calendar",
    }
)
"""All of them; a visitor is asked first at which desk they work."""

FORMS: frozenset[PageName] = STAFF - {"companies", "cases", "cohorts", "gaps", "rooms"}
"""Those that take a form."""
