"""Examples in the API's description. The parties in them are made up; a test holds each against its model."""

from __future__ import annotations

from typing import Any

Example = dict[str, Any]

PLACE: Example = {"id": "woerden", "name": "Woerden", "kind": "municipality"}
REGION: Example = {"id": "regio-groene-hart", "name": "Groene Hart", "kind": "region"}
THEME: Example = {"id": "installation", "label": "installatietechniek"}

SOURCE: Example = {
    "documentId": "voortgang-2025",
    "title": "Voortgang 2025",
    "publisher": "Regio Voorbeeld",
    "publishedOn": "2025-12-03",
    "firstLine": 12,
    "lastLine": 15,
    "statedOn": "2025-12-03",
    "checkedOn": None,
    "checkedBy": None,
}

PROVIDER: Example = {
    "id": "reviseerpunt",
    "name": "Reviseerpunt",
    "aliases": ["Revisiepunt"],
    "kind": "service_provider",
}

_OFFERING: Example = {
    "id": "ketels-reviseren",
    "title": "Cv-ketels laten reviseren",
    "summary": "U leert welke ketels een tweede leven kunnen krijgen, en wie ze reviseert.",
    "nextStep": "Vraag het loket om een afspraak met het Reviseerpunt.",
    "status": "active",
    "needKinds": ["knowledge"],
    "themes": [THEME],
    "area": [REGION],
}

OFFERING_SUMMARY: Example = {
    **_OFFERING,
    "provider": PROVIDER,
    "_links": {
        "self": {"href": "/api/v1/offerings/ketels-reviseren"},
        "provider": {"href": "/api/v1/actors/reviseerpunt"},
    },
}

RELATION: Example = {
    "subject": {"type": "actor", "id": "reviseerpunt", "name": "Reviseerpunt"},
    "kind": "MEMBER_OF",
    "label": "is lid van",
    "object": {"type": "actor", "id": "kring-woerden", "name": "Ondernemerskring Woerden"},
    "note": None,
    "status": "active",
    "sources": [SOURCE],
}

OFFERING: Example = {
    **OFFERING_SUMMARY,
    "rStrategies": ["remanufacture"],
    "targetGroups": ["entrepreneur"],
    "sectors": [],
    "sizes": ["micro", "small", "medium"],
    "opensOn": "2026-01-01",
    "closesOn": None,
    "budgetEuro": None,
    "budgetExhausted": False,
    "capacity": 40,
    "placesLeft": None,
    "requirements": ["Hebt u minstens tien ketels per jaar?"],
    "questions": [{"language": "nl", "text": "Wie reviseert oude cv-ketels?"}],
    "relations": [],
    "sources": [SOURCE],
    "deskOnly": [],
}

ACTOR_SUMMARY: Example = {
    **PROVIDER,
    "place": PLACE,
    "themes": [THEME],
    "description": "Helpt installateurs om toestellen te reviseren.",
    "website": "https://reviseerpunt.example",
    "status": "active",
    "_links": {"self": {"href": "/api/v1/actors/reviseerpunt"}},
}

ACTOR: Example = {
    **ACTOR_SUMMARY,
    "kvkNumber": None,
    "offerings": [OFFERING_SUMMARY],
    "relations": [RELATION],
    "sources": [SOURCE],
    "deskOnly": [],
}


FACETS: Example = {
    "kind": [{"value": "service_provider", "label": "dienstverlener of loket", "count": 2}],
    "needKind": [
        {"value": "knowledge", "label": "kennis en advies", "count": 2},
        {"value": "subsidy", "label": "subsidie", "count": 1},
    ],
    "municipality": [{"value": "regio-groene-hart", "label": "Groene Hart", "count": 2}],
    "theme": [{"value": "installation", "label": "installatietechniek", "count": 1}],
    "status": [{"value": "active", "label": "loopt", "count": 2}],
}


def _page(path: str, name: str, thing: Example, **more: Example) -> Example:
    link = f"/api/v1/{path}?pagina={{page}}&perPagina=1"
    return {
        "_links": {"self": {"href": link.format(page=1)}, "next": {"href": link.format(page=2)}},
        "total": 2,
        **more,
        "_embedded": {name: [thing]},
    }


ACTOR_PAGE = _page("actors", "actors", ACTOR_SUMMARY, facets=FACETS)
OFFERING_PAGE = _page("offerings", "offerings", OFFERING_SUMMARY, facets=FACETS)
PLACE_PAGE = _page(
    "places", "places", {**PLACE, "code": "GM0632", "aliases": [], "within": ["regio-groene-hart"]}
)
THEME_PAGE = _page(
    "themes", "themes", {**THEME, "kind": "sector", "synonyms": ["installateur", "loodgieter"], "broader": []}
)

DOCUMENT: Example = {
    "id": "voortgang-2025",
    "title": "Voortgang 2025",
    "publisher": "Regio Voorbeeld",
    "publishedOn": "2025-12-03",
    "licence": "facts only",
    "facts": 120,
    "_links": {
        "self": {"href": "/api/v1/documents/voortgang-2025"},
        "citedFacts": {"href": "/api/v1/documents/voortgang-2025/cited-facts"},
    },
}
DOCUMENT_PAGE = _page("documents", "documents", DOCUMENT)
CITED_FACT_PAGE = _page(
    "documents/voortgang-2025/cited-facts",
    "citedFacts",
    {
        "firstLine": 12,
        "lastLine": 15,
        "type": "relation",
        "id": "reviseerpunt:MEMBER_OF:kring-woerden",
        "name": "Reviseerpunt is lid van Ondernemerskring Woerden",
        "status": "active",
        "statedOn": "2025-12-03",
        "checkedOn": None,
        "checkedBy": None,
    },
)

MATCH_REQUEST: Example = {
    "text": "Wie kan ons helpen om oude cv-ketels te laten reviseren?",
    "needKinds": ["knowledge"],
    "sector": "installatiebranche",
    "municipality": "Woerden",
    "size": "small",
    "rStrategy": "remanufacture",
    "limit": 5,
}

EXPLANATION_REQUEST: Example = {
    "text": "Wie kan ons helpen om oude cv-ketels te laten reviseren?",
    "municipality": "Assen",
    "offeringId": "ketels-reviseren",
}

MATCH_ANSWER: Example = {
    "need": {
        "text": "Wie kan ons helpen om oude cv-ketels te laten reviseren?",
        "needKinds": ["knowledge"],
        "sectors": [THEME],
        "municipality": PLACE,
        "size": "small",
        "rStrategy": "remanufacture",
        "targetGroup": "entrepreneur",
        "askedOn": "2026-03-02",
    },
    "assumptions": [],
    "matches": [
        {
            "rank": 1,
            "score": 0.72,
            "chance": 0.83,
            "offering": {**_OFFERING, "sources": [SOURCE]},
            "provider": PROVIDER,
            "offeredBy": PROVIDER,
            "eligibility": {
                "answer": "yes",
                "conditions": [{"name": "area", "answer": "yes", "text": "Het geldt in het Groene Hart."}],
            },
            "reasons": [
                {"feature": "text", "contribution": 0.5, "text": "Het gaat over “cv-ketels” en “reviseren”."},
                {"feature": "place", "contribution": 0.22, "text": "Het is er voor het Groene Hart."},
            ],
        }
    ],
    "ownOfferings": [],
    "excluded": [],
    "gap": None,
    "firstHelp": None,
}

EXPLANATION: Example = {
    "need": {
        "text": "Wie kan ons helpen om oude cv-ketels te laten reviseren?",
        "needKinds": ["knowledge"],
        "sectors": [],
        "municipality": {"id": "assen", "name": "Assen", "kind": "municipality"},
        "size": None,
        "rStrategy": None,
        "targetGroup": None,
        "askedOn": "2026-03-02",
    },
    "assumptions": [
        {
            "field": "needKinds",
            "text": "U zoekt: kennis en advies.",
            "values": ["knowledge"],
        }
    ],
    "offering": {**_OFFERING, "sources": [SOURCE]},
    "provider": PROVIDER,
    "eligibility": {
        "answer": "no",
        "conditions": [
            {"name": "area", "answer": "no", "text": "Alleen voor Groene Hart; Assen ligt daarbuiten."}
        ],
    },
    "rank": None,
    "changes": [
        {
            "field": "municipality",
            "before": ["assen"],
            "after": ["woerden"],
            "text": "Het zou wel kunnen vanuit Woerden.",
        }
    ],
    "text": "U voldoet niet aan alle voorwaarden. Hieronder staat wat er anders zou moeten zijn.",
}

LIVE: Example = {"status": "up"}
READY: Example = {"status": "ready", "version": 7, "actors": 120, "offerings": 80}
