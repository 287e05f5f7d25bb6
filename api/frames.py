"""What surrounds every request, whatever answers it: limits, HEAD, a number, safe headers, a last resort.

These are ASGI applications around an application. They stand outside its own error handling, so that
a failure there is answered and framed as well.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from typing import TYPE_CHECKING, NamedTuple

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse

from api.language import language_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

BODY_LIMIT = 1_000_000  # bytes
BODY_WITHIN = 20.0  # seconds for the whole body


class BodyLimit(NamedTuple):
    """What a request's body may be at some address, where that differs from everywhere else.

    Attributes:
        size: In bytes.
        within: Seconds for the whole body.
        drained: Bytes of a body that is too large which are still read, and thrown away. A browser shows no
            answer that comes while it is sending.
    """

    size: int
    within: float
    drained: int


# As the server takes them: every answer carries these.
SAFE_HEADERS = (
    (b"strict-transport-security", b"max-age=31536000"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
)
API_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"vary", b"Accept-Language"),
)


class RequestFrame:
    """Around the whole service."""

    def __init__(self, app: ASGIApp, limits: Mapping[str, BodyLimit] | None = None) -> None:
        """Take an application.

        Args:
            app: What answers.
            limits: By path, where a body may be other than elsewhere.
        """
        self._app = app
        self._limits = limits or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; other kinds of connection pass through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = str(uuid.uuid4())
        answer = _Answer(send, request_id, without_body=scope["method"] == "HEAD")
        inner = {**scope, "state": {**scope.get("state", {}), "request_id": request_id}}
        if scope["method"] == "HEAD":
            inner["method"] = "GET"
        try:
            limit = self._limits.get(scope["path"]) or BodyLimit(BODY_LIMIT, BODY_WITHIN, 0)
            await self._app(inner, _Body(scope, receive, limit).receive, answer.send)
        except Exception:
            # The last resort by design: whatever went wrong is logged under a number that the client sees.
            log.exception("request %s failed: %s", request_id, scope["method"])
            if not answer.started:
                text = "Er ging iets mis bij ons. / Something went wrong on our side."
                await PlainTextResponse(text, 500)(scope, receive, answer.send)


class _Answer:
    """Adds what every answer carries, and leaves out the body that HEAD does not ask for."""

    def __init__(self, send: Send, request_id: str, *, without_body: bool) -> None:
        self._send = send
        self._request_id = request_id
        self._without_body = without_body
        self.started = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            _complete(message, (b"x-request-id", self._request_id.encode()), defaults=SAFE_HEADERS)
        elif message["type"] == "http.response.body" and self._without_body:
            message = {**message, "body": b""}
        await self._send(message)


def _complete(message: Message, *own: tuple[bytes, bytes], defaults: Sequence[tuple[bytes, bytes]]) -> None:
    """Give the start of an answer headers of our own, and others where it has none of that name."""
    ours = dict(own)
    kept = [header for header in message["headers"] if header[0] not in ours]
    there = dict(kept)
    message["headers"] = [*kept, *own, *(header for header in defaults if header[0] not in there)]


class _Body:
    """Counts a request's body while it is read, and waits neither endlessly nor for who has gone."""

    def __init__(self, scope: Scope, receive: Receive, limit: BodyLimit) -> None:
        self._receive = receive
        self._limit = limit
        headers = Headers(scope=scope)
        declared = headers.get("content-length", "0")
        self._too_large = declared.isdecimal() and int(declared) > limit.size
        self._is_sent = declared != "0" or "transfer-encoding" in headers
        self._read = 0
        self._whole = False
        self._deadline: float | None = None

    async def receive(self) -> Message:
        if self._whole:
            return await self._receive()
        loop = asyncio.get_running_loop()
        self._deadline = self._deadline or loop.time() + self._limit.within
        if self._too_large:
            await self._drain()
        message = await self._next()
        if self._read > self._limit.size:
            await self._drain()
        return message

    async def _next(self) -> Message:
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError:
            raise HTTPException(408, headers={"Connection": "close"}) from None
        if message["type"] == "http.disconnect" and self._is_sent:
            # Nobody hears it any more, but without it the log would tell of a failure of ours.
            raise HTTPException(400, headers={"Connection": "close"})
        self._read += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        return message

    async def _drain(self) -> None:
        """Read on for a while without keeping anything, and refuse.

        Raises:
            HTTPException: 413, or 408 where the rest comes too slowly.
        """
        while not self._whole and self._read < self._limit.drained:
            await self._next()
        raise HTTPException(413, headers={"Connection": "close"})


class ApiFrame:
    """Around the API: its version, its language, and headers for data that no browser shows as a page."""

    def __init__(self, app: ASGIApp, version: str) -> None:
        self._app = app
        self._version = version.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        language = language_of(Headers(scope=scope).get("accept-language"))
        scope.setdefault("state", {})["language"] = language

        async def send_framed(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = (b"api-version", self._version), (b"content-language", language.encode())
                _complete(message, *own, defaults=API_HEADERS)
            await send(message)

        await self._app(scope, receive, send_framed)
