"""The addresses of the intake: by a private link, and for staff on a visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages.intake.access import OF_LINK, OF_STAFF
from api.pages.intake.filling import Filling
from api.pages.intake.following import Following
from api.pages.intake.starting import Starting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.pages.addresses import PageName
    from api.pages.intake.access import Place
    from api.pages.intake.room import Endpoint, Shown
    from api.pages.rendering import Renderer
    from api.services import Services

SENDING: frozenset[Place] = frozenset({"step", "later", "answer", "again"})

INTAKE_FORMS: frozenset[PageName] = frozenset(
    {
        "intake_new",
        "visit_new",
        *(OF_LINK[place] for place in SENDING),
        *(OF_STAFF[place] for place in SENDING),
    }
)
"""Where something is sent to."""

VISIT_PAGES: frozenset[PageName] = frozenset({"visit_new", *OF_STAFF.values()})
"""For staff only."""


class Intakes:
    """The endpoints; each takes the language of its address."""

    def __init__(self, services: Services, renderer: Renderer) -> None:
        self._starting = Starting(services, renderer)
        self._filling = Filling(services, renderer)
        self._following = Following(services, renderer)

    def endpoints(self) -> Mapping[PageName, Endpoint]:
        """Return the endpoint of each page."""
        pages: dict[Place, Shown] = {
            "step": self._filling.step,
            "later": self._filling.later,
            "sent": self._following.sent,
            "answer": self._following.answer,
            "overview": self._following.overview,
            "print": self._following.printed,
            "again": self._following.again,
        }
        return {
            "intake": self._starting.start,
            "intake_new": self._starting.new,
            "visit_new": self._starting.new_visit,
            **{OF_LINK[place]: self._filling.by_link(shown) for place, shown in pages.items()},
            **{OF_STAFF[place]: self._filling.by_staff(shown) for place, shown in pages.items()},
        }
