"""What the forms for parties and offerings do with a request; all are for staff of a desk."""

from __future__ import annotations

import asyncio
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from api.identity import who
from api.keeping import storing
from api.pages.addresses import address
from api.pages.keeping.editing import (
    Attempt,
    alike,
    changed_meanwhile,
    edit_actor_page,
    edit_offering_page,
    planned_removal,
    remove_page,
)
from api.pages.keeping.forms import read_actor, read_offering
from api.pages.keeping.outcomes import CHANGED_MEANWHILE, known_batch
from api.pages.rendering import see_other
from api.pages.sent import sent_form
from graph.slugs import slug
from matchmaker.curation import ended
from matchmaker.errors import ChangedMeanwhile, Conflict, Fault, InvalidInput, NotFound
from matchmaker.journal import BatchKind
from matchmaker.model import Actor, Offering, Snapshot
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import date

    from starlette.requests import Request
    from starlette.responses import Response

    from api.identity import Worker
    from api.keeping.storing import Signed
    from api.loaded import Loaded
    from api.pages.addresses import PageName
    from api.pages.rendering import Renderer
    from api.pages.sent import Sent
    from api.services import Services
    from matchmaker.ports import Register, Tally
    from matchmaker.vocabulary import Language

EDIT_PAGES: frozenset[PageName] = frozenset(
    {"new_actor", "edit_actor", "remove_actor", "new_offering", "edit_offering", "remove_offering"}
)

MOST_FIELDS = 200
MAYBE_KNOWN = Fault(
    where="different",
    message=Bilingual(
        "Staat deze partij er al? Kijk eerst, of vink aan dat het een andere is.",
        "Is this party there already? Look first, or tick that it is another.",
    ),
)


class Editing:
    """The endpoints; each takes the language of its address."""

    def __init__(self, services: Services, renderer: Renderer) -> None:
        self._services = services
        self._renderer = renderer

    def endpoints(self) -> Mapping[PageName, Callable[[Language, Request], Awaitable[Response]]]:
        """Return the endpoint of each page."""
        return {
            "new_actor": self.new_actor,
            "edit_actor": self.edit_actor,
            "remove_actor": partial(self._remove, Actor),
            "new_offering": self.new_offering,
            "edit_offering": self.edit_offering,
            "remove_offering": partial(self._remove, Offering),
        }

    async def new_actor(self, language: Language, request: Request) -> Response:
        """Ask for a new party, or store it."""
        if request.method == "GET":
            return await self._actor_form(language, request, None)
        sent = (await sent_form(request, MOST_FIELDS)).printable()
        loaded = await self._services.catalogue.current()
        id_ = _free_id(loaded, sent.one("name"))
        today = self._services.clock.today()
        faults, near = await asyncio.to_thread(_first_look, loaded, sent, id_, who(request), today)
        if near and not sent.one("different"):
            faults = (*faults, MAYBE_KNOWN)
        if faults:
            attempt = Attempt(form=sent, faults=faults, alike=near)
            return await self._actor_form(language, request, None, attempt)
        by = self._signed(request, sent)
        apart = tuple(one.id for one in near)
        store = partial(_add_actor, sent, who(request), by, apart)
        try:
            id_ = await storing.on_present_facts(self._services.catalogue, store)
        except InvalidInput as wrong:
            attempt = Attempt(form=sent, faults=wrong.faults, alike=near)
            return await self._actor_form(language, request, None, attempt)
        except Conflict:
            if not await known_batch(self._services, by.batch_id):  # else the button was pressed twice
                raise
        return see_other(address("actor", language, id_, {"bewaard": by.batch_id}))

    async def edit_actor(self, language: Language, request: Request) -> Response:
        """Show a party in a form, or store what was changed in it."""
        actor = (await self._services.catalogue.current()).actor_by_id(request.path_params["id"])
        if request.method == "GET":
            return await self._actor_form(language, request, actor)
        sent = (await sent_form(request, MOST_FIELDS)).printable()
        by, worker = self._signed(request, sent), who(request)
        store = partial(_store_actor, actor.id, sent, worker, by)
        try:
            await storing.on_present_facts(self._services.catalogue, store)
        except InvalidInput as wrong:
            return await self._actor_form(language, request, actor, Attempt(form=sent, faults=wrong.faults))
        except Conflict:
            if not await known_batch(self._services, by.batch_id):  # else the button was pressed twice
                return await self._actor_again(language, request, actor.id, sent, by.today)
        return see_other(address("actor", language, actor.id, {"bewaard": by.batch_id}))

    async def new_offering(self, language: Language, request: Request) -> Response:
        """Ask for a new offering of a party, or store it."""
        provider = (await self._services.catalogue.current()).actor_by_id(request.path_params["id"])
        if request.method == "GET":
            return await self._offering_form(language, request, None, provider)
        sent = (await sent_form(request, MOST_FIELDS)).printable()
        by = self._signed(request, sent)
        id_ = _free_id(await self._services.catalogue.current(), sent.one("title.nl"))
        store = partial(_store_offering, None, provider.id, sent, who(request), by)
        try:
            id_ = await storing.on_present_facts(self._services.catalogue, store)
        except InvalidInput as wrong:
            attempt = Attempt(form=sent, faults=wrong.faults)
            return await self._offering_form(language, request, None, provider, attempt)
        except Conflict:
            if not await known_batch(self._services, by.batch_id):
                raise
        return see_other(address("offering", language, id_, {"bewaard": by.batch_id}))

    async def edit_offering(self, language: Language, request: Request) -> Response:
        """Show an offering in a form, or store what was changed in it."""
        loaded = await self._services.catalogue.current()
        offering = loaded.offering_by_id(request.path_params["id"])
        provider = loaded.actor_by_id(offering.provider_id)
        if request.method == "GET":
            return await self._offering_form(language, request, offering, provider)
        sent = (await sent_form(request, MOST_FIELDS)).printable()
        by = self._signed(request, sent)
        store = partial(_store_offering, offering.id, provider.id, sent, who(request), by)
        try:
            await storing.on_present_facts(self._services.catalogue, store)
        except InvalidInput as wrong:
            attempt = Attempt(form=sent, faults=wrong.faults)
            return await self._offering_form(language, request, offering, provider, attempt)
        except Conflict:
            if not await known_batch(self._services, by.batch_id):
                return await self._offering_again(language, request, offering.id, sent, by.today)
        return see_other(address("offering", language, offering.id, {"bewaard": by.batch_id}))

    async def _remove(self, kind: type[Actor | Offering], language: Language, request: Request) -> Response:
        """Show what goes along with a party or offering, take it away, or call it ended."""
        id_ = request.path_params["id"]
        if request.method == "GET":
            return await self._removal(kind, language, request, id_)
        sent = await sent_form(request, MOST_FIELDS)
        by = self._signed(request, sent)
        change = (
            partial(_end, kind, id_) if sent.one("end") else partial(_take_away, kind, id_, sent.one("mark"))
        )
        try:
            await storing.on_present_facts(self._services.catalogue, partial(change, by))
        except (Conflict, NotFound) as error:
            if not await known_batch(self._services, by.batch_id):
                problem = error.sentence if isinstance(error, Conflict) else None
                return await self._removal(kind, language, request, id_, problem)
        if sent.one("end"):
            return see_other(address(_page_of(kind), language, id_, {"bewaard": by.batch_id}))
        return see_other(address("keep", language, query={"gedaan": by.batch_id}))

    async def _removal(
        self,
        kind: type[Actor | Offering],
        language: Language,
        request: Request,
        id_: str,
        problem: Bilingual | None = None,
    ) -> Response:
        loaded = await self._services.catalogue.current()
        page = remove_page(loaded, language, _fact(kind, loaded, id_), self._new_id(), problem)
        return self._renderer.response(request, page, language, 409 if problem else 200)

    async def _actor_again(
        self, language: Language, request: Request, actor_id: str, sent: Sent, today: date
    ) -> Response:
        """Show a form again beside what somebody else stored meanwhile."""
        loaded = await self._services.catalogue.current()
        now = loaded.actor_by_id(actor_id)
        read = partial(read_actor, loaded, sent, now, now.id, who(request), today)
        written = (await asyncio.to_thread(read)).actor
        lines = changed_meanwhile(loaded, language, now, written) if written else ()
        return await self._actor_form(language, request, now, Attempt(form=sent, meanwhile=lines))

    async def _offering_again(
        self, language: Language, request: Request, offering_id: str, sent: Sent, today: date
    ) -> Response:
        """Show a form again beside what somebody else stored meanwhile."""
        loaded = await self._services.catalogue.current()
        now = loaded.offering_by_id(offering_id)
        provider = loaded.actor_by_id(now.provider_id)
        read = partial(read_offering, loaded, sent, now, now.id, provider.id, who(request), today)
        written = (await asyncio.to_thread(read)).offering
        lines = changed_meanwhile(loaded, language, now, written) if written else ()
        attempt = Attempt(form=sent, meanwhile=lines)
        return await self._offering_form(language, request, now, provider, attempt)

    async def _actor_form(
        self, language: Language, request: Request, actor: Actor | None, attempt: Attempt | None = None
    ) -> Response:
        loaded = await self._services.catalogue.current()
        today = self._services.clock.today()
        page = edit_actor_page(loaded, language, actor, self._new_id(), today, attempt)
        return self._renderer.response(request, page, language, _status(attempt))

    async def _offering_form(
        self,
        language: Language,
        request: Request,
        offering: Offering | None,
        provider: Actor,
        attempt: Attempt | None = None,
    ) -> Response:
        loaded = await self._services.catalogue.current()
        today = self._services.clock.today()
        page = edit_offering_page(loaded, language, offering, provider, self._new_id(), today, attempt)
        return self._renderer.response(request, page, language, _status(attempt))

    def _signed(self, request: Request, sent: Sent) -> Signed:
        return storing.signed(who(request).signature, sent.one("batch"), self._services.clock)

    def _new_id(self) -> str:
        return storing.new_batch_id(BatchKind.EDIT, self._services.clock)


def _status(attempt: Attempt | None) -> int:
    if attempt is None:
        return 200
    return 400 if attempt.faults else 409


def _first_look(
    loaded: Loaded, sent: Sent, id_: str, worker: Worker, today: date
) -> tuple[tuple[Fault, ...], tuple[Actor, ...]]:
    """Return what is wrong with the form of a new party, and which parties it may be."""
    written = read_actor(loaded, sent, None, id_, worker, today)
    near = alike(loaded, written.actor) if written.actor and written.actor.name else ()
    return written.faults, near


def _add_actor(
    sent: Sent, worker: Worker, by: Signed, apart: tuple[str, ...], loaded: Loaded, register: Register
) -> str:
    """Store a new party, and that it is another than those that its name is like; return its id."""
    id_ = _free_id(loaded, sent.one("name"))
    written = read_actor(loaded, sent, None, id_, worker, by.today)
    if written.faults or written.actor is None or written.stated is None:
        raise InvalidInput(written.faults)
    storing.store(register, written.actor, written.stated, loaded.version, by)
    for other_id in apart:
        register.keep_apart(id_, other_id, by=by.by, at=by.at)
    return id_


def _store_actor(
    actor_id: str, sent: Sent, worker: Worker, by: Signed, loaded: Loaded, register: Register
) -> Tally:
    now = loaded.actor_by_id(actor_id)
    written = read_actor(loaded, sent, now, actor_id, worker, by.today)
    if written.faults or written.actor is None or written.stated is None:
        raise InvalidInput(written.faults)
    if storing.mark_of(now) != sent.one("basis"):
        raise ChangedMeanwhile("actor", actor_id, loaded.version)
    return storing.store(register, written.actor, written.stated, loaded.version, by)


def _store_offering(
    offering_id: str | None,
    provider_id: str,
    sent: Sent,
    worker: Worker,
    by: Signed,
    loaded: Loaded,
    register: Register,
) -> str:
    """Store an offering, new where it has no id yet; return its id."""
    now = loaded.offering_by_id(offering_id) if offering_id else None
    id_ = offering_id or _free_id(loaded, sent.one("title.nl"))
    written = read_offering(loaded, sent, now, id_, provider_id, worker, by.today)
    if written.faults or written.offering is None or written.stated is None:
        raise InvalidInput(written.faults)
    if now is not None and storing.mark_of(now) != sent.one("basis"):
        raise ChangedMeanwhile("offering", now.id, loaded.version)
    storing.store(register, written.offering, written.stated, loaded.version, by)
    return id_


def _take_away(
    kind: type[Actor | Offering], id_: str, mark: str, by: Signed, loaded: Loaded, register: Register
) -> Tally:
    fact = _fact(kind, loaded, id_)
    planned = planned_removal(loaded, fact)
    if storing.mark_of_change(planned) != mark:
        raise Conflict(CHANGED_MEANWHILE)
    return storing.remove(register, planned, storing.name_of(fact), loaded.version, by)


def _end(kind: type[Actor | Offering], id_: str, by: Signed, loaded: Loaded, register: Register) -> Tally:
    fact = _fact(kind, loaded, id_)
    if isinstance(fact, Actor):
        facts = Snapshot(actors=(fact,), offerings=loaded.offerings_of(fact.id))
    else:
        facts = Snapshot(offerings=(fact,))
    return storing.end(register, ended(facts), storing.name_of(fact), loaded.version, by)


def _fact(kind: type[Actor | Offering], loaded: Loaded, id_: str) -> Actor | Offering:
    return loaded.actor_by_id(id_) if kind is Actor else loaded.offering_by_id(id_)


def _page_of(kind: type[Actor | Offering]) -> PageName:
    return "actor" if kind is Actor else "offering"


def _free_id(loaded: Loaded, name: str) -> str:
    """Return an id made of a name that no party and no offering has."""
    base = slug(name)
    taken = {one.id for one in loaded.snapshot.actors} | {one.id for one in loaded.snapshot.offerings}
    more = (f"{base}-{number}" for number in count(2))
    return base if base not in taken else next(id_ for id_ in more if id_ not in taken)
