"""A desk's own work over the API: the whole way, who may see what, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from graph import casework_of
from matchmaker.casework.capacity import Period
from matchmaker.model import Snapshot
from matchmaker.vocabulary import Status
from tests import desk as builders
from tests.api.desk_client import BASE, DESK, OTHER_DESK, DeskClient, as_staff
from tests.api.world import BOILERS, FUND, WOOD_GRANT

if TYPE_CHECKING:
    from matchmaker.ports import Register


@pytest.fixture
def desk(client: TestClient) -> DeskClient:
    return DeskClient(client)


@pytest.fixture
def other(client: TestClient) -> DeskClient:
    return DeskClient(client, OTHER_DESK)


def test_from_a_call_to_an_outcome(desk: DeskClient) -> None:
    company = desk.company(contact={"function": "eigenaar", "email": "info@bedrijf.example"})
    assert company["municipality"]["id"] == "woerden"
    assert company["contacts"][0]["function"] == "eigenaar"

    need = desk.need(company_id=company["id"])
    assert need["suggestions"][0]["offeringId"] == "ketels-reviseren"
    assert need["suggestions"][0]["reasons"]

    made = desk.post("/referrals", {"needId": need["id"], "offeringId": "ketels-reviseren"})
    assert made.status_code == 201
    assert made.headers["Location"] == f"{BASE}/referrals/{made.json()['id']}"
    assert made.json()["allowedMoves"] == ["send", "log", "waitlist", "withdraw"]

    sent = desk.moved(made.json(), "log").json()
    accepted = desk.moved(sent, "accept").json()
    assert [step["by"] for step in accepted["steps"]] == ["loketmedewerker", "loketmedewerker"]

    [line] = desk.get("/follow-ups?view=mine").json()["_embedded"]["followUps"]
    assert (line["kind"], line["dueOn"], line["company"]) == (
        "first_contact",
        "2026-03-16",
        "Installatiebedrijf Jansen",
    )
    done = desk.send(
        "PATCH", f"/follow-ups/{line['id']}", {"state": "done", "remark": "Zij bellen."}, revision=1
    )
    assert (done.json()["state"], done.json()["dueOn"]) == ("open", "2026-03-16")  # nobody knows yet

    told = desk.post(
        f"/referrals/{accepted['id']}/outcomes",
        {"linkMade": True, "helped": "partly"},
        revision=accepted["revision"],
    ).json()
    assert told["deskOutcome"]["helped"] == "partly"
    assert told["deskOutcome"]["stepTaken"] is None
    assert told["state"] == "in_contact"  # for there was contact


def test_a_desk_is_never_sent_to_itself(desk: DeskClient, other: DeskClient) -> None:
    assert "reviseerpunt" in [one["providerId"] for one in desk.need()["suggestions"]]
    assert "reviseerpunt" not in [one["providerId"] for one in other.need()["suggestions"]]
    assert other.get("/gaps").json()["total"] == 0


@pytest.mark.parametrize(
    "company", [{"name": "Bouwbedrijf De Brug", "kvkNumber": "12345678"}, {"name": "ketelbouw de brug"}]
)
def test_a_company_is_not_sent_to_who_does_not_serve_it(
    desk: DeskClient, register: Register, company: dict[str, str]
) -> None:
    party = replace(FUND, id="ketelbouw", name="Ketelbouw De Brug", kvk_number="12345678")
    refusing = replace(BOILERS, excluded_actors=("ketelbouw",))
    register.put(Snapshot(actors=(party,), offerings=(refusing,)))

    need = desk.need(company_id=desk.company(**company)["id"])
    assert need["suggestions"] == []
    assert desk.need()["suggestions"][0]["offeringId"] == "ketels-reviseren"
    body = {"needId": need["id"], "offeringId": "ketels-reviseren", "ownReason": "Wij kennen hen."}
    refused = desk.post("/referrals", body)
    assert refused.status_code == 409
    assert "Deze aanbieder werkt niet voor u." in refused.json()["detail"]


WHY = "Het bedrijf opent in mei een vestiging in Gouda."
OWN = {"offeringId": "houtsubsidie", "ownReason": WHY, "overrules": ["area"]}


def test_a_desk_that_knows_better_chooses_what_was_not_suggested(desk: DeskClient) -> None:
    need = desk.need()
    made = desk.post("/referrals", {**OWN, "needId": need["id"]})

    assert made.status_code == 201
    referral = made.json()
    assert (referral["offeringId"], referral["providerId"]) == ("houtsubsidie", "houtfonds")
    assert (referral["ownReason"], referral["state"]) == (WHY, "proposed")
    kept = desk.get(f"/needs/{need['id']}").json()
    assert (kept["suggestions"], kept["revision"]) == (need["suggestions"], need["revision"])
    assert desk.moved(referral, "log").json()["ownReason"] == WHY
    [line] = desk.get("/follow-ups").json()["_embedded"]["followUps"]
    assert line["ownReason"] == WHY
    again = desk.post("/referrals", {**OWN, "needId": need["id"]})
    assert again.status_code == 409
    suggested = desk.post("/referrals", {"needId": need["id"], "offeringId": "ketels-reviseren"})
    assert suggested.json()["ownReason"] == ""


def test_a_desk_may_know_somebody_where_nothing_fits(desk: DeskClient) -> None:
    need = desk.need("zwaartekracht op de maan")
    made = desk.post("/referrals", {**OWN, "needId": need["id"]})

    assert need["suggestions"] == []
    assert made.status_code == 201
    gaps = desk.get("/gaps").json()["_embedded"]["gaps"]
    assert [gap["needId"] for gap in gaps] == [need["id"]]  # nothing fits all the same


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"ownReason": None}, {"ownReason"}),
        ({"ownReason": "  "}, {"ownReason"}),
        ({"ownReason": "x" * 2_001}, {"ownReason"}),
        ({"ownReason": "Zo\0maar"}, {"referral own_reason"}),
        ({"overrules": []}, {"overrules"}),
        ({"overrules": ["size"]}, {"overrules"}),
        ({"overrules": "area"}, {"overrules"}),
        ({"ownReason": "", "overrules": []}, {"ownReason", "overrules"}),
        ({"offeringId": "bestaat-niet", "ownReason": ""}, {"offeringId", "ownReason"}),
        ({"offeringId": "ketels-reviseren"}, {"offeringId"}),
        ({"ownReason": None, "overrules": None}, {"offeringId"}),
    ],
)
def test_every_fault_of_an_own_choice_is_named(
    desk: DeskClient, changes: dict[str, Any], fields: set[str]
) -> None:
    need = desk.need()
    answered = desk.post("/referrals", {**OWN, "needId": need["id"], **changes})

    assert answered.status_code == 400
    assert {fault["field"] for fault in answered.json()["errors"]} == fields
    assert desk.get(f"/referrals?caseId={need['caseId']}").json()["total"] == 0


def test_each_condition_that_refuses_is_overruled_by_name(desk: DeskClient) -> None:
    company = desk.company(size="large")
    body = {**OWN, "needId": desk.need(company_id=company["id"])["id"]}
    answered = desk.post("/referrals", {**body, "overrules": []}).json()

    assert [fault["suggestions"] for fault in answered["errors"]] == [["area"], ["size"]]
    assert answered["errors"][0]["message"] == (
        "Let op: Alleen voor Gouda; Woerden ligt daarbuiten. Bevestig dat u dit weet, of kies ander aanbod."
    )
    assert desk.post("/referrals", {**body, "overrules": ["area", "size"]}).status_code == 201


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"status": Status.ENDED}, "Dit aanbod is afgelopen."),
        ({"budget_exhausted": True}, "Het geld van deze regeling is op."),
        ({"places_left": 0}, "Er is nu geen plaats meer."),
        ({"closes_on": date(2026, 3, 1)}, "Gesloten sinds 1 maart 2026."),
        ({"provider_id": DESK}, "Dit is aanbod van uw eigen loket."),
    ],
)
def test_no_reason_opens_what_is_closed_or_the_desks_own(
    desk: DeskClient, register: Register, changes: dict[str, Any], said: str
) -> None:
    need = desk.need()
    register.put(Snapshot(offerings=(replace(WOOD_GRANT, **changes),)))
    refused = desk.post("/referrals", {**OWN, "needId": need["id"]})

    assert refused.status_code == 409
    assert said in refused.json()["detail"]
    assert desk.get(f"/referrals?caseId={need['caseId']}").json()["total"] == 0


def test_an_own_choice_takes_a_place_as_any_other(desk: DeskClient, register: Register) -> None:
    period = Period(
        id="p-1",
        offering_id="houtsubsidie",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        places=1,
    )
    casework_of(register).save_period(builders.act(DESK), period)
    first, second = (desk.post("/referrals", {**OWN, "needId": desk.need()["id"]}).json() for _ in range(2))

    assert desk.moved(first, "send").status_code == 200
    refused = desk.moved(second, "send")
    assert refused.status_code == 409
    [shown] = desk.get("/offerings/houtsubsidie/periods").json()["_embedded"]["periods"]
    assert (shown["taken"], shown["left"]) == (1, 0)


def test_what_nobody_offers_is_recorded_as_a_gap(desk: DeskClient) -> None:
    body = {"companyId": desk.company()["id"], "text": "zwaartekracht op de maan", "needKinds": ["space"]}
    need = desk.post("/needs", body).json()
    gaps = desk.get("/gaps").json()

    assert need["suggestions"] == []
    assert [gap["needId"] for gap in gaps["_embedded"]["gaps"]] == [need["id"]]
    assert gaps["_embedded"]["gaps"][0]["missing"]


def test_another_desks_records_are_not_there(desk: DeskClient, other: DeskClient, register: Register) -> None:
    referral = desk.referral()
    case_id, need_id = referral["caseId"], referral["needId"]
    company_id = desk.get(f"/cases/{case_id}").json()["companyId"]
    follow_up = desk.post("/follow-ups", {"caseId": case_id, "dueOn": "2026-04-01"}).json()
    casework_of(register).save_intake(builders.act(DESK), builders.an_intake(company_id=company_id))

    hidden: list[tuple[str, str, Any]] = [
        ("GET", f"/companies/{company_id}", None),
        ("PUT", f"/companies/{company_id}", {"name": "Gekaapt"}),
        ("DELETE", f"/companies/{company_id}", None),
        ("GET", f"/cases/{case_id}", None),
        ("GET", f"/cases?companyId={company_id}", None),
        ("PATCH", f"/cases/{case_id}", {"state": "closed"}),
        ("GET", f"/needs/{need_id}", None),
        ("PUT", f"/needs/{need_id}", {"text": "Gekaapt"}),
        ("POST", "/needs", {"caseId": case_id, "text": "Gekaapt"}),
        ("POST", "/needs", {"companyId": company_id, "text": "Gekaapt"}),
        ("POST", "/referrals", {"needId": need_id, "offeringId": "ketels-reviseren"}),
        ("GET", f"/referrals?caseId={case_id}", None),
        ("GET", f"/referrals/{referral['id']}", None),
        ("POST", f"/referrals/{referral['id']}/moves", {"move": "withdraw", "reason": "mistake"}),
        ("POST", f"/referrals/{referral['id']}/outcomes", {"linkMade": True}),
        ("POST", f"/referrals/{referral['id']}/links", None),
        ("GET", f"/follow-ups/{follow_up['id']}", None),
        ("PATCH", f"/follow-ups/{follow_up['id']}", {"state": "done"}),
        ("GET", "/intakes/i-1", None),
        ("PUT", "/intakes/i-1", {"ticks": []}),
        ("POST", "/intakes/i-1/submissions", None),
    ]
    for method, path, body in hidden:
        answered = other.send(method, path, body, revision=1)
        assert answered.status_code == 404, (method, path)
        assert "Jansen" not in answered.text
    assert other.get("/companies").json()["total"] == other.get("/follow-ups").json()["total"] == 0
    assert other.post("/company-searches", {"q": "installatiebedrijf jansen"}).json()["candidates"] == []


def test_a_handed_over_case_is_the_other_desks_and_stays_readable(
    desk: DeskClient, other: DeskClient
) -> None:
    referral = desk.referral()
    path = f"/cases/{referral['caseId']}"
    given = desk.send("PATCH", path, {"handOverTo": OTHER_DESK, "note": "Juridisch."}, revision=1)

    assert given.json()["deskId"] == OTHER_DESK
    assert given.json()["mayChange"] is False
    assert other.get(path).json()["mayChange"] is True
    refused = desk.moved(referral, "log")
    assert refused.status_code == 409
    assert "overgedragen" in refused.json()["detail"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_visitor_sees_no_desk(client: TestClient, method: str) -> None:
    answered = client.request(method, f"{BASE}/companies", json={"name": "x"} if method == "POST" else None)

    assert answered.status_code == 403
    assert answered.headers["content-type"] == "application/problem+json"


def test_another_site_cannot_make_a_browser_send(client: TestClient) -> None:
    headers = {**as_staff(), "Sec-Fetch-Site": "cross-site"}

    assert client.post(f"{BASE}/companies", json={"name": "x"}, headers=headers).status_code == 403


def test_every_fault_of_a_company_is_named(desk: DeskClient) -> None:
    wrong = {
        "name": " ",
        "kvkNumber": "123",
        "municipality": "Woerdn",
        "size": "reusachtig",
        "targetGroup": "iedereen",
        "contact": {"function": "", "email": "geen adres", "phone": "06", "mail": "soms"},
        "naam": "x",
    }
    answered = desk.post("/companies", wrong)

    assert answered.status_code == 400
    assert {fault["field"] for fault in answered.json()["errors"]} == {
        "name",
        "kvkNumber",
        "municipality",
        "size",
        "targetGroup",
        "contact.function",
        "contact.email",
        "contact.phone",
        "contact.mail",
        "naam",
    }
    [place] = [fault for fault in answered.json()["errors"] if fault["field"] == "municipality"]
    assert place["suggestions"] == ["Woerden"]
    assert desk.get("/companies").json()["total"] == 0


@pytest.mark.parametrize(
    ("path", "body", "fields"),
    [
        ("/needs", {"text": " "}, {"text", "companyId"}),
        (
            "/needs",
            {"text": "x", "companyId": "a", "caseId": "b", "needKinds": ["geluk"]},
            {"companyId", "needKinds"},
        ),
        ("/needs", {}, {"text", "companyId"}),
        ("/referrals", {}, {"needId", "offeringId"}),
        ("/referrals", {"needId": 3, "offeringId": None}, {"needId", "offeringId"}),
        ("/follow-ups", {"caseId": "x", "dueOn": "morgen"}, {"dueOn"}),
        ("/intakes", {"company": "x"}, {"companyId", "company"}),
        ("/company-searches", {"q": ""}, {"q"}),
    ],
)
def test_every_fault_of_a_body_is_named(
    desk: DeskClient, path: str, body: dict[str, Any], fields: set[str]
) -> None:
    answered = desk.post(path, body)

    assert answered.status_code == 400
    assert {fault["field"] for fault in answered.json()["errors"]} == fields


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"body"}),
        ({"state": "open"}, {"state"}),
        ({"state": "closed", "worker": "jurist"}, {"body"}),
        ({"handOverTo": "houtfonds"}, {"handOverTo"}),
        ({"shareWith": "niemand"}, {"shareWith"}),
    ],
)
def test_a_case_changes_in_one_way_at_a_time(
    desk: DeskClient, body: dict[str, Any], fields: set[str]
) -> None:
    case_id = desk.need()["caseId"]
    answered = desk.send("PATCH", f"/cases/{case_id}", body, revision=1)

    assert answered.status_code == 400
    assert {fault["field"] for fault in answered.json()["errors"]} == fields


def test_an_illegal_step_says_what_can_be_done(desk: DeskClient) -> None:
    referral = desk.referral()
    answered = desk.moved(referral, "complete")

    assert answered.status_code == 409
    assert (
        "'versturen', 'alleen vastleggen', 'op de wachtlijst zetten', 'intrekken'"
        in answered.json()["detail"]
    )


def test_a_reason_is_asked_where_a_step_needs_one(desk: DeskClient) -> None:
    referral = desk.referral()

    for body in (
        {"move": "withdraw"},
        {"move": "log", "reason": "mistake"},
        {"move": "vlieg", "reason": "zo"},
    ):
        answered = desk.post(f"/referrals/{referral['id']}/moves", body, revision=1)
        assert answered.status_code == 400
        assert answered.json()["errors"]


def test_the_last_place_goes_once(desk: DeskClient, register: Register) -> None:
    period = Period(
        id="p-1",
        offering_id="ketels-reviseren",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        places=1,
    )
    casework_of(register).save_period(builders.act(DESK), period)
    first, second = desk.referral(), desk.referral()

    assert desk.moved(first, "send").status_code == 200
    refused = desk.moved(second, "send")
    assert refused.status_code == 409
    assert refused.json()["detail"].startswith("Er is geen plaats meer")
    assert desk.get(f"/referrals/{second['id']}").json()["state"] == "proposed"


def test_a_change_says_which_revision_was_read(desk: DeskClient) -> None:
    company = desk.company()
    path = f"/companies/{company['id']}"
    read = desk.get(path)
    assert read.headers["ETag"] == '"1"'

    assert desk.send("PUT", path, {"name": "Jansen"}).status_code == 428
    assert desk.send("PUT", path, {"name": "Jansen"}, revision="*").status_code == 412
    changed = desk.send("PUT", path, {"name": "Jansen"}, revision=1)
    assert (changed.status_code, changed.headers["ETag"], changed.json()["name"]) == (200, '"2"', "Jansen")
    late = desk.send("PUT", path, {"name": "Pietersen"}, revision=1)
    assert late.status_code == 412
    assert "intussen gewijzigd" in late.json()["detail"]
    assert desk.get(path).json()["name"] == "Jansen"


def test_the_same_request_twice_is_done_once(desk: DeskClient) -> None:
    body = {"name": "Lasbedrijf Voorbeeld"}
    first, again = (desk.post("/companies", body, key="sleutel-1") for _ in range(2))

    assert first.status_code == again.status_code == 201
    assert again.json() == first.json()
    for name in ("Location", "ETag"):
        assert again.headers[name] == first.headers[name]
    assert desk.get("/companies").json()["total"] == 1

    other_body = desk.post("/companies", {"name": "Iets anders"}, key="sleutel-1")
    assert other_body.status_code == 409
    assert "sleutel" in other_body.json()["detail"]
    assert desk.post("/companies", body, key="x" * 201).status_code == 400


def test_a_change_that_was_done_after_all_is_told_again_to_who_asks_with_the_same_key(
    desk: DeskClient,
) -> None:
    path, said = f"/companies/{desk.company()['id']}", {"name": "Lasbedrijf Voorbeeld"}
    first, again = (desk.send("PUT", path, said, revision=1, key="wijziging-1") for _ in range(2))

    assert (first.status_code, again.status_code) == (200, 200)
    assert (again.text, again.headers["ETag"]) == (first.text, first.headers["ETag"])
    assert desk.send("PUT", path, said, revision=1).status_code == 412


def test_a_key_of_one_desk_is_nothing_to_another(desk: DeskClient, other: DeskClient) -> None:
    body = {"name": "Lasbedrijf Voorbeeld"}

    assert (
        desk.post("/companies", body, key="k").json()["id"]
        != other.post("/companies", body, key="k").json()["id"]
    )


def test_a_refused_request_may_be_mended_under_its_key(desk: DeskClient) -> None:
    assert desk.post("/companies", {"name": ""}, key="k").status_code == 400
    assert desk.post("/companies", {"name": "Lasbedrijf"}, key="k").status_code == 201


def test_erasing_takes_names_and_kept_answers_away(desk: DeskClient, register: Register) -> None:
    body = {"name": "Lasbedrijf Kanarie", "contact": {"function": "eigenaar", "phone": "0348 000000"}}
    company = desk.post("/companies", body, key="k").json()
    need = desk.post("/needs", {"companyId": company["id"], "text": "Kanarie zoekt hulp met lassen."}).json()

    assert desk.send("DELETE", f"/companies/{company['id']}").status_code == 204

    erased = desk.get(f"/companies/{company['id']}").json()
    assert (erased["name"], erased["contacts"], erased["erasedAt"] is None) == ("", [], False)
    assert desk.get(f"/needs/{need['id']}").json()["text"] == ""
    assert casework_of(register).case(DESK, need["caseId"]).state.value == "closed"
    # The answer that was kept with the key is gone too, so that the name stands nowhere any more.
    again = desk.post("/companies", body, key="k").json()
    assert again["id"] != company["id"]
    refused = desk.post("/needs", {"companyId": company["id"], "text": "Nog iets."})
    assert refused.status_code == 409


def test_known_companies_are_found_by_name_and_by_number(desk: DeskClient) -> None:
    known = desk.company("Installatiebedrijf De Waard", kvkNumber="12345678")

    for words in ("installatiebedrijf de waart", "1234 5678"):
        found = desk.post("/company-searches", {"q": words}).json()["candidates"]
        assert [one["company"]["id"] for one in found] == [known["id"]], words
    assert desk.post("/company-searches", {"q": "bakkerij"}).json()["candidates"] == []


def test_the_link_to_the_provider_opens_its_answer(client: TestClient, desk: DeskClient) -> None:
    referral = desk.referral()
    desk.moved(referral, "send")
    first = desk.post(f"/referrals/{referral['id']}/links").json()["address"]
    second = desk.post(f"/referrals/{referral['id']}/links").json()["address"]

    assert client.get(second.removeprefix("http://testserver")).status_code == 200
    assert client.get(first.removeprefix("http://testserver")).status_code in (404, 410)


class LaterClock:
    """A day on which the question sets are in use."""

    def now(self) -> datetime:
        return builders.NOW

    def today(self) -> date:
        return builders.TODAY


def test_an_intake_is_filled_in_and_sent(register: Register) -> None:
    app = create_app(Settings(store="sqlite:"), register, LaterClock())
    with TestClient(app) as running:
        fill_in_and_send(DeskClient(running))


def fill_in_and_send(desk: DeskClient) -> None:
    company = desk.company()
    sets = desk.get("/question-sets").json()
    assert sets["total"] >= 2
    questions = desk.get("/question-sets/general").json()
    intake = desk.post("/intakes", {"companyId": company["id"]}).json()
    assert (intake["questionSetId"], intake["state"]) == ("general", "draft")

    path = f"/intakes/{intake['id']}"
    action_id = questions["actions"][0]["id"]
    wrong = {"ticks": [{"actionId": "bestaat-niet", "does": True}], "ownGrade": 11}
    refused = desk.send("PUT", path, wrong, revision=1).json()
    assert len(refused["errors"]) == 2, refused
    saved = desk.send("PUT", path, {"ticks": [{"actionId": action_id, "does": True}]}, revision=1)
    assert saved.headers["ETag"] == '"2"'
    assert desk.post(f"{path}/submissions", revision=1).status_code == 412
    assert desk.post(f"{path}/submissions", revision=2).json()["state"] == "submitted"
    assert desk.send("PUT", path, {"ticks": []}, revision=3).status_code == 409
    assert desk.get("/question-sets/bestaat-niet").status_code == 404


def test_the_work_list_in_pages(desk: DeskClient) -> None:
    case_id = desk.need()["caseId"]
    for day in range(1, 8):
        desk.post("/follow-ups", {"caseId": case_id, "dueOn": f"2026-03-{day:02}"})

    page = desk.get("/follow-ups?perPagina=3&pagina=2").json()
    assert [line["dueOn"] for line in page["_embedded"]["followUps"]] == [
        "2026-03-04",
        "2026-03-05",
        "2026-03-06",
    ]
    assert set(page["_links"]) == {"self", "next", "prev"}
    assert desk.get("/follow-ups?view=overdue").json()["total"] == 1
    assert desk.get("/follow-ups?view=waiting").json()["total"] == 0
    assert desk.get("/follow-ups?cohort=2026-Q1").json()["total"] == 7
    assert desk.get("/follow-ups?view=alles").status_code == 400


def test_an_answer_in_english(client: TestClient, desk: DeskClient) -> None:
    referral = desk.referral()
    headers = {**as_staff(), "Accept-Language": "en"}
    answered = client.get(f"{BASE}/referrals/{referral['id']}", headers=headers).json()

    assert answered["offeringTitle"] == "Have boilers remanufactured"


def test_the_cases_of_a_desk_in_pages(desk: DeskClient, other: DeskClient) -> None:
    cases = [desk.need()["caseId"] for _ in range(3)]
    other.need()
    closed = desk.send("PATCH", f"/cases/{cases[0]}", {"state": "closed"}, revision=1)
    assert closed.json()["state"] == "closed"

    page = desk.get("/cases?perPagina=1").json()
    assert page["total"] == 2
    assert set(page["_links"]) == {"self", "next"}
    found = [one["id"] for number in (1, 2) for one in listed(desk, f"/cases?perPagina=1&pagina={number}")]
    assert sorted(found) == sorted(cases[1:])
    assert [one["id"] for one in listed(desk, "/cases?state=closed")] == cases[:1]


def listed(desk: DeskClient, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.get(path).json()["_embedded"]["cases"]
    return found


PERIOD = {"startsOn": "2026-01-01", "endsOn": "2026-12-31", "places": 1}


def test_places_are_kept_and_counted(desk: DeskClient, other: DeskClient) -> None:
    path = "/offerings/ketels-reviseren/periods"
    made = desk.post(path, PERIOD)
    assert (made.status_code, made.json()["left"]) == (201, 1)
    kept = made.headers["Location"].removeprefix(BASE)
    assert desk.moved(desk.referral(), "send").status_code == 200
    assert desk.moved(desk.referral(), "send").status_code == 409

    [shown] = other.get(path).json()["_embedded"]["periods"]
    assert (shown["taken"], shown["left"]) == (1, 0)
    assert desk.send("PUT", kept, {**PERIOD, "places": 2}).status_code == 428
    assert desk.send("PUT", kept, {**PERIOD, "places": 2}, revision=9).status_code == 412
    assert desk.send("PUT", kept, {**PERIOD, "places": 2}, revision=1).json()["left"] == 1
    assert desk.moved(desk.referral(), "send").status_code == 200


def test_every_fault_of_places_is_named(desk: DeskClient) -> None:
    path = "/offerings/ketels-reviseren/periods"
    refused = desk.post(path, {"startsOn": "gisteren", "endsOn": "", "places": -1})
    assert {one["field"] for one in refused.json()["errors"]} == {"startsOn", "endsOn", "places"}
    desk.post(path, PERIOD)
    assert desk.post(path, PERIOD).status_code == 400  # the same days again
    assert desk.post("/offerings/bestaat-niet/periods", PERIOD).status_code == 404
    assert desk.get(f"{path}/bestaat-niet").status_code == 404
