"""Where a desk begins its day, and finds a company, a party or an answer by one box."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from api.identity import who
from api.pages.addresses import address, other
from api.pages.desk.contexts import (
    CasesPage,
    CaseTab,
    CompaniesPage,
    DeskFoundPage,
    DeskStartPage,
    KnownCompany,
    Quarter,
    WorkLine,
    WorkTab,
)
from api.pages.desk.downloads import cases_taken_along, companies_taken_along, work_taken_along
from api.pages.desk.room import Room, desk_of
from api.pages.downloads import file_of, format_of
from api.pages.lists import actor_entry, offering_entry
from api.pages.paging import EVERY, PER_PAGE, page_number, paging
from api.pages.rendering import see_other
from matchmaker.casework.followups import WorkQuery, is_overdue
from matchmaker.casework.terms import CaseState, WorkView
from matchmaker.days import first_of_quarter

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import date

    from starlette.requests import Request
    from starlette.responses import Response

    from api.loaded import Loaded
    from api.pages.addresses import PageName
    from matchmaker.casework.cases import CaseLine
    from matchmaker.casework.companies import Company
    from matchmaker.casework.followups import WorkItem
    from matchmaker.casework.port import Casework
    from matchmaker.ports import Page
    from matchmaker.vocabulary import Language

LONGEST_WORDS = 200
IN_OVERVIEW = 5

# Names in addresses and their order on the page: what is late comes before what is merely there.
VIEWS: Mapping[str, WorkView] = {
    "mijn": WorkView.MINE,
    "loket": WorkView.DESK,
    "te-laat": WorkView.OVERDUE,
    "wacht": WorkView.WAITING,
}


class Starting(Room):
    """The endpoints."""

    def endpoints(self) -> Mapping[PageName, Callable[[Language, Request], Awaitable[Response]]]:
        """Return the endpoint of each page."""
        return {"desk_search": self.search, "companies": self.companies, "cases": self.cases}

    async def start(self, language: Language, request: Request) -> Response:
        """Show what there is to do."""
        worker, query = who(request), request.query_params
        today = self._services.clock.today()
        view = VIEWS.get(query.get("lijst", ""), WorkView.MINE)
        quarter = quarter_named(query.get("kwartaal", ""), lambda code: start_at(language, view, code))
        number = page_number(query.get("pagina", ""))
        cohort = quarter.code if quarter else None

        function, desk_id = worker.function.value, desk_of(worker)
        asked = WorkQuery(view=view, today=today, worker=function, cohort=cohort)
        here, file_format = _start_query(view, cohort or ""), format_of(query.get("formaat", ""))
        if file_format:
            await self._services.catalogue.current()
            items = await self._do(lambda casework: casework.work_items(desk_id, asked, limit=EVERY))
            return await file_of(partial(work_taken_along, language, items, here), file_format, language)

        def read(casework: Casework) -> tuple[Mapping[WorkView, int], tuple[WorkItem, ...]]:
            counts = casework.work_counts(desk_id, today, function, cohort=cohort)
            found = casework.work_items(desk_id, asked, offset=(number - 1) * PER_PAGE, limit=PER_PAGE)
            return counts, found

        await self._services.catalogue.current()  # who is asking is known by the facts
        counts, found = await self._do(read)
        page = DeskStartPage(
            other_address=start_at(other(language), view, cohort or ""),
            other_by_form=False,
            tabs=tuple(
                WorkTab(view=each, address=start_at(language, each, cohort or ""), count=counts[each])
                for each in VIEWS.values()
            ),
            view=view,
            lines=tuple(
                WorkLine(
                    item=item,
                    is_overdue=is_overdue(item.follow_up, today),
                    is_today=item.follow_up.due_on == today,
                )
                for item in found
            ),
            paging=paging(number, counts[view], lambda page: start_at(language, view, cohort or "", page)),
            quarter=quarter,
            own_address=start_at(language, view, ""),
            csv_address=address("start", language, query={**here, "formaat": "csv"}),
            json_address=address("start", language, query={**here, "formaat": "json"}),
            done=query.get("gedaan", ""),
        )
        return self._page(request, page, language)

    async def search(self, language: Language, request: Request) -> Response:
        """Find companies, parties and offerings; the words stay out of addresses, for they may be a name."""
        if request.method == "GET":  # a reload from history, or somebody who typed the address
            return see_other(address("start", language))
        words = (await self._sent(request)).one("q")[:LONGEST_WORDS]
        if not words:
            return see_other(address("start", language))
        worker = who(request)
        loaded = await self._services.catalogue.current()
        found = await self._do(lambda casework: casework.companies(desk_of(worker), words, limit=IN_OVERVIEW))
        today = self._services.clock.today()
        page = await asyncio.to_thread(found_page, loaded, language, words, found, today)
        return self._page(request, page, language)

    async def cases(self, language: Language, request: Request) -> Response:
        """Show the cases that the desk holds, the latest opened first."""
        query, desk_id = request.query_params, desk_of(who(request))
        number = page_number(query.get("pagina", ""))
        state = CaseState.CLOSED if query.get("staat") == "afgesloten" else CaseState.OPEN

        def read(casework: Casework) -> tuple[Mapping[CaseState, int], Page[CaseLine]]:
            found = casework.cases(desk_id, state, offset=(number - 1) * PER_PAGE, limit=PER_PAGE)
            others = {
                one: casework.cases(desk_id, one, limit=0).total for one in CaseState if one is not state
            }
            return {**others, state: found.total}, found

        await self._services.catalogue.current()
        here, file_format = _cases_query(state), format_of(query.get("formaat", ""))
        if file_format:
            whole = await self._do(lambda casework: casework.cases(desk_id, state, limit=EVERY))
            take_along = partial(cases_taken_along, language, whole.items, here)
            return await file_of(take_along, file_format, language)
        counts, found = await self._do(read)
        page = CasesPage(
            other_address=cases_at(other(language), state),
            other_by_form=False,
            tabs=tuple(
                CaseTab(state=each, address=cases_at(language, each), count=counts[each])
                for each in CaseState
            ),
            state=state,
            lines=found.items,
            paging=paging(number, found.total, lambda page: cases_at(language, state, page)),
            csv_address=address("cases", language, query={**here, "formaat": "csv"}),
            json_address=address("cases", language, query={**here, "formaat": "json"}),
        )
        return self._page(request, page, language)

    async def companies(self, language: Language, request: Request) -> Response:
        """Show the companies that the desk knows, by name."""
        number = page_number(request.query_params.get("pagina", ""))
        worker = who(request)
        loaded = await self._services.catalogue.current()
        file_format = format_of(request.query_params.get("formaat", ""))
        if file_format:
            whole = await self._do(lambda casework: casework.companies(desk_of(worker), limit=EVERY))
            take_along = partial(companies_taken_along, loaded, language, whole.items)
            return await file_of(take_along, file_format, language)
        found = await self._do(
            lambda casework: casework.companies(
                desk_of(worker), offset=(number - 1) * PER_PAGE, limit=PER_PAGE
            )
        )
        page = CompaniesPage(
            other_address=address("companies", other(language)),
            other_by_form=False,
            companies=tuple(known_company(loaded, company) for company in found.items),
            total=found.total,
            paging=paging(
                number,
                found.total,
                lambda page: address("companies", language, query={"pagina": str(page)}),
            ),
        )
        return self._page(request, page, language)


def cases_at(language: Language, state: CaseState, page: int = 1) -> str:
    """Return the address of a stretch of the list of cases."""
    query = {**_cases_query(state), "pagina": str(page) if page > 1 else ""}
    return address("cases", language, query=query)


def _cases_query(state: CaseState) -> dict[str, str]:
    return {"staat": "" if state is CaseState.OPEN else "afgesloten"}


def start_at(language: Language, view: WorkView, quarter: str, page: int = 1) -> str:
    """Return the address of a stretch of the work list."""
    query = {**_start_query(view, quarter), "pagina": str(page) if page > 1 else ""}
    return address("start", language, query=query)


def _start_query(view: WorkView, quarter: str) -> dict[str, str]:
    name = next(name for name, each in VIEWS.items() if each is view)
    return {"lijst": "" if view is WorkView.MINE else name, "kwartaal": quarter}


def quarter_named(code: str, at: Callable[[str], str]) -> Quarter | None:
    """Return a quarter such as ``2026-Q4``, or None where an address names none."""
    try:
        first = first_of_quarter(code)
    except ValueError:
        return None
    return Quarter(code=code, number=(first.month + 2) // 3, year=first.year, address=at(code))


def found_page(
    loaded: Loaded, language: Language, words: str, found: Page[Company], today: date
) -> DeskFoundPage:
    """Return what was found for words."""
    actors = loaded.directory.find_actors(words).hits[:IN_OVERVIEW]
    offerings = loaded.directory.find_offerings(words).hits[:IN_OVERVIEW]
    return DeskFoundPage(
        other_address=address("start", other(language)),
        other_by_form=False,
        q=words,
        companies=tuple(known_company(loaded, company) for company in found.items),
        companies_total=found.total,
        actors=tuple(actor_entry(loaded, actor) for actor in actors),
        offerings=tuple(offering_entry(loaded, offering, today) for offering in offerings),
    )


def known_company(loaded: Loaded, company: Company) -> KnownCompany:
    """Return a company as a list shows it."""
    place = loaded.gazetteer.by_id.get(company.municipality_id or "")
    return KnownCompany(company=company, place=place)
