"""Examples about keeping the register in the API's description. The parties are made up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.examples import PROVIDER

if TYPE_CHECKING:
    from api.examples import Example

_BY = "loketmedewerker, Ondernemerskring Woerden"
_STATED: Example = {"ground": "asked", "statedOn": "2026-02-27"}
_TWIN: Example = {
    "id": "reviseer-punt",
    "name": "Reviseer-punt B.V.",
    "aliases": [],
    "kind": "service_provider",
}


def _batch(kind: str, label: str, title: str, changed: int, removed: int) -> Example:
    id_ = f"{kind}-20260302-090000-5f3a1c22"
    return {
        "id": id_,
        "kind": kind,
        "label": label,
        "title": title,
        "by": _BY,
        "at": "2026-03-02T09:00:00Z",
        "sender": None,
        "new": 0,
        "changed": changed,
        "same": 0,
        "removed": removed,
        "undoneAt": None,
        "undoneBy": None,
        "_links": {"self": {"href": f"/api/v1/batches/{id_}"}},
    }


HISTORY: Example = {
    "_links": {"self": {"href": "/api/v1/actors/reviseerpunt/history"}},
    "total": 1,
    "_embedded": {
        "changes": [
            {
                "batch": _batch("edit", "gewijzigd", "Reviseerpunt", 1, 0),
                "action": "changed",
                "changes": [{"field": "website", "old": None, "new": "https://reviseerpunt.example"}],
            }
        ]
    },
}

ACTOR_CHANGE: Example = {"stated": _STATED, "website": "https://reviseerpunt.example", "kvkNumber": None}
OFFERING_CHANGE: Example = {
    "stated": _STATED,
    "title": {"nl": "Cv-ketels laten reviseren", "en": "Have boilers remanufactured"},
    "placesLeft": 3,
}

POSSIBLE_DOUBLES_PAGE: Example = {
    "_links": {"self": {"href": "/api/v1/possible-doubles?pagina=1&perPagina=25"}},
    "total": 1,
    "isSearched": True,
    "isSearching": False,
    "_embedded": {
        "possibleDoubles": [
            {
                "first": _TWIN,
                "second": PROVIDER,
                "isLikely": True,
                "score": 1.0,
                "why": "Alle woorden die tellen zijn gelijk.",
            }
        ]
    },
}

MERGE_REQUEST: Example = {"keepId": "reviseerpunt", "dropId": "reviseer-punt"}
MERGE: Example = _batch(
    "merge", "dubbele partijen samengevoegd", "Reviseer-punt B.V. samengevoegd met Reviseerpunt", 2, 1
)

DISTINCTION_REQUEST: Example = {"oneId": "reviseerpunt", "otherId": "reviseer-punt"}
DISTINCTION: Example = {
    "id": "reviseer-punt.reviseerpunt",
    "firstId": "reviseer-punt",
    "secondId": "reviseerpunt",
    "by": _BY,
    "at": "2026-03-02T09:00:00Z",
    "_links": {"self": {"href": "/api/v1/distinctions/reviseer-punt.reviseerpunt"}},
}
DISTINCTION_PAGE: Example = {
    "_links": {"self": {"href": "/api/v1/distinctions?pagina=1&perPagina=25"}},
    "total": 1,
    "_embedded": {"distinctions": [DISTINCTION]},
}

_MARK = "actor:reviseerpunt:3f1c9a72e0b4d685"
DUE_FACT_PAGE: Example = {
    "_links": {"self": {"href": "/api/v1/due-facts?pagina=1&perPagina=25"}},
    "total": 1,
    "_embedded": {
        "dueFacts": [
            {
                "type": "actor",
                "id": "reviseerpunt",
                "name": "Reviseerpunt",
                "toldBy": PROVIDER,
                "lastOn": "2024-12-03",
                "mark": _MARK,
            }
        ]
    },
}
CHECK_REQUEST: Example = {"facts": [_MARK]}
CHECKED: Example = {
    "checked": 1,
    "skipped": 0,
    "batch": _batch("check", "gecontroleerd", "1 gegeven gecontroleerd", 1, 0),
}
