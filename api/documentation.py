"""The API's own description (OpenAPI): what the framework makes of the routes, made true and complete."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from api.desk import schemas as desk_schemas
from api.imports.schemas import ImportDecisions
from api.keeping import schemas as keeping_schemas
from api.problems import DETAILS, MEDIA_TYPE, TITLES
from api.schemas import ExplanationRequest, MatchRequest, ProblemOut

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import FastAPI

REFERENCE = "#/components/schemas/{model}"
ALWAYS = (500,)
EXAMPLE_INSTANCE = "urn:uuid:0b7c2f64-5a0e-4a57-9d1b-0c8c7a6f3b11"

API_DESCRIPTION = """
Vindt wie een ondernemer kan helpen om circulair te werken, en zegt waarom. Past er niets, dan zeggen wij dat.

- Teksten zijn er in het Nederlands en in het Engels: kies met `Accept-Language`.
- Een fout is altijd een `application/problem+json` (RFC 9457) die alle fouten tegelijk noemt.
- Lijsten geven bladzijden met `_links` (HAL). Met `q` staat het beste antwoord bovenaan.
- Is de opslag niet bereikbaar, dan is het antwoord 503 met `Retry-After`. Wij geven nooit oude gegevens.
- Een wijziging kan na een 503 toch gedaan zijn: stuur haar nog eens met dezelfde `Idempotency-Key`.
"""
TAGS = [
    {"name": "matches", "description": "Suggesties bij een vraag."},
    {"name": "actors", "description": "Partijen die circulair werken of daarbij helpen."},
    {
        "name": "offerings",
        "description": "Wat partijen aanbieden, voor wie, waar en onder welke voorwaarden.",
    },
    {"name": "documents", "description": "Bronnen, en wat wij eruit overnamen."},
    {"name": "imports", "description": "Lijsten inlezen: eerst zien wat er verandert, dan opslaan."},
    {"name": "keeping", "description": "Het register bijhouden: dubbelen, nakijken en wijzigen."},
    {"name": "batches", "description": "Wat er in het register is gewijzigd, en dat terugdraaien."},
    {"name": "companies", "description": "Bedrijven die een loket kent."},
    {"name": "cases", "description": "Zaken: wat een bedrijf in één keer vraagt."},
    {"name": "needs", "description": "Behoeften met suggesties, en wat er ontbreekt."},
    {"name": "referrals", "description": "Verwijzingen, hun stappen en wat zij opleveren."},
    {"name": "periods", "description": "Plaatsen bij een aanbod: per periode, en hoe vol het is."},
    {"name": "follow-ups", "description": "De werklijst: wat een loket op welke dag moet navragen."},
    {"name": "intakes", "description": "De praatplaat: vragenlijsten en antwoorden."},
    {"name": "terms", "description": "Plaatsen en thema's."},
    {"name": "health", "description": "Of de dienst draait en antwoord kan geven."},
]

_HEADERS = {
    "API-Version": {"description": "Volledige versie van deze API.", "schema": {"type": "string"}},
    "X-Request-Id": {"description": "Nummer van deze vraag.", "schema": {"type": "string", "format": "uuid"}},
    "Content-Language": {
        "description": "Taal van de teksten.",
        "schema": {"type": "string", "enum": ["nl", "en"]},
    },
}
_RETRY_AFTER = {"description": "Na hoeveel seconden opnieuw proberen.", "schema": {"type": "integer"}}
_ACCEPT_LANGUAGE = {
    "name": "Accept-Language",
    "in": "header",
    "required": False,
    "description": "Taal van de teksten: nl of en. Zonder keuze: nl.",
    "schema": {"type": "string", "default": "nl"},
    "example": "nl",
}


def described(
    description: str,
    example: Any,
    *problems: int,
    status: int = 200,
    media_type: str = "application/json",
) -> dict[int | str, dict[str, Any]]:
    """Return the answers of an operation: the good one with an example, and its problems.

    Args:
        description: What the good answer is.
        example: The good answer, or None where it has no body.
        *problems: The statuses of its problems, but for 500.
        status: The status of the good answer.
        media_type: What the good answer is written in.
    """
    good: dict[str, Any] = {"description": description}
    if example is not None:
        good["content"] = {media_type: {"example": example}}
    return {status: good, **{number: _described_problem(number) for number in (*problems, *ALWAYS)}}


MOVED: dict[int | str, dict[str, Any]] = {
    308: {
        "description": "De partij is samengevoegd met een andere. Gebruik voortaan het adres in Location.",
        "headers": {"Location": {"description": "Waar zij nu staat.", "schema": {"type": "string"}}},
    }
}
"""The answer at the address of a party that went up in another."""


def _described_problem(status: int) -> dict[str, Any]:
    example = {
        "type": "about:blank",
        "title": TITLES[status].nl,
        "status": status,
        "detail": DETAILS[status].nl,
        "instance": EXAMPLE_INSTANCE,
        "errors": [],
    }
    if status == 400:
        message = "Wij kennen dit niet. Bedoelde u Woerden?"
        wrong = {"in": "query", "field": "municipality", "message": message, "suggestions": ["Woerden"]}
        example["errors"] = [wrong]
    schema = {"$ref": REFERENCE.format(model="ProblemOut")}
    return {"description": TITLES[status].nl, "content": {MEDIA_TYPE: {"schema": schema, "example": example}}}


def json_body(model: str, example: Any = None, **several: Any) -> dict[str, Any]:
    """Return the description of a JSON body that the route reads itself, with one example or several."""
    schema = {"$ref": REFERENCE.format(model=model)}
    named = {name: {"value": one} for name, one in several.items()}
    told = {"examples": named} if named else {"example": example}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema, **told}}}}


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document of an app, without the framework's own error shape."""
    document = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=app.description,
        license_info=app.license_info,
        routes=app.routes,
        tags=app.openapi_tags,
        servers=app.servers,
    )
    # The framework checks an address here only with a package that nothing else needs, and warns without it.
    document["info"]["contact"] = app.contact
    schemas = document["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    _, more = models_json_schema(
        [
            (MatchRequest, "validation"),
            (ExplanationRequest, "validation"),
            (ImportDecisions, "validation"),
            *((model, "validation") for model in (*desk_schemas.ASKED, *keeping_schemas.ASKED)),
            (ProblemOut, "serialization"),
        ],
        by_alias=True,
        ref_template=REFERENCE,
    )
    schemas.update(more["$defs"])
    for path in document["paths"].values():
        for operation in path.values():
            _complete(operation)
    return document


def _complete(operation: dict[str, Any]) -> None:
    operation.setdefault("parameters", []).append(_ACCEPT_LANGUAGE)
    operation["responses"].pop("422", None)
    for status, response in operation["responses"].items():
        retry = {"Retry-After": _RETRY_AFTER} if status == "503" else {}
        response["headers"] = {**response.get("headers", {}), **_HEADERS, **retry}


def as_bytes(document: Mapping[str, Any]) -> bytes:
    """Return a document as the bytes that are sent."""
    return json.dumps(document, ensure_ascii=False).encode()
