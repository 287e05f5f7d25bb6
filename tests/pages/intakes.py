"""Somebody who fills in a praatplaat as a browser without scripts would, on a real register in memory."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.testclient import TestClient

from api.pages.sent import FORM
from api.settings import Settings
from graph import casework_of, open_register
from tests.api.world import WORLD
from tests.pages.markup import Markup
from tests.patience import patient_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from httpx2 import Response

    from matchmaker.casework.port import Casework

DESK = "kring-woerden"
ABOUT = {
    "desk": DESK,
    "targetGroup": "entrepreneur",
    "name": "Ketelbedrijf De Proef",
    "municipality": "Woerden",
    "sector": "installateur",
    "function": "eigenaar",
    "email": "info@proef.example",
}
WISH = "Wie kan mijn oude cv-ketels reviseren?"
LAST = 11
MOST_TRIES = 6  # each waits as long as a page does for the store; a Neo4j that just started plans every query


@dataclass
class MovingClock:
    """A clock that a test sets forward."""

    moment: datetime = field(default_factory=lambda: datetime(2026, 12, 1, 9, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self.moment

    def today(self) -> date:
        return self.moment.date()

    def forward(self, **stretch: int) -> None:
        self.moment += timedelta(**stretch)


@dataclass(frozen=True)
class Service:
    """A running service.

    Attributes:
        client: A visitor of it.
        casework: What it stores.
        clock: Its clock.
    """

    client: TestClient
    casework: Casework
    clock: MovingClock


@contextmanager
def service(
    store: str = "sqlite:", desks: tuple[str, ...] = (DESK,), settings: Settings | None = None
) -> Iterator[Service]:
    """Run the service with some desks; a failure of the server is an answer, as it is outside tests."""
    register = open_register(store)
    register.put(WORLD)
    clock = MovingClock()
    app = patient_app(settings or Settings(store=store, desks=desks), register, clock)
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        yield Service(client, casework_of(register), clock)
    register.close()


@dataclass(frozen=True)
class Visitor:
    """Whoever fills in pages.

    Attributes:
        client: Their browser.
    """

    client: TestClient

    def get(self, path: str) -> Markup:
        """Read a page."""
        response = _patiently(lambda: self.client.get(path))
        assert response.status_code == 200, (response.status_code, path[:20], response.text[:2000])
        return Markup(response.text)

    def fields(self, page: Markup) -> dict[str, list[str]]:
        """Return what a form on a page would send as it stands."""
        found: dict[str, list[str]] = {}
        for element in page.elements:
            name, kind = element.get("name"), element.get("type")
            if not name or element.tag in {"meta", "button"}:
                continue
            if element.tag == "input":
                ticked = "checked" in element.attributes
                if kind not in {"checkbox", "radio"} or ticked:
                    found.setdefault(name, []).append(element.get("value"))
            elif element.tag == "textarea":
                found.setdefault(name, []).append("".join(element.texts).removeprefix("\n"))
            elif element.tag == "select":
                chosen = [one.get("value") for one in element.inside if "selected" in one.attributes]
                found.setdefault(name, []).append(chosen[0] if chosen else "")
        return found

    def send(self, path: str, page: Markup, changed: Mapping[str, str | list[str]]) -> Response:
        """Send the form of a page with some fields filled in."""
        body = urlencode({**self.fields(page), **changed}, doseq=True)  # also an empty one is a form
        return _patiently(lambda: self.client.post(path, content=body, headers={"content-type": FORM}))


def _patiently(ask: Callable[[], Response]) -> Response:
    """Ask again while the store is too slow, as people do: whatever is sent twice must count once."""
    for _ in range(MOST_TRIES):
        response = ask()
        if response.status_code != 503:
            break
    return response


@dataclass(frozen=True)
class Entrepreneur(Visitor):
    """Somebody with the private link of an intake.

    Attributes:
        link: Path of the intake.
    """

    link: str

    def step(self, number: int) -> str:
        """Return the address of a step."""
        return f"{self.link}?stap={number}"

    def fill(
        self, number: int, more: Mapping[str, str] | None = None, **changed: str | list[str]
    ) -> Response:
        """Open a step, fill in something and send it."""
        return self.send(self.step(number), self.get(self.step(number)), {**(more or {}), **changed})

    def actions(self, number: int) -> list[str]:
        """Return the ids of the actions of a step."""
        boxes = self.get(self.step(number)).all("input", name="does")
        return [box.get("value") for box in boxes]

    def submit(self) -> Response:
        """Send the intake."""
        return self.fill(LAST)


def begin(client: TestClient, **about: str) -> Entrepreneur:
    """Begin an intake."""
    visitor = Visitor(client)
    page = visitor.get("/praatplaat/begin")
    begun = visitor.send("/praatplaat/begin", page, {**ABOUT, **about})
    assert begun.status_code == 303, begun.text[:3000]
    return Entrepreneur(client, begun.headers["location"].partition("?")[0])


def filled_in(client: TestClient) -> Entrepreneur:
    """Fill in an intake and send it: one action done, one wanted with help, one question in own words."""
    asker = begin(client)
    first, second, *_ = asker.actions(2)
    for number, fields in (
        (2, {"does": first, "wants": second, "helps": second}),
        (9, {"wish": WISH, "ownGrade": "6"}),
    ):
        kept = asker.fill(number, fields)
        assert kept.headers["location"] == asker.step(number + 1), kept.text
    asker.fill(10, consent=["refer", "contact_later"])
    sent = asker.submit()
    assert sent.headers["location"] == f"{asker.link}/verstuurd"
    return asker
