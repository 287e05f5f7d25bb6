"""What the pages for keeping the register do with a request; all are for staff of a desk."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from api.identity import who
from api.keeping import storing
from api.keeping.due import ticked_facts
from api.pages.addresses import address
from api.pages.downloads import file_of, format_of
from api.pages.keeping import doubles
from api.pages.keeping.downloads import apart_taken_along, doubles_taken_along, due_taken_along
from api.pages.keeping.due import DueFilter, due_in, due_page
from api.pages.keeping.outcomes import CHANGED_MEANWHILE, known_batch
from api.pages.keeping.overview import keep_page
from api.pages.rendering import see_other
from api.pages.sent import sent_form
from matchmaker.errors import Conflict, Fault, NotFound
from matchmaker.journal import BatchKind
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from api.keeping.storing import Signed
    from api.loaded import Loaded
    from api.pages.addresses import PageName
    from api.pages.rendering import Renderer
    from api.services import Services
    from matchmaker.journal import Batch
    from matchmaker.ports import Register, Tally
    from matchmaker.vocabulary import Language

MOST_FIELDS = 20
MOST_TICKS = 5_000
NOTHING_TICKED = Fault(
    where="due", message=Bilingual("Vink eerst aan wat nog klopt.", "First tick what is still right.")
)


class Keeping:
    """The endpoints; each takes the language of its address."""

    def __init__(self, services: Services, renderer: Renderer) -> None:
        self._services = services
        self._renderer = renderer

    def endpoints(self) -> Mapping[PageName, Callable[[Language, Request], Awaitable[Response]]]:
        """Return the endpoint of each page."""
        return {
            "keep": self.keep,
            "doubles": self.doubles,
            "double": self.double,
            "merge": self.merge,
            "apart": self.apart,
            "due": self.due,
        }

    async def keep(self, language: Language, request: Request) -> Response:
        """Show where to begin."""
        loaded = await self._services.catalogue.current()
        apart = await self._services.catalogue.with_register(lambda register: register.kept_apart())
        found = self._services.doubles.known(loaded, apart)
        done = await known_batch(self._services, request.query_params.get("gedaan", ""))
        today = self._services.clock.today()
        page = await asyncio.to_thread(keep_page, loaded, language, found, len(apart), today, done)
        return self._renderer.response(request, page, language)

    async def doubles(self, language: Language, request: Request) -> Response:
        """Show the queue of possible doubles."""
        loaded = await self._services.catalogue.current()
        apart = await self._services.catalogue.with_register(lambda register: register.kept_apart())
        found = self._services.doubles.known(loaded, apart)
        file_format = format_of(request.query_params.get("formaat", ""))
        if file_format and found.searched:  # before that an empty file would say that there are none
            return await file_of(partial(doubles_taken_along, loaded, language, found), file_format, language)
        done = await known_batch(self._services, request.query_params.get("samengevoegd", ""))
        page = doubles.doubles_page(loaded, language, found, request.query_params, len(apart), done)
        return self._renderer.response(request, page, language)

    async def double(self, language: Language, request: Request) -> Response:
        """Show two parties side by side."""
        one, other = (request.query_params.get(name, "") for name in ("one", "other"))
        return await self._side_by_side(language, request, one, other)

    async def merge(self, language: Language, request: Request) -> Response:
        """Show what merging two parties will do, or do it."""
        if request.method == "GET":
            keep_id = request.query_params.get("keep", "")
            pair = request.query_params.getlist("of")
            drop_id = request.query_params.get("drop") or next((id_ for id_ in pair if id_ != keep_id), "")
            return await self._preview(language, request, keep_id, drop_id)
        sent = await sent_form(request, MOST_FIELDS)
        keep_id, drop_id = sent.one("keep"), sent.one("drop")
        by = storing.signed(who(request).signature, sent.one("batch"), self._services.clock)
        change = partial(_merge, keep_id, drop_id, sent.one("mark"), by)
        try:
            await storing.on_present_facts(self._services.catalogue, change)
        except (Conflict, NotFound) as error:
            if not await known_batch(self._services, by.batch_id):  # else the button was pressed twice
                problem = error.sentence if isinstance(error, Conflict) else None
                return await self._preview(language, request, keep_id, drop_id, problem)
        return see_other(address("doubles", language, query={"samengevoegd": by.batch_id}))

    async def apart(self, language: Language, request: Request) -> Response:
        """Show which parties were kept apart, keep two apart, or forget that."""
        catalogue = self._services.catalogue
        if request.method == "POST":
            sent = await sent_form(request, MOST_FIELDS)
            one, other = sent.one("one"), sent.one("other")
            if sent.one("reconsider"):
                await catalogue.with_register(lambda register: register.reconsider(one, other))
                return see_other(address("apart", language, query={"gedaan": "terug"}))
            by, at = who(request).signature, self._services.clock.now()
            await catalogue.with_register(lambda register: register.keep_apart(one, other, by=by, at=at))
            return see_other(address("doubles", language, query={"gedaan": "verschillend"}))
        loaded = await catalogue.current()
        apart = await catalogue.with_register(lambda register: register.kept_apart())
        known = [one for one in apart if loaded.find_actor(one.first_id) and loaded.find_actor(one.second_id)]
        latest = sorted(known, key=lambda one: (one.at, one.first_id, one.second_id), reverse=True)
        file_format = format_of(request.query_params.get("formaat", ""))
        if file_format:
            return await file_of(partial(apart_taken_along, loaded, language, latest), file_format, language)
        page = doubles.apart_page(loaded, language, latest, request.query_params)
        return self._renderer.response(request, page, language)

    async def due(self, language: Language, request: Request) -> Response:
        """Show what is due to be looked at, or write down that somebody did."""
        desk_id = who(request).desk_id
        if request.method == "GET":
            asked = DueFilter.read(request.query_params, desk_id)
            file_format = format_of(request.query_params.get("formaat", ""))
            if file_format:
                loaded = await self._services.catalogue.current()
                wanted = await asyncio.to_thread(due_in, loaded, asked, self._services.clock.today())
                take_along = partial(due_taken_along, loaded, language, wanted, asked.query())
                return await file_of(take_along, file_format, language)
            done = await known_batch(self._services, request.query_params.get("gedaan", ""))
            return await self._due_page(language, request, asked, done=done)
        sent = await sent_form(request, MOST_TICKS)
        asked = DueFilter.read(
            {name: sent.one(name) for name in ("theme", "actor", "own", "pagina")}, desk_id
        )
        ticked = sent.all("fact")
        if not ticked:
            return await self._due_page(language, request, asked, faults=(NOTHING_TICKED,))
        batch_id = storing.new_batch_id(BatchKind.CHECK, self._services.clock)
        by = storing.signed(who(request).signature, batch_id, self._services.clock)
        skipped = await storing.on_present_facts(self._services.catalogue, partial(_check, ticked, by))
        told = {"gedaan": batch_id, "gewijzigd": str(skipped) if skipped else ""}
        return see_other(address("due", language, query={**asked.query(), **told}))

    async def _due_page(
        self,
        language: Language,
        request: Request,
        asked: DueFilter,
        *,
        done: Batch | None = None,
        faults: tuple[Fault, ...] = (),
    ) -> Response:
        loaded = await self._services.catalogue.current()
        today = self._services.clock.today()
        skipped = request.query_params.get("gewijzigd", "")
        show = partial(
            due_page,
            loaded,
            language,
            asked,
            today,
            done=done,
            skipped=int(skipped) if skipped.isascii() and skipped.isdecimal() else 0,
            faults=faults,
        )
        page = await asyncio.to_thread(show)
        return self._renderer.response(request, page, language, 400 if faults else 200)

    async def _side_by_side(
        self,
        language: Language,
        request: Request,
        one: str,
        other: str,
        problem: Bilingual | None = None,
    ) -> Response:
        loaded = await self._services.catalogue.current()
        apart = await self._services.catalogue.with_register(lambda register: register.kept_apart())
        found = self._services.doubles.known(loaded, apart)
        if one == other:
            raise NotFound("pair", one)
        actors = (loaded.actor_by_id(one), loaded.actor_by_id(other))
        today = self._services.clock.today()
        page = doubles.double_page(loaded, language, actors, found, apart, today, problem)
        return self._renderer.response(request, page, language, 409 if problem else 200)

    async def _preview(
        self,
        language: Language,
        request: Request,
        keep_id: str,
        drop_id: str,
        problem: Bilingual | None = None,
    ) -> Response:
        loaded = await self._services.catalogue.current()
        batch_id = storing.new_batch_id(BatchKind.MERGE, self._services.clock)
        try:
            page = doubles.merge_page(loaded, language, keep_id, drop_id, batch_id, problem)
        except Conflict as conflict:
            return await self._side_by_side(language, request, keep_id, drop_id, conflict.sentence)
        return self._renderer.response(request, page, language, 409 if problem else 200)


def _merge(keep_id: str, drop_id: str, mark: str, by: Signed, loaded: Loaded, register: Register) -> Tally:
    planned = storing.planned_merge(loaded, keep_id, drop_id)
    if storing.mark_of_change(planned) != mark:
        raise Conflict(CHANGED_MEANWHILE)
    names = loaded.actor_by_id(keep_id).name, loaded.actor_by_id(drop_id).name
    return storing.merge(register, planned, names, loaded.version, by)


def _check(ticked: Sequence[str], by: Signed, loaded: Loaded, register: Register) -> int:
    """Write down what was ticked, and return how much of it was not what the reader saw."""
    facts, skipped = ticked_facts(loaded, ticked, by.today)
    if facts:
        storing.check(register, facts, loaded.version, by)
    return skipped
