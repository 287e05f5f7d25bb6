"""Lists on their way in: sent, looked at, decided about, agreed to or thrown away."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from api.bodies import read_body
from api.deps import Staff, Wired, answer
from api.documentation import described, json_body
from api.imports.examples import DECISIONS, IMPORT, WRONG_ROWS
from api.imports.presenting import ImportPresenter
from api.imports.schemas import ImportDecisions, ImportOut, ImportQuery
from api.imports.values import ListSaid, Stage
from api.messages import fault, near
from api.presenting import BASE
from api.problems import request_language
from graph.importing import ListKind, RowOutcome
from matchmaker.errors import Fault, InvalidInput
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.imports.values import Import, PlannedFact
    from api.services import Services

router = APIRouter(prefix="/imports", tags=["imports"])

HELD_FOR = 3.0  # seconds that an answer waits for work in hand, so that a short list needs no second look
MOST_FIELDS = 10
MOST_IN_A_FIELD = 100_000  # bytes; the names of a hundred columns fit in

_FORM = "multipart/form-data"
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            _FORM: {
                "schema": {
                    "type": "object",
                    "required": ["file", "kind", "sender", "statedOn"],
                    "properties": {
                        "file": {
                            "type": "string",
                            "format": "binary",
                            "description": "CSV of Excel (.xlsx), hoogstens 10 MB en 20.000 rijen.",
                        },
                        "kind": {
                            "type": "string",
                            "enum": [kind.value for kind in ListKind],
                            "description": "Wat er in de lijst staat.",
                        },
                        "sender": {
                            "type": "string",
                            "maxLength": 200,
                            "description": "Organisatie die de lijst maakte; geen persoon.",
                        },
                        "statedOn": {
                            "type": "string",
                            "format": "date",
                            "description": "De dag waarvoor de lijst geldt.",
                        },
                        "association": {
                            "type": "string",
                            "description": "Naam of kenmerk van de vereniging waarvan het de leden zijn.",
                        },
                        "columns": {
                            "type": "string",
                            "description": (
                                "JSON-object: per kolom het veld dat zij bevat. Zonder: wat wij herkennen "
                                "of van deze afzender hebben onthouden."
                            ),
                            "example": '{"Bedrijf": "name", "Vestiging": "place"}',
                        },
                    },
                }
            }
        },
    }
}


@router.post(
    "",
    status_code=201,
    summary="Stuur een lijst",
    description=(
        "Leest de lijst en vergelijkt de rijen met het register. Er wordt nog niets opgeslagen: "
        "dat gebeurt met een bevestiging. Een lange lijst is nog niet klaar als het antwoord komt; "
        "vraag haar dan opnieuw op. Wij bewaren een lijst hoogstens een uur."
    ),
    response_model=ImportOut,
    responses=described(
        "De lijst, met wat zij zou veranderen.", IMPORT, 400, 403, 408, 409, 413, 415, 503, status=201
    ),
    openapi_extra=_BODY,
)
async def post_import(request: Request, services: Wired, worker: Staff) -> Response:
    """Take a list in and compare it; nothing is stored."""
    name, data, words = await _sent(request)
    said, columns = _said(words, name, services)
    one = await services.imports.receive(data, name, said, worker.signature)
    try:
        one = await _compared(services, one, one.columns if columns is None else columns)
    except InvalidInput as wrong:
        services.imports.drop(one.id)
        raise InvalidInput(_placed(one, found) for found in wrong.faults) from None
    answered = answer(await _presented(request, services, one, ImportQuery()))
    answered.status_code = 201
    answered.headers["Location"] = f"{BASE}/imports/{one.id}"
    return answered


@router.get(
    "/{id}",
    summary="Bekijk een lijst",
    description="Geeft hoe ver de lijst is, wat zij zou veranderen, en de rijen per bladzijde.",
    response_model=ImportOut,
    responses=described("De lijst, met een bladzijde van haar rijen.", IMPORT, 400, 403, 404, 503),
)
async def get_import(
    id: str,  # noqa: A002  # the name that clients see
    query: Annotated[ImportQuery, Query()],
    request: Request,
    services: Wired,
    worker: Staff,  # noqa: ARG001  # who asks must be staff
) -> Response:
    """Show a list."""
    return answer(await _presented(request, services, services.imports.find(id), query))


@router.get(
    "/{id}/wrong-rows",
    summary="Haal de rijen op die niet worden overgenomen",
    description="Een CSV-bestand voor Excel, met bij elke rij de reden in het Nederlands.",
    response_class=Response,
    responses=described(
        "De rijen, met een kolom “Probleem”.", WRONG_ROWS, 400, 403, 404, 503, media_type="text/csv"
    ),
)
async def get_wrong_rows(id: str, services: Wired, worker: Staff) -> Response:  # noqa: A002, ARG001  # as above
    """Give the rows that are not taken in."""
    one = await services.imports.settled(id, HELD_FOR)
    headers = {"Content-Disposition": 'attachment; filename="fouten.csv"'}
    return Response(
        await services.imports.wrong_rows(one.id), media_type="text/csv; charset=utf-8", headers=headers
    )


@router.put(
    "/{id}/decisions",
    summary="Beslis over rijen die mogelijk dubbel zijn",
    description="Onthoudt de beslissingen naast die van eerder, en vergelijkt de lijst opnieuw.",
    response_model=ImportOut,
    responses=described("De lijst, opnieuw vergeleken.", IMPORT, 400, 403, 404, 408, 409, 413, 415, 503),
    openapi_extra=json_body("ImportDecisions", DECISIONS),
)
async def put_decisions(
    id: str,  # noqa: A002  # as above
    request: Request,
    services: Wired,
    worker: Staff,  # noqa: ARG001  # as above
) -> Response:
    """Take decisions about possible doubles."""
    body = await read_body(request, ImportDecisions, {"decisions": [{"row": 1, "actorId": None}]})
    if body.faults:
        raise InvalidInput(body.faults)
    decisions = body.model.decisions
    services.imports.decide(
        id,
        {one.row: one.actor_id for one in decisions},
        frozenset(one.row for one in decisions if one.place == "stated"),
    )
    one = await services.imports.settled(id, HELD_FOR)
    return answer(await _presented(request, services, one, ImportQuery()))


@router.put(
    "/{id}/confirmation",
    summary="Sla een lijst op",
    description=(
        "Slaat op wat nieuw is en wat verandert, als één wijziging. Nog een keer bevestigen doet niets. "
        "Is het register intussen gewijzigd, zodat de lijst iets anders zou doen? Dan wordt er niets "
        "opgeslagen en is `isMoved` waar."
    ),
    response_model=ImportOut,
    responses=described("De lijst, opgeslagen of bezig.", IMPORT, 400, 403, 404, 409, 503),
)
async def put_confirmation(id: str, request: Request, services: Wired, worker: Staff) -> Response:  # noqa: A002  # as above
    """Store a list."""
    services.imports.confirm(id, worker.signature)
    one = await services.imports.settled(id, HELD_FOR)
    return answer(await _presented(request, services, one, ImportQuery()))


@router.delete(
    "/{id}",
    status_code=204,
    summary="Gooi een lijst weg",
    description="Er wordt niets gewijzigd. Een lijst die is opgeslagen, draait u terug met haar wijziging.",
    responses=described("De lijst is weg.", None, 400, 403, 404, 409, 503, status=204),
)
async def delete_import(id: str, services: Wired, worker: Staff) -> Response:  # noqa: A002, ARG001  # as above
    """Throw a list away."""
    services.imports.drop(id)
    return Response(status_code=204)


async def _compared(services: Services, one: Import, columns: Mapping[str, str]) -> Import:
    """Return a list that is compared, or still being so, or raise why it cannot be."""
    services.imports.choose(one.id, columns, one.said.association)
    one = await services.imports.settled(one.id, HELD_FOR)
    if one.stage is Stage.COLUMNS:
        raise InvalidInput(one.faults)
    return one


async def _presented(request: Request, services: Services, one: Import, query: ImportQuery) -> ImportOut:
    loaded = services.catalogue.latest or await services.catalogue.current()
    outcomes = tuple(RowOutcome) if query.outcome is None else (query.outcome,)
    rows: tuple[PlannedFact, ...] = ()
    if one.stage is Stage.PLANNED:
        offset = (query.pagina - 1) * query.per_pagina
        rows = await services.imports.rows(one.id, outcomes, offset, query.per_pagina)
    return ImportPresenter(loaded, request_language(request)).import_(one, query, outcomes, rows)


async def _sent(request: Request) -> tuple[str, bytes, dict[str, str]]:
    """Return the name of the file, the file, and the fields beside it.

    Raises:
        HTTPException: 415, it is not a form with a file; 400, the form cannot be read.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise HTTPException(415, headers={"Accept": _FORM})
    async with request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=MOST_IN_A_FIELD) as form:
        words = {name: value.strip() for name, value in form.items() if isinstance(value, str)}
        file = form.get("file")
        if not isinstance(file, UploadFile):
            return "", b"", words
        return file.filename or "", await file.read(), words


_FIELDS = ("file", "kind", "sender", "statedOn", "association", "columns")


def _said(words: dict[str, str], name: str, services: Services) -> tuple[ListSaid, dict[str, str] | None]:
    """Return what is said of a list and what its columns hold, or raise every fault."""
    faults = [fault(name, "extra_forbidden", near(name, _FIELDS)) for name in words if name not in _FIELDS]
    if not name:
        faults.append(fault("file", "missing"))
    kind = ListKind.read(words.get("kind"))
    if kind is None:
        codes = [one.value for one in ListKind]
        faults.append(fault("kind", "enum", near(words.get("kind", ""), codes), expected=", ".join(codes)))
    if not words.get("sender"):
        faults.append(fault("sender", "missing"))
    stated_on = _day(words.get("statedOn", ""), services.clock.today(), faults)
    columns = _columns(words["columns"], faults) if words.get("columns") else None
    if faults or kind is None or stated_on is None:
        raise InvalidInput(faults)
    association = words.get("association") or None
    return ListSaid(kind=kind, sender=words["sender"], stated_on=stated_on, association=association), columns


def _day(text: str, today: date, faults: list[Fault]) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        message = Bilingual("Geef een dag, zoals 2026-01-31.", "Give a day, such as 2026-01-31.")
    else:
        if day <= today:
            return day
        message = Bilingual("Deze dag is nog niet geweest.", "This day has not been yet.")
    faults.append(Fault(where="statedOn", message=message))
    return None


def _columns(text: str, faults: list[Fault]) -> dict[str, str] | None:
    try:
        columns = json.loads(text)
    except (ValueError, RecursionError):
        columns = None
    if isinstance(columns, dict) and all(isinstance(one, str) for one in columns.values()):
        return columns
    message = Bilingual(
        'Geef een JSON-object, zoals {"Bedrijf": "name"}.', 'Give a JSON object, such as {"Bedrijf": "name"}.'
    )
    faults.append(Fault(where="columns", message=message))
    return None


def _placed(one: Import, found: Fault) -> Fault:
    """Return a fault of the columns with the field of the request as its place."""
    if found.where in {"association", "file"}:
        return found
    known = any(column.header == found.where for column in one.look.columns)
    where = f"columns.{found.where}" if known else "columns"
    return Fault(where=where, message=found.message, suggestions=found.suggestions)
