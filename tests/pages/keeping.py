"""A desk of its own to change things in, and a member of its staff."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from starlette.testclient import TestClient

from api.settings import Settings
from graph import open_register
from matchmaker.model import Actor, Relation
from matchmaker.vocabulary import ActorKind, Bilingual, RelationKind
from tests.api.running import wait_until
from tests.api.world import BOILERS, REPAIR_POINT, SAID, WORLD, FixedClock
from tests.pages.markup import Markup
from tests.patience import patient_app

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from httpx2 import Response

    from matchmaker.ports import Register

    Fields = Mapping[str, str | list[str]]

SIGNED = "loketmedewerker, Ondernemerskring Woerden"
READY_WITHIN = 120.0  # seconds; the machine may be busy
SEARCHED_WITHIN = 120.0  # seconds; the machine may be busy

TWIN = Actor(
    id="revisiepunt-bv",
    name="Reviseer-punt B.V.",
    kind=ActorKind.SERVICE_PROVIDER,
    description=Bilingual("Reviseert ketels.", "Remanufactures boilers."),
    aliases=("RP",),
    place_id="gouda",
    kvk_number="12345678",
    sources=SAID,
)
TWIN_OFFERING = replace(
    BOILERS,
    id="pompen-reviseren",
    provider_id=TWIN.id,
    title=Bilingual("Pompen laten reviseren", "Have pumps remanufactured"),
)
TWIN_TIE = Relation(subject_id=TWIN.id, kind=RelationKind.MEMBER_OF, object_id="kring-woerden", sources=SAID)
TWIN_PARTNER = Relation(subject_id=TWIN.id, kind=RelationKind.PARTNER_IN, object_id="houtfonds", sources=SAID)
WITH_DOUBLES = replace(
    WORLD,
    actors=(*WORLD.actors, TWIN),
    offerings=(*WORLD.offerings, TWIN_OFFERING),
    relations=(*WORLD.relations, TWIN_TIE, TWIN_PARTNER),
)
PAIR = f"?one={REPAIR_POINT.id}&other={TWIN.id}"


@dataclass(frozen=True)
class Desk:
    """A member of staff at a running service, and the register behind it."""

    client: TestClient
    register: Register

    def page(self, path: str, status: int = 200) -> Markup:
        """Read a page."""
        return read(self.client.get(path), status)

    def send(self, path: str, fields: Fields, status: int = 303) -> Response:
        """Send a form."""
        response = self.client.post(path, data=fields)
        assert response.status_code == status, response.text
        return response

    def press(self, page: Markup, action: str, changed: Fields | None = None) -> Response:
        """Send the form of a page with that action, as it was filled in beforehand but for some fields."""
        return self.client.post(action, data={**filled_in(page, action), **(changed or {})})

    def when_searched(self, path: str) -> Markup:
        """Read a page as soon as doubles were looked for."""
        deadline = time.monotonic() + SEARCHED_WITHIN
        while True:
            page = self.page(path)
            if "berekend" not in page.one("main").text and "berekenen" not in page.one("main").text:
                return page
            assert time.monotonic() < deadline, "the search for doubles does not end"
            time.sleep(0.1)


def read(response: Response, status: int = 200) -> Markup:
    """Return a page that was answered."""
    assert response.status_code == status, response.text
    page = Markup(response.text)
    assert page.errors == []
    return page


def filled_in(page: Markup, action: str) -> dict[str, str | list[str]]:
    """Return what the form with an action would send if nothing is changed in it."""
    form = next(one for one in page.all("form") if one.get("action") == action)
    fields: dict[str, list[str]] = {}
    for element in form.inside:
        name = element.get("name")
        ticked = element.get("type") not in {"checkbox", "radio"} or "checked" in element.attributes
        if element.tag == "input" and name and ticked:
            fields.setdefault(name, []).append(element.get("value"))
        elif element.tag == "textarea":
            fields[name] = ["".join(element.texts).removeprefix("\n")]
        elif element.tag == "select":
            options = [one for one in element.inside if one.tag == "option"]
            chosen = [one for one in options if "selected" in one.attributes] or options[:1]
            fields[name] = [one.get("value") for one in chosen]
    return {name: values[0] if len(values) == 1 else values for name, values in fields.items()}


def until_ready(client: TestClient) -> None:
    """Wait until the facts are read: on a busy machine that may take longer than the service itself waits."""
    wait_until(lambda: client.get("/api/v1/health/ready").status_code == 200, READY_WITHIN)


@contextmanager
def desk(store: str = "sqlite:") -> Iterator[Desk]:
    """Run a service of its own, with two parties that may be one, and go in as staff."""
    register = open_register(store)
    register.put(WITH_DOUBLES)
    app = patient_app(Settings(store=store), register, FixedClock())
    with TestClient(app, follow_redirects=False) as client:
        until_ready(client)
        client.post("/wie-bent-u", data={"desk": "Ondernemerskring Woerden", "function": "desk_worker"})
        yield Desk(client, register)
    register.close()
