"""Examples about a desk's own work in the API's description; as ``api.examples`` in every respect."""

from __future__ import annotations

from api.examples import PLACE, THEME, Example

_COMPANY = "/api/v1/companies/bedrijf-3f8a1c"
_CASE = "/api/v1/cases/zaak-77aa01"

COMPANY_REF: Example = {
    "id": "bedrijf-3f8a1c",
    "name": "Installatiebedrijf Voorbeeld",
    "municipality": PLACE,
    "targetGroup": "entrepreneur",
    "_links": {"self": {"href": _COMPANY}, "cases": {"href": "/api/v1/cases?companyId=bedrijf-3f8a1c"}},
}
COMPANY: Example = {
    **COMPANY_REF,
    "revision": 1,
    "kvkNumber": None,
    "sectors": [THEME],
    "size": "small",
    "activeOn": "2026-11-23",
    "erasedAt": None,
    "contacts": [
        {
            "id": "contact-1b2c",
            "revision": 1,
            "function": "eigenaar",
            "email": "info@bedrijf.example",
            "phone": None,
            "language": "nl",
            "mail": "all",
        }
    ],
    "consents": [
        {"purpose": "refer", "isGiven": True},
        {"purpose": "share_example", "isGiven": False},
        {"purpose": "contact_later", "isGiven": False},
    ],
}
COMPANY_PAGE: Example = {
    "_links": {"self": {"href": "/api/v1/companies?pagina=1&perPagina=25"}},
    "total": 1,
    "_embedded": {"companies": [COMPANY_REF]},
}
CANDIDATES: Example = {
    "candidates": [
        {"company": COMPANY_REF, "isSame": None, "score": 0.8, "why": "De namen lijken op elkaar."}
    ]
}
NEED: Example = {
    "id": "behoefte-52d0",
    "revision": 1,
    "caseId": "zaak-77aa01",
    "companyId": "bedrijf-3f8a1c",
    "text": "Wie reviseert oude cv-ketels?",
    "needKinds": ["knowledge"],
    "rStrategy": None,
    "suggestedOn": "2026-11-23",
    "suggestions": [
        {
            "offeringId": "ketels-reviseren",
            "offeringTitle": "Cv-ketels laten reviseren",
            "providerId": "reviseerpunt",
            "providerName": "Reviseerpunt",
            "score": 0.71,
            "eligibility": "yes",
            "reasons": [{"feature": "words", "contribution": 0.4, "text": "Noemt cv-ketels en reviseren."}],
            "isChosen": False,
        }
    ],
    "_links": {
        "self": {"href": "/api/v1/needs/behoefte-52d0"},
        "case": {"href": _CASE},
        "company": {"href": _COMPANY},
    },
}
CASE: Example = {
    "id": "zaak-77aa01",
    "revision": 1,
    "deskId": "kring-woerden",
    "companyId": "bedrijf-3f8a1c",
    "kind": "question",
    "state": "open",
    "openedOn": "2026-11-23",
    "closedOn": None,
    "worker": "loketmedewerker",
    "sharedWith": [],
    "mayChange": True,
    "needs": ["behoefte-52d0"],
    "_links": {
        "self": {"href": _CASE},
        "company": {"href": _COMPANY},
        "referrals": {"href": "/api/v1/referrals?caseId=zaak-77aa01"},
    },
}
CASE_PAGE: Example = {
    "_links": {"self": {"href": "/api/v1/cases?companyId=bedrijf-3f8a1c"}},
    "total": 1,
    "_embedded": {"cases": [CASE]},
}
GAP_PAGE: Example = {
    "_links": {"self": {"href": "/api/v1/gaps?pagina=1&perPagina=25"}},
    "total": 1,
    "_embedded": {
        "gaps": [
            {
                "id": "behoefte-99-2026-11-23",
                "needId": "behoefte-99",
                "caseId": "zaak-77aa01",
                "on": "2026-11-23",
                "needKinds": ["space"],
                "municipality": PLACE,
                "missing": ["ruimte voor opslag in uw gebied"],
            }
        ]
    },
}
REFERRAL: Example = {
    "id": "verwijzing-0c4e",
    "revision": 2,
    "caseId": "zaak-77aa01",
    "needId": "behoefte-52d0",
    "offeringId": "ketels-reviseren",
    "offeringTitle": "Cv-ketels laten reviseren",
    "providerId": "reviseerpunt",
    "providerName": "Reviseerpunt",
    "ownReason": "",
    "state": "sent",
    "channel": "sent",
    "sentAt": "2026-11-23T09:30:00Z",
    "allowedMoves": ["accept", "waitlist", "contact", "decline", "withdraw"],
    "steps": [
        {
            "move": "send",
            "state": "sent",
            "at": "2026-11-23T09:30:00Z",
            "by": "loketmedewerker",
            "reason": None,
        }
    ],
    "deskOutcome": None,
    "ownOutcome": None,
    "_links": {
        "self": {"href": "/api/v1/referrals/verwijzing-0c4e"},
        "case": {"href": _CASE},
        "need": {"href": "/api/v1/needs/behoefte-52d0"},
        "offering": {"href": "/api/v1/offerings/ketels-reviseren"},
    },
}
REFERRAL_PAGE: Example = {
    "_links": {"self": {"href": "/api/v1/referrals?caseId=zaak-77aa01"}},
    "total": 1,
    "_embedded": {"referrals": [REFERRAL]},
}
ANSWER_LINK: Example = {
    "address": "https://loket.example/verwijzing/dit-deel-is-geheim",
    "expiresAt": "2027-05-22T09:30:00Z",
}
OUTCOME_LINK: Example = {
    "address": "https://loket.example/resultaat/dit-deel-is-geheim",
    "expiresAt": "2027-05-22T09:30:00Z",
}
PERIOD: Example = {
    "id": "periode-5b21",
    "revision": 1,
    "offeringId": "ketels-reviseren",
    "startsOn": "2027-01-01",
    "endsOn": "2027-06-30",
    "places": 10,
    "taken": 4,
    "left": 6,
    "waitingPlaces": 5,
    "waiting": 0,
    "assessFirst": False,
    "_links": {
        "self": {"href": "/api/v1/offerings/ketels-reviseren/periods/periode-5b21"},
        "offering": {"href": "/api/v1/offerings/ketels-reviseren"},
    },
}
PERIOD_PAGE: Example = {
    "_links": {"self": {"href": "/api/v1/offerings/ketels-reviseren/periods"}},
    "total": 1,
    "_embedded": {"periods": [PERIOD]},
}
FOLLOW_UP: Example = {
    "id": "verwijzing-0c4e-provider-answer",
    "revision": 1,
    "caseId": "zaak-77aa01",
    "referralId": "verwijzing-0c4e",
    "kind": "provider_answer",
    "state": "open",
    "dueOn": "2026-12-07",
    "doneOn": None,
    "cohort": "2026-Q4",
    "worker": "loketmedewerker",
    "remark": "",
    "_links": {
        "self": {"href": "/api/v1/follow-ups/verwijzing-0c4e-provider-answer"},
        "case": {"href": _CASE},
    },
}
FOLLOW_UP_PAGE: Example = {
    "_links": {"self": {"href": "/api/v1/follow-ups?pagina=1&perPagina=25"}},
    "total": 1,
    "_embedded": {
        "followUps": [
            {
                **FOLLOW_UP,
                "company": "Installatiebedrijf Voorbeeld",
                "companyId": "bedrijf-3f8a1c",
                "offeringTitle": "Cv-ketels laten reviseren",
                "referralState": "sent",
                "ownReason": "",
            }
        ]
    },
}
QUESTION_SET_REF: Example = {
    "id": "general",
    "version": 1,
    "title": "Praatplaat voor alle bedrijven",
    "sectors": [],
    "publishedOn": "2026-01-01",
    "_links": {"self": {"href": "/api/v1/question-sets/general?version=1"}},
}
QUESTION_SET: Example = {
    **QUESTION_SET_REF,
    "actions": [
        {
            "id": "repair",
            "domain": "product",
            "text": "Wij repareren wat klanten terugbrengen.",
            "need": "Wie helpt ons om reparaties aan te bieden?",
            "rStrategy": "repair",
            "needKinds": ["knowledge"],
        }
    ],
}
QUESTION_SET_PAGE: Example = {
    "_links": {"self": {"href": "/api/v1/question-sets"}},
    "total": 1,
    "_embedded": {"questionSets": [QUESTION_SET_REF]},
}
INTAKE: Example = {
    "id": "intake-9d21",
    "revision": 2,
    "companyId": "bedrijf-3f8a1c",
    "questionSetId": "general",
    "questionSetVersion": 1,
    "madeBy": "with_staff",
    "state": "draft",
    "ticks": [
        {
            "actionId": "repair",
            "does": True,
            "wants": False,
            "needsHelp": False,
            "notApplicable": False,
            "example": "",
            "words": "",
            "mayShare": False,
        }
    ],
    "ownGrade": 6,
    "wish": "",
    "startedAt": "2026-11-23T09:30:00Z",
    "submittedAt": None,
    "_links": {
        "self": {"href": "/api/v1/intakes/intake-9d21"},
        "company": {"href": _COMPANY},
        "questionSet": {"href": "/api/v1/question-sets/general?version=1"},
    },
}

# ---- asked

COMPANY_REQUEST: Example = {
    "name": "Installatiebedrijf Voorbeeld",
    "municipality": "Woerden",
    "sector": "installatietechniek",
    "contact": {"function": "eigenaar", "email": "info@bedrijf.example"},
}
COMPANY_SEARCH: Example = {"q": "installatiebedrijf voorbeeld"}
PERIOD_REQUEST: Example = {
    "startsOn": "2027-01-01",
    "endsOn": "2027-06-30",
    "places": 10,
    "waitingPlaces": 5,
    "assessFirst": False,
}
NEED_REQUEST: Example = {
    "companyId": "bedrijf-3f8a1c",
    "text": "Wie reviseert oude cv-ketels?",
    "needKinds": ["knowledge"],
}
NEED_CHANGE: Example = {"text": "Wie koopt gereviseerde cv-ketels?", "needKinds": ["network"]}
CASE_CHANGE: Example = {"handOverTo": "reviseerpunt", "note": "Het gaat vooral om vergunningen."}
REFERRAL_REQUEST: Example = {"needId": "behoefte-52d0", "offeringId": "ketels-reviseren"}
OWN_REFERRAL_REQUEST: Example = {
    "needId": "behoefte-52d0",
    "offeringId": "houtsubsidie",
    "ownReason": "Het bedrijf opent in mei een vestiging in Gouda.",
    "overrules": ["area"],
}
MOVE_REQUEST: Example = {"move": "decline", "reason": "no_capacity"}
OUTCOME_REQUEST: Example = {"linkMade": True, "helped": "partly", "stepTaken": None}
FOLLOW_UP_REQUEST: Example = {
    "caseId": "zaak-77aa01",
    "dueOn": "2026-12-01",
    "remark": "Bel over de offerte.",
}
FOLLOW_UP_CHANGE: Example = {"state": "done", "remark": "De aanbieder belt deze week."}
INTAKE_REQUEST: Example = {"companyId": "bedrijf-3f8a1c"}
INTAKE_CHANGE: Example = {"ticks": [{"actionId": "repair", "does": True}], "ownGrade": 6}
