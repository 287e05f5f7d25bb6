"""Staff of a desk as a client of the API, and short ways to what most tests begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from api.identity import COOKIE

if TYPE_CHECKING:
    import httpx
    from starlette.testclient import TestClient

    Client = httpx.Client | TestClient

DESK = "kring-woerden"
OTHER_DESK = "reviseerpunt"
QUESTION = "Wie kan mijn oude cv-ketels reviseren?"
BASE = "/api/v1"


def as_staff(desk_id: str = DESK) -> dict[str, str]:
    """Return the headers of a request that staff of a desk sends."""
    return {"Cookie": f"{COOKIE}=desk_worker.{desk_id}"}


class DeskClient:
    """Sends requests as staff of one desk."""

    def __init__(self, client: Client, desk_id: str = DESK) -> None:
        self._client = client
        self._desk_id = desk_id

    def send(
        self, method: str, path: str, body: Any = None, *, revision: int | str | None = None, key: str = ""
    ) -> httpx.Response:
        headers = as_staff(self._desk_id)
        if revision is not None:
            headers["If-Match"] = f'"{revision}"' if isinstance(revision, int) else revision
        if key:
            headers["Idempotency-Key"] = key
        answered: Any = self._client.request(method, f"{BASE}{path}", json=body, headers=headers)
        return cast("httpx.Response", answered)

    def get(self, path: str) -> httpx.Response:
        return self.send("GET", path)

    def post(self, path: str, body: Any = None, **more: Any) -> httpx.Response:
        return self.send("POST", path, body, **more)

    def company(self, name: str = "Installatiebedrijf Jansen", **more: Any) -> dict[str, Any]:
        made: dict[str, Any] = self.post(
            "/companies", {"name": name, "municipality": "Woerden", **more}
        ).json()
        return made

    def need(self, text: str = QUESTION, company_id: str = "") -> dict[str, Any]:
        company = company_id or self.company()["id"]
        made: dict[str, Any] = self.post("/needs", {"companyId": company, "text": text}).json()
        return made

    def referral(self) -> dict[str, Any]:
        need = self.need()
        body = {"needId": need["id"], "offeringId": need["suggestions"][0]["offeringId"]}
        made: dict[str, Any] = self.post("/referrals", body).json()
        return made

    def moved(self, referral: dict[str, Any], move: str, **more: Any) -> httpx.Response:
        path = f"/referrals/{referral['id']}/moves"
        return self.post(path, {"move": move, **more}, revision=referral["revision"])
