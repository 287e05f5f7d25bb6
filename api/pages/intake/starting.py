"""Where an intake begins: what it is, and who asks."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from math import ceil
from typing import TYPE_CHECKING

from api.pages.intake import access, beginning, showing
from api.pages.intake.about import sent_fields
from api.pages.intake.limit import BeginLimit
from api.pages.intake.room import MOST_FIELDS, Room, to
from api.pages.sent import sent_form
from api.private_links import may_be_secret, new_secret
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from api.loaded import Loaded
    from api.pages.intake.access import Access
    from api.pages.rendering import Renderer
    from api.pages.sent import Sent
    from api.services import Services
    from matchmaker.casework.companies import Candidate, Company, Contact
    from matchmaker.casework.port import Casework
    from matchmaker.vocabulary import Language


class Starting(Room):
    """The pages before there is an intake."""

    def __init__(self, services: Services, renderer: Renderer) -> None:
        super().__init__(services, renderer)
        self._limit = BeginLimit()

    async def start(self, language: Language, request: Request) -> Response:
        """Say what a praatplaat is."""
        desk = request.query_params.get("loket", "")
        page = showing.start_page(self._services.question_sets, language, desk, self._services.clock.today())
        return self._renderer.response(request, page, language)

    async def new(self, language: Language, request: Request) -> Response:
        """Ask who asks, and begin an intake that goes on by a private link."""
        loaded = await self._services.catalogue.current()
        desks = beginning.desks(loaded, self._services.settings)
        if request.method == "GET":
            desk = request.query_params.get("loket", "")
            return self._page(request, showing.new_page(language, desks, desk, new_secret()), language)
        sent = await sent_form(request, MOST_FIELDS)
        secret = sent.one("mark") if may_be_secret(sent.one("mark")) else new_secret()
        desk = desks[0].id if len(desks) == 1 else sent.one("desk")
        entry = beginning.access_alone(secret, desk, self._services.clock.now())
        form = sent_fields(sent)
        company = beginning.blank_company(entry)
        company, contact, faults = beginning.told(entry, company, None, form, loaded, language)
        faults = (*beginning.desk_faults(desk, desks), *faults)
        if faults:
            page = showing.new_page(language, desks, desk, secret, form, faults)
            return self._page(request, page, language, 400)
        host = request.client.host if request.client else ""
        wait = self._limit.refused_for(host, secret, entry.act.at)
        if wait is not None:
            page = showing.new_page(language, desks, desk, secret, form, problem=_too_many(wait))
            refused = self._page(request, page, language, 429)
            refused.headers["Retry-After"] = str(ceil(wait.total_seconds()))
            return refused
        return await self._begun(entry, company, contact, loaded, language)

    async def new_visit(self, language: Language, request: Request) -> Response:
        """Ask staff which company they visit."""
        loaded = await self._services.catalogue.current()
        if request.method == "POST":
            return await self._visit(request, await sent_form(request, MOST_FIELDS), loaded, language)
        known = None
        company_id = request.query_params.get("bedrijf", "")
        if company_id:
            desk_id = self._act(request).desk_id
            known = await self._services.catalogue.with_casework(
                lambda casework: casework.company(desk_id, company_id)
            )
        page = showing.visit_page(loaded, language, new_secret(), known=known)
        return self._page(request, page, language)

    async def _visit(self, request: Request, sent: Sent, loaded: Loaded, language: Language) -> Response:
        """Begin an intake; a company that may be known already is first shown beside what was typed."""
        mark = sent.one("mark")
        entry = access.by_staff(self._act(request), beginning.new_intake_id(mark))
        if sent.one("company"):
            await self._measure(entry, sent.one("company"), loaded)
            return to(entry.address("step", language, {"stap": "2"}))
        form = sent_fields(sent)
        company = beginning.blank_company(entry)
        company, contact, faults = beginning.told(entry, company, None, form, loaded, language)
        if faults:
            page = showing.visit_page(loaded, language, mark, form, faults=faults)
            return self._page(request, page, language, 400)
        if not sent.one("isNew"):
            find = partial(_similar, desk_id=entry.act.desk_id, company=company)
            candidates = await self._services.catalogue.with_casework(find)
            if candidates:
                page = showing.visit_page(loaded, language, mark, form, candidates=candidates)
                return self._page(request, page, language)
        return await self._begun(entry, company, contact, loaded, language)

    async def _begun(
        self, entry: Access, company: Company, contact: Contact | None, loaded: Loaded, language: Language
    ) -> Response:
        question_set = self._question_set(entry, company, loaded)
        await self._services.catalogue.with_casework(
            lambda casework: beginning.begin(casework, entry, company, contact, question_set)
        )
        return to(entry.address("step", language, {"stap": "2"}))


def _too_many(wait: timedelta) -> Bilingual:
    minutes = ceil(wait / timedelta(minutes=1))
    return Bilingual(
        "Er zijn het afgelopen uur veel praatplaten begonnen. Wat u invulde, staat er nog. "
        f"Kies over {minutes} {'minuut' if minutes == 1 else 'minuten'} opnieuw Verder.",
        "Many praatplaten were begun in the last hour. What you filled in is still there. "
        f"Choose Go on again in {minutes} {'minute' if minutes == 1 else 'minutes'}.",
    )


def _similar(casework: Casework, *, desk_id: str, company: Company) -> tuple[Candidate, ...]:
    return casework.similar_companies(desk_id, company.name, kvk_number=company.kvk_number)
