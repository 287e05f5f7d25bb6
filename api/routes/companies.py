"""The companies that a desk knows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request, Response

from api.bodies import Read, read_body
from api.deps import Facts, Staff, Wired, answer
from api.desk import handling
from api.desk.examples import CANDIDATES, COMPANY, COMPANY_PAGE, COMPANY_REQUEST, COMPANY_SEARCH
from api.desk.presenting import DeskPresenter
from api.desk.reading import CompanySaid, contact_said_faults, read_company, renamed, term_read
from api.desk.schemas import (
    CandidatesOut,
    CompaniesEmbedded,
    CompanyOut,
    CompanyPage,
    CompanyQuery,
    CompanyRequest,
    CompanySearchRequest,
)
from api.documentation import described, json_body
from api.idempotency import IDEMPOTENCY_KEY, Done, done_once
from api.presenting import BASE, page_links
from api.problems import request_language
from api.revisions import IF_MATCH, etag, revision_read
from matchmaker.casework.companies import Company, Contact
from matchmaker.casework.terms import MailPreference
from matchmaker.errors import InvalidInput

if TYPE_CHECKING:
    from datetime import date

    from api.loaded import Loaded
    from matchmaker.casework.port import Act, Casework

router = APIRouter(tags=["companies"])

STAND_IN = {"name": "bedrijf"}  # lets the other fields be read where the name itself is wrong


@router.get(
    "/companies",
    summary="Bekijk de bedrijven",
    description="Geeft de bedrijven die uw loket kent, op naam.",
    response_model=CompanyPage,
    responses=described("Een bladzijde met bedrijven.", COMPANY_PAGE, 400, 403, 503),
)
async def list_companies(
    query: Annotated[CompanyQuery, Query()], request: Request, services: Wired, worker: Staff, loaded: Facts
) -> Response:
    """List the companies that the desk knows."""
    act = handling.act_of(worker, services.clock)
    offset = (query.pagina - 1) * query.per_pagina
    found = await services.catalogue.with_casework(
        lambda casework: casework.companies(act.desk_id, offset=offset, limit=query.per_pagina)
    )
    present = DeskPresenter(loaded, request_language(request))
    return answer(
        CompanyPage(
            links=page_links("/companies", query, found.total),
            total=found.total,
            embedded=CompaniesEmbedded(companies=[present.company_ref(one) for one in found.items]),
        )
    )


@router.post(
    "/company-searches",
    summary="Zoek een bedrijf dat uw loket al kent",
    description=(
        "Geeft bekende bedrijven die bedoeld kunnen zijn, het waarschijnlijkste eerst. De naam staat in de "
        "body, omdat namen niet in adressen horen. Er wordt niets bewaard."
    ),
    response_model=CandidatesOut,
    responses=described("De bedrijven.", CANDIDATES, 400, 403, 408, 413, 415, 503),
    openapi_extra=json_body("CompanySearchRequest", COMPANY_SEARCH),
)
async def post_company_search(request: Request, services: Wired, worker: Staff, loaded: Facts) -> Response:
    """Find the known companies that may be meant."""
    body = await read_body(request, CompanySearchRequest, {"q": "bedrijf"})
    if body.faults:
        raise InvalidInput(body.faults)
    act = handling.act_of(worker, services.clock)
    digits = body.model.q.replace(" ", "")
    kvk_number = digits if len(digits) == 8 and digits.isdecimal() else None
    found = await services.catalogue.with_casework(
        lambda casework: casework.similar_companies(act.desk_id, body.model.q, kvk_number=kvk_number)
    )
    present = DeskPresenter(loaded, request_language(request))
    return answer(CandidatesOut(candidates=[present.candidate(one) for one in found]))


@router.post(
    "/companies",
    status_code=201,
    summary="Voeg een bedrijf toe",
    description="Bewaart een bedrijf dat iets vraagt. Kijk eerst met een zoekvraag in wat uw loket al kent.",
    response_model=CompanyOut,
    responses=described("Het bedrijf.", COMPANY, 400, 403, 408, 409, 413, 415, 503, status=201),
    openapi_extra={**json_body("CompanyRequest", COMPANY_REQUEST), "parameters": [IDEMPOTENCY_KEY]},
)
async def post_company(request: Request, services: Wired, worker: Staff, loaded: Facts) -> Response:
    """Add a company."""
    body = await read_body(request, CompanyRequest, STAND_IN)
    act = handling.act_of(worker, services.clock)
    company = _company(loaded, body, act, services.clock.today())
    contact = _contact(body, company.id)
    present = DeskPresenter(loaded, request_language(request))

    def work(casework: Casework) -> Done:
        kept = casework.save_company(act, company)
        if contact is not None:
            casework.save_contact(act, contact)
        headers = {"Location": f"{BASE}/companies/{kept.id}", "ETag": etag(kept.revision)}
        return Done(model=_out(present, act, casework, kept), headers=headers)

    return await done_once(request, services, act, work)


@router.get(
    "/companies/{id}",
    summary="Bekijk één bedrijf",
    description="Geeft wat uw loket van het bedrijf weet. De ETag hebt u nodig om het te wijzigen.",
    response_model=CompanyOut,
    responses=described("Het bedrijf.", COMPANY, 400, 403, 404, 503),
)
async def get_company(id: str, request: Request, services: Wired, worker: Staff, loaded: Facts) -> Response:  # noqa: A002  # the name that clients see
    """Show a company."""
    act = handling.act_of(worker, services.clock)
    present = DeskPresenter(loaded, request_language(request))
    out = await services.catalogue.with_casework(
        lambda casework: _out(present, act, casework, casework.company(act.desk_id, id))
    )
    return answer(out, headers={"ETag": etag(out.revision)})


@router.put(
    "/companies/{id}",
    summary="Wijzig een bedrijf",
    description="Vervangt wat er van het bedrijf bekend is. Contactgegevens blijven zoals ze waren.",
    response_model=CompanyOut,
    responses=described("Het bedrijf.", COMPANY, 400, 403, 404, 408, 409, 412, 413, 415, 428, 503),
    openapi_extra={**json_body("CompanyRequest", COMPANY_REQUEST), "parameters": [IF_MATCH, IDEMPOTENCY_KEY]},
)
async def put_company(id: str, request: Request, services: Wired, worker: Staff, loaded: Facts) -> Response:  # noqa: A002  # as above
    """Change a company."""
    revision = revision_read(request)
    body = await read_body(request, CompanyRequest, STAND_IN)
    act = handling.act_of(worker, services.clock)
    said = _company(loaded, body, act, services.clock.today())
    present = DeskPresenter(loaded, request_language(request))

    def work(casework: Casework) -> Done:
        held = casework.company(act.desk_id, id)
        changed = replace(said, id=held.id, desk_id=held.desk_id, revision=revision)
        kept = casework.save_company(act, changed)
        headers = {"ETag": etag(kept.revision)}
        return Done(model=_out(present, act, casework, kept), status=200, headers=headers)

    return await done_once(request, services, act, work)


@router.delete(
    "/companies/{id}",
    status_code=204,
    summary="Wis de gegevens van een bedrijf",
    description=(
        "Wist naam, KVK-nummer, contactgegevens en alle woorden, bij elk loket. Wat loopt, stopt. "
        "Tellingen zonder naam blijven. Dit kan niet ongedaan worden gemaakt."
    ),
    response_class=Response,
    responses=described("De gegevens zijn gewist.", None, 400, 403, 404, 503, status=204),
)
async def delete_company(id: str, services: Wired, worker: Staff) -> Response:  # noqa: A002  # as above
    """Erase the details of a company."""
    act = handling.act_of(worker, services.clock)
    await services.catalogue.with_casework(lambda casework: casework.erase_company(act, id))
    return Response(status_code=204)


def _company(loaded: Loaded, body: Read[CompanyRequest], act: Act, today: date) -> Company:
    """Return the company that was sent, or raise ``InvalidInput`` with the faults of form and of meaning."""
    given = body.model
    said = CompanySaid(
        name=given.name,
        kvk_number=(given.kvk_number or "").replace(" ", ""),
        municipality=given.municipality or "",
        sector=given.sector or "",
        size=given.size or "",
        target_group=given.target_group or "",
    )
    understood, faults = read_company(loaded, said, today)
    if given.contact is not None:
        contact = given.contact
        wrong = contact_said_faults(contact.function, contact.email or "", contact.phone or "")
        term_read(MailPreference, contact.mail, "mail", wrong)
        faults += renamed(wrong, {one.where: f"contact.{one.where}" for one in wrong})
    more = [one for one in faults if one.where.partition(".")[0] not in body.wrong_fields]
    if body.faults or more or understood is None:
        raise InvalidInput([*body.faults, *more])
    return Company(
        id=handling.new_id("bedrijf"),
        desk_id=act.desk_id,
        name=said.name.strip(),
        kvk_number=said.kvk_number or None,
        municipality_id=understood.municipality_id,
        sectors=understood.sectors,
        size=understood.size,
        target_group=understood.target_group,
        active_on=today,
    )


def _contact(body: Read[CompanyRequest], company_id: str) -> Contact | None:
    given = body.model.contact
    if given is None:
        return None
    return Contact(
        id=handling.new_id("contact"),
        company_id=company_id,
        function=given.function,
        email=given.email,
        phone=given.phone,
        language="en" if given.language == "en" else "nl",
        mail=term_read(MailPreference, given.mail, "mail", []) or MailPreference.ALL,
    )


def _out(present: DeskPresenter, act: Act, casework: Casework, company: Company) -> CompanyOut:
    return present.company(
        company,
        casework.contacts(act.desk_id, company.id),
        casework.consents(act.desk_id, company.id),
    )
