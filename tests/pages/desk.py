"""Staff of a desk as a visitor of the pages, and short ways to where most tests begin."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.pages.markup import Markup

if TYPE_CHECKING:
    import httpx2
    from starlette.testclient import TestClient

DESK = "kring-woerden"
OTHER_DESK = "reviseerpunt"
QUESTION = "Wie kan mijn oude cv-ketels reviseren?"
COMPANY = "Installatiebedrijf Kanarie"


def sign_in(
    client: TestClient, desk: str = "Ondernemerskring Woerden", function: str = "desk_worker"
) -> None:
    """Say at which desk the visitor works."""
    answered = client.post("/wie-bent-u", data={"desk": desk, "function": function})
    assert answered.status_code == 303, answered.text


def page(answered: httpx2.Response) -> Markup:
    """Return a page that was answered, read strictly."""
    markup = Markup(answered.text)
    assert markup.errors == []
    return markup


def take_call(client: TestClient, company: str = COMPANY, **more: Any) -> str:
    """Write down who asks what, and return the address of the need."""
    form = {"company": company, "municipality": "Woerden", "text": QUESTION, "companyId": "new", **more}
    answered = client.post("/loket/nieuwe-vraag", data=form)
    assert answered.status_code == 303, answered.text
    return answered.headers["location"]


def choose(client: TestClient, need: str) -> str:
    """Choose the first suggestion, and return the address of the referral."""
    offering = page(client.get(need)).all("button", name="offering")[0].get("value")
    answered = client.post(need, data={"do": "choose", "offering": offering})
    assert answered.status_code == 303, answered.text
    return answered.headers["location"]


def revision(client: TestClient, path: str) -> str:
    """Return the revision that a page carries in its forms."""
    found = re.search(r'name="revision" value="(\d+)"', client.get(path).text)
    assert found, path
    return found[1]


def do(client: TestClient, path: str, what: str, **fields: str) -> httpx2.Response:
    """Send a form of a page with the revision that the page shows."""
    answered: httpx2.Response = client.post(
        path, data={"revision": revision(client, path), "do": what, **fields}
    )
    return answered


def send(client: TestClient, how: str = "log", **fields: str) -> str:
    """Take a call and refer it, and return the address of the referral."""
    referral = choose(client, take_call(client))
    answered = do(client, referral, "send", how=how, **fields)
    assert answered.status_code in (200, 303), answered.text
    return referral


def link_to(client: TestClient, path: str, room: str) -> str:
    """Return the address to which a page links, in a room such as ``/loket/zaken/``."""
    links = [link.get("href") for link in page(client.get(path)).all("a")]
    return next(link for link in links if link.startswith(room))
