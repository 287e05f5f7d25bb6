"""The page on which somebody says at which desk they work, and as what."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from fastapi.responses import RedirectResponse

from api import identity
from api.identity import Function
from api.pages.addresses import address, other
from api.pages.contexts import WorkerForm, WorkerPage
from api.pages.rendering import HEADERS
from api.pages.sent import sent_form
from matchmaker.errors import Fault
from matchmaker.text import fold
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from api.identity import Worker
    from api.loaded import Loaded
    from api.pages.addresses import PageName
    from api.pages.rendering import Renderer
    from api.services import Services
    from api.settings import Settings
    from matchmaker.model import Actor
    from matchmaker.vocabulary import Language

MOST_FIELDS = 10
MOST_IN_A_SELECT = 20  # desks; from a longer list a name is typed faster than found
MOST_NEAR = 5

NO_DESK = Bilingual("Vul in bij welk loket u werkt.", "Fill in at which desk you work.")
NO_FUNCTION = Bilingual("Kies wat u daar doet.", "Choose what you do there.")
UNKNOWN_DESK = Bilingual(
    "Wij kennen dit loket niet. Kies een naam hieronder, of typ een andere.",
    "We do not know this desk. Choose a name below, or type another.",
)


class Identifying:
    """The endpoint of the page; it takes the language of its address."""

    def __init__(self, services: Services, renderer: Renderer) -> None:
        self._services = services
        self._renderer = renderer

    def endpoints(self) -> Mapping[PageName, Callable[[Language, Request], Awaitable[Response]]]:
        """Return the endpoint of the page."""
        return {"worker": self.worker}

    async def worker(self, language: Language, request: Request) -> Response:
        """Ask who somebody is, or remember what they chose."""
        loaded = await self._services.catalogue.current()
        settings = self._services.settings
        if request.method == "GET":
            now = identity.who(request)
            function = now.function.name.lower() if now.is_staff else ""
            form = WorkerForm(desk=now.desk_name if now.is_staff else "", function=function)
            back = own_address(request.query_params.get("terug", ""))
            page = worker_page(loaded, settings, language, form, back)
            return self._renderer.response(request, page, language)
        sent = await sent_form(request, MOST_FIELDS)
        back = own_address(sent.one("back"))
        if sent.one("visitor"):
            return _remembered(identity.VISITOR, settings, back or address("start", language))
        form = WorkerForm(desk=sent.one("desk"), function=sent.one("function"))
        chosen, faults = await asyncio.to_thread(_chosen, loaded, settings, form)
        if chosen is None:
            page = worker_page(loaded, settings, language, form, back, faults)
            return self._renderer.response(request, page, language, 400)
        return _remembered(chosen, settings, back or address("start", language))


def worker_page(
    loaded: Loaded,
    settings: Settings,
    language: Language,
    form: WorkerForm,
    back: str,
    faults: tuple[Fault, ...] = (),
) -> WorkerPage:
    """Return the form, with what must be mended if it was sent already."""
    known = identity.desks(loaded, settings)
    return WorkerPage(
        other_address=address("worker", other(language)),
        other_by_form=False,
        form=form,
        desks=tuple(desk.name for desk in known) if len(known) <= MOST_IN_A_SELECT else (),
        functions=tuple(function for function in Function if function is not Function.VISITOR),
        back=back,
        faults=faults,
    )


def own_address(given: str) -> str:
    """Return an address that was handed along, or nothing where it leads out of our pages."""
    path = given.replace("\\", "/")  # browsers read it so
    own = path.startswith("/") and not path.startswith("//") and path.isprintable()
    return path if own else ""


def _chosen(loaded: Loaded, settings: Settings, form: WorkerForm) -> tuple[Worker | None, tuple[Fault, ...]]:
    known = identity.desks(loaded, settings)
    desk = next((actor for actor in known if _is_named(actor, form.desk)), None)
    faults = []
    if desk is None:
        near = near_names(loaded, known, form.desk)
        faults.append(Fault(where="desk", message=UNKNOWN_DESK if form.desk else NO_DESK, suggestions=near))
    worker = identity.worker_of(loaded, settings, form.function, desk.id) if desk else None
    if form.function.upper() not in Function.__members__:
        faults.append(Fault(where="function", message=NO_FUNCTION))
    return worker, tuple(faults)


def _is_named(actor: Actor, text: str) -> bool:
    return bool(text) and fold(text) in {fold(name) for name in (actor.name, *actor.aliases)}


def near_names(loaded: Loaded, known: Sequence[Actor], text: str) -> tuple[str, ...]:
    """Return names of desks that were probably meant, best first."""
    if not text:
        return ()
    ids = {actor.id for actor in known}
    hits = (actor for actor in loaded.directory.find_actors(text).hits if actor.id in ids)
    return tuple(actor.name for actor, _ in zip(hits, range(MOST_NEAR), strict=False))


def _remembered(worker: Worker, settings: Settings, target: str) -> Response:
    response = RedirectResponse(target, status_code=303, headers=HEADERS)
    identity.remember(response, worker, settings)
    return response
