"""Everything that goes wrong, as one shape: problem details (RFC 9457) in the client's language."""

from __future__ import annotations

import http
import json
import logging
from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from api.keeping.gone import what_became_of
from api.messages import faults_of, shown
from graph.tables.refusals import Refusal
from matchmaker.errors import ChangedMeanwhile, Conflict, InvalidInput, LoketError, NotFound, StoreError
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fastapi import FastAPI
    from fastapi.routing import APIRoute
    from starlette.requests import Request

    from matchmaker.errors import Fault
    from matchmaker.model import Actor
    from matchmaker.vocabulary import Language

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = 5  # seconds

# The first kind that fits counts: one that is special stands before what it is a kind of.
STATUS: Mapping[type[LoketError], int] = {
    InvalidInput: 400,
    NotFound: 404,
    ChangedMeanwhile: 412,
    Conflict: 409,
    StoreError: 503,
}

TITLES: Mapping[int, Bilingual] = {
    400: Bilingual("Deze vraag kunnen wij zo niet lezen", "We cannot read this request"),
    403: Bilingual("Dit is voor medewerkers van een loket", "This is for staff of a desk"),
    404: Bilingual("Niet gevonden", "Not found"),
    405: Bilingual("Dit kan hier niet", "Not allowed here"),
    408: Bilingual("De vraag kwam te langzaam binnen", "The request came in too slowly"),
    409: Bilingual("Dit past niet bij de huidige stand", "This does not fit the present state"),
    412: Bilingual("Iemand anders was u voor", "Somebody else was first"),
    413: Bilingual("Wat u stuurt, is te groot", "What you send is too large"),
    415: Bilingual("Dit formaat lezen wij niet", "We do not read this format"),
    428: Bilingual("Zeg welke stand u wijzigt", "Say which state you change"),
    500: Bilingual("Er ging iets mis bij ons", "Something went wrong on our side"),
    503: Bilingual("De gegevens zijn nu niet bereikbaar", "The data cannot be reached now"),
}
DETAILS: Mapping[int, Bilingual] = {
    400: Bilingual("Verbeter wat in errors staat.", "Correct what is listed in errors."),
    403: Bilingual(
        "Zeg wie u bent met de cookie loket-worker, en stuur dit niet vanaf een andere website.",
        "Say who you are with the cookie loket-worker, and do not send this from another website.",
    ),
    404: Bilingual("Op dit adres is niets te vinden.", "There is nothing at this address."),
    405: Bilingual("Gebruik een methode uit de kop Allow.", "Use a method from the Allow header."),
    408: Bilingual("Stuur de vraag opnieuw, in één keer.", "Send the request again, in one go."),
    409: Bilingual("Haal de gegevens opnieuw op.", "Fetch the data again."),
    412: Bilingual(
        "Dit is intussen gewijzigd. Haal het opnieuw op en stuur uw wijziging met de nieuwe ETag.",
        "This was changed meanwhile. Fetch it again and send your change with the new ETag.",
    ),
    413: Bilingual("Stuur hoogstens 1 MB in één keer.", "Send at most 1 MB at a time."),
    415: Bilingual(
        "Stuur het formaat dat in de kop Accept staat, en noem het in de kop Content-Type.",
        "Send the format that the Accept header names, and name it in the Content-Type header.",
    ),
    428: Bilingual(
        "Stuur de kop If-Match mee, met de ETag die u bij het ophalen kreeg.",
        "Send the If-Match header along, with the ETag that you got when you fetched it.",
    ),
    500: Bilingual(
        "Probeer het later nog eens. Blijft het misgaan? Geef dan het nummer in instance door.",
        "Try again later. Does it keep failing? Then report the number in instance.",
    ),
    503: Bilingual("Probeer het over een paar tellen nog eens.", "Try again in a few seconds."),
}
# By path, where more may be sent than elsewhere.
TOO_LARGE: Mapping[str, Bilingual] = {"/imports": Refusal.FILE_TOO_LARGE.value}


def request_language(request: Request) -> Language:
    """Return the language in which a request is answered, as the frame of the API found it."""
    language: Language = request.state.language
    return language


def problem(
    request: Request,
    status: int,
    *,
    detail: Bilingual | None = None,
    faults: Sequence[Fault] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a problem as an answer to a request.

    Args:
        request: What it answers.
        status: The HTTP status.
        detail: What happened this time; the standard sentence of the status if None.
        faults: Everything that is wrong with the request.
        headers: More headers.
    """
    language = request_language(request)
    title = TITLES.get(status) or _phrase(status)
    body = {
        "type": "about:blank",
        "title": title.in_language(language),
        "status": status,
        "detail": (detail or DETAILS.get(status, title)).in_language(language),
        "instance": f"urn:uuid:{request.state.request_id}",
        "errors": [
            {
                "in": "query" if request.method == "GET" else "body",
                "field": fault.where,
                "message": fault.message.in_language(language),
                "suggestions": list(fault.suggestions),
            }
            for fault in faults
        ],
    }
    content = json.dumps(body, ensure_ascii=False).encode("utf-8", "backslashreplace")
    more = {"Retry-After": str(RETRY_AFTER)} if status == 503 else {}
    return Response(content, status, {**more, **(headers or {})}, MEDIA_TYPE)


def _phrase(status: int) -> Bilingual:
    phrase = http.HTTPStatus(status).phrase
    return Bilingual(phrase, phrase)


def install(app: FastAPI) -> None:
    """Make an app answer every error as a problem."""
    app.state.query_names = {}
    app.exception_handler(LoketError)(_on_loket_error)
    app.exception_handler(RequestValidationError)(_on_validation_error)
    app.exception_handler(HTTPException)(_on_http_exception)
    app.exception_handler(Exception)(_on_exception)


async def _on_loket_error(request: Request, error: LoketError) -> Response:
    status = next((number for kind, number in STATUS.items() if isinstance(error, kind)), 500)
    if isinstance(error, InvalidInput):
        return problem(request, status, faults=error.faults)
    if isinstance(error, NotFound):
        return await _on_not_found(request, error)
    if isinstance(error, Conflict) and status == STATUS[Conflict]:
        return problem(request, status, detail=error.sentence)
    log.warning("request %s refused: %s", request.state.request_id, error)
    return problem(request, status)


async def _on_not_found(request: Request, error: NotFound) -> Response:
    """Say that something is not there; a party that went up in another is to be found at that one."""
    successor = await _successor(request, error)
    if successor is None:
        return problem(request, STATUS[NotFound], detail=_absent(error))
    if request.path_params.get("id") == error.identifier:
        path = request.scope["route"].path.replace("{id}", quote(successor.id, safe=""))
        query = f"?{request.url.query}" if request.url.query else ""
        return Response(status_code=308, headers={"Location": f"{request.scope['root_path']}{path}{query}"})
    old, new = shown(error.identifier), successor.id
    detail = Bilingual(
        f"De partij met het kenmerk {old} is samengevoegd met {new}. Gebruik dat kenmerk.",
        f"The party with the id {old} was merged with {new}. Use that id.",
    )
    return problem(request, STATUS[NotFound], detail=detail)


async def _successor(request: Request, error: NotFound) -> Actor | None:
    """Return the party that the one that was asked for went up in, if the store can tell."""
    if error.kind != "actor":
        return None
    try:
        gone = await what_became_of(request.app.state.services.catalogue, error.identifier)
    except StoreError:
        return None
    return gone.successor if gone else None


async def _on_validation_error(request: Request, error: RequestValidationError) -> Response:
    found = [{**each, "loc": each["loc"][1:]} for each in error.errors()]
    return problem(request, 400, faults=faults_of(found, _query_names(request)))


async def _on_http_exception(request: Request, error: HTTPException) -> Response:
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(_allowed(request))
    detail = TOO_LARGE.get(request.scope["route"].path) if error.status_code == 413 else None
    return problem(request, error.status_code, detail=detail, headers=headers)


async def _on_exception(request: Request, _error: Exception) -> Response:
    return problem(request, 500)


METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def _allowed(request: Request) -> list[str]:
    """Return the methods that some route takes at this address; a framework names the first route's only."""
    found = [
        method
        for method in METHODS
        if any(
            route.matches({**request.scope, "method": method})[0] is Match.FULL
            for route in request.app.routes
        )
    ]
    return [*found, "HEAD"] if "GET" in found else found


def _query_names(request: Request) -> list[str]:
    """Return the names that the addressed operation takes in its query; only what is asked for has one."""
    route: APIRoute = request.scope["route"]
    known: dict[str, list[str]] = request.app.state.query_names
    if "GET" not in (route.methods or ()):
        return []
    if route.path not in known:
        known[route.path] = _described_query(route)
    return known[route.path]


def _described_query(route: APIRoute) -> list[str]:
    # To describe the whole API takes half a second, in which nobody else gets an answer.
    described = get_openapi(title=route.name, version="", routes=[route])
    parameters = described["paths"].get(route.path, {}).get("get", {}).get("parameters", ())
    return [parameter["name"] for parameter in parameters if parameter["in"] == "query"]


_ABSENT = {
    "import": Bilingual(
        "Deze lijst is er niet meer. Wij bewaren een lijst hoogstens een uur; stuur haar opnieuw.",
        "This list is gone. We keep a list for an hour at most; send it again.",
    ),
    "batch": Bilingual(
        "Wij kennen geen wijziging met het kenmerk {id}.", "We know no change with the id {id}."
    ),
    "document": Bilingual(
        "Wij kennen geen bron met het kenmerk {id}.", "We know no source with the id {id}."
    ),
    "actor": Bilingual("Wij kennen geen partij met het kenmerk {id}.", "We know no party with the id {id}."),
    "offering": Bilingual(
        "Wij kennen geen aanbod met het kenmerk {id}.", "We know no offering with the id {id}."
    ),
}


def _absent(error: NotFound) -> Bilingual | None:
    sentence = _ABSENT.get(error.kind)
    if sentence is None:
        return None
    identifier = shown(error.identifier)
    return Bilingual(sentence.nl.format(id=identifier), sentence.en.format(id=identifier))
