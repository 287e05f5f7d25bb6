"""Examples of lists and changes in the API's description. The parties are made up."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from api.examples import Example

_ID = "yC0zvQk1mJ3rT6hN9sWq2A"
_HERE = f"/api/v1/imports/{_ID}"
_BATCH_ID = "import-20260302-090000-5f3a1c"

_ROW: Example = {
    "row": 2,
    "outcome": "changed",
    "name": "Reviseerpunt",
    "factId": "reviseerpunt",
    "changes": [{"field": "website", "old": None, "new": "https://reviseerpunt.example"}],
    "candidates": [],
    "errors": [],
}

IMPORT: Example = {
    "id": _ID,
    "status": "planned",
    "kind": "providers",
    "sender": "Ondernemerskring Woerden",
    "association": None,
    "statedOn": "2026-02-01",
    "fileName": "aanbieders.csv",
    "by": "loketmedewerker, Ondernemerskring Woerden",
    "receivedAt": "2026-03-02T09:00:00Z",
    "columns": [
        {
            "header": "Naam",
            "field": "name",
            "isRemembered": False,
            "isPersonal": False,
            "samples": ["Reviseerpunt", "Bakkerij Bos"],
        }
    ],
    "notes": [],
    "counts": {"new": 1, "changed": 1, "same": 0, "double": 0, "wrong": 0, "unreadable": 0},
    "progress": None,
    "isMoved": False,
    "errors": [],
    "batchId": None,
    "_links": {
        "self": {"href": f"{_HERE}?pagina=1&perPagina=1"},
        "next": {"href": f"{_HERE}?pagina=2&perPagina=1"},
    },
    "total": 2,
    "_embedded": {"rows": [_ROW]},
}

WRONG_ROWS = 'Naam;Plaats;Probleem\r\n;Woerden;"Rij 4: Kolom “Naam”: Vul deze cel in."\r\n'

DECISIONS: Example = {
    "decisions": [{"row": 12, "actorId": "reviseerpunt", "place": "stated"}, {"row": 15, "actorId": None}]
}

_BATCH: Example = {
    "id": _BATCH_ID,
    "kind": "import",
    "label": "lijst ingelezen",
    "title": "aanbieders.csv",
    "by": "loketmedewerker, Ondernemerskring Woerden",
    "at": "2026-03-02T09:00:00Z",
    "sender": "Ondernemerskring Woerden",
    "new": 2,
    "changed": 1,
    "same": 0,
    "removed": 0,
    "undoneAt": None,
    "undoneBy": None,
    "_links": {"self": {"href": f"/api/v1/batches/{_BATCH_ID}"}},
}

BATCH: Example = {
    **_BATCH,
    "total": 3,
    "_embedded": {
        "changes": [
            {
                "type": "actor",
                "id": "reviseerpunt",
                "action": "changed",
                "changes": [{"field": "website", "old": None, "new": "https://reviseerpunt.example"}],
            }
        ]
    },
}

UNDONE_BATCH: Example = {
    **_BATCH,
    "undoneAt": "2026-03-02T10:00:00Z",
    "undoneBy": "regiocoördinator, Ondernemerskring Woerden",
}

BATCH_PAGE: Example = {
    "_links": {"self": {"href": "/api/v1/batches?pagina=1&perPagina=25"}},
    "total": 1,
    "_embedded": {"batches": [_BATCH]},
}
