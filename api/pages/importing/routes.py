"""What the pages for taking in a list do with a request; all are for staff of a desk."""

from __future__ import annotations

from contextlib import suppress
from functools import wraps
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.identity import who
from api.imports.values import PAGE_ROWS, Stage
from api.pages.addresses import address
from api.pages.importing import steps
from api.pages.importing.batches import facts_for_names
from api.pages.importing.contexts import ListForm
from api.pages.importing.forms import said_in, sent_list
from api.pages.paging import page_number
from api.pages.rendering import HEADERS, see_other
from api.pages.sent import sent_form
from graph.importing import RowOutcome
from graph.tables.limits import MAX_COLUMNS
from graph.tables.refusals import Refusal
from matchmaker.errors import Conflict, Fault, InvalidInput, NotFound
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request

    from api.imports.values import ListSaid
    from api.imports.waiting import Imports
    from api.pages.addresses import PageName
    from api.pages.importing.forms import SentList
    from api.pages.rendering import Renderer
    from api.services import Services
    from matchmaker.vocabulary import Language

    Endpoint = Callable[["Importing", Language, Request], Awaitable[Response]]

HELD_FOR = 8.0  # seconds that a page waits for work in hand, so that a short list needs no second look
DECISION = "rij-"  # begins the name of the field for a row; its number follows
IS_NEW = "nieuw"
MOVED = " verhuisd"  # ends the id of a party whose place is that of the row from now on

_NO_FILE = Bilingual("Kies een bestand.", "Choose a file.")


def _of_a_list(endpoint: Endpoint) -> Endpoint:
    """Return an endpoint that says what to do when the list of its address is no longer kept."""

    @wraps(endpoint)
    async def answered(self: Importing, language: Language, request: Request) -> Response:
        try:
            return await endpoint(self, language, request)
        except NotFound as gone:
            if gone.kind != "import":
                raise
            return self.renderer.response(request, steps.gone_page(language), language, 404)

    return answered


class Importing:
    """The endpoints; each takes the language of its address."""

    def __init__(self, services: Services, renderer: Renderer) -> None:
        self._services = services
        self.renderer = renderer

    def endpoints(self) -> Mapping[PageName, Callable[[Language, Request], Awaitable[Response]]]:
        """Return the endpoint of each page."""
        return {
            "imports": self.start,
            "import": self.show,
            "import_columns": self.columns,
            "import_doubles": self.doubles,
            "import_confirm": self.confirm,
            "import_drop": self.drop,
            "import_problems": self.problems,
        }

    @property
    def _imports(self) -> Imports:
        return self._services.imports

    async def start(self, language: Language, request: Request) -> Response:
        """Ask for a list, or take one in."""
        by = who(request).signature
        if request.method == "GET":
            form = ListForm(stated_on=self._services.clock.today().isoformat())
            dropped = request.query_params.get("gedaan") == "weg"
            page = steps.start_page(language, form, self._imports.waiting_of(by), dropped=dropped)
            return self.renderer.response(request, page, language)
        try:
            sent = await sent_list(request)
        except HTTPException as refused:
            if refused.status_code != 413:
                raise
            fault = Fault(where="file", message=Refusal.FILE_TOO_LARGE.value)
            page = steps.start_page(language, ListForm(), self._imports.waiting_of(by), (fault,))
            return self.renderer.response(request, page, language, 413, refused.headers)
        try:
            said = self._said(sent)
            one = await self._imports.receive(sent.data, sent.name, said, by)
        except (InvalidInput, Conflict) as wrong:
            page = steps.start_page(language, sent.form, self._imports.waiting_of(by), _faults(wrong))
            return self.renderer.response(
                request, page, language, 409 if isinstance(wrong, Conflict) else 400
            )
        return see_other(address("import_columns", language, one.id))

    @_of_a_list
    async def columns(self, language: Language, request: Request) -> Response:
        """Ask what each column holds, or begin to compare the rows."""
        one = self._imports.find(request.path_params["id"])
        if one.stage in {Stage.STORING, Stage.STORED}:
            return see_other(address("import", language, one.id))
        if request.method == "GET":
            page = steps.columns_page(language, one, one.columns, one.said.association or "", one.faults)
            return self.renderer.response(request, page, language)
        sent = await sent_form(request, MAX_COLUMNS + 1)
        chosen = steps.columns_sent(one, {name: sent.one(name) for name in sent.fields})
        association = sent.one("association")
        try:
            self._imports.choose(one.id, chosen, association or None)
        except InvalidInput as wrong:
            page = steps.columns_page(language, one, chosen, association, wrong.faults)
            return self.renderer.response(request, page, language, 400)
        return see_other(address("import", language, one.id))

    @_of_a_list
    async def show(self, language: Language, request: Request) -> Response:
        """Show how far a list is: what it would change, or what storing it did."""
        one = await self._imports.settled(request.path_params["id"], HELD_FOR)
        if one.stage is Stage.COLUMNS:
            return see_other(address("import_columns", language, one.id))
        if one.is_busy or one.plan is None:
            return self.renderer.response(request, steps.busy_page(language, one), language)
        if one.stage is Stage.STORED:
            return self.renderer.response(request, steps.stored_page(language, one, one.plan), language)
        number = page_number(request.query_params.get("pagina", ""))
        shown = steps.shown_outcome(one.plan, request.query_params.get("rijen", ""))
        rows = await self._imports.rows(one.id, (shown,), (number - 1) * PAGE_ROWS, PAGE_ROWS)
        known = await facts_for_names(self._services.catalogue)
        page = steps.plan_page(known, language, one, one.plan, shown, number, rows)
        return self.renderer.response(request, page, language)

    @_of_a_list
    async def doubles(self, language: Language, request: Request) -> Response:
        """Take what was decided about possible doubles, and begin to compare anew."""
        import_id = request.path_params["id"]
        doubles = address("import", language, import_id, {"rijen": RowOutcome.DOUBLE.value})
        if request.method == "GET":
            return see_other(doubles)
        sent = await sent_form(request, 2 * PAGE_ROWS)
        chosen = {
            int(number): value
            for name in sent.fields
            if (number := name.removeprefix(DECISION)).isdecimal() and (value := sent.one(name))
        }
        decisions = {
            row: None if value == IS_NEW else value.removesuffix(MOVED) for row, value in chosen.items()
        }
        moved = frozenset(row for row, value in chosen.items() if value.endswith(MOVED))
        if not decisions:
            return see_other(doubles)
        with suppress(Conflict):  # the page says at which point the list is instead
            self._imports.decide(import_id, decisions, moved)
        return see_other(address("import", language, import_id))

    @_of_a_list
    async def confirm(self, language: Language, request: Request) -> Response:
        """Begin to store a list."""
        import_id = request.path_params["id"]
        if request.method == "GET":
            return see_other(address("import", language, import_id))
        with suppress(Conflict):  # as above
            self._imports.confirm(import_id, who(request).signature)
        return see_other(address("import", language, import_id))

    @_of_a_list
    async def drop(self, language: Language, request: Request) -> Response:
        """Throw a list away."""
        import_id = request.path_params["id"]
        if request.method == "GET":
            return see_other(address("import", language, import_id))
        try:
            self._imports.drop(import_id)
        except Conflict:
            return see_other(address("import", language, import_id))
        return see_other(address("imports", language, query={"gedaan": "weg"}))

    @_of_a_list
    async def problems(self, language: Language, request: Request) -> Response:
        """Give the rows that were not taken in as a file for Excel."""
        one = await self._imports.settled(request.path_params["id"], HELD_FOR)
        body = await self._imports.wrong_rows(one.id)
        headers = {
            **HEADERS,
            "Content-Language": language,
            "Content-Disposition": 'attachment; filename="fouten.csv"',
        }
        return Response(body, media_type="text/csv; charset=utf-8", headers=headers)

    def _said(self, sent: SentList) -> ListSaid:
        faults: list[Fault] = []
        said = None
        if not sent.name:
            faults.append(Fault(where="file", message=_NO_FILE))
        try:
            said = said_in(sent.form, self._services.clock.today())
        except InvalidInput as wrong:
            faults += wrong.faults
        if said is None or faults:
            raise InvalidInput(faults)
        return said


def _faults(wrong: InvalidInput | Conflict) -> tuple[Fault, ...]:
    if isinstance(wrong, Conflict):
        return (Fault(where="file", message=wrong.sentence),)
    return wrong.faults
