"""What follows on an intake: what happens next, who can help, and the own praatplaat."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from starlette.responses import Response as Document

from api import pdf
from api.identity import who
from api.pages.intake import access, answering, beginning, showing
from api.pages.intake.overview import read_overview
from api.pages.intake.room import MOST_FIELDS, NEVER_KEPT, Room, to
from api.pages.rendering import page_headers
from api.pages.sent import sent_form
from api.private_links import may_be_secret, new_secret
from matchmaker.casework.terms import IntakeState
from matchmaker.errors import InvalidInput, NotFound

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from api.pages.intake.access import Access
    from api.pages.intake.overview import Overview
    from api.pages.rendering import Renderer
    from api.services import Services
    from matchmaker.errors import Fault
    from matchmaker.vocabulary import Language


class Following(Room):
    """The pages of a sent intake."""

    def __init__(self, services: Services, renderer: Renderer) -> None:
        super().__init__(services, renderer)
        self._printer = pdf.Printer()

    async def sent(self, entry: Access, language: Language, request: Request) -> Response:
        """Say what happens next, and when."""
        loaded = await self._services.catalogue.current()
        draft = await self._draft(entry)
        if draft.intake.state is not IntakeState.SUBMITTED:
            return to(entry.address("step", language))
        work = await self._services.catalogue.with_casework(partial(answering.read_work, access=entry))
        page = showing.sent_page(entry, draft, work, loaded, language)
        return self._page(request, page, language)

    async def answer(self, entry: Access, language: Language, request: Request) -> Response:
        """Show who can help with each need, or store what is chosen."""
        loaded = await self._services.catalogue.current()
        today = self._services.clock.today()
        faults: tuple[Fault, ...] = ()
        if request.method == "POST":
            sent = await sent_form(request, MOST_FIELDS)
            choose = partial(answering.choose, access=entry, loaded=loaded, sent=sent, today=today)
            try:
                await self._services.catalogue.with_casework(choose)
                return to(entry.address("answer", language, {"bewaard": "1"}))
            except InvalidInput as wrong:
                faults = wrong.faults
        work = await self._services.catalogue.with_casework(partial(answering.read_work, access=entry))
        answers = answering.answers(work, loaded, today)
        saved = request.query_params.get("bewaard") == "1"
        page = showing.answer_page(entry, work, answers, language, saved=saved, faults=faults)
        return self._page(request, page, language, 400 if faults else 200)

    async def overview(self, entry: Access, language: Language, request: Request) -> Response:
        """Show a company's own praatplaat."""
        plate = await self._plate(entry)
        page = showing.praatplaat_page(entry, plate, language, new_secret(), as_pdf=pdf.is_there())
        return self._page(request, page, language)

    async def printed(self, entry: Access, language: Language, request: Request) -> Response:
        """Give a company's own praatplaat as an accessible PDF."""
        if not pdf.is_there():
            raise NotFound("praatplaat", "pdf")
        loaded = await self._services.catalogue.current()
        plate = await self._plate(entry)
        page = showing.print_page(entry, plate, loaded, self._services.clock.now())
        document = await self._printer.document(self._renderer.html(page, language, who(request), ""))
        headers = {
            **page_headers(request.url.path),
            **NEVER_KEPT,
            "Content-Disposition": 'inline; filename="praatplaat.pdf"',
            "Content-Language": language,
        }
        return Document(document, headers=headers, media_type="application/pdf")

    async def again(self, entry: Access, language: Language, request: Request) -> Response:
        """Begin a new measurement of the same company."""
        if request.method == "GET":
            return to(entry.address("overview", language))
        sent = await sent_form(request, MOST_FIELDS)
        loaded = await self._services.catalogue.current()
        company_id = (await self._draft(entry)).company.id
        mark = sent.one("mark") if may_be_secret(sent.one("mark")) else new_secret()
        if entry.by_staff:
            new = access.by_staff(entry.act, beginning.new_intake_id(mark))
        else:
            new = beginning.access_alone(mark, entry.act.desk_id, entry.act.at)
        await self._measure(new, company_id, loaded)
        return to(new.address("step", language, {"stap": "1"}))

    async def _plate(self, entry: Access) -> Overview:
        loaded = await self._services.catalogue.current()
        read = partial(read_overview, access=entry, loaded=loaded, sets=self._services.question_sets)
        return await self._services.catalogue.with_casework(read)
