"""A request that may be sent again without being done again: the key that it carries, and its answer.

The answer is kept with what was stored, in the same transaction, for a day. So a client that got no answer
sends the same again and gets the answer of the first time.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fastapi import Response

from api.desk.handling import fingerprint
from matchmaker.casework.port import Once
from matchmaker.errors import Fault, InvalidInput
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic import BaseModel
    from starlette.requests import Request

    from api.services import Services
    from matchmaker.casework.port import Act, Casework

HEADER = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{1,200}")

IDEMPOTENCY_KEY: dict[str, Any] = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": (
        "Een sleutel van u, 1 tot 200 tekens. Stuurt u hetzelfde nog eens met dezelfde sleutel, dan gebeurt "
        "het niet nog eens en krijgt u hetzelfde antwoord. Wij onthouden een sleutel een dag."
    ),
    "schema": {"type": "string", "maxLength": 200},
    "example": "5f0c0a5e-1f1e-4d0c-9a4e-6b0f4d7f0f6b",
}
"""How the description of the API tells of it."""

NO_KEY = Fault(
    where=HEADER,
    message=Bilingual(
        "Geef een sleutel van 1 tot 200 zichtbare ASCII-tekens.",
        "Give a key of 1 to 200 visible ASCII characters.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a request did, as its sender will see it.

    Attributes:
        model: The answer.
        status: Its HTTP status.
        headers: Its own headers, such as ``Location`` and ``ETag``.
    """

    model: BaseModel
    status: int = 201
    headers: Mapping[str, str] = field(default_factory=dict)

    def as_text(self) -> str:
        """Return it as it is kept."""
        body = self.model.model_dump(mode="json", by_alias=True)
        kept = {"status": self.status, "headers": dict(self.headers), "body": body}
        return json.dumps(kept, ensure_ascii=False)


async def done_once(
    request: Request, services: Services, act: Act, work: Callable[[Casework], Done]
) -> Response:
    """Do a request whole or not at all, and not again if it carries the key of one that was done.

    Args:
        request: What was sent.
        services: The parts of the running service.
        act: Who does it for which desk.
        work: Does it, and returns the answer.

    Raises:
        InvalidInput: The key cannot be kept.
        KeyReused: The key came with another request before.
    """
    key = request.headers.get(HEADER)
    if key is None:
        done = await services.catalogue.with_casework(lambda casework: casework.together(work))
        return _response(done.as_text())
    if not _KEY.fullmatch(key):
        raise InvalidInput([NO_KEY])
    body = (await request.body()).decode("utf-8", "backslashreplace")
    said = fingerprint(request.method, request.url.path, request.headers.get("if-match", ""), body)
    once = Once(key=f"api-{key}", fingerprint=said)
    return _response(
        await services.catalogue.with_casework(
            lambda casework: casework.once(act, once, lambda within: work(within).as_text())
        )
    )


def _response(kept: str) -> Response:
    read = json.loads(kept)
    content = json.dumps(read["body"], ensure_ascii=False)
    return Response(content, read["status"], read["headers"], "application/json")
