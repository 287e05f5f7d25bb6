"""The API Design Rules of the Dutch government, 2.2, over the description and over live answers."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from api import examples, schemas
from api.app import create_api, create_app
from api.desk import examples as desk_examples
from api.desk import schemas as desk_schemas
from api.imports import examples as import_examples
from api.imports import schemas as import_schemas
from api.keeping import examples as keeping_examples
from api.keeping import schemas as keeping_schemas
from api.services import Services
from api.settings import Settings
from tests.api.world import FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ENGLISH = re.compile(r"\b(the|with|list|show|and|of)\b", re.IGNORECASE)
CAMEL = re.compile(r"_?[a-z][a-zA-Z0-9]*")


@pytest.fixture(scope="module")  # to draw it up takes half a second
def document() -> dict[str, Any]:
    """The description, which is the same whatever the register holds."""
    with TestClient(create_app(Settings(store="sqlite:"), clock=FixedClock())) as client:
        answered = client.get("/api/v1/openapi.json")
    assert answered.status_code == 200
    described: dict[str, Any] = answered.json()
    return described


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_paths_are_kebab_case_without_slash_at_the_end(document: dict[str, Any]) -> None:
    assert document["paths"]
    for path in document["paths"]:
        assert not path.endswith("/")
        segments = [part for part in path.strip("/").split("/") if not part.startswith("{")]
        assert all(KEBAB.fullmatch(segment) for segment in segments), path


def test_names_of_parameters_and_fields_are_camel_case(document: dict[str, Any]) -> None:
    for _, _, operation in operations(document):
        for parameter in operation["parameters"]:
            assert parameter["in"] == "header" or CAMEL.fullmatch(parameter["name"])
    for schema in document["components"]["schemas"].values():
        assert all(CAMEL.fullmatch(name) for name in schema.get("properties", {}))


def test_description_names_version_contact_licence_and_server(document: dict[str, Any]) -> None:
    info = document["info"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", info["version"])
    assert set(info["contact"]) == {"name", "email", "url"}
    assert info["license"]["identifier"] == "EUPL-1.2"
    assert [server["url"] for server in document["servers"]] == ["/api/v1"]


def test_server_is_the_public_address_where_there_is_one() -> None:
    settings = Settings(public_url="https://loket.example")
    api = create_api(Services(settings=settings, clock=FixedClock(), catalogue=None))  # type: ignore[arg-type]  # nothing is answered
    assert api.openapi()["servers"][0]["url"] == "https://loket.example/api/v1"


def test_no_operation_answers_422(document: dict[str, Any]) -> None:
    assert "422" not in str(document)
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_every_operation_documents_its_problems_and_the_version(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        answers = operation["responses"]
        asked = [parameter for parameter in operation["parameters"] if parameter["in"] != "header"]
        assert "500" in answers
        assert "400" in answers or not (asked or method == "post"), path
        assert "404" in answers or "{" not in path, path
        assert "503" in answers or path == "/health/live", path
        for status, answer in answers.items():
            assert "API-Version" in answer["headers"]
            if status >= "400":
                assert list(answer["content"]) == ["application/problem+json"]
                assert set(answer["content"]["application/problem+json"]["example"]) == set(
                    schemas.ProblemOut.model_json_schema()["properties"]
                )


def test_every_operation_is_described_in_dutch_with_an_example(document: dict[str, Any]) -> None:
    names = set()
    for _, _, operation in operations(document):
        assert operation["summary"]
        assert not ENGLISH.search(operation["description"]), operation["description"]
        assert operation["tags"]
        [good] = [answer for status, answer in operation["responses"].items() if status < "300"]
        assert all("example" in written for written in good.get("content", {}).values())
        names.add(operation["operationId"])
        for parameter in operation["parameters"]:
            assert parameter.get("description") or parameter["in"] == "path"
    assert len(names) == len(list(operations(document)))
    assert all(CAMEL.fullmatch(name) for name in names)


def test_every_reference_in_the_description_leads_somewhere(document: dict[str, Any]) -> None:
    known = document["components"]["schemas"]
    references = re.findall(r"#/components/schemas/(\w+)", str(document))
    assert references
    assert set(references) <= set(known)


@pytest.mark.parametrize(
    ("model", "example"),
    [
        (schemas.ActorPage, examples.ACTOR_PAGE),
        (schemas.ActorOut, examples.ACTOR),
        (schemas.DocumentPage, examples.DOCUMENT_PAGE),
        (schemas.DocumentOut, examples.DOCUMENT),
        (schemas.CitedFactPage, examples.CITED_FACT_PAGE),
        (schemas.OfferingPage, examples.OFFERING_PAGE),
        (schemas.OfferingOut, examples.OFFERING),
        (schemas.PlacePage, examples.PLACE_PAGE),
        (schemas.ThemePage, examples.THEME_PAGE),
        (schemas.MatchAnswerOut, examples.MATCH_ANSWER),
        (import_schemas.ImportOut, import_examples.IMPORT),
        (import_schemas.BatchPage, import_examples.BATCH_PAGE),
        (import_schemas.BatchOut, import_examples.BATCH),
        (import_schemas.BatchSummary, import_examples.UNDONE_BATCH),
        (keeping_schemas.HistoryOut, keeping_examples.HISTORY),
        (keeping_schemas.PossibleDoublesPage, keeping_examples.POSSIBLE_DOUBLES_PAGE),
        (keeping_schemas.DistinctionPage, keeping_examples.DISTINCTION_PAGE),
        (keeping_schemas.DistinctionOut, keeping_examples.DISTINCTION),
        (keeping_schemas.DueFactPage, keeping_examples.DUE_FACT_PAGE),
        (keeping_schemas.CheckOut, keeping_examples.CHECKED),
        (import_schemas.BatchSummary, keeping_examples.MERGE),
        (schemas.ExplanationOut, examples.EXPLANATION),
        (schemas.LiveOut, examples.LIVE),
        (schemas.ReadyOut, examples.READY),
    ],
)
def test_examples_are_true_to_their_models(model: type[BaseModel], example: dict[str, Any]) -> None:
    assert model.model_validate_json(json.dumps(example)).model_dump(mode="json", by_alias=True) == example


DESK_ANSWERS = [
    (desk_schemas.CompanyPage, desk_examples.COMPANY_PAGE),
    (desk_schemas.CompanyOut, desk_examples.COMPANY),
    (desk_schemas.CandidatesOut, desk_examples.CANDIDATES),
    (desk_schemas.CasePage, desk_examples.CASE_PAGE),
    (desk_schemas.CaseOut, desk_examples.CASE),
    (desk_schemas.NeedRecordOut, desk_examples.NEED),
    (desk_schemas.GapPage, desk_examples.GAP_PAGE),
    (desk_schemas.ReferralPage, desk_examples.REFERRAL_PAGE),
    (desk_schemas.ReferralOut, desk_examples.REFERRAL),
    (desk_schemas.AnswerLinkOut, desk_examples.ANSWER_LINK),
    (desk_schemas.FollowUpPage, desk_examples.FOLLOW_UP_PAGE),
    (desk_schemas.FollowUpOut, desk_examples.FOLLOW_UP),
    (desk_schemas.QuestionSetPage, desk_examples.QUESTION_SET_PAGE),
    (desk_schemas.QuestionSetOut, desk_examples.QUESTION_SET),
    (desk_schemas.IntakeOut, desk_examples.INTAKE),
]
DESK_BODIES: list[tuple[type[BaseModel], dict[str, Any]]] = [
    (desk_schemas.CompanyRequest, desk_examples.COMPANY_REQUEST),
    (desk_schemas.CompanySearchRequest, desk_examples.COMPANY_SEARCH),
    (desk_schemas.NeedRequest, desk_examples.NEED_REQUEST),
    (desk_schemas.NeedChange, desk_examples.NEED_CHANGE),
    (desk_schemas.CaseChange, desk_examples.CASE_CHANGE),
    (desk_schemas.ReferralRequest, desk_examples.REFERRAL_REQUEST),
    (desk_schemas.ReferralRequest, desk_examples.OWN_REFERRAL_REQUEST),
    (desk_schemas.MoveRequest, desk_examples.MOVE_REQUEST),
    (desk_schemas.OutcomeRequest, desk_examples.OUTCOME_REQUEST),
    (desk_schemas.PeriodRequest, desk_examples.PERIOD_REQUEST),
    (desk_schemas.FollowUpRequest, desk_examples.FOLLOW_UP_REQUEST),
    (desk_schemas.FollowUpChange, desk_examples.FOLLOW_UP_CHANGE),
    (desk_schemas.IntakeRequest, desk_examples.INTAKE_REQUEST),
    (desk_schemas.IntakeChange, desk_examples.INTAKE_CHANGE),
]


@pytest.mark.parametrize(("model", "example"), DESK_ANSWERS)
def test_examples_of_a_desks_work_are_true_to_their_models(
    model: type[BaseModel], example: dict[str, Any]
) -> None:
    assert model.model_validate_json(json.dumps(example)).model_dump(mode="json", by_alias=True) == example


def test_examples_of_what_a_desk_sends_can_be_sent() -> None:
    assert {model for model, _ in DESK_BODIES} == set(desk_schemas.ASKED)
    for model, example in DESK_BODIES:
        assert model.model_validate(example).model_fields_set, model


@pytest.mark.parametrize(
    ("model", "example"),
    [
        (keeping_schemas.MergeRequest, keeping_examples.MERGE_REQUEST),
        (keeping_schemas.DistinctionRequest, keeping_examples.DISTINCTION_REQUEST),
        (keeping_schemas.CheckRequest, keeping_examples.CHECK_REQUEST),
        (keeping_schemas.ActorChange, keeping_examples.ACTOR_CHANGE),
        (keeping_schemas.OfferingChange, keeping_examples.OFFERING_CHANGE),
    ],
)
def test_examples_of_what_keeps_the_register_true_can_be_sent(
    model: type[BaseModel], example: dict[str, Any]
) -> None:
    assert model.model_validate(example).model_fields_set


def test_example_of_a_need_is_one_that_can_be_asked() -> None:
    assert schemas.MatchRequest.model_validate(examples.MATCH_REQUEST).text
    assert schemas.ExplanationRequest.model_validate(examples.EXPLANATION_REQUEST).offering_id


def test_example_of_decisions_is_one_that_can_be_sent() -> None:
    assert import_schemas.ImportDecisions.model_validate(import_examples.DECISIONS).decisions


def test_no_answer_has_a_default(document: dict[str, Any]) -> None:
    asked = {"MatchRequest", "ExplanationRequest", "ImportDecisions", "RowDecision", "ContactIn", "TickIn"}
    asked |= {"StatedIn", "TextIn", "QuestionIn"}
    asked |= {model.__name__ for model in (*desk_schemas.ASKED, *keeping_schemas.ASKED)}
    for name, schema in document["components"]["schemas"].items():
        if schema.get("type") == "object" and name not in asked:
            assert set(schema["required"]) == set(schema["properties"]), name


LIVE = [
    ("GET", "/api/v1/actors"),
    ("GET", "/api/v1/actors/reviseerpunt"),
    ("GET", "/api/v1/health/live"),
    ("GET", "/api/v1/openapi.json"),
    ("GET", "/api/v1/actors?kind=x"),
    ("GET", "/api/v1/imports/weg"),
    ("POST", "/api/v1/imports"),
    ("GET", "/api/v1/batches"),
    ("GET", "/api/v1/bestaat-niet"),
    ("DELETE", "/api/v1/actors"),
    ("POST", "/api/v1/matches"),
    ("POST", "/api/v1/explanations"),
    ("GET", "/api/v9"),
]


@pytest.mark.parametrize(("method", "address"), LIVE)
def test_every_answer_carries_version_language_and_safe_headers(
    shared_client: TestClient, method: str, address: str
) -> None:
    headers = shared_client.request(method, address, headers={"Accept-Language": "en"}).headers
    assert headers["API-Version"] == "1.0.0"
    assert headers["Content-Language"] == "en"
    assert headers["Vary"] == "Accept-Language"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Strict-Transport-Security"]
    assert headers["X-Request-Id"]
    assert ("Access-Control-Allow-Origin" in headers) is address.endswith("openapi.json")


@pytest.mark.parametrize(
    "address", ["actors", "actors/reviseerpunt", "actors/weg", "actors?kind=x", "health/ready"]
)
def test_head_answers_as_get_without_the_body(shared_client: TestClient, address: str) -> None:
    got, head = (shared_client.request(method, f"/api/v1/{address}") for method in ("GET", "HEAD"))
    assert head.status_code == got.status_code
    assert head.content == b""
    for name in ("Content-Type", "Content-Length", "API-Version"):
        assert head.headers[name] == got.headers[name]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "nl"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("nl-NL, en;q=0.9", "nl"),
        ("fr", "nl"),
        ("fr, en;q=0.3", "en"),
        ("en;q=0", "nl"),
        ("en;q=x, nl;q=0.1", "nl"),
        (";;,,", "nl"),
    ],
)
def test_language_is_the_one_that_the_client_prefers(
    shared_client: TestClient, header: str | None, language: str
) -> None:
    headers = {} if header is None else {"Accept-Language": header}
    assert shared_client.get("/api/v1/health/live", headers=headers).headers["Content-Language"] == language
